//! The answer on the terminal: ten lines that a planner understands.

use super::compare::mean;
use super::markup::{answer_figure, clock, clock_span, grade_name, number};
use super::service::density_text;
use super::words::{fill, text};
use crate::assess::{Answer, Hotspot, RunSummary};
use crate::document::{Bilingual, Language, duration_text};

/// The answer in about ten lines of plain text: safe, smooth, the worst place and time with
/// its why, queues, what to do next. Where the report lies is for the caller to add.
pub fn answer_text(summary: &RunSummary, language: Language) -> String {
    let mut lines: Vec<Bilingual> = Vec::new();
    let part = super::part_only(summary);
    lines.extend(part.iter().cloned());
    lines.push(summary.answers.sentence.clone());
    lines.push(answer("safe", &summary.answers.safe));
    lines.push(answer("smooth", &summary.answers.smooth));
    lines.push(answer("felt", &summary.answers.felt));
    lines.push(people(summary));
    match summary.hotspots.first() {
        Some(worst) => lines.extend(worst_hotspot(summary, worst)),
        None if super::passed_limit(summary) => lines.push(text("terminal.brief")),
        None => lines.push(text("terminal.no_hotspot")),
    }
    lines.extend(queues(summary));
    lines.extend(slowest(summary));
    lines.push(if part.is_some() { text("terminal.next.whole") } else { next(summary) });
    lines.iter().map(|line| format!("{}\n", language.of(line).replace('\u{a0}', " "))).collect()
}

fn answer(question: &str, answer: &Answer) -> Bilingual {
    let grade = grade_name(answer.grade);
    let values = [
        ("question", text(&format!("answer.{question}"))),
        ("grade", text(&format!("answer.{question}.{grade}"))),
        ("figure", answer_figure(answer)),
        ("words", answer.words.clone()),
    ];
    fill("terminal.answer", &values)
}

fn people(summary: &RunSummary) -> Bilingual {
    let people = &summary.people;
    let count = |n: u32| Bilingual::same(number(f64::from(n), 0));
    let values = [
        ("arrived", count(people.arrived)),
        ("peak", count(people.peak_inside)),
        ("clock", Bilingual::same(clock(&summary.event, people.peak_inside_at_s))),
    ];
    fill("terminal.people", &values)
}

fn worst_hotspot(summary: &RunSummary, worst: &Hotspot) -> Vec<Bilingual> {
    let plain = |value: f64| Bilingual::same(number(value, 0));
    let values = [
        ("n", Bilingual::same(summary.hotspots.len().to_string())),
        ("kind", text(&format!("kind.{}", super::hotspots::kind_key(worst.kind)))),
        ("x", plain(worst.centre[0])),
        ("y", plain(worst.centre[1])),
        ("span", Bilingual::same(clock_span(&summary.event, worst.from_s, worst.until_s))),
        ("density", density_text(worst.peak_per_m2)),
        ("clock", Bilingual::same(clock(&summary.event, worst.peak_at_s))),
    ];
    let key = if summary.hotspots.len() == 1 { "terminal.only" } else { "terminal.worst" };
    vec![fill(key, &values), fill("terminal.why", &[("why", worst.why.clone())])]
}

/// The longest wait of all who were served.
fn queues(summary: &RunSummary) -> Option<Bilingual> {
    let served = summary.attractions.iter().filter(|a| a.kind == "counter" && a.visits > 0);
    let slowest = served.max_by(|a, b| a.p95_wait_s.total_cmp(&b.p95_wait_s))?;
    let longest = slowest.queue.iter().max().copied().unwrap_or(0);
    let values = [
        ("name", slowest.name.clone()),
        ("mean", duration_text(slowest.mean_wait_s / 60.0)),
        ("p95", duration_text(slowest.p95_wait_s / 60.0)),
        ("queue", persons(longest)),
    ];
    Some(fill("terminal.queue", &values))
}

/// "34 people", "1 person".
fn persons(count: u32) -> Bilingual {
    let who = if count == 1 { "person" } else { "people" };
    let shown = number(f64::from(count), 0);
    Bilingual::new(format!("{shown} {who}"), format!("{shown} 人"))
}

/// Who pays most for congestion, if that is worth a line.
fn slowest(summary: &RunSummary) -> Option<Bilingual> {
    let present = summary.segments.iter().filter(|s| s.visitors > 0);
    let worst = present.max_by(|a, b| a.friction_min.total_cmp(&b.friction_min))?;
    let values = [
        ("name", worst.name.clone()),
        ("friction", duration_text(worst.friction_min)),
        ("mean", duration_text(mean(summary, |s| s.friction_min))),
    ];
    Some(fill("terminal.segment", &values))
}

fn next(summary: &RunSummary) -> Bilingual {
    let broken = summary.limits.iter().find(|limit| !limit.kept);
    if let (true, Some(limit)) = (summary.hotspots.is_empty(), broken) {
        return fill("terminal.next.limit", &[("limit", limit.name.clone())]);
    }
    text(match (summary.hotspots.is_empty(), summary.plan.measures.is_empty()) {
        (true, true) => "terminal.next.nothing",
        (true, false) => "terminal.next.fewer",
        (false, true) => "terminal.next.plan",
        (false, false) => "terminal.next.better",
    })
}
