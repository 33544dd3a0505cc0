//! What has to be kept of measures at work besides the plan.

use super::hold::HoldState;
use super::{Acts, Measures};
use crate::crowd::Guests;
use serde::{Deserialize, Serialize};

/// [`Measures`] as they are kept, one of each in the order of the plan's measures.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SavedMeasures {
    numbers: Vec<u16>,
    since_s: Vec<f64>,
    works_s: Vec<[f64; 2]>,
    busy_until_s: Vec<f64>,
    holds: Vec<Option<HoldState>>,
    vias: Vec<crate::plan::Spot>,
}

impl SavedMeasures {
    /// The points by which people were ever sent.
    pub fn via_spots(&self) -> &[crate::plan::Spot] {
        &self.vias
    }

    /// How many these are.
    pub fn vias(&self) -> usize {
        self.vias.len()
    }
}

impl Measures {
    /// What has to be kept.
    pub fn save(&self) -> SavedMeasures {
        // The raster, what is seen of barriers and how measures act follow from the plan.
        let Self { list, near: _, vias, view: _ } = self;
        SavedMeasures {
            numbers: list.iter().map(|m| m.number).collect(),
            since_s: list.iter().map(|m| m.since_s).collect(),
            works_s: list.iter().map(|m| m.works_s).collect(),
            busy_until_s: list
                .iter()
                .map(|m| match &m.acts {
                    Acts::Guide(guide) => guide.busy_until_s,
                    _ => 0.0,
                })
                .collect(),
            holds: list
                .iter()
                .map(|m| match &m.acts {
                    Acts::Hold(holding) => Some(holding.state.clone()),
                    _ => None,
                })
                .collect(),
            vias: vias.clone(),
        }
    }

    /// Takes up what was kept of the same plan; `measures`: how many the ledger knows.
    ///
    /// # Errors
    /// What does not fit the plan or the guests.
    pub fn restore(
        &mut self,
        saved: SavedMeasures,
        guests: &Guests,
        measures: usize,
    ) -> Result<(), &'static str> {
        let SavedMeasures { numbers, since_s, works_s, busy_until_s, holds, vias } = saved;
        let count = self.list.len();
        let lengths = [numbers.len(), since_s.len(), works_s.len(), busy_until_s.len()];
        let known = |number: &u16| usize::from(*number) < measures;
        if lengths != [count; 4] || holds.len() != count || !numbers.iter().all(known) {
            return Err("the measures of its plan");
        }
        if vias != self.vias {
            return Err("the points by which people are sent");
        }
        let is_visitor = |visitor: u32| (visitor as usize) < guests.visitors.len();
        for (i, (measure, state)) in self.list.iter_mut().zip(holds).enumerate() {
            (measure.number, measure.since_s) = (numbers[i], since_s[i]);
            measure.works_s = works_s[i];
            match (&mut measure.acts, state) {
                (Acts::Hold(holding), Some(state)) => {
                    let known = state.queue.iter().all(|w| is_visitor(w.visitor))
                        && state.passing.iter().all(|v| is_visitor(*v))
                        && state.lanes.iter().filter_map(|l| l.visitor).all(is_visitor);
                    if state.lanes.len() != holding.state.lanes.len() || !known {
                        return Err("who waits at a gate");
                    }
                    holding.state = state;
                }
                (Acts::Hold(_), None) | (_, Some(_)) => return Err("the gates of its plan"),
                (Acts::Guide(guide), None) => guide.busy_until_s = busy_until_s[i],
                _ => {}
            }
        }
        Ok(())
    }
}
