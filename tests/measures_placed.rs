//! Measures that cannot work as placed are named, and so are slips in their documents.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use said::english_only;
use std::path::Path;
use std::sync::Arc;
use wuwei::document::{Hours, Problems};
use wuwei::plan::{self, Plan, PlanContext, read_edits_from_text};
use wuwei::scenario::{self, Scenario};
use wuwei::sim::Placement;

/// Two rooms with a door of 4 m between them, and a yard that nobody gets to.
const ROOMS: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [60, 0], [60, 50], [0, 50], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "obstacle", "name": "Wall"}, "geometry":
 {"type": "Polygon", "coordinates": [[[30, 0], [31, 0], [31, 10], [30, 10], [30, 0]]]}},
{"type": "Feature", "properties": {"kind": "obstacle", "name": "Wall"}, "geometry":
 {"type": "Polygon", "coordinates": [[[30, 14], [31, 14], [31, 30], [30, 30], [30, 14]]]}},
{"type": "Feature", "properties": {"kind": "obstacle", "name": "House"}, "geometry":
 {"type": "Polygon", "coordinates": [[[0, 30], [60, 30], [60, 32], [0, 32], [0, 30]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 8], [0.3, 16]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "east", "name": "East"},
 "geometry": {"type": "LineString", "coordinates": [[59.7, 8], [59.7, 16]]}}]}"#;

const EVENT: &str = r#"Event(
    version: 1,
    from: "10:00", until: "11:00",
    portals: [(id: "west", use: In), (id: "east", use: Out)],
    demand: (visitors: 20, stay_min: (mean: 1.0, sd: 0.0, low: 1.0, high: 1.0)),
    segments: [(id: "adult_alone", share: 0.9), (id: "wheelchair", share: 0.1)],
)"#;

fn event() -> Arc<Scenario> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("venue.geojson"), ROOMS).expect("written");
    std::fs::write(folder.path().join("event.ron"), EVENT).expect("written");
    Arc::new(scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}")).scenario)
}

fn context(scenario: &Scenario) -> PlanContext<'_> {
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    PlanContext { hours, ground: &scenario.venue.ground, event: Some(scenario) }
}

/// What is said, in Chinese too.
fn told(problems: &Problems) -> String {
    assert_eq!(english_only(problems), "", "not in Chinese");
    problems.to_string()
}

/// What is said of a plan of these measures, when it is read or when it is placed.
fn said(scenario: &Arc<Scenario>, measures: &str) -> String {
    let text = format!("Plan(version: 1, name: \"Test\", measures: [{measures}])");
    let plan = match plan::read_from_text(Path::new("plan.ron"), &text, &context(scenario)) {
        Ok(checked) => checked.plan,
        Err(problems) => return told(&problems),
    };
    told(&Placement::new(scenario.clone()).check(&plan, Path::new("plan.ron")))
}

#[test]
fn what_cannot_work_is_named() {
    let scenario = event();
    let advise = r#"task: Advise(says: [(exit: "east")])"#;
    for (measures, part) in [
        (format!(r#"Volunteer(id: "v", post: (20.0, 40.0), {advise})"#), "nobody can walk"),
        (format!(r#"Volunteer(id: "v", post: (30.5, 5.0), {advise})"#), "inside something built"),
        (
            format!(
                r#"Volunteer(id: "v", post: (55.0, 12.0), comes_by: "west", from: "10:00",
                until: "10:00:30", {advise})"#
            ),
            "the shift ends before they are at the post",
        ),
        (
            format!(
                r#"Volunteer(id: "v", post: (5.0, 12.0), from: "10:30", until: "10:10",
                {advise})"#
            ),
            "taken away before it is put up",
        ),
        (
            r#"Sign(id: "s", at: (10.0, 40.0), says: [(exit: "east")])"#.to_owned(),
            "no way from an entrance",
        ),
        (
            r#"Barrier(id: "b", line: [(31.5, 9.0), (31.5, 15.0)]),
               Barrier(id: "c", line: [(31.5, 0.0), (31.5, 30.0)])"#
                .to_owned(),
            "cuts off the way from \"west\" to exit \"east\"",
        ),
        (
            r#"OneWay(id: "o", line: [(33.0, 30.0), (33.0, 0.0)])"#.to_owned(),
            "OneWay \"o\": cuts off the way",
        ),
        (
            r#"Gate(id: "g", line: [(20.0, 30.0), (20.0, 0.0)], works: Lanes(lanes: 9, per_min: 9.0))"#
                .to_owned(),
            "Gate \"g\": it holds those who come from the left of the line, and all come from its right",
        ),
        (
            r#"Gate(id: "g", line: [(20.0, 0.0), (20.0, 2.0)], works: Lanes(lanes: 1, per_min: 9.0))"#
                .to_owned(),
            "Gate \"g\": no way from an entrance to an attraction or exit crosses the line",
        ),
        (
            r#"Gate(id: "g", line: [(20.0, 0.0), (20.0, 30.0)],
                works: Lanes(lanes: 2, per_min: -4.0))"#
                .to_owned(),
            "per_min` is -4",
        ),
        (
            r#"Gate(id: "g", line: [(20.0, 0.0), (20.0, 30.0)], works: Waves(opens_below: 3.0))"#
                .to_owned(),
            "would open at a density at which it closes",
        ),
        (
            r#"Barrier(id: "b", line: [(500.0, 9.0), (510.0, 9.0)])"#.to_owned(),
            "is it a plan for another venue?",
        ),
        (
            r#"Sign(id: "s", at: (10.0, 10.0), says: [(exit: "north")])"#.to_owned(),
            "the event has no portal \"north\"",
        ),
        (
            r#"Sign(id: "s", at: (10.0, 10.0), says: [(exit: "east", via: (1.0, 1.0))])"#
                .to_owned(),
            "exactly one of `exit`, `via` and `first`",
        ),
        (
            r#"Sign(id: "s", at: (10.0, 10.0), says: [(exit: "east", share: 0.6),
                (via: (40.0, 5.0), share: 0.6)])"#
                .to_owned(),
            "the shares add up to more than 1",
        ),
        (r#"Opening(id: "o", exit: "side")"#.to_owned(), "the event has no portal \"side\""),
    ] {
        let said = said(&scenario, &measures);
        assert!(said.contains(part), "{measures}: {part:?} is not in:\n{said}");
    }
    let fine = r#"Volunteer(id: "v", post: (20.0, 12.0), task: Help),
        OneWay(id: "o", line: [(33.0, 0.0), (33.0, 30.0)])"#;
    assert_eq!(said(&scenario, fine), "");
}

#[test]
fn timed_edits_are_checked_one_after_the_other() {
    let scenario = event();
    let read = |text: &str| {
        let read = read_edits_from_text(
            Path::new("edits.ron"),
            text,
            &Plan::default(),
            &context(&scenario),
        );
        read.map(|(edits, _)| edits).map_err(|problems| told(&problems))
    };
    let lane = r#"Barrier(id: "lane", line: [(10.0, 5.0), (12.0, 5.0)])"#;
    let edits = read(&format!(
        r#"[(at: "10:20", remove: "lane"), (at: "10:10", add: {lane}),
            (at: "10:15", change: {})]"#,
        lane.replace("12.0", "14.0")
    ))
    .unwrap_or_else(|e| panic!("{e}"));
    let times: Vec<f64> = edits.iter().map(|e| e.at_s).collect();
    assert_eq!(times, [600.0, 900.0, 1200.0]);
    assert!(edits[1].edit.old.is_some() && edits[2].edit.new.is_none());
    for (text, part) in [
        (r#"[(at: "10:20", remove: "lane")]"#.to_owned(), "the plan has no measure \"lane\""),
        (format!(r#"[(at: "12:20", add: {lane})]"#), "outside the event"),
        (format!(r#"[(add: {lane})]"#), "`at` is missing"),
        (r#"[(at: "10:20")]"#.to_owned(), "exactly one of `add`, `change` and `remove`"),
        (r#"(at: "10:20")"#.to_owned(), "expected a list of edits"),
        (
            format!(r#"[(at: "10:20", add: {lane}), (at: "10:21", add: {lane})]"#),
            "already has a measure",
        ),
    ] {
        let said = read(&text).expect_err(&text);
        assert!(said.contains(part), "{text}: {part:?} is not in:\n{said}");
    }
}
