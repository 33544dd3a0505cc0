//! Parties: people who came together, decide together and walk at the pace of the slowest.
//! All who will come are drawn before the first step, so that a measure changes nobody.

use super::draws::{Draw, Purpose, mean_party_size};
use crate::scenario::{PartySize, PlacedVisitor, Scenario, Segment};

/// A party as it is drawn: who, when, where from. What it does is in [`crate::behavior`].
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Number under which it draws; independent of the order of arrival.
    pub draw_id: u32,
    /// First visitor.
    pub first: u32,
    /// Number of visitors.
    pub size: u32,
    /// Segment that decides (of the first member).
    pub segment: u16,
    /// Whether anybody in it cannot take stairs.
    pub step_free: bool,
    /// Portal by which it arrives.
    pub portal: u16,
    /// Time of arrival, seconds since the event's start.
    pub arrives_s: f64,
    /// Index into [`Scenario::placed`] where its start is given; `None` where it comes in by its
    /// portal.
    pub placed: Option<u32>,
}

impl Party {
    /// Its visitors.
    pub fn members(&self) -> std::ops::Range<u32> {
        self.first..self.first + self.size
    }
}

/// A visitor as drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visitor {
    /// Index of the party.
    pub party: u32,
    /// Index into the event's segments.
    pub segment: u16,
    /// Free speed, m/s.
    pub free_speed_mps: f32,
    /// Body radius as the model of motion reckons with it, metres.
    pub radius_m: f32,
}

/// All parties and visitors of an event, both in the order of arrival.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guests {
    /// Parties by time of arrival.
    pub parties: Vec<Party>,
    /// Visitors, those of a party next to each other.
    pub visitors: Vec<Visitor>,
}

impl Guests {
    /// Draws everybody who will come.
    pub fn draw(scenario: &Scenario, seed: u64) -> Self {
        let weights: Vec<f64> = scenario
            .segments
            .iter()
            .map(|s| s.share / mean_party_size(&s.party).max(1.0))
            .collect();
        let mut parties = Vec::new();
        let mut left = scenario.demand.visitors;
        for draw_id in 0.. {
            if left == 0 {
                break;
            }
            let mut draw = Draw::new(seed, draw_id, Purpose::PartyMix, 0);
            let segment = draw.weighted(&weights).unwrap_or(0);
            let size = draw.party_size(&scenario.segments[segment].party).clamp(1, left);
            left -= size;
            let (portal, arrives_s) = arrival(scenario, seed, draw_id);
            let step_free = scenario.segments[segment].step_free;
            let segment = segment as u16;
            parties.push(Party {
                draw_id,
                first: 0,
                size,
                segment,
                step_free,
                portal,
                arrives_s,
                placed: None,
            });
        }
        let drawn = parties.len();
        for (index, visitor) in scenario.placed.iter().enumerate() {
            parties.push(placed(scenario, visitor, (drawn + index) as u32, index as u32));
        }
        parties.sort_by(|a, b| a.arrives_s.total_cmp(&b.arrives_s).then(a.draw_id.cmp(&b.draw_id)));
        let mut visitors = Vec::with_capacity(scenario.visitors());
        for (index, party) in parties.iter_mut().enumerate() {
            party.first = visitors.len() as u32;
            for member in 0..party.size {
                let segment = segment_of_member(&scenario.segments, party.segment, member);
                visitors.push(visitor(scenario, seed, party, segment, index));
            }
            if let Some(placed) = party.placed {
                let given = &scenario.placed[placed as usize];
                visitors[party.first as usize].free_speed_mps = given.free_speed_mps as f32;
            }
        }
        Self { parties, visitors }
    }
}

/// A party of one whose start is given.
fn placed(scenario: &Scenario, visitor: &PlacedVisitor, draw_id: u32, index: u32) -> Party {
    Party {
        draw_id,
        first: 0,
        size: 1,
        segment: visitor.segment as u16,
        step_free: scenario.segments[visitor.segment].step_free,
        portal: visitor.leaves_by as u16,
        arrives_s: visitor.starts_s,
        placed: Some(index),
    }
}

/// The first member is of the party's segment, the others of its companions' segment.
fn segment_of_member(segments: &[Segment], lead: u16, member: u32) -> u16 {
    match segments[lead as usize].companions {
        Some(companion) if member > 0 => companion as u16,
        _ => lead,
    }
}

fn visitor(scenario: &Scenario, seed: u64, party: &Party, segment: u16, index: usize) -> Visitor {
    let segments = &scenario.segments;
    let kind = &segments[segment as usize];
    // One draw a party and segment: published speeds of groups are paces of whole parties, and
    // the slowest of several separate draws would be slower than any of them.
    let mut draw = Draw::new(seed, party.draw_id, Purpose::Body, u32::from(segment));
    let speeds = &kind.free_speed_mps;
    let sizes = &segments[party.segment as usize].party;
    let together_mps = draw.spread(speeds) * share_of_pace(party.size, sizes);
    Visitor {
        party: index as u32,
        segment,
        free_speed_mps: together_mps.clamp(speeds.low, speeds.high) as f32,
        radius_m: scenario.motion.model.radius_m(kind.radius_m) as f32,
    }
}

/// How quick a party of so many is beside the mean of its segment: n who are together walk at
/// 1.26 − 0.04 n m/s at low density (Moussaïd, Perozo, Garnier, Helbing, Theraulaz 2010).
fn share_of_pace(size: u32, sizes: &PartySize) -> f64 {
    // Beyond the sizes that were observed it falls no more.
    let pace_mps = |together: f64| 1.26 - 0.04 * together.min(10.0);
    pace_mps(f64::from(size)) / pace_mps(mean_party_size(sizes))
}

/// Portal and time of arrival; where the portal's arrivals come in bursts, the time moves into
/// the next burst.
fn arrival(scenario: &Scenario, seed: u64, draw_id: u32) -> (u16, f64) {
    let mut draw = Draw::new(seed, draw_id, Purpose::Arrival, 0);
    let portals = scenario.portals.len();
    let weights: Vec<f64> =
        scenario.demand.bins.iter().flat_map(|bin| bin.share.iter().copied()).collect();
    let chosen = draw.weighted(&weights).unwrap_or(0);
    let (bin, portal) = (chosen / portals.max(1), chosen % portals.max(1));
    let Some(bin) = scenario.demand.bins.get(bin) else { return (0, 0.0) };
    let time_s = bin.from_s + draw.uniform() * (bin.until_s - bin.from_s);
    let time_s = match scenario.portals[portal].pulses {
        Some(p) => {
            let burst = ((time_s - p.first_s) / p.every_s).ceil().max(0.0);
            p.first_s + burst * p.every_s + draw.uniform() * p.lasts_s
        }
        None => time_s,
    };
    (portal as u16, time_s.max(0.0))
}
