//! What the reader of plan files says of a form: the form is written as a plan with one measure
//! and read back, so that both accept the same.

use super::tree::{Group, Lines};
use crate::document::{Bilingual, DefaultTaken, Problem, Problems, Severity};
use crate::plan::{Measure, PlanContext, read_from_text};
use std::path::Path;

/// A problem and the field that it is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Note {
    /// The field, `task.says.0.share`; empty for the measure as a whole.
    pub path: String,
    /// Whether the measure can still be used.
    pub severity: Severity,
    /// What is wrong, and what to do.
    pub text: Bilingual,
}

/// What the reader says.
#[derive(Clone, Debug, Default)]
pub(super) struct Checked {
    /// The measure, where nothing is wrong.
    pub measure: Option<Measure>,
    /// What is wrong or odd.
    pub notes: Vec<Note>,
    /// What was taken for the fields left out, where the reader says so: path and value.
    pub defaults: Vec<(String, String)>,
}

impl Checked {
    /// Reads a form back.
    pub fn of(group: &Group, context: &PlanContext) -> Self {
        let lines = Lines::of_measure(group);
        let within = match group.content("id") {
            Some(super::tree::Content::Text(id)) => format!("measures[{id}]."),
            _ => "measures[0].".to_owned(),
        };
        let notes = |problems: &Problems| {
            problems.0.iter().map(|problem| note(problem, &lines, &within)).collect()
        };
        match read_from_text(Path::new(""), &lines.text, context) {
            Ok(mut read) => Self {
                measure: read.plan.measures.pop(),
                notes: notes(&read.warnings),
                defaults: read.defaults.iter().filter_map(|d| default(d, &within)).collect(),
            },
            Err(problems) => Self { notes: notes(&problems), ..Self::default() },
        }
    }
}

fn note(problem: &Problem, lines: &Lines, within: &str) -> Note {
    let path = lines.owner(problem.place.line).to_owned();
    let text = |what: &str, hint: Option<&str>| {
        let what = what.replace(within, "");
        hint.map_or_else(|| what.clone(), |hint| format!("{what}\n{hint}"))
    };
    let (what, hint) = (&problem.what, problem.hint.as_ref());
    let text = Bilingual::new(
        text(&what.en, hint.map(|hint| hint.en.as_str())),
        text(&what.zh, hint.map(|hint| hint.zh.as_str())),
    );
    Note { path, severity: problem.severity, text }
}

/// `measures[pen].openings[0].at_m` is `openings.0.at_m` of the form.
fn default(taken: &DefaultTaken, within: &str) -> Option<(String, String)> {
    let path = taken.field.strip_prefix(within)?.replace('[', ".").replace(']', "");
    Some((path, taken.value.clone()))
}
