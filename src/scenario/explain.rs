//! What the document left out and what was taken for it; what the reader of counts did.

use super::{Checked, DefaultTaken, Scenario};
use crate::document::clock_text;
use std::fmt::Write;

/// The text of `wuwei check --explain`: the event in a few lines, then every default with where
/// it comes from, then what the reader of counts took each column for.
pub fn explain(checked: &Checked) -> String {
    let scenario = &checked.scenario;
    let mut text = summary(scenario);
    let _ = write!(text, "\nArrivals: {}\n", scenario.demand.origin.en);
    if let Some(reading) = &checked.counts {
        for line in reading.lines(&scenario.clock) {
            let _ = writeln!(text, "  {line}");
        }
    }
    let _ =
        writeln!(text, "\nTaken for what the document leaves out ({}):", scenario.defaults.len());
    let widest = |part: fn(&DefaultTaken) -> usize, most: usize| {
        scenario.defaults.iter().map(part).max().unwrap_or(0).min(most)
    };
    let field = widest(|d| d.field.chars().count(), 44);
    let value = widest(|d| d.value.chars().count(), 40);
    for DefaultTaken { field: name, value: taken, why } in &scenario.defaults {
        let line = format!("  {name:field$}  {taken:value$}  {why}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text.push_str(
        "[s] a source that was read, [m] general knowledge to check, [a] an assumption of ours\n",
    );
    text
}

fn summary(scenario: &Scenario) -> String {
    let clock = &scenario.clock;
    let mut text = String::new();
    let date = clock.date.map(|d| format!("{d}, ")).unwrap_or_default();
    let hours = clock.duration_s / 3600.0;
    let _ = writeln!(text, "{} ({})", scenario.name.en, scenario.id);
    let _ = writeln!(
        text,
        "{date}{} to {} ({:.1} h), {} visitors",
        clock_text(clock.starts_s),
        clock_text(clock.starts_s + clock.duration_s),
        hours,
        scenario.demand.visitors
    );
    for portal in &scenario.portals {
        let way = match (portal.inward, portal.outward) {
            (true, true) => "in and out",
            (true, false) => "in",
            _ => "out",
        };
        let _ = writeln!(
            text,
            "  portal {}: {way}, {} m, {} persons/min, {:.1} % of the arrivals",
            portal.shape.id,
            portal.width_m,
            portal.capacity_per_min,
            portal.arrival_share * 100.0
        );
    }
    let segments: Vec<String> =
        scenario.segments.iter().map(|s| format!("{} {:.1} %", s.id, s.share * 100.0)).collect();
    let _ = writeln!(text, "  segments: {}", segments.join(", "));
    let attractions: Vec<&str> = scenario.attractions.iter().map(|a| a.shape.id.as_str()).collect();
    let _ = writeln!(text, "  attractions: {}", attractions.join(", "));
    text
}
