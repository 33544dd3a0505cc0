//! Building a run's world, and the checks that need the rastered ground.

use crate::document::{Bilingual, Place, Problems};
use crate::geometry::{Grid, to_vec};
use crate::navigation::{Goal, Sight, Terrain, WayKind, Ways};
use crate::observe::CELL_M;
use crate::plan::Plan;
use crate::scenario::{AttractionKind, Goes, PlacedVisitor, Portal, Scenario};
use crate::venue::PortalGeometry;
use geo::{Centroid, Contains, Coord, InteriorPoint, Polygon};
use glam::Vec2;
use rayon::prelude::*;
use std::path::Path;

/// The pieces of all barriers for which `stands` says so.
pub fn barrier_segments(plan: &Plan, stands: &[bool]) -> Vec<[Coord<f64>; 2]> {
    let standing = plan.measures.iter().zip(stands).filter(|(_, stands)| **stands);
    standing.flat_map(|(measure, _)| measure.kind.barrier_pieces()).collect()
}

/// The goals of an event: its portals, then its attractions.
pub fn goals(scenario: &Scenario) -> Vec<Goal> {
    let portals = scenario.portals.iter().map(portal_goal);
    let attractions = scenario.attractions.iter().map(|a| match a.kind {
        // People go to where they are served; the queue is joined on the way.
        AttractionKind::Counter { .. } => {
            let first = a.shape.queue.as_ref().and_then(|q| q.coords().next().copied());
            let focus = Coord { x: a.shape.focus.x(), y: a.shape.focus.y() };
            Goal::Point(to_vec(&first.unwrap_or(focus)))
        }
        // Into the middle: on the way there people find the place that is theirs.
        _ => Goal::Point(middle_of(&a.shape.area)),
    });
    portals.chain(attractions).collect()
}

/// A point well inside an area.
fn middle_of(area: &Polygon<f64>) -> Vec2 {
    let inside = area.centroid().filter(|c| area.contains(c)).or_else(|| area.interior_point());
    inside.map_or(Vec2::ZERO, |p| Vec2::new(p.x() as f32, p.y() as f32))
}

fn portal_goal(portal: &Portal) -> Goal {
    match &portal.shape.shape {
        PortalGeometry::Line(line) => Goal::Line(line.coords().map(to_vec).collect()),
        PortalGeometry::Area(area) => Goal::Area(area.clone()),
    }
}

/// The ways of an event over its ground with some barriers on it.
pub fn ways(scenario: &Scenario, barriers: &[[Coord<f64>; 2]]) -> Ways {
    let terrain = Terrain::new(&scenario.venue, barriers, scenario.motion.cell_m);
    let ways = Ways::new(terrain, Sight::new(&scenario.venue), goals(scenario));
    if scenario.segments.iter().any(|s| s.step_free && s.share > 0.0) {
        ways.prepare_step_free();
    }
    ways
}

/// The grid of the density field and the walkable area of each of its cells, m².
pub fn field_grid(terrain: &Terrain) -> (Grid, Vec<f32>) {
    let grid = Grid::covering(terrain.grid.origin, terrain.grid.end(), CELL_M);
    // 8 × 8 points a cell: the area is right to 1.6 % of a cell at a straight wall.
    let side = 8;
    let step = CELL_M / side as f32;
    let area = |cell: usize| {
        let corner = grid.centre(cell) - Vec2::splat(CELL_M / 2.0);
        let point =
            |i: usize| corner + Vec2::new((i % side) as f32 + 0.5, (i / side) as f32 + 0.5) * step;
        let inside = (0..side * side).filter(|i| terrain.is_on_ground(point(*i))).count();
        inside as f32 * step * step
    };
    (grid, (0..grid.len()).into_par_iter().map(area).collect())
}

/// [`check_ground`] of an event of which there is no run yet.
pub fn check_event(scenario: &Scenario, event: &Path) -> Problems {
    check_ground(scenario, &ways(scenario, &[]), event)
}

/// What is wrong with an event on its ground: portals without ground, attractions that nobody
/// reaches, no way out. Needs the ways, so it is found when a run is set up.
pub fn check_ground(scenario: &Scenario, ways: &Ways, event: &Path) -> Problems {
    let mut problems = Problems::default();
    let place = || Place::file(event);
    let entry = |portal: &Portal| {
        let gate = crate::behavior::Gate::new(portal, &ways.terrain);
        gate.entries.first().copied()
    };
    let entries: Vec<Option<Vec2>> = scenario.portals.iter().map(entry).collect();
    let reaches = |from: Vec2, goal: usize, step_free: bool| {
        let kind = WayKind { goal: goal as u16, step_free, informed: false };
        ways.field(kind).distance_m(from).is_finite()
    };
    let step_free = scenario.segments.iter().any(|s| s.step_free && s.share > 0.0);
    for (i, portal) in scenario.portals.iter().enumerate() {
        let Some(from) = entries[i] else {
            let id = &portal.shape.id;
            let what = (
                format!("portal \"{id}\" has no ground beside it"),
                format!("出入口“{id}”旁边没有地面"),
            );
            let hint =
                ("move it to the edge of the ground in the venue", "请在场地中把它移到地面边缘");
            problems.error(place(), what, hint);
            continue;
        };
        if !portal.inward || portal.arrival_share <= 0.0 {
            continue;
        }
        let outs = |step_free: bool| {
            (0..scenario.portals.len())
                .any(|p| scenario.portals[p].outward && reaches(from, p, step_free))
        };
        let id = &portal.shape.id;
        if !outs(false) {
            let what = (
                format!("there is no way out for those who come in by \"{id}\""),
                format!("从“{id}”进来的人没有路出去"),
            );
            let hint = (
                "let a portal on the same piece of ground be `Out` or `Both`",
                "请让同一块地面上的某个出入口为 `Out` 或 `Both`",
            );
            problems.error(place(), what, hint);
        } else if step_free && !outs(true) {
            let what = (
                format!("there is no step-free way out from portal \"{id}\""),
                format!("从出入口“{id}”没有无障碍的路出去"),
            );
            let hint = (
                "wheelchair users who come in here cannot leave",
                "从这里进来的轮椅使用者无法离开",
            );
            problems.warn(place(), what, hint);
        }
    }
    for (i, attraction) in scenario.attractions.iter().enumerate() {
        let goal = scenario.portals.len() + i;
        let id = &attraction.shape.id;
        let reached = |step_free: bool| {
            let coming = scenario.portals.iter().zip(&entries).filter(|(p, _)| p.inward);
            coming.filter_map(|(_, from)| *from).any(|from| reaches(from, goal, step_free))
        };
        if !reached(false) {
            let what = (
                format!("nobody can reach attraction \"{id}\" from any portal"),
                format!("从任何出入口都走不到兴趣点“{id}”"),
            );
            let hint = (
                "look at the venue's picture: a wall, a gap in the ground or a barrier is between",
                "请看场地图：中间有墙、地面缺口或护栏",
            );
            problems.error(place(), what, hint);
        } else if crate::behavior::room_at(&scenario.attractions[i], ways) == Some(0) {
            let what = (
                format!("nobody finds a place at attraction \"{id}\": all will miss it"),
                format!("兴趣点“{id}”没有一处可以站人：谁都去不成"),
            );
            let hint = (
                "in the venue, draw its area over ground from which its focus is in sight, wide \
                 enough that people can stand there",
                "请在场地中把它的区域画在能看到其焦点的地面上，并留出可站立的宽度",
            );
            problems.warn(place(), what, hint);
        } else if step_free && !reached(true) {
            let what = (
                format!("there is no step-free way to attraction \"{id}\""),
                format!("没有无障碍的路通到兴趣点“{id}”"),
            );
            let hint = ("wheelchair users will miss it", "轮椅使用者去不了那里");
            problems.warn(place(), what, hint);
        }
    }
    if let Some(what) = scenario.placed.iter().find_map(|v| misplaced(v, scenario, ways)) {
        let hint = (
            "who is placed stands on the ground, with a way out",
            "给定起点的访客要站在地面上，并有路出去",
        );
        problems.error(place(), what, hint);
    }
    problems
}

/// What is wrong with a visitor whose start is given, if anything.
fn misplaced(visitor: &PlacedVisitor, scenario: &Scenario, ways: &Ways) -> Option<Bilingual> {
    let at = to_vec(&visitor.at);
    let Some(portal) = scenario.portals.get(visitor.leaves_by).filter(|p| p.outward) else {
        return Some(Bilingual::new(
            format!("somebody placed at {at} has no portal to leave by"),
            format!("起点定在 {at} 的访客没有可以离开的出入口"),
        ));
    };
    if matches!(visitor.goes, Goes::Round(round) if round >= scenario.rounds.len()) {
        return Some(Bilingual::new(
            format!("somebody placed at {at} goes round no line of the event"),
            format!("起点定在 {at} 的访客要绕行的环线不在活动中"),
        ));
    }
    let Some(segment) = scenario.segments.get(visitor.segment) else {
        return Some(Bilingual::new(
            format!("somebody placed at {at} is of no segment"),
            format!("起点定在 {at} 的访客不属于任何人群类型"),
        ));
    };
    if !ways.terrain.is_on_ground(at) {
        return Some(Bilingual::new(
            format!("somebody is placed at {at}, which is not on the ground"),
            format!("有访客的起点定在 {at}，那里不是地面"),
        ));
    }
    let goal = visitor.leaves_by as u16;
    let kind = WayKind { goal, step_free: segment.step_free, informed: false };
    let reached = ways.field(kind).distance_m(at).is_finite();
    let id = &portal.shape.id;
    (!reached).then(|| {
        Bilingual::new(
            format!("nobody can get from {at} to portal \"{id}\""),
            format!("从 {at} 走不到出入口“{id}”"),
        )
    })
}
