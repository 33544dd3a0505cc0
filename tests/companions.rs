//! Companions keep together, abreast where there is room, and hold nobody up by it.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use wuwei::crowd::Guests;
use wuwei::plan::Plan;
use wuwei::scenario::{self, Scenario};
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

/// A street of 6 m by 80 m, with a passage of PASSAGE m in its middle.
const STREET: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground", "exact": true}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [40, 0], [40, LOW], [50, LOW], [50, 0], [80, 0], [80, 6], [50, 6],
                  [50, HIGH], [40, HIGH], [40, 6], [0, 6], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "in", "name": "In"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 0.5], [0.3, 5.5]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "out", "name": "Out"},
 "geometry": {"type": "LineString", "coordinates": [[79.7, 0.5], [79.7, 5.5]]}}]}"#;

/// Everybody comes in at one end within ten minutes and leaves by the other.
const STROLL: &str = r#"Event(
    version: 1,
    from: "10:00", until: "10:20",
    portals: [(id: "in", use: In), (id: "out", use: Out)],
    demand: (visitors: VISITORS,
             arrivals: Curve([("10:00", 1.0), ("10:10", 1.0), ("10:11", 0.0), ("10:20", 0.0)])),
    segments: [(id: "guest", share: 1.0, radius_m: 0.2, step_free: false,
                free_speed_mps: (mean: 1.34, sd: 0.26, low: 0.6, high: 2.1),
                party: (lambda: 0.0, low: TOGETHER, high: TOGETHER))],
)"#;

/// A party at one moment: its members from left to right as they walk, (along, aside) metres.
type Row = Vec<[f64; 2]>;

/// The event on the street with a passage of this width.
fn street(width_m: f64, event: &str) -> Scenario {
    let folder = tempfile::tempdir().expect("a folder");
    let (low, high) = (3.0 - width_m / 2.0, 3.0 + width_m / 2.0);
    let street = STREET.replace("LOW", &low.to_string()).replace("HIGH", &high.to_string());
    std::fs::write(folder.path().join("venue.geojson"), street).expect("is written");
    std::fs::write(folder.path().join("event.ron"), event).expect("is written");
    scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}")).scenario
}

/// Parties all of whose members are in the middle of the street, or of its passage, once a second.
fn rows(together: u32, visitors: u32, width_m: f64) -> Vec<Row> {
    let event = STROLL.replace("TOGETHER", &together.to_string());
    let scenario = street(width_m, &event.replace("VISITORS", &visitors.to_string()));
    let options = RunOptions { seed: 1, until_s: Some(900.0) };
    let made = Simulation::new(Arc::new(scenario), Plan::default(), &options, Path::new("e"));
    let mut simulation = made.unwrap_or_else(|p| panic!("{p}")).0;
    let middle_m = if width_m < 6.0 { 41.0..49.0 } else { 15.0..35.0 };
    let mut rows = Vec::new();
    while !simulation.is_over() {
        let second = simulation.now_s() as u64;
        simulation.step();
        if simulation.now_s() as u64 == second {
            continue;
        }
        let crowd = simulation.crowd();
        let mut parties: BTreeMap<u32, Row> = BTreeMap::new();
        for row in 0..crowd.len() {
            let at = crowd.at(row).as_dvec2();
            if middle_m.contains(&at.x) {
                parties.entry(crowd.party[row]).or_default().push([at.x, at.y]);
            }
        }
        for mut party in parties.into_values().filter(|party| party.len() == together as usize) {
            party.sort_by(|a, b| b[1].total_cmp(&a[1]));
            rows.push(party);
        }
    }
    assert!(rows.len() > 200, "{} rows", rows.len());
    rows
}

fn median(of: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = of.collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Median distances of neighbours in a row: aside, and along whichever is ahead.
fn apart(rows: &[Row]) -> [f64; 2] {
    let pairs = || rows.iter().flat_map(|row| row.windows(2));
    let along = pairs().map(|pair| (pair[0][0] - pair[1][0]).abs());
    [median(pairs().map(|pair| pair[0][1] - pair[1][1])), median(along)]
}

#[test]
fn companions_walk_abreast_where_there_is_room_and_in_file_where_it_is_narrow() {
    // Pairs in the open were 0.78 m apart, beside each other (Moussaïd et al. 2010).
    let [aside_m, along_m] = apart(&rows(2, 120, 6.0));
    println!("pairs: {aside_m:.2} m aside, {along_m:.2} m along");
    assert!((0.65..=0.9).contains(&aside_m) && along_m < 0.3);
    let [aside_m, along_m] = apart(&rows(3, 120, 6.0));
    println!("threes: {aside_m:.2} m aside, {along_m:.2} m along");
    assert!((0.65..=0.9).contains(&aside_m) && along_m < 0.3);
    // In a passage of 0.8 m there is room for one shoulder behind the other.
    let [aside_m, along_m] = apart(&rows(2, 120, 0.8));
    println!("pairs in a passage: {aside_m:.2} m aside, {along_m:.2} m along");
    assert!(aside_m < 0.55 && along_m > 0.5);
}

#[test]
fn where_it_is_tight_the_middle_of_a_row_falls_back() {
    let behind = |rows: &[Row]| {
        let middle = rows.iter().map(|row| (row[0][0] + row[2][0]) / 2.0 - row[1][0]);
        middle.sum::<f64>() / rows.len() as f64
    };
    let (free_m, tight_m) = (behind(&rows(3, 120, 6.0)), behind(&rows(3, 2700, 6.0)));
    println!("the middle of three is {free_m:.2} m behind, {tight_m:.2} m where it is tight");
    assert!(free_m.abs() < 0.1, "{free_m:.2} m where there is room");
    assert!(tight_m > free_m + 0.1, "{free_m:.2} m, and {tight_m:.2} m where it is tight");
}

/// 1.26 − 0.04 n m/s for n people together at low density (Moussaïd et al. 2010).
#[test]
fn the_more_walk_together_the_slower_they_go() {
    let segment = "party: (lambda: 0.0, low: TOGETHER, high: TOGETHER)";
    let event = STROLL.replace(segment, "party: (lambda: 2.0, low: 1, high: 4)");
    let scenario = street(6.0, &event.replace("VISITORS", "20000"));
    let guests = Guests::draw(&scenario, 1);
    let speed_mps = |together: u32| {
        let parties = guests.parties.iter().filter(|party| party.size == together);
        let speeds: Vec<f64> =
            parties.map(|p| guests.visitors[p.first as usize].free_speed_mps.into()).collect();
        speeds.iter().sum::<f64>() / speeds.len() as f64
    };
    let measured_mps = |together: u32| 1.26 - 0.04 * f64::from(together);
    for together in 2..=4 {
        let share = speed_mps(together) / speed_mps(1);
        let measured = measured_mps(together) / measured_mps(1);
        assert!((share / measured - 1.0).abs() < 0.02, "{together}: {share:.3}, {measured:.3}");
    }
    // Those of the segment are together as quick as it says.
    let of_all = guests.visitors.iter().map(|visitor| f64::from(visitor.free_speed_mps));
    let mean_mps = of_all.sum::<f64>() / guests.visitors.len() as f64;
    assert!((mean_mps / 1.34 - 1.0).abs() < 0.02, "{mean_mps:.3} m/s");
}
