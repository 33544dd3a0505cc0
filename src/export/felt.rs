//! `felt.parquet`: one row a visitor and measure that did anything to them: what it did, in seconds
//! and counts ([`FeltRecord`]), and what that cost, in minutes ([`FeltParts`]).

use super::parquet_table::{Access, Column, TableWriter, column};
use crate::assess::FeltParts;
use crate::document::{Place, Problems};
use crate::observe::{FeltLedger, FeltRecord};
use std::path::Path;

/// What one measure did to one visitor.
#[derive(Clone, Debug, Default)]
struct Row {
    measure: String,
    record: FeltRecord,
    cost: FeltParts,
}

/// A column of something in the row.
macro_rules! within {
    ($kind:ident $name:literal $($path:tt)+) => {
        Column {
            name: $name,
            access: Access::$kind(|row: &Row| row.$($path)+, |row, cell| row.$($path)+ = cell),
        }
    };
}

const COLUMNS: [Column<Row>; 26] = [
    within!(Count "visitor" record.visitor),
    column!(Text measure),
    within!(Real "first_s" record.first_s),
    within!(Real "last_s" record.last_s),
    within!(Float "held_informed_s" record.held.informed_s),
    within!(Float "held_informed_overtaken_s" record.held.informed_overtaken_s),
    within!(Float "held_uninformed_s" record.held.uninformed_s),
    within!(Float "held_uninformed_overtaken_s" record.held.uninformed_overtaken_s),
    within!(Float "detour_s" record.detour_s),
    within!(Count "turn_backs" record.turn_backs),
    within!(Count "orders" record.orders),
    within!(Count "advices" record.advices),
    within!(Count "signs" record.signs),
    within!(Float "barrier_view_s" record.barrier_view_s),
    within!(Float "volunteer_in_sight_s" record.uniform_s[0]),
    within!(Float "guard_in_sight_s" record.uniform_s[1]),
    within!(Float "police_in_sight_s" record.uniform_s[2]),
    within!(Float "confined_s" record.confined_s),
    within!(Count "denied" record.denied),
    // The sum of the parts that follow.
    Column { name: "felt_min", access: Access::Real(|row| row.cost.all_min(), |_, _| {}) },
    within!(Real "felt_held_min" cost.held_min),
    within!(Real "felt_detour_min" cost.detour_min),
    within!(Real "felt_instructed_min" cost.instructed_min),
    within!(Real "felt_visible_min" cost.visible_min),
    within!(Real "felt_confined_min" cost.confined_min),
    within!(Real "felt_lost_choice_min" cost.lost_choice_min),
];

/// The bytes of `felt.parquet`. `costs` is what each record of the ledger cost, in its order.
/// `path` is for the messages.
///
/// # Errors
/// Where a record is of a measure that there is not.
pub fn to_parquet(
    path: &Path,
    ledger: &FeltLedger,
    costs: &[FeltParts],
) -> Result<Vec<u8>, Problems> {
    let failed = |what: String| Problems::one(Place::file(path), what, None);
    let mut table = TableWriter::new(&COLUMNS, &[]).map_err(|e| failed(e.to_string()))?;
    for (record, cost) in ledger.records().iter().zip(costs) {
        let measure = ledger.measures().get(usize::from(record.measure)).cloned();
        let measure = measure.ok_or_else(|| {
            failed(format!("cannot be written: there is no measure {}", record.measure))
        })?;
        let row = Row { measure, record: *record, cost: *cost };
        table.push(row).map_err(|e| failed(e.to_string()))?;
    }
    table.finish().map_err(|e| failed(e.to_string()))
}
