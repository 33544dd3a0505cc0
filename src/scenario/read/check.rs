//! What only shows when all parts are together: can people get there, and out again?

use super::{Context, measure};
use crate::document::Record;
use crate::document::clock_text;
use crate::scenario::fields::event as fields;
use crate::scenario::{Attraction, Demand, Portal, Segment, Show};
use crate::venue::Venue;

/// The parts that are held against each other.
pub(super) struct Parts<'a> {
    pub(super) portals: &'a [Portal],
    pub(super) attractions: &'a [Attraction],
    pub(super) segments: &'a [Segment],
    pub(super) programme: &'a [Show],
    pub(super) demand: &'a Demand,
}

const DRAW_A_PORTAL: (&str, &str) = (
    "draw a feature of kind \"portal\" in the venue, or write `use: Both` for one",
    "请在场地中画一个 `kind` 为 \"portal\" 的要素，或给某个出入口写 `use: Both`",
);

/// Holds the parts against the ground and against each other.
pub(super) fn cross_check(context: &Context, event: &Record, parts: &Parts) {
    let Some(venue) = context.venue else { return };
    let Parts { portals, attractions, segments, .. } = parts;
    shows(context, event, parts);
    crush_at_portals(context, event, parts);
    if !portals.iter().any(|p| p.inward) {
        let what = (
            "there is no way in: no portal lets people come in",
            "没有入口：没有一个出入口可以进人",
        );
        event.error(&fields::PORTALS, what, DRAW_A_PORTAL);
    }
    if !portals.iter().any(|p| p.outward) {
        let what = (
            "there is no way out: no portal lets people leave",
            "没有出口：没有一个出入口可以离开",
        );
        event.error(&fields::PORTALS, what, DRAW_A_PORTAL);
    }
    reachability(event, venue, portals, attractions);
    step_free(event, portals, segments);
    super::standing::check(event, venue, parts);
}

/// Over the connected pieces of ground: whoever comes in must get out, and to what is there.
fn reachability(event: &Record, venue: &Venue, portals: &[Portal], attractions: &[Attraction]) {
    let pieces: Vec<Vec<usize>> =
        portals.iter().map(|p| measure::pieces_of_portal(&p.shape, venue)).collect();
    let joined = |wanted: &dyn Fn(&Portal) -> bool| -> Vec<usize> {
        portals
            .iter()
            .zip(&pieces)
            .filter(|(p, _)| wanted(p))
            .flat_map(|(_, i)| i.clone())
            .collect()
    };
    let (with_in, with_out) = (joined(&|p| p.inward), joined(&|p| p.outward));
    for (portal, at) in portals.iter().zip(&pieces) {
        let id = &portal.shape.id;
        if at.is_empty() {
            let what = (
                format!("the portal {id:?} is off the ground"),
                format!("出入口 {id:?} 不在场地上"),
            );
            let hint =
                ("draw it on the edge of the ground in the venue", "请在场地中把它画在地面边缘");
            event.error(&fields::PORTALS, what, hint);
        } else if portal.inward && !at.iter().any(|i| with_out.contains(i)) {
            let what = (
                format!(
                    "whoever comes in at {id:?} finds no way out: no portal to leave by is on the same piece of ground"
                ),
                format!("从 {id:?} 进来的人出不去：同一块地面上没有可以离开的出入口"),
            );
            let hint = (
                "join the pieces of ground in the venue, or add a portal to leave by",
                "请在场地中连通各块地面，或添加可以离开的出入口",
            );
            event.error(&fields::PORTALS, what, hint);
        } else if !portal.inward && !at.iter().any(|i| with_in.contains(i)) {
            let what = (
                format!("nobody can get to the portal {id:?} from where people come in"),
                format!("从各入口都走不到出入口 {id:?}"),
            );
            let hint = ("join the pieces of ground in the venue", "请在场地中连通各块地面");
            event.warn(&fields::PORTALS, what, hint);
        }
    }
    if with_in.is_empty() {
        return;
    }
    for attraction in attractions {
        let id = &attraction.shape.id;
        let at = measure::pieces_of_area(&attraction.shape.area, venue);
        if at.is_empty() {
            let what = (
                format!("the attraction {id:?} is off the ground: nobody can reach it"),
                format!("兴趣点 {id:?} 不在场地上：没有人能到达"),
            );
            let hint = (
                "its area is where visitors stand; draw it on the ground",
                "它的区域是访客站立的地方；请画在地面上",
            );
            event.error(&fields::ATTRACTIONS, what, hint);
        } else if !at.iter().any(|i| with_in.contains(i)) {
            let what = (
                format!(
                    "nobody can reach the attraction {id:?}: no portal to come in by is on the same piece of ground"
                ),
                format!("没有人能到达兴趣点 {id:?}：同一块地面上没有可以进来的出入口"),
            );
            let hint = (
                "join the pieces of ground in the venue, or open a portal there",
                "请在场地中连通各块地面，或在那里设一个出入口",
            );
            event.error(&fields::ATTRACTIONS, what, hint);
        }
    }
}

fn step_free(event: &Record, portals: &[Portal], segments: &[Segment]) {
    let Some(segment) = segments.iter().find(|s| s.step_free && s.share > 0.0) else { return };
    let id = &segment.id;
    for (way, zh, found) in [
        ("in", "入口", portals.iter().any(|p| p.inward && p.step_free)),
        ("out", "出口", portals.iter().any(|p| p.outward && p.step_free)),
    ] {
        let any = portals.iter().any(|p| if way == "in" { p.inward } else { p.outward });
        if any && !found {
            let what = (
                format!("the segment {id:?} takes no stairs, but no portal {way} is step-free"),
                format!("人群类型 {id:?} 不走台阶，但没有一个{zh}是无障碍的"),
            );
            let hint = (
                "write `step_free: true` for a portal, or give the segment the share 0",
                "请给某个出入口写 `step_free: true`，或把该人群类型的 `share` 设为 0",
            );
            event.error(&fields::PORTALS, what, hint);
        }
    }
}

/// Shows that overlap at one place, or that nobody can see because it is closed.
fn shows(context: &Context, event: &Record, parts: &Parts) {
    for (i, show) in parts.programme.iter().enumerate() {
        let Some(attraction) = parts.attractions.get(show.attraction) else { continue };
        let (id, at) = (&show.id, &attraction.shape.id);
        let seen = |[low, high]: &[f64; 2]| show.from_s >= *low && show.until_s <= *high;
        let inside = show.from_s >= 0.0 && show.until_s <= context.clock.duration_s;
        if inside && !attraction.open.iter().any(seen) {
            let hours: Vec<String> = attraction.open.iter().map(|w| words(context, *w)).collect();
            let what = (
                format!("{at:?} is closed during a part of the show {id:?}"),
                format!("节目 {id:?} 有一段时间 {at:?} 不开放"),
            );
            let hint = (
                format!("it is open {}", hours.join(", ")),
                format!("它的开放时间是 {}", hours.join("、")),
            );
            event.warn(&fields::PROGRAMME, what, hint);
        }
        let same = |other: &&Show| {
            let meet = other.from_s < show.until_s && show.from_s < other.until_s;
            other.attraction == show.attraction && meet
        };
        if let Some(other) = parts.programme[..i].iter().find(same) {
            let other = &other.id;
            let what = (
                format!("the shows {other:?} and {id:?} overlap at {at:?}"),
                format!("节目 {other:?} 与 {id:?} 在 {at:?} 时间重叠"),
            );
            let hint = (
                "move one of them, or see whether it is meant",
                "请改动其中一个的时间，或确认是否有意如此",
            );
            event.warn(&fields::PROGRAMME, what, hint);
        }
    }
}

fn words(context: &Context, [from_s, until_s]: [f64; 2]) -> String {
    let at = |s: f64| clock_text(context.clock.starts_s + s);
    format!("{}–{}", at(from_s), at(until_s))
}

/// More arrivals than a portal lets in: they will wait outside. Said once a portal, for the
/// fullest quarter of an hour or longer bin.
fn crush_at_portals(context: &Context, event: &Record, parts: &Parts) {
    const QUARTER_S: f64 = 900.0;
    let visitors = f64::from(parts.demand.visitors);
    for (i, portal) in parts.portals.iter().enumerate() {
        let mut fullest = (0.0, [0.0, QUARTER_S]);
        for (k, bin) in parts.demand.bins.iter().enumerate() {
            let until_s = bin.until_s.max(bin.from_s + QUARTER_S);
            let rest = parts.demand.bins[k..].iter();
            let people: f64 = rest.take_while(|b| b.until_s <= until_s).map(|b| b.share[i]).sum();
            let per_min = people * visitors / (until_s - bin.from_s) * 60.0;
            if per_min > fullest.0 {
                fullest = (per_min, [bin.from_s, until_s]);
            }
        }
        let (per_min, window) = fullest;
        if per_min > portal.capacity_per_min {
            let (id, lets_in) = (&portal.shape.id, portal.capacity_per_min);
            let when = words(context, window);
            let what = (
                format!(
                    "{per_min:.0} persons/min arrive at {id:?} at {when}, it lets in {lets_in}: the others wait outside"
                ),
                format!(
                    "{when} 每分钟有 {per_min:.0} 人到达 {id:?}，而它每分钟只能进 {lets_in} 人：其余的人在外面等"
                ),
            );
            let hint = (
                "see whether its width, share or capacity is right",
                "请检查它的宽度、份额或通行能力是否正确",
            );
            event.warn(&fields::PORTALS, what, hint);
        }
    }
}
