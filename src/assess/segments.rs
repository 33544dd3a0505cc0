//! What each segment lived through. Only visitors who were let in count.

use super::SegmentOutcome;
use super::statistics::{mean, percentile};
use crate::observe::VisitorRecord;
use crate::scenario::{Scenario, Segment};

/// One outcome a segment, in the event's order.
pub(super) fn outcomes(scenario: &Scenario, visitors: &[VisitorRecord]) -> Vec<SegmentOutcome> {
    let of = |(index, segment): (usize, &Segment)| {
        let own: Vec<&VisitorRecord> = visitors
            .iter()
            .filter(|v| usize::from(v.segment) == index && v.entered_s.is_some())
            .collect();
        outcome(segment, &own)
    };
    scenario.segments.iter().enumerate().map(of).collect()
}

fn outcome(segment: &Segment, own: &[&VisitorRecord]) -> SegmentOutcome {
    let mean_of = |get: &dyn Fn(&VisitorRecord) -> f64| mean(own.iter().map(|v| get(v)));
    let sum_of = |get: &dyn Fn(&VisitorRecord) -> f64| own.iter().map(|v| get(v)).sum::<f64>();
    let walked_m = sum_of(&|v| f64::from(v.walked_m));
    let stops = sum_of(&|v| f64::from(v.stops));
    SegmentOutcome {
        id: segment.id.clone(),
        name: segment.name.clone(),
        visitors: own.len() as u32,
        inside_min: mean_of(&|v| f64::from(v.walking_s + v.standing_s + v.queueing_s) / 60.0),
        walking_min: mean_of(&|v| f64::from(v.walking_s) / 60.0),
        queueing_min: mean_of(&|v| f64::from(v.queueing_s) / 60.0),
        delay_min: mean_of(&|v| f64::from(v.delay_s) / 60.0),
        friction_min: mean_of(&|v| f64::from(v.friction_min)),
        friction_p95_min: percentile(own.iter().map(|v| f64::from(v.friction_min)), 0.95),
        crowded_min: mean_of(&|v| f64::from(v.crowded_s) / 60.0),
        peak_density_per_m2: mean_of(&|v| f64::from(v.peak_density_per_m2)),
        stops_per_100_m: if walked_m > 0.0 { 100.0 * stops / walked_m } else { 0.0 },
        walked_m: mean_of(&|v| f64::from(v.walked_m)),
        visited: mean_of(&|v| f64::from(v.visited)),
        missed: mean_of(&|v| f64::from(v.missed)),
        parted: mean_of(&|v| f64::from(v.parted)),
    }
}
