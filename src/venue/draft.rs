//! What stands in a `venue.geojson`: drawn features in local metres, before the ground is
//! worked out of them. The reader makes one from a file, the importers from a map; writing
//! one and reading it again gives the same.

use super::collection::Shape;
use crate::document::Bilingual;
use crate::geometry::Frame;
use serde_json::{Map, Value};

/// What a feature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Walkable ground.
    Ground,
    /// In the way.
    Obstacle,
    /// Stairs.
    Stairs,
    /// A ramp or slope.
    Slope,
    /// Where people come and go.
    Portal,
    /// What people come for.
    Attraction,
    /// What the visitors of an attraction look at, or where they are served.
    Focus,
    /// The line along which visitors of an attraction queue.
    Queue,
    /// A line across which flow is counted.
    Counter,
}

/// How a feature of a kind is drawn and described: the one definition that the reader, the
/// writer and the messages use.
#[derive(Clone, Copy, Debug)]
pub struct KindRule {
    /// The kind.
    pub kind: Kind,
    /// `properties.kind` in the file.
    pub word: &'static str,
    /// What messages in Chinese call it.
    pub zh: &'static str,
    /// GeoJSON geometries it may have (their Multi… forms too).
    pub geometries: &'static [&'static str],
    /// Properties it reads, beside those of every feature.
    pub properties: &'static [&'static str],
    /// Whether the event document refers to it, so that it needs an `id`.
    pub needs_id: bool,
}

const fn rule(
    kind: Kind,
    [word, zh]: [&'static str; 2],
    geometries: &'static [&'static str],
    properties: &'static [&'static str],
    needs_id: bool,
) -> KindRule {
    KindRule { kind, word, zh, geometries, properties, needs_id }
}

const AREA: &[&str] = &["Polygon"];
const ANY: &[&str] = &["Polygon", "LineString", "Point"];

/// All kinds.
pub const KINDS: &[KindRule] = &[
    rule(Kind::Ground, ["ground", "地面"], AREA, &["exact"], false),
    rule(
        Kind::Obstacle,
        ["obstacle", "障碍物"],
        ANY,
        &["look", "low", "thickness_m", "radius_m"],
        false,
    ),
    rule(Kind::Stairs, ["stairs", "台阶"], AREA, &["speed_factor"], false),
    rule(Kind::Slope, ["slope", "坡道"], AREA, &["speed_factor"], false),
    rule(Kind::Portal, ["portal", "出入口"], &["LineString", "Polygon"], &[], true),
    rule(Kind::Attraction, ["attraction", "兴趣点"], AREA, &[], true),
    rule(Kind::Focus, ["focus", "焦点"], &["Point"], &["of"], false),
    rule(Kind::Queue, ["queue", "排队线"], &["LineString"], &["of"], false),
    rule(Kind::Counter, ["counter", "计数线"], &["LineString"], &[], true),
];

/// Properties that every feature may have.
pub const COMMON_PROPERTIES: &[&str] = &["kind", "id", "name", "name_zh", "source", "note"];

impl Kind {
    /// How it is drawn and described.
    pub fn rule(self) -> &'static KindRule {
        // Every kind stands in the table; the first is never taken for another.
        KINDS.iter().find(|r| r.kind == self).unwrap_or(&KINDS[0])
    }

    /// `properties.kind` in the file.
    pub fn word(self) -> &'static str {
        self.rule().word
    }

    /// What messages call it.
    pub fn called(self) -> Bilingual {
        Bilingual::new(self.rule().word, self.rule().zh)
    }
}

/// One drawn feature, local metres.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Which feature of the file it is, from 0; `None` for one that an importer made.
    pub index: Option<usize>,
    /// What it is for.
    pub kind: Kind,
    /// Its unique name.
    pub id: Option<String>,
    /// Its shown name.
    pub name: Option<Bilingual>,
    /// Where.
    pub shape: Shape,
    /// All its other properties, also those that only the user understands.
    pub properties: Map<String, Value>,
}

impl Drawn {
    /// A feature without id, name and properties.
    pub fn new(kind: Kind, shape: Shape) -> Self {
        Self { index: None, kind, id: None, name: None, shape, properties: Map::new() }
    }

    /// The same with a property more.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.properties.insert(name.to_owned(), value.into());
        self
    }

    /// The same with an id and a name.
    pub fn named(mut self, id: impl Into<String>, name: Option<Bilingual>) -> Self {
        self.id = Some(id.into());
        self.name = name;
        self
    }

    /// A property that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.properties.get(name).and_then(Value::as_str)
    }
}

/// All drawn features of a venue.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Name of the place.
    pub name: Bilingual,
    /// Local frame of the shapes.
    pub frame: Frame,
    /// The features in the order of the file.
    pub features: Vec<Drawn>,
}
