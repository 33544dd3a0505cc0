//! How those who stand on purpose make way for those who need to pass.
//!
//! Ours, not the paper's: in a first-order model an audience is a wall, and walkers who have
//! to cross it stand before it for ever. People who watch a stage shift their weight and let
//! others by. Somebody who [`Stance::MakesWay`] steps sideways out of the way of each walker who heads
//! for them and is nearer than [`NOTICE_M`] (bodies' edges), at most at [`YIELD_MPS`] and
//! only where there is room. All numbers are assumptions.

use super::around::{Around, Neighbor};
use super::exp::exp;
use crate::crowd::{Frozen, LANES, Stance};
use crate::geometry::Walls;
use fearless_simd::{f32x8, prelude::*, u32x8};
use glam::Vec2;

/// Highest speed at which those who stand make way, m/s, assumed.
pub const YIELD_MPS: f32 = 0.4;

/// Clear distance from which a walker is let by, metres, assumed.
const NOTICE_M: f32 = 0.4;
/// Range over which the standing and walls around push back, metres, assumed.
const ROOM_M: f32 = 0.08;
/// Clear distance below which people who stand give way to each other, metres, assumed.
const ELBOW_M: f32 = 0.05;
/// Urge below which nobody moves, 0–1, assumed.
const LEAST_URGE: f32 = 0.05;
/// Time in which the room that is left is taken up, seconds, assumed.
const TAKE_UP_S: f32 = 0.5;

/// Whether person `i` has no wish to go anywhere.
#[inline(always)]
pub(super) fn stands(frozen: &Frozen, i: usize) -> bool {
    frozen.wish(i) == Vec2::ZERO || frozen.wish_speed_mps[i] <= 0.0
}

/// Whether person `i` stands and stays where they are: nobody needs to pass.
#[inline(always)]
pub(super) fn stays<S: Simd>(simd: S, frozen: &Frozen, i: usize) -> bool {
    let asked = frozen.stance[i] == Stance::MakesWay;
    stands(frozen, i) && !(asked && is_pressed(simd, frozen, i))
}

/// Heading and speed of person `i`: aside where others need to pass, none of those who stand,
/// else `own`. `person`: whose neighbours `around` has at that place.
#[inline(always)]
pub(super) fn aside_or<S: Simd>(
    simd: S,
    frozen: &Frozen,
    walls: &Walls,
    i: usize,
    (around, person): (&Around, usize),
    own: (Vec2, f32),
) -> (Vec2, f32) {
    if frozen.stance[i] != Stance::MakesWay {
        return own;
    }
    let stays = || (Vec2::new(frozen.heading_x[i], frozen.heading_y[i]), 0.0);
    aside(simd, frozen, walls, i, around, person)
        .unwrap_or_else(|| if stands(frozen, i) { stays() } else { own })
}

/// Whether anybody is so near that person `i` could have to make way: a walker, or one who
/// stands and is pressed upon. Most of an audience has nobody so near: this spares them the rest.
#[inline(always)]
fn is_pressed<S: Simd>(simd: S, frozen: &Frozen, i: usize) -> bool {
    let at = frozen.position(i);
    let radius_m = frozen.radius_m(i);
    let lane = u32x8::from_slice(simd, &[0, 1, 2, 3, 4, 5, 6, 7]);
    let (elbow, notice) = (f32x8::splat(simd, ELBOW_M), f32x8::splat(simd, NOTICE_M));
    let [c0, c1, r0, r1] = frozen.cells_around(at, NOTICE_M + radius_m + frozen.max_radius_m);
    for row in r0..=r1 {
        let range = frozen.row_range(row, c0, c1);
        for first in range.clone().step_by(LANES) {
            let [x, y, r] = frozen.eight(first);
            let stands = f32x8::load_array_ref(simd, frozen.eight_stand(first)).simd_gt(0.5);
            let room = stands.select(elbow, notice);
            let reach = room + (f32x8::load_array_ref(simd, r) + radius_m);
            let dx = f32x8::load_array_ref(simd, x) - at.x;
            let dy = f32x8::load_array_ref(simd, y) - at.y;
            let index = lane + first as u32;
            let pressed = (dx * dx + dy * dy).simd_lt(reach * reach)
                & index.simd_lt(range.end as u32)
                & index.simd_ne(i as u32);
            if pressed.any_true() {
                return true;
            }
        }
    }
    false
}

/// Whether person `i` steps aside where others need to pass.
#[inline(always)]
pub(super) fn may_step_aside(frozen: &Frozen, i: usize) -> bool {
    frozen.stance[i] == Stance::MakesWay
}

/// How near others have to be for [`is_urged`], metres between centres, and a little more.
#[inline(always)]
pub(super) fn notice_m(frozen: &Frozen, i: usize) -> f32 {
    NOTICE_M + frozen.radius_m(i) + frozen.max_radius_m + 0.01
}

/// Whether anybody of those within [`notice_m`], whom `around` has of one person, urges person `i`
/// to step aside.
#[inline(always)]
pub(super) fn is_urged(frozen: &Frozen, i: usize, around: &Around) -> bool {
    debug_assert!(may_step_aside(frozen, i));
    let urge = |other: Neighbor| {
        let away = -other.offset / other.distance_m.max(1e-3);
        let free = other.distance_m - other.touch_m;
        if walks(frozen, other.index) {
            walkers_urge(frozen, other.index, away, free)
        } else {
            pressure(free)
        }
    };
    around.neighbors(0).any(|other| urge(other) >= LEAST_URGE)
}

/// Whether person `j` walks, or wants to.
#[inline(always)]
fn walks(frozen: &Frozen, j: usize) -> bool {
    frozen.stance[j] == Stance::Walks
        && frozen.wish_speed_mps[j] > 0.0
        && frozen.wish(j) != Vec2::ZERO
}

/// How much a walker wants somebody out of the way who is `away` from them (unit), 0–1.
#[inline(always)]
fn walkers_urge(frozen: &Frozen, walker: usize, away: Vec2, free_m: f32) -> f32 {
    // 1 straight ahead of the walker, 0 beside and behind.
    let heads_here = frozen.wish(walker).dot(away).max(0.0);
    ((NOTICE_M - free_m) / NOTICE_M).clamp(0.0, 1.0) * heads_here
}

/// How much one who makes way presses upon the next: handed on, weaker.
#[inline(always)]
fn pressure(free_m: f32) -> f32 {
    0.5 * ((ELBOW_M - free_m) / ELBOW_M).clamp(0.0, 1.0)
}

/// Heading and speed of somebody who makes way; `None` if nobody needs it. `person`: whose
/// neighbours `around` has at that place.
#[inline(always)]
pub(super) fn aside<S: Simd>(
    simd: S,
    frozen: &Frozen,
    walls: &Walls,
    i: usize,
    around: &Around,
    person: usize,
) -> Option<(Vec2, f32)> {
    let mut aside = Vec2::ZERO;
    let mut urge = 0.0f32;
    let mut room = Vec2::ZERO;
    for other in around.neighbors(person) {
        let j = other.index;
        let wish = frozen.wish(j);
        let away = -other.offset / other.distance_m.max(1e-3);
        let free = other.distance_m - other.touch_m;
        if !walks(frozen, j) {
            room += away * exp(-free / ROOM_M);
            urge = urge.max(pressure(free));
            continue;
        }
        let near = walkers_urge(frozen, j, away, free);
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
    if urge < LEAST_URGE {
        return None;
    }
    let at = frozen.position(i);
    if let Some(wall) = walls.nearest(at) {
        let away = at - wall;
        let distance = away.length().max(1e-3);
        room += away / distance * exp((frozen.radius_m(i) - distance) / ROOM_M);
    }
    let direction = (aside.normalize_or_zero() + room).try_normalize()?;
    let speed = ((around.spacing_m(simd, person, direction) + ELBOW_M) / TAKE_UP_S)
        .min(YIELD_MPS * (2.0 * urge).min(1.0));
    Some((direction, speed.max(0.0)))
}
