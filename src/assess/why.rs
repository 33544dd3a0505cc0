//! What happens in a hotspot and why, in one or two sentences.

use super::place::{goal_name, is_portal, line_name, phrase};
use super::shares::{Flow, Shares};
use super::words::{clock, figure, join, name, people_per_m2, people_share, percent, whole};
use super::{CrossSection, HotspotKind, Stream};
use crate::document::Bilingual;
use crate::scenario::{Scenario, Show};
use geo::{Distance, Euclidean, Point};
use glam::Vec2;
use std::collections::BTreeMap;

/// Streams told in a sentence, and the least share of one.
const TOLD: usize = 3;
const TOLD_FROM: f64 = 0.08;
/// Streams listed in the summary; the others are added up.
const LISTED: usize = 5;
/// Share of those with the same goal who are "most", and who are as good as all.
const MOST: f64 = 0.6;
const ALMOST_ALL: f64 = 0.9;
/// A show that ended so shortly before, and so near, sent its audience there, seconds and
/// metres [a].
const JUST_ENDED_S: f64 = 900.0;
const AUDIENCE_WITHIN_M: f64 = 60.0;
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
    let density = people_per_m2(facts.peak_per_m2);
    let place = phrase(facts.scenario, facts.centre);
    let does = if facts.shares.standing > 0.5 { "stand" } else { "crowd together" };
    let after = just_ended(facts);
    Bilingual::new(
        format!(
            "Between {from} and {until}{} up to {} {does} {}: ",
            after.en, density.en, place.en
        ),
        format!("{from} 至 {until}{}，{}最密达{}：", after.zh, place.zh, density.zh),
    )
}

/// Names the show whose audience has just been set in motion nearby.
fn just_ended(facts: &Facts) -> Bilingual {
    let near = |show: &&Show| {
        let place = facts.scenario.attractions.get(show.attraction).map(|a| &a.shape.area);
        let at = Point::new(f64::from(facts.centre.x), f64::from(facts.centre.y));
        place.is_some_and(|area| Euclidean.distance(&at, area) <= AUDIENCE_WITHIN_M)
    };
    let soon = |show: &&Show| {
        show.until_s <= facts.from_s + 120.0 && show.until_s >= facts.from_s - JUST_ENDED_S
    };
    let ended = facts.scenario.programme.iter().filter(near).filter(soon);
    match ended.max_by(|a, b| a.until_s.total_cmp(&b.until_s)) {
        None => Bilingual::default(),
        Some(show) => {
            let name = name(&show.name, &show.id);
            Bilingual::new(
                format!(", just after \u{201c}{}\u{201d} has ended,", name.en),
                format!("，“{}”刚结束", name.zh),
            )
        }
    }
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
        HotspotKind::Bunching => join(&[
            Bilingual::new(
                "many walk close together where there is room for more; ",
                "许多人挤在一处走，而旁边还有空地，",
            ),
            sentence(&told, "they go the same way", "去向相同"),
        ]),
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

/// What the biggest streams do, largest first: those who leave together, whatever they came
/// by; those who go to an attraction with where they came in, if most came in there; those who
/// stay.
fn told(facts: &Facts, takes: impl Fn(&Flow) -> bool) -> Vec<Bilingual> {
    let flows: Vec<&Flow> = facts.shares.flows.iter().filter(|f| takes(f)).collect();
    let (leaving, going): (Vec<&Flow>, Vec<&Flow>) =
        flows.into_iter().partition(|f| is_portal(facts.scenario, f.goal));
    let mut told: Vec<(f64, Bilingual)> = Vec::new();
    told.extend(leavers(facts.scenario, &leaving));
    let mut by_goal: BTreeMap<u16, Vec<&Flow>> = BTreeMap::new();
    going.into_iter().for_each(|f| by_goal.entry(f.goal).or_default().push(f));
    for (goal, flows) in &by_goal {
        let standing: f64 = flows.iter().map(|f| f.standing).sum();
        let to = goal_name(facts.scenario, *goal);
        told.push(walkers(facts.scenario, flows, &to));
        let share = people_share(standing);
        let stay = Bilingual::new(
            format!("{} stay at {}", share.en, to.en),
            format!("{}停留在{}", share.zh, to.zh),
        );
        told.push((standing, stay));
    }
    told.retain(|(share, _)| *share >= TOLD_FROM);
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    told.truncate(TOLD);
    told.into_iter().map(|(_, text)| text).collect()
}

/// "45 % are leaving, most by West Gate".
fn leavers(scenario: &Scenario, leaving: &[&Flow]) -> Option<(f64, Bilingual)> {
    let mut by_portal: BTreeMap<u16, f64> = BTreeMap::new();
    leaving.iter().for_each(|f| *by_portal.entry(f.goal).or_default() += f.share());
    let all: f64 = by_portal.values().sum();
    let (portal, most) = by_portal.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (share, by) = (people_share(all), goal_name(scenario, portal));
    let text = if most >= ALMOST_ALL * all {
        Bilingual::new(
            format!("{} are leaving by {}", share.en, by.en),
            format!("{}经{}离场", share.zh, by.zh),
        )
    } else if most >= MOST * all {
        Bilingual::new(
            format!("{} are leaving, most by {}", share.en, by.en),
            format!("{}正在离场，多数经{}", share.zh, by.zh),
        )
    } else {
        Bilingual::new(
            format!("{} are leaving by several gates", share.en),
            format!("{}正经各出入口离场", share.zh),
        )
    };
    Some((all, text))
}

/// "48 % go from West Gate to Stage".
fn walkers(scenario: &Scenario, flows: &[&Flow], to: &Bilingual) -> (f64, Bilingual) {
    let walking: f64 = flows.iter().map(|f| f.walking).sum();
    let share = people_share(walking);
    let main = flows.iter().rev().max_by(|a, b| a.walking.total_cmp(&b.walking));
    let text = match main.filter(|f| f.walking >= MOST * walking) {
        Some(main) => {
            let from = goal_name(scenario, main.portal);
            Bilingual::new(
                format!("{} go from {} to {}", share.en, from.en, to.en),
                format!("{}从{}前往{}", share.zh, from.zh, to.zh),
            )
        }
        None => Bilingual::new(
            format!("{} go to {}", share.en, to.en),
            format!("{}前往{}", share.zh, to.zh),
        ),
    };
    (walking, text)
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
