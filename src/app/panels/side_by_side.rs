//! Two or three plans side by side on one clock and one camera, and the differences between them.

use super::share;
use super::top::{ChipSize, chip, plan_files, plan_name};
use super::widgets::{heading, hint};
use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::app::map::PANES;
use crate::app::tasks;
use crate::app::theme::{CORNER, SMALL, STEP};
use crate::assess::RunSummary;
use bevy_egui::egui::{self, Color32, Frame, Grid, Margin, Rect, RichText, Ui, vec2};
use std::path::PathBuf;

/// Width of the names in the table.
const NAMES_WIDTH: f32 = 150.0;
/// Seeds of a comparison with intervals.
const SEEDS: u64 = 5;

/// The menu of what can be shown beside the plan that is edited.
pub fn menu(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let Some(open) = &desk.open else { return };
    let files = plan_files(&open.folder);
    let can_add = open.panes.len() < PANES && open.main().ready;
    let mut add: Option<Option<PathBuf>> = None;
    let (mut alone, mut intervals) = (false, false);
    let menu = ui.menu_button(format!("{} ▼", look.say("compare-menu")), |ui| {
        hint(ui, look, look.say("compare-menu-help"));
        ui.add_enabled_ui(can_add, |ui| {
            if ui.button(look.say("top-no-plan")).clicked() {
                add = Some(None);
                ui.close();
            }
            for file in &files {
                if ui.button(plan_name(look, Some(file))).clicked() {
                    add = Some(Some(file.clone()));
                    ui.close();
                }
            }
        });
        ui.separator();
        let several = open.panes.len() > 1;
        let button =
            egui::Button::new(look.words.with("compare-intervals", &[("seeds", SEEDS.into())]));
        if ui
            .add_enabled(several, button)
            .on_hover_text(look.say("compare-intervals-help"))
            .clicked()
        {
            intervals = true;
            ui.close();
        }
        if ui.add_enabled(several, egui::Button::new(look.say("compare-alone"))).clicked() {
            alone = true;
            ui.close();
        }
    });
    menu.response.on_hover_text(look.say("compare-menu-help"));
    if let (Some(file), Some(open)) = (add, &mut desk.open) {
        open.show_beside(file, None);
        open.unframed = true;
    }
    if alone && let Some(open) = &mut desk.open {
        open.panes.truncate(1);
        open.unframed = true;
    }
    if intervals {
        compare_with_intervals(desk);
    }
}

/// Runs all plans that are shown over paired seeds.
fn compare_with_intervals(desk: &mut Desk) {
    let Some(open) = &desk.open else { return };
    let plans = match share::plan_as_file(open) {
        Ok(first) => {
            let others = open.panes[1..].iter().map(|pane| pane.plan_file.clone());
            // The reference comes first: the event without measures, where it is shown.
            let mut plans: Vec<Option<PathBuf>> = std::iter::once(first).chain(others).collect();
            plans.sort_by_key(Option::is_some);
            plans.dedup();
            plans
        }
        Err(problems) => return desk.complain(&problems),
    };
    let folder = open.work_folder().join("comparison");
    tasks::compare(&mut desk.tasks, open.folder.clone(), plans, (1..=SEEDS).collect(), folder);
}

/// What each pane shows, over its top, with its three answers.
pub fn heads(root: &mut Ui, desk: &mut Desk, look: &Look, rects: &[Rect]) {
    let mut gone = None;
    let Some(open) = &desk.open else { return };
    for (number, rect) in rects.iter().enumerate() {
        let pane = &open.panes[number];
        let file = if number == 0 { open.plan_file.as_deref() } else { pane.plan_file.as_deref() };
        let at = rect.left_top() + vec2(2.0 * STEP, 2.0 * STEP);
        let area = egui::Area::new(root.id().with(("head", number))).fixed_pos(at);
        area.show(root.ctx(), |ui| {
            let frame = Frame::new().fill(look.theme.card.gamma_multiply(0.94));
            frame.corner_radius(CORNER).inner_margin(Margin::same(6)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(plan_name(look, file)).strong());
                    let behind_s = open.clock.at_s - pane.worker.simulated_s();
                    if behind_s > 3.0 {
                        let at_s =
                            open.hours().map_or(0.0, |h| h.starts_s) + pane.worker.simulated_s();
                        let clock = crate::document::clock_text(at_s);
                        hint(
                            ui,
                            look,
                            look.words.with("compare-behind", &[("clock", clock.into())]),
                        );
                    }
                    if number > 0
                        && ui.button("×").on_hover_text(look.say("compare-close")).clicked()
                    {
                        gone = Some(number);
                    }
                });
                let Some(outcome) = &pane.outcome else { return };
                let answers = &outcome.summary.answers;
                let size = ChipSize::that_fits((rect.width() - 8.0 * STEP) / 3.0);
                ui.horizontal(|ui| {
                    chip(ui, look, "top-safe", &answers.safe, size);
                    chip(ui, look, "top-smooth", &answers.smooth, size);
                    chip(ui, look, "top-unfelt", &answers.felt, size);
                });
            });
        });
    }
    if let (Some(number), Some(open)) = (gone, &mut desk.open) {
        open.panes.remove(number);
        open.unframed = true;
    }
}

/// A heading within the table, where there is no room to add above it.
fn part(ui: &mut Ui, look: &Look, key: &str) {
    ui.label(RichText::new(look.say(key)).size(SMALL).color(look.theme.quiet));
}

/// The differences so far.
pub fn table(ui: &mut Ui, desk: &Desk, look: &Look) {
    let Some(open) = &desk.open else { return };
    heading(ui, look, "compare-title");
    let summaries: Vec<Option<&RunSummary>> =
        open.panes.iter().map(|p| p.outcome.as_deref().map(|o| &o.summary)).collect();
    let Some(Some(first)) = summaries.first() else {
        hint(ui, look, look.say("inspect-nothing-yet"));
        return;
    };
    let columns = summaries.len() + 1;
    let row = |ui: &mut Ui, name: &str, value: &dyn Fn(&RunSummary) -> f64, digits: usize| {
        ui.vertical(|ui| {
            ui.set_width(NAMES_WIDTH);
            hint(ui, look, name);
        });
        let reference = value(first);
        for (i, summary) in summaries.iter().enumerate() {
            let Some(summary) = summary else {
                ui.label("…");
                continue;
            };
            let now = value(summary);
            let color: Color32 = match () {
                () if i == 0 || (now - reference).abs() < 0.05 * reference.abs() => look.theme.ink,
                () if now < reference => look.theme.good,
                () => look.theme.bad,
            };
            ui.label(RichText::new(format!("{now:.digits$}")).color(color));
        }
        ui.end_row();
    };
    Grid::new("differences").num_columns(columns).striped(true).show(ui, |ui| {
        ui.label("");
        for (i, pane) in open.panes.iter().enumerate() {
            let file = if i == 0 { open.plan_file.as_deref() } else { pane.plan_file.as_deref() };
            ui.label(RichText::new(plan_name(look, file)).strong());
        }
        ui.end_row();
        row(ui, &look.say("compare-safe"), &|s| s.answers.safe.figure, 0);
        row(ui, &look.say("compare-smooth"), &|s| s.answers.smooth.figure, 2);
        row(ui, &look.say("compare-felt"), &|s| s.answers.felt.figure, 2);
        row(ui, &look.say("compare-hotspots"), &|s| s.hotspots.len() as f64, 0);
        part(ui, look, "compare-friction");
        ui.end_row();
        for (i, segment) in first.segments.iter().enumerate() {
            let friction = |s: &RunSummary| s.segments.get(i).map_or(0.0, |s| s.friction_min);
            row(ui, look.words.of(&segment.name), &friction, 2);
        }
        part(ui, look, "compare-segment-felt");
        ui.end_row();
        for (i, segment) in first.segments.iter().enumerate() {
            let felt = |s: &RunSummary| s.felt.segments.get(i).map_or(0.0, |s| s.mean_min);
            row(ui, look.words.of(&segment.name), &felt, 2);
        }
    });
    hint(ui, look, look.say("compare-so-far"));
}
