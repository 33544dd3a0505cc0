//! The ground of a map as triangles and lines, in metres, for a page without a scene of its own.

use crate::app::map::places::corners;
use crate::venue::{Look, Venue, ZoneKind};
use geo::{LineString, Polygon, TriangulateEarcut};
use glam::Vec2;

/// What an area is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Where people walk.
    Ground,
    /// Stairs.
    Stairs,
    /// What stands in the way.
    Obstacle(Look),
}

/// Triangles of one kind of area.
#[derive(Clone, Debug)]
pub struct Triangles {
    /// What they are.
    pub area: Area,
    /// Corners, metres.
    pub corners: Vec<Vec2>,
    /// Three indices a triangle.
    pub indices: Vec<u32>,
}

/// What is drawn of a venue, from the bottom to the top.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Areas.
    pub areas: Vec<Triangles>,
    /// Edges of the ground and of buildings.
    pub edges: Vec<Vec<Vec2>>,
    /// Corners of it all.
    pub corners: [Vec2; 2],
}

impl Sheet {
    /// The sheet of a venue.
    pub fn of(venue: &Venue) -> Self {
        let (low, high) = corners(venue);
        let mut areas = vec![triangles(Area::Ground, venue.ground.0.iter())];
        let stairs = venue.zones.iter().filter(|z| z.kind == ZoneKind::Stairs);
        areas.push(triangles(Area::Stairs, stairs.map(|z| &z.shape)));
        for look in Look::ALL {
            let of_look = venue.obstacles.iter().filter(|o| o.look == look);
            areas.push(triangles(Area::Obstacle(look), of_look.flat_map(|o| &o.shape.0)));
        }
        areas.retain(|area| !area.indices.is_empty());
        let buildings = venue.obstacles.iter().filter(|o| o.look == Look::Building);
        let outlined = venue.ground.0.iter().chain(buildings.flat_map(|o| &o.shape.0));
        Self { areas, edges: outlined.flat_map(rings).collect(), corners: [low, high] }
    }
}

fn triangles<'a>(area: Area, polygons: impl Iterator<Item = &'a Polygon<f64>>) -> Triangles {
    let (mut corners, mut indices): (Vec<Vec2>, Vec<u32>) = (Vec::new(), Vec::new());
    for polygon in polygons {
        let begins = corners.len() as u32;
        let raw = polygon.earcut_triangles_raw();
        corners.extend(raw.vertices.iter().map(|[x, y]| Vec2::new(*x as f32, *y as f32)));
        indices.extend(raw.triangle_indices.iter().map(|i| begins + *i as u32));
    }
    Triangles { area, corners, indices }
}

fn rings(polygon: &Polygon<f64>) -> Vec<Vec<Vec2>> {
    let points =
        |ring: &LineString<f64>| ring.0.iter().map(|c| Vec2::new(c.x as f32, c.y as f32)).collect();
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(points).collect()
}
