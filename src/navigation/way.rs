//! The way from a cell to the goal, pulled tight: the point to walk towards.
//!
//! Starting at a cell's centre the travel time is followed downhill for some metres; the aim
//! is the farthest point of that way that a disc of a shoulder's breadth reaches in a straight
//! line, and, where ground or crowd slow people, without losing time against the way itself.

use super::aim::{Aim, BESIDE_M, LANES_M};
use super::goal::{Goal, before_wall};
use super::links::bits;
use super::net::{Net, Numbering};
use super::terrain::{Terrain, WAY_IN_M};
use crate::geometry::{Grid, Walls};
use glam::Vec2;
use std::sync::Arc;

/// How far ahead the way is pulled tight, metres.
const AHEAD_M: f32 = 10.0;

/// Room kept to walls, metres: what is taken where it fits, and what narrow places leave.
const CLEARANCES_M: [f32; 3] = [0.20, 0.12, 0.02];

/// How far beside an aim somebody passes at most over how far it is.
const WIDEST_TURN: f32 = 0.7;

/// What a way is found on.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub grid: Grid,
    pub links: Arc<Vec<u8>>,
    pub walls: Arc<Walls>,
    pub numbering: Arc<Numbering>,
    /// Travel time to the goal, in cells' times, by number.
    times: Arc<Vec<f32>>,
    /// See [`Net::cost`].
    cost: Option<Arc<Vec<f32>>>,
}

impl Ground {
    /// The ground of a terrain with the times to a goal on its net.
    pub fn new(terrain: &Terrain, net: &Net, times: Vec<f32>) -> Self {
        Self {
            grid: terrain.grid,
            links: terrain.links.clone(),
            walls: terrain.walls.clone(),
            numbering: terrain.numbering.clone(),
            times: Arc::new(times),
            cost: net.cost.clone(),
        }
    }

    /// The times, in cells' times, by number.
    pub fn times(&self) -> &[f32] {
        &self.times
    }

    /// The same, for who has no more need of the ground.
    pub fn into_times(self) -> Arc<Vec<f32>> {
        self.times
    }

    /// Whether the times are the same to the last bit.
    pub fn has_times_of(&self, other: &Self) -> bool {
        let bits = |ground: &Self| ground.times.iter().map(|t| t.to_bits()).collect::<Vec<_>>();
        bits(self) == bits(other)
    }

    /// Travel time from a cell to the goal at 1 m/s free speed, seconds.
    #[inline(always)]
    pub fn time(&self, cell: usize) -> f32 {
        self.time_of_number(self.numbering.of(cell))
    }

    #[inline(always)]
    fn time_of_number(&self, number: usize) -> f32 {
        let time = self.times.get(number);
        time.map_or(f32::INFINITY, |time| time * self.grid.cell_m)
    }

    /// Numbers of the cells of an [open block](Self::open_block): those of a row follow each other.
    #[inline(always)]
    pub fn numbers(&self, cells: [usize; 4]) -> [usize; 4] {
        let (south, north) = (self.numbering.of(cells[0]), self.numbering.of(cells[2]));
        [south, south + 1, north, north + 1]
    }

    /// The up to four centres around a point that it can reach straight, with their bilinear
    /// weights (not zero).
    #[inline]
    pub fn corners(&self, at: Vec2) -> [Option<(usize, f32)>; 4] {
        let c = (at - self.grid.origin) / self.grid.cell_m - 0.5;
        let mut corners = [None; 4];
        // Also false for NaN.
        let inside = c.x >= 0.0
            && c.y >= 0.0
            && c.x < (self.grid.columns - 1) as f32
            && c.y < (self.grid.rows - 1) as f32;
        if !inside {
            return corners;
        }
        let (column, row) = (c.x as usize, c.y as usize);
        let (fx, fy) = (c.x - column as f32, c.y - row as f32);
        let first = row * self.grid.columns + column;
        let open = self.links[first] & bits::OPEN_BLOCK != 0;
        let cells = [first, first + 1, first + self.grid.columns, first + self.grid.columns + 1];
        let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
        for k in 0..4 {
            let seen = open
                || (self.links[cells[k]] & bits::WALK != 0
                    && self.walls.line_is_clear(at, self.grid.centre(cells[k])));
            corners[k] = seen.then_some((cells[k], weights[k] + 1e-6));
        }
        corners
    }

    /// The four centres around a point if no wall stands between them: their cells (from west
    /// to east, then the next row), the first one's position, and the point's place between
    /// them, 0–1.
    #[inline]
    pub fn open_block(&self, at: Vec2) -> Option<([usize; 4], Vec2, Vec2)> {
        let c = (at - self.grid.origin) / self.grid.cell_m - 0.5;
        // Also false for NaN.
        if !(c.x >= 0.0 && c.y >= 0.0) {
            return None;
        }
        let (column, row) = (c.x as usize, c.y as usize);
        let first = row * self.grid.columns + column;
        // The border has no open blocks, so the next column and row are there.
        let open = column < self.grid.columns && self.links.get(first)? & bits::OPEN_BLOCK != 0;
        let corner = Vec2::new(column as f32, row as f32);
        let centre = self.grid.origin + (corner + 0.5) * self.grid.cell_m;
        let cells = [first, first + 1, first + self.grid.columns, first + self.grid.columns + 1];
        open.then_some((cells, centre, c - corner))
    }

    /// The cell by which a point that sees no centre around it comes onto the field: the
    /// nearest within [`WAY_IN_M`] that it reaches straight and that has a way.
    pub fn way_in(&self, at: Vec2) -> Option<usize> {
        let leads_on = |cell: usize| self.time(cell).is_finite();
        let in_sight =
            |cell| leads_on(cell) && self.walls.line_is_clear(at, self.grid.centre(cell));
        self.grid.nearest_where(at, WAY_IN_M, in_sight)
    }

    /// The next point of the way downhill from `at`, which lies in or next to `cell`;
    /// `None` at the lowest point. Where it can be farther than a cell it is at most `most_m`
    /// away.
    fn step_down(&self, at: Vec2, cell: usize, most_m: f32) -> Option<(Vec2, usize)> {
        let slope = self.slope(at);
        if let Some(direction) = slope.try_normalize() {
            let to = at + direction * self.stride_m(at, cell, most_m);
            let next = self.grid.nearest_cell(to);
            // Still in the same cell is fine: the next step leaves it. The slope is there only
            // where no wall is between the centres around.
            let clear = || self.open_block(to).is_some() || self.walls.line_is_clear(at, to);
            if self.time(next) <= self.time(cell) && clear() {
                return Some((to, next));
            }
        }
        let next = self.lowest_neighbor(cell)?;
        Some((self.grid.centre(next), next))
    }

    /// How far to follow the slope at a point in or next to `cell`, metres. Ways are straight where
    /// the ground is level and free and no wall is near.
    fn stride_m(&self, at: Vec2, cell: usize, most_m: f32) -> f32 {
        const FAR_M: f32 = 0.9 * Walls::OPEN_M;
        let straight = self.cost.is_none() && self.walls.is_open(at);
        let short_m = 0.75 * self.grid.cell_m;
        if straight && self.time(cell) > 2.0 * FAR_M {
            FAR_M.min(most_m).max(short_m)
        } else {
            short_m
        }
    }

    /// Downhill direction between the four centres around a point; zero where one of them is
    /// cut off.
    fn slope(&self, at: Vec2) -> Vec2 {
        let c = (at - self.grid.origin) / self.grid.cell_m - 0.5;
        let (column, row) = (c.x.max(0.0) as usize, c.y.max(0.0) as usize);
        if column + 1 >= self.grid.columns || row + 1 >= self.grid.rows {
            return Vec2::ZERO;
        }
        let first = row * self.grid.columns + column;
        if self.links[first] & bits::OPEN_BLOCK == 0 {
            return Vec2::ZERO;
        }
        let (fx, fy) = (c.x - column as f32, c.y - row as f32);
        let cells = [first, first + 1, first + self.grid.columns, first + self.grid.columns + 1];
        let [sw, se, nw, ne] = self.numbers(cells).map(|number| self.time_of_number(number));
        let slope = Vec2::new(
            (sw - se) * (1.0 - fy) + (nw - ne) * fy,
            (sw - nw) * (1.0 - fx) + (se - ne) * fx,
        );
        if slope.is_finite() { slope } else { Vec2::ZERO }
    }

    fn lowest_neighbor(&self, cell: usize) -> Option<usize> {
        let columns = self.grid.columns;
        let l = self.links[cell];
        let steps = [
            (bits::EAST, cell + 1),
            (bits::WEST, cell.wrapping_sub(1)),
            (bits::NORTH, cell + columns),
            (bits::SOUTH, cell.wrapping_sub(columns)),
        ];
        let linked = steps.into_iter().filter(|(bit, _)| l & bit != 0).map(|(_, to)| to);
        linked
            .filter(|&to| self.time(to) < self.time(cell))
            .min_by(|&a, &b| self.time(a).total_cmp(&self.time(b)))
    }

    /// Time along the straight line, at 1 m/s free speed; infinite over what cannot be taken.
    pub fn straight_time(&self, from: Vec2, to: Vec2) -> f32 {
        let length = from.distance(to);
        let Some(cost) = &self.cost else { return length };
        let samples = (length / self.grid.cell_m).ceil().max(1.0);
        let sum: f32 = (0..samples as usize)
            .map(|i| from.lerp(to, (i as f32 + 0.5) / samples))
            .map(|p| cost[self.grid.nearest_cell(p)])
            .sum();
        length * sum / samples
    }
}

/// The point to walk towards from a cell's centre.
pub(super) fn aim(ground: &Ground, goal: &Goal, from: Vec2) -> Aim {
    let cell = ground.grid.nearest_cell(from);
    if !ground.time(cell).is_finite() {
        return Aim::exactly(Vec2::ZERO);
    }
    let allowed = |left: f32| allowed_time(ground, cell, left);
    if let Some(end) = goal.nearest(from)
        && end.distance(from) <= AHEAD_M
        && is_straight(ground, from, before_wall(from, end), allowed(0.0), CLEARANCES_M[0])
    {
        return Aim::exactly(end - from);
    }
    let way = downhill(ground, goal, from, cell);
    let Some(&(next, _)) = way.first() else { return Aim::exactly(Vec2::ZERO) };
    for clearance in CLEARANCES_M {
        // The farthest by halving: what is hidden hides what is beyond it, as a rule; where it
        // does not, a nearer aim does no harm.
        let reaches = |&(point, left): &(Vec2, f32)| {
            is_straight(ground, from, point, allowed(left), clearance)
        };
        let seen = farthest(&way, reaches);
        if let Some(&(at, _)) = seen.checked_sub(1).and_then(|i| way.get(i)) {
            let bends = seen < way.len();
            return if bends { with_room(ground, from, at) } else { Aim::exactly(at - from) };
        }
    }
    Aim::exactly(next - from)
}

/// An aim at a bend. Who walks along a wall rounds its end as far from it as they walk: in
/// recordings of a corner in a crowded corridor (HERMES EO, 3 m) the distance from the corner is
/// 0.85 of that from the wall before it, with a correlation of 0.93. So the aim is not the tight
/// point `at` but lies as far beside it as there is room on the inner side of where one is: as far
/// as it is reached straight, at no larger turn than [`WIDEST_TURN`], and as far as the way on from
/// there is not much longer.
fn with_room(ground: &Ground, from: Vec2, at: Vec2) -> Aim {
    let time = |p: Vec2| ground.time(ground.grid.nearest_cell(p));
    let far = at.distance(from);
    let to_the_right = -(at - from).normalize_or_zero().perp();
    let usual = ground.straight_time(from, at) + time(at);
    let room = |side: Vec2, most: f32| {
        let most = most.min(WIDEST_TURN * far);
        let fits = |m: &f32| {
            let beside = at + side * m;
            ground.straight_time(from, beside) + time(beside) <= usual + m
                && ground.walls.way_is_clear(from, beside, CLEARANCES_M[0])
        };
        (1..=8).rev().map(|eighths| most * eighths as f32 / 8.0).find(fits).unwrap_or(0.0)
    };
    let (left_m, right_m) = (room(-to_the_right, BESIDE_M), room(to_the_right, BESIDE_M));
    let (outside, room_m) =
        if right_m >= left_m { (to_the_right, right_m) } else { (-to_the_right, left_m) };
    match kept_m(ground, from, at, -outside) {
        Some(kept_m) => Aim::exactly(at + outside * kept_m.min(room_m) - from),
        // No wall leads there: everybody passes where their lane is.
        None => {
            let lanes_m = room_m.min(LANES_M);
            let (left_m, right_m) = if right_m >= left_m { (0.0, lanes_m) } else { (lanes_m, 0.0) };
            Aim { left_m, right_m, ..Aim::exactly(at - from) }
        }
    }
}

/// How much farther from the wall that is on a side of `from` one is than the point `at`, metres: so
/// far from it one passes the point. `None` where no wall is near, and nothing where the point stands
/// out from it as a doorpost does.
fn kept_m(ground: &Ground, from: Vec2, at: Vec2, side: Vec2) -> Option<f32> {
    const STEPS: usize = 16;
    const STEP_M: f32 = BESIDE_M / STEPS as f32;
    let reached = |steps: usize| from + side * (steps as f32 * STEP_M);
    let steps: [usize; STEPS] = std::array::from_fn(|i| i + 1);
    let free = farthest(&steps, |steps| ground.walls.line_is_clear(from, reached(*steps)));
    if free == STEPS {
        return None;
    }
    let hit = reached(free) + side * (0.5 * STEP_M);
    let near = ground.walls.near(hit).iter();
    let wall = near.min_by(|a, b| a.distance(hit).total_cmp(&b.distance(hit)));
    wall.map(|wall| {
        let across = (wall.b - wall.a).perp().normalize_or_zero();
        let (own_m, its_m) = ((from - wall.a).dot(across), (at - wall.a).dot(across));
        if own_m < 0.0 { its_m - own_m } else { own_m - its_m }.max(0.0)
    })
}

/// What a straight line may take from a cell to where `left` is left to go: a little more than
/// the solved time, which has an error of its own.
fn allowed_time(ground: &Ground, cell: usize, left: f32) -> f32 {
    1.02 * (ground.time(cell) - left) + 0.5 * ground.grid.cell_m
}

/// Whether going straight from a cell's centre to a point loses no time against the way.
/// Walls are not looked at.
pub(super) fn is_no_detour(ground: &Ground, goal: &Goal, from: Vec2, to: Vec2) -> bool {
    let cell = ground.grid.nearest_cell(from);
    let left = if goal.contains(to) { 0.0 } else { ground.time(ground.grid.nearest_cell(to)) };
    // Also false where there is no way.
    ground.straight_time(from, to) <= allowed_time(ground, cell, left)
}

/// Number of leading points that are reached: as a rule all, else found by doubling and halving.
fn farthest<T>(way: &[T], reaches: impl Fn(&T) -> bool) -> usize {
    if way.last().is_some_and(&reaches) {
        return way.len();
    }
    let (mut low, mut high) = (0, 1);
    while high <= way.len() && reaches(&way[high - 1]) {
        low = high;
        high = (2 * high).min(way.len() + 1).max(high + 1);
        if low == way.len() {
            return low;
        }
        high = high.min(way.len());
    }
    high = high.min(way.len() + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if reaches(&way[middle - 1]) { low = middle } else { high = middle }
    }
    low
}

fn is_straight(ground: &Ground, from: Vec2, to: Vec2, time: f32, clearance_m: f32) -> bool {
    ground.straight_time(from, to) <= time && ground.walls.way_is_clear(from, to, clearance_m)
}

/// Points of the way downhill, each with the time that is left from there.
fn downhill(ground: &Ground, goal: &Goal, from: Vec2, cell: usize) -> Vec<(Vec2, f32)> {
    let mut way = Vec::with_capacity((2.0 * AHEAD_M / ground.grid.cell_m) as usize);
    let (mut at, mut here) = (from, cell);
    let mut length = 0.0;
    while length < AHEAD_M {
        if ground.time(here) < 2.0 * ground.grid.cell_m
            && let Some(end) = goal.nearest(at).map(|end| before_wall(at, end))
            && ground.walls.line_is_clear(at, end)
        {
            way.push((end, 0.0));
            break;
        }
        let Some((to, next)) = ground.step_down(at, here, AHEAD_M - length) else { break };
        length += to.distance(at);
        (at, here) = (to, next);
        way.push((at, ground.time(here)));
    }
    way
}
