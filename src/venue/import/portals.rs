//! Proposes portals where ways leave the map, and, where a map has no ways, at every gap in
//! its edge.

use super::ground::{Pieces, Rim};
use super::obstacles::near;
use super::summary::What;
use super::thing::{Extract, Form};
use super::ways::Way;
use crate::document::Bilingual;
use crate::geometry::polygons;
use crate::venue::collection::Shape;
use geo::algorithm::line_intersection::line_intersection;
use geo::{Area, Centroid, Coord, Intersects, LineString, Point, Polygon, SimplifyVw};

/// How far inside the map's edge portals are drawn, metres.
pub const INSET_M: f64 = 0.5;
/// A gap up to this width is one portal, however many ways run through it.
const STREET_M: f64 = 45.0;
/// Narrower gaps are no portal.
const NARROWEST_M: f64 = 1.2;

/// A proposed portal.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Which kind.
    pub what: What,
    /// Where it came from.
    pub source: String,
    /// The name of the way it closes, if it has one.
    pub way: Option<String>,
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
            proposals.extend(run.opening(edge));
            continue;
        }
        let within: Vec<(usize, &Way)> =
            crossings.iter().filter_map(|(i, way)| run.offset(*i).map(|o| (o, *way))).collect();
        proposals.extend(run.streets(within, ways));
    }
    proposals
}

/// Portals that the file itself draws.
pub fn drawn(extract: &Extract, pieces: &Pieces) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for thing in extract.things.iter().filter(|t| t.tags.is("wuwei:what", &["portal"])) {
        let (shape, reach) = match &thing.form {
            Form::Line(line) => {
                (Shape::Lines(vec![line.clone()]), polygons::blunt_strip(line, 2.0 * INSET_M))
            }
            Form::Area(area) => match area.0.first() {
                Some(first) => (Shape::Areas(vec![first.clone()]), first.clone().into()),
                None => continue,
            },
            Form::Point(at) => {
                let disc = polygons::disc(*at, 1.5);
                (Shape::Areas(vec![disc.clone()]), disc.into())
            }
            Form::CutOpen(_) => continue,
        };
        let shared = |i: &usize| {
            polygons::intersect(&pieces.pieces[*i].clone().into(), &reach).unsigned_area()
        };
        let near = |i: &usize| near(&pieces.pieces[*i].clone().into(), &reach);
        let best = (0..pieces.pieces.len())
            .filter(near)
            .max_by(|a, b| shared(a).total_cmp(&shared(b)))
            .filter(|i| shared(i) > 0.1);
        let Some(piece) = best else { continue };
        let name = thing.tags.name().unwrap_or_else(|| Bilingual::new("Portal", "出入口"));
        proposals.push(Proposal {
            what: What::DrawnPortal,
            way: None,
            source: thing.source.clone(),
            stem: slug(&name.en),
            name,
            shape,
            piece,
        });
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

/// Ways that run side by side: first and last offset in a run, and the ways with theirs.
type Group<'w> = (usize, usize, Vec<(usize, &'w Way)>);

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

    fn opening(&self, edge: &Polygon<f64>) -> Option<Proposal> {
        let line = self.line(0, self.count - 1);
        // Where a mouth's line is bent, its direction says less than where it lies.
        let centre = edge.centroid().map(Coord::from).unwrap_or_default();
        let n = self.rim.points.len();
        let middle = self.rim.points[(self.first + self.count / 2) % n];
        let side = side_of(middle.x - centre.x, middle.y - centre.y);
        (line.0.len() >= 2).then(|| Proposal {
            what: What::OpeningPortal,
            way: None,
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
    fn groups<'w>(&self, within: &[(usize, &'w Way)]) -> Vec<Group<'w>> {
        let points = |m: f64| (m / self.rim.step_m) as usize;
        let mut groups: Vec<Group<'w>> = Vec::new();
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
        let way = name.as_ref().map(|n| n.en.clone());
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
            way,
            source: format!("{}@{}", best.source, at_text(&line)),
            stem,
            name,
            shape: Shape::Lines(vec![line]),
            piece: self.piece,
        })
    }
}

/// A place as part of a source: whole metres do not change between imports of one map.
pub fn at_text(line: &LineString<f64>) -> String {
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
pub struct Side {
    /// Its name in English.
    pub en: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
}

/// The side of the map that a direction points to.
pub fn side_of(dx: f64, dy: f64) -> Side {
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

/// A word with a capital.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
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
