//! People as kept: rounded, in the order of their numbers, one row a person.

use glam::Vec2;

/// Units of a kept place in a metre.
const UNITS_PER_M: f32 = 40.0;
/// Who moves less than this in a second, units (0.1 m), still faces as before.
const SHUFFLE: i16 = 4;
/// Minutes are kept as their root in so many parts: to 0.05 min near half a minute, to 0.35 min near
/// half an hour, up to 254 min.
const ROOT_PARTS: f32 = 16.0;
/// Minutes are told again between key frames when their root as kept is off by so many parts: by
/// 0.25 min at first, by a minute near the second one.
const STALE_PARTS: u8 = 8;

/// A person in a second, as the simulation tells it and as the reel gives it back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonNow {
    /// Who: visitors are numbered from 0 on.
    pub visitor: u32,
    /// Where, metres; kept to 12.5 mm.
    pub at: Vec2,
    /// Index into the event's segments.
    pub segment: u16,
    /// Whether they stand on purpose.
    pub stands: bool,
    /// Delay so far, minutes; in steps as it grows, up to date at key frames.
    pub delay_min: f32,
    /// Felt so far, minutes; likewise.
    pub felt_min: f32,
}

/// A place, in units of `1 / UNITS_PER_M`.
pub(super) type Place = [i32; 2];
/// A move of one second, units. No part of it is `i8::MIN`.
pub(super) type Move = [i8; 2];

/// What changes of a person now and then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traits {
    /// Minutes, see [`ROOT_PARTS`].
    delay: u8,
    felt: u8,
    stands: bool,
}

impl Traits {
    /// Whether these have to be told again, now that they are `fresh`.
    pub(super) fn are_stale(self, fresh: Self) -> bool {
        self.stands != fresh.stands
            || self.delay.abs_diff(fresh.delay) >= STALE_PARTS
            || self.felt.abs_diff(fresh.felt) >= STALE_PARTS
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $kind:ty;)*) => {
        /// A person as kept.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(super) struct Person {
            $($(#[$doc])* pub(super) $name: $kind,)*
        }

        /// People as columns, by number of the visitor.
        #[derive(Clone, Debug, Default)]
        pub(super) struct People {
            $(pub(super) $name: Vec<$kind>,)*
        }

        impl People {
            /// A row, `None` past the end.
            pub(super) fn get(&self, row: usize) -> Option<Person> {
                Some(Person { $($name: *self.$name.get(row)?,)* })
            }

            pub(super) fn clear(&mut self) {
                $(self.$name.clear();)*
            }

            /// Becomes the same people as others, in the memory that is there.
            pub(super) fn copy(&mut self, others: &Self) {
                $(self.$name.clone_from(&others.$name);)*
            }

            /// Memory of the rows, bytes.
            pub(super) fn bytes(&self) -> usize {
                $(size_of_val(self.$name.as_slice()) +)* 0
            }

            /// Takes out rows, given in ascending order.
            pub(super) fn take_out(&mut self, rows: &[u32]) {
                $(take_out(&mut self.$name, rows);)*
            }

            /// Puts in people, given by number; none of them may be in.
            pub(super) fn put_in(&mut self, came: &[Person]) {
                let rows: Vec<usize> = came.iter().map(|one| self.before(one.visitor)).collect();
                $(put_in(&mut self.$name, &rows, |k| came[k].$name);)*
            }
        }
    };
}

columns! {
    /// Who.
    visitor: u32;
    /// Where.
    at: Place;
    /// The last move that shows where they face; zero where none did yet.
    way: Move;
    /// Index into the event's segments.
    segment: u16;
    /// What changes now and then.
    traits: Traits;
}

impl People {
    pub(super) fn len(&self) -> usize {
        self.visitor.len()
    }

    /// How many have lower numbers: the row of the visitor, if inside.
    pub(super) fn before(&self, visitor: u32) -> usize {
        self.visitor.partition_point(|other| *other < visitor)
    }

    /// A visitor, `None` where not inside.
    pub(super) fn find(&self, visitor: u32) -> Option<Person> {
        self.get(self.before(visitor)).filter(|person| person.visitor == visitor)
    }
}

/// Takes rows out of a column.
fn take_out<T: Copy>(column: &mut Vec<T>, rows: &[u32]) {
    let Some(first) = rows.first() else { return };
    let mut to = *first as usize;
    for (k, row) in rows.iter().enumerate() {
        let end = rows.get(k + 1).map_or(column.len(), |next| *next as usize);
        let stay = *row as usize + 1..end;
        let length = stay.len();
        column.copy_within(stay, to);
        to += length;
    }
    column.truncate(to);
}

/// Puts new ones before rows of a column. From behind, for who comes mostly has the highest number.
fn put_in<T: Copy + Default>(column: &mut Vec<T>, rows: &[usize], new: impl Fn(usize) -> T) {
    let mut end = column.len();
    column.resize(end + rows.len(), T::default());
    for (k, row) in rows.iter().enumerate().rev() {
        column.copy_within(*row..end, row + k + 1);
        column[row + k] = new(k);
        end = *row;
    }
}

impl Person {
    pub(super) fn of(now: &PersonNow) -> Self {
        let [delay, felt] = [now.delay_min, now.felt_min].map(root_parts);
        Self {
            visitor: now.visitor,
            at: [now.at.x, now.at.y].map(units),
            way: [0, 0],
            segment: now.segment,
            traits: Traits { delay, felt, stands: now.stands },
        }
    }

    pub(super) fn now(&self) -> PersonNow {
        PersonNow {
            visitor: self.visitor,
            at: metres(self.at),
            segment: self.segment,
            stands: self.traits.stands,
            delay_min: minutes(self.traits.delay),
            felt_min: minutes(self.traits.felt),
        }
    }

    pub(super) fn go(&mut self, by: Move) {
        self.at = [self.at[0] + i32::from(by[0]), self.at[1] + i32::from(by[1])];
        self.way = faced(self.way, by);
    }
}

/// The way that somebody faces after a move.
pub(super) fn faced(way: Move, by: Move) -> Move {
    // Both parts out of one number: two loads side by side would not become vector code.
    let both = i16::from_ne_bytes(by.map(i8::cast_unsigned));
    let (x, y) = (both << 8 >> 8, both >> 8);
    if x * x + y * y >= SHUFFLE * SHUFFLE { by } else { way }
}

/// The move from a place to another; `None` where it is too far to be told as one.
pub(super) fn move_between(from: Place, to: Place) -> Option<Move> {
    let part = |k: usize| {
        let by = i8::try_from(to[k].checked_sub(from[k])?).ok()?;
        (by != i8::MIN).then_some(by)
    };
    Some([part(0)?, part(1)?])
}

/// The way of somebody who went farther than a move can tell: its direction alone.
pub(super) fn long_way(from: Place, to: Place) -> Move {
    let way = (metres(to) - metres(from)).normalize_or_zero() * f32::from(i8::MAX);
    [way.x as i8, way.y as i8]
}

/// A place in metres.
pub(super) fn metres(at: Place) -> Vec2 {
    Vec2::new(at[0] as f32, at[1] as f32) / UNITS_PER_M
}

/// The nearest unit. Rounded by hand, for `round` is a call on some processors.
fn units(m: f32) -> i32 {
    (m * UNITS_PER_M + 0.5_f32.copysign(m)) as i32
}

fn root_parts(minutes: f32) -> u8 {
    (minutes.max(0.0).sqrt() * ROOT_PARTS + 0.5) as u8
}

fn minutes(root_parts: u8) -> f32 {
    let root = f32::from(root_parts) / ROOT_PARTS;
    root * root
}
