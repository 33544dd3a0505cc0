//! The people inside as columns, one row a person. Rows are in no order that means anything: now
//! and then they are brought into the order in which people stand, so that who is near in the venue
//! is near in memory, too.

use super::{Columns, Guests, Stance, Visitor};
use crate::document::raw::{self, Raw};
use glam::Vec2;
use serde::{Deserialize, Serialize};

/// Row of a visitor who is not inside.
pub const OUTSIDE: u32 = u32::MAX;

/// Nobody is farther from the venue's origin, metres.
const FARTHEST_M: f32 = 1e6;

/// What a person is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Activity {
    /// On the way to the party's goal along the flow field.
    Walk,
    /// On the last metres to a place of their own (in an audience, a queue, an area).
    Approach,
    /// Standing, sitting or looking at the own place.
    Dwell,
    /// In a queue at the own place.
    Queue,
    /// Being served.
    Served,
    /// Waiting for the rest of the party.
    Gather,
}

impl Activity {
    /// Whether the person stands on purpose.
    pub fn stands(self) -> bool {
        matches!(self, Self::Dwell | Self::Queue | Self::Served | Self::Gather)
    }
}

impl Raw for Activity {
    const BYTES: usize = 1;

    fn put(self, bytes: &mut Vec<u8>) {
        bytes.push(self as u8);
    }

    fn get(bytes: &[u8]) -> Option<Self> {
        let all =
            [Self::Walk, Self::Approach, Self::Dwell, Self::Queue, Self::Served, Self::Gather];
        all.into_iter().find(|activity| bytes == [*activity as u8])
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $start:expr;)*) => {
        /// Columns of the people inside. Lengths are equal; `visitor` tells who a row is.
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        pub struct Crowd {
            $($(#[$doc])* #[serde(with = "raw")] pub $name: Vec<$kind>,)*
            /// Row of each visitor, [`OUTSIDE`] where not inside.
            #[serde(skip)]
            pub row_of: Vec<u32>,
        }

        impl Crowd {
            /// Adds a row with starting values and returns it.
            fn add_row(&mut self) -> usize {
                $(self.$name.push($start);)*
                self.visitor.len() - 1
            }

            /// Moves row `from` over row `to`.
            fn move_row(&mut self, from: usize, to: usize) {
                $(self.$name[to] = self.$name[from];)*
            }

            /// Drops all rows from `length` on.
            fn truncate(&mut self, length: usize) {
                $(self.$name.truncate(length);)*
            }

            /// Brings the rows of all columns into another order: row `k` is then what was row
            /// `order[k]`.
            fn reorder_columns(&mut self, order: &[u32]) {
                $(self.$name = order.iter().map(|row| self.$name[*row as usize]).collect();)*
            }

            /// Whether all columns are as long as the first.
            fn is_even(&self) -> bool {
                [$(self.$name.len()),*].iter().all(|length| *length == self.len())
            }
        }
    };
}

columns! {
    /// Who: visitors are numbered in the order of arrival.
    visitor: u32 = 0;
    /// Their party.
    party: u32 = 0;
    /// Index into the event's segments.
    segment: u16 = 0;
    /// What they are doing.
    activity: Activity = Activity::Walk;
    /// East, metres.
    x: f32 = 0.0;
    /// North, metres.
    y: f32 = 0.0;
    /// East part of the direction faced (unit vector).
    heading_x: f32 = 1.0;
    /// North part of the direction faced.
    heading_y: f32 = 0.0;
    /// East part of the desired direction (unit vector, or zero: stands).
    wish_x: f32 = 0.0;
    /// North part of the desired direction.
    wish_y: f32 = 0.0;
    /// Desired speed now, m/s.
    wish_speed_mps: f32 = 0.0;
    /// Speed in the last step, m/s.
    speed_mps: f32 = 0.0;
    /// Free speed on level ground, m/s.
    free_speed_mps: f32 = 0.0;
    /// Body radius, metres.
    radius_m: f32 = 0.0;
    /// Radius now: smaller than the body's where they turn a shoulder to get through.
    held_radius_m: f32 = 0.0;
    /// Time gap kept to those ahead, seconds.
    time_gap_s: f32 = 1.0;
    /// How they stand or walk.
    stance: Stance = Stance::Walks;
    /// The place they are going to or standing at, metres (see [`Activity`]).
    place: Vec2 = Vec2::ZERO;
    /// Whether the straight way to the own place was clear when last looked.
    sees_place: bool = false;
    /// Way left to the goal when last looked, metres at free speed.
    way_left_m: f32 = f32::INFINITY;
    /// Shortest way left since the last headway, metres.
    best_way_left_m: f32 = f32::INFINITY;
    /// Time without headway, seconds.
    stuck_s: f32 = 0.0;
    /// Direction that the field showed when last looked, unit; zero where nobody looked yet.
    shown: Vec2 = Vec2::ZERO;
    /// Whether the direction shown holds for some metres.
    steady: bool = false;
    /// Turn from the shown way to get past others, as the cosine and sine of an angle; kept
    /// between two looks around.
    turned: Vec2 = Vec2::X;
    /// Whether they turn a shoulder to pass somebody.
    sideways: bool = false;
    /// Time for which they stand although they want to walk, seconds.
    halted_s: f32 = 0.0;
    /// Pace the party allows now, share of the free speed.
    pace: f32 = 1.0;
    /// One more than the number of the measure that holds them, 0 where none does.
    held_by: u16 = 0;
    /// Place at the last whole second, metres.
    seen_at: Vec2 = Vec2::ZERO;
    /// Way walked since the last whole second, metres.
    walked_m: f32 = 0.0;
}

impl Crowd {
    /// Nobody inside yet, `visitors` to come.
    pub fn new(visitors: usize) -> Self {
        Self { row_of: vec![OUTSIDE; visitors], ..Self::default() }
    }

    /// Gives the rows of a crowd that was read back to `guests`; whether they fit them.
    #[must_use]
    pub fn seat(&mut self, guests: &Guests) -> bool {
        if !self.is_even() {
            return false;
        }
        let fits = |row: usize, visitor: &Visitor| {
            self.party[row] == visitor.party
                && self.segment[row] == visitor.segment
                && [self.at(row), self.place[row]].iter().all(|p| p.length() < FARTHEST_M)
        };
        let mut row_of = vec![OUTSIDE; guests.visitors.len()];
        for row in 0..self.len() {
            let who = self.visitor[row] as usize;
            let known = guests.visitors.get(who).is_some_and(|visitor| fits(row, visitor));
            if !known || row_of[who] != OUTSIDE {
                return false;
            }
            row_of[who] = row as u32;
        }
        self.row_of = row_of;
        true
    }

    /// People inside.
    pub fn len(&self) -> usize {
        self.visitor.len()
    }

    /// Whether nobody is inside.
    pub fn is_empty(&self) -> bool {
        self.visitor.is_empty()
    }

    /// Lets a visitor in and returns the row.
    pub fn enter(&mut self, visitor: u32) -> usize {
        let row = self.add_row();
        self.visitor[row] = visitor;
        self.row_of[visitor as usize] = row as u32;
        row
    }

    /// Row of a visitor, `None` where not inside.
    pub fn row(&self, visitor: u32) -> Option<usize> {
        let row = self.row_of[visitor as usize];
        (row != OUTSIDE).then_some(row as usize)
    }

    /// Where a row is, metres.
    pub fn at(&self, row: usize) -> Vec2 {
        Vec2::new(self.x[row], self.y[row])
    }

    /// Puts a row somewhere.
    pub fn set_at(&mut self, row: usize, at: Vec2) {
        (self.x[row], self.y[row]) = (at.x, at.y);
    }

    /// The columns that motion reads.
    pub fn columns(&self) -> Columns<'_> {
        Columns {
            x: &self.x,
            y: &self.y,
            heading_x: &self.heading_x,
            heading_y: &self.heading_y,
            wish_x: &self.wish_x,
            wish_y: &self.wish_y,
            wish_speed_mps: &self.wish_speed_mps,
            radius_m: &self.held_radius_m,
            time_gap_s: &self.time_gap_s,
            stance: &self.stance,
        }
    }

    /// Brings the rows into another order: row `k` is then what was row `order[k]`. Every row must
    /// be in `order` once.
    pub fn reorder(&mut self, order: &[u32]) {
        self.reorder_columns(order);
        for (row, visitor) in self.visitor.iter().enumerate() {
            self.row_of[*visitor as usize] = row as u32;
        }
    }

    /// Takes out the rows for which `leaves` says so; the last rows take their places.
    pub fn remove_where(&mut self, leaves: &[bool]) {
        let mut length = self.len();
        for row in (0..length).filter(|row| leaves[*row]) {
            self.row_of[self.visitor[row] as usize] = OUTSIDE;
        }
        let mut row = 0;
        while row < length {
            if !leaves[row] {
                row += 1;
                continue;
            }
            length -= 1;
            while length > row && leaves[length] {
                length -= 1;
            }
            if length > row {
                self.move_row(length, row);
                self.row_of[self.visitor[row] as usize] = row as u32;
                row += 1;
            }
        }
        self.truncate(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_their_visitors() {
        let mut crowd = Crowd::new(5);
        for visitor in 0..5 {
            let row = crowd.enter(visitor);
            crowd.set_at(row, Vec2::splat(visitor as f32));
        }
        crowd.remove_where(&[false, true, false, true, false]);
        assert_eq!(crowd.visitor, [0, 4, 2]);
        crowd.reorder(&[2, 0, 1]);
        assert_eq!(crowd.visitor, [2, 0, 4]);
        assert_eq!(crowd.row(1), None);
        for visitor in [0, 2, 4] {
            let row = crowd.row(visitor).unwrap();
            assert_eq!(crowd.x[row], visitor as f32);
        }
    }
}
