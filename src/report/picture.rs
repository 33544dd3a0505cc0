//! Still pictures: the venue with the density of one minute, a difference, a hotspot.

use super::markup::{escape, label};
use super::measure_path::measure_path;
use super::outline::{Tag, Window, at, points_path, short, tags, venue_areas, venue_lines};
use super::packed::mostly_stand;
use super::palette::{change_class, density_class, light_tokens, signed_class};
use super::service::{DensityScale, portal_middle};
use crate::assess::{Hotspot, MeasureInfo};
use crate::document::Bilingual;
use crate::geometry::Grid;
use crate::observe::{DensityField, FieldMinute};
use crate::venue::Venue;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a still picture shows, from the back to the front.
pub(crate) struct Still<'a> {
    pub venue: &'a Venue,
    pub window: Window,
    pub alt: Bilingual,
    pub fill: Fill<'a>,
    pub measures: &'a [MeasureInfo],
    /// Only measures in place then are drawn, seconds since the event's start.
    pub at_s: Option<f64>,
    pub hotspots: &'a [Hotspot],
    /// The hotspot whose cross-section and forks are drawn.
    pub detail: Option<&'a Hotspot>,
    /// Where somebody went.
    pub way: &'a [[f64; 2]],
    /// Width that it is shown at on a wide screen, pixels: names and lines keep their size.
    pub shown_px: f64,
}

/// What colours the ground.
pub(crate) enum Fill<'a> {
    Nothing,
    Density(&'a Grid, &'a FieldMinute, DensityScale),
    Change(&'a Grid, &'a FieldMinute, &'a FieldMinute, DensityScale),
    /// A figure of each cell, more or less than none, and the size at which the colours end.
    Figures(&'a Grid, &'a [f64], f64),
}

impl Still<'_> {
    /// The picture; its shared definitions must be somewhere in the page.
    pub fn svg(&self) -> String {
        // Room is kept for the larger letters of narrow screens and of paper.
        let size_m = 15.0 * self.window.width_m() / self.shown_px;
        let mut svg = format!(
            "<svg class=\"still\" role=\"img\" viewBox=\"{}\" style=\"--m:{}px\" {}>",
            self.window.view_box(),
            short_fine(self.window.width_m() / self.shown_px),
            label(&self.alt),
        );
        svg += "<use href=\"#venue\"/>";
        let fill = match &self.fill {
            Fill::Nothing => String::new(),
            Fill::Density(grid, minute, scale) => density_paths(grid, minute, scale, &self.window),
            Fill::Change(grid, before, after, scale) => {
                change_paths(grid, before, after, scale, &self.window)
            }
            Fill::Figures(grid, figures, most) => {
                let class =
                    |(cell, figure): (usize, &f64)| Some((signed_class(figure / most)?, cell));
                cell_paths(grid, figures.iter().enumerate().filter_map(class), &self.window)
            }
        };
        let _ = write!(svg, "<g clip-path=\"url(#on-ground)\">{fill}</g>");
        svg += "<use href=\"#venue-lines\"/>";
        svg += &self.marks();
        svg + &self.names(size_m) + &scale_bar(&self.window) + "</svg>"
    }

    fn marks(&self) -> String {
        let mut svg = String::new();
        for measure in self.measures {
            let stands = self.at_s.is_none_or(|t| measure.from_s <= t && t <= measure.until_s);
            if stands {
                let d = measure_path(measure);
                let _ = write!(svg, "<path class=\"measure\" d=\"{d}\"/>");
            }
        }
        if let [first, .., last] = self.way {
            let d = points_path(self.way, false);
            let _ = write!(
                svg,
                "<path class=\"way-halo\" d=\"{d}\"/><path class=\"way\" d=\"{d}\"/>\
                 <path class=\"way-end\" d=\"M{}h0M{}h0\"/>",
                at(*first),
                at(*last)
            );
        }
        for hotspot in self.hotspots {
            let d: String = hotspot.outline.iter().map(|r| points_path(r, true)).collect();
            let _ = write!(svg, "<path class=\"hotspot\" d=\"{d}\"/>");
        }
        if let Some(hotspot) = self.detail {
            if let Some(section) = &hotspot.bottleneck {
                let d = points_path(&section.line, false);
                let _ = write!(
                    svg,
                    "<path class=\"section-halo\" d=\"{d}\"/><path class=\"section\" d=\"{d}\"/>"
                );
            }
            for fork in &hotspot.forks {
                let _ = write!(svg, "<path class=\"fork\" d=\"M{}h0\"/>", at(fork.at));
            }
        }
        svg
    }

    fn names(&self, size_m: f64) -> String {
        let ranks: Vec<Bilingual> =
            self.hotspots.iter().map(|h| Bilingual::same(h.rank.to_string())).collect();
        let mut all = Vec::new();
        for (hotspot, rank) in self.hotspots.iter().zip(&ranks) {
            if self.hotspots.len() > 1 || self.detail.is_none() {
                all.push(Tag { at: corner(hotspot, size_m), class: "rank", text: rank });
            }
        }
        for attraction in &self.venue.attractions {
            let middle = attraction.focus.0;
            let class = "name";
            all.push(Tag { at: [middle.x, middle.y], class, text: &attraction.name });
        }
        for portal in &self.venue.portals {
            if let Some(middle) = portal_middle(&portal.shape) {
                let class = "name portal-name";
                let at = self.inward([middle.x, middle.y], 1.6 * size_m);
                all.push(Tag { at, class, text: &portal.name });
            }
        }
        let (bar, _) = scale_bar_place(&self.window);
        let above_bar = [bar[0] - size_m, bar[1] + 1.8 * size_m];
        tags(&all, &self.window, size_m, above_bar)
    }

    /// A point moved towards the middle of the venue, so that a name does not cover its
    /// portal; along the axis in which it lies farther out.
    fn inward(&self, at: [f64; 2], by_m: f64) -> [f64; 2] {
        let whole = Window::whole(self.venue);
        let out = |k: usize, size_m: f64| (at[k] - (whole.low[k] + whole.high[k]) / 2.0) / size_m;
        let (east, north) = (out(0, whole.width_m()), out(1, whole.height_m()));
        if east.abs() > north.abs() {
            [at[0] - 2.0 * by_m * east.signum(), at[1]]
        } else {
            [at[0], at[1] - by_m * north.signum()]
        }
    }
}

/// Where the number of a hotspot stands: at its upper right corner, clear of the outline.
fn corner(hotspot: &Hotspot, size_m: f64) -> [f64; 2] {
    let points = || hotspot.outline.iter().flatten();
    let east = points().map(|p| p[0]).fold(hotspot.centre[0], f64::max);
    let north = points().map(|p| p[1]).fold(hotspot.centre[1], f64::max);
    [east + 0.6 * size_m, north + 0.6 * size_m]
}

/// A window about a hotspot that shows some of its surroundings, in an aspect (height over
/// width).
pub(crate) fn window_about(hotspot: &Hotspot, whole: &Window, least_m: f64, aspect: f64) -> Window {
    let mut window = Window { low: hotspot.centre, high: hotspot.centre };
    hotspot.outline.iter().flatten().for_each(|p| window.take_in(*p));
    if let Some(section) = &hotspot.bottleneck {
        section.line.iter().for_each(|p| window.take_in(*p));
    }
    let needed_m = window.width_m().max(window.height_m() / aspect) * 1.5;
    let middle = [(window.low[0] + window.high[0]) / 2.0, (window.low[1] + window.high[1]) / 2.0];
    Window::around(middle, needed_m.max(least_m).min(whole.width_m().max(least_m)), aspect)
}

/// The minute of a field that ends at or just after a time; the last where there is none.
pub(crate) fn minute_at(field: &DensityField, at_s: f64) -> Option<&FieldMinute> {
    field.minutes.iter().find(|m| m.until_s >= at_s - 0.5).or(field.minutes.last())
}

fn density_paths(
    grid: &Grid,
    minute: &FieldMinute,
    scale: &DensityScale,
    window: &Window,
) -> String {
    let classed = minute.cells.iter().filter_map(|cell| {
        let density = f64::from(cell.density_per_m2);
        Some((density_class(scale, density, mostly_stand(cell))?, cell.cell as usize))
    });
    cell_paths(grid, classed, window)
}

fn change_paths(
    grid: &Grid,
    before: &FieldMinute,
    after: &FieldMinute,
    scale: &DensityScale,
    window: &Window,
) -> String {
    let mut change: BTreeMap<u32, f64> = BTreeMap::new();
    for cell in &after.cells {
        *change.entry(cell.cell).or_default() += f64::from(cell.density_per_m2);
    }
    for cell in &before.cells {
        *change.entry(cell.cell).or_default() -= f64::from(cell.density_per_m2);
    }
    let classed = change
        .iter()
        .filter_map(|(cell, difference)| Some((change_class(scale, *difference)?, *cell as usize)));
    cell_paths(grid, classed, window)
}

/// Squares of cells, gathered by class into one path each, runs of a row joined.
fn cell_paths(
    grid: &Grid,
    cells: impl Iterator<Item = (String, usize)>,
    window: &Window,
) -> String {
    let mut paths: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let side = f64::from(grid.cell_m);
    for (class, cell) in cells.filter(|(_, cell)| *cell < grid.len()) {
        let centre = grid.centre(cell).as_dvec2().to_array();
        if !window.grown(side).contains(centre) {
            continue;
        }
        let corner = [centre[0] - side / 2.0, centre[1] + side / 2.0];
        let (path, last) = paths.entry(class).or_insert_with(|| (String::new(), usize::MAX));
        let _ = write!(path, "M{}h{s}v{s}h-{s}z", at(corner), s = short(side));
        *last = cell;
    }
    paths.iter().fold(String::new(), |svg, (class, (d, _))| {
        svg + &format!("<path class=\"{class}\" d=\"{d}\"/>")
    })
}

/// A bar with a round length, so that sizes can be judged.
fn scale_bar(window: &Window) -> String {
    let (start, length) = scale_bar_place(window);
    let inset = window.width_m() / 40.0;
    format!(
        "<path class=\"scale-bar\" d=\"M{}h{}\"/><text class=\"scale-text\" x=\"{}\" y=\"{}\">{length} m</text>",
        at(start),
        short(length),
        short(start[0] + length / 2.0),
        short(-start[1] - inset * 0.35),
    )
}

/// Where the scale bar begins, and its length, metres.
fn scale_bar_place(window: &Window) -> ([f64; 2], f64) {
    let width = window.width_m();
    let length = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0]
        .into_iter()
        .rfind(|l| *l <= width / 4.0)
        .unwrap_or(1.0);
    let inset = width / 40.0;
    ([window.high[0] - inset - length, window.low[1] + inset], length)
}

/// A number with three decimals at the most.
pub(crate) fn short_fine(x: f64) -> String {
    let text = format!("{x:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A picture of a venue that stands alone: ground, obstacles, portals and attractions with
/// their names in one language's first choice (English), and a metre grid if asked for; what
/// `wuwei import` and `wuwei check` show. The coordinates of the grid are those that plans use.
pub fn venue_svg(venue: &Venue, metre_grid: bool) -> String {
    let window = Window::whole(venue);
    let size_m = window.width_m() / 80.0;
    let unnamed: &[Hotspot] = &[];
    let still = Still {
        venue,
        window,
        alt: venue.name.clone(),
        fill: Fill::Nothing,
        measures: &[],
        at_s: None,
        hotspots: unnamed,
        detail: None,
        way: &[],
        shown_px: 960.0,
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"still alone\" viewBox=\"{}\" width=\"1600\" \
         style=\"--m:{}px\"><title>{}</title><style>{}{}.zh{{display:none}}</style>",
        window.view_box(),
        short_fine(window.width_m() / 1100.0),
        escape(&venue.name.en),
        light_tokens(),
        include_str!("../../assets/report/picture.css"),
    );
    let _ = write!(svg, "<g>{}{}</g>", venue_areas(venue), venue_lines(venue));
    if metre_grid {
        svg += &grid_lines(&window, size_m);
    }
    svg + &still.names(size_m) + &scale_bar(&window) + "</svg>\n"
}

fn grid_lines(window: &Window, size_m: f64) -> String {
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0]
        .into_iter()
        .find(|s| window.width_m() / s <= 16.0)
        .unwrap_or(1000.0);
    let mut svg = String::from("<g class=\"grid\">");
    let ticks = |k: usize| {
        let first = (window.low[k] / step).ceil() as i64;
        let last = (window.high[k] / step).floor() as i64;
        (first..=last).take(64).map(move |i| i as f64 * step)
    };
    for x in ticks(0) {
        let _ = write!(svg, "<path d=\"M{}V{}\"/>", at([x, window.low[1]]), short(-window.high[1]));
        let (tx, ty) = (short(x + 0.2 * size_m), short(-window.low[1] - 0.4 * size_m));
        let _ = write!(svg, "<text x=\"{tx}\" y=\"{ty}\">{x}</text>");
    }
    for y in ticks(1) {
        let _ = write!(svg, "<path d=\"M{}H{}\"/>", at([window.low[0], y]), short(window.high[0]));
        let (tx, ty) = (short(window.low[0] + 0.3 * size_m), short(-y - 0.3 * size_m));
        let _ = write!(svg, "<text x=\"{tx}\" y=\"{ty}\">{y}</text>");
    }
    svg + "</g>"
}
