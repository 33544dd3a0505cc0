//! The map: ground, density and people by the graphics card, in one to three panes with one
//! camera; everything else by [`overlay`].

pub mod density;
mod ground;
mod lines;
pub mod overlay;
pub mod people;
pub mod places;
mod shown;
pub mod view;

pub use shown::ramp;

use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::venue::Venue;
use bevy::asset::RenderAssetUsages;
use bevy::camera::visibility::RenderLayers;
use bevy::camera::{CameraUpdateSystems, ClearColorConfig, Viewport};
use bevy::ecs::system::SystemParam;
use bevy::image::ImageSampler;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use bevy_egui::{EguiPostUpdateSet, PrimaryEguiContext};
use density::DensityMap;
use ground::{Part, Sheet, recolor};
use lines::{LineMaterial, LinesPlugin};
use people::{People, PeoplePlugin};
use std::sync::Arc;

/// Most panes side by side.
pub const PANES: usize = 3;
/// Between ground and people.
const DENSITY_HEIGHT: f32 = 2.0;

/// Draws the map.
pub struct MapPlugin;

impl Plugin for MapPlugin {
    fn build(&self, app: &mut App) {
        app.add_plugins((PeoplePlugin, LinesPlugin));
        app.init_resource::<Drawn>();
        app.add_systems(PreStartup, spawn_cameras);
        // After the panels have said where the map is, and before the cameras are made of it.
        let after_panels = (lay_ground, color_ground, place_cameras, show_people, show_density);
        app.add_systems(
            PostUpdate,
            after_panels.chain().after(EguiPostUpdateSet::EndPass).before(CameraUpdateSystems),
        );
    }
}

/// What is drawn now.
#[derive(Resource, Default)]
struct Drawn {
    /// The event whose ground lies there.
    ground: Option<Arc<crate::job::Prepared>>,
    dark: bool,
}

/// A pane's camera.
#[derive(Component)]
struct PaneCamera(usize);

/// A pane's people.
#[derive(Component)]
struct PanePeople(usize);

/// A pane's density, and what it shows.
#[derive(Component)]
struct PaneDensity {
    pane: usize,
    image: Handle<Image>,
    shown: Option<(u64, bool)>,
    size: [usize; 2],
}

fn spawn_cameras(
    mut commands: Commands,
    mut images: ResMut<Assets<Image>>,
    mut colors: ResMut<Assets<ColorMaterial>>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    // Draws the panels, over everything.
    commands.spawn((
        Camera2d,
        Msaa::Off,
        Camera { order: PANES as isize + 1, clear_color: ClearColorConfig::None, ..default() },
        RenderLayers::layer(PANES + 1),
        PrimaryEguiContext,
    ));
    for pane in 0..PANES {
        commands.spawn((
            PaneCamera(pane),
            Camera2d,
            Msaa::Off,
            Camera {
                order: pane as isize,
                is_active: pane == 0,
                // The first one clears the whole window, and what it drew must stay.
                clear_color: match pane {
                    0 => ClearColorConfig::Default,
                    _ => ClearColorConfig::None,
                },
                ..default()
            },
            Projection::Orthographic(OrthographicProjection::default_2d()),
            RenderLayers::from_layers(&[0, pane + 1]),
        ));
        let people = people::spawn(&mut commands, pane + 1);
        commands.entity(people).insert(PanePeople(pane));
        let image = images.add(density_image(1, 1, vec![0; 4]));
        let material = ColorMaterial { texture: Some(image.clone()), ..default() };
        commands.spawn((
            PaneDensity { pane, image, shown: None, size: [1, 1] },
            Mesh2d(meshes.add(Rectangle::new(1.0, 1.0))),
            MeshMaterial2d(colors.add(material)),
            Transform::from_xyz(0.0, 0.0, DENSITY_HEIGHT),
            Visibility::Hidden,
            RenderLayers::layer(pane + 1),
        ));
    }
}

fn density_image(columns: usize, rows: usize, pixels: Vec<u8>) -> Image {
    let size = Extent3d { width: columns as u32, height: rows as u32, depth_or_array_layers: 1 };
    let format = TextureFormat::Rgba8UnormSrgb;
    let usage = RenderAssetUsages::RENDER_WORLD;
    let mut image = Image::new(size, TextureDimension::D2, pixels, format, usage);
    image.sampler = ImageSampler::linear();
    image
}

/// What the ground is drawn with.
#[derive(SystemParam)]
struct Inks<'w> {
    meshes: ResMut<'w, Assets<Mesh>>,
    colors: ResMut<'w, Assets<ColorMaterial>>,
    lines: ResMut<'w, Assets<LineMaterial>>,
}

/// Lays the ground of the event that is open, and takes away that of another.
fn lay_ground(
    mut commands: Commands,
    desk: Res<Desk>,
    look: Res<Look>,
    mut drawn: ResMut<Drawn>,
    parts: Query<Entity, With<Part>>,
    mut inks: Inks,
) {
    let wanted = desk.open.as_ref().and_then(|open| open.main().prepared.as_ref());
    let same = match (wanted, &drawn.ground) {
        (Some(a), Some(b)) => Arc::ptr_eq(&a.scenario, &b.scenario),
        (None, None) => true,
        _ => false,
    };
    if same {
        return;
    }
    parts.iter().for_each(|part| commands.entity(part).despawn());
    if let Some(prepared) = wanted {
        let venue: &Venue = &prepared.scenario.venue;
        let sheet = Sheet::of(venue);
        let Inks { meshes, colors, lines } = &mut inks;
        sheet.spawn(&mut commands, meshes, colors, lines, &look.theme);
    }
    drawn.ground = wanted.cloned();
    drawn.dark = look.theme.dark;
}

fn color_ground(
    look: Res<Look>,
    mut drawn: ResMut<Drawn>,
    mut clear: ResMut<ClearColor>,
    areas: Query<(&Part, &MeshMaterial2d<ColorMaterial>)>,
    lines: Query<(&Part, &MeshMaterial2d<LineMaterial>)>,
    mut colors: ResMut<Assets<ColorMaterial>>,
    mut line_looks: ResMut<Assets<LineMaterial>>,
) {
    let outside = ground::bevy_color(look.theme.outside);
    if clear.0 != outside {
        clear.0 = outside;
    }
    if drawn.dark != look.theme.dark {
        drawn.dark = look.theme.dark;
        recolor(&look.theme, &areas, &lines, &mut colors, &mut line_looks);
    }
}

/// Puts the cameras where the view is, each into its pane.
fn place_cameras(
    desk: Res<Desk>,
    window: Query<&Window>,
    mut cameras: Query<(&PaneCamera, &mut Camera, &mut Projection, &mut Transform)>,
    mut line_looks: ResMut<Assets<LineMaterial>>,
) {
    let panes = desk.open.as_ref().map_or(0, |open| open.panes.len());
    let points = desk.points;
    let physical = window.iter().next().map_or(UVec2::new(1440, 900), Window::physical_size);
    let metres_per_pixel = desk.view.metres_per_point / points;
    let rects = view::panes(desk.map, panes);
    for (pane, mut camera, mut projection, mut place) in &mut cameras {
        let shown = pane.0 < panes && desk.map.width() > 8.0 && desk.map.height() > 8.0;
        if camera.is_active != shown {
            camera.is_active = shown;
        }
        let Some(rect) = rects.get(pane.0).filter(|_| shown) else { continue };
        let low = Vec2::new(rect.left(), rect.top()) * points;
        let high = Vec2::new(rect.right(), rect.bottom()) * points;
        let low = low.max(Vec2::ZERO).round().as_uvec2().min(physical.saturating_sub(UVec2::ONE));
        let high = high.round().as_uvec2().clamp(low + 1, physical.max(low + 1));
        let viewport = Viewport { physical_position: low, physical_size: high - low, ..default() };
        let same = camera
            .viewport
            .as_ref()
            .is_some_and(|old| old.physical_position == low && old.physical_size == high - low);
        if !same {
            camera.viewport = Some(viewport);
        }
        let middle = desk.view.centre.extend(100.0);
        if place.translation != middle {
            place.translation = middle;
        }
        let ratio = window.iter().next().map_or(1.0, Window::scale_factor);
        let scale = metres_per_pixel * ratio;
        if let Projection::Orthographic(ortho) = projection.bypass_change_detection()
            && ortho.scale != scale
        {
            ortho.scale = scale;
            projection.set_changed();
        }
    }
    let stale = |m: &LineMaterial| m.look.metres_per_pixel != metres_per_pixel;
    let stale: Vec<_> = line_looks.iter().filter(|(_, m)| stale(m)).map(|(id, _)| id).collect();
    for id in stale {
        if let Some(mut material) = line_looks.get_mut(id) {
            material.look.metres_per_pixel = metres_per_pixel;
        }
    }
}

/// Puts the people of the moment that is shown into their panes.
fn show_people(
    mut desk: ResMut<Desk>,
    look: Res<Look>,
    mut all: Query<(&PanePeople, &mut People)>,
) {
    let desk = desk.bypass_change_detection();
    let points = desk.points;
    let (layers, metres_per_pixel) = (desk.layers, desk.view.metres_per_point / points);
    let Some(open) = &mut desk.open else {
        for (_, mut people) in &mut all {
            people.changed |= !people.rows.is_empty();
            people.rows.clear();
        }
        return;
    };
    let at_s = open.clock.at_s;
    let selected = open.selection.clone();
    for (number, mut people) in &mut all {
        let people = people.bypass_change_detection();
        people.metres_per_pixel = metres_per_pixel;
        people.rows.clear();
        people.changed = true;
        let Some(pane) = open.panes.get_mut(number.0) else { continue };
        shown::go_to(pane, at_s);
        if layers.people {
            shown::fill(pane, layers.color_by, &selected, &look.theme, &mut people.rows);
        }
    }
}

/// Puts the density of the moment that is shown into its pictures, once a second of the event.
fn show_density(
    mut desk: ResMut<Desk>,
    look: Res<Look>,
    mut all: Query<(
        &mut PaneDensity,
        &mut Transform,
        &mut Visibility,
        &MeshMaterial2d<ColorMaterial>,
    )>,
    mut images: ResMut<Assets<Image>>,
    mut colors: ResMut<Assets<ColorMaterial>>,
) {
    let desk = desk.bypass_change_detection();
    let (wanted, trails) = (desk.layers.density, desk.layers.trails);
    for (mut density, mut place, mut visibility, material) in &mut all {
        let pane = desk.open.as_mut().and_then(|open| {
            let at_s = open.clock.at_s;
            open.panes.get_mut(density.pane).map(|pane| (at_s, pane))
        });
        let pane = pane.map(|(at_s, pane)| {
            if trails && pane.trails_at_s != at_s.floor() {
                pane.trails_at_s = at_s.floor();
                shown::fill_trails(pane, at_s);
            }
            (at_s, pane)
        });
        let Some((at_s, pane)) = pane.filter(|(_, p)| wanted && !p.density.per_m2.is_empty())
        else {
            visibility.set_if_neq(Visibility::Hidden);
            continue;
        };
        visibility.set_if_neq(Visibility::Inherited);
        // One that is catching up shows the last that it has.
        let shown_s = at_s.min(pane.worker.simulated_s()).floor();
        if pane.density_at_s != shown_s {
            pane.density_at_s = shown_s;
            shown::fill_density(pane);
            pane.version += 1;
        }
        let now = (pane.version, look.theme.dark);
        if density.shown == Some(now) {
            continue;
        }
        density.shown = Some(now);
        let map: &DensityMap = &pane.density;
        let pixels = map.pixels(&look.theme);
        if density.size == [map.columns, map.rows] {
            if let Some(mut image) = images.get_mut(&density.image) {
                image.data = Some(pixels);
            }
        } else {
            density.size = [map.columns, map.rows];
            density.image = images.add(density_image(map.columns, map.rows, pixels));
            if let Some(mut material) = colors.get_mut(&material.0) {
                material.texture = Some(density.image.clone());
            }
        }
        let (middle, size) = (map.low + map.size() / 2.0, map.size());
        place.translation = middle.extend(DENSITY_HEIGHT);
        place.scale = size.extend(1.0);
    }
}
