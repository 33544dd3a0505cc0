//! Lives: how the event was for one visitor, chapter by chapter, as the report tells it of three of
//! those who were followed: a typical one, the one whom congestion cost most, and the one who felt
//! most of the management.

use super::AssessInput;
use super::statistics::percentile;
use super::words::{join, name, people_per_m2, whole};
use crate::document::{Bilingual, duration_text};
use crate::observe::{JOURNEY_STEP_S, Journey, Pastime, VisitorRecord, Whereabouts};
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// Time lost on a walk that is worth a word, minutes.
const LOST_MIN: f32 = 0.25;
/// A wait before the portal that is worth a word, seconds.
const OUTSIDE_S: f64 = 30.0;
/// The way on the map has a point wherever they got so far, metres.
const POINT_EVERY_M: f32 = 1.0;

/// Why somebody's life is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LifeKind {
    /// In the middle of those followed by friction and by time inside.
    Typical,
    /// Lost most to congestion of those followed.
    Slowest,
    /// Felt most of the management of those followed.
    MostManaged,
}

/// A visitor's time at the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Life {
    /// Why it is told.
    pub kind: LifeKind,
    /// The visitor, as in `visitors.parquet`.
    pub visitor: u32,
    /// How many visitors were followed: theirs is the life of one of them.
    pub followed: u32,
    /// Shown name of the segment.
    pub segment: Bilingual,
    /// Let in, seconds since the event's start.
    pub entered_s: f64,
    /// Left, seconds since the event's start; `None` where still inside.
    pub left_s: Option<f64>,
    /// Way walked, metres.
    pub walked_m: f64,
    /// What congestion cost, minutes.
    pub friction_min: f64,
    /// What was felt of the management, minutes.
    pub felt_min: f64,
    /// What happened, in the order of time.
    pub chapters: Vec<Chapter>,
    /// The way on the map, metres.
    pub path: Vec<[f32; 2]>,
}

/// A part of a life in which one thing was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// Begins, seconds since the event's start.
    pub from_s: f64,
    /// Ends, seconds since the event's start.
    pub until_s: f64,
    /// Highest density around, persons per m².
    pub peak_per_m2: f32,
    /// What was done, where, and what was in the way.
    pub words: Bilingual,
}

/// Somebody who was followed and was let in.
struct Followed<'a> {
    record: &'a VisitorRecord,
    journey: &'a Journey,
    entered_s: f64,
    felt_min: f64,
}

/// The lives that are told; nobody's is told twice.
pub(super) fn told(input: &AssessInput) -> Vec<Life> {
    let all = followed(input);
    let count = all.len() as u32;
    let chosen = [
        (LifeKind::Typical, typical(&all)),
        (LifeKind::Slowest, most(&all, |who| f64::from(who.record.friction_min))),
        (LifeKind::MostManaged, most(&all, |who| who.felt_min)),
    ];
    let mut lives: Vec<Life> = Vec::new();
    for (kind, who) in chosen {
        let Some(who) = who else { continue };
        if lives.iter().all(|life| life.visitor != who.record.visitor) {
            lives.push(life(input, who, kind, count));
        }
    }
    lives
}

fn followed<'a>(input: &'a AssessInput) -> Vec<Followed<'a>> {
    let with_ledger = |(visitor, journey): (u32, &'a Journey)| {
        let record = input.observation.visitors.get(visitor as usize)?;
        let felt = input.felt.visitors.get(visitor as usize);
        Some(Followed {
            record,
            journey,
            entered_s: record.entered_s?,
            felt_min: felt.map_or(0.0, |parts| parts.all_min()),
        })
    };
    let moved = |who: &Followed| who.journey.moments.len() > 1;
    input.observation.journeys.iter().filter_map(with_ledger).filter(moved).collect()
}

/// Whose friction and time inside are nearest to the middle, both in quartiles' ranges; of those
/// who saw the event to its end for them.
fn typical<'a, 'b>(all: &'b [Followed<'a>]) -> Option<&'b Followed<'a>> {
    let inside_s = |who: &Followed| who.record.left_s.map(|left_s| left_s - who.entered_s);
    let friction = |who: &Followed| inside_s(who).map(|_| f64::from(who.record.friction_min));
    let middle = |of: &dyn Fn(&Followed) -> Option<f64>| {
        let at = |share| percentile(all.iter().filter_map(of), share);
        (at(0.5), (at(0.75) - at(0.25)).max(1e-6))
    };
    let (inside, lost) = (middle(&inside_s), middle(&friction));
    let off = |who: &Followed| {
        let (inside_s, friction) = (inside_s(who)?, friction(who)?);
        Some(((inside_s - inside.0) / inside.1).hypot((friction - lost.0) / lost.1))
    };
    let with_off = all.iter().filter_map(|who| Some((off(who)?, who)));
    with_off.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, who)| who)
}

/// Who has most of something; nobody where nobody has any.
fn most<'a, 'b>(
    all: &'b [Followed<'a>],
    of: impl Fn(&Followed) -> f64,
) -> Option<&'b Followed<'a>> {
    // The first of several equal ones.
    let most = all.iter().rev().max_by(|a, b| of(a).total_cmp(&of(b)))?;
    (of(most) > 0.0).then_some(most)
}

fn life(input: &AssessInput, who: &Followed, kind: LifeKind, followed: u32) -> Life {
    let record = who.record;
    let segment = input.scenario.segments.get(usize::from(record.segment));
    Life {
        kind,
        visitor: record.visitor,
        followed,
        segment: segment.map(|s| name(&s.name, &s.id)).unwrap_or_default(),
        entered_s: who.entered_s,
        left_s: record.left_s,
        walked_m: f64::from(record.walked_m),
        friction_min: f64::from(record.friction_min),
        felt_min: who.felt_min,
        chapters: chapters(input.scenario, who),
        path: path(&who.journey.moments),
    }
}

fn path(moments: &[Whereabouts]) -> Vec<[f32; 2]> {
    let mut path: Vec<[f32; 2]> = Vec::new();
    for moment in moments {
        let near =
            path.last().is_some_and(|last| moment.at.distance((*last).into()) < POINT_EVERY_M);
        if !near {
            path.push(moment.at.into());
        }
    }
    path
}

/// From coming in to leaving.
fn chapters(scenario: &Scenario, who: &Followed) -> Vec<Chapter> {
    let mut chapters = vec![comes_in(scenario, who)];
    let moments = &who.journey.moments;
    for part in parts(moments) {
        let at_s = |moment: usize| who.journey.from_s + (moment as u64 * JOURNEY_STEP_S) as f64;
        let ends_s = at_s(part.end).min(who.record.left_s.unwrap_or(f64::INFINITY));
        let span_s = [at_s(part.start), ends_s];
        let before = part.start.checked_sub(1).map(|last| &moments[last]);
        let [from, until] = [before, moments.get(part.end - 1)]
            .map(|m| m.map_or([0.0; 2], |m| [m.walked_m, m.delay_s]));
        let [walked_m, lost_s] = [until[0] - from[0], until[1] - from[1]];
        let of = &moments[part];
        chapters.push(chapter(scenario, who.journey, of, span_s, [walked_m, lost_s]));
    }
    if let (Some(left_s), Some(out)) = (who.record.left_s, who.record.portal_out) {
        let by = place(scenario, out);
        let words = Bilingual::new(format!("leaves by {}", by.en), format!("从{}离开", by.zh));
        chapters.push(Chapter { from_s: left_s, until_s: left_s, peak_per_m2: 0.0, words });
    }
    chapters
}

/// Stretches of moments in which the same was done for the same goal. What took a moment only is
/// of the stretch before.
fn parts(moments: &[Whereabouts]) -> Vec<std::ops::Range<usize>> {
    let same = |a: &Whereabouts, b: &Whereabouts| (a.pastime, a.goal) == (b.pastime, b.goal);
    let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while at < moments.len() {
        let long = moments[at..].iter().take_while(|m| same(m, &moments[at])).count();
        let joins =
            |last: &std::ops::Range<usize>| long == 1 || same(&moments[last.start], &moments[at]);
        match parts.last_mut() {
            Some(last) if joins(last) => last.end += long,
            _ => parts.push(at..at + long),
        }
        at += long;
    }
    parts
}

fn comes_in(scenario: &Scenario, who: &Followed) -> Chapter {
    let by = place(scenario, who.record.portal_in);
    let outside_s = who.entered_s - who.record.arrived_s;
    let mut words = Bilingual::new(format!("comes in by {}", by.en), format!("从{}进来", by.zh));
    if outside_s >= OUTSIDE_S {
        let waited = duration_text(outside_s / 60.0);
        let after = Bilingual::new(
            format!(" after waiting outside for {}", waited.en),
            format!("，此前在外等候 {}", waited.zh),
        );
        words = join(&[words, after]);
    }
    let (from_s, until_s) = (who.record.arrived_s, who.entered_s);
    Chapter { from_s, until_s, peak_per_m2: 0.0, words }
}

fn chapter(
    scenario: &Scenario,
    journey: &Journey,
    moments: &[Whereabouts],
    [from_s, until_s]: [f64; 2],
    [walked_m, lost_s]: [f32; 2],
) -> Chapter {
    let peak_per_m2 = moments.iter().map(|m| m.density_per_m2).fold(0.0, f32::max);
    let first = &moments[0];
    let at = place(scenario, first.goal);
    let within = |at_s: f64| (from_s..=until_s + JOURNEY_STEP_S as f64).contains(&at_s);
    let mut words = match first.pastime {
        Pastime::Walks => {
            let metres = whole(f64::from(walked_m));
            Bilingual::new(
                format!("walks {metres} m towards {}", at.en),
                format!("步行 {metres} 米前往{}", at.zh),
            )
        }
        Pastime::Queues => {
            Bilingual::new(format!("queues at {}", at.en), format!("在{}排队", at.zh))
        }
        Pastime::IsServed => {
            Bilingual::new(format!("is served at {}", at.en), format!("在{}接受服务", at.zh))
        }
        Pastime::Stays => Bilingual::new(format!("is at {}", at.en), format!("在{}", at.zh)),
        Pastime::WaitsForOthers => ("waits for the others of the party", "等候同伴").into(),
    };
    let lost_min = lost_s / 60.0;
    if first.pastime == Pastime::Walks && lost_min >= LOST_MIN {
        let lost = duration_text(f64::from(lost_min));
        let and = Bilingual::new(
            format!(", {} of it lost to others in the way", lost.en),
            format!("，其中 {}耗在人群中", lost.zh),
        );
        words = join(&[words, and]);
    }
    if f64::from(peak_per_m2) >= scenario.limits.moving_density_per_m2 {
        let peak = people_per_m2(f64::from(peak_per_m2));
        let and =
            Bilingual::new(format!(", among up to {}", peak.en), format!("，周围最多{}", peak.zh));
        words = join(&[words, and]);
    }
    let turned = |list: &[(f64, u16)]| list.iter().any(|(at_s, _)| within(*at_s));
    if turned(&journey.balked) {
        let and = (", turns away at the sight of a queue", "，见到排队就离开了");
        words = join(&[words, and.into()]);
    }
    if turned(&journey.gave_up) {
        words = join(&[words, (", gives up waiting", "，放弃等候").into()]);
    }
    Chapter { from_s, until_s, peak_per_m2, words }
}

/// The name of a goal: portals first, then attractions.
fn place(scenario: &Scenario, goal: u16) -> Bilingual {
    let portals = scenario.portals.len();
    let portal = scenario.portals.get(usize::from(goal)).map(|p| name(&p.shape.name, &p.shape.id));
    let attraction = || {
        let attraction = scenario.attractions.get(usize::from(goal).checked_sub(portals)?)?;
        Some(name(&attraction.shape.name, &attraction.shape.id))
    };
    portal.or_else(attraction).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{event, rectangle};
    use super::*;
    use geo::MultiPolygon;
    use glam::Vec2;

    /// Moments along a street: pastime, goal, metres walked and seconds lost since the last one.
    fn journey(moments: &[(Pastime, u16, f32, f32)]) -> Journey {
        let (mut walked_m, mut delay_s) = (0.0, 0.0);
        let moment = |(pastime, goal, metres, lost_s): &(Pastime, u16, f32, f32)| {
            walked_m += metres;
            delay_s += lost_s;
            Whereabouts {
                at: Vec2::new(walked_m, 3.0),
                density_per_m2: if *lost_s > 4.0 { 3.0 } else { 0.2 },
                goal: *goal,
                pastime: *pastime,
                walked_m,
                delay_s,
            }
        };
        Journey {
            from_s: 100.0,
            moments: moments.iter().map(moment).collect(),
            balked: vec![],
            gave_up: vec![],
        }
    }

    fn told(journey: &Journey) -> Vec<String> {
        let scenario = event(MultiPolygon(vec![rectangle([0.0, 0.0], [60.0, 6.0])]));
        let record = VisitorRecord {
            arrived_s: 40.0,
            entered_s: Some(95.0),
            left_s: Some(300.0),
            portal_out: Some(1),
            ..VisitorRecord::default()
        };
        let who = Followed { record: &record, journey, entered_s: 95.0, felt_min: 0.0 };
        let chapters = chapters(&scenario, &who);
        assert!(
            chapters
                .windows(2)
                .all(|pair| pair[0].until_s <= pair[1].from_s + JOURNEY_STEP_S as f64)
        );
        chapters.into_iter().map(|chapter| chapter.words.en).collect()
    }

    #[test]
    fn a_life_is_told_in_the_order_of_time() {
        let scenario = event(MultiPolygon(vec![rectangle([0.0, 0.0], [60.0, 6.0])]));
        let stall = scenario.portals.len() as u16;
        let name = |goal| place(&scenario, goal).en;
        let walk = (Pastime::Walks, stall, 10.0, 0.0);
        let mut journey = journey(&[
            walk,
            (Pastime::Walks, stall, 4.0, 12.0),
            (Pastime::Walks, stall, 4.0, 12.0),
            (Pastime::Queues, stall, 0.0, 0.0),
            (Pastime::Queues, stall, 0.0, 0.0),
            (Pastime::IsServed, stall, 0.0, 0.0),
            (Pastime::IsServed, stall, 0.0, 0.0),
            // For a moment only: not worth a chapter.
            (Pastime::WaitsForOthers, stall, 0.0, 0.0),
            (Pastime::Walks, 1, 12.0, 0.0),
            (Pastime::Walks, 1, 12.0, 0.0),
        ]);
        let (stall, out) = (name(stall), name(1));
        assert_eq!(
            told(&journey),
            [
                format!("comes in by {} after waiting outside for 55\u{a0}s", name(0)),
                format!(
                    "walks 18 m towards {stall}, 24\u{a0}s of it lost to others in the way, among up to \
                     3 people per m²"
                ),
                format!("queues at {stall}"),
                format!("is served at {stall}"),
                format!("walks 24 m towards {out}"),
                format!("leaves by {out}"),
            ]
        );
        journey.moments.truncate(5);
        journey.gave_up = vec![(155.0, 0)];
        assert_eq!(told(&journey)[2], format!("queues at {stall}, gives up waiting"));
    }
}
