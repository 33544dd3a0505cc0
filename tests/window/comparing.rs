//! Plans side by side on one clock.

use crate::events::Event;
use crate::harness::Window;
use wuwei::app::event::RATES;
use wuwei::app::reel::Viewer;

#[test]
fn two_plans_run_side_by_side_on_one_clock() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    window.choose("Compare ▼", "light");
    assert_eq!(window.open().panes.len(), 2);
    assert_eq!(window.open().panes[1].plan_file, Some(event.plan("light.ron")));
    window.wait_until("both are ready", |desk| {
        desk.open.as_ref().is_some_and(|open| open.panes.iter().all(|pane| pane.ready))
    });
    assert!(window.pane(1).left() >= window.pane(0).right() - 1.0);
    window.with_open(|open| open.clock.rate = RATES.len() - 1);
    window.wait_until("both are judged", |desk| {
        let open = desk.open.as_ref().expect("is open");
        open.clock.at_s > 900.0 && open.panes.iter().all(|pane| pane.outcome.is_some())
    });
    window.with_open(|open| open.clock.plays = false);
    window.frames(3);
    let at_s = window.open().clock.at_s;
    for (number, pane) in window.open().panes.iter().enumerate() {
        let reel = pane.worker.shared.reel.read().expect("nobody panicked");
        assert!(reel.frames() as f64 > at_s, "pane {number} lies behind");
        assert!(pane.viewer.scene().len() > 5);
        let mut viewer = Viewer::new();
        let same = viewer.between(&reel, at_s) == pane.viewer.scene();
        assert!(same, "pane {number} shows another time than {at_s} s");
    }
    for text in ["Compare plans", "Above the limit, person-min", "Hotspots", "light", "No plan"] {
        assert!(window.has(text), "no {text:?}: {}", window.screen().list());
    }
    // The reference has its own figures; the same visitors come to both.
    let came = |number: usize| {
        let pane = &window.open().panes[number];
        pane.viewer.scene().visitor.iter().max().copied()
    };
    assert_eq!(came(0), came(1));
    window.choose("Compare ▼", "This plan alone");
    assert_eq!(window.open().panes.len(), 1);
    assert!(!window.has("Compare plans"));
    window.assert_nothing_amiss();
}

#[test]
fn three_plans_fit_and_one_is_put_away() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), Some(event.plan("heavy.ron")));
    window.choose("Compare ▼", "light");
    window.choose("Compare ▼", "No plan");
    assert_eq!(window.open().panes.len(), 3);
    window.wait_until("all are ready", |desk| {
        desk.open.as_ref().is_some_and(|open| open.panes.iter().all(|pane| pane.ready))
    });
    window.click("Compare ▼");
    let more = window.widget("light");
    assert!(!more.enabled, "there is no room for a fourth");
    window.key("Esc");
    window.click_at(window.pane(0).center());
    let away = window.screen().widgets.iter().filter(|w| w.name == "×").map(|w| w.rect.center());
    let last = away.max_by(|a, b| a.x.total_cmp(&b.x)).expect("can be put away");
    window.click_at(last);
    assert_eq!(window.open().panes.len(), 2);
    assert_eq!(window.open().panes[1].plan_file, Some(event.plan("light.ron")));
    window.assert_nothing_amiss();
}

#[test]
fn a_plan_beside_that_cannot_be_read_leaves_the_event_as_it_is() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    std::fs::write(event.plan("light.ron"), "Plan(version: 1, measures: [").expect("written");
    window.choose("Compare ▼", "light");
    window.wait_until("it is said", |desk| desk.notices.iter().any(|notice| notice.bad));
    assert_eq!(window.open().panes.len(), 1);
    assert!(window.open().refused.is_none(), "the event itself is open");
    window.with_desk(|desk| desk.notices.clear());
    window.assert_nothing_amiss();
}
