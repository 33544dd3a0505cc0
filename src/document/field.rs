//! What a field of a document is: one definition that the reader, `--explain`, the template
//! of `wuwei new` and the documentation all take from.

use super::Bilingual;
use std::borrow::Borrow;

/// A field: what it takes, what happens without it, and where that comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Name as written in the document.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What is taken where it is left out.
    pub otherwise: Otherwise,
    /// Where the default comes from: `[s]` a source that was read, `[m]` general knowledge to
    /// check, `[a]` an assumption of ours.
    pub why: &'static str,
    /// What it is, one sentence without a full stop.
    pub help: &'static str,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Takes {
    /// A number with its unit (empty: none) and range, both ends included.
    Number(&'static str, f64, f64),
    /// A whole number with its unit and range, both ends included.
    Whole(&'static str, u32, u32),
    /// Mean, standard deviation and cut-offs, with the unit and range of all.
    Spread(&'static str, f64, f64),
    /// `true` or `false`.
    Switch,
    /// A text.
    Text,
    /// A name that is unique among its likes.
    Id,
    /// A text in one or two languages.
    Name,
    /// A time of day, "18:30".
    Clock,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A group of fields.
    Record(&'static Shape),
    /// A list of groups of fields.
    Records(&'static Shape),
    /// One of some kinds, each with its own fields.
    Variant(&'static [Shape]),
    /// Anything else, in words.
    Other(&'static str),
}

/// What is taken where a field is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Otherwise {
    /// It must be given.
    Required,
    /// Nothing: the matter is left out.
    Nothing,
    /// A number.
    Number(f64),
    /// Mean, standard deviation, lowest, highest.
    Spread([f64; 4]),
    /// A word or text.
    Word(&'static str),
    /// `true` or `false`.
    Switch(bool),
    /// Something worked out from the rest, in words.
    Computed(&'static str),
}

/// A group of fields that stand together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Its name: `Event`, `Stage`; for groups without a name in the document, what it is.
    pub name: &'static str,
    /// The fields it can hold.
    pub fields: &'static [Field],
}

impl Field {
    const fn new(name: &'static str, takes: Takes, help: &'static str) -> Self {
        Self { name, takes, otherwise: Otherwise::Required, why: "", help }
    }

    /// A number in a range.
    pub const fn number(
        name: &'static str,
        unit: &'static str,
        range: [f64; 2],
        help: &'static str,
    ) -> Self {
        Self::new(name, Takes::Number(unit, range[0], range[1]), help)
    }

    /// A whole number in a range.
    pub const fn whole(
        name: &'static str,
        unit: &'static str,
        range: [u32; 2],
        help: &'static str,
    ) -> Self {
        Self::new(name, Takes::Whole(unit, range[0], range[1]), help)
    }

    /// A distribution in a range.
    pub const fn spread(
        name: &'static str,
        unit: &'static str,
        range: [f64; 2],
        help: &'static str,
    ) -> Self {
        Self::new(name, Takes::Spread(unit, range[0], range[1]), help)
    }

    /// A field that takes something else than numbers.
    pub const fn of(name: &'static str, takes: Takes, help: &'static str) -> Self {
        Self::new(name, takes, help)
    }

    /// The same field, but it may be left out without anything being taken for it.
    pub const fn optional(mut self) -> Self {
        self.otherwise = Otherwise::Nothing;
        self
    }

    /// The same field with a default and where that comes from.
    pub const fn or(mut self, otherwise: Otherwise, why: &'static str) -> Self {
        self.otherwise = otherwise;
        self.why = why;
        self
    }

    /// What was expected, in words: "a number from 0.5 to 200 m".
    pub fn expected(&self) -> Bilingual {
        let with = |u: &str| if u.is_empty() { String::new() } else { format!(" {u}") };
        match self.takes {
            Takes::Number(u, low, high) => Bilingual::new(
                format!("a number from {low} to {high}{}", with(u)),
                format!("{low} 到 {high}{} 之间的数", with(u)),
            ),
            Takes::Whole(u, low, high) => Bilingual::new(
                format!("a whole number from {low} to {high}{}", with(u)),
                format!("{low} 到 {high}{} 之间的整数", with(u)),
            ),
            Takes::Spread(u, low, high) => Bilingual::new(
                format!("`(mean: .., sd: ..)` from {low} to {high}{}", with(u)),
                format!("`(mean: .., sd: ..)`，{low} 到 {high}{} 之间", with(u)),
            ),
            Takes::Switch => ("`true` or `false`", "`true` 或 `false`").into(),
            Takes::Text => ("a text, \"..\"", "一段文字，\"..\"").into(),
            Takes::Id => (
                "a name of letters, digits, `_` and `-`, \"..\"",
                "由字母、数字、`_` 和 `-` 组成的名称，\"..\"",
            )
                .into(),
            Takes::Name => {
                ("a name, `(en: \"..\", zh: \"..\")`", "名称，`(en: \"..\", zh: \"..\")`").into()
            }
            Takes::Clock => ("a time as in \"18:30\"", "时刻，如 \"18:30\"").into(),
            Takes::Word(words) => one_of(words),
            Takes::Record(shape) => {
                (format!("a {}, `(..)`", shape.name), format!("{}，`(..)`", shape.name)).into()
            }
            Takes::Records(shape) => Bilingual::new(
                format!("a list of {}s, `[(..), (..)]`", shape.name),
                format!("若干 {}，`[(..), (..)]`", shape.name),
            ),
            Takes::Variant(shapes) => one_of(&shapes.iter().map(Shape::call).collect::<Vec<_>>()),
            Takes::Other(words) => {
                let example = words.find('`').map_or(words, |at| &words[at..]);
                (words, format!("形如 {example} 的值")).into()
            }
        }
    }

    /// Its unit, empty where it has none.
    pub fn unit(&self) -> &'static str {
        match self.takes {
            Takes::Number(unit, ..) | Takes::Whole(unit, ..) | Takes::Spread(unit, ..) => unit,
            _ => "",
        }
    }

    /// A number with the field's unit.
    pub fn with_unit(&self, number: f64) -> String {
        let rounded = (number * 1e4).round() / 1e4;
        format!("{rounded} {}", self.unit()).trim_end().to_owned()
    }
}

impl Shape {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// How it is written: `Stage(..)`, or `Uniform` where it has no fields.
    fn call(&self) -> String {
        if self.fields.is_empty() { self.name.to_owned() } else { format!("{}(..)", self.name) }
    }
}

fn one_of(words: &[impl Borrow<str>]) -> Bilingual {
    (format!("one of {}", words.join(", ")), format!("以下之一：{}", words.join("、"))).into()
}
