//! Reading what a run needs.

use super::checkpoints::CheckpointTimes;
use super::frames::{Frames, TrajectoryRequest};
use super::resume::{Found, check_until, find};
use crate::assess::{CheckedWeights, read_weights};
use crate::document::{Bilingual, Hours, Place, Problems, meant_by, read_text};
use crate::plan::{Plan, PlanContext, TimedEdit, read_edits};
use crate::scenario::{self, Scenario, SourceFile, source_file};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A run that somebody asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The event's folder, or its `event.ron`.
    pub event: PathBuf,
    /// The plan's file; `None` for the event without measures.
    pub plan: Option<PathBuf>,
    /// A file of edits that are made while the run goes on.
    pub edits: Option<PathBuf>,
    /// The file of weights of what is felt; `None` for those that are built in.
    pub felt: Option<PathBuf>,
    /// Seed of all draws.
    pub seed: u64,
    /// Clock time at which to end, as in "18:30"; `None` for the whole event.
    pub until: Option<String>,
    /// Trajectories to write; `None` for none.
    pub trajectories: Option<TrajectoryRequest>,
    /// Go on from this checkpoint, or from the newest of this folder.
    pub resume: Option<PathBuf>,
    /// When to save the run.
    pub checkpoints: CheckpointTimes,
    /// The command that repeats the run.
    pub command: String,
}

/// A request with everything read and checked.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The event.
    pub scenario: Arc<Scenario>,
    /// The plan; the empty one where there is none.
    pub plan: Plan,
    /// Edits of it that are made while the run goes on, in the order of time.
    pub edits: Vec<TimedEdit>,
    /// What everything that a measure does to a visitor weighs.
    pub weights: CheckedWeights,
    /// All files that went into it.
    pub sources: Vec<SourceFile>,
    /// The event's document, for messages.
    pub event_file: PathBuf,
    /// `venue.geojson` as it was read.
    pub venue_geojson: String,
    /// When to end, seconds since the event's start; `None` for the whole event.
    pub until_s: Option<f64>,
    /// From where to go on; `None` to begin at the beginning.
    pub resumed: Option<Found>,
    /// When to save the run, seconds since the event's start, besides every so many minutes.
    pub checkpoints_s: Vec<f64>,
    /// When to write trajectories; `None` for never.
    pub frames: Option<Frames>,
    /// What is odd, but can be used.
    pub warnings: Problems,
}

/// Reads and checks everything that a request names.
///
/// # Errors
/// All problems of the event, its venue, its counts and the plan.
pub fn prepare(request: &Request) -> Result<Prepared, Problems> {
    let checked = scenario::read(&request.event)?;
    let mut warnings = checked.warnings;
    let scenario = checked.scenario;
    let mut sources = scenario.sources.clone();
    let hours = Hours { starts_s: scenario.clock.starts_s, duration_s: scenario.clock.duration_s };
    let context = PlanContext { hours, ground: &scenario.venue.ground, event: Some(&scenario) };
    let plan = match &request.plan {
        None => Plan::default(),
        Some(path) => {
            let read = crate::plan::read(path, &context)?;
            warnings.extend(read.warnings);
            sources.extend(source_file(path));
            read.plan
        }
    };
    let edits = match &request.edits {
        None => Vec::new(),
        Some(path) => {
            let (edits, found) = read_edits(path, &plan, &context)?;
            warnings.extend(found);
            sources.extend(source_file(path));
            edits
        }
    };
    let weights = weights(request, &scenario, &mut warnings)?;
    sources.extend(request.felt.as_deref().and_then(source_file));
    let event_file = scenario.sources.first().map_or(request.event.clone(), |s| s.path.clone());
    let venue_file = venue_file(&scenario);
    let venue_geojson = read_text(&venue_file)?;
    let until_s = request
        .until
        .as_deref()
        .map(|text| clock_since_start_s("--until", text, &scenario, &request.event))
        .transpose()?;
    let end_s = until_s.unwrap_or(scenario.clock.duration_s);
    let frames = request
        .trajectories
        .as_ref()
        .map(|asked| Frames::of(asked, &scenario, &request.event, end_s))
        .transpose()?;
    let at = request.checkpoints.at.iter();
    let checkpoints_s = at
        .map(|text| clock_since_start_s("--checkpoint-at", text, &scenario, &request.event))
        .collect::<Result<_, _>>()?;
    let (plan, resumed) = match &request.resume {
        None => (plan, None),
        Some(path) => resume_from(path, request, (plan, &edits), &scenario, &mut warnings)?,
    };
    if let Some(found) = &resumed {
        check_until(found, until_s, scenario.clock.starts_s)?;
    }
    Ok(Prepared {
        scenario: Arc::new(scenario),
        plan,
        edits,
        weights,
        sources,
        event_file,
        venue_geojson,
        until_s,
        resumed,
        checkpoints_s,
        frames,
        warnings,
    })
}

/// The weights of what is felt. That a segment is not one of the event is told: it may be one of
/// another event, or a slip.
fn weights(
    request: &Request,
    scenario: &Scenario,
    warnings: &mut Problems,
) -> Result<CheckedWeights, Problems> {
    let read = read_weights(request.felt.as_deref())?;
    let known: Vec<&str> = scenario.segments.iter().map(|s| s.id.as_str()).collect();
    for (id, meant) in read.weights.unknown_segments(&known) {
        let hint = match meant {
            Some(meant) => meant_by(&format!("{meant:?}")),
            None => Bilingual::new(
                format!("the event has: {}", known.join(", ")),
                format!("活动中有：{}", known.join("、")),
            ),
        };
        let what = (
            format!("weighs a segment {id:?} that the event does not have"),
            format!("给出了活动中没有的人群类型 {id:?} 的权重"),
        );
        warnings.warn(Place::file(Path::new(&read.file.path)), what, hint);
    }
    Ok(read)
}

/// The plan that holds from a checkpoint on, and the checkpoint. Where no plan was named it is
/// that of the checkpoint.
fn resume_from(
    path: &Path,
    request: &Request,
    (plan, edits): (Plan, &[TimedEdit]),
    scenario: &Scenario,
    warnings: &mut Problems,
) -> Result<(Plan, Option<Found>), Problems> {
    if request.trajectories.is_some() {
        let what = (
            "a run that goes on from a checkpoint has no trajectories from before it",
            "从检查点继续的运行没有此前的轨迹",
        );
        let hint = (
            "leave out --trajectories, or run the event from its beginning",
            "请去掉 --trajectories，或从头运行活动",
        );
        return Err(Problems::one(Place::file(path), what, hint));
    }
    let found = find(path, scenario, request.seed, (&plan, edits), warnings)?;
    let kept = found.as_ref().filter(|_| request.plan.is_none());
    let plan = kept.map_or(plan, |found| found.checkpoint.about().plan.clone());
    let now_s = found.as_ref().map_or(0.0, |found| found.checkpoint.about().now_s);
    let plan = if kept.is_some() { plan } else { plan_at(&plan, edits, now_s) };
    Ok((plan, found))
}

/// A plan with the edits that were made before a time of the event. (Those of that very moment
/// are made when the run goes on.)
pub(super) fn plan_at(plan: &Plan, edits: &[TimedEdit], now_s: f64) -> Plan {
    let mut plan = plan.clone();
    for timed in edits.iter().take_while(|timed| timed.at_s < now_s - 1e-9) {
        // They were checked one after the other when they were read.
        let _ = plan.apply(&timed.edit);
    }
    plan
}

fn venue_file(scenario: &Scenario) -> PathBuf {
    let is_map = |p: &Path| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("geojson"));
    let found = scenario.sources.iter().find(|s| is_map(&s.path));
    found.map_or(PathBuf::from("venue.geojson"), |s| s.path.clone())
}

/// The clock time that an option of the command line takes as seconds since the event's start;
/// before the start it means the next day.
pub(super) fn clock_since_start_s(
    option: &str,
    text: &str,
    scenario: &Scenario,
    event: &Path,
) -> Result<f64, Problems> {
    let clock = &scenario.clock;
    let Some(time) = crate::document::parse_clock(text) else {
        let what = (
            format!("{option} takes a clock time such as 18:30, not \"{text}\""),
            format!("{option} 应为时刻，例如 18:30，却是 \"{text}\""),
        );
        return Err(Problems::one(Place::file(event), what, None));
    };
    let after_s = f64::from(time) - clock.starts_s;
    let after_s = if after_s < 0.0 || (after_s == 0.0 && option == "--until") {
        after_s + 86_400.0
    } else {
        after_s
    };
    if after_s > clock.duration_s {
        let start = crate::document::clock_text(clock.starts_s);
        let end = crate::document::clock_text(clock.starts_s + clock.duration_s);
        let what = (
            format!("{option} {text} is not within the event, {start} to {end}"),
            format!("{option} {text} 不在活动时间内：{start} 到 {end}"),
        );
        return Err(Problems::one(Place::file(event), what, None));
    }
    Ok(after_s)
}
