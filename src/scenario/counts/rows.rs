//! All rows of a file as times, sensors and numbers; what cannot be read is left out and named.

use super::columns::{Columns, Role};
use super::look::number;
use super::stamp::{self, Stamp};
use super::text::CountsText;
use super::words::{self, Direction};
use super::{CountsQuery, Findings};
use crate::document::Bilingual;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Name of the sensor where a file has none.
pub(super) const ONE_SENSOR: &str = "all";

/// Lines that are named of rows left out.
const NAMED_LINES: usize = 5;

/// One number of the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    /// Local time: seconds since 1970-01-01 where the file has days, else since midnight.
    pub(super) at_s: i64,
    /// Index into [`Rows::sensors`].
    pub(super) sensor: usize,
    /// People or share.
    pub(super) count: f64,
    /// Line in the file.
    pub(super) line: usize,
}

/// All of a file that could be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) entries: Vec<Entry>,
    pub(super) sensors: Vec<String>,
    /// Whether the file has days.
    pub(super) dated: bool,
    /// Length of the ranges of hours, where times are ranges, seconds.
    pub(super) range_s: Option<i64>,
    /// Why, how many, the first lines.
    pub(super) left_out: Vec<(Bilingual, usize, Vec<usize>)>,
}

/// Seconds from 1970-01-01 to a day's midnight.
pub(super) fn midnight_s(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    i64::from(date.duration_since(epoch).as_hours() as i32 / 24) * 86_400
}

struct Reader<'a> {
    columns: &'a Columns,
    delimiter: u8,
    time: Option<usize>,
    day: Option<usize>,
    hour: Option<usize>,
    sensor: Option<usize>,
    direction: Option<usize>,
    /// Column, sensor where the column is one.
    counts: Vec<(usize, Option<String>)>,
    /// Which way is taken.
    way: Option<Direction>,
    rows: Rows,
    known: BTreeMap<String, usize>,
    zone: Zone,
}

/// Reads all rows.
pub(super) fn read(
    text: &CountsText,
    columns: &Columns,
    query: &CountsQuery,
    findings: &mut Findings,
) -> Option<Rows> {
    let directed = |wanted| {
        columns.roles.iter().any(|r| matches!(r, Role::Count(_, Some(way)) if *way == wanted))
    };
    let way = match (directed(Direction::In), directed(Direction::Out)) {
        (true, _) => Some(Direction::In),
        (false, true) => Some(Direction::Out),
        _ => None,
    };
    let taken = |(i, role): (usize, &Role)| match role {
        Role::Count(sensor, direction) if direction.is_none() || *direction == way => {
            Some((i, sensor.clone()))
        }
        _ => None,
    };
    let mut reader = Reader {
        columns,
        delimiter: text.delimiter,
        time: columns.of(&Role::Time),
        day: columns.of(&Role::Day),
        hour: columns.of(&Role::Hour),
        sensor: columns.of(&Role::Sensor),
        direction: columns.of(&Role::Direction),
        counts: columns.roles.iter().enumerate().filter_map(taken).collect(),
        way,
        rows: Rows::default(),
        known: BTreeMap::new(),
        zone: Zone::new(query),
    };
    reader.rows.dated = reader.time.is_some() || reader.day.is_some();
    let broken = text.rows(|line, cells| {
        if line != columns.header_line {
            reader.row(line, cells);
        }
        true
    });
    for line in broken {
        reader.leave_out(line, ("that cannot be read", "无法读取"));
    }
    say_ways(&reader, findings);
    if !reader.zone.missing.is_empty() {
        let what = (
            "the file's times are in UTC, and the event has no time zone",
            "文件中的时间是 UTC，而活动没有时区",
        );
        let hint = (
            "add `timezone: \"Asia/Shanghai\"` (or where it is) to the event",
            "请在活动中加上 `timezone: \"Asia/Shanghai\"`（或活动所在的时区）",
        );
        findings.error(what, hint);
        return None;
    }
    if reader.rows.entries.is_empty() {
        let what =
            ("no row has a time and a count that can be read", "没有一行同时有可读的时间和计数");
        let hint = (
            "see what the columns were taken for by `wuwei check --explain`, or name them",
            "可用 `wuwei check --explain` 查看各列被当作什么，或自己指明各列",
        );
        findings.error(what, hint);
        return None;
    }
    for (why, count, lines) in reader.rows.left_out.clone() {
        let rows = if count == 1 { "1 row is" } else { &format!("{count} rows are") };
        let line = lines.first().copied().unwrap_or(0);
        let what =
            (format!("{rows} left out, {}", why.en), format!("{count} 行未采用：{}", why.zh));
        findings.warn(line, what, ("mend the rows, or let them be", "请改正这些行，或不必理会"));
    }
    if !columns.order.1 {
        findings
            .note("days such as 03/04/2025 are read as day/month/year; no row says which it is");
    }
    Some(reader.rows)
}

fn say_ways(reader: &Reader, findings: &mut Findings) {
    match reader.way {
        Some(Direction::In) => findings.note("counts of people who leave are left out"),
        Some(Direction::Out) => {
            findings.note("only counts of people who leave are there: taken as arrivals");
        }
        None => {}
    }
}

impl Reader<'_> {
    fn leave_out(&mut self, line: usize, (en, zh): (&str, &str)) {
        let known = self.rows.left_out.iter_mut().find(|(known, ..)| known.en == en);
        match known {
            Some((_, count, lines)) => {
                *count += 1;
                if lines.len() < NAMED_LINES {
                    lines.push(line);
                }
            }
            None => self.rows.left_out.push((Bilingual::new(en, zh), 1, vec![line])),
        }
    }

    fn row(&mut self, line: usize, cells: &[String]) {
        let Some(at_s) = self.at_s(cells) else {
            let why = ("without a time that can be read", "没有可读的时间");
            return self.leave_out(line, why);
        };
        if let Some(direction) = self.direction.and_then(|i| cells.get(i))
            && words::direction(direction) == Some(Direction::Out)
        {
            return;
        }
        let name = self.sensor.map(|i| cells.get(i).map_or("", String::as_str));
        if name == Some("") {
            return self.leave_out(line, ("without the sensor's name", "没有传感器的名称"));
        }
        let name = name.map(str::to_owned);
        let counts = std::mem::take(&mut self.counts);
        for (column, sensor) in &counts {
            let cell = cells.get(*column).map_or("", String::as_str);
            let sensor = sensor.as_deref().or(name.as_deref()).unwrap_or(ONE_SENSOR);
            match number(cell, self.delimiter) {
                Some(count) if count >= 0.0 => {
                    let sensor = self.sensor_index(sensor);
                    self.rows.entries.push(Entry { at_s, sensor, count, line });
                }
                Some(_) => self.leave_out(line, ("with a count below 0", "计数小于 0")),
                None if cell.is_empty() => self.leave_out(line, ("without a count", "没有计数")),
                None => self.leave_out(line, ("with a count that is no number", "计数不是数")),
            }
        }
        self.counts = counts;
    }

    fn sensor_index(&mut self, name: &str) -> usize {
        if let Some(i) = self.known.get(name) {
            return *i;
        }
        let i = self.rows.sensors.len();
        self.rows.sensors.push(name.to_owned());
        self.known.insert(name.to_owned(), i);
        i
    }

    fn at_s(&mut self, cells: &[String]) -> Option<i64> {
        let order = self.columns.order.0;
        let cell = |i: usize| cells.get(i).map(String::as_str);
        if let Some(i) = self.time {
            let stamp = stamp::parse(cell(i)?, order)?;
            let midnight = midnight_s(stamp.date?);
            // In a column of times, a day alone is how spreadsheets write midnight.
            return Some(self.local(midnight, &stamp));
        }
        let hour = cell(self.hour?)?;
        let stamp = match number(hour, self.delimiter) {
            Some(n) if (0.0..=47.0).contains(&n) => {
                Stamp { of_day_s: Some((n * 3600.0).round() as u32), ..Stamp::default() }
            }
            _ => stamp::parse(hour, order)?,
        };
        let date = match self.day {
            Some(i) => stamp::parse(cell(i)?, order)?.date?,
            None => match stamp.date {
                Some(date) => {
                    self.rows.dated = true;
                    date
                }
                None => return Some(i64::from(self.range_start(&stamp)?)),
            },
        };
        Some(self.local(midnight_s(date), &stamp))
    }

    fn range_start(&mut self, stamp: &Stamp) -> Option<u32> {
        if let (Some(from), Some(until)) = (stamp.of_day_s, stamp.until_s) {
            self.rows.range_s = Some(i64::from(until - from));
        }
        stamp.of_day_s
    }

    fn local(&mut self, midnight_s: i64, stamp: &Stamp) -> i64 {
        let of_day_s = self.range_start(stamp).unwrap_or(0);
        self.zone.local_s(midnight_s + i64::from(of_day_s), stamp.offset_s)
    }
}

/// From the file's times to local times of the place.
struct Zone {
    utc: bool,
    zone: Option<jiff::tz::TimeZone>,
    known: BTreeMap<i64, i64>,
    /// Times in UTC for which there is no zone.
    missing: Vec<i64>,
}

impl Zone {
    fn new(query: &CountsQuery) -> Self {
        let name = query.clock.timezone.as_deref();
        let zone = name.and_then(|name| jiff::tz::TimeZone::get(name).ok());
        Self { utc: query.utc, zone, known: BTreeMap::new(), missing: Vec::new() }
    }

    fn local_s(&mut self, written_s: i64, offset_s: Option<i32>) -> i64 {
        let offset_s = match (offset_s, self.utc) {
            (Some(offset_s), _) => i64::from(offset_s),
            (None, true) => 0,
            (None, false) => return written_s,
        };
        let utc_s = written_s - offset_s;
        let Some(zone) = &self.zone else {
            // A distance from UTC other than 0 is that of the place.
            if offset_s == 0 && self.missing.is_empty() {
                self.missing.push(written_s);
            }
            return written_s;
        };
        *self.known.entry(utc_s).or_insert_with(|| {
            let Ok(timestamp) = jiff::Timestamp::from_second(utc_s) else { return written_s };
            utc_s + i64::from(zone.to_offset(timestamp).seconds())
        })
    }
}
