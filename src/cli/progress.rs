//! Progress of a run on a terminal: simulated time, people, speed, time left.

use super::output::Output;
use crate::document::clock_text;
use crate::sim::Simulation;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// A progress bar that costs nothing while it has nothing new to show.
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    shown: Instant,
    what: String,
}

/// Time between two looks.
const EVERY: Duration = Duration::from_millis(200);

impl Progress {
    /// A bar for a run called `what`; hidden when not on a terminal, quiet, or in JSON.
    pub fn new(what: &str, output: Output) -> Self {
        let bar = ProgressBar::new(1000);
        if output.json || output.quiet {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {msg}") {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self { bar, begun: now, shown: now, what: what.to_owned() }
    }

    /// Shows where the run is.
    pub fn look(&mut self, simulation: &Simulation) {
        if self.shown.elapsed() < EVERY {
            return;
        }
        self.shown = Instant::now();
        let (now_s, end_s) = (simulation.now_s(), simulation.planned_end_s());
        let taken_s = self.begun.elapsed().as_secs_f64();
        let done = (now_s / end_s).clamp(0.0, 1.0);
        let left_s = if done > 0.02 { taken_s / done * (1.0 - done) } else { f64::NAN };
        let clock = clock_text(simulation.scenario().clock.starts_s + now_s);
        let left = if left_s.is_nan() { "…".to_owned() } else { format!("{left_s:.0} s") };
        self.bar.set_position((done * 1000.0) as u64);
        self.bar.set_message(format!(
            "{} · {clock} · {} inside · {:.0}× real time · {left} left",
            self.what,
            simulation.count().inside,
            now_s / taken_s.max(1e-3),
        ));
    }

    /// Takes the bar away.
    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}
