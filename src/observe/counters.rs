//! Counting lines: who crosses them, which way.

use crate::crowd::Crowd;
use crate::scenario::Counter;
use glam::Vec2;
use serde::{Deserialize, Serialize};

/// Crossings of one line, by the minute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossings {
    /// From the left of the line as drawn to its right.
    pub forward: Vec<u32>,
    /// From right to left.
    pub backward: Vec<u32>,
}

/// A line with its counts of the running minute.
#[derive(Clone)]
pub struct CounterObserver {
    points: Vec<Vec2>,
    low: Vec2,
    high: Vec2,
    forward: u32,
    backward: u32,
    /// The minutes so far.
    pub crossings: Crossings,
}

/// What of a counter its line does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedCrossings {
    forward: u32,
    backward: u32,
    /// The minutes so far.
    pub crossings: Crossings,
}

impl SavedCrossings {
    /// Number of minutes; `None` where the two ways have not as many.
    pub fn minutes(&self) -> Option<usize> {
        let Crossings { forward, backward } = &self.crossings;
        (forward.len() == backward.len()).then_some(forward.len())
    }
}

/// Farthest that anybody goes between two looks, metres.
const REACH_M: f32 = 4.0;

impl CounterObserver {
    /// Nothing counted yet.
    pub fn new(counter: &Counter) -> Self {
        let points: Vec<Vec2> =
            counter.shape.line.coords().map(|c| Vec2::new(c.x as f32, c.y as f32)).collect();
        let low = points.iter().copied().fold(Vec2::INFINITY, Vec2::min) - REACH_M;
        let high = points.iter().copied().fold(Vec2::NEG_INFINITY, Vec2::max) + REACH_M;
        Self { points, low, high, forward: 0, backward: 0, crossings: Crossings::default() }
    }

    /// What has to be kept of it.
    pub fn save(&self) -> SavedCrossings {
        // All fields are named, so that a new one is thought of here.
        let Self { points: _, low: _, high: _, forward, backward, crossings } = self;
        SavedCrossings { forward: *forward, backward: *backward, crossings: crossings.clone() }
    }

    /// Takes up what was kept.
    pub fn restore(&mut self, saved: SavedCrossings) {
        let SavedCrossings { forward, backward, crossings } = saved;
        (self.forward, self.backward, self.crossings) = (forward, backward, crossings);
    }

    /// Counts who crossed since the last look ([`Crowd::seen_at`]).
    pub fn sample(&mut self, crowd: &Crowd) {
        for row in 0..crowd.len() {
            let (from, to) = (crowd.seen_at[row], crowd.at(row));
            let near = to.cmpge(self.low).all() && to.cmple(self.high).all();
            if near && from != to {
                self.count(from, to);
            }
        }
    }

    fn count(&mut self, from: Vec2, to: Vec2) {
        for edge in self.points.windows(2) {
            let (a, b) = (edge[0], edge[1]);
            let side = |p: Vec2| (b - a).perp_dot(p - a);
            let (before, after) = (side(from), side(to));
            // Half-open on both lines, so that a shared point counts once.
            let crosses_line = (before > 0.0) != (after > 0.0);
            let across = |p: Vec2| (to - from).perp_dot(p - from) > 0.0;
            if crosses_line && across(a) != across(b) {
                if before > 0.0 {
                    self.forward += 1;
                } else {
                    self.backward += 1;
                }
            }
        }
    }

    /// Ends a minute.
    pub fn end_minute(&mut self) {
        self.crossings.forward.push(std::mem::take(&mut self.forward));
        self.crossings.backward.push(std::mem::take(&mut self.backward));
    }
}
