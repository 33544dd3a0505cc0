//! What a tick showed: density raster, counters, visitor ledgers. Read only; memory stays
//! bounded over a day because fields are kept by the minute and only where people were.

mod counters;
mod felt_ledger;
mod field;
mod friction;
mod journeys;
mod ledger;
mod log;
mod observation;
mod record;

pub use counters::Crossings;
pub use felt_ledger::{FeltLedger, FeltRecord, Held, SavedFelt};
pub use field::{CELL_M, HotCell, Stream};
pub use friction::{Spends, friction_s};
pub use journeys::{JOURNEY_STEP_S, Journey, Journeys, Pastime, Whereabouts};
pub use log::{EventLog, LogEntry, Logged, Moment};
pub use observation::{
    Attendance, AttractionMinutes, MinuteCount, Observation, Observer, PortalMinutes,
    STANDING_LEVELS, SavedObserver, Surroundings, WALKING_LEVELS,
};
pub use record::{DensityField, FieldCell, FieldMinute, VisitorRecord};
