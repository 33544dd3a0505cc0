//! Attractions: the document's parameters on the venue's drawn forms.

use super::people::People;
use super::portals::unknown_id;
use super::{Context, spread};
use crate::document::ron_tree::{Node, Value};
use crate::document::{Record, meant_or, parse_clock};
use crate::scenario::fields::attraction as fields;
use crate::scenario::fields::event::ATTRACTIONS;
use crate::scenario::{Attraction, AttractionKind, QueueForm};
use crate::venue::AttractionShape;
use geo::Area;

/// All attractions of the venue; without a venue, the listed ones are checked and none
/// returned.
pub(super) fn read(context: &Context, event: &Record, people: &People) -> Vec<Attraction> {
    let mut attractions: Vec<Attraction> = Vec::new();
    for record in event.records(&ATTRACTIONS) {
        let id = record.id(&fields::ID);
        let shape = context.venue.and_then(|venue| {
            let shape = venue.attractions.iter().find(|a| Some(a.id.as_str()) == id);
            if let (Some(id), None) = (id, shape) {
                let known = venue.attractions.iter().map(|a| a.id.as_str());
                unknown_id(&record, &fields::ID, ("attraction", "兴趣点"), id, known);
            }
            shape
        });
        let read = one(context, &record, shape);
        if let Some(read) = read.filter(|r| !attractions.iter().any(|a| a.shape.id == r.shape.id)) {
            attractions.push(read);
        }
    }
    let Some(venue) = context.venue else { return attractions };
    for shape in &venue.attractions {
        if !attractions.iter().any(|a| a.shape.id == shape.id) {
            attractions.push(unlisted(context, event, shape));
        }
    }
    let order = |id: &str| venue.attractions.iter().position(|a| a.id == id);
    attractions.sort_by_key(|a| order(&a.shape.id));
    spread_appeal(context, people, &mut attractions);
    attractions
}

fn one(context: &Context, record: &Record, shape: Option<&AttractionShape>) -> Option<Attraction> {
    let variant = record.variant(&fields::IS);
    if !record.has(&fields::IS) {
        record.default_taken(&fields::IS, "Place".to_owned());
    }
    let (kind, stay_min) = match &variant {
        Some(stage) if stage.shape.name == fields::STAGE.name => {
            let chosen_density_per_m2 = stage.number(&fields::CHOSEN_DENSITY);
            (AttractionKind::Stage { chosen_density_per_m2 }, fields::STAGE_STAY_MIN)
        }
        Some(counter) if counter.shape.name == fields::COUNTER.name => {
            (counter_kind(counter), fields::COUNTER_STAY_MIN)
        }
        place => (place_kind(place.as_ref(), shape), fields::PLACE_STAY_MIN),
    };
    let appeal = record.number(&fields::APPEAL);
    let stay_s = spread::scaled(spread::read(record, &fields::STAY_MIN, stay_min), 60.0);
    let open = match record.has(&fields::OPEN) {
        true => opening_hours(context, record),
        false => {
            record.default_taken(&fields::OPEN, context.clock.hours());
            vec![[0.0, context.clock.duration_s]]
        }
    };
    let step_free = record.switch(&fields::STEP_FREE);
    let shape = shape?.clone();
    Some(Attraction { shape, kind, open, appeal: vec![appeal], stay_s, step_free })
}

fn counter_kind(counter: &Record) -> AttractionKind {
    let service = match fields::SERVICE_S.otherwise {
        crate::document::Otherwise::Spread(spread) => spread,
        _ => [40.0, 15.0, 10.0, 120.0],
    };
    AttractionKind::Counter {
        servers: counter.whole(&fields::SERVERS),
        service_s: spread::read(counter, &fields::SERVICE_S, service),
        whole_party: counter.switch(&fields::WHOLE_PARTY),
        queue: match counter.word(&fields::QUEUE) {
            Some("Crowd") => QueueForm::Crowd,
            _ => QueueForm::Line,
        },
        balk_at: counter.whole(&fields::BALK_AT),
        patience_s: counter.number(&fields::PATIENCE_MIN) * 60.0,
        need_every_s: counter.number_if(&fields::NEED_EVERY_MIN).map(|min| min * 60.0),
    }
}

fn place_kind(place: Option<&Record>, shape: Option<&AttractionShape>) -> AttractionKind {
    let room = shape.map_or(1.0, room_for);
    let capacity = match place {
        Some(place) => place.number_or(&fields::CAPACITY, room),
        None => room,
    };
    AttractionKind::Place { capacity: capacity as u32 }
}

/// People who find room in an area at 2 m² each [a].
fn room_for(shape: &AttractionShape) -> f64 {
    (shape.area.unsigned_area() / 2.0).floor().clamp(1.0, 1_000_000.0)
}

fn unlisted(context: &Context, event: &Record, shape: &AttractionShape) -> Attraction {
    let capacity = room_for(shape);
    let [mean, sd, low, high] = fields::PLACE_STAY_MIN;
    event.source.default_taken(
        format!("attractions[{}]", shape.id),
        format!("a Place for {capacity} people, stay {mean} ± {sd} min, open all the time"),
        format!("not listed: {}", fields::CAPACITY.why),
    );
    let stay = crate::scenario::Spread { mean, sd, low, high };
    Attraction {
        shape: shape.clone(),
        kind: AttractionKind::Place { capacity: capacity as u32 },
        open: vec![[0.0, context.clock.duration_s]],
        appeal: vec![1.0],
        stay_s: spread::scaled(stay, 60.0),
        step_free: true,
    }
}

/// Windows cut to the event, in the order of time, overlapping ones joined.
fn opening_hours(context: &Context, record: &Record) -> Vec<[f64; 2]> {
    let mut windows: Vec<[f64; 2]> = Vec::new();
    let items = record.list(&fields::OPEN).unwrap_or_default();
    if items.is_empty()
        && record.node(&fields::OPEN).is_some_and(|n| matches!(n.value, Value::List(_)))
    {
        let hint =
            ("leave `open` out where it is open all the time", "如果一直开放，就不填 `open`");
        record.error(&fields::OPEN, ("it is never open", "它从不开放"), hint);
    }
    for item in items {
        let Some((from, until)) = pair_of_times(item) else {
            let found = item.value.words();
            let what = (
                format!("expected two times, found {}", found.en),
                format!("应为两个时刻，却是{}", found.zh),
            );
            let hint = ("as in (\"15:00\", \"17:30\")", "例如 (\"15:00\", \"17:30\")");
            record.source.error(&item.span, what, hint);
            continue;
        };
        let Some([low, high]) = context.clock.window(from, until) else {
            let what = ("it closes before it opens", "关闭的时间早于开放的时间");
            record.source.error(&item.span, what, None);
            continue;
        };
        if high <= 0.0 || low >= context.clock.duration_s {
            let event = context.clock.hours();
            let what = (
                format!("these hours are outside the event ({event})"),
                format!("这段时间在活动（{event}）以外"),
            );
            record.source.error(&item.span, what, None);
            continue;
        }
        windows.push([low.max(0.0), high.min(context.clock.duration_s)]);
    }
    windows.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut joined: Vec<[f64; 2]> = Vec::new();
    for window in windows {
        match joined.last_mut() {
            Some(last) if window[0] <= last[1] => last[1] = last[1].max(window[1]),
            _ => joined.push(window),
        }
    }
    joined
}

fn pair_of_times(node: &Node) -> Option<(u32, u32)> {
    let Value::Tuple(None, items) = &node.value else { return None };
    let [from, until] = items.as_slice() else { return None };
    match (&from.value, &until.value) {
        (Value::Text(from), Value::Text(until)) => Some((parse_clock(from)?, parse_clock(until)?)),
        _ => None,
    }
}

/// One number a segment: the attraction's appeal times what the segment says of it.
fn spread_appeal(context: &Context, people: &People, attractions: &mut [Attraction]) {
    for attraction in attractions.iter_mut() {
        let base = attraction.appeal.first().copied().unwrap_or(1.0);
        let factor = |appeals: &Vec<(&Node, &str, f64)>| {
            appeals.iter().find(|(_, id, _)| *id == attraction.shape.id).map_or(1.0, |a| a.2)
        };
        attraction.appeal = people.appeals.iter().map(|appeals| base * factor(appeals)).collect();
    }
    let known: Vec<&str> = attractions.iter().map(|a| a.shape.id.as_str()).collect();
    for (node, id, _) in people.appeals.iter().flatten() {
        if !known.contains(id) {
            let what = (format!("there is no attraction {id:?}"), format!("没有兴趣点 {id:?}"));
            let hint = meant_or(id, &known, ("the venue has", "场地有"));
            context.source.error(&node.span, what, hint);
        }
    }
}
