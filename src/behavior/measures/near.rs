//! Which measures are near a place: one look a second is all that those far from them cost.

use crate::geometry::Grid;
use crate::geometry::WallSegment;
use crate::navigation::Ways;
use glam::Vec2;

/// Side of a cell, metres.
const CELL_M: f32 = 4.0;

/// The measures within reach of each cell of a coarse grid.
#[derive(Clone, Debug, Default)]
pub(super) struct Near {
    grid: Option<Grid>,
    /// Where the list of each cell begins in `measures`; one more than there are cells.
    begins: Vec<u32>,
    measures: Vec<u16>,
}

impl Near {
    /// `reaches`: one a measure, in the plan's order: a line of points and how far around it.
    pub fn of(ways: &Ways, reaches: impl Iterator<Item = (Vec<Vec2>, f32)>) -> Self {
        let reaches: Vec<_> = reaches.collect();
        if reaches.iter().all(|(points, _)| points.is_empty()) {
            return Self::default();
        }
        let ground = &ways.terrain.grid;
        let grid = Grid::covering(ground.origin, ground.end(), CELL_M);
        // From a cell's centre to its corner.
        let spare_m = CELL_M * std::f32::consts::FRAC_1_SQRT_2;
        let (mut begins, mut measures) = (vec![0], Vec::new());
        for cell in 0..grid.len() {
            let centre = grid.centre(cell);
            for (number, (points, reach_m)) in reaches.iter().enumerate() {
                if distance_m(points, centre) <= reach_m + spare_m {
                    measures.push(number as u16);
                }
            }
            begins.push(measures.len() as u32);
        }
        Self { grid: Some(grid), begins, measures }
    }

    /// Whether no measure is anywhere.
    pub fn is_empty(&self) -> bool {
        self.grid.is_none()
    }

    /// Where the measures stand that may be within reach of a place.
    #[inline]
    pub fn slots(&self, place: Vec2) -> std::ops::Range<usize> {
        let Some(grid) = &self.grid else { return 0..0 };
        let cell = grid.nearest_cell(place);
        self.begins[cell] as usize..self.begins[cell + 1] as usize
    }

    /// The measure that stands there, as its number in the plan.
    #[inline]
    pub fn measure(&self, slot: usize) -> usize {
        usize::from(self.measures[slot])
    }
}

/// Distance from a point or a line, metres; infinite where there is none.
pub(super) fn distance_m(points: &[Vec2], at: Vec2) -> f32 {
    match points {
        [point] => point.distance(at),
        points => points
            .windows(2)
            .map(|edge| WallSegment { a: edge[0], b: edge[1] }.distance(at))
            .fold(f32::INFINITY, f32::min),
    }
}
