//! One 64-bit hash of the state: equal bits, equal hash.

use super::state::{Clock, Count};
use crate::behavior::Minds;
use crate::crowd::Crowd;
use crate::observe::FeltLedger;
use xxhash_rust::xxh3::Xxh3;

/// Hash of everything that the next steps depend on and that differs between two runs.
pub fn state_hash(
    clock: &Clock,
    count: &Count,
    crowd: &Crowd,
    minds: &Minds,
    felt: &FeltLedger,
) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(&clock.tick.to_le_bytes());
    for n in [count.arrived, count.inside, count.left, count.waiting_outside] {
        hash.update(&n.to_le_bytes());
    }
    for row in 0..crowd.len() {
        hash.update(&crowd.visitor[row].to_le_bytes());
        hash.update(&[crowd.activity[row] as u8]);
        if crowd.held_by[row] != 0 {
            hash.update(&crowd.held_by[row].to_le_bytes());
        }
        let floats = [
            crowd.x[row],
            crowd.y[row],
            crowd.heading_x[row],
            crowd.heading_y[row],
            crowd.speed_mps[row],
            crowd.place[row].x,
            crowd.place[row].y,
            crowd.stuck_s[row],
            crowd.pace[row],
        ];
        for number in floats {
            hash.update(&number.to_bits().to_le_bytes());
        }
    }
    for party in &minds.active {
        let mind = &minds.parties[*party as usize];
        hash.update(&party.to_le_bytes());
        hash.update(&mind.goal.to_le_bytes());
        hash.update(&[mind.doing as u8]);
        hash.update(&mind.until_s.to_bits().to_le_bytes());
    }
    felt.hash_into(&mut hash);
    hash.digest()
}
