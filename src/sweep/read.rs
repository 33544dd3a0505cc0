//! `sweep.ron`: which events, plans, seeds and parameters.

use super::parameters::PARAMETERS;
use crate::document::Otherwise::Nothing;
use crate::document::ron_tree::{self, Node, Value};
use crate::document::{Field, Place, Problems, Record, Shape, Source, Takes, nearest, read_text};
use crate::scenario::fields::event::MODELS;
use std::path::{Path, PathBuf};

const VERSION: Field = Field::whole("version", "", [1, 1], "version of this form");
const EVENTS: Field =
    Field::of("events", Takes::Records(&EVENT), "the events, each with its plans");
const SEEDS: Field = Field::of(
    "seeds",
    Takes::Other("seeds, `\"1..30\"` or `[1, 4, 7]`"),
    "each is run with every plan and parameter",
);
const UNTIL: Field =
    Field::of("until", Takes::Clock, "end each run at this time of its clock").optional();
const MODELS_OF_MOTION: Field = Field::of(
    "models",
    Takes::Other("names of models of motion, `[\"StaggeredSpacing\", ..]`"),
    "models of motion, with their usual parameters; without it that of the event",
)
.optional();
const FELT: Field = Field::of(
    "felt",
    Takes::Other("files of weights, `[\"default\", \"my_felt.ron\"]`"),
    "weights of what is felt; \"default\" are those that are built in",
)
.optional();
const VARY: Field =
    Field::of("vary", Takes::Records(&VARIED), "what is varied of every event").optional();
const SWEEP: Shape =
    Shape { name: "Sweep", fields: &[VERSION, EVENTS, SEEDS, UNTIL, MODELS_OF_MOTION, FELT, VARY] };

const OF: Field = Field::of("event", Takes::Text, "the event's folder, or its event.ron");
const PLANS: Field = Field::of(
    "plans",
    Takes::Other("files of plans, `[\"none\", \"plans/barrier.ron\"]`"),
    "plans; \"none\" is the event without measures",
)
.optional();
const EVENT: Shape = Shape { name: "event", fields: &[OF, PLANS] };

const WHAT: Field = Field::of("parameter", Takes::Text, "which parameter");
const VALUES: Field =
    Field::of("values", Takes::Other("numbers, `[0.8, 1.0, 1.2]`"), "the values it takes");
const VARIED: Shape = Shape { name: "parameter", fields: &[WHAT, VALUES] };

/// Most seeds, as for a comparison.
const MOST_SEEDS: u64 = 1_000_000;

/// A sweep as its file says it. Paths are as the program can open them: those that are not
/// absolute are taken from the file's folder.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepFile {
    /// Events, each with its plans; `None` for the event without measures.
    pub events: Vec<(PathBuf, Vec<Option<PathBuf>>)>,
    /// Seeds.
    pub seeds: Vec<u32>,
    /// When every run ends, as on the clock; `None` for the whole event.
    pub until: Option<String>,
    /// Models of motion by name; `None` for that of the event.
    pub models: Vec<Option<String>>,
    /// Files of weights; `None` for those that are built in.
    pub felt: Vec<Option<PathBuf>>,
    /// Values of each of [`PARAMETERS`] that is varied, by its index.
    pub vary: Vec<(usize, Vec<f64>)>,
}

/// Reads a sweep.
///
/// # Errors
/// All problems at once, in the order of their places.
pub fn read(path: &Path) -> Result<SweepFile, Problems> {
    let text = read_text(path)?;
    let node = ron_tree::parse(path, &text)?;
    let source = Source::new(path, &text);
    let sweep = source.record(&node, &SWEEP, String::new()).map(|record| of(&record, path));
    let (problems, _) = source.into_findings();
    let problems = problems.sorted();
    match sweep {
        Some(sweep) if !problems.has_errors() => Ok(sweep),
        _ if problems.has_errors() => Err(problems),
        _ => Err(Problems::one(Place::file(path), "is no sweep", None)),
    }
}

fn of(record: &Record, path: &Path) -> SweepFile {
    let folder = path.parent().unwrap_or(Path::new(""));
    record.whole(&VERSION);
    let none_or = |word: &str| {
        let word = word.to_owned();
        move |text: &str| (text != word).then(|| folder.join(text))
    };
    let events = record.records(&EVENTS).into_iter().filter_map(|event| {
        let plans = texts(&event, &PLANS).unwrap_or_else(|| vec!["none".to_owned()]);
        let plans = plans.iter().map(|plan| none_or("none")(plan)).collect();
        Some((folder.join(event.text(&OF)?), plans))
    });
    let events: Vec<_> = events.collect();
    if events.is_empty() && record.has(&EVENTS) {
        record.error(&EVENTS, "there is no event", Some("as in `[(event: \"my_event\")]`"));
    }
    if record.has(&UNTIL) {
        record.clock(&UNTIL);
    }
    SweepFile {
        events,
        seeds: seeds(record),
        until: record.text(&UNTIL).map(str::to_owned),
        models: models(record),
        felt: texts(record, &FELT).map_or_else(
            || vec![None],
            |files| files.iter().map(|file| none_or("default")(file)).collect(),
        ),
        vary: varied(record),
    }
}

/// The texts of a list, each once; `None` where the field is not set.
fn texts(record: &Record, field: &Field) -> Option<Vec<String>> {
    debug_assert_eq!(field.otherwise, Nothing);
    record.has(field).then(|| {
        let nodes = record.list(field).unwrap_or_default();
        let mut texts: Vec<String> = Vec::new();
        for node in nodes {
            match &node.value {
                Value::Text(text) if texts.contains(text) => {
                    let hint = "a run more of the same is the same";
                    record.source.error(&node.span, format!("{text:?} is named twice"), Some(hint));
                }
                Value::Text(text) => texts.push(text.clone()),
                other => {
                    let what = format!("expected a text, \"..\", found {}", other.words().en);
                    record.source.error(&node.span, what, None);
                }
            }
        }
        if nodes.is_empty() {
            record.error(field, "the list is empty", Some("leave the field out, or name one"));
        }
        texts
    })
}

fn seeds(record: &Record) -> Vec<u32> {
    if !record.has(&SEEDS) {
        record.error(&SEEDS, "`seeds` is missing", Some("as in `seeds: \"1..30\",`"));
        return Vec::new();
    }
    let Some(node) = record.node(&SEEDS) else { return Vec::new() };
    let whole = |node: &Node| match node.value {
        Value::Number(n) if n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&n) => {
            Some(n as u32)
        }
        _ => None,
    };
    let seeds = match &node.value {
        Value::Text(text) => span(text),
        Value::List(items) => items.iter().map(whole).collect(),
        _ => None,
    };
    let seeds = seeds.unwrap_or_else(|| {
        record.wrong(&SEEDS, node);
        vec![0]
    });
    if seeds.is_empty() {
        record.error(&SEEDS, "there is no seed", Some("as in `seeds: \"1..30\",`"));
    }
    for (index, seed) in seeds.iter().enumerate() {
        if seeds[..index].contains(seed) {
            record.error(&SEEDS, format!("the seed {seed} is named twice"), None);
            break;
        }
    }
    seeds
}

/// A span of seeds with both its ends.
fn span(text: &str) -> Option<Vec<u32>> {
    let (first, last) = text.split_once("..")?;
    let (first, last) = (first.trim().parse::<u32>().ok()?, last.trim().parse::<u32>().ok()?);
    let few = first <= last && u64::from(last - first) < MOST_SEEDS;
    few.then(|| (first..=last).collect())
}

fn models(record: &Record) -> Vec<Option<String>> {
    let Some(names) = texts(record, &MODELS_OF_MOTION) else { return vec![None] };
    let known: Vec<&str> = MODELS.iter().map(|shape| shape.name).collect();
    for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
        let hint = match nearest(name, known.iter().copied()) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!("there are: {}", known.join(", ")),
        };
        let what = format!("there is no model of motion \"{name}\"");
        record.error(&MODELS_OF_MOTION, what, Some(hint.as_str()));
    }
    names.into_iter().map(Some).collect()
}

fn varied(record: &Record) -> Vec<(usize, Vec<f64>)> {
    let mut all: Vec<(usize, Vec<f64>)> = Vec::new();
    for one in record.records(&VARY) {
        let Some(name) = one.text(&WHAT) else { continue };
        let Some(index) = PARAMETERS.iter().position(|p| p.name == name) else {
            let known: Vec<&str> = PARAMETERS.iter().map(|p| p.name).collect();
            let hint = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("there are: {}", known.join(", ")),
            };
            one.error(&WHAT, format!("there is no parameter \"{name}\""), Some(hint.as_str()));
            continue;
        };
        let [low, high] = PARAMETERS[index].range;
        let mut values = Vec::new();
        for node in one.list(&VALUES).unwrap_or_default() {
            match node.value {
                Value::Number(n) if (low..=high).contains(&n) => values.push(n),
                _ => {
                    let what = format!("expected a number from {low} to {high} ({name})");
                    one.source.error(&node.span, what, Some(PARAMETERS[index].help));
                }
            }
        }
        if values.is_empty() && !one.source.has_errors() {
            one.error(&VALUES, "it takes no value", Some("as in `values: [0.8, 1.0, 1.2]`"));
        }
        if all.iter().any(|(other, _)| *other == index) {
            one.error(&WHAT, format!("{name} is varied twice"), Some("make it one list"));
        }
        all.push((index, values));
    }
    all
}
