//! Barriers: lanes that turn a queue, dividers along streams, fences that lead others around, and
//! passages kept free.

use super::{Candidate, Jam, called};
use crate::document::Bilingual;
use crate::scenario::{Attraction, AttractionKind};
use geo::{Distance, Euclidean, Point};
use glam::Vec2;

/// A queue is one of a jam up to this distance, metres [a].
const QUEUE_WITHIN_M: f64 = 15.0;
/// How far from its head a queue is turned, metres, and how long the lane is.
const TURNS_AT_M: [f32; 3] = [2.5, 4.5, 7.0];
const LANE_M: f32 = 7.0;
/// Width of a passage kept free, metres: two streams of two abreast [a].
const PASSAGE_M: f32 = 2.4;

/// Lanes before the counters near the jam: a barrier across the queue, off to either side of it, so
/// that it turns there.
pub(super) fn queue_lanes(jam: &Jam) -> Vec<Candidate> {
    let [x, y] = jam.spot.centre;
    let centre = Point::new(x, y);
    let mut all = Vec::new();
    let portals = jam.ground.scenario.portals.len();
    for (index, attraction) in jam.ground.scenario.attractions.iter().enumerate() {
        if !matches!(attraction.kind, AttractionKind::Counter { .. }) {
            continue;
        }
        let Some((head, along)) = queue_of(attraction) else { continue };
        let to_line = attraction.shape.queue.as_ref().map(|q| Euclidean.distance(&centre, q));
        let away_m = to_line.unwrap_or(f64::INFINITY);
        if away_m.min(Euclidean.distance(&centre, &attraction.shape.focus)) > QUEUE_WITHIN_M {
            continue;
        }
        let of = jam.ground.name_of((portals + index) as u16);
        let side = along.perp();
        let why = why_lane(jam, &of);
        let called =
            Bilingual::new(format!("Queue lane at {}", of.en), format!("{}排队护栏", of.zh));
        for at_m in TURNS_AT_M {
            let turn = head + along * at_m;
            // Off to the right, off to the left, and across.
            for ends in [[-0.15, 1.0], [-1.0, 0.15], [-0.5, 0.5]] {
                let line = ends.map(|share| turn + side * (share * LANE_M));
                all.extend(jam.barrier("queue_lane", &line, called.clone(), why.clone()));
            }
        }
    }
    all
}

/// Where the queue of a counter begins and which way it stands.
fn queue_of(attraction: &Attraction) -> Option<(Vec2, Vec2)> {
    let vec = |c: &geo::Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
    if let Some(line) = &attraction.shape.queue {
        let points: Vec<Vec2> = line.coords().map(vec).collect();
        let (first, last) = (*points.first()?, *points.last()?);
        return Some((first, (last - first).normalize_or(Vec2::X)));
    }
    use geo::Centroid;
    let focus = Vec2::new(attraction.shape.focus.x() as f32, attraction.shape.focus.y() as f32);
    let middle = attraction.shape.area.centroid()?;
    let away = focus - Vec2::new(middle.x() as f32, middle.y() as f32);
    (away.length() > 0.2).then(|| (focus, away.normalize()))
}

fn why_lane(jam: &Jam, of: &Bilingual) -> Bilingual {
    let (what, span) = (jam.words(), jam.span_words());
    Bilingual::new(
        format!(
            "The queue for {} stands where {} is; {} it meets the barrier and turns out of the way.",
            of.en, what.en, span.en
        ),
        format!("{}的队伍正排在{}处；{}队伍遇到护栏后转向，让出通道。", of.zh, what.zh, span.zh),
    )
}

/// A barrier along the streams, through the jam and from it upstream.
pub(super) fn dividers(jam: &Jam) -> Vec<Candidate> {
    let (Some(centre), Some(along)) = (jam.centre(), jam.direction()) else { return Vec::new() };
    let half_m = (0.5 * jam.size_m()).clamp(3.0, 12.0);
    let (what, span) = (jam.words(), jam.span_words());
    let why = Bilingual::new(
        format!(
            "{} streams run into each other in {}; a divider keeps them apart.",
            span.en, what.en
        ),
        format!("{}各股人流在{}中互相冲突；隔栏使其分开。", span.zh, what.zh),
    );
    let middles = [centre, centre - along * half_m];
    let lines = middles.map(|m| [m - along * half_m, m + along * half_m]);
    let called = called("Divider", "分隔护栏");
    lines
        .iter()
        .filter_map(|line| jam.barrier("divider", line, called.clone(), why.clone()))
        .collect()
}

/// The sides of the jam, and its corners: those who only pass by walk around it.
pub(super) fn fences(jam: &Jam) -> Vec<Candidate> {
    let corners = || jam.spot.outline.iter().flatten();
    if corners().next().is_none() {
        return Vec::new();
    }
    let low = |k: usize| corners().map(|p| p[k]).fold(f64::INFINITY, f64::min) as f32;
    let high = |k: usize| corners().map(|p| p[k]).fold(f64::NEG_INFINITY, f64::max) as f32;
    let [west, south, east, north] = [low(0), low(1), high(0), high(1)];
    let (sw, se) = (Vec2::new(west, south), Vec2::new(east, south));
    let (nw, ne) = (Vec2::new(west, north), Vec2::new(east, north));
    let (what, span) = (jam.words(), jam.span_words());
    let why = Bilingual::new(
        format!(
            "{} those who only pass by walk through {}; the fence leads them around.",
            span.en, what.en
        ),
        format!("{}路过的人从{}中穿行；护栏引导其绕行。", span.zh, what.zh),
    );
    let lines: [&[Vec2]; 8] = [
        &[sw, se],
        &[se, ne],
        &[nw, ne],
        &[sw, nw],
        &[nw, sw, se],
        &[sw, se, ne],
        &[se, ne, nw],
        &[ne, nw, sw],
    ];
    let called = called("Fence", "围栏");
    let fence = |line: &&[Vec2]| jam.barrier("fence", line, called.clone(), why.clone());
    lines.iter().filter_map(fence).collect()
}

/// Two rows of barriers along the way of those who walk through those who stand.
pub(super) fn passages(jam: &Jam) -> Vec<Candidate> {
    let (Some(centre), Some(along)) = (jam.centre(), jam.direction()) else { return Vec::new() };
    let half_m = (0.6 * jam.size_m()).clamp(4.0, 14.0);
    let (what, span) = (jam.words(), jam.span_words());
    let why = Bilingual::new(
        format!(
            "{} people stand in the way of others in {}; a passage stays free.",
            span.en, what.en
        ),
        format!("{}在{}中驻足者挡住他人；留出一条通道。", span.zh, what.zh),
    );
    let side = along.perp() * (PASSAGE_M / 2.0);
    let row = |side: Vec2| {
        let line = [centre + side - along * half_m, centre + side + along * half_m];
        jam.barrier("passage", &line, called("Passage kept free", "预留通道"), why.clone())
    };
    match (row(side), row(-side)) {
        (Some(mut left), Some(right)) => {
            let mut second = right.measures;
            second.iter_mut().for_each(|m| m.id.push_str("_other_side"));
            left.measures.extend(second);
            vec![left]
        }
        (one, other) => one.into_iter().chain(other).collect(),
    }
}
