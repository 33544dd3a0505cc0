//! Reading plan files: everything checked against the event's hours and the venue's ground,
//! every problem collected.

use super::kinds::{KINDS, kind_named};
use super::{Measure, Plan};
use crate::document::Otherwise::Computed;
use crate::document::ron_tree::{self, Node, Value};
use crate::document::upgrade::{Step, to_newest};
use crate::document::{
    Bilingual, DefaultTaken, Field, Hint, Hours, Place, Problems, Record, Shape, Source, Takes,
    meant_by, nearest, read_text,
};
use crate::scenario::Scenario;
use geo::{BoundingRect, MultiPolygon};
use std::path::{Path, PathBuf};

/// Steps of plan files; there is only version 1 today.
const PLAN_STEPS: &[Step] = &[];

const VERSION: Field =
    Field::whole("version", "", [1, 1], "version of the format, so that old files stay readable");
const NAME: Field = Field::of("name", Takes::Name, "the name shown in reports")
    .or(Computed("the file's name"), "a report needs a title");
const MEASURES: Field =
    Field::of("measures", Takes::Other("a list of measures, `[Barrier(..), ..]`"), "the measures");
/// The fields of a plan file.
pub const PLAN: Shape = Shape { name: "Plan", fields: &[VERSION, NAME, MEASURES] };

/// Unique name of a measure.
pub const ID: Field = Field::of("id", Takes::Id, "its unique name in the plan");
/// Shown name of a measure.
pub const MEASURE_NAME: Field = Field::of("name", Takes::Name, "the name shown in reports")
    .or(Computed("the id"), "a report needs a name");
/// Reason of a measure.
pub const WHY: Field = Field::of("why", Takes::Name, "why it is there, in your words").optional();
/// Start of a measure.
pub const FROM: Field = Field::of("from", Takes::Clock, "in place from then on")
    .or(Computed("the event's start"), "barriers usually stand all the time [a]");
/// End of a measure.
pub const UNTIL: Field = Field::of("until", Takes::Clock, "in place until then")
    .or(Computed("the event's end"), "barriers usually stand all the time [a]");

/// What a plan is checked against.
#[derive(Clone, Copy, Debug)]
pub struct PlanContext<'a> {
    /// The event's hours.
    pub hours: Hours,
    /// Where people can walk, in the venue's local metres.
    pub ground: &'a MultiPolygon<f64>,
    /// The event; `None` where it is not known: then names of its portals, attractions and
    /// segments are not looked up.
    pub event: Option<&'a Scenario>,
}

/// A valid plan, and what a user should know about it.
#[derive(Clone, Debug)]
pub struct CheckedPlan {
    /// The plan.
    pub plan: Plan,
    /// What is odd, but can be used.
    pub warnings: Problems,
    /// Values that the file left out.
    pub defaults: Vec<DefaultTaken>,
    /// The file.
    pub path: PathBuf,
}

/// Reads and checks a plan file.
///
/// # Errors
/// All problems at once, in the order of their places.
pub fn read(path: &Path, context: &PlanContext) -> Result<CheckedPlan, Problems> {
    read_from_text(path, &read_text(path)?, context)
}

/// As [`read`], of a text already in memory; `path` is only named in problems.
///
/// # Errors
/// As [`read`].
pub fn read_from_text(
    path: &Path,
    text: &str,
    context: &PlanContext,
) -> Result<CheckedPlan, Problems> {
    let source = Source::new(path, text);
    let node = ron_tree::parse(path, text)?;
    let plan = to_newest(&source, node, PLAN_STEPS).and_then(|node| {
        let record = source.record(&node, &PLAN, String::new())?;
        Some(plan_of(&record, context))
    });
    let (problems, defaults) = source.into_findings();
    let problems = problems.sorted();
    match plan {
        Some(plan) if !problems.has_errors() => {
            Ok(CheckedPlan { plan, warnings: problems, defaults, path: path.to_path_buf() })
        }
        _ if problems.has_errors() => Err(problems),
        _ => Err(Problems::one(Place::file(path), ("is no plan", "不是方案"), None)),
    }
}

fn plan_of(record: &Record, context: &PlanContext) -> Plan {
    let name = record.name(&NAME).unwrap_or_else(|| {
        let stem = record.source.path.file_stem();
        let stem = stem.map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        if !record.has(&NAME) {
            record.default_taken(&NAME, stem.clone());
        }
        Bilingual::same(stem)
    });
    let mut measures: Vec<Measure> = Vec::new();
    let nodes = record.list(&MEASURES).unwrap_or_default();
    of_another_venue(record, nodes, context);
    for (i, node) in nodes.iter().enumerate() {
        let Some(measure) = measure(record.source, node, i, context) else { continue };
        if measures.iter().any(|m| m.id == measure.id) {
            record.source.error_of_twice(&node.span, &measure.id, "measures");
        }
        measures.push(measure);
    }
    Plan { name, measures }
}

pub(super) fn measure<'a>(
    source: &'a Source<'a>,
    node: &'a Node,
    index: usize,
    context: &PlanContext,
) -> Option<Measure> {
    let (name, fields) = match &node.value {
        Value::Struct(name, fields) => (name.as_deref(), fields.as_slice()),
        Value::Word(name) => (Some(name.as_str()), &[][..]),
        _ => (None, &[][..]),
    };
    let Some(kind) = name.and_then(kind_named) else {
        let known: Vec<&str> = KINDS.iter().map(|k| k.shape.name).collect();
        let (what, hint): (Bilingual, Hint) = match name {
            Some(name) => {
                let what = Bilingual::new(
                    format!("there is no measure `{name}`; there are: {}", known.join(", ")),
                    format!("没有 `{name}` 这种措施；有：{}", known.join("、")),
                );
                (what, Hint(nearest(name, known.iter().copied()).map(meant_by)))
            }
            None => {
                let found = node.value.words();
                let what = Bilingual::new(
                    format!("expected a measure, found {}", found.en),
                    format!("应为一项措施，却是{}", found.zh),
                );
                let kinds = format!("{}(..)", known.join("(..), "));
                let hint = (
                    format!("write its kind before the fields: {kinds}"),
                    format!("在字段前写明种类：{kinds}"),
                );
                (what, hint.into())
            }
        };
        source.error(&node.span, what, hint);
        return None;
    };
    let key = fields.iter().find_map(|f| match &f.value.value {
        Value::Text(id) if f.name == "id" => Some(id.clone()),
        _ => None,
    });
    let path = format!("measures[{}]", key.unwrap_or_else(|| index.to_string()));
    let record = source.record(node, kind.shape, path)?;
    let id = record.id(&ID);
    let name = record.name(&MEASURE_NAME);
    let why = record.name(&WHY);
    let [from_s, until_s] = window(&record, context);
    let kind = (kind.read)(&record, context);
    let id = id?.to_owned();
    let name = name.unwrap_or_else(|| Bilingual::same(id.clone()));
    Some(Measure { id, name, why, from_s, until_s, kind: kind? })
}

/// Says where no point of any measure is anywhere near the ground: the plan is of another venue.
fn of_another_venue(record: &Record, nodes: &[Node], context: &PlanContext) {
    let Some(bounds) = context.ground.bounding_rect() else { return };
    let (low, high) = (bounds.min(), bounds.max());
    let mut points = Vec::new();
    nodes.iter().for_each(|node| points_in(node, &mut points));
    let near = |p: &[f64; 2]| {
        (low.x - NEAR_M..=high.x + NEAR_M).contains(&p[0])
            && (low.y - NEAR_M..=high.y + NEAR_M).contains(&p[1])
    };
    if !points.is_empty() && !points.iter().any(near) {
        let what = (
            "no measure stands anywhere near the ground: is it a plan for another venue?",
            "没有一项措施在场地附近：是不是另一场地的方案？",
        );
        let [low, high] = [low, high].map(|at| format!("({:.0}, {:.0})", at.x, at.y));
        let hint = (
            format!("the ground lies from {low} to {high}"),
            format!("场地的范围是 {low} 到 {high}"),
        );
        record.error(&MEASURES, what, hint);
    }
}

/// How far from the ground a measure may be and still be meant for it, metres.
const NEAR_M: f64 = 50.0;

/// All pairs of numbers in a tree.
fn points_in(node: &Node, points: &mut Vec<[f64; 2]>) {
    match &node.value {
        Value::Tuple(None, items) if items.len() == 2 => {
            if let (Value::Number(x), Value::Number(y)) = (&items[0].value, &items[1].value) {
                points.push([*x, *y]);
            }
        }
        Value::Struct(_, fields) => fields.iter().for_each(|f| points_in(&f.value, points)),
        Value::List(items) | Value::Tuple(_, items) => {
            items.iter().for_each(|item| points_in(item, points));
        }
        _ => {}
    }
}

/// When it is in place, cut to the event.
fn window(record: &Record, context: &PlanContext) -> [f64; 2] {
    let hours = &context.hours;
    let ends_s = hours.duration_s;
    let (from, until) = (record.clock(&FROM), record.clock(&UNTIL));
    if !record.has(&FROM) {
        record.default_taken(&FROM, hours.time_of_day(0.0));
    }
    if !record.has(&UNTIL) {
        record.default_taken(&UNTIL, hours.time_of_day(ends_s));
    }
    let [low, high] = match (from, until) {
        (Some(from), Some(until)) => hours.window(from, until).unwrap_or_else(|| {
            let what = ("it is taken away before it is put up", "撤走的时间早于放置的时间");
            record.error(&UNTIL, what, None);
            [0.0, ends_s]
        }),
        (Some(from), None) => [hours.seconds(from), ends_s.max(hours.seconds(from) + 1.0)],
        (None, Some(until)) => [0.0_f64.min(hours.seconds(until) - 1.0), hours.seconds(until)],
        (None, None) => [0.0, ends_s],
    };
    if low >= ends_s || high <= 0.0 {
        let event = hours.words();
        let what = (
            format!("it is in place outside the event ({event}) only"),
            format!("它只在活动时间（{event}）以外存在"),
        );
        let hint =
            ("mend `from` and `until`, or leave them out", "请改正 `from` 和 `until`，或不填");
        record.error(&FROM, what, hint);
        return [0.0, ends_s];
    }
    if low < 0.0 || high > ends_s {
        let event = hours.words();
        let what = (
            format!("it is in place beyond the event ({event}): cut to it"),
            format!("它的时间超出活动（{event}）：已截到活动之内"),
        );
        let hint = (
            "leave `from` or `until` out where it stands all the time",
            "如果一直存在，就不填 `from` 或 `until`",
        );
        record.warn(if low < 0.0 { &FROM } else { &UNTIL }, what, hint);
    }
    [low.max(0.0), high.min(ends_s)]
}
