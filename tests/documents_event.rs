//! Reading `event.ron`: what comes out of a sound document, and the messages for broken ones.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use said::english_only;
use std::fs;
use std::path::{Path, PathBuf};
use wuwei::document::{Language, Problems};
use wuwei::scenario::{self, AttractionKind, Checked, QueueForm};

const SQUARE: &str = include_str!("fixtures/square/event.ron");
const VENUE: &str = include_str!("fixtures/square/venue.geojson");

/// Reads a document; all that is said of it is in Chinese too.
fn read_at(path: &Path) -> Result<Checked, Problems> {
    let read = scenario::read(path);
    let problems = read.as_ref().map_or_else(|problems| problems, |checked| &checked.warnings);
    assert_eq!(english_only(problems), "", "not in Chinese");
    read
}

/// Reads a document beside the square's venue.
fn read(text: &str) -> Result<Checked, Problems> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("venue.geojson"), VENUE).expect("writes");
    fs::write(folder.path().join("event.ron"), text).expect("writes");
    read_at(folder.path())
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
    let checked = read_at(&fixture()).unwrap_or_else(|p| panic!("{p}"));
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

#[test]
fn each_slip_is_named() {
    for (from, to, parts) in [
        (
            "CollisionFreeSpeed(time_gap_s: 1.0)",
            "AnticipationVelocity(anticipation: 1.0)",
            &["unknown field `anticipation` in `motion.model`", "did you mean `anticipation_s`?"][..],
        ),
        (
            "CollisionFreeSpeed(time_gap_s: 1.0)",
            "SocialForce(mass_kg: 0.0)",
            &["`motion.model.mass_kg` is 0, expected a number from 1 to 500 kg"],
        ),
        (
            "CollisionFreeSpeed(time_gap_s: 1.0)",
            "SocialForces()",
            &["expected one of", "did you mean SocialForce?"],
        ),
        ("version: 1", "version: 2", &["version 2 is newer than this program, which knows 1"]),
        (
            "    version: 1,\n",
            "",
            &["`version` is missing", "add `version: 1,` as the first field"],
        ),
        ("version: 1", "version: \"one\"", &["`version` is the text \"one\", expected 1 to 1"]),
        ("from: \"14:00\", ", "", &["`from` is missing in `Event`", "start of the simulated time"]),
        ("until: \"18:00\"", "until: \"14:00\"", &["the event ends when it starts", "30:00"]),
        ("\"14:00\", until", "1400, until", &["`from` is 1400, expected a time as in \"18:30\""]),
        ("date: \"2026-05-16\"", "date: \"16 May\"", &["\"16 May\" is no day"]),
        ("Asia/Shanghai", "Asia/Sanghai", &["there is no time zone \"Asia/Sanghai\"", "IANA"]),
        (
            "id: \"west\"",
            "id: \"wset\"",
            &["the venue has no portal \"wset\"", "did you mean \"west\"?"],
        ),
        ("id: \"steps\"", "id: \"west\"", &["the id \"west\" occurs twice in `portals`"]),
        (
            "share: 0.4",
            "share: 1.4",
            &["`portals[west].share` is 1.4, expected a number from 0 to 1"],
        ),
        (
            "share: 0.4",
            "share: 0.4, share: 0.5",
            &["`share` is set twice in `portals[west]`", "it stands first in line 11"],
        ),
        ("use: Out", "use: Out, share: 0.2", &["nobody comes in where people only leave"]),
        ("lasts_min: 0.5", "lasts_min: 5", &["a burst lasts longer than the time to the next"]),
        ("\"14:02\"", "\"19:00\"", &["the first burst is outside the event"]),
        (
            "visitors: 600",
            "visitors: 20_000_000",
            &["expected a whole number from 1 to 10000000 people", "23 GB of memory"],
        ),
        ("visitors: 600", "visitors: inf", &["`demand.visitors` is inf"]),
        ("visitors: 600", "visitors: 0", &["`demand.visitors` is 0"]),
        (
            "visitors: 600,",
            "",
            &["`visitors` is missing in `demand`", "only counts of people can stand in for it"],
        ),
        (
            "visitors: 600",
            "visitors: \"600\"",
            &["is the text \"600\"", "write the number without quotes"],
        ),
        ("(\"15:00\", 1.0)", "(\"19:00\", 1.0)", &["this time is outside the event (14:00–18:00)"]),
        (
            "(\"15:00\", 1.0)",
            "(\"17:00\", 1.0)",
            &["this time is not after the one before it", "sort the points"],
        ),
        ("(\"15:00\", 1.0)", "(\"15:00\", -1.0)", &["expected a time and a rate from 0 on"]),
        ("1.0), (\"16:30\", 0.4)", "0.0)", &["nobody arrives: all rates of the curve are 0"]),
        (
            "Curve([",
            "Curves([",
            &[
                "`demand.arrivals` is `Curves(..)`, expected one of Uniform, Curve(..), Counts(..)",
                "did you mean Curve?",
            ],
        ),
        ("mean: 80.0", "mean: 280.0", &["needs low ≤ mean ≤ high, has 10 ≤ 280 ≤ 200"]),
        (
            "mean: 80.0",
            "mean: -80.0",
            &["`demand.stay_min.mean` is -80, expected a number from 1 to 1440 min"],
        ),
        (
            "(mean: 80.0, sd: 30.0, low: 10.0, high: 200.0)",
            "80.0",
            &["`demand.stay_min` is 80", "(mean: 30.0, sd: 10.0)"],
        ),
        ("share: 0.33", "share: 1.5", &["`segments[older_adult].share` is 1.5"]),
        (
            "id: \"older_adult\", share: 0.33",
            "id: \"oder_adult\"",
            &["`share` is missing in segment \"oder_adult\"", "did you mean \"older_adult\"?"],
        ),
        (
            "companions: \"adult_alone\"",
            "companions: \"adult\"",
            &["there is no segment \"adult\""],
        ),
        (
            "{\"tea\": 2.0}",
            "{\"tee\": 2.0}",
            &["there is no attraction \"tee\"", "did you mean \"tea\"?"],
        ),
        ("{\"tea\": 2.0}", "{tea: 2.0}", &["expected an attraction's id and a factor"]),
        (
            "low: 1, high: 3",
            "low: 4, high: 3",
            &["the largest party (3) is smaller than the smallest (4)"],
        ),
        (
            "low: 1, high: 3",
            "low: 1.5, high: 3",
            &["`segments[older_adult].party.low` is 1.5, expected a whole number"],
        ),
        ("Stage(chosen", "Stege(chosen", &["did you mean Stage?"]),
        (
            "(\"15:00\", \"17:30\")",
            "(\"19:00\", \"20:30\")",
            &["these hours are outside the event"],
        ),
        ("[(\"15:00\", \"17:30\")]", "[]", &["it is never open"]),
        (
            "at: \"stage\"",
            "at: \"stag\"",
            &["the venue has no attraction \"stag\"", "did you mean \"stage\"?"],
        ),
        (
            "cell_m: 0.5",
            "cell_m: 1e9",
            &["`motion.cell_m` is 1000000000, expected a number from 0.1 to 2 m"],
        ),
        ("limits: (", "limits: {", &["expected `,` or `}`"]),
        (
            "limits: (moving_density_per_m2: 2.0)",
            "limits: {\"moving\": 2.0}",
            &["write ( ) instead of { }"],
        ),
        (
            "venue: \"venue.geojson\"",
            "venue: \"vanue.geojson\"",
            &["vanue.geojson: error: cannot be read"],
        ),
        (
            "counters: [(id: \"middle\"",
            "counters: [(id: \"midle\"",
            &["the venue has no counter \"midle\""],
        ),
        ("limits:", "limit:", &["unknown field `limit` in `Event`", "did you mean `limits`?"]),
        (
            "Curve([(\"14:00\", 0.0), (\"15:00\", 1.0), (\"16:30\", 0.4), (\"18:00\", 0.0)])",
            "Counts(file: \"no.csv\")",
            &["there is no file", "no.csv"],
        ),
    ] {
        let found = message(&changed(from, to));
        for part in parts {
            assert!(found.contains(part), "{to}: {part:?} is not in:\n{found}");
        }
    }
}

#[test]
fn a_missing_document_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let nothing = read_at(&folder.path().join("x")).expect_err("is not there").to_string();
    holds(&nothing, &["there is no such file or folder", "`wuwei new DIR` makes one"]);
    let empty = read_at(folder.path()).expect_err("is empty").to_string();
    holds(&empty, &["this folder has no event.ron"]);
    fs::write(folder.path().join("event.ron"), [0x45, 0xFF, 0xFE]).expect("writes");
    let binary = read_at(folder.path()).expect_err("is no text").to_string();
    holds(&binary, &["is not UTF-8 text (byte 1)"]);
}

#[test]
fn little_is_enough_to_begin() {
    let text = "Event(version: 1, from: \"18:00\", until: \"01:00\", demand: (visitors: 1000))";
    let checked = read(text).unwrap_or_else(|p| panic!("{p}"));
    let event = checked.scenario;
    assert_eq!(event.clock.duration_s, 7.0 * 3600.0);
    assert_eq!(event.segments.len(), 6);
    assert_eq!(event.attractions.len(), 4);
    assert!(event.attractions.iter().all(|a| matches!(a.kind, AttractionKind::Place { .. })));
    let [bin] = &event.demand.bins[..] else { panic!("{:?}", event.demand.bins) };
    assert_eq!((bin.from_s, bin.until_s), (0.0, 7.0 * 3600.0 - 80.0 * 60.0));
    let shares: Vec<f64> = bin.share.iter().map(|s| (s * 14.0 * 1e6).round() / 1e6).collect();
    assert_eq!(shares, [6.0, 4.0, 4.0], "by width");
    for field in [
        "name",
        "venue",
        "segments",
        "portals[west]",
        "attractions[tea]",
        "demand.stay_min",
        "limits.egress_min",
    ] {
        assert!(event.defaults.iter().any(|d| d.field == field), "{field}: {:?}", event.defaults);
    }
    assert!(event.defaults.iter().all(|d| !d.why.is_empty()), "{:?}", event.defaults);
}

#[test]
fn ways_in_and_out_are_held_against_the_ground() {
    let text = changed("share: 0.4),", "share: 0.4), (id: \"east\", use: In),")
        .replacen("use: Both", "use: In", 1)
        .replacen("(id: \"steps\", use: Out)", "(id: \"steps\", use: In)", 1);
    holds(&message(&text), &["there is no way out: no portal lets people leave"]);
    let text = changed("use: Both, step_free: true", "use: Both, step_free: false").replacen(
        "(id: \"steps\", use: Out)",
        "(id: \"east\", step_free: false)",
        1,
    );
    holds(
        &message(&text),
        &["the segment \"wheelchair\" takes no stairs, but no portal in is step-free"],
    );

    let two = VENUE.replacen(
        "\"coordinates\": [[[0, 0], [60, 0], [60, 40], [0, 40], [0, 0]]]",
        "\"coordinates\": [[[0, 0], [43, 0], [43, 40], [0, 40], [0, 0]]]",
        1,
    );
    let island = r#"{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
        "coordinates": [[[43.5, 0], [60, 0], [60, 40], [43.5, 40], [43.5, 0]]]}},
        {"type": "Feature", "properties": {"kind": "portal", "id": "west""#;
    let two = two.replacen(
        r#"{"type": "Feature", "properties": {"kind": "portal", "id": "west""#,
        island,
        1,
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("venue.geojson"), two).expect("writes");
    let text = changed("(id: \"steps\", use: Out)", "(id: \"steps\"), (id: \"east\", use: Out)");
    fs::write(folder.path().join("event.ron"), text).expect("writes");
    let found = read_at(folder.path()).expect_err("is broken").to_string();
    holds(
        &found,
        &[
            "nobody can reach the attraction \"toilet\"",
            "nobody can reach the attraction \"garden\"",
            "nobody can get to the portal \"east\"",
        ],
    );
    let text = changed("(id: \"steps\", use: Out)", "(id: \"steps\"), (id: \"east\", use: In)");
    fs::write(folder.path().join("event.ron"), text).expect("writes");
    let found = read_at(folder.path()).expect_err("is broken").to_string();
    holds(&found, &["whoever comes in at \"east\" finds no way out"]);
}

#[test]
fn counts_feed_the_portals_they_are_named_for() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("venue.geojson"), VENUE).expect("writes");
    let counts = "time,bridge,alley,other\n13:00,9,9,9\n14:00,100,50,5\n15:00,200,50,5\n16:00,50,50,5\n17:00,0,0,0\n";
    fs::write(folder.path().join("arrivals.csv"), counts).expect("writes");
    let curve = "Curve([(\"14:00\", 0.0), (\"15:00\", 1.0), (\"16:30\", 0.4), (\"18:00\", 0.0)])";
    let with = |arrivals: &str| {
        let text = SQUARE.replacen(curve, arrivals, 1).replacen("visitors: 600,", "", 1);
        fs::write(folder.path().join("event.ron"), text).expect("writes");
        read_at(folder.path())
    };
    let checked = with(
        "Counts(file: \"arrivals.csv\", sensors: {\"bridge\": \"west\", \"alley\": \"east\"})",
    )
    .unwrap_or_else(|p| panic!("{p}"));
    let event = &checked.scenario;
    assert_eq!(event.demand.visitors, 500);
    assert_eq!(event.demand.bins[0].share, [0.2, 0.1, 0.0]);
    assert!((event.portals[0].arrival_share - 0.7).abs() < 1e-12);
    assert_eq!(event.sources.len(), 3);
    let explained = scenario::explain(&checked);
    holds(
        &explained,
        &["sensor \"other\" left out: not named in `sensors`", "bridge → west", "demand.visitors"],
    );

    let checked = with("Counts(file: \"arrivals.csv\")").unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(checked.scenario.demand.visitors, 515);
    holds(&checked.warnings.to_string(), &["all 3 sensors are added up: bridge, alley, other"]);
    let refused = |arrivals: &str| with(arrivals).expect_err(arrivals).to_string();
    holds(
        &refused("Counts(file: \"arrivals.csv\", sensors: {\"brigde\": \"west\"})"),
        &["the file has no sensor \"brigde\"", "did you mean \"bridge\"?"],
    );
    holds(
        &refused("Counts(file: \"arrivals.csv\", sensors: {\"bridge\": \"wets\"})"),
        &["the venue has no portal \"wets\"", "did you mean \"west\"?"],
    );
    holds(
        &refused("Counts(file: \"arrivals.csv\", sensors: {\"bridge\": \"steps\"})"),
        &["nobody comes in at the portal \"steps\": its use is Out"],
    );
    holds(&refused("Counts(file: \"arrivals.csv\", date: \"May\")"), &["\"May\" is no day"]);
    holds(
        &refused("Counts(sensors: {\"bridge\": \"west\"})"),
        &["`file` is missing in `demand.arrivals`"],
    );
}

#[test]
fn an_excerpt_shows_the_line() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("venue.geojson"), VENUE).expect("writes");
    fs::write(folder.path().join("event.ron"), changed("visitors: 600", "visitors: -5"))
        .expect("writes");
    let found = read_at(folder.path()).expect_err("is broken").with_excerpts(Language::English);
    holds(&found, &[" 15 |         visitors: -5,\n    |                   ^\n"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 150, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_mutation_makes_it_panic(
        cut in proptest::prelude::any::<proptest::sample::Index>(),
        at in proptest::prelude::any::<proptest::sample::Index>(),
        put in "[(){}\\[\\],:\"'a0-9e. 中-]{0,3}",
        truncate in proptest::prelude::any::<bool>(),
    ) {
        let mut text: Vec<char> = SQUARE.chars().collect();
        if truncate {
            text.truncate(cut.index(text.len()));
        } else {
            let i = cut.index(text.len());
            text.drain(i..(i + at.index(12)).min(text.len()));
        }
        let i = at.index(text.len() + 1);
        text.splice(i..i, put.chars());
        let text: String = text.into_iter().collect();
        if let Err(problems) = read(&text) {
            proptest::prop_assert!(problems.has_errors());
            proptest::prop_assert!(problems.0.iter().all(|p| !p.what.en.is_empty()));
        }
    }
}

#[test]
fn what_is_odd_is_said_and_used() {
    let warnings = |from: &str, to: &str| {
        let checked = read(&changed(from, to)).unwrap_or_else(|p| panic!("{p}"));
        checked.warnings.to_string()
    };
    let show = "draw: 0.5, leave_after: 0.2),";
    let second =
        format!("{show} (id: \"song\", at: \"stage\", from: \"15:30\", until: \"16:00\"),");
    let found = warnings(show, &second);
    holds(&found, &["the shows \"dance\" and \"song\" overlap at \"stage\""]);
    let found = warnings("open: [(\"15:00\", \"17:30\")]", "open: [(\"15:20\", \"17:30\")]");
    holds(
        &found,
        &["\"stage\" is closed during a part of the show \"dance\"", "it is open 15:20–17:30"],
    );
    let found = warnings("visitors: 600", "visitors: 200_000");
    holds(
        &found,
        &["persons/min arrive at \"west\" at", "it lets in 400: the others wait outside"],
    );
    let found = warnings("width_m: 6.0", "width_m: 9.0");
    holds(&found, &["9 m is wider than what is drawn, 6.0 m"]);
    let found = warnings("capacity_per_min: 400.0", "capacity_per_min: 900.0");
    holds(&found, &["900 persons/min is more than 6 m lets through (492)"]);
}

/// A street of 60 m × 8 m with a portal at each end, a stage's audience up to so far north,
/// and a stall.
fn street(audience_to_m: f64, attractions: &str) -> Checked {
    let area = |id: &str, x: [f64; 2], y: [f64; 2]| {
        let ([x0, x1], [y0, y1]) = (x, y);
        format!(
            r#"{{"type": "Feature", "properties": {{"kind": "attraction", "id": "{id}"}}, "geometry":
            {{"type": "Polygon", "coordinates": [[[{x0}, {y0}], [{x1}, {y0}], [{x1}, {y1}], [{x0}, {y1}], [{x0}, {y0}]]]}}}}"#
        )
    };
    let portal = |id: &str, x: f64| {
        format!(
            r#"{{"type": "Feature", "properties": {{"kind": "portal", "id": "{id}"}}, "geometry":
            {{"type": "LineString", "coordinates": [[{x}, 1], [{x}, 7]]}}}}"#
        )
    };
    let ground = r#"{"type": "Feature", "properties": {"kind": "ground"}, "geometry":
        {"type": "Polygon", "coordinates": [[[0, 0], [60, 0], [60, 8], [0, 8], [0, 0]]]}}"#;
    let features = [
        ground.to_owned(),
        portal("west", 0.3),
        portal("east", 59.7),
        area("stage", [26.0, 34.0], [0.0, audience_to_m]),
        area("stall", [48.0, 52.0], [4.0, 8.0]),
    ];
    let venue = format!(
        r#"{{"type": "FeatureCollection", "wuwei": {{"coordinates": "metres"}}, "features": [{}]}}"#,
        features.join(",\n")
    );
    let event = format!(
        r#"Event(version: 1, from: "14:00", until: "18:00",
        demand: (visitors: 2000), attractions: [{attractions}])"#
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("venue.geojson"), venue).expect("writes");
    fs::write(folder.path().join("event.ron"), event).expect("writes");
    read_at(folder.path()).unwrap_or_else(|p| panic!("{p}"))
}

#[test]
fn an_audience_on_the_only_way_is_warned_of() {
    let warnings =
        |to_m, is: &str| street(to_m, &format!(r#"(id: "stage", is: {is})"#)).warnings.to_string();
    let close = "Stage(chosen_density_per_m2: 2.0)";
    let blocked = warnings(8.0, close);
    holds(&blocked, &["who stands at \"stage\" would block the way", "hint: draw its area"]);
    assert!(blocked.contains("\"west\"") || blocked.contains("\"east\""), "{blocked}");
    holds(&warnings(8.0, "Place(capacity: 100)"), &["would block the way"]);
    // Past it, or between those who stand loosely, one gets through.
    assert_eq!(warnings(5.0, close), "");
    assert_eq!(warnings(8.0, "Stage(chosen_density_per_m2: 0.5)"), "");
    assert_eq!(warnings(8.0, "Place(capacity: 20)"), "");
}

#[test]
fn customers_who_would_stand_too_close_are_warned_of() {
    let warnings = |servers: u32, stay_min: f64| {
        let stall = format!(
            r#"(id: "stall", is: Counter(servers: {servers}, service_s: (mean: 40.0, sd: 15.0)),
            stay_min: (mean: {stay_min}, sd: 1.0, low: 1.0, high: 60.0))"#
        );
        street(4.0, &stall).warnings.to_string()
    };
    holds(
        &warnings(16, 25.0),
        &["at \"stall\" customers would stand at", "16 servers", "stay_min"],
    );
    assert_eq!(warnings(2, 5.0), "");
}
