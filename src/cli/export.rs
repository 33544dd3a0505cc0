//! `wuwei export`: the trajectories of a run for other tools.

use super::output::Output;
use crate::document::{Place, Problems};
use crate::export::jupedsim_sqlite::SqliteReader;
use crate::export::run_folder::TRAJECTORIES;
use crate::export::{copy_whole, juelich_text};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// Folder of a run made with --trajectories
    run: PathBuf,
    /// Format to write
    #[arg(long, value_enum)]
    format: Format,
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// JuPedSim SQLite, version 2
    Sqlite,
    /// Jülich text, with the ground beside it as .wkt
    Txt,
}

pub fn export(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let stored = arguments.run.join(TRAJECTORIES);
    if !stored.exists() {
        let hint = "make the run again with --trajectories 10";
        let what = "there are no trajectories of this run";
        return Err(Problems::one(Place::file(&arguments.run), what, Some(hint)));
    }
    let reader = SqliteReader::open(&stored)?;
    let ground = match arguments.format {
        Format::Sqlite => copy_whole(&stored, &arguments.out).map(|()| None)?,
        Format::Txt => Some(juelich_text::write(&reader, &arguments.out)?),
    };
    let language = output.language;
    output.say(&format!(
        "{}{}",
        language.pick("Trajectories: ", "轨迹："),
        arguments.out.display()
    ));
    if let Some(ground) = &ground {
        output.say(&format!("{}{}", language.pick("Ground:       ", "地面："), ground.display()));
    }
    output.object(&json!({
        "trajectories": arguments.out.display().to_string(),
        "ground": ground.map(|g| g.display().to_string()),
    }));
    Ok(ExitCode::SUCCESS)
}
