//! What went on at counters, portals and attractions.

use super::statistics::{mean, percentile};
use super::{AttractionOutcome, CounterOutcome, PortalOutcome};
use crate::observe::Observation;
use crate::scenario::{AttractionKind, Scenario};

/// Flow across each counter, in the event's order.
pub(super) fn counters(scenario: &Scenario, observation: &Observation) -> Vec<CounterOutcome> {
    let outcome = |(index, counter): (usize, &crate::scenario::Counter)| {
        let crossings = observation.counters.get(index).cloned().unwrap_or_default();
        CounterOutcome {
            id: counter.shape.id.clone(),
            name: counter.shape.name.clone(),
            width_m: counter.width_m,
            capacity_per_min: counter.capacity_per_min,
            line: counter.shape.line.coords().map(|c| [c.x, c.y]).collect(),
            forward: crossings.forward,
            backward: crossings.backward,
        }
    };
    scenario.counters.iter().enumerate().map(outcome).collect()
}

/// Flow through each portal, in the event's order.
pub(super) fn portals(scenario: &Scenario, observation: &Observation) -> Vec<PortalOutcome> {
    let outcome = |(index, portal): (usize, &crate::scenario::Portal)| {
        let minutes = observation.portals.get(index).cloned().unwrap_or_default();
        PortalOutcome {
            id: portal.shape.id.clone(),
            name: portal.shape.name.clone(),
            capacity_per_min: portal.capacity_per_min,
            entered: minutes.entered,
            left: minutes.left,
            waiting: minutes.waiting,
        }
    };
    scenario.portals.iter().enumerate().map(outcome).collect()
}

/// What went on at each attraction, in the event's order. Waits are of those served.
pub(super) fn attractions(
    scenario: &Scenario,
    observation: &Observation,
) -> Vec<AttractionOutcome> {
    let outcome = |(index, attraction): (usize, &crate::scenario::Attraction)| {
        let minutes = observation.attractions.get(index).cloned().unwrap_or_default();
        let waits = || minutes.waits_s.iter().map(|w| f64::from(*w));
        AttractionOutcome {
            id: attraction.shape.id.clone(),
            name: attraction.shape.name.clone(),
            kind: kind_name(&attraction.kind).to_owned(),
            visits: minutes.visits,
            balked: minutes.balked,
            gave_up: minutes.gave_up,
            mean_wait_s: mean(waits()),
            p95_wait_s: percentile(waits(), 0.95),
            present: minutes.present,
            queue: minutes.queue,
        }
    };
    scenario.attractions.iter().enumerate().map(outcome).collect()
}

fn kind_name(kind: &AttractionKind) -> &'static str {
    match kind {
        AttractionKind::Stage { .. } => "stage",
        AttractionKind::Counter { .. } => "counter",
        AttractionKind::Place { .. } => "place",
    }
}
