//! Motion and ways on random venues: nobody ends in an obstacle, nothing is NaN, and from
//! everywhere that is connected with the goal the field leads there.

use geo::{BooleanOps, Coord, MultiPolygon, Polygon, Rect, polygon};
use glam::Vec2;
use proptest::prelude::*;
use wuwei::crowd::{Columns, Frozen, Stance};
use wuwei::document::Bilingual;
use wuwei::geometry::Frame;
use wuwei::locomotion::{Model, Next, Steps};
use wuwei::navigation::{FlowField, Goal, NOWHERE, Terrain};
use wuwei::scenario::{AnticipationVelocityModel, MotionModel, SocialForceModel};
use wuwei::venue::Venue;

const SIDE_M: f64 = 24.0;

/// Random venues a test; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24)
}

/// A square with pillars, blocks that lean, and barriers.
#[derive(Clone, Debug)]
struct Place {
    blocks: Vec<(f64, f64, f64, f64)>,
    slanted: Vec<(f64, f64, f64, f64)>,
    barriers: Vec<(f64, f64, f64, f64)>,
}

fn places() -> impl Strategy<Value = Place> {
    let m = 0.0..SIDE_M;
    let rectangle = (m.clone(), m.clone(), 0.3..6.0, 0.3..6.0);
    let slant = (m.clone(), m.clone(), 0.5..5.0, -1.5..1.5);
    let line = (m.clone(), m.clone(), m.clone(), m);
    (
        prop::collection::vec(rectangle, 0..6),
        prop::collection::vec(slant, 0..3),
        prop::collection::vec(line, 0..3),
    )
        .prop_map(|(blocks, slanted, barriers)| Place { blocks, slanted, barriers })
}

impl Place {
    fn venue(&self) -> Venue {
        let rectangle = |x: f64, y: f64, w: f64, h: f64| -> Polygon<f64> {
            Rect::new(Coord { x, y }, Coord { x: x + w, y: y + h }).to_polygon()
        };
        let mut ground = MultiPolygon::from(rectangle(0.0, 0.0, SIDE_M, SIDE_M));
        for &(x, y, w, h) in &self.blocks {
            ground = ground.difference(&MultiPolygon::from(rectangle(x, y, w, h)));
        }
        for &(x, y, w, lean) in &self.slanted {
            let block = polygon![(x: x, y: y), (x: x + w, y: y + lean), (x: x + w + 0.4, y: y + lean + 0.6), (x: x + 0.4, y: y + 0.6)];
            ground = ground.difference(&MultiPolygon::from(block));
        }
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

    fn barrier_segments(&self) -> Vec<[Coord<f64>; 2]> {
        self.barriers
            .iter()
            .map(|&(x0, y0, x1, y1)| [Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 }])
            .collect()
    }
}

/// Each model of motion, with how fast it lets people get at a free speed of 1.3 m/s.
fn models() -> impl Strategy<Value = (MotionModel, f32)> {
    let collision_free_speed = MotionModel::CollisionFreeSpeed {
        time_gap_s: 1.0,
        neighbor_strength: 8.0,
        neighbor_range_m: 0.1,
        wall_strength: 5.0,
        wall_range_m: 0.02,
    };
    let anticipation_velocity = MotionModel::AnticipationVelocity(AnticipationVelocityModel {
        time_gap_s: 1.06,
        neighbor_strength: 8.0,
        neighbor_range_m: 0.1,
        anticipation_s: 1.0,
        reaction_s: 0.3,
        wall_buffer_m: 0.1,
        wall_pushout: 0.3,
    });
    let social_force = MotionModel::SocialForce(SocialForceModel {
        mass_kg: 80.0,
        relaxation_s: 0.5,
        neighbor_force_n: 2000.0,
        wall_force_n: 2000.0,
        force_range_m: 0.08,
        stiffness_kg_per_s2: 120_000.0,
        friction_kg_per_m_s: 240_000.0,
        longest_step_s: 0.01,
    });
    prop::sample::select(vec![
        (collision_free_speed, 1.3),
        (anticipation_velocity, 1.3),
        (social_force, 5.0),
    ])
}

/// Points of a lattice that are on the ground with a little room.
fn standing(terrain: &Terrain, spacing_m: f32) -> Vec<Vec2> {
    let count = (SIDE_M as f32 / spacing_m) as usize;
    (0..count * count)
        .map(|i| Vec2::new((i % count) as f32 + 0.43, (i / count) as f32 + 0.57) * spacing_m)
        .filter(|p| terrain.is_on_ground(*p) && terrain.walls.distance(*p) > 0.05)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn nobody_ends_in_an_obstacle(place in places(), cell_m in prop::sample::select(vec![0.25, 0.5]), (motion, fastest_mps) in models()) {
        let terrain = Terrain::new(&place.venue(), &place.barrier_segments(), cell_m);
        let goal = Vec2::new(20.0, 20.0);
        let field = FlowField::solve(&terrain, &Goal::Point(goal), false, None);
        let mut at = standing(&terrain, 0.6);
        let people = at.len();
        let mut model = Model::new(&motion);
        let mut frozen = Frozen::new(model.best_cell_m());
        let mut next = Next::new();
        let ones = vec![1.0f32; people];
        let mut velocity = vec![Vec2::ZERO; people];
        let (speeds, radii) = (vec![1.3f32; people], vec![0.2f32; people]);
        let stance: Vec<Stance> = (0..people)
            .map(|i| if i % 5 == 0 { Stance::MakesWay } else { Stance::Walks })
            .collect();
        for _ in 0..40 {
            let wish: Vec<Vec2> = at.iter().enumerate()
                .map(|(i, p)| if stance[i] == Stance::MakesWay { Vec2::ZERO } else { field.direction(*p) })
                .collect();
            let column = |f: fn(&Vec2) -> f32, of: &[Vec2]| of.iter().map(f).collect::<Vec<f32>>();
            let (x, y) = (column(|p| p.x, &at), column(|p| p.y, &at));
            let heading: Vec<Vec2> = velocity.iter().map(|v| v.try_normalize().unwrap_or(Vec2::X)).collect();
            let (heading_x, heading_y) = (column(|p| p.x, &heading), column(|p| p.y, &heading));
            let (wish_x, wish_y) = (column(|p| p.x, &wish), column(|p| p.y, &wish));
            prop_assert!(wish.iter().all(|w| *w == Vec2::ZERO || (w.length() - 1.0).abs() < 1e-3));
            frozen.sort_from(&Columns {
                x: &x,
                y: &y,
                heading_x: &heading_x,
                heading_y: &heading_y,
                wish_x: &wish_x,
                wish_y: &wish_y,
                wish_speed_mps: &speeds,
                radius_m: &radii,
                time_gap_s: &ones,
                stance: &stance,
            });
            frozen.take_speeds(&column(|v| v.length(), &velocity));
            model.walk(&frozen, &terrain.walls, Steps::one(0.1), &mut next);
            for (i, &row) in frozen.row.iter().enumerate() {
                let to = Vec2::new(next.x[i], next.y[i]);
                let from = at[row as usize];
                prop_assert!(terrain.is_on_ground(to), "{from} → {to}");
                prop_assert!(!terrain.walls.crosses(from, to), "{from} → {to}");
                prop_assert!(next.speed_mps[i] <= fastest_mps + 1e-3);
                velocity[row as usize] = Vec2::new(next.heading_x[i], next.heading_y[i]) * next.speed_mps[i];
                at[row as usize] = to;
            }
        }
    }

    #[test]
    fn fields_lead_to_the_goal_from_everywhere_connected(place in places(), cell_m in prop::sample::select(vec![0.25, 0.5])) {
        let terrain = Terrain::new(&place.venue(), &place.barrier_segments(), cell_m);
        let Some(goal) = terrain.nearest_walkable(Vec2::new(20.0, 20.0)) else { return Ok(()) };
        // A goal within a hand's breadth of a barrier counts as reached from both sides.
        prop_assume!(terrain.walls.distance(goal) > 0.11);
        let field = FlowField::solve(&terrain, &Goal::Point(goal), false, None);
        let piece = |p| terrain.cell_of(p, false).map_or(NOWHERE, |c| terrain.component(c, false));
        for from in standing(&terrain, 1.7) {
            let way = field.trace(from);
            if piece(from) != piece(goal) {
                // Next to a wall the cell of the other side may be the nearest in sight of
                // none; then there is no way, or one that does not cross the wall.
                continue;
            }
            prop_assert!(field.distance_m(from).is_finite(), "{from}");
            let end = way.last().copied().unwrap_or(from);
            prop_assert!(end.distance(goal) < 1.0, "from {from} the way to {goal} ends at {end}, {:?}", field.direction(end));
            for leg in way.windows(2) {
                prop_assert!(terrain.walls.line_is_clear(leg[0], leg[1].lerp(leg[0], 0.1)), "{leg:?}");
            }
        }
    }
}
