//! What is clicked on the map is told at the right.

use crate::events::Event;
use crate::harness::Window;
use bevy::math::{Vec2, vec2};
use wuwei::app::desk::Selection;
use wuwei::app::event::RATES;
use wuwei::app::map::places::goal_places;

/// The small event after its jam.
fn jammed(event: &Event) -> Window {
    let mut window = Window::of(event.folder(), None);
    window.with_open(|open| open.clock.rate = RATES.len() - 1);
    window.wait_until("it has jammed", |desk| {
        let open = desk.open.as_ref().expect("is open");
        let outcome = open.main().outcome.as_ref();
        outcome.is_some_and(|o| !o.summary.hotspots.is_empty()) && open.simulated_s() > 600.0
    });
    window.with_open(|open| open.clock.plays = false);
    window.frames(3);
    window
}

/// Why it jams at the worst place, as it was judged last.
fn why(window: &Window) -> String {
    let outcome = window.open().main().outcome.as_ref().expect("is judged");
    outcome.summary.hotspots[0].why.en.clone()
}

#[test]
fn a_hotspot_says_why_and_when() {
    let event = Event::small(520);
    let mut window = jammed(&event);
    let outcome = window.open().main().outcome.clone().expect("is judged");
    let worst = &outcome.summary.hotspots[0];
    let line = window.screen().widgets.iter().find(|w| w.name.starts_with("1 · "));
    let line = line.unwrap_or_else(|| window.fail("the worst is not listed")).name.clone();
    window.click(&line);
    assert_eq!(window.open().selection, Some(Selection::Hotspot(worst.rank)));
    assert!(window.has(&why(&window)), "{}", window.screen().list());
    window.click("Go to the worst minute");
    assert_eq!(window.open().clock.at_s, worst.peak_at_s.min(window.open().simulated_s()));
    window.click("◀ Overview");
    assert_eq!(window.open().selection, None);
    assert!(window.has(&line), "the overview lists it again");
    // Now where it is drawn.
    let [x, y] = worst.centre;
    window.click_on_map(vec2(x as f32, y as f32));
    assert_eq!(window.open().selection, Some(Selection::Hotspot(worst.rank)));
    assert!(window.has(&why(&window)), "{}", window.screen().list());
    window.key("Esc");
    assert_eq!(window.open().selection, None);
    window.assert_nothing_amiss();
}

#[test]
fn a_visitor_tells_a_story() {
    let event = Event::small(520);
    let mut window = jammed(&event);
    window.with_open(|open| open.seek(300.0));
    window.frames(2);
    let scene = window.open().main().viewer.scene();
    let people: Vec<(u32, Vec2)> =
        (0..scene.len()).map(|i| (scene.visitor[i], vec2(scene.x[i], scene.y[i]))).collect();
    let goals = goal_places(window.open().scenario().expect("is read"));
    let outcome = window.open().main().outcome.as_ref().expect("is judged");
    let hotspots = outcome.summary.hotspots.iter().map(|h| h.centre.map(|c| c as f32).into());
    let others: Vec<Vec2> = goals.into_iter().chain(hotspots).collect();
    // Somebody who stands alone.
    let alone = |&(number, at): &(u32, Vec2)| {
        let people = people.iter().filter(|p| p.0 != number).map(|p| p.1.distance(at));
        let others = others.iter().map(|other| other.distance(at) / 3.0);
        people.chain(others).fold(f32::INFINITY, f32::min)
    };
    let (visitor, at) =
        *people.iter().max_by(|a, b| alone(a).total_cmp(&alone(b))).expect("people");
    window.click_on_map(at);
    assert_eq!(window.open().selection, Some(Selection::Visitor(visitor)));
    let title = format!("Visitor {visitor}, ");
    assert!(window.reads(&title), "{}", window.screen().list());
    assert!(window.has("The visit so far") && window.has("Came"));
    // The place where they are now is on the map's middle, on demand.
    window.click("Show on the map");
    let centre = window.desk().view.centre;
    assert!(centre.distance(at) < 2.0, "{centre} is not {at}");
    window.assert_nothing_amiss();
}

#[test]
fn a_goal_tells_the_way_there() {
    let event = Event::small(520);
    let mut window = jammed(&event);
    let places = goal_places(window.open().scenario().expect("is read"));
    window.click_on_map(places[1]);
    assert_eq!(window.open().selection, Some(Selection::Goal(1)));
    assert!(window.has("East") && window.has("Went out"), "{}", window.screen().list());
    window.wait_until("the way is drawn", |desk| {
        desk.open.as_ref().is_some_and(|open| open.way.as_ref().is_some_and(|way| way.goal == 1))
    });
    let way = window.open().way.as_ref().expect("is there");
    // From the middle of the west everybody goes east; the wall is not walked on.
    let from_west = way.arrows.iter().filter(|(at, ..)| at.x < 25.0 && (6.0..14.0).contains(&at.y));
    let east = from_west.clone().filter(|(_, direction, _)| direction.x > 0.5).count();
    assert!(east > 5 && east == from_west.count(), "{east} arrows point east");
    window.assert_nothing_amiss();
}
