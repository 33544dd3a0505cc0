//! What the advisor answers: the recommended plan and the others of the front, each with what it
//! promises on seeds that it was not found with.

use super::effort::Effort;
use crate::assess::WeightsFile;
use crate::comparison::Difference;
use crate::document::Bilingual;
use crate::plan::Plan;
use serde::Serialize;

/// Advice for an event.
#[derive(Clone, Debug, Serialize)]
pub struct Advice {
    /// Version of the program.
    pub program: String,
    /// Id of the event.
    pub event: String,
    /// Shown name of the event.
    pub event_name: Bilingual,
    /// What was found out, in one word.
    pub verdict: Verdict,
    /// The answer in words.
    pub sentence: Bilingual,
    /// What there was.
    pub available: Effort,
    /// Seeds that plans were found with.
    pub seeds: Vec<u64>,
    /// Seeds that they were checked with.
    pub fresh_seeds: Vec<u64>,
    /// Runs of the whole event that the search was allowed, and what it took.
    pub budget_runs: f64,
    /// What the search took of it.
    pub spent_runs: f64,
    /// Trials, each once.
    pub trials: usize,
    /// The weights of what is felt.
    pub weights: WeightsFile,
    /// The event as it is: with what is pinned and nothing else.
    pub without: Promise,
    /// The plans, the recommended one first; none where nothing helps or is needed.
    pub plans: Vec<AdvisedPlan>,
    /// What the best plan that was tried did on fresh seeds, where that may be chance and nothing is
    /// proposed.
    pub nearest: Option<Promise>,
    /// What else would help, where no plan keeps every limit.
    pub help: Vec<Bilingual>,
    /// Ideas that were screened, what spared most first.
    pub tried: Vec<TriedIdea>,
}

/// An idea that was screened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TriedIdea {
    /// What was put there.
    pub name: Bilingual,
    /// Against what, and why.
    pub why: Bilingual,
    /// Share that it spared at its jam of the person-minutes above three quarters of the limits; negative
    /// where it made it worse. `None` where the event cannot be run with it.
    pub spared_share: Option<f64>,
}

/// What was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every limit is kept without any measure.
    NothingToImprove,
    /// The recommended plan keeps every limit on every fresh seed.
    Keeps,
    /// It makes the event safer, and limits are still broken.
    Improves,
    /// No plan was found that is told apart from none.
    NothingHelps,
    /// It was stopped before plans were checked on fresh seeds.
    Unchecked,
}

/// A plan that is advised.
#[derive(Clone, Debug, Serialize)]
pub struct AdvisedPlan {
    /// Its file in the folder.
    pub file: String,
    /// The plan.
    #[serde(skip)]
    pub plan: Plan,
    /// What it takes.
    pub effort: Effort,
    /// What was left of the person-minutes above the limits on the seeds that it was found with,
    /// as a share of those without it.
    pub own_risk: f64,
    /// Mean felt on those seeds, minutes a visitor.
    pub own_felt_min: f64,
    /// What it does on fresh seeds.
    pub promise: Promise,
    /// Each of its measures.
    pub pieces: Vec<Piece>,
    /// How it does where things are not as planned.
    pub strained: Vec<Strain>,
}

/// A measure of an advised plan.
#[derive(Clone, Debug, Serialize)]
pub struct Piece {
    /// Its id in the plan.
    pub id: String,
    /// Shown name.
    pub name: Bilingual,
    /// Why it stands there.
    pub why: Bilingual,
    /// Whether the planner pinned it.
    pub pinned: bool,
    /// Person-minutes above the limits that come back without it, on the seeds that the plan was
    /// found with, or on the first of them where there are too many pieces; `None` where that was
    /// not tried.
    pub without_person_min: Option<f64>,
    /// Felt that goes with it, minutes a visitor.
    pub without_felt_min: Option<f64>,
    /// Share of the person-minutes above three quarters of the limits that it spared at its jam when
    /// it was tried at first, where that is known and what leaving it out costs is not.
    pub spared_share: Option<f64>,
}

/// What a plan does on seeds that it was not found with.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Promise {
    /// Runs.
    pub runs: usize,
    /// Person-minutes above the density limits without and with it.
    pub above_person_min: Option<Difference>,
    /// The most of any run with it.
    pub worst_person_min: f64,
    /// What is left of it, as a share.
    pub risk: f64,
    /// Ends of the 95 % interval of that.
    pub risk_interval: Option<[f64; 2]>,
    /// What congestion costs a visitor without and with it, minutes.
    pub friction_min: Option<Difference>,
    /// Mean felt without and with it, minutes a visitor.
    pub felt_min: Option<Difference>,
    /// Means over the runs: median and 95th percentile of felt, minutes; share who noticed.
    pub felt_median_min: f64,
    /// 95th percentile, minutes.
    pub felt_p95_min: f64,
    /// Share who noticed.
    pub felt_noticed: f64,
    /// Share of runs in which every limit of unfelt was kept.
    pub unfelt_share: f64,
    /// Share of runs in which every limit of safety was kept, but for chance.
    pub safe_share: f64,
    /// Limits that were broken in any run.
    pub broken: Vec<BrokenLimit>,
}

/// A limit that was broken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BrokenLimit {
    /// Stable name.
    pub id: String,
    /// What is limited.
    pub name: Bilingual,
    /// Unit.
    pub unit: String,
    /// The limit.
    pub limit: f64,
    /// The worst of all runs.
    pub worst: Option<f64>,
    /// Share of the runs in which it was broken.
    pub share: f64,
}

/// A plan where things are not as planned.
#[derive(Clone, Debug, Serialize)]
pub struct Strain {
    /// What is not.
    pub what: Bilingual,
    /// Person-minutes above the limits with the plan, mean over the runs.
    pub above_person_min: f64,
    /// The same without the plan, where that was run.
    pub without_person_min: Option<f64>,
    /// Runs.
    pub runs: usize,
}
