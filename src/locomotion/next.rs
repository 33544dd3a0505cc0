//! Where everybody is after a step.

use crate::crowd::Frozen;
use glam::Vec2;
use rayon::prelude::*;

/// The result of a step, in the frozen order; buffers are kept between steps.
#[derive(Clone, Debug, Default)]
pub struct Next {
    /// East, metres.
    pub x: Vec<f32>,
    /// North, metres.
    pub y: Vec<f32>,
    /// East part of the heading (unit vector; kept where it is undefined).
    pub heading_x: Vec<f32>,
    /// North part of the heading.
    pub heading_y: Vec<f32>,
    /// Speed over the step as really walked, m/s.
    pub speed_mps: Vec<f32>,
}

/// A stretch of [`Next`] that one task fills.
pub(crate) struct Part<'a> {
    /// Frozen index of the first person.
    pub first: usize,
    pub x: &'a mut [f32],
    pub y: &'a mut [f32],
    pub heading_x: &'a mut [f32],
    pub heading_y: &'a mut [f32],
    pub speed_mps: &'a mut [f32],
}

impl Part<'_> {
    /// Sets where person `i` (frozen index) is next, the heading, and the speed as walked.
    #[inline(always)]
    pub fn set(&mut self, i: usize, to: Vec2, heading: Vec2, speed_mps: f32) {
        let k = i - self.first;
        (self.x[k], self.y[k]) = (to.x, to.y);
        (self.heading_x[k], self.heading_y[k]) = (heading.x, heading.y);
        self.speed_mps[k] = speed_mps;
    }
}

/// People in one task.
const PART: usize = 256;
/// Fewer people than this are moved on the calling thread: handing out tasks would cost more.
const FEW: usize = 1_000;

impl Next {
    /// An empty result.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes where everybody is and how fast they go from the frozen crowd, which must have taken
    /// speeds: the start of a step that is made of smaller ones.
    pub(crate) fn start(&mut self, frozen: &Frozen) {
        let from = frozen.columns();
        for (column, from) in [
            (&mut self.x, from.x),
            (&mut self.y, from.y),
            (&mut self.heading_x, from.heading_x),
            (&mut self.heading_y, from.heading_y),
            (&mut self.speed_mps, &frozen.speed_mps),
        ] {
            column.clear();
            column.extend_from_slice(from);
        }
    }

    /// Lets everybody stand where they are.
    pub(crate) fn stand(&mut self, frozen: &Frozen) {
        let from = frozen.columns();
        for (column, from) in [
            (&mut self.x, from.x),
            (&mut self.y, from.y),
            (&mut self.heading_x, from.heading_x),
            (&mut self.heading_y, from.heading_y),
        ] {
            column.clear();
            column.extend_from_slice(from);
        }
        self.speed_mps.clear();
        self.speed_mps.resize(frozen.len(), 0.0);
    }

    /// Parts of `size` people, one after the other.
    pub(crate) fn parts(&mut self, size: usize) -> Vec<Part<'_>> {
        let columns = self.x.chunks_mut(size).zip(self.y.chunks_mut(size));
        let headings = self.heading_x.chunks_mut(size).zip(self.heading_y.chunks_mut(size));
        let parts = columns.zip(headings).zip(self.speed_mps.chunks_mut(size)).enumerate();
        let part = |(k, (((x, y), (heading_x, heading_y)), speed_mps))| Part {
            first: k * size,
            x,
            y,
            heading_x,
            heading_y,
            speed_mps,
        };
        parts.map(part).collect()
    }

    /// Where person `i` is, metres.
    #[inline(always)]
    pub(crate) fn at(&self, i: usize) -> Vec2 {
        Vec2::new(self.x[i], self.y[i])
    }

    /// Velocity of person `i`, m/s.
    #[inline(always)]
    pub(crate) fn velocity(&self, i: usize) -> Vec2 {
        Vec2::new(self.heading_x[i], self.heading_y[i]) * self.speed_mps[i]
    }

    /// Sets the number of people and lets `fill` write every part, on several threads if
    /// there are people enough. Parts do not depend on the number of threads.
    pub(crate) fn fill(&mut self, people: usize, fill: impl Fn(Part) + Sync) {
        for column in [
            &mut self.x,
            &mut self.y,
            &mut self.heading_x,
            &mut self.heading_y,
            &mut self.speed_mps,
        ] {
            column.resize(people, 0.0);
        }
        if people < FEW || rayon::current_num_threads() == 1 {
            let Self { x, y, heading_x, heading_y, speed_mps } = self;
            fill(Part { first: 0, x, y, heading_x, heading_y, speed_mps });
            return;
        }
        let columns = self.x.par_chunks_mut(PART).zip(self.y.par_chunks_mut(PART));
        let headings = self.heading_x.par_chunks_mut(PART).zip(self.heading_y.par_chunks_mut(PART));
        let parts = columns.zip(headings).zip(self.speed_mps.par_chunks_mut(PART));
        parts.enumerate().for_each(|(i, (((x, y), (heading_x, heading_y)), speed_mps))| {
            fill(Part { first: i * PART, x, y, heading_x, heading_y, speed_mps });
        });
    }
}
