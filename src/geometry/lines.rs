//! Lengths of polylines, and how much of one lies on an area.

use geo::{Contains, LineString, MultiPolygon, Point};

/// Distance between two looks along a line, metres.
const LOOK_M: f64 = 0.05;

/// Length of a polyline, metres.
pub fn length_m(line: &LineString<f64>) -> f64 {
    line.lines().map(|l| (l.end.x - l.start.x).hypot(l.end.y - l.start.y)).sum()
}

/// Length of the part of a polyline that lies on an area, metres, to 5 cm an edge.
pub fn length_inside_m(line: &LineString<f64>, area: &MultiPolygon<f64>) -> f64 {
    let mut inside_m = 0.0;
    for edge in line.lines() {
        let edge_m = (edge.end.x - edge.start.x).hypot(edge.end.y - edge.start.y);
        let looks = ((edge_m / LOOK_M).ceil() as usize).clamp(1, 20_000);
        let inside = (0..looks)
            .map(|i| edge.start + (edge.end - edge.start) * ((i as f64 + 0.5) / looks as f64))
            .filter(|at| area.contains(&Point::from(*at)))
            .count();
        inside_m += edge_m * inside as f64 / looks as f64;
    }
    inside_m
}
