//! The assessed run as it is stored in `summary.json` and `hotspots.json`: the one thing that
//! report, exports and comparisons read. Lists of numbers over time have one entry a minute.

use super::{FeltSummary, Life};
use crate::document::Bilingual;
use serde::{Deserialize, Serialize};

/// Version of the stored form; a reader refuses what it does not know.
pub const SUMMARY_VERSION: u32 = 2;

/// Everything that is known of a run but the visitors, the fields and the trajectories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// [`SUMMARY_VERSION`].
    pub version: u32,
    /// The event.
    pub event: EventInfo,
    /// The plan.
    pub plan: PlanInfo,
    /// How the run was made.
    pub made: Provenance,
    /// The answers.
    pub answers: Answers,
    /// What management costs the visitors.
    pub felt: FeltSummary,
    /// Visitors in figures.
    pub people: PeopleCount,
    /// Everybody, by the minute.
    pub minutes: Minutes,
    /// Flow across each counter.
    pub counters: Vec<CounterOutcome>,
    /// Flow through each portal.
    pub portals: Vec<PortalOutcome>,
    /// What went on at each attraction.
    pub attractions: Vec<AttractionOutcome>,
    /// What each segment lived through, in the order of the event's segments.
    pub segments: Vec<SegmentOutcome>,
    /// The event as three of the visitors lived through it; empty in summaries that were written
    /// before there were any.
    #[serde(default)]
    pub lives: Vec<Life>,
    /// Person-minutes at each level of service.
    pub service: LevelShares,
    /// Each limit, kept or not.
    pub limits: Vec<LimitCheck>,
    /// Where and when it jams, worst first.
    pub hotspots: Vec<Hotspot>,
    /// What happened when.
    #[serde(default)]
    pub log: Vec<LogLine>,
}

/// A line of the event log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogLine {
    /// When, seconds since the event's start.
    pub at_s: f64,
    /// What happened.
    pub what: Bilingual,
}

/// The event as the report names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventInfo {
    /// Folder name.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Name of the venue.
    pub venue: Bilingual,
    /// Day, as in "2026-02-14", if given.
    pub date: Option<String>,
    /// Start of the simulated time, seconds since midnight.
    pub starts_s: f64,
    /// Planned length, seconds.
    pub duration_s: f64,
    /// Where the arrivals come from, in words.
    pub demand_origin: Bilingual,
    /// The programme.
    pub shows: Vec<ShowInfo>,
}

/// A show as the report names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShowInfo {
    /// Shown name.
    pub name: Bilingual,
    /// Shown name of the place.
    pub place: Bilingual,
    /// Start, seconds since the event's start.
    pub from_s: f64,
    /// End, seconds since the event's start.
    pub until_s: f64,
}

/// The plan as the report names it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanInfo {
    /// Shown name; empty without a plan.
    pub name: Bilingual,
    /// Its measures.
    pub measures: Vec<MeasureInfo>,
}

/// A measure as the report names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureInfo {
    /// Unique name in the plan.
    pub id: String,
    /// Kind: "barrier", "volunteer", "gate", "sign", "one_way", "leaders", "opening", "closure".
    pub kind: String,
    /// Shown name.
    pub name: Bilingual,
    /// Why it is there.
    pub why: Option<Bilingual>,
    /// In place from then on, seconds since the event's start.
    pub from_s: f64,
    /// In place until then, seconds since the event's start.
    pub until_s: f64,
    /// What stands, straight pieces `[[x0, y0], [x1, y1]]`, local metres.
    pub segments: Vec<[[f64; 2]; 2]>,
    /// Where it stands, if that is a point, local metres.
    #[serde(default)]
    pub at: Option<[f64; 2]>,
    /// Effort in words: "13 barrier units of 2.3 m".
    pub effort: Bilingual,
    /// What it did, in words with figures, if a run without it is known.
    pub effect: Option<Bilingual>,
}

/// How the run was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of the program.
    pub program: String,
    /// Command line that repeats it.
    pub command: String,
    /// Seed of all draws.
    pub seed: u64,
    /// Time step, seconds.
    pub time_step_s: f64,
    /// Name of the model of motion.
    pub model: String,
    /// Parameters, name and value with unit.
    pub parameters: Vec<[String; 2]>,
    /// Files with bytes and SHA-256.
    pub files: Vec<FileInfo>,
    /// What the event left out and what was taken: field, value, why.
    pub defaults: Vec<[String; 3]>,
    /// Assumptions that carry [a] or [m], in words.
    pub assumptions: Vec<Bilingual>,
    /// Simulated time at the end, seconds since the event's start.
    pub simulated_s: f64,
    /// Set where the run was stopped before its end: why.
    pub partial: Option<Bilingual>,
    /// Set where the run went on from a checkpoint. It is the same as if it had not.
    #[serde(default)]
    pub resumed: Option<Resumed>,
    /// Set where another plan held before: since when this one does, seconds since the event's
    /// start.
    #[serde(default)]
    pub plan_since_s: Option<f64>,
    /// Time it took, seconds; from the checkpoint on where it went on from one.
    pub wall_s: f64,
    /// Hash of the state at the end, hexadecimal.
    pub state_hash: String,
}

/// From where a run went on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resumed {
    /// The checkpoint's file.
    pub checkpoint: String,
    /// Of when it is, seconds since the event's start.
    pub at_s: f64,
}

/// A file that went into the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// Path as given.
    pub path: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// The answers, kept apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// One sentence that a mayor understands.
    pub sentence: Bilingual,
    /// Safe?
    pub safe: Answer,
    /// Smooth?
    pub smooth: Answer,
    /// Felt?
    pub felt: Answer,
}

/// One answer: a grade, one figure, and words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The grade.
    pub grade: Grade,
    /// The figure, in `unit`.
    pub figure: f64,
    /// Unit of the figure: "person-min", "min".
    pub unit: String,
    /// What the figure says.
    pub words: Bilingual,
}

/// Green, amber, red.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Within the limits.
    Good,
    /// Near a limit.
    Warning,
    /// Beyond a limit.
    Bad,
}

/// Visitors in figures; `arrived = inside + left + waiting outside` holds at every tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PeopleCount {
    /// Visitors that the event expects over its whole time.
    pub expected: u32,
    /// Came to a portal.
    pub arrived: u32,
    /// Let in and gone again.
    pub left: u32,
    /// Inside when the run ended.
    pub inside: u32,
    /// Before a portal, not yet let in for want of room, when the run ended.
    pub waiting_outside: u32,
    /// Most people inside at once.
    pub peak_inside: u32,
    /// When, seconds since the event's start.
    pub peak_inside_at_s: f64,
    /// Times that somebody made no headway and looked for another way.
    pub rerouted: u32,
    /// Visitors who at some time made no headway for a minute and more.
    pub stuck: u32,
}

/// Everybody, one entry a minute (state at the end of the minute, counts within it).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Minutes {
    /// End of the minute, seconds since the event's start.
    pub until_s: Vec<f64>,
    /// People inside.
    pub inside: Vec<u32>,
    /// People waiting outside for room.
    pub waiting_outside: Vec<u32>,
    /// Arrived within the minute.
    pub arrived: Vec<u32>,
    /// Left within the minute.
    pub left: Vec<u32>,
    /// People standing in queues.
    pub queueing: Vec<u32>,
    /// Highest 1-minute mean density of any 2 m cell, persons per m².
    pub peak_density_per_m2: Vec<f32>,
    /// Person-minutes above the limit within the minute.
    pub above_limit: Vec<f32>,
    /// Mean speed of those who walk over their free speed.
    pub speed_share: Vec<f32>,
}

/// Flow across a counter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CounterOutcome {
    /// Unique name.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Clear width, metres.
    pub width_m: f64,
    /// Capacity, people a minute, both directions together.
    pub capacity_per_min: f64,
    /// The line, local metres.
    pub line: Vec<[f64; 2]>,
    /// Crossings from left to right of the line as drawn.
    pub forward: Vec<u32>,
    /// Crossings from right to left.
    pub backward: Vec<u32>,
}

/// Flow through a portal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortalOutcome {
    /// Unique name.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Capacity each way, people a minute.
    pub capacity_per_min: f64,
    /// Let in.
    pub entered: Vec<u32>,
    /// Gone out.
    pub left: Vec<u32>,
    /// Waiting outside at the end of the minute.
    pub waiting: Vec<u32>,
}

/// What went on at an attraction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttractionOutcome {
    /// Unique name.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Kind: "stage", "counter", "place".
    pub kind: String,
    /// People there (audience, strollers, those served).
    pub present: Vec<u32>,
    /// People in the queue.
    pub queue: Vec<u32>,
    /// Visits that came to be.
    pub visits: u32,
    /// Visitors who turned away at the sight of the queue.
    pub balked: u32,
    /// Visitors who gave up waiting.
    pub gave_up: u32,
    /// Mean wait of those served, seconds.
    pub mean_wait_s: f64,
    /// 95th percentile of the wait, seconds.
    pub p95_wait_s: f64,
}

/// What a segment lived through; means over its visitors unless said otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentOutcome {
    /// Unique name.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Visitors of this segment who were let in.
    pub visitors: u32,
    /// Minutes inside.
    pub inside_min: f64,
    /// Minutes walking.
    pub walking_min: f64,
    /// Minutes queueing.
    pub queueing_min: f64,
    /// Minutes lost against free speed on the same way.
    pub delay_min: f64,
    /// Friction, minutes (congestion's cost, see `smooth`).
    pub friction_min: f64,
    /// 95th percentile of the friction, minutes.
    pub friction_p95_min: f64,
    /// Minutes above the density limit.
    pub crowded_min: f64,
    /// Highest density lived through: mean over visitors, persons per m².
    pub peak_density_per_m2: f64,
    /// Stops per 100 m walked.
    pub stops_per_100_m: f64,
    /// Metres walked.
    pub walked_m: f64,
    /// Planned stops that came to be, per visitor.
    pub visited: f64,
    /// Planned stops missed, per visitor.
    pub missed: f64,
    /// Times parted from the party for more than a minute, per visitor.
    pub parted: f64,
}

/// Person-minutes at Fruin's levels of service A to F.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LevelShares {
    /// Those who walk: walkway levels (0.31, 0.43, 0.72, 1.08, 2.15 /m²).
    pub walking: [f64; 6],
    /// Those who stand: queue levels (0.83, 1.08, 1.54, 3.6, 5.4 /m²).
    pub standing: [f64; 6],
}

/// A limit and whether it was kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LimitCheck {
    /// Stable name: "moving_density", "egress", …
    pub id: String,
    /// What is limited.
    pub name: Bilingual,
    /// The limit, in `unit`.
    pub limit: f64,
    /// The worst that was met, in `unit`; `None` where it could not be measured.
    pub worst: Option<f64>,
    /// Unit.
    pub unit: String,
    /// Whether it was kept.
    pub kept: bool,
    /// When the worst was met, seconds since the event's start.
    pub at_s: Option<f64>,
    /// Where the worst was met, local metres.
    pub at: Option<[f64; 2]>,
    /// More in words.
    pub remark: Option<Bilingual>,
}

/// A connected piece of space and time above the limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hotspot {
    /// 1 for the worst.
    pub rank: u32,
    /// Kind.
    pub kind: HotspotKind,
    /// Outline of the cells above the limit at any time, rings of local metres.
    pub outline: Vec<Vec<[f64; 2]>>,
    /// Middle of it, weighted by person-minutes, local metres.
    pub centre: [f64; 2],
    /// First minute above the limit, seconds since the event's start.
    pub from_s: f64,
    /// End of the last minute above the limit, seconds since the event's start.
    pub until_s: f64,
    /// Highest 1-minute mean density of a cell, persons per m².
    pub peak_per_m2: f64,
    /// When, seconds since the event's start.
    pub peak_at_s: f64,
    /// Person-minutes above the limit.
    pub person_min: f64,
    /// What happens there and why, in one or two sentences.
    pub why: Bilingual,
    /// Those in it by where they come from and go to, largest share first.
    pub streams: Vec<Stream>,
    /// The cross-section that limits them.
    pub bottleneck: Option<CrossSection>,
    /// Places upstream where they could have decided otherwise.
    pub forks: Vec<Fork>,
}

/// Kinds of hotspots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HotspotKind {
    /// More want to pass than a narrow place lets through.
    Bottleneck,
    /// Streams cross.
    Crossing,
    /// Two streams meet head on.
    Counterflow,
    /// A queue stands in the way of others.
    QueueInTheWay,
    /// People stop and look.
    StopAndLook,
    /// All want to get to the same attraction.
    Converging,
    /// Many walk the same way close together where there is room for more.
    Bunching,
}

/// Those in a hotspot who come from and go to the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stream {
    /// Where they came in.
    pub from: Bilingual,
    /// Where they are going.
    pub to: Bilingual,
    /// Share of the person-minutes in the hotspot.
    pub share: f64,
}

/// A narrow place and what is asked of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossSection {
    /// From side to side, local metres.
    pub line: [[f64; 2]; 2],
    /// Clear width, metres.
    pub width_m: f64,
    /// What it lets through, people a minute.
    pub capacity_per_min: f64,
    /// What wants to pass, people a minute, while the hotspot lasts.
    pub demand_per_min: f64,
}

/// A place where people could still have taken another way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fork {
    /// Local metres.
    pub at: [f64; 2],
    /// How much longer the other way is at free speed, seconds.
    pub longer_s: f64,
    /// Share of the hotspot's people who pass here.
    pub share: f64,
}
