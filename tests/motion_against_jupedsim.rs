//! The models of motion against JuPedSim 1.4.2's.
//!
//! The scenes and the figures under `tests/peer/` were made by `tests/peer/compare_jupedsim.py`,
//! which runs JuPedSim; here they are only read, so that no Python is needed. The same script
//! calls the ignored test [`dump`] to compare any scene live.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at what is amiss")]

use geo::{Contains, Coord, LineString, MultiPolygon, Polygon};
use glam::Vec2;
use std::path::Path;
use wuwei::crowd::{Columns, Frozen, Stance};
use wuwei::document::Bilingual;
use wuwei::geometry::Frame;
use wuwei::locomotion::{Model, Next, STUCK_SHARE, Steps, shifted_wish, squeezed_radius};
use wuwei::navigation::{FlowField, Goal, Terrain};
use wuwei::scenario::{AnticipationVelocityModel, MotionModel, SocialForceModel};
use wuwei::venue::Venue;

/// A scene as `scenes.py` writes it.
struct Scene {
    outer: Polygon<f64>,
    exits: Vec<Polygon<f64>>,
    agents: Vec<(Vec2, usize)>,
}

impl Scene {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let mut words = text.split_whitespace();
        let ring = |words: &mut std::str::SplitWhitespace, count: usize| -> LineString<f64> {
            (0..count)
                .map(|_| {
                    let mut number = || words.next().unwrap().parse::<f64>().unwrap();
                    let x = number();
                    Coord { x, y: number() }
                })
                .collect()
        };
        let (mut outer, mut holes, mut exits) = (LineString::new(vec![]), vec![], vec![]);
        let mut agents = vec![];
        while let Some(section) = words.next() {
            let count: usize = words.next().unwrap().parse().unwrap();
            match section {
                "outer" => outer = ring(&mut words, count),
                "agents" => {
                    for _ in 0..count {
                        let mut number = || words.next().unwrap().parse::<f64>().unwrap();
                        let (x, y) = (number() as f32, number() as f32);
                        agents.push((Vec2::new(x, y), number() as usize));
                    }
                }
                _ => {
                    let rings = if section == "holes" { &mut holes } else { &mut exits };
                    for _ in 0..count {
                        assert_eq!(words.next(), Some("poly"));
                        let points = words.next().unwrap().parse().unwrap();
                        rings.push(ring(&mut words, points));
                    }
                }
            }
        }
        let exits = exits.into_iter().map(|ring| Polygon::new(ring, vec![])).collect();
        Self { outer: Polygon::new(outer, holes), exits, agents }
    }

    fn venue(&self) -> Venue {
        Venue {
            name: Bilingual::default(),
            frame: Frame { lon_deg: 0.0, lat_deg: 0.0 },
            ground: MultiPolygon::new(vec![self.outer.clone()]),
            obstacles: vec![],
            zones: vec![],
            portals: vec![],
            attractions: vec![],
            counters: vec![],
        }
    }
}

/// How people find their way.
#[derive(Clone, Copy, PartialEq)]
enum Wish {
    /// Straight to the middle of their exit, as JuPedSim does in a convex room.
    Straight,
    /// Down a flow field on cells of so many metres.
    Field(f64),
}

struct Run {
    terrain: Terrain,
    fields: Vec<FlowField>,
    targets: Vec<Vec2>,
    exits: Vec<Polygon<f64>>,
    wish: Wish,
    model: Model,
    frozen: Frozen,
    next: Next,
    id: Vec<usize>,
    exit: Vec<usize>,
    columns: [Vec<f32>; 9],
    speed_mps: Vec<f32>,
    stance: Vec<Stance>,
    stuck_s: Vec<f32>,
    /// Whether people who are stuck shift about.
    impatient: bool,
    time_s: f64,
}

/// A model by its name in event documents, with JuPedSim's parameters.
fn model(name: &str) -> MotionModel {
    match name {
        "CollisionFreeSpeed" => MotionModel::CollisionFreeSpeed {
            time_gap_s: 1.0,
            neighbor_strength: 8.0,
            neighbor_range_m: 0.1,
            wall_strength: 5.0,
            wall_range_m: 0.02,
        },
        "AnticipationVelocity" => MotionModel::AnticipationVelocity(AnticipationVelocityModel {
            time_gap_s: 1.06,
            neighbor_strength: 8.0,
            neighbor_range_m: 0.1,
            anticipation_s: 1.0,
            reaction_s: 0.3,
            wall_buffer_m: 0.1,
            wall_pushout: 0.3,
        }),
        "SocialForce" => MotionModel::SocialForce(SocialForceModel {
            mass_kg: 80.0,
            relaxation_s: 0.5,
            neighbor_force_n: 2000.0,
            wall_force_n: 2000.0,
            force_range_m: 0.08,
            stiffness_kg_per_s2: 120_000.0,
            friction_kg_per_m_s: 240_000.0,
            longest_step_s: 0.01,
        }),
        other => panic!("{other} is no model of motion"),
    }
}

fn centre(ring: &Polygon<f64>) -> Vec2 {
    let points: Vec<_> = ring.exterior().coords().skip(1).collect();
    let sum = points.iter().fold(Vec2::ZERO, |s, c| s + Vec2::new(c.x as f32, c.y as f32));
    sum / points.len() as f32
}

/// A number in −1..1 for somebody and a second.
fn draw(id: usize, second: usize) -> f32 {
    let mut z = (id as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (second as u64 + 1) << 32;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z >> 40) as f32) / (1u64 << 23) as f32 - 1.0
}

impl Run {
    fn new(scene: &Scene, wish: Wish, motion: &MotionModel) -> Self {
        let cell_m = if let Wish::Field(cell_m) = wish { cell_m } else { 0.5 };
        let terrain = Terrain::new(&scene.venue(), &[], cell_m);
        let targets: Vec<Vec2> = scene.exits.iter().map(centre).collect();
        let solve = |p: &Vec2| FlowField::solve(&terrain, &Goal::Point(*p), false, None);
        let fields =
            if wish == Wish::Straight { vec![] } else { targets.iter().map(solve).collect() };
        let people = scene.agents.len();
        let model = Model::new(motion);
        let time_gap_s = motion.time_gap_s().unwrap_or(1.0) as f32;
        let column = |f: &dyn Fn(&(Vec2, usize)) -> f32| scene.agents.iter().map(f).collect();
        let columns = [
            column(&|a| a.0.x),
            column(&|a| a.0.y),
            // Nobody faces anywhere yet, as in JuPedSim.
            column(&|_| 0.0),
            column(&|_| 0.0),
            column(&|_| 0.0),
            column(&|_| 0.0),
            column(&|_| 1.2),
            column(&|_| 0.2),
            column(&|_| time_gap_s),
        ];
        Self {
            frozen: Frozen::new(model.best_cell_m()),
            model,
            terrain,
            fields,
            targets,
            exits: scene.exits.clone(),
            wish,
            next: Next::new(),
            id: (0..people).collect(),
            exit: scene.agents.iter().map(|a| a.1).collect(),
            columns,
            speed_mps: vec![0.0; people],
            stance: vec![Stance::Walks; people],
            stuck_s: vec![0.0; people],
            impatient: false,
            time_s: 0.0,
        }
    }

    fn len(&self) -> usize {
        self.id.len()
    }

    fn at(&self, i: usize) -> Vec2 {
        Vec2::new(self.columns[0][i], self.columns[1][i])
    }

    fn step(&mut self, dt_s: f32) {
        for i in 0..self.len() {
            let wish = match self.wish {
                Wish::Straight => (self.targets[self.exit[i]] - self.at(i)).normalize_or_zero(),
                Wish::Field(_) => self.fields[self.exit[i]].direction(self.at(i)),
            };
            let wish = if self.impatient {
                let draw = draw(self.id[i], self.time_s as usize);
                self.columns[7][i] = squeezed_radius(0.2, self.stuck_s[i], draw);
                shifted_wish(wish, self.stuck_s[i], draw)
            } else {
                wish
            };
            self.columns[4][i] = wish.x;
            self.columns[5][i] = wish.y;
        }
        self.walk(dt_s);
        self.time_s += f64::from(dt_s);
        for i in (0..self.len()).rev() {
            let at = self.at(i);
            let c = Coord { x: f64::from(at.x), y: f64::from(at.y) };
            if self.exits[self.exit[i]].contains(&c) {
                for column in &mut self.columns {
                    column.remove(i);
                }
                self.id.remove(i);
                self.exit.remove(i);
                self.speed_mps.remove(i);
                self.stance.remove(i);
                self.stuck_s.remove(i);
            }
        }
    }

    fn walk(&mut self, dt_s: f32) {
        self.sort();
        self.walk_sorted(dt_s);
    }

    fn sort(&mut self) {
        let [x, y, heading_x, heading_y, wish_x, wish_y, wish_speed_mps, radius_m, time_gap_s] =
            &self.columns;
        let stance = &self.stance;
        self.frozen.sort_from(&Columns {
            x,
            y,
            heading_x,
            heading_y,
            wish_x,
            wish_y,
            wish_speed_mps,
            radius_m,
            time_gap_s,
            stance,
        });
        if self.model.looks_at_speeds() {
            self.frozen.take_speeds(&self.speed_mps);
        }
    }

    fn walk_sorted(&mut self, dt_s: f32) {
        self.model.walk(&self.frozen, &self.terrain.walls, Steps::one(dt_s), &mut self.next);
        for (i, &row) in self.frozen.row.iter().enumerate() {
            let row = row as usize;
            self.columns[0][row] = self.next.x[i];
            self.columns[1][row] = self.next.y[i];
            self.columns[2][row] = self.next.heading_x[i];
            self.columns[3][row] = self.next.heading_y[i];
            self.speed_mps[row] = self.next.speed_mps[i];
            let stuck = self.next.speed_mps[i] < STUCK_SHARE * self.columns[6][row];
            self.stuck_s[row] = if stuck { self.stuck_s[row] + dt_s } else { 0.0 };
        }
    }
}

/// Runs a scene and a model (`WUWEI_MODEL`) from the environment and writes what happened: `p T ID X Y` positions at the
/// times in `WUWEI_DUMP_S`, `g T ID` the first time that somebody is beyond `WUWEI_GATE_X`,
/// `n T COUNT` once a second.
#[test]
#[ignore = "a tool: run by tests/peer/compare_jupedsim.py"]
fn dump() {
    let get = |name: &str| std::env::var(name).ok();
    let number = |name: &str, or: f64| get(name).map_or(or, |s| s.parse().unwrap());
    let scene = Scene::read(Path::new(&get("WUWEI_SCENE").expect("WUWEI_SCENE names a scene")));
    let dt_s = number("WUWEI_DT_S", 0.01);
    let until_s = number("WUWEI_UNTIL_S", 1.0);
    let gate_x = number("WUWEI_GATE_X", f64::INFINITY) as f32;
    let cell_m = number("WUWEI_CELL_M", 0.0);
    let wish = if cell_m > 0.0 { Wish::Field(cell_m) } else { Wish::Straight };
    let dumps: Vec<usize> = get("WUWEI_DUMP_S")
        .iter()
        .flat_map(|s| s.split(','))
        .map(|s| (s.parse::<f64>().unwrap() / dt_s).round() as usize)
        .collect();
    let name = get("WUWEI_MODEL").unwrap_or_else(|| "CollisionFreeSpeed".to_owned());
    let mut run = Run::new(&scene, wish, &model(&name));
    run.impatient = get("WUWEI_IMPATIENT").is_some();
    let mut through = vec![false; run.len()];
    let mut lines = Vec::new();
    let mut person_steps = 0;
    let started = std::time::Instant::now();
    for step in 1..=(until_s / dt_s).round() as usize {
        person_steps += run.len();
        run.step(dt_s as f32);
        let t = step as f64 * dt_s;
        for i in 0..run.len() {
            let id = run.id[i];
            if run.at(i).x > gate_x && !through[id] {
                through[id] = true;
                lines.push(format!("g {t:.3} {id}"));
            }
            if dumps.contains(&step) {
                lines.push(format!("p {t:.3} {id} {} {}", run.at(i).x, run.at(i).y));
            }
        }
        if run.len() == 0 {
            break;
        }
    }
    let wall_s = started.elapsed().as_secs_f64();
    lines.push(format!("s {person_steps} {wall_s:.3}"));
    std::fs::write(get("WUWEI_OUT").expect("WUWEI_OUT names a file"), lines.join("\n")).unwrap();
}

fn known() -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string("tests/peer/jupedsim.json").unwrap()).unwrap()
}

fn scene(name: &str) -> Scene {
    Scene::read(&Path::new("tests/peer").join(name))
}

/// JuPedSim: time step 0.01 s, 300 people walking to strips along the right side of a square.
#[test]
fn after_one_second_people_are_where_jupedsim_has_them() {
    let known = known();
    is_where_jupedsim_has_them("CollisionFreeSpeed", &known["plaza"], 1e-4);
}

/// The same for the other models. Where two are exactly ahead of each other JuPedSim's
/// anticipation velocity model tosses a coin and ours passes on the right.
#[test]
fn in_the_other_models_too() {
    let known = known();
    is_where_jupedsim_has_them("AnticipationVelocity", &known["AnticipationVelocity"], 5e-4);
    is_where_jupedsim_has_them("SocialForce", &known["SocialForce"], 1e-4);
}

fn is_where_jupedsim_has_them(name: &str, known: &serde_json::Value, most_apart_m: f32) {
    for density in ["1", "2", "3"] {
        let start = scene(&format!("plaza_{density}.txt"));
        let mut run = Run::new(&start, Wish::Straight, &model(name));
        (0..100).for_each(|_| run.step(0.01));
        let facts = &known[density];
        let gone = facts["gone"].as_u64().unwrap() as usize;
        assert_eq!(run.len(), 300 - gone, "people left at {density}/m²");
        let walked = (0..run.len()).map(|i| run.at(i).distance(start.agents[run.id[i]].0));
        let mean = walked.sum::<f32>() / run.len() as f32;
        let ratio = mean / facts["mean_speed_mps"].as_f64().unwrap() as f32;
        assert!((ratio - 1.0).abs() < 0.01, "mean speed at {density}/m² is {ratio} of JuPedSim's");
        let after = facts["after_1_s"].as_array().unwrap();
        let number = |v: &serde_json::Value| v.as_f64().unwrap() as f32;
        let mut apart: Vec<f32> = after
            .iter()
            .enumerate()
            .map(|(i, p)| run.at(i).distance(Vec2::new(number(&p[0]), number(&p[1]))))
            .collect();
        apart.sort_by(f32::total_cmp);
        if let Some(median) = apart.get(apart.len() / 2) {
            assert!(*median < most_apart_m, "median {median} m apart at {density}/m²");
        }
    }
}

/// People a second between the first and the last tenth of those who came through.
fn flow(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let (first, last) = (times.len() / 10, times.len() - 1 - times.len() / 10);
    (last - first) as f64 / (times[last] - times[first])
}

/// JuPedSim: time step 0.1 s, 200 people in a room at 2 persons/m², a door of 1 m in a wall
/// of 0.5 m. It knows its way by the walls' corners; we find ours on cells.
#[test]
fn a_door_passes_as_many_as_in_jupedsim_on_coarse_cells_too() {
    let known = known();
    let seeds = ["1", "2", "3"];
    let theirs = seeds.iter().map(|s| known["door"][s]["flow_per_s"].as_f64().unwrap());
    let theirs = theirs.sum::<f64>() / 3.0;
    for cell_m in [0.25, 0.5] {
        let mut sum = 0.0;
        for seed in seeds {
            let start = scene(&format!("door_{seed}.txt"));
            let mut run = Run::new(&start, Wish::Field(cell_m), &model("CollisionFreeSpeed"));
            run.impatient = true;
            let mut through: Vec<f64> = vec![f64::NAN; 200];
            while run.len() > 0 && run.time_s < 600.0 {
                run.step(0.1);
                for i in 0..run.len() {
                    let id = run.id[i];
                    if run.at(i).x > 10.5 && through[id].is_nan() {
                        through[id] = run.time_s;
                    }
                }
            }
            assert_eq!(run.len(), 0, "the door jams (seed {seed}, cells {cell_m} m)");
            sum += flow(through);
        }
        let ratio = sum / 3.0 / theirs;
        println!("cells {cell_m} m: {ratio:.3} of JuPedSim's {theirs:.3} persons/s");
        assert!((ratio - 1.0).abs() < 0.1, "flow {ratio} of JuPedSim's on {cell_m} m cells");
    }
}

/// A square of people at a density, all walking east, with a wall around.
fn square(people: usize, density_per_m2: f64) -> Scene {
    let side = (people as f64 / density_per_m2).sqrt();
    let corners = [(0.0, 0.0), (side + 2.0, 0.0), (side + 2.0, side), (0.0, side)];
    let outer = Polygon::new(LineString::from(corners.to_vec()), vec![]);
    let strip = [(side + 1.0, 0.0), (side + 2.0, 0.0), (side + 2.0, side), (side + 1.0, side)];
    let exits = vec![Polygon::new(LineString::from(strip.to_vec()), vec![])];
    let a_side = (people as f64).sqrt().ceil() as usize;
    let spacing = (side - 0.6) / a_side as f64;
    // A deterministic jitter of up to a quarter of the room that bodies leave.
    let jitter = (0.5 * (spacing - 0.42)).clamp(0.0, 0.25 * spacing);
    let wobble = |i: usize, k: usize| {
        (((i * 2 + k).wrapping_mul(2_654_435_761) >> 7) % 2001) as f64 / 1000.0 - 1.0
    };
    let place = |i: usize| {
        let (column, row) = ((i % a_side) as f64, (i / a_side) as f64);
        let x = 0.3 + (column + 0.5) * spacing + jitter * wobble(i, 0);
        let y = 0.3 + (row + 0.5) * spacing + jitter * wobble(i, 1);
        (Vec2::new(x as f32, y as f32), 0)
    };
    Scene { outer, exits, agents: (0..people).map(place).collect() }
}

/// Time this thread was on a processor, seconds, where the system tells.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).map_or(f64::NAN, |ns| ns * 1e-9)
}

#[test]
#[ignore = "a benchmark: cargo test --release --test motion_against_jupedsim -- --ignored --nocapture how_fast"]
fn how_fast() {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for (people, density, steps) in [(10_000, 1.0, 200), (10_000, 4.0, 100), (200_000, 1.0, 10)] {
        let scene = square(people, density);
        let mut run = Run::new(&scene, Wish::Straight, &model("CollisionFreeSpeed"));
        run.columns[4].fill(1.0);
        for cell_m in [Vec2::new(0.8, 0.8), Vec2::new(0.4, 1.6), Vec2::new(0.4, 2.0)] {
            run.frozen = Frozen::new(cell_m);
            let (sorting_s, walking_s) = one.install(|| {
                run.walk(0.01);
                let (mut sorting_s, mut walking_s) = (0.0, 0.0);
                for _ in 0..steps {
                    let started = cpu_s();
                    run.sort();
                    let sorted = cpu_s();
                    run.walk_sorted(0.01);
                    sorting_s += sorted - started;
                    walking_s += cpu_s() - sorted;
                }
                (sorting_s, walking_s)
            });
            println!(
                "{people} at {density}/m², cells {cell_m} m: {:.2} M person-steps per CPU second, {:.0} % of it sorting",
                (people * steps) as f64 / (sorting_s + walking_s) / 1e6,
                100.0 * sorting_s / (sorting_s + walking_s),
            );
        }
    }
}
