//! Looking ahead: people walk around those who stand in their way or come towards them.
//!
//! The way that a field shows knows nothing of people, and first-order models only turn away
//! from others when they nearly touch. Here somebody looks over a fan of directions, as far as
//! they can walk before they would touch anybody, and takes the one that brings them nearest
//! to where they want to be (Moussaïd, Helbing, Theraulaz 2011, eq. 1, with standing and
//! oncoming people as the only obstacles). With nobody standing or oncoming nothing changes.

use crate::crowd::{Frozen, LANES};
use crate::geometry::Walls;
use crate::processor;
use fearless_simd::{dispatch, f32x8, prelude::*};
use glam::Vec2;
use std::f32::consts::FRAC_1_SQRT_2;

/// How far people look ahead for a gap, metres [a].
const LOOK_M: f32 = 2.5;
/// Room that people like to leave when they pass, metres [a].
const PASSING_ROOM_M: f32 = 0.08;
/// Directions tried, 15° apart up to 90°, as cosine and sine to the left; right first, where
/// most people pass [a].
const FAN: [Vec2; 12] = [
    Vec2::new(0.965_926, -0.258_819),
    Vec2::new(0.965_926, 0.258_819),
    Vec2::new(0.866_025, -0.5),
    Vec2::new(0.866_025, 0.5),
    Vec2::new(FRAC_1_SQRT_2, -FRAC_1_SQRT_2),
    Vec2::new(FRAC_1_SQRT_2, FRAC_1_SQRT_2),
    Vec2::new(0.5, -0.866_025),
    Vec2::new(0.5, 0.866_025),
    Vec2::new(0.258_819, -0.965_926),
    Vec2::new(0.258_819, 0.965_926),
    Vec2::new(0.0, -1.0),
    Vec2::new(0.0, 1.0),
];
/// Turn to the right of somebody who sees people come towards them, 12° [a], as cosine and sine:
/// people keep to the right, and so streams part into lanes.
const KEEP_RIGHT: Vec2 = Vec2::new(0.978_148, -0.207_912);
/// Room to the right that somebody needs to keep to it, metres.
const RIGHT_ROOM_M: f32 = 0.6;
/// Distance at which people turn a shoulder to each other, metres [a].
const MEETS_M: f32 = 1.0;
/// Most people minded at once.
const MOST: usize = 64;

/// Those in the way, side by side: where, seen from the walker, and how near the two can be.
struct InTheWay {
    x: [f32; MOST],
    y: [f32; MOST],
    /// Square of the distance, less that of how near the two can be, m².
    clear2: [f32; MOST],
    count: usize,
}

/// How somebody passes the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passing {
    /// Turn away from the wish, as the cosine and sine of an angle.
    pub turn: Vec2,
    /// Whether somebody who stands or comes is so near that a shoulder is turned.
    pub meets: bool,
}

impl Passing {
    /// Of somebody who has nobody in the way.
    pub const STRAIGHT: Self = Self { turn: Vec2::X, meets: false };
}

/// The direction that a walker at `at` takes who wants to go along `wish` (unit) for
/// `left_m` metres.
pub fn around(
    frozen: &Frozen,
    walls: &Walls,
    at: Vec2,
    wish: Vec2,
    radius_m: f32,
    left_m: f32,
) -> Passing {
    const { assert!(LOOK_M <= Frozen::GLANCE_M) }
    if !frozen.may_be_in_the_way(at, wish) {
        return Passing::STRAIGHT;
    }
    dispatch!(processor::level(), simd => {
        around_with(simd, frozen, walls, at, wish, radius_m, left_m)
    })
}

#[inline(always)]
fn around_with<S: Simd>(
    simd: S,
    frozen: &Frozen,
    walls: &Walls,
    at: Vec2,
    wish: Vec2,
    radius_m: f32,
    left_m: f32,
) -> Passing {
    let look_m = LOOK_M.min(left_m);
    let mut others = InTheWay { x: [0.0; MOST], y: [0.0; MOST], clear2: [0.0; MOST], count: 0 };
    let (mut oncoming, mut meets) = (false, false);
    let [c0, c1, r0, r1] = frozen.cells_around(at, look_m);
    for row in r0..=r1 {
        let range = frozen.row_range(row, c0, c1);
        for first in range.clone().step_by(LANES) {
            let mut ahead = ahead_of(simd, frozen, first, at, wish, look_m);
            while ahead != 0 {
                let j = first + ahead.trailing_zeros() as usize;
                ahead &= ahead - 1;
                if j < range.end && others.count < MOST {
                    let offset = frozen.position(j) - at;
                    oncoming |= frozen.eight_stand(first)[j - first] < 0.5;
                    meets |= offset.length_squared() < MEETS_M * MEETS_M;
                    others.add(offset, radius_m + frozen.radius_m(j) + PASSING_ROOM_M);
                }
            }
        }
    }
    let kept = if oncoming { keep_right(walls, at, wish) } else { Vec2::X };
    if others.count == 0 {
        return Passing { turn: kept, meets };
    }
    others.fill_up();
    let wish = kept.rotate(wish);
    let ahead_m = others.free_m(simd, wish, look_m);
    if ahead_m >= look_m {
        return Passing { turn: kept, meets };
    }
    let cost = |free_m: f32, cos: f32| look_m * look_m + free_m * (free_m - 2.0 * look_m * cos);
    let mut best = (cost(ahead_m, 1.0), Vec2::X);
    for turn in FAN {
        let direction = turn.rotate(wish);
        let free = others.free_m(simd, direction, look_m);
        let cost = cost(free, turn.x);
        if cost < best.0 && walls.line_is_clear(at, at + direction * free.clamp(0.4, 1.2)) {
            best = (cost, turn);
        }
    }
    Passing { turn: best.1.rotate(kept), meets }
}

/// Who of eight people from `first` on stands or comes towards a walker, is within `look_m` and
/// not behind, as bits. The walker's own trace of the last step lies within a stride and does not
/// count.
#[inline(always)]
fn ahead_of<S: Simd>(
    simd: S,
    frozen: &Frozen,
    first: usize,
    at: Vec2,
    wish: Vec2,
    look_m: f32,
) -> u64 {
    const STRIDE_M: f32 = 0.2;
    let [x, y, _] = frozen.eight(first);
    let dx = f32x8::load_array_ref(simd, x) - at.x;
    let dy = f32x8::load_array_ref(simd, y) - at.y;
    let distance2 = dx * dx + dy * dy;
    let near = distance2.simd_le(look_m * look_m) & distance2.simd_ge(STRIDE_M * STRIDE_M);
    let ahead = (dx * wish.x + dy * wish.y).simd_gt(-0.1);
    let [wish_x, wish_y] = frozen.eight_wishes(first);
    let (wish_x, wish_y) =
        (f32x8::load_array_ref(simd, wish_x), f32x8::load_array_ref(simd, wish_y));
    let comes = (wish_x * wish.x + wish_y * wish.y).simd_lt(-0.3);
    let stands = f32x8::load_array_ref(simd, frozen.eight_stand(first)).simd_gt(0.5);
    (near & ahead & (comes | stands)).to_bitmask()
}

impl InTheWay {
    #[inline(always)]
    fn add(&mut self, offset: Vec2, touch_m: f32) {
        self.x[self.count] = offset.x;
        self.y[self.count] = offset.y;
        self.clear2[self.count] = offset.length_squared() - touch_m * touch_m;
        self.count += 1;
    }

    /// Makes the last eight whole with nobodies who are behind.
    #[inline(always)]
    fn fill_up(&mut self) {
        for k in self.count..self.count.next_multiple_of(LANES) {
            (self.x[k], self.y[k], self.clear2[k]) = (0.0, 0.0, 1.0);
        }
    }

    /// How far somebody gets along a direction before touching anybody, metres.
    #[inline(always)]
    fn free_m<S: Simd>(&self, simd: S, direction: Vec2, look_m: f32) -> f32 {
        let zero = f32x8::splat(simd, 0.0);
        let look = f32x8::splat(simd, look_m);
        let mut free = look;
        for first in (0..self.count).step_by(LANES) {
            let eight = first..first + LANES;
            let x = f32x8::from_slice(simd, &self.x[eight.clone()]);
            let y = f32x8::from_slice(simd, &self.y[eight.clone()]);
            let clear2 = f32x8::from_slice(simd, &self.clear2[eight]);
            let along = x * direction.x + y * direction.y;
            // Square of half the chord that the way cuts out of the circle around the other.
            let chord2 = along * along - clear2;
            let hits = along.simd_gt(0.0) & chord2.simd_gt(0.0);
            let until = (along - chord2.max(zero).sqrt()).max(zero);
            free = free.min(hits.select(until, look));
        }
        let free = free.to_array();
        free.into_iter().fold(look_m, |a, b| if b < a { b } else { a })
    }
}

/// The turn to the right, unless a wall is there.
fn keep_right(walls: &Walls, at: Vec2, wish: Vec2) -> Vec2 {
    let right = at - wish.perp() * RIGHT_ROOM_M + wish * 0.3;
    if walls.line_is_clear(at, right) { KEEP_RIGHT } else { Vec2::X }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::{Columns, Stance};
    use geo::MultiPolygon;

    /// A crowd of standing people.
    fn standing(places: &[(f32, f32)]) -> Frozen {
        let n = places.len();
        let (x, y): (Vec<f32>, Vec<f32>) = places.iter().copied().unzip();
        let (zero, radius) = (vec![0.0; n], vec![0.2; n]);
        let (one, stance) = (vec![1.0; n], vec![Stance::MakesWay; n]);
        let mut frozen = Frozen::new(Vec2::splat(0.8));
        frozen.sort_from(&Columns {
            x: &x,
            y: &y,
            heading_x: &one,
            heading_y: &zero,
            wish_x: &zero,
            wish_y: &zero,
            wish_speed_mps: &zero,
            radius_m: &radius,
            time_gap_s: &one,
            stance: &stance,
        });
        frozen
    }

    #[test]
    fn people_walk_around_somebody_who_stands_in_the_way() {
        let walls = Walls::new(&MultiPolygon::new(Vec::new()), &[]);
        let one = standing(&[(1.0, 0.0)]);
        let turned = around(&one, &walls, Vec2::ZERO, Vec2::X, 0.2, 50.0).turn;
        assert!(turned.y.abs() > 0.2 && turned.x > 0.5, "{turned}");
        let beside = standing(&[(1.0, 1.2)]);
        assert_eq!(around(&beside, &walls, Vec2::ZERO, Vec2::X, 0.2, 50.0).turn, Vec2::X);
    }

    #[test]
    fn people_take_the_gap_in_a_row() {
        let walls = Walls::new(&MultiPolygon::new(Vec::new()), &[]);
        let row = standing(&[(1.0, -1.0), (1.0, -0.5), (1.0, 0.0), (1.0, 1.1), (1.0, 1.7)]);
        let turned = around(&row, &walls, Vec2::ZERO, Vec2::X, 0.2, 50.0).turn;
        assert!(turned.y > 0.3, "{turned}");
    }
}
