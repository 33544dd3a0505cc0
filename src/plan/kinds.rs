//! The kinds of measures: a new one is a file with its own `KIND` and one line here (and its
//! variant of [`MeasureKind`]).

use super::read::PlanContext;
use super::{Advice, AdvisedTo, MeasureKind, Spot, Task, Volunteer};
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

    /// Moves one of its [`points`](Self::points), or all that are its own: what it tells people to
    /// go by stays then.
    pub fn move_points(&mut self, which: Option<usize>, by: Coord<f64>) {
        let mut number = 0;
        let mut act = |at: &mut Coord<f64>, own: bool| {
            if which == Some(number) || (which.is_none() && own) {
                *at = *at + by;
            }
            number += 1;
        };
        let spot = |spot: &mut Spot, own: bool, act: &mut dyn FnMut(&mut Coord<f64>, bool)| {
            let mut at = spot.coord();
            act(&mut at, own);
            *spot = Spot { x: at.x, y: at.y };
        };
        match self {
            Self::Barrier(barrier) => barrier.line.0.iter_mut().for_each(|at| act(at, true)),
            Self::Volunteer(volunteer) => {
                spot(&mut volunteer.post, true, &mut act);
                if let Task::Hold(hold) = &mut volunteer.task {
                    hold.line.0.iter_mut().for_each(|at| act(at, true));
                }
            }
            Self::Gate(gate) => gate.line.0.iter_mut().for_each(|at| act(at, true)),
            Self::Sign(sign) => spot(&mut sign.at, true, &mut act),
            Self::OneWay(way) => way.line.0.iter_mut().for_each(|at| act(at, true)),
            Self::Leaders(leaders) => spot(&mut leaders.at, true, &mut act),
            Self::Opening(_) => {}
            Self::Closure(zone) => {
                zone.area.0.iter_mut().for_each(|at| act(at, true));
                // The ring stays closed, whichever of its ends was moved.
                let last = zone.area.0.len().saturating_sub(1);
                match which {
                    Some(0) => zone.area.0[last] = zone.area.0[0],
                    Some(i) if i == last => zone.area.0[0] = zone.area.0[last],
                    _ => {}
                }
            }
        }
        for advice in self.advices_mut() {
            if let AdvisedTo::Via(via) = &mut advice.to {
                spot(via, false, &mut act);
            }
        }
    }

    fn advices_mut(&mut self) -> &mut [Advice] {
        match self {
            Self::Volunteer(Volunteer { task: Task::Advise { says, .. }, .. }) => says,
            Self::Sign(sign) => &mut sign.says,
            Self::Leaders(leaders) => &mut leaders.leads,
            _ => &mut [],
        }
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
