//! Whole runs through the library: nobody vanishes, nobody stands in a wall, what was counted
//! adds up, and equal inputs give equal bits.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use geo::{Coord, LineString};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wuwei::crowd::Guests;
use wuwei::document::{Bilingual, Hours, Problems};
use wuwei::job::{self, Flow, Request};
use wuwei::observe::Observation;
use wuwei::plan::{self, Barrier, Measure, MeasureKind, Plan, PlanContext, PlanEdit};
use wuwei::scenario::{self, Scenario};
use wuwei::sim::{RunOptions, Simulation};

/// Seconds of the square's afternoon that these tests run: from the first arrivals until half
/// of the visitors were there, minutes before the dance show.
const SQUARE_S: f64 = 75.0 * 60.0;
/// Seconds of the shorter runs that are made several times.
const SHORT_S: f64 = 25.0 * 60.0;

/// A corridor of 60 m: in at the west end, out at the east end, a counter across its middle,
/// drawn from south to north, so that whoever walks east goes from its left to its right.
const CORRIDOR: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [60, 0], [60, 8], [0, 8], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "kiosk", "name": "Kiosk"},
 "geometry": {"type": "Polygon", "coordinates": [[[44, 5], [52, 5], [52, 7], [44, 7], [44, 5]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 1], [0.3, 7]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "east", "name": "East"},
 "geometry": {"type": "LineString", "coordinates": [[59.7, 1], [59.7, 7]]}},
{"type": "Feature", "properties": {"kind": "counter", "id": "middle", "name": "Middle"},
 "geometry": {"type": "LineString", "coordinates": [[30, 0], [30, 8]]}}]}"#;

const CORRIDOR_EVENT: &str = r#"Event(
    version: 1,
    from: "10:00", until: "10:20",
    portals: [(id: "west", use: Both), (id: "east", use: Both)],
    demand: (visitors: 300, stay_min: (mean: 4.0, sd: 2.0, low: 1.0, high: 8.0)),
    attractions: [(id: "kiosk", is: Place(capacity: 40),
                   stay_min: (mean: 1.5, sd: 0.5, low: 0.5, high: 3.0))],
)"#;

fn event(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn read(name: &str) -> Arc<Scenario> {
    Arc::new(scenario::read(&event(name)).unwrap_or_else(|p| panic!("{p}")).scenario)
}

fn plan_of(scenario: &Scenario, event_name: &str, name: &str) -> Plan {
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let context = PlanContext { hours, ground: &scenario.venue.ground, event: None };
    let path = event(event_name).join("plans").join(name).with_extension("ron");
    plan::read(&path, &context).unwrap_or_else(|p| panic!("{p}")).plan
}

fn begin(scenario: &Arc<Scenario>, plan: Plan, seed: u64, until_s: f64) -> Simulation {
    let options = RunOptions { seed, until_s: Some(until_s) };
    let made = Simulation::new(scenario.clone(), plan, &options, Path::new("event.ron"));
    made.unwrap_or_else(|p| panic!("{p}")).0
}

fn hash_after(scenario: &Arc<Scenario>, plan: Plan, seed: u64, until_s: f64) -> u64 {
    let mut simulation = begin(scenario, plan, seed, until_s);
    while !simulation.is_over() {
        simulation.step();
    }
    simulation.state_hash()
}

/// Nobody vanishes and nobody appears.
fn adds_up(simulation: &Simulation) {
    let count = simulation.count();
    let together = count.inside + count.left + count.waiting_outside;
    assert_eq!(count.arrived, together, "tick {}: {count:?}", simulation.tick());
    assert_eq!(count.inside as usize, simulation.crowd().len(), "tick {}", simulation.tick());
}

/// Everybody stands on the ground, at a place that is a number, and is there once.
fn all_on_ground(simulation: &Simulation) {
    let (crowd, terrain) = (simulation.crowd(), &simulation.ways().terrain);
    let mut seen = vec![false; simulation.scenario().demand.visitors as usize];
    for row in 0..crowd.len() {
        let (at, visitor) = (crowd.at(row), crowd.visitor[row]);
        let when = simulation.now_s();
        assert!(at.is_finite(), "visitor {visitor} is at {at} after {when} s");
        assert!(crowd.speed_mps[row].is_finite(), "visitor {visitor} after {when} s");
        assert!(terrain.is_on_ground(at), "visitor {visitor} is in a wall at {at} after {when} s");
        let before = std::mem::replace(&mut seen[visitor as usize], true);
        assert!(!before, "visitor {visitor} is there twice after {when} s");
    }
}

/// People by portal, and how the minutes' sums and the ledgers see them.
fn ledgers_and_minutes_agree(scenario: &Scenario, seen: &Observation, now_s: f64) {
    for (index, portal) in scenario.portals.iter().enumerate() {
        let here = |p: u16| usize::from(p) == index;
        let entered = seen.visitors.iter().filter(|v| here(v.portal_in) && v.entered_s.is_some());
        let left = seen.visitors.iter().filter(|v| v.portal_out.is_some_and(here));
        let minutes = &seen.portals[index];
        let id = &portal.shape.id;
        assert_eq!(entered.count() as u32, minutes.entered.iter().sum::<u32>(), "in by {id}");
        assert_eq!(left.count() as u32, minutes.left.iter().sum::<u32>(), "out by {id}");
    }
    let arrived = seen.visitors.iter().filter(|v| v.arrived_s < now_s).count() as u32;
    let (first, last) = (seen.minutes.first(), seen.minutes.last().expect("minutes"));
    assert!(first.is_some_and(|m| m.until_s == 60.0));
    assert_eq!(arrived, seen.minutes.iter().map(|m| m.arrived).sum::<u32>());
    let inside = seen.visitors.iter().filter(|v| v.entered_s.is_some() && v.left_s.is_none());
    assert_eq!(inside.count() as u32, last.inside);
    for visitor in &seen.visitors {
        let (Some(entered), Some(left)) = (visitor.entered_s, visitor.left_s) else { continue };
        assert!(visitor.arrived_s <= entered && entered < left, "{visitor:?}");
        let spent_s = f64::from(visitor.walking_s + visitor.standing_s + visitor.queueing_s);
        // They are looked at once a second: the first and the last may each be missed.
        assert!((spent_s - (left - entered)).abs() <= 2.5, "{spent_s} s of {visitor:?}");
        assert!(visitor.peak_density_per_m2 >= visitor.mean_density_per_m2, "{visitor:?}");
    }
}

#[test]
fn nobody_vanishes_and_nobody_stands_in_a_wall() {
    let scenario = read("community_square");
    let mut simulation = begin(&scenario, Plan::default(), 1, SQUARE_S);
    while !simulation.is_over() {
        simulation.step();
        adds_up(&simulation);
        if simulation.tick().is_multiple_of(5) {
            all_on_ground(&simulation);
        }
    }
    let (now_s, count) = (simulation.now_s(), simulation.count());
    assert!(count.arrived > 200 && count.inside > 150, "too few to show anything: {count:?}");
    let (seen, _) = simulation.finish();
    ledgers_and_minutes_agree(&scenario, &seen, now_s);
}

/// The same with the other models of motion, which the square's document could ask for.
#[test]
fn other_models_run_an_event_too() {
    for name in ["AnticipationVelocity", "SocialForce"] {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["venue.geojson", "arrivals.csv", "event.ron"] {
            let from = event("community_square").join(file);
            std::fs::copy(from, folder.path().join(file)).expect("is copied");
        }
        let path = folder.path().join("event.ron");
        let text = std::fs::read_to_string(&path).expect("is read");
        let motion = format!("Event(\n    motion: (model: {name}()),");
        std::fs::write(&path, text.replacen("Event(", &motion, 1)).expect("is written");
        let scenario = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}")).scenario;
        let scenario = Arc::new(scenario);
        let mut simulation = begin(&scenario, Plan::default(), 1, SHORT_S);
        while !simulation.is_over() {
            simulation.step();
            adds_up(&simulation);
            if simulation.tick().is_multiple_of(10) {
                all_on_ground(&simulation);
            }
        }
        assert!(simulation.count().inside > 20, "{name}: {:?}", simulation.count());
        assert_ne!(
            simulation.state_hash(),
            hash_after(&read("community_square"), Plan::default(), 1, SHORT_S)
        );
    }
}

/// The same in a crowd behind a barrier that stands for a part of the run only: it comes down
/// among people, and goes.
#[test]
fn a_barrier_put_up_among_people_harms_nobody() {
    let scenario = read("community_square");
    let mut simulation = begin(&scenario, Plan::default(), 2, 50.0 * 60.0);
    let passage = &scenario.counters.iter().find(|c| c.shape.id == "passage").expect("is there");
    let line = passage.shape.line.clone();
    let pen = barrier("shut", line, [30.0 * 60.0, 40.0 * 60.0]);
    simulation.apply(&PlanEdit { old: None, new: Some(pen) }).expect("fits");
    let mut stood = 0;
    while !simulation.is_over() {
        simulation.step();
        adds_up(&simulation);
        if simulation.tick().is_multiple_of(5) {
            all_on_ground(&simulation);
        }
        stood += u64::from(simulation.plan().1.contains(&true));
    }
    assert_eq!(stood, 10 * 60 * simulation.clock().ticks_per_s, "ticks that the barrier stood");
}

fn barrier(id: &str, line: LineString<f64>, [from_s, until_s]: [f64; 2]) -> Measure {
    let barrier = Barrier { line, openings: Vec::new(), unit_m: 2.3 };
    Measure {
        id: id.to_owned(),
        name: Bilingual::default(),
        why: None,
        from_s,
        until_s,
        kind: MeasureKind::Barrier(barrier),
    }
}

/// What a counter says of the people beyond it is where they are.
#[test]
fn counters_add_up_with_where_people_are() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("venue.geojson"), CORRIDOR).expect("written");
    std::fs::write(folder.path().join("event.ron"), CORRIDOR_EVENT).expect("written");
    let read = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}"));
    let scenario = Arc::new(read.scenario);
    let middle_x = scenario.counters[0].shape.line.0[0].x as f32;
    let mut simulation = begin(&scenario, Plan::default(), 3, 20.0 * 60.0);
    let mut beyond = Vec::new();
    while !simulation.is_over() {
        simulation.step();
        adds_up(&simulation);
        if simulation.tick().is_multiple_of(60 * simulation.clock().ticks_per_s) {
            let crowd = simulation.crowd();
            beyond.push((0..crowd.len()).filter(|row| crowd.at(*row).x > middle_x).count());
        }
    }
    let (seen, _) = simulation.finish();
    let east = scenario.portals.iter().position(|p| p.shape.id == "east").expect("is there");
    let (mut net, mut crossed) = (0_i64, 0);
    for (minute, beyond) in beyond.iter().enumerate() {
        let (forward, backward) =
            (seen.counters[0].forward[minute], seen.counters[0].backward[minute]);
        crossed += forward + backward;
        net += i64::from(forward) - i64::from(backward);
        let gates = &seen.portals[east];
        let by = |counts: &[u32]| i64::from(counts[..=minute].iter().sum::<u32>());
        let expected = *beyond as i64 + by(&gates.left) - by(&gates.entered);
        assert_eq!(net, expected, "minute {minute}: people beyond the counter");
    }
    assert!(crossed > 200, "{crossed} crossings show little");
}

#[test]
fn another_seed_is_another_run_and_looking_at_the_clock_changes_nothing() {
    let scenario = read("community_square");
    let run = |seed| hash_after(&scenario, Plan::default(), seed, SHORT_S);
    let mut timed = begin(&scenario, Plan::default(), 1, SHORT_S);
    assert!(timed.phase_times().is_none(), "nobody asked");
    timed.time_phases();
    while !timed.is_over() {
        timed.step();
    }
    assert_eq!(timed.state_hash(), run(1), "the same run, timed");
    assert_ne!(timed.state_hash(), run(2), "another seed");
    let spent = timed.phase_times().expect("they are taken").spent();
    let names = ["arrive", "decide", "navigate", "sense", "walk", "settle", "observe"];
    assert_eq!(spent.map(|(name, _)| name), names);
    assert!(spent.iter().all(|(_, time)| !time.is_zero()), "{spent:?}");
}

#[test]
fn a_plan_changes_the_run_and_not_the_visitors() {
    let scenario = read("community_square");
    let guests = Guests::draw(&scenario, 1);
    assert_eq!(guests, Guests::draw(&scenario, 1));
    assert_ne!(guests, Guests::draw(&scenario, 2));
    assert_eq!(guests.visitors.len() as u32, scenario.demand.visitors);
    let plan = plan_of(&scenario, "community_square", "heavy");
    // The pen stands from 14:30.
    let until_s = 40.0 * 60.0;
    let mut records = BTreeMap::new();
    let mut hashes = Vec::new();
    for (name, plan) in [("none", Plan::default()), ("pen", plan)] {
        let mut simulation = begin(&scenario, plan, 1, until_s);
        while !simulation.is_over() {
            simulation.step();
        }
        hashes.push(simulation.state_hash());
        records.insert(name, simulation.finish().0.visitors);
    }
    assert_ne!(hashes[0], hashes[1], "the barrier stands where people walk");
    for (a, b) in records["none"].iter().zip(&records["pen"]) {
        let who = |v: &wuwei::observe::VisitorRecord| {
            (v.visitor, v.party, v.segment, v.portal_in, v.arrived_s.to_bits())
        };
        assert_eq!(who(a), who(b));
        assert_eq!(a.free_speed_mps, b.free_speed_mps);
    }
}

/// An edit in the middle of a run: the past is as it was, the future is not.
#[test]
fn an_edit_is_taken_up_during_a_run() {
    let scenario = read("community_square");
    let (half_s, end_s) = (20.0 * 60.0, 30.0 * 60.0);
    let passage = scenario.counters.iter().find(|c| c.shape.id == "passage").expect("is there");
    let shut = barrier("shut", passage.shape.line.clone(), [0.0, 4.0 * 3600.0]);
    let put_up = PlanEdit { old: None, new: Some(shut) };
    let mut runs = [
        begin(&scenario, Plan::default(), 1, end_s),
        begin(&scenario, Plan::default(), 1, end_s),
        begin(&scenario, Plan::default(), 1, end_s),
    ];
    while runs[0].now_s() < half_s {
        runs.iter_mut().for_each(Simulation::step);
    }
    assert_eq!(runs[0].state_hash(), runs[1].state_hash());
    runs[1].apply(&put_up).expect("fits");
    assert!(runs[1].apply(&put_up).is_err(), "it is there already");
    // Put up and taken away before the next step: nothing happened.
    runs[2].apply(&put_up).expect("fits");
    runs[2].apply(&put_up.inverse()).expect("fits");
    runs.iter_mut().for_each(Simulation::step);
    assert_eq!(runs[1].plan().1, [true]);
    let middle: Coord<f64> = passage.shape.line.0[0] * 0.5 + passage.shape.line.0[1] * 0.5;
    let middle = glam::Vec2::new(middle.x as f32, middle.y as f32);
    let free_m = |s: &Simulation| {
        let terrain = &s.ways().terrain;
        terrain.wall_distance_m[terrain.grid.nearest_cell(middle)]
    };
    assert!(free_m(&runs[0]) > 1.0, "{} m free in the passage", free_m(&runs[0]));
    assert!(free_m(&runs[1]) < 0.5, "{} m free at the barrier", free_m(&runs[1]));
    while !runs[0].is_over() {
        runs.iter_mut().for_each(Simulation::step);
    }
    assert_ne!(runs[0].state_hash(), runs[1].state_hash(), "a barrier across the passage");
    assert_eq!(runs[0].state_hash(), runs[2].state_hash(), "an edit and its undoing");
}

/// What the command line and later the window call.
#[test]
fn a_run_that_is_stopped_is_assessed_so_far_and_says_so() {
    let request = Request {
        event: event("community_square"),
        plan: None,
        seed: 1,
        until: Some("15:00".to_owned()),
        command: "wuwei run".to_owned(),
        ..Request::default()
    };
    let prepared = job::prepare(&request).unwrap_or_else(|p| panic!("{p}"));
    let folder = tempfile::tempdir().expect("a folder");
    let mut stop_at_10_min =
        |s: &Simulation, _: &Problems| if s.now_s() >= 600.0 { Flow::Stop } else { Flow::On };
    let outcome = job::simulate(&request, &prepared, folder.path(), &mut stop_at_10_min)
        .unwrap_or_else(|p| panic!("{p}"));
    let summary = &outcome.summary;
    let partial = summary.made.partial.as_ref().expect("marked as partial");
    assert!(partial.en.contains("14:10") && partial.zh.contains("14:10"), "{partial:?}");
    assert_eq!(summary.made.simulated_s, 600.0);
    let report = job::store(folder.path(), &outcome, &prepared, None);
    let report = std::fs::read_to_string(report.unwrap_or_else(|p| panic!("{p}"))).expect("read");
    assert!(report.contains("stopped by hand at 14:10"));
    let people = &summary.people;
    assert_eq!(people.arrived, people.inside + people.left + people.waiting_outside);
}

/// A square with a stage on it, whose focus is drawn at the stage's edge, and a bench.
const SQUARE: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [50, 0], [50, 40], [0, 40], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "obstacle", "name": "Stage"}, "geometry":
 {"type": "Polygon", "coordinates": [[[20, 30], [30, 30], [30, 36], [20, 36], [20, 30]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 15], [0.3, 25]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "stage", "name": "Stage"},
 "geometry": {"type": "Polygon", "coordinates": [[[15, 15], [35, 15], [35, 29], [15, 29], [15, 15]]]}},
{"type": "Feature", "properties": {"kind": "focus", "of": "stage"},
 "geometry": {"type": "Point", "coordinates": [25, FOCUS]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "bench", "name": "Bench"},
 "geometry": {"type": "Polygon", "coordinates": [[[40, 5], [48, 5], [48, 12], [40, 12], [40, 5]]]}}]}"#;

const AFTERNOON: &str = r#"Event(version: 1, from: "14:00", until: "17:00",
    demand: (visitors: 40, stay_min: (mean: 80.0, sd: 0.0, low: 80.0, high: 80.0),
             arrivals: Curve([("14:00", 1.0), ("14:20", 1.0), ("14:21", 0.0), ("17:00", 0.0)])),
    attractions: [
        (id: "stage", is: Stage(), stay_min: (mean: 20.0, sd: 0.0, low: 20.0, high: 20.0)),
        (id: "bench", stay_min: (mean: 10.0, sd: 0.0, low: 10.0, high: 10.0)),
    ])"#;

fn afternoon(focus_m: &str) -> (Arc<Scenario>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let venue = SQUARE.replace("FOCUS", focus_m);
    std::fs::write(folder.path().join("venue.geojson"), venue).expect("written");
    std::fs::write(folder.path().join("event.ron"), AFTERNOON).expect("written");
    let read = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}"));
    let scenario = Arc::new(read.scenario);
    let told = wuwei::sim::check_event(&scenario, Path::new("event.ron")).to_string();
    (scenario, told)
}

/// Two places of half an hour together do not send those home who came for eighty minutes.
#[test]
fn people_stay_as_long_as_they_came_for() {
    let (scenario, told) = afternoon("30");
    assert_eq!(told, "");
    let mut simulation = begin(&scenario, Plan::default(), 1, scenario.clock.duration_s);
    while !simulation.is_over() {
        simulation.step();
    }
    let seen = simulation.finish().0;
    let stays_min = seen
        .visitors
        .iter()
        .map(|v| (v.left_s.expect("is out") - v.entered_s.expect("was in")) / 60.0);
    for (visitor, stay_min) in stays_min.enumerate() {
        assert!((65.0..100.0).contains(&stay_min), "{visitor} stayed for {stay_min} min");
    }
    let visited: u32 = seen.visitors.iter().map(|v| v.visited).sum();
    assert!(visited >= 4 * 40, "{visited} visits");
}

#[test]
fn a_stage_that_nobody_can_see_is_named() {
    // On the ground behind the stage, which hides it.
    let (_, told) = afternoon("38");
    assert!(told.contains("nobody finds a place at attraction \"stage\""), "{told}");
}
