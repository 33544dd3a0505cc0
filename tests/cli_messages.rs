//! What a user sees who got something wrong: through the program, as the terminal shows it.
//!
//! What each reader says of each slip is held by the tests of `documents_*`, `venue_read`,
//! `import_files` and `counts_*`; here is that it gets out, with its place, that the exit status
//! is right, that nobody meets a panic, and that nothing half written is left.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A yard of 40 m × 20 m with two gates and a tea stall in its middle; one feature a line.
const VENUE: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [40, 0], [40, 20], [0, 20], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "tea", "name": "Tea"}, "geometry": {"type": "Polygon", "coordinates": [[[18, 8], [22, 8], [22, 12], [18, 12], [18, 8]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"}, "geometry": {"type": "LineString", "coordinates": [[0.3, 6], [0.3, 14]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "east", "name": "East"}, "geometry": {"type": "LineString", "coordinates": [[39.7, 6], [39.7, 14]]}}
]}
"#;

const EVENT: &str = r#"Event(
    version: 1,
    date: "2026-05-16",
    timezone: "Asia/Shanghai",
    from: "10:00",
    until: "11:00",
    portals: [(id: "west"), (id: "east")],
    demand: (visitors: 40, stay_min: (mean: 10.0, sd: 3.0, low: 5.0, high: 20.0)),
    attractions: [(id: "tea", is: Place(capacity: 10))],
)
"#;

const PLAN: &str = r#"Plan(
    version: 1,
    measures: [
        Barrier(id: "row", line: [(10.0, 5.0), (10.0, 15.0)]),
    ],
)
"#;

/// A folder with an event in it.
struct Case(TempDir);

impl Case {
    fn new() -> Self {
        let case = Self(tempfile::tempdir().expect("a folder"));
        case.write("event.ron", EVENT);
        case.write("venue.geojson", VENUE);
        case.write("plans/row.ron", PLAN);
        case
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, text).expect("written");
        path
    }

    /// One place of a file changed.
    fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.at(name)).expect("read");
        assert!(text.contains(from), "{from} is not in {name}");
        self.write(name, &text.replacen(from, to, 1));
    }

    /// Runs the program in this folder.
    fn wuwei(&self, arguments: &[&str]) -> Said {
        let output = program(self.0.path(), arguments).output().expect("starts");
        Said::new(arguments, &output)
    }

    /// What a run of the event says that fails; nothing may be left of it.
    fn fails(&self, arguments: &[&str]) -> Said {
        let before = files(self.0.path());
        let said = self.wuwei(arguments);
        assert_eq!(said.code, Some(1), "{said:?}");
        assert_eq!(said.out, "", "an error has no answer: {said:?}");
        assert_eq!(before, files(self.0.path()), "something was left by {said:?}");
        said
    }
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wuwei"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    // Whatever language whoever runs the tests speaks.
    command.env("LC_ALL", "C");
    // No test opens a window.
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command
}

#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    fn new(arguments: &[&str], output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("is UTF-8");
        let said = Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        };
        for word in ["panicked", "RUST_BACKTRACE", "unwrap", "src/"] {
            assert!(!said.err.contains(word), "{arguments:?}: {word:?} is in {said:?}");
        }
        said
    }

    /// Each of these is in what went to standard error.
    fn says(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.err.contains(part), "{part:?} is not in:\n{}", self.err);
        }
        self
    }
}

/// All files and folders below one, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

const RUN: &[&str] = &["run", ".", "--until", "10:02", "--out", "result"];

#[test]
fn a_sound_event_runs_and_says_where_the_report_is() {
    let case = Case::new();
    let said = case.wuwei(RUN);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert!(said.out.contains("Report: result/report.html"), "{}", said.out);
    let part = "Only a part: simulated until 10:02, as was asked; the event ends at 11:00.";
    assert!(said.out.starts_with(part), "{}", said.out);
    assert!(read(&case.at("result/report.html")).contains(part));
    assert!(case.at("result/report.html").is_file());
    assert!((5..=12).contains(&said.out.lines().filter(|l| !l.is_empty()).count()), "{}", said.out);
    let quiet = case.wuwei(&[RUN, &["--quiet"]].concat());
    assert_eq!((quiet.code, quiet.out + &quiet.err), (Some(0), String::new()));
    let json = case.wuwei(&[RUN, &["--json"]].concat());
    let object: serde_json::Value = serde_json::from_str(&json.out).expect("one JSON object");
    assert_eq!(object["report"], "result/report.html");
    assert_eq!(object["partial"], false);
}

#[test]
fn answers_and_summaries_come_in_the_language_of_the_user() {
    let case = Case::new();
    let map = case.write("map.geojson", VENUE);
    let map = map.display().to_string();
    let import = ["import", &map, "--out", "imported"];
    let said_in = |locale: &str, arguments: &[&str]| {
        let output = program(case.0.path(), arguments).env("LC_ALL", locale).output();
        Said::new(arguments, &output.expect("starts")).out
    };
    for (locale, lang, chinese) in [
        ("de_DE.UTF-8", None, false),
        ("zh_CN.UTF-8", None, true),
        ("zh_CN.UTF-8", Some("en"), false),
        ("C", Some("zh"), true),
    ] {
        let asked: Vec<&str> = lang.iter().flat_map(|l| ["--lang", *l]).collect();
        let expected = |en, zh| if chinese { zh } else { en };
        let said = said_in(locale, &[&import[..], &asked].concat());
        assert!(said.contains(expected("taken:", "已采用:")), "{locale} {lang:?}: {said}");
        assert!(said.contains(expected("Picture: ", "图片：")), "{locale} {lang:?}: {said}");
        let said = said_in(locale, &[RUN, &asked[..]].concat());
        assert!(said.contains(expected("Safe?", "安全")), "{locale} {lang:?}: {said}");
        assert!(said.contains(expected("Report: ", "报告：")), "{locale} {lang:?}: {said}");
        let said = said_in(locale, &[&["check", "."][..], &asked].concat());
        assert!(said.contains(expected("no errors", "没有错误")), "{locale} {lang:?}: {said}");
    }
    let wrong = case.wuwei(&["check", ".", "--lang", "fr"]);
    assert_eq!(wrong.code, Some(2));
    wrong.says(&["en, zh"]);
}

#[test]
fn slips_in_an_event_come_all_at_once_with_line_and_hint() {
    let case = Case::new();
    case.change("event.ron", "visitors: 40", "visitors: -40");
    case.change("event.ron", "(id: \"east\")", "(id: \"west\", widht_m: 3.0)");
    case.change("event.ron", "capacity: 10", "capacity: NaN");
    let said = case.fails(RUN);
    said.says(&[
        "event.ron:7:",
        "the id \"west\" occurs twice in `portals`",
        "unknown field `widht_m`",
        "did you mean `width_m`?",
        "event.ron:8:",
        "`demand.visitors` is -40",
        "event.ron:9:",
        "NaN",
        // The line itself, with a mark below.
        "(id: \"west\", widht_m: 3.0)",
        "^",
    ]);
    assert_eq!(said.err, case.fails(&["check", "."]).err, "check and run say the same");
    let json = case.wuwei(&["check", ".", "--json"]);
    assert_eq!((json.code, json.err.as_str()), (Some(1), ""));
    let object: serde_json::Value = serde_json::from_str(&json.out).expect("one JSON object");
    assert_eq!(object["ok"], false);
    assert!(object["problems"].as_array().is_some_and(|all| all.len() >= 4), "{object}");
    let json = case.wuwei(&[RUN, &["--json"]].concat());
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json.out).expect("JSON"), object);
    assert_eq!(json.code, Some(1));
}

#[test]
fn truncated_documents_say_where_they_end() {
    let case = Case::new();
    case.write("event.ron", &EVENT[..EVENT.len() - 60]);
    case.fails(RUN).says(&[
        "event.ron:1:6: error: `(` is never closed; the file ends in line 8",
        "or see whether the file was cut off",
    ]);
    case.write("event.ron", EVENT);
    case.write("venue.geojson", &VENUE[..VENUE.len() - 40]);
    case.fails(RUN).says(&["venue.geojson:", "error: ", "hint: "]);
    case.write("venue.geojson", "");
    case.fails(RUN).says(&["venue.geojson", "error: "]);
}

#[test]
fn a_venue_that_cannot_be_walked_is_refused_with_its_line() {
    let ground = "[[0, 0], [40, 0], [40, 20], [0, 20], [0, 0]]";
    let wall = "{\"type\": \"Feature\", \"properties\": {\"kind\": \"obstacle\"}, \"geometry\": \
                {\"type\": \"LineString\", \"coordinates\": [[30, -1], [30, 21]]}},\n";
    let moat = "{\"type\": \"Feature\", \"properties\": {\"kind\": \"obstacle\"}, \"geometry\": \
                {\"type\": \"LineString\", \"coordinates\": \
                [[16, 6], [24, 6], [24, 14], [16, 14], [16, 6]]}},\n";
    let attraction = "{\"type\": \"Feature\", \"properties\": {\"kind\": \"attraction\"";
    for (from, to, parts) in [
        (
            ground,
            "[[0, 0], [40, 20], [40, 0], [0, 20], [0, 0]]",
            &["venue.geojson:3:", "crosses itself"][..],
        ),
        ("[40, 20], [0, 20]", "[40, NaN], [0, 20]", &["venue.geojson:3:"]),
        ("[40, 20], [0, 20]", "[4e300, 20], [0, 20]", &["venue.geojson:3:"]),
        (
            "[[0.3, 6], [0.3, 14]]",
            "[[-30, 6], [-30, 14]]",
            &["venue.geojson:5:", "portal \"west\"", "hint: "],
        ),
        (
            "\"id\": \"east\"",
            "\"id\": \"west\"",
            &[
                "venue.geojson:6:60: error: id \"west\" of this portal is taken by the portal in line 5",
            ],
        ),
        ("\"kind\": \"portal\"", "\"kind\": \"protal\"", &["venue.geojson:5:", "protal", "portal"]),
        (attraction, &format!("{moat}{attraction}"), &["venue.geojson", "\"tea\"", "reach"]),
    ] {
        let case = Case::new();
        case.change("venue.geojson", from, to);
        case.fails(RUN).says(parts);
    }
    // A wall right across: all is well as long as both gates lead out.
    let case = Case::new();
    case.change("venue.geojson", attraction, &format!("{wall}{attraction}"));
    assert_eq!(case.wuwei(RUN).code, Some(0));
    case.change("event.ron", "(id: \"east\")", "(id: \"east\", use: In)");
    case.fails(RUN).says(&["no way out", "\"east\"", "hint: "]);
}

#[test]
fn an_event_without_a_way_out_is_refused() {
    let case = Case::new();
    case.change(
        "event.ron",
        "[(id: \"west\"), (id: \"east\")]",
        "[(id: \"west\", use: In), (id: \"east\", use: In)]",
    );
    case.fails(RUN).says(&["event.ron", "way out", "hint: "]);
    case.fails(&["check", "."]).says(&["way out"]);
}

fn counted(case: &Case, csv: &str) {
    case.write("arrivals.csv", csv);
    let counts = "arrivals: Counts(file: \"arrivals.csv\", sensors: {\"W\": \"west\", \"E\": \"east\"}), stay_min";
    case.change("event.ron", "stay_min", counts);
}

#[test]
fn counts_with_gaps_are_used_and_the_gaps_named() {
    let case = Case::new();
    // An hour in steps of 5 min: a cell left out, one that is no number, a row that is not there.
    let cells = |minute: u32| match minute {
        10 => Some("12,".to_owned()),
        35 => Some("x,9".to_owned()),
        50 => None,
        _ => Some(format!("{},{}", 5 + minute / 5, 10)),
    };
    let rows = (0..60).step_by(5).filter_map(|minute| {
        cells(minute).map(|cells| format!("2026-05-16 10:{minute:02},{cells}\n"))
    });
    counted(&case, &format!("time,W,E\n{}", rows.collect::<String>()));
    let said = case.wuwei(RUN);
    assert_eq!(said.code, Some(0), "{said:?}");
    println!("{}", said.err);
    said.says(&["arrivals.csv:4: warning: ", "hint: "]);
    let explained = case.wuwei(&["check", ".", "--explain"]);
    assert!(explained.out.contains("arrivals.csv"), "{}", explained.out);
}

#[test]
fn counts_that_say_nothing_are_refused() {
    for (csv, part) in [
        ("", "arrivals.csv"),
        ("time,W,E\n", "arrivals.csv"),
        ("time,W,E\nnoon,many,few\n", "arrivals.csv"),
        ("time,W,E\n2026-05-16 10:00,0,0\n2026-05-16 10:30,0,0\n", "arrivals.csv"),
        ("time,N,S\n2026-05-16 10:00,1,2\n2026-05-16 10:30,1,2\n", "\"W\""),
    ] {
        let case = Case::new();
        counted(&case, csv);
        case.fails(RUN).says(&[part, "error: "]);
    }
}

#[test]
fn a_broken_map_leaves_no_folder() {
    let case = Case::new();
    let osm = "<?xml version=\"1.0\"?>\n<osm version=\"0.6\">\n  <node id=\"1\" lat=\"50.0\" lon=\"8.0\"/>\n  <way id=\"2\"><nd re";
    case.write("cut.osm", osm);
    case.fails(&["import", "cut.osm", "--out", "place"]).says(&["cut.osm:4:", "error: ", "hint: "]);
    case.write("cut.geojson", &VENUE[..300]);
    case.fails(&["import", "cut.geojson", "--out", "place"]).says(&["cut.geojson:"]);
    case.fails(&["import", "none.osm", "--out", "place"]).says(&["none.osm", "cannot be read"]);
    case.fails(&["import", "venue.geojson", "--out", "event.ron/x"]).says(&["event.ron"]);
}

#[test]
fn plans_are_checked_like_events() {
    let case = Case::new();
    let with = |plan| [RUN, &["--plan", plan]].concat();
    case.fails(&with("plans/raw.ron")).says(&["plans/raw.ron", "error: ", "hint: "]);
    case.change("plans/row.ron", "(10.0, 15.0)", "(10.0, inf)");
    case.fails(&with("plans/row.ron")).says(&["plans/row.ron:4:", "expected a point in metres"]);
    case.fails(&["check", "."]).says(&["plans/row.ron:4:"]);
    case.write("plans/row.ron", &PLAN[..PLAN.len() - 12]);
    case.fails(&with("plans/row.ron")).says(&["plans/row.ron:", "error: "]);
    case.fails(&with("venue.geojson")).says(&["venue.geojson:1:", "error: "]);
}

#[test]
fn weights_of_ones_own_are_used_named_and_checked() {
    let case = Case::new();
    let standard = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/felt.ron"));
    // Whoever sees a barrier for a minute feels a whole minute.
    case.write("my.ron", &standard.replace("barriers_per_min: 0.1", "barriers_per_min: 1.0"));
    let felt = |arguments: &[&str]| {
        let said = case.wuwei(arguments);
        assert_eq!(said.code, Some(0), "{said:?}");
        let summary = read(&case.at("result/summary.json"));
        let summary: serde_json::Value = serde_json::from_str(&summary).expect("is JSON");
        assert!(said.out.contains("Unfelt?"), "{}", said.out);
        summary["felt"].clone()
    };
    let run = ["run", ".", "--plan", "plans/row.ron", "--out", "result"];
    let usual = felt(&run);
    let own = felt(&[&run[..], &["--felt", "my.ron"]].concat());
    assert_eq!(usual["weights"]["standard"], true);
    assert_eq!(own["weights"]["path"], "my.ron");
    assert_ne!(own["weights"]["sha256"], usual["weights"]["sha256"]);
    let visible = |felt: &serde_json::Value| felt["parts"]["visible_min"].as_f64().expect("figure");
    assert!(visible(&usual) > 0.0, "{usual}");
    assert!((visible(&own) / visible(&usual) - 10.0).abs() < 1e-6, "{own} and {usual}");
    let repeats = read(&case.at("result/summary.json"));
    assert!(repeats.contains("--felt my.ron"), "the command that repeats the run");

    case.write("my.ron", &standard.replace("confined_per_min: 0.25", "confined_per_min: -0.25"));
    let said = case.fails(&["run", ".", "--plan", "plans/row.ron", "--felt", "my.ron"]);
    said.says(&["my.ron:", "`confined_per_min` is -0.25, expected a number from 0 to 100"]);
}

#[test]
fn plans_are_compared_over_seeds_and_what_is_wrong_with_that_is_told() {
    let case = Case::new();
    let compare = ["compare", ".", "--plan", "none", "--plan", "plans/row.ron"];
    let said = case.wuwei(&[&compare[..], &["--seeds", "1..2", "--out", "both"]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("2 paired seeds") && said.out.contains("Who pays"), "{}", said.out);
    assert!(said.err.contains("4 of 4 runs"), "{}", said.err);
    let written = read(&case.at("both/comparison.json"));
    let written: serde_json::Value = serde_json::from_str(&written).expect("is JSON");
    let page = read(&case.at("both/report.html"));
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Who gains"), "the page");
    assert_eq!(written["seeds"], serde_json::json!([1, 2]));
    let said = case.wuwei(&[&compare[..], &["--seeds", "1,2", "--json"]].concat());
    let printed: serde_json::Value = serde_json::from_str(&said.out).expect("is JSON");
    assert_eq!(printed, written);

    case.fails(&["compare", ".", "--plan", "none"]).says(&["two plans at least"]);
    let before = files(case.0.path());
    for wrong in [
        &["compare", "."][..],
        &["compare", ".", "other", "--plan", "none"],
        &["compare", ".", "--plan", "none", "--plan", "plans/row.ron", "--seeds", "2..1"],
        &["compare", "a", "b", "--until", "10:30"],
    ] {
        assert_eq!(case.wuwei(wrong).code, Some(2), "{wrong:?}");
    }
    assert_eq!(files(case.0.path()), before);
}

#[test]
fn folders_that_cannot_be_written_are_told_before_the_run() {
    let case = Case::new();
    // A whole run of the event takes seconds; the message must not.
    let began = Instant::now();
    for out in ["event.ron/below", "event.ron", "/proc/none"] {
        let said = case.fails(&["run", ".", "--out", out]);
        said.says(&[out.split("/below").next().unwrap_or(out), "error: ", "hint: "]);
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    case.fails(&["new", "event.ron/below"]).says(&["event.ron", "error: "]);
}

#[test]
fn options_out_of_place_say_what_is_in_place() {
    let case = Case::new();
    let until = |time| ["run", ".", "--until", time, "--out", "result"];
    case.fails(&until("12:00")).says(&["--until 12:00 is not within the event, 10:00 to 11:00"]);
    case.fails(&until("09:00")).says(&["--until 09:00 is not within the event, 10:00 to 11:00"]);
    case.fails(&until("noon")).says(&["--until takes a clock time such as 18:30, not \"noon\""]);
    case.fails(&["run", ".", "--threads", "0"]).says(&["--threads must be at least 1"]);
    case.fails(&["run", "nowhere"]).says(&["nowhere", "no such file", "wuwei new DIR"]);
    case.fails(&["run", "plans"]).says(&["plans", "no event.ron"]);
    for wrong in [
        &["fly"][..],
        &["run"],
        &["run", ".", "--seed", "-1"],
        &["run", ".", "--sede", "1"],
        &["run", ".", "--trajectories", "0"],
        &["run", ".", "--trajectories", "NaN"],
        &["run", ".", "--trajectories", "many"],
        &["run", ".", "--trajectories-from", "10:01"],
        &["export", ".", "--format", "xls", "--out", "x"],
    ] {
        let said = case.wuwei(wrong);
        assert_eq!(said.code, Some(2), "{wrong:?}: {said:?}");
        assert!(said.err.contains("Usage") || said.err.contains("--help"), "{said:?}");
    }
    // Without a command it opens the window, or says why it cannot and what to do.
    let said = case.wuwei(&[]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("wuwei run") || said.err.contains("Usage"), "{said:?}");
    assert_eq!(case.wuwei(&["--help"]).code, Some(0));
    assert!(case.wuwei(&["--version"]).out.starts_with("wuwei "));
}

/// A day of tens of thousands would fill a disk: frames can be had of a span, and what rate
/// they have is said.
#[test]
fn trajectories_come_at_the_rate_and_in_the_span_that_are_said() {
    let case = Case::new();
    let trace = |more: &[&'static str]| [RUN, &["--trajectories", "4"], more].concat();
    let said =
        case.wuwei(&trace(&["--trajectories-from", "10:00", "--trajectories-until", "10:01"]));
    assert_eq!(said.code, Some(0), "{said:?}");
    let export = ["export", "result", "--format", "txt", "--out", "people.txt"];
    assert_eq!(case.wuwei(&export).code, Some(0));
    let text = read(&case.at("people.txt"));
    let frames = text.lines().skip(2).filter_map(|l| l.split(' ').nth(1)?.parse::<u32>().ok());
    assert_eq!(frames.max(), Some(240), "the last one is at 10:01");
    let span = |from, until| trace(&["--trajectories-from", from, "--trajectories-until", until]);
    let no_span = "--trajectories-from must lie before";
    fs::remove_dir_all(case.at("result")).expect("removed");
    case.fails(&span("10:01", "10:01")).says(&[no_span]);
    case.fails(&span("10:03", "10:04")).says(&[no_span]);
    case.fails(&span("9:00", "10:01")).says(&["--trajectories-from 9:00 is not within the event"]);
    case.fails(&span("10:00", "soon")).says(&["--trajectories-until takes a clock time"]);
}

#[test]
fn folders_that_are_no_runs_are_refused() {
    let case = Case::new();
    case.fails(&["report", "plans"]).says(&["is not the folder of a run", "`wuwei run`"]);
    case.fails(&["report", "nowhere"]).says(&["nowhere", "there is no such folder"]);
    let export = |run| ["export", run, "--format", "txt", "--out", "people.txt"];
    case.fails(&export("plans")).says(&["plans", "error: ", "hint: "]);
    assert_eq!(case.wuwei(RUN).code, Some(0));
    case.fails(&export("result")).says(&["no trajectories", "--trajectories 10"]);
    case.fails(&["report", "result", "--against", "plans"]).says(&["plans"]);
    let summary = read(&case.at("result/summary.json"));
    let half = (0..=summary.len() / 2).rev().find(|i| summary.is_char_boundary(*i));
    case.write("result/summary.json", &summary[..half.unwrap_or(0)]);
    case.fails(&["report", "result"]).says(&["summary.json", "error: ", "run the event again"]);
    case.write("result/summary.json", &summary);
    let field = fs::read(case.at("result/field.parquet")).expect("read");
    fs::write(case.at("result/field.parquet"), &field[..field.len() / 2]).expect("written");
    case.fails(&["report", "result"]).says(&["field.parquet", "error: "]);
}

#[test]
fn a_new_event_is_sound_and_never_made_over_another() {
    let case = Case::new();
    assert_eq!(case.wuwei(&["new", "fresh"]).code, Some(0));
    assert_eq!(case.wuwei(&["check", "fresh"]).code, Some(0));
    case.fails(&["new", "fresh"]).says(&["fresh/event.ron", "is there already", "hint: "]);
}

/// The way from a map: import it, begin an event on it, check, run.
#[test]
fn a_new_event_on_an_imported_map_fits_it() {
    let case = Case::new();
    assert_eq!(case.wuwei(&["import", "venue.geojson", "--out", "place"]).code, Some(0));
    let venue = read(&case.at("place/venue.geojson"));
    assert_eq!(case.wuwei(&["new", "place"]).code, Some(0));
    assert_eq!(venue, read(&case.at("place/venue.geojson")), "the venue stays as it was");
    let event = read(&case.at("place/event.ron"));
    for id in ["(id: \"west\")", "(id: \"east\")", "(id: \"tea\", "] {
        assert!(event.contains(id), "{id} is not in:\n{event}");
    }
    let checked = case.wuwei(&["check", "place"]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""));
    case.fails(&["new", "place"]).says(&["place/event.ron", "is there already"]);
    case.write("broken/venue.geojson", "{");
    case.fails(&["new", "broken"]).says(&["broken/venue.geojson:1:"]);
}

/// `wuwei check . --explain | head -1`, with more to say than a pipe holds.
#[test]
fn nobody_reading_on_is_no_error() {
    let case = Case::new();
    let segments: String = (0..2000)
        .map(|i| format!("(id: \"kind_{i}\", share: 0.0004, companions: \"kind_{i}\"),\n"))
        .collect();
    case.change("event.ron", "demand:", &format!("segments: [{segments}],\n    demand:"));
    let mut command = program(case.0.path(), &["check", ".", "--explain"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    drop(child.stdout.take());
    let said = Said::new(&["check"], &child.wait_with_output().expect("ends"));
    assert_eq!(said.code, Some(0), "{said:?}");
}

/// The program with a run of hours in it, begun: its trajectories are being written.
fn begun(case: &Case, arguments: &[&str]) -> Child {
    let event = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/lantern_fair");
    let event = event.to_str().expect("is UTF-8");
    let arguments = [&["run", event, "--out", "result"], arguments].concat();
    let mut command = program(case.0.path(), &arguments);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let until = Instant::now() + Duration::from_secs(60);
    let is_part = |p: &PathBuf| p.to_string_lossy().contains("trajectories.sqlite");
    while !files(case.0.path()).iter().any(is_part) {
        assert!(Instant::now() < until, "the run does not begin");
        std::thread::sleep(Duration::from_millis(50));
    }
    child
}

/// Presses Ctrl-C.
fn interrupt(child: &Child) {
    let kill = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().expect("sh").success());
}

#[test]
fn ctrl_c_leaves_a_report_of_what_was_simulated() {
    let case = Case::new();
    let child = begun(&case, &["--trajectories", "1"]);
    std::thread::sleep(Duration::from_millis(1500));
    interrupt(&child);
    let said = Said::new(&["run"], &child.wait_with_output().expect("ends"));
    assert_eq!(said.code, Some(130), "{said:?}");
    assert!(said.out.contains("Report: result/report.html"), "{said:?}");
    assert!(said.out.contains("topped by hand"), "the answer says it is partial: {}", said.out);
    let summary: serde_json::Value =
        serde_json::from_str(&read(&case.at("result/summary.json"))).expect("is JSON");
    assert!(summary["made"]["partial"]["en"].as_str().is_some_and(|t| t.contains("by hand")));
    assert!(read(&case.at("result/report.html")).contains("stopped by hand at 17:"));
    let is_part = |p: &PathBuf| p.to_string_lossy().ends_with(".part");
    assert!(!files(case.0.path()).iter().any(is_part), "{:?}", files(case.0.path()));
    let export = case.wuwei(&["export", "result", "--format", "txt", "--out", "people.txt"]);
    assert_eq!(export.code, Some(0), "{export:?}");
}
