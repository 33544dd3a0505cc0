//! Telling people: volunteers at their posts, signs, and those who walk ahead.
//!
//! P(affects) = in sight × attended × complies. In sight is a straight look over the real
//! obstacles; whether somebody attends is drawn once for a party and a measure and compared with
//! the attention at the nearest point of their way; whether they comply is the logit of
//! [`complies`], drawn once, by the party. Who was told is not told again.

use super::{Acts, Measures};
use crate::behavior::minds::{Doing, Minds, Scene};
use crate::crowd::{Activity, Draw, Frozen, Purpose, Touch, Touched};
use crate::geometry::to_vec;
use crate::navigation::WayKind;
use crate::plan::{self, AdvisedTo, Task};
use crate::scenario::Scenario;
use glam::Vec2;

/// How far a volunteer is seen and heard, metres [a].
const VOLUNTEER_M: f32 = 15.0;
/// Distance up to which a volunteer is attended as much as anybody can be, metres [a].
const VOICE_M: f32 = 5.0;
/// Attention up to [`VOICE_M`] and at [`VOLUNTEER_M`] [a].
const ATTENDED: [f32; 2] = [0.9, 0.3];
/// Time of one conversation, seconds [a].
const TALK_S: f64 = 8.0;
/// How far a sign is read, metres [a]; a screen.
const SIGN_M: [f32; 2] = [20.0, 30.0];
/// Cosine of the angle from straight ahead, and from a sign's front, up to which it is read: 60°.
const SIGN_COS: f32 = 0.5;
/// Share of leaders in a stream from which all others would follow, 5 % (Dyer et al. 2009) [s].
const LEADING_SHARE: f64 = 0.05;
/// Share of a stream that follows enough leaders [a]: as many as follow a sign.
const FOLLOWS: f64 = 0.60;
/// Speed below which somebody counts as slow, m/s [a].
const SLOW_MPS: f32 = 1.0;
/// Density up to which a crowd hides nothing of a volunteer, and that at which it hides half,
/// persons per m² [a].
const HIDES_PER_M2: [f32; 2] = [1.0, 4.0];
/// Way left from which on people are committed to where they go, metres [a].
const COMMITTED_M: f32 = 30.0;
/// How far ahead people see a jam, metres, and the density that is one, persons per m² [a].
const JAM_AHEAD_M: f32 = 8.0;
const JAM_PER_M2: f32 = 2.0;
/// How near to a point by which they are sent people count as having passed it, metres.
pub(super) const PASSED_M: f32 = 4.0;

/// Effect on the log odds of complying: a minute of detour, being committed, a jam in sight.
const PER_MINUTE: f64 = -0.4;
const COMMITTED: f64 = -0.3;
const JAM_IN_SIGHT: f64 = 0.5;

/// Somebody or something that tells people where to go.
#[derive(Clone, Debug)]
pub struct Guide {
    /// Where it is.
    pub at: Vec2,
    /// How far it reaches, metres.
    pub reach_m: f32,
    who: Who,
    complies: f64,
    /// What is told, with its share.
    says: Vec<(Told, f64)>,
    /// Goals on the way to which people are addressed; empty: all.
    heading: Vec<u16>,
    /// Until when a conversation lasts, seconds since the event's start.
    pub(super) busy_until_s: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Volunteer { orders: bool },
    Sign { noticed: f64, dynamic: bool, faces: Option<Vec2> },
    Leaders { share: f64 },
}

/// What is told, by the numbers of goals.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    Exit(u16),
    Via(u16),
    First(u16),
    /// The way on which there is no jam, to those who are slow.
    BestWay,
}

impl Guide {
    /// Somebody at a post.
    pub fn volunteer(
        volunteer: &plan::Volunteer,
        measures: &Measures,
        scenario: &Scenario,
    ) -> Self {
        let (says, heading) = match &volunteer.task {
            Task::Advise { says, heading } => (told(says, measures, scenario), heading.as_slice()),
            _ => (vec![(Told::BestWay, 1.0)], &[][..]),
        };
        Self {
            at: to_vec(&volunteer.post.coord()),
            reach_m: VOLUNTEER_M,
            who: Who::Volunteer { orders: volunteer.instructs },
            complies: volunteer.complies,
            says,
            heading: goals(heading, scenario),
            busy_until_s: 0.0,
        }
    }

    /// A board or a screen.
    pub fn sign(sign: &plan::Sign, measures: &Measures, scenario: &Scenario) -> Self {
        let faces = sign.faces_deg.map(|deg| Vec2::from_angle(deg.to_radians() as f32));
        Self {
            at: to_vec(&sign.at.coord()),
            reach_m: SIGN_M[usize::from(sign.dynamic)],
            who: Who::Sign { noticed: sign.noticed, dynamic: sign.dynamic, faces },
            complies: sign.complies,
            says: told(&sign.says, measures, scenario),
            heading: goals(&sign.heading, scenario),
            busy_until_s: 0.0,
        }
    }

    /// Some of the stream who walk where the planner wants.
    pub fn leaders(leaders: &plan::Leaders, measures: &Measures, scenario: &Scenario) -> Self {
        Self {
            at: to_vec(&leaders.at.coord()),
            reach_m: leaders.within_m as f32,
            who: Who::Leaders { share: leaders.share },
            complies: FOLLOWS * (leaders.share / LEADING_SHARE).min(1.0),
            says: told(&leaders.leads, measures, scenario),
            heading: goals(&leaders.heading, scenario),
            busy_until_s: 0.0,
        }
    }

    fn talks(&self) -> bool {
        matches!(self.who, Who::Volunteer { .. })
    }

    /// Share of those who see it from a place who attend to it.
    fn attention(&self, at: Vec2, heading: Vec2, frozen: &Frozen) -> f64 {
        let to_it = self.at - at;
        match self.who {
            Who::Leaders { .. } => 1.0,
            Who::Sign { noticed, faces, .. } => {
                let towards = to_it.normalize_or_zero();
                let ahead = heading.dot(towards) >= SIGN_COS;
                let in_front = faces.is_none_or(|front| front.dot(-towards) >= SIGN_COS);
                if ahead && in_front { noticed } else { 0.0 }
            }
            Who::Volunteer { .. } => {
                let far = ((to_it.length() - VOICE_M) / (VOLUNTEER_M - VOICE_M)).clamp(0.0, 1.0);
                let attended = ATTENDED[0] + (ATTENDED[1] - ATTENDED[0]) * far;
                f64::from(attended * (1.0 - 0.5 * hidden(density_per_m2(at, frozen))))
            }
        }
    }
}

/// How much of a volunteer the people around somebody hide, 0–1.
fn hidden(density_per_m2: f32) -> f32 {
    ((density_per_m2 - HIDES_PER_M2[0]) / (HIDES_PER_M2[1] - HIDES_PER_M2[0])).clamp(0.0, 1.0)
}

/// People per m² around a place, within 1.5 m.
fn density_per_m2(at: Vec2, frozen: &Frozen) -> f32 {
    const WITHIN_M: f32 = 1.5;
    let area_m2 = std::f32::consts::PI * WITHIN_M * WITHIN_M;
    frozen.neighbors(at, WITHIN_M).count() as f32 / area_m2
}

/// Probability to comply: the base as log odds, −0.4 a minute of detour, −0.3 where already
/// committed, +0.5 where the jam is in sight.
pub fn complies(base: f64, detour_min: f64, committed: bool, jam_in_sight: bool) -> f64 {
    let odds = (base / (1.0 - base)).ln()
        + PER_MINUTE * detour_min.max(0.0)
        + if committed { COMMITTED } else { 0.0 }
        + if jam_in_sight { JAM_IN_SIGHT } else { 0.0 };
    1.0 / (1.0 + (-odds).exp())
}

fn told(says: &[plan::Advice], measures: &Measures, scenario: &Scenario) -> Vec<(Told, f64)> {
    let portals = scenario.portals.len();
    let others = portals + scenario.attractions.len();
    let one = |advice: &plan::Advice| {
        let told = match &advice.to {
            AdvisedTo::Exit(id) => {
                Told::Exit(scenario.portals.iter().position(|p| p.shape.id == *id)? as u16)
            }
            AdvisedTo::First(id) => {
                let at = scenario.attractions.iter().position(|a| a.shape.id == *id)?;
                Told::First((portals + at) as u16)
            }
            AdvisedTo::Via(spot) => Told::Via(measures.goal_of_via(spot, others)?),
        };
        Some((told, advice.share))
    };
    says.iter().filter_map(one).collect()
}

/// Numbers of goals by their ids.
fn goals(ids: &[String], scenario: &Scenario) -> Vec<u16> {
    let portals = scenario.portals.iter().map(|p| &p.shape.id);
    let all = portals.chain(scenario.attractions.iter().map(|a| &a.shape.id));
    all.enumerate().filter(|(_, id)| ids.contains(id)).map(|(goal, _)| goal as u16).collect()
}

/// A party within reach of a guide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meeting {
    pub measure: usize,
    pub party: u32,
    pub row: usize,
    pub away_m: f32,
}

/// What a party that is addressed would have to do.
struct Proposal {
    told: Told,
    /// Further to walk, metres at free speed.
    extra_m: f32,
    complies: bool,
}

impl Minds {
    /// Whether a walker meets a guide now; cheap, since most are asked every second.
    pub(super) fn meets(
        &self,
        measures: &Measures,
        measure: usize,
        row: usize,
        scene: &Scene,
    ) -> Option<Meeting> {
        let Acts::Guide(guide) = &measures.list[measure].acts else { return None };
        let busy = guide.talks() && guide.busy_until_s > scene.now_s;
        let party = scene.crowd.party[row];
        let mind = &self.parties[party as usize];
        let goes = matches!(mind.doing, Doing::Walking | Doing::Leaving)
            && scene.crowd.activity[row] == Activity::Walk;
        let away_m = guide.at.distance(scene.crowd.at(row));
        let meets = goes
            && !busy
            && away_m <= guide.reach_m
            && !mind.told.contains(&measures.list[measure].number)
            && (guide.heading.is_empty() || guide.heading.contains(&mind.goal));
        meets.then_some(Meeting { measure, party, row, away_m })
    }

    /// Lets guides tell those whom they meet, the nearest first.
    pub(super) fn guide(
        &mut self,
        measures: &mut Measures,
        mut meetings: Vec<Meeting>,
        scene: &mut Scene,
        frozen: &Frozen,
    ) {
        meetings.sort_by(|a, b| {
            let order = a.measure.cmp(&b.measure).then(a.away_m.total_cmp(&b.away_m));
            order.then(scene.crowd.visitor[a.row].cmp(&scene.crowd.visitor[b.row]))
        });
        for meeting in meetings {
            let number = measures.list[meeting.measure].number;
            let key = draw_key(&measures.list[meeting.measure].planned.id);
            let Acts::Guide(guide) = &mut measures.list[meeting.measure].acts else { continue };
            let busy = guide.talks() && guide.busy_until_s > scene.now_s;
            if !busy && !self.parties[meeting.party as usize].told.contains(&number) {
                self.address(guide, (number, key), meeting, scene, frozen);
            }
        }
    }

    fn address(
        &mut self,
        guide: &mut Guide,
        (number, key): (u16, u32),
        meeting: Meeting,
        scene: &mut Scene,
        frozen: &Frozen,
    ) {
        let (row, party) = (meeting.row, meeting.party);
        let draw_id = scene.guests.parties[party as usize].draw_id;
        let mut draw = Draw::new(scene.seed, draw_id, Purpose::Guidance, key);
        let [attends, option, answer] = [draw.uniform(), draw.uniform(), draw.uniform()];
        let at = scene.crowd.at(row);
        let heading = Vec2::new(scene.crowd.heading_x[row], scene.crowd.heading_y[row]);
        let attention = guide.attention(at, heading, frozen);
        let looks = attention > 0.0;
        let attended = attends < attention && scene.ways.sight.sees(at, guide.at);
        if !attended {
            // A sign is noticed at first sight or not at all.
            if !guide.talks() && looks && scene.ways.sight.sees(at, guide.at) {
                self.parties[party as usize].told.push(number);
            }
            return;
        }
        let told = self.told_to(guide, option, party, scene);
        let Some(told) = told else { return };
        let proposal = self.propose(guide, told, answer, (row, party), scene, frozen);
        let Some(proposal) = proposal else { return };
        self.parties[party as usize].told.push(number);
        guide.busy_until_s = scene.now_s + if guide.talks() { TALK_S } else { 0.0 };
        let felt = match guide.who {
            Who::Volunteer { orders: true } => Some(Touched::Ordered),
            Who::Volunteer { orders: false } => Some(Touched::Advised),
            Who::Sign { dynamic, .. } => {
                self.parties[party as usize].knows_waits |= dynamic;
                Some(Touched::NoticedSign)
            }
            Who::Leaders { .. } => None,
        };
        if let Some(felt) = felt {
            self.touch_party(party, number, felt, scene);
        }
        if proposal.complies {
            self.comply(&proposal, number, party, scene);
        }
    }

    /// Which of the things that are told concerns a party; `None` where none does.
    fn told_to(&self, guide: &Guide, option: f64, party: u32, scene: &Scene) -> Option<Told> {
        let mut left = option;
        let told = guide.says.iter().find(|(_, share)| {
            left -= share;
            left < 0.0
        })?;
        let mind = &self.parties[party as usize];
        let (leaving, walking) = (mind.doing == Doing::Leaving, mind.doing == Doing::Walking);
        let concerns = match told.0 {
            Told::Exit(portal) => {
                leaving && mind.goal != portal && self.is_exit(portal as usize, scene)
            }
            Told::First(goal) => {
                let planned = self.attraction_of_goal(goal);
                let stops = &mind.itinerary.stops;
                walking
                    && mind.goal != goal
                    && planned
                        .is_some_and(|a| stops.contains(&(a as u16)) && self.is_open(a, scene))
            }
            Told::Via(_) => mind.via.is_none(),
            Told::BestWay => {
                let mut members = scene.guests.parties[party as usize].members();
                let slow = |v: u32| scene.guests.visitors[v as usize].free_speed_mps < SLOW_MPS;
                !mind.informed && members.any(slow)
            }
        };
        concerns.then_some(told.0)
    }

    /// What it costs a party to do what it is told, and whether it does; `None` where it cannot.
    fn propose(
        &self,
        guide: &Guide,
        told: Told,
        answer: f64,
        (row, party): (usize, u32),
        scene: &Scene,
        frozen: &Frozen,
    ) -> Option<Proposal> {
        let at = scene.crowd.at(row);
        let plain = WayKind { informed: false, ..self.way_of(party, scene.guests) };
        let left_m = |goal: u16, at: Vec2| {
            let kind = WayKind { goal, ..plain };
            scene.ways.field_at(kind, at).distance_m(at)
        };
        let goal = self.parties[party as usize].goal;
        let now_m = left_m(goal, at);
        let then_m = match told {
            Told::Exit(other) | Told::First(other) => left_m(other, at),
            Told::Via(via) => {
                let spot = self.via_place(via, scene)?;
                left_m(via, at) + left_m(goal, spot)
            }
            Told::BestWay => now_m,
        };
        if !(then_m.is_finite() && now_m.is_finite()) {
            return None;
        }
        let extra_m = if matches!(told, Told::First(_)) {
            // Sooner or later both are seen: only the other order is imposed.
            0.0
        } else {
            then_m - now_m
        };
        let pace_mps = self.parties[party as usize].pace_mps;
        let detour_min = f64::from((then_m - now_m).max(0.0) / pace_mps) / 60.0;
        let shown = scene.crowd.shown[row];
        let ahead = at + shown * JAM_AHEAD_M;
        let jam = shown != Vec2::ZERO
            && density_per_m2(ahead, frozen) > JAM_PER_M2
            && scene.ways.sight.sees(at, ahead);
        let chance = complies(guide.complies, detour_min, now_m < COMMITTED_M, jam);
        Some(Proposal { told, extra_m, complies: answer < chance })
    }

    /// Does what was told.
    fn comply(&mut self, proposal: &Proposal, number: u16, party: u32, scene: &mut Scene) {
        let before = self.directions(party, scene);
        match proposal.told {
            Told::Exit(portal) => {
                let exits = &mut self.parties[party as usize].exits;
                if !exits.contains(&portal) {
                    exits.push(portal);
                }
                self.set_out(party, portal, scene);
                self.parties[party as usize].doing = Doing::Leaving;
            }
            Told::First(goal) => self.set_out(party, goal, scene),
            Told::Via(via) => {
                self.parties[party as usize].via = Some(via);
                self.look_anew(party, scene);
            }
            Told::BestWay => {
                self.parties[party as usize].informed = true;
                self.look_anew(party, scene);
                let way = self.way_of(party, scene.guests);
                scene.ways.want(way);
            }
        }
        for visitor in scene.guests.parties[party as usize].members() {
            if scene.crowd.row(visitor).is_some() && proposal.extra_m > 0.0 {
                let free_mps = scene.guests.visitors[visitor as usize].free_speed_mps;
                let what = Touched::Detour { time_s: proposal.extra_m / free_mps };
                self.touches.push(Touch { visitor, measure: number, what });
            }
        }
        for (visitor, was) in before {
            let Some(row) = scene.crowd.row(visitor) else { continue };
            let at = scene.crowd.at(row);
            let kind = self.way_of(party, scene.guests);
            if scene.ways.field_at(kind, at).direction(at).dot(was) < TURNS_BACK {
                let what = Touched::TurnedBack;
                self.touches.push(Touch { visitor, measure: number, what });
            }
        }
    }

    /// Which way everybody of a party who is on the way goes now.
    pub(super) fn directions(&self, party: u32, scene: &Scene) -> Vec<(u32, Vec2)> {
        let kind = self.way_of(party, scene.guests);
        let members = scene.guests.parties[party as usize].members();
        let goes = |visitor: u32| {
            let row = scene.crowd.row(visitor)?;
            let at = scene.crowd.at(row);
            let walks = scene.crowd.activity[row] == Activity::Walk;
            walks.then(|| (visitor, scene.ways.field_at(kind, at).direction(at)))
        };
        members.filter_map(goes).collect()
    }

    /// Everybody of a party looks anew where to go.
    pub(super) fn look_anew(&mut self, party: u32, scene: &mut Scene) {
        for visitor in scene.guests.parties[party as usize].members() {
            if let Some(row) = scene.crowd.row(visitor)
                && scene.crowd.activity[row] == Activity::Walk
            {
                scene.crowd.shown[row] = Vec2::ZERO;
                scene.crowd.way_left_m[row] = f32::INFINITY;
                scene.crowd.best_way_left_m[row] = f32::INFINITY;
                scene.crowd.stuck_s[row] = 0.0;
            }
        }
    }

    /// Writes down that a measure did something to all of a party who are inside.
    pub(super) fn touch_party(&mut self, party: u32, measure: u16, what: Touched, scene: &Scene) {
        for visitor in scene.guests.parties[party as usize].members() {
            if scene.crowd.row(visitor).is_some() {
                self.touches.push(Touch { visitor, measure, what });
            }
        }
    }
}

/// Cosine of the angle between two ways from which somebody counts as sent back: 120° [a].
pub(super) const TURNS_BACK: f32 = -0.5;

/// What a measure's draws are counted by: its id, so that no other measure moves them.
pub(super) fn draw_key(id: &str) -> u32 {
    (xxhash_rust::xxh3::xxh3_64(id.as_bytes()) >> 32) as u32
}
