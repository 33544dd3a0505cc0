//! Barriers: dividers along streams, fences that lead others around, and passages kept free.

use super::{Candidate, Jam, called};
use crate::document::Bilingual;
use glam::Vec2;

/// Width of a passage kept free, metres: two streams of two abreast [a].
const PASSAGE_M: f32 = 2.4;

/// A barrier along the streams, through the jam and from it upstream.
pub(super) fn dividers(jam: &Jam) -> Vec<Candidate> {
    let (Some(centre), Some(along)) = (jam.centre(), jam.direction()) else { return Vec::new() };
    let half_m = (0.5 * jam.size_m()).clamp(3.0, 12.0);
    let (what, span) = (jam.words(), jam.span_words());
    let why = Bilingual::new(
        format!(
            "{} streams run into each other in {}; a divider keeps them apart.",
            span.en, what.en
        ),
        format!("{} 各股人流在{}中互相冲突；隔栏使其分开。", span.zh, what.zh),
    );
    let middles = [centre, centre - along * half_m];
    let lines = middles.map(|m| [m - along * half_m, m + along * half_m]);
    let called = called("Divider", "分隔护栏");
    lines
        .iter()
        .filter_map(|line| jam.barrier("divider", line, called.clone(), why.clone()))
        .collect()
}

/// The sides of the jam, and its corners: those who only pass by walk around it.
pub(super) fn fences(jam: &Jam) -> Vec<Candidate> {
    let corners = || jam.spot.outline.iter().flatten();
    if corners().next().is_none() {
        return Vec::new();
    }
    let low = |k: usize| corners().map(|p| p[k]).fold(f64::INFINITY, f64::min) as f32;
    let high = |k: usize| corners().map(|p| p[k]).fold(f64::NEG_INFINITY, f64::max) as f32;
    let [west, south, east, north] = [low(0), low(1), high(0), high(1)];
    let (sw, se) = (Vec2::new(west, south), Vec2::new(east, south));
    let (nw, ne) = (Vec2::new(west, north), Vec2::new(east, north));
    let (what, span) = (jam.words(), jam.span_words());
    let why = Bilingual::new(
        format!(
            "{} those who only pass by walk through {}; the fence leads them around.",
            span.en, what.en
        ),
        format!("{} 路过的人从{}中穿行；护栏引导其绕行。", span.zh, what.zh),
    );
    let lines: [&[Vec2]; 8] = [
        &[sw, se],
        &[se, ne],
        &[nw, ne],
        &[sw, nw],
        &[nw, sw, se],
        &[sw, se, ne],
        &[se, ne, nw],
        &[ne, nw, sw],
    ];
    let called = called("Fence", "围栏");
    let fence = |line: &&[Vec2]| jam.barrier("fence", line, called.clone(), why.clone());
    lines.iter().filter_map(fence).collect()
}

/// Two rows of barriers along the way of those who walk through those who stand.
pub(super) fn passages(jam: &Jam) -> Vec<Candidate> {
    let (Some(centre), Some(along)) = (jam.centre(), jam.direction()) else { return Vec::new() };
    let half_m = (0.6 * jam.size_m()).clamp(4.0, 14.0);
    let (what, span) = (jam.words(), jam.span_words());
    let why = Bilingual::new(
        format!(
            "{} people stand in the way of others in {}; a passage stays free.",
            span.en, what.en
        ),
        format!("{} 在{}中驻足者挡住他人；留出一条通道。", span.zh, what.zh),
    );
    let side = along.perp() * (PASSAGE_M / 2.0);
    let row = |side: Vec2| {
        let line = [centre + side - along * half_m, centre + side + along * half_m];
        jam.barrier("passage", &line, called("Passage kept free", "预留通道"), why.clone())
    };
    match (row(side), row(-side)) {
        (Some(left), Some(right)) => vec![left.with(right, "other_side")],
        (one, other) => one.into_iter().chain(other).collect(),
    }
}
