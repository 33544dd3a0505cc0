//! Curves as lines of short pieces.

use geo::Coord;
use std::f64::consts::{PI, TAU};

/// How far a piece may cut a curve short, metres.
const TOLERANCE_M: f64 = 0.01;

/// Pieces for an arc of a radius in metres.
fn pieces(radius_m: f64, angle: f64) -> usize {
    let step = 2.0 * (1.0 - TOLERANCE_M / radius_m.max(TOLERANCE_M * 2.0)).acos();
    (angle.abs() / step.clamp(TAU / 720.0, TAU / 16.0)).ceil().clamp(1.0, 720.0) as usize
}

/// An ellipse's arc from one parameter to another, counter-clockwise where `to` is above
/// `from`: centre, half axes as vectors. `unit_m` is the drawing's unit in metres.
pub fn arc(
    centre: Coord<f64>,
    [major, minor]: [Coord<f64>; 2],
    [from, to]: [f64; 2],
    unit_m: f64,
) -> Vec<Coord<f64>> {
    let radius = major.x.hypot(major.y).max(minor.x.hypot(minor.y));
    let count = pieces(radius * unit_m, to - from);
    (0..=count)
        .map(|i| {
            let (sin, cos) = (from + (to - from) * i as f64 / count as f64).sin_cos();
            centre + major * cos + minor * sin
        })
        .collect()
}

/// A circle's arc between two angles in degrees, counter-clockwise.
pub fn circle_arc(
    centre: Coord<f64>,
    radius: f64,
    [from_deg, to_deg]: [f64; 2],
    unit_m: f64,
) -> Vec<Coord<f64>> {
    let from = from_deg.to_radians() % TAU;
    let mut to = to_deg.to_radians() % TAU;
    if to <= from {
        to += TAU;
    }
    let axes = [Coord { x: radius, y: 0.0 }, Coord { x: 0.0, y: radius }];
    arc(centre, axes, [from, to], unit_m)
}

/// What stands between two corners of a polyline with a bulge (the tangent of a quarter of
/// the arc's angle): the points after `a`, up to and with `b`.
pub fn bulged(a: Coord<f64>, b: Coord<f64>, bulge: f64, unit_m: f64) -> Vec<Coord<f64>> {
    let chord = (b - a).x.hypot((b - a).y);
    if bulge.abs() < 1e-6 || chord == 0.0 || !bulge.is_finite() {
        return vec![b];
    }
    let angle = 4.0 * bulge.atan();
    let radius = chord / (2.0 * (angle / 2.0).sin());
    // The centre lies to the left of the chord where the arc turns left.
    let height = radius * (angle / 2.0).cos();
    let left = Coord { x: -(b - a).y, y: (b - a).x } / chord;
    let centre = (a + b) / 2.0 + left * height;
    let start = (a - centre).y.atan2((a - centre).x);
    let count = pieces(radius.abs() * unit_m, angle);
    let point = |i: usize| {
        let (sin, cos) = (start + angle * i as f64 / count as f64).sin_cos();
        centre + Coord { x: cos, y: sin } * radius.abs()
    };
    (1..count).map(point).chain([b]).collect()
}

/// A spline of control points and knots (de Boor's algorithm, weights where there are); `None`
/// where the numbers do not fit together.
pub fn spline(
    degree: usize,
    knots: &[f64],
    control: &[Coord<f64>],
    weights: &[f64],
) -> Option<Vec<Coord<f64>>> {
    let n = control.len();
    let sound = (1..=10).contains(&degree) && n > degree && knots.len() == n + degree + 1;
    if !sound || knots.windows(2).any(|w| w[1] < w[0]) {
        return None;
    }
    let (from, to) = (knots[degree], knots[n]);
    if to <= from {
        return None;
    }
    let count = ((n - degree) * 12).min(4000);
    let weight = |i: usize| weights.get(i).copied().filter(|w| *w > 0.0).unwrap_or(1.0);
    let mut points = Vec::with_capacity(count + 1);
    for step in 0..=count {
        let t = from + (to - from) * step as f64 / count as f64;
        let span = (degree..n).rev().find(|i| knots[*i] <= t && knots[*i] < knots[*i + 1])?;
        let mut d: Vec<(Coord<f64>, f64)> =
            (span - degree..=span).map(|i| (control[i] * weight(i), weight(i))).collect();
        for r in 1..=degree {
            for j in (r..=degree).rev() {
                let i = span - degree + j;
                let width = knots[i + degree + 1 - r] - knots[i];
                let a = if width > 0.0 { (t - knots[i]) / width } else { 0.0 };
                d[j] = (d[j - 1].0 * (1.0 - a) + d[j].0 * a, d[j - 1].1 * (1.0 - a) + d[j].1 * a);
            }
        }
        points.push(d[degree].0 / d[degree].1);
    }
    Some(points)
}

/// The middle of a full turn, for callers that need a whole circle.
pub const FULL_TURN: [f64; 2] = [-PI, PI];

#[cfg(test)]
mod tests {
    use super::*;

    fn length(points: &[Coord<f64>]) -> f64 {
        points.windows(2).map(|w| (w[1] - w[0]).x.hypot((w[1] - w[0]).y)).sum()
    }

    #[test]
    fn a_bulge_of_one_is_half_a_circle_to_the_right_of_the_chord() {
        let (a, b) = (Coord { x: 0.0, y: 0.0 }, Coord { x: 10.0, y: 0.0 });
        let points: Vec<_> = [a].into_iter().chain(bulged(a, b, 1.0, 1.0)).collect();
        assert!((length(&points) - 5.0 * PI).abs() < 0.1);
        let lowest = points.iter().map(|p| p.y).fold(0.0, f64::min);
        assert!((lowest + 5.0).abs() < 0.05, "{lowest}");
        let other: Vec<_> = bulged(a, b, -1.0, 1.0);
        assert!(other.iter().any(|p| p.y > 4.9));
    }

    #[test]
    fn arcs_run_over_zero_degrees() {
        let points = circle_arc(Coord { x: 0.0, y: 0.0 }, 2.0, [350.0, 10.0], 1.0);
        assert!((length(&points) - 2.0 * 20_f64.to_radians()).abs() < 0.01);
        assert!(points.iter().all(|p| p.x > 1.9));
    }

    #[test]
    fn a_spline_of_degree_one_runs_through_its_points() {
        let control = [(0.0, 0.0), (4.0, 0.0), (4.0, 3.0)].map(Coord::from);
        let points = spline(1, &[0.0, 0.0, 1.0, 2.0, 2.0], &control, &[]).expect("a spline");
        assert!((length(&points) - 7.0).abs() < 0.01);
        assert!(spline(3, &[0.0, 1.0], &control, &[]).is_none());
    }
}
