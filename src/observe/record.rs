//! What a run leaves behind: rows as the exporters write them and the assessment reads them.

use crate::document::raw::{self, Raw};
use crate::geometry::Grid;
use serde::{Deserialize, Serialize};

/// The density field of a run: sparse, one list of cells a minute.
#[derive(Clone, Debug, PartialEq)]
pub struct DensityField {
    /// 2 m cells over the venue.
    pub grid: Grid,
    /// Minutes in the order of time.
    pub minutes: Vec<FieldMinute>,
}

/// One minute of the field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldMinute {
    /// End of the minute, seconds since the event's start.
    pub until_s: f64,
    /// Cells in which anybody was, in rising order of `cell`.
    #[serde(with = "raw")]
    pub cells: Vec<FieldCell>,
}

/// One cell during one minute. Densities are means over the minute: persons in the cell,
/// sampled once a second, over the walkable part of the cell (at least 1 m²).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FieldCell {
    /// Index in the grid.
    pub cell: u32,
    /// Persons per m².
    pub density_per_m2: f32,
    /// Those of them who stand on purpose (queue, audience, rest), persons per m².
    pub standing_per_m2: f32,
    /// Those of them who queue, persons per m².
    pub queueing_per_m2: f32,
    /// Mean speed of those who walk, m/s; 0 where nobody walks.
    pub speed_mps: f32,
    /// Mean velocity of those who walk, east, m/s.
    pub east_mps: f32,
    /// Mean velocity of those who walk, north, m/s.
    pub north_mps: f32,
    /// Crowd pressure ρ·Var(v), 1/s².
    pub pressure_per_s2: f32,
}

impl FieldCell {
    /// Whether most there stand on purpose: then the limit for those who stand holds.
    pub fn stands(&self) -> bool {
        self.standing_per_m2 > 0.5 * self.density_per_m2
    }

    /// The numbers besides the index.
    fn numbers(&mut self) -> [&mut f32; 7] {
        let Self {
            cell: _,
            density_per_m2,
            standing_per_m2,
            queueing_per_m2,
            speed_mps,
            east_mps,
            north_mps,
            pressure_per_s2,
        } = self;
        [
            density_per_m2,
            standing_per_m2,
            queueing_per_m2,
            speed_mps,
            east_mps,
            north_mps,
            pressure_per_s2,
        ]
    }
}

impl Raw for FieldCell {
    const BYTES: usize = 32;

    fn put(mut self, bytes: &mut Vec<u8>) {
        let mut all = [0; Self::BYTES];
        all[..4].copy_from_slice(&self.cell.to_le_bytes());
        for (place, number) in all[4..].chunks_exact_mut(4).zip(self.numbers()) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&all);
    }

    fn get(bytes: &[u8]) -> Option<Self> {
        let (cell, rest) = bytes.split_at_checked(4)?;
        let mut read = Self { cell: u32::get(cell)?, ..Self::default() };
        for (place, number) in rest.chunks_exact(4).zip(read.numbers()) {
            *number = f32::get(place)?;
        }
        Some(read)
    }
}

/// What one visitor lived through.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VisitorRecord {
    /// Visitor, from 0 in the order of arrival.
    pub visitor: u32,
    /// Party, from 0 in the order of arrival.
    pub party: u32,
    /// Index into the event's segments.
    pub segment: u16,
    /// Index of the portal they came by.
    pub portal_in: u16,
    /// Index of the portal they left by.
    pub portal_out: Option<u16>,
    /// Came to the portal, seconds since the event's start.
    pub arrived_s: f64,
    /// Was let in; `None` while waiting outside.
    pub entered_s: Option<f64>,
    /// Left.
    pub left_s: Option<f64>,
    /// Free speed, m/s.
    pub free_speed_mps: f32,
    /// Way walked, metres.
    pub walked_m: f32,
    /// Time spent walking, seconds.
    pub walking_s: f32,
    /// Time spent standing on purpose without queueing, seconds.
    pub standing_s: f32,
    /// Time spent queueing and being served, seconds.
    pub queueing_s: f32,
    /// Walking time lost against free speed, seconds.
    pub delay_s: f32,
    /// Friction, minutes, as `assess/smooth.rs` defines it.
    pub friction_min: f32,
    /// Time above the density limit, seconds.
    pub crowded_s: f32,
    /// Time above the critical density, seconds.
    pub critical_s: f32,
    /// Mean density lived through, persons per m².
    pub mean_density_per_m2: f32,
    /// Highest density lived through, persons per m².
    pub peak_density_per_m2: f32,
    /// Times brought to a halt while wanting to walk.
    pub stops: u32,
    /// Planned stops that came to be.
    pub visited: u32,
    /// Planned stops missed.
    pub missed: u32,
    /// Times turned away at the sight of a queue.
    pub balked: u32,
    /// Times gave up waiting.
    pub gave_up: u32,
    /// Times made no headway and looked for another way.
    pub rerouted: u32,
    /// Longest time without headway, seconds.
    pub longest_stuck_s: f32,
    /// Times parted from the party for more than a minute.
    pub parted: u32,
}
