//! The event log: what happened when, as far as an organiser would write it down.

use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// One line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When, seconds since the event's start.
    pub at_s: f64,
    /// What.
    pub what: Logged,
}

/// What the log knows; numbers are indices into the event's or the plan's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Logged {
    /// A show begins.
    ShowBegins(usize),
    /// A show ends.
    ShowEnds(usize),
    /// A measure stands from now on.
    MeasureStands(usize),
    /// A measure is taken away.
    MeasureGone(usize),
    /// People have to wait before a portal.
    PortalHolds(usize),
    /// Nobody waits before a portal any more.
    PortalClear(usize),
    /// The event is over; everybody is asked to leave.
    Closes,
    /// Nobody is inside any more.
    Empty,
    /// From now on another plan holds.
    PlanChanges,
}

/// People before a portal from which the log says that it holds.
const HOLDS: u32 = 10;

/// Keeps the log.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct EventLog {
    /// The lines so far.
    pub entries: Vec<LogEntry>,
    holds: Vec<bool>,
    stands: Vec<bool>,
    closed: bool,
    empty: bool,
}

/// What the log looks at, once a second.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Time, seconds since the event's start.
    pub now_s: f64,
    /// People inside.
    pub inside: usize,
    /// People before each portal.
    pub waiting: &'a [u32],
    /// Whether each measure of the plan stands.
    pub stands: &'a [bool],
}

impl EventLog {
    /// Takes up that the plan's measures have other numbers from now on: `number_of` says which
    /// for each of the old ones, `None` for those that the plan has no more. What the log said
    /// of these is left out, as nothing can name them.
    pub fn renumber(&mut self, number_of: &[Option<usize>], measures: usize) {
        let now = |old: usize| number_of.get(old).copied().flatten();
        self.entries.retain_mut(|entry| {
            let renumbered = match entry.what {
                Logged::MeasureStands(old) => now(old).map(Logged::MeasureStands),
                Logged::MeasureGone(old) => now(old).map(Logged::MeasureGone),
                other => Some(other),
            };
            entry.what = renumbered.unwrap_or(entry.what);
            renumbered.is_some()
        });
        let stood = std::mem::replace(&mut self.stands, vec![false; measures]);
        for (old, stood) in stood.into_iter().enumerate() {
            if let Some(stands) = now(old).and_then(|new| self.stands.get_mut(new)) {
                *stands = stood;
            }
        }
    }

    /// Writes down what is new.
    pub fn second(&mut self, scenario: &Scenario, moment: Moment) {
        let Moment { now_s, inside, waiting, stands } = moment;
        let mut log = |what: Logged| self.entries.push(LogEntry { at_s: now_s, what });
        // A second's window: every edge falls into exactly one.
        let now = |at_s: f64| at_s <= now_s && at_s > now_s - 1.0;
        for (i, show) in scenario.programme.iter().enumerate() {
            if now(show.from_s) {
                log(Logged::ShowBegins(i));
            }
            if now(show.until_s) {
                log(Logged::ShowEnds(i));
            }
        }
        self.stands.resize(stands.len(), false);
        for (i, (stood, stands)) in self.stands.iter_mut().zip(stands).enumerate() {
            if *stood != *stands {
                log(if *stands { Logged::MeasureStands(i) } else { Logged::MeasureGone(i) });
                *stood = *stands;
            }
        }
        self.holds.resize(waiting.len(), false);
        for (i, (held, waiting)) in self.holds.iter_mut().zip(waiting).enumerate() {
            if !*held && *waiting >= HOLDS {
                *held = true;
                log(Logged::PortalHolds(i));
            } else if *held && *waiting == 0 {
                *held = false;
                log(Logged::PortalClear(i));
            }
        }
        if !self.closed && now_s >= scenario.clock.duration_s {
            self.closed = true;
            log(Logged::Closes);
        }
        if self.closed && !self.empty && inside == 0 && waiting.iter().all(|w| *w == 0) {
            self.empty = true;
            log(Logged::Empty);
        }
    }
}
