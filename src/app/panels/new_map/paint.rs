//! The map of the page as it is drawn: ground, entrances with their arrows, what people come for.

use super::map::{At, DOOR_M, radius_m};
use crate::app::look::Look;
use crate::app::map::overlay::{Brush, draw_scale};
use crate::app::map::view::View;
use crate::app::new_map::made::{Door, Thing, Way};
use crate::app::new_map::rim::{Rim, distance, middle_of};
use crate::app::new_map::sheet::{Area, Sheet};
use crate::app::new_map::{NewMap, Selected, Tool};
use crate::app::theme::{BODY, SMALL, Theme};
use crate::geometry::lines::length_m;
use crate::venue::{Drawn, Look as Kind};
use bevy_egui::egui::{
    Align2, Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, vec2,
};
use geo::{Coord, LineString, coord};

/// Length of an arrow across an entrance, points.
const ARROW: f32 = 26.0;
/// Room that names keep from the edge of the pane, points.
const NAME_ROOM: f32 = 6.0;
/// How far the name of an entrance is from it, points.
const NAME: f32 = 26.0;

/// What draws on the pane.
struct Pen<'a> {
    painter: &'a Painter,
    brush: Brush<'a>,
    rect: Rect,
    view: View,
    look: &'a Look,
    taken: Vec<Rect>,
}

impl Pen<'_> {
    fn at(&self, at: Coord<f64>) -> Pos2 {
        self.view.to_screen(self.rect, glam::vec2(at.x as f32, at.y as f32))
    }

    fn points(&self, line: &LineString<f64>) -> Vec<Pos2> {
        line.0.iter().map(|at| self.at(*at)).collect()
    }

    /// A name; one that would stand on another is left out until one looks closer.
    fn name(&mut self, [at, thing]: [Pos2; 2], text: &str, selected: bool, color: Color32) {
        let (size, color) = if selected { (BODY, self.look.theme.link) } else { (SMALL, color) };
        let wide = text.chars().map(|c| if c.is_ascii() { 0.56 } else { 1.0 }).sum::<f32>();
        let mut rect = Rect::from_center_size(at, vec2(wide * size, size * 1.3));
        // At the edge of the pane names stand a little aside, and not cut off.
        let pane = self.rect.shrink(NAME_ROOM);
        if pane.expand(2.0 * NAME_ROOM).contains(thing) && pane.width() > rect.width() {
            rect = rect.translate((pane.min - rect.min).max(Vec2::ZERO));
            rect = rect.translate((pane.max - rect.max).min(Vec2::ZERO));
            if (rect.center().x - at.x).abs() > 1.0 && (at.y - thing.y).abs() < NAME / 2.0 {
                // It would stand on the arrow.
                rect = rect.translate(vec2(0.0, NAME));
            }
        }
        if !selected && self.taken.iter().any(|other| other.intersects(rect)) {
            return;
        }
        self.taken.push(rect);
        self.brush.text(rect.center(), Align2::CENTER_CENTER, text, size, color);
    }
}

/// Draws all of it.
pub fn draw(painter: &Painter, rect: Rect, new: &NewMap, look: &Look, pointer: Option<At>) {
    painter.rect_filled(rect, 0.0, look.theme.outside);
    let Some(map) = &new.map else { return };
    let brush = Brush::new(painter, new.view, rect, look);
    let mut pen = Pen { painter, brush, rect, view: new.view, look, taken: Vec::new() };
    sheet(&pen, &map.sheet);
    let made = new.made();
    for (i, thing) in made.things.iter().enumerate() {
        draw_thing(&pen, thing, new.selected == Some(Selected::Thing(i)));
    }
    for (i, door) in made.doors.iter().enumerate() {
        draw_door(&pen, &map.rim, door, new.selected == Some(Selected::Door(i)));
    }
    names(&mut pen, &map.rim, new);
    if let Some(at) = pointer {
        ghost(&pen, &map.rim, new, at);
    }
    draw_scale(&pen.brush);
}

fn color_of(theme: &Theme, area: Area) -> Color32 {
    match area {
        Area::Ground => theme.ground,
        Area::Stairs => theme.stairs.gamma_multiply(0.45),
        Area::Obstacle(Kind::Building) => theme.building,
        Area::Obstacle(Kind::Water) => theme.water,
        Area::Obstacle(Kind::Fence) => theme.fence,
        Area::Obstacle(Kind::Tree) => theme.tree,
        Area::Obstacle(Kind::Green) => theme.green,
        Area::Obstacle(Kind::Furniture) => theme.furniture,
    }
}

fn sheet(pen: &Pen, sheet: &Sheet) {
    let place = |at: &glam::Vec2| pen.view.to_screen(pen.rect, *at);
    for triangles in &sheet.areas {
        let color = color_of(&pen.look.theme, triangles.area);
        let mut mesh = Mesh::default();
        triangles.corners.iter().for_each(|at| mesh.colored_vertex(place(at), color));
        mesh.indices.extend_from_slice(&triangles.indices);
        pen.painter.add(mesh);
    }
    let edge = Stroke::new(1.0, pen.look.theme.building_edge);
    let [low, high] = pen.view.seen(pen.rect);
    for ring in &sheet.edges {
        let seen = |at: &glam::Vec2| at.cmpge(low).all() && at.cmple(high).all();
        if ring.iter().any(seen) {
            pen.painter.add(Shape::line(ring.iter().map(place).collect(), edge));
        }
    }
}

fn draw_door(pen: &Pen, rim: &Rim, door: &Door, selected: bool) {
    let theme = &pen.look.theme;
    let color = if selected { theme.link } else { theme.portal };
    let stroke = Stroke::new(if selected { 6.0 } else { 4.5 }, color);
    pen.painter.add(Shape::line(pen.points(&door.outline()), stroke));
    let Some(line) = door.line() else { return };
    let Some(inward) = rim.inward(line) else { return };
    let middle = pen.at(middle_of(line));
    let by = vec2(inward.x as f32, -inward.y as f32) * ARROW;
    arrow(pen, middle, by, door.way, color);
}

/// An arrow across an entrance: in, out, or both.
fn arrow(pen: &Pen, middle: Pos2, by: Vec2, way: Way, color: Color32) {
    let stroke = Stroke::new(2.0, color);
    let (inner, outer) = (middle + by / 2.0, middle - by / 2.0);
    pen.painter.line_segment([inner, outer], stroke);
    let head = |tip: Pos2, by: Vec2| {
        let side = by.rot90() * 0.22;
        let back = tip - by * 0.32;
        let points = vec![tip + by * 0.08, back + side, back - side];
        pen.painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    if way.inward() {
        head(inner, by);
    }
    if way.outward() {
        head(outer, -by);
    }
}

fn draw_thing(pen: &Pen, thing: &Thing, selected: bool) {
    let theme = &pen.look.theme;
    let Some(area) = thing.area() else { return };
    let color = if selected { theme.link } else { theme.series_b };
    let points = pen.points(area.exterior());
    if thing.round.is_some() {
        let mut fill = Mesh::default();
        triangles(&mut fill, pen, area, color.gamma_multiply(0.16));
        pen.painter.add(fill);
    }
    let width = if selected { 2.5 } else { 1.2 };
    pen.painter.add(Shape::dashed_line(&points, Stroke::new(width, color), 6.0, 4.0));
    for focus in &thing.besides {
        if focus.kind == crate::venue::Kind::Focus {
            for at in focus.shape.positions() {
                pen.painter.circle_filled(pen.at(at), 4.0, color);
            }
        }
    }
}

fn triangles(mesh: &mut Mesh, pen: &Pen, area: &geo::Polygon<f64>, color: Color32) {
    use geo::TriangulateEarcut;
    let raw = area.earcut_triangles_raw();
    let corners = raw.vertices.iter().map(|[x, y]| pen.at(coord! { x: *x, y: *y }));
    corners.for_each(|at| mesh.colored_vertex(at, color));
    mesh.indices.extend(raw.triangle_indices.iter().map(|i| *i as u32));
}

/// Names; the one that is selected first, so that it is there in any case.
fn names(pen: &mut Pen, rim: &Rim, new: &NewMap) {
    let made = new.made();
    let theme = &pen.look.theme;
    let name = |feature: &Drawn| {
        feature.name.as_ref().map_or("", |name| pen.look.words.of(name)).to_owned()
    };
    let mut all: Vec<(bool, [Pos2; 2], String, Color32)> = Vec::new();
    for (i, door) in made.doors.iter().enumerate() {
        let name = name(&door.feature);
        let inward = door.line().and_then(|line| rim.inward(line));
        let outward = inward.map_or(vec2(0.0, 1.0), |to| vec2(-to.x as f32, to.y as f32));
        // Letters are wider than high: beside an entrance their middle is farther away.
        let away = NAME + outward.x.abs() * name.chars().count() as f32 * SMALL * 0.26;
        let at = pen.at(door.middle());
        let selected = new.selected == Some(Selected::Door(i));
        all.push((selected, [at + outward * away, at], name, theme.ink));
    }
    for (i, thing) in made.things.iter().enumerate() {
        let at = pen.at(thing.middle());
        let below = if thing.besides.is_empty() { 0.0 } else { 14.0 };
        let selected = new.selected == Some(Selected::Thing(i));
        let places = [at + vec2(0.0, below), at];
        all.push((selected, places, name(&thing.feature), theme.quiet));
    }
    all.sort_by_key(|(selected, ..)| !selected);
    for (selected, places, name, color) in all {
        pen.name(places, &name, selected, color);
    }
}

/// What a click, or letting go, would put.
fn ghost(pen: &Pen, rim: &Rim, new: &NewMap, at: At) {
    let color = pen.look.theme.link.gamma_multiply(0.7);
    match (new.tool, new.drawn_from) {
        (Tool::Select, _) | (Tool::Part, None) => {}
        (Tool::Part, Some(from)) => {
            let part = Rect::from_two_pos(pen.at(from), pen.at(at.ground));
            let inside = color.gamma_multiply(0.15);
            let stroke = Stroke::new(2.0, color);
            pen.painter.rect(part, 0.0, inside, stroke, StrokeKind::Middle);
        }
        (Tool::Door, Some(from)) => {
            let line = LineString::from(vec![from, at.ground]);
            pen.painter.add(Shape::line(pen.points(&line), Stroke::new(4.0, color)));
            metres(pen, &line, pen.at(at.ground));
        }
        (Tool::Door, None) => {
            let spot = rim.nearest(at.ground).filter(|spot| spot.off_m <= at.edge_m);
            if let Some(spot) = spot {
                let line = rim.line(&spot, DOOR_M);
                pen.painter.add(Shape::line(pen.points(&line), Stroke::new(5.0, color)));
            }
        }
        (Tool::Thing(is), from) => {
            let centre = from.unwrap_or(at.ground);
            let radius_m = from.map_or(radius_m(is), |from| distance(from, at.ground));
            let radius = radius_m as f32 / pen.view.metres_per_point;
            pen.painter.circle_stroke(pen.at(centre), radius, Stroke::new(1.5, color));
            if let Some(from) = from {
                metres(pen, &LineString::from(vec![from, at.ground]), pen.at(at.ground));
            }
        }
    }
}

fn metres(pen: &Pen, line: &LineString<f64>, at: Pos2) {
    let text =
        pen.look.words.with("new-metres", &[("metres", format!("{:.1}", length_m(line)).into())]);
    let ink = pen.look.theme.ink;
    pen.brush.text(at + vec2(14.0, -14.0), Align2::LEFT_BOTTOM, &text, SMALL, ink);
}
