//! The point that a cell sends people to, and how far beside it they can pass.
//!
//! The shortest ways of all people meet at the inner corners of walls. Real people do not: who walks
//! along a wall rounds its end as far from it as they walk, and where no wall leads there each
//! rounds a corner at a distance of their own. So an aim at a bend lies as far from it, or comes with
//! the room to its left and right, in which everybody takes their own place, their lane.

use glam::Vec2;

/// How far from the tight way people round a bend at most, metres [a].
pub(super) const BESIDE_M: f32 = 3.0;
/// Room beside the tight way in which people round a bend to which no wall leads, metres [a].
pub(super) const LANES_M: f32 = 1.0;

/// Where people in a cell go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Aim {
    /// The point, seen from the cell's centre, metres.
    pub offset: Vec2,
    /// Room to the left of it as seen from the cell's centre, metres.
    pub left_m: f32,
    /// Room to the right of it, metres.
    pub right_m: f32,
    /// Whether the goal is so near that it is looked at itself.
    pub near_goal: bool,
}

impl Aim {
    /// What one step of a packed position is, metres.
    const STEP_M: f32 = 0.0005;
    /// What one step of packed room is, metres.
    const ROOM_STEP_M: f32 = 0.02;
    /// Marks an aim that was looked for.
    const FOUND: u64 = 1 << 48;
    /// Marks an aim near the goal.
    const NEAR_GOAL: u64 = 1 << 49;

    /// A point without room beside it.
    pub fn exactly(offset: Vec2) -> Self {
        Self { offset, left_m: 0.0, right_m: 0.0, near_goal: false }
    }

    /// In one number that is never 0, to half a millimetre and 16 m around the cell's centre.
    pub fn packed(self) -> u64 {
        let offset = (self.offset / Self::STEP_M).round();
        // Casts from float to integer keep within the integer's range.
        let position = |v: f32| u64::from((v as i16) as u16);
        let room = |m: f32| u64::from((m / Self::ROOM_STEP_M) as u8);
        let near_goal = if self.near_goal { Self::NEAR_GOAL } else { 0 };
        Self::FOUND
            | near_goal
            | position(offset.x)
            | position(offset.y) << 16
            | room(self.left_m) << 32
            | room(self.right_m) << 40
    }

    /// What was packed; `None` for 0.
    #[inline(always)]
    pub fn unpacked(packed: u64) -> Option<Self> {
        let position = |shift: u32| f32::from((packed >> shift) as u16 as i16);
        let room = |shift: u32| f32::from((packed >> shift) as u8) * Self::ROOM_STEP_M;
        let offset = Vec2::new(position(0), position(16)) * Self::STEP_M;
        let near_goal = packed & Self::NEAR_GOAL != 0;
        let aim = Self { offset, left_m: room(32), right_m: room(40), near_goal };
        (packed != 0).then_some(aim)
    }

    /// Where somebody passes who keeps to a lane, from 0, leftmost, to 1; seen from the centre.
    #[inline(always)]
    pub fn in_lane(self, lane: Option<f32>) -> Vec2 {
        let Some(lane) = lane else { return self.offset };
        let right_m = lane * (self.left_m + self.right_m) - self.left_m;
        self.offset - self.offset.perp() * (right_m / (self.offset.length() + 1e-9))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aims_come_out_as_they_went_in() {
        for (x, y, left, right) in [(9.9, -9.9, 0.8, 3.0), (-0.0002, 0.0, 0.0, 0.0)] {
            let near_goal = left > 0.0;
            let aim = Aim { offset: Vec2::new(x, y), left_m: left, right_m: right, near_goal };
            let again = Aim::unpacked(aim.packed()).expect("never 0");
            assert!(again.offset.distance(aim.offset) < 0.001, "{again:?}");
            assert_eq!(again.near_goal, aim.near_goal);
            assert!((again.left_m - left).abs() < 0.021 && (again.right_m - right).abs() < 0.021);
        }
        assert_eq!(Aim::unpacked(0), None);
    }

    #[test]
    fn lanes_share_the_room_from_left_to_right() {
        let offset = Vec2::new(0.0, 5.0);
        let aim = Aim { left_m: 0.5, right_m: 1.5, ..Aim::exactly(offset) };
        let x = |lane| aim.in_lane(lane).x;
        assert_eq!([x(Some(0.0)), x(Some(0.25)), x(Some(1.0)), x(None)], [-0.5, 0.0, 1.5, 0.0]);
    }
}
