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
//! `yields` (an audience) makes way for walkers ([`super::making_way`]); walkers see them as
//! everybody else. Where nobody yields, the model is exactly the above.

use super::around::{Around, LANES, least_of, sum_of};
use super::exp::exp;
use super::next::Part;
use super::{Next, making_way};
use crate::crowd::Frozen;
use crate::geometry::Walls;
use crate::scenario::MotionModel;
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
    /// Takes the parameters that an event gives.
    pub fn new(motion: &MotionModel) -> Self {
        let MotionModel::CollisionFreeSpeed {
            neighbor_strength,
            neighbor_range_m,
            wall_strength,
            wall_range_m,
            ..
        } = motion;
        Self {
            neighbor_strength: *neighbor_strength as f32,
            neighbor_range_m: *neighbor_range_m as f32,
            wall_strength: *wall_strength as f32,
            wall_range_m: *wall_range_m as f32,
        }
    }

    /// Moves everybody by `dt_s` seconds.
    pub fn walk(&self, frozen: &Frozen, walls: &Walls, dt_s: f32, next: &mut Next) {
        next.fill(frozen.len(), |part| self.walk_part(frozen, walls, dt_s, part));
    }

    fn walk_part(&self, frozen: &Frozen, walls: &Walls, dt_s: f32, part: Part) {
        let mut around = Around::new();
        let Part { first, x, y, heading_x, heading_y, speed_mps } = part;
        let columns = x.iter_mut().zip(y).zip(heading_x).zip(heading_y).zip(speed_mps);
        for (k, ((((x, y), heading_x), heading_y), speed_mps)) in columns.enumerate() {
            let i = first + k;
            let from = frozen.position(i);
            let open = walls.is_open(from);
            let (heading, speed) = self.velocity(frozen, walls, i, open, &mut around);
            let mut to = from + heading * (speed * dt_s);
            if !open {
                to = walls.keep_out(from, to);
            }
            *x = to.x;
            *y = to.y;
            *heading_x = heading.x;
            *heading_y = heading.y;
            *speed_mps = if open { speed } else { from.distance(to) / dt_s };
        }
    }

    /// Distance at which person `i` notices others, metres.
    fn reach_m(&self, frozen: &Frozen, i: usize) -> f32 {
        let free_m = frozen.wish_speed_mps[i] * frozen.time_gap_s[i];
        free_m.max(12.0 * self.neighbor_range_m) + frozen.radius_m[i] + frozen.max_radius_m
    }

    /// Heading and speed of person `i`; `open`: no walls around.
    fn velocity(
        &self,
        frozen: &Frozen,
        walls: &Walls,
        i: usize,
        open: bool,
        around: &mut Around,
    ) -> (Vec2, f32) {
        let heading = Vec2::new(frozen.heading_x[i], frozen.heading_y[i]);
        let wish = Vec2::new(frozen.wish_x[i], frozen.wish_y[i]);
        let free = frozen.wish_speed_mps[i];
        let stands = wish == Vec2::ZERO || free <= 0.0;
        if stands && (frozen.yields[i] == 0 || !making_way::is_pressed(frozen, i)) {
            return (heading, 0.0);
        }
        let at = frozen.position(i);
        if !around.gather(frozen, i, self.reach_m(frozen, i)) {
            around.gather_nearest(frozen, i, self.reach_m(frozen, i));
        }
        if !open {
            around.hide(at, walls);
        }
        around.close(i);
        if frozen.yields[i] != 0
            && let Some(aside) = making_way::aside(frozen, walls, i, around)
        {
            return aside;
        }
        if stands {
            return (heading, 0.0);
        }
        let mut direction = wish + self.turn(around);
        if !open {
            direction += self.turn_from_walls(walls, at, frozen.radius_m[i]);
        }
        let direction = direction.try_normalize().unwrap_or(heading);
        let speed = spacing(around, direction) / frozen.time_gap_s[i];
        (direction, if speed > 0.0 { speed.min(free) } else { 0.0 })
    }

    /// Σ_j a·exp((l_ij − s_ij)/D)·e_ji
    #[inline]
    fn turn(&self, around: &Around) -> Vec2 {
        let per_range = 1.0 / self.neighbor_range_m;
        let (mut x, mut y) = ([0.0f32; LANES], [0.0f32; LANES]);
        for [dx, dy, touch, distance] in around.lanes() {
            for k in 0..LANES {
                let push = exp((touch[k] - distance[k]) * per_range) / distance[k];
                x[k] -= push * dx[k];
                y[k] -= push * dy[k];
            }
        }
        self.neighbor_strength * Vec2::new(sum_of(x), sum_of(y))
    }

    /// Σ_w a_w·exp((r_i − s_iw)/D_w)·e_wi
    fn turn_from_walls(&self, walls: &Walls, at: Vec2, radius_m: f32) -> Vec2 {
        let mut turn = Vec2::ZERO;
        // Beyond, a wall turns nobody by more than 10⁻⁷.
        let reach_m = radius_m + 18.0 * self.wall_range_m;
        for s in walls.near(at) {
            let away = at - s.nearest(at);
            let distance2 = away.length_squared();
            if distance2 < reach_m * reach_m && distance2 > 0.0 {
                let distance = distance2.sqrt();
                let push = exp((radius_m - distance) / self.wall_range_m);
                turn += away * (self.wall_strength * push / distance);
            }
        }
        turn
    }
}

/// Free way ahead: smallest s_ij − l_ij of those ahead and in the way, metres.
#[inline]
pub(super) fn spacing(around: &Around, direction: Vec2) -> f32 {
    let mut least = [f32::INFINITY; LANES];
    for [dx, dy, touch, distance] in around.lanes() {
        for k in 0..LANES {
            let ahead = direction.x * dx[k] + direction.y * dy[k];
            let beside = (direction.x * dy[k] - direction.y * dx[k]).abs();
            let free = distance[k] - touch[k];
            let counts = (ahead >= 0.0) & (beside <= touch[k]) & (free < least[k]);
            least[k] = if counts { free } else { least[k] };
        }
    }
    least_of(least)
}
