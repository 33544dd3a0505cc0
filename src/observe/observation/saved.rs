//! What has to be kept of an [`Observer`] so that a run can go on from there.

use super::{AttractionMinutes, MinuteCount, Observer, PortalMinutes};
use crate::observe::counters::{CounterObserver, SavedCrossings};
use crate::observe::felt_ledger::SavedFelt;
use crate::observe::field::{HotCell, SavedField};
use crate::observe::journeys::Journeys;
use crate::observe::ledger::SavedLedgers;
use crate::observe::log::EventLog;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An [`Observer`] as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedObserver<'a> {
    field: SavedField<'a>,
    ledgers: SavedLedgers<'a>,
    felt: SavedFelt<'a>,
    journeys: Cow<'a, Journeys>,
    log: Cow<'a, EventLog>,
    arrived: u32,
    left: u32,
    left_since_fold: Cow<'a, [u32]>,
    counters: Vec<SavedCrossings>,
    hot: Cow<'a, [HotCell]>,
    minutes: Cow<'a, [MinuteCount]>,
    portals: Cow<'a, [PortalMinutes]>,
    portal_entered: Cow<'a, [u32]>,
    portal_left: Cow<'a, [u32]>,
    attractions: Cow<'a, [AttractionMinutes]>,
    speed_sum: f32,
    wish_sum: f32,
    walking_levels: [f64; 6],
    standing_levels: [f64; 6],
}

impl Observer {
    /// What has to be kept of it.
    pub fn save(&self) -> SavedObserver<'_> {
        // All fields are named, so that a new one is thought of here.
        let Self {
            field,
            ledgers,
            felt,
            journeys,
            log,
            arrived,
            left,
            left_since_fold,
            limits: _,
            critical_per_m2: _,
            counters,
            hot,
            minutes,
            portals,
            portal_entered,
            portal_left,
            attractions,
            speed_sum,
            wish_sum,
            walking_levels,
            standing_levels,
        } = self;
        SavedObserver {
            field: field.save(),
            ledgers: ledgers.save(),
            felt: felt.save(),
            journeys: journeys.save(),
            log: Cow::Borrowed(log),
            arrived: *arrived,
            left: *left,
            left_since_fold: Cow::Borrowed(left_since_fold),
            counters: counters.iter().map(CounterObserver::save).collect(),
            hot: Cow::Borrowed(hot),
            minutes: Cow::Borrowed(minutes),
            portals: Cow::Borrowed(portals),
            portal_entered: Cow::Borrowed(portal_entered),
            portal_left: Cow::Borrowed(portal_left),
            attractions: Cow::Borrowed(attractions),
            speed_sum: *speed_sum,
            wish_sum: *wish_sum,
            walking_levels: *walking_levels,
            standing_levels: *standing_levels,
        }
    }

    /// Takes up what was kept into an observer of the same event.
    ///
    /// # Errors
    /// What does not fit the event and its ground.
    pub fn restore(&mut self, saved: SavedObserver) -> Result<(), &'static str> {
        self.check(&saved)?;
        if !self.ledgers.restore(saved.ledgers, self.portals.len()) {
            return Err("the ledgers of the visitors");
        }
        if !self.felt.restore(saved.felt) {
            return Err("what measures did to visitors");
        }
        if !self.journeys.restore(saved.journeys, self.portals.len(), self.attractions.len()) {
            return Err("the journeys of those who are followed");
        }
        if !self.field.restore(saved.field) {
            return Err("the density field");
        }
        for (counter, saved) in self.counters.iter_mut().zip(saved.counters) {
            counter.restore(saved);
        }
        self.log = saved.log.into_owned();
        (self.arrived, self.left) = (saved.arrived, saved.left);
        self.left_since_fold = saved.left_since_fold.into_owned();
        self.hot = saved.hot.into_owned();
        self.minutes = saved.minutes.into_owned();
        self.portals = saved.portals.into_owned();
        self.portal_entered = saved.portal_entered.into_owned();
        self.portal_left = saved.portal_left.into_owned();
        self.attractions = saved.attractions.into_owned();
        (self.speed_sum, self.wish_sum) = (saved.speed_sum, saved.wish_sum);
        (self.walking_levels, self.standing_levels) = (saved.walking_levels, saved.standing_levels);
        Ok(())
    }

    /// Whether there is one of each, and all have as many minutes.
    fn check(&self, saved: &SavedObserver) -> Result<(), &'static str> {
        let portals = [saved.portals.len(), saved.portal_entered.len(), saved.portal_left.len()];
        let minutes = saved.minutes.len();
        let one_of_each = portals == [self.portals.len(); 3]
            && saved.counters.len() == self.counters.len()
            && saved.attractions.len() == self.attractions.len();
        let whole_minutes = saved.field.minutes() == minutes
            && saved
                .portals
                .iter()
                .all(|p| [p.entered.len(), p.left.len(), p.waiting.len()] == [minutes; 3])
            && saved.attractions.iter().all(|a| [a.present.len(), a.queue.len()] == [minutes; 2])
            && saved.counters.iter().all(|c| c.minutes() == Some(minutes));
        if !one_of_each || !whole_minutes {
            return Err("the minutes of portals, attractions and counters");
        }
        let visitors = self.ledgers.records.len();
        if !saved.left_since_fold.iter().all(|visitor| (*visitor as usize) < visitors) {
            return Err("who has left");
        }
        let (cells, attractions) = (self.field.area_m2.len(), self.attractions.len());
        let goals = self.portals.len() + attractions;
        let hot_fits = |hot: &HotCell| {
            (hot.minute as usize) < minutes
                && (hot.cell as usize) < cells
                && hot.streams.iter().all(|s| {
                    usize::from(s.portal) < self.portals.len() && usize::from(s.goal) < goals
                })
        };
        if saved.hot.iter().all(hot_fits) { Ok(()) } else { Err("the crowded cells") }
    }
}
