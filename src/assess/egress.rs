//! Egress: how long it took until the last one was out after closing, and an estimate with
//! the largest exit lost.
//!
//! The estimate: everybody who was inside at the fullest minute goes to the nearest exit that
//! is left. They are out when the last has walked there (95th percentile of the ways, at mean
//! free speed) and the exits have let all through (people over their capacity together). It
//! leaves out that one exit may be asked for more than its share, and narrow places on the
//! way: the true time is longer.

use super::course::plain_field;
use super::statistics::weighted_percentile;
use super::words::{name, whole};
use super::{AssessInput, LimitCheck};
use crate::document::{Bilingual, duration_text};

/// Both checks.
pub(super) fn checks(input: &AssessInput) -> Vec<LimitCheck> {
    vec![measured(input), exit_lost(input)]
}

fn blank(input: &AssessInput, id: &str, en: &str, zh: &str) -> LimitCheck {
    LimitCheck {
        id: id.to_owned(),
        name: Bilingual::new(en, zh),
        limit: input.scenario.limits.egress_s / 60.0,
        worst: None,
        unit: "min".to_owned(),
        kept: true,
        at_s: None,
        at: None,
        remark: None,
    }
}

/// Time from closing until the last one left, if the run got there.
fn measured(input: &AssessInput) -> LimitCheck {
    let mut check = blank(input, "egress", "Egress after closing", "散场时间（关门后）");
    let closes_s = input.scenario.clock.duration_s;
    let visitors = &input.observation.visitors;
    let inside = visitors.iter().filter(|v| v.entered_s.is_some() && v.left_s.is_none()).count();
    let last_s = visitors.iter().filter_map(|v| v.left_s).fold(0.0, f64::max);
    let so_far_min = (input.simulated_s - closes_s) / 60.0;
    if inside == 0 && input.simulated_s >= closes_s {
        check.worst = Some(((last_s - closes_s) / 60.0).max(0.0));
        check.kept = check.worst.is_some_and(|w| w <= check.limit);
        check.at_s = (last_s > 0.0).then_some(last_s);
    } else if so_far_min > check.limit {
        check.worst = Some(so_far_min);
        check.kept = false;
        let inside = whole(inside as f64);
        check.remark = Some(Bilingual::new(
            format!("At least: {inside} were still inside when the run ended."),
            format!("至少如此：模拟结束时仍有 {inside} 人在场内。"),
        ));
    } else {
        let inside = whole(inside as f64);
        check.remark = Some(Bilingual::new(
            format!("Not measured: the run ended with {inside} people inside."),
            format!("未测量：模拟结束时场内还有 {inside} 人。"),
        ));
    }
    check
}

fn exit_lost(input: &AssessInput) -> LimitCheck {
    let mut check = blank(
        input,
        "egress_exit_lost",
        "Egress with the largest exit lost (estimate)",
        "失去最大出口时的疏散时间（估算）",
    );
    let mut exits: Vec<usize> =
        (0..input.scenario.portals.len()).filter(|p| input.scenario.portals[*p].outward).collect();
    let capacity = |p: &usize| input.scenario.portals[*p].capacity_per_min;
    exits.sort_by(|a, b| capacity(b).total_cmp(&capacity(a)).then(a.cmp(b)));
    let Some((lost, left)) = exits.split_first() else {
        check.remark = Some(Bilingual::new("No portal leads out.", "没有任何出口。"));
        return check;
    };
    let lost = &input.scenario.portals[*lost].shape;
    let lost = name(&lost.name, &lost.id);
    if left.is_empty() {
        check.kept = false;
        check.remark = Some(Bilingual::new(
            format!("{} is the only exit: without it nobody gets out.", lost.en),
            format!("{}是唯一出口：一旦不可用，无人能够离场。", lost.zh),
        ));
        return check;
    }
    let Some((people, at_s, walk_s)) = fullest(input, left) else {
        check.remark = Some(Bilingual::new("Nobody was inside.", "没有人入场。"));
        return check;
    };
    let per_min: f64 = left.iter().map(capacity).sum();
    let queue_min = if per_min > 0.0 { people / per_min } else { f64::INFINITY };
    let total_min = queue_min + walk_s / 60.0;
    check.worst = total_min.is_finite().then_some(total_min);
    check.kept = total_min <= check.limit;
    check.at_s = Some(at_s);
    let [walk, queue] = [walk_s / 60.0, queue_min].map(duration_text);
    let people = super::words::people(people);
    check.remark = Some(Bilingual::new(
        format!(
            "Estimate without {}: {} inside at the fullest minute, {} to walk and {} to pass the \
             exits left; narrow places on the way are not counted, so it takes longer in truth.",
            lost.en, people.en, walk.en, queue.en
        ),
        format!(
            "不含{}的估算：最满时场内 {} 人，步行 {}，经其余出口通过 {}；\
             未计途中狭窄处，实际更久。",
            lost.zh, people.zh, walk.zh, queue.zh
        ),
    ));
    check
}

/// People in the fullest minute, when it was, and how long the 95th percentile of them walks
/// to the nearest of the exits, seconds.
fn fullest(input: &AssessInput, exits: &[usize]) -> Option<(f64, f64, f64)> {
    let observation = input.observation;
    let (index, minute) =
        observation.minutes.iter().enumerate().rev().max_by_key(|m| m.1.inside)?;
    if minute.inside == 0 {
        return None;
    }
    let (grid, terrain) = (&observation.field.grid, &input.ways.terrain);
    let fields: Vec<_> =
        exits.iter().filter_map(|p| plain_field(input.ways, *p as u16, false)).collect();
    let cells = observation.field.minutes.get(index).map_or(&[][..], |m| &m.cells);
    let ways = cells.iter().filter_map(|cell| {
        let at = terrain.nearest_walkable(grid.centre(cell.cell as usize))?;
        let way_m = fields.iter().map(|f| f.distance_m(at)).fold(f32::INFINITY, f32::min);
        let area_m2 = observation.cell_area_m2.get(cell.cell as usize)?;
        Some((f64::from(way_m), f64::from(cell.density_per_m2 * area_m2)))
    });
    let way_m = weighted_percentile(ways, 0.95).unwrap_or(0.0);
    let walk_s = way_m / super::course::mean_free_speed_mps(input.scenario);
    Some((f64::from(minute.inside), minute.until_s, walk_s))
}
