//! Recording: the people of a second become a frame.

use super::frame::{Change, EncodedFrame, KEY_EVERY, Step};
use super::people::{Move, People, Person, PersonNow, Traits, long_way, move_between};

/// The slot of who is not inside.
const OUTSIDE: u32 = u32::MAX;
/// The move of who was not seen: no move is so far.
const UNSEEN: Move = [i8::MIN, i8::MIN];

/// Turns seconds into frames. Owned by who simulates.
#[derive(Debug, Default)]
pub struct Recorder {
    /// The people of the last frame as a viewer has them, by number.
    people: People,
    /// Slot of each visitor among them, [`OUTSIDE`] where not inside.
    slot_of: Vec<u32>,
    /// Frames until the next key frame.
    until_key: usize,
    /// Stamp of the last frame.
    last: u64,
    /// What changes in the frame being made; kept, so that its memory is.
    draft: Draft,
}

#[derive(Debug, Default)]
struct Draft {
    moves: Vec<Move>,
    told: Vec<(u32, Traits)>,
    left: Vec<u32>,
    came: Vec<Person>,
}

impl Recorder {
    /// Nothing recorded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next frame begins anew, with everybody: what it would go on from was dropped
    /// ([`super::Reel::truncate`]).
    pub fn rewind(&mut self) {
        self.until_key = 0;
    }

    /// The frame of a second: everybody inside, each once, in any order.
    pub fn encode(&mut self, people: impl Iterator<Item = PersonNow>) -> EncodedFrame {
        self.compare(people);
        self.close_draft();
        let Draft { moves, told, left, came } = &self.draft;
        let step = Step::new(moves, told, left, came);
        step.advance(&mut self.people);
        if !(step.left.is_empty() && step.came.is_empty()) {
            self.seat();
        }
        let change = if self.until_key == 0 {
            self.until_key = KEY_EVERY;
            Change::Key(self.people.clone())
        } else {
            Change::Step(step)
        };
        self.until_key -= 1;
        let frame = EncodedFrame::new(change, self.last);
        self.last = frame.stamp;
        frame
    }

    /// Sets everybody beside the last frame: who moved, whose traits are told again, who came.
    fn compare(&mut self, people: impl Iterator<Item = PersonNow>) {
        let draft = &mut self.draft;
        draft.moves.clear();
        draft.moves.resize(self.people.len(), UNSEEN);
        draft.told.clear();
        draft.came.clear();
        for now in people {
            let mut fresh = Person::of(&now);
            let slot = self.slot_of.get(now.visitor as usize).copied().unwrap_or(OUTSIDE);
            let Some(at) = self.people.at.get(slot as usize).copied() else {
                draft.came.push(fresh);
                continue;
            };
            let Some(by) = move_between(at, fresh.at) else {
                fresh.way = long_way(at, fresh.at);
                draft.came.push(fresh);
                continue;
            };
            draft.moves[slot as usize] = by;
            let traits = &mut self.people.traits[slot as usize];
            // A key frame tells everybody's.
            if self.until_key == 0 {
                *traits = fresh.traits;
            } else if traits.are_stale(fresh.traits) {
                draft.told.push((slot, fresh.traits));
            }
        }
    }

    /// Who was not seen has left; who came is brought into order.
    fn close_draft(&mut self) {
        let draft = &mut self.draft;
        draft.left.clear();
        for (slot, by) in draft.moves.iter_mut().enumerate().filter(|(_, by)| **by == UNSEEN) {
            *by = [0, 0];
            draft.left.push(slot as u32);
            self.slot_of[self.people.visitor[slot] as usize] = OUTSIDE;
        }
        draft.came.sort_unstable_by_key(|person| person.visitor);
        draft.came.dedup_by_key(|person| person.visitor);
    }

    /// Brings the slots up to date.
    fn seat(&mut self) {
        let visitors = self.people.visitor.last().map_or(0, |visitor| *visitor as usize + 1);
        if self.slot_of.len() < visitors {
            self.slot_of.resize(visitors, OUTSIDE);
        }
        for (slot, visitor) in self.people.visitor.iter().enumerate() {
            self.slot_of[*visitor as usize] = slot as u32;
        }
    }
}
