//! Which day of a file is taken.

use super::rows::{Rows, midnight_s};
use super::{CountsQuery, Findings};
use crate::document::Bilingual;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Days that are named in a message.
const NAMED_DAYS: usize = 14;

/// The day that is taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Day {
    /// `None` where the file has no days.
    pub(super) date: Option<Date>,
    /// Its midnight in the file's local seconds.
    pub(super) midnight_s: i64,
    /// Days in the file.
    pub(super) days: usize,
}

/// The day asked for, else the event's, else the only one.
pub(super) fn choose(rows: &Rows, query: &CountsQuery, findings: &mut Findings) -> Option<Day> {
    if !rows.dated {
        return Some(Day { date: None, midnight_s: 0, days: 0 });
    }
    let mut days: BTreeMap<i64, [i64; 2]> = BTreeMap::new();
    for entry in &rows.entries {
        let of_day = entry.at_s.rem_euclid(86_400);
        let [low, high] = days.entry(entry.at_s.div_euclid(86_400)).or_insert([of_day, of_day]);
        (*low, *high) = ((*low).min(of_day), (*high).max(of_day));
    }
    let day = |date: Date| Day { date: Some(date), midnight_s: midnight_s(date), days: days.len() };
    let holds = |date: &Date| days.contains_key(&(midnight_s(*date) / 86_400));
    if let Some(date) = query.date {
        if holds(&date) {
            return Some(day(date));
        }
        let what = (format!("has no counts of {date}"), format!("没有 {date} 的计数"));
        findings.error(what, list(&days));
        return None;
    }
    if let Some(date) = query.clock.date.filter(holds) {
        return Some(day(date));
    }
    let mut all = days.iter();
    let only = match (all.next(), all.next(), all.next()) {
        (Some((first, _)), None, _) => Some(*first),
        // One night: the second day's counts end before the first day's begin.
        (Some((first, [low, _])), Some((second, [_, high])), None)
            if *second == first + 1 && high < low =>
        {
            Some(*first)
        }
        _ => None,
    };
    match only.and_then(date_of) {
        Some(date) => {
            if query.clock.date.is_some() {
                findings.note(format!("the file's only day, {date}, stands in for the event's"));
            }
            Some(day(date))
        }
        None => {
            let (count, list) = (days.len(), list(&days));
            let what = match query.clock.date {
                Some(date) => (
                    format!("has {count} days, and none is the event's, {date}"),
                    format!("有 {count} 天，但没有活动当天 {date}"),
                ),
                None => (
                    format!("has {count} days, and the event does not say which is meant"),
                    format!("有 {count} 天，而活动没有说明是哪一天"),
                ),
            };
            let hint = (
                format!("add `date: \"..\"` to `Counts(..)`; {}", list.en),
                format!("请在 `Counts(..)` 中加上 `date: \"..\"`；{}", list.zh),
            );
            findings.error(what, hint);
            None
        }
    }
}

fn date_of(days_since_1970: i64) -> Option<Date> {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(days_since_1970).ok()?).ok()
}

/// "it has 2012-03-10, 2012-03-11, … (12 more), 2014-12-31".
fn list(days: &BTreeMap<i64, [i64; 2]>) -> Bilingual {
    let names: Vec<String> =
        days.keys().filter_map(|d| date_of(*d)).map(|d| d.to_string()).collect();
    if names.len() <= NAMED_DAYS {
        let [en, zh] = [", ", "、"].map(|comma| names.join(comma));
        return Bilingual::new(format!("it has {en}"), format!("有 {zh}"));
    }
    let last = names.last().cloned().unwrap_or_default();
    let [en, zh] = [", ", "、"].map(|comma| names[..NAMED_DAYS - 1].join(comma));
    let more = names.len() - NAMED_DAYS;
    Bilingual::new(
        format!("it has {en}, … ({more} more), {last}"),
        format!("有 {zh}……（另有 {more} 天）、{last}"),
    )
}
