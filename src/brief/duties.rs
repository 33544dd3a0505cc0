//! What somebody at a post does, says, and does if it gets worse.

use crate::advise::Effort;
use crate::document::Bilingual;
use crate::plan::{Advice, AdvisedTo, Measure, MeasureKind, Plan, Task, Works};
use crate::scenario::Scenario;

/// The post of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    /// Number of the measure in the plan, from 1, and which of its people, from 1.
    pub number: usize,
    /// Which of its people, from 1.
    pub person: usize,
    /// Id of the measure.
    pub measure: String,
    /// Shown name.
    pub name: Bilingual,
    /// Where, local metres.
    pub at: [f64; 2],
    /// From when until when, seconds since the event's start.
    pub span_s: [f64; 2],
    /// The task in one sentence.
    pub task: Bilingual,
    /// What to say.
    pub says: Vec<Bilingual>,
    /// What to do if it gets worse.
    pub worse: Bilingual,
}

/// Everybody's duties under a plan, in its order.
pub fn duties(plan: &Plan, scenario: &Scenario) -> Vec<Duty> {
    let mut all = Vec::new();
    for (index, measure) in plan.measures.iter().enumerate() {
        let people = Effort::of_measure(measure).volunteers as usize;
        all.extend((1..=people).map(|person| duty(index + 1, person, measure, scenario)));
    }
    all
}

fn duty(number: usize, person: usize, measure: &Measure, scenario: &Scenario) -> Duty {
    let points = measure.kind.points();
    let middle = |k: fn(&geo::Coord<f64>) -> f64| {
        points.iter().map(k).sum::<f64>() / points.len().max(1) as f64
    };
    let at = match &measure.kind {
        MeasureKind::Volunteer(volunteer) => [volunteer.post.x, volunteer.post.y],
        MeasureKind::Opening(opening) => portal_at(scenario, &opening.exit),
        MeasureKind::Gate(gate) => {
            let end = if person == 1 { gate.line.0.first() } else { gate.line.0.last() };
            end.map_or([0.0; 2], |c| [c.x, c.y])
        }
        _ => [middle(|c| c.x), middle(|c| c.y)],
    };
    let (task, says, worse) = told(measure, person, scenario);
    Duty {
        number,
        person,
        measure: measure.id.clone(),
        name: measure.name.clone(),
        at,
        span_s: [measure.from_s, measure.until_s],
        task,
        says,
        worse,
    }
}

fn portal_at(scenario: &Scenario, id: &str) -> [f64; 2] {
    use crate::venue::PortalGeometry;
    use geo::Centroid;
    let portal = scenario.portals.iter().find(|portal| portal.shape.id == id);
    let middle = portal.and_then(|portal| match &portal.shape.shape {
        PortalGeometry::Line(line) => line.centroid(),
        PortalGeometry::Area(area) => area.centroid(),
    });
    middle.map_or([0.0; 2], |c| [c.x(), c.y()])
}

fn both(en: impl Into<String>, zh: impl Into<String>) -> Bilingual {
    Bilingual::new(en, zh)
}

/// Task, what to say, and what to do if it gets worse.
fn told(
    measure: &Measure,
    person: usize,
    scenario: &Scenario,
) -> (Bilingual, Vec<Bilingual>, Bilingual) {
    let dense = both(
        "If people stand shoulder to shoulder and hardly move: send nobody that way, keep your arm \
         up, call.",
        "若人群肩并肩、几乎不动：不再往那边引导，举手示意，立即呼叫。",
    );
    match &measure.kind {
        MeasureKind::Volunteer(volunteer) => match &volunteer.task {
            Task::Advise { says, heading } => {
                let whom = heading_words(heading, scenario);
                let task = both(
                    format!("{} {}.", first_words(says, scenario).en, whom.en),
                    format!("{}{}。", whom.zh, first_words(says, scenario).zh),
                );
                let says = says.iter().flat_map(|advice| phrases(advice, scenario)).collect();
                (task, says, dense)
            }
            Task::Hold(hold) => (
                both(
                    format!(
                        "Stop people at the line for {:.0} seconds, then let them walk for {:.0}. Again \
                         and again.",
                        hold.hold_s, hold.release_s
                    ),
                    format!(
                        "在线前拦停人流 {:.0} 秒，再放行 {:.0} 秒，循环进行。",
                        hold.hold_s, hold.release_s
                    ),
                ),
                vec![
                    both(
                        format!("“Just {:.0} seconds, then you go on.”", hold.hold_s),
                        format!("“请稍等 {:.0} 秒，马上放行。”", hold.hold_s),
                    ),
                    both("“Thank you for waiting.”", "“谢谢您的配合。”"),
                ],
                both(
                    "If those behind press: let them walk at once, and call.",
                    "若后方拥挤推压：立即放行并呼叫。",
                ),
            ),
            Task::Help => (
                both(
                    "Walk with those who are slow, by the way that is free.",
                    "陪同行动缓慢者，走畅通的路。",
                ),
                vec![both("“May I show you an easier way?”", "“我带您走一条更好走的路，好吗？”")],
                dense,
            ),
        },
        MeasureKind::Gate(gate) => gate_words(gate, person),
        MeasureKind::OneWay(_) => (
            both("This way is one-way: let nobody in against it.", "此处单行：不让人逆行进入。"),
            vec![both("“This is one-way just now; please go around.”", "“这里暂时单行，请绕行。”")],
            dense,
        ),
        MeasureKind::Opening(_) => (
            both("Open this exit and keep it open.", "打开此出口并保持畅通。"),
            vec![both("“You can leave here, too.”", "“这里也可以离场。”")],
            both(
                "If the street outside is full: keep the exit open, and call.",
                "若外面街道已满：保持出口开放并呼叫。",
            ),
        ),
        _ => (
            both("Walk slowly with the stream where the plan leads it.", "按方案路线缓步领行。"),
            Vec::new(),
            dense,
        ),
    }
}

fn gate_words(gate: &crate::plan::Gate, person: usize) -> (Bilingual, Vec<Bilingual>, Bilingual) {
    let task = match (&gate.works, person) {
        (Works::Waves(waves), 1) => both(
            format!(
                "Close the line when it is full ahead (more than {:.1} people on a square metre), for \
                 {:.0} to {:.0} seconds; then let all go on.",
                waves.closes_above, waves.shortest_s, waves.longest_s
            ),
            format!(
                "前方过满（每平方米超过 {:.1} 人）时关闭 {:.0} 至 {:.0} 秒，然后全部放行。",
                waves.closes_above, waves.shortest_s, waves.longest_s
            ),
        ),
        (Works::Waves(_), _) => both(
            "Watch how full it is ahead, and give your partner the sign to close and to open.",
            "观察前方拥挤程度，向同伴发出关闭和放行的手势。",
        ),
        (Works::Lanes { lanes, per_min, .. }, _) => both(
            format!("Keep {lanes} lanes moving, about {per_min:.0} people a minute each."),
            format!("保持 {lanes} 条通道通行，每条每分钟约 {per_min:.0} 人。"),
        ),
    };
    let says = vec![
        both("“It is full ahead: one minute, please.”", "“前方人多，请稍等一分钟。”"),
        both("“Now there is room. Enjoy!”", "“可以走了，祝您玩得开心！”"),
    ];
    let worse = both(
        "If those who wait press forward: open, step aside, and call. Never hold against pressure.",
        "若等候者向前推压：放行、退到一旁并呼叫。切勿顶着压力拦人。",
    );
    (task, says, worse)
}

fn heading_words(heading: &[String], scenario: &Scenario) -> Bilingual {
    let names: Vec<Bilingual> = heading.iter().map(|id| name(id, scenario)).collect();
    if names.is_empty() {
        return both("passing by", "对所有经过的人，");
    }
    let all = |of: fn(&Bilingual) -> &str, joint: &str| {
        names.iter().map(of).collect::<Vec<_>>().join(joint)
    };
    both(
        format!("on the way to {}", all(|b| &b.en, " or ")),
        format!("对前往{}的人，", all(|b| &b.zh, "或")),
    )
}

/// How many, as people on the spot can do it.
fn share_words(share: f64) -> Bilingual {
    match share {
        s if s > 0.9 => both("everybody", "全部"),
        s if s > 0.6 => both("two of three parties", "三分之二"),
        s if s > 0.4 => both("every second party", "每两拨中的一拨"),
        s if s > 0.28 => both("every third party", "每三拨中的一拨"),
        _ => both("every fifth party", "每五拨中的一拨"),
    }
}

fn first_words(says: &[Advice], scenario: &Scenario) -> Bilingual {
    let Some(advice) = says.first() else { return both("Be there", "在岗") };
    let how_many = share_words(advice.share);
    match &advice.to {
        AdvisedTo::Exit(id) => {
            let to = name(id, scenario);
            both(
                format!("Recommend the exit {} to {}", to.en, how_many.en),
                format!("向{}推荐{}出口", how_many.zh, to.zh),
            )
        }
        AdvisedTo::First(id) => {
            let to = name(id, scenario);
            both(
                format!("Recommend {} first to {}", to.en, how_many.en),
                format!("向{}推荐先去{}", how_many.zh, to.zh),
            )
        }
        AdvisedTo::Via(_) => both(
            format!("Show the other way to {}", how_many.en),
            format!("向{}指引另一条路", how_many.zh),
        ),
    }
}

fn phrases(advice: &Advice, scenario: &Scenario) -> [Bilingual; 2] {
    match &advice.to {
        AdvisedTo::Exit(id) => {
            let to = name(id, scenario);
            [
                both(
                    format!("“You are out sooner by {}.”", to.en),
                    format!("“走{}出去更快。”", to.zh),
                ),
                both("“It is only a little farther.”", "“只多走几步。”"),
            ]
        }
        AdvisedTo::First(id) => {
            let to = name(id, scenario);
            [
                both(
                    format!("“There is room at {} just now.”", to.en),
                    format!("“{}现在人少。”", to.zh),
                ),
                both("“Here it is quieter later.”", "“这里过一会儿就不挤了。”"),
            ]
        }
        AdvisedTo::Via(_) => [
            both("“This way is free and hardly longer.”", "“走这边人少，多走不了几步。”"),
            both("“As you like!”", "“请随意！”"),
        ],
    }
}

/// Shown name of a portal or an attraction.
fn name(id: &str, scenario: &Scenario) -> Bilingual {
    let portals = scenario.portals.iter().map(|p| (&p.shape.id, &p.shape.name));
    let attractions = scenario.attractions.iter().map(|a| (&a.shape.id, &a.shape.name));
    let found = portals.chain(attractions).find(|(known, _)| *known == id);
    found.map_or_else(|| Bilingual::same(id), |(_, name)| name.clone())
}
