//! The ground as it is drawn: areas, and lines of constant width over their edges. Made once when
//! an event is opened, and coloured anew with the theme.

use super::lines::{LineLook, LineMaterial, line_mesh};
use crate::app::theme::Theme;
use crate::venue::{Look, PortalGeometry, Venue, ZoneKind};
use bevy::asset::RenderAssetUsages;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;
use bevy_egui::egui::Color32;
use geo::{LineString, MultiPolygon, Polygon, TriangulateEarcut};

/// Colour of the theme that something is drawn in.
type Token = fn(&Theme) -> Color32;

/// A part of the ground: an area, or lines.
#[derive(Component, Clone, Copy)]
pub struct Part {
    token: Token,
}

/// Half the width of an edge, pixels.
const EDGE_PX: f32 = 0.6;
/// Half the width of an entrance or exit, pixels.
const PORTAL_PX: f32 = 2.2;
/// Distance of steps on a stair, metres.
const STEP_M: f64 = 0.9;

/// What is drawn of a venue, from the bottom to the top.
pub struct Sheet {
    areas: Vec<(Token, MultiPolygon<f64>)>,
    lines: Vec<(Token, f32, Vec<LineString<f64>>)>,
}

impl Sheet {
    /// The sheet of a venue.
    pub fn of(venue: &Venue) -> Self {
        let looks = |look: Look| {
            let of_look = venue.obstacles.iter().filter(move |o| o.look == look);
            MultiPolygon::new(of_look.flat_map(|o| o.shape.0.clone()).collect())
        };
        let zones = |kind: ZoneKind| {
            let of_kind = venue.zones.iter().filter(move |z| z.kind == kind);
            MultiPolygon::new(of_kind.map(|z| z.shape.clone()).collect())
        };
        let mut areas: Vec<(Token, MultiPolygon<f64>)> =
            vec![(|t| t.ground, venue.ground.clone()), (|t| t.rule, zones(ZoneKind::Slope))];
        let mut lines: Vec<(Token, f32, Vec<LineString<f64>>)> = Vec::new();
        let mut edges = Vec::new();
        for look in Look::ALL {
            let (shape, token) = (looks(look), token_of(look));
            edges.extend((look == Look::Building).then(|| rings(&shape)).into_iter().flatten());
            lines.push((token, EDGE_PX, rings(&shape)));
            areas.push((token, shape));
        }
        lines.push((|t| t.building_edge, EDGE_PX, edges));
        lines.push((|t| t.building_edge, EDGE_PX, rings(&venue.ground)));
        let stairs = zones(ZoneKind::Stairs);
        lines.push((|t| t.stairs, EDGE_PX, steps(&stairs)));
        lines.push((|t| t.portal, PORTAL_PX, portals(venue)));
        Self { areas, lines }
    }

    /// Puts the sheet on the map.
    pub fn spawn(
        &self,
        commands: &mut Commands,
        meshes: &mut Assets<Mesh>,
        colors: &mut Assets<ColorMaterial>,
        line_looks: &mut Assets<LineMaterial>,
        theme: &Theme,
    ) {
        let mut height = 0.0;
        let mut next = || {
            height += 0.01;
            Transform::from_xyz(0.0, 0.0, height)
        };
        for (token, area) in self.areas.iter().filter(|(_, area)| !area.0.is_empty()) {
            let material = MeshMaterial2d(colors.add(bevy_color(token(theme))));
            let mesh = Mesh2d(meshes.add(area_mesh(area)));
            commands.spawn((Part { token: *token }, mesh, material, next()));
        }
        for (token, half_px, lines) in self.lines.iter().filter(|(_, _, l)| !l.is_empty()) {
            let look = LineLook::new(bevy_color(token(theme)), *half_px);
            let material = MeshMaterial2d(line_looks.add(LineMaterial { look }));
            let mesh = Mesh2d(meshes.add(line_mesh(lines)));
            commands.spawn((Part { token: *token }, mesh, material, next()));
        }
    }
}

/// Colours the ground anew.
pub fn recolor(
    theme: &Theme,
    areas: &Query<(&Part, &MeshMaterial2d<ColorMaterial>)>,
    lines: &Query<(&Part, &MeshMaterial2d<LineMaterial>)>,
    colors: &mut Assets<ColorMaterial>,
    line_looks: &mut Assets<LineMaterial>,
) {
    for (part, material) in areas {
        if let Some(mut material) = colors.get_mut(&material.0) {
            material.color = bevy_color((part.token)(theme));
        }
    }
    for (part, material) in lines {
        if let Some(mut material) = line_looks.get_mut(&material.0) {
            material.look.color = bevy_color((part.token)(theme)).to_linear().to_vec4();
        }
    }
}

/// A colour of the theme as Bevy has it.
pub fn bevy_color(color: Color32) -> Color {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    Color::srgba_u8(r, g, b, a)
}

fn token_of(look: Look) -> Token {
    match look {
        Look::Building => |t| t.building,
        Look::Water => |t| t.water,
        Look::Fence => |t| t.fence,
        Look::Tree => |t| t.tree,
        Look::Green => |t| t.green,
        Look::Furniture => |t| t.furniture,
    }
}

fn rings(shape: &MultiPolygon<f64>) -> Vec<LineString<f64>> {
    let of_polygon =
        |polygon: &Polygon<f64>| [&[polygon.exterior().clone()], polygon.interiors()].concat();
    shape.0.iter().flat_map(of_polygon).collect()
}

fn portals(venue: &Venue) -> Vec<LineString<f64>> {
    let line = |shape: &PortalGeometry| match shape {
        PortalGeometry::Line(line) => line.clone(),
        PortalGeometry::Area(area) => area.exterior().clone(),
    };
    venue.portals.iter().map(|portal| line(&portal.shape)).collect()
}

/// Edges of stairs, and steps across them: along the shorter side of their box, as they are
/// climbed along the longer one as a rule.
fn steps(stairs: &MultiPolygon<f64>) -> Vec<LineString<f64>> {
    use geo::{BooleanOps, BoundingRect, MultiLineString};
    let mut lines = rings(stairs);
    for stair in &stairs.0 {
        let Some(outline) = stair.bounding_rect() else { continue };
        let (low, high) = (outline.min(), outline.max());
        let upright = outline.height() >= outline.width();
        let length = if upright { outline.height() } else { outline.width() };
        let step = |i: usize| {
            let along = i as f64 * STEP_M;
            if upright {
                LineString::from(vec![(low.x, low.y + along), (high.x, low.y + along)])
            } else {
                LineString::from(vec![(low.x + along, low.y), (low.x + along, high.y)])
            }
        };
        let steps = MultiLineString::new((1..(length / STEP_M) as usize).map(step).collect());
        lines.extend(stair.clip(&steps, false).0);
    }
    lines
}

/// Triangles of an area.
fn area_mesh(area: &MultiPolygon<f64>) -> Mesh {
    let (mut corners, mut indices): (Vec<[f32; 3]>, Vec<u32>) = (Vec::new(), Vec::new());
    for polygon in &area.0 {
        let begins = corners.len() as u32;
        let raw = polygon.earcut_triangles_raw();
        corners.extend(raw.vertices.iter().map(|[x, y]| [*x as f32, *y as f32, 0.0]));
        indices.extend(raw.triangle_indices.iter().map(|i| begins + *i as u32));
    }
    Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::RENDER_WORLD)
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, corners)
        .with_inserted_indices(Indices::U32(indices))
}
