//! Arrivals: parties come to their portal at their time and are let in where there is room.

use super::itinerary::Itinerary;
use super::minds::{Doing, Minds, Scene};
use crate::crowd::{Frozen, What};
use crate::navigation::WayKind;
use glam::Vec2;

/// Free room that somebody needs to step in, metres from body to body.
const ENTRY_ROOM_M: f32 = 0.1;

impl Minds {
    /// Brings the parties whose time has come before their portals, and lets in whom the
    /// portal's capacity and the room behind it allow.
    pub fn arrive(&mut self, scene: &mut Scene, dt_s: f64, frozen: &Frozen) {
        while let Some(party) = scene.guests.parties.get(self.next_party) {
            if party.arrives_s > scene.now_s {
                break;
            }
            self.next_party += 1;
            for visitor in party.members() {
                self.arrived += 1;
                self.happens(visitor, What::Arrived);
                match party.placed {
                    Some(_) => self.due.push(visitor),
                    None => self.gates[party.portal as usize].waiting.push_back(visitor),
                }
            }
        }
        self.let_placed_in(scene);
        self.let_standing_go(scene);
        for gate in 0..self.gates.len() {
            self.gates[gate].refill(dt_s);
            self.let_in(gate, scene, frozen);
        }
    }

    fn let_in(&mut self, gate: usize, scene: &mut Scene, frozen: &Frozen) {
        let first_new = scene.crowd.len();
        while self.gates[gate].may_enter() {
            let Some(&visitor) = self.gates[gate].waiting.front() else { break };
            let crowd = &*scene.crowd;
            let radius = scene.guests.visitors[visitor as usize].radius_m;
            let is_free = |place: Vec2| {
                let room = |other_radius: f32| radius + other_radius + ENTRY_ROOM_M;
                (first_new..crowd.len())
                    .all(|row| crowd.at(row).distance(place) > room(crowd.radius_m[row]))
                    && frozen
                        .neighbors(place, radius + 0.6)
                        .all(|i| frozen.position(i).distance(place) > room(frozen.radius_m(i)))
            };
            let Some(place) = self.gates[gate].free_entry(is_free) else { break };
            self.gates[gate].entered();
            self.gates[gate].waiting.pop_front();
            self.step_in(visitor, place, scene);
        }
    }

    pub(super) fn step_in(&mut self, visitor: u32, place: Vec2, scene: &mut Scene) {
        let person = scene.guests.visitors[visitor as usize];
        let row = scene.crowd.enter(visitor);
        let crowd = &mut *scene.crowd;
        crowd.party[row] = person.party;
        crowd.segment[row] = person.segment;
        crowd.set_at(row, place);
        crowd.seen_at[row] = place;
        crowd.place[row] = place;
        crowd.free_speed_mps[row] = person.free_speed_mps;
        crowd.radius_m[row] = person.radius_m;
        crowd.held_radius_m[row] = person.radius_m;
        if let Some(time_gap_s) = scene.scenario.motion.model.time_gap_s() {
            crowd.time_gap_s[row] = time_gap_s as f32;
        }
        self.happens(visitor, What::Entered);
        self.parties[person.party as usize].inside += 1;
        if self.parties[person.party as usize].doing == Doing::Coming {
            self.begin(person.party, place, scene);
        } else {
            self.impose_on(visitor, person.party, scene);
        }
    }

    /// The first of a party is in: it makes its plan and sets out.
    fn begin(&mut self, party: u32, at: Vec2, scene: &mut Scene) {
        let guest = &scene.guests.parties[party as usize];
        let (ways, portals) = (&*scene.ways, self.gates.len());
        let can_reach = |attraction: usize| {
            let goal = (portals + attraction) as u16;
            let kind = WayKind { goal, step_free: guest.step_free, informed: false };
            // What is planned does not hang on measures: they may deny it later.
            ways.free_field(kind).distance_m(at).is_finite()
        };
        let now_s = scene.now_s;
        let itinerary = match guest.placed {
            Some(_) => Itinerary::none(now_s),
            None => Itinerary::draw(scene.scenario, scene.seed, guest, now_s, can_reach),
        };
        let mind = &mut self.parties[party as usize];
        mind.itinerary = itinerary;
        mind.entered_s = now_s;
        self.active.push(party);
        match guest.placed {
            Some(_) => self.begin_placed(party, scene),
            None => self.next_stop(party, scene),
        }
    }
}
