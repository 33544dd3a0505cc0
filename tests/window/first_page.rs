//! The first page, and a click that opens an event running.

use crate::events::Event;
use crate::harness::Begin;
use wuwei::app::examples::EXAMPLES;
use wuwei::app::settings::Settings;
use wuwei::document::Language;

#[test]
fn a_click_on_the_first_page_opens_an_event_that_runs() {
    let mut window = Begin::default().window();
    window.wait_until("all cards are there", |desk| desk.start.shipped.len() == EXAMPLES.len());
    window.frames(2);
    let names: Vec<String> =
        window.desk().start.cards.values().map(|card| card.name.en.clone()).collect();
    assert_eq!(names.len(), 6);
    for name in &names {
        assert!(window.has(name), "no card of {name}: {}", window.screen().list());
    }
    let square = names.iter().find(|name| name.contains("Osmanthus")).expect("is shipped");
    window.click(square);
    assert!(window.desk().open.is_some(), "a click opens it");
    window.wait_until_ready();
    assert!(window.open().clock.plays, "it runs at once");
    let mut frames = 0;
    while window.open().main().viewer.scene().is_empty() {
        window.frame();
        std::thread::sleep(std::time::Duration::from_millis(2));
        frames += 1;
        assert!(frames < 600, "nobody came in {frames} frames: {}", window.screen().list());
    }
    println!("people after {frames} frames");
    window.assert_nothing_amiss();
}

#[test]
fn an_event_of_ones_own_is_on_the_page_and_can_be_taken_off() {
    let event = Event::shipped("community_square");
    let folder = event.folder().canonicalize().expect("is there");
    let gone = folder.join("not-there");
    let mut settings = Settings { language: Language::English, ..Settings::default() };
    settings.recent = vec![gone, folder.clone()];
    let mut window = Begin { settings, ..Begin::default() }.window();
    window.wait_until("its card is there", |desk| desk.start.cards.contains_key(&folder));
    window.wait_until("all cards are there", |desk| desk.start.shipped.len() == EXAMPLES.len());
    window.frames(3);
    assert!(window.reads("Opened lately"), "{}", window.screen().list());
    let name = window.desk().start.cards[&folder].name.en.clone();
    window.click(&format!("Take {name} off this page"));
    assert!(window.desk().open.is_none(), "the cross opens nothing");
    assert!(!window.settings().recent.contains(&folder));
    assert!(!window.reads("Opened lately"), "there is none to show");
    assert!(folder.join("event.ron").is_file(), "its files stay");
    window.assert_nothing_amiss();
}

#[test]
fn what_is_let_go_over_the_window_is_opened() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut window = Begin::default().window();
    window.let_go_file(&here.join("README.md"));
    assert!(window.reads("README.md is neither"), "{}", window.screen().list());
    window.let_go_file(&here.join("tests/fixtures/block.osm"));
    window.wait_until("the map is read", |desk| desk.start.on_new_map);
    let event = Event::shipped("community_square");
    window.let_go_file(event.folder());
    assert!(window.desk().open.is_some(), "a folder of an event opens it");
    window.wait_until_ready();
    let plan = event.folder().join("plans/light.ron");
    window.let_go_file(&plan);
    window.wait_until_ready();
    assert_eq!(window.open().plan_file.as_ref(), Some(&plan));
    window.assert_nothing_amiss();
}

#[test]
fn an_event_with_slips_says_where_they_are_and_is_read_again_when_they_are_mended() {
    let event = Event::small(200);
    let file = event.folder().join("event.ron");
    let good = std::fs::read_to_string(&file).expect("is there");
    std::fs::write(&file, good.replace("use: Out", "use: Owt")).expect("written");
    let mut window = Begin::default().with(event.folder(), None).window();
    window.wait_until("it is refused", |desk| {
        desk.open.as_ref().is_some_and(|open| open.refused.is_some())
    });
    window.frames(2);
    for text in ["This event cannot be opened", "Owt", "event.ron:5"] {
        assert!(window.reads(text), "no {text:?}: {}", window.screen().list());
    }
    std::fs::write(&file, good).expect("written");
    window.click("Read it again");
    window.wait_until_ready();
    window.assert_nothing_amiss();
}

#[test]
fn a_map_named_on_the_command_line_begins_a_new_event() {
    let map = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/block.osm");
    let mut window = Begin::default().with(&map, None).window();
    window.wait_until("the map is read", |desk| desk.start.on_new_map);
    window.assert_nothing_amiss();
}
