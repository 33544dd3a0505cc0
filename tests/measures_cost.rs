//! What measures cost a run: 20 measures and 20 volunteers on the lantern fair, stepped in turn with
//! the same event without any, so that both meet the same machine. Minutes of work:
//!
//! ```sh
//! cargo test --release --test measures_cost -- --ignored --nocapture
//! ```

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wuwei::behavior::Gate;
use wuwei::document::Hours;
use wuwei::navigation::WayKind;
use wuwei::plan::{self, Plan, PlanContext};
use wuwei::scenario::{self, Scenario};
use wuwei::sim::{RunOptions, Simulation};

/// When it is looked, minutes after the event's start.
const LOOKED_MIN: [f64; 2] = [50.0, 60.0];

fn begin(scenario: &Arc<Scenario>, plan: Plan) -> Simulation {
    let until_s = Some(60.0 * LOOKED_MIN[1]);
    let options = RunOptions { seed: 1, until_s };
    let made = Simulation::new(scenario.clone(), plan, &options, Path::new("event.ron"));
    made.unwrap_or_else(|p| panic!("{p}")).0
}

/// Measures where people walk: in the middle of ways from the entrances to the attractions.
fn plan(scenario: &Scenario, simulation: &Simulation) -> Plan {
    let ways = simulation.ways();
    let entries = scenario
        .portals
        .iter()
        .filter(|p| p.inward)
        .filter_map(|portal| Gate::new(portal, &ways.terrain).entries.first().copied());
    let entries: Vec<glam::Vec2> = entries.collect();
    let place = |i: usize| {
        let goal = (scenario.portals.len() + i % scenario.attractions.len()) as u16;
        let kind = WayKind { goal, step_free: false, informed: false };
        let way = ways.field(kind).trace(entries[i % entries.len()]);
        let at = way.len() * (3 + i % 5) / 10;
        (way[at], (way[at + 2] - way[at]).normalize_or(glam::Vec2::X))
    };
    let exits = ["west_gate", "temple_gate", "north_east", "north_west"];
    let mut text = String::from("Plan(version: 1, name: \"Many\", measures: [\n");
    for i in 0..20 {
        let ((at, _), exit) = (place(i), exits[i % 4]);
        let task = match i % 4 {
            0 | 1 => format!("Advise(says: [(exit: \"{exit}\")])"),
            2 => format!("Advise(says: [(via: ({:.2}, {:.2}), share: 0.3)])", at.x, at.y),
            _ => "Help".to_owned(),
        };
        let _ = writeln!(
            text,
            "Volunteer(id: \"v{i}\", post: ({:.2}, {:.2}), task: {task}),",
            at.x, at.y
        );
    }
    for i in 0..8 {
        let (at, along) = place(40 + i);
        let (a, b, exit) = (at - along, at + along, exits[i % 4]);
        let _ = writeln!(
            text,
            "Barrier(id: \"b{i}\", line: [({:.2}, {:.2}), ({:.2}, {:.2})]),\n\
             Sign(id: \"s{i}\", at: ({:.2}, {:.2}), dynamic: {}, says: [(exit: \"{exit}\")]),",
            a.x,
            a.y,
            b.x,
            b.y,
            at.x,
            at.y,
            i % 2 == 0
        );
    }
    for i in 0..2 {
        let (at, along) = place(60 + i);
        let (a, b) = (at - along.perp(), at + along.perp());
        let _ = writeln!(
            text,
            "Gate(id: \"g{i}\", line: [({:.2}, {:.2}), ({:.2}, {:.2})],\n\
             works: Lanes(lanes: 6, per_min: 100.0)),\n\
             Leaders(id: \"l{i}\", at: ({:.2}, {:.2}), leads: [(exit: \"north_east\")]),",
            a.x, a.y, b.x, b.y, at.x, at.y
        );
    }
    text += "])";
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let context = PlanContext { hours, ground: &scenario.venue.ground, event: Some(scenario) };
    let read = plan::read_from_text(Path::new("plan.ron"), &text, &context);
    read.unwrap_or_else(|p| panic!("{p}\n{text}")).plan
}

#[test]
#[ignore = "minutes of work; prints what measures cost"]
fn measures_cost_little_of_a_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/lantern_fair");
    let read = scenario::read(&folder).unwrap_or_else(|p| panic!("{p}"));
    let scenario = Arc::new(read.scenario);
    let without = begin(&scenario, Plan::default());
    let many = plan(&scenario, &without);
    assert_eq!(many.measures.len(), 40);
    let mut runs = [without, begin(&scenario, many)];
    let (mut spent, mut steps) = ([Duration::ZERO; 2], [0u64; 2]);
    while !runs[0].is_over() {
        let looked = runs[0].now_s() >= 60.0 * LOOKED_MIN[0];
        for (i, run) in runs.iter_mut().enumerate() {
            let begun = Instant::now();
            for _ in 0..run.clock().ticks_per_s {
                run.step();
            }
            if looked {
                spent[i] += begun.elapsed();
                steps[i] += u64::from(run.count().inside) * run.clock().ticks_per_s;
            }
        }
    }
    let per_step = [0, 1].map(|i| spent[i].as_secs_f64() * 1e9 / steps[i] as f64);
    let felt = runs[1].felt();
    println!(
        "without {:.2} s ({:.0} ns a person and tick), with 20 measures and 20 volunteers {:.2} s \
         ({:.0} ns): {:+.1} % of the time, {:+.1} % a person and tick; {} people, {} records",
        spent[0].as_secs_f64(),
        per_step[0],
        spent[1].as_secs_f64(),
        per_step[1],
        100.0 * (spent[1].as_secs_f64() / spent[0].as_secs_f64() - 1.0),
        100.0 * (per_step[1] / per_step[0] - 1.0),
        runs[1].count().inside,
        felt.records().len()
    );
    assert!(per_step[1] < 1.15 * per_step[0], "{per_step:?} ns a person and tick");
}
