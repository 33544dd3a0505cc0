//! The face of a run: build it, step it, look at it, edit its plan, take what it observed.

use super::hash::state_hash;
use super::memory;
use super::phases;
use super::scene::between_steps;
use super::setup;
use super::state::{Clock, Count, Intentions, Moving, People, Routes, Setting, Standing, Watch};
use super::timing::{self, PhaseTimes};
use crate::behavior::Minds;
use crate::crowd::{Crowd, Frozen, Guests};
use crate::document::Problems;
use crate::locomotion::{Model, Next};
use crate::navigation::Ways;
use crate::observe::{FeltLedger, LogEntry, Logged, Observation, Observer};
use crate::plan::{EditRefused, Measure, Plan, PlanEdit, Spot};
use crate::scenario::Scenario;
use bevy::ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor};
use bevy::prelude::{IntoScheduleConfigs, Mut, Schedule, SystemSet, World};
use glam::Vec2;
use std::path::Path;
use std::sync::Arc;

/// Longest time that a run goes on after the event's end for the last to leave, seconds.
const LONGEST_EGRESS_S: f64 = 3600.0;

#[derive(ScheduleLabel, Clone, Debug, PartialEq, Eq, Hash)]
struct Step;

/// The phases of a step, in order.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    Arrive,
    Decide,
    Navigate,
    Sense,
    Walk,
    Settle,
    Observe,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Self; 7] = [
        Self::Arrive,
        Self::Decide,
        Self::Navigate,
        Self::Sense,
        Self::Walk,
        Self::Settle,
        Self::Observe,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arrive => "arrive",
            Self::Decide => "decide",
            Self::Navigate => "navigate",
            Self::Sense => "sense",
            Self::Walk => "walk",
            Self::Settle => "settle",
            Self::Observe => "observe",
        }
    }
}

/// How a run is made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunOptions {
    /// Seed of all draws.
    pub seed: u64,
    /// End the run there at the latest, seconds since the event's start.
    pub until_s: Option<f64>,
}

/// One run of an event.
pub struct Simulation {
    pub(super) world: World,
    schedule: Schedule,
    end_s: Option<f64>,
}

impl Simulation {
    /// Sets up a run of an event with a plan. `event` names the document in messages.
    ///
    /// # Errors
    /// Where nobody could get in, out, or to an attraction, or the machine has too little memory.
    pub fn new(
        scenario: Arc<Scenario>,
        plan: Plan,
        options: &RunOptions,
        event: &Path,
    ) -> Result<(Self, Problems), Problems> {
        let too_large = memory::check(&scenario, event);
        if too_large.has_errors() {
            return Err(too_large);
        }
        Self::begin(scenario, plan, &[], options, event)
    }

    /// As [`new`](Self::new); `vias`: points by which people were sent before, in their order.
    pub(super) fn begin(
        scenario: Arc<Scenario>,
        plan: Plan,
        vias: &[Spot],
        options: &RunOptions,
        event: &Path,
    ) -> Result<(Self, Problems), Problems> {
        let ways = setup::ways(&scenario, &[]);
        let problems = setup::check_ground(&scenario, &ways, event);
        if problems.has_errors() {
            return Err(problems);
        }
        let guests = Arc::new(Guests::draw(&scenario, options.seed));
        let mut minds = Minds::new(&scenario, &guests, options.seed, &ways);
        minds.measures.know_vias(vias);
        let (grid, area_m2) = setup::field_grid(&ways.terrain);
        let observer = Observer::new(&scenario, &guests, grid, area_m2);
        let model = Model::new(&scenario.motion.model);
        let stands = vec![false; plan.measures.len()];
        let mut world = World::new();
        world.insert_resource(Clock::new(scenario.motion.time_step_s, model.longest_tick_s()));
        world.insert_resource(Count::default());
        world.insert_resource(People(Crowd::new(guests.visitors.len())));
        world.insert_resource(Intentions(minds));
        world.insert_resource(Routes(ways));
        world.insert_resource(Moving {
            frozen: Frozen::new(model.best_cell_m()),
            next: Next::new(),
            model,
            leaves: Vec::new(),
            gone: Vec::new(),
        });
        world.insert_resource(Watch(observer));
        world.insert_resource(Standing { plan, stands, ..Standing::default() });
        world.insert_resource(Setting { scenario, guests, seed: options.seed });
        let mut simulation = Self { world, schedule: schedule(), end_s: options.until_s };
        simulation.take_up_measures();
        Ok((simulation, problems))
    }

    /// Makes one tick: once through the phases.
    pub fn step(&mut self) {
        self.schedule.run(&mut self.world);
    }

    /// From now on takes the time that each phase needs, from nothing. The steps are the same
    /// steps, and a microsecond longer.
    pub fn time_phases(&mut self) {
        if self.phase_times().is_none() {
            time(&mut self.schedule);
        }
        self.world.insert_resource(PhaseTimes::new());
    }

    /// The time that each phase needed since somebody asked; `None` where nobody did.
    pub fn phase_times(&self) -> Option<PhaseTimes> {
        self.world.get_resource::<PhaseTimes>().copied()
    }

    /// Seconds since the event's start.
    pub fn now_s(&self) -> f64 {
        self.world.resource::<Clock>().now_s()
    }

    /// Ticks made so far.
    pub fn tick(&self) -> u64 {
        self.world.resource::<Clock>().tick
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        *self.world.resource::<Clock>()
    }

    /// Whether the run has come to its end: the time that was asked for, or the event's end
    /// and everybody gone (an hour after it at the latest).
    pub fn is_over(&self) -> bool {
        let now_s = self.now_s() + 1e-9;
        if let Some(end_s) = self.end_s {
            return now_s >= end_s;
        }
        let closes_s = self.scenario().clock.duration_s;
        let count = self.count();
        let empty = count.inside == 0 && count.waiting_outside == 0;
        now_s >= closes_s && (empty || now_s >= closes_s + LONGEST_EGRESS_S)
    }

    /// When the run ends at the latest, seconds since the event's start; for progress.
    pub fn planned_end_s(&self) -> f64 {
        self.end_s.unwrap_or(self.scenario().clock.duration_s)
    }

    /// Everybody, counted.
    pub fn count(&self) -> Count {
        *self.world.resource::<Count>()
    }

    /// The people inside.
    pub fn crowd(&self) -> &Crowd {
        &self.world.resource::<People>().0
    }

    /// The visitors who left in the last step, and where they did.
    pub fn gone(&self) -> &[(u32, Vec2)] {
        &self.world.resource::<Moving>().gone
    }

    /// What they have in mind.
    pub fn minds(&self) -> &Minds {
        &self.world.resource::<Intentions>().0
    }

    /// What measures did to visitors so far.
    pub fn felt(&self) -> &FeltLedger {
        &self.world.resource::<Watch>().0.felt
    }

    /// The ground and the ways.
    pub fn ways(&self) -> &Ways {
        &self.world.resource::<Routes>().0
    }

    /// The event.
    pub fn scenario(&self) -> &Scenario {
        &self.world.resource::<Setting>().scenario
    }

    /// The plan as it is now, and which measures stand.
    pub fn plan(&self) -> (&Plan, &[bool]) {
        let standing = self.world.resource::<Standing>();
        (&standing.plan, &standing.stands)
    }

    /// Changes the plan; the ground is taken up in the next step.
    ///
    /// # Errors
    /// Where the edit does not fit the plan.
    pub fn apply(&mut self, edit: &PlanEdit) -> Result<(), EditRefused> {
        let mut plan = self.plan().0.clone();
        plan.apply(edit)?;
        let was_last = plan.measures.is_empty();
        self.put_plan(plan);
        if was_last {
            // Nothing else tells this run from one that never had a measure.
            self.log_new_plan();
        }
        Ok(())
    }

    /// Lets another plan hold from now on, and writes that into the log; the ground is taken up
    /// in the next step. Nothing happens where it is the plan that holds.
    pub fn change_plan(&mut self, plan: Plan) {
        if *self.plan().0 == plan {
            return;
        }
        self.put_plan(plan);
        self.log_new_plan();
    }

    fn log_new_plan(&mut self) {
        let at_s = self.now_s();
        let entry = LogEntry { at_s, what: Logged::PlanChanges };
        self.world.resource_mut::<Watch>().0.log.entries.push(entry);
    }

    fn put_plan(&mut self, plan: Plan) {
        let mut standing = self.world.resource_mut::<Standing>();
        let number_in_new = |old: &Measure| plan.measures.iter().position(|m| m.id == old.id);
        let number_of: Vec<_> = standing.plan.measures.iter().map(number_in_new).collect();
        let measures = plan.measures.len();
        (standing.plan, standing.edited) = (plan, true);
        self.world.resource_mut::<Watch>().0.log.renumber(&number_of, measures);
        self.take_up_measures();
    }

    /// Lets the measures of the plan take up their work.
    fn take_up_measures(&mut self) {
        let plan = self.plan().0.clone();
        between_steps(&mut self.world, |world, minds, scene| {
            let felt = &mut world.resource_mut::<Watch>().into_inner().0.felt;
            minds.take_up_plan(&plan, scene, |id| felt.number_of(id));
            if scene.ways.rules_are_old() {
                let standing = world.resource::<Standing>();
                scene.ways.set_rules(standing.rules.clone(), &standing.barriers);
            }
        });
    }

    /// Hash of the state; equal for equal runs, whatever the number of threads.
    pub fn state_hash(&self) -> u64 {
        state_hash(
            self.world.resource::<Clock>(),
            self.world.resource::<Count>(),
            self.crowd(),
            self.minds(),
            self.felt(),
        )
    }

    /// What was observed in the whole minutes so far; the run goes on.
    pub fn observed(&self) -> Observation {
        self.world.resource::<Watch>().0.clone().finish()
    }

    /// Ends the run: what was observed, and the ways as they are at the end.
    pub fn finish(mut self) -> (Observation, Ways) {
        let clock = self.clock();
        let now_s = self.now_s();
        self.world.resource_scope(|world, mut watch: Mut<Watch>| {
            if !clock.tick.is_multiple_of(clock.ticks_per_s * 60) {
                let minds = &world.resource::<Intentions>().0;
                phases::end_minute(&mut watch.0, &world.resource::<People>().0, minds, now_s);
            }
        });
        let taken = (self.world.remove_resource::<Watch>(), self.world.remove_resource::<Routes>());
        let (Some(watch), Some(routes)) = taken else {
            unreachable!("both were put in by `new`, and nothing takes them out before")
        };
        (watch.0.finish(), routes.0)
    }
}

/// The schedule of a step. Two systems in conflict without an order are an error.
fn schedule() -> Schedule {
    let mut schedule = Schedule::new(Step);
    schedule.set_build_settings(ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        ..Default::default()
    });
    let [arrive, decide, navigate, sense, walk, settle, observe] = Phase::ALL;
    schedule.configure_sets((arrive, decide, navigate, sense, walk, settle, observe).chain());
    schedule.add_systems((
        phases::arrive.in_set(Phase::Arrive),
        phases::decide.in_set(Phase::Decide),
        phases::navigate.in_set(Phase::Navigate),
        phases::sense.in_set(Phase::Sense),
        phases::walk.in_set(Phase::Walk),
        phases::settle.in_set(Phase::Settle),
        phases::observe.in_set(Phase::Observe),
    ));
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule
}

/// Puts a look at the watch before the first phase and after each.
fn time(schedule: &mut Schedule) {
    schedule.add_systems(timing::begin.before(Phase::Arrive));
    let [arrive, decide, navigate, sense, walk, settle, observe] = Phase::ALL;
    schedule.add_systems((
        timing::lap::<0>.after(arrive).before(decide),
        timing::lap::<1>.after(decide).before(navigate),
        timing::lap::<2>.after(navigate).before(sense),
        timing::lap::<3>.after(sense).before(walk),
        timing::lap::<4>.after(walk).before(settle),
        timing::lap::<5>.after(settle).before(observe),
        timing::lap::<6>.after(observe),
    ));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

    use super::*;
    use crate::scenario;

    /// A terrace, a stair of 6 m length down to the street, and a ramp beside it.
    const TERRACE: &str = r#"{"type": "FeatureCollection",
    "wuwei": {"version": 1, "coordinates": "metres"}, "features": [
    {"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
     "coordinates": [[[0, 0], [30, 0], [30, 26], [0, 26], [0, 0]]]}},
    {"type": "Feature", "properties": {"kind": "obstacle", "name": "Wall"}, "geometry":
     {"type": "Polygon", "coordinates": [[[10, 10], [24, 10], [24, 16], [10, 16], [10, 10]]]}},
    {"type": "Feature", "properties": {"kind": "stairs", "speed_factor": 0.5}, "geometry":
     {"type": "Polygon", "coordinates": [[[0, 10], [10, 10], [10, 16], [0, 16], [0, 10]]]}},
    {"type": "Feature", "properties": {"kind": "portal", "id": "lift", "name": "Lift"},
     "geometry": {"type": "LineString", "coordinates": [[5, 25.7], [25, 25.7]]}},
    {"type": "Feature", "properties": {"kind": "portal", "id": "street", "name": "Street"},
     "geometry": {"type": "LineString", "coordinates": [[5, 0.3], [25, 0.3]]}}]}"#;

    const WHEELCHAIRS: &str = r#"Event(
        version: 1,
        from: "10:00", until: "10:10",
        portals: [(id: "lift", use: In), (id: "street", use: Out)],
        demand: (visitors: 4, arrivals: Curve([("10:00", 1.0), ("10:01", 0.0), ("10:10", 0.0)])),
        segments: [(id: "wheelchair", share: 1.0, radius_m: 0.35, step_free: true,
                    free_speed_mps: (mean: 0.8, sd: 0.1, low: 0.6, high: 1.0))],
    )"#;

    #[test]
    fn who_is_pushed_onto_a_stair_gets_off_it() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("venue.geojson"), TERRACE).expect("is written");
        std::fs::write(folder.path().join("event.ron"), WHEELCHAIRS).expect("is written");
        let scenario = scenario::read(folder.path()).unwrap_or_else(|p| panic!("{p}")).scenario;
        let options = RunOptions { seed: 1, until_s: None };
        let made = Simulation::new(Arc::new(scenario), Plan::default(), &options, Path::new("e"));
        let mut simulation = made.unwrap_or_else(|p| panic!("{p}")).0;
        let mut pushed = Vec::new();
        while !simulation.is_over() && (simulation.count().left < 4) {
            simulation.step();
            let people = &mut simulation.world.resource_mut::<People>().0;
            for row in 0..people.len() {
                if !pushed.contains(&people.visitor[row]) {
                    pushed.push(people.visitor[row]);
                    people.set_at(row, Vec2::new(1.0 + 2.0 * pushed.len() as f32, 13.0));
                }
            }
        }
        assert_eq!((pushed.len(), simulation.count().left), (4, 4));
    }
}
