//! Makes a venue of a map: the order of the steps, and the features that are written.

mod features;

pub use features::unique;

use super::edge;
use super::ground::Pieces;
use super::obstacles::{Body, bodies, is_green, near};
use super::portals::at_edge;
use super::summary::{Candidate, LeftOut, Line, Reason, Tally, What};
use super::thing::Extract;
use super::water::{Land, Water, waters};
use super::ways::{Cut, decks, passages, surface_ways};
use super::{
    ImportOptions, ImportSummary, Imported, attractions, gates, outline, portals, stations,
};
use crate::document::{Bilingual, Place, Problems};
use crate::geometry::polygons;
use crate::venue::collection::Shape;
use crate::venue::draft::{Draft, Drawn, Kind};
use crate::venue::picture::Extras;
use crate::venue::read::file_name;
use crate::venue::{PortalGeometry, PortalShape};
use geo::{Area, BoundingRect, Coord, MultiPolygon, Polygon};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Corners standing out by less are left out, metres.
const SIMPLER_M: f64 = 0.05;
/// Walls that a passage leaves thinner than this stand on pillars, metres.
const PILLAR_M: f64 = 1.6;
/// A piece of ground is worth keeping from this size on, square metres.
const LEAST_PIECE_M2: f64 = 60.0;

/// Makes a venue of an extract.
///
/// # Errors
/// Where the map holds nothing that has an extent.
pub fn venue(
    path: &Path,
    format: &str,
    extract: &Extract,
    options: &ImportOptions,
) -> Result<Imported, Problems> {
    if let Some(draft) = &extract.drawn {
        return drawn(path, format, draft, options);
    }
    let edge = edge::of(extract).ok_or_else(|| {
        let what = ("holds nothing to make a venue of", "没有可用来生成场地的内容");
        let hint =
            ("expected buildings, ways or squares with positions", "应有带坐标的建筑、道路或广场");
        Problems::one(Place::file(path), what, hint)
    })?;
    let edge = match options.part {
        Some(part) => edge.within(part).ok_or_else(|| {
            let what = ("there is no ground in that part of it", "所取的部分中没有地面");
            let hint = ("choose a part in which people can walk", "请选取人们可以行走的部分");
            Problems::one(Place::file(path), what, hint)
        })?,
        None => edge,
    };
    let mut making = Making {
        extract,
        options,
        edge: edge.polygon,
        outlined: edge.drawn && extract.drawing.is_some(),
        left_out: extract.left_out.clone(),
        taken: BTreeMap::new(),
        assumed: vec![edge.assumed],
        warnings: Vec::new(),
    };
    for piece in &edge.apart {
        let (m2, at) = (piece.unsigned_area(), piece.exterior().0.first().copied());
        let at = at.unwrap_or_default();
        let which = format!("{m2:.0} m² at ({:.0}, {:.0})", at.x, at.y);
        making.left_out.add(Reason::CutOff, m2, &which);
    }
    let name = match (&options.name, &extract.name) {
        (Some(name), _) => Bilingual::same(name.clone()),
        (None, Some(name)) => name.clone(),
        (None, None) => Bilingual::same(file_name(path)),
    };
    Ok(making.venue(path, format, name))
}

/// A venue that is one already: its features as they are.
fn drawn(
    path: &Path,
    format: &str,
    draft: &Draft,
    options: &ImportOptions,
) -> Result<Imported, Problems> {
    let (venue, _) = draft.to_venue(path)?;
    let mut draft = draft.clone();
    if let Some(name) = &options.name {
        draft.name = Bilingual::same(name.clone());
    }
    let mut taken: BTreeMap<What, Tally> = BTreeMap::new();
    for feature in &draft.features {
        let what = match feature.kind {
            Kind::Ground => What::Ground,
            Kind::Obstacle => What::Furniture,
            Kind::Stairs | Kind::Slope => What::Stairs,
            Kind::Portal => What::DrawnPortal,
            Kind::Attraction => What::Attraction,
            Kind::Focus | Kind::Queue | Kind::Counter => continue,
        };
        let name = feature.name.as_ref().map_or("", |n| n.en.as_str());
        taken.entry(what).or_default().add(0.0, name);
    }
    let area = venue.ground.unsigned_area();
    let (width_m, height_m) = polygons::extent(&venue.ground);
    let largest = venue.ground.0.iter().map(Area::unsigned_area).fold(0.0, f64::max);
    let lines = taken.iter();
    let summary = ImportSummary {
        file: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        format: format.to_owned(),
        name: draft.name.clone(),
        width_m: tenth(width_m),
        height_m: tenth(height_m),
        map_m2: tenth(area),
        free_m2: tenth(area),
        walkable_m2: tenth(area),
        largest_piece_m2: tenth(largest),
        taken: lines
            .map(|(what, tally)| Line { what: *what, label: what.label(), tally: tally.clone() })
            .collect(),
        left_out: Vec::new(),
        assumed: vec![Bilingual::new(
            "The file is a venue already: its features were taken as they are.",
            "文件已是场地文件：要素原样采用。",
        )],
        candidates: Vec::new(),
        warnings: Vec::new(),
        kept: None,
        written: BTreeMap::new(),
    };
    Ok(Imported { draft, summary, extras: Extras::default() })
}

struct Making<'a> {
    extract: &'a Extract,
    options: &'a ImportOptions,
    edge: Polygon<f64>,
    /// Whether the edge is the outline of a drawn site: a wall wherever nothing opens it.
    outlined: bool,
    left_out: LeftOut,
    taken: BTreeMap<What, Tally>,
    assumed: Vec<Bilingual>,
    warnings: Vec<Bilingual>,
}

impl Making<'_> {
    fn venue(&mut self, path: &Path, format: &str, name: Bilingual) -> Imported {
        let ways = surface_ways(self.extract);
        let mut bodies = bodies(self.extract, self.options, &mut self.left_out);
        let opened = gates::open(&mut bodies, self.extract, &ways, &mut self.left_out);
        self.taken.insert(What::Gate, opened);
        self.cut_passages(&mut bodies);
        let decks = decks(self.extract);
        let deck = polygons::union(decks.iter().flat_map(|d| &d.area.0));
        let solid = union_of(bodies.iter().filter(|b| b.rule.what == What::Building));
        let land = Land { buildings: &solid, ways: &ways, decks: &deck };
        let mut waters = waters(self.extract, &self.edge, &land, &mut self.left_out);
        self.bridge(&mut waters, &decks);
        self.clip(&mut bodies, &mut waters);

        let blocked = polygons::union(
            bodies.iter().flat_map(|b| &b.covers.0).chain(waters.iter().flat_map(|w| &w.area.0)),
        );
        let whole = MultiPolygon::new(vec![self.edge.clone()]);
        let free = polygons::tidy(&polygons::subtract(&whole, &blocked), SIMPLER_M, 0.5);
        let free_m2 = free.unsigned_area();
        let pieces = Pieces::new(free);
        let mut proposals = portals::drawn(self.extract, &pieces);
        if self.outlined {
            if proposals.is_empty() {
                proposals = outline::propose(&self.edge, &pieces);
                self.guessed(proposals.len());
            }
        } else {
            proposals.splice(..0, stations::propose(self.extract, &ways, &pieces));
            proposals.splice(..0, at_edge(&self.edge, &ways, &pieces));
        }
        let kept = self.kept(&pieces, &proposals);
        proposals.retain(|p| kept[p.piece]);
        let dropped = pieces.ground_without(&kept);
        let ground = polygons::tidy(&polygons::subtract(&whole, &dropped), 0.0, 0.5);
        let walkable = polygons::tidy(&polygons::subtract(&pieces.free, &dropped), SIMPLER_M, 0.5);
        let hatched = polygons::intersect(&dropped, &pieces.free);

        let mut features = vec![
            Drawn::new(Kind::Ground, Shape::Areas(ground.0.clone()))
                .with("source", "import:ground"),
        ];
        self.take(What::Ground, ground.unsigned_area(), "");
        features.extend(self.obstacles(&bodies, &waters));
        features.extend(self.stairs(&walkable));
        let mut ids = BTreeSet::new();
        let through: Vec<String> = proposals.iter().filter_map(|p| p.way.clone()).collect();
        let doors: Vec<PortalShape> = proposals.iter().filter_map(door).collect();
        features.extend(self.portals(proposals, &mut ids));
        features.extend(self.counters(&mut ids));
        let solid = polygons::union(
            bodies
                .iter()
                .filter(|b| b.rule.what == What::Building)
                .flat_map(|b| &b.covers.0)
                .chain(waters.iter().flat_map(|w| &w.area.0)),
        );
        let places = attractions::propose(self.extract, &walkable, &solid, &through, &doors);
        features.extend(self.attractions(places, &mut ids));
        for feature in &mut features {
            feature.shape = feature.shape.map(millimetres);
        }
        self.assume();
        let largest = walkable.0.iter().map(Area::unsigned_area).fold(0.0, f64::max);
        let (width_m, height_m) = polygons::extent(&whole);
        let summary = ImportSummary {
            file: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            format: format.to_owned(),
            name: name.clone(),
            width_m: tenth(width_m),
            height_m: tenth(height_m),
            map_m2: tenth(self.edge.unsigned_area()),
            free_m2: tenth(free_m2),
            walkable_m2: tenth(walkable.unsigned_area()),
            largest_piece_m2: tenth(largest),
            taken: self.taken_lines(),
            left_out: self.left_out_lines(),
            assumed: std::mem::take(&mut self.assumed),
            candidates: self.candidates(),
            warnings: std::mem::take(&mut self.warnings),
            kept: None,
            written: BTreeMap::new(),
        };
        let extras = Extras { green: self.green(&walkable), left_out: hatched, decks: deck };
        Imported { draft: Draft { name, frame: self.extract.frame, features }, summary, extras }
    }

    fn take(&mut self, what: What, m2: f64, example: &str) {
        self.taken.entry(what).or_default().add(m2, example);
    }

    /// Passages, arcades and halls are open through the buildings over them.
    fn cut_passages(&mut self, bodies: &mut [Body<'_>]) {
        let passages = passages(self.extract);
        let all = polygons::union(passages.iter().flat_map(|p| &p.area.0));
        let solid: Vec<MultiPolygon<f64>> = bodies
            .iter()
            .filter(|b| b.rule.what == What::Building)
            .map(|b| b.covers.clone())
            .collect();
        for passage in &passages {
            let m2: f64 = solid
                .iter()
                .filter(|s| near(s, &passage.area))
                .map(|s| polygons::intersect(s, &passage.area).unsigned_area())
                .sum();
            if m2 > 0.5 {
                self.take(What::Passage, m2, &passage.label);
            }
        }
        for body in bodies.iter_mut().filter(|b| b.rule.what == What::Building) {
            if near(&body.covers, &all) {
                body.covers = without_slivers(&polygons::subtract(&body.covers, &all));
                body.shape = Shape::Areas(body.covers.0.clone());
            }
        }
    }

    /// Bridges and piers are walkable above the water.
    fn bridge(&mut self, waters: &mut [Water<'_>], decks: &[Cut]) {
        for deck in decks {
            let mut m2 = 0.0;
            for water in waters.iter_mut().filter(|w| near(&w.area, &deck.area)) {
                m2 += polygons::intersect(&water.area, &deck.area).unsigned_area();
                water.area = polygons::subtract(&water.area, &deck.area);
            }
            if m2 > 0.5 {
                self.take(What::Bridge, m2, &deck.label);
            }
        }
    }

    /// Leaves what is within the edge, a hand's breadth more so that nothing is left between.
    fn clip(&mut self, bodies: &mut Vec<Body<'_>>, waters: &mut Vec<Water<'_>>) {
        let edge = polygons::grow(&self.edge.clone().into(), 0.1);
        let Some(bounds) = edge.bounding_rect() else { return };
        let inside = |area: &MultiPolygon<f64>| {
            area.bounding_rect().is_some_and(|r| {
                r.min().x >= bounds.min().x
                    && r.max().x <= bounds.max().x
                    && r.min().y >= bounds.min().y
                    && r.max().y <= bounds.max().y
            }) && self.extract.bounds.is_some()
        };
        let left_out = &mut self.left_out;
        bodies.retain_mut(|body| {
            if inside(&body.covers) {
                return true;
            }
            body.covers = polygons::intersect(&body.covers, &edge);
            match &mut body.shape {
                Shape::Areas(areas) => *areas = body.covers.0.clone(),
                Shape::Lines(lines) => {
                    let all = geo::MultiLineString::new(lines.clone());
                    *lines = geo::BooleanOps::clip(&edge, &all, false).0;
                    lines.retain(|l| l.0.len() >= 2);
                }
                Shape::Points(_) => {}
            }
            // A track is too wide to end at the edge as a line: corners would be left open.
            if body.rule.size_m > 1.0 && matches!(body.shape, Shape::Lines(_)) {
                body.shape = Shape::Areas(body.covers.0.clone());
            }
            let kept = body.covers.unsigned_area() > 1e-3 && !body.shape.positions().is_empty();
            if !kept {
                left_out.add(Reason::Outside, 0.0, "");
            }
            kept
        });
        waters.retain_mut(|water| {
            water.area = polygons::intersect(&water.area, &edge);
            water.area.0.retain(|p| p.unsigned_area() > 0.05);
            if water.area.0.is_empty() {
                left_out.add(Reason::Outside, 0.0, "");
            }
            !water.area.0.is_empty()
        });
    }

    /// Which pieces of ground are kept: the largest, and those worth the name that two ways from
    /// outside open.
    fn kept(&mut self, pieces: &Pieces, proposals: &[portals::Proposal]) -> Vec<bool> {
        let largest = pieces.largest();
        let mut kept = Vec::new();
        for (i, piece) in pieces.pieces.iter().enumerate() {
            let m2 = piece.unsigned_area();
            let on = || proposals.iter().filter(|p| p.piece == i);
            // From a platform that only stairs lead to, nobody would reach anything.
            let open = on().filter(|p| p.what != What::StationPortal).count() >= 2;
            let keep = Some(i) == largest || (open && m2 >= LEAST_PIECE_M2);
            if !keep && m2 >= 1.0 {
                let reason = if on().count() > 0 { Reason::CutOff } else { Reason::Courtyard };
                let at = piece.exterior().0.first().copied().unwrap_or_default();
                self.left_out.add(reason, m2, &format!("{m2:.0} m² at ({:.0}, {:.0})", at.x, at.y));
            }
            kept.push(keep);
        }
        kept
    }

    fn guessed(&mut self, count: usize) {
        self.warnings.push(Bilingual::new(
            format!("The file names no entrances: {count} were guessed where its outline ends. Look at the picture; in venue.geojson move, rename or delete them, and draw those that are missing."),
            format!("文件未标出入口：已在轮廓端部推测 {count} 处。请查看图片，在 venue.geojson 中移动、改名或删除，并补画缺少的。"),
        ));
    }

    fn assume(&mut self) {
        if let Some(notes) = &self.extract.drawing {
            self.assumed.extend(notes.assumed.iter().cloned());
            self.warnings.extend(notes.warnings.iter().cloned());
            return;
        }
        let mut say = |en: &str, zh: &str| self.assumed.push(Bilingual::new(en, zh));
        if self.options.grass_walkable {
            say(
                "People walk on grass and in parks; shrubs and flower beds are in the way.",
                "草地与公园可行走；灌木与花坛为障碍。",
            );
        } else {
            say("Grass, parks and sports grounds are kept free.", "草地、公园与运动场不可进入。");
        }
        say("Streets are closed to traffic: people walk on them.", "街道封闭交通，行人可走。");
        if !self.options.tracks_walkable {
            say(
                "Nobody crosses rail tracks except at level crossings; tram rails in streets are walkable.",
                "除平交道口外不可穿越铁轨；街道上的有轨电车轨道可行走。",
            );
        }
        say(
            "Widths that the map does not give are usual ones: stairs and footways 2.5 m, gates 3 m, walls 0.3 m, fences 0.1 m, tree trunks 0.7 m across.",
            "地图未给出的宽度取常用值：台阶与步道 2.5 m，门 3 m，墙 0.3 m，栅栏 0.1 m，树干直径 0.7 m。",
        );
    }

    fn taken_lines(&self) -> Vec<Line<What>> {
        let lines = self.taken.iter().filter(|(_, t)| t.count > 0);
        lines
            .map(|(what, tally)| Line { what: *what, label: what.label(), tally: rounded(tally) })
            .collect()
    }

    fn left_out_lines(&self) -> Vec<Line<Reason>> {
        let lines = self.left_out.0.iter();
        lines
            .map(|(what, tally)| Line { what: *what, label: what.label(), tally: rounded(tally) })
            .collect()
    }

    /// Stops of trams and buses, which some will want as portals.
    fn candidates(&self) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for thing in &self.extract.things {
            let what = if thing.tags.is("railway", &["tram_stop"]) {
                Bilingual::new("tram stop", "有轨电车站")
            } else if thing.tags.is("highway", &["bus_stop"]) {
                Bilingual::new("bus stop", "公交站")
            } else if thing.tags.is("amenity", &["ferry_terminal"]) {
                Bilingual::new("ferry", "轮渡码头")
            } else {
                continue;
            };
            let (Some(at), Some(name)) = (thing.point(), thing.tags.get("name")) else { continue };
            let known = |c: &Candidate| c.name == name && (c.x_m - at.x).hypot(c.y_m - at.y) < 40.0;
            if geo::Contains::contains(&self.edge, &geo::Point::from(at))
                && !candidates.iter().any(known)
            {
                candidates.push(Candidate {
                    name: name.to_owned(),
                    what,
                    x_m: tenth(at.x),
                    y_m: tenth(at.y),
                });
            }
        }
        candidates
    }

    /// Walkable lawns and parks, for the picture.
    fn green(&self, walkable: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        let lawns = self.extract.things.iter().filter(|t| is_green(&t.tags));
        let areas: Vec<Polygon<f64>> = lawns.filter_map(|t| t.area()).flat_map(|a| a.0).collect();
        polygons::tidy(&polygons::intersect(&polygons::union(&areas), walkable), 0.2, 2.0)
    }
}

fn union_of<'a>(bodies: impl Iterator<Item = &'a Body<'a>>) -> MultiPolygon<f64> {
    polygons::union(bodies.flat_map(|b| &b.covers.0))
}

/// A cut building without what is thinner than pillars: an arcade is open to its street.
fn without_slivers(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let thick = polygons::grow(&polygons::grow(area, -PILLAR_M / 2.0), PILLAR_M / 2.0 + 0.05);
    polygons::intersect(&thick, area)
}

fn millimetres(c: Coord<f64>) -> Coord<f64> {
    Coord { x: (c.x * 1000.0).round() / 1000.0, y: (c.y * 1000.0).round() / 1000.0 }
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn rounded(tally: &Tally) -> Tally {
    Tally { m2: tenth(tally.m2), ..tally.clone() }
}

/// A proposed portal as a venue has it.
fn door(portal: &portals::Proposal) -> Option<PortalShape> {
    let shape = match &portal.shape {
        Shape::Lines(lines) => PortalGeometry::Line(lines.first()?.clone()),
        Shape::Areas(areas) => PortalGeometry::Area(areas.first()?.clone()),
        Shape::Points(_) => return None,
    };
    Some(PortalShape { id: portal.stem.clone(), name: portal.name.clone(), shape })
}
