//! Scale bar, north arrow and what the colours mean: only those that the plan uses.

use super::canvas::Canvas;
use super::labels::width;
use super::{Extras, colour};
use crate::venue::{Look, Venue, ZoneKind};
use std::fmt::Write;

const SIZE: f64 = 11.0;

/// Draws all of it below the plan.
pub(crate) fn draw(out: &mut String, canvas: &Canvas, venue: &Venue, extras: &Extras) {
    let [x, y, w, h] = canvas.frame();
    let base = y + h + 42.0;
    scale_bar(out, canvas, x, base);
    north(out, x + w - 10.0, base);
    let left = x.min(canvas.width * 0.1);
    keys(out, canvas, left.max(24.0), base + 26.0, venue, extras);
}

fn scale_bar(out: &mut String, canvas: &Canvas, x: f64, y: f64) {
    let metres = canvas.grid_m();
    let length = metres * canvas.scale;
    let half = length / 2.0;
    let _ = writeln!(
        out,
        "<g stroke=\"{0}\" stroke-width=\"1\"><rect x=\"{x:.1}\" y=\"{1:.1}\" width=\"{half:.1}\" height=\"5\" fill=\"{0}\"/><rect x=\"{2:.1}\" y=\"{1:.1}\" width=\"{half:.1}\" height=\"5\" fill=\"{3}\"/></g>",
        colour::INK,
        y - 5.0,
        x + half,
        colour::PAGE
    );
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{y:.1}\" font-size=\"{SIZE}\" fill=\"{}\">{metres:.0} m · grid in metres east and north of the origin</text>",
        x + length + 8.0,
        colour::INK
    );
}

fn north(out: &mut String, x: f64, y: f64) {
    let _ = writeln!(
        out,
        "<g fill=\"{0}\"><path d=\"M{x:.1} {1:.1}l5 13l-5 -3.4l-5 3.4z\"/><text x=\"{x:.1}\" y=\"{2:.1}\" font-size=\"{SIZE}\" font-weight=\"600\" text-anchor=\"middle\">N</text></g>",
        colour::INK,
        y - 21.0,
        y + 4.0
    );
}

/// A colour and what it means.
struct Key {
    swatch: String,
    text: &'static str,
}

fn keys(out: &mut String, canvas: &Canvas, left: f64, y: f64, venue: &Venue, extras: &Extras) {
    let mut at = [left, y];
    for key in used(venue, extras) {
        let wide = 20.0 + width(key.text, SIZE) + 18.0;
        if at[0] + wide > canvas.width - 12.0 {
            at = [left, at[1] + 18.0];
        }
        let _ = writeln!(
            out,
            "<g transform=\"translate({:.1} {:.1})\">{}<text x=\"20\" y=\"9\" font-size=\"{SIZE}\" fill=\"{}\">{}</text></g>",
            at[0],
            at[1] - 9.0,
            key.swatch,
            colour::INK,
            key.text
        );
        at[0] += wide;
    }
}

fn boxed(fill: &str, edge: &str) -> String {
    format!(
        "<rect width=\"14\" height=\"10\" fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"0.8\"/>"
    )
}

fn used(venue: &Venue, extras: &Extras) -> Vec<Key> {
    let has = |look: Look| venue.obstacles.iter().any(|o| o.look == look);
    let zone = |kind: ZoneKind| venue.zones.iter().any(|z| z.kind == kind);
    let line = |colour: &str, width: f64| {
        format!(
            "<line x1=\"0\" y1=\"5\" x2=\"14\" y2=\"5\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"
        )
    };
    let dot = |colour: &str| format!("<circle cx=\"7\" cy=\"5\" r=\"3.4\" fill=\"{colour}\"/>");
    let hatched = |pattern: &str, fill: &str, edge: &str| {
        boxed(fill, edge) + &boxed(&format!("url(#{pattern})"), edge)
    };
    let attraction = format!(
        "<rect width=\"14\" height=\"10\" fill=\"{}\" fill-opacity=\"0.16\" stroke=\"{}\" stroke-dasharray=\"4 2\"/>",
        colour::ATTRACTION_FILL,
        colour::ATTRACTION
    );
    let all = [
        (true, line(colour::PORTAL, 4.0), "portal"),
        (!venue.attractions.is_empty(), attraction, "attraction"),
        (true, boxed(colour::GROUND, "#b9b5ab"), "ground"),
        (!extras.green.0.is_empty(), boxed(colour::GREEN, "#bccba9"), "lawn, walkable"),
        (has(Look::Building), boxed(colour::BUILDING, colour::BUILDING_EDGE), "building"),
        (has(Look::Water), boxed(colour::WATER, colour::WATER_EDGE), "water"),
        (has(Look::Green), boxed(colour::SHRUB, colour::SHRUB), "planting"),
        (has(Look::Fence), line(colour::FENCE, 1.6), "wall, fence"),
        (has(Look::Tree), dot(colour::TREE), "tree"),
        (has(Look::Furniture), boxed(colour::FURNITURE, colour::FURNITURE), "furniture, tracks"),
        (zone(ZoneKind::Stairs), hatched("stairs", "#f0eadd", colour::STAIRS), "stairs"),
        (zone(ZoneKind::Slope), hatched("slope", "#f5f1e8", colour::STAIRS), "slope"),
        (!venue.counters.is_empty(), line(colour::INK, 1.6), "counter"),
        (!extras.left_out.0.is_empty(), hatched("left", "#f1efe9", "#cfcabf"), "left out"),
        (true, boxed(colour::OFF, "#cfcabf"), "not ground"),
    ];
    all.into_iter()
        .filter(|(used, ..)| *used)
        .map(|(_, swatch, text)| Key { swatch, text })
        .collect()
}
