//! Where it jams: each hotspot with its kind, its why and a picture of its worst minute.

use super::ReportInput;
use super::answer::{count, hotspot_title, moment_text};
use super::markup::{both, clock, clock_span, figure, number, percent, say, say_with, section};
use super::outline::Window;
use super::picture::{Fill, Still, minute_at, window_about};
use super::service::{DensityScale, density_text};
use crate::assess::{CrossSection, Hotspot, HotspotKind};
use crate::document::Bilingual;
use std::fmt::Write;

/// Hotspots that are told in full; the others stand in one table.
const IN_FULL: usize = 6;

/// The section, also where there is nothing to tell.
pub(super) fn list(input: &ReportInput) -> String {
    let hotspots = &input.summary.hotspots;
    if hotspots.is_empty() {
        let brief = super::passed_limit(input.summary);
        let key = if brief { "hotspots.brief" } else { "hotspots.none" };
        let words = say(&super::so_far(key, input));
        return section("hotspots", &format!("<p class=\"calm\">{words}</p>"));
    }
    let mut body = String::new();
    for hotspot in hotspots.iter().take(IN_FULL) {
        body += &article(input, hotspot);
    }
    if hotspots.len() > IN_FULL {
        let rest = Bilingual::same((hotspots.len() - IN_FULL).to_string());
        let _ = write!(body, "<h3>{}</h3>", say_with("hotspots.rest", &[("n", rest)]));
        let rows: Vec<Vec<String>> =
            hotspots.iter().skip(IN_FULL).map(|h| short_row(input, h)).collect();
        body += &super::markup::table(
            &["#table.rank", "table.hotspot", "table.when", "#table.peak", "#table.person_min"],
            &rows,
        );
    }
    section("hotspots", &body)
}

/// Name of a kind in text keys.
pub(super) fn kind_key(kind: HotspotKind) -> &'static str {
    match kind {
        HotspotKind::Bottleneck => "bottleneck",
        HotspotKind::Crossing => "crossing",
        HotspotKind::Counterflow => "counterflow",
        HotspotKind::QueueInTheWay => "queue_in_the_way",
        HotspotKind::StopAndLook => "stop_and_look",
        HotspotKind::Converging => "converging",
        HotspotKind::Bunching => "bunching",
    }
}

fn short_row(input: &ReportInput, hotspot: &Hotspot) -> Vec<String> {
    let event = &input.summary.event;
    vec![
        hotspot.rank.to_string(),
        both(&hotspot_title(input, hotspot)),
        clock_span(event, hotspot.from_s, hotspot.until_s),
        number(hotspot.peak_per_m2, 1),
        figure(hotspot.person_min),
    ]
}

fn article(input: &ReportInput, hotspot: &Hotspot) -> String {
    let event = &input.summary.event;
    let mut facts = String::new();
    let mut fact = |key: &str, value: String| {
        let _ = write!(facts, "<div><dt>{}</dt><dd>{value}</dd></div>", say(key));
    };
    fact("hotspot.when", clock_span(event, hotspot.from_s, hotspot.until_s));
    let peak_at = Bilingual::same(clock(event, hotspot.peak_at_s));
    let peak = density_text(hotspot.peak_per_m2);
    fact("hotspot.peak", say_with("hotspot.peak_at", &[("density", peak), ("clock", peak_at)]));
    fact("hotspot.load", say_with("hotspot.load_is", &[("n", count(hotspot.person_min))]));
    format!(
        "<article class=\"hotspot-story\" id=\"hotspot-{rank}\"><div class=\"story\">\
         <h3><b class=\"rank-mark\">{rank}</b> {}</h3><p class=\"why\">{}</p><dl class=\"facts-list\">{facts}</dl>\
         {}{}{}<p class=\"quiet\">{}</p><button type=\"button\" class=\"show-on-map\" data-hotspot=\"{rank}\">{}</button></div>\
         <figure>{}</figure></article>",
        both(&hotspot_title(input, hotspot)),
        both(&hotspot.why),
        hotspot.bottleneck.as_ref().map(cross_section).unwrap_or_default(),
        streams(hotspot),
        forks(hotspot),
        say(&format!("kind.{}.means", kind_key(hotspot.kind))),
        say("hotspot.show"),
        small_map(input, hotspot),
        rank = hotspot.rank,
    )
}

/// Capacity against demand as two bars on one scale.
fn cross_section(section: &CrossSection) -> String {
    let (capacity, demand) = (section.capacity_per_min, section.demand_per_min);
    let most = capacity.max(demand).max(1e-9);
    let bar = |key: &str, value: f64, class: &str| {
        format!(
            "<div class=\"bar-row\"><span>{}</span><div class=\"share\"><i class=\"{class}\" style=\"width:{:.1}%\"></i></div>\
             <b>{}</b></div>",
            say(key),
            (100.0 * value / most).clamp(0.0, 100.0),
            both(&super::markup::quantity(value, "/min")),
        )
    };
    let over = demand > capacity;
    let width = Bilingual::same(number(section.width_m, 1));
    let ratio = Bilingual::same(percent(if capacity > 0.0 { demand / capacity } else { f64::NAN }));
    format!(
        "<h4>{}</h4>{}{}<p class=\"quiet\">{}</p>",
        say_with("hotspot.section", &[("width", width)]),
        bar("hotspot.capacity", capacity, "base"),
        bar("hotspot.demand", demand, if over { "hot" } else { "a" }),
        say_with(if over { "hotspot.over" } else { "hotspot.under" }, &[("share", ratio)]),
    )
}

fn streams(hotspot: &Hotspot) -> String {
    if hotspot.streams.is_empty() {
        return String::new();
    }
    let mut html = format!("<h4>{}</h4><ul class=\"streams\">", say("hotspot.streams"));
    for stream in hotspot.streams.iter().take(5) {
        let _ = write!(
            html,
            "<li><b>{}</b> <span>{} → {}</span><i style=\"width:{:.0}%\"></i></li>",
            percent(stream.share),
            both(&stream.from),
            both(&stream.to),
            (100.0 * stream.share).clamp(0.0, 100.0),
        );
    }
    html + "</ul>"
}

fn forks(hotspot: &Hotspot) -> String {
    if hotspot.forks.is_empty() {
        return String::new();
    }
    let mut html = format!("<h4>{}</h4><ul class=\"forks\">", say("hotspot.forks"));
    for fork in hotspot.forks.iter().take(4) {
        let values = [
            ("x", Bilingual::same(number(fork.at[0], 0))),
            ("y", Bilingual::same(number(fork.at[1], 0))),
            ("share", Bilingual::same(percent(fork.share))),
            ("s", Bilingual::same(number(fork.longer_s, 0))),
        ];
        let _ = write!(html, "<li>{}</li>", say_with("hotspot.fork", &values));
    }
    html + "</ul>"
}

fn small_map(input: &ReportInput, hotspot: &Hotspot) -> String {
    let Some(minute) = minute_at(input.field, hotspot.peak_at_s) else {
        return String::new();
    };
    let whole = Window::whole(input.venue);
    let still = Still {
        venue: input.venue,
        window: window_about(hotspot, &whole, 36.0, 0.66),
        alt: moment_text(input, hotspot),
        fill: Fill::Density(&input.field.grid, minute, DensityScale::of(input.summary)),
        measures: &input.summary.plan.measures,
        at_s: Some(minute.until_s),
        hotspots: std::slice::from_ref(hotspot),
        detail: Some(hotspot),
        way: &[],
        shown_px: 520.0,
    };
    format!(
        "{}<figcaption>{}{}</figcaption>",
        still.svg(),
        both(&moment_text(input, hotspot)),
        map_keys(hotspot, &still.window)
    )
}

/// What the marks of a hotspot's map mean, those that can be seen on it.
fn map_keys(hotspot: &Hotspot, window: &Window) -> String {
    let key = |class: &str, name: &str| {
        format!("<span class=\"key\"><i class=\"swatch {class}\"></i>{}</span>", say(name))
    };
    let mut keys = key("outline", "legend.hotspot");
    if hotspot.bottleneck.is_some() {
        keys += &key("section-line", "legend.section");
    }
    if hotspot.forks.iter().any(|f| window.contains(f.at)) {
        keys += &key("fork-dot", "legend.fork");
    }
    format!("<span class=\"legend\">{keys}</span>")
}
