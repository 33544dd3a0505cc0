//! `wuwei guard`: has a change of a plan made anything worse beyond chance?

use super::STOPPED;
use super::output::{Output, as_json};
use super::paired::{Paired, run_plans};
use crate::comparison::{self, Figures};
use crate::document::{Place, Problems, write_atomically};
use crate::job::{Outcome, Prepared};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Exit status where something is worse.
const WORSE: u8 = 3;

#[derive(Args)]
#[command(after_help = "Exit status: 0 nothing is worse, 3 something is, 1 wrong input.")]
pub struct Arguments {
    /// The plan as it was; or an event's folder under Git, whose changed plans are held against
    /// what was committed
    old: PathBuf,
    /// The plan as it is
    new: Option<PathBuf>,
    /// The event's folder, or its event.ron [default: that in whose `plans` the new plan lies]
    #[arg(long, value_name = "DIR")]
    event: Option<PathBuf>,
    /// With an event's folder: the revision to hold its plans against
    #[arg(long, value_name = "REVISION", default_value = "HEAD")]
    against: String,
    #[command(flatten)]
    paired: Paired,
    /// Also write the table into this file, as Markdown
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A plan before and after.
struct Change {
    old: PathBuf,
    new: PathBuf,
}

pub fn guard(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let kept = std::env::temp_dir().join(format!("wuwei-guard-{}", std::process::id()));
    let made = changes(arguments, &kept).and_then(|changes| hold(&changes, arguments, output));
    let _ = fs::remove_dir_all(&kept);
    made
}

fn hold(changes: &[Change], arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let (mut text, mut objects, mut worse) = (String::new(), Vec::new(), false);
    for change in changes {
        let plans = vec![Some(change.old.clone()), Some(change.new.clone())];
        let asked = arguments.paired.asked(event_of(arguments, &change.new)?, plans);
        let keep = |_: &Prepared, outcome: &Outcome| Figures::of(outcome);
        let run = run_plans(&asked, arguments.paired.threads, &keep, output)?;
        let Some((prepared, figures)) = run else {
            return Ok(ExitCode::from(STOPPED));
        };
        let compared = comparison::compare(&prepared, &asked.seeds, &figures);
        let guard = comparison::guard(&compared, &figures);
        worse |= guard.worse().next().is_some();
        if changes.len() > 1 {
            text += &format!("### {}\n\n", change.new.display());
        }
        text += &guard.markdown(output.language);
        objects.push(as_json(&guard, &change.new)?);
    }
    if changes.is_empty() {
        text += output.language.pick("No plan has changed.\n", "没有方案发生变化。\n");
    }
    if let Some(out) = &arguments.out {
        write_atomically(out, text.as_bytes())?;
    }
    output.say(text.trim_end());
    output.object(&serde_json::json!({ "ok": true, "worse": worse, "changes": objects }));
    Ok(if worse { ExitCode::from(WORSE) } else { ExitCode::SUCCESS })
}

fn event_of(arguments: &Arguments, plan: &Path) -> Result<PathBuf, Problems> {
    if let Some(event) = &arguments.event {
        return Ok(event.clone());
    }
    let found = plan.parent().and_then(Path::parent).map(|folder| match folder.as_os_str().len() {
        0 => Path::new(".").to_path_buf(),
        _ => folder.to_path_buf(),
    });
    found.filter(|folder| folder.join("event.ron").is_file()).ok_or_else(|| {
        let hint = "name the event's folder with --event";
        Problems::one(Place::file(plan), "lies in no event's folder of plans", Some(hint))
    })
}

/// What is held against what.
fn changes(arguments: &Arguments, kept: &Path) -> Result<Vec<Change>, Problems> {
    if let Some(new) = &arguments.new {
        return Ok(vec![Change { old: arguments.old.clone(), new: new.clone() }]);
    }
    let folder = &arguments.old;
    let plans = folder.join("plans");
    if !plans.is_dir() {
        let hint = "name two plans, or an event's folder that is under Git";
        return Err(Problems::one(Place::file(folder), "has no folder of plans", Some(hint)));
    }
    let mut files: Vec<PathBuf> = fs::read_dir(&plans)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "ron"))
        .collect();
    files.sort();
    let mut changes = Vec::new();
    for new in files {
        // A plan that is new has nothing to be held against.
        let Some(was) = committed(&plans, &new, &arguments.against)? else { continue };
        if fs::read(&new).is_ok_and(|is| is != was) {
            let old = kept.join(new.file_name().unwrap_or_default());
            write_atomically(&old, &was)?;
            changes.push(Change { old, new });
        }
    }
    Ok(changes)
}

/// A file as it was committed; `None` where it was not.
fn committed(folder: &Path, file: &Path, revision: &str) -> Result<Option<Vec<u8>>, Problems> {
    let git = |what: &[&str]| Command::new("git").arg("-C").arg(folder).args(what).output();
    let failed = |what: String| {
        let hint = "the folder must be under Git, and Git installed; or name two plans";
        Problems::one(Place::file(folder), what, Some(hint))
    };
    let known = git(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])
        .map_err(|e| failed(format!("Git cannot be called ({e})")))?;
    if !known.status.success() {
        return Err(failed(format!("has no revision {revision:?}")));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let shown = git(&["show", &format!("{revision}:./{name}")])
        .map_err(|e| failed(format!("Git cannot be called ({e})")))?;
    Ok(shown.status.success().then_some(shown.stdout))
}
