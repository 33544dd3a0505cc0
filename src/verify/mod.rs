//! Scenes run on a model of motion, measured, and set beside what was recorded: how far the
//! model can be believed.
//!
//! Stands above the simulation and beside [`crate::job`]: a scene has no report, only
//! trajectories and figures.

mod run;
mod table;

pub use run::{Run, run};
pub use table::{Row, Table};
