//! Works the walkable ground out of a draft, and holds everything else against it: what is
//! off the ground, what nobody can reach, what nobody can leave.

use super::collection::{Collection, Shape};
use super::draft::{Draft, Drawn, Kind};
use super::json_place::Step;
use super::read::{areas, of_kind};
use super::sound::{self, Sound};
use super::{
    AttractionShape, CounterLine, Look, Obstacle, PortalGeometry, PortalShape, Venue, Zone,
    ZoneKind,
};
use crate::document::{Bilingual, Place, Problems, meant_by};
use crate::geometry::polygons;
use geo::{Centroid, LineString, MultiPolygon, Point, Polygon};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Corners standing out by less are left out of the ground, metres.
const SIMPLER_M: f64 = 0.05;
/// Pieces of ground smaller than this are left out, square metres.
const LEAST_PIECE_M2: f64 = 0.5;

/// Where the features of a draft stand, for problems.
pub(crate) struct Whereabouts<'a> {
    /// The file.
    pub path: &'a Path,
    /// Its text, if it came from one.
    pub collection: Option<&'a Collection>,
}

impl Whereabouts<'_> {
    /// The place of a feature, or of a property of it.
    pub fn of(&self, feature: &Drawn, property: Option<&str>) -> Place {
        match (self.collection, feature.index) {
            (Some(collection), Some(index)) => match property {
                Some(name) => {
                    let inside = [Step::Key("properties"), Step::Key(name)];
                    collection.feature_place(index, &inside)
                }
                None => collection.feature_place(index, &[]),
            },
            _ => Place::file(self.path),
        }
    }
}

/// The venue that a draft describes; `None` where errors leave nothing to work with.
pub(crate) fn venue(
    draft: &Draft,
    whereabouts: &Whereabouts<'_>,
    problems: &mut Problems,
) -> Option<Venue> {
    let incomplete = problems.has_errors();
    let mut check = Check { draft, whereabouts, problems, incomplete };
    check.ids();
    let simpler_m = if check.is_exact() { 0.0 } else { SIMPLER_M };
    let drawn_ground = check.ground();
    let obstacles = check.obstacles();
    let bodies = polygons::union(obstacles.iter().flat_map(|o| &o.shape.0));
    let ground =
        polygons::tidy(&polygons::subtract(&drawn_ground, &bodies), simpler_m, LEAST_PIECE_M2);
    let venue = Venue {
        name: draft.name.clone(),
        frame: draft.frame,
        ground,
        obstacles,
        zones: check.zones(),
        portals: check.portals(),
        attractions: check.attractions(),
        counters: check.counters(),
    };
    if check.problems.has_errors() {
        return None;
    }
    if venue.ground.0.is_empty() {
        let what = ("no walkable ground is left", "没有剩下可行走的地面");
        let hint = (
            "the obstacles cover all of the ground; draw the ground larger",
            "障碍物盖住了全部地面；请把地面画大一些",
        );
        check.problems.error(Place::file(whereabouts.path), what, hint);
        return None;
    }
    super::reach::check(&venue, draft, whereabouts, check.problems);
    Some(venue)
}

const TRUE_OR_FALSE: (&str, &str) = ("expected true or false", "应为 true 或 false");

struct Check<'a> {
    draft: &'a Draft,
    whereabouts: &'a Whereabouts<'a>,
    problems: &'a mut Problems,
    /// Whether features are missing because they could not be understood: then nothing is
    /// said of what seems to be missing.
    incomplete: bool,
}

impl<'a> Check<'a> {
    fn ids(&mut self) {
        let mut seen: BTreeMap<&str, &Drawn> = BTreeMap::new();
        for feature in &self.draft.features {
            let called = feature.kind.called();
            let Some(id) = feature.id.as_deref() else {
                if feature.kind.rule().needs_id {
                    let place = self.whereabouts.of(feature, Some("id"));
                    let what =
                        (format!("{} has no id", called.en), format!("{}没有 `id`", called.zh));
                    let hint = (
                        "give it an \"id\" that is its own, such as \"north-gate\"",
                        "请给它一个独有的 \"id\"，例如 \"north-gate\"",
                    );
                    self.problems.error(place, what, hint);
                }
                continue;
            };
            if let Some(first) = seen.insert(id, feature) {
                let place = self.whereabouts.of(feature, Some("id"));
                let first_place = self.whereabouts.of(first, Some("id"));
                let (other, line) = (first.kind.called(), first_place.line);
                let what = (
                    format!(
                        "id {id:?} of this {} is taken by the {} in line {line}",
                        called.en, other.en
                    ),
                    format!("这个{}的 id {id:?} 已被第 {line} 行的{}占用", called.zh, other.zh),
                );
                let hint = ("ids are unique over the whole file", "id 在整个文件中不可重复");
                self.problems.error(place, what, hint);
            }
        }
    }

    /// One area of a feature, sound or reported.
    fn sound(&mut self, feature: &Drawn, area: &Polygon<f64>, strict: bool) -> MultiPolygon<f64> {
        let mut called = feature.kind.called();
        if let Some(id) = &feature.id {
            called =
                Bilingual::new(format!("{} {id:?}", called.en), format!("{} {id:?}", called.zh));
        }
        let of = |what: Bilingual| {
            let (Bilingual { en, zh }, called) = (what, &called);
            Bilingual::new(format!("{} {en}", called.en), format!("{}：{zh}", called.zh))
        };
        let place = self.whereabouts.of(feature, None);
        match sound::sound(area, strict, &self.draft.frame) {
            Sound::As(area) => area,
            Sound::Repaired(area, what) => {
                let hint = (
                    "look at it in a map editor; it was mended as said",
                    "请在地图编辑器中查看；已按所述修正",
                );
                self.problems.warn(place, of(what), hint);
                area
            }
            Sound::Broken { what, hint } => {
                self.problems.error(place, of(what), hint);
                MultiPolygon::new(Vec::new())
            }
        }
    }

    /// Whether all ground is to be taken to the corner, as the ground of an experiment is.
    fn is_exact(&mut self) -> bool {
        let draft = self.draft;
        let mut exact = true;
        for feature in of_kind(&draft.features, Kind::Ground) {
            match feature.properties.get("exact") {
                Some(Value::Bool(here)) => exact &= here,
                None => exact = false,
                Some(other) => {
                    let place = self.whereabouts.of(feature, Some("exact"));
                    let what = (format!("exact is {other}"), format!("`exact` 是 {other}"));
                    self.problems.error(place, what, TRUE_OR_FALSE);
                }
            }
        }
        exact
    }

    fn ground(&mut self) -> MultiPolygon<f64> {
        let draft = self.draft;
        let mut pieces = Vec::new();
        for feature in of_kind(&draft.features, Kind::Ground) {
            for area in areas(feature) {
                pieces.extend(self.sound(feature, area, true).0);
            }
        }
        if of_kind(&draft.features, Kind::Ground).next().is_none() && !self.incomplete {
            let hint = (
                "draw a polygon of kind \"ground\" around everything that is walkable",
                "请画一个 `kind` 为 \"ground\" 的多边形，围住所有可行走的地方",
            );
            let place = Place::file(self.whereabouts.path);
            self.problems.error(place, ("there is no ground", "没有地面"), hint);
        }
        polygons::union(&pieces)
    }

    fn obstacles(&mut self) -> Vec<Obstacle> {
        let draft = self.draft;
        let mut obstacles = Vec::new();
        for feature in of_kind(&draft.features, Kind::Obstacle) {
            let default = if matches!(feature.shape, Shape::Lines(_)) {
                Look::Fence
            } else {
                Look::Furniture
            };
            let look = self.look(feature).unwrap_or(default);
            let low = match feature.properties.get("low") {
                None => look == Look::Water,
                Some(Value::Bool(low)) => *low,
                Some(other) => {
                    let place = self.whereabouts.of(feature, Some("low"));
                    let what = (format!("low is {other}"), format!("`low` 是 {other}"));
                    self.problems.error(place, what, TRUE_OR_FALSE);
                    false
                }
            };
            let shape = self.body(feature);
            if !shape.0.is_empty() {
                obstacles.push(Obstacle { shape, look, low, name: feature.name.clone() });
            }
        }
        obstacles
    }

    /// What an obstacle covers, with the thickness of its line or the radius of its point.
    fn body(&mut self, feature: &Drawn) -> MultiPolygon<f64> {
        let thickness = self.number(feature, "thickness_m", 0.1, 0.01..=50.0);
        let radius = self.number(feature, "radius_m", 0.3, 0.01..=50.0);
        let pieces: Vec<Polygon<f64>> = match &feature.shape {
            Shape::Points(points) => points.iter().map(|c| polygons::disc(*c, radius)).collect(),
            Shape::Lines(lines) => {
                lines.iter().flat_map(|l| polygons::strip(l, thickness).0).collect()
            }
            Shape::Areas(areas) => {
                areas.iter().flat_map(|a| self.sound(feature, a, false).0).collect()
            }
        };
        polygons::union(&pieces)
    }

    fn look(&mut self, feature: &Drawn) -> Option<Look> {
        let value = feature.properties.get("look")?;
        let look = value.as_str().and_then(Look::from_word);
        if look.is_none() {
            let place = self.whereabouts.of(feature, Some("look"));
            let words: Vec<&str> = Look::ALL.iter().map(|l| l.word()).collect();
            let what = (format!("unknown look {value}"), format!("没有 {value} 这种 `look`"));
            let hint = (
                format!("expected one of {}", words.join(", ")),
                format!("应为以下之一：{}", words.join("、")),
            );
            self.problems.error(place, what, hint);
        }
        look
    }

    fn number(
        &mut self,
        feature: &Drawn,
        name: &str,
        default: f64,
        range: std::ops::RangeInclusive<f64>,
    ) -> f64 {
        let Some(value) = feature.properties.get(name) else { return default };
        match value.as_f64().filter(|n| range.contains(n)) {
            Some(number) => number,
            None => {
                let place = self.whereabouts.of(feature, Some(name));
                let (low, high) = (range.start(), range.end());
                let what = (format!("{name} is {value}"), format!("`{name}` 是 {value}"));
                let hint = (
                    format!("expected a number from {low} to {high}"),
                    format!("应为 {low} 到 {high} 之间的数"),
                );
                self.problems.error(place, what, hint);
                default
            }
        }
    }

    fn zones(&mut self) -> Vec<Zone> {
        let draft = self.draft;
        let mut zones: Vec<Zone> = Vec::new();
        for (kind, zone_kind, default) in
            [(Kind::Stairs, ZoneKind::Stairs, 0.5), (Kind::Slope, ZoneKind::Slope, 0.8)]
        {
            for (count, feature) in of_kind(&draft.features, kind).enumerate() {
                let speed_factor = self.number(feature, "speed_factor", default, 0.05..=1.0) as f32;
                let pieces: Vec<Polygon<f64>> =
                    areas(feature).iter().flat_map(|a| self.sound(feature, a, true).0).collect();
                let several = pieces.len() > 1;
                for (part, shape) in pieces.into_iter().enumerate() {
                    let id = feature.id.clone();
                    let mut id = id.unwrap_or_else(|| format!("{}-{}", kind.word(), count + 1));
                    if several {
                        id = format!("{id}-{}", part + 1);
                    }
                    zones.push(Zone { id, shape, kind: zone_kind, speed_factor });
                }
            }
        }
        zones
    }

    fn portals(&mut self) -> Vec<PortalShape> {
        let draft = self.draft;
        let mut portals = Vec::new();
        for feature in of_kind(&draft.features, Kind::Portal) {
            let shape = match &feature.shape {
                Shape::Lines(lines) => {
                    self.single(feature, lines.len());
                    lines.first().cloned().map(PortalGeometry::Line)
                }
                Shape::Areas(areas) => {
                    self.single(feature, areas.len());
                    areas
                        .first()
                        .and_then(|a| largest(self.sound(feature, a, true)))
                        .map(PortalGeometry::Area)
                }
                Shape::Points(_) => None,
            };
            if let Some(shape) = shape {
                let (id, name) = called(feature);
                portals.push(PortalShape { id, name, shape });
            }
        }
        portals
    }

    fn single(&mut self, feature: &Drawn, parts: usize) {
        if parts > 1 {
            let place = self.whereabouts.of(feature, None);
            let called = feature.kind.called();
            let what = (
                format!("{} has {parts} parts", called.en),
                format!("{}有 {parts} 个部分", called.zh),
            );
            let hint = ("draw one feature for each part", "请为每个部分各画一个要素");
            self.problems.error(place, what, hint);
        }
    }

    fn attractions(&mut self) -> Vec<AttractionShape> {
        let draft = self.draft;
        let mut foci = self.belonging(Kind::Focus);
        let mut queues = self.belonging(Kind::Queue);
        let mut attractions = Vec::new();
        for feature in of_kind(&draft.features, Kind::Attraction) {
            let areas = areas(feature);
            self.single(feature, areas.len());
            let Some(area) = areas.first().and_then(|a| largest(self.sound(feature, a, true)))
            else {
                continue;
            };
            let (id, name) = called(feature);
            let focus = foci.remove(&id).and_then(|f| f.shape.positions().first().copied());
            let focus = focus.map(Point::from).or_else(|| area.centroid());
            let queue = queues.remove(&id).and_then(|q| first_line(&q.shape));
            let Some(focus) = focus else { continue };
            attractions.push(AttractionShape { id, name, area, focus, queue });
        }
        for orphan in foci.values().chain(queues.values()) {
            if !self.incomplete {
                self.orphan(orphan);
            }
        }
        attractions
    }

    /// Features of a kind by the attraction they belong to.
    fn belonging(&mut self, kind: Kind) -> BTreeMap<String, &'a Drawn> {
        let draft = self.draft;
        let mut by_attraction = BTreeMap::new();
        for feature in of_kind(&draft.features, kind) {
            let called = kind.called();
            let Some(of) = feature.text("of") else {
                let place = self.whereabouts.of(feature, Some("of"));
                let what = (
                    format!("{} does not say of what", called.en),
                    format!("{}没有说明属于哪个兴趣点", called.zh),
                );
                let hint = (
                    "give it \"of\": the id of its attraction",
                    "请给它加上 \"of\"：所属兴趣点的 id",
                );
                self.problems.error(place, what, hint);
                continue;
            };
            if by_attraction.insert(of.to_owned(), feature).is_some() {
                let place = self.whereabouts.of(feature, Some("of"));
                let what = (
                    format!("attraction {of:?} has a second {}", called.en),
                    format!("兴趣点 {of:?} 有第二个{}", called.zh),
                );
                let hint = ("each attraction has at most one", "每个兴趣点最多一个");
                self.problems.error(place, what, hint);
            }
        }
        by_attraction
    }

    fn orphan(&mut self, feature: &Drawn) {
        let of = feature.text("of").unwrap_or_default();
        let known: Vec<&str> = of_kind(&self.draft.features, Kind::Attraction)
            .filter_map(|f| f.id.as_deref())
            .collect();
        let hint = match super::slip::nearest(of, &known) {
            Some(near) => meant_by(&format!("{near:?}")),
            None if known.is_empty() => {
                ("there is no attraction in the file", "文件中没有兴趣点").into()
            }
            None => Bilingual::new(
                format!("attractions are {}", known.join(", ")),
                format!("兴趣点有 {}", known.join("、")),
            ),
        };
        let (place, called) = (self.whereabouts.of(feature, Some("of")), feature.kind.called());
        let what = (
            format!("{} of {of:?}: there is no such attraction", called.en),
            format!("{}属于 {of:?}：没有这个兴趣点", called.zh),
        );
        self.problems.error(place, what, hint);
    }

    fn counters(&mut self) -> Vec<CounterLine> {
        let draft = self.draft;
        let mut counters = Vec::new();
        for feature in of_kind(&draft.features, Kind::Counter) {
            if let Shape::Lines(lines) = &feature.shape {
                self.single(feature, lines.len());
            }
            let (id, name) = called(feature);
            if let Some(line) = first_line(&feature.shape) {
                counters.push(CounterLine { id, name, line });
            }
        }
        counters
    }
}

fn called(feature: &Drawn) -> (String, Bilingual) {
    let id = feature.id.clone().unwrap_or_default();
    let name = feature.name.clone().unwrap_or_else(|| Bilingual::same(id.clone()));
    (id, name)
}

fn first_line(shape: &Shape) -> Option<LineString<f64>> {
    match shape {
        Shape::Lines(lines) => lines.first().cloned(),
        _ => None,
    }
}

fn largest(area: MultiPolygon<f64>) -> Option<Polygon<f64>> {
    use geo::Area;
    area.0.into_iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
}
