//! Lanes: the ground between two barriers that stand near each other.

use super::WallSegment;
use glam::Vec2;
use std::f32::consts::FRAC_1_SQRT_2;

/// Breadth up to which there is a lane between two barriers, metres [a]. In corridors before an entrance
/// queueing turned into pushing between 1.2 and 2.3 m (Adrian et al. 2020), while guiding barriers took
/// the density from 8 to 5 per m² before two doors (Sieben et al. 2017).
pub const LANE_M: f32 = 3.5;

/// The barriers, and where lanes between them can be.
#[derive(Clone, Debug)]
pub(super) struct Lanes {
    barriers: Vec<WallSegment>,
    /// Corners of the box beyond which no lane is.
    low: Vec2,
    high: Vec2,
}

impl Lanes {
    /// The lanes between these barriers.
    pub fn between(barriers: Vec<WallSegment>) -> Self {
        let ends = || barriers.iter().flat_map(|barrier| [barrier.a, barrier.b]);
        let (low, high) = match barriers.len() {
            0 | 1 => (Vec2::INFINITY, Vec2::NEG_INFINITY),
            _ => {
                (ends().fold(Vec2::INFINITY, Vec2::min), ends().fold(Vec2::NEG_INFINITY, Vec2::max))
            }
        };
        Self { barriers, low, high }
    }

    /// Whether somebody at `p` who goes `along` (unit) is in a lane: between two barriers that are at
    /// most [`LANE_M`] apart, to the left and to the right or slantwise.
    #[inline(always)]
    pub fn holds(&self, p: Vec2, along: Vec2) -> bool {
        p.cmpge(self.low).all() && p.cmple(self.high).all() && self.holds_within(p, along)
    }

    #[inline(never)]
    fn holds_within(&self, p: Vec2, along: Vec2) -> bool {
        const SLANTS: [Vec2; 3] = [
            Vec2::Y,
            Vec2::new(FRAC_1_SQRT_2, FRAC_1_SQRT_2),
            Vec2::new(-FRAC_1_SQRT_2, FRAC_1_SQRT_2),
        ];
        let near = || self.barriers.iter().filter(|barrier| barrier.distance(p) <= LANE_M);
        if near().nth(1).is_none() {
            return false;
        }
        let free_m = |across: Vec2| {
            let hits = near().filter_map(|barrier| ray_m(barrier, p, across));
            hits.fold(f32::INFINITY, f32::min)
        };
        SLANTS.iter().any(|slant| {
            let across = slant.rotate(along);
            free_m(across) + free_m(-across) <= LANE_M
        })
    }
}

/// How far from `p` a ray in a direction (unit) meets a segment, metres.
fn ray_m(segment: &WallSegment, p: Vec2, direction: Vec2) -> Option<f32> {
    let (a, b) = (segment.a - p, segment.b - p);
    let (side_a, side_b) = (direction.perp_dot(a), direction.perp_dot(b));
    if side_a * side_b > 0.0 || side_a == side_b {
        return None;
    }
    let at_m = a.lerp(b, side_a / (side_a - side_b)).dot(direction);
    (at_m >= 0.0).then_some(at_m)
}

#[cfg(test)]
mod tests {
    use crate::geometry::Walls;
    use geo::{Coord, MultiPolygon, Rect};
    use glam::Vec2;

    #[test]
    fn a_lane_is_between_two_barriers_and_no_broader_than_people_queue_in() {
        let c = |x: f64, y: f64| Coord { x, y };
        let ground = Rect::new(c(0.0, 0.0), c(20.0, 20.0)).to_polygon();
        let hall = Walls::new(&MultiPolygon::new(vec![ground]), &[]);
        let rails =
            |apart: f64| [[c(5.0, 5.0), c(15.0, 5.0)], [c(5.0, 5.0 + apart), c(15.0, 5.0 + apart)]];
        let lane = hall.with(&rails(2.5));
        let at = Vec2::new(13.0, 6.0);
        assert!(lane.is_lane(at, Vec2::X) && lane.is_lane(at, Vec2::new(0.8, 0.6)));
        // Across it, outside it, beyond its end.
        assert!(!lane.is_lane(at, Vec2::Y));
        assert!(!lane.is_lane(Vec2::new(13.0, 4.0), Vec2::X));
        assert!(!lane.is_lane(Vec2::new(17.0, 6.0), Vec2::X));
        assert!(!hall.with(&rails(4.0)).is_lane(at, Vec2::X));
        // A wall is no barrier.
        assert!(!hall.with(&rails(2.5)[..1]).is_lane(at, Vec2::X));
    }
}
