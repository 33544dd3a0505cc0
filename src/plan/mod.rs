//! Plans: the measures of one event as values, one file a kind, and edits of them.
//!
//! Says what stands where and when; how people answer is in [`crate::behavior`].

mod advice;
mod barrier;
mod edit;
mod gate;
mod kinds;
mod leaders;
mod one_way;
mod opening;
mod place;
mod read;
mod sign;
mod timed;
mod volunteer;
mod write;

pub use advice::{Advice, AdvisedTo};
pub use barrier::{Barrier, Opening};
pub use edit::EditRefused;
pub use gate::{Gate, Waves, Works};
pub use kinds::{KINDS, Kind, kind_named};
pub use leaders::Leaders;
pub use one_way::OneWay;
pub use opening::{Closure, ExitOpening};
pub use place::Spot;
pub use read::{CheckedPlan, PLAN, PlanContext, read, read_from_text};
pub use sign::Sign;
pub use timed::{TimedEdit, read_edits, read_edits_from_text};
pub use volunteer::{Hold, Task, Volunteer};
pub use write::write_ron;

use crate::document::Bilingual;
use serde::{Deserialize, Serialize};

/// The measures of one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Shown name; empty for the plan without measures.
    pub name: Bilingual,
    /// The measures in the order of the file.
    pub measures: Vec<Measure>,
}

/// One measure: what, when, and why it is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Unique name in the plan.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Why it is there, in the planner's words.
    pub why: Option<Bilingual>,
    /// In place from then on, seconds since the event's start.
    pub from_s: f64,
    /// In place until then, seconds since the event's start.
    pub until_s: f64,
    /// What it is.
    pub kind: MeasureKind,
}

/// The kinds of measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MeasureKind {
    /// Cannot be crossed, can be seen through.
    Barrier(Barrier),
    /// Somebody at a post.
    Volunteer(Volunteer),
    /// Lets people through one after the other, or in waves.
    Gate(Gate),
    /// Read by some, followed by some of these.
    Sign(Sign),
    /// Crossed in one direction only.
    OneWay(OneWay),
    /// Some of the stream who walk where the planner wants.
    Leaders(Leaders),
    /// An exit that opens.
    Opening(ExitOpening),
    /// A zone that nobody enters.
    Closure(Closure),
}

/// One step from a plan to another: undo, difference, file format and advice in one.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanEdit {
    /// The measure as it was; `None` where one is added.
    pub old: Option<Measure>,
    /// The measure as it will be; `None` where one is removed.
    pub new: Option<Measure>,
}
