//! What a party plans to do: which stops, which shows, when it goes home.

use crate::crowd::{Draw, Party, Purpose};
use crate::scenario::{AttractionKind, Scenario};
use serde::{Deserialize, Serialize};

/// Time between two stops that a plan counts with, seconds [a].
const WAY_BETWEEN_S: f64 = 180.0;
/// Most stops that a party plans [a].
const MOST_STOPS: usize = 8;
/// Longest time before a show at which people set out for it, seconds [a].
const SHOW_LEAD_S: f64 = 900.0;

/// The plan of one party.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Itinerary {
    /// Attractions still to visit; one that occurs again is visited again, after the others.
    pub stops: Vec<u16>,
    /// Shows to see: when to set out (seconds since the event's start), index of the show.
    pub shows: Vec<(f64, u16)>,
    /// When to go home, seconds since the event's start.
    pub home_s: f64,
    /// When the next need comes, seconds since the event's start; infinite without.
    pub need_s: f64,
}

impl Itinerary {
    /// The plan of a party that goes home at once.
    pub fn none(now_s: f64) -> Self {
        Self { home_s: now_s, need_s: f64::INFINITY, ..Self::default() }
    }

    /// Draws the plan of a party that came in at `now_s`. `can_reach` says which attractions
    /// it can get to.
    pub fn draw(
        scenario: &Scenario,
        seed: u64,
        party: &Party,
        now_s: f64,
        can_reach: impl Fn(usize) -> bool,
    ) -> Self {
        let mut draw = Draw::new(seed, party.draw_id, Purpose::Itinerary, 0);
        let stay_s =
            Draw::new(seed, party.draw_id, Purpose::Stay, 0).spread(&scenario.demand.stay_s);
        let home_s = now_s + stay_s;
        let mut weights: Vec<f64> = scenario
            .attractions
            .iter()
            .enumerate()
            .map(|(i, a)| {
                let opens = a.open.iter().any(|o| o[0] < home_s && o[1] > now_s);
                let by_need = need_every_s(&a.kind).is_some();
                let wanted = opens && !by_need && can_reach(i);
                if wanted { a.appeal[party.segment as usize] } else { 0.0 }
            })
            .collect();
        let all = weights.clone();
        let mut stops = Vec::new();
        let mut time_left_s = stay_s;
        while time_left_s > 0.0 && stops.len() < MOST_STOPS {
            // Where there is less to see than time to stay, people see it again.
            let next = draw.weighted(&weights).or_else(|| {
                weights.clone_from(&all);
                draw.weighted(&weights)
            });
            let Some(next) = next else { break };
            weights[next] = 0.0;
            time_left_s -= scenario.attractions[next].stay_s.mean + WAY_BETWEEN_S;
            stops.push(next as u16);
        }
        let mut itinerary = Self { stops, shows: Vec::new(), home_s, need_s: f64::INFINITY };
        itinerary.draw_shows(scenario, seed, party, now_s, can_reach);
        itinerary.draw_need(scenario, seed, party, now_s, 0);
        itinerary
    }

    /// The stops up to the first that occurs again.
    pub fn first_round(&self) -> impl Iterator<Item = u16> + '_ {
        let is_new = |i: &usize| !self.stops[..*i].contains(&self.stops[*i]);
        (0..self.stops.len()).take_while(is_new).map(|i| self.stops[i])
    }

    /// Draws when the next need comes, counted from `now_s`.
    pub fn draw_need(
        &mut self,
        scenario: &Scenario,
        seed: u64,
        party: &Party,
        now_s: f64,
        counter: u32,
    ) {
        let every_s = scenario
            .attractions
            .iter()
            .filter_map(|a| need_every_s(&a.kind))
            .min_by(f64::total_cmp);
        let uniform = Draw::new(seed, party.draw_id, Purpose::Need, counter).uniform();
        self.need_s = every_s.map_or(f64::INFINITY, |s| now_s - s * (1.0 - uniform).ln());
    }

    fn draw_shows(
        &mut self,
        scenario: &Scenario,
        seed: u64,
        party: &Party,
        now_s: f64,
        can_reach: impl Fn(usize) -> bool,
    ) {
        for (index, show) in scenario.programme.iter().enumerate() {
            let mut draw = Draw::new(seed, party.draw_id, Purpose::Show, index as u32);
            let wants = draw.chance(show.draw);
            // Most come shortly before it starts, some early for a good place.
            let set_out_s = show.from_s - SHOW_LEAD_S * draw.uniform().powi(2);
            let there = show.until_s > now_s && show.from_s < self.home_s;
            if wants && there && can_reach(show.attraction) {
                self.shows.push((set_out_s, index as u16));
                // Who came for a show stays for it.
                self.home_s = self.home_s.max(show.until_s);
            }
        }
        self.shows.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
}

/// How often people need it, seconds; `None` for what people come for because they like it.
pub fn need_every_s(kind: &AttractionKind) -> Option<f64> {
    match kind {
        AttractionKind::Counter { need_every_s, .. } => *need_every_s,
        _ => None,
    }
}
