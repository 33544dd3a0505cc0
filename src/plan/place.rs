//! Places in plan files: points and lines in the venue's metres, and names of what is there.

use super::read::PlanContext;
use super::write::{metres, text};
use crate::document::ron_tree::{Node, Value};
use crate::document::{Field, Record, nearest};
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
        record.error(field, format!("`{}` is missing", field.name), Some("as in `(12.0, 3.5)`"));
        return None;
    }
    let spot = spot(record, field)?;
    if !context.ground.contains(&spot.coord()) {
        let what = format!("{} is off the ground or inside something built", spot.written());
        record.error(field, what, Some("the venue's picture has a grid of metres to read it off"));
        return None;
    }
    Some(spot)
}

/// The line that a field gives, of some length and on the ground at least partly. `what`: as in
/// "the barrier".
pub(super) fn line_on_ground(
    record: &Record,
    field: &Field,
    what: &str,
    context: &PlanContext,
) -> Option<LineString<f64>> {
    let Some(node) = record.node(field) else {
        let missing = format!("`{}` is missing: where is {what}?", field.name);
        let hint = format!("add `{}: [(12.0, 3.5), (18.0, 3.5)],`", field.name);
        record.error(field, missing, Some(&hint));
        return None;
    };
    let line = points(record, field, node)?;
    if length_m(&line) < 0.05 {
        record.error(
            field,
            format!("{what} has no length"),
            Some("give two points that are apart"),
        );
        return None;
    }
    on_ground(record, field, &line, what, context);
    Some(line)
}

fn on_ground(
    record: &Record,
    field: &Field,
    line: &LineString<f64>,
    what: &str,
    context: &PlanContext,
) {
    let (length_m, inside_m) = (length_m(line), length_inside_m(line, context.ground));
    if inside_m <= 0.0 {
        let hint = "coordinates are metres east and north of the venue's origin; see its picture";
        record.error(field, format!("{what} is off the ground: nobody walks there"), Some(hint));
    } else if inside_m < length_m - 0.3 {
        let off = format!(
            "{:.1} m of {what}'s {length_m:.1} m are off the ground or inside something built",
            length_m - inside_m
        );
        record.warn(field, off, Some("end it where it meets the wall, to count its units right"));
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
                let what = format!("expected a point in metres, found {}", item.value.words());
                let hint = format!("as in (12.0, 3.5), at most {FARTHEST_M} m from the origin");
                record.source.error(&item.span, what, Some(&hint));
                valid = false;
            }
        }
    }
    if valid && points.len() < 2 {
        let hint = format!("as in `{}: [(12.0, 3.5), (18.0, 3.5)]`", field.name);
        record.error(field, "a line needs two points at least", Some(&hint));
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
pub(super) fn names(record: &Record, field: &Field, kind: &str, known: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    for node in record.list(field).unwrap_or_default() {
        match &node.value {
            Value::Text(name) if known.is_empty() || known.contains(&name.as_str()) => {
                names.push(name.clone());
            }
            Value::Text(name) => {
                let (what, hint) = unknown(kind, name, known);
                record.source.error(&node.span, what, Some(&hint));
            }
            other => {
                let what = format!("expected the id of {kind}, \"..\", found {}", other.words());
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
    kind: &str,
    known: &[&str],
) -> Option<String> {
    let name = record.text(field)?;
    if !known.is_empty() && !known.contains(&name) {
        let (what, hint) = unknown(kind, name, known);
        record.error(field, what, Some(&hint));
        return None;
    }
    Some(name.to_owned())
}

fn unknown(kind: &str, name: &str, known: &[&str]) -> (String, String) {
    let what = format!("the event has no {kind} \"{name}\"");
    let hint = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("it has: {}", known.join(", ")),
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
