//! Real maps through the whole way a new user goes: import, an event of a few lines, people from
//! all sides. Nobody may stand in a wall or be lost, and they must get on.
//!
//! The maps lie in the folder `shared` beside the repository, or where `WUWEI_SHARED` says.
//! Where they are not there the test says so and passes; with `CI=true` it fails.
//! `WUWEI_MINUTES=10` runs longer than the two minutes that are enough for every day.

use geo::{Contains, Point};
use std::path::{Path, PathBuf};
use wuwei::job::{self, Prepared, Request};
use wuwei::observe::VisitorRecord;
use wuwei::sim::{RunOptions, Simulation};
use wuwei::venue::import::{ImportOptions, import_file};

/// Visitors of each event; they come in its first five minutes.
const VISITORS: f64 = 400.0;
/// Over which time they come, seconds.
const COMING_S: f64 = 300.0;

/// The maps, or `None` where they are not there.
fn maps() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("WUWEI_SHARED").map_or_else(beside, PathBuf::from);
    let places = shared.join("data/places");
    if places.is_dir() {
        return Some(places);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{} is not there; set WUWEI_SHARED",
        places.display()
    );
    println!("SKIPPED: ../shared not there");
    None
}

/// A map as an event without a word more than is required.
fn prepared(map: &Path, folder: &Path) -> Prepared {
    let imported = import_file(map, &ImportOptions::default()).unwrap_or_else(|p| panic!("{p}"));
    imported.write(folder).unwrap_or_else(|p| panic!("{p}"));
    let event = format!(
        "Event(\n    version: 1,\n    name: (en: \"People from all sides\"),\n    \
         from: \"14:00\", until: \"14:10\",\n    demand: (visitors: {VISITORS}),\n)\n"
    );
    std::fs::write(folder.join("event.ron"), event).unwrap_or_else(|e| panic!("{e}"));
    let request = Request {
        event: folder.to_path_buf(),
        plan: None,
        seed: 1,
        until: None,
        command: String::new(),
        ..Request::default()
    };
    job::prepare(&request).unwrap_or_else(|p| panic!("{p}"))
}

fn minutes() -> f64 {
    let asked = std::env::var("WUWEI_MINUTES").ok();
    asked.map_or(2.0, |m| m.parse().unwrap_or_else(|e| panic!("WUWEI_MINUTES: {e}")))
}

/// Everybody is counted once, and stands on the ground.
fn check_now(name: &str, simulation: &Simulation) {
    let (count, crowd) = (simulation.count(), simulation.crowd());
    assert_eq!(
        count.arrived,
        count.inside + count.left + count.waiting_outside,
        "{name}: {count:?}"
    );
    assert_eq!(count.inside as usize, crowd.len(), "{name}");
    let ground = &simulation.scenario().venue.ground;
    for row in 0..crowd.len() {
        let at = crowd.at(row);
        let point = Point::new(f64::from(at.x), f64::from(at.y));
        let now_s = simulation.now_s();
        assert!(ground.contains(&point), "{name}: {at} after {now_s} s is no ground");
    }
}

/// People come in on nearly every way that some are expected on.
fn check_portals(name: &str, prepared: &Prepared, visitors: &[VisitorRecord], until_s: f64) {
    let coming = VISITORS * (until_s / COMING_S).min(1.0);
    let portals = &prepared.scenario.portals;
    let expected: Vec<usize> =
        (0..portals.len()).filter(|p| portals[*p].arrival_share * coming >= 5.0).collect();
    let used = |p: &usize| {
        visitors.iter().any(|v| usize::from(v.portal_in) == *p && v.entered_s.is_some())
    };
    let some = expected.iter().filter(|p| used(p)).count();
    assert!(!expected.is_empty(), "{name}: no portal expects anybody");
    assert!(some * 10 >= expected.len() * 8, "{name}: {some} of {} portals used", expected.len());
}

/// People get somewhere (the smallest square is 90 m across), at most of the speed they like.
fn check_headway(name: &str, visitors: &[VisitorRecord]) {
    let walked_m: f64 = visitors.iter().map(|v| f64::from(v.walked_m)).sum();
    let freely_m: f64 =
        visitors.iter().map(|v| f64::from(v.walking_s) * f64::from(v.free_speed_mps)).sum();
    let share = walked_m / freely_m;
    println!("{name}: {walked_m:.0} m walked, {share:.2} of the free speed");
    assert!(walked_m > 8.0 * VISITORS * (minutes() / 2.0).min(1.0), "{name}: {walked_m} m walked");
    assert!(share > 0.65, "{name}: people walk at {share} of their speed");
}

fn check(map: &str) {
    let Some(places) = maps() else { return };
    let name = map.split('/').next().unwrap_or_default();
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let prepared = prepared(&places.join(map), folder.path());
    let options = RunOptions { seed: 1, until_s: Some(60.0 * minutes()) };
    let (scenario, plan) = (prepared.scenario.clone(), prepared.plan.clone());
    let made = Simulation::new(scenario, plan, &options, &prepared.event_file);
    let (mut simulation, _) = made.unwrap_or_else(|p| panic!("{name}: {p}"));
    while !simulation.is_over() {
        simulation.step();
        if simulation.tick().is_multiple_of(simulation.clock().ticks_per_s * 5) {
            check_now(name, &simulation);
        }
    }
    let until_s = simulation.now_s();
    let (observation, _) = simulation.finish();
    check_portals(name, &prepared, &observation.visitors, until_s);
    check_headway(name, &observation.visitors);
}

macro_rules! places {
    ($($test:ident: $map:literal;)*) => { $(
        #[test]
        fn $test() {
            check($map);
        }
    )* };
}

places! {
    breda: "breda_grote_markt/Breda_Grote_Markt.osm";
    berlin_packed: "berlin_grosser_stern_nye/berlin-siegessaeule.osm.gz";
    berlin_walkable_area: "berlin_grosser_stern_nye/SiB2023_entrance_jupedsim.wkt";
    berlin_drawing: "berlin_grosser_stern_nye/SiB2023_entrance_jupedsim.dxf";
    bern: "bern_bahnhofplatz/bahnhofplatz-bern.osm";
    kaiserslautern: "kaiserslautern_guimaraes_platz/kaiserslautern_guimaraes_platz.osm";
    lyon_geojson: "lyon_terreaux/geometry_wgs84.geojson";
    lyon_table: "lyon_terreaux/geometry_epsg2154_raw_wkt.csv";
    marienplatz: "munich_marienplatz/marienplatz.osm";
    muenchner_freiheit: "munich_muenchner_freiheit/mf_base.osm";
    eiffel_tower: "paris_eiffel_tower/paris_eiffel_tower.osm";
    rapperswil: "rapperswil_fischmarktplatz/fischmarktplatz.osm";
    bahnhofstrasse: "zurich_bahnhofstrasse/bahnhofstrasse.osm";
    zuerich_hauptbahnhof: "zurich_hb/zuerich_hauptbahnhof.osm";
    sechselaeutenplatz: "zurich_sechselaeutenplatz/sechselaeutenplatz.osm";
}
