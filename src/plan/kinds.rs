//! The kinds of measures: a new one is a file with its own `KIND` and one line here (and its
//! variant of [`MeasureKind`]).

use super::read::PlanContext;
use super::{Advice, AdvisedTo, MeasureKind, Task, Volunteer};
use super::{barrier, gate, leaders, one_way, opening, sign, volunteer};
use crate::document::{Bilingual, Record, Shape};
use geo::Coord;

/// What a kind of measure can do with documents.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its name and fields in a plan file.
    pub shape: &'static Shape,
    /// What it is called.
    pub name: fn() -> Bilingual,
    /// Reads its own fields; `None` where they are wrong (noted).
    pub read: fn(&Record, &PlanContext) -> Option<MeasureKind>,
    /// Its own fields as in a plan file, one text a field; `None` for measures of other kinds.
    pub write: fn(&MeasureKind) -> Option<Vec<String>>,
    /// What it is in one line, as in "barrier of 12.0 m, 6 units"; `None` for other kinds.
    pub words: fn(&MeasureKind) -> Option<Bilingual>,
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    barrier::KIND,
    volunteer::KIND,
    gate::KIND,
    sign::KIND,
    one_way::KIND,
    leaders::KIND,
    opening::EXIT_KIND,
    opening::ZONE_KIND,
];

/// The kind of that name.
pub fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.shape.name == name)
}

impl MeasureKind {
    /// Its name in plan files.
    pub fn kind_name(&self) -> &'static str {
        let named = KINDS.iter().find(|kind| (kind.words)(self).is_some());
        named.map_or("", |kind| kind.shape.name)
    }

    /// All points that it names, in the venue's metres.
    pub fn points(&self) -> Vec<Coord<f64>> {
        let told = self.advices().iter().filter_map(|advice| match &advice.to {
            AdvisedTo::Via(spot) => Some(spot.coord()),
            _ => None,
        });
        let own = match self {
            Self::Barrier(barrier) => barrier.line.0.clone(),
            Self::Volunteer(Volunteer { post, task: Task::Hold(hold), .. }) => {
                [&[post.coord()], hold.line.0.as_slice()].concat()
            }
            Self::Volunteer(volunteer) => vec![volunteer.post.coord()],
            Self::Gate(gate) => gate.line.0.clone(),
            Self::Sign(sign) => vec![sign.at.coord()],
            Self::OneWay(way) => way.line.0.clone(),
            Self::Leaders(leaders) => vec![leaders.at.coord()],
            Self::Opening(_) => Vec::new(),
            Self::Closure(zone) => zone.area.0.clone(),
        };
        own.into_iter().chain(told).collect()
    }

    /// What it tells people.
    pub fn advices(&self) -> &[Advice] {
        match self {
            Self::Volunteer(Volunteer { task: Task::Advise { says, .. }, .. }) => says,
            Self::Sign(sign) => &sign.says,
            Self::Leaders(leaders) => &leaders.leads,
            _ => &[],
        }
    }

    /// The pieces that nobody crosses while it stands, each `[start, end]`; only barriers have
    /// any.
    pub fn barrier_pieces(&self) -> Vec<[Coord<f64>; 2]> {
        match self {
            Self::Barrier(barrier) => barrier.segments(),
            _ => Vec::new(),
        }
    }

    /// What it is in one line.
    pub fn words(&self) -> Bilingual {
        KINDS.iter().find_map(|kind| (kind.words)(self)).unwrap_or_default()
    }
}
