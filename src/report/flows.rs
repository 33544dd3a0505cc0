//! Flows against capacity, arrivals and people inside, queues: charts on one clock.

use super::ReportInput;
use super::chart::{Form, Series, TimeChart};
use super::markup::{both, clock, number, say, section, table};
use super::words::{fill, text};
use crate::assess::{AttractionOutcome, CounterOutcome, PortalOutcome};
use crate::document::Bilingual;

/// The section.
pub(super) fn list(input: &ReportInput) -> String {
    let mut body = inside(input) + &arrivals(input);
    let small = |charts: Vec<String>| format!("<div class=\"charts\">{}</div>", charts.concat());
    let summary = input.summary;
    if !summary.counters.is_empty() {
        body += &format!("<h3>{}</h3>", say("flows.counters"));
        body += &small(summary.counters.iter().map(|c| counter(input, c)).collect());
    }
    if !summary.portals.is_empty() {
        body += &format!("<h3>{}</h3>", say("flows.portals"));
        let (used, unused): (Vec<_>, Vec<_>) = summary.portals.iter().partition(|p| is_used(p));
        body += &small(used.iter().map(|p| portal(input, p)).collect());
        body += &unused_portals(&unused);
    }
    let served: Vec<&AttractionOutcome> = summary.attractions.iter().collect();
    if !served.is_empty() {
        body += &format!("<h3>{}</h3>", say("flows.attractions"));
        body += &small(served.iter().map(|a| attraction(input, a)).collect());
        body += &waits(&served);
    }
    body += &log(input);
    section("flows", &body)
}

/// What happened when, as the log has it.
fn log(input: &ReportInput) -> String {
    let summary = input.summary;
    if summary.log.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = summary
        .log
        .iter()
        .map(|line| vec![clock(&summary.event, line.at_s), both(&line.what)])
        .collect();
    format!("<h3>{}</h3>", say("flows.log")) + &table(&["log.when", "log.what"], &rows)
}

fn numbers(values: &[u32]) -> Vec<f64> {
    values.iter().map(|v| f64::from(*v)).collect()
}

fn series(key: &str, class: &'static str, form: Form, values: Vec<f64>) -> Series {
    Series { name: text(key), class, form, values }
}

fn inside(input: &ReportInput) -> String {
    let minutes = &input.summary.minutes;
    let mut lines = vec![series("chart.inside", "a", Form::Area, numbers(&minutes.inside))];
    if let Some((before, _)) = input.baseline {
        let values = numbers(&before.minutes.inside);
        lines.push(series("chart.inside_before", "base", Form::Line, values));
    }
    lines.push(series("chart.queueing", "b", Form::Line, numbers(&minutes.queueing)));
    if minutes.waiting_outside.iter().any(|w| *w > 0) {
        let values = numbers(&minutes.waiting_outside);
        lines.push(series("chart.outside", "hot", Form::Line, values));
    }
    chart(input, text("chart.people"), "people", lines, None, false)
}

fn arrivals(input: &ReportInput) -> String {
    let minutes = &input.summary.minutes;
    let origin = &input.summary.event.demand_origin;
    let lines = vec![
        series("chart.arrived", "a", Form::Bars, numbers(&minutes.arrived)),
        series("chart.left", "c", Form::Line, numbers(&minutes.left)),
    ];
    let mut html = chart(input, text("chart.arrivals"), "/min", lines, None, false);
    if !origin.en.is_empty() {
        html += &format!("<p class=\"quiet\">{} {}</p>", say("flows.origin"), both(origin));
    }
    let above: Vec<f64> = minutes.above_limit.iter().map(|v| f64::from(*v)).collect();
    let mut lines = vec![series("chart.above", "hot", Form::Bars, above)];
    if let Some((before, _)) = input.baseline {
        let values = before.minutes.above_limit.iter().map(|v| f64::from(*v)).collect();
        lines.push(series("chart.above_before", "base", Form::Line, values));
    }
    html + &chart(input, text("chart.above_title"), "person-min/min", lines, None, false)
}

fn counter(input: &ReportInput, counter: &CounterOutcome) -> String {
    let total = counter.forward.iter().zip(&counter.backward).map(|(f, b)| f64::from(f + b));
    let lines = vec![
        series("chart.both_ways", "quiet", Form::Bars, total.collect()),
        series("chart.forward", "a", Form::Line, numbers(&counter.forward)),
        series("chart.backward", "b", Form::Line, numbers(&counter.backward)),
    ];
    let width = Bilingual::same(number(counter.width_m, 1));
    let title = fill("chart.counter", &[("name", counter.name.clone()), ("width", width)]);
    chart(input, title, "/min", lines, Some(counter.capacity_per_min), true)
}

fn portal(input: &ReportInput, portal: &PortalOutcome) -> String {
    let mut lines = vec![
        series("chart.entered", "a", Form::Bars, numbers(&portal.entered)),
        series("chart.left", "c", Form::Line, numbers(&portal.left)),
    ];
    if portal.waiting.iter().any(|w| *w > 0) {
        lines.push(series("chart.waiting", "hot", Form::Line, numbers(&portal.waiting)));
    }
    chart(input, portal.name.clone(), "/min", lines, Some(portal.capacity_per_min), true)
}

/// Whether anybody came in, left or waited here.
fn is_used(portal: &PortalOutcome) -> bool {
    let minutes = portal.entered.iter().chain(&portal.left).chain(&portal.waiting);
    minutes.copied().any(|people| people > 0)
}

/// An imported map has many ways that nobody takes: they are named, not drawn.
fn unused_portals(portals: &[&PortalOutcome]) -> String {
    if portals.is_empty() {
        return String::new();
    }
    let join = |names: Vec<&str>, between: &str| names.join(between);
    let names = Bilingual::new(
        join(portals.iter().map(|p| p.name.en.as_str()).collect(), ", "),
        join(portals.iter().map(|p| p.name.zh.as_str()).collect(), "、"),
    );
    let words = fill("flows.unused", &[("names", names)]);
    format!("<p class=\"quiet\">{}</p>", both(&words))
}

fn attraction(input: &ReportInput, attraction: &AttractionOutcome) -> String {
    let mut lines = vec![series("chart.present", "a", Form::Area, numbers(&attraction.present))];
    if attraction.kind == "counter" || attraction.queue.iter().any(|q| *q > 0) {
        lines.push(series("chart.queue", "b", Form::Line, numbers(&attraction.queue)));
    }
    chart(input, attraction.name.clone(), "people", lines, None, true)
}

fn chart(
    input: &ReportInput,
    title: Bilingual,
    unit: &str,
    series: Vec<Series>,
    capacity_per_min: Option<f64>,
    small: bool,
) -> String {
    let event = &input.summary.event;
    let until_s = &input.summary.minutes.until_s;
    let mark = capacity_per_min.filter(|c| c.is_finite() && *c > 0.0).map(|capacity| {
        let number = Bilingual::same(number(capacity, 0));
        (capacity, fill("chart.capacity", &[("n", number)]))
    });
    let bands = event
        .shows
        .iter()
        .filter(|s| until_s.last().is_some_and(|end_s| s.from_s < *end_s))
        .map(|s| (s.from_s, s.until_s, s.name.clone()))
        .collect();
    TimeChart { event, title, unit, until_s, series, mark, bands, small }.html()
}

fn waits(attractions: &[&AttractionOutcome]) -> String {
    let rows: Vec<Vec<String>> = attractions
        .iter()
        .map(|a| {
            let counter = a.kind == "counter";
            let minutes = |s: f64| if counter { number(s / 60.0, 1) } else { "–".to_owned() };
            let longest = a.queue.iter().max().copied().unwrap_or(0);
            vec![
                both(&a.name),
                number(f64::from(a.visits), 0),
                if counter { number(f64::from(longest), 0) } else { "–".to_owned() },
                minutes(a.mean_wait_s),
                minutes(a.p95_wait_s),
                number(f64::from(a.balked), 0),
                number(f64::from(a.gave_up), 0),
            ]
        })
        .collect();
    table(
        &[
            "table.attraction",
            "#table.visits",
            "#table.longest_queue",
            "#table.mean_wait",
            "#table.p95_wait",
            "#table.balked",
            "#table.gave_up",
        ],
        &rows,
    )
}
