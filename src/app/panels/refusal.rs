//! Why an event cannot be opened: each slip with its line, the place in it marked, and a way on.

use super::share::open_with_system;
use super::widgets::hint;
use crate::app::desk::Desk;
use crate::app::look::Look;
use crate::app::theme::{BODY, LARGE, STEP};
use crate::document::{Excerpt, Problem, Severity};
use bevy_egui::egui::text::LayoutJob;
use bevy_egui::egui::{
    self, Frame, Label, Margin, Rect, RichText, ScrollArea, Stroke, TextFormat, Ui, UiBuilder, vec2,
};

/// Lines are not wider than they can be read, points.
const WIDEST: f32 = 760.0;

/// Says why, in place of the map.
pub fn show(root: &mut Ui, room: Rect, desk: &mut Desk, look: &Look) {
    let Some(refusal) = desk.open.as_ref().and_then(|open| open.refused.as_ref()) else { return };
    let (mut again, mut to_open) = (false, None);
    let inside = room.shrink(6.0 * STEP);
    let inside = Rect::from_min_size(inside.min, vec2(inside.width().min(WIDEST), inside.height()));
    root.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        let title = RichText::new(look.say("start-refused")).size(LARGE).color(look.theme.bad);
        ui.label(title);
        ui.horizontal(|ui| {
            again = ui.button(look.say("refused-again")).clicked();
            if let Some(file) = &refusal.file
                && ui.button(look.say("refused-file")).clicked()
            {
                to_open = Some(file.clone());
            }
        });
        ui.add_space(2.0 * STEP);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (problem, excerpt) in refusal.problems.0.iter().zip(&refusal.excerpts) {
                slip(ui, look, problem, excerpt.as_ref());
                ui.add_space(2.0 * STEP);
            }
        });
    });
    if again && let Some(open) = &mut desk.open {
        *open = open.again();
    }
    if let Some(Err(problem)) = to_open.map(|file| open_with_system(&file)) {
        desk.complain(&problem);
    }
}

/// One problem: what, in which line, and what to do.
fn slip(ui: &mut Ui, look: &Look, problem: &Problem, excerpt: Option<&Excerpt>) {
    let language = look.words.language;
    let color = match problem.severity {
        Severity::Error => look.theme.ink,
        Severity::Warning => look.theme.quiet,
    };
    ui.add(
        Label::new(RichText::new(language.of(&problem.what)).color(color)).wrap().selectable(true),
    );
    if let Some(excerpt) = excerpt {
        let frame = Frame::new()
            .fill(look.theme.card)
            .stroke(Stroke::new(1.0, look.theme.rule))
            .corner_radius(4)
            .inner_margin(Margin::symmetric(2 * STEP as i8, STEP as i8));
        frame.show(ui, |ui| ui.add(Label::new(line(look, excerpt)).wrap().selectable(true)));
    }
    if let Some(said) = &problem.hint {
        ui.add(Label::new(language.of(said)).wrap().selectable(true));
    }
    hint(ui, look, problem.place.to_string());
}

/// The line, with what stands at the place underlined.
fn line(look: &Look, excerpt: &Excerpt) -> LayoutJob {
    let font = egui::FontId::proportional(BODY);
    let plain = |color| TextFormat { font_id: font.clone(), color, ..TextFormat::default() };
    let mark = Stroke::new(2.0, look.theme.bad);
    let marked = TextFormat { underline: mark, ..plain(look.theme.ink) };
    let mut job = LayoutJob::default();
    job.append(&format!("{}   ", excerpt.number), 0.0, plain(look.theme.quiet));
    let (before, from) = parts(excerpt);
    let (word, after) = from.split_at(length_of_word(from));
    job.append(before, 0.0, plain(look.theme.ink));
    job.append(word, 0.0, marked);
    job.append(after, 0.0, plain(look.theme.ink));
    job
}

/// What stands before the place, and what from there on; all before where no column is named.
fn parts(excerpt: &Excerpt) -> (&str, &str) {
    let text = excerpt.text.trim_end();
    let at = excerpt.before.and_then(|before| text.char_indices().nth(before));
    text.split_at(at.map_or(text.len(), |(byte, _)| byte))
}

/// Bytes of the name, number or quoted text that begins here; of one character otherwise.
fn length_of_word(from: &str) -> usize {
    let Some(first) = from.chars().next() else { return 0 };
    let quoted = || from[1..].find('"').map(|end| end + 2);
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    match first {
        '"' => quoted().unwrap_or(from.len()),
        _ => from.find(ends).unwrap_or(from.len()).max(first.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_is_the_word_at_the_place() {
        let excerpt = |text: &str, before| Excerpt { number: 3, text: text.to_owned(), before };
        let marked = |text: &str, before: usize| {
            let excerpt = excerpt(text, Some(before));
            let (_, from) = parts(&excerpt);
            from[..length_of_word(from)].to_owned()
        };
        assert_eq!(marked("  name: \"中秋 a\",", 8), "\"中秋 a\"");
        assert_eq!(marked("  starts: 18:30,", 10), "18:30");
        assert_eq!(marked("  名字: (x", 6), "(");
        assert_eq!(marked("  open: \"no end", 8), "\"no end");
        assert_eq!(marked("short", 9), "");
        assert_eq!(parts(&excerpt("all of it  ", None)), ("all of it", ""));
    }
}
