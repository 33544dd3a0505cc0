//! Running what was prepared.

use super::prepare::{Prepared, Request};
use super::provenance::provenance;
use super::record::Recorder;
use crate::assess::{AssessInput, RunSummary, assess};
use crate::document::{Bilingual, Problems, clock_text};
use crate::export::run_folder::TRAJECTORIES;
use crate::observe::{DensityField, VisitorRecord};
use crate::sim::{RunOptions, Simulation};
use std::path::Path;
use std::time::Instant;

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// To the next step.
    On,
    /// End now; what was simulated so far is assessed and marked as partial.
    Stop,
}

/// A run as assessed.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The assessed run.
    pub summary: RunSummary,
    /// The visitors.
    pub visitors: Vec<VisitorRecord>,
    /// The density field.
    pub field: DensityField,
    /// Whether trajectories were written into the folder.
    pub has_trajectories: bool,
    /// What showed up when the run was set up.
    pub warnings: Problems,
}

/// Runs a request to its end, or until `watch`, called after every step, says stop.
/// Trajectories go into `folder` while it runs.
///
/// # Errors
/// Where the ground makes the event impossible, or trajectories cannot be written.
pub fn simulate(
    request: &Request,
    prepared: &Prepared,
    folder: &Path,
    watch: &mut dyn FnMut(&Simulation) -> Flow,
) -> Result<Outcome, Problems> {
    let begun = Instant::now();
    let options = RunOptions { seed: request.seed, until_s: prepared.until_s };
    let (scenario, plan) = (prepared.scenario.clone(), prepared.plan.clone());
    let (mut simulation, warnings) =
        Simulation::new(scenario, plan, &options, &prepared.event_file)?;
    let mut recorder = prepared
        .frames
        .map(|frames| Recorder::begin(&folder.join(TRAJECTORIES), frames))
        .transpose()?;
    // Frame 0 is the state at the start, so that frame f is the state at f / fps.
    if let Some(recorder) = &mut recorder {
        recorder.look(&simulation, prepared)?;
    }
    let mut stopped = false;
    while !simulation.is_over() && !stopped {
        simulation.step();
        if let Some(recorder) = &mut recorder {
            recorder.look(&simulation, prepared)?;
        }
        stopped = watch(&simulation) == Flow::Stop;
    }
    let has_trajectories = recorder.map(Recorder::finish).transpose()?.unwrap_or(false);
    let simulated_s = simulation.now_s();
    let partial = stopped.then(|| stopped_at(prepared, simulated_s));
    let hash = simulation.state_hash();
    let (observation, ways) = simulation.finish();
    let provenance = provenance(request, prepared, begun.elapsed().as_secs_f64(), hash);
    let summary = assess(&AssessInput {
        scenario: &prepared.scenario,
        plan: &prepared.plan,
        observation: &observation,
        ways: &ways,
        provenance,
        simulated_s,
        partial,
    });
    let (visitors, field) = (observation.visitors, observation.field);
    Ok(Outcome { summary, visitors, field, has_trajectories, warnings })
}

fn stopped_at(prepared: &Prepared, simulated_s: f64) -> Bilingual {
    let clock = clock_text(prepared.scenario.clock.starts_s + simulated_s);
    Bilingual::new(format!("stopped by hand at {clock}"), format!("在 {clock} 被手动停止"))
}
