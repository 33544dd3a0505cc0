//! `wuwei report`: the report of a stored run, made anew.

use super::output::Output;
use super::run::report_word;
use crate::document::Problems;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// Folder of the run
    run: PathBuf,
    /// Compare with the run in this folder
    #[arg(long, value_name = "RUN")]
    against: Option<PathBuf>,
}

pub fn report(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let path = crate::job::report_of(&arguments.run, arguments.against.as_deref())?;
    output.say(&format!("{}{}", report_word(output), path.display()));
    output.object(&json!({ "report": path.display().to_string() }));
    Ok(ExitCode::SUCCESS)
}
