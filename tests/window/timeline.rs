//! The timeline is dragged back over what was simulated, and play goes on from there.

use crate::events::Event;
use crate::harness::Window;
use bevy_egui::egui::vec2;
use wuwei::app::event::RATES;
use wuwei::app::reel::Viewer;

#[test]
fn the_timeline_shows_at_once_what_was_recorded() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    window.with_open(|open| open.clock.rate = RATES.len() - 1);
    window.wait_until("twenty minutes are simulated", |desk| {
        desk.open.as_ref().is_some_and(|open| open.simulated_s() > 1200.0)
    });
    window.key("Space");
    assert!(!window.open().clock.plays, "Space halts the clock");
    let line = window.widget("Time of the event").rect;
    let duration_s = window.open().hours().expect("is read").duration_s;
    let place = |at_s: f64| line.lerp_inside(vec2((at_s / duration_s) as f32, 0.5));
    window.drag_and_hold(place(1100.0), place(600.0));
    // The frame in which the pointer came there shows it already.
    let at_s = window.open().clock.at_s;
    assert!((at_s - 600.0).abs() < 20.0, "{at_s} s are shown");
    assert_shows_what_was_recorded(&window);
    let people = window.open().main().viewer.scene().len();
    assert!(people > 5, "{people} people");
    window.let_go();
    assert!(!window.open().clock.plays, "where it is dragged to it stands");
    window.frames(10);
    assert_eq!(window.open().clock.at_s, at_s);
    // A step back, and one on.
    window.key(",");
    assert_eq!(window.open().clock.at_s, at_s - 1.0);
    assert_shows_what_was_recorded(&window);
    window.key(".");
    assert_eq!(window.open().clock.at_s, at_s);
    let simulated_s = window.open().simulated_s();
    window.with_open(|open| open.clock.rate = 4);
    window.key("Space");
    window.frames(60);
    let on_s = window.open().clock.at_s - at_s;
    assert!((on_s - 16.5).abs() < 1.5, "in a second at 16× the clock went on by {on_s} s");
    assert!(window.open().simulated_s() >= simulated_s, "nothing is simulated again");
    assert_shows_what_was_recorded(&window);
    window.assert_nothing_amiss();
}

/// Everybody is where another reader finds them at the time that is shown.
fn assert_shows_what_was_recorded(window: &Window) {
    let pane = window.open().main();
    let reel = pane.worker.shared.reel.read().expect("nobody panicked");
    let mut viewer = Viewer::new();
    let at_s = window.open().clock.at_s;
    assert_eq!(viewer.between(&reel, at_s), pane.viewer.scene());
    // And where they were recorded, to a stride between two seconds.
    let recorded = viewer.frame(&reel, at_s as usize);
    let mut found = 0;
    for person in recorded.people() {
        let Some(row) = pane.viewer.scene().row(person.visitor) else { continue };
        let scene = pane.viewer.scene();
        let shown = bevy::math::vec2(scene.x[row], scene.y[row]);
        assert!(shown.distance(person.at) < 3.0, "{shown} is not {}", person.at);
        found += 1;
    }
    assert!(found + 3 >= recorded.len(), "{found} of {} are shown", recorded.len());
}
