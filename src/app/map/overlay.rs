//! What is drawn over people: hotspots, measures, names, sight, trails, flow, the way to a goal.
//! All by the painter of the panels, so that lines are sharp at every scale.

use super::places::{attraction_at, middle};
use super::shown::ramp;
use super::view::View;
use crate::app::desk::{Desk, Selection, Tool};
use crate::app::event::Open;
use crate::app::look::Look;
use crate::app::pane::Pane;
use crate::app::theme::{BODY, SMALL, STEP};
use crate::assess::Hotspot;
use crate::geometry::to_vec;
use crate::plan::{Measure, MeasureKind, Task};
use bevy_egui::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};
use geo::Coord;
use glam::Vec2;

/// How far a volunteer is shown to see, metres.
const SIGHT_M: f32 = 15.0;
/// Rays of a view.
const RAYS: usize = 120;
/// A handle that is dragged is this large, points.
pub const HANDLE: f32 = 5.0;

/// A brush for one pane.
pub struct Brush<'a> {
    painter: Painter,
    view: View,
    pane: Rect,
    look: &'a Look,
    covered: Rect,
}

impl<'a> Brush<'a> {
    /// A brush that paints nothing outside of the pane.
    pub fn new(painter: &Painter, view: View, pane: Rect, look: &'a Look) -> Self {
        let painter = painter.with_clip_rect(pane);
        Self { painter, view, pane, look, covered: Rect::NOTHING }
    }

    /// The same, but names make way for what covers the map there.
    pub fn keeping_clear(self, covered: Rect) -> Self {
        Self { covered, ..self }
    }

    fn at(&self, at: Vec2) -> Pos2 {
        self.view.to_screen(self.pane, at)
    }

    fn points(&self, points: &[Coord<f64>]) -> Vec<Pos2> {
        points.iter().map(|c| self.at(to_vec(c))).collect()
    }

    /// Letters on a patch of the ground's colour, so that they can be read on everything.
    pub fn text(&self, at: Pos2, anchor: Align2, text: &str, size: f32, color: Color32) {
        let font = FontId::proportional(size);
        let galley = self.painter.layout_no_wrap(text.to_owned(), font, color);
        // On whole pixels, so that letters are sharp.
        let points = self.painter.ctx().pixels_per_point();
        let mut place = anchor.anchor_size(at, galley.size());
        if self.pane.contains(at) {
            // What is named is in sight: so is all of its name.
            let room = self.pane.shrink(4.0);
            let most = (room.max - place.size()).max(room.min);
            place = Rect::from_min_size(place.min.clamp(room.min, most), place.size());
            if place.intersects(self.covered) {
                let up = place.max.y - self.covered.min.y + STEP / 2.0;
                place = place.translate(vec2(0.0, -up));
            }
        }
        let low = place.min;
        let low = ((low.to_vec2() * points).round() / points).to_pos2();
        let patch = Rect::from_min_size(low, galley.size()).expand2(vec2(3.0, -1.0));
        self.painter.rect_filled(patch, 3.0, self.look.theme.ground.gamma_multiply(0.72));
        self.painter.galley(low, galley, color);
    }
}

/// Draws everything over a pane.
pub fn draw(brush: &Brush, desk: &Desk, open: &Open, number: usize) {
    let pane = &open.panes[number];
    let layers = desk.layers;
    if layers.ways && number == 0 {
        draw_way(brush, open);
    }
    if layers.flow {
        draw_flow(brush, pane);
    }
    if layers.trails {
        draw_trails(brush, pane);
    }
    if layers.names {
        draw_names(brush, pane, &open.selection);
    }
    if layers.hotspots {
        draw_hotspots(brush, pane, open);
    }
    if layers.measures {
        for measure in &pane.plan.measures {
            let chosen =
                number == 0 && open.selection == Some(Selection::Measure(measure.id.clone()));
            let stands = (measure.from_s..measure.until_s).contains(&open.clock.at_s);
            if layers.sight && (chosen || stands) {
                draw_sight(brush, pane, measure);
            }
            draw_measure(brush, pane, measure, stands, chosen);
        }
    }
    if number == 0 && open.selection.is_none() {
        draw_advised(brush, desk, pane);
    }
    if let Some(Selection::Visitor(visitor)) = open.selection {
        draw_life(brush, pane, visitor, open.clock.at_s);
    }
    if number == 0 {
        draw_ghost(brush, open);
    }
}

/// The advised plan that is looked at: what of it is not in the plan yet, with its name.
fn draw_advised(brush: &Brush, desk: &Desk, pane: &Pane) {
    let Some(advised) = desk.tasks.looked_at() else { return };
    for measure in advised.plan.measures.iter().filter(|m| !pane.plan.measures.contains(m)) {
        draw_measure(brush, pane, measure, true, false);
        let own = handles(measure).first().map(to_vec);
        if let Some(at) = own.or_else(|| opened(pane, measure).map(middle)) {
            let at = brush.at(at) + vec2(0.0, 2.0 * STEP);
            let name = brush.look.words.of(&measure.name);
            brush.text(at, Align2::CENTER_TOP, name, SMALL, brush.look.theme.measure);
        }
    }
}

/// The outline of the exit that a measure opens.
fn opened<'a>(pane: &'a Pane, measure: &Measure) -> Option<&'a [Coord<f64>]> {
    let MeasureKind::Opening(opening) = &measure.kind else { return None };
    let portals = &pane.prepared.as_ref()?.scenario.venue.portals;
    let portal = portals.iter().find(|portal| portal.id == opening.exit)?;
    Some(portal.shape.points())
}

fn draw_way(brush: &Brush, open: &Open) {
    let (Some(way), Some(Selection::Goal(goal))) = (&open.way, &open.selection) else { return };
    if way.goal != *goal {
        return;
    }
    let farthest = way.arrows.iter().map(|a| a.2).fold(1.0, f32::max);
    let length = 9.0;
    for (at, direction, left_m) in &way.arrows {
        let middle = brush.at(*at);
        let along = vec2(direction.x, -direction.y) * length;
        let color = ramp(&brush.look.theme, 1.0 - left_m / farthest).gamma_multiply(0.9);
        let stroke = Stroke::new(1.4, color);
        brush.painter.line_segment([middle - along / 2.0, middle + along / 2.0], stroke);
        let tip = middle + along / 2.0;
        let side = vec2(-along.y, along.x) * 0.28;
        brush.painter.line_segment([tip, tip - along * 0.32 + side], stroke);
        brush.painter.line_segment([tip, tip - along * 0.32 - side], stroke);
    }
}

/// Mean movement of those who walk, by cells of some metres.
fn draw_flow(brush: &Brush, pane: &Pane) {
    let scene = pane.viewer.scene();
    let cell_m = (brush.view.metres_per_point * 34.0).max(2.0);
    let mut cells = std::collections::BTreeMap::<(i32, i32), (Vec2, f32)>::new();
    for i in 0..scene.visitor.len() {
        if scene.stands[i] || scene.speed_mps[i] < 0.1 {
            continue;
        }
        let key = ((scene.x[i] / cell_m).floor() as i32, (scene.y[i] / cell_m).floor() as i32);
        let cell = cells.entry(key).or_default();
        cell.0 += Vec2::from_angle(scene.heading[i]) * scene.speed_mps[i];
        cell.1 += 1.0;
    }
    for ((x, y), (sum, people)) in cells {
        let mean = sum / people;
        if people < 2.0 || mean.length() < 0.15 {
            continue;
        }
        let middle = brush.at(Vec2::new(x as f32 + 0.5, y as f32 + 0.5) * cell_m);
        let along = vec2(mean.x, -mean.y) * 15.0;
        let width = (1.0 + people.sqrt() * 0.5).min(5.0);
        let stroke = Stroke::new(width, brush.look.theme.ink.gamma_multiply(0.65));
        brush.painter.arrow(middle - along / 2.0, along, stroke);
    }
}

fn draw_trails(brush: &Brush, pane: &Pane) {
    let color = brush.look.theme.series_a.gamma_multiply(0.45);
    for way in pane.trails.iter().filter(|way| way.len() > 1) {
        let points = way.iter().map(|at| brush.at(*at)).collect();
        brush.painter.add(Shape::line(points, Stroke::new(1.2, color)));
    }
}

/// Where a visitor has been, and will go.
fn draw_life(brush: &Brush, pane: &Pane, visitor: u32, at_s: f64) {
    let Ok(reel) = pane.worker.shared.reel.read() else { return };
    let way = reel.trail(visitor, 0..reel.frames());
    let theme = &brush.look.theme;
    let (been, coming): (Vec<_>, Vec<_>) = way.iter().partition(|(f, _)| *f as f64 <= at_s);
    for (part, color) in [(coming, theme.hot.gamma_multiply(0.35)), (been, theme.hot)] {
        let points: Vec<Pos2> = part.iter().map(|(_, at)| brush.at(*at)).collect();
        brush.painter.add(Shape::line(points, Stroke::new(2.0, color)));
    }
}

fn draw_names(brush: &Brush, pane: &Pane, selection: &Option<Selection>) {
    let Some(prepared) = &pane.prepared else { return };
    let scenario = &prepared.scenario;
    let theme = &brush.look.theme;
    let portals = scenario.venue.portals.len() as u16;
    let mut taken: Vec<Rect> = Vec::new();
    let mut name = |at: Vec2, text: &str, goal: u16, color: Color32| {
        let chosen = *selection == Some(Selection::Goal(goal));
        let size = if chosen { BODY } else { SMALL };
        let room = vec2(text.chars().count() as f32 * size * 0.62, size * 1.2);
        // Beside the line of an entrance, not on it.
        let below = if goal < portals { vec2(0.0, 13.0) } else { vec2(0.0, 0.0) };
        let place = brush.at(at) + below;
        let rect = Rect::from_center_size(place, room);
        // One that would stand on another is left out until one looks closer.
        if !chosen && taken.iter().any(|other| other.intersects(rect)) {
            return;
        }
        taken.push(rect);
        let color = if chosen { theme.link } else { color };
        brush.text(place, Align2::CENTER_CENTER, text, size, color);
    };
    for (i, portal) in scenario.venue.portals.iter().enumerate() {
        let at = middle(portal.shape.points());
        name(at, brush.look.words.of(&portal.name), i as u16, theme.ink);
    }
    for (i, attraction) in scenario.venue.attractions.iter().enumerate() {
        let at = attraction_at(attraction);
        name(at, brush.look.words.of(&attraction.name), portals + i as u16, theme.quiet);
    }
}

fn draw_hotspots(brush: &Brush, pane: &Pane, open: &Open) {
    let Some(outcome) = &pane.outcome else { return };
    for hotspot in outcome.summary.hotspots.iter().rev() {
        let chosen = open.selection == Some(Selection::Hotspot(hotspot.rank));
        let now = (hotspot.from_s - 60.0..=hotspot.until_s).contains(&open.clock.at_s);
        if chosen || now {
            draw_hotspot(brush, hotspot, chosen, now);
        }
    }
}

fn draw_hotspot(brush: &Brush, hotspot: &Hotspot, chosen: bool, now: bool) {
    let color = brush.look.theme.hot.gamma_multiply(if now { 1.0 } else { 0.5 });
    let stroke = Stroke::new(if chosen { 3.0 } else { 2.0 }, color);
    for ring in &hotspot.outline {
        let at = |p: &[f64; 2]| brush.at(Vec2::new(p[0] as f32, p[1] as f32));
        brush.painter.add(Shape::closed_line(ring.iter().map(at).collect(), stroke));
    }
    let [x, y] = hotspot.centre;
    let centre = brush.at(Vec2::new(x as f32, y as f32));
    brush.painter.circle_filled(centre, 9.0, color);
    let font = FontId::proportional(SMALL);
    let rank = hotspot.rank.to_string();
    brush.painter.text(centre, Align2::CENTER_CENTER, rank, font, brush.look.theme.card);
    if let Some(section) = hotspot.bottleneck.as_ref().filter(|_| chosen) {
        let [a, b] = section.line.map(|p| brush.at(Vec2::new(p[0] as f32, p[1] as f32)));
        brush.painter.line_segment([a, b], Stroke::new(2.0, brush.look.theme.ink));
    }
}

/// What can be seen from a post.
fn draw_sight(brush: &Brush, pane: &Pane, measure: &Measure) {
    let MeasureKind::Volunteer(volunteer) = &measure.kind else { return };
    let Some(sight) = &pane.sight else { return };
    let post = to_vec(&volunteer.post.coord());
    let ray = |i: usize| {
        let way = Vec2::from_angle(i as f32 / RAYS as f32 * std::f32::consts::TAU);
        let (mut seen, mut hidden) = (0.5, SIGHT_M);
        if sight.sees(post, post + way * SIGHT_M) {
            seen = SIGHT_M;
        } else {
            for _ in 0..6 {
                let middle = (seen + hidden) / 2.0;
                if sight.sees(post, post + way * middle) { seen = middle } else { hidden = middle }
            }
        }
        brush.at(post + way * seen)
    };
    let fill = brush.look.theme.measure.gamma_multiply(0.13);
    let (centre, ends): (_, Vec<Pos2>) = (brush.at(post), (0..RAYS).map(ray).collect());
    let mut mesh = bevy_egui::egui::Mesh::default();
    mesh.colored_vertex(centre, fill);
    ends.iter().for_each(|end| mesh.colored_vertex(*end, fill));
    for i in 0..RAYS as u32 {
        mesh.add_triangle(0, 1 + i, 1 + (i + 1) % RAYS as u32);
    }
    brush.painter.add(mesh);
    let edge = Stroke::new(1.0, brush.look.theme.measure.gamma_multiply(0.4));
    brush.painter.add(Shape::closed_line(ends, edge));
}

/// A measure: bold while it stands, faint while it does not.
fn draw_measure(brush: &Brush, pane: &Pane, measure: &Measure, stands: bool, chosen: bool) {
    let theme = &brush.look.theme;
    let color = theme.measure.gamma_multiply(if stands || chosen { 1.0 } else { 0.4 });
    let width = if chosen { 4.0 } else { 3.0 };
    let stroke = Stroke::new(width, color);
    let line = |points: &[Coord<f64>]| {
        brush.painter.add(Shape::line(brush.points(points), stroke));
    };
    match &measure.kind {
        MeasureKind::Barrier(barrier) => {
            for [a, b] in barrier.segments() {
                line(&[a, b]);
                for end in [a, b] {
                    brush.painter.circle_filled(brush.at(to_vec(&end)), width * 0.8, color);
                }
            }
        }
        MeasureKind::Volunteer(volunteer) => {
            if let Task::Hold(hold) = &volunteer.task {
                let dashes = brush.points(&hold.line.0);
                brush.painter.extend(Shape::dashed_line(&dashes, stroke, 6.0, 4.0));
            }
            person(brush, brush.at(to_vec(&volunteer.post.coord())), color, chosen);
        }
        MeasureKind::Gate(gate) => {
            line(&gate.line.0);
            across(brush, &gate.line.0, color, 3);
        }
        MeasureKind::OneWay(one_way) => {
            line(&one_way.line.0);
            across(brush, &one_way.line.0, color, 1);
        }
        MeasureKind::Sign(sign) => {
            let at = brush.at(to_vec(&sign.at.coord()));
            brush.painter.line_segment([at, at - vec2(0.0, 9.0)], Stroke::new(2.0, color));
            let board = Rect::from_center_size(at - vec2(0.0, 13.0), vec2(15.0, 10.0));
            brush.painter.rect_filled(board, 2.0, color);
        }
        MeasureKind::Leaders(leaders) => {
            let at = brush.at(to_vec(&leaders.at.coord()));
            let reach = leaders.within_m as f32 / brush.view.metres_per_point;
            brush.painter.circle_stroke(at, reach, Stroke::new(1.5, color));
            person(brush, at, color, chosen);
        }
        MeasureKind::Closure(closure) => {
            let points = brush.points(&closure.area.0);
            brush.painter.extend(Shape::dashed_line(&points, stroke, 7.0, 4.0));
        }
        // It has no place of its own: the exit is drawn over.
        MeasureKind::Opening(_) => {
            if let Some(outline) = opened(pane, measure) {
                let over = Stroke::new(6.0, color);
                brush.painter.add(Shape::line(brush.points(outline), over));
            }
        }
    }
    if chosen {
        let dot = |c: Coord<f64>| {
            let at = brush.at(to_vec(&c));
            brush.painter.circle(at, HANDLE, theme.card, Stroke::new(2.0, color));
        };
        handles(measure).into_iter().for_each(dot);
    }
}

/// Points of a measure that can be dragged.
pub fn handles(measure: &Measure) -> Vec<Coord<f64>> {
    let mut points = measure.kind.points();
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

/// Head and shoulders.
fn person(brush: &Brush, at: Pos2, color: Color32, chosen: bool) {
    let size = if chosen { 1.25 } else { 1.0 };
    let halo = brush.look.theme.halo;
    brush.painter.circle_filled(at, 9.0 * size, halo);
    brush.painter.circle_filled(at - vec2(0.0, 3.0 * size), 3.0 * size, color);
    let body = Rect::from_center_size(at + vec2(0.0, 3.4 * size), vec2(9.0, 5.5) * size);
    brush.painter.rect_filled(body, 3.0 * size, color);
    brush.painter.circle_stroke(at, 9.0 * size, Stroke::new(1.5, color));
}

/// Marks across a line, pointing to where people go through: to the left of it.
fn across(brush: &Brush, line: &[Coord<f64>], color: Color32, marks: usize) {
    for pair in line.windows(2) {
        let (a, b) = (brush.at(to_vec(&pair[0])), brush.at(to_vec(&pair[1])));
        let along = b - a;
        if along.length() < 4.0 {
            continue;
        }
        // The screen's y goes down: its left is this one.
        let left = vec2(along.y, -along.x).normalized() * 9.0;
        for i in 0..marks {
            let at = a + along * ((i as f32 + 0.5) / marks as f32);
            brush.painter.arrow(at - left * 0.4, left, Stroke::new(2.0, color));
        }
    }
}

/// What is being drawn, before it is there.
fn draw_ghost(brush: &Brush, open: &Open) {
    let Tool::Draw { kind, points } = &open.tool else { return };
    let theme = &brush.look.theme;
    let stroke = Stroke::new(3.0, theme.measure.gamma_multiply(0.6));
    let mut corners: Vec<Pos2> = points.iter().map(|p| brush.at(*p)).collect();
    let pointer = brush.painter.ctx().pointer_latest_pos().filter(|p| brush.pane.contains(*p));
    corners.extend(pointer);
    if corners.len() > 1 {
        brush.painter.add(Shape::line(corners.clone(), stroke));
        let last = &corners[corners.len() - 2..];
        let length_m = last[0].distance(last[1]) * brush.view.metres_per_point;
        let text =
            brush.look.words.with("tool-length", &[("metres", format!("{length_m:.1}").into())]);
        brush.text(last[1] + vec2(14.0, -14.0), Align2::LEFT_BOTTOM, &text, SMALL, theme.measure);
        if let Some(amiss) = &open.ghost_amiss {
            let at = last[1] + vec2(14.0, STEP);
            let amiss = brush.look.words.of(amiss);
            brush.text(at, Align2::LEFT_TOP, amiss, SMALL, theme.bad);
        }
    } else if let Some(at) = pointer {
        if *kind == "Volunteer" || *kind == "Leaders" {
            person(brush, at, theme.measure.gamma_multiply(0.6), false);
        } else {
            brush.painter.circle_filled(at, 4.0, theme.measure.gamma_multiply(0.6));
        }
    }
}

/// The scale, in a corner of a pane.
pub fn draw_scale(brush: &Brush) {
    let metres = brush.view.scale_bar_m(120.0);
    let length = metres / brush.view.metres_per_point;
    let left = pos2(brush.pane.left() + 4.0 * STEP, brush.pane.bottom() - 4.0 * STEP);
    let ink = Stroke::new(1.5, brush.look.theme.ink);
    let right = left + vec2(length, 0.0);
    brush.painter.line_segment([left, right], ink);
    for end in [left, right] {
        brush.painter.line_segment([end - vec2(0.0, 4.0), end], ink);
    }
    let text = brush.look.words.with("look-metres", &[("metres", metres.into())]);
    let middle = left + vec2(length / 2.0, -5.0);
    brush.text(middle, Align2::CENTER_BOTTOM, &text, SMALL, brush.look.theme.ink);
}
