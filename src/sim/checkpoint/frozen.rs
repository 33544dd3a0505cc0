//! The crowd as the last step froze it: who decides and looks around in the next step sees it.

use crate::crowd::{Columns, Frozen, Stance};
use crate::document::raw;
use serde::{Deserialize, Serialize};

/// [`Frozen`] as it is kept: its columns in the order in which it was given them, so that
/// sorting them again gives the same order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SavedFrozen {
    #[serde(with = "raw")]
    x: Vec<f32>,
    #[serde(with = "raw")]
    y: Vec<f32>,
    #[serde(with = "raw")]
    heading_x: Vec<f32>,
    #[serde(with = "raw")]
    heading_y: Vec<f32>,
    #[serde(with = "raw")]
    wish_x: Vec<f32>,
    #[serde(with = "raw")]
    wish_y: Vec<f32>,
    #[serde(with = "raw")]
    wish_speed_mps: Vec<f32>,
    #[serde(with = "raw")]
    radius_m: Vec<f32>,
    #[serde(with = "raw")]
    time_gap_s: Vec<f32>,
    #[serde(with = "raw")]
    stance: Vec<Stance>,
}

/// Nobody is farther from the venue's origin, metres.
const FARTHEST_M: f32 = 1e6;

impl SavedFrozen {
    /// Keeps a frozen crowd.
    pub fn of(frozen: &Frozen) -> Self {
        let columns = frozen.columns();
        Self {
            x: unsorted(columns.x, &frozen.row),
            y: unsorted(columns.y, &frozen.row),
            heading_x: unsorted(columns.heading_x, &frozen.row),
            heading_y: unsorted(columns.heading_y, &frozen.row),
            wish_x: unsorted(columns.wish_x, &frozen.row),
            wish_y: unsorted(columns.wish_y, &frozen.row),
            wish_speed_mps: unsorted(columns.wish_speed_mps, &frozen.row),
            radius_m: unsorted(columns.radius_m, &frozen.row),
            time_gap_s: unsorted(columns.time_gap_s, &frozen.row),
            stance: unsorted(columns.stance, &frozen.row),
        }
    }

    /// Freezes it again; `false` where the columns are no crowd.
    #[must_use]
    pub fn restore(&self, frozen: &mut Frozen) -> bool {
        let floats = [
            &self.x,
            &self.y,
            &self.heading_x,
            &self.heading_y,
            &self.wish_x,
            &self.wish_y,
            &self.wish_speed_mps,
            &self.radius_m,
            &self.time_gap_s,
        ];
        let even = floats.iter().all(|c| c.len() == self.stance.len());
        let near = self.x.iter().chain(&self.y).all(|m| m.abs() < FARTHEST_M);
        if even && near {
            frozen.sort_from(&Columns {
                x: &self.x,
                y: &self.y,
                heading_x: &self.heading_x,
                heading_y: &self.heading_y,
                wish_x: &self.wish_x,
                wish_y: &self.wish_y,
                wish_speed_mps: &self.wish_speed_mps,
                radius_m: &self.radius_m,
                time_gap_s: &self.time_gap_s,
                stance: &self.stance,
            });
        }
        even && near
    }
}

/// A column in the order of the rows.
fn unsorted<T: Copy + Default>(column: &[T], row: &[u32]) -> Vec<T> {
    let mut rows = vec![T::default(); column.len()];
    for (item, row) in column.iter().zip(row) {
        rows[*row as usize] = *item;
    }
    rows
}
