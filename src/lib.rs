//! **wuwei** (无为, to act without being felt) predicts where a crowd will jam at an event,
//! lets planners put barriers and volunteers there, and says apart whether the event is
//! *safe*, whether it is *smooth*, and how much its management is *felt*.
//!
//! # Map of the crate
//!
//! Data flows one way; the only way back is a [`plan::PlanEdit`].
//!
//! ```text
//! files ─▶ document ─▶ Scenario + Plan ─▶ World ─▶ step ─▶ Observation ─▶ Assessment ─▶ report / exports
//! ```
//!
//! | module | owns | may use, besides the floor |
//! |---|---|---|
//! | [`document`] | floor: texts with places in them, problems, the RON tree, atomic writing, clock times, columns as bytes | – |
//! | [`geometry`] | floor: rasters, walls, polygons, georeference; nothing of people | – |
//! | [`processor`] | floor: the instruction set of the hot loops, chosen at run time | – |
//! | [`venue`] | the ground: walkable area, obstacles, stairs, portals, attractions; importers | – |
//! | [`scenario`] | the event document, checked once into a [`scenario::Scenario`]; counts | venue |
//! | [`plan`] | measures as values, one file a kind; edits | venue, scenario |
//! | [`crowd`] | the people as columns, parties, draws, the neighbour grid | scenario |
//! | [`navigation`] | ground raster, eikonal solver, flow fields | venue, plan |
//! | [`locomotion`] | models of motion, one file each; read a frozen crowd, write the next | crowd, scenario |
//! | [`behavior`] | arrivals, itineraries, queues, dwelling, audiences | crowd, navigation, locomotion, plan, scenario, venue |
//! | [`observe`] | what a tick showed: rasters, counters, visitor ledgers | crowd, scenario |
//! | [`sim`] | the phases of a step in order; [`sim::Simulation`], the face to everyone above; [`sim::checkpoint`] | all above |
//! | [`assess`] | safe, smooth, felt; hotspots and why; one file a metric | observe, scenario, plan, navigation, venue |
//! | [`survey`] | what visitors answered, fitted to the weights of felt | assess |
//! | [`export`] | one file a format; bytes out, no computing | observe, assess |
//! | [`trajectories`] | trajectories of any origin: read, measured, set side by side | export, venue |
//! | [`report`] | the HTML report and its figures, maps of plans | observe, assess, export, plan, venue |
//! | [`scene`] | scenes in which everybody's start is given: read, made into an event | venue, scenario |
//! | [`job`] | one run from files to folder, step by step: for the command line, many runs and the window | all above |
//! | [`comparison`] | plans of an event side by side over paired seeds | all above |
//! | [`sweep`] | many runs: events × plans × seeds × parameters into one dataset; resume, shards | all above |
//! | [`advise`] | candidates from why it jams, a race over seeds, pruning, checks on fresh seeds | all above |
//! | [`brief`] | what the event team is handed: sheets for print, the plan for any map, posts | all above |
//! | [`verify`] | scenes run on a model, measured, set beside recordings | all above |
//! | `app` | the window (feature `desktop`): map, timeline, panels; a thread owns each run | all above |
//! | [`cli`] | one file a command, thin | all above |
//!
//! `tests/architecture.rs` holds the third column against the code. Only [`sim`] and the
//! window name Bevy: everything else is plain functions over slices and rasters.
//!
//! ## What differs from a usual layout, and why
//! - [`document`] stands below everything that reads files, because venue, event and plan
//!   report problems the same way: all at once, with file, line, column and a hint.
//! - [`document`], [`geometry`] and [`processor`] are the floor that every module stands on.
//! - [`job`] keeps the way from files to a run folder out of the command line, so that the
//!   window and sweeps make the very same runs.
//! - What a checkpoint keeps of a module is said in that module (`save` and `restore` beside the
//!   state, every field named, so that a new one is thought of); [`sim::checkpoint`] only puts
//!   the parts together, and nothing that can be laid out, drawn or solved again is kept.
//! - [`observe`] stands below [`sim`]: observing is a phase of the step, so the schedule calls
//!   it; it only ever reads the crowd.

pub mod advise;
#[cfg(feature = "desktop")]
pub mod app;
pub mod assess;
pub mod behavior;
pub mod brief;
pub mod cli;
pub mod comparison;
pub mod crowd;
pub mod document;
pub mod export;
pub mod geometry;
pub mod job;
pub mod locomotion;
pub mod navigation;
pub mod observe;
pub mod plan;
pub mod processor;
pub mod report;
pub mod scenario;
pub mod scene;
pub mod sim;
pub mod survey;
pub mod sweep;
pub mod trajectories;
pub mod venue;
pub mod verify;
