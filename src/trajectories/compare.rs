//! Two trajectory files side by side.

use super::measure::{Measures, measure};
use super::{Position, Trajectories};
use crate::geometry::polygons;
use geo::{Area, Coord, MultiPolygon, Rect};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// One of two files.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// The file.
    pub file: String,
    /// Its format.
    pub format: String,
    /// What its reader decided or found odd.
    pub notes: Vec<String>,
    /// Its measures.
    pub measures: Measures,
}

/// How far the same person is from herself in the other file, at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Apart {
    /// People who are in both files at some same time.
    pub people: usize,
    /// Positions compared.
    pub positions: usize,
    /// Median distance, metres.
    pub median_m: f64,
    /// Largest distance, metres.
    pub largest_m: f64,
    /// Whose it is.
    pub largest_id: i64,
    /// When, seconds.
    pub largest_time_s: f64,
    /// The first time at which anybody is more than a centimetre apart, seconds.
    pub first_apart_s: Option<f64>,
}

/// Two files side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The ground on which densities are taken: "of both files", "of the first file", …
    pub ground: &'static str,
    /// Its area, square metres.
    pub ground_m2: f64,
    /// The files.
    pub sides: [Side; 2],
    /// How far the same people are apart; `None` where no person's number is in both.
    pub apart: Option<Apart>,
}

/// Sets two files side by side.
pub fn compare(a: &Trajectories, b: &Trajectories) -> Comparison {
    let (ground, shared) = common_ground(a, b);
    let side = |of: &Trajectories| Side {
        file: of.file.display().to_string(),
        format: of.format.to_owned(),
        notes: of.notes.clone(),
        measures: measure(of, &shared),
    };
    Comparison {
        ground,
        ground_m2: shared.unsigned_area(),
        sides: [side(a), side(b)],
        apart: apart(a, b),
    }
}

/// The ground that both have, else that of one, else where both were walked on.
fn common_ground(a: &Trajectories, b: &Trajectories) -> (&'static str, MultiPolygon<f64>) {
    let both = match (&a.ground, &b.ground) {
        (Some(a), Some(b)) => ("shared by both files", polygons::intersect(a, b)),
        (Some(a), None) => ("of the first file", a.clone()),
        (None, Some(b)) => ("of the second file", b.clone()),
        (None, None) => {
            let rects = extent(a).zip(extent(b)).and_then(|(a, b)| overlap(a, b));
            let area = rects.map(|r| r.to_polygon()).into_iter().collect();
            ("the rectangle that both walk in", MultiPolygon::new(area))
        }
    };
    if both.1.unsigned_area() > 0.0 { both } else { ("none: they share no ground", both.1) }
}

fn extent(of: &Trajectories) -> Option<Rect<f64>> {
    let at = |p: &Position| Coord { x: p.x_m, y: p.y_m };
    let first = at(of.positions.first()?);
    let (low, high) = of.positions.iter().map(at).fold((first, first), |(low, high), c| {
        (
            Coord { x: low.x.min(c.x), y: low.y.min(c.y) },
            Coord { x: high.x.max(c.x), y: high.y.max(c.y) },
        )
    });
    Some(Rect::new(low, high))
}

fn overlap(a: Rect<f64>, b: Rect<f64>) -> Option<Rect<f64>> {
    let low = Coord { x: a.min().x.max(b.min().x), y: a.min().y.max(b.min().y) };
    let high = Coord { x: a.max().x.min(b.max().x), y: a.max().y.min(b.max().y) };
    (low.x < high.x && low.y < high.y).then(|| Rect::new(low, high))
}

/// Positions of `a` against those of `b` at the same time, straight between its frames.
fn apart(a: &Trajectories, b: &Trajectories) -> Option<Apart> {
    let mut ways: BTreeMap<i64, Vec<&Position>> = BTreeMap::new();
    for position in &b.positions {
        ways.entry(position.id).or_default().push(position);
    }
    let mut distances: Vec<f64> = Vec::new();
    let mut people = std::collections::BTreeSet::new();
    let mut largest: Option<(f64, i64, f64)> = None;
    let mut first_apart_s: Option<f64> = None;
    for position in &a.positions {
        let time_s = a.time_s(position.frame);
        let Some(way) = ways.get(&position.id) else { continue };
        let Some([x, y]) = at(way, time_s * b.frames_per_s) else { continue };
        let distance = (x - position.x_m).hypot(y - position.y_m);
        people.insert(position.id);
        distances.push(distance);
        if largest.is_none_or(|(known, ..)| distance > known) {
            largest = Some((distance, position.id, time_s));
        }
        if distance > 0.01 && first_apart_s.is_none() {
            first_apart_s = Some(time_s);
        }
    }
    let (largest_m, largest_id, largest_time_s) = largest?;
    distances.sort_by(f64::total_cmp);
    Some(Apart {
        people: people.len(),
        positions: distances.len(),
        median_m: distances[distances.len() / 2],
        largest_m,
        largest_id,
        largest_time_s,
        first_apart_s,
    })
}

/// Where somebody is between two frames; `None` where she is not there on both sides.
fn at(way: &[&Position], frame: f64) -> Option<[f64; 2]> {
    let later = way.partition_point(|p| (p.frame as f64) < frame - 1e-6);
    let after = way.get(later)?;
    if (after.frame as f64 - frame).abs() <= 1e-6 {
        return Some([after.x_m, after.y_m]);
    }
    let before = later.checked_sub(1).and_then(|i| way.get(i))?;
    let apart = after.frame as f64 - before.frame as f64;
    let t = (frame - before.frame as f64) / apart;
    // Somebody who was away in between was nowhere.
    let between = |a: f64, b: f64| a + (b - a) * t;
    (apart <= 2.0).then_some([between(before.x_m, after.x_m), between(before.y_m, after.y_m)])
}

impl Comparison {
    /// The comparison as people read it on a terminal.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let [a, b] = &self.sides;
        for (name, side) in [("A", a), ("B", b)] {
            let _ = writeln!(out, "{name}: {} ({})", side.file, side.format);
            for note in &side.notes {
                let _ = writeln!(out, "   {note}");
            }
        }
        let _ = writeln!(out, "Ground: {}, {:.0} m²\n", self.ground, self.ground_m2);
        let _ = writeln!(out, "{:<38}{:>12}{:>12}", "", "A", "B");
        let mut row = |what: &str, number: &dyn Fn(&Measures) -> String| {
            let (a, b) = (number(&a.measures), number(&b.measures));
            let _ = writeln!(out, "{what:<38}{a:>12}{b:>12}");
        };
        let speed = |s: Option<f64>| s.map_or("–".to_owned(), |s| format!("{s:.2}"));
        row("people", &|m| m.people.to_string());
        row("frames a second", &|m| format!("{}", m.frames_per_s));
        row("from (s)", &|m| format!("{:.1}", m.time_s[0]));
        row("until (s)", &|m| format!("{:.1}", m.time_s[1]));
        row("there for, mean (s)", &|m| format!("{:.1}", m.mean_presence_s));
        row("speed, mean (m/s)", &|m| speed(m.mean_speed_mps));
        row("on the ground, mean (persons)", &|m| format!("{:.1}", m.on_ground[0]));
        row("on the ground, most (persons)", &|m| format!("{:.0}", m.on_ground[1]));
        row("density there, mean (/m²)", &|m| format!("{:.3}", m.density_per_m2[0]));
        row("density there, most (/m²)", &|m| format!("{:.3}", m.density_per_m2[1]));
        row("densest 4 m² (/m²)", &|m| {
            m.densest.map_or("–".to_owned(), |d| format!("{:.2}", d.density_per_m2))
        });
        row("  at (s)", &|m| m.densest.map_or("–".to_owned(), |d| format!("{:.1}", d.time_s)));
        let _ = writeln!(out, "\nEach file's time in ten parts: speed (m/s), people on the ground");
        for (k, (x, y)) in a.measures.stretches.iter().zip(&b.measures.stretches).enumerate() {
            let _ = writeln!(
                out,
                "{:>4}  A {:>7.1} s {:>6}{:>8.1}    B {:>7.1} s {:>6}{:>8.1}",
                k + 1,
                x.from_s,
                speed(x.mean_speed_mps),
                x.on_ground,
                y.from_s,
                speed(y.mean_speed_mps),
                y.on_ground
            );
        }
        out.push('\n');
        out.push_str(&self.apart_text());
        out
    }

    fn apart_text(&self) -> String {
        let Some(apart) = &self.apart else {
            return "No person's number is in both files at the same time: nobody to compare with herself.".to_owned();
        };
        let first = match apart.first_apart_s {
            Some(s) => format!("first more than 1 cm apart at {s:.1} s"),
            None => "never more than 1 cm apart".to_owned(),
        };
        format!(
            "The same {} people at the same time ({} positions): median {:.3} m apart, at most {:.2} m (person {} at {:.1} s); {first}.",
            apart.people,
            apart.positions,
            apart.median_m,
            apart.largest_m,
            apart.largest_id,
            apart.largest_time_s
        )
    }
}
