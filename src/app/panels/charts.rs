//! Charts on the timeline's clock: density, flows against capacity, queues, people inside.

use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::app::theme::{SMALL, STEP};
use crate::assess::RunSummary;
use crate::document::clock_text;
use bevy_egui::egui::{self, Color32, RichText, Ui};
use egui_plot::{GridInput, GridMark, HLine, HoverPosition, Line, Plot, PlotPoints, VLine};

/// Height of a chart.
const HEIGHT: f32 = 128.0;
/// Lines of a chart at most: the largest.
const LINES: usize = 4;

/// A line of a chart: its name and a value a minute.
type Series = (String, Vec<f64>);

/// The charts, side by side.
pub fn show(ui: &mut Ui, desk: &Desk, look: &Look) {
    let Some(open) = &desk.open else { return };
    let Some(outcome) = &open.main().outcome else { return };
    let summary = &outcome.summary;
    let minutes = &summary.minutes;
    let limit = open.scenario().map(|s| s.limits.moving_density_per_m2);
    let density: Vec<f64> = minutes.peak_density_per_m2.iter().map(|d| f64::from(*d)).collect();
    let people = |list: &[u32]| list.iter().map(|p| f64::from(*p)).collect::<Vec<_>>();
    let inside = vec![
        (look.say("chart-inside"), people(&minutes.inside)),
        (look.say("chart-queueing"), people(&minutes.queueing)),
        (look.say("chart-outside"), people(&minutes.waiting_outside)),
    ];
    let (flows, capacity) = flows(summary, look);
    let charts = [
        ("chart-density", vec![(look.say("chart-peak"), density)], limit),
        ("chart-flows", flows, capacity),
        ("chart-queues", queues(summary, look), None),
        ("chart-people", inside, None),
    ];
    ui.columns(charts.len(), |columns| {
        for (ui, (key, series, level)) in columns.iter_mut().zip(charts) {
            ui.spacing_mut().item_spacing = egui::vec2(STEP, 0.0);
            ui.label(RichText::new(look.say(key)).size(SMALL).color(look.theme.quiet));
            ui.horizontal(|ui| {
                for (i, (name, _)) in series.iter().enumerate() {
                    let text = RichText::new(name).size(SMALL).color(colors(look)[i % LINES]);
                    ui.add(egui::Label::new(text).truncate());
                }
            });
            chart(ui, look, key, &series, level, summary, open.clock.at_s);
        }
    });
}

/// Flow across counters, the largest first, with the capacity of the first.
fn flows(summary: &RunSummary, look: &Look) -> (Vec<Series>, Option<f64>) {
    let mut counters: Vec<_> = summary.counters.iter().collect();
    let most = |c: &&crate::assess::CounterOutcome| {
        c.forward.iter().zip(&c.backward).map(|(a, b)| a + b).max().unwrap_or(0)
    };
    counters.sort_by_key(|c| std::cmp::Reverse(most(c)));
    let capacity = counters.first().map(|c| c.capacity_per_min);
    let series = counters.into_iter().take(LINES).map(|c| {
        let both = c.forward.iter().zip(&c.backward).map(|(a, b)| f64::from(a + b)).collect();
        (look.words.of(&c.name).to_owned(), both)
    });
    (series.collect(), capacity)
}

/// Lengths of queues, the longest first.
fn queues(summary: &RunSummary, look: &Look) -> Vec<Series> {
    let mut all: Vec<_> = summary.attractions.iter().collect();
    all.sort_by_key(|a| std::cmp::Reverse(a.queue.iter().max().copied()));
    let longest = all.into_iter().filter(|a| a.queue.iter().any(|q| *q > 0)).take(LINES);
    longest
        .map(|a| {
            let name = look.words.of(&a.name).to_owned();
            (name, a.queue.iter().map(|q| f64::from(*q)).collect())
        })
        .collect()
}

/// Colours of the lines.
fn colors(look: &Look) -> [Color32; LINES] {
    let theme = &look.theme;
    [theme.series_a, theme.series_b, theme.series_c, theme.quiet]
}

/// Marks of the clock: whole hours, or parts of one where the event is short.
fn marks(grid: GridInput) -> Vec<GridMark> {
    let length_s = grid.bounds.1 - grid.bounds.0;
    let steps = [600.0, 1800.0, 3600.0, 7200.0, 14_400.0];
    let step_s = steps.into_iter().find(|s| length_s / s <= 5.0).unwrap_or(43_200.0);
    let mark = |i: i64| GridMark { value: i as f64 * step_s, step_size: step_s };
    ((grid.bounds.0 / step_s).ceil() as i64..=(grid.bounds.1 / step_s) as i64).map(mark).collect()
}

fn chart(
    ui: &mut Ui,
    look: &Look,
    key: &str,
    series: &[Series],
    level: Option<f64>,
    summary: &RunSummary,
    at_s: f64,
) {
    let theme = &look.theme;
    let starts_s = summary.event.starts_s;
    let plot = Plot::new(key)
        .height(HEIGHT)
        .x_grid_spacer(marks)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .include_y(0.0)
        .include_x(0.0)
        .include_x(summary.event.duration_s)
        .show_grid([false, true])
        .x_axis_formatter(move |mark, _| clock_text(starts_s + mark.value))
        .label_formatter(move |hovered| match hovered {
            HoverPosition::NearDataPoint { plot_name, position, .. } => {
                let clock = clock_text(starts_s + position.x);
                Some(format!("{plot_name} {:.1}\n{clock}", position.y))
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    plot.show(ui, |plot| {
        for (i, (name, values)) in series.iter().enumerate() {
            let points: PlotPoints<'_> =
                summary.minutes.until_s.iter().zip(values).map(|(x, y)| [*x, *y]).collect();
            plot.line(Line::new(name.clone(), points).color(colors(look)[i % LINES]).width(1.6));
        }
        if let Some(level) = level {
            plot.hline(HLine::new(look.say("chart-limit"), level).color(theme.bad).width(1.0));
        }
        plot.vline(VLine::new("", at_s).color(theme.ink).width(1.0));
    });
}
