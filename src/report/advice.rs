//! What to do: the plan's pieces with reason, effort and effect; without a plan, how to begin.

use super::ReportInput;
use super::answer::hotspot_title;
use super::markup::{both, clock_span, escape, number, say, say_with, section};
use super::picture::{Fill, Still};
use super::{outline::Window, words::text};
use crate::assess::{Hotspot, MeasureInfo};
use crate::document::{Bilingual, clock_text};
use std::fmt::Write;

/// Half the length of the example barrier, metres: about four units.
const EXAMPLE_HALF_M: f64 = 4.6;

/// The section.
pub(super) fn list(input: &ReportInput) -> String {
    let measures = &input.summary.plan.measures;
    let body = match (measures.is_empty(), input.summary.hotspots.first()) {
        (false, _) => pieces(input, measures),
        (true, Some(worst)) => first_plan(input, worst),
        (true, None) => {
            let brief = super::passed_limit(input.summary);
            let key = if brief { "advice.brief" } else { "advice.nothing" };
            format!("<p class=\"calm\">{}</p>", say(&super::so_far(key, input)))
        }
    };
    section("advice", &body)
}

fn pieces(input: &ReportInput, measures: &[MeasureInfo]) -> String {
    let still = Still {
        venue: input.venue,
        window: Window::whole(input.venue),
        alt: text("advice.map"),
        fill: Fill::Nothing,
        measures,
        at_s: None,
        hotspots: &[],
        detail: None,
        way: &[],
        shown_px: 520.0,
    };
    let mut html = format!(
        "<div class=\"split\"><div class=\"pieces\"><h3>{}</h3>",
        both(&input.summary.plan.name)
    );
    for measure in measures {
        html += &piece(input, measure);
    }
    if input.baseline.is_none() {
        let _ = write!(html, "<p class=\"quiet\">{}</p>", say("advice.no_baseline"));
    }
    html + &format!("</div><figure>{}</figure></div>", still.svg())
}

fn piece(input: &ReportInput, measure: &MeasureInfo) -> String {
    let mut rows = String::new();
    let mut row = |key: &str, value: String| {
        let _ = write!(rows, "<div><dt>{}</dt><dd>{value}</dd></div>", say(key));
    };
    row("advice.when", clock_span(&input.summary.event, measure.from_s, measure.until_s));
    row("advice.why", measure.why.as_ref().map_or_else(|| say("advice.no_why"), both));
    row("advice.effort", both(&measure.effort));
    row("advice.effect", measure.effect.as_ref().map_or_else(|| say("advice.no_effect"), both));
    let felt = input.summary.felt.measures.iter().find(|felt| felt.id == measure.id);
    row("advice.felt", felt.map_or_else(|| say("felt.nobody"), |felt| both(&felt.words)));
    let name = if measure.name.en.is_empty() {
        Bilingual::same(&measure.id)
    } else {
        measure.name.clone()
    };
    let kind = match measure.kind.as_str() {
        "barrier" => say("measure.barrier"),
        "volunteer" => say("measure.volunteer"),
        "gate" => say("measure.gate"),
        "sign" => say("measure.sign"),
        "one_way" => say("measure.one_way"),
        "leaders" => say("measure.leaders"),
        "opening" => say("measure.opening"),
        "closure" => say("measure.closure"),
        other => escape(other),
    };
    format!(
        "<article class=\"piece\"><h4>{} <span class=\"kind\">{kind}</span></h4><dl class=\"facts-list\">{rows}</dl></article>",
        both(&name),
    )
}

/// Says how a first barrier is tried at the worst hotspot, as text that can be copied.
fn first_plan(input: &ReportInput, worst: &Hotspot) -> String {
    let event = &input.summary.event;
    let [x, y] = worst.centre;
    let along = direction_of_walking(input, worst);
    let end = |sign: f64| {
        let half = sign * EXAMPLE_HALF_M;
        format!("({:.1}, {:.1})", x + half * along[0], y + half * along[1])
    };
    // The barrier stands from some minutes before the jam until it would have ended.
    let clock_at = |s: f64| clock_text(event.starts_s + s.clamp(0.0, event.duration_s));
    let plan = format!(
        "Plan(\n    version: 1,\n    name: (en: \"First try\", zh: \"初步方案\"),\n    measures: [\n        \
         Barrier(\n            id: \"first\",\n            line: [{}, {}],\n            from: \"{}\", until: \"{}\",\n            \
         why: (en: \"{}\", zh: \"{}\"),\n        ),\n    ],\n)\n",
        end(-1.0),
        end(1.0),
        clock_at(worst.from_s - 900.0),
        clock_at(worst.until_s),
        quotable(&hotspot_title(input, worst).en),
        quotable(&hotspot_title(input, worst).zh),
    );
    let place = [
        ("title", hotspot_title(input, worst)),
        ("x", Bilingual::same(number(x, 1))),
        ("y", Bilingual::same(number(y, 1))),
    ];
    let file = Bilingual::same("plans/first.ron");
    format!(
        "<p>{}</p><p>{}</p><pre class=\"code\">{}</pre><pre class=\"code\">wuwei run {} --plan plans/first.ron</pre>\
         <p class=\"quiet\">{}</p>",
        say_with("advice.worst_is", &place),
        say_with("advice.how", &[("file", file)]),
        escape(&plan),
        escape(&event.id),
        say("advice.beware"),
    )
}

/// What may stand between quotation marks in a RON text.
fn quotable(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Axis along which people walk in a hotspot: a divider along it separates two directions and
/// blocks neither. Both senses count as one axis, hence the doubled angle.
fn direction_of_walking(input: &ReportInput, hotspot: &Hotspot) -> [f64; 2] {
    let mut window = Window { low: hotspot.centre, high: hotspot.centre };
    hotspot.outline.iter().flatten().for_each(|p| window.take_in(*p));
    let grid = &input.field.grid;
    let (mut cos, mut sin) = (0.0_f64, 0.0_f64);
    let lasts = |until_s: f64| hotspot.from_s < until_s && until_s <= hotspot.until_s;
    for minute in input.field.minutes.iter().filter(|m| lasts(m.until_s)) {
        for cell in &minute.cells {
            let centre = grid.centre(cell.cell as usize).as_dvec2().to_array();
            let (east, north) = (f64::from(cell.east_mps), f64::from(cell.north_mps));
            if window.contains(centre) && east.hypot(north) > 0.05 {
                let doubled = 2.0 * north.atan2(east);
                cos += f64::from(cell.density_per_m2) * doubled.cos();
                sin += f64::from(cell.density_per_m2) * doubled.sin();
            }
        }
    }
    let angle = sin.atan2(cos) / 2.0;
    [angle.cos(), angle.sin()]
}
