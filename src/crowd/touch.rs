//! What a measure did to a visitor: written by those who carry measures out, read by the ledger
//! of what is felt.

use crate::scenario::Uniform;

/// What a measure did to a visitor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// Who.
    pub visitor: u32,
    /// Number of the measure in the ledger of what is felt; see
    /// [`FeltLedger::measures`](crate::observe::FeltLedger::measures).
    pub measure: u16,
    /// What.
    pub what: Touched,
}

/// Kinds of touches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Touched {
    /// Was stopped by it for so long, seconds.
    Held {
        /// How long, seconds.
        time_s: f32,
        /// Whether the visitor knew for how long it would be.
        informed: bool,
        /// Whether somebody who came later was let on before.
        overtaken: bool,
    },
    /// Has so much farther to walk because of it, seconds at the visitor's free speed; negative
    /// where less of a detour is walked than was imposed before.
    Detour {
        /// How much, seconds.
        time_s: f32,
    },
    /// Was sent back the way they came.
    TurnedBack,
    /// Was told to do something.
    Ordered,
    /// Was advised to do something.
    Advised,
    /// Noticed a sign.
    NoticedSign,
    /// Its barriers filled a part of the view that counts, seconds.
    BarrierInView {
        /// How long, seconds.
        time_s: f32,
    },
    /// Its uniform was near and in sight where it could be seen, seconds.
    UniformInSight {
        /// Whose.
        uniform: Uniform,
        /// How long, seconds.
        time_s: f32,
    },
    /// Was in its pen, with no way out near, seconds.
    Confined {
        /// How long, seconds.
        time_s: f32,
    },
    /// A planned stop could not be because of it.
    Denied,
}
