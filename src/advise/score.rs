//! What is kept of a trial: enough to judge a plan by, and to see where it still jams.

use crate::assess::{Crowded, Grade, Hotspot, LimitCheck, RunSummary};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a plan did in one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Person-minutes above the density limits.
    pub above_person_min: f64,
    /// Person-minutes above three quarters of them, by square, in a fixed order.
    pub near: Vec<Crowded>,
    /// Mean felt, minutes a visitor.
    pub felt_min: f64,
    /// Median, minutes.
    pub felt_median_min: f64,
    /// 95th percentile, minutes.
    pub felt_p95_min: f64,
    /// Share of visitors who noticed.
    pub felt_noticed: f64,
    /// How far beyond the limits of unfelt: 0 where all are kept, else the sum over those that are
    /// not of what it is over its limit, less 1.
    pub felt_beyond: f64,
    /// What congestion costs, minutes a visitor.
    pub friction_min: f64,
    /// Whether a limit is broken by more than chance.
    pub is_unsafe: bool,
    /// The limits.
    pub limits: Vec<LimitCheck>,
    /// Where it jams, worst first.
    pub hotspots: Vec<Hotspot>,
    /// Why there was no run; `None` where there was one.
    pub impossible: Option<String>,
}

impl Score {
    /// Of a run, and how near the limits it was, minute by minute.
    pub fn of(run: &RunSummary, crowding: &[Vec<Crowded>]) -> Self {
        let felt = &run.felt;
        let beyond = felt.limits.iter().filter(|limit| !limit.kept);
        Self {
            above_person_min: run.answers.safe.figure,
            near: by_square(crowding),
            felt_min: felt.mean_min,
            felt_median_min: felt.median_min,
            felt_p95_min: felt.p95_min,
            felt_noticed: felt.noticed_share,
            felt_beyond: beyond.map(|l| l.is / l.limit.max(1e-9) - 1.0).sum(),
            friction_min: run.answers.smooth.figure,
            is_unsafe: run.answers.safe.grade == Grade::Bad,
            limits: run.limits.clone(),
            hotspots: run.hotspots.clone(),
            impossible: None,
        }
    }

    /// Of a plan with which the event cannot be run.
    pub fn impossible(why: String) -> Self {
        Self { impossible: Some(why), is_unsafe: true, ..Self::default() }
    }

    /// Person-minutes above three quarters of the limits.
    pub fn near_person_min(&self) -> f64 {
        self.near.iter().map(|square| f64::from(square.person_min)).sum()
    }

    /// The same by places, each square counted to the nearest.
    pub fn near_by_nearest(&self, places: &[[f64; 2]]) -> Vec<f64> {
        let mut sums = vec![0.0; places.len()];
        for square in &self.near {
            let [x, y] = square.at.map(f64::from);
            let away = |place: &usize| (places[*place][0] - x).hypot(places[*place][1] - y);
            let nearest = (0..places.len()).min_by(|a, b| away(a).total_cmp(&away(b)));
            if let Some(nearest) = nearest {
                sums[nearest] += f64::from(square.person_min);
            }
        }
        sums
    }

    /// Ids of the limits that are broken.
    pub fn broken(&self) -> impl Iterator<Item = &str> {
        self.limits.iter().filter(|limit| !limit.kept).map(|limit| limit.id.as_str())
    }
}

/// Minutes of crowding added up by square.
pub fn by_square<'a>(minutes: impl IntoIterator<Item = &'a Vec<Crowded>>) -> Vec<Crowded> {
    let mut sums: BTreeMap<[u32; 2], Crowded> = BTreeMap::new();
    for square in minutes.into_iter().flatten() {
        let key = square.at.map(f32::to_bits);
        let sum = sums.entry(key).or_insert(Crowded { person_min: 0.0, ..*square });
        sum.person_min += square.person_min;
    }
    sums.into_values().collect()
}

/// What a plan is judged by over several runs, each beside the run of its seed without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// What is left of the person-minutes above the limits, as a share; 1 where nothing changed.
    pub risk: f64,
    /// The same of those above three quarters of the limits: there is less chance in it.
    pub near: f64,
    /// Mean felt, minutes a visitor.
    pub felt_min: f64,
    /// Mean of [`Score::felt_beyond`].
    pub felt_beyond: f64,
    /// Limits that are broken in more runs with it than without it, a run.
    pub newly_broken: f64,
    /// What the search makes small.
    pub loss: f64,
}

/// What a mean of half a minute felt, the limit of the median, weighs against all that is above the
/// density limits: a twentieth. Risk comes first, and of equal risk the least felt [a].
const FELT_WEIGHS: f64 = 0.05;
const FELT_LIMIT_MIN: f64 = 0.5;
/// What being at double a limit of unfelt weighs [a].
const BEYOND_WEIGHS: f64 = 0.10;
/// What a limit weighs that is kept without the plan and broken with it: no plan is better for
/// breaking one.
const BROKEN_WEIGHS: f64 = 1.0;

impl Judged {
    /// Of pairs of runs with the same seed: without the plan, and with it.
    pub fn of(pairs: &[(&Score, &Score)]) -> Self {
        let runs = pairs.len().max(1) as f64;
        let sum = |of: &dyn Fn(&(&Score, &Score)) -> f64| pairs.iter().map(of).sum::<f64>();
        let without = sum(&|(without, _)| without.above_person_min);
        let with = sum(&|(_, with)| with.above_person_min);
        let newly_broken = newly_broken(pairs);
        let left =
            |without: f64, with: f64| if without > 0.0 { with / without } else { 1.0 + with };
        let risk = left(without, with);
        let near = left(
            sum(&|(without, _)| without.near_person_min()),
            sum(&|(_, with)| with.near_person_min()),
        );
        let felt_min = sum(&|(_, with)| with.felt_min) / runs;
        let felt_beyond = sum(&|(_, with)| with.felt_beyond) / runs;
        let loss = 0.5 * (risk + near)
            + FELT_WEIGHS * felt_min / FELT_LIMIT_MIN
            + BEYOND_WEIGHS * felt_beyond
            + BROKEN_WEIGHS * newly_broken;
        Self { risk, near, felt_min, felt_beyond, newly_broken, loss }
    }
}

/// Limits broken with a plan in more runs than without it, in limits a run. One run more of several is
/// chance: where a crowd comes near a limit it passes it on some days with any plan.
fn newly_broken(pairs: &[(&Score, &Score)]) -> f64 {
    if pairs.iter().any(|(_, with)| with.impossible.is_some()) {
        return f64::INFINITY;
    }
    let mut more: BTreeMap<&str, f64> = BTreeMap::new();
    for (without, with) in pairs {
        with.broken().for_each(|id| *more.entry(id).or_default() += 1.0);
        without.broken().for_each(|id| *more.entry(id).or_default() -= 1.0);
    }
    let chance = if pairs.len() > 1 { 1.0 } else { 0.0 };
    let counted = more.values().map(|runs| (runs - chance).max(0.0));
    counted.sum::<f64>() / (pairs.len() as f64 - chance).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(above_person_min: f64, felt_min: f64) -> Score {
        // What is above the limits is near them as well.
        let near = vec![Crowded { at: [0.0; 2], person_min: 2.0 * above_person_min as f32 }];
        Score { above_person_min, near, felt_min, ..Score::default() }
    }

    #[test]
    fn a_square_counts_for_the_nearest_place() {
        let square = |x: f32, person_min: f32| Crowded { at: [x, 0.0], person_min };
        let minutes = [vec![square(0.0, 1.0), square(40.0, 2.0)], vec![square(0.0, 4.0)]];
        let score = Score { near: by_square(&minutes), ..Score::default() };
        assert_eq!(score.near.len(), 2);
        assert_eq!(score.near_person_min(), 7.0);
        assert_eq!(score.near_by_nearest(&[[5.0, 3.0], [30.0, 0.0]]), [5.0, 2.0]);
    }

    #[test]
    fn risk_comes_first_and_then_the_least_felt() {
        let none = score(100.0, 0.0);
        let loss = |above, felt| Judged::of(&[(&none, &score(above, felt))]).loss;
        assert!(loss(50.0, 0.5) < loss(60.0, 0.0));
        assert!(loss(50.0, 0.1) < loss(50.0, 0.2));
        // A wrong barrier scores worse than none.
        assert!(loss(120.0, 0.1) > loss(100.0, 0.0));
        // A limit that is broken in one run more of several counts nothing, in all of them all.
        let limit = LimitCheck { id: "egress".to_owned(), kept: false, ..LimitCheck::default() };
        let breaks = Score { limits: vec![limit], ..score(50.0, 0.1) };
        let keeps = score(50.0, 0.1);
        let newly = |with: &[&Score]| {
            Judged::of(&with.iter().map(|with| (&none, *with)).collect::<Vec<_>>()).newly_broken
        };
        assert_eq!([newly(&[&breaks]), newly(&[&breaks, &keeps])], [1.0, 0.0]);
        assert_eq!([newly(&[&breaks, &breaks]), newly(&[&breaks, &breaks, &keeps])], [1.0, 0.5]);
        let cut_off = Score::impossible("nobody gets out".to_owned());
        assert_eq!(Judged::of(&[(&none, &cut_off)]).loss, f64::INFINITY);
    }
}
