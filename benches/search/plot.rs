//! The curves as a picture: medians over the repetitions, and the span between the worst and best.

use crate::Curve;
use std::fmt::Write;

const SIDE: [f64; 2] = [720.0, 400.0];
const LEFT: f64 = 64.0;
const BELOW: f64 = 56.0;
const ABOVE: f64 = 32.0;
/// Between two lines across, share of the volume; between two marks along, runs.
const TICK: f64 = 0.2;
const RUNS: usize = 2;
const COLOURS: [&str; 4] = ["#8a2fb0", "#2a6c9e", "#a05a00", "#8b919a"];
const STEPS: usize = 60;

/// A search's curves, one a repetition: what was spent, and what is covered then.
pub type Curves<'a> = (&'a str, Vec<Curve>);

/// The picture.
pub fn svg(curves: &[Curves], budget: f64) -> String {
    let highest = curves
        .iter()
        .flat_map(|(_, runs)| runs.iter().flatten())
        .map(|(_, volume)| *volume)
        .fold(TICK, f64::max);
    let highest = (highest / TICK).ceil() * TICK;
    let x = |spent: f64| LEFT + (SIDE[0] - LEFT - 120.0) * spent / budget;
    let y = |volume: f64| ABOVE + (SIDE[1] - BELOW - ABOVE) * (1.0 - volume / highest);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" \
         font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
        SIDE[0], SIDE[1]
    );
    let (right, base) = (x(budget), y(0.0));
    let _ = write!(
        svg,
        "<text x=\"{right}\" y=\"{:.1}\" text-anchor=\"end\">runs of the whole event spent</text>\
         <text x=\"8\" y=\"16\">share of the volume of risk, felt and effort that the front covers</text>",
        base + 40.0
    );
    for tick in 0..=(highest / TICK).round() as usize {
        let (volume, left) = (TICK * tick as f64, LEFT - 8.0);
        let at = y(volume);
        let _ = write!(
            svg,
            "<path d=\"M{LEFT} {at:.1}H{right}\" stroke=\"#ddd\"/><text x=\"{left}\" y=\"{at:.1}\" \
             text-anchor=\"end\" dy=\".35em\">{volume:.1}</text>"
        );
    }
    for runs in (0..=budget as usize).step_by(RUNS) {
        let (at, below) = (x(runs as f64), base + 18.0);
        let _ = write!(
            svg,
            "<text x=\"{at:.1}\" y=\"{below:.1}\" text-anchor=\"middle\">{runs}</text>"
        );
    }
    for (index, (name, runs)) in curves.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let at = |spent: f64| -> Vec<f64> {
            let mut all: Vec<f64> = runs.iter().map(|run| covered(run, spent)).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let (mut line, mut above, mut below) = (String::new(), String::new(), Vec::new());
        for step in 0..=STEPS {
            let spent = budget * step as f64 / STEPS as f64;
            let all = at(spent);
            let (low, middle, high) = (all[0], all[all.len() / 2], all[all.len() - 1]);
            let letter = if step == 0 { 'M' } else { 'L' };
            let _ = write!(line, "{letter}{:.1} {:.1}", x(spent), y(middle));
            let _ = write!(above, "{letter}{:.1} {:.1}", x(spent), y(high));
            below.push(format!("L{:.1} {:.1}", x(spent), y(low)));
        }
        below.reverse();
        let _ = write!(
            svg,
            "<path d=\"{above}{}Z\" fill=\"{colour}\" opacity=\".12\"/><path d=\"{line}\" fill=\"none\" \
             stroke=\"{colour}\" stroke-width=\"2\"/><text x=\"{}\" y=\"{:.1}\" dy=\".35em\" fill=\"{colour}\">{name}</text>",
            below.concat(),
            x(budget) + 8.0,
            y(at(budget)[runs.len() / 2])
        );
    }
    svg + "</svg>\n"
}

/// What a run covers once so much is spent.
fn covered(run: &[(f64, f64)], spent: f64) -> f64 {
    run.iter().take_while(|(at, _)| *at <= spent + 1e-9).last().map_or(0.0, |(_, volume)| *volume)
}
