//! Reading a survey: a table with comma-separated values, every slip with its line.

use super::AMOUNTS;
use crate::document::{Place, Problems, decode, nearest};
use std::path::Path;

/// Highest answer.
const MOST: f64 = 10.0;
/// Slips that are told one by one.
const TOLD: usize = 20;

/// The answer of one visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// How managed they felt, 0–10.
    pub felt: f64,
    /// What was done to them, one a [`AMOUNTS`]; 0 where the table has no such column.
    pub amounts: [f64; AMOUNTS.len()],
    /// Id of their segment; empty where it is not known.
    pub segment: String,
}

/// A survey.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// One a visitor.
    pub answers: Vec<Answered>,
    /// Which of [`AMOUNTS`] the table has.
    pub has: [bool; AMOUNTS.len()],
}

/// Reads a survey.
///
/// # Errors
/// All slips at once: columns that are missing or not known, answers that are none.
pub fn read(path: &Path) -> Result<Survey, Problems> {
    let bytes = std::fs::read(path).map_err(|e| {
        let hint = "check the path; it is taken from the current folder";
        Problems::one(Place::file(path), format!("cannot be read ({e})"), Some(hint))
    })?;
    let Some(decoded) = decode(bytes, None) else {
        let hint = "save the table as text with comma-separated values";
        return Err(Problems::one(Place::file(path), "is no text", Some(hint)));
    };
    read_from_text(path, &decoded.text)
}

/// As [`read`], of a text already in memory; `path` is only named in problems.
///
/// # Errors
/// As [`read`].
pub fn read_from_text(path: &Path, text: &str) -> Result<Survey, Problems> {
    let mut problems = Problems::default();
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let wrong = |line: usize, what: String| {
        Problems::one(Place { file: path.to_path_buf(), line, column: 0 }, what, None)
    };
    let headings = table.headers().cloned().map_err(|e| wrong(1, format!("is no table ({e})")))?;
    let columns = Columns::of(&headings, path, &mut problems);
    let mut answers = Vec::new();
    for record in table.records() {
        if problems.0.len() >= TOLD {
            break;
        }
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |at| at.line() as usize);
                let place = Place { file: path.to_path_buf(), line, column: 0 };
                answers.extend(columns.answer(&record, &place, &mut problems));
            }
            Err(e) => {
                let line = e.position().map_or(0, |at| at.line() as usize);
                problems.extend(wrong(line, format!("the row cannot be read ({e})")));
            }
        }
    }
    if problems.has_errors() {
        return Err(problems);
    }
    Ok(Survey { answers, has: columns.amounts.map(|column| column.is_some()) })
}

/// Where each figure stands.
struct Columns {
    felt: Option<usize>,
    segment: Option<usize>,
    amounts: [Option<usize>; AMOUNTS.len()],
}

impl Columns {
    fn of(headings: &csv::StringRecord, path: &Path, problems: &mut Problems) -> Self {
        let at = |name: &str| headings.iter().position(|heading| heading == name);
        let mut known: Vec<&str> = AMOUNTS.iter().map(|amount| amount.column).collect();
        known.extend(["felt", "segment"]);
        let first = Place { file: path.to_path_buf(), line: 1, column: 0 };
        for heading in headings.iter().filter(|heading| !known.contains(heading)) {
            let hint = match nearest(heading, known.iter().copied()) {
                Some(meant) => format!("did you mean {meant}?"),
                None => format!("known are: {}", known.join(", ")),
            };
            problems.error(
                first.clone(),
                format!("unknown column {heading:?}"),
                Some(hint.as_str()),
            );
        }
        let felt = at("felt");
        if felt.is_none() {
            let hint = "how managed each visitor felt, from 0 (not at all) to 10";
            problems.error(first, "there is no column `felt`", Some(hint));
        }
        Self { felt, segment: at("segment"), amounts: AMOUNTS.map(|amount| at(amount.column)) }
    }

    fn answer(
        &self,
        record: &csv::StringRecord,
        place: &Place,
        problems: &mut Problems,
    ) -> Option<Answered> {
        let mut number = |column: Option<usize>, name: &str, most: f64| {
            let Some(column) = column else { return Some(0.0) };
            let cell = record.get(column).unwrap_or_default();
            let good = cell.parse::<f64>().ok().filter(|n| (0.0..=most).contains(n));
            if good.is_none() {
                let what = format!("`{name}` is {cell:?}, expected a number from 0 to {most}");
                problems.error(place.clone(), what, None);
            }
            good
        };
        let felt = number(self.felt, "felt", MOST);
        let mut amounts = [0.0; AMOUNTS.len()];
        for ((amount, column), into) in AMOUNTS.iter().zip(self.amounts).zip(&mut amounts) {
            *into = number(column, amount.column, 1440.0)?;
        }
        let segment = self.segment.and_then(|column| record.get(column)).unwrap_or_default();
        Some(Answered { felt: felt?, amounts, segment: segment.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slip_is_told_with_its_line() {
        let text = "felt,held_mim,orders\n3,1,2\n11,0,0\n2,x,-1\n";
        let told = read_from_text(Path::new("s.csv"), text).expect_err("refused").to_string();
        for word in ["s.csv:1: error: unknown column \"held_mim\"", "did you mean held_min?"] {
            assert!(told.contains(word), "{word} is missing in:\n{told}");
        }
        assert!(told.contains("s.csv:3: error: `felt` is \"11\""), "{told}");
        assert!(told.contains("s.csv:4: error: `orders` is \"-1\""), "{told}");
        let told = read_from_text(Path::new("s.csv"), "orders\n1\n").expect_err("refused");
        assert!(told.to_string().contains("no column `felt`"), "{told}");
    }

    #[test]
    fn a_survey_is_read_with_the_columns_that_it_has() {
        let survey = read_from_text(Path::new("s.csv"), "segment, felt, orders\nfamily, 2.5, 3\n");
        let survey = survey.expect("good");
        assert_eq!(survey.has.iter().filter(|has| **has).count(), 1);
        assert_eq!(survey.answers[0].segment, "family");
        assert_eq!((survey.answers[0].felt, survey.answers[0].amounts[3]), (2.5, 3.0));
    }
}
