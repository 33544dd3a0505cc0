//! Files cut off, flipped, spliced and salted: each reader gives a result or says what is
//! wrong with which file, and never panics.
//!
//! Every day a few hundred files are tried, in seconds. `WUWEI_FUZZ_MINUTES=30` tries for so
//! long with each reader, and prints how many files were tried, read and refused; with
//! `WUWEI_FUZZ_SEED` the next ones. What breaks a reader is kept in `WUWEI_FUZZ_FINDS`.
//! Longer runs also take files from the folder `shared` beside the repository, where it is.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod fuzz_harness;

use fuzz_harness::{Sample, fuzz, shared};
use std::io::{Read, Write};
use std::path::Path;
use wuwei::document::Problems;
use wuwei::scenario::EventClock;
use wuwei::scenario::counts::{self, CountsQuery};
use wuwei::venue::import::{ImportOptions, import_file};

fn import(path: &Path) -> Result<(), Problems> {
    let imported = import_file(path, &ImportOptions::default())?;
    let out = path.with_extension("out");
    let _ = std::fs::remove_dir_all(&out);
    imported.write(&out).map(|_| ())
}

#[test]
fn well_known_text() {
    let hall = "POLYGON ((0 0, 30 0, 30 8, 0 8, 0 0), (10 2, 12 2, 12 4, 10 4, 10 2))";
    let many = "SRID=2154;GEOMETRYCOLLECTION Z (MULTIPOLYGON Z (((842000 6520000 5, 842040 \
        6520000 5, 842040 6520009 5, 842000 6520000 5)), ((842100 6520100 5, 842110 6520100 5, \
        842110 6520110 5, 842100 6520100 5))), POINT Z (842001 6520001 5))";
    let table = "fid;Type;wkt_geom\n1;Walkable area;POLYGON ((0 0, 60 0, 60 12, 0 12, 0 0))\n\
        2;Building;\"POLYGON ((20 0, 30 0, 30 5, 20 5, 20 0)))\"\n3;Exit;LINESTRING (1 1, 1 11)\n";
    let mut samples: Vec<Sample> =
        [(".wkt", hall), (".wkt", many), (".csv", table)].map(|(e, t)| (e, t.into())).into();
    let places = "places/berlin_grosser_stern_nye/SiB2023_entrance_jupedsim.wkt";
    samples.extend(shared(places, 1 << 20).into_iter().map(|b| (".wkt", b)));
    for name in ["ring-14", "ao-300", "bneck050-low"] {
        let files = shared(&format!("experiments/{name}.wkt"), 1 << 20);
        samples.extend(files.into_iter().map(|b| (".wkt", b)));
    }
    fuzz("well-known text", 150, &samples, import);
}

#[test]
fn drawings() {
    let mut samples: Vec<Sample> = vec![(".dxf", include_bytes!("fixtures/site.dxf").to_vec())];
    let place = "places/berlin_grosser_stern_nye/SiB2023_entrance_jupedsim.dxf";
    samples.extend(shared(place, 1 << 20).into_iter().map(|b| (".dxf", b)));
    fuzz("DXF", 150, &samples, import);
}

#[test]
fn trajectories() {
    let text =
        "# framerate: 25 fps\n# id frame x/m y/m z/m\n1 0 0.12 3.4 0\n1 1 .5 3 0\n2 1 4 4 0\n";
    let mut samples: Vec<Sample> = vec![
        (".sqlite", include_bytes!("fixtures/jupedsim_a.sqlite").to_vec()),
        (".txt", text.into()),
    ];
    for name in ["uo-050-180-180", "basigo-bi-400-03", "ao-300"] {
        let files = shared(&format!("experiments/{name}.txt"), 100_000);
        samples.extend(files.into_iter().map(|b| (".txt", b)));
    }
    fuzz("trajectories", 1_000, &samples, |path| {
        let read = wuwei::trajectories::read(path, None)?;
        let said = wuwei::trajectories::compare(&read, &read).text();
        assert!(!said.contains("NaN") && !said.contains("inf "), "{said}");
        Ok(())
    });
}

fn clocked(path: &Path) -> Result<(), Problems> {
    let clock = EventClock {
        date: Some("2026-05-16".parse().expect("a day")),
        timezone: Some("Asia/Shanghai".to_owned()),
        starts_s: 14.0 * 3600.0,
        duration_s: 4.0 * 3600.0,
    };
    let query = CountsQuery {
        clock: &clock,
        date: None,
        time_column: None,
        date_column: None,
        count_column: None,
        sensor_column: None,
        sheet: None,
        utc: false,
        cumulative: None,
    };
    let mut problems = Problems::default();
    match counts::read(path, &query, &mut problems) {
        Some(counted) => {
            let sane = |n: &f64| n.is_finite() && *n >= 0.0;
            assert!(counted.sensors.iter().all(|(_, bins)| bins.iter().all(sane)));
            Ok(())
        }
        None => Err(problems),
    }
}

#[test]
fn counts_as_text() {
    let long = "time,gate,count\n2026-05-16 14:00,A,10\n2026-05-16 14:00,B,1\n\
        2026-05-16 15:00,A,20\n2026-05-16 16:00,A,5\n";
    let wide = "日期;时间;北口;南口\n2026-05-16;14:00–15:00;12;3\n2026-05-16;15:00–16:00;20;4\n";
    let gbk = encoding_rs::GBK.encode(wide).0.into_owned();
    let mut samples: Vec<Sample> =
        vec![(".csv", long.into()), (".csv", wide.into()), (".csv", gbk)];
    let city = shared("demand/melbourne/event_days_hourly.csv", 100_000);
    samples.extend(city.into_iter().map(|b| (".csv", b)));
    fuzz("counts as text", 1_000, &samples, clocked);
}

/// Workbooks, damaged as files and, so that the damage is not only found in a checksum, as
/// the texts inside.
#[test]
fn counts_in_workbooks() {
    let whole = include_bytes!("fixtures/counts.xlsx").to_vec();
    fuzz("workbooks", 150, &[(".xlsx", whole.clone())], clocked);
    let parts = unzipped(&whole);
    let samples: Vec<Sample> = parts.iter().map(|(_, bytes)| (".part", bytes.clone())).collect();
    fuzz("workbooks' insides", 400, &samples, |path| {
        // Which part it was is told by what is most alike.
        let damaged = std::fs::read(path).expect("there");
        let alike = |of: &[u8]| of.iter().zip(&damaged).take_while(|(a, b)| a == b).count();
        let which = (0..parts.len()).max_by_key(|i| alike(&parts[*i].1)).unwrap_or(0);
        let book = path.with_file_name("case.xlsx");
        let mut zip = zip::ZipWriter::new(std::fs::File::create(&book).expect("created"));
        for (i, (name, bytes)) in parts.iter().enumerate() {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(name.as_str(), options).expect("begun");
            zip.write_all(if i == which { &damaged } else { bytes }).expect("written");
        }
        zip.finish().expect("finished");
        clocked(&book)
    });
}

fn unzipped(book: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a workbook");
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).expect("a part");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("read");
            (file.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}
