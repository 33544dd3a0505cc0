//! Trajectories as Jülich / PeTrack text, which nearly every tool of the field reads, with the
//! ground beside it as well-known text.

use super::jupedsim_sqlite::SqliteReader;
use super::part_file::{PartFile, unwritable};
use crate::document::{Problems, write_atomically};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the trajectories of `from` to `path`, and the ground of the first frame beside it
/// with the ending `.wkt`, whose name is handed back.
///
/// The header is what PedPy looks for: `framerate`, case-sensitive, and `x/m` for the unit.
///
/// # Errors
/// Where `from` is damaged or `path` cannot be written; nothing is left behind.
pub fn write(from: &SqliteReader, path: &Path) -> Result<PathBuf, Problems> {
    let part = PartFile::beside(path)?;
    let mut text = part.create()?;
    let failed = |e: std::io::Error| unwritable(path, &e);
    let header = format!("# framerate: {} fps\n# id frame x/m y/m z/m\n", from.frames_per_s());
    text.write_all(header.as_bytes()).map_err(failed)?;
    from.each_person(|frame, person| {
        // A tenth of a millimetre is what single precision holds over a venue.
        writeln!(text, "{} {frame} {:.4} {:.4} 0.0", person.id, person.at.x, person.at.y)
            .map_err(failed)
    })?;
    text.flush().map_err(failed)?;
    drop(text);
    let ground = path.with_extension("wkt");
    let first = from.grounds()?.into_iter().next().map(|(_, text)| text).unwrap_or_default();
    write_atomically(&ground, (first + "\n").as_bytes())?;
    part.keep()?;
    Ok(ground)
}

/// Somebody at one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonFrame {
    /// Person.
    pub id: i64,
    /// Frame.
    pub frame: i64,
    /// Metres east.
    pub x_m: f64,
    /// Metres north.
    pub y_m: f64,
}

/// Writes positions that are in memory to `path`.
///
/// # Errors
/// Where `path` cannot be written; nothing is left behind.
pub fn write_frames(
    path: &Path,
    frames_per_s: f64,
    positions: impl Iterator<Item = PersonFrame>,
) -> Result<(), Problems> {
    let part = PartFile::beside(path)?;
    let mut text = part.create()?;
    let failed = |e: std::io::Error| unwritable(path, &e);
    let header = format!("# framerate: {frames_per_s} fps\n# id frame x/m y/m z/m\n");
    text.write_all(header.as_bytes()).map_err(failed)?;
    for p in positions {
        writeln!(text, "{} {} {:.4} {:.4} 0.0", p.id, p.frame, p.x_m, p.y_m).map_err(failed)?;
    }
    text.flush().map_err(failed)?;
    drop(text);
    part.keep()
}
