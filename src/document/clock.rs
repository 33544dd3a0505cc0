//! Clock times as people write them ("18:30") and as the program counts them (seconds).

/// Seconds since midnight of "18:30" or "18:30:15"; "24:00" and "25:30" mean the next day.
/// `None` where the text is no such time (hours up to 47).
pub fn parse_clock(text: &str) -> Option<u32> {
    let mut parts = text.trim().split(':');
    let mut number = |limit: u32| {
        let part = parts.next()?;
        let valid = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|n| valid && *n < limit)
    };
    let hours = number(48)?;
    let minutes = number(60)?;
    let seconds = if text.trim().matches(':').count() == 2 { number(60)? } else { 0 };
    (text.trim().matches(':').count() <= 2).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// The clock time, "18:30", of seconds since midnight; past midnight it starts at "00:00" again.
pub fn clock_text(seconds_of_day: f64) -> String {
    let minutes = (seconds_of_day / 60.0).floor().max(0.0) as u64;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_as_people_write_them() {
        assert_eq!(parse_clock("18:30"), Some(66_600));
        assert_eq!(parse_clock(" 7:05:09 "), Some(25_509));
        assert_eq!(parse_clock("25:30"), Some(91_800));
        for wrong in ["", "18", "18:60", "18:3x", "-1:00", "18:30:00:00", "48:00", "018:00"] {
            assert_eq!(parse_clock(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn clock_goes_round_at_midnight() {
        assert_eq!(clock_text(91_800.0), "01:30");
    }
}
