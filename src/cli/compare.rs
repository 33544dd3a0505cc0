//! `wuwei compare`: plans of an event over several seeds, or two files of trajectories.

use super::STOPPED;
use super::output::{Output, as_json};
use super::paired::{Paired, plan_files, run_plans};
use crate::comparison;
use crate::document::{Place, Problems};
use crate::trajectories;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// With --plan: the event's folder, or its event.ron. Without: folder of a run made with
    /// --trajectories, or a file (JuPedSim SQLite, Jülich text)
    a: PathBuf,
    /// Another run or file of trajectories
    #[arg(required_unless_present = "plan")]
    #[arg(conflicts_with_all = ["plan", "seeds", "until", "felt", "threads"])]
    b: Option<PathBuf>,
    /// A plan to compare, or none for the event without measures; the first is the reference
    #[arg(long, value_name = "FILE|none")]
    plan: Vec<PathBuf>,
    #[command(flatten)]
    paired: Paired,
    /// Also write the comparison into this folder: report.html, and comparison.json with all figures
    #[arg(long, value_name = "DIR", conflicts_with = "b")]
    out: Option<PathBuf>,
    /// Frames a second, for a text that does not say it
    #[arg(long, value_name = "NUMBER", conflicts_with = "plan")]
    fps: Option<f64>,
}

pub fn compare(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    match &arguments.b {
        Some(b) => trajectories(arguments, b, output),
        None => plans(arguments, output),
    }
}

fn trajectories(arguments: &Arguments, b: &Path, output: Output) -> Result<ExitCode, Problems> {
    let a = trajectories::read(&arguments.a, arguments.fps)?;
    let b = trajectories::read(b, arguments.fps)?;
    let comparison = trajectories::compare(&a, &b);
    output.say(&comparison.text());
    output.object(&as_json(&comparison, &arguments.a)?);
    Ok(ExitCode::SUCCESS)
}

fn plans(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let asked = arguments.paired.asked(arguments.a.clone(), plan_files(&arguments.plan));
    let out = arguments.out.as_deref();
    if let Some(out) = out {
        create_folder(out)?;
    }
    let keep = comparison::keep_of(asked.seeds.first().copied().filter(|_| out.is_some()));
    let Some((prepared, kept)) = run_plans(&asked, arguments.paired.threads, &keep, output)? else {
        return Ok(ExitCode::from(STOPPED));
    };
    let (compared, written) = comparison::store(&prepared, &asked.seeds, kept, out)?;
    let object = as_json(&compared, &arguments.a)?;
    output.say(&comparison::text(&compared, output.language));
    if let Some(report) = written {
        let named = output.language.pick("Report", "报告");
        output.say(&format!("{named}: {}", report.display()));
    }
    output.object(&object);
    Ok(ExitCode::SUCCESS)
}

/// Makes the folder before hours are spent on what is to be written there.
fn create_folder(out: &Path) -> Result<(), Problems> {
    std::fs::create_dir_all(out).map_err(|e| {
        let what = format!("cannot make this folder ({e})");
        Problems::one(Place::file(out), what, Some("--out names a folder, not a file"))
    })
}
