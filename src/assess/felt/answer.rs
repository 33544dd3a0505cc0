//! What is felt in words: the answer, and a sentence for each measure.
//!
//! Grades: *good* where management is unfelt, that is, all four limits are kept; *bad* where too
//! much is felt (the median or the 95th percentile is beyond its limit); *warning* where only too
//! many notice it or one segment bears more than its share [a].

use super::{FeltParts, FeltSummary};
use crate::assess::words::{join, percent, whole};
use crate::assess::{Answer, Grade, MeasureInfo};
use crate::document::{Bilingual, duration_text};

/// Parts of the cost that are named, each at least this share of it.
const NAMED_FROM: f64 = 0.1;

/// The answer: mean felt, minutes a visitor.
pub(in crate::assess) fn answer(felt: &FeltSummary, plan: &[MeasureInfo]) -> Answer {
    let words = if plan.is_empty() && felt.measures.is_empty() {
        Bilingual::new(
            "There are no measures: nobody is managed.",
            "没有任何管理措施，无人感到被管理。",
        )
    } else if felt.most_managed.is_none() {
        Bilingual::new("The measures are felt by nobody.", "没有人感觉到这些措施。")
    } else {
        join(&[figures(felt), segment_most(felt)])
    };
    Answer { grade: grade(felt), figure: felt.mean_min, unit: "min".to_owned(), words }
}

fn grade(felt: &FeltSummary) -> Grade {
    let broken = |id: &str| felt.limits.iter().any(|limit| limit.id == id && !limit.kept);
    if felt.unfelt {
        Grade::Good
    } else if broken("median") || broken("p95") {
        Grade::Bad
    } else {
        Grade::Warning
    }
}

fn figures(felt: &FeltSummary) -> Bilingual {
    let [median, p95] = [felt.median_min, felt.p95_min].map(duration_text);
    let (noticed, score) = (percent(felt.noticed_share), score_text(felt.score));
    Bilingual::new(
        format!(
            "Management costs the typical visitor {} and one in twenty more than {}; {} notice it. \
             Score {score} of 100.",
            median.en, p95.en, noticed.en
        ),
        format!(
            "折合成时间，管理措施使一般访客付出 {}，每二十人中有一人超过 {}；{}的人有所察觉。\
             管理感 {score}（满分 100）。",
            median.zh, p95.zh, noticed.zh
        ),
    )
}

/// A score below ten has a decimal: the scale begins with a nudge at 0.4.
fn score_text(score: f64) -> String {
    if score < 9.95 { format!("{score:.1}") } else { whole(score) }
}

/// Who bears more than their share, if that is beyond the limit.
fn segment_most(felt: &FeltSummary) -> Bilingual {
    let beyond = felt.limits.iter().any(|limit| limit.id == "segment_ratio" && !limit.kept);
    let present = felt.segments.iter().filter(|s| s.visitors > 0);
    let most = present.max_by(|a, b| a.ratio.total_cmp(&b.ratio)).filter(|_| beyond);
    let Some(most) = most else { return Bilingual::default() };
    let (times, cost) = (format!("{:.1}", most.ratio), duration_text(most.mean_min));
    Bilingual::new(
        format!(
            " It falls most on one kind of visitor ({}): {} each, {times} times the mean.",
            most.name.en, cost.en
        ),
        format!("负担最重的是{}：人均 {}，为平均的 {times} 倍。", most.name.zh, cost.zh),
    )
}

/// What a measure cost whom: "This barrier cost 412 visitors 12 s each, 82 person-minutes in all:
/// in sight 60 %, detour 40 %."
pub(super) fn of_measure(kind: &str, touched: u32, parts: &FeltParts) -> Bilingual {
    let this = this(kind);
    let all_min = parts.all_min();
    if touched == 0 {
        return Bilingual::new(
            format!("{} cost nobody anything.", this.en),
            format!("{}没有让任何人付出代价。", this.zh),
        );
    }
    let (who, each) = (visitors(touched), duration_text(all_min / f64::from(touched)));
    if all_min <= 0.0 {
        return Bilingual::new(
            format!("{} touched {}, and cost them nothing.", this.en, who.en),
            format!("{}影响了 {}，但没有让他们付出代价。", this.zh, who.zh),
        );
    }
    let all = if all_min < 9.95 { format!("{all_min:.1}") } else { whole(all_min) };
    let mostly = shares(parts);
    Bilingual::new(
        format!(
            "{} cost {} {} each, {all} person-minutes in all ({}).",
            this.en, who.en, each.en, mostly.en
        ),
        format!(
            "{}让 {}每人付出 {}，合计 {all} 人·分钟（{}）。",
            this.zh, who.zh, each.zh, mostly.zh
        ),
    )
}

fn visitors(count: u32) -> Bilingual {
    let number = whole(f64::from(count));
    let who = if count == 1 { "visitor" } else { "visitors" };
    Bilingual::new(format!("{number} {who}"), format!("{number} 人"))
}

fn this(kind: &str) -> Bilingual {
    let (en, zh) = match kind {
        "barrier" => ("This barrier", "这段护栏"),
        "volunteer" => ("This post", "这个岗位"),
        "gate" => ("This gate", "这个闸口"),
        "sign" => ("This sign", "这块指示牌"),
        "one_way" => ("This one-way stretch", "这段单行通道"),
        "leaders" => ("These leaders", "这些引领者"),
        "opening" => ("This opening", "这个开放的出口"),
        "closure" => ("This closure", "这处封闭"),
        _ => ("This measure", "这项措施"),
    };
    Bilingual::new(en, zh)
}

/// What the cost is made of, the largest part first.
fn shares(parts: &FeltParts) -> Bilingual {
    let names = [
        ("held", "等候放行"),
        ("detour", "绕行"),
        ("told what to do", "听从指挥"),
        ("in sight", "看见管控"),
        ("confined", "受困"),
        ("stops denied", "未能成行的项目"),
    ];
    let all_min = parts.all_min();
    let mut named: Vec<(f64, (&str, &str))> =
        parts.list().iter().map(|part| part / all_min).zip(names).collect();
    named.sort_by(|a, b| b.0.total_cmp(&a.0));
    let large: Vec<_> = named.into_iter().filter(|(share, _)| *share >= NAMED_FROM).collect();
    let en = large.iter().map(|(share, (en, _))| format!("{en} {}", percent(*share).en));
    let zh = large.iter().map(|(share, (_, zh))| format!("{zh} {}", percent(*share).zh));
    Bilingual::new(en.collect::<Vec<_>>().join(", "), zh.collect::<Vec<_>>().join("、"))
}
