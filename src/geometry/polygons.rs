//! Polygons as venues need them: unions, differences, strips along lines, and the places
//! where a ring crosses itself. All in local metres.
//!
//! The sweeps are `geo`'s (integer overlay underneath, so results do not depend on the
//! machine); what is added here is winding, repair and the dropping of what no foot can use.

use geo::algorithm::bool_ops::{BooleanOps, FillRule, OpType};
use geo::algorithm::buffer::{Buffer, BufferStyle, LineCap, LineJoin};
use geo::algorithm::line_intersection::{LineIntersection, line_intersection};
use geo::algorithm::validation::Validation;
use geo::{Area, BoundingRect, Coord, LineString, MultiPolygon, Polygon, Simplify};

/// The union of polygons in any winding, valid and disjoint.
///
/// Rings are wound by their signed area: `geo`'s own winding looks at one corner only, and a
/// ring with a spike there would be lost.
pub fn union<'a>(polygons: impl IntoIterator<Item = &'a Polygon<f64>>) -> MultiPolygon<f64> {
    let wound: Vec<Polygon<f64>> = polygons
        .into_iter()
        .map(|p| {
            let holes = p.interiors().iter().map(|hole| wound(hole, -1.0)).collect();
            Polygon::new(wound(p.exterior(), 1.0), holes)
        })
        .collect();
    MultiPolygon::new(wound).boolean_op_with_fill_rule(
        &MultiPolygon::<f64>::new(Vec::new()),
        OpType::Union,
        FillRule::Positive,
    )
}

/// The ring counter-clockwise (`sense` 1) or clockwise (−1).
fn wound(ring: &LineString<f64>, sense: f64) -> LineString<f64> {
    let signed = Polygon::new(ring.clone(), Vec::new()).signed_area();
    let mut ring = ring.clone();
    if signed * sense < 0.0 {
        ring.0.reverse();
    }
    ring
}

/// What is in `from` and not in `less`; both must be valid.
pub fn subtract(from: &MultiPolygon<f64>, less: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    if less.0.is_empty() { from.clone() } else { from.difference(less) }
}

/// What is in both; both must be valid.
pub fn intersect(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    a.intersection(b)
}

/// The area that any ring goes round, however it crosses itself.
pub fn enclosed(ring: &LineString<f64>) -> MultiPolygon<f64> {
    let polygon = Polygon::new(ring.clone(), Vec::new());
    polygon.boolean_op_with_fill_rule(
        &MultiPolygon::<f64>::new(Vec::new()),
        OpType::Union,
        FillRule::NonZero,
    )
}

/// The area on which the two common readings of a ring differ: what it goes round an even
/// number of times.
pub fn ambiguous_m2(ring: &LineString<f64>) -> f64 {
    let even_odd = Polygon::new(ring.clone(), Vec::new())
        .boolean_op(&MultiPolygon::<f64>::new(Vec::new()), OpType::Union);
    enclosed(ring).unsigned_area() - even_odd.unsigned_area()
}

/// Leaves out corners that stand out by less than `tolerance_m`, then pieces and holes below
/// `least_m2`. The result is valid; where leaving out corners would make rings cross, they stay.
pub fn tidy(area: &MultiPolygon<f64>, tolerance_m: f64, least_m2: f64) -> MultiPolygon<f64> {
    let pieces = area.0.iter().flat_map(|polygon| {
        let simple = polygon.simplify(tolerance_m);
        let kept = if simple.is_valid() { simple } else { polygon.clone() };
        union([&kept]).0
    });
    let kept = pieces.filter(|p| p.unsigned_area() >= least_m2).map(|p| {
        let (outer, holes) = p.into_inner();
        let real = |hole: &LineString<f64>| ring_area(hole) >= least_m2.min(0.01);
        Polygon::new(outer, holes.into_iter().filter(real).collect())
    });
    MultiPolygon::new(kept.collect())
}

/// Area of a ring, square metres, without sign.
pub fn ring_area(ring: &LineString<f64>) -> f64 {
    Polygon::new(ring.clone(), Vec::new()).unsigned_area()
}

/// A strip of `width_m` along a line: a wall, a fence, tracks. Thin ones have square ends, so
/// that two that meet at a corner close it.
pub fn strip(line: &LineString<f64>, width_m: f64) -> MultiPolygon<f64> {
    if width_m > 1.0 {
        return blunt_strip(line, width_m);
    }
    let style =
        BufferStyle::new(width_m / 2.0).line_join(LineJoin::Miter(0.5)).line_cap(LineCap::Square);
    line.buffer_with_style(style)
}

/// A strip of `width_m` along a line that ends exactly where the line does.
pub fn blunt_strip(line: &LineString<f64>, width_m: f64) -> MultiPolygon<f64> {
    let style =
        BufferStyle::new(width_m / 2.0).line_join(LineJoin::Miter(0.5)).line_cap(LineCap::Butt);
    line.buffer_with_style(style)
}

/// The area grown by `distance_m` on all sides (shrunk where negative), corners mitred.
pub fn grow(area: &MultiPolygon<f64>, distance_m: f64) -> MultiPolygon<f64> {
    let style = BufferStyle::new(distance_m).line_join(LineJoin::Miter(1.0));
    area.buffer_with_style(style)
}

/// A regular polygon about a circle: eight corners up to half a metre, twelve beyond. Corners
/// are rounded to a millimetre, so that they are the same numbers on every machine.
pub fn disc(centre: Coord<f64>, radius_m: f64) -> Polygon<f64> {
    let corners = if radius_m <= 0.5 { 8 } else { 12 };
    let step = std::f64::consts::TAU / f64::from(corners);
    let reach = radius_m / (step / 2.0).cos();
    let millimetres = |m: f64| (m * 1000.0).round() / 1000.0;
    let corner = |i: i32| {
        let angle = step * (f64::from(i) + 0.5);
        Coord {
            x: millimetres(centre.x + reach * angle.cos()),
            y: millimetres(centre.y + reach * angle.sin()),
        }
    };
    Polygon::new(LineString::new((0..corners).map(corner).collect()), Vec::new())
}

/// Where a ring crosses itself, if it does; touching itself is no crossing.
pub fn first_crossing(ring: &LineString<f64>) -> Option<Coord<f64>> {
    let mut lines: Vec<(usize, geo::Line<f64>)> =
        ring.lines().enumerate().filter(|(_, l)| l.start != l.end).collect();
    lines.sort_by(|a, b| low_x(&a.1).total_cmp(&low_x(&b.1)).then(a.0.cmp(&b.0)));
    let mut first: Option<(usize, Coord<f64>)> = None;
    for (i, (index, line)) in lines.iter().enumerate() {
        let end = line.start.x.max(line.end.x);
        for (other_index, other) in &lines[i + 1..] {
            if low_x(other) > end {
                break;
            }
            let crossing = match line_intersection(*line, *other) {
                Some(LineIntersection::SinglePoint { intersection, is_proper: true }) => {
                    intersection
                }
                _ => continue,
            };
            let earliest = *index.min(other_index);
            if first.is_none_or(|(known, _)| earliest < known) {
                first = Some((earliest, crossing));
            }
        }
    }
    first.map(|(_, at)| at)
}

fn low_x(line: &geo::Line<f64>) -> f64 {
    line.start.x.min(line.end.x)
}

/// Width and height of the smallest upright rectangle about all polygons, metres.
pub fn extent(area: &MultiPolygon<f64>) -> (f64, f64) {
    area.bounding_rect().map_or((0.0, 0.0), |r| (r.width(), r.height()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Point};

    fn ring(points: &[(f64, f64)]) -> LineString<f64> {
        let mut line: LineString<f64> = points.to_vec().into();
        line.close();
        line
    }

    fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
        Polygon::new(ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)]), vec![])
    }

    #[test]
    fn union_takes_any_winding() {
        let mut clockwise = square(5.0, 0.0, 10.0);
        clockwise.exterior_mut(|r| r.0.reverse());
        let all = union([&square(0.0, 0.0, 10.0), &clockwise]);
        assert_eq!(all.0.len(), 1);
        assert!((all.unsigned_area() - 150.0).abs() < 1e-6);
    }

    #[test]
    fn a_spike_at_the_lowest_corner_loses_nothing() {
        let spiked =
            ring(&[(0.0, 0.0), (-1.0, -1.0), (0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]);
        let area = union([&Polygon::new(spiked, vec![])]).unsigned_area();
        assert!((area - 16.0).abs() < 1e-6, "{area}");
    }

    #[test]
    fn a_bow_tie_crosses_in_its_middle_and_encloses_both_wings() {
        let tie = ring(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]);
        let at = first_crossing(&tie).expect("crosses");
        assert!((at.x - 5.0).abs() < 1e-9 && (at.y - 5.0).abs() < 1e-9);
        assert!((enclosed(&tie).unsigned_area() - 50.0).abs() < 1e-6);
        assert_eq!(first_crossing(square(0.0, 0.0, 3.0).exterior()), None);
    }

    #[test]
    fn tidy_keeps_columns_and_drops_slivers() {
        let column = disc(Coord { x: 5.0, y: 5.0 }, 0.15);
        let ground = subtract(&square(0.0, 0.0, 10.0).into(), &column.into());
        let with_sliver = MultiPolygon::new(vec![ground.0[0].clone(), square(20.0, 0.0, 0.4)]);
        let tidied = tidy(&with_sliver, 0.05, 0.5);
        assert_eq!(tidied.0.len(), 1);
        assert_eq!(tidied.0[0].interiors().len(), 1);
        assert!(!tidied.contains(&Point::new(5.0, 5.0)));
    }

    #[test]
    fn a_disc_holds_its_circle() {
        let disc = disc(Coord { x: 1.0, y: 2.0 }, 0.3);
        for i in 0..64 {
            let (sin, cos) = (f64::from(i) * 0.1).sin_cos();
            assert!(disc.contains(&Point::new(1.0 + 0.298 * cos, 2.0 + 0.298 * sin)));
        }
    }

    #[test]
    fn a_strip_is_as_wide_as_asked() {
        let line: LineString<f64> = vec![(0.0, 0.0), (10.0, 0.0)].into();
        assert!((blunt_strip(&line, 0.2).unsigned_area() - 2.0).abs() < 1e-3);
        assert!((strip(&line, 0.2).unsigned_area() - 2.04).abs() < 1e-3);
    }
}
