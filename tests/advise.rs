//! Advice on an event whose answer is known: everybody goes through the near gate of a wall, which
//! is narrow, and the far one is wide and free.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use wuwei::advise::{
    self, Advice, Asked, Effort, Judged, News, Ready, Stage, Trial, Trials, Verdict,
};
use wuwei::brief::{self, BriefInput};
use wuwei::document::{Hours, Language};
use wuwei::plan::{self, MeasureKind, Plan, PlanContext};

const VENUE: &str = include_str!("fixtures/gates/venue.geojson");

/// So many visitors, nearly all of them from the third minute to the seventh.
fn event(visitors: u32) -> String {
    format!(
        r#"Event(
    version: 1,
    name: (en: "Two gates", zh: "两道门"),
    from: "10:00", until: "10:16",
    portals: [(id: "west", use: In), (id: "east", use: Out)],
    demand: (visitors: {visitors}, arrivals: Curve([("10:00", 0.02), ("10:02", 0.02),
             ("10:03", 1.0), ("10:06", 1.0), ("10:07", 0.0), ("10:16", 0.0)]),
             stay_min: (mean: 1.2, sd: 0.2, low: 1.0, high: 2.0)),
)"#
    )
}

fn place(visitors: u32) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    fs::create_dir(place.path().join("gates")).expect("made");
    fs::write(place.path().join("gates/venue.geojson"), VENUE).expect("written");
    fs::write(place.path().join("gates/event.ron"), event(visitors)).expect("written");
    place
}

fn asked(place: &Path, out: &str) -> Asked {
    Asked {
        event: place.join("gates"),
        felt: None,
        pins: None,
        forbid: None,
        available: Effort { volunteers: 2, barriers: 6, signs: 1 },
        seeds: vec![1],
        fresh: vec![101, 102],
        runs: 16.0,
        out: place.join(out),
    }
}

fn ready(asked: &Asked) -> Ready {
    advise::prepare(asked).unwrap_or_else(|p| panic!("{p}"))
}

fn advice(asked: &Asked) -> Advice {
    let going = AtomicBool::new(false);
    let made = advise::advise(asked, &ready(asked), &going, &|_| {});
    made.unwrap_or_else(|p| panic!("{p}")).expect("was not stopped")
}

/// The files of an advice, without what it keeps to go on.
fn files(out: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(out)
        .expect("a folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && !path.ends_with(".lock"))
        .map(|path| {
            (PathBuf::from(path.file_name().expect("a name")), fs::read(&path).expect("read"))
        })
        .collect();
    files.sort();
    files
}

fn read_plan(file: &Path, ready: &Ready) -> Plan {
    let scenario = &ready.prepared.scenario;
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let ground = &scenario.venue.ground;
    let context = PlanContext { hours, ground, event: Some(scenario) };
    plan::read(file, &context).unwrap_or_else(|p| panic!("{p}")).plan
}

#[test]
fn the_free_gate_is_found_and_what_is_promised_is_what_fresh_seeds_gave() {
    let place = self::place(520);
    let asked = self::asked(place.path(), "advice");
    let advice = self::advice(&asked);
    assert_eq!(advice.verdict, Verdict::Improves, "{}", advice.sentence.en);
    let best = &advice.plans[0];
    // With a divided stream the near gate no longer jams as it did.
    assert!(best.promise.risk < 0.6, "{} of the risk is left", best.promise.risk);
    assert_eq!(best.promise.runs, 2);
    assert!(asked.available.covers(&best.effort));
    assert!(!best.pieces.is_empty());
    for piece in &best.pieces {
        assert!(!piece.why.en.is_empty() && !piece.why.zh.is_empty());
        assert!(piece.without_person_min.is_some_and(|more| more > 0.0), "{piece:?}");
    }
    // Two gates at one wall: all egress hangs on one exit, whatever is placed.
    assert!(best.promise.broken.iter().any(|limit| limit.id == "egress_exit_lost"));
    assert!(!advice.help.is_empty());
    // The plan reads as it was advised, and is handed over.
    let ready = self::ready(&asked);
    let read = read_plan(&asked.out.join(advise::RECOMMENDED), &ready);
    assert_eq!(read.measures, best.plan.measures);
    briefed(&read, &ready);
}

/// The venue twice over, side by side, with no way from one to the other.
fn twice() -> String {
    let rectangle = |kind: &str, [west, south, east, north]: [f64; 4]| {
        serde_json::json!({"type": "Feature", "properties": {"kind": kind}, "geometry": {
            "type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north],
            [west, north], [west, south]]]}})
    };
    let portal = |id: &str, x: f64, south: f64| {
        serde_json::json!({"type": "Feature", "properties": {"kind": "portal", "id": id},
            "geometry": {"type": "LineString", "coordinates": [[x, south], [x, south + 12.0]]}})
    };
    let mut features = vec![
        rectangle("ground", [0.0, 0.0, 50.0, 70.0]),
        rectangle("obstacle", [0.0, 30.0, 50.0, 40.0]),
    ];
    for (from_m, west, east) in [(0.0, "west", "east"), (40.0, "west_too", "east_too")] {
        features.push(rectangle("obstacle", [29.0, from_m, 31.0, from_m + 9.0]));
        features.push(rectangle("obstacle", [29.0, from_m + 10.6, 31.0, from_m + 23.0]));
        features.extend([portal(west, 0.3, from_m + 4.0), portal(east, 49.7, from_m + 4.0)]);
    }
    serde_json::json!({"type": "FeatureCollection", "features": features,
        "wuwei": {"version": 1, "coordinates": "metres"}})
    .to_string()
}

#[test]
fn jams_that_lie_apart_are_worked_on_at_once() {
    let place = self::place(1100);
    let doubled = event(1100).replace(
        r#"(id: "west", use: In), (id: "east", use: Out)"#,
        r#"(id: "west", use: In), (id: "east", use: Out),
           (id: "west_too", use: In), (id: "east_too", use: Out)"#,
    );
    fs::write(place.path().join("gates/venue.geojson"), twice()).expect("written");
    fs::write(place.path().join("gates/event.ron"), doubled).expect("written");
    let available = Effort { volunteers: 4, barriers: 12, signs: 2 };
    let asked = Asked { available, ..self::asked(place.path(), "advice") };
    let advice = self::advice(&asked);
    assert_eq!(advice.verdict, Verdict::Keeps, "{}", advice.sentence.en);
    assert!(advice.tried.iter().any(|idea| idea.spared_share.is_some_and(|share| share > 0.1)));
    let best = &advice.plans[0];
    assert!(best.promise.risk < 0.2, "{} of the risk is left", best.promise.risk);
    // There is something against either jam: they are called after it.
    let against = |jam: &str| best.plan.measures.iter().any(|m| m.id.ends_with(jam));
    assert!(against("_1") && against("_2"), "{:?}", best.plan.measures);
}

#[test]
fn what_is_told_of_the_choice_is_what_seeds_gave_that_the_search_never_saw() {
    let place = self::place(520);
    let asked = Asked { seeds: vec![1, 2], ..self::asked(place.path(), "advice") };
    assert_eq!((asked.search_seeds(), asked.runoff_seeds()), (&[1][..], &[2][..]));
    let advice = self::advice(&asked);
    let best = &advice.plans[0];
    let (ready, going) = (self::ready(&asked), AtomicBool::new(false));
    let folder = place.path().join("again");
    let mut trials = Trials::new(&ready.request, &ready.prepared, &ready.pinned, &folder, &going)
        .unwrap_or_else(|p| panic!("{p}"));
    let both = [&ready.pinned, &best.plan].map(|plan| Trial::whole(plan, 2));
    let scores = trials.scores(&both).unwrap_or_else(|p| panic!("{p}")).expect("was not stopped");
    let left = scores[1].above_person_min / scores[0].above_person_min;
    assert!((best.own_risk - left).abs() < 0.02, "{} told, {left} found", best.own_risk);
}

/// What the team is handed of a plan.
fn briefed(plan: &Plan, ready: &Ready) {
    let scenario = &*ready.prepared.scenario;
    let hours = Hours { starts_s: scenario.clock.starts_s, duration_s: scenario.clock.duration_s };
    let page = brief::sheets(&BriefInput { plan, scenario, hours: &hours });
    let duties = brief::duties(plan, scenario);
    assert_eq!(page.matches("page sheet").count(), duties.len());
    assert_eq!(Effort::of(plan).volunteers as usize, duties.len());
    let map = brief::geojson(plan, scenario, &hours);
    assert_eq!(map["features"].as_array().map(Vec::len), Some(plan.measures.len()));
    let posts = brief::posts_csv(plan, scenario, &hours, Language::English);
    assert_eq!(posts.lines().count(), duties.len() + 1);
}

#[test]
fn where_no_plan_keeps_the_limits_it_says_what_would_help() {
    // The far gate is walled up: all go by the narrow one, and no plan makes it wider. An exit this
    // side of the wall, where the ground is open, would.
    let place = place(450);
    let venue = VENUE.replace("[31, 23], [29, 23]", "[31, 30], [29, 30]");
    assert_ne!(venue, VENUE);
    fs::write(place.path().join("gates/venue.geojson"), venue).expect("written");
    let asked = Asked { runs: 2.0, ..asked(place.path(), "advice") };
    let advice = advice(&asked);
    assert!(
        matches!(advice.verdict, Verdict::Improves | Verdict::NothingHelps),
        "{}",
        advice.sentence.en
    );
    let help: Vec<&str> = advice.help.iter().map(|help| help.en.as_str()).collect();
    println!("{help:#?}");
    assert!(help[0].contains("visitors"), "{help:?}");
    let exit = help.iter().find(|help| help.contains("another exit of 4 m at")).expect("an exit");
    assert!(exit.contains("fewer person-minutes lie above"), "{exit}");
    // On this side of the wall.
    let x = exit.split_once("at (").and_then(|(_, rest)| rest.split_once(','));
    let x: f64 = x.and_then(|(x, _)| x.parse().ok()).expect("a coordinate");
    assert!(x < 29.0, "{exit}");
    assert!(help.iter().any(|help| help.contains("rrivals over 25 % more time")), "{help:?}");
}

#[test]
fn threads_and_interruptions_do_not_matter() {
    let place = self::place(520);
    let asked = |out| Asked { seeds: vec![1, 2], ..self::asked(place.path(), out) };
    let (whole, parts) = (asked("whole"), asked("parts"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("threads");
    pool.install(|| advice(&whole));
    let stopped = AtomicBool::new(false);
    let stop = |news: &News| {
        if news.stage == Stage::Refine || news.stage == Stage::Prune {
            stopped.store(true, Ordering::Relaxed);
        }
    };
    let first = advise::advise(&parts, &ready(&parts), &stopped, &stop);
    let first = first.unwrap_or_else(|p| panic!("{p}")).expect("the best so far");
    assert_eq!(first.verdict, Verdict::Unchecked);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    one.install(|| advice(&parts));
    assert_eq!(files(&parts.out), files(&whole.out));
}

#[test]
fn an_event_with_nothing_to_improve_is_left_alone() {
    let place = self::place(30);
    let asked = self::asked(place.path(), "advice");
    let going = AtomicBool::new(false);
    let advice = advise::advise(&asked, &ready(&asked), &going, &|_| {});
    let advice = advice.unwrap_or_else(|p| panic!("{p}")).expect("was not stopped");
    assert!(
        matches!(advice.verdict, Verdict::NothingToImprove | Verdict::NothingHelps),
        "{:?}: {}",
        advice.verdict,
        advice.sentence.en
    );
    assert!(advice.plans.is_empty() && !asked.out.join(advise::RECOMMENDED).exists());
    assert!(advice.sentence.en.contains("othing is proposed"), "{}", advice.sentence.en);
}

const PINS: &str = r#"Plan(version: 1, measures: [
    Sign(id: "mine", at: (6.0, 20.0), says: [(via: (30.0, 26.0), share: 0.05)])])"#;

#[test]
fn pins_are_kept_and_nothing_stands_where_it_must_not() {
    let place = self::place(520);
    let write = |name: &str, text: &str| {
        let path = place.path().join(name);
        fs::write(&path, text).expect("written");
        Some(path)
    };
    let mut asked = self::asked(place.path(), "advice");
    asked.available.signs = 2;
    asked.pins = write("pins.ron", PINS);
    let spots = |advice: &Advice| -> Vec<geo::Coord<f64>> {
        let measures = advice.plans.iter().flat_map(|plan| &plan.plan.measures);
        measures
            .filter(|measure| measure.id != "mine")
            .flat_map(|measure| match &measure.kind {
                MeasureKind::Volunteer(v) => vec![v.post.coord()],
                MeasureKind::Sign(sign) => vec![sign.at.coord()],
                kind => kind.points(),
            })
            .collect()
    };
    let free = self::advice(&asked);
    assert!(!free.plans.is_empty(), "{}", free.sentence.en);
    for plan in &free.plans {
        let mine = plan.plan.measure("mine").expect("is pinned");
        assert!(plan.pieces.iter().any(|piece| piece.id == mine.id && piece.pinned));
    }
    // Nothing may stand around the fork; that the zone holds is seen below, of a pin in it.
    let was = geo::Coord { x: 15.0, y: 10.0 };
    let [west, east] = [was.x - 3.0, was.x + 3.0];
    let [south, north] = [was.y - 3.0, was.y + 3.0];
    let zone = format!(
        "Plan(version: 1, measures: [Closure(id: \"lawn\", area: [({west:.1}, {south:.1}), \
         ({east:.1}, {south:.1}), ({east:.1}, {north:.1}), ({west:.1}, {north:.1})])])"
    );
    let inside = |c: &geo::Coord<f64>| (west..east).contains(&c.x) && (south..north).contains(&c.y);
    (asked.forbid, asked.out) = (write("forbid.ron", &zone), place.path().join("forbidden"));
    let forbidden = self::advice(&asked);
    assert!(!spots(&forbidden).iter().any(inside), "{:?}", spots(&forbidden));
    asked.available.signs = 0;
    let told = advise::prepare(&asked).err().expect("too few signs").to_string();
    assert!(told.contains("what is pinned takes 1 sign"), "{told}");
    (asked.available.signs, asked.pins) = (
        2,
        write("pins.ron", &PINS.replace("(6.0, 20.0)", &format!("({:.1}, {:.1})", was.x, was.y))),
    );
    let told = advise::prepare(&asked).err().expect("it stands there").to_string();
    assert!(told.contains("\"mine\" is pinned where nothing may stand"), "{told}");
}

#[test]
fn what_makes_no_sense_is_refused_with_a_hint() {
    let place = self::place(30);
    let wrong = |change: &dyn Fn(&mut Asked), words: &str| {
        let mut asked = self::asked(place.path(), "advice");
        change(&mut asked);
        let told = advise::prepare(&asked).err().expect("is wrong").to_string();
        assert!(told.contains(words) && told.contains("hint"), "{told}");
    };
    wrong(&|asked| asked.runs = 0.0, "a budget of 0 runs finds nothing");
    wrong(&|asked| asked.runs = f64::NAN, "runs finds nothing");
    wrong(&|asked| asked.available = Effort::default(), "there is nothing to place");
    wrong(&|asked| asked.seeds.clear(), "there is no seed");
    wrong(&|asked| asked.fresh = vec![1], "seed 1 is searched with and is to be fresh");
    wrong(&|asked| asked.event = place.path().join("nowhere"), "no such file");
}

#[test]
fn a_trial_that_branches_is_the_run_from_the_beginning() {
    let place = self::place(520);
    let asked = self::asked(place.path(), "advice");
    let ready = self::ready(&asked);
    let file = place.path().join("late.ron");
    let late = r#"Plan(version: 1, measures: [
    Volunteer(id: "guide", post: (15.0, 10.0), from: "10:04", until: "10:12",
              task: Advise(says: [(via: (30.0, 26.0), share: 0.6)]))])"#;
    fs::write(&file, late).expect("written");
    let late = read_plan(&file, &ready);
    let going = AtomicBool::new(false);
    let score = |folder: &str, with_base: bool| {
        let folder = place.path().join(folder);
        let trials = Trials::new(&ready.request, &ready.prepared, &ready.pinned, &folder, &going);
        let mut trials = trials.unwrap_or_else(|p| panic!("{p}"));
        if with_base {
            assert!(trials.lay_bases(&[1], &|_| {}).unwrap_or_else(|p| panic!("{p}")));
        }
        let trial = Trial::whole(&late, 1);
        let cost = trials.cost(&trial);
        let scores = trials.scores(&[trial]).unwrap_or_else(|p| panic!("{p}"));
        (cost, scores.expect("was not stopped").remove(0))
    };
    let ((whole_cost, whole), (branch_cost, branch)) =
        (score("whole", false), score("branch", true));
    assert_eq!(branch, whole);
    assert!(branch_cost < 0.99 * whole_cost, "{branch_cost} of {whole_cost}");
    assert!(whole.felt_min > 0.0);
    assert_eq!(Judged::of(&[(&whole, &branch)]).risk, 1.0);
}
