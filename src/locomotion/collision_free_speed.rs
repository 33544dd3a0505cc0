//! The collision-free speed model.
//!
//! Source: A. Tordeux, M. Chraibi, A. Seyfried, "Collision-free speed model for pedestrian
//! dynamics", Traffic and Granular Flow '15 (2016), arXiv:1512.05597, in the form that
//! JuPedSim 1.4 gives it (`CollisionFreeSpeedModel`).
//!
//! ```text
//! direction  e = normalise(e₀ + Σ_j a·exp((l_ij − s_ij)/D)·e_ji + Σ_w a_w·exp((r_i − s_iw)/D_w)·e_wi)
//! spacing    s = min s_ij − l_ij over j with e·e_ij ≥ 0 and |e⊥·(x_j − x_i)| ≤ l_ij
//! speed      v = min(v₀, max(0, s/T))
//! ```
//! e₀ desired direction; s_ij distance of centres, l_ij = r_i + r_j, e_ji unit vector from j
//! to i; s_iw, e_wi distance and direction from the nearest point of wall segment w; each
//! segment counts by itself. Who stands behind a wall is not noticed. Where e is undefined the
//! heading is kept.
//!
//! **Reach.** JuPedSim looks 3 m far. Here the reach is max(v₀T, 12 D) + l: exact for the
//! speed; a neighbour left out would have turned the direction by less than a·e⁻¹² ≈ 5·10⁻⁵.
//! Walls count within [`Walls::REACH_M`], so D_w must not exceed some 5 cm.
//!
//! **Holds** for walking crowds in which shoving plays no part, up to about 4 persons/m²;
//! pressure is not modelled. Time steps up to 0.1 s.
//!
//! **Several steps in a tick.** Who is near is looked up once a tick, as far as two can come nearer
//! until its last step, and walls hide whom they hid then; in each step the reach counts again, so
//! it does not matter how many were looked up. Desired directions, and who makes way, hold for the
//! tick.
//!
//! **Beyond the paper.** (1) Nobody ends inside or beyond a wall ([`Walls::keep_out`]).
//! (2) Who has no desired direction stands. (3) Two in exactly one place part. (4) Who
//! stands on purpose (an audience) makes way for walkers ([`super::making_way`]); walkers see
//! them as everybody else. Where nobody does, the model is exactly the above.

use super::abreast::{
    ABREAST, Aside, Group, Seen, Spot, Stretch, Workbench, take_spots, take_wishes,
};
use super::around::View;
use super::exp::{exp, exp16};
use super::next::Part;
use super::{Next, Steps};
use crate::crowd::Frozen;
use crate::geometry::Walls;
use crate::processor;
use fearless_simd::{dispatch, f32x8, f32x16, prelude::*, u32x16};
use glam::Vec2;
use rayon::prelude::*;
use std::cell::RefCell;

/// Parameters of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CollisionFreeSpeed {
    /// Strength of the turn away from neighbours.
    pub neighbor_strength: f32,
    /// Range of the turn away from neighbours, metres.
    pub neighbor_range_m: f32,
    /// Strength of the turn away from walls.
    pub wall_strength: f32,
    /// Range of the turn away from walls, metres.
    pub wall_range_m: f32,
}

/// People in one stretch.
const STRETCH: usize = 256;
/// Fewer people than this are moved on the calling thread: handing out tasks would cost more.
const FEW: usize = 1_000;
/// Below this distance two count as being in one place, metres.
const ONE_PLACE_M: f32 = 1e-4;
/// Sum of radii of those beyond reach: they are in nobody's way.
const NO_TOUCH_M: f32 = -1e3;

/// What a walk needs besides the crowd, kept from tick to tick.
#[derive(Clone, Debug, Default)]
pub struct Workplace {
    /// Where everybody is.
    now: Vec<Spot>,
    /// Where everybody is after the step that is being made.
    then: Vec<Spot>,
    /// Where everybody wishes to go, for laws that mind it.
    wishes: Vec<Spot>,
    stretches: Vec<Stretch>,
}

thread_local! {
    static WORKBENCH: RefCell<Workbench> = RefCell::default();
}

/// How fast people go in the direction that they turn to: what tells models of this kind apart.
pub(super) trait SpeedLaw: Sync {
    /// Whether it matters where those who are seen wish to go.
    const MINDS_WISHES: bool;

    /// Share of the push of those who come towards one that turns one to the right besides;
    /// above 0 only where wishes matter.
    const KEEPS_RIGHT: f32 = 0.0;

    /// Share of the sum of two people's radii that is the nearest their centres come.
    fn touch_share(&self) -> f32;

    /// Whom person `i` has in view, whom others turn by exp(−free distance/`range_m`).
    fn view(&self, frozen: &Frozen, i: usize, range_m: f32) -> View;

    /// Speeds of a group who head so and see so: first those near, then those ahead.
    fn speed<S: Simd>(
        &self,
        simd: S,
        group: &Group,
        seen: &[Seen],
        heading: [f32x16<S>; 2],
    ) -> f32x16<S>;
}

/// The law of the paper: v = min(v₀, s/T).
struct TimeGap;

impl SpeedLaw for TimeGap {
    const MINDS_WISHES: bool = false;

    #[inline(always)]
    fn touch_share(&self) -> f32 {
        1.0
    }

    #[inline(always)]
    fn view(&self, frozen: &Frozen, i: usize, range_m: f32) -> View {
        let slows_m = frozen.wish_speed_mps[i] * frozen.time_gap_s[i];
        View::all_round(slows_m.max(12.0 * range_m) + frozen.radius_m(i) + frozen.max_radius_m)
    }

    #[inline(always)]
    fn speed<S: Simd>(
        &self,
        simd: S,
        group: &Group,
        seen: &[Seen],
        [heading_x, heading_y]: [f32x16<S>; 2],
    ) -> f32x16<S> {
        let speed = spacing(simd, seen, heading_x, heading_y) / load(simd, &group.time_gap_s);
        speed.min(load(simd, &group.wish_speed_mps)).max(0.0)
    }
}

impl CollisionFreeSpeed {
    /// Moves everybody by a tick. Who walks, who makes way, and who
    /// could come near whom is settled once, at the start.
    pub fn walk(
        &self,
        frozen: &Frozen,
        walls: &Walls,
        steps: Steps,
        workplace: &mut Workplace,
        next: &mut Next,
    ) {
        self.walk_by(&TimeGap, frozen, walls, steps, workplace, next);
    }

    /// The same with the speeds of another law.
    pub(super) fn walk_by<L: SpeedLaw>(
        &self,
        law: &L,
        frozen: &Frozen,
        walls: &Walls,
        steps: Steps,
        workplace: &mut Workplace,
        next: &mut Next,
    ) {
        let Steps { dt_s, count } = steps;
        let people = frozen.len();
        next.stand(frozen);
        let Workplace { now, then, wishes, stretches } = workplace;
        take_spots(frozen, now);
        if L::MINDS_WISHES {
            take_wishes(frozen, wishes);
        }
        if count > 1 {
            then.clone_from(now);
        } else {
            then.clear();
        }
        stretches.resize_with(people.div_ceil(STRETCH), Stretch::default);
        let serial = people < FEW || rayon::current_num_threads() == 1;
        for step in 0..count {
            let work = Work {
                frozen,
                walls,
                spots: now,
                wishes: L::MINDS_WISHES.then_some(&wishes[..]),
                dt_s,
                looks_s: (step == 0).then_some(dt_s * (count - 1) as f32),
                is_last: step + 1 == count,
            };
            let parts = next.parts(STRETCH);
            let of_all = then.len().min(people);
            let mut thens: Vec<&mut [Spot]> = then[..of_all].chunks_mut(STRETCH).collect();
            thens.resize_with(parts.len(), Default::default);
            let one = |((mut part, then), stretch): ((Part, &mut [Spot]), &mut Stretch)| {
                WORKBENCH.with_borrow_mut(|bench| {
                    dispatch!(processor::level(), simd => self.step(simd, law, &work, bench, stretch, &mut part, then));
                });
            };
            if serial {
                parts.into_iter().zip(thens).zip(&mut *stretches).for_each(one);
            } else {
                parts.into_par_iter().zip(thens).zip(&mut *stretches).for_each(one);
            }
            std::mem::swap(now, then);
        }
    }

    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "what a step reads and writes, each its own")]
    fn step<S: Simd>(
        &self,
        simd: S,
        law: &impl SpeedLaw,
        work: &Work,
        bench: &mut Workbench,
        stretch: &mut Stretch,
        part: &mut Part,
        then: &mut [Spot],
    ) {
        if let Some(ahead_s) = work.looks_s {
            let range = part.first..part.first + part.x.len();
            let view = |i| law.view(work.frozen, i, self.neighbor_range_m);
            let place = (work.frozen, work.walls);
            let share = law.touch_share();
            let walls_m = |i| self.walls_m(share, work.frozen, i, work.dt_s);
            stretch.look_around(simd, bench, place, range, (view, walls_m), ahead_s);
        }
        for k in 0..stretch.asides.len() {
            let aside = stretch.asides[k];
            put_aside(work, aside, part, then);
        }
        for k in 0..stretch.groups.len() {
            self.step_abreast(simd, law, work, bench, stretch, k, part, then);
        }
    }

    /// A step of sixteen.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "what a step reads and writes, each its own")]
    fn step_abreast<S: Simd, L: SpeedLaw>(
        &self,
        simd: S,
        law: &L,
        work: &Work,
        bench: &mut Workbench,
        stretch: &mut Stretch,
        group: usize,
        part: &mut Part,
        then: &mut [Spot],
    ) {
        let (group, others) = stretch.group(group, work.spots, work.wishes);
        let seen = bench.room(others.slots().len());
        let zero = f32x16::splat(simd, 0.0);
        let (x, y) = (load(simd, &group.x), load(simd, &group.y));
        let (radius, ahead) = (load(simd, &group.radius_m), load(simd, &group.ahead_m));
        let all_round = load(simd, &group.all_round_m);
        let (ahead2, all_round2) = (ahead * ahead, all_round * all_round);
        let per_range = -1.0 / self.neighbor_range_m;
        let share = law.touch_share();
        for (slot, who) in others.slots().iter().enumerate() {
            let [other_x, other_y, other_radius] = others.fetch(simd, slot);
            let (mut dx, mut dy) = (other_x - x, other_y - y);
            let distance2 = dx * dx + dy * dy;
            let noticed = distance2.simd_lt(ahead2);
            let in_one_place = distance2.simd_lt(ONE_PLACE_M * ONE_PLACE_M);
            if in_one_place.any_true() {
                // They part: those behind in the order of the crowd go one way, the others the other.
                let after = u32x16::load_array_ref(simd, who)
                    .simd_gt(u32x16::load_array_ref(simd, &group.who));
                let apart = after.select(zero + 1e-3, zero - 1e-3);
                dx = in_one_place.select(apart, dx);
                dy = in_one_place.select(zero, dy);
            }
            let seen = &mut seen[slot];
            dx.store_array(&mut seen.dx);
            dy.store_array(&mut seen.dy);
            noticed
                .select((other_radius + radius) * share, zero + NO_TOUCH_M)
                .store_array(&mut seen.touch);
            if L::MINDS_WISHES {
                let [wish_x, wish_y] = others.wishes(simd, slot);
                wish_x.store_array(&mut seen.wish_x);
                wish_y.store_array(&mut seen.wish_y);
            }
        }
        // Σ_j a·exp((l_ij − s_ij)/D)·e_ji, but for a.
        let (mut push_x, mut push_y) = (zero, zero);
        let (own_x, own_y) = (load(simd, &group.wish_x), load(simd, &group.wish_y));
        let (near, far) = seen.split_at_mut(group.near_count);
        for seen in near {
            let (dx, dy, touch) =
                (load(simd, &seen.dx), load(simd, &seen.dy), load(simd, &seen.touch));
            let distance2 = dx * dx + dy * dy;
            let distance = distance2.sqrt();
            let free = distance - touch;
            let turns = touch.simd_ge(0.0) & distance2.simd_lt(all_round2);
            let push = turns.select(exp16(free * per_range) / distance, zero);
            push_x += push * dx;
            push_y += push * dy;
            if L::KEEPS_RIGHT > 0.0 {
                let (wish_x, wish_y) = (load(simd, &seen.wish_x), load(simd, &seen.wish_y));
                let against = (zero - wish_x * own_x - wish_y * own_y).max(0.0);
                let right = push * against * L::KEEPS_RIGHT;
                push_x -= right * dy;
                push_y += right * dx;
            }
            free.store_array(&mut seen.free);
        }
        for seen in far {
            let (dx, dy) = (load(simd, &seen.dx), load(simd, &seen.dy));
            let free = (dx * dx + dy * dy).sqrt() - load(simd, &seen.touch);
            free.store_array(&mut seen.free);
        }
        let walls = if group.beside_walls == 0 {
            OfWalls::NONE
        } else {
            self.of_walls_abreast(simd, share, work, group)
        };
        let direction_x = own_x - push_x * self.neighbor_strength + load(simd, &walls.turn_x);
        let direction_y = own_y - push_y * self.neighbor_strength + load(simd, &walls.turn_y);
        let length = (direction_x * direction_x + direction_y * direction_y).sqrt();
        let somewhere = length.simd_gt(1e-12) & length.simd_lt(f32::INFINITY);
        let heading_x = somewhere.select(direction_x / length, load(simd, &group.heading_x));
        let heading_y = somewhere.select(direction_y / length, load(simd, &group.heading_y));
        let speed = law.speed(simd, group, seen, [heading_x, heading_y]);
        let way_m = speed * work.dt_s;
        (x + heading_x * way_m).store_array(&mut group.x);
        (y + heading_y * way_m).store_array(&mut group.y);
        heading_x.store_array(&mut group.heading_x);
        heading_y.store_array(&mut group.heading_y);
        let mut speed_mps = speed.to_array();
        let (from_x, from_y) = (x.to_array(), y.to_array());
        for lane in 0..group.count {
            // Who cannot reach a wall in this step needs no look at them.
            if walls.nearest_m[lane] <= speed_mps[lane] * work.dt_s + 2.0 * Walls::MARGIN_M {
                let from = Vec2::new(from_x[lane], from_y[lane]);
                let to = work.walls.keep_out(from, Vec2::new(group.x[lane], group.y[lane]));
                (group.x[lane], group.y[lane]) = (to.x, to.y);
                speed_mps[lane] = from.distance(to) / work.dt_s;
            }
        }
        put_abreast(group, &speed_mps, work.is_last, part, then);
    }

    /// Distance within which walls turn somebody of this radius, metres: beyond, by less than 10⁻⁷.
    #[inline(always)]
    fn wall_turns_m(&self, radius_m: f32) -> f32 {
        radius_m + 18.0 * self.wall_range_m
    }

    /// Distance within which walls turn person `i`, or could be met in a step, metres.
    #[inline(always)]
    fn walls_m(&self, share: f32, frozen: &Frozen, i: usize, dt_s: f32) -> f32 {
        let met_m = frozen.wish_speed_mps[i] * dt_s + 2.0 * Walls::MARGIN_M;
        self.wall_turns_m(frozen.radius_m(i) * share).max(met_m)
    }

    /// What walls do to those of a group, who are at `x`, `y`.
    #[inline(always)]
    fn of_walls_abreast<S: Simd>(
        &self,
        simd: S,
        share: f32,
        work: &Work,
        group: &Group,
    ) -> OfWalls {
        let mut all = OfWalls::NONE;
        let mut lanes = group.beside_walls;
        while lanes != 0 {
            let lane = lanes.trailing_zeros() as usize;
            lanes &= lanes - 1;
            let at = Vec2::new(group.x[lane], group.y[lane]);
            let (turn, nearest_m) =
                self.of_walls(simd, work.walls, at, group.radius_m[lane] * share);
            (all.turn_x[lane], all.turn_y[lane]) = (turn.x, turn.y);
            all.nearest_m[lane] = nearest_m;
        }
        all
    }

    /// Σ_w a_w·exp((r_i − s_iw)/D_w)·e_wi, and how far the nearest wall is.
    #[inline(always)]
    fn of_walls<S: Simd>(&self, simd: S, walls: &Walls, at: Vec2, radius_m: f32) -> (Vec2, f32) {
        let mut turn = Vec2::ZERO;
        let mut nearest2 = f32x8::splat(simd, f32::INFINITY);
        let turns_m = self.wall_turns_m(radius_m);
        for eight in walls.in_sight(at) {
            let [away_x, away_y] = eight.away(simd, at);
            let distance2 = away_x * away_x + away_y * away_y;
            nearest2 = nearest2.min(distance2);
            let mut turns = distance2.simd_lt(turns_m * turns_m).to_bitmask();
            while turns != 0 {
                let k = turns.trailing_zeros() as usize;
                turns &= turns - 1;
                let away = Vec2::new(away_x[k], away_y[k]);
                let distance = away.length();
                if distance > 0.0 {
                    let push = exp((radius_m - distance) / self.wall_range_m);
                    turn += away * (self.wall_strength * push / distance);
                }
            }
        }
        let nearest2 = nearest2.to_array().into_iter().fold(f32::INFINITY, f32::min);
        (turn, nearest2.sqrt().min(Walls::REACH_M))
    }
}

/// What a step works on.
struct Work<'a> {
    frozen: &'a Frozen,
    walls: &'a Walls,
    /// Where everybody is.
    spots: &'a [Spot],
    /// Where everybody wishes to go, if it matters.
    wishes: Option<&'a [Spot]>,
    dt_s: f32,
    /// Where people look around before the step: the time from there to the last step that goes
    /// by it, seconds.
    looks_s: Option<f32>,
    /// Whether it is the last of the tick.
    is_last: bool,
}

/// What walls do to sixteen: a turn away, and how far the nearest is.
struct OfWalls {
    turn_x: [f32; ABREAST],
    turn_y: [f32; ABREAST],
    nearest_m: [f32; ABREAST],
}

impl OfWalls {
    const NONE: Self = Self {
        turn_x: [0.0; ABREAST],
        turn_y: [0.0; ABREAST],
        nearest_m: [f32::INFINITY; ABREAST],
    };
}

#[inline(always)]
pub(super) fn load<S: Simd>(simd: S, column: &[f32; ABREAST]) -> f32x16<S> {
    f32x16::load_array_ref(simd, column)
}

/// Free way of sixteen ahead: smallest free distance to those ahead and in the way of the
/// shoulders, metres; infinite where nobody is.
#[inline(always)]
fn spacing<S: Simd>(
    simd: S,
    seen: &[Seen],
    heading_x: f32x16<S>,
    heading_y: f32x16<S>,
) -> f32x16<S> {
    let nobody = f32x16::splat(simd, f32::INFINITY);
    let mut least = nobody;
    for seen in seen {
        let (dx, dy) = (load(simd, &seen.dx), load(simd, &seen.dy));
        let (touch, free) = (load(simd, &seen.touch), load(simd, &seen.free));
        let ahead = dx * heading_x + dy * heading_y;
        let beside = (dy * heading_x - dx * heading_y).abs();
        let counts = ahead.simd_ge(0.0) & beside.simd_le(touch);
        least = least.min(counts.select(free, nobody));
    }
    least
}

/// Puts those of a group where they are after a step: for the next one, or for good.
#[inline(always)]
fn put_abreast(
    group: &Group,
    speed_mps: &[f32; ABREAST],
    is_last: bool,
    part: &mut Part,
    then: &mut [Spot],
) {
    for lane in 0..group.count {
        let (i, to) = (group.who[lane] as usize, Vec2::new(group.x[lane], group.y[lane]));
        if is_last {
            let heading = Vec2::new(group.heading_x[lane], group.heading_y[lane]);
            part.set(i, to, heading, speed_mps[lane]);
        } else {
            then[i - part.first] = [to.x, to.y, group.radius_m[lane], 0.0];
        }
    }
}

/// Puts somebody who makes way where their heading and speed bring them, and no farther than walls
/// let them.
#[inline(always)]
fn put_aside(work: &Work, aside: Aside, part: &mut Part, then: &mut [Spot]) {
    let i = aside.who as usize;
    let [x, y, radius_m, _] = work.spots[i];
    let from = Vec2::new(x, y);
    let to = work.walls.keep_out(from, from + aside.heading * (aside.speed_mps * work.dt_s));
    if work.is_last {
        part.set(i, to, aside.heading, from.distance(to) / work.dt_s);
    } else {
        then[i - part.first] = [to.x, to.y, radius_m, 0.0];
    }
}
