//! Plan files: read, refused with a reason, written back, and edited step by step.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use geo::{LineString, MultiPolygon, polygon};
use proptest::prelude::*;
use said::english_only;
use std::path::Path;
use wuwei::document::{Bilingual, Hours};
use wuwei::plan::{
    Barrier, CheckedPlan, EditRefused, Measure, MeasureKind, Opening, Plan, PlanContext, PlanEdit,
    read_from_text, write_ron,
};

const HOURS: Hours = Hours { starts_s: 50_400.0, duration_s: 14_400.0 };

/// 40 × 30 m with a building of 10 × 10 m in the north-east.
fn ground() -> MultiPolygon<f64> {
    let outer = polygon!(
        exterior: [(x: 0.0, y: 0.0), (x: 40.0, y: 0.0), (x: 40.0, y: 30.0), (x: 0.0, y: 30.0)],
        interiors: [[(x: 25.0, y: 15.0), (x: 35.0, y: 15.0), (x: 35.0, y: 25.0), (x: 25.0, y: 25.0)]],
    );
    MultiPolygon(vec![outer])
}

fn read(text: &str) -> Result<CheckedPlan, String> {
    let ground = ground();
    let context = PlanContext { hours: HOURS, ground: &ground, event: None };
    let read = read_from_text(Path::new("plan.ron"), text, &context);
    let problems = read.as_ref().map_or_else(|problems| problems, |checked| &checked.warnings);
    assert_eq!(english_only(problems), "", "not in Chinese");
    read.map_err(|problems| problems.to_string())
}

const TEA: &str = r#"Plan(
    version: 1,
    name: (en: "Keep the queue off the path", zh: "队伍不占道"),
    measures: [
        Barrier(id: "tea-lane", line: [(12.0, 3.5), (18.0, 3.5)], openings: [(at_m: 3.0, width_m: 1.5)],
                unit_m: 2.3, from: "14:30", until: "17:00", name: (en: "Tea lane", zh: "茶道"),
                why: (en: "the queue grows into the path", zh: "排队占道")),
    ],
)"#;

fn message(from: &str, to: &str) -> String {
    assert!(TEA.contains(from), "the plan lacks {from:?}");
    read(&TEA.replacen(from, to, 1)).expect_err(to)
}

#[test]
fn a_barrier_is_read_whole() {
    let checked = read(TEA).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(checked.warnings.to_string(), "");
    let [measure] = &checked.plan.measures[..] else { panic!("{:?}", checked.plan) };
    assert_eq!((measure.from_s, measure.until_s), (1800.0, 10_800.0));
    let MeasureKind::Barrier(barrier) = &measure.kind else { panic!("no barrier") };
    assert_eq!(barrier.line, LineString::from(vec![(12.0, 3.5), (18.0, 3.5)]));
    assert_eq!(barrier.openings, [Opening { at_m: 3.0, width_m: 1.5 }]);
    assert_eq!(measure.kind.words().en, "barrier of 6.0 m, 2 units, 1 openings");
}

#[test]
fn what_is_wrong_is_said() {
    for (from, to, parts) in [
        (
            "Barrier(",
            "Barier(",
            &["there is no measure `Barier`; there are: Barrier", "did you mean Barrier?"][..],
        ),
        ("Barrier(", "(", &["expected a measure", "write its kind before the fields: Barrier(..)"]),
        (
            "(12.0, 3.5), (18.0, 3.5)",
            "(112.0, 3.5), (118.0, 3.5)",
            &["the barrier is off the ground"],
        ),
        (
            "(12.0, 3.5), (18.0, 3.5)",
            "(26.0, 16.0), (30.0, 20.0)",
            &["the barrier is off the ground"],
        ),
        ("(18.0, 3.5)", "(12.0, 3.5)", &["the barrier has no length"]),
        ("(12.0, 3.5), (18.0, 3.5)", "(12.0, 3.5)", &["a line needs two points at least"]),
        ("(12.0, 3.5)", "(NaN, 3.5)", &["expected a point in metres"]),
        ("(12.0, 3.5)", "(121.5, 31.2, 3.5)", &["expected a point in metres", "as in (12.0, 3.5)"]),
        (
            "at_m: 3.0",
            "at_m: 5.8",
            &["from 5.05 to 6.55 m is not on the barrier, which is 6.00 m long"],
        ),
        (
            "at_m: 3.0, width_m: 1.5",
            "at_m: 3.0, width_m: 7.0",
            &["wider than the barrier is long (6.00 m)"],
        ),
        ("at_m: 3.0, width_m: 1.5", "at_m: 3.0, width_m: 6.0", &["the openings leave nothing"]),
        ("\"14:30\"", "\"19:30\"", &["it is taken away before it is put up"]),
        ("\"14:30\"", "\"2 pm\"", &["expected a time as in \"18:30\""]),
        (
            "unit_m: 2.3",
            "unit_m: -1",
            &["`measures[tea-lane].unit_m` is -1, expected a number from 0.3 to 20 m"],
        ),
        ("unit_m", "unit", &["unknown field `unit`", "did you mean `unit_m`?"]),
        ("version: 1", "version: 7", &["version 7 is newer than this program, which knows 1"]),
        (
            "    version: 1,\n",
            "",
            &["`version` is missing", "add `version: 1,` as the first field"],
        ),
        ("line: [(12.0, 3.5), (18.0, 3.5)],", "", &["`line` is missing"]),
        (
            "\n    ],",
            "\n Barrier(id: \"tea-lane\", line: [(1.0, 1.0), (2.0, 1.0)])],",
            &["the id \"tea-lane\" occurs twice"],
        ),
    ] {
        let message = message(from, to);
        for part in parts {
            assert!(message.contains(part), "{to}: {part:?} is not in:\n{message}");
        }
    }
}

#[test]
fn what_is_odd_is_said_and_used() {
    for (from, to, part) in [
        ("(18.0, 3.5)", "(45.0, 3.5)", "5.0 m of the barrier's 33.0 m are off the ground"),
        (
            "(12.0, 3.5), (18.0, 3.5)",
            "(20.0, 20.0), (38.0, 20.0)",
            "10.0 m of the barrier's 18.0 m are off the ground",
        ),
        ("\"14:30\"", "\"12:30\"", "beyond the event (14:00–18:00): cut to it"),
        (
            "(at_m: 3.0, width_m: 1.5)",
            "(at_m: 3.0, width_m: 1.5), (at_m: 3.5, width_m: 1.0)",
            "two openings overlap",
        ),
    ] {
        let checked = read(&TEA.replacen(from, to, 1)).unwrap_or_else(|p| panic!("{p}"));
        let warnings = checked.warnings.to_string();
        assert!(warnings.contains(part), "{part:?} is not in:\n{warnings}");
    }
    let cut = read(&TEA.replacen("\"14:30\"", "\"12:30\"", 1)).expect("is read");
    assert_eq!(cut.plan.measures[0].from_s, 0.0);
    let always = read(&TEA.replacen("from: \"14:30\", until: \"17:00\",", "", 1)).expect("is read");
    assert_eq!((always.plan.measures[0].from_s, always.plan.measures[0].until_s), (0.0, 14_400.0));
    assert!(
        always.defaults.iter().any(|d| d.field == "measures[tea-lane].from" && d.value == "14:00")
    );
}

fn any_measure(id: String) -> impl Strategy<Value = Measure> {
    let text = "[ -~\u{4e00}-\u{4e20}]{1,10}x";
    let millimetres = |low: i32, high: i32| (low..high).prop_map(|mm| f64::from(mm) / 1000.0);
    let points = prop::collection::vec((millimetres(500, 20_000), millimetres(500, 14_000)), 2..5);
    (points, millimetres(300, 5000), 0..14_000u32, 1..400u32, text, any::<bool>()).prop_filter_map(
        "has length",
        move |(points, unit_m, from, length, text, opened)| {
            let line = LineString::from(points);
            let mut barrier = Barrier { line, openings: vec![], unit_m };
            let length_m = barrier.length_m();
            if opened && length_m > 3.0 {
                barrier.openings.push(Opening { at_m: 1.5, width_m: 0.8 });
            }
            let from_s = f64::from(from);
            (length_m > 1.0).then(|| Measure {
                id: id.clone(),
                name: Bilingual::new(text.clone(), "名\"字\\"),
                why: opened.then(|| Bilingual::same(text.clone())),
                from_s,
                until_s: from_s + f64::from(length),
                kind: MeasureKind::Barrier(barrier),
            })
        },
    )
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let measures: Vec<_> =
        (0..4).map(|i| proptest::option::of(any_measure(format!("m{i}")))).collect();
    measures.prop_map(|measures| Plan {
        name: Bilingual::new("Plan", "方案"),
        measures: measures.into_iter().flatten().collect(),
    })
}

fn by_id(plan: &Plan) -> Vec<Measure> {
    let mut measures = plan.measures.clone();
    measures.sort_by(|a, b| a.id.cmp(&b.id));
    measures
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_written_is_read_to_the_same_plan(plan in any_plan()) {
        let text = write_ron(&plan, &HOURS);
        let read = read(&text).map_err(|p| TestCaseError::fail(format!("{p}\n{text}")))?;
        prop_assert_eq!(read.plan, plan);
    }

    #[test]
    fn edits_lead_from_one_plan_to_another_and_back(a in any_plan(), b in any_plan()) {
        let edits = a.edits_to(&b);
        let mut plan = a.clone();
        for edit in &edits {
            plan.apply(edit).expect("applies");
        }
        prop_assert_eq!(by_id(&plan), by_id(&b));
        for edit in edits.iter().rev() {
            plan.apply(&edit.inverse()).expect("applies");
        }
        prop_assert_eq!(by_id(&plan), by_id(&a));
    }
}

#[test]
fn an_edit_of_something_else_is_refused() {
    let plan = read(TEA).expect("is read").plan;
    let old = plan.measures[0].clone();
    let mut moved = old.clone();
    moved.until_s += 60.0;
    let apply = |old: Option<&Measure>, new: Option<&Measure>| {
        plan.clone().apply(&PlanEdit { old: old.cloned(), new: new.cloned() })
    };
    assert_eq!(apply(Some(&moved), None), Err(EditRefused::Changed("tea-lane".into())));
    assert_eq!(apply(None, Some(&moved)), Err(EditRefused::Taken("tea-lane".into())));
    assert_eq!(apply(None, None), Err(EditRefused::Empty));
    moved.id = "other".into();
    assert_eq!(apply(Some(&moved), None), Err(EditRefused::Missing("other".into())));
    assert_eq!(apply(Some(&old), Some(&moved)), Ok(()));
}
