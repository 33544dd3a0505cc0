//! The scenes on which the engine is timed: ground, exits, and where everybody stands at the
//! start. All benchmarks take them from here, and `beside_jupedsim.py` hands the very same
//! people to the program that it runs beside.
//!
//! | spec | scene |
//! |---|---|
//! | `plaza:N[:DENSITY]` | a square at DENSITY /m² (1); everybody walks to the exits along its east side |
//! | `door:N[:WIDTH]` | a room at 2 /m² that empties through a door WIDTH m wide (2) |
//! | `stalls:N` | a square of 150 m with 40 stalls of 3 m, exits along its east side |

#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub mod square;

use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::path::Path;
use std::sync::Arc;
use wuwei::document::Bilingual;
use wuwei::geometry::Frame;
use wuwei::plan::Plan;
use wuwei::scenario::{
    Counter, Demand, EventClock, Goes, Limits, Motion, MotionModel, PartySize, PlacedVisitor,
    Portal, Scenario, Segment, Spread, Ways,
};
use wuwei::sim::{RunOptions, Simulation};
use wuwei::venue::{CounterLine, Look, Obstacle, PortalGeometry, PortalShape, Venue};

/// Free speed of everybody, m/s: JuPedSim's default.
const FREE_SPEED_MPS: f64 = 1.2;
/// Body radius of everybody, metres: JuPedSim's default.
const RADIUS_M: f64 = 0.2;
/// Room between the outline and the outermost people, metres.
const EDGE_M: f64 = 0.3;
/// Exits along a side have about this breadth, metres.
const EXIT_M: f64 = 10.0;
/// Most exits along a side. The fields to the exits are ground, not people: on the largest
/// squares they would drown what is measured.
const MOST_EXITS: usize = 10;

/// Somebody at the start.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// East and north, metres.
    pub at: [f64; 2],
    /// Index of the exit that they make for.
    pub exit: usize,
}

/// A scene.
#[derive(Clone, Debug)]
pub struct Scene {
    /// What can be walked on, before the holes are taken out.
    pub outer: Vec<[f64; 2]>,
    /// Obstacles.
    pub holes: Vec<Vec<[f64; 2]>>,
    /// Areas in which people are gone.
    pub exits: Vec<Vec<[f64; 2]>>,
    /// Everybody.
    pub people: Vec<Person>,
}

impl Scene {
    /// The scene of a spec; `None` where there is no such.
    pub fn parse(spec: &str) -> Option<Self> {
        let mut words = spec.split(':');
        let name = words.next()?;
        let people: usize = words.next()?.parse().ok()?;
        let number = words.next().map(str::parse::<f64>).transpose().ok()?;
        match name {
            "plaza" => Some(plaza(people, number.unwrap_or(1.0))),
            "door" => Some(door(people, number.unwrap_or(2.0))),
            "stalls" if number.is_none() => Some(stalls(people)),
            _ => None,
        }
    }

    /// The same scene with one in `of` people only.
    pub fn thinned(mut self, of: usize) -> Self {
        self.people = self.people.into_iter().step_by(of).collect();
        self
    }

    /// The scene as an event: everybody placed at its start, exits as portals, a counting line
    /// across the middle. What a document would leave out has the document's default.
    pub fn scenario(&self, time_step_s: f64) -> Scenario {
        let rings = self.holes.iter().map(|h| ring(h)).collect();
        let ground = Polygon::new(ring(&self.outer), rings);
        let portals: Vec<Portal> = self.exits.iter().enumerate().map(portal).collect();
        let counter = CounterLine {
            id: "middle".into(),
            name: Bilingual::default(),
            line: middle_line(&self.outer),
        };
        let obstacle = |hole: &Vec<[f64; 2]>| Obstacle {
            shape: MultiPolygon::new(vec![Polygon::new(ring(hole), Vec::new())]),
            look: Look::Furniture,
            low: false,
            name: None,
        };
        let placed = |person: &Person| PlacedVisitor {
            starts_s: 0.0,
            at: coord(&person.at),
            free_speed_mps: FREE_SPEED_MPS,
            segment: 0,
            leaves_by: person.exit,
            waits_s: 0.0,
            goes: Goes::Out,
        };
        Scenario {
            id: "scene".into(),
            name: Bilingual::default(),
            clock: EventClock { date: None, timezone: None, starts_s: 0.0, duration_s: 3600.0 },
            venue: Venue {
                name: Bilingual::default(),
                frame: Frame { lon_deg: 0.0, lat_deg: 0.0 },
                ground: MultiPolygon::new(vec![ground]),
                obstacles: self.holes.iter().map(obstacle).collect(),
                zones: Vec::new(),
                portals: portals.iter().map(|p| p.shape.clone()).collect(),
                attractions: Vec::new(),
                counters: vec![counter.clone()],
            },
            portals,
            attractions: Vec::new(),
            programme: Vec::new(),
            segments: vec![everybody()],
            demand: Demand {
                visitors: 0,
                bins: Vec::new(),
                stay_s: exactly(0.0),
                origin: Bilingual::default(),
            },
            placed: self.people.iter().map(placed).collect(),
            rounds: Vec::new(),
            motion: Motion { model: as_jupedsim(), time_step_s, cell_m: 0.5 },
            ways: Ways { informed_share: 0.3, refresh_s: 60.0 },
            counters: vec![Counter { shape: counter, width_m: 100.0, capacity_per_min: 8200.0 }],
            limits: Limits {
                moving_density_per_m2: 2.0,
                standing_density_per_m2: 4.0,
                critical_density_per_m2: 5.0,
                pressure_per_s2: 0.02,
                egress_s: 480.0,
                step_free_width_m: 1.5,
            },
            sources: Vec::new(),
            defaults: Vec::new(),
        }
    }

    /// A run of the scene that has not begun.
    pub fn simulation(&self, time_step_s: f64) -> Simulation {
        begin(self.scenario(time_step_s))
    }
}

/// A run of an event without measures that has not begun.
pub fn begin(scenario: Scenario) -> Simulation {
    let options = RunOptions { seed: 1, until_s: None };
    let made = Simulation::new(Arc::new(scenario), Plan::default(), &options, Path::new("a scene"));
    made.unwrap_or_else(|problems| panic!("{problems}")).0
}

/// Everybody is inside and has looked around: the first second, with all that is done but once,
/// is over.
pub fn settled(mut simulation: Simulation) -> Simulation {
    while simulation.now_s() < 1.0 {
        simulation.step();
    }
    simulation
}

/// How many more people there would be if nobody had left.
pub fn all_over_present(simulation: &Simulation) -> f64 {
    let count = simulation.count();
    f64::from(count.arrived) / f64::from(count.inside.max(1))
}

/// The collision-free speed model with JuPedSim's defaults, which are this program's.
pub fn as_jupedsim() -> MotionModel {
    MotionModel::CollisionFreeSpeed {
        time_gap_s: 1.0,
        neighbor_strength: 8.0,
        neighbor_range_m: 0.1,
        wall_strength: 5.0,
        wall_range_m: 0.02,
    }
}

/// A square at `density` persons/m², with a strip of exits beyond its east side.
fn plaza(people: usize, density: f64) -> Scene {
    let side = (people as f64 / density).sqrt();
    // Bodies do not overlap at the start.
    let sway = free_sway(density, 0.42);
    let places = places([EDGE_M, side - EDGE_M], people, sway, &mut Dice(1), |_| true);
    let count = ((side / EXIT_M).round() as usize).clamp(1, MOST_EXITS);
    with_exits_east(side, count, Vec::new(), places)
}

/// A room whose only way out is a door `width` metres wide, and a yard with the exit behind it.
fn door(people: usize, width: f64) -> Scene {
    const DENSITY: f64 = 2.0;
    const WALL_M: f64 = 0.5;
    const YARD_M: f64 = 10.0;
    let side = (people as f64 / DENSITY).sqrt();
    let (middle, far) = (side / 2.0, side + YARD_M);
    let (south, north) = (middle - width / 2.0, middle + width / 2.0);
    let outside = side + WALL_M;
    let outer = vec![
        [0.0, 0.0],
        [side, 0.0],
        [side, south],
        [outside, south],
        [outside, 0.0],
        [far, 0.0],
        [far, side],
        [outside, side],
        [outside, north],
        [side, north],
        [side, side],
        [0.0, side],
    ];
    let exit = rectangle([far - 2.0, middle - 6.0], [far, middle + 6.0]);
    let sway = free_sway(DENSITY, 0.43);
    let places = places([EDGE_M, side - EDGE_M], people, sway, &mut Dice(1), |_| true);
    let people = places.into_iter().map(|at| Person { at, exit: 0 }).collect();
    Scene { outer, holes: Vec::new(), exits: vec![exit], people }
}

/// A square with stalls that people walk around.
fn stalls(people: usize) -> Scene {
    const SIDE_M: f64 = 150.0;
    const STALLS: usize = 40;
    const STALL_M: f64 = 3.0;
    const EXITS: usize = 15;
    let mut dice = Dice(1);
    let across = (STALLS as f64).sqrt().ceil() as usize;
    let lot = SIDE_M / across as f64;
    let mut lots: Vec<usize> = (0..across * across).collect();
    dice.shuffle(&mut lots);
    let stall = |lot_number: &usize| {
        let mut middle = |number: usize| (number as f64 + 0.5 + dice.sway(0.25)) * lot;
        let (x, y) = (middle(lot_number % across), middle(lot_number / across));
        let half = STALL_M / 2.0;
        rectangle([x - half, y - half], [x + half, y + half])
    };
    let holes: Vec<_> = lots[..STALLS].iter().map(stall).collect();
    let is_free = |at: [f64; 2]| {
        let covers = |hole: &Vec<[f64; 2]>| {
            (0..2).all(|axis| (hole[0][axis] - EDGE_M..hole[2][axis] + EDGE_M).contains(&at[axis]))
        };
        !holes.iter().any(covers)
    };
    let places = places([EDGE_M, SIDE_M - EDGE_M], people, 0.2, &mut dice, is_free);
    with_exits_east(SIDE_M, EXITS, holes, places)
}

/// A square with a strip of 1 m beside exits of 1 m along its east side; people make for the
/// exit that they stand level with.
fn with_exits_east(
    side: f64,
    count: usize,
    holes: Vec<Vec<[f64; 2]>>,
    places: Vec<[f64; 2]>,
) -> Scene {
    let breadth = side / count as f64;
    let exit = |i: usize| {
        rectangle([side + 1.0, i as f64 * breadth], [side + 2.0, (i + 1) as f64 * breadth])
    };
    let person = |at: [f64; 2]| Person { at, exit: ((at[1] / breadth) as usize).min(count - 1) };
    Scene {
        outer: rectangle([0.0, 0.0], [side + 2.0, side]),
        holes,
        exits: (0..count).map(exit).collect(),
        people: places.into_iter().map(person).collect(),
    }
}

/// How far people on a grid at `density` may be moved off it so that they stay `apart_m` metres
/// apart, as a share of the spacing, at most a quarter.
fn free_sway(density: f64, apart_m: f64) -> f64 {
    let spacing = 1.0 / density.sqrt();
    ((spacing - apart_m) / 2.0 / spacing).clamp(0.0, 0.25)
}

/// So many places on a grid over a square, each moved off it by up to `sway` of the spacing, in
/// no order: who was drawn first stands anywhere, as in a crowd.
fn places(
    [low, high]: [f64; 2],
    count: usize,
    sway: f64,
    dice: &mut Dice,
    is_free: impl Fn([f64; 2]) -> bool,
) -> Vec<[f64; 2]> {
    let side = high - low;
    let mut spacing = side / (count as f64).sqrt();
    loop {
        let across = (side / spacing).max(1.0) as usize;
        let spacing_here = side / across as f64;
        let mut places = Vec::with_capacity(across * across);
        for cell in 0..across * across {
            let mut along =
                |number: usize| low + (number as f64 + 0.5 + dice.sway(sway)) * spacing_here;
            let place = [along(cell / across), along(cell % across)];
            if is_free(place) {
                places.push(place);
            }
        }
        if places.len() >= count {
            dice.shuffle(&mut places);
            places.truncate(count);
            return places;
        }
        spacing *= 0.99;
    }
}

fn rectangle([x0, y0]: [f64; 2], [x1, y1]: [f64; 2]) -> Vec<[f64; 2]> {
    vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
}

fn coord([x, y]: &[f64; 2]) -> Coord<f64> {
    Coord { x: *x, y: *y }
}

fn ring(points: &[[f64; 2]]) -> LineString<f64> {
    points.iter().chain(points.first()).map(coord).collect()
}

/// From the south to the north, half way between the ends.
fn middle_line(outer: &[[f64; 2]]) -> LineString<f64> {
    let last = |axis: usize| outer.iter().map(|p| p[axis]).fold(0.0, f64::max);
    let x = last(0) / 2.0;
    vec![Coord { x, y: 0.0 }, Coord { x, y: last(1) }].into()
}

fn portal((number, area): (usize, &Vec<[f64; 2]>)) -> Portal {
    Portal {
        shape: PortalShape {
            id: format!("exit {number}"),
            name: Bilingual::default(),
            shape: PortalGeometry::Area(Polygon::new(ring(area), Vec::new())),
        },
        width_m: EXIT_M,
        // Nobody is held back, as in the other program.
        capacity_per_min: 1e9,
        inward: false,
        outward: true,
        step_free: true,
        pulses: None,
        arrival_share: 0.0,
        reach_m: 0.7,
    }
}

fn everybody() -> Segment {
    Segment {
        id: "adult".into(),
        name: Bilingual::default(),
        share: 1.0,
        free_speed_mps: exactly(FREE_SPEED_MPS),
        radius_m: RADIUS_M,
        step_free: false,
        party: PartySize { lambda: 0.0, low: 1, high: 1 },
        companions: None,
        knows_place: 1.0,
    }
}

fn exactly(number: f64) -> Spread {
    Spread { mean: number, sd: 0.0, low: number, high: number }
}

/// Numbers that look random: the same on every machine (Steele, Lea and Flood 2014, SplitMix).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number in −most..most.
    fn sway(&mut self, most: f64) -> f64 {
        let unit = (self.roll() >> 11) as f64 / (1u64 << 53) as f64;
        (2.0 * unit - 1.0) * most
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, (self.roll() % (last as u64 + 1)) as usize);
        }
    }
}
