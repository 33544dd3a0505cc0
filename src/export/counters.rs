//! `counters.parquet`: one row a counter and minute.

use super::parquet_table::{Access, Column, TableWriter, column};
use crate::assess::RunSummary;
use crate::document::{Place, Problems, clock_text};
use std::path::Path;

/// A counter during one minute.
#[derive(Clone, Debug, Default)]
struct Row {
    counter: String,
    minute_end_s: f64,
    clock: String,
    forward: u32,
    backward: u32,
}

const COLUMNS: [Column<Row>; 5] = [
    column!(Text counter),
    column!(Real minute_end_s),
    column!(Text clock),
    column!(Count forward),
    column!(Count backward),
];

/// The bytes of `counters.parquet`; `clock` is the end of the minute at the place. `path` is
/// for the messages.
///
/// # Errors
/// Where a counter has not one count a minute.
pub fn to_parquet(path: &Path, summary: &RunSummary) -> Result<Vec<u8>, Problems> {
    let failed = |what: String| Problems::one(Place::file(path), what, None);
    let minutes = &summary.minutes.until_s;
    let mut table = TableWriter::new(&COLUMNS, &[]).map_err(|e| failed(e.to_string()))?;
    for counter in &summary.counters {
        if counter.forward.len() != minutes.len() || counter.backward.len() != minutes.len() {
            let what = format!("cannot be written: \"{}\" has not one count a minute", counter.id);
            return Err(failed(what));
        }
        let counts = counter.forward.iter().zip(&counter.backward);
        for (minute_end_s, (forward, backward)) in minutes.iter().zip(counts) {
            let row = Row {
                counter: counter.id.clone(),
                minute_end_s: *minute_end_s,
                clock: clock_text(summary.event.starts_s + minute_end_s),
                forward: *forward,
                backward: *backward,
            };
            table.push(row).map_err(|e| failed(e.to_string()))?;
        }
    }
    table.finish().map_err(|e| failed(e.to_string()))
}
