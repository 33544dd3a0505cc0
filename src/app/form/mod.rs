//! The form of a measure, made from the definition that the file format has: what the form
//! accepts is what a plan file accepts, because every change is written as a plan with this one
//! measure and read back, and what the reader finds wrong stands under its field.
//!
//! Places are changed on the map and only told here.

mod checked;
mod choices;
mod fresh;
#[cfg(test)]
pub(in crate::app) mod keys;
mod labels;
mod parts;
#[cfg(test)]
pub(in crate::app) mod samples;
#[cfg(test)]
mod tests;
mod tree;
mod widgets;

pub use fresh::new_measure;

use super::theme::{STEP, Theme};
use super::words::Words;
use crate::document::ron_tree;
use crate::document::{Bilingual, Hours, Otherwise, Severity};
use crate::plan::{EditRefused, KINDS, Measure, PlanContext};
use bevy_egui::egui;
use checked::{Checked, Note};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use tree::{Content, Group};
use widgets::Pen;

/// The form of a measure: what its fields hold, be it right or wrong.
#[derive(Clone, Debug)]
pub struct Form {
    group: Group,
    hours: Hours,
    /// The measure as it was accepted last.
    measure: Measure,
    notes: Vec<Note>,
    defaults: Vec<(String, String)>,
    /// Whether the reader has seen it.
    seen: bool,
    /// Ids of the plan's other measures.
    taken: Vec<String>,
    /// The field that is being changed.
    touched: Option<String>,
    stroke: u64,
}

impl Form {
    /// The form of a measure of an event with these hours.
    pub fn of(measure: &Measure, hours: &Hours) -> Self {
        Self {
            group: group_of(measure, hours),
            hours: *hours,
            measure: measure.clone(),
            notes: Vec::new(),
            defaults: Vec::new(),
            seen: false,
            taken: Vec::new(),
            touched: None,
            stroke: next_stroke(),
        }
    }

    /// The measure was changed elsewhere, as by dragging it on the map or by undoing. What is
    /// being typed stays where it is still the same measure.
    pub fn refresh(&mut self, measure: &Measure) {
        if *measure != self.measure {
            self.group = group_of(measure, &self.hours);
            self.measure = measure.clone();
            self.seen = false;
        }
    }

    /// Names the ids that the plan's other measures have: they are refused.
    pub fn others(&mut self, ids: impl IntoIterator<Item = String>) {
        self.taken = ids.into_iter().collect();
    }

    /// The measure as it was accepted last.
    pub fn measure(&self) -> &Measure {
        &self.measure
    }

    /// Whether what stands in the form is accepted.
    pub fn is_right(&self) -> bool {
        !self.notes.iter().any(|note| note.severity == Severity::Error)
    }

    /// The number of the movement that the last change is part of: changes by one pull of a
    /// number, or by typing in one field, have the same, and are one step of undoing.
    pub fn stroke(&self) -> u64 {
        self.stroke
    }

    /// Has the reader look at it once: what is odd, what is taken for fields left out, and which
    /// numbers are no other than those that would be taken.
    fn look(&mut self, context: &PlanContext) {
        if self.seen {
            return;
        }
        self.seen = true;
        let whole = Checked::of(&self.group, context);
        for i in 0..self.group.entries.len() {
            let entry = &self.group.entries[i];
            let computed = matches!(entry.field.otherwise, Otherwise::Computed(_));
            if !computed || !matches!(entry.content, Content::Number(_)) {
                continue;
            }
            let mut without = self.group.clone();
            without.entries[i].content = Content::Out;
            let tried = Checked::of(&without, context);
            if tried.measure.is_some() && tried.measure == whole.measure {
                self.group = without;
            }
        }
        let _ = self.check(context);
    }

    /// The measure that stands in the form, where it is right and another than before.
    fn check(&mut self, context: &PlanContext) -> Option<Measure> {
        let checked = Checked::of(&self.group, context);
        self.notes = checked.notes;
        let measure = checked.measure?;
        self.defaults = checked.defaults;
        if self.taken.contains(&measure.id) {
            let text = EditRefused::Taken(measure.id).words();
            let (path, severity) = ("id".to_owned(), Severity::Error);
            self.notes.push(Note { path, severity, text });
            return None;
        }
        Some(measure)
    }

    /// As [`Form::check`], of a form that was changed.
    fn accept(&mut self, context: &PlanContext) -> Option<Measure> {
        let measure = self.check(context).filter(|measure| *measure != self.measure)?;
        self.measure = measure.clone();
        Some(measure)
    }
}

/// A number that no stroke had before.
fn next_stroke() -> u64 {
    static STROKES: AtomicU64 = AtomicU64::new(1);
    STROKES.fetch_add(1, Ordering::Relaxed)
}

/// What the fields of a measure hold; those that hold no other than their default are left out.
fn group_of(measure: &Measure, hours: &Hours) -> Group {
    let own = KINDS.iter().find_map(|kind| Some((kind, (kind.write)(&measure.kind)?)));
    let Some((kind, texts)) = own.or_else(|| Some((KINDS.first()?, Vec::new()))) else {
        return Group::empty(&crate::plan::PLAN);
    };
    let text = format!("({})", texts.join(", "));
    let mut group = match ron_tree::parse(Path::new(""), &text) {
        Ok(node) => Group::of(kind.shape, &node, &text),
        Err(_) => Group::empty(kind.shape),
    };
    group.set("id", Content::Text(measure.id.clone()));
    if measure.name != Bilingual::same(measure.id.as_str()) {
        group.set("name", Content::Name(measure.name.clone()));
    }
    if let Some(why) = &measure.why {
        group.set("why", Content::Name(why.clone()));
    }
    if measure.from_s > 0.0 {
        group.set("from", Content::Text(hours.time_of_day(measure.from_s)));
    }
    if measure.until_s < hours.duration_s {
        group.set("until", Content::Text(hours.time_of_day(measure.until_s)));
    }
    leave_defaults_out(&mut group);
    group
}

fn leave_defaults_out(group: &mut Group) {
    for entry in &mut group.entries {
        let same = match (&entry.content, entry.field.otherwise) {
            (Content::Number(number), Otherwise::Number(default)) => *number == default,
            (Content::Switch(switch), Otherwise::Switch(default)) => *switch == default,
            (Content::Word(word), Otherwise::Word(default)) => word == default,
            _ => false,
        };
        match &mut entry.content {
            content if same => *content = Content::Out,
            Content::Group(group) => leave_defaults_out(group),
            Content::Groups(groups) => groups.iter_mut().for_each(leave_defaults_out),
            _ => {}
        }
    }
}

/// Shows the form: name, what the kind has of its own, when, why. The measure, where the user
/// changed it to something that a plan file could hold; otherwise what is wrong stands in the form.
pub fn show(
    ui: &mut egui::Ui,
    form: &mut Form,
    words: &Words,
    theme: &Theme,
    context: &PlanContext,
) -> Option<Measure> {
    form.look(context);
    let mut pen = Pen::new(words, theme, context, form);
    let mut group = form.group.clone();
    let order = order(&group);
    ui.push_id("measure", |ui| {
        pen.group(ui, &mut group, "", &order);
        pen.notes(ui, "");
    });
    ui.add_space(STEP);
    let (change, begins) = (pen.change, pen.begins);
    form.group = group;
    if begins {
        form.touched = None;
    }
    let change = change?;
    let goes_on = change.steady && form.touched.as_deref() == Some(change.path.as_str());
    if !goes_on {
        form.stroke = next_stroke();
    }
    form.touched = Some(change.path);
    if change.ripe { form.accept(context) } else { None }
}

/// The order in which the fields of a measure are shown, by their numbers in the definition.
fn order(group: &Group) -> Vec<usize> {
    let rank = |name: &str| match name {
        "name" => 0,
        "from" => 2,
        "until" => 3,
        "why" => 4,
        "id" => 5,
        _ => 1,
    };
    let mut order: Vec<usize> = (0..group.entries.len()).collect();
    order.sort_by_key(|i| rank(group.entries[*i].field.name));
    order
}
