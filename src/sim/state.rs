//! The resources of a run's world.

use crate::behavior::Minds;
use crate::crowd::{Crowd, Frozen, Guests};
use crate::locomotion::{Model, Next};
use crate::navigation::Ways;
use crate::observe::Observer;
use crate::plan::Plan;
use crate::scenario::Scenario;
use bevy::prelude::Resource;
use geo::Coord;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The event and its guests: what does not change during a run.
#[derive(Resource, Clone)]
pub struct Setting {
    /// The event.
    pub scenario: Arc<Scenario>,
    /// All who come.
    pub guests: Arc<Guests>,
    /// Seed of all draws.
    pub seed: u64,
}

/// The time of the run, counted in whole steps.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// Steps done.
    pub tick: u64,
    /// Length of a step, seconds.
    pub dt_s: f64,
    /// Steps in a second.
    pub ticks_per_s: u64,
}

impl Clock {
    /// A clock at the start, with the number of steps a second nearest to `1 / dt_s`.
    pub fn new(dt_s: f64) -> Self {
        let ticks_per_s = (1.0 / dt_s).round().max(1.0) as u64;
        Self { tick: 0, dt_s: 1.0 / ticks_per_s as f64, ticks_per_s }
    }

    /// Seconds since the event's start.
    pub fn now_s(&self) -> f64 {
        self.tick as f64 / self.ticks_per_s as f64
    }

    /// Whether the step that is being made ends a whole second.
    pub fn ends_second(&self) -> bool {
        (self.tick + 1).is_multiple_of(self.ticks_per_s)
    }

    /// Whether the step that is being made ends a whole minute.
    pub fn ends_minute(&self) -> bool {
        (self.tick + 1).is_multiple_of(self.ticks_per_s * 60)
    }
}

/// The plan, and which of its measures stand now.
#[derive(Resource, Clone, Debug, Default)]
pub struct Standing {
    /// The plan.
    pub plan: Plan,
    /// One a measure: whether it stands.
    pub stands: Vec<bool>,
    /// Set when the plan was edited, so that the ground is taken up anew.
    pub edited: bool,
    /// The pieces of barriers that the ground was taken up with last.
    pub barriers: Vec<[Coord<f64>; 2]>,
}

/// Everybody, counted. `arrived = inside + left + waiting outside` holds after every step.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Came to a portal.
    pub arrived: u32,
    /// Inside.
    pub inside: u32,
    /// Gone.
    pub left: u32,
    /// Before a portal.
    pub waiting_outside: u32,
    /// Most inside at once.
    pub peak_inside: u32,
    /// When, tick.
    pub peak_tick: u64,
}

/// The people inside.
#[derive(Resource)]
pub struct People(pub Crowd);

/// What they have in mind.
#[derive(Resource)]
pub struct Intentions(pub Minds);

/// The ground and the ways over it.
#[derive(Resource)]
pub struct Routes(pub Ways);

/// The crowd as the step began, and where it goes.
#[derive(Resource)]
pub struct Moving {
    /// Sorted by cell.
    pub frozen: Frozen,
    /// Next places, in the same order.
    pub next: Next,
    /// The model of motion.
    pub model: Model,
    /// Who leaves in this step, by row; kept to save the allocation.
    pub leaves: Vec<bool>,
}

/// The observer.
#[derive(Resource)]
pub struct Watch(pub Observer);
