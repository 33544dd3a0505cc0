//! One series of bins a sensor over the event's hours: running totals taken apart, gaps filled
//! in, dead sensors named.

use super::columns::{Columns, Role};
use super::day::Day;
use super::rows::Rows;
use super::words::is_running;
use super::{CountsQuery, Findings};
use crate::document::{Bilingual, clock_text};
use std::collections::BTreeMap;

/// A sensor with a smaller part of the event's bins is left out.
const LEAST_PRESENT: f64 = 0.5;
/// Zeros for longer than this while others count people are worth a word, seconds.
const DEAD_S: f64 = 7200.0;
/// Sensors that are named in one message.
const NAMED_SENSORS: usize = 6;

/// What came out.
pub(super) struct Series {
    pub(super) bins: Vec<[f64; 2]>,
    pub(super) sensors: Vec<(String, Vec<f64>)>,
    /// Per sensor, bins filled in.
    pub(super) filled: Vec<usize>,
    pub(super) left_out: Vec<(String, Bilingual)>,
    pub(super) bin_s: f64,
    pub(super) covered_s: [f64; 2],
    pub(super) outside_share: f64,
}

/// The raster of bins over the event, in the file's local seconds.
struct Bins {
    length_s: i64,
    phase_s: i64,
    low: i64,
    high: i64,
    start_s: i64,
    end_s: i64,
}

impl Bins {
    fn index(&self, at_s: i64) -> i64 {
        (at_s - self.phase_s).div_euclid(self.length_s)
    }

    /// From and until within the event, seconds since its start.
    fn span(&self, index: i64) -> [f64; 2] {
        let from = self.phase_s + index * self.length_s;
        let (low, high) = (from.max(self.start_s), (from + self.length_s).min(self.end_s));
        [(low - self.start_s) as f64, (high - self.start_s) as f64]
    }
}

/// One sensor's numbers by bin, before anything is made of them.
type ByBin = BTreeMap<i64, f64>;

pub(super) fn build(
    rows: &Rows,
    columns: &Columns,
    query: &CountsQuery,
    day: &Day,
    findings: &mut Findings,
) -> Option<Series> {
    let start_s = day.midnight_s + query.clock.starts_s as i64;
    let end_s = start_s + query.clock.duration_s.ceil() as i64;
    let times = event_times(rows, day, start_s, end_s);
    let length_s = bin_length(rows, &times, findings);
    let running = running(rows, columns, query, &times, findings);
    // A running total just behind the end says who came before it.
    let reach_s = if running { end_s + length_s } else { end_s };
    let inside: Vec<i64> = times
        .iter()
        .flatten()
        .map(|(at, _)| *at)
        .filter(|at| at + length_s > start_s && *at < reach_s)
        .collect();
    let (Some(first), Some(last)) = (inside.iter().min(), inside.iter().max()) else {
        let event = query.clock.hours();
        let what = (
            format!("has no counts within the event's hours, {event}"),
            format!("在活动时间（{event}）内没有计数"),
        );
        let hint = (
            "see whether the day, the hours and `utc` are right",
            "请检查日期、起止时间和 `utc` 是否正确",
        );
        findings.error(what, hint);
        return None;
    };
    let phase_s = first.rem_euclid(length_s);
    let mut bins = Bins { length_s, phase_s, low: 0, high: 0, start_s, end_s };
    (bins.low, bins.high) = (bins.index(*first), bins.index(*last) + i64::from(!running));
    if inside.iter().any(|at| (at - phase_s) % length_s != 0) {
        findings.note("times that lie between the bins are put into the bin they lie in");
    }
    let raw = by_bin(rows, &times, &bins, running, findings);
    let series: Vec<ByBin> = match running {
        true => raw
            .iter()
            .zip(&rows.sensors)
            .map(|(totals, name)| differences(totals, name, &bins, findings))
            .collect(),
        false => raw,
    };
    let mut built = fill(series, rows, &bins, findings);
    say_dead(&built, &bins, query, findings);
    built.covered_s = [bins.span(bins.low)[0], bins.span(bins.high - 1)[1]];
    say_uncovered(&built, query, findings);
    built.outside_share = if running { 0.0 } else { outside_share(&times, &bins, day) };
    if built.sensors.iter().all(|(_, counts)| counts.iter().sum::<f64>() <= 0.0) {
        let event = query.clock.hours();
        let what = (
            format!("counts nobody within the event's hours, {event}"),
            format!("在活动时间（{event}）内没有计到人"),
        );
        let hint = (
            "see whether the day, the hours and the columns are right",
            "请检查日期、起止时间和各列是否正确",
        );
        findings.error(what, hint);
        return None;
    }
    Some(built)
}

/// Per sensor the times and counts; times without a day go to the day on which the event is.
fn event_times(rows: &Rows, day: &Day, start_s: i64, end_s: i64) -> Vec<Vec<(i64, f64)>> {
    let mut times = vec![Vec::new(); rows.sensors.len()];
    for entry in &rows.entries {
        let mut at_s = entry.at_s;
        if day.date.is_none() && at_s < start_s && at_s + 86_400 < end_s {
            at_s += 86_400;
        }
        times[entry.sensor].push((at_s, entry.count));
    }
    for series in &mut times {
        series.sort_by_key(|(at, _)| *at);
    }
    times
}

/// The commonest distance between two times of a sensor.
fn bin_length(rows: &Rows, times: &[Vec<(i64, f64)>], findings: &mut Findings) -> i64 {
    if let Some(range_s) = rows.range_s {
        return range_s.max(60);
    }
    let mut steps: BTreeMap<i64, usize> = BTreeMap::new();
    for series in times {
        for pair in series.windows(2) {
            if pair[1].0 > pair[0].0 {
                *steps.entry(pair[1].0 - pair[0].0).or_default() += 1;
            }
        }
    }
    let commonest = steps.iter().max_by_key(|(step, n)| (**n, -**step)).map(|(step, _)| *step);
    match commonest {
        Some(step) => step.clamp(60, 86_400),
        None => {
            findings.note("one time alone: its count is taken for an hour");
            3600
        }
    }
}

/// Whether the numbers are running totals.
fn running(
    rows: &Rows,
    columns: &Columns,
    query: &CountsQuery,
    times: &[Vec<(i64, f64)>],
    findings: &mut Findings,
) -> bool {
    if let Some(said) = query.cumulative {
        return said;
    }
    let named = columns
        .names
        .iter()
        .zip(&columns.roles)
        .any(|(name, role)| matches!(role, Role::Count(..)) && is_running(name));
    let rises = |series: &Vec<(i64, f64)>| {
        let steps = series.windows(2).count();
        let kept = series.windows(2).filter(|w| w[1].1 >= w[0].1).count();
        let grown = series.first().zip(series.last()).is_some_and(|(a, b)| b.1 > a.1);
        steps >= 11 && kept * 100 >= steps * 90 && grown
    };
    let found = named || (!rows.sensors.is_empty() && times.iter().all(rises));
    if found {
        let [why, zh] = match named {
            true => ["by the column's name", "从列名看"],
            false => ["as they hardly ever fall", "因为它们几乎不下降"],
        };
        let what = (
            format!("the counts are taken for running totals, {why}"),
            format!("这些计数被当作累计值：{zh}"),
        );
        let hint = (
            "say `cumulative: true` or `cumulative: false` to settle it",
            "请用 `cumulative: true` 或 `cumulative: false` 明确",
        );
        findings.warn(0, what, hint);
    }
    found
}

/// Numbers of the event's bins; of a running total the last of a bin, else the sum.
fn by_bin(
    rows: &Rows,
    times: &[Vec<(i64, f64)>],
    bins: &Bins,
    running: bool,
    findings: &mut Findings,
) -> Vec<ByBin> {
    let last = if running { bins.high } else { bins.high - 1 };
    let mut twice = 0;
    let mut all = Vec::new();
    for series in times {
        let mut by_bin = ByBin::new();
        let mut before: Option<(i64, f64)> = None;
        for (at_s, count) in series {
            let index = bins.index(*at_s);
            if index < bins.low || index > last {
                continue;
            }
            let same = before == Some((*at_s, *count));
            twice += usize::from(before.is_some_and(|(at, _)| at == *at_s));
            before = Some((*at_s, *count));
            if same && !running {
                continue;
            }
            let bin = by_bin.entry(index).or_insert(0.0);
            *bin = if running { *count } else { *bin + count };
        }
        all.push(by_bin);
    }
    if twice > 0 && !rows.sensors.is_empty() {
        let what = (
            format!("{twice} rows have the time and sensor of another row"),
            format!("有 {twice} 行的时间和传感器与另一行相同"),
        );
        let hint =
            ("equal ones were counted once, others added up", "数值相同的只计一次，不同的已相加");
        findings.warn(0, what, hint);
    }
    all
}

/// People a bin of a running total: what it rose by to the next bin's; a rise over a gap is
/// spread over it.
fn differences(totals: &ByBin, name: &str, bins: &Bins, findings: &mut Findings) -> ByBin {
    let mut counts = ByBin::new();
    let points: Vec<(i64, f64)> = totals.iter().map(|(i, t)| (*i, *t)).collect();
    let at =
        |index: i64| clock_text(((bins.phase_s + index * bins.length_s).rem_euclid(86_400)) as f64);
    for pair in points.windows(2) {
        let ((from, low), (until, high)) = (pair[0], pair[1]);
        let restarted = high < low && high < 0.1 * low;
        let rise = if restarted { high } else { (high - low).max(0.0) };
        if high < low {
            let [made, zh] = match restarted {
                true => ["taken for a restart from 0", "当作从 0 重新计数"],
                false => ["taken for no change", "当作没有变化"],
            };
            let when = at(until);
            let what = (
                format!(
                    "the running total of {name:?} falls from {low} to {high} at {when}: {made}"
                ),
                format!("{name:?} 的累计值在 {when} 从 {low} 降到 {high}：{zh}"),
            );
            let hint = (
                "see whether the counter was reset or corrected",
                "请查明计数器是否被清零或校正过",
            );
            findings.warn(0, what, hint);
        }
        if until - from > 1 {
            let [from, until] = [from + 1, until].map(at);
            let what = (
                format!(
                    "the running total of {name:?} has a gap from {from} to {until}: its rise is spread evenly"
                ),
                format!("{name:?} 的累计值从 {from} 到 {until} 有缺口：其增量已平均分摊"),
            );
            let hint = ("fill the gap if you know better", "如有更准的数据，请补上缺口");
            findings.warn(0, what, hint);
        }
        for index in from..until {
            counts.insert(index, rise / (until - from) as f64);
        }
    }
    counts
}

const ADD_ROWS: (&str, &str) = ("add the rows if you have them", "如有这些行，请补上");

/// Missing bins from their neighbours; sensors with too few are left out.
fn fill(series: Vec<ByBin>, rows: &Rows, bins: &Bins, findings: &mut Findings) -> Series {
    let length = (bins.high - bins.low).max(1);
    let mut built = Series {
        bins: (bins.low..bins.low + length).map(|i| bins.span(i)).collect(),
        sensors: Vec::new(),
        filled: Vec::new(),
        left_out: Vec::new(),
        bin_s: bins.length_s as f64,
        covered_s: [0.0; 2],
        outside_share: 0.0,
    };
    let mut gaps: Vec<String> = Vec::new();
    for (counts, name) in series.iter().zip(&rows.sensors) {
        let present = counts.len() as f64 / length as f64;
        if present < LEAST_PRESENT {
            let why = match counts.len() {
                0 => Bilingual::new("no counts within the event's hours", "活动时间内没有计数"),
                n => Bilingual::new(
                    format!("counts in {n} of {length} bins only"),
                    format!("{length} 个时段中只有 {n} 个有计数"),
                ),
            };
            built.left_out.push((name.clone(), why));
            continue;
        }
        let missing = length as usize - counts.len();
        if missing > 0 {
            gaps.push(format!("{name} ({missing})"));
        }
        let part = |index: i64| {
            let [from, until] = bins.span(index);
            (until - from) / bins.length_s as f64
        };
        let people = (bins.low..bins.low + length).map(|i| between(counts, i) * part(i)).collect();
        built.sensors.push((name.clone(), people));
        built.filled.push(missing);
    }
    if !gaps.is_empty() {
        let named = some(&gaps);
        let what = (
            format!("missing bins are filled in from their neighbours: {}", named.en),
            format!("缺少的时段已按前后时段补上：{}", named.zh),
        );
        findings.warn(0, what, ADD_ROWS);
    }
    let short: Vec<String> = built
        .left_out
        .iter()
        .filter(|(_, why)| why.en.ends_with("only"))
        .map(|(n, _)| n.clone())
        .collect();
    if !short.is_empty() {
        let named = some(&short);
        let what = (
            format!("sensors with counts in less than half of the bins are left out: {}", named.en),
            format!("一半以上时段没有计数的传感器未采用：{}", named.zh),
        );
        findings.warn(0, what, ADD_ROWS);
    }
    built
}

/// The bin's number, or on the straight line between its neighbours, or the nearest.
fn between(counts: &ByBin, index: i64) -> f64 {
    if let Some(count) = counts.get(&index) {
        return *count;
    }
    let before = counts.range(..index).next_back();
    let after = counts.range(index..).next();
    match (before, after) {
        (Some((i, a)), Some((j, b))) => a + (b - a) * (index - i) as f64 / (j - i) as f64,
        (Some((_, one)), None) | (None, Some((_, one))) => *one,
        (None, None) => 0.0,
    }
}

/// Names the first few of many.
fn some(names: &[String]) -> Bilingual {
    let first = &names[..names.len().min(NAMED_SENSORS)];
    let (en, zh) = (first.join(", "), first.join("、"));
    match names.len() - first.len() {
        0 => (en, zh).into(),
        more => (format!("{en} and {more} more"), format!("{zh}，另有 {more} 个")).into(),
    }
}

/// Names sensors that count nobody for hours while others count people.
fn say_dead(built: &Series, bins: &Bins, query: &CountsQuery, findings: &mut Findings) {
    let length = built.bins.len();
    let total = |i: usize| built.sensors.iter().map(|(_, c)| c[i]).sum::<f64>();
    let busy: Vec<bool> = (0..length).map(|i| total(i) > 0.0).collect();
    let mut dead: Vec<String> = Vec::new();
    for (name, counts) in &built.sensors {
        let mut start: Option<usize> = None;
        for i in 0..=length {
            let silent = i < length && counts[i] <= 0.0 && busy[i];
            match (silent, start) {
                (true, None) => start = Some(i),
                (false, Some(from)) => {
                    start = None;
                    if (i - from) as f64 * bins.length_s as f64 > DEAD_S {
                        let at = |s: f64| clock_text(query.clock.starts_s + s);
                        let (from, until) = (built.bins[from][0], built.bins[i - 1][1]);
                        dead.push(format!("{name} {}–{}", at(from), at(until)));
                    }
                }
                _ => {}
            }
        }
    }
    if !dead.is_empty() {
        let named = some(&dead);
        let what = (
            format!("sensors count nobody while others do, perhaps dead: {}", named.en),
            format!("别的传感器计到人时，这些没有计到，可能已失灵：{}", named.zh),
        );
        let hint = (
            "leave them out by naming the others in `sensors`",
            "若不采用它们，请在 `sensors` 中只写其他传感器",
        );
        findings.warn(0, what, hint);
    }
}

fn say_uncovered(built: &Series, query: &CountsQuery, findings: &mut Findings) {
    let [from, until] = built.covered_s;
    let at = |s: f64| clock_text(query.clock.starts_s + s);
    if from > 0.0 || until < query.clock.duration_s {
        let (from, until, event) = (at(from), at(until), query.clock.hours());
        let what = (
            format!("covers {from}–{until} of the event ({event}): nobody arrives in the rest"),
            format!("只涵盖活动（{event}）的 {from}–{until}：其余时间没有人到达"),
        );
        let hint =
            ("take a file of the whole day, or shorten the event", "请用全天的文件，或缩短活动");
        findings.warn(0, what, hint);
    }
}

/// Share of the day's counts that lie outside the event.
fn outside_share(times: &[Vec<(i64, f64)>], bins: &Bins, day: &Day) -> f64 {
    let (mut inside, mut all) = (0.0, 0.0);
    let until = (day.midnight_s + 86_400).max(bins.end_s);
    for (at_s, count) in times.iter().flatten() {
        let from = bins.phase_s + bins.index(*at_s) * bins.length_s;
        let overlap = (from + bins.length_s).min(bins.end_s) - from.max(bins.start_s);
        let part = overlap.max(0) as f64 / bins.length_s as f64;
        if day.date.is_none() || (*at_s >= day.midnight_s && *at_s < until) {
            all += count;
            inside += count * part.min(1.0);
        }
    }
    if all > 0.0 { 1.0 - inside / all } else { 0.0 }
}
