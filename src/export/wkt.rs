//! The ground as well-known text, and the ground while barriers stand on it.

use geo::{Area, BooleanOps, Coord, LineString, MultiPolygon, Polygon};
use std::fmt::Write;

/// How thick a barrier is taken out of the ground, metres: thick enough that its two sides
/// stay apart in every reader, thinner than anybody's distance from it.
pub const BARRIER_THICKNESS_M: f64 = 0.05;

/// `POLYGON` of one piece of ground; coordinates are written in full.
pub fn polygon(polygon: &Polygon<f64>) -> String {
    let mut text = String::from("POLYGON ");
    rings(&mut text, polygon);
    text
}

/// `POLYGON` where there is one piece, `MULTIPOLYGON` where there are more.
pub fn ground(ground: &MultiPolygon<f64>) -> String {
    if let [only] = ground.0.as_slice() {
        return polygon(only);
    }
    let mut text = String::from("MULTIPOLYGON (");
    for (i, piece) in ground.iter().enumerate() {
        text.push_str(if i > 0 { ", " } else { "" });
        rings(&mut text, piece);
    }
    text + ")"
}

fn rings(text: &mut String, polygon: &Polygon<f64>) {
    let all = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    for (i, ring) in all.enumerate() {
        text.push_str(if i > 0 { ", (" } else { "((" });
        for (k, corner) in ring.coords().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}{} {}", if k > 0 { ", " } else { "" }, corner.x, corner.y);
        }
        text.push(')');
    }
    text.push(')');
}

/// The largest connected piece; `None` where there is no ground.
///
/// PedPy takes one polygon only, and cut-off courtyards are nothing that anybody walks on.
pub fn largest_piece(ground: &MultiPolygon<f64>) -> Option<&Polygon<f64>> {
    ground.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
}

/// The ground less thin boxes where barriers stand: `segments` are straight pieces as
/// [`crate::plan::Barrier::segments`] gives them.
pub fn ground_with_barriers(
    ground: &MultiPolygon<f64>,
    segments: &[[Coord<f64>; 2]],
) -> MultiPolygon<f64> {
    let boxes: Vec<Polygon<f64>> = segments.iter().filter_map(|[a, b]| thin_box(*a, *b)).collect();
    boxes.iter().fold(ground.clone(), |left, piece| left.difference(piece))
}

fn thin_box(a: Coord<f64>, b: Coord<f64>) -> Option<Polygon<f64>> {
    let length_m = (b.x - a.x).hypot(b.y - a.y);
    if !(length_m.is_finite() && length_m > 0.0) {
        return None;
    }
    let along = (b - a) * (BARRIER_THICKNESS_M / 2.0 / length_m);
    let across = Coord { x: -along.y, y: along.x };
    // Half a thickness longer at both ends, so that the pieces of a corner meet.
    let (from, to) = (a - along, b + along);
    let ring = vec![from + across, from - across, to - across, to + across, from + across];
    Some(Polygon::new(LineString::new(ring), vec![]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn square(low: f64, high: f64) -> Polygon<f64> {
        polygon![(x: low, y: low), (x: high, y: low), (x: high, y: high), (x: low, y: high)]
    }

    #[test]
    fn holes_and_pieces_are_written_in_their_order() {
        let holed = Polygon::new(
            square(0.0, 4.5).exterior().clone(),
            vec![square(1.0, 2.0).exterior().clone()],
        );
        assert_eq!(
            ground(&MultiPolygon(vec![holed])),
            "POLYGON ((0 0, 4.5 0, 4.5 4.5, 0 4.5, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))"
        );
        let two = MultiPolygon(vec![square(0.0, 1.0), square(2.0, 3.0)]);
        assert!(ground(&two).starts_with("MULTIPOLYGON (((0 0, 1 0,"));
        assert!(ground(&two).ends_with("2 3, 2 2)))"));
    }

    #[test]
    fn a_barrier_through_takes_its_own_thickness_and_parts_the_ground() {
        let whole = MultiPolygon(vec![square(0.0, 10.0)]);
        let across = [[Coord { x: 5.0, y: -1.0 }, Coord { x: 5.0, y: 11.0 }]];
        let parted = ground_with_barriers(&whole, &across);
        assert_eq!(parted.0.len(), 2);
        assert!((parted.unsigned_area() - (100.0 - 10.0 * BARRIER_THICKNESS_M)).abs() < 1e-6);
        let nothing = [[Coord { x: 5.0, y: 5.0 }; 2]];
        assert_eq!(ground_with_barriers(&whole, &nothing).0.len(), 1);
    }
}
