//! Screening: ideas against all jams at once.
//!
//! A large event has dozens of jams and hundreds of ideas against them, and a run of it takes minutes.
//! But jams lie apart, in space and in time: one run tries an idea against each of them, and each
//! idea answers for the ground that is nearest to its jam. Only the time around the jams is run.
//! Where there is one jam, its ideas are tried one by one, and each answers for everything.

use super::Stage;
use super::effort::Effort;
use super::propose::{Candidate, Jam, is_same_place};
use super::repeat::Repeat;
use super::score::Score;
use super::search::{Ended, FOR_RACES, FOR_REFINING, Found, Screened, Search, Step, Tried, names};
use super::trials::Trial;
use super::window::{Window, windows};
use crate::assess::Hotspot;
use crate::document::{Bilingual, counted};
use crate::plan::{Measure, MeasureKind, Plan};
use std::collections::BTreeMap;

/// Jams that are worked on at once.
const MOST_JAMS: usize = 12;
/// A jam below this share of all that is above the limits is left alone.
const LEAST_OF_ALL: f64 = 0.02;
/// Ideas against one jam that are looked at in one go. Every go meets the jams that the best plan so far
/// leaves, and several short ones go farther than a long one.
const LOOKED_AT: usize = 10;
/// Plans of the best ideas that are tried on all seeds.
const FINALISTS: usize = 3;
/// Share of what is left for races that the ideas of one go may take.
const FOR_IDEAS: f64 = 0.75;
/// An idea that spares less than this of all that is near the limits spares nothing [a].
const WORTH: f64 = 0.01;
/// Limits that a plan breaks or keeps whoever comes, and for how long it is run to see that, seconds.
const STANDING: [&str; 2] = ["step_free", "dead_ends"];
const PROBED_S: f64 = 60.0;
/// Ideas of one go that are put against all jams of the same kind.
const REPEATED: usize = 2;

/// Ideas against a jam, the best first once they were tried.
struct Contest {
    jam: Hotspot,
    ideas: Vec<Tally>,
}

/// One go: on which seed, from where, and how far.
struct Go {
    /// Which of the seeds ideas are tried on.
    turn: usize,
    /// The plan that they are added to.
    incumbent: Plan,
    /// Its jams on that seed.
    jams: Vec<Hotspot>,
    /// What may be spent by its end, with all that was spent before.
    most: f64,
    /// When trials of whole plans end, seconds since the event's start.
    until_s: f64,
}

/// An idea and what it spared where it was tried, as a share of all that is near the limits.
#[derive(Clone)]
struct Tally {
    idea: Candidate,
    /// Which it is of its kind, of those that were proposed against its jam.
    which: usize,
    spared: f64,
}

impl Search<'_, '_> {
    /// Screens ideas against the jams of the best plan so far, puts the best of them together, and
    /// begins again with the jams that are left. While nothing helps, there is nothing to refine
    /// either: what that may take goes to more ideas.
    pub(super) fn races(&mut self, found: &mut Found, until_s: f64) -> Step<()> {
        let (mut goes, mut idle) = (0, 0);
        for share in [FOR_RACES, FOR_REFINING] {
            while idle < self.seeds.len() {
                let (best, screened) = (found.best, found.screened.len());
                let turn = goes % self.seeds.len();
                goes += 1;
                let contests = self.contests(found, turn);
                if contests.is_empty() {
                    idle += 1;
                    continue;
                }
                idle = 0;
                let best_so_far = &found.tried[best];
                let go = Go {
                    turn,
                    incumbent: best_so_far.plan.clone(),
                    jams: best_so_far.scores[turn].hotspots.clone(),
                    most: share * self.budget,
                    until_s,
                };
                match self.go(&go, contests, found) {
                    Err(Ended::Spent) => break,
                    done => done?,
                }
                if found.best == best {
                    found.screened[screened..].iter_mut().for_each(|idea| idea.given_up = true);
                }
            }
            if found.best != 0 {
                break;
            }
        }
        Ok(())
    }

    /// The worst jams of the best plan on one of the seeds with the ideas against them: those first that
    /// spared something before and did not get into the plan, then what was not tried.
    fn contests(&self, found: &Found, turn: usize) -> Vec<Contest> {
        let best = &found.tried[found.best];
        let Some(score) = best.scores.get(turn) else { return Vec::new() };
        let base = self.trials.base(self.seeds[turn]);
        let saved_before = |at_s| base.and_then(|b| b.saved_before(at_s));
        let fits = |c: &Candidate| self.available.covers(&Effort::of(&c.added_to(&best.plan)));
        let mut contests: Vec<Contest> = Vec::new();
        for jam in &score.hotspots {
            let worked_on =
                |c: &Contest| is_same_place(&c.jam.centre, &jam.centre) && meet(&c.jam, jam);
            if jam.person_min < LEAST_OF_ALL * score.above_person_min
                || contests.len() == MOST_JAMS
                || contests.iter().any(worked_on)
            {
                continue;
            }
            let proposed = Jam::new(self.ground, jam, &score.hotspots, saved_before).candidates();
            let before = |c: &Candidate| {
                let known = found.screened.iter().rfind(|known| known.idea.is_like(c));
                let use_of = |known: &Screened| if known.given_up { -1.0 } else { known.spared };
                known.map_or(WORTH, use_of)
            };
            let new = in_turn(proposed)
                .into_iter()
                .filter(|(c, _)| fits(c) && !has_any(&best.plan, &c.measures));
            let mut ideas: Vec<(f64, Tally)> = new
                .map(|(idea, which)| {
                    (before(&idea), Tally { idea, which, spared: f64::NEG_INFINITY })
                })
                .filter(|(before, _)| *before >= WORTH)
                .collect();
            ideas.sort_by(|a, b| b.0.total_cmp(&a.0));
            let ideas: Vec<Tally> = ideas.into_iter().map(|(_, tally)| tally).collect();
            if !ideas.is_empty() {
                contests.push(Contest { jam: jam.clone(), ideas });
            }
        }
        contests
    }

    /// Screening, then the best together.
    fn go(&mut self, go: &Go, mut contests: Vec<Contest>, found: &mut Found) -> Step<()> {
        let (spent, seed) = (self.trials.spent, self.seeds[go.turn]);
        let may_take = FOR_IDEAS * (go.most - spent);
        let jams_of: Vec<&Hotspot> = contests.iter().map(|contest| &contest.jam).collect();
        let base = self.trials.base(seed);
        let windows = windows(&jams_of, |at_s| base.and_then(|b| b.saved_before(at_s)));
        let round: Vec<Trial> =
            windows.iter().map(|window| self.within(&go.incumbent, *window, seed)).collect();
        let of_round: f64 = round.iter().map(|trial| self.trials.cost(trial)).sum();
        let affordable = ((may_take / of_round) as usize).min(LOOKED_AT);
        self.probe(go, &mut contests, affordable, found)?;
        let rounds = contests.iter().map(|c| c.ideas.len()).max().unwrap_or(0);
        let ideas: usize = contests.iter().map(|c| c.ideas.len().min(affordable)).sum();
        self.say(Stage::Race, &trying(ideas, contests.len()), found);
        let most = spent + may_take;
        let made = self.screen(go, (&windows, most), rounds.min(LOOKED_AT), &mut contests)?;
        for contest in &mut contests {
            contest.ideas.truncate(made);
            found.screened.extend(contest.ideas.iter().map(|tally| Screened {
                idea: tally.idea.clone(),
                spared: tally.spared,
                given_up: false,
            }));
            contest.ideas.sort_by(|a, b| b.spared.total_cmp(&a.spared));
            contest.ideas.truncate(FINALISTS);
        }
        self.together(go, &contests, found)
    }

    /// Takes out what breaks a limit by merely standing there: dead ends between barriers, a step-free
    /// way cut off. Of each contest as many ideas are looked at as will be tried.
    fn probe(
        &mut self,
        go: &Go,
        contests: &mut [Contest],
        ideas: usize,
        found: &mut Found,
    ) -> Step<()> {
        let has_barrier = |idea: &Candidate| {
            idea.measures.iter().any(|m| matches!(m.kind, MeasureKind::Barrier(_)))
        };
        let mut asked: Vec<(usize, usize)> = Vec::new();
        for (index, contest) in contests.iter().enumerate() {
            let first = contest.ideas.iter().take(ideas).enumerate();
            let barriers = first.filter(|(_, tally)| has_barrier(&tally.idea));
            asked.extend(barriers.map(|(place, _)| (index, place)));
        }
        let trial = |(index, place): &(usize, usize)| {
            let idea = &contests[*index].ideas[*place].idea;
            let from_s = idea.measures.iter().map(|m| m.from_s).fold(0.0, f64::max);
            Trial::until(&idea.added_to(&go.incumbent), self.seeds[go.turn], from_s + PROBED_S)
        };
        let trials: Vec<Trial> = asked.iter().map(trial).collect();
        if trials.is_empty() {
            return Ok(());
        }
        let scores = self.make(trials, self.budget)?;
        let before: Vec<String> = {
            let best = found.tried[found.best].scores.get(go.turn);
            best.iter().flat_map(|score| score.broken()).map(str::to_owned).collect()
        };
        let breaks = |score: &Score| {
            let newly = |id: &str| STANDING.contains(&id) && !before.iter().any(|b| b == id);
            score.impossible.is_some() || score.broken().any(newly)
        };
        for ((index, place), score) in asked.into_iter().zip(&scores).rev() {
            if breaks(score) {
                let idea = contests[index].ideas.remove(place).idea;
                found.screened.push(Screened { idea, spared: f64::NEG_INFINITY, given_up: true });
            }
        }
        Ok(())
    }

    /// Tries the ideas of all contests on one seed, the first of each in one run, the second of each
    /// in the next; says how many of each were tried before what may be spent was.
    fn screen(
        &mut self,
        go: &Go,
        (windows, most): (&[Window], f64),
        rounds: usize,
        contests: &mut [Contest],
    ) -> Step<usize> {
        let (seed, incumbent) = (self.seeds[go.turn], &go.incumbent);
        let without = self.without(incumbent, windows, seed, most)?;
        let mut trials: Vec<Trial> = Vec::new();
        for round in 0..rounds {
            let mut plan = incumbent.clone();
            for tally in contests.iter().filter_map(|contest| contest.ideas.get(round)) {
                if !has_any(&plan, &tally.idea.measures) {
                    plan = tally.idea.added_to(&plan);
                }
            }
            trials.extend(windows.iter().map(|window| self.within(&plan, *window, seed)));
        }
        let scores = self.make(trials, most)?;
        let near = |scores: &[Score]| -> f64 { scores.iter().map(Score::near_person_min).sum() };
        let all = near(&without).max(1e-9);
        let centres: Vec<[f64; 2]> = contests.iter().map(|c| c.jam.centre).collect();
        let by_jam = |scores: &[Score]| -> Vec<f64> {
            added(scores.iter().map(|score| score.near_by_nearest(&centres)), centres.len())
        };
        let was = by_jam(&without);
        let mut made = 0;
        for scores in scores.chunks_exact(windows.len()) {
            let is = by_jam(scores);
            let impossible = scores.iter().any(|score| score.impossible.is_some());
            for (index, contest) in contests.iter_mut().enumerate() {
                if let Some(tally) = contest.ideas.get_mut(made) {
                    let spared = (was[index] - is[index]) / all;
                    tally.spared = if impossible { f64::NEG_INFINITY } else { spared };
                }
            }
            made += 1;
        }
        if made == 0 { Err(Ended::Spent) } else { Ok(made) }
    }

    /// What the plan that ideas are added to does in the windows.
    fn without(
        &mut self,
        plan: &Plan,
        windows: &[Window],
        seed: u64,
        most: f64,
    ) -> Step<Vec<Score>> {
        if plan.measures == self.pinned.measures
            && let Some(base) = self.trials.base(seed)
        {
            return Ok(windows.iter().map(|window| base.score_until(window.until_s)).collect());
        }
        let trials = windows.iter().map(|window| self.within(plan, *window, seed)).collect();
        let scores = self.make(trials, most)?;
        if scores.len() < windows.len() { Err(Ended::Spent) } else { Ok(scores) }
    }

    /// A plan within a window: what is not pinned stands there from its beginning on at the earliest,
    /// so that the trial can begin at a checkpoint before it.
    fn within(&self, plan: &Plan, window: Window, seed: u64) -> Trial {
        let mut plan = plan.clone();
        plan.measures.retain_mut(|measure| {
            if self.pinned.measures.contains(measure) {
                return true;
            }
            measure.from_s = measure.from_s.max(window.from_s);
            measure.until_s > measure.from_s && measure.from_s < window.until_s
        });
        Trial::until(&plan, seed, window.until_s)
    }

    /// Puts the best idea against each jam together and tries that on all seeds, then without those that
    /// did not hold at their jam, or where there is one jam all that helped and, if that is no better, each of
    /// the next best; then what helps at all jams of the same kind, and beside it what else helped.
    fn together(&mut self, go: &Go, contests: &[Contest], found: &mut Found) -> Step<()> {
        let (before, incumbent, until_s) = (found.best, &go.incumbent, go.until_s);
        let Some(joined) = self.joined(incumbent, contests, 0..1) else { return Ok(()) };
        self.say(Stage::Combine, &names(&joined), found);
        // The first is tried as long as the budget goes at all.
        let tried = self.over_seeds(&joined, until_s, FOR_REFINING * self.budget)?;
        let held = self.held(incumbent, contests, found, &tried);
        found.take(tried);
        let mut plans: Vec<Plan> = held.into_iter().collect();
        if contests.len() == 1 {
            // What of all that helped is not needed goes when pruning; where nothing is better together,
            // something else may be over all seeds than was on one.
            let joined = |places| self.joined(incumbent, contests, places);
            plans = joined(0..FINALISTS).into_iter().collect();
            plans.extend((1..FINALISTS).filter_map(|n| joined(n..n + 1)));
        }
        for (place, plan) in plans.iter().enumerate() {
            if place > 0 && found.best != before {
                break;
            }
            self.say(Stage::Combine, &names(plan), found);
            match self.over_seeds(plan, until_s, FOR_REFINING * self.budget) {
                Err(Ended::Spent) => break,
                tried => found.take(tried?),
            }
        }
        if found.best == before {
            return Ok(());
        }
        let mut helped: Vec<&Tally> = contests.iter().filter_map(|c| c.ideas.first()).collect();
        helped.retain(|tally| tally.spared >= WORTH);
        helped.sort_by(|a, b| b.spared.total_cmp(&a.spared));
        for tally in helped.into_iter().take(REPEATED) {
            self.repeat(go, tally, found)?;
        }
        let best = found.tried[found.best].plan.clone();
        if let Some(more) = self.joined(&best, contests, 0..FINALISTS) {
            self.say(Stage::Combine, &names(&more), found);
            let tried = self.over_seeds(&more, until_s, go.most)?;
            found.take(tried);
        }
        Ok(())
    }

    /// Of the best ideas against each jam together, those at whose jam it was better: another may have
    /// spared it in the run in which it was screened. `None` where that is all of them, or none.
    fn held(
        &self,
        incumbent: &Plan,
        contests: &[Contest],
        found: &Found,
        joined: &Tried,
    ) -> Option<Plan> {
        let centres: Vec<[f64; 2]> = contests.iter().map(|c| c.jam.centre).collect();
        let near = |tried: &Tried| -> Vec<f64> {
            let each = tried.scores.iter().map(|score| score.near_by_nearest(&centres));
            added(each, centres.len())
        };
        let (was, is) = (near(&found.tried[found.best]), near(joined));
        let worth = WORTH * was.iter().sum::<f64>();
        let mut plan = incumbent.clone();
        for (index, contest) in contests.iter().enumerate() {
            let Some(Tally { idea, .. }) = contest.ideas.first() else { continue };
            if is[index] <= was[index] - worth && has_any(&joined.plan, &idea.measures) {
                plan = idea.added_to(&plan);
            }
        }
        let fewer = plan.measures.len() < joined.plan.measures.len();
        (fewer && plan.measures.len() > incumbent.measures.len()).then_some(plan)
    }

    /// A plan with those ideas of each contest that helped, what helped most first, as far as there
    /// is material; `None` where that adds nothing.
    fn joined(
        &self,
        plan: &Plan,
        contests: &[Contest],
        places: std::ops::Range<usize>,
    ) -> Option<Plan> {
        let of = |c: &Contest| -> Vec<Tally> {
            c.ideas.iter().skip(places.start).take(places.len()).cloned().collect()
        };
        let mut ideas: Vec<Tally> = contests.iter().flat_map(of).collect();
        // Where one jam is all there is, what looks worthless on one seed may not be on all.
        ideas.retain(|tally| tally.spared >= WORTH || contests.len() == 1 && tally.spared > -1.0);
        ideas.sort_by(|a, b| b.spared.total_cmp(&a.spared));
        let mut joined = plan.clone();
        for Tally { idea, .. } in &ideas {
            let more = idea.added_to(&joined);
            if !has_any(&joined, &idea.measures) && self.available.covers(&Effort::of(&more)) {
                joined = more;
            }
        }
        (joined.measures.len() > plan.measures.len()).then_some(joined)
    }

    /// Tries what helps against a jam at all of its kind, in the best plan.
    fn repeat(&mut self, go: &Go, helps: &Tally, found: &mut Found) -> Step<()> {
        let everywhere = {
            let base = self.trials.base(self.seeds[go.turn]);
            let saved_before = |at_s| base.and_then(|b| b.saved_before(at_s));
            let (ground, available, jams) = (self.ground, self.available, &go.jams);
            let repeat = Repeat { ground, available, jams, saved_before: &saved_before };
            repeat.added(&found.tried[found.best].plan, &helps.idea, helps.which)
        };
        let Some(everywhere) = everywhere else { return Ok(()) };
        self.say(Stage::Combine, &names(&everywhere), found);
        let tried = self.over_seeds(&everywhere, go.until_s, go.most)?;
        found.take(tried);
        Ok(())
    }
}

/// Sums of lists of so many figures.
fn added(lists: impl Iterator<Item = Vec<f64>>, count: usize) -> Vec<f64> {
    lists.fold(vec![0.0; count], |mut sums, list| {
        sums.iter_mut().zip(list).for_each(|(sum, one)| *sum += one);
        sums
    })
}

/// Whether a plan has any of some measures, however they are called.
fn has_any(plan: &Plan, measures: &[Measure]) -> bool {
    measures.iter().any(|m| plan.measures.iter().any(|own| own.kind == m.kind))
}

/// Whether two jams are there at the same time.
fn meet(a: &Hotspot, b: &Hotspot) -> bool {
    a.from_s <= b.until_s && b.from_s <= a.until_s
}

/// Candidates with one of each kind in turn, so that where not all can be tried some of each are;
/// with which they are of their kind.
fn in_turn(candidates: Vec<Candidate>) -> Vec<(Candidate, usize)> {
    // How many there were of a kind, and of an idea.
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut ideas: BTreeMap<String, usize> = BTreeMap::new();
    let mut turns: Vec<(usize, Candidate, usize)> = Vec::new();
    for candidate in candidates {
        let kind = kinds.entry(candidate.kind().to_owned()).or_default();
        let which = ideas.entry(candidate.idea.clone()).or_default();
        (*kind, *which) = (*kind + 1, *which + 1);
        turns.push((*kind, candidate, *which - 1));
    }
    turns.sort_by_key(|(turn, ..)| *turn);
    turns.into_iter().map(|(_, candidate, which)| (candidate, which)).collect()
}

fn trying(ideas: usize, jams: usize) -> Bilingual {
    Bilingual::new(
        format!("{} against {}", counted(ideas, "idea"), counted(jams, "jam")),
        format!("{ideas} 种设想，针对 {jams} 处拥堵"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ideas_of_each_kind_take_turns() {
        let candidate =
            |idea: &str| Candidate { measures: Vec::new(), against: 1, idea: idea.to_owned() };
        let all =
            ["hold", "hold", "guide_exit", "screen_exit", "guide_exit", "open_west", "open_east"];
        let turns = in_turn(all.map(candidate).to_vec());
        let told: Vec<(&str, usize)> = turns.iter().map(|(c, n)| (c.idea.as_str(), *n)).collect();
        let wanted = [
            ("hold", 0),
            ("guide_exit", 0),
            ("open_west", 0),
            ("hold", 1),
            ("screen_exit", 0),
            ("open_east", 0),
            ("guide_exit", 1),
        ];
        assert_eq!(told, wanted);
    }
}
