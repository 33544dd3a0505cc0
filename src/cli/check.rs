//! `wuwei check`: all problems of an event's documents at once.

use super::output::{Output, problems_json};
use crate::document::{Language, Problems};
use crate::job::{self, Request};
use crate::scenario;
use crate::sim::{Placement, RunOptions, Simulation};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// The event's folder, or its event.ron
    event: PathBuf,
    /// Check this plan too [default: all of the event's plans]
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Say which defaults were taken and why, and how counts were read
    #[arg(long)]
    explain: bool,
}

pub fn check(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    let (warnings, explanation) = problems(arguments)?;
    output.warn(&warnings);
    if let Some(text) = &explanation {
        output.say(text);
    }
    let count = warnings.0.len();
    let event = arguments.event.display();
    output.say(&match output.language {
        Language::English => format!("{event}: no errors, {count} warning(s)"),
        Language::Chinese => format!("{event}：没有错误，{count} 条警告"),
    });
    output.object(&json!({
        "ok": true,
        "problems": problems_json(&warnings),
        "explanation": explanation,
    }));
    Ok(ExitCode::SUCCESS)
}

/// Warnings, and the explanation if it was asked for.
fn problems(arguments: &Arguments) -> Result<(Problems, Option<String>), Problems> {
    let checked = scenario::read(&arguments.event)?;
    let explanation = arguments.explain.then(|| scenario::explain(&checked));
    let mut warnings = checked.warnings;
    let plans = match &arguments.plan {
        Some(plan) => vec![plan.clone()],
        None => plans_beside(&arguments.event),
    };
    let mut errors = Problems::default();
    let scenario = std::sync::Arc::new(checked.scenario);
    let options = RunOptions { seed: 1, until_s: Some(0.0) };
    let mut placement = None;
    match Simulation::new(scenario.clone(), Default::default(), &options, &arguments.event) {
        Ok((_, found)) => {
            warnings.extend(found);
            placement = Some(Placement::new(scenario));
        }
        Err(found) => errors.extend(found),
    }
    for plan in plans {
        let request = Request {
            event: arguments.event.clone(),
            plan: Some(plan),
            seed: 1,
            until: None,
            command: String::new(),
            ..Request::default()
        };
        match job::prepare(&request) {
            Ok(prepared) => {
                warnings.extend(prepared.warnings);
                let file = request.plan.as_deref().unwrap_or(&arguments.event);
                let placed = placement.as_ref().map(|p| p.check(&prepared.plan, file));
                match placed.unwrap_or_default() {
                    placed if placed.has_errors() => errors.extend(placed),
                    placed => warnings.extend(placed),
                }
            }
            Err(found) => errors.extend(found),
        }
    }
    // The event's own warnings come again with each plan.
    warnings.0.dedup();
    if errors.has_errors() {
        errors.extend(warnings);
        return Err(errors.sorted());
    }
    Ok((unique(warnings.sorted()), explanation))
}

fn unique(mut problems: Problems) -> Problems {
    problems.0.dedup();
    problems
}

/// The plans in the event's `plans` folder, by name.
fn plans_beside(event: &Path) -> Vec<PathBuf> {
    let folder = if event.is_dir() { Some(event) } else { event.parent() };
    let Some(folder) = folder.map(|f| f.join("plans")) else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut plans: Vec<PathBuf> = entries
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "ron"))
        .collect();
    plans.sort();
    plans
}
