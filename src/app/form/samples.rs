//! Shipped events and plans, for tests of the window.

#![allow(clippy::unwrap_used, reason = "a test stops at what is amiss")]

use crate::document::Hours;
use crate::plan::{self, Plan, PlanContext};
use crate::scenario::{self, Scenario};
use std::path::{Path, PathBuf};

/// A shipped event.
pub(in crate::app) struct Sample {
    /// Its folder.
    pub folder: PathBuf,
    /// The event.
    pub event: Scenario,
}

/// The shipped event of that name.
pub(in crate::app) fn sample(name: &str) -> Sample {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let event = scenario::read(&folder).unwrap().scenario;
    Sample { folder, event }
}

impl Sample {
    /// What plans of it are checked against.
    pub fn context(&self) -> PlanContext<'_> {
        let clock = &self.event.clock;
        let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
        PlanContext { hours, ground: &self.event.venue.ground, event: Some(&self.event) }
    }

    /// The plan of that name.
    pub fn plan(&self, name: &str) -> Plan {
        let path = self.folder.join("plans").join(name).with_extension("ron");
        plan::read(&path, &self.context()).unwrap().plan
    }
}
