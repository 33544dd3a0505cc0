//! The parts of the engine one by one: `cargo bench --bench phases`, about two minutes. One part
//! only: `cargo bench --bench phases -- walk`.
//!
//! The phases of a step are timed where they happen, in whole runs: the clock inside the
//! schedule says what each needed for one second (20 steps) of 10,000 people at 1/m². Around
//! the steps: ground and flow field, checkpoint, assessment, report.

#![allow(clippy::expect_used, reason = "a benchmark stops at what is amiss")]

mod scenes;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scenes::{Scene, all_over_present, begin, settled, square};
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;
use wuwei::assess::{AssessInput, FeltAccount, assess};
use wuwei::job::{self, Flow, Request};
use wuwei::navigation::{FlowField, Goal, Terrain};
use wuwei::report::{ReportInput, html};
use wuwei::scenario;
use wuwei::sim::{Checkpoint, Simulation};

const PHASES: [&str; 7] = ["arrive", "decide", "navigate", "sense", "walk", "settle", "observe"];
/// Seconds after which a scene begins anew, before its first people are at the exits in numbers.
const FRESH_S: f64 = 10.0;

/// What each phase needs for a second of a plaza.
fn phases(c: &mut Criterion) {
    const PEOPLE: u64 = 10_000;
    const STEPS: u64 = 20;
    let scene = Scene::parse("plaza:10000").expect("is a scene");
    let mut group = c.benchmark_group("phase");
    group.throughput(Throughput::Elements(PEOPLE * STEPS));
    for (number, name) in PHASES.into_iter().enumerate() {
        let mut simulation = settled(scene.simulation(0.05));
        group.bench_function(name, |b| {
            b.iter_custom(|seconds| {
                (0..seconds).map(|_| second(&mut simulation, &scene, number)).sum()
            });
        });
    }
    group.finish();
}

/// Simulates a second; the time that a phase needed for it, had nobody left since the start.
fn second(simulation: &mut Simulation, scene: &Scene, phase: usize) -> Duration {
    if simulation.now_s() > FRESH_S {
        *simulation = settled(scene.simulation(0.05));
    }
    simulation.time_phases();
    for _ in 0..simulation.clock().ticks_per_s {
        simulation.step();
    }
    let times = simulation.phase_times().expect("they are taken");
    let (name, spent) = times.spent()[phase];
    assert_eq!(name, PHASES[phase]);
    spent.mul_f64(all_over_present(simulation))
}

/// Ground and ways of a square of 500 m with 20 destinations, and setting up a run on it.
fn ground(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    square::write(folder.path()).expect("is written");
    let read = || scenario::read(folder.path()).expect("is an event").scenario;
    let event = read();
    let mut group = c.benchmark_group("square of 500 m");
    group.bench_function("read", |b| b.iter(read));
    let terrain = || Terrain::new(&event.venue, &[], event.motion.cell_m);
    group.bench_function("ground", |b| b.iter(terrain));
    let terrain = terrain();
    let goal = Goal::Point(glam::Vec2::new(130.0, 370.0));
    group.bench_function("field", |b| {
        b.iter(|| FlowField::solve(black_box(&terrain), &goal, false, None));
    });
    group.bench_function("set up, 20 destinations", |b| b.iter(|| begin(event.clone())));
    group.finish();
}

/// A run of 25,000 people saved, read and gone on with.
fn checkpoint(c: &mut Criterion) {
    let scene = Scene::parse("plaza:25000").expect("is a scene");
    let event = std::sync::Arc::new(scene.scenario(0.1));
    let simulation = settled(begin((*event).clone()));
    let save = || simulation.save().expect("is encoded");
    let saved = save();
    let mut group = c.benchmark_group("checkpoint of 25,000");
    group.bench_function("save", |b| b.iter(save));
    let bytes = || saved.as_bytes().to_vec();
    group.bench_function("read", |b| b.iter(|| Checkpoint::from_bytes(bytes())));
    let resume = || {
        let resumed = Simulation::resume(event.clone(), None, &saved, None, Path::new("a scene"));
        resumed.expect("goes on").0
    };
    group.bench_function("resume", |b| b.iter(resume));
    group.finish();
}

/// What comes after the last step of an event.
fn judgement(c: &mut Criterion) {
    let event = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/community_square");
    let request = Request { event, seed: 1, until: Some("16:30".to_owned()), ..Request::default() };
    let prepared = job::prepare(&request).expect("is an event");
    let folder = tempfile::tempdir().expect("a folder");
    let done = job::simulate(&request, &prepared, folder.path(), &mut |_, _| Flow::On);
    let done = done.expect("is run");
    let mut simulation = begin((*prepared.scenario).clone());
    while simulation.now_s() < done.summary.made.simulated_s {
        simulation.step();
    }
    let (observation, ways) = simulation.finish();
    let mut group = c.benchmark_group("after the run");
    group.bench_function("assess", |b| {
        b.iter(|| {
            assess(&AssessInput {
                scenario: &prepared.scenario,
                plan: &prepared.plan,
                observation: &observation,
                ways: &ways,
                felt: FeltAccount::of(
                    &observation.felt,
                    &observation.visitors,
                    &prepared.scenario.segments,
                    &prepared.weights.weights,
                ),
                weights: &prepared.weights,
                provenance: done.summary.made.clone(),
                simulated_s: done.summary.made.simulated_s,
                partial: None,
            })
        });
    });
    group.bench_function("report", |b| {
        b.iter(|| {
            html(&ReportInput {
                summary: &done.summary,
                field: &done.field,
                venue: &prepared.scenario.venue,
                baseline: None,
            })
        });
    });
    group.finish();
}

criterion_group! {
    name = parts;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = phases, ground, checkpoint, judgement
}
criterion_main!(parts);
