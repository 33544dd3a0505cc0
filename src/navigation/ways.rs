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
use super::rules::{Ruled, Rules};
use super::{FlowField, Goal, Sight, Terrain, shelf};
use geo::Coord;
use glam::Vec2;
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
    /// The fields of the ground without barriers, while there are any.
    free: Option<(Layer, Option<Layer>)>,
    /// The fields of goals whose ways rules change; `None` where there is no rule.
    ruled: Option<Ruled>,
    /// Informed fields, walking then step-free, and whether anybody followed them lately.
    informed: Vec<Option<FlowField>>,
    wanted: Vec<bool>,
    jammed: bool,
    /// What the informed fields were solved from; empty where there are none.
    slowness: Vec<f32>,
    /// The nets that the informed fields of goals without rules lie on: with stairs, and without.
    nets: [Option<Net>; 2],
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
            free: None,
            ruled: None,
            informed: (0..2 * count).map(|_| None).collect(),
            wanted: vec![false; 2 * count],
            jammed: false,
            slowness: Vec::new(),
            nets: [None, None],
        }
    }

    /// Solves the step-free ways to all goals now, in parallel, because they will be asked for.
    pub fn prepare_step_free(&self) {
        if let Some(step_free) = &self.step_free {
            step_free.solve_all();
        }
    }

    /// Takes up further goals, numbered after those that there are; their fields are solved when
    /// somebody follows them.
    pub fn add_goals(&mut self, goals: impl IntoIterator<Item = Goal>) {
        let before = self.goals.len();
        self.goals.extend(goals.into_iter().map(Arc::new));
        let added = self.goals.len() - before;
        if added == 0 {
            return;
        }
        let goals = &self.goals;
        let wider = |layer: &Layer| layer.for_goals(goals);
        self.plain = wider(&self.plain);
        self.step_free = self.step_free.as_ref().map(wider);
        self.free =
            self.free.as_ref().map(|(plain, free)| (wider(plain), free.as_ref().map(wider)));
        for half in [2 * before, before] {
            self.wanted.splice(half..half, vec![false; added]);
            self.informed.splice(half..half, (0..added).map(|_| None));
        }
    }

    /// Sets what visitors keep to; `barriers`: what stands on the ground now.
    pub fn set_rules(&mut self, rules: Rules, barriers: &[[Coord<f64>; 2]]) {
        let before = self.ruled.take();
        if !rules.is_empty() {
            let (terrain, goals) = (&self.terrain, &self.goals);
            let ruled =
                Ruled::new(rules, terrain, barriers, &self.plain, goals, self.step_free.is_some());
            self.ruled = Some(ruled);
        }
        if before.is_some() || self.ruled.is_some() {
            self.informed.iter_mut().for_each(|field| *field = None);
        }
    }

    /// Whether goals were added since the rules were set: their ways do not keep to them yet.
    pub fn rules_are_old(&self) -> bool {
        self.ruled.as_ref().is_some_and(|ruled| ruled.of_goal.len() != self.goals.len())
    }

    /// Takes up changed ground; rules are to be set anew.
    pub fn set_terrain(&mut self, terrain: Terrain) {
        if self.terrain.barriers().is_empty() {
            self.free = Some((self.plain.clone(), self.step_free.clone()));
        }
        if terrain.barriers().is_empty() {
            self.free = None;
        }
        self.forget_crowd();
        self.jammed = false;
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

    fn forget_crowd(&mut self) {
        self.informed.iter_mut().for_each(|field| *field = None);
        self.slowness.clear();
        self.nets = [None, None];
    }

    /// Makes the informed fields anew that anybody wanted since the last time.
    ///
    /// `slowness`: one number a cell of the terrain's grid, 1 where nobody is in the way.
    /// Within half a tenth of a jam nothing is solved: the plain fields serve.
    pub fn take_up_crowding(&mut self, slowness: &[f32]) {
        self.jammed = slowness.iter().any(|s| *s > JAM_SLOWNESS);
        let wanted = std::mem::replace(&mut self.wanted, vec![false; self.informed.len()]);
        if !self.jammed {
            self.forget_crowd();
            return;
        }
        self.slowness = slowness.to_vec();
        let count = self.goals.len();
        let with_stairs = |slot: usize| slot < count || self.step_free.is_none();
        let layer = |stairs: bool| match &self.step_free {
            Some(step_free) if !stairs => step_free,
            _ => &self.plain,
        };
        let anybody =
            |stairs: bool| (0..wanted.len()).any(|i| wanted[i] && with_stairs(i) == stairs);
        let before = std::mem::take(&mut self.nets);
        let crowded = [true, false].map(|stairs| {
            let before = before[usize::from(!stairs)].as_ref();
            anybody(stairs).then(|| layer(stairs).crowded(slowness, before))
        });
        let ruled = self.ruled.as_ref();
        let solve = |front: &mut Option<Front>, (slot, wanted): (usize, &bool)| {
            let (stairs, goal) = (with_stairs(slot), slot % count);
            if let Some(variant) = ruled.and_then(|r| Some(&r.variants[r.of_goal[goal]?])) {
                let layer = variant.step_free.as_ref().filter(|_| !stairs);
                let layer = layer.unwrap_or(&variant.plain);
                let solve =
                    || layer.around_crowd(goal, &layer.crowded(slowness, None), None, front);
                return wanted.then(solve);
            }
            let crowded = crowded[usize::from(!stairs)].as_ref().filter(|_| *wanted)?;
            Some(layer(stairs).around_crowd(goal, crowded, self.informed[slot].as_ref(), front))
        };
        let informed =
            wanted.par_iter().enumerate().with_max_len(1).map_init(|| None, solve).collect();
        self.nets = crowded.map(|crowded| crowded.map(|crowded| crowded.net));
        self.informed = informed;
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
        informed.or_else(|| self.ruled.as_ref()?.field(kind)).unwrap_or_else(|| {
            let step_free = self.step_free.as_ref().filter(|_| kind.step_free);
            step_free.unwrap_or(&self.plain).field(kind.goal as usize)
        })
    }

    /// The field that somebody follows who is at a place: who is in a zone that is closed walks
    /// out of it as if it were not.
    #[inline]
    pub fn field_at(&self, kind: WayKind, at: Vec2) -> &FlowField {
        match &self.ruled {
            Some(ruled) if ruled.rules.is_closed(at) => {
                let step_free = self.step_free.as_ref().filter(|_| kind.step_free);
                step_free.unwrap_or(&self.plain).field(kind.goal as usize)
            }
            _ => self.field(kind),
        }
    }

    /// The field that somebody would follow if no measure changed the ground; it knows of no jam.
    pub fn free_field(&self, kind: WayKind) -> &FlowField {
        let (plain, step_free) = match &self.free {
            Some((plain, step_free)) => (plain, step_free),
            None => (&self.plain, &self.step_free),
        };
        let step_free = step_free.as_ref().filter(|_| kind.step_free);
        step_free.unwrap_or(plain).field(kind.goal as usize)
    }

    /// Whether measures change the ways over the ground.
    pub fn are_changed(&self) -> bool {
        self.free.is_some() || self.ruled.is_some()
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

    /// A goal by its number.
    pub fn goal(&self, number: u16) -> Option<&Goal> {
        self.goals.get(number as usize).map(|goal| &**goal)
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
