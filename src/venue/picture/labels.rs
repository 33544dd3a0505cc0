//! Names on the plan, placed so that none covers another.

use super::canvas::Canvas;
use super::{colour, escaped};
use geo::{Coord, LineString};
use std::fmt::Write;

/// A rectangle in the picture: left, top, right, bottom.
type Box4 = [f64; 4];

/// A name that wants a place.
pub(crate) struct Wish<'a> {
    /// The name.
    pub text: &'a str,
    /// What it names, metres.
    pub at: Coord<f64>,
    /// Its colour.
    pub colour: &'static str,
    /// Type size.
    pub size: f64,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it stands beside what it names, not on it.
    pub beside: bool,
    /// Whether it is drawn in any case, if need be with a leader.
    pub needed: bool,
}

/// The names placed so far.
pub(crate) struct Labels<'a> {
    canvas: &'a Canvas,
    taken: Vec<Box4>,
    clear: Vec<Box4>,
    drawn: String,
}

/// Width of a text, units: Chinese letters are square, Latin ones about half as wide.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c as u32 > 0x2e80 { 1.02 } else { 0.57 }).sum::<f64>() * size
}

impl<'a> Labels<'a> {
    /// An empty plan.
    pub fn new(canvas: &'a Canvas) -> Self {
        Self { canvas, taken: Vec::new(), clear: Vec::new(), drawn: String::new() }
    }

    /// Keeps names off a line.
    pub fn keep_clear(&mut self, line: &LineString<f64>) {
        for segment in line.lines() {
            let [x0, y0] = self.canvas.at(segment.start);
            let [x1, y1] = self.canvas.at(segment.end);
            self.clear.push([
                x0.min(x1) - 3.0,
                y0.min(y1) - 3.0,
                x0.max(x1) + 3.0,
                y0.max(y1) + 3.0,
            ]);
        }
    }

    /// Places a name at the best free spot near what it names.
    pub fn place(&mut self, wish: Wish<'_>) {
        let [x, y] = self.canvas.at(wish.at);
        let (w, h) = (width(wish.text, wish.size), wish.size * 1.15);
        let mut best: Option<(f64, Box4)> = None;
        for (distance, angle) in spots(wish.beside) {
            let (sin, cos) = angle.sin_cos();
            let (reach_x, reach_y) = (w / 2.0 + distance, h / 2.0 + distance);
            let middle =
                if distance == 0.0 { [x, y] } else { [x + cos * reach_x, y + sin * reach_y] };
            let spot = self.within([
                middle[0] - w / 2.0,
                middle[1] - h / 2.0,
                middle[0] + w / 2.0,
                middle[1] + h / 2.0,
            ]);
            let wider = [spot[0] - 2.0, spot[1] - 1.0, spot[2] + 2.0, spot[3] + 1.0];
            let covered: f64 = self.taken.iter().map(|t| shared(t, &wider) * 3.0).sum::<f64>()
                + self.clear.iter().map(|t| shared(t, &spot)).sum::<f64>();
            let cost = covered + distance * 0.6;
            if best.as_ref().is_none_or(|(known, _)| cost < *known) {
                best = Some((cost, spot));
            }
        }
        let Some((cost, spot)) = best else { return };
        if !wish.needed && cost > 1.0 {
            return;
        }
        self.put(&wish, spot, [x, y]);
    }

    /// The box moved so that it lies in the plan.
    fn within(&self, b: Box4) -> Box4 {
        let [x, y, w, h] = self.canvas.frame();
        let dx = (x + 4.0 - b[0]).max(0.0) - (b[2] - (x + w - 4.0)).max(0.0);
        let dy = (y + 3.0 - b[1]).max(0.0) - (b[3] - (y + h - 3.0)).max(0.0);
        [b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy]
    }

    fn put(&mut self, wish: &Wish<'_>, spot: Box4, from: [f64; 2]) {
        let middle = [(spot[0] + spot[2]) / 2.0, (spot[1] + spot[3]) / 2.0];
        let edge = [from[0].clamp(spot[0], spot[2]), from[1].clamp(spot[1], spot[3])];
        if (edge[0] - from[0]).hypot(edge[1] - from[1]) > 14.0 {
            let _ = writeln!(
                self.drawn,
                "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{}\" stroke-width=\"0.8\" stroke-opacity=\"0.7\"/>",
                from[0], from[1], edge[0], edge[1], wish.colour
            );
        }
        let _ = writeln!(
            self.drawn,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"{}\" font-weight=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"3\" stroke-opacity=\"0.85\" stroke-linejoin=\"round\" paint-order=\"stroke\">{}</text>",
            middle[0],
            middle[1] + wish.size * 0.36,
            wish.size,
            if wish.bold { 600 } else { 400 },
            wish.colour,
            colour::GROUND,
            escaped(wish.text)
        );
        self.taken.push(spot);
    }

    /// Writes all names.
    pub fn draw(self, out: &mut String) {
        out.push_str(&self.drawn);
    }
}

/// Where a name may stand: distance and direction from what it names, the best first.
fn spots(beside: bool) -> Vec<(f64, f64)> {
    let mut spots = if beside { Vec::new() } else { vec![(0.0, 0.0)] };
    for distance in [8.0, 14.0, 22.0, 34.0, 50.0, 70.0] {
        for eighth in [0.0, 4.0, 6.0, 2.0, 7.0, 5.0, 1.0, 3.0] {
            spots.push((distance, eighth * std::f64::consts::FRAC_PI_4));
        }
    }
    spots
}

/// Area that two boxes share.
fn shared(a: &Box4, b: &Box4) -> f64 {
    let w = (a[2].min(b[2]) - a[0].max(b[0])).max(0.0);
    let h = (a[3].min(b[3]) - a[1].max(b[1])).max(0.0);
    w * h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_at_one_place_do_not_cover_each_other() {
        let bounds = geo::Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 200.0, y: 100.0 });
        let canvas = Canvas::new(bounds);
        let mut labels = Labels::new(&canvas);
        for text in ["North gate", "Tea counter", "Stage", "Bus stop"] {
            let at = Coord { x: 100.0, y: 50.0 };
            labels.place(Wish {
                text,
                at,
                colour: colour::INK,
                size: 12.0,
                bold: false,
                beside: true,
                needed: true,
            });
        }
        for (i, a) in labels.taken.iter().enumerate() {
            for b in &labels.taken[i + 1..] {
                assert!(shared(a, b) < 1.0, "{a:?} {b:?}");
            }
        }
    }
}
