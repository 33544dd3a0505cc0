//! The density field small enough to travel in a page: one byte a cell and minute, deflated.
//!
//! A byte holds a density step (upper seven bits) and whether most people in the cell stand
//! (lowest bit); 0 means nobody. Steps are even in the square root of the density, and one of
//! them begins exactly at the moving limit, so that what is above it is never rounded below.

use super::service::DensityScale;
use crate::observe::{DensityField, FieldCell};
use base64::Engine;
use flate2::{Compression, write::ZlibEncoder};
use serde::Serialize;
use std::io::Write;

/// Density below which a cell counts as empty, persons per m².
const EMPTY_BELOW_PER_M2: f32 = 0.01;
/// Seconds in a minute of the field.
const STANDING_MAJORITY: f32 = 0.5;

/// A field as the page's script reads it.
#[derive(Debug, Serialize)]
pub(crate) struct PackedField {
    /// South-west corner, metres.
    origin: [f32; 2],
    /// Side of a cell, metres.
    cell_m: f32,
    columns: usize,
    rows: usize,
    /// Ends of the minutes, seconds since the event's start.
    until_s: Vec<f64>,
    /// Cells in which anybody ever was: gap to the end of the last run, length of the run.
    runs: Vec<u32>,
    /// Density steps up to the moving limit.
    steps: u32,
    /// Bytes, minute by minute, zlib and base64.
    cells: String,
    /// Walking directions.
    arrows: PackedArrows,
}

/// Directions of walking in blocks of cells: `0` nobody walks, else 5 bits of direction
/// (32 steps counterclockwise from east) and 3 bits of speed (0.2 m/s steps from 1).
#[derive(Debug, Serialize)]
struct PackedArrows {
    /// Cells along a block's side.
    block: usize,
    columns: usize,
    rows: usize,
    /// Minutes that one picture of arrows stands for.
    minutes: usize,
    /// Bytes, picture by picture, zlib and base64.
    cells: String,
}

/// Packs a field; the finer, the fewer cells there are.
pub(crate) fn pack(field: &DensityField, scale: &DensityScale) -> PackedField {
    let mut ever = vec![false; field.grid.len()];
    let mut stored = 0_usize;
    for cell in field.minutes.iter().flat_map(|m| &m.cells).filter(|c| is_shown(c)) {
        if let Some(seen) = ever.get_mut(cell.cell as usize) {
            *seen = true;
            stored += 1;
        }
    }
    let steps = match stored {
        0..1_000_000 => 40,
        1_000_000..4_000_000 => 24,
        _ => 16,
    };
    let slots = slots(&ever);
    let used = ever.iter().filter(|seen| **seen).count();
    let mut bytes = Vec::with_capacity(used * field.minutes.len());
    for minute in &field.minutes {
        let start = bytes.len();
        bytes.resize(start + used, 0);
        for cell in minute.cells.iter().filter(|c| is_shown(c)) {
            if let Some(Some(slot)) = slots.get(cell.cell as usize) {
                bytes[start + slot] = cell_byte(cell, scale, steps);
            }
        }
    }
    let grid = &field.grid;
    PackedField {
        origin: grid.origin.to_array(),
        cell_m: grid.cell_m,
        columns: grid.columns,
        rows: grid.rows,
        until_s: field.minutes.iter().map(|m| m.until_s).collect(),
        runs: runs(&ever),
        steps,
        cells: deflate(&bytes),
        arrows: pack_arrows(field),
    }
}

fn is_shown(cell: &FieldCell) -> bool {
    cell.density_per_m2 >= EMPTY_BELOW_PER_M2
}

/// Whether most people in a cell stand on purpose.
pub(crate) fn mostly_stand(cell: &FieldCell) -> bool {
    cell.standing_per_m2 > STANDING_MAJORITY * cell.density_per_m2
}

fn cell_byte(cell: &FieldCell, scale: &DensityScale, steps: u32) -> u8 {
    let share = f64::from(cell.density_per_m2) / scale.moving_per_m2;
    // A density equal to the limit is not above it: it belongs to the step below.
    let step = (share.sqrt() * f64::from(steps)).ceil().clamp(1.0, 127.0) as u8;
    step << 1 | u8::from(mostly_stand(cell))
}

fn slots(ever: &[bool]) -> Vec<Option<usize>> {
    let mut next = 0..;
    ever.iter().map(|seen| if *seen { next.next() } else { None }).collect()
}

fn runs(ever: &[bool]) -> Vec<u32> {
    let mut runs = Vec::new();
    for run in ever.chunk_by(|a, b| a == b) {
        if runs.is_empty() && run[0] {
            runs.push(0);
        }
        runs.push(run.len() as u32);
    }
    runs
}

fn pack_arrows(field: &DensityField) -> PackedArrows {
    let block = (6.0 / field.grid.cell_m).round().max(1.0) as usize;
    let columns = field.grid.columns.div_ceil(block);
    let rows = field.grid.rows.div_ceil(block);
    let minutes = if columns * rows * field.minutes.len() > 400_000 { 5 } else { 1 };
    let mut bytes = Vec::new();
    for group in field.minutes.chunks(minutes) {
        let mut sums = vec![[0.0_f32; 3]; columns * rows];
        for cell in group.iter().flat_map(|m| &m.cells) {
            let in_row = field.grid.columns.max(1);
            let (column, row) = (cell.cell as usize % in_row, cell.cell as usize / in_row);
            let walking = (cell.density_per_m2 - cell.standing_per_m2).max(0.0);
            if let Some(sum) = sums.get_mut(row / block * columns + column / block) {
                sum[0] += walking * cell.east_mps;
                sum[1] += walking * cell.north_mps;
                sum[2] += walking;
            }
        }
        let enough = 0.05 * (block * block * group.len()) as f32;
        bytes.extend(sums.iter().map(|sum| arrow_byte(*sum, enough)));
    }
    PackedArrows { block, columns, rows, minutes, cells: deflate(&bytes) }
}

fn arrow_byte([east, north, walking]: [f32; 3], enough: f32) -> u8 {
    if walking < enough || !(east.is_finite() && north.is_finite()) {
        return 0;
    }
    let speed = (east.hypot(north) / walking / 0.2).round().min(7.0) as u8;
    if speed == 0 {
        return 0;
    }
    let turn = north.atan2(east).rem_euclid(std::f32::consts::TAU) / std::f32::consts::TAU;
    ((turn * 32.0).round() as u8 % 32) << 3 | speed
}

fn deflate(bytes: &[u8]) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(7));
    // Writing into memory cannot fail; were it to, the page would say that the map is missing.
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default();
    base64::engine::general_purpose::STANDARD.encode(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Grid;
    use crate::observe::FieldMinute;
    use glam::Vec2;
    use std::io::Read;

    const SCALE: DensityScale = DensityScale { moving_per_m2: 2.0, standing_per_m2: 4.0 };

    fn unpack(text: &str) -> Vec<u8> {
        let packed = base64::engine::general_purpose::STANDARD.decode(text).expect("base64");
        let mut bytes = Vec::new();
        flate2::read::ZlibDecoder::new(&packed[..]).read_to_end(&mut bytes).expect("zlib");
        bytes
    }

    fn cell(cell: u32, density_per_m2: f32, standing_per_m2: f32) -> FieldCell {
        FieldCell { cell, density_per_m2, standing_per_m2, ..FieldCell::default() }
    }

    #[test]
    fn what_is_above_the_limit_stays_above() {
        let grid = Grid { origin: Vec2::ZERO, cell_m: 2.0, columns: 4, rows: 2 };
        let cells = vec![cell(1, 2.0, 0.0), cell(2, 2.0001, 0.0), cell(6, 1.0, 0.9)];
        let field = DensityField { grid, minutes: vec![FieldMinute { until_s: 60.0, cells }] };
        let packed = pack(&field, &SCALE);
        assert_eq!(packed.runs, [1, 2, 3, 1, 1]);
        let bytes = unpack(&packed.cells);
        assert_eq!(bytes, [40 << 1, 41 << 1, 29 << 1 | 1]);
    }

    #[test]
    fn arrows_point_where_people_walk() {
        assert_eq!(arrow_byte([1.0, 0.0, 1.0], 0.1), 5);
        assert_eq!(arrow_byte([0.0, 1.0, 1.0], 0.1), 8 << 3 | 5);
        assert_eq!(arrow_byte([0.0, -1.4, 1.0], 0.1), 24 << 3 | 7);
        assert_eq!(arrow_byte([1.0, 0.0, 0.01], 0.1), 0);
        assert_eq!(arrow_byte([f32::NAN, 0.0, 1.0], 0.1), 0);
    }
}
