//! What a run means: safe, smooth, hotspots and why. One file a metric.
//!
//! Reads observations, never the running world; everything a report or an export shows is
//! computed here, once.

mod summary;

pub use summary::*;
