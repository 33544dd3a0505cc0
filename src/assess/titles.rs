//! The event and the plan as a report names them.

use super::words::name;
use super::{EventInfo, MeasureInfo, PlanInfo, ShowInfo};
use crate::document::Bilingual;
use crate::plan::{Measure, MeasureKind, Plan, Task};
use crate::scenario::Scenario;
use geo::Coord;

/// The event.
pub(super) fn event(scenario: &Scenario) -> EventInfo {
    let clock = &scenario.clock;
    let show = |show: &crate::scenario::Show| ShowInfo {
        name: name(&show.name, &show.id),
        place: scenario
            .attractions
            .get(show.attraction)
            .map(|a| name(&a.shape.name, &a.shape.id))
            .unwrap_or_default(),
        from_s: show.from_s,
        until_s: show.until_s,
    };
    EventInfo {
        id: scenario.id.clone(),
        name: name(&scenario.name, &scenario.id),
        venue: scenario.venue.name.clone(),
        date: clock.date.map(|d| d.to_string()),
        starts_s: clock.starts_s,
        duration_s: clock.duration_s,
        demand_origin: scenario.demand.origin.clone(),
        shows: scenario.programme.iter().map(show).collect(),
    }
}

/// The plan; what its measures did is not known yet.
pub(super) fn plan(plan: &Plan) -> PlanInfo {
    PlanInfo { name: plan.name.clone(), measures: plan.measures.iter().map(measure).collect() }
}

fn measure(measure: &Measure) -> MeasureInfo {
    let pairs = |pieces: Vec<[Coord<f64>; 2]>| {
        pieces.iter().map(|[a, b]| [[a.x, a.y], [b.x, b.y]]).collect::<Vec<_>>()
    };
    let edges = |points: &[Coord<f64>]| points.windows(2).map(|e| [e[0], e[1]]).collect();
    let (lines, at) = match &measure.kind {
        MeasureKind::Barrier(barrier) => (barrier.segments(), None),
        MeasureKind::Gate(gate) => (edges(&gate.line.0), None),
        MeasureKind::OneWay(way) => (edges(&way.line.0), None),
        MeasureKind::Closure(zone) => {
            let ring = [zone.area.0.as_slice(), &zone.area.0[..zone.area.0.len().min(1)]].concat();
            (edges(&ring), None)
        }
        MeasureKind::Volunteer(volunteer) => match &volunteer.task {
            Task::Hold(hold) => (edges(&hold.line.0), Some(volunteer.post)),
            _ => (Vec::new(), Some(volunteer.post)),
        },
        MeasureKind::Sign(sign) => (Vec::new(), Some(sign.at)),
        MeasureKind::Leaders(leaders) => (Vec::new(), Some(leaders.at)),
        MeasureKind::Opening(_) => (Vec::new(), None),
    };
    MeasureInfo {
        id: measure.id.clone(),
        kind: kind(&measure.kind).to_owned(),
        name: name(&measure.name, &measure.id),
        why: measure.why.clone(),
        from_s: measure.from_s,
        until_s: measure.until_s,
        segments: pairs(lines),
        at: at.map(|spot| [spot.x, spot.y]),
        effort: effort(&measure.kind),
        effect: None,
    }
}

/// The kind as reports and exports name it.
fn kind(kind: &MeasureKind) -> &'static str {
    match kind {
        MeasureKind::Barrier(_) => "barrier",
        MeasureKind::Volunteer(_) => "volunteer",
        MeasureKind::Gate(_) => "gate",
        MeasureKind::Sign(_) => "sign",
        MeasureKind::OneWay(_) => "one_way",
        MeasureKind::Leaders(_) => "leaders",
        MeasureKind::Opening(_) => "opening",
        MeasureKind::Closure(_) => "closure",
    }
}

/// What has to be there for it.
fn effort(kind: &MeasureKind) -> Bilingual {
    match kind {
        MeasureKind::Barrier(barrier) => {
            let (units, unit_m) = (barrier.units(), barrier.unit_m);
            let unit = if units == 1 { "unit" } else { "units" };
            Bilingual::new(
                format!("{units} barrier {unit} of {unit_m} m"),
                format!("{units} 节 {unit_m} 米护栏"),
            )
        }
        other => other.words(),
    }
}
