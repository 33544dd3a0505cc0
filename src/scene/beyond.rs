//! What lies beyond the exits of a scene.
//!
//! A scene's ground mostly ends where its exits do, and who walks into one is gone. But those who
//! left a real room walk on, in the way of those behind: with nobody left ahead, a door of 1 m
//! right before an exit passes a half more than people do (2.7 instead of 1.8 to 2.0 a second). So
//! the ground goes on for [`BEYOND_M`] behind each exit as narrow as a door, into the open, and
//! people leave at the end of that. Whoever is in an exit is out as far as the scene is concerned.
//! Behind exits of 3 m and more, where nobody is held up, errors on recordings became larger by it
//! (times of passing 0.051 → 0.064), so those stay as they are.

use crate::geometry::polygons::{intersect, union};
use geo::{Area, Contains, Coord, Intersects, MultiPolygon, Point, Polygon, polygon};

/// How far the ground goes on, metres: as far ahead as people slow for others.
const BEYOND_M: f64 = 3.0;
/// Length of the end of it within which people are gone, metres.
const END_M: f64 = 0.6;
/// How near to an edge it is looked for what lies beside it, metres.
const BESIDE_M: f64 = 0.02;
/// Cosine of the angle up to which an edge faces the way in which people walk out.
const FACES_COS: f64 = 0.5;
/// Shortest and longest edge behind which the ground goes on, metres [a].
const LEAST_EDGE_M: f64 = 0.3;
const LONGEST_EDGE_M: f64 = 2.5;

/// A scene's ground and exits with what lies beyond them.
pub(super) struct Beyond {
    /// Where people can walk.
    pub ground: MultiPolygon<f64>,
    /// Where they are gone, one an exit.
    pub exits: Vec<MultiPolygon<f64>>,
}

impl Beyond {
    /// The ground goes on behind each exit that lies at its end. One amid the ground, or with other
    /// ground close behind, stays as it is.
    pub fn new(ground: &MultiPolygon<f64>, exits: &[(String, MultiPolygon<f64>)]) -> Self {
        let mut strips: Vec<Strip> = Vec::new();
        let mut ends = Vec::new();
        for (_, exit) in exits {
            let first = strips.len();
            for strip in outward(exit, ground) {
                if !strips.iter().any(|other| strip.meets(&other.whole)) {
                    strips.push(strip);
                }
            }
            let own: Vec<Polygon<f64>> = strips[first..].iter().map(|s| s.end.clone()).collect();
            ends.push(if own.is_empty() { exit.clone() } else { MultiPolygon::new(own) });
        }
        let ground = if strips.is_empty() {
            ground.clone()
        } else {
            union(ground.iter().chain(strips.iter().map(|strip| &strip.whole)))
        };
        Self { ground, exits: ends }
    }
}

/// The ground behind one edge of an exit.
struct Strip {
    /// All of it, with a hair of the exit.
    whole: Polygon<f64>,
    /// It without what touches the exit and its neighbours.
    core: Polygon<f64>,
    /// Where people are gone.
    end: Polygon<f64>,
}

impl Strip {
    fn new(edge: Edge) -> Self {
        let along = (edge.to - edge.from) / edge.length_m;
        // As far to the sides as away: into the open.
        let corners = |away_m: f64| {
            let (away, aside) = (edge.outward * away_m, along * away_m.max(0.0));
            [edge.from + away - aside, edge.to + away + aside]
        };
        let part = |near_m: f64, far_m: f64| {
            let ([a, b], [c, d]) = (corners(near_m), corners(far_m));
            polygon![a, b, d, c]
        };
        Self {
            whole: part(-BESIDE_M, BEYOND_M),
            core: part(BESIDE_M, BEYOND_M),
            end: part(BEYOND_M - END_M, BEYOND_M),
        }
    }

    fn meets(&self, other: &Polygon<f64>) -> bool {
        self.core.intersects(other)
    }
}

#[derive(Clone, Copy)]
struct Edge {
    from: Coord<f64>,
    to: Coord<f64>,
    length_m: f64,
    /// Away from the exit, unit.
    outward: Coord<f64>,
}

impl Edge {
    /// What lies beside its middle, on the side away from the exit.
    fn beside(&self) -> Point<f64> {
        Point((self.from + self.to) / 2.0 + self.outward * BESIDE_M)
    }
}

/// The ground behind those edges of an exit by which people walk on.
fn outward(exit: &MultiPolygon<f64>, ground: &MultiPolygon<f64>) -> Vec<Strip> {
    let mut strips = Vec::new();
    for part in &intersect(&union(exit), ground) {
        let edges = edges_of(part);
        let (ways_in, rim): (Vec<Edge>, Vec<Edge>) =
            edges.into_iter().partition(|edge| ground.contains(&edge.beside()));
        let zero = Coord { x: 0.0, y: 0.0 };
        let onward = ways_in.iter().fold(zero, |sum, edge| sum - edge.outward * edge.length_m);
        let length = onward.x.hypot(onward.y);
        let faces = |edge: &Edge| {
            let cos = edge.outward.x * onward.x + edge.outward.y * onward.y;
            let is_door = (LEAST_EDGE_M..=LONGEST_EDGE_M).contains(&edge.length_m);
            is_door && cos > FACES_COS * length
        };
        let found = rim.into_iter().filter(|edge| length > 0.0 && faces(edge)).map(Strip::new);
        strips.extend(found.filter(|strip| !ground.iter().any(|part| strip.meets(part))));
    }
    strips
}

fn edges_of(part: &Polygon<f64>) -> Vec<Edge> {
    let sense = part.signed_area().signum();
    let edge = |line: geo::Line<f64>| {
        let along = line.end - line.start;
        let length_m = along.x.hypot(along.y);
        let outward = Coord { x: along.y, y: -along.x } * (sense / length_m.max(1e-9));
        Edge { from: line.start, to: line.end, length_m, outward }
    };
    part.exterior().lines().filter(|line| line.start != line.end).map(edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::polygons::subtract;
    use geo::Rect;

    fn area(boxes: &[[f64; 4]]) -> MultiPolygon<f64> {
        let boxes = boxes.iter().map(|[x0, y0, x1, y1]| Rect::new((*x0, *y0), (*x1, *y1)));
        let boxes: Vec<Polygon<f64>> = boxes.map(|rect| rect.to_polygon()).collect();
        union(&boxes)
    }

    fn beyond(ground: &[[f64; 4]], exits: &[[f64; 4]]) -> (f64, Vec<MultiPolygon<f64>>) {
        let exits: Vec<_> = exits.iter().map(|exit| (String::new(), area(&[*exit]))).collect();
        let ground = area(ground);
        let made = Beyond::new(&ground, &exits);
        let more_m2 = subtract(&made.ground, &ground).unsigned_area();
        assert!(
            subtract(&ground, &made.ground).unsigned_area() < 1e-6,
            "all ground is still there"
        );
        (more_m2, made.exits)
    }

    #[test]
    fn the_ground_goes_on_behind_an_exit_at_its_end_only() {
        let room = [0.0, 0.0, 8.0, 5.0];
        let passage = [8.0, 2.0, 10.0, 3.0];
        let exit = [9.0, 2.0, 10.0, 3.0];
        // A hair of each strip lies on its exit.
        let near = |a: f64, b: f64| (a - b).abs() < 0.1;
        // Not to the sides, although they are its rim, too.
        let (more_m2, exits) = beyond(&[room, passage], &[exit]);
        assert!(near(more_m2, 12.0), "{more_m2}");
        assert!(near(exits[0].unsigned_area(), 3.84));
        assert!(exits[0].contains(&Point::new(12.7, 4.5)));
        // An exit that sticks out of the ground is as good.
        let (more_m2, _) = beyond(&[room, passage], &[[9.0, 1.5, 11.0, 3.5]]);
        assert!(near(more_m2, 12.0), "{more_m2}");
        // Amid the ground there is nothing behind it; nor where another room is in the way.
        let amid = [4.0, 2.0, 5.0, 3.0];
        let (more_m2, exits) = beyond(&[room, passage], &[amid]);
        assert!(near(more_m2, 0.0) && near(exits[0].unsigned_area(), 1.0), "{more_m2}");
        let (more_m2, exits) = beyond(&[room, passage, [10.5, 0.0, 14.0, 5.0]], &[exit]);
        assert!(near(more_m2, 0.0) && near(exits[0].unsigned_area(), 1.0), "{more_m2}");
        // Nobody is held up behind a wide one.
        let (more_m2, _) = beyond(&[room], &[[7.0, 0.0, 8.0, 5.0]]);
        assert!(near(more_m2, 0.0), "{more_m2}");
        // Of two whose people would meet, one.
        let around = [[8.0, 2.0, 10.0, 3.0], [15.0, 2.0, 16.0, 3.0], [16.0, 0.0, 20.0, 5.0]];
        let (more_m2, _) =
            beyond(&[room, around[0], around[1], around[2]], &[exit, [15.0, 2.0, 15.5, 3.0]]);
        assert!(near(more_m2, 12.0), "{more_m2}");
    }
}
