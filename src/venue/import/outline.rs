//! Proposes portals on the outline of a drawn site that names none: where a street or corridor
//! ends, else where the outline reaches farthest. A guess, and said to be one.

use super::ground::{Pieces, Rim};
use super::portals::{INSET_M, Proposal, at_text, capital, side_of};
use super::summary::What;
use crate::document::Bilingual;
use crate::venue::collection::Shape;
use geo::{Area, Centroid, Coord, LineString, Polygon, Simplify};

/// Ends of this width may be ways, metres.
const WIDTH_M: [f64; 2] = [1.2, 80.0];
/// How far sides may turn off a right angle at an end, degrees.
const SKEW_DEG: f64 = 35.0;
/// A way is at least this much longer than it is wide.
const SLENDER: f64 = 0.8;
/// Bends of the outline below this are drawing, metres.
const SMOOTH_M: f64 = 0.3;
/// Where nothing looks like an end: width of the openings, metres.
const FALLBACK_M: f64 = 6.0;

/// Portals at the ends of ways, named by the side on which they lie.
pub fn propose(edge: &Polygon<f64>, pieces: &Pieces) -> Vec<Proposal> {
    let centre = edge.centroid().map(Coord::from).unwrap_or_default();
    let mut found: Vec<Proposal> =
        ends(edge).into_iter().filter_map(|line| proposal(line, centre, pieces)).collect();
    // Who comes in by the only way has nowhere to go.
    if found.len() < 2 {
        let apart = |a: &Proposal, b: &Proposal| {
            let middle = |p: &Proposal| p.shape.positions().first().copied().unwrap_or_default();
            (middle(a) - middle(b)).x.hypot((middle(a) - middle(b)).y) > 2.0 * FALLBACK_M
        };
        let others = farthest(edge, centre, pieces);
        let others: Vec<Proposal> =
            others.into_iter().filter(|o| found.iter().all(|end| apart(end, o))).collect();
        found.extend(others);
    }
    found
}

fn proposal(line: LineString<f64>, centre: Coord<f64>, pieces: &Pieces) -> Option<Proposal> {
    let middle = Coord::from(line.centroid()?);
    let piece = pieces.at(middle).or_else(|| line.0.iter().find_map(|c| pieces.at(*c)))?;
    let side = side_of(middle.x - centre.x, middle.y - centre.y);
    Some(Proposal {
        what: What::OutlinePortal,
        way: None,
        source: format!("outline:{}", at_text(&line)),
        stem: side.en.to_owned(),
        name: Bilingual::new(capital(side.en), format!("{}侧", side.zh)),
        shape: Shape::Lines(vec![line]),
        piece,
    })
}

/// Lines just inside the ends of ways: sides of the outline at both ends of which it turns back
/// by about a right angle, and runs on for about as long as the end is wide.
fn ends(edge: &Polygon<f64>) -> Vec<LineString<f64>> {
    let mut ring = edge.exterior().simplify(SMOOTH_M).0;
    ring.pop();
    if Polygon::new(LineString::new(ring.clone()), Vec::new()).signed_area() < 0.0 {
        ring.reverse();
    }
    let n = ring.len();
    if n < 4 {
        return Vec::new();
    }
    let side = |i: usize| ring[(i + 1) % n] - ring[i % n];
    let mut found = Vec::new();
    for i in 0..n {
        let along = side(i);
        let width = along.x.hypot(along.y);
        if !(WIDTH_M[0]..=WIDTH_M[1]).contains(&width) {
            continue;
        }
        // The outline runs counter-clockwise: inwards is to the left.
        let along = along / width;
        let inward = Coord { x: -along.y, y: along.x };
        let out = depth((1..n).map(|k| side(i + k)), inward);
        let back = depth((1..n).map(|k| side(i + n - k)), Coord { x: along.y, y: -along.x });
        if out.min(back) < SLENDER * width {
            continue;
        }
        // A foot's breadth short of the walls at both ends.
        let (a, b) = (ring[i], ring[(i + 1) % n]);
        let gap = (width * 0.1).min(0.3);
        let shift = inward * INSET_M;
        found.push(LineString::new(vec![a + along * gap + shift, b - along * gap + shift]));
    }
    found
}

/// How far sides run on in about one direction.
fn depth(sides: impl Iterator<Item = Coord<f64>>, direction: Coord<f64>) -> f64 {
    let mut depth = 0.0;
    for side in sides {
        let length = side.x.hypot(side.y);
        let forward = side.x * direction.x + side.y * direction.y;
        if forward < length * SKEW_DEG.to_radians().cos() {
            break;
        }
        depth += forward;
    }
    depth
}

/// Openings where the outline reaches farthest north, east, south and west.
fn farthest(edge: &Polygon<f64>, centre: Coord<f64>, pieces: &Pieces) -> Vec<Proposal> {
    // In a narrow corridor, half a metre inside is outside again.
    let on_ground = |rim: &Rim| rim.points.iter().any(|c| pieces.at(*c).is_some());
    let insets = [INSET_M, 0.35, 0.25];
    let rims = insets.map(|inset_m| Rim::new(edge, inset_m));
    let Some(rim) = rims.into_iter().find(on_ground) else { return Vec::new() };
    let n = rim.points.len();
    let half = ((FALLBACK_M / 2.0 / rim.step_m) as usize).clamp(1, (n / 16).max(1));
    let mut found: Vec<Proposal> = Vec::new();
    for (x, y) in [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)] {
        let reach = |i: &usize| rim.points[*i].x * x + rim.points[*i].y * y;
        let on_ground = |i: &usize| pieces.at(rim.points[*i]).is_some();
        let best = (0..n).filter(on_ground).max_by(|a, b| reach(a).total_cmp(&reach(b)));
        let Some(best) = best else { continue };
        let points = (0..=2 * half).map(|k| rim.points[(best + n + k - half) % n]).collect();
        let line = LineString::new(points).simplify(0.05);
        found.extend(proposal(line, centre, pieces));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, polygon};

    fn ids(edge: &Polygon<f64>) -> Vec<String> {
        let pieces = Pieces::new(MultiPolygon::new(vec![edge.clone()]));
        propose(edge, &pieces).into_iter().map(|p| p.stem).collect()
    }

    #[test]
    fn streets_end_where_their_sides_run_back() {
        // A square of 40 m with a street of 10 m to the west and one of 6 m to the north.
        let square = polygon![
            (x: 0.0, y: 0.0), (x: 40.0, y: 0.0), (x: 40.0, y: 40.0), (x: 26.0, y: 40.0),
            (x: 26.0, y: 60.0), (x: 20.0, y: 60.5), (x: 20.0, y: 40.0), (x: 0.0, y: 40.0),
            (x: 0.0, y: 25.0), (x: -30.0, y: 25.0), (x: -30.0, y: 15.0), (x: 0.0, y: 15.0)
        ];
        assert_eq!(ids(&square), ["north", "west"]);
    }

    #[test]
    fn a_round_ground_opens_on_four_sides() {
        let disc = crate::geometry::polygons::disc(Coord { x: 0.0, y: 0.0 }, 25.0);
        assert_eq!(ids(&disc), ["north", "east", "south", "west"]);
    }
}
