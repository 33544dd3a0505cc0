//! Plans: the measures of one event as values, one file a kind, and edits of them.
//!
//! Says what stands where and when; how people answer is in [`crate::behavior`].

mod barrier;
mod edit;
mod kinds;
mod read;
mod write;

pub use barrier::{Barrier, Opening};
pub use edit::EditRefused;
pub use kinds::{KINDS, Kind, kind_named};
pub use read::{CheckedPlan, PLAN, PlanContext, read, read_from_text};
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
}

/// One step from a plan to another: undo, difference, file format and advice in one.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanEdit {
    /// The measure as it was; `None` where one is added.
    pub old: Option<Measure>,
    /// The measure as it will be; `None` where one is removed.
    pub new: Option<Measure>,
}
