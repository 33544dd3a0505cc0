//! How many come, from when to when, and where the event is written.

use super::{Wanted, stroke};
use crate::app::look::Look;
use crate::app::new_map::NewMap;
use crate::app::panels::widgets::{heading, hint};
use crate::app::theme::STEP;
use crate::document::parse_clock;
use crate::scenario::fields::demand::MOST_VISITORS;
use bevy_egui::egui::{DragValue, TextEdit, Ui};

/// Width of a time of day.
const TIME_WIDTH: f32 = 64.0;

/// The part.
pub fn show(ui: &mut Ui, new: &mut NewMap, look: &Look, wanted: &mut Wanted) {
    let mut made = new.made().clone();
    heading(ui, look, "new-visitors");
    let speed = (f64::from(made.visitors) * 0.01).max(1.0);
    let visitors = DragValue::new(&mut made.visitors).range(1..=MOST_VISITORS).speed(speed);
    ui.add_sized([96.0, 28.0], visitors).on_hover_text(look.say("new-visitors-help"));
    heading(ui, look, "new-hours");
    ui.horizontal(|ui| {
        let [from, until] = &mut made.hours;
        time(ui, look, from);
        ui.label("–");
        time(ui, look, until);
    });
    hint(ui, look, look.say("new-hours-help"));
    new.change(stroke(ui.ctx()), |now, _| *now = made);
    ui.add_space(2.0 * STEP);
    heading(ui, look, "new-folder");
    let mut folder = new.folder().display().to_string();
    let edit = TextEdit::multiline(&mut folder).desired_rows(2).desired_width(f32::INFINITY);
    if ui.add(edit).changed() {
        let one_line = folder.replace(['\n', '\r'], "");
        new.folder = Some(one_line).filter(|folder| !folder.trim().is_empty());
        new.amiss = None;
    }
    wanted.folder = ui.button(look.say("new-folder-choose")).clicked();
    hint(ui, look, look.say("new-folder-help"));
}

/// A time of day; one that is none is red.
fn time(ui: &mut Ui, look: &Look, text: &mut String) {
    let color = if parse_clock(text).is_some() { look.theme.ink } else { look.theme.bad };
    ui.add(TextEdit::singleline(text).desired_width(TIME_WIDTH).text_color(color));
}
