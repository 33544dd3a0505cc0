//! The anticipation velocity and the social force model against their papers' equations.

use super::{Model, Next, Steps};
use crate::crowd::{Columns, Frozen, Stance};
use crate::geometry::Walls;
use crate::processor::{self, Instructions};
use crate::scenario::{AnticipationVelocityModel, MotionModel, SocialForceModel};
use geo::{LineString, MultiPolygon, Polygon};
use glam::Vec2;

const ANTICIPATION: AnticipationVelocityModel = AnticipationVelocityModel {
    time_gap_s: 1.06,
    neighbor_strength: 8.0,
    neighbor_range_m: 0.1,
    anticipation_s: 1.0,
    reaction_s: 0.3,
    wall_buffer_m: 0.1,
    wall_pushout: 0.3,
};

const FORCE: SocialForceModel = SocialForceModel {
    mass_kg: 80.0,
    relaxation_s: 0.5,
    neighbor_force_n: 2000.0,
    wall_force_n: 2000.0,
    force_range_m: 0.08,
    stiffness_kg_per_s2: 120_000.0,
    friction_kg_per_m_s: 240_000.0,
    longest_step_s: 0.01,
};

fn anticipation() -> Model {
    Model::new(&MotionModel::AnticipationVelocity(ANTICIPATION))
}

fn force() -> Model {
    Model::new(&MotionModel::SocialForce(FORCE))
}

fn room(width: f64, depth: f64) -> Walls {
    let corners = vec![(0.0, 0.0), (width, 0.0), (width, depth), (0.0, depth)];
    let ground = MultiPolygon::new(vec![Polygon::new(LineString::from(corners), vec![])]);
    Walls::new(&ground, &[])
}

fn nowhere() -> Walls {
    Walls::new(&MultiPolygon::new(vec![]), &[])
}

/// Somebody to try things on: a body of 0.2 m.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Person {
    at: Vec2,
    /// Desired velocity, m/s.
    wish: Vec2,
    /// Velocity, m/s, as heading and speed.
    heading: Vec2,
    speed_mps: f32,
    stance: Stance,
}

impl Person {
    /// Walks with the velocity wished.
    fn walks(at: Vec2, wish: Vec2) -> Self {
        let (heading, speed_mps) = (wish.normalize_or_zero(), wish.length());
        Self { at, wish, heading, speed_mps, stance: Stance::Walks }
    }

    /// Stands still, and wishes to go so slowly that it does not count.
    fn rests(at: Vec2) -> Self {
        Self { speed_mps: 0.0, ..Self::walks(at, Vec2::X * 1e-6) }
    }

    fn velocity(&self) -> Vec2 {
        self.heading * self.speed_mps
    }
}

fn step(model: &mut Model, people: &mut [Person], walls: &Walls, dt_s: f32) {
    let column = |f: &dyn Fn(&Person) -> f32| people.iter().map(f).collect::<Vec<f32>>();
    let stance: Vec<Stance> = people.iter().map(|p| p.stance).collect();
    let mut frozen = Frozen::new(model.best_cell_m());
    frozen.sort_from(&Columns {
        x: &column(&|p| p.at.x),
        y: &column(&|p| p.at.y),
        heading_x: &column(&|p| p.heading.x),
        heading_y: &column(&|p| p.heading.y),
        wish_x: &column(&|p| p.wish.normalize_or_zero().x),
        wish_y: &column(&|p| p.wish.normalize_or_zero().y),
        wish_speed_mps: &column(&|p| p.wish.length()),
        radius_m: &column(&|_| 0.2),
        time_gap_s: &column(&|_| 1.06),
        stance: &stance,
    });
    frozen.take_speeds(&column(&|p| p.speed_mps));
    let mut next = Next::new();
    model.walk(&frozen, walls, Steps::one(dt_s), &mut next);
    for (i, &row) in frozen.row.iter().enumerate() {
        let person = &mut people[row as usize];
        person.at = Vec2::new(next.x[i], next.y[i]);
        person.heading = Vec2::new(next.heading_x[i], next.heading_y[i]);
        person.speed_mps = next.speed_mps[i];
    }
}

/// A deterministic scatter over a room of 40 m, half of it westwards.
fn crowd(people: usize) -> Vec<Person> {
    let wobble = |i: usize, k: usize| ((i * 2 + k).wrapping_mul(2_654_435_761) % 1009) as f32;
    let side = (people as f32).sqrt().ceil() as usize;
    (0..people)
        .map(|i| {
            let cell = Vec2::new((i % side) as f32, (i / side) as f32) * (39.0 / side as f32);
            let jitter = Vec2::new(wobble(i, 0), wobble(i, 1)) * 2e-4;
            let east = if i % 2 == 0 { 1.2 } else { -1.2 };
            let mut person = Person::walks(cell + jitter + 0.4, Vec2::new(east, 0.1));
            if i % 7 == 0 {
                (person.stance, person.wish) = (Stance::MakesWay, Vec2::ZERO);
            }
            person
        })
        .collect()
}

#[test]
fn threads_and_instructions_change_no_bit() {
    let walls = room(40.0, 40.0);
    let start = crowd(1500);
    for model in [anticipation, force] {
        let run = || {
            let (mut people, mut model) = (start.clone(), model());
            (0..5).for_each(|_| step(&mut model, &mut people, &walls, 0.1));
            people
        };
        let first = run();
        assert!(first != start);
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

#[test]
fn crushes_and_doubles_stay_finite_and_inside() {
    let walls = room(4.0, 4.0);
    let place = |i: usize| Vec2::new(0.5 + 0.01 * (i % 20) as f32, 0.5 + 0.01 * (i / 20) as f32);
    for mut model in [anticipation(), force()] {
        let mut people: Vec<Person> =
            (0..200).map(|i| Person::walks(place(i), Vec2::new(1.2, 0.3))).collect();
        people.extend([Person::walks(Vec2::splat(3.0), Vec2::X * 1.2); 2]);
        for _ in 0..50 {
            step(&mut model, &mut people, &walls, 0.1);
            for Person { at, speed_mps, .. } in &people {
                assert!(at.is_finite() && at.min_element() > 0.0 && at.max_element() < 4.0, "{at}");
                assert!(*speed_mps <= 5.0 + 1e-3, "{speed_mps} m/s");
            }
        }
        assert!(people[200].at != people[201].at);
    }
}

/// Xu, Chraibi, Seyfried 2021: two who come towards each other step aside in time.
#[test]
fn two_who_meet_head_on_pass_each_other_on_the_right() {
    let (walls, mut model) = (room(20.0, 3.0), anticipation());
    let mut people = [
        Person::walks(Vec2::new(5.0, 1.5), Vec2::X * 1.2),
        Person::walks(Vec2::new(15.0, 1.5), Vec2::X * -1.2),
    ];
    let mut nearest_m = f32::INFINITY;
    for _ in 0..100 {
        for person in &mut people {
            // To the far end of the middle line.
            let end = Vec2::new(10.0 + 30.0 * person.wish.x.signum(), 1.5);
            person.wish = (end - person.at).normalize() * 1.2;
        }
        step(&mut model, &mut people, &walls, 0.05);
        nearest_m = nearest_m.min(people[0].at.distance(people[1].at));
        assert!(people.iter().all(|p| p.speed_mps > 1.0), "nobody stops");
        if people[0].at.x.max(people[1].at.x) < 10.5 && people[0].at.x > people[1].at.x {
            assert!(people[0].at.y < 1.4 && people[1].at.y > 1.6, "on the right");
        }
    }
    assert!(people[0].at.x > 10.8 && people[1].at.x < 9.2, "{people:?}");
    assert!(nearest_m > 0.4, "they touched: {nearest_m} m");
}

/// The equations for one neighbour at (1, 0.1) who stands, written down plainly: whoever faces
/// us turns us twice as much as whoever turns the back.
#[test]
fn the_turn_is_that_of_the_paper() {
    for (faces, alignment) in [(Vec2::NEG_X, 2.0), (Vec2::X, 1.0)] {
        let other = Person { heading: faces, ..Person::rests(Vec2::new(1.0, 0.1)) };
        let mut people = [Person::walks(Vec2::ZERO, Vec2::X * 1.2), other];
        // As long as the reaction takes: the whole turn at once.
        step(&mut anticipation(), &mut people, &nowhere(), 0.3);
        let distance = 1.01f64.sqrt();
        let foreseen = (distance - 0.4 - 1.2 / distance).max(0.0);
        let turn = 8.0 * alignment * (-foreseen / 0.1).exp();
        let expected = Vec2::new(1.0, -turn as f32).normalize();
        assert!(people[0].heading.distance(expected) < 1e-5, "{} {expected}", people[0].heading);
    }
    // Farther away the strength falls: 0.7 m left of free way, foreseen 0.1 m.
    let other = Person { heading: Vec2::X, speed_mps: 0.6, ..Person::rests(Vec2::new(1.1, 0.0)) };
    let mut people = [Person::walks(Vec2::ZERO, Vec2::X * 1.2), other];
    step(&mut anticipation(), &mut people, &nowhere(), 0.3);
    let turn = 8.0 * (-0.1f64 / 0.1).exp();
    let expected = Vec2::new(1.0, -turn as f32).normalize();
    assert!(people[0].heading.distance(expected) < 1e-4, "{} {expected}", people[0].heading);
}

/// Whoever follows keeps the time gap: v = s/T.
#[test]
fn followers_keep_the_time_gap() {
    let mut people = [Person::walks(Vec2::ZERO, Vec2::X * 1.2), Person::rests(Vec2::X * 1.0)];
    let mut model = Model::new(&MotionModel::AnticipationVelocity(AnticipationVelocityModel {
        neighbor_strength: 0.0,
        ..ANTICIPATION
    }));
    step(&mut model, &mut people, &nowhere(), 0.05);
    assert!((people[0].speed_mps - 0.6 / 1.06).abs() < 1e-5, "{}", people[0].speed_mps);
}

/// Helbing, Farkas, Vicsek 2000, eq. (1): v = v⁰ (1 − exp(−t/τ)), τ = 0.5 s.
#[test]
fn free_people_take_up_their_speed_within_the_relaxation_time() {
    let mut people = [Person { speed_mps: 0.0, ..Person::walks(Vec2::ZERO, Vec2::X * 1.3) }];
    let mut model = force();
    for tenth in 1..=20 {
        step(&mut model, &mut people, &nowhere(), 0.1);
        let exact = 1.3 * (1.0 - (-0.1 * tenth as f32 / 0.5).exp());
        assert!((people[0].speed_mps - exact).abs() < 0.006, "{} {exact}", people[0].speed_mps);
    }
}

/// How two at rest whose bodies are `gap_m` apart are accelerated away from each other, m/s².
fn repulsion(gap_m: f32) -> f32 {
    let mut people = [Person::rests(Vec2::ZERO), Person::rests(Vec2::new(0.0, 0.4 + gap_m))];
    step(&mut force(), &mut people, &nowhere(), 0.01);
    assert!((people[0].velocity() + people[1].velocity()).length() < 1e-4, "{people:?}");
    people[1].velocity().y / 0.01
}

/// Helbing, Farkas, Vicsek 2000, eq. (2): A/m = 25 m/s², B = 0.08 m, k/m = 1500 1/s².
#[test]
fn two_bodies_at_rest_repel_as_in_the_paper() {
    for (gap_m, expected) in [(0.0, 25.0), (0.08, 9.1970), (0.4, 0.16845), (-0.01, 28.329 + 15.0)] {
        let found = repulsion(gap_m);
        assert!((found / expected - 1.0).abs() < 1e-3, "{gap_m} m: {found} m/s², not {expected}");
    }
}

/// Eq. (2), last part, and eq. (3): bodies that slide along each other or along a wall slow each
/// other down.
#[test]
fn touching_bodies_and_walls_brake_who_slides() {
    let slides = |at: Vec2| Person::walks(at, Vec2::X * 1.0);
    let mut people = [slides(Vec2::ZERO), Person::rests(Vec2::new(0.0, 0.399))];
    step(&mut force(), &mut people, &nowhere(), 0.01);
    // κ/m · 1 mm · 1 m/s · 0.01 s, and the same for the other.
    assert!((people[0].velocity().x - 0.97).abs() < 1e-3, "{people:?}");
    assert!((people[1].velocity().x - 0.03).abs() < 1e-3, "{people:?}");
    let mut people = [slides(Vec2::new(5.0, 0.199))];
    step(&mut force(), &mut people, &room(10.0, 10.0), 0.01);
    assert!((people[0].velocity().x - 0.97).abs() < 1e-3, "{people:?}");
    assert!(people[0].velocity().y > 0.2, "pushed off the wall: {people:?}");
}

/// A time step is made of as many small ones as it takes.
#[test]
fn a_long_step_is_many_small_ones() {
    let start = [
        Person::walks(Vec2::new(1.0, 1.0), Vec2::X * 1.2),
        Person::walks(Vec2::new(2.2, 1.1), Vec2::X * -1.2),
    ];
    let (walls, mut long, mut short) = (room(5.0, 2.0), start, start);
    let mut model = force();
    step(&mut model, &mut long, &walls, 0.1);
    (0..10).for_each(|_| step(&mut model, &mut short, &walls, 0.01));
    assert!(long[0].at.distance(short[0].at) < 1e-5, "{long:?} {short:?}");
    assert!(long[0].velocity().distance(short[0].velocity()) < 1e-4, "{long:?} {short:?}");
}

/// An audience closer than the repulsion would have it stays where it is.
#[test]
fn who_stands_is_not_blown_apart() {
    for mut model in [anticipation(), force()] {
        let place = |i: usize| Vec2::new((i % 5) as f32, (i / 5) as f32) * 0.5 + 2.0;
        let stands =
            |i: usize| Person { stance: Stance::MakesWay, ..Person::walks(place(i), Vec2::ZERO) };
        let mut people: Vec<Person> = (0..25).map(stands).collect();
        let before = people.clone();
        (0..20).for_each(|_| step(&mut model, &mut people, &room(8.0, 8.0), 0.1));
        let moved = before.iter().zip(&people).map(|(a, b)| a.at.distance(b.at));
        assert!(moved.fold(0.0, f32::max) < 0.05);
    }
}
