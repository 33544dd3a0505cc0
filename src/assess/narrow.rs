//! Narrow places: how wide the ground is across a course, and how many that lets through.
//!
//! The width at a point is that of the shortest line through it within 45° of the normal to
//! the course, so that a course that cuts a corner is not measured aslant. Something small in
//! the way (a tree, a bollard, a bench: up to [`SMALL_M`] deep, with ground before and behind
//! it) does not end the line, it is taken off: what counts is the whole passage, not the gap
//! beside a tree. A barrier does end it, for it parts lanes.

use crate::navigation::{Terrain, cross_section};
use glam::Vec2;

/// Most that a level passage lets through, persons per metre and minute (Fruin; Green Guide)
/// [s].
pub const LEVEL_PER_M_MIN: f64 = 82.0;
/// Most that stairs let through, persons per metre and minute (Green Guide) [s].
pub const STAIRS_PER_M_MIN: f64 = 66.0;
/// Largest depth of an obstacle that is walked around on both sides, metres [a].
const SMALL_M: f32 = 2.0;
/// Small obstacles that are passed over on each side at most.
const MOST_OBSTACLES: usize = 6;

/// A line across a course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Narrow {
    /// From side to side, metres.
    pub line: [Vec2; 2],
    /// Clear width, metres.
    pub width_m: f32,
    /// Whether it lies on stairs.
    pub stairs: bool,
}

impl Narrow {
    /// What it lets through, people a minute.
    pub fn capacity_per_min(&self) -> f64 {
        f64::from(self.width_m) * if self.stairs { STAIRS_PER_M_MIN } else { LEVEL_PER_M_MIN }
    }
}

/// Whether a point is on stairs.
pub(super) fn is_on_stairs(terrain: &Terrain, at: Vec2) -> bool {
    let cell = terrain.grid.nearest_cell(at);
    terrain.is_walkable(cell, false) && !terrain.is_walkable(cell, true)
}

/// The passage at a point of a course that runs along `direction`.
pub(super) fn across(terrain: &Terrain, at: Vec2, direction: Vec2) -> Narrow {
    let mut best: Option<Narrow> = None;
    for step in [0, 1, -1, 2, -2, 3, -3] {
        let turned = Vec2::from_angle(step as f32 * 15f32.to_radians()).rotate(direction);
        let (line, width_m) = clear_line(terrain, at, turned);
        if best.is_none_or(|b| width_m < b.width_m - 0.01) {
            best = Some(Narrow { line, width_m, stairs: is_on_stairs(terrain, at) });
        }
    }
    best.unwrap_or(Narrow { line: [at, at], width_m: 0.0, stairs: false })
}

/// The line across `direction`, over small obstacles, and its clear length.
fn clear_line(terrain: &Terrain, at: Vec2, direction: Vec2) -> ([Vec2; 2], f32) {
    let (mut ends, mut clear_m) = cross_section(terrain, at, direction);
    for end in &mut ends {
        let side = (*end - at).normalize_or_zero();
        for _ in 0..MOST_OBSTACLES {
            let Some(behind) = behind_obstacle(terrain, *end, side, direction) else { break };
            let (further, _) = cross_section(terrain, behind, direction);
            let reach = |p: &Vec2| (*p - behind).dot(side);
            let far = if reach(&further[0]) > reach(&further[1]) { further[0] } else { further[1] };
            clear_m += behind.distance(far);
            *end = far;
        }
    }
    (ends, clear_m)
}

/// The first point behind a small obstacle that begins at `end`; `None` if what begins there
/// is a barrier, or is not small.
fn behind_obstacle(terrain: &Terrain, end: Vec2, side: Vec2, direction: Vec2) -> Option<Vec2> {
    const STEP_M: f32 = 0.05;
    let at = |i: usize| end + side * (i as f32 * STEP_M);
    if side == Vec2::ZERO || terrain.is_on_ground(at(1)) {
        return None;
    }
    let steps = (SMALL_M / STEP_M) as usize;
    let behind = (2..=steps).find(|i| terrain.is_on_ground(at(*i)))?;
    let along = direction.normalize_or(Vec2::X);
    // A wall goes on along the course; something small does not.
    let middle = at(behind).midpoint(end);
    let ends = |sign: f32| terrain.is_on_ground(middle + along * sign * SMALL_M);
    (ends(1.0) && ends(-1.0)).then(|| at(behind + 1))
}

/// The narrowest place along a course, looked at about every metre; the first of equal ones.
/// `None` where the course has no two points.
pub(super) fn narrowest(terrain: &Terrain, course: &[Vec2]) -> Option<Narrow> {
    let stride = (1.0 / (0.5 * terrain.grid.cell_m)).ceil().max(1.0) as usize;
    let mut best: Option<Narrow> = None;
    for i in (0..course.len()).step_by(stride) {
        let before = course[i.saturating_sub(stride)];
        let after = course[(i + stride).min(course.len() - 1)];
        let direction = (after - before).normalize_or_zero();
        if direction == Vec2::ZERO {
            continue;
        }
        let here = across(terrain, course[i], direction);
        let less = |b: Narrow| here.capacity_per_min() < b.capacity_per_min() - 1.0;
        if best.is_none_or(less) {
            best = Some(here);
        }
    }
    best
}
