//! Portals: the document's parameters on the venue's drawn forms.

use super::{Context, measure};
use crate::document::{Field, Record, meant_or};
use crate::scenario::fields::event::PORTALS;
use crate::scenario::fields::portal as fields;
use crate::scenario::{Portal, Pulses};
use crate::venue::PortalShape;

/// A portal and the share of the arrivals that was given.
pub(super) struct PortalRead {
    pub(super) portal: Portal,
    pub(super) share: Option<f64>,
}

/// All portals of the venue; without a venue, the listed ones are checked and none returned.
pub(super) fn read(context: &Context, event: &Record) -> Vec<PortalRead> {
    let records = event.records(&PORTALS);
    let mut portals: Vec<PortalRead> = Vec::new();
    for record in &records {
        let id = record.id(&fields::ID);
        let Some(venue) = context.venue else {
            one(context, record, None);
            continue;
        };
        let shape = id.and_then(|id| venue.portals.iter().find(|p| p.id == id));
        if let (Some(id), None) = (id, shape) {
            let known = venue.portals.iter().map(|p| p.id.as_str());
            unknown_id(record, &fields::ID, ("portal", "出入口"), id, known);
        }
        if let Some(read) = one(context, record, shape)
            && !portals.iter().any(|p| p.portal.shape.id == read.portal.shape.id)
        {
            portals.push(read);
        }
    }
    let Some(venue) = context.venue else { return portals };
    let order = |id: &str| venue.portals.iter().position(|p| p.id == id);
    for shape in &venue.portals {
        if !portals.iter().any(|p| p.portal.shape.id == shape.id) {
            portals.push(unlisted(context, event, shape));
        }
    }
    portals.sort_by_key(|p| order(&p.portal.shape.id));
    portals
}

/// Says that the venue has no such id, and what was probably meant.
pub(super) fn unknown_id<'a>(
    record: &Record,
    field: &Field,
    (en, zh): (&str, &str),
    id: &str,
    known: impl Iterator<Item = &'a str>,
) {
    let known: Vec<&str> = known.collect();
    let what = (format!("the venue has no {en} {id:?}"), format!("场地中没有{zh} {id:?}"));
    let hint = if known.is_empty() {
        let none = format!("the venue has no {en}; draw it there first");
        (none, format!("场地中没有任何{zh}；请先在场地中画出")).into()
    } else {
        meant_or(id, &known, ("the venue has", "场地有"))
    };
    record.error(field, what, hint);
}

fn one(context: &Context, record: &Record, shape: Option<&PortalShape>) -> Option<PortalRead> {
    let stairs = match (shape, context.venue) {
        (Some(shape), Some(venue)) => measure::portal_on_stairs(shape, venue),
        _ => false,
    };
    let drawn_m = shape.map(measure::portal_width_m);
    let width_m = match drawn_m {
        Some(drawn_m) => record.number_or(&fields::WIDTH_M, centimetres(drawn_m)),
        None => record.number_if(&fields::WIDTH_M).unwrap_or(1.0),
    };
    if let Some(drawn_m) = drawn_m.filter(|m| record.has(&fields::WIDTH_M) && width_m > 1.2 * m) {
        let what = (
            format!("{width_m} m is wider than what is drawn, {drawn_m:.1} m"),
            format!("{width_m} m 比画出的 {drawn_m:.1} m 宽"),
        );
        let hint = ("draw it wider, or say the clear width", "请画宽一些，或填写净宽");
        record.warn(&fields::WIDTH_M, what, hint);
    }
    let reach_m = record.number(&fields::REACH_M);
    // Into an area that has to be walked into, the ground itself lets as many as it can.
    let walked_into = reach_m == 0.0 && shape.is_some_and(measure::is_area);
    let passage = match walked_into {
        true => fields::MOST_PER_MIN,
        false => measure::passage_per_min(width_m, stairs),
    };
    let capacity_per_min = match shape {
        Some(_) => record.number_or(&fields::CAPACITY_PER_MIN, passage),
        None => record.number_if(&fields::CAPACITY_PER_MIN).unwrap_or(passage),
    };
    if record.has(&fields::CAPACITY_PER_MIN) && capacity_per_min > 1.25 * passage {
        let what = (
            format!(
                "{capacity_per_min} persons/min is more than {width_m} m lets through ({passage:.0})"
            ),
            format!(
                "每分钟 {capacity_per_min} 人，超过 {width_m} m 宽所能通过的人数（{passage:.0}）"
            ),
        );
        let hint = ("82 persons/m/min level, 66 on stairs", "平地每米每分钟 82 人，台阶上 66 人");
        record.warn(&fields::CAPACITY_PER_MIN, what, hint);
    }
    let direction = record.word(&fields::USE).unwrap_or("Both");
    let step_free = record.switch_or(&fields::STEP_FREE, !stairs);
    let pulses = record.record(&fields::PULSES).map(|p| pulses(context, &p));
    let share = record.number_if(&fields::SHARE);
    if direction == "Out" && share.is_some_and(|s| s > 0.0) {
        let what = ("nobody comes in where people only leave", "只出不进的地方没有人进来");
        let hint = ("drop its share, or write `use: Both`", "请去掉它的 `share`，或写 `use: Both`");
        record.error(&fields::SHARE, what, hint);
    }
    let portal = Portal {
        shape: shape?.clone(),
        width_m,
        capacity_per_min,
        inward: direction != "Out",
        outward: direction != "In",
        step_free,
        pulses,
        arrival_share: 0.0,
        reach_m,
    };
    Some(PortalRead { portal, share })
}

fn pulses(context: &Context, record: &Record) -> Pulses {
    let every_s = record.number(&fields::EVERY_MIN) * 60.0;
    let lasts_s = record.number(&fields::LASTS_MIN) * 60.0;
    let first_s = match record.clock(&fields::FIRST) {
        Some(time) => context.clock.seconds(time),
        None => {
            if !record.has(&fields::FIRST) {
                record.default_taken(&fields::FIRST, "the event's start".to_owned());
            }
            0.0
        }
    };
    if first_s < 0.0 || first_s >= context.clock.duration_s {
        let event = context.clock.hours();
        let what = (
            format!("the first burst is outside the event ({event})"),
            format!("第一批人的时间在活动（{event}）以外"),
        );
        record.error(&fields::FIRST, what, None);
    }
    if lasts_s > every_s {
        let what = (
            "a burst lasts longer than the time to the next",
            "一批人持续的时间比到下一批的间隔还长",
        );
        let hint = (
            "make the burst shorter, or leave `pulses` out for a steady stream",
            "请缩短一批的时间；若人流均匀，就不填 `pulses`",
        );
        record.error(&fields::LASTS_MIN, what, hint);
    }
    Pulses { every_s, first_s, lasts_s }
}

/// A portal of the venue that the document does not name: defaults throughout, noted in one line.
fn unlisted(context: &Context, event: &Record, shape: &PortalShape) -> PortalRead {
    let stairs = context.venue.is_some_and(|venue| measure::portal_on_stairs(shape, venue));
    let width_m = centimetres(measure::portal_width_m(shape)).max(0.5);
    let capacity_per_min = measure::passage_per_min(width_m, stairs);
    let way = if stairs { "on stairs" } else { "step-free" };
    event.source.default_taken(
        format!("portals[{}]", shape.id),
        format!("{width_m} m wide, {capacity_per_min} persons/min, in and out, {way}"),
        format!("not listed: {}; {}", fields::WIDTH_M.why, fields::CAPACITY_PER_MIN.why),
    );
    let portal = Portal {
        shape: shape.clone(),
        width_m,
        capacity_per_min,
        inward: true,
        outward: true,
        step_free: !stairs,
        pulses: None,
        arrival_share: 0.0,
        reach_m: fields::REACH_OTHERWISE_M,
    };
    PortalRead { portal, share: None }
}

fn centimetres(metres: f64) -> f64 {
    (metres * 100.0).round() / 100.0
}
