//! Whom people notice: the neighbours of a few people at a time, side by side in columns that
//! the processor works through eight at a time.
//!
//! A few people together, because what has to be done for one is a long chain of dependent
//! operations; the processor does those of several people side by side.

use crate::crowd::{Frozen, LANES};
use crate::geometry::{WallSegment, Walls};
use fearless_simd::{f32x8, mask32x8, prelude::*, u32x8};
use glam::Vec2;
use std::ops::Range;

/// People whose neighbours are kept together.
pub(super) const TOGETHER: usize = LANES;
/// Most people that one person can notice here; denser crowds go the long way round.
const MOST: usize = 256;
/// Distance of the nobodies that fill up the last eight, metres.
const NOBODY_M: f32 = 1e3;
/// Sum of radii of the nobodies: they touch nobody, whoever asks.
const NO_TOUCH_M: f32 = -1e3;

/// The smallest of eight, none of which is NaN.
#[inline(always)]
pub(super) fn least_of<S: Simd>(lanes: f32x8<S>) -> f32 {
    let less = |a: f32, b: f32| if a < b { a } else { b };
    let [a, b, c, d, e, f, g, h] = lanes.to_array();
    less(less(less(a, e), less(b, f)), less(less(c, g), less(d, h)))
}

/// Tangent of the angle to either side up to which people look ahead beyond [`View::all_round_m`],
/// some 35° [a].
const AHEAD_TAN: f32 = 0.7;

/// Whom a walker notices.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// Distance within which everybody is noticed, metres.
    pub all_round_m: f32,
    /// Distance up to which those are noticed who are about where the walker wishes to go, metres; not
    /// less than all round.
    pub ahead_m: f32,
    /// Who is there by how far they are to either side: up to so many times their radius and one's own.
    pub radii_aside: f32,
}

impl View {
    /// Whom somebody notices who looks as far to all sides.
    pub fn all_round(reach_m: f32) -> Self {
        Self { all_round_m: reach_m, ahead_m: reach_m, radii_aside: 0.0 }
    }

    /// Who is noticed now or when all have come nearer by so much.
    pub fn nearer_by(self, closing_m: f32) -> Self {
        let (all_round_m, ahead_m) = (self.all_round_m + closing_m, self.ahead_m + closing_m);
        Self { all_round_m, ahead_m, ..self }
    }

    /// Of eight people so far away, with so much of both radii, who is noticed all round, and who besides,
    /// of somebody who wishes to go along `wish`.
    #[inline(always)]
    pub fn holds<S: Simd>(
        &self,
        [dx, dy]: [f32x8<S>; 2],
        radii: f32x8<S>,
        wish: Vec2,
    ) -> [mask32x8<S>; 2] {
        let distance2 = dx * dx + dy * dy;
        let near = distance2.simd_lt(self.all_round_m * self.all_round_m);
        if self.ahead_m <= self.all_round_m {
            return [near, near & !near];
        }
        let ahead = dx * wish.x + dy * wish.y;
        let beside = (dy * wish.x - dx * wish.y).abs();
        let breadth = radii * self.radii_aside + ahead * AHEAD_TAN;
        let in_front = ahead.simd_gt(0.0) & beside.simd_lt(breadth);
        [near, distance2.simd_lt(self.ahead_m * self.ahead_m) & in_front & !near]
    }
}

/// The neighbours of up to [`TOGETHER`] people: relative position, distance, sum of radii,
/// and the push they give. Each person's start at a multiple of eight; the last eight are
/// made whole with nobodies.
#[derive(Clone, Debug)]
pub(super) struct Around {
    dx: Vec<f32>,
    dy: Vec<f32>,
    /// Sum of both radii, metres.
    touch: Vec<f32>,
    distance: Vec<f32>,
    index: Vec<u32>,
    /// Push away from each, see [`Around::push`].
    push_x: Vec<f32>,
    push_y: Vec<f32>,
    /// Whose neighbours they are (frozen indices), and where each person's are.
    whose: [usize; TOGETHER],
    lists: [Range<usize>; TOGETHER],
    people: usize,
    /// Where the next person's begin.
    end: usize,
}

/// One whom a person notices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbor {
    /// Frozen index.
    pub index: usize,
    /// Where, seen from the person, metres.
    pub offset: Vec2,
    /// Distance of the centres, metres.
    pub distance_m: f32,
    /// Sum of both radii, metres.
    pub touch_m: f32,
}

/// The nearest `most` of those within `reach_m` of person `i` but `i`, nearest first: of a crush in
/// which nobody moves anyway, those farther away neither slow nor turn anybody.
#[cold]
#[inline(never)]
pub(super) fn nearest(frozen: &Frozen, i: usize, reach_m: f32, most: usize) -> Vec<u32> {
    let at = frozen.position(i);
    let within = |reach_m: f32| -> Vec<u64> {
        let others = frozen.neighbors(at, reach_m).filter(|&j| j != i);
        others.map(|j| by_distance(frozen.position(j).distance_squared(at), j as u32)).collect()
    };
    // Where enough people are nearer by, they are the nearest of all.
    let near = within(CRUSH_REACH * reach_m);
    keep_nearest(if near.len() >= most { near } else { within(reach_m) }, most)
}

/// In a crush this share of the reach is looked over first.
const CRUSH_REACH: f32 = 0.7;

/// A number by which people are sorted by squared distance (not negative), then by frozen index.
fn by_distance(distance2: f32, index: u32) -> u64 {
    u64::from(distance2.to_bits()) << 32 | u64::from(index)
}

/// The nearest `most` of people that are given [`by_distance`], nearest first.
fn keep_nearest(mut all: Vec<u64>, most: usize) -> Vec<u32> {
    if all.len() > most {
        all.select_nth_unstable(most);
        all.truncate(most);
    }
    all.sort_unstable();
    all.into_iter().map(|one| one as u32).collect()
}

impl Default for Around {
    fn default() -> Self {
        Self::new(1)
    }
}

impl Around {
    /// With room for the neighbours of so many people, at most [`TOGETHER`].
    pub fn new(together: usize) -> Self {
        let room = together * MOST;
        Self {
            dx: vec![0.0; room],
            dy: vec![0.0; room],
            touch: vec![0.0; room],
            distance: vec![0.0; room],
            index: vec![0; room],
            push_x: vec![0.0; room],
            push_y: vec![0.0; room],
            whose: [0; TOGETHER],
            lists: std::array::from_fn(|_| 0..0),
            people: 0,
            end: 0,
        }
    }

    /// Forgets everybody.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.people = 0;
        self.end = 0;
    }

    /// Takes all whom person `i` notices within `reach_m`, and nobody else, and measures them.
    #[inline(always)]
    pub fn see_one<S: Simd>(
        &mut self,
        simd: S,
        (frozen, walls): (&Frozen, &Walls),
        i: usize,
        reach_m: f32,
    ) {
        self.clear();
        self.gather(simd, frozen, i, View::all_round(reach_m));
        self.hide_behind_walls(simd, walls, frozen.position(i));
        self.measure(simd);
    }

    /// Takes everybody in `view` of person `i` but `i`.
    #[inline(always)]
    pub fn gather<S: Simd>(&mut self, simd: S, frozen: &Frozen, i: usize, view: View) {
        let (at, wish) = (frozen.position(i), frozen.wish(i));
        let radius = frozen.radius_m(i);
        let reach_m = view.ahead_m;
        let lane = u32x8::from_slice(simd, &[0, 1, 2, 3, 4, 5, 6, 7]);
        let [c0, c1, r0, r1] = frozen.cells_around(at, reach_m);
        let (start, most) = (self.end, self.end + MOST - 2 * LANES);
        let mut end = start;
        for row in r0..=r1 {
            let range = frozen.row_range(row, c0, c1);
            let mut first = range.start;
            while first < range.end {
                if end > most {
                    return self.gather_nearest(frozen, i, reach_m);
                }
                let [x, y, r] = frozen.eight(first);
                let dx = f32x8::load_array_ref(simd, x) - at.x;
                let dy = f32x8::load_array_ref(simd, y) - at.y;
                let touch = f32x8::load_array_ref(simd, r) + radius;
                let index = lane + first as u32;
                let [near, ahead] = view.holds([dx, dy], touch, wish);
                let near =
                    (near | ahead) & index.simd_lt(range.end as u32) & index.simd_ne(i as u32);
                dx.compress(near).store_slice(&mut self.dx[end..end + LANES]);
                dy.compress(near).store_slice(&mut self.dy[end..end + LANES]);
                touch.compress(near).store_slice(&mut self.touch[end..end + LANES]);
                index.compress(near).store_slice(&mut self.index[end..end + LANES]);
                end += near.to_bitmask().count_ones() as usize;
                first += LANES;
            }
        }
        self.add(i, start..end);
    }

    /// Takes the nearest of more people than there is room for.
    #[cold]
    #[inline(never)]
    fn gather_nearest(&mut self, frozen: &Frozen, i: usize, reach_m: f32) {
        let at = frozen.position(i);
        let all = nearest(frozen, i, reach_m, MOST - LANES);
        let start = self.end;
        for (slot, j) in (start..).zip(&all) {
            let offset = frozen.position(*j as usize) - at;
            (self.dx[slot], self.dy[slot]) = (offset.x, offset.y);
            self.touch[slot] = frozen.radius_m(i) + frozen.radius_m(*j as usize);
            self.index[slot] = *j;
        }
        self.add(i, start..start + all.len());
    }

    /// Keeps a list and makes its last eight whole with nobodies far away.
    #[inline(always)]
    fn add(&mut self, i: usize, list: Range<usize>) {
        let end = list.end;
        self.dx[end..end + LANES].fill(NOBODY_M);
        self.dy[end..end + LANES].fill(0.0);
        self.touch[end..end + LANES].fill(NO_TOUCH_M);
        self.end = end.next_multiple_of(LANES);
        self.whose[self.people] = i;
        self.lists[self.people] = list;
        self.people += 1;
    }

    /// Marks those of the person gathered last whom a wall hides; returns whether there are any.
    #[inline(always)]
    pub fn hide_behind<S: Simd>(&mut self, simd: S, at: Vec2, wall: WallSegment) -> bool {
        let list = self.lists[self.people - 1].clone();
        let mut hidden = false;
        let (a, b) = (wall.a - at, wall.b - at);
        let along = b - a;
        let own = along.perp_dot(-a);
        let (low, high) = (a.min(b), a.max(b));
        let zero = f32x8::splat(simd, 0.0);
        for first in list.step_by(LANES) {
            // As [`WallSegment::meets`] has it, to the last bit.
            let x = (f32x8::from_slice(simd, &self.dx[first..first + LANES]) + at.x) - at.x;
            let y = (f32x8::from_slice(simd, &self.dy[first..first + LANES]) + at.y) - at.y;
            let its = (y - a.y) * along.x - (x - a.x) * along.y;
            // Whoever is on the same side of the wall's line is not hidden by it: as a rule
            // that is everybody.
            let beyond = !(its * own).simd_gt(0.0);
            if !beyond.any_true() {
                continue;
            }
            let (past_a, past_b) = (x * a.y - y * a.x, x * b.y - y * b.x);
            let between = !(past_a * past_b).simd_gt(0.0);
            let overlaps = zero.max(x).simd_ge(low.x)
                & zero.min(x).simd_le(high.x)
                & zero.max(y).simd_ge(low.y)
                & zero.min(y).simd_le(high.y);
            let touch = f32x8::from_slice(simd, &self.touch[first..first + LANES]);
            let hides = beyond & between & overlaps & touch.simd_gt(NO_TOUCH_M);
            if hides.any_true() {
                let touch = hides.select(zero + NO_TOUCH_M, touch);
                touch.store_slice(&mut self.touch[first..first + LANES]);
                hidden = true;
            }
        }
        hidden
    }

    /// Forgets those of the person gathered last, at `at`, whom any wall hides. Walls beyond
    /// [`Walls::SIGHT_M`] are not looked at.
    #[inline(always)]
    pub fn hide_behind_walls<S: Simd>(&mut self, simd: S, walls: &Walls, at: Vec2) {
        let eights = walls.in_sight(at);
        if eights.is_empty() {
            return;
        }
        let [low, high] = self.box_around(simd);
        let mut hidden = false;
        for eight in eights {
            // As a rule nobody is on the other side of any of the eight.
            let mut hides = eight.may_cut(simd, at, low, high);
            while hides != 0 {
                let k = hides.trailing_zeros() as usize;
                hides &= hides - 1;
                hidden |= self.hide_behind(simd, at, eight.wall(k));
            }
        }
        if hidden {
            self.forget_hidden();
        }
    }

    /// Corners of a box around the person gathered last and all whom they notice, seen from there.
    #[inline(always)]
    fn box_around<S: Simd>(&self, simd: S) -> [Vec2; 2] {
        let zero = f32x8::splat(simd, 0.0);
        let (mut west, mut east, mut south, mut north) = (zero, zero, zero, zero);
        for first in self.lists[self.people - 1].clone().step_by(LANES) {
            let dx = f32x8::from_slice(simd, &self.dx[first..first + LANES]);
            let dy = f32x8::from_slice(simd, &self.dy[first..first + LANES]);
            // The nobodies that fill up the last eight are due east.
            let dx = dx.simd_lt(NOBODY_M).select(dx, zero);
            (west, east) = (west.min(dx), east.max(dx));
            (south, north) = (south.min(dy), north.max(dy));
        }
        let (east, north) = (-least_of(zero - east), -least_of(zero - north));
        [Vec2::new(least_of(west), least_of(south)), Vec2::new(east, north)]
    }

    /// Leaves out those of the person gathered last who are marked as hidden.
    #[inline(never)]
    pub fn forget_hidden(&mut self) {
        let list = self.lists[self.people - 1].clone();
        let mut end = list.start;
        for slot in list.clone() {
            if self.touch[slot] > 0.0 {
                self.dx[end] = self.dx[slot];
                self.dy[end] = self.dy[slot];
                self.touch[end] = self.touch[slot];
                self.index[end] = self.index[slot];
                end += 1;
            }
        }
        self.people -= 1;
        self.add(self.whose[self.people], list.start..end);
    }

    /// Writes the frozen indices of those of the person gathered last to `list`, first those within
    /// `near_m`, of more than it has room for the nearest; returns how many are so near, and how many
    /// all. `list` is longer by [`LANES`] than may be listed; `far` has as much room.
    #[inline(always)]
    pub fn copy_indices<S: Simd>(
        &self,
        simd: S,
        near_m: f32,
        list: &mut [u32],
        far: &mut [u32],
    ) -> [usize; 2] {
        let slots = self.lists[self.people - 1].clone();
        let most = list.len() - LANES;
        if slots.len() > most {
            return [self.copy_nearest(slots, &mut list[..most]); 2];
        }
        let lane = u32x8::from_slice(simd, &[0, 1, 2, 3, 4, 5, 6, 7]);
        let (mut near_end, mut far_end) = (0, 0);
        for first in slots.clone().step_by(LANES) {
            let eight = first..first + LANES;
            let dx = f32x8::from_slice(simd, &self.dx[eight.clone()]);
            let dy = f32x8::from_slice(simd, &self.dy[eight.clone()]);
            let index = u32x8::from_slice(simd, &self.index[eight]);
            let is_one = (lane + first as u32).simd_lt(slots.end as u32);
            let near = (dx * dx + dy * dy).simd_lt(near_m * near_m) & is_one;
            let ahead = is_one & !near;
            index.compress(near).store_slice(&mut list[near_end..near_end + LANES]);
            near_end += near.to_bitmask().count_ones() as usize;
            index.compress(ahead).store_slice(&mut far[far_end..far_end + LANES]);
            far_end += ahead.to_bitmask().count_ones() as usize;
        }
        list[near_end..near_end + far_end].copy_from_slice(&far[..far_end]);
        [near_end, near_end + far_end]
    }

    /// Square of the distance of somebody noticed, m².
    #[inline(always)]
    fn far2(&self, slot: usize) -> f32 {
        self.dx[slot] * self.dx[slot] + self.dy[slot] * self.dy[slot]
    }

    #[cold]
    #[inline(never)]
    fn copy_nearest(&self, slots: Range<usize>, list: &mut [u32]) -> usize {
        let all = slots.map(|slot| by_distance(self.far2(slot), self.index[slot])).collect();
        let nearest = keep_nearest(all, list.len());
        list[..nearest.len()].copy_from_slice(&nearest);
        nearest.len()
    }

    /// Measures all distances, and the push that each neighbour gives: `push(free, distance)`
    /// per metre of the offset, given the free distance between the two, metres.
    #[inline(always)]
    pub fn push<S: Simd>(&mut self, simd: S, push: impl Fn(f32x8<S>, f32x8<S>) -> f32x8<S>) {
        // Twice where two are in one place.
        for _ in 0..2 {
            let mut nearest = f32x8::splat(simd, NOBODY_M);
            for first in (0..self.end).step_by(LANES) {
                let eight = first..first + LANES;
                let dx = f32x8::from_slice(simd, &self.dx[eight.clone()]);
                let dy = f32x8::from_slice(simd, &self.dy[eight.clone()]);
                let touch = f32x8::from_slice(simd, &self.touch[eight.clone()]);
                let distance = (dx * dx + dy * dy).sqrt();
                let push = push(distance - touch, distance);
                distance.store_slice(&mut self.distance[eight.clone()]);
                (push * dx).store_slice(&mut self.push_x[eight.clone()]);
                (push * dy).store_slice(&mut self.push_y[eight]);
                nearest = nearest.min(distance);
            }
            if nearest.simd_ge(1e-4).all_true() {
                break;
            }
            self.part();
        }
    }

    /// Measures all distances, for a model whose neighbours do not push along them.
    #[inline(always)]
    pub fn measure<S: Simd>(&mut self, simd: S) {
        self.push(
            simd,
            #[inline(always)]
            |free, _| free * 0.0,
        );
    }

    /// Two in one place push each other apart instead of standing there for ever.
    #[cold]
    #[inline(never)]
    fn part(&mut self) {
        for person in 0..self.people {
            for slot in self.lists[person].clone() {
                if self.dx[slot].hypot(self.dy[slot]) < 2e-4 {
                    // The outermost of several goes first, then there is room for the next.
                    let after = self.index[slot] as usize > self.whose[person];
                    (self.dx[slot], self.dy[slot]) = (if after { 1e-3 } else { -1e-3 }, 0.0);
                }
            }
        }
    }

    /// Free way of a person ahead: smallest free distance to those ahead and in the way of the
    /// shoulders, metres; infinite where nobody is.
    #[inline(always)]
    pub fn spacing_m<S: Simd>(&self, simd: S, person: usize, direction: Vec2) -> f32 {
        let nobody = f32x8::splat(simd, f32::INFINITY);
        let mut least = nobody;
        for first in self.lists[person].clone().step_by(LANES) {
            let eight = first..first + LANES;
            let dx = f32x8::from_slice(simd, &self.dx[eight.clone()]);
            let dy = f32x8::from_slice(simd, &self.dy[eight.clone()]);
            let touch = f32x8::from_slice(simd, &self.touch[eight.clone()]);
            let distance = f32x8::from_slice(simd, &self.distance[eight]);
            let ahead = dx * direction.x + dy * direction.y;
            let beside = (dy * direction.x - dx * direction.y).abs();
            let counts = ahead.simd_ge(0.0) & beside.simd_le(touch);
            least = least.min(counts.select(distance - touch, nobody));
        }
        least_of(least)
    }

    /// All whom a person notices, one by one.
    pub fn neighbors(&self, person: usize) -> impl Iterator<Item = Neighbor> + '_ {
        self.lists[person].clone().map(|slot| Neighbor {
            index: self.index[slot] as usize,
            offset: Vec2::new(self.dx[slot], self.dy[slot]),
            distance_m: self.distance[slot],
            touch_m: self.touch[slot],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::{Columns, Stance};
    use fearless_simd::dispatch;

    #[test]
    fn of_more_than_there_is_room_for_the_nearest_are_kept() {
        let count = 200;
        let x: Vec<f32> = (0..count).map(|i| (i % 20) as f32 * 0.25).collect();
        let y: Vec<f32> =
            (0..count).map(|i| (i / 20) as f32 * 0.25 + (i % 3) as f32 * 0.01).collect();
        let (zeros, walks) = (vec![0.0; count], vec![Stance::Walks; count]);
        let mut frozen = Frozen::new(Vec2::new(0.4, 1.6));
        frozen.sort_from(&Columns {
            x: &x,
            y: &y,
            heading_x: &zeros,
            heading_y: &zeros,
            wish_x: &zeros,
            wish_y: &zeros,
            wish_speed_mps: &zeros,
            radius_m: &zeros,
            time_gap_s: &zeros,
            stance: &walks,
        });
        // Somebody at the northern edge, who is sorted last.
        let who = (0..count).max_by(|a, b| frozen.position(*a).y.total_cmp(&frozen.position(*b).y));
        let (who, reach_m) = (who.unwrap_or(0), 9.0);
        let mut around = Around::new(1);
        let (mut list, mut far) = ([0; 50 + LANES], [0; 50 + LANES]);
        let listed = dispatch!(crate::processor::level(), simd => {
            around.clear();
            around.gather(simd, &frozen, who, View::all_round(reach_m));
            around.copy_indices(simd, reach_m, &mut list, &mut far)
        });
        assert_eq!(listed, [50; 2]);
        let list = &list[..50];
        let far_m = |i: usize| frozen.position(i).distance(frozen.position(who));
        let farthest_m = list.iter().map(|i| far_m(*i as usize)).fold(0.0, f32::max);
        let nearer = (0..count).filter(|i| *i != who && far_m(*i) < farthest_m).count();
        assert!(nearer < list.len(), "{nearer} are nearer than the farthest of {}", list.len());
    }
}
