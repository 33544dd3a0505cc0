//! Counters at work: who is next, how long it takes, who has had enough of waiting.

use super::minds::{AttractionState, Minds, Scene};
use super::party::approach;
use super::queue::Service;
use crate::crowd::{Activity, Draw, Purpose, What};
use crate::scenario::AttractionKind;
use glam::Vec2;

/// How near to a wall somebody stands who stands by it, metres [a].
const BY_A_WALL_M: f32 = 0.8;
/// How much farther people go to stand by a wall and not in the way, metres [a].
const IN_THE_WAY_M: f32 = 6.0;
/// How near to the first place the next one has to be to be called, metres.
const CALLED_WITHIN_M: f32 = 2.5;
/// Time after which somebody is called who cannot get to the front, seconds.
const CALLED_AFTER_S: f64 = 60.0;

impl Minds {
    /// One second at a counter.
    pub fn serve(&mut self, attraction: usize, scene: &mut Scene) {
        self.finish_services(attraction, scene);
        self.give_up_waiting(attraction, scene);
        while self.call_next(attraction, scene) {}
        self.move_up(attraction, scene);
    }

    fn counter(&mut self, attraction: usize) -> Option<&mut super::queue::CounterState> {
        match &mut self.attractions[attraction] {
            AttractionState::Counter(counter) => Some(counter),
            AttractionState::Area(_) => None,
        }
    }

    fn finish_services(&mut self, attraction: usize, scene: &mut Scene) {
        let now_s = scene.now_s;
        let Some(counter) = self.counter(attraction) else { return };
        let mut served = Vec::new();
        for desk in &mut counter.serving {
            if desk.as_ref().is_some_and(|s| s.until_s <= now_s) {
                served.extend(desk.take().map(|s| s.visitors).unwrap_or_default());
            }
        }
        for visitor in served {
            self.happens(visitor, What::Visited { attraction: attraction as u16 });
            let Some(row) = scene.crowd.row(visitor) else { continue };
            scene.crowd.place[row] = self.gathering_place(attraction, visitor, row, scene);
            scene.crowd.activity[row] = Activity::Gather;
            let party = scene.crowd.party[row];
            if !self.anybody_busy(party, scene) {
                self.put_off_need(party, attraction, 0.0, scene);
                self.stay(party, attraction, scene);
            }
        }
    }

    /// Whether anybody of a party still queues or is served.
    fn anybody_busy(&self, party: u32, scene: &Scene) -> bool {
        let mut members = scene.guests.parties[party as usize].members();
        members.any(|v| {
            let activity = scene.crowd.row(v).map(|row| scene.crowd.activity[row]);
            matches!(activity, Some(Activity::Queue | Activity::Served | Activity::Approach))
        })
    }

    /// A place some steps aside from the counter, clear of its queue; by a wall if there is one,
    /// where people stand who do not want to be in the way.
    fn gathering_place(&mut self, attraction: usize, who: u32, row: usize, scene: &Scene) -> Vec2 {
        let at = scene.crowd.at(row);
        let terrain = &scene.ways.terrain;
        let mut draw = Draw::new(scene.seed, who, Purpose::Spot, attraction as u32);
        let Some(counter) = self.counter(attraction) else { return at };
        let counter = &*counter;
        let in_queue = counter.length() + 2;
        let is_good = |p: &Vec2| {
            let clear_of_queue = (0..in_queue)
                .filter_map(|i| counter.places.place(i))
                .chain(counter.desks.iter().copied())
                .all(|q| q.distance(*p) > 1.0);
            clear_of_queue
                && terrain.is_on_ground(*p)
                && terrain.walls.distance(*p) > 0.3
                && terrain.walls.line_is_clear(at, *p)
        };
        let in_the_way = |p: &Vec2| {
            let by_a_wall = terrain.walls.distance(*p) < BY_A_WALL_M;
            at.distance(*p) + if by_a_wall { 0.0 } else { IN_THE_WAY_M }
        };
        let tries = (0..24).map(|_| {
            let angle = draw.uniform() as f32 * std::f32::consts::TAU;
            at + Vec2::from_angle(angle) * (2.0 + 8.0 * draw.uniform() as f32)
        });
        tries.filter(is_good).min_by(|a, b| in_the_way(a).total_cmp(&in_the_way(b))).unwrap_or(at)
    }

    /// Those whose patience is at an end leave, with their whole party.
    fn give_up_waiting(&mut self, attraction: usize, scene: &mut Scene) {
        let AttractionKind::Counter { patience_s, .. } =
            scene.scenario.attractions[attraction].kind
        else {
            return;
        };
        let (now_s, seed) = (scene.now_s, scene.seed);
        let Some(counter) = self.counter(attraction) else { return };
        // Nobody gives up who is nearly there.
        let nearly = counter.desks.len() + 2;
        let impatient = counter.waiting.iter().skip(nearly).find(|(visitor, joined_s)| {
            let mut draw = Draw::new(seed, *visitor, Purpose::Patience, attraction as u32);
            now_s - joined_s > patience_s * (0.7 + 0.6 * draw.uniform())
        });
        let Some(&(visitor, _)) = impatient else { return };
        let party = scene.guests.visitors[visitor as usize].party;
        for member in scene.guests.parties[party as usize].members() {
            self.happens(member, What::GaveUp { attraction: attraction as u16 });
        }
        self.put_off_need(party, attraction, 600.0, scene);
        self.miss(party, attraction, scene);
    }

    /// Calls the next one to a free desk; whether there was one.
    fn call_next(&mut self, attraction: usize, scene: &mut Scene) -> bool {
        let AttractionKind::Counter { service_s, whole_party, .. } =
            scene.scenario.attractions[attraction].kind
        else {
            return false;
        };
        let now_s = scene.now_s;
        let Some(counter) = self.counter(attraction) else { return false };
        let Some(desk) = counter.free_desk() else { return false };
        let Some(&(first, joined_s)) = counter.waiting.front() else { return false };
        let Some(row) = scene.crowd.row(first) else {
            counter.waiting.pop_front();
            return true;
        };
        let front = counter.places.place(0).unwrap_or(counter.desks[desk]);
        let at = scene.crowd.at(row);
        let near = at.distance(front).min(at.distance(counter.desks[desk])) < CALLED_WITHIN_M;
        if !near && now_s - joined_s < CALLED_AFTER_S {
            return false;
        }
        let party = scene.crowd.party[row];
        let mut visitors = Vec::new();
        counter.waiting.retain(|(visitor, _)| {
            let same = scene.guests.visitors[*visitor as usize].party == party;
            let called = *visitor == first || (whole_party && same);
            if called {
                visitors.push(*visitor);
            }
            !called
        });
        let mut draw = Draw::new(scene.seed, first, Purpose::Service, attraction as u32);
        let until_s = now_s + draw.spread(&service_s);
        let wait_s = (now_s - joined_s) as f32;
        counter.waits_s.push(wait_s);
        let place = counter.desks[desk];
        counter.serving[desk] = Some(Service { until_s, visitors: visitors.clone() });
        for visitor in visitors {
            self.happens(visitor, What::Served { attraction: attraction as u16, wait_s });
            let Some(row) = scene.crowd.row(visitor) else { continue };
            // One steps up to the counter, the companions wait aside.
            scene.crowd.place[row] = if visitor == first {
                place
            } else {
                self.gathering_place(attraction, visitor, row, scene)
            };
            scene.crowd.activity[row] = Activity::Served;
        }
        true
    }

    /// Everybody in the queue gets the place that is theirs now.
    fn move_up(&mut self, attraction: usize, scene: &mut Scene) {
        let Some(counter) = self.counter(attraction) else { return };
        for (index, (visitor, _)) in counter.waiting.iter().enumerate() {
            let (Some(row), Some(place)) = (scene.crowd.row(*visitor), counter.places.place(index))
            else {
                continue;
            };
            if scene.crowd.place[row] != place {
                scene.crowd.place[row] = place;
                if scene.crowd.activity[row] == Activity::Approach {
                    approach(scene, row);
                }
            }
        }
    }
}
