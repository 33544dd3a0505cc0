//! Counters: barriers that turn a queue out of the way, and barriers beside a counter that keep
//! those who only pass by out of the room before it.
//!
//! Between a counter and its queue stand those who are served and those who wait for them. Where
//! the shortest way along the counters leads through there, everybody else walks among them.

use super::{Candidate, Jam};
use crate::document::Bilingual;
use crate::geometry::{WallSegment, to_vec};
use crate::scenario::{Attraction, AttractionKind};
use geo::{Distance, Euclidean, Point};
use glam::Vec2;

/// A counter is one of a jam up to this distance, metres [a].
const WITHIN_M: f64 = 15.0;
/// How far from its head a queue is turned, metres, and how long the lane is.
const TURNS_AT_M: [f32; 3] = [1.3, 2.5, 4.5];
const LANE_M: f32 = 7.0;
/// A gap between a barrier and a wall up to this is none, metres: nobody goes through.
const GAP_M: f32 = 0.8;
/// How far beside the ends of a counter a barrier stands, metres [a].
const BESIDE_M: f32 = 1.0;
/// Half the width that a counter is taken to have, metres: at least, at most [a].
const HALF_WIDTH_M: [f32; 2] = [1.0, 6.0];
/// Up to this distance behind the place where people are served a barrier begins at a wall, metres.
const TO_WALL_M: f32 = 3.0;
/// How far beyond the queue a barrier beside a counter reaches, metres [a], and how far it reaches
/// from where people are served at most.
const BEYOND_QUEUE_M: f32 = 1.5;
const REACH_M: [f32; 2] = [3.0, 6.5];
/// What a barrier leaves free beside a queue, metres: a person's width on either side of the line.
const CLEAR_OF_QUEUE_M: f32 = 1.1;
/// A barrier shorter than this beside a counter keeps nobody out, metres.
const SHORTEST_M: f32 = 1.5;
/// Step in which a barrier is laid out, metres.
const STEP_M: f32 = 0.1;

/// The counters of a jam with their goals, the nearest first.
fn counters_near<'a>(jam: &Jam<'a>) -> Vec<(u16, &'a Attraction)> {
    let [x, y] = jam.spot.centre;
    let centre = Point::new(x, y);
    let portals = jam.ground.scenario.portals.len();
    let attractions = jam.ground.scenario.attractions.iter().enumerate();
    let mut near: Vec<(f64, u16, &Attraction)> = attractions
        .filter(|(_, a)| matches!(a.kind, AttractionKind::Counter { .. }))
        .map(|(index, a)| {
            let to_queue = a.shape.queue.as_ref().map(|q| Euclidean.distance(&centre, q));
            let to_focus = Euclidean.distance(&centre, &a.shape.focus);
            let away_m = to_queue.map_or(to_focus, |m| m.min(to_focus));
            (away_m, (portals + index) as u16, a)
        })
        .filter(|(away_m, ..)| *away_m <= WITHIN_M)
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.into_iter().map(|(_, goal, attraction)| (goal, attraction)).collect()
}

/// Lanes before the counters near the jam: a barrier across the queue, off to either side of it, so
/// that it turns there.
pub(super) fn queue_lanes(jam: &Jam) -> Vec<Candidate> {
    let mut all = Vec::new();
    for (goal, attraction) in counters_near(jam) {
        let queue = queue_of(attraction);
        let of = jam.ground.name_of(goal);
        let why = why_lane(jam, &of);
        let called =
            Bilingual::new(format!("Queue lane at {}", of.en), format!("{}排队护栏", of.zh));
        for at_m in TURNS_AT_M {
            let Some((turn, along)) = along_queue(&queue, at_m) else { continue };
            // Off to either side, hardly beyond the queue on the other, and across.
            for ends in [[-0.05, 0.95], [-0.95, 0.05], [-0.5, 0.5]] {
                let line = ends.map(|share| turn + along.perp() * (share * LANE_M));
                let line = from_wall_to_wall(jam, line);
                all.extend(jam.barrier("queue_lane", &line, called.clone(), why.clone()));
            }
        }
    }
    all
}

/// A line with the walls behind its ends where nobody fits between: people who find a gap there
/// press through it.
fn from_wall_to_wall(jam: &Jam, [first, last]: [Vec2; 2]) -> Vec<Vec2> {
    let walls = &jam.ground.terrain().walls;
    let behind = |end: Vec2| walls.nearest(end).filter(|wall| wall.distance(end) <= GAP_M);
    behind(first).into_iter().chain([first, last]).chain(behind(last)).collect()
}

/// The line on which people queue for a counter; straight out from it where none is drawn.
fn queue_of(attraction: &Attraction) -> Vec<Vec2> {
    if let Some(line) = &attraction.shape.queue {
        return line.coords().map(to_vec).collect();
    }
    let focus = to_vec(&attraction.shape.focus.0);
    let away = middle(attraction).and_then(|middle| (focus - middle).try_normalize());
    away.map_or_else(Vec::new, |away| vec![focus, focus + away * LANE_M])
}

/// The place so many metres behind the head of a queue, and which way the queue stands there.
fn along_queue(queue: &[Vec2], metres: f32) -> Option<(Vec2, Vec2)> {
    let mut left_m = metres;
    for edge in queue.windows(2) {
        let length_m = edge[0].distance(edge[1]);
        if left_m <= length_m {
            let along = (edge[1] - edge[0]).try_normalize()?;
            return Some((edge[0] + along * left_m, along));
        }
        left_m -= length_m;
    }
    None
}

/// Barriers from the wall beside a counter out past its queue: on the side away from the queue, on
/// both sides, and on the side of the queue, where it ends before the queue.
pub(super) fn sides(jam: &Jam) -> Vec<Candidate> {
    let mut all = Vec::new();
    for (goal, attraction) in counters_near(jam) {
        let Some(front) = Front::of(attraction) else { continue };
        let of = jam.ground.name_of(goal);
        let why = why_side(jam, &of);
        let called =
            Bilingual::new(format!("Side barrier at {}", of.en), format!("{}侧边护栏", of.zh));
        let barrier = |side: Vec2| {
            let line = front.beside(jam, side)?;
            jam.barrier("counter_side", &line, called.clone(), why.clone())
        };
        let [far, near] = [-front.queue_side(), front.queue_side()].map(barrier);
        let both = match (&far, &near) {
            (Some(far), Some(near)) => Some(far.clone().with(near.clone(), "other_side")),
            _ => None,
        };
        all.extend([both, far, near].into_iter().flatten());
    }
    all
}

/// A counter as those see it who stand before it.
struct Front {
    /// Where people are served.
    focus: Vec2,
    /// Straight out from the counter.
    out: Vec2,
    /// Half its width, metres.
    half_m: f32,
    /// The line of its queue; empty where none is drawn.
    queue: Vec<Vec2>,
}

impl Front {
    fn of(attraction: &Attraction) -> Option<Self> {
        let focus = to_vec(&attraction.shape.focus.0);
        let queue: Vec<Vec2> =
            attraction.shape.queue.iter().flat_map(|q| q.coords().map(to_vec)).collect();
        let before = queue.first().copied().or_else(|| middle(attraction))?;
        let out = (before - focus).try_normalize()?;
        let corners = attraction.shape.area.exterior().coords().map(to_vec);
        let half_m = corners.map(|c| (c - focus).dot(out.perp()).abs()).fold(0.0, f32::max);
        let half_m = half_m.clamp(HALF_WIDTH_M[0], HALF_WIDTH_M[1]);
        Some(Self { focus, out, half_m, queue })
    }

    /// The side to which the queue goes off; the left one where it goes straight out.
    fn queue_side(&self) -> Vec2 {
        let end = self.queue.last().map_or(Vec2::ZERO, |end| *end - self.focus);
        let side = self.out.perp();
        if end.dot(side) < 0.0 { -side } else { side }
    }

    /// The line of a barrier on a side, from the wall outward.
    fn beside(&self, jam: &Jam, side: Vec2) -> Option<[Vec2; 2]> {
        let at = self.focus + side * (self.half_m + BESIDE_M);
        let on_ground = |m: &f32| jam.ground.terrain().is_on_ground(at + self.out * *m);
        let steps = |to_m: f32| (0..=(to_m / STEP_M) as u32).map(|i| i as f32 * STEP_M);
        let back_m = steps(TO_WALL_M).take_while(|m| on_ground(&-*m)).last()?;
        let queue_m = self.queue.iter().map(|p| (*p - self.focus).dot(self.out));
        let reach_m = queue_m.fold(0.0, f32::max) + BEYOND_QUEUE_M;
        let reach_m = reach_m.clamp(REACH_M[0], REACH_M[1]);
        let clear = |m: &f32| self.queue_away_m(at + self.out * *m) >= CLEAR_OF_QUEUE_M;
        let out_m = steps(reach_m).take_while(|m| on_ground(m) && clear(m)).last()?;
        (back_m + out_m >= SHORTEST_M).then(|| [at - self.out * back_m, at + self.out * out_m])
    }

    /// How far a place is from the line of the queue, metres.
    fn queue_away_m(&self, at: Vec2) -> f32 {
        let to_edge = |edge: &[Vec2]| WallSegment { a: edge[0], b: edge[1] }.distance(at);
        self.queue.windows(2).map(to_edge).fold(f32::INFINITY, f32::min)
    }
}

fn middle(attraction: &Attraction) -> Option<Vec2> {
    use geo::Centroid;
    attraction.shape.area.centroid().map(|middle| to_vec(&middle.0))
}

fn why_lane(jam: &Jam, of: &Bilingual) -> Bilingual {
    let (what, span) = (jam.words(), jam.span_words());
    Bilingual::new(
        format!(
            "The queue for {} stands where {} is; {} it meets the barrier and turns out of the way.",
            of.en, what.en, span.en
        ),
        format!("{}的队伍正排在{}处；{} 队伍遇到护栏后转向，让出通道。", of.zh, what.zh, span.zh),
    )
}

fn why_side(jam: &Jam, of: &Bilingual) -> Bilingual {
    let (what, span) = (jam.words(), jam.span_words());
    Bilingual::new(
        format!(
            "In {} people walk by among those who are served at {}; {} the barrier leads them past \
             outside the queue.",
            what.en, of.en, span.en
        ),
        format!(
            "{}中，路过的人从{}取餐等候者之间穿行；{} 护栏引其走队伍外侧。",
            what.zh, of.zh, span.zh
        ),
    )
}
