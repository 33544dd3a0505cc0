//! Hotspots: connected pieces of space and time above the density limit.
//!
//! Two hot cells belong together if they are neighbours in space (or the same cell) and at
//! most [`GAP_MIN`] quiet minutes lie between them: a jam that breathes is one jam. Pieces
//! that touch in space and follow each other within [`PAUSE_MIN`] minutes are joined as well:
//! what every train brings back is one thing to be solved. What is left below
//! [`LEAST_PERSON_MIN`] is chance, not a jam, and is dropped, unless it reached the critical
//! density.

use super::outline;
use crate::geometry::Grid;
use crate::observe::{HotCell, Observation};
use glam::Vec2;
use std::collections::{BTreeMap, BTreeSet};

/// Quiet minutes that do not part a hotspot [a].
const GAP_MIN: u32 = 2;
/// Quiet minutes after which a hotspot at the same place counts as a new one [a].
const PAUSE_MIN: u32 = 10;
/// Person-minutes above the limit below which a piece is no hotspot [a]: one person too many
/// for two minutes.
const LEAST_PERSON_MIN: f64 = 2.0;

/// One hotspot as cells; what it means is told by `cause.rs`.
#[derive(Clone, Debug)]
pub(super) struct Spot<'a> {
    /// Its cells in the order of time, then of space.
    pub cells: Vec<&'a HotCell>,
    /// The cells of the field that were hot at any time, in rising order.
    pub footprint: Vec<u32>,
    /// First hot minute.
    pub first: u32,
    /// Last hot minute.
    pub last: u32,
    /// Person-minutes above the limit.
    pub person_min: f64,
    /// Middle, weighted by person-minutes above the limit, metres.
    pub centre: Vec2,
    /// The densest cell and minute.
    pub peak: &'a HotCell,
}

impl Spot<'_> {
    /// Whether a cell of the field lies in it or within `reach` cells of it.
    pub fn is_near(&self, grid: &Grid, cell: usize, reach: usize) -> bool {
        neighbours(grid, cell as u32, reach).any(|c| self.footprint.binary_search(&c).is_ok())
    }

    /// The cells of the footprint and all within `reach` cells of it, in rising order.
    pub fn widened(&self, grid: &Grid, reach: usize) -> Vec<u32> {
        let all: BTreeSet<u32> =
            self.footprint.iter().flat_map(|c| neighbours(grid, *c, reach)).collect();
        all.into_iter().collect()
    }

    /// Outline of the footprint, rings of metres.
    pub fn outline(&self, grid: &Grid) -> Vec<Vec<[f64; 2]>> {
        outline::rings(grid, &self.footprint)
    }
}

/// The cells within `reach` columns and rows of a cell, itself included.
pub(super) fn neighbours(grid: &Grid, cell: u32, reach: usize) -> impl Iterator<Item = u32> {
    let columns = grid.columns.max(1);
    let (column, row) = (cell as usize % columns, cell as usize / columns);
    let last_row = grid.rows.saturating_sub(1);
    (row.saturating_sub(reach)..=(row + reach).min(last_row)).flat_map(move |r| {
        (column.saturating_sub(reach)..=(column + reach).min(columns - 1))
            .map(move |c| (r * columns + c) as u32)
    })
}

/// The hotspots of a run, worst first.
pub(super) fn find(observation: &Observation, critical_per_m2: f64) -> Vec<Spot<'_>> {
    let grid = &observation.field.grid;
    let mut hot: Vec<&HotCell> = observation
        .hot
        .iter()
        .filter(|h| (h.cell as usize) < grid.len() && h.density_per_m2.is_finite())
        .collect();
    hot.sort_by_key(|h| (h.minute, h.cell));
    let mut pieces = Pieces::new(hot.len());
    join_neighbours(&hot, grid, &mut pieces);
    join_recurring(&hot, grid, &mut pieces);
    let mut spots: Vec<Spot> = pieces
        .groups()
        .into_iter()
        .filter_map(|group| spot(grid, group.into_iter().map(|i| hot[i]).collect()))
        .filter(|s| {
            s.person_min >= LEAST_PERSON_MIN || f64::from(s.peak.density_per_m2) > critical_per_m2
        })
        .collect();
    spots.sort_by(|a, b| {
        b.person_min
            .total_cmp(&a.person_min)
            .then(a.first.cmp(&b.first))
            .then(a.footprint.cmp(&b.footprint))
    });
    spots
}

fn spot<'a>(grid: &Grid, cells: Vec<&'a HotCell>) -> Option<Spot<'a>> {
    let peak = *cells.iter().max_by(|a, b| {
        // The first of several equal ones.
        a.density_per_m2
            .total_cmp(&b.density_per_m2)
            .then((b.minute, b.cell).cmp(&(a.minute, a.cell)))
    })?;
    let footprint: BTreeSet<u32> = cells.iter().map(|c| c.cell).collect();
    let person_min: f64 = cells.iter().map(|c| f64::from(c.excess_person_min)).sum();
    let weighed: glam::DVec2 = cells
        .iter()
        .map(|c| grid.centre(c.cell as usize).as_dvec2() * f64::from(c.excess_person_min))
        .sum();
    let centre = if person_min > 0.0 {
        (weighed / person_min).as_vec2()
    } else {
        grid.centre(peak.cell as usize)
    };
    Some(Spot {
        footprint: footprint.into_iter().collect(),
        first: cells.iter().map(|c| c.minute).min()?,
        last: cells.iter().map(|c| c.minute).max()?,
        person_min,
        centre,
        peak,
        cells,
    })
}

/// Joins hot cells that are neighbours in space and time. `hot` is sorted by minute and cell.
fn join_neighbours(hot: &[&HotCell], grid: &Grid, pieces: &mut Pieces) {
    let mut minutes: BTreeMap<u32, std::ops::Range<usize>> = BTreeMap::new();
    for (index, cell) in hot.iter().enumerate() {
        minutes.entry(cell.minute).or_insert(index..index).end = index + 1;
    }
    for (index, cell) in hot.iter().enumerate() {
        for (_, range) in minutes.range(cell.minute..=cell.minute + GAP_MIN + 1) {
            for other in neighbours(grid, cell.cell, 1) {
                if let Ok(found) = hot[range.clone()].binary_search_by_key(&other, |h| h.cell) {
                    pieces.join(index, range.start + found);
                }
            }
        }
    }
}

/// Joins pieces that touch in space and follow each other soon.
fn join_recurring(hot: &[&HotCell], grid: &Grid, pieces: &mut Pieces) {
    let groups = pieces.groups();
    // By cell: the times at which each piece was hot there or anywhere else.
    let mut at_cell: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut times = Vec::with_capacity(groups.len());
    for (piece, group) in groups.iter().enumerate() {
        let cells: BTreeSet<u32> = group.iter().map(|i| hot[*i].cell).collect();
        cells.iter().for_each(|c| at_cell.entry(*c).or_default().push(piece));
        let (first, last) = (group[0], group[group.len() - 1]);
        times.push((hot[first].minute, hot[last].minute));
    }
    let soon = |a: (u32, u32), b: (u32, u32)| {
        let pause = b.0.saturating_sub(a.1).max(a.0.saturating_sub(b.1));
        pause <= PAUSE_MIN + 1
    };
    for (cell, here) in &at_cell {
        for near in neighbours(grid, *cell, 1).filter_map(|c| at_cell.get(&c)) {
            for (a, b) in here.iter().flat_map(|a| near.iter().map(move |b| (*a, *b))) {
                if a < b && soon(times[a], times[b]) {
                    pieces.join(groups[a][0], groups[b][0]);
                }
            }
        }
    }
}

/// Which things belong together (union–find; the root of a piece is its first member).
struct Pieces {
    parent: Vec<usize>,
}

impl Pieces {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect() }
    }

    fn root(&mut self, mut of: usize) -> usize {
        while self.parent[of] != of {
            self.parent[of] = self.parent[self.parent[of]];
            of = self.parent[of];
        }
        of
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    /// The pieces by their first member, members in rising order.
    fn groups(&mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in 0..self.parent.len() {
            let root = self.root(index);
            groups.entry(root).or_default().push(index);
        }
        groups.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{hot_cell, observation};

    fn grid() -> Grid {
        Grid { origin: Vec2::ZERO, cell_m: 2.0, columns: 20, rows: 20 }
    }

    fn found(hot: Vec<HotCell>) -> Vec<(u32, u32, usize, f64)> {
        let mut observed = observation(grid(), 60);
        observed.hot = hot;
        let spots = find(&observed, 5.0);
        spots.iter().map(|s| (s.first, s.last, s.footprint.len(), s.person_min)).collect()
    }

    #[test]
    fn a_jam_that_breathes_and_moves_is_one() {
        // Neighbouring cells, two quiet minutes between them.
        let hot = vec![hot_cell(10, 105, 3.0, 4.0), hot_cell(13, 126, 3.0, 5.0)];
        assert_eq!(found(hot), [(10, 13, 2, 9.0)]);
    }

    #[test]
    fn what_comes_back_soon_is_the_same_and_later_is_another() {
        let soon = vec![hot_cell(10, 105, 3.0, 4.0), hot_cell(20, 106, 3.0, 5.0)];
        assert_eq!(found(soon), [(10, 20, 2, 9.0)]);
        let later = vec![hot_cell(10, 105, 3.0, 4.0), hot_cell(40, 106, 3.0, 5.0)];
        assert_eq!(found(later), [(40, 40, 1, 5.0), (10, 10, 1, 4.0)]);
    }

    #[test]
    fn places_apart_are_apart() {
        let hot = vec![hot_cell(10, 105, 3.0, 4.0), hot_cell(10, 107, 3.0, 5.0)];
        assert_eq!(found(hot).len(), 2);
        // The end of a row and the start of the next are not neighbours.
        let hot = vec![hot_cell(10, 19, 3.0, 4.0), hot_cell(10, 20, 3.0, 5.0)];
        assert_eq!(found(hot).len(), 2);
    }

    #[test]
    fn chance_is_dropped_but_not_where_it_is_dangerous() {
        assert!(found(vec![hot_cell(10, 105, 2.2, 0.8)]).is_empty());
        assert_eq!(found(vec![hot_cell(10, 105, 5.2, 0.8)]).len(), 1);
        assert!(found(Vec::new()).is_empty());
    }

    #[test]
    fn the_middle_is_where_most_is() {
        let mut observed = observation(grid(), 60);
        observed.hot = vec![hot_cell(10, 105, 3.0, 30.0), hot_cell(10, 106, 4.0, 10.0)];
        let spots = find(&observed, 5.0);
        assert_eq!(spots[0].centre, Vec2::new(11.5, 11.0));
        assert_eq!(spots[0].peak.cell, 106);
    }
}
