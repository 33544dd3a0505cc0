//! `wuwei compare`: plans of an event over several seeds, or two files of trajectories.

use super::STOPPED;
use super::output::Output;
use super::progress::Runs;
use super::run::{stop_on_interrupt, use_threads};
use crate::comparison::page::PageInput;
use crate::comparison::{self, Asked, Figures, Keep, PreparedPlans};
use crate::document::{Place, Problems, write_atomically};
use crate::job::{Outcome, Prepared};
use crate::trajectories;
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Most seeds of one comparison.
const MOST_SEEDS: u64 = 10_000;

#[derive(Args)]
pub struct Arguments {
    /// With --plan: the event's folder, or its event.ron. Without: folder of a run made with
    /// --trajectories, or a file (JuPedSim SQLite, Jülich text)
    a: PathBuf,
    /// Another run or file of trajectories
    #[arg(required_unless_present = "plan", conflicts_with = "plan")]
    b: Option<PathBuf>,
    /// A plan to compare, or none for the event without measures; the first is the reference
    #[arg(long, value_name = "FILE|none")]
    plan: Vec<PathBuf>,
    /// Seeds, each run with every plan: from..to with both ends, or a list with commas
    #[arg(long, value_name = "SEEDS", default_value = "1..10", conflicts_with = "b")]
    #[arg(value_parser = seeds)]
    seeds: Seeds,
    /// Stop at this time of the event's clock, as in 18:30
    #[arg(long, value_name = "TIME", conflicts_with = "b")]
    until: Option<String>,
    /// Weights of what visitors feel of the measures, as in assets/felt.ron [default: that]
    #[arg(long, value_name = "FILE", conflicts_with = "b")]
    felt: Option<PathBuf>,
    /// Threads to use [default: all cores]; the result does not depend on it
    #[arg(long, conflicts_with = "b")]
    threads: Option<usize>,
    /// Also write the comparison into this folder: report.html, and comparison.json with all figures
    #[arg(long, value_name = "DIR", conflicts_with = "b")]
    out: Option<PathBuf>,
    /// Frames a second, for a text that does not say it
    #[arg(long, value_name = "NUMBER", conflicts_with = "plan")]
    fps: Option<f64>,
}

/// Seeds in the order in which they were named.
#[derive(Clone, Debug)]
pub(super) struct Seeds(pub Vec<u64>);

/// A span of seeds with both its ends, or a list.
pub(super) fn seeds(text: &str) -> Result<Seeds, String> {
    let number =
        |text: &str| text.trim().parse::<u64>().map_err(|_| format!("{text:?} is no whole number"));
    if let Some((first, last)) = text.split_once("..") {
        let (first, last) = (number(first)?, number(last)?);
        if last < first {
            return Err(format!("{first} is after {last}"));
        }
        if last - first >= MOST_SEEDS {
            return Err(format!("more than {MOST_SEEDS} seeds"));
        }
        return Ok(Seeds((first..=last).collect()));
    }
    text.split(',').map(number).collect::<Result<_, _>>().map(Seeds)
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
    let asked = Asked {
        event: arguments.a.clone(),
        plans: plan_files(&arguments.plan),
        seeds: arguments.seeds.0.clone(),
        until: arguments.until.clone(),
        felt: arguments.felt.clone(),
    };
    // The maps show the runs of the first seed; of the others figures are enough.
    let (out, first) = (arguments.out.as_deref(), asked.seeds.first().copied());
    let keep = |_: &Prepared, outcome: &Outcome| {
        let shown = out.is_some() && Some(outcome.summary.made.seed) == first;
        let run = shown.then(|| (outcome.summary.clone(), outcome.field.clone()));
        (Figures::of(outcome), run)
    };
    if let Some(out) = out {
        create_folder(out)?;
    }
    let Some((prepared, kept)) = run_plans(&asked, arguments.threads, &keep, output)? else {
        return Ok(ExitCode::from(STOPPED));
    };
    let (mut figures, mut runs) = (Vec::new(), Vec::new());
    for of_plan in kept {
        let (own, shown): (Vec<_>, Vec<_>) = of_plan.into_iter().unzip();
        figures.push(own);
        runs.extend(shown.into_iter().flatten());
    }
    let compared = comparison::compare(&prepared, &asked.seeds, &figures);
    let object = as_json(&compared, &arguments.a)?;
    let mut written = None;
    if let Some(out) = out {
        let report = out.join("report.html");
        if let Some(input) = PageInput::new(&prepared, &compared, &figures, &runs) {
            write_atomically(&report, comparison::page::html(&input).as_bytes())?;
            written = Some(report);
        }
        write_atomically(&out.join("comparison.json"), format!("{object:#}\n").as_bytes())?;
    }
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

/// Plans, and what is kept of each run with them: by plan, then by seed.
pub(super) type Kept<T> = (PreparedPlans, Vec<Vec<T>>);

/// Runs all plans with all seeds. `None` where somebody stopped it, which is said: with runs missing
/// there is no answer.
pub(super) fn run_plans<T: Clone + Send>(
    asked: &Asked,
    threads: Option<usize>,
    keep: &Keep<'_, T>,
    output: Output,
) -> Result<Option<Kept<T>>, Problems> {
    use_threads(threads, &asked.event)?;
    let prepared = comparison::prepare(asked)?;
    output.warn(&prepared.warnings);
    let stopped = stop_on_interrupt(&asked.event)?;
    let progress = Runs::new(output);
    let done = |runs, of| progress.done(runs, of);
    let kept = comparison::run_all(&prepared, &asked.seeds, &stopped, &done, keep);
    progress.end();
    let kept = kept?;
    if kept.is_none() {
        output.note(output.language.pick(
            "Stopped before all runs were made: nothing was written.",
            "在全部模拟完成之前被停止：没有写出任何文件。",
        ));
    }
    Ok(kept.map(|kept| (prepared, kept)))
}

/// The plans' files; `none` is the event without measures.
pub(super) fn plan_files(named: &[PathBuf]) -> Vec<Option<PathBuf>> {
    let file = |plan: &PathBuf| (plan.as_os_str() != "none").then(|| plan.clone());
    named.iter().map(file).collect()
}

pub(super) fn as_json(what: &impl Serialize, about: &Path) -> Result<Value, Problems> {
    serde_json::to_value(what).map_err(|e| {
        Problems::one(Place::file(about), format!("cannot be told as JSON ({e})"), None)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_a_span_with_both_ends_or_a_list() {
        let read = |text: &str| seeds(text).map(|seeds| seeds.0);
        assert_eq!(read("1..4"), Ok(vec![1, 2, 3, 4]));
        assert_eq!(read("7"), Ok(vec![7]));
        assert_eq!(read("3, 1,2"), Ok(vec![3, 1, 2]));
        for wrong in ["", "1..", "4..1", "a", "1..99999", "-1", "1.5"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
