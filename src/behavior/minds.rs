//! What parties have in mind and where they are with it; the state of gates and attractions.

use super::gates::Gate;
use super::itinerary::Itinerary;
use super::measures::{Imposed, Measures};
use super::placed::Circuit;
use super::queue::{CounterState, QueueLine};
use super::spots::{NO_SPOT, Spots};
use crate::crowd::{Crowd, Draw, Guests, Happening, Purpose, Touch, What};
use crate::navigation::{WayKind, Ways};
use crate::scenario::{Attraction, AttractionKind, QueueForm, Scenario};
use glam::Vec2;
use serde::{Deserialize, Serialize};

/// What a party is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// Not yet inside.
    Coming,
    /// On the way to an attraction.
    Walking,
    /// At an attraction, each member at a place.
    Staying,
    /// In the queue of a counter, or being served.
    Queueing,
    /// On the way out.
    Leaving,
    /// All members are gone.
    Gone,
    /// Standing at a given place until it is time to go.
    Waiting,
    /// Walking round a closed line.
    Rounding,
}

/// What one party has in mind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartyMind {
    /// What it is doing.
    pub doing: Doing,
    /// Index of its goal: portals first, then attractions; see [`Minds::goal_of_attraction`].
    pub goal: u16,
    /// What is left of its plan.
    pub itinerary: Itinerary,
    /// Until when it stays where it is, seconds since the event's start.
    pub until_s: f64,
    /// When the first member came in.
    pub entered_s: f64,
    /// Whether it knows of jams.
    pub informed: bool,
    /// Speed of the slowest member on level ground, m/s.
    pub pace_mps: f32,
    /// Choices made so far, for the draws.
    pub choices: u32,
    /// Members in all.
    pub size: u32,
    /// Members inside.
    pub inside: u32,
    /// Members who have left.
    pub gone: u32,
    /// Seconds that those ahead have waited for those behind, on this way.
    pub waited_s: f32,
    /// Seconds that a member has been far behind.
    pub parted_s: f32,
    /// The closed line round which it walks, of the event's.
    pub round: Option<u16>,
    /// Numbers of the measures by which it was told something, or whose sign it overlooked.
    pub told: Vec<u16>,
    /// Goal of a point by which it goes first, as it was told.
    pub via: Option<u16>,
    /// Exits that it was told of.
    pub exits: Vec<u16>,
    /// Whether it knows the exits by itself.
    pub knows_place: bool,
    /// Whether it was told how long waits are.
    pub knows_waits: bool,
    /// Detours that measures impose on it on this way.
    pub imposed: Vec<Imposed>,
}

/// The state of one attraction.
#[derive(Clone, Debug)]
pub enum AttractionState {
    /// An audience or people in an area.
    Area(Spots),
    /// A counter with its queue.
    Counter(CounterState),
}

/// All that people have in mind.
pub struct Minds {
    /// One a party of [`Guests`].
    pub parties: Vec<PartyMind>,
    /// Parties inside, in the order of entry.
    pub active: Vec<u32>,
    /// Next party to arrive.
    pub next_party: usize,
    /// One a portal.
    pub gates: Vec<Gate>,
    /// One an attraction.
    pub attractions: Vec<AttractionState>,
    /// Spot of each visitor in an area, [`NO_SPOT`] without.
    pub spot_of: Vec<u32>,
    /// Visitors whose start is given and has come, but who have no room yet, first one first.
    pub due: Vec<u32>,
    /// Parties whose start is given and who do not walk yet.
    pub(super) standing: Vec<u32>,
    pub(super) circuits: Vec<Circuit>,
    /// Visitors who have come to their portal.
    pub arrived: u32,
    /// What happened since the last time somebody looked.
    pub happenings: Vec<Happening>,
    /// Measures at work.
    pub measures: Measures,
    /// What measures did to visitors since the last time somebody looked.
    pub touches: Vec<Touch>,
}

/// What decisions read and write besides [`Minds`].
pub struct Scene<'a> {
    /// The event.
    pub scenario: &'a Scenario,
    /// All who come.
    pub guests: &'a Guests,
    /// Seed of all draws.
    pub seed: u64,
    /// Time, seconds since the event's start.
    pub now_s: f64,
    /// The people inside.
    pub crowd: &'a mut Crowd,
    /// The ways.
    pub ways: &'a mut Ways,
}

impl Minds {
    /// Nobody inside yet.
    pub fn new(scenario: &Scenario, guests: &Guests, seed: u64, ways: &Ways) -> Self {
        let coming = |party: &crate::crowd::Party| PartyMind {
            doing: Doing::Coming,
            goal: 0,
            itinerary: Itinerary::default(),
            until_s: 0.0,
            entered_s: 0.0,
            informed: Draw::new(seed, party.draw_id, Purpose::Knowledge, 0)
                .chance(scenario.ways.informed_share),
            pace_mps: party
                .members()
                .map(|v| guests.visitors[v as usize].free_speed_mps)
                .fold(f32::INFINITY, f32::min),
            choices: 0,
            size: party.size,
            inside: 0,
            gone: 0,
            waited_s: 0.0,
            parted_s: 0.0,
            round: None,
            told: Vec::new(),
            via: None,
            exits: Vec::new(),
            knows_place: Draw::new(seed, party.draw_id, Purpose::Place, 0)
                .chance(scenario.segments[party.segment as usize].knows_place),
            knows_waits: false,
            imposed: Vec::new(),
        };
        Self {
            parties: guests.parties.iter().map(coming).collect(),
            active: Vec::new(),
            next_party: 0,
            gates: scenario.portals.iter().map(|p| Gate::new(p, &ways.terrain)).collect(),
            attractions: scenario.attractions.iter().map(|a| lay_out(a, ways)).collect(),
            spot_of: vec![NO_SPOT; guests.visitors.len()],
            due: Vec::new(),
            standing: Vec::new(),
            circuits: scenario.rounds.iter().map(Circuit::new).collect(),
            arrived: 0,
            happenings: Vec::new(),
            measures: Measures::default(),
            touches: Vec::new(),
        }
    }

    /// Index of an attraction's goal.
    pub fn goal_of_attraction(&self, attraction: usize) -> u16 {
        (self.gates.len() + attraction) as u16
    }

    /// The attraction that a goal stands for; `None` for a portal.
    pub fn attraction_of_goal(&self, goal: u16) -> Option<usize> {
        (goal as usize).checked_sub(self.gates.len())
    }

    /// The field that a party follows to its goal.
    pub fn way_of(&self, party: u32, guests: &Guests) -> WayKind {
        let mind = &self.parties[party as usize];
        let step_free = guests.parties[party as usize].step_free;
        WayKind { goal: mind.via.unwrap_or(mind.goal), step_free, informed: mind.informed }
    }

    /// Writes down that something happened.
    pub fn happens(&mut self, visitor: u32, what: What) {
        self.happenings.push(Happening { visitor, what });
    }

    /// Takes up changed ground: queues stand anew, audiences stay where they are.
    pub fn take_up_ground(&mut self, scenario: &Scenario, ways: &Ways) {
        for (state, attraction) in self.attractions.iter_mut().zip(&scenario.attractions) {
            if let AttractionState::Counter(counter) = state {
                lay_out_counter(counter, attraction, ways);
            }
        }
        for (gate, portal) in self.gates.iter_mut().zip(&scenario.portals) {
            gate.entries = Gate::new(portal, &ways.terrain).entries;
        }
    }

    /// Number of people at an attraction and in its queue.
    pub fn present_and_queue(&self, attraction: usize) -> (usize, usize) {
        match &self.attractions[attraction] {
            AttractionState::Area(spots) => (spots.taken(), 0),
            AttractionState::Counter(c) => {
                let served = c.serving.iter().flatten().map(|s| s.visitors.len()).sum();
                (served, c.length())
            }
        }
    }
}

/// How many find a place to stand at an attraction; `None` where people queue.
pub fn room_at(attraction: &Attraction, ways: &Ways) -> Option<usize> {
    spots_of(attraction, ways).map(|spots| spots.capacity())
}

fn lay_out(attraction: &Attraction, ways: &Ways) -> AttractionState {
    spots_of(attraction, ways).map_or_else(
        || {
            let mut counter = CounterState::default();
            lay_out_counter(&mut counter, attraction, ways);
            AttractionState::Counter(counter)
        },
        AttractionState::Area,
    )
}

/// The places to stand at an attraction; `None` where people queue.
fn spots_of(attraction: &Attraction, ways: &Ways) -> Option<Spots> {
    let area = &attraction.shape.area;
    let (spacing_m, focus, capacity) = match attraction.kind {
        AttractionKind::Stage { chosen_density_per_m2 } => {
            // Hexagonal packing at spacing s has 2/(√3 s²) people per m².
            let spacing = (2.0 / (3f64.sqrt() * chosen_density_per_m2)).sqrt();
            (spacing, Some(focus_of(attraction)), usize::MAX)
        }
        AttractionKind::Place { capacity } => {
            let room = geo::Area::unsigned_area(area) / f64::from(capacity.max(1));
            ((room * 0.8).sqrt().clamp(0.6, 2.0), None, capacity as usize)
        }
        AttractionKind::Counter { .. } => return None,
    };
    let ground = (&ways.terrain, &ways.sight);
    Some(Spots::lay_out(area, spacing_m as f32, focus, capacity, ground))
}

fn lay_out_counter(counter: &mut CounterState, attraction: &Attraction, ways: &Ways) {
    let AttractionKind::Counter { servers, queue, balk_at, .. } = attraction.kind else { return };
    let focus = focus_of(attraction);
    // Some join a longer queue than most: room for twice as many.
    let length = (balk_at as usize * 2).clamp(12, 400);
    let places = match queue {
        QueueForm::Crowd => QueueLine::around(focus, length, &ways.terrain, &ways.sight),
        QueueForm::Line => {
            let drawn = attraction.shape.queue.as_ref().map_or_else(
                || queue_without_drawing(attraction, focus),
                |line| line.coords().map(|c| Vec2::new(c.x as f32, c.y as f32)).collect(),
            );
            QueueLine::along(&drawn, length, &ways.terrain)
        }
    };
    counter.lay_out(places, focus, servers, &ways.terrain);
}

/// Where no queue was drawn, it stands from the counter through the middle of the area.
fn queue_without_drawing(attraction: &Attraction, focus: Vec2) -> Vec<Vec2> {
    use geo::Centroid;
    let middle =
        attraction.shape.area.centroid().map_or(focus, |c| Vec2::new(c.x() as f32, c.y() as f32));
    let along = (middle - focus).normalize_or(Vec2::NEG_Y);
    vec![focus + along * 0.9, focus + along * 4.0]
}

fn focus_of(attraction: &Attraction) -> Vec2 {
    Vec2::new(attraction.shape.focus.x() as f32, attraction.shape.focus.y() as f32)
}
