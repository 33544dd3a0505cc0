//! What could help against a jam, from its kind and its why: each candidate is a measure or two
//! that stand at one place, with the reason in words. Figures of where and how are first guesses;
//! the search tries them and moves what helps.
//!
//! | kind | proposed |
//! |---|---|
//! | all | screens where the streams come from, that send some to an exit that is reached without the jam; somebody, or a screen, at the last fork where the stream could still choose; something else first; another exit; waves and holding before it |
//! | counterflow | a divider along the streams, one-way |
//! | bottleneck | one-way, a divider, a lane for a queue beside it |
//! | queue in the way | barriers beside the counter, a lane that turns the queue, a fence that leads others around |
//! | crossing, bunching | a divider, a fence |
//! | stop and look, converging | a passage kept free, barriers beside a counter, a fence, something else first |

mod barriers;
mod counters;
mod flow;
mod guides;
mod origins;

use super::effort::Effort;
use super::ground::Ground;
use crate::assess::{Hotspot, HotspotKind};
use crate::document::{Bilingual, clock_text};
use crate::plan::{Barrier, Measure, MeasureKind, Plan};
use geo::{Coord, LineString};
use glam::Vec2;
use serde_json::Value;

/// A jam is worked against from so long before it begins, seconds [a]: who comes to it later
/// passes the fork by then.
const AHEAD_S: f64 = 900.0;
/// Until so long after it ends, seconds [a].
const AFTER_S: f64 = 300.0;
/// Jams with middles nearer to each other than this are at the same place, metres.
const SAME_PLACE_M: f64 = 8.0;
/// A place that is free for less than this is not worth setting up anew, seconds [a].
const COMES_BACK_S: f64 = 1800.0;
/// Length of a barrier unit, metres [s].
pub(super) const UNIT_M: f64 = 2.3;
/// Places nearer than this to each other are as good as the same for an idea, metres [a].
const CLOSE_M: f64 = 1.0;
/// What a barrier leaves at least of the clear width in its line, metres, and as a share [a].
const LEAST_ROOM_M: f32 = 2.0;
const LEAST_ROOM: f32 = 0.35;
/// Streams of a jam that are looked at.
const STREAMS: usize = 3;

/// In which order the kinds of candidates are tried: where runs are dear, only the first of them are. As
/// they helped on `lantern_fair` and `community_square`, the most first. `leave`: whether most in the jam
/// are on their way home.
fn order(kind: HotspotKind, leave: bool) -> &'static [&'static str] {
    use HotspotKind as Kind;
    match kind {
        Kind::Bottleneck if leave => {
            &["exit", "else", "hold", "open", "divider", "one_way", "origin"]
        }
        Kind::QueueInTheWay => &["counter_side", "hold", "else", "queue_lane", "exit", "fence"],
        Kind::Bottleneck => &["hold", "open", "divider", "origin", "exit", "one_way", "else"],
        Kind::StopAndLook | Kind::Converging => {
            &["passage", "counter_side", "fence", "else", "exit", "hold", "queue_lane"]
        }
        Kind::Counterflow => &["one_way", "divider", "way", "exit", "hold", "else", "origin"],
        Kind::Crossing | Kind::Bunching => {
            &["exit", "queue_lane", "hold", "divider", "else", "fence", "origin", "open"]
        }
    }
}

/// Something that may help.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What is put there.
    pub measures: Vec<Measure>,
    /// Rank of the jam that it is against.
    pub against: u32,
    /// What kind of thing is put how, whichever jam it is against.
    pub idea: String,
}

impl Candidate {
    /// A plan with it besides what it has. Ids that are taken get a number.
    pub fn added_to(&self, plan: &Plan) -> Plan {
        let mut plan = plan.clone();
        for measure in &self.measures {
            let mut measure = measure.clone();
            let stem = measure.id.clone();
            let mut number = 2;
            while plan.measure(&measure.id).is_some() {
                measure.id = format!("{stem}_{number}");
                number += 1;
            }
            plan.measures.push(measure);
        }
        plan
    }

    /// What kind of thing it is, whoever or whatever tells it.
    pub fn kind(&self) -> &str {
        let first = self.idea.split('+').next().unwrap_or_default();
        let told = first.strip_prefix("guide_").or_else(|| first.strip_prefix("screen_"));
        let open = first.starts_with("open_").then_some("open");
        told.or(open).unwrap_or(first)
    }

    /// Whether another puts as good as the same there: only the jam has moved a little meanwhile, or
    /// lasts shorter.
    pub fn is_like(&self, other: &Self) -> bool {
        let kinds =
            |c: &Self| serde_json::to_value(c.measures.iter().map(|m| &m.kind).collect::<Vec<_>>());
        match (kinds(self), kinds(other)) {
            (Ok(own), Ok(theirs)) => are_alike(&own, &theirs),
            _ => false,
        }
    }

    /// With what else stands there; the ids of that get an ending.
    fn with(mut self, other: Self, ending: &str) -> Self {
        let mut measures = other.measures;
        measures.iter_mut().for_each(|m| m.id = format!("{}_{ending}", m.id));
        self.measures.extend(measures);
        self.idea = format!("{}+{}", self.idea, other.idea);
        self
    }

    /// What it takes.
    pub fn effort(&self) -> Effort {
        Effort::of(&Plan { name: Bilingual::default(), measures: self.measures.clone() })
    }
}

/// Whether two values are the same but for places that lie close together. Shares, which are at most 1,
/// have to be the same.
fn are_alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| are_alike(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| are_alike(a, b)))
        }
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) if a.abs() > 1.0 && b.abs() > 1.0 => (a - b).abs() <= CLOSE_M,
            _ => a == b,
        },
        _ => a == b,
    }
}

/// A jam and what is known around it.
pub struct Jam<'a> {
    /// The ground.
    pub ground: &'a Ground,
    /// The jam.
    pub spot: &'a Hotspot,
    /// When measures against it begin and end, seconds since the event's start.
    pub span_s: [f64; 2],
}

/// A stream in a jam, by numbers of goals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stream {
    /// The portal by which they came.
    pub from: u16,
    /// Where they go.
    pub to: u16,
    /// Share of the jam's person-minutes.
    pub share: f64,
}

impl<'a> Jam<'a> {
    /// One of all jams of a run. What stands against it stays for those that come back at its place;
    /// `saved_before` gives the last time before another at which trials can begin.
    pub fn new(
        ground: &'a Ground,
        spot: &'a Hotspot,
        all: &[Hotspot],
        saved_before: impl Fn(f64) -> Option<f64>,
    ) -> Self {
        let [begins_s, ends_s] = comes_back(spot, all);
        let wanted_s = (begins_s - AHEAD_S).max(0.0);
        let from_s = saved_before(wanted_s).unwrap_or(0.0);
        let duration_s = ground.scenario.clock.duration_s;
        Self { ground, spot, span_s: [from_s, (ends_s + AFTER_S).min(duration_s)] }
    }

    /// All that may help against it and that the ground allows.
    pub fn candidates(&self) -> Vec<Candidate> {
        use HotspotKind as Kind;
        let mut all = guides::all(self);
        all.extend(origins::boards(self));
        all.extend(flow::waves(self));
        all.extend(flow::openings(self));
        match self.spot.kind {
            Kind::Counterflow => {
                all.extend(barriers::dividers(self));
                all.extend(flow::one_ways(self));
            }
            Kind::Bottleneck => {
                all.extend(flow::one_ways(self));
                all.extend(barriers::dividers(self));
                all.extend(counters::queue_lanes(self));
            }
            Kind::QueueInTheWay => {
                all.extend(counters::sides(self));
                all.extend(counters::queue_lanes(self));
                all.extend(barriers::fences(self));
            }
            Kind::Crossing | Kind::Bunching => {
                all.extend(counters::queue_lanes(self));
                all.extend(barriers::dividers(self));
                all.extend(barriers::fences(self));
            }
            Kind::StopAndLook | Kind::Converging => {
                all.extend(barriers::passages(self));
                all.extend(counters::sides(self));
                all.extend(counters::queue_lanes(self));
                all.extend(barriers::fences(self));
            }
        }
        let allowed = |c: &Candidate| c.measures.iter().all(|m| self.ground.allows(m));
        let mut kept: Vec<Candidate> = Vec::new();
        for candidate in all.into_iter().filter(allowed) {
            if !kept.contains(&candidate) {
                kept.push(candidate);
            }
        }
        let order = order(self.spot.kind, self.leaving_share() >= 0.5);
        let place = |c: &Candidate| order.iter().position(|kind| *kind == c.kind());
        kept.sort_by_key(|c| place(c).unwrap_or(order.len()));
        kept
    }

    /// Its middle, on the ground.
    fn centre(&self) -> Option<Vec2> {
        let [x, y] = self.spot.centre;
        self.ground.terrain().nearest_walkable(Vec2::new(x as f32, y as f32))
    }

    /// Share of its people who are on their way home, of the streams that are known.
    fn leaving_share(&self) -> f64 {
        let leaves = |s: &Stream| self.ground.attraction(s.to).is_none();
        self.all_streams().filter(leaves).map(|s| s.share).sum()
    }

    /// Its biggest streams.
    fn streams(&self) -> Vec<Stream> {
        self.all_streams().take(STREAMS).collect()
    }

    /// Its streams, the biggest first.
    fn all_streams(&self) -> impl Iterator<Item = Stream> {
        self.spot.streams.iter().filter_map(|s| {
            let (from, to) = (self.ground.goal_named(&s.from)?, self.ground.goal_named(&s.to)?);
            Some(Stream { from, to, share: s.share })
        })
    }

    /// The goals of its streams with their shares, the biggest first.
    fn goals(&self) -> Vec<(u16, f64)> {
        let mut goals: Vec<(u16, f64)> = Vec::new();
        for stream in self.streams() {
            match goals.iter_mut().find(|(goal, _)| *goal == stream.to) {
                Some((_, share)) => *share += stream.share,
                None => goals.push((stream.to, stream.share)),
            }
        }
        goals.sort_by(|a, b| b.1.total_cmp(&a.1));
        goals
    }

    /// Which way its biggest stream walks in its middle.
    fn direction(&self) -> Option<Vec2> {
        let centre = self.centre()?;
        let ways = self.goals().into_iter().map(|(goal, _)| self.ground.field(goal));
        ways.map(|field| field.direction(centre)).find(|way| *way != Vec2::ZERO)
    }

    /// How long it is from end to end, metres.
    fn size_m(&self) -> f32 {
        let corners = || self.spot.outline.iter().flatten();
        let span = |k: usize| {
            let low = corners().map(|p| p[k]).fold(f64::INFINITY, f64::min);
            let high = corners().map(|p| p[k]).fold(f64::NEG_INFINITY, f64::max);
            (high - low).max(0.0)
        };
        span(0).hypot(span(1)).clamp(4.0, 60.0) as f32
    }

    /// A measure against it.
    fn measure(&self, id: &str, kind: MeasureKind, name: Bilingual, why: Bilingual) -> Measure {
        let [from_s, until_s] = self.span_s;
        let id = format!("{id}_{}", self.spot.rank);
        Measure { id, name, why: Some(why), from_s, until_s, kind }
    }

    /// A barrier against it; `None` where too little of it would stand on the ground, or too
    /// little room be left beside it.
    fn barrier(
        &self,
        id: &str,
        points: &[Vec2],
        name: Bilingual,
        why: Bilingual,
    ) -> Option<Candidate> {
        let line: LineString<f64> = points.iter().map(|p| coord(*p)).collect();
        let inside_m =
            crate::geometry::lines::length_inside_m(&line, &self.ground.scenario.venue.ground);
        if inside_m < 0.8 * crate::geometry::lines::length_m(&line) {
            return None;
        }
        if !self.leaves_room(points) {
            return None;
        }
        let kind = MeasureKind::Barrier(Barrier { line, openings: Vec::new(), unit_m: UNIT_M });
        Some(self.only(self.measure(id, kind, name, why)))
    }

    /// Whether people get by beside a barrier: one across the only way there is makes a worse jam
    /// than it is against.
    fn leaves_room(&self, points: &[Vec2]) -> bool {
        points.windows(2).all(|edge| {
            let along = edge[1] - edge[0];
            let middle = 0.5 * (edge[0] + edge[1]);
            if along.length() < UNIT_M as f32 || !self.ground.terrain().is_on_ground(middle) {
                return true;
            }
            let (_, width_m) = self.ground.across(middle, along.perp());
            width_m - along.length() >= LEAST_ROOM_M.max(LEAST_ROOM * width_m)
        })
    }

    fn only(&self, measure: Measure) -> Candidate {
        let against = self.spot.rank;
        let idea =
            measure.id.strip_suffix(&format!("_{against}")).unwrap_or(&measure.id).to_owned();
        Candidate { measures: vec![measure], against, idea }
    }

    /// "between 15:20 and 16:15"
    fn span_words(&self) -> Bilingual {
        let starts_s = self.ground.scenario.clock.starts_s;
        let [from, until] = self.span_s.map(|s| clock_text(starts_s + s));
        Bilingual::new(format!("between {from} and {until}"), format!("{from} 至 {until}"))
    }

    /// What it is called: the place and its densest.
    fn words(&self) -> Bilingual {
        let [x, y] = self.spot.centre;
        let place = self.ground.place(Vec2::new(x as f32, y as f32));
        let peak = self.spot.peak_per_m2;
        let starts_s = self.ground.scenario.clock.starts_s;
        let at = clock_text(starts_s + self.spot.peak_at_s);
        Bilingual::new(
            format!("the jam at {} ({peak:.1} people per m² at {at})", place.en),
            format!("{}的拥堵（{at} 每平方米 {peak:.1} 人）", place.zh),
        )
    }
}

/// Whether two jams with these middles are at the same place.
pub fn is_same_place(a: &[f64; 2], b: &[f64; 2]) -> bool {
    (a[0] - b[0]).hypot(a[1] - b[1]) < SAME_PLACE_M
}

/// From when to when it jams at the place of a jam, with all that follow each other there soon,
/// seconds since the event's start.
fn comes_back(spot: &Hotspot, all: &[Hotspot]) -> [f64; 2] {
    let here = || all.iter().filter(|other| is_same_place(&spot.centre, &other.centre));
    let (mut from_s, mut until_s) = (spot.from_s, spot.until_s);
    loop {
        let soon = |jam: &&Hotspot| {
            jam.until_s >= from_s - COMES_BACK_S && jam.from_s <= until_s + COMES_BACK_S
        };
        let first_s = here().filter(soon).map(|jam| jam.from_s).fold(from_s, f64::min);
        let last_s = here().filter(soon).map(|jam| jam.until_s).fold(until_s, f64::max);
        if (first_s, last_s) == (from_s, until_s) {
            return [from_s, until_s];
        }
        (from_s, until_s) = (first_s, last_s);
    }
}

/// A point of a measure, to a decimetre: what can be put there by hand.
pub fn coord(at: Vec2) -> Coord<f64> {
    let round = |m: f32| (f64::from(m) * 10.0).round() / 10.0;
    Coord { x: round(at.x), y: round(at.y) }
}

/// A name in both languages.
fn called(en: &str, zh: &str) -> Bilingual {
    Bilingual::new(en, zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Advice, AdvisedTo, Sign, Spot};

    #[test]
    fn an_idea_is_the_same_where_only_the_jam_has_moved() {
        let screen = |x: f64, share: f64, exit: &str| Candidate {
            measures: vec![Measure {
                id: format!("screen_{x}"),
                name: Bilingual::default(),
                why: None,
                from_s: x,
                until_s: 3600.0,
                kind: MeasureKind::Sign(Sign {
                    at: Spot { x, y: 8.0 },
                    faces_deg: None,
                    dynamic: true,
                    says: vec![Advice { to: AdvisedTo::Exit(exit.to_owned()), share }],
                    heading: Vec::new(),
                    noticed: 0.7,
                    complies: 0.8,
                }),
            }],
            against: 1,
            idea: "screen".to_owned(),
        };
        let one = screen(20.0, 0.5, "west");
        assert!(one.is_like(&screen(20.8, 0.5, "west")));
        for other in
            [screen(24.0, 0.5, "west"), screen(20.0, 1.0, "west"), screen(20.0, 0.5, "east")]
        {
            assert!(!one.is_like(&other), "{other:?}");
        }
    }
}
