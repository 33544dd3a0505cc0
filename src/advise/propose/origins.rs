//! Telling streams where they come from: a crowd that leaves by many doors and jams at one corner has
//! no fork that all of it passes. Beside each group of doors those who come out are told of the exit
//! that is nearest to them and reached without the jam; so one crowd is split by where it comes from.

use super::guides::{SHARES, told};
use super::{Candidate, Jam, Stream};
use crate::advise::ground::is_in;
use crate::document::Bilingual;
use crate::plan::{Advice, AdvisedTo};
use glam::Vec2;

/// How far on their way from where they come in people are told, metres [a]: they have looked up by
/// then.
const AFTER_M: f32 = 20.0;
/// Of a way shorter than that to the jam, the share on which they are told.
const OF_WAY: f32 = 0.5;
/// Posts nearer to each other than this reach the same people, metres [a]: a screen is read from so
/// far.
const SAME_POST_M: f32 = 30.0;

/// Somewhere people are told of another exit.
#[derive(Clone, Debug)]
struct Post {
    at: Vec2,
    /// The exit that they are told of.
    exit: u16,
    /// Streams that come by, biggest first.
    streams: Vec<Stream>,
}

impl Post {
    fn share(&self) -> f64 {
        self.streams.iter().map(|stream| stream.share).sum()
    }
}

/// Screens, and volunteers, where the streams come from that leave through the jam: at the place of
/// most, and at all of them.
pub(super) fn boards(jam: &Jam) -> Vec<Candidate> {
    let posts = posts(jam);
    let mut all = Vec::new();
    let first = posts.get(..1).unwrap_or_default();
    let sets = if posts.len() > 1 { vec![posts.as_slice(), first] } else { vec![first] };
    for set in sets {
        for share in SHARES {
            let at_all: Vec<[Candidate; 2]> = set.iter().map(|post| at(jam, post, share)).collect();
            for kind in [1, 0] {
                let each = at_all.iter().map(|both| both[kind].clone()).enumerate();
                let joined = each
                    .reduce(|(_, set), (n, one)| (n, set.with(one, &format!("post_{}", n + 1))));
                all.extend(joined.map(|(_, set)| set));
            }
        }
    }
    all
}

/// Where people are told, the place of most first.
fn posts(jam: &Jam) -> Vec<Post> {
    let mut posts: Vec<Post> = Vec::new();
    let leaves = |stream: &Stream| jam.ground.attraction(stream.to).is_none();
    for stream in jam.all_streams().filter(leaves) {
        let Some(at) = told_at(jam, &stream) else { continue };
        let Some(exit) = other_exit(jam, at, stream.to) else { continue };
        let same = |post: &&mut Post| post.exit == exit && post.at.distance(at) < SAME_POST_M;
        match posts.iter_mut().find(same) {
            Some(post) => post.streams.push(stream),
            None => posts.push(Post { at, exit, streams: vec![stream] }),
        }
    }
    posts.sort_by(|a, b| b.share().total_cmp(&a.share()));
    posts
}

/// Soon after a stream came in, if its way leads through the jam.
fn told_at(jam: &Jam, stream: &Stream) -> Option<Vec2> {
    let way = jam.ground.field(stream.to).trace(jam.ground.middle(stream.from)?);
    let mut walked_m = 0.0;
    let mut after: Vec<(f32, Vec2)> = Vec::new();
    let start = *way.first()?;
    let steps = std::iter::once((start, start)).chain(way.windows(2).map(|s| (s[0], s[1])));
    let mut enters_m = None;
    for (from, to) in steps {
        walked_m += from.distance(to);
        if is_in(jam.spot, to) {
            enters_m = Some(walked_m);
            break;
        }
        after.push((walked_m, to));
    }
    let told_m = AFTER_M.min(OF_WAY * enters_m?);
    let (_, at) = after.into_iter().find(|(m, _)| *m >= told_m)?;
    jam.ground.is_free(at).then_some(at)
}

/// The nearest other exit that is reached from a place without the jam.
fn other_exit(jam: &Jam, at: Vec2, than: u16) -> Option<u16> {
    let portals = &jam.ground.scenario.portals;
    let way_m = |p: &u16| jam.ground.field(*p).distance_m(at);
    let free = |p: &u16| {
        let way = jam.ground.field(*p).trace(at);
        let through = way.iter().any(|step| is_in(jam.spot, *step));
        *p != than && portals[usize::from(*p)].outward && !way.is_empty() && !through
    };
    let exits = (0..portals.len() as u16).filter(free).filter(|p| way_m(p).is_finite());
    exits.min_by(|a, b| way_m(a).total_cmp(&way_m(b)))
}

/// As a volunteer and as a screen at a post.
fn at(jam: &Jam, post: &Post, share: f64) -> [Candidate; 2] {
    let exit = AdvisedTo::Exit(jam.ground.id_of(post.exit).to_owned());
    let says = [Advice { to: exit, share }];
    let mut heading: Vec<String> = Vec::new();
    for stream in &post.streams {
        let id = jam.ground.id_of(stream.to).to_owned();
        if !heading.contains(&id) {
            heading.push(id);
        }
    }
    told(jam, post.at, &says, &heading, &why(jam, post), "origin")
}

fn why(jam: &Jam, post: &Post) -> Bilingual {
    let (what, span) = (jam.words(), jam.span_words());
    let (from, exit) = (jam.ground.place(post.at), jam.ground.name_of(post.exit));
    let percent = 100.0 * post.share();
    Bilingual::new(
        format!(
            "{percent:.0} % of {} come by {}; from there {} is reached without passing it, and {} some \
             are told so.",
            what.en, from.en, exit.en, span.en
        ),
        format!(
            "{}中有 {percent:.0} % 经{}而来；由此去{}不必经过拥堵处，{} 向其中一部分人告知。",
            what.zh, from.zh, exit.zh, span.zh
        ),
    )
}
