//! What visitors feel of measures that they only see, once a second: barriers over much of the
//! view, a uniform near, a pen without a way out.

use crate::behavior::Minds;
use crate::crowd::{Activity, Crowd, Touch, Touched};
use crate::navigation::Ways;
use crate::observe::Observer;
use glam::Vec2;

/// Density above which a uniform is not seen among the people, persons per m².
const UNSEEN_PER_M2: f32 = 3.0;

/// One second of everybody near barriers and posts.
pub(super) fn look_around(
    crowd: &Crowd,
    minds: &mut Minds,
    observer: &mut Observer,
    ways: &Ways,
    now_s: f64,
) {
    minds.see_posts(ways, now_s);
    let view = &minds.measures.view;
    if view.is_empty() {
        return;
    }
    let mut touches: Vec<Touch> = Vec::new();
    for row in 0..crowd.len() {
        let at = crowd.at(row);
        let Some(cell) = view.cell(at) else { continue };
        let visitor = crowd.visitor[row];
        let mut feels = |measure, what| touches.push(Touch { visitor, measure, what });
        let heading = Vec2::new(crowd.heading_x[row], crowd.heading_y[row]);
        if let Some(measure) = view.fills(cell, heading) {
            feels(measure, Touched::BarrierInView { time_s: 1.0 });
        }
        if let Some(measure) = view.pen(cell).filter(|_| !in_fair_lane(crowd, minds, row)) {
            feels(measure, Touched::Confined { time_s: 1.0 });
        }
        let mut posts = view.posts(cell).peekable();
        if posts.peek().is_some() && observer.density_at(at) < UNSEEN_PER_M2 {
            for post in posts {
                let what = Touched::UniformInSight { uniform: post.uniform, time_s: 1.0 };
                feels(post.measure, what);
            }
        }
    }
    observer.felt.take(&touches, now_s);
}

/// Whether somebody stands in a queue in which who came first is served first, and knows it.
fn in_fair_lane(crowd: &Crowd, minds: &Minds, row: usize) -> bool {
    let at_counter = matches!(crowd.activity[row], Activity::Queue | Activity::Served);
    at_counter || minds.measures.holds_fairly(crowd.held_by[row])
}
