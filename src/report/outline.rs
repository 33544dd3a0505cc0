//! The venue as SVG paths: simplified for the screen, y downwards, decimetres.

use super::markup::escape;
use crate::venue::{Look, PortalGeometry, Venue, ZoneKind};
use geo::{
    BooleanOps, BoundingRect, Coord, LineString, MultiLineString, MultiPolygon, Polygon, Simplify,
};
use std::fmt::Write;

/// Detail of outlines: nothing shorter than this is kept, metres.
const DETAIL_M: f64 = 0.15;

/// Distance between the lines that mark stairs, metres.
const TREAD_M: f64 = 0.8;

/// A rectangle of the venue, local metres, y to the north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub low: [f64; 2],
    pub high: [f64; 2],
}

impl Window {
    /// All that can be seen of a venue, with a margin.
    pub fn whole(venue: &Venue) -> Self {
        let mut window = Self { low: [f64::INFINITY; 2], high: [f64::NEG_INFINITY; 2] };
        if let Some(rect) = venue.ground.bounding_rect() {
            window.take_in([rect.min().x, rect.min().y]);
            window.take_in([rect.max().x, rect.max().y]);
        } else {
            window = Self { low: [0.0; 2], high: [1.0; 2] };
        }
        let margin_m = 0.03 * window.width_m().max(window.height_m()).max(1.0);
        window.grown(margin_m)
    }

    /// A window around a point, as wide as told; `aspect` is its height over its width.
    pub fn around(centre: [f64; 2], width_m: f64, aspect: f64) -> Self {
        let (half_width, half_height) = (width_m / 2.0, width_m * aspect / 2.0);
        Self {
            low: [centre[0] - half_width, centre[1] - half_height],
            high: [centre[0] + half_width, centre[1] + half_height],
        }
    }

    pub fn width_m(&self) -> f64 {
        self.high[0] - self.low[0]
    }

    pub fn height_m(&self) -> f64 {
        self.high[1] - self.low[1]
    }

    pub fn contains(&self, at: [f64; 2]) -> bool {
        (0..2).all(|k| self.low[k] <= at[k] && at[k] <= self.high[k])
    }

    /// Takes a point in.
    pub fn take_in(&mut self, at: [f64; 2]) {
        for (k, coordinate) in at.into_iter().enumerate() {
            self.low[k] = self.low[k].min(coordinate);
            self.high[k] = self.high[k].max(coordinate);
        }
    }

    pub fn grown(&self, margin_m: f64) -> Self {
        Self {
            low: [self.low[0] - margin_m, self.low[1] - margin_m],
            high: [self.high[0] + margin_m, self.high[1] + margin_m],
        }
    }

    /// As the attribute `viewBox` has it.
    pub fn view_box(&self) -> String {
        let (w, h) = (self.width_m(), self.height_m());
        format!("{} {} {} {}", short(self.low[0]), short(-self.high[1]), short(w), short(h))
    }
}

/// A length in decimetres' precision, as short as it can be written.
pub(crate) fn short(metres: f64) -> String {
    let text = format!("{metres:.1}");
    let text = text.strip_suffix(".0").map(str::to_owned).unwrap_or(text);
    if text == "-0" || !metres.is_finite() { "0".to_owned() } else { text }
}

/// `x y` of a point in a picture.
pub(crate) fn at(point: [f64; 2]) -> String {
    format!("{} {}", short(point[0]), short(-point[1]))
}

fn line_path(line: &LineString<f64>) -> String {
    let mut path = String::new();
    for (i, c) in line.0.iter().enumerate() {
        let _ = write!(path, "{}{}", if i == 0 { "M" } else { "L" }, at([c.x, c.y]));
    }
    path
}

/// Path of a polyline given as points.
pub(crate) fn points_path(points: &[[f64; 2]], closed: bool) -> String {
    let line: LineString<f64> = points.iter().map(|p| Coord { x: p[0], y: p[1] }).collect();
    line_path(&line) + if closed { "Z" } else { "" }
}

fn polygon_path(polygon: &Polygon<f64>) -> String {
    let simple = polygon.simplify(DETAIL_M);
    let mut path = String::new();
    for ring in std::iter::once(simple.exterior()).chain(simple.interiors()) {
        let open = ring.0.len().saturating_sub(1);
        if open >= 3 {
            let points: Vec<[f64; 2]> = ring.0[..open].iter().map(|c| [c.x, c.y]).collect();
            path += &points_path(&points, true);
        }
    }
    path
}

fn multi_path(shape: &MultiPolygon<f64>) -> String {
    shape.iter().map(polygon_path).collect()
}

/// Lines across stairs, so that they read as stairs under any colour.
fn treads(stairs: &Polygon<f64>) -> String {
    let Some(rect) = stairs.bounding_rect() else {
        return String::new();
    };
    let count = (rect.height() / TREAD_M).floor().clamp(1.0, 200.0) as usize;
    let lines = (1..=count).map(|i| {
        let y = rect.min().y + rect.height() * (i as f64 - 0.5) / count as f64;
        LineString::from(vec![(rect.min().x, y), (rect.max().x, y)])
    });
    let clipped = stairs.clip(&MultiLineString::from_iter(lines), false);
    clipped.iter().map(line_path).collect()
}

fn look_class(look: Look) -> &'static str {
    match look {
        Look::Building => "building",
        Look::Water => "water",
        Look::Fence => "fence",
        Look::Tree => "tree",
        Look::Green => "green",
        Look::Furniture => "furniture",
    }
}

/// One path element, nothing where there is nothing to draw.
fn path(class: &str, d: &str) -> String {
    if d.is_empty() { String::new() } else { format!("<path class=\"{class}\" d=\"{d}\"/>") }
}

/// What lies under the density: ground, obstacles, zones. The page's script draws from these
/// paths too, by their classes.
pub(crate) fn venue_areas(venue: &Venue) -> String {
    let mut svg = path("ground", &multi_path(&venue.ground));
    for look in [Look::Water, Look::Green, Look::Furniture, Look::Tree, Look::Building, Look::Fence]
    {
        let alike = venue.obstacles.iter().filter(|o| o.look == look);
        let d: String = alike.map(|o| multi_path(&o.shape)).collect();
        svg += &path(look_class(look), &d);
    }
    for (kind, class) in [(ZoneKind::Stairs, "stairs"), (ZoneKind::Slope, "slope")] {
        let alike = venue.zones.iter().filter(|z| z.kind == kind);
        svg += &path(class, &alike.map(|z| polygon_path(&z.shape)).collect::<String>());
    }
    svg
}

/// What lies over the density: treads of stairs, attractions, queues, counters, portals.
pub(crate) fn venue_lines(venue: &Venue) -> String {
    let stairs = venue.zones.iter().filter(|z| z.kind == ZoneKind::Stairs);
    let mut svg = path("treads", &stairs.map(|z| treads(&z.shape)).collect::<String>());
    for attraction in &venue.attractions {
        svg += &path("attraction", &polygon_path(&attraction.area));
        svg += &path("queue", &attraction.queue.as_ref().map(line_path).unwrap_or_default());
    }
    for counter in &venue.counters {
        svg += &path("counter", &line_path(&counter.line));
    }
    for portal in &venue.portals {
        svg += &match &portal.shape {
            PortalGeometry::Line(line) => path("portal", &line_path(line)),
            PortalGeometry::Area(area) => path("portal area", &polygon_path(area)),
        };
    }
    svg
}

/// Path of the ground alone, to clip fields by.
pub(crate) fn ground_path(venue: &Venue) -> String {
    multi_path(&venue.ground)
}

/// Shared definitions of all pictures of a page: the venue and the clip of its ground.
pub(crate) fn definitions(venue: &Venue) -> String {
    format!(
        "<svg class=\"definitions\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\
         <g id=\"venue\">{}</g><g id=\"venue-lines\">{}</g><clipPath id=\"on-ground\"><path clip-rule=\"evenodd\" d=\"{}\"/>\
         </clipPath></defs></svg>\n",
        venue_areas(venue),
        venue_lines(venue),
        ground_path(venue),
    )
}

/// A text that a picture carries, before it is known whether there is room for it.
pub(crate) struct Tag<'a> {
    pub at: [f64; 2],
    pub class: &'a str,
    pub text: &'a crate::document::Bilingual,
}

/// Texts of a picture in both languages, first come first served where they would overlap.
/// `keep_free`: the upper left end of its lower right corner, where the scale bar is.
pub(crate) fn tags(tags: &[Tag], window: &Window, size_m: f64, keep_free: [f64; 2]) -> String {
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut svg = String::new();
    for tag in tags.iter().filter(|t| window.contains(t.at)) {
        let half = text_width(&tag.text.en).max(text_width(&tag.text.zh)) * size_m / 2.0;
        let x = tag.at[0].min(window.high[0] - half - 0.3 * size_m);
        let x = x.max(window.low[0] + half + 0.3 * size_m);
        let in_corner = x + half > keep_free[0] && tag.at[1] - size_m * 0.7 < keep_free[1];
        let low = if in_corner { keep_free[1] } else { window.low[1] };
        let y = tag.at[1].max(low + size_m).min(window.high[1] - size_m);
        let room = [x - half, y - size_m * 0.7, x + half, y + size_m * 0.7];
        let free =
            |t: &[f64; 4]| room[2] < t[0] || t[2] < room[0] || room[3] < t[1] || t[3] < room[1];
        if tag.text.en.trim().is_empty() || !taken.iter().all(free) {
            continue;
        }
        taken.push(room);
        let place = format!("x=\"{}\" y=\"{}\"", short(x), short(-y + 0.35 * size_m));
        let languages = if tag.text.en == tag.text.zh {
            vec![("", &tag.text.en)]
        } else {
            vec![("en ", &tag.text.en), ("zh ", &tag.text.zh)]
        };
        for (language, text) in languages {
            let class = tag.class;
            let _ =
                write!(svg, "<text class=\"{language}{class}\" {place}>{}</text>", escape(text));
        }
    }
    svg
}

/// Width of a text over its size: Chinese characters are square, Latin letters about half.
fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if (c as u32) < 0x2E80 { 0.6 } else { 1.0 }).sum()
}
