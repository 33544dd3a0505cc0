//! The one sentence that a mayor understands: whether it is safe, where and when it is worst
//! and why, and what a visitor notices of it.

use super::place::phrase;
use super::smooth::Smoothness;
use super::words::{clock, join, people_per_m2, whole};
use super::{AssessInput, Grade, Hotspot, HotspotKind, LimitCheck, PeopleCount};
use crate::document::{Bilingual, duration_text};
use glam::Vec2;

/// What the sentence is made from.
pub(super) struct Facts<'a> {
    pub people: &'a PeopleCount,
    pub hotspots: &'a [Hotspot],
    pub limits: &'a [LimitCheck],
    pub safe: Grade,
    pub smooth: &'a Smoothness,
}

/// The sentence.
pub(super) fn sentence(input: &AssessInput, facts: &Facts) -> Bilingual {
    let body = if facts.people.arrived == 0 {
        nobody(input)
    } else if let Some(worst) = facts.hotspots.first() {
        jam(input, facts, worst)
    } else if facts.safe == Grade::Bad {
        broken(facts)
    } else {
        calm(facts)
    };
    match &input.partial {
        None => body,
        Some(_) => {
            let until = clock(input.scenario.clock.starts_s, input.simulated_s);
            let begin = Bilingual::new(
                format!("Only simulated until {until}: "),
                format!("仅模拟到 {until}："),
            );
            join(&[begin, body])
        }
    }
}

fn nobody(input: &AssessInput) -> Bilingual {
    if input.scenario.visitors() == 0 {
        return Bilingual::new(
            "Nobody is expected, so there is nothing to judge.",
            "预计无人到场，无从判断。",
        );
    }
    Bilingual::new(
        "Nobody had arrived by then, so there is nothing to judge.",
        "截至此时尚无人到场，无从判断。",
    )
}

/// "Not safe as planned: between 15:02 and 15:21 it jams at Tea Corner, up to 3.4 people per
/// m², because the queue stands in the way; elsewhere …"
fn jam(input: &AssessInput, facts: &Facts, worst: &Hotspot) -> Bilingual {
    let starts_s = input.scenario.clock.starts_s;
    let (from, until) = (clock(starts_s, worst.from_s), clock(starts_s, worst.until_s));
    let centre = Vec2::new(worst.centre[0] as f32, worst.centre[1] as f32);
    let (place, density) = (phrase(input.scenario, centre), people_per_m2(worst.peak_per_m2));
    let because = because(worst.kind);
    let begin = Bilingual::new(
        format!(
            "Not safe as planned: between {from} and {until} it jams {}, up to {}, {}",
            place.en, density.en, because.en
        ),
        format!(
            "按现有安排不安全：{from} 至 {until}，{}发生拥堵，最密达{}，{}",
            place.zh, density.zh, because.zh
        ),
    );
    join(&[begin, others(facts.hotspots.len()), visitor(facts)])
}

fn because(kind: HotspotKind) -> Bilingual {
    let (en, zh) = match kind {
        HotspotKind::Bottleneck => (
            "because more people want through than the place lets pass",
            "因为要通过的人多于该处所能通过的人",
        ),
        HotspotKind::Crossing => ("because streams of people cross there", "因为几股人流在此交叉"),
        HotspotKind::Counterflow => {
            ("because people coming and going meet head on", "因为来去的人流迎面相遇")
        }
        HotspotKind::QueueInTheWay => {
            ("because a queue stands where others walk", "因为排队的人占住了通道")
        }
        HotspotKind::StopAndLook => {
            ("because people stop to look where others walk", "因为有人在通道上驻足观看")
        }
        HotspotKind::Converging => {
            ("because too many want to the same place at once", "因为太多人同时涌向同一处")
        }
        HotspotKind::Bunching => (
            "because many walk close together, though there is room beside them",
            "因为许多人挤在一处走，而旁边还有空地",
        ),
    };
    Bilingual::new(en, zh)
}

fn others(hotspots: usize) -> Bilingual {
    match hotspots.saturating_sub(1) {
        0 => Bilingual::default(),
        1 => Bilingual::new("; one other place jams as well", "；另有 1 处拥堵"),
        n => {
            Bilingual::new(format!("; {n} other places jam as well"), format!("；另有 {n} 处拥堵"))
        }
    }
}

/// What a visitor notices, and the full stop.
fn visitor(facts: &Facts) -> Bilingual {
    let (delay, queue) = (facts.smooth.delay_min, facts.smooth.queueing_min);
    if delay < 0.05 && queue < 0.05 {
        return Bilingual::new("; visitors are hardly held up.", "；访客几乎不受耽搁。");
    }
    let [delay, queue] = [delay, queue].map(duration_text);
    Bilingual::new(
        format!(
            "; on average a visitor loses {} walking and spends {} in queues.",
            delay.en, queue.en
        ),
        format!("；平均每位访客步行多花 {}，排队 {}。", delay.zh, queue.zh),
    )
}

fn broken(facts: &Facts) -> Bilingual {
    let density = |id: &str| id == "moving_density" || id == "standing_density";
    let broken: Vec<&LimitCheck> =
        facts.limits.iter().filter(|l| !l.kept && !density(&l.id)).collect();
    let names = |of: fn(&Bilingual) -> &str, joint: &str| {
        broken.iter().map(|l| of(&l.name)).collect::<Vec<_>>().join(joint)
    };
    let begin = Bilingual::new(
        format!("No place jams, but not every limit is kept ({})", names(|b| &b.en, "; ")),
        format!("没有一处拥堵，但并非各项限值都已守住（{}）", names(|b| &b.zh, "；")),
    );
    join(&[begin, visitor(facts)])
}

fn calm(facts: &Facts) -> Bilingual {
    let people = whole(f64::from(facts.people.arrived));
    let come = if facts.people.arrived == 1 { "visitor comes" } else { "visitors come" };
    let densest = facts.limits.iter().filter(|l| l.id == "moving_density").find_map(|l| l.worst);
    let begin = Bilingual::new(
        format!("{people} {come} and no place jams"),
        format!("共 {people} 名访客到场，没有一处拥堵"),
    );
    let density = densest.map_or_else(Bilingual::default, |d| {
        let d = people_per_m2(d);
        Bilingual::new(
            format!(" (at most {} where people walk)", d.en),
            format!("（行走处最密{}）", d.zh),
        )
    });
    join(&[begin, density, visitor(facts)])
}
