//! Advice as text for a terminal.

use super::result::{Advice, AdvisedPlan, Promise, Verdict};
use super::words::{self, figure};
use crate::comparison::Difference;
use crate::document::{Bilingual, Language, counted};
use std::fmt::Write;

/// The advice for people.
pub fn text(advice: &Advice, language: Language) -> String {
    let mut text = String::new();
    let pick = |en, zh| language.pick(en, zh).to_owned();
    let _ = writeln!(text, "{}", language.of(&advice.sentence));
    if advice.verdict != Verdict::NothingToImprove && !advice.without.broken.is_empty() {
        let broken = words::broken(&advice.without.broken);
        let _ = writeln!(
            text,
            "{}{}",
            pick("Beyond the limits as it is: ", "现状超限："),
            language.of(&broken)
        );
    }
    for plan in &advice.plans {
        text += &of_plan(plan, language);
    }
    for help in &advice.help {
        let _ = writeln!(text, "{}{}", pick("What would help: ", "还可以："), language.of(help));
    }
    let (seeds, fresh) = (advice.seeds.len(), advice.fresh_seeds.len());
    let (trials, spent) = (advice.trials, advice.spent_runs);
    let _ = match language {
        Language::English => write!(
            text,
            "Found with {} by {} (the search took {spent:.1} runs of the whole event); checked on {}.",
            counted(seeds, "seed"),
            counted(trials, "trial"),
            counted(fresh, "fresh seed")
        ),
        Language::Chinese => write!(
            text,
            "用 {seeds} 个种子、{trials} 次试算得出（搜索相当于 {spent:.1} 次全程模拟）；在 {fresh} \
             个新种子上核验。"
        ),
    };
    text
}

fn of_plan(plan: &AdvisedPlan, language: Language) -> String {
    let mut text = String::new();
    let takes = words::effort(&plan.effort);
    let _ = writeln!(
        text,
        "\n{} ({}): {}",
        language.of(&plan.plan.name),
        plan.file,
        language.of(&takes)
    );
    for line in promised(&plan.promise) {
        let _ = writeln!(text, "  {}", language.of(&line));
    }
    let _ = writeln!(text, "  {}", language.of(&words::own(plan)));
    for piece in &plan.pieces {
        let _ = writeln!(text, "  · {}: {}", language.of(&piece.name), language.of(&piece.why));
        let without = words::without(piece);
        if !without.en.is_empty() {
            let _ = writeln!(text, "    {}", language.of(&without));
        }
    }
    for strain in &plan.strained {
        let with = figure(strain.above_person_min);
        let without = strain.without_person_min.map(figure);
        let words = match without {
            Some(without) => Bilingual::new(
                format!(
                    "{}: {with} person-min above the limits, {without} without the plan",
                    strain.what.en
                ),
                format!("{}：超限 {with} 人·分钟，无方案 {without}", strain.what.zh),
            ),
            None => Bilingual::new(
                format!("{}: {with} person-min above the limits", strain.what.en),
                format!("{}：超限 {with} 人·分钟", strain.what.zh),
            ),
        };
        let _ = writeln!(text, "  {}", language.of(&words));
    }
    text
}

/// What a plan does on fresh seeds, line by line.
pub(super) fn promised(promise: &Promise) -> Vec<Bilingual> {
    let mut lines = Vec::new();
    let change = |of: Option<Difference>| {
        of.map(|is| {
            let interval =
                is.interval.map(|[low, high]| format!(" ({} … {})", figure(low), figure(high)));
            let (was, now) = (figure(is.reference), figure(is.plan));
            (was, now, format!("{}{}", figure(is.difference), interval.unwrap_or_default()))
        })
    };
    if let Some((was, now, by)) = change(promise.above_person_min) {
        let worst = figure(promise.worst_person_min);
        lines.push(Bilingual::new(
            format!("Safe: {was} → {now} person-min above the limits, {by}; worst run {worst}"),
            format!("安全：超限 {was} → {now} 人·分钟，{by}；最差一次 {worst}"),
        ));
    }
    if !promise.broken.is_empty() {
        let broken = words::broken(&promise.broken);
        lines.push(Bilingual::new(
            format!("Beyond the limits: {}", broken.en),
            format!("超限：{}", broken.zh),
        ));
    }
    if let Some((was, now, by)) = change(promise.friction_min) {
        lines.push(Bilingual::new(
            format!("Smooth: {was} → {now} min of friction a visitor, {by}"),
            format!("顺畅：人均阻滞 {was} → {now} 分钟，{by}"),
        ));
    }
    if let Some((_, now, _)) = change(promise.felt_min) {
        let (median, p95) = (figure(promise.felt_median_min), figure(promise.felt_p95_min));
        let noticed = 100.0 * promise.felt_noticed;
        lines.push(Bilingual::new(
            format!("Felt: {now} min a visitor; median {median}, one in twenty above {p95}, {noticed:.0} % notice"),
            format!("管理感：人均 {now} 分钟；中位数 {median}，二十人中一人超过 {p95}，{noticed:.0} % 有所察觉"),
        ));
    }
    lines
}
