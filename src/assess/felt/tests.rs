use super::*;
use crate::assess::fixture::{WEIGHTS, event, field_grid, input, observation, rectangle, ways_of};
use crate::assess::{AssessInput, Grade, RunSummary, assess};
use crate::crowd::{Touch, Touched};
use crate::observe::Observation;
use crate::plan::Plan;
use crate::scenario::{Scenario, Uniform};

/// Touches of one visitor.
type Case = Vec<(u16, Touched)>;

fn held(time_s: f32, informed: bool) -> Touched {
    Touched::Held { time_s, informed, overtaken: false }
}

fn seen_s(uniform: Uniform, time_s: f32) -> Touched {
    Touched::UniformInSight { uniform, time_s }
}

const MEASURES: [&str; 3] = ["first", "second", "third"];

fn ledger_of(cases: &[Case]) -> FeltLedger {
    let mut ledger = FeltLedger::new(cases.len());
    for id in MEASURES {
        ledger.number_of(id);
    }
    for (visitor, case) in (0..).zip(cases) {
        for (measure, what) in case {
            ledger.take(&[Touch { visitor, measure: *measure, what: *what }], 60.0);
        }
    }
    ledger
}

fn visitor(segment: u16) -> VisitorRecord {
    VisitorRecord { segment, entered_s: Some(1.0), ..VisitorRecord::default() }
}

fn segments(ids: &[&str]) -> Vec<Segment> {
    let ground = geo::MultiPolygon(vec![rectangle([0.0, 0.0], [40.0, 20.0])]);
    let basis = event(ground).segments.remove(0);
    ids.iter().map(|id| Segment { id: (*id).to_owned(), ..basis.clone() }).collect()
}

/// What each visitor feels, each of the segment named.
fn account(cases: &[(&str, Case)]) -> FeltAccount {
    let ids: Vec<&str> = cases.iter().map(|(id, _)| *id).collect();
    let visitors: Vec<VisitorRecord> = (0..cases.len() as u16).map(visitor).collect();
    let touches: Vec<Case> = cases.iter().map(|(_, case)| case.clone()).collect();
    FeltAccount::of(&ledger_of(&touches), &visitors, &segments(&ids), &WEIGHTS.weights)
}

fn felt_min(case: Case) -> f64 {
    account(&[("adult_alone", case)]).visitors[0].all_min()
}

#[test]
fn the_cases_come_out_as_the_table_says() {
    let lane = Touched::BarrierInView { time_s: 600.0 };
    let detour = |time_s| Touched::Detour { time_s };
    let pen = vec![
        (0, held(1200.0, false)),
        (0, Touched::Confined { time_s: 1200.0 }),
        (0, Touched::BarrierInView { time_s: 1200.0 }),
        (1, seen_s(Uniform::Police, 1200.0)),
        (1, Touched::Ordered),
    ];
    let turned = vec![
        (0, detour(300.0)),
        (0, Touched::TurnedBack),
        (0, Touched::Ordered),
        (0, seen_s(Uniform::Police, 300.0)),
    ];
    let advised =
        vec![(0, Touched::Advised), (0, detour(60.0)), (0, seen_s(Uniform::Volunteer, 90.0))];
    let holds = vec![
        (0, held(60.0, true)),
        (0, Touched::Ordered),
        (1, held(60.0, true)),
        (1, Touched::Ordered),
    ];
    let cases: [(&str, Case, f64, f64); 6] = [
        ("nudge", vec![(0, Touched::NoticedSign), (1, Touched::NoticedSign)], 0.04, 0.4),
        ("lane", vec![(0, lane), (1, seen_s(Uniform::Volunteer, 600.0))], 1.15, 10.9),
        ("advice", advised, 1.22, 11.5),
        ("holds", holds, 4.11, 33.7),
        ("turned back", turned, 8.95, 59.1),
        ("pen", pen, 52.7, 99.5),
    ];
    for (name, case, minutes, score) in cases {
        let felt = felt_min(case);
        assert!((felt - minutes).abs() < 0.006, "{name}: {felt} minutes, not {minutes}");
        let scored = felt_score(felt);
        assert!((scored - score).abs() < 0.06, "{name}: score {scored}, not {score}");
    }
}

#[test]
fn who_does_not_know_how_long_or_is_overtaken_bears_more() {
    let of = |informed, overtaken| {
        felt_min(vec![(0, Touched::Held { time_s: 60.0, informed, overtaken })])
    };
    for (felt, expected) in [
        (of(true, false), 1.7),
        (of(false, false), 1.7 * 1.3),
        (of(true, true), 1.7 * 1.5),
        (of(false, true), 1.7 * 1.3 * 1.5),
    ] {
        assert!((felt - expected).abs() < 1e-9, "{felt}, not {expected}");
    }
}

#[test]
fn segments_bear_what_the_file_says_of_them() {
    let all = [
        (0, held(60.0, true)),
        (0, Touched::Detour { time_s: 80.0 }),
        (0, Touched::TurnedBack),
        (0, Touched::Denied),
        (0, Touched::Confined { time_s: 60.0 }),
    ];
    let ids = ["adult_alone", "family", "older_adult", "limited_mobility", "wheelchair"];
    let account = account(&ids.map(|id| (id, all.to_vec())));
    let plain = account.visitors[0];
    assert!((plain.detour_min - (1.65 + 0.5)).abs() < 1e-9);
    let factors = [(1.0, 1.0), (1.2, 1.0), (1.3, 1.3), (1.0, 1.5), (1.0, 1.5)];
    for ((id, felt), (held, detour)) in ids.iter().zip(&account.visitors).zip(factors) {
        assert!((felt.held_min - held * plain.held_min).abs() < 1e-9, "{id} held");
        assert!((felt.detour_min - detour * plain.detour_min).abs() < 1e-9, "{id} detour");
        assert_eq!(felt.lost_choice_min, 2.0, "{id}");
        assert_eq!(felt.confined_min, 0.25, "{id}");
    }
}

/// The formula over a visitor's sums, as the design writes it, whoever did what.
fn by_the_formula(records: &[&FeltRecord]) -> f64 {
    let sum = |of: &dyn Fn(&FeltRecord) -> f64| records.iter().map(|r| of(r)).sum::<f64>();
    let w = &WEIGHTS.weights;
    let detour_s = sum(&|r| f64::from(r.detour_s));
    let held_s = sum(&|r| f64::from(r.held.informed_s) + 1.3 * f64::from(r.held.uninformed_s));
    let uniform = |index: usize| sum(&|r| f64::from(r.uniform_s[index]));
    w.held_per_min * held_s / 60.0
        + 1.65 * (detour_s - 20.0).max(0.0) / 60.0
        + 0.5 * sum(&|r| f64::from(r.turn_backs))
        + 0.5 * sum(&|r| f64::from(r.orders)).sqrt()
        + 0.1 * sum(&|r| f64::from(r.advices)).sqrt()
        + 0.02 * sum(&|r| f64::from(r.signs))
        + 0.1 * sum(&|r| f64::from(r.barrier_view_s)) / 60.0
        + 0.05 * (0.3 * uniform(0) + 0.5 * uniform(1) + uniform(2)) / 60.0
        + 0.25 * sum(&|r| f64::from(r.confined_s)) / 60.0
        + 2.0 * sum(&|r| f64::from(r.denied))
}

#[test]
fn what_the_measures_are_charged_with_adds_up_to_what_the_visitor_feels() {
    // Every mixture of measures, with detours below the free part and above it.
    let touch = |k: u32| match k % 9 {
        0 => held(1.0 + (k % 7) as f32, k.is_multiple_of(2)),
        1 => Touched::Detour { time_s: (k % 37) as f32 },
        2 => Touched::TurnedBack,
        3 => Touched::Ordered,
        4 => Touched::Advised,
        5 => Touched::NoticedSign,
        6 => Touched::BarrierInView { time_s: (k % 11) as f32 },
        7 => seen_s(Uniform::ALL[k as usize % 3], 3.0),
        _ => Touched::Denied,
    };
    let step = |k: u32| k.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) >> 7;
    let case = |seed: u32| -> Case {
        let draws = std::iter::successors(Some(step(seed)), |k| Some(step(*k)));
        draws.take(seed as usize % 40).map(|k| ((k % 3) as u16, touch(k / 3))).collect()
    };
    let cases: Vec<Case> = (0..400).map(case).collect();
    let ledger = ledger_of(&cases);
    let visitors = vec![visitor(0); cases.len()];
    let account =
        FeltAccount::of(&ledger, &visitors, &segments(&["adult_alone"]), &WEIGHTS.weights);
    let mut several = 0;
    for number in 0..cases.len() as u32 {
        let own: Vec<&FeltRecord> = ledger.of_visitor(number).collect();
        let charged: f64 = ledger
            .records()
            .iter()
            .zip(&account.records)
            .filter(|(r, _)| r.visitor == number)
            .map(|(_, parts)| parts.all_min())
            .sum();
        let felt = by_the_formula(&own);
        several += usize::from(own.len() > 1);
        assert!((charged - felt).abs() < 1e-6, "visitor {number}: {charged} charged, {felt} felt");
        let total = account.visitors[number as usize].all_min();
        assert!((charged - total).abs() < 1e-9, "visitor {number}: {charged} of {total}");
    }
    assert!(several > 300, "only {several} met several measures");
}

#[test]
fn a_detour_within_the_free_part_costs_nothing_and_a_longer_one_is_shared() {
    let cases = [
        (
            "adult_alone",
            vec![(0, Touched::Detour { time_s: 12.0 }), (1, Touched::Detour { time_s: 8.0 })],
        ),
        (
            "adult_alone",
            vec![(0, Touched::Detour { time_s: 30.0 }), (1, Touched::Detour { time_s: 10.0 })],
        ),
        ("adult_alone", vec![(0, Touched::Detour { time_s: -0.001 })]),
    ];
    let account = account(&cases);
    assert_eq!(account.visitors[0], FeltParts::default());
    assert_eq!(account.visitors[2], FeltParts::default());
    let [first, second] = [account.records[2], account.records[3]].map(|p| p.detour_min);
    assert!((first / second - 3.0).abs() < 1e-9, "{first} and {second}");
    assert!((first + second - 1.65 * 20.0 / 60.0).abs() < 1e-9);
}

/// A summary of visitors of two segments, half each, who were touched so.
fn summary_of(cases: &[Case]) -> RunSummary {
    let ground = geo::MultiPolygon(vec![rectangle([0.0, 0.0], [40.0, 20.0])]);
    let scenario: Scenario = event(ground);
    let half = cases.len() / 2;
    let visitors = (0..cases.len())
        .map(|i| VisitorRecord { visitor: i as u32, ..visitor(u16::from(i >= half)) });
    let observed = Observation {
        felt: ledger_of(cases),
        visitors: visitors.collect(),
        ..observation(field_grid(&scenario), 1)
    };
    let (plan, ways) = (Plan::default(), ways_of(&scenario));
    let input: AssessInput = input(&scenario, &plan, &observed, &ways);
    assess(&input)
}

#[test]
fn without_measures_nobody_feels_anything() {
    let summary = summary_of(&vec![Vec::new(); 10]);
    let felt = &summary.felt;
    assert_eq!([felt.mean_min, felt.median_min, felt.p95_min, felt.score], [0.0; 4]);
    assert!(felt.unfelt && felt.most_managed.is_none());
    assert_eq!(summary.answers.felt.grade, Grade::Good);
    assert!(felt.segments.iter().all(|s| s.ratio == 1.0), "{:?}", felt.segments);
}

#[test]
fn each_limit_breaks_by_itself() {
    let order = || vec![(0, Touched::Ordered)];
    let stop = |times: usize| vec![(1, Touched::Denied); times];
    let broken = |cases: &[Case]| {
        let summary = summary_of(cases);
        let broken = summary.felt.limits.iter().filter(|l| !l.kept).map(|l| l.id.clone());
        (broken.collect::<Vec<_>>(), summary.answers.felt.grade)
    };
    // Two stops denied to one of twenty in each segment.
    let few = |times: usize, every: usize| -> Vec<Case> {
        (0..80).map(|i| if i % every == 0 { stop(times) } else { Vec::new() }).collect()
    };
    assert_eq!(broken(&few(1, 8)), (vec![], Grade::Good));
    assert_eq!(broken(&few(3, 8)), (vec!["p95".to_owned()], Grade::Bad));
    assert_eq!(broken(&few(1, 3)), (vec!["noticed".to_owned()], Grade::Warning));
    assert_eq!(
        broken(&vec![vec![(0, held(20.0, true))]; 80]),
        (vec!["median".to_owned()], Grade::Bad)
    );
    let halves: Vec<Case> = (0..80).map(|i| if i < 40 { order() } else { Vec::new() }).collect();
    assert_eq!(broken(&halves), (vec!["segment_ratio".to_owned()], Grade::Warning));
    // Who sees a sign feels a second of it: that no segment feels more is chance.
    let signs = vec![(0, Touched::NoticedSign)];
    let few: Vec<Case> = (0..80).map(|i| if i < 10 { signs.clone() } else { vec![] }).collect();
    assert_eq!(broken(&few), (vec![], Grade::Good));
    let most = summary_of(&few).felt.limits.pop().expect("the ratio");
    assert!(most.is > most.limit, "{most:?}");
}

#[test]
fn measures_are_named_with_what_they_cost_whom() {
    let mut cases = vec![Vec::new(); 10];
    cases[2] = vec![(0, Touched::Denied), (1, Touched::NoticedSign)];
    cases[7] = vec![(0, held(60.0, true))];
    let summary = summary_of(&cases);
    let felt = &summary.felt;
    let ids: Vec<&str> = felt.measures.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids, MEASURES);
    assert_eq!(felt.measures.iter().map(|m| m.people).collect::<Vec<_>>(), [2, 1, 0]);
    let all: f64 = felt.measures.iter().map(|m| m.person_min).sum();
    assert!((all - 10.0 * felt.mean_min).abs() < 1e-9);
    let first = &felt.measures[0].words;
    assert_eq!(
        first.en.replace('\u{a0}', " "),
        // The one who was held is older: 1.7 times 1.3.
        "This measure cost 2 visitors 2.1 min each, 4.2 person-minutes in all (held 52 %, stops \
         denied 48 %)."
    );
    assert!(felt.measures[2].words.en.contains("cost nobody anything"));
    let most = felt.most_managed.as_ref().expect("somebody");
    assert_eq!(most.visitor, 7);
    assert_eq!(most.touches.len(), 1);
}

#[test]
fn who_was_not_let_in_does_not_count() {
    let ground = geo::MultiPolygon(vec![rectangle([0.0, 0.0], [40.0, 20.0])]);
    let scenario = event(ground);
    let outside = VisitorRecord { entered_s: None, visitor: 1, ..visitor(0) };
    let observed = Observation {
        felt: ledger_of(&[vec![(0, Touched::NoticedSign)], vec![(0, Touched::Denied)]]),
        visitors: vec![visitor(0), outside],
        ..observation(field_grid(&scenario), 1)
    };
    let (plan, ways) = (Plan::default(), ways_of(&scenario));
    let felt = assess(&input(&scenario, &plan, &observed, &ways)).felt;
    assert!((felt.mean_min - 0.02).abs() < 1e-12, "{}", felt.mean_min);
    assert_eq!(felt.measures[0].people, 1);
}
