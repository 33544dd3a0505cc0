//! Models of motion, one file each: parameters, logic, source and the range where it holds.
//!
//! A model reads the crowd as it was when the step began ([`Frozen`]) and the [`Walls`], and
//! writes where everybody is next ([`Next`]). It never looks at what it has written, so the
//! order of people and the number of threads change nothing.

mod around;
mod collision_free_speed;
mod exp;
mod impatience;
mod making_way;
mod next;

#[cfg(test)]
mod tests;

pub use collision_free_speed::CollisionFreeSpeed;
pub use impatience::{PATIENCE_S, STUCK_SHARE, shifted_wish, squeezed_radius};
pub use making_way::YIELD_MPS;
pub use next::Next;

use crate::crowd::Frozen;
use crate::geometry::Walls;
use crate::scenario::MotionModel;
use glam::Vec2;

/// A model of motion with its parameters, chosen once per run.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// Tordeux, Chraibi, Seyfried 2016.
    CollisionFreeSpeed(CollisionFreeSpeed),
}

impl Model {
    /// The model that an event asks for.
    pub fn new(motion: &MotionModel) -> Self {
        match motion {
            MotionModel::CollisionFreeSpeed { .. } => {
                Self::CollisionFreeSpeed(CollisionFreeSpeed::new(motion))
            }
        }
    }

    /// Moves everybody by one step of `dt_s` seconds: fills `next`, in the frozen order.
    pub fn walk(&self, frozen: &Frozen, walls: &Walls, dt_s: f32, next: &mut Next) {
        match self {
            Self::CollisionFreeSpeed(model) => model.walk(frozen, walls, dt_s, next),
        }
    }

    /// Breadth and height of the cells of [`Frozen`] with which the model is fastest, metres.
    pub fn best_cell_m(&self) -> Vec2 {
        match self {
            Self::CollisionFreeSpeed(_) => Vec2::new(0.4, 1.6),
        }
    }
}
