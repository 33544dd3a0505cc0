//! JuPedSim SQLite, through the reader that owns its schema.

use super::{FARTHEST_M, Position, Trajectories};
use crate::document::{Place, Problems};
use crate::export::jupedsim_sqlite::SqliteReader;
use crate::venue::import::ground_of_wkt;
use std::path::Path;

/// Reads a file.
pub fn read(path: &Path) -> Result<Trajectories, Problems> {
    let reader = SqliteReader::open(path)?;
    let mut positions = Vec::new();
    reader.each_position(|frame, id, [x_m, y_m]| {
        if !(x_m.abs() < FARTHEST_M && y_m.abs() < FARTHEST_M) {
            let what = format!("person {id} in frame {frame} is nowhere ({x_m}, {y_m})");
            return Err(Problems::one(Place::file(path), what, None));
        }
        positions.push(Position { frame, id, x_m, y_m });
        Ok(())
    })?;
    let mut notes = Vec::new();
    let grounds = reader.grounds()?;
    if grounds.len() > 1 {
        notes.push(format!("the ground changes {} times: the first is taken", grounds.len() - 1));
    }
    let ground = match grounds.first().map(|(_, text)| ground_of_wkt(text)) {
        Some(Ok(ground)) => Some(ground),
        Some(Err(what)) => {
            notes.push(format!("the ground cannot be read ({what})"));
            None
        }
        None => None,
    };
    Ok(Trajectories {
        file: path.to_path_buf(),
        format: "JuPedSim SQLite",
        frames_per_s: reader.frames_per_s(),
        positions,
        ground,
        notes,
    })
}
