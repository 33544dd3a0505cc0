//! The sign: read by some of those who face it, followed by some of these.

use super::MeasureKind;
use super::advice::{self, ADVICE, Advice, HEADING};
use super::kinds::Kind;
use super::place::{self, Spot};
use super::read::{FROM, ID, MEASURE_NAME, PlanContext, UNTIL, WHY};
use super::write::number;
use crate::document::Otherwise::{Computed, Switch};
use crate::document::{Bilingual, Field, Record, Shape, Takes};
use serde::{Deserialize, Serialize};

const AT: Field = Field::of(
    "at",
    Takes::Other("a point in the venue's metres, `(12.0, 3.5)`"),
    "where it stands: x metres east, y metres north of the venue's origin",
);
const FACES_DEG: Field = Field::number(
    "faces_deg",
    "°",
    [-360.0, 360.0],
    "direction that its front faces, counterclockwise from east",
)
.or(Computed("all sides"), "it can be read from every side");
const DYNAMIC: Field = Field::of("dynamic", Takes::Switch, "whether what it shows changes")
    .or(Switch(false), "most signs are boards");
const SAYS: Field = Field::of("says", Takes::Records(&ADVICE), "what it says");
const NOTICED: Field =
    Field::number("noticed", "", [0.01, 1.0], "share of those who could that notice it")
        .or(Computed("0.38, or 0.77 where dynamic"), "[s] an evacuation trial, a station");
const COMPLIES: Field = Field::number(
    "complies",
    "",
    [0.01, 0.99],
    "share of those who notice it that follows where it costs nothing",
)
.or(Computed("0.60, or 0.86 where dynamic"), "[s] most follow; 0.66 redirected in all");

const SHAPE: Shape = Shape {
    name: "Sign",
    fields: &[
        ID,
        MEASURE_NAME,
        WHY,
        FROM,
        UNTIL,
        AT,
        FACES_DEG,
        DYNAMIC,
        SAYS,
        HEADING,
        NOTICED,
        COMPLIES,
    ],
};

/// Signs in documents.
pub(super) const KIND: Kind = Kind {
    shape: &SHAPE,
    name: || Bilingual::new("Sign", "指示牌"),
    read: |record, context| read(record, context).map(MeasureKind::Sign),
    write: |kind| match kind {
        MeasureKind::Sign(sign) => Some(write(sign)),
        _ => None,
    },
    words: |kind| match kind {
        MeasureKind::Sign(sign) => Some(words(sign)),
        _ => None,
    },
};

/// A board or a screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sign {
    /// Where it stands.
    pub at: Spot,
    /// Direction that its front faces, degrees counterclockwise from east; `None`: all.
    pub faces_deg: Option<f64>,
    /// Whether it is a screen: seen from farther, and waits are known.
    pub dynamic: bool,
    /// What it says.
    pub says: Vec<Advice>,
    /// Ids of the goals on the way to which people heed it; empty: all.
    pub heading: Vec<String>,
    /// Share of those who could notice it that does, 0–1.
    pub noticed: f64,
    /// Share of those who notice it that follows where it costs nothing, 0–1.
    pub complies: f64,
}

fn read(record: &Record, context: &PlanContext) -> Option<Sign> {
    let at = place::spot_on_ground(record, &AT, context);
    let faces_deg = record.has(&FACES_DEG).then(|| record.number_if(&FACES_DEG)).flatten();
    let dynamic = record.switch(&DYNAMIC);
    let says = advice::read_list(record, &SAYS, context);
    let heading = advice::read_heading(record, context);
    let noticed = record.number_or(&NOTICED, if dynamic { 0.77 } else { 0.38 });
    let complies = record.number_or(&COMPLIES, if dynamic { 0.66 / 0.77 } else { 0.60 });
    Some(Sign { at: at?, faces_deg, dynamic, says, heading, noticed, complies })
}

fn write(sign: &Sign) -> Vec<String> {
    let Sign { at, faces_deg, dynamic, says, heading, noticed, complies } = sign;
    let mut fields = vec![format!("at: {}", at.written())];
    fields.extend(faces_deg.iter().map(|deg| format!("faces_deg: {}", number(*deg))));
    fields.push(format!("dynamic: {dynamic}"));
    fields.push(format!("says: {}", advice::written(says)));
    fields.extend(advice::written_heading(heading));
    fields.push(format!("noticed: {}, complies: {}", number(*noticed), number(*complies)));
    fields
}

fn words(sign: &Sign) -> Bilingual {
    let at = sign.at.written();
    if sign.dynamic {
        Bilingual::new(format!("dynamic sign at {at}"), format!("{at} 处的动态指示屏"))
    } else {
        Bilingual::new(format!("sign at {at}"), format!("{at} 处的指示牌"))
    }
}
