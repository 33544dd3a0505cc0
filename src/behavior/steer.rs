//! From what people do to what they wish in this step: a direction and a speed.

use super::bypass::{Passing, around as bypass};
use super::company;
use super::minds::Minds;
use crate::crowd::{Activity, Crowd, Frozen, Guests, Stance};
use crate::locomotion::{PATIENCE_S, shifted_wish, squeezed_radius};
use crate::navigation::{WayKind, Ways};
use glam::Vec2;
use rayon::prelude::*;
use std::mem::take;

/// People below which more threads cost more than they give.
const WORTH_THREADS: usize = 1024;
/// Distance from the own place within which nobody bothers, metres.
const CLOSE_ENOUGH_M: f32 = 0.25;
/// Speed of somebody who steps back to the own place, m/s [a].
const STEP_BACK_MPS: f32 = 0.5;
/// Radius of somebody who turns a shoulder to pass over the body radius [a]: about half the depth
/// of a body over half its width.
const SIDEWAYS: f32 = 0.7;
/// Time in which people cover the last metres, seconds: they slow down before they stand.
const SLOW_DOWN_S: f32 = 0.8;

/// Time of standing still after which people work themselves out from between a wall and
/// others, seconds [a].
const WEDGED_S: f32 = 60.0;

/// Looks around within which somebody at their free speed makes a turn but for 1/e: 0.8 s. So in a
/// bend people are borne outward and round a corner at some distance, while those who walk slowly
/// turn on the spot. Chosen on a recording of a corner (HERMES EO, 3 m): without, people crowd at
/// its inner side and go through at 0.8 m/s instead of 1.1.
const TURN_LOOKS: f32 = 2.0;
/// Fewer are a turn at once.
const LEAST_LOOKS: f32 = 0.5;
/// Cosine of a turn that is made at once: round, or nearly.
const TURNS_ROUND_COS: f32 = -0.5;
/// Cosine of the turn that is left where a direction counts as steady.
const STEADY_COS: f32 = 0.999;

/// What one person wishes.
#[derive(Clone, Copy, Debug)]
struct Wish {
    direction: Vec2,
    speed_mps: f32,
    stance: Stance,
}

impl Wish {
    fn goes(&self) -> bool {
        self.speed_mps > 0.0 && self.direction != Vec2::ZERO
    }
}

/// The time as steering needs it.
#[derive(Clone, Copy, Debug)]
pub struct StepClock {
    /// Steps done.
    pub tick: u64,
    /// Whole seconds since the event's start.
    pub second: u64,
    /// Steps between two looks around.
    pub look_every: u64,
}

/// Looks around after which somebody looks at the way again, even where it is steady and nobody
/// is in it.
const STEADY_LOOKS: u64 = 2;

impl StepClock {
    /// Whether a visitor looks around in this step: in turn, so that the work is spread.
    fn looks(&self, visitor: u32) -> bool {
        (self.tick + u64::from(visitor)).is_multiple_of(self.look_every)
    }

    /// Whether a visitor who looks around in this step looks at the way in any case.
    fn looks_anyway(&self, visitor: u32) -> bool {
        (self.tick + u64::from(visitor)).is_multiple_of(STEADY_LOOKS * self.look_every)
    }
}

/// What somebody sees who looks around.
struct Around<'a> {
    ways: &'a Ways,
    frozen: &'a Frozen,
    clock: StepClock,
}

/// Sets what everybody wishes in this step. `frozen`: the crowd of the last step.
pub fn set_wishes(
    crowd: &mut Crowd,
    minds: &Minds,
    guests: &Guests,
    ways: &Ways,
    frozen: &Frozen,
    clock: StepClock,
) {
    // The columns that are written are taken out while the others are read.
    let mut wish_x = take(&mut crowd.wish_x);
    let mut wish_y = take(&mut crowd.wish_y);
    let mut speed = take(&mut crowd.wish_speed_mps);
    let mut stance = take(&mut crowd.stance);
    let mut radius = take(&mut crowd.held_radius_m);
    let mut turned = take(&mut crowd.turned);
    let mut sideways = take(&mut crowd.sideways);
    let mut shown = take(&mut crowd.shown);
    let mut steady = take(&mut crowd.steady);
    let people: &Crowd = crowd;
    let around = Around { ways, frozen, clock };
    let serial = people.len() < WORTH_THREADS;
    let holds = (&mut radius, &mut turned, &mut sideways, &mut shown, &mut steady).into_par_iter();
    (&mut wish_x, &mut wish_y, &mut speed, &mut stance, holds)
        .into_par_iter()
        .with_min_len(if serial { usize::MAX } else { 256 })
        .enumerate()
        .for_each(|(row, (wish_x, wish_y, speed, stance, holds))| {
            let (radius, turned, sideways, shown, steady) = holds;
            let looks = clock.looks(people.visitor[row]);
            let passing = Passing { turn: *turned, meets: *sideways };
            if *shown != Vec2::ZERO
                && walks_on(row, people, *speed, *stance)
                && (!looks
                    || *steady
                        && passing == Passing::STRAIGHT
                        && !clock.looks_anyway(people.visitor[row])
                        && !frozen.may_be_in_the_way(people.at(row), Vec2::new(*wish_x, *wish_y)))
            {
                return;
            }
            let before = *shown;
            if looks {
                *shown = Vec2::ZERO;
            }
            let mut wish = wish_of(row, people, (shown, steady), before, minds, guests, ways);
            let party = &guests.parties[people.party[row] as usize];
            if looks && company::is_row(party) && wish.goes() && is_on_its_way(row, people) {
                let ahead = wish.direction;
                let turn = company::turn(row, ahead, *speed, people, party, &ways.terrain);
                wish.direction = turn.rotate(ahead);
            }
            let (passing, held) = held_wish(row, people, &around, wish, passing);
            (*turned, *sideways) = (passing.turn, passing.meets);
            (*wish_x, *wish_y) = (held.direction.x, held.direction.y);
            (*speed, *radius) = (wish.speed_mps, held.radius_m);
            let moved = people.speed_mps[row] > 0.0;
            let rests = wish.stance == Stance::MakesWay && !moved && !looks;
            *stance = if rests && wish.speed_mps <= 0.0 { Stance::Rests } else { wish.stance };
        });
    crowd.wish_x = wish_x;
    crowd.wish_y = wish_y;
    crowd.wish_speed_mps = speed;
    crowd.stance = stance;
    crowd.held_radius_m = radius;
    crowd.turned = turned;
    crowd.sideways = sideways;
    crowd.shown = shown;
    crowd.steady = steady;
}

/// Whether somebody who wishes for a speed walks on as they wish until they look around again:
/// whoever is on the way and not stuck.
fn walks_on(row: usize, crowd: &Crowd, wish_mps: f32, stance: Stance) -> bool {
    is_on_its_way(row, crowd)
        && stance == Stance::Walks
        && wish_mps > 0.0
        && crowd.halted_s[row] <= PATIENCE_S
}

/// Whether somebody walks along the way and nobody has asked them to wait.
fn is_on_its_way(row: usize, crowd: &Crowd) -> bool {
    crowd.activity[row] == Activity::Walk && crowd.held_by[row] == 0
}

/// How somebody holds themselves: which way, and how narrow.
struct Held {
    direction: Vec2,
    radius_m: f32,
}

/// How somebody with a wish gets past others. A look around is taken every few steps (people
/// do not look more often either); in between, `passing` is kept.
fn held_wish(
    row: usize,
    crowd: &Crowd,
    around: &Around,
    wish: Wish,
    passing: Passing,
) -> (Passing, Held) {
    let radius_m = crowd.radius_m[row];
    let goes = matches!(crowd.activity[row], Activity::Walk | Activity::Approach);
    if !goes || !wish.goes() {
        return (Passing::STRAIGHT, Held { direction: wish.direction, radius_m });
    }
    let halted_s = crowd.halted_s[row];
    if halted_s > PATIENCE_S {
        let draw = shift(crowd.visitor[row], around.clock.second);
        let direction = shifted_wish(wish.direction, halted_s, draw);
        let mut radius_m = squeezed_radius(radius_m, halted_s, draw);
        if halted_s > WEDGED_S {
            let wall_m = around.ways.terrain.walls.distance(crowd.at(row));
            radius_m = radius_m.min(beside_wall(wall_m));
        }
        return (Passing::STRAIGHT, Held { direction, radius_m });
    }
    let looks = around.clock.looks(crowd.visitor[row]);
    let passing = if looks {
        let at = crowd.at(row);
        let left_m = match crowd.activity[row] {
            Activity::Approach => at.distance(crowd.place[row]),
            _ => crowd.way_left_m[row],
        };
        let walls = &around.ways.terrain.walls;
        bypass(around.frozen, walls, at, wish.direction, radius_m, left_m)
    } else {
        passing
    };
    let radius_m = if passing.meets { radius_m * SIDEWAYS } else { radius_m };
    (passing, Held { direction: passing.turn.rotate(wish.direction), radius_m })
}

/// Radius of somebody wedged at a wall so far away: with a wider body they would only turn away
/// from it, against those beside.
fn beside_wall(wall_m: f32) -> f32 {
    const NARROWEST_M: f32 = 0.1;
    (0.8 * wall_m).max(NARROWEST_M)
}

/// A number in −1..1 of a visitor that changes every second: which way they shift.
fn shift(visitor: u32, second: u64) -> f32 {
    2.0 * scattered(u64::from(visitor) << 32 ^ second) - 1.0
}

/// The lane of a party, 0..1: where it passes in the room that a bend leaves. Most keep to the
/// right [a].
fn lane(party: u32) -> f32 {
    scattered(u64::from(party) << 32 | u64::from(u32::MAX)).sqrt()
}

/// A number in 0..1 that looks random beside those of other keys.
fn scattered(key: u64) -> f32 {
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 40) as f32 / (1u64 << 24) as f32
}

/// The wish of somebody who is to stop so far ahead: they walk up to there and stand.
fn stopped(walks: Wish, left_m: f32) -> Wish {
    let speed_mps = walks.speed_mps.min(left_m / SLOW_DOWN_S);
    if left_m < CLOSE_ENOUGH_M {
        // They keep their place: who made way for those behind would be pushed over the line.
        Wish { direction: Vec2::ZERO, speed_mps: 0.0, stance: Stance::Walks }
    } else {
        Wish { speed_mps, ..walks }
    }
}

/// The direction of somebody who went on `before` and sees that the way leads on to `shown`: they
/// turn by and by, as walkers do, but at once where they turn round, or hardly move (`pace_share`:
/// their speed over their pace).
fn turned(before: Vec2, shown: Vec2, pace_share: f32) -> Vec2 {
    let turn_looks = TURN_LOOKS * pace_share;
    if turn_looks <= LEAST_LOOKS || before.dot(shown) <= TURNS_ROUND_COS {
        return shown;
    }
    // A step of the exponential approach, by a rational function that is exact everywhere.
    let share = 1.0 / (turn_looks + 0.5);
    before.lerp(shown, share.min(1.0)).normalize_or(shown)
}

/// What somebody wishes. `shown`: the direction when last looked up, zero to look now, and whether
/// it is steady; `before`: that of the look before.
fn wish_of(
    row: usize,
    crowd: &Crowd,
    (shown, steady): (&mut Vec2, &mut bool),
    before: Vec2,
    minds: &Minds,
    guests: &Guests,
    ways: &Ways,
) -> Wish {
    let at = crowd.at(row);
    let party = crowd.party[row];
    let pace_mps = || minds.parties[party as usize].pace_mps;
    let to_place = crowd.place[row] - at;
    let left_m = to_place.length();
    let mut along_field = |speed_mps: f32| {
        if *shown == Vec2::ZERO {
            let way = minds.way_of(party, guests);
            (*shown, *steady) = ways.field_at(way, at).direction_in_lane(at, lane(party));
            if *shown == Vec2::ZERO && way.step_free {
                // Pushed onto a stair by others, they are helped along it as the others go.
                let stair = WayKind { step_free: false, informed: false, ..way };
                (*shown, *steady) = ways.field_at(stair, at).direction_in_lane(at, lane(party));
            }
            if before != Vec2::ZERO && *shown != Vec2::ZERO {
                let ahead = *shown;
                let pace_share = crowd.speed_mps[row] / pace_mps().max(0.1);
                *shown = turned(before, ahead, pace_share.min(1.0));
                *steady &= ahead.dot(*shown) > STEADY_COS;
            }
        }
        let factor = ways.terrain.speed_factor[ways.terrain.grid.nearest_cell(at)];
        Wish { direction: *shown, speed_mps: speed_mps * factor, stance: Stance::Walks }
    };
    let straight = |speed_mps: f32, stance: Stance| Wish {
        direction: to_place.normalize_or_zero(),
        speed_mps: speed_mps.min(left_m / SLOW_DOWN_S),
        stance,
    };
    match crowd.activity[row] {
        Activity::Walk if minds.parties[party as usize].round.is_some() => Wish {
            direction: minds.direction_of_round(party, at),
            speed_mps: pace_mps(),
            stance: Stance::Walks,
        },
        Activity::Walk => {
            let walks = along_field(pace_mps() * crowd.pace[row]);
            match minds.measures.left_to_line_m(crowd.held_by[row], at) {
                Some(left_m) => stopped(walks, left_m),
                None => walks,
            }
        }
        Activity::Approach if crowd.sees_place[row] => straight(pace_mps(), Stance::Walks),
        Activity::Approach => along_field(pace_mps()),
        _ if left_m < CLOSE_ENOUGH_M => {
            Wish { direction: Vec2::ZERO, speed_mps: 0.0, stance: Stance::MakesWay }
        }
        Activity::Queue | Activity::Served | Activity::Gather if crowd.sees_place[row] => {
            straight(pace_mps(), if left_m < 1.0 { Stance::MakesWay } else { Stance::Walks })
        }
        Activity::Queue | Activity::Served | Activity::Gather => along_field(pace_mps()),
        Activity::Dwell => straight(STEP_BACK_MPS, Stance::MakesWay),
    }
}
