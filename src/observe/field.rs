//! The density field: the one definition of density, counted in 2 m cells once a second and
//! averaged by the minute.

use super::record::{DensityField, FieldCell, FieldMinute};
use crate::crowd::{Activity, Crowd};
use crate::document::raw;
use crate::geometry::Grid;
use glam::Vec2;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Side of a cell, metres: 4 m², room for the shoulder-to-shoulder crowd of eight.
pub const CELL_M: f32 = 2.0;
/// Smallest walkable area that a cell's people are spread over, m²: a sliver of ground beside
/// a wall must not make one person a crowd.
const LEAST_AREA_M2: f32 = 1.0;

/// Sums over one minute in one cell.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Sums {
    people: f32,
    standing: f32,
    queueing: f32,
    walkers: f32,
    east: f32,
    north: f32,
    speed: f32,
    speed_squared: f32,
    wish_east: f32,
    wish_north: f32,
    wish_cos_double: f32,
    wish_sin_double: f32,
}

/// Sums over a minute, and the minutes so far.
#[derive(Clone)]
pub struct FieldObserver {
    /// The minutes so far.
    pub field: DensityField,
    /// Walkable area of each cell, at least [`LEAST_AREA_M2`], m².
    pub area_m2: Vec<f32>,
    sums: Vec<Sums>,
    samples: u32,
}

/// What of the field the ground does not say.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedField<'a> {
    minutes: Cow<'a, [FieldMinute]>,
    /// Cells in which anybody was in the running minute.
    sums: Vec<(u32, Sums)>,
    samples: u32,
}

impl SavedField<'_> {
    /// Number of minutes.
    pub fn minutes(&self) -> usize {
        self.minutes.len()
    }
}

/// A cell in which the density was above its limit for a minute: what tells why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HotCell {
    /// Index of the minute.
    pub minute: u32,
    /// Index in the field's grid.
    pub cell: u32,
    /// 1-minute mean density, persons per m².
    pub density_per_m2: f32,
    /// The limit that holds here, persons per m².
    pub limit_per_m2: f32,
    /// Person-minutes above the limit.
    pub excess_person_min: f32,
    /// Share of those there who stand on purpose.
    pub standing_share: f32,
    /// Share of those there who queue.
    pub queueing_share: f32,
    /// Length of the mean of the walkers' desired directions: 1 where all go one way.
    pub one_way: f32,
    /// Length of the mean of their doubled directions: 1 where all go along one axis.
    pub one_axis: f32,
    /// Mean velocity of the walkers, m/s.
    #[serde(with = "raw::one")]
    pub velocity_mps: Vec2,
    /// People by portal of entry and goal, counted at the minute's end.
    pub streams: Vec<Stream>,
}

/// People in a hot cell with the same origin and goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// Index of the portal they came by.
    pub portal: u16,
    /// Their goal: portals first, then attractions.
    pub goal: u16,
    /// Whether they stand on purpose.
    pub stands: bool,
    /// How many.
    pub people: u32,
}

/// The densities that may not be passed, persons per m².
#[derive(Clone, Copy, Debug)]
pub struct DensityLimits {
    /// Where people move.
    pub moving_per_m2: f32,
    /// Where most stand on purpose.
    pub standing_per_m2: f32,
}

impl DensityLimits {
    /// The limit where a share of the people stands on purpose.
    pub fn at(&self, standing_share: f32) -> f32 {
        if standing_share > 0.5 { self.standing_per_m2 } else { self.moving_per_m2 }
    }
}

impl FieldObserver {
    /// Nothing seen yet. `area_m2`: walkable area of each cell of `grid`.
    pub fn new(grid: Grid, area_m2: Vec<f32>) -> Self {
        Self {
            field: DensityField { grid, minutes: Vec::new() },
            area_m2: area_m2.into_iter().map(|a| a.max(LEAST_AREA_M2)).collect(),
            sums: vec![Sums::default(); grid.len()],
            samples: 0,
        }
    }

    /// What has to be kept of it.
    pub fn save(&self) -> SavedField<'_> {
        // All fields are named, so that a new one is thought of here.
        let Self { field, area_m2: _, sums, samples } = self;
        let seen =
            |(cell, sums): (usize, &Sums)| (sums.people > 0.0).then_some((cell as u32, *sums));
        SavedField {
            minutes: Cow::Borrowed(&field.minutes),
            sums: sums.iter().enumerate().filter_map(seen).collect(),
            samples: *samples,
        }
    }

    /// Takes up what was kept; `false` where it is of another ground.
    #[must_use]
    pub fn restore(&mut self, saved: SavedField) -> bool {
        let SavedField { minutes, sums, samples } = saved;
        let cells = self.sums.len();
        let is_cell = |cell: &u32| (*cell as usize) < cells;
        let fits = minutes.iter().flat_map(|m| &m.cells).all(|c| is_cell(&c.cell))
            && sums.iter().all(|(cell, _)| is_cell(cell));
        if fits {
            self.field.minutes = minutes.into_owned();
            self.samples = samples;
            for (cell, sums) in sums {
                self.sums[cell as usize] = sums;
            }
        }
        fits
    }

    /// Density in a cell in the running minute, persons per m².
    pub fn running_density(&self, cell: usize) -> f32 {
        self.sums[cell].people / self.samples.max(1) as f32 / self.area_m2[cell]
    }

    /// Counts everybody once.
    pub fn sample(&mut self, crowd: &Crowd) {
        self.samples += 1;
        for row in 0..crowd.len() {
            let cell = self.field.grid.nearest_cell(crowd.at(row));
            let sums = &mut self.sums[cell];
            sums.people += 1.0;
            let activity = crowd.activity[row];
            if activity.stands() {
                sums.standing += 1.0;
                let queues = matches!(activity, Activity::Queue | Activity::Served);
                sums.queueing += f32::from(u8::from(queues));
                continue;
            }
            let speed = crowd.speed_mps[row];
            let (wish_x, wish_y) = (crowd.wish_x[row], crowd.wish_y[row]);
            sums.walkers += 1.0;
            sums.east += crowd.heading_x[row] * speed;
            sums.north += crowd.heading_y[row] * speed;
            sums.speed += speed;
            sums.speed_squared += speed * speed;
            sums.wish_east += wish_x;
            sums.wish_north += wish_y;
            sums.wish_cos_double += wish_x * wish_x - wish_y * wish_y;
            sums.wish_sin_double += 2.0 * wish_x * wish_y;
        }
    }

    /// Ends a minute: appends it to the field and returns the cells above their limits
    /// (without their streams).
    pub fn end_minute(&mut self, until_s: f64, limits: DensityLimits) -> Vec<HotCell> {
        let samples = self.samples.max(1) as f32;
        let minute = self.field.minutes.len() as u32;
        let mut cells = Vec::new();
        let mut hot = Vec::new();
        for (cell, sums) in self.sums.iter_mut().enumerate() {
            let sums = std::mem::take(sums);
            if sums.people == 0.0 {
                continue;
            }
            let per_m2 = 1.0 / (samples * self.area_m2[cell]);
            let seen = field_cell(cell, &sums, per_m2);
            let standing_share = sums.standing / sums.people;
            let limit_per_m2 = limits.at(standing_share);
            if seen.density_per_m2 > limit_per_m2 {
                let excess = (seen.density_per_m2 - limit_per_m2) * self.area_m2[cell];
                hot.push(hot_cell(minute, &seen, &sums, limit_per_m2, excess));
            }
            cells.push(seen);
        }
        // They are kept to the end: room for cells that never come would be, too.
        cells.shrink_to_fit();
        self.field.minutes.push(FieldMinute { until_s, cells });
        self.samples = 0;
        hot
    }
}

fn field_cell(cell: usize, sums: &Sums, per_m2: f32) -> FieldCell {
    let walkers = sums.walkers.max(1.0);
    let (east, north) = (sums.east / walkers, sums.north / walkers);
    let variance = (sums.speed_squared / walkers - east * east - north * north).max(0.0);
    let density_per_m2 = sums.people * per_m2;
    FieldCell {
        cell: cell as u32,
        density_per_m2,
        standing_per_m2: sums.standing * per_m2,
        queueing_per_m2: sums.queueing * per_m2,
        speed_mps: sums.speed / walkers,
        east_mps: east,
        north_mps: north,
        pressure_per_s2: density_per_m2 * variance,
    }
}

fn hot_cell(minute: u32, seen: &FieldCell, sums: &Sums, limit: f32, excess: f32) -> HotCell {
    let walkers = sums.walkers.max(1.0);
    HotCell {
        minute,
        cell: seen.cell,
        density_per_m2: seen.density_per_m2,
        limit_per_m2: limit,
        excess_person_min: excess,
        standing_share: sums.standing / sums.people,
        queueing_share: sums.queueing / sums.people,
        one_way: Vec2::new(sums.wish_east, sums.wish_north).length() / walkers,
        one_axis: Vec2::new(sums.wish_cos_double, sums.wish_sin_double).length() / walkers,
        velocity_mps: Vec2::new(seen.east_mps, seen.north_mps),
        streams: Vec::new(),
    }
}
