//! Keeping what was simulated and looking at it: `cargo bench --bench reel`, about a minute.
//!
//! People walk about in a square of 800 m, three of ten stand; each second a few leave and as many
//! come. Frames read at random are what dragging the timeline costs.

#![allow(clippy::expect_used, reason = "a benchmark stops at what is amiss")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use glam::Vec2;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use std::hint::black_box;
use std::time::Duration;
use wuwei::app::reel::{KEY_EVERY, PersonNow, Recorder, Reel, Viewer};

const SECONDS: usize = 2 * KEY_EVERY;

/// A crowd that walks about, in rows of no order.
struct Crowd {
    rng: SmallRng,
    people: Vec<PersonNow>,
    visitors: u32,
}

impl Crowd {
    fn new(inside: u32) -> Self {
        let mut rng = SmallRng::seed_from_u64(1);
        let mut people: Vec<_> = (0..inside).map(|visitor| comes(&mut rng, visitor)).collect();
        people.shuffle(&mut rng);
        Self { rng, people, visitors: inside }
    }

    /// Lets a second pass.
    fn walk(&mut self) {
        let rng = &mut self.rng;
        for person in self.people.iter_mut().filter(|person| !person.stands) {
            person.at += Vec2::from_angle(rng.random_range(0.0..1.0) + person.visitor as f32);
            person.delay_min += 0.002;
        }
        for _ in 0..self.people.len() / 2500 {
            let row = rng.random_range(0..self.people.len());
            self.people[row] = comes(rng, self.visitors);
            self.visitors += 1;
        }
    }
}

fn comes(rng: &mut SmallRng, visitor: u32) -> PersonNow {
    PersonNow {
        visitor,
        at: Vec2::new(rng.random_range(0.0..800.0), rng.random_range(0.0..800.0)),
        segment: (visitor % 5) as u16,
        stands: rng.random_bool(0.3),
        delay_min: 0.0,
        felt_min: 0.0,
    }
}

fn recorded(inside: u32) -> Reel {
    let (mut crowd, mut recorder, mut reel) = (Crowd::new(inside), Recorder::new(), Reel::new());
    for _ in 0..SECONDS {
        crowd.walk();
        assert!(reel.push(recorder.encode(crowd.people.iter().copied())));
    }
    let size = reel.bytes() as f64 / (SECONDS * inside as usize) as f64;
    println!("{inside} people: {size:.2} bytes a person and second");
    reel
}

fn reel(c: &mut Criterion) {
    for inside in [20_000, 100_000] {
        let mut group = c.benchmark_group(format!("reel of {inside}"));
        group.throughput(Throughput::Elements(u64::from(inside)));
        let (mut crowd, mut recorder) = (Crowd::new(inside), Recorder::new());
        recorder.encode(crowd.people.iter().copied());
        group.bench_function("record", |b| {
            let second = || {
                crowd.walk();
                crowd.people.clone()
            };
            let encode = |people: Vec<PersonNow>| recorder.encode(people.into_iter());
            b.iter_batched(second, encode, BatchSize::PerIteration);
        });
        let (reel, mut viewer) = (recorded(inside), Viewer::new());
        let mut rng = SmallRng::seed_from_u64(2);
        group.bench_function("frame at random", |b| {
            b.iter(|| black_box(viewer.frame(&reel, rng.random_range(0..SECONDS)).len()));
        });
        let mut turn = (0..SECONDS).cycle();
        group.bench_function("next frame", |b| {
            b.iter(|| black_box(viewer.frame(&reel, turn.next().expect("goes on")).len()));
        });
        let mut at = 0.0;
        group.bench_function("between, a third of a frame on", |b| {
            b.iter(|| {
                at = (at + 1.0 / 3.0) % SECONDS as f64;
                black_box(viewer.between(&reel, at).len())
            });
        });
        group.finish();
    }
}

criterion_group! {
    name = parts;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = reel
}
criterion_main!(parts);
