//! Proposes attractions, so that an imported map can be run at once: its named squares, and a
//! few places that people come to see.

use super::tags::{Standing, Tags};
use super::thing::{Extract, Thing};
use crate::document::Bilingual;
use crate::geometry::polygons;
use geo::{
    Area, BoundingRect, Centroid, Coord, Euclidean, Intersects, Length, LineString, MultiPolygon,
    Polygon,
};

/// At most this many squares and parks.
const SQUARES: usize = 6;
/// At most this many sights.
const SIGHTS: usize = 4;
/// Smallest square, square metres.
const LEAST_SQUARE_M2: f64 = 150.0;
/// Smallest standing room before a sight, square metres.
const LEAST_SIGHT_M2: f64 = 25.0;
/// How far visitors stand from a sight, metres.
const STAND_M: f64 = 6.0;

/// A proposed attraction.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Where it came from.
    pub source: String,
    /// Its name.
    pub name: Bilingual,
    /// Where visitors stand.
    pub area: Polygon<f64>,
    /// What they look at; `None` for a square.
    pub focus: Option<Coord<f64>>,
}

/// Squares and sights on the `walkable` ground; `solid` is what cannot be stood on, `through`
/// the names of the ways that leave the map.
pub fn propose(
    extract: &Extract,
    walkable: &MultiPolygon<f64>,
    solid: &MultiPolygon<f64>,
    through: &[String],
) -> Vec<Proposal> {
    let mut squares = squares(extract, walkable, solid);
    // A pedestrian area with the name of a street that leaves the map is that street, unless
    // there is no other square.
    let street = |p: &(u8, Proposal)| p.0 > 0 && through.contains(&p.1.name.en);
    if !squares.iter().all(street) {
        squares.retain(|p| !street(p));
    }
    squares.sort_by(|a, b| {
        (a.0, b.1.area.unsigned_area())
            .partial_cmp(&(b.0, a.1.area.unsigned_area()))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut taken: Vec<Proposal> = Vec::new();
    for (_, square) in squares {
        if taken.len() < SQUARES && !taken.iter().any(|t| same(t, &square)) {
            taken.push(square);
        }
    }
    if taken.is_empty() {
        taken.extend(open_ground(walkable));
    }
    let mut sights = sights(extract, walkable);
    sights.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.source.cmp(&b.1.source)));
    let mut count = 0;
    for (_, sight) in sights {
        if count < SIGHTS && !taken.iter().any(|t| same(t, &sight)) {
            taken.push(sight);
            count += 1;
        }
    }
    taken
}

/// Whether two proposals are one place: same name, or mostly the same area.
fn same(a: &Proposal, b: &Proposal) -> bool {
    if a.name.en == b.name.en {
        return true;
    }
    if a.focus.is_some() != b.focus.is_some() {
        return false;
    }
    let shared =
        polygons::intersect(&a.area.clone().into(), &b.area.clone().into()).unsigned_area();
    shared > 0.5 * a.area.unsigned_area().min(b.area.unsigned_area())
}

/// Where a map names no square, the widest open ground.
fn open_ground(walkable: &MultiPolygon<f64>) -> Option<Proposal> {
    let wide = |inset_m: &f64| {
        let core = largest(polygons::grow(walkable, -inset_m))?;
        let area =
            largest(polygons::intersect(&polygons::grow(&core.into(), inset_m * 0.7), walkable))?;
        (area.unsigned_area() >= LEAST_SQUARE_M2).then_some(area)
    };
    let area = [25.0, 18.0, 12.0, 8.0, 5.0].iter().find_map(wide)?;
    let area = largest(polygons::tidy(&area.into(), 0.2, 1.0)).map(without_small_holes)?;
    let name = Bilingual::new("Open ground", "空地");
    Some(Proposal { source: "import:open".to_owned(), name, area, focus: None })
}

/// Named squares, with 0 for a square that is tagged as one, 1 for pedestrian areas and
/// markets, 2 for parks.
fn squares(
    extract: &Extract,
    walkable: &MultiPolygon<f64>,
    solid: &MultiPolygon<f64>,
) -> Vec<(u8, Proposal)> {
    let mut found = Vec::new();
    for thing in &extract.things {
        let Some(rank) = square_rank(&thing.tags) else { continue };
        let (Some(name), Some(area)) = (thing.tags.name(), thing.area()) else { continue };
        if thing.tags.standing() != Standing::Surface {
            continue;
        }
        let open = polygons::subtract(&polygons::intersect(&area, &hull_of(walkable)), solid);
        let Some(piece) = largest(polygons::tidy(&open, 0.2, 1.0)) else { continue };
        let piece = without_small_holes(piece);
        // On ground that people can reach, and not a street.
        let shared = polygons::intersect(&piece.clone().into(), walkable).unsigned_area();
        if shared < LEAST_SQUARE_M2
            || shared < 0.5 * piece.unsigned_area()
            || (rank > 0 && is_street(&piece))
        {
            continue;
        }
        found.push((
            rank,
            Proposal { source: thing.source.clone(), name, area: piece, focus: None },
        ));
    }
    found
}

fn square_rank(tags: &Tags) -> Option<u8> {
    if tags.is("place", &["square"]) {
        return Some(0);
    }
    if tags.is("highway", &["pedestrian", "footway"]) || tags.is("amenity", &["marketplace"]) {
        return Some(1);
    }
    tags.is("leisure", &["park", "garden", "common"]).then_some(2)
}

/// Long and narrow: a street with a name, not a square.
fn is_street(area: &Polygon<f64>) -> bool {
    let around = Euclidean.length(area.exterior());
    around * around / area.unsigned_area().max(1.0) > 36.0
}

fn hull_of(walkable: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    walkable.bounding_rect().map(|r| r.to_polygon().into()).unwrap_or_else(|| walkable.clone())
}

fn without_small_holes(area: Polygon<f64>) -> Polygon<f64> {
    let (outer, holes) = area.into_inner();
    let large = |h: &LineString<f64>| polygons::ring_area(h) >= 4.0;
    Polygon::new(outer, holes.into_iter().filter(large).collect())
}

fn largest(area: MultiPolygon<f64>) -> Option<Polygon<f64>> {
    area.0.into_iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
}

/// Sights with a name, the best first.
fn sights(extract: &Extract, walkable: &MultiPolygon<f64>) -> Vec<(u8, Proposal)> {
    let mut found = Vec::new();
    for thing in &extract.things {
        let Some(rank) = sight_rank(&thing.tags) else { continue };
        let Some(name) = thing.tags.name() else { continue };
        if thing.tags.standing() != Standing::Surface {
            continue;
        }
        let Some((around, focus)) = before(thing, walkable) else { continue };
        let Some(bounds) = around.bounding_rect() else { continue };
        // What stands at the very edge has its visitors outside the map.
        let within = walkable.bounding_rect().is_some_and(|r| {
            (focus.x - r.min().x).min(r.max().x - focus.x) > STAND_M
                && (focus.y - r.min().y).min(r.max().y - focus.y) > STAND_M
        });
        if !within {
            continue;
        }
        if !walkable.bounding_rect().is_some_and(|r| r.intersects(&bounds)) {
            continue;
        }
        let Some(piece) = largest(polygons::intersect(&around, walkable)) else { continue };
        if piece.unsigned_area() < LEAST_SIGHT_M2 {
            continue;
        }
        let Some(area) = largest(polygons::tidy(&piece.into(), 0.1, 1.0)) else { continue };
        found.push((
            rank,
            Proposal {
                source: thing.source.clone(),
                name,
                area: without_small_holes(area),
                focus: Some(focus),
            },
        ));
    }
    found
}

fn sight_rank(tags: &Tags) -> Option<u8> {
    if tags.is("memorial", &["plaque", "stolperstein", "plate"]) {
        return None;
    }
    if tags.is("tourism", &["attraction"]) {
        return Some(0);
    }
    if tags.is("historic", &["monument"]) {
        return Some(1);
    }
    if tags.is("amenity", &["fountain"]) {
        return Some(2);
    }
    (tags.is("historic", &["memorial"]) || tags.is("tourism", &["artwork"])).then_some(3)
}

/// The ground around a sight, or below it where people walk there; and its middle. A building
/// is no sight to stand around: what people come for is the square before it.
fn before(thing: &Thing, walkable: &MultiPolygon<f64>) -> Option<(MultiPolygon<f64>, Coord<f64>)> {
    if let Some(at) = thing.point() {
        return Some((polygons::disc(at, STAND_M).into(), at));
    }
    let area = thing.area()?;
    if area.unsigned_area() > 20_000.0 {
        return None;
    }
    let focus = Coord::from(area.centroid()?);
    if thing.tags.has("building") {
        let below = polygons::intersect(&area, walkable).unsigned_area();
        return (below > 0.5 * area.unsigned_area()).then_some((area, focus));
    }
    Some((polygons::subtract(&polygons::grow(&area, STAND_M), &area), focus))
}
