//! How a column looks: what its cells can be read as.

use super::stamp::{self, DayOrder, Stamp};
use std::collections::BTreeSet;

/// Different texts that are remembered of a column.
const MOST_DISTINCT: usize = 500;

/// How many cells of a column can be read as what.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    filled: usize,
    number: usize,
    stamp: usize,
    day: usize,
    clock: usize,
    weekday: usize,
    hour: usize,
    /// Its different cells, as far as remembered.
    pub(super) distinct: BTreeSet<String>,
}

impl Look {
    fn add(&mut self, cell: &str, delimiter: u8, order: DayOrder) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        match stamp::parse(cell, order) {
            Some(Stamp { date: Some(_), of_day_s: Some(_), .. }) => self.stamp += 1,
            Some(Stamp { date: Some(_), .. }) => self.day += 1,
            Some(_) => self.clock += 1,
            None => {}
        }
        self.weekday += usize::from(stamp::weekday(cell));
        if let Some(n) = number(cell, delimiter) {
            self.number += 1;
            self.hour += usize::from(n.fract() == 0.0 && (0.0..=47.0).contains(&n));
        }
        if self.distinct.len() < MOST_DISTINCT {
            self.distinct.insert(cell.to_owned());
        }
    }

    fn mostly(&self, cells: usize) -> bool {
        self.filled > 0 && cells * 10 >= self.filled * 8
    }

    /// Day and time in one.
    pub(super) fn mostly_stamp(&self) -> bool {
        self.mostly(self.stamp)
    }

    /// Days without times.
    pub(super) fn mostly_day(&self) -> bool {
        self.mostly(self.day)
    }

    /// Days, with or without times.
    pub(super) fn mostly_dated(&self) -> bool {
        self.mostly(self.stamp + self.day)
    }

    /// Times or ranges of hours without days.
    pub(super) fn mostly_clock(&self) -> bool {
        self.mostly(self.clock)
    }

    /// Names of days of the week.
    pub(super) fn mostly_weekday(&self) -> bool {
        self.mostly(self.weekday)
    }

    /// Numbers.
    pub(super) fn mostly_number(&self) -> bool {
        self.mostly(self.number) && !self.mostly_day()
    }

    /// Texts that are nothing else.
    pub(super) fn mostly_text(&self) -> bool {
        self.filled > 0
            && !self.mostly(self.number)
            && !self.mostly_dated()
            && !self.mostly_clock()
            && !self.mostly_weekday()
    }

    /// Whole numbers that could be hours, all of them.
    pub(super) fn hours(&self) -> bool {
        self.filled > 0 && self.hour == self.filled
    }
}

/// How each column looks.
pub(super) fn looks(
    rows: &[(usize, Vec<String>)],
    columns: usize,
    delimiter: u8,
    order: DayOrder,
) -> Vec<Look> {
    let mut looks = vec![Look::default(); columns];
    for (_, cells) in rows {
        for (look, cell) in looks.iter_mut().zip(cells) {
            look.add(cell, delimiter, order);
        }
    }
    looks
}

/// The first row, where it is a header: holds no time, and a text above numbers or times.
pub(super) fn header_of(
    sample: &[(usize, Vec<String>)],
    columns: usize,
    delimiter: u8,
    order: DayOrder,
) -> Option<Vec<String>> {
    let (_, first) = sample.first()?;
    let looks = looks(&sample[1..], columns, delimiter, order);
    let is_time = |cell: &String| stamp::parse(cell, order).is_some_and(|s| s.date.is_some());
    if first.iter().any(is_time) {
        return None;
    }
    let above = first.iter().zip(&looks).any(|(cell, look)| {
        let plain = !cell.is_empty() && number(cell, delimiter).is_none();
        let read = stamp::parse(cell, order).is_none();
        plain && read && (look.mostly_number() || look.mostly_dated() || look.mostly_clock())
    });
    let mut header = first.clone();
    header.resize(columns, String::new());
    above.then_some(header)
}

/// A number with a decimal point, thousands parted by commas, or (where columns are not
/// parted by commas) a decimal comma; `None` where it is none, or not finite.
pub(super) fn number(cell: &str, delimiter: u8) -> Option<f64> {
    let cell = cell.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = cell.strip_prefix('-').unwrap_or(cell);
    let groups: Vec<&str> = unsigned.split(',').collect();
    let thousands = groups.len() > 1
        && digits(groups[0])
        && groups[0].len() <= 3
        && groups[1..].iter().all(|g| g.len() == 3 && digits(g));
    let text = match (groups.len(), thousands) {
        (1, _) => cell.to_owned(),
        (_, true) => cell.replace(',', ""),
        (2, false) if delimiter != b',' => cell.replace(',', "."),
        _ => return None,
    };
    let plain =
        text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    text.parse::<f64>().ok().filter(|n| plain && n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_as_files_have_them() {
        assert_eq!(number("1140.0", b','), Some(1140.0));
        assert_eq!(number("1,140", b','), Some(1140.0));
        assert_eq!(number("12,5", b';'), Some(12.5));
        assert_eq!(number("-3", b','), Some(-3.0));
        for none in ["", "12,5,", "NaN", "inf", "12 people"] {
            assert_eq!(number(none, b','), None, "{none}");
        }
    }
}
