//! Small events with known answers, judged whole.

use super::fixture::*;
use super::*;
use geo::{MultiPolygon, Polygon};
use glam::Vec2;

fn plaza() -> MultiPolygon<f64> {
    MultiPolygon::new(vec![rectangle([0.0, 0.0], [60.0, 40.0])])
}

/// Two squares joined by a passage 3 m wide from x = 30 to x = 40, in the middle.
fn hourglass() -> MultiPolygon<f64> {
    let points = [
        [0.0, 0.0],
        [30.0, 0.0],
        [30.0, 13.5],
        [40.0, 13.5],
        [40.0, 0.0],
        [70.0, 0.0],
        [70.0, 30.0],
        [40.0, 30.0],
        [40.0, 16.5],
        [30.0, 16.5],
        [30.0, 30.0],
        [0.0, 30.0],
    ];
    let ring = points.map(|[x, y]| geo::Coord { x, y }).to_vec();
    MultiPolygon::new(vec![Polygon::new(ring.into(), Vec::new())])
}

fn judged(scenario: &Scenario, crowds: &[CrowdOf]) -> RunSummary {
    let mut observed = observation(field_grid(scenario), 60);
    crowds.iter().for_each(|c| put(&mut observed, c));
    judged_observation(scenario, &observed)
}

fn judged_observation(scenario: &Scenario, observed: &Observation) -> RunSummary {
    let (ways, plan) = (ways_of(scenario), Plan::default());
    assess(&input(scenario, &plan, observed, &ways))
}

fn only(summary: &RunSummary) -> &Hotspot {
    assert_eq!(summary.hotspots.len(), 1, "{:#?}", summary.hotspots);
    println!("{}\n{}", summary.hotspots[0].why.en, summary.hotspots[0].why.zh);
    &summary.hotspots[0]
}

#[test]
fn a_bottleneck_is_found_with_its_capacity_and_demand() {
    let scenario = event(hourglass());
    let jam = CrowdOf {
        at: [[20.0, 10.0], [30.0, 20.0]],
        velocity: Vec2::X * 0.3,
        density: 3.0,
        ..CrowdOf::default()
    };
    // The crowd in the passage walks through at 1 /m² and 1.2 m/s: 3 × 72 = 216 a minute.
    let passing = CrowdOf {
        at: [[30.0, 12.0], [40.0, 18.0]],
        velocity: Vec2::X * 1.2,
        density: 1.0,
        ..CrowdOf::default()
    };
    let summary = judged(&scenario, &[jam, passing]);
    let hotspot = only(&summary);
    assert_eq!(hotspot.kind, HotspotKind::Bottleneck);
    let section = hotspot.bottleneck.as_ref().expect("a narrow place");
    assert!((section.width_m - 3.0).abs() < 0.05, "{section:?}");
    assert!((section.capacity_per_min - 246.0).abs() < 4.0, "{section:?}");
    assert!(section.line.iter().all(|p| (29.0..41.0).contains(&p[0])), "{section:?}");
    assert!(section.demand_per_min > 216.0, "{section:?}");
    assert_eq!((hotspot.from_s, hotspot.until_s), (300.0, 1260.0));
    assert!((hotspot.centre[0] - 25.0).abs() < 1e-3 && (hotspot.centre[1] - 15.0).abs() < 1e-3);
    assert_eq!(hotspot.outline.len(), 1);
    assert_eq!(hotspot.streams[0].to.en, "East Gate");
    assert!(hotspot.why.en.contains("from West Gate") || hotspot.why.en.contains("leaving by"));
}

#[test]
fn counterflow_names_both_streams_and_the_counting_line() {
    let mut scenario = event(hourglass());
    let bridge = counter("bridge", ("Zigzag Bridge", "九曲桥"), [[35.0, 12.0], [35.0, 18.0]], 3.0);
    scenario.counters.push(bridge);
    let both_ways = CrowdOf {
        at: [[28.0, 12.0], [42.0, 18.0]],
        one_way: 0.2,
        one_axis: 0.95,
        streams: vec![(0, 3, false, 6), (1, 2, false, 5)],
        ..CrowdOf::default()
    };
    let mut observed = observation(field_grid(&scenario), 60);
    put(&mut observed, &both_ways);
    let crossings = crate::observe::Crossings { forward: vec![170; 60], backward: vec![130; 60] };
    observed.counters.push(crossings);
    let summary = judged_observation(&scenario, &observed);
    let hotspot = only(&summary);
    assert_eq!(hotspot.kind, HotspotKind::Counterflow);
    let section = hotspot.bottleneck.as_ref().expect("the bridge");
    assert_eq!((section.width_m, section.capacity_per_min), (3.0, 246.0));
    assert!(section.demand_per_min >= 300.0, "{section:?}");
    for word in ["Zigzag Bridge", "West Gate to Stage", "East Gate to Tea Corner", "head on"] {
        assert!(hotspot.why.en.contains(word), "{word} not in {}", hotspot.why.en);
    }
    assert!(hotspot.why.zh.contains("九曲桥") && hotspot.why.zh.contains("迎面"));
    let shares: f64 = hotspot.streams.iter().map(|s| s.share).sum();
    assert!((shares - 1.0).abs() < 1e-9);
}

#[test]
fn crossing_streams_are_told_from_counterflow() {
    let crossing = CrowdOf {
        at: [[10.0, 20.0], [18.0, 28.0]],
        one_way: 0.7,
        one_axis: 0.1,
        streams: vec![(0, 1, false, 6), (1, 3, false, 6)],
        ..CrowdOf::default()
    };
    let summary = judged(&event(plaza()), &[crossing]);
    assert_eq!(only(&summary).kind, HotspotKind::Crossing);
}

#[test]
fn a_queue_in_the_way_names_the_queue() {
    let queue = CrowdOf {
        at: [[26.0, 10.0], [34.0, 16.0]],
        queueing: 0.4,
        streams: vec![(0, 1, false, 7), (0, 2, true, 5)],
        ..CrowdOf::default()
    };
    let summary = judged(&event(plaza()), &[queue]);
    let hotspot = only(&summary);
    assert_eq!(hotspot.kind, HotspotKind::QueueInTheWay);
    assert!(hotspot.why.en.contains("the queue for Tea Corner"), "{}", hotspot.why.en);
    assert!(hotspot.why.zh.contains("茶摊的队伍"), "{}", hotspot.why.zh);
}

#[test]
fn a_thin_queue_beside_the_hot_cells_counts() {
    let squeezing = CrowdOf { at: [[26.0, 12.0], [34.0, 14.0]], ..CrowdOf::default() };
    let queue = CrowdOf {
        at: [[26.0, 14.0], [34.0, 16.0]],
        density: 1.5,
        queueing: 1.0,
        streams: Vec::new(),
        ..CrowdOf::default()
    };
    let summary = judged(&event(plaza()), &[squeezing, queue]);
    let hotspot = only(&summary);
    assert_eq!(hotspot.kind, HotspotKind::QueueInTheWay);
    assert!(hotspot.why.en.contains("Tea Corner"), "{}", hotspot.why.en);
}

#[test]
fn people_who_stop_and_look_are_told_from_a_queue() {
    let looking = CrowdOf {
        at: [[40.0, 14.0], [48.0, 20.0]],
        looking: 0.45,
        streams: vec![(0, 3, true, 6), (0, 1, false, 6)],
        ..CrowdOf::default()
    };
    let summary = judged(&event(plaza()), &[looking]);
    let hotspot = only(&summary);
    assert_eq!(hotspot.kind, HotspotKind::StopAndLook);
    assert!(hotspot.why.en.contains("stopped for Stage"), "{}", hotspot.why.en);
}

#[test]
fn all_to_one_place_converges() {
    let converging = CrowdOf {
        at: [[38.0, 14.0], [46.0, 22.0]],
        one_way: 0.5,
        one_axis: 0.7,
        streams: vec![(0, 3, false, 8), (1, 3, false, 3), (0, 1, false, 1)],
        ..CrowdOf::default()
    };
    let summary = judged(&event(plaza()), &[converging]);
    let hotspot = only(&summary);
    assert_eq!(hotspot.kind, HotspotKind::Converging);
    assert!(hotspot.why.en.contains("92\u{a0}% are on their way to Stage"), "{}", hotspot.why.en);
}

/// A ring road: the north way is jammed, the south way is as long.
#[test]
fn a_fork_is_where_the_other_way_parts() {
    let outer = rectangle([0.0, 0.0], [80.0, 60.0]);
    let block = rectangle([20.0, 10.0], [60.0, 48.0]);
    let ring = Polygon::new(outer.exterior().clone(), vec![block.exterior().clone()]);
    let mut scenario = event(MultiPolygon::new(vec![ring]));
    for (portal, x) in scenario.portals.iter_mut().zip([0.0, 80.0]) {
        let ends = if x == 0.0 { [[x, 40.0], [x, 44.0]] } else { [[x, 44.0], [x, 40.0]] };
        portal.shape = super::fixture::portal(&portal.shape.id, ("W", "西"), ends).shape;
    }
    let jam = CrowdOf {
        at: [[30.0, 48.0], [50.0, 60.0]],
        streams: vec![(0, 1, false, 12)],
        ..CrowdOf::default()
    };
    let summary = judged(&scenario, &[jam]);
    let hotspot = only(&summary);
    assert_eq!(hotspot.forks.len(), 1, "{hotspot:#?}");
    let fork = &hotspot.forks[0];
    assert!(fork.at[0] < 24.0 && fork.at[1] > 30.0, "{fork:?}");
    assert!(fork.longer_s > 10.0 && fork.longer_s < 80.0, "{fork:?}");
    assert!((fork.share - 1.0).abs() < 1e-9);
}

#[test]
fn without_another_way_there_is_no_fork() {
    let jam = CrowdOf {
        at: [[28.0, 12.0], [42.0, 18.0]],
        streams: vec![(0, 1, false, 12)],
        ..CrowdOf::default()
    };
    assert!(only(&judged(&event(hourglass()), &[jam])).forks.is_empty());
}

#[test]
fn nothing_observed_is_no_reason_to_panic() {
    let scenario = event(plaza());
    for minutes in [0, 1] {
        let observed = observation(field_grid(&scenario), minutes);
        let summary = judged_observation(&scenario, &observed);
        assert!(summary.hotspots.is_empty());
        assert_eq!(summary.people.arrived, 0);
    }
}
