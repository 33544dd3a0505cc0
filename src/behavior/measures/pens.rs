//! Pens: ground that barriers shut in, from which it is far to a way out.
//!
//! A place is penned in where walls and barriers stand close around it on most sides, and where one
//! cannot leave a piece of ground, with none of the exits on it, but through the openings of
//! barriers. A gap that is left between two barriers and not drawn as an opening of one is open
//! ground.

use super::view::{CELL_M, NONE, Seen};
use crate::geometry::{Grid, WallSegment};
use crate::navigation::{FlowField, WayKind, Ways};
use glam::Vec2;
use std::collections::{HashSet, VecDeque};

/// How far the way out of a pen may be, metres: the Green Guide's way to a gangway [s].
pub(super) const WAY_OUT_M: f32 = 12.0;
/// Largest ground that is a pen, m²: what is larger is a square with a fence at its rim [a].
const LARGEST_M2: f32 = 3000.0;

/// Of the cells that are penned in, those from which it is farther than [`WAY_OUT_M`] to one that
/// is not: the measure that pens them in, [`NONE`] for all others; empty where there are none.
///
/// `penned`: by cell, the measure that stands close around it. `exits`: the goals by which people
/// leave.
pub(super) fn without_way_out(
    ways: &Ways,
    grid: &Grid,
    mut penned: Vec<u16>,
    barriers: &[Seen],
    exits: &[u16],
) -> Vec<u16> {
    let terrain = &ways.terrain;
    let openings: Vec<[Vec2; 2]> = barriers.iter().flat_map(|b| b.openings.clone()).collect();
    for barrier in barriers {
        for [a, b] in &barrier.openings {
            let aside = (*b - *a).perp().normalize_or_zero() * CELL_M;
            for begin in [aside, -aside].map(|aside| grid.nearest_cell((*a + *b) / 2.0 + aside)) {
                let cells = shut_in(ways, grid, begin, &openings, exits).unwrap_or_default();
                cells.into_iter().for_each(|cell| penned[cell] = barrier.measure);
            }
        }
    }
    if penned.iter().all(|measure| *measure == NONE) {
        return Vec::new();
    }
    let mut steps = vec![u32::MAX; penned.len()];
    let mut waiting = VecDeque::new();
    for cell in (0..penned.len()).filter(|cell| penned[*cell] == NONE) {
        if terrain.is_on_ground(grid.centre(cell)) {
            steps[cell] = 0;
            waiting.push_back(cell);
        }
    }
    let most = (WAY_OUT_M / CELL_M) as u32;
    while let Some(cell) = waiting.pop_front() {
        if steps[cell] == most {
            continue;
        }
        for other in beside(grid, cell) {
            let (from, to) = (grid.centre(cell), grid.centre(other));
            if penned[other] != NONE
                && steps[other] == u32::MAX
                && terrain.walls.line_is_clear(from, to)
            {
                steps[other] = steps[cell] + 1;
                waiting.push_back(other);
            }
        }
    }
    let trapped = |(cell, measure): (usize, u16)| {
        if steps[cell] == u32::MAX { measure } else { NONE }
    };
    let pen: Vec<u16> = penned.into_iter().enumerate().map(trapped).collect();
    if pen.iter().all(|measure| *measure == NONE) { Vec::new() } else { pen }
}

/// The cells that are left of the ground around one when all openings are shut; `None` where they
/// are too many for a pen, or people leave from there.
fn shut_in(
    ways: &Ways,
    grid: &Grid,
    begin: usize,
    openings: &[[Vec2; 2]],
    exits: &[u16],
) -> Option<Vec<usize>> {
    let terrain = &ways.terrain;
    if !terrain.is_on_ground(grid.centre(begin)) {
        return None;
    }
    let fields = exits
        .iter()
        .map(|exit| ways.field(WayKind { goal: *exit, step_free: false, informed: false }));
    let fields: Vec<&FlowField> = fields.collect();
    let most = (LARGEST_M2 / (CELL_M * CELL_M)) as usize;
    let mut found = HashSet::from([begin]);
    let mut cells = vec![begin];
    let mut next = 0;
    while let Some(cell) = cells.get(next).copied() {
        next += 1;
        let from = grid.centre(cell);
        let leaves = |field: &&FlowField| field.distance_m(from) < 2.0 * CELL_M;
        if cells.len() > most || fields.iter().any(leaves) {
            return None;
        }
        for other in beside(grid, cell) {
            let to = grid.centre(other);
            let shut = |[a, b]: &[Vec2; 2]| WallSegment { a: *a, b: *b }.meets(from, to);
            if terrain.is_on_ground(to)
                && terrain.walls.line_is_clear(from, to)
                && !openings.iter().any(shut)
                && found.insert(other)
            {
                cells.push(other);
            }
        }
    }
    Some(cells)
}

/// The cells beside one, on the grid.
fn beside(grid: &Grid, cell: usize) -> impl Iterator<Item = usize> + use<> {
    let (column, row) = (cell % grid.columns, cell / grid.columns);
    let found = [
        (column > 0).then(|| cell - 1),
        (column + 1 < grid.columns).then_some(cell + 1),
        (row > 0).then(|| cell - grid.columns),
        (row + 1 < grid.rows).then_some(cell + grid.columns),
    ];
    found.into_iter().flatten()
}
