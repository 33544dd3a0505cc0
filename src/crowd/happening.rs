//! What can happen to a visitor: written by decisions, read by the ledgers.

/// What can happen to a visitor, for the ledgers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Happening {
    /// Who.
    pub visitor: u32,
    /// What.
    pub what: What,
}

/// Kinds of happenings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// Came to a portal.
    Arrived,
    /// Was let in.
    Entered,
    /// Went out by a portal.
    Left {
        /// Index of the portal.
        portal: u16,
    },
    /// A planned stop came to be.
    Visited {
        /// Index of the attraction.
        attraction: u16,
    },
    /// Was served after waiting.
    Served {
        /// Index of the attraction.
        attraction: u16,
        /// Wait, seconds.
        wait_s: f32,
    },
    /// A planned stop was missed.
    Missed,
    /// Turned away at the sight of a queue.
    Balked {
        /// Index of the attraction.
        attraction: u16,
    },
    /// Gave up waiting.
    GaveUp {
        /// Index of the attraction.
        attraction: u16,
    },
    /// Made no headway and looked for another way.
    Rerouted,
    /// The party was parted for more than a minute.
    Parted,
}
