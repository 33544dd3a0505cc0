//! Plans on fresh seeds, under other demand, with somebody missing: what is promised is what came
//! out here, and nothing that the search saw.

use super::result::{BrokenLimit, Promise, Strain};
use super::score::Score;
use super::trials::{Trial, Trials};
use super::under::Under;
use crate::comparison::Difference;
use crate::document::{Bilingual, Problems};
use crate::plan::{MeasureKind, Plan};

/// Demand that a plan is tried with, as a share of what is planned.
const DEMANDS: [f64; 2] = [0.8, 1.2];
/// People who may be missing that are tried, one at a time.
const MISSING: usize = 2;

/// Runs of the whole event with each plan on each seed, by plan, then by seed; `None` where it was
/// stopped.
///
/// # Errors
/// Where something cannot be written.
pub fn whole_runs(
    trials: &mut Trials,
    plans: &[&Plan],
    seeds: &[u64],
) -> Result<Option<Vec<Vec<Score>>>, Problems> {
    let all: Vec<Trial> =
        plans.iter().flat_map(|plan| seeds.iter().map(|seed| Trial::whole(plan, *seed))).collect();
    let scores = trials.scores(&all)?;
    Ok(scores.map(|scores| scores.chunks(seeds.len().max(1)).map(<[Score]>::to_vec).collect()))
}

/// What runs with a plan say beside those without it, seed by seed.
pub fn promise(without: &[Score], with: &[Score]) -> Promise {
    let pairs = |of: &dyn Fn(&Score) -> f64| -> Vec<(f64, f64)> {
        without.iter().zip(with).map(|(a, b)| (of(a), of(b))).collect()
    };
    let above = Difference::of(&pairs(&|s| s.above_person_min));
    let runs = with.len();
    let mean = |of: &dyn Fn(&Score) -> f64| with.iter().map(of).sum::<f64>() / runs.max(1) as f64;
    let share = |of: &dyn Fn(&Score) -> bool| mean(&|s| if of(s) { 1.0 } else { 0.0 });
    let of_reference = |person_min: f64| {
        if above.reference > 0.0 { 1.0 + person_min / above.reference } else { 1.0 + person_min }
    };
    Promise {
        runs,
        risk: of_reference(above.difference),
        risk_interval: above.interval.map(|ends| ends.map(of_reference)),
        above_person_min: Some(above),
        worst_person_min: with.iter().map(|s| s.above_person_min).fold(0.0, f64::max),
        friction_min: Some(Difference::of(&pairs(&|s| s.friction_min))),
        felt_min: Some(Difference::of(&pairs(&|s| s.felt_min))),
        felt_median_min: mean(&|s| s.felt_median_min),
        felt_p95_min: mean(&|s| s.felt_p95_min),
        felt_noticed: mean(&|s| s.felt_noticed),
        unfelt_share: share(&|s| s.felt_beyond == 0.0),
        safe_share: share(&|s| !s.is_unsafe),
        broken: broken(with),
    }
}

/// Limits that are broken in any run that is not safe, with the worst of each.
fn broken(runs: &[Score]) -> Vec<BrokenLimit> {
    let mut all: Vec<BrokenLimit> = Vec::new();
    for run in runs.iter().filter(|run| run.is_unsafe) {
        for limit in run.limits.iter().filter(|limit| !limit.kept) {
            let one = 1.0 / runs.len() as f64;
            match all.iter_mut().find(|known| known.id == limit.id) {
                Some(known) => {
                    known.share += one;
                    // Where a limit is a least, less is worse.
                    let worse =
                        |a: f64, b: f64| if limit.id == "step_free" { a.min(b) } else { a.max(b) };
                    known.worst = match (known.worst, limit.worst) {
                        (Some(a), Some(b)) => Some(worse(a, b)),
                        (a, b) => a.or(b),
                    };
                }
                None => all.push(BrokenLimit {
                    id: limit.id.clone(),
                    name: limit.name.clone(),
                    unit: limit.unit.clone(),
                    limit: limit.limit,
                    worst: limit.worst,
                    share: one,
                }),
            }
        }
    }
    all
}

/// A plan with other demand, with trains that are late where any come, and with somebody missing.
/// `None` where it was stopped.
///
/// # Errors
/// Where something cannot be written.
pub fn strained(
    trials: &mut Trials,
    none: &Plan,
    plan: &Plan,
    seeds: &[u64],
) -> Result<Option<Vec<Strain>>, Problems> {
    let mut all: Vec<(Bilingual, Vec<Trial>, Vec<Trial>)> = Vec::new();
    let with = |plan: &Plan, under: Under| -> Vec<Trial> {
        seeds.iter().map(|seed| Trial { under, ..Trial::whole(plan, *seed) }).collect()
    };
    let mut beside_none = |what: Bilingual, under: Under| {
        all.push((what, with(plan, under), with(none, under)));
    };
    for factor in DEMANDS {
        let percent = 100.0 * (factor - 1.0);
        let what =
            Bilingual::new(format!("{percent:+.0} % visitors"), format!("客流 {percent:+.0} %"));
        beside_none(what, Under::Visitors(factor));
    }
    if trials.has_trains() {
        let what = Bilingual::new("late trains, two at once", "列车晚点，两班同到");
        beside_none(what, Under::LateTrains);
    }
    let people = plan.measures.iter().filter(|m| {
        let posted = matches!(m.kind, MeasureKind::Volunteer(_) | MeasureKind::Gate(_));
        posted && !none.measures.contains(m)
    });
    for missing in people.take(MISSING) {
        let mut fewer = plan.clone();
        fewer.measures.retain(|m| m.id != missing.id);
        let what = Bilingual::new(
            format!("{} missing", missing.name.en),
            format!("{}缺岗", missing.name.zh),
        );
        all.push((what, with(&fewer, Under::AsPlanned), Vec::new()));
    }
    let trials_of_all: Vec<Trial> =
        all.iter().flat_map(|(_, with, without)| with.iter().chain(without).cloned()).collect();
    let Some(scores) = trials.scores(&trials_of_all)? else { return Ok(None) };
    let mut scores = scores.into_iter();
    let mut mean = |of: &[Trial]| {
        let above: f64 = of.iter().filter_map(|_| scores.next()).map(|s| s.above_person_min).sum();
        (!of.is_empty()).then(|| above / of.len() as f64)
    };
    let strains = all.into_iter().map(|(what, with, without)| Strain {
        what,
        above_person_min: mean(&with).unwrap_or_default(),
        without_person_min: mean(&without),
        runs: with.len(),
    });
    Ok(Some(strains.collect()))
}
