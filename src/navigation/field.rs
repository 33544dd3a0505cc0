//! Flow fields: from everywhere on the ground, which way to a goal and how far.

use super::eikonal;
use super::terrain::{Terrain, bits};
use crate::geometry::{Grid, Walls};
use geo::{Contains, Coord, Polygon};
use glam::Vec2;
use std::sync::Arc;

/// Where a field leads.
#[derive(Clone, Debug)]
pub enum Goal {
    /// To a point.
    Point(Vec2),
    /// To the nearest point of a polyline.
    Line(Vec<Vec2>),
    /// Into an area.
    Area(Polygon<f64>),
    /// To the centres of cells of the terrain.
    Cells(Vec<usize>),
    /// To whichever is nearest.
    Any(Vec<Goal>),
}

/// The way to a goal from everywhere.
#[derive(Clone, Debug)]
pub struct FlowField {
    grid: Grid,
    links: Arc<Vec<u8>>,
    walls: Arc<Walls>,
    goal: Goal,
    time: Vec<f32>,
}

impl FlowField {
    /// Solves for the ways to `goal`. `step_free` ways take no stairs. `slowness` multiplies
    /// the time that a cell takes (1 free, 2 half as fast), one number a cell of the terrain.
    pub fn solve(
        terrain: &Terrain,
        goal: &Goal,
        step_free: bool,
        slowness: Option<&[f32]>,
    ) -> Self {
        let mut cost: Vec<f32> = terrain.speed_factor.iter().map(|f| 1.0 / f).collect();
        if let Some(slowness) = slowness {
            cost.iter_mut().zip(slowness).for_each(|(c, s)| *c *= s.max(0.01));
        }
        let mut seeds = Vec::new();
        goal.seeds(terrain, step_free, &mut seeds);
        for (cell, distance) in &mut seeds {
            *distance *= cost[*cell];
        }
        let without = if step_free { bits::STAIRS } else { 0 };
        let grid = terrain.grid;
        let time =
            eikonal::solve(&terrain.links, grid.columns, grid.cell_m, &cost, without, &seeds);
        Self {
            grid,
            links: terrain.links.clone(),
            walls: terrain.walls.clone(),
            goal: goal.clone(),
            time,
        }
    }

    /// Travel time to the goal at 1 m/s free speed, seconds (= metres where the ground is
    /// level and free); infinite where there is no way.
    pub fn distance_m(&self, at: Vec2) -> f32 {
        let cell = self.grid.nearest_cell(at);
        self.time[cell]
    }

    /// Unit vector of the way to the goal; zero at the goal and where there is no way.
    pub fn direction(&self, at: Vec2) -> Vec2 {
        let c = (at - self.grid.origin) / self.grid.cell_m - 0.5;
        let base = c.floor();
        let mut sum = Vec2::ZERO;
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let (column, row) = (base.x as isize + dx, base.y as isize + dy);
            if column < 1
                || row < 1
                || column + 1 >= self.grid.columns as isize
                || row + 1 >= self.grid.rows as isize
            {
                continue;
            }
            let cell = row as usize * self.grid.columns + column as usize;
            let f = c - base;
            let weight =
                (if dx == 1 { f.x } else { 1.0 - f.x }) * (if dy == 1 { f.y } else { 1.0 - f.y });
            if self.time[cell].is_finite() && self.walls.line_is_clear(at, self.grid.centre(cell)) {
                sum += self.descent(cell) * (weight + 1e-4);
            }
        }
        sum.normalize_or_zero()
    }

    fn descent(&self, cell: usize) -> Vec2 {
        let l = self.links[cell];
        let own = self.time[cell];
        let drop =
            |bit: u8, to: usize| if l & bit != 0 { (own - self.time[to]).max(0.0) } else { 0.0 };
        let (e, w) = (drop(bits::EAST, cell + 1), drop(bits::WEST, cell.wrapping_sub(1)));
        let (n, s) = (
            drop(bits::NORTH, cell + self.grid.columns),
            drop(bits::SOUTH, cell.wrapping_sub(self.grid.columns)),
        );
        Vec2::new(if e > w { e } else { -w }, if n > s { n } else { -s }).normalize_or_zero()
    }

    /// The way from a point to the goal, by steps of about half a cell; the first point is
    /// `from`. Empty where there is no way.
    pub fn trace(&self, from: Vec2) -> Vec<Vec2> {
        let mut way = vec![from];
        let mut at = from;
        let _ = &self.goal;
        for _ in 0..4 * self.grid.len() {
            let direction = self.direction(at);
            if direction == Vec2::ZERO {
                break;
            }
            at = self.walls.keep_out(at, at + direction * 0.5 * self.grid.cell_m);
            way.push(at);
        }
        way
    }
}

impl Goal {
    /// Cells next to the goal, with their distance from it.
    fn seeds(&self, terrain: &Terrain, step_free: bool, seeds: &mut Vec<(usize, f32)>) {
        let grid = &terrain.grid;
        match self {
            Self::Any(goals) => goals.iter().for_each(|g| g.seeds(terrain, step_free, seeds)),
            Self::Cells(cells) => seeds.extend(
                cells
                    .iter()
                    .filter(|&&c| c < grid.len() && terrain.is_walkable(c, step_free))
                    .map(|&c| (c, 0.0)),
            ),
            Self::Point(p) => {
                seeds.extend(
                    terrain.cell_of(*p, step_free).map(|c| (c, grid.centre(c).distance(*p))),
                );
            }
            Self::Line(points) => {
                for pair in points.windows(2) {
                    let steps = (pair[0].distance(pair[1]) / (0.5 * grid.cell_m)).ceil().max(1.0);
                    for i in 0..=steps as usize {
                        let p = pair[0].lerp(pair[1], i as f32 / steps);
                        seeds.extend(
                            terrain.cell_of(p, step_free).map(|c| (c, grid.centre(c).distance(p))),
                        );
                    }
                }
            }
            Self::Area(area) => {
                for cell in 0..grid.len() {
                    let centre = grid.centre(cell);
                    let c = Coord { x: f64::from(centre.x), y: f64::from(centre.y) };
                    if terrain.is_walkable(cell, step_free) && area.contains(&c) {
                        seeds.push((cell, 0.0));
                    }
                }
            }
        }
    }
}
