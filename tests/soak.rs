//! A long event needs no more memory than a short one, but for what is written down of it.
//!
//! Every day the tests' square for its four hours, in seconds. The long form is twelve hours of
//! the lantern fair with 20,000 visitors, some minutes:
//!
//! ```text
//! WUWEI_SOAK_HOURS=12 cargo test --release --test soak -- --nocapture
//! ```

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use wuwei::plan::Plan;
use wuwei::scenario;
use wuwei::sim::{RunOptions, Simulation};

/// Time between two looks, seconds of the event.
const EVERY_S: f64 = 600.0;
/// Until when a run may grow, seconds: by then the ways have been walked and the lists are as
/// long as they get.
const SETTLED_S: f64 = 3600.0;
/// Visitors of the long form.
const VISITORS: u32 = 20_000;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Memory of this process, bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/status").expect("Linux says it");
    let line = text.lines().find_map(|l| l.strip_prefix("VmRSS:")).expect("Linux says it");
    let kib: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}

/// The lantern fair with its gates open from ten in the morning, the same number coming in
/// every hour.
fn long_fair(hours: f64, folder: &Path) -> PathBuf {
    let fair = repository("scenarios/lantern_fair");
    let text = std::fs::read_to_string(fair.join("event.ron")).expect("a shipped event");
    let (before, rest) = text.split_once("arrivals: Counts(").expect("it has counts");
    let (_, after) = rest.split_once("stay_min").expect("it says how long people stay");
    let begins = 22.0 - hours;
    assert!((5.0..=22.0).contains(&begins), "WUWEI_SOAK_HOURS is up to 17");
    let clock = |hour: f64| format!("{:02}:{:02}", hour as u32, (hour.fract() * 60.0) as u32);
    let from = clock(begins);
    let curve = format!(
        "arrivals: Curve([(\"{from}\", 1.0), (\"20:30\", 1.0), (\"21:00\", 0.0)]),\n        stay_min"
    );
    let text = (before.to_owned() + &curve + after)
        .replace("from: \"17:00\",\n", &format!("from: \"{from}\",\n"))
        .replace("first: \"17:02\"", &format!("first: \"{}\"", clock(begins + 0.04)))
        .replace("visitors: 25000", &format!("visitors: {VISITORS}"));
    std::fs::write(folder.join("event.ron"), text).expect("written");
    std::fs::copy(fair.join("venue.geojson"), folder.join("venue.geojson")).expect("copied");
    folder.to_path_buf()
}

#[test]
fn memory_is_flat_after_the_first_hour() {
    let folder = tempfile::tempdir().expect("a folder");
    let hours = std::env::var("WUWEI_SOAK_HOURS").ok().map(|h| h.parse::<f64>().expect("a number"));
    let event = match hours {
        Some(hours) => long_fair(hours, folder.path()),
        None => repository("tests/fixtures/square"),
    };
    let scenario = scenario::read(&event).unwrap_or_else(|p| panic!("{p}")).scenario;
    let long = scenario.demand.visitors == VISITORS;
    let begun = Simulation::new(
        Arc::new(scenario),
        Plan::default(),
        &RunOptions { seed: 1, until_s: None },
        &event,
    );
    let mut simulation = begun.unwrap_or_else(|p| panic!("{p}")).0;
    let mut settled = None;
    let mut last = (0.0, 0);
    println!("hours   inside   memory MB");
    while !simulation.is_over() {
        simulation.step();
        let now_s = simulation.now_s();
        if (now_s / EVERY_S).fract().abs() > 1e-9 {
            continue;
        }
        last = (now_s, resident());
        println!(
            "{:5.2} {:8} {:11.1}",
            now_s / 3600.0,
            simulation.count().inside,
            last.1 as f64 / 1e6
        );
        if settled.is_none() && now_s >= SETTLED_S {
            settled = Some(last);
        }
    }
    let settled = settled.expect("the event is longer than an hour");
    let grown = last.1.saturating_sub(settled.1) as f64;
    let hours = (last.0 - settled.0) / 3600.0;
    println!(
        "after the first hour {:.1} MB more, {:.2} MB an hour",
        grown / 1e6,
        grown / 1e6 / hours
    );
    // What is observed is kept to the end: a minute of the density field, and everybody's ledger.
    let kept_per_hour = if long { KEPT_LONG } else { KEPT_SHORT };
    assert!(grown <= kept_per_hour * hours, "grew by {:.1} MB in {hours:.1} hours", grown / 1e6);
}

/// Bytes an hour that may be added.
const KEPT_LONG: f64 = 12e6;
const KEPT_SHORT: f64 = 2e6;
