//! Plans of one event set side by side over several seeds: what differs, by how much, and how much
//! of it may be chance.
//!
//! Runs are paired: with one seed all plans have the same visitors with the same wishes and draws,
//! so what differs between them comes from the plan, and much less of it is chance than between
//! runs of different seeds. The first plan is the reference. Safe, smooth and felt stay apart:
//! nothing is added up over the three.

mod guard;
mod indicators;
mod measures;
pub mod page;
mod paired;
mod places;
mod runs;
mod sensitivity;
mod store;
mod text;

pub use guard::{Guard, GuardLine, guard};
pub use indicators::{Figures, INDICATORS, Indicator, MeasureFigures, Question};
pub use measures::MeasureEffect;
pub use paired::{Difference, Verdict};
pub use places::PlaceDifference;
pub use runs::{Asked, Keep, PreparedPlans, prepare, run_all};
pub use sensitivity::{Sensitivity, Variants, sensitivity};
pub use store::{KeptRun, keep_of, store};
pub use text::text;

use crate::assess::{Grade, WeightsFile};
use crate::document::Bilingual;
use crate::job::{Prepared, Request};
use serde::Serialize;

/// Plans compared over seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Version of the program.
    pub program: String,
    /// Id of the event.
    pub event: String,
    /// Seeds, each run with every plan.
    pub seeds: Vec<u64>,
    /// The weights of what is felt.
    pub weights: WeightsFile,
    /// The plan that the others are held against.
    pub reference: PlanRuns,
    /// Each other plan against it.
    pub plans: Vec<Against>,
}

/// A plan and the runs with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanRuns {
    /// Its file; "none" for the event without measures.
    pub plan: String,
    /// Shown name.
    pub name: Bilingual,
    /// Grades of safe, smooth and felt of each run, in the order of the seeds.
    pub grades: Vec<[Grade; 3]>,
    /// Hash of the state at the end of each run, in the order of the seeds.
    pub state_hashes: Vec<String>,
}

/// A plan held against the reference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Against {
    /// The plan.
    #[serde(flatten)]
    pub runs: PlanRuns,
    /// One a [`INDICATORS`], in their order.
    pub indicators: Vec<IndicatorDifference>,
    /// By segment, in the event's order.
    pub segments: Vec<SegmentDifference>,
    /// By place, those first where most is above the limit.
    pub places: Vec<PlaceDifference>,
    /// The plan's measures, in its order.
    pub measures: Vec<MeasureEffect>,
}

/// An indicator of the whole event with the plan and without it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IndicatorDifference {
    /// Stable name.
    pub id: String,
    /// The question that it answers.
    pub question: Question,
    /// Shown name with the unit.
    pub name: Bilingual,
    /// Means and difference, in the unit that the name says.
    #[serde(flatten)]
    pub is: Difference,
    /// What the difference says.
    pub verdict: Verdict,
}

/// What a segment gains and pays, minutes a visitor of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SegmentDifference {
    /// Id of the segment.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// What congestion costs them.
    pub friction_min: Difference,
    /// What management costs them.
    pub felt_min: Difference,
}

/// How a plan is called.
fn shown_name((request, prepared): &(Request, Prepared)) -> Bilingual {
    match request.plan {
        Some(_) => prepared.plan.name.clone(),
        None => Bilingual::new("no plan", "无方案"),
    }
}

/// The comparison of runs: `figures` by plan, then by seed.
pub fn compare(prepared: &PreparedPlans, seeds: &[u64], figures: &[Vec<Figures>]) -> Comparison {
    let runs = |plan: usize| {
        let path = prepared.plans[plan].0.plan.as_ref();
        PlanRuns {
            name: shown_name(&prepared.plans[plan]),
            plan: path.map_or_else(|| "none".to_owned(), |path| path.display().to_string()),
            grades: figures[plan].iter().map(|run| run.grades).collect(),
            state_hashes: figures[plan].iter().map(|run| run.state_hash.clone()).collect(),
        }
    };
    let (_, first) = &prepared.plans[0];
    let against = |plan: usize| {
        let pairs = |of: &dyn Fn(&Figures) -> f64| -> Vec<(f64, f64)> {
            figures[0].iter().zip(&figures[plan]).map(|(a, b)| (of(a), of(b))).collect()
        };
        let indicator = |(index, indicator): (usize, &Indicator)| {
            let is = Difference::of(&pairs(&|run| run.whole[index]));
            IndicatorDifference {
                id: indicator.id.to_owned(),
                question: indicator.question,
                name: indicator.shown(),
                is,
                verdict: is.verdict(),
            }
        };
        let segments = first.scenario.segments.iter().enumerate();
        Against {
            runs: runs(plan),
            indicators: INDICATORS.iter().enumerate().map(indicator).collect(),
            segments: segments
                .map(|(index, segment)| SegmentDifference {
                    id: segment.id.clone(),
                    name: segment.name.clone(),
                    friction_min: Difference::of(&pairs(&|run| run.segments[index][0])),
                    felt_min: Difference::of(&pairs(&|run| run.segments[index][1])),
                })
                .collect(),
            places: places::differences(&first.scenario, &figures[0], &figures[plan]),
            measures: measures::effects(&figures[0], &figures[plan]),
        }
    };
    Comparison {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        event: first.scenario.id.clone(),
        seeds: seeds.to_vec(),
        weights: first.weights.file.clone(),
        reference: runs(0),
        plans: (1..prepared.plans.len()).map(against).collect(),
    }
}
