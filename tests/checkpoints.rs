//! Checkpoints: a run that goes on from one, or takes another plan from there, is bit for bit
//! the run that never stopped; and nothing else is taken for a checkpoint.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use proptest::prelude::*;
use said::english_only;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use wuwei::behavior::{AttractionState, Doing};
use wuwei::crowd::Activity;
use wuwei::document::{Hours, Problems, write_atomically};
use wuwei::job::{self, CheckpointTimes, Flow, Request, TrajectoryRequest};
use wuwei::observe::Logged;
use wuwei::plan::{self, Plan, PlanContext};
use wuwei::scenario::{self, Scenario};
use wuwei::sim::checkpoint::Refused;
use wuwei::sim::{Checkpoint, RunOptions, Simulation};

const EVENT: &str = "event.ron";

/// A yard of 40 m × 20 m with a gate at each end, a tea stall and a stage.
const YARD: &str = r#"{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [40, 0], [40, 20], [0, 20], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "tea", "name": "Tea"},
 "geometry": {"type": "Polygon",
 "coordinates": [[[18, 8], [22, 8], [22, 12], [18, 12], [18, 8]]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "stage", "name": "Stage"},
 "geometry": {"type": "Polygon",
 "coordinates": [[[26, 12], [36, 12], [36, 19], [26, 19], [26, 12]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 6], [0.3, 14]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "east", "name": "East"},
 "geometry": {"type": "LineString", "coordinates": [[39.7, 6], [39.7, 14]]}},
{"type": "Feature", "properties": {"kind": "counter", "id": "middle", "name": "Middle"},
 "geometry": {"type": "LineString", "coordinates": [[14, 0], [14, 20]]}}]}"#;

const YARD_EVENT: &str = r#"Event(
    version: 1,
    name: (en: "Yard", zh: "院子"),
    from: "10:00", until: "10:20",
    portals: [(id: "west", capacity_per_min: 30.0), (id: "east", capacity_per_min: 30.0)],
    demand: (visitors: 400, arrivals: Curve([("10:00", 1.0), ("10:05", 1.0), ("10:06", 0.0)]),
             stay_min: (mean: 3.0, sd: 2.0, low: 1.0, high: 8.0)),
    attractions: [
        (id: "tea", is: Counter(servers: 1, service_s: (mean: 20.0, sd: 5.0), whole_party: true,
         queue: Line, balk_at: 15, patience_min: 5.0)),
        (id: "stage", is: Stage(chosen_density_per_m2: 1.5), stay_min: (mean: 1.0, sd: 0.5)),
    ],
    programme: [(id: "dance", at: "stage", from: "10:02", until: "10:10", draw: 0.4)],
)"#;

const YARD_PLAN: &str = r#"Plan(
    version: 1,
    measures: [
        Barrier(id: "row", line: [(10.0, 5.0), (10.0, 15.0)], openings: [(at_m: 5.0, width_m: 1.5)]),
    ],
)"#;

fn event(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn read(name: &str) -> Arc<Scenario> {
    Arc::new(scenario::read(&event(name)).unwrap_or_else(|p| panic!("{p}")).scenario)
}

fn plan_of(scenario: &Scenario, name: &str) -> Plan {
    let clock = &scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    let context = PlanContext { hours, ground: &scenario.venue.ground, event: None };
    let path = event(&scenario.id).join("plans").join(name).with_extension("ron");
    plan::read(&path, &context).unwrap_or_else(|p| panic!("{p}")).plan
}

fn begin(scenario: &Arc<Scenario>, plan: &Plan, seed: u64) -> Simulation {
    let options = RunOptions { seed, until_s: None };
    let made = Simulation::new(scenario.clone(), plan.clone(), &options, Path::new(EVENT));
    made.unwrap_or_else(|p| panic!("{p}")).0
}

/// A checkpoint by way of its file.
fn save(simulation: &Simulation) -> Checkpoint {
    let saved = simulation.save().expect("encodes");
    Checkpoint::from_bytes(saved.as_bytes().to_vec()).expect("is one")
}

fn resume(scenario: &Arc<Scenario>, plan: Option<Plan>, from: &Checkpoint) -> Simulation {
    let resumed = Simulation::resume(scenario.clone(), plan, from, None, Path::new(EVENT));
    resumed.unwrap_or_else(|e| panic!("{e}")).0
}

fn step_until(simulation: &mut Simulation, tick: u64) {
    while simulation.tick() < tick {
        simulation.step();
    }
}

/// What goes on at a checkpoint, so that a test can tell what it was made of.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    inside: usize,
    dwelling: usize,
    queueing: usize,
    approaching: usize,
    leaving: usize,
    waiting_outside: u32,
    barriers: usize,
    jammed: bool,
}

impl Seen {
    fn of(simulation: &Simulation) -> Self {
        let (crowd, minds) = (simulation.crowd(), simulation.minds());
        let doing = |a: Activity| crowd.activity.iter().filter(|b| **b == a).count();
        let queue = |a: &AttractionState| match a {
            AttractionState::Counter(counter) => counter.length(),
            AttractionState::Area(_) => 0,
        };
        let leaves = |p: &&u32| minds.parties[**p as usize].doing == Doing::Leaving;
        Self {
            inside: crowd.len(),
            dwelling: doing(Activity::Dwell),
            queueing: minds.attractions.iter().map(queue).sum(),
            approaching: doing(Activity::Approach),
            leaving: minds.active.iter().filter(leaves).count(),
            waiting_outside: simulation.count().waiting_outside,
            barriers: simulation.plan().1.iter().filter(|s| **s).count(),
            jammed: simulation.ways().is_jammed(),
        }
    }
}

/// Runs an event, saves it after each of `saved_s` seconds, and goes on from each checkpoint
/// for `on_s` seconds on its own: then all that is kept of both runs must be the same bytes.
fn goes_on_equally(scenario: &Arc<Scenario>, plan: &Plan, saved_s: &[f64], on_s: f64) -> Vec<Seen> {
    let mut whole = begin(scenario, plan, 1);
    let ticks_per_s = whole.clock().ticks_per_s as f64;
    let tick = |s: f64| (s * ticks_per_s).round() as u64;
    let mut stops: Vec<u64> = saved_s.iter().flat_map(|s| [tick(*s), tick(s + on_s)]).collect();
    stops.sort_unstable();
    let mut kept = std::collections::BTreeMap::new();
    let mut seen = std::collections::BTreeMap::new();
    for stop in stops {
        step_until(&mut whole, stop);
        kept.insert(stop, save(&whole));
        seen.insert(stop, Seen::of(&whole));
    }
    for s in saved_s {
        let mut resumed = resume(scenario, None, &kept[&tick(*s)]);
        let again = resumed.save().expect("encodes");
        assert!(again == kept[&tick(*s)], "resumed at {s} s and saved at once");
        step_until(&mut resumed, tick(s + on_s));
        let expected = &kept[&tick(s + on_s)];
        assert_eq!(resumed.state_hash(), expected.about().state_hash, "resumed at {s} s");
        let saved = resumed.save().expect("encodes");
        assert!(saved == *expected, "what was observed differs, resumed at {s} s");
    }
    saved_s.iter().map(|s| seen[&tick(*s)]).collect()
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(work)
}

#[test]
fn a_square_goes_on_equally_from_any_moment() {
    let scenario = read("community_square");
    let plan = plan_of(&scenario, "light");
    // At the start; just before the barrier stands, just after, and while it does; in the
    // middle of a minute.
    let times = [0.0, 899.9, 900.0, 900.1, 1877.3];
    let seen = with_threads(1, || goes_on_equally(&scenario, &plan, &times, 150.0));
    assert_eq!(seen.iter().map(|s| s.barriers).collect::<Vec<_>>(), [0, 0, 0, 1, 1]);
    assert!(seen[4].queueing > 0 && seen[4].dwelling > 0, "{seen:?}");
}

/// While a show's audience dwells, people go round jams and a barrier stands.
#[test]
fn a_show_goes_on_equally() {
    let scenario = read("community_square");
    let plan = plan_of(&scenario, "heavy");
    let seen = with_threads(2, || goes_on_equally(&scenario, &plan, &[5445.1], 90.0))[0];
    assert!(seen.dwelling > 100 && seen.queueing > 0 && seen.approaching > 0, "{seen:?}");
    assert!(seen.inside > 200 && seen.barriers == 1, "{seen:?}");
    assert!(seen.jammed, "nobody goes round a jam: {seen:?}");
}

#[test]
fn a_fair_goes_on_equally_on_two_threads() {
    let scenario = read("lantern_fair");
    let plan = Plan::default();
    let seen = with_threads(2, || goes_on_equally(&scenario, &plan, &[300.2], 60.0))[0];
    assert!(seen.inside > 100, "{seen:?}");
}

/// The run that never stopped, with the plan's edits at the same time.
#[test]
fn a_branch_is_the_run_whose_plan_was_edited_then() {
    let scenario = read("community_square");
    let old = plan_of(&scenario, "light");
    let mut new = plan_of(&scenario, "heavy");
    new.measures[0].from_s = 0.0;
    let mut edited = begin(&scenario, &old, 1);
    step_until(&mut edited, 12_503);
    let saved = save(&edited);
    let saved_s = edited.now_s();
    for edit in old.edits_to(&new) {
        edited.apply(&edit).expect("fits");
    }
    let mut branched = resume(&scenario, Some(new.clone()), &saved);
    let mut as_before = resume(&scenario, Some(old), &saved);
    let mut none = resume(&scenario, Some(Plan::default()), &saved);
    // An edit that nobody has taken up yet is kept, too.
    let mut resumed = resume(&scenario, None, &save(&edited));
    let runs = [&mut edited, &mut branched, &mut as_before, &mut none, &mut resumed];
    let hashes = runs.map(|run| {
        step_until(run, 15_000);
        run.state_hash()
    });
    assert_eq!(hashes[0], hashes[1], "branched, and edited on the way");
    assert_eq!(hashes[0], hashes[4], "edited, saved and resumed");
    assert_ne!(hashes[0], hashes[2], "the new plan does something");
    assert_ne!(hashes[2], hashes[3], "the old plan did something");
    assert_eq!(edited.finish().0.visitors, branched.finish().0.visitors);
    let log = none.finish().0.log;
    let changes: Vec<_> = log.iter().filter(|e| e.what == Logged::PlanChanges).collect();
    assert_eq!(changes.len(), 1, "{log:?}");
    assert!((changes[0].at_s - saved_s).abs() < 1e-9, "{log:?}");
}

/// Through the job, as the command line does it.
#[test]
fn a_run_that_was_killed_ends_in_the_same_folder() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let request = Request {
        event: event("community_square"),
        plan: Some(event("community_square").join("plans/light.ron")),
        seed: 3,
        until: Some("14:25".to_owned()),
        checkpoints: CheckpointTimes {
            every_min: Some(5.0),
            at: vec!["14:18".to_owned(), "14:24".to_owned()],
        },
        ..Request::default()
    };
    let run = |request: &Request, folder: &Path, stop_s: f64| {
        let prepared = job::prepare(request).unwrap_or_else(|p| panic!("{p}"));
        let mut watch =
            |s: &Simulation, _: &Problems| if s.now_s() < stop_s { Flow::On } else { Flow::Stop };
        let done = job::simulate(request, &prepared, folder, &mut watch);
        (done.unwrap_or_else(|p| panic!("{p}")), prepared)
    };
    let [whole, killed] = [folders[0].path(), folders[1].path()];
    let (expected, _) = run(&request, whole, f64::INFINITY);
    run(&request, killed, 1350.0);
    let name = |minute: &str| format!("checkpoint-14-{minute}.wuwei");
    // The last one is of the moment at which it was stopped.
    assert_eq!(names_in(killed), ["05", "10", "15", "18", "20", "22-30"].map(name));
    // The newest is damaged: the one before is taken, and that is said.
    let newest = killed.join(name("22-30"));
    let mut bytes = std::fs::read(&newest).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(&newest, bytes).expect("written");
    std::fs::write(killed.join(".checkpoint-14-24.wuwei.4294967295.part"), "half")
        .expect("written");
    let again = Request { resume: Some(killed.to_path_buf()), ..request.clone() };
    let (mut done, prepared) = run(&again, killed, f64::INFINITY);
    assert_eq!(prepared.resumed.as_ref().map(|f| f.checkpoint.about().now_s), Some(1200.0));
    assert!(format!("{}", prepared.warnings).contains("is damaged"), "{}", prepared.warnings);
    assert!(!killed.join(".checkpoint-14-24.wuwei.4294967295.part").exists());
    let from = done.summary.made.resumed.take().expect("says so");
    assert!(from.checkpoint.ends_with("checkpoint-14-20.wuwei") && from.at_s == 1200.0);
    done.summary.made.wall_s = expected.summary.made.wall_s;
    assert_eq!(done.summary, expected.summary);
    assert_eq!(done.visitors, expected.visitors);
    assert_eq!(done.field, expected.field);
    for name in ["20", "24", "25"].map(name) {
        let read = |folder: &Path| std::fs::read(folder.join(&name)).expect("is there");
        assert!(read(whole) == read(killed), "{name}");
    }
}

/// Who tries a plan from a checkpoint on waits for no more of the run without it than follows.
#[test]
fn the_run_to_compare_goes_on_from_the_same_checkpoint() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    put("event.ron", YARD_EVENT);
    put("venue.geojson", YARD);
    put("row.ron", YARD_PLAN);
    put("edits.ron", "[(at: \"10:04\", remove: \"row\")]");
    let run = |out: &str, more: &[&str]| {
        let said = std::process::Command::new(env!("CARGO_BIN_EXE_wuwei"))
            .args(["run", "event.ron", "--until", "10:12", "--json", "--quiet", "--out", out])
            .args(more)
            .current_dir(folder.path())
            .output()
            .expect("runs");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    };
    let made = |run: &str| {
        let text = std::fs::read_to_string(folder.path().join(run).join("summary.json"));
        let summary: serde_json::Value =
            serde_json::from_str(&text.expect("is there")).expect("is JSON");
        summary["made"].clone()
    };
    run("a/whole", &["--checkpoint-at", "10:06"]);
    run("b/whole", &["--checkpoint-at", "10:06", "--plan", "row.ron", "--edits", "edits.ron"]);
    for (runs, from_s) in [("a", Some(360.0)), ("b", None)] {
        let checkpoint = format!("{runs}/whole/checkpoint-10-06.wuwei");
        let _ = std::fs::remove_dir_all(folder.path().join(runs).join("no-plan-seed1"));
        run(&format!("{runs}/row"), &["--resume", &checkpoint, "--plan", "row.ron"]);
        let compared = made(&format!("{runs}/no-plan-seed1"));
        assert_eq!(compared["resumed"]["at_s"].as_f64(), from_s, "{compared}");
        assert_eq!(compared["state_hash"], made("a/whole")["state_hash"]);
    }
}

/// A full disk costs the checkpoint, not the run.
#[test]
fn a_checkpoint_that_cannot_be_written_does_not_end_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("event.ron"), YARD_EVENT).expect("written");
    std::fs::write(folder.path().join("venue.geojson"), YARD).expect("written");
    let request = Request {
        event: folder.path().to_path_buf(),
        seed: 1,
        until: Some("10:03".to_owned()),
        checkpoints: CheckpointTimes {
            every_min: None,
            at: vec!["10:01".to_owned(), "10:02".to_owned()],
        },
        ..Request::default()
    };
    let prepared = job::prepare(&request).unwrap_or_else(|p| panic!("{p}"));
    let in_the_way = folder.path().join("event.ron");
    let mut told = 0;
    let done = job::simulate(&request, &prepared, &in_the_way, &mut |_, news| {
        told += news.0.len();
        Flow::On
    });
    let done = done.unwrap_or_else(|p| panic!("{p}"));
    let said = done.unsaved.to_string();
    assert_eq!(told, 1, "while it went on, and not twice");
    assert!(said.contains("warning: cannot be written") && said.contains("10-02"), "{said}");
    assert_eq!(done.summary.made.simulated_s, 180.0);
}

fn names_in(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    let mut names: Vec<_> = files.map(|f| f.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_does_not_belong_to_a_run_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("event.ron"), YARD_EVENT).expect("written");
    std::fs::write(at("venue.geojson"), YARD).expect("written");
    let yard = Arc::new(scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}")).scenario);
    let mut simulation = begin(&yard, &Plan::default(), 5);
    step_until(&mut simulation, 600);
    let file = at("checkpoint-10-01.wuwei");
    let good = save(&simulation).as_bytes().to_vec();
    let write = |bytes: &[u8]| std::fs::write(&file, bytes).expect("written");
    let refusal = |event: &Path, change: &dyn Fn(&mut Request)| {
        let mut request = Request {
            event: event.to_path_buf(),
            seed: 5,
            resume: Some(file.clone()),
            ..Request::default()
        };
        change(&mut request);
        match job::prepare(&request) {
            Ok(_) => String::new(),
            Err(problems) => {
                assert_eq!(english_only(&problems), "", "not in Chinese");
                problems.to_string()
            }
        }
    };
    let same = |_: &mut Request| {};
    write(&good);
    assert_eq!(refusal(folder.path(), &same), "");
    let other = refusal(&event("community_square"), &same);
    assert!(other.contains("is of the event") && other.contains("community_square"), "{other}");
    assert!(other.contains("(Yard)"), "{other}");
    let seed = refusal(folder.path(), &|r| r.seed = 6);
    assert!(seed.contains("seed 5, not 6"), "{seed}");
    let until = refusal(folder.path(), &|r| r.until = Some("10:00:30".to_owned()));
    assert!(until.contains("after --until"), "{until}");
    let traced = refusal(folder.path(), &|r| {
        r.trajectories = Some(TrajectoryRequest { fps: 1.0, from: None, until: None });
    });
    assert!(traced.contains("--trajectories"), "{traced}");
    write(&good[..good.len() - 1]);
    let short = refusal(folder.path(), &same);
    assert!(short.contains("truncated") && short.contains("checkpoint-10-01"), "{short}");
    write(b"");
    assert!(refusal(folder.path(), &same).contains("is not a checkpoint"));
    write(YARD.as_bytes());
    assert!(refusal(folder.path(), &same).contains("is not a checkpoint"));
    std::fs::remove_file(&file).expect("removed");
    assert!(refusal(folder.path(), &same).contains("cannot be read"));
    write(&good);
    std::fs::write(at("event.ron"), format!("{YARD_EVENT} ")).expect("written");
    let changed = refusal(folder.path(), &same);
    assert!(changed.contains("before a change of event.ron"), "{changed}");
}

/// Puts both checksums right, so that what was changed reaches the reader of the state.
fn seal_again(bytes: &mut [u8]) {
    let body = xxhash_rust::xxh3::xxh3_64(&bytes[40..]);
    bytes[24..32].copy_from_slice(&body.to_le_bytes());
    let head = xxhash_rust::xxh3::xxh3_64(&bytes[..32]);
    bytes[32..40].copy_from_slice(&head.to_le_bytes());
}

/// A yard with a queue, a stage and a barrier, after three minutes.
fn yard() -> (Arc<Scenario>, Vec<u8>) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("event.ron"), YARD_EVENT).expect("written");
    std::fs::write(folder.path().join("venue.geojson"), YARD).expect("written");
    let read = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}"));
    let scenario = Arc::new(read.scenario);
    let hours = Hours { starts_s: 36_000.0, duration_s: 1200.0 };
    let context = PlanContext { hours, ground: &scenario.venue.ground, event: None };
    let plan = plan::read_from_text(Path::new("row.ron"), YARD_PLAN, &context);
    let plan = plan.unwrap_or_else(|p| panic!("{p}")).plan;
    let mut simulation = begin(&scenario, &plan, 5);
    step_until(&mut simulation, 1807);
    let seen = Seen::of(&simulation);
    assert!(seen.queueing > 0 && seen.dwelling > 0 && seen.barriers == 1, "{seen:?}");
    assert!(seen.leaving + seen.approaching > 0 && seen.waiting_outside > 0, "{seen:?}");
    (scenario, save(&simulation).as_bytes().to_vec())
}

static YARD_SAVED: LazyLock<(Arc<Scenario>, Vec<u8>)> = LazyLock::new(yard);

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn damaged_checkpoints_are_refused(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0..8u8), 1..4),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = YARD_SAVED.1.clone();
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        for (place, bit) in flips.iter().filter(|_| cut.is_none()) {
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
        }
        // Flips of the same bit undo each other.
        prop_assume!(bytes != YARD_SAVED.1);
        let refused = matches!(
            Checkpoint::from_bytes(bytes),
            Err(Refused::Damaged | Refused::Truncated { .. } | Refused::NotACheckpoint)
        );
        prop_assert!(refused);
    }

    /// Even where the checksums are right: refused, or a run that steps. Never a panic, never
    /// memory without end.
    #[test]
    fn forged_checkpoints_do_no_harm(
        bytes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::weighted(0.1, any::<prop::sample::Index>()),
    ) {
        let (scenario, good) = &*YARD_SAVED;
        let mut forged = good.clone();
        for (place, byte) in bytes {
            let place = 40 + place.index(forged.len() - 40);
            forged[place] = byte;
        }
        if let Some(cut) = cut {
            // Parts of the state are missing, and the head says that this is all.
            let about = u32::from_le_bytes([forged[12], forged[13], forged[14], forged[15]]);
            let least = 40 + about as usize;
            forged.truncate(least + cut.index(forged.len() - least));
            let state = (forged.len() - least) as u64;
            forged[16..24].copy_from_slice(&state.to_le_bytes());
        }
        seal_again(&mut forged);
        let resumed = Checkpoint::from_bytes(forged).and_then(|checkpoint| {
            Simulation::resume(scenario.clone(), None, &checkpoint, None, Path::new(EVENT))
        });
        if let Ok((mut simulation, _)) = resumed {
            for _ in 0..30 {
                simulation.step();
            }
            simulation.finish();
        }
    }
}

#[test]
#[ignore = "takes minutes in a release build"]
fn whole_events_go_on_equally_from_every_quarter_of_an_hour() {
    for (name, plan, until_min) in [
        ("community_square", "light", 230),
        ("community_square", "heavy", 230),
        ("lantern_fair", "close_the_north_end", 120),
    ] {
        let scenario = read(name);
        let plan = plan_of(&scenario, plan);
        let times: Vec<f64> =
            (15..until_min).step_by(15).map(|m| f64::from(m * 60) + 0.3).collect();
        for (time, seen) in times.iter().zip(goes_on_equally(&scenario, &plan, &times, 100.0)) {
            eprintln!("{name} after {time} s: {seen:?}");
        }
    }
}

/// Prints how long it takes: `cargo test --release --test checkpoints speed -- --ignored
/// --nocapture`.
#[test]
#[ignore = "a measurement"]
fn speed_with_25_000_people_inside() {
    let folder = tempfile::tempdir().expect("a folder");
    let side = |a: [u32; 2], b: [u32; 2], id: &str| {
        format!(
            r#"{{"type": "Feature", "properties": {{"kind": "portal", "id": "{id}"}}, "geometry":
            {{"type": "LineString", "coordinates": [{a:?}, {b:?}]}}}},"#
        )
    };
    let portals = side([1, 5], [1, 245], "w") + &side([249, 5], [249, 245], "e");
    let venue = format!(
        r#"{{"type": "FeatureCollection", "wuwei": {{"version": 1, "coordinates": "metres"}},
        "features": [{portals} {{"type": "Feature", "properties": {{"kind": "ground"}},
        "geometry": {{"type": "Polygon",
        "coordinates": [[[0, 0], [250, 0], [250, 250], [0, 250], [0, 0]]]}}}},
        {{"type": "Feature", "properties": {{"kind": "attraction", "id": "lawn"}},
        "geometry": {{"type": "Polygon",
        "coordinates": [[[20, 20], [230, 20], [230, 230], [20, 230], [20, 20]]]}}}}]}}"#
    );
    std::fs::write(folder.path().join("venue.geojson"), venue).expect("written");
    std::fs::write(folder.path().join("event.ron"), LAWN_EVENT).expect("written");
    let read = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}"));
    let scenario = Arc::new(read.scenario);
    let mut simulation = begin(&scenario, &Plan::default(), 1);
    step_until(&mut simulation, 6 * 600);
    eprintln!("{:?}", Seen::of(&simulation));
    let file = folder.path().join("checkpoint.wuwei");
    for _ in 0..5 {
        let begun = std::time::Instant::now();
        let saved = simulation.save().expect("encodes");
        let encoded = begun.elapsed();
        write_atomically(&file, saved.as_bytes()).unwrap_or_else(|p| panic!("{p}"));
        let written = begun.elapsed();
        let read = job::read_checkpoint(&file).unwrap_or_else(|p| panic!("{p}"));
        let read_in = begun.elapsed() - written;
        let begun = std::time::Instant::now();
        resume(&scenario, None, &read);
        let resumed_in = begun.elapsed();
        let begun = std::time::Instant::now();
        begin(&scenario, &Plan::default(), 1);
        eprintln!(
            "{:.1} MB: encoded in {encoded:?}, with writing {written:?}; read in {read_in:?}, \
             resumed in {resumed_in:?} (a start from nothing: {:?})",
            saved.as_bytes().len() as f64 / 1e6,
            begun.elapsed()
        );
    }
}

const LAWN_EVENT: &str = r#"Event(
    version: 1,
    from: "10:00", until: "12:00",
    portals: [(id: "w", capacity_per_min: 9000.0), (id: "e", capacity_per_min: 9000.0)],
    demand: (visitors: 25000,
             arrivals: Curve([("10:00", 1.0), ("10:02", 1.0), ("10:03", 0.0)]),
             stay_min: (mean: 90.0, sd: 1.0, low: 80.0, high: 99.0)),
    attractions: [(id: "lawn", is: Place(capacity: 30000),
                   stay_min: (mean: 60.0, sd: 1.0, low: 50.0, high: 70.0))],
)"#;
