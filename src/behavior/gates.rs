//! Portals: who waits before them, how many they let in and out, and where people appear.

use crate::navigation::Terrain;
use crate::scenario::Portal;
use crate::venue::PortalGeometry;
use geo::{BoundingRect, Contains};
use glam::Vec2;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Distance between two places where people appear, metres.
const ENTRY_SPACING_M: f32 = 0.6;
/// A line has some breadth for those who leave, metres: nobody stands exactly on it.
const LINE_REACH_M: f32 = 0.2;

/// The state of one portal.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Its line or the outline of its area, metres.
    pub outline: Vec<Vec2>,
    /// Whether it is an area.
    is_area: bool,
    /// Places on the ground where people appear.
    pub entries: Vec<Vec2>,
    /// Visitors who came and are not in yet, first one first.
    pub waiting: VecDeque<u32>,
    /// People that may still come in now, by capacity.
    in_allowance: f64,
    /// People that may still go out now, by capacity.
    out_allowance: f64,
    capacity_per_s: f64,
    /// How near to it those who leave are gone, metres.
    reach_m: f32,
    next_entry: usize,
}

/// What of a gate its portal and the ground do not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedGate {
    /// Visitors who came and are not in yet.
    pub waiting: VecDeque<u32>,
    in_allowance: f64,
    out_allowance: f64,
    next_entry: u32,
}

impl Gate {
    /// What has to be kept of it.
    pub fn save(&self) -> SavedGate {
        // All fields are named, so that a new one is thought of here.
        let Self {
            outline: _,
            is_area: _,
            entries: _,
            capacity_per_s: _,
            reach_m: _,
            waiting,
            in_allowance,
            out_allowance,
            next_entry,
        } = self;
        SavedGate {
            waiting: waiting.clone(),
            in_allowance: *in_allowance,
            out_allowance: *out_allowance,
            next_entry: *next_entry as u32,
        }
    }

    /// Takes up what was kept.
    pub fn restore(&mut self, saved: SavedGate) {
        let SavedGate { waiting, in_allowance, out_allowance, next_entry } = saved;
        self.waiting = waiting;
        (self.in_allowance, self.out_allowance) = (in_allowance, out_allowance);
        self.next_entry = next_entry as usize;
    }

    /// A portal as the ground lets it be.
    pub fn new(portal: &Portal, terrain: &Terrain) -> Self {
        let to_vec = |c: &geo::Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
        let (outline, is_area, candidates) = match &portal.shape.shape {
            PortalGeometry::Line(line) => {
                let outline: Vec<Vec2> = line.coords().map(to_vec).collect();
                let candidates = beside_line(&outline);
                (outline, false, candidates)
            }
            PortalGeometry::Area(area) => {
                let outline: Vec<Vec2> = area.exterior().coords().map(to_vec).collect();
                (outline, true, inside_area(area))
            }
        };
        let mut entries: Vec<Vec2> = candidates
            .into_iter()
            .filter(|p| terrain.is_on_ground(*p) && terrain.walls.distance(*p) > 0.22)
            .collect();
        if entries.is_empty() {
            let middle = outline.iter().sum::<Vec2>() / outline.len().max(1) as f32;
            entries.extend(terrain.nearest_walkable(middle));
        }
        Self {
            outline,
            is_area,
            entries,
            waiting: VecDeque::new(),
            in_allowance: 0.0,
            out_allowance: 0.0,
            capacity_per_s: portal.capacity_per_min / 60.0,
            reach_m: (portal.reach_m as f32).max(if is_area { 0.0 } else { LINE_REACH_M }),
            next_entry: 0,
        }
    }

    /// Lets the capacity of a time step come in.
    pub fn refill(&mut self, dt_s: f64) {
        let burst = (self.capacity_per_s * 2.0).max(1.0);
        self.in_allowance = (self.in_allowance + self.capacity_per_s * dt_s).min(burst);
        self.out_allowance = (self.out_allowance + self.capacity_per_s * dt_s).min(burst);
    }

    /// Whether the capacity lets one more in.
    pub fn may_enter(&self) -> bool {
        self.in_allowance >= 1.0
    }

    /// Whether the capacity lets one more out.
    pub fn may_leave(&self) -> bool {
        self.out_allowance >= 1.0
    }

    /// Counts one who came in.
    pub fn entered(&mut self) {
        self.in_allowance -= 1.0;
    }

    /// Counts one who went out.
    pub fn gone_out(&mut self) {
        self.out_allowance -= 1.0;
    }

    /// The next entry place for which `is_free` holds; goes round so that all are used.
    pub fn free_entry(&mut self, is_free: impl Fn(Vec2) -> bool) -> Option<Vec2> {
        let count = self.entries.len();
        let found = (0..count)
            .map(|i| (self.next_entry + i) % count)
            .find(|i| is_free(self.entries[*i]))?;
        // A step that has no divisor in common with most counts spreads people over the width.
        self.next_entry = (found + count / 3 + 1) % count;
        Some(self.entries[found])
    }

    /// Whether somebody at a place has reached the portal.
    pub fn is_reached(&self, at: Vec2) -> bool {
        let near = self.outline.windows(2).any(|w| distance_to_edge(at, w[0], w[1]) < self.reach_m);
        near || (self.is_area && is_inside(&self.outline, at))
    }
}

/// Places on both sides of a line, nearest rows first.
fn beside_line(line: &[Vec2]) -> Vec<Vec2> {
    let mut places = Vec::new();
    for offset in [0.35, 0.95] {
        for edge in line.windows(2) {
            let (a, b) = (edge[0], edge[1]);
            let along = (b - a).normalize_or_zero();
            let count = (a.distance(b) / ENTRY_SPACING_M).floor().max(1.0) as usize;
            for i in 0..count {
                let on_line = a + (b - a) * ((i as f32 + 0.5) / count as f32);
                places.push(on_line + along.perp() * offset);
                places.push(on_line - along.perp() * offset);
            }
        }
    }
    places
}

fn inside_area(area: &geo::Polygon<f64>) -> Vec<Vec2> {
    let Some(bounds) = area.bounding_rect() else { return Vec::new() };
    let step = f64::from(ENTRY_SPACING_M);
    let count = |size: f64| (size / step).floor() as usize + 1;
    let mut places = Vec::new();
    for row in 0..count(bounds.height()).min(200) {
        for column in 0..count(bounds.width()).min(200) {
            let x = bounds.min().x + (column as f64 + 0.5) * step;
            let y = bounds.min().y + (row as f64 + 0.5) * step;
            if area.contains(&geo::Point::new(x, y)) {
                places.push(Vec2::new(x as f32, y as f32));
            }
        }
    }
    places
}

fn distance_to_edge(p: Vec2, a: Vec2, b: Vec2) -> f32 {
    let along = b - a;
    let t = ((p - a).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
    p.distance(a + along * t)
}

fn is_inside(ring: &[Vec2], p: Vec2) -> bool {
    let mut inside = false;
    for edge in ring.windows(2) {
        let (a, b) = (edge[0], edge[1]);
        if (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            inside = !inside;
        }
    }
    inside
}
