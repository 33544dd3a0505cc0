//! Telling people: where they could still choose another way, another exit, or something else
//! first.

use super::{Candidate, Jam, Stream, coord};
use crate::advise::ground::is_in;
use crate::document::Bilingual;
use crate::plan::{Advice, AdvisedTo, MeasureKind, Sign, Spot, Task, Volunteer};
use crate::scenario::{AttractionKind, Uniform};
use glam::Vec2;

/// Shares of the stream that are sent another way.
pub(super) const SHARES: [f64; 2] = [0.5, 1.0];
/// Shares of those who leave that are sent to the nearer and to the farther of two other exits: where two
/// in three do what a screen says, a third goes to one, a fifth to the other, and half as they would [a].
const TO_NEARER: f64 = 0.5;
const TO_FARTHER: f64 = 0.3;
/// Others to see first, or exits, that are tried for a goal.
const OTHERS: usize = 2;
/// Where those are told who have no fork on their way: so far before the jam, metres [a].
const BEFORE_M: [f32; 2] = [15.0, 40.0];
/// What a sign is noticed and followed by: a screen [s].
const SCREEN: [f64; 2] = [0.77, 0.66 / 0.77];
/// Share that does what a volunteer advises [s].
const ADVISED: f64 = 0.70;

/// All that tells people.
pub(super) fn all(jam: &Jam) -> Vec<Candidate> {
    let mut all = at_forks(jam);
    all.extend(other_exits(jam));
    for stream in jam.streams() {
        all.extend(elsewhere(jam, stream));
    }
    all
}

/// Somebody, or a screen, at each fork, who sends a share of the stream around the jam.
fn at_forks(jam: &Jam) -> Vec<Candidate> {
    let mut all = Vec::new();
    for fork in &jam.spot.forks {
        let at = Vec2::new(fork.at[0] as f32, fork.at[1] as f32);
        let Some(post) = jam.ground.terrain().nearest_walkable(at) else { continue };
        for (goal, _) in jam.goals().into_iter().take(2) {
            let Some(via) = jam.ground.via(post, goal, jam.spot) else { continue };
            let via = spot(via);
            let why = why_at_fork(jam, goal, fork.share, fork.longer_s, post);
            for share in SHARES {
                let says = vec![Advice { to: AdvisedTo::Via(via), share }];
                let heading = vec![jam.ground.id_of(goal).to_owned()];
                all.extend(told(jam, post, &says, &heading, &why, "way"));
            }
        }
    }
    all
}

/// As a screen, which a crowd reads as it passes, and as a volunteer, who talks to one party at a time.
pub(super) fn told(
    jam: &Jam,
    at: Vec2,
    says: &[Advice],
    heading: &[String],
    why: &Bilingual,
    id: &str,
) -> [Candidate; 2] {
    let volunteer = volunteer(at, Task::Advise { says: says.to_vec(), heading: heading.to_vec() });
    let [noticed, complies] = SCREEN;
    let sign = Sign {
        at: spot(at),
        faces_deg: None,
        dynamic: true,
        says: says.to_vec(),
        heading: heading.to_vec(),
        noticed,
        complies,
    };
    let place = jam.ground.place(at);
    let name = |en: &str, zh: &str| {
        Bilingual::new(format!("{en} at {}", place.en), format!("{}的{zh}", place.zh))
    };
    [
        jam.only(jam.measure(
            &format!("screen_{id}"),
            MeasureKind::Sign(sign),
            name("Screen", "显示屏"),
            why.clone(),
        )),
        jam.only(jam.measure(
            &format!("guide_{id}"),
            MeasureKind::Volunteer(volunteer),
            name("Volunteer", "志愿者"),
            why.clone(),
        )),
    ]
}

/// Somebody at a post with a task.
pub(super) fn volunteer(at: Vec2, task: Task) -> Volunteer {
    Volunteer {
        post: spot(at),
        comes_by: None,
        uniform: Uniform::Volunteer,
        instructs: false,
        complies: ADVISED,
        task,
    }
}

fn why_at_fork(jam: &Jam, goal: u16, share: f64, longer_s: f64, at: Vec2) -> Bilingual {
    let (to, place, span, what) =
        (jam.ground.name_of(goal), jam.ground.place(at), jam.span_words(), jam.words());
    let of_20 = (share * 20.0).round().clamp(1.0, 20.0);
    Bilingual::new(
        format!(
            "{of_20:.0} of 20 people in {} pass {} on their way to {}, where another way still has \
             room and takes {longer_s:.0} s more; {} they are told of it.",
            what.en, place.en, to.en, span.en
        ),
        format!(
            "{}中，每 20 人有 {of_20:.0} 人前往{}时经过{}，那里另有一条路尚有余量，只多走 \
             {longer_s:.0} 秒；{} 在此告知。",
            what.zh, to.zh, place.zh, span.zh
        ),
    )
}

/// Another exit for those who leave, or something else first for those who come to see.
fn elsewhere(jam: &Jam, stream: Stream) -> Vec<Candidate> {
    let mut all = Vec::new();
    let advices = match jam.ground.attraction(stream.to) {
        None => exits(jam, stream.to),
        Some(_) => first(jam, stream.to),
    };
    let before = |metres| jam.ground.before(jam.spot, stream.from, stream.to, metres);
    let posts = BEFORE_M.iter().filter_map(|metres| before(*metres));
    // Those who go home are told where they come from: in the jam's middle.
    let posts: Vec<Vec2> = posts.chain(jam.centre()).take(2).collect();
    for (advice, other) in advices {
        for post in posts.iter().filter(|post| jam.ground.is_free(**post)) {
            let why = why_elsewhere(jam, stream, &advice, &other);
            let says = vec![Advice { to: advice.clone(), share: SHARES[0] }];
            let heading = vec![jam.ground.id_of(stream.to).to_owned()];
            all.extend(told(jam, *post, &says, &heading, &why, "else"));
        }
    }
    all
}

/// All who leave are told of the nearest exits to which they need not pass the jam.
fn other_exits(jam: &Jam) -> Vec<Candidate> {
    let mut all = Vec::new();
    let portals = &jam.ground.scenario.portals;
    let leaves = |goal: u16| jam.ground.attraction(goal).is_none();
    let Some(stream) = jam.streams().into_iter().find(|s| leaves(s.to)) else { return all };
    for metres in BEFORE_M {
        let post = jam.ground.before(jam.spot, stream.from, stream.to, metres);
        let Some(post) = post.filter(|post| jam.ground.is_free(*post)) else { continue };
        let around = |p: &u16| {
            let way = jam.ground.field(*p).trace(post);
            portals[usize::from(*p)].outward
                && !way.is_empty()
                && !way.iter().any(|at| is_in(jam.spot, *at))
        };
        let way_m = |p: &u16| jam.ground.field(*p).distance_m(post);
        let mut exits: Vec<u16> = (0..portals.len() as u16).filter(around).collect();
        exits.sort_by(|a, b| way_m(a).total_cmp(&way_m(b)).then(a.cmp(b)));
        exits.truncate(OTHERS);
        let Some(nearest) = exits.first() else { continue };
        // A crowd that is sent to one exit as a whole jams there: two share it, the nearer one most.
        let mut splits: Vec<Vec<(u16, f64)>> = Vec::new();
        if let [near, far] = exits.as_slice() {
            splits.push(vec![(*near, TO_NEARER), (*far, TO_FARTHER)]);
        }
        splits.extend(SHARES.map(|share| vec![(*nearest, share)]));
        for split in splits {
            let told_of = |p: u16| split.iter().any(|(exit, _)| *exit == p);
            let others = (0..portals.len() as u16)
                .filter(|p| !told_of(*p) && portals[usize::from(*p)].outward);
            let heading: Vec<String> = others.map(|p| jam.ground.id_of(p).to_owned()).collect();
            let names: Vec<Bilingual> = split.iter().map(|(p, _)| jam.ground.name_of(*p)).collect();
            let why = why_other_exits(jam, &names);
            let advice = |(p, share): &(u16, f64)| {
                let to = AdvisedTo::Exit(jam.ground.id_of(*p).to_owned());
                Advice { to, share: *share }
            };
            let says: Vec<Advice> = split.iter().map(advice).collect();
            all.extend(told(jam, post, &says, &heading, &why, "exit"));
        }
    }
    all
}

fn why_other_exits(jam: &Jam, exits: &[Bilingual]) -> Bilingual {
    let (what, span) = (jam.words(), jam.span_words());
    // Rounded down: what is all but one is not all.
    let (en_share, zh_share) = match (100.0 * jam.leaving_share() + 1e-6).floor() {
        100.0.. => ("All".to_owned(), "的人全部".to_owned()),
        percent => (format!("At least {percent} %"), format!("至少 {percent} % 的人")),
    };
    let Bilingual { en, zh } = Bilingual::joined(exits, [" and ", "或"]);
    let are = if exits.len() > 1 { "are exits" } else { "is an exit" };
    Bilingual::new(
        format!(
            "{en_share} of {} are on their way home; {} those who come by here are told \
             that {en} {are}, too: on the way there they do not pass it.",
            what.en, span.en
        ),
        format!(
            "{}中{zh_share}正在离场；{} 在此告知也可由{zh}离开，不必经过拥堵处。",
            what.zh, span.zh
        ),
    )
}

/// The nearest other exits.
fn exits(jam: &Jam, goal: u16) -> Vec<(AdvisedTo, Bilingual)> {
    let Some(centre) = jam.centre() else { return Vec::new() };
    let portals = &jam.ground.scenario.portals;
    let others =
        (0..portals.len() as u16).filter(|p| *p != goal && portals[usize::from(*p)].outward);
    let away = |p: u16| jam.ground.field(p).distance_m(centre);
    let mut others: Vec<(f32, u16)> =
        others.map(|p| (away(p), p)).filter(|(m, _)| m.is_finite()).collect();
    others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let advice = |(_, p): &(f32, u16)| {
        (AdvisedTo::Exit(jam.ground.id_of(*p).to_owned()), jam.ground.name_of(*p))
    };
    others.iter().take(OTHERS).map(advice).collect()
}

/// The attractions with most room, at which people stay.
fn first(jam: &Jam, goal: u16) -> Vec<(AdvisedTo, Bilingual)> {
    let scenario = &jam.ground.scenario;
    let [from_s, until_s] = jam.span_s;
    let mut others: Vec<(f64, u16)> = Vec::new();
    for (index, attraction) in scenario.attractions.iter().enumerate() {
        let number = (scenario.portals.len() + index) as u16;
        let open = attraction.open.iter().any(|[a, b]| *a <= from_s && *b >= until_s)
            || attraction.open.is_empty();
        let room = match attraction.kind {
            AttractionKind::Place { capacity } => f64::from(capacity),
            AttractionKind::Stage { chosen_density_per_m2 } => {
                use geo::Area;
                chosen_density_per_m2 * attraction.shape.area.unsigned_area()
            }
            AttractionKind::Counter { .. } => continue,
        };
        // Only who planned to see it can see it first.
        let wanted: f64 =
            attraction.appeal.iter().zip(&scenario.segments).map(|(a, s)| a * s.share).sum();
        if number != goal && open && !is_in(jam.spot, focus(attraction)) {
            others.push((room * wanted, number));
        }
    }
    others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let advice = |(_, a): &(f64, u16)| {
        (AdvisedTo::First(jam.ground.id_of(*a).to_owned()), jam.ground.name_of(*a))
    };
    others.iter().take(OTHERS).map(advice).collect()
}

fn focus(attraction: &crate::scenario::Attraction) -> Vec2 {
    Vec2::new(attraction.shape.focus.x() as f32, attraction.shape.focus.y() as f32)
}

fn why_elsewhere(jam: &Jam, stream: Stream, advice: &AdvisedTo, other: &Bilingual) -> Bilingual {
    let (to, from) = (jam.ground.name_of(stream.to), jam.ground.name_of(stream.from));
    let (span, what) = (jam.span_words(), jam.words());
    let percent = 100.0 * stream.share;
    let (does, does_zh) = match advice {
        AdvisedTo::Exit(_) => {
            (format!("are told that they can leave by {}", other.en), "告知可改由")
        }
        _ => (format!("are told that there is room at {} first", other.en), "告知可先去"),
    };
    let then_zh = if matches!(advice, AdvisedTo::Exit(_)) { "离场" } else { "" };
    Bilingual::new(
        format!(
            "{percent:.0} % of {} came by {} and go to {}; {} they {does}: who does comes later, or \
             not at all.",
            what.en, from.en, to.en, span.en
        ),
        format!(
            "{}中有 {percent:.0} % 由{}而来、前往{}；{} {does_zh}{}{then_zh}，从而错开或避开此处。",
            what.zh, from.zh, to.zh, span.zh, other.zh
        ),
    )
}

fn spot(at: Vec2) -> Spot {
    let at = coord(at);
    Spot { x: at.x, y: at.y }
}
