//! What people come for.

use crate::document::Otherwise::{Computed, Number, Spread, Switch, Word};
use crate::document::{Field, Shape, Takes};

/// Id.
pub const ID: Field = Field::of("id", Takes::Id, "id of an attraction of the venue");
/// Kind.
pub const IS: Field = Field::of(
    "is",
    Takes::Variant(&[STAGE, COUNTER, PLACE]),
    "what it is: people watch, are served, or stroll and sit",
)
.or(Computed("a Place"), "[a] people stroll and sit wherever nothing else is said");
/// Appeal.
pub const APPEAL: Field = Field::number(
    "appeal",
    "",
    [0.0, 1000.0],
    "how much people want to go there, relative to the other attractions",
)
.or(Number(1.0), "[a] all attractions alike");
/// Stay.
pub const STAY_MIN: Field = Field::spread(
    "stay_min",
    "min",
    [0.0, 1440.0],
    "how long people stay once there, without queue and service",
)
.or(Computed("stage 30 ± 10, counter 2 ± 1, place 15 ± 8 min"), "[a]");
/// Opening hours.
pub const OPEN: Field =
    Field::of("open", Takes::Other("opening hours, `[(\"15:00\", \"17:30\")]`"), "when it is open")
        .or(Computed("the whole event"), "[a]");
/// Step-free.
pub const STEP_FREE: Field = Field::of(
    "step_free",
    Takes::Switch,
    "whether a wheelchair can get to it (stairs on the way are found by themselves)",
)
.or(Switch(true), "[a]");

/// An attraction.
pub const SHAPE: Shape =
    Shape { name: "attraction", fields: &[ID, IS, APPEAL, STAY_MIN, OPEN, STEP_FREE] };

/// Stay at a stage.
pub const STAGE_STAY_MIN: [f64; 4] = [30.0, 10.0, 5.0, 60.0];
/// Stay at a counter after the service.
pub const COUNTER_STAY_MIN: [f64; 4] = [2.0, 1.0, 0.5, 5.0];
/// Stay at a place.
pub const PLACE_STAY_MIN: [f64; 4] = [15.0, 8.0, 2.0, 40.0];

/// Chosen density.
pub const CHOSEN_DENSITY: Field = Field::number(
    "chosen_density_per_m2",
    "persons/m²",
    [0.1, 5.0],
    "density at which people choose to stand",
)
.or(Number(1.5), "[a]");
/// A stage.
pub const STAGE: Shape = Shape { name: "Stage", fields: &[CHOSEN_DENSITY] };

/// Servers.
pub const SERVERS: Field =
    Field::whole("servers", "servers", [1, 10_000], "servers working side by side")
        .or(Number(1.0), "[a]");
/// Service time.
pub const SERVICE_S: Field = Field::spread("service_s", "s", [0.5, 7200.0], "time of one service")
    .or(Spread([40.0, 15.0, 10.0, 120.0]), "[a]; toilets take 60 s men, 90 s women [s]");
/// Party served as one.
pub const WHOLE_PARTY: Field =
    Field::of("whole_party", Takes::Switch, "whether a party is served as one")
        .or(Switch(true), "[a]");
/// Queue.
pub const QUEUE: Field = Field::of(
    "queue",
    Takes::Word(&["Line", "Crowd"]),
    "how people wait: one behind another, or as a crowd",
)
.or(Word("Line"), "[a]");
/// Balking.
pub const BALK_AT: Field = Field::whole(
    "balk_at",
    "people",
    [1, 100_000],
    "length of the queue at which newcomers turn away",
)
.or(Number(15.0), "[a]");
/// Patience.
pub const PATIENCE_MIN: Field =
    Field::number("patience_min", "min", [0.5, 720.0], "waiting time after which people give up")
        .or(Number(15.0), "[a]");
/// Need.
pub const NEED_EVERY_MIN: Field = Field::number(
    "need_every_min",
    "min",
    [5.0, 10_000.0],
    "people come when they need it, every so often (a toilet); left out: they come because they like it",
)
.optional();
/// A counter.
pub const COUNTER: Shape = Shape {
    name: "Counter",
    fields: &[SERVERS, SERVICE_S, WHOLE_PARTY, QUEUE, BALK_AT, PATIENCE_MIN, NEED_EVERY_MIN],
};

/// Capacity.
pub const CAPACITY: Field =
    Field::whole("capacity", "people", [1, 1_000_000], "most people at once")
        .or(Computed("the area over 2 m²"), "[a] room to stroll and sit");
/// A place.
pub const PLACE: Shape = Shape { name: "Place", fields: &[CAPACITY] };
