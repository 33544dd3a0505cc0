//! The kinds of measures: a new one is a file with its own `KIND` and one line here (and its
//! variant of [`MeasureKind`]).

use super::read::PlanContext;
use super::{MeasureKind, barrier};
use crate::document::{Bilingual, Record, Shape};

/// What a kind of measure can do with documents.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its name and fields in a plan file.
    pub shape: &'static Shape,
    /// What it is called.
    pub name: fn() -> Bilingual,
    /// Reads its own fields; `None` where they are wrong (noted).
    pub read: fn(&Record, &PlanContext) -> Option<MeasureKind>,
    /// Its own fields as in a plan file, one text a field; `None` for measures of other kinds.
    pub write: fn(&MeasureKind) -> Option<Vec<String>>,
    /// What it is in one line, as in "barrier of 12.0 m, 6 units"; `None` for other kinds.
    pub words: fn(&MeasureKind) -> Option<Bilingual>,
}

/// All kinds.
pub const KINDS: &[Kind] = &[barrier::KIND];

/// The kind of that name.
pub fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.shape.name == name)
}

impl MeasureKind {
    /// What it is in one line.
    pub fn words(&self) -> Bilingual {
        KINDS.iter().find_map(|kind| (kind.words)(self)).unwrap_or_default()
    }
}
