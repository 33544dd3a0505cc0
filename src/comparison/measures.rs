//! Each measure in one sentence: what it cost whom, from the ledger of what is felt, and how much
//! less is above the limit around it, from the paired runs.
//!
//! What a measure costs is its own to the minute. What it spares is not: a jam near it may shrink
//! because of another measure of the same plan. Where a plan has several, the sentence says that the
//! change is that of the whole plan.

use super::paired::{Difference, Verdict};
use super::{Figures, MeasureFigures};
use crate::assess::MeasureInfo;
use crate::document::{Bilingual, duration_text};
use crate::report::markup::number;
use geo::{Distance, Euclidean, Line, Point};
use serde::Serialize;

/// How far around a measure the person-minutes above the limit are counted, metres [a].
const AROUND_M: f64 = 30.0;

/// A measure of a plan, over all pairs of runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasureEffect {
    /// Id.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Visitors whom it touched, mean over the runs.
    pub people: f64,
    /// What it cost them together, person-minutes felt, mean over the runs.
    pub felt_person_min: f64,
    /// Person-minutes above the limit within 30 m of it.
    pub above_near_person_min: Difference,
    /// All of it in one sentence.
    pub words: Bilingual,
}

/// The measures of a plan, in its order.
pub(super) fn effects(reference: &[Figures], plan: &[Figures]) -> Vec<MeasureEffect> {
    let Some(first) = plan.first() else { return Vec::new() };
    let several = first.measures.len() > 1;
    let one = |(index, own): (usize, &MeasureFigures)| {
        let runs = plan.iter().filter_map(|run| run.measures.get(index));
        let count = plan.len() as f64;
        let people = runs.clone().map(|run| f64::from(run.people)).sum::<f64>() / count;
        let felt_person_min = runs.map(|run| run.felt_person_min).sum::<f64>() / count;
        let pairs: Vec<(f64, f64)> = reference
            .iter()
            .zip(plan)
            .map(|(a, b)| (near(&own.measure, a), near(&own.measure, b)))
            .collect();
        let above = Difference::of(&pairs);
        MeasureEffect {
            id: own.measure.id.clone(),
            name: own.measure.name.clone(),
            people,
            felt_person_min,
            above_near_person_min: above,
            words: words(people, felt_person_min, &above, several),
        }
    };
    first.measures.iter().enumerate().map(one).collect()
}

/// Person-minutes above the limit within [`AROUND_M`] of a measure.
fn near(measure: &MeasureInfo, run: &Figures) -> f64 {
    let hot = run.above.iter().enumerate().filter(|(_, above)| **above > 0.0);
    hot.filter(|(cell, _)| {
        let at = run.grid.centre(*cell).as_dvec2();
        away_m(measure, [at.x, at.y]) <= AROUND_M
    })
    .map(|(_, above)| f64::from(*above))
    .sum()
}

fn away_m(measure: &MeasureInfo, [x, y]: [f64; 2]) -> f64 {
    let at = Point::new(x, y);
    let pieces = measure
        .segments
        .iter()
        .map(|[a, b]| Euclidean.distance(&at, &Line::new((a[0], a[1]), (b[0], b[1]))));
    let post = measure.at.map(|[px, py]| (px - x).hypot(py - y));
    pieces.chain(post).fold(f64::INFINITY, f64::min)
}

fn words(people: f64, felt_person_min: f64, above: &Difference, several: bool) -> Bilingual {
    let cost = if people < 0.5 || felt_person_min <= 0.0 {
        Bilingual::new("It cost nobody anything", "没有让任何人付出代价")
    } else {
        let (n, each) = (number(people, 0), duration_text(felt_person_min / people));
        Bilingual::new(
            format!("It cost {n} visitors {} each", each.en),
            format!("让 {n} 位访客人均付出 {}", each.zh),
        )
    };
    let (was, is) = (number(above.reference, 0), number(above.plan, 0));
    let change = number(above.difference.abs(), 0);
    let gain = match above.verdict() {
        _ if was == "0" && is == "0" => Bilingual::new(
            "within 30 m of it nothing was above the limit, with or without",
            "其周围 30 米内无论有无方案都没有超限",
        ),
        Verdict::Less => Bilingual::new(
            format!(
                "{change} person-minutes above the limit went from the 30 m around it ({was} to {is})"
            ),
            format!("其周围 30 米内的超限减少 {change} 人·分钟（{was} → {is}）"),
        ),
        Verdict::More => Bilingual::new(
            format!(
                "{change} person-minutes above the limit came to the 30 m around it ({was} to {is})"
            ),
            format!("其周围 30 米内的超限增加 {change} 人·分钟（{was} → {is}）"),
        ),
        Verdict::Same | Verdict::Unclear => Bilingual::new(
            format!(
                "what is above the limit within 30 m of it ({was} and {is} person-minutes) cannot be told apart"
            ),
            format!("其周围 30 米内的超限（{was} 与 {is} 人·分钟）尚难判断有无差别"),
        ),
    };
    let whose = if several && was != is {
        Bilingual::new(
            ", with all measures of the plan together; its own share cannot be told from these runs",
            "，这是整个方案的作用，其自身的份额无法从这些运行中分出",
        )
    } else {
        Bilingual::default()
    };
    Bilingual::new(
        format!("{}; {}{}.", cost.en, gain.en, whose.en),
        format!("{}；{}{}。", cost.zh, gain.zh, whose.zh),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_claims_what_the_runs_tell_and_no_more() {
        let less = Difference::of(&[(1000.0, 100.0), (1100.0, 190.0)]);
        let alone = words(412.0, 82.4, &less, false);
        assert_eq!(
            alone.en,
            "It cost 412 visitors 12\u{a0}s each; 905 person-minutes above the limit went from the \
             30 m around it (1,050 to 145)."
        );
        assert!(words(412.0, 82.4, &less, true).en.contains("its own share cannot be told"));
        let unclear = Difference::of(&[(1000.0, 100.0), (100.0, 900.0)]);
        assert!(
            words(0.0, 0.0, &unclear, false).en.starts_with("It cost nobody anything; what is")
        );
        let none = words(3.0, 0.5, &Difference::of(&[(0.0, 0.0), (0.0, 0.0)]), true);
        assert!(none.en.contains("nothing was above the limit") && !none.en.contains("share"));
    }
}
