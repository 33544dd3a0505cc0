//! Rasters: a grid of square cells over the venue, and something in each cell.

use glam::Vec2;

/// Square cells over a rectangle; rows run south to north, cells of a row west to east.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// South-west corner of cell 0, metres.
    pub origin: Vec2,
    /// Side of a cell, metres.
    pub cell_m: f32,
    /// Cells in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

impl Grid {
    /// The smallest grid of `cell_m` cells, corners on multiples of `cell_m`, that covers
    /// `low`..`high` with at least one spare cell on each side.
    pub fn covering(low: Vec2, high: Vec2, cell_m: f32) -> Self {
        let origin = ((low / cell_m).floor() - Vec2::ONE) * cell_m;
        let size = (((high - origin) / cell_m).ceil() + Vec2::ONE).max(Vec2::ONE);
        Self { origin, cell_m, columns: size.x as usize, rows: size.y as usize }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Column and row of a point, or `None` off the grid.
    pub fn column_row(&self, at: Vec2) -> Option<(usize, usize)> {
        let c = (at - self.origin) / self.cell_m;
        let inside = c.x >= 0.0 && c.y >= 0.0;
        let (column, row) = (c.x as usize, c.y as usize);
        (inside && column < self.columns && row < self.rows).then_some((column, row))
    }

    /// Index of the cell that holds a point, or `None` off the grid.
    pub fn cell(&self, at: Vec2) -> Option<usize> {
        self.column_row(at).map(|(column, row)| row * self.columns + column)
    }

    /// Index of the cell nearest to a point (points off the grid go to its edge).
    pub fn nearest_cell(&self, at: Vec2) -> usize {
        let c = (at - self.origin) / self.cell_m;
        let column = (c.x.max(0.0) as usize).min(self.columns.saturating_sub(1));
        let row = (c.y.max(0.0) as usize).min(self.rows.saturating_sub(1));
        row * self.columns + column
    }

    /// The cell with the nearest centre within a distance that passes a test, or `None`; of
    /// equally near ones the lowest index.
    pub fn nearest_where(
        &self,
        at: Vec2,
        within_m: f32,
        test: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let own = self.nearest_cell(at);
        let (column, row) = ((own % self.columns) as isize, (own / self.columns) as isize);
        let outside_m = at.distance(at.clamp(self.origin, self.end()));
        let mut best: Option<(f32, usize)> = None;
        for ring in 0..self.columns.max(self.rows) as isize {
            // Centres of this ring are at least so far away.
            let least_m = (ring as f32 - 0.5) * self.cell_m;
            if least_m - outside_m > within_m || best.is_some_and(|(d, _)| least_m > d) {
                break;
            }
            for (c, r) in ring_cells(column, row, ring) {
                let inside =
                    c >= 0 && r >= 0 && c < self.columns as isize && r < self.rows as isize;
                if !inside {
                    continue;
                }
                let cell = r as usize * self.columns + c as usize;
                let distance_m = self.centre(cell).distance(at);
                let nearer = best.is_none_or(|(d, i)| (distance_m, cell) < (d, i));
                if nearer && distance_m <= within_m && test(cell) {
                    best = Some((distance_m, cell));
                }
            }
        }
        best.map(|(_, cell)| cell)
    }

    /// Centre of a cell, metres.
    pub fn centre(&self, cell: usize) -> Vec2 {
        let (column, row) = (cell % self.columns, cell / self.columns);
        self.origin + Vec2::new(column as f32 + 0.5, row as f32 + 0.5) * self.cell_m
    }

    /// North-east corner of the grid, metres.
    pub fn end(&self) -> Vec2 {
        self.origin + Vec2::new(self.columns as f32, self.rows as f32) * self.cell_m
    }
}

/// The cells at Chebyshev distance `ring` around a cell.
fn ring_cells(column: isize, row: isize, ring: isize) -> impl Iterator<Item = (isize, isize)> {
    let rows = -ring..=ring;
    rows.flat_map(move |dr| {
        let step = if dr.abs() == ring { 1 } else { (2 * ring).max(1) };
        (-ring..=ring).step_by(step as usize).map(move |dc| (column + dc, row + dr))
    })
}

/// One value a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster<T> {
    /// Where the cells are.
    pub grid: Grid,
    /// One value a cell, row by row.
    pub cells: Vec<T>,
}

impl<T: Clone> Raster<T> {
    /// The same value in every cell.
    pub fn filled(grid: Grid, value: T) -> Self {
        Self { grid, cells: vec![value; grid.len()] }
    }

    /// The value of the cell that holds a point, or `None` off the grid.
    pub fn at(&self, point: Vec2) -> Option<&T> {
        self.grid.cell(point).map(|cell| &self.cells[cell])
    }
}
