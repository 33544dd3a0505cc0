//! Step-free ways: whether a wheelchair gets to every attraction, and how wide the widest way
//! is at its narrowest.
//!
//! Cells of the ground are opened from the clearest to the tightest (distance to the nearest
//! wall or barrier); when a step-free entrance and the attraction become connected, the cell
//! opened last is the narrowest place of the widest way, and the least distance between walls
//! on opposite sides of it its width. Clearances beyond [`Walls::REACH_M`] are not told apart, so ways wider than 2 m count as 2 m.

use super::course::entry;
use super::words::name;
use super::{AssessInput, LimitCheck};
use crate::document::Bilingual;
use crate::geometry::Walls;
use crate::navigation::Terrain;
use crate::scenario::Scenario;
use geo::{Distance, Euclidean, Point};
use glam::Vec2;

/// How far from its drawn form a portal or attraction begins, metres.
const BESIDE_M: f32 = 2.0;

/// The narrowest place of the widest way to an attraction.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Widest {
    width_m: f32,
    at: Vec2,
}

/// The check over the ground with each set of barriers, and without.
pub(super) fn check(input: &AssessInput, grounds: &[(f64, &Terrain)]) -> LimitCheck {
    let limit = input.scenario.limits.step_free_width_m;
    let mut check = LimitCheck {
        id: "step_free".to_owned(),
        name: Bilingual::new(
            "Step-free way to every attraction, width",
            "通往各处的无障碍通道宽度",
        ),
        limit,
        worst: None,
        unit: "m".to_owned(),
        kept: true,
        at_s: None,
        at: None,
        remark: None,
    };
    let mut unreached: Vec<Bilingual> = Vec::new();
    let mut narrowest: Option<(Widest, f64, Bilingual)> = None;
    for (from_s, ground) in grounds {
        for (index, widest) in widest_ways(input.scenario, ground).into_iter().enumerate() {
            let shape = &input.scenario.attractions[index].shape;
            let name = name(&shape.name, &shape.id);
            match widest {
                None if !unreached.contains(&name) => unreached.push(name),
                None => {}
                Some(w) if narrowest.as_ref().is_none_or(|(n, ..)| w.width_m < n.width_m) => {
                    narrowest = Some((w, *from_s, name));
                }
                Some(_) => {}
            }
        }
    }
    if let Some((widest, from_s, name)) = &narrowest {
        check.worst = Some(f64::from(widest.width_m));
        // A centimetre is not a matter of the ground but of the drawing.
        check.kept = f64::from(widest.width_m) >= limit - 0.01;
        check.at = Some([f64::from(widest.at.x), f64::from(widest.at.y)]);
        check.at_s = Some(*from_s);
        check.remark = Some(narrow_words(f64::from(widest.width_m), name));
    }
    if !unreached.is_empty() {
        let all = |of: fn(&Bilingual) -> &str, joint: &str| {
            unreached.iter().map(of).collect::<Vec<_>>().join(joint)
        };
        check.kept = false;
        (check.worst, check.at) = (Some(0.0), None);
        check.remark = Some(Bilingual::new(
            format!("No step-free way to {}.", all(|b| &b.en, ", ")),
            format!("没有无障碍通道到达{}。", all(|b| &b.zh, "、")),
        ));
    } else if narrowest.is_none() {
        check.remark = Some(Bilingual::new("There is no attraction.", "没有兴趣点。"));
    }
    check
}

fn narrow_words(width_m: f64, name: &Bilingual) -> Bilingual {
    let reach_m = 2.0 * f64::from(Walls::REACH_M);
    if width_m >= reach_m - 0.01 {
        return Bilingual::new(
            "2 m and more on the way to every attraction.",
            "通往各处的通道均宽 2 米以上。",
        );
    }
    Bilingual::new(
        format!("Narrowest on the way to {}.", name.en),
        format!("最窄处在通往{}的途中。", name.zh),
    )
}

/// The widest step-free way from any step-free entrance to each attraction; `None` where
/// there is none.
fn widest_ways(scenario: &Scenario, ground: &Terrain) -> Vec<Option<Widest>> {
    let grid = &ground.grid;
    let mut order: Vec<u32> =
        (0..grid.len() as u32).filter(|c| ground.is_walkable(*c as usize, true)).collect();
    let clearance = |cell: u32| ground.wall_distance_m[cell as usize].min(Walls::REACH_M);
    order.sort_by(|a, b| clearance(*b).total_cmp(&clearance(*a)).then(a.cmp(b)));
    // Node 0 is outside, before all step-free entrances; then one node an attraction.
    let targets = targets(scenario, ground);
    let nodes = 1 + scenario.attractions.len();
    let mut pieces = Pieces::new(grid.len() + nodes);
    let node = |n: usize| grid.len() + n;
    let mut open = vec![false; grid.len()];
    let mut found: Vec<Option<Widest>> = vec![None; scenario.attractions.len()];
    for cell in order {
        let at = cell as usize;
        open[at] = true;
        let near = [at + 1, at.wrapping_sub(1), at + grid.columns, at.wrapping_sub(grid.columns)];
        for next in near.into_iter().filter(|n| *n < grid.len()) {
            if open[next] && linked(ground, at, next) {
                pieces.join(at, next);
            }
        }
        targets[at].iter().for_each(|n| pieces.join(at, node(usize::from(*n))));
        for (index, found) in found.iter_mut().enumerate().filter(|(_, f)| f.is_none()) {
            if pieces.root(node(0)) == pieces.root(node(1 + index)) {
                *found = Some(width_at(ground, at));
            }
        }
    }
    found
}

fn linked(ground: &Terrain, a: usize, b: usize) -> bool {
    let (from, to) = (ground.grid.centre(a), ground.grid.centre(b));
    // The first and last cell of neighbouring rows are not neighbours.
    let near = from.distance(to) < 1.1 * ground.grid.cell_m;
    let free = ground.wall_distance_m[a] > ground.grid.cell_m;
    near && (free || ground.walls.line_is_clear(from, to))
}

/// Which nodes each cell belongs to: 0 beside a step-free entrance, 1 + index in or beside an
/// attraction.
fn targets(scenario: &Scenario, ground: &Terrain) -> Vec<Vec<u16>> {
    let grid = &ground.grid;
    let mut targets: Vec<Vec<u16>> = vec![Vec::new(); grid.len()];
    let portals = scenario.portals.iter().filter(|p| p.inward && p.step_free);
    for at in portals.filter_map(|p| entry(p, ground)) {
        near_cells(ground, at, at, |cell, away_m| {
            if away_m <= BESIDE_M {
                targets[cell].push(0);
            }
        });
    }
    for (index, attraction) in scenario.attractions.iter().enumerate() {
        let area = &attraction.shape.area;
        let Some(bounds) = geo::BoundingRect::bounding_rect(area) else { continue };
        let point = |c: geo::Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
        near_cells(ground, point(bounds.min()), point(bounds.max()), |cell, _| {
            let centre = grid.centre(cell);
            let at = Point::new(f64::from(centre.x), f64::from(centre.y));
            if Euclidean.distance(&at, area) <= f64::from(BESIDE_M) {
                targets[cell].push(1 + index as u16);
            }
        });
    }
    targets
}

/// Calls `take` for all cells of a rectangle and [`BESIDE_M`] around it, with their distance
/// from it.
fn near_cells(ground: &Terrain, low: Vec2, high: Vec2, mut take: impl FnMut(usize, f32)) {
    let grid = &ground.grid;
    let index = |p: Vec2| {
        let cell = grid.nearest_cell(p);
        (cell % grid.columns, cell / grid.columns)
    };
    let reach = Vec2::splat(BESIDE_M);
    let (from, until) = (index(low - reach), index(high + reach));
    for row in from.1..=until.1 {
        for column in from.0..=until.0 {
            let cell = row * grid.columns + column;
            let centre = grid.centre(cell);
            take(cell, centre.distance(centre.clamp(low, high)));
        }
    }
}

/// The clear width around a cell: the least distance between points of walls on opposite
/// sides of it, each the nearest of its wall; at most twice [`Walls::REACH_M`]. (A line through
/// the cell would miss the ends of a gap in a barrier, which has no thickness.)
fn width_at(ground: &Terrain, cell: usize) -> Widest {
    let at = ground.grid.centre(cell);
    let feet: Vec<Vec2> = ground.walls.near(at).iter().map(|s| s.nearest(at)).collect();
    let mut width_m = 2.0 * Walls::REACH_M;
    for (i, a) in feet.iter().enumerate() {
        for b in &feet[i + 1..] {
            if (*a - at).dot(*b - at) < 0.0 {
                width_m = width_m.min(a.distance(*b));
            }
        }
    }
    Widest { width_m, at }
}

/// Union–find.
struct Pieces {
    parent: Vec<u32>,
}

impl Pieces {
    fn new(count: usize) -> Self {
        Self { parent: (0..count as u32).collect() }
    }

    fn root(&mut self, of: usize) -> u32 {
        let mut of = of;
        while self.parent[of] as usize != of {
            self.parent[of] = self.parent[self.parent[of] as usize];
            of = self.parent[of] as usize;
        }
        of as u32
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }
}
