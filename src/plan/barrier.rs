//! The barrier: a polyline of units that nobody crosses and everybody sees over.

use super::MeasureKind;
use super::kinds::Kind;
use super::place::{self, FARTHEST_M};
use super::read::{FROM, ID, MEASURE_NAME, PlanContext, UNTIL, WHY};
use super::write::metres;
use crate::document::Otherwise::Number;
use crate::document::{Bilingual, Field, Record, Shape, Takes};
use crate::geometry::lines::length_m;
use geo::{Coord, LineString};
use serde::{Deserialize, Serialize};

const LINE: Field = Field::of(
    "line",
    Takes::Other("points in the venue's metres, `[(12.0, 3.5), (18.0, 3.5)]`"),
    "where it stands: x metres east, y metres north of the venue's origin",
);
const OPENINGS: Field =
    Field::of("openings", Takes::Records(&OPENING), "gaps through which people walk").optional();
const UNIT_M: Field = Field::number("unit_m", "m", [0.3, 20.0], "length of one unit")
    .or(Number(2.3), "[s] police barrier unit, 2.3 m × 1.1 m");
const AT_M: Field = Field::number(
    "at_m",
    "m",
    [0.0, 2.0 * FARTHEST_M],
    "middle of the gap along the line from its first point",
);
const WIDTH_M: Field = Field::number("width_m", "m", [0.3, 1000.0], "clear width");
const OPENING: Shape = Shape { name: "opening", fields: &[AT_M, WIDTH_M] };
const SHAPE: Shape = Shape {
    name: "Barrier",
    fields: &[ID, MEASURE_NAME, WHY, FROM, UNTIL, LINE, OPENINGS, UNIT_M],
};

/// Barriers in documents.
pub(super) const KIND: Kind = Kind {
    shape: &SHAPE,
    name: || Bilingual::new("Barrier", "护栏"),
    read: |record, context| read(record, context).map(MeasureKind::Barrier),
    write: |kind| match kind {
        MeasureKind::Barrier(barrier) => Some(write(barrier)),
        _ => None,
    },
    words: |kind| match kind {
        MeasureKind::Barrier(barrier) => Some(words(barrier)),
        _ => None,
    },
};

/// A row of barrier units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Barrier {
    /// Where it stands, local metres.
    #[serde(with = "super::place::line_as_pairs")]
    pub line: LineString<f64>,
    /// Gaps through which people walk.
    pub openings: Vec<Opening>,
    /// Length of one unit, metres (a police barrier: 2.3 m).
    pub unit_m: f64,
}

/// A gap in a barrier.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// Middle of the gap along the line from its first point, metres.
    pub at_m: f64,
    /// Clear width, metres.
    pub width_m: f64,
}

impl Barrier {
    /// The pieces that stand, openings left out; each a straight segment `[start, end]`.
    pub fn segments(&self) -> Vec<[Coord<f64>; 2]> {
        self.pieces(|from_m, until_m| self.standing(from_m, until_m))
    }

    /// The openings as pieces of the line; each a straight segment `[start, end]`.
    pub fn gaps(&self) -> Vec<[Coord<f64>; 2]> {
        self.pieces(|from_m, until_m| {
            let within = |opening: &Opening| {
                let half_m = opening.width_m / 2.0;
                [(opening.at_m - half_m).max(from_m), (opening.at_m + half_m).min(until_m)]
            };
            self.openings.iter().map(within).filter(|[low_m, high_m]| low_m < high_m).collect()
        })
    }

    /// Pieces of each straight part of the line, which reaches from so far along it to so far.
    fn pieces(&self, of: impl Fn(f64, f64) -> Vec<[f64; 2]>) -> Vec<[Coord<f64>; 2]> {
        let mut pieces = Vec::new();
        let mut start_m = 0.0;
        for edge in self.line.lines() {
            let (a, b) = (edge.start, edge.end);
            let length_m = (b.x - a.x).hypot(b.y - a.y);
            if length_m <= 0.0 {
                continue;
            }
            let point = |at_m: f64| a + (b - a) * ((at_m - start_m) / length_m);
            for [from_m, until_m] in of(start_m, start_m + length_m) {
                pieces.push([point(from_m), point(until_m)]);
            }
            start_m += length_m;
        }
        pieces
    }

    /// Length of the line, openings included, metres.
    pub fn length_m(&self) -> f64 {
        length_m(&self.line)
    }

    /// Units that have to be carried there.
    pub fn units(&self) -> usize {
        let standing_m: f64 =
            self.segments().iter().map(|[a, b]| (b.x - a.x).hypot(b.y - a.y)).sum();
        (standing_m / self.unit_m).ceil() as usize
    }

    /// The intervals of `from_m..until_m` that no opening takes.
    fn standing(&self, from_m: f64, until_m: f64) -> Vec<[f64; 2]> {
        let mut openings = self.openings.clone();
        openings.sort_by(|a, b| a.at_m.total_cmp(&b.at_m));
        let mut pieces = Vec::new();
        let mut at_m = from_m;
        for opening in openings {
            let low_m = (opening.at_m - opening.width_m / 2.0).clamp(from_m, until_m);
            let high_m = (opening.at_m + opening.width_m / 2.0).clamp(from_m, until_m);
            if low_m > at_m {
                pieces.push([at_m, low_m]);
            }
            at_m = at_m.max(high_m);
        }
        if until_m > at_m {
            pieces.push([at_m, until_m]);
        }
        pieces
    }
}

fn read(record: &Record, context: &PlanContext) -> Option<Barrier> {
    let line = place::line_on_ground(record, &LINE, ("the barrier", "护栏"), context);
    let unit_m = record.number(&UNIT_M);
    let gaps = record.records(&OPENINGS);
    let mut barrier = Barrier { line: line?, openings: Vec::new(), unit_m };
    let length_m = barrier.length_m();
    barrier.openings = gaps.iter().filter_map(|gap| opening(gap, length_m)).collect();
    overlaps(record, &barrier);
    if barrier.segments().is_empty() {
        let what = ("the openings leave nothing of the barrier", "开口占去了整道护栏");
        record.error(&OPENINGS, what, None);
    }
    Some(barrier)
}

fn opening(gap: &Record, length_m: f64) -> Option<Opening> {
    let (at_m, width_m) = (gap.number_if(&AT_M), gap.number_if(&WIDTH_M));
    let opening = Opening { at_m: at_m?, width_m: width_m? };
    if opening.width_m > length_m + 1e-6 {
        let width_m = opening.width_m;
        let what = (
            format!(
                "the opening of {width_m} m is wider than the barrier is long ({length_m:.2} m)"
            ),
            format!("开口宽 {width_m} m，比护栏（长 {length_m:.2} m）还宽"),
        );
        gap.error(&WIDTH_M, what, None);
        return None;
    }
    let (low, high) = (opening.at_m - opening.width_m / 2.0, opening.at_m + opening.width_m / 2.0);
    if low < -1e-6 || high > length_m + 1e-6 {
        let what = (
            format!(
                "the opening from {low:.2} to {high:.2} m is not on the barrier, which is {length_m:.2} m long"
            ),
            format!("{low:.2} 到 {high:.2} m 的开口不在护栏上，护栏长 {length_m:.2} m"),
        );
        let hint = (
            "`at_m` is the middle of the gap, from the line's first point",
            "`at_m` 是开口的中点，从线的第一个点量起",
        );
        gap.error(&AT_M, what, hint);
        return None;
    }
    Some(opening)
}

fn overlaps(record: &Record, barrier: &Barrier) {
    let mut gaps: Vec<[f64; 2]> = barrier
        .openings
        .iter()
        .map(|o| [o.at_m - o.width_m / 2.0, o.at_m + o.width_m / 2.0])
        .collect();
    gaps.sort_by(|a, b| a[0].total_cmp(&b[0]));
    if gaps.windows(2).any(|pair| pair[1][0] < pair[0][1] - 1e-9) {
        let what = ("two openings overlap", "两个开口重叠");
        record.warn(&OPENINGS, what, ("make one of them", "请合成一个"));
    }
}

fn write(barrier: &Barrier) -> Vec<String> {
    let gap = |o: &Opening| format!("(at_m: {}, width_m: {})", metres(o.at_m), metres(o.width_m));
    let gaps: Vec<String> = barrier.openings.iter().map(gap).collect();
    let mut fields = vec![format!("line: {}", place::written_line(&barrier.line))];
    if !gaps.is_empty() {
        fields.push(format!("openings: [{}]", gaps.join(", ")));
    }
    fields.push(format!("unit_m: {}", metres(barrier.unit_m)));
    fields
}

fn words(barrier: &Barrier) -> Bilingual {
    let (length_m, units, gaps) = (barrier.length_m(), barrier.units(), barrier.openings.len());
    Bilingual::new(
        format!("barrier of {length_m:.1} m, {units} units, {gaps} openings"),
        format!("{length_m:.1} 米护栏，{units} 节，{gaps} 个开口"),
    )
}
