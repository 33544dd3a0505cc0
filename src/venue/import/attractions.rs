//! Proposes attractions, so that an imported map can be run at once: its named squares, and a
//! few places that people come to see.

use super::tags::{Standing, Tags};
use super::thing::{Extract, Thing};
use crate::document::Bilingual;
use crate::geometry::polygons;
use crate::venue::passage::Passages;
use crate::venue::{PortalGeometry, PortalShape};
use geo::{
    Area, BoundingRect, Centroid, Closest, ClosestPoint, Coord, Distance, Euclidean, Length,
    LineString, MultiPolygon, Point, Polygon,
};

/// At most this many squares and parks.
const SQUARES: usize = 6;
/// At most this many sights.
const SIGHTS: usize = 4;
/// Smallest square, square metres.
const LEAST_SQUARE_M2: f64 = 150.0;
/// Larger things are no sight to stand around, square metres.
const LARGEST_SIGHT_M2: f64 = 20_000.0;
/// Smallest standing room before a sight, square metres.
const LEAST_SIGHT_M2: f64 = 25.0;
/// How far visitors stand from a sight, metres: the first that leaves a way past them.
const STAND_M: [f64; 3] = [6.0, 4.5, 3.2];
/// Who looks at a clock on a wall stands on the square before it, up to here, metres [a].
const BEFORE_M: f64 = 15.0;
/// Nobody stands to look where the ground is narrower than this, metres [a].
const NARROW_M: f64 = 5.0;
/// Nor so near to the mouth of such a passage, metres [a].
const MOUTH_M: f64 = 2.4;
/// Smaller narrow places are corners, square metres.
const LEAST_PASSAGE_M2: f64 = 4.0;
/// Nor so near to a portal, metres [a].
const PORTAL_M: f64 = 4.0;

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
/// the names of the ways that leave the map, `portals` where people come and go.
pub fn propose(
    extract: &Extract,
    walkable: &MultiPolygon<f64>,
    solid: &MultiPolygon<f64>,
    through: &[String],
    portals: &[PortalShape],
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
    let mut sights = sights(extract, walkable, &Room::new(walkable, portals, &taken));
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

/// Where an audience can stand without standing in the way.
struct Room {
    /// Walkable ground without what is narrow or before a portal.
    open: MultiPolygon<f64>,
    squares: Vec<Polygon<f64>>,
    passages: Passages,
}

impl Room {
    fn new(walkable: &MultiPolygon<f64>, portals: &[PortalShape], squares: &[Proposal]) -> Self {
        // People pass on either side of a tree or a bollard: between two of them is no passage.
        let filled: MultiPolygon<f64> = walkable.iter().cloned().map(without_small_holes).collect();
        let wide = polygons::grow(&polygons::grow(&filled, -NARROW_M / 2.0), NARROW_M / 2.0);
        let portal_doors = portals.iter().map(Passages::door);
        let doors = portal_doors.chain(squares.iter().map(|s| s.area.clone().into())).collect();
        let before_portals = portals.iter().map(|portal| match &portal.shape {
            PortalGeometry::Line(line) => polygons::blunt_strip(line, 2.0 * PORTAL_M),
            PortalGeometry::Area(area) => polygons::grow(&area.clone().into(), PORTAL_M),
        });
        // The rounded corners of rooms are narrow too, but no passage.
        let passages = polygons::tidy(&polygons::subtract(&filled, &wide), 0.0, LEAST_PASSAGE_M2);
        let mouths = polygons::grow(&passages, MOUTH_M);
        let kept_free: Vec<Polygon<f64>> =
            before_portals.flat_map(|area| area.0).chain(mouths.0).collect();
        let open = polygons::intersect(&wide, walkable);
        Self {
            open: polygons::subtract(&open, &polygons::union(&kept_free)),
            squares: squares.iter().map(|s| s.area.clone()).collect(),
            passages: Passages::new(walkable, doors),
        }
    }

    /// The part of `around` in which people stand who look at `focus`: on the square before
    /// them, if it lies on one, and so that others can still pass.
    fn before(&self, around: &MultiPolygon<f64>, focus: Coord<f64>) -> Option<Polygon<f64>> {
        let mut open = polygons::intersect(around, &self.open);
        if let Some(square) = self.square_of(focus) {
            let on_it = polygons::intersect(&open, &square.clone().into());
            if on_it.unsigned_area() >= LEAST_SIGHT_M2 {
                open = on_it;
            }
        }
        self.if_others_pass(open)
    }

    /// For a sight on a wall beside a square: where people stand on the square, and the point
    /// of it that is nearest to the sight, towards which they look.
    fn on_square(&self, focus: Coord<f64>) -> Option<(Polygon<f64>, Coord<f64>)> {
        let square: MultiPolygon<f64> = self.square_of(focus)?.clone().into();
        let open = polygons::intersect(&polygons::disc(focus, BEFORE_M).into(), &self.open);
        let area = self.if_others_pass(polygons::intersect(&open, &square))?;
        let nearest = match area.closest_point(&Point::from(focus)) {
            Closest::SinglePoint(at) | Closest::Intersection(at) => at,
            Closest::Indeterminate => return None,
        };
        Some((area, nearest.into()))
    }

    fn square_of(&self, focus: Coord<f64>) -> Option<&Polygon<f64>> {
        let near = |s: &&Polygon<f64>| Euclidean.distance(&Point::from(focus), *s) <= STAND_M[0];
        self.squares.iter().find(near)
    }

    /// The largest piece of an area, if it holds an audience and leaves a way past it.
    fn if_others_pass(&self, open: MultiPolygon<f64>) -> Option<Polygon<f64>> {
        let area = largest(polygons::tidy(&largest(open)?.into(), 0.1, 1.0))?;
        let enough = area.unsigned_area() >= LEAST_SIGHT_M2;
        (enough && self.passages.parted_by(&area.clone().into()).is_empty()).then_some(area)
    }
}

/// Sights with a name, the best first.
fn sights(extract: &Extract, walkable: &MultiPolygon<f64>, room: &Room) -> Vec<(u8, Proposal)> {
    let mut found = Vec::new();
    for thing in &extract.things {
        let Some(rank) = sight_rank(&thing.tags) else { continue };
        let Some(name) = thing.tags.name() else { continue };
        if thing.tags.standing() != Standing::Surface {
            continue;
        }
        let Some(focus) = focus_of(thing) else { continue };
        // What stands at the very edge has its visitors outside the map.
        let within = walkable.bounding_rect().is_some_and(|r| {
            (focus.x - r.min().x).min(r.max().x - focus.x) > STAND_M[0]
                && (focus.y - r.min().y).min(r.max().y - focus.y) > STAND_M[0]
        });
        if !within {
            continue;
        }
        let at = |stand_m: &f64| room.before(&around(thing, *stand_m, walkable)?, focus);
        let beside = STAND_M.iter().find_map(at).map(|area| (area, focus));
        let Some((area, focus)) =
            beside.or_else(|| thing.point().and_then(|at| room.on_square(at)))
        else {
            continue;
        };
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

/// The middle of a sight; none of what is too large to be one.
fn focus_of(thing: &Thing) -> Option<Coord<f64>> {
    if let Some(at) = thing.point() {
        return Some(at);
    }
    let area = thing.area()?;
    if area.unsigned_area() > LARGEST_SIGHT_M2 {
        return None;
    }
    area.centroid().map(Coord::from)
}

/// The ground around a sight, or below it where people walk there. A building is no sight to
/// stand around: what people come for is the square before it.
fn around(thing: &Thing, stand_m: f64, walkable: &MultiPolygon<f64>) -> Option<MultiPolygon<f64>> {
    if let Some(at) = thing.point() {
        return Some(polygons::disc(at, stand_m).into());
    }
    let area = thing.area()?;
    if thing.tags.has("building") {
        let below = polygons::intersect(&area, walkable).unsigned_area();
        return (below > 0.5 * area.unsigned_area()).then_some(area);
    }
    Some(polygons::subtract(&polygons::grow(&area, stand_m), &area))
}
