//! Putting everybody where the model of motion says they went.

use crate::crowd::{Activity, Crowd, Frozen};
use crate::locomotion::{Next, STUCK_SHARE};
use rayon::prelude::*;

/// People below which more threads cost more than they give.
const WORTH_THREADS: usize = 16_384;
/// Speed from which somebody wants to walk at all, m/s.
const WALKING_MPS: f32 = 0.2;

/// Moves everybody as `next` has it (in the order of `frozen`), and keeps the books of the
/// way walked and of the time for which people stand who want to walk.
pub(super) fn take_steps(crowd: &mut Crowd, frozen: &Frozen, next: &Next, dt_s: f32) {
    let serial = crowd.len() < WORTH_THREADS;
    let Crowd { x, y, heading_x, heading_y, speed_mps, walked_m, halted_s, .. } = crowd;
    let (activity, wish_mps, free_mps) =
        (&crowd.activity, &crowd.wish_speed_mps, &crowd.free_speed_mps);
    let moves = (x, y, heading_x, heading_y, speed_mps).into_par_iter();
    let books = (walked_m, halted_s).into_par_iter();
    (moves, books, &frozen.index_of)
        .into_par_iter()
        .with_min_len(if serial { usize::MAX } else { 1024 })
        .enumerate()
        .for_each(
            |(row, ((x, y, heading_x, heading_y, speed_mps), (walked_m, halted_s), index))| {
                let index = *index as usize;
                let (east, north) = (next.x[index] - *x, next.y[index] - *y);
                *walked_m += (east * east + north * north).sqrt();
                (*x, *y) = (next.x[index], next.y[index]);
                (*heading_x, *heading_y) = (next.heading_x[index], next.heading_y[index]);
                *speed_mps = next.speed_mps[index];
                let goes = matches!(activity[row], Activity::Walk | Activity::Approach);
                let halted =
                    goes && wish_mps[row] > WALKING_MPS && *speed_mps < STUCK_SHARE * free_mps[row];
                *halted_s = if halted { *halted_s + dt_s } else { 0.0 };
            },
        );
}
