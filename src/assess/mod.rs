//! What a run means: safe, smooth, hotspots and why. One file a metric.
//!
//! Reads observations, never the running world; everything a report or an export shows is
//! computed here, once.

mod above;
mod cause;
mod compare;
mod course;
mod crowding;
mod demand;
mod dense;
mod egress;
mod felt;
#[cfg(test)]
mod fixture;
mod flow_limit;
mod forks;
mod hotspots;
mod levels;
mod limiting;
mod lives;
mod log;
mod narrow;
mod outcomes;
mod outline;
mod people;
mod place;
mod pockets;
mod safe;
mod segments;
mod sentence;
mod shares;
mod smooth;
mod standing_barriers;
mod statistics;
mod step_free;
mod story;
mod summary;
mod titles;
mod why;
mod words;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_safe;

pub use above::above_by_cell;
pub use compare::{effect_of_plan, fill_effects};
pub use crowding::{Crowded, crowding};
pub use felt::*;
pub use lives::{Chapter, Life, LifeKind};
pub use narrow::{LEVEL_PER_M_MIN, STAIRS_PER_M_MIN};
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
    /// What measures did to people, weighed: [`FeltAccount::of`] the observation.
    pub felt: FeltAccount,
    /// The weights that it was weighed with.
    pub weights: &'a CheckedWeights,
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
    let smoothness = Smoothness::of(&observation.visitors);
    let hotspots = story::hotspots(input);
    let limits = safe::checks(input);
    // Added to zero, because the sum of nothing is -0.
    let above_limit =
        0.0 + observation.hot.iter().map(|h| f64::from(h.excess_person_min)).sum::<f64>();
    let safe = safe::answer(&limits, &hotspots, above_limit);
    let facts = sentence::Facts {
        people: &people,
        hotspots: &hotspots,
        limits: &limits,
        safe: safe.grade,
        smooth: &smoothness,
    };
    let sentence = sentence::sentence(input, &facts);
    let plan = titles::plan(input.plan);
    let felt = felt::summary(input, &plan.measures);
    let answers = Answers {
        sentence,
        safe,
        smooth: smooth::answer(&smoothness),
        felt: felt::answer(&felt, &plan.measures),
    };
    RunSummary {
        version: SUMMARY_VERSION,
        event: titles::event(scenario),
        plan,
        made,
        answers,
        felt,
        people,
        minutes: people::by_minute(observation),
        counters: outcomes::counters(scenario, observation),
        portals: outcomes::portals(scenario, observation),
        attractions: outcomes::attractions(scenario, observation),
        segments,
        lives: lives::told(input),
        service: levels::shares(observation),
        limits,
        hotspots,
        log: log::lines(scenario, input.plan, &observation.log),
    }
}
