//! Journeys: where some of the visitors were, step by step, for the stories of the report. Of
//! everybody it would be too much to keep; those who are followed are spread evenly over the order
//! of arrival, so that they are a sample of all.

use super::field::FieldObserver;
use super::ledger::Ledgers;
use crate::crowd::{Activity, Crowd, Happening, What};
use crate::document::raw::{self, Raw};
use glam::Vec2;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Visitors who are followed, at most.
const FOLLOWED: usize = 240;
/// Seconds from one moment of a journey to the next.
pub const JOURNEY_STEP_S: u64 = 10;

/// What somebody does for some time, as a story tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pastime {
    /// On the way.
    Walks,
    /// In a queue.
    Queues,
    /// Being served.
    IsServed,
    /// At a place: standing, sitting, looking.
    Stays,
    /// Waiting for the rest of the party.
    WaitsForOthers,
}

impl Pastime {
    const ALL: [Self; 5] =
        [Self::Walks, Self::Queues, Self::IsServed, Self::Stays, Self::WaitsForOthers];

    fn of(activity: Activity) -> Self {
        match activity {
            Activity::Walk | Activity::Approach => Self::Walks,
            Activity::Queue => Self::Queues,
            Activity::Served => Self::IsServed,
            Activity::Dwell => Self::Stays,
            Activity::Gather => Self::WaitsForOthers,
        }
    }
}

/// Where somebody was at a moment, and what they were about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whereabouts {
    /// Where, metres.
    pub at: Vec2,
    /// Persons per m² there, over the minute so far.
    pub density_per_m2: f32,
    /// Goal of the party: portals first, then attractions.
    pub goal: u16,
    /// What they did.
    pub pastime: Pastime,
    /// Way walked up to then, metres.
    pub walked_m: f32,
    /// Walking time lost up to then, seconds.
    pub delay_s: f32,
}

impl Raw for Whereabouts {
    const BYTES: usize = 23;

    fn put(self, bytes: &mut Vec<u8>) {
        self.at.put(bytes);
        self.density_per_m2.put(bytes);
        self.walked_m.put(bytes);
        self.delay_s.put(bytes);
        self.goal.put(bytes);
        (self.pastime as u8).put(bytes);
    }

    fn get(bytes: &[u8]) -> Option<Self> {
        let (at, rest) = bytes.split_at_checked(8)?;
        let (density, rest) = rest.split_at_checked(4)?;
        let (walked, rest) = rest.split_at_checked(4)?;
        let (delay, rest) = rest.split_at_checked(4)?;
        let (goal, pastime) = rest.split_at_checked(2)?;
        Some(Self {
            at: Vec2::get(at)?,
            density_per_m2: f32::get(density)?,
            walked_m: f32::get(walked)?,
            delay_s: f32::get(delay)?,
            goal: u16::get(goal)?,
            pastime: *Pastime::ALL.get(usize::from(u8::get(pastime)?))?,
        })
    }
}

/// Where somebody was from when they came in until they left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Journey {
    /// The first moment, seconds since the event's start; one follows every [`JOURNEY_STEP_S`] seconds.
    pub from_s: f64,
    /// The moments.
    #[serde(with = "raw")]
    pub moments: Vec<Whereabouts>,
    /// When they turned away at the sight of the queue of an attraction, and which.
    pub balked: Vec<(f64, u16)>,
    /// When they gave up waiting at an attraction, and at which.
    pub gave_up: Vec<(f64, u16)>,
}

/// The journeys of those who are followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journeys {
    /// One in so many is followed.
    one_in: u32,
    /// Theirs, in the order of arrival.
    of: Vec<Journey>,
}

impl Journeys {
    /// Nobody has come yet.
    pub fn new(visitors: usize) -> Self {
        let one_in = visitors.div_ceil(FOLLOWED).max(1);
        let mut journeys = Self { one_in: one_in as u32, of: Vec::new() };
        let followed = (0..visitors as u32).filter(|v| journeys.number(*v).is_some()).count();
        journeys.of = vec![Journey::default(); followed];
        journeys
    }

    /// Which of the followed a visitor is.
    fn number(&self, visitor: u32) -> Option<usize> {
        (visitor % self.one_in == self.one_in / 2).then_some((visitor / self.one_in) as usize)
    }

    /// Those who are followed, and their journeys.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Journey)> {
        let visitor = |number: usize| number as u32 * self.one_in + self.one_in / 2;
        self.of.iter().enumerate().map(move |(number, journey)| (visitor(number), journey))
    }

    /// Writes down what happened.
    pub fn take(&mut self, happenings: &[Happening], now_s: f64) {
        for happening in happenings {
            let Some(number) = self.number(happening.visitor) else { continue };
            match happening.what {
                What::Balked { attraction } => self.of[number].balked.push((now_s, attraction)),
                What::GaveUp { attraction } => self.of[number].gave_up.push((now_s, attraction)),
                _ => {}
            }
        }
    }

    /// Looks where everybody is who is followed, where a moment is due. `second`: whole seconds
    /// since the event's start; `ledgers` are those of that second.
    pub fn second(
        &mut self,
        second: u64,
        crowd: &Crowd,
        (field, ledgers): (&FieldObserver, &Ledgers),
        goal_of_party: impl Fn(u32) -> u16,
    ) {
        if !second.is_multiple_of(JOURNEY_STEP_S) {
            return;
        }
        for row in 0..crowd.len() {
            let Some(number) = self.number(crowd.visitor[row]) else { continue };
            let journey = &mut self.of[number];
            if journey.moments.is_empty() {
                journey.from_s = second as f64;
            }
            let at = crowd.at(row);
            let record = &ledgers.records[crowd.visitor[row] as usize];
            journey.moments.push(Whereabouts {
                at,
                density_per_m2: field.running_density(field.field.grid.nearest_cell(at)),
                goal: goal_of_party(crowd.party[row]),
                pastime: Pastime::of(crowd.activity[row]),
                walked_m: record.walked_m,
                delay_s: record.delay_s,
            });
        }
    }

    /// What has to be kept.
    pub fn save(&self) -> Cow<'_, Self> {
        Cow::Borrowed(self)
    }

    /// Takes up what was kept; `false` where it is of another number of visitors, or knows other
    /// places than there are.
    #[must_use]
    pub fn restore(&mut self, saved: Cow<Self>, portals: usize, attractions: usize) -> bool {
        let goals = portals + attractions;
        let there = |(_, attraction): &(f64, u16)| usize::from(*attraction) < attractions;
        let known = |journey: &Journey| {
            journey.moments.iter().all(|moment| usize::from(moment.goal) < goals)
                && journey.balked.iter().chain(&journey.gave_up).all(there)
        };
        let fits = (saved.one_in, saved.of.len()) == (self.one_in, self.of.len())
            && saved.of.iter().all(known);
        if fits {
            *self = saved.into_owned();
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_was_written() {
        let moment = Whereabouts {
            at: Vec2::new(1.5, -2.0),
            density_per_m2: 0.7,
            goal: 300,
            pastime: Pastime::WaitsForOthers,
            walked_m: 12.5,
            delay_s: 3.25,
        };
        let mut bytes = Vec::new();
        moment.put(&mut bytes);
        assert_eq!(bytes.len(), Whereabouts::BYTES);
        assert_eq!(Whereabouts::get(&bytes), Some(moment));
        assert_eq!(Whereabouts::get(&bytes[1..]), None);
    }

    #[test]
    fn those_followed_are_spread_over_the_order_of_arrival() {
        for (visitors, followed) in [(0, 0), (1, 1), (240, 240), (241, 120), (25_000, 238)] {
            let journeys = Journeys::new(visitors);
            let who: Vec<u32> = journeys.iter().map(|(visitor, _)| visitor).collect();
            assert_eq!(who.len(), followed, "of {visitors}");
            assert!(who.iter().all(|visitor| (*visitor as usize) < visitors));
            assert!(who.iter().enumerate().all(|(i, v)| journeys.number(*v) == Some(i)));
        }
    }
}
