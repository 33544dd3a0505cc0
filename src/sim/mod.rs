//! A run: the phases of a step in order, the clock, and the face to everyone above.
//!
//! A [`Simulation`] is a Bevy `World` and a schedule. The state lives in resources, people are
//! columns and not entities. The schedule runs on the single-threaded executor (a step costs
//! microseconds of scheduling, not hundreds); parallel work is rayon inside a system. Two
//! systems that could run in either order are an error when the schedule is built.
//!
//! `Arrive → Decide → Navigate → Sense → Walk → Settle → Observe`

pub mod checkpoint;
mod felt;
mod hash;
mod memory;
mod phases;
mod placement;
mod scene;
mod settle;
mod setup;
mod simulation;
mod state;
mod timing;

pub use checkpoint::Checkpoint;
pub use memory::check_at_once;
pub use placement::{Misplaced, Placement};
pub use setup::{check_event, check_ground};
pub use simulation::{RunOptions, Simulation};
pub use state::{Clock, Count};
pub use timing::PhaseTimes;
