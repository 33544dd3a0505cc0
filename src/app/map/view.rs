//! Which part of the ground is seen, and how large: from metres to points of the screen and back.

use bevy_egui::egui::{Pos2, Rect, Vec2, pos2, vec2};

/// The closest look, metres a point.
const CLOSEST: f32 = 0.01;
/// The widest look, metres a point.
const WIDEST: f32 = 20.0;
/// Free room around what is framed, as a share of its size.
const MARGIN: f32 = 0.06;

/// A look at the ground. All panes share one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// What stands in the middle, metres.
    pub centre: glam::Vec2,
    /// Metres a point.
    pub metres_per_point: f32,
}

impl Default for View {
    fn default() -> Self {
        Self { centre: glam::Vec2::ZERO, metres_per_point: 0.2 }
    }
}

/// Whether what was framed, by a view and in a part of the window, is to be framed again: it stays
/// framed when the window gets another size, until somebody moves it.
pub fn is_outgrown(framed: Option<(View, Rect)>, view: View, room: Rect) -> bool {
    framed.is_some_and(|(framed, before)| framed == view && before != room)
}

impl View {
    /// Where a place is on the screen, in a pane.
    pub fn to_screen(&self, pane: Rect, at: glam::Vec2) -> Pos2 {
        let from_centre = (at - self.centre) / self.metres_per_point;
        pane.center() + vec2(from_centre.x, -from_centre.y)
    }

    /// Which place is at a point of the screen.
    pub fn to_ground(&self, pane: Rect, at: Pos2) -> glam::Vec2 {
        let from_centre = (at - pane.center()) * self.metres_per_point;
        self.centre + glam::vec2(from_centre.x, -from_centre.y)
    }

    /// Moves the ground by so many points.
    pub fn pan(&mut self, by: Vec2) {
        self.centre += glam::vec2(-by.x, by.y) * self.metres_per_point;
    }

    /// Looks closer (more than 1) or wider, and keeps the place at `at` where it is.
    pub fn zoom(&mut self, pane: Rect, at: Pos2, factor: f32) {
        let kept = self.to_ground(pane, at);
        self.metres_per_point = (self.metres_per_point / factor).clamp(CLOSEST, WIDEST);
        self.centre += kept - self.to_ground(pane, at);
    }

    /// Shows all between two corners, metres.
    pub fn frame(&mut self, pane: Rect, low: glam::Vec2, high: glam::Vec2) {
        let size = (high - low).max(glam::Vec2::splat(1.0)) * (1.0 + 2.0 * MARGIN);
        let needed = (size.x / pane.width().max(1.0)).max(size.y / pane.height().max(1.0));
        self.metres_per_point = needed.clamp(CLOSEST, WIDEST);
        self.centre = (low + high) / 2.0;
    }

    /// The corners of what a pane shows, metres.
    pub fn seen(&self, pane: Rect) -> [glam::Vec2; 2] {
        let half = glam::vec2(pane.width(), pane.height()) / 2.0 * self.metres_per_point;
        [self.centre - half, self.centre + half]
    }

    /// The length of a bar for the scale: 1, 2 or 5 times a power of ten metres, at most so many
    /// points long.
    pub fn scale_bar_m(&self, most_points: f32) -> f32 {
        let most_m = most_points * self.metres_per_point;
        let power = 10_f32.powf(most_m.log10().floor());
        let times = [5.0, 2.0, 1.0].into_iter().find(|t| t * power <= most_m).unwrap_or(1.0);
        times * power
    }
}

/// The rectangles of so many panes side by side.
pub fn panes(all: Rect, count: usize) -> Vec<Rect> {
    let count = count.max(1);
    let width = all.width() / count as f32;
    let left = |i: usize| (all.left() + i as f32 * width).round();
    let pane =
        |i: usize| Rect::from_min_max(pos2(left(i), all.top()), pos2(left(i + 1), all.bottom()));
    (0..count).map(pane).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANE: Rect = Rect { min: Pos2 { x: 100.0, y: 50.0 }, max: Pos2 { x: 900.0, y: 650.0 } };

    #[test]
    fn screen_and_ground_are_one_another_back() {
        let view = View { centre: glam::vec2(30.0, -12.0), metres_per_point: 0.3 };
        for at in [glam::vec2(0.0, 0.0), glam::vec2(55.5, -80.25)] {
            let back = view.to_ground(PANE, view.to_screen(PANE, at));
            assert!(back.distance(at) < 1e-3, "{at} came back as {back}");
        }
    }

    #[test]
    fn the_place_under_the_pointer_stays_when_looking_closer() {
        let mut view = View::default();
        let pointer = pos2(333.0, 444.0);
        let before = view.to_ground(PANE, pointer);
        view.zoom(PANE, pointer, 2.5);
        assert!(view.to_ground(PANE, pointer).distance(before) < 1e-3);
        assert!((view.metres_per_point - 0.08).abs() < 1e-6);
    }

    #[test]
    fn what_is_framed_is_seen_whole() {
        let mut view = View::default();
        let (low, high) = (glam::vec2(-100.0, 20.0), glam::vec2(300.0, 900.0));
        view.frame(PANE, low, high);
        let [seen_low, seen_high] = view.seen(PANE);
        assert!(seen_low.cmple(low).all() && seen_high.cmpge(high).all());
    }

    #[test]
    fn scale_bars_are_round() {
        let bar =
            |metres_per_point| View { metres_per_point, ..View::default() }.scale_bar_m(100.0);
        assert_eq!([bar(0.2), bar(0.5), bar(0.11), bar(3.0)], [20.0, 50.0, 10.0, 200.0]);
    }

    #[test]
    fn panes_fill_the_map_without_a_gap() {
        let all = panes(PANE, 3);
        assert_eq!((all[0].left(), all[2].right()), (PANE.left(), PANE.right()));
        assert!(all.windows(2).all(|pair| pair[0].right() == pair[1].left()));
    }
}
