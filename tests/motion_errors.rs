//! How far the default model of motion is from recorded experiments, held against what it was:
//! a change that makes an error larger by more than its noise fails here.
//!
//! The recordings lie in the folder `shared` beside the repository, or where `WUWEI_SHARED` says.
//! Where they are not there the test says so and passes; with `CI=true` it fails. What is stored
//! is made anew by
//!
//! ```sh
//! WUWEI_GOLDEN=renew cargo test --release --test motion_errors
//! ```

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops at what is amiss")]

use rayon::prelude::*;
use serde_json::Value;
use std::path::{Path, PathBuf};
use wuwei::scene::{self, Scene, Walking};
use wuwei::verify::{self, Errors, Figures, Recorded, Relations, overall};

const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/motion_errors.json");
/// An error may be larger by this share and by this much: as much as it moves when people start a
/// hand's breadth elsewhere.
const NOISE_SHARE: f64 = 0.05;
const NOISE: f64 = 0.01;

fn data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("WUWEI_SHARED").map_or_else(beside, PathBuf::from);
    let data = shared.join("data");
    if data.join("experiments").is_dir() {
        return Some(data);
    }
    let ci = std::env::var("CI").as_deref() == Ok("true");
    assert!(!ci, "{} is not there; set WUWEI_SHARED", data.display());
    println!("SKIPPED: ../shared not there");
    None
}

fn scenes(folder: &Path) -> Vec<Scene> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|file| scene::is_scene(file)).collect();
    files.sort();
    files.iter().map(|file| scene::read(file).unwrap_or_else(|p| panic!("{p}"))).collect()
}

/// The errors over all scenes.
fn errors(data: &Path) -> Value {
    let scenes = scenes(&data.join("experiments"));
    let recorded = Recorded::read(&scenes, None).unwrap_or_else(|p| panic!("{p}"));
    let measured = data.join("jps_validation/systemtest/Validation");
    let relations =
        Relations::read(&[measured.join("1test_1D/data")], &[measured.join("test_13/experiments")]);
    let relations = relations.unwrap_or_else(|p| panic!("{p}"));
    let walking = Walking { radius_m: Some(0.2), ..Walking::default() };
    let one = |scene: &Scene| {
        let run = verify::run(scene, &walking, &|_| true).unwrap_or_else(|p| panic!("{p}"));
        Some(Figures::of(scene, &run.trajectories, scene.people.len()))
    };
    let ours = Recorded(scenes.par_iter().map(one).collect());
    let errors: Vec<Errors> = recorded.errors_of(&scenes, &ours);
    let over_all = overall(&ours.pairs(&scenes), &recorded.pairs(&scenes), &errors, &relations);
    serde_json::to_value(over_all.expect("there are recordings")).unwrap()
}

/// All numbers in a value, each with the way to it.
fn numbers(of: &Value, path: &str, found: &mut Vec<(String, f64)>) {
    match of {
        Value::Number(n) => found.push((path.to_owned(), n.as_f64().unwrap())),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(i, v)| numbers(v, &format!("{path}[{i}]"), found));
        }
        Value::Object(all) => {
            all.iter().for_each(|(k, v)| numbers(v, &format!("{path}.{k}"), found));
        }
        _ => {}
    }
}

#[test]
fn no_error_is_larger_than_it_was() {
    let Some(data) = data() else { return };
    let now = errors(&data);
    if std::env::var("WUWEI_GOLDEN").as_deref() == Ok("renew") {
        std::fs::write(STORED, serde_json::to_string_pretty(&now).unwrap() + "\n").unwrap();
        return;
    }
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(STORED).unwrap()).unwrap();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    numbers(&stored, "", &mut before);
    numbers(&now, "", &mut after);
    let mut worse = Vec::new();
    for (name, was) in before {
        let is = after.iter().find(|(n, _)| *n == name).map_or(f64::INFINITY, |(_, is)| *is);
        println!("{name}: {is:.3} (was {was:.3})");
        if is > was * (1.0 + NOISE_SHARE) + NOISE {
            worse.push(name);
        }
    }
    assert!(worse.is_empty(), "larger than it was: {}", worse.join(", "));
}
