//! Advice is asked for, comes, and is taken.

use crate::events::Event;
use crate::harness::Window;
use std::time::{Duration, Instant};
use wuwei::advise::Verdict;

#[test]
fn advice_is_asked_for_and_taken() {
    let event = Event::small(600);
    let mut window = Window::of(event.folder(), None);
    window.with_open(|open| {
        open.clock.plays = false;
        open.budget.volunteers = 2;
        open.budget.barriers = 6;
        open.budget.signs = 1;
    });
    window.click("Advise");
    assert_eq!(window.desk().tasks.going_on.len(), 1);
    assert!(window.has("Advice") && window.has("Stop"), "{}", window.screen().list());
    let begun = Instant::now();
    while window.desk().tasks.advice.is_none() {
        window.frame();
        assert!(window.desk().tasks.going_on.len() == 1 || window.desk().tasks.advice.is_some());
        assert!(begun.elapsed() < Duration::from_secs(240), "no advice came");
        std::thread::sleep(Duration::from_millis(20));
    }
    println!("advice after {:?}", begun.elapsed());
    window.frames(3);
    let advice = window.desk().tasks.advice.as_ref().expect("is there");
    assert_eq!(advice.verdict, Verdict::Improves, "{}", advice.sentence.en);
    let (plan, sentence) = (advice.plans[0].plan.clone(), advice.sentence.en.clone());
    assert!(window.has(&sentence), "{}", window.screen().list());
    // It stands on the map, each piece by its name, before it is taken.
    let on_map = |window: &Window| {
        let map = window.pane(0);
        let name = &plan.measures[0].name.en;
        window.screen().texts.iter().any(|d| d.text == *name && map.contains(d.rect.center()))
    };
    assert!(on_map(&window), "{}", window.screen().list());
    window.click("Take this plan");
    assert!(window.open().plan().expect("is read").edits_to(&plan).is_empty());
    assert!(!plan.measures.is_empty());
    window.with_open(|open| {
        open.clock.plays = true;
        open.clock.rate = 7;
    });
    window.wait_for("the run has it", |window| {
        let outcome = window.open().main().outcome.as_ref();
        outcome.is_some_and(|o| o.summary.plan.measures.len() == plan.measures.len())
    });
    window.key("Ctrl+Z");
    assert!(window.open().plan().expect("is read").measures.is_empty(), "it is one step");
    window.assert_nothing_amiss();
}
