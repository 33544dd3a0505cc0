//! What models of motion promise.

use super::{Model, Next, Steps};
use crate::crowd::{Columns, Frozen, Stance};
use crate::geometry::Walls;
use crate::processor::{self, Instructions};
use crate::scenario::MotionModel;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use glam::{DVec2, Vec2};

fn model() -> Model {
    Model::new(&MotionModel::CollisionFreeSpeed {
        time_gap_s: 1.0,
        neighbor_strength: 8.0,
        neighbor_range_m: 0.1,
        wall_strength: 5.0,
        wall_range_m: 0.02,
    })
}

fn room(width: f64, depth: f64, barriers: &[[Coord<f64>; 2]]) -> Walls {
    let corners = vec![(0.0, 0.0), (width, 0.0), (width, depth), (0.0, depth)];
    let ground = MultiPolygon::new(vec![Polygon::new(LineString::from(corners), vec![])]);
    Walls::new(&ground, barriers)
}

/// A crowd to try things on.
#[derive(Clone, Default)]
struct People {
    at: Vec<Vec2>,
    wish: Vec<Vec2>,
    speed: Vec<f32>,
    radius: Vec<f32>,
    stance: Vec<Stance>,
}

impl People {
    fn add(&mut self, at: Vec2, wish: Vec2, speed: f32, radius: f32, yields: bool) {
        self.at.push(at);
        self.wish.push(wish.normalize_or_zero());
        self.speed.push(speed);
        self.radius.push(radius);
        self.stance.push(if yields { Stance::MakesWay } else { Stance::Walks });
    }

    /// A deterministic scatter over a rectangle, everybody with own speed, radius and wish.
    fn scattered(people: usize, width: f32, depth: f32) -> Self {
        let mut crowd = Self::default();
        let mut seed = 12_345u64;
        let mut draw = || {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 40) as f32 / (1u64 << 24) as f32
        };
        while crowd.at.len() < people {
            let at = Vec2::new(0.25 + draw() * (width - 0.5), 0.25 + draw() * (depth - 0.5));
            let wish = Vec2::from_angle(draw() * 6.3);
            let (speed, radius) = (0.4 + 1.2 * draw(), 0.15 + 0.1 * draw());
            if crowd.at.iter().rev().take(400).all(|other| other.distance(at) > 0.3) {
                crowd.add(at, wish, speed, radius, false);
            }
        }
        crowd
    }

    fn step(&mut self, walls: &Walls, dt_s: f32) -> Vec<f32> {
        self.walk(walls, Steps::one(dt_s))
    }

    fn walk(&mut self, walls: &Walls, steps: Steps) -> Vec<f32> {
        let column = |f: &dyn Fn(usize) -> f32| (0..self.at.len()).map(f).collect::<Vec<f32>>();
        let (x, y) = (column(&|i| self.at[i].x), column(&|i| self.at[i].y));
        let (wish_x, wish_y) = (column(&|i| self.wish[i].x), column(&|i| self.wish[i].y));
        let (one, zero) = (column(&|_| 1.0), column(&|_| 0.0));
        let mut frozen = Frozen::new(model().best_cell_m());
        frozen.sort_from(&Columns {
            x: &x,
            y: &y,
            heading_x: &one,
            heading_y: &zero,
            wish_x: &wish_x,
            wish_y: &wish_y,
            wish_speed_mps: &self.speed,
            radius_m: &self.radius,
            time_gap_s: &one,
            stance: &self.stance,
        });
        let mut next = Next::new();
        model().walk(&frozen, walls, steps, &mut next);
        let mut speeds = vec![0.0; self.at.len()];
        for (i, &row) in frozen.row.iter().enumerate() {
            self.at[row as usize] = Vec2::new(next.x[i], next.y[i]);
            speeds[row as usize] = next.speed_mps[i];
        }
        speeds
    }

    /// The paper's equations for one person, written down plainly in f64.
    fn by_the_paper(&self, i: usize, walls: &Walls, dt_s: f64) -> DVec2 {
        let at = self.at[i].as_dvec2();
        let radius = f64::from(self.radius[i]);
        let others: Vec<(DVec2, f64)> = (0..self.at.len())
            .filter(|&j| j != i && self.at[j].distance(self.at[i]) < 3.0)
            .filter(|&j| walls.line_is_clear(self.at[i], self.at[j]))
            .map(|j| (self.at[j].as_dvec2() - at, radius + f64::from(self.radius[j])))
            .collect();
        let mut e = self.wish[i].as_dvec2();
        for (to, touch) in &others {
            e -= to.normalize() * 8.0 * ((touch - to.length()) / 0.1).exp();
        }
        for s in walls.segments() {
            let away = at - s.nearest(self.at[i]).as_dvec2();
            e += away.normalize() * 5.0 * ((radius - away.length()) / 0.02).exp();
        }
        let e = e.normalize();
        let ahead = others
            .iter()
            .filter(|(to, touch)| e.dot(*to) >= 0.0 && e.perp_dot(*to).abs() <= *touch)
            .map(|(to, touch)| to.length() - touch)
            .fold(f64::INFINITY, f64::min);
        at + e * ahead.clamp(0.0, f64::from(self.speed[i])) * dt_s
    }
}

#[test]
fn people_walk_as_the_paper_says_next_to_walls_too() {
    let c = |x: f64, y: f64| Coord { x, y };
    let walls = room(12.0, 12.0, &[[c(2.0, 3.0), c(9.0, 4.0)], [c(6.0, 6.0), c(6.5, 11.0)]]);
    let before = People::scattered(300, 12.0, 12.0);
    let mut after = before.clone();
    after.step(&walls, 0.05);
    let mut off = 0;
    for i in 0..300 {
        if walls.distance(before.at[i]) < 0.1 {
            continue; // Here the walls keep people out, which the paper does not.
        }
        let apart = before.by_the_paper(i, &walls, 0.05).distance(after.at[i].as_dvec2());
        off += usize::from(apart > 2e-5);
    }
    // Somebody exactly at the edge of another's way may count or not.
    assert!(off <= 2, "{off} of 300 walk otherwise");
}

#[test]
fn crushes_and_doubles_stay_finite_and_inside() {
    let walls = room(4.0, 4.0, &[]);
    let mut crowd = People::default();
    for i in 0..600 {
        let at = Vec2::new(0.5 + 0.005 * (i % 20) as f32, 0.5 + 0.005 * (i / 20) as f32);
        crowd.add(at, Vec2::new(1.0, 0.3), 1.2, 0.2, false);
    }
    (0..2).for_each(|_| crowd.add(Vec2::new(3.0, 3.0), Vec2::X, 1.2, 0.2, false));
    for _ in 0..50 {
        crowd.step(&walls, 0.1);
        for p in &crowd.at {
            assert!(p.is_finite() && p.min_element() > 0.0 && p.max_element() < 4.0, "{p}");
        }
    }
    let doubles: Vec<_> = crowd.at[600..].to_vec();
    assert!(doubles.iter().enumerate().all(|(i, p)| !doubles[..i].contains(p)));
}

#[test]
fn who_stands_stands_and_who_is_free_walks_freely() {
    let walls = room(30.0, 30.0, &[]);
    let mut crowd = People::default();
    crowd.add(Vec2::new(5.0, 5.0), Vec2::ZERO, 1.2, 0.2, false);
    crowd.add(Vec2::new(5.6, 5.0), Vec2::ZERO, 0.0, 0.2, true);
    crowd.add(Vec2::new(20.0, 20.0), Vec2::Y, 1.1, 0.2, false);
    let speeds = crowd.step(&walls, 0.1);
    assert_eq!(speeds[..2], [0.0, 0.0]);
    assert_eq!(crowd.at[0], Vec2::new(5.0, 5.0));
    assert!((crowd.at[2] - Vec2::new(20.0, 20.11)).length() < 1e-5);
}

/// A walker crosses an audience of 6 m × 6 m at a density: the time it takes, and how far the
/// farthest was pushed.
fn cross_an_audience(density_per_m2: f32, yields: bool) -> (Option<f32>, f32) {
    let walls = room(16.0, 6.0, &[]);
    let mut crowd = People::default();
    let spacing = 1.0 / density_per_m2.sqrt();
    let side = (6.0 / spacing) as usize;
    for i in 0..side * side {
        let cell = Vec2::new((i % side) as f32 + 0.5, (i / side) as f32 + 0.5);
        let wobble = Vec2::new((i as f32 * 1.7).sin(), (i as f32 * 2.3).sin()) * 0.1;
        crowd.add(Vec2::new(5.0, 0.0) + (cell + wobble) * spacing, Vec2::ZERO, 0.0, 0.2, yields);
    }
    let start = crowd.at.clone();
    crowd.add(Vec2::new(2.0, 3.03), Vec2::X, 1.2, 0.2, false);
    let walker = crowd.at.len() - 1;
    let target = Vec2::new(14.0, 3.0);
    for step in 0..1200 {
        crowd.wish[walker] = (target - crowd.at[walker]).normalize();
        crowd.step(&walls, 0.1);
        if crowd.at[walker].x > 11.5 {
            let pushed = start.iter().zip(&crowd.at).map(|(a, b)| a.distance(*b));
            return (Some(step as f32 * 0.1), pushed.fold(0.0, f32::max));
        }
    }
    (None, 0.0)
}

#[test]
fn an_audience_lets_people_through() {
    for density in [1.5, 2.5, 3.5] {
        let (took_s, pushed_m) = cross_an_audience(density, true);
        println!(
            "{density}/m²: {took_s:?} s, pushed {pushed_m} m; else {:?}",
            cross_an_audience(density, false)
        );
        let took_s = took_s.expect("gets through");
        assert!(took_s < 60.0, "{took_s} s at {density}/m²");
        assert!(pushed_m < 1.5, "somebody was pushed {pushed_m} m at {density}/m²");
    }
}

#[test]
fn a_tick_of_many_steps_goes_where_as_many_ticks_go() {
    let c = |x: f64, y: f64| Coord { x, y };
    let walls = room(30.0, 30.0, &[[c(5.0, 8.0), c(24.0, 9.0)], [c(15.0, 15.0), c(16.0, 28.0)]]);
    let before = People::scattered(1800, 30.0, 30.0);
    let (mut at_once, mut one_by_one) = (before.clone(), before.clone());
    at_once.walk(&walls, Steps { dt_s: 0.01, count: 10 });
    for _ in 0..10 {
        one_by_one.step(&walls, 0.01);
    }
    let apart = |i: usize| at_once.at[i].distance(one_by_one.at[i]);
    let far: Vec<usize> = (0..1800).filter(|i| apart(*i) > 1e-5).collect();
    // Those whom a wall hid, or showed, in the meantime, and those who look round it at them.
    assert!(far.len() < 60, "{} of 1800 apart, {:?}", far.len(), far.iter().map(|i| apart(*i)));
    assert!((0..1800).all(|i| apart(i) < 0.1));
    let moved = |i: usize| at_once.at[i].distance(before.at[i]);
    assert!((0..1800).map(moved).sum::<f32>() > 30.0);
}

#[test]
fn threads_and_instructions_change_no_bit() {
    let walls = room(40.0, 40.0, &[]);
    let mut start = People::scattered(1500, 40.0, 40.0);
    (0..200).for_each(|i| start.stance[7 * i] = Stance::MakesWay);
    for steps in [Steps::one(0.1), Steps { dt_s: 0.02, count: 5 }] {
        let run = || {
            let mut people = start.clone();
            (0..5).for_each(|_| drop(people.walk(&walls, steps)));
            people.at
        };
        let first = run();
        assert!(first != start.at);
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            assert!(pool.install(run) == first, "{threads} threads");
        }
        for most in Instructions::ALL {
            processor::limit(most);
            assert!(run() == first, "{}", most.name());
        }
    }
}
