//! Smooth? What congestion costs each visitor, in minutes of friction.
//!
//! Friction is defined and summed up in [`crate::observe::friction_s`]; here stands what it
//! amounts to over all who were let in. `smoothness = 100 · T_free / T_weighted`: T_free is
//! the visit without congestion (walking at free speed, staying where one wants to be, no
//! queue), T_weighted the visit as it was, each minute weighed by crowding and waiting.
//!
//! Grades [a]: *good* from a smoothness of 90 on (a visitor who stays 80 minutes pays less
//! than 9), *warning* from 75 on, *bad* below. Where one visitor in twenty bears more than
//! half an hour, it is not *good*. A friction of less than half a minute a visitor is *good* by
//! itself: in a visit that has only begun, the share of the first wait says nothing.

use super::statistics::{mean, percentile};
use super::{Answer, Grade};
use crate::document::{Bilingual, duration_text};
use crate::observe::VisitorRecord;

/// Smoothness from which the answer is good [a].
const GOOD_FROM: f64 = 90.0;
/// Smoothness from which the answer is a warning [a].
const WARNING_FROM: f64 = 75.0;
/// 95th percentile of the friction up to which the answer can be good, minutes [a].
const GOOD_P95_MIN: f64 = 30.0;

/// Mean friction below which nobody notices any, minutes a visitor [a].
const UNNOTICED_MIN: f64 = 0.5;

/// What congestion costs over all visitors who were let in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Smoothness {
    /// Visitors who were let in.
    pub visitors: usize,
    /// Mean friction, minutes a visitor.
    pub friction_min: f64,
    /// Median friction, minutes.
    pub friction_median_min: f64,
    /// 95th percentile of the friction, minutes.
    pub friction_p95_min: f64,
    /// 100 · T_free / T_weighted, 0–100; 100 where nobody came.
    pub smoothness: f64,
    /// Mean walking time lost, minutes a visitor.
    pub delay_min: f64,
    /// Mean time in queues and being served, minutes a visitor.
    pub queueing_min: f64,
    /// 95th percentile of the time in queues, minutes.
    pub queueing_p95_min: f64,
}

impl Smoothness {
    /// From the ledgers.
    pub fn of(visitors: &[VisitorRecord]) -> Self {
        let inside: Vec<&VisitorRecord> =
            visitors.iter().filter(|v| v.entered_s.is_some()).collect();
        let friction = || inside.iter().map(|v| f64::from(v.friction_min));
        let queueing = || inside.iter().map(|v| f64::from(v.queueing_s) / 60.0);
        let (mut free_min, mut weighted_min) = (0.0, 0.0);
        for v in &inside {
            let delay_s = v.delay_s.min(v.walking_s);
            free_min += f64::from(v.walking_s - delay_s + v.standing_s) / 60.0;
            // Friction holds the delay too, which is part of the time walked already.
            weighted_min += f64::from(v.walking_s + v.standing_s + v.queueing_s) / 60.0
                + f64::from(v.friction_min - v.delay_s / 60.0).max(0.0);
        }
        Self {
            visitors: inside.len(),
            friction_min: mean(friction()),
            friction_median_min: percentile(friction(), 0.5),
            friction_p95_min: percentile(friction(), 0.95),
            smoothness: if weighted_min > 0.0 { 100.0 * free_min / weighted_min } else { 100.0 },
            delay_min: mean(inside.iter().map(|v| f64::from(v.delay_s) / 60.0)),
            queueing_min: mean(queueing()),
            queueing_p95_min: percentile(queueing(), 0.95),
        }
    }

    /// The grade, as the module says.
    pub fn grade(&self) -> Grade {
        if self.friction_min < UNNOTICED_MIN {
            Grade::Good
        } else if self.smoothness < WARNING_FROM {
            Grade::Bad
        } else if self.smoothness < GOOD_FROM || self.friction_p95_min > GOOD_P95_MIN {
            Grade::Warning
        } else {
            Grade::Good
        }
    }
}

/// The answer: mean friction, minutes a visitor.
pub(super) fn answer(smooth: &Smoothness) -> Answer {
    let unit = "min".to_owned();
    if smooth.visitors == 0 {
        let words = Bilingual::new(
            "Nobody was inside: there is nothing to judge.",
            "没有人入场，无从判断。",
        );
        return Answer { grade: Grade::Good, figure: 0.0, unit, words };
    }
    let [delay, queue, median, p95] = [
        smooth.delay_min,
        smooth.queueing_min,
        smooth.friction_median_min,
        smooth.friction_p95_min,
    ]
    .map(duration_text);
    let score = super::words::whole(smooth.smoothness);
    let words = Bilingual::new(
        format!(
            "Congestion costs the typical visitor {} and one in twenty more than {}, crowding and \
             waiting weighed in. On average a visitor loses {} walking and spends {} in queues and \
             at counters. Smoothness {score} of 100.",
            median.en, p95.en, delay.en, queue.en
        ),
        format!(
            "折合拥挤与等候在内，拥堵使一般访客损失 {}，每二十人中有一人超过 {}。\
             平均每人步行多花 {}，排队和办理用去 {}。顺畅度 {score}（满分 100）。",
            median.zh, p95.zh, delay.zh, queue.zh
        ),
    );
    Answer { grade: smooth.grade(), figure: smooth.friction_min, unit, words }
}
