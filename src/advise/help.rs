//! What would help where no plan keeps every limit, and is not the event team's to place: fewer
//! visitors, and how many; more time to come in; another exit, and where.
//!
//! Each is tried by a run of the whole event with the plan on one seed, beside the run with the plan
//! alone.

use super::ground::{Ground, is_in};
use super::score::Score;
use super::trials::{Trial, Trials};
use super::under::{NewExit, Under};
use crate::assess::Hotspot;
use crate::document::{Bilingual, Problems};
use crate::plan::Plan;
use geo::orient::{Direction, Orient};
use geo::{Contains, Coord, Distance, Euclidean, Point};
use glam::Vec2;

/// Fewest visitors that are tried, as a share of those planned.
const FEWEST: f64 = 0.25;
/// How much longer arrivals are given: as the doors would open earlier, or what people come for
/// begin later.
const LONGER: f64 = 1.25;
/// Arrivals that can be stretched by less than this are left alone.
const LEAST_LONGER: f64 = 1.05;
/// Width of an exit that is tried, metres [a].
const EXIT_M: f64 = 4.0;
/// Exits that are there make another one this near to them no other one, metres [a].
const APART_M: f64 = 15.0;
/// How far inside the ground's edge its line lies, metres, and how far beyond no wall may be.
const INSIDE_M: f64 = 0.4;
const OUTSIDE_M: f64 = 0.6;
/// Distance between two places on the ground's edge that are looked at, metres.
const SPACED_M: f64 = 2.0;
/// Share of those in a jam who are on their way out from which on another exit is tried.
const LEAVING: f64 = 0.25;
/// What is left of the person-minutes above the limits, as a share, where something helps.
const HELPS: f64 = 0.9;

/// What is tried beyond a plan.
pub struct Beyond<'a, 't> {
    /// Where trials are made.
    pub trials: &'a mut Trials<'t>,
    /// The ground.
    pub ground: &'a Ground,
    /// The plan that stands.
    pub plan: &'a Plan,
    /// Seed of the runs.
    pub seed: u64,
}

impl Beyond<'_, '_> {
    /// What helps, in sentences; `rounds` of two runs each find how many visitors are not too many.
    /// Empty where it was stopped; nothing but visitors where no place is too dense any more.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub fn help(mut self, rounds: usize) -> Result<Vec<Bilingual>, Problems> {
        let Some(most) = self.most_visitors(rounds)? else { return Ok(Vec::new()) };
        let mut help = vec![self.fewer_visitors(most)];
        let Some(with_plan) = self.score(&[Under::AsPlanned])? else { return Ok(help) };
        let with_plan = &with_plan[0];
        let above = with_plan.above_person_min;
        if above <= 0.0 {
            return Ok(help);
        }
        let (longer, exits) = (self.longer(), self.exits(with_plan));
        let under =
            longer.into_iter().map(Under::Arrivals).chain(exits.iter().copied().map(Under::Exit));
        let Some(scores) = self.score(&under.collect::<Vec<_>>())? else { return Ok(help) };
        let mut left = scores.iter().map(|score| match score.impossible {
            Some(_) => f64::INFINITY,
            None => score.above_person_min / above,
        });
        if let Some(factor) = longer {
            help.extend(left.next().map(|left| self.says_longer(factor, left)));
        }
        let best = exits.iter().zip(left).min_by(|a, b| a.1.total_cmp(&b.1));
        help.extend(best.map(|(exit, left)| self.says_exit(exit, left)));
        Ok(help)
    }

    fn score(&mut self, under: &[Under]) -> Result<Option<Vec<Score>>, Problems> {
        let trial = |under: &Under| Trial { under: *under, ..Trial::whole(self.plan, self.seed) };
        let trials: Vec<Trial> = under.iter().map(trial).collect();
        self.trials.scores(&trials)
    }

    /// The most visitors, as a share of those planned, with whom the plan keeps every limit, by
    /// `rounds` of two runs, each a third of what is left: `Some(None)` where not even the fewest tried
    /// do. `None` where it was stopped.
    fn most_visitors(&mut self, rounds: usize) -> Result<Option<Option<f64>>, Problems> {
        let (mut kept, mut broken) = (None, 1.0);
        for _ in 0..rounds {
            let low: f64 = kept.unwrap_or(FEWEST);
            let factors = [1.0, 2.0].map(|third| low + (broken - low) * third / 3.0);
            let Some(scores) = self.score(&factors.map(Under::Visitors))? else { return Ok(None) };
            for (factor, score) in factors.into_iter().zip(scores) {
                if score.is_unsafe {
                    broken = factor;
                    break;
                }
                kept = Some(factor);
            }
        }
        Ok(Some(kept))
    }

    /// Arrivals over more time, as far as the event is long enough.
    fn longer(&self) -> Option<f64> {
        let scenario = &self.ground.scenario;
        let comes = |share: &Vec<f64>| share.iter().sum::<f64>() > 0.0;
        let bins = scenario.demand.bins.iter().filter(|bin| comes(&bin.share));
        let last_s = bins.map(|bin| bin.until_s).fold(0.0, f64::max);
        let factor = (scenario.clock.duration_s / last_s.max(1.0)).min(LONGER);
        (last_s > 0.0 && factor >= LEAST_LONGER).then_some(factor)
    }

    /// Exits nearest to the worst jam of those who leave: to its middle, and to where most of them
    /// could still have gone another way.
    fn exits(&self, score: &Score) -> Vec<NewExit> {
        let leaves = |jam: &&Hotspot| {
            let exits = jam.streams.iter().filter(|stream| self.is_exit(&stream.to));
            exits.map(|stream| stream.share).sum::<f64>() >= LEAVING
        };
        let Some(jam) = score.hotspots.iter().find(leaves) else { return Vec::new() };
        let fork = jam.forks.iter().max_by(|a, b| a.share.total_cmp(&b.share));
        let mut exits: Vec<NewExit> = Vec::new();
        for near in [Some(jam.centre), fork.map(|fork| fork.at)].into_iter().flatten() {
            let Some(exit) = self.exit_near(near, jam) else { continue };
            let apart = |known: &NewExit| distance_m(known.middle(), exit.middle()) >= APART_M;
            if exits.iter().all(apart) {
                exits.push(exit);
            }
        }
        exits
    }

    fn is_exit(&self, goal: &Bilingual) -> bool {
        let goal = self.ground.goal_named(goal);
        goal.is_some_and(|goal| self.ground.attraction(goal).is_none())
    }

    /// The place on the ground's edge nearest to another where an exit could be: no wall, building or
    /// water lies beyond, nobody leaves there yet, and it does not lie in the jam itself.
    fn exit_near(&self, near: [f64; 2], jam: &Hotspot) -> Option<NewExit> {
        let near = Coord { x: near[0], y: near[1] };
        let ground = self.ground.scenario.venue.ground.orient(Direction::Default);
        let edges = ground.iter().flat_map(|part| part.exterior().lines());
        let exits = edges.flat_map(|edge| {
            let along = edge.end - edge.start;
            let length_m = along.x.hypot(along.y);
            let along = along / length_m.max(1e-9);
            let spots = ((length_m - EXIT_M) / SPACED_M).floor().max(-1.0) as i64 + 1;
            (0..spots).map(move |spot| {
                let from = edge.start + along * (spot as f64 * SPACED_M);
                // The ground lies to the left of its outer edge.
                let inward = Coord { x: -along.y, y: along.x };
                (from, from + along * EXIT_M, inward)
            })
        });
        let possible = exits.filter_map(|(from, to, inward)| {
            let exit = NewExit { ends: [from + inward * INSIDE_M, to + inward * INSIDE_M] };
            let beyond = (from + to) / 2.0 - inward * OUTSIDE_M;
            let at = |c: Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
            let free = [exit.ends[0], exit.middle(), exit.ends[1]].map(at);
            let free = free.iter().all(|at| self.ground.is_free(*at));
            let good = free && !self.is_closed(beyond) && !is_in(jam, at(exit.middle()));
            (good && self.is_apart(exit.middle())).then_some(exit)
        });
        let away = |exit: &NewExit| distance_m(exit.middle(), near);
        possible.min_by(|a, b| away(a).total_cmp(&away(b)))
    }

    /// Whether something stands there.
    fn is_closed(&self, at: Coord<f64>) -> bool {
        let obstacles = &self.ground.scenario.venue.obstacles;
        obstacles.iter().any(|obstacle| obstacle.shape.contains(&Point::from(at)))
    }

    /// Whether people leave nowhere near a place.
    fn is_apart(&self, at: Coord<f64>) -> bool {
        let portals = self.ground.scenario.portals.iter().filter(|portal| portal.outward);
        let mut points = portals.flat_map(|portal| portal.shape.shape.points());
        points.all(|point| distance_m(*point, at) >= APART_M)
    }

    /// How many visitors are not too many. `most`: as a share of those planned.
    fn fewer_visitors(&self, most: Option<f64>) -> Bilingual {
        let planned = self.ground.scenario.demand.visitors;
        let Some(share) = most else {
            return Bilingual::new(
                format!(
                    "Not even a quarter of the {planned} visitors keeps every limit: it is not how many \
                     come, but where and when; look at the limits above."
                ),
                format!(
                    "即使只有 {planned} 人的四分之一也守不住限值：问题不在人数，而在地点和时间；请看上面的限值。"
                ),
            );
        };
        let visitors = (f64::from(planned) * share).round();
        let stands = self.stands();
        Bilingual::new(
            format!(
                "With {visitors:.0} visitors instead of {planned}, every limit is kept {} (found by runs \
                 on one seed).",
                stands.en
            ),
            format!(
                "客流由 {planned} 人减至约 {visitors:.0} 人，{}可守住各项限值（以一个种子模拟得出）。",
                stands.zh
            ),
        )
    }

    /// What stands in all of it.
    fn stands(&self) -> Bilingual {
        if self.plan.measures.is_empty() {
            Bilingual::new("without any measure", "不采取措施时")
        } else {
            Bilingual::new("with the recommended plan", "采用推荐方案时")
        }
    }

    /// What arrivals over more time do, with what they leave of the person-minutes above the limits.
    fn says_longer(&self, factor: f64, left: f64) -> Bilingual {
        let more = 100.0 * (factor - 1.0);
        if left > HELPS {
            return Bilingual::new(
                format!(
                    "Arrivals over {more:.0} % more time would not help: that takes less than a tenth of \
                     the person-minutes above the limits away."
                ),
                format!("把到达时间拉长 {more:.0} % 帮助不大：超限人·分钟减少不到一成。"),
            );
        }
        let (less, stands) = (100.0 * (1.0 - left), self.stands());
        Bilingual::new(
            format!(
                "With arrivals over {more:.0} % more time (doors that open earlier, or a later start of \
                 what people come for) {less:.0} % fewer person-minutes lie above the limits {} (one seed).",
                stands.en
            ),
            format!(
                "把到达时间拉长 {more:.0} %（提前开门，或推迟节目开始），{}超限人·分钟再减少 {less:.0} %（一个种子）。",
                stands.zh
            ),
        )
    }

    /// The same of one exit more.
    fn says_exit(&self, exit: &NewExit, left: f64) -> Bilingual {
        let at = exit.middle();
        let place = self.ground.place(Vec2::new(at.x as f32, at.y as f32));
        let (width_m, x, y) = (exit.width_m(), at.x, at.y);
        let en = format!("another exit of {width_m:.0} m at ({x:.0}, {y:.0}), near {}", place.en);
        let zh = format!("在 ({x:.0}, {y:.0})（{}附近）增设 {width_m:.0} m 宽的出口", place.zh);
        if left > HELPS {
            return Bilingual::new(
                format!(
                    "Even {en}, would not help: that takes less than a tenth of the person-minutes above \
                     the limits away."
                ),
                format!("{zh}帮助不大：超限人·分钟减少不到一成。"),
            );
        }
        let (less, stands) = (100.0 * (1.0 - left), self.stands());
        Bilingual::new(
            format!(
                "With {en}, {less:.0} % fewer person-minutes lie above the limits {} (one seed).",
                stands.en
            ),
            format!("{zh}，{}超限人·分钟再减少 {less:.0} %（一个种子）。", stands.zh),
        )
    }
}

fn distance_m(a: Coord<f64>, b: Coord<f64>) -> f64 {
    Euclidean.distance(&Point::from(a), &Point::from(b))
}
