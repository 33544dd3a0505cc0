//! The last round of the search, on seeds that it never saw.
//!
//! Of many plans the one that looks best on a few seeds owes a part of that to these seeds, the more
//! of it the more plans were tried (the winner's curse). So the best plan after each stage, and what
//! else of the front lies apart from it, meet once more on other seeds. The recommended one is the best
//! on all of them together, a few seeds being few; what is told of the plans is what the others gave.

use super::score::{Judged, Score};
use super::search::{Found, Tried};
use super::trials::{Trial, Trials};
use crate::document::Problems;

/// Plans that meet at most, beside none.
const MOST: usize = 4;

/// What is left of what a search found: no plan, and the finalists, judged on the seeds of the
/// runoff. Where it is stopped, what was found stays as it is, as of a search that was stopped.
///
/// # Errors
/// Where something cannot be written.
pub fn runoff(
    trials: &mut Trials,
    found: Found,
    finalists: Vec<Tried>,
    seeds: &[u64],
) -> Result<Found, Problems> {
    let mut plans: Vec<Tried> = vec![found.tried[0].clone()];
    for tried in finalists {
        if plans.len() <= MOST && plans.iter().all(|known| known.plan != tried.plan) {
            plans.push(tried);
        }
    }
    if seeds.is_empty() || plans.len() == 1 {
        return Ok(found);
    }
    if !trials.lay_bases(seeds, &|_| {})? {
        return Ok(Found { stopped: true, ..found });
    }
    let until_s = found.until_s;
    let asked: Vec<Trial> = plans
        .iter()
        .skip(1)
        .flat_map(|tried| seeds.iter().map(|seed| Trial::until(&tried.plan, *seed, until_s)))
        .collect();
    let Some(scores) = trials.scores(&asked)? else {
        return Ok(Found { stopped: true, ..found });
    };
    let as_it_is: Vec<Score> =
        trials.bases_of(seeds).map(|base| base.score_until(until_s)).collect();
    let with_plans = scores.chunks(seeds.len()).map(<[Score]>::to_vec);
    let before: Vec<f64> = plans.iter().map(|tried| tried.judged.loss).collect();
    for (tried, scores) in plans.iter_mut().zip(std::iter::once(as_it_is.clone()).chain(with_plans))
    {
        tried.judged = Judged::of(&as_it_is.iter().zip(&scores).collect::<Vec<_>>());
        tried.scores = scores;
    }
    let (searched, others) = (found.seeds.len() as f64, seeds.len() as f64);
    let loss = |index: &usize| searched * before[*index] + others * plans[*index].judged.loss;
    let best = (0..plans.len()).min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap_or(0);
    let same = plans[best].plan == found.tried[found.best].plan;
    let without = if same { found.without } else { Vec::new() };
    Ok(Found { tried: plans, best, without, seeds: seeds.to_vec(), ..found })
}
