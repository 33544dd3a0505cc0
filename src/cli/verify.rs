//! `wuwei verify`: scenes of experiments and standard tests run on a model of motion.

use super::STOPPED;
use super::output::Output;
use super::progress::Scenes;
use super::run::stop_on_interrupt;
use crate::document::{Place, Problems, write_atomically};
use crate::export::{PersonFrame, juelich_text};
use crate::scene::{self, Scene, Walking};
use crate::verify::{
    Errors, Figures, Page, Recorded, Relations, Row, Run, Side, Table, overall, run,
};
use clap::Args;
use rayon::prelude::*;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// Body radius where nothing is said, metres.
const USUAL_RADIUS_M: f64 = 0.2;

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
    /// Recordings of the scenes, NAME.txt each [default: those beside the scenes]
    #[arg(long, value_name = "DIR")]
    recordings: Option<PathBuf>,
    /// Also write a page of evidence with curves: Markdown, its pictures in a folder beside it
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Another program's trajectories of the scenes for the page, NAME.txt each
    #[arg(long, value_name = "NAME=DIR", value_parser = peer, requires = "report")]
    peer: Vec<(String, PathBuf)>,
    /// Measured densities and speeds of a single file: files of two columns, or a folder of them
    #[arg(long, value_name = "FILE", num_args = 1..)]
    single_file: Vec<PathBuf>,
    /// Measured widths of doors and flows: files of two columns, or a folder of them
    #[arg(long, value_name = "FILE", num_args = 1..)]
    doors: Vec<PathBuf>,
    /// Threads to use [default: all cores]; the result does not depend on it
    #[arg(long)]
    threads: Option<usize>,
}

/// `JuPedSim=runs/peer`.
fn peer(text: &str) -> Result<(String, PathBuf), String> {
    let (name, folder) = text.split_once('=').ok_or("expected NAME=DIR")?;
    Ok((name.to_owned(), folder.into()))
}

pub fn verify(arguments: &Arguments, output: Output) -> Result<ExitCode, Problems> {
    super::run::use_threads(arguments.threads, &arguments.out)?;
    let scenes = scenes(&arguments.scenes)?;
    let relations = Relations::read(&arguments.single_file, &arguments.doors)?;
    let recorded = Recorded::read(&scenes, arguments.recordings.as_deref())?;
    let stopped = stop_on_interrupt(&arguments.out)?;
    let measured = run_all(arguments, &scenes, &recorded, &stopped, output)?;
    if stopped.load(Ordering::Relaxed) {
        let whole = measured.len();
        output.note(output.language.pick(
            &format!("Stopped: {whole} scenes were whole and are written; there is no table."),
            &format!("已停止：完成并写出 {whole} 个场景；没有总表。"),
        ));
        return Ok(ExitCode::from(STOPPED));
    }
    let (rows, figures): (Vec<Row>, Vec<_>) = measured.into_iter().unzip();
    let ours = Recorded(figures);
    let errors: Vec<Errors> = rows.iter().filter_map(|row| row.errors).collect();
    let real = recorded.pairs(&scenes);
    let table = Table {
        model: arguments.model.clone().unwrap_or_default(),
        errors: overall(&ours.pairs(&scenes), &real, &errors, &relations),
        scenes: rows,
    };
    store(&arguments.out, &table)?;
    output.say(&table.text(output.language));
    if let Some(path) = &arguments.report {
        let mut origins = peers(arguments, &scenes)?;
        origins.push(("wuwei".to_owned(), ours));
        let sides = origins.iter().map(|(name, origin)| {
            let figures = origin.pairs(&scenes);
            let errors = recorded.errors_of(&scenes, origin);
            let overall = overall(&figures, &real, &errors, &relations);
            Side { name: name.clone(), figures, overall }
        });
        let (sides, command) = (sides.collect(), command(arguments));
        Page { real, sides, relations: &relations, command }.write(path)?;
        let words = output.language.pick("Page: ", "页面：");
        output.say(&format!("\n{words}{}", path.display()));
    }
    let words = output.language.pick("Trajectories and table: ", "轨迹与总表：");
    output.say(&format!("\n{words}{}", arguments.out.display()));
    output.object(&json!({ "folder": arguments.out.display().to_string(), "table": table }));
    Ok(ExitCode::SUCCESS)
}

/// Runs all scenes side by side, writes their trajectories and measures them. Those that were not
/// whole when somebody stopped it are missing.
fn run_all(
    arguments: &Arguments,
    scenes: &[Scene],
    recorded: &Recorded,
    stopped: &AtomicBool,
    output: Output,
) -> Result<Vec<(Row, Option<Figures>)>, Problems> {
    let walking = Walking {
        model: arguments.model.clone(),
        radius_m: arguments.radius.or(Some(USUAL_RADIUS_M)),
        time_step_s: arguments.step,
        cell_m: arguments.cell,
    };
    let progress = Scenes::new(scenes, output);
    let goes_on = |index: usize, now_s: f64| {
        progress.look(index, now_s);
        !stopped.load(Ordering::Relaxed)
    };
    let one = |(index, scene): (usize, &Scene)| {
        if !goes_on(index, 0.0) {
            return Ok(None);
        }
        let run = run(scene, &walking, &|now_s| goes_on(index, now_s))?;
        progress.done(index);
        if stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
        write(&arguments.out, scene, &run)?;
        let figures = Figures::of(scene, &run.trajectories, scene.people.len());
        let errors = recorded.errors(index, scene, &figures);
        Ok(Some((Row::of(scene, &run, &figures, errors), Some(figures))))
    };
    let all: Vec<_> = scenes.par_iter().enumerate().with_max_len(1).map(one).collect();
    progress.end();
    let (mut found, mut problems) = (Vec::new(), Problems::default());
    for scene in all {
        match scene {
            Ok(measured) => found.extend(measured),
            Err(of_scene) => problems.extend(of_scene),
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(found) }
}

fn peers(arguments: &Arguments, scenes: &[Scene]) -> Result<Vec<(String, Recorded)>, Problems> {
    let of = |(name, folder): &(String, PathBuf)| {
        Ok((name.clone(), Recorded::of_program(scenes, folder)?))
    };
    arguments.peer.iter().map(of).collect()
}

/// The command that makes the page again.
fn command(arguments: &Arguments) -> String {
    let mut words = vec!["wuwei verify".to_owned()];
    words.extend(arguments.scenes.iter().map(|p| p.display().to_string()));
    let mut option = |name: &str, value: Option<String>| {
        words.extend(value.map(|value| format!("--{name} {value}")));
    };
    option("out", Some(arguments.out.display().to_string()));
    option("model", arguments.model.as_ref().map(|model| format!("'{model}'")));
    option("radius", arguments.radius.map(|m| m.to_string()));
    option("step", arguments.step.map(|s| s.to_string()));
    option("cell", arguments.cell.map(|m| m.to_string()));
    option("recordings", arguments.recordings.as_ref().map(|p| p.display().to_string()));
    for (name, folder) in &arguments.peer {
        option("peer", Some(format!("{name}={}", folder.display())));
    }
    let list = |files: &[PathBuf]| {
        let names: Vec<String> = files.iter().map(|p| p.display().to_string()).collect();
        (!names.is_empty()).then(|| names.join(" "))
    };
    option("single-file", list(&arguments.single_file));
    option("doors", list(&arguments.doors));
    option("report", arguments.report.as_ref().map(|p| p.display().to_string()));
    words.join(" ")
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
