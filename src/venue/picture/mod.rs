//! The venue as a plan (SVG): what was taken for ground, what stands in the way, where people
//! come and go, with a metre grid so that the coordinates of a barrier can be read off.
//!
//! The plan is quiet: greys and tints for what is there, one colour for portals, one for
//! attractions.

mod canvas;
mod labels;
mod legend;

use super::{AttractionShape, Look, Obstacle, PortalGeometry, Venue, ZoneKind};
use canvas::Canvas;
use geo::{BoundingRect, Centroid, Coord, InteriorPoint, LineString, MultiPolygon, Point};
use labels::{Labels, Wish};
use std::fmt::Write;

/// What a plan shows beside the venue.
#[derive(Clone, Debug)]
pub struct Extras {
    /// Walkable lawns and parks, local metres.
    pub green: MultiPolygon<f64>,
    /// Ground that was left out, local metres; hatched.
    pub left_out: MultiPolygon<f64>,
    /// Bridges and piers over water, local metres.
    pub decks: MultiPolygon<f64>,
}

impl Default for Extras {
    fn default() -> Self {
        let none = || MultiPolygon::new(Vec::new());
        Self { green: none(), left_out: none(), decks: none() }
    }
}

/// Colours: tokens shared by all parts of the plan.
pub(crate) mod colour {
    pub const PAGE: &str = "#ffffff";
    pub const OFF: &str = "#e7e5df";
    pub const GROUND: &str = "#fbfaf6";
    pub const INK: &str = "#2b2b2b";
    pub const QUIET_INK: &str = "#77736b";
    pub const BUILDING: &str = "#c8c6c1";
    pub const BUILDING_EDGE: &str = "#aaa7a0";
    pub const WATER: &str = "#cddfe9";
    pub const WATER_EDGE: &str = "#9dbccd";
    pub const GREEN: &str = "#e6eedb";
    pub const SHRUB: &str = "#c3d5ae";
    pub const FENCE: &str = "#8d867b";
    pub const FURNITURE: &str = "#a39d92";
    pub const TREE: &str = "#7d9c66";
    pub const STAIRS: &str = "#9a8f7a";
    pub const PORTAL: &str = "#2456c7";
    pub const ATTRACTION: &str = "#9a5b13";
    pub const ATTRACTION_FILL: &str = "#e9b65e";
}

/// The plan as a self-contained SVG text.
pub fn venue_svg(venue: &Venue, extras: &Extras) -> String {
    let canvas = Canvas::new(bounds(venue, extras));
    let mut out = String::new();
    open(&mut out, &canvas, venue);
    ground(&mut out, &canvas, venue, extras);
    obstacles(&mut out, &canvas, venue);
    zones(&mut out, &canvas, venue);
    attractions(&mut out, &canvas, venue);
    counters(&mut out, &canvas, venue);
    portals(&mut out, &canvas, venue);
    out.push_str("</g>\n");
    grid(&mut out, &canvas);
    names(&mut out, &canvas, venue);
    legend::draw(&mut out, &canvas, venue, extras);
    out.push_str("</svg>\n");
    out
}

/// The ground and what stands around it, at most a tenth of its size beyond.
fn bounds(venue: &Venue, extras: &Extras) -> geo::Rect<f64> {
    let zero = geo::Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 1.0, y: 1.0 });
    let grounds = [venue.ground.bounding_rect(), extras.left_out.bounding_rect()];
    let ground = grounds.into_iter().flatten().reduce(both).unwrap_or(zero);
    let margin = 0.1 * ground.width().max(ground.height());
    let solid = |o: &&Obstacle| matches!(o.look, Look::Building | Look::Water | Look::Green);
    let around = venue.obstacles.iter().filter(solid).filter_map(|o| o.shape.bounding_rect());
    let all = around.fold(ground, both);
    geo::Rect::new(
        Coord {
            x: all.min().x.max(ground.min().x - margin),
            y: all.min().y.max(ground.min().y - margin),
        },
        Coord {
            x: all.max().x.min(ground.max().x + margin),
            y: all.max().y.min(ground.max().y + margin),
        },
    )
}

fn both(a: geo::Rect<f64>, b: geo::Rect<f64>) -> geo::Rect<f64> {
    geo::Rect::new(
        Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
        Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
    )
}

fn open(out: &mut String, canvas: &Canvas, venue: &Venue) {
    let (width, height) = (canvas.width, canvas.height);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" font-family=\"'Noto Sans','Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',Helvetica,Arial,sans-serif\">"
    );
    let _ = writeln!(out, "<title>{}</title>", escaped(&venue.name.en));
    out.push_str("<defs>\n");
    for (id, colour, gap, width) in [
        ("stairs", colour::STAIRS, 4.0, 1.1),
        ("left", "#cfcabf", 7.0, 1.0),
        ("slope", colour::STAIRS, 8.0, 0.7),
    ] {
        let _ = writeln!(
            out,
            "<pattern id=\"{id}\" width=\"{gap}\" height=\"{gap}\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"{gap}\" stroke=\"{colour}\" stroke-width=\"{width}\"/></pattern>"
        );
    }
    let [x, y, w, h] = canvas.frame();
    let _ = writeln!(
        out,
        "<clipPath id=\"plan\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\"/></clipPath>"
    );
    out.push_str("</defs>\n");
    let _ = writeln!(out, "<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>", colour::PAGE);
    let name = &venue.name;
    let zh = if name.zh == name.en {
        String::new()
    } else {
        format!(
            "  <tspan fill=\"{}\" font-weight=\"400\">{}</tspan>",
            colour::QUIET_INK,
            escaped(&name.zh)
        )
    };
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"30\" font-size=\"18\" font-weight=\"600\" fill=\"{}\">{}{zh}</text>",
        colour::INK,
        escaped(&name.en)
    );
    let _ = writeln!(out, "<g clip-path=\"url(#plan)\">");
    let _ = writeln!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" fill=\"{}\"/>",
        colour::OFF
    );
}

fn ground(out: &mut String, canvas: &Canvas, venue: &Venue, extras: &Extras) {
    canvas.areas(out, &venue.ground, &format!("fill=\"{}\"", colour::GROUND));
    canvas.areas(out, &extras.green, &format!("fill=\"{}\"", colour::GREEN));
    canvas.areas(out, &extras.left_out, "fill=\"#f1efe9\"");
    canvas.areas(out, &extras.left_out, "fill=\"url(#left)\"");
}

fn obstacles(out: &mut String, canvas: &Canvas, venue: &Venue) {
    for look in Look::ALL {
        let style = match look {
            Look::Green => format!("fill=\"{}\"", colour::SHRUB),
            Look::Water => format!(
                "fill=\"{}\" stroke=\"{}\" stroke-width=\"0.8\"",
                colour::WATER,
                colour::WATER_EDGE
            ),
            Look::Building => format!(
                "fill=\"{}\" stroke=\"{}\" stroke-width=\"0.6\" stroke-linejoin=\"round\"",
                colour::BUILDING,
                colour::BUILDING_EDGE
            ),
            Look::Fence => {
                format!("fill=\"{0}\" stroke=\"{0}\" stroke-width=\"0.9\"", colour::FENCE)
            }
            Look::Furniture => {
                format!("fill=\"{0}\" stroke=\"{0}\" stroke-width=\"0.8\"", colour::FURNITURE)
            }
            Look::Tree => format!("fill=\"{0}\" stroke=\"{0}\" stroke-width=\"0.6\"", colour::TREE),
        };
        let of_look: Vec<&Obstacle> = venue.obstacles.iter().filter(|o| o.look == look).collect();
        if look == Look::Tree {
            crowns(out, canvas, &of_look);
        }
        let all: Vec<geo::Polygon<f64>> =
            of_look.iter().flat_map(|o| o.shape.0.iter().cloned()).collect();
        canvas.areas(out, &MultiPolygon::new(all), &style);
    }
}

/// Crowns of trees, two metres about the trunk: only drawn, nobody is kept out.
fn crowns(out: &mut String, canvas: &Canvas, trees: &[&Obstacle]) {
    if trees.is_empty() {
        return;
    }
    let _ = writeln!(out, "<g fill=\"{}\" fill-opacity=\"0.22\">", colour::TREE);
    for at in trees.iter().filter_map(|t| t.shape.centroid()) {
        let [x, y] = canvas.at(at.into());
        let r = (2.0 * canvas.scale).clamp(2.0, 14.0);
        let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\"/>");
    }
    out.push_str("</g>\n");
}

fn zones(out: &mut String, canvas: &Canvas, venue: &Venue) {
    for zone in &venue.zones {
        let (fill, pattern) = match zone.kind {
            ZoneKind::Stairs => ("#f0eadd", "stairs"),
            ZoneKind::Slope => ("#f5f1e8", "slope"),
        };
        let shape = MultiPolygon::new(vec![zone.shape.clone()]);
        canvas.areas(out, &shape, &format!("fill=\"{fill}\""));
        let edge =
            format!("fill=\"url(#{pattern})\" stroke=\"{}\" stroke-width=\"0.6\"", colour::STAIRS);
        canvas.areas(out, &shape, &edge);
    }
}

fn attractions(out: &mut String, canvas: &Canvas, venue: &Venue) {
    for attraction in &venue.attractions {
        let style = format!(
            "fill=\"{}\" fill-opacity=\"0.16\" stroke=\"{}\" stroke-width=\"1.2\" stroke-dasharray=\"5 3\"",
            colour::ATTRACTION_FILL,
            colour::ATTRACTION
        );
        canvas.areas(out, &MultiPolygon::new(vec![attraction.area.clone()]), &style);
        if let Some(queue) = &attraction.queue {
            let style = format!(
                "stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"1 4\" stroke-linecap=\"round\"",
                colour::ATTRACTION
            );
            canvas.line(out, queue, &style);
        }
        if !has_focus(attraction) {
            continue;
        }
        let [x, y] = canvas.at(attraction.focus.into());
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{}\"/>",
            colour::ATTRACTION
        );
    }
}

/// Whether people look at something other than the middle of where they stand.
fn has_focus(attraction: &AttractionShape) -> bool {
    attraction.area.centroid() != Some(attraction.focus)
}

fn counters(out: &mut String, canvas: &Canvas, venue: &Venue) {
    for counter in &venue.counters {
        let style =
            format!("stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"7 3 1 3\"", colour::INK);
        canvas.line(out, &counter.line, &style);
    }
}

fn portals(out: &mut String, canvas: &Canvas, venue: &Venue) {
    for portal in &venue.portals {
        match &portal.shape {
            PortalGeometry::Line(line) => {
                let style = format!(
                    "stroke=\"{}\" stroke-width=\"5\" stroke-linecap=\"butt\" stroke-linejoin=\"round\"",
                    colour::PORTAL
                );
                canvas.line(out, line, &style);
            }
            PortalGeometry::Area(area) => {
                let style = format!(
                    "fill=\"{0}\" fill-opacity=\"0.35\" stroke=\"{0}\" stroke-width=\"1.6\"",
                    colour::PORTAL
                );
                canvas.areas(out, &MultiPolygon::new(vec![area.clone()]), &style);
            }
        }
    }
}

/// Lines every round number of metres, with their coordinates at the edges.
fn grid(out: &mut String, canvas: &Canvas) {
    let step = canvas.grid_m();
    let [x0, y0, w, h] = canvas.frame();
    let _ = writeln!(out, "<g stroke=\"#000\" stroke-opacity=\"0.07\" stroke-width=\"0.7\">");
    let (columns, rows) = (canvas.multiples(true, step), canvas.multiples(false, step));
    for x_m in &columns {
        let x = canvas.at(Coord { x: *x_m, y: 0.0 })[0];
        let _ = writeln!(
            out,
            "<line x1=\"{x:.1}\" y1=\"{y0:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>",
            y0 + h
        );
    }
    for y_m in &rows {
        let y = canvas.at(Coord { x: 0.0, y: *y_m })[1];
        let _ = writeln!(
            out,
            "<line x1=\"{x0:.1}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\"/>",
            x0 + w
        );
    }
    out.push_str("</g>\n");
    let _ = writeln!(
        out,
        "<rect x=\"{x0:.1}\" y=\"{y0:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" fill=\"none\" stroke=\"#b9b5ab\" stroke-width=\"1\"/>"
    );
    let _ = writeln!(
        out,
        "<g font-size=\"10.5\" fill=\"{}\" style=\"font-variant-numeric:tabular-nums\">",
        colour::QUIET_INK
    );
    for x_m in &columns {
        let x = canvas.at(Coord { x: *x_m, y: 0.0 })[0];
        for y in [y0 - 6.0, y0 + h + 15.0] {
            let _ = writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>",
                number(*x_m)
            );
        }
    }
    for y_m in &rows {
        let y = canvas.at(Coord { x: 0.0, y: *y_m })[1] + 3.6;
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
            x0 - 7.0,
            number(*y_m)
        );
        let _ =
            writeln!(out, "<text x=\"{:.1}\" y=\"{y:.1}\">{}</text>", x0 + w + 7.0, number(*y_m));
    }
    out.push_str("</g>\n");
}

/// A whole number with a proper minus.
fn number(metres: f64) -> String {
    format!("{metres:.0}").replace('-', "−")
}

/// Names of attractions, portals and large buildings, in that order of right of way.
fn names(out: &mut String, canvas: &Canvas, venue: &Venue) {
    let mut labels = Labels::new(canvas);
    for portal in &venue.portals {
        let line = match &portal.shape {
            PortalGeometry::Line(line) => line,
            PortalGeometry::Area(area) => area.exterior(),
        };
        labels.keep_clear(line);
    }
    for portal in &venue.portals {
        let at = match &portal.shape {
            PortalGeometry::Line(line) => middle(line),
            PortalGeometry::Area(area) => area.centroid().map(Coord::from),
        };
        let Some(at) = at else { continue };
        labels.place(Wish {
            text: &portal.name.en,
            at,
            colour: colour::PORTAL,
            size: 11.5,
            bold: true,
            beside: true,
            needed: true,
        });
    }
    for attraction in &venue.attractions {
        let Some(at) = attraction.area.interior_point() else { continue };
        let at = attraction
            .area
            .centroid()
            .filter(|c| geo::Contains::contains(&attraction.area, c))
            .unwrap_or(at);
        let beside =
            has_focus(attraction) && geo::Contains::contains(&attraction.area, &attraction.focus);
        let at = if beside { attraction.focus } else { at };
        labels.place(Wish {
            text: &attraction.name.en,
            at: at.into(),
            colour: colour::ATTRACTION,
            size: 12.5,
            bold: true,
            beside,
            needed: true,
        });
    }
    for counter in &venue.counters {
        if let Some(at) = middle(&counter.line) {
            labels.place(Wish {
                text: &counter.name.en,
                at,
                colour: colour::INK,
                size: 11.0,
                bold: false,
                beside: true,
                needed: true,
            });
        }
    }
    for obstacle in &venue.obstacles {
        let (Some(name), Some(at)) = (&obstacle.name, inside(&obstacle.shape)) else { continue };
        if canvas.fits(&obstacle.shape, labels::width(&name.en, 10.0)) {
            labels.place(Wish {
                text: &name.en,
                at: at.into(),
                colour: colour::QUIET_INK,
                size: 10.0,
                bold: false,
                beside: false,
                needed: false,
            });
        }
    }
    labels.draw(out);
}

fn inside(shape: &MultiPolygon<f64>) -> Option<Point<f64>> {
    use geo::Area;
    let largest = shape.0.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let centre = largest.centroid().filter(|c| geo::Contains::contains(largest, c));
    centre.or_else(|| largest.interior_point())
}

/// The middle of a line along its length.
fn middle(line: &LineString<f64>) -> Option<Coord<f64>> {
    let lengths: Vec<f64> = line.lines().map(|l| l.dx().hypot(l.dy())).collect();
    let mut left = lengths.iter().sum::<f64>() / 2.0;
    for (segment, length) in line.lines().zip(lengths) {
        if left <= length && length > 0.0 {
            let t = left / length;
            return Some(Coord {
                x: segment.start.x + segment.dx() * t,
                y: segment.start.y + segment.dy() * t,
            });
        }
        left -= length;
    }
    line.0.first().copied()
}

/// A text for between tags and for attributes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
