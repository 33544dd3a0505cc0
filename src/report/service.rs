//! Densities in words: Fruin's levels of service, the limits, and where a place is.

use super::words::{fill, text};
use crate::assess::RunSummary;
use crate::document::Bilingual;
use crate::venue::{PortalGeometry, Venue};
use geo::{Centroid, Coord};

/// Upper densities of Fruin's walkway levels A to E, persons per m².
pub(crate) const WALKING_LEVELS: [f64; 5] = [0.31, 0.43, 0.72, 1.08, 2.15];
/// Upper densities of Fruin's queue levels A to E, persons per m².
pub(crate) const STANDING_LEVELS: [f64; 5] = [0.83, 1.08, 1.54, 3.6, 5.4];

/// Farthest that a place may be from a named thing to be called after it, metres.
const NEAR_M: f64 = 30.0;

/// The limits that the map's colours are tied to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DensityScale {
    /// Limit where people move, persons per m².
    pub moving_per_m2: f64,
    /// Limit where people stand, persons per m².
    pub standing_per_m2: f64,
}

impl DensityScale {
    /// The limits that the run was judged by; the design's own where it has none.
    pub fn of(summary: &RunSummary) -> Self {
        let limit = |id: &str, default: f64| {
            let found = summary.limits.iter().find(|l| l.id == id).map(|l| l.limit);
            found.filter(|l| l.is_finite() && *l > 0.0).unwrap_or(default)
        };
        Self {
            moving_per_m2: limit("moving_density", 2.0),
            standing_per_m2: limit("standing_density", 4.0),
        }
    }

    /// Whether a density is above the limit, for people most of whom stand or walk.
    pub fn is_above(&self, per_m2: f64, standing: bool) -> bool {
        per_m2 > if standing { self.standing_per_m2 } else { self.moving_per_m2 }
    }

    /// Place of a density on the calm ramp, 0 to 1; a square root, because the low levels of
    /// service lie close together.
    pub fn calm_share(&self, per_m2: f64) -> f64 {
        (per_m2.max(0.0) / self.top_per_m2()).sqrt().min(1.0)
    }

    /// Place of a density on the hot ramp, 0 to 1: from the moving limit to 4 /m² above it.
    pub fn hot_share(&self, per_m2: f64) -> f64 {
        ((per_m2 - self.moving_per_m2) / 4.0).clamp(0.0, 1.0)
    }

    /// Density at the end of the calm ramp, persons per m².
    pub fn top_per_m2(&self) -> f64 {
        self.standing_per_m2.max(self.moving_per_m2)
    }
}

/// Level of service, 0 (A) to 5 (F).
pub(crate) fn level(per_m2: f64, standing: bool) -> usize {
    let levels = if standing { &STANDING_LEVELS } else { &WALKING_LEVELS };
    levels.iter().filter(|upper| per_m2 > **upper).count()
}

/// What a density of walking people is like: "shoulder to shoulder".
pub(crate) fn density_words(per_m2: f64) -> Bilingual {
    let step = match per_m2 {
        d if d > 5.0 => 7,
        d if d > 3.5 => 6,
        d => level(d, false),
    };
    text(&format!("level.walk.{step}"))
}

/// A density with its unit and what it is like: "2.6 /m²: shoulder to shoulder".
pub(crate) fn density_text(per_m2: f64) -> Bilingual {
    let number = Bilingual::same(super::markup::number(per_m2, 1));
    fill("density.in_words", &[("density", number), ("words", density_words(per_m2))])
}

/// Where a point is, by the nearest named thing ("near the tea corner"), else by its part of
/// the venue.
pub(crate) fn place_name(venue: &Venue, at: [f64; 2]) -> Bilingual {
    let mut nearest: Option<(f64, &Bilingual)> = None;
    for (point, name) in named_points(venue) {
        let away_m = (point.x - at[0]).hypot(point.y - at[1]);
        let named = !name.en.trim().is_empty();
        if named && away_m < NEAR_M && nearest.is_none_or(|(best_m, _)| away_m < best_m) {
            nearest = Some((away_m, name));
        }
    }
    match nearest {
        Some((_, name)) => fill("place.near", &[("name", name.clone())]),
        None => fill(
            "place.at",
            &[
                ("x", Bilingual::same(super::markup::number(at[0], 0))),
                ("y", Bilingual::same(super::markup::number(at[1], 0))),
            ],
        ),
    }
}

fn named_points(venue: &Venue) -> Vec<(Coord<f64>, &Bilingual)> {
    let mut points = Vec::new();
    for attraction in &venue.attractions {
        points.push((attraction.focus.0, &attraction.name));
    }
    for counter in &venue.counters {
        points.extend(counter.line.centroid().map(|p| (p.0, &counter.name)));
    }
    for portal in &venue.portals {
        points.extend(portal_middle(&portal.shape).map(|p| (p, &portal.name)));
    }
    points
}

/// Middle of a portal.
pub(crate) fn portal_middle(shape: &PortalGeometry) -> Option<Coord<f64>> {
    match shape {
        PortalGeometry::Line(line) => line.centroid(),
        PortalGeometry::Area(area) => area.centroid(),
    }
    .map(|p| p.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_fruin() {
        assert_eq!(level(0.2, false), 0);
        assert_eq!(level(1.0, false), 3);
        assert_eq!(level(2.6, false), 5);
        assert_eq!(level(2.6, true), 3);
        assert_eq!(density_text(2.6).en, "2.6 /m²: shoulder to shoulder");
    }

    #[test]
    fn standing_people_have_their_own_limit() {
        let scale = DensityScale { moving_per_m2: 2.0, standing_per_m2: 4.0 };
        assert!(scale.is_above(2.1, false) && !scale.is_above(3.9, true));
        assert!(scale.calm_share(4.0) >= 1.0 && scale.hot_share(2.0) <= 0.0);
    }
}
