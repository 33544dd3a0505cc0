//! The map that plays: its place in the page, and what the page's script needs to draw it.

use super::ReportInput;
use super::answer::{hotspot_title, moment_text};
use super::chart::clock_ticks;
use super::markup::{both, clock, label, say, section};
use super::measure_path::measure_path;
use super::outline::{Window, ground_path, points_path};
use super::packed::{PackedField, pack};
use super::palette::{CALM_STEPS, CHANGE_STEPS, HOT_STEPS};
use super::picture::{Fill, Still, minute_at};
use super::service::{DensityScale, STANDING_LEVELS, WALKING_LEVELS, portal_middle};
use super::words::{for_script, text};
use crate::assess::{Hotspot, RunSummary};
use crate::document::Bilingual;
use crate::observe::DensityField;
use crate::venue::Venue;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Hotspots that get a bookmark and a picture on paper.
const BOOKMARKS: usize = 5;

/// Everything the script reads, as JSON in the page.
#[derive(Serialize)]
struct ScriptData<'a> {
    starts_s: f64,
    /// Picture of the whole venue: low x, low y, high x, high y, metres.
    window: [f64; 4],
    moving_per_m2: f64,
    standing_per_m2: f64,
    walking_levels: [f64; 5],
    standing_levels: [f64; 5],
    ramps: [usize; 3],
    ground: String,
    fields: Vec<PackedField>,
    inside: Vec<&'a [u32]>,
    /// Those of each run, in the order of the fields.
    hotspots: Vec<Vec<ScriptHotspot>>,
    /// Those of each run's plan.
    measures: Vec<Vec<ScriptMeasure>>,
    /// Index of the run that a difference is held against.
    reference: usize,
    /// Index of the run of which a difference is shown at first.
    planned: usize,
    labels: Vec<ScriptLabel<'a>>,
    texts: BTreeMap<&'static str, &'static [String; 2]>,
}

#[derive(Serialize)]
struct ScriptHotspot {
    rank: u32,
    path: String,
    centre: [f64; 2],
    from_s: f64,
    until_s: f64,
    peak_at_s: f64,
    title: [String; 2],
    moment: [String; 2],
    why: [String; 2],
}

#[derive(Serialize)]
struct ScriptMeasure {
    path: String,
    from_s: f64,
    until_s: f64,
}

#[derive(Serialize)]
struct ScriptLabel<'a> {
    kind: &'static str,
    at: [f64; 2],
    name: [&'a str; 2],
}

/// The section with the player, and still pictures in its place on paper.
pub(crate) fn map(input: &ReportInput) -> String {
    let bookmarks: String = input
        .summary
        .hotspots
        .iter()
        .take(BOOKMARKS)
        .fold(String::new(), |html, hotspot| html + &bookmark(input, hotspot));
    let body = format!(
        "<div class=\"player\" id=\"player\" hidden>{}<div class=\"stage\"><canvas id=\"canvas\" tabindex=\"0\" role=\"img\" {}></canvas>\
         <div class=\"zoom\">{}</div><output class=\"readout\" id=\"readout\" hidden></output>\
         <div class=\"because\" id=\"because\" hidden></div></div>{}{}<p class=\"map-keys quiet\">{}</p></div>\
         <p class=\"no-script quiet\" id=\"no-player\">{}</p>\
         <p class=\"no-script quiet\" id=\"no-script\" hidden>{}</p>\
         <noscript><p class=\"no-script quiet\">{}</p></noscript>\
         <div class=\"bookmarks\"><b>{}</b>{bookmarks}</div>{}",
        tools(input),
        label(&text("map.label")),
        zoom_buttons(),
        timeline(input),
        legend(input),
        say("map.keys"),
        say("map.loading"),
        say("map.no_script"),
        say("map.no_script"),
        say("map.bookmarks"),
        paper(input),
    );
    section("map", &body)
}

pub(crate) fn button(id: &str, class: &str, key: &str, inner: &str) -> String {
    format!(
        "<button type=\"button\" id=\"{id}\" class=\"{class}\" {}>{inner}</button>",
        label(&text(key))
    )
}

pub(crate) fn zoom_buttons() -> String {
    button("zoom-in", "", "map.zoom_in", "+")
        + &button("zoom-out", "", "map.zoom_out", "−")
        + &button("zoom-all", "", "map.zoom_all", "⤢")
}

pub(crate) fn choice(name: &str, value: &str, key: &str, checked: bool) -> String {
    format!(
        "<label><input type=\"radio\" name=\"{name}\" value=\"{value}\"{}><span>{}</span></label>",
        if checked { " checked" } else { "" },
        say(key)
    )
}

pub(crate) fn tools(input: &ReportInput) -> String {
    let mut html = String::from("<div class=\"tools\">");
    let _ = write!(
        html,
        "<fieldset class=\"choice\"><legend>{}</legend>{}{}</fieldset>",
        say("map.colours"),
        choice("colours", "density", "map.density", true),
        choice("colours", "service", "map.service", false)
    );
    if input.baseline.is_some() {
        let _ = write!(
            html,
            "<fieldset class=\"choice\"><legend>{}</legend>{}{}{}</fieldset>",
            say("map.run"),
            choice("run", "0", "compare.with", true),
            choice("run", "1", "compare.without", false),
            choice("run", "change", "compare.difference", false)
        );
    }
    let _ = write!(
        html,
        "<label class=\"check\"><input type=\"checkbox\" id=\"arrows\"><span>{}</span></label>\
         <label class=\"check\"><input type=\"checkbox\" id=\"names\" checked><span>{}</span></label></div>",
        say("map.arrows"),
        say("map.names")
    );
    html
}

pub(crate) fn timeline(input: &ReportInput) -> String {
    let event = &input.summary.event;
    let minutes = &input.field.minutes;
    let end_s = minutes.last().map_or(60.0, |m| m.until_s).max(60.0);
    let last = minutes.len().saturating_sub(1);
    // The slider begins at the end of the first minute, the axis at the event's start.
    let first = minutes.first().map_or(0.0, |m| 100.0 * m.until_s / end_s);
    let speeds: String = [2, 5, 10, 20]
        .iter()
        .map(|speed| {
            let chosen = if *speed == 5 { " selected" } else { "" };
            format!("<option value=\"{speed}\"{chosen}>{speed} min/s</option>")
        })
        .collect();
    format!(
        "<div class=\"timeline\"><div class=\"controls\">{}<time id=\"clock\">{}</time><span class=\"now\" id=\"now\"></span>\
         <select id=\"speed\" {}>{speeds}</select></div>\
         <div class=\"track\">{}<input type=\"range\" id=\"slider\" min=\"0\" max=\"{last}\" step=\"1\" value=\"0\" style=\"left:{first:.3}%;width:{:.3}%\" {}>\
         <div class=\"ticks\">{}</div></div></div>",
        button(
            "play",
            "play",
            "map.play",
            "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path class=\"go\" d=\"M7 4l13 8-13 8z\"/><path class=\"hold\" d=\"M6 4h4v16H6zM14 4h4v16h-4z\"/></svg>"
        ),
        clock(event, 0.0),
        label(&text("map.speed")),
        sparkline(input, end_s),
        100.0 - first,
        label(&text("map.slider")),
        clock_ticks(event, end_s, 5),
    )
}

/// People inside as a quiet area, person-minutes above the limit in the hot hue, and a bar
/// for each hotspot under them.
fn sparkline(input: &ReportInput, end_s: f64) -> String {
    let summary = input.summary;
    let area = |values: Vec<f64>, class: &str, height: f64| {
        let most = values.iter().copied().fold(0.0, f64::max);
        let mut d = String::from("M0 100");
        for (until_s, value) in summary.minutes.until_s.iter().zip(&values) {
            let y = 100.0 - if most > 0.0 { height * value / most } else { 0.0 };
            let _ = write!(d, "L{:.1} {y:.1}", 1000.0 * until_s / end_s);
        }
        format!("<path class=\"{class}\" d=\"{d}L1000 100Z\"/>")
    };
    let inside = summary.minutes.inside.iter().map(|v| f64::from(*v)).collect();
    let above = summary.minutes.above_limit.iter().map(|v| f64::from(*v)).collect();
    let mut html = format!(
        "<svg class=\"spark\" viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{}{}</svg>",
        area(inside, "spark-inside", 92.0),
        area(above, "spark-above", 60.0),
    );
    html += "<div class=\"marks\">";
    for hotspot in summary.hotspots.iter().take(BOOKMARKS) {
        let _ = write!(
            html,
            "<i style=\"left:{:.2}%;width:{:.2}%;top:{}px\" data-hotspot=\"{}\"></i>",
            100.0 * hotspot.from_s / end_s,
            100.0 * (hotspot.until_s - hotspot.from_s).max(0.0) / end_s,
            4 * hotspot.rank.min(BOOKMARKS as u32) - 4,
            hotspot.rank
        );
    }
    html + "</div>"
}

pub(crate) fn legend(input: &ReportInput) -> String {
    let scale = DensityScale::of(input.summary);
    let bar = |name: &str, steps: usize| -> String {
        (0..steps).map(|i| format!("<i style=\"background:var(--{name}{i})\"></i>")).collect()
    };
    let tick = |share: f64, text: &str| {
        format!("<span style=\"left:{:.1}%\">{text}</span>", 100.0 * share)
    };
    let mut calm_ticks = String::new();
    let mut last = -1.0;
    for level in WALKING_LEVELS.iter().filter(|d| **d < scale.top_per_m2()) {
        let share = scale.calm_share(*level);
        // Two levels lie too close for both figures; each keeps its stroke.
        let figure = if share - last > 0.06 { level.to_string() } else { String::new() };
        calm_ticks += &tick(share, &figure);
        last = share;
    }
    calm_ticks += &tick(1.0, &scale.top_per_m2().to_string());
    let hot_ticks: String = [0.0, 2.0, 4.0]
        .iter()
        .map(|d| tick(d / 4.0, &(scale.moving_per_m2 + d).to_string()))
        .collect();
    let moving = Bilingual::same(scale.moving_per_m2.to_string());
    let standing = Bilingual::same(scale.standing_per_m2.to_string());
    let above = super::words::fill("legend.above", &[("moving", moving), ("standing", standing)]);
    let letters: String = (0..6)
        .map(|i| {
            format!(
                "<span class=\"key\"><i class=\"swatch los{i}\"></i>{} {}</span>",
                &"ABCDEF"[i..=i],
                say(&format!("level.short.{i}"))
            )
        })
        .collect();
    format!(
        "<div class=\"map-legend\"><div class=\"ramp density-legend\"><b>{}</b><div class=\"steps\">{}</div><div class=\"at\">{calm_ticks}</div></div>\
         <div class=\"ramp hot density-legend\"><b>{}</b><div class=\"steps\">{}</div><div class=\"at\">{hot_ticks}</div></div>\
         <div class=\"legend los-legend service-legend\">{letters}</div>\
         <div class=\"change-only\">{}</div>\
         <div class=\"legend keys\"><span class=\"key\"><i class=\"swatch outline\"></i>{}</span>\
         <span class=\"key\"><i class=\"swatch measure\"></i>{}</span><span class=\"key\"><i class=\"swatch portal\"></i>{}</span></div></div>",
        say("legend.density"),
        bar("d", CALM_STEPS),
        both(&above),
        bar("h", HOT_STEPS),
        super::compare::change_legend(),
        say("legend.hotspot"),
        say("legend.measure"),
        say("legend.portal"),
    )
}

fn bookmark(input: &ReportInput, hotspot: &Hotspot) -> String {
    format!(
        "<button type=\"button\" class=\"bookmark\" data-hotspot=\"{}\"><b class=\"rank-mark\">{}</b>{}</button>",
        hotspot.rank,
        hotspot.rank,
        both(&moment_text(input, hotspot)),
    )
}

/// The worst minutes as still pictures, in the player's place on paper.
fn paper(input: &ReportInput) -> String {
    let scale = DensityScale::of(input.summary);
    let mut html = String::from("<div class=\"paper\">");
    for hotspot in input.summary.hotspots.iter().take(4) {
        let Some(minute) = minute_at(input.field, hotspot.peak_at_s) else {
            continue;
        };
        let still = Still {
            venue: input.venue,
            window: Window::whole(input.venue),
            alt: moment_text(input, hotspot),
            fill: Fill::Density(&input.field.grid, minute, scale),
            measures: &input.summary.plan.measures,
            at_s: Some(minute.until_s),
            hotspots: std::slice::from_ref(hotspot),
            detail: None,
            way: &[],
            shown_px: 340.0,
        };
        let _ = write!(
            html,
            "<figure>{}<figcaption>{}</figcaption></figure>",
            still.svg(),
            both(&moment_text(input, hotspot))
        );
    }
    html + "</div>"
}

/// A run that the page's script shows.
pub(crate) type Shown<'a> = (&'a RunSummary, &'a DensityField);

/// The script's data of a run's report, as a JSON text that cannot end its element early.
pub(super) fn script_data(input: &ReportInput) -> String {
    let mut runs = vec![(input.summary, input.field)];
    runs.extend(input.baseline);
    script_data_of(input.venue, &runs, [1, 0])
}

/// The script's data of several runs of an event, as a JSON text that cannot end its element early.
/// `[reference, planned]`: indices of the runs whose difference is shown first.
pub(crate) fn script_data_of(
    venue: &Venue,
    runs: &[Shown],
    [reference, planned]: [usize; 2],
) -> String {
    let Some((first, _)) = runs.first() else { return "null".to_owned() };
    let scale = DensityScale::of(first);
    let whole = Window::whole(venue);
    let told = |(summary, field): &Shown| -> Vec<ScriptHotspot> {
        let input = ReportInput { summary, field, venue, baseline: None };
        summary.hotspots.iter().map(|h| script_hotspot(&input, h)).collect()
    };
    let data = ScriptData {
        starts_s: first.event.starts_s,
        window: [whole.low[0], whole.low[1], whole.high[0], whole.high[1]],
        moving_per_m2: scale.moving_per_m2,
        standing_per_m2: scale.standing_per_m2,
        walking_levels: WALKING_LEVELS,
        standing_levels: STANDING_LEVELS,
        ramps: [CALM_STEPS, HOT_STEPS, CHANGE_STEPS],
        ground: ground_path(venue),
        fields: runs.iter().map(|(_, field)| pack(field, &scale)).collect(),
        inside: runs.iter().map(|(summary, _)| summary.minutes.inside.as_slice()).collect(),
        hotspots: runs.iter().map(told).collect(),
        measures: runs.iter().map(|(summary, _)| measures(summary)).collect(),
        reference,
        planned,
        labels: labels(venue),
        texts: for_script(),
    };
    let json = serde_json::to_string(&data).unwrap_or_else(|_| "null".to_owned());
    // Inside <script>, only "<" could be taken for markup; U+2028 breaks old scripts.
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn pair(text: Bilingual) -> [String; 2] {
    [text.en, text.zh]
}

fn script_hotspot(input: &ReportInput, hotspot: &Hotspot) -> ScriptHotspot {
    ScriptHotspot {
        rank: hotspot.rank,
        path: hotspot.outline.iter().map(|ring| points_path(ring, true)).collect(),
        centre: hotspot.centre,
        from_s: hotspot.from_s,
        until_s: hotspot.until_s,
        peak_at_s: hotspot.peak_at_s,
        title: pair(hotspot_title(input, hotspot)),
        moment: pair(moment_text(input, hotspot)),
        why: pair(hotspot.why.clone()),
    }
}

fn measures(summary: &RunSummary) -> Vec<ScriptMeasure> {
    let measure = |m: &crate::assess::MeasureInfo| ScriptMeasure {
        path: measure_path(m),
        from_s: m.from_s,
        until_s: m.until_s,
    };
    summary.plan.measures.iter().map(measure).collect()
}

fn labels<'a>(venue: &'a Venue) -> Vec<ScriptLabel<'a>> {
    let mut labels = Vec::new();
    let mut add = |kind: &'static str, at: [f64; 2], name: &'a Bilingual| {
        if !name.en.trim().is_empty() {
            labels.push(ScriptLabel { kind, at, name: [&name.en, &name.zh] });
        }
    };
    for attraction in &venue.attractions {
        let middle = attraction.focus.0;
        add("attraction", [middle.x, middle.y], &attraction.name);
    }
    for portal in &venue.portals {
        if let Some(middle) = portal_middle(&portal.shape) {
            add("portal", [middle.x, middle.y], &portal.name);
        }
    }
    labels
}
