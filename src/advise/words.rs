//! The advice in words.

use super::effort::Effort;
use super::result::{Advice, AdvisedPlan, BrokenLimit, Piece, Promise, TriedIdea, Verdict};
use super::score::Score;
use super::search::{Found, Screened};
use crate::document::{Bilingual, counted};
use crate::plan::{Measure, Plan};

/// "2 volunteers, 6 barrier units"; what there is none of is left out.
pub fn effort(effort: &Effort) -> Bilingual {
    let Effort { volunteers, barriers, signs } = *effort;
    let parts = [
        (volunteers, "volunteer", "volunteers", "名志愿者"),
        (barriers, "barrier unit", "barrier units", "节护栏"),
        (signs, "sign", "signs", "块指示牌"),
    ];
    let some = parts.iter().filter(|(count, ..)| *count > 0);
    let words: Vec<Bilingual> = some
        .map(|(n, one, many, zh)| {
            Bilingual::new(format!("{n} {}", if *n == 1 { one } else { many }), format!("{n} {zh}"))
        })
        .collect();
    if words.is_empty() {
        return Bilingual::new("nothing", "无");
    }
    Bilingual::joined(&words, [", ", "、"])
}

/// Each measure of a plan with its reason and what leaving it out costs.
pub fn pieces(plan: &Plan, pinned: &Plan, found: &Found, without_plan: &[Score]) -> Vec<Piece> {
    let runs = without_plan.len().max(1) as f64;
    let above: f64 = without_plan.iter().map(|s| s.above_person_min).sum::<f64>() / runs;
    let is_best = found.tried.get(found.best).is_some_and(|best| best.plan == *plan);
    let piece = |measure: &Measure| {
        let left_out = found.without.iter().find(|left| is_best && left.id == measure.id);
        let has = |s: &&Screened| s.idea.measures.iter().any(|m| m.kind == measure.kind);
        let screened = found.screened.iter().rfind(has);
        let screened = screened.filter(|s| left_out.is_none() && s.spared > 0.0);
        Piece {
            id: measure.id.clone(),
            name: measure.name.clone(),
            why: measure.why.clone().unwrap_or_default(),
            pinned: pinned.measures.contains(measure),
            without_person_min: left_out.map(|left| left.risk * above),
            without_felt_min: left_out.map(|left| left.felt_min),
            spared_share: screened.map(|s| s.spared),
        }
    };
    plan.measures.iter().map(piece).collect()
}

/// The ideas that were screened, each once with its last figure, what spared most first.
pub fn tried(found: &Found) -> Vec<TriedIdea> {
    let mut last: Vec<&Screened> = Vec::new();
    for screened in found.screened.iter().rev() {
        if !last.iter().any(|known| known.idea.is_like(&screened.idea)) {
            last.push(screened);
        }
    }
    last.sort_by(|a, b| b.spared.total_cmp(&a.spared));
    let idea = |screened: &&Screened| {
        let first = screened.idea.measures.first()?;
        Some(TriedIdea {
            name: first.name.clone(),
            why: first.why.clone().unwrap_or_default(),
            spared_share: screened.spared.is_finite().then_some(screened.spared),
        })
    };
    last.iter().filter_map(idea).collect()
}

/// What leaving a piece out costs, in words, or what it spared when it was tried at first; empty where
/// neither is known.
pub fn without(piece: &Piece) -> Bilingual {
    if let Some(share) = piece.spared_share {
        let percent = 100.0 * share;
        return Bilingual::new(
            format!("Tried at first, it spared {percent:.1} % of all crowding near the limits."),
            format!("初次试验时，它使接近限值的拥挤减少 {percent:.1} %。"),
        );
    }
    let Some(more) = piece.without_person_min else { return Bilingual::default() };
    let sign = |text: String| text.replace('-', "−");
    let more = sign(format!("{more:+.0}"));
    let felt = sign(format!("{:+.2}", -piece.without_felt_min.unwrap_or_default()));
    Bilingual::new(
        format!("Without it: {more} person-minutes above the limits, {felt} min felt a visitor."),
        format!("若撤去：超限 {more} 人·分钟，人均管理感 {felt} 分钟。"),
    )
}

/// What a plan left of the risk on the seeds that it was chosen with: where that is much less than
/// on fresh ones it owes it to chance.
pub fn own(plan: &AdvisedPlan) -> Bilingual {
    let (own, fresh) = (100.0 * plan.own_risk, 100.0 * plan.promise.risk);
    let interval = plan.promise.risk_interval;
    let interval =
        interval.map(|[low, high]| format!(" ({:.0}–{:.0})", 100.0 * low.max(0.0), 100.0 * high));
    let interval = interval.unwrap_or_default();
    Bilingual::new(
        format!(
            "Left of the risk: {own:.0} % on the seeds it was chosen with, {fresh:.0} %{interval} on fresh ones"
        ),
        format!("剩余风险：选出它的种子上 {own:.0} %，新种子上 {fresh:.0} %{interval}"),
    )
}

/// The measures of a plan with what leaving them out costs in their reasons.
pub fn with_figures(plan: &Plan, pieces: &[Piece]) -> Vec<Measure> {
    let told = |measure: &Measure| {
        let piece = pieces.iter().find(|piece| piece.id == measure.id && !piece.pinned);
        let mut measure = measure.clone();
        if let (Some(piece), Some(why)) = (piece, &measure.why) {
            let cost = without(piece);
            let why = Bilingual::new(
                format!("{} {}", why.en, cost.en).trim().to_owned(),
                format!("{}{}", why.zh, cost.zh),
            );
            measure.why = Some(why);
        }
        measure
    };
    plan.measures.iter().map(told).collect()
}

/// The limits that are broken, in words.
pub fn broken(limits: &[BrokenLimit]) -> Bilingual {
    let one = |limit: &BrokenLimit| {
        let worst = limit.worst.map(figure).unwrap_or_else(|| "?".to_owned());
        let (share, unit) = (100.0 * limit.share, &limit.unit);
        Bilingual::new(
            format!(
                "{} {worst} {unit} (limit {}), in {share:.0} % of the runs",
                limit.name.en,
                figure(limit.limit)
            ),
            format!(
                "{} {worst} {unit}（限值 {}），{share:.0} % 的模拟",
                limit.name.zh,
                figure(limit.limit)
            ),
        )
    };
    let all: Vec<Bilingual> = limits.iter().map(one).collect();
    let joined = |of: fn(&Bilingual) -> &str, joint: &str| {
        all.iter().map(of).collect::<Vec<_>>().join(joint)
    };
    Bilingual::new(joined(|b| &b.en, "; "), joined(|b| &b.zh, "；"))
}

/// A figure with as many decimals as its size deserves.
pub fn figure(of: f64) -> String {
    let text = match of.abs() {
        size if size >= 100.0 => format!("{of:.0}"),
        size if size >= 10.0 => format!("{of:.1}"),
        size if size == 0.0 || size >= 0.1 => format!("{of:.2}"),
        _ => format!("{of:.3}"),
    };
    text.replace('-', "−")
}

/// The answer in one or two sentences.
pub fn sentence(advice: &Advice) -> Bilingual {
    let without = advice.without.above_person_min.map_or(0.0, |above| above.plan);
    let best = advice.plans.first();
    match (advice.verdict, best) {
        (Verdict::NothingToImprove, _) => Bilingual::new(
            "Every limit is kept without any measure: nothing is proposed.",
            "不采取任何措施，各项限值均已守住：无需建议。",
        ),
        (Verdict::Unchecked, None) => Bilingual::new(
            "It was stopped before any plan was found that helps; the same command goes on.",
            "在找到有效方案之前已停止；用同一命令可继续。",
        ),
        (Verdict::NothingHelps, _) | (_, None) => {
            let nearest = nearest(advice.nearest.as_ref());
            Bilingual::new(
                format!(
                    "No plan was found that makes the event safer for certain: without one there are \
                     {without:.0} person-minutes above the limits. {}Nothing is proposed.",
                    nearest.en
                ),
                format!(
                    "未找到确有改善的方案：无方案时超限约 {without:.0} 人·分钟。{}不作建议。",
                    nearest.zh
                ),
            )
        }
        (verdict, Some(best)) => {
            let promise = &best.promise;
            let less = 100.0 * (1.0 - promise.risk);
            let felt = promise.felt_min.map_or(0.0, |felt| felt.plan);
            let takes = effort(&best.effort);
            let (kept, kept_zh) = match verdict {
                Verdict::Keeps => ("Every limit is kept.", "各项限值均守住。"),
                Verdict::Unchecked => (
                    "It was stopped before this was checked on fresh seeds: do not rely on it.",
                    "在新种子上核验之前已停止：请勿以此为准。",
                ),
                _ => ("Limits are still broken.", "仍有限值被突破。"),
            };
            Bilingual::new(
                format!(
                    "With {} there are {less:.0} % fewer person-minutes above the limits, and a \
                     visitor feels {felt:.2} min of management. {kept}",
                    takes.en
                ),
                format!(
                    "采用{}，超限人·分钟减少 {less:.0} %，人均管理感 {felt:.2} 分钟。{kept_zh}",
                    takes.zh
                ),
            )
        }
    }
}

/// What the best plan did that may be chance, as a sentence; empty where there is none.
fn nearest(promise: Option<&Promise>) -> Bilingual {
    let Some(promise) = promise else { return Bilingual::default() };
    let percent = |share: f64| format!("{:.0}", 100.0 * share);
    let (left, runs) = (percent(promise.risk), promise.runs);
    let [between, between_zh] = match promise.risk_interval {
        Some([low, high]) => {
            let (low, high) = (percent(low), percent(high));
            [format!(" (between {low} and {high} %)"), format!("（{low}–{high} %）")]
        }
        None => Default::default(),
    };
    Bilingual::new(
        format!(
            "The best that was tried leaves {left} % of them on {}{between}, which may be chance. ",
            counted(runs, "fresh seed")
        ),
        format!("试过的最好方案在 {runs} 个新种子上剩余 {left} %{between_zh}，可能出于偶然。"),
    )
}
