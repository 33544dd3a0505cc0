//! Writing a comparison into a folder: the page, and all figures.

use super::page::{PageInput, html};
use super::{Comparison, Figures, PreparedPlans, compare};
use crate::assess::RunSummary;
use crate::document::{Place, Problems, cannot_be_written, write_atomically};
use crate::job::{Outcome, Prepared};
use crate::observe::DensityField;
use std::path::{Path, PathBuf};

/// What is kept of a run: its figures, and all that a map shows of it where it is one that is shown.
pub type KeptRun = (Figures, Option<(RunSummary, DensityField)>);

/// Keeps of a run what a comparison needs. Maps show the runs of one seed; of the others figures
/// are enough.
pub fn keep_of(shown: Option<u64>) -> impl Fn(&Prepared, &Outcome) -> KeptRun + Sync {
    move |_, outcome| {
        let is_shown = shown.is_some() && Some(outcome.summary.made.seed) == shown;
        let run = is_shown.then(|| (outcome.summary.clone(), outcome.field.clone()));
        (Figures::of(outcome), run)
    }
}

/// A comparison of runs that were kept, by plan and then by seed; written into `out` if that is a
/// folder: `report.html` (its path is returned) and `comparison.json`.
///
/// # Errors
/// Where something cannot be written.
pub fn store(
    prepared: &PreparedPlans,
    seeds: &[u64],
    kept: Vec<Vec<KeptRun>>,
    out: Option<&Path>,
) -> Result<(Comparison, Option<PathBuf>), Problems> {
    let (mut figures, mut runs) = (Vec::new(), Vec::new());
    for of_plan in kept {
        let (own, shown): (Vec<_>, Vec<_>) = of_plan.into_iter().unzip();
        figures.push(own);
        runs.extend(shown.into_iter().flatten());
    }
    let compared = compare(prepared, seeds, &figures);
    let Some(out) = out else { return Ok((compared, None)) };
    let mut written = None;
    if let Some(input) = PageInput::new(prepared, &compared, &figures, &runs) {
        let report = out.join("report.html");
        write_atomically(&report, html(&input).as_bytes())?;
        written = Some(report);
    }
    let path = out.join("comparison.json");
    let text = serde_json::to_string_pretty(&compared)
        .map_err(|e| Problems::one(Place::file(&path), cannot_be_written(&e), None))?;
    write_atomically(&path, format!("{text}\n").as_bytes())?;
    Ok((compared, written))
}
