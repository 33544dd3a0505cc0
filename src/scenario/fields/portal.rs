//! Where people come in and go out.

use crate::document::Otherwise::{Computed, Number, Switch, Word};
use crate::document::{Field, Shape, Takes};

/// Id.
pub const ID: Field = Field::of("id", Takes::Id, "id of a portal of the venue");
/// Width.
pub const WIDTH_M: Field = Field::number("width_m", "m", [0.5, 500.0], "clear width").or(
    Computed("length of the drawn line, or longer side of the drawn area"),
    "measured in the venue",
);
/// Highest capacity, persons a minute.
pub const MOST_PER_MIN: f64 = 50_000.0;
/// Capacity.
pub const CAPACITY_PER_MIN: Field = Field::number(
    "capacity_per_min",
    "persons/min",
    [1.0, MOST_PER_MIN],
    "most people a minute that can come in, and that can go out",
)
.or(
    Computed("82 persons/m/min (66 on stairs) times the width; without limit at `reach_m: 0`"),
    "[s] rate of passage, Guide to Safety at Sports Grounds",
);
/// Direction.
pub const USE: Field =
    Field::of("use", Takes::Word(&["Both", "In", "Out"]), "whether people come in, leave, or both")
        .or(Word("Both"), "most ways can be walked both ways [a]");
/// Step-free.
pub const STEP_FREE: Field =
    Field::of("step_free", Takes::Switch, "whether a wheelchair can use it")
        .or(Switch(true), "no drawn stairs at the portal [a]");
/// Pulses.
pub const PULSES: Field =
    Field::of("pulses", Takes::Record(&PULSES_SHAPE), "arrivals in bursts, as from a train")
        .optional();
/// Share.
pub const SHARE: Field =
    Field::number("share", "", [0.0, 1.0], "share of the arrivals that come in here")
        .or(Computed("what the other portals leave, by width"), "[a] wide ways bring more people");

/// How near to a portal people are gone where nothing is said, metres [a].
pub const REACH_OTHERWISE_M: f64 = 0.7;
/// Reach.
pub const REACH_M: Field = Field::number(
    "reach_m",
    "m",
    [0.0, 5.0],
    "how near to it those who leave are gone; inside a drawn area they are in any case",
)
.or(Number(REACH_OTHERWISE_M), "[a] an arm's length");

/// A portal.
pub const SHAPE: Shape = Shape {
    name: "portal",
    fields: &[ID, WIDTH_M, CAPACITY_PER_MIN, USE, STEP_FREE, PULSES, SHARE, REACH_M],
};

/// Time between bursts.
pub const EVERY_MIN: Field =
    Field::number("every_min", "min", [0.2, 720.0], "time between two bursts");
/// First burst.
pub const FIRST: Field = Field::of("first", Takes::Clock, "time of the first burst")
    .or(Computed("the event's start"), "[a]");
/// Length of a burst.
pub const LASTS_MIN: Field = Field::number("lasts_min", "min", [0.05, 60.0], "length of a burst")
    .or(
        crate::document::Otherwise::Number(0.5),
        "[a] a train empties its platform in half a minute",
    );

/// Arrivals in bursts.
pub const PULSES_SHAPE: Shape = Shape { name: "pulses", fields: &[EVERY_MIN, FIRST, LASTS_MIN] };
