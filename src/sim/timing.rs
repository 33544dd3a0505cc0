//! Where the time of a step goes. Off unless somebody asks; the times are no part of the state.

use super::simulation::Phase;
use bevy::prelude::{ResMut, Resource};
use std::time::{Duration, Instant};

/// Time spent in each phase of the steps since it was asked for.
#[derive(Resource, Clone, Copy, Debug)]
pub struct PhaseTimes {
    /// One a phase, in the order of [`Phase::ALL`].
    spent: [Duration; Phase::ALL.len()],
    /// When the running phase began.
    since: Instant,
}

impl PhaseTimes {
    pub(super) fn new() -> Self {
        Self { spent: [Duration::ZERO; Phase::ALL.len()], since: Instant::now() }
    }

    /// The phases of a step in order: their names, and the time spent in each.
    pub fn spent(&self) -> [(&'static str, Duration); Phase::ALL.len()] {
        Phase::ALL.map(|phase| (phase.name(), self.spent[phase as usize]))
    }
}

/// A step begins.
pub(super) fn begin(mut times: ResMut<PhaseTimes>) {
    times.since = Instant::now();
}

/// Phase number `PHASE` ends, and the next one begins.
pub(super) fn lap<const PHASE: usize>(mut times: ResMut<PhaseTimes>) {
    let now = Instant::now();
    let since = std::mem::replace(&mut times.since, now);
    times.spent[PHASE] += now - since;
}
