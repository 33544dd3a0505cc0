//! The runs of a sweep: every event with every plan, model, weights, parameters and seed.

use super::parameters::PARAMETERS;
use super::read::SweepFile;
use crate::document::{Place, Problems};
use crate::export::runs::{PARAMETERS as COLUMNS, RunRow};
use crate::job::{self, Prepared, Request};
use crate::scenario::{fingerprint, standard_model};
use std::path::Path;
use std::sync::Arc;

/// Most runs of a sweep: more are a slip.
const MOST_RUNS: usize = 10_000_000;
/// Letters of a run's name.
const NAME_LETTERS: usize = 16;

/// A run of a sweep that is yet to be made: what its row says of it, and from what it is made.
#[derive(Clone, Debug)]
pub struct SweepRun {
    /// The row without figures.
    pub row: RunRow,
    /// Index into [`Sweep::prepared`].
    pub prepared: usize,
    /// Name of the model of motion; `None` for that of the event.
    pub model: Option<String>,
}

/// A sweep, read and checked.
pub struct Sweep {
    /// Every event with every plan and weights.
    pub prepared: Vec<(Request, Prepared)>,
    /// The runs in their order: those of a seed side by side.
    pub runs: Vec<SweepRun>,
    /// What is odd, but can be used; each said once.
    pub warnings: Problems,
}

/// Reads and checks everything that a sweep names. `file` is for the messages.
///
/// # Errors
/// All problems of all events, plans and weights.
pub fn prepare(sweep: &SweepFile, file: &Path) -> Result<Sweep, Problems> {
    let (mut prepared, mut runs) = (Vec::new(), Vec::new());
    let (mut problems, mut warnings) = (Problems::default(), Problems::default());
    for (event, plans) in &sweep.events {
        for plan in plans {
            for felt in &sweep.felt {
                let request = Request {
                    event: event.clone(),
                    plan: plan.clone(),
                    felt: felt.clone(),
                    until: sweep.until.clone(),
                    ..Request::default()
                };
                match job::prepare(&request) {
                    Ok(ready) => {
                        take_new(&mut warnings, &ready.warnings);
                        prepared.push((request, ready));
                    }
                    Err(wrong) => take_new(&mut problems, &wrong),
                }
            }
        }
    }
    if problems.has_errors() {
        return Err(problems);
    }
    let settings = settings(&sweep.vary);
    let count = prepared.len() * sweep.models.len() * settings.len() * sweep.seeds.len();
    if count > MOST_RUNS {
        let what = format!("these are {count} runs, more than {MOST_RUNS}");
        return Err(Problems::one(Place::file(file), what, Some("vary less at once")));
    }
    for seed in &sweep.seeds {
        for (index, (request, ready)) in prepared.iter().enumerate() {
            for model in &sweep.models {
                for parameters in &settings {
                    let mut row = row(request, ready, *seed, *parameters);
                    row.model = model.clone().unwrap_or_else(|| "the event's".to_owned());
                    row.run = name(&row, ready);
                    runs.push(SweepRun { row, prepared: index, model: model.clone() });
                }
            }
        }
    }
    Ok(Sweep { prepared, runs, warnings })
}

/// Adds those that are not there yet.
fn take_new(to: &mut Problems, from: &Problems) {
    for problem in &from.0 {
        if !to.0.contains(problem) {
            to.0.push(problem.clone());
        }
    }
}

/// All combinations of the values that parameters take.
fn settings(vary: &[(usize, Vec<f64>)]) -> Vec<[Option<f64>; COLUMNS]> {
    let mut settings = vec![[None; COLUMNS]];
    for (parameter, values) in vary {
        let with = |setting: &[Option<f64>; COLUMNS], value: f64| {
            let mut setting = *setting;
            setting[*parameter] = Some(value);
            setting
        };
        settings = settings.iter().flat_map(|s| values.iter().map(move |v| with(s, *v))).collect();
    }
    settings
}

fn row(
    request: &Request,
    ready: &Prepared,
    seed: u32,
    parameters: [Option<f64>; COLUMNS],
) -> RunRow {
    let stem = |path: &Path| path.file_stem().map(|s| s.to_string_lossy().into_owned());
    RunRow {
        event: ready.scenario.id.clone(),
        plan: request.plan.as_deref().and_then(stem).unwrap_or_else(|| "none".to_owned()),
        seed,
        felt_file: request.felt.as_ref().map(|path| path.display().to_string()),
        until: request.until.clone(),
        parameters,
        ..RunRow::default()
    }
}

/// The name of a run: what it is made from, whatever the files are called.
fn name(row: &RunRow, ready: &Prepared) -> String {
    let files: Vec<&str> = ready.sources.iter().map(|s| s.sha256.as_str()).collect();
    let parameters: Vec<String> = row.parameters.iter().map(|p| format!("{p:?}")).collect();
    let made_from = [
        env!("CARGO_PKG_VERSION").to_owned(),
        files.join(" "),
        row.model.clone(),
        parameters.join(" "),
        row.until.clone().unwrap_or_default(),
        row.seed.to_string(),
    ];
    fingerprint(made_from.join("\n").as_bytes())[..NAME_LETTERS].to_owned()
}

impl Sweep {
    /// What a run is made from, with its parameters set.
    pub fn ready(&self, run: &SweepRun) -> (Request, Prepared) {
        let (request, mut ready) = self.prepared[run.prepared].clone();
        let varied = run.model.is_some() || run.row.parameters.iter().any(Option::is_some);
        if varied {
            let scenario = Arc::make_mut(&mut ready.scenario);
            for (parameter, value) in PARAMETERS.iter().zip(run.row.parameters) {
                if let Some(value) = value {
                    (parameter.set)(scenario, value);
                }
            }
            if let Some(model) = run.model.as_deref().and_then(standard_model) {
                scenario.motion.model = model;
            }
        }
        (Request { seed: u64::from(run.row.seed), ..request }, ready)
    }
}
