//! The advisor: the least felt plan that keeps every limit, with a reason and a figure for every
//! piece of it, or the truth that there is none and what would help.
//!
//! Everything is found by running: candidates come from the kind and the why of each jam
//! (`propose`), short goes against what still jams put the best of them together (`search`), what is
//! left is pruned, the best of each stage meet on other seeds (`runoff`), and what is promised is what
//! seeds gave that none of this ever saw (`checks`). Nothing is ever weighed against safety: a limit
//! that is kept without a plan and broken with it counts more than anything that the plan gains.

mod checks;
mod dice;
mod effort;
mod front;
mod ground;
mod help;
mod page;
mod propose;
mod refine;
mod repeat;
mod result;
mod runoff;
mod score;
mod screen;
mod search;
mod store;
mod text;
mod trials;
mod under;
mod usual;
mod vary;
mod window;
mod words;

pub use dice::Dice;
pub use effort::Effort;
pub use front::{Point, beats, front, hypervolume};
pub use ground::Ground;
pub use page::page;
pub use propose::{Candidate, Jam};
pub use repeat::Repeat;
pub use result::{Advice, AdvisedPlan, BrokenLimit, Piece, Promise, Strain, TriedIdea, Verdict};
pub use score::{Judged, Score};
pub use search::{Found, LeftOut, Screened, Search, Tried};
pub use text::text;
pub use trials::{Trial, Trials};
pub use under::{NewExit, Under};
pub use usual::Usual;
pub use vary::varied;

use self::help::Beyond;
use crate::document::{Bilingual, Hours, Place, Problems, write_atomically};
use crate::job::{self, Prepared, Request};
use crate::plan::{Plan, PlanContext, write_ron};
use crate::sweep::FolderLock;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// The recommended plan within the folder of an advice.
pub const RECOMMENDED: &str = "recommended.ron";
/// The advice as data.
pub const ADVICE: &str = "advice.json";
/// The advice as a page.
pub const PAGE: &str = "advice.html";
/// What is kept to go on from.
const WORK: &str = "work";
/// Plans of the front that are checked beside the recommended one.
const OTHERS: usize = 2;
/// With fewer fresh seeds than this runs are dear: then only the recommended plan is checked, and
/// little else.
const ENOUGH_SEEDS: usize = 3;
/// Seeds on which a plan is tried under strain.
const STRAIN_SEEDS: usize = 1;

/// Advice that somebody asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The event's folder, or its `event.ron`.
    pub event: PathBuf,
    /// The file of weights of what is felt; `None` for those that are built in.
    pub felt: Option<PathBuf>,
    /// A plan whose measures are kept as they are.
    pub pins: Option<PathBuf>,
    /// A plan on whose closed zones nothing may be put.
    pub forbid: Option<PathBuf>,
    /// What there is.
    pub available: Effort,
    /// Seeds that plans are found with: the [first half](Asked::search_seeds) to search with, the
    /// [others](Asked::runoff_seeds) to choose the best of what was found.
    pub seeds: Vec<u64>,
    /// Seeds that they are checked with.
    pub fresh: Vec<u64>,
    /// Most that the search may take, in runs of the whole event.
    pub runs: f64,
    /// The folder of the advice.
    pub out: PathBuf,
}

impl Asked {
    /// Seeds that are searched with.
    pub fn search_seeds(&self) -> &[u64] {
        &self.seeds[..self.seeds.len().div_ceil(2)]
    }

    /// Seeds on which the best of what was found is chosen.
    pub fn runoff_seeds(&self) -> &[u64] {
        &self.seeds[self.search_seeds().len()..]
    }

    /// Whether runs are dear: then as little as can be is checked.
    fn is_thrifty(&self) -> bool {
        self.fresh.len() < ENOUGH_SEEDS
    }
}

/// What the advisor is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Running the event as it is.
    Look,
    /// Trying many candidates shortly.
    Race,
    /// Trying what helps together.
    Combine,
    /// Changing places, angles, lengths, rates and times a little.
    Refine,
    /// Leaving pieces out.
    Prune,
    /// Choosing the best of what was found on other seeds.
    Runoff,
    /// Running what is left on fresh seeds.
    Check,
    /// Finding out what else would help.
    Help,
}

/// News of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// What it is doing.
    pub stage: Stage,
    /// What it took so far, in runs of the whole event.
    pub spent: f64,
    /// What it may take.
    pub budget: f64,
    /// What it tries.
    pub trying: Bilingual,
    /// What the best plan so far leaves of the person-minutes above the limits, as a share.
    pub risk_left: f64,
    /// What it costs, minutes a visitor.
    pub felt_min: f64,
    /// How much of the event as it is was run, as a share.
    pub looked: f64,
}

impl News {
    /// How much of all is done: a tenth is looking, a fifth choosing and checking.
    pub fn done(&self) -> f64 {
        match self.stage {
            Stage::Look => 0.1 * self.looked,
            Stage::Runoff => 0.8,
            Stage::Check | Stage::Help => 0.85,
            _ => 0.1 + 0.7 * (self.spent / self.budget.max(1e-9)).min(1.0),
        }
    }
}

/// An event as the advisor sees it, read and checked.
pub struct Ready {
    /// As for a run.
    pub request: Request,
    /// As for a run without a plan.
    pub prepared: Prepared,
    /// What is pinned.
    pub pinned: Plan,
    /// The ground, and where nothing may be put.
    pub ground: Ground,
    /// What is odd, but can be used.
    pub warnings: Problems,
}

/// Reads and checks everything that is asked.
///
/// # Errors
/// All problems of the files; a budget of nothing; pins that take more than there is or stand
/// where nothing may; seeds that are to be fresh and are not.
pub fn prepare(asked: &Asked) -> Result<Ready, Problems> {
    check(asked)?;
    let request =
        Request { event: asked.event.clone(), felt: asked.felt.clone(), ..Request::default() };
    let prepared = job::prepare(&request)?;
    let mut warnings = prepared.warnings.clone();
    let mut read = |path: &Option<PathBuf>| -> Result<Plan, Problems> {
        let Some(path) = path else { return Ok(Plan::default()) };
        let scenario = &prepared.scenario;
        let clock = &scenario.clock;
        let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
        let ground = &scenario.venue.ground;
        let read = crate::plan::read(path, &PlanContext { hours, ground, event: Some(scenario) })?;
        warnings.extend(read.warnings);
        Ok(read.plan)
    };
    let (pinned, forbid) = (read(&asked.pins)?, read(&asked.forbid)?);
    let ground = Ground::new(&prepared.scenario, &forbid, &prepared.event_file)?;
    let mut problems = Problems::default();
    if let (Some(path), false) = (&asked.pins, asked.available.covers(&Effort::of(&pinned))) {
        let takes = words::effort(&Effort::of(&pinned));
        let has = words::effort(&asked.available);
        let what = (
            format!("what is pinned takes {}, and there is {}", takes.en, has.en),
            format!("固定的措施需要 {}，而可用的是 {}", takes.zh, has.zh),
        );
        let hint = ("pin less, or allow more", "请少固定一些，或增加可用数量");
        problems.error(Place::file(path), what, hint);
    }
    for measure in pinned.measures.iter().filter(|measure| !ground.allows(measure)) {
        let path = asked.pins.as_deref().unwrap_or(&asked.event);
        let id = &measure.id;
        let what = (
            format!("\"{id}\" is pinned where nothing may stand"),
            format!("“{id}”固定在要留空的地方"),
        );
        let hint = (
            "take it out of the pins, or make the forbidden zone smaller",
            "请取消固定，或把留空的区域缩小",
        );
        problems.error(Place::file(path), what, hint);
    }
    if let (Some(path), true) = (&asked.forbid, forbid.measures.is_empty()) {
        let what = ("forbids nothing: it has no closed zone", "没有禁止任何地方：其中没有封闭区域");
        let hint = (
            "a plan with a `Closure(id: \"lawn\", area: [..])` for each zone",
            "应为一个方案，每个区域写一项 `Closure(id: \"lawn\", area: [..])`",
        );
        problems.error(Place::file(path), what, hint);
    }
    if problems.has_errors() {
        return Err(problems);
    }
    Ok(Ready { request, prepared, pinned, ground, warnings })
}

fn check(asked: &Asked) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let mut wrong = |what: Bilingual, hint: (&str, &str)| {
        problems.error(Place::file(&asked.event), what, hint);
    };
    if asked.available == Effort::default() {
        let en = "there is nothing to place: no volunteer, no barrier unit, no sign";
        let what = Bilingual::new(en, "没有可布置的：没有志愿者、护栏和指示牌");
        let hint = "as in --volunteers 6 --barriers 20";
        wrong(what, (hint, "例如 --volunteers 6 --barriers 20"));
    }
    if !(asked.runs > 0.0 && asked.runs.is_finite()) {
        let runs = asked.runs;
        let en = format!("a budget of {runs} runs finds nothing");
        let hint = (
            "as in --runs 24; a community event needs that, a large one works with 6",
            "例如 --runs 24；社区活动需要这么多，大型活动 6 次也行",
        );
        wrong(Bilingual::new(en, format!("只有 {runs} 次运行的预算，什么也找不到")), hint);
    }
    if asked.seeds.is_empty() {
        let what = Bilingual::new("there is no seed to search with", "没有用于搜索的种子");
        wrong(what, ("as in --seeds 1..2", "例如 --seeds 1..2"));
    }
    if let Some(seed) = asked.fresh.iter().find(|seed| asked.seeds.contains(seed)) {
        let en = format!("seed {seed} is searched with and is to be fresh");
        let what = Bilingual::new(en, format!("种子 {seed} 已用于搜索，不能再作新种子"));
        let hint = (
            "a plan looks better on seeds that it was found with: name others",
            "方案在搜索所用的种子上显得更好：请用其他种子",
        );
        wrong(what, hint);
    }
    if problems.has_errors() { Err(problems) } else { Ok(()) }
}

/// Finds advice and writes its folder; `None` where it was stopped before there was anything to
/// say. The same command goes on from there.
///
/// # Errors
/// Where the event cannot be run, another process works in the folder, or something cannot be
/// written.
pub fn advise(
    asked: &Asked,
    ready: &Ready,
    stopped: &AtomicBool,
    tell: &(dyn Fn(&News) + Sync),
) -> Result<Option<Advice>, Problems> {
    let _lock = FolderLock::alone(&asked.out)?;
    let work = asked.out.join(WORK);
    let Ready { request, prepared, pinned, ground, .. } = ready;
    let mut trials = Trials::new(request, prepared, pinned, &work, stopped)?;
    let before = news(Stage::Look, asked, &trials);
    tell(&before);
    let look = |looked: f64| tell(&News { looked, ..before.clone() });
    if !trials.lay_bases(asked.search_seeds(), &look)? {
        return Ok(None);
    }
    let quiet = trials
        .bases()
        .iter()
        .all(|base| base.record.score.above_person_min == 0.0 && !base.record.score.is_unsafe);
    let found = if quiet {
        Found { seeds: asked.search_seeds().to_vec(), ..Found::default() }
    } else {
        let search = Search {
            trials: &mut trials,
            ground,
            pinned,
            available: asked.available,
            seeds: asked.search_seeds().to_vec(),
            budget: asked.runs,
            draws: asked.search_seeds().iter().fold(0, |all, seed| all * 31 + seed),
            tell,
        };
        search.run()?
    };
    let spent_runs = trials.spent;
    let found = if quiet || found.stopped {
        found
    } else {
        if !asked.runoff_seeds().is_empty() {
            tell(&news(Stage::Runoff, asked, &trials));
        }
        let of_stages = found.stages.iter().map(|index| found.tried[*index].clone());
        let others = if asked.is_thrifty() { 0 } else { OTHERS };
        let finalists = chosen(&found, others).into_iter().chain(of_stages).collect();
        runoff::runoff(&mut trials, found, finalists, asked.runoff_seeds())?
    };
    tell(&news(Stage::Check, asked, &trials));
    let mut advice = answer(asked, ready, &mut trials, found)?;
    if matches!(advice.verdict, Verdict::Improves | Verdict::NothingHelps) {
        tell(&news(Stage::Help, asked, &trials));
        let plan = advice.plans.first().map_or(pinned, |best| &best.plan).clone();
        let seed = asked.fresh.first().or(asked.seeds.first()).copied().unwrap_or_default();
        let beyond = Beyond { trials: &mut trials, ground, plan: &plan, seed };
        advice.help = beyond.help(if asked.is_thrifty() { 1 } else { 2 })?;
    }
    (advice.spent_runs, advice.trials) = (spent_runs, trials.count);
    advice.sentence = words::sentence(&advice);
    store(asked, ready, &advice)?;
    Ok(Some(advice))
}

fn news(stage: Stage, asked: &Asked, trials: &Trials) -> News {
    let event = Bilingual::same(asked.event.display().to_string());
    let (spent, budget) = (trials.spent, asked.runs);
    let looked = if stage == Stage::Look { 0.0 } else { 1.0 };
    News { stage, spent, budget, trying: event, risk_left: 1.0, felt_min: 0.0, looked }
}

/// Plans of a search to be checked: the recommended one first, then what else of the front lies
/// apart from it.
fn chosen(found: &Found, others: usize) -> Vec<Tried> {
    let Some(best) = found.tried.get(found.best) else { return Vec::new() };
    let good = |tried: &&Tried| tried.judged.newly_broken == 0.0 && tried.judged.loss < 1.0;
    let good: Vec<&Tried> = found.tried.iter().filter(good).collect();
    // Of those with which every limit is kept the least felt is recommended.
    let safe = |tried: &&&Tried| tried.scores.iter().all(|score| !score.is_unsafe);
    let least_felt =
        good.iter().filter(safe).min_by(|a, b| a.judged.felt_min.total_cmp(&b.judged.felt_min));
    let mut chosen = vec![least_felt.map_or_else(|| best.clone(), |tried| (*tried).clone())];
    let point = |t: &Tried| [t.judged.risk, t.judged.felt_min, Effort::of(&t.plan).people()];
    let points: Vec<Point> = good.iter().map(|tried| point(tried)).collect();
    let mut on_front: Vec<&Tried> = front(&points).into_iter().map(|index| good[index]).collect();
    // Each next one is the farthest from those that are chosen.
    while chosen.len() <= others {
        let apart = |tried: &Tried| {
            let of = |other: &Tried| {
                let (a, b) = (point(tried), point(other));
                (a[0] - b[0]).abs() + (a[1] - b[1]).abs() + 0.05 * (a[2] - b[2]).abs()
            };
            chosen.iter().map(of).fold(f64::INFINITY, f64::min)
        };
        let farthest =
            (0..on_front.len()).max_by(|a, b| apart(on_front[*a]).total_cmp(&apart(on_front[*b])));
        let Some(next) = farthest.map(|index| on_front.remove(index)) else { break };
        if apart(next) < 0.05 {
            break;
        }
        chosen.push(next.clone());
    }
    chosen.retain(|tried| tried.plan.measures.len() > found.tried[0].plan.measures.len());
    chosen
}

fn answer(
    asked: &Asked,
    ready: &Ready,
    trials: &mut Trials,
    found: Found,
) -> Result<Advice, Problems> {
    let pinned = &ready.pinned;
    let thrifty = asked.is_thrifty();
    let chosen = chosen(&found, if thrifty { 0 } else { OTHERS });
    let mut plans: Vec<&Plan> = vec![pinned];
    plans.extend(chosen.iter().map(|tried| &tried.plan));
    // Plans branch from the runs without them on these seeds, too, where room for these is no matter.
    let checked = !trials.is_stopped() && (thrifty || trials.lay_bases(&asked.fresh, &|_| {})?);
    let fresh = if checked { checks::whole_runs(trials, &plans, &asked.fresh)? } else { None };
    let own = trials.bases_of(&found.seeds).map(|base| base.record.score.clone());
    let own: Vec<Score> = own.collect();
    let promise = |index: usize| match &fresh {
        Some(runs) => checks::promise(&runs[0], &runs[index]),
        None => match index {
            0 => checks::promise(&own, &own),
            _ => checks::promise(&own, &chosen[index - 1].scores),
        },
    };
    let without = promise(0);
    let mut advised: Vec<AdvisedPlan> = Vec::new();
    for (index, tried) in chosen.iter().enumerate() {
        let strain_seeds = &asked.fresh[..asked.fresh.len().min(STRAIN_SEEDS)];
        let strained = if index == 0 && fresh.is_some() && !thrifty {
            checks::strained(trials, pinned, &tried.plan, strain_seeds)?.unwrap_or_default()
        } else {
            Vec::new()
        };
        let pieces = words::pieces(&tried.plan, pinned, &found, &own);
        let name = if index == 0 {
            Bilingual::new("Recommended", "推荐方案")
        } else {
            Bilingual::new(format!("Front {index}"), format!("前沿方案 {index}"))
        };
        let file = if index == 0 { RECOMMENDED.to_owned() } else { format!("front-{index}.ron") };
        advised.push(AdvisedPlan {
            file,
            plan: Plan { name, measures: words::with_figures(&tried.plan, &pieces) },
            effort: Effort::of(&tried.plan),
            own_risk: tried.judged.risk,
            own_felt_min: tried.judged.felt_min,
            promise: promise(index + 1),
            pieces,
            strained,
        });
    }
    let verdict = verdict(&without, &advised, fresh.is_some() && !found.stopped);
    let mut nearest = None;
    if matches!(verdict, Verdict::NothingHelps | Verdict::NothingToImprove) {
        nearest = advised.drain(..).next().map(|best| best.promise);
        nearest = nearest.filter(|_| verdict == Verdict::NothingHelps);
    }
    Ok(Advice {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        event: ready.prepared.scenario.id.clone(),
        event_name: ready.prepared.scenario.name.clone(),
        verdict,
        sentence: Bilingual::default(),
        available: asked.available,
        seeds: asked.seeds.clone(),
        fresh_seeds: if fresh.is_some() { asked.fresh.clone() } else { Vec::new() },
        budget_runs: asked.runs,
        spent_runs: 0.0,
        trials: 0,
        weights: ready.prepared.weights.file.clone(),
        without,
        plans: advised,
        nearest,
        help: Vec::new(),
        tried: words::tried(&found),
    })
}

fn verdict(without: &Promise, plans: &[AdvisedPlan], checked: bool) -> Verdict {
    if without.safe_share == 1.0 && without.worst_person_min == 0.0 {
        return Verdict::NothingToImprove;
    }
    if !checked {
        return Verdict::Unchecked;
    }
    let Some(best) = plans.first() else { return Verdict::NothingHelps };
    // Of one or two pairs next to nothing is known of chance: then it must be better by a fifth.
    let told = match best.promise.risk_interval {
        Some([_, high]) if best.promise.runs >= ENOUGH_SEEDS => high < 1.0,
        _ => best.promise.risk < 0.8,
    };
    if best.promise.safe_share == 1.0 {
        Verdict::Keeps
    } else if told {
        Verdict::Improves
    } else {
        Verdict::NothingHelps
    }
}

/// Writes the folder of an advice.
fn store(asked: &Asked, ready: &Ready, advice: &Advice) -> Result<(), Problems> {
    let clock = &ready.prepared.scenario.clock;
    let hours = Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    clear_plans(&asked.out);
    for plan in &advice.plans {
        write_atomically(&asked.out.join(&plan.file), write_ron(&plan.plan, &hours).as_bytes())?;
    }
    let path = asked.out.join(ADVICE);
    let data = serde_json::to_string_pretty(advice)
        .map_err(|e| Problems::one(Place::file(&path), e.to_string(), None))?;
    write_atomically(&path, data.as_bytes())?;
    let page = page(advice, &ready.prepared.scenario);
    write_atomically(&asked.out.join(PAGE), page.as_bytes())
}

/// Takes away the plans of an advice before.
fn clear_plans(folder: &Path) {
    let _ = std::fs::remove_file(folder.join(RECOMMENDED));
    for index in 1..=OTHERS {
        let _ = std::fs::remove_file(folder.join(format!("front-{index}.ron")));
    }
}
