//! Sweeps: whole after any interruption, nothing twice, the same in shards, and failures told.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use wuwei::sweep::{self, FolderLock, Shard, Swept};

/// A yard with a gate at either end; `wall` stands in it.
fn venue(wall: &str) -> String {
    format!(
        r#"{{"type": "FeatureCollection",
"wuwei": {{"version": 1, "coordinates": "metres"}}, "features": [
{{"type": "Feature", "properties": {{"kind": "ground"}}, "geometry": {{"type": "Polygon",
 "coordinates": [[[0, 0], [30, 0], [30, 12], [0, 12], [0, 0]]]}}}},
{wall}
{{"type": "Feature", "properties": {{"kind": "portal", "id": "west", "name": "West"}},
 "geometry": {{"type": "LineString", "coordinates": [[0.3, 2], [0.3, 10]]}}}},
{{"type": "Feature", "properties": {{"kind": "portal", "id": "east", "name": "East"}},
 "geometry": {{"type": "LineString", "coordinates": [[29.7, 2], [29.7, 10]]}}}}]}}"#
    )
}

const EVENT: &str = r#"Event(
    version: 1,
    from: "10:00", until: "10:04",
    portals: [(id: "west", use: In), (id: "east", use: Out)],
    demand: (visitors: 30, arrivals: Curve([("10:00", 1.0), ("10:02", 0.0), ("10:04", 0.0)]),
             stay_min: (mean: 1.2, sd: 0.2, low: 1.0, high: 2.0)),
)"#;

const PLAN: &str = r#"Plan(version: 1, measures: [
    Barrier(id: "row", line: [(15.0, 3.0), (15.0, 9.0)])])"#;

const WALL: &str = r#"{"type": "Feature", "properties": {"kind": "obstacle"}, "geometry":
 {"type": "Polygon", "coordinates": [[[14, 0.1], [16, 0.1], [16, 12], [14, 12], [14, 0.1]]]}},"#;

const SWEEP: &str = r#"Sweep(
    version: 1,
    events: [(event: "yard", plans: ["none", "yard/row.ron"]), (event: "walled")],
    seeds: "1..3",
    vary: [(parameter: "visitors_factor", values: [0.5, 1.0])],
)"#;

/// A folder with the sweep; runs of `yard` are good, those of `walled` fail.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    for (event, wall) in [("yard", ""), ("walled", WALL)] {
        write(&format!("{event}/venue.geojson"), &venue(wall));
        write(&format!("{event}/event.ron"), EVENT);
    }
    write("yard/row.ron", PLAN);
    write("sweep.ron", SWEEP);
    let file = folder.path().join("sweep.ron");
    (folder, file)
}

fn prepared(file: &Path) -> sweep::Sweep {
    let read = sweep::read(file).unwrap_or_else(|p| panic!("{p}"));
    sweep::prepare(&read, file).unwrap_or_else(|p| panic!("{p}"))
}

fn run(sweep: &sweep::Sweep, shard: Shard, out: &Path) -> Swept {
    let stopped = AtomicBool::new(false);
    sweep::run(sweep, shard, out, &stopped, &|_, _| {}).unwrap_or_else(|p| panic!("{p}"))
}

fn files(out: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![out.join(sweep::DATASET)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(out).expect("inside").to_path_buf());
            }
        }
    }
    found
}

/// The merged table without what a clock says.
fn merged(sweep: &sweep::Sweep, out: &Path) -> Vec<(String, Option<String>, Option<String>)> {
    let merged = sweep::merge(sweep, out, 1).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(merged.file, out.join(sweep::MERGED));
    let mut rows: Vec<_> =
        merged.failed.into_iter().map(|row| (row.run, row.state_hash, row.failed)).collect();
    rows.sort();
    rows
}

#[test]
fn failures_are_rows_with_a_reason_and_the_others_go_on() {
    let (folder, file) = folder();
    let (sweep, out) = (prepared(&file), folder.path().join("out"));
    let swept = run(&sweep, Shard::WHOLE, &out);
    // 3 seeds × 2 factors × (2 plans + the walled one).
    assert_eq!(swept, Swept { runs: 18, failed: 6, ..Swept::default() });
    let failed = merged(&sweep, &out);
    assert_eq!(failed.len(), 6);
    for (_, hash, reason) in failed {
        assert_eq!(hash, None);
        assert!(reason.is_some_and(|words| words.contains("walled")), "names its event");
    }
    // Nothing is made twice.
    let before = files(&out);
    let again = run(&sweep, Shard::WHOLE, &out);
    assert_eq!(again, Swept { runs: 18, there_before: 18, ..Swept::default() });
    assert_eq!(files(&out), before);
}

#[test]
fn what_was_stopped_goes_on_and_shards_come_together() {
    let (folder, file) = folder();
    let sweep = prepared(&file);
    let (whole, stopped_out) = (folder.path().join("whole"), folder.path().join("stopped"));
    run(&sweep, Shard::WHOLE, &whole);
    let (stopped, made) = (AtomicBool::new(false), AtomicUsize::new(0));
    let stop_after_five = |runs: usize, _: usize| {
        made.store(runs, Ordering::Relaxed);
        if runs >= 5 {
            stopped.store(true, Ordering::Relaxed);
        }
    };
    let swept = sweep::run(&sweep, Shard::WHOLE, &stopped_out, &stopped, &stop_after_five)
        .unwrap_or_else(|p| panic!("{p}"));
    assert!(swept.left > 0 && swept.left <= 13, "{swept:?}");
    let missing = sweep::merge(&sweep, &stopped_out, 1).expect_err("not whole").to_string();
    assert!(missing.contains(&format!("{} of 18 runs are missing", swept.left)), "{missing}");
    // What a killed process left half written goes, and so does no whole run.
    let part = files(&stopped_out).into_iter().next().expect("five runs");
    let left = stopped_out.join(part.with_file_name(".0123.parquet.4294967295.part"));
    fs::write(&left, "half").expect("written");
    for number in 1..=4 {
        run(&sweep, Shard { number, of: 4 }, &stopped_out);
    }
    assert!(!left.exists());
    assert_eq!(files(&stopped_out), files(&whole));
    assert_eq!(merged(&sweep, &stopped_out), merged(&sweep, &whole));
}

#[test]
fn a_damaged_run_is_told_and_a_second_process_is_kept_out() {
    let (folder, file) = folder();
    let (sweep, out) = (prepared(&file), folder.path().join("out"));
    run(&sweep, Shard::WHOLE, &out);
    let damaged = out.join(files(&out).into_iter().next().expect("runs"));
    fs::write(&damaged, "no table").expect("written");
    let told = sweep::merge(&sweep, &out, 1).expect_err("damaged").to_string();
    assert!(told.contains(&damaged.display().to_string()), "{told}");
    let _held = FolderLock::alone(&out).expect("nobody else");
    let stopped = AtomicBool::new(false);
    let refused = sweep::run(&sweep, Shard::WHOLE, &out, &stopped, &|_, _| {});
    assert!(refused.expect_err("held").to_string().contains("another process"));
}

#[test]
fn slips_are_told_all_at_once_with_their_places() {
    let (folder, file) = folder();
    let wrong = r#"Sweep(
    version: 1,
    events: [(event: "yard", plan: ["none"])],
    seeds: "3..1",
    models: ["SocialFource"],
    vary: [(parameter: "visitor_factor", values: [1.0]),
           (parameter: "informed_share", values: [2.0])],
)"#;
    fs::write(&file, wrong).expect("written");
    let told = sweep::read(&file).expect_err("is wrong").to_string();
    for (line, words) in [
        (3, "did you mean `plans`?"),
        (4, "`seeds` is the text \"3..1\""),
        (5, "did you mean \"SocialForce\"?"),
        (6, "did you mean \"visitors_factor\"?"),
        (7, "expected a number from 0 to 1"),
    ] {
        assert!(told.contains(words), "{words}: {told}");
        assert!(told.contains(&format!("sweep.ron:{line}:")), "line {line}: {told}");
    }
    let missing = SWEEP.replace("yard/row.ron", "yard/raw.ron");
    fs::write(&file, missing).expect("written");
    let read = sweep::read(&file).unwrap_or_else(|p| panic!("{p}"));
    let told = sweep::prepare(&read, &file).err().expect("no such plan").to_string();
    assert!(told.contains("raw.ron"), "{told}");
    drop(folder);
}
