//! Kinds of visitors.

use crate::document::Otherwise::{Computed, Number, Switch};
use crate::document::{Field, Shape, Takes};

/// Id.
pub const ID: Field = Field::of("id", Takes::Id, "its unique name, or that of a standard segment");
/// Shown name.
pub const NAME: Field = Field::of("name", Takes::Name, "the name shown in reports")
    .or(Computed("the standard segment's name, or the id"), "a report needs a name");
/// Share.
pub const SHARE: Field = Field::number("share", "", [0.0, 1.0], "share of all visitors")
    .or(Computed("the standard segment's share"), "[a] replace by the event's own");
/// Speed.
pub const FREE_SPEED_MPS: Field =
    Field::spread("free_speed_mps", "m/s", [0.1, 3.0], "free walking speed on level ground").or(
        Computed("the standard segment's; for others 1.34 ± 0.26 m/s"),
        "[m] free speed of adults",
    );
/// Radius.
pub const RADIUS_M: Field = Field::number("radius_m", "m", [0.1, 0.6], "body radius")
    .or(Computed("0.2 m; 0.25 m limited mobility, 0.4 m wheelchair"), "[a]");
/// Step-free.
pub const STEP_FREE: Field =
    Field::of("step_free", Takes::Switch, "whether stairs cannot be taken")
        .or(Switch(false), "[s] of the standard segments only the wheelchair takes no stairs");
/// Party.
pub const PARTY: Field = Field::of("party", Takes::Record(&PARTY_SHAPE), "size of a party").or(
    Computed("the standard segment's; for others alone"),
    "[s] sizes zero-truncated Poisson; [a] its parameter",
);
/// Companions.
pub const COMPANIONS: Field =
    Field::of("companions", Takes::Id, "segment of the others of the party")
        .or(Computed("the same segment; adult_alone for limited_mobility and wheelchair"), "[a]");
/// Knowledge of the place.
pub const KNOWS_PLACE: Field = Field::number(
    "knows_place",
    "",
    [0.0, 1.0],
    "share of its parties who know all exits; first-time guests know the one by which they came",
)
.optional();
/// Appeal.
pub const APPEAL: Field = Field::of(
    "appeal",
    Takes::Other("a map of attractions to factors, `{\"tea\": 2.0}`"),
    "how much more (2.0) or less (0.5) they like an attraction than others do",
)
.optional();

/// A segment.
pub const SEGMENT: Shape = Shape {
    name: "segment",
    fields: &[
        ID,
        NAME,
        SHARE,
        FREE_SPEED_MPS,
        RADIUS_M,
        STEP_FREE,
        PARTY,
        COMPANIONS,
        KNOWS_PLACE,
        APPEAL,
    ],
};

/// Poisson parameter.
pub const LAMBDA: Field =
    Field::number("lambda", "people", [0.0, 20.0], "parameter of the zero-truncated Poisson sizes")
        .or(Number(1.0), "[a]");
/// Smallest party.
pub const LOW: Field =
    Field::whole("low", "people", [1, 50], "smallest party").or(Number(1.0), "[a]");
/// Largest party.
pub const HIGH: Field =
    Field::whole("high", "people", [1, 50], "largest party").or(Number(6.0), "[a]");
/// Size of a party.
pub const PARTY_SHAPE: Shape = Shape { name: "party", fields: &[LAMBDA, LOW, HIGH] };
