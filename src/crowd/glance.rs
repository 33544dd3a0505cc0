//! Where people stand and which way they go, seen at a glance: a coarse raster that tells a
//! walker whether anybody around could be in the way, without a look at each of them.
//!
//! It may say so where nobody is; it never says that nobody is where somebody is.

use glam::Vec2;

/// Directions are told apart by sectors of 22.5°.
const SECTORS: u32 = 16;
/// Tangent of 22.5°.
const TAN_SECTOR: f32 = 0.414_213_57;
/// Mark of somebody who stands.
const STANDS: u32 = 1 << SECTORS;
/// Seen from sector 0: the sectors in which a direction is turned by more than 90° against some
/// direction of that sector.
const AGAINST: u16 = 0b0001_1111_1111_0000;
/// Most cells of the raster; a sparser crowd gets larger ones.
const MOST_CELLS: f32 = 250_000.0;

/// Who is about, by cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Glance {
    origin: Vec2,
    cell_m: f32,
    columns: usize,
    rows: usize,
    /// What is in each cell, then in it and the eight around it: a mark a sector, and [`STANDS`].
    seen: Vec<u32>,
    /// The same over rows of three cells.
    in_row: Vec<u32>,
}

impl Glance {
    /// Side of a cell, metres: so far at least is seen to all sides.
    pub const CELL_M: f32 = 4.0;

    /// Begins anew, for people between two corners.
    pub fn begin(&mut self, low: Vec2, high: Vec2) {
        let spread = (high - low) / Self::CELL_M + 1.0;
        let widen = (spread.x * spread.y / MOST_CELLS).sqrt().ceil().max(1.0);
        self.cell_m = Self::CELL_M * widen;
        self.origin = low;
        let cells = ((high - low) / self.cell_m).floor() + 1.0;
        (self.columns, self.rows) = (cells.x as usize, cells.y as usize);
        self.seen.clear();
        self.seen.resize(self.columns * self.rows, 0);
    }

    /// Marks somebody: whether they stand, and which way they wish to go.
    #[inline(always)]
    pub fn mark(&mut self, at: Vec2, stands: bool, wish: Vec2) {
        let cell = self.cell(at);
        self.seen[cell] |= if stands { STANDS } else { 1 << sector(wish) };
    }

    /// Lets each cell know what is around it.
    pub fn end(&mut self) {
        let (columns, rows) = (self.columns, self.rows);
        self.in_row.clear();
        for row in self.seen.chunks(columns) {
            let before = |k: usize| if k > 0 { row[k - 1] } else { 0 };
            let after = |k: usize| row.get(k + 1).copied().unwrap_or(0);
            self.in_row.extend((0..columns).map(|k| before(k) | row[k] | after(k)));
        }
        for row in 0..rows {
            for column in 0..columns {
                let of = |row: usize| self.in_row[row * columns + column];
                let south = if row > 0 { of(row - 1) } else { 0 };
                let north = if row + 1 < rows { of(row + 1) } else { 0 };
                self.seen[row * columns + column] = south | of(row) | north;
            }
        }
    }

    /// Whether anybody within [`CELL_M`](Self::CELL_M) may stand, or go against `wish`.
    #[inline(always)]
    pub fn may_be_in_the_way(&self, at: Vec2, wish: Vec2) -> bool {
        let against = AGAINST.rotate_left(sector(wish));
        self.seen[self.cell(at)] & (STANDS | u32::from(against)) != 0
    }

    /// The cell of a point, or the nearest one.
    #[inline(always)]
    fn cell(&self, at: Vec2) -> usize {
        let c = (at - self.origin) / self.cell_m;
        // Conversion to usize takes what is negative (and NaN) to 0.
        let (column, row) = (c.x as usize, c.y as usize);
        row.min(self.rows - 1) * self.columns + column.min(self.columns - 1)
    }
}

/// The sector of a direction, anticlockwise from east.
#[inline(always)]
fn sector(direction: Vec2) -> u32 {
    let (x, y) = (direction.x.abs(), direction.y.abs());
    let steep = y > x;
    let (long, short) = if steep { (y, x) } else { (x, y) };
    let far = u32::from(short > TAN_SECTOR * long);
    let quarter = if steep { 3 - far } else { far };
    match (direction.x < 0.0, direction.y < 0.0) {
        (false, false) => quarter,
        (true, false) => 7 - quarter,
        (true, true) => 8 + quarter,
        (false, true) => 15 - quarter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(degrees: f32) -> Vec2 {
        Vec2::from_angle(degrees.to_radians())
    }

    #[test]
    fn sectors_go_round_from_east() {
        let middles = (0..16).map(|k| sector(unit(22.5 * k as f32 + 11.25)));
        assert!(middles.eq(0..16));
    }

    #[test]
    fn nobody_who_comes_is_overlooked() {
        for mine in (0..360).step_by(7).map(|d| unit(d as f32)) {
            for theirs in (0..360).step_by(5).map(|d| unit(d as f32)) {
                let mut glance = Glance::default();
                glance.begin(Vec2::ZERO, Vec2::splat(40.0));
                glance.mark(Vec2::new(19.9, 12.1), false, theirs);
                glance.end();
                let seen = glance.may_be_in_the_way(Vec2::new(16.1, 15.9), mine);
                assert!(seen || mine.dot(theirs) >= -1e-6, "{mine} {theirs}");
                assert!(!seen || mine.dot(theirs) < 0.93, "{mine} {theirs}");
                assert!(!glance.may_be_in_the_way(Vec2::new(26.1, 15.9), mine));
            }
        }
    }

    #[test]
    fn who_stands_is_seen_from_everywhere_around() {
        let mut glance = Glance::default();
        glance.begin(Vec2::ZERO, Vec2::splat(40.0));
        glance.mark(Vec2::splat(20.1), true, Vec2::ZERO);
        glance.end();
        for away in (0..360).step_by(10).map(|d| unit(d as f32)) {
            let at = Vec2::splat(20.1) + away * 3.99;
            assert!(glance.may_be_in_the_way(at, Vec2::X), "{away}");
        }
        assert!(!glance.may_be_in_the_way(Vec2::splat(30.0), Vec2::X));
        assert!(!glance.may_be_in_the_way(Vec2::NAN, Vec2::X), "nobody is at the first cell");
    }
}
