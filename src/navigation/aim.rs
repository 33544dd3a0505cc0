//! The point that a cell sends people to, and how far beside it they can pass.
//!
//! The shortest ways of all people meet at the inner corners of walls. Real people do not: each
//! rounds a corner at a distance of their own, and where others come towards them, on the right.
//! So an aim at a bend comes with the room to its left and right, and everybody takes their own
//! place in it, their lane.

use glam::Vec2;

/// Room that people make use of to the left of the shortest way, metres [a]: most keep to the
/// right.
pub(super) const LEFT_MOST_M: f32 = 1.0;
/// Room that people make use of to the right of the shortest way, metres [a].
pub(super) const RIGHT_MOST_M: f32 = 4.0;

/// Where people in a cell go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Aim {
    /// The point, metres.
    pub at: Vec2,
    /// Room to the left of it as seen from the cell's centre, metres.
    pub left_m: f32,
    /// Room to the right of it, metres.
    pub right_m: f32,
}

impl Aim {
    /// What one step of a packed position is, metres.
    const STEP_M: f32 = 0.0005;
    /// What one step of packed room is, metres.
    const ROOM_STEP_M: f32 = 0.02;
    /// Marks an aim that was looked for.
    const FOUND: u64 = 1 << 48;

    /// A point without room beside it.
    pub fn exactly(at: Vec2) -> Self {
        Self { at, left_m: 0.0, right_m: 0.0 }
    }

    /// In one number that is never 0, to half a millimetre and 16 m around the cell's centre.
    pub fn packed(self, centre: Vec2) -> u64 {
        let offset = ((self.at - centre) / Self::STEP_M).round();
        // Casts from float to integer keep within the integer's range.
        let position = |v: f32| u64::from((v as i16) as u16);
        let room = |m: f32| u64::from((m / Self::ROOM_STEP_M) as u8);
        Self::FOUND
            | position(offset.x)
            | position(offset.y) << 16
            | room(self.left_m) << 32
            | room(self.right_m) << 40
    }

    /// What was packed; `None` for 0.
    #[inline(always)]
    pub fn unpacked(packed: u64, centre: Vec2) -> Option<Self> {
        let position = |shift: u32| f32::from((packed >> shift) as u16 as i16);
        let room = |shift: u32| f32::from((packed >> shift) as u8) * Self::ROOM_STEP_M;
        let offset = Vec2::new(position(0), position(16)) * Self::STEP_M;
        let aim = Self { at: centre + offset, left_m: room(32), right_m: room(40) };
        (packed != 0).then_some(aim)
    }

    /// Where somebody passes who keeps to a lane, from 0, leftmost, to 1.
    #[inline(always)]
    pub fn in_lane(self, centre: Vec2, lane: Option<f32>) -> Vec2 {
        let Some(lane) = lane else { return self.at };
        if self.left_m + self.right_m <= 0.0 {
            return self.at;
        }
        let to_the_right = -(self.at - centre).normalize_or_zero().perp();
        self.at + to_the_right * (lane * (self.left_m + self.right_m) - self.left_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aims_come_out_as_they_went_in() {
        let centre = Vec2::new(812.25, -40.75);
        for (x, y, left, right) in [(9.9, -9.9, 0.8, 3.0), (-0.0002, 0.0, 0.0, 0.0)] {
            let aim = Aim { at: centre + Vec2::new(x, y), left_m: left, right_m: right };
            let again = Aim::unpacked(aim.packed(centre), centre).expect("never 0");
            assert!(again.at.distance(aim.at) < 0.001, "{again:?}");
            assert!((again.left_m - left).abs() < 0.021 && (again.right_m - right).abs() < 0.021);
        }
        assert_eq!(Aim::unpacked(0, centre), None);
    }

    #[test]
    fn lanes_share_the_room_from_left_to_right() {
        let aim = Aim { at: Vec2::new(0.0, 5.0), left_m: 0.5, right_m: 1.5 };
        let x = |lane| aim.in_lane(Vec2::ZERO, lane).x;
        assert_eq!([x(Some(0.0)), x(Some(0.25)), x(Some(1.0)), x(None)], [-0.5, 0.0, 1.5, 0.0]);
    }
}
