//! The state of a run as it is kept, and the way back.

use super::frozen::SavedFrozen;
use super::{About, Checkpoint, Refused};
use crate::behavior::SavedMinds;
use crate::crowd::Crowd;
use crate::document::Problems;
use crate::navigation::{Rules, SavedCrowding};
use crate::observe::SavedObserver;
use crate::plan::{MeasureKind, Plan};
use crate::scenario::Scenario;
use crate::sim::scene::between_steps;
use crate::sim::state::{
    Clock, Count, Intentions, Moving, People, Routes, Setting, Standing, Watch,
};
use crate::sim::{RunOptions, Simulation};
use bevy::prelude::{Mut, World};
use geo::{Coord, Polygon};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// Barriers are not farther from the venue's origin, metres.
const FARTHEST_M: f64 = 30_000.0;

/// What is kept of a run.
#[derive(Serialize, Deserialize)]
pub struct SavedState<'a> {
    /// Barriers on the ground as it is now: start and end.
    barriers: Vec<[[f64; 2]; 2]>,
    /// Lines that are crossed in one direction only, and outlines of closed zones.
    one_way: Vec<Vec<[f64; 2]>>,
    closed: Vec<Vec<[f64; 2]>>,
    stands: Vec<bool>,
    edited: bool,
    crowding: SavedCrowding,
    crowd: Cow<'a, Crowd>,
    frozen: SavedFrozen,
    minds: SavedMinds,
    observer: SavedObserver<'a>,
}

impl<'a> SavedState<'a> {
    /// What is kept of a run's world.
    pub fn of(world: &'a World) -> Self {
        let standing = world.resource::<Standing>();
        let ends = |[a, b]: &[Coord<f64>; 2]| [[a.x, a.y], [b.x, b.y]];
        Self {
            barriers: standing.barriers.iter().map(ends).collect(),
            one_way: standing.rules.one_way.iter().map(|line| pairs(line)).collect(),
            closed: standing.rules.closed.iter().map(|zone| pairs(&zone.exterior().0)).collect(),
            stands: standing.stands.clone(),
            edited: standing.edited,
            crowding: world.resource::<Routes>().0.save(),
            crowd: Cow::Borrowed(&world.resource::<People>().0),
            frozen: SavedFrozen::of(&world.resource::<Moving>().frozen),
            minds: world.resource::<Intentions>().0.save(),
            observer: world.resource::<Watch>().0.save(),
        }
    }
}

impl Simulation {
    /// A run that goes on from a checkpoint of the same event, with the plan that it had, or
    /// with another one from here on. `event` names the document in messages.
    ///
    /// # Errors
    /// Where the checkpoint is of another event, or does not fit it.
    pub fn resume(
        scenario: Arc<Scenario>,
        plan: Option<Plan>,
        checkpoint: &Checkpoint,
        until_s: Option<f64>,
        event: &Path,
    ) -> Result<(Self, Problems), Refused> {
        checkpoint.is_of(&scenario)?;
        let about = checkpoint.about();
        if !is_sane(&about.plan) {
            return Err(Refused::Unfit { what: "its plan" });
        }
        let state = &checkpoint.bytes[checkpoint.state_at..];
        let state: SavedState = postcard::from_bytes(state).map_err(|_| Refused::Damaged)?;
        let options = RunOptions { seed: about.seed, until_s };
        let (mut simulation, problems) = Self::begin(
            scenario,
            about.plan.clone(),
            state.minds.measures.via_spots(),
            &options,
            event,
        )
        .map_err(Refused::Ground)?;
        restore(&mut simulation.world, state, about).map_err(|what| Refused::Unfit { what })?;
        if simulation.state_hash() != about.state_hash {
            return Err(Refused::Unfit { what: "the hash of its state" });
        }
        if let Some(plan) = plan {
            simulation.change_plan(plan);
        }
        Ok((simulation, problems))
    }
}

/// Puts a kept state into the world of a run that has not begun.
fn restore(world: &mut World, state: SavedState, about: &About) -> Result<(), &'static str> {
    let setting = world.resource::<Setting>().clone();
    let (scenario, guests) = (&*setting.scenario, &*setting.guests);
    let mut clock = *world.resource::<Clock>();
    clock.tick = about.tick;
    if clock.now_s().to_bits() != about.now_s.to_bits() {
        return Err("its time");
    }
    let Count { arrived, inside, left, waiting_outside, .. } = about.count;
    let together = [left, waiting_outside].iter().try_fold(inside, |sum, n| sum.checked_add(*n));
    let mut crowd = state.crowd.into_owned();
    if !crowd.seat(guests) || inside as usize != crowd.len() || together != Some(arrived) {
        return Err("the people inside");
    }
    let barriers = barriers(&state.barriers).ok_or("the barriers")?;
    let rules = rules(&state.one_way, &state.closed).ok_or("what visitors keep to")?;
    if !barriers.is_empty() || !rules.is_empty() {
        let mut routes = world.resource_mut::<Routes>();
        let terrain = routes.0.terrain.with_barriers(&barriers);
        routes.0.set_terrain(terrain);
        routes.0.set_rules(rules.clone(), &barriers);
        world.resource_scope(|world, mut minds: Mut<Intentions>| {
            minds.0.take_up_ground(scenario, &world.resource::<Routes>().0);
        });
    }
    world.resource_mut::<Routes>().0.restore(&state.crowding)?;
    world.resource_mut::<Watch>().0.restore(state.observer)?;
    let known = world.resource::<Watch>().0.felt.measures().len();
    world.resource_mut::<Intentions>().0.restore(state.minds, scenario, guests, &crowd, known)?;
    if !state.frozen.restore(&mut world.resource_mut::<Moving>().frozen) {
        return Err("the people of the last step");
    }
    let mut standing = world.resource_mut::<Standing>();
    (standing.stands, standing.edited) = (state.stands, state.edited);
    (standing.barriers, standing.rules) = (barriers, rules);
    *world.resource_mut::<Clock>() = clock;
    *world.resource_mut::<Count>() = about.count;
    world.resource_mut::<People>().0 = crowd;
    // From where which barriers are seen is found again.
    between_steps(world, |_, minds, scene| minds.see_barriers(scene));
    Ok(())
}

/// The barriers; `None` where they stand nowhere near.
fn barriers(ends: &[[[f64; 2]; 2]]) -> Option<Vec<[Coord<f64>; 2]>> {
    let near = ends.as_flattened().as_flattened().iter().all(|m| m.abs() < FARTHEST_M);
    let piece =
        |[[ax, ay], [bx, by]]: &[[f64; 2]; 2]| [Coord { x: *ax, y: *ay }, Coord { x: *bx, y: *by }];
    near.then(|| ends.iter().map(piece).collect())
}

/// Coordinates as they are kept.
fn pairs(points: &[Coord<f64>]) -> Vec<[f64; 2]> {
    points.iter().map(|c| [c.x, c.y]).collect()
}

/// What visitors keep to; `None` where it is nowhere near.
fn rules(one_way: &[Vec<[f64; 2]>], closed: &[Vec<[f64; 2]>]) -> Option<Rules> {
    let near = |line: &Vec<[f64; 2]>| line.as_flattened().iter().all(|m| m.abs() < FARTHEST_M);
    let points = |line: &Vec<[f64; 2]>| line.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect();
    one_way.iter().chain(closed).all(near).then(|| Rules {
        one_way: one_way.iter().map(points).collect(),
        closed: closed
            .iter()
            .map(|ring| {
                Polygon::new(ring.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect(), Vec::new())
            })
            .collect(),
    })
}

/// Whether the measures of a plan stand somewhere near.
fn is_sane(plan: &Plan) -> bool {
    let near = |c: &Coord<f64>| c.x.abs() < FARTHEST_M && c.y.abs() < FARTHEST_M;
    plan.measures.iter().all(|measure| {
        let own = match &measure.kind {
            MeasureKind::Barrier(barrier) => {
                let gaps = barrier.openings.iter().flat_map(|o| [o.at_m, o.width_m]);
                gaps.into_iter().all(f64::is_finite)
            }
            _ => true,
        };
        own && measure.kind.points().iter().all(near)
    })
}
