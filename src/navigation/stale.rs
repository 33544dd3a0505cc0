//! Which aims hold no more when times or walls around have changed.
//!
//! An aim depends on the times and walls within some metres of its cell ([`super::way`]). What
//! changed is marked on coarse tiles, and all aims within that reach of a marked tile are
//! looked for again.

use super::net::Numbering;
use crate::geometry::{Grid, WallSegment};
use glam::Vec2;

/// Side of a tile, metres.
const TILE_M: f32 = 8.0;
/// An aim depends on nothing farther away, metres, and cells on top: the way is followed for
/// 10 m; beside its end and its beginning 3 m are looked at, or the 2.5 m in which no wall is from a square of
/// 1 m.
const REACH_M: f32 = 14.0;
const REACH_CELLS: f32 = 3.0;

/// Tiles over a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tiles(Grid);

impl Tiles {
    pub fn over(grid: &Grid) -> Self {
        Self(Grid::covering(grid.origin, grid.end(), TILE_M))
    }

    /// Number of the tile in which a point lies.
    pub fn of(self, at: Vec2) -> u32 {
        self.0.nearest_cell(at) as u32
    }
}

/// What has changed.
#[derive(Clone)]
pub(super) struct Stale {
    tiles: Tiles,
    marked: Vec<bool>,
    spread: usize,
}

impl Stale {
    /// Nothing yet, on cells of a side of `cell_m`.
    pub fn new(tiles: Tiles, cell_m: f32) -> Self {
        let spread = ((REACH_M + REACH_CELLS * cell_m) / TILE_M).ceil() as usize;
        Self { tiles, marked: vec![false; tiles.0.len()], spread }
    }

    /// Marks cells, by number.
    pub fn mark(&mut self, numbering: &Numbering, cells: &[u32]) {
        for number in cells {
            self.marked[numbering.tile(*number as usize) as usize] = true;
        }
    }

    /// Marks where a wall was put or taken away.
    pub fn mark_wall(&mut self, wall: &WallSegment) {
        let steps = (wall.a.distance(wall.b) / TILE_M).ceil().max(1.0);
        for i in 0..=steps as usize {
            self.marked[self.tiles.of(wall.a.lerp(wall.b, i as f32 / steps)) as usize] = true;
        }
    }

    /// Whether the aims of each tile are to be looked for again.
    pub fn tiles(&self) -> Vec<bool> {
        let Grid { columns, rows, .. } = self.tiles.0;
        let mut stale = vec![false; self.marked.len()];
        for tile in (0..self.marked.len()).filter(|tile| self.marked[*tile]) {
            let around = |at: usize, most: usize| {
                at.saturating_sub(self.spread)..(at + self.spread + 1).min(most)
            };
            for row in around(tile / columns, rows) {
                stale[row * columns..][around(tile % columns, columns)].fill(true);
            }
        }
        stale
    }
}
