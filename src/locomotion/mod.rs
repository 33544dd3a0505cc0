//! Models of motion, one file each: parameters, logic, source and the range where it holds.
//!
//! A model reads the crowd as it was when the step began ([`Frozen`]) and the [`Walls`], and
//! writes where everybody is next ([`Next`]). It never looks at what it has written, so the
//! order of people and the number of threads change nothing.
//!
//! What models share is not theirs: who is near ([`around`]), who makes way ([`making_way`]), what
//! those do who are stuck ([`impatience`]), the walls. A model whose equations need finer steps
//! than the run's makes them inside its own.

mod abreast;
mod anticipation_velocity;
mod around;
mod collision_free_speed;
mod exp;
mod impatience;
mod making_way;
mod next;
mod social_force;
mod staggered_spacing;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_models;

pub use anticipation_velocity::AnticipationVelocity;
pub use collision_free_speed::{CollisionFreeSpeed, Workplace};
pub use impatience::{PATIENCE_S, STUCK_SHARE, shifted_wish, squeezed_radius};
pub use making_way::YIELD_MPS;
pub use next::Next;
pub use social_force::SocialForce;
pub use staggered_spacing::StaggeredSpacing;

use crate::crowd::Frozen;
use crate::geometry::Walls;
use crate::scenario::MotionModel;
use glam::Vec2;

/// A model of motion with its parameters, chosen once per run.
#[derive(Clone, Debug)]
pub enum Model {
    /// Tordeux, Chraibi, Seyfried 2016.
    CollisionFreeSpeed(CollisionFreeSpeed, Workplace),
    /// Xu, Chraibi, Seyfried 2021.
    AnticipationVelocity(AnticipationVelocity),
    /// Helbing, Farkas, Vicsek 2000.
    SocialForce(SocialForce),
    /// wuwei's own.
    StaggeredSpacing(StaggeredSpacing, Workplace),
}

/// The steps of a tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps {
    /// Length of one, seconds.
    pub dt_s: f32,
    /// How many.
    pub count: usize,
}

impl Steps {
    /// One step.
    pub fn one(dt_s: f32) -> Self {
        Self { dt_s, count: 1 }
    }
}

impl Model {
    /// The model that an event asks for.
    pub fn new(motion: &MotionModel) -> Self {
        match motion {
            MotionModel::CollisionFreeSpeed {
                neighbor_strength,
                neighbor_range_m,
                wall_strength,
                wall_range_m,
                ..
            } => {
                let model = CollisionFreeSpeed {
                    neighbor_strength: *neighbor_strength as f32,
                    neighbor_range_m: *neighbor_range_m as f32,
                    wall_strength: *wall_strength as f32,
                    wall_range_m: *wall_range_m as f32,
                };
                Self::CollisionFreeSpeed(model, Workplace::default())
            }
            MotionModel::AnticipationVelocity(model) => {
                Self::AnticipationVelocity(AnticipationVelocity::new(model))
            }
            MotionModel::SocialForce(model) => Self::SocialForce(SocialForce::new(model)),
            MotionModel::StaggeredSpacing(model) => {
                Self::StaggeredSpacing(StaggeredSpacing::new(model), Workplace::default())
            }
        }
    }

    /// Moves everybody by a tick of `steps` steps of `dt_s` seconds: fills `next`, in the frozen
    /// order. `frozen` must have taken speeds where the model
    /// [looks at them](Self::looks_at_speeds).
    ///
    /// # Panics
    /// Where a model is asked for several steps that [makes one](Self::longest_tick_s) a tick.
    pub fn walk(&mut self, frozen: &Frozen, walls: &Walls, steps: Steps, next: &mut Next) {
        let one_step_s = || {
            assert_eq!(steps.count, 1, "this model makes one step a tick");
            steps.dt_s
        };
        match self {
            Self::CollisionFreeSpeed(model, place) => model.walk(frozen, walls, steps, place, next),
            Self::StaggeredSpacing(model, place) => model.walk(frozen, walls, steps, place, next),
            Self::AnticipationVelocity(model) => model.walk(frozen, walls, one_step_s(), next),
            Self::SocialForce(model) => model.walk(frozen, walls, one_step_s(), next),
        }
    }

    /// Longest time for which the model moves people between two sightings of the whole crowd,
    /// seconds; zero: one step. In 0.2 s an adult walks a quarter of a metre: against 0.1 s the errors
    /// on recordings differ by chance only, and an event takes two thirds of the time.
    pub fn longest_tick_s(&self) -> f64 {
        match self {
            Self::CollisionFreeSpeed(..) | Self::StaggeredSpacing(..) => 0.2,
            Self::AnticipationVelocity(_) | Self::SocialForce(_) => 0.0,
        }
    }

    /// Whether the model looks at the speeds of the last step ([`Frozen::take_speeds`]).
    pub fn looks_at_speeds(&self) -> bool {
        !matches!(self, Self::CollisionFreeSpeed(..) | Self::StaggeredSpacing(..))
    }

    /// Breadth and height of the cells of [`Frozen`] with which the model is fastest, metres.
    pub fn best_cell_m(&self) -> Vec2 {
        match self {
            Self::CollisionFreeSpeed(..) | Self::StaggeredSpacing(..) => Vec2::new(0.4, 1.6),
            Self::AnticipationVelocity(_) => Vec2::new(0.6, 3.0),
            Self::SocialForce(_) => Vec2::new(0.4, 1.6),
        }
    }
}
