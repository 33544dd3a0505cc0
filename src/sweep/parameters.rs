//! What a sweep can vary of an event besides its plan, its seed, its model of motion and its
//! weights.

use crate::scenario::{AttractionKind, Scenario, Spread};

/// A parameter of an event.
pub struct Parameter {
    /// Its name in `sweep.ron`, and of its column in the dataset.
    pub name: &'static str,
    /// Lowest and highest that it takes.
    pub range: [f64; 2],
    /// What it is, one sentence without a full stop.
    pub help: &'static str,
    /// Sets it.
    pub set: fn(&mut Scenario, f64),
}

/// All parameters, in the order of their columns. Factors are of what the event says.
pub const PARAMETERS: [Parameter; 5] = [
    Parameter {
        name: "visitors_factor",
        range: [0.01, 20.0],
        help: "visitors, times this",
        set: set_visitors,
    },
    Parameter {
        name: "stay_factor",
        range: [0.05, 20.0],
        help: "how long people stay at the event, times this",
        set: |scenario, factor| stretch(&mut scenario.demand.stay_s, factor),
    },
    Parameter {
        name: "service_factor",
        range: [0.05, 20.0],
        help: "how long a service takes at every counter, times this",
        set: set_service,
    },
    Parameter {
        name: "speed_factor",
        range: [0.3, 3.0],
        help: "free walking speeds of all segments, times this",
        set: |scenario, factor| {
            scenario.segments.iter_mut().for_each(|s| stretch(&mut s.free_speed_mps, factor));
        },
    },
    Parameter {
        name: "informed_share",
        range: [0.0, 1.0],
        help: "share of parties that know of jams ahead",
        set: |scenario, share| scenario.ways.informed_share = share,
    },
];

/// Sets the visitors of the demand to so many times what the event says, one at least. Those whose
/// start is given stay.
pub fn set_visitors(scenario: &mut Scenario, factor: f64) {
    let visitors = f64::from(scenario.demand.visitors) * factor;
    scenario.demand.visitors = visitors.round().clamp(1.0, f64::from(u32::MAX)) as u32;
}

fn set_service(scenario: &mut Scenario, factor: f64) {
    for attraction in &mut scenario.attractions {
        if let AttractionKind::Counter { service_s, .. } = &mut attraction.kind {
            stretch(service_s, factor);
        }
    }
}

fn stretch(spread: &mut Spread, factor: f64) {
    for part in [&mut spread.mean, &mut spread.sd, &mut spread.low, &mut spread.high] {
        *part *= factor;
    }
}
