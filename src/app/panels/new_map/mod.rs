//! "New from a map": the page on which a map becomes an event. The map at the left, what was found
//! and what is made of it at the right.

mod ground;
mod lists;
mod map;
mod paint;
mod visitors;

use super::first;
use super::frame;
use super::widgets::{hint, main_button};
use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::app::new_map::{NewMap, Part, Selected, Tool, map_endings};
use crate::app::settings::Settings;
use crate::app::theme::{LARGE, SMALL, STEP};
use crate::document::Problems;
use bevy_egui::egui::{
    self, Button, Frame, Key, KeyboardShortcut, Margin, Modifiers, Rect, RichText, ScrollArea, Ui,
    vec2,
};
use std::path::PathBuf;

/// Width of the panel at the right.
const PANEL_WIDTH: f32 = 384.0;
/// What is amiss takes at most this height.
const AMISS_HEIGHT: f32 = 120.0;

const UNDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Z);
const REDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Y);
const REDO_TOO: KeyboardShortcut =
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);

/// What a dialog asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A map.
    Map,
    /// The folder in which the event's folder is made.
    Folder,
}

/// The buttons on the first page.
pub fn buttons(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let new = ui.button(look.say("new-from-map")).on_hover_text(look.say("new-from-map-help"));
    if new.clicked() {
        ask_for_map(desk, look);
    }
    let name = desk.start.new_map.as_ref().map(|new| file_name(new));
    if let Some(name) = name {
        let text = look.words.with("new-go-on", &[("file", name.into())]);
        if ui.button(text).clicked() {
            desk.start.on_new_map = true;
        }
    }
}

fn ask_for_map(desk: &mut Desk, look: &Look) {
    let filter = look.say("new-maps");
    let mut dialog = super::files::dialog(look)
        .title(&look.say("new-choose-map"))
        .add_file_filter_extensions(&filter, map_endings().collect())
        .default_file_filter(&filter);
    let beside = desk.start.new_map.as_ref().and_then(|new| new.file.parent());
    if let Some(folder) = beside {
        dialog = dialog.initial_directory(folder.to_path_buf());
    }
    dialog.set_user_data(Asked::Map);
    dialog.pick_file();
    desk.start.dialog = Some(dialog);
}

fn ask_for_folder(desk: &mut Desk, look: &Look, near: PathBuf) {
    let mut dialog = super::files::dialog(look).title(&look.say("new-choose-folder"));
    if let Some(there) = near.ancestors().find(|folder| folder.is_dir()) {
        dialog = dialog.initial_directory(there.to_path_buf());
    }
    dialog.set_user_data(Asked::Folder);
    dialog.pick_directory();
    desk.start.dialog = Some(dialog);
}

/// Goes on once the map, or the folder, is known.
pub fn go_on(desk: &mut Desk, asked: Asked, path: PathBuf) {
    match (asked, &mut desk.start.new_map) {
        (Asked::Map, _) => desk.start.begin_on_map(path),
        (Asked::Folder, Some(new)) => {
            let name = new.folder().file_name().map(|n| n.to_os_string()).unwrap_or_default();
            new.folder = Some(path.join(name).display().to_string());
        }
        (Asked::Folder, None) => {}
    }
}

fn file_name(new: &NewMap) -> String {
    new.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What was asked for on the page, beyond the event itself.
#[derive(Default)]
struct Wanted {
    back: bool,
    other_map: bool,
    folder: bool,
}

/// The page.
pub fn show(root: &mut Ui, desk: &mut Desk, look: &Look, settings: &mut Settings) {
    desk.map = Rect::NOTHING;
    let Some(mut new) = desk.start.new_map.take() else {
        desk.start.on_new_map = false;
        return;
    };
    if let Some(folder) = new.take() {
        desk.start.on_new_map = false;
        return desk.open_event(&folder, None, settings);
    }
    if desk.start.dialog.is_none() {
        keys(root.ctx(), &mut new);
    }
    let mut wanted = Wanted::default();
    egui::Panel::top("map-top").frame(frame(look)).show(root, |ui| {
        top(ui, &mut new, look, settings, &mut wanted);
    });
    let panel = egui::Panel::right("map-panel").exact_size(PANEL_WIDTH).frame(frame(look));
    panel.show(root, |ui| side(ui, &mut new, look, &mut wanted));
    map::show(root, &mut new, look);
    let near = new.folder();
    desk.start.new_map = Some(new);
    if wanted.back {
        desk.start.on_new_map = false;
    }
    if wanted.other_map {
        ask_for_map(desk, look);
    }
    if wanted.folder {
        ask_for_folder(desk, look, near);
    }
}

fn keys(ctx: &egui::Context, new: &mut NewMap) {
    if ctx.egui_wants_keyboard_input() {
        return;
    }
    let pressed = |keys: &KeyboardShortcut| ctx.input_mut(|input| input.consume_shortcut(keys));
    if pressed(&REDO_TOO) || pressed(&REDO) {
        new.step(false);
    }
    if pressed(&UNDO) {
        new.step(true);
    }
    let key = |key: Key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if key(Key::Delete) || key(Key::Backspace) {
        new.remove_selected();
    }
    if key(Key::Escape) {
        new.let_go();
    }
    if key(Key::F) {
        new.unframed = true;
    }
    if key(Key::E) {
        new.take_up(Tool::Door);
    }
}

fn top(ui: &mut Ui, new: &mut NewMap, look: &Look, settings: &mut Settings, wanted: &mut Wanted) {
    ui.horizontal(|ui| {
        let back = ui.button(format!("← {}", look.say("new-back")));
        wanted.back = back.on_hover_text(look.say("new-back-help")).clicked();
        ui.add_space(STEP);
        ui.label(RichText::new(look.say("new-title")).size(LARGE));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            first::switches(ui, look, settings);
            ui.add_space(2.0 * STEP);
            let redo = ui.add_enabled(new.steps.can_redo(), Button::new(look.say("tool-redo")));
            if redo.on_hover_text(look.say("tool-redo-help")).clicked() {
                new.step(false);
            }
            let undo = ui.add_enabled(new.steps.can_undo(), Button::new(look.say("tool-undo")));
            if undo.on_hover_text(look.say("tool-undo-help")).clicked() {
                new.step(true);
            }
            // What the buttons leave is the file's name.
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = RichText::new(file_name(new)).size(SMALL).color(look.theme.quiet);
                ui.add(egui::Label::new(name).truncate());
            });
        });
    });
}

/// The panel at the right.
fn side(ui: &mut Ui, new: &mut NewMap, look: &Look, wanted: &mut Wanted) {
    if new.map.is_none() {
        return ground::waiting(ui, new, look, wanted);
    }
    parts(ui, new, look);
    let plain = Frame::new().fill(look.theme.card).inner_margin(Margin::symmetric(0, 8));
    egui::Panel::bottom("map-create").frame(plain).show_separator_line(false).show(ui, |ui| {
        create(ui, new, look);
    });
    if new.selected.is_some() {
        let panel = egui::Panel::bottom("map-selected").frame(plain).show_separator_line(false);
        panel.show(ui, |ui| lists::selected(ui, new, look));
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // Room for the bar that is dragged.
        ui.set_max_width(ui.available_width() - 3.0 * STEP);
        match new.part {
            Part::Ground => ground::show(ui, new, look, wanted),
            Part::Doors => lists::doors(ui, new, look),
            Part::Things => lists::things(ui, new, look),
            Part::Visitors => visitors::show(ui, new, look, wanted),
        }
    });
}

/// The names of the parts, and how much is in them.
fn parts(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    let made = new.made();
    let counts = [None, Some(made.doors.len()), Some(made.things.len()), None];
    let all = [
        (Part::Ground, "new-part-ground"),
        (Part::Doors, "new-part-doors"),
        (Part::Things, "new-part-things"),
        (Part::Visitors, "new-part-visitors"),
    ];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = STEP;
        for ((part, key), count) in all.into_iter().zip(counts) {
            let count = count.map(|n| format!(" {n}")).unwrap_or_default();
            let text = format!("{}{count}", look.say(key));
            let button = Button::selectable(new.part == part, text).min_size(vec2(0.0, 28.0));
            if ui.add(button).clicked() {
                turn_to(new, part);
            }
        }
    });
    ui.add_space(STEP);
}

/// Turns to a part; the tool of another is put down.
fn turn_to(new: &mut NewMap, part: Part) {
    let fits = match new.tool {
        Tool::Select => true,
        Tool::Part => part == Part::Ground,
        Tool::Door => part == Part::Doors,
        Tool::Thing(_) => part == Part::Things,
    };
    if !fits {
        new.tool = Tool::Select;
    }
    let selected_there = match new.selected {
        Some(Selected::Door(_)) => part == Part::Doors,
        Some(Selected::Thing(_)) => part == Part::Things,
        None => true,
    };
    if !selected_there {
        new.selected = None;
    }
    new.part = part;
}

/// What is still missing or amiss, and the button.
fn create(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    ui.separator();
    if let Some(amiss) = &new.amiss {
        problems(ui, look, "new-not-created", amiss, AMISS_HEIGHT);
    }
    let lacks = new.made().lacks();
    if let Some(lacks) = lacks {
        hint(ui, look, look.say(lacks));
    }
    let busy = new.is_creating() || new.is_reading();
    if busy {
        ui.horizontal(|ui| {
            ui.spinner();
            let key = if new.is_creating() { "new-creating" } else { "new-reading" };
            hint(ui, look, look.say(key));
        });
    }
    ui.add_enabled_ui(lacks.is_none() && !busy, |ui| {
        ui.vertical_centered_justified(|ui| {
            if main_button(ui, look, look.say("new-create")).clicked() {
                new.create();
            }
        });
    });
}

/// What is amiss, in the library's words.
fn problems(ui: &mut Ui, look: &Look, title: &str, problems: &Problems, height: f32) {
    ui.label(RichText::new(look.say(title)).color(look.theme.bad));
    let scroll = ScrollArea::vertical().id_salt(title).max_height(height);
    scroll.show(ui, |ui| {
        let text = problems.clone().sorted().text(look.words.language);
        ui.add(egui::Label::new(RichText::new(text).small()).wrap().selectable(true));
    });
}

/// What joins changes into one step: the press of the pointer that they belong to, else the field
/// that is typed in.
fn stroke(ctx: &egui::Context) -> Option<u64> {
    let pressed = ctx.input(|i| i.pointer.press_start_time().filter(|_| i.pointer.any_down()));
    let typed = ctx.memory(|memory| memory.focused()).map(|id| id.value());
    pressed.map(f64::to_bits).or(typed)
}
