//! Jülich / PeTrack text: a row a person and frame, `#` before comments, of which two say how
//! many frames a second there are and in which unit positions are.

use super::{FARTHEST_M, MOST_FPS, Position, Trajectories};
use crate::document::{Place, Problems};
use crate::venue::import::ground_of_wkt;
use std::collections::BTreeMap;
use std::path::Path;

/// Rows that are named where they cannot be read.
const NAMED: usize = 5;
/// Nobody walks as fast: positions that would be metres are centimetres, metres a second.
const FASTEST_MPS: f64 = 12.0;

/// Reads a text; the ground is taken from a file of the same name with the ending `.wkt`.
pub fn read(path: &Path, text: &str, fps: Option<f64>) -> Result<Trajectories, Problems> {
    let mut header = Header::default();
    let mut positions = Vec::new();
    let mut problems = Problems::default();
    for (i, line) in text.lines().enumerate() {
        let (row, comment) = match line.split_once('#') {
            Some((row, comment)) => (row, Some(comment)),
            None => (line, None),
        };
        if let Some(comment) = comment {
            header.read(comment);
        }
        if row.trim().is_empty() {
            continue;
        }
        match position(row) {
            Ok(position) => positions.push(position),
            // Some files have their header without the sign for a comment.
            Err(_) if positions.is_empty() && row.contains("frame") => header.read(row),
            Err(what) => {
                let place = Place { line: i + 1, ..Place::file(path) };
                let hint = "expected: person frame x y (z), such as `1 0 0.12 3.40 0.0`";
                problems.error(place, what, Some(hint));
                if problems.0.len() >= NAMED {
                    return Err(problems);
                }
            }
        }
    }
    if problems.has_errors() {
        return Err(problems);
    }
    let mut notes = Vec::new();
    let frames_per_s = match (fps, header.fps) {
        (Some(fps), _) if fps.is_finite() && fps > 0.0 && fps <= MOST_FPS => fps,
        (None, Some(fps)) => fps,
        (Some(fps), _) => {
            let what = format!("{fps} frames a second cannot be");
            return Err(Problems::one(Place::file(path), what, None));
        }
        (None, None) => {
            let what = "does not say how many frames a second there are";
            let hint = "write `# framerate: 25 fps` into its first line, or say --fps 25";
            return Err(Problems::one(Place::file(path), what, Some(hint)));
        }
    };
    let metres = header.metres.unwrap_or_else(|| {
        let fast = usual_step(&positions) * frames_per_s > FASTEST_MPS;
        let (unit, metres) = if fast { ("centimetres", 0.01) } else { ("metres", 1.0) };
        notes.push(format!("positions are without a unit: taken as {unit} by how fast people are"));
        metres
    });
    for position in &mut positions {
        position.x_m *= metres;
        position.y_m *= metres;
    }
    let ground = ground(path, &mut notes);
    Ok(Trajectories {
        file: path.to_path_buf(),
        format: "Jülich text",
        frames_per_s,
        positions,
        ground,
        notes,
    })
}

/// The ground beside a file of trajectories.
fn ground(path: &Path, notes: &mut Vec<String>) -> Option<geo::MultiPolygon<f64>> {
    let beside = path.with_extension("wkt");
    let text = std::fs::read_to_string(&beside).ok()?;
    match ground_of_wkt(&text) {
        Ok(ground) => {
            notes.push(format!("ground from {}", beside.display()));
            Some(ground)
        }
        Err(what) => {
            notes.push(format!("the ground in {} cannot be read ({what})", beside.display()));
            None
        }
    }
}

#[derive(Default)]
struct Header {
    fps: Option<f64>,
    metres: Option<f64>,
}

impl Header {
    fn read(&mut self, comment: &str) {
        let lower = comment.to_lowercase();
        if let Some((_, after)) = lower.split_once("framerate")
            && self.fps.is_none()
        {
            let from = after.trim_start_matches(|c: char| !c.is_ascii_digit());
            let end = from.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(from.len());
            let fps = from[..end].parse::<f64>().ok();
            self.fps = fps.filter(|f| *f > 0.0 && *f <= MOST_FPS);
        }
        if self.metres.is_none() {
            let has = |unit: &str| {
                lower.contains(&format!("x/{unit}")) || lower.contains(&format!("x[{unit}]"))
            };
            self.metres = match (has("cm"), has("mm"), has("m")) {
                (true, ..) => Some(0.01),
                (_, true, _) => Some(0.001),
                (.., true) => Some(1.0),
                _ => None,
            };
        }
    }
}

fn position(row: &str) -> Result<Position, String> {
    let cells: Vec<&str> = row
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|c| !c.is_empty())
        .collect();
    if cells.len() < 4 {
        return Err(format!("has {} columns, expected at least 4", cells.len()));
    }
    let shown = |cell: &str| cell.chars().take(20).collect::<String>();
    let whole = |cell: &str, of: &str| {
        let number = cell.parse::<f64>().ok().filter(|n| n.fract() == 0.0 && n.abs() < 1e15);
        number.map(|n| n as i64).ok_or_else(|| format!("{:?} is no {of}", shown(cell)))
    };
    let place = |cell: &str| {
        let number = cell.parse::<f64>().ok().filter(|n| n.abs() < FARTHEST_M);
        number.ok_or_else(|| format!("{:?} is no position", shown(cell)))
    };
    Ok(Position {
        id: whole(cells[0], "person's number")?,
        frame: whole(cells[1], "frame's number")?,
        x_m: place(cells[2])?,
        y_m: place(cells[3])?,
    })
}

/// The median step of a person from a frame to the next, in the file's unit.
fn usual_step(positions: &[Position]) -> f64 {
    let mut last: BTreeMap<i64, &Position> = BTreeMap::new();
    let mut steps = Vec::new();
    for position in positions.iter().take(200_000) {
        if let Some(before) = last.insert(position.id, position)
            && position.frame == before.frame + 1
        {
            steps.push((position.x_m - before.x_m).hypot(position.y_m - before.y_m));
        }
    }
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}
