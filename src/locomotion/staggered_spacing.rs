//! The staggered-spacing speed model: wuwei's own.
//!
//! People turn as in the [collision-free speed model](super::CollisionFreeSpeed); what is new is
//! the room they take and how speed grows with it.
//!
//! ```text
//! direction  e = normalise(e₀ + Σ_j a·exp((l_ij − s_ij)/D)·e_ji + Σ_w a_w·exp((c·r_i − s_iw)/D_w)·e_wi)
//! touching   l_ij = c·(r_i + r_j)
//! spacing    s = min s_ij − l_ij − f·max(0, 1 − (b_ij/w)²)   over j with e·e_ij ≥ k and b_ij ≤ l_ij
//! speed      v = v₀·φ(s/d),  φ(u) = (1 − q)·u/(1 + u⁴)^¼ + q·u/(1 + u²)^½,  d = T·1.34 m/s
//! ```
//! s_ij distance of centres, b_ij distance of j's centre from i's line of walking; k cosine of the
//! widest angle at which somebody counts as ahead, q weight of the curve that eases off early.
//!
//! - **Bodies** are wider than deep: r is half of the shoulders, c·r half of the depth, the nearest
//!   that two who have turned a shoulder come (c = 0.55).
//! - **In file**, straight behind another, people keep room for the step: f more than touching. Who
//!   looks past the other's shoulder, w or more to the side, does not: so people stand and walk
//!   staggered where it is tight, and a door passes more than single file does.
//! - **Speed** grows with spacing over a length d that is the same for everybody: who walks quicker
//!   keeps a shorter time gap, d/v₀. It nears the free speed smoothly: people slow a little already
//!   when others are a few metres ahead.
//!
//! **Parameters.** T = 0.8 s, c = 0.55 (of r = 0.2 m), f = 0.22 m, w = 0.15 m and q = 0.5 were chosen
//! by hand, together, on 19 scenes: corridors 1.8 m wide, a corner, two ways in 4 m, exits of 3 m,
//! gates and doors of 0.5 to 2 m, single file round 26 m. No scene was left out, so the errors there
//! say little of others. k = 0 as in the paper; 0.25 and 0.4 brought nothing. a, D,
//! a_w and D_w are JuPedSim's.
//!
//! **Errors** on those scenes (mean, relative): flow 0.10, density 0.14, speed 0.09, median time gap
//! 0.11; capacity of doors 0.11; speed at equal density 0.09 m/s one way, 0.08 two ways, 0.07 single
//! file. A change that moves aims by half a millimetre moves these by 0.01 to 0.05.
//!
//! On stairs, where v₀ is less, all of v is less by the same factor.
//!
//! **Where it fails.** Shoving and pressure are not modelled: before a gate of 0.5 m people stand
//! less densely than in experiments (5.7 against 6.8 /m²) and pass it more slowly (0.95 against
//! 1.16 /s). At corners people are too slow, at low density a tenth too quick. Desired directions
//! know nothing of who comes: streams that meet part by what [looking ahead](crate::behavior) does.
//! The errors were taken at a step of 0.1 s, the longest; at 0.02 s that of the flow is 0.02 larger.
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
    /// Cosine of the widest angle at which somebody is ahead.
    ahead_cos: f32,
    /// How early people slow: weight of the smoother curve.
    ease: f32,
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
                ahead_cos: model.ahead_cos as f32,
                ease: model.ease as f32,
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
            let distance = free + touch;
            let counts = ahead.simd_ge(distance * self.ahead_cos) & beside.abs().simd_le(touch);
            let in_file = (1.0 - beside * beside * per_width2).max(zero);
            least = least.min(counts.select(free - in_file * self.file_room_m, nobody));
        }
        // Roots by way of square roots: they are exact on any processor.
        let u = (least / (load(simd, &group.time_gap_s) * AT_MPS)).max(0.0).min(1e4);
        let u2 = u * u;
        let (late, early) = ((u2 * u2 + 1.0).sqrt().sqrt(), (u2 + 1.0).sqrt());
        let share = u / late * (1.0 - self.ease) + u / early * self.ease;
        load(simd, &group.wish_speed_mps) * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::{Columns, Stance};
    use crate::processor::{self, Instructions};
    use geo::MultiPolygon;
    use glam::Vec2;

    const MODEL: StaggeredSpacingModel = StaggeredSpacingModel {
        time_gap_s: 0.8,
        depth_share: 0.6,
        file_room_m: 0.2,
        file_half_width_m: 0.15,
        ahead_cos: 0.25,
        ease: 0.5,
        neighbor_strength: 8.0,
        neighbor_range_m: 0.1,
        wall_strength: 5.0,
        wall_range_m: 0.02,
    };

    /// Where people who wish to go east at these speeds are after the steps, and how fast each goes.
    fn walk(people: &[(Vec2, f32)], steps: Steps) -> Vec<(Vec2, f32)> {
        let column = |f: &dyn Fn(&(Vec2, f32)) -> f32| people.iter().map(f).collect::<Vec<f32>>();
        let (x, y, speed) = (column(&|p| p.0.x), column(&|p| p.0.y), column(&|p| p.1));
        let (one, zero) = (column(&|_| 1.0), column(&|_| 0.0));
        let stance = vec![Stance::Walks; people.len()];
        let mut frozen = Frozen::new(Vec2::new(0.4, 1.6));
        frozen.sort_from(&Columns {
            x: &x,
            y: &y,
            heading_x: &one,
            heading_y: &zero,
            wish_x: &one,
            wish_y: &zero,
            wish_speed_mps: &speed,
            radius_m: &column(&|_| 0.2),
            time_gap_s: &column(&|_| 0.8),
            stance: &stance,
        });
        let mut next = Next::new();
        let walls = Walls::new(&MultiPolygon::new(vec![]), &[]);
        let mut place = Workplace::default();
        StaggeredSpacing::new(&MODEL).walk(&frozen, &walls, steps, &mut place, &mut next);
        let mut after = vec![(Vec2::ZERO, 0.0); people.len()];
        for (i, &row) in frozen.row.iter().enumerate() {
            after[row as usize] = (Vec2::new(next.x[i], next.y[i]), next.speed_mps[i]);
        }
        after
    }

    /// Speed of somebody at the origin with one other there.
    fn speed_behind(other: Vec2, free_mps: f32) -> f32 {
        walk(&[(Vec2::ZERO, free_mps), (other, free_mps)], Steps::one(0.01))[0].1
    }

    #[test]
    fn in_file_speed_follows_the_equations() {
        // s = 1 − 0.24 − 0.2 m, d = 0.8·1.34 m.
        let u = 0.56 / 1.072_f64;
        let share = 0.5 * (u / (1.0 + u.powi(4)).powf(0.25) + u / (1.0 + u * u).sqrt());
        let speed = f64::from(speed_behind(Vec2::X, 1.2));
        assert!((speed - 1.2 * share).abs() < 1e-4, "{speed} {}", 1.2 * share);
        // Less than touching and the room for a step: nobody goes on.
        let close = [(Vec2::ZERO, 1.2), (Vec2::new(0.42, 0.0), 1.2)];
        assert!(walk(&close, Steps::one(0.01))[0].0.x <= 0.0);
        // Twice the free speed, twice the speed.
        let twice = f64::from(speed_behind(Vec2::X, 2.4));
        assert!((twice - 2.0 * speed).abs() < 1e-4);
    }

    #[test]
    fn staggered_people_come_nearer_than_in_file() {
        let ahead_m = 0.45;
        let in_file = speed_behind(Vec2::new(ahead_m, 0.0), 1.2);
        let staggered = speed_behind(Vec2::new(ahead_m, 0.2), 1.2);
        let beside = speed_behind(Vec2::new(0.02, 0.3), 1.2);
        assert!(in_file < 0.1 && staggered > 2.0 * in_file.max(0.05), "{in_file} {staggered}");
        assert!(beside > 1.15, "{beside}");
    }

    #[test]
    fn nobody_is_faster_than_their_free_speed_and_a_free_way_gives_all_of_it() {
        assert_eq!(walk(&[(Vec2::ZERO, 1.3)], Steps::one(0.05))[0].1, 1.3);
        for gap_m in [0.3, 0.6, 1.0, 1.5, 2.0, 3.0] {
            assert!(speed_behind(Vec2::new(gap_m, 0.0), 1.3) <= 1.3);
        }
    }

    #[test]
    fn results_do_not_hang_on_instructions_or_on_how_many_walk() {
        let place = |i: usize| Vec2::new((i % 60) as f32 * 0.45, (i / 60) as f32 * 0.5);
        let wobble = |i: usize| Vec2::new((i * 7 % 13) as f32, (i * 5 % 11) as f32) * 0.01;
        let people: Vec<_> =
            (0..1_500).map(|i| (place(i) + wobble(i), 0.8 + 0.01 * (i % 60) as f32)).collect();
        let steps = Steps { dt_s: 0.05, count: 2 };
        let all = walk(&people, steps);
        for most in Instructions::ALL {
            processor::limit(most);
            assert_eq!(walk(&people, steps), all, "{}", most.name());
        }
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        one.expect("a pool of one").install(|| assert_eq!(walk(&people, steps), all));
    }

    #[test]
    fn in_file_nobody_ever_runs_into_the_one_ahead() {
        let mut people: Vec<_> = (0..40)
            .map(|i| (Vec2::new(i as f32 * 0.6, 0.0), 0.9 + 0.01 * (i * 17 % 40) as f32))
            .collect();
        // The first of the file stands.
        people[39].1 = 0.0;
        for _ in 0..400 {
            let after = walk(&people, Steps::one(0.1));
            for (person, after) in people.iter_mut().zip(after) {
                person.0 = after.0;
            }
        }
        let nearest = people.windows(2).map(|two| two[1].0.distance(two[0].0)).fold(9.0, f32::min);
        assert!(nearest > 0.43, "{nearest}");
    }
}
