//! The raster of where one can walk, and the exact ground under it.
//!
//! A cell stands for its centre: it is walkable if its centre is on the ground, and linked to
//! each of its four neighbours unless a wall or barrier cuts the line between the centres. So
//! a barrier of no thickness holds however coarse the cells are, because a chain of links
//! that led through it would have to cross it; and a lane stays open at any angle if it is
//! wider than √2 cells (0.71 m on cells of 0.5 m), along the grid if it is wider than one.
//! A gap narrower than [`NARROWEST_M`] counts as closed: nobody fits through.

use crate::geometry::{Grid, WallSegment, Walls};
use crate::venue::{Venue, ZoneKind};
use geo::{Coord, LineString, MultiPolygon};
use glam::Vec2;
use std::sync::Arc;

/// Component number of cells that cannot be walked on.
pub const NOWHERE: u32 = u32::MAX;

/// Gaps narrower than this are closed to everybody, metres: a body of 0.2 m radius.
pub const NARROWEST_M: f32 = 0.4;

/// Centres nearer than this to a wall are not walkable, metres.
const CENTRE_CLEARANCE_M: f32 = 0.02;

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
        let mut links = vec![0u8; grid.len()];
        fill(&grid, &ground.edges, |cell| links[cell] |= bits::WALK);
        let mut speed_factor = vec![1.0f32; grid.len()];
        for zone in &venue.zones {
            let edges: Vec<_> = polygon_edges(&MultiPolygon::from(zone.shape.clone()));
            fill(&grid, &edges, |cell| {
                speed_factor[cell] = speed_factor[cell].min(zone.speed_factor.clamp(0.05, 1.0));
                if zone.kind == ZoneKind::Stairs {
                    links[cell] |= bits::STAIRS;
                }
            });
        }
        let wall_distance_m = wall_distances(&grid, &walls);
        for (cell, distance_m) in wall_distance_m.iter().enumerate() {
            if *distance_m < CENTRE_CLEARANCE_M {
                links[cell] &= !bits::WALK;
            }
        }
        link(&grid, &mut links);
        cut(&grid, &ground.edges, &mut links);
        cut(&grid, barrier_segments, &mut links);
        close_narrow_gaps(&grid, &walls, &wall_distance_m, &mut links);
        mark_open_blocks(&grid, &wall_distance_m, &walls, &mut links);
        let component = components(&grid, &links, 0);
        let component_step_free = if links.iter().any(|l| l & bits::STAIRS != 0) {
            components(&grid, &links, bits::STAIRS)
        } else {
            component.clone()
        };
        Self {
            grid,
            walls: Arc::new(walls),
            speed_factor: Arc::new(speed_factor),
            links: Arc::new(links),
            wall_distance_m: Arc::new(wall_distance_m),
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

/// Calls `take` for every cell whose centre lies inside a set of closed rings (even–odd rule).
fn fill(grid: &Grid, edges: &[[Coord<f64>; 2]], mut take: impl FnMut(usize)) {
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
fn link(grid: &Grid, links: &mut [u8]) {
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
fn cut(grid: &Grid, segments: &[[Coord<f64>; 2]], links: &mut [u8]) {
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
fn close_narrow_gaps(grid: &Grid, walls: &Walls, wall_distance_m: &[f32], links: &mut [u8]) {
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
fn mark_open_blocks(grid: &Grid, wall_distance_m: &[f32], walls: &Walls, links: &mut [u8]) {
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

/// Distance from each centre to the nearest wall.
fn wall_distances(grid: &Grid, walls: &Walls) -> Vec<f32> {
    let mut distance = vec![f32::INFINITY; grid.len()];
    for s in walls.segments() {
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
    distance
}

/// Numbers the connected pieces; cells with a bit of `without` belong to none.
fn components(grid: &Grid, links: &[u8], without: u8) -> Vec<u32> {
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

fn ring_edges(ring: &LineString<f64>) -> impl Iterator<Item = [Coord<f64>; 2]> {
    ring.lines().map(|l| [l.start, l.end])
}

/// All edges of all rings.
fn polygon_edges(shape: &MultiPolygon<f64>) -> Vec<[Coord<f64>; 2]> {
    let rings = shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.flat_map(ring_edges).collect()
}

/// The exact ground: its edges, listed by horizontal slab for point-in-polygon tests.
#[derive(Debug)]
struct Ground {
    edges: Vec<[Coord<f64>; 2]>,
    low: Coord<f64>,
    high: Coord<f64>,
    starts: Vec<u32>,
    listed: Vec<u32>,
}

impl Ground {
    const SLAB_M: f64 = 1.0;

    fn new(shape: &MultiPolygon<f64>) -> Self {
        let edges = polygon_edges(shape);
        let mut low = Coord { x: f64::INFINITY, y: f64::INFINITY };
        let mut high = Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
        for c in edges.iter().flatten() {
            low = Coord { x: low.x.min(c.x), y: low.y.min(c.y) };
            high = Coord { x: high.x.max(c.x), y: high.y.max(c.y) };
        }
        if edges.is_empty() {
            (low, high) = (Coord::default(), Coord::default());
        }
        let slabs = ((high.y - low.y) / Self::SLAB_M) as usize + 1;
        let mut ground = Self { edges, low, high, starts: vec![0; slabs + 1], listed: Vec::new() };
        let ranges: Vec<_> = ground.edges.iter().map(|e| ground.slabs_of(e)).collect();
        for range in &ranges {
            range.clone().for_each(|slab| ground.starts[slab + 1] += 1);
        }
        for i in 1..ground.starts.len() {
            ground.starts[i] += ground.starts[i - 1];
        }
        let mut next = ground.starts.clone();
        ground.listed = vec![0; ground.starts[slabs] as usize];
        for (edge, range) in ranges.into_iter().enumerate() {
            for slab in range {
                ground.listed[next[slab] as usize] = edge as u32;
                next[slab] += 1;
            }
        }
        ground
    }

    fn slabs_of(&self, [a, b]: &[Coord<f64>; 2]) -> std::ops::Range<usize> {
        let slab = |y: f64| ((y - self.low.y) / Self::SLAB_M) as usize;
        slab(a.y.min(b.y))..slab(a.y.max(b.y)) + 1
    }

    fn extent(&self) -> (Vec2, Vec2) {
        let point = |c: Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
        (point(self.low), point(self.high))
    }

    /// Even–odd rule along the ray to the east.
    fn contains(&self, p: Vec2) -> bool {
        let p = Coord { x: f64::from(p.x), y: f64::from(p.y) };
        let inside =
            p.x >= self.low.x && p.x <= self.high.x && p.y >= self.low.y && p.y <= self.high.y;
        if !inside {
            return false;
        }
        let slab = ((p.y - self.low.y) / Self::SLAB_M) as usize;
        let listed = &self.listed[self.starts[slab] as usize..self.starts[slab + 1] as usize];
        let right = listed.iter().filter(|&&edge| {
            let [a, b] = self.edges[edge as usize];
            let spans = (a.y > p.y) != (b.y > p.y);
            spans && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)
        });
        right.count() % 2 == 1
    }
}
