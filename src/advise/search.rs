//! The search: jam by jam, those that lie apart at once.
//!
//! 1. **Screen** ([`screen`](super::screen)). Ideas against the jams of the best plan so far are tried
//!    on one seed, in the next go on another.
//! 2. **Combine.** The best against each jam make a plan that is tried on all seeds; what helps is put
//!    against all jams of the same kind (`repeat`); then others are tried beside it.
//! 3. **Refine** ([`refine`](super::refine)). Places, angles, lengths, shares, rates and times are changed a little; what is
//!    better on one seed is tried on the others and kept if it is better on all together.
//! 4. **Prune.** Measures without which the plan is as good go. Where there are too many of them to
//!    try the plan without each on all seeds, it is tried on the first.
//!
//! Every decision follows from scores, so that the same seeds and budget give the same plan, on any
//! number of threads, whether it was stopped in between or not.

use super::effort::Effort;
use super::ground::Ground;
use super::propose::Candidate;
use super::score::{Judged, Score};
use super::trials::{Trial, Trials};
use super::{News, Stage};
use crate::document::{Bilingual, Problems};
use crate::plan::Plan;

/// Share of the budget that is spent on screening before refining, and with refining before pruning.
pub(super) const FOR_RACES: f64 = 0.52;
pub(super) const FOR_REFINING: f64 = 0.65;

/// A plan that was tried on all seeds.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The plan.
    pub plan: Plan,
    /// Its runs, in the order of the seeds.
    pub scores: Vec<Score>,
    /// What they say.
    pub judged: Judged,
    /// What had been spent then, in runs of the whole event.
    pub spent: f64,
}

/// What leaving a measure out changes, on the seeds on which that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Id of the measure.
    pub id: String,
    /// Share of the person-minutes above the limits without any plan that comes back.
    pub risk: f64,
    /// What is felt less, minutes a visitor.
    pub felt_min: f64,
}

impl LeftOut {
    /// Of a plan with a measure and without it.
    pub(super) fn of(id: &str, with: &Judged, without: &Judged) -> Self {
        let (risk, felt_min) = (without.risk - with.risk, with.felt_min - without.felt_min);
        Self { id: id.to_owned(), risk, felt_min }
    }
}

/// An idea that was tried shortly.
#[derive(Clone, Debug)]
pub struct Screened {
    /// The idea.
    pub idea: Candidate,
    /// Share that it spared at its jam of all that was near the limits.
    pub spared: f64,
    /// Whether it was of no use in a whole plan.
    pub given_up: bool,
}

/// What the search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Every plan that was tried on all seeds, in the order of the search.
    pub tried: Vec<Tried>,
    /// The best of them, by its index.
    pub best: usize,
    /// The best after races, after refining and after pruning, by their indexes.
    pub stages: Vec<usize>,
    /// Seeds that the plans were judged on, in the order of their scores.
    pub seeds: Vec<u64>,
    /// When their trials ended, seconds since the event's start.
    pub until_s: f64,
    /// The best plan without each of its measures.
    pub without: Vec<LeftOut>,
    /// What was screened, in the order of the search.
    pub screened: Vec<Screened>,
    /// Whether it ended before its budget because somebody stopped it.
    pub stopped: bool,
}

/// What a search is given.
pub struct Search<'s, 'a> {
    /// Where trials are made; the bases of `seeds` are laid.
    pub trials: &'s mut Trials<'a>,
    /// The ground.
    pub ground: &'s Ground,
    /// What is pinned.
    pub pinned: &'s Plan,
    /// What there is.
    pub available: Effort,
    /// Seeds of the search.
    pub seeds: Vec<u64>,
    /// Most to spend, in runs of the whole event.
    pub budget: f64,
    /// Seed of the search's own draws.
    pub draws: u64,
    /// Whoever wants to know what it tries.
    pub tell: &'s (dyn Fn(&News) + Sync),
}

/// Why a step gave nothing.
pub(super) enum Ended {
    Stopped,
    Spent,
    Failed(Problems),
}

impl From<Problems> for Ended {
    fn from(problems: Problems) -> Self {
        Self::Failed(problems)
    }
}

pub(super) type Step<T> = Result<T, Ended>;

impl Search<'_, '_> {
    /// Searches until the budget is spent, nothing is left to try, or it is stopped.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub fn run(mut self) -> Result<Found, Problems> {
        let mut found = Found { seeds: self.seeds.clone(), ..Found::default() };
        let ended = self.all(&mut found);
        match ended {
            Err(Ended::Failed(problems)) => Err(problems),
            Err(Ended::Stopped) => Ok(Found { stopped: true, ..found }),
            _ => Ok(found),
        }
    }

    fn all(&mut self, found: &mut Found) -> Step<()> {
        let until_s = self.end_s();
        found.until_s = until_s;
        let bases = self.trials.bases_of(&self.seeds);
        let scores: Vec<Score> = bases.map(|base| base.record.score.clone()).collect();
        let judged = self.judge(&scores, until_s);
        found.tried.push(Tried { plan: self.pinned.clone(), scores, judged, spent: 0.0 });
        for stage in [Self::races, Self::refine, Self::prune] {
            let ended = stage(self, found, until_s);
            found.stages.push(found.best);
            match ended {
                Ok(()) | Err(Ended::Spent) => {}
                stopped => return stopped,
            }
        }
        Ok(())
    }

    /// When no trial needs to go on: a while after the last jam of the event as it is.
    fn end_s(&self) -> f64 {
        let jams = self.trials.bases().iter().flat_map(|base| &base.record.score.hotspots);
        let last_s = jams.map(|jam| jam.until_s).fold(0.0, f64::max);
        ((last_s + 600.0) / 60.0).ceil() * 60.0
    }

    /// A plan's runs against those without it, up to the end of the trials.
    pub(super) fn judge(&self, scores: &[Score], until_s: f64) -> Judged {
        let bases = self.trials.bases_of(&self.seeds);
        let without: Vec<Score> = bases.map(|base| base.score_until(until_s)).collect();
        Judged::of(&without.iter().zip(scores).collect::<Vec<_>>())
    }

    /// Makes trials as far as they cost no more than `most` together with all that was spent.
    pub(super) fn make(&mut self, trials: Vec<Trial>, most: f64) -> Step<Vec<Score>> {
        let mut affordable = Vec::new();
        let mut cost = self.trials.spent;
        for trial in trials {
            cost += self.trials.cost(&trial);
            if cost > most + 1e-9 {
                break;
            }
            affordable.push(trial);
        }
        if affordable.is_empty() {
            return Err(Ended::Spent);
        }
        self.trials.scores(&affordable)?.ok_or(Ended::Stopped)
    }

    /// A plan over all seeds, to the end of all jams.
    pub(super) fn over_seeds(&mut self, plan: &Plan, until_s: f64, most: f64) -> Step<Tried> {
        self.on_seeds(plan, self.seeds.len(), until_s, most)
    }

    /// A plan over the first so many seeds, to the end of all jams.
    pub(super) fn on_seeds(
        &mut self,
        plan: &Plan,
        seeds: usize,
        until_s: f64,
        most: f64,
    ) -> Step<Tried> {
        let seeds = self.seeds.iter().take(seeds);
        let trials: Vec<Trial> = seeds.map(|seed| Trial::until(plan, *seed, until_s)).collect();
        let wanted = trials.len();
        let scores = self.make(trials, most)?;
        if scores.len() < wanted {
            return Err(Ended::Spent);
        }
        let judged = self.judge(&scores, until_s);
        Ok(Tried { plan: plan.clone(), scores, judged, spent: self.trials.spent })
    }

    pub(super) fn say(&self, stage: Stage, trying: &Bilingual, found: &Found) {
        let best = &found.tried[found.best].judged;
        (self.tell)(&News {
            stage,
            spent: self.trials.spent,
            budget: self.budget,
            trying: trying.clone(),
            risk_left: best.risk,
            felt_min: best.felt_min,
            looked: 1.0,
        });
    }
}

impl Found {
    /// Keeps a plan that was tried on all seeds, as the best where it is.
    pub(super) fn take(&mut self, tried: Tried) {
        let better = tried.judged.loss < self.tried[self.best].judged.loss - 1e-9;
        self.tried.push(tried);
        if better {
            self.best = self.tried.len() - 1;
        }
    }
}

pub(super) fn names(plan: &Plan) -> Bilingual {
    Bilingual::joined(plan.measures.iter().map(|m| &m.name), [", ", "、"])
}
