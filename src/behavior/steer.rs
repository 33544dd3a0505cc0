//! From what people do to what they wish in this step: a direction and a speed.

use super::bypass::around;
use super::minds::Minds;
use crate::crowd::{Activity, Crowd, Frozen, Guests};
use crate::navigation::Ways;
use glam::Vec2;
use rayon::prelude::*;
use std::mem::take;

/// People below which more threads cost more than they give.
const WORTH_THREADS: usize = 4096;
/// Distance from the own place within which nobody bothers, metres.
const CLOSE_ENOUGH_M: f32 = 0.25;
/// Speed of somebody who steps back to the own place, m/s [a].
const STEP_BACK_MPS: f32 = 0.5;
/// Time in which people cover the last metres, seconds: they slow down before they stand.
const SLOW_DOWN_S: f32 = 0.8;

/// What one person wishes.
#[derive(Clone, Copy, Debug)]
struct Wish {
    direction: Vec2,
    speed_mps: f32,
    yields: u8,
}

/// Sets what everybody wishes in this step.
pub fn set_wishes(crowd: &mut Crowd, minds: &Minds, guests: &Guests, ways: &Ways, frozen: &Frozen) {
    // The wish columns are taken out while the others are read.
    let mut wish_x = take(&mut crowd.wish_x);
    let mut wish_y = take(&mut crowd.wish_y);
    let mut speed = take(&mut crowd.wish_speed_mps);
    let mut yields = take(&mut crowd.yields);
    let people: &Crowd = crowd;
    let serial = people.len() < WORTH_THREADS;
    (&mut wish_x, &mut wish_y, &mut speed, &mut yields)
        .into_par_iter()
        .with_min_len(if serial { usize::MAX } else { 512 })
        .enumerate()
        .for_each(|(row, (wish_x, wish_y, speed, yields))| {
            let mut wish = wish_of(row, people, minds, guests, ways);
            let goes = matches!(people.activity[row], Activity::Walk | Activity::Approach);
            if goes && wish.speed_mps > 0.0 && wish.direction != Vec2::ZERO {
                let (at, radius_m) = (people.at(row), people.held_radius_m[row]);
                let left_m = match people.activity[row] {
                    Activity::Approach => at.distance(people.place[row]),
                    _ => people.way_left_m[row],
                };
                let walls = &ways.terrain.walls;
                wish.direction = around(frozen, walls, at, wish.direction, radius_m, left_m);
            }
            (*wish_x, *wish_y) = (wish.direction.x, wish.direction.y);
            (*speed, *yields) = (wish.speed_mps, wish.yields);
        });
    crowd.wish_x = wish_x;
    crowd.wish_y = wish_y;
    crowd.wish_speed_mps = speed;
    crowd.yields = yields;
}

fn wish_of(row: usize, crowd: &Crowd, minds: &Minds, guests: &Guests, ways: &Ways) -> Wish {
    let at = crowd.at(row);
    let party = crowd.party[row];
    let pace_mps = minds.parties[party as usize].pace_mps;
    let to_place = crowd.place[row] - at;
    let left_m = to_place.length();
    let along_field = |speed_mps: f32| Wish {
        direction: ways.field(minds.way_of(party, guests)).direction(at),
        speed_mps: speed_mps * ways.terrain.speed_factor[ways.terrain.grid.nearest_cell(at)],
        yields: 0,
    };
    let straight = |speed_mps: f32, yields: u8| Wish {
        direction: to_place.normalize_or_zero(),
        speed_mps: speed_mps.min(left_m / SLOW_DOWN_S),
        yields,
    };
    match crowd.activity[row] {
        Activity::Walk => along_field(pace_mps * crowd.pace[row]),
        Activity::Approach if crowd.sees_place[row] => straight(pace_mps, 0),
        Activity::Approach => along_field(pace_mps),
        _ if left_m < CLOSE_ENOUGH_M => Wish { direction: Vec2::ZERO, speed_mps: 0.0, yields: 1 },
        Activity::Queue | Activity::Served | Activity::Gather if crowd.sees_place[row] => {
            straight(pace_mps, u8::from(left_m < 1.0))
        }
        Activity::Queue | Activity::Served | Activity::Gather => along_field(pace_mps),
        Activity::Dwell => straight(STEP_BACK_MPS, 1),
    }
}
