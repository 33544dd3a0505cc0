//! A map of a venue with what a plan puts there, for pages and sheets of paper: told apart by shape
//! as well as by colour, so that it reads in black and white.

use super::markup::escape;
use crate::plan::{Measure, MeasureKind};
use crate::venue::{Look, PortalGeometry, Venue};
use geo::{BoundingRect, Centroid, Coord, LineString, MultiPolygon, Polygon};
use std::fmt::Write;

/// What part of the venue a map shows, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapWindow {
    /// West and south.
    pub low: [f64; 2],
    /// East and north.
    pub high: [f64; 2],
    /// How many letters' heights it is wide: fewer are larger.
    pub letters: f64,
}

impl MapWindow {
    /// All of a venue.
    pub fn whole(venue: &Venue) -> Self {
        let bounds = venue.ground.bounding_rect();
        bounds.map_or(Self { low: [0.0; 2], high: [100.0; 2], letters: 60.0 }, |bounds| Self {
            low: [bounds.min().x - 4.0, bounds.min().y - 4.0],
            high: [bounds.max().x + 4.0, bounds.max().y + 4.0],
            letters: 60.0,
        })
    }

    /// So many metres east and west of a point, and two thirds of that north and south.
    pub fn around([x, y]: [f64; 2], metres: f64) -> Self {
        let high = metres * 2.0 / 3.0;
        Self { low: [x - metres, y - high], high: [x + metres, y + high], letters: 36.0 }
    }

    fn width_m(&self) -> f64 {
        self.high[0] - self.low[0]
    }

    fn height_m(&self) -> f64 {
        self.high[1] - self.low[1]
    }
}

/// The map as SVG; measures carry their number in the plan, from 1. `of`: the one that is told,
/// drawn stronger than the others.
pub fn plan_map(
    venue: &Venue,
    measures: &[Measure],
    window: &MapWindow,
    of: Option<&str>,
) -> String {
    let size = window.width_m().max(window.height_m()) / window.letters;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plan-map\" viewBox=\"{} {} {} {}\" \
         style=\"background:#e6e4de\"><g stroke-linejoin=\"round\">",
        short(window.low[0]),
        short(-window.high[1]),
        short(window.width_m()),
        short(window.height_m()),
    );
    let _ = write!(
        svg,
        "<path d=\"{}\" fill=\"#fff\" stroke=\"#999\" stroke-width=\"{}\"/>",
        areas(&venue.ground),
        short(size * 0.08)
    );
    for obstacle in &venue.obstacles {
        let fill = match obstacle.look {
            Look::Building => "#c9c6be",
            Look::Water => "#d5e6ee",
            _ => "#dddad2",
        };
        let _ = write!(svg, "<path d=\"{}\" fill=\"{fill}\"/>", areas(&obstacle.shape));
    }
    for attraction in &venue.attractions {
        let _ = write!(
            svg,
            "<path d=\"{}\" fill=\"none\" stroke=\"#777\" stroke-dasharray=\"{1} {1}\" stroke-width=\"{2}\"/>",
            ring(attraction.area.exterior()),
            short(size * 0.3),
            short(size * 0.1)
        );
        if let Some(at) = attraction.area.centroid() {
            label(
                &mut svg,
                [at.x(), at.y()],
                size * 0.7,
                "#444",
                &attraction.name.en,
                &attraction.name.zh,
            );
        }
    }
    for portal in &venue.portals {
        let (path, at) = match &portal.shape {
            PortalGeometry::Line(line) => (line_path(line), line.centroid()),
            PortalGeometry::Area(area) => (ring(area.exterior()), area.centroid()),
        };
        let _ = write!(
            svg,
            "<path d=\"{path}\" fill=\"none\" stroke=\"#000\" stroke-width=\"{}\"/>",
            short(size * 0.4)
        );
        if let Some(at) = at {
            label(&mut svg, [at.x(), at.y()], size, "#000", &portal.name.en, &portal.name.zh);
        }
    }
    for (number, measure) in measures.iter().enumerate() {
        let strong = of.is_none_or(|id| id == measure.id);
        mark(&mut svg, number + 1, measure, size, strong);
    }
    svg + &scale(window, size) + "</g></svg>"
}

/// What a measure puts there, with its number.
fn mark(svg: &mut String, number: usize, measure: &Measure, size: f64, strong: bool) {
    let colour = if strong { "#8a2fb0" } else { "#b9a3c4" };
    let (mut at, width) = (None, short(size * if strong { 0.45 } else { 0.3 }));
    let mut line = |svg: &mut String, points: &LineString<f64>, dashes: &str| {
        let _ = write!(
            svg,
            "<path d=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" {dashes}/>",
            line_path(points)
        );
        at = points.centroid().map(|c| [c.x(), c.y()]);
    };
    let dashed = format!("stroke-dasharray=\"{0} {0}\"", short(size * 0.5));
    match &measure.kind {
        MeasureKind::Barrier(barrier) => {
            for [a, b] in barrier.segments() {
                line(svg, &LineString(vec![a, b]), "");
            }
            at = barrier.line.centroid().map(|c| [c.x(), c.y()]);
        }
        MeasureKind::Gate(gate) => line(svg, &gate.line, &dashed),
        MeasureKind::OneWay(one_way) => line(svg, &one_way.line, &dashed),
        MeasureKind::Closure(zone) => line(svg, &zone.area, &dashed),
        kind => at = kind.points().first().map(|c| [c.x, c.y]),
    }
    let Some([x, y]) = at else { return };
    let (x, y, radius) = (short(x), short(-y), short(size * 0.85));
    let body = match measure.kind {
        MeasureKind::Volunteer(_) | MeasureKind::Gate(_) | MeasureKind::Leaders(_) => {
            format!(
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{colour}\" stroke=\"#fff\" stroke-width=\"{}\"/>",
                short(size * 0.12)
            )
        }
        _ => format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"{}\"/>",
            short(size * 0.18)
        ),
    };
    let ink = match measure.kind {
        MeasureKind::Volunteer(_) | MeasureKind::Gate(_) | MeasureKind::Leaders(_) => "#fff",
        _ => "#000",
    };
    let _ = write!(
        svg,
        "{body}<text x=\"{x}\" y=\"{y}\" dy=\".35em\" text-anchor=\"middle\" font-size=\"{}\" font-weight=\"700\" fill=\"{ink}\">{number}</text>",
        short(size * 1.0)
    );
}

fn label(svg: &mut String, at: [f64; 2], size: f64, ink: &str, en: &str, zh: &str) {
    let style = format!(
        "x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"{}\" fill=\"{ink}\" stroke=\"#fff\" \
         stroke-width=\"{}\" paint-order=\"stroke\"",
        short(at[0]),
        short(-at[1]),
        short(size),
        short(size * 0.25)
    );
    for (class, text) in [("en", en), ("zh", zh)] {
        let _ = write!(svg, "<text class=\"{class}\" {style}>{}</text>", escape(text));
    }
}

/// A scale bar in the lower left corner.
fn scale(window: &MapWindow, size: f64) -> String {
    let length_m = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0]
        .into_iter()
        .rfind(|m| *m <= window.width_m() / 4.0)
        .unwrap_or(1.0);
    let (x, y) = (window.low[0] + size, -window.low[1] - size);
    format!(
        "<path d=\"M{} {}h{}\" stroke=\"#000\" stroke-width=\"{}\"/><text x=\"{}\" y=\"{}\" font-size=\"{}\">{length_m} m</text>",
        short(x),
        short(y),
        short(length_m),
        short(size * 0.25),
        short(x),
        short(y - size * 0.5),
        short(size)
    )
}

fn areas(areas: &MultiPolygon<f64>) -> String {
    let rings = |p: &Polygon<f64>| {
        std::iter::once(ring(p.exterior()))
            .chain(p.interiors().iter().map(ring))
            .collect::<String>()
    };
    areas.iter().map(rings).collect()
}

fn ring(line: &LineString<f64>) -> String {
    line_path(line) + "Z"
}

fn line_path(line: &LineString<f64>) -> String {
    let point = |(i, c): (usize, &Coord<f64>)| {
        format!("{}{} {}", if i == 0 { "M" } else { "L" }, short(c.x), short(-c.y))
    };
    line.coords().enumerate().map(point).collect()
}

/// A length to a centimetre.
fn short(m: f64) -> String {
    let text = format!("{m:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
