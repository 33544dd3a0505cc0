//! What is compared: indicators of *safe*, *smooth* and *felt*, each of the whole event or of a
//! segment. Less is better of all of them. They are never added up: one answer does not pay for
//! another.

use crate::assess::{FeltSummary, Grade, MeasureInfo, RunSummary, SegmentOutcome};
use crate::document::Bilingual;
use crate::geometry::Grid;
use crate::job::Outcome;
use serde::Serialize;

/// Which of the three questions an indicator answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Safe?
    Safe,
    /// Smooth?
    Smooth,
    /// Felt?
    Felt,
}

/// A figure of a run.
pub struct Indicator {
    /// Stable name.
    pub id: &'static str,
    /// The question that it answers.
    pub question: Question,
    /// Shown name, English and Chinese, with the unit.
    pub name: [&'static str; 2],
    /// The figure.
    pub of: fn(&RunSummary) -> f64,
}

impl Indicator {
    /// Shown name.
    pub fn shown(&self) -> Bilingual {
        Bilingual::new(self.name[0], self.name[1])
    }
}

/// All indicators of a whole event, in the order in which they are told.
pub const INDICATORS: [Indicator; 15] = [
    Indicator {
        id: "above_limit_person_min",
        question: Question::Safe,
        name: ["above the density limit, person-min", "超过密度限值，人·分钟"],
        of: |run| run.answers.safe.figure,
    },
    Indicator {
        id: "limits_broken",
        question: Question::Safe,
        name: ["limits broken", "被突破的限值"],
        of: |run| run.limits.iter().filter(|limit| !limit.kept).count() as f64,
    },
    Indicator {
        id: "peak_density_per_m2",
        question: Question::Safe,
        name: ["highest density, /m²", "最高密度，人/m²"],
        of: |run| {
            let peaks = run.minutes.peak_density_per_m2.iter();
            peaks.map(|density| f64::from(*density)).fold(0.0, f64::max)
        },
    },
    Indicator {
        id: "hotspots",
        question: Question::Safe,
        name: ["hotspots", "聚集点"],
        of: |run| run.hotspots.len() as f64,
    },
    Indicator {
        id: "stuck",
        question: Question::Safe,
        name: ["stuck for a minute, people", "滞留一分钟以上，人"],
        of: |run| f64::from(run.people.stuck),
    },
    Indicator {
        id: "friction_min",
        question: Question::Smooth,
        name: ["friction, min a visitor", "阻滞，分钟/人"],
        of: |run| run.answers.smooth.figure,
    },
    Indicator {
        id: "delay_min",
        question: Question::Smooth,
        name: ["lost walking, min a visitor", "行走延误，分钟/人"],
        of: |run| mean(run, |segment| segment.delay_min),
    },
    Indicator {
        id: "queueing_min",
        question: Question::Smooth,
        name: ["in queues, min a visitor", "排队，分钟/人"],
        of: |run| mean(run, |segment| segment.queueing_min),
    },
    Indicator {
        id: "missed",
        question: Question::Smooth,
        name: ["stops missed, a visitor", "错过的项目，个/人"],
        of: |run| mean(run, |segment| segment.missed),
    },
    Indicator {
        id: "felt_min",
        question: Question::Felt,
        name: ["felt, min a visitor", "管理感，分钟/人"],
        of: |run| run.felt.mean_min,
    },
    Indicator {
        id: "felt_median_min",
        question: Question::Felt,
        name: ["felt, median, min", "管理感中位数，分钟"],
        of: |run| run.felt.median_min,
    },
    Indicator {
        id: "felt_p95_min",
        question: Question::Felt,
        name: ["felt, one in twenty above, min", "管理感，每二十人中一人超过，分钟"],
        of: |run| run.felt.p95_min,
    },
    Indicator {
        id: "felt_noticed_percent",
        question: Question::Felt,
        name: ["who notice, %", "有所察觉者，%"],
        of: |run| 100.0 * run.felt.noticed_share,
    },
    Indicator {
        id: "felt_segment_ratio",
        question: Question::Felt,
        name: ["segment that feels most, over the mean", "负担最重人群与平均之比"],
        of: |run| limit(&run.felt, "segment_ratio"),
    },
    Indicator {
        id: "felt_limits_broken",
        question: Question::Felt,
        name: ["limits of unfelt broken", "被突破的无感限值"],
        of: |run| run.felt.limits.iter().filter(|limit| !limit.kept).count() as f64,
    },
];

fn limit(felt: &FeltSummary, id: &str) -> f64 {
    felt.limits.iter().find(|limit| limit.id == id).map_or(0.0, |limit| limit.is)
}

/// Mean over all visitors of a segment's mean.
fn mean(run: &RunSummary, of: fn(&SegmentOutcome) -> f64) -> f64 {
    let visitors: f64 = run.segments.iter().map(|s| f64::from(s.visitors)).sum();
    let sum: f64 = run.segments.iter().map(|s| f64::from(s.visitors) * of(s)).sum();
    if visitors > 0.0 { sum / visitors } else { 0.0 }
}

/// What is kept of a run for a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// One a [`INDICATORS`].
    pub whole: Vec<f64>,
    /// The grades of safe, smooth and felt.
    pub grades: [Grade; 3],
    /// By segment in the event's order: friction and felt, minutes a visitor.
    pub segments: Vec<[f64; 2]>,
    /// What each measure of the plan cost, in the plan's order.
    pub measures: Vec<MeasureFigures>,
    /// The cells of the density field.
    pub grid: Grid,
    /// Person-minutes above the limit in each of them.
    pub above: Vec<f32>,
    /// Hash of the state at the end.
    pub state_hash: String,
}

/// What a measure cost in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureFigures {
    /// The measure.
    pub measure: MeasureInfo,
    /// Visitors whom it touched.
    pub people: u32,
    /// What it cost them together, minutes felt.
    pub felt_person_min: f64,
}

impl Figures {
    /// Of a run.
    pub fn of(outcome: &Outcome) -> Self {
        let run = &outcome.summary;
        let felt = |id: &str| run.felt.segments.iter().find(|segment| segment.id == id);
        let of_segment = |segment: &SegmentOutcome| {
            [segment.friction_min, felt(&segment.id).map_or(0.0, |felt| felt.mean_min)]
        };
        let of_measure = |measure: &MeasureInfo| {
            let own = run.felt.measures.iter().find(|own| own.id == measure.id);
            MeasureFigures {
                measure: measure.clone(),
                people: own.map_or(0, |own| own.people),
                felt_person_min: own.map_or(0.0, |own| own.person_min),
            }
        };
        let answers = &run.answers;
        Self {
            whole: INDICATORS.iter().map(|indicator| (indicator.of)(run)).collect(),
            grades: [&answers.safe, &answers.smooth, &answers.felt].map(|answer| answer.grade),
            segments: run.segments.iter().map(of_segment).collect(),
            measures: run.plan.measures.iter().map(of_measure).collect(),
            grid: outcome.field.grid,
            above: outcome.above.clone(),
            state_hash: run.made.state_hash.clone(),
        }
    }
}
