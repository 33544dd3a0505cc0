//! What has to be kept of [`Minds`] so that a run can go on from there: everything that the event,
//! its guests and the ground do not say.

use super::gates::SavedGate;
use super::measures::SavedMeasures;
use super::minds::{AttractionState, Minds, PartyMind};
use super::queue::SavedCounter;
use super::spots::NO_SPOT;
use crate::crowd::{Crowd, Guests};
use crate::document::raw;
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// [`Minds`] as they are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedMinds {
    /// Parties that have arrived; the others are as they were drawn.
    parties: Vec<PartyMind>,
    active: Vec<u32>,
    arrived: u32,
    gates: Vec<SavedGate>,
    attractions: Vec<SavedAttraction>,
    #[serde(with = "raw")]
    spot_of: Vec<u32>,
    /// Measures at work.
    pub measures: SavedMeasures,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum SavedAttraction {
    Area(#[serde(with = "raw")] Vec<u32>),
    Counter(SavedCounter),
}

impl Minds {
    /// What has to be kept between two steps. (Then nothing has happened that the ledgers do
    /// not know.)
    pub fn save(&self) -> SavedMinds {
        // All fields are named, so that a new one is thought of here.
        let Self {
            parties,
            active,
            next_party,
            gates,
            attractions,
            spot_of,
            arrived,
            due: _,
            standing: _,
            circuits: _,
            happenings: _,
            measures,
            touches: _,
        } = self;
        SavedMinds {
            parties: parties[..*next_party].to_vec(),
            active: active.clone(),
            arrived: *arrived,
            gates: gates.iter().map(super::Gate::save).collect(),
            attractions: attractions.iter().map(save_attraction).collect(),
            spot_of: spot_of.clone(),
            measures: measures.save(),
        }
    }

    /// Takes up what was kept into minds that were laid out on the same ground; `crowd`: the
    /// people inside; `known_measures`: how many the ledger of what is felt knows.
    ///
    /// # Errors
    /// What does not fit the event, its guests or the crowd.
    pub fn restore(
        &mut self,
        saved: SavedMinds,
        scenario: &Scenario,
        guests: &Guests,
        crowd: &Crowd,
        known_measures: usize,
    ) -> Result<(), &'static str> {
        saved.check(scenario, guests, crowd, known_measures)?;
        let SavedMinds { parties, active, arrived, gates, attractions, spot_of, measures } = saved;
        self.measures.restore(measures, guests, known_measures)?;
        self.next_party = parties.len();
        for (mind, saved) in self.parties.iter_mut().zip(parties) {
            *mind = saved;
        }
        (self.active, self.arrived, self.spot_of) = (active, arrived, spot_of);
        self.find_placed(guests);
        for (gate, saved) in self.gates.iter_mut().zip(gates) {
            gate.restore(saved);
        }
        for (state, saved) in self.attractions.iter_mut().zip(attractions) {
            let fits = match (state, saved) {
                (AttractionState::Area(spots), SavedAttraction::Area(taken_by)) => {
                    spots.restore(&taken_by)
                }
                (AttractionState::Counter(counter), SavedAttraction::Counter(saved)) => {
                    counter.restore(saved)
                }
                _ => false,
            };
            if !fits {
                return Err("an attraction");
            }
        }
        self.happenings.clear();
        if self.spots_fit(guests) { Ok(()) } else { Err("the spots of visitors") }
    }

    /// Whether every visitor's spot is one of the attraction that the party is at.
    fn spots_fit(&self, guests: &Guests) -> bool {
        let fits = |(visitor, spot): (usize, &u32)| {
            let goal = self.parties[guests.visitors[visitor].party as usize].goal;
            match self.attraction_of_goal(goal).map(|a| &self.attractions[a]) {
                Some(AttractionState::Area(spots)) => (*spot as usize) < spots.len(),
                _ => true,
            }
        };
        self.spot_of.iter().enumerate().filter(|(_, spot)| **spot != NO_SPOT).all(fits)
    }
}

fn save_attraction(state: &AttractionState) -> SavedAttraction {
    match state {
        AttractionState::Area(spots) => SavedAttraction::Area(spots.save()),
        AttractionState::Counter(counter) => SavedAttraction::Counter(counter.save()),
    }
}

impl SavedMinds {
    /// Whether every number names something that is there.
    fn check(
        &self,
        scenario: &Scenario,
        guests: &Guests,
        crowd: &Crowd,
        known_measures: usize,
    ) -> Result<(), &'static str> {
        let lengths = self.parties.len() <= guests.parties.len()
            && self.gates.len() == scenario.portals.len()
            && self.attractions.len() == scenario.attractions.len()
            && self.spot_of.len() == guests.visitors.len();
        if !lengths {
            return Err("the number of parties, portals, attractions or visitors");
        }
        let mut inside = vec![0; guests.parties.len()];
        crowd.party.iter().for_each(|party| inside[*party as usize] += 1);
        let goals = scenario.portals.len() + scenario.attractions.len();
        let vias = self.measures.vias();
        let party_fits = |(index, mind): (usize, &PartyMind)| {
            let stops = &mind.itinerary.stops;
            let shows = &mind.itinerary.shows;
            mind.size == guests.parties[index].size
                && mind.inside == inside[index]
                && mind.inside <= mind.size
                && mind.gone <= mind.size - mind.inside
                && usize::from(mind.goal) < goals
                && mind.told.iter().all(|n| usize::from(*n) < known_measures)
                && mind.imposed.iter().all(|i| usize::from(i.measure) < known_measures)
                && mind.exits.iter().all(|p| usize::from(*p) < scenario.portals.len())
                && mind.via.is_none_or(|v| (goals..goals + vias).contains(&usize::from(v)))
                && mind.choices < u32::MAX / 2
                && mind.round.is_none_or(|r| usize::from(r) < scenario.rounds.len())
                && stops.iter().all(|s| usize::from(*s) < scenario.attractions.len())
                && shows.iter().all(|(_, s)| usize::from(*s) < scenario.programme.len())
        };
        let nobody_early = inside[self.parties.len()..].iter().all(|inside| *inside == 0);
        if !self.parties.iter().enumerate().all(party_fits) || !nobody_early {
            return Err("a party");
        }
        if !self.active.iter().all(|party| (*party as usize) < self.parties.len()) {
            return Err("the parties inside");
        }
        let is_visitor = |visitor: &u32| (*visitor as usize) < guests.visitors.len();
        if !self.gates.iter().all(|gate| gate.waiting.iter().all(is_visitor)) {
            return Err("who waits before a portal");
        }
        let queue_fits = |attraction: &SavedAttraction| match attraction {
            SavedAttraction::Area(taken_by) => {
                taken_by.iter().filter(|who| **who != NO_SPOT).all(is_visitor)
            }
            SavedAttraction::Counter(counter) => {
                counter.waiting.iter().all(|(who, _)| is_visitor(who))
                    && counter.serving.iter().flatten().all(|s| s.visitors.iter().all(is_visitor))
            }
        };
        if !self.attractions.iter().all(queue_fits) {
            return Err("who is at an attraction");
        }
        Ok(())
    }
}
