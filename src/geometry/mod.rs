//! Points, segments, polygons, rasters and the georeference. Knows nothing of people.
//!
//! Documents and venues use `geo` types in f64 metres (x east, y north, local to the venue);
//! the crowd and everything per step use [`glam::Vec2`] in f32 metres of the same frame.

mod contact;
mod corners;
mod frame;
pub mod lines;
pub mod polygons;
mod raster;
mod walls;

pub use corners::inner_corners;
pub use frame::Frame;
pub use raster::{Grid, Raster};
pub use walls::{EightWalls, WallSegment, Walls};
