//! The document of an event, checked once: after that only a valid [`Scenario`] travels.
//!
//! Owns what is planned (times, demand, people, attractions, limits); the ground is the
//! [`crate::venue`]'s, the measures are the [`crate::plan`]'s.

mod clock;
pub mod counts;
mod explain;
pub mod fields;
mod read;
mod source;
mod standard;
mod template;
mod uniform;

pub use explain::explain;
pub use read::{
    BYTES_A_VISITOR, Checked, passage_per_min, read, read_on, read_text_on, standard_model,
};
pub use source::{fingerprint, source_file};
pub use standard::{STANDARD_SEGMENTS, StandardSegment};
pub use template::{
    AttractionBegins, Beginning, Is, PortalBegins, event_text, new_event, new_event_on,
};
pub use uniform::Uniform;

use crate::document::Bilingual;
pub use crate::document::DefaultTaken;
use crate::venue::{AttractionShape, CounterLine, PortalShape, Venue};
use std::path::PathBuf;

/// A checked event. Times are seconds since the event's start (`clock.starts_s`).
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Folder name of the event.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// When it takes place.
    pub clock: EventClock,
    /// Where it takes place.
    pub venue: Venue,
    /// Where people come and go; [`Portal::shape`] is copied from the venue.
    pub portals: Vec<Portal>,
    /// What they come for.
    pub attractions: Vec<Attraction>,
    /// What happens at which time.
    pub programme: Vec<Show>,
    /// Kinds of visitors; the shares add up to 1.
    pub segments: Vec<Segment>,
    /// Who arrives when and where.
    pub demand: Demand,
    /// Visitors besides those of the demand, whose start is given and not drawn.
    pub placed: Vec<PlacedVisitor>,
    /// Closed lines round which some of them walk.
    pub rounds: Vec<Round>,
    /// How people move.
    pub motion: Motion,
    /// How people find their ways.
    pub ways: Ways,
    /// Lines across which flow is measured.
    pub counters: Vec<Counter>,
    /// What must hold.
    pub limits: Limits,
    /// The files it was read from.
    pub sources: Vec<SourceFile>,
    /// Values that the document left out.
    pub defaults: Vec<DefaultTaken>,
}

impl Scenario {
    /// All who come: those of the demand and those whose start is given.
    pub fn visitors(&self) -> usize {
        self.demand.visitors as usize + self.placed.len()
    }
}

/// When the event takes place.
#[derive(Clone, Debug, PartialEq)]
pub struct EventClock {
    /// Day of the start, if given, as in "2026-02-14".
    pub date: Option<jiff::civil::Date>,
    /// Time zone of the place, if given, as in "Asia/Shanghai".
    pub timezone: Option<String>,
    /// Start of the simulated time, seconds since midnight.
    pub starts_s: f64,
    /// Length of the simulated time, seconds.
    pub duration_s: f64,
}

/// Where people come in and go out.
#[derive(Clone, Debug)]
pub struct Portal {
    /// Its drawn form, name and id.
    pub shape: PortalShape,
    /// Clear width, metres.
    pub width_m: f64,
    /// Most people a minute that can come in, and that can go out.
    pub capacity_per_min: f64,
    /// Whether people come in here.
    pub inward: bool,
    /// Whether people leave here.
    pub outward: bool,
    /// Whether a wheelchair can use it.
    pub step_free: bool,
    /// Arrivals come in bursts, as from a train.
    pub pulses: Option<Pulses>,
    /// Share of the arrivals that come in here; the shares add up to 1.
    pub arrival_share: f64,
    /// How near to it those who leave are gone, metres; those inside an area are in any case.
    pub reach_m: f64,
}

/// Arrivals in bursts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pulses {
    /// Time between two bursts, seconds.
    pub every_s: f64,
    /// First burst, seconds since the event's start.
    pub first_s: f64,
    /// Length of a burst, seconds.
    pub lasts_s: f64,
}

/// Something people come for.
#[derive(Clone, Debug)]
pub struct Attraction {
    /// Its drawn form, name and id.
    pub shape: AttractionShape,
    /// What it is.
    pub kind: AttractionKind,
    /// When it is open, `[from, until)` in seconds since the event's start.
    pub open: Vec<[f64; 2]>,
    /// How much each segment wants to go there, relative to the other attractions.
    pub appeal: Vec<f64>,
    /// How long people stay once there (without queueing and service), seconds.
    pub stay_s: Spread,
    /// Whether a wheelchair can get to it by its drawn place (stairs are found on the way).
    pub step_free: bool,
}

/// The kinds of attractions.
#[derive(Clone, Debug, PartialEq)]
pub enum AttractionKind {
    /// People stand where they can see the focus.
    Stage {
        /// Density at which people choose to stand, persons per m².
        chosen_density_per_m2: f64,
    },
    /// People are served one after another at the focus.
    Counter {
        /// Servers working side by side.
        servers: u32,
        /// Time of one service, seconds.
        service_s: Spread,
        /// Whether a party is served as one.
        whole_party: bool,
        /// How the queue stands.
        queue: QueueForm,
        /// Length at which newcomers turn away, people; those who see less come.
        balk_at: u32,
        /// Waiting time after which people give up, seconds.
        patience_s: f64,
        /// People come when they need it, on average every so many seconds (a toilet);
        /// `None` where they come because they like it.
        need_every_s: Option<f64>,
    },
    /// People stand, sit or stroll somewhere in the area.
    Place {
        /// Most people at once.
        capacity: u32,
    },
}

/// How people wait to be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueForm {
    /// One behind another, along the drawn line or away from the focus.
    Line,
    /// As a crowd around the focus; who came first is served first.
    Crowd,
}

/// A distribution of positive numbers: normal, cut off at `low` and `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean before cutting off.
    pub mean: f64,
    /// Standard deviation before cutting off.
    pub sd: f64,
    /// Smallest.
    pub low: f64,
    /// Largest.
    pub high: f64,
}

/// Something that starts and ends at a time and sets the crowd in motion.
#[derive(Clone, Debug)]
pub struct Show {
    /// Unique name in the event.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Where: index into [`Scenario::attractions`].
    pub attraction: usize,
    /// Start, seconds since the event's start.
    pub from_s: f64,
    /// End, seconds since the event's start.
    pub until_s: f64,
    /// Share of those inside who want to see it.
    pub draw: f64,
    /// Share of the audience that goes home when it ends.
    pub leave_after: f64,
}

/// A kind of visitor.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Unique name in the event: `adult_alone`, `family`, `wheelchair`, …
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Share of all visitors.
    pub share: f64,
    /// Free walking speed on level ground, m/s.
    pub free_speed_mps: Spread,
    /// Body radius, metres.
    pub radius_m: f64,
    /// Whether stairs cannot be taken.
    pub step_free: bool,
    /// Size of a party.
    pub party: PartySize,
    /// The others of the party are of this segment (a wheelchair user's companion);
    /// `None`: all are of the same.
    pub companions: Option<usize>,
    /// Share of its parties who know all exits, 0–1.
    pub knows_place: f64,
}

/// Size of a party: zero-truncated Poisson, cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartySize {
    /// Parameter of the Poisson distribution; 0 means always `low`.
    pub lambda: f64,
    /// Smallest.
    pub low: u32,
    /// Largest.
    pub high: u32,
}

/// Who arrives when and where.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Visitors over the whole event.
    pub visitors: u32,
    /// Bins in the order of time, not overlapping.
    pub bins: Vec<ArrivalBin>,
    /// How long people stay at the event, seconds.
    pub stay_s: Spread,
    /// Where the bins come from, in words, for the report.
    pub origin: Bilingual,
}

/// A visitor who stands on the ground at a given time and place and goes from there: how scenes
/// of experiments and of other programs are set up, where everybody's start is known. They come
/// alone, use no portal to come in and visit nothing. The ledgers book them as having come by
/// [`PlacedVisitor::leaves_by`].
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedVisitor {
    /// When they are there, seconds since the event's start.
    pub starts_s: f64,
    /// Where, metres.
    pub at: geo::Coord<f64>,
    /// Free walking speed on level ground, m/s.
    pub free_speed_mps: f64,
    /// Index into [`Scenario::segments`]: body, and whether stairs can be taken.
    pub segment: usize,
    /// Index into [`Scenario::portals`] of the one by which they leave; it must let people out.
    /// For those who choose for themselves or never leave, where the ledgers book them.
    pub leaves_by: usize,
    /// How long they stand there before they walk, seconds.
    pub waits_s: f64,
    /// Where they go.
    pub goes: Goes,
}

/// Where a visitor whose start is given goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goes {
    /// Out by their portal.
    #[default]
    Out,
    /// Out by the portal that they choose, and choose again while they walk.
    AnyWayOut,
    /// Round and round, along a line of [`Scenario::rounds`].
    Round(usize),
}

/// A closed line round which people walk and never leave, as in single-file experiments.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Unique name in the event.
    pub id: String,
    /// Its corners, metres, in the direction of walking; the last leads to the first.
    pub line: Vec<geo::Coord<f64>>,
}

/// Arrivals between two times.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalBin {
    /// From, seconds since the event's start.
    pub from_s: f64,
    /// Until, seconds since the event's start.
    pub until_s: f64,
    /// Share of all visitors who arrive in this bin, one number a portal; all bins and
    /// portals add up to 1.
    pub share: Vec<f64>,
}

/// How people move.
#[derive(Clone, Debug, PartialEq)]
pub struct Motion {
    /// The model of motion.
    pub model: MotionModel,
    /// Time step, seconds.
    pub time_step_s: f64,
    /// Side of a cell of the ground raster, metres.
    pub cell_m: f64,
}

/// Models of motion and their parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum MotionModel {
    /// Tordeux, Chraibi, Seyfried 2016.
    CollisionFreeSpeed {
        /// Time gap, seconds.
        time_gap_s: f64,
        /// Strength of the turn away from neighbours.
        neighbor_strength: f64,
        /// Range of the turn away from neighbours, metres.
        neighbor_range_m: f64,
        /// Strength of the turn away from walls.
        wall_strength: f64,
        /// Range of the turn away from walls, metres.
        wall_range_m: f64,
    },
    /// Xu, Chraibi, Seyfried 2021.
    AnticipationVelocity(AnticipationVelocityModel),
    /// Helbing, Farkas, Vicsek 2000.
    SocialForce(SocialForceModel),
    /// wuwei's own.
    StaggeredSpacing(StaggeredSpacingModel),
}

/// Parameters of the anticipation velocity model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnticipationVelocityModel {
    /// Time gap, seconds.
    pub time_gap_s: f64,
    /// Strength of the turn away from neighbours.
    pub neighbor_strength: f64,
    /// Range of the turn away from neighbours, metres.
    pub neighbor_range_m: f64,
    /// How far ahead people foresee where others will be, seconds.
    pub anticipation_s: f64,
    /// Time in which people take up a new direction, seconds.
    pub reaction_s: f64,
    /// Room that people keep between body and wall, metres.
    pub wall_buffer_m: f64,
    /// Strength of the turn away from a wall that is too near.
    pub wall_pushout: f64,
}

/// Parameters of the staggered-spacing speed model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaggeredSpacingModel {
    /// Time gap at 1.34 m/s, seconds.
    pub time_gap_s: f64,
    /// Depth of a body over its breadth.
    pub depth_share: f64,
    /// Room kept in file beyond touching, metres.
    pub file_room_m: f64,
    /// Distance from the line of walking at which somebody no longer counts as in file, metres.
    pub file_half_width_m: f64,
    /// How early people slow, 0 to 1.
    pub ease: f64,
    /// People behind within 0.8 m, by nearness, from which on they press.
    pub press_from: f64,
    /// Share of the room in file given up for each person more.
    pub press_room: f64,
    /// Share of the time gap given up for each person more.
    pub press_time: f64,
    /// Strength of the turn away from neighbours.
    pub neighbor_strength: f64,
    /// Range of the turn away from neighbours, metres.
    pub neighbor_range_m: f64,
    /// Strength of the turn away from walls.
    pub wall_strength: f64,
    /// Range of the turn away from walls, metres.
    pub wall_range_m: f64,
}

/// Parameters of the social force model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SocialForceModel {
    /// Mass of a body, kilograms.
    pub mass_kg: f64,
    /// Time in which people reach the speed they wish, seconds.
    pub relaxation_s: f64,
    /// Strength of the repulsion by neighbours, newtons.
    pub neighbor_force_n: f64,
    /// Strength of the repulsion by walls, newtons.
    pub wall_force_n: f64,
    /// Range of both, metres.
    pub force_range_m: f64,
    /// Stiffness of bodies that touch, kg/s².
    pub stiffness_kg_per_s2: f64,
    /// Sliding friction of bodies that touch, kg/(m s).
    pub friction_kg_per_m_s: f64,
    /// Longest step of its equations, seconds.
    pub longest_step_s: f64,
}

impl MotionModel {
    /// Time gap that people keep to those ahead, seconds; `None` where the model has none.
    pub fn time_gap_s(&self) -> Option<f64> {
        match *self {
            Self::CollisionFreeSpeed { time_gap_s, .. } => Some(time_gap_s),
            Self::AnticipationVelocity(model) => Some(model.time_gap_s),
            Self::StaggeredSpacing(model) => Some(model.time_gap_s),
            Self::SocialForce(_) => None,
        }
    }

    /// The radius with which the model reckons for a body of this radius, metres. Where people turn a
    /// shoulder to each other, what is broader than shoulders does not: a wheelchair takes up its room.
    pub fn radius_m(&self, body_m: f64) -> f64 {
        match self {
            Self::StaggeredSpacing(model) => {
                body_m.min(SHOULDERS_M) + (body_m - SHOULDERS_M).max(0.0) / model.depth_share
            }
            _ => body_m,
        }
    }
}

/// Half the breadth of an adult's shoulders, metres.
pub const SHOULDERS_M: f64 = 0.2;

/// How people find their ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// Share of parties that know of jams ahead and take the quicker way.
    pub informed_share: f64,
    /// Time between two looks at the congestion, seconds.
    pub refresh_s: f64,
}

/// A line across which flow is measured.
#[derive(Clone, Debug)]
pub struct Counter {
    /// Line, name and id.
    pub shape: CounterLine,
    /// Clear width, metres.
    pub width_m: f64,
    /// Most people a minute that can pass, both directions together.
    pub capacity_per_min: f64,
}

/// What must hold for an event to be called safe.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// 1-minute mean density where people move, persons per m².
    pub moving_density_per_m2: f64,
    /// 1-minute mean density where people stand, persons per m².
    pub standing_density_per_m2: f64,
    /// Density above which no person-minute may lie, persons per m².
    pub critical_density_per_m2: f64,
    /// Crowd pressure ρ·Var(v), 1/s².
    pub pressure_per_s2: f64,
    /// Time in which everybody has to be out at the end, seconds.
    pub egress_s: f64,
    /// Least width of a step-free way, metres.
    pub step_free_width_m: f64,
}

/// A file that the event was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as given.
    pub path: PathBuf,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}
