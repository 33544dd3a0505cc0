//! The exact ground, whatever the cells.

use geo::{Coord, LineString, MultiPolygon};
use glam::Vec2;

fn ring_edges(ring: &LineString<f64>) -> impl Iterator<Item = [Coord<f64>; 2]> {
    ring.lines().map(|l| [l.start, l.end])
}

/// All edges of all rings.
pub(super) fn polygon_edges(shape: &MultiPolygon<f64>) -> Vec<[Coord<f64>; 2]> {
    let rings = shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.flat_map(ring_edges).collect()
}

/// The exact ground: its edges, listed by horizontal slab for point-in-polygon tests.
#[derive(Debug)]
pub(super) struct Ground {
    pub edges: Vec<[Coord<f64>; 2]>,
    low: Coord<f64>,
    high: Coord<f64>,
    starts: Vec<u32>,
    listed: Vec<u32>,
}

impl Ground {
    const SLAB_M: f64 = 1.0;

    pub fn new(shape: &MultiPolygon<f64>) -> Self {
        let edges = polygon_edges(shape);
        let mut low = Coord { x: f64::INFINITY, y: f64::INFINITY };
        let mut high = Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
        for c in edges.iter().flatten() {
            low = Coord { x: low.x.min(c.x), y: low.y.min(c.y) };
            high = Coord { x: high.x.max(c.x), y: high.y.max(c.y) };
        }
        if edges.is_empty() {
            (low, high) = (Coord::default(), Coord::default());
        }
        let slabs = ((high.y - low.y) / Self::SLAB_M) as usize + 1;
        let mut ground = Self { edges, low, high, starts: vec![0; slabs + 1], listed: Vec::new() };
        let ranges: Vec<_> = ground.edges.iter().map(|e| ground.slabs_of(e)).collect();
        for range in &ranges {
            range.clone().for_each(|slab| ground.starts[slab + 1] += 1);
        }
        for i in 1..ground.starts.len() {
            ground.starts[i] += ground.starts[i - 1];
        }
        let mut next = ground.starts.clone();
        ground.listed = vec![0; ground.starts[slabs] as usize];
        for (edge, range) in ranges.into_iter().enumerate() {
            for slab in range {
                ground.listed[next[slab] as usize] = edge as u32;
                next[slab] += 1;
            }
        }
        ground
    }

    fn slabs_of(&self, [a, b]: &[Coord<f64>; 2]) -> std::ops::Range<usize> {
        let slab = |y: f64| ((y - self.low.y) / Self::SLAB_M) as usize;
        slab(a.y.min(b.y))..slab(a.y.max(b.y)) + 1
    }

    pub fn extent(&self) -> (Vec2, Vec2) {
        let point = |c: Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
        (point(self.low), point(self.high))
    }

    /// Even–odd rule along the ray to the east.
    pub fn contains(&self, p: Vec2) -> bool {
        let p = Coord { x: f64::from(p.x), y: f64::from(p.y) };
        let inside =
            p.x >= self.low.x && p.x <= self.high.x && p.y >= self.low.y && p.y <= self.high.y;
        if !inside {
            return false;
        }
        let slab = ((p.y - self.low.y) / Self::SLAB_M) as usize;
        let listed = &self.listed[self.starts[slab] as usize..self.starts[slab + 1] as usize];
        let right = listed.iter().filter(|&&edge| {
            let [a, b] = self.edges[edge as usize];
            let spans = (a.y > p.y) != (b.y > p.y);
            spans && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)
        });
        right.count() % 2 == 1
    }
}
