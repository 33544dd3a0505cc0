//! Refining and pruning: a found plan changed a little at a time, and without what it does not need.

use super::Stage;
use super::dice::Dice;
use super::score::{Judged, Score};
use super::search::{FOR_REFINING, Found, LeftOut, Search, Step, Tried, names};
use super::trials::Trial;
use super::vary::varied;
use crate::plan::{Measure, MeasureKind, Plan};

/// Plans changed at a time when refining; a fixed number, so that the number of threads does not
/// matter.
const CHANGED_AT_ONCE: usize = 4;
/// A plan may lose this by pruning a measure [a].
const PRUNES_FOR: f64 = 0.01;

impl Search<'_, '_> {
    /// The losses of runs with the first seed that end at a time.
    fn first_losses(&self, scores: &[Score], end_s: f64) -> Vec<f64> {
        let without = self.trials.base(self.seeds[0]).map(|base| base.score_until(end_s));
        let without = without.unwrap_or_default();
        scores.iter().map(|score| Judged::of(&[(&without, score)]).loss).collect()
    }

    /// Refines until the share for it is spent, or what is left has to do for pruning.
    pub(super) fn refine(&mut self, found: &mut Found, until_s: f64) -> Step<()> {
        let mut dice = Dice::new(self.draws);
        let (mut without_gain, mut first) = (0, true);
        while without_gain < 6 {
            let best = found.tried[found.best].clone();
            let whole_day = self.all_along(&best.plan).filter(|_| first);
            first = false;
            let drawn = (0..CHANGED_AT_ONCE).filter_map(|_| {
                varied(&best.plan, self.pinned, self.ground, &self.available, &mut dice)
            });
            let changed: Vec<Plan> =
                whole_day.into_iter().chain(drawn).take(CHANGED_AT_ONCE).collect();
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

    /// A plan whose barriers and signs stand all along: that is less work than to put them up among
    /// people, and a queue that has stood otherwise for hours need not be moved. `None` where they do.
    fn all_along(&self, plan: &Plan) -> Option<Plan> {
        let duration_s = self.ground.scenario.clock.duration_s;
        let mut changed = plan.clone();
        for measure in &mut changed.measures {
            let stands = matches!(measure.kind, MeasureKind::Barrier(_) | MeasureKind::Sign(_));
            if stands && !self.pinned.measures.contains(measure) {
                (measure.from_s, measure.until_s) = (0.0, duration_s);
            }
        }
        (changed != *plan).then_some(changed)
    }

    /// Measures of a plan that are not pinned.
    fn own(&self, plan: &Plan) -> Vec<Measure> {
        let pinned = |m: &&Measure| !self.pinned.measures.contains(m);
        plan.measures.iter().filter(pinned).cloned().collect()
    }

    /// What it costs to try a plan once without each of its measures on one seed, in runs.
    fn to_leave_out(&self, plan: &Plan, until_s: f64) -> f64 {
        let without = |m: &Measure| Trial::until(&without(plan, &[m]), self.seeds[0], until_s);
        self.own(plan).iter().map(|m| self.trials.cost(&without(m))).sum()
    }

    /// Leaves out what is not needed, as much of it at once as goes, and says of what stays what it is
    /// worth.
    pub(super) fn prune(&mut self, found: &mut Found, until_s: f64) -> Step<()> {
        loop {
            let best = found.tried[found.best].clone();
            let once = self.to_leave_out(&best.plan, until_s);
            let all_seeds = once * self.seeds.len() as f64 <= self.budget - self.trials.spent;
            let seeds = if all_seeds { self.seeds.len() } else { 1 };
            let was = self.judge(&best.scores[..seeds], until_s);
            let mut idle: Vec<(f64, Measure)> = Vec::new();
            for measure in self.own(&best.plan) {
                let fewer = without(&best.plan, &[&measure]);
                self.say(Stage::Prune, &measure.name, found);
                let is = self.on_seeds(&fewer, seeds, until_s, self.budget)?.judged;
                found.without.retain(|figure| figure.id != measure.id);
                found.without.push(LeftOut::of(&measure.id, &was, &is));
                if is.loss - was.loss <= PRUNES_FOR {
                    idle.push((is.loss - was.loss, measure));
                }
            }
            idle.sort_by(|a, b| a.0.total_cmp(&b.0));
            if !self.leave_out(&best, idle.into_iter().map(|(_, m)| m).collect(), found, until_s)? {
                return Ok(());
            }
            // Where there is no budget left for figures of the smaller plan, those of the larger one stay:
            // what went made as good as no difference.
            let left = &found.tried[found.best].plan;
            found.without.retain(|figure| left.measure(&figure.id).is_some());
        }
    }

    /// Leaves out some measures, the least needed first, or the better half of them where they are
    /// needed together, and so on; whether any.
    fn leave_out(
        &mut self,
        best: &Tried,
        mut idle: Vec<Measure>,
        found: &mut Found,
        until_s: f64,
    ) -> Step<bool> {
        while !idle.is_empty() {
            let fewer = without(&best.plan, &idle.iter().collect::<Vec<_>>());
            let tried = self.over_seeds(&fewer, until_s, self.budget)?;
            let may_lose = PRUNES_FOR * idle.len() as f64;
            let holds = tried.judged.loss <= best.judged.loss + may_lose;
            found.tried.push(tried);
            if holds {
                found.best = found.tried.len() - 1;
                return Ok(true);
            }
            idle.truncate(idle.len() / 2);
        }
        Ok(false)
    }
}

/// A plan without some of its measures.
fn without(plan: &Plan, measures: &[&Measure]) -> Plan {
    let mut plan = plan.clone();
    plan.measures.retain(|m| !measures.iter().any(|out| out.id == m.id));
    plan
}
