//! What is felt over all who were let in: in figures, by segment, by measure, and of the visitor
//! who felt most.

use super::{FeltParts, UnfeltLimits, WeightsFile, felt_score};
use crate::assess::statistics::percentile;
use crate::assess::words::name;
use crate::assess::{AssessInput, MeasureInfo};
use crate::document::Bilingual;
use crate::observe::{FeltRecord, VisitorRecord};
use crate::scenario::Segment;
use serde::{Deserialize, Serialize};

/// What management costs the visitors. Only those who were let in count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeltSummary {
    /// The weights that were used.
    pub weights: WeightsFile,
    /// Mean, minutes a visitor.
    pub mean_min: f64,
    /// Median, minutes.
    pub median_min: f64,
    /// 95th percentile, minutes.
    pub p95_min: f64,
    /// Share of visitors who noticed, 0–1: those who felt more than the limit of minutes.
    pub noticed_share: f64,
    /// The score of the mean, 0–100.
    pub score: f64,
    /// Mean of each part, minutes a visitor.
    pub parts: FeltParts,
    /// Whether all limits are kept: then nobody need know that there was a plan.
    pub unfelt: bool,
    /// The limits.
    pub limits: Vec<FeltLimit>,
    /// By segment, in the event's order.
    pub segments: Vec<SegmentFelt>,
    /// By measure: those of the plan in its order, then those that were taken out of it.
    pub measures: Vec<MeasureFelt>,
    /// The visitor who felt most; `None` where nobody felt anything.
    pub most_managed: Option<ManagedVisitor>,
}

/// A limit up to which management is unfelt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeltLimit {
    /// Stable name: "median", "p95", "noticed", "segment_ratio".
    pub id: String,
    /// The limit, in `unit`.
    pub limit: f64,
    /// What it is, in `unit`.
    pub is: f64,
    /// Unit: "min", or "" for a share or a ratio.
    pub unit: String,
    /// Whether it is kept; that of the segments is where the one that feels most feels less than
    /// [`ratio_from_min`](super::weights::UnfeltLimits::ratio_from_min).
    pub kept: bool,
}

/// What a segment felt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentFelt {
    /// Id of the segment.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Visitors of it who were let in.
    pub visitors: u32,
    /// Mean, minutes a visitor.
    pub mean_min: f64,
    /// 95th percentile, minutes.
    pub p95_min: f64,
    /// Share of them who noticed, 0–1.
    pub noticed_share: f64,
    /// Its mean over the mean of all; 1 where nobody felt anything.
    pub ratio: f64,
    /// Mean of each part, minutes a visitor.
    pub parts: FeltParts,
}

/// What a measure cost those whom it touched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureFelt {
    /// Id of the measure.
    pub id: String,
    /// Its kind as in [`MeasureInfo::kind`]; empty where it is not in the plan any more.
    pub kind: String,
    /// Shown name.
    pub name: Bilingual,
    /// Visitors whom it did anything to.
    pub people: u32,
    /// What it cost them all together, person-minutes.
    pub person_min: f64,
    /// The same by its parts, person-minutes.
    pub parts: FeltParts,
    /// What it cost whom, in one sentence.
    pub words: Bilingual,
}

/// The visit of one who was managed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManagedVisitor {
    /// The visitor, as in `visitors.parquet`.
    pub visitor: u32,
    /// Shown name of the segment.
    pub segment: Bilingual,
    /// Let in, seconds since the event's start.
    pub entered_s: f64,
    /// Left, seconds since the event's start; `None` where still inside.
    pub left_s: Option<f64>,
    /// What was felt, minutes.
    pub felt_min: f64,
    /// What congestion cost the same visitor, minutes.
    pub friction_min: f64,
    /// What each measure did, in the order of time.
    pub touches: Vec<TouchFelt>,
}

/// What one measure cost one visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TouchFelt {
    /// Shown name of the measure.
    pub measure: Bilingual,
    /// First time that it did anything, seconds since the event's start.
    pub from_s: f64,
    /// Last time, seconds since the event's start.
    pub until_s: f64,
    /// What it cost, minutes, by its parts.
    pub parts: FeltParts,
}

/// The summary of a run.
pub(in crate::assess) fn summary(input: &AssessInput, plan: &[MeasureInfo]) -> FeltSummary {
    let (observation, account) = (input.observation, &input.felt);
    let limits = &input.weights.weights.unfelt;
    let felt: Vec<(&VisitorRecord, FeltParts)> = observation
        .visitors
        .iter()
        .zip(account.visitors.iter().copied())
        .filter(|(visitor, _)| visitor.entered_s.is_some())
        .collect();
    let all = Group::of(felt.iter().map(|(_, parts)| *parts), limits.noticed_min);
    let segments: Vec<SegmentFelt> = input
        .scenario
        .segments
        .iter()
        .enumerate()
        .map(|(index, segment)| {
            let own = felt.iter().filter(|(visitor, _)| usize::from(visitor.segment) == index);
            let own = Group::of(own.map(|(_, parts)| *parts), limits.noticed_min);
            of_segment(segment, &own, &all)
        })
        .collect();
    let limits = checks(limits, &all, &segments);
    FeltSummary {
        weights: input.weights.file.clone(),
        mean_min: all.mean_min(),
        median_min: all.median_min,
        p95_min: all.p95_min,
        noticed_share: all.noticed_share,
        score: felt_score(all.mean_min()),
        parts: all.mean,
        unfelt: limits.iter().all(|limit| limit.kept),
        limits,
        segments,
        measures: measures(input, plan),
        most_managed: most_managed(input, plan, &felt),
    }
}

/// Figures of a group of visitors.
struct Group {
    visitors: usize,
    mean: FeltParts,
    median_min: f64,
    p95_min: f64,
    noticed_share: f64,
}

impl Group {
    fn of(felt: impl Iterator<Item = FeltParts>, noticed_min: f64) -> Self {
        let felt: Vec<FeltParts> = felt.collect();
        let count = felt.len().max(1) as f64;
        let sum = felt.iter().fold(FeltParts::default(), |sum, parts| sum + *parts);
        let minutes = || felt.iter().map(FeltParts::all_min);
        Self {
            visitors: felt.len(),
            mean: sum.times(1.0 / count),
            median_min: percentile(minutes(), 0.5),
            p95_min: percentile(minutes(), 0.95),
            noticed_share: minutes().filter(|m| *m > noticed_min).count() as f64 / count,
        }
    }

    fn mean_min(&self) -> f64 {
        self.mean.all_min()
    }
}

fn of_segment(segment: &Segment, own: &Group, all: &Group) -> SegmentFelt {
    let (mean_min, of_all_min) = (own.mean_min(), all.mean_min());
    SegmentFelt {
        id: segment.id.clone(),
        name: name(&segment.name, &segment.id),
        visitors: own.visitors as u32,
        mean_min,
        p95_min: own.p95_min,
        noticed_share: own.noticed_share,
        ratio: if of_all_min > 0.0 { mean_min / of_all_min } else { 1.0 },
        parts: own.mean,
    }
}

fn checks(limits: &UnfeltLimits, all: &Group, segments: &[SegmentFelt]) -> Vec<FeltLimit> {
    // The highest ratio is that of the highest mean.
    let present = segments.iter().filter(|s| s.visitors > 0);
    let most = present.max_by(|a, b| a.ratio.total_cmp(&b.ratio));
    let (ratio, counts) =
        most.map_or((0.0, false), |s| (s.ratio, s.mean_min >= limits.ratio_from_min));
    let check = |id: &str, is: f64, limit: f64, unit: &str| FeltLimit {
        id: id.to_owned(),
        limit,
        is,
        unit: unit.to_owned(),
        kept: is <= limit,
    };
    vec![
        check("median", all.median_min, limits.median_min, "min"),
        check("p95", all.p95_min, limits.p95_min, "min"),
        check("noticed", all.noticed_share, limits.noticed_share, ""),
        FeltLimit {
            kept: ratio <= limits.segment_ratio || !counts,
            ..check("segment_ratio", ratio, limits.segment_ratio, "")
        },
    ]
}

/// What each measure did: those of the plan first, touched or not.
fn measures(input: &AssessInput, plan: &[MeasureInfo]) -> Vec<MeasureFelt> {
    let (ledger, account) = (&input.observation.felt, &input.felt);
    let mut ids: Vec<&str> = plan.iter().map(|measure| measure.id.as_str()).collect();
    let gone = ledger.measures().iter().map(String::as_str).filter(|id| !ids.contains(id));
    let gone: Vec<&str> = gone.collect();
    ids.extend(gone);
    let mut sums = vec![(0u32, FeltParts::default()); ledger.measures().len()];
    for (record, parts) in ledger.records().iter().zip(&account.records) {
        if !was_let_in(input, record) {
            continue;
        }
        let sum = &mut sums[usize::from(record.measure)];
        *sum = (sum.0 + 1, sum.1 + *parts);
    }
    let one = |id: &str| {
        let number = ledger.measures().iter().position(|known| known == id);
        let (people, parts) = number.map_or_else(Default::default, |number| sums[number]);
        let info = plan.iter().find(|measure| measure.id == id);
        let kind = info.map(|measure| measure.kind.clone()).unwrap_or_default();
        let person_min = parts.all_min();
        MeasureFelt {
            id: id.to_owned(),
            name: shown(plan, id),
            people,
            person_min,
            parts,
            words: super::answer::of_measure(&kind, people, &parts),
            kind,
        }
    };
    ids.into_iter().map(one).collect()
}

fn was_let_in(input: &AssessInput, record: &FeltRecord) -> bool {
    let visitor = input.observation.visitors.get(record.visitor as usize);
    visitor.is_some_and(|visitor| visitor.entered_s.is_some())
}

fn shown(plan: &[MeasureInfo], id: &str) -> Bilingual {
    let named = plan.iter().find(|measure| measure.id == id);
    named.map_or_else(|| Bilingual::same(id), |measure| name(&measure.name, id))
}

/// The visitor who felt most; the first of several who felt as much.
fn most_managed(
    input: &AssessInput,
    plan: &[MeasureInfo],
    felt: &[(&VisitorRecord, FeltParts)],
) -> Option<ManagedVisitor> {
    let ledger = &input.observation.felt;
    let more = |a: &FeltParts, b: &FeltParts| a.all_min().total_cmp(&b.all_min());
    let most = felt.iter().rev().max_by(|a, b| more(&a.1, &b.1));
    let (visitor, parts) = most.filter(|(_, parts)| parts.all_min() > 0.0)?;
    let own = |record: &FeltRecord| record.visitor == visitor.visitor;
    let records = ledger.records().iter().zip(&input.felt.records).filter(|(r, _)| own(r));
    let mut touches: Vec<TouchFelt> = records
        .map(|(record, parts)| TouchFelt {
            measure: shown(plan, &ledger.measures()[usize::from(record.measure)]),
            from_s: record.first_s,
            until_s: record.last_s,
            parts: *parts,
        })
        .collect();
    touches.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    let segment = input.scenario.segments.get(usize::from(visitor.segment));
    Some(ManagedVisitor {
        visitor: visitor.visitor,
        segment: segment.map(|s| name(&s.name, &s.id)).unwrap_or_default(),
        entered_s: visitor.entered_s?,
        left_s: visitor.left_s,
        felt_min: parts.all_min(),
        friction_min: f64::from(visitor.friction_min),
        touches,
    })
}
