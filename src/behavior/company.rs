//! Companions on their way: abreast where there is room, in a V where it gets tight, and one behind
//! the other where it is narrow (Moussaïd, Perozo, Garnier, Helbing, Theraulaz 2010).
//!
//! The way shows where to go, companions where beside each other: whoever walks bears a little
//! towards their place in the row, and those ahead go a little slower. It is tight as far as people
//! are held up: there those in the middle of the row fall back, and who does not get on at half the
//! pace looks after themselves. Where walls leave no room for two, those who are behind fall back
//! until one walks behind the other.

use crate::crowd::{Activity, Crowd, Party};
use crate::navigation::Terrain;
use glam::Vec2;

/// Largest party that walks in one row; more walk as they come.
const MOST: u32 = 4;
/// Distance of two side by side from middle to middle, metres: 0.78 was measured for pairs.
const BESIDE_M: f32 = 0.75;
/// How far the middle of a row falls back where it is tight, metres [a].
const BACK_M: f32 = 0.6;
/// Share of the pace at which there is no room left for a row [a].
const NO_ROOM_SHARE: f32 = 0.5;
/// Way within which people come to their place in the row, metres [a].
const WITHIN_M: f32 = 2.0;
/// Steepest way to it, as a share of the way ahead [a].
const STEEPEST: f32 = 0.25;
/// Companions farther away than this are not of the row, metres: those ahead wait from there on.
const TOGETHER_M: f32 = 6.0;
/// Those ahead of their place go slower by this share for each metre, up to [`SLOWEST_SHARE`] [a].
const SLOWER_PER_M: f32 = 0.3;
const SLOWEST_SHARE: f32 = 0.3;
/// How far people look ahead to see whether two fit, and how near walls on both sides are where they
/// do not, metres [a].
const LOOK_M: f32 = 1.0;
const NARROW_M: f32 = 0.75;
/// Distance in file, metres [a].
const IN_FILE_M: f32 = 0.8;

/// Whether a party walks in a row.
pub fn is_row(party: &Party) -> bool {
    (2..=MOST).contains(&party.size)
}

/// How tight it is for somebody, from 0 (free) to 1 (no room for a row): by how much those who wish
/// for a speed are held up.
fn tightness(speed_mps: f32, wish_mps: f32) -> f32 {
    let share = speed_mps / wish_mps.max(0.1);
    ((1.0 - share) / (1.0 - NO_ROOM_SHARE)).clamp(0.0, 1.0)
}

/// The turn of somebody on their way along `ahead` (unit) towards their place in the row, as the
/// cosine and sine of an angle. `wish_mps`: the speed that they wished for.
pub fn turn(
    row: usize,
    ahead: Vec2,
    wish_mps: f32,
    crowd: &Crowd,
    party: &Party,
    terrain: &Terrain,
) -> Vec2 {
    let (at, left) = (crowd.at(row), ahead.perp());
    let tight = tightness(crowd.speed_mps[row], wish_mps);
    let (mut count, mut sum_m, mut to_the_right) = (1.0, 0.0, 0.0);
    for visitor in party.members().filter(|visitor| *visitor != crowd.visitor[row]) {
        let Some(other) = crowd.row(visitor) else { continue };
        let offset = crowd.at(other) - at;
        if crowd.activity[other] != Activity::Walk || offset.length() > TOGETHER_M {
            continue;
        }
        let aside_m = offset.dot(left);
        count += 1.0;
        sum_m += aside_m;
        // Of two on one line the one who came first goes to the right.
        let is_right = aside_m < 0.0 || aside_m == 0.0 && visitor < crowd.visitor[row];
        to_the_right += if is_right { 1.0 } else { 0.0 };
    }
    if count == 1.0 || tight >= 1.0 {
        return Vec2::X;
    }
    let place_m = sum_m / count + (to_the_right - (count - 1.0) / 2.0) * BESIDE_M;
    let steep = (place_m * (1.0 - tight) / WITHIN_M).clamp(-STEEPEST, STEEPEST);
    let to = at + ahead + left * (steep + steep.signum() * crowd.radius_m[row]);
    if wall_m(at, terrain) < LOOK_M + STEEPEST && !terrain.walls.line_is_clear(at, to) {
        return Vec2::X;
    }
    Vec2::new(1.0, steep).normalize()
}

/// A party on its way, at one moment.
pub struct Row<'a> {
    party: &'a Party,
    /// Where they go, about; unit, or zero where they go apart.
    ahead: Vec2,
    /// Those farthest to the left and to the right.
    ends: [usize; 2],
}

impl<'a> Row<'a> {
    /// `None` for those who walk in no row, and where nobody knows yet where the way leads.
    pub fn of(party: &'a Party, crowd: &Crowd) -> Option<Self> {
        if !is_row(party) {
            return None;
        }
        let rows = || party.members().filter_map(|visitor| crowd.row(visitor));
        let walks = || rows().filter(|row| crowd.activity[*row] == Activity::Walk);
        let shown: Vec2 = walks().map(|row| crowd.shown[row]).sum();
        let aside_m = |row: &usize| crowd.at(*row).dot(shown.perp());
        let end = |sense: f32| {
            walks().max_by(|a, b| (sense * aside_m(a)).total_cmp(&(sense * aside_m(b))))
        };
        (shown != Vec2::ZERO).then_some(())?;
        Some(Self { party, ahead: shown.normalize_or_zero(), ends: [end(1.0)?, end(-1.0)?] })
    }

    /// Share of the pace at which somebody goes on whose companion farthest back is `lead_m` behind; no
    /// number where nobody knows how far it is.
    pub fn pace(&self, row: usize, lead_m: f32, crowd: &Crowd, terrain: &Terrain) -> f32 {
        if !lead_m.is_finite() {
            return 1.0;
        }
        let look_at = crowd.at(row) + self.ahead * LOOK_M;
        let ahead_m = if is_narrow(look_at, self.ahead, terrain) {
            self.before_m(row, crowd).map_or(0.0, |before_m| IN_FILE_M - before_m)
        } else {
            let back_m = BACK_M * tightness(crowd.speed_mps[row], crowd.wish_speed_mps[row]);
            if self.ends.contains(&row) { lead_m - back_m } else { lead_m + back_m }
        };
        1.0 - (SLOWER_PER_M * ahead_m).clamp(0.0, SLOWEST_SHARE)
    }

    /// How far before somebody the next of their companions is, metres; `None` for the first.
    fn before_m(&self, row: usize, crowd: &Crowd) -> Option<f32> {
        let own = (crowd.way_left_m[row], crowd.visitor[row]);
        let others = self.party.members().filter_map(|visitor| crowd.row(visitor));
        let before = others
            .filter(|other| crowd.activity[*other] == Activity::Walk)
            .filter(|other| (crowd.way_left_m[*other], crowd.visitor[*other]) < own);
        before.map(|other| own.0 - crowd.way_left_m[other]).min_by(f32::total_cmp)
    }
}

/// Whether two do not fit beside each other.
fn is_narrow(at: Vec2, ahead: Vec2, terrain: &Terrain) -> bool {
    let aside = ahead.perp() * NARROW_M;
    wall_m(at, terrain) < NARROW_M
        && [aside, -aside].iter().all(|to| !terrain.walls.line_is_clear(at, at + *to))
}

/// How far the next wall is from a place, about, metres.
fn wall_m(at: Vec2, terrain: &Terrain) -> f32 {
    terrain.wall_distance_m[terrain.grid.nearest_cell(at)]
}
