//! What the window remembers from one start to the next: language, theme, size of everything, and
//! the events that were open last. Kept in the user's folder of settings; one that cannot be read
//! counts as none.

use crate::document::{Language, Problems, write_atomically};
use bevy::prelude::Resource;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Events that are remembered.
const RECENT: usize = 8;
/// The least and the most that everything is scaled by.
pub const SCALES: [f32; 6] = [0.75, 1.0, 1.25, 1.5, 1.75, 2.0];

/// What is remembered.
#[derive(Clone, Debug, PartialEq, Resource, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language.
    pub language: Language,
    /// The dark theme.
    pub dark: bool,
    /// Everything is drawn so many times its size.
    pub scale: f32,
    /// Folders of the events that were open, the last one first.
    pub recent: Vec<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        let language = Language::of_environment(|name| std::env::var(name).ok());
        Self { language, dark: false, scale: 1.0, recent: Vec::new() }
    }
}

impl Settings {
    /// The settings that were kept, or those of a first start.
    pub fn read() -> Self {
        let text = home().and_then(|folder| std::fs::read_to_string(file(&folder)).ok());
        let read = text.and_then(|text| serde_json::from_str::<Self>(&text).ok());
        let mut settings = read.unwrap_or_default();
        settings.scale = settings.scale.clamp(SCALES[0], SCALES[SCALES.len() - 1]);
        settings
    }

    /// Keeps the settings.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn keep(&self) -> Result<(), Problems> {
        let (Some(folder), Ok(text)) = (home(), serde_json::to_string_pretty(self)) else {
            return Ok(());
        };
        write_atomically(&file(&folder), text.as_bytes())
    }

    /// An event was opened.
    pub fn opened(&mut self, event: &Path) {
        self.recent.retain(|known| known != event);
        self.recent.insert(0, event.to_path_buf());
        self.recent.truncate(RECENT);
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("window.json")
}

/// Where the window keeps what is its own: `WUWEI_HOME`, or the user's folder for it. `None` where
/// the system names none.
pub fn home() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let own = || match () {
        () if cfg!(target_os = "windows") => set("APPDATA"),
        () if cfg!(target_os = "macos") => Some(set("HOME")?.join("Library/Application Support")),
        () => set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share"))),
    };
    set("WUWEI_HOME").or_else(|| Some(own()?.join("wuwei")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_event_comes_first_and_none_twice() {
        let mut settings = Settings::default();
        for name in ["a", "b", "a", "c", "d", "e", "f", "g", "h", "i"] {
            settings.opened(Path::new(name));
        }
        let names: Vec<_> = settings.recent.iter().map(|p| p.display().to_string()).collect();
        assert_eq!(names, ["i", "h", "g", "f", "e", "d", "c", "a"]);
    }
}
