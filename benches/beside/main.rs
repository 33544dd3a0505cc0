//! The engine's side of `beside_jupedsim.py` and of the curve in `docs/performance.md`: steps a
//! scene as often as it is told, one line of JSON for each line that it reads.
//!
//! ```text
//! beside scene SPEC                               the scene as JSON, for the other program
//! beside walk SPEC DT_S THREADS [ONE_IN]          then, by lines: `N` makes N steps, `phases N`
//!                                                 says besides where their time went
//! beside square FOLDER                            writes the event on the square of 500 m
//! beside start FOLDER                             an event from its files to the first step
//! beside edit FOLDER                              barriers set while an event runs
//! beside event FOLDER UNTIL_S                     an event, and where its time goes
//! ```
//!
//! Whoever asks rates by processor time looks at this process from outside: between two lines
//! it only waits.

#[path = "../scenes/mod.rs"]
mod scenes;

use geo::{Coord, LineString};
use scenes::{Scene, square};
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use wuwei::document::Bilingual;
use wuwei::plan::{Barrier, Measure, MeasureKind, Plan, PlanEdit};
use wuwei::sim::{RunOptions, Simulation};

fn main() {
    // `cargo bench` adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["scene", spec] => scene(spec).map(|scene| say(&as_json(&scene))),
        ["walk", spec, dt_s, threads] => walk(spec, dt_s, threads, "1"),
        ["walk", spec, dt_s, threads, one_in] => walk(spec, dt_s, threads, one_in),
        ["square", folder] => square::write(Path::new(folder)).map_err(|e| e.to_string()),
        ["start", folder] => start(Path::new(folder)).map(|run| {
            say(&json!({"step_s": run.1, "people": run.0.count().inside}));
        }),
        ["edit", folder] => edit(Path::new(folder)),
        ["event", folder, until_s] => event(Path::new(folder), until_s),
        _ => Err("see the head of benches/beside/main.rs; run by beside_jupedsim.py".to_owned()),
    };
    if let Err(why) = done {
        eprintln!("beside: {why}");
        std::process::exit(2);
    }
}

fn say(line: &Value) {
    println!("{line}");
    let _ = std::io::stdout().flush();
}

fn scene(spec: &str) -> Result<Scene, String> {
    Scene::parse(spec).ok_or_else(|| format!("there is no scene {spec}"))
}

fn as_json(scene: &Scene) -> Value {
    let people: Vec<_> = scene.people.iter().map(|p| (p.at[0], p.at[1], p.exit)).collect();
    json!({"outer": scene.outer, "holes": scene.holes, "exits": scene.exits, "people": people})
}

fn walk(spec: &str, dt_s: &str, threads: &str, one_in: &str) -> Result<(), String> {
    let number = |text: &str| text.parse::<f64>().map_err(|e| format!("{text}: {e}"));
    let (dt_s, threads, one_in) = (number(dt_s)?, number(threads)?, number(one_in)?);
    let scene = scene(spec)?.thinned(one_in.max(1.0) as usize);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads as usize).build();
    // Everything happens on the pool's own threads, as it does in a run.
    pool.map_err(|e| e.to_string())?.install(|| walk_here(&scene, dt_s))
}

fn walk_here(scene: &Scene, dt_s: f64) -> Result<(), String> {
    let begun = Instant::now();
    let mut simulation = scene.simulation(dt_s);
    let cells = simulation.ways().terrain.grid.len();
    say(&json!({
        "people": scene.people.len(),
        "cells": cells,
        "fields": simulation.ways().goals(),
        "setup_s": begun.elapsed().as_secs_f64(),
    }));
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|e| e.to_string())?;
        let (phases, steps) = match line.strip_prefix("phases ") {
            Some(steps) => (true, steps),
            None => (false, line.as_str()),
        };
        let steps: u64 = steps.parse().map_err(|e| format!("{line}: {e}"))?;
        let per_tick = simulation.clock().steps as u64;
        if !steps.is_multiple_of(per_tick) {
            return Err(format!("{line}: a tick has {per_tick} steps"));
        }
        say(&make_ticks(&mut simulation, steps / per_tick, phases));
    }
    Ok(())
}

fn make_ticks(simulation: &mut Simulation, ticks: u64, phases: bool) -> Value {
    if phases {
        simulation.time_phases();
    }
    let begun = Instant::now();
    let (mut person_steps, mut longest_s) = (0u64, 0f64);
    let per_tick = simulation.clock().steps as u64;
    for _ in 0..ticks {
        let tick = Instant::now();
        simulation.step();
        longest_s = longest_s.max(tick.elapsed().as_secs_f64());
        person_steps += per_tick * simulation.crowd().len() as u64;
    }
    let wall_s = begun.elapsed().as_secs_f64();
    let spent = simulation.phase_times().filter(|_| phases).map(|times| times.spent());
    let spent: serde_json::Map<String, Value> = spent
        .into_iter()
        .flatten()
        .map(|(name, time)| (name.to_owned(), json!(time.as_secs_f64())))
        .collect();
    json!({
        "person_steps": person_steps,
        "wall_s": wall_s,
        "longest_tick_s": longest_s,
        "now_s": simulation.now_s(),
        "people": simulation.crowd().len(),
        "phases": spent,
    })
}

/// An event from its files to the first step; the seconds that took.
fn start(folder: &Path) -> Result<(Simulation, f64), String> {
    let begun = Instant::now();
    let read = wuwei::scenario::read(folder).map_err(|problems| problems.to_string())?;
    let options = RunOptions { seed: 1, until_s: None };
    let made = Simulation::new(Arc::new(read.scenario), Plan::default(), &options, folder);
    let (mut simulation, _) = made.map_err(|problems| problems.to_string())?;
    simulation.step();
    Ok((simulation, begun.elapsed().as_secs_f64()))
}

/// An event from its start until a time, by phases.
fn event(folder: &Path, until_s: &str) -> Result<(), String> {
    let until_s: f64 = until_s.parse().map_err(|e| format!("{until_s}: {e}"))?;
    let (mut simulation, _) = start(folder)?;
    let clock = simulation.clock();
    let ticks = ((until_s - simulation.now_s()) * clock.ticks_per_s as f64).round();
    say(&make_ticks(&mut simulation, ticks.max(0.0) as u64, true));
    Ok(())
}

/// Puts up barriers among people on their way to all destinations, and takes them away again:
/// the time of the steps in which the ground is taken up, and of an ordinary step.
fn edit(folder: &Path) -> Result<(), String> {
    const BARRIERS: usize = 12;
    let (mut simulation, _) = start(folder)?;
    while simulation.now_s() < 900.0 {
        simulation.step();
    }
    let (mut set_s, mut taken_s, mut step_s) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..BARRIERS {
        // Across the ways between the lawns, each somewhere else and at another angle.
        let angle = number as f64;
        let at = Coord { x: 60.0 + 33.0 * number as f64, y: 440.0 - 31.0 * number as f64 };
        let along = Coord { x: angle.cos(), y: angle.sin() } * 15.0;
        let put_up = PlanEdit { old: None, new: Some(barrier(number, [at - along, at + along])) };
        for (edit, times) in [(&put_up, &mut set_s), (&put_up.inverse(), &mut taken_s)] {
            simulation.apply(edit).map_err(|refused| refused.to_string())?;
            times.push(timed_step(&mut simulation));
            for _ in 0..50 {
                step_s.push(timed_step(&mut simulation));
            }
        }
    }
    let people = simulation.count().inside;
    let goals = simulation.ways().goals();
    say(&json!({"set_s": set_s, "taken_s": taken_s, "step_s": median(&mut step_s),
                "people": people, "destinations": goals}));
    Ok(())
}

fn timed_step(simulation: &mut Simulation) -> f64 {
    let begun = Instant::now();
    simulation.step();
    begun.elapsed().as_secs_f64()
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn barrier(number: usize, line: [Coord<f64>; 2]) -> Measure {
    Measure {
        id: format!("barrier {number}"),
        name: Bilingual::default(),
        why: None,
        from_s: 0.0,
        until_s: 7200.0,
        kind: MeasureKind::Barrier(Barrier {
            line: LineString::from(line.to_vec()),
            openings: Vec::new(),
            unit_m: 2.0,
        }),
    }
}
