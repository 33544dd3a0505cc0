//! From where a run goes on: a checkpoint that was named, or the newest of a folder.

use super::checkpoints::is_checkpoint_name;
use super::prepare::plan_at;
use crate::document::{Hint, Place, Problem, Problems, clock_text, parts};
use crate::export::run_folder;
use crate::plan::{Plan, TimedEdit};
use crate::scenario::Scenario;
use crate::sim::Checkpoint;
use crate::sim::checkpoint::{HEAD_BYTES, Refused};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A checkpoint and where it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its file.
    pub path: PathBuf,
    /// The run as it was.
    pub checkpoint: Arc<Checkpoint>,
}

/// Reads a checkpoint. Takes no memory before the file's head says that it is one.
///
/// # Errors
/// Where the file cannot be read, or is no good checkpoint.
pub fn read_checkpoint(path: &Path) -> Result<Checkpoint, Problems> {
    let unreadable = |e: std::io::Error| {
        let what = (format!("cannot be read ({e})"), format!("无法读取（{e}）"));
        let hint = (
            "check the path; it is taken from the current folder",
            "请检查路径；它从当前文件夹算起",
        );
        Problems::one(Place::file(path), what, hint)
    };
    let refused = |e: Refused| refusal(path, &e);
    let mut file = File::open(path).map_err(unreadable)?;
    let has = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::with_capacity(HEAD_BYTES);
    file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    let needs = Checkpoint::length(&bytes).map_err(refused)?;
    if has < needs {
        return Err(refused(Refused::Truncated { has, needs }));
    }
    // One byte more is noticed as damage.
    file.take(needs - bytes.len() as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Checkpoint::from_bytes(bytes).map_err(refused)
}

/// A refusal with its place.
pub fn refusal(path: &Path, refused: &Refused) -> Problems {
    match refused {
        Refused::Ground(problems) => problems.clone(),
        other => Problems::one(Place::file(path), other.words(), Hint(other.hint())),
    }
}

/// The seed of the run that a checkpoint, or the newest readable one of a folder, is of.
pub fn seed_of(path: &Path) -> Option<u64> {
    let files = if path.is_dir() { checkpoints_in(path) } else { vec![path.to_path_buf()] };
    let read = files.iter().filter_map(|file| read_checkpoint(file).ok());
    read.max_by_key(|c| c.about().tick).map(|c| c.about().seed)
}

/// Whether a file is a checkpoint of a run whose plan had no measures then.
pub fn is_without_measures(path: &Path) -> bool {
    path.is_file() && read_checkpoint(path).is_ok_and(|c| c.about().plan.measures.is_empty())
}

/// The checkpoint from which to go on. A file is taken whatever plan the run had. Of a folder
/// it is the newest one of the same event, seed and plan; `None` where the folder has none at
/// all, as the run was stopped before the first. `warnings`: what is there but not good.
///
/// # Errors
/// Where the file is no good checkpoint of this event and seed, or none of the folder is.
pub fn find(
    path: &Path,
    scenario: &Scenario,
    seed: u64,
    (plan, edits): (&Plan, &[TimedEdit]),
    warnings: &mut Problems,
) -> Result<Option<Found>, Problems> {
    if !path.is_dir() {
        if !path.exists() && !is_checkpoint_name(path) {
            return Ok(None);
        }
        let checkpoint = Arc::new(good(path, scenario, seed)?);
        return Ok(Some(Found { path: path.to_path_buf(), checkpoint }));
    }
    newest_in(path, scenario, seed, (plan, edits), warnings)
}

fn newest_in(
    folder: &Path,
    scenario: &Scenario,
    seed: u64,
    (plan, edits): (&Plan, &[TimedEdit]),
    warnings: &mut Problems,
) -> Result<Option<Found>, Problems> {
    let newer = |a: &Found, b: &Found| a.checkpoint.about().tick > b.checkpoint.about().tick;
    let (mut newest, mut of_other_plan) = (None, None);
    let mut others = Problems::default();
    for path in checkpoints_in(folder) {
        match good(&path, scenario, seed) {
            Ok(checkpoint) => {
                let about = checkpoint.about();
                let same = about.plan == plan_at(plan, edits, about.now_s);
                let place = if same { &mut newest } else { &mut of_other_plan };
                let found = Found { path, checkpoint: Arc::new(checkpoint) };
                if place.as_ref().is_none_or(|other| newer(&found, other)) {
                    *place = Some(found);
                }
            }
            Err(problems) => others.extend(problems),
        }
    }
    if let Some(found) = of_other_plan {
        let what = ("is of a run with another plan", "来自另一方案的运行");
        let hint = (
            "name its plan with --plan, or name the file itself to go on from it",
            "请用 --plan 给出它的方案，或直接给出该文件以从中继续",
        );
        others.error(Place::file(&found.path), what, hint);
    }
    if newest.is_none() && others.has_errors() {
        return Err(others);
    }
    warnings.0.extend(others.0.into_iter().map(Problem::as_warning));
    Ok(newest)
}

/// A checkpoint of this event and seed.
fn good(path: &Path, scenario: &Scenario, seed: u64) -> Result<Checkpoint, Problems> {
    let checkpoint = read_checkpoint(path)?;
    checkpoint.is_of(scenario).map_err(|e| refusal(path, &e))?;
    let made_with = checkpoint.about().seed;
    if made_with != seed {
        let what = (
            format!("is of a run with seed {made_with}, not {seed}"),
            format!("来自种子为 {made_with} 的运行，而不是 {seed}"),
        );
        let hint = (
            format!("go on with --seed {made_with}, or without --seed"),
            format!("请用 --seed {made_with} 继续，或不用 --seed"),
        );
        return Err(Problems::one(Place::file(path), what, hint));
    }
    Ok(checkpoint)
}

/// Where a run that goes on must end later.
///
/// # Errors
/// Where it ends before it begins.
pub fn check_until(found: &Found, until_s: Option<f64>, starts_s: f64) -> Result<(), Problems> {
    let now_s = found.checkpoint.about().now_s;
    match until_s {
        Some(until_s) if until_s < now_s - 1e-9 => {
            let [now, until] = [now_s, until_s].map(|s| clock_text(starts_s + s));
            let what = (
                format!("is of {now}, after --until {until}"),
                format!("是 {now} 的检查点，晚于 --until {until}"),
            );
            let hint = (
                "take an earlier checkpoint, or a later --until",
                "请用更早的检查点，或更晚的 --until",
            );
            Err(Problems::one(Place::file(&found.path), what, hint))
        }
        _ => Ok(()),
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

fn checkpoints_in(folder: &Path) -> Vec<PathBuf> {
    files_in(folder).into_iter().filter(|path| is_checkpoint_name(path)).collect()
}

/// Takes away what a run that was killed left half written in its folder.
pub fn clear_parts(folder: &Path) {
    parts::clear_left(folder, |name| {
        run_folder::FILES.contains(&name) || name.starts_with("checkpoint-")
    });
}
