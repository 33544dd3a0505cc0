//! What a party does from second to second: on the way, settling at an attraction, leaving it.

use super::minds::{AttractionState, Doing, Minds, Scene};
use super::spots::NO_SPOT;
use crate::crowd::{Activity, Draw, Purpose, What};
use crate::navigation::WayKind;
use crate::scenario::AttractionKind;
use glam::Vec2;

/// How near to the middle of an area, along the way, people look for their place in it even
/// where they are not inside its outline, metres [a].
const THERE_M: f32 = 1.5;
/// How near to a queue people make for its end, metres [a].
const JOIN_M: f32 = 2.5;
/// How near to a counter, along the way, people make for the end of its queue, metres [a].
const AT_COUNTER_M: f32 = 4.0;
/// Time over which an audience breaks up after a show, seconds [a].
const BREAK_UP_S: f64 = 60.0;

impl Minds {
    /// One second in the life of a party.
    pub fn live(&mut self, party: u32, scene: &mut Scene) {
        let doing = self.parties[party as usize].doing;
        if doing == Doing::Leaving {
            return self.choose_again(party, scene);
        }
        if matches!(doing, Doing::Coming | Doing::Gone | Doing::Waiting | Doing::Rounding) {
            return;
        }
        if scene.now_s >= scene.scenario.clock.duration_s {
            return self.go_home(party, scene);
        }
        if doing != Doing::Queueing
            && let Some(show) = self.show_to_set_out_for(party, scene.now_s)
        {
            return self.go_to_show(party, show, scene);
        }
        match doing {
            Doing::Walking => self.settle_if_there(party, scene),
            Doing::Staying if scene.now_s >= self.parties[party as usize].until_s => {
                self.next_stop(party, scene);
            }
            _ => {}
        }
    }

    /// Sends a party to a goal: everybody gives up their place and walks.
    pub fn set_out(&mut self, party: u32, goal: u16, scene: &mut Scene) {
        self.give_back(party, scene);
        let guest = &scene.guests.parties[party as usize];
        for visitor in guest.members() {
            self.let_go(visitor, scene);
            if let Some(row) = scene.crowd.row(visitor) {
                scene.crowd.activity[row] = Activity::Walk;
                scene.crowd.shown[row] = Vec2::ZERO;
                scene.crowd.way_left_m[row] = f32::INFINITY;
                scene.crowd.best_way_left_m[row] = f32::INFINITY;
                scene.crowd.stuck_s[row] = 0.0;
                scene.crowd.pace[row] = 1.0;
                scene.crowd.held_by[row] = 0;
            }
        }
        let mind = &mut self.parties[party as usize];
        mind.goal = goal;
        mind.via = None;
        mind.doing = Doing::Walking;
        mind.choices += 1;
        mind.waited_s = 0.0;
        let kind = WayKind { goal, step_free: guest.step_free, informed: mind.informed };
        scene.ways.want(kind);
        self.impose(party, scene);
    }

    /// Frees the spot, place in a queue or desk of a visitor.
    fn let_go(&mut self, visitor: u32, scene: &Scene) {
        let party = scene.guests.visitors[visitor as usize].party;
        let goal = self.parties[party as usize].goal;
        let spot = std::mem::replace(&mut self.spot_of[visitor as usize], NO_SPOT);
        let Some(attraction) = self.attraction_of_goal(goal) else { return };
        match &mut self.attractions[attraction] {
            AttractionState::Area(spots) if spot != NO_SPOT => spots.give_back(spot),
            AttractionState::Area(_) => {}
            AttractionState::Counter(counter) => counter.leave(visitor),
        }
    }

    /// Takes a stop off the list, once.
    pub fn strike(&mut self, party: u32, attraction: usize) {
        let stops = &mut self.parties[party as usize].itinerary.stops;
        if let Some(first) = stops.iter().position(|s| *s as usize == attraction) {
            stops.remove(first);
        }
    }

    /// A stop that could not be: off the list, counted for everybody, on to the next.
    pub fn miss(&mut self, party: u32, attraction: usize, scene: &mut Scene) {
        self.strike(party, attraction);
        for visitor in scene.guests.parties[party as usize].members() {
            self.happens(visitor, What::Missed);
        }
        self.next_stop(party, scene);
    }

    fn show_to_set_out_for(&mut self, party: u32, now_s: f64) -> Option<usize> {
        let shows = &mut self.parties[party as usize].itinerary.shows;
        let due = shows.first().filter(|(set_out_s, _)| *set_out_s <= now_s)?.1;
        shows.remove(0);
        Some(due as usize)
    }

    /// Where the first member is who has come to the goal, or who sees the end of its queue.
    fn first_there(&self, party: u32, attraction: usize, scene: &Scene) -> Option<Vec2> {
        let terrain = &scene.ways.terrain;
        let is_there = |row: usize| {
            let at = scene.crowd.at(row);
            match &self.attractions[attraction] {
                AttractionState::Area(spots) => {
                    scene.crowd.way_left_m[row] < THERE_M || spots.covers(at)
                }
                // Who comes upon the queue anywhere goes to its end.
                AttractionState::Counter(counter) => {
                    scene.crowd.way_left_m[row] < AT_COUNTER_M
                        || (0..=counter.length())
                            .filter_map(|i| counter.places.place(i))
                            .any(|p| at.distance(p) < JOIN_M && terrain.walls.line_is_clear(at, p))
                }
            }
        };
        let members = scene.guests.parties[party as usize].members();
        members
            .filter_map(|v| scene.crowd.row(v))
            .find(|row| is_there(*row))
            .map(|row| scene.crowd.at(row))
    }

    fn settle_if_there(&mut self, party: u32, scene: &mut Scene) {
        let goal = self.parties[party as usize].goal;
        let Some(attraction) = self.attraction_of_goal(goal) else { return };
        let open = &scene.scenario.attractions[attraction].open;
        if !open.iter().any(|o| (o[0]..o[1]).contains(&scene.now_s)) {
            return self.miss(party, attraction, scene);
        }
        let Some(at) = self.first_there(party, attraction, scene) else { return };
        match self.attractions[attraction] {
            AttractionState::Area(_) => self.settle_in_area(party, attraction, at, scene),
            AttractionState::Counter(_) => self.join_queue(party, attraction, scene),
        }
    }

    /// Everybody of the party takes a spot beside the others.
    fn settle_in_area(&mut self, party: u32, attraction: usize, at: Vec2, scene: &mut Scene) {
        let guest = &scene.guests.parties[party as usize];
        let AttractionState::Area(spots) = &mut self.attractions[attraction] else { return };
        if !spots.has_room(guest.size as usize) {
            return self.miss(party, attraction, scene);
        }
        let choices = self.parties[party as usize].choices;
        let whim = Draw::new(scene.seed, guest.draw_id, Purpose::Spot, choices).uniform();
        let mut beside = None;
        for visitor in guest.members() {
            let Some(spot) = spots.take(visitor, at, beside, whim, &scene.ways.terrain.walls)
            else {
                break;
            };
            beside = Some(spots.place(spot));
            self.spot_of[visitor as usize] = spot;
            if let Some(row) = scene.crowd.row(visitor) {
                scene.crowd.place[row] = spots.place(spot);
                approach(scene, row);
            }
        }
        self.strike(party, attraction);
        for visitor in guest.members() {
            self.happens(visitor, What::Visited { attraction: attraction as u16 });
        }
        self.stay(party, attraction, scene);
    }

    /// Sets until when a party stays: to the end of a show that is on, else as long as drawn.
    pub fn stay(&mut self, party: u32, attraction: usize, scene: &mut Scene) {
        let guest = &scene.guests.parties[party as usize];
        let mind = &mut self.parties[party as usize];
        mind.doing = Doing::Staying;
        let mut draw = Draw::new(scene.seed, guest.draw_id, Purpose::Dwell, mind.choices);
        let here = &scene.scenario.attractions[attraction];
        let now_s = scene.now_s;
        let show = scene.scenario.programme.iter().enumerate().find(|(_, s)| {
            s.attraction == attraction && s.until_s > now_s && s.from_s < now_s + 1200.0
        });
        mind.until_s = match show {
            Some((_, show)) if matches!(here.kind, AttractionKind::Stage { .. }) => {
                if draw.chance(show.leave_after) {
                    mind.itinerary.home_s = mind.itinerary.home_s.min(show.until_s);
                }
                show.until_s + BREAK_UP_S * draw.uniform()
            }
            _ => now_s + draw.spread(&here.stay_s),
        };
        let closes_s = here.open.iter().find(|o| (o[0]..o[1]).contains(&now_s)).map(|o| o[1]);
        mind.until_s = mind.until_s.min(closes_s.unwrap_or(f64::INFINITY).max(now_s));
    }

    /// Joins a queue, or turns away at its sight.
    fn join_queue(&mut self, party: u32, attraction: usize, scene: &mut Scene) {
        let AttractionKind::Counter { balk_at, .. } = scene.scenario.attractions[attraction].kind
        else {
            return;
        };
        let AttractionState::Counter(counter) = &mut self.attractions[attraction] else { return };
        let guest = &scene.guests.parties[party as usize];
        let mut draw = Draw::new(scene.seed, guest.draw_id, Purpose::Patience, attraction as u32);
        let bears = f64::from(balk_at) * (0.7 + 0.6 * draw.uniform());
        if counter.length() as f64 >= bears || counter.places.is_empty() {
            for visitor in guest.members() {
                self.happens(visitor, What::Balked { attraction: attraction as u16 });
            }
            self.put_off_need(party, attraction, 600.0, scene);
            return self.miss(party, attraction, scene);
        }
        for visitor in guest.members() {
            if let Some(row) = scene.crowd.row(visitor) {
                let place = counter.places.place(counter.length()).unwrap_or(scene.crowd.at(row));
                counter.waiting.push_back((visitor, scene.now_s));
                scene.crowd.place[row] = place;
                approach(scene, row);
            }
        }
        self.parties[party as usize].doing = Doing::Queueing;
        self.strike(party, attraction);
    }

    /// After a visit to what one needs, or a try in vain: the next need, at the earliest.
    pub fn put_off_need(&mut self, party: u32, attraction: usize, by_s: f64, scene: &Scene) {
        let kind = &scene.scenario.attractions[attraction].kind;
        if super::itinerary::need_every_s(kind).is_none() {
            return;
        }
        let guest = &scene.guests.parties[party as usize];
        let mind = &mut self.parties[party as usize];
        let (seed, from_s, choices) = (scene.seed, scene.now_s + by_s, mind.choices);
        mind.itinerary.draw_need(scene.scenario, seed, guest, from_s, choices);
    }
}

/// Starts the last metres to the own place.
pub(super) fn approach(scene: &mut Scene, row: usize) {
    let crowd = &mut *scene.crowd;
    crowd.activity[row] = Activity::Approach;
    crowd.sees_place[row] = scene.ways.terrain.walls.line_is_clear(crowd.at(row), crowd.place[row]);
    crowd.best_way_left_m[row] = f32::INFINITY;
    crowd.stuck_s[row] = 0.0;
}
