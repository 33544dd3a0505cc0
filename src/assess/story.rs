//! Hotspots as they are told: cells put together with kind, why, cross-section and forks.

use super::cause::{self, Surroundings};
use super::course::plain_field;
use super::hotspots::{self, Spot};
use super::shares::Shares;
use super::{AssessInput, Hotspot, HotspotKind, forks, limiting, why};
use crate::scenario::AttractionKind;
use geo::{Distance, Euclidean, Point};

/// A queue is beside a hotspot up to this distance, metres.
const QUEUE_WITHIN_M: f64 = 12.0;

/// The hotspots of a run, worst first.
pub(super) fn hotspots(input: &AssessInput) -> Vec<Hotspot> {
    let critical_per_m2 = input.scenario.limits.critical_density_per_m2;
    let spots = hotspots::find(input.observation, critical_per_m2);
    let asked_for_forks = forks::affordable(&input.ways.terrain);
    spots.iter().enumerate().map(|(i, spot)| told(input, spot, i, i < asked_for_forks)).collect()
}

fn told(input: &AssessInput, spot: &Spot, index: usize, with_forks: bool) -> Hotspot {
    let observation = input.observation;
    let grid = &observation.field.grid;
    let shares = Shares::of(observation, spot);
    let around = surroundings(input, spot, &shares);
    let kind = cause::kind(&shares, &around);
    let narrowest = limiting::section(input, spot, &shares, kind);
    let kind = cause::with_room(kind, narrowest.as_ref(), cause::has_one_goal(&shares));
    let bottleneck = narrowest.filter(|_| kind != HotspotKind::Bunching);
    let end_s = |minute: u32| observation.field.minutes.get(minute as usize).map(|m| m.until_s);
    let from_s = spot.first.checked_sub(1).and_then(end_s).unwrap_or(0.0);
    let until_s = end_s(spot.last).unwrap_or(from_s + 60.0);
    let peak_per_m2 = f64::from(spot.peak.density_per_m2);
    let why = why::sentences(&why::Facts {
        scenario: input.scenario,
        kind,
        shares: &shares,
        queue: around.queue,
        section: bottleneck.as_ref(),
        centre: spot.centre,
        from_s,
        until_s,
        peak_per_m2,
    });
    Hotspot {
        rank: index as u32 + 1,
        kind,
        outline: spot.outline(grid),
        centre: [f64::from(spot.centre.x), f64::from(spot.centre.y)],
        from_s,
        until_s,
        peak_per_m2,
        peak_at_s: end_s(spot.peak.minute).unwrap_or(until_s),
        person_min: spot.person_min,
        why,
        streams: why::streams(input.scenario, &shares),
        bottleneck,
        forks: if with_forks { forks::of(input, spot, &shares) } else { Vec::new() },
    }
}

fn surroundings(input: &AssessInput, spot: &Spot, shares: &Shares) -> Surroundings {
    let portals = input.scenario.portals.len();
    let attraction = |goal: u16| usize::from(goal).checked_sub(portals);
    let away_m = |goal: u16| {
        attraction(goal)?;
        let at = input.ways.terrain.nearest_walkable(spot.centre)?;
        let way_m = plain_field(input.ways, goal, false)?.distance_m(at);
        way_m.is_finite().then(|| f64::from(way_m))
    };
    Surroundings {
        queue: queue_beside(input, spot, shares),
        main_goal_away_m: shares.main_goal().and_then(|(goal, _)| away_m(goal)),
    }
}

/// The goal of the queue in the hotspot; where none of it stands in the hot cells themselves,
/// the counter whose focus or queue line is nearest.
fn queue_beside(input: &AssessInput, spot: &Spot, shares: &Shares) -> Option<u16> {
    let scenario = input.scenario;
    let portals = scenario.portals.len();
    let is_counter = |goal: u16| {
        let attraction = usize::from(goal).checked_sub(portals);
        attraction
            .and_then(|a| scenario.attractions.get(a))
            .is_some_and(|a| matches!(a.kind, AttractionKind::Counter { .. }))
    };
    if let Some((goal, _)) = shares.main_standing().filter(|(goal, _)| is_counter(*goal)) {
        return Some(goal);
    }
    let centre = Point::new(f64::from(spot.centre.x), f64::from(spot.centre.y));
    let nearest = scenario
        .attractions
        .iter()
        .enumerate()
        .filter(|(_, a)| matches!(a.kind, AttractionKind::Counter { .. }))
        .map(|(index, a)| {
            let focus_m = Euclidean.distance(&centre, &a.shape.focus);
            let line_m = a.shape.queue.as_ref().map(|q| Euclidean.distance(&centre, q));
            (line_m.unwrap_or(focus_m).min(focus_m), index)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    (nearest.0 <= QUEUE_WITHIN_M).then_some((portals + nearest.1) as u16)
}
