//! Texts that people write and the program reads: where in a file something stands, what is
//! wrong with it, and how files are written so that none is ever half there.
//!
//! Knows nothing of events or venues.

mod bilingual;
mod clock;
mod problem;
mod write;

pub use bilingual::Bilingual;
pub use clock::{clock_text, parse_clock};
pub use problem::{Place, Problem, Problems, Severity};
pub use write::{read_text, write_atomically};
