//! What was found in the map, what was left out and why, and how it could be read otherwise.

use super::lists::tool;
use super::{Wanted, problems, stroke};
use crate::app::look::Look;
use crate::app::new_map::made::renamed;
use crate::app::new_map::{Map, NewMap, Tool};
use crate::app::panels::widgets::{figure, heading, hint};
use crate::app::theme::{CORNER, SMALL, STEP};
use crate::document::{Bilingual, whole};
use crate::venue::import::{
    ImportSummary, LengthUnit, Reason, Tally, has_layers, is_drawing, layer_kinds,
};
use bevy_egui::egui::{self, ComboBox, Frame, Margin, RichText, TextEdit, Ui};

/// What is amiss with a map takes at most this height.
const REFUSED_HEIGHT: f32 = 320.0;

/// While there is no map yet, or none that can be read.
pub fn waiting(ui: &mut Ui, new: &mut NewMap, look: &Look, wanted: &mut Wanted) {
    if new.is_reading() {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(look.say("new-reading"));
        });
        return;
    }
    if let Some(refused) = &new.refused {
        problems(ui, look, "new-refused", refused, REFUSED_HEIGHT);
    }
    ui.add_space(2.0 * STEP);
    hint(ui, look, look.say("new-formats"));
    ui.horizontal(|ui| {
        wanted.other_map = ui.button(look.say("new-other-map")).clicked();
        if ui.button(look.say("new-read-again")).clicked() {
            new.read();
        }
    });
    let file = new.file.to_string_lossy().to_lowercase();
    if [".dxf", ".wkt", ".csv", ".tsv"].iter().any(|ending| file.ends_with(ending)) {
        heading(ui, look, "new-otherwise");
        unit(ui, new, look);
    }
}

/// The part.
pub fn show(ui: &mut Ui, new: &mut NewMap, look: &Look, wanted: &mut Wanted) {
    name(ui, new, look);
    if let Some(refused) = &new.refused {
        problems(ui, look, "new-refused-otherwise", refused, REFUSED_HEIGHT / 2.0);
    }
    if let Some(map) = &new.map {
        sizes(ui, map, look);
        look_at(ui, map, look);
        found(ui, &map.summary, look);
    }
    part(ui, new, look);
    heading(ui, look, "new-otherwise");
    options(ui, new, look);
    ui.add_space(2.0 * STEP);
    wanted.other_map = ui.button(look.say("new-other-map")).clicked();
}

/// The part of the map that is taken.
fn part(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    heading(ui, look, "new-part");
    let chosen = new.tool == Tool::Part;
    ui.horizontal(|ui| {
        if tool(ui, look, chosen, "new-part-choose", "new-part-help").clicked() {
            new.take_up(if chosen { Tool::Select } else { Tool::Part });
        }
        let whole = egui::Button::new(look.say("new-part-whole")).min_size(egui::vec2(0.0, 30.0));
        if ui.add_enabled(new.options.part.is_some(), whole).clicked() {
            new.take_part(None);
        }
    });
    if chosen {
        hint(ui, look, look.say("new-part-how"));
    }
}

fn name(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    heading(ui, look, "new-name");
    let mut name = look.words.of(&new.made().name).to_owned();
    let edit = TextEdit::singleline(&mut name).desired_width(f32::INFINITY);
    if ui.add(edit).changed() {
        let language = look.words.language;
        new.change(stroke(ui.ctx()), |made, _| {
            made.name = renamed(Some(std::mem::take(&mut made.name)), language, &name);
        });
    }
}

fn sizes(ui: &mut Ui, map: &Map, look: &Look) {
    let summary = &map.summary;
    let size = look.words.with(
        "new-size-metres",
        &[("width", whole(summary.width_m).into()), ("height", whole(summary.height_m).into())],
    );
    ui.add_space(STEP);
    figure(ui, look, &look.say("new-size"), &size);
    figure(ui, look, &look.say("new-walkable"), &m2(look, summary.walkable_m2));
}

/// What the importer, or the venue, asks to look at.
fn look_at(ui: &mut Ui, map: &Map, look: &Look) {
    let odd = map.warnings.0.iter().map(|problem| look.words.of(&problem.what).to_owned());
    let said = map.summary.warnings.iter().map(|text| look.words.of(text).to_owned());
    let all: Vec<String> = said.chain(odd).collect();
    if all.is_empty() {
        return;
    }
    ui.add_space(STEP);
    let frame = Frame::new()
        .fill(look.theme.warning_soft)
        .corner_radius(CORNER)
        .inner_margin(Margin::same(2 * STEP as i8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(look.say("new-look-at")).size(SMALL).strong());
        for text in all {
            ui.add(egui::Label::new(RichText::new(text).size(SMALL)).wrap());
        }
    });
}

fn found(ui: &mut Ui, summary: &ImportSummary, look: &Look) {
    heading(ui, look, "new-found");
    for line in &summary.taken {
        tally(ui, look, &line.label, &line.tally);
    }
    ui.add_space(STEP);
    if !summary.left_out.is_empty() {
        ui.collapsing(look.say("new-left-out"), |ui| {
            for line in &summary.left_out {
                tally(ui, look, &line.label, &line.tally);
            }
        });
    }
    ui.collapsing(look.say("new-assumed"), |ui| {
        for text in &summary.assumed {
            hint(ui, look, look.words.of(text));
        }
    });
}

/// What, at the left, how many and how large at the right; some of them when the pointer rests.
fn tally(ui: &mut Ui, look: &Look, label: &Bilingual, tally: &Tally) {
    let mut said = whole(tally.count as f64);
    if tally.m2 >= 0.5 {
        said = format!("{said} · {}", m2(look, tally.m2));
    }
    let row = ui.horizontal_top(|ui| {
        let number = RichText::new(said).size(SMALL);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            ui.label(number);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Min), |ui| {
                let name = RichText::new(look.words.of(label)).size(SMALL).color(look.theme.quiet);
                ui.add(egui::Label::new(name).wrap());
            });
        });
    });
    if !tally.examples.is_empty() {
        row.response.on_hover_text(tally.examples.join("\n"));
    }
}

/// How the map could be read otherwise: what its format leaves to the planner.
fn options(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    let Some(map) = &new.map else { return };
    let format = map.summary.format.clone();
    if is_drawing(&format) {
        unit(ui, new, look);
        if has_layers(&format) {
            layers(ui, new, look);
        }
        return;
    }
    let before = new.options.clone();
    ui.checkbox(&mut new.options.grass_walkable, look.say("new-grass"));
    ui.checkbox(&mut new.options.tracks_walkable, look.say("new-tracks"));
    if new.options != before {
        new.read();
    }
}

fn unit(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    let before = new.options.unit;
    let own = look.say("new-unit-own");
    ui.horizontal(|ui| {
        ui.label(look.say("new-unit"));
        let shown = before.map_or(own.as_str(), |unit| unit.word);
        ComboBox::from_id_salt("new-unit").selected_text(shown).show_ui(ui, |ui| {
            ui.selectable_value(&mut new.options.unit, None, own.as_str());
            for unit in LengthUnit::all() {
                ui.selectable_value(&mut new.options.unit, Some(unit), unit.word);
            }
        });
    });
    if new.options.unit != before {
        new.read();
    }
}

/// Layers of which the name does not say what they are, and those of which the planner said it.
fn layers(ui: &mut Ui, new: &mut NewMap, look: &Look) {
    let Some(map) = &new.map else { return };
    let unclear = map.summary.left_out.iter().filter(|line| line.what == Reason::Layer);
    let names = unclear.flat_map(|line| &line.tally.examples).filter_map(|text| layer_name(text));
    let said = new.options.layers.iter().map(|(layer, _)| layer.clone());
    let all: std::collections::BTreeSet<String> = names.chain(said).collect();
    let before = new.options.layers.clone();
    for layer in all {
        let is = before.iter().find(|(name, _)| *name == layer).map(|(_, kind)| kind.as_str());
        let mut kind = is.unwrap_or_default().to_owned();
        ui.horizontal(|ui| {
            let shown = if kind.is_empty() {
                look.say("new-layer-unclear")
            } else {
                layer_word(look, &kind)
            };
            ComboBox::from_id_salt(("map-layer", &layer)).selected_text(shown).show_ui(ui, |ui| {
                for word in layer_kinds() {
                    ui.selectable_value(&mut kind, word.to_owned(), layer_word(look, word));
                }
            });
            ui.add(egui::Label::new(&layer).truncate());
        });
        if Some(kind.as_str()) != is && !kind.is_empty() {
            new.options.layers.retain(|(name, _)| *name != layer);
            new.options.layers.push((layer, kind));
        }
    }
    if new.options.layers != before {
        new.read();
    }
}

/// The name of a layer out of what the importer says of it, `"A-FURN" (12 lines)`.
fn layer_name(said: &str) -> Option<String> {
    let quoted = said.rsplit_once("\" (").map(|(name, _)| format!("{name}\""))?;
    serde_json::from_str(&quoted).ok()
}

fn layer_word(look: &Look, word: &str) -> String {
    let key = match word {
        "ground" => "new-layer-ground",
        "obstacle" => "new-layer-obstacle",
        "building" => "new-layer-building",
        "wall" => "new-layer-wall",
        "water" => "new-layer-water",
        "tree" => "new-layer-tree",
        "stairs" => "new-layer-stairs",
        "portal" => "new-layer-portal",
        "gate" => "new-layer-gate",
        _ => "new-layer-ignore",
    };
    look.say(key)
}

fn m2(look: &Look, m2: f64) -> String {
    look.words.with("new-square-metres", &[("area", whole(m2).into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_known_by_their_names() {
        assert_eq!(layer_name("\"A-FURN\" (12 lines)").as_deref(), Some("A-FURN"));
        assert_eq!(layer_name("\"0 (old)\" (1 area)").as_deref(), Some("0 (old)"));
        assert_eq!(layer_name("nothing"), None);
    }
}
