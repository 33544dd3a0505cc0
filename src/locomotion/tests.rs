//! What models of motion promise.

use super::{Model, Next};
use crate::crowd::{Columns, Frozen, Stance};
use crate::geometry::Walls;
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
        model().walk(&frozen, walls, dt_s, &mut next);
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
fn threads_change_no_bit() {
    let walls = room(70.0, 70.0, &[]);
    let crowd = People::scattered(5000, 70.0, 70.0);
    let mut runs = Vec::new();
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut copy = crowd.clone();
        pool.install(|| (0..5).for_each(|_| drop(copy.step(&walls, 0.1))));
        runs.push(copy.at);
    }
    assert!(runs.iter().all(|r| r == &runs[0]));
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
