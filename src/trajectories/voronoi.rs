//! Density and speed by each person's own room: the Voronoi cell, cut off at a metre and at the
//! walls (Steffen, Seyfried 2010). The figures are those of PedPy's Voronoi method with a
//! cut-off of one metre in twelve pieces.

use super::{Position, Trajectories};
use geo::{
    Area, BooleanOps, BoundingRect, Contains, Coord, LineString, MultiPolygon, Point, Polygon,
};
use std::collections::BTreeMap;
use std::f64::consts::TAU;

/// Farthest that somebody's room reaches, metres.
const CUT_OFF_M: f64 = 1.0;
/// Corners of the disc that stands for it.
const CUT_OFF_CORNERS: usize = 12;
/// How far around the area people are looked at, metres.
const AROUND_M: f64 = 4.0;
/// Time over which a speed is taken, seconds: half before, half after.
const SPEED_S: f64 = 0.8;
/// Least share of the area that has to belong to somebody.
const LEAST_COVER: f64 = 0.05;

/// Density and speed in an area at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldAt {
    /// Seconds.
    pub time_s: f64,
    /// Persons per square metre.
    pub density_per_m2: f64,
    /// Metres a second.
    pub speed_mps: f64,
}

/// Density and speed in a convex area, so many times a second.
pub fn field_in(
    of: &Trajectories,
    ground: &MultiPolygon<f64>,
    area: &Polygon<f64>,
    times_a_second: f64,
) -> Vec<FieldAt> {
    let every = ((of.frames_per_s / times_a_second).round() as i64).max(1);
    let ways = ways(of);
    let corners = counter_clockwise(area);
    let Some(bounds) = area.bounding_rect() else { return Vec::new() };
    let near = |p: &&Position| {
        let (dx, dy) = (
            (bounds.min().x - p.x_m).max(p.x_m - bounds.max().x).max(0.0),
            (bounds.min().y - p.y_m).max(p.y_m - bounds.max().y).max(0.0),
        );
        dx.hypot(dy) < AROUND_M && ground.contains(&Point::new(p.x_m, p.y_m))
    };
    let mut field = Vec::new();
    for frame in of.positions.chunk_by(|a, b| a.frame == b.frame) {
        if frame[0].frame.rem_euclid(every) != 0 {
            continue;
        }
        let people: Vec<&Position> = frame.iter().filter(near).collect();
        let (mut density, mut speed, mut cover) = (0.0, 0.0, 0.0);
        for person in &people {
            let Some(room) = room(person, &people, ground) else { continue };
            let shared: f64 = room.0.iter().map(|piece| area_in(piece.exterior(), &corners)).sum();
            if shared <= 0.0 {
                continue;
            }
            density += shared / room.unsigned_area();
            cover += shared;
            speed += shared * speed_mps(of, &ways, person);
        }
        let m2 = area.unsigned_area().max(1e-9);
        if cover / m2 > LEAST_COVER {
            field.push(FieldAt {
                time_s: of.time_s(frame[0].frame),
                density_per_m2: density / m2,
                speed_mps: speed / cover,
            });
        }
    }
    field
}

type Ways<'a> = BTreeMap<i64, Vec<&'a Position>>;

fn ways(of: &Trajectories) -> Ways<'_> {
    let mut ways: Ways = BTreeMap::new();
    for position in &of.positions {
        ways.entry(position.id).or_default().push(position);
    }
    ways
}

/// Speed over a time around a frame; at the ends of a way over the half that is there.
fn speed_mps(of: &Trajectories, ways: &Ways, person: &Position) -> f64 {
    let half = ((0.5 * SPEED_S * of.frames_per_s).round() as i64).max(1);
    let Some(way) = ways.get(&person.id) else { return 0.0 };
    let at =
        |frame: i64| way.binary_search_by_key(&frame, |p| p.frame).ok().map(|index| way[index]);
    let (before, after) = (at(person.frame - half), at(person.frame + half));
    let (a, b) = match (before, after) {
        (Some(a), Some(b)) => (a, b),
        (Some(a), None) => (a, person),
        (None, Some(b)) => (person, b),
        (None, None) => return 0.0,
    };
    let seconds = (b.frame - a.frame) as f64 / of.frames_per_s;
    (b.x_m - a.x_m).hypot(b.y_m - a.y_m) / seconds
}

/// Somebody's room: what is nearer to them than to anybody, within a metre and the walls.
fn room(
    person: &Position,
    people: &[&Position],
    ground: &MultiPolygon<f64>,
) -> Option<MultiPolygon<f64>> {
    let at = Coord { x: person.x_m, y: person.y_m };
    let mut ring: Vec<Coord<f64>> = (0..CUT_OFF_CORNERS)
        .map(|k| TAU * k as f64 / CUT_OFF_CORNERS as f64)
        .map(|angle| at + Coord { x: angle.cos(), y: angle.sin() } * CUT_OFF_M)
        .collect();
    for other in people.iter().filter(|other| other.id != person.id) {
        let to = Coord { x: other.x_m, y: other.y_m } - at;
        let far = to.x.hypot(to.y);
        if far > 0.0 && far < 2.0 * CUT_OFF_M {
            let middle = at + to * 0.5;
            ring = cut(&ring, |c| (middle.x - c.x) * to.x + (middle.y - c.y) * to.y);
        }
    }
    if ring.len() < 3 {
        return None;
    }
    let room = Polygon::new(LineString::new(ring), Vec::new());
    let inside = MultiPolygon::new(vec![room]).intersection(ground);
    // Beyond a wall is nobody's.
    let here = Point::from(at);
    let own: Vec<Polygon<f64>> =
        inside.0.into_iter().filter(|piece| piece.contains(&here)).collect();
    (!own.is_empty()).then(|| MultiPolygon::new(own))
}

/// The part of a ring for which `inside` is not negative.
fn cut(ring: &[Coord<f64>], inside: impl Fn(Coord<f64>) -> f64) -> Vec<Coord<f64>> {
    let mut kept = Vec::with_capacity(ring.len() + 1);
    for (i, a) in ring.iter().enumerate() {
        let b = ring[(i + 1) % ring.len()];
        let (at_a, at_b) = (inside(*a), inside(b));
        if at_a >= 0.0 {
            kept.push(*a);
        }
        if (at_a > 0.0 && at_b < 0.0) || (at_a < 0.0 && at_b > 0.0) {
            kept.push(*a + (b - *a) * (at_a / (at_a - at_b)));
        }
    }
    kept
}

fn counter_clockwise(area: &Polygon<f64>) -> Vec<Coord<f64>> {
    let mut corners: Vec<Coord<f64>> = area.exterior().0.clone();
    corners.pop();
    if Polygon::new(area.exterior().clone(), Vec::new()).signed_area() < 0.0 {
        corners.reverse();
    }
    corners
}

/// Area of a ring within a convex one.
fn area_in(ring: &LineString<f64>, convex: &[Coord<f64>]) -> f64 {
    let mut left: Vec<Coord<f64>> = ring.0[..ring.0.len().saturating_sub(1)].to_vec();
    for (i, a) in convex.iter().enumerate() {
        let along = convex[(i + 1) % convex.len()] - *a;
        left = cut(&left, |c| along.x * (c.y - a.y) - along.y * (c.x - a.x));
        if left.len() < 3 {
            return 0.0;
        }
    }
    Polygon::new(LineString::new(left), Vec::new()).unsigned_area()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Rect;

    fn rectangle(low: [f64; 2], high: [f64; 2]) -> Polygon<f64> {
        Rect::new(Coord { x: low[0], y: low[1] }, Coord { x: high[0], y: high[1] }).to_polygon()
    }

    #[test]
    fn on_a_lattice_the_density_is_that_of_the_lattice() {
        let mut positions = Vec::new();
        for frame in 0..20 {
            for k in 0..400 {
                let (x, y) = (f64::from(k % 20) * 0.5, f64::from(k / 20) * 0.5);
                let x_m = x + 0.1 * f64::from(frame);
                positions.push(Position { frame: frame.into(), id: k.into(), x_m, y_m: y });
            }
        }
        let walked = Trajectories {
            file: "lattice.txt".into(),
            format: "test",
            frames_per_s: 10.0,
            positions,
            ground: None,
            notes: Vec::new(),
        };
        let ground = MultiPolygon::new(vec![rectangle([-1.0, -0.25], [20.0, 9.75])]);
        let field = field_in(&walked, &ground, &rectangle([4.0, 4.0], [6.0, 6.0]), 2.0);
        assert_eq!(field.len(), 4);
        for at in &field {
            assert!((at.density_per_m2 - 4.0).abs() < 1e-6, "{at:?}");
            assert!((at.speed_mps - 1.0).abs() < 1e-9, "{at:?}");
        }
    }
}
