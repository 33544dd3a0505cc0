//! The figures of the page: indicators, segments and places, each with its interval.

use super::PageInput;
use crate::comparison::{Against, Difference, Question, SegmentDifference, Verdict};
use crate::document::Bilingual;
use crate::report::markup::{both, figure, quantity, say, say_with, section, table};

/// A difference and its interval, in a unit.
pub(super) fn difference_text(is: &Difference, unit: &str) -> String {
    let change = signed(is.difference);
    let of_unit = quantity(0.0, unit);
    let unit = Bilingual::new(after_number(&of_unit.en), after_number(&of_unit.zh));
    let unit = if unit.en.starts_with('s') { Bilingual::new(" min", " 分钟") } else { unit };
    let text = match is.interval {
        Some([low, high]) => format!("{change} ({} … {})", signed(low), signed(high)),
        None => change,
    };
    both(&Bilingual::new(format!("{text}{}", unit.en), format!("{text}{}", unit.zh)))
}

/// What stands behind the number of a quantity.
fn after_number(text: &str) -> String {
    text.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()
}

/// A figure with its sign.
pub(super) fn signed(of: f64) -> String {
    let text = figure(of);
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    match of {
        _ if is_zero => "0".to_owned(),
        of if of > 0.0 => format!("+{text}"),
        _ => text,
    }
}

/// What a difference says, in words and colour.
pub(super) fn verdict_text(verdict: Verdict) -> String {
    let (class, key) = match verdict {
        Verdict::Less => ("better", "compare.better"),
        Verdict::More => ("worse", "compare.worse"),
        Verdict::Same => ("quiet", "compare.same"),
        Verdict::Unclear => ("quiet", "plans.unclear"),
    };
    format!("<span class=\"{class}\">{}</span>", say(key))
}

fn row(name: String, is: &Difference, verdict: Verdict) -> Vec<String> {
    let interval = match is.interval {
        Some([low, high]) => format!("{} … {}", signed(low), signed(high)),
        None => "–".to_owned(),
    };
    vec![
        name,
        figure(is.reference),
        figure(is.plan),
        signed(is.difference),
        interval,
        verdict_text(verdict),
    ]
}

const HEADINGS: [&str; 5] =
    ["#plans.reference", "#plans.plan", "#table.change", "#plans.interval", "plans.verdict"];

fn rows(first: &str, rows: &[Vec<String>]) -> String {
    table(&[&[first][..], &HEADINGS].concat(), rows)
}

/// All indicators by question, then the segments, of each plan.
pub(super) fn figures(input: &PageInput) -> String {
    let of_plan = |plan: &Against| {
        let mut html = format!("<h3>{}</h3>", both(&plan.runs.name));
        for (question, key) in
            [(Question::Safe, "safe"), (Question::Smooth, "smooth"), (Question::Felt, "felt")]
        {
            let own = plan.indicators.iter().filter(|indicator| indicator.question == question);
            let own: Vec<_> = own.map(|own| row(both(&own.name), &own.is, own.verdict)).collect();
            html += &format!("<h4>{}</h4>", say(&format!("answer.{key}")));
            html += &rows("table.figure", &own);
        }
        for (key, of) in [
            ("plans.friction_by", (|s| s.friction_min) as fn(&SegmentDifference) -> Difference),
            ("plans.felt_by", |s| s.felt_min),
        ] {
            let segment = |s: &SegmentDifference| row(both(&s.name), &of(s), of(s).verdict());
            html += &format!("<h4>{}</h4>", say(key));
            html += &rows("table.segment", &plan.segments.iter().map(segment).collect::<Vec<_>>());
        }
        html + &gains_and_pays(plan)
    };
    section("plan_figures", &input.comparison.plans.iter().map(of_plan).collect::<String>())
}

/// Who gains and who pays: kinds of visitors in what, minutes each, and places.
fn gains_and_pays(plan: &Against) -> String {
    let told = |wanted: Verdict| -> Bilingual {
        let mut all: Vec<Bilingual> = Vec::new();
        for segment in &plan.segments {
            for (is, en, zh) in
                [(&segment.friction_min, "friction", "阻滞"), (&segment.felt_min, "felt", "管理感")]
            {
                if is.verdict() == wanted {
                    let (name, by) = (&segment.name, signed(is.difference));
                    all.push(Bilingual::new(
                        format!("{} ({en} {by} min)", name.en),
                        format!("{}（{zh} {by} 分钟）", name.zh),
                    ));
                }
            }
        }
        for place in plan.places.iter().filter(|place| place.verdict == wanted) {
            let by = signed(place.above_person_min.difference);
            all.push(Bilingual::new(
                format!("{} ({by} person-min)", place.name.en),
                format!("{}（{by} 人·分钟）", place.name.zh),
            ));
        }
        if all.is_empty() {
            return crate::report::words::text("plans.nobody");
        }
        let joined =
            |of: fn(&Bilingual) -> &str, by: &str| all.iter().map(of).collect::<Vec<_>>().join(by);
        Bilingual::new(joined(|b| &b.en, ", "), joined(|b| &b.zh, "、"))
    };
    [("plans.gains", Verdict::Less), ("plans.pays", Verdict::More)]
        .map(|(key, verdict)| format!("<p>{}</p>", say_with(key, &[("who", told(verdict))])))
        .concat()
}

/// Person-minutes above the limit by place, of each plan.
pub(super) fn places(input: &PageInput) -> String {
    let of_plan = |plan: &Against| {
        let own: Vec<Vec<String>> = plan
            .places
            .iter()
            .map(|place| row(both(&place.name), &place.above_person_min, place.verdict))
            .collect();
        let body = match own.is_empty() {
            true => format!("<p class=\"calm\">{}</p>", say("plans.no_places")),
            false => rows("plans.place", &own),
        };
        format!("<h3>{}</h3>{body}", both(&plan.runs.name))
    };
    section("plan_places", &input.comparison.plans.iter().map(of_plan).collect::<String>())
}
