//! Person-minutes at Fruin's levels of service, as the observer counted them by cell and
//! minute.

use super::LevelShares;
use crate::observe::Observation;

/// The levels of a run.
pub(super) fn shares(observation: &Observation) -> LevelShares {
    LevelShares { walking: observation.walking_levels, standing: observation.standing_levels }
}
