//! Safe? Every limit of the event, kept or not, and the answer.
//!
//! Grades: *bad* where a limit is broken; *warning* where one is broken by chance only (a
//! density above its limit without any hotspot: see `hotspots.rs` for what is left out) or
//! where the worst comes within a tenth of a limit [a]; else *good*. The figure is the
//! person-minutes above the density limits. Nothing is ever weighed against anything else.

use super::words::{figure, join};
use super::{Answer, AssessInput, Grade, Hotspot, LimitCheck};
use super::{dense, egress, flow_limit, pockets, standing_barriers, step_free};
use crate::document::Bilingual;
use crate::navigation::Terrain;

/// Share of a limit from which one is near it [a].
const NEAR: f64 = 0.9;
/// Limits of density, which chance may break for a moment.
const DENSITIES: [&str; 2] = ["moving_density", "standing_density"];

/// All checks, in the order of the report.
pub(super) fn checks(input: &AssessInput) -> Vec<LimitCheck> {
    let (venue, cell_m) = (&input.scenario.venue, input.scenario.motion.cell_m);
    let grounds: Vec<(f64, Terrain)> = standing_barriers::sets(input)
        .into_iter()
        .map(|(from_s, segments)| (from_s, Terrain::new(venue, &segments, cell_m)))
        .collect();
    // Without barriers the ground of the run is the free one.
    let free = (!grounds.is_empty()).then(|| Terrain::new(venue, &[], cell_m));
    let mut all: Vec<(f64, &Terrain)> = vec![(0.0, free.as_ref().unwrap_or(&input.ways.terrain))];
    all.extend(grounds.iter().map(|(from_s, ground)| (*from_s, ground)));
    let mut checks = dense::checks(input);
    checks.push(flow_limit::check(input));
    checks.extend(egress::checks(input));
    checks.push(step_free::check(input, &all));
    checks.push(pockets::check(input, free.as_ref(), &grounds));
    checks
}

/// Whether a limit is broken by more than chance.
fn is_broken(check: &LimitCheck, hotspots: &[Hotspot]) -> bool {
    let nowhere = DENSITIES.contains(&check.id.as_str()) && hotspots.is_empty();
    !check.kept && !nowhere
}

fn is_near(check: &LimitCheck) -> bool {
    let at_least = check.id == "step_free";
    let above_zero = check.limit > 0.0;
    let near =
        |worst: f64| if at_least { worst < check.limit } else { worst >= NEAR * check.limit };
    !check.kept || (above_zero && check.worst.is_some_and(near))
}

/// The answer.
pub(super) fn answer(checks: &[LimitCheck], hotspots: &[Hotspot], above_limit: f64) -> Answer {
    let broken: Vec<&LimitCheck> = checks.iter().filter(|c| is_broken(c, hotspots)).collect();
    let near: Vec<&LimitCheck> = checks.iter().filter(|c| is_near(c)).collect();
    let grade = match (broken.is_empty(), near.is_empty()) {
        (false, _) => Grade::Bad,
        (true, false) => Grade::Warning,
        (true, true) => Grade::Good,
    };
    let words = match grade {
        Grade::Bad => list("Beyond the limit", "超限", &broken),
        Grade::Warning => list("Near the limit", "接近限值", &near),
        Grade::Good => Bilingual::new("Every limit is kept.", "各项限值均已守住。"),
    };
    Answer {
        grade,
        figure: above_limit,
        unit: "person-min".to_owned(),
        words: join(&[words, unmeasured(checks)]),
    }
}

/// A limit is said as it was set: 0.02 is not 0.
fn limit_figure(limit: f64) -> String {
    if limit.abs() < 0.05 { limit.to_string() } else { figure(limit) }
}

fn list(en: &str, zh: &str, checks: &[&LimitCheck]) -> Bilingual {
    let each = |check: &&LimitCheck| {
        let Some(worst) = check.worst else { return check.name.clone() };
        let (worst, limit) = (figure(worst), limit_figure(check.limit));
        let (en_unit, zh_unit) = unit(&check.unit);
        let name = &check.name;
        Bilingual::new(
            format!("{} {worst}{en_unit} (limit {limit})", lower(&name.en)),
            format!("{} {worst}{zh_unit}（限值 {limit}）", name.zh),
        )
    };
    let all: Vec<Bilingual> = checks.iter().map(each).collect();
    let joined = |of: fn(&Bilingual) -> &str, joint: &str| {
        all.iter().map(of).collect::<Vec<_>>().join(joint)
    };
    Bilingual::new(
        format!("{en}: {}.", joined(|b| &b.en, "; ")),
        format!("{zh}：{}。", joined(|b| &b.zh, "；")),
    )
}

fn unit(unit: &str) -> (String, String) {
    let zh = match unit {
        "/m²" => " 人/m²",
        "min" => " 分钟",
        "m" => " 米",
        "person-min" => " 人·分钟",
        "persons/m/min" => " 人/米/分",
        "" => "",
        "1/s²" => return (" /s²".to_owned(), " /s²".to_owned()),
        other => return (format!(" {other}"), format!(" {other}")),
    };
    (if unit.is_empty() { String::new() } else { format!(" {unit}") }, zh.to_owned())
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Names what was not measured, so that silence is not taken for safety.
fn unmeasured(checks: &[LimitCheck]) -> Bilingual {
    let count = checks
        .iter()
        .filter(|c| {
            c.kept && c.worst.is_none() && ["egress", "egress_exit_lost"].contains(&c.id.as_str())
        })
        .count();
    if count == 0 {
        return Bilingual::default();
    }
    Bilingual::new(" Egress was not measured in this run.", "本次模拟未测得散场时间。")
}
