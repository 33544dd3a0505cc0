//! Where the people of a hotspot could still have decided otherwise.
//!
//! The way to their goal is solved once more with the hotspot made very slow. Walking down
//! the usual way from where they come from, the fork is where the other way last parts from
//! it by more than 45° before the hotspot: later they would have to turn back. It counts if
//! the other way takes less than [`LONGER_S`] more, or less than half as long again.

use super::course::{entry, focus, follow, mean_free_speed_mps, plain_field};
use super::hotspots::Spot;
use super::shares::{Flow, Shares};
use super::{AssessInput, Fork};
use crate::geometry::Grid;
use crate::navigation::{FlowField, Goal, Terrain};
use glam::Vec2;
use std::collections::BTreeMap;

/// Streams of a hotspot that are asked.
const STREAMS: usize = 3;
/// A stream below this share is not asked.
const LEAST_SHARE: f64 = 0.05;
/// Time per metre in the hotspot over that on free ground, for the other way.
const SLOW: f32 = 200.0;
/// The other way is worth telling up to this much longer, seconds.
const LONGER_S: f64 = 120.0;
/// Or up to this much longer as a share of the way left.
const LONGER_SHARE: f64 = 0.5;
/// A fork nearer than this before the hotspot is its edge, metres.
const LEAST_BEFORE_M: f32 = 6.0;
/// Ways that part for less than this run side by side, metres.
const SIDE_BY_SIDE_M: f32 = 3.0;
/// Forks nearer to each other than this are one, metres.
const SAME_M: f64 = 10.0;
/// Forks told of a hotspot.
const MOST: usize = 4;

/// How many hotspots can be asked for their forks: solving a way costs the more the larger
/// the ground.
pub(super) fn affordable(terrain: &Terrain) -> usize {
    match terrain.grid.len() {
        0..1_000_000 => 5,
        1_000_000..4_000_000 => 3,
        _ => 1,
    }
}

/// The forks of a hotspot, by the share of its people who pass them.
pub(super) fn of(input: &AssessInput, spot: &Spot, shares: &Shares) -> Vec<Fork> {
    let slowness = slow_in_hotspot(input, spot);
    let mut other_ways: BTreeMap<u16, FlowField> = BTreeMap::new();
    let mut forks: Vec<Fork> = Vec::new();
    for flow in shares.flows.iter().filter(|f| f.walking >= LEAST_SHARE).take(STREAMS) {
        let Some(usual) = plain_field(input.ways, flow.goal, false) else { continue };
        let other = other_ways
            .entry(flow.goal)
            .or_insert_with(|| other_way(&input.ways.terrain, usual, &slowness));
        if let Some(fork) = fork_of(input, spot, flow, usual, other) {
            add(&mut forks, fork);
        }
    }
    forks.sort_by(|a, b| b.share.total_cmp(&a.share));
    forks.truncate(MOST);
    forks
}

fn slow_in_hotspot(input: &AssessInput, spot: &Spot) -> Vec<f32> {
    let (ground, field) = (&input.ways.terrain.grid, &input.observation.field.grid);
    let is_hot = |cell: usize| {
        let own = field.cell(ground.centre(cell));
        own.is_some_and(|c| spot.footprint.binary_search(&(c as u32)).is_ok())
    };
    (0..ground.len()).map(|cell| if is_hot(cell) { SLOW } else { 1.0 }).collect()
}

/// The way to the same goal around the hotspot. The goal is taken from the cells nearest to it.
fn other_way(terrain: &Terrain, usual: &FlowField, slowness: &[f32]) -> FlowField {
    let grid: &Grid = &terrain.grid;
    let at_goal = |cell: &usize| {
        terrain.is_walkable(*cell, false) && usual.distance_m(grid.centre(*cell)) <= grid.cell_m
    };
    let goal = Goal::Cells((0..grid.len()).filter(at_goal).collect());
    FlowField::solve(terrain, &goal, false, Some(slowness))
}

fn fork_of(
    input: &AssessInput,
    spot: &Spot,
    flow: &Flow,
    usual: &FlowField,
    other: &FlowField,
) -> Option<Fork> {
    let course = course_to(input, spot, flow, usual)?;
    let at = parting(&course, usual, other)?;
    let way_left_m = f64::from(usual.distance_m(at));
    let longer_m = f64::from(other.distance_m(at)) - way_left_m;
    let longer_s = longer_m / mean_free_speed_mps(input.scenario);
    let worth = longer_s < LONGER_S || longer_m < LONGER_SHARE * way_left_m;
    (longer_s.is_finite() && worth).then(|| Fork {
        at: [f64::from(at.x), f64::from(at.y)],
        longer_s: longer_s.max(0.0),
        share: flow.share(),
    })
}

/// The stream's course from where it comes from to the edge of the hotspot. Those who came by
/// a portal may have been elsewhere since: where their way from the portal does not lead
/// through the hotspot, the busiest attraction from which it does is taken.
fn course_to(
    input: &AssessInput,
    spot: &Spot,
    flow: &Flow,
    usual: &FlowField,
) -> Option<Vec<Vec2>> {
    let (scenario, terrain) = (input.scenario, &input.ways.terrain);
    let grid = &input.observation.field.grid;
    let portal = scenario.portals.get(usize::from(flow.portal));
    let from_portal = portal.filter(|_| flow.portal != flow.goal).and_then(|p| entry(p, terrain));
    let mut busiest: Vec<usize> = (0..scenario.attractions.len())
        .filter(|a| a + scenario.portals.len() != usize::from(flow.goal))
        .collect();
    let visits = |a: usize| input.observation.attractions.get(a).map_or(0, |m| m.visits);
    busiest.sort_by_key(|a| std::cmp::Reverse(visits(*a)));
    let from_attractions = busiest.into_iter().filter_map(|a| focus(scenario, a, terrain));
    from_portal.into_iter().chain(from_attractions).take(6).find_map(|from| {
        let enters = |at: Vec2| grid.cell(at).is_some_and(|c| spot.is_near(grid, c, 0));
        let course = follow(usual, terrain, from, enters);
        course.last().is_some_and(|at| enters(*at)).then_some(course)
    })
}

/// Where the other way last parts from a course before its end.
fn parting(course: &[Vec2], usual: &FlowField, other: &FlowField) -> Option<Vec2> {
    let end = *course.last()?;
    let parts = |at: Vec2| {
        let (a, b) = (usual.direction(at), other.direction(at));
        a != Vec2::ZERO && b != Vec2::ZERO && a.dot(b) < std::f32::consts::FRAC_1_SQRT_2
    };
    let mut fork = None;
    let mut together_m = 0.0;
    for step in course.windows(2).rev() {
        let at = step[0];
        if parts(at) {
            fork = Some(at);
            together_m = 0.0;
        } else {
            together_m += at.distance(step[1]);
            if together_m > SIDE_BY_SIDE_M && fork.is_some() {
                break;
            }
        }
    }
    fork.filter(|at| at.distance(end) >= LEAST_BEFORE_M)
}

/// Adds a fork, or its people to one that is as good as the same.
fn add(forks: &mut Vec<Fork>, fork: Fork) {
    let near = |f: &&mut Fork| (f.at[0] - fork.at[0]).hypot(f.at[1] - fork.at[1]) <= SAME_M;
    match forks.iter_mut().find(near) {
        Some(same) => {
            same.share += fork.share;
            same.longer_s = same.longer_s.min(fork.longer_s);
        }
        None => forks.push(fork),
    }
}
