//! What a run means: safe, smooth, hotspots and why. One file a metric.
//!
//! Reads observations, never the running world; everything a report or an export shows is
//! computed here, once.

mod levels;
mod outcomes;
mod people;
mod segments;
mod smooth;
mod statistics;
mod summary;
mod titles;
mod words;

pub use smooth::Smoothness;
pub use summary::*;

use crate::document::Bilingual;
use crate::navigation::Ways;
use crate::observe::Observation;
use crate::plan::Plan;
use crate::scenario::Scenario;

/// All that an assessment reads.
pub struct AssessInput<'a> {
    /// The event.
    pub scenario: &'a Scenario,
    /// The plan; the empty one where there is none.
    pub plan: &'a Plan,
    /// What was observed.
    pub observation: &'a Observation,
    /// The ground and the ways at the end of the run. Goals: portals first, then attractions,
    /// both in the event's order.
    pub ways: &'a Ways,
    /// How the run was made; [`Provenance::simulated_s`] and [`Provenance::partial`] are set
    /// from the two fields below.
    pub provenance: Provenance,
    /// Simulated time at the end, seconds since the event's start.
    pub simulated_s: f64,
    /// Set where the run was stopped before its end: why.
    pub partial: Option<Bilingual>,
}

/// Judges a run.
pub fn assess(input: &AssessInput) -> RunSummary {
    let (scenario, observation) = (input.scenario, input.observation);
    let made = Provenance {
        simulated_s: input.simulated_s,
        partial: input.partial.clone(),
        ..input.provenance.clone()
    };
    let segments = segments::outcomes(scenario, &observation.visitors);
    let people = people::count(scenario, observation, input.simulated_s);
    let smooth = smooth::answer(observation);
    RunSummary {
        version: SUMMARY_VERSION,
        event: titles::event(scenario),
        plan: titles::plan(input.plan),
        made,
        answers: Answers {
            sentence: Bilingual::default(),
            safe: Answer {
                grade: Grade::Good,
                figure: 0.0,
                unit: "person-min".to_owned(),
                words: Bilingual::default(),
            },
            smooth,
            felt: None,
        },
        people,
        minutes: people::by_minute(observation),
        counters: outcomes::counters(scenario, observation),
        portals: outcomes::portals(scenario, observation),
        attractions: outcomes::attractions(scenario, observation),
        segments,
        service: levels::shares(observation),
        limits: Vec::new(),
        hotspots: Vec::new(),
    }
}
