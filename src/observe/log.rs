//! The event log: what happened when, as far as an organiser would write it down.

use crate::scenario::Scenario;

/// One line of the log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogEntry {
    /// When, seconds since the event's start.
    pub at_s: f64,
    /// What.
    pub what: Logged,
}

/// What the log knows; numbers are indices into the event's or the plan's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

/// People before a portal from which the log says that it holds.
const HOLDS: u32 = 10;

/// Keeps the log.
#[derive(Clone, Debug, Default)]
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
