//! Whole events on random ground: obstacles that touch and overlap, portals, attractions,
//! barriers that come and go. At every tick nobody vanishes, nobody stands in an obstacle,
//! nothing is NaN; at the end everybody has left; the bits are the same on one thread and on
//! two, and from a checkpoint on.
//!
//! Every day a dozen events, in seconds. `WUWEI_RANDOM_EVENTS=500` asks for more, with
//! `WUWEI_RANDOM_SEED=1000` from that seed on. A seed always gives the same event; what failed
//! leaves its documents in `WUWEI_RANDOM_FINDS`.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use said::english_only;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wuwei::document::{Hours, Problems};
use wuwei::plan::{self, Plan, PlanContext};
use wuwei::scenario::{self, Scenario};
use wuwei::sim::{RunOptions, Simulation};

/// The event, seconds; everybody has an hour more to leave.
const EVENT_S: f64 = 20.0 * 60.0;
/// How long a run goes on from its checkpoint, seconds.
const ON_S: f64 = 60.0;

/// Numbers that look like chance and are the same in every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Between two numbers, in steps of a hundredth.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((low + share * (high - low)) * 100.0).round() / 100.0
    }

    fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// The documents of an event.
struct Documents {
    venue: String,
    event: String,
    plan: String,
}

/// A place is parted into fields; what stands in a field may reach into the next.
fn documents(chance: &mut Chance) -> Documents {
    let (width, height) = (chance.between(16.0, 60.0), chance.between(12.0, 45.0));
    let mut venue = format!(
        r#"{{"type": "FeatureCollection", "wuwei": {{"version": 1, "coordinates": "metres"}}, "features": [
{{"type": "Feature", "properties": {{"kind": "ground"}}, "geometry": {{"type": "Polygon",
 "coordinates": [[[0, 0], [{width}, 0], [{width}, {height}], [0, {height}], [0, 0]]]}}}}"#
    );
    let mut event = format!(
        "Event(version: 1, from: \"10:00\", until: \"10:20\",\n demand: (visitors: {}, stay_min: (mean: {}, sd: 3.0, low: 1.0, high: 15.0)),\n portals: [",
        20 + chance.below(200),
        chance.between(2.0, 8.0)
    );
    let sides = 2 + chance.below(3);
    for side in 0..sides {
        // 0 west, 1 east, 2 south, 3 north.
        let length = if side < 2 { height } else { width };
        let long = chance.between(1.2, 0.5 * length);
        let from = chance.between(0.2, length - long - 0.2);
        let inset = chance.between(0.1, 0.6);
        let [a, b] = [from, from + long].map(|along| match side {
            0 => [inset, along],
            1 => [width - inset, along],
            2 => [along, inset],
            _ => [along, height - inset],
        });
        feature(
            &mut venue,
            "portal",
            &format!("gate{side}"),
            &format!(r#"{{"type": "LineString", "coordinates": [{a:?}, {b:?}]}}"#),
        );
        let open = match (side, chance.below(4)) {
            (0, _) | (_, 2..) => "Both",
            (_, 0) => "In",
            _ => "Out",
        };
        let _ = write!(event, "(id: \"gate{side}\", use: {open}), ");
    }
    event.push_str("],\n attractions: [");
    let (columns, rows) = (2 + chance.below(3), 2 + chance.below(2));
    let (field_w, field_h) = (width / columns as f64, height / rows as f64);
    for field in 0..columns * rows {
        let (x, y) = ((field % columns) as f64 * field_w, (field / columns) as f64 * field_h);
        let (w, h) = (chance.between(0.2, 0.8) * field_w, chance.between(0.2, 0.8) * field_h);
        let (x, y) = (x + chance.between(0.0, field_w - w), y + chance.between(0.0, field_h - h));
        match chance.below(6) {
            0 => {}
            1 => attraction(chance, &mut venue, &mut event, field, [x, y, w.min(8.0), h.min(8.0)]),
            2 => {
                // A wall or fence, of no thickness to speak of.
                let thickness = chance.between(0.05, 0.5);
                let line = format!(
                    r#"{{"type": "LineString", "coordinates": [[{x:.2}, {y:.2}], [{:.2}, {:.2}], [{:.2}, {y:.2}]]}}"#,
                    x + w,
                    y + h,
                    x + w
                );
                obstacle(&mut venue, &line, &format!(r#", "thickness_m": {thickness}"#));
            }
            3 => {
                let radius = chance.between(0.1, 2.0);
                let point = format!(r#"{{"type": "Point", "coordinates": [{x:.2}, {y:.2}]}}"#);
                obstacle(&mut venue, &point, &format!(r#", "radius_m": {radius}"#));
            }
            4 => {
                // Leaning, sometimes crossing itself, sometimes over the edge of the ground.
                let (lean, over) =
                    (chance.between(-3.0, 3.0), if chance.once_in(4) { 3.0 } else { 0.0 });
                obstacle(
                    &mut venue,
                    &ring(&[[x - over, y], [x + w, y + lean], [x + w + lean, y + h], [x, y + h]]),
                    "",
                );
            }
            _ => obstacle(&mut venue, &ring(&[[x, y], [x + w, y], [x + w, y + h], [x, y + h]]), ""),
        }
    }
    venue.push_str("]}");
    event.push_str("],\n)");
    Documents { venue, event, plan: barriers(chance, width, height) }
}

fn feature(venue: &mut String, kind: &str, id: &str, geometry: &str) {
    let _ = write!(
        venue,
        ",\n{{\"type\": \"Feature\", \"properties\": {{\"kind\": \"{kind}\", \"id\": \"{id}\"}}, \"geometry\": {geometry}}}"
    );
}

fn obstacle(venue: &mut String, geometry: &str, properties: &str) {
    let _ = write!(
        venue,
        ",\n{{\"type\": \"Feature\", \"properties\": {{\"kind\": \"obstacle\"{properties}}}, \"geometry\": {geometry}}}"
    );
}

fn ring(corners: &[[f64; 2]]) -> String {
    let corner = |c: &[f64; 2]| format!("[{:.2}, {:.2}]", c[0], c[1]);
    let all: Vec<String> = corners.iter().chain(corners.first()).map(corner).collect();
    format!(r#"{{"type": "Polygon", "coordinates": [[{}]]}}"#, all.join(", "))
}

fn attraction(
    chance: &mut Chance,
    venue: &mut String,
    event: &mut String,
    field: u64,
    [x, y, w, h]: [f64; 4],
) {
    let id = format!("field{field}");
    feature(venue, "attraction", &id, &ring(&[[x, y], [x + w, y], [x + w, y + h], [x, y + h]]));
    let is = match chance.below(3) {
        0 => format!("Place(capacity: {})", 3 + chance.below(40)),
        1 => "Stage(chosen_density_per_m2: 1.5)".to_owned(),
        _ => format!(
            "Counter(servers: {}, service_s: (mean: 20.0, sd: 10.0), whole_party: {}, balk_at: {}, patience_min: {})",
            1 + chance.below(3),
            chance.once_in(2),
            5 + chance.below(30),
            chance.between(1.0, 8.0)
        ),
    };
    let stay = if is.starts_with("Counter") { "" } else { ", stay_min: (mean: 2.0, sd: 1.0)" };
    let _ = write!(event, "\n  (id: \"{id}\", is: {is}{stay}),");
}

fn barriers(chance: &mut Chance, width: f64, height: f64) -> String {
    let mut plan = "Plan(version: 1, measures: [".to_owned();
    for number in 0..chance.below(3) {
        let mut point = || {
            format!(
                "({:?}, {:?})",
                chance.between(0.5, width - 0.5),
                chance.between(0.5, height - 0.5)
            )
        };
        let line = [point(), point()].join(", ");
        let (from, long) = (chance.below(12), 1 + chance.below(7));
        let _ = write!(
            plan,
            "\n  Barrier(id: \"row{number}\", line: [{line}], from: \"10:{from:02}\", until: \"10:{:02}\"),",
            from + long
        );
    }
    plan + "])"
}

/// The event and the plan, or why they are refused.
fn read(documents: &Documents, folder: &Path) -> Result<(Arc<Scenario>, Plan), Problems> {
    for (name, text) in [
        ("venue.geojson", &documents.venue),
        ("event.ron", &documents.event),
        ("plan.ron", &documents.plan),
    ] {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let scenario = scenario::read(folder)?.scenario;
    let hours = Hours { starts_s: scenario.clock.starts_s, duration_s: scenario.clock.duration_s };
    let context = PlanContext { hours, ground: &scenario.venue.ground, event: None };
    // A barrier that fell beside the ground is none.
    let plan = plan::read(&folder.join("plan.ron"), &context).map(|read| read.plan);
    Ok((Arc::new(scenario), plan.unwrap_or_default()))
}

fn begin(scenario: &Arc<Scenario>, plan: &Plan, seed: u64) -> Result<Simulation, Problems> {
    let options = RunOptions { seed, until_s: None };
    let event = Path::new("event.ron");
    Simulation::new(scenario.clone(), plan.clone(), &options, event).map(|(made, _)| made)
}

fn step_until(simulation: &mut Simulation, until_s: f64) {
    while simulation.now_s() < until_s - 1e-9 {
        simulation.step();
    }
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(work)
}

/// Nobody vanishes, nobody is in an obstacle, nothing is NaN.
fn all_is_well(simulation: &Simulation) {
    let (count, now_s) = (simulation.count(), simulation.now_s());
    let together = count.inside + count.left + count.waiting_outside;
    assert_eq!(count.arrived, together, "after {now_s} s: {count:?}");
    let (crowd, terrain) = (simulation.crowd(), &simulation.ways().terrain);
    assert_eq!(count.inside as usize, crowd.len(), "after {now_s} s");
    for row in 0..crowd.len() {
        let (at, visitor) = (crowd.at(row), crowd.visitor[row]);
        let numbers =
            [at.x, at.y, crowd.speed_mps[row], crowd.heading_x[row], crowd.heading_y[row]];
        assert!(
            numbers.iter().all(|n| n.is_finite()),
            "visitor {visitor} after {now_s} s: {numbers:?}"
        );
        assert!(
            terrain.is_on_ground(at),
            "visitor {visitor} is in an obstacle at {at} after {now_s} s"
        );
    }
}

/// An event from its first to its last tick.
fn holds(scenario: &Arc<Scenario>, plan: &Plan, seed: u64, save_s: f64) {
    let (saved, later) = with_threads(2, || {
        let mut whole = begin(scenario, plan, seed).expect("begun before");
        let (mut saved, mut later) = (None, None);
        while !whole.is_over() {
            whole.step();
            all_is_well(&whole);
            let now_s = whole.now_s();
            if saved.is_none() && now_s >= save_s - 1e-9 {
                saved = Some(whole.save().expect("encodes"));
            }
            if later.is_none() && now_s >= save_s + ON_S - 1e-9 {
                later = Some(whole.state_hash());
            }
        }
        let count = whole.count();
        let stuck: Vec<String> = (0..whole.crowd().len())
            .map(|row| {
                let crowd = whole.crowd();
                format!(
                    "visitor {} at {}, {:?}: wishes ({:.3}, {:.3}), {:.2} m/s, {:.1} m to go",
                    crowd.visitor[row],
                    crowd.at(row),
                    crowd.activity[row],
                    crowd.wish_x[row],
                    crowd.wish_y[row],
                    crowd.speed_mps[row],
                    crowd.way_left_m[row],
                )
            })
            .take(3)
            .collect();
        assert_eq!(
            (count.inside, count.waiting_outside),
            (0, 0),
            "not all have left an hour after the end, {:.0} s: {stuck:#?}",
            whole.now_s()
        );
        (saved.expect("within the event"), later.expect("within the event"))
    });
    with_threads(1, || {
        let mut again = begin(scenario, plan, seed).expect("begun before");
        step_until(&mut again, save_s);
        assert_eq!(
            again.state_hash(),
            saved.about().state_hash,
            "one thread and two until {save_s} s"
        );
        let event = Path::new("event.ron");
        let resumed = Simulation::resume(scenario.clone(), None, &saved, None, event);
        let mut resumed = resumed.unwrap_or_else(|e| panic!("from {save_s} s: {e}")).0;
        step_until(&mut resumed, save_s + ON_S);
        assert_eq!(resumed.state_hash(), later, "from the checkpoint at {save_s} s on");
    });
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|e| panic!("{name}: {e}")))
}

#[test]
fn random_events_keep_their_people() {
    let wanted = number("WUWEI_RANDOM_EVENTS").unwrap_or(12);
    let first = number("WUWEI_RANDOM_SEED").unwrap_or(0);
    let (mut held, mut refused, mut finds) = (0, 0, Vec::new());
    let mut seed = first;
    while held + (finds.len() as u64) < wanted {
        let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let documents = documents(&mut chance);
        let save_s = (10.0 * chance.between(60.0, EVENT_S - 120.0)).round() / 10.0;
        let folder = tempfile::tempdir().expect("a folder");
        let begun = read(&documents, folder.path())
            .and_then(|(scenario, plan)| begin(&scenario, &plan, seed).map(|_| (scenario, plan)));
        match begun {
            // Ground that the dice cut in two, an attraction in a wall: said, with its place.
            Err(problems) => {
                assert!(problems.has_errors(), "seed {seed}: refused without an error");
                assert_eq!(english_only(&problems), "", "seed {seed}: not in Chinese");
                refused += 1;
                assert!(refused < 20 * (wanted + 10), "hardly any event is possible");
            }
            Ok((scenario, plan)) => {
                let run = catch_unwind(AssertUnwindSafe(|| holds(&scenario, &plan, seed, save_s)));
                match run {
                    Ok(()) => held += 1,
                    Err(_) => {
                        keep(folder.path(), seed);
                        finds.push(seed);
                    }
                }
            }
        }
        seed += 1;
    }
    println!(
        "{held} events held, {} did not, {refused} were refused (seeds {first}..{seed})",
        finds.len()
    );
    assert!(finds.is_empty(), "seeds {finds:?}; what is amiss stands above");
}

/// Keeps the documents of a find.
fn keep(from: &Path, seed: u64) {
    let Some(to) = std::env::var_os("WUWEI_RANDOM_FINDS").map(PathBuf::from) else { return };
    let to = to.join(format!("seed{seed}"));
    std::fs::create_dir_all(&to).expect("a folder");
    for name in ["venue.geojson", "event.ron", "plan.ron"] {
        std::fs::copy(from.join(name), to.join(name)).expect("kept");
    }
}
