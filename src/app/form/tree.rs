//! A measure as a tree of what its fields hold, by the definition of the file format; made from
//! the texts that a plan file would have, and written back as such a text.

use crate::document::ron_tree::{FieldNode, Node, Value};
use crate::document::{Bilingual, Field, Shape, Takes};
use geo::Coord;

/// A group of fields and what they hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// Its definition.
    pub shape: &'static Shape,
    /// Every field of the definition, in its order.
    pub entries: Vec<Entry>,
}

/// A field and what it holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Its definition.
    pub field: &'static Field,
    /// What it holds.
    pub content: Content,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// It is left out.
    Out,
    /// A number, whole or not.
    Number(f64),
    /// `true` or `false`.
    Switch(bool),
    /// A text, an id, a time.
    Text(String),
    /// A text in two languages.
    Name(Bilingual),
    /// One of some words.
    Word(String),
    /// A group of fields, or one of some kinds: the shape says which.
    Group(Group),
    /// A list of groups.
    Groups(Vec<Group>),
    /// Points on the map; a spot is one.
    Places(Vec<Coord<f64>>),
    /// A list of ids.
    Names(Vec<String>),
    /// What the form has no widget for, as it is written.
    Raw(String),
}

/// What a field asks for on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    /// A point.
    Spot,
    /// A line.
    Line,
    /// An outline.
    Area,
}

impl Drawn {
    /// What the field asks for, if it is drawn.
    pub fn of(field: &Field) -> Option<Self> {
        match (field.takes, field.name) {
            (Takes::Other(_), "post" | "at" | "watches" | "via") => Some(Self::Spot),
            (Takes::Other(_), "line") => Some(Self::Line),
            (Takes::Other(_), "area") => Some(Self::Area),
            _ => None,
        }
    }
}

impl Content {
    /// What a node of a document holds; `text` is the document.
    fn of(field: &Field, node: &Node, text: &str) -> Self {
        let group = |shape| Self::Group(Group::of(shape, node, text));
        match (field.takes, &node.value) {
            (_, Value::None) => Self::Out,
            (_, Value::Some(inner)) => Self::of(field, inner, text),
            (Takes::Number(..) | Takes::Whole(..), Value::Number(number)) => Self::Number(*number),
            (Takes::Switch, Value::Bool(switch)) => Self::Switch(*switch),
            (Takes::Text | Takes::Id | Takes::Clock, Value::Text(own)) => Self::Text(own.clone()),
            (Takes::Name, Value::Text(name)) => Self::Name(Bilingual::same(name.as_str())),
            (Takes::Name, Value::Struct(_, fields)) => Self::Name(bilingual(fields)),
            (Takes::Word(_), Value::Word(word)) => Self::Word(word.clone()),
            (Takes::Record(shape), _) => group(shape),
            (Takes::Variant(shapes), value) => match kind(shapes, value) {
                Some(shape) => group(shape),
                None => Self::raw(node, text),
            },
            (Takes::Records(shape), Value::List(items)) => {
                Self::Groups(items.iter().map(|item| Group::of(shape, item, text)).collect())
            }
            (Takes::Other(_), value) => other(value).unwrap_or_else(|| Self::raw(node, text)),
            _ => Self::raw(node, text),
        }
    }

    fn raw(node: &Node, text: &str) -> Self {
        Self::Raw(text.get(node.span.clone()).unwrap_or_default().to_owned())
    }

    /// Whether the field is left out.
    pub fn is_out(&self) -> bool {
        *self == Self::Out
    }
}

/// Which of some kinds stands there.
fn kind(shapes: &'static [Shape], value: &Value) -> Option<&'static Shape> {
    let name = match value {
        Value::Word(name) => name,
        Value::Struct(Some(name), _) | Value::Tuple(Some(name), _) => name,
        _ => return None,
    };
    shapes.iter().find(|shape| shape.name == name)
}

/// Points or ids.
fn other(value: &Value) -> Option<Content> {
    if let Some(at) = point(value) {
        return Some(Content::Places(vec![at]));
    }
    let Value::List(items) = value else { return None };
    let points: Option<Vec<_>> = items.iter().map(|item| point(&item.value)).collect();
    let name = |item: &Node| match &item.value {
        Value::Text(name) => Some(name.clone()),
        _ => None,
    };
    let names = || items.iter().map(name).collect::<Option<Vec<_>>>();
    match points {
        Some(points) if !points.is_empty() => Some(Content::Places(points)),
        _ => names().map(Content::Names),
    }
}

fn point(value: &Value) -> Option<Coord<f64>> {
    let Value::Tuple(None, pair) = value else { return None };
    let [x, y] = pair.as_slice() else { return None };
    match (&x.value, &y.value) {
        (Value::Number(x), Value::Number(y)) => Some(Coord { x: *x, y: *y }),
        _ => None,
    }
}

fn bilingual(fields: &[FieldNode]) -> Bilingual {
    let text = |name: &str| {
        fields.iter().find(|f| f.name == name).and_then(|f| match &f.value.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    };
    match (text("en"), text("zh")) {
        (Some(en), Some(zh)) => Bilingual::new(en, zh),
        (one, two) => Bilingual::same(one.or(two).unwrap_or_default()),
    }
}

impl Group {
    /// A group in which every field is left out.
    pub fn empty(shape: &'static Shape) -> Self {
        let entries = shape.fields.iter().map(|field| Entry { field, content: Content::Out });
        Self { shape, entries: entries.collect() }
    }

    /// The group that a node of a document holds.
    pub fn of(shape: &'static Shape, node: &Node, text: &str) -> Self {
        let fields: &[FieldNode] = match &node.value {
            Value::Struct(_, fields) => fields,
            _ => &[],
        };
        let mut group = Self::empty(shape);
        for entry in &mut group.entries {
            if let Some(own) = fields.iter().find(|f| f.name == entry.field.name) {
                entry.content = Content::of(entry.field, &own.value, text);
            }
        }
        group
    }

    /// What the field of that name holds.
    pub fn content(&self, name: &str) -> Option<&Content> {
        self.entries.iter().find(|entry| entry.field.name == name).map(|entry| &entry.content)
    }

    /// As [`Group::content`], to change it.
    pub fn content_mut(&mut self, name: &str) -> Option<&mut Content> {
        let mut entries = self.entries.iter_mut();
        entries.find(|entry| entry.field.name == name).map(|entry| &mut entry.content)
    }

    /// Sets the field of that name, where there is one.
    pub fn set(&mut self, name: &str, content: Content) {
        if let Some(own) = self.content_mut(name) {
            *own = content;
        }
    }
}

/// A text whose lines know which field they belong to.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// The text.
    pub text: String,
    owners: Vec<String>,
}

impl Lines {
    /// A plan with this measure alone.
    pub fn of_measure(group: &Group) -> Self {
        let mut lines = Self::default();
        lines.line("", &format!("Plan(version: 1, measures: [{}(", group.shape.name));
        lines.group(group, "");
        lines.line("", ")])");
        lines
    }

    /// The path of the field to which a line, counted from 1, belongs; empty for the measure.
    pub fn owner(&self, line: usize) -> &str {
        line.checked_sub(1).and_then(|i| self.owners.get(i)).map_or("", String::as_str)
    }

    fn line(&mut self, owner: &str, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
        self.owners.push(owner.to_owned());
    }

    fn group(&mut self, group: &Group, path: &str) {
        for entry in &group.entries {
            self.entry(entry, &joined(path, entry.field.name));
        }
    }

    fn entry(&mut self, Entry { field, content }: &Entry, path: &str) {
        let name = field.name;
        match content {
            Content::Out => {}
            Content::Group(group) => {
                let kind =
                    if matches!(field.takes, Takes::Variant(_)) { group.shape.name } else { "" };
                self.line(path, &format!("{name}: {kind}("));
                self.group(group, path);
                self.line(path, "),");
            }
            Content::Groups(groups) => {
                self.line(path, &format!("{name}: ["));
                for (i, group) in groups.iter().enumerate() {
                    let item = joined(path, &i.to_string());
                    self.line(&item, "(");
                    self.group(group, &item);
                    self.line(&item, "),");
                }
                self.line(path, "],");
            }
            leaf => self.line(path, &format!("{name}: {},", written(field, leaf))),
        }
    }
}

/// The path of something within something.
pub(super) fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// What stands in one line, as in a plan file. (Rust's escapes of texts are RON's.)
fn written(field: &Field, content: &Content) -> String {
    let listed = |items: Vec<String>| format!("[{}]", items.join(", "));
    let point = |at: &Coord<f64>| format!("({}, {})", at.x, at.y);
    match content {
        Content::Number(number) => number.to_string(),
        Content::Switch(switch) => switch.to_string(),
        Content::Text(text) => format!("{text:?}"),
        Content::Name(Bilingual { en, zh }) => match (en.trim(), zh.trim()) {
            ("", _) => format!("(zh: {zh:?})"),
            (_, "") => format!("(en: {en:?})"),
            _ => format!("(en: {en:?}, zh: {zh:?})"),
        },
        Content::Word(word) => word.clone(),
        Content::Places(points) => match (Drawn::of(field), points.as_slice()) {
            (Some(Drawn::Spot), [at, ..]) => point(at),
            _ => listed(points.iter().map(point).collect()),
        },
        Content::Names(names) => listed(names.iter().map(|name| format!("{name:?}")).collect()),
        Content::Raw(text) => text.clone(),
        Content::Out | Content::Group(_) | Content::Groups(_) => String::new(),
    }
}
