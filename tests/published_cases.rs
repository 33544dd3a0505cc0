//! Cases that were observed and published, on scenes as small as will show them. Each prints its
//! figures: `cargo test --test published_cases -- --nocapture`.
//!
//! | case | published | here |
//! |---|---|---|
//! | staggered egress (Murakami et al. 2020) | 5 % longer, peak density 35 % lower | waves before the exit |
//! | a cordon that cuts a ramp with people going both ways (Love Parade, Duisburg 2010) | made it worse | a fence with an opening of 1.2 m |
//! | guiding barriers before two doors of 0.5 m (Sieben et al. 2017) | 8 → 5 /m² | a lane of 3 m between barriers |
//! | staff who have people use both sides (escalators, Holborn) | +27 % capacity while they are there | volunteers who send people to a second opening round the corner |
//! | wheelchair users among those before a door (Geoerg et al. 2019, 2024) | all take longer, who walks behind them too | 2 of 25 before an opening of 1.2 m |
//! | older adults among them (free speed 0.8 m/s) | – | half of those before the same opening |
//! | staff who steer (Holborn, 2015–16) | an effect while they are there, none afterwards | a volunteer who sends people to the other exit for half an hour |

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use wuwei::comparison::{Asked, Figures, INDICATORS, Question, prepare, run_all};
use wuwei::job::{Outcome, Prepared};

/// A run of a plan.
struct Run {
    figures: Figures,
    outcome: Outcome,
    exits: Vec<String>,
}

/// The event without measures and with a plan, for each of some seeds.
fn runs(venue: &str, event: &str, plan: &str, seeds: &[u64]) -> [Vec<Run>; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| -> PathBuf {
        let file = folder.path().join(name);
        std::fs::write(&file, text).expect("written");
        file
    };
    write("venue.geojson", venue);
    write("event.ron", event);
    let plan = format!("Plan(version: 1, name: \"Case\", measures: [{plan}])");
    let asked = Asked {
        event: folder.path().to_owned(),
        plans: vec![None, Some(write("plan.ron", &plan))],
        seeds: seeds.to_vec(),
        until: None,
        felt: None,
    };
    let prepared = prepare(&asked).unwrap_or_else(|p| panic!("{p}"));
    let keep = |_: &Prepared, outcome: &Outcome| (Figures::of(outcome), outcome.clone());
    let made = run_all(&prepared, seeds, &AtomicBool::new(false), &|_, _| {}, &keep);
    let made = made.unwrap_or_else(|p| panic!("{p}")).expect("was not stopped");
    let exits: Vec<String> =
        prepared.plans[0].1.scenario.portals.iter().map(|p| p.shape.id.clone()).collect();
    let run = |(figures, outcome)| Run { figures, outcome, exits: exits.clone() };
    let mut plans = made.into_iter().map(|of| of.into_iter().map(run).collect::<Vec<_>>());
    [plans.next().expect("without"), plans.next().expect("with")]
}

fn polygon(kind: &str, name: &str, corners: &[[f64; 2]]) -> String {
    let mut ring: Vec<String> = corners.iter().map(|[x, y]| format!("[{x}, {y}]")).collect();
    ring.push(ring[0].clone());
    format!(
        r#"{{"type": "Feature", "properties": {{"kind": "{kind}", "id": "{name}", "name": "{name}"}},
        "geometry": {{"type": "Polygon", "coordinates": [[{}]]}}}}"#,
        ring.join(", ")
    )
}

fn rectangle(kind: &str, name: &str, [x0, y0, x1, y1]: [f64; 4]) -> String {
    polygon(kind, name, &[[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
}

fn portal(id: &str, [a, b]: [[f64; 2]; 2]) -> String {
    format!(
        r#"{{"type": "Feature", "properties": {{"kind": "portal", "id": "{id}", "name": "{id}"}},
        "geometry": {{"type": "LineString", "coordinates": [[{}, {}], [{}, {}]]}}}}"#,
        a[0], a[1], b[0], b[1]
    )
}

fn venue(features: &[String]) -> String {
    format!(
        r#"{{"type": "FeatureCollection", "wuwei": {{"version": 1, "coordinates": "metres"}},
        "features": [{}]}}"#,
        features.join(", ")
    )
}

/// Adults alone who walk through, over the first minutes from ten o'clock.
fn walkers(portals: &str, visitors: u32, minutes: u32, until: &str) -> String {
    let adults = r#"(id: "adult_alone", share: 1.0)"#;
    walkers_of(adults, portals, visitors, minutes, until)
}

/// The same of other segments.
fn walkers_of(segments: &str, portals: &str, visitors: u32, minutes: u32, until: &str) -> String {
    format!(
        r#"Event(version: 1, from: "10:00", until: "{until}", portals: [{portals}],
        demand: (visitors: {visitors}, stay_min: (mean: 1.0, sd: 0.0, low: 1.0, high: 1.0),
                 arrivals: Curve([("10:00", 1.0), ("10:{minutes:02}", 1.0), ("10:{:02}", 0.0),
                                  ("{until}", 0.0)])),
        segments: [{segments}])"#,
        minutes + 1
    )
}

fn mean(runs: &[Run], of: impl Fn(&Run) -> f64) -> f64 {
    runs.iter().map(of).sum::<f64>() / runs.len() as f64
}

/// Highest 1-minute mean density of any cell, persons per m².
fn peak(run: &Run) -> f64 {
    let peaks = run.outcome.summary.minutes.peak_density_per_m2.iter();
    peaks.map(|d| f64::from(*d)).fold(0.0, f64::max)
}

/// When the last one was out, seconds.
fn last_out_s(run: &Run) -> f64 {
    run.outcome.visitors.iter().filter_map(|v| v.left_s).fold(0.0, f64::max)
}

#[test]
fn staggered_egress_takes_hardly_longer_and_is_much_less_dense() {
    // A hall of 12 m whose people leave at once by an opening of 2 m; by one of 3 m they hardly jam.
    let venue = venue(&[
        rectangle("ground", "hall", [0.0, 0.0, 70.0, 12.0]),
        rectangle("obstacle", "south", [56.0, 0.0, 57.0, 5.0]),
        rectangle("obstacle", "north", [56.0, 7.0, 57.0, 12.0]),
        portal("stands", [[0.3, 0.5], [0.3, 11.5]]),
        portal("street", [[69.7, 0.5], [69.7, 11.5]]),
    ]);
    let portals = r#"(id: "stands", use: In), (id: "street", use: Out)"#;
    let event = walkers(portals, 600, 1, "10:12");
    let waves = r#"Gate(id: "waves", line: [(30.0, 0.0), (30.0, 12.0)], informed: true,
        works: Waves(closes_above: 1.4, opens_below: 1.1, shortest_s: 5.0, longest_s: 60.0,
                     watches: (52.0, 6.0), within_m: 5.0))"#;
    let [at_once, staggered] = runs(&venue, &event, waves, &[1, 2]);
    let time = mean(&staggered, last_out_s) / mean(&at_once, last_out_s) - 1.0;
    let dense = mean(&staggered, peak) / mean(&at_once, peak) - 1.0;
    println!(
        "staggered egress: {:+.0} % time (published +5 %), {:+.0} % peak density (published -35 %): \
         {:.1} /m² and {:.0} s at once, {:.1} /m² and {:.0} s in waves",
        100.0 * time,
        100.0 * dense,
        mean(&at_once, peak),
        mean(&at_once, last_out_s),
        mean(&staggered, peak),
        mean(&staggered, last_out_s),
    );
    for run in at_once.iter().chain(&staggered) {
        assert!(run.outcome.visitors.iter().all(|v| v.left_s.is_some()), "all are out");
    }
    assert!(time <= 0.10, "{time:.3} longer");
    assert!(dense <= -0.25, "{dense:.3} of the density");
}

#[test]
#[ignore = "takes minutes: run it with --ignored --nocapture"]
fn a_cordon_across_a_ramp_is_worse_than_none_on_every_safety_figure() {
    // A ramp of 8 m between the way in and a meadow: people go up and come down again; a fence
    // across it for ten minutes.
    let venue = venue(&[
        rectangle("ground", "ground", [0.0, 0.0, 100.0, 40.0]),
        rectangle("obstacle", "south", [15.0, 0.0, 60.0, 16.0]),
        rectangle("obstacle", "north", [15.0, 24.0, 60.0, 40.0]),
        rectangle("attraction", "meadow", [64.0, 2.0, 98.0, 38.0]),
        portal("tunnel", [[0.3, 8.0], [0.3, 32.0]]),
    ]);
    let event = r#"Event(version: 1, from: "10:00", until: "10:24", portals: [(id: "tunnel")],
        demand: (visitors: 2600, stay_min: (mean: 5.0, sd: 1.0, low: 3.0, high: 8.0),
                 arrivals: Curve([("10:00", 1.0), ("10:14", 1.0), ("10:15", 0.0), ("10:24", 0.0)])),
        attractions: [(id: "meadow", is: Place(capacity: 1000),
                       stay_min: (mean: 4.0, sd: 1.0, low: 2.0, high: 6.0))],
        segments: [(id: "adult_alone", share: 1.0)])"#;
    let cordon = r#"Barrier(id: "cordon", line: [(40.0, 15.95), (40.0, 24.05)],
        openings: [(at_m: 4.05, width_m: 1.2)], from: "10:05", until: "10:15")"#;
    let [none, with] = runs(&venue, event, cordon, &[1, 2]);
    for (index, indicator) in INDICATORS.iter().enumerate() {
        if indicator.question != Question::Safe {
            continue;
        }
        let [without, with] = [&none, &with].map(|runs| mean(runs, |run| run.figures.whole[index]));
        println!("cordon: {}: {without:.1} without, {with:.1} with it", indicator.name[0]);
        // One jam that fills the ramp counts once, as two small ones at its ends count twice.
        let worse = if indicator.id == "hotspots" { with >= without } else { with > without };
        assert!(worse, "{}: {without} and {with}", indicator.id);
    }
}

#[test]
fn guiding_barriers_make_an_entrance_less_dense() {
    // A front of 30 m with two doors of 0.5 m in its middle, and 270 people who come at once: within
    // a quarter of a minute.
    let venue = venue(&[
        rectangle("ground", "forecourt", [0.0, 0.0, 50.0, 30.0]),
        rectangle("obstacle", "south", [40.0, 0.0, 40.6, 14.2]),
        rectangle("obstacle", "post", [40.0, 14.7, 40.6, 15.3]),
        rectangle("obstacle", "north", [40.0, 15.8, 40.6, 30.0]),
        portal("street", [[15.0, 1.0], [15.0, 29.0]]),
        portal("hall", [[49.7, 10.0], [49.7, 20.0]]),
    ]);
    let portals = r#"(id: "street", use: In), (id: "hall", use: Out)"#;
    let event = walkers(portals, 270, 1, "10:08")
        .replace(r#"("10:01", 1.0), ("10:02", 0.0)"#, r#"("10:00:15", 1.0), ("10:00:16", 0.0)"#);
    let lane = r#"Barrier(id: "south_rail", line: [(26.0, 13.5), (40.0, 13.5)]),
        Barrier(id: "north_rail", line: [(26.0, 16.5), (40.0, 16.5)])"#;
    let [open, guided] = runs(&venue, &event, lane, &[1, 2, 3, 4]);
    let [before, after] = [&open, &guided].map(|runs| mean(runs, peak));
    let [open_s, guided_s] = [&open, &guided].map(|runs| mean(runs, last_out_s));
    println!(
        "entrance: {before:.1} /m² at an open front (published 8), {after:.1} /m² between barriers \
         (published 5); {open_s:.0} and {guided_s:.0} s until all are in"
    );
    assert!((before - 8.0).abs() <= 1.0, "{before} /m² at an open front");
    assert!((after - 5.0).abs() <= 1.0, "{after} /m² between barriers");
}

#[test]
fn staff_who_use_both_ways_gain_capacity_and_are_felt() {
    // As at escalators on which staff had people use the side that they left free: of two openings
    // of 1 m the one round the corner goes unused, until staff send people there.
    let venue = venue(&[
        rectangle("ground", "concourse", [0.0, 0.0, 60.0, 24.0]),
        rectangle("obstacle", "south", [40.0, 0.0, 40.5, 5.0]),
        rectangle("obstacle", "middle", [40.0, 6.0, 40.5, 18.0]),
        rectangle("obstacle", "north", [40.0, 19.0, 40.5, 24.0]),
        rectangle("obstacle", "screen", [16.0, 11.5, 60.0, 12.5]),
        portal("trains", [[0.3, 2.0], [0.3, 9.0]]),
        portal("near", [[59.7, 1.0], [59.7, 11.0]]),
        portal("far", [[59.7, 13.0], [59.7, 23.0]]),
    ]);
    let portals = r#"(id: "trains", use: In), (id: "near", use: Out), (id: "far", use: Out)"#;
    let groups = r#"(id: "adult_group", share: 1.0)"#;
    let event = walkers_of(groups, portals, 2900, 12, "10:22");
    let staff: Vec<String> = (0..4)
        .map(|i| {
            format!(
                r#"Volunteer(id: "staff{i}", post: ({}, {}), from: "10:00", until: "10:22",
                task: Advise(says: [(exit: "far")]))"#,
                6 + 4 * (i / 2),
                4 + 4 * (i % 2)
            )
        })
        .collect();
    let [none, with] = runs(&venue, &event, &staff.join(", "), &[1, 2]);
    // People out a minute, while they come faster than one opening takes.
    let flow = |runs: &[Run]| {
        mean(runs, |run| {
            let left = run.outcome.visitors.iter().filter_map(|v| v.left_s);
            left.filter(|s| (240.0..720.0).contains(s)).count() as f64 / 8.0
        })
    };
    let gain = flow(&with) / flow(&none) - 1.0;
    let felt = |runs: &[Run]| {
        mean(runs, |run| run.outcome.felt.visitors.iter().map(|f| f.all_min()).sum::<f64>())
    };
    println!(
        "staff: {:.0} instead of {:.0} people a minute ({:+.0} %, published +27 %), felt {:.0} min in all",
        flow(&with),
        flow(&none),
        100.0 * gain,
        felt(&with),
    );
    assert!(gain >= 0.2, "{gain}");
    assert!(felt(&with) > 0.0 && felt(&none) == 0.0);
}

#[test]
fn a_mixed_crowd_takes_longer_through_a_door() {
    let venue = venue(&[
        rectangle("ground", "hall", [0.0, 0.0, 40.0, 8.0]),
        rectangle("obstacle", "south", [28.0, 0.0, 28.5, 3.4]),
        rectangle("obstacle", "north", [28.0, 4.6, 28.5, 8.0]),
        portal("lobby", [[0.3, 0.5], [0.3, 7.5]]),
        portal("street", [[39.7, 0.5], [39.7, 7.5]]),
    ]);
    let portals = r#"(id: "lobby", use: In), (id: "street", use: Out)"#;
    let out_s = |segments: &str| {
        let event = walkers_of(segments, portals, 200, 1, "10:12");
        let [runs, _] = runs(&venue, &event, "", &[1, 2, 3]);
        assert!(runs.iter().flat_map(|r| &r.outcome.visitors).all(|v| v.left_s.is_some()));
        mean(&runs, last_out_s)
    };
    let alone = |kind: &str, share: f64| {
        format!(r#"(id: "{kind}", share: {share}, party: (lambda: 0.0, low: 1, high: 1))"#)
    };
    let control_s = out_s(&alone("adult_alone", 1.0));
    let with = |kind: &str, share: f64| {
        let others = alone("adult_alone", 1.0 - share);
        let mixed_s = out_s(&format!("{others}, {}", alone(kind, share)));
        println!(
            "{:.0} % {kind}: {mixed_s:.0} s until all are out, {control_s:.0} s without ({:+.0} %)",
            100.0 * share,
            100.0 * (mixed_s / control_s - 1.0),
        );
        mixed_s
    };
    assert!(with("wheelchair", 0.08) > 1.05 * control_s);
    assert!(with("older_adult", 0.5) > 1.1 * control_s);
}

#[test]
fn staff_gone_effect_gone() {
    let venue = venue(&[
        rectangle("ground", "concourse", [0.0, 0.0, 60.0, 24.0]),
        portal("trains", [[0.3, 2.0], [0.3, 10.0]]),
        portal("near", [[59.7, 2.0], [59.7, 8.0]]),
        portal("far", [[59.7, 16.0], [59.7, 22.0]]),
    ]);
    let portals = r#"(id: "trains", use: In), (id: "near", use: Out), (id: "far", use: Out)"#;
    let event = walkers(portals, 900, 58, "11:02");
    // A party every eight seconds: at 15 a minute about half are spoken to.
    let guide = r#"Volunteer(id: "guide", post: (20.0, 7.0), from: "10:00", until: "10:30",
        task: Advise(says: [(exit: "far")]))"#;
    let [none, with] = runs(&venue, &event, guide, &[1, 2]);
    // Share who leave by the far exit, of those who came in a span of minutes.
    let share = |runs: &[Run], from_min: f64, until_min: f64| {
        mean(runs, |run| {
            let far = run.exits.iter().position(|id| id == "far");
            let came = run.outcome.visitors.iter().filter(|v| {
                v.entered_s.is_some_and(|s| (from_min * 60.0..until_min * 60.0).contains(&s))
                    && v.left_s.is_some()
            });
            let (all, there) = came.fold((0.0, 0.0), |(all, there), visitor| {
                let is_there = visitor.portal_out.map(usize::from) == far;
                (all + 1.0, there + f64::from(u8::from(is_there)))
            });
            there / all
        })
    };
    let (while_there, before) = (share(&with, 5.0, 29.0), share(&none, 5.0, 29.0));
    let (gone, never) = (share(&with, 32.0, 58.0), share(&none, 32.0, 58.0));
    println!(
        "staff: {:.0} % by the far exit while the volunteer is there ({:.0} % without), {:.0} % \
         afterwards ({:.0} % without)",
        100.0 * while_there,
        100.0 * before,
        100.0 * gone,
        100.0 * never,
    );
    assert!(while_there > before + 0.2, "{while_there} against {before}");
    assert!((gone - never).abs() < 0.02, "{gone} against {never}");
}
