//! What happens in a hotspot and why, in one or two sentences.

use super::place::{goal_name, is_portal, line_name, phrase};
use super::shares::{Flow, Shares};
use super::words::{clock, figure, join, people_share, percent, whole};
use super::{CrossSection, HotspotKind, Stream};
use crate::document::Bilingual;
use crate::scenario::Scenario;
use glam::Vec2;
use std::collections::BTreeMap;

/// Streams told in a sentence, and the least share of one.
const TOLD: usize = 3;
const TOLD_FROM: f64 = 0.08;
/// Streams listed in the summary; the others are added up.
const LISTED: usize = 5;
/// Share of its capacity from which a passage is at its limit.
const AT_LIMIT: f64 = 0.8;

/// What the sentences are made from.
pub(super) struct Facts<'a> {
    pub scenario: &'a Scenario,
    pub kind: HotspotKind,
    pub shares: &'a Shares,
    /// Goal of the queue in or beside the hotspot.
    pub queue: Option<u16>,
    pub section: Option<&'a CrossSection>,
    pub centre: Vec2,
    pub from_s: f64,
    pub until_s: f64,
    pub peak_per_m2: f64,
}

/// The sentences.
pub(super) fn sentences(facts: &Facts) -> Bilingual {
    let mut parts = vec![opening(facts), reason(facts)];
    parts.extend(facts.section.and_then(|s| passage(facts, s)));
    join(&parts)
}

/// Largest streams by origin and goal, the rest added up.
pub(super) fn streams(scenario: &Scenario, shares: &Shares) -> Vec<Stream> {
    let stream = |f: &Flow| Stream {
        from: goal_name(scenario, f.portal),
        to: goal_name(scenario, f.goal),
        share: f.share(),
    };
    let mut streams: Vec<Stream> = shares.flows.iter().take(LISTED).map(stream).collect();
    let rest: f64 = shares.flows.iter().skip(LISTED).map(Flow::share).sum();
    if rest > 0.005 {
        let elsewhere = Bilingual::new("other places", "其他各处");
        streams.push(Stream { from: elsewhere.clone(), to: elsewhere, share: rest });
    }
    streams
}

/// "Between 19:05 and 19:40 up to 3.4 people per m² crowd together at Zigzag bridge: "
fn opening(facts: &Facts) -> Bilingual {
    let starts_s = facts.scenario.clock.starts_s;
    let (from, until) = (clock(starts_s, facts.from_s), clock(starts_s, facts.until_s));
    let density = figure(facts.peak_per_m2);
    let place = phrase(facts.scenario, facts.centre);
    let does = if facts.shares.standing > 0.5 { "stand" } else { "crowd together" };
    Bilingual::new(
        format!("Between {from} and {until} up to {density} people per m² {does} {}: ", place.en),
        format!("{from} 至 {until}，{}最密达每平方米 {density} 人：", place.zh),
    )
}

fn reason(facts: &Facts) -> Bilingual {
    let told = told(facts, |_| true);
    match facts.kind {
        HotspotKind::Bottleneck => {
            sentence(&told, "they all want through at once", "大家同时要通过")
        }
        HotspotKind::Counterflow => join(&[
            Bilingual::new("two streams meet head on; ", "两股人流迎面相遇，"),
            sentence(&told, "as many come as go", "来去相当"),
        ]),
        HotspotKind::Crossing => join(&[
            Bilingual::new("streams cut across each other; ", "几股人流相互穿插，"),
            sentence(&told, "they go in all directions", "去向各异"),
        ]),
        HotspotKind::QueueInTheWay => queue(facts),
        HotspotKind::StopAndLook => looking(facts),
        HotspotKind::Converging => converging(facts),
    }
}

fn queue(facts: &Facts) -> Bilingual {
    let Some(goal) = facts.queue else {
        return Bilingual::new("a queue stands in the way.", "排队的人占住了通道。");
    };
    let name = goal_name(facts.scenario, goal);
    let waiting = people_share(facts.shares.queueing_beside.max(facts.shares.queueing));
    let passing = told(facts, |f| f.goal != goal && f.walking > f.standing);
    let past = sentence(&passing, "others want to get past", "其他人要从旁通过");
    join(&[
        Bilingual::new(
            format!("the queue for {} stands in the way. {} queue there; ", name.en, waiting.en),
            format!("{}的队伍占住了通道，{}在排队；", name.zh, waiting.zh),
        ),
        past,
    ])
}

fn looking(facts: &Facts) -> Bilingual {
    let still = people_share(facts.shares.standing - facts.shares.queueing);
    let walking = facts.shares.walking();
    let at = facts.shares.main_standing().filter(|(goal, _)| !is_portal(facts.scenario, *goal));
    let (en_for, zh_for) = match at {
        Some((goal, _)) => {
            let name = goal_name(facts.scenario, goal);
            (format!(" for {}", name.en), format!("在{}", name.zh))
        }
        None => (String::new(), "在此".to_owned()),
    };
    let begin = Bilingual::new(
        format!("{} have stopped{en_for}", still.en),
        format!("{}{zh_for}驻足", still.zh),
    );
    let end = if walking >= TOLD_FROM {
        let share = people_share(walking);
        Bilingual::new(
            format!(", and {} want to get through between them.", share.en),
            format!("，{}要从中穿过。", share.zh),
        )
    } else {
        Bilingual::new(" and stand closer than is safe.", "，站得过密。")
    };
    join(&[begin, end])
}

fn converging(facts: &Facts) -> Bilingual {
    let Some((goal, share)) = facts.shares.main_goal() else {
        return Bilingual::new("all want to the same place.", "大家都要去同一个地方。");
    };
    let (name, share) = (goal_name(facts.scenario, goal), people_share(share));
    let mut origins: Vec<&Flow> = facts.shares.flows.iter().filter(|f| f.goal == goal).collect();
    origins.retain(|f| f.share() >= TOLD_FROM);
    let list = |language: &dyn Fn(&Bilingual) -> String, joint: &str| {
        let origin = |f: &&Flow| language(&from_portal(facts.scenario, f));
        origins.iter().take(TOLD).map(origin).collect::<Vec<_>>().join(joint)
    };
    let (en, zh) = (list(&|b| b.en.clone(), ", "), list(&|b| b.zh.clone(), "、"));
    let come_from = if origins.is_empty() {
        Bilingual::new(".", "。")
    } else {
        Bilingual::new(format!("; they came in by {en}."), format!("，入场口为{zh}。"))
    };
    join(&[
        Bilingual::new(
            format!("{} are on their way to {} or wait for it", share.en, name.en),
            format!("{}都要去{}或在等候", share.zh, name.zh),
        ),
        come_from,
    ])
}

fn from_portal(scenario: &Scenario, flow: &Flow) -> Bilingual {
    let (name, share) = (goal_name(scenario, flow.portal), percent(flow.share()));
    Bilingual::new(format!("{} ({})", name.en, share.en), format!("{}（{}）", name.zh, share.zh))
}

/// What the biggest streams do, largest first. Where those who leave came in does not matter.
fn told(facts: &Facts, takes: impl Fn(&Flow) -> bool) -> Vec<Bilingual> {
    let mut merged: BTreeMap<(u16, Option<u16>), (f64, f64)> = BTreeMap::new();
    for flow in facts.shares.flows.iter().filter(|f| takes(f)) {
        let stays = flow.standing > flow.walking;
        let leaves = is_portal(facts.scenario, flow.goal);
        let from = (!leaves && !stays).then_some(flow.portal);
        let sum = merged.entry((flow.goal, from)).or_default();
        *sum = (sum.0 + flow.walking, sum.1 + flow.standing);
    }
    let mut merged: Vec<_> = merged.into_iter().collect();
    merged.sort_by(|a, b| (b.1.0 + b.1.1).total_cmp(&(a.1.0 + a.1.1)));
    merged
        .into_iter()
        .filter(|(_, (walking, standing))| walking + standing >= TOLD_FROM)
        .take(TOLD)
        .map(|((goal, from), (walking, standing))| {
            let share = people_share(walking + standing);
            let to = goal_name(facts.scenario, goal);
            match from.map(|portal| goal_name(facts.scenario, portal)) {
                Some(from) => Bilingual::new(
                    format!("{} go from {} to {}", share.en, from.en, to.en),
                    format!("{}从{}前往{}", share.zh, from.zh, to.zh),
                ),
                None if is_portal(facts.scenario, goal) => Bilingual::new(
                    format!("{} are leaving by {}", share.en, to.en),
                    format!("{}经{}离场", share.zh, to.zh),
                ),
                None => Bilingual::new(
                    format!("{} stay at {}", share.en, to.en),
                    format!("{}停留在{}", share.zh, to.zh),
                ),
            }
        })
        .collect()
}

/// What is told as one sentence; without anything to tell, the words given.
fn sentence(told: &[Bilingual], or_en: &str, or_zh: &str) -> Bilingual {
    if told.is_empty() {
        return Bilingual::new(format!("{or_en}."), format!("{or_zh}。"));
    }
    let all = |language: fn(&Bilingual) -> &str, joint: &str| {
        told.iter().map(language).collect::<Vec<_>>().join(joint)
    };
    Bilingual::new(
        format!("{}.", all(|b| b.en.as_str(), ", ")),
        format!("{}。", all(|b| b.zh.as_str(), "，")),
    )
}

/// What the narrow place lets through and how many want to pass; nothing where that tells
/// nothing.
fn passage(facts: &Facts, section: &CrossSection) -> Option<Bilingual> {
    let ends = section.line.map(|[x, y]| Vec2::new(x as f32, y as f32));
    let width = figure(section.width_m);
    let name = line_name(facts.scenario, ends);
    let (en, zh) = match &name {
        Some(name) => {
            (format!(" {} ({width} m wide)", name.en), format!("{}（净宽 {width} 米）", name.zh))
        }
        None => (
            format!(" The narrowest place on their way, {width} m wide,"),
            format!("途中最窄处净宽 {width} 米，"),
        ),
    };
    let (capacity, demand) = (section.capacity_per_min, section.demand_per_min);
    let (lets, want) = (rounded(capacity), rounded(demand));
    if demand > capacity {
        return Some(Bilingual::new(
            format!(
                "{en} lets about {lets} people a minute through, while about {want} want to pass."
            ),
            format!("{zh}每分钟约可通过 {lets} 人，而要通过的约有 {want} 人。"),
        ));
    }
    (demand >= AT_LIMIT * capacity || facts.kind == HotspotKind::Bottleneck).then(|| {
        Bilingual::new(
            format!(
                "{en} lets about {lets} people a minute through at best; about {want} want to pass."
            ),
            format!("{zh}每分钟最多约可通过 {lets} 人，要通过的约有 {want} 人。"),
        )
    })
}

/// Estimates are told to two digits only.
fn rounded(number: f64) -> String {
    let digit = if number >= 100.0 { 10.0 } else { 1.0 };
    whole((number / digit).round() * digit)
}
