//! The command line: one file a command, each thin.

mod advise;
mod brief;
mod calibrate_felt;
mod check;
mod compare;
mod export;
mod guard;
mod import;
mod new;
#[cfg(feature = "desktop")]
mod open;
mod output;
mod paired;
mod progress;
mod report;
mod run;
mod sensitivity;
mod sweep;
mod verify;

use crate::document::Language;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Exit status of a run that was stopped by hand: what was simulated so far is there.
const STOPPED: u8 = 130;

/// Predicts where a crowd will jam at an event, and what a barrier changes.
#[derive(Parser)]
#[command(name = "wuwei", version, max_term_width = 100, propagate_version = true)]
#[command(after_help = "Begin with:  wuwei run scenarios/community_square")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    json: bool,
    /// Print nothing but errors (and the JSON object, with --json)
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Language of answers, summaries, and what is amiss with events, maps and plans [default: that
    /// of LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_parser = language_parser())]
    lang: Option<Language>,
}

fn language_parser() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(["en", "zh"]).map(|code| match code.as_str() {
        "zh" => Language::Chinese,
        _ => Language::English,
    })
}

#[derive(Subcommand)]
enum Command {
    /// Open the window with an event; without any command it opens with the first page
    #[cfg(feature = "desktop")]
    Open(open::Arguments),
    /// Run an event and write its report
    Run(run::Arguments),
    /// Find the least felt plan that keeps every limit, with a reason for every piece of it
    Advise(advise::Arguments),
    /// Check an event's documents: all problems at once
    Check(check::Arguments),
    /// Turn a map (OSM, GeoJSON, DXF, WKT) into a venue
    Import(import::Arguments),
    /// Begin a new event in a folder, with comments that explain
    New(new::Arguments),
    /// Make the report of a run anew
    Report(report::Arguments),
    /// Set plans side by side over several seeds, or the trajectories of two runs or files
    Compare(compare::Arguments),
    /// Say whether a change of a plan has made anything worse beyond chance
    Guard(guard::Arguments),
    /// Make what the event team is handed: sheets, lists, a run-sheet
    Brief(brief::Arguments),
    /// Say how the order of plans by what is felt hangs on the weights
    Sensitivity(sensitivity::Arguments),
    /// Run events, plans, seeds and parameters, all of each, into one dataset
    Sweep(sweep::Arguments),
    /// Fit the weights of what is felt to what visitors answered
    CalibrateFelt(calibrate_felt::Arguments),
    /// Write the trajectories of a run for other tools
    Export(export::Arguments),
    /// Run scenes of experiments and standard tests on a model of motion
    Verify(verify::Arguments),
}

/// Runs the program with its arguments; the first is its own name. What goes wrong is printed, with
/// places and hints.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    #[cfg(feature = "desktop")]
    if arguments.len() == 1 {
        return open::open(&open::Arguments::default());
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; clap knows where each goes.
            let _ = error.print();
            return ExitCode::from(error.exit_code().clamp(0, 255) as u8);
        }
    };
    let language =
        cli.lang.unwrap_or_else(|| Language::of_environment(|name| std::env::var(name).ok()));
    let output = output::Output { json: cli.json, quiet: cli.quiet, language };
    let done = match cli.command {
        #[cfg(feature = "desktop")]
        Command::Open(arguments) => Ok(open::open(&arguments)),
        Command::Run(arguments) => run::run(&arguments, output),
        Command::Advise(arguments) => advise::advise(&arguments, output),
        Command::Check(arguments) => check::check(&arguments, output),
        Command::Import(arguments) => import::import(&arguments, output),
        Command::New(arguments) => new::new(&arguments, output),
        Command::Report(arguments) => report::report(&arguments, output),
        Command::Compare(arguments) => compare::compare(&arguments, output),
        Command::Guard(arguments) => guard::guard(&arguments, output),
        Command::Brief(arguments) => brief::brief(&arguments, output),
        Command::Sensitivity(arguments) => sensitivity::sensitivity(&arguments, output),
        Command::Sweep(arguments) => sweep::sweep(&arguments, output),
        Command::CalibrateFelt(arguments) => calibrate_felt::calibrate_felt(&arguments, output),
        Command::Export(arguments) => export::export(&arguments, output),
        Command::Verify(arguments) => verify::verify(&arguments, output),
    };
    done.unwrap_or_else(|problems| {
        output.refuse(&problems.sorted());
        ExitCode::FAILURE
    })
}
