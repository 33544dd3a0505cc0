//! What congestion costs a visitor, as felt time: the integrand of *friction*.
//!
//! `friction = Σ (c(ρ)·m − 1)·Δt + time lost walking`, with the crowding multiplier
//! c = 1 + 0.2·max(0, ρ − 1) (2.0 at 6 /m² against 1 /m² [s]) and the waiting multiplier m.
//! At an attraction that the visitor chose, some crowd is wanted: there c counts from 2 /m².

/// Growth of the crowding multiplier per person and m² [s].
const CROWDING_PER_DENSITY: f32 = 0.2;
/// Density up to which a crowd costs nothing on the way, persons per m².
const FREE_ON_THE_WAY_PER_M2: f32 = 1.0;
/// Density up to which a crowd costs nothing at a chosen attraction, persons per m² [a].
const FREE_WHERE_CHOSEN_PER_M2: f32 = 2.0;
/// Waiting without knowing how long weighs so much more than time spent otherwise [m].
const WAITING_UNINFORMED: f32 = 2.2;

/// What somebody does, as far as friction is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spends {
    /// On the way.
    Walking,
    /// In a queue or being served.
    Queueing,
    /// At an attraction of their choice, or waiting for companions.
    Dwelling,
}

/// Cost of `time_s` seconds at a density (persons per m²) beyond the time itself, seconds;
/// time lost walking is not in it.
pub fn friction_s(spends: Spends, density_per_m2: f32, time_s: f32) -> f32 {
    let crowding = |free: f32| 1.0 + CROWDING_PER_DENSITY * (density_per_m2 - free).max(0.0);
    let multiplier = match spends {
        Spends::Walking => crowding(FREE_ON_THE_WAY_PER_M2),
        Spends::Queueing => crowding(FREE_ON_THE_WAY_PER_M2) * WAITING_UNINFORMED,
        Spends::Dwelling => crowding(FREE_WHERE_CHOSEN_PER_M2),
    };
    (multiplier - 1.0) * time_s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_what_the_sources_say() {
        // Crowding 2.0 at 6 /m² against 1 /m².
        assert!((friction_s(Spends::Walking, 6.0, 60.0) - 60.0).abs() < 1e-3);
        assert_eq!(friction_s(Spends::Walking, 0.9, 60.0), 0.0);
        assert_eq!(friction_s(Spends::Dwelling, 2.0, 60.0), 0.0);
        assert!((friction_s(Spends::Queueing, 0.5, 60.0) - 72.0).abs() < 1e-3);
    }
}
