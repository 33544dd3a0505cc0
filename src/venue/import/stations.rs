//! Proposes portals at station entrances and at stairs that lead below the surface.

use super::ground::Pieces;
use super::portals::{Proposal, slug};
use super::summary::What;
use super::tags::{Standing, Tags};
use super::thing::{Extract, Thing};
use super::ways::{Way, leads_down};
use crate::document::Bilingual;
use crate::geometry::polygons;
use crate::venue::collection::Shape;
use geo::{Area, ConvexHull, Coord, Intersects, MultiPoint, MultiPolygon, Point, Polygon};

/// Entrances closer together are one.
const CLUSTER_M: f64 = 12.0;

/// Portals at station entrances and at stairs that lead below the surface.
pub fn propose(extract: &Extract, ways: &[Way], pieces: &Pieces) -> Vec<Proposal> {
    let mut heads = heads(extract, ways, pieces);
    // Entrances with a letter first: they name their cluster.
    heads.sort_by_key(|h| (h.letter.is_none(), h.letter.clone(), h.source.clone()));
    let mut clusters: Vec<Vec<Head>> = Vec::new();
    for head in heads {
        let near = |c: &&mut Vec<Head>| {
            c.iter().any(|h| (h.at.x - head.at.x).hypot(h.at.y - head.at.y) <= CLUSTER_M)
        };
        match clusters.iter_mut().find(near) {
            Some(cluster) => cluster.push(head),
            None => clusters.push(vec![head]),
        }
    }
    let station = station_name(extract);
    clusters.iter().filter_map(|c| at_heads(c, station.as_ref(), pieces)).collect()
}

/// Where people come up.
#[derive(Clone, Debug)]
struct Head {
    at: Coord<f64>,
    source: String,
    letter: Option<String>,
}

fn heads(extract: &Extract, ways: &[Way], pieces: &Pieces) -> Vec<Head> {
    let mut heads = Vec::new();
    let stations: Vec<MultiPolygon<f64>> = extract
        .things
        .iter()
        .filter(|t| is_station(t))
        .filter_map(|t| t.area().map(|a| polygons::grow(&a, 0.5)))
        .collect();
    // Where main entrances are marked, the others lead to shops and offices.
    let on_station = |t: &Thing| {
        t.point().is_some_and(|at| stations.iter().any(|s| s.intersects(&Point::from(at))))
    };
    let main = extract.things.iter().any(|t| t.tags.is("entrance", &["main"]) && on_station(t));
    let doors: &[&str] = if main { &["main"] } else { &["yes"] };
    for thing in &extract.things {
        let tags = &thing.tags;
        let letter = || tags.get("ref").filter(|r| r.len() <= 4).map(str::to_owned);
        if let Some(at) = thing.point() {
            let entrance = tags.is("railway", &["subway_entrance", "train_station_entrance"]);
            let door = tags.is("entrance", doors) && on_station(thing);
            if (entrance || door) && tags.standing() == Standing::Surface {
                heads.push(Head { at, source: thing.source.clone(), letter: letter() });
            }
        } else if leads_below(tags)
            && let Some(at) = upper_end(thing, ways).filter(|at| pieces.at(*at).is_some())
        {
            heads.push(Head { at, source: thing.source.clone(), letter: None });
        }
    }
    heads
}

/// Whether stairs end below the surface.
fn leads_below(tags: &Tags) -> bool {
    leads_down(tags) || (tags.is("highway", &["steps"]) && tags.standing() == Standing::Below)
}

/// The end of stairs at which a way on the surface goes on; `None` where there is none at
/// either end, or at both: then they are stairs in the open.
fn upper_end(stairs: &Thing, ways: &[Way]) -> Option<Coord<f64>> {
    let line = stairs.line()?;
    let on_surface = |end: &Coord<f64>| {
        let meets = |c: &Coord<f64>| (c.x - end.x).hypot(c.y - end.y) < 0.01;
        ways.iter().any(|w| w.source != stairs.source && !w.down && w.line.0.iter().any(meets))
    };
    let (first, last) = (line.0.first()?, line.0.last()?);
    match (on_surface(first), on_surface(last)) {
        (true, false) => Some(*first),
        (false, true) => Some(*last),
        _ => None,
    }
}

fn is_station(thing: &Thing) -> bool {
    thing.tags.is("building", &["train_station"])
        || thing.tags.has("building")
            && (thing.tags.is("railway", &["station"])
                || thing.tags.is("public_transport", &["station"]))
}

fn station_name(extract: &Extract) -> Option<Bilingual> {
    let station = |t: &&Thing| {
        t.tags.is("railway", &["station", "halt"]) || t.tags.is("public_transport", &["station"])
    };
    extract.things.iter().filter(station).find_map(|t| t.tags.name())
}

/// A portal about the heads of a cluster, on the piece of ground they open onto.
fn at_heads(cluster: &[Head], station: Option<&Bilingual>, pieces: &Pieces) -> Option<Proposal> {
    let corners: Vec<Point<f64>> = cluster
        .iter()
        .flat_map(|h| polygons::disc(h.at, 1.6).exterior().0.clone())
        .map(Point::from)
        .collect();
    let hull: MultiPolygon<f64> = MultiPoint::new(corners).convex_hull().into();
    let mut best: Option<(f64, usize, Polygon<f64>)> = None;
    for (i, piece) in pieces.pieces.iter().enumerate() {
        if !super::obstacles::near(&hull, &piece.clone().into()) {
            continue;
        }
        for part in polygons::intersect(&hull, &piece.clone().into()).0 {
            let m2 = part.unsigned_area();
            if best.as_ref().is_none_or(|(known, ..)| m2 > *known) {
                best = Some((m2, i, part));
            }
        }
    }
    let (_, piece, area) = best.filter(|(m2, ..)| *m2 >= 1.0)?;
    let head = cluster.first()?;
    let letter = head.letter.clone();
    let stem = match &letter {
        Some(letter) => format!("station-{}", slug(letter)),
        None => "station".to_owned(),
    };
    let letter = letter.map(|l| format!(" {l}")).unwrap_or_default();
    let name = match station {
        Some(station) => Bilingual::new(
            format!("{}, entrance{letter}", station.en),
            format!("{}{letter} 口", station.zh),
        ),
        None => Bilingual::new(format!("Station, entrance{letter}"), format!("车站{letter} 口")),
    };
    Some(Proposal {
        what: What::StationPortal,
        way: None,
        source: head.source.clone(),
        stem,
        name,
        shape: Shape::Areas(vec![polygons::tidy(&area.into(), 0.1, 0.1).0.into_iter().next()?]),
        piece,
    })
}
