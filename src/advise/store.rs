//! What is kept of a search in its folder, so that one that was killed goes on: every trial as a
//! line, and the runs from which others branch. A search makes the same decisions from the same
//! scores, so going on is making it again, without the runs that are there.

use super::score::Score;
use crate::assess::Crowded;
use crate::document::{
    Bilingual, Place, Problems, cannot_be_written, unwritable, write_atomically,
};
use crate::job::read_checkpoint;
use crate::sim::Checkpoint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Trials, one line each.
const TRIALS: &str = "trials.jsonl";

#[derive(Serialize, Deserialize)]
struct Line {
    trial: String,
    score: Score,
}

/// A run from which others branch, without its checkpoints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaseRecord {
    /// Name of the trial that it is.
    pub trial: String,
    /// The run.
    pub score: Score,
    /// Ends of its minutes, seconds since the event's start.
    pub until_s: Vec<f64>,
    /// People inside at them.
    pub inside: Vec<u32>,
    /// Person-minutes above the limits within each.
    pub above_limit: Vec<f32>,
    /// Squares near the limits within each.
    pub crowding: Vec<Vec<Crowded>>,
    /// Times of its checkpoints, seconds since the event's start.
    pub saved_s: Vec<f64>,
}

/// Checkpoints of a run with their times, seconds since the event's start.
pub type Saved = Vec<(f64, Arc<Checkpoint>)>;

/// The folder of a search.
pub struct Store {
    folder: PathBuf,
    scores: Mutex<BTreeMap<String, Score>>,
    lines: Mutex<File>,
}

impl Store {
    /// Opens a folder, and reads what is there. A line that was being written when the power went
    /// is left out.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub fn open(folder: &Path) -> Result<Self, Problems> {
        let path = folder.join(TRIALS);
        let unwritable = |e: std::io::Error| unwritable(&path, &e);
        fs::create_dir_all(folder).map_err(unwritable)?;
        let text = fs::read_to_string(&path).unwrap_or_default();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let scores = lines.map(|line| (line.trial, line.score)).collect();
        let mut file = File::options().create(true).append(true).open(&path).map_err(unwritable)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").map_err(unwritable)?;
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            scores: Mutex::new(scores),
            lines: Mutex::new(file),
        })
    }

    /// The score of a trial that was made.
    pub fn score(&self, trial: &str) -> Option<Score> {
        self.scores.lock().ok()?.get(trial).cloned()
    }

    /// Keeps the score of a trial.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, trial: &str, score: &Score) -> Result<(), Problems> {
        let line = Line { trial: trial.to_owned(), score: score.clone() };
        let path = self.folder.join(TRIALS);
        let failed = |what: Bilingual| {
            let hint = ("check that the disk has room", "请检查磁盘是否有空间");
            Problems::one(Place::file(&path), what, hint)
        };
        let mut text = serde_json::to_string(&line).map_err(|e| failed(e.to_string().into()))?;
        text.push('\n');
        if let Ok(mut file) = self.lines.lock() {
            // One call, so that no two lines are mixed.
            file.write_all(text.as_bytes())
                .and_then(|()| file.flush())
                .map_err(|e| failed(cannot_be_written(&e)))?;
        }
        if let Ok(mut scores) = self.scores.lock() {
            scores.insert(line.trial, line.score);
        }
        Ok(())
    }

    fn base_file(&self, seed: u64) -> PathBuf {
        self.folder.join(format!("base-seed{seed}.json"))
    }

    fn checkpoint_file(&self, seed: u64, at_s: f64) -> PathBuf {
        self.folder.join(format!("base-seed{seed}-{at_s:.0}s.wuwei"))
    }

    /// Keeps a run from which others branch: the checkpoints first, so that whoever finds the run
    /// finds them.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub fn keep_base(
        &self,
        seed: u64,
        record: &BaseRecord,
        saved: &[(f64, Arc<Checkpoint>)],
    ) -> Result<(), Problems> {
        for (at_s, checkpoint) in saved {
            write_atomically(&self.checkpoint_file(seed, *at_s), checkpoint.as_bytes())?;
        }
        let path = self.base_file(seed);
        let text = serde_json::to_string(record)
            .map_err(|e| Problems::one(Place::file(&path), e.to_string(), None))?;
        write_atomically(&path, text.as_bytes())
    }

    /// A run from which others branch, if it is there whole and is this trial.
    pub fn base(&self, seed: u64, trial: &str) -> Option<(BaseRecord, Saved)> {
        let text = fs::read_to_string(self.base_file(seed)).ok()?;
        let record: BaseRecord = serde_json::from_str(&text).ok()?;
        let is_it = record.trial == trial;
        let read = |at_s: &f64| {
            let checkpoint = read_checkpoint(&self.checkpoint_file(seed, *at_s)).ok()?;
            Some((*at_s, Arc::new(checkpoint)))
        };
        let saved: Option<Vec<_>> =
            if is_it { record.saved_s.iter().map(read).collect() } else { None };
        Some((record, saved?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_back_to_the_last_bit() {
        let folder = tempfile::tempdir().expect("a folder");
        let score = |i: u32| Score {
            above_person_min: f64::from(i).sqrt() * 12.345,
            felt_min: 1.0 / f64::from(i + 3),
            ..Score::default()
        };
        let store = Store::open(folder.path()).expect("opens");
        for i in 0..500 {
            store.keep(&i.to_string(), &score(i)).expect("is kept");
        }
        let again = Store::open(folder.path()).expect("opens again");
        for i in 0..500 {
            assert_eq!(again.score(&i.to_string()), Some(score(i)));
        }
    }
}
