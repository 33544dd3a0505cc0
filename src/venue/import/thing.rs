//! A map as the importers hand it on: things with tags and forms in local metres, whatever
//! file they came from.

use super::summary::LeftOut;
use super::tags::Tags;
use crate::document::Bilingual;
use crate::geometry::{Frame, polygons};
use crate::venue::draft::Draft;
use geo::{BoundingRect, Coord, LineString, MapCoords, MultiPolygon, Polygon, Rect};

/// One thing of a map.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Where it came from, such as "osm:way/123"; the same at every import of the same map.
    pub source: String,
    /// What the map says of it.
    pub tags: Tags,
    /// Where it is.
    pub form: Form,
}

/// The form of a thing, local metres.
#[derive(Clone, Debug)]
pub enum Form {
    /// A point.
    Point(Coord<f64>),
    /// A line, open or closed; whether a closed one is an area is for its tags to say.
    Line(LineString<f64>),
    /// An area with holes, sound.
    Area(MultiPolygon<f64>),
    /// The outlines of an area that the extract cut open, as far as they are there.
    CutOpen(Vec<LineString<f64>>),
}

impl Form {
    /// The same form with its positions changed.
    pub fn map(&self, change: impl Fn(Coord<f64>) -> Coord<f64> + Copy) -> Self {
        match self {
            Self::Point(at) => Self::Point(change(*at)),
            Self::Line(line) => Self::Line(line.map_coords(change)),
            Self::Area(area) => Self::Area(area.map_coords(change)),
            Self::CutOpen(lines) => {
                Self::CutOpen(lines.iter().map(|l| l.map_coords(change)).collect())
            }
        }
    }

    /// The rectangle around it; `None` where it is empty.
    pub fn bounds(&self) -> Option<Rect<f64>> {
        match self {
            Self::Point(at) => Some(Rect::new(*at, *at)),
            Self::Line(line) => line.bounding_rect(),
            Self::Area(area) => area.bounding_rect(),
            Self::CutOpen(lines) => geo::MultiLineString::new(lines.clone()).bounding_rect(),
        }
    }
}

/// Areas as their rings go round them, whatever is wrong with the rings.
pub fn sound(areas: &[Polygon<f64>]) -> MultiPolygon<f64> {
    let whole: Vec<Polygon<f64>> = areas
        .iter()
        .flat_map(|area| {
            let holes: Vec<Polygon<f64>> =
                area.interiors().iter().flat_map(|h| polygons::enclosed(h).0).collect();
            polygons::subtract(&polygons::enclosed(area.exterior()), &polygons::union(&holes)).0
        })
        .collect();
    polygons::union(&whole)
}

impl Thing {
    /// The area of the thing: its own, or what its closed line goes round.
    pub fn area(&self) -> Option<MultiPolygon<f64>> {
        match &self.form {
            Form::Area(area) => Some(area.clone()),
            Form::Line(line) if line.is_closed() && line.0.len() >= 4 => {
                Some(polygons::enclosed(line)).filter(|a| !a.0.is_empty())
            }
            _ => None,
        }
    }

    /// Its line, if it is one.
    pub fn line(&self) -> Option<&LineString<f64>> {
        match &self.form {
            Form::Line(line) => Some(line),
            _ => None,
        }
    }

    /// Its position, if it is a point.
    pub fn point(&self) -> Option<Coord<f64>> {
        match &self.form {
            Form::Point(at) => Some(*at),
            _ => None,
        }
    }

    /// What examples in the summary call it.
    pub fn label(&self) -> String {
        match self.tags.get("name") {
            Some(name) => format!("{name} ({})", self.source),
            None => self.source.clone(),
        }
    }
}

/// A map extract.
#[derive(Clone, Debug)]
pub struct Extract {
    /// Its name, if the file gives one.
    pub name: Option<Bilingual>,
    /// Its local frame.
    pub frame: Frame,
    /// The rectangle within which the map is complete; `None` where the file does not say.
    pub bounds: Option<Rect<f64>>,
    /// The things.
    pub things: Vec<Thing>,
    /// What was already left out while reading.
    pub left_out: LeftOut,
    /// The venue itself, where the file already is one.
    pub drawn: Option<Draft>,
    /// For a drawing of a site, what its reader has to say; `None` for a map.
    pub drawing: Option<Notes>,
}

/// What the reader of a drawing has to say. In a drawing, the outline of the ground is a wall
/// wherever nothing opens it, and nothing is known of streets, lawns or rails.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// What was assumed where the file does not say.
    pub assumed: Vec<Bilingual>,
    /// What needs a look.
    pub warnings: Vec<Bilingual>,
}
