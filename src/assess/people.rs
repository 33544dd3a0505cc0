//! Visitors in figures, and everybody by the minute.

use super::{Minutes, PeopleCount};
use crate::observe::{Observation, VisitorRecord};
use crate::scenario::Scenario;

/// Time without headway from which a visitor counts as stuck, seconds.
const STUCK_S: f32 = 60.0;

/// Counts visitors from their ledgers, so that `arrived = inside + left + waiting outside`
/// holds whenever the run ended.
pub(super) fn count(
    scenario: &Scenario,
    observation: &Observation,
    simulated_s: f64,
) -> PeopleCount {
    let visitors = &observation.visitors;
    let count =
        |test: &dyn Fn(&VisitorRecord) -> bool| visitors.iter().filter(|v| test(v)).count() as u32;
    let arrived =
        count(&|v| v.entered_s.is_some() || v.left_s.is_some() || v.arrived_s <= simulated_s);
    let left = count(&|v| v.left_s.is_some());
    let inside = count(&|v| v.entered_s.is_some() && v.left_s.is_none());
    let peak = observation.minutes.iter().max_by(|a, b| {
        // The first of several equal ones.
        a.inside.cmp(&b.inside).then(b.until_s.total_cmp(&a.until_s))
    });
    PeopleCount {
        expected: scenario.visitors() as u32,
        arrived,
        left,
        inside,
        waiting_outside: arrived - left - inside,
        peak_inside: peak.map_or(inside, |m| m.inside),
        peak_inside_at_s: peak.map_or(simulated_s, |m| m.until_s),
        rerouted: visitors.iter().map(|v| v.rerouted).sum(),
        stuck: count(&|v| v.longest_stuck_s >= STUCK_S),
    }
}

/// Lists by the minute.
pub(super) fn by_minute(observation: &Observation) -> Minutes {
    let minutes = &observation.minutes;
    let mut above_limit = vec![0f32; minutes.len()];
    for hot in &observation.hot {
        if let Some(sum) = above_limit.get_mut(hot.minute as usize) {
            *sum += hot.excess_person_min;
        }
    }
    let peak = |minute: usize| {
        let cells = observation.field.minutes.get(minute).map_or(&[][..], |m| &m.cells);
        cells.iter().map(|c| c.density_per_m2).fold(0.0, f32::max)
    };
    Minutes {
        until_s: minutes.iter().map(|m| m.until_s).collect(),
        inside: minutes.iter().map(|m| m.inside).collect(),
        waiting_outside: minutes.iter().map(|m| m.waiting_outside).collect(),
        arrived: minutes.iter().map(|m| m.arrived).collect(),
        left: minutes.iter().map(|m| m.left).collect(),
        queueing: minutes.iter().map(|m| m.queueing).collect(),
        peak_density_per_m2: (0..minutes.len()).map(peak).collect(),
        above_limit,
        speed_share: minutes.iter().map(|m| m.speed_share).collect(),
    }
}
