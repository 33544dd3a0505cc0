//! What is felt of the management: against the limits, by measure, by segment, and by the visitor
//! who felt most.

use super::ReportInput;
use super::answer::count;
use super::markup::{
    both, clock, clock_span, number, percent, quantity, say, say_with, section, table,
};
use super::words::fill;
use crate::assess::{FeltLimit, FeltParts, FeltSummary, ManagedVisitor, MeasureFelt, SegmentFelt};
use crate::document::{Bilingual, duration_text};

/// The parts of felt as headings, in the order of [`FeltParts::list`].
const PARTS: [&str; 6] = [
    "#felt.part.held",
    "#felt.part.detour",
    "#felt.part.instructed",
    "#felt.part.visible",
    "#felt.part.confined",
    "#felt.part.lost_choice",
];

/// Characters of a fingerprint that are shown: enough to tell two files apart.
const SHOWN_OF_HASH: usize = 12;

/// The section.
pub(super) fn list(input: &ReportInput) -> String {
    let felt = &input.summary.felt;
    if felt.measures.is_empty() {
        return section("felt", &format!("<p class=\"calm\">{}</p>", say("felt.no_measures")));
    }
    let mut body = limits(&felt.limits);
    body += &format!("<h3>{}</h3>", say("felt.by_measure"));
    body += &by_measure(&felt.measures);
    body += &format!("<h3>{}</h3>", say("felt.by_segment"));
    body += &by_segment(&felt.segments);
    body += &felt.most_managed.as_ref().map_or_else(String::new, |most| story(input, most));
    section("felt", &(body + &weights(felt)))
}

fn limits(limits: &[FeltLimit]) -> String {
    let shown = |figure: f64, limit: &FeltLimit| match (limit.unit.as_str(), limit.id.as_str()) {
        ("min", _) => both(&duration_text(figure)),
        (_, "noticed") => percent(figure),
        _ => number(figure, 2),
    };
    let row = |limit: &FeltLimit| {
        let verdict = if limit.kept { say("limit.kept") } else { say("limit.broken") };
        let class = if limit.kept { "better" } else { "worse" };
        vec![
            say(&format!("felt.limit.{}", limit.id)),
            shown(limit.is, limit),
            shown(limit.limit, limit),
            format!("<span class=\"{class}\">{verdict}</span>"),
        ]
    };
    let rows: Vec<Vec<String>> = limits.iter().map(row).collect();
    table(&["table.figure", "#table.is", "#table.limit_is", "table.kept"], &rows)
}

/// The parts; those that nobody felt are a plain 0, so that the others stand out.
fn minutes(parts: &FeltParts, decimals: usize) -> impl Iterator<Item = String> {
    let shown = move |part: f64| number(part, if part == 0.0 { 0 } else { decimals });
    parts.list().into_iter().map(shown)
}

fn by_measure(measures: &[MeasureFelt]) -> String {
    let row = |measure: &MeasureFelt| {
        let each_min = measure.person_min / f64::from(measure.people.max(1));
        let mut row = vec![
            both(&measure.name),
            number(f64::from(measure.people), 0),
            number(each_min, 2),
            number(measure.person_min, 1),
        ];
        row.extend(minutes(&measure.parts, 1));
        row
    };
    let rows: Vec<Vec<String>> = measures.iter().map(row).collect();
    let headings =
        ["table.measure", "#table.touched", "#table.each_min", "#table.together_person_min"];
    table(&[&headings[..], &PARTS].concat(), &rows)
}

fn by_segment(segments: &[SegmentFelt]) -> String {
    let row = |segment: &SegmentFelt| {
        let mut row = vec![
            both(&segment.name),
            number(f64::from(segment.visitors), 0),
            number(segment.mean_min, 2),
            number(segment.p95_min, 2),
            percent(segment.noticed_share),
            number(segment.ratio, 2),
        ];
        row.extend(minutes(&segment.parts, 2));
        row
    };
    let rows: Vec<Vec<String>> =
        segments.iter().filter(|segment| segment.visitors > 0).map(row).collect();
    let headings = [
        "table.segment",
        "#table.visitors",
        "#table.felt_min",
        "#table.felt_p95_min",
        "#table.noticed",
        "#table.ratio",
    ];
    table(&[&headings[..], &PARTS].concat(), &rows)
}

/// The visit of the one who felt most.
fn story(input: &ReportInput, most: &ManagedVisitor) -> String {
    let event = &input.summary.event;
    let left = match most.left_s {
        Some(left_s) => Bilingual::same(clock_span(event, most.entered_s, left_s)),
        None => {
            let from = Bilingual::same(clock(event, most.entered_s));
            fill("felt.story.since", &[("clock", from)])
        }
    };
    let values = [
        ("n", count(f64::from(most.visitor))),
        ("segment", most.segment.clone()),
        ("span", left),
        ("felt", quantity(most.felt_min, "min")),
        ("friction", quantity(most.friction_min, "min")),
    ];
    let rows: Vec<Vec<String>> = most
        .touches
        .iter()
        .map(|touch| {
            let mut row = vec![
                clock_span(event, touch.from_s, touch.until_s),
                both(&touch.measure),
                number(touch.parts.all_min(), 2),
            ];
            row.extend(minutes(&touch.parts, 2));
            row
        })
        .collect();
    let headings = ["table.when", "table.measure", "#table.felt_min"];
    format!(
        "<h3>{}</h3><p>{}</p>{}",
        say("felt.story"),
        say_with("felt.story.is", &values),
        table(&[&headings[..], &PARTS].concat(), &rows)
    )
}

/// Which weights were used.
fn weights(felt: &FeltSummary) -> String {
    let file = &felt.weights;
    let hash = file.sha256.get(..SHOWN_OF_HASH).unwrap_or(&file.sha256);
    let values = [("file", Bilingual::same(&file.path)), ("hash", Bilingual::same(hash))];
    let key = if file.standard { "felt.weights.standard" } else { "felt.weights.own" };
    format!("<p class=\"quiet\">{} {}</p>", say("felt.is"), say_with(key, &values))
}
