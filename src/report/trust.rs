//! Limits kept or not, how sure all this is, and how it was made.

use super::ReportInput;
use super::markup::{
    both, clock, escape, figure, grade_sign, number, quantity, say, say_with, section, table,
};
use super::service::place_name;
use super::words::unit;
use crate::assess::{Grade, LimitCheck, Provenance};
use crate::document::Bilingual;
use std::fmt::Write;

/// Number of weaknesses of the model that the table of texts lists.
const WEAKNESSES: usize = 6;

/// The table of limits.
pub(super) fn limits(input: &ReportInput) -> String {
    let rows: Vec<Vec<String>> =
        input.summary.limits.iter().map(|limit| limit_row(input, limit)).collect();
    let headings = [
        "table.limit",
        "table.kept",
        "#table.limit_is",
        "#table.worst",
        "table.when",
        "table.where",
    ];
    section("limits", &table(&headings, &rows))
}

fn limit_row(input: &ReportInput, limit: &LimitCheck) -> Vec<String> {
    let (sign, word) = match (limit.worst, limit.kept) {
        (None, _) => ("", "limit.unknown"),
        (_, true) => (grade_sign(Grade::Good), "limit.kept"),
        (_, false) => (grade_sign(Grade::Bad), "limit.broken"),
    };
    let mut name = both(&limit.name);
    if let Some(remark) = &limit.remark {
        let _ = write!(name, "<small>{}</small>", both(remark));
    }
    vec![
        name,
        format!("<span class=\"verdict\">{sign}{}</span>", say(word)),
        both(&quantity(limit.limit, &limit.unit)),
        limit.worst.map_or("–".to_owned(), |w| both(&quantity(w, &limit.unit))),
        limit.at_s.map_or("–".to_owned(), |at| clock(&input.summary.event, at)),
        limit.at.map_or("–".to_owned(), |at| both(&place_name(input.venue, at))),
    ]
}

/// How sure this is: said plainly.
pub(super) fn doubts(input: &ReportInput) -> String {
    let made = &input.summary.made;
    let seed = Bilingual::same(made.seed.to_string());
    let mut body = format!("<p>{}</p>", say_with("trust.one_seed", &[("seed", seed)]));
    let _ = write!(body, "<h3>{}</h3><ul>", say("trust.weaknesses"));
    for i in 1..=WEAKNESSES {
        let _ = write!(body, "<li>{}</li>", say(&format!("trust.weakness.{i}")));
    }
    body += "</ul>";
    if !made.assumptions.is_empty() {
        let _ = write!(
            body,
            "<h3>{}</h3><p class=\"quiet\">{}</p><ul>",
            say("trust.assumptions"),
            say("trust.marks")
        );
        for assumption in &made.assumptions {
            let _ = write!(body, "<li>{}</li>", both(assumption));
        }
        body += "</ul>";
    }
    section("trust", &body)
}

/// How it was made, so that it can be made again.
pub(super) fn origin(input: &ReportInput) -> String {
    let made = &input.summary.made;
    let mut body = format!("<p>{}</p>", say("made.repeat"));
    let _ = write!(body, "<pre class=\"code\">{}</pre>", escape(&made.command));
    let row = |key: &str, value: String| vec![say(key), value];
    let mut rows = vec![
        row("made.program", escape(&made.program)),
        row("made.seed", made.seed.to_string()),
        row("made.model", escape(&made.model)),
        row("made.step", both(&seconds(made.time_step_s))),
        row("made.simulated", simulated(made)),
        row("made.wall", both(&seconds(made.wall_s))),
        row("made.hash", format!("<code>{}</code>", escape(&made.state_hash))),
    ];
    let at = |at_s: f64| clock(&input.summary.event, at_s);
    if let Some(from) = &made.resumed {
        rows.push(row("made.resumed", format!("{}, {}", at(from.at_s), escape(&from.checkpoint))));
    }
    if let Some(since_s) = made.plan_since_s {
        rows.push(row("made.plan_since", at(since_s)));
    }
    body += &table(&["table.what", "table.is"], &rows);
    let rows: Vec<Vec<String>> = made
        .files
        .iter()
        .map(|f| {
            let hash = format!("<code class=\"hash\">{}</code>", escape(&f.sha256));
            vec![escape(&f.path), number(f.bytes as f64, 0), hash]
        })
        .collect();
    let _ = write!(body, "<h3>{}</h3>", say("made.files"));
    body += &table(&["table.file", "#table.bytes", "table.sha256"], &rows);
    let rows: Vec<Vec<String>> =
        made.parameters.iter().map(|p| p.iter().map(|t| escape(t)).collect()).collect();
    body += &folded("made.parameters", &table(&["table.parameter", "table.is"], &rows));
    let rows: Vec<Vec<String>> =
        made.defaults.iter().map(|d| d.iter().map(|t| escape(t)).collect()).collect();
    if !rows.is_empty() {
        let headings = ["table.field", "table.taken", "table.reason"];
        body += &folded("made.defaults", &table(&headings, &rows));
    }
    section("made", &body)
}

/// How much was simulated, and why that is not all.
fn simulated(made: &Provenance) -> String {
    let span = both(&quantity(made.simulated_s / 60.0, "min"));
    let partial = made.partial.iter().map(|why| format!(" ({})", both(why)));
    span + &partial.collect::<String>()
}

fn seconds(s: f64) -> Bilingual {
    let unit = unit("s");
    let figure = figure(s);
    Bilingual::new(format!("{figure}\u{a0}{}", unit.en), format!("{figure}\u{a0}{}", unit.zh))
}

/// Something that only some want to read: folded on the screen, open on paper.
fn folded(key: &str, body: &str) -> String {
    format!("<details><summary>{}</summary>{body}</details>", say(key))
}
