//! Ways over the ground: the raster of where one can walk, the eikonal solver, and the fields
//! that lead everybody to a goal.
//!
//! Plain functions over rasters; knows nothing of people but the slowness that a crowd causes.

mod aim;
mod crowding;
mod eikonal;
mod field;
mod front;
mod goal;
mod ground;
mod layer;
mod links;
mod net;
mod rules;
mod section;
mod shelf;
mod sight;
mod stale;
mod terrain;
mod way;
mod ways;

pub use crowding::{SavedCrowding, slowness};
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_mended;

pub use field::FlowField;
pub use goal::Goal;
pub use links::NARROWEST_M;
pub use rules::Rules;
pub use section::cross_section;
pub use shelf::let_go_of_fields;
pub use sight::Sight;
pub use terrain::{NOWHERE, Terrain};
pub use ways::{WayKind, Ways};
