//! The phases of a step, each a system in its own set. What they do stands in the modules
//! below; here is only who reads and writes what.

use super::felt::look_around;
use super::scene::scene;
use super::settle::take_steps;
use super::setup;
use super::state::{Clock, Count, Intentions, Moving, People, Routes, Setting, Standing, Watch};
use crate::behavior::{AttractionState, Doing, Measures, Minds, Scene, StepClock, set_wishes};
use crate::crowd::{Activity, Crowd, What};
use crate::navigation::slowness;
use crate::observe::{Attendance, Moment, Surroundings};
use bevy::prelude::{Res, ResMut};

/// Time between two looks around of a walker, seconds [a].
const LOOK_EVERY_S: f64 = 0.4;
/// Time after which the people's rows are brought into the order in which they stand, seconds.
const REORDER_EVERY_S: u64 = 10;
/// How near along the way somebody has to be before the portal is looked at, metres.
const NEAR_PORTAL_M: f32 = 6.0;

/// Brings people in, and sets up what the clock brings.
pub fn arrive(
    setting: Res<Setting>,
    clock: Res<Clock>,
    moving: Res<Moving>,
    mut people: ResMut<People>,
    mut minds: ResMut<Intentions>,
    mut routes: ResMut<Routes>,
) {
    let mut scene = scene(&setting, &clock, &mut people, &mut routes);
    minds.0.arrive(&mut scene, clock.dt_s, &moving.frozen);
}

/// Lets parties decide, a share of them each step so that each has its turn once a second.
pub fn decide(
    setting: Res<Setting>,
    clock: Res<Clock>,
    moving: Res<Moving>,
    mut people: ResMut<People>,
    mut minds: ResMut<Intentions>,
    mut routes: ResMut<Routes>,
) {
    let mut scene = scene(&setting, &clock, &mut people, &mut routes);
    let minds = &mut minds.0;
    let turn = clock.tick % clock.ticks_per_s;
    minds.measure_ways(|party| u64::from(party) % clock.ticks_per_s == turn, &mut scene);
    for index in 0..minds.active.len() {
        let party = minds.active[index];
        if u64::from(party) % clock.ticks_per_s == turn {
            minds.keep_together(party, &mut scene, &moving.frozen);
            minds.live(party, &mut scene);
        }
    }
    let has_turn = |party| u64::from(party) % clock.ticks_per_s == turn;
    minds.meet_measures(has_turn, &mut scene, &moving.frozen, turn == 0);
    for attraction in 0..minds.attractions.len() {
        if attraction as u64 % clock.ticks_per_s == turn {
            minds.serve(attraction, &mut scene);
        }
    }
    if turn == 0 {
        minds.active.retain(|p| minds.parties[*p as usize].doing != Doing::Gone);
    }
}

/// Takes up changed ground and congestion, and sets what everybody wishes.
pub fn navigate(
    setting: Res<Setting>,
    clock: Res<Clock>,
    mut standing: ResMut<Standing>,
    mut people: ResMut<People>,
    mut minds: ResMut<Intentions>,
    mut routes: ResMut<Routes>,
    moving: Res<Moving>,
) {
    let scenario = &setting.scenario;
    let now_s = clock.now_s();
    let stands: Vec<bool> =
        standing.plan.measures.iter().map(|m| (m.from_s..m.until_s).contains(&now_s)).collect();
    if standing.edited || stands != standing.stands {
        (standing.edited, standing.stands) = (false, stands);
        let mut scene = scene(&setting, &clock, &mut people, &mut routes);
        change_ground(&mut standing, &mut minds.0, &mut scene);
    }
    let refresh_ticks = (scenario.ways.refresh_s * clock.ticks_per_s as f64).max(1.0) as u64;
    if clock.tick % refresh_ticks == refresh_ticks - 1 {
        let crowd = &people.0;
        let at = (0..crowd.len()).map(|row| crowd.at(row));
        let slow = slowness(&routes.0.terrain.grid, at);
        for party in &minds.0.active {
            routes.0.want(minds.0.way_of(*party, &setting.guests));
        }
        routes.0.take_up_crowding(&slow);
    }
    let look_every = (LOOK_EVERY_S * clock.ticks_per_s as f64).round().max(1.0) as u64;
    let steps = StepClock { tick: clock.tick, second: now_s as u64, look_every };
    set_wishes(&mut people.0, &minds.0, &setting.guests, &routes.0, &moving.frozen, steps);
}

/// Takes up which measures stand, as far as they change the ground or what visitors keep to.
fn change_ground(standing: &mut Standing, minds: &mut Minds, scene: &mut Scene) {
    let barriers = setup::barrier_segments(&standing.plan, &standing.stands);
    let rules = Measures::rules(&standing.plan, &standing.stands);
    if barriers == standing.barriers && rules == standing.rules {
        return minds.see_barriers(scene);
    }
    let going = minds.before_change(scene);
    if barriers != standing.barriers {
        let terrain = scene.ways.terrain.with_barriers(&barriers);
        scene.ways.set_terrain(terrain);
        minds.take_up_ground(scene.scenario, scene.ways);
    }
    scene.ways.set_rules(rules.clone(), &barriers);
    (standing.barriers, standing.rules) = (barriers, rules);
    minds.see_barriers(scene);
    minds.after_change(&going, scene);
}

/// Sorts the crowd by cell.
pub fn sense(clock: Res<Clock>, mut people: ResMut<People>, mut moving: ResMut<Moving>) {
    let Moving { frozen, model, .. } = &mut *moving;
    frozen.sort_from(&people.0.columns());
    if clock.tick.is_multiple_of(REORDER_EVERY_S * clock.ticks_per_s) {
        people.0.reorder(&frozen.row);
        frozen.caller_is_reordered();
    }
    if model.looks_at_speeds() {
        frozen.take_speeds(&people.0.speed_mps);
    }
}

/// Moves everybody by the steps of a tick.
pub fn walk(clock: Res<Clock>, routes: Res<Routes>, mut moving: ResMut<Moving>) {
    let Moving { frozen, next, model, .. } = &mut *moving;
    model.walk(frozen, &routes.0.terrain.walls, clock.motion(), next);
}

/// Puts everybody where they went, and takes out those who reached their portal.
pub fn settle(
    clock: Res<Clock>,
    mut moving: ResMut<Moving>,
    mut people: ResMut<People>,
    mut minds: ResMut<Intentions>,
    mut count: ResMut<Count>,
) {
    let crowd = &mut people.0;
    let Moving { frozen, next, leaves, gone, .. } = &mut *moving;
    take_steps(crowd, frozen, next, clock.dt_s as f32);
    let minds = &mut minds.0;
    leaves.clear();
    leaves.resize(crowd.len(), false);
    gone.clear();
    for (row, portal) in at_their_portal(crowd, minds) {
        let gate = &mut minds.gates[portal as usize];
        if gate.may_leave() {
            gate.gone_out();
            leaves[row] = true;
            gone.push((crowd.visitor[row], crowd.at(row)));
            minds.happens(crowd.visitor[row], What::Left { portal });
        }
    }
    if !gone.is_empty() {
        count_out(crowd, minds, leaves);
        crowd.remove_where(leaves);
    }
    count.left += gone.len() as u32;
    count.inside = crowd.len() as u32;
    let before_gates: u32 = minds.gates.iter().map(|g| g.waiting.len() as u32).sum();
    count.waiting_outside = before_gates + minds.due.len() as u32;
    count.arrived = minds.arrived;
    if count.inside > count.peak_inside {
        (count.peak_inside, count.peak_tick) = (count.inside, clock.tick);
    }
    debug_assert_eq!(count.arrived, count.inside + count.left + count.waiting_outside);
}

/// Who has reached the portal to leave by: row and portal, in the order of arrival at the event.
fn at_their_portal(crowd: &Crowd, minds: &Minds) -> Vec<(usize, u16)> {
    let near = |row: &usize| {
        crowd.activity[*row] == Activity::Walk && crowd.way_left_m[*row] <= NEAR_PORTAL_M
    };
    let reached = |row: usize| {
        let mind = &minds.parties[crowd.party[row] as usize];
        let there = mind.doing == Doing::Leaving
            && minds.gates[mind.goal as usize].is_reached(crowd.at(row));
        there.then_some((row, mind.goal))
    };
    let mut there: Vec<_> = (0..crowd.len()).filter(near).filter_map(reached).collect();
    there.sort_unstable_by_key(|(row, _)| crowd.visitor[*row]);
    there
}

/// Parties whose last member leaves are gone.
fn count_out(crowd: &Crowd, minds: &mut Minds, leaves: &[bool]) {
    for row in (0..crowd.len()).filter(|row| leaves[*row]) {
        let mind = &mut minds.parties[crowd.party[row] as usize];
        mind.inside -= 1;
        mind.gone += 1;
        if mind.gone == mind.size {
            mind.doing = Doing::Gone;
        }
    }
}

/// Watches: what happened at every step, people once a second, fields once a minute.
pub fn observe(
    mut clock: ResMut<Clock>,
    mut people: ResMut<People>,
    mut minds: ResMut<Intentions>,
    mut watch: ResMut<Watch>,
    setting: Res<Setting>,
    standing: Res<Standing>,
    routes: Res<Routes>,
) {
    let crowd = &mut people.0;
    let minds = &mut minds.0;
    let now_s = clock.now_s();
    watch.0.take(&minds.happenings, now_s);
    minds.happenings.clear();
    watch.0.felt.take(&minds.touches, now_s);
    minds.touches.clear();
    if clock.ends_second() {
        let goal_of_party = |party: u32| minds.parties[party as usize].goal;
        watch.0.second((clock.tick + 1) / clock.ticks_per_s, crowd, goal_of_party);
        look_around(crowd, minds, &mut watch.0, &routes.0, now_s);
        let waiting: Vec<u32> = minds.gates.iter().map(|g| g.waiting.len() as u32).collect();
        let (now_s, inside) = ((clock.tick + 1) as f64 / clock.ticks_per_s as f64, crowd.len());
        let moment = Moment { now_s, inside, waiting: &waiting, stands: &standing.stands };
        watch.0.log.second(&setting.scenario, moment);
        for row in 0..crowd.len() {
            crowd.seen_at[row] = crowd.at(row);
            crowd.walked_m[row] = 0.0;
        }
    }
    if clock.ends_minute() {
        end_minute(&mut watch.0, crowd, minds, (clock.tick + 1) as f64 / clock.ticks_per_s as f64);
    }
    clock.tick += 1;
}

/// Ends a minute of observation, whole or not.
pub fn end_minute(
    observer: &mut crate::observe::Observer,
    crowd: &Crowd,
    minds: &Minds,
    until_s: f64,
) {
    let waiting: Vec<u32> = minds.gates.iter().map(|g| g.waiting.len() as u32).collect();
    let attendance: Vec<Attendance> = minds.attractions.iter().map(attendance).collect();
    let goal_of_party = |party: u32| minds.parties[party as usize].goal;
    let around =
        Surroundings { waiting: &waiting, attendance: &attendance, goal_of_party: &goal_of_party };
    observer.minute(until_s, crowd, &around);
}

fn attendance(state: &AttractionState) -> Attendance {
    match state {
        AttractionState::Area(spots) => Attendance { present: spots.taken() as u32, queue: 0 },
        AttractionState::Counter(counter) => Attendance {
            present: counter.serving.iter().flatten().map(|s| s.visitors.len() as u32).sum(),
            queue: counter.length() as u32,
        },
    }
}
