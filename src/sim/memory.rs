//! What memory a run would take, reckoned before it is taken: who asks for the ways of a whole
//! country is told so, and not killed by the system an hour later.

use super::setup;
use crate::document::{Bilingual, Place, Problems};
use crate::geometry::Grid;
use crate::navigation::FlowField;
use crate::scenario::{BYTES_A_VISITOR, Scenario};
use crate::venue::ZoneKind;
use geo::BoundingRect;
use glam::Vec2;
use std::path::Path;

/// Bytes a cell of the ground: whether and how fast one walks there, to which others, how far
/// the next wall is, which piece it belongs to; counted in `navigation::Terrain`.
const GROUND_BYTES_A_CELL: f64 = 24.0;
/// Bytes a square metre: lists of walls near by, sums of the density field.
const BYTES_A_M2: f64 = 24.0;
/// Cells that are finer than needed say so up to here, metres.
const COARSER_M: f64 = 1.0;

/// What a run is reckoned from.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Needs {
    width_m: f64,
    height_m: f64,
    cell_m: f64,
    /// Flow fields: one a goal, two where there are stairs.
    fields: usize,
    /// Goals.
    goals: usize,
    visitors: f64,
}

impl Needs {
    /// `None` where there is no ground.
    fn of(scenario: &Scenario) -> Option<Self> {
        let extent = scenario.venue.ground.bounding_rect()?;
        let goals = setup::goals(scenario).len();
        let stairs = scenario.venue.zones.iter().any(|z| z.kind == ZoneKind::Stairs);
        Some(Self {
            width_m: extent.width(),
            height_m: extent.height(),
            cell_m: scenario.motion.cell_m,
            fields: if stairs { 2 * goals } else { goals },
            goals,
            visitors: f64::from(scenario.demand.visitors),
        })
    }

    fn bytes(&self) -> f64 {
        let size = Vec2::new(self.width_m as f32, self.height_m as f32);
        let cells = Grid::covering(Vec2::ZERO, size, self.cell_m as f32).len() as f64;
        let a_cell = GROUND_BYTES_A_CELL + self.fields as f64 * FlowField::BYTES_A_CELL;
        cells * a_cell + self.width_m * self.height_m * BYTES_A_M2 + self.visitors * BYTES_A_VISITOR
    }
}

/// Refuses a run that would take more memory than there is.
pub fn check(scenario: &Scenario, event: &Path) -> Problems {
    match (Needs::of(scenario), memory_of_machine()) {
        (Some(needs), Some(machine)) => refuse(&needs, machine, event),
        _ => Problems::default(),
    }
}

/// Refuses so many runs side by side that would take more memory than there is; one alone is
/// [`check`]ed when it begins.
pub fn check_at_once(scenario: &Scenario, runs: usize, event: &Path) -> Problems {
    match (Needs::of(scenario), memory_of_machine()) {
        (Some(needs), Some(machine)) => refuse_at_once(&needs, runs, machine, event),
        _ => Problems::default(),
    }
}

fn refuse_at_once(needs: &Needs, runs: usize, machine: f64, event: &Path) -> Problems {
    let bytes = needs.bytes();
    if runs < 2 || runs as f64 * bytes <= machine {
        return Problems::default();
    }
    let fit = (machine / bytes).floor();
    if fit < 1.0 {
        return refuse(needs, machine, event);
    }
    let gigabytes = |bytes: f64| format!("{:.0} GB", (bytes / 1e9).ceil());
    let (need, has) = (gigabytes(runs as f64 * bytes), gigabytes(machine));
    let what = (
        format!(
            "{runs} runs side by side would need about {need} of memory, this machine has {has}"
        ),
        format!("同时进行 {runs} 次运行约需 {need} 内存，本机有 {has}"),
    );
    let hint = (
        format!("with --threads {fit} fewer runs are in memory at once"),
        format!("用 --threads {fit} 可减少同时占用内存的运行"),
    );
    Problems::one(Place::file(event), what, hint)
}

fn refuse(needs: &Needs, machine: f64, event: &Path) -> Problems {
    let bytes = needs.bytes();
    if bytes <= machine {
        return Problems::default();
    }
    let gigabytes = |bytes: f64| format!("{:.0} GB", (bytes / 1e9).ceil());
    let (need, has) = (gigabytes(bytes), gigabytes(machine));
    let [width_km, height_km] = [needs.width_m, needs.height_m].map(|m| m / 1000.0);
    let Needs { cell_m, goals, visitors, .. } = needs;
    let [stairs, zh] = match needs.fields > *goals {
        true => [" with and without stairs", "（走台阶和不走台阶各一套）"],
        false => ["", ""],
    };
    let what = (
        format!(
            "a run would need about {need} of memory, this machine has {has}: \
             {width_km:.1} × {height_km:.1} km of ground in cells of {cell_m} m, \
             the ways to {goals} goals{stairs}, {visitors} visitors"
        ),
        format!(
            "一次运行约需 {need} 内存，本机有 {has}：{width_km:.1} × {height_km:.1} km 的地面按 \
             {cell_m} m 分格，到 {goals} 个目标的路{zh}，{visitors} 位访客"
        ),
    );
    let coarser = Needs { cell_m: COARSER_M, ..*needs };
    let hint = if needs.cell_m < COARSER_M && coarser.bytes() <= machine {
        let less = gigabytes(coarser.bytes());
        Bilingual::new(
            format!(
                "cut the venue down to the event's surroundings; with `motion: (cell_m: {COARSER_M:.1})` \
                 it would be {less}"
            ),
            format!("请把场地缩减到活动周边；用 `motion: (cell_m: {COARSER_M:.1})` 则为 {less}"),
        )
    } else {
        Bilingual::new("cut the venue down to the event's surroundings", "请把场地缩减到活动周边")
    };
    Problems::one(Place::file(event), what, hint)
}

/// Bytes of memory of this machine, or of the container it runs in; `None` where the system
/// does not say.
fn memory_of_machine() -> Option<f64> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let total = read("/proc/meminfo").and_then(|text| {
        let line = text.lines().find_map(|l| l.strip_prefix("MemTotal:"))?;
        line.split_whitespace().next()?.parse::<f64>().ok().map(|kib| kib * 1024.0)
    })?;
    let container = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        .into_iter()
        .filter_map(read)
        .find_map(|text| text.trim().parse::<f64>().ok());
    Some(container.map_or(total, |most| most.min(total)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Language;

    const CITY: Needs = Needs {
        width_m: 7_000.0,
        height_m: 6_000.0,
        cell_m: 0.5,
        fields: 40,
        goals: 20,
        visitors: 1e6,
    };

    fn said(needs: &Needs, machine: f64) -> String {
        refuse(needs, machine, Path::new("event.ron")).to_string()
    }

    #[test]
    fn what_is_too_large_says_how_much_it_needs_and_what_to_do() {
        let bytes = CITY.bytes();
        assert!((80e9..130e9).contains(&bytes), "{bytes}");
        let refused = said(&CITY, 0.5 * bytes);
        let gigabytes = format!("{:.0} GB", (bytes / 1e9).ceil());
        for part in [gigabytes.as_str(), "7.0 × 6.0 km", "20 goals with and without stairs"] {
            assert!(refused.contains(part), "{refused}");
        }
        assert!(refused.contains("cell_m: 1.0"), "a quarter of the cells fits: {refused}");
        let chinese = refuse(&CITY, 0.5 * bytes, Path::new("event.ron")).text(Language::Chinese);
        assert!(chinese.contains(&format!("约需 {gigabytes} 内存")), "{chinese}");
        let hopeless = said(&CITY, 0.1 * bytes);
        assert!(!hopeless.contains("cell_m: 1.0"), "{hopeless}");
    }

    #[test]
    fn runs_side_by_side_are_counted_together() {
        let said = |runs, machine: f64| {
            refuse_at_once(&CITY, runs, machine * CITY.bytes(), Path::new("event.ron")).to_string()
        };
        assert_eq!(said(4, 4.01), "");
        assert_eq!(said(1, 0.5), "", "one alone is refused when it begins");
        let refused = said(8, 3.5);
        assert!(refused.contains("8 runs side by side") && refused.contains("--threads 3"));
        assert!(said(8, 0.5).contains("a run would need"), "not even one fits");
    }

    #[test]
    fn what_fits_is_let_through() {
        assert_eq!(said(&CITY, 1.01 * CITY.bytes()), "");
        let square = Needs { width_m: 80.0, height_m: 60.0, fields: 12, goals: 6, ..CITY };
        let needed = Needs { visitors: 5e3, ..square }.bytes();
        assert!(needed < 20e6, "a square needs {needed} bytes");
    }
}
