//! `wuwei new`: what it writes is a sound event, and nothing is overwritten.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use said::english_only;
use std::path::Path;
use wuwei::document::{Language, Place, Problems};
use wuwei::plan::{self, PlanContext};
use wuwei::scenario::{self, Beginning, Scenario, new_event_on};
use wuwei::sim::check_event;
use wuwei::venue::import::{ImportOptions, import_file};

#[test]
fn a_new_event_is_sound_and_says_what_was_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let event = folder.path().join("square");
    scenario::new_event(&event).unwrap_or_else(|p| panic!("{p}"));
    let checked = scenario::read(&event).unwrap_or_else(|p| {
        panic!("{}\n{}", p.with_excerpts(Language::English), scenario::event_text())
    });
    assert_eq!(checked.warnings.to_string(), "");
    let ground = &checked.scenario.venue.ground;
    let context = PlanContext { hours: checked.scenario.clock.event_hours(), ground, event: None };
    let plan =
        plan::read(&event.join("plans/example.ron"), &context).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(plan.warnings.to_string(), "");
    assert_eq!(plan.plan.measures.len(), 1);

    let explained = scenario::explain(&checked);
    for part in [
        "Afternoon on the square (square)",
        "time: time of day",
        "people: people",
        "portals[east]",
        "attractions[benches]",
        "motion.model.time_gap_s",
        "[a]",
    ] {
        assert!(explained.contains(part), "{part:?} is not in:\n{explained}");
    }
    println!("{explained}");

    let again = scenario::new_event(&event).expect_err("is there already");
    assert_eq!(english_only(&again), "", "not in Chinese");
    let again = again.to_string();
    assert_eq!(again.matches("is there already").count(), 4, "{again}");
    assert!(again.contains("nothing is overwritten"), "{again}");
}

#[test]
fn the_template_names_every_field() {
    use wuwei::scenario::fields::{attraction, demand, event, people, placed, portal};
    let text = scenario::event_text();
    let shapes = [
        event::EVENT,
        event::SHOW,
        event::MOTION_SHAPE,
        event::WAYS_SHAPE,
        event::COUNTER,
        event::LIMITS_SHAPE,
        portal::SHAPE,
        portal::PULSES_SHAPE,
        people::PARTY_SHAPE,
        event::collision_free_speed::SHAPE,
        event::anticipation_velocity::SHAPE,
        event::social_force::SHAPE,
        demand::SHAPE,
        demand::COUNTS,
        people::SEGMENT,
        placed::SHAPE,
        placed::ROUND,
        attraction::SHAPE,
        attraction::STAGE,
        attraction::COUNTER,
        attraction::PLACE,
    ];
    for shape in shapes {
        for field in shape.fields {
            assert!(text.contains(&format!("{}:", field.name)), "{} of {}", field.name, shape.name);
        }
    }
}

#[test]
fn what_the_ways_forbid_is_said_before_anything_is_written() {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/block.osm");
    let imported = import_file(&map, &ImportOptions::default()).unwrap_or_else(|p| panic!("{p}"));
    let (venue, _) = imported.draft.unfinished(&map);
    let beginning = Beginning::of(&venue.expect("a ground"));
    let folder = tempfile::tempdir().expect("a folder");
    let event = folder.path().join("event");
    let create = |check: &dyn Fn(&Scenario, &Path) -> Problems| {
        new_event_on(&event, &imported.draft, &beginning, &[], check)
    };
    let forbids = |_: &Scenario, file: &Path| {
        Problems::one(Place::file(file), "nobody can reach the stage", None)
    };
    let Err(refused) = create(&forbids) else { panic!("it was written") };
    assert!(refused.to_string().contains("nobody can reach the stage"), "{refused}");
    assert!(!event.exists());
    create(&check_event).unwrap_or_else(|p| panic!("{p}"));
    assert!(event.join("event.ron").is_file());
}
