//! Places in plan files: points and lines in the venue's metres, and names of what is there.

use super::read::PlanContext;
use super::write::{metres, text};
use crate::document::ron_tree::{Node, Value};
use crate::document::{Bilingual, Field, Record, meant_by, nearest};
use crate::geometry::lines::{length_inside_m, length_m};
use crate::scenario::Scenario;
use geo::{Contains, Coord, LineString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Coordinates beyond this are a slip (degrees times something, another frame), metres.
pub(super) const FARTHEST_M: f64 = 20_000.0;

/// Lines of measures as lists of pairs.
pub(super) mod line_as_pairs {
    use super::{Coord, Deserialize, Deserializer, LineString, Serializer};

    pub fn serialize<S: Serializer>(
        line: &LineString<f64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(line.coords().map(|c| [c.x, c.y]))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<LineString<f64>, D::Error> {
        let points = Vec::<[f64; 2]>::deserialize(from)?;
        Ok(points.into_iter().map(|[x, y]| Coord { x, y }).collect())
    }
}

/// A point in the venue's metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// East, metres.
    pub x: f64,
    /// North, metres.
    pub y: f64,
}

impl Spot {
    /// As a coordinate.
    pub fn coord(self) -> Coord<f64> {
        Coord { x: self.x, y: self.y }
    }

    pub(super) fn written(self) -> String {
        format!("({}, {})", metres(self.x), metres(self.y))
    }
}

/// The point that a field gives.
pub(super) fn spot(record: &Record, field: &Field) -> Option<Spot> {
    let node = record.node(field)?;
    let point = point(node).filter(is_near);
    if point.is_none() {
        record.wrong(field, node);
    }
    point.map(|c| Spot { x: c.x, y: c.y })
}

/// The point that a field gives, on the ground.
pub(super) fn spot_on_ground(
    record: &Record,
    field: &Field,
    context: &PlanContext,
) -> Option<Spot> {
    if !record.has(field) {
        let name = field.name;
        let what = (format!("`{name}` is missing"), format!("缺少 `{name}`"));
        record.error(field, what, ("as in `(12.0, 3.5)`", "例如 `(12.0, 3.5)`"));
        return None;
    }
    let spot = spot(record, field)?;
    if !context.ground.contains(&spot.coord()) {
        let at = spot.written();
        let what = (
            format!("{at} is off the ground or inside something built"),
            format!("{at} 不在场地内，或在建筑物中"),
        );
        let hint = (
            "the venue's picture has a grid of metres to read it off",
            "场地图上有米制网格，可从中读取坐标",
        );
        record.error(field, what, hint);
        return None;
    }
    Some(spot)
}

/// The line that a field gives, of some length and on the ground at least partly. `what`: as in
/// "the barrier".
pub(super) fn line_on_ground(
    record: &Record,
    field: &Field,
    what: (&str, &str),
    context: &PlanContext,
) -> Option<LineString<f64>> {
    let (en, zh) = what;
    let Some(node) = record.node(field) else {
        let name = field.name;
        let missing = (
            format!("`{name}` is missing: where is {en}?"),
            format!("缺少 `{name}`：{zh}在哪里？"),
        );
        let hint = (
            format!("add `{name}: [(12.0, 3.5), (18.0, 3.5)],`"),
            format!("请加上 `{name}: [(12.0, 3.5), (18.0, 3.5)],`"),
        );
        record.error(field, missing, hint);
        return None;
    };
    let line = points(record, field, node)?;
    if length_m(&line) < 0.05 {
        let what = (format!("{en} has no length"), format!("{zh}没有长度"));
        record.error(field, what, ("give two points that are apart", "请给出两个不同的点"));
        return None;
    }
    on_ground(record, field, &line, what, context);
    Some(line)
}

fn on_ground(
    record: &Record,
    field: &Field,
    line: &LineString<f64>,
    (en, zh): (&str, &str),
    context: &PlanContext,
) {
    let (length_m, inside_m) = (length_m(line), length_inside_m(line, context.ground));
    if inside_m <= 0.0 {
        let what = (
            format!("{en} is off the ground: nobody walks there"),
            format!("{zh}不在场地内：没有人会走到那里"),
        );
        let hint = (
            "coordinates are metres east and north of the venue's origin; see its picture",
            "坐标是以场地原点为准、向东和向北的米数；请看场地图",
        );
        record.error(field, what, hint);
    } else if inside_m < length_m - 0.3 {
        let off_m = length_m - inside_m;
        let what = (
            format!(
                "{off_m:.1} m of {en}'s {length_m:.1} m are off the ground or inside something built"
            ),
            format!("{zh}全长 {length_m:.1} m，其中 {off_m:.1} m 不在场地内，或在建筑物中"),
        );
        let hint = (
            "end it where it meets the wall, to count its units right",
            "让它止于墙边，件数才算得准",
        );
        record.warn(field, what, hint);
    }
}

/// The points of a line.
pub(super) fn points(record: &Record, field: &Field, node: &Node) -> Option<LineString<f64>> {
    let Value::List(items) = &node.value else {
        record.wrong(field, node);
        return None;
    };
    let mut points: Vec<Coord<f64>> = Vec::new();
    let mut valid = true;
    for item in items {
        match point(item).filter(is_near) {
            Some(at) => points.push(at),
            None => {
                let found = item.value.words();
                let what = (
                    format!("expected a point in metres, found {}", found.en),
                    format!("应为以米计的点，却是{}", found.zh),
                );
                let hint = (
                    format!("as in (12.0, 3.5), at most {FARTHEST_M} m from the origin"),
                    format!("例如 (12.0, 3.5)，距原点不超过 {FARTHEST_M} m"),
                );
                record.source.error(&item.span, what, hint);
                valid = false;
            }
        }
    }
    if valid && points.len() < 2 {
        let name = field.name;
        let hint = (
            format!("as in `{name}: [(12.0, 3.5), (18.0, 3.5)]`"),
            format!("例如 `{name}: [(12.0, 3.5), (18.0, 3.5)]`"),
        );
        record.error(field, ("a line needs two points at least", "一条线至少要有两个点"), hint);
        valid = false;
    }
    valid.then_some(LineString(points))
}

fn is_near(at: &Coord<f64>) -> bool {
    at.x.abs() <= FARTHEST_M && at.y.abs() <= FARTHEST_M
}

fn point(node: &Node) -> Option<Coord<f64>> {
    let Value::Tuple(None, pair) = &node.value else { return None };
    let [x, y] = pair.as_slice() else { return None };
    match (&x.value, &y.value) {
        (Value::Number(x), Value::Number(y)) => Some(Coord { x: *x, y: *y }),
        _ => None,
    }
}

/// A line as in a plan file.
pub(super) fn written_line(line: &LineString<f64>) -> String {
    let point = |at: &Coord<f64>| format!("({}, {})", metres(at.x), metres(at.y));
    let points: Vec<String> = line.0.iter().map(point).collect();
    format!("[{}]", points.join(", "))
}

/// The names in a list, each of which `known` must have; nothing is held against them where the
/// event is not known.
pub(super) fn names(
    record: &Record,
    field: &Field,
    kind: (&str, &str),
    known: &[&str],
) -> Vec<String> {
    let mut names = Vec::new();
    for node in record.list(field).unwrap_or_default() {
        match &node.value {
            Value::Text(name) if known.is_empty() || known.contains(&name.as_str()) => {
                names.push(name.clone());
            }
            Value::Text(name) => {
                let (what, hint) = unknown(kind, name, known);
                record.source.error(&node.span, what, hint);
            }
            other => {
                let found = other.words();
                let what = (
                    format!("expected the id of {}, \"..\", found {}", kind.0, found.en),
                    format!("应为{}的 id，\"..\"，却是{}", kind.1, found.zh),
                );
                record.source.error(&node.span, what, None);
            }
        }
    }
    names
}

/// The name that a field gives, which `known` must have.
pub(super) fn name_of(
    record: &Record,
    field: &Field,
    kind: (&str, &str),
    known: &[&str],
) -> Option<String> {
    let name = record.text(field)?;
    if !known.is_empty() && !known.contains(&name) {
        let (what, hint) = unknown(kind, name, known);
        record.error(field, what, hint);
        return None;
    }
    Some(name.to_owned())
}

fn unknown((en, zh): (&str, &str), name: &str, known: &[&str]) -> (Bilingual, Bilingual) {
    let what = Bilingual::new(
        format!("the event has no {en} \"{name}\""),
        format!("活动中没有{zh} \"{name}\""),
    );
    let hint = match nearest(name, known.iter().copied()) {
        Some(meant) => meant_by(&format!("\"{meant}\"")),
        None => Bilingual::new(
            format!("it has: {}", known.join(", ")),
            format!("有：{}", known.join("、")),
        ),
    };
    (what, hint)
}

/// Ids as a list in a plan file.
pub(super) fn written_names(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| text(name)).collect();
    format!("[{}]", quoted.join(", "))
}

/// Ids of the portals of an event.
pub(super) fn portals(event: Option<&Scenario>) -> Vec<&str> {
    event.map_or_else(Vec::new, |e| e.portals.iter().map(|p| p.shape.id.as_str()).collect())
}

/// Ids of the attractions of an event.
pub(super) fn attractions(event: Option<&Scenario>) -> Vec<&str> {
    event.map_or_else(Vec::new, |e| e.attractions.iter().map(|a| a.shape.id.as_str()).collect())
}

/// Ids of the segments of an event.
pub(super) fn segments(event: Option<&Scenario>) -> Vec<&str> {
    event.map_or_else(Vec::new, |e| e.segments.iter().map(|s| s.id.as_str()).collect())
}
