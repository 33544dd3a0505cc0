//! What only shows when all parts are together: can people get there, and out again?

use super::{Context, measure};
use crate::document::Record;
use crate::scenario::fields::event as fields;
use crate::scenario::{Attraction, Portal, Segment};
use crate::venue::Venue;

/// Holds portals, attractions and segments against the ground.
pub(super) fn cross_check(
    context: &Context,
    event: &Record,
    portals: &[Portal],
    attractions: &[Attraction],
    segments: &[Segment],
) {
    let Some(venue) = context.venue else { return };
    if !portals.iter().any(|p| p.inward) {
        let hint = "draw a feature of kind \"portal\" in the venue, or write `use: Both` for one";
        event.error(
            &fields::PORTALS,
            "there is no way in: no portal lets people come in",
            Some(hint),
        );
    }
    if !portals.iter().any(|p| p.outward) {
        let hint = "draw a feature of kind \"portal\" in the venue, or write `use: Both` for one";
        event.error(
            &fields::PORTALS,
            "there is no way out: no portal lets people leave",
            Some(hint),
        );
    }
    reachability(event, venue, portals, attractions);
    step_free(event, portals, segments);
}

/// Over the connected pieces of ground: whoever comes in must get out, and to what is there.
fn reachability(event: &Record, venue: &Venue, portals: &[Portal], attractions: &[Attraction]) {
    let pieces: Vec<Vec<usize>> =
        portals.iter().map(|p| measure::pieces_of_portal(&p.shape, venue)).collect();
    let joined = |wanted: &dyn Fn(&Portal) -> bool| -> Vec<usize> {
        portals
            .iter()
            .zip(&pieces)
            .filter(|(p, _)| wanted(p))
            .flat_map(|(_, i)| i.clone())
            .collect()
    };
    let (with_in, with_out) = (joined(&|p| p.inward), joined(&|p| p.outward));
    for (portal, at) in portals.iter().zip(&pieces) {
        let id = &portal.shape.id;
        if at.is_empty() {
            let hint = "draw it on the edge of the ground in the venue";
            event.error(
                &fields::PORTALS,
                format!("the portal {id:?} is off the ground"),
                Some(hint),
            );
        } else if portal.inward && !at.iter().any(|i| with_out.contains(i)) {
            let what = format!(
                "whoever comes in at {id:?} finds no way out: no portal to leave by is on the same piece of ground"
            );
            let hint = "join the pieces of ground in the venue, or add a portal to leave by";
            event.error(&fields::PORTALS, what, Some(hint));
        } else if !portal.inward && !at.iter().any(|i| with_in.contains(i)) {
            let what = format!("nobody can get to the portal {id:?} from where people come in");
            event.warn(&fields::PORTALS, what, Some("join the pieces of ground in the venue"));
        }
    }
    if with_in.is_empty() {
        return;
    }
    for attraction in attractions {
        let id = &attraction.shape.id;
        let at = measure::pieces_of_area(&attraction.shape.area, venue);
        if at.is_empty() {
            let what = format!("the attraction {id:?} is off the ground: nobody can reach it");
            let hint = "its area is where visitors stand; draw it on the ground";
            event.error(&fields::ATTRACTIONS, what, Some(hint));
        } else if !at.iter().any(|i| with_in.contains(i)) {
            let what = format!(
                "nobody can reach the attraction {id:?}: no portal to come in by is on the same piece of ground"
            );
            let hint = "join the pieces of ground in the venue, or open a portal there";
            event.error(&fields::ATTRACTIONS, what, Some(hint));
        }
    }
}

fn step_free(event: &Record, portals: &[Portal], segments: &[Segment]) {
    let Some(segment) = segments.iter().find(|s| s.step_free && s.share > 0.0) else { return };
    let id = &segment.id;
    for (way, found) in [
        ("in", portals.iter().any(|p| p.inward && p.step_free)),
        ("out", portals.iter().any(|p| p.outward && p.step_free)),
    ] {
        let any = portals.iter().any(|p| if way == "in" { p.inward } else { p.outward });
        if any && !found {
            let what =
                format!("the segment {id:?} takes no stairs, but no portal {way} is step-free");
            let hint = "write `step_free: true` for a portal, or give the segment the share 0";
            event.error(&fields::PORTALS, what, Some(hint));
        }
    }
}
