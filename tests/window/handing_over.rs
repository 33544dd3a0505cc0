//! What is handed over is written where the user says.

use crate::events::Event;
use crate::harness::Window;
use wuwei::app::event::RATES;
use wuwei::brief;

/// The button of the dialog that takes the folder.
const YES: &str = "Use this one";

/// Says yes to the folder that the dialog stands in, and waits for what is written there.
fn write_here(window: &mut Window, item: &str) {
    window.choose("Hand over ▼", item);
    // The folder is read beside the window; until then there is nothing to take.
    window.wait_for("it asks where to", |window| {
        window.screen().widgets.iter().any(|widget| widget.name == YES && widget.enabled)
    });
    assert!(window.desk().start.dialog.is_some());
    window.click(YES);
    assert!(window.desk().start.dialog.is_none(), "{}", window.screen().list());
    window.wait_until("it is written", |desk| {
        desk.notices.iter().any(|notice| notice.path.as_ref().is_some_and(|path| path.is_file()))
    });
    window.frames(3);
    assert!(window.reads("Written: "), "{}", window.screen().list());
    window.assert_nothing_amiss();
}

#[test]
fn the_sheets_are_written_into_the_folder() {
    let event = Event::shipped("street_food");
    let mut window = Window::of(event.folder(), Some(event.plan("light.ron")));
    write_here(&mut window, "Sheets for the team…");
    let sheets = std::fs::read_to_string(event.folder().join(brief::SHEETS)).expect("is there");
    let posts = std::fs::read_to_string(event.folder().join(brief::POSTS)).expect("is there");
    assert!(event.folder().join(brief::GEOJSON).is_file());
    assert_eq!(sheets.matches("page sheet").count() + 1, posts.lines().count());
    assert!(posts.lines().count() > 1, "the plan has volunteers: {posts}");
}

#[test]
fn the_report_of_what_was_simulated_is_written() {
    let event = Event::small(420);
    let mut window = Window::of(event.folder(), None);
    window.with_open(|open| open.clock.rate = RATES.len() - 1);
    window.wait_until("there is something to say", |desk| {
        desk.open.as_ref().is_some_and(|open| open.main().outcome.is_some())
    });
    write_here(&mut window, "Report of this run…");
    let report = std::fs::read_to_string(event.folder().join("report.html")).expect("is there");
    assert!(report.contains("Two gates") && report.ends_with("</html>\n"));
}

#[test]
fn a_menu_stays_open_when_the_first_answers_come() {
    let event = Event::small(420);
    let mut window = Window::of(event.folder(), None);
    window.with_open(|open| open.clock.plays = false);
    window.click("Hand over ▼");
    window.with_open(|open| {
        open.clock.rate = RATES.len() - 1;
        open.clock.plays = true;
    });
    window.wait_for("the answers are there", |window| window.has("Safe"));
    window.frames(3);
    window.click("Sheets for the team…");
    assert!(window.desk().start.dialog.is_some(), "{}", window.screen().list());
}
