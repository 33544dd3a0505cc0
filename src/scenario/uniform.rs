//! What staff wear, as far as visitors feel it.

use serde::{Deserialize, Serialize};

/// What somebody at a post wears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Uniform {
    /// A volunteer's vest.
    #[default]
    Volunteer,
    /// A guard's.
    Guard,
    /// The police's.
    Police,
}

impl Uniform {
    /// All, in the order of their columns.
    pub const ALL: [Self; 3] = [Self::Volunteer, Self::Guard, Self::Police];
}
