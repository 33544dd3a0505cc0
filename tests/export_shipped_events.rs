//! The shipped events: what a user tries first holds no surprises.

#![allow(clippy::expect_used)]

use geo::Area;
use std::fs;
use std::path::{Path, PathBuf};
use wuwei::document::{Bilingual, Hours};
use wuwei::plan::{self, PlanContext};
use wuwei::scenario::{self, Scenario};

const EVENTS: [&str; 6] = [
    "community_square",
    "lantern_fair",
    "waterfront_countdown",
    "stadium_to_station",
    "street_food",
    "new_year_gates",
];

fn folder(event: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(event)
}

fn read(event: &str) -> Scenario {
    let checked = scenario::read(&folder(event)).unwrap_or_else(|e| panic!("{event}: {e}"));
    assert!(checked.warnings.0.is_empty(), "{event}: {}", checked.warnings);
    checked.scenario
}

fn plans(event: &str) -> Vec<PathBuf> {
    let plans = fs::read_dir(folder(event).join("plans")).expect("plans");
    let mut plans: Vec<PathBuf> = plans.map(|entry| entry.expect("entry").path()).collect();
    plans.sort();
    plans
}

#[test]
fn events_and_plans_are_read_without_a_warning() {
    for event in EVENTS {
        let scenario = read(event);
        let clock = &scenario.clock;
        let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
        let plans = plans(event);
        for wanted in ["heavy.ron", "light.ron"] {
            assert!(
                plans.iter().any(|plan| plan.ends_with(wanted)),
                "{event}: {wanted} is missing"
            );
        }
        for path in plans {
            let context =
                PlanContext { hours, ground: &scenario.venue.ground, event: Some(&scenario) };
            let read = plan::read(&path, &context).unwrap_or_else(|e| panic!("{e}"));
            assert!(read.warnings.0.is_empty(), "{}", read.warnings);
            assert!(read.plan.measures.iter().all(|m| m.why.is_some()), "{}", path.display());
        }
    }
}

#[test]
fn everything_stands_on_one_piece_of_ground() {
    for event in EVENTS {
        assert_eq!(read(event).venue.ground.0.len(), 1, "{event}");
    }
}

#[test]
fn whatever_has_a_name_has_it_in_both_languages() {
    let both = |what: &str, name: &Bilingual| {
        let chinese = name.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chinese && name.en.is_ascii(), "{what}: {name:?}");
    };
    for event in EVENTS {
        let scenario = read(event);
        both(event, &scenario.name);
        both(event, &scenario.venue.name);
        scenario.portals.iter().for_each(|p| both(&p.shape.id, &p.shape.name));
        scenario.attractions.iter().for_each(|a| both(&a.shape.id, &a.shape.name));
        scenario.counters.iter().for_each(|c| both(&c.shape.id, &c.shape.name));
        scenario.programme.iter().for_each(|s| both(&s.id, &s.name));
    }
}

#[test]
fn audiences_find_room_at_the_density_they_choose() {
    // At most so many are inside at once.
    let events = [
        ("community_square", 340.0),
        ("lantern_fair", 9000.0),
        ("waterfront_countdown", 14_800.0),
        ("stadium_to_station", 14_800.0),
        ("street_food", 3_000.0),
    ];
    for (event, inside) in events {
        let scenario = read(event);
        for show in &scenario.programme {
            let attraction = &scenario.attractions[show.attraction];
            let scenario::AttractionKind::Stage { chosen_density_per_m2 } = attraction.kind else {
                panic!("{event}: {} is not at a stage", show.id)
            };
            let room = attraction.shape.area.unsigned_area() * chosen_density_per_m2;
            let expected = inside * show.draw;
            assert!(
                expected <= 1.1 * room,
                "{event}: {} draws {expected:.0}, room for {room:.0}",
                show.id
            );
        }
    }
}
