//! Headway: companions keep together, and nobody is stuck for ever.

use super::company::Row;
use super::minds::{AttractionState, Doing, Minds, Scene};
use crate::crowd::{Activity, Frozen, What};
use crate::navigation::WayKind;
use glam::Vec2;
use rayon::prelude::*;

/// People below which more threads cost more than they give.
const WORTH_THREADS: usize = 16_384;

/// Headway below which a way counts as no shorter, metres.
const HEADWAY_M: f32 = 0.4;
/// Time without headway after which people look for another way, seconds [a].
const LOOK_AROUND_S: f32 = 20.0;
/// Time without headway after which people change their mind, seconds [a].
const CHANGE_MIND_S: f32 = 150.0;
/// Time after which somebody who cannot get to the own place stays where they are, seconds.
const GOOD_ENOUGH_S: f32 = 12.0;
/// How near to the own place one is there, metres.
const AT_PLACE_M: f32 = 0.35;
/// Distance behind at which the others go slower, and wait, metres [a].
const SLOWER_M: f32 = 2.5;
const WAIT_M: f32 = 6.0;
/// Distance behind from which a party counts as parted, metres [a].
const PARTED_M: f32 = 15.0;
/// Longest that those ahead wait on one way, seconds [a].
const LONGEST_WAIT_S: f32 = 120.0;
/// Where so many others are within [`PRESS_M`], nobody waits for companions: 1.5 people per m² [a].
const PRESS: usize = 6;
/// Where more others are within [`PRESS_M`], nobody stops to look at anything: 3 people per m² [a].
/// Without, those who cannot get to their places stop in a clump behind each other, where others want
/// to pass, and the clump grows to 10 per m².
const CRUSH: usize = 12;
/// How far around one feels the press, metres.
const PRESS_M: f32 = 1.13;

impl Minds {
    /// Measures the way left of all walkers whose party `has_turn`, for
    /// [`keep_together`](Self::keep_together).
    pub fn measure_ways(&self, has_turn: impl Fn(u32) -> bool + Sync, scene: &mut Scene) {
        let mut way_left_m = std::mem::take(&mut scene.crowd.way_left_m);
        let (crowd, guests, ways) = (&*scene.crowd, scene.guests, &*scene.ways);
        let measure = |(row, left_m): (usize, &mut f32)| {
            let party = crowd.party[row];
            if has_turn(party) && crowd.activity[row] == Activity::Walk {
                let plain = WayKind { informed: false, ..self.way_of(party, guests) };
                let at = crowd.at(row);
                *left_m = ways.field_at(plain, at).distance_m(at);
            }
        };
        let least = if crowd.len() < WORTH_THREADS { usize::MAX } else { 4096 };
        way_left_m.par_iter_mut().with_min_len(least).enumerate().for_each(measure);
        scene.crowd.way_left_m = way_left_m;
    }

    /// One second of everybody of a party on their way: is there headway, are all together? Their
    /// ways must have been [measured](Self::measure_ways).
    pub fn keep_together(&mut self, party: u32, scene: &mut Scene, frozen: &Frozen) {
        if self.parties[party as usize].doing == Doing::Rounding {
            return;
        }
        let mut farthest_m = 0f32;
        let mut nearest_m = f32::INFINITY;
        let mut change_mind = false;
        for visitor in scene.guests.parties[party as usize].members() {
            let Some(row) = scene.crowd.row(visitor) else { continue };
            match scene.crowd.activity[row] {
                Activity::Walk => {
                    let left_m = scene.crowd.way_left_m[row];
                    farthest_m = farthest_m.max(left_m);
                    nearest_m = nearest_m.min(left_m);
                    change_mind |= self.check_headway(row, left_m, scene);
                }
                Activity::Approach => change_mind |= self.check_approach(row, scene, frozen),
                activity if activity.stands() => {
                    let place = scene.crowd.place[row];
                    scene.crowd.sees_place[row] = scene.crowd.at(row).distance(place) < 0.5
                        || scene.ways.terrain.walls.line_is_clear(scene.crowd.at(row), place);
                }
                _ => {}
            }
        }
        self.set_paces(party, nearest_m, farthest_m, scene, frozen);
        if change_mind {
            self.change_mind(party, scene);
        }
    }

    /// Whether a walker has to change their mind.
    fn check_headway(&mut self, row: usize, left_m: f32, scene: &mut Scene) -> bool {
        let crowd = &mut *scene.crowd;
        if left_m < crowd.best_way_left_m[row] - HEADWAY_M {
            crowd.best_way_left_m[row] = left_m;
            crowd.stuck_s[row] = 0.0;
            return false;
        }
        if crowd.pace[row] < 0.5 || crowd.held_by[row] != 0 {
            return false;
        }
        crowd.stuck_s[row] += 1.0;
        let stuck_s = crowd.stuck_s[row];
        if stuck_s == LOOK_AROUND_S {
            let (visitor, party) = (crowd.visitor[row], crowd.party[row]);
            self.happens(visitor, What::Rerouted);
            // Who stands in a jam knows of it.
            self.parties[party as usize].informed = true;
            let way = self.way_of(party, scene.guests);
            scene.ways.want(way);
        }
        stuck_s >= CHANGE_MIND_S
    }

    /// Who cannot get to the own place soon stays where they are; whether somebody has to change
    /// their mind, because there is a crush and nobody stays in one to look at something.
    fn check_approach(&mut self, row: usize, scene: &mut Scene, frozen: &Frozen) -> bool {
        let crowd = &mut *scene.crowd;
        let left_m = crowd.at(row).distance(crowd.place[row]);
        crowd.sees_place[row] =
            scene.ways.terrain.walls.line_is_clear(crowd.at(row), crowd.place[row]);
        if left_m < crowd.best_way_left_m[row] - HEADWAY_M {
            crowd.best_way_left_m[row] = left_m;
            crowd.stuck_s[row] = 0.0;
        } else {
            crowd.stuck_s[row] += 1.0;
        }
        let good_enough = crowd.stuck_s[row] > GOOD_ENOUGH_S;
        if left_m < AT_PLACE_M || good_enough {
            let (party, at) = (crowd.party[row], crowd.at(row));
            let queues = self.parties[party as usize].doing == Doing::Queueing;
            if good_enough && !queues && others_near(at, frozen) > CRUSH {
                return true;
            }
            crowd.activity[row] = if queues { Activity::Queue } else { Activity::Dwell };
            if good_enough && !queues {
                crowd.place[row] = at;
            }
            crowd.stuck_s[row] = 0.0;
        }
        false
    }

    /// Those ahead go slower or wait for those behind, but not in a press: who stopped in a door
    /// or on a stair would hold up all who follow. There they go on, and wait beyond.
    fn set_paces(
        &mut self,
        party: u32,
        nearest_m: f32,
        farthest_m: f32,
        scene: &mut Scene,
        frozen: &Frozen,
    ) {
        let guest = &scene.guests.parties[party as usize];
        let mind = &mut self.parties[party as usize];
        let spread_m = farthest_m - nearest_m;
        if spread_m.is_finite() && spread_m > PARTED_M {
            mind.parted_s += 1.0;
            if mind.parted_s == 60.0 {
                guest.members().for_each(|v| self.happens(v, What::Parted));
            }
        } else {
            mind.parted_s = 0.0;
        }
        let mind = &mut self.parties[party as usize];
        let all_in = mind.inside == guest.size || mind.doing == Doing::Leaving;
        let patient = mind.waited_s < LONGEST_WAIT_S;
        let mut anybody_waits = false;
        let abreast = Row::of(guest, scene.crowd);
        for visitor in guest.members() {
            let Some(row) = scene.crowd.row(visitor) else { continue };
            let crowd = &*scene.crowd;
            let lead_m = farthest_m - crowd.way_left_m[row];
            let pace = match lead_m {
                _ if !patient => 1.0,
                m if m > WAIT_M => 0.0,
                m if m > SLOWER_M => 0.5,
                _ if !all_in => 0.3,
                m => abreast.as_ref().map_or(1.0, |r| r.pace(row, m, crowd, &scene.ways.terrain)),
            };
            let pressed = pace < 1.0 && is_press(scene.crowd.at(row), frozen);
            let pace = if pressed { 1.0 } else { pace };
            anybody_waits |= pace < 0.5;
            scene.crowd.pace[row] = pace;
        }
        if anybody_waits {
            mind.waited_s += 1.0;
        }
    }

    /// After a long time without headway: another exit, or another stop.
    fn change_mind(&mut self, party: u32, scene: &mut Scene) {
        let goal = self.parties[party as usize].goal;
        match self.attraction_of_goal(goal) {
            None => {
                let keeps = self.keeps_exit(party, scene);
                let other = if keeps { None } else { self.nearest_exit(party, Some(goal), scene) };
                let other = other.unwrap_or(goal);
                self.set_out(party, other, scene);
                self.parties[party as usize].doing = Doing::Leaving;
            }
            Some(attraction) => self.miss(party, attraction, scene),
        }
    }

    /// Number of people in queues.
    pub fn queueing(&self) -> usize {
        let length = |state: &AttractionState| match state {
            AttractionState::Counter(counter) => counter.length(),
            AttractionState::Area(_) => 0,
        };
        self.attractions.iter().map(length).sum()
    }
}

/// Whether people stand so close around a place that nobody can wait there.
fn is_press(at: Vec2, frozen: &Frozen) -> bool {
    others_near(at, frozen) >= PRESS
}

/// How many others are within [`PRESS_M`] of somebody.
fn others_near(at: Vec2, frozen: &Frozen) -> usize {
    // One of them is whoever asks.
    frozen.neighbors(at, PRESS_M).count().saturating_sub(1)
}
