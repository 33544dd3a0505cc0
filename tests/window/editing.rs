//! A plan is made on the map and in the form, while the event runs.

use crate::events::Event;
use crate::harness::Window;
use crate::place_barrier;
use bevy::math::{Vec2, vec2};
use std::time::{Duration, Instant};
use wuwei::app::desk::Selection;
use wuwei::app::map::overlay::handles;
use wuwei::app::worker::{Command, News, Worker};
use wuwei::job::Request;
use wuwei::plan::{Measure, MeasureKind, PlanEdit};
use wuwei::venue::PortalGeometry;

fn ids(window: &Window) -> Vec<String> {
    window.open().plan().expect("is read").measures.iter().map(|m| m.id.clone()).collect()
}

/// The measures that the run had when it was judged last.
fn ids_in_run(window: &Window) -> Vec<String> {
    let outcome = window.open().main().outcome.as_ref();
    let measures = outcome.map(|outcome| &outcome.summary.plan.measures);
    measures.into_iter().flatten().map(|measure| measure.id.clone()).collect()
}

fn wait_for_run_to_have(window: &mut Window, wanted: &[String]) {
    window.wait_for(&format!("the run has {wanted:?}"), |window| ids_in_run(window) == wanted);
}

fn selected(window: &Window) -> Measure {
    window.open().selected_measure().expect("one is selected").clone()
}

#[test]
fn a_barrier_is_placed_taken_back_and_placed_again() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    window.with_open(|open| open.clock.rate = 6);
    let barrier = place_barrier(&mut window, vec2(30.0, 26.0), vec2(38.0, 26.0));
    assert!(matches!(barrier.kind, MeasureKind::Barrier(_)));
    assert_eq!(window.open().selection, Some(Selection::Measure(barrier.id.clone())));
    let with = [barrier.id.clone()];
    assert_eq!(ids(&window), with);
    wait_for_run_to_have(&mut window, &with);
    window.key("Ctrl+Z");
    assert!(ids(&window).is_empty());
    wait_for_run_to_have(&mut window, &[]);
    window.key("Ctrl+Y");
    assert_eq!(ids(&window), with);
    assert_eq!(window.open().plan().expect("is read").measures, [barrier]);
    wait_for_run_to_have(&mut window, &with);
    // The buttons do what the keys do.
    window.click("Undo");
    assert!(ids(&window).is_empty());
    window.click("Redo");
    assert_eq!(ids(&window), with);
    window.assert_nothing_amiss();
}

#[test]
fn a_barrier_across_a_lane_is_told_while_it_is_drawn_and_once_it_stands() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    window.with_open(|open| open.clock.plays = false);
    let venue = &window.open().scenario().expect("is read").venue;
    let lane = venue.portals.iter().find(|portal| portal.id == "west").expect("is there");
    let PortalGeometry::Line(mouth) = &lane.shape else { panic!("no line") };
    let side = |c: &geo::Coord<f64>| vec2(c.x as f32 + 3.0, c.y as f32);
    let [from, to] = [&mouth.0[0], &mouth.0[1]].map(side);
    let within = (to - from).normalize() * 0.15;
    let (from, to) = (from + within, to - within);
    window.click("Place: Barrier");
    let [start, end] = [from, to].map(|at| window.on_map(at));
    window.drag_and_hold(start, end);
    window.wait_for("it is told while it is drawn", |window| window.reads("cuts off the way"));
    window.let_go();
    window.wait_for("it is told once it stands", |window| window.reads("leave an opening"));
    window.key("Ctrl+Z");
    window.frames(3);
    assert!(!window.reads("cuts off the way"), "{}", window.screen().list());
    // With room beside it, nothing is said.
    let placed = place_barrier(&mut window, vec2(30.0, 26.0), vec2(38.0, 26.0));
    window.with_open(|open| open.clock.plays = false);
    let asked = Instant::now();
    while asked.elapsed() < Duration::from_secs(3) {
        window.frame();
    }
    assert_eq!(selected(&window), placed);
    assert!(!window.reads("cuts off the way"), "{}", window.screen().list());
    window.assert_nothing_amiss();
}

fn end_of(measure: &Measure) -> Vec2 {
    let end = handles(measure).pop().expect("has points");
    vec2(end.x as f32, end.y as f32)
}

#[test]
fn a_drag_is_one_step_and_del_takes_it_out() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    let placed = place_barrier(&mut window, vec2(30.0, 26.0), vec2(38.0, 26.0));
    let end = end_of(&placed);
    window.drag_on_map(end, end + vec2(0.0, -3.0));
    let moved = selected(&window);
    let now = end_of(&moved);
    assert!(now.distance(end + vec2(0.0, -3.0)) < 0.3, "the end went from {end} to {now}");
    assert_eq!(handles(&moved)[0], handles(&placed)[0], "the other end stays");
    // All of it, by its middle.
    let middle =
        (end_of(&moved) + vec2(handles(&moved)[0].x as f32, handles(&moved)[0].y as f32)) / 2.0;
    window.drag_on_map(middle, middle + vec2(0.0, -2.0));
    let all = selected(&window);
    assert!((end_of(&all) - end_of(&moved)).distance(vec2(0.0, -2.0)) < 0.3);
    window.key("Ctrl+Z");
    assert_eq!(selected(&window), moved);
    window.key("Ctrl+Z");
    assert_eq!(selected(&window), placed, "a drag is one step");
    window.key("Ctrl+Z");
    assert!(ids(&window).is_empty());
    (0..3).for_each(|_| window.key("Ctrl+Shift+Z"));
    assert_eq!(window.open().plan().expect("is read").measures, std::slice::from_ref(&all));
    let middle = (end_of(&all) + vec2(handles(&all)[0].x as f32, handles(&all)[0].y as f32)) / 2.0;
    window.click_on_map(middle);
    window.key("Del");
    assert!(ids(&window).is_empty());
    window.assert_nothing_amiss();
}

#[test]
fn the_form_changes_a_number() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    // Nothing that is told of the run moves the form meanwhile.
    window.with_open(|open| open.clock.plays = false);
    window.frames(3);
    let placed = place_barrier(&mut window, vec2(30.0, 26.0), vec2(38.0, 26.0));
    // What it did so far comes above the form now or then: not while this looks at places.
    window.with_open(|open| open.clock.plays = false);
    let number = window.field("Length of a unit").rect.center();
    let unit = |measure: &Measure| match &measure.kind {
        MeasureKind::Barrier(barrier) => barrier.unit_m,
        _ => panic!("no barrier: {measure:?}"),
    };
    window.drag(number, number + bevy_egui::egui::vec2(40.0, 0.0));
    let pulled = selected(&window);
    // It goes on though the way back to the default comes beside it.
    assert!(unit(&pulled) > unit(&placed) + 0.5, "{} m after 40 points", unit(&pulled));
    window.key("Ctrl+Z");
    assert_eq!(selected(&window), placed, "a pull is one step");
    // A click begins to type.
    let field = window.field("Length of a unit").rect.center();
    window.click_at(field);
    window.key("Ctrl+A");
    window.write("1.5");
    window.key("Enter");
    window.frames(3);
    assert_eq!(unit(&selected(&window)), 1.5);
    window.assert_nothing_amiss();
}

#[test]
fn an_edit_is_taken_up_while_the_run_goes_on() {
    const REQUIRED: Duration = Duration::from_secs(1);
    let event = Event::shipped("community_square");
    let (barrier, hours) = {
        let mut window = Window::of(event.folder(), None);
        let barrier = place_barrier(&mut window, vec2(30.0, 26.0), vec2(38.0, 26.0));
        (barrier, window.open().hours().expect("is read"))
    };
    let request = Request { event: event.folder().to_owned(), seed: 1, ..Request::default() };
    let worker = Worker::open(request, None);
    worker.let_run_until(f64::INFINITY);
    let mut slowest = Duration::ZERO;
    for minutes in [5.0, 10.0, 20.0, 30.0, 40.0, 50.0] {
        let begun = Instant::now();
        while worker.simulated_s() < minutes * 60.0 {
            assert!(begun.elapsed() < Duration::from_secs(120), "it stands still");
            std::thread::sleep(Duration::from_millis(5));
        }
        drop(worker.news());
        let mut moved = barrier.clone();
        moved.id = format!("at_{minutes}");
        let asked = Instant::now();
        worker.ask(Command::Edit(vec![PlanEdit { old: None, new: Some(moved) }], None));
        let mut taken = false;
        while !taken {
            assert!(asked.elapsed() < Duration::from_secs(60), "it is not taken up");
            taken = worker.news().iter().any(|news| matches!(news, News::Edited(_)));
            std::thread::sleep(Duration::from_micros(200));
        }
        slowest = slowest.max(asked.elapsed());
    }
    println!("an edit is taken up within {slowest:?}, of {} s", hours.duration_s);
    assert!(slowest < REQUIRED, "{slowest:?}");
}
