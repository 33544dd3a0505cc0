//! What a crowd does of itself, as figures: lanes, stripes, the zipper at a door, a flow that falls
//! where it is too dense, pressure before people come to a halt; and what it must not do: freeze,
//! swing to and fro, go through each other, run.
//!
//! The model is that of events; `WUWEI_MODEL` takes another, as in an event document. Every test
//! prints its figures (`cargo test --release --test emergence -- --nocapture`).

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops at what is amiss")]

use geo::{Coord, MultiPolygon, Rect};
use std::collections::BTreeMap;
use wuwei::scene::{Measured, Person, PersonGoes, Scene, Walking};
use wuwei::trajectories::{Position, Trajectories, crossings, flow_per_s};
use wuwei::verify::{self, Run};

/// Nobody is faster than this times the own free speed.
const FASTEST_SHARE: f64 = 1.3;
/// Positions a second.
const FPS: f64 = 10.0;
/// Body radius, metres.
const RADIUS_M: f64 = 0.2;
/// Order of lanes at least; 0.86 in a filmed corridor of 4 m.
const LANES: f64 = 0.8;
/// Order of stripes at least.
const STRIPES: f64 = 0.4;
/// Density up to which a two-way corridor must flow, persons per m².
const FLOWS_UP_TO_PER_M2: f64 = 2.5;
/// Share of those through a narrow door who come from the other side than the one before; one
/// half if it were chance.
const ZIPPER: f64 = 0.6;
/// When the last of two crowds must be through, seconds; 136 s in another program (FDS+Evac).
const TWO_CROWDS_S: f64 = 136.0;
/// Share of the people in a corridor with two ways who keep to its right at least.
const KEEP_RIGHT: f64 = 0.8;
/// Density beyond which the flow through a line falls, persons per m² (Still: unstable below 5).
const FALLS_FROM_PER_M2: f64 = 4.0;
/// Flow that people make in a corridor at its best, persons/m/s: 1.2 to 1.6 (Weidmann 1993, HERMES).
const BEST_FLOW: [f64; 2] = [1.2, 1.6];
/// Crowd pressure ρ·Var(v) at which an alarm is given, 1/s² (Helbing, Johansson, Al-Abideen 2007).
const ALARM_PER_S2: f64 = 0.02;
/// Density from which on speeds differ because of the others, persons per m² [a].
const CROWDED_PER_M2: f64 = 2.0;
/// Speed below which people hardly move, m/s.
const HALT_MPS: f64 = 0.1;
/// Share of time before a door in which somebody is pushed back.
const SWINGS: f64 = 0.05;
/// Share of time in which somebody is nearer to another than bodies' depth.
const CLOSE: f64 = 0.01;

fn rectangle(low: [f64; 2], high: [f64; 2]) -> geo::Polygon<f64> {
    Rect::new(Coord { x: low[0], y: low[1] }, Coord { x: high[0], y: high[1] }).to_polygon()
}

fn area(low: [f64; 2], high: [f64; 2]) -> MultiPolygon<f64> {
    MultiPolygon::new(vec![rectangle(low, high)])
}

/// A number in 0..1 that looks random beside those of other keys.
fn draw(key: u64) -> f64 {
    let mixed = (key + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 11) as f64 / (1u64 << 53) as f64
}

/// Free speed of a person: about normal, 1.34 ± 0.26 m/s.
fn free_speed_mps(id: i64) -> f64 {
    let key = id as u64 * 16;
    let sum: f64 = (0..12).map(|k| draw(key + k)).sum();
    (1.34 + 0.26 * (sum - 6.0)).clamp(0.7, 2.0)
}

fn person(id: i64, starts_s: f64, at: [f64; 2], exit: usize) -> Person {
    let at = Coord { x: at[0], y: at[1] };
    let goes = PersonGoes::Exit(exit);
    Person { id, starts_s, at, free_speed_mps: free_speed_mps(id), waits_s: 0.0, goes }
}

fn scene(
    name: &str,
    ground: MultiPolygon<f64>,
    exits: Vec<(String, MultiPolygon<f64>)>,
    people: Vec<Person>,
    ends_s: f64,
) -> Scene {
    Scene {
        file: format!("{name}.json").into(),
        name: name.to_owned(),
        description: String::new(),
        kind: String::new(),
        fps: FPS,
        ends_s,
        ground,
        people,
        exits,
        round: None,
        zones: Vec::new(),
        measured: Measured::default(),
    }
}

fn run(scene: &Scene) -> Run {
    let model = std::env::var("WUWEI_MODEL").ok();
    let walking = Walking { model, radius_m: Some(RADIUS_M), ..Walking::default() };
    let run = verify::run(scene, &walking, &|_| true).unwrap_or_else(|p| panic!("{p}"));
    let fastest = fastest_share(scene, &run.trajectories);
    println!("{}: fastest {fastest:.2} of the own free speed, {:.1} s", scene.name, run.wall_s);
    assert!(fastest < FASTEST_SHARE, "somebody goes {fastest:.2} times as fast as they like");
    run
}

fn ways(of: &Trajectories) -> BTreeMap<i64, Vec<Position>> {
    let mut ways: BTreeMap<i64, Vec<Position>> = BTreeMap::new();
    for position in &of.positions {
        ways.entry(position.id).or_default().push(*position);
    }
    ways
}

/// The highest speed over half a second, over the own free speed.
fn fastest_share(scene: &Scene, of: &Trajectories) -> f64 {
    let free: BTreeMap<i64, f64> = scene.people.iter().map(|p| (p.id, p.free_speed_mps)).collect();
    let shares = ways(of).into_iter().flat_map(|(id, way)| {
        let free_mps = free[&id];
        let speed = move |p: &[Position]| (p[5].x_m - p[0].x_m).hypot(p[5].y_m - p[0].y_m) / 0.5;
        way.windows(6).map(|p| speed(p) / free_mps).collect::<Vec<_>>()
    });
    shares.fold(0.0, f64::max)
}

/// A two-way corridor: `density_per_m2` of each kind and the other together, all of them there
/// from the start, each half going through the other.
fn two_ways(length_m: f64, width_m: f64, density_per_m2: f64) -> Scene {
    let columns = (length_m * density_per_m2.sqrt()).round() as usize;
    let rows = (width_m * density_per_m2.sqrt()).round() as usize;
    let people = (0..columns * rows).map(|k| {
        let (column, row) = (k / rows, k % rows);
        let jitter = |n: u64| 0.1 * (draw(k as u64 * 4 + n) - 0.5);
        let x = (column as f64 + 0.5) * length_m / columns as f64 + jitter(0);
        let y = 0.25 + (row as f64 + 0.5) * (width_m - 0.5) / rows as f64 + jitter(1);
        person(k as i64, 0.0, [x, y], usize::from(draw(k as u64 * 4 + 2) < 0.5))
    });
    let ends = vec![
        ("east".to_owned(), area([length_m + 3.0, 0.0], [length_m + 4.0, width_m])),
        ("west".to_owned(), area([-4.0, 0.0], [-3.0, width_m])),
    ];
    let ground = area([-4.0, 0.0], [length_m + 4.0, width_m]);
    scene(&format!("two ways, {density_per_m2}/m²"), ground, ends, people.collect(), 180.0)
}

/// People of both kinds who keep coming into a corridor from its ends.
fn streams(length_m: f64, width_m: f64, a_second: f64, lasts_s: f64) -> Scene {
    let count = (a_second * lasts_s) as i64;
    let people = (0..2 * count).map(|k| {
        let exit = (k % 2) as usize;
        let x = if exit == 0 { -3.5 } else { length_m + 3.5 };
        let y = 0.3 + (width_m - 0.6) * draw(k as u64 * 8 + 5);
        person(k, (k / 2) as f64 / a_second + 0.01, [x, y], exit)
    });
    let ends = vec![
        ("east".to_owned(), area([length_m + 4.0, 0.0], [length_m + 5.0, width_m])),
        ("west".to_owned(), area([-5.0, 0.0], [-4.0, width_m])),
    ];
    let ground = area([-5.0, 0.0], [length_m + 5.0, width_m]);
    scene("streams", ground, ends, people.collect(), lasts_s + 60.0)
}

/// Order of two kinds of people by a coordinate `across` their stripes: of those within 0.35 m of
/// somebody, how much more are of the same kind (squared, mean over people and time); 0.25 and
/// less is none, 1 is stripes of one kind each (Rex and Löwen 2007).
fn order(
    of: &Trajectories,
    counts: impl Fn(&Position) -> bool,
    across: impl Fn(&Position) -> f64,
) -> f64 {
    let ways = ways(of);
    let kind = |id: i64| {
        let way = &ways[&id];
        let (first, last) = (way[0], way[way.len() - 1]);
        let (dx, dy) = (last.x_m - first.x_m, last.y_m - first.y_m);
        if dx.abs() > dy.abs() { dx > 0.0 } else { false }
    };
    let kinds: BTreeMap<i64, bool> = ways.keys().map(|id| (*id, kind(*id))).collect();
    let mut means = Vec::new();
    for frame in of.positions.chunk_by(|a, b| a.frame == b.frame) {
        if frame[0].frame % 5 != 0 {
            continue;
        }
        let here: Vec<(f64, bool)> =
            frame.iter().filter(|p| counts(p)).map(|p| (across(p), kinds[&p.id])).collect();
        let one = here.iter().filter(|h| h.1).count();
        if here.len() < 8 || one.min(here.len() - one) < 3 {
            continue;
        }
        let squares: Vec<f64> = (0..here.len())
            .filter_map(|i| {
                let near = |j: &usize| *j != i && (here[*j].0 - here[i].0).abs() < 0.35;
                let (mut same, mut other) = (0.0f64, 0.0f64);
                for j in (0..here.len()).filter(near) {
                    if here[j].1 == here[i].1 { same += 1.0 } else { other += 1.0 }
                }
                (same + other > 0.0).then(|| ((same - other) / (same + other)).powi(2))
            })
            .collect();
        means.push(squares.iter().sum::<f64>() / squares.len().max(1) as f64);
    }
    assert!(means.len() > 20, "too few moments to tell: {}", means.len());
    means.iter().sum::<f64>() / means.len() as f64
}

#[test]
fn lanes_form_where_people_come_towards_each_other() {
    let scene = streams(10.0, 4.0, 1.6, 60.0);
    let run = run(&scene);
    let order = order(&run.trajectories, |p| (2.0..8.0).contains(&p.x_m), |p| p.y_m);
    println!("lanes: order {order:.2}, {} of {} through", run.left, scene.people.len());
    assert_eq!(run.left, scene.people.len());
    assert!(order > LANES, "{order}");
}

#[test]
fn a_two_way_corridor_does_not_freeze() {
    for density_per_m2 in [1.0, 1.5, 2.0, 2.5] {
        let scene = two_ways(12.0, 4.0, density_per_m2);
        let run = run(&scene);
        let last_s = run.trajectories.time_s(run.trajectories.frames()[1]);
        println!(
            "two ways at {density_per_m2}/m²: {} of {} out, last at {last_s:.0} s",
            run.left,
            scene.people.len()
        );
        if density_per_m2 <= FLOWS_UP_TO_PER_M2 {
            assert_eq!(run.left, scene.people.len(), "it freezes at {density_per_m2}/m²");
        }
    }
}

/// Two halls with a corridor of 2 m between them, and a hundred people in each who wish to go to the
/// other (IMO 8); `draws` tells apart where they stand.
fn two_crowds_in_a_corridor(draws: u64) -> Scene {
    let west = rectangle([-10.0, -5.0], [0.0, 5.0]);
    let way = rectangle([-0.01, -1.0], [10.01, 1.0]);
    let east = rectangle([10.0, -5.0], [20.0, 5.0]);
    let ground = wuwei::geometry::polygons::union([&west, &way, &east]);
    let people = (0..200).map(|k: u64| {
        let (exit, column, row) = ((k % 2) as usize, k / 2 / 10, k / 2 % 10);
        let jitter = |n: u64| 0.1 * (draw((draws * 1_000 + k) * 4 + n) - 0.5);
        let from_wall_m = 0.3 + 0.5 * column as f64 + jitter(0);
        let x = if exit == 0 { -9.9 + from_wall_m } else { 19.9 - from_wall_m };
        person(k as i64, 0.0, [x, -4.5 + row as f64 + jitter(1)], exit)
    });
    let ends = vec![
        ("east".to_owned(), area([19.4, -5.0], [20.0, 5.0])),
        ("west".to_owned(), area([-10.0, -5.0], [-9.4, 5.0])),
    ];
    scene("two crowds", ground, ends, people.collect(), 300.0)
}

#[test]
fn two_crowds_do_not_hold_each_other_in_a_corridor() {
    for draws in 0..4 {
        let scene = two_crowds_in_a_corridor(draws);
        let run = run(&scene);
        let last_s = run.trajectories.time_s(run.trajectories.frames()[1]);
        let to_the_right = to_the_right_share(&run.trajectories);
        println!(
            "two crowds: {} of 200 out, last at {last_s:.0} s; {:.0} % of those in the corridor keep right",
            run.left,
            100.0 * to_the_right
        );
        assert_eq!(run.left, scene.people.len(), "they hold each other");
        assert!(last_s < TWO_CROWDS_S, "{last_s} s");
        assert!(to_the_right > KEEP_RIGHT, "{to_the_right}");
    }
}

/// Share of those in the middle of the corridor, over time, who are on the right half of it as they go.
fn to_the_right_share(of: &Trajectories) -> f64 {
    let ways = ways(of);
    let goes_east = |id: i64| ways[&id].last().is_some_and(|last| last.x_m > 10.0);
    let middle = of.positions.iter().filter(|p| (3.0..7.0).contains(&p.x_m));
    let right: Vec<bool> = middle.map(|p| (p.y_m < 0.0) == goes_east(p.id)).collect();
    right.iter().filter(|right| **right).count() as f64 / right.len().max(1) as f64
}

/// A hall with a passage of some width and length, and people before it.
fn passage(width_m: f64, length_m: f64, count: usize) -> Scene {
    let hall = rectangle([-5.0, -4.0], [0.0, 4.0]);
    let way = rectangle([-0.01, -width_m / 2.0], [length_m + 0.01, width_m / 2.0]);
    let beyond = rectangle([length_m, -4.0], [length_m + 4.0, 4.0]);
    let ground = wuwei::geometry::polygons::union([&hall, &way, &beyond]);
    let people = (0..count).map(|k| {
        let (column, row) = (k / 13, k % 13);
        let jitter = |n: u64| 0.08 * (draw(k as u64 * 4 + n) - 0.5);
        let x = -1.0 - 0.55 * column as f64 + jitter(0);
        person(k as i64, 0.0, [x, -3.6 + 0.6 * row as f64 + jitter(1)], 0)
    });
    let exit = area([length_m + 3.0, -4.0], [length_m + 4.0, 4.0]);
    scene(
        &format!("passage {width_m} m"),
        ground,
        vec![("out".to_owned(), exit)],
        people.collect(),
        240.0,
    )
}

#[test]
fn at_a_narrow_door_people_go_like_a_zipper() {
    let scene = passage(0.8, 2.0, 91);
    let run = run(&scene);
    let line = [Coord { x: 0.5, y: -0.45 }, Coord { x: 0.5, y: 0.45 }];
    let passed = crossings(&run.trajectories, line);
    let flow = flow_per_s(&passed, scene.people.len(), [0.1, 0.9]);
    let ways = ways(&run.trajectories);
    // From which side of the door they came, half a metre before it.
    let side = |id: i64| {
        let way = &ways[&id];
        way.iter().rev().find(|p| p.x_m < -0.3).map(|p| p.y_m > 0.0)
    };
    let sides: Vec<bool> = passed.iter().filter_map(|c| side(c.id)).collect();
    let turns = sides.windows(2).filter(|s| s[0] != s[1]).count() as f64 / (sides.len() - 1) as f64;
    println!("zipper: {turns:.2} of those who pass come from the other side; {flow:.2} persons/s");
    assert_eq!(run.left, scene.people.len());
    assert!(turns > ZIPPER, "{turns}");
    swings_to_and_fro(&run.trajectories);
    overlaps(&run.trajectories);
}

/// Before a door nobody is pushed back and forth: the share of time in which somebody goes back
/// from it by more than a step in two seconds.
fn swings_to_and_fro(of: &Trajectories) {
    let (mut back, mut all) = (0usize, 0usize);
    for way in ways(of).values() {
        let before: Vec<&Position> = way.iter().filter(|p| p.x_m < -0.4).collect();
        for pair in before.windows(21).step_by(5) {
            let far = |p: &Position| p.x_m.hypot(p.y_m);
            all += 1;
            back += usize::from(far(pair[20]) > far(pair[0]) + 0.1);
        }
    }
    let share = back as f64 / all.max(1) as f64;
    println!("to and fro: {:.2} % of the time before the door", 100.0 * share);
    assert!(share < SWINGS, "{share}");
}

/// Nobody stands in anybody: how near two come to each other.
fn overlaps(of: &Trajectories) {
    let (mut nearest_m, mut close, mut all) = (f64::INFINITY, 0usize, 0usize);
    for frame in of.positions.chunk_by(|a, b| a.frame == b.frame).step_by(5) {
        for (i, a) in frame.iter().enumerate() {
            let to_others = frame.iter().enumerate().filter(|(j, _)| *j != i);
            let m = to_others
                .map(|(_, b)| (a.x_m - b.x_m).hypot(a.y_m - b.y_m))
                .fold(f64::INFINITY, f64::min);
            nearest_m = nearest_m.min(m);
            close += usize::from(m < 0.2);
            all += 1;
        }
    }
    let share = close as f64 / all.max(1) as f64;
    println!("overlap: nearest {nearest_m:.2} m, {:.2} % nearer than 0.2 m", 100.0 * share);
    assert!(share < CLOSE, "{share}");
}

#[test]
fn stripes_form_where_flows_cross() {
    let (lasts_s, a_second) = (60.0, 1.6);
    let count = (a_second * lasts_s) as i64;
    let people = (0..2 * count).map(|k| {
        let exit = (k % 2) as usize;
        let across = 0.3 + 3.4 * draw(k as u64 * 8 + 5);
        let at = if exit == 0 { [-5.5, across] } else { [across, -5.5] };
        person(k, (k / 2) as f64 / a_second + 0.01, at, exit)
    });
    let east = rectangle([-6.0, 0.0], [10.0, 4.0]);
    let north = rectangle([0.0, -6.0], [4.0, 10.0]);
    let ground = wuwei::geometry::polygons::union([&east, &north]);
    let ends = vec![
        ("east".to_owned(), area([9.0, 0.0], [10.0, 4.0])),
        ("north".to_owned(), area([0.0, 9.0], [4.0, 10.0])),
    ];
    let scene = scene("crossing", ground, ends, people.collect(), lasts_s + 90.0);
    let run = run(&scene);
    let inside = |p: &Position| (0.0..4.0).contains(&p.x_m) && (0.0..4.0).contains(&p.y_m);
    let diagonal = |sign: f64| move |p: &Position| (p.x_m + sign * p.y_m) / 2f64.sqrt();
    let along = order(&run.trajectories, inside, diagonal(1.0));
    let against = order(&run.trajectories, inside, diagonal(-1.0));
    println!(
        "stripes: order {along:.2} across the common way, {against:.2} along it; {} of {} through",
        run.left,
        scene.people.len()
    );
    assert_eq!(run.left, scene.people.len());
    assert!(along > STRIPES, "{along}");
}

/// What a camera over an area sees in a span of time.
#[derive(Clone, Copy, Debug)]
struct Look {
    density_per_m2: f64,
    /// Eastward, persons/m/s.
    flow: f64,
    /// Density times the variance of velocity, 1/s².
    pressure_per_s2: f64,
}

impl Look {
    fn speed_mps(&self) -> f64 {
        self.flow / self.density_per_m2.max(1e-9)
    }
}

/// Looks at `area` (low and high corner), velocities over half a second, from `from_s` on for
/// `lasts_s`; of people whose ways last all the time.
fn look(
    ways: &BTreeMap<i64, Vec<Position>>,
    area: [[f64; 2]; 2],
    [from_s, lasts_s]: [f64; 2],
) -> Look {
    let [low, high] = area;
    let (mut count, mut sum, mut squares) = (0.0, [0.0; 2], 0.0);
    for step in ways.values().flat_map(|way| way.windows(6)) {
        let (at, then) = (&step[2], [&step[0], &step[5]]);
        let time_s = at.frame as f64 / FPS - from_s;
        let is_there = (low[0]..high[0]).contains(&at.x_m) && (low[1]..high[1]).contains(&at.y_m);
        if is_there && (0.0..lasts_s).contains(&time_s) {
            let [vx, vy] = [then[1].x_m - then[0].x_m, then[1].y_m - then[0].y_m].map(|m| m / 0.5);
            (count, sum) = (count + 1.0, [sum[0] + vx, sum[1] + vy]);
            squares += vx * vx + vy * vy;
        }
    }
    let per_m2 = 1.0 / ((high[0] - low[0]) * (high[1] - low[1]) * lasts_s * FPS);
    let [vx, vy] = sum.map(|s| s / f64::max(count, 1.0));
    let variance = squares / f64::max(count, 1.0) - vx * vx - vy * vy;
    Look {
        density_per_m2: count * per_m2,
        flow: sum[0] * per_m2,
        pressure_per_s2: count * per_m2 * variance,
    }
}

#[test]
fn the_flow_through_a_line_falls_where_it_is_too_dense() {
    // A corridor that is full all along; what is measured is in the middle, before its thinner
    // end has come there.
    let (length_m, width_m) = (50.0, 4.0);
    let flow = |density_per_m2: f64| {
        let side_m = 1.0 / density_per_m2.sqrt();
        let (columns, rows) = ((length_m / side_m).round(), (width_m / side_m).round());
        let people = (0..(columns * rows) as u64).map(|k| {
            let (column, row) = ((k / rows as u64) as f64, (k % rows as u64) as f64);
            let jitter = |n: u64| 0.7 * side_m * (draw(k * 4 + n) - 0.5);
            let x = (column + 0.5) * length_m / columns + jitter(0);
            let y = 0.25 + (row + 0.5) * (width_m - 0.5) / rows + 0.8 * jitter(1);
            person(k as i64, 0.0, [x.max(0.0), y.clamp(0.2, width_m - 0.2)], 0)
        });
        let ground = area([-1.0, 0.0], [length_m + 31.0, width_m]);
        let end = area([length_m + 30.0, 0.0], [length_m + 31.0, width_m]);
        let name = format!("full corridor, {density_per_m2}/m²");
        let scene = scene(&name, ground, vec![("out".to_owned(), end)], people.collect(), 20.0);
        let seen =
            look(&ways(&run(&scene).trajectories), [[18.0, 0.0], [28.0, width_m]], [6.0, 12.0]);
        println!(
            "full corridor: {:.2} /m², {:.2} m/s, {:.2} persons/m/s, pressure {:.3} /s²",
            seen.density_per_m2,
            seen.speed_mps(),
            seen.flow,
            seen.pressure_per_s2
        );
        seen.flow
    };
    let thin = [1.0, 2.0, 3.0].map(flow);
    let dense = [FALLS_FROM_PER_M2, 5.0, 6.0, 7.0].map(flow);
    let best = thin.iter().copied().fold(0.0, f64::max);
    assert!((BEST_FLOW[0]..BEST_FLOW[1]).contains(&best), "{best}");
    assert!(dense[0] < 0.85 * best, "{dense:?} of {best}");
    for pair in dense.windows(2) {
        assert!(pair[1] < 1.03 * pair[0], "more flow where it is denser: {dense:?}");
    }
    assert!(dense[3] < 0.75 * dense[0], "{dense:?}");
}

#[test]
fn pressure_gives_the_alarm_before_a_crowd_comes_to_a_halt() {
    // More and more people come along a corridor of 6 m to a door of 1.2 m.
    let (length_m, width_m, door_m) = (40.0, 6.0, 1.2);
    let (mut people, mut at_s) = (Vec::new(), 0.0);
    while at_s < 200.0 {
        let key = people.len() as u64 * 8;
        at_s += 1.0 / (0.4 + 5.6 * f64::min(at_s / 150.0, 1.0));
        let at = [0.3 + draw(key + 1), 0.3 + (width_m - 0.6) * draw(key + 2)];
        people.push(person(people.len() as i64, at_s, at, 0));
    }
    let middle = [(width_m - door_m) / 2.0, (width_m + door_m) / 2.0];
    let hall = rectangle([0.0, 0.0], [length_m, width_m]);
    let door = rectangle([length_m - 0.01, middle[0]], [length_m + 0.51, middle[1]]);
    let beyond = rectangle([length_m + 0.5, 0.0], [length_m + 9.0, width_m]);
    let ground = wuwei::geometry::polygons::union([&hall, &door, &beyond]);
    let end = area([length_m + 8.0, 0.0], [length_m + 9.0, width_m]);
    let scene = scene("growing crowd", ground, vec![("out".to_owned(), end)], people, 300.0);
    let ways = ways(&run(&scene).trajectories);
    for before_m in [2.0, 4.0, 6.0] {
        let x = length_m - before_m;
        let looks: Vec<(f64, Look)> = (0..29)
            .map(|k| 10.0 * f64::from(k))
            .map(|s| (s, look(&ways, [[x - 1.0, 2.0], [x + 1.0, 4.0]], [s, 10.0])))
            .collect();
        let first = |is: &dyn Fn(&Look) -> bool| looks.iter().find(|l| is(&l.1)).map(|l| l.0);
        let crowded = |l: &Look| l.density_per_m2 >= CROWDED_PER_M2;
        let alarm_s = first(&|l| crowded(l) && l.pressure_per_s2 > ALARM_PER_S2);
        let halt_s = first(&|l| crowded(l) && l.speed_mps() < HALT_MPS);
        println!(
            "growing crowd, {before_m} m before the door: alarm {alarm_s:?} s, halt {halt_s:?} s"
        );
        let (alarm_s, halt_s) = (alarm_s.expect("an alarm"), halt_s.expect("a halt"));
        assert!(alarm_s + 20.0 <= halt_s, "{alarm_s} s and {halt_s} s");
    }
}
