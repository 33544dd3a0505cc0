//! The event itself: times, place, programme, motion, ways, counters, limits.

use super::{attraction, demand, people, placed, portal};
use crate::document::Otherwise::{Computed, Number, Word};
use crate::document::{Field, Shape, Takes};

/// Version of the format.
pub const VERSION: Field =
    Field::whole("version", "", [1, 1], "version of the format, so that old files stay readable");
/// Shown name.
pub const NAME: Field = Field::of("name", Takes::Name, "the name shown in reports")
    .or(Computed("the folder's name"), "a report needs a title");
/// Day.
pub const DATE: Field =
    Field::of("date", Takes::Text, "day of the start, as in \"2026-05-16\"").optional();
/// Time zone.
pub const TIMEZONE: Field = Field::of(
    "timezone",
    Takes::Text,
    "time zone of the place, as in \"Asia/Shanghai\"; only counts in UTC need it",
)
.optional();
/// Start.
pub const FROM: Field = Field::of("from", Takes::Clock, "start of the simulated time");
/// End.
pub const UNTIL: Field = Field::of(
    "until",
    Takes::Clock,
    "end of the simulated time; before `from` it means the next day",
);
/// Venue file.
pub const VENUE: Field = Field::of("venue", Takes::Text, "file of the venue, beside this one")
    .or(Word("venue.geojson"), "the usual name");
/// Portals.
pub const PORTALS: Field = Field::of(
    "portals",
    Takes::Records(&portal::SHAPE),
    "where people come and go; portals of the venue that are not listed get defaults",
)
.optional();
/// Demand.
pub const DEMAND: Field =
    Field::of("demand", Takes::Record(&demand::SHAPE), "who arrives when, and how long they stay");
/// Visitors whose start is given.
pub const PLACED: Field = Field::of(
    "placed",
    Takes::Record(&placed::SHAPE),
    "visitors whose start is given, one by one, as when an experiment is replayed",
)
.optional();
/// Segments.
pub const SEGMENTS: Field = Field::of(
    "segments",
    Takes::Records(&people::SEGMENT),
    "kinds of visitors; of a standard kind the share alone will do",
)
.or(
    Computed("the six standard segments"),
    "kinds of visitors at community events; shares [a], speeds [s] and [m]",
);
/// Attractions.
pub const ATTRACTIONS: Field = Field::of(
    "attractions",
    Takes::Records(&attraction::SHAPE),
    "what people come for; attractions of the venue that are not listed are places to stroll",
)
.optional();
/// Programme.
pub const PROGRAMME: Field =
    Field::of("programme", Takes::Records(&SHOW), "what happens at which time").optional();
/// Motion.
pub const MOTION: Field =
    Field::of("motion", Takes::Record(&MOTION_SHAPE), "how people move").optional();
/// Ways.
pub const WAYS: Field =
    Field::of("ways", Takes::Record(&WAYS_SHAPE), "how people find their ways").optional();
/// Counters.
pub const COUNTERS: Field = Field::of(
    "counters",
    Takes::Records(&COUNTER),
    "lines of the venue across which flow is measured; those not listed get defaults",
)
.optional();
/// Limits.
pub const LIMITS: Field =
    Field::of("limits", Takes::Record(&LIMITS_SHAPE), "what must hold for safety").optional();

/// The document.
pub const EVENT: Shape = Shape {
    name: "Event",
    fields: &[
        VERSION,
        NAME,
        DATE,
        TIMEZONE,
        FROM,
        UNTIL,
        VENUE,
        PORTALS,
        DEMAND,
        PLACED,
        SEGMENTS,
        ATTRACTIONS,
        PROGRAMME,
        MOTION,
        WAYS,
        COUNTERS,
        LIMITS,
    ],
};

/// One show.
pub mod show {
    use super::*;
    /// Id.
    pub const ID: Field = Field::of("id", Takes::Id, "its unique name");
    /// Shown name.
    pub const NAME: Field = Field::of("name", Takes::Name, "the name shown in reports")
        .or(Computed("the id"), "a report needs a name");
    /// Where.
    pub const AT: Field = Field::of("at", Takes::Id, "id of the attraction where it takes place");
    /// Start.
    pub const FROM: Field = Field::of("from", Takes::Clock, "start");
    /// End.
    pub const UNTIL: Field = Field::of("until", Takes::Clock, "end");
    /// Draw.
    pub const DRAW: Field =
        Field::number("draw", "", [0.0, 1.0], "share of those inside who want to see it")
            .or(Number(0.4), "[a]");
    /// Leaving.
    pub const LEAVE_AFTER: Field = Field::number(
        "leave_after",
        "",
        [0.0, 1.0],
        "share of the audience that goes home after it",
    )
    .or(Number(0.1), "[a]");
}

/// A show.
pub const SHOW: Shape = Shape {
    name: "show",
    fields: &[
        show::ID,
        show::NAME,
        show::AT,
        show::FROM,
        show::UNTIL,
        show::DRAW,
        show::LEAVE_AFTER,
    ],
};

/// The collision-free speed model.
pub mod collision_free_speed {
    use super::*;
    const JUPEDSIM: &str = "[s] JuPedSim 1.4.2";
    /// Time gap.
    pub const TIME_GAP_S: Field =
        Field::number("time_gap_s", "s", [0.05, 10.0], "time gap people keep to whom they follow")
            .or(Number(1.0), JUPEDSIM);
    /// Strength, neighbours.
    pub const NEIGHBOR_STRENGTH: Field = Field::number(
        "neighbor_strength",
        "",
        [0.0, 100.0],
        "strength of the turn from neighbours",
    )
    .or(Number(8.0), JUPEDSIM);
    /// Range, neighbours.
    pub const NEIGHBOR_RANGE_M: Field =
        Field::number("neighbor_range_m", "m", [0.01, 5.0], "range of the turn from neighbours")
            .or(Number(0.1), JUPEDSIM);
    /// Strength, walls.
    pub const WALL_STRENGTH: Field =
        Field::number("wall_strength", "", [0.0, 100.0], "strength of the turn from walls")
            .or(Number(5.0), JUPEDSIM);
    /// Range, walls.
    pub const WALL_RANGE_M: Field =
        Field::number("wall_range_m", "m", [0.005, 5.0], "range of the turn from walls")
            .or(Number(0.02), JUPEDSIM);
    /// The model.
    pub const SHAPE: Shape = Shape {
        name: "CollisionFreeSpeed",
        fields: &[TIME_GAP_S, NEIGHBOR_STRENGTH, NEIGHBOR_RANGE_M, WALL_STRENGTH, WALL_RANGE_M],
    };
}

/// The anticipation velocity model.
pub mod anticipation_velocity {
    use super::*;
    const JUPEDSIM: &str = "[s] JuPedSim 1.4.2";
    /// Time gap.
    pub const TIME_GAP_S: Field =
        Field::number("time_gap_s", "s", [0.05, 10.0], "time gap people keep to whom they follow")
            .or(Number(1.06), JUPEDSIM);
    /// Strength, neighbours.
    pub const NEIGHBOR_STRENGTH: Field = Field::number(
        "neighbor_strength",
        "",
        [0.0, 100.0],
        "strength of the turn from neighbours",
    )
    .or(Number(8.0), JUPEDSIM);
    /// Range, neighbours.
    pub const NEIGHBOR_RANGE_M: Field =
        Field::number("neighbor_range_m", "m", [0.01, 5.0], "range of the turn from neighbours")
            .or(Number(0.1), JUPEDSIM);
    /// Anticipation.
    pub const ANTICIPATION_S: Field = Field::number(
        "anticipation_s",
        "s",
        [0.0, 5.0],
        "how far ahead people foresee where others will be",
    )
    .or(Number(1.0), JUPEDSIM);
    /// Reaction.
    pub const REACTION_S: Field = Field::number(
        "reaction_s",
        "s",
        [0.01, 5.0],
        "time in which people take up a new direction",
    )
    .or(Number(0.3), JUPEDSIM);
    /// Room to walls.
    pub const WALL_BUFFER_M: Field = Field::number(
        "wall_buffer_m",
        "m",
        [0.0, 0.5],
        "room that people keep between body and wall",
    )
    .or(Number(0.1), JUPEDSIM);
    /// Turn from walls.
    pub const WALL_PUSHOUT: Field = Field::number(
        "wall_pushout",
        "",
        [0.0, 1.0],
        "strength of the turn from a wall that is nearer than that",
    )
    .or(Number(0.3), JUPEDSIM);
    /// The model.
    pub const SHAPE: Shape = Shape {
        name: "AnticipationVelocity",
        fields: &[
            TIME_GAP_S,
            NEIGHBOR_STRENGTH,
            NEIGHBOR_RANGE_M,
            ANTICIPATION_S,
            REACTION_S,
            WALL_BUFFER_M,
            WALL_PUSHOUT,
        ],
    };
}

/// The social force model.
pub mod social_force {
    use super::*;
    const PAPER: &str = "[s] Helbing, Farkas, Vicsek 2000";
    /// Mass.
    pub const MASS_KG: Field =
        Field::number("mass_kg", "kg", [1.0, 500.0], "mass of a body").or(Number(80.0), PAPER);
    /// Relaxation.
    pub const RELAXATION_S: Field = Field::number(
        "relaxation_s",
        "s",
        [0.05, 10.0],
        "time in which people reach the speed they wish",
    )
    .or(Number(0.5), PAPER);
    /// Repulsion by neighbours.
    pub const NEIGHBOR_FORCE_N: Field = Field::number(
        "neighbor_force_n",
        "N",
        [0.0, 20_000.0],
        "strength of the repulsion by neighbours",
    )
    .or(Number(2000.0), PAPER);
    /// Repulsion by walls.
    pub const WALL_FORCE_N: Field =
        Field::number("wall_force_n", "N", [0.0, 20_000.0], "strength of the repulsion by walls")
            .or(Number(2000.0), PAPER);
    /// Range.
    pub const FORCE_RANGE_M: Field =
        Field::number("force_range_m", "m", [0.01, 0.2], "range of both repulsions")
            .or(Number(0.08), PAPER);
    /// Stiffness.
    pub const STIFFNESS: Field = Field::number(
        "stiffness_kg_per_s2",
        "kg/s²",
        [0.0, 500_000.0],
        "stiffness of bodies that touch",
    )
    .or(Number(120_000.0), PAPER);
    /// Friction.
    pub const FRICTION: Field = Field::number(
        "friction_kg_per_m_s",
        "kg/(m s)",
        [0.0, 1_000_000.0],
        "sliding friction of bodies that touch",
    )
    .or(Number(240_000.0), PAPER);
    /// Step.
    pub const LONGEST_STEP_S: Field = Field::number(
        "longest_step_s",
        "s",
        [0.0005, 0.02],
        "longest step of its equations; a time step is made of as many as it takes",
    )
    .or(Number(0.01), "[s] JuPedSim 1.4.2");
    /// The model.
    pub const SHAPE: Shape = Shape {
        name: "SocialForce",
        fields: &[
            MASS_KG,
            RELAXATION_S,
            NEIGHBOR_FORCE_N,
            WALL_FORCE_N,
            FORCE_RANGE_M,
            STIFFNESS,
            FRICTION,
            LONGEST_STEP_S,
        ],
    };
}

/// The staggered-spacing speed model.
pub mod staggered_spacing {
    use super::*;
    const FITTED: &str = "[a] fitted to recorded experiments";
    const JUPEDSIM: &str = "[s] JuPedSim 1.4.2";
    /// Time gap.
    pub const TIME_GAP_S: Field = Field::number(
        "time_gap_s",
        "s",
        [0.05, 10.0],
        "time gap to whom they follow of people who walk 1.34 m/s; shorter the quicker they are",
    )
    .or(Number(0.856), FITTED);
    /// Depth of bodies.
    pub const DEPTH_SHARE: Field =
        Field::number("depth_share", "", [0.2, 1.0], "depth of a body over its breadth")
            .or(Number(0.585), FITTED);
    /// Room in file.
    pub const FILE_ROOM_M: Field = Field::number(
        "file_room_m",
        "m",
        [0.0, 1.0],
        "room for the step that people keep straight behind another",
    )
    .or(Number(0.206), FITTED);
    /// Who is in file.
    pub const FILE_HALF_WIDTH_M: Field = Field::number(
        "file_half_width_m",
        "m",
        [0.02, 1.0],
        "distance aside from which on people look past another",
    )
    .or(Number(0.238), FITTED);
    /// From when a crowd presses.
    pub const PRESS_FROM: Field = Field::number(
        "press_from",
        "",
        [0.0, 50.0],
        "people behind within 0.8 m, by nearness, from which on they press",
    )
    .or(Number(1.51), FITTED);
    /// Room under pressure.
    pub const PRESS_ROOM: Field = Field::number(
        "press_room",
        "",
        [0.0, 1.0],
        "share of the room in file given up for each person more",
    )
    .or(Number(0.155), FITTED);
    /// Time gap under pressure.
    pub const PRESS_TIME: Field = Field::number(
        "press_time",
        "",
        [0.0, 1.0],
        "share of the time gap given up for each person more",
    )
    .or(Number(0.4), FITTED);
    /// Ease.
    pub const EASE: Field =
        Field::number("ease", "", [0.0, 1.0], "how early people slow for those ahead")
            .or(Number(0.224), FITTED);
    /// Strength, neighbours.
    pub const NEIGHBOR_STRENGTH: Field = Field::number(
        "neighbor_strength",
        "",
        [0.0, 100.0],
        "strength of the turn from neighbours",
    )
    .or(Number(8.82), FITTED);
    /// Range, neighbours.
    pub const NEIGHBOR_RANGE_M: Field =
        Field::number("neighbor_range_m", "m", [0.01, 5.0], "range of the turn from neighbours")
            .or(Number(0.111), FITTED);
    /// Strength, walls.
    pub const WALL_STRENGTH: Field =
        Field::number("wall_strength", "", [0.0, 100.0], "strength of the turn from walls")
            .or(Number(5.0), JUPEDSIM);
    /// Range, walls.
    pub const WALL_RANGE_M: Field =
        Field::number("wall_range_m", "m", [0.005, 5.0], "range of the turn from walls")
            .or(Number(0.02), JUPEDSIM);
    /// The model.
    pub const SHAPE: Shape = Shape {
        name: "StaggeredSpacing",
        fields: &[
            TIME_GAP_S,
            DEPTH_SHARE,
            FILE_ROOM_M,
            FILE_HALF_WIDTH_M,
            EASE,
            PRESS_FROM,
            PRESS_ROOM,
            PRESS_TIME,
            NEIGHBOR_STRENGTH,
            NEIGHBOR_RANGE_M,
            WALL_STRENGTH,
            WALL_RANGE_M,
        ],
    };
}

/// The staggered-spacing speed model for standard tests.
pub mod standards {
    use super::*;
    /// The model: its parameters are given.
    pub const SHAPE: Shape = Shape { name: "Standards", fields: &[] };
    /// Time gap: a door of 1 m passes the 1.33 persons/s of IMO 4 and NIST 5.2 at most.
    pub const TIME_GAP_S: f64 = 1.4;
    /// Nobody presses: a door passes as many whatever crowd is before it (RiMEA 12).
    pub const PRESS_FROM: f64 = 50.0;
}

/// Models of motion.
pub const MODELS: &[Shape] = &[
    collision_free_speed::SHAPE,
    anticipation_velocity::SHAPE,
    social_force::SHAPE,
    staggered_spacing::SHAPE,
    standards::SHAPE,
];
/// Model of motion.
pub const MODEL: Field = Field::of("model", Takes::Variant(MODELS), "the model of motion").or(
    Computed("StaggeredSpacing, with the parameters nearest to experiments"),
    "[a] see docs/motion.md",
);
/// Time step.
pub const TIME_STEP_S: Field = Field::number(
    "time_step_s",
    "s",
    [0.005, 0.5],
    "time step of the motion; people look at each other at most five times a second",
)
.or(Number(0.05), "[a]");
/// Raster.
pub const CELL_M: Field =
    Field::number("cell_m", "m", [0.1, 2.0], "side of a cell of the ground raster")
        .or(Number(0.5), "[a]");
/// Motion.
pub const MOTION_SHAPE: Shape = Shape { name: "motion", fields: &[MODEL, TIME_STEP_S, CELL_M] };

/// Informed.
pub const INFORMED_SHARE: Field = Field::number(
    "informed_share",
    "",
    [0.0, 1.0],
    "share of parties that know of jams ahead and take the quicker way",
)
.or(Number(0.3), "[a]; 5–20 % take a detour by their own choice in a crowded place [s]");
/// Refresh.
pub const REFRESH_S: Field =
    Field::number("refresh_s", "s", [1.0, 3600.0], "time between two looks at the congestion")
        .or(Number(60.0), "[a]");
/// Ways.
pub const WAYS_SHAPE: Shape = Shape { name: "ways", fields: &[INFORMED_SHARE, REFRESH_S] };

/// One counter.
pub mod counter {
    use super::*;
    /// Id.
    pub const ID: Field = Field::of("id", Takes::Id, "id of a counter of the venue");
    /// Width.
    pub const WIDTH_M: Field = Field::number("width_m", "m", [0.3, 1000.0], "clear width")
        .or(Computed("the length of the line that lies on the ground"), "measured in the venue");
    /// Capacity.
    pub const CAPACITY_PER_MIN: Field = Field::number(
        "capacity_per_min",
        "persons/min",
        [1.0, 100_000.0],
        "most people a minute that can pass, both directions together",
    )
    .or(
        Computed("82 persons/m/min (66 on stairs) times the width"),
        "[s] rate of passage, Guide to Safety at Sports Grounds",
    );
}
/// A counter.
pub const COUNTER: Shape =
    Shape { name: "counter", fields: &[counter::ID, counter::WIDTH_M, counter::CAPACITY_PER_MIN] };

/// Density where people move.
pub const MOVING_DENSITY: Field = Field::number(
    "moving_density_per_m2",
    "persons/m²",
    [0.1, 10.0],
    "highest 1-minute mean density where people move",
)
.or(Number(2.0), "[a] below the stable flow of Still, 2.5 /m² [s]");
/// Density where people stand.
pub const STANDING_DENSITY: Field = Field::number(
    "standing_density_per_m2",
    "persons/m²",
    [0.1, 10.0],
    "highest 1-minute mean density where people stand",
)
.or(Number(4.0), "[s] Still: 4–5 /m² is the limit for a standing crowd");
/// Critical density.
pub const CRITICAL_DENSITY: Field = Field::number(
    "critical_density_per_m2",
    "persons/m²",
    [0.1, 12.0],
    "density above which no person-minute may lie",
)
.or(Number(5.0), "[s] Still: unstable from 5 /m² on");
/// Pressure.
pub const PRESSURE: Field =
    Field::number("pressure_per_s2", "1/s²", [0.001, 1.0], "highest crowd pressure ρ·Var(v)")
        .or(Number(0.02), "[m] crowd turbulence from there on");
/// Egress.
pub const EGRESS_MIN: Field =
    Field::number("egress_min", "min", [1.0, 240.0], "time in which everybody has to be out")
        .or(Number(8.0), "[s] Guide to Safety at Sports Grounds");
/// Step-free width.
pub const STEP_FREE_WIDTH_M: Field =
    Field::number("step_free_width_m", "m", [0.8, 5.0], "least width of a step-free way")
        .or(Number(1.5), "[a]");
/// Limits.
pub const LIMITS_SHAPE: Shape = Shape {
    name: "limits",
    fields: &[
        MOVING_DENSITY,
        STANDING_DENSITY,
        CRITICAL_DENSITY,
        PRESSURE,
        EGRESS_MIN,
        STEP_FREE_WIDTH_M,
    ],
};
