//! What a plan takes: people and barrier units. Effort never pays for safety or for what is felt;
//! it is the third thing that a front weighs.

use crate::plan::{Measure, MeasureKind, Plan};
use serde::{Deserialize, Serialize};

/// Barrier units that one person sets up and takes down [a].
const UNITS_A_PERSON: f64 = 6.0;
/// Signs that one person sets up and takes down [a].
const SIGNS_A_PERSON: f64 = 6.0;
/// People at a gate that lets people through in waves [a]: one stops, one counts.
const AT_GATE: u32 = 2;
/// Length of one unit of a zone's fence, metres.
const UNIT_M: f64 = 2.3;

/// What there is, or what a plan takes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// People at posts: volunteers and guards, those at gates, at one-way stretches and exits,
    /// and leaders.
    pub volunteers: u32,
    /// Barrier units.
    pub barriers: u32,
    /// Signs.
    pub signs: u32,
}

impl Effort {
    /// What a measure takes.
    pub fn of_measure(measure: &Measure) -> Self {
        let people = |volunteers| Self { volunteers, ..Self::default() };
        match &measure.kind {
            MeasureKind::Barrier(barrier) => {
                Self { barriers: barrier.units() as u32, ..Self::default() }
            }
            MeasureKind::Volunteer(_) | MeasureKind::OneWay(_) | MeasureKind::Opening(_) => {
                people(1)
            }
            MeasureKind::Leaders(_) | MeasureKind::Gate(_) => people(AT_GATE),
            MeasureKind::Sign(_) => Self { signs: 1, ..Self::default() },
            MeasureKind::Closure(zone) => {
                let mut ring = zone.area.clone();
                ring.close();
                let units = (crate::geometry::lines::length_m(&ring) / UNIT_M).ceil();
                Self { barriers: units as u32, ..Self::default() }
            }
        }
    }

    /// What a plan takes.
    pub fn of(plan: &Plan) -> Self {
        plan.measures.iter().map(Self::of_measure).fold(Self::default(), |all, one| Self {
            volunteers: all.volunteers + one.volunteers,
            barriers: all.barriers + one.barriers,
            signs: all.signs + one.signs,
        })
    }

    /// Whether there is as much as is taken.
    pub fn covers(&self, taken: &Self) -> bool {
        taken.volunteers <= self.volunteers
            && taken.barriers <= self.barriers
            && taken.signs <= self.signs
    }

    /// All of it in people [a]: those at posts, and those who set up barriers and signs.
    pub fn people(&self) -> f64 {
        f64::from(self.volunteers)
            + f64::from(self.barriers) / UNITS_A_PERSON
            + f64::from(self.signs) / SIGNS_A_PERSON
    }
}
