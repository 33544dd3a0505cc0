//! A comparison as one HTML page that needs nothing else, in both languages: the three answers by
//! plan, the maps on one clock, where more and where less is above the limit, who gains and who
//! pays, and each measure in one sentence.
//!
//! Made of the parts of a run's report; what it shows is in the [`Comparison`] and in one run of
//! each plan, that of the first seed.

mod answers;
mod maps;
mod tables;

use super::{Comparison, Figures, PreparedPlans};
use crate::assess::RunSummary;
use crate::document::Bilingual;
use crate::observe::DensityField;
use crate::report::markup::{both, clock_span, number, say, say_with, section, table};
use crate::report::page::{Page, page};
use crate::report::player::{self, Shown};
use crate::report::{ReportInput, bar_of};
use crate::venue::Venue;

/// The page's own script, after the player's.
const SCRIPT: &str = include_str!("../../../assets/report/plans.js");

/// The sections that the page's own navigation leads to.
const SECTIONS: [&str; 6] =
    ["side_by_side", "whole_event", "plan_measures", "plan_figures", "plan_places", "plans_made"];

/// What the page is made of.
#[derive(Clone, Copy, Debug)]
pub struct PageInput<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// The figures of all runs: by plan, the reference first, then by seed.
    pub figures: &'a [Vec<Figures>],
    /// One run of each plan, all with the same seed, the reference first.
    pub runs: &'a [(RunSummary, DensityField)],
    /// The venue.
    pub venue: &'a Venue,
}

impl<'a> PageInput<'a> {
    /// Of what was prepared and run; `None` where there is no run to show.
    pub fn new(
        prepared: &'a PreparedPlans,
        comparison: &'a Comparison,
        figures: &'a [Vec<Figures>],
        runs: &'a [(RunSummary, DensityField)],
    ) -> Option<Self> {
        let (_, first) = prepared.plans.first()?;
        let whole = runs.len() == prepared.plans.len() && figures.len() == runs.len();
        whole.then_some(Self { comparison, figures, runs, venue: &first.scenario.venue })
    }

    /// The run of the reference, as a report of it would show it.
    fn first(&self) -> Option<ReportInput<'a>> {
        let (summary, field) = self.runs.first()?;
        Some(ReportInput { summary, field, venue: self.venue, baseline: None })
    }

    /// The names of all plans, the reference first.
    fn names(&self) -> Vec<&'a Bilingual> {
        let comparison = self.comparison;
        let others = comparison.plans.iter().map(|plan| &plan.runs.name);
        std::iter::once(&comparison.reference.name).chain(others).collect()
    }
}

/// The page; the same input gives the same bytes.
pub fn html(input: &PageInput) -> String {
    let Some(first) = input.first() else { return String::new() };
    let body = [
        answers::section(input, &first),
        maps::side_by_side(input, &first),
        maps::whole_event(input, &first),
        measures(input),
        tables::figures(input),
        tables::places(input),
        made(input, &first),
    ]
    .concat();
    let runs: Vec<Shown> = input.runs.iter().map(|(summary, field)| (summary, field)).collect();
    page(&Page {
        title: first.summary.event.name.clone(),
        bar: bar_of(SECTIONS.into_iter()),
        venue: input.venue,
        body,
        data: player::script_data_of(input.venue, &runs, [0, 1]),
        script: SCRIPT,
    })
}

/// Each measure of each plan in one sentence.
fn measures(input: &PageInput) -> String {
    let mut body = String::new();
    for plan in &input.comparison.plans {
        body += &format!("<h3>{}</h3>", both(&plan.runs.name));
        let row = |measure: &super::MeasureEffect| vec![both(&measure.name), both(&measure.words)];
        let rows: Vec<Vec<String>> = plan.measures.iter().map(row).collect();
        body += &match rows.is_empty() {
            true => format!("<p class=\"calm\">{}</p>", say("felt.no_measures")),
            false => table(&["table.measure", "plans.sentence"], &rows),
        };
    }
    section("plan_measures", &body)
}

/// What the figures rest on.
fn made(input: &PageInput, first: &ReportInput) -> String {
    let (comparison, event) = (input.comparison, &first.summary.event);
    let seeds: Vec<String> = comparison.seeds.iter().map(u64::to_string).collect();
    let simulated = clock_span(event, 0.0, first.summary.made.simulated_s);
    let row = |key: &str, is: String| vec![say(key), is];
    let plain = |text: &str| both(&Bilingual::same(text));
    let mut rows = vec![
        row("made.program", plain(&format!("wuwei {}", comparison.program))),
        row("plans.seeds", plain(&seeds.join(", "))),
        row("made.simulated", simulated),
        row("made.model", plain(&first.summary.made.model)),
        row("plans.weights", plain(&comparison.weights.path)),
    ];
    let others = comparison.plans.iter().map(|plan| &plan.runs);
    for runs in std::iter::once(&comparison.reference).chain(others) {
        let hashes = format!("{} · {}", runs.plan, runs.state_hashes.join(", "));
        rows.push(vec![both(&runs.name), plain(&hashes)]);
    }
    let n = Bilingual::same(number(comparison.seeds.len() as f64, 0));
    let key = if comparison.seeds.len() > 1 { "plans.doubt" } else { "plans.one_seed" };
    let doubt = format!("<p>{}</p>", say_with(key, &[("n", n)]));
    section("plans_made", &(doubt + &table(&["table.what", "table.is"], &rows)))
}
