//! Measures as they act on people: who is told what and does it, who is held, whose way is longer.
//!
//! Owns what measures remember (who waits at a gate, until when a volunteer talks); what stands in
//! the plan is [`crate::plan`]'s. Everything that a measure does to a visitor is written down as a
//! [`crate::crowd::Touch`], and nothing is drawn but from the streams of the parties concerned: who
//! is out of reach of all measures lives as if there were none.

mod guide;
mod hold;
mod imposed;
mod knows;
mod meet;
mod near;
mod pens;
mod saved;
mod view;

pub use guide::Guide;
pub use hold::Holding;
pub use imposed::Imposed;
pub use saved::SavedMeasures;
pub use view::{Post, Seen, View};

use crate::geometry::to_vec;
use crate::navigation::{Goal, Rules, Ways};
use crate::plan::{self, AdvisedTo, MeasureKind, Plan, Spot, Task};
use crate::scenario::Scenario;
use geo::{Coord, Polygon};
use glam::Vec2;
use near::Near;

/// Speed at which staff walk to their post, m/s [m]: that of an adult.
const STAFF_MPS: f64 = 1.34;

/// All measures of a plan at work.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    list: Vec<Measure>,
    near: Near,
    /// Points by which people are sent; their goals follow those of the event.
    vias: Vec<Spot>,
    /// What is seen of barriers.
    pub view: View,
}

/// One measure at work.
#[derive(Clone, Debug)]
struct Measure {
    /// Its value in the plan.
    planned: plan::Measure,
    /// Its number in the ledger of what is felt.
    number: u16,
    /// In the plan since, seconds since the event's start.
    since_s: f64,
    /// Has its effect from, until: a volunteer only when at the post.
    works_s: [f64; 2],
    acts: Acts,
}

/// How a measure acts.
#[derive(Clone, Debug)]
enum Acts {
    /// Tells people something.
    Guide(Guide),
    /// Stops people at a line.
    Hold(Box<Holding>),
    /// Changes the ground: what cannot be crossed, in one direction at least.
    Ground(Vec<[Vec2; 2]>),
    /// Makes a portal an exit.
    Exit(Option<usize>),
}

impl Measures {
    /// Takes up a plan, in the order of its measures. What has not changed goes on as it was;
    /// `number_of` gives a measure's number in the ledger.
    pub fn take_up(
        &mut self,
        plan: &Plan,
        scenario: &Scenario,
        ways: &mut Ways,
        now_s: f64,
        mut number_of: impl FnMut(&str) -> u16,
    ) {
        self.learn_vias(plan, scenario, ways);
        let mut before = std::mem::take(&mut self.list);
        for planned in &plan.measures {
            let same = before.iter().position(|m| m.planned == *planned);
            let measure = match same {
                Some(i) => before.swap_remove(i),
                None => {
                    let number = number_of(&planned.id);
                    self.begin(planned, number, now_s, scenario, ways)
                }
            };
            self.list.push(measure);
        }
        self.near = Near::of(ways, self.list.iter().map(Measure::reach));
    }

    /// Points by which people were sent before, so that they have the same numbers again.
    pub fn know_vias(&mut self, vias: &[Spot]) {
        self.vias = vias.to_vec();
    }

    /// The points by which people are sent become goals; those that there are stay.
    fn learn_vias(&mut self, plan: &Plan, scenario: &Scenario, ways: &mut Ways) {
        // Goals are numbered on from those of the event.
        let known = ways.goals() - (scenario.portals.len() + scenario.attractions.len());
        for advice in plan.measures.iter().flat_map(|m| m.kind.advices()) {
            if let AdvisedTo::Via(spot) = &advice.to
                && !self.vias.contains(spot)
            {
                self.vias.push(*spot);
            }
        }
        ways.add_goals(self.vias[known..].iter().map(|spot| Goal::Point(to_vec(&spot.coord()))));
    }

    fn begin(
        &self,
        planned: &plan::Measure,
        number: u16,
        now_s: f64,
        scenario: &Scenario,
        ways: &Ways,
    ) -> Measure {
        let mut works_s = [planned.from_s, planned.until_s];
        let acts = match &planned.kind {
            MeasureKind::Barrier(barrier) => Acts::Ground(
                barrier.segments().iter().map(|[a, b]| [to_vec(a), to_vec(b)]).collect(),
            ),
            MeasureKind::OneWay(way) => Acts::Ground(pieces(way.line.coords(), false)),
            MeasureKind::Closure(zone) => Acts::Ground(pieces(zone.area.coords(), true)),
            MeasureKind::Opening(opening) => {
                let portals = &scenario.portals;
                Acts::Exit(portals.iter().position(|p| p.shape.id == opening.exit))
            }
            MeasureKind::Volunteer(volunteer) => {
                let walk_s = walk_to_post(volunteer, scenario, ways).map_or(f64::INFINITY, |w| w.1);
                works_s[0] = planned.from_s.max(now_s) + walk_s;
                match &volunteer.task {
                    Task::Hold(hold) => Acts::Hold(Box::new(Holding::by_hand(volunteer, hold))),
                    _ => Acts::Guide(Guide::volunteer(volunteer, self, scenario)),
                }
            }
            MeasureKind::Gate(gate) => Acts::Hold(Box::new(Holding::gate(gate, scenario, ways))),
            MeasureKind::Sign(sign) => Acts::Guide(Guide::sign(sign, self, scenario)),
            MeasureKind::Leaders(leaders) => Acts::Guide(Guide::leaders(leaders, self, scenario)),
        };
        Measure { planned: planned.clone(), number, since_s: now_s, works_s, acts }
    }

    /// The goal of a point by which people are sent, in an event of so many other goals.
    fn goal_of_via(&self, spot: &Spot, others: usize) -> Option<u16> {
        let at = self.vias.iter().position(|known| known == spot)?;
        Some((others + at) as u16)
    }

    /// What visitors keep to now, beside barriers.
    pub fn rules(plan: &Plan, stands: &[bool]) -> Rules {
        let mut rules = Rules::default();
        for (measure, _) in plan.measures.iter().zip(stands).filter(|(_, stands)| **stands) {
            match &measure.kind {
                MeasureKind::OneWay(way) => rules.one_way.push(way.line.0.clone()),
                MeasureKind::Closure(zone) => {
                    rules.closed.push(Polygon::new(zone.area.clone(), Vec::new()));
                }
                _ => {}
            }
        }
        rules
    }

    /// Whether a portal is an exit by a measure now.
    pub fn opens(&self, portal: usize, now_s: f64) -> bool {
        self.list.iter().any(|m| {
            matches!(m.acts, Acts::Exit(Some(opened)) if opened == portal) && m.works(now_s)
        })
    }

    /// Where somebody who is held may still go to, metres; `None` where nobody holds them.
    /// `held_by`: one more than the number of the measure.
    pub fn left_to_line_m(&self, held_by: u16, at: Vec2) -> Option<f32> {
        let number = held_by.checked_sub(1)?;
        let measure = self.list.iter().find(|m| m.number == number)?;
        match &measure.acts {
            Acts::Hold(holding) => Some(holding.left_to_line_m(at)),
            _ => None,
        }
    }

    /// Where everybody is who is at a post or on the way to it now: number of the measure in the
    /// plan, and place.
    pub fn staff(&self, scenario: &Scenario, ways: &Ways, now_s: f64) -> Vec<(usize, Vec2)> {
        let at = |(i, m): (usize, &Measure)| {
            let MeasureKind::Volunteer(volunteer) = &m.planned.kind else { return None };
            let begins_s = m.planned.from_s.max(m.since_s);
            if !(begins_s..m.planned.until_s).contains(&now_s) {
                return None;
            }
            let post = to_vec(&volunteer.post.coord());
            if m.works(now_s) {
                return Some((i, post));
            }
            let (portal, _) = walk_to_post(volunteer, scenario, ways)?;
            let kind = free_way(portal);
            // The way there is the way back, turned round.
            let way = ways.free_field(kind).trace(post);
            let left_m = (m.works_s[0] - now_s) * STAFF_MPS;
            Some((i, along(&way, left_m as f32).unwrap_or(post)))
        };
        self.list.iter().enumerate().filter_map(at).collect()
    }

    /// Numbers in the ledger of the measures, in the plan's order.
    pub fn numbers(&self) -> Vec<u16> {
        self.list.iter().map(|m| m.number).collect()
    }
}

impl Measure {
    fn works(&self, now_s: f64) -> bool {
        (self.works_s[0]..self.works_s[1]).contains(&now_s)
    }

    /// The points around which people meet it, and how far; nothing where they do not.
    fn reach(&self) -> (Vec<Vec2>, f32) {
        match &self.acts {
            Acts::Guide(guide) => (vec![guide.at], guide.reach_m),
            Acts::Hold(holding) => (holding.line.clone(), hold::REACH_M),
            Acts::Ground(_) | Acts::Exit(_) => (Vec::new(), 0.0),
        }
    }
}

/// The portal by which somebody comes to a post, and how long they walk, seconds; `None` where no
/// way leads there.
pub fn walk_to_post(
    volunteer: &plan::Volunteer,
    scenario: &Scenario,
    ways: &Ways,
) -> Option<(usize, f64)> {
    let post = to_vec(&volunteer.post.coord());
    let is_theirs = |portal: &usize| {
        let id = &scenario.portals[*portal].shape.id;
        volunteer.comes_by.as_ref().is_none_or(|named| named == id)
    };
    (0..scenario.portals.len())
        .filter(is_theirs)
        .map(|portal| (portal, ways.free_field(free_way(portal)).distance_m(post)))
        .filter(|(_, way_m)| way_m.is_finite())
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(portal, way_m)| (portal, f64::from(way_m) / STAFF_MPS))
}

fn free_way(portal: usize) -> crate::navigation::WayKind {
    crate::navigation::WayKind { goal: portal as u16, step_free: false, informed: false }
}

/// The point so far along a way.
fn along(way: &[Vec2], mut left_m: f32) -> Option<Vec2> {
    for edge in way.windows(2) {
        let length_m = edge[0].distance(edge[1]);
        if left_m <= length_m {
            return Some(edge[0].lerp(edge[1], left_m / length_m.max(1e-6)));
        }
        left_m -= length_m;
    }
    way.last().copied()
}

/// The edges of a line, or of a ring.
fn pieces<'a>(points: impl Iterator<Item = &'a Coord<f64>>, closed: bool) -> Vec<[Vec2; 2]> {
    let mut points: Vec<Vec2> = points.map(to_vec).collect();
    if closed && points.first() != points.last() {
        points.extend(points.first().copied());
    }
    points.windows(2).map(|edge| [edge[0], edge[1]]).collect()
}
