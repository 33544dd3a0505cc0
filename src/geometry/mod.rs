//! Points, segments, polygons, rasters and the georeference. Knows nothing of people.
//!
//! Documents and venues use `geo` types in f64 metres (x east, y north, local to the venue);
//! the crowd and everything per step use [`glam::Vec2`] in f32 metres of the same frame.

mod contact;
mod corners;
mod frame;
mod lanes;
pub mod lines;
pub mod polygons;
mod raster;
mod walls;

pub use corners::inner_corners;
pub use frame::Frame;
pub use lanes::LANE_M;
pub use raster::{Grid, Raster};
pub use walls::{EightWalls, WallSegment, Walls};

/// A place of a document or venue as the crowd has it, metres.
pub fn to_vec(at: &geo::Coord<f64>) -> glam::Vec2 {
    glam::Vec2::new(at.x as f32, at.y as f32)
}
