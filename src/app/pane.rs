//! A run that is shown, and its plan.

use super::map::density::DensityMap;
use super::reel::Viewer;
use super::worker::Worker;
use crate::job::{Outcome, Prepared, Request};
use crate::navigation::Sight;
use crate::plan::Plan;
use glam::Vec2;
use std::path::PathBuf;
use std::sync::Arc;

/// A run that is shown, and its plan.
pub struct Pane {
    /// Its name in the window, empty for the plan that is edited.
    pub plan_file: Option<PathBuf>,
    /// Its run.
    pub worker: Worker,
    /// Reads its reel.
    pub viewer: Viewer,
    /// What it was made from, once that was read.
    pub prepared: Option<Arc<Prepared>>,
    /// Frames since the ground was read.
    frames: u8,
    /// Whether the run can go on.
    pub ready: bool,
    /// Whether it is not shown beside the first after all: its files are amiss.
    pub refused: bool,
    /// Whether it has caught up with the clock; from then on the clock waits for it.
    pub joined: bool,
    /// The last judgement.
    pub outcome: Option<Arc<Outcome>>,
    /// Density as it is shown.
    pub density: DensityMap,
    /// When that was made, seconds since the event's start.
    pub density_at_s: f64,
    /// Where some people went lately, as it is shown, and when that was.
    pub trails: Vec<Vec<Vec2>>,
    /// When the trails were made, seconds since the event's start.
    pub trails_at_s: f64,
    /// What hides things from sight.
    pub sight: Option<Sight>,
    /// Its plan.
    pub plan: Plan,
    /// Whether its plan was changed while it ran: then the run has had two plans.
    pub edited: bool,
    /// When the last edit was taken up by the run, seconds since the event's start.
    pub taken_up_s: Option<f64>,
    /// Counts up whenever the density or the people are others.
    pub version: u64,
}

impl Pane {
    /// Opens an event on a worker; `plan`: instead of the one of the request's file.
    pub fn open(request: Request, plan: Option<Plan>) -> Self {
        Self {
            plan_file: request.plan.clone(),
            worker: Worker::open(request, plan),
            viewer: Viewer::new(),
            prepared: None,
            frames: 0,
            ready: false,
            refused: false,
            joined: false,
            outcome: None,
            density: DensityMap::default(),
            density_at_s: -1.0,
            trails: Vec::new(),
            trails_at_s: -1.0,
            sight: None,
            plan: Plan::default(),
            edited: false,
            taken_up_s: None,
            version: 0,
        }
    }

    /// The ground is drawn in the frame in which it was read, and on the screen when the next but one
    /// begins.
    pub fn count_frame(&mut self) {
        if self.prepared.is_some() && !self.ready {
            self.frames = self.frames.saturating_add(1);
            if self.frames > 2 {
                self.worker.ground_is_seen();
            }
        }
    }
}
