//! `wuwei run`: an event from its files to its report.

use super::STOPPED;
use super::output::{Output, problems_json};
use super::progress::Progress;
use crate::document::{Place, Problems, clock_text};
use crate::export::run_folder;
use crate::job::{
    self, Baseline, CheckpointTimes, Flow, Found, Outcome, Prepared, Request, TrajectoryRequest,
};
use crate::report::answer_text;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Args)]
pub struct Arguments {
    /// The event's folder, or its event.ron
    event: PathBuf,
    /// The plan whose measures stand; the run without it is made too, to compare
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Edits of the plan that are made while the run goes on: a RON list of
    /// (at: "18:30", add | change: Barrier(..) | remove: "id")
    #[arg(long, value_name = "FILE")]
    edits: Option<PathBuf>,
    /// Weights of what visitors feel of the measures, as in assets/felt.ron [default: that]
    #[arg(long, value_name = "FILE")]
    felt: Option<PathBuf>,
    /// Seed of all random draws: the same seed gives the same run [default: 1, or the
    /// checkpoint's]
    #[arg(long)]
    seed: Option<u64>,
    /// Stop at this time of the event's clock, as in 18:30
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Threads to use [default: all cores]; the result does not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Folder for the results [default: runs/EVENT/PLAN-seedN]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also write everybody's trajectory, with so many frames a second
    #[arg(long, value_name = "FPS", value_parser = frames_per_s)]
    trajectories: Option<f64>,
    /// Save a checkpoint into the results' folder whenever so many minutes of the event passed
    #[arg(long, value_name = "MINUTES", value_parser = checkpoint_minutes)]
    checkpoint_every: Option<f64>,
    /// Save a checkpoint at this time of the event's clock; several with commas
    #[arg(long, value_name = "TIME", value_delimiter = ',')]
    checkpoint_at: Vec<String>,
    /// Go on from this checkpoint (with its plan, or with --plan from there on), or from the
    /// newest one in this folder of the same run
    #[arg(long, value_name = "FILE|DIR")]
    resume: Option<PathBuf>,
    /// Begin the trajectories at this time of the event's clock [default: its start]
    #[arg(long, value_name = "TIME", requires = "trajectories")]
    trajectories_from: Option<String>,
    /// End the trajectories at this time of the event's clock [default: its end]
    #[arg(long, value_name = "TIME", requires = "trajectories")]
    trajectories_until: Option<String>,
}

pub fn run(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    use_threads(arguments.threads, &arguments.event)?;
    let of_checkpoint = || arguments.resume.as_deref().and_then(job::seed_of);
    let seed = arguments.seed.or_else(of_checkpoint).unwrap_or(1);
    let request = Request {
        event: arguments.event.clone(),
        plan: arguments.plan.clone(),
        edits: arguments.edits.clone(),
        felt: arguments.felt.clone(),
        seed,
        until: arguments.until.clone(),
        trajectories: arguments.trajectories.map(|fps| TrajectoryRequest {
            fps,
            from: arguments.trajectories_from.clone(),
            until: arguments.trajectories_until.clone(),
        }),
        resume: arguments.resume.clone(),
        checkpoints: CheckpointTimes {
            every_min: arguments.checkpoint_every,
            at: arguments.checkpoint_at.clone(),
        },
        command: command(arguments, seed),
    };
    let prepared = job::prepare(&request)?;
    output.warn(&prepared.warnings);
    let folder = folder(arguments, &prepared, seed);
    run_folder::check(&folder)?;
    say_from_where(&request, &prepared, output);
    let stopped = stop_on_interrupt(&arguments.event)?;
    let baseline = match baseline(arguments, &request, &prepared, &stopped, output)? {
        Some(_) if stopped.load(Ordering::Relaxed) => {
            output.note(output.language.pick(
                "Stopped while the run without the plan was made: nothing was written.",
                "在运行无方案的对照时被停止：没有写出任何文件。",
            ));
            return Ok(ExitCode::from(STOPPED));
        }
        baseline => baseline,
    };
    let what = arguments.plan.as_ref().map_or("run".to_owned(), |p| stem(p));
    let mut outcome = simulate(&request, &prepared, &folder, &what, &stopped, output)?;
    let found = outcome.warnings.clone();
    outcome.warnings.extend(outcome.unsaved.clone());
    outcome.warnings.extend(prepared.warnings.clone());
    if let Some(baseline) = &baseline {
        crate::assess::fill_effects(&mut outcome.summary, &baseline.summary);
    }
    output.warn(&found);
    let report = job::store(&folder, &outcome, &prepared, baseline.as_ref())
        .map_err(|problems| not_lost(problems, &folder, seed))?;
    output.say(&answer_text(&outcome.summary, output.language));
    output.say(&format!("\n{}{}", report_word(output), report.display()));
    output.object(&json!({
        "folder": folder.display().to_string(),
        "report": report.display().to_string(),
        "state_hash": outcome.summary.made.state_hash,
        "resumed": outcome.summary.made.resumed,
        "partial": outcome.summary.made.partial.is_some(),
        "wall_s": outcome.summary.made.wall_s,
        "answers": outcome.summary.answers,
        "people": outcome.summary.people,
        "hotspots": outcome.summary.hotspots.len(),
        "warnings": problems_json(&outcome.warnings),
    }));
    let code = if outcome.summary.made.partial.is_some() { STOPPED } else { 0 };
    Ok(ExitCode::from(code))
}

/// What could not be written, and how the run is had again without making all of it anew.
fn not_lost(mut problems: Problems, folder: &Path, seed: u64) -> Problems {
    if job::seed_of(folder) == Some(seed) {
        let hint = format!(
            "make room, then give the command again with --resume {}: it goes on from there",
            folder.display()
        );
        problems.warn(Place::file(folder), "the run's checkpoints are whole", Some(hint.as_str()));
    }
    problems
}

/// What stands before the path of a report.
pub(super) fn report_word(output: Output) -> &'static str {
    output.language.pick("Report: ", "报告：")
}

/// Frames a second, within what a trajectory is of use with.
fn frames_per_s(text: &str) -> Result<f64, String> {
    let fps: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.01..=100.0).contains(&fps) { Ok(fps) } else { Err("expected 0.01 to 100".to_owned()) }
}

/// Minutes between two checkpoints.
fn checkpoint_minutes(text: &str) -> Result<f64, String> {
    let minutes: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.01..=1440.0).contains(&minutes) {
        Ok(minutes)
    } else {
        Err("expected 0.01 to 1440".to_owned())
    }
}

fn say_from_where(request: &Request, prepared: &Prepared, output: Output) {
    let clock = |found: &Found| {
        clock_text(prepared.scenario.clock.starts_s + found.checkpoint.about().now_s)
    };
    match (&prepared.resumed, &request.resume) {
        (Some(found), _) => {
            output.note(&format!("Goes on at {} from {}", clock(found), found.path.display()));
        }
        (None, Some(folder)) => {
            let nothing = format!("No checkpoint in {}: from the beginning", folder.display());
            output.note(&nothing);
        }
        (None, None) => {}
    }
}

/// Lets all work be done on so many threads; `about` is named where that cannot be.
pub(super) fn use_threads(threads: Option<usize>, about: &Path) -> Result<(), Problems> {
    let Some(threads) = threads else { return Ok(()) };
    if threads == 0 {
        let what = "--threads must be at least 1";
        return Err(Problems::one(Place::file(about), what, None));
    }
    // A pool that exists already has the same results.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    Ok(())
}

/// The command that repeats the run.
fn command(arguments: &Arguments, seed: u64) -> String {
    let mut words = vec!["wuwei run".to_owned(), arguments.event.display().to_string()];
    if let Some(plan) = &arguments.plan {
        words.push(format!("--plan {}", plan.display()));
    }
    if let Some(edits) = &arguments.edits {
        words.push(format!("--edits {}", edits.display()));
    }
    if let Some(felt) = &arguments.felt {
        words.push(format!("--felt {}", felt.display()));
    }
    words.push(format!("--seed {seed}"));
    if let Some(until) = &arguments.until {
        words.push(format!("--until {until}"));
    }
    // That of a folder is the same as without: it was the same run.
    if let Some(file) = arguments.resume.as_ref().filter(|path| !path.is_dir()) {
        words.push(format!("--resume {}", file.display()));
    }
    words.join(" ")
}

/// The folder for the results. A run that goes on does so in the folder of its checkpoint; one
/// that takes another plan from there is another run.
fn folder(arguments: &Arguments, prepared: &Prepared, seed: u64) -> PathBuf {
    if let Some(out) = &arguments.out {
        return out.clone();
    }
    let mut plan = arguments.plan.as_ref().map_or("no-plan".to_owned(), |p| stem(p));
    if let Some(edits) = &arguments.edits {
        plan = format!("{plan}-{}", stem(edits));
    }
    match (&arguments.resume, &prepared.resumed) {
        (Some(folder), None) => return folder.clone(),
        (_, Some(found)) if found.checkpoint.about().plan == prepared.plan => {
            return found.path.parent().map(Path::to_path_buf).unwrap_or_default();
        }
        (_, Some(found)) => {
            let at = stem(&found.path).trim_start_matches("checkpoint-").to_owned();
            plan = format!("{plan}-from-{at}");
        }
        (None, None) => {}
    }
    run_name(prepared, &plan, seed)
}

fn run_name(prepared: &Prepared, plan: &str, seed: u64) -> PathBuf {
    Path::new("runs").join(&prepared.scenario.id).join(format!("{plan}-seed{seed}"))
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or("plan".to_owned(), |s| s.to_string_lossy().into_owned())
}

/// The run without the plan: one that was stored before, or made now and stored where it will
/// be found again.
fn baseline(
    arguments: &Arguments,
    request: &Request,
    prepared: &Prepared,
    stopped: &AtomicBool,
    output: Output,
) -> Result<Option<Baseline>, Problems> {
    let edited = !prepared.edits.is_empty();
    if arguments.plan.is_none() && prepared.plan.measures.is_empty() && !edited {
        return Ok(None);
    }
    let seed = request.seed;
    let beside = arguments.out.as_ref().or(arguments.resume.as_ref().filter(|path| path.is_dir()));
    let folder = match beside.and_then(|out| out.parent()) {
        Some(parent) => parent.join(format!("no-plan-seed{seed}")),
        None => run_name(prepared, "no-plan", seed),
    };
    if let Ok(stored) = run_folder::read(&folder)
        && job::is_run_of(&stored.summary, prepared, seed)
    {
        return Ok(Some(Baseline { summary: stored.summary, field: stored.field }));
    }
    // Without measures nothing is felt, whatever it weighs.
    let without =
        Request { plan: None, edits: None, felt: None, trajectories: None, ..request.clone() };
    let command = without.command.replace(&plan_words(arguments), "");
    let command = command.replace(&edits_words(arguments), "").replace(&felt_words(arguments), "");
    let bare_command = command.replace(&command_of_resume(arguments), "");
    let from_start = Request { command: bare_command, resume: None, ..without.clone() };
    // A checkpoint of a run that had no measures is as good for this one.
    let shared = request.resume.clone().filter(|path| job::is_without_measures(path));
    let going_on = match shared {
        Some(_) => Request { command, ..without },
        None => {
            let resume = request.resume.as_ref().filter(|_| folder.is_dir());
            Request { resume: resume.map(|_| folder.clone()), ..from_start.clone() }
        }
    };
    // What is there may be of anything: then from the beginning.
    let (without, mut bare) = match job::prepare(&going_on) {
        Ok(bare) => (going_on, bare),
        Err(_) => (from_start.clone(), job::prepare(&from_start)?),
    };
    let what = output.language.pick("without the plan", "无方案");
    let mut outcome = simulate(&without, &bare, &folder, what, stopped, output)?;
    if outcome.summary.made.plan_since_s.is_some() {
        // It had measures earlier, which were taken away.
        bare = job::prepare(&from_start)?;
        outcome = simulate(&from_start, &bare, &folder, what, stopped, output)?;
    }
    if outcome.summary.made.partial.is_none() {
        let report = job::store(&folder, &outcome, &bare, None)?;
        let compare = output.language.pick("Without the plan, to compare: ", "无方案的对照：");
        output.say(&format!("{compare}{}", report.display()));
    }
    Ok(Some(Baseline { summary: outcome.summary, field: outcome.field }))
}

fn command_of_resume(arguments: &Arguments) -> String {
    arguments.resume.as_ref().map_or(String::new(), |path| format!(" --resume {}", path.display()))
}

fn edits_words(arguments: &Arguments) -> String {
    arguments.edits.as_ref().map_or(String::new(), |path| format!(" --edits {}", path.display()))
}

fn felt_words(arguments: &Arguments) -> String {
    arguments.felt.as_ref().map_or(String::new(), |path| format!(" --felt {}", path.display()))
}

fn plan_words(arguments: &Arguments) -> String {
    arguments.plan.as_ref().map_or(String::new(), |plan| format!(" --plan {}", plan.display()))
}

fn simulate(
    request: &Request,
    prepared: &Prepared,
    folder: &Path,
    what: &str,
    stopped: &AtomicBool,
    output: Output,
) -> Result<Outcome, Problems> {
    let mut progress = Progress::new(what, output);
    let outcome = job::simulate(request, prepared, folder, &mut |simulation, unsaved| {
        output.warn(unsaved);
        progress.look(simulation);
        if stopped.load(Ordering::Relaxed) { Flow::Stop } else { Flow::On }
    });
    progress.end();
    outcome
}

/// The first Ctrl-C ends the run cleanly, the second one the program.
pub(super) fn stop_on_interrupt(event: &Path) -> Result<Arc<AtomicBool>, Problems> {
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = stopped.clone();
    let set = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(STOPPED));
        }
    });
    set.map_err(|e| {
        Problems::one(Place::file(event), format!("Ctrl-C cannot be caught ({e})"), None)
    })?;
    Ok(stopped)
}
