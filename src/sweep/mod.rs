//! Many runs: events × plans × seeds × parameters, on all cores, into one dataset.
//!
//! A run is named after what it is made from, so that whoever goes on knows which are there: a
//! sweep that was killed loses none and makes none twice, and the shards of several machines come
//! together by copying their folders into one. A run that fails is a row with its reason.

mod dataset;
mod lock;
mod parameters;
mod read;
mod runs;
mod shard;

pub use dataset::{DATASET, file_of};
pub use lock::FolderLock;
pub use parameters::{PARAMETERS, Parameter, set_visitors};
pub use read::{SweepFile, read};
pub use runs::{Sweep, SweepRun, prepare};
pub use shard::Shard;

use crate::comparison::INDICATORS;
use crate::document::{Place, Problems, write_atomically};
use crate::export::runs::{RunRow, to_parquet};
use crate::job::{self, Flow};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

/// The merged table within the folder of a sweep.
pub const MERGED: &str = "runs.parquet";

/// What became of a sweep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Runs of this shard.
    pub runs: usize,
    /// Of these, those that were there before.
    pub there_before: usize,
    /// Of those made now, those that failed.
    pub failed: usize,
    /// Runs that are not there because it was stopped.
    pub left: usize,
    /// Runs in the folder that are not of this sweep: of other files, or of another version.
    pub others: usize,
}

/// Makes the runs of a shard that are not there yet. `progress` is told how many of how many are
/// made; who sets `stopped` loses the runs that are being made, and none that is whole.
///
/// # Errors
/// Where another process makes the same runs, or a row cannot be written.
pub fn run(
    sweep: &Sweep,
    shard: Shard,
    folder: &Path,
    stopped: &AtomicBool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Swept, Problems> {
    let _lock = FolderLock::part(folder, shard)?;
    let there = dataset::there(folder);
    let own: Vec<&SweepRun> = shard.of(&sweep.runs).collect();
    let missing: Vec<&SweepRun> =
        own.iter().copied().filter(|run| !there.contains(&run.row.run)).collect();
    let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let unwritten: Mutex<Option<Problems>> = Mutex::new(None);
    job::each(missing.len(), &|| stopped.load(Ordering::Relaxed), &|index| {
        let Some(row) = make(sweep, missing[index], stopped) else { return };
        if row.failed.is_some() {
            failed.fetch_add(1, Ordering::Relaxed);
        }
        if let Err(problems) = dataset::write(folder, &row) {
            // A disk that is full for one run is so for all.
            stopped.store(true, Ordering::Relaxed);
            if let Ok(mut unwritten) = unwritten.lock() {
                *unwritten = Some(problems);
            }
            return;
        }
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, missing.len());
    });
    if let Ok(Some(problems)) = unwritten.into_inner() {
        return Err(problems);
    }
    let of_sweep = sweep.runs.iter().filter(|run| there.contains(&run.row.run)).count();
    Ok(Swept {
        runs: own.len(),
        there_before: own.len() - missing.len(),
        failed: failed.into_inner(),
        left: missing.len() - done.into_inner(),
        others: there.len() - of_sweep,
    })
}

/// Makes a run; `None` where it was stopped.
fn make(sweep: &Sweep, run: &SweepRun, stopped: &AtomicBool) -> Option<RunRow> {
    let begun = Instant::now();
    let (request, ready) = sweep.ready(run);
    let mut watch =
        |_: &_, _: &_| if stopped.load(Ordering::Relaxed) { Flow::Stop } else { Flow::On };
    let made = catch_unwind(AssertUnwindSafe(|| {
        job::simulate(&request, &ready, Path::new(""), &mut watch)
    }));
    let mut row = run.row.clone();
    match made {
        Ok(Ok(outcome)) if outcome.summary.made.partial.is_some() => return None,
        Ok(Ok(outcome)) => {
            let summary = &outcome.summary;
            row.figures = std::array::from_fn(|i| Some((INDICATORS[i].of)(summary)));
            row.model = summary.made.model.clone();
            row.state_hash = Some(summary.made.state_hash.clone());
        }
        Ok(Err(problems)) => row.failed = Some(problems.to_string()),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
            row.failed = Some(format!("the program failed: {}", words.unwrap_or("unknown")));
        }
    }
    row.wall_s = begun.elapsed().as_secs_f64();
    Some(row)
}

/// What a merge found.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Runs of the sweep.
    pub runs: usize,
    /// Of these, those that failed, with their reasons.
    pub failed: Vec<RunRow>,
    /// The table.
    pub file: PathBuf,
}

/// Checks that every run of a sweep is in its dataset, once and whole, and writes all of them into
/// one table beside it, in the order of the sweep.
///
/// # Errors
/// Where runs are missing or damaged: which shard of `shards` they belong to, and how to make them.
pub fn merge(sweep: &Sweep, folder: &Path, shards: u32) -> Result<Merged, Problems> {
    let _lock = FolderLock::alone(folder)?;
    let there = dataset::there(folder);
    let (mut rows, mut problems) = (Vec::with_capacity(sweep.runs.len()), Problems::default());
    let mut missing: Vec<usize> = Vec::new();
    for (index, run) in sweep.runs.iter().enumerate() {
        if !there.contains(&run.row.run) {
            missing.push(index);
            continue;
        }
        let path = file_of(folder, &run.row);
        match dataset::read(&path) {
            Ok(read) if read.len() == 1 && read[0].run == run.row.run => rows.extend(read),
            Ok(_) => problems.error(
                Place::file(&path),
                "is not the run that its name says",
                Some("take the file away and sweep again: only this run is made"),
            ),
            Err(damaged) => problems.extend(damaged),
        }
    }
    if !missing.is_empty() {
        problems.extend(not_whole(&missing, sweep.runs.len(), folder, shards));
    }
    if problems.has_errors() {
        return Err(problems);
    }
    let file = folder.join(MERGED);
    write_atomically(&file, &to_parquet(&file, &rows, &dataset::names())?)?;
    let failed = rows.into_iter().filter(|row| row.failed.is_some()).collect();
    Ok(Merged { runs: sweep.runs.len(), failed, file })
}

fn not_whole(missing: &[usize], of: usize, folder: &Path, shards: u32) -> Problems {
    let what = format!("{} of {of} runs are missing", missing.len());
    let hint = if shards > 1 {
        let mut numbers: Vec<u32> =
            missing.iter().map(|index| Shard::number_of(*index, shards)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let numbers: Vec<String> = numbers.iter().map(|n| format!("{n}/{shards}")).collect();
        format!("make them with --shard {}", numbers.join(", --shard "))
    } else {
        "make them with the same command without --merge: those that are there are kept".to_owned()
    };
    Problems::one(Place::file(folder), what, Some(hint.as_str()))
}
