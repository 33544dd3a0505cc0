//! OpenStreetMap XML, as the site exports it and as JOSM saves it.
//!
//! The text is decoded here, whatever encoding its header claims (some say `utf8`, which is
//! none). Ids may be negative, elements may be marked as deleted, ways may reach far beyond
//! the bounds.

use super::osm_rings::{Assembled, assemble};
use super::summary::{LeftOut, Reason};
use super::tags::Tags;
use super::thing::{Extract, Form, Thing};
use super::{ImportOptions, Importer};
use crate::document::{Bilingual, Place, Problems};
use crate::geometry::Frame;
use geo::{Coord, LineString, Rect};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The importer for the registry.
pub const OSM_XML: Importer = Importer {
    name: "OpenStreetMap XML",
    extensions: &["osm", "osm.gz", "xml"],
    sniff: |text| text.trim_start().starts_with('<') && text.contains("<osm"),
    read,
};

#[derive(Clone, Debug, Default)]
struct Node {
    lon: f64,
    lat: f64,
    tags: Tags,
}

/// A way of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    /// Its nodes in order.
    pub nodes: Vec<i64>,
    tags: Tags,
}

/// A member of a relation.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// "way", "node" or "relation".
    pub kind: String,
    /// Its id.
    pub id: i64,
    /// Its role.
    pub role: String,
}

#[derive(Clone, Debug, Default)]
struct Relation {
    members: Vec<Member>,
    tags: Tags,
}

/// All elements of the file.
#[derive(Debug, Default)]
pub(super) struct Elements {
    bounds: Option<[f64; 4]>,
    nodes: BTreeMap<i64, Node>,
    /// The ways by id.
    pub ways: BTreeMap<i64, Way>,
    relations: BTreeMap<i64, Relation>,
    left_out: LeftOut,
}

fn read(path: &Path, text: &str, _: &ImportOptions) -> Result<Extract, Problems> {
    let elements = parse(path, text)?;
    let Some([west, south, east, north]) = elements.bounds.or_else(|| elements.extent()) else {
        let what = ("holds no nodes", "里面没有节点");
        let hint = (
            "expected <node>, <way> and <relation> elements; was the export empty?",
            "应有 <node>、<way> 和 <relation> 元素；导出的是不是空的？",
        );
        return Err(Problems::one(Place::file(path), what, hint));
    };
    let frame = Frame { lon_deg: (west + east) / 2.0, lat_deg: (south + north) / 2.0 };
    let corner = |lon: f64, lat: f64| {
        let [x, y] = frame.to_local(lon, lat);
        Coord { x, y }
    };
    let bounds = Rect::new(corner(west, south), corner(east, north));
    super::check_extent(path, bounds)?;
    let mut left_out = elements.left_out.clone();
    let things = Things { elements: &elements, frame }.all(&mut left_out);
    Ok(Extract {
        name: None::<Bilingual>,
        frame,
        bounds: Some(bounds),
        things,
        left_out,
        drawn: None,
        drawing: None,
    })
}

fn parse(path: &Path, text: &str) -> Result<Elements, Problems> {
    let mut reader = Reader::from_str(text);
    let mut elements = Elements::default();
    let mut open: Option<(Kind, i64)> = None;
    let mut depth = 0_usize;
    let mut seen_root = false;
    loop {
        let at = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|e| {
            let place = Place::at_byte(path, text, reader.error_position() as usize);
            no_xml(place, &e)
        })?;
        match event {
            Event::Start(start) => {
                depth += 1;
                seen_root |= start.name().as_ref() == "osm";
                elements.begin(&start, &mut open, &|| Place::at_byte(path, text, at))?;
            }
            Event::Empty(start) => {
                let outer = open;
                elements.begin(&start, &mut open, &|| Place::at_byte(path, text, at))?;
                open = outer;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if matches!(end.name().as_ref(), "node" | "way" | "relation") {
                    open = None;
                }
            }
            Event::Eof if depth > 0 => {
                let place = Place::at_byte(path, text, text.len());
                let what = ("ends too early: </osm> is missing", "过早结束：缺少 </osm>");
                return Err(broken(place, what));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !seen_root {
        let what = (
            "is XML, but no OpenStreetMap file: there is no <osm>",
            "是 XML，但不是 OpenStreetMap 文件：没有 <osm>",
        );
        let hint = ("expected an .osm export", "应为导出的 .osm 文件");
        return Err(Problems::one(Place::file(path), what, hint));
    }
    Ok(elements)
}

fn broken(place: Place, what: impl Into<Bilingual>) -> Problems {
    let hint = (
        "the file was cut off or changed by hand; export it again",
        "文件被截断或手工改动过；请重新导出",
    );
    Problems::one(place, what, hint)
}

fn no_xml(place: Place, e: &dyn std::fmt::Display) -> Problems {
    broken(place, (format!("is not valid XML: {e}"), format!("不是有效的 XML：{e}")))
}

#[derive(Clone, Copy)]
enum Kind {
    Node,
    Way,
    Relation,
}

impl Elements {
    fn begin(
        &mut self,
        start: &BytesStart<'_>,
        open: &mut Option<(Kind, i64)>,
        place: &dyn Fn() -> Place,
    ) -> Result<(), Problems> {
        let attribute = |name: &str| -> Result<Option<String>, Problems> {
            let found = start.try_get_attribute(name);
            let found = found.map_err(|e| no_xml(place(), &e))?;
            let Some(found) = found else { return Ok(None) };
            // An unknown entity in a name is no reason to refuse a map.
            let value = found
                .normalized_value(XmlVersion::Explicit1_0)
                .map_or(found.value.to_string(), |v| v.to_string());
            Ok(Some(value))
        };
        let number = |name: &str| -> Result<Option<f64>, Problems> {
            Ok(attribute(name)?.and_then(|v| v.parse::<f64>().ok()).filter(|n| n.is_finite()))
        };
        let id = |name: &str| -> Result<i64, Problems> {
            let text = attribute(name)?.unwrap_or_default();
            text.parse().map_err(|_| {
                let what =
                    (format!("{name}={text:?} is no id"), format!("{name}={text:?} 不是 id"));
                let hint = (
                    "expected a whole number; the file was changed by hand",
                    "应为整数；文件被手工改动过",
                );
                Problems::one(place(), what, hint)
            })
        };
        match start.name().as_ref() {
            "bounds" => {
                let corners =
                    [number("minlon")?, number("minlat")?, number("maxlon")?, number("maxlat")?];
                if let [Some(west), Some(south), Some(east), Some(north)] = corners
                    && west < east
                    && south < north
                {
                    let all = self.bounds.unwrap_or([west, south, east, north]);
                    self.bounds = Some([
                        all[0].min(west),
                        all[1].min(south),
                        all[2].max(east),
                        all[3].max(north),
                    ]);
                }
            }
            word @ ("node" | "way" | "relation") => {
                let id = id("id")?;
                if attribute("action")?.as_deref() == Some("delete")
                    || attribute("visible")?.as_deref() == Some("false")
                {
                    self.left_out.add(Reason::Deleted, 0.0, &format!("osm:{word}/{id}"));
                    *open = None;
                    return Ok(());
                }
                match word {
                    "node" => {
                        let (lon, lat) = (number("lon")?, number("lat")?);
                        let globe = |lon: &f64, lat: &f64| lon.abs() <= 180.0 && lat.abs() <= 85.0;
                        match lon.zip(lat).filter(|(lon, lat)| globe(lon, lat)) {
                            Some((lon, lat)) => {
                                self.nodes.insert(id, Node { lon, lat, tags: Tags::default() });
                                *open = Some((Kind::Node, id));
                            }
                            None => {
                                let example = format!("osm:node/{id}");
                                self.left_out.add(Reason::NoPosition, 0.0, &example);
                                *open = None;
                            }
                        }
                    }
                    "way" => {
                        self.ways.insert(id, Way::default());
                        *open = Some((Kind::Way, id));
                    }
                    _ => {
                        self.relations.insert(id, Relation::default());
                        *open = Some((Kind::Relation, id));
                    }
                }
            }
            "tag" => {
                let (key, value) = (attribute("k")?, attribute("v")?);
                let tags = match open {
                    Some((Kind::Node, id)) => self.nodes.get_mut(id).map(|n| &mut n.tags),
                    Some((Kind::Way, id)) => self.ways.get_mut(id).map(|w| &mut w.tags),
                    Some((Kind::Relation, id)) => self.relations.get_mut(id).map(|r| &mut r.tags),
                    None => None,
                };
                if let (Some(tags), Some(key), Some(value)) = (tags, key, value) {
                    tags.0.insert(key, value);
                }
            }
            "nd" => {
                if let Some((Kind::Way, way)) = open
                    && let Some(way) = self.ways.get_mut(way)
                {
                    way.nodes.push(id("ref")?);
                }
            }
            "member" => {
                if let Some((Kind::Relation, relation)) = open
                    && let Some(relation) = self.relations.get_mut(relation)
                {
                    relation.members.push(Member {
                        kind: attribute("type")?.unwrap_or_default(),
                        id: id("ref")?,
                        role: attribute("role")?.unwrap_or_default(),
                    });
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// West, south, east, north of all nodes.
    fn extent(&self) -> Option<[f64; 4]> {
        self.nodes.values().fold(None, |all, n| {
            let [west, south, east, north] = all.unwrap_or([n.lon, n.lat, n.lon, n.lat]);
            Some([west.min(n.lon), south.min(n.lat), east.max(n.lon), north.max(n.lat)])
        })
    }
}

/// Turns elements into things in local metres.
struct Things<'a> {
    elements: &'a Elements,
    frame: Frame,
}

impl Things<'_> {
    fn all(&self, left_out: &mut LeftOut) -> Vec<Thing> {
        let mut things = Vec::new();
        let mut covered = BTreeSet::new();
        for (id, relation) in &self.elements.relations {
            things.extend(self.relation(*id, relation, &mut covered, left_out));
        }
        for (id, way) in &self.elements.ways {
            if way.tags.0.is_empty() || covered.contains(id) {
                continue;
            }
            let line = self.line(&way.nodes);
            let source = format!("osm:way/{id}");
            if line.0.len() < 2 {
                left_out.add(Reason::BrokenRing, 0.0, &source);
                continue;
            }
            things.push(Thing { source, tags: way.tags.clone(), form: Form::Line(line) });
        }
        for (id, node) in self.elements.nodes.iter().filter(|(_, n)| !n.tags.0.is_empty()) {
            let form = Form::Point(self.position(node));
            things.push(Thing { source: format!("osm:node/{id}"), tags: node.tags.clone(), form });
        }
        things
    }

    fn position(&self, node: &Node) -> Coord<f64> {
        let [x, y] = self.frame.to_local(node.lon, node.lat);
        Coord { x, y }
    }

    /// The line through nodes; nodes that the file lacks are passed over.
    fn line(&self, nodes: &[i64]) -> LineString<f64> {
        let known = nodes.iter().filter_map(|id| self.elements.nodes.get(id));
        let mut positions: Vec<Coord<f64>> = known.map(|n| self.position(n)).collect();
        positions.dedup();
        LineString::new(positions)
    }

    fn relation(
        &self,
        id: i64,
        relation: &Relation,
        covered: &mut BTreeSet<i64>,
        left_out: &mut LeftOut,
    ) -> Option<Thing> {
        let source = format!("osm:relation/{id}");
        let mut tags = relation.tags.clone();
        let outlines: Vec<&Member> = match tags.get("type") {
            Some("multipolygon") => relation.members.iter().filter(|m| m.kind == "way").collect(),
            Some("building") => {
                let outline = |m: &&Member| m.kind == "way" && m.role == "outline";
                let outlines: Vec<&Member> = relation.members.iter().filter(outline).collect();
                let drawn = |m: &&Member| {
                    self.elements
                        .ways
                        .get(&m.id)
                        .is_some_and(|w| w.tags.has("building") || w.tags.has("building:part"))
                };
                if outlines.iter().any(drawn) {
                    return None;
                }
                if !tags.has("building") && !tags.has("building:part") {
                    tags.0.insert("building".to_owned(), "yes".to_owned());
                }
                outlines
            }
            _ => return None,
        };
        if tags.0.len() < 2 {
            // Only its type: the meaning stands on the members, which are read as ways.
            return None;
        }
        let form = match assemble(self.elements, &outlines, &|nodes| self.line(nodes)) {
            Assembled::Area(area) => {
                // The outer way of a building with courtyards often carries the same tag: on
                // its own it would fill them.
                for member in outlines.iter().filter(|m| m.role != "inner") {
                    let same = |way: &Way| {
                        way.tags.has("building") && tags.has("building") || way.tags.0.is_empty()
                    };
                    if self.elements.ways.get(&member.id).is_some_and(same) {
                        covered.insert(member.id);
                    }
                }
                Form::Area(area)
            }
            Assembled::CutOpen(chains) => Form::CutOpen(chains),
            Assembled::Nothing => {
                left_out.add(Reason::BrokenRing, 0.0, &source);
                return None;
            }
        };
        Some(Thing { source, tags, form })
    }
}
