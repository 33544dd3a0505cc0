//! `field.parquet`: the density field, one row a cell and minute in which anybody was there.
//!
//! The grid, and the ends of all minutes (also of those in which nobody was there), stand in
//! the file's key-value metadata, so that the field can be read back as it was.

use super::parquet_table::{self, Access, Column, TableWriter, column};
use crate::document::{Place, Problems};
use crate::geometry::Grid;
use crate::observe::{DensityField, FieldCell, FieldMinute};
use glam::Vec2;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Key under which the grid and the minutes stand in the metadata.
const NOTE: &str = "wuwei.field";

/// A cell during one minute; `x_m`, `y_m` is its centre.
#[derive(Clone, Debug, Default)]
struct Row {
    minute_end_s: f64,
    x_m: f64,
    y_m: f64,
    density_per_m2: f32,
    standing_per_m2: f32,
    queueing_per_m2: f32,
    speed_mps: f32,
    east_mps: f32,
    north_mps: f32,
    pressure_per_s2: f32,
}

const COLUMNS: [Column<Row>; 10] = [
    column!(Real minute_end_s),
    column!(Real x_m),
    column!(Real y_m),
    column!(Float density_per_m2),
    column!(Float standing_per_m2),
    column!(Float queueing_per_m2),
    column!(Float speed_mps),
    column!(Float east_mps),
    column!(Float north_mps),
    column!(Float pressure_per_s2),
];

/// What the rows alone do not tell.
#[derive(Serialize, Deserialize)]
struct Note {
    origin_m: [f32; 2],
    cell_m: f32,
    columns: usize,
    rows: usize,
    minute_ends_s: Vec<f64>,
}

/// The bytes of `field.parquet`. `path` is for the messages.
///
/// # Errors
/// Where the table cannot be encoded.
pub fn to_parquet(path: &Path, field: &DensityField) -> Result<Vec<u8>, Problems> {
    let failed = |what: String| Problems::one(Place::file(path), what, None);
    let grid = &field.grid;
    let note = Note {
        origin_m: grid.origin.to_array(),
        cell_m: grid.cell_m,
        columns: grid.columns,
        rows: grid.rows,
        minute_ends_s: field.minutes.iter().map(|m| m.until_s).collect(),
    };
    let note = serde_json::to_string(&note).map_err(|e| failed(e.to_string()))?;
    let mut table =
        TableWriter::new(&COLUMNS, &[(NOTE, note)]).map_err(|e| failed(e.to_string()))?;
    for minute in &field.minutes {
        for cell in &minute.cells {
            table.push(row(grid, minute.until_s, cell)).map_err(|e| failed(e.to_string()))?;
        }
    }
    table.finish().map_err(|e| failed(e.to_string()))
}

fn row(grid: &Grid, minute_end_s: f64, cell: &FieldCell) -> Row {
    let centre = grid.centre(cell.cell as usize);
    Row {
        minute_end_s,
        x_m: f64::from(centre.x),
        y_m: f64::from(centre.y),
        density_per_m2: cell.density_per_m2,
        standing_per_m2: cell.standing_per_m2,
        queueing_per_m2: cell.queueing_per_m2,
        speed_mps: cell.speed_mps,
        east_mps: cell.east_mps,
        north_mps: cell.north_mps,
        pressure_per_s2: cell.pressure_per_s2,
    }
}

/// The field of a `field.parquet`.
///
/// # Errors
/// Where the file cannot be read, is no such table, or a row lies off the grid or the minutes.
pub fn from_parquet(path: &Path) -> Result<DensityField, Problems> {
    let failed = |what: &str| {
        let hint = "the file is damaged or from another program; run the event again";
        Problems::one(Place::file(path), what, Some(hint))
    };
    let table = parquet_table::read(path, &COLUMNS)?;
    let note = table.notes.get(NOTE).and_then(|text| serde_json::from_str::<Note>(text).ok());
    let note = note.ok_or_else(|| failed("does not say which grid its cells are of"))?;
    let cells = note.columns.checked_mul(note.rows).filter(|n| u32::try_from(*n).is_ok());
    if cells.is_none() || !(note.cell_m > 0.0 && note.cell_m.is_finite()) {
        return Err(failed("says an impossible grid"));
    }
    let grid = Grid {
        origin: Vec2::from_array(note.origin_m),
        cell_m: note.cell_m,
        columns: note.columns,
        rows: note.rows,
    };
    let mut minutes: Vec<FieldMinute> = note
        .minute_ends_s
        .iter()
        .map(|until_s| FieldMinute { until_s: *until_s, cells: Vec::new() })
        .collect();
    let mut at = 0;
    for row in &table.rows {
        // Decimal text may be off in the last bit; the rows hold the exact times.
        while minutes.get(at).is_some_and(|m| (m.until_s - row.minute_end_s).abs() > 0.001) {
            at += 1;
        }
        let minute = minutes.get_mut(at).ok_or_else(|| failed("has rows out of order"))?;
        let cell = cell(&grid, row).ok_or_else(|| failed("has a cell off its grid"))?;
        minute.until_s = row.minute_end_s;
        minute.cells.push(cell);
    }
    Ok(DensityField { grid, minutes })
}

fn cell(grid: &Grid, row: &Row) -> Option<FieldCell> {
    // The centre was a single-precision number when it was written.
    let index = grid.cell(Vec2::new(row.x_m as f32, row.y_m as f32))?;
    Some(FieldCell {
        cell: u32::try_from(index).ok()?,
        density_per_m2: row.density_per_m2,
        standing_per_m2: row.standing_per_m2,
        queueing_per_m2: row.queueing_per_m2,
        speed_mps: row.speed_mps,
        east_mps: row.east_mps,
        north_mps: row.north_mps,
        pressure_per_s2: row.pressure_per_s2,
    })
}
