//! Trajectories of other programs and of experiments: read, and set side by side. The files of
//! JuPedSim in `fixtures` were written by JuPedSim 1.4.2 itself: twelve people in a hall of
//! 12 by 4 m, in the second file 5 cm farther east; PedPy 1.5.1 and pandas gave the figures.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::path::{Path, PathBuf};
use wuwei::trajectories::{Trajectories, compare, read};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn good(path: &Path) -> Trajectories {
    read(path, None).unwrap_or_else(|p| panic!("{p}"))
}

fn text(name: &str, text: &str) -> Result<Trajectories, String> {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    read(&path, None).map_err(|p| p.to_string())
}

#[track_caller]
fn refused(words: &str, parts: &[&str]) {
    let told = text("t.txt", words).expect_err("refused");
    for part in parts {
        assert!(told.contains(part), "{part:?} is not in:\n{told}");
    }
}

#[test]
fn files_of_jupedsim_are_read_and_compared() {
    let (a, b) = (good(&fixture("jupedsim_a.sqlite")), good(&fixture("jupedsim_b.sqlite")));
    assert_eq!((a.people(), a.positions.len(), a.frames_per_s), (12, 207, 2.0));
    let comparison = compare(&a, &b);
    assert!((comparison.ground_m2 - 48.0).abs() < 1e-9);
    let [left, right] = &comparison.sides;
    let speeds = [left, right].map(|s| s.measures.mean_speed_mps.expect("moving"));
    assert!((speeds[0] - 1.052_447).abs() < 1e-5, "{speeds:?}");
    assert!((speeds[1] - 1.050_852).abs() < 1e-5, "{speeds:?}");
    assert!((left.measures.on_ground[0] - 9.857_14).abs() < 1e-4);
    assert_eq!(left.measures.on_ground[1], 12.0);
    assert!(left.measures.stretches.iter().all(|s| s.on_ground <= 12.0));
    let apart = comparison.apart.expect("the same people");
    assert_eq!((apart.people, apart.positions), (12, 205));
    assert!((apart.median_m - 0.049_971).abs() < 1e-5, "{apart:?}");
    assert!((apart.largest_m - 0.050_290).abs() < 1e-5, "{apart:?}");
    assert_eq!(apart.first_apart_s, Some(0.0));
    let same = compare(&a, &a).apart.expect("the same people");
    assert_eq!((same.largest_m, same.first_apart_s), (0.0, None));
    let said = comparison.text();
    for part in ["shared by both files, 48 m²", "1.05", "median 0.050 m apart"] {
        assert!(said.contains(part), "{part:?} is not in:\n{said}");
    }
}

#[test]
fn texts_in_many_dialects_are_read() {
    let metres =
        text("t.txt", "# framerate: 25 fps\n# id frame x/m y/m z/m\n1 0 0.12 3.4 0\n1 1 .5 3\n");
    let metres = metres.expect("read");
    assert_eq!((metres.frames_per_s, metres.positions[1].x_m), (25.0, 0.5));
    let other = "#framerate: 10\n#ID\tFR\tX[cm]\tY[cm]\r\n2\t7\t100\t-250\t1.8\r\n1\t7.0\t0\t0\r\n";
    let other = text("t.txt", other).expect("read");
    assert_eq!((other.positions[1].x_m, other.positions[1].y_m), (1.0, -2.5));
    assert_eq!(other.frames(), [7, 7]);
    // Without a unit: two people who walk 10 a frame walk in centimetres.
    let bare = "# framerate: 16\n1 0 0 0\n1 1 10 0\n1 2 20 0\n1 2 20 0\n";
    let bare = text("t.txt", bare).expect("read");
    assert!((bare.positions[2].x_m - 0.2).abs() < 1e-9);
    assert!(bare.notes[0].contains("taken as centimetres"), "{:?}", bare.notes);
    assert!(bare.notes[1].contains("1 positions of somebody twice"), "{:?}", bare.notes);
}

#[test]
fn broken_files_are_refused_with_a_place() {
    refused("1 0 0.1 0.2\n", &["frames a second", "# framerate: 25 fps", "--fps 25"]);
    refused(
        "# framerate: 25 fps\n1 0 0.1 0.2\n1 1 nan 0.2\n1 2 0.1\n",
        &["t.txt:3: error: \"nan\" is no position", "t.txt:4: error: has 3 columns"],
    );
    refused("# framerate: 25 fps\n1 0.5 1 1\n", &["\"0.5\" is no frame's number"]);
    refused("# framerate: 25 fps\n", &["holds nobody"]);
    refused("Meet at noon, by the tree.\n", &["t.txt:1: ", "expected: person frame x y"]);
    let folder = tempfile::tempdir().expect("folder");
    let told = |bytes: &[u8]| {
        let path = folder.path().join("t.sqlite");
        std::fs::write(&path, bytes).expect("written");
        read(&path, None).expect_err("refused").to_string()
    };
    let whole = std::fs::read(fixture("jupedsim_a.sqlite")).expect("the fixture");
    for keep in [100, 5000, whole.len() / 2] {
        assert!(told(&whole[..keep]).contains("cannot be read as JuPedSim trajectories"));
    }
    let path = folder.path().join("far.sqlite");
    std::fs::write(&path, &whole).expect("written");
    let file = rusqlite::Connection::open(&path).expect("opened");
    file.execute("UPDATE trajectory_data SET pos_x = 1e300 WHERE id = 3 AND frame = 2", [])
        .expect("updated");
    drop(file);
    let far = read(&path, None).expect_err("nowhere").to_string();
    assert!(far.contains("person 3 in frame 2 is nowhere"), "{far}");
    assert!(told(b"\x89PNG\r\n\x1a\n\0\0\xff").contains("no trajectory file"));
    let folder_told = read(folder.path(), None).expect_err("no run").to_string();
    assert!(folder_told.contains("--trajectories 10"), "{folder_told}");
    assert!(read(Path::new("nowhere.txt"), None).is_err());
}

/// Every recording in the shared data is read, with its ground.
#[test]
fn recordings_of_experiments_are_read() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("WUWEI_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join("data/experiments");
    if !folder.is_dir() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "set WUWEI_SHARED");
        println!("SKIPPED: ../shared not there");
        return;
    }
    let mut files = 0;
    for entry in std::fs::read_dir(folder).expect("experiments") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "txt") {
            continue;
        }
        let read = good(&path);
        let ground = read.ground.as_ref().expect("the ground beside it");
        let measures = compare(&read, &read).sides[0].measures.clone();
        let speed = measures.mean_speed_mps.expect("moving");
        let name = path.display();
        assert!((0.1..2.0).contains(&speed), "{name}: {speed} m/s");
        let share = measures.on_ground[0] * (read.frames()[1] - read.frames()[0] + 1) as f64
            / read.positions.len() as f64;
        assert!(share > 0.95, "{name}: {share} of the positions are on the ground {ground:?}");
        println!("{name}: {} people, {speed:.2} m/s, {share:.3} on the ground", measures.people);
        files += 1;
    }
    assert!(files >= 11, "{files} files");
}
