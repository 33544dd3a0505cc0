//! One frame as it is kept: everybody, or what changed since the frame before.

use super::people::{Move, People, Person, Place, Traits, faced};
use std::sync::atomic::{AtomicU64, Ordering};

/// Frames from one key frame to the next: each costs 19 bytes a person, and a frame read at random
/// is at most so many steps away.
pub const KEY_EVERY: usize = 128;

/// What changed since the frame before. Slots are rows of that frame.
#[derive(Debug)]
pub(super) struct Step {
    /// A bit for each slot: who moved. None at all where most did: `moves` then has one for each.
    movers: Box<[u64]>,
    /// By how much, in the order of slots.
    moves: Box<[Move]>,
    /// Slots whose traits are told again.
    told: Box<[(u32, Traits)]>,
    /// Slots of those who left, ascending.
    pub(super) left: Box<[u32]>,
    /// Who came, by number.
    pub(super) came: Box<[Person]>,
}

impl Step {
    /// A step from the moves of all slots.
    pub(super) fn new(
        moves: &[Move],
        told: &[(u32, Traits)],
        left: &[u32],
        came: &[Person],
    ) -> Self {
        let walks = |by: &Move| *by != [0, 0];
        let walking = moves.iter().filter(|by| walks(by)).count();
        // Bits save memory where one of 16 stands, but moves of all are several times as quick to
        // follow. Where most walk, time is dear and there is little to save.
        let (movers, moves) = if walking * 4 > moves.len() * 3 {
            (Box::default(), moves.into())
        } else {
            let bit = |word: u64, (k, by): (usize, &Move)| word | u64::from(walks(by)) << k;
            let word = |slots: &[Move]| slots.iter().enumerate().fold(0, bit);
            let mut those = Vec::with_capacity(walking);
            those.extend(moves.iter().copied().filter(walks));
            (moves.chunks(64).map(word).collect(), those.into())
        };
        Self { movers, moves, told: told.into(), left: left.into(), came: came.into() }
    }

    /// Brings the people of the frame before to this one.
    pub(super) fn advance(&self, people: &mut People) {
        if self.movers.is_empty() {
            go(&mut people.at, &mut people.way, &self.moves);
        } else {
            self.advance_movers(people);
        }
        for (slot, traits) in &self.told {
            if let Some(kept) = people.traits.get_mut(*slot as usize) {
                *kept = *traits;
            }
        }
        people.take_out(&self.left);
        people.put_in(&self.came);
    }

    fn advance_movers(&self, people: &mut People) {
        let mut moves = self.moves.iter();
        let slots = people.at.chunks_mut(64).zip(people.way.chunks_mut(64));
        for (word, (at, way)) in self.movers.iter().zip(slots).filter(|(word, _)| **word != 0) {
            let (mut block, mut rest) = ([[0; 2]; 64], *word);
            for by in moves.by_ref().take(word.count_ones() as usize) {
                block[(rest.trailing_zeros() % 64) as usize] = *by;
                rest &= rest.wrapping_sub(1);
            }
            go(at, way, &block);
        }
    }

    /// By how much the person of a slot moved, `None` where not at all.
    pub(super) fn move_of(&self, slot: usize) -> Option<Move> {
        if self.movers.is_empty() {
            return self.moves.get(slot).copied();
        }
        let (before, word) = (self.movers.get(..slot / 64)?, self.movers.get(slot / 64)?);
        let bit = 1 << (slot % 64);
        let count = |word: &u64| word.count_ones() as usize;
        let rank = before.iter().map(count).sum::<usize>() + count(&(word & (bit - 1)));
        if word & bit == 0 { None } else { self.moves.get(rank).copied() }
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.movers)
            + size_of_val(&*self.moves)
            + size_of_val(&*self.told)
            + size_of_val(&*self.left)
            + size_of_val(&*self.came)
    }
}

/// Moves people, a move each. Part by part, and places apart from ways: both become vector code.
fn go(at: &mut [Place], way: &mut [Move], moves: &[Move]) {
    let parts = at.as_flattened_mut().iter_mut().zip(moves.as_flattened());
    parts.for_each(|(at, by)| *at += i32::from(*by));
    way.iter_mut().zip(moves).for_each(|(way, by)| *way = faced(*way, *by));
}

/// What a frame holds.
#[derive(Debug)]
pub(super) enum Change {
    /// Everybody.
    Key(People),
    /// What changed.
    Step(Step),
}

/// A frame as it is kept in a [`super::Reel`].
#[derive(Debug)]
pub struct EncodedFrame {
    pub(super) change: Change,
    /// Tells the frame from every other one, of any run.
    pub(super) stamp: u64,
    /// The stamp of the frame that it goes on from.
    after: u64,
}

impl EncodedFrame {
    /// A frame; `after` is the stamp of the one before.
    pub(super) fn new(change: Change, after: u64) -> Self {
        static STAMPS: AtomicU64 = AtomicU64::new(1);
        Self { change, stamp: STAMPS.fetch_add(1, Ordering::Relaxed), after }
    }

    pub(super) fn is_key(&self) -> bool {
        matches!(self.change, Change::Key(_))
    }

    /// Whether it can come after a frame, or be the first.
    pub(super) fn follows(&self, before: Option<&Self>) -> bool {
        self.is_key() || before.is_some_and(|before| before.stamp == self.after)
    }

    /// Memory that it takes, bytes.
    pub fn bytes(&self) -> usize {
        let change = match &self.change {
            Change::Key(people) => people.bytes(),
            Change::Step(step) => step.bytes(),
        };
        size_of::<Self>() + change
    }
}
