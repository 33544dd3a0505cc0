//! `visitors.parquet`: one row a visitor, the fields of [`VisitorRecord`] under their names;
//! segments and portals by their ids; and what the visitor felt, minutes, in all and by its parts
//! ([`FeltParts`]).

use super::parquet_table::{self, Access, Column, TableWriter, column};
use crate::assess::FeltParts;
use crate::document::{Place, Problems};
use crate::observe::VisitorRecord;
use std::collections::BTreeMap;
use std::path::Path;

/// A visitor with ids in the place of indexes.
#[derive(Clone, Debug, Default)]
struct Row {
    segment: String,
    portal_in: String,
    portal_out: Option<String>,
    record: VisitorRecord,
    felt: FeltParts,
}

/// A column of a field of the record.
macro_rules! recorded {
    ($kind:ident $field:ident) => {
        Column {
            name: stringify!($field),
            access: Access::$kind(
                |row: &Row| row.record.$field,
                |row, cell| row.record.$field = cell,
            ),
        }
    };
}

/// A column of a part of what was felt.
macro_rules! felt {
    ($name:literal $field:ident) => {
        Column {
            name: $name,
            access: Access::Real(|row: &Row| row.felt.$field, |row, cell| row.felt.$field = cell),
        }
    };
}

const COLUMNS: [Column<Row>; 34] = [
    recorded!(Count visitor),
    recorded!(Count party),
    column!(Text segment),
    column!(Text portal_in),
    column!(MaybeText portal_out),
    recorded!(Real arrived_s),
    recorded!(MaybeReal entered_s),
    recorded!(MaybeReal left_s),
    recorded!(Float free_speed_mps),
    recorded!(Float walked_m),
    recorded!(Float walking_s),
    recorded!(Float standing_s),
    recorded!(Float queueing_s),
    recorded!(Float delay_s),
    recorded!(Float friction_min),
    recorded!(Float crowded_s),
    recorded!(Float critical_s),
    recorded!(Float mean_density_per_m2),
    recorded!(Float peak_density_per_m2),
    recorded!(Count stops),
    recorded!(Count visited),
    recorded!(Count missed),
    recorded!(Count balked),
    recorded!(Count gave_up),
    recorded!(Count rerouted),
    recorded!(Float longest_stuck_s),
    recorded!(Count parted),
    // The sum of the parts that follow.
    Column { name: "felt_min", access: Access::Real(|row| row.felt.all_min(), |_, _| {}) },
    felt!("felt_held_min" held_min),
    felt!("felt_detour_min" detour_min),
    felt!("felt_instructed_min" instructed_min),
    felt!("felt_visible_min" visible_min),
    felt!("felt_confined_min" confined_min),
    felt!("felt_lost_choice_min" lost_choice_min),
];

/// Ids of the segments and the portals, in the order that the records' indexes mean.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Ids of the event's segments.
    pub segments: &'a [&'a str],
    /// Ids of the event's portals.
    pub portals: &'a [&'a str],
}

/// The bytes of `visitors.parquet`. `felt` is what each of the visitors felt, in their order.
/// `path` is for the messages.
///
/// # Errors
/// Where a record names a segment or portal that there is not, or there are not as many felt as
/// visitors.
pub fn to_parquet(
    path: &Path,
    visitors: &[VisitorRecord],
    felt: &[FeltParts],
    names: Names<'_>,
) -> Result<Vec<u8>, Problems> {
    let failed = |what: String| Problems::one(Place::file(path), what, None);
    let id = |ids: &[&str], index: u16, what: &str| {
        let id = ids.get(usize::from(index)).map(|id| (*id).to_owned());
        id.ok_or_else(|| failed(format!("cannot be written: there is no {what} {index}")))
    };
    if felt.len() != visitors.len() {
        let (visitors, felt) = (visitors.len(), felt.len());
        let what = format!("cannot be written: {visitors} visitors, but what {felt} felt");
        return Err(failed(what));
    }
    let mut table = TableWriter::new(&COLUMNS, &[]).map_err(|e| failed(e.to_string()))?;
    for (record, felt) in visitors.iter().zip(felt) {
        let row = Row {
            segment: id(names.segments, record.segment, "segment")?,
            portal_in: id(names.portals, record.portal_in, "portal")?,
            portal_out: record.portal_out.map(|p| id(names.portals, p, "portal")).transpose()?,
            record: record.clone(),
            felt: *felt,
        };
        table.push(row).map_err(|e| failed(e.to_string()))?;
    }
    table.finish().map_err(|e| failed(e.to_string()))
}

/// The visitors of a `visitors.parquet`, and what each of them felt.
///
/// # Errors
/// Where the file cannot be read, is no such table, or name a segment or portal that there is not.
pub fn from_parquet(
    path: &Path,
    names: Names<'_>,
) -> Result<(Vec<VisitorRecord>, Vec<FeltParts>), Problems> {
    let segments = indexes(names.segments);
    let portals = indexes(names.portals);
    let index = |of: &BTreeMap<&str, u16>, id: &str, row: usize, what: &str| {
        of.get(id).copied().ok_or_else(|| {
            let what = format!("row {}: the run has no {what} \"{id}\"", row + 1);
            let hint = "summary.json and visitors.parquet are not of the same run";
            Problems::one(Place::file(path), what, Some(hint))
        })
    };
    let table = parquet_table::read(path, &COLUMNS)?;
    let mut visitors = Vec::with_capacity(table.rows.len());
    let mut felt = Vec::with_capacity(table.rows.len());
    for (i, row) in table.rows.into_iter().enumerate() {
        let portal_out = row.portal_out.as_deref();
        felt.push(row.felt);
        visitors.push(VisitorRecord {
            segment: index(&segments, &row.segment, i, "segment")?,
            portal_in: index(&portals, &row.portal_in, i, "portal")?,
            portal_out: portal_out.map(|id| index(&portals, id, i, "portal")).transpose()?,
            ..row.record
        });
    }
    Ok((visitors, felt))
}

fn indexes<'a>(ids: &[&'a str]) -> BTreeMap<&'a str, u16> {
    ids.iter().copied().zip(0..).collect()
}
