//! Being built.

mod frozen;

pub use frozen::{Columns, Frozen};
