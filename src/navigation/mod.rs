//! Ways over the ground: the raster of where one can walk, the eikonal solver, and the fields
//! that lead everybody to a goal.
//!
//! Plain functions over rasters; knows nothing of people but the slowness that a crowd causes.

mod aim;
mod crowding;
mod eikonal;
mod field;
mod goal;
mod ground;
mod links;
mod section;
mod sight;
mod terrain;
mod way;
mod ways;

pub use crowding::{SavedCrowding, slowness};
#[cfg(test)]
mod tests;

pub use field::FlowField;
pub use goal::Goal;
pub use links::NARROWEST_M;
pub use section::cross_section;
pub use sight::Sight;
pub use terrain::{NOWHERE, Terrain};
pub use ways::{WayKind, Ways};
