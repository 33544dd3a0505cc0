//! Reading `venue.geojson`: what comes out of a sound file, and the messages for broken ones.

mod said;

use geo::{Area, Contains, Point};
use said::english_only;
use std::path::Path;
use wuwei::document::Problems;
use wuwei::venue::{self, PortalGeometry, Venue, ZoneKind};

const COURTYARD: &str = include_str!("fixtures/courtyard.geojson");

fn read(text: &str) -> Result<(Venue, Problems), Problems> {
    let read = venue::read_from_text(Path::new("place/venue.geojson"), text.to_owned());
    let problems = read.as_ref().map_or_else(|problems| problems, |(_, warnings)| warnings);
    assert_eq!(english_only(problems), "", "not in Chinese");
    read
}

/// The courtyard with one text put in place of another that it must hold.
fn changed(from: &str, to: &str) -> String {
    assert!(COURTYARD.contains(from), "the fixture lacks {from:?}");
    COURTYARD.replacen(from, to, 1)
}

/// The message for a broken text.
fn message(text: &str) -> String {
    match read(text) {
        Ok(_) => panic!("the file is broken, but was read"),
        Err(problems) => problems.to_string(),
    }
}

/// The courtyard with features more.
fn with(features: &str) -> String {
    changed("\n]\n}", &format!(",\n{features}\n]\n}}"))
}

fn holds(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in:\n{message}");
    }
}

#[test]
fn the_courtyard_is_read_whole() {
    let (venue, warnings) = read(COURTYARD).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(warnings.to_string(), "");
    assert_eq!(venue.name.zh, "院子");
    assert_eq!((venue.frame.lon_deg, venue.frame.lat_deg), (120.62, 31.32));
    let obstacles = 10.0 * 8.0 + 8.0 * 6.0 + 10.1 * 0.2 + 0.53;
    let walkable = venue.ground.unsigned_area();
    assert!((walkable - (1200.0 - obstacles)).abs() < 0.3, "{walkable}");
    assert!(venue.ground.contains(&Point::new(30.0, 10.0)));
    for blocked in [(30.0, 22.0), (12.0, 20.0), (20.0, 5.0), (5.0, 10.0)] {
        assert!(!venue.ground.contains(&Point::from(blocked)), "{blocked:?}");
    }
    assert_eq!(venue.portals.len(), 2);
    assert!(matches!(venue.portals[0].shape, PortalGeometry::Line(_)));
    assert_eq!(venue.zones[0].kind, ZoneKind::Stairs);
    assert!((venue.zones[0].speed_factor - 0.4).abs() < 1e-6);
    let tea = &venue.attractions[0];
    assert_eq!(tea.focus, Point::new(30.0, 17.5));
    assert_eq!(tea.queue.as_ref().map(|q| q.0.len()), Some(3));
    assert!(venue.obstacles.iter().find(|o| o.low).is_some_and(|o| o.look == venue::Look::Water));
}

#[test]
fn what_is_written_in_degrees_reads_as_the_same_venue() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("venue.geojson");
    std::fs::write(&path, COURTYARD).expect("written");
    let draft = venue::Draft::read(&path).unwrap_or_else(|p| panic!("{p}")).0;
    let text = draft.to_geojson();
    assert!(text.contains("120.62"), "degrees about the origin");
    let (again, _) = read(&text).unwrap_or_else(|p| panic!("{p}"));
    let (first, _) = read(COURTYARD).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(again.ground, first.ground);
    assert_eq!(again.frame, first.frame);
}

#[test]
fn all_errors_are_told_at_once_with_their_places() {
    let text = changed("\"kind\": \"ground\"", "\"kind\": \"grond\"")
        .replace("\"of\": \"tea\"}", "\"of\": \"te\"}")
        .replace("\"speed_factor\": 0.4", "\"speed_factor\": -3");
    let told = message(&text);
    holds(&told, &["place/venue.geojson:5:44: error: unknown kind \"grond\"", "mean \"ground\""]);
    holds(&told, &["speed_factor is -3"]);
    let without_kinds = changed("\"of\": \"tea\"}", "\"of\": \"te\"}")
        .replace("\"speed_factor\": 0.4", "\"speed_factor\": -3");
    let told = message(&without_kinds);
    holds(&told, &["speed_factor is -3", "0.05 to 1", "focus of \"te\"", "did you mean \"tea\"?"]);
}

#[test]
fn a_truncated_file_says_where_it_ends() {
    let told = message(&COURTYARD[..700]);
    holds(&told, &["venue.geojson:10:47", "is not valid JSON", "cut off"]);
}

#[test]
fn numbers_that_are_none_are_refused() {
    for (number, hint) in [("NaN", "no NaN"), ("Infinity", "no NaN"), ("1e999", "too large")] {
        holds(&message(&changed("[5, 10]", &format!("[{number}, 10]"))), &[":14:", hint]);
    }
    holds(&message(&changed("[5, 10]", "[null, 10]")), &["[null,10]", "two finite numbers"]);
}

#[test]
fn coordinates_off_the_globe_or_as_large_as_a_country_are_refused() {
    let degrees = COURTYARD.replace("\"coordinates\": \"metres\", ", "");
    let swapped = degrees.replace("[0, 0], [40, 0]", "[31.32, 120.62], [31.33, 120.62]");
    holds(&message(&swapped), &["off the globe", "swapped"]);
    let stray = changed("[5, 10]", "[800000, 10]");
    holds(&message(&stray), &["800.0 × 0.0 km", "this obstacle reaches 800.0 km", ":13:"]);
    let country = changed("[0, 0], [40, 0]", "[-400000, -500000], [40, 0]");
    holds(&message(&country), &["GB of memory", "cut out"]);
}

#[test]
fn a_ground_that_crosses_itself_names_where() {
    let tie = changed("[0, 0], [40, 0], [40, 30], [0, 30]", "[0, 0], [40, 30], [40, 0], [0, 30]");
    holds(&message(&tie), &["ground crosses itself at (20.0, 15.0) m", "wrong order", ":5:1"]);
}

#[test]
fn an_obstacle_that_crosses_itself_is_mended_with_a_warning() {
    let tie =
        changed("[8, 18], [16, 18], [16, 24], [8, 24]", "[8, 18], [16, 24], [16, 18], [8, 24]");
    let (venue, warnings) = read(&tie).unwrap_or_else(|p| panic!("{p}"));
    holds(&warnings.to_string(), &["warning: obstacle crosses itself at (12.0, 21.0) m"]);
    assert!(!venue.ground.contains(&Point::new(9.0, 21.0)));
}

#[test]
fn a_hole_outside_its_ground_is_refused() {
    let hole =
        changed("[0, 30], [0, 0]]]", "[0, 30], [0, 0]], [[50, 5], [55, 5], [55, 9], [50, 5]]]");
    holds(&message(&hole), &["hole (number 1) outside its outline at (50.0, 5.0) m"]);
}

#[test]
fn an_open_ring_is_closed_with_a_warning() {
    let open = changed("[0, 30], [0, 0]]]", "[0, 30]]]");
    let (_, warnings) = read(&open).unwrap_or_else(|p| panic!("{p}"));
    holds(&warnings.to_string(), &["last position is not its first", ":6:"]);
}

#[test]
fn ids_are_unique_and_there() {
    holds(
        &message(&changed("\"id\": \"lane\"", "\"id\": \"tea\"")),
        &["id \"tea\" of this attraction is taken by the portal in line 19"],
    );
    holds(&message(&changed("\"id\": \"lane\", ", "")), &["portal has no id", "north-gate"]);
    holds(&message(&changed("\"id\": \"lane\"", "\"id\": 7")), &["id is 7", "in quotes"]);
}

#[test]
fn portals_off_the_ground_say_how_far() {
    let off = changed("[[39.5, 2], [39.5, 7]]", "[[52, 2], [52, 7]]");
    holds(&message(&off), &["portal \"lane\" lies off the ground", "12.0 m to the west"]);
    let none = COURTYARD.replace("\"kind\": \"portal\"", "\"kind\": \"counter\"");
    holds(&message(&none), &["no portal", "across each street"]);
}

#[test]
fn attractions_must_be_reachable() {
    let inside = changed(
        "[26, 9], [34, 9], [34, 14], [26, 14], [26, 9]",
        "[27, 20], [30, 20], [30, 22], [27, 22], [27, 20]",
    );
    holds(&message(&inside), &["\"tea\" has no ground to stand on", "around the obstacle"]);
    let walled = with(
        "{\"type\": \"Feature\", \"properties\": {\"kind\": \"obstacle\"}, \"geometry\": {\"type\": \
         \"LineString\", \"coordinates\": [[19, 0], [19, 30]]}},\n{\"type\": \"Feature\", \
         \"properties\": {\"kind\": \"obstacle\"}, \"geometry\": {\"type\": \"LineString\", \
         \"coordinates\": [[38, 0], [38, 30]]}}",
    );
    holds(&message(&walled), &["nobody can reach attraction \"tea\""]);
}

#[test]
fn ground_that_nobody_can_reach_is_a_warning() {
    let (_, warnings) = read(&with(
        "{\"type\": \"Feature\", \"properties\": {\"kind\": \"ground\"}, \"geometry\": {\"type\": \
         \"Polygon\", \"coordinates\": [[[60, 0], [80, 0], [80, 20], [60, 20], [60, 0]]]}}",
    ))
    .unwrap_or_else(|p| panic!("{p}"));
    holds(&warnings.to_string(), &["1 piece(s) of ground", "cannot be reached"]);
}

#[test]
fn no_ground_left_is_an_error() {
    let covered = changed(
        "[25, 18], [35, 18], [35, 26], [25, 26], [25, 18]",
        "[-1, -1], [41, -1], [41, 31], [-1, 31], [-1, -1]",
    );
    holds(&message(&covered), &["no walkable ground is left"]);
    let none = changed("\"kind\": \"ground\"", "\"kind\": \"slope\"");
    holds(&message(&none), &["there is no ground"]);
}

#[test]
fn slips_in_property_names_are_warnings() {
    let (_, warnings) =
        read(&changed("\"radius_m\"", "\"radius\"")).unwrap_or_else(|p| panic!("{p}"));
    holds(
        &warnings.to_string(),
        &["property \"radius\" of a obstacle", "did you mean \"radius_m\"?"],
    );
    let (_, warnings) =
        read(&changed("{\"kind\": \"ground\"}", "{\"kind\": \"ground\", \"paved\": true}"))
            .unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(warnings.to_string(), "", "the user's own properties are no slip");
}

#[test]
fn other_things_than_feature_collections_are_refused() {
    holds(&message("[]"), &["no GeoJSON feature collection"]);
    holds(&message("{\"type\": \"Topology\"}"), &["\"type\" is \"Topology\"", "expected"]);
    holds(&message("{\"type\": \"FeatureCollection\", \"features\": []}"), &["holds no features"]);
    let projected = COURTYARD.replace("\"coordinates\": \"metres\", ", "").replacen(
        "\"features\"",
        "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::2154\"}},\n\"features\"",
        1,
    );
    holds(&message(&projected), &["EPSG::2154", "WGS 84"]);
}

#[test]
fn a_wrong_geometry_is_told() {
    let point = changed(
        "{\"type\": \"LineString\", \"coordinates\": [[39.5, 2], [39.5, 7]]}",
        "{\"type\": \"Point\", \"coordinates\": [39.5, 2]}",
    );
    holds(&message(&point), &["portal is drawn as a Point", "LineString or Polygon", ":20:"]);
    let nothing =
        changed("{\"type\": \"LineString\", \"coordinates\": [[39.5, 2], [39.5, 7]]}", "null");
    holds(&message(&nothing), &["portal has no geometry"]);
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let told =
        venue::read(Path::new("nowhere/venue.geojson")).expect_err("is not there").to_string();
    holds(&told, &["nowhere/venue.geojson", "cannot be read"]);
}
