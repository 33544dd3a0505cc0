//! The advisor's search against others at an equal number of runs: plans at random, the list of
//! jams taken in order with the first idea for each, and a genetic algorithm.
//!
//!     cargo bench --no-default-features --bench search -- scenarios/community_square --runs 12 --repetitions 5 \
//!         --out docs/search
//!
//! Writes `search.csv`, a row a search and plan that it tried, and `search.svg`: the hypervolume of
//! the front of remaining risk, felt and effort, by what was spent. All searches of a repetition
//! have the same two seeds, the same visitors and the same measures to place.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a program for the terminal")]

mod others;
mod plot;

use others::{genetic, greedy, random};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use wuwei::advise::{
    self, Asked, Effort, Judged, Point, Ready, Score, Search, Trial, Trials, Under, hypervolume,
};
use wuwei::plan::Plan;

/// What is worse than this in any way counts nothing: all of the risk and a tenth, a minute felt,
/// ten people.
const REFERENCE: Point = [1.1, 1.0, 10.0];
const AVAILABLE: Effort = Effort { volunteers: 6, barriers: 20, signs: 4 };

/// A search under way: what it may spend, and what it tried.
pub struct Arena<'a> {
    /// Where trials are made.
    pub trials: Trials<'a>,
    /// The event.
    pub ready: &'a Ready,
    /// Seeds of the repetition.
    pub seeds: [u64; 2],
    /// End of all trials, seconds since the event's start.
    pub until_s: f64,
    /// Most to spend.
    pub budget: f64,
    /// Spent, and where the plan lies, of each that was tried.
    pub points: Vec<(f64, Point)>,
}

impl Arena<'_> {
    /// Tries plans over both seeds; `None` where the budget does not reach.
    pub fn try_all(&mut self, plans: &[Plan]) -> Option<Vec<Judged>> {
        let trial = |plan: &Plan, seed: u64| Trial {
            plan: plan.clone(),
            seed,
            until_s: Some(self.until_s),
            under: Under::AsPlanned,
        };
        let trials: Vec<Trial> =
            plans.iter().flat_map(|plan| self.seeds.map(|seed| trial(plan, seed))).collect();
        let cost: f64 = trials.iter().map(|trial| self.trials.cost(trial)).sum();
        if self.trials.spent + cost > self.budget {
            return None;
        }
        let scores = self.trials.scores(&trials).unwrap_or_else(|p| panic!("{p}"))?;
        let judged: Vec<Judged> = scores.chunks(2).map(|pair| self.judge(pair)).collect();
        for (plan, judged) in plans.iter().zip(&judged) {
            self.note(plan, judged);
        }
        Some(judged)
    }

    /// A plan's runs against those without it.
    pub fn judge(&self, scores: &[Score]) -> Judged {
        let bases = self.trials.bases().iter();
        let without: Vec<Score> = bases.map(|base| base.score_until(self.until_s)).collect();
        Judged::of(&without.iter().zip(scores).collect::<Vec<_>>())
    }

    fn note(&mut self, plan: &Plan, judged: &Judged) {
        if judged.newly_broken == 0.0 {
            let point = [judged.risk, judged.felt_min, Effort::of(plan).people()];
            self.points.push((self.trials.spent, point));
        }
    }
}

/// The advisor's own.
fn ours(arena: &mut Arena, repetition: u64) {
    let ready = arena.ready;
    let search = Search {
        trials: &mut arena.trials,
        ground: &ready.ground,
        pinned: &ready.pinned,
        available: AVAILABLE,
        seeds: arena.seeds.to_vec(),
        budget: arena.budget,
        draws: repetition,
        tell: &|_| {},
    };
    let found = search.run().unwrap_or_else(|p| panic!("{p}"));
    for tried in &found.tried {
        let point = [tried.judged.risk, tried.judged.felt_min, Effort::of(&tried.plan).people()];
        if tried.judged.newly_broken == 0.0 {
            arena.points.push((tried.spent, point));
        }
    }
}

/// The share of the volume that is covered, by what was spent, runs.
pub type Curve = Vec<(f64, f64)>;

type Strategy = fn(&mut Arena, u64);
const STRATEGIES: [(&str, Strategy); 4] =
    [("advisor", ours), ("genetic", genetic), ("greedy", greedy), ("random", random)];

fn option(name: &str) -> Option<String> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|a| a == name)?;
    arguments.get(at + 1).cloned()
}

fn main() {
    let event = std::env::args().skip(1).find(|a| Path::new(a).is_dir());
    let event = PathBuf::from(event.unwrap_or_else(|| "scenarios/community_square".to_owned()));
    let budget: f64 = option("--runs").and_then(|n| n.parse().ok()).unwrap_or(12.0);
    let repetitions: u64 = option("--repetitions").and_then(|n| n.parse().ok()).unwrap_or(5);
    let out = PathBuf::from(option("--out").unwrap_or_else(|| "target/search".to_owned()));
    let asked = Asked {
        event,
        felt: None,
        pins: None,
        forbid: None,
        available: AVAILABLE,
        seeds: vec![1],
        fresh: Vec::new(),
        runs: budget,
        out: out.clone(),
    };
    let ready = advise::prepare(&asked).unwrap_or_else(|p| panic!("{p}"));
    let going = AtomicBool::new(false);
    let mut curves: Vec<(&str, Vec<Curve>)> = Vec::new();
    let mut table = "search,repetition,spent_runs,risk,felt_min,people\n".to_owned();
    for (name, strategy) in STRATEGIES {
        let mut of_strategy = Vec::new();
        for repetition in 0..repetitions {
            let seeds = [10 * repetition + 1, 10 * repetition + 2];
            // Trials of one repetition are looked up by all searches, and counted by each.
            let kept = std::env::temp_dir()
                .join(format!("wuwei-search-{}-{repetition}", ready.prepared.scenario.id));
            let trials = Trials::new(&ready.request, &ready.prepared, &ready.pinned, &kept, &going);
            let mut trials = trials.unwrap_or_else(|p| panic!("{p}"));
            trials.lay_bases(&seeds, &|_| {}).unwrap_or_else(|p| panic!("{p}"));
            let jams = trials.bases().iter().flat_map(|base| &base.record.score.hotspots);
            let last_s = jams.map(|jam| jam.until_s).fold(0.0, f64::max);
            let until_s = ((last_s + 600.0) / 60.0).ceil() * 60.0;
            let points = Vec::new();
            let mut arena = Arena { trials, ready: &ready, seeds, until_s, budget, points };
            strategy(&mut arena, repetition);
            for (spent, [risk, felt, people]) in &arena.points {
                table +=
                    &format!("{name},{repetition},{spent:.3},{risk:.4},{felt:.4},{people:.2}\n");
            }
            let curve = volume_by_spent(&arena.points);
            println!(
                "{name:8} {repetition}: {:.3} of the volume, {} plans, {:.1} runs",
                curve.last().map_or(0.0, |(_, volume)| *volume),
                arena.points.len(),
                arena.trials.spent
            );
            of_strategy.push(curve);
        }
        let last = of_strategy.iter().map(|c| c.last().map_or(0.0, |(_, volume)| *volume));
        let mut last: Vec<f64> = last.collect();
        last.sort_by(f64::total_cmp);
        println!("{name:8} median {:.3}", last[last.len() / 2]);
        curves.push((name, of_strategy));
    }
    std::fs::create_dir_all(&out).expect("a folder");
    std::fs::write(out.join("search.csv"), table).expect("written");
    std::fs::write(out.join("search.svg"), plot::svg(&curves, budget)).expect("written");
}

/// Share of the volume that is covered after what was spent.
fn volume_by_spent(points: &[(f64, Point)]) -> Curve {
    let all = REFERENCE.iter().product::<f64>();
    // Doing nothing is on every front.
    let mut front = vec![[1.0, 0.0, 0.0]];
    let mut curve = vec![(0.0, hypervolume(&front, REFERENCE) / all)];
    for (spent, point) in points {
        front.push(*point);
        curve.push((*spent, hypervolume(&front, REFERENCE) / all));
    }
    curve
}
