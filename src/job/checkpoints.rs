//! Checkpoints of a run, written into its folder while it goes on.

use crate::document::{Hint, Place, Problem, Problems, write_atomically};
use crate::sim::Simulation;
use std::path::{Path, PathBuf};

/// Name before the time.
const BEGINS: &str = "checkpoint-";
/// Name after the time.
const ENDS: &str = ".wuwei";
const DAY_S: f64 = 86_400.0;

/// When a run is saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckpointTimes {
    /// Whenever so many minutes of the event have passed, counted from its start.
    pub every_min: Option<f64>,
    /// Clock times, as in "18:30".
    pub at: Vec<String>,
}

/// Whether a file is called like a checkpoint.
pub fn is_checkpoint_name(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    name.starts_with(BEGINS) && name.ends_with(ENDS)
}

/// Name of a checkpoint: the clock time, in letters that every system takes for a file. Seconds
/// only where they are not zero.
pub fn checkpoint_name(starts_s: f64, now_s: f64) -> String {
    let of_day = ((starts_s + now_s + 1e-6) % DAY_S).floor().max(0.0) as u64;
    let (hours, minutes, seconds) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let seconds = if seconds > 0 { format!("-{seconds:02}") } else { String::new() };
    // What starts at noon and is not over at noon the next day has two noons.
    let day = if now_s >= DAY_S { "-next-day" } else { "" };
    format!("{BEGINS}{hours:02}-{minutes:02}{seconds}{day}{ENDS}")
}

/// Saves a run whenever it is due.
pub struct Keeper {
    folder: PathBuf,
    every_s: Option<f64>,
    at_s: Vec<f64>,
    /// Time of the last look.
    seen_s: f64,
    /// What could not be written. The run goes on: it would end with less if it did not.
    pub problems: Problems,
    /// Whether the last one could not.
    failing: bool,
}

impl Keeper {
    /// Saves `simulation` into `folder` from now on, at `at_s` (seconds since the event's start)
    /// and every `every_s` seconds.
    pub fn new(
        folder: &Path,
        every_s: Option<f64>,
        at_s: Vec<f64>,
        simulation: &Simulation,
    ) -> Self {
        let seen_s = simulation.now_s();
        let (folder, problems) = (folder.to_path_buf(), Problems::default());
        Self { folder, every_s, at_s, seen_s, problems, failing: false }
    }

    /// Saves the run if it is due. Returns what could not be written, unless the one before could
    /// not be either: who has been told can make room before the run is through.
    pub fn look(&mut self, simulation: &Simulation) -> Problems {
        // A hair more, so that a time that is no whole step is not missed by rounding.
        let now_s = simulation.now_s() + 1e-6;
        let passed = |at_s: f64| self.seen_s < at_s && at_s <= now_s;
        let whole = |every_s: f64| passed((now_s / every_s).floor() * every_s);
        let due = self.every_s.is_some_and(whole) || self.at_s.iter().any(|at_s| passed(*at_s));
        self.seen_s = now_s;
        if !due {
            return Problems::default();
        }
        let told = self.failing;
        self.failing = !self.save(simulation);
        let news = if self.failing && !told { self.problems.0.last().cloned() } else { None };
        Problems(news.into_iter().collect())
    }

    /// Saves a run that is stopped, if it is one that is saved at all.
    pub fn stopped(&mut self, simulation: &Simulation) {
        if self.every_s.is_some() || !self.at_s.is_empty() {
            self.save(simulation);
        }
    }

    /// Whether it could be written.
    fn save(&mut self, simulation: &Simulation) -> bool {
        let starts_s = simulation.scenario().clock.starts_s;
        let path = self.folder.join(checkpoint_name(starts_s, simulation.now_s()));
        let written = simulation
            .save()
            .map_err(|e| Problems::one(Place::file(&path), e.words(), Hint(e.hint())))
            .and_then(|checkpoint| write_atomically(&path, checkpoint.as_bytes()));
        let saved = written.is_ok();
        let problems = written.err().into_iter().flat_map(|problems| problems.0);
        self.problems.0.extend(problems.map(Problem::as_warning));
        saved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_clock_time_and_safe_everywhere() {
        let noon_s = 43_200.0;
        let names = [0.0, 90.0, 5_400.0, 12.5 * 3600.0, 25.0 * 3600.0].map(|now_s| {
            let name = checkpoint_name(noon_s, now_s);
            assert!(is_checkpoint_name(Path::new(&name)));
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)), "{name}");
            name.trim_start_matches(BEGINS).trim_end_matches(ENDS).to_owned()
        });
        assert_eq!(names, ["12-00", "12-01-30", "13-30", "00-30", "13-00-next-day"]);
    }
}
