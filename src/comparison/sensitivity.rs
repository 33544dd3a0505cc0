//! How the order of plans by what is felt hangs on the weights: each of them halved and half as
//! much again, everything else as it is. The runs are the same, only the weighing differs.

use super::PreparedPlans;
use crate::assess::{FeltAccount, FeltWeights, WeightsFile};
use crate::document::{Bilingual, Language};
use crate::job::{Outcome, Prepared};
use serde::Serialize;

/// A weight of the file, by its name there.
type Weight = (&'static str, fn(&mut FeltWeights) -> &mut f64);

/// The weights of all visitors alike.
const WEIGHTS: [Weight; 16] = [
    ("held.per_min", |w| &mut w.held_per_min),
    ("held.uninformed", |w| &mut w.uninformed),
    ("held.overtaken", |w| &mut w.overtaken),
    ("detour.per_min", |w| &mut w.detour_per_min),
    ("detour.free_s", |w| &mut w.detour_free_s),
    ("detour.turn_back_min", |w| &mut w.turn_back_min),
    ("instructed.order_min", |w| &mut w.order_min),
    ("instructed.advice_min", |w| &mut w.advice_min),
    ("instructed.sign_min", |w| &mut w.sign_min),
    ("visible.barriers_per_min", |w| &mut w.barriers_per_min),
    ("visible.uniform_per_min", |w| &mut w.uniform_per_min),
    ("visible.volunteer", |w| &mut w.uniforms[0]),
    ("visible.guard", |w| &mut w.uniforms[1]),
    ("visible.police", |w| &mut w.uniforms[2]),
    ("confined_per_min", |w| &mut w.confined_per_min),
    ("denied_min", |w| &mut w.denied_min),
];

/// What a weight is multiplied by, either way.
const FACTORS: [f64; 2] = [0.5, 1.5];

/// Mean felt of one run, minutes a visitor, with the weights as they are and with each of them
/// changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    /// As they are.
    is_min: f64,
    /// Each of [`WEIGHTS`] times each of [`FACTORS`].
    changed_min: Vec<[f64; 2]>,
}

impl Variants {
    /// Of a run.
    pub fn of(prepared: &Prepared, outcome: &Outcome) -> Self {
        let weights = &prepared.weights.weights;
        let changed = |(_, of): &Weight| {
            FACTORS.map(|factor| {
                let mut changed = weights.clone();
                *of(&mut changed) *= factor;
                mean_min(prepared, outcome, &changed)
            })
        };
        Self {
            is_min: mean_min(prepared, outcome, weights),
            changed_min: WEIGHTS.iter().map(changed).collect(),
        }
    }
}

/// Mean felt over those who were let in, minutes.
fn mean_min(prepared: &Prepared, outcome: &Outcome, weights: &FeltWeights) -> f64 {
    let segments = &prepared.scenario.segments;
    let account = FeltAccount::of(&outcome.ledger, &outcome.visitors, segments, weights);
    let inside = outcome.visitors.iter().zip(&account.visitors);
    let felt: Vec<f64> = inside
        .filter(|(visitor, _)| visitor.entered_s.is_some())
        .map(|(_, parts)| parts.all_min())
        .collect();
    felt.iter().sum::<f64>() / felt.len().max(1) as f64
}

/// How the order of plans hangs on the weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sensitivity {
    /// Id of the event.
    pub event: String,
    /// Seeds, each run with every plan.
    pub seeds: Vec<u64>,
    /// The weights that are changed.
    pub weights_file: WeightsFile,
    /// Shown names of the plans, as they were asked for.
    pub plans: Vec<Bilingual>,
    /// Mean felt with each plan, minutes a visitor.
    pub felt_min: Vec<f64>,
    /// What each weight does.
    pub weights: Vec<WeightEffect>,
}

/// What one weight does to what is felt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeightEffect {
    /// Its name in the file.
    pub id: String,
    /// Mean felt with each plan where it is halved, minutes a visitor.
    pub less_min: Vec<f64>,
    /// The same where it is half as much again.
    pub more_min: Vec<f64>,
    /// Whether the plans come in the same order in both.
    pub order_kept: bool,
}

impl Sensitivity {
    /// Weights that change the order.
    pub fn decisive(&self) -> impl Iterator<Item = &WeightEffect> {
        self.weights.iter().filter(|weight| !weight.order_kept)
    }

    /// As text for people: the weights that do anything, and what they do.
    pub fn text(&self, language: Language) -> String {
        let plans = self
            .in_order()
            .into_iter()
            .map(|plan| format!("{} {:.2}", language.of(&self.plans[plan]), self.felt_min[plan]));
        let plans: Vec<String> = plans.collect();
        let seeds = self.seeds.len();
        let mut lines = vec![match language {
            Language::English => format!(
                "Felt, mean minutes a visitor over {seeds} seeds, the least first: {}.",
                plans.join("; ")
            ),
            Language::Chinese => {
                format!("管理感（{seeds} 个种子的平均，分钟/人），由低到高：{}。", plans.join("；"))
            }
        }];
        let moves = |w: &&WeightEffect| w.less_min != self.felt_min || w.more_min != self.felt_min;
        for weight in self.weights.iter().filter(moves) {
            let figures = |felt: &[f64]| {
                let felt: Vec<String> = felt.iter().map(|f| format!("{f:.2}")).collect();
                felt.join(" ")
            };
            let (less, more) = (figures(&weight.less_min), figures(&weight.more_min));
            let kept = match weight.order_kept {
                true => language.pick("order kept", "次序不变"),
                false => language.pick("order changes", "次序改变"),
            };
            lines.push(format!("  {:<26} −50 %: {less}   +50 %: {more}   {kept}", weight.id));
        }
        let decisive: Vec<&str> = self.decisive().map(|weight| weight.id.as_str()).collect();
        lines.push(match (decisive.is_empty(), language) {
            (true, Language::English) => {
                "No weight changes the order of the plans by itself.".to_owned()
            }
            (true, Language::Chinese) => "没有任何一项权重能单独改变方案的次序。".to_owned(),
            (false, Language::English) => {
                format!("The order of the plans hangs on: {}.", decisive.join(", "))
            }
            (false, Language::Chinese) => format!("方案的次序取决于：{}。", decisive.join("、")),
        });
        lines.join("\n")
    }

    fn in_order(&self) -> Vec<usize> {
        order(&self.felt_min)
    }
}

/// Indexes of the plans, the least felt first; equal ones as they were asked for.
fn order(felt_min: &[f64]) -> Vec<usize> {
    let mut plans: Vec<usize> = (0..felt_min.len()).collect();
    plans.sort_by(|a, b| felt_min[*a].total_cmp(&felt_min[*b]));
    plans
}

/// The sensitivity of runs: `variants` by plan, then by seed.
pub fn sensitivity(
    prepared: &PreparedPlans,
    seeds: &[u64],
    variants: &[Vec<Variants>],
) -> Sensitivity {
    let means = |of: &dyn Fn(&Variants) -> f64| -> Vec<f64> {
        let mean = |runs: &Vec<Variants>| runs.iter().map(of).sum::<f64>() / runs.len() as f64;
        variants.iter().map(mean).collect()
    };
    let felt_min = means(&|run| run.is_min);
    let usual = order(&felt_min);
    let effect = |(index, (id, _)): (usize, &Weight)| {
        let [less_min, more_min] = [0, 1].map(|way| means(&|run| run.changed_min[index][way]));
        let order_kept = order(&less_min) == usual && order(&more_min) == usual;
        WeightEffect { id: (*id).to_owned(), less_min, more_min, order_kept }
    };
    let (_, first) = &prepared.plans[0];
    Sensitivity {
        event: first.scenario.id.clone(),
        seeds: seeds.to_vec(),
        weights_file: first.weights.file.clone(),
        plans: prepared.plans.iter().map(super::shown_name).collect(),
        weights: WEIGHTS.iter().enumerate().map(effect).collect(),
        felt_min,
    }
}
