//! What planners call a place: by the counting line, attraction or portal it is at or near.

use super::course::portal_line;
use super::words::name;
use crate::document::Bilingual;
use crate::scenario::Scenario;
use crate::venue::PortalGeometry;
use geo::{Distance, Euclidean, Point};
use glam::Vec2;

/// Up to this distance a thing gives the place its name, metres [a].
const AT_M: f64 = 6.0;
/// Up to this distance a place is near a thing, metres [a].
const NEAR_M: f64 = 30.0;
/// Up to this distance a place lies between two things, metres [a].
const BETWEEN_M: f64 = 120.0;

/// Planners speak of an obstacle only where nothing else is about: it counts as farther away
/// by this, metres [a].
const OBSTACLE_M: f64 = 8.0;

/// "at Tea corner", "near South Gate", "between South Gate and Stage"; in Chinese
/// "茶摊处", "南门附近", "南门与舞台之间". Without anything named around, its coordinates.
pub(super) fn phrase(scenario: &Scenario, at: Vec2) -> Bilingual {
    let named = by_distance(scenario, at);
    match named.as_slice() {
        [(away_m, first), ..] if *away_m <= AT_M => {
            Bilingual::new(format!("at {}", first.en), format!("{}处", first.zh))
        }
        [(away_m, first), ..] if *away_m <= NEAR_M => {
            Bilingual::new(format!("near {}", first.en), format!("{}附近", first.zh))
        }
        [(_, first), (away_m, second), ..] if *away_m <= BETWEEN_M => Bilingual::new(
            format!("between {} and {}", first.en, second.en),
            format!("{}与{}之间", first.zh, second.zh),
        ),
        _ => {
            let [x, y] = [at.x, at.y].map(|m| format!("{m:.0}"));
            Bilingual::new(format!("at x {x} m, y {y} m"), format!("坐标（{x}, {y}）米处"))
        }
    }
}

/// All that has a name, nearest first; each name once.
fn by_distance(scenario: &Scenario, at: Vec2) -> Vec<(f64, Bilingual)> {
    let point = Point::new(f64::from(at.x), f64::from(at.y));
    let mut named: Vec<(f64, Bilingual)> = Vec::new();
    for counter in &scenario.counters {
        let away_m = Euclidean.distance(&point, &counter.shape.line);
        named.push((away_m, name(&counter.shape.name, &counter.shape.id)));
    }
    for attraction in &scenario.attractions {
        let away_m = Euclidean.distance(&point, &attraction.shape.area);
        named.push((away_m, name(&attraction.shape.name, &attraction.shape.id)));
    }
    for portal in &scenario.portals {
        let away_m = match &portal.shape.shape {
            PortalGeometry::Line(line) => Euclidean.distance(&point, line),
            PortalGeometry::Area(area) => Euclidean.distance(&point, area),
        };
        named.push((away_m, name(&portal.shape.name, &portal.shape.id)));
    }
    for obstacle in &scenario.venue.obstacles {
        if let Some(of) = obstacle.name.as_ref().filter(|n| !name(n, "").en.is_empty()) {
            let away_m = Euclidean.distance(&point, &obstacle.shape) + OBSTACLE_M;
            named.push((away_m, name(of, "")));
        }
    }
    named.retain(|(away_m, _)| away_m.is_finite());
    // Stable: of equally near ones the counting line names the place, then the attraction.
    named.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut names: Vec<(f64, Bilingual)> = Vec::new();
    for (away_m, name) in named {
        if names.iter().all(|(_, known)| *known != name) {
            names.push((away_m, name));
        }
    }
    names
}

/// Name of a goal: portals first, then attractions.
pub(super) fn goal_name(scenario: &Scenario, goal: u16) -> Bilingual {
    let goal = usize::from(goal);
    if let Some(portal) = scenario.portals.get(goal) {
        return name(&portal.shape.name, &portal.shape.id);
    }
    match scenario.attractions.get(goal - scenario.portals.len()) {
        Some(attraction) => name(&attraction.shape.name, &attraction.shape.id),
        None => Bilingual::new("somewhere", "别处"),
    }
}

/// Whether a goal is a portal.
pub(super) fn is_portal(scenario: &Scenario, goal: u16) -> bool {
    usize::from(goal) < scenario.portals.len()
}

/// Name of the counting line or portal that a line is, if it is one of them (their middles lie
/// within 3 m).
pub(super) fn line_name(scenario: &Scenario, line: [Vec2; 2]) -> Option<Bilingual> {
    let middle = line[0].midpoint(line[1]);
    let point = Point::new(f64::from(middle.x), f64::from(middle.y));
    let counter = scenario
        .counters
        .iter()
        .find(|c| Euclidean.distance(&point, &c.shape.line) <= 3.0)
        .map(|c| name(&c.shape.name, &c.shape.id));
    counter.or_else(|| {
        let near = |ends: [Vec2; 2]| ends[0].midpoint(ends[1]).distance(middle) <= 3.0;
        let portal = scenario.portals.iter().find(|p| portal_line(p).is_some_and(near))?;
        Some(name(&portal.shape.name, &portal.shape.id))
    })
}
