//! What has been simulated, a frame a second, small enough to stay in memory for a whole event and
//! quick enough that the timeline can be dragged over all of it. Nothing here knows a simulation
//! or a window.
//!
//! ```text
//! people of a second ─▶ Recorder ─▶ EncodedFrame ─▶ Reel ─▶ Viewer ─▶ Shot, or Scene between two
//!                       (worker)                  (shared)  (window)
//! ```
//!
//! Places are kept in fortieths of a metre. A key frame ([`KEY_EVERY`]) holds everybody; a frame
//! between holds who moved, by how much (two bytes), who left, who came, who began or ceased to stand
//! on purpose, and whose minutes grew by much. Moves are told between places as kept, so nothing
//! drifts. The people of a frame are in the order of their numbers, on both sides: this is what
//! lets a move do without saying whose it is.
//!
//! Recording and playing bring the people forward with the same function ([`Step::advance`]), so
//! what is shown is what was recorded.

mod frame;
mod people;
mod record;
#[cfg(test)]
mod tests;
mod view;

pub use frame::{EncodedFrame, KEY_EVERY};
pub use people::PersonNow;
pub use record::Recorder;
pub use view::{Scene, Shot, Viewer};

use frame::{Change, Step};
use glam::Vec2;
use people::{People, Person, metres};
use std::ops::Range;

/// The frames of a run, one after another. Shared between who records and who looks; each call
/// holds it for a short time only.
#[derive(Debug, Default)]
pub struct Reel {
    frames: Vec<EncodedFrame>,
    bytes: usize,
}

impl Reel {
    /// No frames yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next frame; whether it was taken. One that goes on from another frame than the last
    /// is not: after [`Reel::truncate`] its recorder has to [`Recorder::rewind`].
    pub fn push(&mut self, frame: EncodedFrame) -> bool {
        let fits = frame.follows(self.frames.last());
        if fits {
            self.bytes += frame.bytes();
            self.frames.push(frame);
        }
        fits
    }

    /// Frames kept: frame `k` is the one of second `k` since the recording began.
    pub fn frames(&self) -> usize {
        self.frames.len()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Drops all frames from number `frames` on.
    pub fn truncate(&mut self, frames: usize) {
        for dropped in self.frames.drain(frames.min(self.frames.len())..) {
            self.bytes -= dropped.bytes();
        }
    }

    /// Memory that the frames take, bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The way of one visitor: the frames of a range in which they are inside, and where, metres.
    /// Needs about a microsecond a frame, for nobody else is looked at.
    pub fn trail(&self, visitor: u32, range: Range<usize>) -> Vec<(usize, Vec2)> {
        let Some(key) = self.key_of(range.start) else { return Vec::new() };
        let mut seen = Vec::new();
        let mut one = Follower { visitor, ..Follower::default() };
        for (number, frame) in self.frames.iter().enumerate().take(range.end).skip(key) {
            match &frame.change {
                Change::Key(people) => one.look(people),
                Change::Step(step) => one.follow(step),
            }
            let inside = one.person.filter(|_| number >= range.start);
            seen.extend(inside.map(|person| (number, metres(person.at))));
        }
        seen
    }

    fn frame(&self, number: usize) -> Option<&EncodedFrame> {
        self.frames.get(number)
    }

    /// The stamp of a frame.
    fn stamp(&self, number: usize) -> Option<u64> {
        self.frames.get(number).map(|frame| frame.stamp)
    }

    /// The key frame from which a frame is reached; `None` past the end.
    fn key_of(&self, number: usize) -> Option<usize> {
        self.frames.get(..=number)?.iter().rposition(EncodedFrame::is_key)
    }
}

/// One visitor on the way through the frames. Moves do not say whose they are: it is enough to
/// know how many come before them in the order.
#[derive(Default)]
struct Follower {
    visitor: u32,
    /// People inside with lower numbers: the visitor's own slot, if inside.
    before: usize,
    person: Option<Person>,
}

impl Follower {
    fn look(&mut self, people: &People) {
        self.before = people.before(self.visitor);
        self.person = people.find(self.visitor);
    }

    fn follow(&mut self, step: &Step) {
        let left = step.left.partition_point(|slot| (*slot as usize) < self.before);
        let leaves = step.left.get(left).is_some_and(|slot| *slot as usize == self.before);
        self.person = self.person.take().filter(|_| !leaves);
        if let (Some(person), Some(by)) = (&mut self.person, step.move_of(self.before)) {
            person.go(by);
        }
        let came = step.came.partition_point(|person| person.visitor < self.visitor);
        let comes = step.came.get(came).copied().filter(|person| person.visitor == self.visitor);
        self.person = comes.or(self.person);
        self.before = self.before + came - left;
    }
}
