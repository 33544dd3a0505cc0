//! Visitors whose start is given: they are where and when it says, walk as fast as it says, leave
//! by their portal, and a run with them can be saved like any other.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use geo::Coord;
use glam::Vec2;
use said::english_only;
use std::path::Path;
use std::sync::Arc;
use wuwei::plan::Plan;
use wuwei::scenario::{self, Goes, PlacedVisitor, Scenario};
use wuwei::sim::{Checkpoint, RunOptions, Simulation};

/// A corridor of 40 m with a way out at each end, and a room without one beside it.
const VENUE: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [40, 0], [40, 8], [0, 8], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 12], [40, 12], [40, 20], [0, 20], [0, 12]]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "kiosk", "name": "Kiosk"},
 "geometry": {"type": "Polygon", "coordinates": [[[18, 5], [22, 5], [22, 7], [18, 7], [18, 5]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 1], [0.3, 7]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "east", "name": "East"},
 "geometry": {"type": "LineString", "coordinates": [[39.7, 1], [39.7, 7]]}}]}"#;

const EVENT: &str = r#"Event(
    version: 1,
    from: "10:00", until: "10:20",
    portals: [(id: "west", use: In), (id: "east", use: Both)],
    demand: (visitors: 40, stay_min: (mean: 4.0, sd: 2.0, low: 1.0, high: 8.0)),
    attractions: [(id: "kiosk", is: Place(capacity: 40))],
)"#;

fn event(visitors: u32, placed: Vec<PlacedVisitor>) -> Arc<Scenario> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("venue.geojson"), VENUE).expect("written");
    std::fs::write(folder.path().join("event.ron"), EVENT).expect("written");
    let read = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}"));
    let mut scenario = read.scenario;
    scenario.demand.visitors = visitors;
    scenario.placed = placed;
    Arc::new(scenario)
}

fn placed(starts_s: f64, x: f64, free_speed_mps: f64) -> PlacedVisitor {
    let (at, goes) = (Coord { x, y: 4.0 }, Goes::Out);
    PlacedVisitor { starts_s, at, free_speed_mps, segment: 0, leaves_by: 1, waits_s: 0.0, goes }
}

fn run_of(scenario: &Arc<Scenario>) -> Result<Simulation, String> {
    let options = RunOptions { seed: 1, until_s: None };
    let made = Simulation::new(scenario.clone(), Plan::default(), &options, Path::new("event"));
    let amiss = made.as_ref().map_or_else(|problems| problems, |(_, warnings)| warnings);
    assert_eq!(english_only(amiss), "", "not in Chinese");
    made.map(|(simulation, _)| simulation).map_err(|problems| problems.to_string())
}

fn until(simulation: &mut Simulation, end_s: f64) {
    while simulation.now_s() < end_s {
        simulation.step();
    }
}

#[test]
fn they_start_where_and_when_it_says_and_leave_by_their_portal() {
    let scenario = event(0, vec![placed(5.0, 30.0, 0.9), placed(0.0, 10.0, 1.5)]);
    assert_eq!(scenario.visitors(), 2);
    let mut simulation = run_of(&scenario).expect("can be run");
    simulation.step();
    // Visitors are numbered in the order of their start.
    let crowd = simulation.crowd();
    assert_eq!((crowd.len(), crowd.free_speed_mps[0]), (1, 1.5));
    // As far as they walk in the tick, and a hand's breadth.
    let walked_m = 1.5 * simulation.now_s() as f32 + 0.05;
    assert!(crowd.at(0).distance(Vec2::new(10.0, 4.0)) < walked_m, "{}", crowd.at(0));
    until(&mut simulation, 5.0);
    assert_eq!(simulation.crowd().len(), 1);
    simulation.step();
    let crowd = simulation.crowd();
    assert_eq!((crowd.len(), crowd.free_speed_mps[1]), (2, 0.9));
    assert!(crowd.at(1).distance(Vec2::new(30.0, 4.0)) < 0.2, "{}", crowd.at(1));
    let walked_m = crowd.at(0).x - 10.0;
    assert!((walked_m - 1.5 * 5.1).abs() < 0.5, "{walked_m} m in 5.1 s at 1.5 m/s");
    until(&mut simulation, 60.0);
    let count = simulation.count();
    assert_eq!((count.arrived, count.left, count.inside), (2, 2, 0));
    let (seen, _) = simulation.finish();
    let times: Vec<_> = seen.visitors.iter().map(|v| (v.entered_s, v.portal_out)).collect();
    assert_eq!(times, [(Some(0.0), Some(1)), (Some(5.0), Some(1))]);
}

#[test]
fn drawn_visitors_are_the_same_beside_them() {
    let crossing = (0..20).map(|i| placed(f64::from(i), 2.0, 1.2)).collect();
    let (alone, beside) = (event(40, Vec::new()), event(40, crossing));
    let guests = |scenario| wuwei::crowd::Guests::draw(scenario, 1).parties;
    let drawn: Vec<_> = guests(&beside).into_iter().filter(|p| p.placed.is_none()).collect();
    let who = |party: &wuwei::crowd::Party| (party.draw_id, party.size, party.arrives_s.to_bits());
    let expected: Vec<_> = guests(&alone).iter().map(who).collect();
    assert_eq!(drawn.iter().map(who).collect::<Vec<_>>(), expected);
}

#[test]
fn a_run_with_them_goes_on_from_a_checkpoint() {
    let scenario = event(40, (0..30).map(|i| placed(f64::from(i), 4.0, 1.1)).collect());
    let mut whole = run_of(&scenario).expect("can be run");
    until(&mut whole, 15.0);
    let saved = whole.save().expect("is encoded").as_bytes().to_vec();
    let saved = Checkpoint::from_bytes(saved).expect("is a checkpoint");
    let resumed = Simulation::resume(scenario, None, &saved, None, Path::new("event"));
    let (mut resumed, _) = resumed.unwrap_or_else(|refused| panic!("{refused}"));
    until(&mut whole, 45.0);
    until(&mut resumed, 45.0);
    assert!(whole.count().left > 5 && whole.count().inside > 10, "{:?}", whole.count());
    assert_eq!(whole.state_hash(), resumed.state_hash());
}

#[test]
fn who_could_not_be_there_or_never_get_out_is_refused() {
    let refused = |change: &dyn Fn(&mut PlacedVisitor)| {
        let mut visitor = placed(0.0, 10.0, 1.2);
        change(&mut visitor);
        run_of(&event(0, vec![visitor])).err().unwrap_or_default()
    };
    assert_eq!(refused(&|_| {}), "");
    let in_a_wall = refused(&|v| v.at.y = 10.0);
    assert!(in_a_wall.contains("[10, 10], which is not on the ground"), "{in_a_wall}");
    let shut_in = refused(&|v| v.at.y = 16.0);
    assert!(shut_in.contains("nobody can get from [10, 16] to portal \"east\""), "{shut_in}");
    for portal in [0, 2] {
        let portal = refused(&|v| v.leaves_by = portal);
        assert!(portal.contains("has no portal to leave by"), "{portal}");
    }
    assert!(refused(&|v| v.segment = 99).contains("is of no segment"));
}
