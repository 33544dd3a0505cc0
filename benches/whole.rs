//! The whole engine, all phases of a step, observation and ledgers on: `cargo bench --bench
//! whole`, about two minutes. `beside_jupedsim.py` runs the same scenes beside another program.
//!
//! Timed is a second of the scene, 100 steps of 0.01 s, so that what is done once a second is
//! in; criterion's "elements" are person-steps. One thread, and as many as there are cores.

#![allow(clippy::expect_used, reason = "a benchmark stops at what is amiss")]

mod scenes;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scenes::{Scene, all_over_present, settled};
use std::time::{Duration, Instant};
use wuwei::sim::Simulation;

const TIME_STEP_S: f64 = 0.01;
/// Seconds after which a scene begins anew, before its first people are at the exits in numbers.
const FRESH_S: f64 = 10.0;

const SCENES: [(&str, &str); 4] = [
    ("plaza, 10,000 at 1 per m2", "plaza:10000:1"),
    ("plaza, 10,000 at 4 per m2", "plaza:10000:4"),
    ("room, 2,000, door of 2 m", "door:2000:2"),
    ("40 stalls, 20,000", "stalls:20000"),
];

fn whole(c: &mut Criterion) {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    for threads in if cores > 1 { vec![1, cores] } else { vec![1] } {
        let mut group = c.benchmark_group(format!("whole engine, threads: {threads}"));
        for (name, spec) in SCENES {
            let scene = Scene::parse(spec).expect("is a scene");
            let steps = (1.0 / TIME_STEP_S) as u64;
            group.throughput(Throughput::Elements(scene.people.len() as u64 * steps));
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("threads can be had");
            let begin = || pool.install(|| settled(scene.simulation(TIME_STEP_S)));
            let mut simulation = begin();
            group.bench_function(name, |b| {
                b.iter_custom(|seconds| {
                    let mut spent = Duration::ZERO;
                    for _ in 0..seconds {
                        if simulation.now_s() > FRESH_S {
                            simulation = begin();
                        }
                        spent += pool.install(|| second(&mut simulation));
                    }
                    spent
                });
            });
        }
        group.finish();
    }
}

/// Simulates a second; the time that took, had nobody left since the start.
fn second(simulation: &mut Simulation) -> Duration {
    let begun = Instant::now();
    for _ in 0..simulation.clock().ticks_per_s {
        simulation.step();
    }
    begun.elapsed().mul_f64(all_over_present(simulation))
}

criterion_group! {
    name = scenes_as_a_whole;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5));
    targets = whole
}
criterion_main!(scenes_as_a_whole);
