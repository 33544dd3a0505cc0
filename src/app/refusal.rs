//! What is amiss with the files of an event that cannot be opened.

use crate::document::{Excerpt, Problems};

/// The problems, by place, and the line that each is about, as it was when the event was read.
pub struct Refusal {
    /// What is amiss.
    pub problems: Problems,
    /// One a problem; `None` where there is no line to show.
    pub excerpts: Vec<Option<Excerpt>>,
}

impl Refusal {
    /// Of what a reader found.
    pub fn of(problems: Problems) -> Self {
        let problems = problems.sorted();
        Self { excerpts: problems.excerpts(), problems }
    }
}
