//! The event's hours, for turning times of day into seconds since its start.

use super::EventClock;
use crate::document::Hours;

impl EventClock {
    /// Start and length alone.
    pub fn event_hours(&self) -> Hours {
        Hours { starts_s: self.starts_s, duration_s: self.duration_s }
    }

    /// As [`Hours::seconds`].
    pub fn seconds(&self, of_day_s: u32) -> f64 {
        self.event_hours().seconds(of_day_s)
    }

    /// As [`Hours::window`].
    pub fn window(&self, from_s: u32, until_s: u32) -> Option<[f64; 2]> {
        self.event_hours().window(from_s, until_s)
    }

    /// "14:00–18:00", for messages.
    pub fn hours(&self) -> String {
        self.event_hours().words()
    }
}
