//! What people decide: when they come in, what they go to see, how they queue, stand and wait
//! for each other, and when they go home. Decisions are made once a second a party, or when
//! something happens, never every step for everybody.
//!
//! Reads the ground through [`crate::navigation`], never moves anybody: it sets goals, places
//! and wishes, which [`crate::locomotion`] carries out.

mod bypass;
mod choose;
mod company;
mod enter;
mod gates;
mod headway;
mod itinerary;
mod measures;
mod minds;
mod party;
mod placed;
mod queue;
mod saved;
mod serve;
mod spots;
mod steer;

pub use gates::Gate;
pub use itinerary::Itinerary;
pub use measures::{
    Guide, Holding, Imposed, Measures, Post, SavedMeasures, Seen, View, walk_to_post,
};
pub use minds::{AttractionState, Doing, Minds, PartyMind, Scene, room_at};
pub use queue::{CounterState, QueueLine};
pub use saved::SavedMinds;
pub use spots::{NO_SPOT, Spots};
pub use steer::{StepClock, set_wishes};
