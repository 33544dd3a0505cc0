//! A comparison as text for a terminal, in columns.

use super::{Against, Comparison, Difference, Question, SegmentDifference, Verdict};
use crate::document::{Bilingual, Language, counted};

/// Columns that a name takes.
const NAME_WIDTH: usize = 42;
/// Columns that a figure takes.
const FIGURE_WIDTH: usize = 11;
/// Columns that an interval takes.
const INTERVAL_WIDTH: usize = 21;

/// The comparison for people.
pub fn text(comparison: &Comparison, language: Language) -> String {
    let mut lines = Vec::new();
    for (i, against) in comparison.plans.iter().enumerate() {
        if i > 0 {
            lines.push(String::new());
        }
        lines.extend(of_plan(comparison, against, language));
    }
    lines.join("\n")
}

fn of_plan(comparison: &Comparison, against: &Against, language: Language) -> Vec<String> {
    let (plan, reference) =
        (language.of(&against.runs.name), language.of(&comparison.reference.name));
    let seeds = comparison.seeds.len();
    let mut lines = vec![
        match language {
            Language::English => format!(
                "{plan}, against {reference}: {}, the same visitors each. Less is better.",
                counted(seeds, "paired seed")
            ),
            Language::Chinese => {
                format!("{plan}，对照 {reference}：{seeds} 个配对种子，访客相同。数值越小越好。")
            }
        },
        headings(language),
    ];
    for question in [Question::Safe, Question::Smooth, Question::Felt] {
        lines.push(question_name(question, language).to_owned());
        let own = against.indicators.iter().filter(|indicator| indicator.question == question);
        lines.extend(own.map(|own| row(language.of(&own.name), &own.is, language)));
    }
    for (title, of) in [
        (
            Bilingual::new("Friction by segment, min a visitor", "各类人群的阻滞，分钟/人"),
            (|s| s.friction_min) as fn(&SegmentDifference) -> Difference,
        ),
        (
            Bilingual::new("Felt by segment, min a visitor", "各类人群的管理感，分钟/人"),
            |s| s.felt_min,
        ),
    ] {
        lines.push(language.of(&title).to_owned());
        lines.extend(against.segments.iter().map(|s| row(language.of(&s.name), &of(s), language)));
    }
    lines.extend(who_gains_and_pays(against, language));
    lines
}

fn headings(language: Language) -> String {
    let [without, with, difference, interval] =
        ["reference", "plan", "difference", "95 % interval"];
    let [without_zh, with_zh, difference_zh, interval_zh] = ["对照", "方案", "差值", "95 % 区间"];
    let of = |en: &'static str, zh: &'static str| language.pick(en, zh);
    format!(
        "{}{}{}{}{}",
        " ".repeat(NAME_WIDTH),
        right(of(without, without_zh), FIGURE_WIDTH),
        right(of(with, with_zh), FIGURE_WIDTH),
        right(of(difference, difference_zh), FIGURE_WIDTH),
        right(of(interval, interval_zh), INTERVAL_WIDTH),
    )
}

fn question_name(question: Question, language: Language) -> &'static str {
    match question {
        Question::Safe => language.pick("Safe", "安全"),
        Question::Smooth => language.pick("Smooth", "顺畅"),
        Question::Felt => language.pick("Felt", "管理感"),
    }
}

fn row(name: &str, is: &Difference, language: Language) -> String {
    let interval = match is.interval {
        Some([low, high]) => format!("{} … {}", signed(low), signed(high)),
        None => "–".to_owned(),
    };
    let verdict = match is.verdict() {
        Verdict::Same => language.pick("the same", "相同"),
        Verdict::Less => language.pick("better", "改善"),
        Verdict::More => language.pick("worse", "变差"),
        Verdict::Unclear => language.pick("cannot tell", "尚难判断"),
    };
    format!(
        "{}{}{}{}{}  {verdict}",
        left(&format!("  {name}"), NAME_WIDTH),
        right(&figure(is.reference), FIGURE_WIDTH),
        right(&figure(is.plan), FIGURE_WIDTH),
        right(&signed(is.difference), FIGURE_WIDTH),
        right(&interval, INTERVAL_WIDTH),
    )
}

/// Those who are told to gain, and those who are told to pay: in what, minutes a visitor. Who gains
/// in one and pays in the other is named in both.
fn who_gains_and_pays(against: &Against, language: Language) -> [String; 2] {
    let of_whom = |verdict: Verdict| {
        let of_one = |segment: &SegmentDifference| {
            let both = [
                (language.pick("friction", "阻滞"), segment.friction_min),
                (language.pick("felt", "管理感"), segment.felt_min),
            ];
            let told = both.iter().filter(|(_, is)| is.verdict() == verdict);
            let told: Vec<String> =
                told.map(|(what, is)| format!("{what} {}", signed(is.difference))).collect();
            let name = language.of(&segment.name);
            (!told.is_empty()).then(|| format!("{name} ({})", told.join(", ")))
        };
        let all: Vec<String> = against.segments.iter().filter_map(of_one).collect();
        if all.is_empty() {
            language.pick("nobody that can be told", "尚难判断有谁").to_owned()
        } else {
            all.join(language.pick(", ", "、"))
        }
    };
    let (gains, pays) = (of_whom(Verdict::Less), of_whom(Verdict::More));
    match language {
        Language::English => [format!("Who gains: {gains}."), format!("Who pays: {pays}.")],
        Language::Chinese => [format!("得益：{gains}。"), format!("付出：{pays}。")],
    }
}

/// A figure with as many decimals as its size deserves.
fn figure(of: f64) -> String {
    let text = match of.abs() {
        size if size >= 100.0 => format!("{of:.0}"),
        size if size >= 10.0 => format!("{of:.1}"),
        _ => format!("{of:.2}"),
    };
    text.replace('-', "−")
}

fn signed(of: f64) -> String {
    let text = figure(of);
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    match of {
        _ if is_zero => text.trim_start_matches('−').to_owned(),
        of if of > 0.0 => format!("+{text}"),
        _ => text,
    }
}

/// Columns that a text takes: Chinese characters and their punctuation are two wide.
fn width(text: &str) -> usize {
    text.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum()
}

fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text)).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_say_their_sign_and_no_more_than_they_know() {
        assert_eq!([18.24, 0.0, 1234.5, 3.456].map(figure), ["18.2", "0.00", "1234", "3.46"]);
        assert_eq!([1.0, -15.13, -0.001, 0.0].map(signed), ["+1.00", "−15.1", "0.00", "0.00"]);
    }

    #[test]
    fn columns_stand_under_each_other_in_both_languages() {
        let is = Difference::of(&[(1.0, 2.0), (1.0, 2.5)]);
        let before_verdict = |language, name: &str| {
            let row = row(name, &is, language);
            let verdict = language.pick("cannot tell", "尚难判断");
            width(row.trim_end_matches(verdict))
        };
        let english = before_verdict(Language::English, "friction, min a visitor");
        assert_eq!(before_verdict(Language::Chinese, "阻滞，分钟/人"), english);
        assert_eq!(width(&headings(Language::Chinese)), width(&headings(Language::English)));
        assert_eq!(width(&headings(Language::English)) + 2, english);
    }
}
