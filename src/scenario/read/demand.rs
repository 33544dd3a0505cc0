//! Demand: how many come, when and where.

use super::portals::PortalRead;
use super::{Context, spread};
use crate::document::ron_tree::{Node, Value};
use crate::document::{Bilingual, Otherwise, Record, parse_clock};
use crate::scenario::counts::CountsReading;
use crate::scenario::fields::demand as fields;
use crate::scenario::fields::event::{DEMAND, PLACED, PORTALS};
use crate::scenario::fields::placed::NOBODY_BESIDES;
use crate::scenario::{ArrivalBin, Demand, Portal, SourceFile, Spread};

/// Arrivals by a curve are put into bins of this length, seconds.
const CURVE_BIN_S: f64 = 60.0;

/// Bytes of memory a visitor takes, about: measured, see docs/performance.md.
pub const BYTES_A_VISITOR: f64 = 1_150.0;

/// Demand, the portals with their shares, and what was made of a file of counts.
pub(super) struct DemandRead {
    pub(super) demand: Demand,
    pub(super) portals: Vec<Portal>,
    pub(super) counts: Option<CountsReading>,
}

/// When people arrive: relative weights.
struct Profile {
    /// From, until, and one weight a portal.
    bins: Vec<([f64; 2], Vec<f64>)>,
    /// People counted, where people were.
    counted: Option<f64>,
    origin: Bilingual,
    counts: Option<CountsReading>,
    /// Whether counts say by themselves where people come in.
    mapped: bool,
}

/// `None` where what is missing leaves nothing to go on; why is noted.
pub(super) fn read(
    context: &Context,
    event: &Record,
    portals: Vec<PortalRead>,
    sources: &mut Vec<SourceFile>,
) -> Option<DemandRead> {
    let shares = portal_shares(event, &portals);
    let given: Vec<bool> = portals.iter().map(|p| p.share.is_some() || !p.portal.inward).collect();
    let mut portals: Vec<Portal> = portals.into_iter().map(|p| p.portal).collect();
    for (portal, share) in portals.iter_mut().zip(&shares) {
        portal.arrival_share = *share;
    }
    let demand = event.record(&DEMAND)?;
    let stay_default = match fields::STAY_MIN.otherwise {
        Otherwise::Spread(spread) => spread,
        _ => [80.0, 30.0, 15.0, 240.0],
    };
    let stay_s = spread::scaled(spread::read(&demand, &fields::STAY_MIN, stay_default), 60.0);
    let profile = profile(context, &demand, &portals, &stay_s, sources);
    let visitors = visitors(event, &demand, profile.as_ref());
    let profile = profile?;
    for ((portal, share), given) in portals.iter().zip(&shares).zip(given) {
        if !given && !profile.mapped {
            let field = format!("portals[{}].share", portal.shape.id);
            let why = crate::scenario::fields::portal::SHARE.why;
            event.source.default_taken(field, format!("{share:.3}"), why);
        }
    }
    let bins = normalised(profile.bins);
    for (i, portal) in portals.iter_mut().enumerate() {
        let share: f64 = bins.iter().filter_map(|b| b.share.get(i)).sum();
        portal.arrival_share = share;
    }
    let demand = Demand { visitors: visitors?, bins, stay_s, origin: profile.origin };
    Some(DemandRead { demand, portals, counts: profile.counts })
}

/// The share of the arrivals of each portal: what is given, the rest by width.
fn portal_shares(event: &Record, portals: &[PortalRead]) -> Vec<f64> {
    let inward = |p: &PortalRead| p.portal.inward;
    let given: f64 = portals.iter().filter(|p| inward(p)).filter_map(|p| p.share).sum();
    let open_width: f64 =
        portals.iter().filter(|p| inward(p) && p.share.is_none()).map(|p| p.portal.width_m).sum();
    let any_open = open_width > 0.0;
    let left = 1.0 - given;
    if left < -0.005 && any_open || left < -0.5 {
        let what = (
            format!("the shares of the portals add up to {given:.3}, more than 1"),
            format!("各出入口的份额之和为 {given:.3}，超过 1"),
        );
        let hint =
            ("a share of 0.25 is a quarter of all arrivals", "份额 0.25 表示全部来客的四分之一");
        event.error(&PORTALS, what, hint);
    } else if left.abs() > 0.005 && !any_open && !portals.is_empty() && given > 0.0 {
        let what = (
            format!("the shares of the portals add up to {given:.3}, not 1"),
            format!("各出入口的份额之和为 {given:.3}，不是 1"),
        );
        event.warn(&PORTALS, what, ("they are scaled to 1", "已按比例换算，使总和为 1"));
    } else if given == 0.0 && !any_open && portals.iter().any(inward) {
        let what =
            ("no portal to come in by has a share above 0", "没有一个可以进来的出入口份额大于 0");
        event.error(&PORTALS, what, None);
    }
    let weight = |p: &PortalRead| match (inward(p), p.share) {
        (false, _) => 0.0,
        (true, Some(share)) => share,
        (true, None) => left.max(0.0) * p.portal.width_m / open_width,
    };
    let weights: Vec<f64> = portals.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    let shares: Vec<f64> = weights.iter().map(|w| if sum > 0.0 { w / sum } else { 0.0 }).collect();
    shares
}

fn visitors(event: &Record, demand: &Record, profile: Option<&Profile>) -> Option<u32> {
    if let Some(Node { value: Value::Number(n), .. }) = demand.node(&fields::VISITORS)
        && *n > f64::from(fields::MOST_VISITORS)
    {
        let gigabytes = n * BYTES_A_VISITOR / 1e9;
        let hint = (
            format!(
                "at about {BYTES_A_VISITOR} bytes a visitor this would take {gigabytes:.0} GB of memory"
            ),
            format!("每位访客约占 {BYTES_A_VISITOR} 字节，这样需要 {gigabytes:.0} GB 内存"),
        );
        let expected = fields::VISITORS.expected();
        let what = (
            format!("`demand.visitors` is {n}, expected {}", expected.en),
            format!("`demand.visitors` 是{n}，应为{}", expected.zh),
        );
        demand.error(&fields::VISITORS, what, hint);
        return None;
    }
    if !demand.has(&fields::VISITORS) && event.has(&PLACED) && profile?.counted.is_none() {
        demand.default_taken(&NOBODY_BESIDES, "nobody besides those of `placed`".to_owned());
        return Some(0);
    }
    if demand.has(&fields::VISITORS) {
        return demand.number_if(&fields::VISITORS).map(|n| n as u32);
    }
    let counted = profile?.counted;
    let Some(counted) = counted else {
        let what = ("`visitors` is missing in `demand`", "`demand` 中缺少 `visitors`");
        let hint = (
            "add `visitors: 600`: only counts of people can stand in for it",
            "请加上 `visitors: 600`：只有人数的计数才能代替它",
        );
        demand.source.error(&demand.span, what, hint);
        return None;
    };
    if !(1.0..=f64::from(fields::MOST_VISITORS)).contains(&counted) {
        let what = (
            format!("the counts add up to {counted:.0} people within the event"),
            format!("活动时间内的计数合计为 {counted:.0} 人"),
        );
        let hint = ("set `visitors` to how many come", "请用 `visitors` 写明来多少人");
        demand.error(&fields::ARRIVALS, what, hint);
        return None;
    }
    demand.default_taken(&fields::VISITORS, format!("{counted:.0} people"));
    Some(counted.round() as u32)
}

fn profile(
    context: &Context,
    demand: &Record,
    portals: &[Portal],
    stay_s: &Spread,
    sources: &mut Vec<SourceFile>,
) -> Option<Profile> {
    let variant = demand.variant(&fields::ARRIVALS);
    let name = variant.as_ref().map(|v| v.shape.name);
    if name == Some(fields::CURVE.name) {
        let curve = variant.as_ref().and_then(|v| v.node(&fields::POINTS));
        let node = curve.or_else(|| demand.inner(&fields::ARRIVALS));
        return curve_profile(context, demand, node, portals);
    }
    if name == Some(fields::COUNTS.name) {
        let record = variant.as_ref()?;
        let mapped = record.has(&fields::SENSORS);
        let (bins, counted, origin, counts) =
            super::arrivals::counts_profile(context, record, portals, sources)?;
        return Some(Profile { bins, counted, origin, counts: Some(counts), mapped });
    }
    if demand.has(&fields::ARRIVALS) && name.is_none() {
        return None;
    }
    let duration_s = context.clock.duration_s;
    let until_s = (duration_s - stay_s.mean).max(duration_s / 2.0);
    if !demand.has(&fields::ARRIVALS) {
        let words = format!("evenly over the first {:.0} min", until_s / 60.0);
        demand.default_taken(&fields::ARRIVALS, words);
    }
    let weights = portals.iter().map(|p| p.arrival_share).collect();
    Some(Profile {
        bins: vec![([0.0, until_s], weights)],
        counted: None,
        origin: Bilingual::new(
            format!("evenly over the first {:.0} min", until_s / 60.0),
            format!("前 {:.0} 分钟内均匀到达", until_s / 60.0),
        ),
        counts: None,
        mapped: false,
    })
}

fn curve_profile(
    context: &Context,
    demand: &Record,
    node: Option<&Node>,
    portals: &[Portal],
) -> Option<Profile> {
    let points = curve_points(context, demand, node?)?;
    let duration_s = context.clock.duration_s;
    let bins = (duration_s / CURVE_BIN_S).ceil() as usize;
    let bin = |i: usize| {
        let span_s = [i as f64 * CURVE_BIN_S, ((i + 1) as f64 * CURVE_BIN_S).min(duration_s)];
        let area = area_below(&points, span_s);
        (span_s, portals.iter().map(|p| p.arrival_share * area).collect())
    };
    let origin = Bilingual::new(
        format!("a curve of {} points in the event document", points.len()),
        format!("活动文件中的到达曲线（{} 个点）", points.len()),
    );
    let weighted: Vec<_> = (0..bins).map(bin).collect();
    Some(Profile { bins: weighted, counted: None, origin, counts: None, mapped: false })
}

/// Times in seconds since the start, ascending, and rates, not all 0.
fn curve_points(context: &Context, demand: &Record, node: &Node) -> Option<Vec<(f64, f64)>> {
    let source = demand.source;
    let Value::List(items) = &node.value else {
        let (expected, found) = (fields::POINTS.expected(), node.value.words());
        let what = (
            format!("expected {}, found {}", expected.en, found.en),
            format!("应为{}，却是{}", expected.zh, found.zh),
        );
        source.error(&node.span, what, None);
        return None;
    };
    let mut points: Vec<(f64, f64)> = Vec::new();
    let mut valid = true;
    for item in items {
        let point = curve_point(item);
        let Some((time, rate)) = point else {
            let found = item.value.words();
            let what = (
                format!("expected a time and a rate from 0 on, found {}", found.en),
                format!("应为时刻和不小于 0 的到达率，却是{}", found.zh),
            );
            let hint = ("as in (\"15:00\", 1.0)", "例如 (\"15:00\", 1.0)");
            source.error(&item.span, what, hint);
            valid = false;
            continue;
        };
        let mut at_s = context.clock.seconds(time);
        let last_s = points.last().map_or(f64::NEG_INFINITY, |p| p.0);
        if at_s <= last_s && at_s + 86_400.0 <= context.clock.duration_s {
            at_s += 86_400.0;
        }
        if at_s < 0.0 || at_s > context.clock.duration_s {
            let event = context.clock.hours();
            let what = (
                format!("this time is outside the event ({event})"),
                format!("这个时刻在活动（{event}）以外"),
            );
            source.error(&item.span, what, None);
            valid = false;
        } else if at_s <= last_s {
            let what = ("this time is not after the one before it", "这个时刻不晚于它前面的时刻");
            let hint = ("sort the points by time", "请按时间先后排列各点");
            source.error(&item.span, what, hint);
            valid = false;
        }
        points.push((at_s, rate));
    }
    if valid && points.len() < 2 {
        let what = ("a curve needs two points at least", "曲线至少要有两个点");
        source.error(&node.span, what, None);
        valid = false;
    }
    if valid && points.iter().all(|p| p.1 <= 0.0) {
        let what =
            ("nobody arrives: all rates of the curve are 0", "没有人到达：曲线上的到达率全是 0");
        source.error(&node.span, what, None);
        valid = false;
    }
    valid.then_some(points)
}

fn curve_point(item: &Node) -> Option<(u32, f64)> {
    let Value::Tuple(None, pair) = &item.value else { return None };
    let [time, rate] = pair.as_slice() else { return None };
    match (&time.value, &rate.value) {
        (Value::Text(time), Value::Number(rate)) if (0.0..1e9).contains(rate) => {
            Some((parse_clock(time)?, *rate))
        }
        _ => None,
    }
}

/// Area below straight lines between points, 0 outside of them.
fn area_below(points: &[(f64, f64)], [from, until]: [f64; 2]) -> f64 {
    let mut area = 0.0;
    for pair in points.windows(2) {
        let ((t0, r0), (t1, r1)) = (pair[0], pair[1]);
        let (low, high) = (from.max(t0), until.min(t1));
        if high > low {
            let rate = |t: f64| r0 + (r1 - r0) * (t - t0) / (t1 - t0);
            area += (high - low) * (rate(low) + rate(high)) / 2.0;
        }
    }
    area
}

/// Bins whose shares add up to 1; those without anybody are left out.
fn normalised(bins: Vec<([f64; 2], Vec<f64>)>) -> Vec<ArrivalBin> {
    let total: f64 = bins.iter().flat_map(|(_, weights)| weights).sum();
    bins.into_iter()
        .filter(|(_, weights)| weights.iter().any(|w| *w > 0.0))
        .map(|([from_s, until_s], weights)| {
            let share = weights.iter().map(|w| w / total).collect();
            ArrivalBin { from_s, until_s, share }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_below_a_curve_is_exact() {
        let points = [(0.0, 0.0), (60.0, 2.0), (120.0, 0.0)];
        assert_eq!(area_below(&points, [0.0, 120.0]), 120.0);
        assert_eq!(area_below(&points, [30.0, 90.0]), 90.0);
        assert_eq!(area_below(&points, [120.0, 180.0]), 0.0);
    }
}
