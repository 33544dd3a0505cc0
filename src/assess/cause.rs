//! The kind of a hotspot, told from who is in it and which way they walk. The first rule that
//! holds decides; all thresholds are ours [a].
//!
//! 1. **Queue in the way**: of those in it or right beside it at least 20 % queue, and of
//!    those in it at least 20 % walk and do not want to that queue.
//! 2. **Stop and look**: at least 30 % stand on purpose without queueing.
//! 3. **Converging**: at least 60 % want to the same attraction, or wait for it, and it is at
//!    most 20 m away: whoever is so near comes from all sides, so directions tell nothing.
//! 4. **Counterflow**: walkers near each other go along one axis (measure ≥ 0.6) but not one
//!    way (< 0.6: the smaller stream is a fifth of all or more).
//! 5. **Crossing**: neither one axis (< 0.6) nor one way (< 0.8; a stream that turns a
//!    corner within the hotspot stays above that).
//! 6. **Bottleneck**: all else: they go one way, and more slowly than they came. And streams
//!    that cross where more want through a narrow place on their way than it lets: what stops
//!    them is what they crowd before, each from its side.
//! 7. **Bunching**: as before, but nothing on their way is narrow, or it could let at least twice
//!    as many through. Where that is too narrow for two streams to pass each other there is no room
//!    beside them: then it is *crossing* if they go to several places, else still a bottleneck.

use super::shares::Shares;
use super::{CrossSection, HotspotKind};

const QUEUEING_FROM: f64 = 0.2;
const PASSING_FROM: f64 = 0.2;
const LOOKING_FROM: f64 = 0.3;
const SAME_GOAL_FROM: f64 = 0.6;
const CONVERGES_WITHIN_M: f64 = 20.0;
const ONE_AXIS_FROM: f64 = 0.6;
const ONE_WAY_FROM: f64 = 0.6;
const STREAM_TURNS_FROM: f64 = 0.8;
/// Share of a place's capacity from which on it holds people up: they come in bursts.
const NARROW_FROM: f64 = 0.5;

/// Clear width from which on there is room beside a stream, metres [a]: two ways of 2.4 m.
const ROOM_FROM_M: f64 = 4.8;

/// What the rules need to know besides [`Shares`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Surroundings {
    /// Goal of the queue in or beside the hotspot.
    pub queue: Option<u16>,
    /// Way from the middle of the hotspot to the goal of most, if that is an attraction,
    /// metres.
    pub main_goal_away_m: Option<f64>,
}

/// Whether most of those in a hotspot want to the same.
pub(super) fn has_one_goal(shares: &Shares) -> bool {
    shares.main_goal().is_some_and(|(_, share)| share >= SAME_GOAL_FROM)
}

/// The kind of a hotspot.
pub(super) fn kind(shares: &Shares, around: &Surroundings) -> HotspotKind {
    let passing = shares.walking() - around.queue.map_or(0.0, |goal| shares.walking_to(goal));
    let main_goal = shares.main_goal().map_or(0.0, |(_, share)| share);
    let near = around.main_goal_away_m.is_some_and(|m| m <= CONVERGES_WITHIN_M);
    if shares.queueing_beside.max(shares.queueing) >= QUEUEING_FROM && passing >= PASSING_FROM {
        HotspotKind::QueueInTheWay
    } else if shares.standing - shares.queueing >= LOOKING_FROM {
        HotspotKind::StopAndLook
    } else if near && main_goal >= SAME_GOAL_FROM {
        HotspotKind::Converging
    } else if shares.one_axis >= ONE_AXIS_FROM && shares.one_way < ONE_WAY_FROM {
        HotspotKind::Counterflow
    } else if shares.one_axis < ONE_AXIS_FROM && shares.one_way < STREAM_TURNS_FROM {
        HotspotKind::Crossing
    } else {
        HotspotKind::Bottleneck
    }
}

/// The kind once the narrowest place on their way is known. `one_goal`: whether most of them want to
/// the same.
pub(super) fn with_room(
    kind: HotspotKind,
    narrowest: Option<&CrossSection>,
    one_goal: bool,
) -> HotspotKind {
    let used = narrowest.map_or(0.0, |s| s.demand_per_min / s.capacity_per_min);
    let room_beside = narrowest.is_none_or(|s| s.width_m >= ROOM_FROM_M);
    match kind {
        HotspotKind::Bottleneck if used < NARROW_FROM && room_beside => HotspotKind::Bunching,
        HotspotKind::Bottleneck if used < NARROW_FROM && !one_goal => HotspotKind::Crossing,
        HotspotKind::Crossing if used > 1.0 => HotspotKind::Bottleneck,
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::shares::Flow;

    fn shares(queueing: f64, standing: f64, one_way: f64, one_axis: f64) -> Shares {
        let walking = 1.0 - standing;
        let flows = vec![
            Flow { portal: 0, goal: 1, walking: 0.6 * walking, standing: 0.0 },
            Flow { portal: 1, goal: 2, walking: 0.4 * walking, standing },
        ];
        Shares { standing, queueing, queueing_beside: queueing, one_way, one_axis, flows }
    }

    #[test]
    fn each_kind_is_told_from_the_others() {
        let nowhere = Surroundings::default();
        assert_eq!(kind(&shares(0.0, 0.0, 0.98, 0.97), &nowhere), HotspotKind::Bottleneck);
        assert_eq!(kind(&shares(0.0, 0.0, 0.3, 0.9), &nowhere), HotspotKind::Counterflow);
        assert_eq!(kind(&shares(0.0, 0.0, 0.7, 0.1), &nowhere), HotspotKind::Crossing);
        assert_eq!(kind(&shares(0.0, 0.5, 0.9, 0.9), &nowhere), HotspotKind::StopAndLook);
        let queue = Surroundings { queue: Some(2), main_goal_away_m: None };
        assert_eq!(kind(&shares(0.4, 0.4, 0.9, 0.9), &queue), HotspotKind::QueueInTheWay);
        // A stream that turns a corner neither crosses nor meets anybody.
        assert_eq!(kind(&shares(0.0, 0.0, 0.9, 0.64), &nowhere), HotspotKind::Bottleneck);
    }

    #[test]
    fn a_queue_that_only_those_stand_before_who_want_to_it_is_no_queue_in_the_way() {
        let mut own = shares(0.4, 0.4, 0.9, 0.9);
        own.flows[0].goal = 2;
        let around = Surroundings { queue: Some(2), main_goal_away_m: Some(6.0) };
        assert_eq!(kind(&own, &around), HotspotKind::Converging);
    }

    #[test]
    fn who_has_room_beside_them_is_in_no_bottleneck() {
        let section = |demand_per_min| CrossSection {
            line: [[0.0, 0.0], [15.0, 0.0]],
            width_m: 15.0,
            capacity_per_min: 1230.0,
            demand_per_min,
        };
        fn told(kind: HotspotKind, section: Option<&CrossSection>) -> HotspotKind {
            with_room(kind, section, false)
        }
        let (one_way, crossing) = (HotspotKind::Bottleneck, HotspotKind::Crossing);
        assert_eq!(told(one_way, Some(&section(1000.0))), HotspotKind::Bottleneck);
        assert_eq!(told(one_way, Some(&section(140.0))), HotspotKind::Bunching);
        assert_eq!(told(one_way, None), HotspotKind::Bunching);
        // From all sides of a stair's head, and more than the stair lets down.
        assert_eq!(told(crossing, Some(&section(2000.0))), HotspotKind::Bottleneck);
        assert_eq!(told(crossing, Some(&section(1000.0))), HotspotKind::Crossing);
        assert_eq!(told(crossing, None), HotspotKind::Crossing);
    }

    #[test]
    fn in_a_narrow_passage_there_is_no_room_beside() {
        let passage = CrossSection {
            line: [[0.0, 0.0], [3.0, 0.0]],
            width_m: 3.0,
            capacity_per_min: 246.0,
            demand_per_min: 60.0,
        };
        let told = |one_goal| with_room(HotspotKind::Bottleneck, Some(&passage), one_goal);
        assert_eq!([told(false), told(true)], [HotspotKind::Crossing, HotspotKind::Bottleneck]);
    }

    #[test]
    fn a_goal_far_away_does_not_converge() {
        let mut one_goal = shares(0.0, 0.0, 0.98, 0.97);
        one_goal.flows[0].goal = 2;
        let away = |m| Surroundings { queue: None, main_goal_away_m: Some(m) };
        assert_eq!(kind(&one_goal, &away(6.0)), HotspotKind::Converging);
        assert_eq!(kind(&one_goal, &away(60.0)), HotspotKind::Bottleneck);
    }
}
