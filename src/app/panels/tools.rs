//! The tools at the left: what the pointer does, measures to place, what is left of the budget,
//! layers of the map, and the button that asks for advice.

use super::widgets::{heading, hint, main_button, sign_button};
use crate::advise::{self, Effort};
use crate::app::autosave;
use crate::app::desk::{ColorBy, Desk, Tool};
use crate::app::event::Open;
use crate::app::look::Look;
use crate::app::tasks;
use crate::app::theme::STEP;
use crate::document::Problems;
use crate::plan::{KINDS, Kind};
use crate::scenario::Scenario;
use bevy_egui::egui::{
    self, Color32, Painter, Rect, RichText, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

/// Kinds that are not placed on the map but chosen.
const CHOSEN: &str = "Opening";

/// The tools.
pub fn show(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let Some(open) = &mut desk.open else { return };
    palette(ui, open, look);
    budget(ui, open, look);
    ui.add_space(STEP);
    undo(ui, open, look);
    ui.separator();
    layers(ui, desk, look);
    ui.separator();
    advise_button(ui, desk, look);
}

fn palette(ui: &mut Ui, open: &mut Open, look: &Look) {
    heading(ui, look, "tool-title");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(STEP, STEP);
        let selects = open.tool == Tool::Select;
        if sign_button(ui, look, &look.say("tool-select"), selects, draw_arrow).clicked() {
            open.tool = Tool::Select;
        }
        for kind in KINDS {
            let name = look.words.of(&(kind.name)()).to_owned();
            let chosen = matches!(&open.tool, Tool::Draw { kind: k, .. } if *k == kind.shape.name);
            let help = look.words.with("tool-place", &[("what", name.into())]);
            let sign = |painter: &Painter, rect: Rect, _: Color32| {
                draw_kind(painter, rect, kind.shape.name, look.theme.measure, look.theme.card);
            };
            let button = sign_button(ui, look, &help, chosen, sign);
            if kind.shape.name == CHOSEN {
                egui::Popup::menu(&button).show(|ui| exits(ui, open, look, kind));
            } else if button.clicked() {
                open.tool = Tool::Draw { kind: kind.shape.name, points: Vec::new() };
                open.selection = None;
            }
        }
    });
    if let Tool::Draw { kind, .. } = &open.tool {
        let spot = ["Volunteer", "Sign", "Leaders"].contains(kind);
        hint(ui, look, look.say(if spot { "tool-click-spot" } else { "tool-click-line" }));
    }
}

/// Exits that could be opened.
fn exits(ui: &mut Ui, open: &mut Open, look: &Look, kind: &'static Kind) {
    let Some(scenario) = open.scenario().cloned() else { return };
    for portal in &scenario.venue.portals {
        if ui.button(look.words.of(&portal.name)).clicked() {
            let at = match &portal.shape {
                crate::venue::PortalGeometry::Line(line) => line.0.first().copied(),
                crate::venue::PortalGeometry::Area(area) => area.exterior().0.first().copied(),
            };
            open.place(kind, &at.into_iter().collect::<Vec<_>>());
            ui.close();
        }
    }
}

fn budget(ui: &mut Ui, open: &mut Open, look: &Look) {
    let used = open.plan().map(Effort::of).unwrap_or_default();
    heading(ui, look, "tool-budget");
    let budget = &mut open.budget;
    for (key, used, most) in [
        ("tool-volunteers", used.volunteers, &mut budget.volunteers),
        ("tool-barriers", used.barriers, &mut budget.barriers),
        ("tool-signs", used.signs, &mut budget.signs),
    ] {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = STEP;
            let over = used > *most;
            let color = if over { look.theme.bad } else { look.theme.ink };
            ui.label(RichText::new(format!("{used} /")).color(color));
            let drag = egui::DragValue::new(most).range(0..=999);
            ui.add(drag).on_hover_text(look.say("tool-budget-help"));
            ui.label(look.say(key));
        });
    }
}

fn undo(ui: &mut Ui, open: &mut Open, look: &Look) {
    let (back, forth) =
        open.history.as_ref().map_or((false, false), |h| (h.can_undo(), h.can_redo()));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = STEP;
        let undo = ui.add_enabled(back, egui::Button::new(look.say("tool-undo")));
        if undo.on_hover_text(look.say("tool-undo-help")).clicked() {
            open.undo();
        }
        let redo = ui.add_enabled(forth, egui::Button::new(look.say("tool-redo")));
        if redo.on_hover_text(look.say("tool-redo-help")).clicked() {
            open.redo();
        }
    });
}

fn layers(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    heading(ui, look, "look-title");
    let layers = &mut desk.layers;
    ui.spacing_mut().item_spacing.y = STEP;
    for (number, (key, on)) in [
        ("look-people", &mut layers.people),
        ("look-density", &mut layers.density),
        ("look-hotspots", &mut layers.hotspots),
        ("look-measures", &mut layers.measures),
        ("look-names", &mut layers.names),
        ("look-trails", &mut layers.trails),
        ("look-flow", &mut layers.flow),
        ("look-sight", &mut layers.sight),
        ("look-ways", &mut layers.ways),
    ]
    .into_iter()
    .enumerate()
    {
        let help = look.words.with("look-key", &[("key", (number + 1).into())]);
        ui.checkbox(on, look.say(key)).on_hover_text(help);
    }
    heading(ui, look, "look-color");
    let names = [
        (ColorBy::Alike, "look-color-alike"),
        (ColorBy::Segment, "look-color-segment"),
        (ColorBy::Speed, "look-color-speed"),
        (ColorBy::Delay, "look-color-delay"),
        (ColorBy::Felt, "look-color-felt"),
    ];
    let now = names.iter().find(|(by, _)| *by == layers.color_by).map_or("", |(_, key)| key);
    egui::ComboBox::from_id_salt("color").selected_text(look.say(now)).width(120.0).show_ui(
        ui,
        |ui| {
            for (by, key) in names {
                ui.selectable_value(&mut layers.color_by, by, look.say(key));
            }
        },
    );
    color_legend(ui, desk, look);
}

/// What the colours of people mean.
fn color_legend(ui: &mut Ui, desk: &Desk, look: &Look) {
    let Some(scenario) = desk.open.as_ref().and_then(|open| open.scenario()) else { return };
    let theme = &look.theme;
    match desk.layers.color_by {
        ColorBy::Alike => {}
        ColorBy::Segment => {
            let groups = theme.groups();
            for (i, segment) in scenario.segments.iter().enumerate() {
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), egui::Sense::hover());
                    ui.painter().circle_filled(rect.center(), 5.0, groups[i % groups.len()]);
                    hint(ui, look, look.words.of(&segment.name));
                });
            }
        }
        by => {
            let (rect, _) = ui.allocate_exact_size(vec2(120.0, 8.0), egui::Sense::hover());
            for i in 0..24 {
                let share = i as f32 / 23.0;
                let color = match by {
                    ColorBy::Felt => theme.quiet.lerp_to_gamma(theme.measure, share),
                    _ => crate::app::map::ramp(theme, share),
                };
                let left = rect.left() + i as f32 * 5.0;
                let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(5.0, 8.0));
                ui.painter().rect_filled(cell, 0.0, color);
            }
            hint(
                ui,
                look,
                look.say(match by {
                    ColorBy::Speed => "look-scale-speed",
                    ColorBy::Delay => "look-scale-delay",
                    _ => "look-scale-felt",
                }),
            );
        }
    }
}

fn advise_button(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let going_on = desk.tasks.is_going_on("advise-title");
    let (Some(open), false) = (&desk.open, going_on) else {
        hint(ui, look, look.say("advise-going-on"));
        return;
    };
    let button = main_button(ui, look, look.say("advise-button"));
    let ready = open.scenario().filter(|_| open.main().ready);
    if button.on_hover_text(look.say("advise-help")).clicked()
        && let Some(scenario) = ready
    {
        let asked = ask_for_advice(open, scenario);
        match asked {
            Ok(asked) => tasks::advise(&mut desk.tasks, asked),
            Err(problems) => desk.complain(&problems),
        }
        if let Some(open) = &mut desk.open {
            open.selection = None;
        }
    }
}

/// What the advisor is asked: the event with the budget, and the pinned measures of the plan.
fn ask_for_advice(open: &Open, scenario: &Scenario) -> Result<advise::Asked, Problems> {
    let advise::Usual { seeds, fresh, runs } = advise::Usual::of(&scenario.demand);
    let out = open.work_folder().join("advice");
    let (mut pins, mut forbid) = (None, None);
    if let (Some(plan), Some(hours)) = (open.plan(), open.hours()) {
        let part = |wanted: &dyn Fn(&crate::plan::Measure) -> bool| crate::plan::Plan {
            name: plan.name.clone(),
            measures: plan.measures.iter().filter(|m| wanted(m)).cloned().collect(),
        };
        let pinned = part(&|m| open.pinned.contains(&m.id));
        if !pinned.measures.is_empty() {
            let path = out.join("pinned.ron");
            autosave::save(&pinned, &path, &hours)?;
            pins = Some(path);
        }
        let closed = part(&|m| {
            open.forbidden.contains(&m.id) && matches!(m.kind, crate::plan::MeasureKind::Closure(_))
        });
        if !closed.measures.is_empty() {
            let path = out.join("forbidden.ron");
            autosave::save(&closed, &path, &hours)?;
            forbid = Some(path);
        }
    }
    Ok(advise::Asked {
        event: open.folder.clone(),
        felt: None,
        pins,
        forbid,
        available: open.budget,
        seeds,
        fresh,
        runs,
        out,
    })
}

fn draw_arrow(painter: &Painter, rect: Rect, ink: Color32) {
    let at = rect.center() + vec2(-4.0, -7.0);
    let points = [vec2(0.0, 0.0), vec2(0.0, 13.0), vec2(3.6, 9.6), vec2(9.0, 9.0)];
    let points = points.map(|v| at + v).to_vec();
    painter.add(Shape::convex_polygon(points, ink, Stroke::NONE));
}

/// The sign of a kind of measure.
fn draw_kind(painter: &Painter, rect: Rect, kind: &str, color: Color32, paper: Color32) {
    let c = rect.center();
    let stroke = Stroke::new(2.0, color);
    let line = |a: egui::Vec2, b: egui::Vec2| {
        painter.line_segment([c + a, c + b], stroke);
    };
    match kind {
        "Barrier" => {
            for x in [-9.0, 0.0] {
                let unit = Rect::from_min_size(c + vec2(x, -4.0), vec2(9.0, 8.0));
                painter.rect_stroke(unit.shrink(0.5), 1.0, stroke, StrokeKind::Inside);
            }
        }
        "Volunteer" => {
            painter.circle_filled(c - vec2(0.0, 4.5), 3.5, color);
            let body = Rect::from_center_size(c + vec2(0.0, 4.0), vec2(11.0, 7.0));
            painter.rect_filled(body, 3.5, color);
        }
        "Gate" => {
            line(vec2(-9.0, -6.0), vec2(-9.0, 6.0));
            line(vec2(9.0, -6.0), vec2(9.0, 6.0));
            painter.arrow(c + vec2(-6.0, 0.0), vec2(12.0, 0.0), stroke);
        }
        "Sign" => {
            painter.rect_filled(
                Rect::from_center_size(c - vec2(0.0, 3.0), vec2(16.0, 8.0)),
                2.0,
                color,
            );
            line(vec2(0.0, 1.0), vec2(0.0, 8.0));
            painter
                .line_segment([c + vec2(-4.0, -3.0), c + vec2(4.0, -3.0)], Stroke::new(1.2, paper));
        }
        "OneWay" => painter.arrow(c + vec2(-8.0, 0.0), vec2(16.0, 0.0), Stroke::new(3.0, color)),
        "Leaders" => {
            painter.circle_filled(c + vec2(-4.0, -2.0), 3.0, color);
            painter.arrow(c + vec2(-7.0, 5.0), vec2(15.0, 0.0), stroke);
        }
        "Opening" => {
            line(vec2(-9.0, 6.0), vec2(-9.0, -6.0));
            line(vec2(-9.0, -6.0), vec2(2.0, -6.0));
            painter.arrow(c + vec2(-5.0, 2.0), vec2(13.0, 0.0), stroke);
        }
        _ => {
            painter.circle_stroke(c, 8.0, stroke);
            line(vec2(-5.5, -5.5), vec2(5.5, 5.5));
        }
    }
}
