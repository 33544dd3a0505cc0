//! Spans of time as people say them.

use super::Bilingual;

/// A span of minutes as people say it: whole seconds below a minute, one decimal below ten
/// minutes, whole minutes above; "–" where it is no number.
pub fn duration_text(minutes: f64) -> Bilingual {
    if !minutes.is_finite() {
        return Bilingual::same("–");
    }
    let (size, sign) = (minutes.abs(), if minutes < 0.0 { "−" } else { "" });
    let seconds = (size * 60.0).round();
    if (1.0..60.0).contains(&seconds) {
        return Bilingual::new(
            format!("{sign}{seconds}\u{a0}s"),
            format!("{sign}{seconds}\u{a0}秒"),
        );
    }
    let shown = match size {
        _ if seconds < 1.0 => "0".to_owned(),
        m if m < 9.95 => {
            let text = format!("{sign}{m:.1}");
            text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
        }
        m => format!("{sign}{m:.0}"),
    };
    Bilingual::new(format!("{shown}\u{a0}min"), format!("{shown}\u{a0}分钟"))
}

#[cfg(test)]
mod tests {
    use super::duration_text;

    #[test]
    fn a_span_is_said_in_the_unit_that_fits() {
        let minutes = [0.0, 0.001, 0.064, 0.5, 0.995, 1.0, 3.27, 9.97, 42.4, -0.4, -2.54, f64::NAN];
        let said = minutes.map(|m| duration_text(m).en.replace('\u{a0}', " "));
        let expected = [
            "0 min",
            "0 min",
            "4 s",
            "30 s",
            "1 min",
            "1 min",
            "3.3 min",
            "10 min",
            "42 min",
            "−24 s",
            "−2.5 min",
            "–",
        ];
        assert_eq!(said, expected);
        assert_eq!(duration_text(0.064).zh, "4\u{a0}秒");
        assert_eq!(duration_text(3.0).zh, "3\u{a0}分钟");
    }
}
