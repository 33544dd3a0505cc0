//! What is amiss with the files of an event that cannot be opened.

use crate::document::{Excerpt, Problems};
use std::path::PathBuf;

/// The problems, by place, and the line that each is about, as it was when the event was read.
pub struct Refusal {
    /// What is amiss.
    pub problems: Problems,
    /// One a problem; `None` where there is no line to show.
    pub excerpts: Vec<Option<Excerpt>>,
    /// The file that the first is about, if it is there to be opened.
    pub file: Option<PathBuf>,
}

impl Refusal {
    /// Of what a reader found.
    pub fn of(problems: Problems) -> Self {
        let problems = problems.sorted();
        let file = problems.0.first().map(|problem| problem.place.file.clone());
        let file = file.filter(|file| file.exists());
        Self { excerpts: problems.excerpts(), problems, file }
    }
}
