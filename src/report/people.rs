//! Who lived through what: segments in figures, levels of service in person-minutes, and the lives
//! of three.

use super::ReportInput;
use super::answer::count;
use super::chart::level_bar;
use super::markup::{both, number, percent, say, say_with, section, table};
use super::words::{fill, text};
use crate::assess::SegmentOutcome;
use crate::document::Bilingual;
use std::fmt::Write;

/// The section.
pub(super) fn list(input: &ReportInput) -> String {
    let mut body = segments(&input.summary.segments);
    body += &levels(input);
    body += &counts(input);
    body += &super::lives::list(input);
    section("people", &body)
}

fn segments(segments: &[SegmentOutcome]) -> String {
    let headings = [
        "table.segment",
        "#table.visitors",
        "#table.inside_min",
        "#table.walking_min",
        "#table.queueing_min",
        "#table.friction_min",
        "#table.friction_p95_min",
        "#table.crowded_min",
        "#table.peak_density",
        "#table.stops",
        "#table.visited",
        "#table.missed",
    ];
    let worst = segments.iter().map(|s| s.friction_min).fold(0.0, f64::max);
    let rows: Vec<Vec<String>> = segments.iter().map(|s| segment_row(s, worst)).collect();
    table(&headings, &rows) + &format!("<p class=\"quiet\">{}</p>", say("people.friction_is"))
}

fn segment_row(segment: &SegmentOutcome, worst_min: f64) -> Vec<String> {
    let width = if worst_min > 0.0 { 100.0 * segment.friction_min / worst_min } else { 0.0 };
    vec![
        both(&segment.name),
        number(f64::from(segment.visitors), 0),
        number(segment.inside_min, 0),
        number(segment.walking_min, 1),
        number(segment.queueing_min, 1),
        format!(
            "<span class=\"in-cell\"><i style=\"width:{width:.0}%\"></i></span>{}",
            number(segment.friction_min, 1)
        ),
        number(segment.friction_p95_min, 1),
        number(segment.crowded_min, 1),
        number(segment.peak_density_per_m2, 1),
        number(segment.stops_per_100_m, 1),
        number(segment.visited, 1),
        number(segment.missed, 1),
    ]
}

fn levels(input: &ReportInput) -> String {
    let mut html = format!("<h3>{}</h3>", say("people.levels"));
    let mut rows = Vec::new();
    let runs = std::iter::once((input.summary, ""))
        .chain(input.baseline.iter().map(|(before, _)| (*before, ".before")));
    for (summary, when) in runs {
        for (kind, shares) in
            [("walking", &summary.service.walking), ("standing", &summary.service.standing)]
        {
            let mut name = text(&format!("people.{kind}"));
            if input.baseline.is_some() {
                let which = if when.is_empty() { "run.with" } else { "run.without" };
                name = fill("people.of_run", &[("kind", name), ("run", text(which))]);
            }
            html += &level_bar(shares, &name, &levels_text(&name, shares));
            rows.push(level_row(&name, shares));
        }
    }
    html += &level_legend();
    html += &table(
        &[
            "table.person_min_at",
            "#table.A",
            "#table.B",
            "#table.C",
            "#table.D",
            "#table.E",
            "#table.F",
        ],
        &rows,
    );
    html
}

fn level_row(name: &Bilingual, shares: &[f64; 6]) -> Vec<String> {
    let mut row = vec![both(name)];
    row.extend(shares.iter().map(|s| number(*s, 0)));
    row
}

fn level_legend() -> String {
    let mut html = String::from("<p class=\"legend los-legend\">");
    for i in 0..6 {
        let letter = &"ABCDEF"[i..=i];
        let _ = write!(
            html,
            "<span class=\"key\"><i class=\"swatch los{i}\"></i>{letter} {}</span>",
            say(&format!("level.short.{i}"))
        );
    }
    html + "</p>"
}

fn levels_text(name: &Bilingual, shares: &[f64; 6]) -> Bilingual {
    let total: f64 = shares.iter().sum();
    let list: Vec<String> = shares
        .iter()
        .zip("ABCDEF".chars())
        .map(|(s, l)| format!("{l} {}", percent(if total > 0.0 { s / total } else { 0.0 })))
        .collect();
    let list = list.join(", ");
    Bilingual::new(format!("{}: {list}", name.en), format!("{}：{list}", name.zh))
}

/// Those who do not add up to a good day: turned away, stuck, still there.
fn counts(input: &ReportInput) -> String {
    let people = &input.summary.people;
    let values = [
        ("arrived", count(f64::from(people.arrived))),
        ("left", count(f64::from(people.left))),
        ("inside", count(f64::from(people.inside))),
        ("waiting", count(f64::from(people.waiting_outside))),
        ("rerouted", count(f64::from(people.rerouted))),
        ("stuck", count(f64::from(people.stuck))),
    ];
    format!("<p>{}</p>", say_with("people.counts", &values))
}
