//! From times of day to seconds since an event's start, over midnight where it lies between.

use super::clock_text;

const DAY_S: f64 = 86_400.0;

/// The hours of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hours {
    /// Start, seconds since midnight.
    pub starts_s: f64,
    /// Length, seconds.
    pub duration_s: f64,
}

impl Hours {
    /// Seconds since the event's start of a time of day given in seconds since midnight. A time
    /// of day that lies before the start is one of the next day where the event lasts that long;
    /// otherwise it comes out negative, before the start. "25:30" is the next day's 01:30.
    pub fn seconds(&self, of_day_s: u32) -> f64 {
        let since = f64::from(of_day_s) - self.starts_s;
        if since < 0.0 && since + DAY_S <= self.duration_s { since + DAY_S } else { since }
    }

    /// Start and end in seconds since the event's start of a window given by two times of day;
    /// an end before its start is on the next day. Of the days on which it could lie, the one
    /// that overlaps the event is taken. Not cut to the event. `None` where the end lies before
    /// the start and no night is meant: the event does not last over midnight, and the window
    /// would be longer than half a day.
    pub fn window(&self, from_s: u32, until_s: u32) -> Option<[f64; 2]> {
        let from = f64::from(from_s) - self.starts_s;
        let until = f64::from(until_s) - self.starts_s;
        let over_midnight = until <= from;
        let until = if over_midnight { until + DAY_S } else { until };
        let night = self.starts_s + self.duration_s > DAY_S || until - from <= DAY_S / 2.0;
        if over_midnight && !night {
            return None;
        }
        let overlapping = [0.0, DAY_S, -DAY_S]
            .map(|shift| [from + shift, until + shift])
            .into_iter()
            .find(|[low, high]| *low < self.duration_s && *high > 0.0);
        Some(overlapping.unwrap_or([from, until]))
    }

    /// The time of day, "14:30" or "14:30:20", of seconds since the event's start.
    pub fn time_of_day(&self, since_s: f64) -> String {
        let of_day = (self.starts_s + since_s).round();
        let seconds = (of_day.rem_euclid(60.0)) as u32;
        let minutes = clock_text(of_day.rem_euclid(DAY_S));
        if seconds == 0 { minutes } else { format!("{minutes}:{seconds:02}") }
    }

    /// "14:00–18:00", for messages.
    pub fn words(&self) -> String {
        format!("{}–{}", clock_text(self.starts_s), clock_text(self.starts_s + self.duration_s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from_h: f64, hours: f64) -> Hours {
        Hours { starts_s: from_h * 3600.0, duration_s: hours * 3600.0 }
    }

    #[test]
    fn times_after_midnight_belong_to_a_night_event() {
        let night = hours(18.0, 8.0);
        assert_eq!(night.seconds(25 * 3600), 7.0 * 3600.0);
        assert_eq!(night.seconds(3600), 7.0 * 3600.0);
        assert_eq!(night.seconds(17 * 3600), -3600.0);
        assert_eq!(night.window(22 * 3600, 3600), Some([4.0 * 3600.0, 7.0 * 3600.0]));
        assert_eq!(night.window(10 * 3600, 23 * 3600), Some([-8.0 * 3600.0, 5.0 * 3600.0]));
        let morning = hours(0.5, 5.5);
        assert_eq!(morning.window(22 * 3600, 2 * 3600), Some([-2.5 * 3600.0, 1.5 * 3600.0]));
        assert_eq!(hours(14.0, 4.0).window(15 * 3600, 14 * 3600), None, "ends before it starts");
        assert_eq!(night.time_of_day(7.0 * 3600.0 + 20.0), "01:00:20");
    }
}
