//! The curves as a picture: medians over the repetitions, and the span between the worst and best.

use crate::Curve;
use std::fmt::Write;

const SIDE: [f64; 2] = [720.0, 400.0];
const LEFT: f64 = 64.0;
const BELOW: f64 = 48.0;
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
        .fold(0.1, f64::max)
        * 1.05;
    let x = |spent: f64| LEFT + (SIDE[0] - LEFT - 120.0) * spent / budget;
    let y = |volume: f64| 16.0 + (SIDE[1] - BELOW - 16.0) * (1.0 - volume / highest);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" \
         font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
        SIDE[0], SIDE[1]
    );
    let _ = write!(
        svg,
        "<path d=\"M{l} 16V{b}H{r}\" fill=\"none\" stroke=\"#888\"/><text x=\"{r}\" y=\"{t}\" \
         text-anchor=\"end\">runs of the whole event spent ({budget:.0})</text><text x=\"8\" y=\"12\">share of the volume covered</text>",
        l = LEFT,
        b = y(0.0),
        r = x(budget),
        t = SIDE[1] - 16.0
    );
    for tick in 0..=4 {
        let volume = highest * f64::from(tick) / 4.0;
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" dy=\".35em\">{volume:.2}</text>",
            LEFT - 8.0,
            y(volume)
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
