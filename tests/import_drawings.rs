//! Drawings of a site through the importers: what is taken for what, what is refused, and how
//! it is said.

use geo::{Area, Contains, Point};
use std::path::{Path, PathBuf};
use wuwei::venue::Venue;
use wuwei::venue::import::{ImportOptions, ImportSummary, Language, Reason, What, import_file};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap_or_else(|e| panic!("{e}")))
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap_or_else(|e| panic!("{e}"));
        path
    }

    /// Imports a text under a name; the venue is written and read again.
    fn import(&self, name: &str, bytes: impl AsRef<[u8]>) -> (ImportSummary, Venue) {
        self.import_with(name, bytes, &ImportOptions::default())
    }

    fn import_with(
        &self,
        name: &str,
        bytes: impl AsRef<[u8]>,
        options: &ImportOptions,
    ) -> (ImportSummary, Venue) {
        let imported = import_file(&self.file(name, bytes), options);
        let imported = imported.unwrap_or_else(|p| panic!("{p}"));
        let out = self.0.path().join(format!("{name}.out"));
        let written = imported.write(&out).unwrap_or_else(|p| panic!("{p}"));
        let (venue, _) =
            wuwei::venue::read(&out.join("venue.geojson")).unwrap_or_else(|p| panic!("{p}"));
        (written.summary, venue)
    }

    fn message(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        message(&self.file(name, bytes), &ImportOptions::default())
    }
}

fn message(path: &Path, options: &ImportOptions) -> String {
    match import_file(path, options) {
        Ok(_) => panic!("{} was imported", path.display()),
        Err(problems) => problems.to_string(),
    }
}

#[track_caller]
fn holds(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in:\n{message}");
    }
}

fn portals(venue: &Venue) -> Vec<&str> {
    venue.portals.iter().map(|p| p.id.as_str()).collect()
}

fn count<T: PartialEq>(lines: &[wuwei::venue::import::Line<T>], what: T) -> usize {
    lines.iter().find(|l| l.what == what).map_or(0, |l| l.tally.count)
}

#[test]
fn a_walkable_area_comes_in_as_it_stands() {
    let folder = Folder::new();
    let (summary, venue) = folder.import(
        "hall.wkt",
        "POLYGON ((0 0, 30 0, 30 8, 0 8, 0 0), (10 2, 12 2, 12 4, 10 4, 10 2))\n",
    );
    assert!((venue.ground.unsigned_area() - 236.0).abs() < 0.1);
    assert!(venue.ground.contains(&Point::new(20.0, 4.0)), "positions are as in the file");
    assert!(!venue.ground.contains(&Point::new(11.0, 3.0)), "the hole");
    assert_eq!(portals(&venue), ["west", "east"], "the ends of a long hall");
    let (en, zh) = (summary.text(Language::En), summary.text(Language::Zh));
    holds(&en, &["236 m²", "2  portals proposed", "names no entrances: 2 were guessed"]);
    holds(&zh, &["未标出入口", "推测 2 处"]);
    assert!(!en.contains("rail"), "nothing is said of what no drawing has:\n{en}");
}

#[test]
fn collections_pieces_and_other_coordinates_are_told() {
    let folder = Folder::new();
    let (summary, venue) = folder.import(
        "area.wkt",
        "SRID=2154;GEOMETRYCOLLECTION Z (MULTIPOLYGON Z (((842000 6520000 5, 842040 6520000 5, \
         842040 6520009 5, 842000 6520009 5, 842000 6520000 5)), ((842100 6520100 5, 842110 \
         6520100 5, 842110 6520110 5, 842100 6520100 5))), POINT Z (842001 6520001 5))",
    );
    assert!(venue.ground.contains(&Point::new(20.0, 5.0)));
    assert_eq!(count(&summary.left_out, Reason::CutOff), 1);
    assert_eq!(count(&summary.left_out, Reason::Unknown), 1);
    holds(&summary.text(Language::En), &["842000 was taken off each x and 6520000 off each y"]);
    let (summary, venue) = folder.import(
        "degrees.wkt",
        "SRID=4326;POLYGON((8 50, 8.001 50, 8.001 50.0003, 8 50.0003, 8 50))",
    );
    assert!((venue.frame.lat_deg - 50.00015).abs() < 1e-6);
    holds(&summary.text(Language::En), &["degrees (WGS 84)"]);
    // A bow tie: all that it goes round, and told.
    let (summary, venue) = folder.import("tie.wkt", "POLYGON((0 0, 20 10, 20 0, 0 10, 0 0))");
    assert!((venue.ground.unsigned_area() - 50.0).abs() < 0.1 || venue.ground.0.len() == 1);
    holds(&summary.text(Language::En), &["crosses itself at (10.0, 5.0)"]);
}

#[test]
fn broken_well_known_text_is_refused_with_a_place() {
    let folder = Folder::new();
    let told = |text: &str| folder.message("broken.wkt", text);
    holds(&told("POLYGON ((0 0, 10 0,\n 10 x5, 0 5, 0 0))"), &["wkt:2:5: ", "\"x5\" is no number"]);
    holds(
        &told("POLYGON ((0 0, 10 0, 10 5"),
        &["wkt:1:26", "ends before 2 of its brackets", "POLYGON ((0 0, 10 0"],
    );
    holds(&told("POLYGON ((0 0, 10 0, 10 5, 0 0)))"), &["wkt:1:33", "a bracket too many"]);
    holds(&told("POLYGON ((0 0, nan nan, 10 5, 0 0))"), &["wkt:1:"]);
    holds(&told("POLYGON ((0 0, 1e300 0, 10 5, 0 0))"), &["beyond any map"]);
    holds(&told("POLYGON ((0 0, 10, 10 5, 0 0))"), &["is no well-known text"]);
    holds(&told("POLYGON EMPTY"), &["holds nothing that can be used"]);
    holds(&told("POINT (3 4)"), &["holds nothing that can be used"]);
    holds(&told("POLYGON ((0 0, 9e6 0, 9e6 9e6, 0 0))"), &["km", "GB of memory"]);
    let deep = format!("{}POINT(0 0){}", "GEOMETRYCOLLECTION(".repeat(9999), ")".repeat(9999));
    holds(&told(&deep), &["more than 32 deep"]);
    holds(&told("SRID=4326;POLYGON ((0 0, 300 0, 300 5, 0 0))"), &["off the globe"]);
}

#[test]
fn a_table_of_well_known_text_is_taken_by_its_words() {
    let folder = Folder::new();
    let table = "fid;Type;wkt_geom\n\
        1;Walkable area;POLYGON ((0 0, 60 0, 60 12, 0 12, 0 0))\n\
        2;Building;\"POLYGON ((20 0, 30 0, 30 5, 20 5, 20 0)))\"\n\
        3;Fence;LINESTRING (40 0, 40 6)\n\
        4;Exit;LINESTRING (1 1, 1 11)\n\
        5;Gnome;POINT (3 3)\n\
        6;Tree;POINT (50 x)\n";
    let (summary, venue) = folder.import("plan.csv", table);
    assert!(!venue.ground.contains(&Point::new(25.0, 2.0)), "a bracket too many is mended");
    assert!(!venue.ground.contains(&Point::new(40.0, 3.0)), "the fence");
    assert_eq!(venue.portals.len(), 1);
    let said = summary.text(Language::En);
    holds(&said, &["Gnome", "line 7: \"x\" is no number"]);
    let told = folder.message("counts.csv", "time,geometry,count\n12:00,,3\n");
    holds(&told, &["holds nothing"]);
    let told = folder.message("counts.csv", "time,sensor,count\n12:00,a,3\n");
    holds(&told, &["no column of well-known text", "time, sensor, count", "event.ron"]);
}

#[test]
fn other_encodings_are_read() {
    let folder = Folder::new();
    let text = "POLYGON ((0 0, 30 0, 30 8, 0 8, 0 0))";
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    folder.import("wide.wkt", wide);
    let table = "种类,名称,WKT\nground,,\"POLYGON ((0 0, 60 0, 60 12, 0 12, 0 0))\"\n";
    let table = table.replace("种类", "kind").replace("名称", "name")
        + "exit,北门,\"LINESTRING (1 1, 1 11)\"\n";
    let (summary, venue) = folder.import("gbk.csv", encoding_rs::GBK.encode(&table).0);
    assert_eq!(venue.portals[0].name.zh, "北门");
    holds(&summary.text(Language::En), &["read as GBK"]);
    assert_eq!(count(&summary.taken, What::DrawnPortal), 1);
}
