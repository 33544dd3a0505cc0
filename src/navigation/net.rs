//! The ground as the solver walks it: the cells on the ground numbered row by row, and for each
//! its neighbours and what a step in it takes.
//!
//! Everything that is kept per goal is kept by number, so a venue costs what its ground
//! measures and not what the rectangle around it does. Numbers depend on the ground alone:
//! barriers cut links, they renumber nothing, so that a field can be mended where they stand.

use super::links::bits;
use super::stale::Tiles;
use super::terrain::Terrain;
use crate::geometry::Grid;
use rayon::prelude::*;
use std::sync::Arc;

/// Number of cells that are not on the ground.
const OFF_GROUND: u32 = u32::MAX;

/// Extra cost of the cells along walls, so that ways keep off them: at the wall twice the
/// time, none from this distance on, metres.
const WALL_SHY_M: f32 = 0.4;

/// Numbers of the cells whose centre is on the ground, barriers or not.
#[derive(Debug, PartialEq)]
pub(super) struct Numbering {
    number: Vec<u32>,
    cell: Vec<u32>,
    tiles: Tiles,
    /// Tile of each number.
    tile: Vec<u32>,
}

impl Numbering {
    /// Numbers the cells that have [`bits::WALK`] among `flags`, one a cell.
    pub fn new(grid: &Grid, flags: &[u8]) -> Self {
        let on_ground = |(cell, flags): (usize, &u8)| (flags & bits::WALK != 0).then_some(cell);
        let cell: Vec<u32> =
            flags.iter().enumerate().filter_map(on_ground).map(|c| c as u32).collect();
        let mut number = vec![OFF_GROUND; flags.len()];
        for (n, cell) in cell.iter().enumerate() {
            number[*cell as usize] = n as u32;
        }
        let tiles = Tiles::over(grid);
        let tile = cell.iter().map(|cell| tiles.of(grid.centre(*cell as usize))).collect();
        Self { number, cell, tiles, tile }
    }

    /// The tiles of the grid.
    pub fn tiles(&self) -> Tiles {
        self.tiles
    }

    /// The tile of a numbered cell.
    #[inline(always)]
    pub fn tile(&self, number: usize) -> u32 {
        self.tile[number]
    }

    /// How many cells have a number.
    pub fn len(&self) -> usize {
        self.cell.len()
    }

    /// Number of a cell; beyond [`Numbering::len`] for one that is not on the ground.
    /// Neighbours in a row that are both on the ground have consecutive numbers.
    #[inline(always)]
    pub fn of(&self, cell: usize) -> usize {
        self.number[cell] as usize
    }
}

/// A numbered cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    /// Number of the next cell to the north and to the south, where linked.
    pub north: u32,
    pub south: u32,
    /// Time from edge to edge over that on free level ground.
    pub step: f32,
    /// [`sides`] on which the next cell, and the one after that, can be walked to straight.
    pub sides: u8,
}

/// Sides of a node; shifted by four: the cell after next is linked, too.
pub(super) mod sides {
    pub const EAST: u8 = 1;
    pub const WEST: u8 = 2;
    pub const NORTH: u8 = 4;
    pub const SOUTH: u8 = 8;
    /// From a side to the cell after next on that side.
    pub const SECOND: u32 = 4;
}

/// What all ways over one ground at one slowness have in common.
#[derive(Debug)]
pub(super) struct Net {
    /// One a numbered cell.
    pub nodes: Vec<Node>,
    /// The quickest step of all.
    pub least_step: f32,
    /// Slowness of each cell of the grid, wall or not, infinite on stairs that cannot be taken;
    /// `None` where all is level and free.
    pub cost: Option<Arc<Vec<f32>>>,
}

impl Net {
    /// The net of a terrain. `step_free`: without stairs. `slowness` multiplies the time that a
    /// cell takes, one number a cell of the terrain; numbers below 0.01 and those that are not
    /// finite are taken as 0.01 and 1.
    pub fn new(terrain: &Terrain, step_free: bool, slowness: Option<&[f32]>) -> Self {
        let without = if step_free { bits::STAIRS } else { 0 };
        let cost = |cell: usize| {
            let crowd = slowness.and_then(|s| s.get(cell)).filter(|s| s.is_finite());
            crowd.map_or(1.0, |s| s.max(0.01)) / terrain.speed_factor[cell]
        };
        let node = |cell: &u32| node(terrain, *cell as usize, without, cost(*cell as usize));
        let nodes: Vec<Node> =
            terrain.numbering.cell.par_iter().with_min_len(4096).map(node).collect();
        let least_step = nodes.par_iter().map(|n| n.step).reduce(|| f32::INFINITY, f32::min);
        let of_cell = |cell: usize| {
            if terrain.links[cell] & without != 0 { f32::INFINITY } else { cost(cell) }
        };
        let cells = 0..terrain.grid.len();
        let uniform = cells.clone().into_par_iter().all(|cell| of_cell(cell) == 1.0);
        let cost = (!uniform).then(|| Arc::new(cells.into_par_iter().map(of_cell).collect()));
        Self { nodes, least_step: if least_step.is_finite() { least_step } else { 1.0 }, cost }
    }

    /// Numbers of the cells in which two nets of the same numbering differ.
    pub fn difference(&self, other: &Self) -> Vec<u32> {
        let differ = |(number, (a, b))| (a != b).then_some(number as u32);
        let pairs = self.nodes.par_iter().zip(&other.nodes).with_min_len(4096).enumerate();
        pairs.filter_map(differ).collect()
    }
}

fn node(terrain: &Terrain, cell: usize, without: u8, cost: f32) -> Node {
    let columns = terrain.grid.columns;
    let next = [
        (bits::EAST, cell + 1, sides::EAST),
        (bits::WEST, cell.wrapping_sub(1), sides::WEST),
        (bits::NORTH, cell + columns, sides::NORTH),
        (bits::SOUTH, cell.wrapping_sub(columns), sides::SOUTH),
    ];
    let links = &terrain.links;
    let mut node = Node { north: 0, south: 0, step: 0.0, sides: 0 };
    node.step = cost * (1.0 + (1.0 - terrain.wall_distance_m[cell] / WALL_SHY_M).max(0.0));
    if links[cell] & without != 0 {
        return node;
    }
    for (bit, to, side) in next {
        if links[cell] & bit == 0 || links[to] & without != 0 {
            continue;
        }
        node.sides |= side;
        if links[to] & bit != 0 {
            node.sides |= side << sides::SECOND;
        }
        match side {
            sides::NORTH => node.north = terrain.numbering.number[to],
            sides::SOUTH => node.south = terrain.numbering.number[to],
            _ => {}
        }
    }
    node
}
