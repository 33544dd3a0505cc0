//! People on the map: all of a pane in one draw, from one buffer that is written anew where
//! somebody has moved.

use bevy::asset::{RenderAssetUsages, load_internal_asset, uuid_handle};
use bevy::camera::visibility::{NoFrustumCulling, RenderLayers};
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;
use bevy::reflect::TypePath;
use bevy::render::render_resource::{AsBindGroup, ShaderType};
use bevy::render::storage::ShaderBuffer;
use bevy::shader::ShaderRef;
use bevy::sprite_render::{AlphaMode2d, Material2d, Material2dPlugin, MeshMaterial2d};
use bytemuck::{Pod, Zeroable};

const SHADER: Handle<Shader> = uuid_handle!("5a1d9c1e-27c1-4f8d-b6c8-7f3a0a8de101");
/// A person is never smaller on the screen: half a size, pixels.
const LEAST_PX: f32 = 1.3;
/// Room that the first buffer has.
const FIRST_ROOM: usize = 4096;
/// Above the ground and the density; the shader has the same.
const HEIGHT: f32 = 5.0;

/// A person as the graphics card has it.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct PersonRow {
    /// Where, metres.
    pub at: [f32; 2],
    /// Direction faced, radians from east.
    pub heading: f32,
    /// Half a shoulder's width, metres.
    pub size: f32,
    /// Red, green, blue, opacity.
    pub color: [u8; 4],
    /// 0 body with a nose, 1 square, 2 diamond, 3 ring.
    pub shape: u32,
    /// Unused: rows are multiples of 16 bytes.
    pub spare: [f32; 2],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, ShaderType)]
struct PeopleLook {
    people: f32,
    metres_per_pixel: f32,
    least_px: f32,
    spare: f32,
}

#[derive(Asset, TypePath, AsBindGroup, Clone)]
struct PeopleMaterial {
    #[storage(0, read_only)]
    people: Handle<ShaderBuffer>,
    #[uniform(1)]
    look: PeopleLook,
}

impl Material2d for PeopleMaterial {
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

/// The people of one pane, to be drawn. Whoever changes `rows` sets `changed`.
#[derive(Component, Default)]
pub struct People {
    /// One a person.
    pub rows: Vec<PersonRow>,
    /// Whether they are others than those that were drawn last.
    pub changed: bool,
    /// Metres a pixel of the screen.
    pub metres_per_pixel: f32,
    /// People that there is room for.
    room: usize,
}

/// Draws [`People`].
pub struct PeoplePlugin;

impl Plugin for PeoplePlugin {
    fn build(&self, app: &mut App) {
        load_internal_asset!(app, SHADER, "people.wgsl", Shader::from_wgsl);
        app.add_plugins(Material2dPlugin::<PeopleMaterial>::default());
        app.add_systems(PostUpdate, upload);
    }
}

/// People of a pane: an entity that is drawn on the pane's layer.
pub fn spawn(commands: &mut Commands, layer: usize) -> Entity {
    let people = People { changed: true, ..People::default() };
    let place = Transform::from_xyz(0.0, 0.0, HEIGHT);
    commands.spawn((people, place, NoFrustumCulling, RenderLayers::layer(layer))).id()
}

fn upload(
    mut commands: Commands,
    mut all: Query<(Entity, &mut People, Option<&MeshMaterial2d<PeopleMaterial>>)>,
    mut buffers: ResMut<Assets<ShaderBuffer>>,
    mut materials: ResMut<Assets<PeopleMaterial>>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    for (entity, mut people, material) in &mut all {
        let look = PeopleLook {
            people: people.rows.len() as f32,
            metres_per_pixel: people.metres_per_pixel,
            least_px: LEAST_PX,
            spare: 0.0,
        };
        if people.rows.len() > people.room || material.is_none() {
            people.room = people.rows.len().next_power_of_two().max(FIRST_ROOM);
            let buffer = ShaderBuffer::new(&bytes(&people), RenderAssetUsages::RENDER_WORLD);
            let material = PeopleMaterial { people: buffers.add(buffer), look };
            let mesh = Mesh2d(meshes.add(quads(people.room)));
            commands.entity(entity).insert((mesh, MeshMaterial2d(materials.add(material))));
        } else if let Some(material) = material {
            let now = materials.get(&material.0).map(|m| (m.people.clone(), m.look));
            let Some((buffer, old)) = now else { continue };
            if people.changed
                && let Some(mut buffer) = buffers.get_mut(&buffer)
            {
                buffer.data = Some(bytes(&people));
            }
            if old != look
                && let Some(mut material) = materials.get_mut(&material.0)
            {
                material.look = look;
            }
        }
        people.bypass_change_detection().changed = false;
    }
}

/// The rows, and nothing behind them up to the room: a buffer of constant length is rewritten in
/// place.
fn bytes(people: &People) -> Vec<u8> {
    let mut bytes: Vec<u8> = bytemuck::cast_slice(&people.rows).to_vec();
    bytes.resize(people.room * size_of::<PersonRow>(), 0);
    bytes
}

/// Squares, each corner with the number of its person.
fn quads(people: usize) -> Mesh {
    let corners = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]];
    let corner = |i: usize| {
        let [x, y] = corners[i % 4];
        [x, y, (i / 4) as f32]
    };
    let corners: Vec<[f32; 3]> = (0..people * 4).map(corner).collect();
    let of_square = |square: u32| [0, 1, 2, 0, 2, 3].map(|corner| square * 4 + corner);
    let indices = (0..people as u32).flat_map(of_square).collect();
    Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::RENDER_WORLD)
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, corners)
        .with_inserted_indices(Indices::U32(indices))
}
