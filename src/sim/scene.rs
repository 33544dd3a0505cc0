//! What decisions read and write, put together from the resources of a run's world.

use super::state::{Clock, Intentions, People, Routes, Setting};
use crate::behavior::{Minds, Scene};
use bevy::prelude::{Mut, World};

/// The scene of a step.
pub(super) fn scene<'a>(
    setting: &'a Setting,
    clock: &Clock,
    people: &'a mut People,
    routes: &'a mut Routes,
) -> Scene<'a> {
    Scene {
        scenario: &setting.scenario,
        guests: &setting.guests,
        seed: setting.seed,
        now_s: clock.now_s(),
        crowd: &mut people.0,
        ways: &mut routes.0,
    }
}

/// Lets minds do something between two steps, when no system hands out the resources; the world
/// has all others.
pub(super) fn between_steps(
    world: &mut World,
    act: impl FnOnce(&mut World, &mut Minds, &mut Scene),
) {
    let (setting, clock) = (world.resource::<Setting>().clone(), *world.resource::<Clock>());
    world.resource_scope(|world, mut minds: Mut<Intentions>| {
        world.resource_scope(|world, mut people: Mut<People>| {
            world.resource_scope(|world, mut routes: Mut<Routes>| {
                let scene = &mut scene(&setting, &clock, &mut people, &mut routes);
                act(world, &mut minds.0, scene);
            });
        });
    });
}
