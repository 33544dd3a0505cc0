//! The standard segments: kinds of visitors at a community event, for all that an event does
//! not say about its visitors.
//!
//! Shares are `[a]`; the sources of the speeds stand beside each.

use super::{PartySize, Segment, Spread};
use crate::document::Bilingual;

/// One standard segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardSegment {
    /// Its id.
    pub id: &'static str,
    /// English name.
    pub en: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// Share of all visitors.
    pub share: f64,
    /// Free speed: mean, standard deviation, lowest, highest, m/s.
    pub speed_mps: [f64; 4],
    /// Where the speed comes from.
    pub speed_why: &'static str,
    /// Body radius, metres.
    pub radius_m: f64,
    /// Whether stairs cannot be taken.
    pub step_free: bool,
    /// Poisson parameter, smallest and largest party.
    pub party: (f64, u32, u32),
    /// Segment of the others of the party.
    pub companions: Option<&'static str>,
}

/// The standard segments; their shares add up to 1.
pub const STANDARD_SEGMENTS: [StandardSegment; 6] = [
    StandardSegment {
        id: "adult_alone",
        en: "Adult alone",
        zh: "独行成人",
        share: 0.15,
        speed_mps: [1.34, 0.26, 0.6, 2.0],
        speed_why: "[m] 1.34 ± 0.26 m/s",
        radius_m: 0.2,
        step_free: false,
        party: (0.0, 1, 1),
        companions: None,
    },
    StandardSegment {
        id: "adult_group",
        en: "Adults in a group",
        zh: "结伴成人",
        share: 0.45,
        speed_mps: [1.16, 0.2, 0.6, 1.8],
        speed_why: "[s] 1.26 − 0.04 n m/s for a group of n at low density, here n = 2.5 [a]",
        radius_m: 0.2,
        step_free: false,
        party: (1.2, 2, 4),
        companions: None,
    },
    StandardSegment {
        id: "family",
        en: "Family with child or stroller",
        zh: "带孩子或婴儿车的家庭",
        share: 0.22,
        speed_mps: [0.9, 0.3, 0.4, 1.5],
        speed_why: "[m] child 0.9 ± 0.3 m/s; the slowest sets the pace",
        radius_m: 0.2,
        step_free: false,
        party: (2.5, 2, 5),
        companions: None,
    },
    StandardSegment {
        id: "older_adult",
        en: "Older adult",
        zh: "老年人",
        share: 0.14,
        speed_mps: [0.8, 0.3, 0.4, 1.4],
        speed_why: "[m] 0.8 ± 0.3 m/s",
        radius_m: 0.2,
        step_free: false,
        party: (1.0, 1, 3),
        companions: None,
    },
    StandardSegment {
        id: "limited_mobility",
        en: "Limited mobility",
        zh: "行动不便者",
        share: 0.02,
        speed_mps: [0.61, 0.1, 0.46, 0.76],
        speed_why: "[s] 0.46–0.76 m/s",
        radius_m: 0.25,
        step_free: false,
        party: (1.0, 1, 3),
        companions: Some("adult_alone"),
    },
    StandardSegment {
        id: "wheelchair",
        en: "Wheelchair user",
        zh: "轮椅使用者",
        share: 0.02,
        speed_mps: [0.96, 0.2, 0.5, 1.5],
        speed_why: "[s] 0.96 m/s; [a] its spread",
        radius_m: 0.4,
        step_free: true,
        party: (1.0, 1, 3),
        companions: Some("adult_alone"),
    },
];

impl StandardSegment {
    /// The standard segment of that id.
    pub fn of(id: &str) -> Option<&'static Self> {
        STANDARD_SEGMENTS.iter().find(|s| s.id == id)
    }

    /// As a segment of a scenario; companions are looked up by the caller.
    pub fn segment(&self) -> Segment {
        let [mean, sd, low, high] = self.speed_mps;
        let (lambda, least, most) = self.party;
        Segment {
            id: self.id.to_owned(),
            name: Bilingual::new(self.en, self.zh),
            share: self.share,
            free_speed_mps: Spread { mean, sd, low, high },
            radius_m: self.radius_m,
            step_free: self.step_free,
            party: PartySize { lambda, low: least, high: most },
            companions: None,
            knows_place: 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_companions_exist() {
        let sum: f64 = STANDARD_SEGMENTS.iter().map(|s| s.share).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        for segment in &STANDARD_SEGMENTS {
            assert!(segment.companions.is_none_or(|id| StandardSegment::of(id).is_some()));
        }
    }
}
