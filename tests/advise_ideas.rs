//! What the advisor proposes on small grounds where it is known what helps: a stall whose queue
//! stands beside it, stalls in a row, and a crowd that leaves by two doors to one exit of two.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::fs;
use wuwei::advise::{self, Asked, Candidate, Effort, Jam, Ready, Repeat};
use wuwei::assess::{Hotspot, HotspotKind, Stream};
use wuwei::document::Bilingual;
use wuwei::plan::{AdvisedTo, MeasureKind, Plan};

/// A street of 60 m by 14 m with a wall in its south, stalls before it, and two ends.
fn street(stalls: &[f64]) -> String {
    let mut features = vec![
        polygon(r#""kind": "ground""#, [0.0, 0.0, 60.0, 14.0]),
        line(r#""kind": "portal", "id": "west", "name": "West""#, &[[0.3, 2.0], [0.3, 12.0]]),
        line(r#""kind": "portal", "id": "east", "name": "East""#, &[[59.7, 2.0], [59.7, 12.0]]),
    ];
    for (n, x) in stalls.iter().enumerate() {
        let of = format!(r#""of": "stall_{n}""#);
        let kind = format!(r#""kind": "attraction", "id": "stall_{n}", "name": "Stall {n}""#);
        features.push(polygon(r#""kind": "obstacle""#, [x - 2.0, 0.0, x + 2.0, 1.6]));
        features.push(polygon(&kind, [x - 2.0, 1.8, x + 2.0, 4.0]));
        features.push(point(&format!(r#""kind": "focus", {of}"#), [*x, 1.9]));
        // Out from the stall and off to the east.
        let queue = [[*x, 3.0], [x + 1.5, 4.5], [x + 9.0, 4.5]];
        features.push(line(&format!(r#""kind": "queue", {of}"#), &queue));
    }
    collection(&features)
}

fn stalls_event(stalls: usize) -> String {
    let attractions: Vec<String> = (0..stalls)
        .map(|n| {
            format!(
                r#"(id: "stall_{n}", is: Counter(servers: 2, service_s: (mean: 30.0, sd: 5.0,
                    low: 20.0, high: 40.0), whole_party: true, balk_at: 20, patience_min: 12.0))"#
            )
        })
        .collect();
    format!(
        r#"Event(version: 1, from: "10:00", until: "12:00",
    portals: [(id: "west"), (id: "east")],
    demand: (visitors: 100, arrivals: Curve([("10:00", 1.0), ("12:00", 1.0)]),
             stay_min: (mean: 10.0, sd: 2.0, low: 5.0, high: 20.0)),
    attractions: [{}])"#,
        attractions.join(", ")
    )
}

fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type": "Feature", "properties": {{{properties}}},
            "geometry": {{"type": "{kind}", "coordinates": {coordinates}}}}}"#
    )
}

fn polygon(properties: &str, [west, south, east, north]: [f64; 4]) -> String {
    let ring = format!(
        "[[[{west}, {south}], [{east}, {south}], [{east}, {north}], [{west}, {north}], \
         [{west}, {south}]]]"
    );
    feature(properties, "Polygon", &ring)
}

fn line(properties: &str, points: &[[f64; 2]]) -> String {
    feature(properties, "LineString", &format!("{points:?}"))
}

fn point(properties: &str, at: [f64; 2]) -> String {
    feature(properties, "Point", &format!("{at:?}"))
}

fn collection(features: &[String]) -> String {
    format!(
        r#"{{"type": "FeatureCollection", "wuwei": {{"version": 1, "coordinates": "metres"}},
            "features": [{}]}}"#,
        features.join(", ")
    )
}

fn ready(venue: &str, event: &str) -> Ready {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("venue.geojson"), venue).expect("written");
    fs::write(place.path().join("event.ron"), event).expect("written");
    let asked = Asked {
        event: place.path().to_path_buf(),
        felt: None,
        pins: None,
        forbid: None,
        available: Effort { volunteers: 4, barriers: 20, signs: 4 },
        seeds: vec![1],
        fresh: vec![101],
        runs: 4.0,
        out: place.path().join("advice"),
    };
    advise::prepare(&asked).unwrap_or_else(|p| panic!("{p}"))
}

fn jam(rank: u32, kind: HotspotKind, [west, south, east, north]: [f64; 4]) -> Hotspot {
    Hotspot {
        rank,
        kind,
        outline: vec![vec![[west, south], [east, south], [east, north], [west, north]]],
        centre: [0.5 * (west + east), 0.5 * (south + north)],
        from_s: 2400.0,
        until_s: 3600.0,
        peak_per_m2: 4.0,
        peak_at_s: 3000.0,
        person_min: 50.0,
        why: Bilingual::default(),
        streams: Vec::new(),
        bottleneck: None,
        forks: Vec::new(),
    }
}

fn before_stall(rank: u32, x: f64) -> Hotspot {
    jam(rank, HotspotKind::QueueInTheWay, [x - 3.0, 2.0, x + 3.0, 4.0])
}

fn candidates(ready: &Ready, spot: &Hotspot, all: &[Hotspot]) -> Vec<Candidate> {
    Jam::new(&ready.ground, spot, all, |at_s| Some((at_s / 600.0).floor() * 600.0)).candidates()
}

fn barriers(candidate: &Candidate) -> Vec<Vec<geo::Coord<f64>>> {
    let line = |kind: &MeasureKind| match kind {
        MeasureKind::Barrier(barrier) => Some(barrier.line.0.clone()),
        _ => None,
    };
    candidate.measures.iter().filter_map(|m| line(&m.kind)).collect()
}

#[test]
fn a_counter_is_shielded_from_the_wall_out_past_its_queue_and_short_of_it() {
    let ready = ready(&street(&[25.0]), &stalls_event(1));
    let spot = before_stall(1, 25.0);
    let all = candidates(&ready, &spot, std::slice::from_ref(&spot));
    let both = all.iter().find(|c| c.idea == "counter_side+counter_side").expect("is proposed");
    let [away, beside] = &barriers(both)[..] else { panic!("{both:?}") };
    // From the wall beside the stall, on the side away from the queue, beyond its line.
    assert!(away.iter().all(|c| (c.x - 22.0).abs() < 0.11), "{away:?}");
    assert!(away[0].y < 0.5 && (5.7..6.5).contains(&away[1].y), "{away:?}");
    // On the side of the queue it leaves the queue free.
    assert!(beside.iter().all(|c| (c.x - 28.0).abs() < 0.11), "{beside:?}");
    assert!(beside[0].y < 0.5 && (2.9..3.5).contains(&beside[1].y), "{beside:?}");
    let alone: Vec<&Candidate> = all.iter().filter(|c| c.idea == "counter_side").collect();
    assert_eq!(alone.len(), 2);
    assert_eq!(barriers(alone[0]), std::slice::from_ref(away));
    for measure in &both.measures {
        let why = measure.why.as_ref().expect("a reason");
        assert!(why.en.contains("Stall 0") && !why.zh.is_empty(), "{why:?}");
    }
}

#[test]
fn what_stands_against_a_jam_stays_for_those_that_come_back_soon() {
    let ready = ready(&street(&[25.0]), &stalls_event(1));
    let again = Hotspot { from_s: 4800.0, until_s: 5400.0, ..before_stall(2, 25.5) };
    let later = Hotspot { from_s: 7190.0, until_s: 7195.0, ..before_stall(3, 25.0) };
    let all = [before_stall(1, 25.0), again, later];
    let ends = |all: &[Hotspot]| {
        let found = candidates(&ready, &all[0], all);
        let side = found.into_iter().find(|c| c.idea == "counter_side").expect("is proposed");
        (side.measures[0].from_s, side.measures[0].until_s)
    };
    assert_eq!(ends(&all[..1]), (1200.0, 3900.0));
    assert_eq!(ends(&all[..2]), (1200.0, 5700.0));
    // Half an hour later is soon, and the event ends at noon.
    assert_eq!(ends(&all), (1200.0, 7200.0));
}

#[test]
fn what_helps_at_one_stall_is_put_at_its_likes_as_far_as_there_is_material() {
    let ready = ready(&street(&[10.0, 25.0, 40.0]), &stalls_event(3));
    let elsewhere = jam(4, HotspotKind::Crossing, [50.0, 8.0, 54.0, 10.0]);
    let jams = [before_stall(1, 25.0), before_stall(2, 40.0), before_stall(3, 10.0), elsewhere];
    let all = candidates(&ready, &jams[0], &jams);
    let helps = all.iter().find(|c| c.idea == "counter_side").expect("is proposed");
    let plan = helps.added_to(&Plan::default());
    let with = |barriers: u32| {
        let available = Effort { barriers, ..Effort::default() };
        let saved_before = |_| Some(0.0);
        let repeat =
            Repeat { ground: &ready.ground, available, jams: &jams, saved_before: &saved_before };
        repeat.added(&plan, helps, 0)
    };
    let units = Effort::of(&plan).barriers;
    let xs = |plan: &Plan| -> Vec<f64> {
        plan.measures.iter().map(|m| m.kind.points()[0].x.round()).collect()
    };
    assert_eq!(xs(&with(3 * units).expect("is added")), [22.0, 37.0, 7.0]);
    // The worst of them first.
    assert_eq!(xs(&with(2 * units).expect("is added")), [22.0, 37.0]);
    assert_eq!(with(units), None);
}

/// A yard with two doors in the west and two exits in the east, of which the southern one jams.
const DOORS: &str = r#"Event(version: 1, from: "10:00", until: "11:30",
    portals: [(id: "door_south", use: In), (id: "door_north", use: In),
              (id: "exit_south", use: Out), (id: "exit_north", use: Out)],
    demand: (visitors: 100, arrivals: Curve([("10:00", 1.0), ("11:30", 1.0)]),
             stay_min: (mean: 10.0, sd: 2.0, low: 5.0, high: 20.0)))"#;

#[test]
fn who_comes_out_by_several_doors_is_told_at_each_of_the_exit_without_the_jam() {
    let portal = |id: &str, x: f64, from: f64| {
        let kind = format!(r#""kind": "portal", "id": "{id}", "name": "{id}""#);
        line(&kind, &[[x, from], [x, from + 4.0]])
    };
    let venue = collection(&[
        polygon(r#""kind": "ground""#, [0.0, 0.0, 100.0, 120.0]),
        portal("door_south", 0.3, 20.0),
        portal("door_north", 0.3, 90.0),
        portal("exit_south", 99.7, 20.0),
        portal("exit_north", 99.7, 90.0),
    ]);
    let ready = ready(&venue, DOORS);
    let mut spot = jam(1, HotspotKind::Bottleneck, [85.0, 15.0, 99.0, 35.0]);
    let named = |id: &str| Bilingual::new(id, id);
    let stream =
        |from: &str, share: f64| Stream { from: named(from), to: named("exit_south"), share };
    spot.streams = vec![stream("door_north", 0.6), stream("door_south", 0.4)];
    let all = candidates(&ready, &spot, std::slice::from_ref(&spot));
    let idea = "screen_origin+screen_origin";
    let told = all.iter().find(|c| c.idea == idea).expect("is proposed at both doors");
    let signs: Vec<_> = told
        .measures
        .iter()
        .filter_map(|m| match &m.kind {
            MeasureKind::Sign(sign) => Some(sign),
            _ => None,
        })
        .collect();
    assert_eq!(signs.len(), 2);
    for sign in &signs {
        assert_eq!(sign.says[0].to, AdvisedTo::Exit("exit_north".to_owned()));
        assert_eq!(sign.heading, ["exit_south"]);
        assert!((15.0..25.0).contains(&sign.at.x), "{:?}", sign.at);
    }
    // The place of most first.
    assert!(signs[0].at.y > 70.0 && signs[1].at.y < 35.0, "{signs:?}");
    // Nobody is told where they do not leave through the jam.
    spot.outline = vec![vec![[40.0, 105.0], [44.0, 105.0], [44.0, 110.0], [40.0, 110.0]]];
    let all = candidates(&ready, &spot, std::slice::from_ref(&spot));
    assert!(!all.iter().any(|c| c.idea.contains("origin")));
}
