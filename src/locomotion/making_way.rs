//! How those who stand on purpose make way for those who need to pass.
//!
//! Ours, not the paper's: in a first-order model an audience is a wall, and walkers who have
//! to cross it stand before it for ever. People who watch a stage shift their weight and let
//! others by. Somebody with `yields` steps sideways out of the way of each walker who heads
//! for them and is nearer than [`NOTICE_M`] (bodies' edges), at most at [`YIELD_MPS`] and
//! only where there is room. All numbers are assumptions.

use super::around::Around;
use super::collision_free_speed::spacing;
use super::exp::exp;
use crate::crowd::Frozen;
use crate::geometry::Walls;
use glam::Vec2;

/// Highest speed at which those who stand make way, m/s, assumed.
pub const YIELD_MPS: f32 = 0.4;

/// Clear distance from which a walker is let by, metres, assumed.
const NOTICE_M: f32 = 0.4;
/// Range over which the standing and walls around push back, metres, assumed.
const ROOM_M: f32 = 0.08;
/// Clear distance below which people who stand give way to each other, metres, assumed.
const ELBOW_M: f32 = 0.05;
/// Time in which the room that is left is taken up, seconds, assumed.
const TAKE_UP_S: f32 = 0.5;

/// Whether anybody is so near that person `i` could have to make way: a walker, or one who
/// stands and is pressed upon. Most of an audience has nobody so near: this spares them the rest.
pub(super) fn is_pressed(frozen: &Frozen, i: usize) -> bool {
    let at = frozen.position(i);
    let radius_m = frozen.radius_m[i];
    let [c0, c1, r0, r1] = frozen.cells_around(at, NOTICE_M + radius_m + frozen.max_radius_m);
    (r0..=r1).flat_map(|row| frozen.row_range(row, c0, c1)).any(|j| {
        let walks = frozen.yields[j] == 0 && frozen.wish_speed_mps[j] > 0.0;
        let room_m = if walks { NOTICE_M } else { ELBOW_M };
        let reach_m = room_m + radius_m + frozen.radius_m[j];
        j != i && frozen.position(j).distance_squared(at) < reach_m * reach_m
    })
}

/// Heading and speed of somebody who makes way; `None` if nobody needs it.
pub(super) fn aside(
    frozen: &Frozen,
    walls: &Walls,
    i: usize,
    around: &Around,
) -> Option<(Vec2, f32)> {
    let mut aside = Vec2::ZERO;
    let mut urge = 0.0f32;
    let mut room = Vec2::ZERO;
    for k in 0..around.count {
        let j = around.index[k] as usize;
        let wish = Vec2::new(frozen.wish_x[j], frozen.wish_y[j]);
        let away = -Vec2::new(around.dx[k], around.dy[k]) / around.distance[k].max(1e-3);
        let free = around.distance[k] - around.touch[k];
        let walks = frozen.yields[j] == 0 && frozen.wish_speed_mps[j] > 0.0 && wish != Vec2::ZERO;
        if !walks {
            room += away * exp(-free / ROOM_M);
            // Pressed upon by one who makes way: handed on, weaker.
            urge = urge.max(0.5 * ((ELBOW_M - free) / ELBOW_M).clamp(0.0, 1.0));
            continue;
        }
        // 1 straight ahead of the walker, 0 beside and behind.
        let heads_here = wish.dot(away).max(0.0);
        let near = ((NOTICE_M - free) / NOTICE_M).clamp(0.0, 1.0) * heads_here;
        // Right in the way: each to the side that its place in the crowd's columns gives.
        let across = wish.perp_dot(away);
        let side = if across.abs() > 0.05 {
            across.signum()
        } else if frozen.row[i].is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        aside += (wish.perp() * side + 0.3 * away) * near;
        urge = urge.max(near);
    }
    if urge < 0.05 {
        return None;
    }
    let at = frozen.position(i);
    if let Some(wall) = walls.nearest(at) {
        let away = at - wall;
        let distance = away.length().max(1e-3);
        room += away / distance * exp((frozen.radius_m[i] - distance) / ROOM_M);
    }
    let direction = (aside.normalize_or_zero() + room).try_normalize()?;
    let speed =
        ((spacing(around, direction) + ELBOW_M) / TAKE_UP_S).min(YIELD_MPS * (2.0 * urge).min(1.0));
    Some((direction, speed.max(0.0)))
}
