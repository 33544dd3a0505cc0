//! Felt? What management is perceived to cost each visitor, in minutes.
//!
//! `felt = H + D + I + V + C + L`. What congestion costs is no part of it (that is *friction*):
//! otherwise a plan could buy control with time. The weights stand in `assets/felt.ron`, each with
//! its source or [a], and `--felt` replaces them; what happened is counted unweighted by
//! [`FeltLedger`].
//!
//! | part | counts |
//! |---|---|
//! | H held | 1.7 · 1.3 if uninformed · 1.5 if overtaken · minutes stopped by a gate or a post |
//! | D detour | 1.65 · (imposed minutes of a visit − 20 s, not below 0) + 0.5 a turn-back |
//! | I instructed | 0.5·√orders + 0.1·√advices + 0.02·signs |
//! | V visible | 0.10 a minute with barriers filling the view + 0.05 a minute with a uniform in sight: police 1, guard 0.5, volunteer 0.3 |
//! | C confined | 0.25 a minute in a pen with no way out near |
//! | L lost choice | 2 for each planned stop denied |
//!
//! Segments bear some of it more: `held` and `detour` of a segment in the file multiply H and D.
//! `felt score = 100·(1 − e^(−felt/10))`.
//!
//! # Whose doing it was
//! Each measure is charged with what it did. Two parts of a visitor's sum are no sums over the
//! measures: the first 20 s of detours are free, and orders and advices weigh by the root of their
//! number. There every second of a detour, every order and every advice of a visit weighs the
//! same, so each measure bears its share of them. So the minutes of a visitor's measures add up
//! to the visitor's own, up to rounding, whatever the measures were and in whatever order.
//!
//! # The cases that the weights were set by
//! Each is a test. What stands beside a case is what it takes, by the formula, to get its minutes:
//! measures are seen by those on whom they act, and the minutes hold that, too.
//!
//! | case | taken as | minutes | score |
//! |---|---|---|---|
//! | a light nudge | two signs | 0.04 | 0.4 |
//! | ten minutes in a fair, informed lane | barriers (V 1.0) and a volunteer (V 0.15) in sight throughout | 1.15 | 10.9 |
//! | a volunteer's advice and one minute of detour | I 0.1, D 1.1, the volunteer in sight for 1.5 min (V 0.02) | 1.22 | 11.5 |
//! | two informed holds of 60 s, each with an order | H 3.4, I 0.71 | 4.11 | 34 |
//! | five minutes of forced turning back | D 7.7 and one turn-back 0.5, I 0.5, the police in sight throughout (V 0.25) | 8.95 | 59 |
//! | twenty uninformed minutes in a pen | H 44.2, C 5, V 2 + 1 (barriers, police), I 0.5 | 52.7 | 99.5 |
//!
//! Taken by their names alone, without what is in sight, four of them give less: 1.0 minutes
//! (10) the lane, 1.2 minutes with a score of 11.3 the advice, 8.7 (58) the turning back, 49.2
//! (99.3) the pen. The lane is the one case that the formula does not allow everywhere: a lane
//! *before a gate* is being held, 1.7 a minute, 17 in ten minutes; the case is one of a lane that
//! a queue of the visitor's own choice stands in, where H is 0.

mod answer;
mod outcome;
mod weights;

#[cfg(test)]
mod tests;

pub use outcome::{FeltLimit, FeltSummary, ManagedVisitor, MeasureFelt, SegmentFelt, TouchFelt};
pub use weights::{
    CheckedWeights, FELT, FeltWeights, SegmentFactors, UnfeltLimits, WeightsFile, read_weights,
    read_weights_from_text,
};

pub(super) use answer::answer;
pub(super) use outcome::summary;

use crate::observe::{FeltLedger, FeltRecord, VisitorRecord};
use crate::scenario::Segment;
use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign};

/// What is felt, minutes, by its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeltParts {
    /// H: being held.
    pub held_min: f64,
    /// D: detours, and being sent back.
    pub detour_min: f64,
    /// I: being told what to do.
    pub instructed_min: f64,
    /// V: barriers and uniforms in sight.
    pub visible_min: f64,
    /// C: being confined.
    pub confined_min: f64,
    /// L: planned stops denied.
    pub lost_choice_min: f64,
}

impl FeltParts {
    /// All of it, minutes.
    pub fn all_min(&self) -> f64 {
        self.list().iter().sum()
    }

    /// The parts in the order H, D, I, V, C, L, minutes.
    pub fn list(&self) -> [f64; 6] {
        let Self {
            held_min,
            detour_min,
            instructed_min,
            visible_min,
            confined_min,
            lost_choice_min,
        } = *self;
        [held_min, detour_min, instructed_min, visible_min, confined_min, lost_choice_min]
    }

    /// So many times as much.
    fn times(self, factor: f64) -> Self {
        Self {
            held_min: self.held_min * factor,
            detour_min: self.detour_min * factor,
            instructed_min: self.instructed_min * factor,
            visible_min: self.visible_min * factor,
            confined_min: self.confined_min * factor,
            lost_choice_min: self.lost_choice_min * factor,
        }
    }
}

impl Add for FeltParts {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            held_min: self.held_min + more.held_min,
            detour_min: self.detour_min + more.detour_min,
            instructed_min: self.instructed_min + more.instructed_min,
            visible_min: self.visible_min + more.visible_min,
            confined_min: self.confined_min + more.confined_min,
            lost_choice_min: self.lost_choice_min + more.lost_choice_min,
        }
    }
}

impl AddAssign for FeltParts {
    fn add_assign(&mut self, more: Self) {
        *self = *self + more;
    }
}

/// The score of so many minutes, 0–100.
pub fn felt_score(felt_min: f64) -> f64 {
    100.0 * (1.0 - (-felt_min / 10.0).exp())
}

/// What is felt by everybody, and whose doing it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeltAccount {
    /// One a record of the ledger, in its order.
    pub records: Vec<FeltParts>,
    /// One a visitor: the sum over the visitor's records.
    pub visitors: Vec<FeltParts>,
}

impl FeltAccount {
    /// Weighs a ledger of visitors whose `segment` is an index into `segments`.
    pub fn of(
        ledger: &FeltLedger,
        visitors: &[VisitorRecord],
        segments: &[Segment],
        weights: &FeltWeights,
    ) -> Self {
        let factors: Vec<SegmentFactors> =
            segments.iter().map(|segment| weights.of_segment(&segment.id)).collect();
        let plain = SegmentFactors { id: String::new(), held: 1.0, detour: 1.0 };
        let rates: Vec<Rates> = (0..visitors.len() as u32)
            .map(|visitor| Rates::of(ledger.of_visitor(visitor), weights))
            .collect();
        let mut account = Self {
            records: Vec::with_capacity(ledger.records().len()),
            visitors: vec![FeltParts::default(); visitors.len()],
        };
        for record in ledger.records() {
            let visitor = record.visitor as usize;
            let segment = visitors.get(visitor).map_or(0, |v| usize::from(v.segment));
            let factor = factors.get(segment).unwrap_or(&plain);
            let parts = rates[visitor].weigh(record, weights, factor);
            account.records.push(parts);
            account.visitors[visitor] += parts;
        }
        account
    }
}

/// What a second of detour, an order and an advice of one visitor weigh: it depends on all of the
/// visitor's measures together.
struct Rates {
    detour_s_min: f64,
    order_min: f64,
    advice_min: f64,
}

impl Rates {
    fn of<'a>(records: impl Iterator<Item = &'a FeltRecord>, weights: &FeltWeights) -> Self {
        let (mut detour_s, mut orders, mut advices) = (0.0, 0.0, 0.0);
        for record in records {
            detour_s += walked_detour_s(record);
            orders += f64::from(record.orders);
            advices += f64::from(record.advices);
        }
        let of_each = |all: f64, counts: f64| if counts > 0.0 { all / counts } else { 0.0 };
        let felt_s = (detour_s - weights.detour_free_s).max(0.0);
        Self {
            detour_s_min: of_each(weights.detour_per_min * felt_s / 60.0, detour_s),
            order_min: of_each(weights.order_min * orders.sqrt(), orders),
            advice_min: of_each(weights.advice_min * advices.sqrt(), advices),
        }
    }

    fn weigh(
        &self,
        record: &FeltRecord,
        weights: &FeltWeights,
        factor: &SegmentFactors,
    ) -> FeltParts {
        let minutes = |time_s: f32| f64::from(time_s) / 60.0;
        let held = &record.held;
        let held_min = minutes(held.informed_s)
            + weights.overtaken * minutes(held.informed_overtaken_s)
            + weights.uninformed * minutes(held.uninformed_s)
            + weights.uninformed * weights.overtaken * minutes(held.uninformed_overtaken_s);
        let detour_min = self.detour_s_min * walked_detour_s(record)
            + weights.turn_back_min * f64::from(record.turn_backs);
        let uniform_min: f64 =
            record.uniform_s.iter().zip(weights.uniforms).map(|(s, w)| w * minutes(*s)).sum();
        FeltParts {
            held_min: factor.held * weights.held_per_min * held_min,
            detour_min: factor.detour * detour_min,
            instructed_min: self.order_min * f64::from(record.orders)
                + self.advice_min * f64::from(record.advices)
                + weights.sign_min * f64::from(record.signs),
            visible_min: weights.barriers_per_min * minutes(record.barrier_view_s)
                + weights.uniform_per_min * uniform_min,
            confined_min: weights.confined_per_min * minutes(record.confined_s),
            lost_choice_min: weights.denied_min * f64::from(record.denied),
        }
    }
}

/// Detour that was walked, seconds; what is given back can be more than was imposed by a rounding.
fn walked_detour_s(record: &FeltRecord) -> f64 {
    f64::from(record.detour_s).max(0.0)
}
