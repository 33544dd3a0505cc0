//! The dataset of a sweep: a folder of Parquet files, one a run, parted by event and plan, which
//! grows and never changes.
//!
//! `dataset/event=EVENT/plan=PLAN/RUN.parquet`: pandas, Polars, DuckDB and Spark read the folder
//! as one table. A file is written under another name and renamed when it is whole, so that a run
//! is there or not, and never twice: its name says from what it was made.

use super::parameters::PARAMETERS;
use crate::comparison::INDICATORS;
use crate::document::{Problems, parts, write_atomically};
use crate::export::runs::{self, RunNames, RunRow};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folder of the parts within the folder of a sweep.
pub const DATASET: &str = "dataset";
const ENDS: &str = ".parquet";

/// How the columns are called.
pub fn names() -> RunNames {
    RunNames {
        parameters: std::array::from_fn(|i| PARAMETERS[i].name),
        figures: std::array::from_fn(|i| INDICATORS[i].id),
    }
}

/// Where a run's row stands within the folder of a sweep.
pub fn file_of(folder: &Path, row: &RunRow) -> PathBuf {
    let part = |of: &str, name: &str| format!("{of}={}", plain(name));
    folder
        .join(DATASET)
        .join(part("event", &row.event))
        .join(part("plan", &row.plan))
        .join(format!("{}{ENDS}", row.run))
}

/// A name that every system takes for a folder.
fn plain(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    name.chars().map(safe).collect()
}

/// Writes a run's row.
///
/// # Errors
/// Where it cannot be written.
pub fn write(folder: &Path, row: &RunRow) -> Result<(), Problems> {
    let path = file_of(folder, row);
    let bytes = runs::to_parquet(&path, std::slice::from_ref(row), &names())?;
    write_atomically(&path, &bytes)
}

/// Reads the row of a run.
///
/// # Errors
/// Where the file is missing or damaged.
pub fn read(path: &Path) -> Result<Vec<RunRow>, Problems> {
    runs::from_parquet(path, &names())
}

/// Names of the runs that are there. What a process that was killed left half written is taken
/// away.
pub fn there(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.join(DATASET)];
    while let Some(folder) = folders.pop() {
        parts::clear_left(&folder, |name| name.ends_with(ENDS));
        for entry in std::fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if let Some(run) = name.strip_suffix(ENDS)
                && !run.starts_with('.')
            {
                found.insert(run.to_owned());
            }
        }
    }
    found
}
