//! What is other than planned in a trial: more visitors, late trains, an exit that is not there.

use crate::document::Bilingual;
use crate::scenario::fields::portal::REACH_OTHERWISE_M;
use crate::scenario::{Portal, Scenario, passage_per_min};
use crate::sweep::set_visitors;
use crate::venue::{PortalGeometry, PortalShape};
use geo::{Coord, LineString};

/// What is other than planned in a trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Under {
    /// Nothing.
    AsPlanned,
    /// So many times the visitors.
    Visitors(f64),
    /// Every other train, or whatever brings people in bursts, is as late as the next: two come at once.
    LateTrains,
    /// As many visitors come over so many times the time, from the event's start on.
    Arrivals(f64),
    /// People leave by one exit more, and know it as they know the others.
    Exit(NewExit),
}

/// An exit that is not there: a line across which people leave, local metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewExit {
    /// Its ends.
    pub ends: [Coord<f64>; 2],
}

impl NewExit {
    /// Its middle.
    pub fn middle(&self) -> Coord<f64> {
        (self.ends[0] + self.ends[1]) / 2.0
    }

    /// Its width, metres.
    pub fn width_m(&self) -> f64 {
        let along = self.ends[1] - self.ends[0];
        along.x.hypot(along.y)
    }

    /// Puts it into an event.
    fn set(&self, scenario: &mut Scenario) {
        let name = Bilingual::new("New exit", "新出口");
        let line = LineString::new(self.ends.to_vec());
        let shape =
            PortalShape { id: "new_exit".to_owned(), name, shape: PortalGeometry::Line(line) };
        scenario.venue.portals.push(shape.clone());
        scenario.portals.push(Portal {
            shape,
            width_m: self.width_m(),
            capacity_per_min: passage_per_min(self.width_m(), false),
            inward: false,
            outward: true,
            step_free: true,
            pulses: None,
            arrival_share: 0.0,
            reach_m: REACH_OTHERWISE_M,
        });
        for bin in &mut scenario.demand.bins {
            bin.share.push(0.0);
        }
    }
}

impl Under {
    /// Visitors, times those planned.
    pub fn visitors(self) -> f64 {
        match self {
            Self::Visitors(factor) => factor,
            Self::AsPlanned | Self::LateTrains | Self::Arrivals(_) | Self::Exit(_) => 1.0,
        }
    }

    /// Makes an event so.
    pub fn set(self, scenario: &mut Scenario) {
        match self {
            Self::AsPlanned => {}
            Self::Visitors(factor) => set_visitors(scenario, factor),
            Self::LateTrains => {
                let pulses = scenario.portals.iter_mut().filter_map(|p| p.pulses.as_mut());
                pulses.for_each(|pulses| pulses.every_s *= 2.0);
            }
            Self::Arrivals(factor) => {
                for bin in &mut scenario.demand.bins {
                    (bin.from_s, bin.until_s) = (bin.from_s * factor, bin.until_s * factor);
                }
            }
            Self::Exit(exit) => exit.set(scenario),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::Guests;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn of_late_trains_two_come_at_once() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/community_square");
        let read = || crate::scenario::read(&folder).unwrap_or_else(|p| panic!("{p}")).scenario;
        let (planned, mut late) = (read(), read());
        Under::LateTrains.set(&mut late);
        let buses = |scenario: &Scenario| -> BTreeSet<u64> {
            let guests = Guests::draw(scenario, 1);
            let by_bus = |portal: u16| scenario.portals[usize::from(portal)].pulses;
            // Counted in five minutes: a bus comes every ten, and all are out of it within two.
            let bus = |(at_s, first_s): (f64, f64)| ((at_s - first_s) / 300.0) as u64;
            let parties = guests.parties.iter();
            let times = parties.filter_map(|p| Some((p.arrives_s, by_bus(p.portal)?.first_s)));
            times.map(bus).collect()
        };
        let (planned, late) = (buses(&planned), buses(&late));
        assert!(planned.iter().all(|bus| bus % 2 == 0) && late.iter().all(|bus| bus % 4 == 0));
        assert!(planned.iter().any(|bus| bus % 4 == 2), "{planned:?}");
    }
}
