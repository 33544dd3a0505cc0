//! The one-way stretch: a line that visitors cross in one direction only.

use super::MeasureKind;
use super::kinds::Kind;
use super::place;
use super::read::{FROM, ID, MEASURE_NAME, UNTIL, WHY};
use crate::document::{Bilingual, Field, Shape, Takes};
use geo::LineString;
use serde::{Deserialize, Serialize};

const LINE: Field = Field::of(
    "line",
    Takes::Other("points in the venue's metres, `[(12.0, 3.5), (18.0, 3.5)]`"),
    "across the passage, from wall to wall: people cross it from its left to its right only",
);
const SHAPE: Shape = Shape { name: "OneWay", fields: &[ID, MEASURE_NAME, WHY, FROM, UNTIL, LINE] };

/// One-way stretches in documents.
pub(super) const KIND: Kind = Kind {
    shape: &SHAPE,
    name: || Bilingual::new("One-way stretch", "单行通道"),
    read: |record, context| {
        let line = place::line_on_ground(record, &LINE, ("the one-way line", "单行线"), context);
        line.map(|line| MeasureKind::OneWay(OneWay { line }))
    },
    write: |kind| match kind {
        MeasureKind::OneWay(way) => Some(vec![format!("line: {}", place::written_line(&way.line))]),
        _ => None,
    },
    words: |kind| match kind {
        MeasureKind::OneWay(_) => Some(Bilingual::new("one-way stretch", "单行通道")),
        _ => None,
    },
};

/// A passage that visitors take in one direction; staff may walk against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OneWay {
    /// Across the passage; crossed from its left to its right.
    #[serde(with = "super::place::line_as_pairs")]
    pub line: LineString<f64>,
}
