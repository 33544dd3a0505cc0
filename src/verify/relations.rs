//! Relations that were measured elsewhere, and the errors over all scenes.

use super::errors::{Curve, Errors};
use super::figures::Figures;
use super::table::Overall;
use crate::document::{Place, Problems, read_text};
use crate::scene::Scene;
use std::path::{Path, PathBuf};

/// Flow by width where nothing was measured at that width, persons a second and metre
/// (Seyfried et al. 2009).
const USUAL_PER_M_S: f64 = 1.9;
/// Two doors are of the same width within this, metres.
const SAME_M: f64 = 0.005;

/// Measured relations: pairs of numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relations {
    /// Density in a single file, persons per metre, and speed, m/s.
    pub single_file: Vec<[f64; 2]>,
    /// Width of a door, metres, and flow, persons a second.
    pub doors: Vec<[f64; 2]>,
}

impl Relations {
    /// Reads tables of two columns, files or whole folders of them; what follows a `#` is a comment.
    ///
    /// # Errors
    /// Where a file cannot be read, or a line is no pair of numbers.
    pub fn read(single_file: &[PathBuf], doors: &[PathBuf]) -> Result<Self, Problems> {
        let all = |files: &[PathBuf]| -> Result<Vec<[f64; 2]>, Problems> {
            let files = files.iter().map(|file| inside(file)).collect::<Result<Vec<_>, _>>()?;
            let tables = files.concat();
            let tables = tables.iter().map(|file| pairs(file)).collect::<Result<Vec<_>, _>>()?;
            Ok(tables.concat())
        };
        Ok(Self { single_file: all(single_file)?, doors: all(doors)? })
    }

    /// The flow through a door of a width, persons a second: the mean of what was measured.
    pub fn flow_per_s(&self, width_m: f64) -> f64 {
        let at = self.doors.iter().filter(|door| (door[0] - width_m).abs() < SAME_M);
        let flows: Vec<f64> = at.map(|door| door[1]).collect();
        match flows.len() {
            0 => USUAL_PER_M_S * width_m,
            n => flows.iter().sum::<f64>() / n as f64,
        }
    }
}

/// The files of a folder, by name; a file itself.
fn inside(path: &Path) -> Result<Vec<PathBuf>, Problems> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let entries = std::fs::read_dir(path)
        .map_err(|e| Problems::one(Place::file(path), format!("cannot be read ({e})"), None))?;
    let mut files: Vec<PathBuf> =
        entries.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.is_file()).collect();
    files.sort();
    Ok(files)
}

fn pairs(file: &Path) -> Result<Vec<[f64; 2]>, Problems> {
    let text = read_text(file)?;
    let mut found = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let row = line.split('#').next().unwrap_or("");
        let mut numbers = row.split([' ', '\t', ',', ';']).filter(|cell| !cell.is_empty());
        let Some(first) = numbers.next() else { continue };
        match (first.parse(), numbers.next().map(str::parse)) {
            (Ok(a), Some(Ok(b))) => found.push([a, b]),
            _ => {
                let place = Place { line: i + 1, ..Place::file(file) };
                let hint = "a line is two numbers, such as `0.9 1.6`";
                return Err(Problems::one(place, "is no pair of numbers", Some(hint)));
            }
        }
    }
    Ok(found)
}

/// Width and flow of the scenes that are doors without a recording of their own.
pub fn doors_of(figures: &[(&Scene, &Figures)]) -> Vec<[f64; 2]> {
    let doors = figures.iter().filter(|(scene, _)| scene.kind == "capacity");
    let mut doors: Vec<[f64; 2]> = doors
        .filter_map(|(scene, figures)| Some([scene.measured.exit_width_m?, figures.flow_per_s?]))
        .collect();
    doors.sort_by(|a, b| a[0].total_cmp(&b[0]));
    doors
}

/// All densities and speeds of the scenes of a kind.
pub(super) fn of_kind(figures: &[(&Scene, &Figures)], kind: &str) -> Vec<[f64; 2]> {
    let of = figures.iter().filter(|(scene, _)| scene.kind == kind);
    of.flat_map(|(_, figures)| figures.at_densities.iter().copied()).collect()
}

/// The errors over all scenes: `recorded` are the figures of the recordings that there are,
/// `errors` those of the scenes that have one.
pub fn overall(
    run: &[(&Scene, &Figures)],
    recorded: &[(&Scene, &Figures)],
    errors: &[Errors],
    relations: &Relations,
) -> Option<Overall> {
    let curve = |kind: &str| {
        let (here, real) = (of_kind(run, kind), of_kind(recorded, kind));
        let (error, missing) = Curve::of(&here).error(&Curve::of(&real));
        Some((error?, missing))
    };
    let single_file = || {
        let here = Curve::single_file(&of_kind(run, "ring"));
        let (error, missing) = here.error(&Curve::single_file(&relations.single_file));
        Some((error?, missing))
    };
    let doors = doors_of(run);
    let off = doors.iter().map(|[width_m, flow]| {
        let real = relations.flow_per_s(*width_m);
        ((flow - real) / real).abs()
    });
    let off = off.sum::<f64>() / doors.len().max(1) as f64;
    (!errors.is_empty()).then(|| Overall {
        mean: Errors::mean(errors),
        one_way: curve("uni"),
        two_ways: curve("bi"),
        single_file: single_file(),
        doors: (!doors.is_empty()).then_some(off),
    })
}
