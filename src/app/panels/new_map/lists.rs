//! The lists of entrances and of what people come for, and the form of the selected one.

use super::stroke;
use crate::app::look::Look;
use crate::app::new_map::made::{Door, RADII_M, Thing, Way};
use crate::app::new_map::rim::{NARROWEST_M, WIDEST_M};
use crate::app::new_map::{NewMap, Selected, Tool};
use crate::app::panels::widgets::hint;
use crate::app::theme::{CORNER, SMALL, STEP};
use crate::scenario::Is;
use crate::venue::Drawn;
use bevy_egui::egui::text::{CCursor, CCursorRange};
use bevy_egui::egui::{self, Align, Button, DragValue, Layout, RichText, TextEdit, Ui, vec2};

/// Width of the names of fields.
const LABEL_WIDTH: f32 = 92.0;
/// Height of a line of a list.
const ROW_HEIGHT: f32 = 28.0;

/// Entrances and exits.
pub fn doors(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    let chosen = new.tool == Tool::Door;
    if tool(ui, look, chosen, "new-put-door", "new-put-door-help").clicked() {
        new.take_up(if chosen { Tool::Select } else { Tool::Door });
    }
    said(ui, new, look, chosen.then_some("new-put-door-how"), "new-doors-hint");
    let rows: Vec<(String, String)> = new
        .made()
        .doors
        .iter()
        .zip(new.made().shares())
        .map(|(door, share)| {
            let way = look.say(way_key(door.way));
            let figure =
                if door.way.inward() { format!("{way} · {}", percent(share)) } else { way };
            (called(look, &door.feature), figure)
        })
        .collect();
    list(ui, new, look, &rows, Selected::Door);
}

fn called(look: &Look, feature: &Drawn) -> String {
    feature.name.as_ref().map_or("", |name| look.words.of(name)).to_owned()
}

/// The lines of a list; a click selects, a second one lets go.
fn list(
    ui: &mut Ui,
    new: &mut NewMap,
    look: &Look,
    rows: &[(String, String)],
    this: fn(usize) -> Selected,
) {
    ui.spacing_mut().item_spacing.y = STEP;
    for (number, (name, figure)) in rows.iter().enumerate() {
        let this = this(number);
        let selected = new.selected == Some(this);
        let response = row(ui, look, selected, name, figure);
        if selected && std::mem::take(&mut new.show_it) {
            response.scroll_to_me(None);
        }
        if response.clicked() {
            new.select(Some(this).filter(|_| !selected));
            new.name_it = false;
        }
    }
}

/// The form of what is selected.
pub fn selected(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    ui.separator();
    match new.selected {
        Some(Selected::Door(number)) => door_form(ui, new, look, number),
        Some(Selected::Thing(number)) => thing_form(ui, new, look, number),
        None => {}
    }
}

fn way_key(way: Way) -> &'static str {
    match way {
        Way::Both => "new-way-both",
        Way::In => "new-way-in",
        Way::Out => "new-way-out",
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A button that takes a tool up.
pub fn tool(ui: &mut Ui, look: &Look, chosen: bool, key: &str, help: &str) -> egui::Response {
    let button = Button::selectable(chosen, look.say(key)).min_size(vec2(0.0, 30.0));
    let edge = if chosen { look.theme.link } else { look.theme.rule_strong };
    let button = button.stroke(egui::Stroke::new(1.0, edge)).frame_when_inactive(true);
    ui.add(button).on_hover_text(look.say(help))
}

/// What the tool does, and what is to be said about the last click.
fn said(ui: &mut Ui, new: &NewMap, look: &Look, how: Option<&str>, otherwise: &str) {
    match new.said {
        Some(said) => {
            let text = RichText::new(look.say(said)).size(SMALL).color(look.theme.warning);
            ui.add(egui::Label::new(text).wrap());
        }
        None => {
            hint(ui, look, look.say(how.unwrap_or(otherwise)));
        }
    }
    ui.add_space(STEP);
}

/// A line of a list.
fn row(ui: &mut Ui, look: &Look, selected: bool, name: &str, figure: &str) -> egui::Response {
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    let told = || egui::WidgetInfo::selected(egui::WidgetType::Button, true, selected, name);
    response.widget_info(told);
    let fill = match () {
        () if selected => look.theme.link.gamma_multiply(0.18),
        () if response.hovered() || response.has_focus() => look.theme.rule,
        () => look.theme.paper,
    };
    ui.painter().rect_filled(rect, CORNER, fill);
    let inside = rect.shrink2(vec2(2.0 * STEP, 0.0));
    let mut line = ui.new_child(
        egui::UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center)),
    );
    let figure = RichText::new(figure).size(SMALL).color(look.theme.quiet);
    line.add(egui::Label::new(figure).selectable(false));
    line.with_layout(Layout::left_to_right(Align::Center), |line| {
        line.add(egui::Label::new(name).truncate().selectable(false));
    });
    response
}

/// A field with its name.
fn field(ui: &mut Ui, look: &Look, key: &str, content: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            vec2(LABEL_WIDTH, 24.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_width(LABEL_WIDTH);
                ui.label(RichText::new(look.say(key)).color(look.theme.quiet));
            },
        );
        content(ui);
    });
}

/// The field of a name; one that was just put is named at once. The new name, where it changed.
fn name(ui: &mut Ui, look: &Look, feature: &Drawn, name_it: &mut bool) -> Option<String> {
    let mut text = called(look, feature);
    let mut changed = false;
    field(ui, look, "new-called", |ui| {
        let mut output = TextEdit::singleline(&mut text).desired_width(f32::INFINITY).show(ui);
        if std::mem::take(name_it) {
            output.response.request_focus();
            let end = CCursor::new(text.chars().count());
            let all = CCursorRange::two(CCursor::new(0), end);
            output.state.cursor.set_char_range(Some(all));
            output.state.store(ui.ctx(), output.response.id);
        }
        changed = output.response.changed();
    });
    changed.then_some(text)
}

fn door_form(ui: &mut Ui, new: &mut NewMap, look: &Look, number: usize) {
    let language = look.words.language;
    let mut made = new.made().clone();
    let comes_to = made.shares().get(number).copied().unwrap_or_default();
    let Some(door) = made.doors.get_mut(number) else { return };
    let named = name(ui, look, &door.feature, &mut new.name_it);
    way(ui, look, door);
    let width_m = width(ui, look, door);
    share_of(ui, look, door, comes_to);
    let remove = last_line(ui, look, door.feature.id.as_deref());
    new.change(stroke(ui.ctx()), |now, map| {
        *now = made;
        if let Some(name) = named {
            now.rename_door(&map.draft, number, language, &name);
        }
        if let (Some(metres), Some(door)) = (width_m, now.doors.get_mut(number)) {
            door.widen(&map.rim, metres);
        }
    });
    if remove {
        new.remove_selected();
    }
}

fn way(ui: &mut Ui, look: &Look, door: &mut Door) {
    field(ui, look, "new-way", |ui| {
        for way in [Way::Both, Way::In, Way::Out] {
            ui.selectable_value(&mut door.way, way, look.say(way_key(way)));
        }
    });
}

/// The width; where it was changed, to what.
fn width(ui: &mut Ui, look: &Look, door: &Door) -> Option<f64> {
    let mut width_m = door.width_m();
    let mut changed = false;
    field(ui, look, "new-width", |ui| {
        let drag = DragValue::new(&mut width_m)
            .range(NARROWEST_M..=WIDEST_M)
            .clamp_existing_to_range(false)
            .speed(0.1)
            .max_decimals(1)
            .suffix(" m");
        // An area is as wide as it is drawn.
        changed = ui.add_enabled(door.line().is_some(), drag).changed();
    });
    changed.then_some(width_m)
}

/// The share of the arrivals, by width or as it is said.
fn share_of(ui: &mut Ui, look: &Look, door: &mut Door, comes_to: f64) {
    field(ui, look, "new-share", |ui| {
        if !door.way.inward() {
            ui.label(look.say("new-share-none"));
            return;
        }
        let mut by_width = door.share.is_none();
        let mut shown = door.share.unwrap_or(comes_to) * 100.0;
        let drag = DragValue::new(&mut shown).range(0.0..=100.0).speed(0.5).max_decimals(0);
        let response = ui.add(drag.suffix(" %")).on_hover_text(look.say("new-share-help"));
        if response.changed() {
            door.share = Some(shown / 100.0);
            by_width = false;
        }
        if ui.checkbox(&mut by_width, look.say("new-share-by-width")).changed() {
            door.share = if by_width { None } else { Some((comes_to * 100.0).round() / 100.0) };
        }
    });
}

/// The id in the files, and the way out of the list; whether that was taken.
fn last_line(ui: &mut Ui, look: &Look, id: Option<&str>) -> bool {
    let mut remove = false;
    ui.horizontal(|ui| {
        let text = look.words.with("new-id", &[("id", id.unwrap_or_default().into())]);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = ui.button(look.say("new-remove"));
            remove = button.on_hover_text(look.say("new-remove-help")).clicked();
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(text).size(SMALL).color(look.theme.quiet);
                ui.add(egui::Label::new(text).truncate());
            });
        });
    });
    remove
}

/// What people come for.
pub fn things(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    let mut chosen = None;
    ui.horizontal(|ui| {
        for (is, key) in [
            (Is::Stage, "new-put-stage"),
            (Is::Counter, "new-put-counter"),
            (Is::Place, "new-put-place"),
        ] {
            let this = new.tool == Tool::Thing(is);
            if tool(ui, look, this, key, is_help(is)).clicked() {
                chosen = Some(if this { Tool::Select } else { Tool::Thing(is) });
            }
        }
    });
    if let Some(tool) = chosen {
        new.take_up(tool);
    }
    let how = matches!(new.tool, Tool::Thing(_)).then_some("new-put-thing-how");
    said(ui, new, look, how, "new-things-hint");
    let line = |thing: &Thing| (called(look, &thing.feature), look.say(is_key(thing.is)));
    let rows: Vec<(String, String)> = new.made().things.iter().map(line).collect();
    list(ui, new, look, &rows, Selected::Thing);
}

/// The key of what an attraction is.
pub fn is_key(is: Is) -> &'static str {
    match is {
        Is::Stage => "new-is-stage",
        Is::Counter => "new-is-counter",
        Is::Place => "new-is-place",
    }
}

fn is_help(is: Is) -> &'static str {
    match is {
        Is::Stage => "new-is-stage-help",
        Is::Counter => "new-is-counter-help",
        Is::Place => "new-is-place-help",
    }
}

fn thing_form(ui: &mut Ui, new: &mut NewMap, look: &Look, number: usize) {
    let language = look.words.language;
    let mut made = new.made().clone();
    let Some(thing) = made.things.get_mut(number) else { return };
    let named = name(ui, look, &thing.feature, &mut new.name_it);
    kind(ui, look, thing);
    field(ui, look, "new-appeal", |ui| {
        let drag = DragValue::new(&mut thing.appeal).range(0.0..=100.0).speed(0.05);
        ui.add(drag.max_decimals(2).suffix(" ×")).on_hover_text(look.say("new-appeal-help"));
    });
    let radius_m = radius(ui, look, thing);
    let remove = last_line(ui, look, thing.feature.id.as_deref());
    new.change(stroke(ui.ctx()), |now, map| {
        *now = made;
        if let Some(name) = named {
            now.rename_thing(&map.draft, number, language, &name);
        }
        let Some(thing) = now.things.get_mut(number) else { return };
        if let (Some(metres), Some((at, _))) = (radius_m, thing.round) {
            thing.put(&map.rim, (at, metres));
        }
    });
    if remove {
        new.remove_selected();
    }
}

fn kind(ui: &mut Ui, look: &Look, thing: &mut Thing) {
    field(ui, look, "new-is", |ui| {
        for is in [Is::Stage, Is::Counter, Is::Place] {
            let label = ui.selectable_label(thing.is == is, look.say(is_key(is)));
            if label.on_hover_text(look.say(is_help(is))).clicked() {
                thing.become_a(is);
            }
        }
    });
}

/// The radius of what the planner put there; where it was changed, to what.
fn radius(ui: &mut Ui, look: &Look, thing: &Thing) -> Option<f64> {
    let (_, mut radius_m) = thing.round?;
    let [least, most] = RADII_M;
    let mut changed = false;
    field(ui, look, "new-radius", |ui| {
        let drag = DragValue::new(&mut radius_m).range(least..=most).speed(0.1).max_decimals(1);
        changed = ui.add(drag.suffix(" m")).changed();
    });
    changed.then_some(radius_m)
}
