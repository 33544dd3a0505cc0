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
//! (2) Who has no desired direction stands. (3) Who `yields` (an audience) is pushed by the
//! neighbours' repulsion alone, at most [`YIELD_MPS`], when a walking neighbour comes close;
//! walkers see them as everybody else. Where nobody yields, the model is exactly the above.

use super::Next;
use super::next::Part;
use crate::crowd::Frozen;
use crate::geometry::Walls;
use crate::scenario::MotionModel;
use glam::Vec2;

/// Highest speed at which those who stand make way, m/s [a].
pub const YIELD_MPS: f32 = 0.4;

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
        for k in 0..part.x.len() {
            let i = part.first + k;
            let from = frozen.position(i);
            let (heading, speed) = self.velocity(frozen, walls, i);
            let to = walls.keep_out(from, from + heading * (speed * dt_s));
            part.x[k] = to.x;
            part.y[k] = to.y;
            part.heading_x[k] = heading.x;
            part.heading_y[k] = heading.y;
            part.speed_mps[k] = from.distance(to) / dt_s;
        }
    }

    fn velocity(&self, frozen: &Frozen, walls: &Walls, i: usize) -> (Vec2, f32) {
        let at = frozen.position(i);
        let heading = Vec2::new(frozen.heading_x[i], frozen.heading_y[i]);
        let wish = Vec2::new(frozen.wish_x[i], frozen.wish_y[i]);
        let (speed, gap, radius) =
            (frozen.wish_speed_mps[i], frozen.time_gap_s[i], frozen.radius_m[i]);
        if wish == Vec2::ZERO || speed <= 0.0 {
            return (heading, 0.0);
        }
        let reach = (speed * gap).max(12.0 * self.neighbor_range_m) + radius + frozen.max_radius_m;
        let near = walls.near(at);
        let seen = || {
            frozen.neighbors(at, reach).filter(move |&j| {
                j != i
                    && (near.is_empty()
                        || !walls
                            .near(0.5 * (at + frozen.position(j)))
                            .iter()
                            .any(|s| s.meets(at, frozen.position(j))))
            })
        };
        let mut direction = wish;
        for j in seen() {
            let away = at - frozen.position(j);
            let distance = away.length();
            let push = (radius + frozen.radius_m[j] - distance) / self.neighbor_range_m;
            direction += away.normalize_or_zero() * (self.neighbor_strength * push.exp());
        }
        for s in near {
            let away = at - s.nearest(at);
            let push = (radius - away.length()) / self.wall_range_m;
            direction += away.normalize_or_zero() * (self.wall_strength * push.exp());
        }
        let direction = direction.try_normalize().unwrap_or(heading);
        let mut spacing = f32::INFINITY;
        for j in seen() {
            let to = frozen.position(j) - at;
            let touch = radius + frozen.radius_m[j];
            if direction.dot(to) >= 0.0 && direction.perp_dot(to).abs() <= touch {
                spacing = spacing.min(to.length() - touch);
            }
        }
        (direction, (spacing / gap).clamp(0.0, speed))
    }
}
