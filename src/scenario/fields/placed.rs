//! Visitors whose start is given.

use crate::document::Otherwise::Computed;
use crate::document::{Field, Shape, Takes};

/// File.
pub const FILE: Field = Field::of(
    "file",
    Takes::Text,
    "CSV beside this one, a row a visitor: starts_s, x_m, y_m, free_speed_mps; and, where it \
     differs, goes_to (a portal, a round, or any), waits_s, segment",
);
/// Rounds.
pub const ROUNDS: Field = Field::of(
    "rounds",
    Takes::Records(&ROUND),
    "closed lines round which people walk and never leave, as in single-file experiments",
)
.optional();
/// Visitors whose start is given.
pub const SHAPE: Shape = Shape { name: "placed", fields: &[FILE, ROUNDS] };

/// Id.
pub const ID: Field = Field::of("id", Takes::Id, "its unique name, used by the file");
/// Line.
pub const LINE: Field = Field::of(
    "line",
    Takes::Other("points in the venue's metres, `[(0.0, 0.0), (4.0, 0.0), (2.0, 3.0)]`"),
    "its corners in the direction of walking; the last leads to the first",
);
/// A round.
pub const ROUND: Shape = Shape { name: "round", fields: &[ID, LINE] };

/// Visitors of the demand where some are placed.
pub const NOBODY_BESIDES: Field = Field::of("visitors", Takes::Text, "")
    .or(Computed("nobody"), "everybody's start is given in `placed`");
