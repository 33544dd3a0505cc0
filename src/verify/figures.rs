//! The figures of one scene, from its recording or from a run, taken in the same way.

use super::single_file::local_speeds;
use crate::scene::Scene;
use crate::trajectories::{
    Crossing, FieldAt, Trajectories, crossings, field_in, flow_per_s, time_of_share_s,
};

/// Kinds of scenes in which people keep coming: there the middle half of the time is steady.
const STREAMS: [&str; 3] = ["uni", "bi", "corner"];
/// Density and speed are looked at so many times a second.
const LOOKS_A_SECOND: f64 = 2.0;

/// A density with the speed at it, persons per m² (single file: per m) and m/s.
pub type AtDensity = [f64; 2];

/// What was measured of a scene.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// People.
    pub people: usize,
    /// When each of them crossed the line of the flow, seconds, in order.
    pub passed_s: Vec<f64>,
    /// Persons a second across the line, in the steady part; `None` without a line.
    pub flow_per_s: Option<f64>,
    /// Median time from one to the next across the line, seconds.
    pub gap_s: Option<f64>,
    /// Mean density in the area in the steady part, persons per m².
    pub density_per_m2: Option<f64>,
    /// Mean speed there and then, m/s.
    pub speed_mps: Option<f64>,
    /// Densities and speeds at all times; for streams and single files only.
    pub at_densities: Vec<AtDensity>,
}

impl Figures {
    /// Measures a recording or a run of a scene. `people`: how many there are.
    pub fn of(scene: &Scene, walked: &Trajectories, people: usize) -> Self {
        if let Some(round) = &scene.round {
            let at_densities = local_speeds(walked, round);
            return Self { people, at_densities, ..Self::default() };
        }
        let measured = &scene.measured;
        let line = measured.flow_line.or(measured.mid_line);
        let Some(line) = line else { return Self { people, ..Self::default() } };
        let crossed = crossings(walked, line);
        let field = measured
            .area
            .as_ref()
            .map_or_else(Vec::new, |area| field_in(walked, &scene.ground, area, LOOKS_A_SECOND));
        let steady = steady_s(scene, walked, &crossed);
        let mean = |f: &dyn Fn(&FieldAt) -> f64| {
            let [from_s, until_s] = steady?;
            let steady = field.iter().filter(|at| (from_s..=until_s).contains(&at.time_s));
            let of: Vec<f64> = steady.map(f).collect();
            (!of.is_empty()).then(|| of.iter().sum::<f64>() / of.len() as f64)
        };
        let passed_s: Vec<f64> = crossed.iter().map(|c| c.time_s).collect();
        let streams = is_stream(scene);
        Self {
            people,
            flow_per_s: Some(flow_per_s(&crossed, people, steady_shares(scene))),
            gap_s: median_gap_s(&passed_s, people),
            density_per_m2: mean(&|at| at.density_per_m2),
            speed_mps: mean(&|at| at.speed_mps),
            passed_s,
            at_densities: match streams {
                true => field.iter().map(|at| [at.density_per_m2, at.speed_mps]).collect(),
                false => Vec::new(),
            },
        }
    }
}

/// Whether people keep coming in a scene.
pub fn is_stream(scene: &Scene) -> bool {
    STREAMS.contains(&scene.kind.as_str())
}

/// Between the passing of which shares of the people a flow is steady.
fn steady_shares(scene: &Scene) -> [f64; 2] {
    if is_stream(scene) { [0.25, 0.75] } else { [0.1, 0.9] }
}

/// From when until when a scene is steady, seconds.
fn steady_s(scene: &Scene, walked: &Trajectories, crossed: &[Crossing]) -> Option<[f64; 2]> {
    let middle = scene.measured.mid_line.filter(|_| is_stream(scene));
    let middle = middle.map(|line| crossings(walked, line));
    let crossed = middle.as_deref().unwrap_or(crossed);
    let [from, until] = steady_shares(scene);
    Some([time_of_share_s(crossed, from)?, time_of_share_s(crossed, until)?])
}

/// Median time between two who pass, without the first and the last tenth of the people.
fn median_gap_s(passed_s: &[f64], people: usize) -> Option<f64> {
    let (first, last) = ((0.1 * people as f64) as usize, (0.9 * people as f64) as usize);
    let middle = passed_s.get(first..last.min(passed_s.len()))?;
    if passed_s.len() <= 5 || middle.len() < 2 {
        return None;
    }
    let mut gaps: Vec<f64> = middle.windows(2).map(|t| t[1] - t[0]).collect();
    gaps.sort_by(f64::total_cmp);
    let half = gaps.len() / 2;
    let even = gaps.len().is_multiple_of(2);
    Some(if even { 0.5 * (gaps[half - 1] + gaps[half]) } else { gaps[half] })
}
