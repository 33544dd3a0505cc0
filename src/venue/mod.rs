//! The ground of an event: what can be walked on, what stands in the way, where people come
//! and go, what they come for. Read from `venue.geojson`; made from maps by the importers.
//!
//! Knows nothing of people, times or plans.

mod check;
mod collection;
mod draft;
pub mod import;
pub(crate) mod json_place;
pub(crate) mod passage;
pub mod picture;
mod reach;
mod read;
mod slip;
mod sound;
mod write;

pub use collection::Shape;
pub use draft::{Draft, Drawn, KINDS, Kind, KindRule};
pub use read::{read, read_from_text};

use crate::document::Bilingual;
use crate::geometry::Frame;
use geo::{Coord, LineString, MultiPolygon, Point, Polygon};

/// A checked venue. All coordinates are local metres of [`Venue::frame`].
#[derive(Clone, Debug)]
pub struct Venue {
    /// Name of the place.
    pub name: Bilingual,
    /// Local frame and georeference.
    pub frame: Frame,
    /// Where people can walk: the drawn ground less all obstacles; valid, disjoint polygons.
    pub ground: MultiPolygon<f64>,
    /// What was taken out of the ground, for sight and for pictures.
    pub obstacles: Vec<Obstacle>,
    /// Stretches of the ground on which people walk slower or not at all.
    pub zones: Vec<Zone>,
    /// Where people come in and go out.
    pub portals: Vec<PortalShape>,
    /// What people come for.
    pub attractions: Vec<AttractionShape>,
    /// Lines across which flow is counted.
    pub counters: Vec<CounterLine>,
}

/// Something in the way.
#[derive(Clone, Debug)]
pub struct Obstacle {
    /// Its outline.
    pub shape: MultiPolygon<f64>,
    /// What it is.
    pub look: Look,
    /// Whether people see over it (water, benches, low fences).
    pub low: bool,
    /// Its name, if it has one.
    pub name: Option<Bilingual>,
}

/// What an obstacle is, for pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Look {
    /// A building.
    Building,
    /// Water.
    Water,
    /// A wall, fence, hedge or railing.
    Fence,
    /// A tree.
    Tree,
    /// Planted ground that is kept free.
    Green,
    /// Anything else: bollards, benches, kiosks, stage bodies.
    Furniture,
}

impl Look {
    /// All looks, in the order in which pictures paint them.
    pub const ALL: [Self; 6] =
        [Self::Green, Self::Water, Self::Building, Self::Fence, Self::Furniture, Self::Tree];

    /// Its word in `properties.look`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Water => "water",
            Self::Fence => "fence",
            Self::Tree => "tree",
            Self::Green => "green",
            Self::Furniture => "furniture",
        }
    }

    /// The look that a word in `properties.look` stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.word() == word)
    }
}

/// A stretch of ground that slows people.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Unique name in the file.
    pub id: String,
    /// Where.
    pub shape: Polygon<f64>,
    /// What it is.
    pub kind: ZoneKind,
    /// Free speed on it over free speed on level ground, 0.05–1.
    pub speed_factor: f32,
}

/// What a zone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneKind {
    /// Stairs: not step-free.
    Stairs,
    /// A ramp or slope: step-free.
    Slope,
}

/// Where people come in and go out: a line they cross, or an area in which they appear.
#[derive(Clone, Debug)]
pub struct PortalShape {
    /// Unique name in the file, used by the event document.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// The line or area.
    pub shape: PortalGeometry,
}

/// The drawn form of a portal.
#[derive(Clone, Debug)]
pub enum PortalGeometry {
    /// People come in along the line, and leave where they reach it.
    Line(LineString<f64>),
    /// People appear and vanish inside the area.
    Area(Polygon<f64>),
}

impl PortalGeometry {
    /// The points of the line, or those of the area's outline.
    pub fn points(&self) -> &[Coord<f64>] {
        match self {
            Self::Line(line) => &line.0,
            Self::Area(area) => &area.exterior().0,
        }
    }
}

/// An attraction as drawn.
#[derive(Clone, Debug)]
pub struct AttractionShape {
    /// Unique name in the file, used by the event document.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Where visitors stand, sit or look; for a stall or toilet, the area around the counter
    /// in which a crowd waits.
    pub area: Polygon<f64>,
    /// What they look at (a stage), or where they are served (a counter). Feature `focus`
    /// with the property `of`; without one, the area's centre.
    pub focus: Point<f64>,
    /// The line along which a queue stands, from the counter backwards. Feature `queue` with
    /// the property `of`.
    pub queue: Option<LineString<f64>>,
}

/// A line across which flow is counted.
#[derive(Clone, Debug)]
pub struct CounterLine {
    /// Unique name in the file.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// The line; forward is from its left to its right side as drawn.
    pub line: LineString<f64>,
}
