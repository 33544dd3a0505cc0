//! Lines that keep their width on the screen, with soft edges.

use bevy::asset::{RenderAssetUsages, load_internal_asset, uuid_handle};
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;
use bevy::reflect::TypePath;
use bevy::render::render_resource::{AsBindGroup, ShaderType};
use bevy::shader::ShaderRef;
use bevy::sprite_render::{AlphaMode2d, Material2d, Material2dPlugin};
use geo::LineString;

const SHADER: Handle<Shader> = uuid_handle!("5a1d9c1e-27c1-4f8d-b6c8-7f3a0a8de102");

/// How lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, ShaderType)]
pub struct LineLook {
    /// Linear red, green, blue, and opacity.
    pub color: Vec4,
    /// Half the width, pixels.
    half_px: f32,
    /// Metres a pixel.
    pub metres_per_pixel: f32,
    spare: Vec2,
}

impl LineLook {
    /// Lines of a colour and half a width in pixels.
    pub fn new(color: Color, half_px: f32) -> Self {
        let color = color.to_linear().to_vec4();
        Self { color, half_px, metres_per_pixel: 0.2, spare: Vec2::ZERO }
    }
}

/// What lines are drawn with.
#[derive(Asset, TypePath, AsBindGroup, Clone)]
pub struct LineMaterial {
    /// How they look.
    #[uniform(0)]
    pub look: LineLook,
}

impl Material2d for LineMaterial {
    fn vertex_shader() -> ShaderRef {
        SHADER.into()
    }

    fn fragment_shader() -> ShaderRef {
        SHADER.into()
    }

    fn alpha_mode(&self) -> AlphaMode2d {
        AlphaMode2d::Blend
    }
}

/// Draws lines.
pub struct LinesPlugin;

impl Plugin for LinesPlugin {
    fn build(&self, app: &mut App) {
        load_internal_asset!(app, SHADER, "lines.wgsl", Shader::from_wgsl);
        app.add_plugins(Material2dPlugin::<LineMaterial>::default());
    }
}

/// Lines as a mesh: two vertices on each side of each piece.
pub fn line_mesh(lines: &[LineString<f64>]) -> Mesh {
    let (mut places, mut normals) = (Vec::new(), Vec::new());
    let mut indices: Vec<u32> = Vec::new();
    for piece in lines.iter().flat_map(|line| line.lines()) {
        let a = Vec2::new(piece.start.x as f32, piece.start.y as f32);
        let b = Vec2::new(piece.end.x as f32, piece.end.y as f32);
        let across = (b - a).perp().normalize_or_zero();
        let begins = places.len() as u32;
        for (at, side) in [(a, -1.0), (b, -1.0), (b, 1.0), (a, 1.0)] {
            places.push([at.x, at.y, side]);
            normals.push([across.x, across.y, 0.0]);
        }
        indices.extend([0, 1, 2, 0, 2, 3].map(|corner| begins + corner));
    }
    Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::RENDER_WORLD)
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, places)
        .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, normals)
        .with_inserted_indices(Indices::U32(indices))
}
