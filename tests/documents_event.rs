//! Reading `event.ron`: what comes out of a sound document, and the messages for broken ones.

use std::fs;
use std::path::{Path, PathBuf};
use wuwei::document::Problems;
use wuwei::scenario::{self, AttractionKind, Checked, QueueForm};

const SQUARE: &str = include_str!("fixtures/square/event.ron");
const VENUE: &str = include_str!("fixtures/square/venue.geojson");

/// Reads a document beside the square's venue.
fn read(text: &str) -> Result<Checked, Problems> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("venue.geojson"), VENUE).expect("writes");
    fs::write(folder.path().join("event.ron"), text).expect("writes");
    scenario::read(folder.path())
}

/// The square's document with one text put in place of another that it must hold.
fn changed(from: &str, to: &str) -> String {
    assert!(SQUARE.contains(from), "the fixture lacks {from:?}");
    SQUARE.replacen(from, to, 1)
}

/// The errors of a broken document.
fn message(text: &str) -> String {
    read(text).expect_err("the document is broken").to_string()
}

fn holds(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in:\n{message}");
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/square")
}

#[test]
fn a_full_document_is_read_whole() {
    let checked = scenario::read(&fixture()).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(checked.warnings.to_string(), "");
    let event = checked.scenario;
    assert_eq!((event.id.as_str(), event.name.zh.as_str()), ("square", "春日午后"));
    assert_eq!((event.clock.starts_s, event.clock.duration_s), (50_400.0, 14_400.0));
    let west = &event.portals[0];
    assert_eq!((west.shape.id.as_str(), west.width_m, west.capacity_per_min), ("west", 6.0, 400.0));
    assert_eq!(west.pulses.map(|p| (p.every_s, p.first_s, p.lasts_s)), Some((180.0, 120.0, 30.0)));
    let shares: Vec<f64> = event.portals.iter().map(|p| (p.arrival_share * 1e9).round()).collect();
    assert_eq!(shares, [0.4e9, 0.6e9, 0.0]);
    let steps = &event.portals[2];
    assert!(!steps.inward && steps.outward && !steps.step_free, "{steps:?}");
    assert_eq!(steps.capacity_per_min, 264.0, "66 persons/m/min on stairs");

    assert_eq!(event.segments.len(), 6);
    assert_eq!(event.segments[0].id, "older_adult");
    assert!((event.segments[0].share - 0.33).abs() < 1e-9);
    assert!((event.segments.iter().map(|s| s.share).sum::<f64>() - 1.0).abs() < 1e-9);
    let companion = event.segments[0].companions.expect("companions");
    assert_eq!(event.segments[companion].id, "adult_alone");

    let [stage, tea, toilet, garden] = &event.attractions[..] else { panic!("four attractions") };
    assert_eq!(stage.open, [[3600.0, 12_600.0]]);
    assert_eq!(tea.appeal, [2.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    let AttractionKind::Counter { servers: 2, queue: QueueForm::Line, patience_s, .. } = tea.kind
    else {
        panic!("{:?}", tea.kind)
    };
    assert_eq!(patience_s, 600.0);
    assert!(matches!(toilet.kind, AttractionKind::Counter { need_every_s: Some(9000.0), .. }));
    assert_eq!(garden.kind, AttractionKind::Place { capacity: 20 });
    assert_eq!((event.programme[0].from_s, event.programme[0].attraction), (3600.0, 0));
    assert_eq!(event.counters[0].width_m, 15.0);

    let total: f64 = event.demand.bins.iter().flat_map(|b| &b.share).sum();
    assert!((total - 1.0).abs() < 1e-9);
    let first_hour: f64 =
        event.demand.bins.iter().filter(|b| b.until_s <= 3600.0).flat_map(|b| &b.share).sum();
    assert!((first_hour - 0.5 / (0.5 + 1.05 + 0.3)).abs() < 1e-9, "{first_hour}");
    assert_eq!(event.sources.len(), 2);
    assert!(event.defaults.iter().any(|d| d.field == "portals[east]"));
}

#[test]
fn all_errors_come_at_once_each_with_its_place() {
    let text = SQUARE
        .replacen("visitors: 600", "visitors: -5", 1)
        .replacen("width_m: 6.0", "widht_m: 6.0", 1)
        .replacen("id: \"tea\", is", "id: \"tee\", is", 1)
        .replacen("at: \"stage\"", "at: \"toilet\"", 1)
        .replacen("until: \"15:40\"", "until: \"19:40\"", 1)
        .replacen("time_gap_s: 1.0", "time_gap_s: NaN", 1)
        .replacen("queue: Line", "queue: Lane", 1);
    let found = message(&text);
    assert_eq!(found.matches(": error: ").count(), 7, "{found}");
    holds(
        &found,
        &[
            "event.ron:10:22: error: unknown field `widht_m` in `portals[west]`",
            "hint: did you mean `width_m`?",
            "event.ron:15:19: error: `demand.visitors` is -5, expected a whole number from 1 to",
            "the venue has no attraction \"tee\"",
            "did you mean \"tea\"?",
            "`attractions[tee].is.queue` is the word `Lane`, expected one of Line, Crowd",
            "did you mean Line?",
            "nothing is shown at a Counter",
            "19:40 is outside the event (14:00–18:00)",
            "`motion.model.time_gap_s` is NaN, expected a number from 0.05 to 10 s",
        ],
    );
}
