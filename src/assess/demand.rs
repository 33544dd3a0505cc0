//! How many want through a narrow place: those who come through it, and those by whom the
//! crowd before it grows.
//!
//! Flow is density × speed of the walkers, summed along the line; in a narrow place everybody
//! walks along it, so both directions add up. The growth is that of the people walking (not
//! standing) in the hotspot and [`AROUND_CELLS`] cells around it while it builds up: from its
//! first minute to the fullest. An estimate: people in the hotspot who do not want through
//! the narrow place are counted as if they did.

use super::hotspots::Spot;
use crate::observe::{FieldCell, Observation};
use glam::Vec2;

/// How far around a hotspot those who wait belong to it, cells of the field.
const AROUND_CELLS: usize = 3;
/// Shortest time over which the demand is measured, minutes.
const LEAST_MIN: usize = 3;

/// The minutes over which demand is measured: from the last one before the hotspot to the
/// one in which most people were in it; indices into the field's minutes, last included.
pub(super) fn build_up(observation: &Observation, spot: &Spot) -> Option<(usize, usize)> {
    let last_minute = observation.field.minutes.len().checked_sub(1)?;
    let from = (spot.first as usize).saturating_sub(1).min(last_minute);
    let until = (spot.last as usize).min(last_minute);
    let crowd = crowd_by_minute(observation, spot, from, until);
    let fullest = (0..crowd.len()).rev().max_by(|a, b| crowd[*a].total_cmp(&crowd[*b]))?;
    Some((from, (from + fullest.max(LEAST_MIN)).min(last_minute)))
}

/// People a minute who want through a line: flow through it and growth of the crowd before it.
pub(super) fn through_line(observation: &Observation, spot: &Spot, line: [Vec2; 2]) -> f64 {
    let Some((from, until)) = build_up(observation, spot) else { return 0.0 };
    let flow: f64 = (from + 1..=until).map(|m| flow_per_min(observation, m, line)).sum::<f64>()
        / (until - from).max(1) as f64;
    flow + growth_per_min(observation, spot, from, until)
}

/// People a minute who want through, where the crossings were counted.
pub(super) fn through_counted(
    observation: &Observation,
    spot: &Spot,
    counted: impl Fn(usize) -> f64,
) -> f64 {
    let Some((from, until)) = build_up(observation, spot) else { return 0.0 };
    let flow = (from + 1..=until).map(counted).sum::<f64>() / (until - from).max(1) as f64;
    flow + growth_per_min(observation, spot, from, until)
}

fn growth_per_min(observation: &Observation, spot: &Spot, from: usize, until: usize) -> f64 {
    let crowd = crowd_by_minute(observation, spot, from, until);
    let (Some(first), Some(last)) = (crowd.first(), crowd.last()) else { return 0.0 };
    ((last - first) / (until - from).max(1) as f64).max(0.0)
}

/// Walkers in and around a hotspot, one number a minute.
fn crowd_by_minute(observation: &Observation, spot: &Spot, from: usize, until: usize) -> Vec<f64> {
    let around = spot.widened(&observation.field.grid, AROUND_CELLS);
    let walkers = |cell: &FieldCell| {
        let area_m2 = observation.cell_area_m2.get(cell.cell as usize).copied().unwrap_or(0.0);
        f64::from((cell.density_per_m2 - cell.standing_per_m2).max(0.0) * area_m2)
    };
    (from..=until)
        .map(|minute| {
            let cells = &observation.field.minutes[minute].cells;
            let inside = cells.iter().filter(|c| around.binary_search(&c.cell).is_ok());
            inside.map(walkers).sum()
        })
        .collect()
}

/// People who walked through a line within a minute, both directions together.
pub(super) fn flow_per_min(observation: &Observation, minute: usize, line: [Vec2; 2]) -> f64 {
    let grid = &observation.field.grid;
    let Some(field) = observation.field.minutes.get(minute) else { return 0.0 };
    let length_m = line[0].distance(line[1]);
    let pieces = (length_m / 0.25).ceil().max(1.0) as usize;
    let piece_m = f64::from(length_m) / pieces as f64;
    let mut flow_per_s = 0.0;
    for i in 0..pieces {
        let at = line[0].lerp(line[1], (i as f32 + 0.5) / pieces as f32);
        let Some(cell) = grid.cell(at) else { continue };
        if let Ok(found) = field.cells.binary_search_by_key(&(cell as u32), |c| c.cell) {
            let cell = &field.cells[found];
            let walking = f64::from((cell.density_per_m2 - cell.standing_per_m2).max(0.0));
            flow_per_s += walking * f64::from(cell.speed_mps) * piece_m;
        }
    }
    60.0 * flow_per_s
}
