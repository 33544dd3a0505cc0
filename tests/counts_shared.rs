//! Real files of counts: Melbourne's pedestrian sensors, Bengaluru's metro, and share curves.
//!
//! They lie in `../shared` (or where `WUWEI_SHARED` says) and do not travel with the package.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use said::english_only;
use std::path::{Path, PathBuf};
use wuwei::document::Problems;
use wuwei::scenario::EventClock;
use wuwei::scenario::counts::{self, Counted, CountsQuery, Unit};

/// A file of the shared data; `None` (and a line that says so) where there is none.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("WUWEI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let file = root.join("data/demand").join(path);
    if file.exists() {
        return Some(file);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{} is not there", file.display());
    println!("SKIPPED: ../shared not there");
    None
}

fn clock(date: Option<&str>, from_h: f64, hours: f64) -> EventClock {
    EventClock {
        date: date.map(|d| d.parse().expect("a day")),
        timezone: None,
        starts_s: from_h * 3600.0,
        duration_s: hours * 3600.0,
    }
}

fn query(clock: &EventClock) -> CountsQuery<'_> {
    CountsQuery {
        clock,
        date: None,
        time_column: None,
        date_column: None,
        count_column: None,
        sensor_column: None,
        sheet: None,
        utc: false,
        cumulative: None,
    }
}

fn read(path: &Path, clock: &EventClock) -> (Option<Counted>, String) {
    let mut problems = Problems::default();
    let counted = counts::read(path, &query(clock), &mut problems);
    assert_eq!(english_only(&problems), "", "not in Chinese");
    assert_eq!(counted.is_none(), problems.has_errors(), "{problems}");
    (counted, problems.to_string())
}

fn people(counted: &Counted, sensor: &str) -> Vec<f64> {
    let found = counted.sensors.iter().find(|(name, _)| name == sensor);
    found.unwrap_or_else(|| panic!("{sensor}: {:?}", counted.reading)).1.clone()
}

fn taken_for<'a>(counted: &'a Counted, column: &str) -> &'a str {
    let found = counted.reading.columns.iter().find(|[name, _]| name == column);
    &found.unwrap_or_else(|| panic!("{column}: {:?}", counted.reading.columns))[1]
}

#[test]
fn melbourne_cut_of_event_days() {
    let Some(path) = shared("melbourne/event_days_hourly.csv") else { return };
    let (counted, problems) = read(&path, &clock(Some("2012-12-31"), 18.0, 8.0));
    let counted = counted.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!(counted.bins.len(), 8);
    assert_eq!(counted.bins[7], [7.0 * 3600.0, 8.0 * 3600.0]);
    assert_eq!(people(&counted, "Victoria Point")[6], 1140.0, "midnight of the next day");
    assert_eq!(people(&counted, "Birrarung Marr")[3], 5579.0, "9 p.m., as the source says");
    assert_eq!(taken_for(&counted, "ts"), "day and time");
    assert_eq!(taken_for(&counted, "sensor"), "sensor");
    assert_eq!(taken_for(&counted, "count"), "people");
    for left_out in ["event", "event_date", "sensor_id"] {
        assert!(taken_for(&counted, left_out).starts_with("left out"), "{left_out}");
    }

    let (none, problems) = read(&path, &clock(None, 18.0, 6.0));
    assert!(none.is_none());
    for part in ["the event does not say which is meant", "hint: add `date: ", "2012-03-10"] {
        assert!(problems.contains(part), "{part:?} is not in {problems}");
    }
}

#[test]
fn melbourne_archive_without_header() {
    let Some(path) = shared("melbourne/pedestriancounts_melbourne.zip") else { return };
    let (counted, problems) = read(&path, &clock(Some("2012-12-31"), 18.0, 8.0));
    let counted = counted.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!(counted.reading.rows, 656_823 - 15);
    let left_out: usize = counted.reading.rows_left_out.iter().map(|(_, n, _)| n).sum();
    assert_eq!(left_out, 15, "one row without a name, 14 without a count");
    assert_eq!(people(&counted, "Birrarung Marr")[3], 5579.0);
    let columns: Vec<&str> = counted.reading.columns.iter().map(|[_, c]| c.as_str()).collect();
    assert_eq!(
        columns,
        [
            "day and time",
            "left out: the day of the week",
            "left out: the hour, which the time says too",
            "left out: a number of the sensor",
            "sensor",
            "people"
        ]
    );
    assert!(counted.reading.layout.contains("without a header"), "{}", counted.reading.layout);
}

#[test]
fn bengaluru_with_date_and_hour_apart() {
    let Some(path) = shared("bengaluru_metro/station-hourly-exits.csv.zip") else { return };
    let (counted, problems) = read(&path, &clock(Some("2025-08-15"), 6.0, 16.0));
    let counted = counted.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!(taken_for(&counted, "Date"), "day");
    assert_eq!(taken_for(&counted, "Hour"), "time of day");
    assert_eq!(taken_for(&counted, "Station"), "sensor");
    assert_eq!(taken_for(&counted, "Ridership"), "people");
    let lalbagh = people(&counted, "Lalbagh");
    assert_eq!(lalbagh[9], 2117.0, "15 h, as the source says");
    assert_eq!(counted.reading.bin_s, 3600.0);

    let Some(path) = shared("bengaluru_metro/station-hourly.csv.zip") else { return };
    let (counted, problems) = read(&path, &clock(Some("2025-08-15"), 6.0, 16.0));
    assert!(counted.is_some(), "{problems}");
}

#[test]
fn share_curves() {
    for name in ["moomba_festival", "new_years_eve", "white_night"] {
        let file = format!("curves/melbourne_{name}_hourly_share.csv");
        let Some(path) = shared(&file) else { return };
        let (counted, problems) = read(&path, &clock(None, 6.0, 24.0));
        let counted = counted.unwrap_or_else(|| panic!("{problems}"));
        assert_eq!(counted.reading.unit, Unit::Shares);
        assert_eq!(counted.bins.len(), 24);
        let total: f64 = counted.sensors[0].1.iter().sum();
        assert!((total - 1.0).abs() < 0.001, "{name}: {total}");
        assert_eq!(problems, "", "{name}");

        let (night, _) = read(&path, &clock(Some("2026-02-14"), 18.0, 9.0));
        assert_eq!(night.map(|n| n.bins.len()), Some(9), "18 h to 3 h of the next day");
    }
}
