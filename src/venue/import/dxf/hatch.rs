//! The outlines of a hatch: how CAD fills an area.

use super::curves::{arc, circle_arc, spline};
use super::entities::{Path, with_bulges};
use super::pairs::{Pair, Record};
use geo::Coord;

/// More corners or edges than this no outline has.
const MOST: usize = 1_000_000;

/// Reads pairs in the order in which a hatch must have them.
struct Cursor<'t, 'p> {
    pairs: &'p [Pair<'t>],
    at: usize,
}

impl Cursor<'_, '_> {
    /// The number of the next pair, which must be of the code.
    fn number(&mut self, code: i32) -> Option<f64> {
        let pair = self.pairs.get(self.at).filter(|p| p.code == code)?;
        self.at += 1;
        pair.number()
    }

    fn count(&mut self, code: i32) -> Option<usize> {
        self.number(code).filter(|n| (0.0..MOST as f64).contains(n)).map(|n| n as usize)
    }

    fn point(&mut self, code: i32) -> Option<Coord<f64>> {
        Some(Coord { x: self.number(code)?, y: self.number(code + 10)? })
    }

    fn is(&self, code: i32) -> bool {
        self.pairs.get(self.at).is_some_and(|p| p.code == code)
    }
}

/// The outlines of a hatch; `None` where its numbers do not fit together.
pub fn boundaries(hatch: &Record, unit_m: f64) -> Option<Vec<Path>> {
    let first = hatch.pairs.iter().position(|p| p.code == 91)?;
    let mut cursor = Cursor { pairs: hatch.pairs, at: first };
    let mut paths = Vec::new();
    for _ in 0..cursor.count(91)? {
        let kind = cursor.number(92)? as i64;
        let path = if kind & 2 == 2 {
            polyline(&mut cursor, unit_m)?
        } else {
            edges(&mut cursor, unit_m)?
        };
        // What the hatch was made from.
        if cursor.is(97) {
            let sources = cursor.count(97)?;
            cursor.at += sources.min(cursor.pairs.len());
        }
        if path.points.len() > 2 {
            paths.push(path);
        }
    }
    (!paths.is_empty()).then_some(paths)
}

fn polyline(cursor: &mut Cursor, unit_m: f64) -> Option<Path> {
    let bulges = cursor.number(72)? != 0.0;
    cursor.number(73)?;
    let mut corners = Vec::new();
    for _ in 0..cursor.count(93)? {
        let at = cursor.point(10)?;
        let bulge = if bulges && cursor.is(42) { cursor.number(42)? } else { 0.0 };
        corners.push((at, bulge));
    }
    Some(with_bulges(&corners, true, unit_m))
}

fn edges(cursor: &mut Cursor, unit_m: f64) -> Option<Path> {
    let mut points: Vec<Coord<f64>> = Vec::new();
    for _ in 0..cursor.count(93)? {
        let mut edge = match cursor.number(72)? as i64 {
            1 => vec![cursor.point(10)?, cursor.point(11)?],
            2 => {
                let (centre, radius) = (cursor.point(10)?, cursor.number(40)?);
                let (from, to) = (cursor.number(50)?, cursor.number(51)?);
                // Angles of an arc that runs clockwise are counted clockwise.
                if cursor.number(73)? != 0.0 {
                    circle_arc(centre, radius, [from, to], unit_m)
                } else {
                    let mut arc = circle_arc(centre, radius, [-to, -from], unit_m);
                    arc.reverse();
                    arc
                }
            }
            3 => {
                let (centre, major) = (cursor.point(10)?, cursor.point(11)?);
                let ratio = cursor.number(40)?;
                let (from, to) = (cursor.number(50)?, cursor.number(51)?);
                let turn = if cursor.number(73)? != 0.0 { 1.0 } else { -1.0 };
                let minor = Coord { x: -major.y, y: major.x } * ratio;
                let range = [from, to].map(|deg| turn * deg.to_radians());
                arc(centre, [major, minor], range, unit_m)
            }
            4 => spline_edge(cursor)?,
            _ => return None,
        };
        // Edges may be drawn against the way round.
        if let (Some(last), Some(first), Some(end)) = (points.last(), edge.first(), edge.last()) {
            let off = |c: &Coord<f64>| (*c - *last).x.hypot((*c - *last).y);
            if off(end) < off(first) {
                edge.reverse();
            }
        }
        points.extend(edge);
    }
    points.dedup();
    Some(Path { points, closed: true })
}

fn spline_edge(cursor: &mut Cursor) -> Option<Vec<Coord<f64>>> {
    let degree = cursor.count(94)?;
    let rational = cursor.number(73)? != 0.0;
    cursor.number(74)?;
    let (knot_count, control_count) = (cursor.count(95)?, cursor.count(96)?);
    let mut knots = Vec::new();
    for _ in 0..knot_count {
        knots.push(cursor.number(40)?);
    }
    let (mut control, mut weights) = (Vec::new(), Vec::new());
    for _ in 0..control_count {
        control.push(cursor.point(10)?);
        if rational && cursor.is(42) {
            weights.push(cursor.number(42)?);
        }
    }
    // Newer files give the points it was fitted to; the count stands even where there are none.
    if cursor.is(97) {
        for _ in 0..cursor.count(97)? {
            if cursor.is(11) {
                cursor.point(11)?;
            }
        }
        for code in [12, 13] {
            if cursor.is(code) {
                cursor.point(code)?;
            }
        }
    }
    spline(degree, &knots, &control, &weights).or((control.len() > 1).then_some(control))
}
