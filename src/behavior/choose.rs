//! Choosing the next stop: by what was planned, how far it is, and the queue one can see.

use super::itinerary::need_every_s;
use super::minds::{AttractionState, Doing, Minds, Scene};
use crate::crowd::{Draw, Purpose, What};
use crate::navigation::WayKind;
use crate::scenario::AttractionKind;
use glam::Vec2;

/// How far people see a queue, metres [a].
const QUEUE_SIGHT_M: f32 = 30.0;
/// Spread of what people like for no reason we know, seconds of walking [a].
const WHIM_S: f64 = 90.0;
/// Share that goes home by the portal they came by [a].
const HOME_AS_CAME: f64 = 0.7;

impl Minds {
    /// Where a party is: the place of its first member inside.
    pub fn place_of_party(&self, party: u32, scene: &Scene) -> Option<Vec2> {
        let mut members = scene.guests.parties[party as usize].members();
        members.find_map(|v| scene.crowd.row(v)).map(|row| scene.crowd.at(row))
    }

    /// Chooses what a party does next, and sets out.
    pub fn next_stop(&mut self, party: u32, scene: &mut Scene) {
        let mind = &self.parties[party as usize];
        if scene.now_s >= mind.itinerary.home_s || scene.now_s >= scene.scenario.clock.duration_s {
            return self.go_home(party, scene);
        }
        if scene.now_s >= mind.itinerary.need_s
            && let Some(attraction) = self.best_for_need(party, scene)
        {
            return self.set_out(party, self.goal_of_attraction(attraction), scene);
        }
        match self.best_stop(party, scene) {
            Some(attraction) => self.set_out(party, self.goal_of_attraction(attraction), scene),
            None => self.go_home(party, scene),
        }
    }

    /// Sends a party to see a show.
    pub fn go_to_show(&mut self, party: u32, show: usize, scene: &mut Scene) {
        let attraction = scene.scenario.programme[show].attraction;
        self.parties[party as usize].itinerary.stops.retain(|s| *s as usize != attraction);
        self.set_out(party, self.goal_of_attraction(attraction), scene);
    }

    /// Sends a party home: mostly as it came, else by the nearest way out.
    pub fn go_home(&mut self, party: u32, scene: &mut Scene) {
        let guest = &scene.guests.parties[party as usize];
        self.deny_unreachable(party, scene);
        let missed = self.parties[party as usize].itinerary.stops.len();
        self.parties[party as usize].itinerary.stops.clear();
        self.parties[party as usize].itinerary.shows.clear();
        for visitor in guest.members() {
            (0..missed).for_each(|_| self.happens(visitor, What::Missed));
        }
        let as_came = Draw::new(scene.seed, guest.draw_id, Purpose::Home, 0).chance(HOME_AS_CAME);
        let keeps_portal = as_came || guest.placed.is_some();
        let own = self.is_exit(guest.portal as usize, scene) && keeps_portal;
        let portal = own.then_some(guest.portal).filter(|p| self.can_get_to(*p, party, scene));
        let portal = portal.or_else(|| self.nearest_exit(party, None, scene));
        let goal = portal.unwrap_or(guest.portal);
        self.set_out(party, goal, scene);
        self.parties[party as usize].doing = Doing::Leaving;
    }

    /// The exit nearest to a party, another one than `but`.
    ///
    /// One that it knows; where it can get to none of these, any.
    pub fn nearest_exit(&self, party: u32, but: Option<u16>, scene: &Scene) -> Option<u16> {
        let nearest = |known: bool| {
            (0..self.gates.len() as u16)
                .filter(|p| self.is_exit(*p as usize, scene) && Some(*p) != but)
                .filter(|p| !known || self.knows_exit(party, *p, scene))
                .map(|p| (self.way_left(p, party, scene), p))
                .filter(|(left, _)| left.is_finite())
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, portal)| portal)
        };
        nearest(true).or_else(|| nearest(false))
    }

    pub(super) fn can_get_to(&self, goal: u16, party: u32, scene: &Scene) -> bool {
        self.way_left(goal, party, scene).is_finite()
    }

    /// Way from where a party is to a goal, as the party knows it.
    pub(super) fn way_left(&self, goal: u16, party: u32, scene: &Scene) -> f32 {
        let step_free = scene.guests.parties[party as usize].step_free;
        let informed = self.parties[party as usize].informed;
        let kind = WayKind { goal, step_free, informed };
        let at = self.place_of_party(party, scene);
        at.map_or(f32::INFINITY, |at| scene.ways.field_at(kind, at).distance_m(at))
    }

    fn best_for_need(&self, party: u32, scene: &Scene) -> Option<usize> {
        let wanted = |a: usize| need_every_s(&scene.scenario.attractions[a].kind).is_some();
        self.cheapest((0..self.attractions.len()).filter(|a| wanted(*a)), party, scene)
    }

    fn best_stop(&self, party: u32, scene: &Scene) -> Option<usize> {
        let mind = &self.parties[party as usize];
        let here = self.attraction_of_goal(mind.goal);
        let first = || mind.itinerary.first_round().map(usize::from);
        // Who sees something again has seen something else between, if there is anything else.
        let elsewhere = first().filter(|attraction| Some(*attraction) != here);
        self.cheapest(elsewhere, party, scene).or_else(|| self.cheapest(first(), party, scene))
    }

    /// The attraction that costs a party least time, of those that are open.
    fn cheapest(
        &self,
        attractions: impl Iterator<Item = usize>,
        party: u32,
        scene: &Scene,
    ) -> Option<usize> {
        let mind = &self.parties[party as usize];
        let at = self.place_of_party(party, scene)?;
        let guest = &scene.guests.parties[party as usize];
        let mut whim = Draw::new(scene.seed, guest.draw_id, Purpose::Choice, mind.choices);
        attractions
            .map(|a| (a, whim.uniform()))
            .filter(|(a, _)| self.is_open(*a, scene))
            .map(|(a, uniform)| {
                let way_m = self.way_left(self.goal_of_attraction(a), party, scene);
                let walk_s = f64::from(way_m / mind.pace_mps);
                let wait_s = self.wait_in_sight_s(a, at, guest.size, scene);
                (walk_s + wait_s + WHIM_S * uniform.max(1e-9).ln(), a)
            })
            .filter(|(cost, _)| cost.is_finite())
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, a)| a)
    }

    pub(super) fn is_open(&self, attraction: usize, scene: &Scene) -> bool {
        let open = &scene.scenario.attractions[attraction].open;
        open.iter().any(|o| (o[0]..o[1]).contains(&scene.now_s))
    }

    /// The wait that somebody expects who sees the queue, seconds; 0 out of sight.
    fn wait_in_sight_s(&self, attraction: usize, at: Vec2, size: u32, scene: &Scene) -> f64 {
        let AttractionState::Counter(counter) = &self.attractions[attraction] else { return 0.0 };
        let AttractionKind::Counter { servers, service_s, whole_party, .. } =
            &scene.scenario.attractions[attraction].kind
        else {
            return 0.0;
        };
        let tail = counter.places.place(counter.length());
        let sees =
            tail.is_some_and(|p| p.distance(at) < QUEUE_SIGHT_M && scene.ways.sight.sees(at, p));
        if !sees {
            return 0.0;
        }
        // A party that is served as one takes one service for all of its places in the queue.
        let per_service = if *whole_party { f64::from(size.max(1)) } else { 1.0 };
        counter.length() as f64 / per_service * service_s.mean / f64::from(*servers)
    }
}
