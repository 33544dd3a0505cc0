//! Events to open, each in a folder of its own: what is kept unsaved of one is not found by another
//! test.

use std::path::{Path, PathBuf};

/// The ground of the small event: a wall with a narrow gate near by and a wide one far off.
const GATES: &str = include_str!("../fixtures/gates/venue.geojson");

/// Nearly all of its visitors come from the third minute to the seventh, and the near gate jams.
const SMALL: &str = r#"Event(
    version: 1,
    name: (en: "Two gates", zh: "两道门"),
    from: "10:00", until: "10:16",
    portals: [(id: "west", use: In), (id: "east", use: Out)],
    demand: (visitors: VISITORS, arrivals: Curve([("10:00", 0.02), ("10:02", 0.02),
             ("10:03", 1.0), ("10:06", 1.0), ("10:07", 0.0), ("10:16", 0.0)]),
             stay_min: (mean: 1.2, sd: 0.2, low: 1.0, high: 2.0)),
)"#;

/// An event.
pub struct Event {
    folder: tempfile::TempDir,
}

impl Event {
    /// A copy of a shipped event.
    pub fn shipped(name: &str) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let event = Self { folder: tempfile::tempdir().expect("a folder") };
        copy(&from, event.folder.path());
        event
    }

    /// An event of a quarter of an hour that jams at a known place.
    pub fn small(visitors: u32) -> Self {
        let event = Self { folder: tempfile::tempdir().expect("a folder") };
        let write = |name: &str, text: &str| {
            std::fs::write(event.folder.path().join(name), text).expect("written");
        };
        write("venue.geojson", GATES);
        write("event.ron", &SMALL.replace("VISITORS", &visitors.to_string()));
        event
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A plan of it.
    pub fn plan(&self, name: &str) -> PathBuf {
        self.folder().join("plans").join(name)
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path() {
            path if path.is_dir() => copy(&path, &target),
            path => drop(std::fs::copy(path, target).expect("copied")),
        }
    }
}
