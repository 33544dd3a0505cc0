//! Checkpoints: a run that goes on from one, or takes another plan from there, is bit for bit
//! the run that never stopped; and nothing else is taken for a checkpoint.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use wuwei::behavior::{AttractionState, Doing};
use wuwei::crowd::Activity;
use wuwei::document::Hours;
use wuwei::plan::{self, Plan, PlanContext};
use wuwei::scenario::{self, Scenario};
use wuwei::sim::checkpoint::Refused;
use wuwei::sim::{Checkpoint, RunOptions, Simulation};

const EVENT: &str = "event.ron";

fn event(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn read(name: &str) -> Arc<Scenario> {
    Arc::new(scenario::read(&event(name)).unwrap_or_else(|p| panic!("{p}")).scenario)
}

fn plan_of(scenario: &Scenario, name: &str) -> Plan {
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let context = PlanContext { hours, ground: &scenario.venue.ground };
    let path = event(&scenario.id).join("plans").join(name).with_extension("ron");
    plan::read(&path, &context).unwrap_or_else(|p| panic!("{p}")).plan
}

fn begin(scenario: &Arc<Scenario>, plan: &Plan, seed: u64) -> Simulation {
    let options = RunOptions { seed, until_s: None };
    let made = Simulation::new(scenario.clone(), plan.clone(), &options, Path::new(EVENT));
    made.unwrap_or_else(|p| panic!("{p}")).0
}

/// A checkpoint by way of its file.
fn save(simulation: &Simulation) -> Checkpoint {
    let saved = simulation.save().expect("encodes");
    Checkpoint::from_bytes(saved.as_bytes().to_vec()).expect("is one")
}

fn resume(scenario: &Arc<Scenario>, plan: Option<Plan>, from: &Checkpoint) -> Simulation {
    let resumed = Simulation::resume(scenario.clone(), plan, from, None, Path::new(EVENT));
    resumed.unwrap_or_else(|e| panic!("{e}")).0
}

fn step_until(simulation: &mut Simulation, tick: u64) {
    while simulation.tick() < tick {
        simulation.step();
    }
}

/// What goes on at a checkpoint, so that a test can tell what it was made of.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    inside: usize,
    dwelling: usize,
    queueing: usize,
    approaching: usize,
    leaving: usize,
    waiting_outside: u32,
    barriers: usize,
    jammed: bool,
}

impl Seen {
    fn of(simulation: &Simulation) -> Self {
        let (crowd, minds) = (simulation.crowd(), simulation.minds());
        let doing = |a: Activity| crowd.activity.iter().filter(|b| **b == a).count();
        let queue = |a: &AttractionState| match a {
            AttractionState::Counter(counter) => counter.length(),
            AttractionState::Area(_) => 0,
        };
        let leaves = |p: &&u32| minds.parties[**p as usize].doing == Doing::Leaving;
        Self {
            inside: crowd.len(),
            dwelling: doing(Activity::Dwell),
            queueing: minds.attractions.iter().map(queue).sum(),
            approaching: doing(Activity::Approach),
            leaving: minds.active.iter().filter(leaves).count(),
            waiting_outside: simulation.count().waiting_outside,
            barriers: simulation.plan().1.iter().filter(|s| **s).count(),
            jammed: simulation.ways().is_jammed(),
        }
    }
}

/// Runs an event, saves it after each of `saved_s` seconds, and goes on from each checkpoint
/// for `on_s` seconds on its own: then all that is kept of both runs must be the same bytes.
fn goes_on_equally(scenario: &Arc<Scenario>, plan: &Plan, saved_s: &[f64], on_s: f64) -> Vec<Seen> {
    let mut whole = begin(scenario, plan, 1);
    let ticks_per_s = whole.clock().ticks_per_s as f64;
    let tick = |s: f64| (s * ticks_per_s).round() as u64;
    let mut stops: Vec<u64> = saved_s.iter().flat_map(|s| [tick(*s), tick(s + on_s)]).collect();
    stops.sort_unstable();
    let mut kept = std::collections::BTreeMap::new();
    let mut seen = std::collections::BTreeMap::new();
    for stop in stops {
        step_until(&mut whole, stop);
        kept.insert(stop, save(&whole));
        seen.insert(stop, Seen::of(&whole));
    }
    for s in saved_s {
        let mut resumed = resume(scenario, None, &kept[&tick(*s)]);
        let again = resumed.save().expect("encodes");
        assert!(again == kept[&tick(*s)], "resumed at {s} s and saved at once");
        step_until(&mut resumed, tick(s + on_s));
        let expected = &kept[&tick(s + on_s)];
        assert_eq!(resumed.state_hash(), expected.about().state_hash, "resumed at {s} s");
        let saved = resumed.save().expect("encodes");
        assert!(saved == *expected, "what was observed differs, resumed at {s} s");
    }
    saved_s.iter().map(|s| seen[&tick(*s)]).collect()
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(work)
}

#[test]
fn a_square_goes_on_equally_from_any_moment() {
    let scenario = read("community_square");
    let plan = plan_of(&scenario, "turn_the_queue");
    // At the start; just before the barrier stands, just after, and while it does; in the
    // middle of a second.
    let times = [0.0, 14.0 * 60.0 + 59.9, 15.0 * 60.0, 15.0 * 60.0 + 0.1, 31.0 * 60.0 + 17.3];
    let seen = goes_on_equally(&scenario, &plan, &times, 150.0);
    eprintln!("{seen:#?}");
    assert_eq!(seen.iter().map(|s| s.barriers).collect::<Vec<_>>(), [0, 0, 0, 1, 1]);
    assert!(seen[4].queueing > 0 && seen[4].dwelling > 0, "{seen:?}");
}

#[test]
#[ignore = "takes minutes in a release build"]
fn whole_events_go_on_equally_from_every_quarter_of_an_hour() {
    for (name, plan) in [
        ("community_square", "turn_the_queue"),
        ("community_square", "pen_the_audience"),
        ("lantern_fair", "close_the_bridge"),
    ] {
        let scenario = read(name);
        let files = std::fs::read_dir(event(name).join("plans")).expect("plans");
        let plans: Vec<_> = files.filter_map(|f| f.ok()).map(|f| f.path()).collect();
        eprintln!("{name}: {plans:?}");
        let plan = if name == "lantern_fair" { Plan::default() } else { plan_of(&scenario, plan) };
        let until = scenario.clock.duration_s / 60.0 - 10.0;
        let until = if name == "lantern_fair" { 120.0f64.min(until) } else { until };
        let times: Vec<f64> =
            (1..).map(|i| f64::from(i) * 15.0).take_while(|m| *m < until).collect();
        let times: Vec<f64> = times.iter().map(|m| m * 60.0 + 0.3).collect();
        for (time, seen) in times.iter().zip(goes_on_equally(&scenario, &plan, &times, 100.0)) {
            eprintln!("{name} {} min {seen:?}", time / 60.0);
        }
    }
}
