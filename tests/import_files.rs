//! The importers on small files: what they take, what they refuse and how they say it, and
//! what of a user's work a second import keeps.

mod said;

use geo::{Area, Contains, Point};
use said::english_only;
use std::path::{Path, PathBuf};
use wuwei::document::Problems;
use wuwei::venue::Venue;
use wuwei::venue::import::{ImportOptions, ImportSummary, Imported, Reason, What, import_file};

const BLOCK: &str = include_str!("fixtures/block.osm");

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        match tempfile::tempdir() {
            Ok(folder) => Self(folder),
            Err(error) => panic!("{error}"),
        }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        match std::fs::write(&path, bytes) {
            Ok(()) => path,
            Err(error) => panic!("{error}"),
        }
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap_or_else(|e| panic!("{e}"))
    }
}

fn import(path: &Path) -> Imported {
    import_file(path, &ImportOptions::default()).unwrap_or_else(|p| panic!("{p}"))
}

fn write(imported: Imported, dir: &Path) -> (ImportSummary, Venue) {
    let written = imported.write(dir).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(english_only(&written.problems), "", "not in Chinese");
    let problems = written.problems.to_string();
    (written.summary, written.venue.unwrap_or_else(|| panic!("{problems}")))
}

/// What is said, in Chinese too.
fn told(problems: &Problems) -> String {
    assert_eq!(english_only(problems), "", "not in Chinese");
    problems.to_string()
}

fn message(path: &Path) -> String {
    match import_file(path, &ImportOptions::default()) {
        Ok(_) => panic!("{} was imported", path.display()),
        Err(problems) => told(&problems),
    }
}

fn holds(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in:\n{message}");
    }
}

fn local(venue: &Venue, lon: f64, lat: f64) -> Point<f64> {
    Point::from(venue.frame.to_local(lon, lat))
}

#[test]
fn an_edited_extract_comes_in_with_its_dirt_told() {
    let folder = Folder::new();
    let (summary, venue) =
        write(import(&folder.file("block.osm", BLOCK)), &folder.0.path().join("out"));
    let ground = |lon, lat| venue.ground.contains(&local(&venue, lon, lat));
    assert!(ground(8.0005, 50.0005), "the street");
    assert!(!ground(8.0005, 50.00075), "the town hall");
    assert!(ground(8.0012, 50.00075), "below the roof");
    assert!(ground(8.0005, 50.0003), "the gate in the fence");
    assert!(!ground(8.0003, 50.0003), "the fence");
    assert!(ground(8.0005, 50.0002), "inside the fence");
    let left = |why: Reason| summary.left_out.iter().any(|l| l.what == why);
    for why in [Reason::Deleted, Reason::NoPosition, Reason::Roof, Reason::BrokenRing] {
        assert!(left(why), "{why:?} is not told");
    }
    let ids: Vec<&str> = venue.portals.iter().map(|p| p.id.as_str()).collect();
    assert!(ids.contains(&"main-street-west") && ids.contains(&"main-street-east"), "{ids:?}");
    assert!(folder.text("out/venue.geojson").contains("Old & <big> oak"));
}

#[test]
fn a_packed_extract_is_unpacked() {
    use std::io::Write;
    let folder = Folder::new();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(BLOCK.as_bytes()).expect("packed");
    let packed = packer.finish().expect("packed");
    import(&folder.file("block.osm.gz", &packed));
    let cut = folder.file("cut.osm.gz", &packed[..packed.len() / 2]);
    holds(&message(&cut), &["cut.osm.gz: error: cannot be unpacked", "cut off"]);
}

#[test]
fn broken_maps_are_refused_with_a_place() {
    let folder = Folder::new();
    let cut = folder.file("cut.osm", &BLOCK[..BLOCK.len() - 300]);
    holds(&message(&cut), &["cut.osm:29:45: ", "error: ", "export it again"]);
    let short = folder.file("short.osm", BLOCK.replace("</osm>", ""));
    holds(&message(&short), &["ends too early: </osm> is missing"]);
    let id = folder.file("id.osm", BLOCK.replace("<way id=\"200\"", "<way id=\"2x0\""));
    holds(&message(&id), &["id.osm:27:3", "id=\"2x0\" is no id"]);
    let other = folder.file("other.xml", "<?xml version=\"1.0\"?><gpx></gpx>");
    holds(&message(&other), &["no OpenStreetMap file"]);
    let nothing = folder.file("nothing.osm", "<osm version=\"0.6\"></osm>");
    holds(&message(&nothing), &["holds no nodes"]);
    let picture = folder.file("plan.png", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe");
    holds(&message(&picture), &["plan.png", "is not a text", "expected OpenStreetMap XML"]);
    let words = folder.file("notes.txt", "Meet at noon.");
    holds(&message(&words), &["no known map format", "OpenStreetMap XML (.osm", "GeoJSON"]);
    holds(&message(Path::new("nowhere.osm")), &["nowhere.osm", "cannot be read"]);
}

#[test]
fn a_country_is_refused_with_the_memory_it_would_need() {
    let folder = Folder::new();
    let wide =
        BLOCK.replace("maxlat=\"50.0010\" maxlon=\"8.0015\"", "maxlat=\"54.0\" maxlon=\"14.0\"");
    holds(&message(&folder.file("wide.osm", wide)), &["km", "GB of memory", "some hundred metres"]);
    let wide = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"building": "yes"}, "geometry":
         {"type": "Polygon", "coordinates": [[[5, 45], [15, 45], [15, 55], [5, 45]]]}}]}"#;
    holds(&message(&folder.file("wide.geojson", wide)), &["GB of memory"]);
}

#[test]
fn foreign_geojson_is_taken_by_its_words_and_tags() {
    let folder = Folder::new();
    let text = r#"{"type": "FeatureCollection", "wuwei": {"coordinates": "metres"}, "features": [
        {"type": "Feature", "properties": {"kind": "Walkable floor"}, "geometry":
         {"type": "Polygon", "coordinates": [[[0, 0], [60, 0], [60, 40], [0, 40], [0, 0]]]}},
        {"type": "Feature", "properties": {"kind": "Round bollard"}, "geometry":
         {"type": "Polygon", "coordinates": [[[10, 10], [10.3, 10], [10.3, 10.3], [10, 10]]]}},
        {"type": "Feature", "properties": {"class": "Prohibited area"}, "geometry":
         {"type": "Polygon", "coordinates": [[[20, 10], [30, 10], [30, 20], [20, 20], [20, 10]]]}},
        {"type": "Feature", "properties": {"@id": "way/7", "building": "yes"}, "geometry":
         {"type": "Polygon", "coordinates": [[[40, 10], [50, 10], [50, 20], [40, 20], [40, 10]]]}},
        {"type": "Feature", "properties": {"kind": "Entrance", "name": "West gate"}, "geometry":
         {"type": "LineString", "coordinates": [[0.5, 15], [0.5, 20]]}},
        {"type": "Feature", "properties": {"kind": "Flux capacitor"}, "geometry":
         {"type": "Point", "coordinates": [5, 5]}},
        {"type": "Feature", "properties": {"kind": "Bench"}, "geometry":
         {"type": "Point", "coordinates": [5, null]}}]}"#;
    let (summary, venue) =
        write(import(&folder.file("plan.geojson", text)), &folder.0.path().join("out"));
    assert!(venue.ground.contains(&Point::new(5.0, 30.0)));
    for blocked in [(10.2, 10.1), (25.0, 15.0), (45.0, 15.0)] {
        assert!(!venue.ground.contains(&Point::from(blocked)), "{blocked:?}");
    }
    assert!(venue.portals.iter().any(|p| p.id == "west-gate"));
    let reason = |why: Reason| summary.left_out.iter().find(|l| l.what == why);
    assert!(reason(Reason::Unknown).is_some_and(|l| l.tally.examples[0].contains("Flux")));
    assert!(
        reason(Reason::BrokenRing).is_some_and(|l| l.tally.examples[0].contains("plan.geojson:15"))
    );
}

/// A monument that people stop to look at is proposed as an attraction; whoever looks at it
/// leaves a way for the others.
#[test]
fn who_looks_at_a_sight_stands_in_nobodys_way() {
    let folder = Folder::new();
    let audience = |name: &str, width_m: f64, at: [f64; 2]| -> Option<f64> {
        let [x, y] = at;
        let text = format!(
            r#"{{"type": "FeatureCollection", "wuwei": {{"coordinates": "metres"}}, "features": [
            {{"type": "Feature", "properties": {{"kind": "Walkable floor"}}, "geometry":
             {{"type": "Polygon", "coordinates": [[[0, 0], [80, 0], [80, {width_m}], [0, {width_m}], [0, 0]]]}}}},
            {{"type": "Feature", "properties": {{"kind": "Entrance", "name": "West"}}, "geometry":
             {{"type": "LineString", "coordinates": [[0.5, 0.5], [0.5, {}]]}}}},
            {{"type": "Feature", "properties": {{"kind": "Entrance", "name": "East"}}, "geometry":
             {{"type": "LineString", "coordinates": [[79.5, 0.5], [79.5, {}]]}}}},
            {{"type": "Feature", "properties": {{"historic": "monument", "name": "Old Clock"}}, "geometry":
             {{"type": "Point", "coordinates": [{x}, {y}]}}}}]}}"#,
            width_m - 0.5,
            width_m - 0.5
        );
        let file = folder.file(&format!("{name}.geojson"), text);
        let (_, venue) = write(import(&file), &folder.0.path().join(name));
        let clock = venue.attractions.iter().find(|a| a.name.en == "Old Clock")?;
        Some(clock.area.unsigned_area())
    };
    let wide = audience("wide", 30.0, [40.0, 15.0]).unwrap_or_else(|| panic!("none on a square"));
    assert!(wide > 100.0, "{wide} m² where there is room for all");
    let street =
        audience("street", 15.0, [40.0, 7.5]).unwrap_or_else(|| panic!("none in a street"));
    assert!((25.0..70.0).contains(&street), "{street} m² of a street of 15 m");
    assert_eq!(audience("passage", 4.5, [40.0, 2.2]), None, "a passage is kept free");
    let door = audience("door", 30.0, [8.0, 15.0]).unwrap_or_else(|| panic!("none by a door"));
    assert!(door < wide - 10.0, "{door} m²: the ground before the door is kept free");
}

#[test]
fn a_draft_in_metres_is_written_in_degrees() {
    let folder = Folder::new();
    let draft = folder.file("draft.geojson", include_str!("fixtures/courtyard.geojson"));
    let (summary, venue) = write(import(&draft), &folder.0.path().join("out"));
    assert_eq!(venue.name.zh, "院子");
    assert_eq!(venue.portals.len(), 2);
    assert!(summary.taken.iter().any(|l| l.what == What::DrawnPortal && l.tally.count == 2));
    let text = folder.text("out/venue.geojson");
    assert!(text.contains("[120.62, 31.32]") && !text.contains("metres"));
    let broken =
        include_str!("fixtures/courtyard.geojson").replace("\"of\": \"tea\"", "\"of\": \"te\"");
    let told = message(&folder.file("broken.geojson", broken));
    holds(&told, &["broken.geojson:23:", "did you mean \"tea\"?"]);
}

#[test]
fn a_second_import_keeps_what_the_user_changed() {
    let folder = Folder::new();
    let map = folder.file("block.osm", BLOCK);
    let out = folder.0.path().join("out");
    write(import(&map), &out);
    let first = folder.text("out/venue.geojson");
    assert_eq!(write(import(&map), &out).0.kept.map(|k| k.properties.len() + k.added), Some(0));
    assert_eq!(folder.text("out/venue.geojson"), first, "nothing changed, nothing changes");

    // A new name and id for a portal, the tree taken out, a stall added by hand.
    let tree = first.lines().position(|l| l.contains("oak")).expect("the tree");
    let edited: Vec<String> = first
        .lines()
        .enumerate()
        .filter(|(i, _)| *i != tree && *i != tree + 1)
        .map(|(_, line)| {
            line.replace("\"id\": \"main-street-west\"", "\"id\": \"west\"")
                .replace(
                    "\"Main Street (west)\"",
                    "\"West end\", \"name_zh\": \"西口\", \"steward\": \"Ann\"",
                )
                .replace(", \"name_zh\": \"Main Street（西）\"", "")
        })
        .collect();
    let stall = "{\"type\": \"Feature\", \"properties\": {\"kind\": \"attraction\", \"id\": \"stall\"}, \
        \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[8.0004, 50.00045], [8.0005, 50.00045], \
        [8.0005, 50.00052], [8.0004, 50.00052], [8.0004, 50.00045]]]}}\n]\n}\n";
    let text = edited.join("\n").replace("\n]\n}", &format!(",\n{stall}"));
    std::fs::write(out.join("venue.geojson"), text).expect("edited");

    let (summary, venue) = write(import(&map), &out);
    let kept = summary.kept.expect("there was a venue");
    assert_eq!(kept.properties, ["west"]);
    assert_eq!((kept.added, kept.removed, kept.shapes.len()), (1, 1, 0));
    let west = venue.portals.iter().find(|p| p.id == "west").expect("the renamed portal");
    assert_eq!((west.name.en.as_str(), west.name.zh.as_str()), ("West end", "西口"));
    let text = folder.text("out/venue.geojson");
    holds(&text, &["\"steward\": \"Ann\"", "\"id\": \"stall\""]);
    assert!(!text.contains("oak"), "what the user took out stays out");
    let again = write(import(&map), &out).0.kept.expect("kept");
    assert_eq!((again.added, again.removed), (1, 1), "and at every import");
    assert_eq!(folder.text("out/venue.geojson"), text);
}

#[test]
fn a_redrawn_shape_is_kept() {
    let folder = Folder::new();
    let map = folder.file("block.osm", BLOCK);
    let out = folder.0.path().join("out");
    write(import(&map), &out);
    let text = folder.text("out/venue.geojson");
    let lines: Vec<&str> = text.lines().collect();
    let portal = lines.iter().position(|l| l.contains("main-street-west")).expect("portal");
    let moved = "  \"geometry\": {\"type\": \"LineString\", \"coordinates\": [[8.0001, 50.00046], [8.0001, 50.00053]]}},";
    let mut lines: Vec<&str> = lines;
    lines[portal + 1] = moved;
    std::fs::write(out.join("venue.geojson"), lines.join("\n")).expect("edited");
    let (summary, venue) = write(import(&map), &out);
    assert_eq!(summary.kept.map(|k| k.shapes), Some(vec!["main-street-west".to_owned()]));
    let portal = venue.portals.iter().find(|p| p.id == "main-street-west").expect("portal");
    let wuwei::venue::PortalGeometry::Line(line) = &portal.shape else { panic!("a line") };
    let at = line.0[0];
    let drawn = venue.frame.to_local(8.0001, 50.00046);
    assert!((at.x - drawn[0]).hypot(at.y - drawn[1]) < 0.002);
}

#[test]
fn a_broken_venue_is_never_overwritten() {
    let folder = Folder::new();
    let map = folder.file("block.osm", BLOCK);
    let there = folder.file("venue.geojson", "{\"type\": \"FeatureColl");
    let told = match import(&map).write(folder.0.path()) {
        Ok(_) => panic!("it was overwritten"),
        Err(problems) => told(&problems),
    };
    holds(&told, &["venue.geojson:1:", "not valid JSON", "nothing was overwritten"]);
    assert_eq!(std::fs::read_to_string(there).expect("there"), "{\"type\": \"FeatureColl");
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let folder = Folder::new();
    let map = folder.file("block.osm", BLOCK);
    let blocked = folder.file("out", "a file, no folder");
    let told = match import(&map).write(&blocked) {
        Ok(_) => panic!("it was written"),
        Err(problems) => told(&problems),
    };
    holds(&told, &["cannot be written", "hint"]);
}

/// Texts cut off and changed at many places: a venue or a message, never a panic.
#[test]
fn damaged_files_never_panic() {
    let folder = Folder::new();
    let courtyard = include_str!("fixtures/courtyard.geojson");
    for (name, text) in [("block.osm", BLOCK), ("courtyard.geojson", courtyard)] {
        for (i, at) in (0..text.len()).step_by(61).enumerate() {
            if !text.is_char_boundary(at) {
                continue;
            }
            let cut = folder.file(name, &text[..at]);
            let _ = import_file(&cut, &ImportOptions::default());
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = [b'9', b'-', b'"', b'<', b'}', b',', b'e'][i % 7];
            let changed = folder.file(name, &bytes);
            if let Ok(imported) = import_file(&changed, &ImportOptions::default()) {
                let _ = imported.write(&folder.0.path().join(format!("out{i}")));
            }
        }
    }
}
