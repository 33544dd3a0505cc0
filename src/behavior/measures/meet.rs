//! Who meets which measure: one look a second at everybody near any.

use super::guide::{Meeting, PASSED_M};
use super::view::{Post, Seen};
use super::{Acts, Measures};
use crate::behavior::minds::{Minds, Scene};
use crate::crowd::{Activity, Frozen};
use crate::geometry::to_vec;
use crate::navigation::Ways;
use crate::plan::{MeasureKind, Plan};
use glam::Vec2;

impl Minds {
    /// Takes up a plan; `number_of` gives a measure's number in the ledger.
    pub fn take_up_plan(
        &mut self,
        plan: &Plan,
        scene: &mut Scene,
        number_of: impl FnMut(&str) -> u16,
    ) {
        let mut measures = std::mem::take(&mut self.measures);
        let before: Vec<(u16, crate::plan::Measure)> =
            measures.list.iter().map(|m| (m.number, m.planned.clone())).collect();
        measures.take_up(plan, scene.scenario, scene.ways, scene.now_s, number_of);
        measures.let_go(scene.crowd);
        // What has been changed says something new: everybody can be told again.
        for (number, planned) in before {
            let same = |m: &super::Measure| m.number == number && m.planned != planned;
            if measures.list.iter().any(same) {
                self.parties.iter_mut().for_each(|mind| mind.told.retain(|n| *n != number));
            }
        }
        self.measures = measures;
    }

    /// One second of all near a measure whose party `has_turn`, and one tick of all lines;
    /// `second`: whether a second ends.
    pub fn meet_measures(
        &mut self,
        has_turn: impl Fn(u32) -> bool,
        scene: &mut Scene,
        frozen: &Frozen,
        second: bool,
    ) {
        if self.measures.near.is_empty() && self.measures.vias.is_empty() {
            return;
        }
        let mut measures = std::mem::take(&mut self.measures);
        measures.let_on(scene.crowd, scene.guests, frozen, scene.now_s, second);
        let mut meetings: Vec<Meeting> = Vec::new();
        for row in 0..scene.crowd.len() {
            if !has_turn(scene.crowd.party[row]) {
                continue;
            }
            for slot in measures.near.slots(scene.crowd.at(row)) {
                let measure = measures.near.measure(slot);
                if measures.is_line(measure) {
                    self.meet_line(&mut measures, measure, row, scene);
                } else if measures.list[measure].works(scene.now_s) {
                    meetings.extend(self.meets(&measures, measure, row, scene));
                }
            }
            self.pass_via(row, scene, &measures);
        }
        self.guide(&mut measures, meetings, scene, frozen);
        self.measures = measures;
    }

    /// Takes up which barriers are seen from where, as they stand now.
    pub fn see_barriers(&mut self, scene: &Scene) {
        let seen = self.measures.list.iter().filter(|m| m.works(scene.now_s)).filter_map(|m| {
            let MeasureKind::Barrier(barrier) = &m.planned.kind else { return None };
            let [pieces, openings] = [barrier.segments(), barrier.gaps()]
                .map(|lines| lines.iter().map(|[a, b]| [to_vec(a), to_vec(b)]).collect());
            Some(Seen { measure: m.number, pieces, openings })
        });
        let seen: Vec<Seen> = seen.collect();
        let portals = scene.scenario.portals.iter().enumerate();
        let exits: Vec<u16> =
            portals.filter(|(_, p)| p.outward).map(|(number, _)| number as u16).collect();
        self.measures.view.take_up_barriers(scene.ways, &seen, &exits);
    }

    /// Takes up who stands at a post now.
    pub fn see_posts(&mut self, ways: &Ways, now_s: f64) {
        let posts = self.measures.list.iter().filter(|m| m.works(now_s)).filter_map(|m| {
            let MeasureKind::Volunteer(volunteer) = &m.planned.kind else { return None };
            let at = to_vec(&volunteer.post.coord());
            Some(Post { measure: m.number, at, uniform: volunteer.uniform })
        });
        let posts: Vec<Post> = posts.collect();
        self.measures.view.take_up_posts(ways, posts);
    }

    /// Whether somebody has come to the point by which their party was sent.
    fn pass_via(&mut self, row: usize, scene: &mut Scene, measures: &Measures) {
        let party = scene.crowd.party[row];
        let Some(via) = self.parties[party as usize].via else { return };
        let others = self.gates.len() + self.attractions.len();
        let spot = measures.vias.get(usize::from(via).wrapping_sub(others));
        let passed = spot.is_none_or(|spot| {
            scene.crowd.activity[row] == Activity::Walk
                && to_vec(&spot.coord()).distance(scene.crowd.at(row)) < PASSED_M
        });
        if passed {
            self.parties[party as usize].via = None;
            self.look_anew(party, scene);
        }
    }

    /// Where the point is whose goal has this number.
    pub(super) fn via_place(&self, via: u16, scene: &Scene) -> Option<Vec2> {
        scene.ways.goal(via).and_then(|goal| goal.nearest(Vec2::ZERO))
    }
}

impl Measures {
    fn is_line(&self, measure: usize) -> bool {
        matches!(self.list[measure].acts, Acts::Hold(_))
    }
}
