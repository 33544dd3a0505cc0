//! Looking: frames become people again, and what is shown between two of them.

use super::Reel;
use super::frame::{Change, EncodedFrame};
use super::people::{Move, People, Person, PersonNow, metres};
use glam::Vec2;
use std::f32::consts::{FRAC_PI_2, PI};

/// The people of one frame, by number.
#[derive(Debug, Default)]
pub struct Shot {
    people: People,
    /// Number of the frame.
    frame: usize,
    /// Its stamp; 0 where it is none.
    stamp: u64,
}

impl Shot {
    /// People inside.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is inside.
    pub fn is_empty(&self) -> bool {
        self.people.len() == 0
    }

    /// The people, by number.
    pub fn people(&self) -> impl Iterator<Item = PersonNow> {
        (0..self.len()).filter_map(|row| self.people.get(row)).map(|person| person.now())
    }

    /// A visitor, `None` where not inside.
    pub fn person(&self, visitor: u32) -> Option<PersonNow> {
        self.people.find(visitor).map(|person| person.now())
    }

    /// Goes on to the next frame, or to a key frame from anywhere.
    fn advance(&mut self, frame: &EncodedFrame, number: usize) {
        match &frame.change {
            Change::Key(people) => self.people.copy(people),
            Change::Step(step) => step.advance(&mut self.people),
        }
        (self.frame, self.stamp) = (number, frame.stamp);
    }

    fn clear(&mut self) {
        self.people.clear();
        self.stamp = 0;
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $kind:ty;)*) => {
        /// What is shown at an instant, as columns, a row a person, by number of the visitor.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Scene {
            $($(#[$doc])* pub $name: Vec<$kind>,)*
        }

        /// A row of a scene.
        struct Row {
            $($name: $kind,)*
        }

        impl Scene {
            fn clear(&mut self) {
                $(self.$name.clear();)*
            }

            fn push(&mut self, row: Row) {
                $(self.$name.push(row.$name);)*
            }
        }
    };
}

columns! {
    /// Who.
    visitor: u32;
    /// East, metres.
    x: f32;
    /// North, metres.
    y: f32;
    /// Where they face: the direction of the last second in which they went 0.1 m or more, radians
    /// from east to north, to 0.002; 0 where there was none yet.
    heading: f32;
    /// Speed, m/s.
    speed_mps: f32;
    /// Index into the event's segments.
    segment: u16;
    /// Whether they stand on purpose.
    stands: bool;
    /// Delay so far, minutes.
    delay_min: f32;
    /// Felt so far, minutes.
    felt_min: f32;
}

impl Scene {
    /// People shown.
    pub fn len(&self) -> usize {
        self.visitor.len()
    }

    /// Whether nobody is shown.
    pub fn is_empty(&self) -> bool {
        self.visitor.is_empty()
    }

    /// The row of a visitor, `None` where not shown.
    pub fn row(&self, visitor: u32) -> Option<usize> {
        self.visitor.binary_search(&visitor).ok()
    }

    /// Shows the instant at a share of the way from one frame to the next.
    fn show(&mut self, before: &People, after: &People, share: f32) {
        self.clear();
        let near_before = share < 0.5;
        let (mut from, mut to) = (0, 0);
        loop {
            let (a, b) = (before.visitor.get(from), after.visitor.get(to));
            let row = match (a, b) {
                (None, None) => return,
                (Some(a), Some(b)) if a == b => {
                    let both = before.get(from).zip(after.get(to));
                    (from, to) = (from + 1, to + 1);
                    both.map(|(a, b)| Row::between(&a, &b, share))
                }
                (a, b) if b.is_none_or(|b| a.is_some_and(|a| a < b)) => {
                    from += 1;
                    before.get(from - 1).filter(|_| near_before).map(|a| Row::of(&a))
                }
                _ => {
                    to += 1;
                    after.get(to - 1).filter(|_| !near_before).map(|b| Row::of(&b))
                }
            };
            row.into_iter().for_each(|row| self.push(row));
        }
    }
}

impl Row {
    fn of(person: &Person) -> Self {
        let now = person.now();
        Self::new(now, now.at, vector(person.way), 0.0)
    }

    fn between(before: &Person, after: &Person, share: f32) -> Self {
        let (old, new) = (vector(before.way), vector(after.way));
        // Who faces somewhere for the first time did not face east before.
        let facing = if old == Vec2::ZERO { new } else { old.lerp(new, share) };
        let (from, to) = (metres(before.at), metres(after.at));
        let nearer = if share < 0.5 { before } else { after };
        Self::new(nearer.now(), from.lerp(to, share), facing, from.distance(to))
    }

    fn new(now: PersonNow, at: Vec2, facing: Vec2, speed_mps: f32) -> Self {
        Self {
            visitor: now.visitor,
            x: at.x,
            y: at.y,
            heading: angle(facing),
            speed_mps,
            segment: now.segment,
            stands: now.stands,
            delay_min: now.delay_min,
            felt_min: now.felt_min,
        }
    }
}

fn vector(way: Move) -> Vec2 {
    let [x, y] = way.map(f32::from);
    Vec2::new(x, y)
}

/// The angle of a way from east to north, radians; 0 where there is none. A polynomial near the
/// arc tangent (off by less than 0.002), which is several times as quick.
fn angle(way: Vec2) -> f32 {
    let Vec2 { x, y } = way.abs();
    let slope = x.min(y) / x.max(y).max(f32::MIN_POSITIVE);
    let square = slope * slope;
    let bend = (-0.046_496_476 * square + 0.159_314_22) * square - 0.327_622_76;
    let eighth = slope + slope * square * bend;
    let quarter = if y > x { FRAC_PI_2 - eighth } else { eighth };
    let half = if way.x < 0.0 { PI - quarter } else { quarter };
    half.copysign(way.y)
}

/// Reads a reel. Owned by who looks; keeps the frames it read last, so that the next one is cheap.
#[derive(Debug, Default)]
pub struct Viewer {
    now: Shot,
    /// The frame after it, or one read before.
    other: Shot,
    scene: Scene,
    /// Stamps of the two frames and the share of the way between them that the scene shows.
    shown: Option<(u64, u64, f32)>,
}

impl Viewer {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The people of a frame; past the end those of the last one.
    pub fn frame(&mut self, reel: &Reel, number: usize) -> &Shot {
        self.seek(reel, number.min(reel.frames().saturating_sub(1)));
        &self.now
    }

    /// What is shown `at` so many frames since the beginning: 2.25 is a quarter of the way from
    /// frame 2 to frame 3. Who is in only one of the two is shown in the half nearer to it.
    pub fn between(&mut self, reel: &Reel, at: f64) -> &Scene {
        let last = reel.frames().saturating_sub(1);
        let at = if at > 0.0 { at.min(last as f64) } else { 0.0 };
        // The last frame is the end of the way to it, so that speeds are known there, too.
        let number = (at as usize).min(last.saturating_sub(1));
        self.seek(reel, number);
        self.read_next(reel);
        let share = (at - number as f64) as f32;
        let asked = (self.now.stamp, self.other.stamp, share);
        if self.shown != Some(asked) {
            self.scene.show(&self.now.people, &self.other.people, share);
            self.shown = Some(asked);
        }
        &self.scene
    }

    /// What was shown last.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Brings `now` to a frame, from the nearest that is known before it.
    fn seek(&mut self, reel: &Reel, number: usize) {
        let Some(key) = reel.key_of(number) else {
            self.now.clear();
            return;
        };
        let known = |shot: &Shot| {
            let on_the_way = (key..=number).contains(&shot.frame);
            (on_the_way && reel.stamp(shot.frame) == Some(shot.stamp)).then_some(shot.frame)
        };
        let (now, other) = (known(&self.now), known(&self.other));
        if other > now {
            std::mem::swap(&mut self.now, &mut self.other);
        }
        let next = now.max(other).map_or(key, |frame| frame + 1);
        for number in next..=number {
            if let Some(frame) = reel.frame(number) {
                self.now.advance(frame, number);
            }
        }
    }

    /// Brings `other` to the frame after `now`, or to `now` where it is the last.
    fn read_next(&mut self, reel: &Reel) {
        let number = self.now.frame + 1;
        let next = reel.frame(number).filter(|_| self.now.stamp != 0);
        if next.is_some_and(|frame| frame.stamp == self.other.stamp) {
            return;
        }
        self.other.people.copy(&self.now.people);
        (self.other.frame, self.other.stamp) = (self.now.frame, self.now.stamp);
        if let Some(frame) = next {
            self.other.advance(frame, number);
        }
    }
}
