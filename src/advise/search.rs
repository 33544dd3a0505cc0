//! The search: jam by jam, the worst first.
//!
//! 1. **Race.** All candidates against the worst jam of the best plan so far are tried on one seed
//!    up to soon after the jam begins; the better third goes on to the end of all jams; of these the
//!    best few are tried on all seeds (successive halving; Karnin, Koren and Somekh 2013).
//! 2. **Combine.** The best of them joins the plan if that is better over all seeds; then it is put
//!    against all jams of the same kind at once (`repeat`); then others of the race are tried beside it.
//! 3. **Refine.** Places, angles, lengths, shares, rates and times are changed a little; what is
//!    better on one seed is tried on the others and kept if it is better on all together.
//! 4. **Prune.** A measure without which the plan is as good goes. Where there are too many of them to
//!    try the plan without each on all seeds, it is tried on the first.
//!
//! Every decision follows from scores, so that the same seeds and budget give the same plan, on any
//! number of threads, whether it was stopped in between or not.

use super::dice::Dice;
use super::effort::Effort;
use super::ground::Ground;
use super::propose::{Candidate, Jam, is_same_place};
use super::repeat::Repeat;
use super::score::{Judged, Score};
use super::trials::{Trial, Trials};
use super::vary::varied;
use super::{News, Stage};
use crate::assess::Hotspot;
use crate::document::{Bilingual, Problems};
use crate::plan::{Measure, Plan};

/// A trial for the first round of a race ends so long after its jam begins, seconds: the longest with
/// which [`LOOKED_AT`] ideas, or all, can be tried.
const FIRST_LOOKS_S: [f64; 3] = [900.0, 600.0, 300.0];
const LOOKED_AT: usize = 16;
/// Share of a race that goes on to the next round.
const GOES_ON: f64 = 1.0 / 3.0;
/// Of one race, tried on all seeds.
const FINALISTS: usize = 3;
/// Share of what is left for races that one jam may take, and of that what its first round and its
/// first two may.
const FOR_A_JAM: f64 = 0.75;
const FOR_ROUNDS: [f64; 2] = [0.5, 0.7];
/// Plans changed at a time when refining; a fixed number, so that the number of threads does not
/// matter.
const CHANGED_AT_ONCE: usize = 4;
/// Share of the budget that is spent on races before refining, and with refining before pruning.
const FOR_RACES: f64 = 0.55;
const FOR_REFINING: f64 = 0.85;
/// A loss that is no better by this is none: it would not come again on other seeds [a].
const WORTH: f64 = 0.01;
/// A plan may lose this by pruning a measure [a].
const PRUNES_FOR: f64 = 0.01;
/// Of one race, put against all jams of the same kind.
const REPEATED: usize = 2;
/// Jams that are worked on.
const MOST_JAMS: usize = 6;
/// A jam below this share of all that is above the limits is left alone.
const LEAST_OF_ALL: f64 = 0.03;

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
    fn of(id: &str, with: &Judged, without: &Judged) -> Self {
        let (risk, felt_min) = (without.risk - with.risk, with.felt_min - without.felt_min);
        Self { id: id.to_owned(), risk, felt_min }
    }
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
enum Ended {
    Stopped,
    Spent,
    Failed(Problems),
}

impl From<Problems> for Ended {
    fn from(problems: Problems) -> Self {
        Self::Failed(problems)
    }
}

type Step<T> = Result<T, Ended>;

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
    fn judge(&self, scores: &[Score], until_s: f64) -> Judged {
        let bases = self.trials.bases_of(&self.seeds);
        let without: Vec<Score> = bases.map(|base| base.score_until(until_s)).collect();
        Judged::of(&without.iter().zip(scores).collect::<Vec<_>>())
    }

    /// Makes trials as far as they cost no more than `most` together with all that was spent.
    fn make(&mut self, trials: Vec<Trial>, most: f64) -> Step<Vec<Score>> {
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
    fn over_seeds(&mut self, plan: &Plan, until_s: f64, most: f64) -> Step<Tried> {
        self.on_seeds(plan, self.seeds.len(), until_s, most)
    }

    /// A plan over the first so many seeds, to the end of all jams.
    fn on_seeds(&mut self, plan: &Plan, seeds: usize, until_s: f64, most: f64) -> Step<Tried> {
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

    fn say(&self, stage: Stage, trying: &Bilingual, found: &Found) {
        let best = &found.tried[found.best].judged;
        (self.tell)(&News {
            stage,
            spent: self.trials.spent,
            budget: self.budget,
            trying: trying.clone(),
            risk_left: best.risk,
            felt_min: best.felt_min,
        });
    }

    /// Races against one jam after the other. While nothing helps, there is nothing to refine either:
    /// what that may take goes to the ideas that were not reached.
    fn races(&mut self, found: &mut Found, until_s: f64) -> Step<()> {
        let mut raced: Vec<Candidate> = Vec::new();
        for share in [FOR_RACES, FOR_REFINING, FOR_REFINING] {
            let earlier = raced.clone();
            let mut worked_on: Vec<[f64; 2]> = Vec::new();
            while worked_on.len() < MOST_JAMS {
                let Some(jam) = self.next_jam(found, &worked_on) else { break };
                worked_on.push(jam.centre);
                self.against(&jam, (share * self.budget, until_s), (&earlier, &mut raced), found)?;
            }
            if found.best != 0 {
                break;
            }
        }
        Ok(())
    }

    /// The worst jam of the best plan on the first seed that was not worked on.
    fn next_jam(&self, found: &Found, worked_on: &[[f64; 2]]) -> Option<Hotspot> {
        let score = found.tried[found.best].scores.first()?;
        let least = LEAST_OF_ALL * score.above_person_min;
        let new = |jam: &&Hotspot| {
            jam.person_min >= least && !worked_on.iter().any(|at| is_same_place(at, &jam.centre))
        };
        score.hotspots.iter().find(new).cloned()
    }

    /// Races what may help against a jam and was not raced `earlier`, and takes what does; races may
    /// take so many runs in all.
    fn against(
        &mut self,
        jam: &Hotspot,
        (for_races, until_s): (f64, f64),
        (earlier, raced): (&[Candidate], &mut Vec<Candidate>),
        found: &mut Found,
    ) -> Step<()> {
        let incumbent = found.tried[found.best].plan.clone();
        let all = found.tried[found.best].scores.first().map(|s| s.hotspots.clone());
        let all = all.unwrap_or_default();
        let proposed = {
            let base = self.trials.base(self.seeds[0]);
            let saved_before = |at_s| base.and_then(|b| b.saved_before(at_s));
            Jam::new(self.ground, jam, &all, saved_before).candidates()
        };
        let fits = |c: &Candidate| self.available.covers(&Effort::of(&c.added_to(&incumbent)));
        let new = proposed.iter().filter(|c| fits(c) && !earlier.contains(c));
        let racing = in_turn(new.cloned().collect());
        if racing.is_empty() {
            return Ok(());
        }
        self.say(Stage::Race, &trying(&racing, jam, self.ground), found);
        let spent = self.trials.spent;
        let for_jam = FOR_A_JAM * (for_races - spent);
        let mut racing = self.heats(jam, racing, &incumbent, (for_jam, until_s), raced)?;
        racing.truncate(FINALISTS);
        let before = found.tried[found.best].judged.loss;
        let mut helps: Vec<(f64, &Candidate)> = Vec::new();
        for (place, candidate) in racing.iter().enumerate() {
            // The first of a race is tried to its end as long as the budget goes at all.
            let most = if place == 0 { FOR_REFINING * self.budget } else { spent + for_jam };
            match self.over_seeds(&candidate.added_to(&incumbent), until_s, most) {
                Err(Ended::Spent) => break,
                tried => {
                    let tried = tried?;
                    helps.push((tried.judged.loss, candidate));
                    found.take(tried);
                }
            }
        }
        helps.retain(|(loss, _)| *loss < before - WORTH);
        if helps.is_empty() {
            return Ok(());
        }
        helps.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, candidate) in helps.into_iter().take(REPEATED) {
            let alike = proposed.iter().filter(|c| c.idea == candidate.idea);
            let which = alike.take_while(|c| *c != candidate).count();
            self.repeat((&incumbent, &all), (candidate, which), found, until_s)?;
        }
        self.combine(&racing, found, until_s)
    }

    /// Those who go on after the rounds of a race on the first seed, the best first; of what is for
    /// the jam, in runs, each round may take its share.
    fn heats(
        &mut self,
        jam: &Hotspot,
        racing: Vec<Candidate>,
        incumbent: &Plan,
        (for_jam, until_s): (f64, f64),
        raced: &mut Vec<Candidate>,
    ) -> Step<Vec<Candidate>> {
        let spent = self.trials.spent;
        let whole_minutes = |s: f64| ((s / 60.0).ceil() * 60.0).min(until_s);
        let looks_s =
            FIRST_LOOKS_S.map(|s| whole_minutes((jam.from_s + s).min(jam.until_s + 120.0)));
        let trials = |racing: &[Candidate], end_s: f64, search: &Self| -> Vec<Trial> {
            let plans = racing.iter().map(|c| c.added_to(incumbent));
            plans.map(|plan| Trial::until(&plan, search.seeds[0], end_s)).collect()
        };
        let affordable = |end_s: &f64| {
            let looked_at = &racing[..racing.len().min(LOOKED_AT)];
            let costs = trials(looked_at, *end_s, self);
            costs.iter().map(|t| self.trials.cost(t)).sum::<f64>() <= FOR_ROUNDS[0] * for_jam
        };
        let look_s = looks_s.into_iter().find(affordable).unwrap_or(looks_s[2]);
        let ends_s = [look_s, whole_minutes(jam.until_s + 300.0)];
        let mut racing = racing;
        for (end_s, share) in ends_s.into_iter().zip(FOR_ROUNDS) {
            let trials = trials(&racing, end_s, self);
            let scores = match self.make(trials, spent + share * for_jam) {
                // What was seen in the first round has to do.
                Err(Ended::Spent) => break,
                made => made?,
            };
            // Those that were not tried for want of budget are out.
            racing.truncate(scores.len());
            raced.extend(racing.iter().cloned());
            racing = self.better_third(racing, &scores, end_s);
        }
        Ok(racing)
    }

    /// Tries what helps against a jam at all of its kind, in the plan and with the jams that it was
    /// found with.
    fn repeat(
        &mut self,
        (plan, jams): (&Plan, &[Hotspot]),
        (helps, which): (&Candidate, usize),
        found: &mut Found,
        until_s: f64,
    ) -> Step<()> {
        let everywhere = {
            let base = self.trials.base(self.seeds[0]);
            let saved_before = |at_s| base.and_then(|b| b.saved_before(at_s));
            let (ground, available) = (self.ground, self.available);
            let repeat = Repeat { ground, available, jams, saved_before: &saved_before };
            repeat.added(&helps.added_to(plan), helps, which)
        };
        let Some(everywhere) = everywhere else { return Ok(()) };
        self.say(Stage::Combine, &names(&everywhere), found);
        let tried = self.over_seeds(&everywhere, until_s, FOR_REFINING * self.budget)?;
        found.take(tried);
        Ok(())
    }

    /// The losses of runs with the first seed that end at a time.
    fn first_losses(&self, scores: &[Score], end_s: f64) -> Vec<f64> {
        let without = self.trials.base(self.seeds[0]).map(|base| base.score_until(end_s));
        let without = without.unwrap_or_default();
        scores.iter().map(|score| Judged::of(&[(&without, score)]).loss).collect()
    }

    /// The candidates of a race that go on, the best first. Those that make it worse do not.
    fn better_third(&self, racing: Vec<Candidate>, scores: &[Score], end_s: f64) -> Vec<Candidate> {
        let losses = self.first_losses(scores, end_s);
        let mut by_loss: Vec<(f64, Candidate)> = losses.into_iter().zip(racing).collect();
        by_loss.sort_by(|a, b| a.0.total_cmp(&b.0));
        let keep = ((by_loss.len() as f64 * GOES_ON).ceil() as usize).max(FINALISTS);
        let good = by_loss.into_iter().filter(|(loss, _)| loss.is_finite());
        good.take(keep).map(|(_, candidate)| candidate).collect()
    }

    /// Tries the others of a race beside the one that won.
    fn combine(&mut self, racing: &[Candidate], found: &mut Found, until_s: f64) -> Step<()> {
        for candidate in racing {
            let best = found.tried[found.best].plan.clone();
            let has = |m: &Measure| best.measures.iter().any(|own| own.kind == m.kind);
            if candidate.measures.iter().any(has) {
                continue;
            }
            let both = candidate.added_to(&best);
            if self.available.covers(&Effort::of(&both)) {
                self.say(Stage::Combine, &names(&both), found);
                let tried = self.over_seeds(&both, until_s, FOR_RACES * self.budget)?;
                found.take(tried);
            }
        }
        Ok(())
    }

    /// Refines until the share for it is spent, or what is left has to do for pruning.
    fn refine(&mut self, found: &mut Found, until_s: f64) -> Step<()> {
        let mut dice = Dice::new(self.draws);
        let mut without_gain = 0;
        while without_gain < 6 {
            let best = found.tried[found.best].clone();
            let changed: Vec<Plan> = (0..CHANGED_AT_ONCE)
                .filter_map(|_| {
                    varied(&best.plan, self.pinned, self.ground, &self.available, &mut dice)
                })
                .collect();
            if changed.is_empty() {
                return Ok(());
            }
            self.say(Stage::Refine, &names(&best.plan), found);
            let first_seed = self.seeds[0];
            let trials: Vec<Trial> =
                changed.iter().map(|plan| Trial::until(plan, first_seed, until_s)).collect();
            let pruning = self.to_leave_out(&best.plan, until_s);
            let most = (FOR_REFINING * self.budget).min(self.budget - pruning);
            let scores = self.make(trials, most)?;
            let was = self.first_losses(&best.scores[..1], until_s)[0];
            let losses = self.first_losses(&scores, until_s);
            let better = losses.into_iter().zip(changed).filter(|(loss, _)| *loss < was);
            let better = better.min_by(|a, b| a.0.total_cmp(&b.0));
            let gained = match better {
                Some((_, plan)) => {
                    let before = found.best;
                    let tried = self.over_seeds(&plan, until_s, most)?;
                    found.take(tried);
                    found.best != before
                }
                None => false,
            };
            without_gain = if gained { 0 } else { without_gain + 1 };
        }
        Ok(())
    }

    /// Measures of a plan that are not pinned.
    fn own(&self, plan: &Plan) -> Vec<Measure> {
        let pinned = |m: &&Measure| !self.pinned.measures.contains(m);
        plan.measures.iter().filter(pinned).cloned().collect()
    }

    /// What it costs to try a plan once without each of its measures on one seed, in runs.
    fn to_leave_out(&self, plan: &Plan, until_s: f64) -> f64 {
        let without = |m: &Measure| Trial::until(&without(plan, &m.id), self.seeds[0], until_s);
        self.own(plan).iter().map(|m| self.trials.cost(&without(m))).sum()
    }

    /// Leaves out what is not needed, the least needed first, and says of what stays what it is
    /// worth.
    fn prune(&mut self, found: &mut Found, until_s: f64) -> Step<()> {
        loop {
            let best = found.tried[found.best].clone();
            found.without.clear();
            let once = self.to_leave_out(&best.plan, until_s);
            let all_seeds = once * self.seeds.len() as f64 <= self.budget - self.trials.spent;
            let seeds = if all_seeds { self.seeds.len() } else { 1 };
            let was = self.judge(&best.scores[..seeds], until_s);
            let mut least: Option<(f64, Plan)> = None;
            for measure in self.own(&best.plan) {
                let fewer = without(&best.plan, &measure.id);
                self.say(Stage::Prune, &measure.name, found);
                let is = self.on_seeds(&fewer, seeds, until_s, self.budget)?.judged;
                found.without.push(LeftOut::of(&measure.id, &was, &is));
                let loses = is.loss - was.loss;
                if loses <= PRUNES_FOR && least.as_ref().is_none_or(|(least, _)| loses < *least) {
                    least = Some((loses, fewer));
                }
            }
            let Some((_, fewer)) = least else { return Ok(()) };
            let tried = self.over_seeds(&fewer, until_s, self.budget)?;
            let needed = tried.judged.loss > best.judged.loss + PRUNES_FOR;
            found.tried.push(tried);
            if needed {
                return Ok(());
            }
            found.best = found.tried.len() - 1;
            found.without.clear();
        }
    }
}

impl Found {
    /// Keeps a plan that was tried on all seeds, as the best where it is.
    fn take(&mut self, tried: Tried) {
        let better = tried.judged.loss < self.tried[self.best].judged.loss - 1e-9;
        self.tried.push(tried);
        if better {
            self.best = self.tried.len() - 1;
        }
    }
}

/// A plan without one of its measures.
fn without(plan: &Plan, id: &str) -> Plan {
    let mut plan = plan.clone();
    plan.measures.retain(|m| m.id != id);
    plan
}

/// Candidates with one of each kind in turn, so that where not all can be tried some of each are.
fn in_turn(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut seen: Vec<(String, usize)> = Vec::new();
    let mut turns: Vec<(usize, Candidate)> = Vec::new();
    for candidate in candidates {
        let turn = match seen.iter_mut().find(|(known, _)| *known == candidate.idea) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                seen.push((candidate.idea.clone(), 0));
                0
            }
        };
        turns.push((turn, candidate));
    }
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, candidate)| candidate).collect()
}

fn names(plan: &Plan) -> Bilingual {
    let all = |of: fn(&Bilingual) -> &str, joint: &str| {
        plan.measures.iter().map(|m| of(&m.name)).collect::<Vec<_>>().join(joint)
    };
    Bilingual::new(all(|b| &b.en, ", "), all(|b| &b.zh, "、"))
}

fn trying(racing: &[Candidate], jam: &Hotspot, ground: &Ground) -> Bilingual {
    let [x, y] = jam.centre;
    let place = ground.place(glam::Vec2::new(x as f32, y as f32));
    let count = racing.len();
    Bilingual::new(
        format!("{count} ideas against the jam at {}", place.en),
        format!("{count} 种设想，针对{}的拥堵", place.zh),
    )
}
