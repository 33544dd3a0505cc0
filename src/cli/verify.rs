//! `wuwei verify`: scenes of experiments and standard tests run on a model of motion.

use super::STOPPED;
use super::output::Output;
use super::progress::Scenes;
use super::run::stop_on_interrupt;
use crate::document::{Place, Problems, write_atomically};
use crate::export::{PersonFrame, juelich_text};
use crate::scene::{self, Scene, Walking};
use crate::verify::{Row, Run, Table, run};
use clap::Args;
use rayon::prelude::*;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

#[derive(Args)]
pub struct Arguments {
    /// Scenes (.json), or folders of them
    #[arg(required = true)]
    scenes: Vec<PathBuf>,
    /// Folder for one trajectory a scene (NAME.txt, Jülich text) and the table, verify.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The model of motion, as in an event: SocialForce, or
    /// "CollisionFreeSpeed(time_gap_s: 0.8)" [default: that of events]
    #[arg(long)]
    model: Option<String>,
    /// Body radius of everybody, metres [default: 0.2]
    #[arg(long, value_name = "M")]
    radius: Option<f64>,
    /// Time step, seconds [default: that of events]
    #[arg(long, value_name = "S")]
    step: Option<f64>,
    /// Side of the cells in which ways are found, metres [default: by the size of the ground]
    #[arg(long, value_name = "M")]
    cell: Option<f64>,
    /// Threads to use [default: all cores]; the result does not depend on it
    #[arg(long)]
    threads: Option<usize>,
}

pub fn verify(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    super::run::use_threads(arguments.threads, &arguments.out)?;
    let scenes = scenes(&arguments.scenes)?;
    let walking = Walking {
        model: arguments.model.clone(),
        radius_m: arguments.radius.or(Some(0.2)),
        time_step_s: arguments.step,
        cell_m: arguments.cell,
    };
    let stopped = stop_on_interrupt(&arguments.out)?;
    let progress = Scenes::new(&scenes, output);
    let one = |(index, scene): (usize, &Scene)| -> Result<Option<Row>, Problems> {
        let goes_on = |now_s: f64| {
            progress.look(index, now_s);
            !stopped.load(Ordering::Relaxed)
        };
        if !goes_on(0.0) {
            return Ok(None);
        }
        let run = run(scene, &walking, &goes_on)?;
        progress.done(index);
        if stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
        write(&arguments.out, scene, &run)?;
        Ok(Some(Row::of(scene, &run)))
    };
    let rows: Vec<_> = scenes.par_iter().enumerate().with_max_len(1).map(one).collect();
    progress.end();
    let mut problems = Problems::default();
    let mut table = Table { model: arguments.model.clone().unwrap_or_default(), scenes: vec![] };
    for row in rows {
        match row {
            Ok(row) => table.scenes.extend(row),
            Err(of_scene) => problems.extend(of_scene),
        }
    }
    if problems.has_errors() {
        return Err(problems);
    }
    if stopped.load(Ordering::Relaxed) {
        let whole = table.scenes.len();
        output.note(output.language.pick(
            &format!("Stopped: {whole} scenes were whole and are written; there is no table."),
            &format!("已停止：完成并写出 {whole} 个场景；没有总表。"),
        ));
        return Ok(ExitCode::from(STOPPED));
    }
    store(&arguments.out, &table)?;
    output.say(&table.text(output.language));
    let words = output.language.pick("Trajectories and table: ", "轨迹与总表：");
    output.say(&format!("\n{words}{}", arguments.out.display()));
    output.object(&json!({ "folder": arguments.out.display().to_string(), "table": table }));
    Ok(ExitCode::SUCCESS)
}

/// All scenes that are named, or lie in a folder that is, by name; those that cannot be read are
/// told all at once.
fn scenes(named: &[PathBuf]) -> Result<Vec<Scene>, Problems> {
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            let inside = std::fs::read_dir(path).map_err(|e| {
                Problems::one(Place::file(path), format!("cannot be read ({e})"), None)
            })?;
            let scenes = inside.filter_map(|entry| entry.ok().map(|entry| entry.path()));
            let before = files.len();
            files.extend(scenes.filter(|file| scene::is_scene(file)));
            if files.len() == before {
                let hint = "a scene is a .json with a \"walkable_area\" and \"agents\"";
                return Err(Problems::one(Place::file(path), "holds no scene", Some(hint)));
            }
        } else {
            files.push(path.clone());
        }
    }
    files.sort_by_key(|file| file.file_stem().map(|stem| stem.to_owned()));
    files.dedup();
    let (mut scenes, mut problems): (Vec<Scene>, _) = (Vec::new(), Problems::default());
    for file in files {
        match scene::read(&file) {
            Ok(scene) if scenes.last().is_some_and(|before| before.name == scene.name) => {
                let what = format!("there are two scenes of the name {}", scene.name);
                problems.error(Place::file(&file), what, Some("rename one of the two"));
            }
            Ok(scene) => scenes.push(scene),
            Err(of_scene) => problems.extend(of_scene),
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(scenes) }
}

fn write(folder: &Path, scene: &Scene, run: &Run) -> Result<(), Problems> {
    let frame = |p: &crate::trajectories::Position| PersonFrame {
        id: p.id,
        frame: p.frame,
        x_m: p.x_m,
        y_m: p.y_m,
    };
    let positions = run.trajectories.positions.iter().map(frame);
    juelich_text::write_frames(
        &folder.join(format!("{}.txt", scene.name)),
        run.trajectories.frames_per_s,
        positions,
    )
}

fn store(folder: &Path, table: &Table) -> Result<(), Problems> {
    let path = folder.join("verify.json");
    let text = serde_json::to_string_pretty(table).map_err(|e| {
        Problems::one(Place::file(&path), format!("cannot be told as JSON ({e})"), None)
    })?;
    write_atomically(&path, (text + "\n").as_bytes())
}
