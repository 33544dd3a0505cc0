//! What a cell is and to which neighbours it is linked: rastering rings and cutting links.

use super::terrain::NOWHERE;
use crate::geometry::{Grid, WallSegment, Walls};
use geo::Coord;
use glam::Vec2;

/// Gaps narrower than this are closed to everybody, metres: a body of 0.2 m radius.
pub const NARROWEST_M: f32 = 0.4;

/// Bits of a cell: what it is and to which neighbours it is linked.
pub(crate) mod bits {
    /// The centre is on the ground.
    pub const WALK: u8 = 1;
    /// Linked to the next cell in the row.
    pub const EAST: u8 = 2;
    /// Linked to the cell in the next row.
    pub const NORTH: u8 = 4;
    /// Linked to the previous cell in the row.
    pub const WEST: u8 = 8;
    /// Linked to the cell in the previous row.
    pub const SOUTH: u8 = 16;
    /// The centre is on stairs.
    pub const STAIRS: u8 = 32;
    /// No wall in the square between this centre and those of the next in row and column,
    /// all four of them walkable.
    pub const OPEN_BLOCK: u8 = 64;
}

/// Calls `take` for every cell whose centre lies inside a set of closed rings (even–odd rule).
pub(super) fn fill(grid: &Grid, edges: &[[Coord<f64>; 2]], mut take: impl FnMut(usize)) {
    let raster = Lattice::new(grid);
    let mut crossings: Vec<(u32, f64)> = Vec::new();
    for [a, b] in edges {
        raster.rows_crossed(*a, *b, |row, column| crossings.push((row as u32, column)));
    }
    crossings.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for pair in crossings.chunk_by(|a, b| a.0 == b.0).flat_map(|row| row.chunks_exact(2)) {
        let row = pair[0].0 as usize;
        let from = pair[0].1.ceil().max(0.0) as usize;
        let until = (pair[1].1.ceil().max(0.0) as usize).min(grid.columns);
        (from..until).for_each(|column| take(row * grid.columns + column));
    }
}

/// Centres of cells as integer coordinates, in f64.
struct Lattice {
    origin: Coord<f64>,
    cell_m: f64,
    columns: usize,
    rows: usize,
}

impl Lattice {
    fn new(grid: &Grid) -> Self {
        let cell_m = f64::from(grid.cell_m);
        let origin = Coord {
            x: f64::from(grid.origin.x) + 0.5 * cell_m,
            y: f64::from(grid.origin.y) + 0.5 * cell_m,
        };
        Self { origin, cell_m, columns: grid.columns, rows: grid.rows }
    }

    fn scaled(&self, p: Coord<f64>) -> Coord<f64> {
        (p - self.origin) / self.cell_m
    }

    /// The rows of centres that a segment crosses and where, in columns. The lower end counts,
    /// the upper does not, so that rings and polylines cross each row consistently.
    fn rows_crossed(&self, a: Coord<f64>, b: Coord<f64>, mut take: impl FnMut(usize, f64)) {
        let (a, b) = (self.scaled(a), self.scaled(b));
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let first = low.y.ceil().max(0.0) as usize;
        let until = (high.y.ceil().max(0.0) as usize).min(self.rows);
        for row in first..until {
            let share = (row as f64 - low.y) / (high.y - low.y);
            take(row, low.x + (high.x - low.x) * share);
        }
    }

    /// The columns of centres that a segment crosses and where, in rows.
    fn columns_crossed(&self, a: Coord<f64>, b: Coord<f64>, mut take: impl FnMut(usize, f64)) {
        let (a, b) = (self.scaled(a), self.scaled(b));
        let (low, high) = if a.x <= b.x { (a, b) } else { (b, a) };
        let first = low.x.ceil().max(0.0) as usize;
        let until = (high.x.ceil().max(0.0) as usize).min(self.columns);
        for column in first..until {
            let share = (column as f64 - low.x) / (high.x - low.x);
            take(column, low.y + (high.y - low.y) * share);
        }
    }
}

/// Links all walkable cells with their walkable neighbours.
pub(super) fn link(grid: &Grid, links: &mut [u8]) {
    for row in 0..grid.rows {
        for column in 0..grid.columns {
            let cell = row * grid.columns + column;
            if links[cell] & bits::WALK == 0 {
                continue;
            }
            if column + 1 < grid.columns && links[cell + 1] & bits::WALK != 0 {
                links[cell] |= bits::EAST;
                links[cell + 1] |= bits::WEST;
            }
            if row + 1 < grid.rows && links[cell + grid.columns] & bits::WALK != 0 {
                links[cell] |= bits::NORTH;
                links[cell + grid.columns] |= bits::SOUTH;
            }
        }
    }
}

fn cut_east(links: &mut [u8], cell: usize) {
    links[cell] &= !bits::EAST;
    links[cell + 1] &= !bits::WEST;
}

fn cut_north(links: &mut [u8], cell: usize, columns: usize) {
    links[cell] &= !bits::NORTH;
    links[cell + columns] &= !bits::SOUTH;
}

/// Cuts the links that segments cross.
pub(super) fn cut(grid: &Grid, segments: &[[Coord<f64>; 2]], links: &mut [u8]) {
    let lattice = Lattice::new(grid);
    for [a, b] in segments {
        lattice.rows_crossed(*a, *b, |row, at| {
            if at >= 0.0 && at < (grid.columns - 1) as f64 {
                cut_east(links, row * grid.columns + at as usize);
            }
        });
        lattice.columns_crossed(*a, *b, |column, at| {
            if at >= 0.0 && at < (grid.rows - 1) as f64 {
                cut_north(links, at as usize * grid.columns + column, grid.columns);
            }
        });
    }
}

/// Cuts the links that lead through gaps too narrow for a body.
pub(super) fn close_narrow_gaps(
    grid: &Grid,
    walls: &Walls,
    wall_distance_m: &[f32],
    links: &mut [u8],
) {
    for cell in 0..grid.len() {
        // A gap of a link starts within half a link of one of its ends.
        if links[cell] & (bits::EAST | bits::NORTH) == 0
            || wall_distance_m[cell] > NARROWEST_M + grid.cell_m
        {
            continue;
        }
        let from = grid.centre(cell);
        if links[cell] & bits::EAST != 0 && is_narrow(walls, from, from + Vec2::X * grid.cell_m) {
            cut_east(links, cell);
        }
        if links[cell] & bits::NORTH != 0 && is_narrow(walls, from, from + Vec2::Y * grid.cell_m) {
            cut_north(links, cell, grid.columns);
        }
    }
}

/// Marks the squares between four centres in which no wall stands.
pub(super) fn mark_open_blocks(
    grid: &Grid,
    wall_distance_m: &[f32],
    walls: &Walls,
    links: &mut [u8],
) {
    let half = 0.5 * grid.cell_m;
    for row in 0..grid.rows - 1 {
        for column in 0..grid.columns - 1 {
            let cell = row * grid.columns + column;
            let corners = [cell, cell + 1, cell + grid.columns, cell + grid.columns + 1];
            if corners.iter().any(|&c| links[c] & bits::WALK == 0) {
                continue;
            }
            let diagonal = 3.0 * half;
            let far = wall_distance_m[cell] > diagonal && diagonal < Walls::REACH_M;
            let middle = grid.centre(cell) + half;
            if far || walls.near(middle).iter().all(|s| misses_square(s, middle, half)) {
                links[cell] |= bits::OPEN_BLOCK;
            }
        }
    }
}

/// Whether a segment stays out of a square, by its bounding box and its line.
fn misses_square(s: &WallSegment, middle: Vec2, half: f32) -> bool {
    let (a, b) = (s.a - middle, s.b - middle);
    let (low, high) = (a.min(b), a.max(b));
    if low.x > half || low.y > half || high.x < -half || high.y < -half {
        return true;
    }
    let along = b - a;
    along.perp_dot(a).abs() > half * (along.x.abs() + along.y.abs())
}

/// Whether somewhere on a link walls on opposite sides leave less than [`NARROWEST_M`].
fn is_narrow(walls: &Walls, from: Vec2, to: Vec2) -> bool {
    const SAMPLES: usize = 5;
    let near = walls.near(0.5 * (from + to));
    !near.is_empty()
        && (0..SAMPLES).any(|i| {
            let at = from.lerp(to, i as f32 / (SAMPLES - 1) as f32);
            let feet = || near.iter().map(|s| s.nearest(at) - at);
            let shorter =
                |a: Vec2, b: Vec2| if b.length_squared() < a.length_squared() { b } else { a };
            let Some(one) = feet().reduce(shorter) else { return false };
            let gap = one.length();
            // A wall on the other side, not the same one round its end.
            let opposite = feet().filter(|f| f.dot(one) < -0.5 * f.length() * gap).reduce(shorter);
            gap < NARROWEST_M && opposite.is_some_and(|f| f.length() + gap < NARROWEST_M)
        })
}

/// Takes walls into the distances from each centre to the nearest one (infinite beyond
/// [`Walls::REACH_M`]).
pub(super) fn near_walls(grid: &Grid, walls: &[WallSegment], distance: &mut [f32]) {
    for s in walls {
        let reach = Vec2::splat(Walls::REACH_M);
        let low = (s.a.min(s.b) - reach - grid.origin) / grid.cell_m;
        let high = (s.a.max(s.b) + reach - grid.origin) / grid.cell_m;
        let last_column = (high.x.max(0.0) as usize).min(grid.columns - 1);
        let last_row = (high.y.max(0.0) as usize).min(grid.rows - 1);
        for row in low.y.max(0.0) as usize..=last_row {
            for column in low.x.max(0.0) as usize..=last_column {
                let cell = row * grid.columns + column;
                let d = s.distance(grid.centre(cell));
                if d <= Walls::REACH_M && d < distance[cell] {
                    distance[cell] = d;
                }
            }
        }
    }
}

/// Numbers the connected pieces; cells with a bit of `without` belong to none.
pub(super) fn components(grid: &Grid, links: &[u8], without: u8) -> Vec<u32> {
    let mut component = vec![NOWHERE; grid.len()];
    let mut stack = Vec::new();
    let mut count = 0;
    let walkable = |cell: usize| links[cell] & (bits::WALK | without) == bits::WALK;
    for first in 0..grid.len() {
        if component[first] != NOWHERE || !walkable(first) {
            continue;
        }
        component[first] = count;
        stack.push(first);
        while let Some(cell) = stack.pop() {
            let steps = [
                (bits::EAST, cell + 1),
                (bits::WEST, cell.wrapping_sub(1)),
                (bits::NORTH, cell + grid.columns),
                (bits::SOUTH, cell.wrapping_sub(grid.columns)),
            ];
            for (bit, to) in steps {
                if links[cell] & bit != 0 && component[to] == NOWHERE && walkable(to) {
                    component[to] = count;
                    stack.push(to);
                }
            }
        }
        count += 1;
    }
    component
}
