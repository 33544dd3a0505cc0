//! The searches that the advisor is held against.

use super::{AVAILABLE, Arena};
use glam::Vec2;
use wuwei::advise::{Dice, Effort, Jam, Judged, varied};
use wuwei::document::Bilingual;
use wuwei::plan::{
    Advice, AdvisedTo, Barrier, Gate, Measure, MeasureKind, OneWay, Plan, Sign, Spot, Task,
    Volunteer, Waves, Works,
};
use wuwei::scenario::Uniform;

/// Plans of one generation of the genetic algorithm.
const GENERATION: usize = 6;
/// Share of children that are changed after they were put together.
const MUTATES: f64 = 0.7;

/// When measures stand: from before the first jam to after the last, as the advisor's do.
fn span_s(arena: &Arena) -> [f64; 2] {
    let jams = || arena.trials.bases().iter().flat_map(|base| &base.record.score.hotspots);
    let first_s = jams().map(|jam| jam.from_s).fold(f64::INFINITY, f64::min) - 900.0;
    let last_s = jams().map(|jam| jam.until_s).fold(0.0, f64::max) + 300.0;
    let from_s = arena.trials.bases()[0].saved_before(first_s.max(0.0)).unwrap_or(0.0);
    [from_s, last_s.min(arena.ready.prepared.scenario.clock.duration_s)]
}

/// A point of the ground.
fn anywhere(arena: &Arena, dice: &mut Dice) -> Vec2 {
    let grid = &arena.ready.ground.terrain().grid;
    loop {
        let at = grid.centre(dice.one_of(grid.len()));
        if arena.ready.ground.is_free(at) {
            return at;
        }
    }
}

fn spot(at: Vec2) -> Spot {
    let round = |m: f32| (f64::from(m) * 10.0).round() / 10.0;
    Spot { x: round(at.x), y: round(at.y) }
}

/// A measure of any kind, anywhere.
fn any_measure(arena: &Arena, number: usize, dice: &mut Dice) -> Measure {
    let [from_s, until_s] = span_s(arena);
    let at = anywhere(arena, dice);
    let line = |dice: &mut Dice, length_m: f64| {
        let angle = dice.between(0.0, std::f64::consts::TAU);
        let half = Vec2::from_angle(angle as f32) * (length_m / 2.0) as f32;
        [at - half, at + half].map(spot).map(Spot::coord).into_iter().collect()
    };
    let scenario = &arena.ready.prepared.scenario;
    let advice = |arena: &Arena, dice: &mut Dice| {
        let to = match dice.one_of(3) {
            0 => AdvisedTo::Via(spot(anywhere(arena, dice))),
            1 => {
                let exits: Vec<_> = scenario.portals.iter().filter(|p| p.outward).collect();
                AdvisedTo::Exit(exits[dice.one_of(exits.len())].shape.id.clone())
            }
            _ => {
                let all = &scenario.attractions;
                AdvisedTo::First(all[dice.one_of(all.len())].shape.id.clone())
            }
        };
        vec![Advice { to, share: (dice.between(0.2, 1.0) * 10.0).round() / 10.0 }]
    };
    let kind = match dice.one_of(5) {
        0 | 1 => {
            let length_m = dice.between(3.0, 16.0);
            let line = line(dice, length_m);
            MeasureKind::Barrier(Barrier { line, openings: Vec::new(), unit_m: 2.3 })
        }
        2 => MeasureKind::Volunteer(Volunteer {
            post: spot(at),
            comes_by: None,
            uniform: Uniform::Volunteer,
            instructs: false,
            complies: 0.70,
            task: Task::Advise { says: advice(arena, dice), heading: Vec::new() },
        }),
        3 => MeasureKind::Sign(Sign {
            at: spot(at),
            faces_deg: None,
            dynamic: true,
            says: advice(arena, dice),
            heading: Vec::new(),
            noticed: 0.77,
            complies: 0.66 / 0.77,
        }),
        _ if dice.one_of(2) == 0 => MeasureKind::OneWay(OneWay { line: line(dice, 6.0) }),
        _ => MeasureKind::Gate(Gate {
            line: line(dice, 6.0),
            informed: true,
            works: Works::Waves(Waves {
                closes_above: 2.0,
                opens_below: 1.5,
                shortest_s: 30.0,
                longest_s: 90.0,
                watches: None,
                within_m: 6.0,
            }),
        }),
    };
    let id = format!("m{number}");
    Measure { name: Bilingual::same(id.clone()), id, why: None, from_s, until_s, kind }
}

/// A plan of one to three measures anywhere.
fn any_plan(arena: &Arena, dice: &mut Dice) -> Plan {
    loop {
        let count = 1 + dice.one_of(3);
        let measures = (0..count).map(|number| any_measure(arena, number, dice)).collect();
        let plan = Plan { name: Bilingual::default(), measures };
        if AVAILABLE.covers(&Effort::of(&plan)) {
            return plan;
        }
    }
}

/// Plans at random.
pub fn random(arena: &mut Arena, repetition: u64) {
    let mut dice = Dice::new(repetition);
    loop {
        let plan = any_plan(arena, &mut dice);
        if arena.try_all(&[plan]).is_none() {
            return;
        }
    }
}

/// The jams in order; for each the ideas in order until one makes it better, which is kept.
pub fn greedy(arena: &mut Arena, _: u64) {
    let mut best = Plan::default();
    let mut loss = 1.0;
    let jams = arena.trials.bases()[0].record.score.hotspots.clone();
    for jam in &jams {
        let ideas = {
            let base = &arena.trials.bases()[0];
            let saved = |at_s| base.saved_before(at_s);
            Jam::new(&arena.ready.ground, jam, std::slice::from_ref(jam), saved).candidates()
        };
        for idea in ideas {
            let plan = idea.added_to(&best);
            if !AVAILABLE.covers(&Effort::of(&plan)) {
                continue;
            }
            let Some(judged) = arena.try_all(std::slice::from_ref(&plan)) else { return };
            if judged[0].loss < loss {
                (best, loss) = (plan, judged[0].loss);
                break;
            }
        }
    }
}

/// A genetic algorithm: tournaments of two, uniform crossover of measures, one change a child, the
/// best of parents and children go on.
pub fn genetic(arena: &mut Arena, repetition: u64) {
    let mut dice = Dice::new(repetition + 1000);
    let first: Vec<Plan> = (0..GENERATION).map(|_| any_plan(arena, &mut dice)).collect();
    let Some(judged) = arena.try_all(&first) else { return };
    let mut people: Vec<(Plan, Judged)> = first.into_iter().zip(judged).collect();
    loop {
        let children: Vec<Plan> =
            (0..GENERATION).map(|_| child(arena, &people, &mut dice)).collect();
        let Some(judged) = arena.try_all(&children) else { return };
        people.extend(children.into_iter().zip(judged));
        people.sort_by(|a, b| a.1.loss.total_cmp(&b.1.loss));
        people.truncate(GENERATION);
    }
}

fn child(arena: &Arena, people: &[(Plan, Judged)], dice: &mut Dice) -> Plan {
    let parent = |dice: &mut Dice| {
        let (a, b) = (dice.one_of(people.len()), dice.one_of(people.len()));
        if people[a].1.loss <= people[b].1.loss { &people[a].0 } else { &people[b].0 }
    };
    let (mother, father) = (parent(dice), parent(dice));
    let mut measures: Vec<Measure> = Vec::new();
    for measure in mother.measures.iter().chain(&father.measures) {
        if dice.one_of(2) == 0 {
            let mut measure = measure.clone();
            measure.id = format!("m{}", measures.len());
            measures.push(measure);
        }
    }
    let mut plan = Plan { name: Bilingual::default(), measures };
    if plan.measures.is_empty() || !AVAILABLE.covers(&Effort::of(&plan)) {
        return any_plan(arena, dice);
    }
    if dice.share() < MUTATES {
        let ground = &arena.ready.ground;
        let none = Plan::default();
        plan = varied(&plan, &none, ground, &AVAILABLE, dice).unwrap_or(plan);
    }
    plan
}
