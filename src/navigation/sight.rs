//! What can be seen from where: over water, benches and barriers, not through buildings.

use crate::geometry::Walls;
use crate::venue::Venue;
use geo::{Contains, Coord, Distance, Euclidean, MultiPolygon, Point};
use glam::Vec2;

/// How near to an obstacle a focus lies at its edge, metres: drawn ones are seldom exact.
const AT_M: f64 = 0.1;

/// What hides things from sight.
#[derive(Clone, Debug)]
pub struct Sight {
    walls: Walls,
}

impl Sight {
    /// High obstacles hide; those in which or at whose edge an attraction's focus lies do not: a
    /// stage is open, a stall has a counter.
    pub fn new(venue: &Venue) -> Self {
        let holds = |shape: &MultiPolygon<f64>, focus: &Point<f64>| {
            shape.contains(focus) || Euclidean.distance(focus, shape) < AT_M
        };
        let holds_focus =
            |shape: &MultiPolygon<f64>| venue.attractions.iter().any(|a| holds(shape, &a.focus));
        let mut edges: Vec<[Coord<f64>; 2]> = Vec::new();
        for obstacle in venue.obstacles.iter().filter(|o| !o.low && !holds_focus(&o.shape)) {
            for polygon in &obstacle.shape {
                for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                    edges.extend(ring.lines().map(|l| [l.start, l.end]));
                }
            }
        }
        Self { walls: Walls::new(&MultiPolygon::new(Vec::new()), &edges) }
    }

    /// Whether somebody at `from` can see `to`.
    pub fn sees(&self, from: Vec2, to: Vec2) -> bool {
        self.walls.line_is_clear(from, to)
    }
}
