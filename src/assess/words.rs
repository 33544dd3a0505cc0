//! Figures and joints of the sentences, in both languages.

use crate::document::{Bilingual, clock_text, grouped};

/// A figure as people say it: one decimal below ten, thousands apart by a comma above.
pub(super) fn figure(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value.abs() < 9.95 {
        let text = format!("{:.1}", if value.abs() < 0.05 { 0.0 } else { value });
        return text.strip_suffix(".0").map(str::to_owned).unwrap_or(text);
    }
    whole(value)
}

/// A whole number, thousands apart by a comma.
pub(super) fn whole(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let digits = format!("{:.0}", value.abs());
    let text = grouped(&digits);
    if value < 0.0 && digits != "0" { format!("-{text}") } else { text }
}

/// "3.4 people per m²", "1 person per m²".
pub(super) fn people_per_m2(density: f64) -> Bilingual {
    let shown = figure(density);
    let who = if shown == "1" { "person" } else { "people" };
    Bilingual::new(format!("{shown} {who} per m²"), format!("每平方米 {shown} 人"))
}

/// "1,204 people", "1 person"; in Chinese the number alone.
pub(super) fn people(count: f64) -> Bilingual {
    let shown = whole(count);
    let who = if shown == "1" { "person" } else { "people" };
    Bilingual::new(format!("{shown} {who}"), shown)
}

/// A share of people: "48 %", in Chinese with the word: "48% 的人"; nearly all are "all".
pub(super) fn people_share(share: f64) -> Bilingual {
    let number = whole(100.0 * share);
    if share >= ALL_FROM {
        return Bilingual::new("all", "所有人");
    }
    Bilingual::new(format!("{number}\u{a0}%"), format!("{number}% 的人"))
}

/// A share in percent.
pub(super) fn percent(share: f64) -> Bilingual {
    let number = whole(100.0 * share);
    Bilingual::new(format!("{number}\u{a0}%"), format!("{number}%"))
}

/// Share from which one says "all".
const ALL_FROM: f64 = 0.985;

/// Clock time of a moment of the event.
pub(super) fn clock(starts_s: f64, at_s: f64) -> String {
    clock_text(starts_s + at_s)
}

/// Both languages joined end to end.
pub(super) fn join(parts: &[Bilingual]) -> Bilingual {
    Bilingual::joined(parts, ["", ""])
}

/// A name in the language's own form: the other language's where one is empty.
pub(super) fn name(of: &Bilingual, id: &str) -> Bilingual {
    let first = |texts: [&str; 3]| {
        let found = texts.into_iter().map(str::trim).find(|t| !t.is_empty());
        found.unwrap_or_default().to_owned()
    };
    Bilingual { en: first([&of.en, &of.zh, id]), zh: first([&of.zh, &of.en, id]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_say_them() {
        let shown = [-0.0, 1.26, 3.0, 9.96, 412.4, 1900.0, 1_234_567.0, f64::NAN].map(figure);
        assert_eq!(shown, ["0", "1.3", "3", "10", "412", "1,900", "1,234,567", "–"]);
        assert_eq!(whole(-1234.0), "-1,234");
        assert_eq!(people_per_m2(0.97), Bilingual::new("1 person per m²", "每平方米 1 人"));
        assert_eq!(people_per_m2(3.44), Bilingual::new("3.4 people per m²", "每平方米 3.4 人"));
        assert_eq!([people(1.0).en, people(1204.0).en], ["1 person", "1,204 people"]);
        assert_eq!(percent(0.476).zh, "48%");
        assert_eq!(people_share(0.476).zh, "48% 的人");
        assert_eq!(people_share(0.99).en, "all");
    }

    #[test]
    fn a_missing_name_is_replaced() {
        assert_eq!(name(&Bilingual::new("", "茶摊"), "tea"), Bilingual::same("茶摊"));
        assert_eq!(name(&Bilingual::default(), "tea"), Bilingual::same("tea"));
    }
}
