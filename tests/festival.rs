//! A real festival replayed: ten seconds each of a square full of people, filmed from above
//! (Place des Terreaux, Lyon, Fête des Lumières, 8 December 2022; MADRAS project, MIT licence).
//! People come into the picture where and when they came, and walk in the direction in which they
//! went, at free speeds of the standard segments; how fast they get on is up to the model.
//!
//! The recordings lie in the folder `shared` beside the repository, or where `WUWEI_SHARED` says.
//! Where they are not there the test says so and passes; with `CI=true` it fails. `WUWEI_MODEL`
//! takes another model than that of events.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops at what is amiss")]

use flate2::read::GzDecoder;
use geo::{Coord, MultiPolygon, Rect};
use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::path::{Path, PathBuf};
use wuwei::scenario::STANDARD_SEGMENTS;
use wuwei::scene::{Measured, Person, PersonGoes, Scene, Walking};
use wuwei::verify;

/// Where everybody in the picture is seen, metres.
const CORE: [[f64; 2]; 2] = [[-4.5, 1.5], [2.0, 5.0]];
/// The middle of the picture, and how far from it people are gone.
const MIDDLE: [f64; 2] = [-1.0, 3.2];
const GONE_M: f64 = 14.0;
/// Ways out round the picture.
const WAYS_OUT: usize = 24;
/// The clips by density.
const CLASSES: [(&str, &[&str]); 4] = [
    ("0.26 /m²", &["2F", "2E"]),
    ("0.45 /m²", &["2B", "1C"]),
    ("0.8 /m²", &["2D"]),
    ("1.1 /m²", &["1A", "1B", "2A", "2C"]),
];
/// How far the speed of a class may be off, that of a clip, of which each has ten seconds, and the
/// scatter of directions.
const SPEED_WITHIN: f64 = 0.15;
const CLIP_WITHIN: f64 = 0.26;
const SCATTER_WITHIN: f64 = 0.2;
/// Who goes less in a second stands.
const STANDS_MPS: f64 = 0.2;

/// A person's way: frames, seconds and places.
type Way = Vec<(i64, f64, [f64; 2])>;

fn recordings() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("WUWEI_SHARED").map_or_else(beside, PathBuf::from);
    let place = shared.join("data/places/lyon_terreaux");
    if place.is_dir() {
        return Some(place);
    }
    let ci = std::env::var("CI").as_deref() == Ok("true");
    assert!(!ci, "{} is not there; set WUWEI_SHARED", place.display());
    println!("SKIPPED: ../shared not there");
    None
}

fn recorded(folder: &Path, clip: &str) -> BTreeMap<i64, Way> {
    let file = std::fs::File::open(folder.join(format!("traj_topview_{clip}.csv.gz"))).unwrap();
    let mut ways: BTreeMap<i64, Way> = BTreeMap::new();
    for row in csv::Reader::from_reader(GzDecoder::new(file)).records() {
        let row = row.unwrap();
        let number = |i: usize| row[i].parse::<f64>().unwrap();
        ways.entry(row[0].parse().unwrap()).or_default().push((
            number(1) as i64,
            number(2),
            [number(3), number(4)],
        ));
    }
    ways
}

fn core_m2() -> f64 {
    (CORE[1][0] - CORE[0][0]) * (CORE[1][1] - CORE[0][1])
}

/// What a crowd in the picture does: people per m² in its core, mean net speed in m/s and how far
/// directions scatter (circular standard deviation, radians).
#[derive(Debug)]
struct Seen {
    density_per_m2: f64,
    speed_mps: f64,
    scatter: f64,
}

fn seen(ways: &BTreeMap<i64, Way>) -> Seen {
    let inside = |p: &[f64; 2]| (0..2).all(|k| CORE[0][k] < p[k] && p[k] < CORE[1][k]);
    let mut frames: BTreeMap<i64, usize> = BTreeMap::new();
    let (mut speeds, mut sum, mut directions) = (Vec::new(), [0.0, 0.0], 0.0f64);
    for way in ways.values() {
        for (frame, _, at) in way {
            *frames.entry(*frame).or_default() += usize::from(inside(at));
        }
        let ((_, from_s, from), (_, until_s, to)) = (way[0], way[way.len() - 1]);
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        if until_s - from_s > 1.0 {
            speeds.push(dx.hypot(dy) / (until_s - from_s));
        }
        if dx.hypot(dy) > 0.5 {
            sum = [sum[0] + dx / dx.hypot(dy), sum[1] + dy / dx.hypot(dy)];
            directions += 1.0;
        }
    }
    // The first and the last of ten seconds may be cut.
    let cut = frames.len() / 20;
    let whole: Vec<f64> = frames
        .values()
        .skip(cut)
        .take(frames.len() - 2 * cut)
        .map(|n| *n as f64 / core_m2())
        .collect();
    let resultant = sum[0].hypot(sum[1]) / directions;
    Seen {
        density_per_m2: whole.iter().sum::<f64>() / whole.len() as f64,
        speed_mps: speeds.iter().sum::<f64>() / speeds.len() as f64,
        scatter: (-2.0 * resultant.ln()).sqrt(),
    }
}

/// A number in 0..1 that looks random beside those of other keys.
fn draw(key: u64) -> f64 {
    let mixed = (key + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 11) as f64 / (1u64 << 53) as f64
}

/// Free speed of a visitor of an event, by the standard segments.
fn free_speed_mps(id: i64) -> f64 {
    let key = id as u64 * 16;
    let mut share = draw(key);
    let kind = STANDARD_SEGMENTS.iter().find(|s| {
        share -= s.share;
        share < 0.0
    });
    let [mean, sd, low, high] = kind.unwrap_or(&STANDARD_SEGMENTS[0]).speed_mps;
    let sum: f64 = (1..13).map(|k| draw(key + k)).sum();
    (mean + sd * (sum - 6.0)).clamp(low, high)
}

fn rectangle(middle: [f64; 2], half: f64) -> MultiPolygon<f64> {
    let corner = |sign: f64| Coord { x: middle[0] + sign * half, y: middle[1] + sign * half };
    MultiPolygon::new(vec![Rect::new(corner(-1.0), corner(1.0)).to_polygon()])
}

/// The recorded crowd as a scene on an open square.
fn replay(clip: &str, ways: &BTreeMap<i64, Way>) -> Scene {
    let way_out = |k: usize| {
        let (sin, cos) = (TAU * k as f64 / WAYS_OUT as f64).sin_cos();
        rectangle([MIDDLE[0] + GONE_M * cos, MIDDLE[1] + GONE_M * sin], 1.0)
    };
    let exits = (0..WAYS_OUT).map(|k| (format!("way{k}"), way_out(k))).collect();
    let person = |(id, way): (&i64, &Way)| {
        let ((_, from_s, from), (_, until_s, to)) = (way[0], way[way.len() - 1]);
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let turn = (dy.atan2(dx) / TAU).rem_euclid(1.0) * WAYS_OUT as f64;
        let stands = dx.hypot(dy) < STANDS_MPS * (until_s - from_s);
        Person {
            id: *id,
            starts_s: (from_s - 0.1).max(0.0),
            at: Coord { x: from[0], y: from[1] },
            free_speed_mps: free_speed_mps(*id),
            waits_s: if stands { 60.0 } else { 0.0 },
            goes: PersonGoes::Exit(turn.round() as usize % WAYS_OUT),
        }
    };
    Scene {
        file: format!("terreaux_{clip}.json").into(),
        name: format!("terreaux_{clip}"),
        description: String::new(),
        kind: String::new(),
        fps: 10.0,
        ends_s: 10.0,
        ground: rectangle(MIDDLE, GONE_M + 2.0),
        people: ways.iter().map(person).collect(),
        exits,
        round: None,
        zones: Vec::new(),
        measured: Measured::default(),
    }
}

/// What the model makes of it, for as long as each person was in the picture.
fn replayed(clip: &str, ways: &BTreeMap<i64, Way>) -> Seen {
    let model = std::env::var("WUWEI_MODEL").ok();
    let walking = Walking { model, ..Walking::default() };
    let run = verify::run(&replay(clip, ways), &walking, &|_| true);
    let run = run.unwrap_or_else(|p| panic!("{p}"));
    let in_picture = |at: &[f64; 2]| (-5.8..3.8).contains(&at[0]) && (0.5..6.5).contains(&at[1]);
    let mut simulated: BTreeMap<i64, Way> = BTreeMap::new();
    for p in &run.trajectories.positions {
        let at = [p.x_m, p.y_m];
        if in_picture(&at) {
            let time_s = run.trajectories.time_s(p.frame);
            simulated.entry(p.id).or_default().push((p.frame, time_s, at));
        }
    }
    seen(&simulated)
}

#[test]
fn people_on_the_square_are_as_fast_and_scatter_as_they_did() {
    let Some(folder) = recordings() else { return };
    let mut wrong = Vec::new();
    for (class, clips) in CLASSES {
        let (mut real_mps, mut our_mps) = (0.0, 0.0);
        for clip in clips {
            let ways = recorded(&folder, clip);
            let (real, ours) = (seen(&ways), replayed(clip, &ways));
            let speed = ours.speed_mps / real.speed_mps - 1.0;
            let scatter = ours.scatter / real.scatter - 1.0;
            println!(
                "{clip}: {:.2} /m² (ours {:.2}), {:.2} m/s (ours {:.2}, {:+.0} %), scatter {:.2} (ours {:.2}, {:+.0} %)",
                real.density_per_m2,
                ours.density_per_m2,
                real.speed_mps,
                ours.speed_mps,
                100.0 * speed,
                real.scatter,
                ours.scatter,
                100.0 * scatter,
            );
            if speed.abs() > CLIP_WITHIN || scatter.abs() > SCATTER_WITHIN {
                wrong.push((*clip).to_owned());
            }
            real_mps += real.speed_mps;
            our_mps += ours.speed_mps;
        }
        let speed = our_mps / real_mps - 1.0;
        println!("{class}: speed {:+.0} %", 100.0 * speed);
        if speed.abs() > SPEED_WITHIN {
            wrong.push(class.to_owned());
        }
    }
    assert!(wrong.is_empty(), "not as it was: {}", wrong.join(", "));
}
