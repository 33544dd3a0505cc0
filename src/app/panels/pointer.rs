//! The pointer on the map: pan, zoom, select, drag, draw.

use crate::app::desk::{Desk, Selection, Tool};
use crate::app::event::Open;
use crate::app::map::overlay::{HANDLE, handles};
use crate::app::map::places::{corners, goal_places};
use crate::app::map::view::{View, panes};
use crate::plan::{Measure, PlanEdit, kind_named};
use bevy_egui::egui::{self, Key, PointerButton, Pos2, Rect, Response};
use geo::{Coord, coord};

/// How near a click must be to what it selects, points.
const NEAR: f32 = 10.0;
/// How much one notch of the wheel looks closer.
const NOTCH: f32 = 0.004;

/// What is being dragged: a measure, and which of its points (`None` for all of it).
#[derive(Clone, Debug, PartialEq)]
struct Dragged {
    measure: Measure,
    handle: Option<usize>,
    from: glam::Vec2,
}

/// Takes what the pointer did.
pub fn take(response: &Response, desk: &mut Desk) {
    let ctx = response.ctx.clone();
    desk.over_map = response.contains_pointer();
    let Some(open) = &mut desk.open else { return };
    let rects = panes(desk.map, open.panes.len());
    let Some(pointer) = ctx.pointer_latest_pos() else { return };
    let pane = rects.iter().position(|rect| rect.contains(pointer)).unwrap_or(0);
    let rect = rects[pane];
    navigate(response, &ctx, &mut desk.view, rect, pointer);
    let at = desk.view.to_ground(rect, pointer);
    if matches!(open.tool, Tool::Draw { .. }) {
        // A drag is one only some points from where it began.
        let origin = ctx.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
        draw(response, &ctx, open, at, desk.view.to_ground(rect, origin));
    } else if ctx.input(|input| input.key_down(Key::Space)) {
        // Space pans.
    } else if pane == 0 {
        drag(response, open, &desk.view, rect, pointer);
    }
    if response.clicked() && matches!(open.tool, Tool::Select) {
        open.selection = pick(open, pane, &desk.view, rect, pointer);
        open.selected();
    }
    if response.double_clicked() && open.selection.is_none() {
        let scenario = open.scenario().cloned();
        if let Some(scenario) = scenario {
            let (low, high) = corners(&scenario.venue);
            desk.view.frame(rects[0], low, high);
        }
    }
}

/// Pans and zooms.
pub fn navigate(
    response: &Response,
    ctx: &egui::Context,
    view: &mut View,
    rect: Rect,
    pointer: Pos2,
) {
    let by_button =
        response.dragged_by(PointerButton::Secondary) || response.dragged_by(PointerButton::Middle);
    let by_space = response.dragged_by(PointerButton::Primary)
        && ctx.input(|input| input.key_down(Key::Space));
    if by_button || by_space {
        view.pan(response.drag_delta());
    }
    if response.contains_pointer() {
        let (wheel, pinch) = ctx.input(|i| (i.smooth_scroll_delta().y, i.zoom_delta()));
        let factor = (wheel * NOTCH).exp() * pinch;
        if (factor - 1.0).abs() > 1e-4 {
            view.zoom(rect, pointer, factor);
        }
    }
}

/// Draws a measure: a spot by a click, a line by clicks (the last one twice, or Enter) or a drag.
/// `from`: where the button was pressed.
fn draw(
    response: &Response,
    ctx: &egui::Context,
    open: &mut Open,
    at: glam::Vec2,
    from: glam::Vec2,
) {
    let Tool::Draw { kind, points } = &mut open.tool else { return };
    let kind = *kind;
    let spot = ["Volunteer", "Sign", "Leaders"].contains(&kind);
    let mut whole = false;
    if response.drag_started_by(PointerButton::Primary) && !spot {
        points.push(from);
    } else if response.drag_stopped_by(PointerButton::Primary) && !spot && !points.is_empty() {
        points.push(at);
        whole = kind != "Closure";
    } else if response.clicked() {
        let twice = points.last().is_some_and(|last| last.distance(at) < 0.05);
        if !twice {
            points.push(at);
        }
        whole = spot || response.double_clicked() || twice;
    }
    whole |= ctx.input(|input| input.key_pressed(Key::Enter)) && points.len() > 1;
    let to_coord = |p: &glam::Vec2| coord! { x: f64::from(p.x), y: f64::from(p.y) };
    let coords: Vec<Coord<f64>> = points.iter().map(to_coord).collect();
    if whole {
        let enough = spot || coords.len() > 1;
        open.tool = Tool::Select;
        open.ghost_amiss = None;
        if let (true, Some(kind)) = (enough, kind_named(kind)) {
            open.place(kind, &coords);
        }
    } else if !coords.is_empty() {
        let mut ghost = coords;
        ghost.push(to_coord(&at));
        open.look_at_ghost(kind, &ghost);
    }
}

/// Drags a point of the selected measure, or all of one.
fn drag(response: &Response, open: &mut Open, view: &View, rect: Rect, pointer: Pos2) {
    let id = response.id.with("dragged");
    let ctx = &response.ctx;
    let at = view.to_ground(rect, pointer);
    if response.drag_started_by(PointerButton::Primary) {
        let origin = ctx.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
        let from = view.to_ground(rect, origin);
        let grabbed = grab(open, view, rect, origin).map(|(measure, handle)| {
            open.stroke += 1;
            Dragged { measure, handle, from }
        });
        if let Some(grabbed) = &grabbed {
            open.selection = Some(Selection::Measure(grabbed.measure.id.clone()));
        }
        ctx.data_mut(|data| data.insert_temp(id, grabbed));
    }
    if response.dragged_by(PointerButton::Primary) {
        let dragged: Option<Dragged> = ctx.data(|data| data.get_temp(id)).flatten();
        let Some(dragged) = dragged else { return };
        let by = at - dragged.from;
        let mut moved = dragged.measure.clone();
        moved.kind.move_points(dragged.handle, coord! { x: f64::from(by.x), y: f64::from(by.y) });
        let Some(old) = open.plan().and_then(|p| p.measure(&dragged.measure.id)).cloned() else {
            return;
        };
        if let Some(moved) = open.as_in_a_file(&moved).filter(|moved| *moved != old) {
            let stroke = open.stroke;
            open.edit(PlanEdit { old: Some(old), new: Some(moved) }, Some(stroke));
        }
    }
    if response.drag_stopped_by(PointerButton::Primary) {
        ctx.data_mut(|data| data.insert_temp::<Option<Dragged>>(id, None));
    }
}

/// The measure under the pointer, and the point of it if that is one that is shown as a handle.
fn grab(open: &Open, view: &View, rect: Rect, at: Pos2) -> Option<(Measure, Option<usize>)> {
    let plan = open.plan()?;
    let place = |c: Coord<f64>| view.to_screen(rect, glam::vec2(c.x as f32, c.y as f32));
    if let Some(Selection::Measure(id)) = &open.selection
        && let Some(measure) = plan.measure(id)
    {
        let near = |c: &Coord<f64>| place(*c).distance(at) <= HANDLE + 4.0;
        if let Some(handle) = handles(measure).iter().position(near) {
            return Some((measure.clone(), Some(handle)));
        }
    }
    let id = measure_at(open, 0, view, rect, at)?;
    plan.measure(&id).map(|measure| (measure.clone(), None))
}

/// What is under the pointer: a measure, a hotspot's number, a person, a name.
fn pick(open: &Open, pane: usize, view: &View, rect: Rect, at: Pos2) -> Option<Selection> {
    if let Some(id) = measure_at(open, pane, view, rect, at) {
        return Some(Selection::Measure(id));
    }
    let place = |x: f64, y: f64| view.to_screen(rect, glam::vec2(x as f32, y as f32));
    let shown = &open.panes[pane];
    if let Some(outcome) = &shown.outcome {
        let near = |h: &&crate::assess::Hotspot| {
            let now = (h.from_s - 60.0..=h.until_s).contains(&open.clock.at_s);
            let chosen = open.selection == Some(Selection::Hotspot(h.rank));
            (now || chosen) && place(h.centre[0], h.centre[1]).distance(at) < NEAR + 2.0
        };
        if let Some(hotspot) = outcome.summary.hotspots.iter().find(near) {
            return Some(Selection::Hotspot(hotspot.rank));
        }
    }
    if let Some(scenario) = open.scenario() {
        let goals = goal_places(scenario);
        let near = |goal: &glam::Vec2| view.to_screen(rect, *goal).distance(at) < 1.5 * NEAR;
        if let Some(goal) = goals.iter().position(near) {
            return Some(Selection::Goal(goal as u16));
        }
    }
    let scene = shown.viewer.scene();
    let distance =
        |i: &usize| view.to_screen(rect, glam::vec2(scene.x[*i], scene.y[*i])).distance(at);
    let nearest = (0..scene.visitor.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    (distance(&nearest) < NEAR).then(|| Selection::Visitor(scene.visitor[nearest]))
}

fn measure_at(open: &Open, pane: usize, view: &View, rect: Rect, at: Pos2) -> Option<String> {
    let place = |c: &Coord<f64>| view.to_screen(rect, glam::vec2(c.x as f32, c.y as f32));
    let distance = |measure: &Measure| {
        let points: Vec<Pos2> = measure.kind.points().iter().map(place).collect();
        let line = points.windows(2).map(|pair| to_piece(at, pair[0], pair[1]));
        let spot = points.first().map(|p| p.distance(at));
        let alone = points.len() == 1;
        line.chain(spot.filter(|_| alone)).fold(f32::INFINITY, f32::min)
    };
    let measures = open.panes.get(pane)?.plan.measures.iter();
    let nearest = measures.map(|m| (distance(m), m)).min_by(|a, b| a.0.total_cmp(&b.0))?;
    (nearest.0 < NEAR).then(|| nearest.1.id.clone())
}

/// Distance of a point from a piece of a line.
fn to_piece(at: Pos2, a: Pos2, b: Pos2) -> f32 {
    let along = b - a;
    let share = ((at - a).dot(along) / along.length_sq().max(1e-6)).clamp(0.0, 1.0);
    at.distance(a + along * share)
}
