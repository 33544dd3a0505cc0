//! Puts the ways of a multipolygon relation together into rings, as far as the extract holds
//! them.

use super::osm::{Elements, Member};
use crate::geometry::polygons;
use geo::{LineString, MultiPolygon, Polygon};

/// What the members of a relation make.
pub(super) enum Assembled {
    /// An area: all outer rings are closed.
    Area(MultiPolygon<f64>),
    /// Chains of an outline of which the extract lacks the rest.
    CutOpen(Vec<LineString<f64>>),
    /// Nothing usable.
    Nothing,
}

/// Assembles the outline members; `line` gives the coordinates of nodes.
pub(super) fn assemble(
    elements: &Elements,
    members: &[&Member],
    line: &dyn Fn(&[i64]) -> LineString<f64>,
) -> Assembled {
    let missing = members.iter().any(|m| !elements.ways.contains_key(&m.id));
    let chains = |inner: bool| {
        let ways = members.iter().filter(|m| (m.role == "inner") == inner);
        stitch(ways.filter_map(|m| elements.ways.get(&m.id)).map(|w| w.nodes.clone()).collect())
    };
    let (outer, open): (Vec<Vec<i64>>, Vec<Vec<i64>>) =
        chains(false).into_iter().partition(|c| is_ring(c));
    let inner: Vec<Vec<i64>> = chains(true).into_iter().filter(|c| is_ring(c)).collect();
    let area = |rings: &[Vec<i64>]| {
        let rings: Vec<Polygon<f64>> =
            rings.iter().flat_map(|r| polygons::enclosed(&line(r)).0).collect();
        polygons::union(&rings)
    };
    if !open.is_empty() || (outer.is_empty() && missing) {
        let lines: Vec<LineString<f64>> =
            open.iter().map(|c| line(c)).filter(|l| l.0.len() >= 2).collect();
        return if lines.is_empty() { Assembled::Nothing } else { Assembled::CutOpen(lines) };
    }
    let whole = polygons::subtract(&area(&outer), &area(&inner));
    if whole.0.is_empty() { Assembled::Nothing } else { Assembled::Area(whole) }
}

fn is_ring(chain: &[i64]) -> bool {
    chain.len() >= 4 && chain.first() == chain.last()
}

/// Joins chains that share an end, in the order in which they stand.
fn stitch(mut chains: Vec<Vec<i64>>) -> Vec<Vec<i64>> {
    let mut done = Vec::new();
    chains.retain(|c| c.len() >= 2);
    while !chains.is_empty() {
        let mut chain = chains.remove(0);
        while chain.first() != chain.last() {
            let end = chain.last().copied();
            let start = chain.first().copied();
            let next = chains.iter().position(|c| {
                [c.first().copied(), c.last().copied()].iter().any(|n| *n == end || *n == start)
            });
            let Some(next) = next else { break };
            let mut other = chains.remove(next);
            let touches_end = other.first().copied() == end || other.last().copied() == end;
            if !touches_end {
                chain.reverse();
            }
            if other.first() != chain.last() {
                other.reverse();
            }
            chain.extend(other.into_iter().skip(1));
        }
        done.push(chain);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_joined_whatever_way_they_run() {
        let rings = stitch(vec![vec![1, 2, 3], vec![5, 4, 3], vec![5, 6, 1], vec![8, 9]]);
        assert_eq!(rings.len(), 2);
        assert!(is_ring(&rings[0]));
        assert_eq!(rings[0].len(), 7);
        assert_eq!(rings[1], vec![8, 9]);
    }

    #[test]
    fn a_chain_is_joined_at_its_start_too() {
        assert_eq!(stitch(vec![vec![2, 3], vec![1, 2], vec![3, 4]])[0].len(), 4);
    }
}
