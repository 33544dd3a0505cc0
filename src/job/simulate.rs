//! Running what was prepared.

use super::checkpoints::Keeper;
use super::prepare::{Prepared, Request};
use super::provenance::provenance;
use super::record::Recorder;
use super::resume::{clear_parts, refusal};
use crate::assess::{AssessInput, FeltAccount, RunSummary, above_by_cell, assess};
use crate::document::{Bilingual, Place, Problems, clock_text};
use crate::export::run_folder::TRAJECTORIES;
use crate::observe::{DensityField, FeltLedger, LogEntry, Logged, VisitorRecord};
use crate::plan::TimedEdit;
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
    /// What each measure did to each visitor.
    pub ledger: FeltLedger,
    /// The same, weighed.
    pub felt: FeltAccount,
    /// The density field.
    pub field: DensityField,
    /// Person-minutes above the limit in each of its cells.
    pub above: Vec<f32>,
    /// Whether trajectories were written into the folder.
    pub has_trajectories: bool,
    /// What showed up when the run was set up.
    pub warnings: Problems,
    /// Checkpoints that could not be written.
    pub unsaved: Problems,
}

/// What is called after every step: with the run, and with what could not be saved of it lately.
pub type Watch<'a> = dyn FnMut(&Simulation, &Problems) -> Flow + Send + 'a;

/// Runs a request to its end, or until `watch`, called after every step, says stop.
/// Trajectories go into `folder` while it runs.
///
/// # Errors
/// Where the ground makes the event impossible, or trajectories cannot be written.
pub fn simulate(
    request: &Request,
    prepared: &Prepared,
    folder: &Path,
    watch: &mut Watch<'_>,
) -> Result<Outcome, Problems> {
    // On a thread of the pool, so that a step has only the other ones to wake.
    rayon::scope(|_| simulate_here(request, prepared, folder, watch))
}

fn simulate_here(
    request: &Request,
    prepared: &Prepared,
    folder: &Path,
    watch: &mut Watch<'_>,
) -> Result<Outcome, Problems> {
    let begun = Instant::now();
    let (mut simulation, warnings) = begin(request, prepared)?;
    clear_parts(folder);
    let every_s = request.checkpoints.every_min.map(|min| min * 60.0);
    let mut keeper = Keeper::new(folder, every_s, prepared.checkpoints_s.clone(), &simulation);
    let mut recorder = prepared
        .frames
        .map(|frames| Recorder::begin(&folder.join(TRAJECTORIES), frames))
        .transpose()?;
    // Frame 0 is the state at the start, so that frame f is the state at f / fps.
    if let Some(recorder) = &mut recorder {
        recorder.look(&simulation, prepared)?;
    }
    let mut stopped = false;
    let begun_s = simulation.now_s();
    let mut edits = prepared.edits.iter().filter(|e| e.at_s >= begun_s - 1e-9).peekable();
    while !simulation.is_over() && !stopped {
        while let Some(due) = edits.next_if(|e| e.at_s <= simulation.now_s() + 1e-9) {
            apply(&mut simulation, due, request)?;
        }
        simulation.step();
        if let Some(recorder) = &mut recorder {
            recorder.look(&simulation, prepared)?;
        }
        let unsaved = keeper.look(&simulation);
        stopped = watch(&simulation, &unsaved) == Flow::Stop;
    }
    if stopped {
        keeper.stopped(&simulation);
    }
    let has_trajectories = recorder.map(Recorder::finish).transpose()?.unwrap_or(false);
    let simulated_s = simulation.now_s();
    let partial = stopped.then(|| stopped_at(prepared, simulated_s));
    let hash = simulation.state_hash();
    let plan = simulation.plan().0.clone();
    let (observation, ways) = simulation.finish();
    let mut provenance = provenance(request, prepared, begun.elapsed().as_secs_f64(), hash);
    provenance.plan_since_s = plan_since_s(&observation.log);
    let (segments, weights) = (&prepared.scenario.segments, &prepared.weights);
    let felt =
        FeltAccount::of(&observation.felt, &observation.visitors, segments, &weights.weights);
    let input = AssessInput {
        scenario: &prepared.scenario,
        plan: &plan,
        observation: &observation,
        ways: &ways,
        felt,
        weights,
        provenance,
        simulated_s,
        partial,
    };
    let summary = assess(&input);
    let felt = input.felt;
    let above = above_by_cell(&observation);
    let (visitors, ledger, field) = (observation.visitors, observation.felt, observation.field);
    let unsaved = keeper.problems;
    Ok(Outcome {
        summary,
        visitors,
        ledger,
        felt,
        field,
        above,
        has_trajectories,
        warnings,
        unsaved,
    })
}

/// Makes an edit whose time has come.
fn apply(simulation: &mut Simulation, due: &TimedEdit, request: &Request) -> Result<(), Problems> {
    simulation.apply(&due.edit).map_err(|refused| {
        let file = request.edits.clone().unwrap_or_else(|| request.event.clone());
        let hint = "the edits are those of another plan: name that with --plan";
        Problems::one(Place::file(&file), refused.to_string(), Some(hint))
    })
}

/// A run at its beginning, or where it goes on.
fn begin(request: &Request, prepared: &Prepared) -> Result<(Simulation, Problems), Problems> {
    let (scenario, plan) = (prepared.scenario.clone(), prepared.plan.clone());
    let (until_s, event) = (prepared.until_s, &prepared.event_file);
    match &prepared.resumed {
        None => Simulation::new(scenario, plan, &RunOptions { seed: request.seed, until_s }, event),
        Some(found) => Simulation::resume(scenario, Some(plan), &found.checkpoint, until_s, event)
            .map_err(|e| refusal(&found.path, &e)),
    }
}

/// Since when the plan holds, where it was another one before.
fn plan_since_s(log: &[LogEntry]) -> Option<f64> {
    log.iter().rfind(|entry| entry.what == Logged::PlanChanges).map(|entry| entry.at_s)
}

fn stopped_at(prepared: &Prepared, simulated_s: f64) -> Bilingual {
    let clock = clock_text(prepared.scenario.clock.starts_s + simulated_s);
    Bilingual::new(format!("stopped by hand at {clock}"), format!("在 {clock} 被手动停止"))
}
