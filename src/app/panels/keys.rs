//! Keys for everything frequent. Each is also in the tooltip of what it does.

use crate::app::desk::{Desk, Selection, Tool};
use crate::app::event::RATES;
use crate::app::map::places::corners;
use crate::app::map::view::panes;
use crate::app::settings::{SCALES, Settings};
use bevy_egui::egui::{self, Key, KeyboardShortcut, Modifiers};

const UNDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Z);
const REDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Y);
const REDO_TOO: KeyboardShortcut =
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
const SAVE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::S);
const LARGER: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Plus);
const SMALLER: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Minus);
const CLOSE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::W);

/// Takes the keys of a frame.
pub fn take(ctx: &egui::Context, desk: &mut Desk, settings: &mut Settings) {
    let pressed = |keys: &KeyboardShortcut| ctx.input_mut(|input| input.consume_shortcut(keys));
    if pressed(&LARGER) {
        settings.scale = next_scale(settings.scale, 1);
    }
    if pressed(&SMALLER) {
        settings.scale = next_scale(settings.scale, -1);
    }
    if pressed(&SAVE) {
        desk.save_plan();
    }
    if pressed(&CLOSE) {
        return desk.close();
    }
    let Some(open) = &mut desk.open else { return };
    if ctx.egui_wants_keyboard_input() {
        return;
    }
    // The longer one first: it holds the shorter one.
    if pressed(&REDO_TOO) || pressed(&REDO) {
        open.redo();
    }
    if pressed(&UNDO) {
        open.undo();
    }
    let key = |key: Key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if key(Key::Space) {
        open.clock.plays = !open.clock.plays;
    }
    if key(Key::Comma) {
        open.seek(open.clock.at_s - 1.0);
    }
    if key(Key::Period) {
        open.step_on();
    }
    if key(Key::ArrowUp) {
        open.clock.rate = (open.clock.rate + 1).min(RATES.len() - 1);
    }
    if key(Key::ArrowDown) {
        open.clock.rate = open.clock.rate.saturating_sub(1);
    }
    if key(Key::Delete) || key(Key::Backspace) {
        open.delete_selected();
    }
    if key(Key::Escape) {
        if open.tool == Tool::Select {
            open.selection = None;
        }
        open.tool = Tool::Select;
        open.ghost_amiss = None;
    }
    if key(Key::V) {
        open.tool = Tool::Select;
    }
    for (letter, kind) in
        [(Key::B, "Barrier"), (Key::P, "Volunteer"), (Key::G, "Gate"), (Key::S, "Sign")]
    {
        if key(letter) {
            open.tool = Tool::Draw { kind, points: Vec::new() };
        }
    }
    if key(Key::F) {
        let frame = match &open.selection {
            Some(Selection::Hotspot(rank)) => open.hotspot(*rank).map(|h| {
                let [x, y] = h.centre;
                let at = glam::vec2(x as f32, y as f32);
                (at - 25.0, at + 25.0)
            }),
            _ => open.scenario().map(|scenario| corners(&scenario.venue)),
        };
        if let Some((low, high)) = frame {
            desk.view.frame(panes(desk.map, open.panes.len())[0], low, high);
        }
    }
    let layers = &mut desk.layers;
    for (digit, on) in [
        (Key::Num1, &mut layers.people),
        (Key::Num2, &mut layers.density),
        (Key::Num3, &mut layers.hotspots),
        (Key::Num4, &mut layers.measures),
        (Key::Num5, &mut layers.names),
        (Key::Num6, &mut layers.trails),
        (Key::Num7, &mut layers.flow),
        (Key::Num8, &mut layers.sight),
        (Key::Num9, &mut layers.ways),
    ] {
        if key(digit) {
            *on = !*on;
        }
    }
}

/// The next scale, larger or smaller.
fn next_scale(now: f32, by: isize) -> f32 {
    let at = SCALES.iter().position(|s| *s >= now - 1e-3).unwrap_or(SCALES.len() - 1);
    SCALES[at.saturating_add_signed(by).min(SCALES.len() - 1)]
}
