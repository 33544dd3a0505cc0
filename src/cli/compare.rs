//! `wuwei compare`: two files of trajectories side by side.

use super::output::Output;
use crate::document::{Place, Problems};
use crate::trajectories;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// Folder of a run made with --trajectories, or a file: JuPedSim SQLite, Jülich text
    a: PathBuf,
    /// Another
    b: PathBuf,
    /// Frames a second, for a text that does not say it
    #[arg(long, value_name = "NUMBER")]
    fps: Option<f64>,
}

pub fn compare(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let a = trajectories::read(&arguments.a, arguments.fps)?;
    let b = trajectories::read(&arguments.b, arguments.fps)?;
    let comparison = trajectories::compare(&a, &b);
    output.say(&comparison.text());
    let object = serde_json::to_value(&comparison).map_err(|e| {
        Problems::one(Place::file(&arguments.a), format!("cannot be told as JSON ({e})"), None)
    })?;
    output.object(&object);
    Ok(ExitCode::SUCCESS)
}
