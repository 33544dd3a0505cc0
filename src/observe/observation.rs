//! Everything observed, second by second and minute by minute.

mod saved;

pub use saved::SavedObserver;

use super::counters::{CounterObserver, Crossings};
use super::felt_ledger::FeltLedger;
use super::field::{DensityLimits, FieldObserver, HotCell, Stream};
use super::journeys::Journeys;
use super::ledger::Ledgers;
use super::log::{EventLog, LogEntry};
use super::record::{DensityField, VisitorRecord};
use crate::crowd::{Crowd, Guests, Happening, What};
use crate::geometry::Grid;
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// Fruin's walkway levels of service: upper density of A to E, persons per m² [s].
pub const WALKING_LEVELS: [f32; 5] = [0.31, 0.43, 0.72, 1.08, 2.15];
/// Fruin's queue levels of service: upper density of A to E, persons per m² [m].
pub const STANDING_LEVELS: [f32; 5] = [0.83, 1.08, 1.54, 3.6, 5.4];

/// Counts of one minute; people as they are at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MinuteCount {
    /// End of the minute, seconds since the event's start.
    pub until_s: f64,
    /// People inside.
    pub inside: u32,
    /// People waiting outside.
    pub waiting_outside: u32,
    /// Arrived within the minute.
    pub arrived: u32,
    /// Left within the minute.
    pub left: u32,
    /// People in queues.
    pub queueing: u32,
    /// Mean speed of those who walk over the speed they wish.
    pub speed_share: f32,
}

/// A portal, by the minute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalMinutes {
    /// Let in.
    pub entered: Vec<u32>,
    /// Gone out.
    pub left: Vec<u32>,
    /// Waiting outside at the end.
    pub waiting: Vec<u32>,
}

/// An attraction, by the minute, and what became of those who came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AttractionMinutes {
    /// People there.
    pub present: Vec<u32>,
    /// People in the queue.
    pub queue: Vec<u32>,
    /// Visits.
    pub visits: u32,
    /// Turned away at the sight of the queue.
    pub balked: u32,
    /// Gave up waiting.
    pub gave_up: u32,
    /// Waits of those served, seconds.
    pub waits_s: Vec<f32>,
}

/// People at an attraction and in its queue now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// There.
    pub present: u32,
    /// In the queue.
    pub queue: u32,
}

/// What a run left behind.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Ledgers, one a visitor.
    pub visitors: Vec<VisitorRecord>,
    /// What each measure did to each visitor.
    pub felt: FeltLedger,
    /// Where those who are followed were.
    pub journeys: Journeys,
    /// The density field.
    pub field: DensityField,
    /// Walkable area of each cell of the field, m².
    pub cell_area_m2: Vec<f32>,
    /// Cells above their limit.
    pub hot: Vec<HotCell>,
    /// Everybody, by the minute.
    pub minutes: Vec<MinuteCount>,
    /// Counting lines, in the event's order.
    pub counters: Vec<Crossings>,
    /// Portals, in the event's order.
    pub portals: Vec<PortalMinutes>,
    /// Attractions, in the event's order.
    pub attractions: Vec<AttractionMinutes>,
    /// What happened when.
    pub log: Vec<LogEntry>,
    /// Person-minutes of walkers at Fruin's levels A–F.
    pub walking_levels: [f64; 6],
    /// Person-minutes of people standing at Fruin's levels A–F.
    pub standing_levels: [f64; 6],
}

/// Watches a run.
#[derive(Clone)]
pub struct Observer {
    /// The field.
    pub field: FieldObserver,
    /// The ledgers.
    pub ledgers: Ledgers,
    /// What measures did to visitors.
    pub felt: FeltLedger,
    /// Where those who are followed were.
    pub journeys: Journeys,
    /// The event log.
    pub log: EventLog,
    /// Counts of the running minute so far.
    arrived: u32,
    left: u32,
    left_since_fold: Vec<u32>,
    limits: DensityLimits,
    critical_per_m2: f32,
    counters: Vec<CounterObserver>,
    hot: Vec<HotCell>,
    minutes: Vec<MinuteCount>,
    portals: Vec<PortalMinutes>,
    portal_entered: Vec<u32>,
    portal_left: Vec<u32>,
    attractions: Vec<AttractionMinutes>,
    speed_sum: f32,
    wish_sum: f32,
    walking_levels: [f64; 6],
    standing_levels: [f64; 6],
}

/// What the observer cannot see in the crowd.
pub struct Surroundings<'a> {
    /// People waiting before each portal.
    pub waiting: &'a [u32],
    /// People at each attraction.
    pub attendance: &'a [Attendance],
    /// Goal of each party: portals first, then attractions.
    pub goal_of_party: &'a dyn Fn(u32) -> u16,
}

impl Observer {
    /// Nothing seen yet. `area_m2`: walkable area of each cell of `grid`.
    pub fn new(scenario: &Scenario, guests: &Guests, grid: Grid, area_m2: Vec<f32>) -> Self {
        Self {
            field: FieldObserver::new(grid, area_m2),
            ledgers: Ledgers::new(guests),
            felt: FeltLedger::new(guests.visitors.len()),
            journeys: Journeys::new(guests.visitors.len()),
            log: EventLog::default(),
            arrived: 0,
            left: 0,
            left_since_fold: Vec::new(),
            limits: DensityLimits {
                moving_per_m2: scenario.limits.moving_density_per_m2 as f32,
                standing_per_m2: scenario.limits.standing_density_per_m2 as f32,
            },
            critical_per_m2: scenario.limits.critical_density_per_m2 as f32,
            counters: scenario.counters.iter().map(CounterObserver::new).collect(),
            hot: Vec::new(),
            minutes: Vec::new(),
            portals: vec![PortalMinutes::default(); scenario.portals.len()],
            portal_entered: vec![0; scenario.portals.len()],
            portal_left: vec![0; scenario.portals.len()],
            attractions: vec![AttractionMinutes::default(); scenario.attractions.len()],
            speed_sum: 0.0,
            wish_sum: 0.0,
            walking_levels: [0.0; 6],
            standing_levels: [0.0; 6],
        }
    }

    /// Writes down what happened in a step.
    pub fn take(&mut self, happenings: &[Happening], now_s: f64) {
        self.ledgers.take(happenings, now_s);
        self.journeys.take(happenings, now_s);
        for happening in happenings {
            match happening.what {
                What::Arrived => self.arrived += 1,
                What::Entered => {
                    let portal = self.ledgers.records[happening.visitor as usize].portal_in;
                    self.portal_entered[portal as usize] += 1;
                }
                What::Left { portal } => {
                    self.left += 1;
                    self.portal_left[portal as usize] += 1;
                    self.left_since_fold.push(happening.visitor);
                }
                What::Visited { attraction } => self.attractions[attraction as usize].visits += 1,
                What::Served { attraction, wait_s } => {
                    self.attractions[attraction as usize].waits_s.push(wait_s);
                }
                What::Balked { attraction } => self.attractions[attraction as usize].balked += 1,
                What::GaveUp { attraction } => self.attractions[attraction as usize].gave_up += 1,
                What::Missed | What::Rerouted | What::Parted => {}
            }
        }
    }

    /// Looks at everybody, once a second; afterwards the crowd may forget where it was seen.
    /// `second`: whole seconds since the event's start.
    pub fn second(&mut self, second: u64, crowd: &Crowd, goal_of_party: impl Fn(u32) -> u16) {
        self.field.sample(crowd);
        self.ledgers.sample(crowd, &self.field);
        self.journeys.second(second, crowd, (&self.field, &self.ledgers), goal_of_party);
        for counter in &mut self.counters {
            counter.sample(crowd);
        }
        for row in 0..crowd.len() {
            if !crowd.activity[row].stands() && crowd.wish_speed_mps[row] > 0.05 {
                self.speed_sum += crowd.speed_mps[row];
                self.wish_sum += crowd.wish_speed_mps[row];
            }
        }
    }

    /// Density where somebody is, as it has been in this minute so far, persons per m².
    pub fn density_at(&self, at: glam::Vec2) -> f32 {
        self.field.running_density(self.field.field.grid.nearest_cell(at))
    }

    /// Ends a minute.
    pub fn minute(&mut self, until_s: f64, crowd: &Crowd, around: &Surroundings) {
        for visitor in std::mem::take(&mut self.left_since_fold) {
            self.ledgers.fold(visitor, self.limits, self.critical_per_m2);
        }
        self.ledgers.end_minute(crowd, self.limits, self.critical_per_m2);
        let mut hot = self.field.end_minute(until_s, self.limits);
        self.add_streams(&mut hot, crowd, around);
        self.hot.append(&mut hot);
        self.add_levels();
        self.counters.iter_mut().for_each(CounterObserver::end_minute);
        for (portal, minutes) in self.portals.iter_mut().enumerate() {
            minutes.entered.push(std::mem::take(&mut self.portal_entered[portal]));
            minutes.left.push(std::mem::take(&mut self.portal_left[portal]));
            minutes.waiting.push(around.waiting[portal]);
        }
        for (minutes, now) in self.attractions.iter_mut().zip(around.attendance) {
            minutes.present.push(now.present);
            minutes.queue.push(now.queue);
        }
        self.minutes.push(MinuteCount {
            until_s,
            inside: crowd.len() as u32,
            waiting_outside: around.waiting.iter().sum(),
            arrived: std::mem::take(&mut self.arrived),
            left: std::mem::take(&mut self.left),
            queueing: around.attendance.iter().map(|a| a.queue).sum(),
            speed_share: if self.wish_sum > 0.0 { self.speed_sum / self.wish_sum } else { 1.0 },
        });
        (self.speed_sum, self.wish_sum) = (0.0, 0.0);
    }

    /// Adds to each hot cell who is in it.
    fn add_streams(&self, hot: &mut [HotCell], crowd: &Crowd, around: &Surroundings) {
        if hot.is_empty() {
            return;
        }
        for row in 0..crowd.len() {
            let cell = self.field.field.grid.nearest_cell(crowd.at(row)) as u32;
            let Ok(index) = hot.binary_search_by_key(&cell, |h| h.cell) else { continue };
            let portal = self.ledgers.records[crowd.visitor[row] as usize].portal_in;
            let goal = (around.goal_of_party)(crowd.party[row]);
            let stands = crowd.activity[row].stands();
            let same = |s: &&mut Stream| (s.portal, s.goal, s.stands) == (portal, goal, stands);
            match hot[index].streams.iter_mut().find(same) {
                Some(stream) => stream.people += 1,
                None => hot[index].streams.push(Stream { portal, goal, stands, people: 1 }),
            }
        }
    }

    /// Adds the last minute's person-minutes to the levels of service.
    fn add_levels(&mut self) {
        let Some(minute) = self.field.field.minutes.last() else { return };
        for cell in &minute.cells {
            let area_m2 = self.field.area_m2[cell.cell as usize];
            let level =
                |levels: &[f32; 5]| levels.iter().filter(|l| cell.density_per_m2 > **l).count();
            let standing = f64::from(cell.standing_per_m2 * area_m2);
            let walking = f64::from((cell.density_per_m2 - cell.standing_per_m2) * area_m2);
            self.walking_levels[level(&WALKING_LEVELS)] += walking;
            self.standing_levels[level(&STANDING_LEVELS)] += standing;
        }
    }

    /// What was observed, once the run has ended.
    pub fn finish(mut self) -> Observation {
        for visitor in std::mem::take(&mut self.left_since_fold) {
            self.ledgers.fold(visitor, self.limits, self.critical_per_m2);
        }
        Observation {
            visitors: self.ledgers.finish(),
            felt: self.felt,
            journeys: self.journeys,
            field: self.field.field,
            cell_area_m2: self.field.area_m2,
            hot: self.hot,
            minutes: self.minutes,
            counters: self.counters.into_iter().map(|c| c.crossings).collect(),
            portals: self.portals,
            attractions: self.attractions,
            log: self.log.entries,
            walking_levels: self.walking_levels,
            standing_levels: self.standing_levels,
        }
    }
}
