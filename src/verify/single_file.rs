//! People one behind the other round a closed line: everybody's own density, by the room before
//! and behind them, and the speed along the line (Seyfried et al. 2005).

use super::figures::AtDensity;
use crate::trajectories::{Position, Trajectories};
use geo::Coord;
use std::collections::BTreeMap;

/// Time after which people have found their order, seconds.
const SETTLED_S: f64 = 40.0;
/// Time over which a speed is taken, seconds.
const SPEED_S: f64 = 1.0;
/// Looks a second.
const LOOKS_A_SECOND: f64 = 2.0;

/// Densities (persons per metre) and speeds (m/s) of everybody, twice a second, once people have
/// found their order. `round` is closed.
pub fn local_speeds(walked: &Trajectories, round: &[Coord<f64>]) -> Vec<AtDensity> {
    let along = Along::new(round);
    let mut frames: BTreeMap<i64, BTreeMap<i64, f64>> = BTreeMap::new();
    for position in &walked.positions {
        if walked.time_s(position.frame) >= SETTLED_S {
            frames.entry(position.frame).or_default().insert(position.id, along.at_m(position));
        }
    }
    let gap = ((SPEED_S * walked.frames_per_s).round() as i64).max(1);
    let every = ((walked.frames_per_s / LOOKS_A_SECOND) as i64).max(1);
    let first = frames.keys().next().copied().unwrap_or(0);
    let mut found = Vec::new();
    for (frame, before) in frames.iter().filter(|(f, _)| (*f - first).rem_euclid(every) == 0) {
        let (Some(after), Some(now)) = (frames.get(&(frame + gap)), frames.get(&(frame + gap / 2)))
        else {
            continue;
        };
        let seconds = gap as f64 / walked.frames_per_s;
        let speed = |id: &i64| {
            let way_m = along.signed_m(after.get(id)? - before.get(id)?);
            Some(way_m / seconds)
        };
        let mut there: Vec<(f64, f64)> =
            now.iter().filter_map(|(id, at_m)| Some((*at_m, speed(id)?))).collect();
        there.sort_by(|a, b| a.0.total_cmp(&b.0));
        let n = there.len();
        for k in 0..n {
            let room_m = |a: usize, b: usize| (there[b].0 - there[a].0).rem_euclid(along.length_m);
            let (ahead_m, behind_m) = (room_m(k, (k + 1) % n), room_m((k + n - 1) % n, k));
            let own_m = 0.5 * (ahead_m + behind_m);
            if own_m > 0.0 {
                found.push([1.0 / own_m, there[k].1]);
            }
        }
    }
    found
}

/// A closed line, measured along.
struct Along {
    points: Vec<Coord<f64>>,
    /// Way to each point, metres.
    to_m: Vec<f64>,
    length_m: f64,
}

impl Along {
    fn new(round: &[Coord<f64>]) -> Self {
        let mut points = round.to_vec();
        points.extend(round.first().copied());
        let mut to_m = vec![0.0];
        for pair in points.windows(2) {
            let way_m = (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y);
            to_m.push(to_m[to_m.len() - 1] + way_m);
        }
        let length_m = to_m[to_m.len() - 1];
        Self { points, to_m, length_m }
    }

    /// Where along the line the point nearest to somebody is, metres.
    fn at_m(&self, position: &Position) -> f64 {
        let mut best = (f64::INFINITY, 0.0);
        for (i, pair) in self.points.windows(2).enumerate() {
            let (a, along) = (pair[0], pair[1] - pair[0]);
            let m2 = along.x * along.x + along.y * along.y;
            let to = Coord { x: position.x_m, y: position.y_m } - a;
            let share = ((to.x * along.x + to.y * along.y) / m2.max(1e-12)).clamp(0.0, 1.0);
            let far = (to.x - along.x * share).hypot(to.y - along.y * share);
            if far < best.0 {
                best = (far, self.to_m[i] + share * m2.sqrt());
            }
        }
        best.1
    }

    /// A way along the line as the shorter of both ways round.
    fn signed_m(&self, way_m: f64) -> f64 {
        (way_m + 0.5 * self.length_m).rem_euclid(self.length_m) - 0.5 * self.length_m
    }
}
