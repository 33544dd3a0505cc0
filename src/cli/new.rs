//! `wuwei new`: a commented event to begin with.

use super::output::Output;
use crate::document::{Language, Problems};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// Folder of the new event; a venue.geojson that is there (see import) is taken for its ground
    folder: PathBuf,
}

pub fn new(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    crate::scenario::new_event(&arguments.folder)?;
    let folder = arguments.folder.display();
    output.say(&match output.language {
        Language::English => format!("A new event is in {folder}.\nTry it:   wuwei run {folder}"),
        Language::Chinese => format!("新活动已建在 {folder}。\n试一试：wuwei run {folder}"),
    });
    output.object(&json!({ "folder": folder.to_string() }));
    Ok(ExitCode::SUCCESS)
}
