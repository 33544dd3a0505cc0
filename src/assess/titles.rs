//! The event and the plan as a report names them.

use super::words::name;
use super::{EventInfo, MeasureInfo, PlanInfo, ShowInfo};
use crate::document::Bilingual;
use crate::plan::{Measure, MeasureKind, Plan};
use crate::scenario::Scenario;

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
    let MeasureKind::Barrier(barrier) = &measure.kind;
    let (units, unit_m) = (barrier.units(), barrier.unit_m);
    let unit = if units == 1 { "unit" } else { "units" };
    MeasureInfo {
        id: measure.id.clone(),
        kind: "barrier".to_owned(),
        name: name(&measure.name, &measure.id),
        why: measure.why.clone(),
        from_s: measure.from_s,
        until_s: measure.until_s,
        segments: barrier.segments().iter().map(|[a, b]| [[a.x, a.y], [b.x, b.y]]).collect(),
        effort: Bilingual::new(
            format!("{units} barrier {unit} of {unit_m} m"),
            format!("{units} 节 {unit_m} 米护栏"),
        ),
        effect: None,
    }
}
