//! Solves the eikonal equation |∇T| = s on linked cells.

use super::terrain::bits;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Travel time from every cell to the nearest seed, seconds at 1 m/s on slowness 1.
///
/// `slowness` in s/m × 1 m/s (1 on free level ground) per cell; `passable` says which bits a
/// cell must have; seeds are cells with the time from there. Unreached cells are infinite.
pub(crate) fn solve(
    links: &[u8],
    columns: usize,
    cell_m: f32,
    slowness: &[f32],
    without: u8,
    seeds: &[(usize, f32)],
) -> Vec<f32> {
    let mut time = vec![f32::INFINITY; links.len()];
    let mut heap = BinaryHeap::new();
    for &(cell, at) in seeds {
        if at < time[cell] {
            time[cell] = at;
            heap.push(Reverse((at.to_bits(), cell as u32)));
        }
    }
    while let Some(Reverse((key, cell))) = heap.pop() {
        let cell = cell as usize;
        if time[cell].to_bits() < key {
            continue;
        }
        let steps = [
            (bits::EAST, cell + 1),
            (bits::WEST, cell.wrapping_sub(1)),
            (bits::NORTH, cell + columns),
            (bits::SOUTH, cell.wrapping_sub(columns)),
        ];
        for (bit, to) in steps {
            if links[cell] & bit == 0 || links[to] & without != 0 {
                continue;
            }
            let l = links[to];
            let value = |bit: u8, at: usize| if l & bit != 0 { time[at] } else { f32::INFINITY };
            let a = value(bits::EAST, to + 1).min(value(bits::WEST, to.wrapping_sub(1)));
            let b =
                value(bits::NORTH, to + columns).min(value(bits::SOUTH, to.wrapping_sub(columns)));
            let step = slowness[to] * cell_m;
            let (low, high) = (a.min(b), a.max(b));
            let new = if high - low < step {
                let half = 0.5 * (low + high);
                half + (half * half - 0.5 * (low * low + high * high - step * step)).max(0.0).sqrt()
            } else {
                low + step
            };
            if new < time[to] {
                time[to] = new;
                heap.push(Reverse((new.to_bits(), to as u32)));
            }
        }
    }
    time
}
