//! What fields are called: keys of the Fluent tables, made from the names in the definitions. A
//! key with the group's name comes before one without. Help in English is the definition's own.

use super::checked::Note;
use super::tree::Content;
use crate::app::words::Words;
use crate::document::{Field, Language, Otherwise, Shape, Takes};

/// `OneWay` and `per_min` as in keys: `one-way`, `per-min`.
fn dashed(name: &str) -> String {
    let mut dashed = String::new();
    for (i, c) in name.chars().enumerate() {
        if (c.is_uppercase() && i > 0) || c == '_' {
            dashed.push('-');
        }
        dashed.extend(c.to_lowercase().filter(|c| *c != '_'));
    }
    dashed
}

/// `form-PART-GROUP-NAME` where there is such a text, else `form-PART-NAME`.
fn key(words: &Words, part: &str, shape: &Shape, name: &str) -> String {
    let (group, name) = (dashed(shape.name), dashed(name));
    let own = format!("form-{part}-{group}-{name}");
    if words.has(&own) { own } else { format!("form-{part}-{name}") }
}

pub(super) fn label_key(words: &Words, shape: &Shape, field: &Field) -> String {
    key(words, "field", shape, field.name)
}

pub(super) fn help_key(words: &Words, shape: &Shape, field: &Field) -> String {
    key(words, "help", shape, field.name)
}

/// What stands for a field that is left out and whose default the form cannot know.
pub(super) fn default_key(words: &Words, shape: &Shape, field: &Field) -> String {
    key(words, "default", shape, field.name)
}

/// One of the words or kinds of a field.
pub(super) fn choice_key(field: &Field, choice: &str) -> String {
    format!("form-choice-{}-{}", dashed(field.name), dashed(choice))
}

/// The heading of a group in a list.
pub(super) fn item_key(shape: &Shape) -> String {
    format!("form-item-{}", dashed(shape.name))
}

/// The button that adds one to a list.
pub(super) fn add_key(shape: &Shape) -> String {
    format!("form-add-{}", dashed(shape.name))
}

/// A unit in words; empty where there is none.
pub(super) fn unit(words: &Words, field: &Field) -> String {
    if is_share(field) {
        return words.say("form-unit-percent");
    }
    match field.unit() {
        "m" => words.say("form-unit-m"),
        "s" => words.say("form-unit-s"),
        "°" => words.say("form-unit-deg"),
        "persons/min" => words.say("form-unit-per-min"),
        "persons/m²" => words.say("form-unit-per-m2"),
        other => other.to_owned(),
    }
}

/// Whether a number is a share of something, shown in per cent.
pub(super) fn is_share(field: &Field) -> bool {
    matches!(field.takes, Takes::Number("", low, high) if low >= 0.0 && high <= 1.0)
}

/// A number as it is shown: shares in per cent, no more than two decimals.
pub(super) fn number(field: &Field, number: f64) -> String {
    let shown = if is_share(field) { number * 100.0 } else { number };
    rounded(shown).to_string()
}

/// A number to two decimals.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// What is said of a field when the pointer rests on its name: what it is, from where to where
/// it goes, what is taken without it.
pub(super) fn help(words: &Words, shape: &Shape, field: &Field) -> String {
    let mut lines = vec![match words.language {
        Language::English => sentence(field.help),
        Language::Chinese => words.say(&help_key(words, shape, field)),
    }];
    if let Some([low, high]) = range(field) {
        let (low, high) = (number(field, low), number(field, high));
        let values =
            [("low", low.into()), ("high", high.into()), ("unit", unit(words, field).into())];
        lines.push(words.with("form-range", &values).trim_end().to_owned());
    }
    if let Some(default) = stated_default(words, shape, field) {
        lines.push(words.with("form-usual", &[("default", default.into())]));
    }
    lines.join("\n")
}

/// With a capital.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn range(field: &Field) -> Option<[f64; 2]> {
    match field.takes {
        Takes::Number(_, low, high) => Some([low, high]),
        Takes::Whole(_, low, high) => Some([low, high].map(f64::from)),
        _ => None,
    }
}

/// What is taken without a field, by its definition.
fn stated_default(words: &Words, shape: &Shape, field: &Field) -> Option<String> {
    match field.otherwise {
        Otherwise::Number(n) => Some(format!("{} {}", number(field, n), unit(words, field))),
        Otherwise::Switch(true) => Some(words.say("form-yes")),
        Otherwise::Switch(false) => Some(words.say("form-no")),
        Otherwise::Word(word) => Some(words.say(&choice_key(field, word))),
        Otherwise::Computed(_) => Some(words.say(&default_key(words, shape, field))),
        Otherwise::Spread(_) | Otherwise::Required | Otherwise::Nothing => None,
    }
    .map(|text| text.trim_end().to_owned())
}

/// What stands greyed where a field is left out: text.
pub(super) fn placeholder(words: &Words, shape: &Shape, field: &Field) -> String {
    match stated_default(words, shape, field) {
        Some(default) => default,
        None if words.has(&default_key(words, shape, field)) => {
            words.say(&default_key(words, shape, field))
        }
        None => words.say("form-none"),
    }
}

/// The number that is taken for one that is left out: the definition's, or the reader's.
pub(super) fn default_number(
    field: &Field,
    path: &str,
    defaults: &[(String, String)],
) -> Option<f64> {
    if let Otherwise::Number(number) = field.otherwise {
        return Some(number);
    }
    let (_, taken) = defaults.iter().find(|(at, _)| at == path)?;
    taken.split(' ').next()?.parse().ok()
}

/// Points and lengths of what is drawn, in words.
pub(super) fn place(words: &Words, field: &Field, content: &Content) -> Option<String> {
    use super::tree::Drawn;
    let Content::Places(points) = content else { return None };
    let line = geo::LineString(points.clone());
    let count = ("points", points.len().into());
    let tenths = |number: f64| format!("{number:.1}").into();
    Some(match (Drawn::of(field)?, points.as_slice()) {
        (Drawn::Spot, [at, ..]) => {
            words.with("form-place-spot", &[("x", tenths(at.x)), ("y", tenths(at.y))])
        }
        (Drawn::Area, _) => {
            let m2 = crate::geometry::polygons::ring_area(&line).abs();
            words.with("form-place-area", &[("area", format!("{m2:.0}").into()), count])
        }
        _ => {
            let length = tenths(crate::geometry::lines::length_m(&line));
            words.with("form-place-line", &[("length", length), count])
        }
    })
}

/// Notes about a field.
pub(super) fn notes_at<'a>(notes: &'a [Note], path: &'a str) -> impl Iterator<Item = &'a Note> {
    notes.iter().filter(move |note| note.path == path)
}
