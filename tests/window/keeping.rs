//! Nothing is lost: neither by a kill, nor by saving.

use crate::events::Event;
use crate::harness::Window;
use crate::place_barrier;
use bevy::math::vec2;

#[test]
fn what_was_not_saved_is_there_after_a_kill() {
    let event = Event::shipped("community_square");
    let file = event.plan("light.ron");
    let on_disk = std::fs::read(&file).expect("is there");
    let (saved, changed) = {
        let mut window = Window::of(event.folder(), Some(file.clone()));
        let saved = window.open().plan().expect("is read").clone();
        place_barrier(&mut window, vec2(30.0, 18.0), vec2(30.0, 22.0));
        let changed = window.open().plan().expect("is read").clone();
        // No word of it is said to the window: it goes as if it were killed.
        (saved, changed)
    };
    assert_ne!(saved, changed);
    assert_eq!(std::fs::read(&file).expect("is there"), on_disk, "nobody asked to save it");
    let mut window = Window::of(event.folder(), Some(file.canonicalize().expect("is there")));
    assert_eq!(window.open().plan(), Some(&changed));
    assert!(window.reads("was not saved"), "{}", window.screen().list());
    window.with_open(|open| open.clock.rate = 6);
    window.wait_for("the run has it", |window| {
        let outcome = window.open().main().outcome.as_ref();
        outcome.is_some_and(|o| o.summary.plan.measures.len() == changed.measures.len())
    });
    window.key("Ctrl+Z");
    assert_eq!(window.open().plan(), Some(&saved), "undoing leads to what is saved");
    window.key("Ctrl+Y");
    assert_eq!(window.open().plan(), Some(&changed));
    window.assert_nothing_amiss();
}

#[test]
fn what_is_saved_is_in_the_file_and_not_offered_again() {
    let event = Event::shipped("community_square");
    let file = event.plan("light.ron");
    let barrier = {
        let mut window = Window::of(event.folder(), Some(file.clone()));
        let barrier = place_barrier(&mut window, vec2(30.0, 18.0), vec2(30.0, 22.0));
        assert!(window.open().history.as_ref().is_some_and(|h| h.is_changed_since_saved()));
        window.key("Ctrl+S");
        assert!(window.open().history.as_ref().is_some_and(|h| !h.is_changed_since_saved()));
        window.assert_nothing_amiss();
        barrier
    };
    let text = std::fs::read_to_string(&file).expect("is there");
    assert!(text.contains(&format!("id: \"{}\"", barrier.id)), "{text}");
    let window = Window::of(event.folder(), Some(file));
    let plan = window.open().plan().expect("is read");
    assert_eq!(plan.measure(&barrier.id), Some(&barrier));
    assert!(!window.reads("was not saved"));
    assert!(window.open().history.as_ref().is_some_and(|h| !h.can_undo()));
    window.assert_nothing_amiss();
}
