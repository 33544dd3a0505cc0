//! One run, step by step: the same for the command line, for many runs and for the window.

use super::prepare::{Prepared, Request};
use super::provenance::provenance;
use super::resume::refusal;
use super::simulate::Outcome;
use crate::assess::{AssessInput, FeltAccount, above_by_cell, assess};
use crate::document::{Bilingual, Place, Problems, clock_text};
use crate::navigation::Ways;
use crate::observe::{LogEntry, Logged, Observation};
use crate::plan::{EditRefused, Plan, PlanEdit, TimedEdit};
use crate::sim::{Checkpoint, RunOptions, Simulation};
use std::time::Instant;

/// A run that goes on as long as somebody steps it.
pub struct Run {
    made: Made,
    simulation: Simulation,
    /// Edits of the request that were made.
    edits_made: usize,
}

/// How a run was made.
struct Made {
    request: Request,
    prepared: Prepared,
    warnings: Problems,
    begun: Instant,
}

impl Run {
    /// A run at its beginning, or where the request says that it goes on.
    ///
    /// # Errors
    /// Where the ground makes the event impossible, or the checkpoint is refused.
    pub fn begin(request: Request, prepared: Prepared) -> Result<Self, Problems> {
        let begun = Instant::now();
        let (scenario, plan) = (prepared.scenario.clone(), prepared.plan.clone());
        let (until_s, event) = (prepared.until_s, &prepared.event_file);
        let (simulation, warnings) = match &prepared.resumed {
            None => {
                let options = RunOptions { seed: request.seed, until_s };
                Simulation::new(scenario, plan, &options, event)
            }
            Some(found) => {
                Simulation::resume(scenario, Some(plan), &found.checkpoint, until_s, event)
                    .map_err(|e| refusal(&found.path, &e))
            }
        }?;
        let begun_s = simulation.now_s();
        let edits_made = prepared.edits.iter().take_while(|e| e.at_s < begun_s - 1e-9).count();
        Ok(Self { made: Made { request, prepared, warnings, begun }, simulation, edits_made })
    }

    /// The run as it is.
    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// What it was made from.
    pub fn prepared(&self) -> &Prepared {
        &self.made.prepared
    }

    /// Makes the edits that are due, and a tick.
    ///
    /// # Errors
    /// Where an edit does not fit the plan.
    pub fn step(&mut self) -> Result<(), Problems> {
        while let Some(due) = self.made.prepared.edits.get(self.edits_made) {
            if due.at_s > self.simulation.now_s() + 1e-9 {
                break;
            }
            let made = self.simulation.apply(&due.edit);
            made.map_err(|refused| self.unfit(&refused))?;
            self.edits_made += 1;
        }
        self.simulation.step();
        Ok(())
    }

    /// Makes an edit now, and remembers when it was made: the request of the run as it is told
    /// afterwards has it.
    ///
    /// # Errors
    /// Where it does not fit the plan.
    pub fn edit(&mut self, edit: &PlanEdit) -> Result<(), EditRefused> {
        self.simulation.apply(edit)?;
        let made = TimedEdit { at_s: self.simulation.now_s(), edit: edit.clone() };
        self.made.prepared.edits.insert(self.edits_made, made);
        self.edits_made += 1;
        Ok(())
    }

    /// Takes the run back to a checkpoint of its own.
    ///
    /// # Errors
    /// Where the checkpoint is not of this event.
    pub fn back_to(&mut self, checkpoint: &Checkpoint) -> Result<(), Problems> {
        let (scenario, until_s) = (self.made.prepared.scenario.clone(), self.made.prepared.until_s);
        let event = &self.made.prepared.event_file;
        let (simulation, _) = Simulation::resume(scenario, None, checkpoint, until_s, event)
            .map_err(|e| refusal(event, &e))?;
        let now_s = simulation.now_s();
        self.made.prepared.edits.retain(|edit| edit.at_s < now_s - 1e-9);
        self.edits_made = self.made.prepared.edits.len();
        self.simulation = simulation;
        Ok(())
    }

    fn unfit(&self, refused: &EditRefused) -> Problems {
        let request = &self.made.request;
        let file = request.edits.as_ref().unwrap_or(&request.event);
        let hint = (
            "the edits are those of another plan: name that with --plan",
            "这些编辑属于另一个方案：请用 --plan 给出那个方案",
        );
        Problems::one(Place::file(file), refused.words(), hint)
    }

    /// The run as far as it has come, in whole minutes, judged; it goes on.
    pub fn so_far(&self) -> Outcome {
        let simulation = &self.simulation;
        let end = End::of(simulation);
        self.made.judge(simulation.observed(), simulation.plan().0, simulation.ways(), end)
    }

    /// Ends the run, and judges it. One that is not over counts as stopped by hand.
    pub fn finish(self) -> Outcome {
        let Self { made, simulation, .. } = self;
        let (end, plan) = (End::of(&simulation), simulation.plan().0.clone());
        let (observation, ways) = simulation.finish();
        made.judge(observation, &plan, &ways, end)
    }
}

/// Where a run stands.
struct End {
    simulated_s: f64,
    is_over: bool,
    state_hash: u64,
}

impl End {
    fn of(simulation: &Simulation) -> Self {
        let (simulated_s, is_over) = (simulation.now_s(), simulation.is_over());
        Self { simulated_s, is_over, state_hash: simulation.state_hash() }
    }
}

impl Made {
    fn judge(&self, observation: Observation, plan: &Plan, ways: &Ways, end: End) -> Outcome {
        let prepared = &self.prepared;
        let took_s = self.begun.elapsed().as_secs_f64();
        let mut provenance = provenance(&self.request, prepared, took_s, end.state_hash);
        provenance.plan_since_s = plan_since_s(&observation.log);
        let (segments, weights) = (&prepared.scenario.segments, &prepared.weights);
        let (ledger, visitors) = (&observation.felt, &observation.visitors);
        let felt = FeltAccount::of(ledger, visitors, segments, &weights.weights);
        let partial = (!end.is_over).then(|| stopped_at(prepared, end.simulated_s));
        let input = AssessInput {
            scenario: &prepared.scenario,
            plan,
            observation: &observation,
            ways,
            felt,
            weights,
            provenance,
            simulated_s: end.simulated_s,
            partial,
        };
        let summary = assess(&input);
        let felt = input.felt;
        let above = above_by_cell(&observation);
        Outcome {
            summary,
            visitors: observation.visitors,
            ledger: observation.felt,
            felt,
            field: observation.field,
            above,
            cell_area_m2: observation.cell_area_m2,
            has_trajectories: false,
            warnings: self.warnings.clone(),
            unsaved: Problems::default(),
        }
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
