//! Measures as they are drawn on maps: what stands as lines, and a plain figure where one is a
//! point: a ring for somebody at a post, a square for a sign, a diamond for hidden leaders; an
//! arrow on what is crossed in one direction.

use super::outline::points_path;
use crate::assess::MeasureInfo;

/// Half the breadth of a figure, metres: what can be told apart on a map of a square.
const HALF_M: f64 = 1.2;

/// The path of one measure, in the map's coordinates.
pub(crate) fn measure_path(measure: &MeasureInfo) -> String {
    let lines = measure.segments.iter().map(|piece| points_path(piece, false)).collect::<String>();
    let figure = measure.at.map(|at| figure(&measure.kind, at)).unwrap_or_default();
    let arrow = match (measure.kind.as_str(), measure.segments.first()) {
        ("gate" | "one_way", Some(piece)) => arrow(*piece),
        _ => String::new(),
    };
    lines + &figure + &arrow
}

fn figure(kind: &str, [x, y]: [f64; 2]) -> String {
    let (corners, turned) = match kind {
        "sign" => (4, 0.5),
        "leaders" => (4, 0.0),
        _ => (12, 0.0),
    };
    let corner = |i: usize| {
        let angle = (i as f64 + turned) / corners as f64 * std::f64::consts::TAU;
        [x + HALF_M * angle.cos(), y + HALF_M * angle.sin()]
    };
    points_path(&(0..corners).map(corner).collect::<Vec<_>>(), true)
}

/// An arrow across the middle of a piece, from its left to its right.
fn arrow([a, b]: [[f64; 2]; 2]) -> String {
    let length = (b[0] - a[0]).hypot(b[1] - a[1]).max(1e-9);
    let along = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    let right = [along[1], -along[0]];
    let middle = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
    let point = |ahead: f64, aside: f64| {
        [0, 1].map(|i| middle[i] + (right[i] * ahead + along[i] * aside) * HALF_M)
    };
    points_path(&[point(-1.5, 0.0), point(1.5, 0.0)], false)
        + &points_path(&[point(0.7, 0.6), point(1.5, 0.0), point(0.7, -0.6)], false)
}
