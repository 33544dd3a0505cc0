//! Places to stand in an area: an audience before a stage, people strolling in a garden.
//!
//! Spots are laid out once for an area, at the spacing of the density people choose, and taken
//! and given back by parties; companions take spots beside each other.

use crate::geometry::Walls;
use crate::navigation::{Sight, Terrain};
use geo::{BoundingRect, Contains, Polygon};
use glam::Vec2;

/// Best spots among which one is sought that can be walked to straight.
const LOOKED_AT: usize = 24;

/// Nobody stands nearer than this to a corner that all who pass go round, metres [a].
const CORNER_M: f32 = 3.0;

/// No spot.
pub const NO_SPOT: u32 = u32::MAX;

/// The spots of one area.
#[derive(Clone, Debug)]
pub struct Spots {
    /// The area.
    area: Polygon<f64>,
    /// Where they are, metres.
    at: Vec<Vec2>,
    /// Who stands there; `None` where free.
    taken_by: Vec<Option<u32>>,
    /// What people look at; spots near it are taken first. `None`: any spot is as good.
    focus: Option<Vec2>,
    /// Spots taken.
    taken: usize,
    /// Most people at once.
    capacity: usize,
}

impl Spots {
    /// Lays out spots `spacing_m` apart (hexagonal) in the part of the area that is ground, leaves
    /// corners free and, with a focus, can see it.
    pub fn lay_out(
        area: &Polygon<f64>,
        spacing_m: f32,
        focus: Option<Vec2>,
        capacity: usize,
        ground: (&Terrain, &Sight),
    ) -> Self {
        let (terrain, sight) = ground;
        let mut at = Vec::new();
        if let Some(bounds) = area.bounding_rect() {
            let (low, high) = (bounds.min(), bounds.max());
            let row_m = spacing_m * 3f32.sqrt() / 2.0;
            let rows = (bounds.height() as f32 / row_m).floor() as usize + 1;
            for row in 0..rows {
                let y = low.y as f32 + (row as f32 + 0.5) * row_m;
                let mut x = low.x as f32 + spacing_m * if row % 2 == 0 { 0.25 } else { 0.75 };
                while x < high.x as f32 {
                    at.push(Vec2::new(x, y));
                    x += spacing_m;
                }
            }
        }
        at.retain(|p| {
            area.contains(&geo::Point::new(f64::from(p.x), f64::from(p.y)))
                && terrain.is_on_ground(*p)
                && terrain.walls.distance(*p) > 0.25
                && terrain.corners.iter().all(|c| c.distance(*p) > CORNER_M)
                && focus.is_none_or(|f| sight.sees(*p, f))
        });
        let capacity = capacity.min(at.len());
        Self { area: area.clone(), taken_by: vec![None; at.len()], at, focus, taken: 0, capacity }
    }

    /// Who stands on which spot, [`NO_SPOT`] where free: what the area and the ground do not say.
    pub fn save(&self) -> Vec<u32> {
        // All fields are named, so that a new one is thought of here.
        let Self { area: _, at: _, taken_by, focus: _, taken: _, capacity: _ } = self;
        taken_by.iter().map(|who| who.unwrap_or(NO_SPOT)).collect()
    }

    /// Takes up who stands where; `false` where that is no list of these spots.
    #[must_use]
    pub fn restore(&mut self, taken_by: &[u32]) -> bool {
        let taken = taken_by.iter().filter(|who| **who != NO_SPOT).count();
        if taken_by.len() != self.at.len() || taken > self.capacity {
            return false;
        }
        self.taken_by = taken_by.iter().map(|who| (*who != NO_SPOT).then_some(*who)).collect();
        self.taken = taken;
        true
    }

    /// Number of spots.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there is no spot.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Whether a place is inside the area.
    pub fn covers(&self, place: Vec2) -> bool {
        self.area.contains(&geo::Point::new(f64::from(place.x), f64::from(place.y)))
    }

    /// Number of people who find room.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// People who have a spot.
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// Whether so many more find room.
    pub fn has_room(&self, people: usize) -> bool {
        self.taken + people <= self.capacity
    }

    /// Where a spot is.
    pub fn place(&self, spot: u32) -> Vec2 {
        self.at[spot as usize]
    }

    /// Takes the best free spot for `who` coming from `from`, who likes to stand near
    /// `beside` (a companion's spot). `whim` in [0, 1) is the person's own taste, so that not
    /// everybody finds the same spot best.
    pub fn take(
        &mut self,
        who: u32,
        from: Vec2,
        beside: Option<Vec2>,
        whim: f64,
        walls: &Walls,
    ) -> Option<u32> {
        if self.taken >= self.capacity {
            return None;
        }
        let cost = |i: usize, p: Vec2| match (beside, self.focus) {
            (Some(friend), _) => p.distance(friend),
            // Near enough to see, without crossing the whole audience for it.
            (None, Some(focus)) => p.distance(focus) + 0.7 * p.distance(from) + taste(i, whim, 4.0),
            (None, None) => 0.25 * p.distance(from) + taste(i, whim, 12.0),
        };
        let free = self.at.iter().enumerate().filter(|(i, _)| self.taken_by[*i].is_none());
        let mut best: Vec<(f32, usize)> = free.map(|(i, p)| (cost(i, *p), i)).collect();
        let order = |a: &(f32, usize), b: &(f32, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if best.len() > LOOKED_AT {
            best.select_nth_unstable_by(LOOKED_AT, order);
            best.truncate(LOOKED_AT);
        }
        best.sort_unstable_by(order);
        // Rather one that can be walked to straight.
        let straight = best.iter().find(|(_, i)| walls.line_is_clear(from, self.at[*i]));
        let best = *straight.or(best.first())?;
        self.taken_by[best.1] = Some(who);
        self.taken += 1;
        Some(best.1 as u32)
    }

    /// Gives a spot back.
    pub fn give_back(&mut self, spot: u32) {
        if self.taken_by[spot as usize].take().is_some() {
            self.taken -= 1;
        }
    }
}

/// A person's own liking of a spot, metres between 0 and `range_m`.
fn taste(spot: usize, whim: f64, range_m: f32) -> f32 {
    let mixed = (spot as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ whim.to_bits();
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 40) as f32 / (1u64 << 24) as f32 * range_m
}
