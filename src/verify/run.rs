//! One scene from its start to its end: everybody's trajectory, at the scene's frames.

use crate::crowd::Guests;
use crate::document::Problems;
use crate::job::{Between, Seen};
use crate::plan::Plan;
use crate::scene::{Scene, Walking};
use crate::sim::{RunOptions, Simulation};
use crate::trajectories::{Position, Trajectories};
use glam::Vec2;
use std::sync::Arc;
use std::time::Instant;

/// A scene that was run.
#[derive(Clone, Debug)]
pub struct Run {
    /// Everybody at every frame of the scene.
    pub trajectories: Trajectories,
    /// People who walked into their exit.
    pub left: usize,
    /// People for whom there was no room to the end.
    pub not_in: usize,
    /// Side of the ground raster's cells, metres.
    pub cell_m: f64,
    /// Time it took, seconds.
    pub wall_s: f64,
}

/// Runs a scene. `goes_on`, called with the time of the scene after every step, may end it.
/// All draws are those of seed 1: nothing is drawn but whims that do not matter here.
///
/// # Errors
/// Where the scene cannot be an event with that model.
pub fn run(
    scene: &Scene,
    walking: &Walking,
    goes_on: &(dyn Fn(f64) -> bool + Sync),
) -> Result<Run, Problems> {
    let begun = Instant::now();
    let scenario = Arc::new(scene.event_files(walking).checked(&scene.file)?.scenario);
    let cell_m = scenario.motion.cell_m;
    let options = RunOptions { seed: 1, until_s: Some(scene.ends_s) };
    let people = Guests::draw(&scenario, options.seed).parties;
    let (mut simulation, _) = Simulation::new(scenario, Plan::default(), &options, &scene.file)?;
    // Visitors are numbered by their start.
    let who = people.iter().filter_map(|party| scene.people.get(party.placed? as usize)).collect();
    let is_out = vec![false; scene.people.len()];
    let between = Between::default();
    let mut recorder = Recorder { scene, who, is_out, between, frame: 0, positions: Vec::new() };
    while !simulation.is_over() && recorder.is_out.contains(&false) {
        recorder.between.remember(&simulation);
        simulation.step();
        recorder.look(&simulation);
        if !goes_on(simulation.now_s()) {
            break;
        }
    }
    let count = simulation.count();
    let trajectories = Trajectories {
        file: scene.file.clone(),
        format: "simulated",
        frames_per_s: scene.fps,
        positions: recorder.positions,
        ground: Some(scene.ground.clone()),
        notes: Vec::new(),
    };
    Ok(Run {
        trajectories,
        left: recorder.is_out.iter().filter(|out| **out).count(),
        not_in: scene.people.len() - (count.left + count.inside) as usize,
        cell_m,
        wall_s: begun.elapsed().as_secs_f64(),
    })
}

/// Takes frames at the scene's own times.
struct Recorder<'a> {
    scene: &'a Scene,
    /// The person of the scene that a visitor is.
    who: Vec<&'a crate::scene::Person>,
    /// One a visitor: whether they have walked into their exit. Some still walk on behind it.
    is_out: Vec<bool>,
    between: Between,
    frame: i64,
    positions: Vec<Position>,
}

impl Recorder<'_> {
    /// Writes the frames that lie in the tick which has been made, of everybody up to the first
    /// frame in their exit.
    fn look(&mut self, simulation: &Simulation) {
        let start = |visitor: u32| {
            let at = self.who[visitor as usize].at;
            Some(Vec2::new(at.x as f32, at.y as f32))
        };
        loop {
            let at_s = self.frame as f64 / self.scene.fps;
            if at_s >= simulation.now_s() - 1e-9 {
                break;
            }
            let people = self.between.people(simulation, at_s, start);
            let mut people: Vec<Seen> =
                people.filter(|seen| !self.is_out[seen.visitor as usize]).collect();
            people.sort_unstable_by_key(|seen| seen.visitor);
            for Seen { visitor, at, .. } in people {
                let (person, at) = (self.who[visitor as usize], at.as_dvec2());
                let position = Position { frame: self.frame, id: person.id, x_m: at.x, y_m: at.y };
                self.positions.push(position);
                self.is_out[visitor as usize] = self.scene.is_out(person, at.x, at.y);
            }
            self.frame += 1;
        }
        for (visitor, _) in simulation.gone() {
            self.is_out[*visitor as usize] = true;
        }
    }
}
