//! `wuwei open`: the window.

use crate::app::{self, OpenAtStart};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args, Default)]
pub struct Arguments {
    /// The event's folder, its event.ron, or a map to begin a new event on [default: the first page]
    event: Option<PathBuf>,
    /// The plan
    #[arg(long, value_name = "FILE", requires = "event")]
    plan: Option<PathBuf>,
}

pub fn open(arguments: &Arguments) -> ExitCode {
    app::run(OpenAtStart { event: arguments.event.clone(), plan: arguments.plan.clone() })
}
