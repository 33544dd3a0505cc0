//! How many come at once and which way: waves before a narrow place, one-way, an exit more.

use super::{Candidate, Jam, called, coord};
use crate::document::Bilingual;
use crate::plan::{ExitOpening, Gate, Hold, MeasureKind, OneWay, Spot, Task, Waves, Works};
use geo::LineString;
use glam::Vec2;

/// How far before a jam people are let on in waves, metres [a].
const BEFORE_M: [f32; 3] = [4.0, 12.0, 30.0];
/// Streams that are let on so.
const STREAMS: usize = 2;
/// Seconds for which somebody holds people, and lets them go on [a].
const HOLD_S: [f64; 2] = [30.0, 30.0];
/// A line wider than this cannot be held by two people, metres [a].
const WIDEST_M: f32 = 25.0;
/// Density behind a gate above which it closes, and below which it opens, persons per m² [a].
const CLOSES_ABOVE: [f64; 2] = [1.5, 2.0];
const OPENS_SHARE: f64 = 0.75;
/// Shortest and longest hold, seconds [a].
const HOLDS_S: [f64; 2] = [30.0, 90.0];
/// How far around the jam's middle the density counts, metres [a].
const WITHIN_M: f64 = 6.0;

/// A gate that lets people through in waves, on the way of each of the biggest streams.
pub(super) fn waves(jam: &Jam) -> Vec<Candidate> {
    let mut all = Vec::new();
    let Some(centre) = jam.centre() else { return all };
    let watched = coord(centre);
    let (what, span) = (jam.words(), jam.span_words());
    for stream in jam.streams().into_iter().take(STREAMS) {
        let to = jam.ground.name_of(stream.to);
        let why = Bilingual::new(
            format!(
                "{} more come at once on their way to {} than there is room for in {}; they are let on \
                 when there is.",
                span.en, to.en, what.en
            ),
            format!(
                "{} 前往{}的人一时多于{}所能容纳；待前方有余量时放行。",
                span.zh, to.zh, what.zh
            ),
        );
        for metres in BEFORE_M {
            let at = jam.ground.before(jam.spot, stream.from, stream.to, metres);
            let Some(line) = at.and_then(|at| across(jam, at, stream.to)) else { continue };
            if let Some(post) = at.filter(|at| jam.ground.is_free(*at)) {
                let task = Task::Hold(Hold {
                    line: line.clone(),
                    hold_s: HOLD_S[0],
                    release_s: HOLD_S[1],
                    informed: true,
                });
                let holder = super::guides::volunteer(post, task);
                all.push(jam.only(jam.measure(
                    "hold",
                    MeasureKind::Volunteer(holder),
                    called("Hold and release", "分段放行"),
                    why.clone(),
                )));
            }
            for closes_above in CLOSES_ABOVE {
                let works = Works::Waves(Waves {
                    closes_above,
                    opens_below: OPENS_SHARE * closes_above,
                    shortest_s: HOLDS_S[0],
                    longest_s: HOLDS_S[1],
                    watches: Some(Spot { x: watched.x, y: watched.y }),
                    within_m: WITHIN_M,
                });
                let gate = Gate { line: line.clone(), informed: true, works };
                all.push(jam.only(jam.measure(
                    "waves",
                    MeasureKind::Gate(gate),
                    called("Let on in waves", "分批放行"),
                    why.clone(),
                )));
            }
        }
    }
    all
}

/// A line across the way to a goal, so that those on it cross it from its left to its right: as
/// drawn, who walks east crosses a line from south to north.
fn across(jam: &Jam, at: Vec2, goal: u16) -> Option<LineString<f64>> {
    let direction = jam.ground.field(goal).direction(at);
    if direction == Vec2::ZERO {
        return None;
    }
    let ([left, right], width_m) = jam.ground.across(at, direction);
    (width_m <= WIDEST_M).then(|| [right, left].into_iter().map(coord).collect())
}

/// The passage that limits the jam, or its middle, one-way for either direction.
pub(super) fn one_ways(jam: &Jam) -> Vec<Candidate> {
    let section = jam
        .spot
        .bottleneck
        .as_ref()
        .map(|section| section.line.map(|[x, y]| Vec2::new(x as f32, y as f32)));
    let at = section.map(|[a, b]| a.midpoint(b)).or_else(|| jam.centre());
    let Some(at) = at.and_then(|at| jam.ground.terrain().nearest_walkable(at)) else {
        return Vec::new();
    };
    let (what, span) = (jam.words(), jam.span_words());
    let mut all = Vec::new();
    for (goal, share) in jam.goals().into_iter().take(2) {
        let Some(line) = across(jam, at, goal) else { continue };
        let to = jam.ground.name_of(goal);
        let percent = 100.0 * share;
        let why = Bilingual::new(
            format!(
                "{} people meet head on in {}; only those towards {} ({percent:.0} %) walk here.",
                span.en, what.en, to.en
            ),
            format!(
                "{} 人流在{}中迎面相遇；此处只供前往{}者（{percent:.0} %）通行。",
                span.zh, what.zh, to.zh
            ),
        );
        all.push(jam.only(jam.measure(
            "one_way",
            MeasureKind::OneWay(OneWay { line }),
            called("One-way", "单行"),
            why,
        )));
    }
    all
}

/// An exit more, for those who leave: portals by which nobody leaves so far.
pub(super) fn openings(jam: &Jam) -> Vec<Candidate> {
    let leaves = jam.goals().iter().any(|(goal, _)| jam.ground.attraction(*goal).is_none());
    let closed = jam.ground.scenario.portals.iter().enumerate().filter(|(_, p)| !p.outward);
    let (what, span) = (jam.words(), jam.span_words());
    closed
        .filter(|_| leaves)
        .map(|(number, portal)| {
            let name = jam.ground.name_of(number as u16);
            let why = Bilingual::new(
                format!(
                    "{} many in {} want to leave; they can also leave by {}.",
                    span.en, what.en, name.en
                ),
                format!("{} {}中许多人想离场；可另由{}离开。", span.zh, what.zh, name.zh),
            );
            let opening = MeasureKind::Opening(ExitOpening { exit: portal.shape.id.clone() });
            let called =
                Bilingual::new(format!("Exit by {}", name.en), format!("开放{}出口", name.zh));
            let id = format!("open_{}", portal.shape.id);
            jam.only(jam.measure(&id, opening, called, why))
        })
        .collect()
}
