//! The run without the plan that a run with a plan is held against.

use super::prepare::Prepared;
use crate::assess::RunSummary;
use crate::observe::DensityField;

/// A run of the same event without measures, with the same seed.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// The assessed run.
    pub summary: RunSummary,
    /// Its density field.
    pub field: DensityField,
}

/// Whether a stored run is one of the same event, seed, length and version without measures,
/// and whole.
pub fn is_run_of(summary: &RunSummary, prepared: &Prepared, seed: u64) -> bool {
    let whole = summary.made.partial.is_none()
        && summary.plan.measures.is_empty()
        && summary.made.plan_since_s.is_none();
    let same_program =
        summary.made.program == env!("CARGO_PKG_VERSION") && summary.made.seed == seed;
    let asked_s = prepared.until_s.unwrap_or(prepared.scenario.clock.duration_s);
    let same_length = match prepared.until_s {
        Some(until_s) => (summary.made.simulated_s - until_s).abs() < 1.0,
        None => summary.made.simulated_s >= asked_s - 1.0,
    };
    let files = &prepared.scenario.sources;
    let same_files = files.len() == summary.made.files.len()
        && files.iter().zip(&summary.made.files).all(|(a, b)| a.sha256 == b.sha256);
    whole && same_program && same_length && same_files
}
