//! The widgets of single fields, by what they take.

use super::checked::Note;
use super::choices::choices;
use super::fresh::Seeds;
use super::labels;
use super::tree::{Content, Group};
use super::{Form, Measure};
use crate::app::theme::{STEP, Theme};
use crate::app::words::Words;
use crate::document::{Field, Otherwise, Severity, Shape, Takes, parse_clock};
use crate::plan::PlanContext;
use bevy_egui::egui::{self, DragValue, Response, RichText, TextEdit, Ui};
use geo::Coord;

/// Width of the names of fields.
const LABEL_WIDTH: f32 = 30.0 * STEP;
/// Steps of times, seconds.
const CLOCK_STEP_S: f64 = 300.0;

/// A field that was changed.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// Which.
    pub path: String,
    /// Part of a movement that may go on: a pull, typing.
    pub steady: bool,
    /// Whether it is to be read; what is typed halfway is not.
    pub ripe: bool,
}

/// What draws a form, and what it notices.
pub(super) struct Pen<'a> {
    pub words: &'a Words,
    pub theme: &'a Theme,
    pub context: PlanContext<'a>,
    pub measure: Measure,
    notes: Vec<Note>,
    defaults: Vec<(String, String)>,
    /// The field that was changed.
    pub change: Option<Change>,
    /// A movement began.
    pub begins: bool,
}

/// A field in its place.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// Its group's definition.
    pub shape: &'static Shape,
    /// Its definition.
    pub field: &'static Field,
    /// Where it stands in the form.
    pub path: &'a str,
}

impl<'a> Pen<'a> {
    pub fn new(words: &'a Words, theme: &'a Theme, context: &PlanContext<'a>, form: &Form) -> Self {
        let (notes, defaults) = (form.notes.clone(), form.defaults.clone());
        let (context, measure) = (*context, form.measure.clone());
        Self { words, theme, context, measure, notes, defaults, change: None, begins: false }
    }

    /// Where the measure stands, for what comes new.
    pub fn anchors(&self) -> Vec<Coord<f64>> {
        self.measure.kind.points().into_iter().take(1).collect()
    }

    /// What a field holds when it is set by a click.
    pub fn fresh(&self, place: Place) -> Content {
        let points = self.anchors();
        Seeds { points: &points, context: &self.context }.content(place.shape, place.field, &[])
    }

    /// A field was set by a click.
    pub fn set(&mut self, path: &str) {
        self.change = Some(Change { path: path.to_owned(), steady: false, ripe: true });
    }

    /// Notices what a widget that can be moved or typed in did.
    fn moved(&mut self, path: &str, response: &Response, ripe: bool) {
        self.begins |= response.drag_started() || response.gained_focus();
        if response.changed() || (response.lost_focus() && ripe) {
            let steady = response.dragged() || response.has_focus();
            self.change = Some(Change { path: path.to_owned(), steady, ripe });
        }
    }

    /// What is wrong or odd about a field.
    pub fn notes(&self, ui: &mut Ui, path: &str) {
        for note in labels::notes_at(&self.notes, path) {
            let color = match note.severity {
                Severity::Error => self.theme.bad,
                Severity::Warning => self.theme.warning,
            };
            ui.label(RichText::new(self.words.of(&note.text)).small().color(color));
        }
    }

    /// The name of a field, its widget behind it, and the way back to its default.
    pub fn row(
        &mut self,
        ui: &mut Ui,
        place: Place,
        content: &mut Content,
        widget: impl FnOnce(&mut Self, &mut Ui, &mut Content),
    ) {
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                ui.set_width(LABEL_WIDTH.min(ui.available_width() * 0.45));
                self.label(ui, place);
            });
            let given = !content.is_out();
            // Names are left out by emptying them.
            let may_be_left_out = place.field.otherwise != Otherwise::Required
                && !matches!(place.field.takes, Takes::Name);
            if !(given && may_be_left_out) {
                // A number that is pulled stays the same widget when the way back comes.
                ui.skip_ahead_auto_ids(1);
            } else if ui.small_button("←").on_hover_text(self.back(place)).clicked() {
                *content = Content::Out;
                self.set(place.path);
            }
            ui.scope(|ui| {
                if !given {
                    ui.visuals_mut().override_text_color = Some(self.theme.quiet);
                }
                widget(self, ui, content);
            });
        });
    }

    /// The name of a field; what it is shows when the pointer rests on it.
    pub fn label(&self, ui: &mut Ui, Place { shape, field, .. }: Place) {
        let name = self.words.say(&labels::label_key(self.words, shape, field));
        let label = egui::Label::new(name).wrap().sense(egui::Sense::hover());
        ui.add(label).on_hover_ui(|ui| {
            ui.label(labels::help(self.words, shape, field));
        });
    }

    fn back(&self, place: Place) -> String {
        let default = labels::placeholder(self.words, place.shape, place.field);
        self.words.with("form-back", &[("default", default.into())])
    }

    pub fn number(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        let field = place.field;
        let (low, high, whole) = match field.takes {
            Takes::Number(_, low, high) => (low, high, false),
            Takes::Whole(_, low, high) => (f64::from(low), f64::from(high), true),
            _ => return,
        };
        let held = match content {
            Content::Number(number) => Some(*number),
            _ => labels::default_number(field, place.path, &self.defaults),
        };
        let Some(held) = held else { return self.unset(ui, place, content) };
        let times = if labels::is_share(field) { 100.0 } else { 1.0 };
        let mut shown = held * times;
        let speed = if whole { 0.05 } else { (shown.abs() * 0.01).clamp(0.02, 10.0) };
        let unit = labels::unit(self.words, field);
        let drag = DragValue::new(&mut shown)
            .range(low * times..=high * times)
            .clamp_existing_to_range(false)
            .speed(speed)
            .custom_formatter(move |n, _| {
                if whole { n.round() } else { labels::rounded(n) }.to_string()
            })
            .suffix(if unit.is_empty() { unit } else { format!(" {unit}") });
        let response = ui.add(drag);
        if response.changed() {
            *content = Content::Number((shown / times * 1e6).round() / 1e6);
        }
        if response.changed() || !content.is_out() {
            self.moved(place.path, &response, true);
        }
    }

    /// A field that is left out and for which nothing can be shown but words.
    fn unset(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        let none = labels::placeholder(self.words, place.shape, place.field);
        ui.label(none);
        if ui.small_button(self.words.say("form-set")).clicked() {
            *content = self.fresh(place);
            self.set(place.path);
        }
    }

    pub fn switch(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        let default = place.field.otherwise == Otherwise::Switch(true);
        let mut on = if let Content::Switch(on) = content { *on } else { default };
        let says = self.words.say(if on { "form-yes" } else { "form-no" });
        if ui.checkbox(&mut on, says).changed() {
            *content = Content::Switch(on);
            self.set(place.path);
        }
    }

    /// One of some words.
    pub fn word(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        let Takes::Word(all) = place.field.takes else { return };
        let held = match (&*content, place.field.otherwise) {
            (Content::Word(word), _) => word.as_str(),
            (_, Otherwise::Word(default)) => default,
            _ => "",
        };
        let shown = |word: &&str| self.words.say(&labels::choice_key(place.field, word));
        let items: Vec<String> = all.iter().map(shown).collect();
        let now = all.iter().position(|word| *word == held);
        if let Some(picked) = self.combo(ui, place.path, &items, now, None) {
            *content = Content::Word(all[picked].to_owned());
            self.set(place.path);
        }
    }

    /// A box of items; the number of the one that was picked. `otherwise`: what stands there where
    /// none is held.
    pub fn combo(
        &self,
        ui: &mut Ui,
        path: &str,
        items: &[String],
        now: Option<usize>,
        otherwise: Option<String>,
    ) -> Option<usize> {
        let held = now.and_then(|i| items.get(i)).cloned();
        let mut picked = None;
        egui::ComboBox::from_id_salt(path)
            .width(ui.available_width().max(12.0 * STEP))
            .truncate()
            .selected_text(held.or(otherwise).unwrap_or_default())
            .show_ui(ui, |ui| {
                ui.visuals_mut().override_text_color = Some(self.theme.ink);
                for (i, item) in items.iter().enumerate() {
                    if ui.selectable_label(now == Some(i), item).clicked() && now != Some(i) {
                        picked = Some(i);
                    }
                }
            });
        picked
    }

    /// A text: the id of something of the event, or anything.
    pub fn text(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        let held = if let Content::Text(text) = &*content { text.clone() } else { String::new() };
        let none = labels::placeholder(self.words, place.shape, place.field);
        let Some(choices) = choices(place.field, &self.context) else {
            let mut text = held;
            let ripe_at_once = !matches!(place.field.takes, Takes::Id);
            if self.typed(ui, place, &mut text, none, ripe_at_once) {
                *content = text_or_out(place.field, text);
            }
            return;
        };
        let items: Vec<String> = choices.iter().map(|(_, n)| self.words.of(n).to_owned()).collect();
        let now = choices.iter().position(|(id, _)| *id == held);
        let otherwise = if held.is_empty() { none } else { held };
        if let Some(picked) = self.combo(ui, place.path, &items, now, Some(otherwise)) {
            *content = Content::Text(choices[picked].0.clone());
            self.set(place.path);
        }
    }

    /// A line to type in; whether it changed. Where it is not ripe at once, it is when it is left.
    fn typed(
        &mut self,
        ui: &mut Ui,
        place: Place,
        text: &mut String,
        none: String,
        ripe: bool,
    ) -> bool {
        let edit = TextEdit::singleline(text)
            .id_salt(place.path)
            .hint_text(none)
            .desired_width(ui.available_width())
            .text_color(self.theme.ink);
        let response = ui.add(edit);
        self.moved(place.path, &response, ripe || response.lost_focus());
        response.changed()
    }

    /// A text in two languages: the one of the window is changed; the other goes along where it
    /// was the same.
    pub fn name(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        let name =
            if let Content::Name(name) = &*content { name.clone() } else { Default::default() };
        let mut text = self.words.of(&name).to_owned();
        let none = labels::placeholder(self.words, place.shape, place.field);
        let edit = if place.field.name == "why" {
            TextEdit::multiline(&mut text).desired_rows(2)
        } else {
            TextEdit::singleline(&mut text)
        };
        let edit = edit.id_salt(place.path).hint_text(none).text_color(self.theme.ink);
        let response = ui.add(edit.desired_width(ui.available_width()));
        self.moved(place.path, &response, true);
        if response.changed() {
            let mut changed = name.clone();
            let same = name.en == name.zh;
            for (own, language) in [
                (&mut changed.en, crate::document::Language::English),
                (&mut changed.zh, crate::document::Language::Chinese),
            ] {
                if same || language == self.words.language {
                    own.clone_from(&text);
                }
            }
            let empty = changed.en.trim().is_empty() && changed.zh.trim().is_empty();
            *content = if empty { Content::Out } else { Content::Name(changed) };
        }
    }

    /// A time of day, typed or in steps.
    pub fn clock(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        let mut text =
            if let Content::Text(text) = &*content { text.clone() } else { String::new() };
        for (sign, step_s) in [("−", -CLOCK_STEP_S), ("+", CLOCK_STEP_S)] {
            if ui.small_button(sign).clicked() {
                *content = Content::Text(self.stepped(place.field, &text, step_s));
                self.set(place.path);
                return;
            }
        }
        let none = labels::placeholder(self.words, place.shape, place.field);
        let before = text.clone();
        let edit = TextEdit::singleline(&mut text)
            .id_salt(place.path)
            .hint_text(none)
            .desired_width(ui.available_width())
            .text_color(self.theme.ink);
        let response = ui.add(edit);
        let whole = text.is_empty() || text.rsplit(':').next().is_some_and(|part| part.len() == 2);
        self.moved(place.path, &response, whole || response.lost_focus());
        if text != before {
            *content = text_or_out(place.field, text);
        }
    }

    /// A time one step on, within the event, at a full step.
    fn stepped(&self, field: &Field, text: &str, step_s: f64) -> String {
        let hours = &self.context.hours;
        let default_s = if field.name == "until" { hours.duration_s } else { 0.0 };
        let since_s = match parse_clock(text).map(|of_day| hours.seconds(of_day)) {
            // An event that lasts a whole day ends at the time of day at which it starts.
            Some(since_s) if since_s > 0.0 || field.name == "from" => since_s,
            _ => default_s,
        };
        let of_day = hours.starts_s + since_s;
        let steps = if step_s > 0.0 {
            (of_day / CLOCK_STEP_S).floor() + 1.0
        } else {
            (of_day / CLOCK_STEP_S).ceil() - 1.0
        };
        let stepped_s = steps * CLOCK_STEP_S - hours.starts_s;
        hours.time_of_day(stepped_s.clamp(0.0, hours.duration_s))
    }
}

/// An empty text is left out where it may be.
fn text_or_out(field: &Field, text: String) -> Content {
    let may_be_left_out = field.otherwise != Otherwise::Required;
    if may_be_left_out && text.trim().is_empty() { Content::Out } else { Content::Text(text) }
}

/// Under which of these names a group holds something.
pub(super) fn held(group: &Group, names: &[&str; 3]) -> [bool; 3] {
    names.map(|name| group.content(name).is_some_and(|content| !content.is_out()))
}
