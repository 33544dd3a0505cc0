//! Both languages, both themes, twice the size: every text is one that was written for people.

use crate::events::Event;
use crate::harness::{Begin, Window};
use bevy::math::vec2;
use std::collections::BTreeSet;
use wuwei::app::desk::Selection;
use wuwei::app::event::RATES;
use wuwei::app::settings::Settings;
use wuwei::document::Language;

/// What keys of texts begin with.
const AREAS: [&str; 15] = [
    "start-", "top-", "tool-", "look-", "time-", "inspect-", "advise-", "compare-", "share-",
    "form-", "chart-", "status-", "problem-", "new-", "files-",
];

/// Whether a word is a key for which there was no text.
fn is_raw_key(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    AREAS.iter().any(|area| word.starts_with(area) && word.len() > area.len())
        && word.chars().all(plain)
}

/// Looks at every text of the frame.
#[track_caller]
fn look(window: &mut Window, where_: &str) {
    window.frames(3);
    let names = window.screen().widgets.iter().map(|widget| widget.name.as_str());
    let texts = window.screen().texts.iter().map(|drawn| drawn.text.as_str());
    let words: BTreeSet<&str> = names.chain(texts).flat_map(str::split_whitespace).collect();
    let raw: Vec<_> = words.iter().filter(|word| is_raw_key(word)).collect();
    assert!(raw.is_empty(), "keys stand for texts on {where_}: {raw:?}");
    let missing = window.missing_letters();
    assert!(missing.is_empty(), "the font lacks letters on {where_}: {missing:?}");
}

/// Rests the pointer on everything that has a name, and looks at what is said about it.
fn look_at_tooltips(window: &mut Window, where_: &str) {
    let screen = window.screen();
    let named = screen.widgets.iter().filter(|widget| screen.shows(widget));
    let places: Vec<_> = named.map(|widget| widget.rect.center()).collect();
    for (i, place) in places.into_iter().enumerate() {
        window.point(place);
        window.frames(if i == 0 { 40 } else { 10 });
        look(window, where_);
    }
}

/// Everything that the window can show, in one look of it.
fn walk(language: Language, dark: bool, scale: f32) {
    let settings = Settings { language, dark, scale, recent: Vec::new() };
    let mut window = Begin { settings: settings.clone(), ..Begin::default() }.window();
    window.wait_until("a card is there", |desk| !desk.start.shipped.is_empty());
    look(&mut window, "the first page");
    look_at_tooltips(&mut window, "the first page");
    drop(window);
    let event = Event::shipped("lantern_fair");
    let begin = Begin { settings, ..Begin::default() };
    let mut window = begin.with(event.folder(), Some(event.plan("heavy.ron"))).window();
    look(&mut window, "the event that opens");
    window.wait_until_ready();
    look(&mut window, "an event that nobody knows anything about");
    window.with_open(|open| open.clock.rate = RATES.len() - 1);
    window.wait_until("there is something to say", |desk| {
        let outcome = desk.open.as_ref().and_then(|open| open.main().outcome.as_ref());
        outcome.is_some_and(|outcome| outcome.summary.made.simulated_s > 60.0)
    });
    window.with_open(|open| open.clock.plays = false);
    window.with_desk(|desk| desk.charts = true);
    look(&mut window, "the overview with charts");
    look_at_tooltips(&mut window, "the overview with charts");
    let [compare, share, sheets, cancel] = match language {
        Language::English => ["Compare ▼", "Hand over ▼", "Sheets for the team…", "Cancel"],
        Language::Chinese => ["比较 ▼", "交付 ▼", "团队岗位单…", "取消"],
    };
    window.click(compare);
    look(&mut window, compare);
    window.key("Esc");
    window.choose(share, sheets);
    window.frames(20);
    look(&mut window, "the dialog for a folder");
    look_at_tooltips(&mut window, "the dialog for a folder");
    window.click(cancel);
    look(&mut window, "the overview again");
    let measures: Vec<String> =
        window.open().plan().expect("is read").measures.iter().map(|m| m.id.clone()).collect();
    assert!(!measures.is_empty());
    let mut selections: Vec<Selection> = measures.into_iter().map(Selection::Measure).collect();
    selections.extend([Selection::Visitor(0), Selection::Goal(0), Selection::Hotspot(1)]);
    let goals = window.open().scenario().map_or(0, |s| s.venue.portals.len()) as u16;
    selections.push(Selection::Goal(goals));
    for selection in selections {
        let name = format!("{selection:?}");
        window.with_open(|open| open.selection = Some(selection));
        look(&mut window, &name);
    }
    window.with_open(|open| open.selection = None);
    window.with_open(|open| open.show_beside(None, None));
    window.wait_until("both are ready", |desk| {
        desk.open.as_ref().is_some_and(|open| open.panes.iter().all(|pane| pane.ready))
    });
    look(&mut window, "two plans side by side");
    let free = window.desk().view.centre;
    window.key("b");
    window.drag_and_hold(window.on_map(free), window.on_map(free + vec2(2.0, 2.0)));
    look(&mut window, "a measure that is being drawn");
    window.let_go();
}

#[test]
fn english_in_the_light() {
    walk(Language::English, false, 1.0);
}

#[test]
fn chinese_in_the_dark() {
    walk(Language::Chinese, true, 1.0);
}

#[test]
fn chinese_at_twice_the_size() {
    walk(Language::Chinese, false, 2.0);
}

#[test]
fn english_in_the_dark_at_twice_the_size() {
    walk(Language::English, true, 2.0);
}
