//! Files cut off, flipped, spliced and salted: each reader gives a result or says what is
//! wrong with which file, and never panics.
//!
//! Every day a few hundred files are tried, in seconds. `WUWEI_FUZZ_MINUTES=30` tries for so
//! long with each reader, and prints how many files were tried, read and refused; with
//! `WUWEI_FUZZ_SEED` the next ones. What breaks a reader is kept in `WUWEI_FUZZ_FINDS`.
//! Longer runs also take files from the folder `shared` beside the repository, where it is.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use wuwei::document::Problems;
use wuwei::scenario::EventClock;
use wuwei::scenario::counts::{self, CountsQuery};
use wuwei::venue::import::{ImportOptions, import_file};

/// A file to begin with: how its name ends, and its bytes.
type Sample = (&'static str, Vec<u8>);

/// Numbers that look like chance and are the same in every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }
}

/// What files in the wild hold that nobody expected.
const SALT: &[&[u8]] = &[
    b"nan",
    b"-1",
    b"1e308",
    b"-1e-320",
    b"999999999999999999999",
    b"0",
    b"(",
    b")",
    b"((((((((",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\n\n",
    b"\r",
    b"\t",
    b",,,,",
    b"\"",
    b"'",
    b";",
    b"EMPTY",
    b"POLYGON",
    b"  0\nEOF\n",
    b"  0\nENDSEC\n",
    b" 10\n1e300\n",
    b" 70\n-1\n",
    b" 42\n1e9\n",
    b"#",
    b"<",
    b"&#0;",
    b"<c r=\"XFD1048576\"><v>1</v></c>",
    b"2026-02-30 25:61",
    b"\xe9\xe8",
];

fn damaged(sample: &[u8], others: &[Sample], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    // Half of them once: what is damaged all over is refused at the first word.
    let more = chance.below(2) * chance.below(4);
    for _ in 0..=more {
        let at = chance.below(bytes.len());
        let piece = (at + 1 + chance.below(400)).min(bytes.len());
        match chance.below(8) {
            0 => bytes.truncate(at),
            1 => {
                for _ in 0..=chance.below(16) {
                    let at = chance.below(bytes.len());
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << chance.below(8);
                    }
                }
            }
            2 if at < piece => {
                let copy = bytes[at..piece].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            3 if at < piece => drop(bytes.drain(at..piece)),
            4 => {
                let salt = SALT[chance.below(SALT.len())].iter().copied();
                bytes.splice(at..at, salt);
            }
            5 => {
                let (_, other) = &others[chance.below(others.len())];
                let from = chance.below(other.len());
                let until = (from + chance.below(2_000)).min(other.len());
                bytes.splice(at..at, other[from..until].iter().copied());
            }
            6 => {
                // One number becomes another.
                let digit = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit());
                if let Some(digit) = digit {
                    let salt = SALT[chance.below(6)].iter().copied();
                    bytes.splice(digit..=digit, salt);
                }
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = chance.next() as u8;
                }
            }
        }
    }
    bytes
}

fn number(name: &str) -> Option<f64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|e| panic!("{name}: {e}")))
}

/// Tries a reader: `cases` files, or for as long as is asked.
fn fuzz(
    reader: &str,
    cases: usize,
    samples: &[Sample],
    read: impl Fn(&Path) -> Result<(), Problems>,
) {
    let minutes = number("WUWEI_FUZZ_MINUTES");
    let until = minutes.map(|m| Instant::now() + Duration::from_secs_f64(60.0 * m));
    let seed = number("WUWEI_FUZZ_SEED").map_or(0, |s| s as u64);
    let folder = tempfile::tempdir().expect("a folder");
    let (mut tried, mut taken, mut finds) = (0, 0, Vec::new());
    let mut slowest = (Duration::ZERO, 0);
    while until.map_or(tried < cases, |until| Instant::now() < until) {
        let case = seed.wrapping_mul(1_000_000_007) + tried as u64;
        let mut chance = Chance(case);
        let (ending, sample) = &samples[chance.below(samples.len())];
        let path = folder.path().join(format!("case{ending}"));
        std::fs::write(&path, damaged(sample, samples, &mut chance)).expect("written");
        let started = Instant::now();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&path)));
        if started.elapsed() > slowest.0 {
            slowest = (started.elapsed(), case);
        }
        tried += 1;
        let why = match outcome {
            Ok(Ok(())) => {
                taken += 1;
                continue;
            }
            Ok(Err(problems)) if told(&problems) => continue,
            Ok(Err(problems)) => format!("says too little: {problems:?}"),
            Err(_) => "panics".to_owned(),
        };
        if let Some(kept) = std::env::var_os("WUWEI_FUZZ_FINDS").map(PathBuf::from) {
            let to = kept.join(format!("{reader}-{case}{ending}"));
            std::fs::copy(&path, to).expect("kept");
        }
        finds.push(format!("case {case}: {why}"));
    }
    println!(
        "{reader}: {tried} files tried, {taken} read, {} refused, {} finds; slowest {:.2} s (case {})",
        tried - taken - finds.len(),
        finds.len(),
        slowest.0.as_secs_f64(),
        slowest.1
    );
    assert!(finds.is_empty(), "{reader}:\n{}", finds.join("\n"));
}

/// An error that says which file, and what is wrong with it.
fn told(problems: &Problems) -> bool {
    problems.has_errors()
        && problems
            .0
            .iter()
            .all(|p| p.what.len() > 8 && p.place.file.to_string_lossy().contains("case"))
}

/// A file of the shared data, as much as is asked; only where long runs want it.
fn shared(path: &str, most: usize) -> Vec<Vec<u8>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("WUWEI_SHARED").map_or_else(beside, PathBuf::from);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(shared.join("data").join(path));
    match file.and_then(|f| f.take(most as u64).read_to_end(&mut bytes)) {
        Ok(_) if number("WUWEI_FUZZ_MINUTES").is_some() => vec![bytes],
        _ => Vec::new(),
    }
}

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
