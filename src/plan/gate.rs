//! The gate: a line that people cross one after the other, or in waves.

use super::MeasureKind;
use super::kinds::Kind;
use super::place::{self, Spot};
use super::read::{FROM, ID, MEASURE_NAME, PlanContext, UNTIL, WHY};
use super::write::{number, text};
use crate::document::Otherwise::{Computed, Number, Switch};
use crate::document::{Bilingual, Field, Record, Shape, Takes};
use geo::LineString;
use serde::{Deserialize, Serialize};

const LINE: Field = Field::of(
    "line",
    Takes::Other("points in the venue's metres, `[(12.0, 3.5), (18.0, 3.5)]`"),
    "people are stopped who cross it from its left to its right",
);
const INFORMED: Field =
    Field::of("informed", Takes::Switch, "whether those who wait are told how long it will be")
        .or(Switch(false), "most gates say nothing [a]");
const WORKS: Field = Field::of("works", Takes::Variant(WORKINGS), "how it lets people through");

const LANES: Field = Field::whole("lanes", "", [1, 200], "lanes side by side");
const PER_MIN: Field =
    Field::number("per_min", "persons/min", [0.1, 120.0], "people through one lane")
        .or(Number(10.0), "[s] bag search: 10 no bags, 7 mixed, 4 bags");
const CHECKS: Field = Field::of(
    "checks",
    Takes::Records(&CHECK),
    "segments whose check takes another time, as with bags or strollers",
)
.optional();
const SEGMENT: Field = Field::of("segment", Takes::Text, "id of the segment");
const TAKES_S: Field = Field::number("takes_s", "s", [0.1, 600.0], "time of one check");
const CHECK: Shape = Shape { name: "check", fields: &[SEGMENT, TAKES_S] };

const CLOSES_ABOVE: Field = Field::number(
    "closes_above",
    "persons/m²",
    [0.1, 8.0],
    "closes when the density behind it exceeds this",
)
.or(Number(2.0), "limit where people move [s]");
const OPENS_BELOW: Field =
    Field::number("opens_below", "persons/m²", [0.05, 8.0], "opens when it has fallen below this")
        .or(Number(1.5), "a step below, so that it does not flutter [a]");
const SHORTEST_S: Field =
    Field::number("shortest_s", "s", [0.0, 3600.0], "people are held at least so long")
        .or(Number(30.0), "holds of 30–90 s [a]");
const LONGEST_S: Field =
    Field::number("longest_s", "s", [1.0, 3600.0], "people are held at most so long")
        .or(Number(90.0), "holds of 30–90 s [a]");
const WATCHES: Field = Field::of(
    "watches",
    Takes::Other("a point in the venue's metres, `(12.0, 3.5)`"),
    "middle of the place behind it whose density counts",
)
.or(Computed("8 m behind the line's middle"), "where people are who have just passed");
const WITHIN_M: Field =
    Field::number("within_m", "m", [1.0, 100.0], "how far around that it counts")
        .or(Number(6.0), "about 100 m²: a density that one sees [a]");

const WORKINGS: &[Shape] = &[
    Shape { name: "Lanes", fields: &[LANES, PER_MIN, CHECKS] },
    Shape {
        name: "Waves",
        fields: &[CLOSES_ABOVE, OPENS_BELOW, SHORTEST_S, LONGEST_S, WATCHES, WITHIN_M],
    },
];

const SHAPE: Shape =
    Shape { name: "Gate", fields: &[ID, MEASURE_NAME, WHY, FROM, UNTIL, LINE, INFORMED, WORKS] };

/// Gates in documents.
pub(super) const KIND: Kind = Kind {
    shape: &SHAPE,
    name: || Bilingual::new("Gate", "闸口"),
    read: |record, context| read(record, context).map(MeasureKind::Gate),
    write: |kind| match kind {
        MeasureKind::Gate(gate) => Some(write(gate)),
        _ => None,
    },
    words: |kind| match kind {
        MeasureKind::Gate(gate) => Some(words(gate)),
        _ => None,
    },
};

/// A line that people cross from its left to its right when they are let through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// The line.
    #[serde(with = "super::place::line_as_pairs")]
    pub line: LineString<f64>,
    /// Whether those who wait are told how long it will be.
    pub informed: bool,
    /// How it lets people through.
    pub works: Works,
}

/// How a gate lets people through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Works {
    /// One after the other, who came first first.
    Lanes {
        /// Lanes side by side.
        lanes: u32,
        /// People through one lane, persons a minute.
        per_min: f64,
        /// Segments whose check takes another time: id, seconds.
        checks: Vec<(String, f64)>,
    },
    /// All at once, until it is too dense behind.
    Waves(Waves),
}

/// When a gate closes and opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waves {
    /// Closes above this density, persons per m².
    pub closes_above: f64,
    /// Opens below this density, persons per m².
    pub opens_below: f64,
    /// Shortest hold, seconds.
    pub shortest_s: f64,
    /// Longest hold, seconds.
    pub longest_s: f64,
    /// Middle of the place whose density counts; `None`: 8 m behind the line's middle.
    pub watches: Option<Spot>,
    /// How far around it counts, metres.
    pub within_m: f64,
}

fn read(record: &Record, context: &PlanContext) -> Option<Gate> {
    let line = place::line_on_ground(record, &LINE, ("the gate", "闸口"), context);
    let informed = record.switch(&INFORMED);
    if !record.has(&WORKS) {
        let what = (
            "`works` is missing: how does it let people through?",
            "缺少 `works`：它怎样放人通过？",
        );
        let hint = (
            "as in `works: Lanes(lanes: 4, per_min: 10.0)` or `works: Waves()`",
            "例如 `works: Lanes(lanes: 4, per_min: 10.0)` 或 `works: Waves()`",
        );
        record.error(&WORKS, what, hint);
        return None;
    }
    let own = record.variant(&WORKS)?;
    let works = if own.shape.name == "Lanes" {
        lanes(&own, context)
    } else {
        Works::Waves(waves(&own, context))
    };
    Some(Gate { line: line?, informed, works })
}

fn lanes(own: &Record, context: &PlanContext) -> Works {
    let known = place::segments(context.event);
    let check = |record: &Record| {
        let takes_s = record.number_if(&TAKES_S);
        Some((place::name_of(record, &SEGMENT, ("segment", "人群类型"), &known)?, takes_s?))
    };
    let checks = own.records(&CHECKS).iter().filter_map(check).collect();
    Works::Lanes { lanes: own.whole(&LANES).max(1), per_min: own.number(&PER_MIN), checks }
}

fn waves(own: &Record, context: &PlanContext) -> Waves {
    let watches = own.has(&WATCHES).then(|| place::spot_on_ground(own, &WATCHES, context));
    let waves = Waves {
        closes_above: own.number(&CLOSES_ABOVE),
        opens_below: own.number(&OPENS_BELOW),
        shortest_s: own.number(&SHORTEST_S),
        longest_s: own.number(&LONGEST_S),
        watches: watches.flatten(),
        within_m: own.number(&WITHIN_M),
    };
    if waves.opens_below > waves.closes_above {
        let what = ("it would open at a density at which it closes", "放行的密度高于关闭的密度");
        let hint = ("`opens_below` is below `closes_above`", "`opens_below` 应低于 `closes_above`");
        own.error(&OPENS_BELOW, what, hint);
    }
    if waves.shortest_s > waves.longest_s {
        let what = ("the shortest hold is longer than the longest", "最短等候比最长等候还长");
        own.error(&SHORTEST_S, what, ("as in 30 and 90", "例如 30 和 90"));
    }
    waves
}

fn write(gate: &Gate) -> Vec<String> {
    let works = match &gate.works {
        Works::Lanes { lanes, per_min, checks } => {
            let check = |(segment, takes_s): &(String, f64)| {
                format!("(segment: {}, takes_s: {})", text(segment), number(*takes_s))
            };
            let checks: Vec<String> = checks.iter().map(check).collect();
            let checks = match checks.as_slice() {
                [] => String::new(),
                checks => format!(", checks: [{}]", checks.join(", ")),
            };
            format!("Lanes(lanes: {lanes}, per_min: {}{checks})", number(*per_min))
        }
        Works::Waves(waves) => write_waves(waves),
    };
    vec![
        format!("line: {}", place::written_line(&gate.line)),
        format!("informed: {}", gate.informed),
        format!("works: {works}"),
    ]
}

fn write_waves(waves: &Waves) -> String {
    let Waves { closes_above, opens_below, shortest_s, longest_s, watches, within_m } = waves;
    let [closes_above, opens_below] = [*closes_above, *opens_below].map(number);
    let [shortest_s, longest_s, within_m] = [*shortest_s, *longest_s, *within_m].map(number);
    let watches = watches.map(|at| format!("watches: {}, ", at.written())).unwrap_or_default();
    format!(
        "Waves(closes_above: {closes_above}, opens_below: {opens_below}, \
         shortest_s: {shortest_s}, longest_s: {longest_s}, {watches}within_m: {within_m})"
    )
}

fn words(gate: &Gate) -> Bilingual {
    match &gate.works {
        Works::Lanes { lanes, per_min, .. } => Bilingual::new(
            format!("gate of {lanes} lanes, {per_min} persons/min each"),
            format!("{lanes} 通道闸口，每通道每分钟 {per_min} 人"),
        ),
        Works::Waves(waves) => Bilingual::new(
            format!("gate in waves, closes above {} /m²", waves.closes_above),
            format!("分批放行闸口，密度高于每平方米 {} 人时关闭", waves.closes_above),
        ),
    }
}
