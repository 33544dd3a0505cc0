//! Density as a smooth map: people on a grid, smoothed, coloured by Fruin's levels of service.

use crate::app::theme::Theme;
use crate::observe::WALKING_LEVELS;
use bevy_egui::egui::Color32;
use glam::Vec2;

/// Most cells along a side; a larger ground has larger cells.
const MOST_CELLS: usize = 512;
/// The smallest cell, metres.
const LEAST_CELL_M: f32 = 1.0;
/// Smoothing: so many means over 3 × 3 cells, one after the other, come near a bell of this many
/// cells' width (standard deviation √(2n/3)).
const ROUNDS: usize = 3;
/// Below this nothing is shown, people per m².
const LEAST_PER_M2: f32 = 0.12;

/// A map of density.
#[derive(Clone, Debug, Default)]
pub struct DensityMap {
    /// Lower left corner, metres.
    pub low: Vec2,
    /// Size of a cell, metres.
    pub cell_m: f32,
    /// Cells along x.
    pub columns: usize,
    /// Cells along y.
    pub rows: usize,
    /// People per m², from the lower left, along x first.
    pub per_m2: Vec<f32>,
    spare: Vec<f32>,
}

impl DensityMap {
    /// An empty map between two corners, metres.
    pub fn new(low: Vec2, high: Vec2) -> Self {
        let size = (high - low).max(Vec2::splat(LEAST_CELL_M));
        let cell_m = (size.max_element() / MOST_CELLS as f32).max(LEAST_CELL_M);
        let cells = |length: f32| (length / cell_m).ceil().max(1.0) as usize;
        let (columns, rows) = (cells(size.x), cells(size.y));
        let empty = vec![0.0; columns * rows];
        Self { low, cell_m, columns, rows, per_m2: empty.clone(), spare: empty }
    }

    /// Takes up where people are now.
    pub fn fill(&mut self, people: impl Iterator<Item = Vec2>) {
        self.per_m2.fill(0.0);
        let one = 1.0 / (self.cell_m * self.cell_m);
        for at in people {
            let [x, y] = ((at - self.low) / self.cell_m).to_array();
            if x >= 0.0 && y >= 0.0 && (x as usize) < self.columns && (y as usize) < self.rows {
                self.per_m2[y as usize * self.columns + x as usize] += one;
            }
        }
        for _ in 0..ROUNDS {
            self.smooth();
        }
    }

    /// The mean over three cells along x, then along y.
    fn smooth(&mut self) {
        let (columns, rows) = (self.columns, self.rows);
        for row in 0..rows {
            let from = &self.per_m2[row * columns..(row + 1) * columns];
            let to = &mut self.spare[row * columns..(row + 1) * columns];
            for i in 0..columns {
                let before = if i > 0 { from[i - 1] } else { 0.0 };
                let after = if i + 1 < columns { from[i + 1] } else { 0.0 };
                to[i] = (before + from[i] + after) / 3.0;
            }
        }
        for row in 0..rows {
            for i in 0..columns {
                let at = |row: usize| self.spare[row * columns + i];
                let before = if row > 0 { at(row - 1) } else { 0.0 };
                let after = if row + 1 < rows { at(row + 1) } else { 0.0 };
                self.per_m2[row * columns + i] = (before + at(row) + after) / 3.0;
            }
        }
    }

    /// Colours of the cells, row by row from the top: red, green, blue, opacity.
    pub fn pixels(&self, theme: &Theme) -> Vec<u8> {
        // Nothing in most cells: they stay as they are.
        let mut pixels = vec![0; self.per_m2.len() * 4];
        let rows = self.per_m2.chunks_exact(self.columns.max(1)).rev();
        for (pixel, density) in pixels.chunks_exact_mut(4).zip(rows.flatten()) {
            if *density >= LEAST_PER_M2 {
                pixel.copy_from_slice(&color_of(theme, *density).to_srgba_unmultiplied());
            }
        }
        pixels
    }

    /// Size of the whole map, metres.
    pub fn size(&self) -> Vec2 {
        Vec2::new(self.columns as f32, self.rows as f32) * self.cell_m
    }
}

/// The colour of a density, without steps: each level has its colour in its middle.
pub fn color_of(theme: &Theme, per_m2: f32) -> Color32 {
    if per_m2 < LEAST_PER_M2 {
        return Color32::TRANSPARENT;
    }
    let [a, b, c, d, e] = WALKING_LEVELS;
    let middles = [a / 2.0, (a + b) / 2.0, (b + c) / 2.0, (c + d) / 2.0, (d + e) / 2.0, 2.0 * e];
    let above = middles.iter().position(|middle| per_m2 < *middle).unwrap_or(middles.len());
    let mixed = match above {
        0 => theme.levels[0],
        6 => theme.levels[5],
        i => {
            let share = (per_m2 - middles[i - 1]) / (middles[i] - middles[i - 1]);
            theme.levels[i - 1].lerp_to_gamma(theme.levels[i], share)
        }
    };
    let faint = ((per_m2 - LEAST_PER_M2) / (a - LEAST_PER_M2)).clamp(0.0, 1.0);
    let [r, g, b, _] = mixed.to_array();
    Color32::from_rgba_unmultiplied(r, g, b, (175.0 * (0.25 + 0.75 * faint)) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_lost_by_smoothing_and_density_is_right() {
        let mut map = DensityMap::new(Vec2::ZERO, Vec2::new(60.0, 40.0));
        let two_per_m2 = (0..40).flat_map(|i| (0..20).map(move |j| (i, j)));
        map.fill(two_per_m2.map(|(i, j)| Vec2::new(20.25 + i as f32 * 0.5, 15.5 + j as f32)));
        let all: f32 = map.per_m2.iter().sum::<f32>() * map.cell_m * map.cell_m;
        assert!((all - 800.0).abs() < 0.5, "{all} people");
        let middle = map.per_m2[25 * map.columns + 30];
        assert!((middle - 2.0).abs() < 0.05, "{middle} per m² in the middle");
    }

    #[test]
    fn colours_are_those_of_the_levels_in_their_middle() {
        let theme = Theme::new(false);
        assert_eq!(color_of(&theme, 0.05), Color32::TRANSPARENT);
        for (density, level) in [(0.37, 1), (0.575, 2), (0.9, 3), (1.615, 4), (6.0, 5)] {
            let [r, g, b, _] = color_of(&theme, density).to_srgba_unmultiplied();
            let [want_r, want_g, want_b, _] = theme.levels[level].to_array();
            let near = |a: u8, b: u8| a.abs_diff(b) <= 3;
            assert!(near(r, want_r) && near(g, want_g) && near(b, want_b), "level {level}");
        }
    }
}
