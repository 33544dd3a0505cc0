//! Visitors whose start is given: a table beside the document, a row a visitor.

use super::Context;
use crate::document::ron_tree::{Node, Value};
use crate::document::{Bilingual, Hint, Place, Problems, Record, meant_by, nearest};
use crate::scenario::fields::event::PLACED;
use crate::scenario::fields::placed as fields;
use crate::scenario::{Goes, PlacedVisitor, Portal, Round, Segment};
use geo::Coord;
use std::path::{Path, PathBuf};

/// Word for those who choose for themselves by which portal they leave.
const ANY: &str = "any";
/// Rows that are named where they cannot be read.
const NAMED: usize = 8;
/// Coordinates beyond this are a slip, metres.
const FARTHEST_M: f64 = 20_000.0;
/// Columns that must be there, and those that may be.
const NEEDED: [&str; 4] = ["starts_s", "x_m", "y_m", "free_speed_mps"];
const MAY_BE: [&str; 3] = ["goes_to", "waits_s", "segment"];

/// The file of a document's placed visitors, if it has some.
pub(super) fn file(context: &Context, event: &Record) -> Option<PathBuf> {
    let placed = event.record(&PLACED)?;
    Some(context.folder.join(placed.text(&fields::FILE)?))
}

/// The placed visitors and the rounds; what is wrong is noted.
pub(super) fn read(
    context: &Context,
    event: &Record,
    portals: &[Portal],
    segments: &[Segment],
) -> (Vec<PlacedVisitor>, Vec<Round>) {
    let Some(record) = event.record(&PLACED) else { return Default::default() };
    let rounds: Vec<Round> = record.records(&fields::ROUNDS).iter().filter_map(round).collect();
    let Some(name) = record.text(&fields::FILE) else { return (Vec::new(), rounds) };
    let path = context.folder.join(name);
    let duration_s = context.clock.duration_s;
    let table = Table { path: &path, portals, segments, rounds: &rounds, duration_s };
    match (context.beside)(&path).and_then(|text| table.read(&text)) {
        Ok(placed) => (placed, rounds),
        Err(problems) => {
            context.source.extend(problems);
            (Vec::new(), rounds)
        }
    }
}

fn round(record: &Record) -> Option<Round> {
    let id = record.id(&fields::ID)?.to_owned();
    let node = record.node(&fields::LINE);
    let Some(Node { value: Value::List(items), .. }) = node else {
        let what = (format!("the round {id:?} has no line"), format!("环线 {id:?} 没有 `line`"));
        let hint = (
            "as in `line: [(0.0, 0.0), (4.0, 0.0), (2.0, 3.0)]`",
            "例如 `line: [(0.0, 0.0), (4.0, 0.0), (2.0, 3.0)]`",
        );
        record.error(&fields::LINE, what, hint);
        return None;
    };
    let line: Vec<Coord<f64>> = items.iter().filter_map(point).collect();
    if line.len() < items.len() || line.len() < 3 {
        let what = (
            format!("the line of the round {id:?} needs three points in metres at least"),
            format!("环线 {id:?} 的 `line` 至少要有三个以米计的点"),
        );
        record.error(&fields::LINE, what, ("as in (12.0, 3.5)", "例如 (12.0, 3.5)"));
        return None;
    }
    Some(Round { id, line })
}

fn point(node: &Node) -> Option<Coord<f64>> {
    let Value::Tuple(None, pair) = &node.value else { return None };
    let [x, y] = pair.as_slice() else { return None };
    match (&x.value, &y.value) {
        (Value::Number(x), Value::Number(y)) if x.abs().max(y.abs()) <= FARTHEST_M => {
            Some(Coord { x: *x, y: *y })
        }
        _ => None,
    }
}

/// What the rows of a table may name.
struct Table<'a> {
    path: &'a Path,
    portals: &'a [Portal],
    segments: &'a [Segment],
    rounds: &'a [Round],
    duration_s: f64,
}

/// What is wrong with a row, and what to do.
type Unfit = (Bilingual, Hint);

/// Which column holds what.
struct Columns {
    needed: [usize; 4],
    may_be: [Option<usize>; 3],
}

impl Table<'_> {
    fn read(&self, text: &str) -> Result<Vec<PlacedVisitor>, Problems> {
        let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let unreadable = |e: csv::Error| {
            let what =
                (format!("is no table with commas ({e})"), format!("不是用逗号分隔的表格（{e}）"));
            let hint = ("a header, then a row a visitor", "先是表头，然后每位访客一行");
            Problems::one(Place::file(self.path), what, hint)
        };
        let columns = self.columns(rows.headers().map_err(unreadable)?)?;
        let (mut placed, mut problems) = (Vec::new(), Problems::default());
        for row in rows.records() {
            let row = row.map_err(unreadable)?;
            match self.visitor(&columns, &row) {
                Ok(visitor) => placed.push(visitor),
                Err((what, hint)) => {
                    let line = row.position().map_or(0, |p| p.line() as usize);
                    problems.error(Place { line, ..Place::file(self.path) }, what, hint);
                }
            }
            if problems.0.len() >= NAMED {
                break;
            }
        }
        if placed.is_empty() && !problems.has_errors() {
            let hint = ("add a row a visitor", "请为每位访客加一行");
            problems.error(Place::file(self.path), ("holds nobody", "里面没有人"), hint);
        }
        if problems.has_errors() { Err(problems) } else { Ok(placed) }
    }

    fn columns(&self, header: &csv::StringRecord) -> Result<Columns, Problems> {
        let mut problems = Problems::default();
        let of = |name: &str| header.iter().position(|h| h == name);
        let place = Place { line: 1, ..Place::file(self.path) };
        for name in NEEDED.iter().filter(|name| of(name).is_none()) {
            let header = format!("{},{}", NEEDED.join(","), MAY_BE.join(","));
            let what = (format!("has no column `{name}`"), format!("没有 `{name}` 这一列"));
            let hint = (format!("the header is {header}"), format!("表头是 {header}"));
            problems.error(place.clone(), what, hint);
        }
        let known = |name: &&str| NEEDED.contains(name) || MAY_BE.contains(name);
        for name in header.iter().filter(|name| !known(name)) {
            let meant = nearest(name, NEEDED.into_iter().chain(MAY_BE));
            let what =
                (format!("the column `{name}` is not known"), format!("不认识 `{name}` 这一列"));
            problems.error(place.clone(), what, Hint(meant.map(meant_by)));
        }
        if problems.has_errors() {
            return Err(problems);
        }
        Ok(Columns { needed: NEEDED.map(|name| of(name).unwrap_or(0)), may_be: MAY_BE.map(of) })
    }

    fn visitor(&self, columns: &Columns, row: &csv::StringRecord) -> Result<PlacedVisitor, Unfit> {
        let number = |name: &str, column: usize, low: f64, high: f64| {
            let text = row.get(column).unwrap_or("");
            text.parse::<f64>().ok().filter(|n| (low..=high).contains(n)).ok_or_else(|| {
                let what = Bilingual::new(
                    format!("`{name}` is {text:?}, expected a number from {low} to {high}"),
                    format!("`{name}` 是 {text:?}，应为 {low} 到 {high} 之间的数"),
                );
                (what, Hint(None))
            })
        };
        let needed = |index: usize, low: f64, high: f64| {
            number(NEEDED[index], columns.needed[index], low, high)
        };
        let may_be = |index: usize| {
            columns.may_be[index].and_then(|column| row.get(column)).filter(|text| !text.is_empty())
        };
        let (leaves_by, goes) = self.goes(may_be(0))?;
        let waits_s = match (may_be(1), columns.may_be[1]) {
            (Some(_), Some(column)) => number(MAY_BE[1], column, 0.0, self.duration_s)?,
            _ => 0.0,
        };
        let segment = match may_be(2) {
            None => 0,
            Some(id) => self.segments.iter().position(|s| s.id == id).ok_or_else(|| {
                let known: Vec<&str> = self.segments.iter().map(|s| s.id.as_str()).collect();
                let what = Bilingual::new(
                    format!("there is no segment {id:?}"),
                    format!("没有人群类型 {id:?}"),
                );
                let hint = (
                    format!("there are: {}", known.join(", ")),
                    format!("有：{}", known.join("、")),
                );
                (what, Hint::from(hint))
            })?,
        };
        Ok(PlacedVisitor {
            starts_s: needed(0, 0.0, self.duration_s)?,
            at: Coord {
                x: needed(1, -FARTHEST_M, FARTHEST_M)?,
                y: needed(2, -FARTHEST_M, FARTHEST_M)?,
            },
            free_speed_mps: needed(3, 0.05, 5.0)?,
            segment,
            leaves_by,
            waits_s,
            goes,
        })
    }

    /// By which portal somebody leaves, or where the ledgers book them, and where they go.
    fn goes(&self, word: Option<&str>) -> Result<(usize, Goes), Unfit> {
        let mut outs = (0..self.portals.len()).filter(|p| self.portals[*p].outward);
        let first = outs.next();
        let Some(first) = first else {
            let en = "there is no portal to leave by";
            return Err((Bilingual::new(en, "没有可以离开的出入口"), Hint(None)));
        };
        let Some(word) = word.filter(|word| *word != ANY) else {
            return Ok((first, Goes::AnyWayOut));
        };
        if let Some(round) = self.rounds.iter().position(|round| round.id == word) {
            return Ok((first, Goes::Round(round)));
        }
        let portal = self.portals.iter().position(|p| p.shape.id == word && p.outward);
        portal.map(|portal| (portal, Goes::Out)).ok_or_else(|| {
            let portals = self.portals.iter().filter(|p| p.outward).map(|p| p.shape.id.as_str());
            let known = portals.chain(self.rounds.iter().map(|r| r.id.as_str())).chain([ANY]);
            let known: Vec<&str> = known.collect();
            let hint = (
                format!("people can go to: {}", known.join(", ")),
                format!("人们可以去：{}", known.join("、")),
            );
            let what = Bilingual::new(
                format!("nobody can go to {word:?}"),
                format!("没有人能去 {word:?}"),
            );
            (what, hint.into())
        })
    }
}
