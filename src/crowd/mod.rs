//! The people: who comes ([`Guests`]), who is inside ([`Crowd`]), the crowd as a step begins
//! ([`Frozen`]), random draws ([`Draw`]). Knows nothing of goals, ways or measures.

mod draws;
mod frozen;
mod glance;
mod happening;
mod party;
mod people;
mod touch;

pub use draws::{Draw, Purpose};
pub use frozen::{Columns, Frozen, LANES, Stance};
pub use happening::{Happening, What};
pub use party::{Guests, Party, Visitor};
pub use people::{Activity, Crowd, OUTSIDE};
pub use touch::{Touch, Touched};
