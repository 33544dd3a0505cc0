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
use crate::geometry::{Grid, Walls, inner_corners};
use crate::venue::{Venue, ZoneKind};
use geo::{Coord, MultiPolygon};
use glam::Vec2;
use std::sync::Arc;

/// Component number of cells that cannot be walked on.
pub const NOWHERE: u32 = u32::MAX;

/// Centres nearer than this to a wall are not walkable, metres.
const CENTRE_CLEARANCE_M: f32 = 0.02;

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
    component: Vec<u32>,
    component_step_free: Vec<u32>,
    ground: Arc<Ground>,
}

impl Terrain {
    /// Rasters a venue's ground with barriers on it, in cells of `cell_m` metres (0.05–5).
    pub fn new(venue: &Venue, barrier_segments: &[[Coord<f64>; 2]], cell_m: f64) -> Self {
        let cell_m = if cell_m.is_finite() { cell_m.clamp(0.05, 5.0) as f32 } else { 0.5 };
        let ground = Ground::new(&venue.ground);
        let (low, high) = ground.extent();
        let grid = Grid::covering(low, high, cell_m);
        let walls = Walls::new(&venue.ground, barrier_segments);
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
        let wall_distance_m = links::wall_distances(&grid, &walls);
        for (cell, distance_m) in wall_distance_m.iter().enumerate() {
            if *distance_m < CENTRE_CLEARANCE_M {
                flags[cell] &= !bits::WALK;
            }
        }
        links::link(&grid, &mut flags);
        links::cut(&grid, &ground.edges, &mut flags);
        links::cut(&grid, barrier_segments, &mut flags);
        links::close_narrow_gaps(&grid, &walls, &wall_distance_m, &mut flags);
        links::mark_open_blocks(&grid, &wall_distance_m, &walls, &mut flags);
        let component = links::components(&grid, &flags, 0);
        let component_step_free = if flags.iter().any(|l| l & bits::STAIRS != 0) {
            links::components(&grid, &flags, bits::STAIRS)
        } else {
            component.clone()
        };
        Self {
            grid,
            walls: Arc::new(walls),
            speed_factor: Arc::new(speed_factor),
            links: Arc::new(flags),
            wall_distance_m: Arc::new(wall_distance_m),
            corners: Arc::new(inner_corners(&venue.ground)),
            component,
            component_step_free,
            ground: Arc::new(ground),
        }
    }

    /// Whether the centre of a cell can be walked on (`step_free`: without stairs).
    pub fn is_walkable(&self, cell: usize, step_free: bool) -> bool {
        let wanted = if step_free { bits::WALK | bits::STAIRS } else { bits::WALK };
        self.links[cell] & wanted == bits::WALK
    }

    /// Number of the connected piece of ground that a cell belongs to, [`NOWHERE`] if none.
    pub fn component(&self, cell: usize, step_free: bool) -> u32 {
        if step_free { self.component_step_free[cell] } else { self.component[cell] }
    }

    /// Whether a point is on the ground: exact, not a question of cells. Barriers have no
    /// thickness and do not count.
    pub fn is_on_ground(&self, p: Vec2) -> bool {
        self.ground.contains(p)
    }

    /// The cell that a point belongs to: the nearest walkable one that can be reached
    /// straight from it, or the nearest one of all if there is none such within 3 m.
    pub fn cell_of(&self, p: Vec2, step_free: bool) -> Option<usize> {
        let own = self.grid.nearest_cell(p);
        if self.is_walkable(own, step_free) && self.walls.line_is_clear(p, self.grid.centre(own)) {
            return Some(own);
        }
        let within_m = 3.0;
        self.nearest_cell(p, within_m, |cell| {
            self.is_walkable(cell, step_free) && self.walls.line_is_clear(p, self.grid.centre(cell))
        })
        .or_else(|| self.nearest_cell(p, f32::INFINITY, |cell| self.is_walkable(cell, step_free)))
    }

    /// The nearest point where one can stand: `p` itself if it is on the ground and clear of
    /// walls, else the centre of the nearest walkable cell. `None` if there is no ground.
    pub fn nearest_walkable(&self, p: Vec2) -> Option<Vec2> {
        if self.is_on_ground(p) && self.walls.distance(p) > Walls::MARGIN_M {
            return Some(p);
        }
        self.cell_of(p, false).map(|cell| self.grid.centre(cell))
    }

    /// The nearest cell within a distance that passes a test; ties go to the lower index.
    fn nearest_cell(&self, p: Vec2, within_m: f32, test: impl Fn(usize) -> bool) -> Option<usize> {
        let grid = &self.grid;
        let own = grid.nearest_cell(p);
        let (column, row) = ((own % grid.columns) as isize, (own / grid.columns) as isize);
        let outside_m = p.distance(p.clamp(grid.origin, grid.end()));
        let mut best: Option<(f32, usize)> = None;
        for ring in 0..grid.columns.max(grid.rows) as isize {
            // Centres of this ring are at least so far away.
            let least_m = (ring as f32 - 0.5) * grid.cell_m;
            if least_m - outside_m > within_m || best.is_some_and(|(d, _)| least_m > d) {
                break;
            }
            for (c, r) in ring_cells(column, row, ring) {
                let inside =
                    c >= 0 && r >= 0 && c < grid.columns as isize && r < grid.rows as isize;
                if !inside {
                    continue;
                }
                let cell = r as usize * grid.columns + c as usize;
                let distance_m = grid.centre(cell).distance(p);
                let nearer = best.is_none_or(|(d, i)| (distance_m, cell) < (d, i));
                if nearer && distance_m <= within_m && test(cell) {
                    best = Some((distance_m, cell));
                }
            }
        }
        best.map(|(_, cell)| cell)
    }
}

/// The cells at Chebyshev distance `ring` around a cell.
fn ring_cells(column: isize, row: isize, ring: isize) -> impl Iterator<Item = (isize, isize)> {
    let rows = -ring..=ring;
    rows.flat_map(move |dr| {
        let step = if dr.abs() == ring { 1 } else { (2 * ring).max(1) };
        (-ring..=ring).step_by(step as usize).map(move |dc| (column + dc, row + dr))
    })
}
