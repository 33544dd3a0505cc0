//! What of the event a field can name, and how near it is.

use crate::document::{Bilingual, Field};
use crate::plan::PlanContext;
use crate::scenario::{Portal, Scenario};
use crate::venue::PortalGeometry;
use geo::{Centroid, Coord};

/// Something of the event: its id and its name.
pub(super) type Choice = (String, Bilingual);

/// What a field can name; `None` where it names nothing of the event, or the event is not known.
pub(super) fn choices(field: &Field, context: &PlanContext) -> Option<Vec<Choice>> {
    let event = context.event?;
    match field.name {
        "exit" | "comes_by" => Some(portals(event).collect()),
        "first" => Some(attractions(event).collect()),
        "heading" => Some(portals(event).chain(attractions(event)).collect()),
        "segment" => Some(event.segments.iter().map(|s| (s.id.clone(), s.name.clone())).collect()),
        _ => None,
    }
}

fn portals(event: &Scenario) -> impl Iterator<Item = Choice> {
    event.portals.iter().map(|p| (p.shape.id.clone(), p.shape.name.clone()))
}

fn attractions(event: &Scenario) -> impl Iterator<Item = Choice> {
    event.attractions.iter().map(|a| (a.shape.id.clone(), a.shape.name.clone()))
}

/// The nearest of the portals that suit, and are not among those named already.
pub(super) fn nearest_portal(
    context: &PlanContext,
    from: Coord<f64>,
    but: &[String],
    suits: impl Fn(&Portal) -> bool,
) -> Option<String> {
    let portals = context.event?.portals.iter();
    let suiting = portals.filter(|p| suits(p) && !but.contains(&p.shape.id));
    let near = suiting.min_by(|a, b| away(a, from).total_cmp(&away(b, from)));
    near.map(|portal| portal.shape.id.clone())
}

/// The nearest attraction that is not among those named already.
pub(super) fn nearest_attraction(
    context: &PlanContext,
    from: Coord<f64>,
    but: &[String],
) -> Option<String> {
    let away = |focus: geo::Point<f64>| (focus.x() - from.x).hypot(focus.y() - from.y);
    let attractions = context.event?.attractions.iter();
    let left = attractions.filter(|a| !but.contains(&a.shape.id));
    let near = left.min_by(|a, b| away(a.shape.focus).total_cmp(&away(b.shape.focus)));
    near.map(|attraction| attraction.shape.id.clone())
}

/// Distance of a portal's middle, metres.
fn away(portal: &Portal, from: Coord<f64>) -> f64 {
    let middle = match &portal.shape.shape {
        PortalGeometry::Line(line) => line.centroid(),
        PortalGeometry::Area(area) => area.centroid(),
    };
    middle.map_or(f64::INFINITY, |at| (at.x() - from.x).hypot(at.y() - from.y))
}
