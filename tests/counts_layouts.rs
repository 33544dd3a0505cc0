//! Counts in every layout met, and what is said of broken ones.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use said::english_only;
use std::io::Write;
use wuwei::document::Problems;
use wuwei::scenario::EventClock;
use wuwei::scenario::counts::{self, Counted, CountsQuery};

fn clock(date: Option<&str>, timezone: Option<&str>) -> EventClock {
    EventClock {
        date: date.map(|d| d.parse().expect("a day")),
        timezone: timezone.map(str::to_owned),
        starts_s: 14.0 * 3600.0,
        duration_s: 4.0 * 3600.0,
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

fn read_with(name: &str, bytes: &[u8], query: &CountsQuery) -> (Option<Counted>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("writes");
    let mut problems = Problems::default();
    let counted = counts::read(&path, query, &mut problems);
    assert_eq!(english_only(&problems), "", "not in Chinese");
    assert_eq!(counted.is_none(), problems.has_errors(), "{problems}");
    (counted, problems.to_string())
}

fn read(text: &str) -> (Option<Counted>, String) {
    let clock = clock(Some("2026-05-16"), None);
    read_with("counts.csv", text.as_bytes(), &query(&clock))
}

fn good(text: &str) -> Counted {
    let (counted, problems) = read(text);
    counted.unwrap_or_else(|| panic!("{problems}\n{text}"))
}

/// The numbers of a sensor, or of the only one.
fn people(counted: &Counted, sensor: &str) -> Vec<f64> {
    let found = counted.sensors.iter().find(|(name, _)| name == sensor);
    found.unwrap_or_else(|| panic!("no {sensor:?} in {:?}", counted.sensors)).1.clone()
}

#[test]
fn every_layout_gives_the_same_numbers() {
    let long = "time,gate,count\n2026-05-16 14:00,A,10\n2026-05-16 14:00,B,1\n2026-05-16 15:00,A,20\n\
        2026-05-16 15:00,B,2\n2026-05-16 16:00,A,30\n2026-05-16 16:00,B,3\n2026-05-16 17:00,A,40\n2026-05-16 17:00,B,4\n";
    let wide = "time,A,B\n14:00,10,1\n15:00,20,2\n16:00,30,3\n17:00,40,4\n";
    let layouts = [
        long.to_owned(),
        long.replace(',', ";"),
        long.replace(',', "\t"),
        long.split_once('\n').expect("lines").1.to_owned(),
        format!("\u{feff}{}", long.replace('\n', "\r\n")),
        long.replace("2026-05-16 ", "16/05/2026 "),
        long.replace("2026-05-16 ", "5/16/2026 "),
        long.replace(",10\n", ",10.0\n"),
        wide.to_owned(),
        wide.replace("14:00", "14:00-15:00").replace("15:00,20", "15:00-16:00,20")
            .replace("16:00,30", "16:00-17:00,30").replace("17:00,40", "17:00-18:00,40"),
        "时间,A_in,A_out,B_in,B_out\n14:00,10,9,1,9\n15:00,20,9,2,9\n16:00,30,9,3,9\n17:00,40,9,4,9\n".to_owned(),
        "hour,A,B,total\n14,10,1,11\n15,20,2,22\n16,30,3,33\n17,40,4,44\n".to_owned(),
        "Date;Hour;Gate;In;Out\n2026-05-16;14;A;10;5\n2026-05-16;14;B;1;5\n2026-05-16;15;A;20;5\n2026-05-16;15;B;2;5\n\
         2026-05-16;16;A;30;5\n2026-05-16;16;B;3;5\n2026-05-16;17;A;40;5\n2026-05-16;17;B;4;5\n".to_owned(),
        "time,gate,direction,count\n14:00,A,in,10\n14:00,A,out,7\n14:00,B,in,1\n15:00,A,in,20\n15:00,B,in,2\n\
         16:00,A,in,30\n16:00,B,in,3\n17:00,A,in,40\n17:00,B,in,4\n".to_owned(),
    ];
    for text in layouts {
        let counted = good(&text);
        assert_eq!(
            people(
                &counted,
                if text.contains("A") && counted.sensors.len() == 2 {
                    &counted.sensors[0].0
                } else {
                    "A"
                }
            ),
            [10.0, 20.0, 30.0, 40.0],
            "{text}"
        );
        assert_eq!(counted.sensors[1].1, [1.0, 2.0, 3.0, 4.0], "{text}\n{:?}", counted.reading);
    }
}

#[test]
fn packed_files_are_read_directly() {
    let text = "time,count\n14:00,10\n15:00,20\n16:00,30\n17:00,40\n";
    let clock = clock(None, None);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text.as_bytes()).expect("packs");
    let (counted, problems) = read_with("c.csv.gz", &gz.finish().expect("packs"), &query(&clock));
    assert_eq!(people(&counted.expect(&problems), "all"), [10.0, 20.0, 30.0, 40.0]);

    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("c.csv", options).expect("packs");
    archive.write_all(text.as_bytes()).expect("packs");
    let zip = archive.finish().expect("packs").into_inner();
    let (counted, problems) = read_with("c.zip", &zip, &query(&clock));
    let counted = counted.expect(&problems);
    assert!(counted.reading.file.ends_with("c.zip (c.csv)"), "{}", counted.reading.file);
    let (none, problems) = read_with("c.zip", &zip[..zip.len() / 2], &query(&clock));
    assert!(none.is_none() && problems.contains("cannot be unpacked"), "{problems}");
}

#[test]
fn finer_bins_and_parts_of_bins() {
    let rows: String =
        (0..80).map(|i| format!("{:02}:{:02},1\n", 14 + i * 3 / 60, i * 3 % 60)).collect();
    let counted = good(&format!("time,count\n{rows}"));
    assert_eq!((counted.bins.len(), counted.reading.bin_s), (80, 180.0));

    let hourly = "time,count\n13:30,60\n14:30,60\n15:30,60\n16:30,60\n17:30,60\n";
    let counted = good(hourly);
    assert_eq!(counted.bins[0], [0.0, 1800.0]);
    assert_eq!(people(&counted, "all"), [30.0, 60.0, 60.0, 60.0, 30.0]);
    assert!((counted.reading.outside_share - 0.2).abs() < 1e-9);
}

#[test]
fn utc_becomes_local_time() {
    let clock = clock(Some("2026-05-16"), Some("Asia/Shanghai"));
    let text = "time,count\n2026-05-16T05:00Z,5\n2026-05-16T06:00Z,10\n2026-05-16T07:00Z,20\n2026-05-16T08:00Z,30\n2026-05-16T09:00Z,40\n";
    let (counted, problems) = read_with("c.csv", text.as_bytes(), &query(&clock));
    assert_eq!(people(&counted.expect(&problems), "all"), [10.0, 20.0, 30.0, 40.0]);
    let plain = text.replace('Z', "");
    let (counted, _) =
        read_with("c.csv", plain.as_bytes(), &CountsQuery { utc: true, ..query(&clock) });
    assert_eq!(people(&counted.expect("is read"), "all"), [10.0, 20.0, 30.0, 40.0]);
    let (none, problems) = read(text);
    assert!(none.is_none() && problems.contains("the event has no time zone"), "{problems}");
    assert!(problems.contains("add `timezone: \"Asia/Shanghai\"`"), "{problems}");
}

#[test]
fn running_totals_are_taken_apart() {
    let text = "time,cumulative scans\n14:00,0\n14:30,50\n15:00,120\n15:30,118\n16:00,160\n17:00,240\n17:30,10\n18:00,30\n";
    let (counted, problems) = read(text);
    let counted = counted.expect(&problems);
    assert_eq!(people(&counted, "all"), [50.0, 70.0, 0.0, 42.0, 40.0, 40.0, 10.0, 20.0]);
    for part in [
        "the counts are taken for running totals, by the column's name",
        "falls from 120 to 118 at 15:30: taken for no change",
        "falls from 240 to 10 at 17:30: taken for a restart from 0",
        "has a gap from 16:30 to 17:00: its rise is spread evenly",
    ] {
        assert!(problems.contains(part), "{part:?} is not in:\n{problems}");
    }
}

#[test]
fn gaps_dead_sensors_and_broken_rows_are_named() {
    let mut text = "time,A,B,C\n".to_owned();
    for (i, (a, b)) in [
        ("8", "5"),
        ("", "0"),
        ("16", "0"),
        ("x", "0"),
        ("-3", "0"),
        ("20", "0"),
        ("20", "0"),
        ("20", "4"),
    ]
    .into_iter()
    .enumerate()
    {
        text += &format!(
            "{:02}:{:02},{a},{b},{}\n",
            14 + i / 2,
            i % 2 * 30,
            if i == 0 { "7" } else { "" }
        );
    }
    text += "soon,1,1,1\n";
    let (counted, problems) = read(&text);
    let counted = counted.expect(&problems);
    let a: Vec<f64> = people(&counted, "A").iter().map(|n| (n * 1000.0).round() / 1000.0).collect();
    assert_eq!(a, [8.0, 12.0, 16.0, 17.333, 18.667, 20.0, 20.0, 20.0]);
    for part in [
        "missing bins are filled in from their neighbours: A (3)",
        "perhaps dead: B 14:30–17:30",
        "with a count that is no number",
        "with a count below 0",
        "counts.csv:10: warning: 1 row is left out, without a time that can be read",
        "sensors with counts in less than half of the bins are left out: C",
    ] {
        assert!(problems.contains(part), "{part:?} is not in:\n{problems}");
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    for (text, parts) in [
        ("", &["the file is empty"][..]),
        ("name,size\na,1\nb,2\n", &["has no column with times", "columns: name, size"]),
        (
            "date,count\n2026-05-16,10\n2026-05-17,20\n",
            &["has days, but no column with times of day"],
        ),
        ("time,gate\n14:00,A\n15:00,B\n", &["has no column with counts", "count_column"]),
        (
            "time,count\n02:00,10\n03:00,10\n",
            &["has no counts within the event's hours, 14:00–18:00"],
        ),
        (
            "time,count\n14:00,0\n15:00,0\n16:00,0\n17:00,0\n",
            &["counts nobody within the event's hours"],
        ),
        (
            "time,count\n2026-05-01 14:00,1\n2026-05-02 14:00,2\n2026-05-03 14:00,2\n",
            &[
                "has 3 days, and none is the event's, 2026-05-16",
                "it has 2026-05-01, 2026-05-02, 2026-05-03",
            ],
        ),
        ("\u{0}\u{1}\u{2}binary", &["has no column with times"]),
    ] {
        let (none, problems) = read(text);
        assert!(none.is_none(), "{text:?}");
        for part in parts {
            assert!(problems.contains(part), "{part:?} is not in:\n{problems}");
        }
    }
    let clock = clock(None, None);
    let named = CountsQuery { count_column: Some("cuont"), ..query(&clock) };
    let (none, problems) = read_with("c.csv", b"time,count\n14:00,1\n15:00,2\n", &named);
    assert!(none.is_none() && problems.contains("there is no column \"cuont\""), "{problems}");
    assert!(problems.contains("did you mean \"count\"?"), "{problems}");
}
