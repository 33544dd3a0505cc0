//! `wuwei sweep`: events × plans × seeds × parameters into one dataset.

use super::STOPPED;
use super::output::Output;
use super::progress::Runs;
use super::run::{stop_on_interrupt, use_threads};
use crate::document::{Language, Problems};
use crate::sweep::{self, Shard, Sweep};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

#[derive(Args)]
pub struct Arguments {
    /// What to run, as a file: events, plans, seeds, parameters
    sweep: PathBuf,
    /// Folder of the dataset [default: runs/NAME of the file]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Make only this part of the runs, as in 3/16
    #[arg(long, value_name = "PART/OF")]
    shard: Option<Shard>,
    /// Make no runs: check that all are there, and write them into one table
    #[arg(long)]
    merge: bool,
    /// Threads to use [default: all cores]; the results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
}

pub fn sweep(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let file = &arguments.sweep;
    use_threads(arguments.threads, file)?;
    let prepared = sweep::prepare(&sweep::read(file)?, file)?;
    output.warn(&prepared.warnings);
    let stem = file.file_stem().unwrap_or_default();
    let folder = arguments.out.clone().unwrap_or_else(|| Path::new("runs").join(stem));
    if arguments.merge {
        merge(&prepared, &folder, arguments.shard, output)
    } else {
        run(&prepared, &folder, arguments, output)
    }
}

fn run(
    prepared: &Sweep,
    folder: &Path,
    arguments: &Arguments,
    output: Output,
) -> Result<ExitCode, Problems> {
    let shard = arguments.shard.unwrap_or(Shard::WHOLE);
    let stopped = stop_on_interrupt(&arguments.sweep)?;
    let progress = Runs::new(output);
    let swept = sweep::run(prepared, shard, folder, &stopped, &|runs, of| progress.done(runs, of));
    progress.end();
    let swept = swept?;
    output.say(&words(&swept, folder, output.language));
    output.object(&json!({
        "ok": swept.left == 0,
        "folder": folder.display().to_string(),
        "runs": swept.runs,
        "there_before": swept.there_before,
        "failed": swept.failed,
        "left": swept.left,
        "of_other_sweeps": swept.others,
    }));
    let by_hand = stopped.load(Ordering::Relaxed) && swept.left > 0;
    Ok(if by_hand { ExitCode::from(STOPPED) } else { ExitCode::SUCCESS })
}

fn words(swept: &sweep::Swept, folder: &Path, language: Language) -> String {
    let made = swept.runs - swept.there_before - swept.left;
    let (there, failed, left) = (swept.there_before, swept.failed, swept.left);
    let dataset = folder.join(sweep::DATASET);
    let dataset = dataset.display();
    let (mut text, more) = match language {
        Language::English => (
            format!("{made} runs made, {there} were there, {failed} failed: {dataset}"),
            [
                format!("\nStopped: {left} are left; the same command makes them."),
                format!("\nThe dataset also holds {} runs of other sweeps.", swept.others),
            ],
        ),
        Language::Chinese => (
            format!("完成 {made} 次模拟，已有 {there} 次，失败 {failed} 次：{dataset}"),
            [
                format!("\n已停止：还剩 {left} 次；用同一命令继续。"),
                format!("\n数据集中还有其他扫描的 {} 次模拟。", swept.others),
            ],
        ),
    };
    for (_, more) in [left, swept.others].iter().zip(more).filter(|(count, _)| **count > 0) {
        text += &more;
    }
    text
}

fn merge(
    prepared: &Sweep,
    folder: &Path,
    shard: Option<Shard>,
    output: Output,
) -> Result<ExitCode, Problems> {
    let merged = sweep::merge(prepared, folder, shard.map_or(1, |shard| shard.of))?;
    let (runs, failed) = (merged.runs, merged.failed.len());
    let file = merged.file.display().to_string();
    output.say(&match output.language {
        Language::English => format!("All {runs} runs are there, {failed} of them failed: {file}"),
        Language::Chinese => format!("全部 {runs} 次模拟齐全，其中失败 {failed} 次：{file}"),
    });
    let reason = |row: &crate::export::runs::RunRow| {
        json!({ "run": row.run, "event": row.event, "plan": row.plan, "seed": row.seed,
                "failed": row.failed })
    };
    let failed: Vec<_> = merged.failed.iter().map(reason).collect();
    output.object(&json!({ "ok": true, "file": file, "runs": runs, "failed": failed }));
    Ok(ExitCode::SUCCESS)
}
