//! The times in which most of it jams: only these are run to see what an idea does.

use crate::assess::Hotspot;

/// Share of what is above the limits that lies in the windows.
const COVERED: f64 = 0.6;
/// Quiet minutes that do not part two windows.
const PAUSE_MIN: usize = 20;
/// What a window has before its first jam and after its last, seconds: nobody is sent off by a measure
/// that has just been put up.
const BEFORE_S: f64 = 600.0;
const AFTER_S: f64 = 180.0;

/// A time, seconds since the event's start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// From then on.
    pub from_s: f64,
    /// Until then.
    pub until_s: f64,
}

/// The fewest minutes that hold most of some jams, with what they need before and after;
/// `saved_before` gives the last time before another at which a trial can begin.
pub fn windows(jams: &[&Hotspot], saved_before: impl Fn(f64) -> Option<f64>) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    let mut last = None;
    for minute in hot_minutes(jams) {
        let at_s = minute as f64 * 60.0;
        let until_s = at_s + 60.0 + AFTER_S;
        match windows.last_mut().filter(|_| last.is_some_and(|last| minute <= last + PAUSE_MIN)) {
            Some(window) => window.until_s = until_s,
            None => {
                let from_s = saved_before((at_s - BEFORE_S).max(0.0)).unwrap_or(0.0);
                windows.push(Window { from_s, until_s });
            }
        }
        last = Some(minute);
    }
    windows
}

/// The minutes with most in them, as many as are needed, in the order of time. A jam is taken to be as
/// bad from its first minute to its last.
fn hot_minutes(jams: &[&Hotspot]) -> Vec<usize> {
    let last_s = jams.iter().map(|jam| jam.until_s).fold(0.0, f64::max);
    let mut minutes = vec![0.0; (last_s / 60.0).ceil() as usize + 1];
    for jam in jams {
        let span = (jam.from_s / 60.0) as usize..(jam.until_s / 60.0).ceil() as usize;
        let each = jam.person_min / span.len().max(1) as f64;
        minutes[span].iter_mut().for_each(|minute| *minute += each);
    }
    let mut by_weight: Vec<usize> = (0..minutes.len()).collect();
    by_weight.sort_by(|a, b| minutes[*b].total_cmp(&minutes[*a]).then(a.cmp(b)));
    let wanted = COVERED * minutes.iter().sum::<f64>();
    let mut covered = 0.0;
    let enough = |minute: &usize| {
        let before = covered;
        covered += minutes[*minute];
        before < wanted
    };
    let mut hot: Vec<usize> = by_weight.into_iter().take_while(enough).collect();
    hot.sort_unstable();
    hot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::HotspotKind;
    use crate::document::Bilingual;

    fn jam(from_min: f64, until_min: f64, person_min: f64) -> Hotspot {
        let [from_s, until_s] = [from_min, until_min].map(|min| 60.0 * min);
        Hotspot {
            rank: 1,
            kind: HotspotKind::Crossing,
            outline: Vec::new(),
            centre: [0.0; 2],
            from_s,
            until_s,
            peak_per_m2: 4.0,
            peak_at_s: from_s,
            person_min,
            why: Bilingual::default(),
            streams: Vec::new(),
            bottleneck: None,
            forks: Vec::new(),
        }
    }

    #[test]
    fn a_window_has_the_worst_minutes_and_a_while_before() {
        let saved_before = |at_s: f64| Some((at_s / 600.0).floor() * 600.0);
        let (long, short, late) =
            (jam(60.0, 159.0, 100.0), jam(70.0, 74.0, 300.0), jam(200.0, 204.0, 200.0));
        let found = windows(&[&long, &short, &late], saved_before);
        // The two short jams hold more than is wanted.
        let at = |from_s, until_s| Window { from_s, until_s };
        assert_eq!(found, [at(3600.0, 74.0 * 60.0 + 180.0), at(11_400.0, 202.0 * 60.0 + 180.0)]);
    }
}
