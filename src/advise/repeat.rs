//! What helps against one jam, against its likes as well.
//!
//! Where ten stalls stand in a row each has its jam, and each of them is a small share of all: found
//! one by one they would take as many races. What helps at one is put at all of its kind at once, the
//! worst first, as far as there is material.

use super::effort::Effort;
use super::ground::Ground;
use super::propose::{Candidate, Jam, is_same_place};
use crate::assess::Hotspot;
use crate::plan::Plan;

/// A jam below this share of all that is above the limits is left alone.
const LEAST_OF_ALL: f64 = 0.01;

/// Where an idea may be repeated.
pub struct Repeat<'a> {
    /// The ground.
    pub ground: &'a Ground,
    /// What there is.
    pub available: Effort,
    /// The jams, worst first.
    pub jams: &'a [Hotspot],
    /// The last time before another at which trials can begin, seconds since the event's start.
    pub saved_before: &'a dyn Fn(f64) -> Option<f64>,
}

impl Repeat<'_> {
    /// A plan with an idea that helps against one of the jams put against its likes as well. `which`
    /// it is of those of its kind that were proposed; `None` where there is no like, or nothing to
    /// put there.
    pub fn added(&self, plan: &Plan, helps: &Candidate, which: usize) -> Option<Plan> {
        let first = self.jams.iter().find(|jam| jam.rank == helps.against)?;
        let least = LEAST_OF_ALL * self.jams.iter().map(|jam| jam.person_min).sum::<f64>();
        let mut done: Vec<[f64; 2]> = vec![first.centre];
        let mut added = plan.clone();
        for jam in self.jams.iter().filter(|j| j.kind == first.kind && j.person_min >= least) {
            if done.iter().any(|at| is_same_place(at, &jam.centre)) {
                continue;
            }
            done.push(jam.centre);
            let proposed = Jam::new(self.ground, jam, self.jams, self.saved_before).candidates();
            let mut alike = proposed.into_iter().filter(|c| c.idea == helps.idea);
            let Some(candidate) = alike.nth(which) else { continue };
            let stands =
                |m: &crate::plan::Measure| added.measures.iter().any(|own| own.kind == m.kind);
            let more = candidate.added_to(&added);
            if !candidate.measures.iter().any(stands) && self.available.covers(&Effort::of(&more)) {
                added = more;
            }
        }
        (added.measures.len() > plan.measures.len()).then_some(added)
    }
}
