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
//! **Beyond the paper.** (1) Nobody ends inside or beyond a wall ([`Walls::keep_out`]).
//! (2) Who has no desired direction stands. (3) Two in exactly one place part. (4) Who
//! stands on purpose (an audience) makes way for walkers ([`super::making_way`]); walkers see
//! them as everybody else. Where nobody does, the model is exactly the above.

use super::around::{Around, TOGETHER};
use super::exp::{exp, exp8};
use super::next::Part;
use super::{Next, making_way};
use crate::crowd::Frozen;
use crate::geometry::Walls;
use crate::processor;
use fearless_simd::{dispatch, f32x8, prelude::*};
use glam::Vec2;

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

impl CollisionFreeSpeed {
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
        let mut around = Around::new();
        let mut walkers = Walkers::default();
        for i in part.first..part.first + part.x.len() {
            if making_way::stays(simd, frozen, i) {
                let heading = Vec2::new(frozen.heading_x[i], frozen.heading_y[i]);
                part.set(i, frozen.position(i), heading, 0.0);
                continue;
            }
            self.look_around(simd, frozen, walls, i, &mut around, &mut walkers);
            if walkers.count == TOGETHER {
                self.walk_together(simd, frozen, walls, dt_s, &mut around, &walkers, &mut part);
                walkers.count = 0;
                around.clear();
            }
        }
        self.walk_together(simd, frozen, walls, dt_s, &mut around, &walkers, &mut part);
    }

    /// Gathers whom person `i` notices, and what the walls do.
    #[inline(always)]
    fn look_around<S: Simd>(
        &self,
        simd: S,
        frozen: &Frozen,
        walls: &Walls,
        i: usize,
        around: &mut Around,
        walkers: &mut Walkers,
    ) {
        let at = frozen.position(i);
        let reach_m = self.reach_m(frozen, i);
        around.gather(simd, frozen, i, reach_m);
        let mut of_walls = OfWalls { turn: Vec2::ZERO, nearest_m: f32::INFINITY };
        if !walls.is_open(at) {
            of_walls = self.of_walls(simd, walls, at, frozen.radius_m(i), reach_m, around);
        }
        walkers.index[walkers.count] = i;
        walkers.of_walls[walkers.count] = of_walls;
        walkers.count += 1;
    }

    /// The steps of those whose neighbours are gathered.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "inlined; what the loop works on, kept apart")]
    fn walk_together<S: Simd>(
        &self,
        simd: S,
        frozen: &Frozen,
        walls: &Walls,
        dt_s: f32,
        around: &mut Around,
        walkers: &Walkers,
        part: &mut Part,
    ) {
        let per_range = -1.0 / self.neighbor_range_m;
        // Σ_j a·exp((l_ij − s_ij)/D)·e_ji, but for a.
        around.push(
            simd,
            #[inline(always)]
            |free, distance| exp8(free * per_range) / distance,
        );
        let mut headings = [Vec2::ZERO; TOGETHER];
        for (k, &i) in walkers.index[..walkers.count].iter().enumerate() {
            let wish = Vec2::new(frozen.wish_x[i], frozen.wish_y[i]);
            let push = around.sum_of_pushes(simd, k) * self.neighbor_strength;
            let direction = wish - push + walkers.of_walls[k].turn;
            let heading = Vec2::new(frozen.heading_x[i], frozen.heading_y[i]);
            headings[k] = direction.try_normalize().unwrap_or(heading);
        }
        for (k, &i) in walkers.index[..walkers.count].iter().enumerate() {
            let heading = headings[k];
            let speed = around.spacing_m(simd, k, heading) / frozen.time_gap_s[i];
            let free_mps = frozen.wish_speed_mps[i];
            let speed_mps = if speed > 0.0 { speed.min(free_mps) } else { 0.0 };
            let own = (heading, speed_mps);
            let (heading, mut speed_mps) =
                making_way::aside_or(simd, frozen, walls, i, (around, k), own);
            let from = frozen.position(i);
            let mut to = from + heading * (speed_mps * dt_s);
            // Who cannot reach a wall in this step needs no look at them.
            if walkers.of_walls[k].nearest_m <= speed_mps * dt_s + 2.0 * Walls::MARGIN_M {
                to = walls.keep_out(from, to);
                speed_mps = from.distance(to) / dt_s;
            }
            part.set(i, to, heading, speed_mps);
        }
    }

    /// Distance at which person `i` notices others, metres.
    #[inline(always)]
    fn reach_m(&self, frozen: &Frozen, i: usize) -> f32 {
        let free_m = frozen.wish_speed_mps[i] * frozen.time_gap_s[i];
        free_m.max(12.0 * self.neighbor_range_m) + frozen.radius_m(i) + frozen.max_radius_m
    }

    /// Σ_w a_w·exp((r_i − s_iw)/D_w)·e_wi, and the nearest wall. Forgets those of the person
    /// gathered last whom walls hide.
    #[inline(always)]
    fn of_walls<S: Simd>(
        &self,
        simd: S,
        walls: &Walls,
        at: Vec2,
        radius_m: f32,
        reach_m: f32,
        around: &mut Around,
    ) -> OfWalls {
        let mut turn = Vec2::ZERO;
        let mut nearest2 = f32x8::splat(simd, f32::INFINITY);
        let mut hidden = false;
        // Beyond, a wall turns nobody by more than 10⁻⁷.
        let turns_m = radius_m + 18.0 * self.wall_range_m;
        for eight in walls.in_sight(at) {
            let [away_x, away_y] = eight.away(simd, at);
            let distance2 = away_x * away_x + away_y * away_y;
            nearest2 = nearest2.min(distance2);
            let mut hides = distance2.simd_lt(reach_m * reach_m).to_bitmask();
            while hides != 0 {
                let k = hides.trailing_zeros() as usize;
                hides &= hides - 1;
                hidden |= around.hide_behind(simd, at, eight.wall(k));
            }
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
        if hidden {
            around.forget_hidden();
        }
        let nearest2 = nearest2.to_array().into_iter().fold(f32::INFINITY, f32::min);
        OfWalls { turn, nearest_m: nearest2.sqrt().min(Walls::REACH_M) }
    }
}

/// What walls do to somebody: a turn away, and how far the nearest is.
#[derive(Clone, Copy, Default)]
struct OfWalls {
    turn: Vec2,
    nearest_m: f32,
}

/// Those whose neighbours are gathered: frozen index, and what the walls do.
#[derive(Default)]
struct Walkers {
    index: [usize; TOGETHER],
    of_walls: [OfWalls; TOGETHER],
    count: usize,
}
