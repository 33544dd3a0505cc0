//! What only shows when all parts are together: can people get there, and out again?

use super::{Context, measure};
use crate::document::Record;
use crate::document::clock_text;
use crate::scenario::fields::event as fields;
use crate::scenario::{Attraction, Demand, Portal, Segment, Show};
use crate::venue::Venue;

/// The parts that are held against each other.
pub(super) struct Parts<'a> {
    pub(super) portals: &'a [Portal],
    pub(super) attractions: &'a [Attraction],
    pub(super) segments: &'a [Segment],
    pub(super) programme: &'a [Show],
    pub(super) demand: &'a Demand,
}

/// Holds the parts against the ground and against each other.
pub(super) fn cross_check(context: &Context, event: &Record, parts: &Parts) {
    let Some(venue) = context.venue else { return };
    let Parts { portals, attractions, segments, .. } = parts;
    shows(context, event, parts);
    crush_at_portals(context, event, parts);
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
    super::standing::check(event, venue, parts);
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

/// Shows that overlap at one place, or that nobody can see because it is closed.
fn shows(context: &Context, event: &Record, parts: &Parts) {
    for (i, show) in parts.programme.iter().enumerate() {
        let Some(attraction) = parts.attractions.get(show.attraction) else { continue };
        let (id, at) = (&show.id, &attraction.shape.id);
        let seen = |[low, high]: &[f64; 2]| show.from_s >= *low && show.until_s <= *high;
        let inside = show.from_s >= 0.0 && show.until_s <= context.clock.duration_s;
        if inside && !attraction.open.iter().any(seen) {
            let hours: Vec<String> = attraction.open.iter().map(|w| words(context, *w)).collect();
            let what = format!("{at:?} is closed during a part of the show {id:?}");
            let hint = format!("it is open {}", hours.join(", "));
            event.warn(&fields::PROGRAMME, what, Some(hint.as_str()));
        }
        let same = |other: &&Show| {
            let meet = other.from_s < show.until_s && show.from_s < other.until_s;
            other.attraction == show.attraction && meet
        };
        if let Some(other) = parts.programme[..i].iter().find(same) {
            let what = format!("the shows {:?} and {id:?} overlap at {at:?}", other.id);
            event.warn(
                &fields::PROGRAMME,
                what,
                Some("move one of them, or see whether it is meant"),
            );
        }
    }
}

fn words(context: &Context, [from_s, until_s]: [f64; 2]) -> String {
    let at = |s: f64| clock_text(context.clock.starts_s + s);
    format!("{}–{}", at(from_s), at(until_s))
}

/// More arrivals than a portal lets in: they will wait outside. Said once a portal, for the
/// fullest quarter of an hour or longer bin.
fn crush_at_portals(context: &Context, event: &Record, parts: &Parts) {
    const QUARTER_S: f64 = 900.0;
    let visitors = f64::from(parts.demand.visitors);
    for (i, portal) in parts.portals.iter().enumerate() {
        let mut fullest = (0.0, [0.0, QUARTER_S]);
        for (k, bin) in parts.demand.bins.iter().enumerate() {
            let until_s = bin.until_s.max(bin.from_s + QUARTER_S);
            let rest = parts.demand.bins[k..].iter();
            let people: f64 = rest.take_while(|b| b.until_s <= until_s).map(|b| b.share[i]).sum();
            let per_min = people * visitors / (until_s - bin.from_s) * 60.0;
            if per_min > fullest.0 {
                fullest = (per_min, [bin.from_s, until_s]);
            }
        }
        let (per_min, window) = fullest;
        if per_min > portal.capacity_per_min {
            let what = format!(
                "{per_min:.0} persons/min arrive at {:?} at {}, it lets in {}: the others wait outside",
                portal.shape.id,
                words(context, window),
                portal.capacity_per_min
            );
            let hint = "see whether its width, share or capacity is right";
            event.warn(&fields::PORTALS, what, Some(hint));
        }
    }
}
