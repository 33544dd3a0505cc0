//! Corners round which people walk.

use geo::{BoundingRect, Coord, LineString, MultiPolygon, Simplify};
use glam::Vec2;

/// Notches and steps of a facade smaller than this turn no way, metres.
const NOTCH_M: f64 = 1.0;
/// Things smaller across than this are walked round without keeping to them, metres: trees,
/// benches, stalls.
const THING_M: f64 = 6.0;
/// Least turn of the wall at a corner, degrees.
const TURN_DEG: f64 = 30.0;

/// The corners that reach into the ground: where a building or a wall turns away, and all who
/// go round it come together.
pub fn inner_corners(ground: &MultiPolygon<f64>) -> Vec<Vec2> {
    let mut corners = Vec::new();
    for polygon in ground {
        corners_of(polygon.exterior(), 1.0, &mut corners);
        for hole in polygon.interiors() {
            let size = hole.bounding_rect().map_or(0.0, |r| r.width().max(r.height()));
            if size >= THING_M {
                corners_of(hole, -1.0, &mut corners);
            }
        }
    }
    corners
}

/// `inside`: 1 where a ring that runs counterclockwise has the ground inside, −1 where outside.
fn corners_of(ring: &LineString<f64>, inside: f64, corners: &mut Vec<Vec2>) {
    use geo::Winding;
    let mut ring = ring.simplify(NOTCH_M);
    ring.make_ccw_winding();
    let points: Vec<Coord<f64>> = ring.0.split_last().map_or(Vec::new(), |(_, p)| p.to_vec());
    let n = points.len();
    for i in 0..n {
        let (before, at, after) = (points[(i + n - 1) % n], points[i], points[(i + 1) % n]);
        let (come, go) = (at - before, after - at);
        let left = (come.x * go.y - come.y * go.x).atan2(come.x * go.x + come.y * go.y);
        if -inside * left > TURN_DEG.to_radians() {
            corners.push(Vec2::new(at.x as f32, at.y as f32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, polygon};

    #[test]
    fn only_corners_that_reach_into_the_ground_count() {
        // An L of ground around one building corner, with a house and a tree in it.
        let ground = polygon!(
            exterior: [(x: 0., y: 0.), (x: 60., y: 0.), (x: 60., y: 20.), (x: 20., y: 20.), (x: 20., y: 60.), (x: 0., y: 60.)],
            interiors: [
                [(x: 40., y: 5.), (x: 40., y: 12.), (x: 50., y: 12.), (x: 50., y: 5.)],
                [(x: 10., y: 40.), (x: 11., y: 40.), (x: 11., y: 41.), (x: 10., y: 41.)],
            ],
        );
        let mut corners = inner_corners(&MultiPolygon::from(ground));
        corners.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        let at = |x: f32, y: f32| Vec2::new(x, y);
        let house = [at(40., 5.), at(40., 12.), at(50., 5.), at(50., 12.)];
        assert_eq!(corners, [&[at(20., 20.)][..], &house].concat());
    }
}
