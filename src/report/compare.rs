//! Before and after: the run with the plan beside the one without it, same clock, same scale.

use super::ReportInput;
use super::markup::{both, clock, label, number, say, section, table};
use super::outline::Window;
use super::picture::{Fill, Still, minute_at, window_about};
use super::service::DensityScale;
use super::words::{fill, text};
use crate::assess::{RunSummary, SegmentOutcome};
use crate::document::Bilingual;
use crate::observe::DensityField;

/// The section; nothing without a run to compare with.
pub(crate) fn list(input: &ReportInput) -> String {
    let Some((before, before_field)) = input.baseline else {
        return String::new();
    };
    let mut body = pictures(input, before, before_field);
    body += &figures(before, input.summary);
    body += &format!("<h3>{}</h3>", say("compare.segments"));
    body += &by_segment(before, input.summary);
    body += &format!("<p class=\"quiet\">{}</p>", say("compare.one_seed"));
    section("compare", &body)
}

/// The worst minute of the run without the plan, three times.
fn pictures(input: &ReportInput, before: &RunSummary, before_field: &DensityField) -> String {
    let worst = before.hotspots.first();
    let at_s = worst.map_or(before.people.peak_inside_at_s, |h| h.peak_at_s);
    let (Some(old), Some(new)) = (minute_at(before_field, at_s), minute_at(input.field, at_s))
    else {
        return String::new();
    };
    let scale = DensityScale::of(input.summary);
    let whole = Window::whole(input.venue);
    let least_m = (whole.width_m() * 0.4).clamp(40.0, 100.0);
    let window = worst.map_or(whole, |h| window_about(h, &whole, least_m, 0.66));
    let grid = &input.field.grid;
    let at = Bilingual::same(clock(&input.summary.event, at_s));
    let mut fills = vec![
        ("compare.without", Fill::Density(&before_field.grid, old, scale), false),
        ("compare.with", Fill::Density(grid, new, scale), true),
    ];
    // Cells can only be compared where they are the same ones.
    if before_field.grid == *grid {
        fills.push(("compare.difference", Fill::Change(grid, old, new, scale), true));
    }
    let mut html = String::from("<div class=\"triple\">");
    for (key, fill_with, planned) in fills {
        let caption = fill("compare.at", &[("what", text(key)), ("clock", at.clone())]);
        let still = Still {
            venue: input.venue,
            window,
            alt: caption.clone(),
            fill: fill_with,
            measures: if planned { &input.summary.plan.measures } else { &[] },
            at_s: Some(at_s),
            hotspots: &[],
            detail: None,
            way: &[],
            shown_px: 340.0,
        };
        html +=
            &format!("<figure>{}<figcaption>{}</figcaption></figure>", still.svg(), both(&caption));
    }
    html + "</div>" + &change_legend()
}

/// The diverging scale of densities in words.
pub(crate) fn change_legend() -> String {
    change_legend_of("compare.fewer", "compare.more")
}

/// The diverging scale; `fewer` and `more` are the keys of what its ends mean.
pub(crate) fn change_legend_of(fewer: &str, more: &str) -> String {
    let steps: String = (0..super::palette::CHANGE_STEPS)
        .map(|i| format!("<i style=\"background:var(--c{i})\"></i>"))
        .collect();
    format!(
        "<p class=\"legend change-legend\">{} <span class=\"steps\" {}>{steps}</span> {}</p>",
        say(fewer),
        label(&text("compare.difference")),
        say(more),
    )
}

/// One row of the comparison: its key, both figures, decimals.
type Row = (&'static str, f64, f64, usize);

fn figures(before: &RunSummary, after: &RunSummary) -> String {
    let of = |get: &dyn Fn(&RunSummary) -> f64| (get(before), get(after));
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |key: &'static str, decimals: usize, get: &dyn Fn(&RunSummary) -> f64| {
        let (old, new) = of(get);
        rows.push((key, old, new, decimals));
    };
    add("compare.above_limit", 0, &|s| s.minutes.above_limit.iter().map(|v| f64::from(*v)).sum());
    add("compare.hotspots", 0, &|s| s.hotspots.len() as f64);
    add("compare.broken", 0, &|s| s.limits.iter().filter(|l| !l.kept).count() as f64);
    add("compare.peak", 1, &|s| {
        s.minutes.peak_density_per_m2.iter().map(|v| f64::from(*v)).fold(0.0, f64::max)
    });
    add("compare.friction", 2, &|s| mean(s, |g| g.friction_min));
    add("compare.felt", 2, &|s| s.felt.mean_min);
    add("compare.delay", 2, &|s| mean(s, |g| g.delay_min));
    add("compare.queueing", 1, &|s| mean(s, |g| g.queueing_min));
    add("compare.walked", 0, &|s| mean(s, |g| g.walked_m));
    add("compare.missed", 2, &|s| mean(s, |g| g.missed));
    add("compare.stuck", 0, &|s| f64::from(s.people.stuck));
    add("compare.peak_inside", 0, &|s| f64::from(s.people.peak_inside));
    let neutral = ["compare.walked", "compare.peak_inside"];
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|(key, old, new, decimals)| {
            change_row(say(key), *old, *new, *decimals, neutral.contains(key))
        })
        .collect();
    table(&["table.figure", "#compare.without", "#compare.with", "#table.change"], &rows)
}

fn by_segment(before: &RunSummary, after: &RunSummary) -> String {
    let rows: Vec<Vec<String>> = after
        .segments
        .iter()
        .filter_map(|new| {
            let old = before.segments.iter().find(|s| s.id == new.id)?;
            Some(change_row(both(&new.name), old.friction_min, new.friction_min, 2, false))
        })
        .collect();
    table(&["table.segment", "#compare.without", "#compare.with", "#table.change"], &rows)
}

/// A row with both figures and what the change is worth, in words as well as in colour.
fn change_row(name: String, old: f64, new: f64, decimals: usize, neutral: bool) -> Vec<String> {
    let change = new - old;
    let shown_zero = number(change.abs(), decimals).chars().all(|c| matches!(c, '0' | '.'));
    let text = if shown_zero {
        say("compare.same")
    } else {
        let share = if old > 0.0 {
            let percent = number(100.0 * change.abs() / old, 0);
            format!(" ({}{percent}\u{202f}%)", if change > 0.0 { "+" } else { "−" })
        } else {
            String::new()
        };
        let sign = if change > 0.0 { "+" } else { "" };
        let (class, verdict) = match (neutral, change < 0.0) {
            (true, _) => ("", String::new()),
            (false, true) => ("better", say("compare.better")),
            (false, false) => ("worse", say("compare.worse")),
        };
        format!(
            "<span class=\"{class}\">{sign}{}{share} {verdict}</span>",
            number(change, decimals)
        )
    };
    vec![name, number(old, decimals), number(new, decimals), text]
}

/// Mean over all visitors of a segment's mean.
pub(crate) fn mean(summary: &RunSummary, of: impl Fn(&SegmentOutcome) -> f64) -> f64 {
    let visitors: f64 = summary.segments.iter().map(|s| f64::from(s.visitors)).sum();
    let sum: f64 = summary.segments.iter().map(|s| f64::from(s.visitors) * of(s)).sum();
    if visitors > 0.0 { sum / visitors } else { 0.0 }
}
