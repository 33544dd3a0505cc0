//! Who crosses a line when, and the flow.

use super::{Position, Trajectories};
use geo::Coord;
use std::collections::BTreeMap;

/// When somebody first crossed a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Seconds: the first frame beyond the line.
    pub time_s: f64,
    /// Person.
    pub id: i64,
}

/// Everybody's first crossing of a line, in the order of time.
pub fn crossings(of: &Trajectories, line: [Coord<f64>; 2]) -> Vec<Crossing> {
    let mut last: BTreeMap<i64, Position> = BTreeMap::new();
    let mut first: BTreeMap<i64, i64> = BTreeMap::new();
    for position in &of.positions {
        if let Some(before) = last.insert(position.id, *position)
            && !first.contains_key(&position.id)
            && before.frame + 1 == position.frame
            && meet([coord(&before), coord(position)], line)
        {
            first.insert(position.id, position.frame);
        }
    }
    let mut crossings: Vec<Crossing> =
        first.into_iter().map(|(id, frame)| Crossing { time_s: of.time_s(frame), id }).collect();
    crossings.sort_by(|a, b| a.time_s.total_cmp(&b.time_s).then(a.id.cmp(&b.id)));
    crossings
}

/// Persons a second between the passing of a share `from` and a share `until` of `people`;
/// where not all come through, until the last who does. 0 where there is no such time.
pub fn flow_per_s(crossings: &[Crossing], people: usize, [from, until]: [f64; 2]) -> f64 {
    let nth = |share: f64| ((share * people as f64).ceil() as usize).max(1) - 1;
    let (first, last) = (nth(from), nth(until).min(crossings.len().saturating_sub(1)));
    let (Some(a), Some(b)) = (crossings.get(first), crossings.get(last)) else { return 0.0 };
    let duration_s = b.time_s - a.time_s;
    if last <= first || duration_s <= 0.0 { 0.0 } else { (last - first) as f64 / duration_s }
}

/// When a share of those who cross have done so; `None` where nobody crosses.
pub fn time_of_share_s(crossings: &[Crossing], share: f64) -> Option<f64> {
    let nth = ((share * crossings.len() as f64).ceil() as usize).max(1) - 1;
    crossings.get(nth.min(crossings.len().saturating_sub(1))).map(|c| c.time_s)
}

fn coord(position: &Position) -> Coord<f64> {
    Coord { x: position.x_m, y: position.y_m }
}

/// Whether two segments meet.
fn meet([a, b]: [Coord<f64>; 2], [c, d]: [Coord<f64>; 2]) -> bool {
    let side = |p: Coord<f64>, q: Coord<f64>, r: Coord<f64>| {
        (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
    };
    let (c_side, d_side) = (side(a, b, c), side(a, b, d));
    let (a_side, b_side) = (side(c, d, a), side(c, d, b));
    c_side * d_side <= 0.0 && a_side * b_side <= 0.0 && (c_side != 0.0 || d_side != 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(ids: &[i64], fps: f64) -> Trajectories {
        let position = |id: i64, frame: i64| Position {
            frame,
            id,
            x_m: frame as f64 / fps - id as f64,
            y_m: 0.5,
        };
        let frames = 0..200;
        let positions = frames.flat_map(|f| ids.iter().map(move |id| position(*id, f))).collect();
        Trajectories {
            file: "walk.txt".into(),
            format: "test",
            frames_per_s: fps,
            positions,
            ground: None,
            notes: Vec::new(),
        }
    }

    #[test]
    fn people_a_second_behind_each_other_are_a_flow_of_one() {
        let walk = walk(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 10.0);
        let line = [Coord { x: 0.05, y: 0.0 }, Coord { x: 0.05, y: 1.0 }];
        let crossed = crossings(&walk, line);
        assert_eq!(crossed.iter().map(|c| c.id).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
        assert!((flow_per_s(&crossed, 10, [0.1, 0.9]) - 1.0).abs() < 1e-9);
        assert_eq!(time_of_share_s(&crossed, 0.5).map(|t| (t * 10.0).round()), Some(51.0));
        let beside = [Coord { x: 0.05, y: 1.0 }, Coord { x: 0.05, y: 2.0 }];
        assert!(crossings(&walk, beside).is_empty());
    }
}
