//! Small changes of a measure: another place, angle, length, share, rate or time.

use super::dice::Dice;
use super::effort::Effort;
use super::ground::Ground;
use super::propose::coord;
use crate::plan::{
    Advice, Barrier, Gate, Measure, MeasureKind, OneWay, Opening, Plan, Spot, Task, Volunteer,
    Works,
};
use geo::{Coord, LineString};
use glam::Vec2;

/// How far a thing is moved at most, metres: a little, or to somewhere else.
const MOVES_M: [f64; 2] = [1.0, 5.0];
/// How far a line is turned at most, degrees.
const TURNS_DEG: f64 = 35.0;
/// How much longer or shorter a line becomes.
const LENGTHENS: [f64; 2] = [0.65, 1.5];
/// How much earlier or later a measure begins or ends, seconds.
const SHIFTS_S: f64 = 900.0;
/// Width of a gap in a barrier, metres.
const GAP_M: f64 = 2.0;
/// Draws until a change is one that the ground and the effort allow.
const TRIES: usize = 12;

/// A plan with one measure changed that is not pinned; `None` where none can be.
pub fn varied(
    plan: &Plan,
    pinned: &Plan,
    ground: &Ground,
    available: &Effort,
    dice: &mut Dice,
) -> Option<Plan> {
    let own: Vec<usize> = (0..plan.measures.len())
        .filter(|index| !pinned.measures.contains(&plan.measures[*index]))
        .collect();
    for _ in 0..TRIES {
        let index = *dice.pick(&own)?;
        let mut changed = plan.clone();
        let measure = &mut changed.measures[index];
        change(measure, ground, dice);
        let good = ground.allows(measure) && stands(measure, ground);
        if good && changed != *plan && available.covers(&Effort::of(&changed)) {
            return Some(changed);
        }
    }
    None
}

/// Whether a measure stands where people can be.
pub fn stands(measure: &Measure, ground: &Ground) -> bool {
    let free = |c: &Coord<f64>| ground.is_free(Vec2::new(c.x as f32, c.y as f32));
    let on_ground = |line: &LineString<f64>| {
        let inside = crate::geometry::lines::length_inside_m(line, &ground.scenario.venue.ground);
        inside >= 0.8 * crate::geometry::lines::length_m(line) && inside > 0.5
    };
    match &measure.kind {
        MeasureKind::Barrier(barrier) => on_ground(&barrier.line) && !barrier.segments().is_empty(),
        MeasureKind::Gate(gate) => on_ground(&gate.line),
        MeasureKind::OneWay(one_way) => on_ground(&one_way.line),
        MeasureKind::Opening(_) | MeasureKind::Closure(_) => true,
        _ => measure.kind.points().iter().all(free),
    }
}

fn change(measure: &mut Measure, ground: &Ground, dice: &mut Dice) {
    // One change in five is of the time.
    if dice.one_of(5) == 0 {
        return shift(measure, ground.scenario.clock.duration_s, dice);
    }
    match &mut measure.kind {
        MeasureKind::Barrier(barrier) => change_barrier(barrier, dice),
        MeasureKind::Volunteer(volunteer) => change_volunteer(volunteer, dice),
        MeasureKind::Sign(sign) => match dice.one_of(3) {
            0 => change_share(&mut sign.says, dice),
            1 => change_via(&mut sign.says, dice),
            _ => move_spot(&mut sign.at, dice),
        },
        MeasureKind::Gate(gate) => change_gate(gate, dice),
        MeasureKind::OneWay(OneWay { line }) => match dice.one_of(3) {
            0 => line.0.reverse(),
            _ => move_line(line, dice),
        },
        MeasureKind::Leaders(leaders) => move_spot(&mut leaders.at, dice),
        MeasureKind::Opening(_) | MeasureKind::Closure(_) => {
            shift(measure, ground.scenario.clock.duration_s, dice);
        }
    }
}

fn shift(measure: &mut Measure, duration_s: f64, dice: &mut Dice) {
    let whole_minutes = |s: f64| (s / 60.0).round() * 60.0;
    let by_s = whole_minutes(dice.between(-SHIFTS_S, SHIFTS_S));
    if dice.one_of(2) == 0 {
        measure.from_s = (measure.from_s + by_s).clamp(0.0, measure.until_s - 300.0);
    } else {
        let latest_s = duration_s.max(measure.until_s);
        measure.until_s = (measure.until_s + by_s).clamp(measure.from_s + 300.0, latest_s);
    }
}

fn change_barrier(barrier: &mut Barrier, dice: &mut Dice) {
    match dice.one_of(5) {
        0 | 1 => move_line(&mut barrier.line, dice),
        2 => turn(&mut barrier.line, dice),
        3 => lengthen(&mut barrier.line, dice),
        _ if barrier.openings.is_empty() => {
            let length_m = barrier.length_m();
            if length_m > 2.0 * GAP_M {
                let at_m = dice.between(GAP_M, length_m - GAP_M);
                barrier.openings = vec![Opening { at_m, width_m: GAP_M }];
            }
        }
        _ => barrier.openings.clear(),
    }
    // A gap that a shorter line no longer has.
    let length_m = barrier.length_m();
    barrier.openings.retain(|gap| gap.at_m + gap.width_m / 2.0 <= length_m);
}

fn change_volunteer(volunteer: &mut Volunteer, dice: &mut Dice) {
    match (&mut volunteer.task, dice.one_of(4)) {
        (Task::Advise { says, .. }, 0) => change_share(says, dice),
        (Task::Advise { says, .. }, 1) => change_via(says, dice),
        (Task::Hold(hold), 0) => hold.hold_s = dice.between(20.0, 90.0).round(),
        (Task::Hold(hold), 1) => hold.release_s = dice.between(20.0, 120.0).round(),
        _ => move_spot(&mut volunteer.post, dice),
    }
}

fn change_gate(gate: &mut Gate, dice: &mut Dice) {
    match (&mut gate.works, dice.one_of(4)) {
        (Works::Waves(waves), 0) => {
            let share = waves.opens_below / waves.closes_above;
            waves.closes_above = (dice.between(1.0, 2.6) * 10.0).round() / 10.0;
            waves.opens_below = (share * waves.closes_above * 100.0).round() / 100.0;
        }
        (Works::Waves(waves), 1) => {
            waves.longest_s = dice.between(waves.shortest_s, 150.0).round();
        }
        (Works::Lanes { per_min, .. }, 0 | 1) => *per_min *= dice.between(0.7, 1.4),
        _ => move_line(&mut gate.line, dice),
    }
}

fn change_share(says: &mut [Advice], dice: &mut Dice) {
    let others: f64 = says.iter().skip(1).map(|advice| advice.share).sum();
    if let Some(advice) = says.first_mut() {
        let share = advice.share + dice.between(-0.3, 0.3);
        advice.share = (share.clamp(0.1, (1.0 - others).max(0.1)) * 20.0).round() / 20.0;
    }
}

fn change_via(says: &mut [Advice], dice: &mut Dice) {
    for advice in says {
        if let crate::plan::AdvisedTo::Via(spot) = &mut advice.to {
            move_spot(spot, dice);
        }
    }
}

fn move_spot(spot: &mut Spot, dice: &mut Dice) {
    let by = moved(dice);
    let at = coord(Vec2::new((spot.x + by.x) as f32, (spot.y + by.y) as f32));
    *spot = Spot { x: at.x, y: at.y };
}

fn of_points(line: &mut LineString<f64>, change: impl Fn(Coord<f64>) -> Coord<f64>) {
    for point in &mut line.0 {
        let moved = change(*point);
        *point = coord(Vec2::new(moved.x as f32, moved.y as f32));
    }
}

fn moved(dice: &mut Dice) -> Coord<f64> {
    let most_m = MOVES_M[dice.one_of(2)];
    Coord { x: dice.between(-most_m, most_m), y: dice.between(-most_m, most_m) }
}

fn move_line(line: &mut LineString<f64>, dice: &mut Dice) {
    let by = moved(dice);
    of_points(line, |c| c + by);
}

fn middle(line: &LineString<f64>) -> Coord<f64> {
    let count = line.0.len().max(1) as f64;
    line.0.iter().fold(Coord { x: 0.0, y: 0.0 }, |sum, c| sum + *c) / count
}

fn turn(line: &mut LineString<f64>, dice: &mut Dice) {
    let (sin, cos) = dice.between(-TURNS_DEG, TURNS_DEG).to_radians().sin_cos();
    let middle = middle(line);
    of_points(line, |c| {
        let d = c - middle;
        middle + Coord { x: cos * d.x - sin * d.y, y: sin * d.x + cos * d.y }
    });
}

fn lengthen(line: &mut LineString<f64>, dice: &mut Dice) {
    let by = dice.between(LENGTHENS[0], LENGTHENS[1]);
    // From either end, so that the other stays where it holds.
    let last = line.0.len().saturating_sub(1);
    let fixed = if dice.one_of(2) == 0 { line.0[0] } else { line.0[last] };
    of_points(line, |c| fixed + (c - fixed) * by);
}
