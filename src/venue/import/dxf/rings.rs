//! From lines to outlines: lines drawn twice, lines that meet end to end, outlines within
//! outlines. All in metres.

use super::entities::Path;
use crate::geometry::polygons;
use geo::{Area, BoundingRect, Contains, Coord, LineString, MultiPolygon, Point, Polygon};
use std::collections::{BTreeMap, BTreeSet};

/// Ends that are this close meet, metres.
pub const MEET_M: f64 = 0.02;

/// Takes out what is drawn twice, whichever way round; returns how many there were.
pub fn without_duplicates(paths: &mut Vec<Path>) -> usize {
    let mut seen = BTreeSet::new();
    let before = paths.len();
    paths.retain(|path| seen.insert(signature(path)));
    before - paths.len()
}

/// The same for the same path drawn either way, begun anywhere where it is closed.
fn signature(path: &Path) -> (bool, Vec<(i64, i64)>) {
    let whole = |c: &Coord<f64>| ((c.x * 1000.0).round() as i64, (c.y * 1000.0).round() as i64);
    let mut points: Vec<(i64, i64)> = path.points.iter().map(whole).collect();
    points.dedup();
    let closed = path.closed || (points.len() > 3 && points.first() == points.last());
    if closed && points.first() == points.last() {
        points.pop();
    }
    if closed && !points.is_empty() {
        let first = (0..points.len()).min_by_key(|i| points[*i]).unwrap_or(0);
        points.rotate_left(first);
        if points.len() > 2 && points[points.len() - 1] < points[1] {
            points[1..].reverse();
        }
    } else if points.last() < points.first() {
        points.reverse();
    }
    (closed, points)
}

/// Joins open paths whose ends meet; what comes back to its beginning is closed.
pub fn joined(paths: Vec<Path>) -> Vec<Path> {
    let (mut done, open): (Vec<Path>, Vec<Path>) = paths.into_iter().partition(|p| p.closed);
    let mut ends: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (i, path) in open.iter().enumerate() {
        for end in [path.points.first(), path.points.last()].into_iter().flatten() {
            ends.entry(cell(*end)).or_default().push(i);
        }
    }
    let mut used = vec![false; open.len()];
    for first in 0..open.len() {
        if std::mem::replace(&mut used[first], true) {
            continue;
        }
        let mut points = open[first].points.clone();
        for _ in 0..2 {
            while !meets(&points)
                && let Some(more) = next(&points, &open, &ends, &mut used)
            {
                points.extend(more.into_iter().skip(1));
            }
            points.reverse();
        }
        let closed = meets(&points);
        if closed {
            points.pop();
        }
        done.push(Path { points, closed });
    }
    done
}

fn meets(points: &[Coord<f64>]) -> bool {
    points.len() > 3 && points.first().zip(points.last()).is_some_and(|(a, b)| near(*a, *b))
}

fn near(a: Coord<f64>, b: Coord<f64>) -> bool {
    (a - b).x.hypot((a - b).y) <= MEET_M
}

fn cell(at: Coord<f64>) -> (i64, i64) {
    ((at.x / MEET_M).floor() as i64, (at.y / MEET_M).floor() as i64)
}

/// The path that goes on where these points end, from there.
fn next(
    points: &[Coord<f64>],
    open: &[Path],
    ends: &BTreeMap<(i64, i64), Vec<usize>>,
    used: &mut [bool],
) -> Option<Vec<Coord<f64>>> {
    let end = *points.last()?;
    let (x, y) = cell(end);
    for cell in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy))) {
        for i in ends.get(&cell).into_iter().flatten().filter(|i| !used[**i]) {
            let mut line = open[*i].points.clone();
            if line.first().is_some_and(|c| near(*c, end)) {
            } else if line.last().is_some_and(|c| near(*c, end)) {
                line.reverse();
            } else {
                continue;
            }
            used[*i] = true;
            return Some(line);
        }
    }
    None
}

/// The ring of a path.
pub fn ring(path: &Path) -> LineString<f64> {
    let mut points = path.points.clone();
    if path.closed
        && let Some(first) = points.first().copied()
    {
        points.push(first);
    }
    LineString::new(points)
}

/// What closed paths enclose, each by itself; those without an area are left out.
pub fn areas(paths: &[Path]) -> Vec<MultiPolygon<f64>> {
    let whole = paths.iter().filter(|p| p.points.len() > 2).map(|p| polygons::enclosed(&ring(p)));
    whole.filter(|a| a.unsigned_area() > 1e-4).collect()
}

/// What outlines enclose together, and the square metres that those drawn within others take
/// out of it: a ring within a ring is a hole.
pub fn nested(paths: &[Path]) -> (MultiPolygon<f64>, usize, f64) {
    let mut all = areas(paths);
    all.sort_by(|a, b| b.unsigned_area().total_cmp(&a.unsigned_area()));
    let boxes: Vec<_> = all.iter().map(BoundingRect::bounding_rect).collect();
    let mut levels: Vec<Vec<Polygon<f64>>> = Vec::new();
    for (i, area) in all.iter().enumerate() {
        let inside = |k: &usize| {
            let (Some(outer), Some(inner)) = (boxes[*k], boxes[i]) else { return false };
            outer.contains(&inner) && holds(&all[*k], area)
        };
        let depth = (0..i).filter(inside).count();
        levels.resize(levels.len().max(depth + 1), Vec::new());
        levels[depth].extend(area.0.iter().cloned());
    }
    let holes = levels.iter().skip(1).step_by(2).map(Vec::len).sum();
    let mut ground = MultiPolygon::new(Vec::new());
    let mut solid = 0.0;
    for (depth, level) in levels.iter().enumerate() {
        let level = polygons::union(level);
        if depth == 0 {
            solid = level.unsigned_area();
        }
        ground = if depth % 2 == 0 {
            polygons::union(ground.0.iter().chain(&level.0))
        } else {
            polygons::subtract(&ground, &level)
        };
    }
    let taken = solid - ground.unsigned_area();
    (ground, holes, taken)
}

fn holds(outer: &MultiPolygon<f64>, inner: &MultiPolygon<f64>) -> bool {
    let corners = inner.0.iter().flat_map(|p| p.exterior().0.iter());
    corners.clone().next().is_some()
        && corners.step_by((inner.0.len() / 50).max(1)).all(|c| outer.contains(&Point::from(*c)))
}

/// An area between outlines, as a hatch fills it: what an odd number of them goes round.
pub fn filled(paths: &[Path]) -> MultiPolygon<f64> {
    use geo::BooleanOps;
    let rings = paths.iter().filter(|p| p.points.len() > 2);
    let whole = MultiPolygon::new(rings.map(|p| Polygon::new(ring(p), Vec::new())).collect());
    whole.boolean_op(&MultiPolygon::<f64>::new(Vec::new()), geo::OpType::Union)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(points: &[(f64, f64)], closed: bool) -> Path {
        Path { points: points.iter().map(|p| Coord::from(*p)).collect(), closed }
    }

    #[test]
    fn lines_that_meet_become_an_outline() {
        let lines = vec![
            path(&[(0.0, 0.0), (10.0, 0.0)], false),
            path(&[(0.0, 5.0), (10.005, 5.0)], false),
            path(&[(10.0, 5.0), (10.0, 0.0)], false),
            path(&[(0.0, 0.0), (0.0, 5.0)], false),
            path(&[(20.0, 0.0), (30.0, 0.0)], false),
        ];
        let joined = joined(lines);
        assert_eq!(joined.iter().filter(|p| p.closed).count(), 1);
        assert_eq!(joined.len(), 2);
        assert!((areas(&joined)[0].unsigned_area() - 50.0).abs() < 0.1);
    }

    #[test]
    fn the_same_line_twice_is_one() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];
        let turned = [(4.0, 4.0), (4.0, 0.0), (0.0, 0.0), (0.0, 4.0)];
        let mut paths = vec![
            path(&square, true),
            path(&turned, true),
            path(&[(0.0, 0.0), (9.0, 1.0)], false),
            path(&[(9.0, 1.0), (0.0, 0.0)], false),
        ];
        assert_eq!(without_duplicates(&mut paths), 2);
    }

    #[test]
    fn a_ring_within_a_ring_is_a_hole_and_one_beside_is_not() {
        let square = |x: f64, w: f64| path(&[(x, x), (x + w, x), (x + w, x + w), (x, x + w)], true);
        let (ground, holes, taken) =
            nested(&[square(2.0, 4.0), square(0.0, 10.0), square(3.0, 1.0)]);
        assert_eq!(holes, 1);
        assert!((ground.unsigned_area() - 85.0).abs() < 1e-6 && (taken - 15.0).abs() < 1e-6);
        let (ground, holes, _) = nested(&[square(0.0, 10.0), square(8.0, 10.0)]);
        assert_eq!((holes, ground.unsigned_area().round()), (0, 196.0));
    }
}
