//! Who is in a hotspot and which way they walk: the figures from which its kind is told.

use super::hotspots::{Spot, neighbours};
use crate::geometry::Grid;
use crate::observe::{HotCell, Observation};
use glam::Vec2;
use std::collections::BTreeMap;

/// Half the side of the square in which directions are compared, cells of the field: people
/// within 5 m of each other are in each other's way.
const TOGETHER_CELLS: usize = 2;
/// Within a cell all walk one way from this length of the mean direction on.
const DIRECTED_FROM: f32 = 0.6;
/// Cells around a hotspot in which a queue narrows it.
const BESIDE_CELLS: usize = 1;

/// People who came by a portal and go to a goal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Flow {
    /// Index of the portal they came by.
    pub portal: u16,
    /// Index of the goal: portals first, then attractions.
    pub goal: u16,
    /// Share of all in the hotspot who walk.
    pub walking: f64,
    /// Share of all in the hotspot who stand on purpose.
    pub standing: f64,
}

impl Flow {
    /// Share of all in the hotspot.
    pub fn share(&self) -> f64 {
        self.walking + self.standing
    }
}

/// Shares of the person-minutes of a hotspot, 0–1.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shares {
    /// Those who stand on purpose.
    pub standing: f64,
    /// Those of them who queue.
    pub queueing: f64,
    /// Those who queue in the hotspot or right beside it, of all who are there.
    pub queueing_beside: f64,
    /// 1 where all who walk near each other go one way, 0 where as many come as go.
    pub one_way: f64,
    /// 1 where all who walk near each other go along one axis.
    pub one_axis: f64,
    /// By portal and goal, largest first.
    pub flows: Vec<Flow>,
}

impl Shares {
    /// From the cells of a hotspot.
    pub fn of(observation: &Observation, spot: &Spot) -> Self {
        let area_m2 = |cell: u32| observation.cell_area_m2.get(cell as usize).copied();
        let people = |h: &HotCell| {
            f64::from(h.density_per_m2 * area_m2(h.cell).unwrap_or(4.0).max(f32::MIN_POSITIVE))
        };
        let total: f64 = spot.cells.iter().map(|h| people(h)).sum();
        let share = |of: &dyn Fn(&HotCell) -> f32| {
            spot.cells.iter().map(|h| people(h) * f64::from(of(h))).sum::<f64>() / total.max(1e-9)
        };
        let (one_way, one_axis) = directions(&observation.field.grid, &spot.cells, people);
        Self {
            standing: share(&|h| h.standing_share),
            queueing: share(&|h| h.queueing_share),
            queueing_beside: queueing_beside(observation, spot),
            one_way,
            one_axis,
            flows: flows(&spot.cells),
        }
    }

    /// Share of the walkers among all, by goal.
    pub fn walking_to(&self, goal: u16) -> f64 {
        self.flows.iter().filter(|f| f.goal == goal).map(|f| f.walking).sum()
    }

    /// Share of those who walk.
    pub fn walking(&self) -> f64 {
        self.flows.iter().map(|f| f.walking).sum()
    }

    /// Goals with the share of all who walk there, largest first.
    pub fn walking_by_goal(&self) -> Vec<(u16, f64)> {
        let mut by_goal: BTreeMap<u16, f64> = BTreeMap::new();
        self.flows.iter().for_each(|f| *by_goal.entry(f.goal).or_default() += f.walking);
        let mut by_goal: Vec<(u16, f64)> = by_goal.into_iter().collect();
        by_goal.sort_by(|a, b| b.1.total_cmp(&a.1));
        by_goal
    }

    /// The goal of most, and their share.
    pub fn main_goal(&self) -> Option<(u16, f64)> {
        let mut by_goal: BTreeMap<u16, f64> = BTreeMap::new();
        self.flows.iter().for_each(|f| *by_goal.entry(f.goal).or_default() += f.share());
        by_goal.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The goal for which most stand there on purpose, and their share.
    pub fn main_standing(&self) -> Option<(u16, f64)> {
        let mut by_goal: BTreeMap<u16, f64> = BTreeMap::new();
        let standing = self.flows.iter().filter(|f| f.standing > 0.0);
        standing.for_each(|f| *by_goal.entry(f.goal).or_default() += f.standing);
        by_goal.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// People by portal and goal as shares of all counted.
fn flows(cells: &[&HotCell]) -> Vec<Flow> {
    let mut counts: BTreeMap<(u16, u16), (f64, f64)> = BTreeMap::new();
    for stream in cells.iter().flat_map(|h| &h.streams) {
        let (walking, standing) = counts.entry((stream.portal, stream.goal)).or_default();
        *(if stream.stands { standing } else { walking }) += f64::from(stream.people);
    }
    let total: f64 = counts.values().map(|(w, s)| w + s).sum();
    let mut flows: Vec<Flow> = counts
        .into_iter()
        .map(|((portal, goal), (walking, standing))| Flow {
            portal,
            goal,
            walking: walking / total.max(1.0),
            standing: standing / total.max(1.0),
        })
        .collect();
    // Stable: equal shares stay in the order of portal and goal.
    flows.sort_by(|a, b| b.share().total_cmp(&a.share()));
    flows
}

/// Share of those who queue among all in and right beside a hotspot while it lasts.
fn queueing_beside(observation: &Observation, spot: &Spot) -> f64 {
    let around = spot.widened(&observation.field.grid, BESIDE_CELLS);
    let minutes = &observation.field.minutes;
    let (mut queueing, mut all) = (0.0, 0.0);
    for minute in minutes.iter().take(spot.last as usize + 1).skip(spot.first as usize) {
        for cell in minute.cells.iter().filter(|c| around.binary_search(&c.cell).is_ok()) {
            let area_m2 = observation.cell_area_m2.get(cell.cell as usize).copied().unwrap_or(4.0);
            queueing += f64::from(cell.queueing_per_m2 * area_m2);
            all += f64::from(cell.density_per_m2 * area_m2);
        }
    }
    if all > 0.0 { queueing / all } else { 0.0 }
}

/// How far walkers near each other go one way and along one axis, weighted by people.
///
/// A cell in which all go one way counts with its direction, so that lanes side by side are
/// seen for what they are; one in which directions mix counts with its own mixture.
fn directions(grid: &Grid, cells: &[&HotCell], people: impl Fn(&HotCell) -> f64) -> (f64, f64) {
    let (mut way_sum, mut axis_sum, mut weights) = (0.0, 0.0, 0.0);
    for minute in cells.chunk_by(|a, b| a.minute == b.minute) {
        for cell in minute {
            let near = neighbours(grid, cell.cell, TOGETHER_CELLS).filter_map(|c| {
                minute.binary_search_by_key(&c, |h| h.cell).ok().map(|found| minute[found])
            });
            let walkers = |h: &HotCell| people(h) * f64::from(1.0 - h.standing_share);
            let Some((way, axis)) = mixture(near.map(|h| (h, walkers(h)))) else { continue };
            let weight = walkers(cell);
            way_sum += weight * way;
            axis_sum += weight * axis;
            weights += weight;
        }
    }
    if weights > 0.0 { (way_sum / weights, axis_sum / weights) } else { (1.0, 1.0) }
}

/// One-way and one-axis measure of cells with their walkers; `None` where nobody walks.
fn mixture<'a>(cells: impl Iterator<Item = (&'a HotCell, f64)>) -> Option<(f64, f64)> {
    let (mut way, mut axis) = (Vec2::ZERO, Vec2::ZERO);
    let (mut mixed_way, mut mixed_axis, mut total) = (0.0, 0.0, 0.0);
    for (cell, walkers) in cells {
        let (w, direction) = (walkers as f32, cell.velocity_mps.normalize_or_zero());
        total += walkers;
        if cell.one_way >= DIRECTED_FROM && direction != Vec2::ZERO {
            way += w * cell.one_way * direction;
            axis += w * cell.one_axis * direction.rotate(direction);
        } else {
            mixed_way += walkers * f64::from(cell.one_way);
            mixed_axis += walkers * f64::from(cell.one_axis);
        }
    }
    let share = |sum: Vec2, mixed: f64| ((f64::from(sum.length()) + mixed) / total).min(1.0);
    (total > 0.0).then(|| (share(way, mixed_way), share(axis, mixed_axis)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{hot_cell, walking};

    fn grid() -> Grid {
        Grid { origin: Vec2::ZERO, cell_m: 2.0, columns: 20, rows: 20 }
    }

    fn measured(cells: &[HotCell]) -> (f64, f64) {
        let cells: Vec<&HotCell> = cells.iter().collect();
        directions(&grid(), &cells, |_| 10.0)
    }

    #[test]
    fn lanes_side_by_side_are_counterflow() {
        let east = walking(hot_cell(1, 100, 3.0, 4.0), Vec2::X);
        let west = walking(hot_cell(1, 120, 3.0, 4.0), Vec2::NEG_X);
        let (way, axis) = measured(&[east.clone(), west]);
        assert!(way < 1e-6 && axis > 0.999, "{way} {axis}");
        let north = walking(hot_cell(1, 120, 3.0, 4.0), Vec2::Y);
        let (way, axis) = measured(&[east.clone(), north]);
        assert!((way - 0.5f64.sqrt()).abs() < 1e-6 && axis < 1e-6, "{way} {axis}");
        assert_eq!(measured(&[east]), (1.0, 1.0));
    }

    #[test]
    fn a_cell_with_both_ways_counts_with_its_own_mixture() {
        let mut mixed = walking(hot_cell(1, 100, 3.0, 4.0), Vec2::X);
        (mixed.one_way, mixed.one_axis) = (0.2, 0.9);
        let (way, axis) = measured(&[mixed]);
        assert!((way - 0.2).abs() < 1e-6 && (axis - 0.9).abs() < 1e-6);
    }

    #[test]
    fn those_far_apart_or_at_other_times_do_not_meet() {
        let east = walking(hot_cell(1, 100, 3.0, 4.0), Vec2::X);
        let far = walking(hot_cell(1, 110, 3.0, 4.0), Vec2::NEG_X);
        let later = walking(hot_cell(2, 120, 3.0, 4.0), Vec2::NEG_X);
        assert_eq!(measured(&[east, far, later]), (1.0, 1.0));
    }
}
