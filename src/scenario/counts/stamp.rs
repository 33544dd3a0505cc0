//! Times as files of counts have them: days in many spellings, hours, ranges of hours.

use jiff::civil::Date;

/// A day, a time of day, a distance from UTC: what one cell says of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Stamp {
    /// Day.
    pub(super) date: Option<Date>,
    /// Seconds since midnight; up to 48 h.
    pub(super) of_day_s: Option<u32>,
    /// End of a range of hours, seconds since the same midnight.
    pub(super) until_s: Option<u32>,
    /// East of UTC, seconds.
    pub(super) offset_s: Option<i32>,
}

/// The order of the first two numbers of a day such as 03/04/2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayOrder {
    /// 3 April.
    DayFirst,
    /// 4 March.
    MonthFirst,
}

/// A cell as a time, `None` where it is none. Plain numbers are none.
pub(super) fn parse(cell: &str, order: DayOrder) -> Option<Stamp> {
    let text = cell.trim().trim_matches('"');
    if text.is_empty() || text.len() > 60 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(range) = range(text) {
        return Some(range);
    }
    let spaced = text.replace(['年', '月'], "-").replace('日', " ").replace(['点', '时'], ":00");
    let bytes = spaced.as_bytes();
    let t = spaced.find('T').filter(|i| {
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        *i > 0 && digit(i - 1) && digit(i + 1)
    });
    let spaced = match t {
        Some(i) => format!("{} {}", &spaced[..i], &spaced[i + 1..]),
        None => spaced,
    };
    let mut stamp = Stamp::default();
    for part in spaced.split_whitespace() {
        if let Some(date) = parse_date(part, order).filter(|_| stamp.date.is_none()) {
            stamp.date = Some(date);
        } else if let Some((of_day_s, offset_s)) = time(part).filter(|_| stamp.of_day_s.is_none()) {
            stamp.of_day_s = Some(of_day_s);
            stamp.offset_s = offset_s;
        } else if let Some(afternoon) = half_day(part) {
            let hour_12 = stamp.of_day_s?;
            let hour = hour_12 % 43_200;
            stamp.of_day_s = Some(if afternoon { hour + 43_200 } else { hour });
        } else if let Some(offset_s) = offset(part) {
            stamp.offset_s = Some(offset_s);
        } else if weekday(part) {
        } else {
            return None;
        }
    }
    (stamp.date.is_some() || stamp.of_day_s.is_some()).then_some(stamp)
}

/// A day: `2012-12-31`, `31.12.2012`, `12/31/2012`, `31-DEC-2012`, `20121231`.
pub(super) fn parse_date(text: &str, order: DayOrder) -> Option<Date> {
    let text = text.trim_end_matches('-').trim_end_matches(',');
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let number = |part: &str| {
        let digits = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<i16>().ok().filter(|_| digits)
    };
    let date = |year: i16, month: i16, day: i16| {
        let year = if year < 100 { year + 2000 } else { year };
        let sane = (1900..2200).contains(&year);
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        date.filter(|_| sane)
    };
    match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.bytes().all(|b| b.is_ascii_digit()) => {
            date(number(&whole[..4])?, number(&whole[4..6])?, number(&whole[6..])?)
        }
        [year, month, day] if year.len() == 4 && number(year).is_some() => {
            date(number(year)?, number(month)?, number(day)?)
        }
        [day, month, year] if named_month(month).is_some() => {
            date(number(year)?, named_month(month)?, number(day)?)
        }
        [first, second, year] => match order {
            DayOrder::DayFirst => date(number(year)?, number(second)?, number(first)?),
            DayOrder::MonthFirst => date(number(year)?, number(first)?, number(second)?),
        },
        _ => None,
    }
}

fn named_month(text: &str) -> Option<i16> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = text.to_lowercase();
    let short = lower.get(..3)?;
    let plain = lower.len() <= 9 && lower.chars().all(char::is_alphabetic);
    MONTHS.iter().position(|m| *m == short && plain).map(|i| i as i16 + 1)
}

/// Whether a text is the name of a day of the week.
pub(super) fn weekday(text: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let lower = text.trim_end_matches([',', '.']).to_lowercase();
    let known = DAYS.iter().any(|d| {
        lower == *d || (lower.starts_with(d) && lower.ends_with("day") && lower.len() <= 9)
    });
    known || lower.starts_with("星期") || lower.starts_with("周")
}

/// `18:00`, `18:00:30.5`, `18:00Z`, `18:00+08:00`, `6pm`, `6:30pm`.
fn time(text: &str) -> Option<(u32, Option<i32>)> {
    let lower = text.to_lowercase();
    for (end, afternoon) in [("am", false), ("pm", true)] {
        if let Some(clock) = lower.strip_suffix(end) {
            let clock = if clock.contains(':') { clock.to_owned() } else { format!("{clock}:00") };
            let (of_day_s, _) = time(&clock)?;
            let hour = of_day_s % 43_200;
            return Some((if afternoon { hour + 43_200 } else { hour }, None));
        }
    }
    let ends = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(ends);
    if !clock.contains(':') {
        return None;
    }
    let offset_s = if zone.is_empty() { None } else { Some(offset(zone)?) };
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let of_day_s = crate::document::parse_clock(clock)?;
    // Hours past midnight are counted on (`25:30`) in local programmes only.
    let past_midnight = of_day_s > 86_400 && offset_s.is_some();
    (!past_midnight).then_some((of_day_s, offset_s))
}

/// `Z`, `UTC`, `+08:00`, `+0800`, `+08`: seconds east of UTC.
fn offset(text: &str) -> Option<i32> {
    if ["z", "utc", "gmt"].contains(&text.to_lowercase().as_str()) {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        2 if plain => (digits.as_str(), "0"),
        4 if plain => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn half_day(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "am" | "上午" => Some(false),
        "pm" | "下午" => Some(true),
        _ => None,
    }
}

/// `18:00-19:00`, `18:00–19:00`, `18:00 to 19:00`, `18-19h`, `18时-19时`; a day may stand before.
fn range(text: &str) -> Option<Stamp> {
    let (date, hours) = match text.split_once(' ') {
        Some((first, rest)) => match parse_date(first, DayOrder::DayFirst) {
            Some(date) => (Some(date), rest),
            None => (None, text),
        },
        None => (None, text),
    };
    let hours = hours.replace(" to ", "-").replace(['–', '—', '~', '～', '至'], "-");
    let (from, until) = hours.split_once('-')?;
    let clock = |part: &str, bare: bool| {
        let part = part.trim();
        let hour = part.trim_end_matches(['h', '时', '点']);
        if part.contains(':') {
            return crate::document::parse_clock(part);
        }
        let marked = hour.len() < part.len() || bare;
        let number = hour.len() <= 2 && hour.bytes().all(|b| b.is_ascii_digit());
        hour.parse::<u32>().ok().filter(|h| marked && number && *h <= 48).map(|h| h * 3600)
    };
    let until_s = clock(until, false)?;
    let from_s = clock(from, true)?;
    let until_s = if until_s <= from_s { until_s + 86_400 } else { until_s };
    if until_s <= from_s {
        return None;
    }
    Some(Stamp { date, of_day_s: Some(from_s), until_s: Some(until_s), offset_s: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, u32)> {
        let stamp = parse(text, DayOrder::DayFirst)?;
        let date = stamp.date.map(|d| d.to_string()).unwrap_or_default();
        Some((date, stamp.of_day_s.unwrap_or(99)))
    }

    #[test]
    fn reads_the_spellings_met() {
        for (text, date, of_day_s) in [
            ("2012-12-31 06:00:00", "2012-12-31", 21_600),
            ("2012-12-31T06:00:00.000Z", "2012-12-31", 21_600),
            ("01-JAN-2012 00:00", "2012-01-01", 0),
            ("19/08/2016 12:39:50 PM +0000", "2016-08-19", 45_590),
            ("31.12.2012 18:00", "2012-12-31", 64_800),
            ("2012/12/31 18:00", "2012-12-31", 64_800),
            ("20121231", "2012-12-31", 99),
            ("2012年12月31日 18:00", "2012-12-31", 64_800),
            ("18:00", "", 64_800),
            ("6pm", "", 64_800),
            ("18:00-19:00", "", 64_800),
            ("18-19h", "", 64_800),
        ] {
            assert_eq!(read(text), Some((date.to_owned(), of_day_s)), "{text}");
        }
        for no_time in ["", "Town Hall", "3363", "12.5", "Gate 3", "1140.0", "2012-13-40", "-5"] {
            assert_eq!(read(no_time), None, "{no_time}");
        }
    }

    #[test]
    fn ranges_and_offsets_are_kept() {
        assert_eq!(parse("47:00-12:00", DayOrder::DayFirst), None, "ends before it begins");
        let stamp = parse("23:00–00:00", DayOrder::DayFirst).expect("a range");
        assert_eq!(stamp.until_s, Some(86_400));
        let stamp = parse("2025-08-01T06:00+05:30", DayOrder::DayFirst).expect("a time");
        assert_eq!(stamp.offset_s, Some(19_800));
        let american = parse("12/31/2012 1:00", DayOrder::MonthFirst).expect("a time");
        assert_eq!(american.date.map(|d| d.to_string()), Some("2012-12-31".to_owned()));
    }
}
