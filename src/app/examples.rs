//! The events that come with the program. They are inside it; the first time that one is opened
//! it is laid into the user's folder, where it can be changed.

use super::settings::home;
use crate::document::{Problems, write_atomically};
use std::path::PathBuf;

/// An event that comes with the program.
pub struct Example {
    /// Folder name.
    pub id: &'static str,
    /// Its files: name in the folder, contents.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! examples {
    ($($id:literal: $($file:literal),*;)*) => {
        /// All of them, in the order in which they are shown.
        pub const EXAMPLES: &[Example] = &[$(Example {
            id: $id,
            files: &[$(($file,
                include_str!(concat!("../../scenarios/", $id, "/", $file)))),*],
        }),*];
    };
}

examples! {
    "community_square": "event.ron", "venue.geojson", "arrivals.csv", "plans/heavy.ron",
        "plans/light.ron";
    "lantern_fair": "event.ron", "venue.geojson", "arrivals.csv", "plans/close_the_north_end.ron",
        "plans/heavy.ron", "plans/light.ron";
    "street_food": "event.ron", "venue.geojson", "plans/heavy.ron", "plans/light.ron";
    "waterfront_countdown": "event.ron", "venue.geojson", "plans/heavy.ron", "plans/light.ron";
    "new_year_gates": "event.ron", "venue.geojson", "plans/heavy.ron", "plans/light.ron";
    "stadium_to_station": "event.ron", "venue.geojson", "plans/heavy.ron", "plans/light.ron";
}

impl Example {
    /// A file of it.
    pub fn file(&self, name: &str) -> &'static str {
        self.files.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
    }

    /// Its folder in the user's. Files that are there already stay as they are.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn lay_out(&self) -> Result<PathBuf, Problems> {
        let home = home().unwrap_or_else(std::env::temp_dir);
        let folder = home.join("events").join(self.id);
        for (name, text) in self.files {
            let path = folder.join(name);
            if !path.exists() {
                write_atomically(&path, text.as_bytes())?;
            }
        }
        Ok(folder)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn files_in(folder: &Path, from: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                files_in(&path, from, found);
            } else {
                let name = path.strip_prefix(from).expect("inside");
                found.insert(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn every_file_of_every_shipped_event_is_inside() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let (mut shipped, mut inside) = (BTreeSet::new(), BTreeSet::new());
        files_in(&root, &root, &mut shipped);
        for example in EXAMPLES {
            inside.extend(example.files.iter().map(|(name, _)| format!("{}/{name}", example.id)));
        }
        assert_eq!(shipped, inside);
    }
}
