//! Visitors whose start is given: they come in where it says as soon as there is room, stand as
//! long as it says, and then go out, round a closed line, or out by the way that they choose.

use super::minds::{Doing, Minds, Scene};
use crate::crowd::{Activity, Crowd, Guests};
use crate::geometry::to_vec;
use crate::navigation::WayKind;
use crate::scenario::{Goes, PlacedVisitor, Round};
use glam::Vec2;

/// Free room that somebody needs who appears among others, metres from middle to middle: in
/// recordings, people who walk one behind the other are hardly ever nearer [a].
const ROOM_M: f32 = 0.3;
/// How far ahead on a round people look, metres: a step, so that they cut no bend [a].
const AHEAD_M: f32 = 0.6;
/// People a second and metre of width that somebody reckons with who sees others before a way
/// out: 82 persons/m/min, Guide to Safety at Sports Grounds.
const RECKONED_PER_M_S: f64 = 82.0 / 60.0;
/// Another way out has to take this share of the time at most, and so many seconds less, to be worth
/// it [a].
const WORTH_SHARE: f64 = 0.9;
const WORTH_S: f64 = 3.0;
/// The share to somebody who stands in the crowd before one: few leave their place there [a].
const WORTH_SHARE_HELD_UP: f64 = 0.7;
/// Share of the own pace below which somebody is held up by a crowd [a].
const HELD_UP: f32 = 0.5;

/// A closed line round which people walk.
#[derive(Clone, Debug)]
pub(super) struct Circuit {
    /// Corners; the first stands at the end again.
    points: Vec<Vec2>,
}

impl Circuit {
    /// A round as people see it.
    pub fn new(round: &Round) -> Self {
        let mut points: Vec<Vec2> = round.line.iter().map(to_vec).collect();
        points.extend(points.first().copied());
        Self { points }
    }

    /// The point to walk to from a place: some way ahead of the nearest point of the line.
    fn ahead_of(&self, at: Vec2) -> Option<Vec2> {
        let pieces = || self.points.windows(2).map(|p| (p[0], p[1]));
        let on = |(a, b): (Vec2, Vec2)| {
            let along = b - a;
            let share = ((at - a).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
            (a + along * share).distance_squared(at)
        };
        let nearest = pieces().map(on).enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?.0;
        let (a, b) = (self.points[nearest], self.points[nearest + 1]);
        let along = b - a;
        let share = ((at - a).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
        let (mut from, mut left_m) = (a + along * share, AHEAD_M);
        for (_, to) in pieces().cycle().skip(nearest).take(self.points.len()) {
            let piece_m = from.distance(to);
            if left_m <= piece_m {
                return Some(from + (to - from) * (left_m / piece_m.max(1e-6)));
            }
            (from, left_m) = (to, left_m - piece_m);
        }
        Some(from)
    }
}

impl Minds {
    /// Brings in those who are due and for whom there is room. Who is there from the beginning
    /// is there whatever room there is.
    pub(super) fn let_placed_in(&mut self, scene: &mut Scene) {
        let mut index = 0;
        while index < self.due.len() {
            let visitor = self.due[index];
            let Some(given) = given(scene, visitor) else { break };
            let (at, starts_s) = (to_vec(&given.at), given.starts_s);
            if starts_s <= 0.0 || has_room(scene.crowd, at) {
                self.due.remove(index);
                self.step_in(visitor, at, scene);
            } else {
                index += 1;
            }
        }
    }

    /// The only member of a party whose start is given is in: it stands, or goes.
    pub(super) fn begin_placed(&mut self, party: u32, scene: &mut Scene) {
        let visitor = scene.guests.parties[party as usize].first;
        let Some(waits_s) = given(scene, visitor).map(|given| given.waits_s) else { return };
        if waits_s <= 0.0 {
            return self.go_as_given(party, scene);
        }
        if let Some(row) = scene.crowd.row(visitor) {
            scene.crowd.activity[row] = Activity::Dwell;
        }
        let mind = &mut self.parties[party as usize];
        (mind.doing, mind.until_s) = (Doing::Waiting, scene.now_s + waits_s);
        self.standing.push(party);
    }

    /// Lets those go who have stood as long as it says.
    pub(super) fn let_standing_go(&mut self, scene: &mut Scene) {
        let standing = std::mem::take(&mut self.standing);
        for party in standing {
            if scene.now_s + 1e-9 >= self.parties[party as usize].until_s {
                self.go_as_given(party, scene);
            } else {
                self.standing.push(party);
            }
        }
    }

    fn go_as_given(&mut self, party: u32, scene: &mut Scene) {
        let visitor = scene.guests.parties[party as usize].first;
        match given(scene, visitor).map(|given| given.goes) {
            Some(Goes::Round(round)) => {
                self.set_out(party, scene.guests.parties[party as usize].portal, scene);
                let mind = &mut self.parties[party as usize];
                (mind.doing, mind.round) = (Doing::Rounding, Some(round as u16));
            }
            Some(Goes::AnyWayOut) => {
                let portal = self.best_way_out(party, None, scene);
                self.leave_by(party, portal, scene);
            }
            Some(Goes::Out) | None => self.go_home(party, scene),
        }
    }

    fn leave_by(&mut self, party: u32, portal: Option<u16>, scene: &mut Scene) {
        let portal = portal.unwrap_or(scene.guests.parties[party as usize].portal);
        self.set_out(party, portal, scene);
        self.parties[party as usize].doing = Doing::Leaving;
        let guest = &scene.guests.parties[party as usize];
        let kind = WayKind { goal: portal, step_free: guest.step_free, informed: false };
        if let Some(row) = scene.crowd.row(guest.first) {
            scene.crowd.way_left_m[row] = scene.ways.field(kind).distance_m(scene.crowd.at(row));
        }
    }

    /// Once a second: whether somebody who chooses for themselves takes another way out.
    pub(super) fn choose_again(&mut self, party: u32, scene: &mut Scene) {
        let chooses = |given: &PlacedVisitor| given.goes == Goes::AnyWayOut;
        let visitor = scene.guests.parties[party as usize].first;
        if !given(scene, visitor).is_some_and(chooses) {
            return;
        }
        let now = self.parties[party as usize].goal;
        let best = self.best_way_out(party, Some(now), scene);
        if best.is_some_and(|best| best != now) {
            self.leave_by(party, best, scene);
        }
    }

    /// Whether it is given by which way out a party goes: however long it takes, it goes there.
    pub(super) fn keeps_exit(&self, party: u32, scene: &Scene) -> bool {
        let visitor = scene.guests.parties[party as usize].first;
        given(scene, visitor).is_some_and(|given| given.goes != Goes::AnyWayOut)
    }

    /// The way out that takes least time, with those who will be there before: the walk, or as
    /// long as they need to get through, whichever is longer. Somebody keeps to what was chosen,
    /// and at first to the nearest, unless another is much better.
    fn best_way_out(&self, party: u32, chosen: Option<u16>, scene: &Scene) -> Option<u16> {
        let visitor = scene.guests.parties[party as usize].first;
        let row = scene.crowd.row(visitor)?;
        let takes_s = |portal: u16| {
            let walk_m = self.way_left(portal, party, scene);
            let walk_s = f64::from(walk_m / self.parties[party as usize].pace_mps);
            let before = self.others_before(portal, row, scene) as f64;
            let width_m = scene.scenario.portals[portal as usize].width_m;
            walk_s.max(before / (RECKONED_PER_M_S * width_m))
        };
        let outs =
            (0..self.gates.len() as u16).filter(|p| scene.scenario.portals[*p as usize].outward);
        let (best_s, best) = outs
            .map(|portal| (takes_s(portal), portal))
            .filter(|(takes_s, _)| takes_s.is_finite())
            .min_by(|a, b| a.0.total_cmp(&b.0))?;
        let pace_mps = self.parties[party as usize].pace_mps;
        let held_up = chosen.is_some() && scene.crowd.speed_mps[row] < HELD_UP * pace_mps;
        let share = if held_up { WORTH_SHARE_HELD_UP } else { WORTH_SHARE };
        let chosen = chosen.or_else(|| self.nearest_exit(party, None, scene));
        let keeps = |now: &u16| best_s > (share * takes_s(*now)).min(takes_s(*now) - WORTH_S);
        Some(chosen.filter(keeps).unwrap_or(best))
    }

    /// People on their way out by a portal who have less way left than somebody would have: all by
    /// the plain way, whatever crowd is on it.
    fn others_before(&self, portal: u16, row: usize, scene: &Scene) -> usize {
        let crowd = &*scene.crowd;
        let step_free = scene.guests.parties[crowd.party[row] as usize].step_free;
        let plain = WayKind { goal: portal, step_free, informed: false };
        let left_m = scene.ways.field_at(plain, crowd.at(row)).distance_m(crowd.at(row));
        let is_before = |other: &usize| {
            let mind = &self.parties[crowd.party[*other] as usize];
            mind.goal == portal && mind.doing == Doing::Leaving && crowd.way_left_m[*other] < left_m
        };
        (0..crowd.len()).filter(|other| *other != row).filter(is_before).count()
    }

    /// Which way somebody walks who goes round a line; zero for others.
    pub(super) fn direction_of_round(&self, party: u32, at: Vec2) -> Vec2 {
        let round = self.parties[party as usize].round;
        let circuit = round.and_then(|round| self.circuits.get(usize::from(round)));
        let ahead = circuit.and_then(|circuit| circuit.ahead_of(at));
        ahead.map_or(Vec2::ZERO, |ahead| (ahead - at).normalize_or_zero())
    }

    /// Who is due and not in, and who still stands, as the minds of parties have it: after a
    /// run is taken up again.
    pub(super) fn find_placed(&mut self, guests: &Guests) {
        let of = |doing: Doing| {
            let parties = self.parties[..self.next_party].iter().enumerate();
            let is_so = move |(index, mind): &(usize, &super::PartyMind)| {
                mind.doing == doing && guests.parties[*index].placed.is_some()
            };
            parties.filter(is_so).map(|(index, _)| index as u32)
        };
        let due = of(Doing::Coming).map(|party| guests.parties[party as usize].first).collect();
        let standing = of(Doing::Waiting).collect();
        (self.due, self.standing) = (due, standing);
    }
}

/// What is given of a visitor whose start is given.
fn given<'a>(scene: &Scene<'a>, visitor: u32) -> Option<&'a PlacedVisitor> {
    let party = scene.guests.visitors[visitor as usize].party;
    let placed = scene.guests.parties[party as usize].placed?;
    scene.scenario.placed.get(placed as usize)
}

fn has_room(crowd: &Crowd, at: Vec2) -> bool {
    (0..crowd.len()).all(|row| crowd.at(row).distance_squared(at) > ROOM_M * ROOM_M)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

    use super::*;
    use geo::Coord;

    #[test]
    fn a_round_leads_on_past_its_first_corner() {
        let corners = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];
        let line = corners.map(|(x, y)| Coord { x, y }).to_vec();
        let circuit = Circuit::new(&Round { id: "square".into(), line });
        let ahead = |x, y| circuit.ahead_of(Vec2::new(x, y)).expect("there is a line");
        assert!(ahead(1.0, 0.3).distance(Vec2::new(1.0 + AHEAD_M, 0.0)) < 1e-5);
        assert!(ahead(4.2, 3.8).distance(Vec2::new(4.2 - AHEAD_M, 4.0)) < 1e-5);
        assert!(ahead(0.0, 0.1).distance(Vec2::new(AHEAD_M - 0.1, 0.0)) < 1e-5);
    }
}
