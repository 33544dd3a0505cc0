//! `wuwei sensitivity`: how the order of plans by what is felt hangs on the weights.

use super::STOPPED;
use super::output::{Output, as_json};
use super::paired::{Paired, plan_files, run_plans};
use crate::comparison::{self, Variants};
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
    #[command(flatten)]
    paired: Paired,
}

pub fn sensitivity(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let asked = arguments.paired.asked(arguments.event.clone(), plan_files(&arguments.plan));
    let run = run_plans(&asked, arguments.paired.threads, &Variants::of, output)?;
    let Some((prepared, variants)) = run else {
        return Ok(ExitCode::from(STOPPED));
    };
    let told = comparison::sensitivity(&prepared, &asked.seeds, &variants);
    output.say(&told.text(output.language));
    output.object(&as_json(&told, &arguments.event)?);
    Ok(ExitCode::SUCCESS)
}
