//! The clear width of the ground across a way.

use super::Terrain;
use crate::geometry::WallSegment;
use glam::Vec2;

/// Farthest that a cross-section reaches to either side, metres.
const FARTHEST_M: f32 = 60.0;

/// The clear ground across `direction` (any length, not zero) at a point: where the line
/// perpendicular to it first meets a wall to the left and to the right, and its length in
/// metres. A side on which no wall stands within 60 m ends there.
pub fn cross_section(terrain: &Terrain, at: Vec2, direction: Vec2) -> ([Vec2; 2], f32) {
    let left = direction.normalize_or(Vec2::X).perp();
    let ends = [left, -left].map(|side| at + side * clear_length(terrain, at, side));
    (ends, ends[0].distance(ends[1]))
}

fn clear_length(terrain: &Terrain, at: Vec2, side: Vec2) -> f32 {
    let mut from_m = 0.0;
    while from_m < FARTHEST_M {
        let near = terrain.walls.near(at + side * (from_m + 0.5));
        let hits = near.iter().filter_map(|s| hit(s, at, side));
        let first = hits.fold(f32::INFINITY, f32::min);
        if first <= from_m + 1.0 {
            return first;
        }
        from_m += 1.0;
    }
    FARTHEST_M
}

/// Distance at which the ray from `at` along the unit vector `ray` meets a segment.
fn hit(s: &WallSegment, at: Vec2, ray: Vec2) -> Option<f32> {
    let (a, b) = (s.a - at, s.b - at);
    let (side_a, side_b) = (ray.perp_dot(a), ray.perp_dot(b));
    if side_a * side_b > 0.0 {
        return None;
    }
    let share = if side_a == side_b { 0.0 } else { side_a / (side_a - side_b) };
    let distance = ray.dot(a + (b - a) * share);
    (distance >= 0.0).then_some(distance)
}
