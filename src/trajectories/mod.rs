//! Trajectories of any origin: our own runs, other programs, filmed experiments. Reads them
//! into one type, measures them and sets two side by side.
//!
//! Stands beside the writers in [`crate::export`] and not within: those only bring bytes out,
//! and never compute.

mod compare;
mod crossing;
mod juelich;
mod measure;
mod sqlite;
mod voronoi;

pub use compare::{Apart, Comparison, Side, compare};
pub use crossing::{Crossing, crossings, flow_per_s, time_of_share_s};
pub use measure::{Densest, Measures, Stretch};
pub use voronoi::{FieldAt, field_in};

use crate::document::{Place, Problems};
use crate::export::run_folder::TRAJECTORIES;
use geo::MultiPolygon;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest text that is unpacked, bytes.
const LARGEST_TEXT: u64 = 4 << 30;
/// Frames a second beyond which a number is none.
const MOST_FPS: f64 = 10_000.0;
/// No position lies farther off, in any country's coordinates.
const FARTHEST_M: f64 = 1e9;

/// Somebody at one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Frame; time is frame over frames a second.
    pub frame: i64,
    /// Person.
    pub id: i64,
    /// Metres east, as the file has them.
    pub x_m: f64,
    /// Metres north.
    pub y_m: f64,
}

/// All positions of a file.
#[derive(Clone, Debug)]
pub struct Trajectories {
    /// Where they were read from.
    pub file: PathBuf,
    /// "JuPedSim SQLite", "Jülich text".
    pub format: &'static str,
    /// Frames a second.
    pub frames_per_s: f64,
    /// Ordered by frame, then by person; one a frame and person.
    pub positions: Vec<Position>,
    /// The ground at the first frame, where the file or one beside it gives it.
    pub ground: Option<MultiPolygon<f64>>,
    /// What was decided or is odd.
    pub notes: Vec<String>,
}

/// Reads a file, or the trajectories of a run's folder; `fps` is for texts that do not say how
/// many frames a second there are.
///
/// # Errors
/// Where there is none, it is of no known format, damaged (says where), or holds nobody.
pub fn read(path: &Path, fps: Option<f64>) -> Result<Trajectories, Problems> {
    let file = if path.is_dir() { path.join(TRAJECTORIES) } else { path.to_path_buf() };
    if path.is_dir() && !file.exists() {
        let hint = "make the run again with --trajectories 10";
        let what = "there are no trajectories of this run";
        return Err(Problems::one(Place::file(path), what, Some(hint)));
    }
    let head = head(&file)?;
    let mut read = if head.starts_with(b"SQLite format 3\0") {
        sqlite::read(&file)?
    } else {
        juelich::read(&file, &text(&file, &head)?, fps)?
    };
    read.tidy()?;
    Ok(read)
}

fn head(path: &Path) -> Result<Vec<u8>, Problems> {
    let mut head = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(64).read_to_end(&mut head))
        .map_err(|e| unreadable(path, &e))?;
    Ok(head)
}

fn text(path: &Path, head: &[u8]) -> Result<String, Problems> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| unreadable(path, &e))?;
    let read = if head.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(file).take(LARGEST_TEXT + 1).read_to_end(&mut bytes)
    } else {
        file.take(LARGEST_TEXT + 1).read_to_end(&mut bytes)
    };
    read.map_err(|e| unreadable(path, &e))?;
    if bytes.len() as u64 > LARGEST_TEXT {
        return Err(Problems::one(Place::file(path), "is larger than 4 GB", None));
    }
    crate::document::decode(bytes, None).map(|d| d.text).ok_or_else(|| {
        let hint = "expected JuPedSim SQLite (version 2) or Jülich text";
        Problems::one(Place::file(path), "is no trajectory file that can be read", Some(hint))
    })
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Problems {
    let hint = "check the path; it is taken from the current folder";
    Problems::one(Place::file(path), format!("cannot be read ({error})"), Some(hint))
}

impl Trajectories {
    /// Orders positions, and leaves one a frame and person.
    fn tidy(&mut self) -> Result<(), Problems> {
        if self.positions.is_empty() {
            return Err(Problems::one(Place::file(&self.file), "holds nobody", None));
        }
        self.positions.sort_by_key(|p| (p.frame, p.id));
        let before = self.positions.len();
        self.positions.dedup_by_key(|p| (p.frame, p.id));
        let twice = before - self.positions.len();
        if twice > 0 {
            self.notes.push(format!("{twice} positions of somebody twice in a frame: left out"));
        }
        Ok(())
    }

    /// Time of a frame, seconds.
    pub fn time_s(&self, frame: i64) -> f64 {
        frame as f64 / self.frames_per_s
    }

    /// First and last frame.
    pub fn frames(&self) -> [i64; 2] {
        let frame = |p: Option<&Position>| p.map_or(0, |p| p.frame);
        [frame(self.positions.first()), frame(self.positions.last())]
    }

    /// Number of people.
    pub fn people(&self) -> usize {
        let mut ids: Vec<i64> = self.positions.iter().map(|p| p.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    }
}
