//! Whoever one person notices, side by side in short columns that the processor works through
//! eight at a time.

use crate::crowd::Frozen;
use crate::geometry::Walls;
use glam::Vec2;

/// Most people that one person can notice here; denser crowds go the long way round.
const MOST: usize = 256;
/// People worked on at once.
pub(super) const LANES: usize = 8;
/// Distance of the nobodies that fill up the last eight, metres.
const NOBODY_M: f32 = 1e3;

/// The smallest of eight, none of which is NaN.
#[inline]
pub(super) fn least_of(lanes: [f32; LANES]) -> f32 {
    let less = |a: f32, b: f32| if a < b { a } else { b };
    let [a, b, c, d, e, f, g, h] = lanes;
    less(less(less(a, e), less(b, f)), less(less(c, g), less(d, h)))
}

/// The sum of eight, always in the same order.
#[inline]
pub(super) fn sum_of(lanes: [f32; LANES]) -> f32 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (b + f)) + ((c + g) + (d + h))
}

/// The neighbours of one person: relative position, distance and sum of radii.
pub(super) struct Around {
    pub dx: [f32; MOST],
    pub dy: [f32; MOST],
    /// Sum of both radii, metres.
    pub touch: [f32; MOST],
    pub distance: [f32; MOST],
    pub index: [u32; MOST],
    pub count: usize,
}

impl Around {
    pub fn new() -> Self {
        Self {
            dx: [0.0; MOST],
            dy: [0.0; MOST],
            touch: [0.0; MOST],
            distance: [0.0; MOST],
            index: [0; MOST],
            count: 0,
        }
    }

    /// Takes everybody within `reach_m` of person `i` but `i`. False where they are too many.
    #[inline]
    pub fn gather(&mut self, frozen: &Frozen, i: usize, reach_m: f32) -> bool {
        let at = frozen.position(i);
        let radius = frozen.radius_m[i];
        let [c0, c1, r0, r1] = frozen.cells_around(at, reach_m);
        let reach2 = reach_m * reach_m;
        let mut count = 0;
        for row in r0..=r1 {
            let range = frozen.row_range(row, c0, c1);
            if count + range.len() > MOST - LANES {
                return false;
            }
            let first = range.start;
            let xs = &frozen.x[range.clone()];
            let ys = &frozen.y[range.clone()];
            let radii = &frozen.radius_m[range];
            for (k, ((&x, &y), &r)) in xs.iter().zip(ys).zip(radii).enumerate() {
                let (dx, dy) = (x - at.x, y - at.y);
                let slot = count & (MOST - 1);
                self.dx[slot] = dx;
                self.dy[slot] = dy;
                self.touch[slot] = radius + r;
                self.index[slot] = (first + k) as u32;
                let near = (dx * dx + dy * dy < reach2) & (first + k != i);
                count += usize::from(near);
            }
        }
        self.count = count;
        true
    }

    /// Takes the nearest of more people than there is room for: a crush in which nobody moves
    /// anyway; the farther ones neither slow nor turn anybody.
    #[cold]
    pub fn gather_nearest(&mut self, frozen: &Frozen, i: usize, reach_m: f32) {
        let at = frozen.position(i);
        let others = frozen.neighbors(at, reach_m).filter(|&j| j != i);
        let mut all: Vec<(f32, usize)> =
            others.map(|j| (frozen.position(j).distance_squared(at), j)).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        all.truncate(MOST - LANES);
        self.count = all.len();
        for (slot, (_, j)) in all.into_iter().enumerate() {
            self.dx[slot] = frozen.x[j] - at.x;
            self.dy[slot] = frozen.y[j] - at.y;
            self.touch[slot] = frozen.radius_m[i] + frozen.radius_m[j];
            self.index[slot] = j as u32;
        }
    }

    /// dx, dy, sum of radii and distance of eight at a time.
    #[inline]
    pub fn lanes(&self) -> impl Iterator<Item = [&[f32; LANES]; 4]> {
        let eights = self.count.div_ceil(LANES);
        let dx = self.dx.as_chunks::<LANES>().0;
        let dy = self.dy.as_chunks::<LANES>().0;
        let touch = self.touch.as_chunks::<LANES>().0;
        let distance = self.distance.as_chunks::<LANES>().0;
        dx.iter().zip(dy).zip(touch).zip(distance).take(eights).map(|(((a, b), c), d)| [a, b, c, d])
    }

    /// Forgets those whom a wall hides.
    pub fn hide(&mut self, at: Vec2, walls: &Walls) {
        let mut count = 0;
        for k in 0..self.count {
            let to = at + Vec2::new(self.dx[k], self.dy[k]);
            // Walls that cut the line are within half its length of its middle.
            let near = walls.near(0.5 * (at + to));
            if !near.iter().any(|s| s.meets(at, to)) {
                self.dx[count] = self.dx[k];
                self.dy[count] = self.dy[k];
                self.touch[count] = self.touch[k];
                self.index[count] = self.index[k];
                count += 1;
            }
        }
        self.count = count;
    }

    /// Fills up the last eight with nobodies far away, and measures the distances.
    #[inline]
    pub fn close(&mut self, i: usize) {
        let end = self.count.min(MOST - LANES);
        for k in end..end + LANES {
            self.dx[k] = NOBODY_M;
            self.dy[k] = 0.0;
            self.touch[k] = 0.0;
        }
        let eights = self.count.div_ceil(LANES);
        let dx = self.dx.as_chunks::<LANES>().0;
        let dy = self.dy.as_chunks::<LANES>().0;
        let distance = self.distance.as_chunks_mut::<LANES>().0;
        let mut nearest = [f32::INFINITY; LANES];
        for ((dx, dy), distance) in dx.iter().zip(dy).zip(distance).take(eights) {
            for k in 0..LANES {
                let d = (dx[k] * dx[k] + dy[k] * dy[k]).sqrt();
                distance[k] = d;
                nearest[k] = if d < nearest[k] { d } else { nearest[k] };
            }
        }
        if least_of(nearest) < 1e-4 {
            self.part(i);
        }
    }

    /// Two in one place push each other apart instead of standing there for ever.
    #[cold]
    fn part(&mut self, i: usize) {
        for k in 0..self.count {
            if self.distance[k] < 1e-4 {
                // The outermost of several goes first, then there is room for the next.
                self.dx[k] = if self.index[k] as usize > i { 1e-3 } else { -1e-3 };
                self.dy[k] = 0.0;
                self.distance[k] = 1e-3;
            }
        }
    }
}
