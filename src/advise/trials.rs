//! Trials: a plan, a seed, a span of time, run or looked up.
//!
//! All plans of a seed have the same visitors with the same draws, and a trial begins at the last
//! checkpoint of the run without the plan at which nothing of the plan stands yet: it is the same,
//! bit for bit, as if it had begun with the event. It ends where nothing more is asked of it. What
//! a trial costs is the share of person-minutes that it simulates of the event's: a whole run costs
//! 1. That is known before it is made and the same on any machine.

use super::score::{Score, by_square};
use super::store::{BaseRecord, Store};
use super::under::Under;
use crate::assess::{Crowded, crowding};
use crate::document::{Hours, Problems};
use crate::job::{self, Flow, Found, Outcome, Prepared, Request};
use crate::plan::{Measure, Plan, write_ron};
use crate::scenario::fingerprint;
use crate::sim::Checkpoint;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Checkpoints of a run from which others branch, and the time between two of them, seconds.
const SAVED: f64 = 36.0;
const SAVED_EVERY_S: [f64; 2] = [60.0, 600.0];
/// Least that a trial costs: setting one up takes time too.
const LEAST_COST: f64 = 0.01;
/// Letters of a trial's name.
const NAME_LETTERS: usize = 20;

/// A run to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The plan; with all that is pinned.
    pub plan: Plan,
    /// Seed of all draws.
    pub seed: u64,
    /// When it ends, seconds since the event's start; `None` for the whole event.
    pub until_s: Option<f64>,
    /// What is other than planned.
    pub under: Under,
}

impl Trial {
    /// A plan over the whole event.
    pub fn whole(plan: &Plan, seed: u64) -> Self {
        Self { plan: plan.clone(), seed, until_s: None, under: Under::AsPlanned }
    }

    /// A plan up to a time, seconds since the event's start.
    pub fn until(plan: &Plan, seed: u64, until_s: f64) -> Self {
        Self { until_s: Some(until_s), ..Self::whole(plan, seed) }
    }
}

/// A run with what is pinned only, from which trials branch.
pub struct Base {
    /// Its seed.
    pub seed: u64,
    /// The run, minute by minute.
    pub record: BaseRecord,
    saved: Vec<(f64, Arc<Checkpoint>)>,
}

impl Base {
    /// Person-minutes above the limits until a time.
    fn above_until(&self, until_s: f64) -> f64 {
        let minutes = self.record.until_s.iter().zip(&self.record.above_limit);
        minutes.take_while(|(end, _)| **end <= until_s + 1.0).map(|(_, a)| f64::from(*a)).sum()
    }

    /// What it is held against by trials that end at a time.
    pub fn score_until(&self, until_s: f64) -> Score {
        let ends = self.record.until_s.iter().zip(&self.record.crowding);
        let squares =
            ends.take_while(|(end, _)| **end <= until_s + 1.0).map(|(_, squares)| squares);
        Score {
            above_person_min: self.above_until(until_s),
            near: by_square(squares),
            ..self.record.score.clone()
        }
    }

    /// Share of its person-minutes between two times.
    fn share(&self, from_s: f64, until_s: f64) -> f64 {
        let minutes = || self.record.until_s.iter().zip(&self.record.inside);
        let all: f64 = minutes().map(|(_, inside)| f64::from(*inside) + 1.0).sum();
        let within = minutes().filter(|(end, _)| **end > from_s && **end <= until_s + 1.0);
        let within: f64 = within.map(|(_, inside)| f64::from(*inside) + 1.0).sum();
        if all > 0.0 { within / all } else { 1.0 }
    }

    /// The last checkpoint at or before a time.
    pub fn saved_before(&self, at_s: f64) -> Option<f64> {
        self.saved.iter().map(|(saved_s, _)| *saved_s).rfind(|saved_s| *saved_s <= at_s + 1e-6)
    }
}

/// Where trials are made.
pub struct Trials<'a> {
    request: Request,
    prepared: Prepared,
    pinned: Plan,
    store: Store,
    bases: Vec<Base>,
    stopped: &'a AtomicBool,
    asked: BTreeSet<String>,
    /// What all trials cost so far that were asked for, looked up or made; the runs from which
    /// others branch not among them.
    pub spent: f64,
    /// Trials asked for, each once.
    pub count: usize,
}

impl<'a> Trials<'a> {
    /// For an event with what is pinned; `folder` keeps what was made.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub fn new(
        request: &Request,
        prepared: &Prepared,
        pinned: &Plan,
        folder: &Path,
        stopped: &'a AtomicBool,
    ) -> Result<Self, Problems> {
        Ok(Self {
            request: request.clone(),
            prepared: prepared.clone(),
            pinned: pinned.clone(),
            store: Store::open(folder)?,
            bases: Vec::new(),
            stopped,
            asked: BTreeSet::new(),
            spent: 0.0,
            count: 0,
        })
    }

    /// The event's hours.
    pub fn hours(&self) -> Hours {
        let clock = &self.prepared.scenario.clock;
        Hours { starts_s: clock.starts_s, duration_s: clock.duration_s }
    }

    /// Whether people come in bursts anywhere, as from trains.
    pub fn has_trains(&self) -> bool {
        self.prepared.scenario.portals.iter().any(|portal| portal.pulses.is_some())
    }

    /// Whether somebody stopped it.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// The runs from which others branch, in the order of their seeds.
    pub fn bases(&self) -> &[Base] {
        &self.bases
    }

    /// The run of a seed from which others branch.
    pub fn base(&self, seed: u64) -> Option<&Base> {
        self.bases.iter().find(|base| base.seed == seed)
    }

    /// Those of some seeds, in their order.
    pub fn bases_of<'s>(&'s self, seeds: &'s [u64]) -> impl Iterator<Item = &'s Base> + 's {
        seeds.iter().filter_map(|seed| self.base(*seed))
    }

    fn name(&self, trial: &Trial) -> String {
        let files: Vec<&str> = self.prepared.sources.iter().map(|s| s.sha256.as_str()).collect();
        // The names and reasons of measures change nothing that people do.
        let mut plan = trial.plan.clone();
        plan.name = Default::default();
        for measure in &mut plan.measures {
            (measure.name, measure.why) = (Default::default(), None);
        }
        let text = format!(
            "{}\n{}\n{}\n{:?}\n{:?}\n{}",
            env!("CARGO_PKG_VERSION"),
            files.join(" "),
            trial.seed,
            trial.until_s,
            trial.under,
            write_ron(&plan, &self.hours()),
        );
        fingerprint(text.as_bytes())[..NAME_LETTERS].to_owned()
    }

    /// Makes the runs from which others branch, one a seed. `false` where it was stopped. `tell` hears
    /// how much of all of them is run, as a share.
    ///
    /// # Errors
    /// Where the event cannot be run, or something not be written.
    pub fn lay_bases(
        &mut self,
        seeds: &[u64],
        tell: &(dyn Fn(f64) + Sync),
    ) -> Result<bool, Problems> {
        let shares = Mutex::new(vec![0.0; seeds.len()]);
        let make = |index: usize| {
            self.make_base(seeds[index], &|share| {
                if let Ok(mut shares) = shares.lock() {
                    shares[index] = share;
                    tell(shares.iter().sum::<f64>() / seeds.len() as f64);
                }
            })
        };
        let made = job::each(seeds.len(), &|| self.is_stopped(), &make);
        for base in made {
            match base {
                Some(Ok(Some(base))) => self.bases.push(base),
                Some(Err(problems)) => return Err(problems),
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    fn make_base(&self, seed: u64, tell: &(dyn Fn(f64) + Sync)) -> Result<Option<Base>, Problems> {
        let trial = Trial::whole(&self.pinned, seed);
        let name = self.name(&trial);
        if let Some((record, saved)) = self.store.base(seed, &name) {
            tell(1.0);
            return Ok(Some(Base { seed, record, saved }));
        }
        let (request, prepared) = self.ready(&trial);
        let mut saved: Vec<(f64, Arc<Checkpoint>)> = Vec::new();
        let every_s = prepared.scenario.clock.duration_s / SAVED;
        let every_s = (every_s / 60.0).round() * 60.0;
        let every_s = every_s.clamp(SAVED_EVERY_S[0], SAVED_EVERY_S[1]);
        let mut watch = |simulation: &crate::sim::Simulation, _: &Problems| {
            let now_s = simulation.now_s();
            tell(now_s / simulation.planned_end_s());
            let due_s = saved.last().map_or(every_s, |(at_s, _)| at_s + every_s);
            if now_s + 1e-6 >= due_s
                && now_s < simulation.planned_end_s()
                && let Ok(checkpoint) = simulation.save()
            {
                saved.push((now_s, Arc::new(checkpoint)));
            }
            if self.is_stopped() { Flow::Stop } else { Flow::On }
        };
        let outcome = job::simulate(&request, &prepared, Path::new(""), &mut watch)?;
        if outcome.summary.made.partial.is_some() {
            return Ok(None);
        }
        let minutes = &outcome.summary.minutes;
        let crowding = crowding_of(&outcome, &prepared);
        let score = Score::of(&outcome.summary, &crowding);
        // Only from before a jam does anything branch.
        let first_s = score.hotspots.iter().map(|h| h.from_s).fold(f64::INFINITY, f64::min);
        let last_s = score.hotspots.iter().map(|h| h.until_s).fold(0.0, f64::max);
        saved.retain(|(at_s, _)| *at_s >= first_s - 3600.0 && *at_s <= last_s);
        let record = BaseRecord {
            trial: name,
            score,
            until_s: minutes.until_s.clone(),
            inside: minutes.inside.clone(),
            above_limit: minutes.above_limit.clone(),
            crowding,
            saved_s: saved.iter().map(|(at_s, _)| *at_s).collect(),
        };
        self.store.keep_base(seed, &record, &saved)?;
        Ok(Some(Base { seed, record, saved }))
    }

    /// A run's request, from its beginning.
    fn ready(&self, trial: &Trial) -> (Request, Prepared) {
        let request = Request { seed: trial.seed, ..self.request.clone() };
        let mut prepared = self.prepared.clone();
        prepared.plan = trial.plan.clone();
        prepared.until_s = trial.until_s;
        if trial.under != Under::AsPlanned {
            trial.under.set(Arc::make_mut(&mut prepared.scenario));
        }
        (request, prepared)
    }

    /// From where a trial goes on: the last checkpoint at which nothing of its plan stands that
    /// the base has not.
    fn branches_from(&self, trial: &Trial) -> Option<&(f64, Arc<Checkpoint>)> {
        let base = self.base(trial.seed).filter(|_| trial.under == Under::AsPlanned)?;
        let of_base = |measure: &&Measure| self.pinned.measures.contains(measure);
        if self.pinned.measures.iter().any(|m| !trial.plan.measures.contains(m)) {
            return None;
        }
        let own = trial.plan.measures.iter().filter(|m| !of_base(m));
        let first_s = own.map(|m| m.from_s).fold(f64::INFINITY, f64::min);
        let end_s = trial.until_s.unwrap_or(f64::INFINITY);
        base.saved.iter().rfind(|(at_s, _)| *at_s <= first_s + 1e-6 && *at_s < end_s)
    }

    /// What a trial costs, in runs of the whole event.
    pub fn cost(&self, trial: &Trial) -> f64 {
        let from_s = self.branches_from(trial).map_or(0.0, |(at_s, _)| *at_s);
        let until_s = trial.until_s.unwrap_or(f64::INFINITY);
        let share = self.bases.first().map_or(1.0, |base| base.share(from_s, until_s));
        (share * trial.under.visitors()).max(LEAST_COST)
    }

    /// The scores of trials, in their order; `None` where it was stopped before all were made.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub fn scores(&mut self, trials: &[Trial]) -> Result<Option<Vec<Score>>, Problems> {
        let names: Vec<String> = trials.iter().map(|trial| self.name(trial)).collect();
        let mut missing: Vec<usize> = Vec::new();
        for (index, name) in names.iter().enumerate() {
            if self.asked.insert(name.clone()) {
                self.spent += self.cost(&trials[index]);
                self.count += 1;
            }
            let twice = missing.iter().any(|other| names[*other] == *name);
            if self.known(name, trials[index].seed).is_none() && !twice {
                missing.push(index);
            }
        }
        let unwritten: Mutex<Option<Problems>> = Mutex::new(None);
        job::each(missing.len(), &|| self.is_stopped(), &|at| {
            let index = missing[at];
            let Some(score) = self.make(&trials[index]) else { return };
            if let Err(problems) = self.store.keep(&names[index], &score)
                && let Ok(mut unwritten) = unwritten.lock()
            {
                *unwritten = Some(problems);
            }
        });
        if let Ok(Some(problems)) = unwritten.into_inner() {
            return Err(problems);
        }
        let found = names.iter().zip(trials).map(|(name, trial)| self.known(name, trial.seed));
        Ok(found.collect())
    }

    fn known(&self, name: &str, seed: u64) -> Option<Score> {
        let base = self.base(seed).filter(|base| base.record.trial == name);
        base.map(|base| base.record.score.clone()).or_else(|| self.store.score(name))
    }

    /// Makes a trial; `None` where it was stopped.
    fn make(&self, trial: &Trial) -> Option<Score> {
        let (request, mut prepared) = self.ready(trial);
        prepared.resumed = self.branches_from(trial).map(|(_, checkpoint)| Found {
            path: PathBuf::from("a run without the plan"),
            checkpoint: checkpoint.clone(),
        });
        let mut watch = |_: &_, _: &_| if self.is_stopped() { Flow::Stop } else { Flow::On };
        let run = || job::simulate(&request, &prepared, Path::new(""), &mut watch);
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(outcome)) if outcome.summary.made.partial.is_some() => None,
            Ok(Ok(outcome)) => Some(Score::of(&outcome.summary, &crowding_of(&outcome, &prepared))),
            Ok(Err(problems)) => Some(Score::impossible(problems.to_string())),
            Err(_) => Some(Score::impossible("the run failed".to_owned())),
        }
    }
}

/// How near the limits it was where, minute by minute.
fn crowding_of(outcome: &Outcome, prepared: &Prepared) -> Vec<Vec<Crowded>> {
    crowding(&outcome.field, &outcome.cell_area_m2, &prepared.scenario.limits)
}
