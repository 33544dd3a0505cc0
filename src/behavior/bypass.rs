//! Looking ahead: people walk around those who stand in their way or come towards them.
//!
//! The way that a field shows knows nothing of people, and first-order models only turn away
//! from others when they nearly touch. Here somebody looks over a fan of directions, as far as
//! they can walk before they would touch anybody, and takes the one that brings them nearest
//! to where they want to be (Moussaïd, Helbing, Theraulaz 2011, eq. 1, with standing and
//! oncoming people as the only obstacles). With nobody standing or oncoming nothing changes.

use crate::crowd::Frozen;
use crate::geometry::Walls;
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

/// Somebody in the way: where, seen from the walker, and how near the two can be.
type InTheWay = (Vec2, f32);

/// How somebody passes the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passing {
    /// Turn away from the wish, as the cosine and sine of an angle.
    pub turn: Vec2,
    /// Whether somebody who stands or comes is so near that a shoulder is turned.
    pub meets: bool,
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
    let look_m = LOOK_M.min(left_m);
    let mut buffer = [(Vec2::ZERO, 0.0); MOST];
    let (mut count, mut oncoming, mut meets) = (0, false, false);
    for j in frozen.neighbors(at, look_m) {
        let offset = frozen.position(j) - at;
        let stands = frozen.yields[j] == 1;
        let comes = || frozen.wish_x[j] * wish.x + frozen.wish_y[j] * wish.y < -0.3;
        // The walker's own trace of the last step lies within a stride.
        let own = offset.length_squared() < 0.04;
        if count < MOST && !own && offset.dot(wish) > -0.1 && (stands || comes()) {
            oncoming |= !stands;
            meets |= offset.length_squared() < MEETS_M * MEETS_M;
            buffer[count] = (offset, radius_m + frozen.radius_m[j] + PASSING_ROOM_M);
            count += 1;
        }
    }
    let others = &buffer[..count];
    let kept = if oncoming { keep_right(walls, at, wish) } else { Vec2::X };
    let wish = kept.rotate(wish);
    let ahead_m = free_m(others, wish, look_m);
    if ahead_m >= look_m {
        return Passing { turn: kept, meets };
    }
    let cost = |free_m: f32, cos: f32| look_m * look_m + free_m * (free_m - 2.0 * look_m * cos);
    let mut best = (cost(ahead_m, 1.0), Vec2::X);
    for turn in FAN {
        let direction = turn.rotate(wish);
        let free = free_m(others, direction, look_m);
        let cost = cost(free, turn.x);
        if cost < best.0 && walls.line_is_clear(at, at + direction * free.clamp(0.4, 1.2)) {
            best = (cost, turn);
        }
    }
    Passing { turn: best.1.rotate(kept), meets }
}

/// The turn to the right, unless a wall is there.
fn keep_right(walls: &Walls, at: Vec2, wish: Vec2) -> Vec2 {
    let right = at - wish.perp() * RIGHT_ROOM_M + wish * 0.3;
    if walls.line_is_clear(at, right) { KEEP_RIGHT } else { Vec2::X }
}

/// How far somebody gets along a direction before touching anybody, metres.
fn free_m(others: &[InTheWay], direction: Vec2, look_m: f32) -> f32 {
    let mut free = look_m;
    for (offset, touch) in others {
        let along = offset.dot(direction);
        let across_squared = offset.length_squared() - along * along;
        if along > 0.0 && across_squared < touch * touch {
            free = free.min((along - (touch * touch - across_squared).sqrt()).max(0.0));
        }
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::Columns;
    use geo::MultiPolygon;

    /// A crowd of standing people.
    fn standing(places: &[(f32, f32)]) -> Frozen {
        let n = places.len();
        let (x, y): (Vec<f32>, Vec<f32>) = places.iter().copied().unzip();
        let (zero, radius) = (vec![0.0; n], vec![0.2; n]);
        let (one, yields) = (vec![1.0; n], vec![1; n]);
        let mut frozen = Frozen::new(0.8);
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
            yields: &yields,
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
