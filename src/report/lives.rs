//! Lives: the event as three of the visitors lived through it, chapter by chapter and on the map.

use super::ReportInput;
use super::answer::count;
use super::markup::{both, clock, number, quantity, say, say_with};
use super::outline::Window;
use super::picture::{Fill, Still};
use super::words::fill;
use crate::assess::{Chapter, Life, LifeKind};
use crate::document::Bilingual;
use std::fmt::Write;

/// Room around a way on its map, metres.
const MARGIN_M: f64 = 8.0;
/// A map shows so much at least, metres.
const LEAST_M: f64 = 40.0;

/// The lives, where anybody was followed.
pub(super) fn list(input: &ReportInput) -> String {
    let lives = &input.summary.lives;
    let Some(first) = lives.first() else { return String::new() };
    let values = [("n", count(f64::from(first.followed)))];
    let mut html = format!(
        "<h3>{}</h3><p class=\"quiet\">{}</p>",
        say("lives"),
        say_with("lives.are", &values)
    );
    lives.iter().for_each(|life| html += &article(input, life));
    html
}

fn article(input: &ReportInput, life: &Life) -> String {
    let event = &input.summary.event;
    let title = match life.kind {
        LifeKind::Typical => "lives.typical",
        LifeKind::Slowest => "lives.slowest",
        LifeKind::MostManaged => "lives.most_managed",
    };
    let values = [
        ("n", count(f64::from(life.visitor))),
        ("segment", life.segment.clone()),
        ("walked", quantity(life.walked_m, "m")),
        ("friction", quantity(life.friction_min, "min")),
        ("felt", quantity(life.felt_min, "min")),
    ];
    let mut chapters = String::new();
    for chapter in &life.chapters {
        let _ = write!(
            chapters,
            "<li><b>{}</b> <span>{}{}</span></li>",
            clock(event, chapter.from_s),
            both(&chapter.words),
            lasts(chapter),
        );
    }
    if life.left_s.is_none() {
        let _ = write!(chapters, "<li><b>–</b> <span>{}</span></li>", say("lives.still_there"));
    }
    format!(
        "<article class=\"hotspot-story\"><div class=\"story\"><h4>{}</h4><p class=\"why\">{}</p>\
         <ol class=\"chapters\">{chapters}</ol></div><figure>{}</figure></article>",
        say(title),
        say_with("lives.is", &values),
        map(input, life),
    )
}

/// How long it took, where it took any time.
fn lasts(chapter: &Chapter) -> String {
    let minutes = (chapter.until_s - chapter.from_s) / 60.0;
    if minutes < 1.0 {
        return String::new();
    }
    format!(" <span class=\"quiet\">{}</span>", both(&quantity(minutes, "min")))
}

fn map(input: &ReportInput, life: &Life) -> String {
    let way: Vec<[f64; 2]> =
        life.path.iter().map(|[x, y]| [f64::from(*x), f64::from(*y)]).collect();
    let Some(first) = way.first() else { return String::new() };
    let mut window = Window::around(*first, LEAST_M, 0.66);
    way.iter().for_each(|at| window.take_in(*at));
    // No higher than wide: it stands beside what is told.
    let missing_m = (window.height_m() - window.width_m()).max(0.0) / 2.0;
    let middle = window.low[1];
    window.take_in([window.low[0] - missing_m, middle]);
    window.take_in([window.high[0] + missing_m, middle]);
    let alt = fill("lives.map", &[("n", Bilingual::same(number(f64::from(life.visitor), 0)))]);
    let still = Still {
        venue: input.venue,
        window: window.grown(MARGIN_M),
        alt,
        fill: Fill::Nothing,
        measures: &input.summary.plan.measures,
        at_s: None,
        hotspots: &[],
        detail: None,
        way: &way,
        shown_px: 520.0,
    };
    still.svg()
}
