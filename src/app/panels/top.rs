//! The bar at the top: event and plan, the three answers so far, compare, share, language, theme.

use super::widgets::grade_sign;
use super::{first, share, side_by_side};
use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::app::settings::{SCALES, Settings};
use crate::app::theme::{CORNER, SMALL, STEP};
use crate::assess::Answer;
use crate::report::markup::answer_figure;
use bevy_egui::egui::{self, Frame, Margin, RichText, Ui};
use std::path::PathBuf;

/// What the menus at the right take, points.
const MENUS_WIDTH: f32 = 340.0;

/// How much of an answer there is room for. The rest is told under the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipSize {
    /// Sign, word and figure.
    Whole,
    /// Sign and word.
    Word,
    /// The sign.
    Sign,
}

impl ChipSize {
    /// What fits into so many points.
    pub fn that_fits(width: f32) -> Self {
        match width {
            w if w >= 150.0 => Self::Whole,
            w if w >= 96.0 => Self::Word,
            _ => Self::Sign,
        }
    }
}

/// The bar.
pub fn show(ui: &mut Ui, desk: &mut Desk, look: &Look, settings: &mut Settings) {
    egui::MenuBar::new().ui(ui, |ui| {
        event_menu(ui, desk, look, settings);
        plan_menu(ui, desk, look);
        ui.add_space(4.0 * STEP);
        let size = ChipSize::that_fits((ui.available_width() - MENUS_WIDTH) / 3.0);
        // In one piece: where the answers come, a menu beside them that is open stays so.
        ui.horizontal(|ui| answers(ui, desk, look, size));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            first::switches(ui, look, settings);
            scale_menu(ui, look, settings);
            share::menu(ui, desk, look);
            side_by_side::menu(ui, desk, look);
        });
    });
}

fn scale_menu(ui: &mut Ui, look: &Look, settings: &mut Settings) {
    let percent = |scale: f32| format!("{:.0} %", scale * 100.0);
    let menu = ui.menu_button(percent(settings.scale), |ui| {
        for scale in SCALES {
            if ui.radio(settings.scale == scale, percent(scale)).clicked() {
                settings.scale = scale;
                ui.close();
            }
        }
    });
    menu.response.on_hover_text(look.say("top-scale-help"));
}

fn event_menu(ui: &mut Ui, desk: &mut Desk, look: &Look, settings: &mut Settings) {
    let Some(open) = &desk.open else { return };
    let name = open.scenario().map_or_else(
        || open.folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        |scenario| look.words.of(&scenario.name).to_owned(),
    );
    let name = cut_to(&name, ((ui.available_width() - MENUS_WIDTH) / 16.0) as usize);
    let mut close = false;
    let mut other: Option<PathBuf> = None;
    ui.menu_button(RichText::new(format!("{name} ▼")).strong(), |ui| {
        if ui.button(look.say("start-open")).clicked() {
            desk.start.dialog = Some(first::dialog_for_event(look));
            ui.close();
        }
        ui.separator();
        for folder in settings.recent.iter().skip(1) {
            let name = folder.file_name().map(|n| n.to_string_lossy().into_owned());
            let name = name.unwrap_or_default();
            if ui.button(name).on_hover_text(folder.display().to_string()).clicked() {
                other = Some(folder.clone());
                ui.close();
            }
        }
        ui.separator();
        if ui.button(look.say("top-close")).clicked() {
            close = true;
            ui.close();
        }
    });
    if close {
        desk.close();
    }
    if let Some(folder) = other {
        desk.open_event(&folder, None, settings);
    }
}

/// A name, cut where it has more than so many letters.
fn cut_to(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Plan files beside an event.
pub fn plan_files(folder: &std::path::Path) -> Vec<PathBuf> {
    let read = std::fs::read_dir(folder.join("plans")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = read
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "ron"))
        .collect();
    files.sort();
    files
}

/// How a plan file is called in a menu.
pub fn plan_name(look: &Look, file: Option<&std::path::Path>) -> String {
    match file.and_then(|f| f.file_stem()) {
        Some(stem) => stem.to_string_lossy().replace('_', " "),
        None => look.say("top-no-plan"),
    }
}

fn plan_menu(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let Some(open) = &mut desk.open else { return };
    let changed = open.history.as_ref().is_some_and(|h| h.is_changed_since_saved());
    let mark = if changed { " •" } else { "" };
    let name = plan_name(look, open.plan_file.as_deref());
    let files = plan_files(&open.folder);
    let (mut chosen, mut save, mut save_as) = (None, false, false);
    let mut again = false;
    ui.menu_button(format!("{name}{mark} ▼"), |ui| {
        if ui.button(look.say("top-no-plan")).clicked() {
            chosen = Some(None);
            ui.close();
        }
        for file in files {
            if ui.button(plan_name(look, Some(&file))).clicked() {
                chosen = Some(Some(file));
                ui.close();
            }
        }
        ui.separator();
        let can_save = open.plan_file.is_some() && changed;
        if ui.add_enabled(can_save, egui::Button::new(look.say("top-save"))).clicked() {
            save = true;
            ui.close();
        }
        if ui.button(look.say("top-save-as")).clicked() {
            save_as = true;
            ui.close();
        }
        ui.separator();
        if ui.button(look.say("top-run-again")).clicked() {
            again = true;
            ui.close();
        }
    });
    if again {
        open.run_again();
    }
    if let Some(file) = chosen {
        desk.choose_plan(file, &look.words);
    }
    if save {
        desk.save_plan();
    }
    if save_as {
        share::ask(desk, look, share::Purpose::SavePlan);
    }
}

/// The three answers so far, kept apart.
fn answers(ui: &mut Ui, desk: &Desk, look: &Look, size: ChipSize) {
    let Some(outcome) = desk.open.as_ref().and_then(|open| open.main().outcome.as_ref()) else {
        return;
    };
    let answers = &outcome.summary.answers;
    for (key, answer) in [
        ("top-safe", &answers.safe),
        ("top-smooth", &answers.smooth),
        ("top-unfelt", &answers.felt),
    ] {
        chip(ui, look, key, answer, size);
    }
}

/// One answer: a sign, a word, and one figure.
pub fn chip(ui: &mut Ui, look: &Look, key: &str, answer: &Answer, size: ChipSize) {
    let (_, soft) = look.grade(answer.grade);
    let frame = Frame::new().fill(soft).corner_radius(CORNER).inner_margin(Margin::symmetric(8, 3));
    let response = frame
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                grade_sign(ui, look, answer.grade);
                if size != ChipSize::Sign {
                    ui.label(RichText::new(look.say(key)).strong());
                }
                if size == ChipSize::Whole {
                    ui.label(RichText::new(figure(look, answer)).size(SMALL));
                }
            });
        })
        .response;
    let head = format!("{} · {}", look.say(key), figure(look, answer));
    response.on_hover_text(format!("{head}\n{}", look.words.of(&answer.words)));
}

/// The figure of an answer with its unit.
pub fn figure(look: &Look, answer: &Answer) -> String {
    look.words.of(&answer_figure(answer)).to_owned()
}
