//! Proposes portals: where ways leave the map, at station entrances and stairs that lead
//! below, and, where a map has no ways, at every gap in its edge.

use super::ground::{Pieces, Rim};
use super::summary::What;
use super::tags::Standing;
use super::thing::{Extract, Thing};
use super::ways::{Way, leads_down};
use crate::document::Bilingual;
use crate::geometry::polygons;
use crate::venue::collection::Shape;
use geo::algorithm::line_intersection::line_intersection;
use geo::{
    Area, ConvexHull, Coord, Intersects, LineString, MultiPoint, MultiPolygon, Point, Polygon,
    SimplifyVw,
};

/// How far inside the map's edge portals are drawn, metres.
pub const INSET_M: f64 = 0.5;
/// A gap up to this width is one portal, however many ways run through it.
const STREET_M: f64 = 45.0;
/// Narrower gaps are no portal.
const NARROWEST_M: f64 = 1.2;
/// Entrances closer together are one.
const CLUSTER_M: f64 = 12.0;

/// A proposed portal.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Which kind.
    pub what: What,
    /// Where it came from.
    pub source: String,
    /// What its id is made of.
    pub stem: String,
    /// Its name.
    pub name: Bilingual,
    /// A line or an area.
    pub shape: Shape,
    /// The piece of ground it opens.
    pub piece: usize,
}

/// Portals where ways leave the map.
pub fn at_edge(edge: &Polygon<f64>, ways: &[Way], pieces: &Pieces) -> Vec<Proposal> {
    let rim = Rim::new(edge, INSET_M);
    let crossings = crossings(&rim, ways);
    let mut proposals = Vec::new();
    for (first, count, piece) in rim.runs(pieces) {
        let run = Run { rim: &rim, first, count, piece };
        if run.length() < NARROWEST_M {
            continue;
        }
        if ways.is_empty() {
            proposals.extend(run.opening());
            continue;
        }
        let within: Vec<(usize, &Way)> =
            crossings.iter().filter_map(|(i, way)| run.offset(*i).map(|o| (o, *way))).collect();
        proposals.extend(run.streets(within, ways));
    }
    proposals
}

/// Where ways cross the rim: index of the rim's point, and the way.
fn crossings<'w>(rim: &Rim, ways: &'w [Way]) -> Vec<(usize, &'w Way)> {
    // A coarser ring is enough to cross: four points a metre make the sides nearly straight.
    let ring: Vec<Coord<f64>> = rim.points.clone();
    let mut lines: Vec<geo::Line<f64>> = Vec::new();
    let stride = 8;
    let n = ring.len();
    let mut i = 0;
    while i < n {
        let j = (i + stride).min(n);
        lines.push(geo::Line::new(ring[i], ring[j % n]));
        i = j;
    }
    let mut found = Vec::new();
    for way in ways {
        for step in way.line.lines() {
            for (k, side) in lines.iter().enumerate() {
                if !step.intersects(side) {
                    continue;
                }
                if let Some(geo::line_intersection::LineIntersection::SinglePoint {
                    intersection,
                    ..
                }) = line_intersection(step, *side)
                {
                    let t = (intersection.x - side.start.x).hypot(intersection.y - side.start.y);
                    let index = (k * stride + (t / rim.step_m).round() as usize) % n;
                    found.push((index, way));
                }
            }
        }
    }
    found
}

/// A free stretch of the rim.
struct Run<'a> {
    rim: &'a Rim,
    first: usize,
    count: usize,
    piece: usize,
}

impl Run<'_> {
    fn length(&self) -> f64 {
        self.count.saturating_sub(1) as f64 * self.rim.step_m
    }

    /// How many points into the run a point of the rim is; two metres beside it count as in.
    fn offset(&self, index: usize) -> Option<usize> {
        let n = self.rim.points.len();
        let slack = (2.0 / self.rim.step_m) as usize;
        let offset = (index + n - self.first) % n;
        if offset < self.count {
            Some(offset)
        } else if offset < self.count + slack {
            Some(self.count - 1)
        } else {
            (offset + slack >= n).then_some(0)
        }
    }

    /// The line between two offsets, straight where the rim is.
    fn line(&self, from: usize, to: usize) -> LineString<f64> {
        let n = self.rim.points.len();
        let points = (from..=to).map(|o| self.rim.points[(self.first + o) % n]).collect();
        LineString::new(points).simplify_vw(0.05)
    }

    /// On which side of the map the middle of a stretch lies.
    fn side(&self, from: usize, to: usize) -> Side {
        let n = self.rim.points.len();
        let at = |o: usize| self.rim.points[(self.first + o) % n];
        let middle = (from + to) / 2;
        let (a, b) = (at(middle.saturating_sub(4).max(from)), at((middle + 4).min(to)));
        // The rim runs counter-clockwise: outwards is to its right.
        side_of(b.y - a.y, a.x - b.x)
    }

    fn opening(&self) -> Option<Proposal> {
        let side = self.side(0, self.count - 1);
        let line = self.line(0, self.count - 1);
        (line.0.len() >= 2).then(|| Proposal {
            what: What::OpeningPortal,
            source: format!("edge:{}", at_text(&line)),
            stem: side.en.to_owned(),
            name: Bilingual::new(capital(side.en), format!("{}侧", side.zh)),
            shape: Shape::Lines(vec![line]),
            piece: self.piece,
        })
    }

    /// One portal for a street; on open ground one for each group of ways.
    fn streets(&self, mut within: Vec<(usize, &Way)>, ways: &[Way]) -> Vec<Proposal> {
        within.sort_by_key(|(o, way)| (*o, std::cmp::Reverse(way.rank), way.source.clone()));
        if within.iter().any(|(_, w)| w.rank > 0) {
            within.retain(|(_, w)| w.rank > 0);
        }
        if within.is_empty() {
            return Vec::new();
        }
        let groups = if self.length() <= STREET_M {
            vec![(0, self.count - 1, within)]
        } else {
            self.groups(&within)
        };
        groups
            .into_iter()
            .filter_map(|(from, to, group)| self.street(from, to, &group, ways))
            .collect()
    }

    /// Groups of ways that run side by side: first and last offset, and the ways.
    fn groups<'w>(
        &self,
        within: &[(usize, &'w Way)],
    ) -> Vec<(usize, usize, Vec<(usize, &'w Way)>)> {
        let points = |m: f64| (m / self.rim.step_m) as usize;
        let mut groups: Vec<(usize, usize, Vec<(usize, &'w Way)>)> = Vec::new();
        for (offset, way) in within {
            let half = points((way.width_m * 0.75).clamp(2.0, 12.0));
            let (from, to) = (offset.saturating_sub(half), (offset + half).min(self.count - 1));
            match groups.last_mut() {
                Some((_, last, group)) if from <= *last + points(6.0) => {
                    *last = (*last).max(to);
                    group.push((*offset, way));
                }
                _ => groups.push((from, to, vec![(*offset, way)])),
            }
        }
        groups
    }

    fn street(
        &self,
        from: usize,
        to: usize,
        group: &[(usize, &Way)],
        ways: &[Way],
    ) -> Option<Proposal> {
        let best = group.iter().map(|(_, w)| *w).max_by_key(|w| (w.rank, w.name.is_some()))?;
        let line = self.line(from, to);
        if line.0.len() < 2 || ((to - from) as f64) * self.rim.step_m < NARROWEST_M {
            return None;
        }
        let side = self.side(from, to);
        let n = self.rim.points.len();
        let middle = self.rim.points[(self.first + (from + to) / 2) % n];
        let name = best.name.clone().or_else(|| near_name(middle, ways));
        let (stem, name) = match name {
            Some(name) => (
                format!("{}-{}", slug(&name.en), side.en),
                Bilingual::new(
                    format!("{} ({})", name.en, side.en),
                    format!("{}（{}）", name.zh, side.zh),
                ),
            ),
            None => (
                format!("way-{}", side.en),
                Bilingual::new(format!("Way {}", side.en), format!("{}侧通道", side.zh)),
            ),
        };
        Some(Proposal {
            what: What::StreetPortal,
            source: format!("{}@{}", best.source, at_text(&line)),
            stem,
            name,
            shape: Shape::Lines(vec![line]),
            piece: self.piece,
        })
    }
}

/// A place as part of a source: whole metres do not change between imports of one map.
fn at_text(line: &LineString<f64>) -> String {
    let (a, b) = (line.0.first(), line.0.last());
    let middle = a.zip(b).map_or((0.0, 0.0), |(a, b)| ((a.x + b.x) / 2.0, (a.y + b.y) / 2.0));
    format!("{:.0},{:.0}", middle.0, middle.1)
}

/// The name of a street nearby, for a footway beside it.
fn near_name(at: Coord<f64>, ways: &[Way]) -> Option<Bilingual> {
    use geo::{Distance, Euclidean};
    let point = Point::from(at);
    ways.iter()
        .filter(|w| w.name.is_some())
        .map(|w| (Euclidean.distance(&point, &w.line), w))
        .filter(|(off, _)| *off <= 15.0)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .and_then(|(_, w)| w.name.clone())
}

/// A side of the map.
#[derive(Clone, Copy)]
struct Side {
    en: &'static str,
    zh: &'static str,
}

fn side_of(dx: f64, dy: f64) -> Side {
    const SIDES: [Side; 8] = [
        Side { en: "east", zh: "东" },
        Side { en: "north-east", zh: "东北" },
        Side { en: "north", zh: "北" },
        Side { en: "north-west", zh: "西北" },
        Side { en: "west", zh: "西" },
        Side { en: "south-west", zh: "西南" },
        Side { en: "south", zh: "南" },
        Side { en: "south-east", zh: "东南" },
    ];
    let eighth = (dy.atan2(dx) / std::f64::consts::FRAC_PI_4).round() as i64;
    SIDES[eighth.rem_euclid(8) as usize]
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Portals at station entrances and at stairs that lead below the surface.
pub fn at_stations(extract: &Extract, ways: &[Way], pieces: &Pieces) -> Vec<Proposal> {
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
    for thing in &extract.things {
        let tags = &thing.tags;
        let letter = || tags.get("ref").filter(|r| r.len() <= 4).map(str::to_owned);
        if let Some(at) = thing.point() {
            let entrance = tags.is("railway", &["subway_entrance", "train_station_entrance"]);
            let door = tags.is("entrance", &["yes", "main"])
                && stations.iter().any(|s| s.intersects(&Point::from(at)));
            if (entrance || door) && tags.standing() == Standing::Surface {
                heads.push(Head { at, source: thing.source.clone(), letter: letter() });
            }
        } else if leads_down(tags)
            && let Some(line) = thing.line()
        {
            let ends = [line.0.first(), line.0.last()];
            let up = ends.into_iter().flatten().find(|end| {
                let shared =
                    |w: &Way| w.line.0.iter().any(|c| (c.x - end.x).hypot(c.y - end.y) < 0.01);
                ways.iter().any(shared) && pieces.at(**end).is_some()
            });
            heads.extend(up.map(|at| Head { at: *at, source: thing.source.clone(), letter: None }));
        }
    }
    heads
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
            format!("{} station{letter}", station.en),
            format!("{}站{letter}口", station.zh),
        ),
        None => Bilingual::new(format!("Station{letter}"), format!("车站{letter}口")),
    };
    Some(Proposal {
        what: What::StationPortal,
        source: head.source.clone(),
        stem,
        name,
        shape: Shape::Areas(vec![polygons::tidy(&area.into(), 0.1, 0.1).0.into_iter().next()?]),
        piece,
    })
}

/// A name as part of an id: lower case, Latin letters without marks, other scripts kept.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        let latin = match c {
            'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' => "a",
            'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o",
            'ü' | 'ú' | 'ù' | 'û' => "u",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'í' | 'ì' | 'î' | 'ï' => "i",
            'ç' => "c",
            'ñ' => "n",
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            _ if c.is_alphanumeric() => {
                out.push(c);
                continue;
            }
            '\'' | '’' | '.' => "",
            _ => "-",
        };
        if latin != "-" || (!out.is_empty() && !out.ends_with('-')) {
            out.push_str(latin);
        }
    }
    let trimmed = out.trim_end_matches('-');
    if trimmed.is_empty() { "place".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_readable() {
        assert_eq!(slug("Kaufingerstraße"), "kaufingerstrasse");
        assert_eq!(slug("Quai d’Orsay (bas)"), "quai-dorsay-bas");
        assert_eq!(slug("人民广场 2"), "人民广场-2");
        assert_eq!(slug("???"), "place");
    }
}
