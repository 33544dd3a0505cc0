//! A made-up run to build reports from: a square with an alley, a tea corner, a stage, a
//! garden and toilets; two hotspots; a plan with two barriers and the run without it.
//! No simulation: fields and figures are drawn by formulas, but they fit together.

use geo::{BooleanOps, Coord, LineString, MultiPolygon, Point, Polygon, polygon};
use wuwei::assess::*;
use wuwei::document::Bilingual;
use wuwei::geometry::{Frame, Grid};
use wuwei::observe::{DensityField, FieldCell, FieldMinute};
use wuwei::venue::*;

/// Minutes of the sample.
pub const MINUTES: usize = 240;

/// A run with everything a report needs.
pub struct Sample {
    pub summary: RunSummary,
    pub field: DensityField,
}

fn text(en: &str, zh: &str) -> Bilingual {
    Bilingual::new(en, zh)
}

fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> Polygon<f64> {
    polygon![(x: x0, y: y0), (x: x1, y: y0), (x: x1, y: y1), (x: x0, y: y1)]
}

fn disc(x: f64, y: f64, radius_m: f64) -> Polygon<f64> {
    let ring = (0..24).map(|i| {
        let angle = f64::from(i) / 24.0 * std::f64::consts::TAU;
        Coord { x: x + radius_m * angle.cos(), y: y + radius_m * angle.sin() }
    });
    Polygon::new(LineString::from_iter(ring), vec![])
}

/// The square.
pub fn venue() -> Venue {
    let whole = rectangle(0.0, 0.0, 120.0, 80.0);
    let mut obstacles = Vec::new();
    let mut add = |shape: Polygon<f64>, look: Look, low: bool| {
        obstacles.push(Obstacle { shape: MultiPolygon::new(vec![shape]), look, low, name: None });
    };
    add(rectangle(0.0, 58.0, 34.0, 80.0), Look::Building, false);
    add(rectangle(42.0, 62.0, 78.0, 80.0), Look::Building, false);
    add(rectangle(86.0, 60.0, 120.0, 80.0), Look::Building, false);
    add(rectangle(0.0, 0.0, 40.0, 14.0), Look::Building, false);
    add(rectangle(44.0, 0.0, 82.0, 12.0), Look::Building, false);
    add(rectangle(90.0, 0.0, 120.0, 16.0), Look::Building, false);
    add(disc(88.0, 34.0, 7.0), Look::Water, true);
    add(rectangle(8.0, 42.0, 24.0, 50.0), Look::Green, true);
    for i in 0..6 {
        add(disc(36.0 + 8.0 * f64::from(i), 54.0, 0.6), Look::Tree, false);
    }
    add(rectangle(56.0, 50.0, 68.0, 53.0), Look::Furniture, false);
    add(rectangle(28.0, 25.0, 32.0, 27.0), Look::Furniture, true);
    let taken: Vec<Polygon<f64>> = obstacles.iter().flat_map(|o| o.shape.0.clone()).collect();
    let ground = taken.iter().fold(MultiPolygon::new(vec![whole]), |g, o| {
        g.difference(&MultiPolygon::new(vec![o.clone()]))
    });
    let portal = |id: &str, en: &str, zh: &str, line: [(f64, f64); 2]| PortalShape {
        id: id.into(),
        name: text(en, zh),
        shape: PortalGeometry::Line(LineString::from(line.to_vec())),
    };
    let attraction =
        |id: &str, en: &str, zh: &str, area, focus: (f64, f64), queue: Option<Vec<(f64, f64)>>| {
            AttractionShape {
                id: id.into(),
                name: text(en, zh),
                area,
                focus: Point::new(focus.0, focus.1),
                queue: queue.map(LineString::from),
            }
        };
    let counter = |id: &str, en: &str, zh: &str, line: [(f64, f64); 2]| CounterLine {
        id: id.into(),
        name: text(en, zh),
        line: LineString::from(line.to_vec()),
    };
    Venue {
        name: text("Lindenhof Square", "椴树广场"),
        frame: Frame { lon_deg: 11.5755, lat_deg: 48.1371 },
        ground,
        obstacles,
        zones: vec![Zone {
            id: "steps".into(),
            shape: rectangle(78.0, 62.0, 86.0, 66.0),
            kind: ZoneKind::Stairs,
            speed_factor: 0.5,
        }],
        portals: vec![
            portal("north", "North lane", "北巷", [(34.0, 80.0), (42.0, 80.0)]),
            portal("station", "Station steps", "车站台阶", [(78.0, 80.0), (86.0, 80.0)]),
            portal("alley", "Bakers’ Alley", "面包师巷", [(40.0, 0.0), (44.0, 0.0)]),
            portal("east", "East Street", "东街", [(120.0, 22.0), (120.0, 52.0)]),
            portal("west", "West Gate", "西门", [(0.0, 18.0), (0.0, 38.0)]),
        ],
        attractions: vec![
            attraction(
                "stage",
                "Stage",
                "舞台",
                rectangle(46.0, 34.0, 78.0, 50.0),
                (62.0, 50.0),
                None,
            ),
            attraction(
                "tea",
                "Tea corner",
                "茶水角",
                rectangle(26.0, 14.0, 40.0, 26.0),
                (30.0, 25.0),
                Some(vec![(30.0, 25.0), (38.0, 25.0), (42.0, 19.0)]),
            ),
            attraction(
                "toilet",
                "Toilets",
                "洗手间",
                rectangle(108.0, 16.0, 118.0, 22.0),
                (113.0, 17.0),
                Some(vec![(113.0, 17.0), (113.0, 24.0)]),
            ),
            attraction(
                "garden",
                "Garden benches",
                "花园长椅",
                rectangle(6.0, 38.0, 28.0, 54.0),
                (16.0, 40.0),
                None,
            ),
        ],
        counters: vec![
            counter("alley", "Mouth of the alley", "巷口", [(40.0, 12.0), (44.0, 12.0)]),
            counter("lane", "North lane", "北巷", [(34.0, 60.0), (42.0, 60.0)]),
            counter("steps", "Station steps", "车站台阶", [(78.0, 62.0), (86.0, 62.0)]),
        ],
    }
}

/// 0 to 1 over the afternoon, two waves.
fn presence(minute: usize) -> f64 {
    let t = minute as f64 / MINUTES as f64;
    let wave = |at: f64, wide: f64| (-((t - at) / wide).powi(2)).exp();
    (0.75 * wave(0.42, 0.16) + 0.9 * wave(0.68, 0.12)).min(1.0) * (1.0 - (-t * 30.0).exp())
}

/// Even noise in -1..1 of a cell and minute.
fn noise(a: usize, b: usize) -> f64 {
    let mut x = (a as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ (b as u64).wrapping_mul(0xD1B5_4A32_D192_ED03);
    x ^= x >> 29;
    x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= x >> 32;
    (x % 20_001) as f64 / 10_000.0 - 1.0
}

fn bump(x: f64, y: f64, cx: f64, cy: f64, wide: f64, high: f64) -> f64 {
    (-((x - cx) / wide).powi(2) - ((y - cy) / high).powi(2)).exp()
}

/// Walking density, standing density, velocity at a place and time.
fn crowd(x: f64, y: f64, minute: usize, planned: bool) -> (f64, f64, [f64; 2]) {
    let p = presence(minute);
    let show = if (60..100).contains(&minute) || (150..190).contains(&minute) { 1.0 } else { 0.25 };
    let ease = if planned { 0.36 } else { 1.0 };
    let stage = 2.4 * p * show * bump(x, y, 62.0, 44.0, 11.0, 6.0);
    let queue = 2.0 * p * bump(x, y, 36.0, 24.0, 5.0, 2.5);
    let alley = p * 3.9 * ease * bump(x, y, 42.0, 13.0, 3.5, 6.0);
    let mouth = p * 2.6 * ease * bump(x, y, 41.0, 21.0, 5.0, 4.0);
    let steps = p * 2.7 * bump(x, y, 82.0, 62.0, 5.0, 6.0) * if minute > 150 { 1.0 } else { 0.5 };
    let way = 0.5 * p * (bump(x, y, 60.0, 29.0, 60.0, 5.0) + bump(x, y, 38.0, 45.0, 5.0, 30.0));
    let wander = 0.16 * p;
    let walking = alley + mouth + steps + way + wander;
    let garden = 0.5 * p * bump(x, y, 16.0, 39.0, 9.0, 3.0);
    let velocity = if bump(x, y, 42.0, 14.0, 6.0, 14.0) > 0.3 {
        [0.0, 0.35]
    } else if x > 74.0 && y > 52.0 {
        [0.0, -0.5]
    } else {
        [if y > 29.0 { 0.9 } else { -0.8 }, 0.1 * (x / 9.0).sin()]
    };
    (walking, stage + queue + garden, velocity)
}

/// The field; with the plan the alley is calmer.
pub fn field(venue: &Venue, planned: bool) -> DensityField {
    use geo::Contains;
    let grid = Grid::covering(glam::Vec2::ZERO, glam::Vec2::new(120.0, 80.0), 2.0);
    let free: Vec<usize> = (0..grid.len())
        .filter(|c| {
            let at = grid.centre(*c);
            venue.ground.contains(&Point::new(f64::from(at.x), f64::from(at.y)))
        })
        .collect();
    let minutes = (0..MINUTES)
        .map(|minute| FieldMinute {
            until_s: 60.0 * (minute + 1) as f64,
            cells: free.iter().filter_map(|c| cell(&grid, *c, minute, planned)).collect(),
        })
        .collect();
    DensityField { grid, minutes }
}

fn cell(grid: &Grid, cell: usize, minute: usize, planned: bool) -> Option<FieldCell> {
    let at = grid.centre(cell);
    let (walking, standing, velocity) = crowd(f64::from(at.x), f64::from(at.y), minute, planned);
    let rough = 1.0 + 0.22 * noise(cell, minute);
    let density = (walking + standing) * rough;
    (density > 0.004).then_some(FieldCell {
        cell: cell as u32,
        density_per_m2: density as f32,
        standing_per_m2: (standing * rough) as f32,
        queueing_per_m2: 0.0,
        speed_mps: velocity[0].hypot(velocity[1]) as f32,
        east_mps: velocity[0] as f32,
        north_mps: velocity[1] as f32,
        pressure_per_s2: 0.004,
    })
}

fn counts(most: f64, shift: usize) -> Vec<u32> {
    (0..MINUTES)
        .map(|m| {
            let p = presence((m + shift).min(MINUTES - 1));
            (most * p * (1.0 + 0.25 * noise(shift + 7, m))).max(0.0).round() as u32
        })
        .collect()
}

/// Names that try to break out of the page.
pub const HOSTILE: &str = "<script>alert(1)</script>\"'&";

/// The run, with the plan or without.
pub fn run(venue: &Venue, planned: bool) -> Sample {
    let field = field(venue, planned);
    let ease = if planned { 0.55 } else { 1.0 };
    let above: Vec<f32> = field
        .minutes
        .iter()
        .map(|m| {
            let over = m.cells.iter().filter(|c| {
                let stands = c.standing_per_m2 > 0.5 * c.density_per_m2;
                c.density_per_m2 > if stands { 4.0 } else { 2.0 }
            });
            over.map(|c| c.density_per_m2 * 4.0).sum()
        })
        .collect();
    let peaks: Vec<f32> = field
        .minutes
        .iter()
        .map(|m| m.cells.iter().map(|c| c.density_per_m2).fold(0.0, f32::max))
        .collect();
    let peak = peaks.iter().copied().fold(0.0, f32::max);
    let inside: Vec<u32> = (0..MINUTES).map(|m| (910.0 * presence(m)) as u32).collect();
    let arrived = counts(24.0, 14);
    let left = counts(22.0, 0);
    let person_min: f32 = above.iter().sum();
    let summary = RunSummary {
        log: vec![LogLine {
            at_s: 3600.0, what: Bilingual::new("The dance begins", "舞蹈开始")
        }],
        version: SUMMARY_VERSION,
        lives: lives(),
        event: event(),
        plan: if planned { plan() } else { PlanInfo::default() },
        made: made(planned),
        answers: answers(planned, f64::from(person_min)),
        felt: if planned { felt() } else { FeltSummary::default() },
        people: PeopleCount {
            expected: 3200,
            arrived: 3188,
            left: 3060,
            inside: 128,
            waiting_outside: 0,
            peak_inside: inside.iter().copied().max().unwrap_or(0),
            peak_inside_at_s: 60.0 * 162.0,
            rerouted: if planned { 64 } else { 212 },
            stuck: if planned { 3 } else { 41 },
        },
        minutes: Minutes {
            until_s: field.minutes.iter().map(|m| m.until_s).collect(),
            waiting_outside: vec![0; MINUTES],
            queueing: counts(46.0, 3),
            peak_density_per_m2: peaks,
            above_limit: above,
            speed_share: vec![0.9; MINUTES],
            inside,
            arrived,
            left,
        },
        counters: counters(ease),
        portals: portals(venue),
        attractions: attractions(venue),
        segments: segments(ease),
        service: LevelShares {
            walking: [18_200.0, 9_100.0, 12_400.0, 7_900.0, 6_100.0 * ease, 3_900.0 * ease],
            standing: [21_000.0, 8_200.0, 9_700.0, 11_800.0, 420.0, 0.0],
        },
        limits: limits(f64::from(peak), planned),
        hotspots: hotspots(planned),
    };
    Sample { summary, field }
}

fn event() -> EventInfo {
    EventInfo {
        id: "lindenhof_spring".into(),
        name: text("Spring afternoon on the square", "广场上的春日午后"),
        venue: text("Lindenhof Square", "椴树广场"),
        date: Some("2026-05-16".into()),
        starts_s: 14.0 * 3600.0,
        duration_s: 4.0 * 3600.0,
        demand_origin: text(
            "a curve with two peaks, drawn by the planner [a]",
            "规划者绘制的双峰曲线 [a]",
        ),
        shows: vec![
            ShowInfo {
                name: text("Dance group", "舞蹈队"),
                place: text("Stage", "舞台"),
                from_s: 3600.0,
                until_s: 6000.0,
            },
            ShowInfo {
                name: text("Brass band", "铜管乐队"),
                place: text("Stage", "舞台"),
                from_s: 9000.0,
                until_s: 11_400.0,
            },
        ],
    }
}

fn plan() -> PlanInfo {
    let barrier = |id: &str, en, zh, why: (&str, &str), units: u32, segments| MeasureInfo {
        id: id.into(),
        kind: "barrier".into(),
        name: text(en, zh),
        why: Some(text(why.0, why.1)),
        from_s: 1800.0,
        until_s: 13_200.0,
        segments,
        at: None,
        effort: text(&format!("{units} barrier units of 2.3 m"), &format!("2.3 米护栏 {units} 节")),
        effect: Some(text(
            "took 1,900 person-minutes out of the alley and cost 412 visitors 0.2 min each",
            "使巷内减少 1,900 人·分钟，使 412 位访客每人多花 0.2 分钟",
        )),
    };
    PlanInfo {
        name: text("Keep the queue off the path", "让队列离开通道"),
        measures: vec![
            barrier(
                "tea-lane",
                "Tea lane",
                "茶水通道",
                (
                    "The tea queue stood across the mouth of the alley; a lane turns it along the wall.",
                    "茶水队列横在巷口；通道让它沿墙排列。",
                ),
                6,
                vec![[[27.0, 22.0], [40.0, 22.0]]],
            ),
            barrier(
                "alley-divider",
                "Alley divider",
                "巷口分隔",
                ("Parts those who come from those who go.", "分开来往人流。"),
                4,
                vec![[[42.0, 15.0], [42.0, 19.0]], [[42.0, 20.5], [42.0, 25.0]]],
            ),
        ],
    }
}

/// What visitors felt of the two barriers.
fn felt() -> FeltSummary {
    let visible = |visible_min: f64| FeltParts { visible_min, ..FeltParts::default() };
    let measure = |id: &str, name: Bilingual, people: u32, person_min: f64| MeasureFelt {
        id: id.into(),
        kind: "barrier".into(),
        name,
        people,
        person_min,
        parts: visible(person_min),
        words: text("This barrier was seen", "这段护栏被看见"),
    };
    let segment = |id: &str, en: &str, zh: &str, visitors: u32, mean_min: f64| SegmentFelt {
        id: id.into(),
        name: text(en, zh),
        visitors,
        mean_min,
        p95_min: 3.0 * mean_min,
        noticed_share: 0.04,
        ratio: mean_min / 0.14,
        parts: visible(mean_min),
    };
    let limit = |id: &str, is: f64, limit: f64, unit: &str| FeltLimit {
        id: id.into(),
        limit,
        is,
        unit: unit.into(),
        kept: is <= limit,
    };
    FeltSummary {
        weights: WeightsFile {
            path: "assets/felt.ron".into(),
            sha256: "0123456789abcdef".repeat(4),
            standard: true,
        },
        mean_min: 0.14,
        median_min: 0.1,
        p95_min: 0.5,
        noticed_share: 0.04,
        score: 1.4,
        parts: visible(0.14),
        unfelt: false,
        limits: vec![
            limit("median", 0.1, 0.5, "min"),
            limit("p95", 0.5, 5.0, "min"),
            limit("noticed", 0.04, 0.25, ""),
            limit("segment_ratio", 1.5, 1.25, ""),
        ],
        segments: vec![
            segment("adult_alone", "Adult alone", "独行成人", 480, 0.1),
            segment("older_adult", "Older adult", "老年人", 446, 0.21),
        ],
        measures: vec![
            measure("tea-lane", text("Tea lane", "茶水通道"), 412, 82.4),
            measure("alley-divider", text("Alley divider", "巷口分隔"), 0, 0.0),
        ],
        most_managed: Some(ManagedVisitor {
            visitor: 17,
            segment: text("Older adult", "老年人"),
            entered_s: 3600.0,
            left_s: None,
            felt_min: 1.2,
            friction_min: 9.0,
            touches: vec![TouchFelt {
                measure: text("Tea lane", "茶水通道"),
                from_s: 4000.0,
                until_s: 4720.0,
                parts: visible(1.2),
            }],
        }),
    }
}

fn made(planned: bool) -> Provenance {
    Provenance {
        program: "wuwei 0.1.0".into(),
        command: format!(
            "wuwei run scenarios/lindenhof_spring{} --seed 7",
            if planned { " --plan plans/tea_lane.ron" } else { "" }
        ),
        seed: 7,
        time_step_s: 0.1,
        model: "collision-free speed model (Tordeux, Chraibi, Seyfried 2016)".into(),
        parameters: vec![
            ["time gap".into(), "1.0 s".into()],
            ["neighbour repulsion".into(), "8.0, range 0.1 m".into()],
            ["wall repulsion".into(), "5.0, range 0.02 m".into()],
        ],
        files: vec![
            FileInfo {
                path: "scenarios/lindenhof_spring/event.ron".into(),
                bytes: 4120,
                sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            },
            FileInfo {
                path: "scenarios/lindenhof_spring/venue.geojson".into(),
                bytes: 18_422,
                sha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".into(),
            },
        ],
        defaults: vec![[
            "portals[2].width_m".into(),
            "4.0 m".into(),
            "length of the drawn line".into(),
        ]],
        assumptions: vec![
            text("Shares of the segments are ours [a].", "各类人群的比例为我们的假设 [a]。"),
            text(
                "Fruin’s queue levels are from general knowledge [m].",
                "Fruin 排队服务水平取自一般知识 [m]。",
            ),
        ],
        simulated_s: 14_400.0,
        partial: None,
        resumed: None,
        plan_since_s: None,
        wall_s: 6.4,
        state_hash: "5d41402abc4b2a76".into(),
    }
}

fn answers(planned: bool, person_min: f64) -> Answers {
    if planned {
        Answers {
            sentence: text(
                "With two barriers the square stays passable all afternoon; only the station steps are briefly too full when the band ends.",
                "有了两处护栏，广场整个下午都保持通畅；只有乐队结束时车站台阶会短暂过满。",
            ),
            safe: Answer {
                grade: Grade::Warning,
                figure: person_min,
                unit: "person-min".into(),
                words: text(
                    "above the density limit, all of it on the station steps",
                    "超过密度限值，全部在车站台阶",
                ),
            },
            smooth: Answer {
                grade: Grade::Good,
                figure: 2.1,
                unit: "min".into(),
                words: text(
                    "is what congestion costs a visitor on average",
                    "为拥堵给每位访客造成的平均代价",
                ),
            },
            felt: Answer {
                grade: Grade::Warning,
                figure: 0.14,
                unit: "min".into(),
                words: text(
                    "is what management costs a visitor on average",
                    "为管理给每位访客造成的平均代价",
                ),
            },
        }
    } else {
        Answers {
            sentence: text(
                "Around five o’clock the mouth of Bakers’ Alley jams for most of an hour because the tea queue stands across it.",
                "五点前后，茶水队列横在面包师巷口，那里将拥堵近一小时。",
            ),
            safe: Answer {
                grade: Grade::Bad,
                figure: person_min,
                unit: "person-min".into(),
                words: text("above the density limit", "超过密度限值"),
            },
            smooth: Answer {
                grade: Grade::Warning,
                figure: 4.8,
                unit: "min".into(),
                words: text(
                    "is what congestion costs a visitor on average",
                    "为拥堵给每位访客造成的平均代价",
                ),
            },
            felt: Answer {
                grade: Grade::Good,
                figure: 0.0,
                unit: "min".into(),
                words: text("There are no measures", "没有任何措施"),
            },
        }
    }
}

fn counters(ease: f64) -> Vec<CounterOutcome> {
    let counter = |id: &str,
                   en: &str,
                   zh: &str,
                   width_m: f64,
                   capacity: f64,
                   most: f64,
                   line: [[f64; 2]; 2]| CounterOutcome {
        id: id.into(),
        name: text(en, zh),
        width_m,
        capacity_per_min: capacity,
        line: line.to_vec(),
        forward: counts(most, 2),
        backward: counts(most * 0.6, 20),
    };
    vec![
        counter(
            "alley",
            "Mouth of the alley",
            "巷口",
            4.0,
            328.0,
            150.0 + 60.0 * ease,
            [[40.0, 12.0], [44.0, 12.0]],
        ),
        counter("lane", "North lane", "北巷", 8.0, 656.0, 90.0, [[34.0, 60.0], [42.0, 60.0]]),
        counter(
            "steps",
            "Station steps",
            "车站台阶",
            8.0,
            528.0,
            260.0,
            [[78.0, 62.0], [86.0, 62.0]],
        ),
    ]
}

fn portals(venue: &Venue) -> Vec<PortalOutcome> {
    venue
        .portals
        .iter()
        .enumerate()
        .map(|(i, p)| PortalOutcome {
            id: p.id.clone(),
            name: p.name.clone(),
            capacity_per_min: 200.0 + 60.0 * i as f64,
            entered: counts(6.0 + 2.0 * i as f64, 14 + i),
            left: counts(5.0 + i as f64, i),
            waiting: vec![0; MINUTES],
        })
        .collect()
}

fn attractions(venue: &Venue) -> Vec<AttractionOutcome> {
    let kinds = ["stage", "counter", "counter", "place"];
    venue
        .attractions
        .iter()
        .zip(kinds)
        .enumerate()
        .map(|(i, (a, kind))| AttractionOutcome {
            id: a.id.clone(),
            name: a.name.clone(),
            kind: kind.into(),
            present: counts([380.0, 3.0, 4.0, 60.0][i], i),
            queue: if kind == "counter" {
                counts([0.0, 31.0, 14.0][i], 5 + i)
            } else {
                vec![0; MINUTES]
            },
            visits: [1410, 612, 388, 540][i],
            balked: [0, 74, 6, 0][i],
            gave_up: [0, 12, 1, 0][i],
            mean_wait_s: [0.0, 268.0, 96.0, 0.0][i],
            p95_wait_s: [0.0, 640.0, 233.0, 0.0][i],
        })
        .collect()
}

fn segments(ease: f64) -> Vec<SegmentOutcome> {
    let names = [
        ("adult_alone", "Adult alone", "独行成人", 480, 3.1),
        ("adult_group", "Adult group", "成人结伴", 1430, 3.6),
        ("family", "Family with child", "带孩家庭", 702, 5.2),
        ("older_adult", "Older adult", "老年人", 446, 6.4),
        ("limited_mobility", "Limited mobility", "行动不便者", 66, 7.9),
        ("wheelchair", "Wheelchair user", "轮椅使用者", 64, 8.3),
    ];
    names
        .iter()
        .map(|(id, en, zh, visitors, friction)| SegmentOutcome {
            id: (*id).into(),
            name: text(en, zh),
            visitors: *visitors,
            inside_min: 78.0,
            walking_min: 18.0 + friction,
            queueing_min: 6.2,
            delay_min: friction * 0.5 * ease,
            friction_min: friction * ease,
            friction_p95_min: friction * 2.7 * ease,
            crowded_min: friction * 0.4 * ease,
            peak_density_per_m2: 1.4 + 0.1 * friction,
            stops_per_100_m: 0.3 * friction,
            walked_m: 840.0 - 40.0 * friction,
            visited: 2.6,
            missed: 0.06 * friction,
            parted: 0.02,
        })
        .collect()
}

fn limits(peak: f64, planned: bool) -> Vec<LimitCheck> {
    let limit =
        |id: &str, name, limit, worst: Option<f64>, unit: &str, at: Option<[f64; 2]>| LimitCheck {
            id: id.into(),
            name,
            limit,
            worst,
            unit: unit.into(),
            kept: worst.is_none_or(|w| w <= limit),
            at_s: at.map(|_| 60.0 * 165.0),
            at,
            remark: None,
        };
    let mut all = vec![
        limit(
            "moving_density",
            text("1-minute mean density where people walk", "行走处一分钟平均密度"),
            2.0,
            Some(peak),
            "/m²",
            Some(if planned { [82.0, 64.0] } else { [42.0, 14.0] }),
        ),
        limit(
            "standing_density",
            text("1-minute mean density where people stand", "站立处一分钟平均密度"),
            4.0,
            Some(3.1),
            "/m²",
            Some([62.0, 44.0]),
        ),
        limit(
            "critical",
            text("Person-minutes above 5 /m²", "高于 5 人/m² 的人·分钟"),
            0.0,
            Some(0.0),
            "person-min",
            None,
        ),
        limit(
            "pressure",
            text("Crowd pressure", "人群压力"),
            0.02,
            Some(0.011),
            "1/s²",
            Some([42.0, 15.0]),
        ),
        limit(
            "egress",
            text("Everybody out with the largest exit lost", "失去最大出口时的疏散时间"),
            8.0,
            None,
            "min",
            None,
        ),
        limit(
            "step_free",
            text("Step-free way to every attraction", "通往各处的无台阶通道宽度"),
            1.5,
            Some(1.2),
            "m",
            None,
        ),
    ];
    all[4].remark = Some(text("The run has no egress at its end.", "本次运行末尾没有疏散。"));
    // A least width is kept from above.
    all[5].kept = false;
    all
}

fn hotspots(planned: bool) -> Vec<Hotspot> {
    let alley = Hotspot {
        rank: 1,
        kind: HotspotKind::QueueInTheWay,
        outline: vec![vec![
            [38.0, 8.0],
            [46.0, 8.0],
            [46.0, 18.0],
            [48.0, 18.0],
            [48.0, 24.0],
            [36.0, 24.0],
            [36.0, 18.0],
            [38.0, 18.0],
        ]],
        centre: [42.0, 16.0],
        from_s: 60.0 * 84.0,
        until_s: 60.0 * 188.0,
        peak_per_m2: 4.4,
        peak_at_s: 60.0 * 162.0,
        person_min: 2840.0,
        why: text(
            "The queue at the tea corner reaches across the mouth of Bakers’ Alley, and those who come from the alley meet those who leave by it.",
            "茶水角的队列一直排到面包师巷口，从巷中进来的人与由此离开的人迎面相遇。",
        ),
        streams: vec![
            Stream {
                from: text("Bakers’ Alley", "面包师巷"),
                to: text("Stage", "舞台"),
                share: 0.46,
            },
            Stream {
                from: text("Station steps", "车站台阶"),
                to: text("Tea corner", "茶水角"),
                share: 0.31,
            },
            Stream {
                from: text("West Gate", "西门"),
                to: text("Bakers’ Alley", "面包师巷"),
                share: 0.14,
            },
        ],
        bottleneck: Some(CrossSection {
            line: [[40.0, 12.0], [44.0, 12.0]],
            width_m: 4.0,
            capacity_per_min: 328.0,
            demand_per_min: 372.0,
        }),
        forks: vec![
            Fork { at: [56.0, 28.0], longer_s: 24.0, share: 0.41 },
            Fork { at: [30.0, 33.0], longer_s: 38.0, share: 0.12 },
        ],
    };
    let steps = Hotspot {
        rank: if planned { 1 } else { 2 },
        kind: HotspotKind::Bottleneck,
        outline: vec![vec![[78.0, 58.0], [86.0, 58.0], [86.0, 68.0], [78.0, 68.0]]],
        centre: [82.0, 63.0],
        from_s: 60.0 * 152.0,
        until_s: 60.0 * 181.0,
        peak_per_m2: 2.9,
        peak_at_s: 60.0 * 166.0,
        person_min: 640.0,
        why: text(
            "When the band ends, more people want to go up to the station than the steps let through.",
            "乐队演出结束时，想上台阶去车站的人多于台阶所能通过的人。",
        ),
        streams: vec![Stream {
            from: text("Stage", "舞台"),
            to: text("Station steps", "车站台阶"),
            share: 0.83,
        }],
        bottleneck: Some(CrossSection {
            line: [[78.0, 62.0], [86.0, 62.0]],
            width_m: 8.0,
            capacity_per_min: 528.0,
            demand_per_min: 560.0,
        }),
        forks: vec![Fork { at: [70.0, 40.0], longer_s: 55.0, share: 0.7 }],
    };
    if planned { vec![steps] } else { vec![alley, steps] }
}

/// Two of those who were followed.
fn lives() -> Vec<Life> {
    let chapter = |from_s: f64, until_s: f64, en: &str, zh: &str| Chapter {
        from_s,
        until_s,
        peak_per_m2: 1.2,
        words: Bilingual::new(en, zh),
    };
    let life = |kind: LifeKind, visitor: u32, left_s: Option<f64>| Life {
        kind,
        visitor,
        followed: 240,
        segment: Bilingual::new("Families", "家庭"),
        entered_s: 1800.0,
        left_s,
        walked_m: 312.0,
        friction_min: 2.5,
        felt_min: 0.4,
        chapters: vec![
            chapter(1790.0, 1800.0, "comes in by North & South", "从北门进来"),
            chapter(1800.0, 1980.0, "walks 140 m towards the stage", "步行 140 米前往舞台"),
            chapter(1980.0, 4800.0, "is at the stage", "在舞台"),
        ],
        path: vec![[20.0, 5.0], [20.0, 12.0], [24.0, 20.0]],
    };
    vec![life(LifeKind::Typical, 1012, Some(4900.0)), life(LifeKind::Slowest, 77, None)]
}
