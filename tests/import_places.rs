//! Real maps through the importers.
use std::path::PathBuf;
use wuwei::venue::import::{ImportOptions, Language, import_file};

const PLACES: &[(&str, &str)] = &[
    ("breda", "breda_grote_markt/Breda_Grote_Markt.osm"),
    ("berlin", "berlin_grosser_stern_nye/berlin-siegessaeule.osm.gz"),
    ("bern", "bern_bahnhofplatz/bahnhofplatz-bern.osm"),
    ("kaiserslautern", "kaiserslautern_guimaraes_platz/kaiserslautern_guimaraes_platz.osm"),
    ("lyon", "lyon_terreaux/geometry_wgs84.geojson"),
    ("marienplatz", "munich_marienplatz/marienplatz.osm"),
    ("freiheit", "munich_muenchner_freiheit/mf_base.osm"),
    ("eiffel", "paris_eiffel_tower/paris_eiffel_tower.osm"),
    ("rapperswil", "rapperswil_fischmarktplatz/fischmarktplatz.osm"),
    ("bahnhofstrasse", "zurich_bahnhofstrasse/bahnhofstrasse.osm"),
    ("hb", "zurich_hb/zuerich_hauptbahnhof.osm"),
    ("sechselaeuten", "zurich_sechselaeutenplatz/sechselaeutenplatz.osm"),
];

#[test]
fn all_out() {
    let out = PathBuf::from(std::env::var("WUWEI_PICTURES").unwrap_or("/tmp/maps".into()));
    for (name, path) in PLACES {
        let started = std::time::Instant::now();
        let path = PathBuf::from("/work/shared/data/places").join(path);
        match import_file(&path, &ImportOptions::default()) {
            Err(p) => println!("=== {name}: {p}"),
            Ok(imported) => {
                let t = started.elapsed();
                let dir = out.join(name);
                let _ = std::fs::remove_dir_all(&dir);
                let w = imported.write(&dir).unwrap();
                println!("=== {name} import {t:?} total {:?}", started.elapsed());
                println!("{}", w.summary.text(Language::En));
                println!("free before {}", w.summary.free_m2);
                println!("PROBLEMS {}", w.problems);
            }
        }
    }
}
