//! What is not saved yet outlives a kill: after each change the whole plan is written to a folder
//! of the window, a file an event, and read back when the event is opened again.
//!
//! The file is a plan file with one comment before it, which says whose plan it is; so it can be
//! rescued by hand, too. What is opened by [`recover`] goes through the reader of plan files.

use crate::document::{
    Bilingual, Hours, Place, Problems, cannot_be_written, read_text, write_atomically,
};
use crate::plan::{Plan, PlanContext, read_from_text, write_ron};
use crate::scenario::fingerprint;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What stands before the header.
const COMMENT: &str = "// ";

/// Whose plan it is.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Header {
    event: PathBuf,
    plan_file: Option<PathBuf>,
    /// Seconds since 1970.
    saved_at_s: u64,
    /// The plan's name, which may be empty; in a plan file it may not.
    name: Bilingual,
}

/// A plan that was not saved when the window went.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovered {
    /// The plan.
    pub plan: Plan,
    /// The file that it was opened from or saved to; `None` where it never was.
    pub plan_file: Option<PathBuf>,
    /// When it was kept.
    pub saved_at: SystemTime,
}

/// The folder of unsaved plans; `None` where the system names none.
pub fn folder() -> Option<PathBuf> {
    Some(super::settings::home()?.join("unsaved"))
}

/// Keeps the plan of an event (its folder, or its `event.ron`) until [`forget`].
///
/// # Errors
/// Where it cannot be written.
pub fn keep(
    folder: &Path,
    event: &Path,
    plan_file: Option<&Path>,
    plan: &Plan,
    hours: &Hours,
) -> Result<(), Problems> {
    let path = file(folder, event);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let header = Header {
        event: absolute(event),
        plan_file: plan_file.map(absolute),
        saved_at_s: since.as_secs(),
        name: plan.name.clone(),
    };
    let header = serde_json::to_string(&header)
        .map_err(|e| Problems::one(Place::file(&path), cannot_be_written(&e), None))?;
    let text = format!("{COMMENT}{header}\n{}", text(plan, &path, hours));
    write_atomically(&path, text.as_bytes())
}

/// The plan of an event that was kept and not forgotten; `None` where there is none.
///
/// # Errors
/// Where what was kept cannot be read, or does not suit the event any more. It is left where it
/// is.
pub fn recover(
    folder: &Path,
    event: &Path,
    context: &PlanContext,
) -> Result<Option<Recovered>, Problems> {
    let path = file(folder, event);
    if !path.is_file() {
        return Ok(None);
    }
    let text = read_text(&path)?;
    let first = text.lines().next().and_then(|line| line.strip_prefix(COMMENT));
    let header: Option<Header> = first.and_then(|json| serde_json::from_str(json).ok());
    let Some(header) = header else {
        let what = ("is no unsaved plan", "不是未保存的方案");
        let hint = (
            "its first line does not say whose it is; the plan in it may still be whole",
            "第一行没有说明它属于哪个活动；其中的方案可能仍然完整",
        );
        return Err(Problems::one(Place::file(&path), what, hint));
    };
    let mut plan = read_from_text(&path, &text, context)?.plan;
    plan.name = header.name;
    let saved_at = UNIX_EPOCH.checked_add(std::time::Duration::from_secs(header.saved_at_s));
    let saved_at = saved_at.unwrap_or(UNIX_EPOCH);
    Ok(Some(Recovered { plan, plan_file: header.plan_file, saved_at }))
}

/// Forgets what was kept of an event: it was saved, or given up on purpose.
///
/// # Errors
/// Where the file is there and cannot be taken away.
pub fn forget(folder: &Path, event: &Path) -> Result<(), Problems> {
    let path = file(folder, event);
    match fs::remove_file(&path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            let what = (format!("cannot be taken away ({e})"), format!("无法删除（{e}）"));
            Err(Problems::one(Place::file(&path), what, None))
        }
        _ => Ok(()),
    }
}

/// Writes a plan file. A plan without a name gets the file's.
///
/// # Errors
/// Where it cannot be written; the file is as it was then.
pub fn save(plan: &Plan, path: &Path, hours: &Hours) -> Result<(), Problems> {
    write_atomically(path, text(plan, path, hours).as_bytes())
}

/// A plan as in a file, with a name in both languages.
fn text(plan: &Plan, path: &Path, hours: &Hours) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut plan = plan.clone();
    let Bilingual { en, zh } = plan.name.clone();
    plan.name = match (en.trim(), zh.trim()) {
        ("", "") => Bilingual::same(stem),
        ("", _) => Bilingual::same(zh),
        (_, "") => Bilingual::same(en),
        _ => Bilingual { en, zh },
    };
    write_ron(&plan, hours)
}

/// The file of an event: its name says nothing but which.
fn file(folder: &Path, event: &Path) -> PathBuf {
    let is_document = event.file_name().is_some_and(|name| name == "event.ron");
    let event = if is_document { event.parent().unwrap_or(event) } else { event };
    let event = if event.as_os_str().is_empty() { Path::new(".") } else { event };
    let hash = fingerprint(absolute(event).as_os_str().as_encoded_bytes());
    folder.join(format!("{}.ron", hash.get(..16).unwrap_or(&hash)))
}

/// The same path for however a file is named; as it is where it is not there (any more).
fn absolute(path: &Path) -> PathBuf {
    let real = fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    real.unwrap_or_else(|_| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at what is amiss")]

    use super::*;
    use crate::app::form::samples::{Sample, sample};

    /// An event, a plan of it, and a folder of its own.
    fn desk() -> (Sample, Plan, tempfile::TempDir) {
        let sample = sample("community_square");
        let plan = sample.plan("light");
        (sample, plan, tempfile::tempdir().unwrap())
    }

    #[test]
    fn a_plan_outlives_a_kill() {
        let (sample, mut plan, home) = desk();
        let plan_file = sample.folder.join("plans/light.ron");
        plan.measures[0].until_s -= 600.0;
        let hours = sample.context().hours;
        keep(home.path(), &sample.folder, Some(&plan_file), &plan, &hours).unwrap();
        plan.measures[0].from_s += 600.0;
        keep(home.path(), &sample.folder, Some(&plan_file), &plan, &hours).unwrap();
        // A write that was cut off leaves its temporary file beside.
        let kept = file(home.path(), &sample.folder);
        fs::write(kept.with_extension("ron.part"), "Plan(vers").unwrap();
        let event = sample.folder.join("plans/../event.ron");
        let found = recover(home.path(), &event, &sample.context()).unwrap().unwrap();
        assert_eq!(found.plan, plan);
        assert_eq!(found.plan_file, Some(plan_file.canonicalize().unwrap()));
        assert!(found.saved_at.elapsed().unwrap().as_secs() < 600);
        forget(home.path(), &sample.folder).unwrap();
        forget(home.path(), &sample.folder).unwrap();
        assert_eq!(recover(home.path(), &event, &sample.context()).unwrap(), None);
    }

    #[test]
    fn a_plan_without_a_name_comes_back_without_one() {
        let (sample, plan, home) = desk();
        let plan = Plan { name: Bilingual::default(), ..plan };
        let context = sample.context();
        keep(home.path(), &sample.folder, None, &plan, &context.hours).unwrap();
        let found = recover(home.path(), &sample.folder, &context).unwrap().unwrap();
        assert_eq!((found.plan, found.plan_file), (plan, None));
    }

    #[test]
    fn what_is_broken_is_a_problem_and_stays() {
        let (sample, plan, home) = desk();
        let context = sample.context();
        keep(home.path(), &sample.folder, None, &plan, &context.hours).unwrap();
        let path = file(home.path(), &sample.folder);
        let whole = fs::read(&path).unwrap();
        for cut in [0, 1, 20, whole.len() / 2, whole.len() - 4] {
            fs::write(&path, &whole[..cut]).unwrap();
            recover(home.path(), &sample.folder, &context).unwrap_err();
            assert!(path.is_file());
        }
        fs::write(&path, [0xFF, 0x00]).unwrap();
        recover(home.path(), &sample.folder, &context).unwrap_err();
    }

    #[test]
    fn what_is_saved_reads_back() {
        let (sample, plan, home) = desk();
        let context = sample.context();
        let path = home.path().join("mine.ron");
        save(&Plan { name: Bilingual::default(), ..plan.clone() }, &path, &context.hours).unwrap();
        let read = crate::plan::read(&path, &context).unwrap().plan;
        assert_eq!(read.name, Bilingual::same("mine"));
        assert_eq!(read.measures, plan.measures);
    }

    #[test]
    fn every_event_has_its_own_file() {
        let home = Path::new("home");
        let [a, b] = ["scenarios/community_square", "scenarios/lantern_fair"].map(Path::new);
        assert_ne!(file(home, a), file(home, b));
        assert_eq!(file(home, a), file(home, &a.join("event.ron")));
        assert_eq!(file(home, a), file(home, &a.join("../community_square")));
    }
}
