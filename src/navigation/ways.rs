//! The ways to every goal: which flow fields there are, and when they are made anew.
//!
//! A field is kept per goal, for those who take stairs and those who cannot, and for those who
//! know of jams and those who go by what they know. Where the ground has no stairs, or nothing
//! is jammed, the kinds share one field.

use super::crowding::SavedCrowding;
use super::{FlowField, Goal, Sight, Terrain};
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
    goals: Vec<Goal>,
    plain: Vec<Arc<FlowField>>,
    /// Empty where the ground has no stairs.
    step_free: Vec<Arc<FlowField>>,
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
    /// Solves the ways to all goals.
    pub fn new(terrain: Terrain, sight: Sight, goals: Vec<Goal>) -> Self {
        let count = goals.len();
        let mut ways = Self {
            terrain,
            sight,
            goals,
            plain: Vec::new(),
            step_free: Vec::new(),
            informed: (0..2 * count).map(|_| None).collect(),
            wanted: vec![false; 2 * count],
            jammed: false,
            slowness: Vec::new(),
        };
        ways.solve_all();
        ways
    }

    /// Takes up changed ground.
    pub fn set_terrain(&mut self, terrain: Terrain) {
        self.terrain = terrain;
        self.informed.iter_mut().for_each(|field| *field = None);
        self.jammed = false;
        self.slowness.clear();
        self.solve_all();
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
        let count = self.goals.len();
        let (terrain, plain, step_free) = (&self.terrain, &self.plain, &self.step_free);
        self.informed = wanted
            .par_iter()
            .enumerate()
            .map(|(i, wanted)| {
                let steps = i < count || step_free.is_empty();
                let free = if steps { &plain[i % count] } else { &step_free[i % count] };
                wanted.then(|| FlowField::around_crowd(free, terrain, !steps, slowness))
            })
            .collect();
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
            let step_free = kind.step_free && !self.step_free.is_empty();
            &(if step_free { &self.step_free } else { &self.plain })[kind.goal as usize]
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

    fn solve_all(&mut self) {
        let (terrain, goals) = (&self.terrain, &self.goals);
        let solve = |step_free: bool| -> Vec<Arc<FlowField>> {
            let field = |goal| Arc::new(FlowField::solve(terrain, goal, step_free, None));
            goals.par_iter().map(field).collect()
        };
        self.plain = solve(false);
        self.step_free = if has_stairs(terrain) { solve(true) } else { Vec::new() };
    }
}

fn has_stairs(terrain: &Terrain) -> bool {
    (0..terrain.grid.len())
        .any(|cell| terrain.is_walkable(cell, false) && !terrain.is_walkable(cell, true))
}
