//! Arrivals from a file of counts.

use super::Context;
use crate::document::{Bilingual, Record};
use crate::scenario::counts::CountsReading;
use crate::scenario::{Portal, SourceFile};

/// Bins with one weight a portal, people counted, where it comes from, the reader's report.
pub(super) type FromCounts = (Vec<([f64; 2], Vec<f64>)>, Option<f64>, Bilingual, CountsReading);

pub(super) fn counts_profile(
    _context: &Context,
    record: &Record,
    _portals: &[Portal],
    _sources: &mut Vec<SourceFile>,
) -> Option<FromCounts> {
    record.source.error(&record.span, "counts cannot be read yet", None);
    None
}
