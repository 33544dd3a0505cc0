//! How far a run is from what was recorded, scene by scene and over all.

use super::figures::{AtDensity, Figures};
use crate::scene::Scene;
use serde::Serialize;

/// Errors count no more than this, so that one scene that fails does not hide all others.
const MOST: f64 = 2.0;
/// Densities and speeds in a bin at least, for it to count.
const LEAST_IN_BIN: usize = 15;
const LEAST_IN_BIN_SINGLE_FILE: usize = 10;
/// Kinds of scenes whose clock starts when the first people pass.
const FROM_THE_FIRST: [&str; 2] = ["bottleneck", "exit"];

/// Errors of one scene; all are shares but `stuck`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Errors {
    /// Of the flow.
    pub flow: f64,
    /// Of the times of passing: root mean square over the time in which 80 % pass.
    pub times: f64,
    /// Of the density in the area.
    pub density: f64,
    /// Of the speed there.
    pub speed: f64,
    /// Of the median time from one to the next.
    pub gap: f64,
    /// Share of those who got through in reality and did not here.
    pub stuck: f64,
}

impl Errors {
    /// The errors of a run of a scene against its recording.
    pub fn of(scene: &Scene, real: &Figures, run: &Figures) -> Self {
        let of = |f: &dyn Fn(&Figures) -> Option<f64>| match (f(run), f(real)) {
            (Some(run), Some(real)) if real != 0.0 => ((run - real) / real).abs().min(MOST),
            _ => 1.0,
        };
        let passed = real.passed_s.len().min(run.people).max(1) as f64;
        Self {
            flow: of(&|f| f.flow_per_s),
            times: times(scene, real, run).min(MOST),
            density: of(&|f| f.density_per_m2),
            speed: of(&|f| f.speed_mps),
            gap: of(&|f| f.gap_s),
            stuck: (1.0 - run.passed_s.len() as f64 / passed).max(0.0),
        }
    }

    /// The mean of several.
    pub fn mean(of: &[Self]) -> Self {
        let mean =
            |f: &dyn Fn(&Self) -> f64| of.iter().map(f).sum::<f64>() / of.len().max(1) as f64;
        Self {
            flow: mean(&|e| e.flow),
            times: mean(&|e| e.times),
            density: mean(&|e| e.density),
            speed: mean(&|e| e.speed),
            gap: mean(&|e| e.gap),
            stuck: mean(&|e| e.stuck),
        }
    }
}

fn times(scene: &Scene, real: &Figures, run: &Figures) -> f64 {
    let n = real.passed_s.len();
    let (first, last) = ((0.1 * n as f64) as usize, (0.9 * n as f64) as usize);
    if last <= first + 1 {
        return 1.0;
    }
    let run_s = |k: usize| run.passed_s.get(k).copied().unwrap_or(scene.ends_s);
    let from_first = FROM_THE_FIRST.contains(&scene.kind.as_str());
    let shift_s = if from_first { run_s(first) - real.passed_s[first] } else { 0.0 };
    let squares = (first..last).map(|k| (run_s(k) - shift_s - real.passed_s[k]).powi(2));
    let mean = squares.sum::<f64>() / (last - first) as f64;
    mean.sqrt() / (real.passed_s[last - 1] - real.passed_s[first]).max(1e-9)
}

/// Mean speeds at densities.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Curve(
    /// Density in the middle of a bin, and the mean speed there where there is enough to tell.
    pub Vec<(f64, Option<f64>)>,
);

impl Curve {
    /// Speeds at densities per m² of people who walk side by side: bins of 0.25 from 0.25 to 4.
    pub fn of(found: &[AtDensity]) -> Self {
        Self::binned(found, [0.25, 4.0], 0.25, LEAST_IN_BIN)
    }

    /// Speeds at densities per metre of people in a single file: bins of 0.2 from 0.4 to 2.6.
    pub fn single_file(found: &[AtDensity]) -> Self {
        Self::binned(found, [0.4, 2.6], 0.2, LEAST_IN_BIN_SINGLE_FILE)
    }

    fn binned(found: &[AtDensity], [from, until]: [f64; 2], width: f64, least: usize) -> Self {
        let bins = ((until - from) / width).round() as usize;
        let bin = |k: usize| {
            let low = from + k as f64 * width;
            let inside = found.iter().filter(|at| at[0] >= low && at[0] < low + width);
            let speeds: Vec<f64> = inside.map(|at| at[1]).collect();
            let mean = speeds.iter().sum::<f64>() / speeds.len().max(1) as f64;
            (low + 0.5 * width, (speeds.len() >= least).then_some(mean))
        };
        Self((0..bins).map(bin).collect())
    }

    /// Root mean square difference of the speeds where both have some, m/s, and the number of
    /// densities that are reached in reality and not here.
    pub fn error(&self, real: &Self) -> (Option<f64>, usize) {
        let pairs = || self.0.iter().zip(&real.0);
        let both = pairs().filter_map(|(here, real)| Some((here.1? - real.1?).powi(2)));
        let squares: Vec<f64> = both.collect();
        let missing = pairs().filter(|(here, real)| here.1.is_none() && real.1.is_some()).count();
        let mean = squares.iter().sum::<f64>() / squares.len().max(1) as f64;
        ((!squares.is_empty()).then(|| mean.sqrt()), missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(passed_s: Vec<f64>) -> Figures {
        Figures {
            people: passed_s.len(),
            flow_per_s: Some(2.0),
            gap_s: Some(0.5),
            density_per_m2: Some(3.0),
            speed_mps: Some(0.4),
            passed_s,
            at_densities: Vec::new(),
        }
    }

    fn scene(kind: &str) -> Scene {
        Scene {
            file: "door.json".into(),
            name: "door".to_owned(),
            description: String::new(),
            kind: kind.to_owned(),
            fps: 10.0,
            ends_s: 100.0,
            ground: geo::MultiPolygon::new(Vec::new()),
            people: Vec::new(),
            exits: Vec::new(),
            round: None,
            zones: Vec::new(),
            measured: crate::scene::Measured::default(),
        }
    }

    #[test]
    fn a_later_start_counts_only_where_the_clock_is_that_of_the_scene() {
        let real = figures((0..20).map(f64::from).collect());
        let later = figures((0..20).map(|s| f64::from(s) + 3.0).collect());
        let error = |kind| Errors::of(&scene(kind), &real, &later);
        assert_eq!(error("exit"), Errors::default());
        assert!((error("uni").times - 3.0 / 15.0).abs() < 1e-12, "{:?}", error("uni"));
    }

    #[test]
    fn who_never_passes_is_stuck_and_late() {
        let real = figures((0..20).map(f64::from).collect());
        let half = figures((0..10).map(f64::from).collect());
        let error = Errors::of(&scene("exit"), &real, &half);
        assert_eq!(error.stuck, 0.5);
        assert_eq!(error.times, MOST);
    }

    #[test]
    fn densities_that_are_not_reached_are_counted() {
        let at = |density: f64, speed: f64| vec![[density, speed]; LEAST_IN_BIN];
        let real = Curve::of(&[at(0.3, 1.2), at(1.1, 0.9), at(2.1, 0.5)].concat());
        let run = Curve::of(&[at(0.3, 1.3), at(1.1, 1.0)].concat());
        let (error, missing) = run.error(&real);
        assert!((error.unwrap_or(0.0) - 0.1).abs() < 1e-12);
        assert_eq!(missing, 1);
        assert_eq!(Curve::of(&[[0.3, 1.0]]).error(&real), (None, 3));
    }
}
