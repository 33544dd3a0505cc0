//! What a tick showed: density raster, counters, visitor ledgers, events. Read only; memory
//! stays bounded over a day because fields are kept by the minute and only where people were.

mod record;

pub use record::{DensityField, FieldCell, FieldMinute, VisitorRecord};
