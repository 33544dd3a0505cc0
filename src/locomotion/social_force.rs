//! The social force model.
//!
//! Source: D. Helbing, I. Farkas, T. Vicsek, "Simulating dynamical features of escape panic",
//! Nature 407 (2000) 487–490, arXiv:cond-mat/0009448, eqs. (1) to (3). JuPedSim 1.4.2 has it as
//! `SocialForceModel`.
//!
//! ```text
//! m dv_i/dt = m (v⁰_i e⁰_i − v_i)/τ + Σ_j f_ij + Σ_w f_iw
//! f_ij = (A exp((r_ij − d_ij)/B) + k g(r_ij − d_ij)) n_ij + κ g(r_ij − d_ij) ((v_j − v_i)·t_ij) t_ij
//! f_iw = (A_w exp((r_i − d_iw)/B) + k g(r_i − d_iw)) n_iw − κ g(r_i − d_iw) (v_i·t_iw) t_iw
//! ```
//! v⁰ e⁰ desired velocity; d_ij distance of centres, r_ij = r_i + r_j, n_ij unit vector from j to i,
//! t_ij across it; d_iw, n_iw the same to the nearest point of wall segment w, each segment by
//! itself; g(x) = max(x, 0). m `mass_kg`, τ `relaxation_s`, A `neighbor_force_n`, A_w `wall_force_n`, B
//! `force_range_m`, k `stiffness_kg_per_s2`, κ `friction_kg_per_m_s`. The equations act on all sides
//! alike. Who stands behind a wall pushes nobody.
//!
//! **Integration.** v ← v + a dt, then x ← x + v dt, as in JuPedSim. A time step of the run is
//! made of as many such steps of at most `longest_step_s` as it takes; the velocity is kept with
//! the person, as heading and speed. Who is near is looked up once in a time step, as far as
//! 12 B, and farther by what two people come nearer meanwhile (3 m/s): what is left out is below
//! 10⁻⁵ A.
//!
//! **Holds** for crowds that push: egress through doors, contact, "faster is slower". Body radii
//! are the people's own; the paper's are larger (0.25–0.35 m), so that ours stand closer.
//!
//! **Where it fails.**
//! 1. *Oscillation.* Before a wall, or somebody who stands, people are damped springs: at a wish
//!    of 1.2 m/s they swing about the place where the forces balance, 0.19 m before it, once in
//!    1.2 s, and need 3 s to settle. They do not foresee anything: they brake late, and who meets
//!    somebody head-on bounces rather than steps aside.
//! 2. *Over-packing.* Each pushes with 2.4 m/s² (192 N at 1.2 m/s) and the pushes of those behind
//!    add up: bodies overlap by 8 mm for each kilonewton. 200 people before a door of 1 m stand at
//!    4.9 persons/m² (4.2 in the first model) and just touch; in crowds of thousands they would
//!    not.
//! 3. *Free flow.* Repulsion reaches 0.3 m, so speed hardly falls with density until bodies
//!    nearly touch: 0.67 m/s after 1 s at 2 persons/m², where the anticipation velocity model has
//!    0.33 m/s.
//! 4. *Jolts.* Bodies that come to overlap at once part with a jolt: whoever turns a shoulder
//!    back in a squeeze ([`super::squeezed_radius`]) pushes the neighbours.
//!
//! **Beyond the paper.**
//! 1. Nobody ends inside or beyond a wall ([`Walls::keep_out`]); what a wall takes from a move is
//!    lost from the velocity.
//! 2. Friction takes at most a quarter of the sliding in one small step: where several bodies
//!    touch, more would reverse it. With steps of 0.01 s that begins at overlaps of 8 mm.
//! 3. Nobody gets faster than 5 m/s, and two in exactly one place part.
//! 4. Who stands on purpose feels bodies only, not the repulsion, which would blow an audience
//!    apart, and makes way for walkers ([`super::making_way`]).
//! 5. JuPedSim 1.4.2 has the last sign of f_iw the other way round: there, walls that are touched
//!    drag people along. Here it is the paper's.

use super::around::{Around, TOGETHER, View};
use super::exp::exp;
use super::next::Part;
use super::{Next, making_way};
use crate::crowd::{Frozen, Stance};
use crate::geometry::Walls;
use crate::processor;
use crate::scenario::SocialForceModel;
use fearless_simd::{dispatch, prelude::*};
use glam::Vec2;
use rayon::prelude::*;

/// Ranges beyond which a repulsion is left out: 6·10⁻⁶ of its strength.
const RANGES: f32 = 12.0;
/// Clear distance within which those who stand on purpose notice others, metres: enough to make
/// way ([`super::making_way`]).
const STANDING_NOTICE_M: f32 = 0.5;
/// How fast two people come nearer while they do not look around, m/s.
const CLOSING_MPS: f32 = 3.0;
/// Nobody gets faster, m/s: a guard against the jolt of two who overlap much.
const FASTEST_MPS: f32 = 5.0;
/// Largest share of the sliding that friction takes in one small step.
const MOST_FRICTION: f32 = 0.25;
/// What a wall takes from a move counts from here on, metres; less is rounding, which over so
/// short a step would be a velocity.
const ROUNDING_M: f32 = 1e-4;
/// People who look around in one task.
const BLOCK: usize = 256;

/// The model: its parameters, and whom people have near during a time step.
#[derive(Clone, Debug)]
pub struct SocialForce {
    forces: Forces,
    longest_step_s: f32,
    /// What people found when they looked around, [`BLOCK`] after [`BLOCK`].
    blocks: Vec<Block>,
    /// The crowd before the small step.
    before: Next,
}

/// Parameters, forces as accelerations.
#[derive(Clone, Copy, Debug)]
struct Forces {
    per_relaxation: f32,
    /// A/m, m/s².
    neighbor_mps2: f32,
    /// A_w/m, m/s².
    wall_mps2: f32,
    range_m: f32,
    /// k/m, 1/s².
    stiffness_per_s2: f32,
    /// κ/m, 1/(m s).
    friction_per_m_s: f32,
}

/// What some people found.
#[derive(Clone, Debug, Default)]
struct Block {
    /// Desired velocity of each, m/s.
    wish: Vec<Vec2>,
    /// Whether each feels the repulsion of others and of walls.
    is_repelled: Vec<bool>,
    /// Where each one's neighbours end in `near`.
    ends: Vec<u32>,
    /// Neighbours, by frozen index.
    near: Vec<u32>,
}

impl SocialForce {
    /// Takes the parameters that an event gives.
    pub fn new(model: &SocialForceModel) -> Self {
        let forces = Forces {
            per_relaxation: (1.0 / model.relaxation_s) as f32,
            neighbor_mps2: (model.neighbor_force_n / model.mass_kg) as f32,
            wall_mps2: (model.wall_force_n / model.mass_kg) as f32,
            range_m: model.force_range_m as f32,
            stiffness_per_s2: (model.stiffness_kg_per_s2 / model.mass_kg) as f32,
            friction_per_m_s: (model.friction_kg_per_m_s / model.mass_kg) as f32,
        };
        let longest_step_s = model.longest_step_s as f32;
        Self { forces, longest_step_s, blocks: Vec::new(), before: Next::new() }
    }

    /// Moves everybody by `dt_s` seconds, in steps small enough.
    pub fn walk(&mut self, frozen: &Frozen, walls: &Walls, dt_s: f32, next: &mut Next) {
        // A thousandth more than the longest is not worth another step.
        let steps = (dt_s / self.longest_step_s - 1e-3).ceil().max(1.0) as usize;
        let step_s = dt_s / steps as f32;
        self.look_around(frozen, walls, dt_s);
        let Self { forces, blocks, before, .. } = self;
        before.start(frozen);
        for step in 0..steps {
            if step > 0 {
                std::mem::swap(before, next);
            }
            next.fill(frozen.len(), |part| {
                forces.step(frozen, walls, blocks, before, step_s, part);
            });
        }
    }

    /// Finds whom everybody has near, and what they wish.
    fn look_around(&mut self, frozen: &Frozen, walls: &Walls, dt_s: f32) {
        self.blocks.resize_with(frozen.len().div_ceil(BLOCK), Block::default);
        let closing_m = CLOSING_MPS * dt_s;
        let reach_m = [STANDING_NOTICE_M, RANGES * self.forces.range_m].map(|m| m + closing_m);
        let blocks = self.blocks.par_iter_mut().enumerate();
        blocks.for_each_init(
            || Around::new(TOGETHER),
            |around, (number, block)| {
                let first = number * BLOCK;
                let people = first..frozen.len().min(first + BLOCK);
                dispatch!(processor::level(), simd => {
                    block.look_around(simd, frozen, walls, people, reach_m, around);
                });
            },
        );
    }
}

impl Block {
    /// Finds whom `people` have near: within `standing_m` (those who stand on purpose) or
    /// `walking_m` from body to body.
    #[inline(always)]
    fn look_around<S: Simd>(
        &mut self,
        simd: S,
        frozen: &Frozen,
        walls: &Walls,
        people: std::ops::Range<usize>,
        [standing_m, walking_m]: [f32; 2],
        around: &mut Around,
    ) {
        self.wish.clear();
        self.is_repelled.clear();
        self.ends.clear();
        self.near.clear();
        for i in people {
            let at = frozen.position(i);
            let stands = making_way::stands(frozen, i);
            let is_repelled = !stands && frozen.stance[i] == Stance::Walks;
            let clear_m = if is_repelled { walking_m } else { standing_m };
            let reach_m = clear_m + frozen.radius_m(i) + frozen.max_radius_m;
            around.clear();
            around.gather(simd, frozen, i, View::all_round(reach_m));
            if !walls.is_open(at) {
                around.hide_behind_walls(simd, walls, at);
            }
            let mut wish =
                if stands { (Vec2::ZERO, 0.0) } else { (frozen.wish(i), frozen.wish_speed_mps[i]) };
            if frozen.stance[i] == Stance::MakesWay {
                around.measure(simd);
                wish = making_way::aside_or(simd, frozen, walls, i, (around, 0), wish);
            }
            self.wish.push(wish.0 * wish.1);
            self.is_repelled.push(is_repelled);
            self.near.extend(around.neighbors(0).map(|other| other.index as u32));
            self.ends.push(self.near.len() as u32);
        }
    }

    /// Neighbours of the person at a place of the block.
    fn near(&self, k: usize) -> &[u32] {
        let start = if k == 0 { 0 } else { self.ends[k - 1] };
        &self.near[start as usize..self.ends[k] as usize]
    }
}

impl Forces {
    /// One small step of a part of the crowd.
    fn step(
        &self,
        frozen: &Frozen,
        walls: &Walls,
        blocks: &[Block],
        before: &Next,
        step_s: f32,
        mut part: Part,
    ) {
        for i in part.first..part.first + part.x.len() {
            let (block, k) = (&blocks[i / BLOCK], i % BLOCK);
            let (at, velocity) = (before.at(i), before.velocity(i));
            let (radius_m, is_repelled) = (frozen.radius_m(i), block.is_repelled[k]);
            let mut body = Body { at, velocity, radius_m, is_repelled, step_s };
            let mut pull = (block.wish[k] - velocity) * self.per_relaxation;
            for &j in block.near(k) {
                let j = j as usize;
                pull += self.of_neighbor(&body, i, j, before, frozen.radius_m(j));
            }
            let open = walls.is_open(at);
            if !open {
                pull += self.of_walls(&body, walls);
            }
            body.velocity = (velocity + pull * step_s).clamp_length_max(FASTEST_MPS);
            let mut to = at + body.velocity * step_s;
            if !open {
                let out = walls.keep_out(at, to);
                if out.distance(to) > ROUNDING_M {
                    body.velocity = (out - at) / step_s;
                }
                to = out;
            }
            let heading = Vec2::new(before.heading_x[i], before.heading_y[i]);
            let speed_mps = body.velocity.length();
            let heading = body.velocity.try_normalize().unwrap_or(heading);
            part.set(i, to, heading, speed_mps);
        }
    }

    /// f_ij/m.
    #[inline(always)]
    fn of_neighbor(&self, body: &Body, i: usize, j: usize, before: &Next, radius_m: f32) -> Vec2 {
        let mut apart = body.at - before.at(j);
        let mut distance_m = apart.length();
        let touch_m = body.radius_m + radius_m;
        let overlap_m = touch_m - distance_m;
        if overlap_m < 0.0 && !body.is_repelled || -overlap_m > RANGES * self.range_m {
            return Vec2::ZERO;
        }
        if distance_m < 1e-4 {
            // The same for both, so that they go to opposite sides.
            apart = if i > j { Vec2::X } else { Vec2::NEG_X };
            distance_m = 1.0;
        }
        let sliding = before.velocity(j) - body.velocity;
        self.between(body, apart / distance_m, overlap_m, self.neighbor_mps2, sliding)
    }

    /// Σ_w f_iw/m.
    fn of_walls(&self, body: &Body, walls: &Walls) -> Vec2 {
        let mut sum = Vec2::ZERO;
        let reach_m = body.radius_m + RANGES * self.range_m;
        for wall in walls.near(body.at) {
            let away = body.at - wall.nearest(body.at);
            let distance_m = away.length();
            if distance_m > 0.0 && distance_m <= reach_m.min(Walls::REACH_M) {
                let overlap_m = body.radius_m - distance_m;
                let away = away / distance_m;
                sum += self.between(body, away, overlap_m, self.wall_mps2, -body.velocity);
            }
        }
        sum
    }

    /// The force over the mass on a body whose surface lies `overlap_m` deep in another (negative:
    /// so far from it), which pushes it in the direction `away` and slides past it.
    #[inline(always)]
    fn between(
        &self,
        body: &Body,
        away: Vec2,
        overlap_m: f32,
        strength_mps2: f32,
        sliding: Vec2,
    ) -> Vec2 {
        let mut push = 0.0;
        if body.is_repelled {
            push = strength_mps2 * exp(overlap_m / self.range_m);
        }
        if overlap_m <= 0.0 {
            return away * push;
        }
        push += self.stiffness_per_s2 * overlap_m;
        let across = away.perp();
        let grip_per_s = (self.friction_per_m_s * overlap_m).min(MOST_FRICTION / body.step_s);
        away * push + across * (grip_per_s * sliding.dot(across))
    }
}

/// Somebody on whom forces act.
struct Body {
    at: Vec2,
    velocity: Vec2,
    radius_m: f32,
    /// Whether they feel repulsion, or bodies only.
    is_repelled: bool,
    step_s: f32,
}
