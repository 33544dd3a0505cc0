//! People and density of the moment that is shown, out of the reel.

use super::people::PersonRow;
use crate::app::desk::{ColorBy, Selection};
use crate::app::pane::Pane;
use crate::app::theme::Theme;
use crate::scenario::Segment;
use bevy_egui::egui::Color32;

/// Half a shoulder's width as it is drawn, metres: a grown-up's, and a little more to be seen.
const SIZE_M: f32 = 0.28;
/// Speed at which the scale ends, m/s.
const FASTEST_MPS: f32 = 1.5;
/// Delay at which the scale ends, minutes.
const MOST_DELAY_MIN: f32 = 10.0;
/// Felt at which the scale ends, minutes.
const MOST_FELT_MIN: f32 = 5.0;

/// Who people are drawn as, by segment.
fn shape_of(number: usize, segment: &Segment) -> u32 {
    match () {
        () if segment.step_free => 1,
        () if number == 0 => 0,
        () => [0, 3, 2][number % 3],
    }
}

/// Brings a pane to the moment that is shown, whatever is shown of it.
pub fn go_to(pane: &mut Pane, at_s: f64) {
    if let Ok(reel) = pane.worker.shared.reel.read() {
        pane.viewer.between(&reel, at_s);
    }
}

/// Fills the rows of a pane's people.
pub fn fill(
    pane: &Pane,
    color_by: ColorBy,
    selected: &Option<Selection>,
    theme: &Theme,
    rows: &mut Vec<PersonRow>,
) {
    let Some(prepared) = &pane.prepared else { return };
    let scene = pane.viewer.scene();
    let segments = &prepared.scenario.segments;
    let shapes: Vec<u32> = segments.iter().enumerate().map(|(i, s)| shape_of(i, s)).collect();
    let groups = theme.groups();
    let chosen = match selected {
        Some(Selection::Visitor(visitor)) => Some(*visitor),
        _ => None,
    };
    for i in 0..scene.visitor.len() {
        let segment = usize::from(scene.segment[i]);
        let color = match color_by {
            ColorBy::Alike => theme.series_a,
            ColorBy::Segment => groups[segment % groups.len()],
            ColorBy::Speed => {
                let slow = 1.0 - scene.speed_mps[i] / FASTEST_MPS;
                if scene.stands[i] { theme.quiet } else { ramp(theme, slow) }
            }
            ColorBy::Delay => ramp(theme, scene.delay_min[i] / MOST_DELAY_MIN),
            ColorBy::Felt => theme
                .quiet
                .lerp_to_gamma(theme.measure, (scene.felt_min[i] / MOST_FELT_MIN).clamp(0.0, 1.0)),
        };
        let is_chosen = chosen == Some(scene.visitor[i]);
        let color = if is_chosen { theme.hot } else { color };
        rows.push(PersonRow {
            at: [scene.x[i], scene.y[i]],
            heading: scene.heading[i],
            size: if is_chosen { 2.0 * SIZE_M } else { SIZE_M },
            color: color.to_srgba_unmultiplied(),
            shape: shapes.get(segment).copied().unwrap_or(0),
            spare: [0.0; 2],
        });
    }
}

/// From little to much, in the colours of the levels of service.
pub fn ramp(theme: &Theme, share: f32) -> Color32 {
    let at = share.clamp(0.0, 1.0) * 5.0;
    let (low, part) = ((at as usize).min(4), at - (at as usize).min(4) as f32);
    theme.levels[low].lerp_to_gamma(theme.levels[low + 1], part)
}

/// Fills a pane's density.
pub fn fill_density(pane: &mut Pane) {
    let scene = pane.viewer.scene();
    let people = scene.x.iter().zip(&scene.y).map(|(x, y)| glam::Vec2::new(*x, *y));
    pane.density.fill(people);
}

/// Seconds of a trail.
const TRAIL_S: usize = 30;
/// At most so many trails, so that they can be told apart.
const TRAILS: usize = 500;

/// Fills the trails of a pane: where some of the people went in the last half minute.
pub fn fill_trails(pane: &mut Pane, at_s: f64) {
    let Ok(reel) = pane.worker.shared.reel.read() else { return };
    let until = at_s as usize;
    let inside = pane.viewer.scene().visitor.len();
    let every = inside.div_ceil(TRAILS).max(1) as u32;
    let mut ways = std::collections::BTreeMap::<u32, Vec<glam::Vec2>>::new();
    let mut viewer = crate::app::reel::Viewer::new();
    for frame in until.saturating_sub(TRAIL_S)..=until.min(reel.frames().saturating_sub(1)) {
        let people = viewer.frame(&reel, frame).people();
        for person in people.filter(|p| p.visitor.is_multiple_of(every)) {
            ways.entry(person.visitor).or_default().push(person.at);
        }
    }
    pane.trails = ways.into_values().collect();
}
