//! The cross-section that limits a hotspot: the one of least capacity on the way of its
//! biggest streams, through the hotspot and up to [`DOWNSTREAM_M`] beyond it.
//!
//! Candidates are the narrowest ground (see `narrow.rs`), the event's counting lines with the
//! capacity given for them, and the portal that the stream leaves by.

use super::AssessInput;
use super::course::{follow, plain_field, portal_line};
use super::demand;
use super::hotspots::Spot;
use super::narrow::{Narrow, narrowest};
use super::shares::Shares;
use super::{CrossSection, HotspotKind};
use glam::Vec2;

/// How far beyond the hotspot a narrow place can hold people up, metres.
const DOWNSTREAM_M: f32 = 40.0;
/// Goals, by how many walk to them, whose way is looked at.
const STREAMS: usize = 2;
/// A goal of less than this share of all is not asked.
const LEAST_SHARE: f64 = 0.1;
/// The last metres before an attraction are no passage, metres.
const ARRIVAL_M: f32 = 3.0;
/// A line whose capacity is this little above the narrowest ground's is named instead of it.
const NAMED_WITHIN: f64 = 1.15;
/// Share of its capacity from which a passage is worth naming for any kind of hotspot.
const WORTH_NAMING: f64 = 0.5;
/// Wider than this is no passage, metres.
const WIDEST_M: f64 = 40.0;

/// Which line it is, for its flow.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Counted {
    Ground,
    Counter(usize),
    Portal(usize),
}

/// A line across the way.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    line: [Vec2; 2],
    width_m: f64,
    capacity_per_min: f64,
    counted: Counted,
}

/// The cross-section that limits a hotspot, if there is one.
pub(super) fn section(
    input: &AssessInput,
    spot: &Spot,
    shares: &Shares,
    kind: HotspotKind,
) -> Option<CrossSection> {
    let goals = shares.walking_by_goal().into_iter().filter(|g| g.1 >= LEAST_SHARE).take(STREAMS);
    let narrowest = goals
        .filter_map(|(goal, _)| on_the_way(input, spot, goal))
        .min_by(|a, b| a.capacity_per_min.total_cmp(&b.capacity_per_min))?;
    let demand_per_min = demand_of(input, spot, &narrowest);
    let of_ways = matches!(kind, HotspotKind::Bottleneck | HotspotKind::Counterflow);
    let asked = demand_per_min >= WORTH_NAMING * narrowest.capacity_per_min;
    (of_ways || asked).then(|| CrossSection {
        line: narrowest.line.map(|p| [f64::from(p.x), f64::from(p.y)]),
        width_m: narrowest.width_m,
        capacity_per_min: narrowest.capacity_per_min,
        demand_per_min,
    })
}

/// The line of least capacity on the way to one goal.
fn on_the_way(input: &AssessInput, spot: &Spot, goal: u16) -> Option<Candidate> {
    let course = course_through(input, spot, goal)?;
    let ground = narrowest(&input.ways.terrain, &course).map(of_ground);
    let lines = crossed_counters(input, &course).chain(portal_reached(input, &course, goal));
    let line = lines.min_by(|a, b| a.capacity_per_min.total_cmp(&b.capacity_per_min));
    let best = match (ground, line) {
        (Some(g), Some(l)) if l.capacity_per_min <= NAMED_WITHIN * g.capacity_per_min => l,
        (Some(g), _) => g,
        (None, line) => line?,
    };
    (best.width_m <= WIDEST_M).then_some(best)
}

fn of_ground(narrow: Narrow) -> Candidate {
    Candidate {
        line: narrow.line,
        width_m: f64::from(narrow.width_m),
        capacity_per_min: narrow.capacity_per_min(),
        counted: Counted::Ground,
    }
}

/// The course to a goal from its rear end in the hotspot to [`DOWNSTREAM_M`] beyond it.
fn course_through(input: &AssessInput, spot: &Spot, goal: u16) -> Option<Vec<Vec2>> {
    let terrain = &input.ways.terrain;
    let grid = &input.observation.field.grid;
    let field = plain_field(input.ways, goal, false)?;
    let own = |s: &crate::observe::Stream| s.goal == goal && !s.stands;
    let rear = spot
        .cells
        .iter()
        .filter(|h| h.streams.iter().any(own))
        .filter_map(|h| terrain.nearest_walkable(grid.centre(h.cell as usize)))
        .filter(|at| field.distance_m(*at).is_finite())
        .max_by(|a, b| field.distance_m(*a).total_cmp(&field.distance_m(*b)))?;
    let (mut last, mut beyond_m) = (rear, 0.0);
    let mut course = follow(field, terrain, rear, |at| {
        let inside = grid.cell(at).is_some_and(|c| spot.is_near(grid, c, 0));
        beyond_m = if inside { 0.0 } else { beyond_m + at.distance(last) };
        last = at;
        beyond_m > DOWNSTREAM_M
    });
    if usize::from(goal) >= input.scenario.portals.len() {
        let passes = |at: &Vec2| field.distance_m(*at) > ARRIVAL_M;
        course.truncate(course.iter().take_while(|at| passes(at)).count());
    }
    (course.len() >= 2).then_some(course)
}

fn crossed_counters<'a>(
    input: &'a AssessInput,
    course: &'a [Vec2],
) -> impl Iterator<Item = Candidate> + 'a {
    let point = |c: &geo::Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
    input.scenario.counters.iter().enumerate().filter_map(move |(index, counter)| {
        let points: Vec<Vec2> = counter.shape.line.coords().map(point).collect();
        let crossed = points.windows(2).any(|edge| {
            course.windows(2).any(|step| cross([edge[0], edge[1]], [step[0], step[1]]))
        });
        crossed.then_some(Candidate {
            line: [*points.first()?, *points.last()?],
            width_m: counter.width_m,
            capacity_per_min: counter.capacity_per_min,
            counted: Counted::Counter(index),
        })
    })
}

fn portal_reached(input: &AssessInput, course: &[Vec2], goal: u16) -> Option<Candidate> {
    let index = usize::from(goal);
    let portal = input.scenario.portals.get(index)?;
    let field = plain_field(input.ways, goal, false)?;
    let arrives = course.last().is_some_and(|at| field.distance_m(*at) < 2.0);
    let line = portal_line(portal)?;
    arrives.then_some(Candidate {
        line,
        width_m: portal.width_m,
        capacity_per_min: portal.capacity_per_min,
        counted: Counted::Portal(index),
    })
}

fn cross([a, b]: [Vec2; 2], [p, q]: [Vec2; 2]) -> bool {
    let side = |from: Vec2, to: Vec2, of: Vec2| (to - from).perp_dot(of - from) > 0.0;
    side(a, b, p) != side(a, b, q) && side(p, q, a) != side(p, q, b)
}

fn demand_of(input: &AssessInput, spot: &Spot, candidate: &Candidate) -> f64 {
    let observation = input.observation;
    let at = |list: &[u32], minute: usize| list.get(minute).map_or(0.0, |n| f64::from(*n));
    match candidate.counted {
        Counted::Ground => demand::through_line(observation, spot, candidate.line),
        Counted::Counter(index) => demand::through_counted(observation, spot, |minute| {
            let crossings = observation.counters.get(index);
            crossings.map_or(0.0, |c| at(&c.forward, minute) + at(&c.backward, minute))
        }),
        Counted::Portal(index) => demand::through_counted(observation, spot, |minute| {
            observation.portals.get(index).map_or(0.0, |p| at(&p.left, minute))
        }),
    }
}
