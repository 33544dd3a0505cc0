//! `wuwei sensitivity`: how the order of plans by what is felt hangs on the weights.

use super::STOPPED;
use super::compare::{Seeds, as_json, plan_files, run_plans, seeds};
use super::output::Output;
use crate::comparison::{self, Asked, Variants};
use crate::document::Problems;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// The event's folder, or its event.ron
    event: PathBuf,
    /// A plan, or none for the event without measures; two at least
    #[arg(long, value_name = "FILE|none", required = true)]
    plan: Vec<PathBuf>,
    /// Seeds, each run with every plan: from..to with both ends, or a list with commas
    #[arg(long, value_name = "SEEDS", default_value = "1..10", value_parser = seeds)]
    seeds: Seeds,
    /// Stop at this time of the event's clock, as in 18:30
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// The weights to change, as in assets/felt.ron [default: that]
    #[arg(long, value_name = "FILE")]
    felt: Option<PathBuf>,
    /// Threads to use [default: all cores]; the result does not depend on it
    #[arg(long)]
    threads: Option<usize>,
}

pub fn sensitivity(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let asked = Asked {
        event: arguments.event.clone(),
        plans: plan_files(&arguments.plan),
        seeds: arguments.seeds.0.clone(),
        until: arguments.until.clone(),
        felt: arguments.felt.clone(),
    };
    let run = run_plans(&asked, arguments.threads, &Variants::of, output)?;
    let Some((prepared, variants)) = run else {
        return Ok(ExitCode::from(STOPPED));
    };
    let told = comparison::sensitivity(&prepared, &asked.seeds, &variants);
    output.say(&told.text(output.language));
    output.object(&as_json(&told, &arguments.event)?);
    Ok(ExitCode::SUCCESS)
}
