//! The fields of all goals over one ground for one kind of walker: solved when first asked
//! for, or all at once in parallel, and mended when barriers change.

use super::front::Front;
use super::net::Net;
use super::stale::Stale;
use super::{FlowField, Goal, Terrain};
use rayon::prelude::*;
use std::sync::{Arc, OnceLock};

/// Changes of more than one cell in so many are not mended: solving anew is quicker.
const MENDED_SHARE: usize = 50;

/// The same where the crowd changes, which changes more of the ways behind it: up to one cell in so many
/// mending takes two thirds of the time at most (measured on four events).
const CROWD_MENDED_SHARE: usize = 20;

/// What ways round a crowd are found on.
pub(super) struct Crowded {
    /// The net, slower where people are.
    pub net: Net,
    /// The numbers of the cells in which the net before was another one, where these are few.
    changed: Option<Vec<u32>>,
}

/// The fields of all goals. Clones share what is solved, and what will be.
#[derive(Clone)]
pub(super) struct Layer {
    terrain: Terrain,
    step_free: bool,
    net: Arc<Net>,
    fields: Arc<Vec<Slot>>,
}

struct Slot {
    goal: Arc<Goal>,
    field: OnceLock<Arc<FlowField>>,
}

impl Layer {
    /// Nothing solved yet.
    pub fn new(terrain: &Terrain, step_free: bool, goals: &[Arc<Goal>]) -> Self {
        let slot = |goal: &Arc<Goal>| Slot { goal: goal.clone(), field: OnceLock::new() };
        Self {
            terrain: terrain.clone(),
            step_free,
            net: Arc::new(Net::new(terrain, step_free, None)),
            fields: Arc::new(goals.iter().map(slot).collect()),
        }
    }

    /// The layer of other goals on the same ground, with the fields that this one has.
    pub fn for_goals(&self, goals: &[Arc<Goal>]) -> Self {
        if self.fields.iter().map(|slot| &slot.goal).eq(goals) {
            return self.clone();
        }
        let known = |goal: &Arc<Goal>| {
            let slot = self.fields.iter().find(|slot| slot.goal == *goal);
            slot.and_then(|slot| slot.field.get().cloned())
        };
        let slot = |goal: &Arc<Goal>| Slot {
            goal: goal.clone(),
            field: known(goal).map_or_else(OnceLock::new, OnceLock::from),
        };
        Self { fields: Arc::new(goals.iter().map(slot).collect()), ..self.clone() }
    }

    /// The field of a goal.
    #[inline]
    pub fn field(&self, goal: usize) -> &Arc<FlowField> {
        let slot = &self.fields[goal];
        // One thread solves and needs no other one for it; those that want the same wait.
        slot.field.get_or_init(|| self.solve(&slot.goal, &mut Front::new(self.net.nodes.len())))
    }

    fn solve(&self, goal: &Arc<Goal>, front: &mut Front) -> Arc<FlowField> {
        Arc::new(FlowField::on_net(goal, &self.terrain, self.step_free, &self.net, front))
    }

    /// Solves all that is not solved yet, in parallel.
    pub fn solve_all(&self) {
        let open: Vec<&Slot> = self.fields.iter().filter(|s| s.field.get().is_none()).collect();
        let front = || Front::new(self.net.nodes.len());
        open.into_par_iter().with_max_len(1).for_each_init(front, |front, slot| {
            slot.field.get_or_init(|| self.solve(&slot.goal, front));
        });
    }

    /// The net at a slowness, one number a cell of the terrain. `before`: what it was last, if it was.
    pub fn crowded(&self, slowness: &[f32], before: Option<&Net>) -> Crowded {
        let net = Net::new(&self.terrain, self.step_free, Some(slowness));
        let few = |changed: &Vec<u32>| changed.len() <= net.nodes.len() / CROWD_MENDED_SHARE;
        let changed = before.map(|before| net.difference(before)).filter(few);
        Crowded { net, changed }
    }

    /// The field of a goal round a crowd. `before`: the one on the net before, if there was one.
    pub fn around_crowd(
        &self,
        goal: usize,
        Crowded { net, changed }: &Crowded,
        before: Option<&FlowField>,
        front: &mut Option<Front>,
    ) -> FlowField {
        let front = front.get_or_insert_with(|| Front::new(net.nodes.len()));
        let (terrain, step_free) = (&self.terrain, self.step_free);
        match (before, changed) {
            (Some(before), Some(changed)) => {
                before.around_changed_crowd(terrain, step_free, (net, changed), front)
            }
            _ => FlowField::around_crowd(self.field(goal), terrain, step_free, net, front),
        }
    }

    /// Takes up changed ground: what was solved is mended, in parallel.
    pub fn take_up(&mut self, terrain: &Terrain) {
        let (step_free, net) = (self.step_free, Net::new(terrain, self.step_free, None));
        let same_numbers = terrain.has_numbers_of(&self.terrain);
        let changed = if same_numbers { net.difference(&self.net) } else { Vec::new() };
        let mend = same_numbers && changed.len() <= net.nodes.len() / MENDED_SHARE;
        let mut stale = Stale::new(terrain.numbering.tiles(), terrain.grid.cell_m);
        if mend {
            stale.mark(&terrain.numbering, &changed);
            let walls = [(terrain, &self.terrain), (&self.terrain, terrain)];
            let put_or_gone = walls
                .into_iter()
                .flat_map(|(a, b)| a.barriers().iter().filter(|wall| !b.barriers().contains(wall)));
            put_or_gone.for_each(|wall| stale.mark_wall(wall));
        }
        // What nobody else holds is mended where it is.
        let fields: Vec<(Arc<Goal>, Option<Arc<FlowField>>)> =
            match Arc::try_unwrap(std::mem::take(&mut self.fields)) {
                Ok(own) => own.into_iter().map(|s| (s.goal, s.field.into_inner())).collect(),
                Err(shared) => {
                    shared.iter().map(|s| (s.goal.clone(), s.field.get().cloned())).collect()
                }
            };
        let front = || Front::new(net.nodes.len());
        let slot = |front: &mut Front, (goal, field): (Arc<Goal>, Option<Arc<FlowField>>)| {
            let Some(field) = field else { return Slot { goal, field: OnceLock::new() } };
            let field = if mend {
                Arc::unwrap_or_clone(field).mended(
                    terrain,
                    step_free,
                    &net,
                    (&changed, &stale),
                    front,
                )
            } else {
                FlowField::on_net(&goal, terrain, step_free, &net, front)
            };
            Slot { goal, field: OnceLock::from(Arc::new(field)) }
        };
        let fields = fields.into_par_iter().with_max_len(1).map_init(front, slot).collect();
        self.fields = Arc::new(fields);
        self.net = Arc::new(net);
        self.terrain = terrain.clone();
    }
}
