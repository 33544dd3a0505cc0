//! The parts of a form: groups of fields, kinds with their own fields, lists, places.

use super::choices::choices;
use super::fresh::Seeds;
use super::labels;
use super::tree::{Content, Drawn, Entry, Group, joined};
use super::widgets::{Pen, Place, held};
use crate::app::theme::{CORNER, STEP};
use crate::document::{Shape, Takes};
use bevy_egui::egui::{self, RichText, Ui};

/// Of these an advice has one.
pub(super) const TOLD: [&str; 3] = ["exit", "via", "first"];

impl Pen<'_> {
    /// The fields of a group, in this order.
    pub fn group(&mut self, ui: &mut Ui, group: &mut Group, path: &str, order: &[usize]) {
        let before = held(group, &TOLD);
        let shape = group.shape;
        for i in order {
            if let Some(entry) = group.entries.get_mut(*i) {
                self.entry(ui, shape, entry, &joined(path, entry.field.name));
            }
        }
        if shape.name == "advice" {
            keep_newest(group, &before);
        }
    }

    fn whole_group(&mut self, ui: &mut Ui, group: &mut Group, path: &str) {
        let order: Vec<usize> = (0..group.entries.len()).collect();
        self.group(ui, group, path, &order);
    }

    fn entry(&mut self, ui: &mut Ui, shape: &'static Shape, entry: &mut Entry, path: &str) {
        let Entry { field, content } = entry;
        let place = Place { shape, field, path };
        match field.takes {
            Takes::Number(..) | Takes::Whole(..) => {
                self.row(ui, place, content, |pen, ui, own| pen.number(ui, place, own));
            }
            Takes::Switch => {
                self.row(ui, place, content, |pen, ui, own| pen.switch(ui, place, own))
            }
            Takes::Word(_) => self.row(ui, place, content, |pen, ui, own| pen.word(ui, place, own)),
            Takes::Text | Takes::Id => {
                self.row(ui, place, content, |pen, ui, own| pen.text(ui, place, own));
            }
            Takes::Name => self.row(ui, place, content, |pen, ui, own| pen.name(ui, place, own)),
            Takes::Clock => self.row(ui, place, content, |pen, ui, own| pen.clock(ui, place, own)),
            Takes::Variant(shapes) => self.variant(ui, place, content, shapes),
            Takes::Record(own) => self.record(ui, place, content, own),
            Takes::Records(own) => self.records(ui, place, content, own),
            Takes::Other(_) if Drawn::of(field).is_some() => {
                self.row(ui, place, content, |pen, ui, own| pen.place(ui, place, own));
            }
            Takes::Other(_) => self.names(ui, place, content),
            Takes::Spread(..) => self.row(ui, place, content, |_, ui, own| raw(ui, own)),
        }
        self.notes(ui, path);
    }

    /// One of some kinds, and the fields of that kind.
    fn variant(
        &mut self,
        ui: &mut Ui,
        place: Place,
        content: &mut Content,
        shapes: &'static [Shape],
    ) {
        let shown = |s: &Shape| self.words.say(&labels::choice_key(place.field, s.name));
        let items: Vec<String> = shapes.iter().map(shown).collect();
        self.row(ui, place, content, |pen, ui, content| {
            let now = match &*content {
                Content::Group(group) => shapes.iter().position(|s| s.name == group.shape.name),
                _ => None,
            };
            if let Some(picked) = pen.combo(ui, place.path, &items, now, None) {
                let points = pen.anchors();
                let seeds = Seeds { points: &points, context: &pen.context };
                *content = Content::Group(seeds.group(&shapes[picked], &[]));
                pen.set(place.path);
            }
        });
        if let Content::Group(group) = content {
            ui.indent(place.path, |ui| self.whole_group(ui, group, place.path));
        }
    }

    fn record(&mut self, ui: &mut Ui, place: Place, content: &mut Content, shape: &'static Shape) {
        self.label(ui, place);
        let mut group = match content {
            Content::Group(group) => group.clone(),
            _ => Group::empty(shape),
        };
        let before = group.clone();
        ui.indent(place.path, |ui| self.whole_group(ui, &mut group, place.path));
        if group != before {
            *content = Content::Group(group);
        }
    }

    /// A list of groups: each in a frame with a button that takes it out, one button that adds.
    fn records(&mut self, ui: &mut Ui, place: Place, content: &mut Content, shape: &'static Shape) {
        self.label(ui, place);
        let mut groups = match content {
            Content::Groups(groups) => std::mem::take(groups),
            _ => Vec::new(),
        };
        let mut gone = None;
        for (i, group) in groups.iter_mut().enumerate() {
            let path = joined(place.path, &i.to_string());
            if self.item(ui, group, &path, i + 1) {
                gone = Some(i);
            }
            self.notes(ui, &path);
        }
        if let Some(i) = gone {
            groups.remove(i);
            self.set(place.path);
        }
        if ui.button(self.words.say(&labels::add_key(shape))).clicked() {
            let points = self.anchors();
            let seeds = Seeds { points: &points, context: &self.context };
            seeds.one_more(shape, &mut groups, &self.measure);
            self.set(place.path);
        }
        *content = if groups.is_empty() { Content::Out } else { Content::Groups(groups) };
    }

    /// One group of a list; whether it is taken out.
    fn item(&mut self, ui: &mut Ui, group: &mut Group, path: &str, number: usize) -> bool {
        let frame = egui::Frame::new()
            .stroke(egui::Stroke::new(1.0, self.theme.rule))
            .corner_radius(CORNER)
            .inner_margin(1.5 * STEP);
        let title = labels::item_key(group.shape);
        let title = self.words.with(&title, &[("number", number.into())]);
        frame
            .show(ui, |ui| {
                let out = ui.horizontal(|ui| {
                    ui.label(RichText::new(title).small().color(self.theme.quiet));
                    let right = egui::Layout::right_to_left(egui::Align::Center);
                    ui.with_layout(right, |ui| {
                        ui.small_button("×").on_hover_text(self.words.say("form-remove")).clicked()
                    })
                    .inner
                });
                ui.push_id(path, |ui| self.whole_group(ui, group, path));
                out.inner
            })
            .inner
    }

    /// What is drawn, in words; lines that have a direction can be turned round.
    fn place(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        if let Some(told) = labels::place(self.words, place.field, content) {
            let told = egui::Label::new(RichText::new(told).color(self.theme.quiet));
            ui.add(told.truncate()).on_hover_text(self.words.say("form-on-map"));
        } else {
            ui.label(labels::placeholder(self.words, place.shape, place.field));
            if ui.small_button(self.words.say("form-put")).clicked() {
                *content = self.fresh(place);
                self.set(place.path);
            }
        }
        let directed = place.shape.name != "Barrier" && Drawn::of(place.field) == Some(Drawn::Line);
        if let (true, Content::Places(points)) = (directed, content) {
            let turn = ui.small_button("⇄").on_hover_text(self.words.say("form-turn"));
            if turn.clicked() {
                points.reverse();
                self.set(place.path);
            }
        }
    }

    /// A list of ids: those that are in it, each with a button that takes it out, and a box of
    /// the others.
    fn names(&mut self, ui: &mut Ui, place: Place, content: &mut Content) {
        let mut names = match content {
            Content::Names(names) => names.clone(),
            Content::Out => Vec::new(),
            _ => return self.row(ui, place, content, |_, ui, own| raw(ui, own)),
        };
        let known = choices(place.field, &self.context).unwrap_or_default();
        let before = names.len();
        let left: Vec<_> = known.iter().filter(|(id, _)| !names.contains(id)).collect();
        let items: Vec<String> = left.iter().map(|(_, n)| self.words.of(n).to_owned()).collect();
        self.row(ui, place, content, |pen, ui, _| {
            let none = match before {
                0 => labels::placeholder(pen.words, place.shape, place.field),
                _ => pen.words.say("form-add-name"),
            };
            if let Some(picked) = pen.combo(ui, place.path, &items, None, Some(none)) {
                names.push(left[picked].0.clone());
            }
        });
        names.retain(|id| {
            let name = known.iter().find(|(own, _)| own == id).map(|(_, n)| self.words.of(n));
            !ui.indent(id, |ui| self.chip(ui, name.unwrap_or(id))).inner
        });
        let cleared = content.is_out() && before > 0;
        if names.len() != before && !cleared {
            *content = if names.is_empty() { Content::Out } else { Content::Names(names) };
            self.set(place.path);
        }
    }

    /// A name in a list; whether it is taken out.
    fn chip(&self, ui: &mut Ui, name: &str) -> bool {
        ui.horizontal(|ui| {
            let out = ui.small_button("×").on_hover_text(self.words.say("form-remove"));
            ui.label(name);
            out.clicked()
        })
        .inner
    }
}

/// Of what people are told only what was set now is kept. `before`: what was held before.
pub(super) fn keep_newest(group: &mut Group, before: &[bool; 3]) {
    let now = held(group, &TOLD);
    let Some(new) = (0..TOLD.len()).find(|i| now[*i] && !before[*i]) else { return };
    for (_, name) in TOLD.iter().enumerate().filter(|(i, _)| *i != new) {
        group.set(name, Content::Out);
    }
}

/// What the form has no widget for.
fn raw(ui: &mut Ui, content: &Content) {
    if let Content::Raw(text) = content {
        ui.label(text);
    }
}
