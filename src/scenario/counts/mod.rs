//! Counts of people, as cities and organisers have them, turned into arrivals.

/// What the reader of counts made of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountsReading {}
