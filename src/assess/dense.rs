//! Limits on density and crowd pressure, read from the density field: the worst cell and
//! minute, where, when, and how many person-minutes lie above.

use super::{AssessInput, LimitCheck};
use crate::document::Bilingual;
use crate::observe::FieldCell;

/// Density from which a crowd can become turbulent, persons per m² [a]: below it, speeds differ
/// because people walk as they like, not because a wave pushes them.
const TURBULENT_FROM_PER_M2: f32 = 4.0;

/// The cell and minute in which a figure was highest.
#[derive(Clone, Copy, Debug, Default)]
struct Worst {
    figure: f64,
    at_s: f64,
    at: [f64; 2],
    found: bool,
}

impl Worst {
    fn take(&mut self, figure: f64, at_s: f64, at: glam::Vec2) {
        if figure.is_finite() && (!self.found || figure > self.figure) {
            let at = [f64::from(at.x), f64::from(at.y)];
            *self = Self { figure, at_s, at, found: true };
        }
    }

    fn check(&self, id: &str, name: Bilingual, limit: f64, unit: &str) -> LimitCheck {
        LimitCheck {
            id: id.to_owned(),
            name,
            limit,
            worst: self.found.then_some(self.figure),
            unit: unit.to_owned(),
            kept: !self.found || self.figure <= limit,
            at_s: self.found.then_some(self.at_s),
            at: self.found.then_some(self.at),
            remark: None,
        }
    }
}

/// All that is read from the field.
#[derive(Default)]
struct Scan {
    moving: Worst,
    moving_above: f64,
    standing: Worst,
    standing_above: f64,
    densest: Worst,
    critical: f64,
    pressure: Worst,
}

impl Scan {
    fn of(input: &AssessInput) -> Self {
        let (observation, limits) = (input.observation, &input.scenario.limits);
        let grid = &observation.field.grid;
        let mut scan = Self::default();
        for minute in &observation.field.minutes {
            for cell in minute.cells.iter().filter(|c| (c.cell as usize) < grid.len()) {
                let at = grid.centre(cell.cell as usize);
                let area_m2 = observation.cell_area_m2.get(cell.cell as usize).map_or(4.0, |a| *a);
                let density = f64::from(cell.density_per_m2);
                // As the observer decides which limit holds (`DensityLimits::at`).
                let (worst, above, limit) = if cell.stands() {
                    let limit = limits.standing_density_per_m2;
                    (&mut scan.standing, &mut scan.standing_above, limit)
                } else {
                    let limit = limits.moving_density_per_m2;
                    (&mut scan.moving, &mut scan.moving_above, limit)
                };
                worst.take(density, minute.until_s, at);
                *above += (density - limit).max(0.0) * f64::from(area_m2);
                scan.densest.take(density, minute.until_s, at);
                if density > limits.critical_density_per_m2 {
                    scan.critical += density * f64::from(area_m2);
                }
                scan.take_pressure(cell, minute.until_s, at);
            }
        }
        scan
    }

    fn take_pressure(&mut self, cell: &FieldCell, at_s: f64, at: glam::Vec2) {
        if cell.density_per_m2 >= TURBULENT_FROM_PER_M2 {
            self.pressure.take(f64::from(cell.pressure_per_s2), at_s, at);
        }
    }
}

/// The checks of density and pressure.
pub(super) fn checks(input: &AssessInput) -> Vec<LimitCheck> {
    let (scan, limits) = (Scan::of(input), &input.scenario.limits);
    let name = |en: &str, zh: &str| Bilingual::new(en, zh);
    let mut moving = scan.moving.check(
        "moving_density",
        name("Density where people walk, 1-minute mean", "行走处密度（1 分钟均值）"),
        limits.moving_density_per_m2,
        "/m²",
    );
    moving.remark = above(scan.moving_above);
    let mut standing = scan.standing.check(
        "standing_density",
        name("Density where people stand, 1-minute mean", "站立处密度（1 分钟均值）"),
        limits.standing_density_per_m2,
        "/m²",
    );
    standing.remark = above(scan.standing_above);
    vec![moving, standing, critical(input, &scan), pressure(input, &scan)]
}

/// How much lies above a limit; nothing where nothing does.
fn above(person_min: f64) -> Option<Bilingual> {
    let figure = super::words::figure(person_min);
    (person_min > 0.0).then(|| {
        Bilingual::new(
            format!("{figure} person-minutes above it, over all 2 m cells and minutes."),
            format!("全部 2 米网格与时段中，超限共 {figure} 人·分钟。"),
        )
    })
}

fn critical(input: &AssessInput, scan: &Scan) -> LimitCheck {
    let critical = input.scenario.limits.critical_density_per_m2;
    let shown = super::words::figure(critical);
    let name = Bilingual::new(
        format!("Person-minutes above {shown} people per m²"),
        format!("每平方米 {shown} 人以上的人·分钟数"),
    );
    let densest = Worst { figure: scan.critical, ..scan.densest };
    let mut check = densest.check("critical_density", name, 0.0, "person-min");
    if !scan.densest.found {
        (check.worst, check.kept) = (Some(0.0), true);
    } else if check.kept {
        (check.at, check.at_s) = (None, None);
    }
    check
}

fn pressure(input: &AssessInput, scan: &Scan) -> LimitCheck {
    let limit = input.scenario.limits.pressure_per_s2;
    let name = Bilingual::new("Crowd pressure", "人群压力");
    let mut check = scan.pressure.check("pressure", name, limit, "1/s²");
    check.remark = Some(if scan.pressure.found {
        Bilingual::new(
            "Density times the variance of velocity within a 2 m cell and minute, from 4 people per m² on; \
             the published limit is for shorter times, so this is an upper estimate.",
            "密度乘以 2 米网格内一分钟的速度方差，仅计每平方米 4 人及以上处；文献限值针对更短时段，因此此值偏高。",
        )
    } else {
        Bilingual::new(
            "No place where people walk reached 4 per m²: too thin a crowd for shock waves.",
            "行走处均未达到每平方米 4 人，不足以形成冲击波。",
        )
    });
    check
}
