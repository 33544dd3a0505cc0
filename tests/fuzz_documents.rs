//! Event, plan, venue, map and summary, damaged as in `fuzz_readers`: each is used, or refused
//! with what is wrong with which file, and nothing panics.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod fuzz_harness;

use fuzz_harness::{Sample, fuzz, shared};
use std::path::{Path, PathBuf};
use wuwei::document::Hours;
use wuwei::export::run_folder;
use wuwei::plan::{self, PlanContext};
use wuwei::scenario;
use wuwei::venue::import::{ImportOptions, import_file};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn sample(ending: &'static str, path: &str) -> Sample {
    (ending, std::fs::read(repository(path)).expect("a file of the repository"))
}

fn map(path: &Path) -> Result<(), wuwei::document::Problems> {
    let imported = import_file(path, &ImportOptions::default())?;
    let out = path.with_extension("out");
    let _ = std::fs::remove_dir_all(&out);
    imported.write(&out).map(|_| ())
}

#[test]
fn events() {
    let venue = wuwei::venue::read(&repository("tests/fixtures/square/venue.geojson"));
    let venue = venue.expect("sound").0;
    let samples = [
        sample(".ron", "tests/fixtures/square/event.ron"),
        sample(".ron", "scenarios/community_square/event.ron"),
    ];
    fuzz("event", 400, &samples, |path| {
        let checked = scenario::read_on(path, &venue)?;
        assert!(!scenario::explain(&checked).contains("NaN"));
        Ok(())
    });
}

#[test]
fn plans() {
    let venue = wuwei::venue::read(&repository("scenarios/community_square/venue.geojson"));
    let ground = venue.expect("sound").0.ground;
    let hours = Hours { starts_s: 14.0 * 3600.0, duration_s: 4.0 * 3600.0 };
    let context = PlanContext { hours, ground: &ground, event: None };
    let samples = [
        sample(".ron", "scenarios/community_square/plans/light.ron"),
        sample(".ron", "scenarios/community_square/plans/heavy.ron"),
    ];
    fuzz("plan", 400, &samples, |path| {
        let read = plan::read(path, &context)?.plan;
        // Written and read again it is the same plan.
        let text = plan::write_ron(&read, &hours);
        let again = plan::read_from_text(path, &text, &context)?.plan;
        assert_eq!(read.measures.len(), again.measures.len(), "{text}");
        Ok(())
    });
}

#[test]
fn venues() {
    let samples = [
        sample(".geojson", "tests/fixtures/square/venue.geojson"),
        sample(".geojson", "tests/fixtures/courtyard.geojson"),
    ];
    fuzz("venue", 300, &samples, |path| {
        let (venue, _) = wuwei::venue::read(path)?;
        let mut corners = venue.ground.iter().flat_map(|p| p.exterior().coords());
        assert!(corners.all(|c| c.x.is_finite() && c.y.is_finite()));
        Ok(())
    });
}

#[test]
fn maps() {
    let mut samples = vec![
        sample(".osm", "tests/fixtures/block.osm"),
        sample(".geojson", "tests/fixtures/courtyard.geojson"),
    ];
    let places =
        ["paris_eiffel_tower/paris_eiffel_tower.osm", "breda_grote_markt/Breda_Grote_Markt.osm"];
    for place in places {
        let files = shared(&format!("places/{place}"), 200_000);
        samples.extend(files.into_iter().map(|bytes| (".osm", bytes)));
    }
    let square = shared("places/lyon_terreaux/geometry_wgs84.geojson", 1 << 20);
    samples.extend(square.into_iter().map(|bytes| (".geojson", bytes)));
    fuzz("maps", 200, &samples, map);
}

/// What says what was kept of an earlier import is no map: damaged it costs nothing but what it
/// says.
#[test]
fn imports_over_an_earlier_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let block = repository("tests/fixtures/block.osm");
    let import = || import_file(&block, &ImportOptions::default()).expect("sound");
    import().write(folder.path()).expect("written");
    let said = folder.path().join("import.json");
    let samples = [(".json", std::fs::read(&said).expect("written"))];
    fuzz("import.json", 100, &samples, |path| {
        std::fs::copy(path, &said).expect("copied");
        import().write(folder.path()).expect("written whatever it says");
        Ok(())
    });
}

#[test]
fn summaries() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = folder.path().join("run");
    let arguments = ["wuwei", "run", "SQUARE", "--until", "14:20", "--quiet", "--out", "RUN"];
    let square = repository("tests/fixtures/square");
    let arguments = arguments.map(|word| match word {
        "SQUARE" => square.clone().into_os_string(),
        "RUN" => run.clone().into_os_string(),
        word => word.into(),
    });
    assert_eq!(wuwei::cli::run(arguments), std::process::ExitCode::SUCCESS);
    let samples = [(".json", std::fs::read(run.join(run_folder::SUMMARY)).expect("written"))];
    fuzz("summary", 300, &samples, |path| {
        let damaged = path.with_file_name("case-run");
        std::fs::create_dir_all(&damaged).expect("a folder");
        std::fs::copy(path, damaged.join(run_folder::SUMMARY)).expect("copied");
        let read = run_folder::read_summary(&damaged)?;
        let _ = wuwei::report::answer_text(&read, wuwei::document::Language::English);
        Ok(())
    });
}
