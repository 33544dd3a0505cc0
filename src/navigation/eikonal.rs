//! Solves the eikonal equation |∇T| = s on linked cells.
//!
//! Upwind differences of second order (J. A. Sethian, "Fast marching methods", SIAM Review 41
//! (1999), §3.4): with T₁, T₂ the two cells towards lower times along an axis,
//!
//! ```text
//! Σ_axes α (T − a)² = (s h)²     α = 9/4, a = (4T₁ − T₂)/3   if T₂ ≤ T₁ is known,
//!                                α = 1,   a = T₁             else
//! ```
//! An axis counts only where it is upwind; across a cut link nothing is read, so no time leaks
//! through a wall. Cells are taken in the order of time, but only roughly so: they wait in
//! buckets of the breadth in which an order matters little (h s_min/√2), and one that gets a
//! better time later is taken again. That makes the work per cell constant, where a heap's
//! grows with its size.
//!
//! Accuracy: first-order next to walls and where fronts meet, second-order elsewhere. On open
//! ground with the exact distance near the goal the error stays below 0.2 % of the distance.

use super::links::bits;

/// What is solved on.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    /// Bits of each cell. Cells on the border of the raster have no links off it.
    pub links: &'a [u8],
    /// Cells in a row.
    pub columns: usize,
    /// Side of a cell, metres.
    pub cell_m: f32,
    /// Time per metre in each cell, above 0.
    pub slowness: &'a [f32],
    /// Cells with one of these bits are not entered.
    pub without: u8,
}

/// Better by less than this share of the quickest cell is not worth another round.
const WORTH: f32 = 1e-4;
/// Most buckets; beyond, they are made broader (and the work per cell grows).
const MOST_BUCKETS: f32 = 50_000.0;

/// Travel time from every cell to the nearest seed (cell, time from there); infinite where no
/// seed is reached.
pub(crate) fn solve(cells: Cells, seeds: &[(usize, f32)]) -> Vec<f32> {
    let mut front = Front::new(cells, seeds);
    for &(cell, time) in seeds {
        if time < front.time[cell] && cells.links[cell] & cells.without == 0 {
            front.improve(cell, time);
        }
    }
    front.run();
    front.time
}

/// Cells that wait to hand on their time.
struct Front<'a> {
    cells: Cells<'a>,
    time: Vec<f32>,
    waits: Vec<bool>,
    buckets: Vec<Vec<u32>>,
    per_breadth: f32,
    worth: f32,
    waiting: usize,
}

impl<'a> Front<'a> {
    fn new(cells: Cells<'a>, seeds: &[(usize, f32)]) -> Self {
        let (mut least, mut most) = (f32::INFINITY, 0.0f32);
        for (s, l) in cells.slowness.iter().zip(cells.links) {
            if l & bits::WALK != 0 {
                least = least.min(*s);
                most = most.max(*s);
            }
        }
        if !(least.is_finite() && least > 0.0) {
            (least, most) = (1.0, 1.0);
        }
        // Times in the queue at once differ by no more than one cell's, or the seeds'.
        let latest = seeds.iter().map(|s| s.1).fold(0.0, f32::max);
        let span = (most * cells.cell_m).max(latest);
        let breadth =
            (least * cells.cell_m * std::f32::consts::FRAC_1_SQRT_2).max(span / MOST_BUCKETS);
        Self {
            cells,
            time: vec![f32::INFINITY; cells.links.len()],
            waits: vec![false; cells.links.len()],
            buckets: vec![Vec::new(); (span / breadth) as usize + 3],
            per_breadth: 1.0 / breadth,
            worth: WORTH * least * cells.cell_m,
            waiting: 0,
        }
    }

    fn run(&mut self) {
        let mut current = 0;
        while self.waiting > 0 {
            let slot = current % self.buckets.len();
            let mut next = 0;
            // The bucket grows while it is worked on; first come, first served.
            while next < self.buckets[slot].len() {
                let cell = self.buckets[slot][next] as usize;
                next += 1;
                if std::mem::take(&mut self.waits[cell]) {
                    self.hand_on(cell);
                }
            }
            self.waiting -= next;
            self.buckets[slot].clear();
            current += 1;
        }
    }

    #[inline]
    fn improve(&mut self, cell: usize, time: f32) {
        let bucket = |t: f32| (t * self.per_breadth) as usize;
        let to = bucket(time);
        // Already in the same bucket: its turn comes.
        if !(self.waits[cell] && bucket(self.time[cell]) == to) {
            let slot = to % self.buckets.len();
            self.buckets[slot].push(cell as u32);
            self.waiting += 1;
        }
        self.waits[cell] = true;
        self.time[cell] = time;
    }

    #[inline]
    fn hand_on(&mut self, cell: usize) {
        let columns = self.cells.columns;
        let own = self.time[cell];
        let links = self.cells.links[cell];
        let steps = [
            (bits::EAST, cell + 1),
            (bits::WEST, cell.wrapping_sub(1)),
            (bits::NORTH, cell + columns),
            (bits::SOUTH, cell.wrapping_sub(columns)),
        ];
        for (bit, to) in steps {
            if links & bit == 0
                || self.time[to] <= own
                || self.cells.links[to] & self.cells.without != 0
            {
                continue;
            }
            let time = self.arrival(to);
            if time + self.worth < self.time[to] {
                self.improve(to, time);
            }
        }
    }

    /// Time of a cell from its neighbours' times.
    #[inline]
    fn arrival(&self, cell: usize) -> f32 {
        let columns = self.cells.columns;
        let x = self.axis(cell, 1, bits::EAST, bits::WEST);
        let y = self.axis(cell, columns, bits::NORTH, bits::SOUTH);
        let step = self.cells.slowness[cell] * self.cells.cell_m;
        let (low, high) = if x.nearest <= y.nearest { (x, y) } else { (y, x) };
        let alone = low.from + step * low.per_root;
        if alone <= high.nearest {
            return alone;
        }
        // Relative to the lower one, so that small differences keep their digits far away.
        let (a, b) = (0.0, high.from - low.from);
        let sum = low.weight + high.weight;
        let half = low.weight * a + high.weight * b;
        let root = half * half - sum * (high.weight * b * b - step * step);
        let both = low.from + (half + root.max(0.0).sqrt()) / sum;
        if both >= high.nearest && root >= 0.0 { both } else { alone }
    }

    #[inline]
    fn axis(&self, cell: usize, stride: usize, forward: u8, backward: u8) -> Axis {
        let links = self.cells.links;
        let here = links[cell];
        let value = |bit: u8, at: usize| {
            if here & bit != 0 { self.time[at] } else { f32::INFINITY }
        };
        let ahead = value(forward, cell + stride);
        let behind = value(backward, cell.wrapping_sub(stride));
        let (nearest, bit, at) = if ahead < behind {
            (ahead, forward, cell + stride)
        } else {
            (behind, backward, cell.wrapping_sub(stride))
        };
        if nearest.is_finite() && links[at] & bit != 0 {
            let second =
                self.time[if bit == forward { at + stride } else { at.wrapping_sub(stride) }];
            if second <= nearest {
                let from = nearest + (nearest - second) / 3.0;
                return Axis { nearest, from, weight: 2.25, per_root: 2.0 / 3.0 };
            }
        }
        Axis { nearest, from: nearest, weight: 1.0, per_root: 1.0 }
    }
}

/// The upwind difference along an axis: weight·(T − from)².
#[derive(Clone, Copy)]
struct Axis {
    nearest: f32,
    from: f32,
    weight: f32,
    /// 1/√weight.
    per_root: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An open square of `side` cells with a closed border.
    fn open(side: usize) -> Vec<u8> {
        let mut links = vec![0; side * side];
        for row in 1..side - 1 {
            for column in 1..side - 1 {
                let bit = |on: bool, bit: u8| if on { bit } else { 0 };
                links[row * side + column] = bits::WALK
                    | bit(column + 2 < side, bits::EAST)
                    | bit(column > 1, bits::WEST)
                    | bit(row + 2 < side, bits::NORTH)
                    | bit(row > 1, bits::SOUTH);
            }
        }
        links
    }

    #[test]
    fn open_ground_is_as_far_as_the_crow_flies() {
        let side = 301;
        let links = open(side);
        let slowness = vec![1.0; links.len()];
        let cells =
            Cells { links: &links, columns: side, cell_m: 0.5, slowness: &slowness, without: 0 };
        let far = |cell: usize| {
            let (dx, dy) = ((cell % side) as f32 - 100.0, (cell / side) as f32 - 90.0);
            0.5 * dx.hypot(dy)
        };
        let near = (0..links.len()).filter(|&c| far(c) <= 2.0);
        let seeds: Vec<_> = near.map(|c| (c, far(c))).collect();
        let time = solve(cells, &seeds);
        let worst = (0..links.len())
            .filter(|&c| links[c] != 0)
            .map(|c| (time[c] - far(c)).abs())
            .fold(0.0, f32::max);
        assert!(worst < 0.2, "off by up to {worst} m on cells of 0.5 m");
    }

    #[test]
    fn slow_ground_takes_longer() {
        let side = 103;
        let links = open(side);
        let slowness: Vec<f32> =
            (0..links.len()).map(|c| if c % side > 51 { 4.0 } else { 1.0 }).collect();
        let cells =
            Cells { links: &links, columns: side, cell_m: 1.0, slowness: &slowness, without: 0 };
        let seeds: Vec<_> = (1..side - 1).map(|row| (row * side + 1, 0.0)).collect();
        let time = solve(cells, &seeds);
        let at = time[50 * side + 101];
        assert!((at - (50.0 + 50.0 * 4.0)).abs() < 2.0, "{at}");
    }

    #[test]
    #[ignore = "a benchmark: cargo test --release --lib -- --ignored --nocapture cells_a_second"]
    fn cells_a_second() {
        let side = 1000;
        let links = open(side);
        for varied in [0.0, 3.0] {
            let slowness: Vec<f32> =
                (0..links.len()).map(|c| 1.0 + varied * ((c / 7919) % 2) as f32).collect();
            let cells = Cells {
                links: &links,
                columns: side,
                cell_m: 0.5,
                slowness: &slowness,
                without: 0,
            };
            let started = crate::navigation::tests::cpu_s();
            let time = solve(cells, &[(500 * side + 300, 0.0)]);
            let took_s = crate::navigation::tests::cpu_s() - started;
            println!(
                "{:.1} M cells/s (slowness 1–{}), {}",
                1e-6 * links.len() as f64 / took_s,
                1.0 + varied,
                time[5005]
            );
        }
    }
}
