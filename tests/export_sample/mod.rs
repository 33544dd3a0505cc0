//! A small run, made up, for the tests of the exporters.

use glam::Vec2;
use wuwei::assess::{
    Answer, Answers, CounterOutcome, EventInfo, FeltAccount, FeltParts, FeltSummary, Grade,
    LevelShares, Minutes, PeopleCount, PlanInfo, PortalOutcome, Provenance, RunSummary,
    SUMMARY_VERSION, SegmentOutcome,
};
use wuwei::crowd::{Touch, Touched};
use wuwei::document::{Bilingual, Problems};
use wuwei::export::run_folder::RunContents;
use wuwei::geometry::Grid;
use wuwei::observe::{DensityField, FeltLedger, FieldCell, FieldMinute, VisitorRecord};

/// Hands the whole sample to `write`.
pub fn run(write: impl FnOnce(&RunContents<'_>) -> Result<(), Problems>) -> Result<(), Problems> {
    let (summary, visitors, field) = (summary(), visitors(), field());
    let (ledger, felt) = (ledger(), felt());
    write(&RunContents {
        summary: &summary,
        visitors: &visitors,
        ledger: &ledger,
        felt: &felt,
        field: &field,
        venue_geojson: b"{}",
        report_html: "<!doctype html>",
        has_trajectories: false,
    })
}

/// Three visitors: one who left, one inside, one still waiting outside.
pub fn visitors() -> Vec<VisitorRecord> {
    let left = VisitorRecord {
        visitor: 0,
        party: 0,
        segment: 1,
        portal_in: 0,
        portal_out: Some(1),
        arrived_s: 12.3,
        entered_s: Some(12.4),
        left_s: Some(1999.9),
        free_speed_mps: 1.34,
        walked_m: 321.5,
        stops: u32::MAX,
        visited: 3,
        longest_stuck_s: 0.5,
        ..Default::default()
    };
    let inside = VisitorRecord {
        visitor: 1,
        party: 1,
        segment: 0,
        portal_in: 1,
        arrived_s: 1.0 / 3.0,
        entered_s: Some(2.0 / 3.0),
        friction_min: 1.25,
        ..Default::default()
    };
    let outside = VisitorRecord { visitor: 2, party: 1, arrived_s: 60.0, ..Default::default() };
    vec![left, inside, outside]
}

/// One of the three was advised by somebody at a post.
pub fn ledger() -> FeltLedger {
    let mut ledger = FeltLedger::new(3);
    let measure = ledger.number_of("guide");
    ledger.take(&[Touch { visitor: 1, measure, what: Touched::Advised }], 30.0);
    ledger
}

/// What that cost.
pub fn felt() -> FeltAccount {
    let cost = FeltParts { instructed_min: 0.1, ..FeltParts::default() };
    let none = FeltParts::default();
    FeltAccount { records: vec![cost], visitors: vec![none, cost, none] }
}

/// Three minutes, the middle one with nobody there.
pub fn field() -> DensityField {
    let grid = Grid { origin: Vec2::new(-3.0, 7.0), cell_m: 2.0, columns: 5, rows: 4 };
    let cell = |cell: u32| FieldCell {
        cell,
        density_per_m2: 0.1 + cell as f32,
        standing_per_m2: 0.1,
        queueing_per_m2: 0.05,
        speed_mps: 1.1,
        east_mps: -0.7,
        north_mps: 0.3,
        pressure_per_s2: 0.001,
    };
    let minutes = vec![
        FieldMinute { until_s: 60.0, cells: vec![cell(0), cell(7), cell(19)] },
        FieldMinute { until_s: 120.0, cells: vec![] },
        FieldMinute { until_s: 133.7, cells: vec![cell(3)] },
    ];
    DensityField { grid, minutes }
}

/// A summary with two segments, two portals, one counter, three minutes.
pub fn summary() -> RunSummary {
    let name = || Bilingual::new("name", "名称");
    let answer = Answer { grade: Grade::Good, figure: 1.5, unit: "min".into(), words: name() };
    RunSummary {
        log: Vec::new(),
        lives: Vec::new(),
        version: SUMMARY_VERSION,
        event: EventInfo {
            id: "sample".into(),
            name: name(),
            venue: name(),
            date: Some("2026-05-16".into()),
            starts_s: 50_400.0,
            duration_s: 14_400.0,
            demand_origin: name(),
            shows: vec![],
        },
        plan: PlanInfo::default(),
        made: Provenance {
            program: "0.1.0".into(),
            command: "wuwei run sample".into(),
            seed: 1,
            time_step_s: 0.1,
            model: "collision-free speed".into(),
            parameters: vec![["time gap".into(), "1 s".into()]],
            files: vec![],
            defaults: vec![],
            assumptions: vec![],
            simulated_s: 133.7,
            partial: Some(name()),
            resumed: None,
            plan_since_s: None,
            wall_s: 0.2,
            state_hash: "00ff".into(),
        },
        answers: Answers {
            sentence: name(),
            safe: answer.clone(),
            smooth: answer.clone(),
            felt: answer,
        },
        felt: FeltSummary::default(),
        people: PeopleCount { expected: 3, arrived: 3, left: 1, inside: 1, ..Default::default() },
        minutes: Minutes {
            until_s: vec![60.0, 120.0, 133.7],
            inside: vec![1, 2, 1],
            ..Default::default()
        },
        counters: vec![CounterOutcome {
            id: "gap".into(),
            name: name(),
            width_m: 3.0,
            capacity_per_min: 240.0,
            line: vec![[0.0, 0.0], [3.0, 0.0]],
            forward: vec![1, 2, 3],
            backward: vec![0, 0, 9],
        }],
        portals: ["north", "south"].map(portal).into(),
        attractions: vec![],
        segments: ["adult_alone", "older_adult"].map(segment).into(),
        service: LevelShares::default(),
        limits: vec![],
        hotspots: vec![],
    }
}

fn portal(id: &str) -> PortalOutcome {
    PortalOutcome {
        id: id.into(),
        name: Bilingual::same(id),
        capacity_per_min: 400.0,
        entered: vec![1, 1, 0],
        left: vec![0, 0, 1],
        waiting: vec![0, 0, 1],
    }
}

fn segment(id: &str) -> SegmentOutcome {
    SegmentOutcome {
        id: id.into(),
        name: Bilingual::same(id),
        visitors: 1,
        inside_min: 30.5,
        walking_min: 4.0,
        queueing_min: 1.0,
        delay_min: 0.5,
        friction_min: 0.25,
        friction_p95_min: 0.5,
        crowded_min: 0.0,
        peak_density_per_m2: 1.5,
        stops_per_100_m: 0.5,
        walked_m: 200.0,
        visited: 2.0,
        missed: 0.0,
        parted: 0.0,
    }
}
