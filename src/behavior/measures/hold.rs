//! Stopping people at a line: gates with lanes, gates in waves, and staff who hold and release.
//!
//! Who comes to the line and wants to cross it from its left to its right waits before it, and so
//! does who is brought to a halt behind those who wait. They are let on in the order in which they
//! came. Nobody is put anywhere: those who wait stand where they got to.

use super::guide::draw_key;
use super::near::distance_m;
use super::{Acts, Measures};
use crate::behavior::minds::{Minds, Scene};
use crate::crowd::{Activity, Crowd, Draw, Frozen, Guests, Purpose, Touch, Touched};
use crate::geometry::{WallSegment, to_vec};
use crate::navigation::Ways;
use crate::plan::{self, Works};
use crate::scenario::Scenario;
use glam::Vec2;
use serde::{Deserialize, Serialize};

/// How far from a line people are looked at, metres: the longest queue [a].
pub(super) const REACH_M: f32 = 25.0;
/// How near to the line people are stopped, metres: nobody passes it between two looks.
const CATCH_M: f32 = 2.5;
/// How near to the line somebody has to be to be called, metres.
const CALLED_M: f32 = 1.0;
/// Where people stand before the line, metres.
const BEFORE_M: f32 = 0.35;
/// Who stands so near to the line has nobody before them, metres.
const FRONT_M: f32 = 0.65;
/// Speed below which somebody counts as stopped, m/s.
const STOPPED_MPS: f32 = 0.3;
/// Longest time in which the next one steps up to a lane, seconds [a].
const STEPS_UP_S: f64 = 4.0;
/// A gate that has opened stays so at least, seconds [a].
const STAYS_OPEN_S: f64 = 10.0;
/// How far behind its line the place lies whose density a gate in waves watches, metres [a].
const BEHIND_M: f32 = 8.0;

/// A line at which people are stopped.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The line; it is crossed from its left to its right.
    pub line: Vec<Vec2>,
    informed: bool,
    way: Letting,
    /// Staff hold: share that stops, and each hold is an order.
    by_hand: Option<f64>,
    pub(super) state: HoldState,
}

/// How people are let on.
#[derive(Clone, Debug)]
enum Letting {
    /// One after the other; time of a check by segment, seconds.
    Lanes { takes_s: Vec<f64> },
    /// All at once, by the density behind.
    Waves { waves: plan::Waves, centre: Vec2, area_m2: f32 },
    /// All at once, by the clock.
    Clock { hold_s: f64, release_s: f64 },
}

/// What a line remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HoldState {
    /// Who waits, first come first.
    pub queue: Vec<Waiting>,
    /// Who was let on and has not crossed yet.
    pub passing: Vec<u32>,
    /// What each lane does.
    pub lanes: Vec<Lane>,
    /// Whether nobody is let on.
    pub closed: bool,
    /// When it closed or opened last, seconds since the event's start.
    pub changed_s: f64,
    /// How many have crossed.
    pub crossed: u32,
}

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Who.
    pub visitor: u32,
    /// Since when, seconds since the event's start.
    pub since_s: f64,
    /// Whether somebody who came later was let on before.
    pub overtaken: bool,
}

/// A lane of a gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// When it is free again, seconds since the event's start.
    pub free_s: f64,
    /// Who is checked.
    pub visitor: Option<u32>,
}

impl Holding {
    /// A gate.
    pub fn gate(gate: &plan::Gate, scenario: &Scenario, ways: &Ways) -> Self {
        let line: Vec<Vec2> = gate.line.coords().map(to_vec).collect();
        let mut state = HoldState { changed_s: f64::NEG_INFINITY, ..HoldState::default() };
        let way = match &gate.works {
            Works::Lanes { lanes, per_min, checks } => {
                state.lanes = vec![Lane::default(); *lanes as usize];
                let takes_s = |id: &String| {
                    let own = checks.iter().find(|(segment, _)| segment == id);
                    own.map_or(60.0 / per_min, |(_, takes_s)| *takes_s)
                };
                Letting::Lanes {
                    takes_s: scenario.segments.iter().map(|s| takes_s(&s.id)).collect(),
                }
            }
            Works::Waves(waves) => {
                let centre = waves.watches.map_or_else(|| behind(&line), |at| to_vec(&at.coord()));
                let area_m2 = walkable_m2(ways, centre, waves.within_m as f32);
                Letting::Waves { waves: waves.clone(), centre, area_m2 }
            }
        };
        Self { line, informed: gate.informed, way, by_hand: None, state }
    }

    /// Somebody who holds and releases.
    pub fn by_hand(volunteer: &plan::Volunteer, hold: &plan::Hold) -> Self {
        Self {
            line: hold.line.coords().map(to_vec).collect(),
            informed: hold.informed,
            way: Letting::Clock { hold_s: hold.hold_s, release_s: hold.release_s },
            by_hand: Some(volunteer.complies),
            state: HoldState { changed_s: f64::NEG_INFINITY, ..HoldState::default() },
        }
    }

    /// Where somebody who is held may still go to, metres.
    pub fn left_to_line_m(&self, at: Vec2) -> f32 {
        (distance_m(&self.line, at) - BEFORE_M).max(0.0)
    }

    fn stops_now(&self) -> bool {
        matches!(self.way, Letting::Lanes { .. }) || self.state.closed
    }

    /// Whether a place is on the left of the line: on the side from which people come.
    fn is_before(&self, at: Vec2) -> bool {
        let nearest = self.line.windows(2).min_by(|a, b| {
            let far = |e: &[Vec2]| WallSegment { a: e[0], b: e[1] }.distance(at);
            far(a).total_cmp(&far(b))
        });
        nearest.is_some_and(|e| (e[1] - e[0]).perp_dot(at - e[0]) > 0.0)
    }

    /// Whether somebody who goes so far along a direction crosses the line.
    fn is_crossed(&self, at: Vec2, direction: Vec2, ahead_m: f32) -> bool {
        let to = at + direction * ahead_m;
        self.line.windows(2).any(|e| WallSegment { a: e[0], b: e[1] }.meets(at, to))
    }

    fn position(&self, visitor: u32) -> Option<usize> {
        self.state.queue.iter().position(|w| w.visitor == visitor)
    }

    /// Takes somebody out of the queue who has crossed; those before them were overtaken.
    fn has_crossed(&mut self, visitor: u32) {
        let before = self.position(visitor);
        let until = before.unwrap_or(self.state.queue.len());
        // Whom a party was let on with, or who was let on before, overtakes nobody.
        if before.is_some() || !self.state.passing.contains(&visitor) {
            self.state.queue[..until].iter_mut().for_each(|w| w.overtaken = true);
        }
        if let Some(at) = before {
            self.state.queue.remove(at);
        }
        self.state.passing.retain(|v| *v != visitor);
        self.state.crossed += 1;
    }
}

/// A place behind the middle of a line.
fn behind(line: &[Vec2]) -> Vec2 {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return Vec2::ZERO };
    (*first + *last) / 2.0 - (*last - *first).normalize_or_zero().perp() * BEHIND_M
}

/// Ground on which one can stand within a distance, m².
fn walkable_m2(ways: &Ways, centre: Vec2, within_m: f32) -> f32 {
    let terrain = &ways.terrain;
    let cell_m = terrain.grid.cell_m;
    let side = (within_m / cell_m).ceil() as i32;
    let inside =
        (-side..=side).flat_map(|r| (-side..=side).map(move |c| (c, r))).filter(|(c, r)| {
            let offset = Vec2::new(*c as f32, *r as f32) * cell_m;
            offset.length() <= within_m && terrain.is_on_ground(centre + offset)
        });
    (inside.count() as f32 * cell_m * cell_m).max(1.0)
}

impl Minds {
    /// One second of somebody near a line: are they stopped, do they wait on, have they crossed?
    pub(super) fn meet_line(
        &mut self,
        measures: &mut Measures,
        measure: usize,
        row: usize,
        scene: &mut Scene,
    ) {
        let Measure { number, works, key } = measures.about(measure, scene.now_s);
        let Acts::Hold(holding) = &mut measures.list[measure].acts else { return };
        let crowd = &mut *scene.crowd;
        let (visitor, at) = (crowd.visitor[row], crowd.at(row));
        let goes = crowd.activity[row] == Activity::Walk;
        let before = holding.is_before(at);
        let waits = crowd.held_by[row] == number + 1;
        let passes = holding.state.passing.contains(&visitor);
        if waits || passes {
            let near_m = distance_m(&holding.line, at);
            if !before {
                holding.has_crossed(visitor);
                crowd.held_by[row] = if waits { 0 } else { crowd.held_by[row] };
            } else if waits && !goes {
                crowd.held_by[row] = 0;
                holding.state.queue.retain(|w| w.visitor != visitor);
            } else if waits && crowd.speed_mps[row] < STOPPED_MPS {
                let overtaken =
                    holding.position(visitor).is_some_and(|i| holding.state.queue[i].overtaken);
                let knows = self.parties[crowd.party[row] as usize].knows_waits;
                let informed = holding.informed || knows;
                let what = Touched::Held { time_s: 1.0, informed, overtaken };
                self.touches.push(Touch { visitor, measure: number, what });
            } else if passes && near_m > REACH_M {
                holding.state.passing.retain(|v| *v != visitor);
            }
            return;
        }
        if works && !before && holding.is_before(crowd.seen_at[row]) && holding.stops_now() {
            let direct = at - crowd.seen_at[row];
            if holding.is_crossed(crowd.seen_at[row], direct, 1.0) {
                // Who does not stop is let on before all who do.
                holding.has_crossed(visitor);
            }
        }
        let comes = works && goes && before && crowd.held_by[row] == 0 && holding.stops_now();
        if !comes || !is_caught(holding, row, crowd) {
            return;
        }
        if let Some(share) = holding.by_hand {
            let draw_id = scene.guests.parties[crowd.party[row] as usize].draw_id;
            if !Draw::new(scene.seed, draw_id, Purpose::Hold, key).chance(share) {
                return;
            }
            let what = Touched::Ordered;
            self.touches.push(Touch { visitor, measure: number, what });
        }
        crowd.held_by[row] = number + 1;
        let waiting = Waiting { visitor, since_s: scene.now_s, overtaken: false };
        holding.state.queue.push(waiting);
    }
}

/// Whether somebody before a line comes to it now, or is brought to a halt behind those who wait.
fn is_caught(holding: &Holding, row: usize, crowd: &Crowd) -> bool {
    let (at, shown) = (crowd.at(row), crowd.shown[row]);
    let direction = if shown == Vec2::ZERO {
        Vec2::new(crowd.heading_x[row], crowd.heading_y[row])
    } else {
        shown
    };
    let away_m = distance_m(&holding.line, at);
    if away_m <= CATCH_M {
        return holding.is_crossed(at, direction, 2.0 * away_m + 1.0);
    }
    let halted = crowd.speed_mps[row] < STOPPED_MPS && !holding.state.queue.is_empty();
    halted && away_m <= REACH_M && holding.is_crossed(at, direction, 1.5 * away_m + 1.0)
}

/// What the hold needs of a measure.
struct Measure {
    number: u16,
    works: bool,
    key: u32,
}

impl Measures {
    fn about(&self, measure: usize, now_s: f64) -> Measure {
        let own = &self.list[measure];
        Measure { number: own.number, works: own.works(now_s), key: draw_key(&own.planned.id) }
    }

    /// One tick of all lines: who is let on. `second`: whether a second ends.
    pub(super) fn let_on(
        &mut self,
        crowd: &mut Crowd,
        guests: &Guests,
        frozen: &Frozen,
        now_s: f64,
        second: bool,
    ) {
        for measure in &mut self.list {
            let (number, works) = (measure.number, measure.works(now_s));
            let begins_s = measure.works_s[0];
            let Acts::Hold(holding) = &mut measure.acts else { continue };
            let waits = |w: &Waiting| {
                crowd.row(w.visitor).is_some_and(|row| crowd.held_by[row] == number + 1)
            };
            holding.state.queue.retain(waits);
            holding.state.passing.retain(|v| crowd.row(*v).is_some());
            if !works {
                holding.state.closed = false;
                holding.release_all(crowd);
                continue;
            }
            match &holding.way {
                Letting::Lanes { .. } => holding.serve_lanes(crowd, guests, now_s),
                Letting::Clock { hold_s, release_s } => {
                    let at_s = (now_s - begins_s).rem_euclid(hold_s + release_s);
                    holding.set_closed(at_s < *hold_s, crowd, now_s);
                }
                Letting::Waves { .. } if second => holding.watch(crowd, frozen, now_s),
                Letting::Waves { .. } => {}
            }
        }
    }

    /// Whether a line lets nobody on now, by its measure's number in the plan; `None` where it is
    /// no line.
    pub fn is_closed(&self, measure: usize) -> Option<bool> {
        match &self.list.get(measure)?.acts {
            Acts::Hold(holding) => Some(holding.state.closed),
            _ => None,
        }
    }

    /// Whether somebody is held in a lane in which who came first is let on first, and knows for
    /// how long. `held_by`: one more than the number of the measure.
    pub fn holds_fairly(&self, held_by: u16) -> bool {
        let fair =
            |holding: &Holding| holding.informed && matches!(holding.way, Letting::Lanes { .. });
        let holds = |m: &super::Measure| {
            m.number + 1 == held_by && matches!(&m.acts, Acts::Hold(holding) if fair(holding))
        };
        held_by != 0 && self.list.iter().any(holds)
    }

    /// Lets go of everybody whom no measure holds any more; after the plan has changed.
    pub(super) fn let_go(&self, crowd: &mut Crowd) {
        for row in 0..crowd.len() {
            let held_by = crowd.held_by[row];
            let holds = |measure: &super::Measure| {
                let Acts::Hold(holding) = &measure.acts else { return false };
                measure.number + 1 == held_by && holding.position(crowd.visitor[row]).is_some()
            };
            if held_by != 0 && !self.list.iter().any(holds) {
                crowd.held_by[row] = 0;
            }
        }
    }
}

impl Holding {
    fn release(&mut self, visitor: u32, crowd: &mut Crowd) {
        self.state.queue.retain(|w| w.visitor != visitor);
        self.state.passing.push(visitor);
        if let Some(row) = crowd.row(visitor) {
            crowd.held_by[row] = 0;
        }
    }

    fn release_all(&mut self, crowd: &mut Crowd) {
        for waiting in std::mem::take(&mut self.state.queue) {
            self.release(waiting.visitor, crowd);
        }
    }

    fn set_closed(&mut self, closed: bool, crowd: &mut Crowd, now_s: f64) {
        if closed == self.state.closed {
            return;
        }
        (self.state.closed, self.state.changed_s) = (closed, now_s);
        if !closed {
            self.release_all(crowd);
        }
    }

    /// Closes and opens by the density behind the line.
    fn watch(&mut self, crowd: &mut Crowd, frozen: &Frozen, now_s: f64) {
        let Letting::Waves { waves, centre, area_m2 } = &self.way else { return };
        let people = frozen.neighbors(*centre, waves.within_m as f32).count();
        let density = f64::from(people as f32 / area_m2);
        let since_s = now_s - self.state.changed_s;
        let closed = if self.state.closed {
            let clear = density < waves.opens_below && since_s >= waves.shortest_s;
            !clear && since_s < waves.longest_s
        } else {
            density > waves.closes_above && since_s >= STAYS_OPEN_S
        };
        self.set_closed(closed, crowd, now_s);
    }

    /// Ends the checks that are done, and calls the next to the lanes that are free.
    fn serve_lanes(&mut self, crowd: &mut Crowd, guests: &Guests, now_s: f64) {
        // Looked for once a lane is free: in most ticks none is.
        let mut ready = None;
        for lane in 0..self.state.lanes.len() {
            loop {
                let Lane { free_s, visitor } = self.state.lanes[lane];
                let busy = visitor.is_some_and(|v| self.position(v).is_some());
                if busy && free_s > now_s {
                    break;
                }
                if let Some(done) = visitor.filter(|_| busy) {
                    self.release(done, crowd);
                }
                self.state.lanes[lane].visitor = None;
                let called = ready.get_or_insert_with(|| self.ready(crowd).into_iter()).next();
                let Some(next) = called else { break };
                let Letting::Lanes { takes_s } = &self.way else { break };
                let segment = guests.visitors[next.visitor as usize].segment;
                // The time that the next one needs to step up is part of what a check takes: rates
                // of lanes are counted that way.
                let begins_s = free_s.max(next.since_s).max(now_s - STEPS_UP_S);
                let free_s = begins_s + takes_s[segment as usize];
                self.state.lanes[lane] = Lane { free_s, visitor: Some(next.visitor) };
            }
        }
    }

    /// Those who have come to the line and are not being checked, in the order in which they are
    /// called: who stands in front, then who stands behind them and would have to get past; of each
    /// who came first.
    fn ready(&self, crowd: &Crowd) -> Vec<Waiting> {
        let checked = |visitor: u32| self.state.lanes.iter().any(|l| l.visitor == Some(visitor));
        let near = |w: &Waiting| {
            let away_m = distance_m(&self.line, crowd.at(crowd.row(w.visitor)?));
            (away_m <= CALLED_M && !checked(w.visitor)).then_some((away_m > FRONT_M, *w))
        };
        let mut ready: Vec<(bool, Waiting)> = self.state.queue.iter().filter_map(near).collect();
        ready.sort_by_key(|(behind, _)| *behind);
        ready.into_iter().map(|(_, waiting)| waiting).collect()
    }
}
