//! The maps of the page: one of each plan on one clock, their difference, and where over the whole
//! event more and where less was above the limit.

use super::PageInput;
use crate::comparison::Figures;
use crate::document::Bilingual;
use crate::report::ReportInput;
use crate::report::compare::{change_legend, change_legend_of};
use crate::report::markup::{both, label, number, say, say_with, section};
use crate::report::outline::Window;
use crate::report::picture::{Fill, Still};
use crate::report::player::{choice, legend, timeline, zoom_buttons};
use crate::report::words::{fill, text};
use std::fmt::Write;

/// Person-minutes above the limit in a 2 m cell, more or less, at which the colours end.
const MOST_PERSON_MIN: f64 = 30.0;

/// The maps of one run of each plan: one slider moves them all.
pub(super) fn side_by_side(input: &PageInput, first: &ReportInput) -> String {
    let mut panels = String::new();
    for (index, name) in input.names().iter().enumerate() {
        panels += &panel(&index.to_string(), &both(name));
    }
    let others = input.names();
    let mut difference = say("compare.difference");
    if others.len() > 2 {
        let options: String = (1..others.len()).fold(String::new(), |html, index| {
            html + &format!("<option value=\"{index}\">{}</option>", option(others[index]))
        });
        let named = label(&text("plans.which"));
        difference = format!("{difference}: <select id=\"planned\" {named}>{options}</select>");
    } else if let Some(name) = others.get(1) {
        difference = format!("{difference}: {}", both(name));
    }
    panels += &panel("change", &difference);
    let body = format!(
        "<div class=\"player\" id=\"player\" data-run=\"all\" data-colours=\"density\" hidden>{}\
         <div class=\"panels\">{panels}</div><div class=\"zoom in-line\">{}</div>\
         <output class=\"readout\" id=\"readout\" hidden></output>{}{}{}</div>\
         <p class=\"no-script quiet\" id=\"no-player\">{}</p>\
         <p class=\"no-script quiet\" id=\"no-script\" hidden>{}</p>\
         <noscript><p class=\"no-script quiet\">{}</p></noscript>",
        tools(),
        zoom_buttons(),
        timeline(first),
        legend(first),
        change_legend(),
        say("map.loading"),
        say("map.no_script"),
        say("map.no_script"),
    );
    section("side_by_side", &body)
}

/// The name of a plan where markup is not possible.
fn option(name: &Bilingual) -> String {
    use crate::report::markup::escape;
    if name.en == name.zh {
        escape(&name.en)
    } else {
        format!("{} {}", escape(&name.en), escape(&name.zh))
    }
}

fn panel(run: &str, name: &str) -> String {
    // The first canvas is the one that the script begins with.
    let id = if run == "0" { " id=\"canvas\"" } else { "" };
    format!(
        "<figure class=\"panel\"><figcaption><b>{name}</b> <span class=\"inside\"></span></figcaption>\
         <div class=\"stage\"><canvas{id} data-run=\"{run}\" tabindex=\"0\" role=\"img\" {}></canvas></div></figure>",
        label(&text("map.label")),
    )
}

fn tools() -> String {
    format!(
        "<div class=\"tools\"><fieldset class=\"choice\"><legend>{}</legend>{}{}</fieldset>\
         <label class=\"check\"><input type=\"checkbox\" id=\"arrows\"><span>{}</span></label>\
         <label class=\"check\"><input type=\"checkbox\" id=\"names\"><span>{}</span></label></div>",
        say("map.colours"),
        choice("colours", "density", "map.density", true),
        choice("colours", "service", "map.service", false),
        say("map.arrows"),
        say("map.names"),
    )
}

/// The difference over the whole event and all seeds, a picture a plan.
pub(super) fn whole_event(input: &PageInput, first: &ReportInput) -> String {
    let mut body = String::from("<div class=\"panels\">");
    let reference = mean(input.figures.first().map_or(&[], Vec::as_slice));
    for (index, plan) in input.comparison.plans.iter().enumerate() {
        let change: Vec<f64> = mean(input.figures.get(index + 1).map_or(&[], Vec::as_slice))
            .iter()
            .zip(&reference)
            .map(|(with, without)| with - without)
            .collect();
        let alt = fill("plans.above_of", &[("name", plan.runs.name.clone())]);
        let measures =
            input.runs.get(index + 1).map_or(&[][..], |(summary, _)| &summary.plan.measures);
        let still = Still {
            venue: input.venue,
            window: Window::whole(input.venue),
            alt: alt.clone(),
            fill: Fill::Figures(&first.field.grid, &change, MOST_PERSON_MIN),
            measures,
            at_s: None,
            hotspots: &[],
            detail: None,
            way: &[],
            shown_px: 540.0,
        };
        let (less, more) = change.iter().fold((0.0, 0.0), |(less, more), change| {
            (less - change.min(0.0), more + change.max(0.0))
        });
        let sums = [("less", less), ("more", more)]
            .map(|(key, sum)| (key, Bilingual::same(number(sum, 0))));
        let _ = write!(
            body,
            "<figure>{}<figcaption><b>{}</b> {}</figcaption></figure>",
            still.svg(),
            both(&plan.runs.name),
            say_with("plans.above_sums", &sums),
        );
    }
    let most = Bilingual::same(number(MOST_PERSON_MIN, 0));
    body += "</div>";
    body += &change_legend_of("plans.fewer_above", "plans.more_above");
    body += &format!("<p class=\"quiet\">{}</p>", say_with("plans.above_scale", &[("n", most)]));
    section("whole_event", &body)
}

/// Person-minutes above the limit by cell, mean over the runs.
fn mean(runs: &[Figures]) -> Vec<f64> {
    let cells = runs.first().map_or(0, |run| run.above.len());
    let mut sum = vec![0.0; cells];
    for run in runs {
        sum.iter_mut().zip(&run.above).for_each(|(sum, above)| *sum += f64::from(*above));
    }
    sum.iter_mut().for_each(|sum| *sum /= runs.len() as f64);
    sum
}
