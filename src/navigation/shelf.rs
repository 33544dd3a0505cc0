//! Fields by content: what was solved for a ground without barriers serves every run on it.
//!
//! A run, the run without its plan beside it, one that is resumed and a hundred of a sweep all
//! begin on the same ground; a barrier that is taken away leads back to it. The fields of the
//! last such ground stay here, with the ground itself, which is compared in full.

use super::layer::Layer;
use super::terrain::Terrain;
use std::sync::{Mutex, PoisonError};

struct Shelf {
    terrain: Terrain,
    plain: Layer,
    step_free: Option<Layer>,
}

static SHELF: Mutex<Option<Shelf>> = Mutex::new(None);

/// The fields that there are of a ground: plain, and step-free where these differ.
pub(super) fn of(terrain: &Terrain) -> Option<(Layer, Option<Layer>)> {
    let shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let shelf = shelf.as_ref().filter(|shelf| shelf.terrain.is_same_as(terrain))?;
    Some((shelf.plain.clone(), shelf.step_free.clone()))
}

/// Keeps the fields of a ground; those of another one are let go.
pub(super) fn keep(terrain: &Terrain, plain: &Layer, step_free: Option<&Layer>) {
    let kept =
        Shelf { terrain: terrain.clone(), plain: plain.clone(), step_free: step_free.cloned() };
    *SHELF.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
}

/// Lets go of the fields that are kept for later runs on the same ground.
pub fn let_go_of_fields() {
    *SHELF.lock().unwrap_or_else(PoisonError::into_inner) = None;
}
