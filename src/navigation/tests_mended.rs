//! Fields that were mended, shared or solved by many are those that would be solved anew, to
//! the last bit.

use super::tests::{rectangle, venue};
use super::{FlowField, Goal, Sight, Terrain, WayKind, Ways, let_go_of_fields};
use crate::venue::{Venue, Zone, ZoneKind};
use geo::{BooleanOps, Coord, MultiPolygon};
use glam::Vec2;
use proptest::prelude::*;
use std::sync::Mutex;

/// What is kept for the next run is one for the whole program: tests that count on it, or on
/// nothing being there, take turns.
static SHELF: Mutex<()> = Mutex::new(());

const WIDE_M: f64 = 40.0;

fn place(stalls: &[(f64, f64, f64, f64)], stairs: Option<(f64, f64)>) -> Venue {
    let stalls = stalls.iter().map(|(x, y, w, h)| rectangle(*x, *y, x + w, y + h).0[0].clone());
    let mut ground = rectangle(0.0, 0.0, WIDE_M, 30.0);
    for stall in stalls {
        ground = ground.difference(&MultiPolygon::from(stall));
    }
    let mut place = venue(ground);
    place.zones.extend(stairs.map(|(x, y)| Zone {
        id: "stairs".into(),
        shape: rectangle(x, y, x + 6.0, y + 4.0).0[0].clone(),
        kind: ZoneKind::Stairs,
        speed_factor: 0.4,
    }));
    place
}

fn goals() -> Vec<Goal> {
    let line = vec![Vec2::new(0.0, 4.0), Vec2::new(0.0, 9.0)];
    let area = rectangle(30.0, 20.0, 34.0, 24.0).0[0].clone();
    vec![Goal::Point(Vec2::new(31.7, 6.1)), Goal::Line(line), Goal::Area(area)]
}

fn ways(terrain: &Terrain, place: &Venue) -> Ways {
    Ways::new(terrain.clone(), Sight::new(place), goals())
}

const KINDS: [bool; 2] = [false, true];

fn kind(goal: usize, step_free: bool) -> WayKind {
    WayKind { goal: goal as u16, step_free, informed: false }
}

fn everywhere() -> impl Iterator<Item = Vec2> {
    (0..160).map(|i| Vec2::new((i % 16) as f32 * 2.5 + 0.13, (i / 16) as f32 * 3.0 + 0.21))
}

/// The fields that are not those of a fresh solve.
fn amiss(ways: &Ways, terrain: &Terrain) -> Vec<(usize, bool, bool)> {
    let mut amiss = Vec::new();
    for (index, goal) in goals().iter().enumerate() {
        for step_free in KINDS {
            let fresh = FlowField::solve(terrain, goal, step_free, None);
            let field = ways.field(kind(index, step_free));
            let leads_alike = |at: &Vec2| field.direction(*at) == fresh.direction(*at);
            if !field.is_same_as(&fresh) || !everywhere().all(|at| leads_alike(&at)) {
                amiss.push((index, step_free, field.is_same_as(&fresh)));
            }
        }
    }
    amiss
}

prop_compose! {
    fn stall()(x in 1.0..35.0f64, y in 1.0..25.0f64, w in 0.3..9.0f64, h in 0.3..6.0f64)
        -> (f64, f64, f64, f64) { (x, y, w, h) }
}
prop_compose! {
    fn barrier()(x in -2.0..42.0f64, y in -2.0..32.0f64, angle in 0.0..6.3f64, long in 0.2..25.0f64)
        -> [Coord<f64>; 2] {
        let end = Coord { x: x + long * angle.cos(), y: y + long * angle.sin() };
        [Coord { x, y }, end]
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn fields_are_mended_to_what_is_solved_anew(
        stalls in prop::collection::vec(stall(), 0..6),
        stairs in prop::option::of((2.0..30.0f64, 2.0..22.0f64)),
        sets in prop::collection::vec(prop::collection::vec(barrier(), 0..4), 1..5),
        cell_m in prop::sample::select(vec![0.25, 0.4, 0.5, 1.0]),
    ) {
        let _turn = SHELF.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let place = place(&stalls, stairs);
        let terrain = Terrain::new(&place, &[], cell_m);
        let mut ways = ways(&terrain, &place);
        ways.prepare_step_free();
        // The kept fields of the empty ground are shared with these, and stay as they are.
        for barriers in &sets {
            let with = terrain.with_barriers(barriers);
            let anew = Terrain::new(&place, barriers, cell_m);
            prop_assert!(with.is_same_as(&anew), "{barriers:?} on the ground");
            ways.set_terrain(with);
            let amiss = amiss(&ways, &anew);
            prop_assert!(amiss.is_empty(), "{amiss:?} of {barriers:?}");
        }
        ways.set_terrain(terrain.clone());
        let amiss = amiss(&ways, &terrain);
        prop_assert!(amiss.is_empty(), "{amiss:?} without barriers");
    }

    #[test]
    fn ways_round_a_crowd_that_changes_are_those_solved_anew(
        crowds in prop::collection::vec(
            prop::collection::vec((0usize..4800, 1.6..10.0f32), 0..40), 2..5),
        stalls in prop::collection::vec(stall(), 0..4),
        stairs in prop::option::of((2.0..30.0f64, 2.0..22.0f64)),
    ) {
        let place = place(&stalls, stairs);
        let terrain = Terrain::new(&place, &[], 0.5);
        let mut ways = ways(&terrain, &place);
        let asked = |goal: usize, step_free| WayKind { informed: true, ..kind(goal, step_free) };
        let all = || (0..3).flat_map(|goal| KINDS.map(|step_free| (goal, step_free)));
        let mut slowness = vec![1.0; terrain.grid.len()];
        for (turn, crowd) in crowds.into_iter().enumerate() {
            // A few more or others each time, and everybody gone for once.
            let left = if turn % 3 == 2 { 0.0 } else { 1.0 };
            slowness.iter_mut().step_by(3).for_each(|slow| *slow = 1.0 + left * (*slow - 1.0));
            for (cell, slow) in crowd {
                let cell = cell % slowness.len();
                slowness[cell] = slow;
            }
            all().for_each(|(goal, step_free)| ways.want(asked(goal, step_free)));
            ways.take_up_crowding(&slowness);
            let crowd = ways.is_jammed().then_some(&slowness[..]);
            for (goal, step_free) in all() {
                let fresh = FlowField::solve(&terrain, &goals()[goal], step_free, crowd);
                let same = ways.field(asked(goal, step_free)).is_same_as(&fresh);
                prop_assert!(same, "goal {goal}, step-free {step_free}, turn {turn}");
            }
        }
    }

    #[test]
    fn crowded_ground_is_mended_to_what_is_solved_anew(
        slow in prop::collection::vec((0usize..4800, 1.0..10.0f32), 0..60),
        stalls in prop::collection::vec(stall(), 0..4),
    ) {
        use super::front::{Front, seeds_of};
        use super::net::Net;
        let terrain = Terrain::new(&place(&stalls, None), &[], 0.5);
        let mut slowness = vec![1.0; terrain.grid.len()];
        for (cell, slow) in slow {
            let cell = cell % slowness.len();
            slowness[cell] = slow;
        }
        let (free, slow) = (Net::new(&terrain, false, None), Net::new(&terrain, false, Some(&slowness)));
        let mut front = Front::new(free.nodes.len());
        let goal = terrain.cell_of(Vec2::new(20.0, 3.0), false).map(|c| terrain.numbering.of(c));
        let seeds = seeds_of(goal.map(|n| (n as u32, 0.3)).into_iter().collect());
        let mut time = front.solve(&free, &seeds);
        front.mend(&slow, &seeds, &mut time, slow.difference(&free).into_iter());
        prop_assert_eq!(&time, &front.solve(&slow, &seeds), "slower");
        front.mend(&free, &seeds, &mut time, free.difference(&slow).into_iter());
        prop_assert_eq!(&time, &front.solve(&free, &seeds), "and free again");
    }
}

#[test]
fn stairs_behind_the_next_cell_are_not_looked_at() {
    let _turn = SHELF.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let place = place(&[(4.1, 14.1, 0.3, 5.4)], Some((2.0, 19.0)));
    let terrain = Terrain::new(&place, &[], 0.25);
    let mut ways = ways(&terrain, &place);
    ways.prepare_step_free();
    let barrier = [Coord { x: 14.5, y: 3.5 }, Coord { x: -1.3, y: -14.2 }];
    let with = terrain.with_barriers(&[barrier]);
    ways.set_terrain(with.clone());
    assert!(amiss(&ways, &with).is_empty(), "{:?}", amiss(&ways, &with));
}

#[test]
fn fields_of_the_same_ground_are_solved_once() {
    let _turn = SHELF.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let place = place(&[(10.0, 5.0, 4.0, 9.0)], None);
    let terrain = Terrain::new(&place, &[], 0.5);
    let first = ways(&terrain, &place);
    let again = ways(&Terrain::new(&place, &[], 0.5), &place);
    let at = |ways: &Ways, goal| std::ptr::from_ref(ways.field(kind(goal, false)));
    assert!(
        (0..3).all(|goal| at(&first, goal) == at(&again, goal)),
        "another run, the same fields"
    );
    assert_eq!(at(&first, 0), std::ptr::from_ref(first.field(kind(0, true))), "no stairs");
    let mut other = ways(&terrain, &place);
    let barrier = [Coord { x: 20.0, y: 0.0 }, Coord { x: 22.0, y: 25.0 }];
    other.set_terrain(terrain.with_barriers(&[barrier]));
    assert!(!other.field(kind(0, false)).is_same_as(first.field(kind(0, false))));
    assert!(amiss(&first, &terrain).is_empty(), "what others hold stays as it is");
    other.set_terrain(terrain.clone());
    assert_eq!(at(&first, 0), at(&other, 0), "the barrier is away, the fields are there");
    let_go_of_fields();
    let anew = ways(&terrain, &place);
    assert_ne!(at(&first, 0), at(&anew, 0));
    assert!(first.field(kind(0, false)).is_same_as(anew.field(kind(0, false))));
}

#[test]
fn any_number_of_threads_finds_the_same_fields() {
    let _turn = SHELF.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let place = place(&[(10.0, 5.0, 4.0, 9.0), (22.0, 14.0, 9.0, 3.0)], Some((15.0, 15.0)));
    let terrain = Terrain::new(&place, &[], 0.25);
    let barrier = [Coord { x: 18.0, y: 1.0 }, Coord { x: 23.0, y: 12.0 }];
    let with = terrain.with_barriers(&[barrier]);
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let_go_of_fields();
            let mut ways = ways(&terrain, &place);
            ways.prepare_step_free();
            assert!(amiss(&ways, &terrain).is_empty(), "{threads} threads");
            ways.set_terrain(with.clone());
            assert!(amiss(&ways, &with).is_empty(), "{threads} threads, with a barrier");
        });
    }
}

#[test]
fn a_field_takes_no_memory_for_what_is_no_ground() {
    // An alley of 2 m round a block of 400 m².
    let ring = rectangle(0.0, 0.0, 24.0, 24.0).difference(&rectangle(2.0, 2.0, 22.0, 22.0));
    let place = venue(ring);
    let terrain = Terrain::new(&place, &[], 0.5);
    let field = FlowField::solve(&terrain, &Goal::Point(Vec2::new(1.0, 1.0)), false, None);
    let on_ground = (0..terrain.grid.len()).filter(|c| terrain.is_walkable(*c, false)).count();
    assert_eq!(on_ground, 48 * 48 - 40 * 40);
    // A time and an aim a cell on the ground; some for the field itself.
    assert!(field.memory_bytes() <= 12 * on_ground + 2048, "{} B", field.memory_bytes());
}
