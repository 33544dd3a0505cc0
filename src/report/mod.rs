//! The report: one HTML page that holds all it shows, for a planner, a mayor and a safety
//! officer; the answer on the terminal; pictures of a venue.
//!
//! Reads what was assessed and observed, computes nothing about the run itself, reads and
//! writes no files. Texts, tables, charts and still pictures are made here, so that the page
//! can be read on paper and without its script; the script (`assets/report/*.js`) only
//! adds the map that plays and the switches of language and theme.

mod advice;
pub(crate) mod answer;
pub(crate) mod chart;
pub(crate) mod compare;
mod felt;
mod flows;
mod hotspots;
mod lives;
pub(crate) mod markup;
mod measure_path;
pub(crate) mod outline;
pub(crate) mod packed;
pub(crate) mod page;
pub(crate) mod palette;
mod people;
pub mod picture;
mod plan_map;
pub(crate) mod player;
pub(crate) mod service;
mod terminal;
mod trust;
pub(crate) mod words;

pub use markup::{both, escape};
pub use page::document;
pub use picture::venue_svg;
pub use plan_map::{MapWindow, plan_map};
pub use terminal::answer_text;

use crate::assess::RunSummary;
use crate::document::Bilingual;
use crate::observe::DensityField;
use crate::venue::Venue;
use markup::{label, say};
use page::{Page, page};
use words::text;

/// The report's own script, after [`page::PLAYER_SCRIPT`].
const SCRIPT: &str = concat!(
    include_str!("../../assets/report/control.js"),
    include_str!("../../assets/report/test.js"),
);

/// What a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct ReportInput<'a> {
    /// The assessed run.
    pub summary: &'a RunSummary,
    /// Its density field.
    pub field: &'a DensityField,
    /// The venue it took place in.
    pub venue: &'a Venue,
    /// A run of the same event without the plan, if one is known.
    pub baseline: Option<(&'a RunSummary, &'a DensityField)>,
}

/// The sections that the page's own navigation leads to, in the order of the page.
const SECTIONS: [&str; 10] =
    ["map", "hotspots", "advice", "people", "felt", "compare", "flows", "limits", "trust", "made"];

/// The report as one HTML page that needs nothing else: no network, no files beside it.
/// The same input gives the same bytes.
pub fn html(input: &ReportInput) -> String {
    let body = [
        answer::section(input),
        player::map(input),
        hotspots::list(input),
        advice::list(input),
        people::list(input),
        felt::list(input),
        compare::list(input),
        flows::list(input),
        trust::limits(input),
        trust::doubts(input),
        trust::origin(input),
    ]
    .concat();
    page(&Page {
        title: input.summary.event.name.clone(),
        bar: bar(input),
        venue: input.venue,
        body,
        data: player::script_data(input),
        script: SCRIPT,
    })
}

/// The key of a text that says that all is well; of a run that was stopped, only so far.
fn so_far(key: &str, input: &ReportInput) -> String {
    let part = if input.summary.made.partial.is_some() { "_so_far" } else { "" };
    format!("{key}{part}")
}

/// What stands before everything else where a run does not cover the whole event: it was
/// stopped, or only a part of the event was asked for.
fn part_only(summary: &RunSummary) -> Option<Bilingual> {
    let (event, made) = (&summary.event, &summary.made);
    if made.partial.is_some() {
        // When it was stopped stands in the sentence that follows.
        return Some(words::text("head.partial"));
    }
    let time = |at_s: f64| Bilingual::same(markup::clock(event, at_s));
    (made.simulated_s + 60.0 <= event.duration_s).then(|| {
        let values = [("until", time(made.simulated_s)), ("end", time(event.duration_s))];
        words::fill("head.part", &values)
    })
}

/// Whether some cell was above the density limit, if only for a minute; that need not make a
/// hotspot, and must not be denied either.
fn passed_limit(summary: &RunSummary) -> bool {
    summary.minutes.above_limit.iter().any(|person_min| *person_min > 0.0)
}

/// The bar at the top of a run's report.
fn bar(input: &ReportInput) -> String {
    let shown = SECTIONS.iter().filter(|id| **id != "compare" || input.baseline.is_some());
    bar_of(shown.copied())
}

/// The bar at the top: where in the page, language, theme, paper.
pub(crate) fn bar_of<'a>(sections: impl Iterator<Item = &'a str>) -> String {
    let links: String =
        sections.map(|id| format!("<a href=\"#{id}\">{}</a>", say(&format!("nav.{id}")))).collect();
    format!(
        "<header class=\"bar\"><a class=\"brand\" href=\"#answer\">wuwei <span lang=\"zh-Hans\">无为</span></a><nav {}>{links}</nav>\
         <div class=\"switches\"><button type=\"button\" id=\"language\" {}><span class=\"en\">中文</span><span class=\"zh\">English</span></button>\
         <button type=\"button\" id=\"theme\" {}><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 3a9 9 0 0 1 0 18z\"/></svg></button>\
         <button type=\"button\" id=\"print\" {}><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z\"/></svg></button></div></header>\n",
        label(&text("bar.sections")),
        label(&text("bar.language")),
        label(&text("bar.theme")),
        label(&text("bar.print")),
    )
}
