//! What a plan did: the run with it held against the run without it, measure by measure.
//!
//! Each run has one seed, so part of any difference is chance; the words say so. Where a plan
//! has several measures, each is credited with what changed near it, not with the whole.

use super::words::{figure, join};
use super::{Hotspot, MeasureInfo, RunSummary};
use crate::document::{Bilingual, duration_text};
use std::collections::BTreeMap;

/// Hotspots up to this distance from a measure are near it, metres [a].
const NEAR_M: f64 = 30.0;
/// Hotspots of two runs whose middles are no farther apart are the same, metres [a].
const SAME_M: f64 = 12.0;
/// Hotspots told one by one.
const TOLD: usize = 3;
/// A change by less than this share (and person-minute) is none.
const NO_CHANGE: f64 = 0.05;

/// What each measure of a plan did, by its id. Nothing where the two runs are not of the same
/// event or the run without has measures itself.
pub fn effect_of_plan(with: &RunSummary, without: &RunSummary) -> Vec<(String, Bilingual)> {
    if with.event.id != without.event.id || !without.plan.measures.is_empty() {
        return Vec::new();
    }
    let whole = whole(with, without);
    let measures = &with.plan.measures;
    let effect = |measure: &MeasureInfo| {
        let balance = balance(measure, with, without);
        let near = near(measure, with, without);
        let text = join(&[balance, near, whole.clone(), chance(with, without)]);
        (measure.id.clone(), text)
    };
    measures.iter().map(effect).collect()
}

/// Writes the effects into the plan of the run with it.
pub fn fill_effects(with: &mut RunSummary, without: &RunSummary) {
    let effects: BTreeMap<String, Bilingual> = effect_of_plan(with, without).into_iter().collect();
    for measure in &mut with.plan.measures {
        measure.effect = effects.get(&measure.id).cloned();
    }
}

/// What a measure cost, which is its own, and what changed around it, which is its own only where the
/// plan has no other: "This barrier cost 412 visitors 12 s each and took 1,900 person-minutes out of
/// the jams near it."
fn balance(measure: &MeasureInfo, with: &RunSummary, without: &RunSummary) -> Bilingual {
    let sum = |run: &RunSummary| -> f64 {
        run.hotspots.iter().filter(|h| is_near(measure, h)).map(|h| h.person_min).sum()
    };
    let (was, is) = (sum(without), sum(with));
    let felt = with.felt.measures.iter().find(|own| own.id == measure.id);
    let cost = match felt.filter(|felt| felt.people > 0 && felt.person_min > 0.0) {
        None => Bilingual::new("It cost nobody anything", "没有让任何人付出代价"),
        Some(felt) => {
            let each = duration_text(felt.person_min / f64::from(felt.people));
            let people = super::words::whole(f64::from(felt.people));
            Bilingual::new(
                format!("It cost {people} visitors {} each", each.en),
                format!("让 {people} 位访客人均付出 {}", each.zh),
            )
        }
    };
    let n = figure((was - is).abs());
    let change = if (is - was).abs() < (NO_CHANGE * was).max(1.0) {
        Bilingual::new("changed nothing that can be told near it", "附近看不出变化")
    } else if is < was {
        Bilingual::new(
            format!("took {n} person-minutes out of the jams near it"),
            format!("使附近的拥堵减少 {n} 人·分钟"),
        )
    } else {
        Bilingual::new(
            format!("put {n} person-minutes more into jams near it"),
            format!("使附近的拥堵增加 {n} 人·分钟"),
        )
    };
    let whose = if with.plan.measures.len() > 1 && n != "0" {
        Bilingual::new(
            " (with all measures of the plan together: its own share cannot be told)",
            "（为整个方案的作用，其自身份额无法分出）",
        )
    } else {
        Bilingual::default()
    };
    Bilingual::new(
        format!("{} and {}{}. ", cost.en, change.en, whose.en),
        format!("{}，{}{}。", cost.zh, change.zh, whose.zh),
    )
}

/// The hotspots near a measure that went, shrank, grew or are new.
fn near(measure: &MeasureInfo, with: &RunSummary, without: &RunSummary) -> Bilingual {
    let before: Vec<&Hotspot> = without.hotspots.iter().filter(|h| is_near(measure, h)).collect();
    let after: Vec<&Hotspot> = with.hotspots.iter().filter(|h| is_near(measure, h)).collect();
    let mut told = Vec::new();
    for old in before.iter().take(TOLD) {
        let new: f64 = with.hotspots.iter().filter(|h| is_same(h, old)).map(|h| h.person_min).sum();
        told.push(change_of(old, new, without));
    }
    let fresh = |h: &&&Hotspot| !without.hotspots.iter().any(|old| is_same(h, old));
    for new in after.iter().filter(fresh).take(TOLD) {
        let (kind, n) = (kind_words(new), figure(new.person_min));
        let clock = super::words::clock(with.event.starts_s, new.peak_at_s);
        told.push(Bilingual::new(
            format!("a new jam ({}, {clock}) of {n} person-minutes arises near it", kind.en),
            format!("附近出现新的拥堵（{}，{clock}），{n} 人·分钟", kind.zh),
        ));
    }
    if told.is_empty() {
        return Bilingual::new(
            "Nothing jams near it, with or without. ",
            "无论有无此措施，附近都不拥堵。",
        );
    }
    let all = |of: fn(&Bilingual) -> &str, joint: &str| {
        told.iter().map(of).collect::<Vec<_>>().join(joint)
    };
    Bilingual::new(
        format!("{}. ", capital(&all(|b| &b.en, "; "))),
        format!("{}。", all(|b| &b.zh, "；")),
    )
}

fn change_of(old: &Hotspot, new: f64, without: &RunSummary) -> Bilingual {
    let kind = kind_words(old);
    let clock = super::words::clock(without.event.starts_s, old.peak_at_s);
    let (en, zh) =
        (format!("the jam ({}, {clock})", kind.en), format!("原有拥堵（{}，{clock}）", kind.zh));
    let (was, is) = (figure(old.person_min), figure(new));
    if new == 0.0 {
        Bilingual::new(
            format!("{en} of {was} person-minutes is gone"),
            format!("{zh}的 {was} 人·分钟消失了"),
        )
    } else if (new - old.person_min).abs() < (NO_CHANGE * old.person_min).max(1.0) {
        Bilingual::new(
            format!("{en} stays as it was ({is} person-minutes)"),
            format!("{zh}未变（{is} 人·分钟）"),
        )
    } else if new < old.person_min {
        Bilingual::new(
            format!("{en} shrinks from {was} to {is} person-minutes"),
            format!("{zh}由 {was} 降至 {is} 人·分钟"),
        )
    } else {
        Bilingual::new(
            format!("{en} grows from {was} to {is} person-minutes"),
            format!("{zh}由 {was} 升至 {is} 人·分钟"),
        )
    }
}

/// The whole event: person-minutes above the limit, friction and walking time.
fn whole(with: &RunSummary, without: &RunSummary) -> Bilingual {
    let above = |s: &RunSummary| s.answers.safe.figure;
    let (was, is) = (above(without), above(with));
    let several = with.plan.measures.len() > 1;
    let begin = if several {
        Bilingual::new(
            "With all measures together, person-minutes",
            "各项措施合计，全场超限的人·分钟数",
        )
    } else {
        Bilingual::new("Over the whole event person-minutes", "全场超限的人·分钟数")
    };
    let (from, to) = (figure(was), figure(is));
    let change = if (is - was).abs() < (NO_CHANGE * was).max(1.0) {
        Bilingual::new(format!(" above the limit stay at {to}"), format!("仍为 {to}"))
    } else if is < was {
        Bilingual::new(
            format!(" above the limit fall from {from} to {to}"),
            format!("由 {from} 降至 {to}"),
        )
    } else {
        Bilingual::new(
            format!(" above the limit rise from {from} to {to}"),
            format!("由 {from} 升至 {to}"),
        )
    };
    let friction = signed(with.answers.smooth.figure - without.answers.smooth.figure);
    let walking = signed(mean_walking_min(with) - mean_walking_min(without));
    let visitor = Bilingual::new(
        format!(
            "; for a visitor congestion costs {} and walking takes {}. ",
            friction.en, walking.en
        ),
        format!("；平均每位访客的阻滞 {}，步行 {}。", friction.zh, walking.zh),
    );
    join(&[begin, change, visitor])
}

fn mean_walking_min(summary: &RunSummary) -> f64 {
    let visitors: f64 = summary.segments.iter().map(|s| f64::from(s.visitors)).sum();
    let sum: f64 = summary.segments.iter().map(|s| f64::from(s.visitors) * s.walking_min).sum();
    if visitors > 0.0 { sum / visitors } else { 0.0 }
}

/// How far one run each can be trusted.
fn chance(with: &RunSummary, without: &RunSummary) -> Bilingual {
    if with.made.partial.is_some() || without.made.partial.is_some() {
        return Bilingual::new(
            "One of the runs was stopped early: this is no fair comparison.",
            "其中一次模拟提前中止，不宜作比较。",
        );
    }
    if with.made.seed == without.made.seed {
        Bilingual::new(
            "One run each with the same visitors: part of it may be chance.",
            "两次模拟各运行一次，访客相同；部分差异可能出于偶然。",
        )
    } else {
        Bilingual::new(
            "One run each with different visitors: much of it may be chance.",
            "两次模拟各运行一次，访客不同；差异很可能出于偶然。",
        )
    }
}

/// A change of minutes; what is under two seconds is none.
fn signed(minutes: f64) -> Bilingual {
    let sign = match minutes {
        m if m.abs() < 2.0 / 60.0 => return Bilingual::new("±0\u{a0}min", "±0\u{a0}分钟"),
        m if m < 0.0 => '−',
        _ => '+',
    };
    let size = duration_text(minutes.abs());
    Bilingual::new(format!("{sign}{}", size.en), format!("{sign}{}", size.zh))
}

fn kind_words(hotspot: &Hotspot) -> Bilingual {
    use super::HotspotKind as Kind;
    let (en, zh) = match hotspot.kind {
        Kind::Bottleneck => ("bottleneck", "瓶颈"),
        Kind::Crossing => ("crossing streams", "人流交叉"),
        Kind::Counterflow => ("counterflow", "对向人流"),
        Kind::QueueInTheWay => ("queue in the way", "排队占道"),
        Kind::StopAndLook => ("stopping to look", "驻足观看"),
        Kind::Converging => ("converging", "涌向同一处"),
        Kind::Bunching => ("bunching", "人流扎堆"),
    };
    Bilingual::new(en, zh)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn is_same(a: &Hotspot, b: &Hotspot) -> bool {
    let apart_m = (a.centre[0] - b.centre[0]).hypot(a.centre[1] - b.centre[1]);
    let together = a.from_s <= b.until_s + 600.0 && b.from_s <= a.until_s + 600.0;
    together && (apart_m <= SAME_M || overlaps(a, b))
}

/// Whether a corner of one outline lies within the box around the other, and the other way
/// round.
fn overlaps(a: &Hotspot, b: &Hotspot) -> bool {
    let bounds = |h: &Hotspot| {
        let mut bounds = [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]];
        for p in h.outline.iter().flatten() {
            for k in 0..2 {
                bounds[0][k] = bounds[0][k].min(p[k]);
                bounds[1][k] = bounds[1][k].max(p[k]);
            }
        }
        bounds
    };
    let (a, b) = (bounds(a), bounds(b));
    (0..2).all(|k| a[0][k] < b[1][k] && b[0][k] < a[1][k])
}

fn is_near(measure: &MeasureInfo, hotspot: &Hotspot) -> bool {
    let corners = || hotspot.outline.iter().flatten().chain(std::iter::once(&hotspot.centre));
    let post = measure.at.map(|at| [at, at]);
    let mut pieces = measure.segments.iter().copied().chain(post);
    pieces.any(|[a, b]| corners().any(|p| distance_m(*p, a, b) <= NEAR_M))
}

fn distance_m(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    use geo::{Distance, Euclidean, Line, Point};
    let line = Line::new((a[0], a[1]), (b[0], b[1]));
    Euclidean.distance(&Point::new(p[0], p[1]), &line)
}
