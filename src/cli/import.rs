//! `wuwei import`: a map becomes a venue.

use super::output::{Output, problems_json};
use crate::document::Problems;
use crate::venue::import::{ImportOptions, import_file};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// The map: .osm, .osm.gz or .geojson
    file: PathBuf,
    /// Folder for venue.geojson, its picture venue.svg and the summary import.json; names that
    /// you gave in a venue.geojson there are kept
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub fn import(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let imported = import_file(&arguments.file, &ImportOptions::default())?;
    let written = imported.write(&arguments.out)?;
    output.warn(&written.problems);
    output.say(&written.summary.text(output.language));
    let (venue, picture) = (arguments.out.join("venue.geojson"), arguments.out.join("venue.svg"));
    output.say(&format!("\n{}{}", output.language.pick("Venue:   ", "场地："), venue.display()));
    output.say(&format!("{}{}", output.language.pick("Picture: ", "图片："), picture.display()));
    output.object(&json!({
        "folder": arguments.out.display().to_string(),
        "summary": written.summary,
        "warnings": problems_json(&written.problems),
    }));
    Ok(ExitCode::SUCCESS)
}
