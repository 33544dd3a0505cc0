//! The ledger of what is felt: what each measure did to each visitor, as it happened.
//!
//! One [`FeltRecord`] for every pair of a visitor and a measure that touched them, and none for
//! the others: without measures the ledger is empty. Counts and seconds only; what they weigh is
//! for the assessment to say. Sums over the measures are what the visitor lived through, and
//! sums over the visitors what a measure did: nothing is in two records.
//!
//! A measure has a number here, which it keeps through all edits of the plan: the ledger also
//! holds what a measure did that was taken out of the plan since.

use crate::crowd::{Touch, Touched};
use crate::document::raw;
use crate::scenario::Uniform;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use xxhash_rust::xxh3::Xxh3;

/// No further record.
const NONE: u32 = u32::MAX;

/// Time for which somebody was stopped, seconds, by what they knew and how they were treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Knew how long, nobody overtook.
    pub informed_s: f32,
    /// Knew how long, was overtaken.
    pub informed_overtaken_s: f32,
    /// Did not know, nobody overtook.
    pub uninformed_s: f32,
    /// Did not know, was overtaken.
    pub uninformed_overtaken_s: f32,
}

impl Held {
    /// All of it, seconds.
    pub fn all_s(&self) -> f32 {
        self.informed_s
            + self.informed_overtaken_s
            + self.uninformed_s
            + self.uninformed_overtaken_s
    }
}

/// What one measure did to one visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeltRecord {
    /// Who.
    pub visitor: u32,
    /// Which measure, as an index into [`FeltLedger::measures`].
    pub measure: u16,
    /// When it did anything to them first, seconds since the event's start.
    pub first_s: f64,
    /// When it did so last, seconds since the event's start.
    pub last_s: f64,
    /// Stopped by a gate or by somebody at a post.
    pub held: Held,
    /// Walking imposed on them, seconds at their free speed: the way from where they were to
    /// where they went with the measure, less the way without it.
    pub detour_s: f32,
    /// Times sent back the way they came.
    pub turn_backs: u32,
    /// Orders that they were given.
    pub orders: u32,
    /// Advices that they were given.
    pub advices: u32,
    /// Signs that they noticed.
    pub signs: u32,
    /// Time with barriers over more than a quarter of the view ahead within 10 m, seconds; where
    /// barriers of several measures fill it, that of the one that fills most.
    pub barrier_view_s: f32,
    /// Time with its uniform within 15 m and in sight, where fewer than 3 people per m² stand,
    /// seconds: by [`Uniform::ALL`].
    pub uniform_s: [f32; 3],
    /// Time in its pen with no way out within 12 m, seconds; none in a fair, informed lane.
    pub confined_s: f32,
    /// Planned stops that could not be.
    pub denied: u32,
}

impl FeltRecord {
    /// Adds what happened.
    fn add(&mut self, what: Touched) {
        match what {
            Touched::Held { time_s, informed, overtaken } => {
                let part = match (informed, overtaken) {
                    (true, false) => &mut self.held.informed_s,
                    (true, true) => &mut self.held.informed_overtaken_s,
                    (false, false) => &mut self.held.uninformed_s,
                    (false, true) => &mut self.held.uninformed_overtaken_s,
                };
                *part += time_s;
            }
            Touched::Detour { time_s } => self.detour_s += time_s,
            Touched::TurnedBack => self.turn_backs += 1,
            Touched::Ordered => self.orders += 1,
            Touched::Advised => self.advices += 1,
            Touched::NoticedSign => self.signs += 1,
            Touched::BarrierInView { time_s } => self.barrier_view_s += time_s,
            Touched::UniformInSight { uniform, time_s } => {
                self.uniform_s[uniform as usize] += time_s;
            }
            Touched::Confined { time_s } => self.confined_s += time_s,
            Touched::Denied => self.denied += 1,
        }
    }

    /// Time with its uniform near and in sight, seconds.
    pub fn uniform_in_sight_s(&self, uniform: Uniform) -> f32 {
        self.uniform_s[uniform as usize]
    }
}

/// What all measures did to all visitors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeltLedger {
    /// Ids of all measures that were ever in the plan, in the order in which they came.
    measures: Vec<String>,
    /// In the order of the first touch.
    records: Vec<FeltRecord>,
    /// The next record of the same visitor, [`NONE`] without; one a record.
    next: Vec<u32>,
    /// The first record of each visitor, [`NONE`] without.
    first: Vec<u32>,
}

/// The ledger as it is kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SavedFelt<'a> {
    measures: Cow<'a, [String]>,
    records: Cow<'a, [FeltRecord]>,
    #[serde(with = "raw")]
    visitors: Vec<u32>,
}

impl FeltLedger {
    /// Nothing felt yet by any of so many visitors.
    pub fn new(visitors: usize) -> Self {
        Self { first: vec![NONE; visitors], ..Self::default() }
    }

    /// The measures, by their number in the records.
    pub fn measures(&self) -> &[String] {
        &self.measures
    }

    /// All records, in the order of the first touch.
    pub fn records(&self) -> &[FeltRecord] {
        &self.records
    }

    /// The records of one visitor, in the order of the first touch.
    pub fn of_visitor(&self, visitor: u32) -> impl Iterator<Item = &FeltRecord> {
        let first = self.first.get(visitor as usize).copied().unwrap_or(NONE);
        let step = |at: &u32| Some(self.next[*at as usize]).filter(|at| *at != NONE);
        std::iter::successors(Some(first).filter(|at| *at != NONE), step)
            .map(|at| &self.records[at as usize])
    }

    /// Whether no measure did anything to anybody.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Number of a measure; a new one where it was not in the plan before.
    pub fn number_of(&mut self, id: &str) -> u16 {
        let known = self.measures.iter().position(|known| known == id);
        let number = known.unwrap_or_else(|| {
            self.measures.push(id.to_owned());
            self.measures.len() - 1
        });
        // A plan of more measures does not fit into any memory.
        number.min(usize::from(u16::MAX)) as u16
    }

    /// Writes down what happened.
    pub fn take(&mut self, touches: &[Touch], now_s: f64) {
        for touch in touches {
            let record = self.record_of(touch.visitor, touch.measure, now_s);
            record.last_s = now_s;
            record.add(touch.what);
        }
    }

    fn record_of(&mut self, visitor: u32, measure: u16, now_s: f64) -> &mut FeltRecord {
        let mut last = NONE;
        let mut at = self.first[visitor as usize];
        while at != NONE {
            if self.records[at as usize].measure == measure {
                return &mut self.records[at as usize];
            }
            (last, at) = (at, self.next[at as usize]);
        }
        let added = self.records.len();
        match last {
            NONE => self.first[visitor as usize] = added as u32,
            last => self.next[last as usize] = added as u32,
        }
        let first_s = now_s;
        self.records.push(FeltRecord { visitor, measure, first_s, ..FeltRecord::default() });
        self.next.push(NONE);
        &mut self.records[added]
    }

    /// Adds the ledger to a hash of the state; nothing where it is empty.
    pub fn hash_into(&self, hash: &mut Xxh3) {
        for record in &self.records {
            let FeltRecord {
                visitor,
                measure,
                first_s,
                last_s,
                held,
                detour_s,
                turn_backs,
                orders,
                advices,
                signs,
                barrier_view_s,
                uniform_s: [volunteer_s, guard_s, police_s],
                confined_s,
                denied,
            } = record;
            hash.update(&visitor.to_le_bytes());
            hash.update(&measure.to_le_bytes());
            for time_s in [first_s, last_s] {
                hash.update(&time_s.to_bits().to_le_bytes());
            }
            for count in [turn_backs, orders, advices, signs, denied] {
                hash.update(&count.to_le_bytes());
            }
            let Held { informed_s, informed_overtaken_s, uninformed_s, uninformed_overtaken_s } =
                held;
            let seconds = [
                informed_s,
                informed_overtaken_s,
                uninformed_s,
                uninformed_overtaken_s,
                detour_s,
                barrier_view_s,
                volunteer_s,
                guard_s,
                police_s,
                confined_s,
            ];
            for time_s in seconds {
                hash.update(&time_s.to_bits().to_le_bytes());
            }
        }
    }

    /// What has to be kept of it.
    pub fn save(&self) -> SavedFelt<'_> {
        // The chains follow from the order of the records.
        let Self { measures, records, next: _, first: _ } = self;
        SavedFelt {
            measures: Cow::Borrowed(measures),
            records: Cow::Borrowed(records),
            visitors: vec![self.first.len() as u32],
        }
    }

    /// Takes up what was kept; `false` where it is of other visitors, or of measures that it
    /// does not name.
    #[must_use]
    pub fn restore(&mut self, saved: SavedFelt) -> bool {
        let SavedFelt { measures, records, visitors } = saved;
        let count = self.first.len();
        let fits = |record: &FeltRecord| {
            (record.visitor as usize) < count && usize::from(record.measure) < measures.len()
        };
        if visitors != [count as u32] || !records.iter().all(fits) {
            return false;
        }
        *self = Self::new(count);
        for record in records.iter() {
            *self.record_of(record.visitor, record.measure, record.first_s) = *record;
        }
        self.measures = measures.into_owned();
        self.records.len() == records.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(visitor: u32, measure: u16, what: Touched) -> Touch {
        Touch { visitor, measure, what }
    }

    fn ledger() -> FeltLedger {
        let mut ledger = FeltLedger::new(3);
        let numbers = ["gate", "sign", "gate"].map(|id| ledger.number_of(id));
        assert_eq!(numbers, [0, 1, 0]);
        let held = |informed| Touched::Held { time_s: 1.0, informed, overtaken: false };
        ledger.take(&[touch(2, 0, held(true)), touch(0, 1, Touched::NoticedSign)], 10.0);
        let uniform = Touched::UniformInSight { uniform: Uniform::Guard, time_s: 1.0 };
        ledger.take(&[touch(2, 1, uniform), touch(2, 0, held(false))], 11.0);
        ledger
    }

    #[test]
    fn every_second_is_in_one_record_of_its_visitor_and_measure() {
        let ledger = ledger();
        let of = |visitor: u32| ledger.of_visitor(visitor).map(|r| r.measure).collect::<Vec<_>>();
        assert_eq!([of(0), of(1), of(2)], [vec![1], vec![], vec![0, 1]]);
        let held: f32 = ledger.records().iter().map(|r| r.held.all_s()).sum();
        assert_eq!(held, 2.0);
        let gate = &ledger.records()[0];
        assert_eq!((gate.held.informed_s, gate.held.uninformed_s), (1.0, 1.0));
        assert_eq!((gate.first_s, gate.last_s), (10.0, 11.0));
        assert_eq!(ledger.records()[2].uniform_in_sight_s(Uniform::Guard), 1.0);
    }

    #[test]
    fn what_is_kept_comes_back_and_nothing_else_is_taken() {
        let ledger = ledger();
        let mut other = FeltLedger::new(3);
        assert!(other.restore(ledger.save()));
        assert_eq!(other, ledger);
        assert!(!FeltLedger::new(2).restore(ledger.save()), "other visitors");
        let mut nameless = ledger.save();
        nameless.measures = Cow::Owned(vec!["gate".to_owned()]);
        assert!(!FeltLedger::new(3).restore(nameless), "a measure without a name");
        let hash = |ledger: &FeltLedger| {
            let mut hash = Xxh3::new();
            ledger.hash_into(&mut hash);
            hash.digest()
        };
        assert_eq!(hash(&other), hash(&ledger));
        assert_ne!(hash(&ledger), hash(&FeltLedger::new(3)));
        assert_eq!(hash(&FeltLedger::new(3)), Xxh3::new().digest(), "nothing felt, nothing added");
    }
}
