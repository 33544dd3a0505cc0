//! Real maps through the importers: areas, portals, and places known to be ground or not.
//!
//! The maps lie in the folder `shared` beside the repository, or where `WUWEI_SHARED` says.
//! Where they are not there the test says so and passes; with `CI=true` it fails.
//! With `WUWEI_PICTURES=DIR` the venues and their pictures are kept there.

use geo::{Area, Contains, Point};
use std::path::{Path, PathBuf};
use wuwei::document::{Language, Problems};
use wuwei::venue::Venue;
use wuwei::venue::import::{ImportOptions, ImportSummary, Reason, What, import_file};

/// What is known of a place.
struct Known {
    file: &'static str,
    /// Free square metres, as a plain overlay of buildings, water and barriers measured them,
    /// and what may be added to or taken off them for a reason (the second number).
    free_m2: f64,
    otherwise_m2: f64,
    portals: usize,
    attractions: usize,
    /// Local metres.
    ground: &'static [(f64, f64)],
    blocked: &'static [(f64, f64)],
}

const PLACES: &[Known] = &[
    Known {
        file: "breda_grote_markt/Breda_Grote_Markt.osm",
        free_m2: 3_621.0,
        otherwise_m2: 0.0,
        portals: 4,
        attractions: 1,
        ground: &[(0.0, 0.0), (-40.0, 14.0)],
        blocked: &[(-30.0, -20.0), (30.0, -10.0)],
    },
    Known {
        // No free area was measured before: 345 × 301 m less column, pond and gatehouses.
        file: "berlin_grosser_stern_nye/berlin-siegessaeule.osm.gz",
        free_m2: 101_000.0,
        otherwise_m2: 0.0,
        portals: 12,
        attractions: 1,
        ground: &[(80.0, 20.0), (-90.0, -10.0)],
        blocked: &[(-6.0, 14.0), (150.0, 110.0)],
    },
    Known {
        // Passages and arcades are open: 2,700 m² more.
        file: "bern_bahnhofplatz/bahnhofplatz-bern.osm",
        free_m2: 58_671.0,
        otherwise_m2: 2_700.0,
        portals: 10,
        attractions: 1,
        ground: &[(0.0, -90.0), (20.0, 0.0)],
        blocked: &[(-20.0, 50.0), (45.0, -50.0)],
    },
    Known {
        // Rail tracks are taken out: 7,600 m² less.
        file: "kaiserslautern_guimaraes_platz/kaiserslautern_guimaraes_platz.osm",
        free_m2: 62_897.0,
        otherwise_m2: -7_600.0,
        portals: 8,
        attractions: 1,
        ground: &[(30.0, -45.0)],
        blocked: &[(90.0, 30.0), (20.0, -85.0)],
    },
    Known {
        // No edge is given: ground between the blocks.
        file: "lyon_terreaux/geometry_wgs84.geojson",
        free_m2: 12_400.0,
        otherwise_m2: 0.0,
        portals: 8,
        attractions: 1,
        ground: &[(-50.0, 0.0), (0.0, 10.0), (50.0, -40.0)],
        blocked: &[(-28.0, 17.0), (0.0, -60.0), (-40.0, 60.0)],
    },
    Known {
        // Passages are open, 1,300 m²; a building site is closed, 400 m².
        file: "munich_marienplatz/marienplatz.osm",
        free_m2: 33_957.0,
        otherwise_m2: 900.0,
        portals: 15,
        attractions: 2,
        ground: &[(-10.0, 30.0), (-60.0, 40.0), (-20.0, 100.0)],
        blocked: &[(15.0, 95.0), (10.0, -50.0), (90.0, -80.0)],
    },
    Known {
        // The overlay before lost 72 broken outlines; walls are thicker here.
        file: "munich_muenchner_freiheit/mf_base.osm",
        free_m2: 80_500.0,
        otherwise_m2: -3_600.0,
        portals: 15,
        attractions: 1,
        ground: &[(-50.0, 0.0), (0.0, 30.0)],
        blocked: &[(0.0, -110.0), (50.0, -17.0)],
    },
    Known {
        // The tower's outline was counted as built over before: 9,700 m² less its feet.
        file: "paris_eiffel_tower/paris_eiffel_tower.osm",
        free_m2: 49_180.0,
        otherwise_m2: 7_100.0,
        portals: 10,
        attractions: 1,
        ground: &[(-40.0, 20.0), (-60.0, 0.0), (100.0, 0.0)],
        blocked: &[(-100.0, -40.0), (-40.0, 95.0), (30.0, 30.0)],
    },
    Known {
        // The lake that the extract cut open: 4,900 m².
        file: "rapperswil_fischmarktplatz/fischmarktplatz.osm",
        free_m2: 17_993.0,
        otherwise_m2: -4_900.0,
        portals: 5,
        attractions: 1,
        ground: &[(0.0, 0.0), (10.0, -60.0)],
        blocked: &[(-60.0, -40.0), (-30.0, -60.0), (40.0, 0.0)],
    },
    Known {
        file: "zurich_bahnhofstrasse/bahnhofstrasse.osm",
        free_m2: 224_538.0,
        otherwise_m2: 0.0,
        portals: 30,
        attractions: 4,
        ground: &[(30.0, -255.0), (170.0, 100.0)],
        blocked: &[(-90.0, 240.0), (-160.0, -340.0)],
    },
    Known {
        // The Limmat (5,300 m²) and the tracks are taken out, the station's halls opened.
        file: "zurich_hb/zuerich_hauptbahnhof.osm",
        free_m2: 84_909.0,
        otherwise_m2: -9_000.0,
        portals: 15,
        attractions: 1,
        ground: &[(-110.0, 96.0), (20.0, -95.0)],
        blocked: &[(170.0, 0.0), (130.0, 130.0), (-110.0, 112.0)],
    },
    Known {
        // Lake and Limmat, cut open by the extract: 64,600 m² less the bridge.
        file: "zurich_sechselaeutenplatz/sechselaeutenplatz.osm",
        free_m2: 196_037.0,
        otherwise_m2: -61_000.0,
        portals: 12,
        attractions: 2,
        ground: &[(0.0, -20.0), (-110.0, -20.0), (-230.0, 95.0), (-80.0, 110.0)],
        blocked: &[(-200.0, -100.0), (-250.0, -200.0), (-230.0, 180.0), (10.0, -130.0)],
    },
    Known {
        // The bodies of 78 gates, 0.2 m² each, are open with a line that counts.
        file: "berlin_grosser_stern_nye/SiB2023_entrance_jupedsim.wkt",
        free_m2: 62_976.0,
        otherwise_m2: 16.0,
        portals: 6,
        attractions: 0,
        ground: &[(-2300.0, -195.0), (-1804.0, -115.0), (-1800.0, -181.0), (-1830.0, -590.0)],
        blocked: &[(-1877.0, -150.0), (-1750.0, -143.0), (-1900.0, -400.0)],
    },
    Known {
        // The drawing that the walkable area above was made from.
        file: "berlin_grosser_stern_nye/SiB2023_entrance_jupedsim.dxf",
        free_m2: 62_976.0,
        otherwise_m2: 16.0,
        portals: 6,
        attractions: 0,
        ground: &[(-2300.0, -195.0), (-1804.0, -115.0), (-1800.0, -181.0), (-1830.0, -590.0)],
        blocked: &[(-1877.0, -150.0), (-1750.0, -143.0), (-1900.0, -400.0)],
    },
    Known {
        // The same venue as above from its raw table in national metres.
        file: "lyon_terreaux/geometry_epsg2154_raw_wkt.csv",
        free_m2: 12_400.0,
        otherwise_m2: 0.0,
        portals: 8,
        attractions: 1,
        ground: &[(-480.0, 310.0), (-440.0, 250.0)],
        blocked: &[(-500.0, 240.0), (-430.0, 320.0), (-515.0, 322.0)],
    },
];

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

/// Imports a map, writes it to a folder and reads it again.
fn imported(file: &Path, dir: &Path) -> (ImportSummary, Venue, Problems) {
    let imported = import_file(file, &ImportOptions::default());
    let imported = imported.unwrap_or_else(|p| panic!("{p}"));
    let written = imported.write(dir).unwrap_or_else(|p| panic!("{p}"));
    let read = wuwei::venue::read(&dir.join("venue.geojson"));
    let (venue, warnings) = read.unwrap_or_else(|p| panic!("{}: {p}", file.display()));
    (written.summary, venue, warnings)
}

fn check(known: &Known, places: &Path) {
    let name = known.file.split('/').next().unwrap_or_default();
    let temporary = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let dir = std::env::var_os("WUWEI_PICTURES")
        .map_or_else(|| temporary.path().join(name), |d| PathBuf::from(d).join(name));
    let _ = std::fs::remove_dir_all(&dir);
    let (summary, venue, _) = imported(&places.join(known.file), &dir);

    let expected = known.free_m2 + known.otherwise_m2;
    let off = (summary.free_m2 - expected).abs() / expected;
    assert!(off < 0.02, "{name}: free {} m², expected {expected}", summary.free_m2);
    let walkable = venue.ground.unsigned_area();
    assert!((walkable - summary.walkable_m2).abs() < 0.003 * walkable + 5.0, "{name}: {walkable}");
    assert!(walkable > 0.75 * summary.free_m2, "{name}: too much was dropped");
    assert!(venue.portals.len() >= known.portals, "{name}: {} portals", venue.portals.len());
    assert!(venue.attractions.len() >= known.attractions, "{name}: attractions");
    for at in known.ground {
        assert!(venue.ground.contains(&Point::from(*at)), "{name}: {at:?} is ground");
    }
    for at in known.blocked {
        assert!(!venue.ground.contains(&Point::from(*at)), "{name}: {at:?} is no ground");
    }
    for text in [summary.text(Language::English), summary.text(Language::Chinese)] {
        assert!(text.lines().count() > 8, "{name}: {text}");
    }
    let picture = std::fs::read_to_string(dir.join("venue.svg")).unwrap_or_default();
    assert!(picture.starts_with("<svg") && !picture.contains("NaN"), "{name}");
}

macro_rules! places {
    ($($test:ident: $index:literal;)*) => { $(
        #[test]
        fn $test() {
            if let Some(places) = maps() {
                check(&PLACES[$index], &places);
            }
        }
    )* };
}

places! {
    breda: 0;
    berlin_packed: 1;
    bern: 2;
    kaiserslautern: 3;
    lyon_geojson: 4;
    marienplatz: 5;
    muenchner_freiheit: 6;
    eiffel_tower: 7;
    rapperswil: 8;
    bahnhofstrasse: 9;
    zuerich_hauptbahnhof: 10;
    sechselaeutenplatz: 11;
    berlin_walkable_area: 12;
    berlin_drawing: 13;
    lyon_table: 14;
}

#[test]
fn marienplatz_says_what_it_took_and_left_out() {
    let Some(places) = maps() else { return };
    let file = places.join("munich_marienplatz/marienplatz.osm");
    let folder = tempfile::tempdir().expect("folder");
    let (summary, venue, _) = imported(&file, folder.path());
    let taken =
        |what: What| summary.taken.iter().find(|l| l.what == what).map_or(0, |l| l.tally.count);
    assert!(taken(What::Building) > 90);
    assert!((4..=9).contains(&taken(What::StationPortal)));
    assert!(taken(What::Passage) >= 10);
    let left =
        |why: Reason| summary.left_out.iter().find(|l| l.what == why).map_or(0, |l| l.tally.count);
    assert!(left(Reason::Below) > 50 && left(Reason::Above) > 20 && left(Reason::Courtyard) > 5);
    let ids: Vec<&str> = venue.portals.iter().map(|p| p.id.as_str()).collect();
    for id in ["kaufingerstrasse-west", "rosenstrasse-west", "station-a", "station-d"] {
        assert!(ids.contains(&id), "{id} is not in {ids:?}");
    }
    assert!(venue.attractions.iter().any(|a| a.id == "marienplatz"));
}

/// Both rows of gates of the entrance, whether drawn as bodies or as holes in the ground.
#[test]
fn gates_become_lines_that_count() {
    let Some(places) = maps() else { return };
    for file in ["SiB2023_entrance_jupedsim.wkt", "SiB2023_entrance_jupedsim.dxf"] {
        let folder = tempfile::tempdir().expect("folder");
        let map = places.join("berlin_grosser_stern_nye").join(file);
        let (summary, venue, _) = imported(&map, folder.path());
        assert_eq!(venue.counters.len(), 2, "{file}");
        for counter in &venue.counters {
            let ends = (counter.line.0[0], counter.line.0[1]);
            let length_m = (ends.0.x - ends.1.x).hypot(ends.0.y - ends.1.y);
            assert!((35.0..41.0).contains(&length_m), "{file}: {length_m} m");
        }
        let said = summary.text(Language::English);
        assert!(said.contains("lanes 0.50 m wide"), "{file}: {said}");
    }
}

/// Every walkable area of the experiments comes in, and people can get in and out.
#[test]
fn walkable_areas_of_experiments_come_in() {
    let Some(places) = maps() else { return };
    let mut files = 0;
    for entry in std::fs::read_dir(places.join("../experiments")).expect("experiments") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "wkt") {
            continue;
        }
        let folder = tempfile::tempdir().expect("folder");
        let (_, venue, _) = imported(&path, folder.path());
        assert!(venue.portals.len() >= 2, "{}: {}", path.display(), venue.portals.len());
        files += 1;
    }
    assert!(files >= 18, "{files} files");
}

#[test]
fn the_same_map_gives_the_same_bytes() {
    let Some(places) = maps() else { return };
    let file = places.join("rapperswil_fischmarktplatz/fischmarktplatz.osm");
    let text = |dir: &Path| {
        imported(&file, dir);
        std::fs::read_to_string(dir.join("venue.geojson")).expect("written")
    };
    let (a, b) = (tempfile::tempdir().expect("a"), tempfile::tempdir().expect("b"));
    assert_eq!(text(a.path()), text(b.path()));
}
