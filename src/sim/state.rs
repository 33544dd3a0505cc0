//! The resources of a run's world.

use crate::behavior::Minds;
use crate::crowd::{Crowd, Frozen, Guests};
use crate::locomotion::{Model, Next, Steps};
use crate::navigation::{Rules, Ways};
use crate::observe::Observer;
use crate::plan::Plan;
use crate::scenario::Scenario;
use bevy::prelude::Resource;
use geo::Coord;
use glam::Vec2;
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

/// Most steps of the motion in a tick: of more, each would have to mind more people than is saved by
/// looking for them less often.
const MOST_STEPS: usize = 10;

/// The time of the run, counted in whole ticks.
///
/// A tick is once through the phases: people decide, look at the crowd and walk. Where the time
/// step of the motion is finer than people decide, they walk several steps in a tick.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// Ticks done.
    pub tick: u64,
    /// Length of a tick, seconds.
    pub dt_s: f64,
    /// Ticks in a second.
    pub ticks_per_s: u64,
    /// Steps of the motion in a tick.
    pub steps: usize,
}

impl Clock {
    /// A clock at the start, for steps of `step_s` seconds (the nearest that makes whole steps in
    /// a second) and ticks of at most `longest_tick_s` and [`MOST_STEPS`], but of at least one step.
    pub fn new(step_s: f64, longest_tick_s: f64) -> Self {
        let steps_per_s = (1.0 / step_s).round().max(1.0) as usize;
        let fits = |steps: &usize| steps_per_s.is_multiple_of(*steps);
        let most = (((longest_tick_s + 1e-9) * steps_per_s as f64) as usize).min(MOST_STEPS);
        let steps = (1..=most).rev().find(fits).unwrap_or(1);
        let ticks_per_s = (steps_per_s / steps) as u64;
        Self { tick: 0, dt_s: 1.0 / ticks_per_s as f64, ticks_per_s, steps }
    }

    /// The steps of the motion in a tick.
    pub fn motion(&self) -> Steps {
        Steps { dt_s: (self.dt_s / self.steps as f64) as f32, count: self.steps }
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
    /// The rules that the ways were found by last.
    pub rules: Rules,
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
    /// Who left in the last step, and where.
    pub gone: Vec<(u32, Vec2)>,
}

/// The observer.
#[derive(Resource)]
pub struct Watch(pub Observer);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_is_the_longest_that_whole_steps_give() {
        let ticks = |step_s, longest_s| {
            let clock = Clock::new(step_s, longest_s);
            let covered = clock.ticks_per_s as f64 * clock.steps as f64 * step_s;
            assert!((covered - 1.0).abs() < 0.02, "{clock:?}");
            (clock.ticks_per_s, clock.steps)
        };
        assert_eq!(ticks(0.01, 0.2), (10, 10));
        assert_eq!(ticks(0.1, 0.2), (5, 2));
        assert_eq!(ticks(0.05, 0.1), (10, 2));
        assert_eq!(ticks(0.1, 0.1), (10, 1));
        assert_eq!(ticks(0.5, 0.1), (2, 1));
        assert_eq!(ticks(0.03, 0.1), (11, 3));
        assert_eq!(ticks(0.01, 0.0), (100, 1));
    }
}
