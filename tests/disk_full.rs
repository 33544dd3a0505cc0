//! What happens when nothing more can be written: nothing is left half there, what was whole
//! stays whole and readable, and the user is told what to do.
//!
//! A limit of the shell on the size of files stands in for a full disk, so that it can be tried
//! by anyone: what is longer cannot be written.

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The program where no file gets longer than so many KiB.
fn program(most_kib: usize, arguments: &[&str]) -> Output {
    // Without the trap the system would end the program instead of answering it.
    let script = "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"";
    Command::new("bash")
        .args(["-c", script, &most_kib.to_string(), env!("CARGO_BIN_EXE_wuwei")])
        .args(arguments)
        .output()
        .expect("runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// All files of a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(&path).expect("readable"))
    };
    entries.map(|entry| read(entry.path())).collect()
}

/// Asks for a run of the tests' square.
fn run<'a>(square: &'a str, out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["run", square, "--until", "14:20", "--out", out][..], more].concat()
}

#[test]
fn a_run_that_finds_no_room_leaves_the_one_before_it_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let (square, out) = (repository("tests/fixtures/square"), folder.path().join("run"));
    let (square, out) = (square.to_string_lossy(), out.to_string_lossy());
    let first = program(100_000, &run(&square, &out, &[]));
    assert!(first.status.success(), "{}", said(&first));
    let whole = files(Path::new(&*out));
    assert!(whole.len() == 8 && whole.contains_key("summary.json"));
    let second = program(64, &run(&square, &out, &["--seed", "2"]));
    assert_eq!(second.status.code(), Some(1), "{}", said(&second));
    let words = said(&second);
    assert!(words.contains("cannot be written") && words.contains("has room"), "{words}");
    assert!(files(Path::new(&*out)) == whole, "the first run is not as it was");
    let report = program(100_000, &["report", &out]);
    assert!(report.status.success(), "{}", said(&report));
}

#[test]
fn trajectories_that_find_no_room_leave_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (square, out) = (repository("tests/fixtures/square"), folder.path().join("run"));
    let (square, out) = (square.to_string_lossy(), out.to_string_lossy());
    let run = program(32, &run(&square, &out, &["--trajectories", "10"]));
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert!(said(&run).contains("trajectories.sqlite: error: cannot be written"), "{}", said(&run));
    assert!(files(Path::new(&*out)).is_empty(), "{:?}", files(Path::new(&*out)).keys());
}

/// The checkpoints are there, the report is too long: the run is had from the last of them.
#[test]
fn a_run_with_checkpoints_that_cannot_be_stored_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let (square, out) = (repository("tests/fixtures/square"), folder.path().join("run"));
    let (square, out) = (square.to_string_lossy(), out.to_string_lossy());
    let words = run(&square, &out, &["--checkpoint-every", "5"]);
    let full = program(100, &words);
    assert_eq!(full.status.code(), Some(1), "{}", said(&full));
    assert!(said(&full).contains("--resume"), "{}", said(&full));
    let left = files(Path::new(&*out));
    assert!(!left.is_empty() && left.keys().all(|n| n.ends_with(".wuwei")), "{:?}", left.keys());
    let resumed = program(100_000, &[&words[..], &["--resume", &out]].concat());
    assert!(resumed.status.success(), "{}", said(&resumed));
    assert!(said(&resumed).contains("Goes on at 14:20"), "{}", said(&resumed));
}

/// Checkpoints too long for the disk: the run says so while it goes on, and goes on.
#[test]
fn a_checkpoint_that_finds_no_room_is_told_and_costs_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let (square, out) = (repository("tests/fixtures/square"), folder.path().join("run"));
    let (square, out) = (square.to_string_lossy(), out.to_string_lossy());
    let run = program(16, &run(&square, &out, &["--checkpoint-every", "5"]));
    assert_eq!(run.status.code(), Some(1), "the report finds no room either: {}", said(&run));
    let words = said(&run);
    assert!(words.contains("checkpoint-14-05.wuwei: warning: cannot be written"), "{words}");
    assert!(!words.contains("checkpoint-14-10"), "told once: {words}");
    assert!(words.contains(": error: cannot be written"), "{words}");
    assert!(files(Path::new(&*out)).is_empty(), "{:?}", files(Path::new(&*out)).keys());
}
