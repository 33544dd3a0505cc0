//! Texts that people write and the program reads: where in a file something stands, what is
//! wrong with it, and how files are written so that none is ever half there.
//!
//! Knows nothing of events or venues.

mod bilingual;
mod clock;
mod counted;
mod duration;
mod encoding;
mod excerpt;
mod field;
mod hours;
mod language;
pub mod parts;
mod problem;
pub mod raw;
mod reader;
pub mod ron_tree;
mod suggest;
pub mod upgrade;
mod write;

pub use bilingual::Bilingual;
pub use clock::{clock_text, parse_clock};
pub use counted::{counted, grouped, whole};
pub use duration::duration_text;
pub use encoding::{Decoded, decode};
pub use excerpt::Excerpt;
pub use field::{Field, Otherwise, Shape, Takes};
pub use hours::Hours;
pub use language::Language;
pub use problem::{Hint, Place, Problem, Problems, Severity};
pub use reader::{DefaultTaken, Record, Source};
pub use suggest::{meant_by, meant_or, nearest};
pub use write::{cannot_be_written, read_text, unwritable, write_atomically, write_new};
