//! Progress of a run on a terminal: simulated time, people, speed, time left.

use super::output::Output;
use crate::document::{Language, clock_text};
use crate::scene::Scene;
use crate::sim::Simulation;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A progress bar that costs nothing while it has nothing new to show. Where standard error is
/// no terminal, a line now and then: a run of hours whose words go to a file is not silent.
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    shown: Instant,
    what: String,
    language: Language,
    /// Lines instead of a bar.
    lines: bool,
}

/// Time between two looks at the bar.
const EVERY: Duration = Duration::from_millis(200);

/// Time between two lines where there is no terminal.
const EVERY_LINE: Duration = Duration::from_secs(30);

impl Progress {
    /// A bar, or lines, for a run called `what`; nothing when quiet or in JSON.
    pub fn new(what: &str, output: Output) -> Self {
        let bar = ProgressBar::new(1000);
        let talks = !output.json && !output.quiet;
        if !talks {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let lines = talks && !std::io::stderr().is_terminal();
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {msg}") {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self {
            bar,
            begun: now,
            shown: now,
            what: what.to_owned(),
            language: output.language,
            lines,
        }
    }

    /// Shows where the run is.
    pub fn look(&mut self, simulation: &Simulation) {
        if self.shown.elapsed() < if self.lines { EVERY_LINE } else { EVERY } {
            return;
        }
        self.shown = Instant::now();
        let (now_s, end_s) = (simulation.now_s(), simulation.planned_end_s());
        let taken_s = self.begun.elapsed().as_secs_f64();
        let done = (now_s / end_s).clamp(0.0, 1.0);
        let left_s = if done > 0.02 { taken_s / done * (1.0 - done) } else { f64::NAN };
        let clock = clock_text(simulation.scenario().clock.starts_s + now_s);
        let (what, inside) = (&self.what, simulation.count().inside);
        let (faster, left) = (now_s / taken_s.max(1e-3), duration_text(left_s));
        let message = match self.language {
            Language::English => {
                format!("{what} · {clock} · {inside} inside · {faster:.0}× real time · {left} left")
            }
            Language::Chinese => {
                format!("{what} · {clock} · 场内 {inside} 人 · 实时的 {faster:.0} 倍 · 还需 {left}")
            }
        };
        if self.lines {
            eprintln!("{message}");
        }
        self.bar.set_position((done * 1000.0) as u64);
        self.bar.set_message(message);
    }

    /// Takes the bar away.
    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}

/// Progress of many scenes that are run side by side.
pub struct Scenes {
    bar: ProgressBar,
    begun: Instant,
    /// Time of each scene at which it ends at the latest, and how far it is, milliseconds.
    ends_s: Vec<f64>,
    at_ms: Vec<AtomicU64>,
    language: Language,
    lines: bool,
    shown: Mutex<Instant>,
}

impl Scenes {
    /// A bar, or lines, for scenes; nothing when quiet or in JSON.
    pub fn new(scenes: &[Scene], output: Output) -> Self {
        let Progress { bar, begun, language, lines, .. } = Progress::new("", output);
        Self {
            bar,
            begun,
            ends_s: scenes.iter().map(|scene| scene.ends_s).collect(),
            at_ms: scenes.iter().map(|_| AtomicU64::new(0)).collect(),
            language,
            lines,
            shown: Mutex::new(Instant::now()),
        }
    }

    /// Shows where a scene is.
    pub fn look(&self, scene: usize, now_s: f64) {
        self.at_ms[scene].store((now_s * 1000.0) as u64, Ordering::Relaxed);
        // Whoever finds another at it has nothing to show.
        let Ok(mut shown) = self.shown.try_lock() else { return };
        if shown.elapsed() < if self.lines { EVERY_LINE } else { EVERY } {
            return;
        }
        *shown = Instant::now();
        let at_s = |at: &AtomicU64| at.load(Ordering::Relaxed) as f64 / 1000.0;
        let done_s: f64 = self.at_ms.iter().zip(&self.ends_s).map(|(a, e)| at_s(a).min(*e)).sum();
        let done = done_s / self.ends_s.iter().sum::<f64>().max(1e-9);
        let whole = self.at_ms.iter().zip(&self.ends_s).filter(|(a, e)| at_s(a) >= **e).count();
        let taken_s = self.begun.elapsed().as_secs_f64();
        let left_s = if done > 0.02 { taken_s / done * (1.0 - done) } else { f64::NAN };
        let (all, left) = (self.ends_s.len(), duration_text(left_s));
        let message = match self.language {
            Language::English => format!("{whole} of {all} scenes · at most {left} left"),
            Language::Chinese => format!("已完成 {whole}/{all} 个场景 · 最多还需 {left}"),
        };
        if self.lines {
            eprintln!("{message}");
        }
        self.bar.set_position((done * 1000.0) as u64);
        self.bar.set_message(message);
    }

    /// A scene is at its end.
    pub fn done(&self, scene: usize) {
        let end_ms = (self.ends_s[scene] * 1000.0).ceil() as u64;
        self.at_ms[scene].store(end_ms, Ordering::Relaxed);
    }

    /// Takes the bar away.
    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}

/// Progress of whole runs that are made side by side.
pub struct Runs(Progress);

impl Runs {
    /// A bar, or lines, for runs; nothing when quiet or in JSON.
    pub fn new(output: Output) -> Self {
        Self(Progress::new("", output))
    }

    /// So many of all runs are over.
    pub fn done(&self, runs: usize, of: usize) {
        let Progress { bar, begun, language, lines, .. } = &self.0;
        let left_s = begun.elapsed().as_secs_f64() / runs.max(1) as f64 * (of - runs) as f64;
        let left = duration_text(left_s);
        let message = match language {
            Language::English => format!("{runs} of {of} runs · {left} left"),
            Language::Chinese => format!("已完成 {runs}/{of} 次模拟 · 还需 {left}"),
        };
        if *lines {
            eprintln!("{message}");
        }
        bar.set_position((1000 * runs / of.max(1)) as u64);
        bar.set_message(message);
    }

    /// Takes the bar away.
    pub fn end(self) {
        self.0.end();
    }
}

/// Progress of something that says itself what it does.
pub struct Told {
    progress: Progress,
    shown: Mutex<Option<Instant>>,
}

impl Told {
    /// A bar, or lines; nothing when quiet or in JSON.
    pub fn new(output: Output) -> Self {
        Self { progress: Progress::new("", output), shown: Mutex::new(None) }
    }

    /// So much of all is done, with words on what is being done.
    pub fn tell(&self, done: f64, words: &str) {
        let Progress { bar, begun, language, lines, .. } = &self.progress;
        let done = done.clamp(0.0, 1.0);
        let taken_s = begun.elapsed().as_secs_f64();
        let message = if done > 0.02 {
            let left = duration_text(taken_s / done * (1.0 - done));
            match language {
                Language::English => format!("{words} · {left} left"),
                Language::Chinese => format!("{words} · 还需 {left}"),
            }
        } else {
            words.to_owned()
        };
        bar.set_position((done * 1000.0) as u64);
        bar.set_message(message.clone());
        let Ok(mut shown) = self.shown.lock() else { return };
        if *lines && shown.is_none_or(|shown| shown.elapsed() > Duration::from_secs(5)) {
            *shown = Some(Instant::now());
            eprintln!("{message}");
        }
    }

    /// Takes the bar away.
    pub fn end(self) {
        self.progress.end();
    }
}

/// A time left, as people say it: seconds up to two minutes, then minutes, then hours.
fn duration_text(left_s: f64) -> String {
    let minutes = (left_s / 60.0).round();
    match left_s {
        s if s.is_nan() => "…".to_owned(),
        s if s < 120.0 => format!("{s:.0} s"),
        _ if minutes < 120.0 => format!("{minutes:.0} min"),
        _ => format!("{:.0} h {:.0} min", (minutes / 60.0).floor(), minutes % 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::duration_text;

    #[test]
    fn time_left_is_said_in_the_unit_that_fits() {
        let said = [f64::NAN, 9.6, 119.0, 150.0, 7_140.0, 7_260.0].map(duration_text);
        assert_eq!(said, ["…", "10 s", "119 s", "3 min", "119 min", "2 h 1 min"]);
    }
}
