//! Person-minutes above the density limit by cell: where they are, over a whole run.

use crate::observe::Observation;

/// Person-minutes above the limit in each cell of the field's grid. Their sum is the figure of the
/// answer *safe*.
pub fn above_by_cell(observation: &Observation) -> Vec<f32> {
    let mut above = vec![0.0; observation.field.grid.len()];
    for hot in &observation.hot {
        if let Some(sum) = above.get_mut(hot.cell as usize) {
            *sum += hot.excess_person_min;
        }
    }
    above
}
