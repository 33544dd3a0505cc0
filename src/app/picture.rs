//! A picture of the map as it is shown: what the window drew, cut to the map.

use super::desk::{Desk, Notice};
use super::words::Words;
use crate::document::{Bilingual, Place, Problems, write_atomically};
use bevy::image::Image;
use bevy::prelude::*;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy_egui::egui::Rect;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// Asks for a picture; it is taken once the next frame is drawn.
pub fn ask(desk: &mut Desk, path: PathBuf) {
    desk.picture = Some(path);
}

/// Takes the picture that was asked for.
pub fn take(mut commands: Commands, mut desk: ResMut<Desk>) {
    let desk = desk.bypass_change_detection();
    // A frame or two later the dialog and the menu are gone.
    if desk.picture.is_none() || desk.start.dialog.is_some() {
        desk.picture_waits = 3;
        return;
    }
    desk.picture_waits = desk.picture_waits.saturating_sub(1);
    if desk.picture_waits > 0 {
        return;
    }
    let Some(path) = desk.picture.take() else { return };
    let (map, points) = (desk.map, desk.points);
    commands.spawn(Screenshot::primary_window()).observe(
        move |captured: On<ScreenshotCaptured>,
              mut desk: ResMut<Desk>,
              look: Res<super::look::Look>| {
            match save(&captured.image, map, points, &path) {
                Ok(()) => desk.notice(wrote(&look.words, &path)),
                Err(problems) => desk.complain(&problems),
            }
        },
    );
}

fn wrote(words: &Words, path: &Path) -> Notice {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let text = words.with("status-wrote", &[("file", name.into())]);
    Notice { text: text.into(), bad: false, path: Some(path.to_path_buf()) }
}

/// The map's part of what was drawn: width, height, and red, green, blue, opacity of its pixels.
pub fn map_of(image: &Image, map: Rect, points: f32) -> Option<(u32, u32, Vec<u8>)> {
    let all = image.clone().try_into_dynamic().ok()?.to_rgba8();
    let low = (map.min * points).round();
    let high = (map.max * points).round();
    let left = (low.x.max(0.0) as u32).min(all.width().saturating_sub(1));
    let top = (low.y.max(0.0) as u32).min(all.height().saturating_sub(1));
    let width = (high.x as u32).min(all.width()).saturating_sub(left).max(1);
    let height = (high.y as u32).min(all.height()).saturating_sub(top).max(1);
    let mut pixels = Vec::with_capacity((width * height * 4) as usize);
    for row in top..top + height {
        let begins = ((row * all.width() + left) * 4) as usize;
        pixels.extend_from_slice(&all.as_raw()[begins..begins + (width * 4) as usize]);
    }
    Some((width, height, pixels))
}

fn save(image: &Image, map: Rect, points: f32, path: &Path) -> Result<(), Problems> {
    let failed = |what: Bilingual| Problems::one(Place::file(path), what, None);
    let (width, height, pixels) = map_of(image, map, points)
        .ok_or_else(|| failed(("no picture was taken", "没有截取到图片").into()))?;
    let picture = bevy::image::Image::new(
        bevy::render::render_resource::Extent3d { width, height, depth_or_array_layers: 1 },
        bevy::render::render_resource::TextureDimension::D2,
        pixels,
        bevy::render::render_resource::TextureFormat::Rgba8UnormSrgb,
        bevy::asset::RenderAssetUsages::MAIN_WORLD,
    );
    let mut bytes = Cursor::new(Vec::new());
    let dynamic = picture.try_into_dynamic().map_err(|e| failed(e.to_string().into()))?;
    dynamic
        .to_rgb8()
        .write_to(&mut bytes, image::ImageFormat::Png)
        .map_err(|e| failed(e.to_string().into()))?;
    write_atomically(path, bytes.get_ref())
}
