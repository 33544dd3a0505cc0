//! Where ways lead to.

use super::Terrain;
use geo::{Contains, Coord, Polygon};
use glam::Vec2;

/// Where a field leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// To a point.
    Point(Vec2),
    /// To the nearest point of a polyline. It may lie on the edge of the ground.
    Line(Vec<Vec2>),
    /// Into an area.
    Area(Polygon<f64>),
    /// To the centres of cells of the terrain.
    Cells(Vec<usize>),
    /// To whichever is nearest.
    Any(Vec<Goal>),
}

/// A goal on or a hand's breadth behind a wall can be reached all the same, metres.
const AT_WALL_M: f32 = 0.1;

impl Goal {
    /// The point of the goal nearest to `p` as the crow flies; `p` itself inside an area.
    /// `None` for cells and for a goal without points.
    pub fn nearest(&self, p: Vec2) -> Option<Vec2> {
        let nearer = |a: Vec2, b: Vec2| {
            if b.distance_squared(p) < a.distance_squared(p) { b } else { a }
        };
        match self {
            Self::Point(q) => Some(*q),
            Self::Line(points) => nearest_on(points.iter().copied(), p),
            Self::Area(area) if contains(area, p) => Some(p),
            Self::Area(area) => {
                let ring = area.exterior().coords();
                nearest_on(ring.map(|c| Vec2::new(c.x as f32, c.y as f32)), p)
            }
            Self::Cells(_) => None,
            Self::Any(goals) => goals.iter().filter_map(|g| g.nearest(p)).reduce(nearer),
        }
    }

    /// Whether a point is inside the goal (an area).
    pub fn contains(&self, p: Vec2) -> bool {
        match self {
            Self::Area(area) => contains(area, p),
            Self::Any(goals) => goals.iter().any(|g| g.contains(p)),
            Self::Point(_) | Self::Line(_) | Self::Cells(_) => false,
        }
    }

    /// Cells from which the goal is seen nearby, with their distance from it, metres. A goal
    /// off the ground is taken to be at the walkable cell nearest to it.
    pub(super) fn seeds(&self, terrain: &Terrain, step_free: bool, seeds: &mut Vec<(usize, f32)>) {
        match self {
            Self::Any(goals) => goals.iter().for_each(|g| g.seeds(terrain, step_free, seeds)),
            Self::Cells(cells) => {
                let known = cells.iter().filter(|&&c| c < terrain.grid.len());
                let open = known.filter(|&&c| terrain.is_walkable(c, step_free));
                seeds.extend(open.map(|&c| (c, 0.0)));
            }
            Self::Point(p) => self.seeds_along(&[*p, *p], terrain, step_free, seeds),
            Self::Line(points) => self.seeds_along(points, terrain, step_free, seeds),
            Self::Area(area) => {
                let ring = area.exterior().coords();
                let ring: Vec<_> = ring.map(|c| Vec2::new(c.x as f32, c.y as f32)).collect();
                self.seeds_inside(area, &ring, terrain, step_free, seeds);
                self.seeds_along(&ring, terrain, step_free, seeds);
            }
        }
    }

    fn seeds_inside(
        &self,
        area: &Polygon<f64>,
        ring: &[Vec2],
        terrain: &Terrain,
        step_free: bool,
        seeds: &mut Vec<(usize, f32)>,
    ) {
        let low = ring.iter().fold(Vec2::INFINITY, |a, b| a.min(*b));
        let high = ring.iter().fold(Vec2::NEG_INFINITY, |a, b| a.max(*b));
        for cell in cells_between(terrain, low, high) {
            if terrain.is_walkable(cell, step_free) && contains(area, terrain.grid.centre(cell)) {
                seeds.push((cell, 0.0));
            }
        }
    }

    /// Cells within some cells' breadth of a polyline from which it can be seen. Their exact
    /// distance keeps the solver's error near a point source out.
    fn seeds_along(
        &self,
        points: &[Vec2],
        terrain: &Terrain,
        step_free: bool,
        seeds: &mut Vec<(usize, f32)>,
    ) {
        let reach = 4.0 * terrain.grid.cell_m;
        let before = seeds.len();
        for pair in points.windows(2) {
            let (low, high) = (pair[0].min(pair[1]) - reach, pair[0].max(pair[1]) + reach);
            for cell in cells_between(terrain, low, high) {
                let centre = terrain.grid.centre(cell);
                let Some(q) = nearest_on(pair.iter().copied(), centre) else { continue };
                let distance = q.distance(centre);
                if distance <= reach
                    && terrain.is_walkable(cell, step_free)
                    && terrain.walls.line_is_clear(centre, before_wall(centre, q))
                {
                    seeds.push((cell, distance));
                }
            }
        }
        if seeds.len() > before {
            return;
        }
        for p in points {
            if let Some(cell) = terrain.cell_of(*p, step_free) {
                seeds.push((cell, terrain.grid.centre(cell).distance(*p)));
            }
        }
    }
}

/// `q`, drawn back towards `from` so that a goal on a wall counts as seen.
pub(super) fn before_wall(from: Vec2, q: Vec2) -> Vec2 {
    q + (from - q).clamp_length_max(AT_WALL_M)
}

fn contains(area: &Polygon<f64>, p: Vec2) -> bool {
    area.contains(&Coord { x: f64::from(p.x), y: f64::from(p.y) })
}

/// The point of a polyline nearest to `p`.
fn nearest_on(mut points: impl Iterator<Item = Vec2>, p: Vec2) -> Option<Vec2> {
    let mut a = points.next()?;
    let mut best = a;
    for b in points {
        let q = crate::geometry::WallSegment { a, b }.nearest(p);
        if q.distance_squared(p) < best.distance_squared(p) {
            best = q;
        }
        a = b;
    }
    Some(best)
}

/// Cells whose centre may lie in a rectangle.
fn cells_between(terrain: &Terrain, low: Vec2, high: Vec2) -> impl Iterator<Item = usize> + use<> {
    let grid = terrain.grid;
    let (first, last) = (grid.nearest_cell(low), grid.nearest_cell(high));
    let (c0, c1) = (first % grid.columns, last % grid.columns);
    (first / grid.columns..=last / grid.columns)
        .flat_map(move |row| (c0..=c1).map(move |column| row * grid.columns + column))
}
