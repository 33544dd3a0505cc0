//! `wuwei calibrate-felt`: the weights of what is felt, fitted to what visitors answered.

use super::output::{Output, as_json};
use crate::assess::read_weights;
use crate::document::Problems;
use crate::survey;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// A table (CSV) with one row a visitor: felt (0 to 10), segment, and what was done to them:
    /// held_min, detour_min, turn_backs, orders, advices, signs, barriers_min, uniform_min,
    /// confined_min, denied
    survey: PathBuf,
    /// The weights to hold them against, as in assets/felt.ron [default: that]
    #[arg(long, value_name = "FILE")]
    felt: Option<PathBuf>,
}

pub fn calibrate_felt(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let weights = read_weights(arguments.felt.as_deref())?.weights;
    let answers = survey::read(&arguments.survey)?;
    let fitted = survey::calibrate(&arguments.survey, &answers, &weights)?;
    output.say(&fitted.text(output.language));
    output.object(&as_json(&fitted, &arguments.survey)?);
    Ok(ExitCode::SUCCESS)
}
