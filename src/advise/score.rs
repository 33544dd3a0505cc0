//! What is kept of a trial: enough to judge a plan by, and to see where it still jams.

use crate::assess::{Grade, Hotspot, LimitCheck, RunSummary};
use serde::{Deserialize, Serialize};

/// Mean felt from which on it matters who feels it, minutes a visitor [a]: of a second each the
/// shares are chance.
const RATIO_FROM_MIN: f64 = 0.05;

/// What a plan did in one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Person-minutes above the density limits.
    pub above_person_min: f64,
    /// Mean felt, minutes a visitor.
    pub felt_min: f64,
    /// Median, minutes.
    pub felt_median_min: f64,
    /// 95th percentile, minutes.
    pub felt_p95_min: f64,
    /// Share of visitors who noticed.
    pub felt_noticed: f64,
    /// How far beyond the limits of unfelt: 0 where all are kept, else the sum over those that are
    /// not of what it is over its limit, less 1. That one segment feels more than others counts
    /// from [`RATIO_FROM_MIN`] on.
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
    /// Of a run.
    pub fn of(run: &RunSummary) -> Self {
        let felt = &run.felt;
        let told = |id: &str| id != "segment_ratio" || felt.mean_min >= RATIO_FROM_MIN;
        let beyond = felt.limits.iter().filter(|limit| !limit.kept && told(&limit.id));
        Self {
            above_person_min: run.answers.safe.figure,
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

    /// Ids of the limits that are broken.
    pub fn broken(&self) -> impl Iterator<Item = &str> {
        self.limits.iter().filter(|limit| !limit.kept).map(|limit| limit.id.as_str())
    }
}

/// What a plan is judged by over several runs, each beside the run of its seed without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// What is left of the person-minutes above the limits, as a share; 1 where nothing changed.
    pub risk: f64,
    /// Mean felt, minutes a visitor.
    pub felt_min: f64,
    /// Mean of [`Score::felt_beyond`].
    pub felt_beyond: f64,
    /// Limits broken that are kept without it, a run.
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
        let newly = |(without, with): &(&Score, &Score)| {
            if with.impossible.is_some() {
                return f64::INFINITY;
            }
            with.broken().filter(|id| !without.broken().any(|b| b == *id)).count() as f64
        };
        let newly_broken = sum(&newly) / runs;
        let risk = if without > 0.0 { with / without } else { 1.0 + with };
        let felt_min = sum(&|(_, with)| with.felt_min) / runs;
        let felt_beyond = sum(&|(_, with)| with.felt_beyond) / runs;
        let loss = risk
            + FELT_WEIGHS * felt_min / FELT_LIMIT_MIN
            + BEYOND_WEIGHS * felt_beyond
            + BROKEN_WEIGHS * newly_broken;
        Self { risk, felt_min, felt_beyond, newly_broken, loss }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(above_person_min: f64, felt_min: f64) -> Score {
        Score { above_person_min, felt_min, ..Score::default() }
    }

    #[test]
    fn risk_comes_first_and_then_the_least_felt() {
        let none = score(100.0, 0.0);
        let loss = |above, felt| Judged::of(&[(&none, &score(above, felt))]).loss;
        assert!(loss(50.0, 0.5) < loss(60.0, 0.0));
        assert!(loss(50.0, 0.1) < loss(50.0, 0.2));
        // A wrong barrier scores worse than none.
        assert!(loss(120.0, 0.1) > loss(100.0, 0.0));
        let cut_off = Score::impossible("nobody gets out".to_owned());
        assert_eq!(Judged::of(&[(&none, &cut_off)]).loss, f64::INFINITY);
    }
}
