//! The figures of scenes that were run: for people as a table, for programs as JSON.

use super::Run;
use crate::document::Language;
use crate::scene::Scene;
use crate::trajectories::{Crossing, crossings, field_in, flow_per_s, time_of_share_s};
use serde::Serialize;

/// Kinds of scenes in which people keep coming: there the middle half of the time is steady.
const STREAMS: [&str; 3] = ["uni", "bi", "corner"];
/// Density and speed are looked at so many times a second.
const LOOKS_A_SECOND: f64 = 2.0;

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
    /// Side of the ground raster's cells, metres.
    pub cell_m: f64,
    /// Time that the run took, seconds.
    pub wall_s: f64,
}

/// All scenes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// The model of motion, as given.
    pub model: String,
    /// One a scene, by name.
    pub scenes: Vec<Row>,
}

impl Row {
    /// Measures a scene that was run.
    pub fn of(scene: &Scene, run: &Run) -> Self {
        let measured = &scene.measured;
        let line = measured.flow_line.or(measured.mid_line);
        let crossed = line.map(|line| crossings(&run.trajectories, line));
        let shares = steady_shares(&scene.kind);
        let people = scene.people.len();
        let steady = steady_s(scene, run, crossed.as_deref());
        let mean = mean_field(scene, run, steady);
        let through = crossed.as_ref().map_or(run.left, Vec::len);
        let last_s = match &crossed {
            Some(crossed) => crossed.last().map(|last| last.time_s),
            None => (run.left > 0).then(|| run.trajectories.time_s(run.trajectories.frames()[1])),
        };
        Self {
            scene: scene.name.clone(),
            kind: scene.kind.clone(),
            people,
            through,
            not_in: run.not_in,
            flow_per_s: crossed.map(|crossed| flow_per_s(&crossed, people, shares)),
            density_per_m2: mean.map(|mean| mean[0]),
            speed_mps: mean.map(|mean| mean[1]),
            last_s,
            cell_m: run.cell_m,
            wall_s: run.wall_s,
        }
    }
}

/// Between the passing of which shares of the people a flow is steady.
fn steady_shares(kind: &str) -> [f64; 2] {
    if STREAMS.contains(&kind) { [0.25, 0.75] } else { [0.1, 0.9] }
}

/// From when until when a scene is steady, seconds.
fn steady_s(scene: &Scene, run: &Run, crossed: Option<&[Crossing]>) -> Option<[f64; 2]> {
    let middle = scene.measured.mid_line.filter(|_| STREAMS.contains(&scene.kind.as_str()));
    let middle = middle.map(|line| crossings(&run.trajectories, line));
    let crossed = middle.as_deref().or(crossed)?;
    let [from, until] = steady_shares(&scene.kind);
    Some([time_of_share_s(crossed, from)?, time_of_share_s(crossed, until)?])
}

fn mean_field(scene: &Scene, run: &Run, steady_s: Option<[f64; 2]>) -> Option<[f64; 2]> {
    let (area, [from_s, until_s]) = (scene.measured.area.as_ref()?, steady_s?);
    let field = field_in(&run.trajectories, &scene.ground, area, LOOKS_A_SECOND);
    let steady: Vec<_> =
        field.iter().filter(|at| at.time_s >= from_s && at.time_s <= until_s).collect();
    let n = steady.len() as f64;
    let mean = |f: &dyn Fn(&crate::trajectories::FieldAt) -> f64| {
        steady.iter().map(|at| f(at)).sum::<f64>() / n
    };
    (n > 0.0).then(|| [mean(&|at| at.density_per_m2), mean(&|at| at.speed_mps)])
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
