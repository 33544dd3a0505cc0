//! Whether measures can work where a plan has them: posts that somebody can walk to in time, signs
//! and volunteers that somebody passes, lines that hold whom they should, and no way cut off.

use super::setup;
use crate::behavior::{Gate, Measures, walk_to_post};
use crate::document::{Bilingual, Place, Problems};
use crate::geometry::{WallSegment, to_vec};
use crate::navigation::{WayKind, Ways};
use crate::plan::{Measure, MeasureKind, Plan, Task, Volunteer};
use crate::scenario::Scenario;
use glam::Vec2;
use std::path::Path;
use std::sync::Arc;

/// How far signs and volunteers reach, metres: as in [`crate::behavior`].
const REACH_M: f32 = 15.0;
const SIGN_M: [f32; 2] = [20.0, 30.0];

/// An event's ground and the ways on it without a plan, on which measures are tried.
pub struct Placement {
    scenario: Arc<Scenario>,
    ways: Ways,
    courses: Vec<Course>,
    /// All ways from an entrance to a goal, point by point.
    traces: Vec<Vec<Vec2>>,
}

/// Why a measure cannot work where it is, or not as meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Misplaced {
    /// Whether it does nothing at all there; otherwise it works, and does harm or little.
    pub in_vain: bool,
    /// What is amiss.
    pub what: Bilingual,
    /// What can be done about it.
    pub hint: Bilingual,
}

/// Somebody on the way from one place to another: from where, and to which goal.
struct Course {
    from: Vec2,
    goal: u16,
    step_free: bool,
    what: Bilingual,
}

impl Placement {
    /// Looks for all ways of an event; takes as long as setting up a run of it.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let ways = setup::ways(&scenario, &[]);
        let courses = courses(&scenario, &ways);
        let traces = courses
            .iter()
            .filter(|course| !course.step_free)
            .map(|course| ways.free_field(kind(course)).trace(course.from))
            .collect();
        Self { scenario, ways, courses, traces }
    }

    /// What of a plan cannot work as placed. `file` names the plan in messages.
    pub fn check(&self, plan: &Plan, file: &Path) -> Problems {
        let mut problems = Problems::default();
        for measure in &plan.measures {
            for found in self.of(measure) {
                let named = format!("{} \"{}\"", measure.kind.kind_name(), measure.id);
                let what = Bilingual::new(
                    format!("{named}: {}", found.what.en),
                    format!("{named}：{}", found.what.zh),
                );
                match found.in_vain {
                    true => problems.error(Place::file(file), what, found.hint),
                    false => problems.warn(Place::file(file), what, found.hint),
                }
            }
        }
        problems
    }

    /// Why a measure cannot work where it is.
    pub fn of(&self, measure: &Measure) -> Vec<Misplaced> {
        [self.post(measure), self.sight(measure), self.line(measure), self.cut(measure)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// A post to which nobody can walk, or not within the shift.
    fn post(&self, measure: &Measure) -> Option<Misplaced> {
        let MeasureKind::Volunteer(volunteer) = &measure.kind else { return None };
        let from = match &volunteer.comes_by {
            Some(id) => Bilingual::same(format!("\"{id}\"")),
            None => Bilingual::new("any portal", "任何出入口"),
        };
        match walk_to_post(volunteer, &self.scenario, &self.ways) {
            None => Some(Misplaced {
                in_vain: true,
                what: Bilingual::new(
                    format!("nobody can walk from {} to the post", from.en),
                    format!("从{}走不到这个岗位", from.zh),
                ),
                hint: Bilingual::new(
                    "a wall or a gap in the ground is between; see the venue's picture",
                    "中间有墙或地面缺口；请看场地图",
                ),
            }),
            Some((_, walk_s)) if measure.from_s + walk_s >= measure.until_s => Some(Misplaced {
                in_vain: true,
                what: Bilingual::new(
                    format!(
                        "the shift ends before they are at the post, {:.1} min from {}",
                        walk_s / 60.0,
                        from.en
                    ),
                    format!(
                        "还没走到岗位班次就结束了：从{}要走 {:.1} 分钟",
                        from.zh,
                        walk_s / 60.0
                    ),
                ),
                hint: Bilingual::new(
                    "let it begin earlier or end later",
                    "让班次早些开始或晚些结束",
                ),
            }),
            Some(_) => None,
        }
    }

    /// A sign or a volunteer that nobody sees on the way from anywhere to anywhere.
    fn sight(&self, measure: &Measure) -> Option<Misplaced> {
        let (spot, reach_m) = match &measure.kind {
            MeasureKind::Volunteer(volunteer) => (volunteer.post, REACH_M),
            MeasureKind::Sign(sign) => (sign.at, SIGN_M[usize::from(sign.dynamic)]),
            MeasureKind::Leaders(leaders) => (leaders.at, leaders.within_m as f32),
            _ => return None,
        };
        let at = Vec2::new(spot.x as f32, spot.y as f32);
        let seen = |p: &Vec2| p.distance(at) <= reach_m && self.ways.sight.sees(*p, at);
        (!self.traces.iter().flatten().any(seen)).then(|| Misplaced {
            in_vain: false,
            what: Bilingual::new(
                format!(
                    "no way from an entrance to an attraction or exit passes within {reach_m} m and in sight"
                ),
                format!("从入口到兴趣点或出口的路，没有一条在 {reach_m} 米内且看得见处经过"),
            ),
            hint: Bilingual::new("move it to where people walk", "请移到有人走的地方"),
        })
    }

    /// A line that holds people who come from its left, where all come from its right, or nobody does.
    fn line(&self, measure: &Measure) -> Option<Misplaced> {
        let line = match &measure.kind {
            MeasureKind::Gate(gate) => &gate.line,
            MeasureKind::Volunteer(Volunteer { task: Task::Hold(hold), .. }) => &hold.line,
            _ => return None,
        };
        let points: Vec<Vec2> = line.coords().map(to_vec).collect();
        let (mut from_left, mut from_right) = (0, 0);
        for step in self.traces.iter().flat_map(|trace| trace.windows(2)) {
            for piece in points.windows(2) {
                if (WallSegment { a: piece[0], b: piece[1] }).meets(step[0], step[1]) {
                    let is_left = (piece[1] - piece[0]).perp_dot(step[0] - piece[0]) > 0.0;
                    *(if is_left { &mut from_left } else { &mut from_right }) += 1;
                }
            }
        }
        let (what, hint) = match (from_left, from_right) {
            (0, 0) => (
                Bilingual::new(
                    "no way from an entrance to an attraction or exit crosses the line",
                    "从入口到兴趣点或出口的路，没有一条穿过这条线",
                ),
                Bilingual::new("move it to where people walk", "请移到有人走的地方"),
            ),
            (0, _) => (
                Bilingual::new(
                    "it holds those who come from the left of the line, and all come from its right",
                    "它拦的是从线左侧来的人，而所有人都从右侧来",
                ),
                Bilingual::new("give its points from the other end", "请把线上各点反过来写"),
            ),
            _ => return None,
        };
        Some(Misplaced { in_vain: false, what, hint })
    }

    /// A measure that alone leaves no way where there was one.
    fn cut(&self, measure: &Measure) -> Option<Misplaced> {
        let alone = Plan { measures: vec![measure.clone()], ..Plan::default() };
        let barriers = setup::barrier_segments(&alone, &[true]);
        let rules = Measures::rules(&alone, &[true]);
        if barriers.is_empty() && rules.is_empty() {
            return None;
        }
        let mut changed = setup::ways(&self.scenario, &barriers);
        changed.set_rules(rules.clone(), &barriers);
        let inside = |course: &Course| {
            // Nobody is to get to what lies in a zone that is closed.
            let goal = self.ways.goal(course.goal).and_then(|goal| goal.nearest(course.from));
            goal.is_some_and(|at| rules.is_closed(at))
        };
        let lost = |course: &&Course| {
            !changed.field_at(kind(course), course.from).distance_m(course.from).is_finite()
                && !inside(course)
        };
        let lost: Vec<&Course> = self.courses.iter().filter(lost).collect();
        let first = &lost.first()?.what;
        let others = match lost.len() - 1 {
            0 => Bilingual::default(),
            more => {
                Bilingual::new(format!(" (and {more} other ways)"), format!("（另有 {more} 条路）"))
            }
        };
        Some(Misplaced {
            in_vain: false,
            what: Bilingual::new(
                format!("cuts off the way {}{}", first.en, others.en),
                format!("切断了{}的路{}", first.zh, others.zh),
            ),
            hint: Bilingual::new(
                "leave an opening of 1.5 m at least, or let it stand at another time",
                "请至少留 1.5 米的口子，或换个时间摆放",
            ),
        })
    }
}

fn kind(course: &Course) -> WayKind {
    WayKind { goal: course.goal, step_free: course.step_free, informed: false }
}

/// From every entrance to all attractions and exits, where there is a way.
fn courses(scenario: &Scenario, ways: &Ways) -> Vec<Course> {
    let step_free = scenario.segments.iter().any(|s| s.step_free && s.share > 0.0);
    let kinds: &[bool] = if step_free { &[false, true] } else { &[false] };
    let portals = scenario.portals.iter().enumerate();
    let exits = portals.clone().filter(|(_, p)| p.outward);
    let exits = exits.map(|(i, p)| {
        let id = &p.shape.id;
        (i as u16, Bilingual::new(format!("exit \"{id}\""), format!("出口“{id}”")))
    });
    let attractions = scenario.attractions.iter().enumerate().map(|(i, a)| {
        let id = &a.shape.id;
        let name = Bilingual::new(format!("attraction \"{id}\""), format!("兴趣点“{id}”"));
        ((scenario.portals.len() + i) as u16, name)
    });
    let goals: Vec<(u16, Bilingual)> = exits.chain(attractions).collect();
    let mut courses = Vec::new();
    for (from, portal) in portals.filter(|(_, p)| p.inward) {
        let Some(entry) = Gate::new(portal, &ways.terrain).entries.first().copied() else {
            continue;
        };
        for (goal, name) in goals.iter().filter(|(goal, _)| usize::from(*goal) != from) {
            for step_free in kinds.iter().copied() {
                let who =
                    if step_free { (" without stairs", "（不走台阶）") } else { ("", "") };
                let id = &portal.shape.id;
                let what = Bilingual::new(
                    format!("from \"{id}\" to {}{}", name.en, who.0),
                    format!("从“{id}”到{}{}", name.zh, who.1),
                );
                let course = Course { from: entry, goal: *goal, step_free, what };
                if ways.free_field(kind(&course)).distance_m(entry).is_finite() {
                    courses.push(course);
                }
            }
        }
    }
    courses
}
