//! What the event team is handed: a sheet for everybody at a post, a list of what is set up where
//! and when, a run-sheet by the clock, and the plan for any map and any table.
//!
//! A sheet is read standing, in bad light, for ten seconds: one task in one sentence in large type,
//! the things to say, the one thing to do if it gets worse, whom to call.

mod duties;
mod files;
mod sheets;

pub use duties::{Duty, duties};
pub use files::{geojson, posts_csv};
pub use sheets::{BriefInput, sheets};

/// The sheets, for print.
pub const SHEETS: &str = "sheets.html";
/// The plan as GeoJSON, in degrees.
pub const GEOJSON: &str = "plan.geojson";
/// Posts and shifts.
pub const POSTS: &str = "posts.csv";
