//! Where things of a venue are, for the map.

use crate::geometry::to_vec;
use crate::scenario::Scenario;
use crate::venue::{AttractionShape, Venue};
use geo::Coord;
use glam::Vec2;

/// The corners of what is drawn of a venue, metres.
pub fn corners(venue: &Venue) -> (Vec2, Vec2) {
    use geo::{CoordsIter, coord};
    let portals = venue.portals.iter().flat_map(|p| p.shape.points().iter().copied());
    let none = coord! { x: f64::INFINITY, y: f64::INFINITY };
    let (low, high) = venue.ground.coords_iter().chain(portals).fold(
        (none, coord! { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY }),
        |(low, high), at| {
            let low = coord! { x: low.x.min(at.x), y: low.y.min(at.y) };
            (low, coord! { x: high.x.max(at.x), y: high.y.max(at.y) })
        },
    );
    let vec = |c: geo::Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
    (vec(low), vec(high))
}

/// Where the name of an attraction stands: in the middle of its area.
pub fn attraction_at(attraction: &AttractionShape) -> Vec2 {
    use geo::Centroid;
    let middle = attraction.area.centroid().unwrap_or(attraction.focus);
    Vec2::new(middle.x() as f32, middle.y() as f32)
}

/// The mean of some points.
pub fn middle(points: &[Coord<f64>]) -> Vec2 {
    points.iter().fold(Vec2::ZERO, |sum, c| sum + to_vec(c)) / points.len().max(1) as f32
}

/// Where the names of goals stand: portals first, then attractions.
pub fn goal_places(scenario: &Scenario) -> Vec<Vec2> {
    let venue = &scenario.venue;
    let portals = venue.portals.iter().map(|p| middle(p.shape.points()));
    portals.chain(venue.attractions.iter().map(attraction_at)).collect()
}
