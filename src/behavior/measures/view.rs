//! What is seen of measures without meeting them: barriers that fill the view, uniforms, and pens.
//!
//! All of it hangs on the place, so it is found once for the ground and the posts as they are, by
//! cells of a metre; a visitor costs one look a second. A uniform counts only once its wearer is at
//! the post.

use super::pens::{self, WAY_OUT_M};
use crate::geometry::{Grid, WallSegment};
use crate::navigation::Ways;
use crate::scenario::Uniform;
use glam::Vec2;
use rayon::prelude::*;
use std::f32::consts::TAU;

/// Side of a cell, metres.
pub(super) const CELL_M: f32 = 1.0;
/// How far barriers count, metres.
const BARRIER_M: f32 = 10.0;
/// How far a uniform counts, metres.
const UNIFORM_M: f32 = 15.0;
/// Directions looked along.
const RAYS: usize = 48;
/// Directions in a view ahead: 60° to both sides [a].
const VIEW: usize = RAYS / 3;
/// Share of the directions of a place in a pen that end at walls or barriers within
/// [`WAY_OUT_M`], and at barriers [a].
const PENNED: [f32; 2] = [0.75, 0.25];
/// No measure.
pub(super) const NONE: u16 = u16::MAX;

/// A barrier as it is seen: number of its measure in the ledger, and its pieces.
pub struct Seen {
    /// Number in the ledger.
    pub measure: u16,
    /// Its pieces, each start and end.
    pub pieces: Vec<[Vec2; 2]>,
    /// Its openings, each start and end.
    pub openings: Vec<[Vec2; 2]>,
}

/// A post at which somebody stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Post {
    /// Number in the ledger.
    pub measure: u16,
    /// Where.
    pub at: Vec2,
    /// What they wear.
    pub uniform: Uniform,
}

/// What is seen from each place.
#[derive(Clone, Debug, Default)]
pub struct View {
    grid: Option<Grid>,
    /// Where the views of each cell begin in `fills`, [`u32::MAX`] where no barrier fills any.
    begins: Vec<u32>,
    /// The measure that fills more than a quarter of the view, by direction, [`NONE`] where none
    /// does.
    fills: Vec<u16>,
    /// The measure whose pen a cell is in, [`NONE`] without; empty where there is no pen.
    pen: Vec<u16>,
    /// Posts.
    posts: Vec<Post>,
    /// Where the posts that are seen from each cell begin in `seen`; one more than there are
    /// cells, empty where there is no post.
    seen_begins: Vec<u32>,
    /// Numbers of posts.
    seen: Vec<u16>,
}

impl View {
    /// Takes up which barriers stand. `exits`: the goals by which people leave.
    pub fn take_up_barriers(&mut self, ways: &Ways, barriers: &[Seen], exits: &[u16]) {
        (self.begins, self.fills, self.pen) = Default::default();
        if barriers.iter().all(|b| b.pieces.is_empty()) {
            return;
        }
        let grid = self.grid_of(ways);
        let near = near_pieces(&grid, barriers);
        let looks: Vec<Option<Look>> = (0..grid.len())
            .into_par_iter()
            .map(|cell| (!near[cell].is_empty()).then(|| look(ways, &grid, cell, &near[cell])))
            .collect();
        self.begins = vec![u32::MAX; grid.len()];
        for (cell, look) in looks.iter().enumerate() {
            let Some(fills) = look.as_ref().and_then(|look| look.fills.as_ref()) else { continue };
            self.begins[cell] = self.fills.len() as u32;
            self.fills.extend_from_slice(fills);
        }
        let penned = looks.iter().map(|look| look.as_ref().map_or(NONE, |look| look.penned));
        self.pen = pens::without_way_out(ways, &grid, penned.collect(), barriers, exits);
    }

    /// Takes up who stands at which post.
    pub fn take_up_posts(&mut self, ways: &Ways, posts: Vec<Post>) {
        if self.posts == posts {
            return;
        }
        let grid = self.grid_of(ways);
        let cells_of = |post: &Post| seen_from(ways, &grid, post.at);
        let mut pairs: Vec<(u32, u16)> = Vec::new();
        for (number, post) in posts.iter().enumerate() {
            pairs.extend(cells_of(post).into_iter().map(|cell| (cell, number as u16)));
        }
        pairs.sort_unstable();
        self.seen_begins = vec![0; if posts.is_empty() { 0 } else { grid.len() + 1 }];
        for (cell, _) in &pairs {
            self.seen_begins[*cell as usize + 1] += 1;
        }
        for cell in 1..self.seen_begins.len() {
            self.seen_begins[cell] += self.seen_begins[cell - 1];
        }
        self.seen = pairs.into_iter().map(|(_, number)| number).collect();
        self.posts = posts;
    }

    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.begins.is_empty() && self.posts.is_empty()
    }

    /// The cell of a place, for the questions below.
    pub fn cell(&self, at: Vec2) -> Option<usize> {
        self.grid.map(|grid| grid.nearest_cell(at))
    }

    /// The measure whose barriers fill more than a quarter of the view ahead.
    pub fn fills(&self, cell: usize, heading: Vec2) -> Option<u16> {
        let begins = *self.begins.get(cell)?;
        if begins == u32::MAX {
            return None;
        }
        let turn = heading.to_angle().rem_euclid(TAU) / TAU;
        let direction = (turn * RAYS as f32).round() as usize % RAYS;
        let measure = self.fills[begins as usize + direction];
        (measure != NONE).then_some(measure)
    }

    /// The measure in whose pen a place lies with no way out near.
    pub fn pen(&self, cell: usize) -> Option<u16> {
        self.pen.get(cell).copied().filter(|measure| *measure != NONE)
    }

    /// The posts that are seen from a place.
    pub fn posts(&self, cell: usize) -> impl Iterator<Item = Post> + '_ {
        let seen = match self.seen_begins.get(cell..cell + 2) {
            Some([from, until]) => *from as usize..*until as usize,
            _ => 0..0,
        };
        self.seen[seen].iter().map(|number| self.posts[usize::from(*number)])
    }

    fn grid_of(&mut self, ways: &Ways) -> Grid {
        let ground = &ways.terrain.grid;
        *self.grid.get_or_insert_with(|| Grid::covering(ground.origin, ground.end(), CELL_M))
    }
}

/// The cells from which a post is near and in sight.
fn seen_from(ways: &Ways, grid: &Grid, at: Vec2) -> Vec<u32> {
    let low = grid.nearest_cell(at - UNIFORM_M);
    let high = grid.nearest_cell(at + UNIFORM_M);
    let rows = low / grid.columns..=high / grid.columns;
    let columns = low % grid.columns..=high % grid.columns;
    let cells = rows.flat_map(|r| columns.clone().map(move |c| r * grid.columns + c));
    let sees = |cell: &usize| {
        let from = grid.centre(*cell);
        from.distance(at) <= UNIFORM_M && ways.sight.sees(from, at)
    };
    cells.filter(sees).map(|cell| cell as u32).collect()
}

/// A piece of a barrier near a cell.
type Piece = (u16, WallSegment);

/// The pieces of barriers within sight of each cell.
fn near_pieces(grid: &Grid, barriers: &[Seen]) -> Vec<Vec<Piece>> {
    let mut near: Vec<Vec<Piece>> = vec![Vec::new(); grid.len()];
    let reach_m = WAY_OUT_M.max(BARRIER_M);
    for barrier in barriers {
        for [a, b] in &barrier.pieces {
            let wall = WallSegment { a: *a, b: *b };
            let low = grid.nearest_cell(a.min(*b) - reach_m);
            let high = grid.nearest_cell(a.max(*b) + reach_m);
            for row in low / grid.columns..=high / grid.columns {
                for column in low % grid.columns..=high % grid.columns {
                    let cell = row * grid.columns + column;
                    if wall.distance(grid.centre(cell)) <= reach_m {
                        near[cell].push((barrier.measure, wall));
                    }
                }
            }
        }
    }
    near
}

/// What is seen around a cell.
struct Look {
    /// By direction; `None` where barriers fill no view.
    fills: Option<[u16; RAYS]>,
    /// The measure that pens the place in.
    penned: u16,
}

fn look(ways: &Ways, grid: &Grid, cell: usize, pieces: &[Piece]) -> Look {
    let at = grid.centre(cell);
    let mut fills = [NONE; RAYS];
    let nobody = Look { fills: None, penned: NONE };
    if !ways.terrain.is_on_ground(at) {
        return nobody;
    }
    // The nearest barrier along each direction, with its distance.
    let hits: Vec<Option<(u16, f32)>> = (0..RAYS)
        .map(|ray| {
            let direction = Vec2::from_angle(ray as f32 / RAYS as f32 * TAU);
            nearest_hit(at, direction, pieces)
                .filter(|(_, far_m)| ways.sight.sees(at, at + direction * (far_m - 0.05).max(0.0)))
        })
        .collect();
    let in_view = hits.iter().map(|hit| hit.filter(|(_, far_m)| *far_m <= BARRIER_M));
    let in_view: Vec<Option<u16>> = in_view.map(|hit| hit.map(|(measure, _)| measure)).collect();
    let mut any = false;
    for (direction, fills) in fills.iter_mut().enumerate() {
        let ahead = (0..=VIEW).map(|k| in_view[(direction + RAYS - VIEW / 2 + k) % RAYS]);
        let filled: Vec<u16> = ahead.flatten().collect();
        if 4 * filled.len() > VIEW + 1 {
            *fills = most(&filled);
            any = true;
        }
    }
    Look { fills: any.then_some(fills), penned: penned(ways, at, &hits) }
}

/// The measure that pens a place in, if any does.
fn penned(ways: &Ways, at: Vec2, hits: &[Option<(u16, f32)>]) -> u16 {
    let barriers: Vec<u16> = hits.iter().flatten().map(|(measure, _)| *measure).collect();
    if (barriers.len() as f32) < PENNED[1] * RAYS as f32 {
        return NONE;
    }
    let shut = |(ray, hit): (usize, &Option<(u16, f32)>)| {
        let to = at + Vec2::from_angle(ray as f32 / RAYS as f32 * TAU) * WAY_OUT_M;
        hit.is_some() || !ways.terrain.walls.line_is_clear(at, to)
    };
    let shut = hits.iter().enumerate().filter(|look| shut(*look)).count();
    if shut as f32 >= PENNED[0] * RAYS as f32 { most(&barriers) } else { NONE }
}

fn nearest_hit(at: Vec2, direction: Vec2, pieces: &[Piece]) -> Option<(u16, f32)> {
    let hit = |(measure, wall): &Piece| {
        let (edge, to) = (wall.b - wall.a, wall.a - at);
        let cross = direction.perp_dot(edge);
        if cross.abs() < 1e-6 {
            return None;
        }
        let (far_m, along) = (to.perp_dot(edge) / cross, to.perp_dot(direction) / cross);
        let hits = (0.0..=WAY_OUT_M).contains(&far_m) && (0.0..=1.0).contains(&along);
        hits.then_some((*measure, far_m))
    };
    pieces.iter().filter_map(hit).min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The measure that occurs most; of several the lowest number.
fn most(measures: &[u16]) -> u16 {
    let count = |measure: u16| measures.iter().filter(|m| **m == measure).count();
    let best = measures.iter().copied().max_by_key(|m| (count(*m), std::cmp::Reverse(*m)));
    best.unwrap_or(NONE)
}
