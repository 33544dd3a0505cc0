//! Ways that people walk on: their widths, where they pass through buildings and over water,
//! their stairs, and where they cross walls.

use super::tags::{Standing, Tags};
use super::thing::{Extract, Thing};
use crate::document::Bilingual;
use crate::geometry::polygons;
use geo::{Coord, LineString, MultiPolygon};

/// A way on the surface on which people walk.
#[derive(Clone, Debug)]
pub struct Way {
    /// Where it came from.
    pub source: String,
    /// Its name.
    pub name: Option<Bilingual>,
    /// Its middle line.
    pub line: LineString<f64>,
    /// Its width, metres; of the map, or usual for its class [assumed].
    pub width_m: f64,
    /// How much it stands out: 0 a driveway, 1 a path, 2 a street, 3 a street with a name.
    pub rank: u8,
    /// Whether it leads below the surface.
    pub down: bool,
}

/// Usual widths by class, metres, kerb to kerb with footways: assumed where the map gives
/// none.
const WIDTHS: &[(&str, f64)] = &[
    ("primary", 14.0),
    ("secondary", 12.0),
    ("tertiary", 10.0),
    ("residential", 8.0),
    ("unclassified", 8.0),
    ("living_street", 6.0),
    ("pedestrian", 6.0),
    ("trunk", 14.0),
    ("motorway", 14.0),
    ("service", 4.0),
    ("track", 3.0),
    ("cycleway", 2.5),
    ("footway", 2.5),
    ("path", 2.0),
    ("bridleway", 2.0),
    ("steps", 2.5),
    ("corridor", 2.5),
];

/// Width of a way, metres.
pub fn width_m(tags: &Tags) -> f64 {
    if let Some(width) = tags.metres("width").filter(|w| (0.3..=80.0).contains(w)) {
        return width;
    }
    let class = tags.get("highway").unwrap_or("").trim_end_matches("_link").to_owned();
    let usual = WIDTHS.iter().find(|(c, _)| *c == class).map_or(3.0, |(_, w)| *w);
    // Four metres beside the lanes: two footways.
    let lanes = tags.metres("lanes").filter(|l| (2.0..=8.0).contains(l));
    lanes.map_or(usual, |lanes| usual.max(3.0 * lanes + 4.0))
}

/// Whether people walk on it at all.
fn is_walked(tags: &Tags) -> bool {
    let class = tags.get("highway").unwrap_or("");
    let known = WIDTHS.iter().any(|(c, _)| *c == class.trim_end_matches("_link"));
    let fast = class.starts_with("motorway") || class.starts_with("trunk");
    let on_foot = tags.is("foot", &["yes", "designated", "permissive"]);
    known && (!fast || on_foot) && !tags.is("foot", &["no"])
}

/// Whether it goes through a building at ground level: a passage, an arcade, a hall.
pub fn is_passage(tags: &Tags) -> bool {
    let through = tags.is("tunnel", &["building_passage"])
        || tags.is("covered", &["yes", "arcade", "colonnade"]);
    through && tags.has("highway") && tags.standing() == Standing::Surface
}

fn is_bridge(tags: &Tags) -> bool {
    tags.has("bridge") && tags.has("highway")
}

/// All ways on the surface, stairs and bridges too.
pub fn surface_ways(extract: &Extract) -> Vec<Way> {
    let walked = extract.things.iter().filter(|t| is_walked(&t.tags));
    walked
        .filter(|t| t.tags.standing() == Standing::Surface && !t.tags.is("area", &["yes"]))
        .filter_map(|t| {
            let line = t.line()?.clone();
            let name = t.tags.name();
            let class = t.tags.get("highway").unwrap_or("");
            let drive = t.tags.is("service", &["driveway", "parking_aisle", "drive-through"])
                || t.tags.is("access", &["private", "no"]);
            let rank = match class {
                _ if drive => 0,
                "footway" | "path" | "cycleway" | "steps" | "service" | "track" | "corridor"
                | "bridleway" => 1,
                _ if name.is_some() => 3,
                _ => 2,
            };
            let width_m = width_m(&t.tags);
            let down = leads_down(&t.tags);
            Some(Way { source: t.source.clone(), name, line, width_m, rank, down })
        })
        .collect()
}

/// A piece of ground that a way takes from a building or from water.
#[derive(Clone, Debug)]
pub struct Cut {
    /// What it is called in the summary.
    pub label: String,
    /// Where.
    pub area: MultiPolygon<f64>,
}

/// Passages through buildings.
pub fn passages(extract: &Extract) -> Vec<Cut> {
    let through = extract.things.iter().filter(|t| is_passage(&t.tags));
    through.filter_map(|t| cut(t, 0.3)).collect()
}

/// Bridges and piers.
pub fn decks(extract: &Extract) -> Vec<Cut> {
    let deck = |t: &&Thing| {
        is_bridge(&t.tags) && is_walked(&t.tags)
            || t.tags.is("man_made", &["bridge", "pier"]) && !t.tags.has("proposed")
    };
    extract.things.iter().filter(deck).filter_map(|t| cut(t, 1.0)).collect()
}

fn cut(thing: &Thing, beyond_m: f64) -> Option<Cut> {
    let is_area = !thing.tags.has("highway") || thing.tags.is("area", &["yes"]);
    let whole = matches!(thing.form, super::thing::Form::Area(_));
    let area = match thing.area().filter(|_| is_area || whole) {
        Some(area) => area,
        None => {
            let width = width_m(&thing.tags);
            polygons::blunt_strip(&lengthened(thing.line()?, beyond_m), width)
        }
    };
    Some(Cut { label: thing.label(), area })
}

/// The line with both ends drawn out, so that a way whose end lies on an outline breaks
/// through it.
fn lengthened(line: &LineString<f64>, by_m: f64) -> LineString<f64> {
    let mut points = line.0.clone();
    let beyond = |end: Coord<f64>, from: Coord<f64>| {
        let length = (end.x - from.x).hypot(end.y - from.y).max(1e-6);
        Coord {
            x: end.x + (end.x - from.x) / length * by_m,
            y: end.y + (end.y - from.y) / length * by_m,
        }
    };
    if let [first, second, ..] = points.as_slice() {
        let start = beyond(*first, *second);
        let n = points.len();
        let end = beyond(points[n - 1], points[n - 2]);
        points[0] = start;
        points[n - 1] = end;
    }
    LineString::new(points)
}

/// Stairs on the surface: where, from what, and their name.
pub fn stairs(extract: &Extract) -> Vec<(&Thing, MultiPolygon<f64>)> {
    let steps = |t: &&Thing| {
        t.tags.is("highway", &["steps"]) && t.tags.standing() == Standing::Surface
            || t.tags.is("area:highway", &["steps"])
    };
    let found = extract.things.iter().filter(steps).filter(|t| !leads_down(&t.tags));
    found
        .filter_map(|t| {
            let drawn = t.tags.is("area", &["yes"]) || t.tags.has("area:highway");
            let area = match t.area().filter(|_| drawn) {
                Some(area) => area,
                None => polygons::blunt_strip(t.line()?, width_m(&t.tags)),
            };
            Some((t, area))
        })
        .collect()
}

/// Whether stairs lead from the surface to below it.
pub fn leads_down(tags: &Tags) -> bool {
    let level = tags.get("level").unwrap_or("");
    let parts: Vec<&str> = level.split([';', ',']).map(str::trim).collect();
    let to_surface = parts.contains(&"0") || parts.iter().any(|p| *p == "1" || *p == "2");
    let below = parts.iter().any(|p| p.starts_with('-'));
    tags.is("highway", &["steps"]) && to_surface && below
}
