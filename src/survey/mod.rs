//! What visitors answered when they were asked how managed they felt, fitted to the weights of
//! *felt*.
//!
//! A survey is a table with one row a visitor: `felt`, their answer from 0 to 10, and what was done
//! to them, one column a weight ([`AMOUNTS`]); `segment` if it is known. An answer r is a felt score
//! of 10·r, which is `−10·ln(1 − r/10)` minutes; an answer of 10 is taken as 9.5, as no figure is
//! beyond all bounds. The weights are the non-negative ones whose sum of amounts is nearest to
//! these minutes by least squares. A step of the scale is more minutes the higher it is, so each row
//! counts by `1 − r/10`. One figure more, the answer of those to whom nothing was done, is fitted
//! with them, so that it does not go into the weights.
//!
//! What a survey cannot tell is said, never guessed: amounts that it does not have, or that are the
//! same for everybody, or that went up and down with others.

mod fit;
mod read;
mod text;

pub use fit::{Calibration, FittedWeight, Told, calibrate};
pub use read::{Answered, Survey, read, read_from_text};

/// A column of a survey.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// Name of the column, with its unit.
    pub column: &'static str,
    /// The weight that it tells of, as the file of weights calls it.
    pub weight: &'static str,
}

/// What can have been done to a visitor.
pub const AMOUNTS: [Amount; 10] = [
    Amount { column: "held_min", weight: "held.per_min" },
    Amount { column: "detour_min", weight: "detour.per_min" },
    Amount { column: "turn_backs", weight: "detour.turn_back_min" },
    Amount { column: "orders", weight: "instructed.order_min" },
    Amount { column: "advices", weight: "instructed.advice_min" },
    Amount { column: "signs", weight: "instructed.sign_min" },
    Amount { column: "barriers_min", weight: "visible.barriers_per_min" },
    Amount { column: "uniform_min", weight: "visible.uniform_per_min" },
    Amount { column: "confined_min", weight: "confined_per_min" },
    Amount { column: "denied", weight: "denied_min" },
];
