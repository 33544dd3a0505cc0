//! Where those who stand would be in the way, or too close to each other.

use super::check::Parts;
use crate::document::Record;
use crate::geometry::polygons;
use crate::scenario::fields::event as fields;
use crate::scenario::{Attraction, AttractionKind, PartySize, Segment};
use crate::venue::Venue;
use crate::venue::passage::Passages;
use geo::{Area, Coord, MultiPolygon};

/// Density from which nobody gets through those who stand, persons per m² [a].
const CLOSED_FROM_PER_M2: f64 = 1.0;
/// Density above which customers would stand too close, persons per m² [a].
const CLOSE_PER_M2: f64 = 3.0;
/// How far from the counter most of those stand who were served, metres.
const ASIDE_M: f64 = 5.0;

/// Holds audiences and customers against the ground.
pub(super) fn check(event: &Record, venue: &Venue, parts: &Parts) {
    audiences_in_the_way(event, venue, parts);
    for attraction in parts.attractions {
        customers(event, venue, parts, attraction);
    }
}

/// An audience so close that nobody gets through, on the only way between portals and to what
/// else is there.
fn audiences_in_the_way(event: &Record, venue: &Venue, parts: &Parts) {
    let closed = |a: &&Attraction| closes_its_area(a, venue);
    let closing: Vec<&Attraction> = parts.attractions.iter().filter(closed).collect();
    if closing.is_empty() {
        return;
    }
    let doors = parts.portals.iter().map(|p| Passages::door(&p.shape));
    let areas = parts.attractions.iter().map(|a| a.shape.area.clone().into());
    let passages = Passages::new(&venue.ground, doors.chain(areas).collect());
    let ids: Vec<&str> = parts
        .portals
        .iter()
        .map(|p| p.shape.id.as_str())
        .chain(parts.attractions.iter().map(|a| a.shape.id.as_str()))
        .collect();
    for attraction in closing {
        let mut cut = passages.parted_by(&attraction.shape.area.clone().into());
        cut.retain(|door| ids[*door] != attraction.shape.id);
        if cut.is_empty() {
            continue;
        }
        let named: Vec<String> = cut.iter().take(3).map(|i| format!("{:?}", ids[*i])).collect();
        let (id, all) = (&attraction.shape.id, cut.len() == named.len());
        let [en, zh] = [", ", "、"].map(|comma| named.join(comma));
        let [more, etc] = if all { ["", ""] } else { [", …", " 等处"] };
        let what = (
            format!(
                "who stands at {id:?} would block the way: hardly any way stays free to {en}{more}"
            ),
            format!("站在 {id:?} 的人会挡路：去 {zh}{etc} 几乎无路可走"),
        );
        let hint = (
            "draw its area smaller in the venue, so that people can walk past it",
            "请在场地中把它的区域画小，让人能从旁边走过",
        );
        event.warn(&fields::ATTRACTIONS, what, hint);
    }
}

/// Whether its visitors, when all are there, stand so close that nobody walks between them.
fn closes_its_area(attraction: &Attraction, venue: &Venue) -> bool {
    match attraction.kind {
        AttractionKind::Stage { chosen_density_per_m2 } => {
            chosen_density_per_m2 >= CLOSED_FROM_PER_M2
        }
        AttractionKind::Place { capacity } => {
            let area = attraction.shape.area.clone().into();
            let m2 = polygons::intersect(&area, &venue.ground).unsigned_area();
            f64::from(capacity) >= CLOSED_FROM_PER_M2 * m2
        }
        AttractionKind::Counter { .. } => false,
    }
}

/// Customers of a counter who stay for longer than it takes to serve the next ones gather
/// before it.
fn customers(event: &Record, venue: &Venue, parts: &Parts, attraction: &Attraction) {
    let AttractionKind::Counter { servers, service_s, whole_party, balk_at, .. } = &attraction.kind
    else {
        return;
    };
    let at_once = if *whole_party { mean_party(parts.segments) } else { 1.0 };
    let served_per_s = f64::from(*servers) * at_once / service_s.mean.max(1.0);
    let visitors = f64::from(parts.demand.visitors);
    let staying = (served_per_s * attraction.stay_s.mean).min(visitors);
    let people = (staying + f64::from(*balk_at)).min(visitors);
    let focus = Coord { x: attraction.shape.focus.x(), y: attraction.shape.focus.y() };
    let around: MultiPolygon<f64> = polygons::disc(focus, ASIDE_M).into();
    let room = polygons::union(around.iter().chain([&attraction.shape.area]));
    let m2 = polygons::intersect(&room, &venue.ground).unsigned_area();
    if m2 <= 0.0 || people <= CLOSE_PER_M2 * m2 {
        return;
    }
    let (id, per_m2) = (&attraction.shape.id, people / m2);
    let what = (
        format!(
            "at {id:?} customers would stand at {per_m2:.1} per m²: its {servers} servers have \
             {staying:.0} people staying there, {balk_at} queue, and there are {m2:.0} m² to stand on"
        ),
        format!(
            "{id:?} 处顾客会站到每平方米 {per_m2:.1} 人：{servers} 个服务位使 {staying:.0} 人停留在此，\
             另有 {balk_at} 人排队，而可站立的只有 {m2:.0} m²"
        ),
    );
    let hint = (
        "let people stay for less long (`stay_min`), or give it more room in the venue",
        "请让人停留短一些（`stay_min`），或在场地中给它更多地方",
    );
    event.warn(&fields::ATTRACTIONS, what, hint);
}

/// Mean size of a party over all people.
fn mean_party(segments: &[Segment]) -> f64 {
    // Shares are of people, parties are fewer where they are larger.
    let parties: f64 = segments.iter().map(|s| s.share / mean_size(&s.party)).sum();
    let people: f64 = segments.iter().map(|s| s.share).sum();
    if parties > 0.0 { people / parties } else { 1.0 }
}

/// Mean of a zero-truncated Poisson distribution, λ / (1 − e^−λ), within the bounds.
fn mean_size(party: &PartySize) -> f64 {
    let mean = if party.lambda > 0.0 {
        party.lambda / (1.0 - (-party.lambda).exp())
    } else {
        f64::from(party.low)
    };
    mean.clamp(f64::from(party.low.max(1)), f64::from(party.high.max(1)))
}
