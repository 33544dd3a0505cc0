//! One run from its files to its folder: read, simulate, assess, compare, write. The command
//! line, many runs and the window make the very same runs through it.

mod baseline;
mod checkpoints;
mod frames;
mod prepare;
mod provenance;
mod record;
mod resume;
mod run;
mod simulate;
mod store;
mod workers;

pub use baseline::{Baseline, is_run_of};
pub use checkpoints::{CheckpointTimes, checkpoint_name};
pub use frames::{Between, Frames, Seen, TrajectoryRequest};
pub use prepare::{Prepared, Request, prepare};
pub use resume::{Found, is_without_measures, read_checkpoint, seed_of};
pub use run::Run;
pub use simulate::{Flow, Outcome, Watch, simulate};
pub use store::{report_of, store};
pub use workers::each;
