//! Which barriers stand together at some time of the event.

use super::AssessInput;
use crate::plan::Plan;
use geo::Coord;

/// Grounds that are checked at most: a plan that changes more often is checked at its start.
const MOST: usize = 6;

/// Each set of barriers that stands at some time, as segments, and from when, seconds since
/// the event's start; the sets without any barrier are left out. The same set comes once.
pub(super) fn sets(input: &AssessInput) -> Vec<(f64, Vec<[Coord<f64>; 2]>)> {
    let plan: &Plan = input.plan;
    let duration_s = input.scenario.clock.duration_s;
    let mut times: Vec<f64> = plan.measures.iter().map(|m| m.from_s.max(0.0)).collect();
    times.extend(plan.measures.iter().map(|m| m.until_s));
    times.retain(|t| t.is_finite() && *t <= duration_s);
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut known: Vec<Vec<bool>> = Vec::new();
    let mut sets = Vec::new();
    for time_s in times {
        let stands: Vec<bool> =
            plan.measures.iter().map(|m| m.from_s <= time_s && time_s < m.until_s).collect();
        if !stands.contains(&true) || known.contains(&stands) || sets.len() == MOST {
            continue;
        }
        let standing = plan.measures.iter().zip(&stands).filter(|(_, stands)| **stands);
        let segments = standing.flat_map(|(measure, _)| measure.kind.barrier_pieces()).collect();
        sets.push((time_s, segments));
        known.push(stands);
    }
    sets
}
