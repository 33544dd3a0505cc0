//! Drawings of a site through the importers: what is taken for what, what is refused, and how
//! it is said.

mod said;

use geo::{Area, Contains, Point};
use said::english_only;
use std::path::{Path, PathBuf};
use wuwei::document::Language;
use wuwei::venue::Venue;
use wuwei::venue::import::{ImportOptions, ImportSummary, Reason, What, import_file};

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
        Err(problems) => {
            assert_eq!(english_only(&problems), "", "not in Chinese");
            problems.to_string()
        }
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
    let (en, zh) = (summary.text(Language::English), summary.text(Language::Chinese));
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
    holds(
        &summary.text(Language::English),
        &["842000 was taken off each x and 6520000 off each y"],
    );
    let (summary, venue) = folder.import(
        "degrees.wkt",
        "SRID=4326;POLYGON((8 50, 8.001 50, 8.001 50.0003, 8 50.0003, 8 50))",
    );
    assert!((venue.frame.lat_deg - 50.00015).abs() < 1e-6);
    holds(&summary.text(Language::English), &["degrees (WGS 84)"]);
    // A bow tie: all that it goes round, and told.
    let (summary, venue) = folder.import("tie.wkt", "POLYGON((0 0, 20 10, 20 0, 0 10, 0 0))");
    assert!((venue.ground.unsigned_area() - 50.0).abs() < 0.1 || venue.ground.0.len() == 1);
    holds(&summary.text(Language::English), &["crosses itself at (10.0, 5.0)"]);
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
    let said = summary.text(Language::English);
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
    holds(&summary.text(Language::English), &["read as GBK"]);
    assert_eq!(count(&summary.taken, What::DrawnPortal), 1);
}

/// A DXF of entities, each a list of codes and values; `header` comes before them.
fn dxf(header: &[(i32, &str)], entities: &[&[(i32, &str)]]) -> String {
    dxf_with_blocks(header, &[], entities)
}

fn dxf_with_blocks(
    header: &[(i32, &str)],
    blocks: &[&[(i32, &str)]],
    entities: &[&[(i32, &str)]],
) -> String {
    let mut text = String::new();
    let mut section = |name: &str, records: &[&[(i32, &str)]]| {
        text.push_str(&format!("  0\nSECTION\n  2\n{name}\n"));
        for (code, value) in records.iter().flat_map(|r| r.iter()) {
            text.push_str(&format!("{code:>3}\n{value}\n"));
        }
        text.push_str("  0\nENDSEC\n");
    };
    section("HEADER", &[header]);
    section("BLOCKS", blocks);
    section("ENTITIES", entities);
    text + "  0\nEOF\n"
}

const METRES: &[(i32, &str)] = &[(9, "$INSUNITS"), (70, "6")];

/// A closed or open LWPOLYLINE.
fn outline<'a>(
    layer: &'a str,
    closed: bool,
    corners: &[(&'a str, &'a str)],
) -> Vec<(i32, &'a str)> {
    let mut pairs = vec![(0, "LWPOLYLINE"), (8, layer), (70, if closed { "1" } else { "0" })];
    for (x, y) in corners {
        pairs.extend([(10, *x), (20, *y)]);
    }
    pairs
}

fn line<'a>(layer: &'a str, a: (&'a str, &'a str), b: (&'a str, &'a str)) -> Vec<(i32, &'a str)> {
    vec![(0, "LINE"), (8, layer), (10, a.0), (20, a.1), (11, b.0), (21, b.1)]
}

const HALL: &[(&str, &str)] = &[("0", "0"), ("60", "0"), ("60", "20"), ("0", "20")];

#[test]
fn layers_say_what_a_drawing_holds() {
    let folder = Folder::new();
    let ground = outline("jps-walkablearea", true, HALL);
    let again = outline("jps-walkablearea", true, &[HALL[2], HALL[3], HALL[0], HALL[1]]);
    // A tower of 2 m across: two half circles as bulges.
    let tower = [
        (0, "LWPOLYLINE"),
        (8, "jps-obstacles"),
        (70, "1"),
        (10, "9"),
        (20, "10"),
        (42, "1"),
        (10, "11"),
        (20, "10"),
        (42, "1"),
    ];
    // A kiosk of four lines, one of them drawn the other way.
    let kiosk = [
        line("Kioske", ("20", "5"), ("24", "5")),
        line("Kioske", ("24", "8"), ("24", "5")),
        line("Kioske", ("24", "8"), ("20", "8")),
        line("Kioske", ("20", "8"), ("20", "5")),
    ];
    let fence = line("围栏", ("30", "0"), ("30", "10"));
    let exit = outline("jps-exits", true, &[("58", "5"), ("60", "5"), ("60", "15"), ("58", "15")]);
    let unknown = line("Layer1", ("1", "1"), ("2", "2"));
    let words = [(0, "TEXT"), (8, "jps-obstacles"), (10, "1"), (20, "1"), (1, "Tower")];
    let circle = [(0, "CIRCLE"), (8, "BAUM"), (10, "40"), (20, "10"), (40, "4")];
    let text = dxf(
        METRES,
        &[
            &ground, &again, &tower, &kiosk[0], &kiosk[1], &kiosk[2], &kiosk[3], &fence, &exit,
            &unknown, &words, &circle,
        ],
    );
    let (summary, venue) = folder.import("plan.dxf", text);
    let ground = |x, y| venue.ground.contains(&Point::new(x, y));
    assert!(ground(5.0, 10.0) && ground(30.0, 15.0) && ground(42.0, 10.0));
    for (x, y) in [(10.0, 10.9), (10.0, 9.1), (22.0, 6.5), (30.0, 5.0), (40.0, 10.0)] {
        assert!(!ground(x, y), "({x}, {y}) is blocked");
    }
    assert_eq!(venue.portals.len(), 1);
    assert_eq!(venue.portals[0].name.zh, "出口");
    assert_eq!(count(&summary.left_out, Reason::Duplicate), 1);
    assert_eq!(count(&summary.left_out, Reason::Annotation), 1);
    let (en, zh) = (summary.text(Language::English), summary.text(Language::Chinese));
    holds(
        &en,
        &[
            "unit is m (as the drawing says)",
            "Layer \"jps-walkablearea\": ground (2 areas)",
            "Layer \"Kioske\": obstacles (4 lines)",
            "\"Layer1\" (1 lines)",
            "--layer NAME=ground",
        ],
    );
    holds(&zh, &["图纸单位为 m", "图层 \"围栏\"：墙与围栏"]);
}

#[test]
fn units_are_taken_said_and_asked_for() {
    let folder = Folder::new();
    let big: &[(&str, &str)] = &[("0", "0"), ("60000", "0"), ("60000", "20000"), ("0", "20000")];
    let hall = outline("ground", true, big);
    let text = dxf(&[(9, "$INSUNITS"), (70, "4")], &[&hall]);
    let (_, venue) = folder.import("mm.dxf", &text);
    assert!((venue.ground.unsigned_area() - 1200.0).abs() < 1.0);
    let unsaid = dxf(&[(9, "$INSUNITS"), (70, "0")], &[&hall]);
    holds(
        &folder.message("unsaid.dxf", &unsaid),
        &["60000.000 m across if drawn in m (no unit is given)", "--unit mm"],
    );
    let wrong = dxf(METRES, &[&hall]);
    holds(&folder.message("wrong.dxf", &wrong), &["the unit it says"]);
    let unit = |word: &str| ImportOptions {
        unit: wuwei::venue::import::LengthUnit::from_word(word).ok(),
        ..ImportOptions::default()
    };
    let (summary, venue) = folder.import_with("wrong.dxf", &wrong, &unit("mm"));
    assert!((venue.ground.unsigned_area() - 1200.0).abs() < 1.0);
    holds(&summary.text(Language::English), &["unit is mm (as you said)"]);
    let (_, venue) =
        folder.import_with("feet.wkt", "POLYGON((0 0, 100 0, 100 30, 0 30, 0 0))", &unit("ft"));
    assert!((venue.ground.unsigned_area() - 278.7).abs() < 0.1);
    assert!(wuwei::venue::import::LengthUnit::from_word("ells").is_err());
}

#[test]
fn the_user_says_what_a_layer_is() {
    let folder = Folder::new();
    let text = dxf(
        METRES,
        &[
            &outline("0", true, HALL),
            &outline("Objekte", true, &[("5", "5"), ("8", "5"), ("8", "9"), ("5", "9")]),
        ],
    );
    let told = folder.message("plan.dxf", &text);
    holds(&told, &["none of the drawing's layers", "--layer 0=ground", "\"Objekte\" (1 areas)"]);
    let layers = |pairs: &[(&str, &str)]| ImportOptions {
        layers: pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        ..ImportOptions::default()
    };
    let (_, venue) =
        folder.import_with("plan.dxf", &text, &layers(&[("0", "ground"), ("objekte", "obstacle")]));
    assert!((venue.ground.unsigned_area() - 1188.0).abs() < 0.5);
    let path = folder.file("plan.dxf", &text);
    let wrong = message(&path, &layers(&[("0", "grund"), ("Objekt", "wall")]));
    holds(
        &wrong,
        &[
            "\"grund\" is nothing",
            "did you mean \"ground\"?",
            "no layer \"Objekt\"",
            "did you mean \"Objekte\"?",
        ],
    );
    let map = folder.file("hall.wkt", "POLYGON((0 0, 30 0, 30 8, 0 0))");
    holds(&message(&map, &layers(&[("0", "ground")])), &["has no layers"]);
}

#[test]
fn blocks_are_unfolded_and_symbols_on_the_ground_are_not_in_the_way() {
    let folder = Folder::new();
    // A stall of 2 by 1 m on the block's own layer 0, its base in the middle, twice as large
    // and turned by 90 degrees; a manhole on the ground; a stage on its own layer in a block
    // within a block.
    let stall = outline("0", true, &[("0", "0"), ("2", "0"), ("2", "1"), ("0", "1")]);
    let manhole = [(0, "CIRCLE"), (8, "0"), (10, "0"), (20, "0"), (40, "0.4")];
    let stage = outline("Bühne", true, &[("0", "0"), ("3", "0"), ("3", "3"), ("0", "3")]);
    let begin = |name: &'static str, x: &'static str, y: &'static str| {
        vec![(0, "BLOCK"), (8, "0"), (2, name), (10, x), (20, y)]
    };
    let end: &[(i32, &str)] = &[(0, "ENDBLK")];
    let put = |layer: &'static str, name: &'static str, x: &'static str, y: &'static str| {
        vec![(0, "INSERT"), (8, layer), (2, name), (10, x), (20, y)]
    };
    let mut turned = put("Stall", "stall", "20", "10");
    turned.extend([(41, "2"), (42, "2"), (50, "90")]);
    let row = [put("Stall", "Stall", "30", "3"), vec![(70, "3"), (44, "5")]].concat();
    let text = dxf_with_blocks(
        METRES,
        &[
            &begin("Stall", "1", "0.5"),
            &stall,
            end,
            &begin("Manhole", "0", "0"),
            &manhole,
            end,
            &begin("Stage", "0", "0"),
            &stage,
            end,
            &begin("All", "0", "0"),
            &put("0", "Stage", "50", "10"),
            end,
            &begin("Loop", "0", "0"),
            &put("0", "Loop", "1", "1"),
            end,
        ],
        &[
            &outline("walkable", true, HALL),
            &turned,
            &row,
            &put("walkable", "Manhole", "5", "5"),
            &put("walkable", "Empty", "6", "6"),
            &put("0", "All", "0", "0"),
            &put("Stall", "Loop", "0", "0"),
        ],
    );
    let (summary, venue) = folder.import("blocks.dxf", text);
    let ground = |x, y| venue.ground.contains(&Point::new(x, y));
    assert!(!ground(20.0, 8.2) && !ground(20.9, 11.8), "turned: 2 m wide, 4 m long");
    assert!(ground(22.0, 10.0) && ground(20.0, 12.5));
    for x in [30.0, 35.0, 40.0] {
        assert!(!ground(x, 3.0) && ground(x + 2.0, 3.0), "three in a row");
    }
    assert!(ground(5.0, 5.0), "a manhole is no obstacle");
    assert!(!ground(51.0, 11.0), "the stage in a block in a block");
    assert_eq!(count(&summary.left_out, Reason::Symbol), 3);
}

#[test]
fn open_outlines_holes_and_hatches() {
    let folder = Folder::new();
    // Open by 0.3 m, with a planter drawn inside on the same layer.
    let almost = outline(
        "ground",
        false,
        &[("0.3", "0"), ("60", "0"), ("60", "20"), ("0", "20"), ("0", "0")],
    );
    let planter = outline("ground", true, &[("5", "5"), ("15", "5"), ("15", "15"), ("5", "15")]);
    let wide = outline("ground", false, &[("100", "0"), ("120", "0"), ("120", "20")]);
    let (summary, venue) = folder.import("open.dxf", dxf(METRES, &[&almost, &planter, &wide]));
    assert!((venue.ground.unsigned_area() - 1100.0).abs() < 1.0);
    holds(
        &summary.text(Language::English),
        &[
            "was open by 0.30 m at (0.3, 0.0) and was closed",
            "1 outlines on layer \"ground\" lie within others and were taken for holes, 100 m²",
            "open by 28.3 m at (100.0, 0.0)",
        ],
    );
    // The same as a hatch: a polyline, and a hole of edges (a full circle of 2 m).
    let hatch: &[(i32, &str)] = &[
        (0, "HATCH"),
        (8, "ground"),
        (10, "0"),
        (20, "0"),
        (2, "SOLID"),
        (70, "1"),
        (91, "2"),
        (92, "2"),
        (72, "0"),
        (73, "1"),
        (93, "4"),
        (10, "0"),
        (20, "0"),
        (10, "60"),
        (20, "0"),
        (10, "60"),
        (20, "20"),
        (10, "0"),
        (20, "20"),
        (97, "0"),
        (92, "0"),
        (93, "1"),
        (72, "2"),
        (10, "30"),
        (20, "10"),
        (40, "2"),
        (50, "0"),
        (51, "360"),
        (73, "1"),
        (97, "0"),
        (75, "1"),
        (76, "1"),
        (98, "1"),
        (10, "1"),
        (20, "1"),
    ];
    let (_, venue) = folder.import("hatch.dxf", dxf(METRES, &[hatch]));
    let m2 = venue.ground.unsigned_area();
    assert!((m2 - (1200.0 - 4.0 * std::f64::consts::PI)).abs() < 0.5, "{m2}");
    // An outline of lines and a half circle.
    let round = dxf(
        METRES,
        &[
            &line("ground", ("0", "0"), ("40", "0")),
            &[
                (0, "ARC"),
                (8, "ground"),
                (10, "40"),
                (20, "10"),
                (40, "10"),
                (50, "270"),
                (51, "90"),
            ],
            &line("ground", ("0", "20"), ("40", "20")),
            &line("ground", ("0", "20"), ("0", "0")),
        ],
    );
    let (_, venue) = folder.import("round.dxf", round);
    let expected = 800.0 + 50.0 * std::f64::consts::PI;
    assert!((venue.ground.unsigned_area() - expected).abs() < 1.5, "corners below 5 cm are cut");
}

#[test]
fn damaged_drawings_are_refused_with_a_place() {
    let folder = Folder::new();
    let hall = outline("ground", true, HALL);
    let text = dxf(METRES, &[&hall]);
    let cut = &text[..text.len() - 40];
    holds(&folder.message("cut.dxf", cut), &["cut.dxf:", "ends too early", "export it again"]);
    let odd = text.replacen(" 70\n6", " 7x\n6", 1);
    holds(&folder.message("odd.dxf", odd), &["odd.dxf:7: ", "\"7x\" stands where a group code"]);
    let binary = b"AutoCAD Binary DXF\r\n\x1a\0\0\0SECTION\0";
    holds(&folder.message("binary.dxf", binary), &["is a binary DXF", "ASCII DXF"]);
    holds(&folder.message("plan.dwg", b"AC1027\0\0\0\x01"), &["is a DWG drawing"]);
    let empty = dxf(METRES, &[]);
    holds(&folder.message("empty.dxf", empty), &["none of the drawing's layers"]);
    // A corner that is no number: told, not taken.
    let corner =
        dxf(METRES, &[&hall, &outline("wall", true, &[("1", "1"), ("x", "5"), ("9", "9")])]);
    let (summary, _) = folder.import("corner.dxf", corner);
    holds(&summary.text(Language::English), &["LWPOLYLINE in line"]);
    // Blocks that unfold into more than fits anywhere.
    let many = dxf_with_blocks(
        METRES,
        &[
            &[(0, "BLOCK"), (2, "a"), (10, "0"), (20, "0")],
            &line("wall", ("0", "0"), ("1", "1")),
            &[(0, "ENDBLK")],
        ],
        &[&hall, &[(0, "INSERT"), (8, "wall"), (2, "a"), (70, "30000"), (71, "30000"), (44, "1")]],
    );
    holds(&folder.message("many.dxf", many), &["more than 300,000 shapes"]);
}

#[test]
fn old_drawings_in_chinese_are_read() {
    let folder = Folder::new();
    let header: &[(i32, &str)] =
        &[(9, "$DWGCODEPAGE"), (3, "ANSI_936"), (9, "$INSUNITS"), (70, "6")];
    let text = dxf(header, &[&outline("地面", true, HALL), &line("出口", ("1", "2"), ("1", "18"))]);
    let (summary, venue) = folder.import("old.dxf", encoding_rs::GBK.encode(&text).0);
    assert_eq!(venue.portals[0].name.zh, "出口");
    assert!(!summary.text(Language::English).contains("read as"), "it says itself what it is");
    // Layers as escapes, and a frozen layer that is taken and told.
    let escaped = dxf(METRES, &[&outline("\\U+5730\\U+9762", true, HALL)]);
    folder.import("escaped.dxf", escaped);
}
