//! A RON text as a tree whose every node knows where it stands.
//!
//! The crate `ron` reads the same language, but through serde: it stops at the first problem
//! and what it hands over has lost its places. An event document is written by hand, so all
//! that is wrong has to be said in one go, each with line and column; hence this tree, and the
//! typed reader over it ([`super::Source`], [`super::Record`]). The tests hold the parser
//! against the crate, on the same texts.
//!
//! Read are structs and tuples with and without names, maps, lists, strings (raw, escaped),
//! characters, numbers (underscores, exponents, other bases, `NaN`, `inf`), booleans,
//! options, unit variants, nested comments, trailing commas and `#![enable(..)]`. Byte strings
//! and the type suffixes of numbers (`1u8`) are refused: no document has a use for them.

mod parser;
mod scalar;

use super::{Bilingual, Hint, Place, Problems};
use std::ops::Range;
use std::path::Path;

/// Nesting beyond this is refused, so that no text can overflow the stack.
const DEEPEST: usize = 64;

/// One value of a RON text.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Bytes of the text that it takes.
    pub span: Range<usize>,
    /// What stands there.
    pub value: Value,
}

/// The values of RON.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `()`
    Unit,
    /// `true`, `false`
    Bool(bool),
    /// `'x'`
    Char(char),
    /// `"text"`, `r#"text"#`
    Text(String),
    /// `12`, `1_000`, `-2.5e3`, `0x1F`, `NaN`, `inf`
    Number(f64),
    /// `None`
    None,
    /// `Some(..)`
    Some(Box<Node>),
    /// `Both`: a unit variant
    Word(String),
    /// `[a, b]`
    List(Vec<Node>),
    /// `{a: b}`
    Map(Vec<[Node; 2]>),
    /// `(a, b)`, `Name(a, b)`
    Tuple(Option<String>, Vec<Node>),
    /// `(a: 1)`, `Name(a: 1)`
    Struct(Option<String>, Vec<FieldNode>),
}

/// One field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldNode {
    /// Its name.
    pub name: String,
    /// Bytes that the name takes.
    pub name_span: Range<usize>,
    /// What it is set to.
    pub value: Node,
}

impl Value {
    /// What it is, in words for a message: "a text", "the word `Both`".
    pub fn words(&self) -> Bilingual {
        match self {
            Value::Unit => ("nothing, `()`", "空值 `()`").into(),
            Value::Bool(b) => format!("`{b}`").into(),
            Value::Char(c) => (format!("the character {c:?}"), format!("字符 {c:?}")).into(),
            Value::Text(text) if text.chars().count() <= 30 => {
                (format!("the text {text:?}"), format!("文字 {text:?}")).into()
            }
            Value::Text(_) => ("a text", "一段文字").into(),
            Value::Number(n) => (format!("the number {n}"), format!("数 {n}")).into(),
            Value::None => "`None`".into(),
            Value::Some(_) => "`Some(..)`".into(),
            Value::Word(word) => (format!("the word `{word}`"), format!("词 `{word}`")).into(),
            Value::List(_) => ("a list, `[..]`", "列表 `[..]`").into(),
            Value::Map(_) => ("a map, `{..}`", "映射 `{..}`").into(),
            Value::Tuple(Some(name), _) | Value::Struct(Some(name), _) => {
                format!("`{name}(..)`").into()
            }
            Value::Tuple(None, _) => {
                ("values without names, `(.., ..)`", "没有名称的值 `(.., ..)`").into()
            }
            Value::Struct(None, _) => ("fields, `(name: ..)`", "字段 `(name: ..)`").into(),
        }
    }
}

/// The tree of a RON text.
///
/// # Errors
/// Where the text is not RON: one error at the place where reading had to stop, with what was
/// expected there. Values are not judged: `NaN` and fields that occur twice are let through.
pub fn parse(path: &Path, text: &str) -> Result<Node, Problems> {
    parser::Parser::new(text).document().map_err(|fault| {
        let place = Place::at_byte(path, text, fault.at);
        Problems::one(place, fault.what, Hint(fault.hint))
    })
}

/// Where reading had to stop, and why.
#[derive(Debug)]
struct Fault {
    at: usize,
    what: Bilingual,
    hint: Option<Bilingual>,
}

impl Fault {
    fn new(at: usize, what: impl Into<Bilingual>) -> Self {
        Self { at, what: what.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<Bilingual>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
