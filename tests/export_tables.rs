//! The folder of a run: what is written is read back; what is damaged is refused with a message
//! that says which file, and never with a panic; what cannot be written leaves nothing behind.

#![allow(clippy::expect_used)]

mod export_sample;

use export_sample::{felt, field, run, summary, visitors};
use std::fs;
use std::path::Path;
use wuwei::assess::FeltAccount;
use wuwei::export::run_folder::{self, RunContents, StoredRun};

fn write_sample(folder: &Path) {
    run(|contents| run_folder::write(folder, contents)).expect("the sample is written");
}

fn message(folder: &Path) -> String {
    run_folder::read(folder).expect_err("must be refused").to_string()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().expect("folder");
    let inside = folder.path().join("runs/first");
    write_sample(&inside);
    let stored = run_folder::read(&inside).expect("readable");
    let expected = StoredRun {
        summary: summary(),
        visitors: visitors(),
        felt: felt().visitors,
        field: field(),
        venue_geojson: "{}".to_owned(),
    };
    assert_eq!(stored, expected);
    assert_eq!(
        names(&inside),
        [
            "counters.parquet",
            "felt.parquet",
            "field.parquet",
            "hotspots.json",
            "report.html",
            "summary.json",
            "venue.geojson",
            "visitors.parquet"
        ]
    );
}

#[test]
fn more_rows_than_a_row_group_holds_come_back() {
    let folder = tempfile::tempdir().expect("folder");
    let many: Vec<_> = visitors().into_iter().cycle().take(150_001).collect();
    let costs: Vec<_> = felt().visitors.into_iter().cycle().take(many.len()).collect();
    let felt = FeltAccount { visitors: costs, ..felt() };
    run(|contents| {
        let more = RunContents { visitors: &many, felt: &felt, ..*contents };
        run_folder::write(folder.path(), &more)
    })
    .expect("written");
    let stored = run_folder::read(folder.path()).expect("readable");
    assert!(stored.visitors == many && stored.felt == felt.visitors);
}

#[test]
fn a_run_without_visitors_or_minutes_comes_back() {
    let folder = tempfile::tempdir().expect("folder");
    let mut empty = field();
    empty.minutes.clear();
    let nothing = FeltAccount::default();
    run(|contents| {
        let none = RunContents { visitors: &[], felt: &nothing, field: &empty, ..*contents };
        run_folder::write(folder.path(), &none)
    })
    .expect("written");
    let stored = run_folder::read(folder.path()).expect("readable");
    assert_eq!((stored.visitors.len(), stored.field), (0, empty));
}

#[test]
fn a_later_run_takes_the_place_of_an_earlier_one_and_of_its_trajectories() {
    let folder = tempfile::tempdir().expect("folder");
    write_sample(folder.path());
    let old = folder.path().join(run_folder::TRAJECTORIES);
    fs::write(&old, "of the earlier run").expect("written");
    run(|contents| {
        run_folder::write(folder.path(), &RunContents { has_trajectories: true, ..*contents })
    })
    .expect("written");
    assert!(old.exists(), "trajectories of this run stay");
    write_sample(folder.path());
    assert!(!old.exists(), "trajectories of another run would be taken for this one's");
    assert!(run_folder::read(folder.path()).is_ok());
}

#[test]
fn each_file_cut_short_is_named() {
    let folder = tempfile::tempdir().expect("folder");
    for name in ["summary.json", "visitors.parquet", "field.parquet"] {
        write_sample(folder.path());
        let path = folder.path().join(name);
        let whole = fs::read(&path).expect("readable");
        for keep in [0, 3, 8, whole.len() / 3, whole.len() / 2, whole.len() - 9, whole.len() - 3] {
            fs::write(&path, &whole[..keep]).expect("written");
            let message = message(folder.path());
            assert!(message.contains(name), "{keep} bytes of {name}: {message}");
            assert!(message.contains("hint: "), "{message}");
        }
        fs::remove_file(&path).expect("removed");
        assert!(message(folder.path()).contains(name), "{name} missing");
    }
}

#[test]
fn a_table_with_any_byte_wrong_is_read_or_refused_but_never_a_panic() {
    let folder = tempfile::tempdir().expect("folder");
    write_sample(folder.path());
    for name in ["visitors.parquet", "field.parquet"] {
        let path = folder.path().join(name);
        let whole = fs::read(&path).expect("readable");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xFF;
            fs::write(&path, &damaged).expect("written");
            if let Err(problems) = run_folder::read(folder.path()) {
                assert!(problems.to_string().contains(name), "byte {at}: {problems}");
            }
        }
        fs::write(&path, &whole).expect("written");
    }
}

/// Found by fuzzing: two thousand million numbers, skipped behind the end of the file one by one.
#[test]
fn a_page_that_claims_more_than_the_file_holds_is_refused_at_once() {
    let folder = tempfile::tempdir().expect("folder");
    write_sample(folder.path());
    let path = folder.path().join("visitors.parquet");
    let mut damaged = fs::read(&path).expect("read");
    // The first page's header begins behind "PAR1": an unknown field, a list of doubles, 2^31 - 1.
    let field = [0xF9, 0xF7, 0xFF, 0xFF, 0xFF, 0xFF, 0x07];
    damaged[4..4 + field.len()].copy_from_slice(&field);
    fs::write(&path, &damaged).expect("written");
    let begun = std::time::Instant::now();
    let message = message(folder.path());
    assert!(message.contains("visitors.parquet"), "{message}");
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[test]
fn what_is_no_run_is_told_from_what_is_not_there_and_from_what_is_newer() {
    let folder = tempfile::tempdir().expect("folder");
    assert!(message(folder.path()).contains("is not the folder of a run"));
    let nowhere = folder.path().join("nowhere");
    assert!(message(&nowhere).contains("there is no such folder"));
    write_sample(folder.path());
    let path = folder.path().join("summary.json");
    let newer =
        fs::read_to_string(&path).expect("text").replacen("\"version\": 2", "\"version\": 7", 1);
    fs::write(&path, newer).expect("written");
    let message = message(folder.path());
    assert!(message.contains("version 7") && message.contains("reads version 2"), "{message}");
}

#[test]
fn a_damaged_summary_is_named_with_line_and_column() {
    let folder = tempfile::tempdir().expect("folder");
    write_sample(folder.path());
    fs::write(folder.path().join("summary.json"), "{\"version\": 2,\n \"event\": 3}").expect("w");
    let message = message(folder.path());
    assert!(message.contains("summary.json:2:"), "{message}");
}

#[test]
fn tables_of_another_run_are_refused() {
    let folder = tempfile::tempdir().expect("folder");
    write_sample(folder.path());
    let path = folder.path().join("summary.json");
    let other = fs::read_to_string(&path).expect("text").replace("\"north\"", "\"west\"");
    fs::write(&path, other).expect("written");
    let message = message(folder.path());
    assert!(message.contains("no portal \"north\""), "{message}");
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    // Both name the file that is in the way.
    for target in [file.join("run"), file] {
        let problems = run(|contents| run_folder::write(&target, contents)).expect_err("refused");
        let message = problems.to_string();
        assert!(message.contains("is not a folder"), "{message}");
        assert!(message.contains("file") && message.contains("hint: "), "{message}");
    }
}

#[test]
fn what_cannot_be_written_whole_leaves_the_earlier_run_as_it_was() {
    let folder = tempfile::tempdir().expect("folder");
    write_sample(folder.path());
    let before = names(folder.path());
    // A number that JSON cannot hold, a visitor of no segment, and a file in the way.
    let mut infinite = summary();
    infinite.answers.safe.figure = f64::INFINITY;
    let mut strangers = visitors();
    strangers[0].segment = 9;
    run(|contents| {
        let wrong = RunContents { summary: &infinite, ..*contents };
        let message = run_folder::write(folder.path(), &wrong).expect_err("refused").to_string();
        assert!(message.contains("summary.json"), "{message}");
        let wrong = RunContents { visitors: &strangers, ..*contents };
        let message = run_folder::write(folder.path(), &wrong).expect_err("refused").to_string();
        assert!(message.contains("there is no segment 9"), "{message}");
        Ok(())
    })
    .expect("refused");
    assert_eq!(names(folder.path()), before);
    assert_eq!(run_folder::read(folder.path()).expect("still there").summary, summary());

    fs::remove_file(folder.path().join("report.html")).expect("removed");
    fs::create_dir(folder.path().join("report.html")).expect("made");
    let message = run(|contents| run_folder::write(folder.path(), contents))
        .expect_err("refused")
        .to_string();
    assert!(message.contains("report.html") && message.contains("folder"), "{message}");
    assert_eq!(names(folder.path()), before, "no temporary names are left");
    assert!(run_folder::read(folder.path()).is_ok());
}
