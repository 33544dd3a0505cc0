//! Writing the folder of a run, and making its report anew from it.

use super::baseline::Baseline;
use super::prepare::Prepared;
use super::simulate::Outcome;
use crate::document::{Problems, write_atomically};
use crate::export::run_folder::{self, REPORT, RunContents, VENUE};
use crate::report::{ReportInput, html};
use std::path::{Path, PathBuf};

/// Writes a run with its report.
///
/// # Errors
/// Where something cannot be written; then nothing is left half there.
pub fn store(
    folder: &Path,
    outcome: &Outcome,
    prepared: &Prepared,
    baseline: Option<&Baseline>,
) -> Result<PathBuf, Problems> {
    let report = html(&ReportInput {
        summary: &outcome.summary,
        field: &outcome.field,
        venue: &prepared.scenario.venue,
        baseline: baseline.map(|b| (&b.summary, &b.field)),
    });
    run_folder::write(
        folder,
        &RunContents {
            summary: &outcome.summary,
            visitors: &outcome.visitors,
            ledger: &outcome.ledger,
            felt: &outcome.felt,
            field: &outcome.field,
            venue_geojson: prepared.venue_geojson.as_bytes(),
            report_html: &report,
            has_trajectories: outcome.has_trajectories,
        },
    )?;
    Ok(folder.join(REPORT))
}

/// Makes the report of a stored run anew, against another stored run if one is given.
///
/// # Errors
/// Where a folder is no run, or the report cannot be written.
pub fn report_of(folder: &Path, baseline: Option<&Path>) -> Result<PathBuf, Problems> {
    let run = run_folder::read(folder)?;
    let (venue, _) = crate::venue::read(&folder.join(VENUE))?;
    let baseline = baseline.map(run_folder::read).transpose()?;
    let report = html(&ReportInput {
        summary: &run.summary,
        field: &run.field,
        venue: &venue,
        baseline: baseline.as_ref().map(|b| (&b.summary, &b.field)),
    });
    let path = folder.join(REPORT);
    write_atomically(&path, report.as_bytes())?;
    Ok(path)
}
