//! The first page: events that come with the program, recent ones, and a file of one's own.

use super::widgets::{heading, hint};
use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::app::settings::Settings;
use crate::app::start::{Card, Thumbnail};
use crate::app::theme::{CORNER, SMALL, STEP};
use crate::document::{Language, whole};
use bevy_egui::egui::{
    self, Align2, FontId, Frame, Margin, Mesh, Rect, RichText, Sense, Stroke, StrokeKind, Ui, vec2,
};
use egui_file_dialog::FileDialog;
use std::path::PathBuf;

const CARD: egui::Vec2 = vec2(300.0, 232.0);
const PICTURE_HEIGHT: f32 = 150.0;

/// The page.
pub fn show(root: &mut Ui, desk: &mut Desk, look: &Look, settings: &mut Settings) {
    desk.map = Rect::NOTHING;
    desk.start.begin(&settings.recent);
    let frame = Frame::new().fill(look.theme.paper).inner_margin(Margin::symmetric(40, 28));
    egui::CentralPanel::default().frame(frame).show(root, |ui| {
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            page(ui, desk, look, settings);
        });
    });
}

fn page(ui: &mut Ui, desk: &mut Desk, look: &Look, settings: &mut Settings) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("wuwei 无为").size(28.0));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            switches(ui, look, settings);
        });
    });
    hint(ui, look, look.say("start-motto"));
    ui.add_space(2.0 * STEP);
    heading(ui, look, "start-shipped");
    let shipped = desk.start.shipped.clone();
    if shipped.is_empty() {
        ui.spinner();
    }
    let mut chosen = cards(ui, desk, look, &shipped, None);
    // One that is not there any more, or cannot be read, has no card.
    let is_own = |f: &&PathBuf| !shipped.contains(f) && desk.start.cards.contains_key(*f);
    let recent: Vec<PathBuf> = settings.recent.iter().filter(is_own).cloned().collect();
    if !recent.is_empty() {
        ui.add_space(2.0 * STEP);
        heading(ui, look, "start-recent");
        let mut forgotten = None;
        chosen = cards(ui, desk, look, &recent, Some(&mut forgotten)).or(chosen);
        if let Some(folder) = forgotten {
            settings.recent.retain(|known| *known != folder);
        }
    }
    ui.add_space(3.0 * STEP);
    ui.horizontal(|ui| {
        let open = ui.button(look.say("start-open")).on_hover_text(look.say("start-open-help"));
        if open.clicked() {
            desk.start.dialog = Some(dialog_for_event(look));
        }
        super::new_map::buttons(ui, desk, look);
    });
    if let Some(folder) = chosen {
        desk.open_event(&folder, None, settings);
    }
}

/// Language, theme and scale.
pub fn switches(ui: &mut Ui, look: &Look, settings: &mut Settings) {
    let theme = if settings.dark { "top-light" } else { "top-dark" };
    if ui.button(look.say(theme)).on_hover_text(look.say("top-theme-help")).clicked() {
        settings.dark = !settings.dark;
    }
    let other = match settings.language {
        Language::English => "中文",
        Language::Chinese => "English",
    };
    if ui.button(other).on_hover_text(look.say("top-language-help")).clicked() {
        settings.language = settings.language.other();
    }
}

/// Cards; the one that was clicked. `forget`: those can be taken off the page, and which was.
fn cards(
    ui: &mut Ui,
    desk: &Desk,
    look: &Look,
    folders: &[PathBuf],
    mut forget: Option<&mut Option<PathBuf>>,
) -> Option<PathBuf> {
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0 * STEP, 4.0 * STEP);
        for folder in folders {
            let Some(card) = desk.start.cards.get(folder) else { continue };
            let response = draw_card(ui, look, card);
            if let Some(forget) = forget.as_deref_mut() {
                let corner = response.rect.right_top() + vec2(-26.0, 6.0);
                let cross = egui::Button::new("×").min_size(vec2(20.0, 20.0));
                let cross = ui.put(Rect::from_min_size(corner, vec2(20.0, 20.0)), cross);
                let name =
                    look.words.with("start-forget", &[("name", look.words.of(&card.name).into())]);
                cross.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &name)
                });
                if cross.on_hover_text(look.say("start-forget-help")).clicked() {
                    *forget = Some(folder.clone());
                }
            }
            if response.clicked() {
                chosen = Some(folder.clone());
            }
        }
    });
    chosen
}

fn draw_card(ui: &mut Ui, look: &Look, card: &Card) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(CARD, Sense::click());
    let name = look.words.of(&card.name).to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &name));
    let theme = &look.theme;
    let edge = if response.hovered() { theme.link } else { theme.rule };
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect(rect, CORNER, theme.card, Stroke::new(1.0, edge), StrokeKind::Inside);
    let picture = Rect::from_min_size(rect.min, vec2(CARD.x, PICTURE_HEIGHT)).shrink(1.0);
    painter.rect_filled(picture, CORNER, theme.outside);
    draw_picture(&painter, look, &card.picture, picture);
    let at = picture.left_bottom() + vec2(3.0 * STEP, 2.0 * STEP);
    let font = |size| FontId::proportional(size);
    let mut title = egui::text::LayoutJob::simple_singleline(name, font(16.0), theme.ink);
    title.wrap = egui::text::TextWrapping::truncate_at_width(rect.right() - 3.0 * STEP - at.x);
    painter.galley(at, painter.layout_job(title), theme.ink);
    let venue = look.words.of(&card.venue);
    painter.text(at + vec2(0.0, 24.0), Align2::LEFT_TOP, venue, font(SMALL), theme.quiet);
    let line = look.words.with(
        "start-card",
        &[("visitors", whole(card.visitors.into()).into()), ("hours", card.hours.clone().into())],
    );
    painter.text(at + vec2(0.0, 42.0), Align2::LEFT_TOP, line, font(SMALL), theme.quiet);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn draw_picture(painter: &egui::Painter, look: &Look, picture: &Thumbnail, into: Rect) {
    use crate::venue::Look as Kind;
    let theme = &look.theme;
    let inside = into.shrink(8.0);
    let (width, height) =
        if picture.aspect > 1.0 { (1.0 / picture.aspect, 1.0) } else { (1.0, picture.aspect) };
    let scale = (inside.width() / width).min(inside.height() / height.max(1e-3));
    let low = inside.center() - vec2(width, height) * scale / 2.0;
    let mut mesh = Mesh::default();
    for (what, corners) in &picture.triangles {
        let color = match what {
            None => theme.ground,
            Some(Kind::Building) => theme.building,
            Some(Kind::Water) => theme.water,
            Some(Kind::Fence) => theme.fence,
            Some(Kind::Tree) => theme.tree,
            Some(Kind::Green) => theme.green,
            Some(Kind::Furniture) => theme.furniture,
        };
        let first = mesh.vertices.len() as u32;
        for [x, y] in corners {
            mesh.colored_vertex(low + vec2(*x, *y) * scale, color);
        }
        mesh.add_triangle(first, first + 1, first + 2);
    }
    painter.add(mesh);
}

/// A dialog that asks for an event's file.
pub fn dialog_for_event(look: &Look) -> FileDialog {
    let mut dialog = super::files::dialog(look)
        .title(&look.say("start-open"))
        .add_file_filter_extensions("event.ron", vec!["ron"])
        .default_file_filter("event.ron");
    dialog.pick_file();
    dialog
}

/// The dialog, while it is there.
pub fn dialog(ctx: &egui::Context, desk: &mut Desk, look: &Look, settings: &mut Settings) {
    let Some(dialog) = &mut desk.start.dialog else { return };
    dialog.update(ctx);
    let open = matches!(dialog.state(), egui_file_dialog::DialogState::Open);
    let Some(path) = dialog.take_picked() else {
        if !open {
            desk.start.dialog = None;
        }
        return;
    };
    let purpose = dialog.user_data::<super::share::Purpose>().copied();
    let asked = dialog.user_data::<super::new_map::Asked>().copied();
    desk.start.dialog = None;
    if let Some(asked) = asked {
        return super::new_map::go_on(desk, asked, path);
    }
    match purpose {
        Some(purpose) => super::share::go_on(desk, look, purpose, path),
        None => desk.open_event(&path, None, settings),
    }
}
