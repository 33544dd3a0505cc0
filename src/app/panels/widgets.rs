//! Small things that several panels use.

use crate::app::look::Look;
use crate::app::theme::{CORNER, LARGE, SMALL, STEP};
use crate::assess::Grade;
use bevy_egui::egui::{self, Button, Color32, Response, RichText, Sense, Stroke, Ui, vec2};

/// A button that is filled: the one that matters in its panel.
pub fn main_button(ui: &mut Ui, look: &Look, text: String) -> Response {
    let text = RichText::new(text).color(look.theme.card).size(15.0);
    let button = Button::new(text).fill(look.theme.link).min_size(vec2(0.0, 34.0));
    let middle = egui::Layout::centered_and_justified(egui::Direction::TopDown);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 34.0), middle, |ui| ui.add(button)).inner
}

/// Small and quiet text.
pub fn hint(ui: &mut Ui, look: &Look, text: impl Into<String>) -> Response {
    ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(look.theme.quiet)).wrap())
}

/// A heading of a part of a panel.
pub fn heading(ui: &mut Ui, look: &Look, key: &str) {
    ui.add_space(STEP);
    ui.label(RichText::new(look.say(key)).size(SMALL).color(look.theme.quiet));
}

/// A title.
pub fn title(ui: &mut Ui, text: impl Into<String>) {
    ui.add(egui::Label::new(RichText::new(text).size(LARGE)).wrap());
}

/// A grade as a shape that is told apart without colour, too, the shapes of the report: a round
/// with a tick, a triangle, an octagon with a cross.
pub fn grade_sign(ui: &mut Ui, look: &Look, grade: Grade) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
    let (color, _) = look.grade(grade);
    let (painter, at) = (ui.painter(), rect.center());
    let stroke = Stroke::new(2.0, look.theme.card);
    let corners = |count: usize, turn: f32, radius: f32| {
        let corner = |i: usize| {
            let angle = (i as f32 / count as f32 + turn) * std::f32::consts::TAU;
            at + egui::Vec2::angled(angle) * radius
        };
        let points = (0..count).map(corner).collect();
        egui::Shape::convex_polygon(points, color, Stroke::NONE)
    };
    match grade {
        Grade::Good => painter.circle_filled(at, 8.0, color),
        Grade::Warning => painter.add(corners(3, 0.75, 9.5)),
        Grade::Bad => painter.add(corners(8, 1.0 / 16.0, 8.5)),
    };
    match grade {
        Grade::Good => {
            let points = [vec2(-3.5, 0.2), vec2(-1.0, 2.8), vec2(3.8, -2.8)].map(|v| at + v);
            painter.add(egui::Shape::line(points.to_vec(), stroke));
        }
        Grade::Warning => {
            painter.line_segment([at + vec2(0.0, -4.0), at + vec2(0.0, 0.8)], stroke);
            painter.circle_filled(at + vec2(0.0, 3.2), 1.1, look.theme.card);
        }
        Grade::Bad => {
            let arms = [(vec2(-3.0, -3.0), vec2(3.0, 3.0)), (vec2(-3.0, 3.0), vec2(3.0, -3.0))];
            for (a, b) in arms {
                painter.line_segment([at + a, at + b], stroke);
            }
        }
    }
    response
}

/// A button with a drawn sign and no text; `name` is said by the tooltip and to screen readers.
pub fn sign_button(
    ui: &mut Ui,
    look: &Look,
    name: &str,
    chosen: bool,
    draw: impl FnOnce(&egui::Painter, egui::Rect, Color32),
) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(30.0, 28.0), Sense::click());
    let named = || egui::WidgetInfo::selected(egui::WidgetType::Button, true, chosen, name);
    response.widget_info(named);
    let fill = match () {
        () if chosen => look.theme.link.gamma_multiply(0.25),
        () if response.hovered() => look.theme.rule,
        () => look.theme.paper,
    };
    let edge = if chosen { look.theme.link } else { look.theme.rule };
    ui.painter().rect(rect, CORNER, fill, Stroke::new(1.0, edge), egui::StrokeKind::Inside);
    draw(ui.painter(), rect, look.theme.ink);
    response.on_hover_text(name)
}

/// A line of a table: a name at the left, a figure at the right.
pub fn figure(ui: &mut Ui, look: &Look, name: &str, value: &str) {
    ui.horizontal_top(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::TOP), |ui| {
            ui.label(value);
            // What the figure leaves is the name's.
            ui.with_layout(egui::Layout::left_to_right(egui::Align::TOP), |ui| {
                ui.add(egui::Label::new(RichText::new(name).color(look.theme.quiet)).wrap());
            });
        });
    });
}
