//! `wuwei import`: a map becomes a venue, a scene becomes an event.

use super::output::{Output, problems_json};
use crate::document::Problems;
use crate::scene::{self, Walking};
use crate::venue::import::{ImportOptions, LengthUnit, import_file};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// The map: .osm, .osm.gz, .geojson, .dxf, .wkt, or a .csv with a column of well-known text;
    /// or a scene of an experiment (.json), which becomes a whole event
    file: PathBuf,
    /// Folder for venue.geojson, its picture venue.svg and the summary import.json; names that
    /// you gave in a venue.geojson there are kept
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Unit of a drawing (DXF, WKT) that does not say it, or says it wrong: m, mm, cm, ft, …
    #[arg(long, value_parser = LengthUnit::from_word)]
    unit: Option<LengthUnit>,
    /// What a layer of a DXF is: ground, obstacle, building, wall, water, tree, stairs, portal,
    /// gate or ignore; may be given several times
    #[arg(long, value_name = "LAYER=KIND", value_parser = layer)]
    layer: Vec<(String, String)>,
}

/// `A-WALL=obstacle`; layers' own names may hold the sign.
fn layer(text: &str) -> Result<(String, String), String> {
    let (layer, kind) = text.rsplit_once('=').ok_or("expected LAYER=KIND, such as 0=ground")?;
    Ok((layer.to_owned(), kind.to_owned()))
}

pub fn import(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    if scene::is_scene(&arguments.file) {
        return import_scene(arguments, output);
    }
    let options = ImportOptions {
        unit: arguments.unit,
        layers: arguments.layer.clone(),
        ..ImportOptions::default()
    };
    let imported = import_file(&arguments.file, &options)?;
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

/// A scene becomes an event: venue, document and table of people.
fn import_scene(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let scene = scene::read(&arguments.file)?;
    let files = scene.event_files(&Walking::default());
    let checked = files.checked(&arguments.file)?;
    files.write(&arguments.out)?;
    output.warn(&checked.warnings);
    let people = scene.people.len();
    output.say(output.language.pick(
        &format!("{}: {people} people whose start is given", scene.name),
        &format!("{}：{people} 人，起点均已给定", scene.name),
    ));
    let words = output.language.pick("Event: ", "活动：");
    output.say(&format!("{words}{}", arguments.out.display()));
    output.object(&json!({
        "folder": arguments.out.display().to_string(),
        "people": people,
        "warnings": problems_json(&checked.warnings),
    }));
    Ok(ExitCode::SUCCESS)
}
