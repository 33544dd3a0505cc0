//! The edge of the ground, along which entrances and exits lie: the nearest place on it, and the
//! line of a given width there.

use crate::geometry::lines::{length_inside_m, length_m};
use crate::geometry::polygons;
use geo::{
    BooleanOps, Closest, ClosestPoint, Contains, Coord, LineString, MultiLineString, MultiPolygon,
    Point, Polygon, SimplifyVw,
};

/// How far inside the ground lines of entrances are drawn, metres: as the importers do.
const INSET_M: f64 = 0.5;
/// A hole in the ground with a shorter edge is no building that people come out of, metres.
const LEAST_HOLE_M: f64 = 20.0;
/// The narrowest entrance, metres.
pub const NARROWEST_M: f64 = 0.8;
/// The widest entrance, metres.
pub const WIDEST_M: f64 = 200.0;
/// An entrance takes at most this share of the ring that it lies on.
const SHARE_OF_RING: f64 = 0.45;
/// Corners of an entrance's line that stand out by a triangle smaller than this are left out, m².
const SIMPLER_M2: f64 = 0.05;

/// The edge of a ground.
#[derive(Clone, Debug)]
pub struct Rim {
    ground: MultiPolygon<f64>,
    rings: Vec<LineString<f64>>,
}

/// A place on the edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub at: Coord<f64>,
    /// How far it is from the place that was asked for, metres.
    pub off_m: f64,
    ring: usize,
    along_m: f64,
}

impl Rim {
    /// The edge of a ground.
    pub fn new(ground: &MultiPolygon<f64>) -> Self {
        let inside = polygons::grow(ground, -INSET_M);
        // Ground that is narrower than that throughout has its own edge only.
        let inside = if inside.0.is_empty() { ground.clone() } else { inside };
        let rings = inside.0.iter().flat_map(rings_of).collect();
        Self { ground: ground.clone(), rings }
    }

    /// Where people can walk.
    pub fn ground(&self) -> &MultiPolygon<f64> {
        &self.ground
    }

    /// Whether people can stand there.
    pub fn holds(&self, at: Coord<f64>) -> bool {
        self.ground.contains(&Point::from(at))
    }

    /// The place on the edge that is nearest to a place.
    pub fn nearest(&self, to: Coord<f64>) -> Option<Spot> {
        let spot = |ring: usize| {
            let on = match self.rings[ring].closest_point(&Point::from(to)) {
                Closest::SinglePoint(at) | Closest::Intersection(at) => Coord::from(at),
                Closest::Indeterminate => return None,
            };
            let along_m = along(&self.rings[ring], on);
            Some(Spot { at: on, off_m: distance(on, to), ring, along_m })
        };
        let spots = (0..self.rings.len()).filter_map(spot);
        spots.min_by(|a, b| a.off_m.total_cmp(&b.off_m))
    }

    /// The line along the edge with a place of it in the middle.
    pub fn line(&self, middle: &Spot, width_m: f64) -> LineString<f64> {
        let ring = &self.rings[middle.ring];
        let around_m = length_m(ring);
        let half_m = width_m.min(around_m * SHARE_OF_RING) / 2.0;
        let (from_m, until_m) = (middle.along_m - half_m, middle.along_m + half_m);
        let mut points = vec![at_length(ring, from_m.rem_euclid(around_m))];
        let mut passed: Vec<(f64, Coord<f64>)> = Vec::new();
        let mut walked_m = 0.0;
        for side in ring.lines() {
            for turn in [-around_m, 0.0, around_m] {
                if (from_m..until_m).contains(&(walked_m + turn)) {
                    passed.push((walked_m + turn, side.start));
                }
            }
            walked_m += distance(side.start, side.end);
        }
        passed.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.extend(passed.into_iter().map(|(_, at)| at));
        points.push(at_length(ring, until_m.rem_euclid(around_m)));
        millimetres(&LineString::new(points).simplify_vw(SIMPLER_M2))
    }

    /// The part of a drawn line on which people can walk: from where it first is on the ground to
    /// where it is last. `None` where less than the narrowest entrance is.
    pub fn on_ground(&self, line: &LineString<f64>) -> Option<LineString<f64>> {
        let parts = self.ground.clip(&MultiLineString::new(vec![line.clone()]), false);
        let longest = parts.0.into_iter().max_by(|a, b| length_m(a).total_cmp(&length_m(b)))?;
        (length_m(&longest) >= NARROWEST_M).then(|| millimetres(&longest))
    }

    /// Metres of a line on which people can walk.
    pub fn walkable_m(&self, line: &LineString<f64>) -> f64 {
        length_inside_m(line, &self.ground)
    }

    /// The direction in which people come in across a line, of length 1; `None` where both sides
    /// are ground, or none is.
    pub fn inward(&self, line: &LineString<f64>) -> Option<Coord<f64>> {
        let (a, b) = (*line.0.first()?, *line.0.last()?);
        let length = distance(a, b).max(1e-9);
        let normal = Coord { x: (a.y - b.y) / length, y: (b.x - a.x) / length };
        let middle = middle_of(line);
        let ground = |side: f64| {
            (1..=4).filter(|m| self.holds(middle + normal * (side * f64::from(*m)))).count()
        };
        match (ground(1.0), ground(-1.0)) {
            (left, right) if left > right => Some(normal),
            (left, right) if left < right => Some(normal * -1.0),
            _ => None,
        }
    }
}

fn rings_of(polygon: &Polygon<f64>) -> Vec<LineString<f64>> {
    let holes = polygon.interiors().iter().filter(|hole| length_m(hole) >= LEAST_HOLE_M);
    std::iter::once(polygon.exterior()).chain(holes).cloned().collect()
}

/// Distance of two places, metres.
pub fn distance(a: Coord<f64>, b: Coord<f64>) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// The place halfway along a line.
pub fn middle_of(line: &LineString<f64>) -> Coord<f64> {
    at_length(line, length_m(line) / 2.0)
}

/// The place at a length along a line.
fn at_length(line: &LineString<f64>, length: f64) -> Coord<f64> {
    let mut left_m = length;
    for side in line.lines() {
        let side_m = distance(side.start, side.end);
        if left_m <= side_m && side_m > 0.0 {
            return side.start + (side.end - side.start) * (left_m / side_m);
        }
        left_m -= side_m;
    }
    line.0.last().copied().unwrap_or_default()
}

/// The length along a line at which a place of it lies.
fn along(line: &LineString<f64>, at: Coord<f64>) -> f64 {
    let mut walked_m = 0.0;
    let mut best = (f64::INFINITY, 0.0);
    for side in line.lines() {
        let (by, side_m) = (side.end - side.start, distance(side.start, side.end));
        let from = at - side.start;
        let share = (from.x * by.x + from.y * by.y) / (side_m * side_m).max(1e-12);
        let share = share.clamp(0.0, 1.0);
        let off_m = distance(at, side.start + by * share);
        if off_m < best.0 {
            best = (off_m, walked_m + side_m * share);
        }
        walked_m += side_m;
    }
    best.1
}

/// A line to whole millimetres, as the importers draw.
pub fn millimetres(line: &LineString<f64>) -> LineString<f64> {
    let round = |metres: f64| (metres * 1000.0).round() / 1000.0;
    line.0.iter().map(|c| Coord { x: round(c.x), y: round(c.y) }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

    use super::*;
    use geo::{Rect, coord};

    /// 60 × 40 m with a building of 20 × 10 m and a tree.
    fn square() -> Rim {
        let area = |x: [f64; 2], y: [f64; 2]| -> MultiPolygon<f64> {
            Rect::new(coord! { x: x[0], y: y[0] }, coord! { x: x[1], y: y[1] }).to_polygon().into()
        };
        let less = polygons::union(
            area([20.0, 40.0], [20.0, 30.0]).iter().chain(&area([10.0, 10.6], [10.0, 10.6])),
        );
        Rim::new(&polygons::subtract(&area([0.0, 60.0], [0.0, 40.0]), &less))
    }

    #[test]
    fn the_line_lies_along_the_edge_where_it_was_clicked() {
        let rim = square();
        let spot = rim.nearest(coord! { x: -3.0, y: 15.0 }).expect("a ground has an edge");
        let line = rim.line(&spot, 6.0);
        assert!((length_m(&line) - 6.0).abs() < 0.01, "{line:?}");
        assert!(line.0.iter().all(|c| (c.x - INSET_M).abs() < 1e-6), "{line:?}");
        assert!(distance(middle_of(&line), coord! { x: 0.5, y: 15.0 }) < 0.01);
        assert_eq!(rim.inward(&line), Some(coord! { x: 1.0, y: 0.0 }));
    }

    #[test]
    fn it_goes_round_corners_and_over_the_end_of_the_ring() {
        let rim = square();
        for corner in [[0.0, 0.0], [60.0, 0.0], [60.0, 40.0], [0.0, 40.0]] {
            let spot = rim.nearest(coord! { x: corner[0], y: corner[1] }).expect("an edge");
            let line = rim.line(&spot, 8.0);
            assert!((length_m(&line) - 8.0).abs() < 0.01, "{corner:?}: {line:?}");
            assert_eq!(line.0.len(), 3, "{corner:?}: {line:?}");
        }
    }

    #[test]
    fn doors_of_buildings_count_and_trees_do_not() {
        let rim = square();
        let door = rim.nearest(coord! { x: 30.0, y: 21.0 }).expect("an edge");
        assert!(door.off_m < 2.0 && door.at.y < 20.0, "{door:?}");
        let tree = rim.nearest(coord! { x: 10.3, y: 10.3 }).expect("an edge");
        assert!(tree.off_m > 9.0, "{tree:?}");
    }

    #[test]
    fn of_a_drawn_line_what_is_on_the_ground_counts() {
        let rim = square();
        let across = LineString::from(vec![(50.0, -10.0), (50.0, 50.0)]);
        let on = rim.on_ground(&across).expect("it crosses the ground");
        assert!((length_m(&on) - 40.0).abs() < 0.01, "{on:?}");
        assert_eq!(rim.inward(&on), None, "both sides are ground");
        let beyond = LineString::from(vec![(-9.0, 0.0), (-9.0, 9.0)]);
        assert_eq!(rim.on_ground(&beyond), None);
    }
}
