//! Brings the times of all cells into agreement with their neighbours: from nothing (a field
//! solved) or from the times on other ground (a field mended).
//!
//! Cells whose time may not agree wait in buckets of the breadth of the quickest step and are
//! looked at in the order of time, each bucket in the order in which they came. A time that is
//! found too late is put right when its turn comes; one that is found too early loses its time
//! until the cells that it was computed from have theirs, unless it is off by less than a step
//! (S. Koenig, M. Likhachev, D. Furcy, "Lifelong planning A*", Artificial Intelligence 155
//! (2004), with buckets in the place of a heap: R. B. Dial, CACM 12 (1969), algorithm 360).
//! Who changed tells those who may have looked at it. When nobody waits any more, all agree;
//! there is but one such solution ([`super::eikonal`]), so order and history do not matter.
//!
//! Solving from nothing takes one look a cell or a little more, mending about two a cell whose
//! time changes.

use super::eikonal::{Around, arrival, rounded};
use super::net::{Net, sides};

/// Buckets; what is due later waits in the last one and is put on from there.
const BUCKETS: u32 = 4096;
/// A time that is early by at most so many steps is put right without losing it first.
const LITTLE: f32 = 1.0;
/// Marks the cells that have a time of their own.
const SEED: u32 = 1 << 31;

/// Cells that wait for a look, and those that have a time of their own. Made once a thread and
/// used for many fields.
pub(super) struct Front {
    /// One more than the bucket in which a cell waits, 0 for none; and [`SEED`].
    waits: Vec<u32>,
    buckets: Vec<Vec<u32>>,
    /// The bucket after the current one, as far as cells were told and not put off.
    next: Vec<u32>,
    current: u32,
    put_off: usize,
    per_breadth: f32,
    little: f32,
    /// The cells that got another time, some of them twice, where that is asked for.
    changed: Option<Vec<u32>>,
}

/// A cell's number and its own time, in cells' times: sorted by number, one a cell.
pub(super) type Seeds = [(u32, f32)];

impl Front {
    /// For nets of so many cells.
    pub fn new(cells: usize) -> Self {
        Self {
            waits: vec![0; cells],
            buckets: vec![Vec::new(); BUCKETS as usize],
            next: Vec::new(),
            current: 0,
            put_off: 0,
            per_breadth: 1.0,
            little: LITTLE,
            changed: None,
        }
    }

    /// The times of a field from nothing.
    pub fn solve(&mut self, net: &Net, seeds: &Seeds) -> Vec<f32> {
        let mut time = vec![f32::INFINITY; net.nodes.len()];
        self.agree(net, seeds, &mut time, seeds.iter().map(|s| s.0));
        time
    }

    /// Mends times that agree with each other everywhere but in `suspects` (by number): the
    /// cells whose node or own time is another one than it was. Returns the cells that got
    /// another time (some twice, some with the time that they had).
    pub fn mend(
        &mut self,
        net: &Net,
        seeds: &Seeds,
        time: &mut [f32],
        suspects: impl Iterator<Item = u32>,
    ) -> Vec<u32> {
        self.changed = Some(Vec::new());
        self.agree(net, seeds, time, suspects);
        self.changed.take().unwrap_or_default()
    }

    fn agree(
        &mut self,
        net: &Net,
        seeds: &Seeds,
        time: &mut [f32],
        suspects: impl Iterator<Item = u32>,
    ) {
        self.per_breadth = 1.0 / net.least_step;
        self.little = LITTLE * net.least_step;
        for (number, _) in seeds {
            self.waits[*number as usize] |= SEED;
        }
        let due = |number: u32| {
            let (old, new) = (time[number as usize], self.time_of(net, seeds, time, number).0);
            (new != old).then_some((number, new.min(old)))
        };
        let due: Vec<(u32, f32)> = suspects.filter_map(due).collect();
        self.current = due.iter().map(|d| self.bucket(d.1)).min().unwrap_or(0);
        for (number, when) in due {
            self.put(number as usize, when);
        }
        self.run(net, seeds, time);
        for (number, _) in seeds {
            self.waits[*number as usize] = 0;
        }
    }

    fn run(&mut self, net: &Net, seeds: &Seeds, time: &mut [f32]) {
        let mut list: Vec<u32> = Vec::new();
        while self.put_off > 0 || !self.next.is_empty() {
            let slot = (self.current % BUCKETS) as usize;
            std::mem::swap(&mut list, &mut self.next);
            loop {
                self.put_off -= self.buckets[slot].len();
                list.append(&mut self.buckets[slot]);
                if list.is_empty() {
                    break;
                }
                for &number in &list {
                    let waits = self.waits[number as usize];
                    // Else it was put forward, and has had its turn.
                    if waits & !SEED == self.current + 1 {
                        self.waits[number as usize] = waits & SEED;
                        self.look(net, seeds, time, number);
                    }
                }
                list.clear();
            }
            self.current += 1;
        }
    }

    #[inline(always)]
    fn bucket(&self, time: f32) -> u32 {
        // Casts from float to integer keep within the integer's range.
        ((time * self.per_breadth) as u32).min(u32::MAX - 2 * BUCKETS)
    }

    /// Lets a cell wait for its turn at a time, or earlier if it waits for that.
    fn put(&mut self, number: usize, time: f32) {
        let bucket = self.bucket(time).clamp(self.current, self.current + BUCKETS - 1);
        let waits = self.waits[number];
        if (waits & !SEED).wrapping_sub(1) > bucket {
            self.waits[number] = waits & SEED | (bucket + 1);
            self.buckets[(bucket % BUCKETS) as usize].push(number as u32);
            self.put_off += 1;
        }
    }

    #[inline(always)]
    fn time_of(&self, net: &Net, seeds: &Seeds, time: &[f32], number: u32) -> (f32, Around) {
        let around = Around::of(&net.nodes, time, number as usize);
        let mut new = arrival(&net.nodes, time, number as usize, around);
        if self.waits[number as usize] & SEED != 0
            && let Ok(own) = seeds.binary_search_by_key(&number, |s| s.0)
        {
            new = new.min(seeds[own].1);
        }
        (new, around)
    }

    #[inline(always)]
    fn look(&mut self, net: &Net, seeds: &Seeds, time: &mut [f32], number: u32) {
        let (new, around) = self.time_of(net, seeds, time, number);
        let number = number as usize;
        let old = time[number];
        if new == old {
            return;
        }
        if new < old && self.bucket(new) > self.current {
            return self.put(number, new);
        }
        if let Some(changed) = &mut self.changed {
            changed.push(number as u32);
        }
        time[number] = if new < old || new - old <= self.little {
            new
        } else {
            if new < f32::INFINITY {
                self.put(number, new);
            }
            f32::INFINITY
        };
        self.tell(net, time, number, new.min(old), around);
    }

    /// Tells the cells around that may have looked at a time from `since` on.
    #[inline(always)]
    fn tell(&mut self, net: &Net, time: &[f32], number: usize, since: f32, around: Around) {
        let node = net.nodes[number];
        let linked = |side: u8, its: f32| node.sides & side != 0 && its > since;
        let second = |side: u8| node.sides & (side << sides::SECOND) != 0;
        if linked(sides::EAST, around.east) {
            self.tell_one(number + 1, around.east);
            if second(sides::EAST) {
                self.tell_second(time, number + 2, around.east);
            }
        }
        if linked(sides::WEST, around.west) {
            self.tell_one(number - 1, around.west);
            if second(sides::WEST) {
                self.tell_second(time, number - 2, around.west);
            }
        }
        if linked(sides::NORTH, around.north) {
            let north = node.north as usize;
            self.tell_one(north, around.north);
            if second(sides::NORTH) {
                self.tell_second(time, net.nodes[north].north as usize, around.north);
            }
        }
        if linked(sides::SOUTH, around.south) {
            let south = node.south as usize;
            self.tell_one(south, around.south);
            if second(sides::SOUTH) {
                self.tell_second(time, net.nodes[south].south as usize, around.south);
            }
        }
    }

    #[inline(always)]
    fn tell_one(&mut self, number: usize, its: f32) {
        let next = self.current + 1;
        let waits = self.waits[number];
        if (waits & !SEED).wrapping_sub(1) <= next {
            return;
        }
        // A cell without a time gets one within the next bucket or is put off from there.
        if self.bucket(its) >= next {
            self.waits[number] = waits & SEED | (next + 1);
            self.next.push(number as u32);
        } else {
            self.put(number, its);
        }
    }

    /// A cell that may have looked at the one after next: only if the one between is later than
    /// that and earlier than itself.
    #[inline(always)]
    fn tell_second(&mut self, time: &[f32], number: usize, between: f32) {
        let its = time[number];
        if between < f32::INFINITY && its > between {
            self.put(number, its);
        }
    }
}

/// Own times in cells' times, rounded as all are; the least of each cell, by number.
pub(super) fn seeds_of(mut own: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    own.iter_mut().for_each(|(_, time)| *time = rounded(*time));
    own.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    own.dedup_by_key(|own| own.0);
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::navigation::net::Node;

    /// An open square of `side` cells with the given steps.
    fn open(side: usize, step: impl Fn(usize) -> f32) -> Net {
        let node = |number: usize| {
            let (column, row) = (number % side, number / side);
            let side_bits = |side_bit: u8, left: usize| match left {
                0 => 0,
                1 => side_bit,
                _ => side_bit | side_bit << sides::SECOND,
            };
            Node {
                north: (number + side).min(side * side - 1) as u32,
                south: number.saturating_sub(side) as u32,
                step: step(number),
                sides: side_bits(sides::EAST, side - 1 - column)
                    | side_bits(sides::WEST, column)
                    | side_bits(sides::NORTH, side - 1 - row)
                    | side_bits(sides::SOUTH, row),
            }
        };
        let nodes: Vec<Node> = (0..side * side).map(node).collect();
        let least_step = nodes.iter().map(|n| n.step).fold(f32::INFINITY, f32::min);
        Net { nodes, least_step, cost: None }
    }

    #[test]
    fn open_ground_is_as_far_as_the_crow_flies() {
        let side = 301;
        let net = open(side, |_| 1.0);
        let far = |cell: usize| {
            let (dx, dy) = ((cell % side) as f32 - 100.0, (cell / side) as f32 - 90.0);
            dx.hypot(dy)
        };
        let near = (0..side * side).filter(|&c| far(c) <= 4.0);
        let seeds = seeds_of(near.map(|c| (c as u32, far(c))).collect());
        let time = Front::new(side * side).solve(&net, &seeds);
        let worst = time.iter().enumerate().map(|(c, t)| (t - far(c)).abs()).fold(0.0, f32::max);
        assert!(worst < 0.4, "off by up to {worst} cells");
    }

    #[test]
    fn slow_ground_takes_longer() {
        let side = 101;
        let net = open(side, |c| if c % side > 50 { 4.0 } else { 1.0 });
        let seeds: Vec<_> = (0..side).map(|row| ((row * side) as u32, 0.0)).collect();
        let time = Front::new(side * side).solve(&net, &seeds);
        let at = time[50 * side + 100];
        assert!((at - (50.0 + 50.0 * 4.0)).abs() < 2.0, "{at}");
    }

    #[test]
    fn times_beyond_the_last_bucket_are_waited_for() {
        let side = 40;
        let net = open(side, |c| if c == 0 { 0.01 } else { 3.0 });
        let time = Front::new(side * side).solve(&net, &[(0, 0.0)]);
        let far = time[side * side - 1];
        assert!((far - 3.0 * 2f32.sqrt() * (side - 1) as f32).abs() < 6.0, "{far}");
        let mut later = time.clone();
        Front::new(side * side).mend(&net, &[(0, 500.0)], &mut later, std::iter::once(0));
        let put_off = Front::new(side * side).solve(&net, &[(0, 500.0)]);
        assert_eq!(later, put_off, "a goal that is farther away");
    }
}
