//! The staggered-spacing speed model: wuwei's own.
//!
//! People turn as in the [collision-free speed model](super::CollisionFreeSpeed); what is new is
//! the room they take and how speed grows with it.
//!
//! ```text
//! direction  e = normalise(e₀ + Σ_j a·exp((l_ij − s_ij)/D)·e_ji + Σ_w a_w·exp((c·r_i − s_iw)/D_w)·e_wi)
//! touching   l_ij = c·(r_i + r_j)
//! spacing    s = min s_ij − l_ij − f·max(0, 1 − (b_ij/w)²)   over j with e·e_ij ≥ 0 and b_ij ≤ l_ij
//! speed      v = v₀·φ(s/d),  φ(u) = u/(1 + u⁴)^¼,  d = T·1.34 m/s
//! ```
//! s_ij distance of centres, b_ij distance of j's centre from i's line of walking.
//!
//! - **Bodies** are wider than deep: r is half of the shoulders, c·r half of the depth, the nearest
//!   that two who have turned a shoulder come (c = 0.6).
//! - **In file**, straight behind another, people keep room for the step: f more than touching. Who
//!   looks past the other's shoulder, w or more to the side, does not: so people stand and walk
//!   staggered where it is tight, and a door passes more than single file does.
//! - **Speed** grows with spacing over a length d that is the same for everybody: who walks quicker
//!   keeps a shorter time gap, d/v₀. It nears the free speed smoothly: people slow a little already
//!   when others are a few metres ahead.
//!
//! On stairs, where v₀ is less, all of v is less by the same factor.
//!
//! **Where it fails.** Shoving and pressure are not modelled: before a gate of 0.5 m people stand
//! less densely than in experiments. Desired directions know nothing of who comes: streams that
//! meet part by what [looking ahead](crate::behavior) does. Time steps up to 0.1 s.
//!
//! Everything else (reach, several steps in a tick, walls, who makes way, what is beyond the paper)
//! is as in the collision-free speed model.

use super::abreast::{Group, Seen};
use super::collision_free_speed::{CollisionFreeSpeed, SpeedLaw, Workplace, load};
use super::{Next, Steps};
use crate::crowd::Frozen;
use crate::geometry::Walls;
use crate::scenario::StaggeredSpacingModel;
use fearless_simd::{f32x16, prelude::*};

/// Speed at which people keep the time gap, m/s: the mean free speed of adults (Weidmann 1993).
const AT_MPS: f32 = 1.34;
/// Share of the spacing length d from which on others slow nobody by more than 2 %.
const FREE_SHARE: f32 = 1.9;

/// The model with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaggeredSpacing {
    turn: CollisionFreeSpeed,
    law: Law,
}

/// How fast people go.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Law {
    /// Depth of a body over its breadth.
    depth_share: f32,
    /// Room kept in file beyond touching, metres.
    file_room_m: f32,
    /// Distance from the line of walking at which somebody no longer counts as in file, metres.
    file_half_width_m: f32,
}

impl StaggeredSpacing {
    /// The model with an event's parameters.
    pub fn new(model: &StaggeredSpacingModel) -> Self {
        Self {
            turn: CollisionFreeSpeed {
                neighbor_strength: model.neighbor_strength as f32,
                neighbor_range_m: model.neighbor_range_m as f32,
                wall_strength: model.wall_strength as f32,
                wall_range_m: model.wall_range_m as f32,
            },
            law: Law {
                depth_share: model.depth_share as f32,
                file_room_m: model.file_room_m as f32,
                file_half_width_m: model.file_half_width_m as f32,
            },
        }
    }

    /// Moves everybody by a tick, as [`CollisionFreeSpeed::walk`] does.
    pub fn walk(
        &self,
        frozen: &Frozen,
        walls: &Walls,
        steps: Steps,
        workplace: &mut Workplace,
        next: &mut Next,
    ) {
        self.turn.walk_by(&self.law, frozen, walls, steps, workplace, next);
    }
}

impl SpeedLaw for Law {
    #[inline(always)]
    fn touch_share(&self) -> f32 {
        self.depth_share
    }

    #[inline(always)]
    fn looks_ahead_m(&self, frozen: &Frozen, i: usize) -> f32 {
        FREE_SHARE * AT_MPS * frozen.time_gap_s[i] + self.file_room_m
    }

    #[inline(always)]
    fn speed<S: Simd>(
        &self,
        simd: S,
        group: &Group,
        seen: &[Seen],
        [heading_x, heading_y]: [f32x16<S>; 2],
    ) -> f32x16<S> {
        let zero = f32x16::splat(simd, 0.0);
        let nobody = f32x16::splat(simd, 1e6);
        let per_width2 = 1.0 / (self.file_half_width_m * self.file_half_width_m);
        let mut least = nobody;
        for seen in seen {
            let (dx, dy) = (load(simd, &seen.dx), load(simd, &seen.dy));
            let (touch, free) = (load(simd, &seen.touch), load(simd, &seen.free));
            let ahead = dx * heading_x + dy * heading_y;
            let beside = dy * heading_x - dx * heading_y;
            let counts = ahead.simd_ge(0.0) & beside.abs().simd_le(touch);
            let in_file = (1.0 - beside * beside * per_width2).max(zero);
            least = least.min(counts.select(free - in_file * self.file_room_m, nobody));
        }
        // u/(1 + u⁴)^¼, the root by way of two square roots.
        let u = (least / (load(simd, &group.time_gap_s) * AT_MPS)).max(0.0).min(1e4);
        let u2 = u * u;
        let share = u / (u2 * u2 + 1.0).sqrt().sqrt();
        load(simd, &group.wish_speed_mps) * share
    }
}
