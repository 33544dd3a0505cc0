//! `wuwei brief`: what the event team is handed.

use super::output::Output;
use crate::brief::{self, BriefInput};
use crate::document::{Hours, Language, Place, Problems, write_atomically};
use crate::job::{self, Request};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// The event's folder, or its event.ron
    event: PathBuf,
    /// The plan
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// Folder for the sheets, the plan as GeoJSON and the table of posts
    /// [default: runs/EVENT/brief-PLAN]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn brief(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let request = Request {
        event: arguments.event.clone(),
        plan: Some(arguments.plan.clone()),
        ..Request::default()
    };
    let ready = job::prepare(&request)?;
    output.warn(&ready.warnings);
    let (plan, scenario) = (&ready.plan, &ready.scenario);
    if plan.measures.is_empty() {
        let hint = "a plan with measures has somebody to brief";
        let what = "there is nothing in this plan";
        return Err(Problems::one(Place::file(&arguments.plan), what, Some(hint)));
    }
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let stem = arguments.plan.file_stem().map(|s| s.to_string_lossy().into_owned());
    let folder = arguments.out.clone().unwrap_or_else(|| {
        let name = format!("brief-{}", stem.unwrap_or_default());
        Path::new("runs").join(&scenario.id).join(name)
    });
    let page = brief::sheets(&BriefInput { plan, scenario, hours: &hours });
    write_atomically(&folder.join(brief::SHEETS), page.as_bytes())?;
    let map = format!("{:#}\n", brief::geojson(plan, scenario, &hours));
    write_atomically(&folder.join(brief::GEOJSON), map.as_bytes())?;
    let posts = brief::posts_csv(plan, scenario, &hours, output.language);
    write_atomically(&folder.join(brief::POSTS), posts.as_bytes())?;
    let people = brief::duties(plan, scenario).len();
    let sheets = folder.join(brief::SHEETS);
    output.say(&match output.language {
        Language::English => {
            let who =
                if people == 1 { "one person".to_owned() } else { format!("{people} people") };
            format!("Sheets for {who}: {}", sheets.display())
        }
        Language::Chinese => format!("{people} 人的岗位单：{}", sheets.display()),
    });
    output.object(&json!({ "ok": true, "folder": folder.display().to_string(), "people": people }));
    Ok(ExitCode::SUCCESS)
}
