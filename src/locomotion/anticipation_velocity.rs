//! The anticipation velocity model.
//!
//! Source: Q. Xu, M. Chraibi, A. Seyfried, "Anticipation in a velocity-based model for
//! pedestrian dynamics", Transportation Research Part C 133 (2021) 103464, in the form that
//! JuPedSim 1.4.2 gives it (`AnticipationVelocityModel`).
//!
//! ```text
//! foreseen   s_ij = max(0, |x_j − x_i| − l_ij − (v_i − v_j)·e_ij t_a)
//! strength   R_ij = a (1 + ½(1 − d_i·e_j)) exp(−s_ij/D)   over j with d_i·e_ij ≥ 0 or e_i·e_ij ≥ 0
//! side       n_ij = −sign(d_i⊥·(x_j − x_i + v_j t_a)) d_i⊥
//! direction  c = normalise(d_i + Σ_j R_ij n_ij)
//! reaction   e = normalise(e_i + (c − e_i) dt/t_r);   e = c where (d_i·c)(d_i·e_i) < 0
//! walls      e loses its part towards each wall nearer than b = r_i + B and gains p away from it;
//!            from 2b on, that part is taken away little by little
//! speed      v = min(v₀, max(0, s/T)), s = min |x_j − x_i| − l_ij over j ahead in the way of e
//! ```
//! d_i desired direction, d_i⊥ its left; e_i, v_i heading and velocity in the last step; e_ij
//! unit vector from i to j, l_ij = r_i + r_j; a, D `neighbor_strength`, `neighbor_range_m`; t_a, t_r
//! `anticipation_s`, `reaction_s`; B, p `wall_buffer_m`, `wall_pushout`; T `time_gap_s`. So people
//! step aside before they meet, to the side on which the other will not be, and more for those
//! who come towards them than for those whom they follow. Neighbours count within 3 m, as in
//! JuPedSim; who stands behind a wall is not noticed.
//!
//! **Holds** for streams in corridors, in both directions, for which it was made; pressure is not
//! modelled. Time steps up to 0.1 s.
//!
//! **Where it fails.**
//! 1. Two who meet in a corridor of 1.3 m or less stop before each other, JuPedSim's too: within
//!    2b = 0.6 m of a wall the step aside is taken away.
//! 2. Before a door of 1 m people hold each other for ever more often than in the first model
//!    (JuPedSim's got 43 and 22 of 120 out in two of three runs); [`super::shifted_wish`] and
//!    [`super::squeezed_radius`] resolve it slowly.
//! 3. Where streams meet densely, the side on which somebody passes may flip from step to step.
//!
//! **Beyond the paper.**
//! 1. Where the other will be straight ahead (within 1 mm) JuPedSim tosses a coin; here everybody
//!    passes on the right, so that two who meet exactly head-on get past each other and a run
//!    can be repeated.
//! 2. As in [`super::CollisionFreeSpeed`]: nobody ends inside or beyond a wall, who has no desired
//!    direction stands, two in exactly one place part, who stands on purpose makes way.

use super::around::{Around, TOGETHER, View};
use super::exp::exp;
use super::next::Part;
use super::{Next, making_way};
use crate::crowd::Frozen;
use crate::geometry::Walls;
use crate::processor;
use crate::scenario::AnticipationVelocityModel;
use fearless_simd::{dispatch, prelude::*};
use glam::Vec2;

/// Distance at which people notice others, metres (JuPedSim).
const NOTICE_M: f32 = 3.0;
/// Straight ahead, for choosing a side, metres (JuPedSim).
const STRAIGHT_AHEAD_M: f32 = 1e-3;
/// Ranges beyond which a neighbour turns nobody by more than 10⁻⁵.
const RANGES: f32 = 14.0;
/// Walls begin to turn people at so many times the distance that is kept (JuPedSim).
const WALLS_FROM: f32 = 2.0;

/// Parameters of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnticipationVelocity {
    /// Strength of the turn away from neighbours.
    pub neighbor_strength: f32,
    /// Range of the turn away from neighbours, metres.
    pub neighbor_range_m: f32,
    /// How far ahead people foresee where others will be, seconds.
    pub anticipation_s: f32,
    /// Time in which people take up a new direction, seconds.
    pub reaction_s: f32,
    /// Room that people keep between body and wall, metres.
    pub wall_buffer_m: f32,
    /// Strength of the turn away from a wall that is nearer than that.
    pub wall_pushout: f32,
}

impl AnticipationVelocity {
    /// Takes the parameters that an event gives.
    pub fn new(model: &AnticipationVelocityModel) -> Self {
        Self {
            neighbor_strength: model.neighbor_strength as f32,
            neighbor_range_m: model.neighbor_range_m as f32,
            anticipation_s: model.anticipation_s as f32,
            reaction_s: model.reaction_s as f32,
            wall_buffer_m: model.wall_buffer_m as f32,
            wall_pushout: model.wall_pushout as f32,
        }
    }

    /// Moves everybody by `dt_s` seconds.
    pub fn walk(&self, frozen: &Frozen, walls: &Walls, dt_s: f32, next: &mut Next) {
        next.fill(frozen.len(), |part| {
            dispatch!(processor::level(), simd => self.walk_part(simd, frozen, walls, dt_s, part));
        });
    }

    #[inline(always)]
    fn walk_part<S: Simd>(
        &self,
        simd: S,
        frozen: &Frozen,
        walls: &Walls,
        dt_s: f32,
        mut part: Part,
    ) {
        let mut around = Around::new(TOGETHER);
        for i in part.first..part.first + part.x.len() {
            let at = frozen.position(i);
            if making_way::stays(simd, frozen, i) {
                let heading = Vec2::new(frozen.heading_x[i], frozen.heading_y[i]);
                part.set(i, at, heading, 0.0);
                continue;
            }
            let free_m = frozen.wish_speed_mps[i] * frozen.time_gap_s[i];
            let touch_m = frozen.radius_m(i) + frozen.max_radius_m;
            let reach_m = NOTICE_M.max(free_m + touch_m);
            around.clear();
            around.gather(simd, frozen, i, View::all_round(reach_m));
            let open = walls.is_open(at);
            if !open {
                around.hide_behind_walls(simd, walls, at);
            }
            around.measure(simd);
            let mut heading = self.heading(frozen, walls, &around, i, dt_s);
            if !open {
                heading = self.along_walls(simd, walls, at, frozen.radius_m(i), heading);
            }
            let free_way_m = around.spacing_m(simd, 0, heading).max(0.0);
            let speed_mps = (free_way_m / frozen.time_gap_s[i]).min(frozen.wish_speed_mps[i]);
            let own = (heading, speed_mps);
            let (heading, mut speed_mps) =
                making_way::aside_or(simd, frozen, walls, i, (&around, 0), own);
            let mut to = at + heading * (speed_mps * dt_s);
            if !open {
                to = walls.keep_out(at, to);
                speed_mps = at.distance(to) / dt_s;
            }
            part.set(i, to, heading, speed_mps);
        }
    }

    /// The new heading of person `i`, but for walls.
    fn heading(
        &self,
        frozen: &Frozen,
        walls: &Walls,
        around: &Around,
        i: usize,
        dt_s: f32,
    ) -> Vec2 {
        let desired = frozen.wish(i);
        let heading = Vec2::new(frozen.heading_x[i], frozen.heading_y[i]);
        let left = desired.perp();
        let turn = self.turn_to_the_left(frozen, walls, around, i);
        let chosen = (desired + left * turn).try_normalize().unwrap_or(heading);
        if desired.dot(chosen) * desired.dot(heading) < 0.0 {
            return chosen;
        }
        let share = (dt_s / self.reaction_s).min(1.0);
        heading.lerp(chosen, share).try_normalize().unwrap_or(chosen)
    }

    /// Σ_j R_ij n_ij, of which all parts lie across the desired direction.
    fn turn_to_the_left(&self, frozen: &Frozen, walls: &Walls, around: &Around, i: usize) -> f32 {
        let at = frozen.position(i);
        let desired = frozen.wish(i);
        let heading = Vec2::new(frozen.heading_x[i], frozen.heading_y[i]);
        let (left, velocity) = (desired.perp(), frozen.velocity(i));
        let mut turn = 0.0;
        for other in around.neighbors(0) {
            let toward = other.offset / other.distance_m;
            if desired.dot(toward) < 0.0 && heading.dot(toward) < 0.0 {
                continue;
            }
            let others_velocity = frozen.velocity(other.index);
            let closing_m = (velocity - others_velocity).dot(toward) * self.anticipation_s;
            let foreseen_m = (other.distance_m - other.touch_m - closing_m).max(0.0);
            if foreseen_m > RANGES * self.neighbor_range_m {
                continue;
            }
            // Walls farther than this were not looked at yet.
            let far = other.distance_m > Walls::SIGHT_M;
            if far && !walls.line_is_clear(at, at + other.offset) {
                continue;
            }
            let others_heading =
                Vec2::new(frozen.heading_x[other.index], frozen.heading_y[other.index]);
            let opposed = 1.0 + 0.5 * (1.0 - desired.dot(others_heading));
            let strength = self.neighbor_strength * opposed;
            let push = strength * exp(-foreseen_m / self.neighbor_range_m);
            let will_be = other.offset + others_velocity * self.anticipation_s;
            let is_right = left.dot(will_be) <= -STRAIGHT_AHEAD_M;
            turn += if is_right { push } else { -push };
        }
        turn
    }

    /// A heading without what leads into walls.
    #[inline(always)]
    fn along_walls<S: Simd>(
        &self,
        simd: S,
        walls: &Walls,
        at: Vec2,
        radius_m: f32,
        heading: Vec2,
    ) -> Vec2 {
        let keeps_m = radius_m + self.wall_buffer_m;
        let from_m = WALLS_FROM * keeps_m;
        let mut along = heading;
        for eight in walls.in_sight(at) {
            let [away_x, away_y] = eight.away(simd, at);
            let distance2 = away_x * away_x + away_y * away_y;
            let mut near = distance2.simd_le(from_m * from_m).to_bitmask();
            while near != 0 {
                let k = near.trailing_zeros() as usize;
                near &= near - 1;
                let away = Vec2::new(away_x[k], away_y[k]);
                let distance_m = away.length();
                let away = away.normalize_or_zero();
                let into = along.dot(away).min(0.0);
                if into == 0.0 {
                    continue;
                }
                let free = along - away * into;
                along = if distance_m <= keeps_m {
                    free + away * self.wall_pushout
                } else {
                    along.lerp(free, (from_m - distance_m) / (from_m - keeps_m))
                };
            }
        }
        along.try_normalize().unwrap_or(heading)
    }
}
