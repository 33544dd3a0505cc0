//! Curves as SVG: measured points, and lines of different origins over them.

use std::fmt::Write;

/// Breadth and height of a picture, pixels.
const SIZE: [f64; 2] = [560.0, 320.0];
/// Left, top, right and bottom of what is drawn in it.
const FRAME: [f64; 4] = [52.0, 26.0, 544.0, 276.0];
/// Points that are drawn of each origin at most.
const MOST_POINTS: usize = 900;
/// Colours of origins, in their order; distinct for the colour-blind (Okabe and Ito 2008).
const COLOURS: [&str; 4] = ["#000000", "#0072b2", "#d55e00", "#009e73"];

/// One origin of points or of a line.
pub(super) struct Series<'a> {
    pub name: &'a str,
    /// Which colour: 0 what is real.
    pub colour: usize,
    pub points: Vec<[f64; 2]>,
    pub as_line: bool,
}

/// A picture of curves.
pub(super) struct Chart<'a> {
    pub title: &'a str,
    pub axes: [&'a str; 2],
    pub series: Vec<Series<'a>>,
}

impl Chart<'_> {
    /// The SVG; axes begin at nought.
    pub fn svg(&self) -> String {
        let all = || self.series.iter().flat_map(|s| &s.points);
        let most = |axis: usize| all().map(|p| p[axis]).fold(0.0, f64::max);
        let (x, y) = (Axis::up_to(most(0)), Axis::up_to(most(1)));
        let [left, top, right, bottom] = FRAME;
        let at = |p: &[f64; 2]| {
            let share = [p[0] / x.end, p[1] / y.end];
            [left + share[0] * (right - left), bottom - share[1] * (bottom - top)]
        };
        let mut svg = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
            SIZE[0], SIZE[1], SIZE[0], SIZE[1]
        );
        let _ = writeln!(
            svg,
            "<text x=\"{left}\" y=\"15\" font-size=\"13\">{}</text>",
            escaped(self.title)
        );
        for k in 0..=x.steps {
            let to = k as f64 * x.step;
            let [px, _] = at(&[to, 0.0]);
            let _ = writeln!(
                svg,
                "<path d=\"M{px:.1} {top}V{bottom}\" stroke=\"#dddddd\"/><text x=\"{px:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                bottom + 14.0,
                number(to)
            );
        }
        for k in 0..=y.steps {
            let to = k as f64 * y.step;
            let [_, py] = at(&[0.0, to]);
            let _ = writeln!(
                svg,
                "<path d=\"M{left} {py:.1}H{right}\" stroke=\"#dddddd\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                left - 5.0,
                py + 4.0,
                number(to)
            );
        }
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><text transform=\"translate(14 {top}) rotate(-90)\" text-anchor=\"end\">{}</text>",
            right,
            bottom + 30.0,
            self.axes[0],
            self.axes[1]
        );
        for series in &self.series {
            series.draw(&mut svg, &at);
        }
        self.legend(&mut svg);
        svg + "</svg>\n"
    }

    fn legend(&self, svg: &mut String) {
        let mut x = FRAME[0];
        for series in self.series.iter().filter(|series| !series.name.is_empty()) {
            let colour = COLOURS[series.colour % COLOURS.len()];
            let (y, text) = (SIZE[1] - 12.0, escaped(series.name));
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.0}\" y=\"{}\" width=\"14\" height=\"4\" fill=\"{colour}\"/><text x=\"{:.0}\" y=\"{y}\">{text}</text>",
                y - 6.0,
                x + 18.0
            );
            x += 34.0 + 6.5 * text.chars().count() as f64;
        }
    }
}

impl Series<'_> {
    fn draw(&self, svg: &mut String, at: &impl Fn(&[f64; 2]) -> [f64; 2]) {
        let colour = COLOURS[self.colour % COLOURS.len()];
        if self.as_line {
            let points: Vec<String> =
                self.points.iter().map(at).map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                points.join(" ")
            );
            return;
        }
        let every = (self.points.len() / MOST_POINTS).max(1);
        let mut path = String::new();
        for [x, y] in self.points.iter().step_by(every).map(at) {
            let _ = write!(path, "M{x:.1} {y:.1}h0");
        }
        let _ = writeln!(
            svg,
            "<path d=\"{path}\" stroke=\"{colour}\" stroke-width=\"3\" stroke-linecap=\"round\" stroke-opacity=\"0.35\"/>"
        );
    }
}

/// An axis from nought to a round number.
struct Axis {
    end: f64,
    step: f64,
    steps: usize,
}

impl Axis {
    fn up_to(most: f64) -> Self {
        let most = if most > 0.0 { most } else { 1.0 };
        let tens = 10f64.powf((most / 5.0).log10().floor());
        let fits = |m: &f64| most / (m * tens) <= 6.0;
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(fits).unwrap_or(10.0) * tens;
        let steps = (most / step).ceil().max(1.0) as usize;
        Self { end: step * steps as f64, step, steps }
    }
}

/// A text as it may stand in SVG.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A number without noughts at its end.
fn number(of: f64) -> String {
    let text = format!("{of:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        let ends = [0.37, 1.0, 4.3, 187.0].map(|most| Axis::up_to(most).end);
        assert_eq!(ends.map(number), ["0.4", "1", "5", "200"]);
    }
}
