//! The figures of scenes that were run: for people as a table, for programs as JSON.

use super::Run;
use super::errors::Errors;
use super::figures::Figures;
use crate::document::Language;
use crate::scene::Scene;
use serde::Serialize;

/// One scene.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its name.
    pub scene: String,
    /// Its kind.
    pub kind: String,
    /// People.
    pub people: usize,
    /// People who got through: across the line of the flow; where there is none, who left.
    pub through: usize,
    /// People who never found room to come in.
    pub not_in: usize,
    /// Persons a second across the line, in the steady part.
    pub flow_per_s: Option<f64>,
    /// Mean density in the area in the steady part, persons per m².
    pub density_per_m2: Option<f64>,
    /// Mean speed there and then, m/s.
    pub speed_mps: Option<f64>,
    /// When the last was through, seconds.
    pub last_s: Option<f64>,
    /// How far it is from the recording beside the scene, where there is one.
    pub errors: Option<Errors>,
    /// Side of the ground raster's cells, metres.
    pub cell_m: f64,
    /// Time that the run took, seconds.
    pub wall_s: f64,
}

/// The errors over all scenes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Overall {
    /// Means over the scenes that have a recording.
    pub mean: Errors,
    /// Speed at equal density, one way, m/s, and densities that are never reached.
    pub one_way: Option<(f64, usize)>,
    /// The same, two ways.
    pub two_ways: Option<(f64, usize)>,
    /// The same, single file.
    pub single_file: Option<(f64, usize)>,
    /// Mean error of the flow through doors, share.
    pub doors: Option<f64>,
}

/// All scenes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// The model of motion, as given.
    pub model: String,
    /// One a scene, by name.
    pub scenes: Vec<Row>,
    /// The errors over all scenes that have a recording.
    pub errors: Option<Overall>,
}

impl Row {
    /// The figures of a scene that was run.
    pub fn of(scene: &Scene, run: &Run, figures: &Figures, errors: Option<Errors>) -> Self {
        let has_line = figures.flow_per_s.is_some();
        let walked = &run.trajectories;
        let left_s = (run.left > 0).then(|| walked.time_s(walked.frames()[1]));
        Self {
            scene: scene.name.clone(),
            kind: scene.kind.clone(),
            people: scene.people.len(),
            through: if has_line { figures.passed_s.len() } else { run.left },
            not_in: run.not_in,
            flow_per_s: figures.flow_per_s,
            density_per_m2: figures.density_per_m2,
            speed_mps: figures.speed_mps,
            last_s: if has_line { figures.passed_s.last().copied() } else { left_s },
            errors,
            cell_m: run.cell_m,
            wall_s: run.wall_s,
        }
    }
}

impl Table {
    /// The table for people.
    pub fn text(&self, language: Language) -> String {
        let heads = match language {
            Language::English => [
                "scene",
                "people",
                "through",
                "flow /s",
                "density /m²",
                "speed m/s",
                "last s",
                "took s",
            ],
            Language::Chinese => {
                ["场景", "人数", "通过", "流量/s", "密度/m²", "速度 m/s", "末人 s", "用时 s"]
            }
        };
        let mut rows = vec![heads.map(str::to_owned)];
        let shown = |number: Option<f64>, decimals: usize| {
            number.map_or("–".to_owned(), |number| format!("{number:.decimals$}"))
        };
        for row in &self.scenes {
            rows.push([
                row.scene.clone(),
                row.people.to_string(),
                row.through.to_string(),
                shown(row.flow_per_s, 3),
                shown(row.density_per_m2, 2),
                shown(row.speed_mps, 2),
                shown(row.last_s, 1),
                shown(Some(row.wall_s), 1),
            ]);
        }
        aligned(&rows)
    }
}

/// Rows as columns: the first to the left, numbers to the right.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |text: &str| -> usize {
        text.chars().map(|c| if ('\u{2e80}'..'\u{ff00}').contains(&c) { 2 } else { 1 }).sum()
    };
    let widest: Vec<usize> = (0..N)
        .map(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0))
        .collect();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widest).enumerate().map(|(column, (text, most))| {
            let blank = " ".repeat(most - width(text));
            if column == 0 { format!("{text}{blank}") } else { format!("{blank}{text}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
