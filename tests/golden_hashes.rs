//! The shipped events come to the same state, bit for bit, on any number of threads, with any
//! set of instructions and across a checkpoint: that of `tests/golden/hashes.txt`.
//!
//! Who changes on purpose what people do renews the file with
//!
//! ```sh
//! WUWEI_GOLDEN=renew cargo test --release --test golden_hashes
//! ```
//!
//! and says why in the commit. `cargo test` looks at the first minutes of each event;
//! `WUWEI_GOLDEN=whole cargo test --release --test golden_hashes` at whole events (minutes of
//! work), and `WUWEI_GOLDEN=renew-whole` renews these, too.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wuwei::crowd::Guests;
use wuwei::plan::Plan;
use wuwei::processor::{self, Instructions};
use wuwei::scenario::{self, Scenario};
use wuwei::sim::{Checkpoint, RunOptions, Simulation};

/// Every test run looks at each event until so many have come.
const FIRST_VISITORS: usize = 300;

const SEED: u64 = 1;

/// How far a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    Minutes(u32),
    End,
}

impl Until {
    /// Some minutes after the first visitors came.
    fn short(scenario: &Scenario) -> Self {
        let guests = Guests::draw(scenario, SEED);
        let last = &guests.visitors[FIRST_VISITORS.min(guests.visitors.len()) - 1];
        let arrives_s = guests.parties[last.party as usize].arrives_s;
        Self::Minutes((arrives_s / 60.0).ceil() as u32 + 2)
    }

    fn word(self) -> String {
        match self {
            Self::Minutes(minutes) => format!("{minutes} min"),
            Self::End => "end".to_owned(),
        }
    }
}

/// Hash by event and end.
type Golden = BTreeMap<(String, String), String>;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/hashes.txt");
const HEAD: &str = "\
# Hashes of the state of the shipped events, seed 1, without a plan: event, until when, hash.
# Renew: WUWEI_GOLDEN=renew cargo test --release --test golden_hashes (renew-whole for whole events)
";

fn read_golden() -> Golden {
    let text = std::fs::read_to_string(FILE).expect("the golden hashes can be read");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let parts = |line: &str| {
        let columns: Vec<_> = line.split('|').map(|c| c.trim().to_owned()).collect();
        let [event, until, hash] = columns.try_into().expect("three columns");
        ((event, until), hash)
    };
    lines.map(parts).collect()
}

fn write_golden(golden: &Golden) {
    let line = |((event, until), hash): (&(String, String), &String)| {
        format!("{event} | {until} | {hash}\n")
    };
    let lines: String = golden.iter().map(line).collect();
    std::fs::write(FILE, format!("{HEAD}{lines}")).expect("the golden hashes can be written");
}

/// Every shipped event, by name.
fn events() -> BTreeMap<String, Arc<Scenario>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let folders = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    let paths: Vec<PathBuf> = folders.map(|f| f.path()).filter(|p| p.is_dir()).collect();
    let read = |path: &PathBuf| {
        let scenario = scenario::read(path).unwrap_or_else(|p| panic!("{p}")).scenario;
        (scenario.id.clone(), Arc::new(scenario))
    };
    paths.iter().map(read).collect()
}

/// What must not show in the bits.
#[derive(Clone, Copy, Debug)]
struct Way {
    threads: usize,
    most: Instructions,
    /// Saved half way, and gone on with by other threads and instructions.
    saved: bool,
}

const WAYS: [Way; 4] = [
    Way { threads: 1, most: Instructions::Portable, saved: false },
    Way { threads: 2, most: Instructions::Avx2, saved: false },
    Way { threads: 4, most: Instructions::Avx512, saved: false },
    Way { threads: 2, most: Instructions::Portable, saved: true },
];

fn in_the_way<T: Send>(way: Way, work: impl FnOnce() -> T + Send) -> T {
    let used = processor::limit(way.most);
    if used != way.most {
        println!("NOT CHECKED: this processor has no {}", way.most.name());
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(way.threads).build();
    pool.expect("a pool").install(work)
}

fn begin(scenario: &Arc<Scenario>, until: Until) -> Simulation {
    let until_s = match until {
        Until::Minutes(minutes) => Some(f64::from(minutes) * 60.0),
        Until::End => None,
    };
    let options = RunOptions { seed: SEED, until_s };
    let made = Simulation::new(scenario.clone(), Plan::default(), &options, Path::new("event.ron"));
    made.unwrap_or_else(|p| panic!("{p}")).0
}

fn run_to_the_end(mut simulation: Simulation) -> String {
    while !simulation.is_over() {
        simulation.step();
    }
    assert!(simulation.count().arrived > 200, "too few to show anything");
    format!("{:016x}", simulation.state_hash())
}

/// The hash at the end of a run that is made in some way.
fn hash(scenario: &Arc<Scenario>, until: Until, way: Way) -> String {
    if !way.saved {
        return in_the_way(way, || run_to_the_end(begin(scenario, until)));
    }
    let (saved, until_s) = in_the_way(way, || {
        let mut simulation = begin(scenario, until);
        let (half_s, until_s) = match until {
            Until::Minutes(minutes) => {
                (f64::from(minutes) * 30.0 + 0.1, Some(f64::from(minutes) * 60.0))
            }
            Until::End => (scenario.clock.duration_s * 0.6, None),
        };
        while simulation.now_s() < half_s {
            simulation.step();
        }
        let saved = simulation.save().expect("is encoded").as_bytes().to_vec();
        (Checkpoint::from_bytes(saved).expect("is a checkpoint"), until_s)
    });
    let other = Way { threads: 4, most: Instructions::Avx512, saved: true };
    in_the_way(other, || {
        let event = Path::new("event.ron");
        let resumed = Simulation::resume(scenario.clone(), None, &saved, until_s, event);
        run_to_the_end(resumed.unwrap_or_else(|refused| panic!("{refused}")).0)
    })
}

/// Golden values hold where they were made: the C library's logarithms and powers are not the
/// same on every system.
fn is_where_they_were_made() -> bool {
    cfg!(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu"))
}

fn renew(and_whole: bool) {
    let mut golden = Golden::new();
    let way = Way { threads: 2, most: Instructions::Avx512, saved: false };
    for (name, scenario) in &events() {
        let whole = and_whole.then_some(Until::End);
        for until in [Until::short(scenario)].into_iter().chain(whole) {
            golden.insert((name.clone(), until.word()), hash(scenario, until, way));
        }
    }
    write_golden(&golden);
}

fn check(whole: bool) {
    let golden = read_golden();
    for (name, scenario) in &events() {
        let until = if whole { Until::End } else { Until::short(scenario) };
        let mut expected = golden.get(&(name.clone(), until.word())).cloned();
        if !is_where_they_were_made() {
            println!("NOT CHECKED: the golden hashes are of Linux on x86-64");
            expected = None;
        } else if expected.is_none() {
            panic!("{FILE} has nothing for {name} until {}: renew it", until.word());
        }
        for way in WAYS {
            let found = hash(scenario, until, way);
            let expected = expected.get_or_insert_with(|| found.clone());
            assert_eq!(
                &found,
                expected,
                "{name} until {} made with {way:?}; who changed this on purpose renews {FILE}",
                until.word()
            );
        }
    }
}

// One test: the set of instructions is one for the whole program.
#[test]
fn shipped_events_come_to_the_golden_state_in_every_way() {
    match std::env::var("WUWEI_GOLDEN").as_deref() {
        Ok("renew") => renew(false),
        Ok("renew-whole") => renew(true),
        Ok("whole") => check(true),
        Ok(other) => panic!("WUWEI_GOLDEN is `renew`, `renew-whole` or `whole`, not {other:?}"),
        Err(_) => check(false),
    }
}
