//! Flow through counting lines against what has been observed at most: what exceeds it was
//! not possible, so it is a fault of the model rather than of the event.

use super::narrow::{LEVEL_PER_M_MIN, STAIRS_PER_M_MIN, is_on_stairs};
use super::words::{name, whole};
use super::{AssessInput, LimitCheck};
use crate::document::Bilingual;
use glam::Vec2;

/// The highest flow of any counter and minute, against its own limit.
struct Highest {
    per_m_min: f64,
    limit: f64,
    at_s: f64,
    at: Vec2,
    name: Bilingual,
}

/// The check of flows.
pub(super) fn check(input: &AssessInput) -> LimitCheck {
    let highest = highest(input);
    let mut check = LimitCheck {
        id: "flow".to_owned(),
        name: Bilingual::new("Flow through a passage", "通道单宽流量"),
        limit: highest.as_ref().map_or(LEVEL_PER_M_MIN, |h| h.limit),
        worst: highest.as_ref().map(|h| h.per_m_min),
        unit: "persons/m/min".to_owned(),
        kept: highest.as_ref().is_none_or(|h| h.per_m_min <= h.limit),
        at_s: highest.as_ref().map(|h| h.at_s),
        at: highest.as_ref().map(|h| [f64::from(h.at.x), f64::from(h.at.y)]),
        remark: None,
    };
    check.remark = Some(match highest {
        None => Bilingual::new(
            "Not measured: the event has no counting line.",
            "未测量：活动未设置计数线。",
        ),
        Some(h) if check.kept => Bilingual::new(
            format!("Highest at {}.", h.name.en),
            format!("最大值出现在{}。", h.name.zh),
        ),
        Some(h) => Bilingual::new(
            format!(
                "At {} more than the {} that have been observed at most: here the model lets too many through, and the real jam would be worse.",
                h.name.en,
                whole(h.limit)
            ),
            format!(
                "{}超过实测上限 {}：模型在此放行过多，实际拥堵会更严重。",
                h.name.zh,
                whole(h.limit)
            ),
        ),
    });
    check
}

fn highest(input: &AssessInput) -> Option<Highest> {
    let observation = input.observation;
    let mut highest: Option<Highest> = None;
    for (counter, crossings) in input.scenario.counters.iter().zip(&observation.counters) {
        let points: Vec<Vec2> =
            counter.shape.line.coords().map(|c| Vec2::new(c.x as f32, c.y as f32)).collect();
        let (Some(first), Some(last)) = (points.first(), points.last()) else { continue };
        let at = first.midpoint(*last);
        let stairs = is_on_stairs(&input.ways.terrain, at);
        let limit = if stairs { STAIRS_PER_M_MIN } else { LEVEL_PER_M_MIN };
        for (minute, (f, b)) in crossings.forward.iter().zip(&crossings.backward).enumerate() {
            let per_m_min = f64::from(f + b) / counter.width_m.max(0.1);
            let share = |h: &Highest| h.per_m_min / h.limit;
            if highest.as_ref().is_none_or(|h| per_m_min / limit > share(h)) {
                let at_s = observation.minutes.get(minute).map_or(0.0, |m| m.until_s);
                let name = name(&counter.shape.name, &counter.shape.id);
                highest = Some(Highest { per_m_min, limit, at_s, at, name });
            }
        }
    }
    highest
}
