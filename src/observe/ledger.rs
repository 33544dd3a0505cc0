//! The ledgers: what each visitor lives through, second by second, folded by the minute.

use super::field::{DensityLimits, FieldObserver};
use super::friction::{Spends, friction_s};
use super::record::VisitorRecord;
use crate::crowd::{Activity, Crowd, Guests, Happening, What};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Speed below which a walker counts as brought to a halt, m/s.
const HALT_MPS: f32 = 0.1;
/// Desired speed above which a walker wants to walk, m/s.
const WANTS_MPS: f32 = 0.3;

/// A visitor's running minute.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Minute {
    density_sum: f32,
    samples: f32,
    walking_s: f32,
    queueing_s: f32,
    served_s: f32,
    dwelling_s: f32,
    halted: bool,
}

/// All ledgers.
#[derive(Clone)]
pub struct Ledgers {
    /// One a visitor.
    pub records: Vec<VisitorRecord>,
    running: Vec<Minute>,
    /// Seconds with a density, for the mean.
    seconds: Vec<f32>,
}

/// The ledgers as they are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SavedLedgers<'a> {
    records: Cow<'a, [VisitorRecord]>,
    running: Cow<'a, [Minute]>,
    seconds: Cow<'a, [f32]>,
}

impl Ledgers {
    /// What has to be kept of them.
    pub fn save(&self) -> SavedLedgers<'_> {
        let Self { records, running, seconds } = self;
        SavedLedgers {
            records: Cow::Borrowed(records),
            running: Cow::Borrowed(running),
            seconds: Cow::Borrowed(seconds),
        }
    }

    /// Takes up what was kept; `false` where it is of other visitors, or of other portals than
    /// `portals`.
    #[must_use]
    pub fn restore(&mut self, saved: SavedLedgers, portals: usize) -> bool {
        let SavedLedgers { records, running, seconds } = saved;
        let same = |(own, saved): (&VisitorRecord, &VisitorRecord)| {
            (own.visitor, own.party, own.segment, own.portal_in)
                == (saved.visitor, saved.party, saved.segment, saved.portal_in)
                && saved.portal_out.is_none_or(|portal| usize::from(portal) < portals)
        };
        let count = self.records.len();
        let fits = [records.len(), running.len(), seconds.len()] == [count; 3]
            && self.records.iter().zip(records.iter()).all(same);
        if fits {
            self.records = records.into_owned();
            self.running = running.into_owned();
            self.seconds = seconds.into_owned();
        }
        fits
    }

    /// Empty ledgers of all who will come.
    pub fn new(guests: &Guests) -> Self {
        let mut records: Vec<VisitorRecord> = Vec::with_capacity(guests.visitors.len());
        for (index, visitor) in guests.visitors.iter().enumerate() {
            let party = &guests.parties[visitor.party as usize];
            records.push(VisitorRecord {
                visitor: index as u32,
                party: visitor.party,
                segment: visitor.segment,
                portal_in: party.portal,
                arrived_s: party.arrives_s,
                free_speed_mps: visitor.free_speed_mps,
                ..VisitorRecord::default()
            });
        }
        let count = records.len();
        Self { records, running: vec![Minute::default(); count], seconds: vec![0.0; count] }
    }

    /// Writes down what happened to visitors.
    pub fn take(&mut self, happenings: &[Happening], now_s: f64) {
        for happening in happenings {
            let record = &mut self.records[happening.visitor as usize];
            match happening.what {
                What::Arrived => record.arrived_s = now_s,
                What::Entered => record.entered_s = Some(now_s),
                What::Left { portal } => {
                    record.left_s = Some(now_s);
                    record.portal_out = Some(portal);
                }
                What::Visited { .. } => record.visited += 1,
                What::Served { .. } => {}
                What::Missed => record.missed += 1,
                What::Balked { .. } => record.balked += 1,
                What::GaveUp { .. } => record.gave_up += 1,
                What::Rerouted => record.rerouted += 1,
                What::Parted => record.parted += 1,
            }
        }
    }

    /// One second of everybody inside.
    pub fn sample(&mut self, crowd: &Crowd, field: &FieldObserver) {
        for row in 0..crowd.len() {
            let visitor = crowd.visitor[row] as usize;
            let (record, minute) = (&mut self.records[visitor], &mut self.running[visitor]);
            let cell = field.field.grid.nearest_cell(crowd.at(row));
            minute.density_sum += field.running_density(cell);
            minute.samples += 1.0;
            record.walked_m += crowd.walked_m[row];
            match crowd.activity[row] {
                Activity::Walk | Activity::Approach => {
                    minute.walking_s += 1.0;
                    let wants = crowd.wish_speed_mps[row];
                    if wants > 0.05 {
                        record.delay_s += (1.0 - crowd.walked_m[row] / wants).max(0.0);
                    }
                    let halted = crowd.speed_mps[row] < HALT_MPS && wants > WANTS_MPS;
                    record.stops += u32::from(halted && !minute.halted);
                    minute.halted = halted;
                    record.longest_stuck_s = record.longest_stuck_s.max(crowd.stuck_s[row]);
                }
                Activity::Queue => minute.queueing_s += 1.0,
                Activity::Served => minute.served_s += 1.0,
                Activity::Dwell | Activity::Gather => minute.dwelling_s += 1.0,
            }
        }
    }

    /// Folds the running minute of everybody inside into their ledgers.
    pub fn end_minute(&mut self, crowd: &Crowd, limits: DensityLimits, critical_per_m2: f32) {
        for row in 0..crowd.len() {
            self.fold(crowd.visitor[row], limits, critical_per_m2);
        }
    }

    /// Folds one visitor's running minute: at its end, or when they leave.
    pub fn fold(&mut self, visitor: u32, limits: DensityLimits, critical_per_m2: f32) {
        let visitor = visitor as usize;
        let halted = self.running[visitor].halted;
        let minute = std::mem::take(&mut self.running[visitor]);
        self.running[visitor].halted = halted;
        if minute.samples == 0.0 {
            return;
        }
        let record = &mut self.records[visitor];
        let density = minute.density_sum / minute.samples;
        let stands_s = minute.queueing_s + minute.served_s + minute.dwelling_s;
        if density > limits.at(stands_s / minute.samples) {
            record.crowded_s += minute.samples;
        }
        if density > critical_per_m2 {
            record.critical_s += minute.samples;
        }
        record.walking_s += minute.walking_s;
        record.queueing_s += minute.queueing_s + minute.served_s;
        record.standing_s += minute.dwelling_s;
        let cost_s = friction_s(Spends::Walking, density, minute.walking_s)
            + friction_s(Spends::Queueing, density, minute.queueing_s)
            // Being served is what they came for.
            + friction_s(Spends::Dwelling, density, minute.dwelling_s + minute.served_s);
        record.friction_min += cost_s / 60.0;
        record.peak_density_per_m2 = record.peak_density_per_m2.max(density);
        let seconds = &mut self.seconds[visitor];
        let before = record.mean_density_per_m2 * *seconds;
        *seconds += minute.samples;
        record.mean_density_per_m2 = (before + minute.density_sum) / *seconds;
    }

    /// The records at the end: friction with the time lost walking.
    pub fn finish(mut self) -> Vec<VisitorRecord> {
        for record in &mut self.records {
            record.friction_min += record.delay_s / 60.0;
        }
        self.records
    }
}
