//! Measures as they act on people: who is told what and does it, who is held, what is written
//! down of it, and that nobody else notices.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::path::Path;
use std::sync::Arc;
use wuwei::document::Hours;
use wuwei::observe::Observation;
use wuwei::plan::{self, Plan, PlanContext, PlanEdit};
use wuwei::scenario::{self, Scenario};
use wuwei::sim::{Checkpoint, RunOptions, Simulation};

/// A field of 100 m by 40 m: in at the west, out at two gates in the east, as far from each other
/// as from the middle of the west side; a long house in the north, a counter behind a gate's place.
const FIELD: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [100, 0], [100, 60], [0, 60], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "obstacle", "name": "House"}, "geometry":
 {"type": "Polygon", "coordinates": [[[0, 41], [99, 41], [99, 43], [0, 43], [0, 41]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 15], [0.3, 25]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "south", "name": "South"},
 "geometry": {"type": "LineString", "coordinates": [[99.7, 8], [99.7, 18]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "north", "name": "North"},
 "geometry": {"type": "LineString", "coordinates": [[99.7, 22], [99.7, 32]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "yard", "name": "Yard"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 45], [0.3, 58]]}},
{"type": "Feature", "properties": {"kind": "counter", "id": "after", "name": "After"},
 "geometry": {"type": "LineString", "coordinates": [[52, 0], [52, 41]]}}]}"#;

/// People who only walk through, alone.
fn walkers(visitors: u32, minutes: u32) -> String {
    format!(
        r#"Event(
    version: 1,
    from: "10:00", until: "12:00",
    portals: [(id: "west", use: In, share: 1.0), (id: "south", use: Out), (id: "north", use: Out),
              (id: "yard", use: In, share: 0.0)],
    demand: (visitors: {visitors}, stay_min: (mean: 1.0, sd: 0.0, low: 1.0, high: 1.0),
             arrivals: Curve([("10:00", 1.0), ("10:{minutes:02}", 1.0), ("10:{:02}", 0.0),
                              ("12:00", 0.0)])),
    segments: [(id: "adult_alone", share: 1.0)],
)"#,
        minutes + 1
    )
}

fn event(visitors: u32, minutes: u32) -> Arc<Scenario> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("venue.geojson"), FIELD).expect("written");
    let text = walkers(visitors, minutes);
    std::fs::write(folder.path().join("event.ron"), text).expect("written");
    Arc::new(scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}")).scenario)
}

fn plan(scenario: &Scenario, measures: &str) -> Plan {
    let text = format!("Plan(version: 1, name: \"Test\", measures: [{measures}])");
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let ground = &scenario.venue.ground;
    let context = PlanContext { hours, ground, event: Some(scenario) };
    let read = plan::read_from_text(Path::new("plan.ron"), &text, &context);
    read.unwrap_or_else(|p| panic!("{p}")).plan
}

fn begin(scenario: &Arc<Scenario>, plan: Plan, until_s: f64) -> Simulation {
    let options = RunOptions { seed: 3, until_s: Some(until_s) };
    let made = Simulation::new(scenario.clone(), plan, &options, Path::new("event.ron"));
    made.unwrap_or_else(|p| panic!("{p}")).0
}

fn to_end(mut simulation: Simulation) -> (u64, Observation) {
    while !simulation.is_over() {
        simulation.step();
    }
    (simulation.state_hash(), simulation.finish().0)
}

fn run(scenario: &Arc<Scenario>, plan: Plan, until_s: f64) -> (u64, Observation) {
    to_end(begin(scenario, plan, until_s))
}

/// Share of those told by a measure who left by a portal, and how many were told.
fn obeyed(scenario: &Scenario, seen: &Observation, by: &str) -> (f64, usize) {
    let portal = scenario.portals.iter().position(|p| p.shape.id == by).expect("is there");
    let told = seen.felt.records().iter().filter(|r| r.advices + r.signs > 0);
    let told = told.filter(|r| seen.visitors[r.visitor as usize].left_s.is_some());
    let went = |r: &&wuwei::observe::FeltRecord| {
        seen.visitors[r.visitor as usize].portal_out == Some(portal as u16)
    };
    let told: Vec<_> = told.collect();
    let went = told.iter().filter(|r| went(r)).count();
    (went as f64 / told.len() as f64, told.len())
}

const HOUR_S: f64 = 3600.0;

#[test]
fn as_many_do_what_a_volunteer_advises_as_configured() {
    let scenario = event(260, 50);
    let to_north = r#"Volunteer(id: "guide", post: (45.0, 18.0),
        task: Advise(says: [(exit: "north")]))"#;
    let (_, seen) = run(&scenario, plan(&scenario, to_north), HOUR_S);
    let (share, told) = obeyed(&scenario, &seen, "north");
    // About ten metres more: 0.12 min, −0.05 in the log odds of 0.70.
    let expected = 0.69;
    let error = (expected * (1.0 - expected) / told as f64).sqrt();
    assert!(told > 60, "{told} told");
    assert!((share - expected).abs() < 3.0 * error, "{share} of {told}, expected {expected}");
}

#[test]
fn as_many_notice_a_sign_and_follow_it_as_configured() {
    let scenario = event(1200, 50);
    let to_north = r#"Sign(id: "board", at: (60.0, 18.0), faces_deg: 180.0,
        says: [(exit: "north")])"#;
    let (_, seen) = run(&scenario, plan(&scenario, to_north), HOUR_S);
    let portal = |id: &str| scenario.portals.iter().position(|p| p.shape.id == id);
    let south = portal("south").expect("is there") as u16;
    let noticed = seen.felt.records().len();
    // Only those on their way to the other gate are addressed; who followed left by the north.
    let (share, told) = obeyed(&scenario, &seen, "north");
    let stayed = seen.visitors.iter().filter(|v| v.portal_out == Some(south)).count();
    let followed = (share * told as f64).round();
    let could = stayed as f64 + followed;
    let noticing = noticed as f64 / could;
    let error = |p: f64, n: f64| (p * (1.0 - p) / n).sqrt();
    assert!(told > 100, "{told} told of {could}");
    assert!((noticing - 0.38).abs() < 3.5 * error(0.38, could), "{noticing} of {could} noticed");
    let expected = 0.59;
    assert!((share - expected).abs() < 3.0 * error(expected, told as f64), "{share} of {told}");
}

#[test]
fn a_volunteer_behind_a_wall_affects_no_one() {
    let scenario = event(300, 10);
    let behind = r#"Volunteer(id: "guide", post: (50.0, 44.5), comes_by: "yard",
        task: Advise(says: [(exit: "north")]))"#;
    let (with, seen) = run(&scenario, plan(&scenario, behind), 900.0);
    let (without, bare) = run(&scenario, Plan::default(), 900.0);
    assert!(seen.felt.is_empty(), "{:?}", seen.felt.records().first());
    assert_eq!(with, without, "as if nobody stood there");
    assert!(bare.felt.is_empty(), "without measures nothing is felt");
}

#[test]
fn a_barrier_that_nobody_meets_costs_nobody_anything() {
    let scenario = event(300, 10);
    let away = r#"Barrier(id: "away", line: [(20.0, 50.0), (40.0, 50.0)])"#;
    let (with, seen) = run(&scenario, plan(&scenario, away), 900.0);
    let (without, _) = run(&scenario, Plan::default(), 900.0);
    assert!(seen.felt.is_empty(), "{:?}", seen.felt.records().first());
    assert_eq!(with, without);
}

#[test]
fn behind_a_barrier_whose_opening_is_the_only_way_out_people_are_penned_in() {
    let scenario = event(60, 10);
    let confined_s = |measures: &str| {
        let (_, seen) = run(&scenario, plan(&scenario, measures), 0.5 * HOUR_S);
        let records = seen.felt.records().iter().filter(|r| r.confined_s > 0.0);
        let each: Vec<f32> = records.map(|r| r.confined_s).collect();
        (each.len(), each.iter().sum::<f32>() / each.len().max(1) as f32)
    };
    // Whoever comes has 45 m to the fence, of which the last 12 are near the way out.
    let fence = "line: [(45.0, 0.0), (45.0, 41.0)]";
    let (people, each_s) = confined_s(&format!(
        "Barrier(id: \"pen\", {fence}, openings: [(at_m: 20.0, width_m: 6.0)])"
    ));
    assert_eq!(people, 60);
    assert!((18.0..35.0).contains(&each_s), "{each_s} s each");
    // A fence that ends in the open, and one at the rim of a large square, pen nobody in.
    let open = r#"Barrier(id: "pen", line: [(45.0, 0.0), (45.0, 35.0)],
        openings: [(at_m: 20.0, width_m: 6.0)])"#;
    let rim = r#"Barrier(id: "pen", line: [(90.0, 0.0), (90.0, 41.0)],
        openings: [(at_m: 20.0, width_m: 6.0)])"#;
    assert_eq!([open, rim].map(|measures| confined_s(measures).0), [0, 0]);
}

#[test]
fn who_is_met_by_no_measure_before_a_time_lives_the_same_until_then() {
    let scenario = event(400, 10);
    let measures = format!("{} {}", MANY.replace("10:00", "10:05"), "");
    let mut runs =
        [Plan::default(), plan(&scenario, &measures)].map(|p| begin(&scenario, p, 900.0));
    while runs[0].now_s() < 300.0 {
        runs.iter_mut().for_each(Simulation::step);
        assert_eq!(runs[0].state_hash(), runs[1].state_hash(), "at {} s", runs[0].now_s());
    }
    while !runs[0].is_over() {
        runs.iter_mut().for_each(Simulation::step);
    }
    assert_ne!(runs[0].state_hash(), runs[1].state_hash(), "then it shows");
}

#[test]
fn the_effect_begins_at_the_post_and_ends_with_the_shift() {
    let scenario = event(600, 50);
    let shift = r#"Volunteer(id: "guide", post: (45.0, 18.0), comes_by: "west", from: "10:10",
        until: "10:30", task: Advise(says: [(exit: "north")]))"#;
    let (_, seen) = run(&scenario, plan(&scenario, shift), HOUR_S);
    let records = seen.felt.records();
    assert!(records.len() > 20, "{} met", records.len());
    // 45 m at 1.34 m/s are 33 s.
    let first = records.iter().map(|r| r.first_s).fold(f64::INFINITY, f64::min);
    let last = records.iter().map(|r| r.last_s).fold(0.0, f64::max);
    assert!((630.0..700.0).contains(&first), "first at {first} s");
    assert!((1700.0..=1801.0).contains(&last), "last at {last} s");
}

#[test]
fn a_gate_lets_through_as_many_as_its_lanes_do() {
    let scenario = event(1200, 20);
    let gate = r#"Gate(id: "gate", line: [(50.0, 0.0), (50.0, 41.0)],
        works: Lanes(lanes: 3, per_min: 8.0))"#;
    let (_, seen) = run(&scenario, plan(&scenario, gate), 1800.0);
    let [backward, forward] = [&seen.counters[0].backward, &seen.counters[0].forward]
        .map(|c| c[8..28].iter().sum::<u32>());
    let through = forward.max(backward);
    // A lane waits a moment until the next one has walked up to it.
    assert!((450..=490).contains(&through), "{through} in 20 min, of 480");
    let held: f32 = seen.felt.records().iter().map(|r| r.held.uninformed_s).sum();
    let overtaken: f32 = seen.felt.records().iter().map(|r| r.held.uninformed_overtaken_s).sum();
    assert!(held > 10_000.0 && overtaken < 0.05 * held, "{held} s held, {overtaken} overtaken");
}

#[test]
fn a_gate_in_waves_closes_and_opens_by_the_density_behind_it() {
    let scenario = event(1400, 12);
    let gate = r#"Gate(id: "waves", line: [(50.0, 0.0), (50.0, 41.0)],
        works: Waves(closes_above: 0.12, opens_below: 0.06, watches: (60.0, 17.0), within_m: 6.0))"#;
    let mut simulation = begin(&scenario, plan(&scenario, gate), 900.0);
    let (mut was, mut since_s, mut holds) = (false, f64::NEG_INFINITY, Vec::new());
    let area_m2 = std::f32::consts::PI * 36.0;
    while !simulation.is_over() {
        simulation.step();
        let closed = simulation.minds().measures.is_closed(0).expect("a line");
        if closed == was {
            continue;
        }
        let crowd = simulation.crowd();
        let near = |row: &usize| crowd.at(*row).distance(glam::Vec2::new(60.0, 17.0)) <= 6.0;
        let density = (0..crowd.len()).filter(near).count() as f32 / area_m2;
        let lasted_s = simulation.now_s() - since_s;
        if closed {
            assert!(density > 0.10, "closed at {density} /m²");
            assert!(lasted_s >= 10.0 - 0.2, "was open for {lasted_s} s");
        } else {
            holds.push(lasted_s);
            assert!((30.0 - 0.2..=91.2).contains(&lasted_s), "held for {lasted_s} s");
            assert!(density < 0.08 || lasted_s > 89.0, "opened at {density} /m²");
        }
        (was, since_s) = (closed, simulation.now_s());
    }
    assert!(holds.len() >= 3, "{holds:?}");
}

#[test]
fn what_a_detour_costs_is_the_way_with_less_the_way_without() {
    let scenario = event(60, 10);
    // Across the whole field but for a gap in the north.
    let fence = r#"Barrier(id: "fence", line: [(50.0, 0.0), (50.0, 36.0)])"#;
    let (_, seen) = run(&scenario, plan(&scenario, fence), 1200.0);
    let all: Vec<f32> = seen.felt.records().iter().map(|r| r.detour_s).collect();
    let left = seen.visitors.iter().filter(|v| v.left_s.is_some()).count();
    assert_eq!(all.len(), left, "everybody has to go round");
    for record in seen.felt.records() {
        let visitor = &seen.visitors[record.visitor as usize];
        let extra_m = record.detour_s * visitor.free_speed_mps;
        // From the west to the end of the fence and on: 1.5 m more to the northern gate at
        // least, 20 m to the southern at most.
        assert!((1.0..25.0).contains(&extra_m), "{extra_m} m");
    }
}

/// One measure of each kind.
const MANY: &str = r#"
    Barrier(id: "fence", line: [(30.0, 0.0), (30.0, 16.0)], from: "10:00"),
    Volunteer(id: "guide", post: (40.0, 20.0), from: "10:00", uniform: Guard,
              task: Advise(says: [(exit: "north", share: 0.5), (via: (60.0, 30.0), share: 0.5)])),
    Volunteer(id: "holder", post: (70.0, 22.0), from: "10:00", instructs: true,
              task: Hold(line: [(72.0, 0.0), (72.0, 41.0)], hold_s: 40.0, release_s: 30.0)),
    Volunteer(id: "help", post: (20.0, 20.0), from: "10:00", task: Help),
    Gate(id: "gate", line: [(50.0, 0.0), (50.0, 41.0)], from: "10:00",
         works: Lanes(lanes: 4, per_min: 12.0, checks: [(segment: "adult_alone", takes_s: 4.0)])),
    Gate(id: "waves", line: [(86.0, 0.0), (86.0, 41.0)], from: "10:00",
         works: Waves(closes_above: 0.1, opens_below: 0.05, within_m: 1.5, watches: (93.0, 18.0))),
    Sign(id: "board", at: (60.0, 10.0), dynamic: true, from: "10:00", says: [(exit: "north")]),
    OneWay(id: "east", line: [(10.0, 0.0), (10.0, 41.0)], from: "10:00"),
    Leaders(id: "leaders", at: (80.0, 14.0), from: "10:00", leads: [(exit: "north")]),
    Opening(id: "yard", exit: "yard", from: "10:00"),
    Closure(id: "zone", area: [(62.0, 8.0), (68.0, 8.0), (68.0, 14.0), (62.0, 14.0)],
            from: "10:00"),
"#;

#[test]
fn a_run_with_every_measure_goes_on_from_a_checkpoint_bit_for_bit() {
    let scenario = event(400, 8);
    let plan = plan(&scenario, MANY);
    let mut whole = begin(&scenario, plan.clone(), 720.0);
    let mut saved: Vec<Checkpoint> = Vec::new();
    while !whole.is_over() {
        whole.step();
        if whole.tick().is_multiple_of(1510) {
            saved.push(whole.save().expect("is saved"));
        }
    }
    assert!(saved.len() >= 2, "{} checkpoints", saved.len());
    let (hash, felt) = (whole.state_hash(), whole.felt().clone());
    let did = |id: &str| {
        let number = felt.measures().iter().position(|m| m == id).expect("is there");
        felt.records().iter().filter(|r| usize::from(r.measure) == number).count()
    };
    for id in ["fence", "guide", "holder", "gate", "waves", "board"] {
        assert!(did(id) > 0, "{id} did nothing");
    }
    for checkpoint in &saved {
        let event = Path::new("event.ron");
        let resumed = Simulation::resume(scenario.clone(), None, checkpoint, Some(720.0), event);
        let mut resumed = resumed.unwrap_or_else(|e| panic!("{e}")).0;
        assert_eq!(resumed.state_hash(), checkpoint.about().state_hash);
        while !resumed.is_over() {
            resumed.step();
        }
        assert_eq!(resumed.state_hash(), hash, "from {} s", checkpoint.about().now_s);
        assert_eq!(*resumed.felt(), felt);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let scenario = event(300, 6);
    let hash = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| run(&scenario, plan(&scenario, MANY), 480.0).0)
    };
    assert_eq!(hash(1), hash(2));
}

#[test]
fn every_measure_can_be_added_changed_and_taken_out_while_a_run_goes_on() {
    let scenario = event(300, 8);
    let all = plan(&scenario, MANY);
    let mut simulation = begin(&scenario, Plan::default(), 480.0);
    for (index, measure) in all.measures.iter().enumerate() {
        while simulation.now_s() < 60.0 + 10.0 * index as f64 {
            simulation.step();
        }
        let edit = PlanEdit { old: None, new: Some(measure.clone()) };
        simulation.apply(&edit).expect("fits");
    }
    while simulation.now_s() < 300.0 {
        simulation.step();
    }
    let before = simulation.felt().records().len();
    assert!(before > 0);
    for measure in &all.measures {
        let edit = PlanEdit { old: Some(measure.clone()), new: None };
        simulation.apply(&edit).expect("fits");
    }
    while !simulation.is_over() {
        simulation.step();
    }
    let felt = simulation.felt();
    let after = felt.records().iter().map(|r| r.last_s).fold(0.0, f64::max);
    // What is left of a detour is given back when the ground changes, right then.
    assert!(after <= 301.0, "something was felt at {after} s");
    assert!(simulation.crowd().held_by.iter().all(|held| *held == 0));
}

#[test]
fn plans_of_all_kinds_read_as_they_were_written() {
    let scenario = event(10, 6);
    let all = plan(&scenario, MANY);
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let text = plan::write_ron(&all, &hours);
    let context = PlanContext { hours, ground: &scenario.venue.ground, event: Some(&scenario) };
    let again = plan::read_from_text(Path::new("plan.ron"), &text, &context);
    let again = again.unwrap_or_else(|p| panic!("{p}\n{text}")).plan;
    assert_eq!(again, all, "{text}");
}
