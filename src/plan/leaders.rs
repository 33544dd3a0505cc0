//! Hidden leaders: some of the stream walk where the planner wants, and others follow.

use super::MeasureKind;
use super::advice::{self, ADVICE, Advice, HEADING};
use super::kinds::Kind;
use super::place::{self, Spot};
use super::read::{FROM, ID, MEASURE_NAME, PlanContext, UNTIL, WHY};
use super::write::{metres, number};
use crate::document::Otherwise::Number;
use crate::document::{Bilingual, Field, Record, Shape, Takes};
use serde::{Deserialize, Serialize};

const AT: Field = Field::of(
    "at",
    Takes::Other("a point in the venue's metres, `(12.0, 3.5)`"),
    "middle of the place where they walk among the others",
);
const WITHIN_M: Field = Field::number("within_m", "m", [1.0, 100.0], "how far around that")
    .or(Number(8.0), "one follows those one sees walk [a]");
const SHARE: Field =
    Field::number("share", "", [0.001, 0.5], "share of the local flow that they are")
        .or(Number(0.05), "[s] 5 % lead a crowd of 200 unnoticed");
const LEADS: Field = Field::of("leads", Takes::Records(&ADVICE), "where they walk");

const SHAPE: Shape = Shape {
    name: "Leaders",
    fields: &[ID, MEASURE_NAME, WHY, FROM, UNTIL, AT, WITHIN_M, SHARE, LEADS, HEADING],
};

/// Hidden leaders in documents.
pub(super) const KIND: Kind = Kind {
    shape: &SHAPE,
    name: || Bilingual::new("Hidden leaders", "引领者"),
    read: |record, context| read(record, context).map(MeasureKind::Leaders),
    write: |kind| match kind {
        MeasureKind::Leaders(leaders) => Some(write(leaders)),
        _ => None,
    },
    words: |kind| match kind {
        MeasureKind::Leaders(leaders) => Some(words(leaders)),
        _ => None,
    },
};

/// A share of the local flow that walks where the planner wants; nobody sees that they do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaders {
    /// Middle of the place where they walk among the others.
    pub at: Spot,
    /// How far around that, metres.
    pub within_m: f64,
    /// Share of the local flow that they are, 0–1.
    pub share: f64,
    /// Where they walk.
    pub leads: Vec<Advice>,
    /// Ids of the goals on the way to which people follow; empty: all.
    pub heading: Vec<String>,
}

fn read(record: &Record, context: &PlanContext) -> Option<Leaders> {
    let at = place::spot_on_ground(record, &AT, context);
    let (within_m, share) = (record.number(&WITHIN_M), record.number(&SHARE));
    let leads = advice::read_list(record, &LEADS, context);
    let heading = advice::read_heading(record, context);
    Some(Leaders { at: at?, within_m, share, leads, heading })
}

fn write(leaders: &Leaders) -> Vec<String> {
    let Leaders { at, within_m, share, leads, heading } = leaders;
    let mut fields = vec![
        format!("at: {}, within_m: {}", at.written(), metres(*within_m)),
        format!("share: {}", number(*share)),
        format!("leads: {}", advice::written(leads)),
    ];
    fields.extend(advice::written_heading(heading));
    fields
}

fn words(leaders: &Leaders) -> Bilingual {
    let (at, percent) = (leaders.at.written(), leaders.share * 100.0);
    Bilingual::new(
        format!("hidden leaders at {at}, {percent:.0} % of the flow"),
        format!("{at} 处的引领者，占人流 {percent:.0}%"),
    )
}
