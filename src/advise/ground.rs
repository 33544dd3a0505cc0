//! The ground as the search asks about it: ways, what is upstream of a jam, other ways around it,
//! and where nothing may be put.

use crate::assess::Hotspot;
use crate::document::{Bilingual, Problems};
use crate::navigation::{FlowField, Goal, Terrain, WayKind, Ways, cross_section};
use crate::plan::{Measure, MeasureKind, Plan};
use crate::scenario::Scenario;
use crate::sim::{RunOptions, Simulation};
use crate::venue::PortalGeometry;
use geo::{Centroid, Contains, Distance, Euclidean, Intersects, Line, Point, Polygon};
use glam::Vec2;
use std::path::Path;
use std::sync::Arc;

/// Time per metre in a jam over that on free ground, for the way around it.
const SLOW: f32 = 200.0;
/// Step along a way when a point on it is looked for, metres.
const STEP_M: f32 = 3.0;
/// A point to go by lies this far from the fork at least, metres.
const VIA_FROM_M: f32 = 6.0;
/// Places where a stream may begin that are asked.
const ORIGINS: usize = 12;
/// Up to this distance a place is named after a thing, metres [a].
const NAMED_WITHIN_M: f64 = 40.0;

/// The ground of an event.
pub struct Ground {
    /// The event.
    pub scenario: Arc<Scenario>,
    simulation: Simulation,
    forbidden: Vec<Polygon<f64>>,
}

impl Ground {
    /// Of an event; nothing may be put on the closed zones of `forbid`.
    ///
    /// # Errors
    /// Where the ground makes the event impossible.
    pub fn new(scenario: &Arc<Scenario>, forbid: &Plan, event: &Path) -> Result<Self, Problems> {
        let options = RunOptions::default();
        let plan = Plan::default();
        let (simulation, _) = Simulation::new(scenario.clone(), plan, &options, event)?;
        let zone = |measure: &Measure| match &measure.kind {
            MeasureKind::Closure(zone) => Some(Polygon::new(zone.area.clone(), Vec::new())),
            _ => None,
        };
        let forbidden = forbid.measures.iter().filter_map(zone).collect();
        Ok(Self { scenario: scenario.clone(), simulation, forbidden })
    }

    fn ways(&self) -> &Ways {
        self.simulation.ways()
    }

    /// Where people can walk.
    pub fn terrain(&self) -> &Terrain {
        &self.ways().terrain
    }

    /// The way to a goal (portals first, then attractions).
    pub fn field(&self, goal: u16) -> &FlowField {
        self.ways().free_field(WayKind { goal, step_free: false, informed: false })
    }

    /// The goal that is called so.
    pub fn goal_named(&self, name: &Bilingual) -> Option<u16> {
        (0..self.goals()).find(|goal| self.name_of(*goal) == *name)
    }

    /// How many goals there are.
    pub fn goals(&self) -> u16 {
        (self.scenario.portals.len() + self.scenario.attractions.len()) as u16
    }

    /// Index of an attraction, if a goal is one.
    pub fn attraction(&self, goal: u16) -> Option<usize> {
        usize::from(goal).checked_sub(self.scenario.portals.len())
    }

    /// Id of a goal.
    pub fn id_of(&self, goal: u16) -> &str {
        match self.attraction(goal) {
            None => &self.scenario.portals[usize::from(goal)].shape.id,
            Some(index) => &self.scenario.attractions[index].shape.id,
        }
    }

    /// Shown name of a goal; its id where it has none.
    pub fn name_of(&self, goal: u16) -> Bilingual {
        let name = match self.attraction(goal) {
            None => &self.scenario.portals[usize::from(goal)].shape.name,
            Some(index) => &self.scenario.attractions[index].shape.name,
        };
        named(name, self.id_of(goal))
    }

    /// The middle of a goal, on the ground.
    pub fn middle(&self, goal: u16) -> Option<Vec2> {
        let middle = match self.attraction(goal) {
            Some(index) => Some(self.scenario.attractions[index].shape.focus),
            None => match &self.scenario.portals[usize::from(goal)].shape.shape {
                PortalGeometry::Line(line) => line.centroid(),
                PortalGeometry::Area(area) => area.centroid(),
            },
        }?;
        self.terrain().nearest_walkable(Vec2::new(middle.x() as f32, middle.y() as f32))
    }

    /// Whether somebody can stand there and something be put there.
    pub fn is_free(&self, at: Vec2) -> bool {
        let point = Point::new(f64::from(at.x), f64::from(at.y));
        self.terrain().is_on_ground(at) && !self.forbidden.iter().any(|zone| zone.contains(&point))
    }

    /// Whether a measure stands on no forbidden ground.
    pub fn allows(&self, measure: &Measure) -> bool {
        let points = measure.kind.points();
        let spots = points
            .iter()
            .all(|c| !self.forbidden.iter().any(|zone| zone.contains(&Point::new(c.x, c.y))));
        let lines = points.windows(2).all(|pair| {
            let line = Line::new(pair[0], pair[1]);
            !self.forbidden.iter().any(|zone| zone.intersects(&line))
        });
        // Points of advices are gone by, nothing stands there.
        match &measure.kind {
            MeasureKind::Volunteer(volunteer) => {
                let post = Point::from(volunteer.post.coord());
                !self.forbidden.iter().any(|zone| zone.contains(&post))
            }
            _ => spots && lines,
        }
    }

    /// The clear ground across a direction, from its left end to its right one as seen along it.
    pub fn across(&self, at: Vec2, direction: Vec2) -> ([Vec2; 2], f32) {
        cross_section(self.terrain(), at, direction)
    }

    /// The way to a goal around a jam.
    pub fn around(&self, goal: u16, jam: &Hotspot) -> FlowField {
        let grid = &self.terrain().grid;
        let slowness: Vec<f32> = (0..grid.len())
            .map(|cell| if is_in(jam, grid.centre(cell)) { SLOW } else { 1.0 })
            .collect();
        let usual = self.field(goal);
        let at_goal = |cell: &usize| {
            self.terrain().is_walkable(*cell, false)
                && usual.distance_m(grid.centre(*cell)) <= grid.cell_m
        };
        let goal = Goal::Cells((0..grid.len()).filter(at_goal).collect());
        FlowField::solve(self.terrain(), &goal, false, Some(&slowness))
    }

    /// The point nearest to a fork on the way around a jam from which on the usual way no longer
    /// leads through it.
    pub fn via(&self, fork: Vec2, goal: u16, jam: &Hotspot) -> Option<Vec2> {
        let other = self.around(goal, jam);
        let usual = self.field(goal);
        let course = spaced(&other.trace(fork), STEP_M);
        course.into_iter().find(|at| {
            at.distance(fork) >= VIA_FROM_M
                && self.is_free(*at)
                && !spaced(&usual.trace(*at), STEP_M).iter().any(|step| is_in(jam, *step))
        })
    }

    /// The place so many metres before a jam on the usual way to a goal, from the portal by which
    /// people came or, where that way does not lead through it, from the attraction from which it
    /// does, the nearest first; where they begin where the way is shorter.
    pub fn before(&self, jam: &Hotspot, from: u16, to: u16, metres: f32) -> Option<Vec2> {
        let field = self.field(to);
        let way_m = |goal: u16| self.middle(goal).map_or(f32::INFINITY, |at| field.distance_m(at));
        let portals = self.scenario.portals.len() as u16;
        let mut attractions: Vec<(f32, u16)> =
            (portals..self.goals()).filter(|a| *a != to).map(|a| (way_m(a), a)).collect();
        attractions.retain(|(m, _)| m.is_finite());
        attractions.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let origins = std::iter::once(from).chain(attractions.into_iter().map(|(_, a)| a));
        origins.take(ORIGINS).find_map(|origin| {
            let course = spaced(&field.trace(self.middle(origin)?), 1.0);
            let enters = course.iter().position(|at| is_in(jam, *at))?;
            course.get(enters.saturating_sub(metres as usize)).copied()
        })
    }

    /// What planners call a place: by what has a name near it, else its coordinates.
    pub fn place(&self, at: Vec2) -> Bilingual {
        let point = Point::new(f64::from(at.x), f64::from(at.y));
        let counters = self.scenario.counters.iter().map(|c| {
            (Euclidean.distance(&point, &c.shape.line), named(&c.shape.name, &c.shape.id))
        });
        let goals = (0..self.goals()).map(|goal| (self.away_m(goal, &point), self.name_of(goal)));
        let nearest = counters.chain(goals).min_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((away_m, name)) if away_m <= NAMED_WITHIN_M => name,
            _ => Bilingual::same(format!("({:.0}, {:.0})", at.x, at.y)),
        }
    }

    fn away_m(&self, goal: u16, from: &Point<f64>) -> f64 {
        match self.attraction(goal) {
            Some(index) => Euclidean.distance(from, &self.scenario.attractions[index].shape.area),
            None => match &self.scenario.portals[usize::from(goal)].shape.shape {
                PortalGeometry::Line(line) => Euclidean.distance(from, line),
                PortalGeometry::Area(area) => Euclidean.distance(from, area),
            },
        }
    }
}

fn named(name: &Bilingual, id: &str) -> Bilingual {
    let first = |a: &str, b: &str| {
        let found = [a, b, id].into_iter().find(|text| !text.trim().is_empty());
        found.unwrap_or_default().to_owned()
    };
    Bilingual { en: first(&name.en, &name.zh), zh: first(&name.zh, &name.en) }
}

/// Whether a point lies in a hotspot: within an odd number of its rings.
pub fn is_in(jam: &Hotspot, at: Vec2) -> bool {
    let (x, y) = (f64::from(at.x), f64::from(at.y));
    let crossed = |ring: &Vec<[f64; 2]>| {
        let edges = ring.iter().zip(ring.iter().cycle().skip(1));
        edges
            .filter(|(a, b)| {
                (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            })
            .count()
    };
    jam.outline.iter().map(crossed).sum::<usize>() % 2 == 1
}

/// Points of a course that are so far apart, its first among them.
fn spaced(course: &[Vec2], metres: f32) -> Vec<Vec2> {
    let mut kept: Vec<Vec2> = Vec::new();
    for at in course {
        if kept.last().is_none_or(|last| last.distance(*at) >= metres) {
            kept.push(*at);
        }
    }
    kept
}
