//! From a map to an event that runs.
//!
//! The real maps lie in the folder `shared` beside the repository, or where `WUWEI_SHARED` says.
//! Where they are not there the test says so and passes; with `CI=true` it fails.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use super::made::{Door, Way};
use super::*;
use crate::document::Language;
use crate::plan::Plan;
use crate::scenario::{AttractionKind, Scenario};
use crate::sim::{RunOptions, Simulation};
use geo::{Coord, coord};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// 80 × 50 m with a kiosk.
const SQUARE: &str = "POLYGON ((0 0, 80 0, 80 50, 0 50, 0 0), (30 20, 40 20, 40 28, 30 28, 30 20))";

/// The maps, or `None` where they are not there.
fn places() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("WUWEI_SHARED").map_or_else(beside, PathBuf::from);
    let places = shared.join("data/places");
    if places.is_dir() {
        return Some(places);
    }
    let ci = std::env::var("CI").as_deref() == Ok("true");
    assert!(!ci, "{} is not there; set WUWEI_SHARED", places.display());
    println!("SKIPPED: {} is not there", places.display());
    None
}

fn begun(file: PathBuf) -> NewMap {
    let mut new = NewMap::begin(file);
    wait(&mut new, NewMap::is_reading);
    new
}

/// Waits until something that goes on beside the window has come to its end.
fn wait(new: &mut NewMap, goes_on: fn(&NewMap) -> bool) -> Option<PathBuf> {
    let begun = Instant::now();
    let mut folder = None;
    while goes_on(new) {
        folder = new.take().or(folder);
        assert!(begun.elapsed() < Duration::from_secs(120), "takes for ever");
        std::thread::sleep(Duration::from_millis(2));
    }
    folder
}

fn put_door(new: &mut NewMap, at: Coord<f64>, width_m: f64, name: &str) {
    new.change(None, |made, map| {
        let spot = map.rim.nearest(at).expect("an edge");
        made.add_door(&map.draft, map.rim.line(&spot, width_m), name);
    });
}

/// The corners of the ground as it is seen, metres.
fn corners(new: &NewMap) -> [Coord<f64>; 2] {
    let map = new.map.as_ref().expect("a map");
    map.sheet.corners.map(|c| coord! { x: f64::from(c.x), y: f64::from(c.y) })
}

/// Two entrances in the west and in the east, and nothing else that people come in by.
fn with_two_doors(new: &mut NewMap) {
    new.change(None, |made, _| made.doors.clear());
    let [low, high] = corners(new);
    let middle = (low.y + high.y) / 2.0;
    put_door(new, coord! { x: low.x, y: middle }, 6.0, "West");
    put_door(new, coord! { x: high.x, y: middle }, 6.0, "East");
}

fn created(new: &mut NewMap, folder: &Path) -> Scenario {
    new.folder = Some(folder.display().to_string());
    assert_eq!(new.made().lacks(), None);
    new.create();
    let written = wait(new, NewMap::is_creating);
    assert_eq!(written.as_deref(), Some(folder), "{:?}", new.amiss);
    let checked = crate::scenario::read(folder).unwrap_or_else(|p| panic!("{p}"));
    checked.scenario
}

/// How many are inside, and how many have gone again, after so many minutes.
fn inside_and_gone(scenario: Scenario, folder: &Path, minutes: u32) -> [u32; 2] {
    let options = RunOptions { seed: 1, until_s: None };
    let made = Simulation::new(Arc::new(scenario), Plan::default(), &options, folder);
    let (mut simulation, _) = made.unwrap_or_else(|p| panic!("{p}"));
    while simulation.now_s() < f64::from(minutes) * 60.0 {
        simulation.step();
    }
    let count = simulation.count();
    [simulation.crowd().len() as u32, count.left]
}

#[test]
fn a_drawn_square_becomes_an_event() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("square.wkt");
    std::fs::write(&file, SQUARE).expect("written");
    let mut new = begun(file);
    assert!(new.refused.is_none(), "{:?}", new.refused);
    with_two_doors(&mut new);
    new.change(None, |made, map| {
        made.doors[1].way = Way::Out;
        made.rename_door(&map.draft, 0, Language::Chinese, "西门");
        made.name = made::renamed(Some(made.name.clone()), Language::English, "My fair");
        made.hours = ["10:00".to_owned(), " 11:30".to_owned()];
        made.visitors = 250;
        let round = (coord! { x: 60.0, y: 25.0 }, 6.0);
        made.add_thing(&map.draft, &map.rim, Is::Stage, round, "Stage").expect("on the ground");
        made.doors[0].widen(&map.rim, 9.0);
    });
    let event = folder.path().join("fair");
    let scenario = created(&mut new, &event);
    assert_eq!(scenario.name.en, "My fair");
    assert_eq!(scenario.demand.visitors, 250);
    assert_eq!(scenario.clock.duration_s, 5400.0);
    let ids: Vec<&str> = scenario.portals.iter().map(|p| p.shape.id.as_str()).collect();
    assert_eq!(ids, ["西门", "east"]);
    assert!((scenario.portals[0].width_m - 9.0).abs() < 0.1, "{}", scenario.portals[0].width_m);
    assert!(scenario.portals[0].outward && !scenario.portals[1].inward);
    let stage = scenario.attractions.iter().find(|a| a.shape.id == "stage");
    assert!(stage.is_some_and(|a| matches!(a.kind, AttractionKind::Stage { .. })));
    let here: Vec<String> = std::fs::read_dir(&event)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(here.len(), 3, "{here:?}");
    // Once more into the same folder: refused, and nothing is touched.
    let before = std::fs::read_to_string(event.join("event.ron")).expect("written");
    new.change(None, |made, _| made.visitors = 99);
    new.create();
    assert_eq!(wait(&mut new, NewMap::is_creating), None);
    let amiss = new.amiss.as_ref().expect("refused").to_string();
    assert!(amiss.contains("is there already"), "{amiss}");
    assert_eq!(before, std::fs::read_to_string(event.join("event.ron")).expect("still there"));
}

#[test]
fn what_is_no_map_is_refused_and_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notes.geojson");
    std::fs::write(&file, "{\"type\": \"FeatureCollection\", \"features\": [").expect("written");
    let new = begun(file);
    assert!(new.map.is_none());
    let said = new.refused.as_ref().expect("refused").to_string();
    assert!(said.contains("notes.geojson"), "{said}");
}

#[test]
fn what_is_missing_is_said_before_it_is_created() {
    let door = |way| Door {
        feature: crate::venue::Drawn::new(
            crate::venue::Kind::Portal,
            crate::venue::Shape::Lines(Vec::new()),
        ),
        way,
        share: None,
        placed: true,
    };
    let hours = ["14:00", "18:00"].map(str::to_owned);
    let mut made = Made { hours, ..Made::default() };
    assert_eq!(made.lacks(), Some("new-lacks-in"));
    made.doors.push(door(Way::In));
    assert_eq!(made.lacks(), Some("new-lacks-out"));
    made.doors.push(door(Way::Out));
    assert_eq!(made.lacks(), None);
    made.hours[1] = "25".to_owned();
    assert_eq!(made.lacks(), Some("new-lacks-hours"));
}

#[test]
fn shares_that_are_given_leave_the_rest_to_the_others() {
    let line = |x: f64, metres: f64| geo::LineString::from(vec![(x, 0.0), (x, metres)]);
    let mut made = Made::default();
    let map = Draft {
        name: crate::document::Bilingual::default(),
        frame: crate::geometry::Frame { lon_deg: 0.0, lat_deg: 0.0 },
        features: Vec::new(),
    };
    for (x, metres) in [(0.0, 2.0), (5.0, 6.0), (9.0, 4.0)] {
        made.add_door(&map, line(x, metres), "Gate");
    }
    let ids: Vec<_> = made.doors.iter().filter_map(|d| d.feature.id.as_deref()).collect();
    assert_eq!(ids, ["gate", "gate-2", "gate-3"]);
    let near = |made: &Made, expected: [f64; 3]| {
        let off = made.shares().iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(off, "{:?}, expected {expected:?}", made.shares());
    };
    made.doors[2].way = Way::Out;
    near(&made, [0.25, 0.75, 0.0]);
    made.doors[0].share = Some(0.6);
    near(&made, [0.6, 0.4, 0.0]);
    made.doors[1].share = Some(0.9);
    near(&made, [0.4, 0.6, 0.0]);
}

#[test]
fn another_reading_of_the_map_keeps_what_was_made_of_it() {
    let Some(places) = places() else { return };
    let mut new = begun(places.join("breda_grote_markt/Breda_Grote_Markt.osm"));
    let found = new.made().doors.len();
    assert!(found >= 4, "{found}");
    new.change(None, |made, map| {
        made.rename_door(&map.draft, 0, Language::English, "Town hall");
        made.doors[1].way = Way::Out;
        made.doors.remove(2);
    });
    put_door(&mut new, coord! { x: 0.0, y: 0.0 }, 4.0, "Mine");
    new.options.grass_walkable = false;
    new.read();
    wait(&mut new, NewMap::is_reading);
    let doors = &new.made().doors;
    assert_eq!(doors.len(), found, "one was taken out, one put there");
    assert_eq!(doors[0].feature.name.as_ref().map(|n| n.en.as_str()), Some("Town hall"));
    assert_eq!(doors[1].way, Way::Out);
    assert!(doors[found - 1].placed);
}

/// A part of a map: entrances are proposed where its ways leave that part, what was put beyond it
/// is gone, and what was put inside stays.
#[test]
fn a_part_of_a_map_becomes_an_event_of_its_own() {
    let Some(places) = places() else { return };
    let mut new = begun(places.join("munich_marienplatz/marienplatz.osm"));
    let whole_m2 = new.map.as_ref().expect("a map").summary.walkable_m2;
    put_door(&mut new, coord! { x: -10.0, y: 30.0 }, 4.0, "Inside");
    put_door(&mut new, coord! { x: 140.0, y: -120.0 }, 4.0, "Beyond");
    let (low, high) = (coord! { x: -90.0, y: -10.0 }, coord! { x: 60.0, y: 75.0 });
    new.take_part(Some(geo::Rect::new(low, high)));
    wait(&mut new, NewMap::is_reading);
    assert!(new.refused.is_none(), "{:?}", new.refused);
    let part_m2 = new.map.as_ref().expect("a map").summary.walkable_m2;
    assert!(part_m2 > 3000.0 && part_m2 < 0.5 * whole_m2, "{part_m2} of {whole_m2} m²");
    let doors = &new.made().doors;
    let placed: Vec<_> = doors.iter().filter(|d| d.placed).collect();
    assert_eq!(placed.len(), 1, "{placed:?}");
    let at_the_cut = |door: &&Door| {
        let at = door.middle();
        let off = [at.x - low.x, high.x - at.x, at.y - low.y, high.y - at.y];
        off.iter().any(|m| m.abs() < 2.0)
    };
    assert!(doors.iter().filter(at_the_cut).count() >= 3, "{doors:?}");
    let folder = tempfile::tempdir().expect("a folder");
    created(&mut new, &folder.path().join("event"));
    // A step back is one to the whole map, with all that was on it; a step on takes the part again.
    for (back, names) in [(true, vec!["Inside", "Beyond"]), (false, vec!["Inside"])] {
        new.step(back);
        wait(&mut new, NewMap::is_reading);
        let now_m2 = new.map.as_ref().expect("a map").summary.walkable_m2;
        assert_eq!(now_m2, if back { whole_m2 } else { part_m2 });
        let placed = new.made().doors.iter().filter(|d| d.placed);
        let now: Vec<_> = placed.filter_map(|d| d.feature.name.clone()).map(|n| n.en).collect();
        assert_eq!(now, names);
    }
    // A part without ground is refused, and the map stays as it was.
    let nowhere = coord! { x: 9000.0, y: 9000.0 };
    new.take_part(Some(geo::Rect::new(nowhere, nowhere + coord! { x: 50.0, y: 50.0 })));
    wait(&mut new, NewMap::is_reading);
    assert!(new.refused.is_some() && new.map.is_some());
}

/// Every real map can be read and, as the importer proposes it, be written and read again.
#[test]
fn real_maps_become_events_as_they_come() {
    let Some(places) = places() else { return };
    for map in [
        "breda_grote_markt/Breda_Grote_Markt.osm",
        "rapperswil_fischmarktplatz/fischmarktplatz.osm",
        "berlin_grosser_stern_nye/berlin-siegessaeule.osm.gz",
        "berlin_grosser_stern_nye/SiB2023_entrance_jupedsim.dxf",
        "berlin_grosser_stern_nye/SiB2023_entrance_jupedsim.wkt",
        "lyon_terreaux/geometry_wgs84.geojson",
        "lyon_terreaux/geometry_epsg2154_raw_wkt.csv",
    ] {
        let mut new = begun(places.join(map));
        assert!(new.refused.is_none(), "{map}: {:?}", new.refused);
        let folder = tempfile::tempdir().expect("a folder");
        let doors = new.made().doors.len();
        let scenario = created(&mut new, &folder.path().join("event"));
        assert_eq!(scenario.portals.len(), doors, "{map}");
    }
}

/// On real squares, with an entrance at either side: people walk in, and out again.
#[test]
fn people_walk_in_and_out_of_two_entrances_of_a_real_square() {
    let Some(places) = places() else { return };
    for map in [
        "breda_grote_markt/Breda_Grote_Markt.osm",
        "rapperswil_fischmarktplatz/fischmarktplatz.osm",
        "lyon_terreaux/geometry_wgs84.geojson",
    ] {
        let mut new = begun(places.join(map));
        with_two_doors(&mut new);
        new.change(None, |made, _| {
            made.hours = ["12:00", "13:00"].map(str::to_owned);
            made.visitors = 300;
        });
        let folder = tempfile::tempdir().expect("a folder");
        let event = folder.path().join("event");
        let scenario = created(&mut new, &event);
        assert_eq!(scenario.portals.len(), 2, "{map}");
        let [inside, gone] = inside_and_gone(scenario, &event, 40);
        assert!(inside > 20 && gone > 5, "{map}: {inside} inside, {gone} gone");
    }
}
