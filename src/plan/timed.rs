//! Timed edits: what changes in the plan while a run goes on, as a file.
//!
//! A RON list, each entry with a time and one of `add`, `change` and `remove`:
//! `[(at: "18:30", add: Barrier(..)), (at: "19:15", remove: "lane")]`.

use super::read::{PlanContext, measure};
use super::{Measure, Plan, PlanEdit};
use crate::document::ron_tree::{self, Value};
use crate::document::{Field, Place, Problems, Record, Shape, Source, Takes, read_text};
use std::path::Path;

const AT: Field = Field::of("at", Takes::Clock, "when it happens");
const ADD: Field =
    Field::of("add", Takes::Other("a measure, `Barrier(..)`"), "a measure that comes").optional();
const CHANGE: Field = Field::of(
    "change",
    Takes::Other("a measure, `Barrier(..)`"),
    "a measure as it is from then on; the one with its id goes",
)
.optional();
const REMOVE: Field =
    Field::of("remove", Takes::Text, "id of a measure that is taken out").optional();
const EDIT: Shape = Shape { name: "edit", fields: &[AT, ADD, CHANGE, REMOVE] };

/// An edit and when it is made.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedEdit {
    /// When, seconds since the event's start.
    pub at_s: f64,
    /// What changes.
    pub edit: PlanEdit,
}

/// Reads timed edits of a plan, in the order of time; warnings beside them.
///
/// # Errors
/// All problems at once.
pub fn read_edits(
    path: &Path,
    plan: &Plan,
    context: &PlanContext,
) -> Result<(Vec<TimedEdit>, Problems), Problems> {
    read_edits_from_text(path, &read_text(path)?, plan, context)
}

/// As [`read_edits`], of a text already in memory.
///
/// # Errors
/// As [`read_edits`].
pub fn read_edits_from_text(
    path: &Path,
    text: &str,
    plan: &Plan,
    context: &PlanContext,
) -> Result<(Vec<TimedEdit>, Problems), Problems> {
    let source = Source::new(path, text);
    let node = ron_tree::parse(path, text)?;
    let Value::List(entries) = &node.value else {
        let found = node.value.words();
        let what = (
            format!("expected a list of edits, found {}", found.en),
            format!("应为若干编辑，却是{}", found.zh),
        );
        let hint = (
            "as in [(at: \"18:30\", add: Barrier(..)), (at: \"19:15\", remove: \"lane\")]",
            "例如 [(at: \"18:30\", add: Barrier(..)), (at: \"19:15\", remove: \"lane\")]",
        );
        return Err(Problems::one(Place::file(path), what, hint));
    };
    let mut wanted: Vec<(f64, Record, Wanted)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let Some(record) = source.record(entry, &EDIT, format!("edits[{index}]")) else { continue };
        let at_s = at_s(&record, context);
        let what = what(&record, index, context);
        if let (Some(at_s), Some(what)) = (at_s, what) {
            wanted.push((at_s, record, what));
        }
    }
    wanted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut plan = plan.clone();
    let mut edits = Vec::new();
    for (at_s, record, wanted) in wanted {
        let old = plan.measure(wanted.id()).cloned();
        let edit = match wanted {
            Wanted::Add(new) => PlanEdit { old: None, new: Some(new) },
            Wanted::Change(new) => PlanEdit { old, new: Some(new) },
            Wanted::Remove(id) if old.is_none() => {
                let what = (
                    format!("the plan has no measure \"{id}\" at that time"),
                    format!("那时方案中没有措施 \"{id}\""),
                );
                record.error(&REMOVE, what, None);
                continue;
            }
            Wanted::Remove(_) => PlanEdit { old, new: None },
        };
        match plan.apply(&edit) {
            Ok(()) => edits.push(TimedEdit { at_s, edit }),
            Err(refused) => record.error(&AT, refused.words(), None),
        }
    }
    let (problems, _) = source.into_findings();
    let problems = problems.sorted();
    if problems.has_errors() { Err(problems) } else { Ok((edits, problems)) }
}

enum Wanted {
    Add(Measure),
    Change(Measure),
    Remove(String),
}

impl Wanted {
    fn id(&self) -> &str {
        match self {
            Self::Add(measure) | Self::Change(measure) => &measure.id,
            Self::Remove(id) => id,
        }
    }
}

fn at_s(record: &Record, context: &PlanContext) -> Option<f64> {
    if !record.has(&AT) {
        let what = ("`at` is missing: when does it happen?", "缺少 `at`：什么时候？");
        record.error(&AT, what, ("as in `at: \"18:30\"`", "例如 `at: \"18:30\"`"));
        return None;
    }
    let at_s = context.hours.seconds(record.clock(&AT)?);
    if !(0.0..=context.hours.duration_s).contains(&at_s) {
        let event = context.hours.words();
        let what =
            (format!("that is outside the event ({event})"), format!("那在活动（{event}）以外"));
        record.error(&AT, what, None);
        return None;
    }
    Some(at_s)
}

fn what<'a>(record: &Record<'a>, index: usize, context: &PlanContext) -> Option<Wanted> {
    let given = [&ADD, &CHANGE, &REMOVE].into_iter().filter(|field| record.has(field)).count();
    if given != 1 {
        let what = (
            "an edit has exactly one of `add`, `change` and `remove`",
            "一次编辑只能有 `add`、`change` 和 `remove` 中的一个",
        );
        let hint = (
            "as in `(at: \"18:30\", remove: \"lane\")`",
            "例如 `(at: \"18:30\", remove: \"lane\")`",
        );
        record.source.error(&record.span, what, hint);
        return None;
    }
    let new = |field: &Field| measure(record.source, record.node(field)?, index, context);
    if record.has(&REMOVE) {
        record.text(&REMOVE).map(|id| Wanted::Remove(id.to_owned()))
    } else if record.has(&CHANGE) {
        new(&CHANGE).map(Wanted::Change)
    } else {
        new(&ADD).map(Wanted::Add)
    }
}
