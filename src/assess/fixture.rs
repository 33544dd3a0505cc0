//! Small hand-made events and observations for tests: a plaza or corridor with portals in the
//! west and east, a tea stall and a stage.

use super::{AssessInput, CheckedWeights, FeltAccount, Provenance, read_weights};
use crate::document::Bilingual;
use crate::geometry::{Frame, Grid};
use crate::navigation::{Goal, Sight, Terrain, Ways};
use crate::observe::*;
use crate::plan::Plan;
use crate::scenario::{self, *};
use crate::venue::*;
use geo::{Coord, LineString, MultiPolygon, Point, Polygon, polygon};
use glam::Vec2;
use std::sync::LazyLock;

/// The weights that are built in.
pub(super) static WEIGHTS: LazyLock<CheckedWeights> = LazyLock::new(|| read_weights(None).unwrap());

pub(super) fn rectangle(low: [f64; 2], high: [f64; 2]) -> Polygon<f64> {
    polygon![(x: low[0], y: low[1]), (x: high[0], y: low[1]), (x: high[0], y: high[1]), (x: low[0], y: high[1])]
}

pub(super) fn spread(mean: f64) -> Spread {
    Spread { mean, sd: 0.0, low: mean, high: mean }
}

fn line(points: [[f64; 2]; 2]) -> LineString<f64> {
    LineString::new(points.map(|[x, y]| Coord { x, y }).to_vec())
}

pub(super) fn portal(id: &str, name: (&str, &str), ends: [[f64; 2]; 2]) -> Portal {
    let width_m = (ends[1][0] - ends[0][0]).hypot(ends[1][1] - ends[0][1]);
    Portal {
        shape: PortalShape {
            id: id.into(),
            name: Bilingual::new(name.0, name.1),
            shape: PortalGeometry::Line(line(ends)),
        },
        width_m,
        capacity_per_min: 82.0 * width_m,
        inward: true,
        outward: true,
        step_free: true,
        pulses: None,
        arrival_share: 0.5,
        reach_m: 0.7,
    }
}

pub(super) fn attraction(
    id: &str,
    name: (&str, &str),
    area: Polygon<f64>,
    kind: AttractionKind,
) -> Attraction {
    let focus = geo::Centroid::centroid(&area).unwrap_or(Point::new(0.0, 0.0));
    Attraction {
        shape: AttractionShape {
            id: id.into(),
            name: Bilingual::new(name.0, name.1),
            area,
            focus,
            queue: None,
        },
        kind,
        open: vec![[0.0, 3600.0]],
        appeal: vec![1.0],
        stay_s: spread(600.0),
        step_free: true,
    }
}

pub(super) fn tea_stall() -> AttractionKind {
    AttractionKind::Counter {
        servers: 2,
        service_s: spread(40.0),
        whole_party: true,
        queue: QueueForm::Line,
        balk_at: 15,
        patience_s: 600.0,
        need_every_s: None,
    }
}

/// Goals of [`event`]: 0 west gate, 1 east gate, 2 tea stall, 3 stage.
pub(super) fn event(ground: MultiPolygon<f64>) -> Scenario {
    let low_high = geo::BoundingRect::bounding_rect(&ground).unwrap();
    let (low, high) = (low_high.min(), low_high.max());
    let west = portal("west", ("West Gate", "西门"), [[low.x, low.y], [low.x, high.y]]);
    let east = portal("east", ("East Gate", "东门"), [[high.x, high.y], [high.x, low.y]]);
    let middle = (low + high) / 2.0;
    let around = |x: f64| rectangle([x - 2.0, middle.y - 2.0], [x + 2.0, middle.y + 2.0]);
    let tea = attraction("tea", ("Tea Corner", "茶摊"), around(middle.x), tea_stall());
    let stage = AttractionKind::Stage { chosen_density_per_m2: 1.5 };
    let stage = attraction("stage", ("Stage", "舞台"), around(high.x - 8.0), stage);
    let segment = |id: &str, mean: f64| Segment {
        id: id.into(),
        name: Bilingual::same(id),
        share: 0.5,
        free_speed_mps: spread(mean),
        radius_m: 0.2,
        step_free: false,
        party: PartySize { lambda: 0.0, low: 1, high: 1 },
        companions: None,
        knows_place: 1.0,
    };
    Scenario {
        id: "test".into(),
        name: Bilingual::new("Test", "测试"),
        clock: EventClock { date: None, timezone: None, starts_s: 64_800.0, duration_s: 3600.0 },
        venue: Venue {
            name: Bilingual::new("Plaza", "广场"),
            frame: Frame { lon_deg: 0.0, lat_deg: 0.0 },
            ground,
            obstacles: Vec::new(),
            zones: Vec::new(),
            portals: vec![west.shape.clone(), east.shape.clone()],
            attractions: vec![tea.shape.clone(), stage.shape.clone()],
            counters: Vec::new(),
        },
        portals: vec![west, east],
        attractions: vec![tea, stage],
        programme: Vec::new(),
        segments: vec![segment("adult", 1.34), segment("older_adult", 0.8)],
        demand: Demand {
            visitors: 100,
            bins: Vec::new(),
            stay_s: spread(1800.0),
            origin: Bilingual::default(),
        },
        placed: Vec::new(),
        rounds: Vec::new(),
        motion: Motion {
            model: MotionModel::CollisionFreeSpeed {
                time_gap_s: 1.0,
                neighbor_strength: 8.0,
                neighbor_range_m: 0.1,
                wall_strength: 5.0,
                wall_range_m: 0.02,
            },
            time_step_s: 0.1,
            cell_m: 0.5,
        },
        ways: scenario::Ways { informed_share: 0.3, refresh_s: 60.0 },
        counters: Vec::new(),
        limits: Limits {
            moving_density_per_m2: 2.0,
            standing_density_per_m2: 4.0,
            critical_density_per_m2: 5.0,
            pressure_per_s2: 0.02,
            egress_s: 480.0,
            step_free_width_m: 1.5,
        },
        sources: Vec::new(),
        defaults: Vec::new(),
    }
}

pub(super) fn counter(id: &str, name: (&str, &str), ends: [[f64; 2]; 2], width_m: f64) -> Counter {
    let name = Bilingual::new(name.0, name.1);
    let shape = CounterLine { id: id.into(), name, line: line(ends) };
    Counter { shape, width_m, capacity_per_min: 82.0 * width_m }
}

/// The ways of an event, goals as the simulation has them.
pub(super) fn ways_of(scenario: &Scenario) -> Ways {
    let terrain = Terrain::new(&scenario.venue, &[], scenario.motion.cell_m);
    let point = |c: &Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
    let portals = scenario.portals.iter().map(|p| match &p.shape.shape {
        PortalGeometry::Line(line) => Goal::Line(line.coords().map(point).collect()),
        PortalGeometry::Area(area) => Goal::Area(area.clone()),
    });
    let attractions = scenario.attractions.iter().map(|a| Goal::Area(a.shape.area.clone()));
    let goals = portals.chain(attractions).collect();
    Ways::new(terrain, Sight::new(&scenario.venue), goals)
}

/// The field's grid of an event, as the simulation lays it.
pub(super) fn field_grid(scenario: &Scenario) -> Grid {
    let ground = Terrain::new(&scenario.venue, &[], scenario.motion.cell_m).grid;
    Grid::covering(ground.origin, ground.end(), CELL_M)
}

/// Nobody seen for so many minutes.
pub(super) fn observation(grid: Grid, minutes: usize) -> Observation {
    let until_s = |m: usize| 60.0 * (m + 1) as f64;
    Observation {
        journeys: Journeys::new(0),
        felt: crate::observe::FeltLedger::default(),
        log: Vec::new(),
        visitors: Vec::new(),
        field: DensityField {
            grid,
            minutes: (0..minutes)
                .map(|m| FieldMinute { until_s: until_s(m), cells: Vec::new() })
                .collect(),
        },
        cell_area_m2: vec![4.0; grid.len()],
        hot: Vec::new(),
        minutes: (0..minutes)
            .map(|m| MinuteCount { until_s: until_s(m), speed_share: 1.0, ..Default::default() })
            .collect(),
        counters: Vec::new(),
        portals: Vec::new(),
        attractions: Vec::new(),
        walking_levels: [0.0; 6],
        standing_levels: [0.0; 6],
    }
}

pub(super) fn hot_cell(minute: u32, cell: u32, density: f32, excess: f32) -> HotCell {
    HotCell {
        minute,
        cell,
        density_per_m2: density,
        limit_per_m2: 2.0,
        excess_person_min: excess,
        standing_share: 0.0,
        queueing_share: 0.0,
        one_way: 1.0,
        one_axis: 1.0,
        velocity_mps: Vec2::ZERO,
        streams: Vec::new(),
    }
}

pub(super) fn walking(mut hot: HotCell, velocity_mps: Vec2) -> HotCell {
    hot.velocity_mps = velocity_mps;
    hot
}

/// A crowd in a rectangle of an event.
#[derive(Clone)]
pub(super) struct CrowdOf {
    /// South-west and north-east corner, metres.
    pub at: [[f32; 2]; 2],
    /// First and last minute.
    pub minutes: [usize; 2],
    /// Persons per m².
    pub density: f32,
    /// Share that queues, and that stands otherwise.
    pub queueing: f32,
    pub looking: f32,
    pub velocity: Vec2,
    pub one_way: f32,
    pub one_axis: f32,
    /// Portal, goal, stands, people a cell.
    pub streams: Vec<(u16, u16, bool, u32)>,
}

impl Default for CrowdOf {
    fn default() -> Self {
        Self {
            at: [[0.0; 2]; 2],
            minutes: [5, 20],
            density: 3.0,
            queueing: 0.0,
            looking: 0.0,
            velocity: Vec2::X * 0.5,
            one_way: 1.0,
            one_axis: 1.0,
            streams: vec![(0, 1, false, 12)],
        }
    }
}

/// Puts a crowd into an observation: field and hot cells. Crowds must not overlap.
pub(super) fn put(observation: &mut Observation, crowd: &CrowdOf) {
    let grid = observation.field.grid;
    let standing = crowd.queueing + crowd.looking;
    let limit = if standing > 0.5 { 4.0 } else { 2.0 };
    for minute in crowd.minutes[0]..=crowd.minutes[1] {
        for cell in 0..grid.len() {
            let at = grid.centre(cell);
            let inside = (0..2).all(|k| at[k] > crowd.at[0][k] && at[k] < crowd.at[1][k]);
            if !inside {
                continue;
            }
            let cells = &mut observation.field.minutes[minute].cells;
            cells.push(FieldCell {
                cell: cell as u32,
                density_per_m2: crowd.density,
                standing_per_m2: crowd.density * standing,
                queueing_per_m2: crowd.density * crowd.queueing,
                speed_mps: crowd.velocity.length(),
                east_mps: crowd.velocity.x,
                north_mps: crowd.velocity.y,
                pressure_per_s2: 0.0,
            });
            cells.sort_by_key(|c| c.cell);
            if crowd.density <= limit {
                continue;
            }
            let stream = |&(portal, goal, stands, people): &(u16, u16, bool, u32)| Stream {
                portal,
                goal,
                stands,
                people,
            };
            observation.hot.push(HotCell {
                limit_per_m2: limit,
                standing_share: standing,
                queueing_share: crowd.queueing,
                one_way: crowd.one_way,
                one_axis: crowd.one_axis,
                velocity_mps: crowd.velocity,
                streams: crowd.streams.iter().map(stream).collect(),
                ..hot_cell(minute as u32, cell as u32, crowd.density, (crowd.density - limit) * 4.0)
            });
        }
    }
    observation.hot.sort_by_key(|h| (h.minute, h.cell));
}

pub(super) fn provenance() -> Provenance {
    Provenance {
        program: "test".into(),
        command: String::new(),
        seed: 1,
        time_step_s: 0.1,
        model: String::new(),
        parameters: Vec::new(),
        files: Vec::new(),
        defaults: Vec::new(),
        assumptions: Vec::new(),
        simulated_s: 0.0,
        partial: None,
        resumed: None,
        plan_since_s: None,
        wall_s: 0.0,
        state_hash: String::new(),
    }
}

/// An input of a whole run.
pub(super) fn input<'a>(
    scenario: &'a Scenario,
    plan: &'a Plan,
    observation: &'a Observation,
    ways: &'a Ways,
) -> AssessInput<'a> {
    let simulated_s = observation.minutes.last().map_or(0.0, |m| m.until_s);
    let weights = &*WEIGHTS;
    AssessInput {
        scenario,
        plan,
        observation,
        ways,
        felt: FeltAccount::of(
            &observation.felt,
            &observation.visitors,
            &scenario.segments,
            &weights.weights,
        ),
        weights,
        provenance: provenance(),
        simulated_s,
        partial: None,
    }
}
