//! How a run was made, in words that a report can show and a user can repeat.

use super::prepare::{Prepared, Request};
use crate::assess::{FileInfo, Provenance, Resumed};
use crate::document::Bilingual;
use crate::scenario::MotionModel;

/// The provenance of a run that took `wall_s` seconds and ended in a state with this hash.
pub fn provenance(
    request: &Request,
    prepared: &Prepared,
    wall_s: f64,
    state_hash: u64,
) -> Provenance {
    let scenario = &prepared.scenario;
    let (model, parameters) = parameters(prepared);
    Provenance {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        command: request.command.clone(),
        seed: request.seed,
        time_step_s: scenario.motion.time_step_s,
        model,
        parameters,
        files: prepared
            .sources
            .iter()
            .map(|s| FileInfo {
                path: s.path.display().to_string(),
                bytes: s.bytes,
                sha256: s.sha256.clone(),
            })
            .collect(),
        defaults: scenario
            .defaults
            .iter()
            .map(|d| [d.field.clone(), d.value.clone(), d.why.clone()])
            .collect(),
        assumptions: assumptions(),
        simulated_s: 0.0,
        partial: None,
        resumed: prepared.resumed.as_ref().map(|found| Resumed {
            checkpoint: found.path.display().to_string(),
            at_s: found.checkpoint.about().now_s,
        }),
        plan_since_s: None,
        wall_s,
        state_hash: format!("{state_hash:016x}"),
    }
}

fn parameters(prepared: &Prepared) -> (String, Vec<[String; 2]>) {
    let scenario = &prepared.scenario;
    let (model, mut rows) = of_model(&scenario.motion.model);
    rows.extend([
        row("ground raster", format!("{} m", scenario.motion.cell_m)),
        row("share that knows of jams", format!("{}", scenario.ways.informed_share)),
        row("look at congestion every", format!("{} s", scenario.ways.refresh_s)),
    ]);
    (model.to_owned(), rows)
}

fn row(name: &str, value: String) -> [String; 2] {
    [name.to_owned(), value]
}

/// The name of a model of motion, with its source, and its parameters.
fn of_model(model: &MotionModel) -> (&'static str, Vec<[String; 2]>) {
    match model {
        MotionModel::CollisionFreeSpeed {
            time_gap_s,
            neighbor_strength,
            neighbor_range_m,
            wall_strength,
            wall_range_m,
        } => (
            "collision-free speed (Tordeux, Chraibi, Seyfried 2016)",
            vec![
                row("time gap", format!("{time_gap_s} s")),
                row(
                    "turn away from neighbours",
                    format!("{neighbor_strength}, {neighbor_range_m} m"),
                ),
                row("turn away from walls", format!("{wall_strength}, {wall_range_m} m")),
            ],
        ),
        MotionModel::AnticipationVelocity(m) => (
            "anticipation velocity (Xu, Chraibi, Seyfried 2021)",
            vec![
                row("time gap", format!("{} s", m.time_gap_s)),
                row(
                    "turn away from neighbours",
                    format!("{}, {} m", m.neighbor_strength, m.neighbor_range_m),
                ),
                row("anticipation", format!("{} s", m.anticipation_s)),
                row("reaction", format!("{} s", m.reaction_s)),
                row("turn away from walls", format!("{}, {} m", m.wall_pushout, m.wall_buffer_m)),
            ],
        ),
        MotionModel::StaggeredSpacing(m) => (
            "staggered spacing (wuwei's own)",
            vec![
                row("time gap at 1.34 m/s", format!("{} s", m.time_gap_s)),
                row("depth of bodies over breadth", format!("{}", m.depth_share)),
                row("ease of slowing", format!("{}", m.ease)),
                row(
                    "room and time given up under pressure",
                    format!(
                        "{} and {} for each person within 0.8 m beyond {}",
                        m.press_room, m.press_time, m.press_from
                    ),
                ),
                row(
                    "room in file",
                    format!("{} m, {} m aside", m.file_room_m, m.file_half_width_m),
                ),
                row(
                    "turn away from neighbours",
                    format!("{}, {} m", m.neighbor_strength, m.neighbor_range_m),
                ),
                row("turn away from walls", format!("{}, {} m", m.wall_strength, m.wall_range_m)),
            ],
        ),
        MotionModel::SocialForce(m) => (
            "social force (Helbing, Farkas, Vicsek 2000)",
            vec![
                row("mass", format!("{} kg", m.mass_kg)),
                row("relaxation", format!("{} s", m.relaxation_s)),
                row(
                    "repulsion by neighbours",
                    format!("{} N, {} m", m.neighbor_force_n, m.force_range_m),
                ),
                row("repulsion by walls", format!("{} N, {} m", m.wall_force_n, m.force_range_m)),
                row("stiffness of bodies", format!("{} kg/s²", m.stiffness_kg_per_s2)),
                row("friction of bodies", format!("{} kg/(m s)", m.friction_kg_per_m_s)),
                row("longest step", format!("{} s", m.longest_step_s)),
            ],
        ),
    }
}

/// What the engine assumes that no event document says. The numbers stand beside the code that
/// uses them, each marked [a] there.
fn assumptions() -> Vec<Bilingual> {
    let say = Bilingual::new;
    vec![
        say(
            "[a] 70 % of parties go home by the portal they came by, the others by the nearest.",
            "[a] 70% 的同行小组从来时的出入口离开，其余走最近的出口。",
        ),
        say(
            "[a] People see a queue from 30 m, and the longer it looks the later they join it.",
            "[a] 人们在 30 米外能看到排队；队伍越长，越晚去排。",
        ),
        say(
            "[a] People plan at most eight stops and set out for a show up to 15 minutes early.",
            "[a] 人们最多计划八个停留点，最早提前 15 分钟去看演出。",
        ),
        say(
            "[m] Up to four who are together walk 0.75 m beside each other where there is room, and \
             behind each other where two do not fit; the more they are the slower.",
            "[m] 四人以内的同行者，有空间时并排行走，相距 0.75 米；容不下两人并行时，前后相随；人数越多走得越慢。",
        ),
        say(
            "[a] Companions wait for those behind from 6 m on, two minutes at most on one way.",
            "[a] 同行者落后 6 米以上时，前面的人会等候，每段路最多等两分钟。",
        ),
        say(
            "[a] Who makes no headway for 20 s looks for another way; after 40 s they turn \
             sideways and push through; after 150 s they change their mind.",
            "[a] 20 秒没有前进就另找路；40 秒后侧身挤过；150 秒后改变主意。",
        ),
        say(
            "[m] Waiting without knowing how long weighs 2.2 times as much as other time.",
            "[m] 不知要等多久的等候，其感受时间是其他时间的 2.2 倍。",
        ),
    ]
}
