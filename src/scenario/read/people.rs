//! Segments: those listed, filled up with the standard ones.

use super::{Context, spread};
use crate::document::ron_tree::{Node, Value};
use crate::document::{Bilingual, Record, meant_or, nearest};
use crate::scenario::fields::event::SEGMENTS;
use crate::scenario::fields::people as fields;
use crate::scenario::standard::{STANDARD_SEGMENTS, StandardSegment};
use crate::scenario::{PartySize, Segment, Spread};

/// How far shares may be from adding up to 1 without a word.
const ROUNDING: f64 = 0.005;

/// The segments, and how much each likes which attraction.
pub(super) struct People<'a> {
    pub(super) segments: Vec<Segment>,
    /// Per segment: id of an attraction, factor, where it stands.
    pub(super) appeals: Vec<Vec<(&'a Node, &'a str, f64)>>,
}

pub(super) fn read<'a>(context: &Context<'a>, event: &Record<'a>) -> People<'a> {
    let records = event.records(&SEGMENTS);
    let mut people = People { segments: Vec::new(), appeals: Vec::new() };
    let mut companions = Vec::new();
    for record in &records {
        let id = record.id(&fields::ID).unwrap_or_default();
        let standard = StandardSegment::of(id);
        people.segments.push(one(record, id, standard));
        people.appeals.push(appeals(record));
        let named = record.id(&fields::COMPANIONS);
        let usual = standard.and_then(|s| s.companions);
        companions.push(named.or(usual).map(str::to_owned));
    }
    fill_up(context, event, &mut people, &mut companions, &records);
    for (i, companion) in companions.iter().enumerate() {
        let Some(companion) = companion else { continue };
        let found = people.segments.iter().position(|s| s.id == *companion);
        people.segments[i].companions = found;
        if let (None, Some(record)) = (found, records.get(i)) {
            unknown_companion(record, companion, &people.segments);
        }
    }
    people
}

fn one(record: &Record, id: &str, standard: Option<&'static StandardSegment>) -> Segment {
    let basis = standard.map(StandardSegment::segment);
    let name = record.name(&fields::NAME).or_else(|| basis.as_ref().map(|s| s.name.clone()));
    let share = match (&basis, record.has(&fields::SHARE)) {
        (Some(basis), _) => record.number_or(&fields::SHARE, basis.share),
        (None, true) => record.number_if(&fields::SHARE).unwrap_or(0.0),
        (None, false) => {
            let what = (
                format!("`share` is missing in segment {id:?}, which is no standard one"),
                format!("人群类型 {id:?} 不是标准类型，缺少 `share`"),
            );
            let known: Vec<&str> = STANDARD_SEGMENTS.iter().map(|s| s.id).collect();
            let hint = match nearest(id, known.iter().copied()) {
                Some(meant) => (
                    format!("did you mean {meant:?}? otherwise add `share: 0.1`"),
                    format!("是不是 {meant:?}？否则请加上 `share: 0.1`"),
                ),
                None => (
                    format!("add `share: 0.1`; standard segments: {}", known.join(", ")),
                    format!("请加上 `share: 0.1`；标准类型有：{}", known.join("、")),
                ),
            };
            record.error(&fields::ID, what, hint);
            0.0
        }
    };
    let Spread { mean, sd, low, high } = basis
        .as_ref()
        .map_or(Spread { mean: 1.34, sd: 0.26, low: 0.6, high: 2.0 }, |s| s.free_speed_mps);
    let quiet = basis.is_some();
    let free_speed_mps = if quiet && !record.has(&fields::FREE_SPEED_MPS) {
        let why = standard.map_or("", |s| s.speed_why);
        let path = record.path_of(&fields::FREE_SPEED_MPS);
        record.source.default_taken(path, format!("{mean} ± {sd} m/s"), why);
        Spread { mean, sd, low, high }
    } else {
        spread::read(record, &fields::FREE_SPEED_MPS, [mean, sd, low, high])
    };
    let party = match record.record(&fields::PARTY) {
        Some(party) => party_size(&party),
        None => {
            let alone = PartySize { lambda: 0.0, low: 1, high: 1 };
            let party = basis.as_ref().map_or(alone, |s| s.party);
            let words = format!("{} to {} people, λ = {}", party.low, party.high, party.lambda);
            record.default_taken(&fields::PARTY, words);
            party
        }
    };
    Segment {
        id: id.to_owned(),
        name: name.unwrap_or_else(|| Bilingual::same(id)),
        share,
        free_speed_mps,
        radius_m: record.number_or(&fields::RADIUS_M, basis.as_ref().map_or(0.2, |s| s.radius_m)),
        step_free: record
            .switch_or(&fields::STEP_FREE, basis.as_ref().is_some_and(|s| s.step_free)),
        party,
        companions: None,
        knows_place: record
            .has(&fields::KNOWS_PLACE)
            .then(|| record.number_if(&fields::KNOWS_PLACE))
            .flatten()
            .unwrap_or(1.0),
    }
}

fn party_size(record: &Record) -> PartySize {
    let lambda = record.number(&fields::LAMBDA);
    let low = record.whole(&fields::LOW);
    let high = record.number_or(&fields::HIGH, f64::from(low.max(6))) as u32;
    if high < low {
        let what = (
            format!("the largest party ({high}) is smaller than the smallest ({low})"),
            format!("同行小组最多 {high} 人，却少于最少的 {low} 人"),
        );
        record.error(&fields::HIGH, what, None);
    }
    PartySize { lambda, low, high: high.max(low) }
}

fn appeals<'a>(record: &Record<'a>) -> Vec<(&'a Node, &'a str, f64)> {
    let Some(node) = record.node(&fields::APPEAL) else { return Vec::new() };
    let Value::Map(entries) = &node.value else {
        record.wrong(&fields::APPEAL, node);
        return Vec::new();
    };
    let mut appeals: Vec<(&Node, &str, f64)> = Vec::new();
    for [key, factor] in entries {
        match (&key.value, &factor.value) {
            (Value::Text(id), _) if appeals.iter().any(|(_, known, _)| known == id) => {
                let what = (format!("{id:?} occurs twice"), format!("{id:?} 出现两次"));
                record.source.error(&key.span, what, None);
            }
            (Value::Text(id), Value::Number(n)) if (0.0..=1000.0).contains(n) => {
                appeals.push((key, id, *n));
            }
            (_, found) => {
                let (id, factor) = (key.value.words(), found.words());
                let what = (
                    format!(
                        "expected an attraction's id and a factor from 0 to 1000, found {}: {}",
                        id.en, factor.en
                    ),
                    format!(
                        "应为兴趣点的 id 和 0 到 1000 之间的倍数，却是{}: {}",
                        id.zh, factor.zh
                    ),
                );
                let hint = ("as in {\"tea\": 2.0}", "例如 {\"tea\": 2.0}");
                record.source.error(&key.span, what, hint);
            }
        }
    }
    appeals
}

/// What the listed segments leave of the visitors goes to the standard segments not listed.
fn fill_up(
    context: &Context,
    event: &Record,
    people: &mut People,
    companions: &mut Vec<Option<String>>,
    records: &[Record],
) {
    let sum: f64 = people.segments.iter().map(|s| s.share).sum();
    let left = 1.0 - sum;
    let missing: Vec<&StandardSegment> = STANDARD_SEGMENTS
        .iter()
        .filter(|s| !people.segments.iter().any(|listed| listed.id == s.id))
        .collect();
    let missing_share: f64 = missing.iter().map(|s| s.share).sum();
    if left.abs() <= ROUNDING || (left > 0.0 && missing.is_empty()) || records.is_empty() {
        if !records.is_empty() && left.abs() > ROUNDING {
            let what = (
                format!("the shares of the segments add up to {sum:.3}, not 1"),
                format!("各人群类型的份额之和为 {sum:.3}，不是 1"),
            );
            event.warn(&SEGMENTS, what, ("they are scaled to 1", "已按比例换算，使总和为 1"));
        }
        if records.is_empty() {
            event.default_taken(&SEGMENTS, standard_words());
        }
    } else if left < 0.0 {
        let what = (
            format!("the shares of the segments add up to {sum:.3}, more than 1"),
            format!("各人群类型的份额之和为 {sum:.3}，超过 1"),
        );
        let hint = (
            "lower them: a share of 0.25 is a quarter of all visitors",
            "请调低：份额 0.25 表示全部访客的四分之一",
        );
        event.error(&SEGMENTS, what, hint);
        return;
    }
    let fill = records.is_empty() || (left > ROUNDING && !missing.is_empty());
    if fill {
        for standard in &missing {
            let mut segment = standard.segment();
            segment.share = standard.share / missing_share * left;
            if !records.is_empty() {
                context.source.default_taken(
                    format!("segments[{}]", standard.id),
                    format!("share {:.3}", segment.share),
                    format!(
                        "the listed segments leave {left:.3} of the visitors; [a] shared as usual"
                    ),
                );
            }
            people.segments.push(segment);
            people.appeals.push(Vec::new());
            companions.push(standard.companions.map(str::to_owned));
        }
    }
    let sum: f64 = people.segments.iter().map(|s| s.share).sum();
    if sum > 0.0 {
        people.segments.iter_mut().for_each(|s| s.share /= sum);
    } else {
        let what = ("no segment has a share above 0", "没有一种人群类型的份额大于 0");
        event.error(&SEGMENTS, what, None);
    }
}

fn standard_words() -> String {
    let parts: Vec<String> =
        STANDARD_SEGMENTS.iter().map(|s| format!("{} {:.0} %", s.id, s.share * 100.0)).collect();
    parts.join(", ")
}

fn unknown_companion(record: &Record, companion: &str, segments: &[Segment]) {
    if !record.has(&fields::COMPANIONS) {
        return;
    }
    let known: Vec<&str> = segments.iter().map(|s| s.id.as_str()).collect();
    let what =
        (format!("there is no segment {companion:?}"), format!("没有人群类型 {companion:?}"));
    let hint = meant_or(companion, &known, ("the event has", "活动中有"));
    record.error(&fields::COMPANIONS, what, hint);
}
