//! From local metres to the picture's units, and shapes as SVG paths.

use geo::{BoundingRect, Coord, LineString, MultiPolygon, Rect};
use std::fmt::Write;

/// Longest side of the plan, units.
const LONGEST: f64 = 1180.0;
/// Most units for a metre: a small courtyard need not fill a wall.
const LARGEST_SCALE: f64 = 16.0;
/// Left and right of the plan, for coordinates.
const SIDE: f64 = 48.0;
/// Above the plan, for the name and coordinates.
const TOP: f64 = 62.0;
/// Below the plan, for coordinates, scale and legend.
const BOTTOM: f64 = 92.0;
/// Least width of the whole picture, so that the legend has room.
const NARROWEST: f64 = 860.0;

/// The picture's frame.
pub(crate) struct Canvas {
    bounds: Rect<f64>,
    /// Units for a metre.
    pub scale: f64,
    /// Width of the picture.
    pub width: f64,
    /// Height of the picture.
    pub height: f64,
    left: f64,
}

impl Canvas {
    /// A frame for what lies within `bounds` (metres).
    pub fn new(bounds: Rect<f64>) -> Self {
        let longest = bounds.width().max(bounds.height()).max(1.0);
        let scale = (LONGEST / longest).min(LARGEST_SCALE);
        let plan = bounds.width() * scale;
        let width = (plan + 2.0 * SIDE).max(NARROWEST);
        let height = bounds.height() * scale + TOP + BOTTOM;
        Self { bounds, scale, width, height, left: (width - plan) / 2.0 }
    }

    /// A place in the picture.
    pub fn at(&self, c: Coord<f64>) -> [f64; 2] {
        [
            self.left + (c.x - self.bounds.min().x) * self.scale,
            TOP + (self.bounds.max().y - c.y) * self.scale,
        ]
    }

    /// Left, top, width and height of the plan.
    pub fn frame(&self) -> [f64; 4] {
        [self.left, TOP, self.bounds.width() * self.scale, self.bounds.height() * self.scale]
    }

    /// Metres between grid lines: a round number some 80 to 200 units wide.
    pub fn grid_m(&self) -> f64 {
        let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0];
        steps.into_iter().find(|s| s * self.scale >= 80.0).unwrap_or(5000.0)
    }

    /// Multiples of `step` within the plan, in x or in y.
    pub fn multiples(&self, x: bool, step: f64) -> Vec<f64> {
        let (low, high) = if x {
            (self.bounds.min().x, self.bounds.max().x)
        } else {
            (self.bounds.min().y, self.bounds.max().y)
        };
        let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
        (first..=last).map(|i| i as f64 * step).collect()
    }

    /// Whether a text of a width fits into a shape's rectangle.
    pub fn fits(&self, shape: &MultiPolygon<f64>, width: f64) -> bool {
        shape
            .bounding_rect()
            .is_some_and(|r| r.width() * self.scale > width * 0.9 && r.height() * self.scale > 22.0)
    }

    /// All polygons as one path; they may overlap, since outer rings and holes run in opposite
    /// directions.
    pub fn areas(&self, out: &mut String, areas: &MultiPolygon<f64>, style: &str) {
        if areas.0.is_empty() {
            return;
        }
        out.push_str("<path d=\"");
        for area in &areas.0 {
            for ring in std::iter::once(area.exterior()).chain(area.interiors()) {
                self.steps(out, ring);
                out.push('Z');
            }
        }
        let _ = writeln!(out, "\" {style}/>");
    }

    /// A line.
    pub fn line(&self, out: &mut String, line: &LineString<f64>, style: &str) {
        out.push_str("<path fill=\"none\" d=\"");
        self.steps(out, line);
        let _ = writeln!(out, "\" {style}/>");
    }

    fn steps(&self, out: &mut String, line: &LineString<f64>) {
        for (i, c) in line.0.iter().enumerate() {
            let [x, y] = self.at(*c);
            let _ = write!(out, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
        }
    }
}
