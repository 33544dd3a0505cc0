//! The crowd as it was when the step began, sorted by grid cell: what models of motion and
//! observers read.
//!
//! A counting sort brings people of one cell next to each other, rows of cells one after the
//! other; inside a cell they keep the order of their rows. So the order, and every sum over
//! neighbours, is the same on every run and for any number of threads. All buffers are kept
//! between steps: a steady step allocates nothing.

use super::glance::Glance;
use crate::document::raw::Raw;
use glam::Vec2;
use rayon::prelude::*;

/// The crowd as the caller keeps it: one slice a property, all of the same length.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// East, metres.
    pub x: &'a [f32],
    /// North, metres.
    pub y: &'a [f32],
    /// East part of the heading (unit vector, where the person last went).
    pub heading_x: &'a [f32],
    /// North part of the heading.
    pub heading_y: &'a [f32],
    /// East part of the desired direction (unit vector, or zero: stands).
    pub wish_x: &'a [f32],
    /// North part of the desired direction.
    pub wish_y: &'a [f32],
    /// Speed that the person would walk at if free, m/s.
    pub wish_speed_mps: &'a [f32],
    /// Body radius, metres.
    pub radius_m: &'a [f32],
    /// Time gap kept to those ahead, seconds.
    pub time_gap_s: &'a [f32],
    /// How they stand or walk.
    pub stance: &'a [Stance],
}

/// How somebody stands or walks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Stance {
    /// Walks, or wants to.
    #[default]
    Walks,
    /// Stands on purpose, and steps aside when others need to pass.
    MakesWay,
    /// Stands on purpose, and does not look whether others need to pass in this step.
    Rests,
}

impl Raw for Stance {
    const BYTES: usize = 1;

    fn put(self, bytes: &mut Vec<u8>) {
        bytes.push(self as u8);
    }

    fn get(bytes: &[u8]) -> Option<Self> {
        let all = [Self::Walks, Self::MakesWay, Self::Rests];
        all.into_iter().find(|stance| bytes == [*stance as u8])
    }
}

/// People worked on at once; [`Frozen::eight`].
pub const LANES: usize = 8;

/// Distance of the nobodies that fill up the last eight, metres.
const NOBODY_M: f32 = 1e9;

/// The sorted crowd. Columns are in the frozen order; [`Frozen::row`] leads back.
///
/// `x`, `y`, `wish_x`, `wish_y`, `radius_m` and `stands` are followed by [`LANES`] nobodies far away,
/// so that eight can be read from anybody on.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// East, metres.
    x: Vec<f32>,
    /// North, metres.
    y: Vec<f32>,
    /// East part of the heading.
    pub heading_x: Vec<f32>,
    /// North part of the heading.
    pub heading_y: Vec<f32>,
    /// East part of the desired direction.
    wish_x: Vec<f32>,
    /// North part of the desired direction.
    wish_y: Vec<f32>,
    /// Free speed, m/s.
    pub wish_speed_mps: Vec<f32>,
    /// Body radius, metres.
    radius_m: Vec<f32>,
    /// 1 who stands, 0 who walks.
    stands: Vec<f32>,
    /// Time gap, seconds.
    pub time_gap_s: Vec<f32>,
    /// Speed in the last step, m/s; only where [`Frozen::take_speeds`] was called.
    pub speed_mps: Vec<f32>,
    /// How they stand or walk.
    pub stance: Vec<Stance>,
    /// Index into the caller's unsorted columns.
    pub row: Vec<u32>,
    bins: Bins,
    /// First person of each cell; two more than there are cells.
    starts: Vec<u32>,
    /// Frozen index of each row of the caller's unsorted columns.
    pub index_of: Vec<u32>,
    /// Largest body radius, metres.
    pub max_radius_m: f32,
    /// Highest free speed, m/s.
    pub max_wish_speed_mps: f32,
    asked_cell_m: Vec2,
    cell_of: Vec<u32>,
    glance: Glance,
}

/// The cells; they cover everybody.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bins {
    origin: Vec2,
    /// Breadth and height of a cell, metres.
    cell_m: Vec2,
    columns: usize,
    rows: usize,
}

impl Bins {
    fn cells(&self) -> usize {
        self.columns * self.rows
    }

    /// Cell of a point, or the nearest one for points outside; cell 0 for what is not finite.
    #[inline(always)]
    fn of(&self, p: Vec2) -> usize {
        // Conversion to usize takes what is negative (and NaN) to 0.
        let c = (p - self.origin) / self.cell_m;
        let column = (c.x as usize).min(self.columns - 1);
        let row = (c.y as usize).min(self.rows - 1);
        row * self.columns + column
    }
}

/// Fewer people than this are sorted on the calling thread: handing out would cost more.
const FEW: usize = 16_000;

/// Most cells that the grid may have; a sparser crowd gets larger cells.
const MOST_CELLS: f32 = 4_000_000.0;

impl Frozen {
    /// How far [`Frozen::may_be_in_the_way`] sees at least, metres.
    pub const GLANCE_M: f32 = Glance::CELL_M;

    /// An empty crowd with cells of this breadth and height, metres. People are looked up in
    /// rows of cells, so cells as high as the distance at which people notice each other, and
    /// much less broad, are fastest.
    pub fn new(cell_m: Vec2) -> Self {
        let bins = Bins { origin: Vec2::ZERO, cell_m, columns: 1, rows: 1 };
        Self {
            x: Vec::new(),
            y: Vec::new(),
            heading_x: Vec::new(),
            heading_y: Vec::new(),
            wish_x: Vec::new(),
            wish_y: Vec::new(),
            wish_speed_mps: Vec::new(),
            radius_m: Vec::new(),
            stands: Vec::new(),
            time_gap_s: Vec::new(),
            speed_mps: Vec::new(),
            stance: Vec::new(),
            row: Vec::new(),
            bins,
            starts: vec![0; 3],
            max_radius_m: 0.0,
            max_wish_speed_mps: 0.0,
            index_of: Vec::new(),
            asked_cell_m: cell_m,
            cell_of: Vec::new(),
            glance: Glance::default(),
        }
    }

    /// Number of people.
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// Whether nobody is there.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// The columns, in the frozen order.
    pub fn columns(&self) -> Columns<'_> {
        let people = self.len();
        Columns {
            x: &self.x[..people],
            y: &self.y[..people],
            heading_x: &self.heading_x,
            heading_y: &self.heading_y,
            wish_x: &self.wish_x[..people],
            wish_y: &self.wish_y[..people],
            wish_speed_mps: &self.wish_speed_mps,
            radius_m: &self.radius_m[..people],
            time_gap_s: &self.time_gap_s,
            stance: &self.stance,
        }
    }

    /// Position of a person, by frozen index.
    #[inline(always)]
    pub fn position(&self, index: usize) -> Vec2 {
        Vec2::new(self.x[index], self.y[index])
    }

    /// Velocity of a person in the last step, by frozen index, m/s. Speeds must have been taken
    /// ([`Frozen::take_speeds`]).
    #[inline(always)]
    pub fn velocity(&self, index: usize) -> Vec2 {
        Vec2::new(self.heading_x[index], self.heading_y[index]) * self.speed_mps[index]
    }

    /// Desired direction of a person, by frozen index: unit, or zero.
    #[inline(always)]
    pub fn wish(&self, index: usize) -> Vec2 {
        Vec2::new(self.wish_x[index], self.wish_y[index])
    }

    /// Desired directions of eight people from `first` on, east and north.
    #[inline(always)]
    pub fn eight_wishes(&self, first: usize) -> [&[f32; LANES]; 2] {
        [lanes(&self.wish_x, first), lanes(&self.wish_y, first)]
    }

    /// Body radius of a person, by frozen index, metres.
    #[inline(always)]
    pub fn radius_m(&self, index: usize) -> f32 {
        self.radius_m[index]
    }

    /// Of eight people from `first` on: 1 who stands (or yields), 0 who walks.
    #[inline(always)]
    pub fn eight_stand(&self, first: usize) -> &[f32; LANES] {
        lanes(&self.stands, first)
    }

    /// East, north and radius of eight people from `first` on; beyond the last person are
    /// nobodies far away.
    #[inline(always)]
    pub fn eight(&self, first: usize) -> [&[f32; LANES]; 3] {
        [lanes(&self.x, first), lanes(&self.y, first), lanes(&self.radius_m, first)]
    }

    /// Takes over and sorts the crowd. Coordinates that are not finite end in cell 0.
    pub fn sort_from(&mut self, source: &Columns) {
        self.fit_grid(source);
        let people = source.x.len();
        // Counted two cells on, then moved up by one as each cell is filled.
        self.starts.clear();
        self.starts.resize(self.bins.cells() + 2, 0);
        let least = if people < FEW { usize::MAX } else { 4096 };
        let bins = self.bins;
        let cells = (source.x, source.y).into_par_iter().with_min_len(least);
        let cells = cells.map(|(x, y)| bins.of(Vec2::new(*x, *y)) as u32);
        cells.collect_into_vec(&mut self.cell_of);
        for cell in &self.cell_of {
            self.starts[*cell as usize + 2] += 1;
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.row.resize(people, 0);
        self.index_of.clear();
        for (row, &cell) in self.cell_of.iter().enumerate() {
            let slot = &mut self.starts[cell as usize + 1];
            self.row[*slot as usize] = row as u32;
            self.index_of.push(*slot);
            *slot += 1;
        }
        self.take_columns(source);
        self.look_over();
    }

    /// Sees who is about at a glance.
    fn look_over(&mut self) {
        let Bins { origin, cell_m, columns, rows } = self.bins;
        self.glance.begin(origin, origin + cell_m * Vec2::new(columns as f32, rows as f32));
        for i in 0..self.len() {
            self.glance.mark(self.position(i), self.stands[i] > 0.5, self.wish(i));
        }
        self.glance.end();
    }

    /// Whether anybody within [`Frozen::GLANCE_M`] may stand, or wish to go against `wish` (by
    /// more than a right angle): `false` is certain.
    #[inline(always)]
    pub fn may_be_in_the_way(&self, at: Vec2, wish: Vec2) -> bool {
        !self.is_empty() && self.glance.may_be_in_the_way(at, wish)
    }

    /// To be told when the caller has brought its columns into the frozen order.
    pub fn caller_is_reordered(&mut self) {
        for (index, row) in self.row.iter_mut().enumerate() {
            *row = index as u32;
        }
        self.index_of.clone_from(&self.row);
    }

    /// Takes over the speeds of the last step too, in the caller's order; after sorting, for the
    /// models of motion that look at them.
    pub fn take_speeds(&mut self, speed_mps: &[f32]) {
        self.speed_mps.clear();
        self.speed_mps.extend(self.row.iter().map(|&row| speed_mps[row as usize]));
    }

    fn fit_grid(&mut self, source: &Columns) {
        let (mut low, mut high) = (Vec2::INFINITY, Vec2::NEG_INFINITY);
        for (&x, &y) in source.x.iter().zip(source.y) {
            // min and max pass over NaN.
            low = Vec2::new(low.x.min(x), low.y.min(y));
            high = Vec2::new(high.x.max(x), high.y.max(y));
        }
        if !(low.is_finite() && high.is_finite()) {
            (low, high) = (Vec2::ZERO, Vec2::ZERO);
        }
        let cell_m = self.asked_cell_m;
        // Corners on multiples of the cell: the order does not hang on who stands outermost.
        let spread = (high - low) / cell_m + 3.0;
        let widen = (spread.x * spread.y / MOST_CELLS).sqrt().ceil().max(1.0);
        let cell_m = cell_m * widen;
        let origin = (low / cell_m).floor() * cell_m;
        // Rounding may put the corner of the only cell a hair beyond the only person.
        let cells = (((high - origin) / cell_m).floor() + 1.0).max(Vec2::ONE);
        self.bins = Bins { origin, cell_m, columns: cells.x as usize, rows: cells.y as usize };
    }

    fn take_columns(&mut self, source: &Columns) {
        fn take<T: Copy>(to: &mut Vec<T>, from: &[T], rows: &[u32]) {
            to.clear();
            to.extend(rows.iter().map(|&row| from[row as usize]));
        }
        let Self { row, x, y, heading_x, heading_y, radius_m, .. } = self;
        let Self { wish_x, wish_y, wish_speed_mps, time_gap_s, stance, .. } = self;
        let rows: &[u32] = row;
        let mut places = || {
            take(x, source.x, rows);
            take(y, source.y, rows);
            take(heading_x, source.heading_x, rows);
            take(heading_y, source.heading_y, rows);
            take(radius_m, source.radius_m, rows);
        };
        let mut wishes = || {
            take(wish_x, source.wish_x, rows);
            take(wish_y, source.wish_y, rows);
            take(wish_speed_mps, source.wish_speed_mps, rows);
            take(time_gap_s, source.time_gap_s, rows);
            take(stance, source.stance, rows);
        };
        if rows.len() < FEW {
            places();
            wishes();
        } else {
            rayon::join(places, wishes);
        }
        self.max_radius_m = self.radius_m.iter().copied().fold(0.0, f32::max);
        self.max_wish_speed_mps = self.wish_speed_mps.iter().copied().fold(0.0, f32::max);
        self.x.extend([NOBODY_M; LANES]);
        self.y.extend([NOBODY_M; LANES]);
        self.wish_x.extend([0.0; LANES]);
        self.wish_y.extend([0.0; LANES]);
        self.radius_m.extend([0.0; LANES]);
        self.stands.clear();
        let all = self.stance.iter().zip(&self.wish_speed_mps);
        let stands = |stance: Stance, wish_mps: f32| stance != Stance::Walks || wish_mps <= 0.0;
        self.stands.extend(all.map(|(&s, &v)| if stands(s, v) { 1.0 } else { 0.0 }));
        self.stands.extend([1.0; LANES]);
    }

    /// Frozen indices of the people in the cells of one row of cells, from column `from` up to
    /// and with column `to`: one contiguous range.
    #[inline(always)]
    pub fn row_range(&self, row: usize, from: usize, to: usize) -> std::ops::Range<usize> {
        let first = row * self.bins.columns;
        self.starts[first + from] as usize..self.starts[first + to + 1] as usize
    }

    /// Columns and rows of cells within `reach_m` of `p` (all clamped to the grid):
    /// `[first column, last column, first row, last row]`.
    #[inline(always)]
    pub fn cells_around(&self, p: Vec2, reach_m: f32) -> [usize; 4] {
        let low = (p - reach_m - self.bins.origin) / self.bins.cell_m;
        let high = (p + reach_m - self.bins.origin) / self.bins.cell_m;
        // Conversion to usize takes what is negative (and NaN) to 0.
        let (columns, rows) = (self.bins.columns - 1, self.bins.rows - 1);
        [
            (low.x as usize).min(columns),
            (high.x as usize).min(columns),
            (low.y as usize).min(rows),
            (high.y as usize).min(rows),
        ]
    }

    /// Frozen indices of all people within `reach_m` of `p`, in the frozen order. Whoever
    /// stands at `p` is among them.
    pub fn neighbors(&self, p: Vec2, reach_m: f32) -> impl Iterator<Item = usize> + '_ {
        let [c0, c1, r0, r1] = self.cells_around(p, reach_m);
        (r0..=r1)
            .flat_map(move |row| self.row_range(row, c0, c1))
            .filter(move |&i| self.position(i).distance_squared(p) <= reach_m * reach_m)
    }
}

/// Eight of a column from `first` on.
#[inline(always)]
fn lanes(column: &[f32], first: usize) -> &[f32; LANES] {
    const NONE: &[f32; LANES] = &[NOBODY_M; LANES];
    column.get(first..first + LANES).and_then(|eight| eight.try_into().ok()).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns<'a>(
        x: &'a [f32],
        y: &'a [f32],
        zeros: &'a [f32],
        none: &'a [Stance],
    ) -> Columns<'a> {
        Columns {
            x,
            y,
            heading_x: zeros,
            heading_y: zeros,
            wish_x: zeros,
            wish_y: zeros,
            wish_speed_mps: zeros,
            radius_m: zeros,
            time_gap_s: zeros,
            stance: none,
        }
    }

    fn scattered(people: usize) -> (Vec<f32>, Vec<f32>) {
        let spread = |i: usize, k: usize| ((i * 2 + k).wrapping_mul(2_654_435_761) % 10_007) as f32;
        let axis = |k: usize| (0..people).map(|i| spread(i, k) * 0.003 - 7.0).collect();
        (axis(0), axis(1))
    }

    #[test]
    fn somebody_alone_a_hair_before_the_edge_of_a_cell_has_a_cell() {
        let cell_m = Vec2::new(0.4, 1.6);
        // Divided by the cell's breadth they round up to the edge that they have not reached.
        let before = |cell_m: f32| {
            let edges = (1..u16::MAX).map(|n| (f32::from(n) * cell_m).next_down());
            edges.into_iter().find(|at: &f32| (at / cell_m).floor() * cell_m > *at)
        };
        let at = [cell_m.x, cell_m.y].map(|cell_m| before(cell_m).unwrap_or(3.0));
        assert!(at[0] != 3.0, "there is such a place");
        let mut frozen = Frozen::new(cell_m);
        frozen.sort_from(&columns(&at[..1], &at[1..], &[0.0], &[Stance::Walks]));
        assert_eq!((frozen.row.len(), frozen.bins.cells()), (1, 1));
    }

    #[test]
    fn everybody_is_there_once_sorted_by_cell_and_row() {
        let (x, y) = scattered(1000);
        let (zeros, none) = (vec![0.0; 1000], vec![Stance::Walks; 1000]);
        let mut frozen = Frozen::new(Vec2::new(0.4, 1.6));
        frozen.sort_from(&columns(&x, &y, &zeros, &none));
        let mut rows = frozen.row.clone();
        rows.sort_unstable();
        assert!(rows.iter().enumerate().all(|(i, &row)| i as u32 == row));
        for cell in 0..frozen.bins.cells() {
            let range = frozen.starts[cell] as usize..frozen.starts[cell + 1] as usize;
            assert!(frozen.row[range.clone()].is_sorted());
            for i in range {
                assert_eq!(frozen.bins.of(frozen.position(i)), cell);
                assert_eq!(frozen.x[i], x[frozen.row[i] as usize]);
            }
        }
    }

    #[test]
    fn neighbors_are_those_within_reach() {
        let (x, y) = scattered(600);
        let (zeros, none) = (vec![0.0; 600], vec![Stance::Walks; 600]);
        let mut frozen = Frozen::new(Vec2::new(0.4, 1.6));
        frozen.sort_from(&columns(&x, &y, &zeros, &none));
        for (p, reach) in
            [(Vec2::new(3.0, 4.0), 1.6), (Vec2::new(-7.0, -7.0), 3.0), (Vec2::new(500.0, 0.0), 2.0)]
        {
            let mut found: Vec<u32> = frozen.neighbors(p, reach).map(|i| frozen.row[i]).collect();
            found.sort_unstable();
            let near =
                |row: &u32| Vec2::new(x[*row as usize], y[*row as usize]).distance(p) <= reach;
            let expected: Vec<u32> = (0..600).filter(near).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn empty_far_apart_and_lost_people_are_no_trouble() {
        let mut frozen = Frozen::new(Vec2::new(0.4, 1.6));
        frozen.sort_from(&Columns::default());
        assert!(frozen.is_empty() && frozen.neighbors(Vec2::ZERO, 5.0).next().is_none());
        let (x, y) = ([-40_000.0, 40_000.0, f32::NAN], [-40_000.0, 40_000.0, 0.0]);
        frozen.sort_from(&columns(&x, &y, &[0.0; 3], &[Stance::Walks; 3]));
        assert_eq!(frozen.len(), 3);
        assert!(frozen.bins.cells() < 10_000_000);
        frozen.sort_from(&columns(&[1.0], &[1.0], &[0.0], &[Stance::Walks]));
        assert_eq!(frozen.bins.cell_m, Vec2::new(0.4, 1.6));
    }
}
