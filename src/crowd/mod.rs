//! The people: who comes ([`Guests`]), who is inside ([`Crowd`]), their random draws
//! ([`Draw`]). Knows nothing of goals, ways or measures.

mod draws;
mod party;
mod people;

pub use draws::{Draw, Purpose};
pub use party::{Guests, Party, Visitor};
pub use people::{Activity, Crowd, OUTSIDE};
