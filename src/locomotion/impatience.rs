//! What people do who cannot get on.
//!
//! The collision-free speed model knows no noise: three people who meet shoulder to shoulder
//! in a door hold each other for ever (JuPedSim 1.4.2 stops so, too: of 300 people before a
//! 1 m door between 10 and 240 got out in 20 minutes in five runs of six at time steps of 0.05 and
//! 0.1 s). People shift and turn until somebody slips through. So whoever has stood for
//! [`PATIENCE_S`] although they want to walk turns their wish by a random angle, the more the
//! longer it lasts. Who walks is not touched: where nobody is stuck the model is unchanged.

use crate::scenario::SHOULDERS_M;
use glam::Vec2;

/// Time for which people stand before they start to shift, seconds, assumed.
pub const PATIENCE_S: f32 = 1.0;

/// Below this share of the free speed people count as stuck, assumed.
pub const STUCK_SHARE: f32 = 0.1;

/// Widening of the range of angles with each second, degrees per second, assumed.
const WIDENING_DEG_PER_S: f32 = 20.0;

/// Widest angle to either side, degrees, assumed.
const WIDEST_DEG: f32 = 90.0;

/// The wish of somebody who has been stuck for `stuck_s` seconds, given a random number
/// `draw` in −1..1 that changes about once a second. The caller counts `stuck_s` up while the
/// speed is below [`STUCK_SHARE`] of the free speed and sets it to zero else.
pub fn shifted_wish(wish: Vec2, stuck_s: f32, draw: f32) -> Vec2 {
    if stuck_s <= PATIENCE_S {
        return wish;
    }
    let widest_deg = ((stuck_s - PATIENCE_S) * WIDENING_DEG_PER_S).min(WIDEST_DEG);
    Vec2::from_angle((widest_deg * draw).to_radians()).rotate(wish)
}

/// How much narrower people can make themselves in a squeeze at most: a share of the radius of a body,
/// and of shoulders, assumed. A wheelchair gets no narrower than that.
const NARROWER_SHARE: f32 = 0.3;

/// Time of being stuck after which people make themselves as narrow as they can, seconds, assumed.
const NARROWING_S: f32 = 4.0;

/// The body radius of somebody who has been stuck for `stuck_s` seconds and turns a shoulder,
/// given the same random number: only those with `draw` above zero do.
pub fn squeezed_radius(radius_m: f32, stuck_s: f32, draw: f32) -> f32 {
    let share = ((stuck_s - PATIENCE_S) / NARROWING_S).clamp(0.0, 1.0) * draw.max(0.0);
    radius_m - NARROWER_SHARE * radius_m.min(SHOULDERS_M as f32) * share
}
