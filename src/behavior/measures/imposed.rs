//! Detours that the ground imposes: barriers, one-way stretches and closed zones make ways longer.
//!
//! When somebody sets out, the way with the measures is held against that without, both at free
//! speed; the difference is imposed by the measures that the way without would cross, in equal
//! parts (where it crosses none, by the nearest). Whoever gives up a way, or for whom the ground
//! changes, is given back what is left of it: only what is walked counts.

use super::guide::TURNS_BACK;
use super::near::distance_m;
use super::{Acts, Measures};
use crate::behavior::minds::{Doing, Minds, Scene};
use crate::crowd::{Touch, Touched};
use crate::geometry::WallSegment;
use crate::navigation::WayKind;
use glam::Vec2;
use serde::{Deserialize, Serialize};

/// Differences below this are those of the raster, metres.
const LEAST_M: f32 = 0.5;

/// A detour that a party is on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imposed {
    /// Number of the measure in the ledger.
    pub measure: u16,
    /// Further to walk because of it, metres at free speed.
    pub extra_m: f32,
}

impl Measures {
    /// The measures that stand and change the ground where a way goes, by their numbers: those
    /// whose pieces it crosses, else the nearest.
    fn in_the_way(&self, way: &[Vec2], now_s: f64) -> Vec<u16> {
        let grounds = || {
            self.list.iter().filter(|m| m.works(now_s)).filter_map(|m| match &m.acts {
                Acts::Ground(pieces) => Some((m.number, pieces)),
                _ => None,
            })
        };
        let crosses = |pieces: &[[Vec2; 2]]| {
            let meets = |step: &[Vec2], [a, b]: &[Vec2; 2]| {
                WallSegment { a: *a, b: *b }.meets(step[0], step[1])
            };
            way.windows(2).any(|step| pieces.iter().any(|piece| meets(step, piece)))
        };
        let crossed: Vec<u16> =
            grounds().filter(|(_, pieces)| crosses(pieces)).map(|(number, _)| number).collect();
        if !crossed.is_empty() {
            return crossed;
        }
        let far_m = |pieces: &[[Vec2; 2]]| {
            let to_way = |piece: &[Vec2; 2]| {
                way.iter().map(|p| distance_m(piece, *p)).fold(f32::INFINITY, f32::min)
            };
            pieces.iter().map(to_way).fold(f32::INFINITY, f32::min)
        };
        let nearest = grounds().min_by(|a, b| far_m(a.1).total_cmp(&far_m(b.1)));
        nearest.map(|(number, _)| number).into_iter().collect()
    }
}

impl Minds {
    /// The way left to a party's goal with the measures on the ground less that without, metres;
    /// infinite where they leave none.
    fn extra_m(&self, party: u32, goal: u16, at: Vec2, scene: &Scene) -> Option<f32> {
        let step_free = scene.guests.parties[party as usize].step_free;
        let kind = WayKind { goal, step_free, informed: false };
        let free_m = scene.ways.free_field(kind).distance_m(at);
        let with_m = scene.ways.field_at(kind, at).distance_m(at);
        free_m.is_finite().then_some(with_m - free_m)
    }

    /// A party has set out: what the ground imposes on it now.
    pub(in crate::behavior) fn impose(&mut self, party: u32, scene: &Scene) {
        if !scene.ways.are_changed() {
            return;
        }
        let goal = self.parties[party as usize].goal;
        let Some(at) = self.place_of_party(party, scene) else { return };
        let extra_m = self.extra_m(party, goal, at, scene);
        let Some(extra_m) = extra_m.filter(|m| *m > LEAST_M && m.is_finite()) else { return };
        let by = self.measures_in_the_way(party, goal, at, scene);
        let share_m = extra_m / by.len().max(1) as f32;
        for measure in by {
            self.parties[party as usize].imposed.push(Imposed { measure, extra_m: share_m });
            self.detour(party, measure, share_m, scene);
        }
    }

    /// Somebody comes in whose party is on its way already: they have the same detours.
    pub(in crate::behavior) fn impose_on(&mut self, visitor: u32, party: u32, scene: &Scene) {
        let free_mps = scene.guests.visitors[visitor as usize].free_speed_mps;
        for Imposed { measure, extra_m } in &self.parties[party as usize].imposed {
            let what = Touched::Detour { time_s: extra_m / free_mps };
            self.touches.push(Touch { visitor, measure: *measure, what });
        }
    }

    /// The measures because of which a party goes another way to a goal.
    fn measures_in_the_way(&self, party: u32, goal: u16, at: Vec2, scene: &Scene) -> Vec<u16> {
        let step_free = scene.guests.parties[party as usize].step_free;
        let kind = WayKind { goal, step_free, informed: false };
        let way = scene.ways.free_field(kind).trace(at);
        self.measures.in_the_way(&way, scene.now_s)
    }

    /// A party gives up its way, or the ground is about to change: what it has not walked yet of
    /// the detour is given back.
    pub(in crate::behavior) fn give_back(&mut self, party: u32, scene: &Scene) {
        let mind = &mut self.parties[party as usize];
        if mind.imposed.is_empty() {
            return;
        }
        let (imposed, goal) = (std::mem::take(&mut mind.imposed), mind.goal);
        let arrived = !matches!(mind.doing, Doing::Walking | Doing::Leaving);
        let Some(at) = self.place_of_party(party, scene).filter(|_| !arrived) else { return };
        let left_m = self.extra_m(party, goal, at, scene).unwrap_or(0.0);
        let all_m: f32 = imposed.iter().map(|i| i.extra_m).sum();
        let left = (left_m / all_m).clamp(0.0, 1.0);
        for Imposed { measure, extra_m } in imposed {
            self.detour(party, measure, -extra_m * left, scene);
        }
    }

    fn detour(&mut self, party: u32, measure: u16, extra_m: f32, scene: &Scene) {
        if extra_m == 0.0 {
            return;
        }
        for visitor in scene.guests.parties[party as usize].members() {
            if scene.crowd.row(visitor).is_some() {
                let free_mps = scene.guests.visitors[visitor as usize].free_speed_mps;
                let what = Touched::Detour { time_s: extra_m / free_mps };
                self.touches.push(Touch { visitor, measure, what });
            }
        }
    }

    /// The stops that a party cannot make because measures leave no way to them are denied.
    pub(in crate::behavior) fn deny_unreachable(&mut self, party: u32, scene: &Scene) {
        if !scene.ways.are_changed() {
            return;
        }
        for stop in self.parties[party as usize].itinerary.stops.clone() {
            self.deny_if_unreachable(party, self.goal_of_attraction(stop.into()), scene);
        }
    }

    /// Whether measures leave a party no way to a goal to which there would be one; that is
    /// written down as a stop denied.
    fn deny_if_unreachable(&mut self, party: u32, goal: u16, scene: &Scene) -> bool {
        let Some(at) = self.place_of_party(party, scene) else { return false };
        let extra_m = self.extra_m(party, goal, at, scene);
        if extra_m.is_none_or(f32::is_finite) {
            return false;
        }
        let by = self.measures_in_the_way(party, goal, at, scene);
        // One stop is denied once, by the first that is in the way.
        if let Some(measure) = by.first() {
            self.touch_party(party, *measure, Touched::Denied, scene);
        }
        true
    }

    /// The ground is about to change: everybody on the way gives back what is left of their
    /// detours. Returns who goes where, for [`after_change`](Self::after_change).
    pub fn before_change(&mut self, scene: &Scene) -> Vec<(u32, Vec2)> {
        let mut going = Vec::new();
        for index in 0..self.active.len() {
            let party = self.active[index];
            let doing = self.parties[party as usize].doing;
            if matches!(doing, Doing::Walking | Doing::Leaving) {
                self.give_back(party, scene);
                going.extend(self.directions(party, scene));
            }
        }
        going
    }

    /// The ground has changed: what it imposes on those on the way, who is sent back, and whose
    /// goal cannot be reached any more.
    pub fn after_change(&mut self, going: &[(u32, Vec2)], scene: &mut Scene) {
        for index in 0..self.active.len() {
            let party = self.active[index];
            let mind = &self.parties[party as usize];
            if !matches!(mind.doing, Doing::Walking | Doing::Leaving) {
                continue;
            }
            let (goal, leaving) = (mind.goal, mind.doing == Doing::Leaving);
            match self.attraction_of_goal(goal) {
                Some(attraction) if self.deny_if_unreachable(party, goal, scene) => {
                    self.strike(party, attraction);
                    self.next_stop(party, scene);
                }
                None if leaving && !self.can_get_to(goal, party, scene) => {
                    if let Some(other) = self.nearest_exit(party, Some(goal), scene) {
                        self.set_out(party, other, scene);
                        self.parties[party as usize].doing = Doing::Leaving;
                    }
                }
                _ => self.impose(party, scene),
            }
        }
        self.send_back(going, scene);
    }

    fn send_back(&mut self, going: &[(u32, Vec2)], scene: &Scene) {
        for (visitor, was) in going {
            let Some(row) = scene.crowd.row(*visitor) else { continue };
            let (party, at) = (scene.crowd.party[row], scene.crowd.at(row));
            let kind = self.way_of(party, scene.guests);
            let by = self.parties[party as usize].imposed.first().map(|i| i.measure);
            if let Some(measure) = by
                && scene.ways.field_at(kind, at).direction(at).dot(*was) < TURNS_BACK
            {
                let what = Touched::TurnedBack;
                self.touches.push(Touch { visitor: *visitor, measure, what });
            }
        }
    }
}
