//! A queue before a counter: where it stands, who is in it, who is served.
//!
//! The queue stands along the drawn line; where that ends, or a wall or barrier cuts it, it
//! turns where there is room, as real queues do.

use crate::navigation::{Sight, Terrain};
use glam::Vec2;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Distance between two people in a queue, metres [a].
const SPACING_M: f32 = 0.65;
/// Room that a queue leaves to walls, metres.
const WALL_ROOM_M: f32 = 0.3;
/// Turns that a queue tries where it cannot go straight on, degrees.
const TURNS_DEG: [f32; 13] =
    [0.0, 15.0, -15.0, 30.0, -30.0, 50.0, -50.0, 70.0, -70.0, 95.0, -95.0, 125.0, -125.0];

/// The places of a queue, first one first.
#[derive(Clone, Debug, Default)]
pub struct QueueLine {
    places: Vec<Vec2>,
}

impl QueueLine {
    /// Lays a queue of `length` places along `drawn` and on from there.
    pub fn along(drawn: &[Vec2], length: usize, terrain: &Terrain) -> Self {
        let Some(&start) = drawn.first() else { return Self::default() };
        let mut line = Self { places: Vec::with_capacity(length) };
        let mut walked = Walk::new(drawn);
        let mut heading = drawn.get(1).map_or(Vec2::X, |p| (*p - start).normalize_or(Vec2::X));
        line.places.push(terrain.nearest_walkable(start).unwrap_or(start));
        let mut on_drawn = true;
        while line.places.len() < length {
            let last = line.places[line.places.len() - 1];
            let along = on_drawn.then(|| walked.next_at(SPACING_M)).flatten();
            let next = match along.filter(|p| line.fits(last, *p, terrain)) {
                Some(place) => Some(place),
                None => {
                    on_drawn = false;
                    line.turn(last, heading, terrain)
                }
            };
            let Some(next) = next else { break };
            heading = (next - last).normalize_or(heading);
            line.places.push(next);
        }
        line
    }

    /// Packs a waiting crowd of `length` places around a focus, nearest first.
    pub fn around(focus: Vec2, length: usize, terrain: &Terrain, sight: &Sight) -> Self {
        let spacing = 0.6;
        let reach = (length as f32 * 2.0).sqrt().ceil() as i32 + 3;
        let mut places: Vec<Vec2> = Vec::new();
        for row in -reach..=reach {
            for column in -reach..=reach {
                let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
                let offset = Vec2::new(column as f32 + shift, row as f32 * 0.866) * spacing;
                let place = focus + offset;
                let free = terrain.is_on_ground(place)
                    && terrain.walls.distance(place) > WALL_ROOM_M
                    && offset.length() > 0.5;
                if free && sight.sees(place, focus) {
                    places.push(place);
                }
            }
        }
        places.sort_by(|a, b| {
            let near = |p: &Vec2| p.distance_squared(focus);
            near(a).total_cmp(&near(b)).then(a.x.total_cmp(&b.x)).then(a.y.total_cmp(&b.y))
        });
        places.truncate(length);
        Self { places }
    }

    /// Place of the `index`-th in the queue; the last place for all beyond it.
    pub fn place(&self, index: usize) -> Option<Vec2> {
        self.places.get(index).or(self.places.last()).copied()
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn fits(&self, last: Vec2, place: Vec2, terrain: &Terrain) -> bool {
        let apart = SPACING_M * 0.85;
        let before = self.places.len().saturating_sub(1);
        terrain.is_on_ground(place)
            && terrain.walls.distance(place) > WALL_ROOM_M
            && terrain.walls.line_is_clear(last, place)
            && self.places[..before].iter().all(|p| p.distance(place) > apart)
    }

    fn turn(&self, last: Vec2, heading: Vec2, terrain: &Terrain) -> Option<Vec2> {
        TURNS_DEG
            .iter()
            .map(|deg| last + Vec2::from_angle(deg.to_radians()).rotate(heading) * SPACING_M)
            .find(|place| self.fits(last, *place, terrain))
    }
}

/// Walks along a polyline in equal steps.
struct Walk<'a> {
    points: &'a [Vec2],
    edge: usize,
    at_m: f32,
}

impl<'a> Walk<'a> {
    fn new(points: &'a [Vec2]) -> Self {
        Self { points, edge: 0, at_m: 0.0 }
    }

    /// The point `step_m` further on; `None` past the end.
    fn next_at(&mut self, step_m: f32) -> Option<Vec2> {
        self.at_m += step_m;
        loop {
            let (a, b) = (*self.points.get(self.edge)?, *self.points.get(self.edge + 1)?);
            let length = a.distance(b);
            if self.at_m <= length && length > 0.0 {
                return Some(a + (b - a) * (self.at_m / length));
            }
            self.at_m -= length;
            self.edge += 1;
        }
    }
}

/// Somebody being served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Until when, seconds since the event's start.
    pub until_s: f64,
    /// Who: one visitor, or a whole party.
    pub visitors: Vec<u32>,
}

/// The state of one counter.
#[derive(Clone, Debug, Default)]
pub struct CounterState {
    /// Where the queue stands.
    pub places: QueueLine,
    /// Where people are served, one place a server.
    pub desks: Vec<Vec2>,
    /// Who waits, first one first, with the time of joining.
    pub waiting: VecDeque<(u32, f64)>,
    /// Who is being served at each desk.
    pub serving: Vec<Option<Service>>,
    /// Waits of those who were served, seconds.
    pub waits_s: Vec<f32>,
}

/// What of a counter the event and the ground do not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedCounter {
    /// Who waits, with the time of joining.
    pub waiting: VecDeque<(u32, f64)>,
    /// Who is being served at each desk.
    pub serving: Vec<Option<Service>>,
    waits_s: Vec<f32>,
}

impl CounterState {
    /// What has to be kept of it.
    pub fn save(&self) -> SavedCounter {
        // All fields are named, so that a new one is thought of here.
        let Self { places: _, desks: _, waiting, serving, waits_s } = self.clone();
        SavedCounter { waiting, serving, waits_s }
    }

    /// Takes up what was kept; `false` where it is of another number of desks.
    #[must_use]
    pub fn restore(&mut self, saved: SavedCounter) -> bool {
        let SavedCounter { waiting, serving, waits_s } = saved;
        let fits = serving.len() == self.desks.len();
        (self.waiting, self.serving, self.waits_s) = (waiting, serving, waits_s);
        fits
    }

    /// Lays out the desks side by side about the focus, square to the queue, and the queue
    /// from there.
    pub fn lay_out(&mut self, places: QueueLine, focus: Vec2, servers: u32, terrain: &Terrain) {
        let front = places.place(0).unwrap_or(focus);
        let back = places.place(2).unwrap_or(front);
        let along = (back - front).normalize_or((front - focus).normalize_or(Vec2::X));
        let side = along.perp();
        let middle = (servers as f32 - 1.0) / 2.0;
        self.desks = (0..servers)
            .map(|i| focus + side * (i as f32 - middle) * 0.8)
            .map(|p| terrain.nearest_walkable(p).unwrap_or(front))
            .collect();
        self.serving.resize(servers as usize, None);
        self.places = places;
    }

    /// Takes a visitor out of the queue, if there.
    pub fn leave(&mut self, visitor: u32) {
        self.waiting.retain(|(who, _)| *who != visitor);
    }

    /// Length of the queue, people.
    pub fn length(&self) -> usize {
        self.waiting.len()
    }

    /// A free desk.
    pub fn free_desk(&self) -> Option<usize> {
        self.serving.iter().position(Option::is_none)
    }
}
