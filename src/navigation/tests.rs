//! What the raster and the fields promise, on small venues.

use super::{FlowField, Goal, NOWHERE, Terrain, cross_section};
use crate::document::Bilingual;
use crate::geometry::Frame;
use crate::venue::{Venue, Zone, ZoneKind};
use geo::{BooleanOps, Coord, MultiPolygon, Rect, Rotate, polygon};
use glam::Vec2;

pub(super) fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> MultiPolygon<f64> {
    MultiPolygon::from(Rect::new(Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 }).to_polygon())
}

pub(super) fn venue(ground: MultiPolygon<f64>) -> Venue {
    Venue {
        name: Bilingual::default(),
        frame: Frame { lon_deg: 0.0, lat_deg: 0.0 },
        ground,
        obstacles: vec![],
        zones: vec![],
        portals: vec![],
        attractions: vec![],
        counters: vec![],
    }
}

/// Two rooms of 10 m × 10 m with a wall of 0.5 m between and a door in it.
fn two_rooms(door_m: f64) -> MultiPolygon<f64> {
    let wall = rectangle(10.0, 0.0, 10.5, 10.0);
    let door = rectangle(9.9, 5.0 - door_m / 2.0, 10.6, 5.0 + door_m / 2.0);
    rectangle(0.0, 0.0, 20.5, 10.0).difference(&wall.difference(&door))
}

fn connected(terrain: &Terrain, a: Vec2, b: Vec2) -> bool {
    let piece =
        |p| terrain.cell_of(p, false).map_or(NOWHERE, |cell| terrain.component(cell, false));
    piece(a) != NOWHERE && piece(a) == piece(b)
}

#[test]
fn doors_that_a_person_fits_through_stay_open_at_any_angle() {
    for cell_m in [0.25, 0.5] {
        for door_m in [0.75, 1.0, 1.2] {
            for turn in 0..24 {
                let angle = f64::from(turn) * 7.5;
                let pivot = geo::Point::new(10.25, 5.0);
                let ground = two_rooms(door_m).rotate_around_point(angle, pivot);
                let terrain = Terrain::new(&venue(ground), &[], cell_m);
                let spin = Vec2::from_angle(angle.to_radians() as f32);
                let at = |p: Vec2| spin.rotate(p - Vec2::new(10.25, 5.0)) + Vec2::new(10.25, 5.0);
                let (a, b) = (at(Vec2::new(2.0, 2.0)), at(Vec2::new(18.0, 7.0)));
                assert!(connected(&terrain, a, b), "door {door_m} m, cells {cell_m} m, {angle}°");
            }
        }
    }
}

#[test]
fn gaps_too_narrow_for_a_body_are_closed() {
    for cell_m in [0.1, 0.25, 0.5] {
        for turn in 0..12 {
            let angle = f64::from(turn) * 7.5;
            let pivot = geo::Point::new(10.25, 5.0);
            let ground = two_rooms(0.25).rotate_around_point(angle, pivot);
            let terrain = Terrain::new(&venue(ground), &[], cell_m);
            let spin = Vec2::from_angle(angle.to_radians() as f32);
            let at = |p: Vec2| spin.rotate(p - Vec2::new(10.25, 5.0)) + Vec2::new(10.25, 5.0);
            let (a, b) = (at(Vec2::new(2.0, 2.0)), at(Vec2::new(18.0, 7.0)));
            assert!(!connected(&terrain, a, b), "cells {cell_m} m, {angle}°");
        }
    }
}

#[test]
fn barriers_of_no_thickness_do_not_leak() {
    let ground = venue(rectangle(0.0, 0.0, 20.0, 10.0));
    for cell_m in [0.25, 0.5] {
        for lean in 0..20 {
            let lean = f64::from(lean) * 0.37;
            let line = [Coord { x: 5.0 + lean, y: 0.0 }, Coord { x: 12.0 - lean, y: 10.0 }];
            let terrain = Terrain::new(&ground, &[line], cell_m);
            assert!(!connected(&terrain, Vec2::new(1.0, 5.0), Vec2::new(19.0, 5.0)));
            let field = FlowField::solve(&terrain, &Goal::Point(Vec2::new(19.0, 5.0)), false, None);
            assert!(field.distance_m(Vec2::new(1.0, 5.0)).is_infinite());
            assert_eq!(field.direction(Vec2::new(1.0, 5.0)), Vec2::ZERO);
            assert!(field.trace(Vec2::new(1.0, 5.0)).is_empty());
        }
    }
}

#[test]
fn who_stands_in_a_narrowing_wedge_sees_the_way_out_of_it() {
    let ground = venue(rectangle(0.0, 0.0, 24.0, 24.0));
    let c = |x: f64, y: f64| Coord { x, y };
    let wedge = [[c(18.116, 15.7826), c(3.526, 14.2166)], [c(0.0, 14.7118), c(13.81, 14.6965)]];
    let terrain = Terrain::new(&ground, &wedge, 0.5);
    let goal = Vec2::new(20.0, 20.0);
    let field = FlowField::solve(&terrain, &Goal::Point(goal), false, None);
    let inside = Vec2::new(5.831, 14.569);
    assert!(connected(&terrain, inside, goal));
    let way = field.trace(inside);
    assert!(way.last().is_some_and(|end| end.distance(goal) < 1.0), "{way:?}");
}

#[test]
fn a_lane_between_barriers_is_walked_from_end_to_end() {
    let ground = venue(rectangle(0.0, 0.0, 30.0, 10.0));
    let c = |x: f64, y: f64| Coord { x, y };
    // A lane of 1.2 m that leans, closed around its far end's sides.
    let lanes = [[c(0.0, 3.0), c(28.0, 5.0)], [c(0.0, 4.2), c(28.0, 6.2)]];
    for cell_m in [0.25, 0.5] {
        let terrain = Terrain::new(&ground, &lanes, cell_m);
        let field = FlowField::solve(&terrain, &Goal::Point(Vec2::new(29.5, 9.0)), false, None);
        let way = field.trace(Vec2::new(0.6, 3.6));
        let end = way.last().copied().unwrap_or_default();
        assert!(end.distance(Vec2::new(29.5, 9.0)) < 0.5, "cells {cell_m} m: ends at {end}");
        let length: f32 = way.windows(2).map(|w| w[0].distance(w[1])).sum();
        assert!(length < 32.5, "{length}");
    }
}

#[test]
fn directions_are_straight_on_open_ground() {
    let terrain = Terrain::new(&venue(rectangle(0.0, 0.0, 60.0, 60.0)), &[], 0.5);
    let goal = Vec2::new(50.0, 41.0);
    let field = FlowField::solve(&terrain, &Goal::Point(goal), false, None);
    let mut worst = 0.0f32;
    for i in 0..2000 {
        let at = Vec2::new(0.4 + (i % 50) as f32 * 1.19, 0.4 + (i / 50) as f32 * 1.49);
        if at.distance(goal) < 1.0 {
            continue;
        }
        let off = field.direction(at).angle_to((goal - at).normalize()).abs().to_degrees();
        worst = worst.max(off);
        let error = (field.distance_m(at) - at.distance(goal)).abs();
        assert!(error < 0.35, "distance off by {error} m at {at}");
    }
    assert!(worst < 3.0, "direction off by up to {worst}°");
}

#[test]
fn the_way_round_a_corner_is_short_and_keeps_clear() {
    let block = rectangle(10.0, 0.0, 12.0, 14.0);
    let ground = rectangle(0.0, 0.0, 25.0, 20.0).difference(&block);
    for cell_m in [0.25, 0.5] {
        let terrain = Terrain::new(&venue(ground.clone()), &[], cell_m);
        let goal = Vec2::new(20.0, 3.0);
        let field = FlowField::solve(&terrain, &Goal::Point(goal), false, None);
        let from = Vec2::new(3.0, 4.0);
        let corners = [Vec2::new(10.0, 14.0), Vec2::new(12.0, 14.0)];
        let exact = from.distance(corners[0]) + 2.0 + corners[1].distance(goal);
        let way = field.trace(from);
        let length: f32 = way.windows(2).map(|w| w[0].distance(w[1])).sum();
        assert!(length < exact + 0.8, "cells {cell_m} m: {length} m instead of {exact} m");
        let far = field.distance_m(from);
        assert!((far - exact).abs() < 0.05 * exact, "cells {cell_m} m: {far} for {exact} m");
        let closest = way.iter().map(|p| terrain.walls.distance(*p)).fold(f32::INFINITY, f32::min);
        assert!(closest > 0.1, "cells {cell_m} m: scrapes along at {closest} m");
    }
}

#[test]
fn stairs_are_slow_and_not_for_wheels() {
    let mut place = venue(two_rooms(2.0));
    place.zones.push(Zone {
        id: "stairs".into(),
        shape: polygon![(x: 9.9, y: 0.0), (x: 10.6, y: 0.0), (x: 10.6, y: 10.0), (x: 9.9, y: 10.0)],
        kind: ZoneKind::Stairs,
        speed_factor: 0.5,
    });
    let terrain = Terrain::new(&place, &[], 0.25);
    let (from, goal) = (Vec2::new(2.0, 5.0), Vec2::new(18.0, 5.0));
    let walking = FlowField::solve(&terrain, &Goal::Point(goal), false, None);
    assert!((walking.distance_m(from) - 16.7).abs() < 0.5, "{}", walking.distance_m(from));
    let rolling = FlowField::solve(&terrain, &Goal::Point(goal), true, None);
    assert!(rolling.distance_m(from).is_infinite());
    let piece = |p| terrain.cell_of(p, true).map(|cell| terrain.component(cell, true));
    assert_ne!(piece(from), piece(goal));
    // And who knows of a jam takes another way, or longer.
    let slow = vec![3.0; terrain.grid.len()];
    let jammed = FlowField::solve(&terrain, &Goal::Point(goal), false, Some(&slow));
    let ratio = jammed.distance_m(from) / walking.distance_m(from);
    assert!((ratio - 3.0).abs() < 0.1, "{ratio}");
}

#[test]
fn wheels_go_round_stairs_and_do_not_cut_their_corners() {
    let mut place = venue(rectangle(0.0, 0.0, 20.0, 10.0));
    let stairs = rectangle(8.0, 0.0, 12.0, 7.0).0[0].clone();
    place.zones.push(Zone {
        id: "stairs".into(),
        shape: stairs,
        kind: ZoneKind::Stairs,
        speed_factor: 0.5,
    });
    for cell_m in [0.25, 0.5] {
        let terrain = Terrain::new(&place, &[], cell_m);
        let goal = Vec2::new(13.0, 2.0);
        let rolling = FlowField::solve(&terrain, &Goal::Point(goal), true, None);
        let way = rolling.trace(Vec2::new(6.0, 2.0));
        assert!(way.last().is_some_and(|end| end.distance(goal) < 0.1), "cells {cell_m} m");
        let margin = 0.8 * cell_m as f32;
        let on_stairs = |p: &&Vec2| p.x > 8.0 + margin && p.x < 12.0 - margin && p.y < 7.0 - margin;
        assert_eq!(way.iter().find(on_stairs), None, "cells {cell_m} m");
        let walking = FlowField::solve(&terrain, &Goal::Point(goal), false, None);
        assert!(walking.direction(Vec2::new(6.0, 2.0)).y.abs() < 0.2, "walks over the stairs");
    }
}

#[test]
fn goals_on_the_edge_of_the_ground_and_areas_are_reached() {
    let terrain = Terrain::new(&venue(rectangle(0.0, 0.0, 20.0, 10.0)), &[], 0.5);
    let line = vec![Vec2::new(20.0, 2.0), Vec2::new(20.0, 8.0)];
    let edge = FlowField::solve(&terrain, &Goal::Line(line), false, None);
    let at = Vec2::new(4.0, 5.0);
    assert!((edge.distance_m(at) - 16.0).abs() < 0.3, "{}", edge.distance_m(at));
    assert!(edge.direction(at).x > 0.999);
    assert!(edge.direction(Vec2::new(19.5, 5.1)).x > 0.99);
    let area = polygon![(x: 8.0, y: 3.0), (x: 12.0, y: 3.0), (x: 12.0, y: 7.0), (x: 8.0, y: 7.0)];
    let inside = FlowField::solve(&terrain, &Goal::Area(area), false, None);
    assert_eq!(inside.distance_m(Vec2::new(9.0, 4.0)), 0.0);
    assert_eq!(inside.direction(Vec2::new(9.0, 4.0)), Vec2::ZERO);
    assert!((inside.distance_m(at) - 4.0).abs() < 0.3);
    assert!(inside.direction(Vec2::new(7.9, 5.0)).x > 0.9);
    let either = Goal::Any(vec![
        Goal::Point(Vec2::new(1.0, 1.0)),
        Goal::Cells(vec![terrain.grid.nearest_cell(Vec2::new(19.0, 9.0))]),
    ]);
    let either = FlowField::solve(&terrain, &either, false, None);
    assert!(either.direction(Vec2::new(3.0, 2.0)).x < 0.0);
    assert!(either.direction(Vec2::new(16.0, 8.0)).x > 0.0);
}

#[test]
fn the_ground_is_exact_whatever_the_cells() {
    let block = rectangle(4.2, 3.1, 6.33, 5.07);
    let terrain =
        Terrain::new(&venue(rectangle(0.0, 0.0, 10.0, 10.0).difference(&block)), &[], 0.5);
    assert!(terrain.is_on_ground(Vec2::new(4.19, 4.0)));
    assert!(!terrain.is_on_ground(Vec2::new(4.21, 4.0)));
    assert!(!terrain.is_on_ground(Vec2::new(6.32, 5.06)));
    assert!(terrain.is_on_ground(Vec2::new(6.34, 5.0)));
    assert!(!terrain.is_on_ground(Vec2::new(-0.01, 4.0)));
    let inside = Vec2::new(5.0, 3.3);
    let out = terrain.nearest_walkable(inside).unwrap();
    assert!(terrain.is_on_ground(out) && out.distance(inside) < 1.0, "{out}");
}

#[test]
fn cross_sections_are_as_wide_as_the_door() {
    let terrain = Terrain::new(&venue(two_rooms(1.2)), &[], 0.5);
    let (ends, width) = cross_section(&terrain, Vec2::new(10.25, 4.8), Vec2::X);
    assert!((width - 1.2).abs() < 1e-3, "{width}");
    assert!((ends[0].y - 5.6).abs() < 1e-3 && (ends[1].y - 4.4).abs() < 1e-3);
    let (_, width) = cross_section(&terrain, Vec2::new(5.0, 5.0), Vec2::X);
    assert!((width - 10.0).abs() < 1e-3, "{width}");
}

/// Time this thread was on a processor, seconds, where the system tells; the machine may be
/// busy with other things.
pub(super) fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).map_or(f64::NAN, |ns| ns * 1e-9)
}

#[test]
#[ignore = "a benchmark: cargo test --release --lib -- --ignored --nocapture a_large_square"]
fn a_large_square() {
    let mut ground = rectangle(0.0, 0.0, 500.0, 500.0);
    let blocks: Vec<_> = (0..100)
        .map(|i| {
            let (x, y) = (f64::from(i % 10) * 50.0 + 11.3, f64::from(i / 10) * 50.0 + 17.7);
            rectangle(x, y, x + 12.0, y + 7.0).0[0].clone()
        })
        .collect();
    ground = ground.difference(&MultiPolygon::new(blocks));
    let place = venue(ground);
    let timed = |what: &str, run: &mut dyn FnMut()| {
        let started = cpu_s();
        run();
        println!("{what}: {:.2} ms", 1e3 * (cpu_s() - started));
    };
    for cell_m in [1.0, 0.5] {
        let mut terrain = Terrain::new(&place, &[], cell_m);
        timed("terrain", &mut || terrain = Terrain::new(&place, &[], cell_m));
        let barrier = [Coord { x: 5.0, y: 40.0 }, Coord { x: 300.0, y: 45.0 }];
        timed("with a barrier", &mut || drop(Terrain::new(&place, &[barrier], cell_m)));
        println!("{} cells", terrain.grid.len());
        let goal = Goal::Point(Vec2::new(450.0, 333.0));
        let mut field = FlowField::solve(&terrain, &goal, false, None);
        timed("field", &mut || field = FlowField::solve(&terrain, &goal, false, None));
        let slow = vec![1.5; terrain.grid.len()];
        timed("slow field", &mut || drop(FlowField::solve(&terrain, &goal, false, Some(&slow))));
        let at: Vec<_> = (0..100_000)
            .map(|i| Vec2::new((i % 317) as f32 * 1.57, (i / 317) as f32 * 1.57))
            .collect();
        let mut sum = Vec2::ZERO;
        timed("100,000 first directions", &mut || {
            sum = at.iter().map(|p| field.direction(*p)).sum()
        });
        timed("100,000 directions again", &mut || {
            sum = at.iter().map(|p| field.direction(*p)).sum()
        });
        println!("{sum}");
    }
}

/// A square of 500 m with a hundred stalls on it, and so many places to go to.
fn square_with_stalls(goals: usize) -> (Venue, Vec<Goal>) {
    let stalls: Vec<_> = (0..100)
        .map(|i| {
            let (x, y) = (f64::from(i % 10) * 50.0 + 11.3, f64::from(i / 10) * 50.0 + 17.7);
            rectangle(x, y, x + 12.0, y + 7.0).0[0].clone()
        })
        .collect();
    let ground = rectangle(0.0, 0.0, 500.0, 500.0).difference(&MultiPolygon::new(stalls));
    let goal = |i: usize| {
        let at = |spread: usize| ((i * spread) % 97) as f32 * 5.1 + 3.0;
        Goal::Point(Vec2::new(at(31), at(57)))
    };
    (venue(ground), (0..goals).map(goal).collect())
}

#[test]
#[ignore = "a benchmark: cargo test --release --lib -- --ignored --nocapture ways_to_twenty"]
fn ways_to_twenty_places() {
    let (place, goals) = square_with_stalls(20);
    let terrain = Terrain::new(&place, &[], 0.5);
    let sight = super::Sight::new(&place);
    let timed = |what: &str, run: &mut dyn FnMut()| {
        let started = std::time::Instant::now();
        run();
        println!("{what}: {:.1} ms", 1e3 * started.elapsed().as_secs_f64());
    };
    let mut ways = super::Ways::new(terrain.clone(), sight.clone(), vec![]);
    for _ in 0..3 {
        super::let_go_of_fields();
        timed("all ways", &mut || {
            ways = super::Ways::new(terrain.clone(), sight.clone(), goals.clone());
        });
    }
    timed("all ways again", &mut || {
        ways = super::Ways::new(terrain.clone(), sight.clone(), goals.clone());
    });
    let c = |x: f64, y: f64| Coord { x, y };
    let barriers = [
        ("20 m", [c(240.0, 250.2), c(260.0, 252.0)]),
        ("60 m", [c(150.0, 166.0), c(210.0, 169.0)]),
        ("295 m", [c(5.0, 40.0), c(300.0, 45.0)]),
    ];
    for (name, barrier) in barriers {
        let mut with = terrain.clone();
        timed(&format!("{name}: terrain"), &mut || with = terrain.with_barriers(&[barrier]));
        timed(&format!("{name}: net"), &mut || drop(super::net::Net::new(&with, false, None)));
        timed(&format!("{name}: the first barrier"), &mut || ways.set_terrain(with.clone()));
        let moved = barrier.map(|at| c(at.x + 3.0, at.y + 1.0));
        let moved = terrain.with_barriers(&[moved]);
        timed(&format!("{name}: moved"), &mut || ways.set_terrain(moved.clone()));
        timed(&format!("{name}: taken away"), &mut || ways.set_terrain(terrain.clone()));
    }
}

#[test]
fn no_ground_and_no_place_are_no_trouble() {
    let nothing = Terrain::new(&venue(MultiPolygon::new(vec![])), &[], 0.5);
    let field = FlowField::solve(&nothing, &Goal::Point(Vec2::ZERO), false, None);
    assert!(nothing.nearest_walkable(Vec2::ONE).is_none());
    assert_eq!(field.direction(Vec2::ONE), Vec2::ZERO);
    let terrain = Terrain::new(&venue(rectangle(0.0, 0.0, 20.0, 10.0)), &[], f64::NAN);
    let field = FlowField::solve(&terrain, &Goal::Any(vec![]), true, Some(&[f32::NAN; 3]));
    assert!(field.distance_m(Vec2::splat(5.0)).is_infinite());
    let field = FlowField::solve(&terrain, &Goal::Point(Vec2::new(90.0, 5.0)), false, None);
    assert_eq!(field.direction(Vec2::NAN), Vec2::ZERO);
    assert!(field.direction(Vec2::new(5.0, 5.0)).x > 0.9, "leads to the ground nearest to it");
    assert_eq!(field.direction(Vec2::new(-500.0, 5.0)), Vec2::ZERO);
}

#[test]
fn everywhere_on_the_ground_there_is_a_way() {
    let block = rectangle(6.1, 2.2, 9.35, 6.9).rotate_around_point(27.0, geo::Point::new(7.0, 5.0));
    let ground = rectangle(0.0, 0.0, 20.0, 10.0).difference(&block);
    for cell_m in [0.25, 0.5, 1.0] {
        let terrain = Terrain::new(&venue(ground.clone()), &[], cell_m);
        let goal = Vec2::new(18.0, 5.0);
        let field = FlowField::solve(&terrain, &Goal::Point(goal), false, None);
        for i in 0..40_000 {
            let at = Vec2::new((i % 200) as f32 * 0.1 + 0.03, (i / 200) as f32 * 0.05 + 0.01);
            if !terrain.is_on_ground(at) || terrain.walls.distance(at) < 0.006 {
                continue;
            }
            let direction = field.direction(at);
            assert!(
                (direction.length() - 1.0).abs() < 1e-3,
                "{direction} at {at}, cells {cell_m} m"
            );
            assert!(field.distance_m(at) < 40.0);
            // Nobody is sent into a wall: the next decimetre goes on.
            let to = terrain.walls.keep_out(at, at + 0.1 * direction);
            assert!(to.distance(at) > 0.03, "{direction} at {at} stops at once, cells {cell_m} m");
        }
    }
}

#[test]
fn directions_do_not_hang_on_who_asks_first() {
    let block = rectangle(6.1, 2.2, 9.35, 6.9).rotate_around_point(27.0, geo::Point::new(7.0, 5.0));
    let ground = rectangle(0.0, 0.0, 20.0, 10.0).difference(&block);
    for cell_m in [0.1, 0.28, 0.37, 0.5] {
        let terrain = Terrain::new(&venue(ground.clone()), &[], cell_m);
        let goal = Goal::Point(Vec2::new(18.0, 5.0));
        let solve = || FlowField::solve(&terrain, &goal, false, None);
        let place = |i: usize| Vec2::new((i % 190) as f32 * 0.1 + 0.07, (i / 190) as f32 * 0.1);
        let asked = |order: &mut dyn Iterator<Item = usize>| {
            let field = solve();
            let mut told = vec![Vec2::ZERO; 190 * 100];
            order.for_each(|i| told[i] = field.direction(place(i)));
            told
        };
        let count = 190 * 100;
        assert_eq!(asked(&mut (0..count)), asked(&mut (0..count).rev()), "cells {cell_m} m");
    }
}
