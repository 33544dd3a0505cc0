//! A table of whole runs, one row a run: what was asked, and what came of it.

use super::parquet_table::{Access, Column, TableWriter, column, read};
use crate::document::{Place, Problems};
use std::path::Path;

/// Figures of a run that a table holds.
pub const FIGURES: usize = 15;
/// Parameters of an event that a table holds.
pub const PARAMETERS: usize = 5;

/// A run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunRow {
    /// Stable name of the run: equal for equal files, parameters, seed and version.
    pub run: String,
    /// Id of the event.
    pub event: String,
    /// Id of the plan, "none" for none.
    pub plan: String,
    /// Seed of all draws.
    pub seed: u32,
    /// Model of motion.
    pub model: String,
    /// File of the weights of what is felt; `None` for those that are built in.
    pub felt_file: Option<String>,
    /// Clock time at which it ended; `None` for the whole event.
    pub until: Option<String>,
    /// What was varied of the event; `None` where it was left as it is.
    pub parameters: [Option<f64>; PARAMETERS],
    /// Why there are no figures, where there are none.
    pub failed: Option<String>,
    /// The figures; `None` where it failed.
    pub figures: [Option<f64>; FIGURES],
    /// Hash of the state at the end; `None` where it failed.
    pub state_hash: Option<String>,
    /// Time that it took, seconds.
    pub wall_s: f64,
}

const fn parameter<const I: usize>(name: &'static str) -> Column<RunRow> {
    let access: Access<RunRow> =
        Access::MaybeReal(|row| row.parameters[I], |row, cell| row.parameters[I] = cell);
    Column { name, access }
}

const fn figure<const I: usize>(name: &'static str) -> Column<RunRow> {
    let access: Access<RunRow> =
        Access::MaybeReal(|row| row.figures[I], |row, cell| row.figures[I] = cell);
    Column { name, access }
}

/// The columns; `parameters` and `figures` name those of the row's arrays, in their order.
fn columns(
    parameters: [&'static str; PARAMETERS],
    figures: [&'static str; FIGURES],
) -> Vec<Column<RunRow>> {
    let f = figures;
    vec![
        column!(Text run),
        column!(Text event),
        column!(Text plan),
        column!(Count seed),
        column!(Text model),
        column!(MaybeText felt_file),
        column!(MaybeText until),
        parameter::<0>(parameters[0]),
        parameter::<1>(parameters[1]),
        parameter::<2>(parameters[2]),
        parameter::<3>(parameters[3]),
        parameter::<4>(parameters[4]),
        column!(MaybeText failed),
        figure::<0>(f[0]),
        figure::<1>(f[1]),
        figure::<2>(f[2]),
        figure::<3>(f[3]),
        figure::<4>(f[4]),
        figure::<5>(f[5]),
        figure::<6>(f[6]),
        figure::<7>(f[7]),
        figure::<8>(f[8]),
        figure::<9>(f[9]),
        figure::<10>(f[10]),
        figure::<11>(f[11]),
        figure::<12>(f[12]),
        figure::<13>(f[13]),
        figure::<14>(f[14]),
        column!(MaybeText state_hash),
        column!(Real wall_s),
    ]
}

/// How the columns of a table of runs are called.
#[derive(Clone, Copy, Debug)]
pub struct RunNames {
    /// Of the parameters.
    pub parameters: [&'static str; PARAMETERS],
    /// Of the figures.
    pub figures: [&'static str; FIGURES],
}

/// The bytes of a table of runs. `path` is for the messages.
///
/// # Errors
/// Where it cannot be encoded.
pub fn to_parquet(path: &Path, rows: &[RunRow], names: &RunNames) -> Result<Vec<u8>, Problems> {
    let columns = columns(names.parameters, names.figures);
    let written = TableWriter::new(&columns, &[]).and_then(|mut table| {
        rows.iter().try_for_each(|row| table.push(row.clone()))?;
        table.finish()
    });
    written.map_err(|e| Problems::one(Place::file(path), e.to_string(), None))
}

/// The rows of a table of runs.
///
/// # Errors
/// Where it cannot be read, or is another table.
pub fn from_parquet(path: &Path, names: &RunNames) -> Result<Vec<RunRow>, Problems> {
    Ok(read(path, &columns(names.parameters, names.figures))?.rows)
}
