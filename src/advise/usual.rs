//! What advice takes where nobody has said: the dearer a run is, the fewer.

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

/// Most visitors with whom runs are cheap, and with whom they are not dear yet.
const CHEAP: u32 = 6_000;
const NOT_DEAR: u32 = 15_000;

impl Usual {
    /// For an event of so many visitors.
    pub fn of(visitors: u32) -> Self {
        let (seeds, fresh, runs) = if visitors <= CHEAP {
            (4, 5, 12.0)
        } else if visitors <= NOT_DEAR {
            (3, 3, 8.0)
        } else {
            (2, 2, 4.0)
        };
        Self { seeds: (1..=seeds).collect(), fresh: (101..=100 + fresh).collect(), runs }
    }
}
