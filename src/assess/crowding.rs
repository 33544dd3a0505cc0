//! How near a crowd comes to the density limits, where and when: a figure that says the same as the
//! person-minutes above the limits, of more people, and so with less chance in it.
//!
//! On `community_square`, one plan against none over eight seeds, the mean of the difference over its
//! spread is 2.7 for what is above the limits, 4.0 for what is above three quarters of them, 1.9 for
//! what is above half.

use crate::geometry::Grid;
use crate::observe::{DensityField, FieldMinute};
use crate::scenario::Limits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Share of a limit from which on a crowd is near it.
const NEAR: f64 = 0.75;
/// Side of the squares that it is told by, in cells of the density field: 10 m.
const SQUARE_CELLS: usize = 5;

/// How near the limits it was on a square.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crowded {
    /// Middle of the square, local metres.
    pub at: [f32; 2],
    /// Person-minutes above three quarters of the limits.
    pub person_min: f32,
}

/// The squares on which it was near the limits, one list a minute. `area_m2`: walkable area of each cell
/// of the field.
pub fn crowding(field: &DensityField, area_m2: &[f32], limits: &Limits) -> Vec<Vec<Crowded>> {
    let fine = &field.grid;
    let squares = Grid {
        origin: fine.origin,
        cell_m: fine.cell_m * SQUARE_CELLS as f32,
        columns: fine.columns.div_ceil(SQUARE_CELLS),
        rows: fine.rows.div_ceil(SQUARE_CELLS),
    };
    let of_minute = |minute: &FieldMinute| {
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        for cell in &minute.cells {
            let index = cell.cell as usize;
            let Some(area_m2) = area_m2.get(index) else { continue };
            let limit = if cell.stands() {
                limits.standing_density_per_m2
            } else {
                limits.moving_density_per_m2
            };
            let above = f64::from(cell.density_per_m2) - NEAR * limit;
            if above > 0.0 {
                let square = squares.nearest_cell(fine.centre(index));
                *sums.entry(square).or_default() += above * f64::from(*area_m2);
            }
        }
        let crowded = |(square, person_min): (usize, f64)| Crowded {
            at: squares.centre(square).to_array(),
            person_min: person_min as f32,
        };
        sums.into_iter().map(crowded).collect()
    };
    field.minutes.iter().map(of_minute).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{self, CrowdOf};
    use geo::MultiPolygon;

    #[test]
    fn a_square_counts_what_is_above_three_quarters_of_the_limit_that_holds_there() {
        let ground = fixture::rectangle([0.0, 0.0], [60.0, 40.0]);
        let event = fixture::event(MultiPolygon(vec![ground]));
        let mut observation = fixture::observation(fixture::field_grid(&event), 2);
        let walking = CrowdOf {
            at: [[10.0, 10.0], [14.0, 12.0]],
            density: 1.9,
            minutes: [1, 1],
            ..CrowdOf::default()
        };
        // Those who stand may be twice as dense.
        let looking = CrowdOf {
            at: [[40.0, 20.0], [44.0, 22.0]],
            density: 2.9,
            looking: 1.0,
            ..walking.clone()
        };
        for crowd in [walking, looking] {
            fixture::put(&mut observation, &crowd);
        }
        let minutes = crowding(&observation.field, &observation.cell_area_m2, &event.limits);
        assert!(minutes[0].is_empty());
        let near: f32 = minutes[1].iter().map(|square| square.person_min).sum();
        assert!((near - 2.0 * 4.0 * (1.9 - 1.5)).abs() < 1e-4, "{near}");
        for square in &minutes[1] {
            let [x, y] = square.at;
            assert!((x - 12.0).abs() <= 7.0 && (y - 11.0).abs() <= 6.0, "{square:?}");
        }
    }
}
