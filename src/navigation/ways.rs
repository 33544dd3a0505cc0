//! The ways to every goal: which flow fields there are, and when they are made anew.
//!
//! A field is kept per goal, for those who take stairs and those who cannot, and for those who
//! know of jams and those who go by what they know. Where the ground has no stairs, or nothing
//! is jammed, the kinds share one field. Step-free fields are solved when somebody asks for
//! them; where barriers change, the fields are mended.

use super::crowding::SavedCrowding;
use super::front::Front;
use super::layer::Layer;
use super::net::Net;
use super::{FlowField, Goal, Sight, Terrain, shelf};
use rayon::prelude::*;
use std::sync::Arc;

/// Which field somebody follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WayKind {
    /// Index of the goal.
    pub goal: u16,
    /// Without stairs.
    pub step_free: bool,
    /// Around jams.
    pub informed: bool,
}

/// All ways of a run.
pub struct Ways {
    /// The ground as it is now.
    pub terrain: Terrain,
    /// What hides things from sight; barriers do not.
    pub sight: Sight,
    goals: Vec<Arc<Goal>>,
    plain: Layer,
    /// `None` where the ground has no stairs.
    step_free: Option<Layer>,
    /// Informed fields, walking then step-free, and whether anybody followed them lately.
    informed: Vec<Option<FlowField>>,
    wanted: Vec<bool>,
    jammed: bool,
    /// What the informed fields were solved from; empty where there are none.
    slowness: Vec<f32>,
}

/// Slowness (time per metre over that at free speed) from which a place counts as jammed.
const JAM_SLOWNESS: f32 = 1.5;

impl Ways {
    /// Solves the ways to all goals, or takes those of the same ground that are there.
    pub fn new(terrain: Terrain, sight: Sight, goals: Vec<Goal>) -> Self {
        let count = goals.len();
        let goals: Vec<Arc<Goal>> = goals.into_iter().map(Arc::new).collect();
        let (plain, step_free) = layers(&terrain, &goals);
        plain.solve_all();
        if terrain.barriers().is_empty() {
            shelf::keep(&terrain, &plain, step_free.as_ref());
        }
        Self {
            terrain,
            sight,
            goals,
            plain,
            step_free,
            informed: (0..2 * count).map(|_| None).collect(),
            wanted: vec![false; 2 * count],
            jammed: false,
            slowness: Vec::new(),
        }
    }

    /// Solves the step-free ways to all goals now, in parallel, because they will be asked for.
    pub fn prepare_step_free(&self) {
        if let Some(step_free) = &self.step_free {
            step_free.solve_all();
        }
    }

    /// Takes up changed ground.
    pub fn set_terrain(&mut self, terrain: Terrain) {
        self.informed.iter_mut().for_each(|field| *field = None);
        self.jammed = false;
        self.slowness.clear();
        if let Some((plain, step_free)) = shelf::of(&terrain) {
            (self.plain, self.step_free) =
                (plain.for_goals(&self.goals), step_free.map(|l| l.for_goals(&self.goals)));
            self.plain.solve_all();
        } else {
            self.plain.take_up(&terrain);
            if let Some(step_free) = &mut self.step_free {
                step_free.take_up(&terrain);
            }
        }
        self.terrain = terrain;
    }

    /// Makes the informed fields anew that anybody wanted since the last time.
    ///
    /// `slowness`: one number a cell of the terrain's grid, 1 where nobody is in the way.
    /// Within half a tenth of a jam nothing is solved: the plain fields serve.
    pub fn take_up_crowding(&mut self, slowness: &[f32]) {
        self.jammed = slowness.iter().any(|s| *s > JAM_SLOWNESS);
        let wanted = std::mem::replace(&mut self.wanted, vec![false; self.informed.len()]);
        if !self.jammed {
            self.informed.iter_mut().for_each(|field| *field = None);
            self.slowness.clear();
            return;
        }
        self.slowness = slowness.to_vec();
        let (count, terrain) = (self.goals.len(), &self.terrain);
        let with_stairs = |slot: usize| slot < count || self.step_free.is_none();
        let anybody =
            |stairs: bool| (0..wanted.len()).any(|i| wanted[i] && with_stairs(i) == stairs);
        let net =
            |stairs: bool| anybody(stairs).then(|| Net::new(terrain, !stairs, Some(slowness)));
        let nets = [net(true), net(false)];
        let solve = |front: &mut Option<Front>, (slot, wanted): (usize, &bool)| {
            let stairs = with_stairs(slot);
            let net = nets[usize::from(!stairs)].as_ref().filter(|_| *wanted)?;
            let layer = self.step_free.as_ref().filter(|_| !stairs).unwrap_or(&self.plain);
            let front = front.get_or_insert_with(|| Front::new(net.nodes.len()));
            Some(FlowField::around_crowd(layer.field(slot % count), terrain, !stairs, net, front))
        };
        self.informed =
            wanted.par_iter().enumerate().with_max_len(1).map_init(|| None, solve).collect();
    }

    /// Says that somebody will follow an informed field, so that the next refresh makes it.
    pub fn want(&mut self, kind: WayKind) {
        if kind.informed {
            let slot = self.informed_slot(kind);
            self.wanted[slot] = true;
        }
    }

    /// The field that somebody follows.
    pub fn field(&self, kind: WayKind) -> &FlowField {
        let informed =
            kind.informed.then(|| self.informed[self.informed_slot(kind)].as_ref()).flatten();
        informed.unwrap_or_else(|| {
            let step_free = self.step_free.as_ref().filter(|_| kind.step_free);
            step_free.unwrap_or(&self.plain).field(kind.goal as usize)
        })
    }

    /// What has to be kept of the ways besides their ground.
    pub fn save(&self) -> SavedCrowding {
        SavedCrowding::of(&self.slowness, self.informed.iter().map(Option::is_some), &self.wanted)
    }

    /// Takes up what was kept, on the same ground: the informed fields are solved again.
    ///
    /// # Errors
    /// Where it is of another ground or of other goals.
    pub fn restore(&mut self, saved: &SavedCrowding) -> Result<(), &'static str> {
        let slowness = saved.slowness(self.terrain.grid.len()).ok_or("the crowded ground")?;
        if saved.solved.len() != self.wanted.len() || saved.wanted.len() != self.wanted.len() {
            return Err("the ways to the goals");
        }
        self.wanted.clone_from(&saved.solved);
        self.take_up_crowding(&slowness);
        self.wanted.clone_from(&saved.wanted);
        Ok(())
    }

    /// Whether any place is jammed now.
    pub fn is_jammed(&self) -> bool {
        self.jammed
    }

    /// Number of goals.
    pub fn goals(&self) -> usize {
        self.goals.len()
    }

    fn informed_slot(&self, kind: WayKind) -> usize {
        usize::from(kind.step_free) * self.goals.len() + kind.goal as usize
    }
}

/// The layers of a ground: those that there are, or unsolved ones.
fn layers(terrain: &Terrain, goals: &[Arc<Goal>]) -> (Layer, Option<Layer>) {
    if let Some((plain, step_free)) = shelf::of(terrain) {
        return (plain.for_goals(goals), step_free.map(|layer| layer.for_goals(goals)));
    }
    let step_free = has_stairs(terrain).then(|| Layer::new(terrain, true, goals));
    (Layer::new(terrain, false, goals), step_free)
}

fn has_stairs(terrain: &Terrain) -> bool {
    (0..terrain.grid.len())
        .any(|cell| terrain.is_walkable(cell, false) && !terrain.is_walkable(cell, true))
}
