//! The course that people take along a flow field, as points a step apart.

use crate::navigation::{FlowField, Terrain, WayKind, Ways};
use crate::scenario::{Portal, Scenario};
use crate::venue::PortalGeometry;
use geo::Centroid;
use glam::Vec2;

/// Steps without coming nearer to the goal after which a course ends.
const PATIENCE: usize = 60;
/// Longest course, steps.
const MOST_STEPS: usize = 40_000;

/// The field of those who go by what they know to a goal (portals first, then attractions);
/// `None` where there is no such goal.
pub(super) fn plain_field(ways: &Ways, goal: u16, step_free: bool) -> Option<&FlowField> {
    let known = usize::from(goal) < ways.goals();
    known.then(|| ways.field(WayKind { goal, step_free, informed: false }))
}

/// The course from a point to the goal, half a cell a step; it ends early where `ends` says
/// so, and is empty where there is no way.
pub(super) fn follow(
    field: &FlowField,
    terrain: &Terrain,
    from: Vec2,
    mut ends: impl FnMut(Vec2) -> bool,
) -> Vec<Vec2> {
    let Some(mut at) = terrain.nearest_walkable(from) else { return Vec::new() };
    let mut best_m = field.distance_m(at);
    if !best_m.is_finite() {
        return Vec::new();
    }
    let mut course = vec![at];
    let mut since_best = 0;
    while course.len() < MOST_STEPS && since_best < PATIENCE && !ends(at) {
        let direction = field.direction(at);
        if direction == Vec2::ZERO {
            break;
        }
        at = terrain.walls.keep_out(at, at + direction * 0.5 * terrain.grid.cell_m);
        course.push(at);
        let left_m = field.distance_m(at);
        since_best = if left_m < best_m - 0.01 { 0 } else { since_best + 1 };
        best_m = best_m.min(left_m);
    }
    course
}

/// Where people come in by a portal: its middle, moved onto the ground.
pub(super) fn entry(portal: &Portal, terrain: &Terrain) -> Option<Vec2> {
    let middle = match &portal.shape.shape {
        PortalGeometry::Line(line) => line.centroid(),
        PortalGeometry::Area(area) => area.centroid(),
    }?;
    terrain.nearest_walkable(Vec2::new(middle.x() as f32, middle.y() as f32))
}

/// The line that a portal is, end to end; the wider diagonal for an area.
pub(super) fn portal_line(portal: &Portal) -> Option<[Vec2; 2]> {
    let point = |c: &geo::Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
    match &portal.shape.shape {
        PortalGeometry::Line(line) => Some([point(line.0.first()?), point(line.0.last()?)]),
        PortalGeometry::Area(_) => None,
    }
}

/// Where the visits to an attraction begin: its focus, moved onto the ground.
pub(super) fn focus(scenario: &Scenario, attraction: usize, terrain: &Terrain) -> Option<Vec2> {
    let focus = scenario.attractions.get(attraction)?.shape.focus;
    terrain.nearest_walkable(Vec2::new(focus.x() as f32, focus.y() as f32))
}

/// Mean free speed over all segments, m/s; 1.2 where none is given.
pub(super) fn mean_free_speed_mps(scenario: &Scenario) -> f64 {
    let mean: f64 = scenario.segments.iter().map(|s| s.share * s.free_speed_mps.mean).sum();
    if mean > 0.1 { mean } else { 1.2 }
}
