//! The raster of where one can walk, and the exact ground under it.
//!
//! A cell stands for its centre: it is walkable if its centre is on the ground, and linked to
//! each of its four neighbours unless a wall or barrier cuts the line between the centres. So
//! a barrier of no thickness holds however coarse the cells are, because a chain of links
//! that led through it would have to cross it; and a lane stays open at any angle if it is
//! wider than √2 cells (0.71 m on cells of 0.5 m), along the grid if it is wider than one.
//! A gap narrower than [`NARROWEST_M`](super::NARROWEST_M) counts as closed: nobody fits through.

use super::ground::{Ground, polygon_edges};
use super::links::{self, bits};
use super::net::Numbering;
use crate::geometry::{Grid, WallSegment, Walls, inner_corners};
use crate::venue::{Venue, ZoneKind};
use geo::{Coord, MultiPolygon};
use glam::Vec2;
use std::sync::{Arc, OnceLock};

/// Component number of cells that cannot be walked on.
pub const NOWHERE: u32 = u32::MAX;

/// Centres nearer than this to a wall are not walkable, metres.
const CENTRE_CLEARANCE_M: f32 = 0.02;

/// How far off the cell may be by which a point that sees none close by comes onto a field, metres.
pub(super) const WAY_IN_M: f32 = 3.0;

/// Where one can walk, and how fast.
#[derive(Clone, Debug)]
pub struct Terrain {
    /// The cells.
    pub grid: Grid,
    /// The exact walls and barriers.
    pub walls: Arc<Walls>,
    /// Free speed in each cell over free speed on level ground, 0.05–1.
    pub speed_factor: Arc<Vec<f32>>,
    pub(crate) links: Arc<Vec<u8>>,
    /// Distance from each centre to the nearest wall, metres; infinite beyond
    /// [`Walls::REACH_M`].
    pub wall_distance_m: Arc<Vec<f32>>,
    /// Corners of buildings and walls that reach into the ground, metres.
    pub corners: Arc<Vec<Vec2>>,
    pub(super) numbering: Arc<Numbering>,
    /// Numbered when first asked for; step-free where that differs.
    components: Arc<[OnceLock<Vec<u32>>; 2]>,
    ground: Arc<Ground>,
    unbarred: Arc<Unbarred>,
}

/// The ground before any barrier is put on it.
#[derive(Debug)]
struct Unbarred {
    grid: Grid,
    numbering: Arc<Numbering>,
    has_stairs: bool,
    /// [`bits::WALK`] and [`bits::STAIRS`] of each cell, by its centre.
    flags: Vec<u8>,
    walls: Walls,
    wall_distance_m: Vec<f32>,
    speed_factor: Arc<Vec<f32>>,
    corners: Arc<Vec<Vec2>>,
    ground: Arc<Ground>,
}

impl Terrain {
    /// Rasters a venue's ground with barriers on it, in cells of `cell_m` metres (0.05–5).
    pub fn new(venue: &Venue, barrier_segments: &[[Coord<f64>; 2]], cell_m: f64) -> Self {
        let cell_m = if cell_m.is_finite() { cell_m.clamp(0.05, 5.0) as f32 } else { 0.5 };
        let ground = Ground::new(&venue.ground);
        let (low, high) = ground.extent();
        let grid = Grid::covering(low, high, cell_m);
        let mut flags = vec![0u8; grid.len()];
        links::fill(&grid, &ground.edges, |cell| flags[cell] |= bits::WALK);
        let mut speed_factor = vec![1.0f32; grid.len()];
        for zone in &venue.zones {
            let edges: Vec<_> = polygon_edges(&MultiPolygon::from(zone.shape.clone()));
            links::fill(&grid, &edges, |cell| {
                speed_factor[cell] = speed_factor[cell].min(zone.speed_factor.clamp(0.05, 1.0));
                if zone.kind == ZoneKind::Stairs {
                    flags[cell] |= bits::STAIRS;
                }
            });
        }
        let walls = Walls::new(&venue.ground, &[]);
        let mut wall_distance_m = vec![f32::INFINITY; grid.len()];
        links::near_walls(&grid, walls.segments(), &mut wall_distance_m);
        let unbarred = Unbarred {
            grid,
            numbering: Arc::new(Numbering::new(&grid, &flags)),
            has_stairs: flags.iter().any(|f| f & bits::STAIRS != 0),
            flags,
            walls,
            wall_distance_m,
            speed_factor: Arc::new(speed_factor),
            corners: Arc::new(inner_corners(&venue.ground)),
            ground: Arc::new(ground),
        };
        Self::on(Arc::new(unbarred), barrier_segments)
    }

    /// The same ground with other barriers on it.
    pub fn with_barriers(&self, barrier_segments: &[[Coord<f64>; 2]]) -> Self {
        Self::on(self.unbarred.clone(), barrier_segments)
    }

    fn on(unbarred: Arc<Unbarred>, barrier_segments: &[[Coord<f64>; 2]]) -> Self {
        let grid = unbarred.grid;
        let walls = unbarred.walls.with(barrier_segments);
        let barriers = &walls.segments()[unbarred.walls.segments().len()..];
        let mut wall_distance_m = unbarred.wall_distance_m.clone();
        links::near_walls(&grid, barriers, &mut wall_distance_m);
        let mut flags = unbarred.flags.clone();
        for (flags, distance_m) in flags.iter_mut().zip(&wall_distance_m) {
            if *distance_m < CENTRE_CLEARANCE_M {
                *flags &= !bits::WALK;
            }
        }
        links::link(&grid, &mut flags);
        links::cut(&grid, &unbarred.ground.edges, &mut flags);
        links::cut(&grid, barrier_segments, &mut flags);
        links::close_narrow_gaps(&grid, &walls, &wall_distance_m, &mut flags);
        links::mark_open_blocks(&grid, &wall_distance_m, &walls, &mut flags);
        Self {
            grid,
            walls: Arc::new(walls),
            speed_factor: unbarred.speed_factor.clone(),
            links: Arc::new(flags),
            wall_distance_m: Arc::new(wall_distance_m),
            corners: unbarred.corners.clone(),
            numbering: unbarred.numbering.clone(),
            components: Arc::default(),
            ground: unbarred.ground.clone(),
            unbarred,
        }
    }

    /// The barriers that stand.
    pub(super) fn barriers(&self) -> &[WallSegment] {
        &self.walls.segments()[self.unbarred.walls.segments().len()..]
    }

    /// Whether two terrains number their cells alike: they are of the same ground.
    pub(super) fn has_numbers_of(&self, other: &Self) -> bool {
        let same = Arc::ptr_eq(&self.numbering, &other.numbering);
        self.grid == other.grid && (same || self.numbering == other.numbering)
    }

    /// Whether two terrains are the same in all that ways depend on.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.grid == other.grid
            && self.walls.segments() == other.walls.segments()
            && self.links == other.links
            && self.speed_factor == other.speed_factor
    }

    /// Whether the centre of a cell can be walked on (`step_free`: without stairs).
    pub fn is_walkable(&self, cell: usize, step_free: bool) -> bool {
        let wanted = if step_free { bits::WALK | bits::STAIRS } else { bits::WALK };
        self.links[cell] & wanted == bits::WALK
    }

    /// Number of the connected piece of ground that a cell belongs to, [`NOWHERE`] if none.
    pub fn component(&self, cell: usize, step_free: bool) -> u32 {
        let step_free = step_free && self.unbarred.has_stairs;
        let without = if step_free { bits::STAIRS } else { 0 };
        let numbered = || links::components(&self.grid, &self.links, without);
        self.components[usize::from(step_free)].get_or_init(numbered)[cell]
    }

    /// Whether a point is on the ground: exact, not a question of cells. Barriers have no
    /// thickness and do not count.
    pub fn is_on_ground(&self, p: Vec2) -> bool {
        self.ground.contains(p)
    }

    /// The cell that a point belongs to: the nearest walkable one that can be reached
    /// straight from it, or the nearest one of all if there is none such within [`WAY_IN_M`].
    pub fn cell_of(&self, p: Vec2, step_free: bool) -> Option<usize> {
        let own = self.grid.nearest_cell(p);
        if self.is_walkable(own, step_free) && self.walls.line_is_clear(p, self.grid.centre(own)) {
            return Some(own);
        }
        let grid = &self.grid;
        let walkable = |cell: usize| self.is_walkable(cell, step_free);
        let in_sight = |cell| walkable(cell) && self.walls.line_is_clear(p, grid.centre(cell));
        grid.nearest_where(p, WAY_IN_M, in_sight)
            .or_else(|| grid.nearest_where(p, f32::INFINITY, walkable))
    }

    /// The nearest point where one can stand: `p` itself if it is on the ground and clear of
    /// walls, else the centre of the nearest walkable cell. `None` if there is no ground.
    pub fn nearest_walkable(&self, p: Vec2) -> Option<Vec2> {
        if self.is_on_ground(p) && self.walls.distance(p) > Walls::MARGIN_M {
            return Some(p);
        }
        self.cell_of(p, false).map(|cell| self.grid.centre(cell))
    }
}
