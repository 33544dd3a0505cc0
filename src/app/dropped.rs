//! Files that are let go over the window: an event opens, a map begins a new one, a plan takes the
//! place of the one that is edited.

use super::desk::{Desk, Notice};
use super::look::Look;
use super::new_map::map_endings;
use super::settings::Settings;
use bevy::prelude::*;
use bevy::window::FileDragAndDrop;
use std::path::Path;

/// Takes what was let go since the last frame.
pub fn take(
    mut files: MessageReader<FileDragAndDrop>,
    mut desk: ResMut<Desk>,
    look: Res<Look>,
    mut settings: ResMut<Settings>,
) {
    for message in files.read() {
        if let FileDragAndDrop::DroppedFile { path_buf, .. } = message {
            open(&mut desk, &look, &mut settings, path_buf);
        }
    }
}

fn open(desk: &mut Desk, look: &Look, settings: &mut Settings, path: &Path) {
    let is_event = path.ends_with("event.ron") || path.join("event.ron").is_file();
    if is_event {
        desk.open_event(path, None, settings);
    } else if ending(path) == "ron" && desk.open.is_some() {
        desk.choose_plan(Some(path.to_path_buf()), &look.words);
    } else if is_map(path) {
        desk.close();
        desk.start.begin_on_map(path.to_path_buf());
    } else {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = look.words.with("status-dropped-unknown", &[("file", name.into())]);
        desk.notice(Notice { text: text.into(), bad: true, path: None });
    }
}

/// Whether a file is a map, by its ending.
pub fn is_map(path: &Path) -> bool {
    map_endings().any(|known| known == ending(path))
}

fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}
