//! What trajectories show by themselves: how many people, for how long, how fast, how dense.

use super::{Position, Trajectories};
use geo::{Area, BoundingRect, Contains, MultiPolygon, Point};
use serde::Serialize;
use std::collections::BTreeMap;

/// Over how long a speed is taken, seconds: longer than a step's sway, shorter than a turn.
const SPEED_S: f64 = 0.5;
/// Side of a cell in which the densest place is sought, metres.
const CELL_M: f64 = 2.0;
/// Stretches of time into which a file is parted.
pub const STRETCHES: usize = 10;

/// Measures of one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// People.
    pub people: usize,
    /// Frames a second.
    pub frames_per_s: f64,
    /// Time of the first and last frame, seconds.
    pub time_s: [f64; 2],
    /// Mean of all speeds over half a second, metres a second; `None` where nobody is there
    /// long enough.
    pub mean_speed_mps: Option<f64>,
    /// Time that people were there, on average, seconds.
    pub mean_presence_s: f64,
    /// People on the common ground: mean over time, and most at once.
    pub on_ground: [f64; 2],
    /// The same by square metre.
    pub density_per_m2: [f64; 2],
    /// The densest place on the common ground.
    pub densest: Option<Densest>,
    /// Ten stretches of the file's time, one after the other.
    pub stretches: Vec<Stretch>,
}

/// The densest place and time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Densest {
    /// Persons on 4 m² at one frame, by square metre.
    pub density_per_m2: f64,
    /// When, seconds.
    pub time_s: f64,
    /// Middle of the place, metres.
    pub x_m: f64,
    /// Middle of the place, metres.
    pub y_m: f64,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stretch {
    /// From, seconds.
    pub from_s: f64,
    /// Until, seconds.
    pub until_s: f64,
    /// Mean speed, metres a second.
    pub mean_speed_mps: Option<f64>,
    /// Mean number of people on the common ground.
    pub on_ground: f64,
}

/// Measures trajectories on a ground.
pub fn measure(of: &Trajectories, ground: &MultiPolygon<f64>) -> Measures {
    let [first, last] = of.frames();
    let time_s = [of.time_s(first), of.time_s(last)];
    let frames = last as f64 - first as f64 + 1.0;
    let length = frames / STRETCHES as f64;
    let stretch_of =
        |frame: i64| (((frame as f64 - first as f64) / length) as usize).min(STRETCHES - 1);
    let mut speeds = [(0.0, 0_usize); STRETCHES];
    for (frame, speed) in speeds_of(of) {
        let (sum, count) = &mut speeds[stretch_of(frame)];
        *sum += speed;
        *count += 1;
    }
    let inside = inside(ground);
    let mut there = [0_usize; STRETCHES];
    // Frames without anybody count too.
    let frames_in = |k: usize| ((k + 1) as f64 * length).ceil() - (k as f64 * length).ceil();
    let mut most = 0;
    for frame in of.positions.chunk_by(|a, b| a.frame == b.frame) {
        let now = frame.iter().filter(|p| inside(p)).count();
        there[stretch_of(frame[0].frame)] += now;
        most = most.max(now);
    }
    let mean = |(sum, count): (f64, usize)| (count > 0).then(|| sum / count as f64);
    let all = speeds.iter().fold((0.0, 0), |all, s| (all.0 + s.0, all.1 + s.1));
    let total: usize = there.iter().sum();
    let m2 = ground.unsigned_area().max(1e-9);
    let on_ground = [total as f64 / frames, most as f64];
    let people = of.people();
    let at = |k: usize| of.time_s(first) + k as f64 * length / of.frames_per_s;
    Measures {
        people,
        frames_per_s: of.frames_per_s,
        time_s,
        mean_speed_mps: mean(all),
        mean_presence_s: of.positions.len() as f64 / of.frames_per_s / people.max(1) as f64,
        on_ground,
        density_per_m2: on_ground.map(|n| n / m2),
        densest: densest(of, &inside),
        stretches: (0..STRETCHES)
            .map(|k| Stretch {
                from_s: at(k),
                until_s: at(k + 1),
                mean_speed_mps: mean(speeds[k]),
                on_ground: there[k] as f64 / frames_in(k).max(1.0),
            })
            .collect(),
    }
}

/// Each person's speeds with their frames: way over half a second, straight.
fn speeds_of(of: &Trajectories) -> Vec<(i64, f64)> {
    let gap = ((SPEED_S * of.frames_per_s).round() as i64).max(1);
    let mut of_person: BTreeMap<i64, Vec<&Position>> = BTreeMap::new();
    for position in &of.positions {
        of_person.entry(position.id).or_default().push(position);
    }
    let mut speeds = Vec::new();
    for way in of_person.values() {
        let mut later = 0;
        for now in way {
            while later < way.len() && way[later].frame < now.frame.saturating_add(gap) {
                later += 1;
            }
            let Some(then) = way.get(later).filter(|p| p.frame == now.frame.saturating_add(gap))
            else {
                continue;
            };
            let metres = (then.x_m - now.x_m).hypot(then.y_m - now.y_m);
            speeds.push((now.frame, metres * of.frames_per_s / gap as f64));
        }
    }
    speeds
}

/// Whether a position is on the ground.
fn inside(ground: &MultiPolygon<f64>) -> impl Fn(&Position) -> bool {
    let boxes: Vec<_> = ground.0.iter().map(BoundingRect::bounding_rect).collect();
    move |p: &Position| {
        let at = Point::new(p.x_m, p.y_m);
        let holds = |(piece, bounds): (&geo::Polygon<f64>, &Option<geo::Rect<f64>>)| {
            bounds.is_some_and(|b| b.contains(&at)) && piece.contains(&at)
        };
        ground.0.iter().zip(&boxes).any(holds)
    }
}

fn densest(of: &Trajectories, inside: &impl Fn(&Position) -> bool) -> Option<Densest> {
    let mut best: Option<(usize, i64, (i64, i64))> = None;
    for frame in of.positions.chunk_by(|a, b| a.frame == b.frame) {
        let mut cells: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        for p in frame {
            let cell = ((p.x_m / CELL_M).floor() as i64, (p.y_m / CELL_M).floor() as i64);
            *cells.entry(cell).or_default() += 1;
            let count = cells[&cell];
            if best.is_none_or(|(most, ..)| count > most) && inside(p) {
                best = Some((count, frame[0].frame, cell));
            }
        }
    }
    best.map(|(count, frame, (x, y))| Densest {
        density_per_m2: count as f64 / (CELL_M * CELL_M),
        time_s: of.time_s(frame),
        x_m: (x as f64 + 0.5) * CELL_M,
        y_m: (y as f64 + 0.5) * CELL_M,
    })
}
