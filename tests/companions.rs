//! Companions keep together, and hold nobody up by it.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::path::Path;
use std::sync::Arc;
use wuwei::plan::Plan;
use wuwei::scenario;
use wuwei::sim::{RunOptions, Simulation};

/// A hall, 24 m by 40 m, with an audience, and a door of 5 m to the street.
const HALL: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [24, 0], [24, 17.5], [25, 17.5], [25, 0], [60, 0], [60, 40], [25, 40],
                  [25, 22.5], [24, 22.5], [24, 40], [0, 40], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "stage", "name": "Stage"},
 "geometry": {"type": "Polygon", "coordinates": [[[3, 1], [20, 1], [20, 39], [3, 39], [3, 1]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "in", "name": "In"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 1], [0.3, 39]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "out", "name": "Out"},
 "geometry": {"type": "LineString", "coordinates": [[59.7, 1], [59.7, 39]]}}]}"#;

/// All 900 see the talk and go home when it ends at ten past.
const TALK: &str = r#"Event(
    version: 1,
    from: "10:00", until: "10:30",
    portals: [(id: "in", use: In), (id: "out", use: Out)],
    demand: (visitors: 900,
             arrivals: Curve([("10:00", 1.0), ("10:05", 1.0), ("10:06", 0.0), ("10:30", 0.0)]),
             stay_min: (mean: 20.0, sd: 0.0, low: 20.0, high: 20.0)),
    segments: [(id: "guest", share: 1.0, radius_m: 0.2, step_free: false,
                free_speed_mps: (mean: 1.2, sd: 0.2, low: 0.8, high: 1.6),
                party: (lambda: 0.0, low: TOGETHER, high: 5))],
    attractions: [(id: "stage", is: Stage(chosen_density_per_m2: 1.5))],
    programme: [(id: "talk", at: "stage", from: "10:06", until: "10:10",
                 draw: 1.0, leave_after: 1.0)],
)"#;

/// Seconds after the talk until all have left who came in parties of so many.
fn emptying_s(together: u32) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("venue.geojson"), HALL).expect("is written");
    let event = TALK.replace("TOGETHER", &together.to_string());
    std::fs::write(folder.path().join("event.ron"), event).expect("is written");
    let scenario = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}")).scenario;
    let options = RunOptions { seed: 1, until_s: Some(1800.0) };
    let made = Simulation::new(Arc::new(scenario), Plan::default(), &options, Path::new("e"));
    let mut simulation = made.unwrap_or_else(|p| panic!("{p}")).0;
    while !simulation.is_over() && (simulation.now_s() < 600.0 || simulation.count().inside > 0) {
        simulation.step();
    }
    assert_eq!(simulation.count().inside, 0, "parties of {together}");
    simulation.now_s() - 600.0
}

#[test]
fn parties_who_leave_a_crowded_hall_do_not_block_its_door() {
    let (alone, parties) = (emptying_s(1), emptying_s(5));
    // Parties are slower: they leave at the pace of their slowest, and some wait outside.
    assert!(parties < 1.7 * alone, "alone {alone:.0} s, in parties {parties:.0} s");
}
