//! From a RON tree to checked values by the definitions of the fields: collects every problem
//! and every default that was taken.

use super::field::{Field, Otherwise, Shape, Takes};
use super::ron_tree::{FieldNode, Node, Value};
use super::suggest::nearest;
use super::{Bilingual, Place, Problems, parse_clock};
use std::cell::RefCell;
use std::ops::Range;
use std::path::Path;

/// A value that the document left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultTaken {
    /// Where it would stand: `portals[north].width_m`.
    pub field: String,
    /// What was taken, with its unit.
    pub value: String,
    /// Where the value comes from; `[a]` marks an assumption of ours, `[m]` one to check.
    pub why: String,
}

/// A text under reading, with what was found wrong and what was left out so far.
pub struct Source<'a> {
    /// The file as the user named it.
    pub path: &'a Path,
    /// All of its text.
    pub text: &'a str,
    problems: RefCell<Problems>,
    defaults: RefCell<Vec<DefaultTaken>>,
}

/// A group of fields in a document, read by its definition.
#[derive(Clone)]
pub struct Record<'a> {
    /// The text it stands in.
    pub source: &'a Source<'a>,
    /// What it can hold.
    pub shape: &'static Shape,
    /// Where it stands in the document's structure, `portals[north]`; empty for the document.
    pub path: String,
    /// Bytes of the text that it takes.
    pub span: Range<usize>,
    fields: &'a [FieldNode],
}

impl<'a> Source<'a> {
    /// Nothing found yet.
    pub fn new(path: &'a Path, text: &'a str) -> Self {
        let (problems, defaults) = Default::default();
        Self { path, text, problems, defaults }
    }

    /// What was found wrong, and what was left out.
    pub fn into_findings(self) -> (Problems, Vec<DefaultTaken>) {
        (self.problems.into_inner(), self.defaults.into_inner())
    }

    /// Whether any error was found so far.
    pub fn has_errors(&self) -> bool {
        self.problems.borrow().has_errors()
    }

    /// Adds an error at a place of the text.
    pub fn error(&self, span: &Range<usize>, what: impl Into<String>, hint: Option<&str>) {
        let place = Place::at_byte(self.path, self.text, span.start);
        self.problems.borrow_mut().error(place, what, hint);
    }

    /// Adds a warning at a place of the text.
    pub fn warn(&self, span: &Range<usize>, what: impl Into<String>, hint: Option<&str>) {
        let place = Place::at_byte(self.path, self.text, span.start);
        self.problems.borrow_mut().warn(place, what, hint);
    }

    /// Takes over problems of another file.
    pub fn extend(&self, problems: Problems) {
        self.problems.borrow_mut().extend(problems);
    }

    /// Notes a value that was left out.
    pub fn default_taken(&self, field: String, value: String, why: impl Into<String>) {
        let why = why.into();
        self.defaults.borrow_mut().push(DefaultTaken { field, value, why });
    }

    /// The fields of a node: checks that it is a group of fields, that each is known and stands
    /// once. `None` (with an error noted) where it is something else.
    pub fn record(
        &'a self,
        node: &'a Node,
        shape: &'static Shape,
        path: String,
    ) -> Option<Record<'a>> {
        let fields: &[FieldNode] = match &node.value {
            Value::Struct(_, fields) => fields,
            Value::Unit => &[],
            Value::Tuple(Some(name), items) if items.is_empty() && name == shape.name => &[],
            Value::Word(name) if name == shape.name => &[],
            other => {
                let hint = match other {
                    Value::Map(_) => Some("write ( ) instead of { }, and names without quotes"),
                    _ => None,
                };
                let what =
                    format!("expected the fields of {}, found {}", named(&path), other.words());
                self.error(&node.span, what, hint);
                return None;
            }
        };
        let record = Record { source: self, shape, path, span: node.span.clone(), fields };
        record.check_names();
        Some(record)
    }
}

/// How a place in the structure is called in a message.
fn named(path: &str) -> String {
    if path.is_empty() { "the document".to_owned() } else { format!("`{path}`") }
}

impl<'a> Record<'a> {
    fn check_names(&self) {
        for (i, field) in self.fields.iter().enumerate() {
            if self.shape.field(&field.name).is_none() {
                let known: Vec<&str> = self.shape.fields.iter().map(|f| f.name).collect();
                let hint = match nearest(&field.name, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None if known.is_empty() => format!("{} has no fields", self.shape.name),
                    None => format!("known here: {}", known.join(", ")),
                };
                let what = format!("unknown field `{}` in {}", field.name, self.title());
                self.source.error(&field.name_span, what, Some(&hint));
            } else if let Some(first) = self.fields[..i].iter().find(|f| f.name == field.name) {
                let line =
                    Place::at_byte(self.source.path, self.source.text, first.name_span.start);
                let hint = format!("it stands first in line {}; keep one of the two", line.line);
                let what = format!("`{}` is set twice in {}", field.name, self.title());
                self.source.error(&field.name_span, what, Some(&hint));
            }
        }
    }

    fn title(&self) -> String {
        if self.path.is_empty() { format!("`{}`", self.shape.name) } else { named(&self.path) }
    }

    /// Where a field stands in the document's structure.
    pub fn path_of(&self, field: &Field) -> String {
        if self.path.is_empty() {
            field.name.to_owned()
        } else {
            format!("{}.{}", self.path, field.name)
        }
    }

    /// What a field is set to, if it is.
    pub fn node(&self, field: &Field) -> Option<&'a Node> {
        debug_assert!(self.shape.field(field.name).is_some(), "{} in {}", field.name, self.path);
        let node = &self.fields.iter().find(|f| f.name == field.name)?.value;
        match &node.value {
            Value::Some(inner) => Some(inner),
            Value::None => None,
            _ => Some(node),
        }
    }

    /// Whether a field is set.
    pub fn has(&self, field: &Field) -> bool {
        self.node(field).is_some()
    }

    /// Where a field's value stands; without one, where the record does.
    pub fn span_of(&self, field: &Field) -> Range<usize> {
        self.node(field).map_or_else(|| self.span.clone(), |node| node.span.clone())
    }

    /// Adds an error at a field's value (at the record where the field is not set).
    pub fn error(&self, field: &Field, what: impl Into<String>, hint: Option<&str>) {
        self.source.error(&self.span_of(field), what, hint);
    }

    /// Adds a warning at a field's value (at the record where the field is not set).
    pub fn warn(&self, field: &Field, what: impl Into<String>, hint: Option<&str>) {
        self.source.warn(&self.span_of(field), what, hint);
    }

    /// Notes that a default was taken for a field.
    pub fn default_taken(&self, field: &Field, value: String) {
        self.source.default_taken(self.path_of(field), value, field.why);
    }

    /// The field's value, or `None` with an error noted where the field must be given.
    fn wanted(&self, field: &Field) -> Option<&'a Node> {
        let node = self.node(field);
        if node.is_none() && field.otherwise == Otherwise::Required {
            let what = format!("`{}` is missing in {}", field.name, self.title());
            let hint =
                format!("add `{}: ..`: {}; expected {}", field.name, field.help, field.expected());
            self.source.error(&(self.span.start..self.span.start), what, Some(&hint));
        }
        node
    }

    /// Notes that a value is not what the field takes.
    pub fn wrong(&self, field: &Field, node: &Node) {
        let found = match &node.value {
            Value::Number(n) => format!("{n}"),
            other => other.words(),
        };
        let what = format!("`{}` is {found}, expected {}", self.path_of(field), field.expected());
        let hint = match (&node.value, field.takes) {
            (Value::Text(text), Takes::Number(..) | Takes::Whole(..))
                if text.parse::<f64>().is_ok() =>
            {
                Some("write the number without quotes".to_owned())
            }
            (Value::Text(text), Takes::Word(words)) if words.contains(&text.as_str()) => {
                Some(format!("write {text} without quotes"))
            }
            (Value::Word(word), Takes::Word(words)) => {
                nearest(word, words.iter().copied()).map(|meant| format!("did you mean {meant}?"))
            }
            (Value::Word(_), Takes::Text | Takes::Id | Takes::Clock) => {
                Some("texts stand in quotes, \"..\"".to_owned())
            }
            (Value::Number(_), Takes::Spread(..)) => Some(
                "a distribution has a mean and a standard deviation, `(mean: 30.0, sd: 10.0)`"
                    .to_owned(),
            ),
            _ => None,
        };
        self.source.error(&node.span, what, hint.as_deref());
    }

    /// A number, `None` where the field is not set or wrong (which is noted).
    pub fn number_if(&self, field: &Field) -> Option<f64> {
        let node = self.wanted(field)?;
        let (low, high, whole) = match field.takes {
            Takes::Number(_, low, high) => (low, high, false),
            Takes::Whole(_, low, high) => (f64::from(low), f64::from(high), true),
            _ => return None,
        };
        match node.value {
            Value::Number(n) if n >= low && n <= high && !(whole && n.fract() != 0.0) => Some(n),
            _ => {
                self.wrong(field, node);
                None
            }
        }
    }

    /// A number; where the field is not set, its default, which is noted.
    pub fn number(&self, field: &Field) -> f64 {
        let default = match field.otherwise {
            Otherwise::Number(n) => n,
            _ => match field.takes {
                Takes::Number(_, low, _) => low,
                Takes::Whole(_, low, _) => f64::from(low),
                _ => 0.0,
            },
        };
        self.number_or(field, default)
    }

    /// A number; where the field is not set, a worked-out default, which is noted.
    pub fn number_or(&self, field: &Field, default: f64) -> f64 {
        if !self.has(field) && field.otherwise != Otherwise::Required {
            self.default_taken(field, field.with_unit(default));
            return default;
        }
        self.number_if(field).unwrap_or(default)
    }

    /// A whole number; where the field is not set, its default, which is noted.
    pub fn whole(&self, field: &Field) -> u32 {
        self.number(field) as u32
    }

    /// `true` or `false`; where the field is not set, its default, which is noted.
    pub fn switch(&self, field: &Field) -> bool {
        self.switch_or(field, field.otherwise == Otherwise::Switch(true))
    }

    /// `true` or `false`; where the field is not set, a worked-out default, which is noted.
    pub fn switch_or(&self, field: &Field, default: bool) -> bool {
        match self.wanted(field).map(|node| (node, &node.value)) {
            Some((_, Value::Bool(switch))) => *switch,
            Some((node, _)) => {
                self.wrong(field, node);
                default
            }
            None => {
                self.default_taken(field, default.to_string());
                default
            }
        }
    }

    /// A text, `None` where the field is not set or wrong (which is noted).
    pub fn text(&self, field: &Field) -> Option<&'a str> {
        let node = self.wanted(field)?;
        match &node.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            _ => {
                self.wrong(field, node);
                None
            }
        }
    }

    /// A name for use by others: letters, digits, `_` and `-`.
    pub fn id(&self, field: &Field) -> Option<&'a str> {
        let id = self.text(field)?;
        let plain = id.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
        if !plain {
            let node = self.node(field)?;
            self.wrong(field, node);
        }
        plain.then_some(id)
    }

    /// A text in one or two languages, `None` where the field is not set or wrong.
    pub fn name(&self, field: &Field) -> Option<Bilingual> {
        let node = self.wanted(field)?;
        if let Value::Text(text) = &node.value {
            return Some(Bilingual::same(text.as_str()));
        }
        if !matches!(node.value, Value::Struct(..)) {
            self.wrong(field, node);
            return None;
        }
        let names = self.source.record(node, &NAME, self.path_of(field))?;
        match (names.text(&EN), names.text(&ZH)) {
            (Some(en), Some(zh)) => Some(Bilingual::new(en, zh)),
            (Some(one), None) | (None, Some(one)) => Some(Bilingual::same(one)),
            (None, None) => {
                self.source.error(&node.span, format!("`{}` is empty", self.path_of(field)), None);
                None
            }
        }
    }

    /// A time of day in seconds since midnight (up to 48 h), `None` where not set or wrong.
    pub fn clock(&self, field: &Field) -> Option<u32> {
        let node = self.wanted(field)?;
        let seconds = match &node.value {
            Value::Text(text) => parse_clock(text),
            _ => None,
        };
        if seconds.is_none() {
            self.wrong(field, node);
        }
        seconds
    }

    /// Which of the field's words stands there; where it is not set, the default, noted.
    pub fn word(&self, field: &Field) -> Option<&'static str> {
        let Takes::Word(words) = field.takes else { return None };
        match self.wanted(field) {
            None => match field.otherwise {
                Otherwise::Word(word) => {
                    self.default_taken(field, word.to_owned());
                    Some(word)
                }
                _ => None,
            },
            Some(node) => {
                let written = match &node.value {
                    Value::Word(word) => words.iter().find(|w| **w == word.as_str()).copied(),
                    _ => None,
                };
                if written.is_none() {
                    self.wrong(field, node);
                }
                written
            }
        }
    }

    /// The fields of a group, `None` where it is not set or wrong (which is noted).
    pub fn record(&self, field: &Field) -> Option<Record<'a>> {
        let node = self.wanted(field)?;
        let Takes::Record(shape) = field.takes else { return None };
        self.source.record(node, shape, self.path_of(field))
    }

    /// The fields of a group; where it is not set, a group without any, so that each field's
    /// default is taken and noted.
    pub fn record_or_empty(&self, field: &Field, shape: &'static Shape) -> Record<'a> {
        self.record(field).unwrap_or_else(|| self.empty(field, shape))
    }

    /// A group without any field set, in place of a field that is not set.
    pub fn empty(&self, field: &Field, shape: &'static Shape) -> Record<'a> {
        let span = self.span.start..self.span.start;
        Record { source: self.source, shape, path: self.path_of(field), span, fields: &[] }
    }

    /// The items of a list, empty where it is not set; `None` where it is no list (noted).
    pub fn list(&self, field: &Field) -> Option<&'a [Node]> {
        match self.wanted(field) {
            None => Some(&[]),
            Some(Node { value: Value::List(items), .. }) => Some(items),
            Some(node) => {
                self.wrong(field, node);
                None
            }
        }
    }

    /// The groups of a list; each is named by its `id` where it has one. Groups that cannot be
    /// read are left out, ids that occur twice are errors.
    pub fn records(&self, field: &Field) -> Vec<Record<'a>> {
        let Takes::Records(shape) = field.takes else { return Vec::new() };
        let mut records: Vec<Record<'a>> = Vec::new();
        for (i, node) in self.list(field).unwrap_or_default().iter().enumerate() {
            let id = match &node.value {
                Value::Struct(_, fields) => fields.iter().find_map(|f| match &f.value.value {
                    Value::Text(id) if f.name == "id" => Some(id.clone()),
                    _ => None,
                }),
                _ => None,
            };
            let key = id.clone().unwrap_or_else(|| i.to_string());
            let path = format!("{}[{key}]", self.path_of(field));
            let Some(record) = self.source.record(node, shape, path) else { continue };
            let twice = id.is_some() && records.iter().any(|r| r.path == record.path);
            if twice {
                let what = format!("the id {key:?} occurs twice in `{}`", self.path_of(field));
                self.source.error(&node.span, what, Some("ids are unique: rename one of the two"));
            }
            records.push(record);
        }
        records
    }

    /// Which of the field's kinds stands there, with its fields: `Stage(..)`. `None` where the
    /// field is not set or wrong (which is noted).
    pub fn variant(&self, field: &Field) -> Option<Record<'a>> {
        let node = self.wanted(field)?;
        let Takes::Variant(shapes) = field.takes else { return None };
        let written = match &node.value {
            Value::Word(name) => Some(name),
            Value::Struct(name, _) | Value::Tuple(name, _) => name.as_ref(),
            _ => None,
        };
        let shape = written.and_then(|name| shapes.iter().find(|s| s.name == name));
        if let Some(shape) = shape {
            if let Value::Tuple(_, items) = &node.value
                && !items.is_empty()
            {
                return self.unnamed(node, shape);
            }
            return self.source.record(node, shape, self.path_of(field));
        }
        let what = format!(
            "`{}` is {}, expected {}",
            self.path_of(field),
            node.value.words(),
            field.expected()
        );
        let hint = written
            .and_then(|name| nearest(name, shapes.iter().map(|s| s.name)))
            .map(|meant| format!("did you mean {meant}?"));
        self.source.error(&node.span, what, hint.as_deref());
        None
    }

    /// A kind written with values instead of named fields, `Curve([..])`: one value for its
    /// first field, which is put where the fields are looked for by [`Record::inner`].
    fn unnamed(&self, node: &'a Node, shape: &'static Shape) -> Option<Record<'a>> {
        let single = shape.fields.len() == 1;
        match &node.value {
            Value::Tuple(_, items) if items.len() == 1 && single => {
                let path = self.path.clone();
                let span = items[0].span.clone();
                Some(Record { source: self.source, shape, path, span, fields: &[] })
            }
            _ => {
                let what = format!("the fields of `{}` need their names", shape.name);
                let known: Vec<&str> = shape.fields.iter().map(|f| f.name).collect();
                let hint = format!("known here: {}", known.join(", "));
                self.source.error(&node.span, what, Some(&hint));
                None
            }
        }
    }

    /// The one value of a kind written without field names, `Curve([..])`.
    pub fn inner(&self, field: &Field) -> Option<&'a Node> {
        match &self.node(field)?.value {
            Value::Tuple(_, items) => items.first(),
            Value::Struct(_, fields) => fields.first().map(|f| &f.value),
            _ => None,
        }
    }
}

/// English.
const EN: Field = Field::of("en", Takes::Text, "English").optional();
/// Chinese.
const ZH: Field = Field::of("zh", Takes::Text, "Chinese").optional();
const NAME: Shape = Shape { name: "name", fields: &[EN, ZH] };
