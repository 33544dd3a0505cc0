//! Every reader of the program, fuzzed by coverage. `WUWEI_FUZZ_READER` says which one;
//! `fuzz/run.py` builds this, makes something to begin with, and tries one after the other.
//!
//! A find is a panic of this program, a panic of a library that the reader does not answer, an
//! error that does not say of which file it is, or more time or memory than `fuzz/run.py` allows.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use wuwei::document::{Bilingual, Hours, Language, Problems};
use wuwei::export::{field, run_folder, visitors};
use wuwei::plan::PlanContext;
use wuwei::scenario::counts::{self, CountsQuery};
use wuwei::scenario::{self, EventClock, Scenario};
use wuwei::sim::{Checkpoint, Simulation};
use wuwei::venue::Venue;
use wuwei::venue::import::{ImportOptions, import_file};
use xxhash_rust::xxh3::xxh3_64;

/// Name of a reader, how its files' names end, and what it does with one.
type Reader = (&'static str, &'static str, fn(&Path, &[u8]) -> Result<(), Problems>);

const READERS: [Reader; 19] = [
    ("event", "ron", event),
    ("plan", "ron", plan),
    ("edits", "ron", edits),
    ("felt", "ron", felt),
    ("scene", "json", scene),
    ("people", "csv", people),
    ("venue", "geojson", venue),
    ("map_geojson", "geojson", import),
    ("map_osm", "osm", import),
    ("map_dxf", "dxf", import),
    ("map_wkt", "wkt", import),
    ("map_again", "json", import_again),
    ("counts_csv", "csv", counts_of),
    ("counts_xlsx", "xlsx", workbook),
    ("trajectories", "txt", trajectories),
    ("checkpoint", "wuwei", checkpoint),
    ("summary", "json", summary),
    ("visitors_parquet", "parquet", visitors_table),
    ("field_parquet", "parquet", field_table),
];

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let wanted = std::env::var("WUWEI_FUZZ_READER").unwrap_or_default();
    let names: Vec<&str> = READERS.iter().map(|r| r.0).collect();
    let found = READERS.into_iter().find(|r| r.0 == wanted);
    let reader = found.unwrap_or_else(|| panic!("WUWEI_FUZZ_READER is one of {names:?}"));
    // Without the fuzzer's hook, which ends the program at a panic that is caught and answered,
    // as those of the libraries for Parquet and Excel are. One that nobody catches still does.
    std::panic::set_hook(Box::new(|panic| {
        let ours = panic.location().is_none_or(|at| !at.file().contains("registry"));
        if ours {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
    reader
});

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    // Memory, where there is such a folder: the disk is not what is tried.
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder")
});

fuzz_target!(|bytes: &[u8]| {
    let (name, ending, read) = *READER;
    let path = FOLDER.path().join(format!("{name}.{ending}"));
    if let Err(problems) = read(&path, bytes) {
        assert!(problems.has_errors(), "refused without an error");
        for problem in &problems.0 {
            let file = problem.place.file.to_string_lossy();
            assert!(file.contains(name), "of another file: {problem:?}");
            // Four characters are a sentence in Chinese: 没有地面.
            let Bilingual { en, zh } = &problem.what;
            let says = en.len() > 8 && zh.chars().count() >= 4;
            assert!(says, "says too little: {problem:?}");
        }
        let _ = problems.sorted().with_excerpts(Language::English);
    }
});

fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("the folder can be written to");
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The grounds of the shipped events and the tests' square.
static VENUES: LazyLock<Vec<Venue>> = LazyLock::new(|| {
    ["tests/fixtures/square", "scenarios/community_square", "scenarios/lantern_fair"]
        .into_iter()
        .map(|folder| {
            let path = repository(folder).join("venue.geojson");
            wuwei::venue::read(&path).expect("a venue of the repository is sound").0
        })
        .collect()
});

static SQUARE: LazyLock<Arc<Scenario>> = LazyLock::new(|| {
    let read = scenario::read(&repository("tests/fixtures/square"));
    Arc::new(read.expect("an event of the repository is sound").scenario)
});

fn event(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let text = String::from_utf8_lossy(bytes);
    // On the ground that it says most of.
    let known = |venue: &&Venue| {
        let ids = venue.portals.iter().map(|p| &p.id).chain(venue.attractions.iter().map(|a| &a.id));
        ids.filter(|id| text.contains(&format!("\"{id}\""))).count()
    };
    let venue = VENUES.iter().max_by_key(known).expect("there are some");
    let checked = scenario::read_on(path, venue)?;
    let _ = scenario::explain(&checked);
    Ok(())
}

fn plan(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let hours = Hours { starts_s: 14.0 * 3600.0, duration_s: 4.0 * 3600.0 };
    let context = PlanContext { hours, ground: &VENUES[1].ground, event: None };
    let read = wuwei::plan::read(path, &context)?;
    // Written and read again it is the same plan.
    let text = wuwei::plan::write_ron(&read.plan, &hours);
    let again = wuwei::plan::read_from_text(path, &text, &context)?;
    assert_eq!(read.plan.measures.len(), again.plan.measures.len(), "{text}");
    Ok(())
}

/// Where plans and edits of the square are read.
fn of_square() -> PlanContext<'static> {
    let hours = Hours { starts_s: 14.0 * 3600.0, duration_s: 4.0 * 3600.0 };
    PlanContext { hours, ground: &VENUES[0].ground, event: Some(&SQUARE) }
}

/// A plan that has something to change.
static ROW: LazyLock<wuwei::plan::Plan> = LazyLock::new(|| {
    let text = "Plan(version: 1, measures: [
        Barrier(id: \"row\", line: [(15.0, 8.0), (15.0, 22.0)], why: \"test\")])";
    let read = wuwei::plan::read_from_text(Path::new("plan.ron"), text, &of_square());
    read.expect("a plan of the square").plan
});

fn edits(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let (edits, _) = wuwei::plan::read_edits(path, &ROW, &of_square())?;
    assert!(edits.is_sorted_by(|a, b| a.at_s <= b.at_s));
    Ok(())
}

/// A scene, its files, and what they are as an event.
fn scene(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let read = wuwei::scene::read(path)?;
    read.event_files(&wuwei::scene::Walking::default()).checked(path).map(|_| ())
}

/// The table of people whose start is given, beside an event on the square.
fn people(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let text = wuwei::document::read_text(path)?;
    let beside = |_: &Path| Ok(text.clone());
    scenario::read_text_on(path, PEOPLE, &VENUES[0], &beside).map(|_| ())
}

/// An event of which all but the people is said.
const PEOPLE: &str = r#"Event(
    version: 1, name: (en: "People", zh: "人"), from: "00:00", until: "01:00",
    portals: [(id: "west"), (id: "east"), (id: "steps")], demand: (),
    placed: (file: "people.csv", rounds: [(id: "round", line: [(4.0, 4.0), (9.0, 4.0), (6.0, 9.0)])]),
    segments: [(id: "walker", share: 1.0, party: (lambda: 0.0, low: 1, high: 1))],
)"#;

fn venue(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let (venue, _) = wuwei::venue::read(path)?;
    let mut corners = venue.ground.0.iter().flat_map(|p| p.exterior().coords());
    assert!(corners.all(|c| c.x.is_finite() && c.y.is_finite()));
    Ok(())
}

fn import(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let imported = import_file(path, &ImportOptions::default())?;
    let out = path.with_extension("out");
    let _ = std::fs::remove_dir_all(&out);
    imported.write(&out).map(|_| ())
}

/// A venue that was imported before, of which `import.json` says what was written.
fn import_again(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    let out = path.with_extension("out");
    if !out.join("venue.geojson").exists() {
        import_file(&repository("tests/fixtures/block.osm"), &ImportOptions::default())?
            .write(&out)?;
    }
    put(&out.join("import.json"), bytes);
    let block = import_file(&repository("tests/fixtures/block.osm"), &ImportOptions::default())?;
    block.write(&out).map(|_| ())
}

fn counts_of(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
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
            let _ = counted.reading.lines(&clock);
            Ok(())
        }
        None => Err(problems),
    }
}

/// A workbook, or the texts of one after another, each behind a line `=== NAME`: packed they
/// would only be refused by their checksums.
fn workbook(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    let text = String::from_utf8_lossy(bytes);
    let Some(parts) = text.strip_prefix("=== ") else { return counts_of(path, bytes) };
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored);
    for part in parts.split("\n=== ") {
        let (name, contents) = part.split_once('\n').unwrap_or((part, ""));
        if zip.start_file(name, stored).is_ok() {
            zip.write_all(contents.as_bytes()).expect("memory takes it");
        }
    }
    let packed = zip.finish().expect("memory takes it").into_inner();
    counts_of(path, &packed)
}

fn felt(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let weights = wuwei::assess::read_weights(Some(path))?.weights;
    let sane = |n: &f64| n.is_finite() && *n >= 0.0;
    assert!(weights.uniforms.iter().all(sane));
    assert!(weights.segments.iter().all(|s| sane(&s.held) && sane(&s.detour)));
    Ok(())
}

fn trajectories(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let read = wuwei::trajectories::read(path, None)?;
    let said = wuwei::trajectories::compare(&read, &read).text();
    assert!(!said.contains("NaN") && !said.contains("inf "), "{said}");
    Ok(())
}

/// As a file, with its checksums put right, so that what stands behind them is tried too.
fn checkpoint(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let as_it_is = wuwei::job::read_checkpoint(path);
    let mut sound = bytes.to_vec();
    if sound.len() > 40 {
        let body = sound.len() - 40;
        let about = u32::from_le_bytes([sound[12], sound[13], sound[14], sound[15]]);
        let about = (about as usize).min(body);
        sound[12..16].copy_from_slice(&(about as u32).to_le_bytes());
        sound[16..24].copy_from_slice(&((body - about) as u64).to_le_bytes());
        let sum = xxh3_64(&sound[40..]);
        sound[24..32].copy_from_slice(&sum.to_le_bytes());
        let head = xxh3_64(&sound[..32]);
        sound[32..40].copy_from_slice(&head.to_le_bytes());
        if let Ok(checkpoint) = Checkpoint::from_bytes(sound) {
            let resumed = Simulation::resume(SQUARE.clone(), None, &checkpoint, None, path);
            if let Ok((mut simulation, _)) = resumed {
                simulation.step();
            }
        }
    }
    as_it_is.map(|_| ())
}

fn summary(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    let folder = path.with_extension("");
    std::fs::create_dir_all(&folder).expect("a folder");
    put(&folder.join(run_folder::SUMMARY), bytes);
    let read = run_folder::read_summary(&folder)?;
    let _ = wuwei::report::answer_text(&read, wuwei::document::Language::English);
    Ok(())
}

fn visitors_table(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    let scenario = &*SQUARE;
    let segments: Vec<&str> = scenario.segments.iter().map(|s| s.id.as_str()).collect();
    let portals: Vec<&str> = scenario.portals.iter().map(|p| p.shape.id.as_str()).collect();
    let names = visitors::Names { segments: &segments, portals: &portals };
    visitors::from_parquet(path, names).map(|_| ())
}

fn field_table(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
    put(path, bytes);
    field::from_parquet(path).map(|_| ())
}
