//! The times at which frames of trajectories are taken, and where people are then.

use super::prepare::clock_since_start_s;
use crate::crowd::Crowd;
use crate::document::{Place, Problems};
use crate::scenario::Scenario;
use crate::sim::Simulation;
use glam::Vec2;
use std::ops::Range;
use std::path::Path;

/// Nearer than this to a time a frame stands at it, seconds.
const SAME_TIME_S: f64 = 1e-9;

/// Trajectories that somebody asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct TrajectoryRequest {
    /// Frames a second.
    pub fps: f64,
    /// Clock time of the first frame, as in "18:00"; `None` for the event's start.
    pub from: Option<String>,
    /// Clock time of the last frame; `None` for the end of the run.
    pub until: Option<String>,
}

/// The times at which a frame is written: evenly from the event's start, and none outside a span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frames {
    /// Frames a second.
    pub fps: f64,
    /// Span in which frames are written, seconds since the event's start, both ends included.
    pub span_s: [f64; 2],
}

impl Frames {
    /// The frames of a run that ends at `end_s`.
    pub(super) fn of(
        request: &TrajectoryRequest,
        scenario: &Scenario,
        event: &Path,
        end_s: f64,
    ) -> Result<Self, Problems> {
        let at = |option: &str, text: &Option<String>, otherwise_s: f64| match text {
            Some(text) => clock_since_start_s(option, text, scenario, event),
            None => Ok(otherwise_s),
        };
        let from_s = at("--trajectories-from", &request.from, 0.0)?;
        let until_s = at("--trajectories-until", &request.until, end_s)?;
        if from_s >= until_s.min(end_s) {
            let what = (
                "there would be no trajectories: they would begin at their end, or after \
                 the end of the run",
                "这样没有轨迹：轨迹的开始不早于它的结束，或在运行结束之后",
            );
            let hint = (
                "--trajectories-from must lie before --trajectories-until and --until",
                "--trajectories-from 必须早于 --trajectories-until 和 --until",
            );
            return Err(Problems::one(Place::file(event), what, hint));
        }
        Ok(Self { fps: request.fps, span_s: [from_s, until_s] })
    }

    /// When a frame stands, seconds since the event's start, wherever the span begins.
    pub fn at_s(&self, frame: u64) -> f64 {
        frame as f64 / self.fps
    }

    /// The numbers of the frames that are due after `from_s` and until `until_s`.
    pub fn due(&self, from_s: f64, until_s: f64) -> Range<u64> {
        let [first_s, last_s] = self.span_s;
        // The first frame that stands after a time.
        let after = |time_s: f64| ((time_s + SAME_TIME_S) * self.fps).floor() as i64 + 1;
        let from = after(from_s.max(first_s - 2.0 * SAME_TIME_S)).max(0);
        let until = after(until_s.min(last_s)).max(from);
        from as u64..until as u64
    }
}

/// Where visitors are at any time within the tick that was made last: as on a straight line.
#[derive(Clone, Debug, Default)]
pub struct Between {
    from_s: f64,
    /// Where visitors were before the tick and how they faced; `None` for those who were not in.
    before: Vec<Option<(Vec2, Vec2)>>,
}

/// Somebody at some time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// The visitor.
    pub visitor: u32,
    /// Where they are, metres.
    pub at: Vec2,
    /// Where they face.
    pub facing: Vec2,
}

impl Between {
    /// Takes where visitors are before a tick is made.
    pub fn remember(&mut self, simulation: &Simulation) {
        self.from_s = simulation.now_s();
        self.before.fill(None);
        for Seen { visitor, at, facing } in now(simulation.crowd()) {
            let visitor = visitor as usize;
            if self.before.len() <= visitor {
                self.before.resize(visitor + 1, None);
            }
            self.before[visitor] = Some((at, facing));
        }
    }

    /// Everybody who is in at a time from the start of the tick to its end. Who came in during the
    /// tick walked from where `came_in` says, and is left out where it says nothing.
    pub fn people<'a>(
        &'a self,
        simulation: &'a Simulation,
        at_s: f64,
        came_in: impl Fn(u32) -> Option<Vec2> + 'a,
    ) -> impl Iterator<Item = Seen> + 'a {
        let (from_s, now_s) = (self.from_s, simulation.now_s());
        let is_over = at_s >= now_s - SAME_TIME_S;
        let share = ((at_s - from_s) / (now_s - from_s)).clamp(0.0, 1.0) as f32;
        let before = |visitor: u32| self.before.get(visitor as usize).copied().flatten();
        let gone = simulation.gone().iter().map(move |(visitor, at)| {
            let facing = before(*visitor).map_or(Vec2::X, |(_, facing)| facing);
            Seen { visitor: *visitor, at: *at, facing }
        });
        let inside = now(simulation.crowd()).chain(gone.filter(move |_| !is_over));
        inside.filter_map(move |seen| {
            if is_over {
                return Some(seen);
            }
            let start = || came_in(seen.visitor).map(|at| (at, seen.facing));
            let (at, facing) = before(seen.visitor).or_else(start)?;
            let facing = facing.lerp(seen.facing, share).normalize_or(seen.facing);
            Some(Seen { at: at.lerp(seen.at, share), facing, ..seen })
        })
    }
}

fn now(crowd: &Crowd) -> impl Iterator<Item = Seen> + '_ {
    (0..crowd.len()).map(|row| Seen {
        visitor: crowd.visitor[row],
        at: crowd.at(row),
        facing: Vec2::new(crowd.heading_x[row], crowd.heading_y[row]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_lie_within_the_span_and_are_numbered_from_the_start_of_the_event() {
        let frames = Frames { fps: 2.0, span_s: [30.0, 31.2] };
        let due: Vec<u64> =
            (0..600).flat_map(|t| frames.due(t as f64 / 5.0, (t + 1) as f64 / 5.0)).collect();
        assert_eq!(due, [60, 61, 62]);
    }

    #[test]
    fn each_frame_is_due_once_at_any_rate() {
        for fps in [0.03, 1.0, 4.0, 5.0, 10.0, 16.0, 29.97, 100.0] {
            let frames = Frames { fps, span_s: [0.0, 60.0] };
            // At the start, which no tick ends, and after each tick of 0.2 s.
            let mut due: Vec<u64> = frames.due(-1.0, 0.0).collect();
            due.extend((0..300).flat_map(|t| frames.due(t as f64 / 5.0, (t + 1) as f64 / 5.0)));
            let expected: Vec<u64> = (0..=(60.0 * fps + 1e-6) as u64).collect();
            assert_eq!(due, expected, "{fps} frames per second");
        }
    }
}
