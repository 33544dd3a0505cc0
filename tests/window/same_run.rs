//! What the window computes is, bit for bit, the run of the command line.

use crate::events::Event;
use crate::harness::Window;
use crate::place_barrier;
use bevy::math::vec2;
use std::path::Path;
use wuwei::app::event::RATES;
use wuwei::document::Problems;
use wuwei::job::{self, Flow, Request};
use wuwei::plan::{PlanEdit, TimedEdit};
use wuwei::sim::Simulation;

/// The hash of the state at a time, of a run with edits that no window has seen.
fn headless(event: &Path, edits: Vec<TimedEdit>, until_s: f64) -> String {
    let request = Request { event: event.to_owned(), seed: 1, ..Request::default() };
    let mut prepared = job::prepare(&request).unwrap_or_else(|p| panic!("{p}"));
    prepared.edits = edits;
    let mut watch = |simulation: &Simulation, _: &Problems| match simulation.now_s() {
        now_s if now_s >= until_s - 1e-6 => Flow::Stop,
        _ => Flow::On,
    };
    let folder = tempfile::tempdir().expect("a folder");
    let outcome = job::simulate(&request, &prepared, folder.path(), &mut watch);
    outcome.unwrap_or_else(|p| panic!("{p}")).summary.made.state_hash
}

/// Lets the window run as fast as it goes, until it has judged a time after `until_s`: that time,
/// and the hash of the state then.
fn run_to(window: &mut Window, until_s: f64) -> (f64, String) {
    window.with_open(|open| {
        open.clock.rate = RATES.len() - 1;
        open.clock.plays = true;
    });
    window.wait_until("it has run so far", |desk| {
        let outcome = desk.open.as_ref().and_then(|open| open.main().outcome.as_ref());
        outcome.is_some_and(|outcome| outcome.summary.made.simulated_s >= until_s)
    });
    window.with_open(|open| open.clock.plays = false);
    let made = &window.open().main().outcome.as_ref().expect("is judged").summary.made;
    (made.simulated_s, made.state_hash.clone())
}

#[test]
fn an_edit_in_the_window_gives_the_run_with_that_edit() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    let (judged_s, hash) = run_to(&mut window, 600.0);
    assert_eq!(hash, headless(event.folder(), Vec::new(), judged_s), "without an edit");
    let barrier = place_barrier(&mut window, vec2(30.0, 26.0), vec2(38.0, 26.0));
    window.wait_until("the run has it", |desk| {
        desk.open.as_ref().is_some_and(|open| open.main().taken_up_s.is_some())
    });
    let at_s = window.open().main().taken_up_s.expect("was taken up");
    assert!(at_s >= judged_s, "{at_s} s: it went back though nobody asked for it");
    let (judged_s, hash) = run_to(&mut window, at_s + 300.0);
    let edit = TimedEdit { at_s, edit: PlanEdit { old: None, new: Some(barrier) } };
    assert_eq!(hash, headless(event.folder(), vec![edit], judged_s), "edited at {at_s} s");
    assert_ne!(hash, headless(event.folder(), Vec::new(), judged_s), "the edit does nothing");
    window.assert_nothing_amiss();
}

#[test]
fn an_edit_in_the_past_gives_the_run_with_that_edit() {
    let event = Event::shipped("community_square");
    let mut window = Window::of(event.folder(), None);
    run_to(&mut window, 900.0);
    // First where the run stands: it must not be lost by going back behind it.
    let late = place_barrier(&mut window, vec2(30.0, 26.0), vec2(38.0, 26.0));
    let (simulated_s, _) = run_to(&mut window, 1020.0);
    let line = window.widget("Time of the event").rect;
    let share = (480.5 / window.open().hours().expect("is read").duration_s) as f32;
    let at = line.lerp_inside(bevy_egui::egui::vec2(share, 0.5));
    window.drag(line.center(), at);
    let shown_s = window.open().clock.at_s;
    assert!((shown_s - 480.5).abs() < 20.0 && simulated_s > 1000.0, "{shown_s} s are shown");
    let early = place_barrier(&mut window, vec2(30.0, 18.0), vec2(30.0, 22.0));
    window.wait_until("the run went back", |desk| {
        let open = desk.open.as_ref().expect("is open");
        open.main().taken_up_s == Some(shown_s.floor())
    });
    assert!(window.open().simulated_s() < simulated_s, "what came after is no more");
    let (judged_s, hash) = run_to(&mut window, shown_s + 300.0);
    let made = |measure| {
        let edit = PlanEdit { old: None, new: Some(measure) };
        TimedEdit { at_s: shown_s.floor(), edit }
    };
    let edits = vec![made(late.clone()), made(early.clone())];
    assert_eq!(hash, headless(event.folder(), edits, judged_s));
    let plan = &window.open().main().outcome.as_ref().expect("is judged").summary.plan;
    let ids: Vec<_> = plan.measures.iter().map(|measure| measure.id.as_str()).collect();
    assert_eq!(ids, [late.id.as_str(), early.id.as_str()], "the run has the plan of the window");
    window.assert_nothing_amiss();
}
