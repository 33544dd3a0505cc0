//! What names of columns give away, in the languages met.

/// Which way people were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// Coming in.
    In,
    /// Going out.
    Out,
}

const TIME: &[&str] = &["time", "ts", "timestamp", "datetime", "zeit", "时间"];
const DATE: &[&str] = &["date", "day", "datum", "日期"];
const HOUR: &[&str] = &["hour", "hours", "h", "hr", "time", "stunde", "小时", "时段", "时间"];
const COUNT: &[&str] = &[
    "count",
    "counts",
    "ridership",
    "visitors",
    "people",
    "persons",
    "pedestrians",
    "total",
    "number",
    "value",
    "scans",
    "entries",
    "anzahl",
    "人数",
    "客流",
    "客流量",
    "数量",
];
const SENSOR: &[&str] = &[
    "sensor",
    "station",
    "location",
    "gate",
    "counter",
    "camera",
    "device",
    "site",
    "entrance",
    "place",
    "name",
    "传感器",
    "站",
    "站点",
    "车站",
    "闸机",
    "门",
    "位置",
    "地点",
];
const SHARE: &[&str] = &["share", "proportion", "fraction", "percent", "rate", "比例", "占比"];
const POSITION: &[&str] = &["lat", "latitude", "lon", "lng", "longitude", "x", "y", "经度", "纬度"];
const SUM: &[&str] = &["total", "sum", "all", "合计", "总计"];
const RUNNING: &[&str] = &["cumulative", "cumulated", "cum", "running", "累计"];
const IN: &[&str] = &[
    "in", "ins", "inflow", "inbound", "entry", "entries", "entering", "enter", "arrivals", "进",
    "入", "进入", "入场", "进场", "进站",
];
const OUT: &[&str] = &[
    "out",
    "outs",
    "outflow",
    "outbound",
    "exit",
    "exits",
    "leaving",
    "leave",
    "departures",
    "出",
    "离开",
    "出场",
    "离场",
    "出站",
];

/// The words of a name in lower case.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn holds(name: &str, known: &[&str]) -> bool {
    words(name).iter().any(|word| known.contains(&word.as_str()))
}

pub(super) fn is_time(name: &str) -> bool {
    holds(name, TIME)
}

pub(super) fn is_date(name: &str) -> bool {
    holds(name, DATE)
}

pub(super) fn is_hour(name: &str) -> bool {
    holds(name, HOUR)
}

pub(super) fn is_count(name: &str) -> bool {
    holds(name, COUNT)
}

pub(super) fn is_sensor(name: &str) -> bool {
    holds(name, SENSOR)
}

pub(super) fn is_share(name: &str) -> bool {
    holds(name, SHARE)
}

pub(super) fn is_position(name: &str) -> bool {
    holds(name, POSITION)
}

pub(super) fn is_sum(name: &str) -> bool {
    words(name).len() == 1 && holds(name, SUM)
}

pub(super) fn is_running(name: &str) -> bool {
    holds(name, RUNNING)
}

pub(super) fn is_id(name: &str) -> bool {
    words(name).last().is_some_and(|word| word == "id" || word == "nr" || word == "no")
}

/// Which way a word says.
pub(super) fn direction(word: &str) -> Option<Direction> {
    let lower = word.trim().to_lowercase();
    match lower.as_str() {
        word if IN.contains(&word) => Some(Direction::In),
        word if OUT.contains(&word) => Some(Direction::Out),
        _ => None,
    }
}

/// A name without the way it ends or begins with, and that way: "North_in" is North, in.
pub(super) fn split_direction(name: &str) -> (String, Option<Direction>) {
    let trimmed = name.trim();
    if let Some(way) = direction(trimmed) {
        return (String::new(), Some(way));
    }
    let parted = |c: char| matches!(c, '_' | ' ' | '-' | '.' | '/');
    let bare = |text: &str| text.trim_matches(|c: char| parted(c) || c == '(').to_owned();
    if let Some((base, last)) = trimmed.trim_end_matches(')').rsplit_once(|c| parted(c) || c == '(')
        && let Some(way) = direction(last)
    {
        return (bare(base), Some(way));
    }
    if let Some((first, base)) = trimmed.split_once(parted)
        && let Some(way) = direction(first)
    {
        return (bare(base), Some(way));
    }
    let mut ends: Vec<&&str> = IN.iter().chain(OUT).filter(|w| !w.is_ascii()).collect();
    ends.sort_by_key(|w| std::cmp::Reverse(w.len()));
    for end in ends {
        if let Some(base) = trimmed.strip_suffix(*end) {
            return (bare(base), direction(end));
        }
    }
    (trimmed.to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_say_the_way() {
        let split = |name: &str| split_direction(name);
        assert_eq!(split("North_in"), ("North".to_owned(), Some(Direction::In)));
        assert_eq!(split("North gate (Out)"), ("North gate".to_owned(), Some(Direction::Out)));
        assert_eq!(split("北门进"), ("北门".to_owned(), Some(Direction::In)));
        assert_eq!(split("Berlin"), ("Berlin".to_owned(), None));
        assert_eq!(split("out"), (String::new(), Some(Direction::Out)));
    }
}
