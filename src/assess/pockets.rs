//! Dead ends: pieces of ground that barriers cut off from every portal.

use super::course::entry;
use super::{AssessInput, LimitCheck};
use crate::document::Bilingual;
use crate::navigation::{NOWHERE, Terrain};
use std::collections::{BTreeMap, BTreeSet};

/// Smaller pieces are corners of the raster, not places to be trapped in, m² [a].
const LEAST_M2: f32 = 2.0;

/// A piece that is cut off.
struct Pocket {
    at: [f64; 2],
    at_s: f64,
    area_m2: f32,
}

/// The check. `grounds`: the ground with each set of barriers that stands at some time, and
/// from when.
pub(super) fn check(
    input: &AssessInput,
    free: Option<&Terrain>,
    grounds: &[(f64, Terrain)],
) -> LimitCheck {
    let pockets: Vec<Vec<Pocket>> = free.map_or_else(Vec::new, |free| {
        grounds.iter().map(|(from_s, ground)| cut_off(input, free, ground, *from_s)).collect()
    });
    let worst = pockets.iter().max_by_key(|p| p.len());
    let count = worst.map_or(0, Vec::len);
    let largest =
        worst.and_then(|pockets| pockets.iter().max_by(|a, b| a.area_m2.total_cmp(&b.area_m2)));
    LimitCheck {
        id: "dead_ends".to_owned(),
        name: Bilingual::new("Places that barriers cut off", "被护栏封死的区域"),
        limit: 0.0,
        worst: Some(count as f64),
        unit: String::new(),
        kept: count == 0,
        at_s: largest.map(|p| p.at_s),
        at: largest.map(|p| p.at),
        remark: largest.map(|p| {
            let area = super::words::figure(f64::from(p.area_m2));
            Bilingual::new(
                format!(
                    "The largest is {area} m²: whoever is there when it closes cannot get out."
                ),
                format!("最大的一块为 {area} 平方米：护栏合拢时在其中的人无法离开。"),
            )
        }),
    }
}

/// Pieces of ground without a portal that are connected with one where no barrier stands.
fn cut_off(input: &AssessInput, free: &Terrain, ground: &Terrain, at_s: f64) -> Vec<Pocket> {
    if free.grid != ground.grid {
        return Vec::new();
    }
    let with_portal = |terrain: &Terrain| -> BTreeSet<u32> {
        let entries = input.scenario.portals.iter().filter_map(|p| entry(p, terrain));
        entries
            .filter_map(|at| terrain.cell_of(at, false))
            .map(|cell| terrain.component(cell, false))
            .collect()
    };
    let (open, still_open) = (with_portal(free), with_portal(ground));
    let mut pieces: BTreeMap<u32, (usize, glam::Vec2)> = BTreeMap::new();
    for cell in 0..ground.grid.len() {
        let piece = ground.component(cell, false);
        let was_open = open.contains(&free.component(cell, false));
        if piece != NOWHERE && was_open && !still_open.contains(&piece) {
            let (cells, sum) = pieces.entry(piece).or_default();
            *cells += 1;
            *sum += ground.grid.centre(cell);
        }
    }
    let cell_m2 = ground.grid.cell_m * ground.grid.cell_m;
    pieces
        .into_values()
        .map(|(cells, sum)| {
            let at = sum / cells as f32;
            let at = [f64::from(at.x), f64::from(at.y)];
            Pocket { at, at_s, area_m2: cells as f32 * cell_m2 }
        })
        .filter(|pocket| pocket.area_m2 >= LEAST_M2)
        .collect()
}
