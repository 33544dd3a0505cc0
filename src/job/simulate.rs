//! Running what was prepared.

use super::checkpoints::Keeper;
use super::prepare::{Prepared, Request};
use super::record::Recorder;
use super::resume::clear_parts;
use super::run::Run;
use crate::assess::{FeltAccount, RunSummary};
use crate::document::Problems;
use crate::export::run_folder::TRAJECTORIES;
use crate::observe::{DensityField, FeltLedger, VisitorRecord};
use crate::sim::Simulation;
use std::path::Path;

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
    /// Walkable area of each of them, m².
    pub cell_area_m2: Vec<f32>,
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
    let mut run = Run::begin(request.clone(), prepared.clone())?;
    clear_parts(folder);
    let every_s = request.checkpoints.every_min.map(|min| min * 60.0);
    let at_s = prepared.checkpoints_s.clone();
    let mut keeper = Keeper::new(folder, every_s, at_s, run.simulation());
    let mut recorder = prepared
        .frames
        .map(|frames| Recorder::begin(&folder.join(TRAJECTORIES), frames))
        .transpose()?;
    // Frame 0 is the state at the start, so that frame f is the state at f / fps.
    if let Some(recorder) = &mut recorder {
        recorder.look(run.simulation(), prepared)?;
    }
    let mut stopped = false;
    while !run.simulation().is_over() && !stopped {
        run.step()?;
        if let Some(recorder) = &mut recorder {
            recorder.look(run.simulation(), prepared)?;
        }
        let unsaved = keeper.look(run.simulation());
        stopped = watch(run.simulation(), &unsaved) == Flow::Stop;
    }
    if stopped {
        keeper.stopped(run.simulation());
    }
    let has_trajectories = recorder.map(Recorder::finish).transpose()?.unwrap_or(false);
    Ok(Outcome { has_trajectories, unsaved: keeper.problems, ..run.finish() })
}
