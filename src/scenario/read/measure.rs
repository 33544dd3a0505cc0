//! Measuring drawn things against the ground.

use crate::geometry::lines::{length_inside_m, length_m};
use crate::venue::{PortalGeometry, PortalShape, Venue, ZoneKind};
use geo::{
    Contains, Coord, Distance, Euclidean, Intersects, LineString, MinimumRotatedRect, Point,
    Polygon,
};

/// Drawn lines and areas count as on the ground up to this far from it, metres: a portal is
/// drawn along the ground's edge, never exactly on it.
const EDGE_M: f64 = 1.0;

/// Rate of passage on level ground and on stairs, persons per metre and minute [s].
const LEVEL_PER_M_MIN: f64 = 82.0;
const STAIRS_PER_M_MIN: f64 = 66.0;

/// Width of a portal as drawn, metres.
pub(super) fn portal_width_m(portal: &PortalShape) -> f64 {
    match &portal.shape {
        PortalGeometry::Line(line) => length_m(line),
        PortalGeometry::Area(area) => longer_side_m(area),
    }
}

/// Whether a portal is drawn as an area.
pub(super) fn is_area(portal: &PortalShape) -> bool {
    matches!(portal.shape, PortalGeometry::Area(_))
}

fn longer_side_m(area: &Polygon<f64>) -> f64 {
    let rectangle = area.minimum_rotated_rect();
    let sides = rectangle.iter().flat_map(|r| r.exterior().lines());
    sides.map(|l| (l.end.x - l.start.x).hypot(l.end.y - l.start.y)).fold(0.0, f64::max)
}

/// Length of the part of a line that lies on the ground, metres, to 5 cm.
pub(super) fn clear_length_m(line: &LineString<f64>, venue: &Venue) -> f64 {
    length_inside_m(line, &venue.ground)
}

/// Most people a minute across a width at a place: fewer on stairs.
pub fn passage_per_min(width_m: f64, on_stairs: bool) -> f64 {
    let rate = if on_stairs { STAIRS_PER_M_MIN } else { LEVEL_PER_M_MIN };
    (width_m * rate * 10.0).round() / 10.0
}

/// Whether a portal is drawn on stairs.
pub(super) fn portal_on_stairs(portal: &PortalShape, venue: &Venue) -> bool {
    stairs(venue).any(|stairs| match &portal.shape {
        PortalGeometry::Line(line) => middle(line).is_some_and(|at| stairs.contains(&at)),
        PortalGeometry::Area(area) => stairs.intersects(area),
    })
}

/// Whether the middle of a line is drawn on stairs.
pub(super) fn line_on_stairs(line: &LineString<f64>, venue: &Venue) -> bool {
    middle(line).is_some_and(|at| stairs(venue).any(|stairs| stairs.contains(&at)))
}

fn stairs(venue: &Venue) -> impl Iterator<Item = &Polygon<f64>> {
    venue.zones.iter().filter(|z| z.kind == ZoneKind::Stairs).map(|z| &z.shape)
}

fn middle(line: &LineString<f64>) -> Option<Point<f64>> {
    let half_m = length_m(line) / 2.0;
    let mut walked_m = 0.0;
    for edge in line.lines() {
        let edge_m = (edge.end.x - edge.start.x).hypot(edge.end.y - edge.start.y);
        if walked_m + edge_m >= half_m && edge_m > 0.0 {
            let at: Coord<f64> =
                edge.start + (edge.end - edge.start) * ((half_m - walked_m) / edge_m);
            return Some(at.into());
        }
        walked_m += edge_m;
    }
    None
}

/// The pieces of ground (indices into `venue.ground`) that a portal opens on.
pub(super) fn pieces_of_portal(portal: &PortalShape, venue: &Venue) -> Vec<usize> {
    let near = |piece: &Polygon<f64>| match &portal.shape {
        PortalGeometry::Line(line) => Euclidean.distance(piece, line) <= EDGE_M,
        PortalGeometry::Area(area) => piece.intersects(area),
    };
    indices(venue, near)
}

/// The pieces of ground that an area reaches.
pub(super) fn pieces_of_area(area: &Polygon<f64>, venue: &Venue) -> Vec<usize> {
    indices(venue, |piece| piece.intersects(area))
}

fn indices(venue: &Venue, near: impl Fn(&Polygon<f64>) -> bool) -> Vec<usize> {
    venue.ground.iter().enumerate().filter(|(_, piece)| near(piece)).map(|(i, _)| i).collect()
}
