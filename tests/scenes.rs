//! Scenes in which everybody's start is given: what is wrong with one is told with its place, it
//! runs the same from memory and as an event in a folder, and people do what it says.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops at what is amiss")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wuwei::plan::Plan;
use wuwei::scenario;
use wuwei::scene::{self, Scene, Walking};
use wuwei::sim::{RunOptions, Simulation};
use wuwei::trajectories::crossings;
use wuwei::verify::{self, Run};

const DOORS: &str = r#"{"description": "a room with two doors", "type": "test", "fps": 8, "t_max": 300,
 "walkable_area": "POLYGON ((0 0, 6 0, 6 4, 4.25 4, 4.25 5, 3.75 5, 3.75 4, 1.5 4, 1.5 5, 0.5 5, 0.5 4, 0 4, 0 0))",
 "exits": {"narrow": "POLYGON ((3.75 4.6, 4.25 4.6, 4.25 5, 3.75 5, 3.75 4.6))",
           "wide": "POLYGON ((0.5 4.6, 1.5 4.6, 1.5 5, 0.5 5, 0.5 4.6))"},
 "agents": [AGENTS]}"#;

fn scene_of(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("doors.json");
    fs::write(&file, text).unwrap();
    (folder, file)
}

fn doors(agents: &str) -> Scene {
    let (_folder, file) = scene_of(&DOORS.replace("AGENTS", agents));
    scene::read(&file).unwrap_or_else(|p| panic!("{p}"))
}

fn run(scene: &Scene) -> Run {
    verify::run(scene, &Walking::default(), &|_| true).unwrap_or_else(|p| panic!("{p}"))
}

fn agents(count: usize, dest: &str) -> String {
    let place = |i: usize| (0.5 + 0.6 * (i % 9) as f64, 0.4 + 0.6 * (i / 9) as f64);
    let agent = |i: usize| {
        let (x, y) = place(i);
        format!(r#"{{"id": {}, "t": 0.0, "x": {x}, "y": {y}, "v0": 1.3, "dest": "{dest}"}}"#, i + 7)
    };
    (0..count).map(agent).collect::<Vec<_>>().join(",\n")
}

#[test]
fn everything_wrong_is_told_with_its_line() {
    let agents = r#"{"id": 1, "x": 1, "y": 1, "v0": 1.3, "dest": "narow"},
{"id": 2, "x": 1, "y": 9, "v0": 1.3, "dest": "any"},
{"id": 2, "x": 1, "y": 1, "v0": 1.3, "dest": "any"},
{"id": 3, "x": 1, "y": 1, "v0": 0, "dest": "loop"}"#;
    let (_folder, file) = scene_of(&DOORS.replace("AGENTS", agents).replace("\"t_max\": 300,", ""));
    let told = scene::read(&file).expect_err("is refused").to_string();
    for expected in [
        "has no \"t_max\"",
        "did you mean \"narrow\"?",
        "two people with the id 2",
        "person 2 starts off the walkable area",
        "0 is not what is expected here",
        "nobody can go to \"loop\"",
        "doors.json:5:58: error",
        "doors.json:8:",
    ] {
        assert!(told.contains(expected), "{expected:?} is not in:\n{told}");
    }
    // Found by fuzzing: it was told of a file that was never written.
    let late = r#"{"id": 1, "t": 300.5, "x": 1, "y": 1, "v0": 1.3, "dest": "any", "premove": 400},
{"id": 2, "t": 301, "x": 1, "y": 1, "v0": 1.3, "dest": "any"}"#;
    let (_folder, file) = scene_of(&DOORS.replace("AGENTS", late));
    let told = scene::read(&file).expect_err("is refused").to_string();
    assert!(told.contains("person 1 starts at 300.5 s, and 1 more after the end"), "{told}");
    assert!(told.contains("doors.json:1:"), "{told}");
    let (_folder, file) = scene_of("{\"agents\": [}");
    let told = scene::read(&file).expect_err("is refused").to_string();
    assert!(told.contains("doors.json:1:13: error: is no JSON"), "{told}");
}

#[test]
fn half_a_metre_of_door_lets_everybody_through_and_nobody_sticks_at_a_corner() {
    // Bodies of 0.4 m have a hand's breadth left: the last two wedge for minutes, but get out.
    for (radius_m, most_s) in [(0.15, 40.0), (0.2, 200.0)] {
        let scene = doors(&agents(18, "narrow"));
        let walking = Walking { radius_m: Some(radius_m), ..Walking::default() };
        let run = verify::run(&scene, &walking, &|_| true).unwrap_or_else(|p| panic!("{p}"));
        let last_s = run.trajectories.time_s(run.trajectories.frames()[1]);
        println!("radius {radius_m}: the last of 18 out at {last_s:.1} s, cells {} m", run.cell_m);
        assert_eq!((run.left, run.not_in), (18, 0));
        assert!(last_s < most_s, "{last_s} s");
    }
}

#[test]
fn who_stands_first_walks_when_it_is_time() {
    let agent = r#"{"id": 3, "t": 2.0, "x": 1, "y": 1, "v0": 1.0, "dest": "wide", "premove": 4.3}"#;
    let walked = run(&doors(agent)).trajectories;
    let moved = |p: &&wuwei::trajectories::Position| (p.y_m - 1.0).abs() > 0.05;
    let first = walked.positions.iter().find(moved).expect("walks");
    let begins_s = walked.time_s(first.frame);
    assert_eq!(walked.time_s(walked.frames()[0]), 2.0);
    assert!((6.3..6.6).contains(&begins_s), "{begins_s}");
    assert!(walked.positions.iter().all(|p| p.id == 3));
}

#[test]
fn most_who_choose_take_the_near_door_and_some_the_far_one() {
    let near: String = agents(18, "any");
    let run = run(&doors(&near));
    assert_eq!(run.left, 18);
    let line = |a: f64, b: f64| [(a, 4.3), (b, 4.3)].map(|(x, y)| geo::Coord { x, y });
    let wide = crossings(&run.trajectories, line(0.4, 1.6)).len();
    let narrow = crossings(&run.trajectories, line(3.65, 4.35)).len();
    assert!(wide > narrow && narrow > 0 && wide + narrow == 18, "{wide} and {narrow}");
}

/// Two rooms and a corridor of 2 m between them, as IMO 8 has it: 100 people from one room, 50 from
/// the other. All come through, each to the exit that is given, however long it jams.
#[test]
fn two_streams_in_a_narrow_corridor_pass_each_other() {
    let text = r#"{"type": "test", "fps": 5, "t_max": 600,
"walkable_area": "POLYGON ((0 0, 0 10, 10 10, 10 6, 20 6, 20 10, 30 10, 30 0, 20 0, 20 4, 10 4, 10 0, 0 0))",
"exits": {"E": "POLYGON ((30 0, 30 10, 29.4 10, 29.4 0, 30 0))",
          "W": "POLYGON ((0.6 0, 0.6 10, 0 10, 0 0, 0.6 0))"},
"agents": [AGENTS]}"#;
    let agent = |i: usize| {
        let (k, dest) = if i < 100 { (i, "E") } else { (i - 100, "W") };
        let (back, aside) = (0.8 + 0.8 * (k / 10) as f64, 1.0 + 0.9 * (k % 10) as f64);
        let (x, v0) = (if dest == "E" { back } else { 30.0 - back }, 1.0 + 0.05 * (i % 10) as f64);
        format!(r#"{{"id": {i}, "t": 0, "x": {x}, "y": {aside}, "v0": {v0}, "dest": "{dest}"}}"#)
    };
    let agents: Vec<String> = (0..150).map(agent).collect();
    let (_folder, file) = scene_of(&text.replace("AGENTS", &agents.join(",\n")));
    let scene = scene::read(&file).unwrap_or_else(|p| panic!("{p}"));
    for radius_m in [0.199, 0.2, 0.201] {
        let walking = Walking { radius_m: Some(radius_m), ..Walking::default() };
        let run = verify::run(&scene, &walking, &|_| true).unwrap_or_else(|p| panic!("{p}"));
        let last_s = run.trajectories.time_s(run.trajectories.frames()[1]);
        println!("radius {radius_m}: the last of 150 out at {last_s:.1} s");
        assert_eq!(run.left, 150);
        assert!(last_s < 200.0, "{last_s} s");
        for person in 0..150 {
            let walked = &run.trajectories.positions;
            let end = walked.iter().rfind(|p| p.id == person).expect("is seen");
            assert_eq!(end.x_m > 15.0, person < 100, "person {person} ends at {:.1} m", end.x_m);
        }
    }
}

#[test]
fn round_an_oval_people_walk_on_for_ever() {
    let oval = |r: f64| -> String {
        let corner = |k: i32| {
            let angle = f64::from(k) * std::f64::consts::TAU / 60.0;
            let side = if angle.cos() >= 0.0 { 1.0 } else { -1.0 };
            format!("{:.3} {:.3}", side + r * angle.cos(), r * angle.sin())
        };
        (0..=60).map(corner).collect::<Vec<_>>().join(", ")
    };
    let area = format!("POLYGON (({}), ({}))", oval(2.4), oval(1.6));
    let text = format!(
        r#"{{"type": "ring", "fps": 10, "t_max": 60, "walkable_area": "{area}", "exits": {{}},
        "ring": {{"L": 16.57, "straight": 2.0, "R": 2.0}},
        "agents": [{{"id": 1, "t": 0, "x": 0, "y": -2, "v0": 1.2, "dest": "loop"}}]}}"#
    );
    let (_folder, file) = scene_of(&text);
    let scene = scene::read(&file).unwrap_or_else(|p| panic!("{p}"));
    let run = run(&scene);
    let walked = &run.trajectories.positions;
    let way_m: f64 =
        walked.windows(2).map(|p| (p[1].x_m - p[0].x_m).hypot(p[1].y_m - p[0].y_m)).sum();
    // Four rounds and more, counter-clockwise.
    assert!((way_m - 1.2 * 59.9).abs() < 1.5, "{way_m} m");
    let turned: f64 =
        walked.windows(2).map(|p| p[0].x_m * p[1].y_m - p[0].y_m * p[1].x_m).map(f64::signum).sum();
    assert!(turned > 500.0, "{turned}");
}

#[test]
fn as_an_event_in_a_folder_it_is_the_same_run() {
    let scene = doors(&agents(12, "any"));
    let folder = tempfile::tempdir().unwrap();
    let files = scene.event_files(&Walking::default());
    files.write(folder.path()).unwrap_or_else(|p| panic!("{p}"));
    assert!(
        files.write(folder.path()).expect_err("is there").to_string().contains("is there already")
    );
    let hash = |scenario| {
        let options = RunOptions { seed: 1, until_s: None };
        let made = Simulation::new(Arc::new(scenario), Plan::default(), &options, Path::new("e"));
        let mut simulation = made.unwrap_or_else(|p| panic!("{p}")).0;
        (0..150).for_each(|_| simulation.step());
        (simulation.count().inside, simulation.state_hash())
    };
    let read = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}"));
    assert!(read.warnings.0.is_empty(), "{}", read.warnings);
    let made = files.checked(Path::new("doors.json")).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(hash(read.scenario), hash(made.scenario));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let scene = doors(&agents(27, "wide"));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&scene).trajectories.positions)
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn the_command_writes_a_trajectory_a_scene_a_table_and_a_page() {
    let (folder, file) = scene_of(&DOORS.replace("AGENTS", &agents(9, "wide")).replace(
        "\"fps\": 8,",
        "\"fps\": 8, \"flow_line\": [[0.4, 4.3], [1.6, 4.3]], \"area\": [[0.5, 3], [1.5, 3], [1.5, 4], [0.5, 4]],",
    ));
    let out = folder.path().join("out");
    let verify = |extra: &[&str]| {
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_wuwei"))
            .args(["verify", "--json", "--out"])
            .arg(&out)
            .arg(&file)
            .args(extra)
            .output()
            .unwrap();
        let told = String::from_utf8(program.stdout).unwrap();
        (program.status.success(), serde_json::from_str::<serde_json::Value>(&told).unwrap())
    };
    let (done, told) = verify(&["--model", "CollisionFreeSpeed(time_gap_s: 0.8)"]);
    assert!(done, "{told}");
    let row = &told["table"]["scenes"][0];
    assert_eq!((row["scene"].as_str(), row["through"].as_u64()), (Some("doors"), Some(9)));
    assert!(row["flow_per_s"].as_f64().unwrap() > 0.3 && row["errors"].is_null(), "{row}");
    let text = fs::read_to_string(out.join("doors.txt")).unwrap();
    assert!(
        text.starts_with("# framerate: 8 fps\n# id frame x/m y/m z/m\n7 0 0.5000 0.4000 0.0\n")
    );
    // What was simulated, taken for the recording, is without error.
    let page = folder.path().join("docs/motion.md");
    let recordings = out.to_str().unwrap();
    let (done, told) = verify(&[
        "--model",
        "CollisionFreeSpeed(time_gap_s: 0.8)",
        "--recordings",
        recordings,
        "--peer",
        &format!("twin={recordings}"),
        "--report",
        page.to_str().unwrap(),
    ]);
    assert!(done, "{told}");
    let errors = &told["table"]["errors"]["mean"];
    for error in ["flow", "times", "density", "speed", "gap", "stuck"] {
        assert!(errors[error].as_f64().unwrap() < 1e-3, "{error}: {errors}");
    }
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("| error | twin | wuwei |"), "{page}");
    assert!(folder.path().join("docs/motion/people-who-have-passed-doors.svg").is_file());
    let (done, told) = verify(&["--model", "CollisionFree"]);
    assert!(!done);
    let what = told["problems"][0]["hint"].as_str().unwrap_or_default();
    assert!(what.contains("CollisionFreeSpeed"), "{told}");
}
