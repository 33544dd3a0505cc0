//! What advice takes where nobody has said: the dearer a run is, the fewer.

use crate::scenario::Demand;

/// Seeds and runs of advice.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    /// Seeds that plans are found with.
    pub seeds: Vec<u64>,
    /// Seeds that they are checked with.
    pub fresh: Vec<u64>,
    /// Most that the search may take, in runs of the whole event.
    pub runs: f64,
}

/// A visitor counts as here for so long at least, hours: in jams nobody is gone as soon as planned.
const LEAST_STAY_H: f64 = 0.5;
/// Up to so many hours of visitors, seeds to find plans with, seeds to check them with, and runs: what
/// two processors do within minutes, as far as they can.
const BY_SIZE: [(f64, u64, u64, f64); 4] =
    [(300.0, 4, 5, 32.0), (3_000.0, 4, 5, 14.0), (10_000.0, 2, 3, 8.0), (f64::INFINITY, 1, 2, 5.0)];

impl Usual {
    /// For an event with such demand.
    pub fn of(demand: &Demand) -> Self {
        let stay_h = (demand.stay_s.mean / 3600.0).max(LEAST_STAY_H);
        let size = f64::from(demand.visitors) * stay_h;
        let (_, seeds, fresh, runs) =
            BY_SIZE.into_iter().find(|(most, ..)| size <= *most).unwrap_or(BY_SIZE[3]);
        Self { seeds: (1..=seeds).collect(), fresh: (101..=100 + fresh).collect(), runs }
    }
}
