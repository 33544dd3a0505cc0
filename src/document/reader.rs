//! From a RON tree to checked values by the definitions of the fields: collects every problem
//! and every default that was taken.

use super::field::{Field, Otherwise, Shape, Takes};
use super::ron_tree::{FieldNode, Node, Value};
use super::suggest::{meant_by, nearest};
use super::{Bilingual, Hint, Place, Problems, parse_clock};
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
    pub fn error(&self, span: &Range<usize>, what: impl Into<Bilingual>, hint: impl Into<Hint>) {
        let place = Place::at_byte(self.path, self.text, span.start);
        self.problems.borrow_mut().error(place, what, hint);
    }

    /// Adds a warning at a place of the text.
    pub fn warn(&self, span: &Range<usize>, what: impl Into<Bilingual>, hint: impl Into<Hint>) {
        let place = Place::at_byte(self.path, self.text, span.start);
        self.problems.borrow_mut().warn(place, what, hint);
    }

    /// Adds the error that an id stands twice in a list.
    pub fn error_of_twice(&self, span: &Range<usize>, id: &str, list: &str) {
        let what = (
            format!("the id {id:?} occurs twice in `{list}`"),
            format!("`{list}` 中 id {id:?} 出现两次"),
        );
        let hint = ("ids are unique: rename one of the two", "id 不可重复：请改其中一个");
        self.error(span, what, hint);
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
                    Value::Map(_) => Hint::from((
                        "write ( ) instead of { }, and names without quotes",
                        "用 ( ) 代替 { }，名称不加引号",
                    )),
                    _ => Hint::default(),
                };
                let (found, of) = (other.words(), named(&path));
                let what = (
                    format!("expected the fields of {}, found {}", of.en, found.en),
                    format!("应为{}的字段，却是{}", of.zh, found.zh),
                );
                self.error(&node.span, what, hint);
                return None;
            }
        };
        let record = Record { source: self, shape, path, span: node.span.clone(), fields };
        record.check_names();
        Some(record)
    }
}

fn known_here(names: &[&str]) -> Bilingual {
    let (en, zh) = (names.join(", "), names.join("、"));
    Bilingual::new(format!("known here: {en}"), format!("这里有：{zh}"))
}

/// How a place in the structure is called in a message.
fn named(path: &str) -> Bilingual {
    if path.is_empty() {
        ("the document", "文件").into()
    } else {
        (format!("`{path}`"), format!(" `{path}` ")).into()
    }
}

impl<'a> Record<'a> {
    fn check_names(&self) {
        for (i, field) in self.fields.iter().enumerate() {
            if self.shape.field(&field.name).is_none() {
                let known: Vec<&str> = self.shape.fields.iter().map(|f| f.name).collect();
                let hint = match nearest(&field.name, known.iter().copied()) {
                    Some(meant) => meant_by(&format!("`{meant}`")),
                    None if known.is_empty() => Bilingual::new(
                        format!("{} has no fields", self.shape.name),
                        format!("{} 没有字段", self.shape.name),
                    ),
                    None => known_here(&known),
                };
                let title = self.title();
                let what = (
                    format!("unknown field `{}` in {}", field.name, title.en),
                    format!("{}中没有字段 `{}`", title.zh, field.name),
                );
                self.source.error(&field.name_span, what, hint);
            } else if let Some(first) = self.fields[..i].iter().find(|f| f.name == field.name) {
                let line =
                    Place::at_byte(self.source.path, self.source.text, first.name_span.start);
                let hint = (
                    format!("it stands first in line {}; keep one of the two", line.line),
                    format!("第一次在第 {} 行；只保留一个", line.line),
                );
                let title = self.title();
                let what = (
                    format!("`{}` is set twice in {}", field.name, title.en),
                    format!("{}中 `{}` 出现两次", title.zh, field.name),
                );
                self.source.error(&field.name_span, what, hint);
            }
        }
    }

    fn title(&self) -> Bilingual {
        named(if self.path.is_empty() { self.shape.name } else { &self.path })
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
    pub fn error(&self, field: &Field, what: impl Into<Bilingual>, hint: impl Into<Hint>) {
        self.source.error(&self.span_of(field), what, hint);
    }

    /// Adds a warning at a field's value (at the record where the field is not set).
    pub fn warn(&self, field: &Field, what: impl Into<Bilingual>, hint: impl Into<Hint>) {
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
            let (title, expected) = (self.title(), field.expected());
            let what = (
                format!("`{}` is missing in {}", field.name, title.en),
                format!("{}中缺少 `{}`", title.zh, field.name),
            );
            let hint = (
                format!("add `{}: ..`: {}; expected {}", field.name, field.help, expected.en),
                format!("请加上 `{}: ..`：{}", field.name, expected.zh),
            );
            self.source.error(&(self.span.start..self.span.start), what, hint);
        }
        node
    }

    /// Notes that a value is not what the field takes.
    pub fn wrong(&self, field: &Field, node: &Node) {
        let found = match &node.value {
            Value::Number(n) => n.to_string().into(),
            other => other.words(),
        };
        let hint = match (&node.value, field.takes) {
            (Value::Text(text), Takes::Number(..) | Takes::Whole(..))
                if text.parse::<f64>().is_ok() =>
            {
                ("write the number without quotes", "数不加引号").into()
            }
            (Value::Text(text), Takes::Word(words)) if words.contains(&text.as_str()) => {
                (format!("write {text} without quotes"), format!("{text} 不加引号")).into()
            }
            (Value::Word(word), Takes::Word(words)) => {
                Hint(nearest(word, words.iter().copied()).map(meant_by))
            }
            (Value::Word(_), Takes::Text | Takes::Id | Takes::Clock) => {
                ("texts stand in quotes, \"..\"", "文字要加引号，\"..\"").into()
            }
            (Value::Number(_), Takes::Spread(..)) => (
                "a distribution has a mean and a standard deviation, `(mean: 30.0, sd: 10.0)`",
                "分布要有均值和标准差，`(mean: 30.0, sd: 10.0)`",
            )
                .into(),
            _ => Hint::default(),
        };
        self.source.error(&node.span, self.is_instead(field, &found), hint);
    }

    /// "`width_m` is 7, expected a number from 0.5 to 5 m".
    fn is_instead(&self, field: &Field, found: &Bilingual) -> Bilingual {
        let (path, expected) = (self.path_of(field), field.expected());
        Bilingual::new(
            format!("`{path}` is {}, expected {}", found.en, expected.en),
            format!("`{path}` 是{}，应为{}", found.zh, expected.zh),
        )
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
                let path = self.path_of(field);
                let what = (format!("`{path}` is empty"), format!("`{path}` 是空的"));
                self.source.error(&node.span, what, None);
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
                self.source.error_of_twice(&node.span, &key, &self.path_of(field));
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
        let meant = written.and_then(|name| nearest(name, shapes.iter().map(|s| s.name)));
        let what = self.is_instead(field, &node.value.words());
        self.source.error(&node.span, what, Hint(meant.map(meant_by)));
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
                let what = (
                    format!("the fields of `{}` need their names", shape.name),
                    format!("`{}` 的字段要写出名称", shape.name),
                );
                let known: Vec<&str> = shape.fields.iter().map(|f| f.name).collect();
                self.source.error(&node.span, what, known_here(&known));
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
