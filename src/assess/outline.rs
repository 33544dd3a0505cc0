//! Outlines of sets of cells: the edges between a cell of the set and one outside, walked
//! round into rings.

use crate::geometry::Grid;
use std::collections::{BTreeMap, BTreeSet};

/// A corner of cells: column and row of lines.
type Corner = (i64, i64);

/// Rings around a set of cells (rising order), metres; the first point is not repeated.
/// Outer rings run counter-clockwise, holes clockwise; cells that touch at a corner only have
/// rings of their own.
pub(super) fn rings(grid: &Grid, cells: &[u32]) -> Vec<Vec<[f64; 2]>> {
    let set: BTreeSet<u32> = cells.iter().copied().collect();
    let mut edges = boundary(grid, &set);
    let mut rings = Vec::new();
    while let Some((&start, _)) = edges.first_key_value() {
        let ring = walk(&mut edges, start);
        if ring.len() >= 4 {
            rings.push(ring.into_iter().map(|c| metres(grid, c)).collect());
        }
    }
    rings
}

fn metres(grid: &Grid, (column, row): Corner) -> [f64; 2] {
    let cell_m = f64::from(grid.cell_m);
    [
        f64::from(grid.origin.x) + column as f64 * cell_m,
        f64::from(grid.origin.y) + row as f64 * cell_m,
    ]
}

/// Edges with a cell of the set on their left, by where they start.
fn boundary(grid: &Grid, set: &BTreeSet<u32>) -> BTreeMap<Corner, Vec<Corner>> {
    let columns = grid.columns.max(1) as i64;
    let has = |column: i64, row: i64| {
        let inside = column >= 0 && column < columns && row >= 0;
        inside && u32::try_from(row * columns + column).is_ok_and(|c| set.contains(&c))
    };
    let mut edges: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for cell in set {
        let (x, y) = (i64::from(*cell) % columns, i64::from(*cell) / columns);
        let sides = [
            ((x, y - 1), (x, y), (x + 1, y)),
            ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
            ((x - 1, y), (x, y + 1), (x, y)),
        ];
        for (beyond, from, to) in sides {
            if !has(beyond.0, beyond.1) {
                edges.entry(from).or_default().push(to);
            }
        }
    }
    edges
}

/// Takes one ring out of the edges; corners on a straight line are left out.
fn walk(edges: &mut BTreeMap<Corner, Vec<Corner>>, start: Corner) -> Vec<Corner> {
    let mut ring: Vec<Corner> = Vec::new();
    let mut at = start;
    let mut heading = (0, 0);
    while let Some(next) = take_leftmost(edges, at, heading) {
        let turned = (next.0 - at.0, next.1 - at.1);
        if turned != heading {
            ring.push(at);
        }
        heading = turned;
        at = next;
        if at == start {
            break;
        }
    }
    // The start may lie on a straight line too.
    if let [first, second, .., last] = ring[..] {
        let straight = (first.0 == second.0 && first.0 == last.0)
            || (first.1 == second.1 && first.1 == last.1);
        if straight {
            ring.remove(0);
        }
    }
    ring
}

/// Takes the next edge; where two leave a corner, the one that turns left, so that cells that
/// touch at a corner stay apart.
fn take_leftmost(
    edges: &mut BTreeMap<Corner, Vec<Corner>>,
    at: Corner,
    heading: Corner,
) -> Option<Corner> {
    let leaving = edges.get_mut(&at)?;
    let left_turn = |to: &Corner| {
        let turned = (to.0 - at.0, to.1 - at.1);
        heading.0 * turned.1 - heading.1 * turned.0
    };
    let best = (0..leaving.len()).max_by_key(|i| left_turn(&leaving[*i]))?;
    let next = leaving.swap_remove(best);
    if leaving.is_empty() {
        edges.remove(&at);
    }
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec2;

    fn grid() -> Grid {
        Grid { origin: Vec2::new(-4.0, 0.0), cell_m: 2.0, columns: 6, rows: 6 }
    }

    fn area(ring: &[[f64; 2]]) -> f64 {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum::<f64>() / 2.0
    }

    #[test]
    fn a_cell_is_a_square_and_a_row_has_four_corners() {
        assert_eq!(
            rings(&grid(), &[7]),
            [[[-2.0, 2.0], [0.0, 2.0], [0.0, 4.0], [-2.0, 4.0]].to_vec()]
        );
        let row = rings(&grid(), &[7, 8, 9]);
        assert_eq!((row.len(), row[0].len(), area(&row[0])), (1, 4, 12.0));
        assert!(rings(&grid(), &[]).is_empty());
    }

    #[test]
    fn a_hole_runs_the_other_way() {
        let frame = [0, 1, 2, 6, 8, 12, 13, 14];
        let found = rings(&grid(), &frame);
        let mut areas: Vec<f64> = found.iter().map(|r| area(r)).collect();
        areas.sort_by(f64::total_cmp);
        assert_eq!(areas, [-4.0, 36.0]);
    }

    #[test]
    fn cells_that_touch_at_a_corner_have_two_rings() {
        for cells in [[0, 7], [1, 6]] {
            let found = rings(&grid(), &cells);
            assert_eq!(found.len(), 2, "{cells:?}");
            assert!(found.iter().all(|r| area(r) == 4.0));
        }
    }
}
