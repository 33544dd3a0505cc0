//! How much a crowd slows those who walk through it, as a raster.

use crate::document::raw;
use crate::geometry::Grid;
use glam::Vec2;
use serde::{Deserialize, Serialize};

/// Side of the cells in which people are counted, metres.
const CELL_M: f32 = 2.0;
/// Density at which nobody moves, persons per m² (Weidmann 1993).
const STANDSTILL_PER_M2: f32 = 5.4;
/// Steepness of the speed–density relation, persons per m² (Weidmann 1993).
const STEEPNESS_PER_M2: f32 = 1.913;
/// Slowness is cut off there: a jam moves on, however dense.
const MOST: f32 = 10.0;

/// Time per metre over that at free speed, one number a cell of `grid`, from where people are.
///
/// Speed over free speed is `1 − exp(−1.913 (1/ρ − 1/5.4))` (Weidmann 1993); the density is
/// counted in 2 m cells and averaged over a cell and its eight neighbours, those on obstacles
/// included, so it is an underestimate in narrow lanes.
pub fn slowness(grid: &Grid, people: impl Iterator<Item = Vec2>) -> Vec<f32> {
    let coarse = Grid::covering(grid.origin, grid.end(), CELL_M);
    let mut count = vec![0f32; coarse.len()];
    for at in people {
        if let Some(cell) = coarse.cell(at) {
            count[cell] += 1.0;
        }
    }
    let density = box_mean(&coarse, &count);
    let of_coarse: Vec<f32> = density.iter().map(|n| of_density(n / (CELL_M * CELL_M))).collect();
    (0..grid.len()).map(|cell| of_coarse[coarse.nearest_cell(grid.centre(cell))]).collect()
}

/// From what the ways around jams were found, and which of them there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedCrowding {
    /// Cells on which people slow each other.
    #[serde(with = "raw")]
    cells: Vec<u32>,
    /// Slowness of each of them.
    #[serde(with = "raw")]
    slow: Vec<f32>,
    /// Whether a way around jams was found, one a goal: walking, then step-free.
    #[serde(with = "raw")]
    pub solved: Vec<bool>,
    /// Whether anybody wants it the next time.
    #[serde(with = "raw")]
    pub wanted: Vec<bool>,
}

impl SavedCrowding {
    /// Keeps a slowness raster (empty where nothing is slow) by its cells that are not 1.
    pub fn of(slowness: &[f32], solved: impl Iterator<Item = bool>, wanted: &[bool]) -> Self {
        let slow = slowness.iter().enumerate().filter(|(_, slow)| **slow != 1.0);
        let (cells, slow) = slow.map(|(cell, slow)| (cell as u32, *slow)).unzip();
        Self { cells, slow, solved: solved.collect(), wanted: wanted.to_vec() }
    }

    /// The raster of so many cells again; `None` where it is of another ground.
    pub fn slowness(&self, cells: usize) -> Option<Vec<f32>> {
        let mut raster = vec![1.0; cells];
        if self.cells.len() != self.slow.len() {
            return None;
        }
        for (cell, slow) in self.cells.iter().zip(&self.slow) {
            *raster.get_mut(*cell as usize)? = *slow;
        }
        Some(raster)
    }
}

fn of_density(per_m2: f32) -> f32 {
    if per_m2 <= 0.3 {
        return 1.0;
    }
    let share = 1.0 - (-STEEPNESS_PER_M2 * (1.0 / per_m2 - 1.0 / STANDSTILL_PER_M2)).exp();
    if share <= 1.0 / MOST { MOST } else { 1.0 / share }
}

/// Mean over each cell and its neighbours on the grid.
fn box_mean(grid: &Grid, count: &[f32]) -> Vec<f32> {
    let mut mean = vec![0f32; count.len()];
    for row in 0..grid.rows {
        let rows = row.saturating_sub(1)..(row + 2).min(grid.rows);
        for column in 0..grid.columns {
            let columns = column.saturating_sub(1)..(column + 2).min(grid.columns);
            let cells = (rows.len() * columns.len()) as f32;
            let sum: f32 = rows
                .clone()
                .map(|r| count[r * grid.columns..][columns.clone()].iter().sum::<f32>())
                .sum();
            mean[row * grid.columns + column] = sum / cells;
        }
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_place_is_not_slow_and_a_full_one_is() {
        let grid = Grid::covering(Vec2::ZERO, Vec2::splat(20.0), 0.5);
        let none = slowness(&grid, std::iter::empty());
        assert!(none.iter().all(|s| *s == 1.0));
        let crowd = (0..900).map(|i| Vec2::new((i % 30) as f32 / 3.0, (i / 30) as f32 / 3.0));
        let slow = slowness(&grid, crowd);
        assert_eq!(slow[grid.nearest_cell(Vec2::splat(5.0))], MOST);
        assert_eq!(slow[grid.nearest_cell(Vec2::splat(18.0))], 1.0);
    }
}
