//! The runs of plans over seeds, as many side by side as there are threads.

use crate::document::{Bilingual, Place, Problems};
use crate::job::{self, Flow, Outcome, Prepared, Request};
use crate::sim;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A comparison that somebody asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The event's folder, or its `event.ron`.
    pub event: PathBuf,
    /// The plans' files, `None` for the event without measures; the first is the reference.
    pub plans: Vec<Option<PathBuf>>,
    /// Seeds; each is run with every plan.
    pub seeds: Vec<u64>,
    /// Clock time at which to end, as in "18:30"; `None` for the whole event.
    pub until: Option<String>,
    /// The file of weights of what is felt; `None` for those that are built in.
    pub felt: Option<PathBuf>,
}

/// Plans of a comparison, read and checked, in the order in which they were asked for.
pub struct PreparedPlans {
    /// One a plan.
    pub plans: Vec<(Request, Prepared)>,
    /// What is odd, but can be used; each said once.
    pub warnings: Problems,
}

/// Reads and checks everything that a comparison names.
///
/// # Errors
/// All problems of the event and of the first plan that cannot be used; fewer than two plans, no
/// seed, a plan or seed twice.
pub fn prepare(asked: &Asked) -> Result<PreparedPlans, Problems> {
    check(asked)?;
    let (mut plans, mut warnings) = (Vec::new(), Problems::default());
    for plan in &asked.plans {
        let request = Request {
            event: asked.event.clone(),
            plan: plan.clone(),
            felt: asked.felt.clone(),
            until: asked.until.clone(),
            ..Request::default()
        };
        let prepared = job::prepare(&request)?;
        let news = prepared.warnings.0.iter().filter(|problem| !warnings.0.contains(problem));
        let news: Vec<_> = news.cloned().collect();
        warnings.0.extend(news);
        plans.push((request, prepared));
    }
    Ok(PreparedPlans { plans, warnings })
}

fn check(asked: &Asked) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let mut wrong = |what: Bilingual, hint: (&str, &str)| {
        problems.error(Place::file(&asked.event), what, hint);
    };
    if asked.plans.len() < 2 {
        let what = Bilingual::new("a comparison needs two plans at least", "比较至少要有两个方案");
        let hint = (
            "add --plan FILE; --plan none is the event without measures",
            "请加上 --plan FILE；--plan none 是没有措施的活动",
        );
        wrong(what, hint);
    }
    if let Some(twice) = twice(&asked.plans) {
        let name = twice.as_ref().map_or("none".to_owned(), |path| path.display().to_string());
        let en = format!("the plan {name} is named twice");
        let what = Bilingual::new(en, format!("方案 {name} 给出了两次"));
        wrong(what, ("leave one of the two out", "请去掉其中一个"));
    }
    if asked.seeds.is_empty() {
        let what = Bilingual::new("there is no seed", "没有种子");
        wrong(what, ("name some, as in --seeds 1..10", "请给出一些，例如 --seeds 1..10"));
    }
    if let Some(twice) = twice(&asked.seeds) {
        let en = format!("the seed {twice} is named twice");
        let what = Bilingual::new(en, format!("种子 {twice} 给出了两次"));
        wrong(what, ("a run more of the same seed is the same", "同一种子再运行一次，结果相同"));
    }
    if problems.has_errors() { Err(problems) } else { Ok(()) }
}

fn twice<T: PartialEq>(of: &[T]) -> Option<&T> {
    of.iter().enumerate().find(|(i, one)| of[..*i].contains(one)).map(|(_, one)| one)
}

/// What is kept of every run.
pub type Keep<'a, T> = dyn Fn(&Prepared, &Outcome) -> T + Sync + 'a;

/// Runs every plan with every seed, and keeps of each run what `keep` takes of it: by plan, then by
/// seed, in the order in which they were asked for. `None` where it was `stopped`. `progress` is
/// told how many of how many runs are over. The results are the same on any number of threads.
///
/// # Errors
/// Where as many runs as there are threads would take more memory than there is, and of the first
/// run, in that order, that could not be made.
pub fn run_all<T: Clone + Send>(
    prepared: &PreparedPlans,
    seeds: &[u64],
    stopped: &AtomicBool,
    progress: &(dyn Fn(usize, usize) + Sync),
    keep: &Keep<'_, T>,
) -> Result<Option<Vec<Vec<T>>>, Problems> {
    let (plans, of) = (prepared.plans.len(), prepared.plans.len() * seeds.len());
    let threads = rayon::current_num_threads().clamp(1, of.max(1));
    if let Some((request, first)) = prepared.plans.first() {
        let too_much = sim::check_at_once(&first.scenario, threads, &request.event);
        if too_much.has_errors() {
            return Err(too_much);
        }
    }
    let (failed, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let over = || stopped.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
    let made = job::each(of, &over, &|index| {
        // All plans of a seed are side by side, so that a pair is soon complete.
        let (seed, plan) = (seeds[index / plans], index % plans);
        let (request, prepared) = &prepared.plans[plan];
        let request = Request { seed, ..request.clone() };
        let kept = run_one(&request, prepared, stopped, keep);
        if kept.is_err() {
            failed.store(true, Ordering::Relaxed);
        }
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, of);
        kept
    });
    let mut by_plan: Vec<Vec<T>> = vec![Vec::with_capacity(seeds.len()); plans];
    let mut whole = made.len() == of && !stopped.load(Ordering::Relaxed);
    for (index, kept) in made.into_iter().enumerate() {
        match kept.transpose()?.flatten() {
            Some(kept) => by_plan[index % plans].push(kept),
            None => whole = false,
        }
    }
    Ok(whole.then_some(by_plan))
}

/// What is kept of one run; `None` where it was stopped.
fn run_one<T>(
    request: &Request,
    prepared: &Prepared,
    stopped: &AtomicBool,
    keep: &Keep<'_, T>,
) -> Result<Option<T>, Problems> {
    // Nothing is asked for that would be written into a folder.
    let nowhere = Path::new("");
    let outcome = job::simulate(request, prepared, nowhere, &mut |_, _| {
        if stopped.load(Ordering::Relaxed) { Flow::Stop } else { Flow::On }
    })?;
    Ok(outcome.summary.made.partial.is_none().then(|| keep(prepared, &outcome)))
}
