//! Whether measures can work where a plan has them: posts that somebody can walk to in time, signs
//! and volunteers that somebody passes, and no way cut off.

use super::setup;
use super::simulation::Simulation;
use crate::behavior::{Gate, Measures, walk_to_post};
use crate::document::{Place, Problems};
use crate::navigation::{WayKind, Ways};
use crate::plan::{Measure, MeasureKind, Plan};
use crate::scenario::Scenario;
use glam::Vec2;
use std::path::Path;

/// How far signs and volunteers reach, metres: as in [`crate::behavior`].
const REACH_M: f32 = 15.0;
const SIGN_M: [f32; 2] = [20.0, 30.0];

/// Somebody on the way from one place to another: from where, and to which goal.
struct Course {
    from: Vec2,
    goal: u16,
    step_free: bool,
    what: String,
}

impl Simulation {
    /// What of a plan cannot work as placed. `file` names the plan in messages.
    pub fn check_placement(&self, plan: &Plan, file: &Path) -> Problems {
        let (scenario, ways) = (self.scenario(), self.ways());
        let mut problems = Problems::default();
        let courses = courses(scenario, ways);
        let passed: Vec<Vec2> = courses
            .iter()
            .filter(|course| !course.step_free)
            .flat_map(|course| ways.free_field(kind(course)).trace(course.from))
            .collect();
        for measure in &plan.measures {
            check_post(measure, scenario, ways, file, &mut problems);
            check_sight(measure, ways, &passed, file, &mut problems);
            check_cut(measure, scenario, &courses, ways, file, &mut problems);
        }
        problems
    }
}

fn kind(course: &Course) -> WayKind {
    WayKind { goal: course.goal, step_free: course.step_free, informed: false }
}

fn named(measure: &Measure) -> String {
    format!("{} \"{}\"", measure.kind.kind_name(), measure.id)
}

/// From every entrance to all attractions and exits, where there is a way.
fn courses(scenario: &Scenario, ways: &Ways) -> Vec<Course> {
    let step_free = scenario.segments.iter().any(|s| s.step_free && s.share > 0.0);
    let kinds: &[bool] = if step_free { &[false, true] } else { &[false] };
    let portals = scenario.portals.iter().enumerate();
    let exits = portals.clone().filter(|(_, p)| p.outward);
    let exits = exits.map(|(i, p)| (i as u16, format!("exit \"{}\"", p.shape.id)));
    let attractions = scenario.attractions.iter().enumerate().map(|(i, a)| {
        ((scenario.portals.len() + i) as u16, format!("attraction \"{}\"", a.shape.id))
    });
    let goals: Vec<(u16, String)> = exits.chain(attractions).collect();
    let mut courses = Vec::new();
    for (from, portal) in portals.filter(|(_, p)| p.inward) {
        let Some(entry) = Gate::new(portal, &ways.terrain).entries.first().copied() else {
            continue;
        };
        for (goal, name) in goals.iter().filter(|(goal, _)| usize::from(*goal) != from) {
            for step_free in kinds.iter().copied() {
                let who = if step_free { " without stairs" } else { "" };
                let what = format!("from \"{}\" to {name}{who}", portal.shape.id);
                let course = Course { from: entry, goal: *goal, step_free, what };
                if ways.free_field(kind(&course)).distance_m(entry).is_finite() {
                    courses.push(course);
                }
            }
        }
    }
    courses
}

/// A post to which nobody can walk, or not within the shift.
fn check_post(
    measure: &Measure,
    scenario: &Scenario,
    ways: &Ways,
    file: &Path,
    problems: &mut Problems,
) {
    let MeasureKind::Volunteer(volunteer) = &measure.kind else { return };
    let from =
        volunteer.comes_by.as_ref().map_or("any portal".to_owned(), |id| format!("\"{id}\""));
    match walk_to_post(volunteer, scenario, ways) {
        None => {
            let what = format!("{}: nobody can walk from {from} to the post", named(measure));
            let hint = "a wall or a gap in the ground is between; see the venue's picture";
            problems.error(Place::file(file), what, Some(hint));
        }
        Some((_, walk_s)) if measure.from_s + walk_s >= measure.until_s => {
            let what = format!(
                "{}: the shift ends before they are at the post, {:.1} min from {from}",
                named(measure),
                walk_s / 60.0
            );
            problems.error(Place::file(file), what, Some("let it begin earlier or end later"));
        }
        Some(_) => {}
    }
}

/// A sign or a volunteer that nobody sees on the way from anywhere to anywhere.
fn check_sight(
    measure: &Measure,
    ways: &Ways,
    passed: &[Vec2],
    file: &Path,
    problems: &mut Problems,
) {
    let (spot, reach_m) = match &measure.kind {
        MeasureKind::Volunteer(volunteer) => (volunteer.post, REACH_M),
        MeasureKind::Sign(sign) => (sign.at, SIGN_M[usize::from(sign.dynamic)]),
        MeasureKind::Leaders(leaders) => (leaders.at, leaders.within_m as f32),
        _ => return,
    };
    let at = Vec2::new(spot.x as f32, spot.y as f32);
    let seen = |p: &Vec2| p.distance(at) <= reach_m && ways.sight.sees(*p, at);
    if !passed.iter().any(seen) {
        let what = format!(
            "{}: no way from an entrance to an attraction or exit passes within {reach_m} m and in sight",
            named(measure)
        );
        problems.warn(Place::file(file), what, Some("move it to where people walk"));
    }
}

/// A measure that alone leaves no way where there was one.
fn check_cut(
    measure: &Measure,
    scenario: &Scenario,
    courses: &[Course],
    ways: &Ways,
    file: &Path,
    problems: &mut Problems,
) {
    let alone = Plan { measures: vec![measure.clone()], ..Plan::default() };
    let barriers = setup::barrier_segments(&alone, &[true]);
    let rules = Measures::rules(&alone, &[true]);
    if barriers.is_empty() && rules.is_empty() {
        return;
    }
    let mut changed = setup::ways(scenario, &barriers);
    changed.set_rules(rules.clone(), &barriers);
    let inside = |course: &Course| {
        // Nobody is to get to what lies in a zone that is closed.
        let goal = ways.goal(course.goal).and_then(|goal| goal.nearest(course.from));
        goal.is_some_and(|at| rules.is_closed(at))
    };
    let lost = |course: &&Course| {
        !changed.field_at(kind(course), course.from).distance_m(course.from).is_finite()
            && !inside(course)
    };
    let lost: Vec<&Course> = courses.iter().filter(lost).collect();
    if let Some(first) = lost.first() {
        let more = lost.len() - 1;
        let others = if more > 0 { format!(" (and {more} other ways)") } else { String::new() };
        let what = format!("{}: cuts off the way {}{others}", named(measure), first.what);
        let hint = "leave an opening of 1.5 m at least, or let it stand at another time";
        problems.warn(Place::file(file), what, Some(hint));
    }
}
