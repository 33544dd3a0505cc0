//! The clock: play, speed, and a line over the whole event with people inside, hotspots and the
//! programme, which can be dragged.

use super::widgets::sign_button;
use crate::app::desk::{Desk, Selection};
use crate::app::event::{Open, RATES};
use crate::app::look::Look;
use crate::app::theme::{CORNER, SMALL, STEP};
use crate::document::clock_text;
use bevy_egui::egui::containers::menu::MenuButton;
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Mesh, Painter, Rect, RichText, Sense, Shape, Stroke, Ui, pos2,
    vec2,
};

/// Height of the line.
const HEIGHT: f32 = 58.0;

/// The clock.
pub fn show(ui: &mut Ui, desk: &mut Desk, look: &Look) {
    let mut charts = desk.charts;
    let Some(open) = &mut desk.open else { return };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = STEP;
        play_button(ui, open, look);
        rate_menu(ui, open, look);
        clock(ui, open, look);
        ui.toggle_value(&mut charts, look.say("chart-toggle"))
            .on_hover_text(look.say("chart-toggle-help"));
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click_and_drag());
        line(ui, open, look, rect, &response);
    });
    desk.charts = charts;
}

fn play_button(ui: &mut Ui, open: &mut Open, look: &Look) {
    let plays = open.clock.plays;
    let name = look.say(if plays { "time-pause" } else { "time-play" });
    let button = sign_button(ui, look, &name, false, |painter, rect, ink| {
        let c = rect.center();
        if plays {
            for x in [-5.0, 1.5] {
                let bar = Rect::from_min_size(c + vec2(x, -6.0), vec2(3.5, 12.0));
                painter.rect_filled(bar, 1.0, ink);
            }
        } else {
            let points = [vec2(-4.0, -7.0), vec2(7.0, 0.0), vec2(-4.0, 7.0)].map(|v| c + v);
            painter.add(Shape::convex_polygon(points.to_vec(), ink, Stroke::NONE));
        }
    });
    if button.clicked() {
        let over = open.main().worker.is_over() && open.clock.at_s >= open.simulated_s();
        if !plays && over {
            open.clock.at_s = 0.0;
        }
        open.clock.plays = !plays;
    }
}

/// How fast, in words.
fn rate_name(look: &Look, rate: usize) -> String {
    match RATES[rate] {
        times if times.is_finite() => format!("{times:.0}×"),
        _ => look.say("time-fastest"),
    }
}

fn rate_menu(ui: &mut Ui, open: &mut Open, look: &Look) {
    // As wide for every rate: nothing beside it moves.
    let button = egui::Button::new(rate_name(look, open.clock.rate)).min_size(vec2(64.0, 0.0));
    let (response, _) = MenuButton::from_button(button).ui(ui, |ui| {
        for rate in 0..RATES.len() {
            if ui.radio(open.clock.rate == rate, rate_name(look, rate)).clicked() {
                open.clock.rate = rate;
                ui.close();
            }
        }
    });
    response.on_hover_text(look.say("time-rate-help"));
}

fn clock(ui: &mut Ui, open: &Open, look: &Look) {
    let starts_s = open.hours().map_or(0.0, |hours| hours.starts_s);
    let now_s = starts_s + open.clock.at_s;
    let seconds = (now_s.rem_euclid(60.0)).floor();
    let text = format!("{}:{seconds:02.0}", clock_text(now_s));
    let inside = open.main().viewer.scene().visitor.len();
    ui.vertical(|ui| {
        ui.set_width(92.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(RichText::new(text).size(18.0));
        let people = look.words.with("time-inside", &[("people", inside.into())]);
        ui.label(RichText::new(people).size(SMALL).color(look.theme.quiet));
    });
}

fn line(ui: &Ui, open: &mut Open, look: &Look, rect: Rect, response: &egui::Response) {
    let name = look.say("time-line");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Slider, true, &name));
    let Some(hours) = open.hours() else { return };
    let theme = &look.theme;
    let painter = ui.painter().with_clip_rect(rect);
    let ends_s = hours.duration_s.max(open.simulated_s());
    let x = |at_s: f64| rect.left() + (at_s / ends_s) as f32 * rect.width();
    painter.rect_filled(rect, CORNER, theme.paper);
    let bottom = rect.bottom() - 14.0;
    let simulated = Rect::from_min_max(rect.min, pos2(x(open.simulated_s()), bottom));
    painter.rect_filled(simulated, CORNER, theme.link.gamma_multiply(0.06));
    shows(&painter, open, look, rect, &x);
    inside(&painter, open, look, rect.top() + 12.0, bottom, &x);
    hotspots(&painter, open, look, rect, &x);
    hours_marks(&painter, look, rect, hours.starts_s, ends_s, &x);
    let at = x(open.clock.at_s);
    let hand = Stroke::new(2.0, theme.ink);
    painter.line_segment([pos2(at, rect.top()), pos2(at, bottom)], hand);
    painter.circle_filled(pos2(at, rect.top() + 4.0), 4.0, theme.ink);
    drag(open, rect, response, ends_s, look, hours.starts_s);
}

fn drag(
    open: &mut Open,
    rect: Rect,
    response: &egui::Response,
    ends_s: f64,
    look: &Look,
    starts_s: f64,
) {
    let time_at = |x: f32| f64::from((x - rect.left()) / rect.width()).clamp(0.0, 1.0) * ends_s;
    if let Some(pointer) = response.hover_pos() {
        let at_s = time_at(pointer.x);
        let mut text = clock_text(starts_s + at_s);
        let hotspot = open.main().outcome.as_ref().and_then(|outcome| {
            let near = |h: &&crate::assess::Hotspot| (h.from_s..h.until_s).contains(&at_s);
            outcome.summary.hotspots.iter().find(near).map(|h| (h.rank, look.words.of(&h.why)))
        });
        if let Some((rank, why)) = hotspot {
            text = format!("{text}\n{rank} · {why}");
        }
        if at_s > open.simulated_s() {
            text = format!("{text}\n{}", look.say("time-not-yet"));
        }
        response.clone().on_hover_text_at_pointer(text);
    }
    let pressed = response.dragged() || response.clicked();
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| pressed) {
        let at_s = time_at(pointer.x);
        let plays = open.clock.plays && response.clicked();
        open.seek(at_s);
        open.clock.plays = plays;
        if response.clicked()
            && let Some(outcome) = &open.main().outcome
            && pointer.y < rect.top() + 12.0
        {
            let near = |h: &&crate::assess::Hotspot| (h.from_s..h.until_s).contains(&at_s);
            let chosen = outcome.summary.hotspots.iter().find(near).map(|h| h.rank);
            open.selection = chosen.map(Selection::Hotspot).or(open.selection.take());
        }
    }
}

fn shows(painter: &Painter, open: &Open, look: &Look, rect: Rect, x: &dyn Fn(f64) -> f32) {
    let Some(scenario) = open.scenario() else { return };
    for show in &scenario.programme {
        let span = [x(show.from_s), x(show.until_s)];
        let low = pos2(span[0], rect.bottom() - 17.0);
        let bar = Rect::from_min_max(low, pos2(span[1], rect.bottom() - 14.0));
        painter.rect_filled(bar, 1.0, look.theme.series_b);
    }
}

/// People inside, by the minute.
fn inside(
    painter: &Painter,
    open: &Open,
    look: &Look,
    top: f32,
    bottom: f32,
    x: &dyn Fn(f64) -> f32,
) {
    let Some(outcome) = &open.main().outcome else { return };
    let minutes = &outcome.summary.minutes;
    let most = minutes.inside.iter().copied().max().unwrap_or(1).max(1) as f32;
    let fill = look.theme.series_a.gamma_multiply(0.35);
    let mut mesh = Mesh::default();
    let mut edge = Vec::new();
    for (until_s, people) in minutes.until_s.iter().zip(&minutes.inside) {
        let at = pos2(x(*until_s), bottom - *people as f32 / most * (bottom - top));
        mesh.colored_vertex(at, fill);
        mesh.colored_vertex(pos2(at.x, bottom), fill);
        edge.push(at);
    }
    for i in 1..edge.len() as u32 {
        mesh.add_triangle(2 * i - 2, 2 * i - 1, 2 * i);
        mesh.add_triangle(2 * i - 1, 2 * i, 2 * i + 1);
    }
    painter.add(mesh);
    painter.add(Shape::line(edge, Stroke::new(1.2, look.theme.series_a)));
}

fn hotspots(painter: &Painter, open: &Open, look: &Look, rect: Rect, x: &dyn Fn(f64) -> f32) {
    let Some(outcome) = &open.main().outcome else { return };
    for hotspot in outcome.summary.hotspots.iter().rev() {
        let chosen = open.selection == Some(Selection::Hotspot(hotspot.rank));
        let (left, right) = (x(hotspot.from_s), x(hotspot.until_s));
        let bar = Rect::from_min_max(
            pos2(left, rect.top() + 2.0),
            pos2(right.max(left + 3.0), rect.top() + 9.0),
        );
        let strength = if chosen { 1.0 } else { 0.65 };
        // Not seen through: blending would take the warmth out of it.
        let color = look.theme.paper.lerp_to_gamma(look.theme.hot, strength);
        painter.rect_filled(bar, 2.0, color);
        if chosen {
            let edge = Stroke::new(1.5, look.theme.ink);
            painter.rect_stroke(bar, 2.0, edge, egui::StrokeKind::Outside);
        }
    }
}

/// Whole hours, or parts of one where the event is short.
fn hours_marks(
    painter: &Painter,
    look: &Look,
    rect: Rect,
    starts_s: f64,
    ends_s: f64,
    x: &dyn Fn(f64) -> f32,
) {
    let room = f64::from(rect.width() / 64.0).max(1.0);
    let steps = [60.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14_400.0, 43_200.0];
    let step_s = steps.into_iter().find(|s| ends_s / s <= room).unwrap_or(86_400.0);
    let mut at_s = (starts_s / step_s).ceil() * step_s;
    while at_s <= starts_s + ends_s {
        let left = x(at_s - starts_s);
        let text = clock_text(at_s);
        let font = FontId::proportional(SMALL - 1.0);
        let color: Color32 = look.theme.quiet;
        let inside = left.clamp(rect.left() + 16.0, rect.right() - 16.0);
        painter.text(pos2(inside, rect.bottom()), Align2::CENTER_BOTTOM, text, font, color);
        at_s += step_s;
    }
}
