//! At which steps of a run trajectories are written.

use super::prepare::clock_since_start_s;
use crate::document::{Bilingual, Place, Problems};
use crate::locomotion::Model;
use crate::scenario::Scenario;
use crate::sim::Clock;
use std::path::Path;

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

/// The steps at which a frame is written: one in so many, and none outside a span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frames {
    /// Frames a second that were asked for.
    pub asked_fps: f64,
    /// Steps from frame to frame.
    pub every_ticks: u64,
    /// Steps in a second.
    pub ticks_per_s: u64,
    /// Span in which frames are written, seconds since the event's start, both ends included.
    pub span_s: [f64; 2],
}

impl Frames {
    /// The frames of a run that ends at `end_s`. A frame stands at a whole step, so the rate is
    /// the nearest one that whole steps give.
    pub(super) fn of(
        request: &TrajectoryRequest,
        scenario: &Scenario,
        event: &Path,
        end_s: f64,
    ) -> Result<Self, Problems> {
        let longest_tick_s = Model::new(&scenario.motion.model).longest_tick_s();
        let ticks_per_s = Clock::new(scenario.motion.time_step_s, longest_tick_s).ticks_per_s;
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
        let every_ticks = (ticks_per_s as f64 / request.fps).round().max(1.0) as u64;
        let span_s = [from_s, until_s];
        Ok(Self { asked_fps: request.fps, every_ticks, ticks_per_s, span_s })
    }

    /// Frames a second that are written.
    pub fn fps(&self) -> f64 {
        self.ticks_per_s as f64 / self.every_ticks as f64
    }

    /// The number of the frame that is due after so many steps; frame `f` is the state at
    /// `f / fps` seconds after the event's start, wherever the span begins.
    pub fn due(&self, tick: u64) -> Option<u64> {
        let now_s = tick as f64 / self.ticks_per_s as f64;
        let [from_s, until_s] = self.span_s;
        let due = tick.is_multiple_of(self.every_ticks) && (from_s..=until_s).contains(&now_s);
        due.then(|| tick / self.every_ticks)
    }

    /// What is written, in words, where it is not what was asked for.
    pub fn differs(&self) -> Option<Bilingual> {
        if (self.fps() - self.asked_fps).abs() < 1e-6 * self.asked_fps {
            return None;
        }
        let (asked, step_s) = (self.asked_fps, 1.0 / self.ticks_per_s as f64);
        let (fps, every) = (sensible(self.fps()), self.every_ticks);
        let nth = match every {
            1 => "every step".to_owned(),
            2 => "every other step".to_owned(),
            3 => "every 3rd step".to_owned(),
            _ => format!("one in {every} steps"),
        };
        Some(Bilingual::new(
            format!("Trajectories at {fps} frames per second, not {asked}: {nth} of {step_s} s."),
            format!("轨迹为每秒 {fps} 帧，而不是 {asked} 帧：每 {every} 个 {step_s} 秒步长一帧。"),
        ))
    }
}

/// Three digits that count, without zeros at the end.
fn sensible(fps: f64) -> String {
    let decimals = (2.0 - fps.log10().floor()).clamp(0.0, 6.0) as usize;
    let text = format!("{fps:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(fps: f64, span_s: [f64; 2]) -> Frames {
        let every_ticks = (10.0 / fps).round().max(1.0) as u64;
        Frames { asked_fps: fps, every_ticks, ticks_per_s: 10, span_s }
    }

    #[test]
    fn a_rate_that_whole_steps_do_not_give_is_said() {
        let said = |fps| frames(fps, [0.0, 60.0]).differs().map(|text| text.en);
        let expected = "Trajectories at 3.33 frames per second, not 4: every 3rd step of 0.1 s.";
        assert_eq!(said(4.0).as_deref(), Some(expected));
        assert!(said(25.0).is_some_and(|s| s.contains("at 10 frames per second, not 25: every s")));
        assert!(said(0.03).is_some_and(|s| s.contains("at 0.03 frames per")), "1 in 333 steps");
        for exact in [10.0, 5.0, 2.5, 2.0, 1.0, 0.1] {
            assert_eq!(said(exact), None, "{exact} frames per second");
        }
    }

    #[test]
    fn frames_lie_within_the_span_and_are_numbered_from_the_start_of_the_event() {
        let frames = frames(2.0, [30.0, 31.2]);
        let due: Vec<(u64, u64)> = (0..600).filter_map(|t| Some((t, frames.due(t)?))).collect();
        assert_eq!(due, [(300, 60), (305, 61), (310, 62)]);
    }
}
