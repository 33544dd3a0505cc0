//! What goes on beside the window, and what the advisor came to: plans as points of a chart, each
//! piece with its reason and effect, to be taken all or one by one.

use super::widgets::{figure, heading, hint, main_button, title};
use crate::advise::{Advice, AdvisedPlan, Verdict};
use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::app::tasks::time_left;
use crate::app::theme::{CORNER, STEP};
use crate::plan::PlanEdit;
use bevy_egui::egui::{self, Frame, Margin, ProgressBar, Rangef, RichText, Ui};
use egui_plot::{AxisHints, MarkerShape, Plot, PlotPoints, Points};
use std::sync::atomic::Ordering;

/// What goes on, each with how far it is, the time left, and a way to stop it.
pub fn progress(ui: &mut Ui, desk: &Desk, look: &Look) {
    for task in &desk.tasks.going_on {
        let progress = task.progress();
        let frame = Frame::new().fill(look.theme.paper).corner_radius(CORNER);
        frame.inner_margin(Margin::same(8)).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(look.say(task.name)).strong());
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let stops = task.stop.load(Ordering::Relaxed);
                    let stop = egui::Button::new(look.say("status-stop"));
                    if ui.add_enabled(!stops, stop).clicked() {
                        task.stop.store(true, Ordering::Relaxed);
                    }
                });
            });
            match progress.share {
                Some(share) => ui.add(ProgressBar::new(share as f32).desired_height(8.0)),
                None => ui.spinner(),
            };
            hint(ui, look, look.words.of(&progress.doing));
            let left = time_left(&look.words, task);
            if !left.is_empty() {
                hint(ui, look, left);
            }
        });
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
    }
}

/// The advice, if there is any.
pub fn show(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let Some(advice) = desk.tasks.advice.take() else { return };
    let mut keep = true;
    ui.horizontal(|ui| {
        title(ui, look.say("advise-title"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            keep = !ui.button("×").on_hover_text(look.say("status-dismiss")).clicked();
        });
    });
    ui.add(egui::Label::new(look.words.of(&advice.sentence)).wrap());
    if !advice.plans.is_empty() {
        front(ui, desk, look, &advice);
        plan(ui, desk, look, &advice);
    }
    if !matches!(advice.verdict, Verdict::Keeps | Verdict::NothingToImprove) {
        heading(ui, look, "advise-would-help");
        for help in &advice.help {
            ui.add(egui::Label::new(format!("• {}", look.words.of(help))).wrap());
        }
    }
    ui.separator();
    if keep {
        desk.tasks.advice = Some(advice);
    }
}

/// Numbers of an axis fade out between these distances, points: a narrow chart has some, too.
const TICKS: Rangef = Rangef { min: 24.0, max: 36.0 };

/// Plans as points: how felt they are against what they leave of the risk.
fn front(ui: &mut Ui, desk: &mut Desk, look: &Look, advice: &Advice) {
    let theme = &look.theme;
    let place = |plan: &AdvisedPlan| [felt_of(plan), 100.0 * plan.promise.risk];
    let chosen = desk.tasks.chosen.min(advice.plans.len() - 1);
    let axes = [look.say("advise-axis-felt"), look.say("advise-axis-risk")];
    let plot = Plot::new("front")
        .height(150.0)
        .custom_x_axes(vec![AxisHints::new_x().label(axes[0].clone()).label_spacing(TICKS)])
        .y_axis_label(axes[1].clone())
        .include_x(0.0)
        .include_y(0.0)
        .include_y(100.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false);
    let response = plot.show(ui, |plot| {
        let without =
            Points::new(look.say("top-no-plan"), vec![[0.0, 100.0 * advice.without.risk]]);
        plot.points(without.radius(5.0).color(theme.series_base).shape(MarkerShape::Cross));
        for (i, advised) in advice.plans.iter().enumerate() {
            let name = look.words.of(&advised.plan.name).to_owned();
            let points = Points::new(name, PlotPoints::from(place(advised)));
            let radius = if i == chosen { 8.0 } else { 5.0 };
            plot.points(points.radius(radius).color(theme.measure));
        }
        plot.pointer_coordinate().map(|at| (at.x, at.y))
    });
    if response.response.clicked()
        && let Some((x, y)) = response.inner
    {
        let widest = advice.plans.iter().map(|p| place(p)[0]).fold(0.1, f64::max);
        let far = |plan: &AdvisedPlan| {
            let [felt, risk] = place(plan);
            ((felt - x) / widest).hypot((risk - y) / 100.0)
        };
        let nearest = (0..advice.plans.len())
            .min_by(|a, b| far(&advice.plans[*a]).total_cmp(&far(&advice.plans[*b])));
        desk.tasks.chosen = nearest.unwrap_or(0);
    }
    hint(ui, look, look.say("advise-front-help"));
}

/// Mean felt on fresh seeds, or where there were none on those it was found with, minutes.
fn felt_of(advised: &AdvisedPlan) -> f64 {
    advised.promise.felt_min.as_ref().map_or(advised.own_felt_min, |felt| felt.plan)
}

/// The plan of the chosen point, piece by piece.
fn plan(ui: &mut Ui, desk: &mut Desk, look: &Look, advice: &Advice) {
    let advised = &advice.plans[desk.tasks.chosen.min(advice.plans.len() - 1)];
    ui.label(RichText::new(look.words.of(&advised.plan.name)).strong());
    let risk = format!("{:.0} %", 100.0 * advised.promise.risk);
    figure(ui, look, &look.say("advise-risk-left"), &risk);
    let felt = format!("{:.2}", felt_of(advised));
    let felt = look.words.with("look-minutes", &[("minutes", felt.into())]);
    figure(ui, look, &look.say("advise-felt"), &felt);
    let effort = look.words.with(
        "advise-effort",
        &[
            ("volunteers", advised.effort.volunteers.into()),
            ("barriers", advised.effort.barriers.into()),
            ("signs", advised.effort.signs.into()),
        ],
    );
    figure(ui, look, &look.say("advise-needs"), &effort);
    if main_button(ui, look, look.say("advise-take-all")).clicked()
        && let Some(open) = &mut desk.open
    {
        open.take_plan(&advised.plan);
    }
    for piece in &advised.pieces {
        let Some(measure) = advised.plan.measure(&piece.id) else { continue };
        let frame = Frame::new().fill(look.theme.paper).corner_radius(CORNER);
        frame.inner_margin(Margin::same(8)).show(ui, |ui| {
            ui.label(RichText::new(look.words.of(&piece.name)).color(look.theme.measure));
            ui.add(egui::Label::new(look.words.of(&piece.why)).wrap());
            if let Some(without) = piece.without_person_min {
                let minutes = format!("{without:+.0}");
                let text = look.words.with("advise-without", &[("minutes", minutes.into())]);
                hint(ui, look, text);
            }
            let Some(open) = &mut desk.open else { return };
            let has = open.plan().and_then(|plan| plan.measure(&piece.id)).cloned();
            let same = has.as_ref() == Some(measure);
            let take = egui::Button::new(look.say("advise-take-piece"));
            if ui.add_enabled(!same, take).clicked() {
                open.edit(PlanEdit { old: has, new: Some(measure.clone()) }, None);
            }
        });
        ui.add_space(STEP);
    }
}
