//! Counts of people, as cities and organisers have them, turned into people a bin at sensors.
//!
//! Reads long tables (time, sensor, count) and wide ones (one column a sensor), with and
//! without header, packed or not, in local time or UTC, running totals, both directions; takes
//! what is not said from what the columns hold, and says in a [`CountsReading`] what it took
//! each for and what it left out. Knows nothing of portals: who comes in where is the event
//! document's matter.

mod columns;
mod day;
mod look;
mod rows;
mod series;
mod stamp;
mod text;
mod words;
mod workbook;

use super::EventClock;
use crate::document::{Bilingual, Hint, Place, Problems, clock_text};
use columns::{Columns, Role};
use jiff::civil::Date;
use std::path::Path;

/// What is wanted of a file of counts.
#[derive(Clone, Copy, Debug)]
pub struct CountsQuery<'a> {
    /// The event's day and hours, and its time zone.
    pub clock: &'a EventClock,
    /// Day of the file that is taken instead of the event's.
    pub date: Option<Date>,
    /// Name or number of the column with the times.
    pub time_column: Option<&'a str>,
    /// Name or number of the column with the days.
    pub date_column: Option<&'a str>,
    /// Name or number of the column with the counts.
    pub count_column: Option<&'a str>,
    /// Name or number of the column with the sensors.
    pub sensor_column: Option<&'a str>,
    /// Name of the sheet in a workbook; the first that holds a table where it is left out.
    pub sheet: Option<&'a str>,
    /// Whether the times are in UTC.
    pub utc: bool,
    /// Whether the counts are running totals; `None`: found out.
    pub cumulative: Option<bool>,
}

/// What the numbers of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// People.
    People,
    /// Shares of all.
    Shares,
}

/// People a bin at each sensor, within the event's hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// From and until in seconds since the event's start, one after the other.
    pub bins: Vec<[f64; 2]>,
    /// Per sensor its name and one number a bin.
    pub sensors: Vec<(String, Vec<f64>)>,
    /// What the reader made of the file.
    pub reading: CountsReading,
}

/// What the reader of counts made of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct CountsReading {
    /// The file, and the table inside it where it is packed.
    pub file: String,
    /// "long table, parted by `,`, with a header in line 1".
    pub layout: String,
    /// Per column its name and what it was taken for, or why it was left out.
    pub columns: Vec<[String; 2]>,
    /// Rows with times and counts, all days.
    pub rows: usize,
    /// Rows that were left out: why, how many, the first lines of them.
    pub rows_left_out: Vec<(Bilingual, usize, Vec<usize>)>,
    /// What the numbers are.
    pub unit: Unit,
    /// The day that was taken, where the file has days.
    pub day: Option<Date>,
    /// Days in the file.
    pub days: usize,
    /// Length of a bin, seconds.
    pub bin_s: f64,
    /// What of the event's hours the file covers, seconds since the event's start.
    pub covered_s: [f64; 2],
    /// Per sensor its name, the people counted within the event, and bins filled in.
    pub sensors: Vec<(String, f64, usize)>,
    /// Sensors that were left out, and why.
    pub sensors_left_out: Vec<(String, Bilingual)>,
    /// Share of that day's counts that lies outside the event's hours.
    pub outside_share: f64,
    /// Anything else that was decided.
    pub notes: Vec<String>,
}

/// Reads a file of counts; what is odd is added to `problems` as warnings.
///
/// # Errors
/// Where the file cannot be read, its columns not be told, the day not be found, or nobody was
/// counted in the event's hours; `problems` then says so and `None` comes back.
pub fn read(path: &Path, query: &CountsQuery, problems: &mut Problems) -> Option<Counted> {
    let text = match text::CountsText::open(path, query.sheet) {
        Ok(text) => text,
        Err(refused) => {
            problems.extend(refused);
            return None;
        }
    };
    let columns = match columns::decide(&text, query) {
        Ok(columns) => columns,
        Err((what, hint)) => {
            problems.error(Place::file(path), what, hint);
            return None;
        }
    };
    let mut findings = Findings { path, problems, notes: text.notes.clone() };
    let rows = rows::read(&text, &columns, query, &mut findings)?;
    let day = day::choose(&rows, query, &mut findings)?;
    let series = series::build(&rows, &columns, query, &day, &mut findings)?;
    let notes = findings.notes;
    let reading = CountsReading {
        file: match &text.member {
            Some(member) => format!("{} ({member})", path.display()),
            None => path.display().to_string(),
        },
        layout: layout(&text, &columns),
        columns: columns
            .names
            .iter()
            .zip(&columns.roles)
            .map(|(name, role)| [name.clone(), words_of(role, columns.unit)])
            .collect(),
        rows: rows.entries.len(),
        rows_left_out: rows.left_out.clone(),
        unit: columns.unit,
        day: day.date,
        days: day.days,
        bin_s: series.bin_s,
        covered_s: series.covered_s,
        sensors: series
            .sensors
            .iter()
            .zip(&series.filled)
            .map(|((name, bins), filled)| (name.clone(), bins.iter().sum(), *filled))
            .collect(),
        sensors_left_out: series.left_out,
        outside_share: series.outside_share,
        notes,
    };
    Some(Counted { bins: series.bins, sensors: series.sensors, reading })
}

/// Where oddities of one file go.
struct Findings<'a> {
    path: &'a Path,
    problems: &'a mut Problems,
    notes: Vec<String>,
}

impl Findings<'_> {
    fn error(&mut self, what: impl Into<Bilingual>, hint: impl Into<Hint>) {
        self.problems.error(Place::file(self.path), what, hint);
    }

    fn warn(&mut self, line: usize, what: impl Into<Bilingual>, hint: impl Into<Hint>) {
        let place = Place { file: self.path.to_path_buf(), line, column: 0 };
        self.problems.warn(place, what, hint);
    }

    fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
    }
}

fn layout(text: &text::CountsText, columns: &Columns) -> String {
    let wide = columns.roles.iter().filter(|r| matches!(r, Role::Count(Some(_), _))).count() > 1;
    let shape = if wide { "wide table, one column a sensor" } else { "long table" };
    let delimiter = match text.delimiter {
        _ if text.workbook => "a workbook's cells".to_owned(),
        b'\t' => "tabs".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    let header = match columns.header_line {
        0 => "without a header".to_owned(),
        line if text.workbook => format!("header in row {line}"),
        line => format!("header in line {line}"),
    };
    format!("{shape}, parted by {delimiter}, {header}")
}

fn words_of(role: &Role, unit: Unit) -> String {
    let what = match unit {
        Unit::People => "people",
        Unit::Shares => "shares",
    };
    let way = |direction: &Option<words::Direction>| match direction {
        Some(words::Direction::In) => " who come in",
        Some(words::Direction::Out) => " who leave",
        None => "",
    };
    match role {
        Role::Time => "day and time".to_owned(),
        Role::Day => "day".to_owned(),
        Role::Hour => "time of day".to_owned(),
        Role::Sensor => "sensor".to_owned(),
        Role::Direction => "in or out".to_owned(),
        Role::Count(None, direction) => format!("{what}{}", way(direction)),
        Role::Count(Some(sensor), direction) => {
            format!("{what}{} at sensor {sensor:?}", way(direction))
        }
        Role::LeftOut(why) => format!("left out: {why}"),
    }
}

impl CountsReading {
    /// The report in lines of text; `clock` turns its times into times of day.
    pub fn lines(&self, clock: &EventClock) -> Vec<String> {
        let at = |s: f64| clock_text(clock.starts_s + s);
        let mut lines = vec![format!("{}: {}", self.file, self.layout)];
        for [name, taken_for] in &self.columns {
            lines.push(format!("  {name}: {taken_for}"));
        }
        let day = match self.day {
            Some(day) => format!("{} days; taken: {day}", self.days),
            None => "times without days".to_owned(),
        };
        lines.push(format!(
            "{} rows, {day}, bins of {} min, covering {} to {}",
            self.rows,
            self.bin_s / 60.0,
            at(self.covered_s[0]),
            at(self.covered_s[1])
        ));
        for (why, count, first) in &self.rows_left_out {
            let first: Vec<String> = first.iter().map(usize::to_string).collect();
            let (why, first) = (&why.en, first.join(", "));
            lines.push(format!("{count} rows left out, {why} (line {first})"));
        }
        for (name, people, filled) in &self.sensors {
            let filled = match filled {
                0 => String::new(),
                bins => format!(", {bins} bins filled in"),
            };
            match self.unit {
                Unit::People => lines.push(format!("sensor {name:?}: {people:.0} people{filled}")),
                Unit::Shares => lines.push(format!("share within the event: {people:.3}{filled}")),
            }
        }
        for (name, why) in &self.sensors_left_out {
            lines.push(format!("sensor {name:?} left out: {}", why.en));
        }
        if self.outside_share > 0.0005 {
            let percent = self.outside_share * 100.0;
            lines.push(format!(
                "{percent:.1} % of the day's counts lie outside the event's hours and are left out"
            ));
        }
        lines.extend(self.notes.iter().cloned());
        lines
    }
}
