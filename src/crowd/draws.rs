//! Random draws as a function of (seed, who, purpose): no draw depends on what happened
//! before it, on threads, or on measures.

use crate::scenario::{PartySize, Spread};
use rand::{RngExt, TryRng};
use rand_distr::{Distribution, Normal};
use std::convert::Infallible;

/// What a draw is for. Each purpose has its own stream, so that a new draw for one purpose
/// changes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Segment and size of a party.
    PartyMix = 1,
    /// Portal and time of arrival of a party.
    Arrival = 2,
    /// Planned stops of a party.
    Itinerary = 3,
    /// Time a party stays at the event.
    Stay = 4,
    /// Choice among the stops that are left.
    Choice = 5,
    /// Time spent at a stop.
    Dwell = 6,
    /// Wish to see a show.
    Show = 7,
    /// Way home.
    Home = 8,
    /// Knowledge of jams.
    Knowledge = 9,
    /// Free speed and size of a person.
    Body = 10,
    /// Time of a service.
    Service = 11,
    /// Patience and readiness to join a queue.
    Patience = 12,
    /// Place taken in an area.
    Spot = 13,
    /// Needs that come by themselves, as for a toilet.
    Need = 14,
    /// Whether somebody attends to a measure and does what it says.
    Guidance = 15,
    /// Whether somebody stops for staff who hold.
    Hold = 16,
    /// Knowledge of the place.
    Place = 17,
}

/// A stream of random numbers (SplitMix64, Steele, Lea and Flood 2014) whose start is a hash
/// of seed, who and purpose.
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    /// The stream of `who` (a visitor or party) for a purpose; `counter` tells apart repeated
    /// draws for the same purpose.
    pub fn new(seed: u64, who: u32, purpose: Purpose, counter: u32) -> Self {
        let key = mix(seed ^ 0x9E37_79B9_7F4A_7C15);
        let key = mix(key ^ (u64::from(who) << 32 | u64::from(counter)));
        Self(mix(key ^ (purpose as u64).wrapping_mul(0xD1B5_4A32_D192_ED03)))
    }

    /// Uniform in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.random::<f64>()
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A draw from a spread, redrawn until it lies between its bounds (at most 64 times, then
    /// cut off).
    pub fn spread(&mut self, spread: &Spread) -> f64 {
        let Ok(normal) = Normal::new(spread.mean, spread.sd) else { return spread.mean };
        for _ in 0..64 {
            let drawn = normal.sample(self);
            if (spread.low..=spread.high).contains(&drawn) {
                return drawn;
            }
        }
        spread.mean.clamp(spread.low, spread.high)
    }

    /// A zero-truncated Poisson number, cut off.
    pub fn party_size(&mut self, size: &PartySize) -> u32 {
        if size.lambda <= 0.0 {
            return size.low;
        }
        // Inversion over the few sizes that occur: P(n) ∝ λⁿ / n!.
        let weights: Vec<f64> = poisson_weights(size);
        let chosen = self.weighted(&weights).unwrap_or(0);
        size.low.max(1) + chosen as u32
    }

    /// An index with probability proportional to its weight; `None` where all weights are 0.
    pub fn weighted(&mut self, weights: &[f64]) -> Option<usize> {
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return None;
        }
        let mut left = self.uniform() * total;
        for (i, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return Some(i);
            }
        }
        weights.iter().rposition(|w| *w > 0.0)
    }
}

/// Mean size of a party.
pub fn mean_party_size(size: &PartySize) -> f64 {
    if size.lambda <= 0.0 {
        return f64::from(size.low);
    }
    let weights = poisson_weights(size);
    let total: f64 = weights.iter().sum();
    let low = f64::from(size.low.max(1));
    weights.iter().enumerate().map(|(i, w)| (low + i as f64) * w).sum::<f64>() / total
}

/// λⁿ / n! for n from the smallest to the largest size.
fn poisson_weights(size: &PartySize) -> Vec<f64> {
    let low = size.low.max(1);
    let mut weight = 1.0;
    let mut weights = Vec::with_capacity(size.high.saturating_sub(low) as usize + 1);
    for n in 1..=size.high.max(low) {
        weight *= size.lambda / f64::from(n);
        if n >= low {
            weights.push(weight);
        }
    }
    weights
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl TryRng for Draw {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|n| (n >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        Ok(mix(self.0))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_independent_of_each_other() {
        let first = |who, purpose| Draw::new(7, who, purpose, 0).uniform();
        assert_ne!(first(1, Purpose::Body), first(2, Purpose::Body));
        assert_ne!(first(1, Purpose::Body), first(1, Purpose::Stay));
        assert_eq!(first(1, Purpose::Body), first(1, Purpose::Body));
    }

    #[test]
    fn party_sizes_have_the_zero_truncated_poisson_mean() {
        let size = PartySize { lambda: 1.5, low: 1, high: 12 };
        let drawn: u32 =
            (0..20_000).map(|who| Draw::new(1, who, Purpose::PartyMix, 0).party_size(&size)).sum();
        let mean = f64::from(drawn) / 20_000.0;
        let expected = 1.5 / (1.0 - (-1.5f64).exp());
        assert!((mean - expected).abs() < 0.03, "{mean} against {expected}");
        assert!((mean_party_size(&size) - expected).abs() < 1e-3);
    }

    #[test]
    fn spreads_stay_within_their_bounds() {
        let spread = Spread { mean: 0.8, sd: 0.3, low: 0.5, high: 1.1 };
        for who in 0..1000 {
            let drawn = Draw::new(3, who, Purpose::Body, 0).spread(&spread);
            assert!((0.5..=1.1).contains(&drawn));
        }
    }
}
