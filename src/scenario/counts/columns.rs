//! What each column of a file of counts is taken for: by what the user said, by its contents,
//! by its name.

use super::look::{Look, header_of, looks};
use super::stamp::{self, DayOrder};
use super::text::CountsText;
use super::words::{self, Direction};
use super::{CountsQuery, Unit};
use crate::document::{Bilingual, meant_or};

/// Rows that are looked at to tell what a column holds.
const SAMPLE: usize = 3000;

/// What a column is taken for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role {
    /// Day and time.
    Time,
    /// The day alone.
    Day,
    /// The time of day alone: an hour's number, a clock time or a range of hours.
    Hour,
    /// The sensor's name.
    Sensor,
    /// Whether the row counts people in or out.
    Direction,
    /// People; in a wide file with the sensor's name.
    Count(Option<String>, Option<Direction>),
    /// Not used, and why.
    LeftOut(&'static str),
}

/// What all columns are taken for.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// Names, from the header or made up ("column 3").
    pub(super) names: Vec<String>,
    /// One a column.
    pub(super) roles: Vec<Role>,
    /// Line of the header, 0 without one.
    pub(super) header_line: usize,
    /// How days such as 03/04/2025 are read, and whether that is sure.
    pub(super) order: (DayOrder, bool),
    /// What the counts are.
    pub(super) unit: Unit,
}

impl Columns {
    /// The column of a role.
    pub(super) fn of(&self, role: &Role) -> Option<usize> {
        self.roles.iter().position(|r| r == role)
    }
}

/// What was looked for and not found, with a hint.
type NotFound = (Bilingual, Bilingual);

/// Looks at the first rows and decides.
pub(super) fn decide(text: &CountsText, query: &CountsQuery) -> Result<Columns, NotFound> {
    let mut sample: Vec<(usize, Vec<String>)> = Vec::new();
    text.rows(|line, cells| {
        sample.push((line, cells.to_vec()));
        sample.len() < SAMPLE
    });
    let columns = sample.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let order = day_order(text, columns);
    let header = header_of(&sample, columns, text.delimiter, order.0);
    let header_line = header.as_ref().map_or(0, |_| sample[0].0);
    let rows = if header.is_some() { &sample[1..] } else { &sample[..] };
    let name = |i: usize| format!("column {}", i + 1);
    let mut names = header.clone().unwrap_or_else(|| (0..columns).map(name).collect());
    for (i, empty) in names.iter_mut().enumerate().filter(|(_, n)| n.is_empty()) {
        *empty = name(i);
    }
    let looks = looks(rows, columns, text.delimiter, order.0);
    let roles = vec![None; columns];
    let mut choice = Choice { names, roles, looks, rows, unit: Unit::People, order: order.0 };
    choice.asked(query)?;
    choice.times()?;
    choice.leave_out_times();
    choice.direction_and_sensor();
    choice.counts()?;
    let Choice { names, roles, unit, .. } = choice;
    let unused = Role::LeftOut("not needed");
    let roles = roles.into_iter().map(|r| r.unwrap_or_else(|| unused.clone())).collect();
    Ok(Columns { names, roles, header_line, order, unit })
}

/// Whether days with strokes or dots start with the day or the month; sure where one of them
/// is above 12 somewhere in the file.
fn day_order(text: &CountsText, columns: usize) -> (DayOrder, bool) {
    let (mut first_above, mut second_above, mut any) = (false, false, false);
    let mut seen = 0;
    text.rows(|_, cells| {
        seen += 1;
        for cell in cells.iter().take(columns.min(8)) {
            let date = cell.split_whitespace().next().unwrap_or("");
            let parts: Vec<&str> = date.split(['/', '.', '-']).collect();
            let [first, second, year] = parts.as_slice() else { continue };
            if year.len() < 2 || first.len() > 2 || second.len() > 2 {
                continue;
            }
            if let (Ok(first), Ok(second)) = (first.parse::<u32>(), second.parse::<u32>()) {
                any = true;
                first_above |= first > 12;
                second_above |= second > 12;
            }
        }
        !first_above && !second_above && (any || seen < 100)
    });
    match (first_above, second_above) {
        (false, true) => (DayOrder::MonthFirst, true),
        (true, _) => (DayOrder::DayFirst, true),
        _ => (DayOrder::DayFirst, !any),
    }
}

struct Choice<'a> {
    names: Vec<String>,
    roles: Vec<Option<Role>>,
    looks: Vec<Look>,
    rows: &'a [(usize, Vec<String>)],
    unit: Unit,
    order: DayOrder,
}

impl Choice<'_> {
    fn free(&self) -> Vec<usize> {
        (0..self.roles.len()).filter(|i| self.roles[*i].is_none()).collect()
    }

    fn taken(&self, role: &Role) -> Option<usize> {
        self.roles.iter().position(|r| r.as_ref() == Some(role))
    }

    /// Columns that the user named.
    fn asked(&mut self, query: &CountsQuery) -> Result<(), NotFound> {
        let wanted = [
            (query.time_column, Role::Time),
            (query.date_column, Role::Day),
            (query.sensor_column, Role::Sensor),
            (query.count_column, Role::Count(None, None)),
        ];
        for (name, role) in wanted {
            let Some(name) = name else { continue };
            let by_name = self.names.iter().position(|n| n.eq_ignore_ascii_case(name.trim()));
            let by_number = name.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let found = by_name.or(by_number.filter(|i| *i < self.names.len()));
            let Some(i) = found else {
                let known: Vec<&str> = self.names.iter().map(String::as_str).collect();
                let what = Bilingual::new(
                    format!("there is no column {name:?}"),
                    format!("没有 {name:?} 这一列"),
                );
                return Err((what, meant_or(name, &known, ("it has", "有"))));
            };
            let hours_only = role == Role::Time && !self.looks[i].mostly_dated();
            self.roles[i] = Some(if hours_only { Role::Hour } else { role });
        }
        Ok(())
    }

    fn times(&mut self) -> Result<(), NotFound> {
        if self.taken(&Role::Time).is_some() {
            return Ok(());
        }
        if self.taken(&Role::Day).is_none() && self.taken(&Role::Hour).is_none() {
            let dated: Vec<usize> =
                self.free().into_iter().filter(|i| self.looks[*i].mostly_stamp()).collect();
            let named = dated.iter().find(|i| words::is_time(&self.names[**i]));
            if let Some(i) = named.or(dated.first()) {
                self.roles[*i] = Some(Role::Time);
                return Ok(());
            }
        }
        if self.taken(&Role::Day).is_none() {
            let days: Vec<usize> =
                self.free().into_iter().filter(|i| self.looks[*i].mostly_day()).collect();
            let named = days.iter().find(|i| words::is_date(&self.names[**i]));
            if let Some(i) = named.or(days.first()) {
                self.roles[*i] = Some(Role::Day);
            }
        }
        if self.taken(&Role::Hour).is_none() {
            let free = self.free();
            let clock = free.iter().find(|i| self.looks[**i].mostly_clock());
            let number = |i: &&usize| self.looks[**i].hours() && words::is_hour(&self.names[**i]);
            let unnamed = |i: &&usize| {
                let nameless = self.names[**i] == format!("column {}", **i + 1);
                let look = &self.looks[**i];
                nameless && look.hours() && look.distinct.len() >= 12 && free.len() > 1
            };
            let hour = clock.or(free.iter().find(number)).or(free.iter().find(unnamed)).copied();
            match hour {
                Some(i) => self.roles[i] = Some(Role::Hour),
                None if self.taken(&Role::Day).is_some() => {
                    let what = Bilingual::new(
                        "has days, but no column with times of day",
                        "有日期，但没有一天中时刻的列",
                    );
                    let hint = Bilingual::new(
                        "counts by the day cannot say when people arrive; use hourly or finer ones, or name the column with `time_column`",
                        "按天的计数说不出人何时到达；请用按小时或更细的计数，或用 `time_column` 指明该列",
                    );
                    return Err((what, hint));
                }
                None => {
                    let what = Bilingual::new("has no column with times", "没有时间的列");
                    let hint = Bilingual::new(
                        format!(
                            "columns: {}; name the one with the times by `time_column`",
                            self.names.join(", ")
                        ),
                        format!("各列：{}；请用 `time_column` 指明时间列", self.names.join("、")),
                    );
                    return Err((what, hint));
                }
            }
        }
        Ok(())
    }

    /// Columns that only say again when it was.
    fn leave_out_times(&mut self) {
        let time = self.taken(&Role::Time);
        for i in self.free() {
            let look = &self.looks[i];
            let why = if look.mostly_weekday() {
                "the day of the week"
            } else if look.mostly_stamp() || look.mostly_day() {
                "another time; not needed"
            } else if time.is_some_and(|t| look.hours() && self.says_the_hour(t, i)) {
                "the hour, which the time says too"
            } else {
                continue;
            };
            self.roles[i] = Some(Role::LeftOut(why));
        }
    }

    fn says_the_hour(&self, time: usize, column: usize) -> bool {
        let mut compared = false;
        let same = self.rows.iter().take(200).all(|(_, cells)| {
            let stamp = cells.get(time).and_then(|c| stamp::parse(c, self.order));
            let hour = stamp.and_then(|s| s.of_day_s).map(|s| f64::from(s / 3600));
            let said = cells.get(column).and_then(|c| c.parse::<f64>().ok());
            compared |= hour.is_some() && said.is_some();
            hour.is_none() || said.is_none() || hour == said
        });
        same && compared
    }

    fn direction_and_sensor(&mut self) {
        for i in self.free() {
            let distinct = &self.looks[i].distinct;
            let all =
                !distinct.is_empty() && distinct.iter().all(|d| words::direction(d).is_some());
            if all && distinct.len() <= 4 {
                self.roles[i] = Some(Role::Direction);
                break;
            }
        }
        if self.taken(&Role::Sensor).is_some() {
            return;
        }
        let texts: Vec<usize> =
            self.free().into_iter().filter(|i| self.looks[*i].mostly_text()).collect();
        let named = texts.iter().find(|i| words::is_sensor(&self.names[**i])).copied();
        let richest =
            texts.iter().copied().max_by_key(|i| (self.looks[*i].distinct.len(), usize::MAX - i));
        let numbers: Vec<usize> =
            self.free().into_iter().filter(|i| self.looks[*i].mostly_number()).collect();
        let by_id = numbers
            .iter()
            .copied()
            .find(|i| words::is_sensor(&self.names[*i]) && numbers.len() > 1)
            .filter(|_| numbers.iter().any(|i| words::is_count(&self.names[*i])))
            .filter(|_| self.times_repeat());
        if let Some(i) = named.or(richest).or(by_id) {
            self.roles[i] = Some(Role::Sensor);
        }
        for i in texts {
            if self.roles[i].is_none() {
                self.roles[i] = Some(Role::LeftOut("a text that does not name the sensor"));
            }
        }
    }

    /// Whether a time stands in several rows: one row a sensor. Where each has a row of its
    /// own, "North gate" heads its counts and is no number of a gate.
    fn times_repeat(&self) -> bool {
        let is_time = |r: &Option<Role>| matches!(r, Some(Role::Time | Role::Day | Role::Hour));
        let times: Vec<usize> =
            (0..self.roles.len()).filter(|i| is_time(&self.roles[*i])).collect();
        let mut seen = std::collections::BTreeSet::new();
        let at = |cells: &Vec<String>| -> Vec<String> {
            times.iter().filter_map(|i| cells.get(*i).cloned()).collect()
        };
        self.rows.iter().any(|(_, cells)| !seen.insert(at(cells)))
    }

    fn counts(&mut self) -> Result<(), NotFound> {
        let asked = self.roles.iter().any(|r| matches!(r, Some(Role::Count(..))));
        let sensor = self.taken(&Role::Sensor);
        let mut numbers: Vec<usize> = Vec::new();
        for i in self.free() {
            let name = &self.names[i];
            let why = if asked {
                "not the column that was asked for"
            } else if !self.looks[i].mostly_number() {
                "neither a time nor a number"
            } else if words::is_position(name) {
                "a position"
            } else if words::is_id(name) || sensor.is_some_and(|s| self.one_to_one(s, i)) {
                "a number of the sensor"
            } else {
                numbers.push(i);
                continue;
            };
            self.roles[i] = Some(Role::LeftOut(why));
        }
        if asked {
            return Ok(());
        }
        if let Some(i) = numbers.iter().copied().find(|i| words::is_share(&self.names[*i])) {
            self.unit = Unit::Shares;
            numbers = vec![i];
        }
        match (sensor, numbers.len()) {
            (_, 0) => {
                let what = Bilingual::new("has no column with counts", "没有计数的列");
                let hint = Bilingual::new(
                    format!(
                        "columns: {}; name the one with the counts by `count_column`",
                        self.names.join(", ")
                    ),
                    format!("各列：{}；请用 `count_column` 指明计数列", self.names.join("、")),
                );
                return Err((what, hint));
            }
            (_, 1) => self.roles[numbers[0]] = Some(Role::Count(None, None)),
            (Some(_), _) => self.long_counts(&numbers),
            (None, _) => self.wide_counts(&numbers),
        }
        Ok(())
    }

    /// Whether each value of one column goes with one value of the other, both ways.
    fn one_to_one(&self, sensor: usize, column: usize) -> bool {
        let mut pairs = std::collections::BTreeSet::new();
        for (_, cells) in self.rows {
            if let (Some(a), Some(b)) = (cells.get(sensor), cells.get(column))
                && !a.is_empty()
                && !b.is_empty()
            {
                pairs.insert((a, b));
            }
        }
        let several = self.looks[sensor].distinct.len();
        several > 1 && pairs.len() == several && self.looks[column].distinct.len() == several
    }

    fn long_counts(&mut self, numbers: &[usize]) {
        let directed: Vec<(usize, Option<Direction>)> =
            numbers.iter().map(|i| (*i, words::split_direction(&self.names[*i]).1)).collect();
        if directed.iter().any(|(_, d)| d.is_some()) {
            for (i, direction) in directed {
                let why = Role::LeftOut("a number beside the counts in and out");
                let role = direction.map_or(why, |d| Role::Count(None, Some(d)));
                self.roles[i] = Some(role);
            }
            return;
        }
        let named = numbers.iter().find(|i| words::is_count(&self.names[**i]));
        let count = named.or(numbers.last()).copied();
        for i in numbers {
            self.roles[*i] = Some(match Some(*i) == count {
                true => Role::Count(None, None),
                false => Role::LeftOut("a number that is not taken for the count"),
            });
        }
    }

    fn wide_counts(&mut self, numbers: &[usize]) {
        for i in numbers {
            let (base, direction) = words::split_direction(&self.names[*i]);
            self.roles[*i] = Some(if words::is_sum(&self.names[*i]) {
                Role::LeftOut("the sum of the others")
            } else {
                let base = if base.is_empty() { None } else { Some(base) };
                Role::Count(base, direction)
            });
        }
    }
}
