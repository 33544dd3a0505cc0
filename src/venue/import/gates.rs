//! Opens walls and fences where people pass: at gates drawn as points on them, and where a
//! way on the surface crosses.

use super::obstacles::Body;
use super::summary::{LeftOut, Reason, Tally, What};
use super::tags::Tags;
use super::thing::Extract;
use super::ways::Way;
use crate::geometry::polygons;
use crate::venue::collection::Shape;
use geo::algorithm::line_intersection::{LineIntersection, line_intersection};
use geo::{Coord, LineString};

/// Gates by kind: clear width [assumed].
const GATES: &[(&str, f64)] = &[
    ("gate", 3.0),
    ("entrance", 2.0),
    ("lift_gate", 4.0),
    ("swing_gate", 4.0),
    ("sliding_gate", 4.0),
    ("sally_port", 3.0),
    ("toll_booth", 3.0),
    ("border_control", 3.0),
    ("cycle_barrier", 1.5),
    ("motorcycle_barrier", 1.5),
    ("full-height_turnstile", 0.9),
    ("turnstile", 0.9),
    ("kissing_gate", 1.0),
    ("stile", 0.8),
    ("cattle_grid", 3.0),
    ("chain", 2.0),
    ("hampshire_gate", 3.0),
];
/// How far off its wall a gate may be drawn, metres.
const OFF_M: f64 = 0.5;

struct Gap {
    at: Coord<f64>,
    width_m: f64,
    label: String,
}

/// Cuts gates and crossings into the lines of walls and tracks.
pub fn open(
    bodies: &mut [Body<'_>],
    extract: &Extract,
    ways: &[Way],
    left_out: &mut LeftOut,
) -> Tally {
    let gaps = gates(extract, left_out);
    let mut opened = Tally::default();
    let mut used = vec![false; gaps.len()];
    for body in bodies.iter_mut() {
        let Shape::Lines(lines) = &body.shape else { continue };
        let mut pieces = Vec::new();
        for line in lines {
            let mut cuts = Vec::new();
            for (gap, used) in gaps.iter().zip(&mut used) {
                if let Some(along) = along(line, gap.at) {
                    cuts.push((along, gap.width_m));
                    opened.add(0.0, if *used { "" } else { &gap.label });
                    *used = true;
                }
            }
            // People cross tracks only where the map says so.
            if body.rule.what == What::Wall {
                for (along, width, source) in crossings(line, ways) {
                    if !cuts.iter().any(|(known, w)| (known - along).abs() < (w + width) / 2.0) {
                        cuts.push((along, width));
                        opened.add(0.0, source);
                    }
                }
            }
            // Thin walls end squarely beyond their line's end: the gap stays as wide as given.
            let ends = if body.rule.size_m > 1.0 { 0.0 } else { body.rule.size_m };
            cuts.iter_mut().for_each(|(_, width)| *width += ends);
            pieces.extend(without(line, &mut cuts));
        }
        body.covers = polygons::union(
            &pieces.iter().flat_map(|l| polygons::strip(l, body.rule.size_m).0).collect::<Vec<_>>(),
        );
        body.shape = Shape::Lines(pieces);
    }
    for (gap, _) in gaps.iter().zip(used).filter(|(_, used)| !used) {
        left_out.add(Reason::LooseGate, 0.0, &gap.label);
    }
    opened
}

fn gates(extract: &Extract, left_out: &mut LeftOut) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for thing in &extract.things {
        let (Some(at), Some(usual)) = (thing.point(), gate_width(&thing.tags)) else { continue };
        if thing.tags.is("access", &["no", "private"]) || thing.tags.is("locked", &["yes"]) {
            left_out.add(Reason::ClosedGate, 0.0, &thing.label());
            continue;
        }
        let given =
            ["width", "maxwidth", "maxwidth:physical"].iter().find_map(|k| thing.tags.metres(k));
        let width_m = given.filter(|w| (0.3..=30.0).contains(w)).unwrap_or(usual);
        gaps.push(Gap { at, width_m, label: thing.label() });
    }
    gaps
}

fn gate_width(tags: &Tags) -> Option<f64> {
    if tags.is("railway", &["crossing", "level_crossing"]) {
        return Some(6.0);
    }
    let kind = tags.get("barrier")?;
    GATES.iter().find(|(k, _)| *k == kind).map(|(_, width)| *width)
}

/// How far along a line a point lies, if it lies on it.
fn along(line: &LineString<f64>, at: Coord<f64>) -> Option<f64> {
    let mut best: Option<(f64, f64)> = None;
    let mut before = 0.0;
    for segment in line.lines() {
        let (dx, dy) = (segment.dx(), segment.dy());
        let length = dx.hypot(dy);
        if length > 0.0 {
            let t = ((at.x - segment.start.x) * dx + (at.y - segment.start.y) * dy) / length;
            let t = t.clamp(0.0, length);
            let foot = (segment.start.x + dx * t / length, segment.start.y + dy * t / length);
            let off = (at.x - foot.0).hypot(at.y - foot.1);
            if off <= OFF_M && best.is_none_or(|(known, _)| off < known) {
                best = Some((off, before + t));
            }
        }
        before += length;
    }
    best.map(|(_, along)| along)
}

/// Where ways cross a line: how far along, how wide, and which way.
fn crossings<'w>(line: &LineString<f64>, ways: &'w [Way]) -> Vec<(f64, f64, &'w str)> {
    let mut found = Vec::new();
    let mut before = 0.0;
    for wall in line.lines() {
        for way in ways {
            for step in way.line.lines() {
                let hit = match line_intersection(wall, step) {
                    Some(LineIntersection::SinglePoint { intersection, .. }) => intersection,
                    _ => continue,
                };
                // A way that ends at a wall does not pass it.
                let ends = [way.line.0.first(), way.line.0.last()];
                let at_end =
                    ends.into_iter().flatten().any(|e| (e.x - hit.x).hypot(e.y - hit.y) < 0.05);
                if !at_end {
                    let along = before + (hit.x - wall.start.x).hypot(hit.y - wall.start.y);
                    found.push((along, way.width_m.clamp(1.0, 8.0), way.source.as_str()));
                }
            }
        }
        before += wall.dx().hypot(wall.dy());
    }
    found
}

/// The pieces of a line that are left between gaps (middle, width).
fn without(line: &LineString<f64>, gaps: &mut [(f64, f64)]) -> Vec<LineString<f64>> {
    if gaps.is_empty() {
        return vec![line.clone()];
    }
    let length: f64 = line.lines().map(|l| l.dx().hypot(l.dy())).sum();
    let mut closed: Vec<(f64, f64)> = Vec::new();
    for (middle, width) in gaps.iter() {
        let (from, to) = (middle - width / 2.0, middle + width / 2.0);
        closed.push((from.max(0.0), to.min(length)));
        if line.is_closed() && from < 0.0 {
            closed.push((length + from, length));
        }
        if line.is_closed() && to > length {
            closed.push((0.0, to - length));
        }
    }
    closed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pieces = Vec::new();
    let mut from = 0.0;
    for (start, end) in closed.into_iter().chain([(length, length)]) {
        if start - from > 0.05 {
            pieces.extend(stretch(line, from, start));
        }
        from = f64::max(from, end);
    }
    pieces
}

/// The stretch of a line between two lengths along it.
pub fn stretch(line: &LineString<f64>, from: f64, to: f64) -> Option<LineString<f64>> {
    let mut points = Vec::new();
    let mut before = 0.0;
    let at = |segment: &geo::Line<f64>, t: f64| {
        let length = segment.dx().hypot(segment.dy()).max(1e-9);
        Coord {
            x: segment.start.x + segment.dx() * t / length,
            y: segment.start.y + segment.dy() * t / length,
        }
    };
    for segment in line.lines() {
        let length = segment.dx().hypot(segment.dy());
        let (start, end) = ((from - before).max(0.0), (to - before).min(length));
        if start <= end && length > 0.0 {
            if points.is_empty() {
                points.push(at(&segment, start));
            }
            points.push(at(&segment, end));
        }
        before += length;
    }
    points.dedup();
    (points.len() >= 2).then(|| LineString::new(points))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> LineString<f64> {
        points.to_vec().into()
    }

    fn length(pieces: &[LineString<f64>]) -> f64 {
        pieces.iter().flat_map(|p| p.lines()).map(|l| l.dx().hypot(l.dy())).sum()
    }

    #[test]
    fn a_gate_leaves_two_pieces_of_wall() {
        let wall = line(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]);
        let at = along(&wall, Coord { x: 10.1, y: 1.0 }).expect("on the wall");
        assert!((at - 11.0).abs() < 1e-9);
        let pieces = without(&wall, &mut [(at, 4.0)]);
        assert_eq!(pieces.len(), 2);
        assert!((length(&pieces) - 16.0).abs() < 1e-9);
        assert!(along(&wall, Coord { x: 5.0, y: 3.0 }).is_none());
    }

    #[test]
    fn a_gate_at_the_seam_of_a_ring_opens_both_ends() {
        let ring = line(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]);
        let pieces = without(&ring, &mut [(0.0, 3.0)]);
        assert_eq!(pieces.len(), 1);
        assert!((length(&pieces) - 37.0).abs() < 1e-9);
    }

    #[test]
    fn a_way_that_ends_at_a_wall_opens_nothing() {
        let wall = line(&[(0.0, 0.0), (10.0, 0.0)]);
        let way = |points: &[(f64, f64)]| Way {
            source: "osm:way/1".to_owned(),
            name: None,
            line: line(points),
            width_m: 2.0,
            rank: 1,
            down: false,
        };
        assert!(crossings(&wall, &[way(&[(5.0, -5.0), (5.0, 0.0)])]).is_empty());
        assert_eq!(crossings(&wall, &[way(&[(5.0, -5.0), (5.0, 5.0)])]).len(), 1);
    }
}
