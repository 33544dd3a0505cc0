//! Limits, the sentence and the comparison on small events with known answers.

use super::fixture::*;
use super::*;
use crate::observe::VisitorRecord;
use crate::plan::{Barrier, Measure, MeasureKind};
use geo::{Coord, MultiPolygon, Polygon};
use glam::Vec2;

fn plaza() -> MultiPolygon<f64> {
    MultiPolygon::new(vec![rectangle([0.0, 0.0], [60.0, 40.0])])
}

fn barrier(points: &[[f64; 2]], from_s: f64) -> Measure {
    let line: Vec<Coord<f64>> = points.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect();
    Measure {
        id: "fence".into(),
        name: Bilingual::new("Fence", "护栏"),
        why: None,
        from_s,
        until_s: 3600.0,
        kind: MeasureKind::Barrier(Barrier {
            line: line.into(),
            openings: Vec::new(),
            unit_m: 2.3,
        }),
    }
}

fn visitor(segment: u16, entered_s: f64, left_s: Option<f64>) -> VisitorRecord {
    VisitorRecord {
        segment,
        arrived_s: entered_s,
        entered_s: Some(entered_s),
        left_s,
        free_speed_mps: 1.3,
        walking_s: 300.0,
        standing_s: 600.0,
        ..VisitorRecord::default()
    }
}

fn judged(scenario: &Scenario, plan: &Plan, observed: &Observation) -> RunSummary {
    assess(&input(scenario, plan, observed, &ways_of(scenario)))
}

fn limit<'a>(summary: &'a RunSummary, id: &str) -> &'a LimitCheck {
    summary.limits.iter().find(|l| l.id == id).expect(id)
}

#[test]
fn densities_have_their_own_limits_and_say_where_and_when() {
    let scenario = event(plaza());
    let mut observed = observation(field_grid(&scenario), 30);
    let walkers = CrowdOf { at: [[4.0, 4.0], [6.0, 6.0]], minutes: [3, 5], ..CrowdOf::default() };
    let audience = CrowdOf {
        at: [[50.0, 20.0], [54.0, 24.0]],
        density: 5.5,
        looking: 1.0,
        minutes: [8, 8],
        ..CrowdOf::default()
    };
    put(&mut observed, &walkers);
    put(&mut observed, &audience);
    let summary = judged(&scenario, &Plan::default(), &observed);
    let moving = limit(&summary, "moving_density");
    assert_eq!((moving.worst, moving.kept, moving.at_s), (Some(3.0), false, Some(240.0)));
    assert_eq!(moving.at, Some([5.0, 5.0]));
    let standing = limit(&summary, "standing_density");
    assert_eq!((standing.worst, standing.kept), (Some(5.5), false));
    // Four cells of 4 m² for one minute.
    assert_eq!(limit(&summary, "critical_density").worst, Some(88.0));
    assert_eq!(summary.answers.safe.grade, Grade::Bad);
    // Above the limits: 3 × 4 and 4 × 6 person-minutes.
    assert_eq!(summary.answers.safe.figure, 36.0);
    assert_eq!(summary.minutes.above_limit[3], 4.0);
    assert_eq!(summary.minutes.peak_density_per_m2[8], 5.5);
}

#[test]
fn an_empty_plaza_keeps_every_limit() {
    let scenario = event(plaza());
    let mut observed = observation(field_grid(&scenario), 70);
    observed.visitors = vec![visitor(0, 10.0, Some(3660.0)), visitor(1, 20.0, Some(1000.0))];
    let thin = CrowdOf { at: [[4.0, 4.0], [6.0, 6.0]], density: 1.5, ..CrowdOf::default() };
    put(&mut observed, &thin);
    observed.minutes[5].inside = 2;
    let summary = judged(&scenario, &Plan::default(), &observed);
    for check in &summary.limits {
        assert!(check.kept, "{check:?}");
    }
    assert_eq!(summary.answers.safe.grade, Grade::Good, "{:?}", summary.answers.safe);
    assert_eq!(limit(&summary, "egress").worst, Some(1.0));
    assert_eq!(limit(&summary, "step_free").worst, Some(2.0));
    assert_eq!(limit(&summary, "pressure").worst, None);
    assert!(limit(&summary, "flow").remark.is_some());
    // Two people over the 40 m gate that is left, and their walk.
    let lost = limit(&summary, "egress_exit_lost").worst.expect("an estimate");
    assert!(lost > 0.5 && lost < 2.0, "{lost}");
    assert!(summary.answers.sentence.en.contains("no place jams"), "{:?}", summary.answers);
    assert_eq!((summary.people.arrived, summary.people.left, summary.people.inside), (2, 2, 0));
}

#[test]
fn a_run_that_ended_before_the_last_one_left_says_so() {
    let scenario = event(plaza());
    let mut observed = observation(field_grid(&scenario), 70);
    observed.visitors = vec![visitor(0, 10.0, None)];
    let early = judged(&scenario, &Plan::default(), &observed);
    let egress = limit(&early, "egress");
    assert_eq!((egress.worst, egress.kept), (Some(10.0), false));
    let observed = Observation { minutes: observed.minutes[..30].to_vec(), ..observed };
    let summary = judged(&scenario, &Plan::default(), &observed);
    let egress = limit(&summary, "egress");
    assert_eq!((egress.worst, egress.kept), (None, true));
    assert!(
        egress.remark.as_ref().is_some_and(|r| r.en.contains("1 people") || r.en.contains("1 "))
    );
}

#[test]
fn the_only_exit_must_not_be_lost() {
    let mut scenario = event(plaza());
    scenario.portals[1].outward = false;
    let observed = observation(field_grid(&scenario), 10);
    let summary = judged(&scenario, &Plan::default(), &observed);
    let lost = limit(&summary, "egress_exit_lost");
    assert!(!lost.kept && lost.worst.is_none());
    assert!(lost.remark.as_ref().is_some_and(|r| r.en.contains("only exit")));
    assert_eq!(summary.answers.safe.grade, Grade::Bad);
    assert!(summary.answers.sentence.zh.contains("限值") || summary.people.arrived == 0);
}

#[test]
fn barriers_that_close_a_ring_are_a_dead_end_and_cut_off_an_attraction() {
    let scenario = event(plaza());
    // Around the tea stall in the middle, from half past on.
    let ring = [[24.0, 14.0], [36.0, 14.0], [36.0, 26.0], [24.0, 26.0], [24.0, 14.0]];
    let mut plan = Plan { name: Bilingual::default(), measures: vec![barrier(&ring, 1800.0)] };
    let observed = observation(field_grid(&scenario), 10);
    let summary = judged(&scenario, &plan, &observed);
    let dead_ends = limit(&summary, "dead_ends");
    assert_eq!((dead_ends.worst, dead_ends.kept), (Some(1.0), false));
    assert_eq!(dead_ends.at_s, Some(1800.0));
    assert!(dead_ends.at.is_some_and(|[x, y]| (x - 30.0).abs() < 0.5 && (y - 20.0).abs() < 0.5));
    let step_free = limit(&summary, "step_free");
    assert!(
        !step_free.kept && step_free.remark.as_ref().is_some_and(|r| r.en.contains("Tea Corner"))
    );
    // With a gap of 1.2 m nobody is trapped, but a wheelchair has too little room.
    let MeasureKind::Barrier(fence) = &mut plan.measures[0].kind else { panic!("no barrier") };
    fence.openings = vec![crate::plan::Opening { at_m: 6.0, width_m: 1.2 }];
    let summary = judged(&scenario, &plan, &observed);
    assert!(limit(&summary, "dead_ends").kept);
    let step_free = limit(&summary, "step_free");
    let width = step_free.worst.expect("a width");
    assert!((width - 1.2).abs() < 0.15 && !step_free.kept, "{step_free:?}");
    assert!(step_free.at.is_some_and(|[_, y]| (y - 14.0).abs() < 1.0), "{step_free:?}");
}

#[test]
fn stairs_are_no_step_free_way() {
    let mut scenario = event(plaza());
    let stairs = |x: f64| crate::venue::Zone {
        id: "stairs".into(),
        shape: rectangle([x, 0.0], [x + 3.0, 40.0]),
        kind: crate::venue::ZoneKind::Stairs,
        speed_factor: 0.5,
    };
    scenario.venue.zones = vec![stairs(45.0)];
    let observed = observation(field_grid(&scenario), 10);
    let summary = judged(&scenario, &Plan::default(), &observed);
    assert!(limit(&summary, "step_free").kept, "the east gate serves the stage");
    scenario.portals[1].step_free = false;
    let summary = judged(&scenario, &Plan::default(), &observed);
    let remark = limit(&summary, "step_free").remark.clone().expect("a remark");
    assert!(remark.en.contains("Stage") && !remark.en.contains("Tea"), "{remark:?}");
}

#[test]
fn flow_beyond_what_was_ever_seen_is_a_fault_of_the_model() {
    let mut scenario = event(plaza());
    scenario.counters.push(counter("gap", ("Gap", "缺口"), [[30.0, 0.0], [30.0, 3.0]], 3.0));
    let mut observed = observation(field_grid(&scenario), 3);
    let crossings =
        |n: u32| crate::observe::Crossings { forward: vec![0, n, 0], backward: vec![5; 3] };
    observed.counters = vec![crossings(200)];
    let summary = judged(&scenario, &Plan::default(), &observed);
    let flow = limit(&summary, "flow");
    assert!(flow.kept && flow.at_s == Some(120.0));
    assert!(flow.worst.is_some_and(|w| (w - 205.0 / 3.0).abs() < 1e-9));
    observed.counters = vec![crossings(300)];
    let summary = judged(&scenario, &Plan::default(), &observed);
    let flow = limit(&summary, "flow");
    assert!(!flow.kept && flow.remark.as_ref().is_some_and(|r| r.en.contains("model")));
}

#[test]
fn segments_are_told_apart_and_only_those_inside_count() {
    let scenario = event(plaza());
    let mut observed = observation(field_grid(&scenario), 10);
    let slow = VisitorRecord { friction_min: 6.0, delay_s: 120.0, ..visitor(1, 5.0, None) };
    let outside = VisitorRecord { entered_s: None, friction_min: 99.0, ..visitor(1, 6.0, None) };
    let later = VisitorRecord { entered_s: None, arrived_s: 5000.0, ..visitor(0, 7.0, None) };
    observed.visitors = vec![visitor(0, 4.0, None), slow, outside, later];
    let summary = judged(&scenario, &Plan::default(), &observed);
    let of: Vec<(u32, f64, f64)> =
        summary.segments.iter().map(|s| (s.visitors, s.friction_min, s.delay_min)).collect();
    assert_eq!(of, [(1, 0.0, 0.0), (1, 6.0, 2.0)]);
    assert_eq!(summary.answers.smooth.figure, 3.0);
    let people = &summary.people;
    assert_eq!((people.arrived, people.inside, people.waiting_outside), (3, 2, 1));
    // Free: 15 + 13 min; weighted: 15 + 15 + 4.
    let smooth = Smoothness::of(&observed.visitors);
    assert!((smooth.smoothness - 100.0 * 28.0 / 34.0).abs() < 1e-6);
    assert_eq!(smooth.grade(), Grade::Warning);
}

#[test]
fn partial_and_empty_runs_have_a_sentence() {
    let scenario = event(plaza());
    let (ways, plan) = (ways_of(&scenario), Plan::default());
    let observed = observation(field_grid(&scenario), 1);
    let mut stopped = input(&scenario, &plan, &observed, &ways);
    stopped.partial = Some(Bilingual::new("stopped by the user", "用户中止"));
    let summary = assess(&stopped);
    assert!(summary.answers.sentence.en.starts_with("Only simulated until 18:01: "));
    assert!(summary.answers.sentence.zh.starts_with("仅模拟到 18:01"));
    assert_eq!(summary.made.partial, stopped.partial);
    let mut nobody = scenario.clone();
    nobody.demand.visitors = 0;
    nobody.portals.clear();
    nobody.attractions.clear();
    nobody.segments.clear();
    let observed = observation(field_grid(&nobody), 0);
    let summary = judged(&nobody, &Plan::default(), &observed);
    assert!(summary.answers.sentence.en.contains("Nobody is expected"));
    assert!(summary.segments.is_empty() && summary.hotspots.is_empty());
}

#[test]
fn a_plan_is_credited_with_what_went_and_blamed_for_what_came() {
    let scenario = event(plaza());
    let fence = barrier(&[[26.0, 24.0], [34.0, 24.0]], 0.0);
    let plan = Plan { name: Bilingual::new("Fence", "护栏"), measures: vec![fence] };
    let run = |plan: &Plan, crowds: &[CrowdOf]| {
        let mut observed = observation(field_grid(&scenario), 60);
        crowds.iter().for_each(|c| put(&mut observed, c));
        judged(&scenario, plan, &observed)
    };
    let jam = CrowdOf { at: [[26.0, 18.0], [34.0, 22.0]], ..CrowdOf::default() };
    let small = CrowdOf { density: 2.3, ..jam.clone() };
    let other =
        CrowdOf { at: [[26.0, 30.0], [34.0, 34.0]], minutes: [40, 45], ..CrowdOf::default() };
    let without = run(&Plan::default(), std::slice::from_ref(&jam));
    let effect = |crowds: &[CrowdOf]| {
        let effects = effect_of_plan(&run(&plan, crowds), &without);
        assert_eq!(effects.len(), 1);
        println!("{}\n{}", effects[0].1.en, effects[0].1.zh);
        effects[0].1.en.clone()
    };
    let gone = effect(&[]);
    assert!(
        gone.contains("512 person-minutes is gone") && gone.contains("fall from 512 to 0"),
        "{gone}"
    );
    assert!(effect(&[small]).contains("shrinks from 512 to 154"));
    let moved = effect(std::slice::from_ref(&other));
    assert!(moved.contains("is gone") && moved.contains("new jam"), "{moved}");
    let worse = effect(&[jam, other]);
    assert!(worse.contains("stays as it was") && worse.contains("rise from 512"), "{worse}");
    assert!(worse.contains("chance"));
    let mut with = run(&plan, &[]);
    fill_effects(&mut with, &without);
    assert!(with.plan.measures[0].effect.is_some());
    // A run with measures is no baseline.
    assert!(effect_of_plan(&with, &with).is_empty());
}

#[test]
fn numbers_that_are_none_do_no_harm() {
    let scenario = event(MultiPolygon::new(vec![Polygon::new(
        rectangle([0.0, 0.0], [20.0, 20.0]).exterior().clone(),
        Vec::new(),
    )]));
    let mut observed = observation(field_grid(&scenario), 2);
    let sick = CrowdOf {
        at: [[4.0, 4.0], [8.0, 8.0]],
        minutes: [0, 1],
        velocity: Vec2::NAN,
        streams: vec![(9, 99, false, 1)],
        ..CrowdOf::default()
    };
    put(&mut observed, &sick);
    observed.hot[0].density_per_m2 = f32::NAN;
    observed.hot[1].cell = u32::MAX;
    observed.visitors =
        vec![VisitorRecord { friction_min: f32::NAN, ..visitor(7, 1.0, Some(2.0)) }];
    let summary = judged(&scenario, &Plan::default(), &observed);
    assert_eq!(summary.hotspots.len(), 1);
}
