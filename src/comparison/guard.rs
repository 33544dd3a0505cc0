//! Whether a change of a plan has made anything worse beyond chance.
//!
//! Old and new are run with the same seeds. Many indicators are looked at at once, and of twenty
//! that do not differ one would seem to at 95 %: so that a change that does nothing is let through
//! nineteen times of twenty, each is asked for a confidence of 1 − 0.05/n (Bonferroni).

use super::paired::interval_at;
use super::{Comparison, Difference, Figures, INDICATORS};
use crate::document::{Bilingual, Language, counted};
use serde::Serialize;

/// Share of changes that do nothing and are stopped all the same.
const FALSE_ALARMS: f64 = 0.05;

/// A plan held against the one before.
#[derive(Clone, Debug, Serialize)]
pub struct Guard {
    /// Seeds, each run with both.
    pub seeds: Vec<u64>,
    /// Shown names, old and new.
    pub plans: [Bilingual; 2],
    /// All that was looked at.
    pub lines: Vec<GuardLine>,
}

/// One indicator, old and new.
#[derive(Clone, Debug, Serialize)]
pub struct GuardLine {
    /// Shown name with the unit.
    pub name: Bilingual,
    /// Means, difference and its 95 % interval.
    #[serde(flatten)]
    pub is: Difference,
    /// Whether it is worse for certain, all lines together.
    pub worse: bool,
    /// Whether it is better for certain.
    pub better: bool,
}

/// Holds the second plan of a comparison against the first; `figures` by plan, then by seed.
pub fn guard(comparison: &Comparison, figures: &[Vec<Figures>]) -> Guard {
    let [old, new] = [0, 1].map(|plan| figures.get(plan).map_or(&[][..], Vec::as_slice));
    let against = comparison.plans.first();
    let pairs = |of: &dyn Fn(&Figures) -> f64| -> Vec<(f64, f64)> {
        old.iter().zip(new).map(|(a, b)| (of(a), of(b))).collect()
    };
    let mut asked: Vec<(Bilingual, Vec<(f64, f64)>)> = INDICATORS
        .iter()
        .enumerate()
        .map(|(index, indicator)| (indicator.shown(), pairs(&|run| run.whole[index])))
        .collect();
    for (index, segment) in against.iter().flat_map(|a| a.segments.iter().enumerate()) {
        for (part, en, zh) in [(0, "friction", "阻滞"), (1, "felt", "管理感")] {
            let name = Bilingual::new(
                format!("{}: {en}, min", segment.name.en),
                format!("{}：{zh}，分钟", segment.name.zh),
            );
            asked.push((name, pairs(&|run| run.segments[index][part])));
        }
    }
    let confidence = 1.0 - FALSE_ALARMS / asked.len().max(1) as f64;
    let line = |(name, pairs): (Bilingual, Vec<(f64, f64)>)| {
        let ends = interval_at(&pairs, confidence);
        GuardLine {
            name,
            is: Difference::of(&pairs),
            worse: ends.is_some_and(|[low, _]| low > 0.0),
            better: ends.is_some_and(|[_, high]| high < 0.0),
        }
    };
    let name = |plan: &super::PlanRuns| plan.name.clone();
    Guard {
        seeds: comparison.seeds.clone(),
        plans: [name(&comparison.reference), against.map(|a| name(&a.runs)).unwrap_or_default()],
        lines: asked.into_iter().map(line).collect(),
    }
}

impl Guard {
    /// What is worse.
    pub fn worse(&self) -> impl Iterator<Item = &GuardLine> {
        self.lines.iter().filter(|line| line.worse)
    }

    /// As a table in Markdown, for a review.
    pub fn markdown(&self, language: Language) -> String {
        let [old, new] = [0, 1].map(|plan| language.of(&self.plans[plan]).replace('|', "/"));
        let seeds = self.seeds.len();
        let worse = self.worse().count();
        let mut text = match (language, worse) {
            (Language::English, 0) => {
                format!(
                    "**Nothing is worse** with “{new}” than with “{old}” ({}).\n\n",
                    counted(seeds, "paired seed")
                )
            }
            (Language::English, _) => format!(
                "**{worse} of {} figures are worse** with “{new}” than with “{old}” ({}).\n\n",
                self.lines.len(),
                counted(seeds, "paired seed")
            ),
            (Language::Chinese, 0) => {
                format!("与“{old}”相比，“{new}”**没有变差**（{seeds} 个配对种子）。\n\n")
            }
            (Language::Chinese, _) => format!(
                "与“{old}”相比，“{new}”的 {} 项指标中**有 {worse} 项变差**（{seeds} 个配对种子）。\n\n",
                self.lines.len()
            ),
        };
        text += language.pick(
            "| | old | new | difference | 95 % interval | |\n|---|---:|---:|---:|---:|---|\n",
            "| | 原 | 新 | 差值 | 95 % 区间 | |\n|---|---:|---:|---:|---:|---|\n",
        );
        for line in &self.lines {
            let verdict = match (line.worse, line.better) {
                (true, _) => language.pick("**worse**", "**变差**"),
                (_, true) => language.pick("better", "改善"),
                _ => "",
            };
            let interval = line
                .is
                .interval
                .map_or_else(|| "–".to_owned(), |[low, high]| format!("{low:+.2} … {high:+.2}"));
            text += &format!(
                "| {} | {:.2} | {:.2} | {:+.2} | {interval} | {verdict} |\n",
                language.of(&line.name),
                line.is.reference,
                line.is.plan,
                line.is.difference
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_worse_for_certain_is_told_and_chance_is_not() {
        let line = |pairs: &[(f64, f64)]| interval_at(pairs, 1.0 - FALSE_ALARMS / 20.0);
        let sure = [(1.0, 3.0), (2.0, 4.1), (1.5, 3.4), (1.0, 3.1)];
        assert!(line(&sure).is_some_and(|[low, _]| low > 0.0));
        // Told apart at 95 %, and not where twenty are looked at.
        let maybe = [(1.0, 1.4), (1.0, 1.6), (1.0, 1.1), (1.0, 1.7)];
        assert!(Difference::of(&maybe).interval.is_some_and(|[low, _]| low > 0.0));
        assert!(line(&maybe).is_some_and(|[low, _]| low < 0.0));
        assert_eq!(line(&[(1.0, 9.0)]), None);
    }
}
