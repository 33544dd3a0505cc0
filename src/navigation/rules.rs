//! Ways under rules: lines that are crossed in one direction only, and zones that nobody enters.
//!
//! A rule is no wall: who goes with it walks on undisturbed. So a goal whose ways would break a
//! rule has fields of its own, solved on the ground with a barrier where the rule forbids to
//! cross; all other goals keep theirs. To one goal a passage is crossed in one direction only, so
//! a line that its ways cross the wrong way is shut for that goal altogether.

use super::goal::Goal;
use super::layer::Layer;
use super::{FlowField, Terrain, WayKind};
use geo::{Contains, Coord, Polygon};
use glam::Vec2;
use rayon::prelude::*;
use std::sync::Arc;

/// How far from a line it is looked where ways lead, metres.
const BESIDE_M: f32 = 0.6;
/// Distance between two looks along a line, metres.
const EVERY_M: f32 = 0.5;

/// What visitors keep to, wherever they go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// Lines that are crossed from their left to their right only.
    pub one_way: Vec<Vec<Coord<f64>>>,
    /// Zones that nobody enters; who is inside walks out.
    pub closed: Vec<Polygon<f64>>,
}

impl Rules {
    /// Whether there is nothing to keep to.
    pub fn is_empty(&self) -> bool {
        self.one_way.is_empty() && self.closed.is_empty()
    }

    fn outlines(&self) -> Vec<[Coord<f64>; 2]> {
        let rings = self.closed.iter().flat_map(|zone| zone.exterior().lines());
        rings.map(|edge| [edge.start, edge.end]).collect()
    }

    /// Whether a point is in a zone that is closed.
    pub fn is_closed(&self, at: Vec2) -> bool {
        let at = Coord { x: f64::from(at.x), y: f64::from(at.y) };
        self.closed.iter().any(|zone| zone.contains(&at))
    }
}

/// The ground with some lines shut, and the fields on it.
pub(super) struct Variant {
    /// Which of the one-way lines are shut.
    shut: Vec<usize>,
    pub plain: Layer,
    pub step_free: Option<Layer>,
}

/// The fields of the goals whose ways the rules change.
pub(super) struct Ruled {
    pub rules: Rules,
    pub variants: Vec<Variant>,
    /// Which variant a goal's fields are on; `None`: on the ground as it is.
    pub of_goal: Vec<Option<usize>>,
}

impl Ruled {
    /// Finds which goals need which ground. `barriers`: what stands on `terrain`; `plain`: the
    /// fields on it.
    pub fn new(
        rules: Rules,
        terrain: &Terrain,
        barriers: &[[Coord<f64>; 2]],
        plain: &Layer,
        goals: &[Arc<Goal>],
        has_step_free: bool,
    ) -> Self {
        let mut ruled = Self { rules, variants: Vec::new(), of_goal: vec![None; goals.len()] };
        let build = |ruled: &mut Self, shut: Vec<usize>| {
            let known = ruled.variants.iter().position(|v| v.shut == shut);
            known.unwrap_or_else(|| {
                let terrain = terrain.with_barriers(&ruled.pieces(barriers, &shut));
                let plain = Layer::new(&terrain, false, goals);
                let step_free = has_step_free.then(|| Layer::new(&terrain, true, goals));
                ruled.variants.push(Variant { shut, plain, step_free });
                ruled.variants.len() - 1
            })
        };
        if !ruled.rules.closed.is_empty() {
            let base = build(&mut ruled, Vec::new());
            ruled.of_goal = vec![Some(base); goals.len()];
        }
        // Each round shuts one more line at least for every goal that still breaks a rule.
        for _ in 0..ruled.rules.one_way.len() {
            let breaks = |goal: usize| {
                let layer = ruled.of_goal[goal].map_or(plain, |v| &ruled.variants[v].plain);
                ruled.broken(layer.field(goal), ruled.shut_for(goal))
            };
            let broken: Vec<Vec<usize>> =
                (0..goals.len()).into_par_iter().with_max_len(1).map(breaks).collect();
            if broken.iter().all(Vec::is_empty) {
                break;
            }
            for (goal, broken) in broken.into_iter().enumerate().filter(|(_, b)| !b.is_empty()) {
                let mut shut = ruled.shut_for(goal).to_vec();
                shut.extend(broken);
                shut.sort_unstable();
                ruled.of_goal[goal] = Some(build(&mut ruled, shut));
            }
        }
        ruled
    }

    fn shut_for(&self, goal: usize) -> &[usize] {
        self.of_goal[goal].map_or(&[], |variant| &self.variants[variant].shut)
    }

    fn pieces(&self, barriers: &[[Coord<f64>; 2]], shut: &[usize]) -> Vec<[Coord<f64>; 2]> {
        let mut pieces = barriers.to_vec();
        pieces.extend(self.rules.outlines());
        for line in shut {
            pieces.extend(self.rules.one_way[*line].windows(2).map(|edge| [edge[0], edge[1]]));
        }
        pieces
    }

    /// The one-way lines, not yet shut, that ways of a field cross from their right to their
    /// left.
    fn broken(&self, field: &FlowField, shut: &[usize]) -> Vec<usize> {
        let lines = self.rules.one_way.iter().enumerate();
        let open = lines.filter(|(i, line)| !shut.contains(i) && crosses_back(field, line));
        open.map(|(i, _)| i).collect()
    }

    /// The field of a goal, where the rules change it.
    pub fn field(&self, kind: WayKind) -> Option<&FlowField> {
        let variant = &self.variants[(*self.of_goal.get(kind.goal as usize)?)?];
        let step_free = variant.step_free.as_ref().filter(|_| kind.step_free);
        Some(step_free.unwrap_or(&variant.plain).field(kind.goal as usize))
    }
}

/// Whether ways of a field cross a line from its right to its left somewhere.
fn crosses_back(field: &FlowField, line: &[Coord<f64>]) -> bool {
    let vec = |c: &Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
    line.windows(2).any(|edge| {
        let (a, b) = (vec(&edge[0]), vec(&edge[1]));
        let (along, length_m) = ((b - a).normalize_or_zero(), a.distance(b));
        let left = along.perp();
        let looks = (length_m / EVERY_M).ceil().max(1.0) as usize;
        (0..looks).any(|i| {
            let on_line = a + along * (length_m * (i as f32 + 0.5) / looks as f32);
            let right_of_it = on_line - left * BESIDE_M;
            let goes = field.direction(right_of_it).dot(left);
            let nearer = field.distance_m(on_line + left * BESIDE_M);
            goes > 0.3 && nearer < field.distance_m(right_of_it)
        })
    })
}
