//! Everything around the map, and the pointer on it.

mod advice;
mod charts;
mod files;
mod first;
mod inspector;
mod keys;
mod new_map;
mod pointer;
mod refusal;
mod share;
mod side_by_side;
mod timeline;
mod tools;
mod top;
mod visitor;
mod widgets;

use super::desk::Desk;
use super::event::Open;
use super::look::Look;
use super::map::overlay::{self, Brush};
use super::map::places::corners;
use super::map::view;
use super::settings::Settings;
use super::theme::{BODY, INSPECTOR_WIDTH, SMALL, STEP, TOOLS_WIDTH};
use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use egui::{Align2, Color32, FontId, Frame, LayerId, Margin, Rect, UiBuilder, vec2};

/// Draws the window.
pub fn draw(
    mut contexts: EguiContexts,
    mut desk: ResMut<Desk>,
    look: Res<Look>,
    mut settings: ResMut<Settings>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    let area = UiBuilder::new().layer_id(LayerId::background()).max_rect(ctx.viewport_rect());
    let mut root = egui::Ui::new(ctx.clone(), "root".into(), area);
    let before = settings.clone();
    desk.bypass_change_detection().points = ctx.pixels_per_point();
    {
        let (desk, settings) = (desk.bypass_change_detection(), settings.bypass_change_detection());
        keys::take(&ctx, desk, settings);
        if desk.open.is_some() {
            event(&mut root, desk, &look, settings);
        } else if desk.start.on_new_map {
            new_map::show(&mut root, desk, &look, settings);
        } else {
            first::show(&mut root, desk, &look, settings);
        }
        first::dialog(&ctx, desk, &look, settings);
        notices(&ctx, desk, &look);
    }
    if *settings != before {
        settings.set_changed();
        if let Err(problems) = settings.keep() {
            desk.complain(&problems);
        }
    }
    Ok(())
}

/// A panel's frame: its colour, and room inside.
pub fn frame(look: &Look) -> Frame {
    Frame::new().fill(look.theme.card).inner_margin(Margin::same(2 * STEP as i8))
}

/// The window with an event open.
fn event(root: &mut egui::Ui, desk: &mut Desk, look: &Look, settings: &mut Settings) {
    egui::Panel::top("top").frame(frame(look)).show(root, |ui| {
        top::show(ui, desk, look, settings);
    });
    egui::Panel::bottom("timeline").frame(frame(look)).show(root, |ui| {
        timeline::show(ui, desk, look);
        if desk.charts {
            charts::show(ui, desk, look);
        }
    });
    egui::Panel::left("tools").exact_size(TOOLS_WIDTH).frame(frame(look)).show(root, |ui| {
        egui::ScrollArea::vertical().show(ui, |ui| tools::show(ui, desk, look));
    });
    egui::Panel::right("inspector")
        .default_size(INSPECTOR_WIDTH)
        .size_range(LEAST_INSPECTOR..=(0.4 * root.available_width()).clamp(LEAST_INSPECTOR, 520.0))
        .frame(frame(look))
        .show(root, |ui| {
            egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                inspector::show(ui, desk, look);
            });
        });
    map(root, desk, look);
}

/// The inspector is never narrower, points; the map keeps the larger part of a small window.
const LEAST_INSPECTOR: f32 = 220.0;

/// The map: what is drawn over it, and the pointer on it.
fn map(root: &mut egui::Ui, desk: &mut Desk, look: &Look) {
    let free = root.available_rect_before_wrap();
    desk.map = free;
    let response = root.interact(free, root.id().with("map"), egui::Sense::click_and_drag());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::WidgetType::Other, true, look.say("look-map"))
    });
    let grew = view::is_outgrown(desk.framed, desk.view, free);
    if let Some(open) = &mut desk.open
        && (open.unframed || grew)
        && let Some(prepared) = &open.main().prepared
    {
        let (low, high) = corners(&prepared.scenario.venue);
        desk.view.frame(view::panes(free, open.panes.len())[0], low, high);
        open.unframed = false;
        desk.framed = Some((desk.view, free));
    }
    if desk.open.as_ref().is_some_and(|open| open.refused.is_some()) {
        return refusal::show(root, free, desk, look);
    }
    pointer::take(&response, desk);
    let Some(open) = &desk.open else { return };
    let rects = view::panes(free, open.panes.len());
    let painter = root.painter().clone();
    let covered = if desk.layers.density { legend_place(free) } else { Rect::NOTHING };
    for (number, rect) in rects.iter().enumerate() {
        let brush = Brush::new(&painter, desk.view, *rect, look).keeping_clear(covered);
        overlay::draw(&brush, desk, open, number);
        overlay::draw_scale(&brush);
        if number > 0 {
            let edge = egui::Stroke::new(1.0, look.theme.rule_strong);
            painter.line_segment([rect.left_top(), rect.left_bottom()], edge);
        }
    }
    waiting(&painter, free, open, look);
    if desk.layers.density {
        legend(&painter, free, look);
    }
    if open.panes.len() > 1 {
        side_by_side::heads(root, desk, look, &rects);
    }
}

/// Says what is waited for.
fn waiting(painter: &egui::Painter, map: Rect, open: &Open, look: &Look) {
    let font = FontId::proportional(BODY);
    if !open.main().ready {
        let text = look.say("status-opening");
        painter.text(map.center(), Align2::CENTER_CENTER, text, font, look.theme.quiet);
    }
}

/// Width of a level in the legend, points.
const LEVEL: f32 = 34.0;

fn legend_place(map: Rect) -> Rect {
    let all = vec2(6.0 * LEVEL + 4.0 * STEP, 46.0);
    Rect::from_min_size(map.right_bottom() - all - vec2(12.0, 12.0), all)
}

/// What the colours of density mean.
fn legend(painter: &egui::Painter, map: Rect, look: &Look) {
    let theme = &look.theme;
    let [a, b, c, d, e] = crate::observe::WALKING_LEVELS;
    let (width, height) = (LEVEL, 10.0);
    let title = look.say("look-density-title");
    let place = legend_place(map);
    painter.rect_filled(place, 6.0, theme.card.gamma_multiply(0.92));
    let left = place.left_top() + vec2(2.0 * STEP, 6.0);
    painter.text(left, Align2::LEFT_TOP, title, FontId::proportional(SMALL), theme.quiet);
    let bar = left + vec2(0.0, 17.0);
    for level in 0..6 {
        let cell = Rect::from_min_size(bar + vec2(level as f32 * width, 0.0), vec2(width, height));
        painter.rect_filled(cell, 0.0, theme.levels[level]);
    }
    for (i, limit) in [a, b, c, d, e].into_iter().enumerate() {
        let at = bar + vec2((i + 1) as f32 * width, height + 1.0);
        let text = format!("{limit}");
        painter.text(at, Align2::CENTER_TOP, text, FontId::proportional(SMALL - 1.0), theme.ink);
    }
}

/// Lines to the user, over the map, each until it is clicked away.
fn notices(ctx: &egui::Context, desk: &mut Desk, look: &Look) {
    if desk.notices.is_empty() {
        return;
    }
    let mut gone = None;
    let mut open = None;
    let at = if desk.map.is_positive() { desk.map.left_top() } else { egui::pos2(24.0, 24.0) };
    egui::Area::new("notices".into()).fixed_pos(at + vec2(12.0, 12.0)).show(ctx, |ui| {
        for (i, notice) in desk.notices.iter().enumerate() {
            let edge = if notice.bad { look.theme.bad } else { look.theme.rule_strong };
            let frame = Frame::new()
                .fill(look.theme.card)
                .stroke(egui::Stroke::new(1.0, edge))
                .corner_radius(6)
                .inner_margin(Margin::same(8));
            frame.show(ui, |ui| {
                ui.set_max_width(520.0);
                ui.horizontal_top(|ui| {
                    ui.add(egui::Label::new(look.words.of(&notice.text)).wrap());
                    if let Some(path) = &notice.path
                        && ui.button(look.say("status-open")).clicked()
                    {
                        open = Some(path.clone());
                    }
                    if ui.button("×").on_hover_text(look.say("status-dismiss")).clicked() {
                        gone = Some(i);
                    }
                });
            });
        }
    });
    if let Some(i) = gone {
        desk.notices.remove(i);
    }
    if let Some(path) = open
        && let Err(problem) = share::open_with_system(&path)
    {
        desk.complain(&problem);
    }
}

/// A colour for a text on a filled button.
pub fn on_fill(look: &Look) -> Color32 {
    look.theme.card
}
