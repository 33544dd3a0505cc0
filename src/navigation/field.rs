//! Flow fields: from everywhere on the ground, which way to a goal and how far.
//!
//! The travel time T solves |∇T| = s on the cells ([`super::eikonal`]). Its gradient would do
//! for directions on open ground, but in a door of two cells' breadth it says little and sends
//! people along the walls into the corners. So people are led as a person walks: towards the
//! farthest point of their way that they can reach straight with room for their shoulders
//! ([`super::way`]). That point is found once for each cell in which somebody asks, and kept;
//! it depends on nothing but the field, so it does not matter who asks first.

use super::aim::Aim;
use super::front::{Front, seeds_of};
use super::goal::{Goal, before_wall};
use super::net::{Net, Numbering};
use super::stale::Stale;
use super::terrain::Terrain;
use super::way::{self, Ground};
use crate::geometry::Walls;
use glam::Vec2;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The way to a goal from everywhere.
#[derive(Clone, Debug)]
pub struct FlowField {
    ground: Ground,
    goal: Arc<Goal>,
    /// Own times of the cells at the goal.
    seeds: Vec<(u32, f32)>,
    /// Aim of each numbered cell, packed; 0: not looked for yet.
    aims: Arc<Vec<AtomicU64>>,
    /// The ways to the same goal while nobody is in the way: most of its aims hold here, too.
    free: Option<Arc<FlowField>>,
}

/// Within so many cells' time the goal itself is looked at, not the aims of cells.
const NEAR_CELLS: f32 = 4.0;

/// How far all aims around are where a direction is steady, metres: it then turns by a few degrees
/// at most within a second's walk.
const STEADY_M: f32 = 6.0;

/// How far the way to an aim is seen from where one is (1) or as from the cell's centre (0):
/// towards a far aim from where one is; towards one close by as from the centre, or people who
/// have passed it would turn back.
#[inline]
fn far_share(distance_m: f32, cell_m: f32) -> f32 {
    let share = distance_m / (2.0 * cell_m) - 0.5;
    let share = if share > 0.0 { share } else { 0.0 };
    if share < 1.0 { share } else { 1.0 }
}

impl FlowField {
    /// Bytes that a field keeps for a cell: its time, its aim and, where the ground is not level,
    /// what it costs. For reckoning beforehand what a run will take.
    pub const BYTES_A_CELL: f64 = 16.0;

    /// Solves for the ways to `goal`. `step_free` ways take no stairs. `slowness` multiplies
    /// the time that a cell takes (1 free, 2 half as fast), one number a cell of the terrain;
    /// numbers below 0.01 and those that are not finite are taken as 0.01 and 1.
    pub fn solve(
        terrain: &Terrain,
        goal: &Goal,
        step_free: bool,
        slowness: Option<&[f32]>,
    ) -> Self {
        let net = Net::new(terrain, step_free, slowness);
        let mut front = Front::new(net.nodes.len());
        Self::on_net(&Arc::new(goal.clone()), terrain, step_free, &net, &mut front)
    }

    /// Solves for the ways to `goal` on a net of the terrain.
    pub(super) fn on_net(
        goal: &Arc<Goal>,
        terrain: &Terrain,
        step_free: bool,
        net: &Net,
        front: &mut Front,
    ) -> Self {
        let seeds = seeds(goal, terrain, step_free, net);
        let time = front.solve(net, &seeds);
        Self::of_times(goal.clone(), seeds, Ground::new(terrain, net, time))
    }

    /// Solves for the ways to the goal of `free`, a field of the same terrain, round a crowd.
    pub(super) fn around_crowd(
        free: &Arc<FlowField>,
        terrain: &Terrain,
        step_free: bool,
        net: &Net,
        front: &mut Front,
    ) -> Self {
        let field = Self::on_net(&free.goal, terrain, step_free, net, front);
        Self { free: Some(free.clone()), ..field }
    }

    /// The field round a crowd that stands otherwise now, bit for bit as if solved anew. `changed`:
    /// the numbers of the cells in which `net` is another one than that of the field.
    pub(super) fn around_changed_crowd(
        &self,
        terrain: &Terrain,
        step_free: bool,
        (net, changed): (&Net, &[u32]),
        front: &mut Front,
    ) -> Self {
        let seeds = seeds(&self.goal, terrain, step_free, net);
        let mut time = self.ground.times().to_vec();
        front.mend(net, &seeds, &mut time, self.suspects(&seeds, changed).into_iter());
        let field = Self::of_times(self.goal.clone(), seeds, Ground::new(terrain, net, time));
        Self { free: self.free.clone(), ..field }
    }

    /// The field on changed ground, bit for bit as if solved anew. `changed`: the numbers of
    /// the cells in which `net` is another one than that of the field, and where aims are stale
    /// for that.
    pub(super) fn mended(
        self,
        terrain: &Terrain,
        step_free: bool,
        net: &Net,
        (changed, stale): (&[u32], &Stale),
        front: &mut Front,
    ) -> Self {
        let seeds = seeds(&self.goal, terrain, step_free, net);
        let suspects = self.suspects(&seeds, changed);
        let mut stale = stale.clone();
        let mut time = Arc::unwrap_or_clone(self.ground.into_times());
        let other = front.mend(net, &seeds, &mut time, suspects.into_iter());
        stale.mark(&terrain.numbering, &other);
        let aims = still_good(self.aims, &terrain.numbering, &stale.tiles());
        let ground = Ground::new(terrain, net, time);
        Self { ground, goal: self.goal, seeds, aims: Arc::new(aims), free: None }
    }

    /// Cells whose times may not hold on another net: where that is another one, and where the own
    /// times of the goal's cells are other ones.
    fn suspects(&self, seeds: &[(u32, f32)], changed: &[u32]) -> Vec<u32> {
        let others = seeds.iter().filter(|s| !self.seeds.contains(s));
        let gone = self.seeds.iter().filter(|s| !seeds.contains(s));
        others.chain(gone).map(|s| s.0).chain(changed.iter().copied()).collect()
    }

    fn of_times(goal: Arc<Goal>, seeds: Vec<(u32, f32)>, ground: Ground) -> Self {
        let aims = no_aims(ground.numbering.len());
        Self { ground, goal, seeds, aims: Arc::new(aims), free: None }
    }

    /// Whether two fields say the same of all cells, to the last bit.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.ground.has_times_of(&other.ground)
    }

    /// What the field takes for itself, bytes; ground and walls are shared with others.
    pub fn memory_bytes(&self) -> usize {
        let per_cell = size_of::<f32>() + size_of::<AtomicU64>();
        self.aims.len() * per_cell + size_of_val(&self.seeds[..])
    }

    /// Travel time to the goal at 1 m/s free speed, seconds (= metres where the ground is
    /// level and free, and a little more along walls, from which ways keep off); infinite
    /// where there is no way.
    pub fn distance_m(&self, at: Vec2) -> f32 {
        let corners = self.ground.corners(at);
        let mut time = 0.0;
        let mut weights = 0.0;
        for (cell, weight) in corners.into_iter().flatten() {
            let t = self.ground.time(cell);
            if t.is_finite() {
                time += weight * t;
                weights += weight;
            }
        }
        let mean = time / weights;
        if mean > NEAR_CELLS * self.ground.grid.cell_m {
            return mean;
        }
        if self.goal.contains(at) {
            return 0.0;
        }
        if weights > 0.0 {
            return mean;
        }
        self.ground.way_in(at).map_or(f32::INFINITY, |cell| {
            self.ground.time(cell) + at.distance(self.ground.grid.centre(cell))
        })
    }

    /// Unit vector of the shortest way to the goal; zero inside the goal and where there is no
    /// way.
    pub fn direction(&self, at: Vec2) -> Vec2 {
        self.direction_of(at, None).0
    }

    /// The direction of somebody who keeps to a lane, from 0, leftmost, to 1: where the way
    /// bends they pass the corner at their own distance. Also whether the direction is steady:
    /// all around are led to points at least [`STEADY_M`] away, with no wall between.
    pub fn direction_in_lane(&self, at: Vec2, lane: f32) -> (Vec2, bool) {
        self.direction_of(at, Some(lane))
    }

    fn direction_of(&self, at: Vec2, lane: Option<f32>) -> (Vec2, bool) {
        if let Some((cells, centre, place)) = self.ground.open_block(at) {
            let aims = self.aims_of_block(cells);
            if aims.iter().any(|aim| aim.near_goal)
                && let Some(straight) = self.straight_to_goal(at)
            {
                return (straight, false);
            }
            let far = |aim: &Aim| aim.offset.length_squared() > STEADY_M * STEADY_M;
            let steady = aims.iter().all(far);
            if let Some(direction) = self.direction_in_block(at, lane, aims, centre, place) {
                return (direction, steady);
            }
        }
        (self.direction_near_walls(at, lane), false)
    }

    /// The aims of an open block.
    #[inline]
    fn aims_of_block(&self, cells: [usize; 4]) -> [Aim; 4] {
        let numbers = self.ground.numbers(cells);
        std::array::from_fn(|k| self.aim_of_number(numbers[k], cells[k]))
    }

    /// Where no wall is between the four centres around a point: the mean of the directions
    /// that their aims give, weighted by nearness.
    #[inline]
    fn direction_in_block(
        &self,
        at: Vec2,
        lane: Option<f32>,
        aims: [Aim; 4],
        first: Vec2,
        place: Vec2,
    ) -> Option<Vec2> {
        let cell_m = self.ground.grid.cell_m;
        // Aims seen from the centres, then of the lane, then the way there from where one is:
        // each for all four at once.
        let (mut x, mut y) = ([0.0f32; 4], [0.0f32; 4]);
        let (mut left_m, mut room_m) = ([0.0f32; 4], [0.0f32; 4]);
        for (k, aim) in aims.into_iter().enumerate() {
            (x[k], y[k]) = (aim.offset.x, aim.offset.y);
            (left_m[k], room_m[k]) = (aim.left_m, aim.left_m + aim.right_m);
        }
        if let Some(lane) = lane {
            for k in 0..4 {
                let to_the_right = lane * room_m[k] - left_m[k];
                let share = to_the_right / ((x[k] * x[k] + y[k] * y[k]).sqrt() + 1e-9);
                (x[k], y[k]) = (x[k] + y[k] * share, y[k] - x[k] * share);
            }
        }
        let weights = [
            (1.0 - place.x) * (1.0 - place.y),
            place.x * (1.0 - place.y),
            (1.0 - place.x) * place.y,
            place.x * place.y,
        ];
        let (to_x, to_y) = (at.x - first.x, at.y - first.y);
        for k in 0..4 {
            let far = far_share((x[k] * x[k] + y[k] * y[k]).sqrt(), cell_m);
            let dx = x[k] - far * (to_x - (k & 1) as f32 * cell_m);
            let dy = y[k] - far * (to_y - (k >> 1) as f32 * cell_m);
            // An aim at the centre itself: no way from there.
            let weight = weights[k] / ((dx * dx + dy * dy).sqrt() + 1e-9);
            (x[k], y[k]) = (dx * weight, dy * weight);
        }
        Vec2::new((x[0] + x[1]) + (x[2] + x[3]), (y[0] + y[1]) + (y[2] + y[3])).try_normalize()
    }

    /// The same where walls may hide some of the centres.
    fn direction_near_walls(&self, at: Vec2, lane: Option<f32>) -> Vec2 {
        let corners = self.ground.corners(at);
        let mut sum = Vec2::ZERO;
        let mut near_goal = false;
        for (cell, weight) in corners.iter().flatten() {
            let time = self.ground.time(*cell);
            if time.is_finite() {
                near_goal |= time < NEAR_CELLS * self.ground.grid.cell_m;
                sum += self.direction_by(*cell, at, lane) * *weight;
            }
        }
        if near_goal && let Some(straight) = self.straight_to_goal(at) {
            return straight;
        }
        match sum.try_normalize() {
            Some(direction) if self.leads_on(at, direction) => direction,
            _ => self.direction_between_walls(at, &corners),
        }
    }

    /// Whether one can go on in a direction for a cell's length.
    fn leads_on(&self, at: Vec2, direction: Vec2) -> bool {
        let to = at + direction * self.ground.grid.cell_m;
        self.ground.walls.way_is_clear(at, to, 2.0 * Walls::MARGIN_M)
    }

    /// Where walls cut up the cells around: the way of the best centre in sight, joined where
    /// it can be joined.
    fn direction_between_walls(&self, at: Vec2, corners: &[Option<(usize, f32)>; 4]) -> Vec2 {
        let cost =
            |cell: usize| self.ground.time(cell) + at.distance(self.ground.grid.centre(cell));
        let seen = corners.iter().flatten().map(|c| c.0);
        let best = seen
            .filter(|&cell| self.ground.time(cell).is_finite())
            .min_by(|&a, &b| cost(a).total_cmp(&cost(b)))
            .or_else(|| self.ground.way_in(at));
        let Some(cell) = best else { return Vec2::ZERO };
        let centre = self.ground.grid.centre(cell);
        let aim = centre + self.aim(cell).offset;
        let clear = self.ground.walls.way_is_clear(at, aim, 2.0 * Walls::MARGIN_M);
        let to = if clear || at.distance(centre) < 0.02 { aim } else { centre };
        self.along_wall(at, (to - at).normalize_or_zero())
    }

    /// Who touches a wall, or the end of a barrier, goes along it and not against it.
    fn along_wall(&self, at: Vec2, direction: Vec2) -> Vec2 {
        const TOUCH_M: f32 = 0.03;
        let Some(wall) = self.ground.walls.nearest(at) else { return direction };
        let away = at - wall;
        if away.length() > TOUCH_M || direction.dot(away) >= 0.0 {
            return direction;
        }
        let away = away.normalize_or_zero();
        let along = away.perp();
        let side = if direction.dot(along) >= 0.0 { 1.0 } else { -1.0 };
        (along * side + 0.2 * away).normalize_or(direction)
    }

    /// Next to the goal no cell between is needed. Zero inside the goal.
    fn straight_to_goal(&self, at: Vec2) -> Option<Vec2> {
        if self.goal.contains(at) {
            return Some(Vec2::ZERO);
        }
        let end = self.goal.nearest(at)?;
        let seen = end.distance(at) <= 4.0 * self.ground.grid.cell_m
            && self.ground.straight_time(at, end).is_finite()
            && self.ground.walls.line_is_clear(at, before_wall(at, end));
        seen.then(|| (end - at).normalize_or_zero())
    }

    /// The direction from `at` as the aim of a cell nearby has it.
    fn direction_by(&self, cell: usize, at: Vec2, lane: Option<f32>) -> Vec2 {
        let centre = self.ground.grid.centre(cell);
        let aim = self.aim(cell).in_lane(lane);
        let far = far_share(aim.length(), self.ground.grid.cell_m);
        (aim - (at - centre) * far).normalize_or_zero()
    }

    #[inline]
    fn aim(&self, cell: usize) -> Aim {
        self.aim_of_number(self.ground.numbering.of(cell), cell)
    }

    /// The aim of a cell whose number is known.
    #[inline]
    fn aim_of_number(&self, number: usize, cell: usize) -> Aim {
        let slot = self.aims.get(number);
        let kept = slot.and_then(|slot| Aim::unpacked(slot.load(Ordering::Relaxed)));
        kept.unwrap_or_else(|| self.look_for_aim(cell))
    }

    /// Nothing but the cell may count here, not even how its centre was reckoned, or aims would
    /// hang on who asks first.
    #[cold]
    fn look_for_aim(&self, cell: usize) -> Aim {
        let centre = self.ground.grid.centre(cell);
        let aim = self.aim_of_free(cell, centre);
        let aim = aim.unwrap_or_else(|| way::aim(&self.ground, &self.goal, centre));
        let near_goal = self.ground.time(cell) < NEAR_CELLS * self.ground.grid.cell_m;
        let packed = Aim { near_goal, ..aim }.packed();
        if let Some(slot) = self.aims.get(self.ground.numbering.of(cell)) {
            slot.store(packed, Ordering::Relaxed);
        }
        // What is kept, so that it does not matter who asks first.
        Aim::unpacked(packed).unwrap_or(aim)
    }

    /// The aim that the cell has while nobody is in the way, where nothing is lost by it now.
    fn aim_of_free(&self, cell: usize, centre: Vec2) -> Option<Aim> {
        let aim = self.free.as_ref()?.aim(cell);
        way::is_no_detour(&self.ground, &self.goal, centre, centre + aim.offset).then_some(aim)
    }

    /// The way from a point to the goal, by steps of half a cell; the first point is `from`,
    /// the last the goal. Empty where there is no way.
    pub fn trace(&self, from: Vec2) -> Vec<Vec2> {
        if !self.distance_m(from).is_finite() {
            return Vec::new();
        }
        let step = 0.5 * self.ground.grid.cell_m;
        let mut way = vec![from];
        let mut at = from;
        // A way visits no cell often; anything longer goes in circles.
        for _ in 0..8 * (self.ground.grid.columns + self.ground.grid.rows) {
            let end = self.goal.nearest(at).filter(|q| {
                q.distance(at) <= step && self.ground.walls.line_is_clear(at, before_wall(at, *q))
            });
            if let Some(end) = end {
                way.push(end);
                break;
            }
            let direction = self.direction(at);
            let next = self.ground.walls.keep_out(at, at + direction * step);
            if next.distance(at) < 0.01 * step {
                break;
            }
            at = next;
            way.push(at);
        }
        way
    }
}

/// Nothing looked for yet.
fn no_aims(cells: usize) -> Vec<AtomicU64> {
    vec![0u64; cells].into_iter().map(AtomicU64::new).collect()
}

/// The aims outside stale tiles.
fn still_good(aims: Arc<Vec<AtomicU64>>, numbering: &Numbering, stale: &[bool]) -> Vec<AtomicU64> {
    let is_stale = |number: usize| stale[numbering.tile(number) as usize];
    match Arc::try_unwrap(aims) {
        Ok(mut own) => {
            for (number, aim) in own.iter_mut().enumerate() {
                if *aim.get_mut() != 0 && is_stale(number) {
                    *aim.get_mut() = 0;
                }
            }
            own
        }
        Err(shared) => {
            let mut own = no_aims(shared.len());
            for (number, (aim, shared)) in own.iter_mut().zip(shared.iter()).enumerate() {
                let kept = shared.load(Ordering::Relaxed);
                if kept != 0 && !is_stale(number) {
                    *aim.get_mut() = kept;
                }
            }
            own
        }
    }
}

/// Own times of the cells at a goal, as the solver takes them.
fn seeds(goal: &Goal, terrain: &Terrain, step_free: bool, net: &Net) -> Vec<(u32, f32)> {
    let mut seeds = Vec::new();
    goal.seeds(terrain, step_free, &mut seeds);
    let own = |(cell, distance_m): (usize, f32)| {
        let cost = net.cost.as_ref().map_or(1.0, |cost| cost[cell]);
        let number = terrain.numbering.of(cell);
        (number < net.nodes.len())
            .then_some((number as u32, distance_m * cost / terrain.grid.cell_m))
    };
    seeds_of(seeds.into_iter().filter_map(own).collect())
}
