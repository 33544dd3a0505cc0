//! Plans side by side over paired seeds: the same on any number of threads, no difference where
//! there is none, and nothing of what cannot be compared.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use wuwei::comparison::{
    Asked, Comparison, Figures, INDICATORS, Question, Variants, Verdict, compare, guard, prepare,
    run_all, sensitivity, text,
};
use wuwei::document::Language;
use wuwei::job::{Outcome, Prepared};

fn event() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/community_square")
}

fn plan(name: &str) -> Option<PathBuf> {
    Some(event().join("plans").join(name).with_extension("ron"))
}

fn asked(until: &str, seeds: &[u64]) -> Asked {
    Asked {
        event: event(),
        plans: vec![None, plan("heavy"), plan("light")],
        seeds: seeds.to_vec(),
        until: Some(until.to_owned()),
        felt: None,
    }
}

fn figures_of(_: &Prepared, outcome: &Outcome) -> Figures {
    Figures::of(outcome)
}

/// The comparison on so many threads.
fn made(asked: &Asked, threads: usize) -> Comparison {
    let prepared = prepare(asked).unwrap_or_else(|p| panic!("{p}"));
    let all = asked.seeds.len() * asked.plans.len();
    let told = Mutex::new(Vec::new());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let progress = |runs, of| told.lock().expect("whole").push((runs, of));
    let stopped = AtomicBool::new(false);
    let figures =
        pool.install(|| run_all(&prepared, &asked.seeds, &stopped, &progress, &figures_of));
    let figures = figures.unwrap_or_else(|p| panic!("{p}")).expect("was not stopped");
    let mut told = told.into_inner().expect("whole");
    told.sort_unstable();
    assert_eq!(told, (1..=all).map(|runs| (runs, all)).collect::<Vec<_>>());
    compare(&prepared, &asked.seeds, &figures)
}

#[test]
fn the_threads_do_not_matter_and_the_seeds_do() {
    let asked = asked("14:50", &[5, 2]);
    let comparison = made(&asked, 3);
    assert_eq!(comparison, made(&asked, 1));
    assert_eq!(comparison.plans.len(), 2);
    let hashes = &comparison.reference.state_hashes;
    assert!(hashes.len() == 2 && hashes[0] != hashes[1], "{hashes:?}");

    // The pen stands from half past two: it is seen, and nothing is seen without it.
    let pen = &comparison.plans[0];
    let felt = pen.indicators.iter().find(|i| i.id == "felt_min").expect("is told");
    assert_eq!((felt.question, felt.is.reference), (Question::Felt, 0.0));
    assert!(felt.is.plan > 0.0, "{felt:?}");
    let sum: f64 = pen.segments.iter().map(|s| s.felt_min.plan).sum();
    assert!(sum > 0.0 && pen.segments.iter().all(|s| s.felt_min.reference == 0.0));

    for language in [Language::English, Language::Chinese] {
        let told = text(&comparison, language);
        assert!(told.lines().count() > 50, "{told}");
        assert!(!told.contains("NaN") && !told.contains("inf "), "{told}");
    }
}

#[test]
fn before_a_plan_stands_nothing_differs() {
    // The first measure of any of the plans stands from a quarter past two.
    let comparison = made(&asked("14:10", &[1, 2]), 2);
    for plan in &comparison.plans {
        for indicator in &plan.indicators {
            assert_eq!(indicator.verdict, Verdict::Same, "{indicator:?}");
        }
        for segment in &plan.segments {
            let both = [segment.friction_min, segment.felt_min].map(|is| is.verdict());
            assert_eq!(both, [Verdict::Same; 2], "{segment:?}");
        }
    }
}

#[test]
fn a_guard_lets_through_what_does_nothing_and_stops_what_makes_it_worse() {
    let asked = Asked { plans: vec![None, plan("light")], ..asked("14:10", &[1, 2, 3]) };
    let prepared = prepare(&asked).unwrap_or_else(|p| panic!("{p}"));
    let stopped = AtomicBool::new(false);
    let figures = run_all(&prepared, &asked.seeds, &stopped, &|_, _| {}, &figures_of);
    let mut figures = figures.unwrap_or_else(|p| panic!("{p}")).expect("was not stopped");
    let held =
        |figures: &[Vec<Figures>]| guard(&compare(&prepared, &asked.seeds, figures), figures);
    // Nothing of the plan stands yet.
    let same = held(&figures);
    assert!(same.lines.iter().all(|line| !line.worse && !line.better));
    assert!(same.markdown(Language::English).starts_with("**Nothing is worse**"));
    // Friction that grows in every run alike, and felt that does in one alone.
    let at = |id: &str| INDICATORS.iter().position(|i| i.id == id).expect("is known");
    for (run, more) in figures[1].iter_mut().zip([2.0, 2.01, 2.02]) {
        run.whole[at("friction_min")] += more;
    }
    figures[1][0].whole[at("felt_min")] += 3.0;
    let held = held(&figures);
    let worse: Vec<&str> = held.worse().map(|line| line.name.en.as_str()).collect();
    assert_eq!(worse, ["friction, min a visitor"]);
    let table = held.markdown(Language::English);
    assert_eq!(table.matches("**worse**").count(), 1, "{table}");
    assert_eq!(table.lines().filter(|line| line.starts_with("| ")).count(), held.lines.len() + 1);
}

#[test]
fn what_is_stopped_is_no_comparison() {
    let asked = asked("14:50", &[1]);
    let prepared = prepare(&asked).unwrap_or_else(|p| panic!("{p}"));
    let stopped = AtomicBool::new(false);
    // After the first run that is over.
    let progress = |_, _| stopped.store(true, Ordering::Relaxed);
    let figures = run_all(&prepared, &asked.seeds, &stopped, &progress, &figures_of);
    assert_eq!(figures.unwrap_or_else(|p| panic!("{p}")), None);
}

#[test]
fn what_cannot_be_compared_is_refused_with_all_that_is_wrong() {
    let refused = |asked: &Asked| prepare(asked).err().expect("refused").to_string();
    let good = asked("14:50", &[1]);
    let told = refused(&Asked { plans: vec![None], seeds: vec![3, 4, 3], ..good.clone() });
    assert!(told.contains("two plans at least") && told.contains("--plan none"), "{told}");
    assert!(told.contains("the seed 3 is named twice"), "{told}");
    let told = refused(&Asked { plans: vec![None, None], ..good.clone() });
    assert!(told.contains("the plan none is named twice"), "{told}");
    let told = refused(&Asked { seeds: Vec::new(), ..good.clone() });
    assert!(told.contains("there is no seed"), "{told}");
    let told = refused(&Asked { felt: Some("nowhere.ron".into()), ..good });
    assert!(told.contains("nowhere.ron"), "{told}");
}

#[test]
fn what_weights_do_to_the_order_of_plans_is_told() {
    let asked = asked("14:50", &[1]);
    let prepared = prepare(&asked).unwrap_or_else(|p| panic!("{p}"));
    let stopped = AtomicBool::new(false);
    let keep = |prepared: &Prepared, outcome: &Outcome| Variants::of(prepared, outcome);
    let variants = run_all(&prepared, &asked.seeds, &stopped, &|_, _| {}, &keep);
    let variants = variants.unwrap_or_else(|p| panic!("{p}")).expect("was not stopped");
    let told = sensitivity(&prepared, &asked.seeds, &variants);
    let [none, pen, queue] = [0, 1, 2].map(|plan| told.felt_min[plan]);
    assert!(none == 0.0 && pen > 0.0 && queue > 0.0, "{none}, {pen}, {queue}");
    for weight in &told.weights {
        assert_eq!((weight.less_min[0], weight.more_min[0]), (0.0, 0.0), "{}", weight.id);
        for plan in 1..3 {
            let [less, is, more] =
                [weight.less_min[plan], told.felt_min[plan], weight.more_min[plan]];
            // Free seconds of detours are a weight of which more costs less.
            let (low, high) =
                if weight.id == "detour.free_s" { (more, less) } else { (less, more) };
            assert!(low <= is && is <= high, "{}: {less}, {is}, {more}", weight.id);
        }
    }
    let barriers = told.weights.iter().find(|w| w.id == "visible.barriers_per_min").expect("is");
    assert!(barriers.less_min[1] < pen, "the pen is seen");
}
