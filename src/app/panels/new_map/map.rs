//! The pointer on the map of the page: pan, zoom, select, move, put entrances and what people come
//! for.

use super::paint;
use crate::app::look::Look;
use crate::app::map::view::is_outgrown;
use crate::app::new_map::rim::{NARROWEST_M, distance};
use crate::app::new_map::{NewMap, Selected, Tool};
use crate::app::panels::pointer::navigate;
use crate::scenario::Is;
use bevy_egui::egui::{self, PointerButton, Pos2, Rect, Response, Sense, Ui};
use geo::{Coord, LineString, coord};

/// How near a click must be to what it selects, points.
const NEAR: f32 = 10.0;
/// Width of an entrance that is put by a click, metres [a].
pub const DOOR_M: f64 = 4.0;
/// A click puts an entrance on the edge within this distance, metres, or so many points.
const EDGE_M: f64 = 8.0;
const EDGE: f32 = 24.0;

/// A part of the map is at least so wide and high, metres.
const LEAST_PART_M: f64 = 10.0;

/// Where the pointer is: on the screen and on the ground.
#[derive(Clone, Copy)]
pub struct At {
    /// On the ground, metres.
    pub ground: Coord<f64>,
    /// How near a click must be, metres.
    pub near_m: f64,
    /// How near an edge must be, metres.
    pub edge_m: f64,
}

impl At {
    fn of(new: &NewMap, rect: Rect, at: Pos2) -> Self {
        let ground = new.view.to_ground(rect, at);
        let scale = new.view.metres_per_point;
        Self {
            ground: coord! { x: f64::from(ground.x), y: f64::from(ground.y) },
            near_m: f64::from(NEAR * scale),
            edge_m: f64::from(EDGE * scale).max(EDGE_M),
        }
    }
}

/// The map.
pub fn show(root: &mut Ui, new: &mut NewMap, look: &Look) {
    let rect = root.available_rect_before_wrap();
    let response = root.interact(rect, root.id().with("new-map"), Sense::click_and_drag());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::WidgetType::Other, true, look.say("new-map"))
    });
    let grew = is_outgrown(new.framed, new.view, rect);
    if (new.unframed || grew)
        && let Some(map) = &new.map
    {
        let [low, high] = map.sheet.corners;
        new.view.frame(rect, low, high);
        new.unframed = false;
        new.framed = Some((new.view, rect));
    }
    let pointer = response.ctx.pointer_latest_pos().filter(|_| response.contains_pointer());
    if let (Some(pointer), true) = (response.ctx.pointer_latest_pos(), new.map.is_some()) {
        navigate(&response, &response.ctx.clone(), &mut new.view, rect, pointer);
        take(&response, new, look, rect, pointer);
    }
    let painter = root.painter().with_clip_rect(rect);
    let at = pointer.map(|pointer| At::of(new, rect, pointer));
    paint::draw(&painter, rect, new, look, at);
}

fn take(response: &Response, new: &mut NewMap, look: &Look, rect: Rect, pointer: Pos2) {
    // Space pans.
    if response.ctx.input(|input| input.key_down(egui::Key::Space)) {
        return;
    }
    let at = At::of(new, rect, pointer);
    let origin = response.ctx.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
    let origin = At::of(new, rect, origin);
    match new.tool {
        Tool::Select => select(response, new, origin, at),
        Tool::Door => put_door(response, new, look, origin, at),
        Tool::Thing(is) => put_thing(response, new, look, is, origin, at),
        Tool::Part => draw_part(response, new, origin, at),
    }
    if response.clicked() {
        response.ctx.memory_mut(|memory| {
            // Typing a name is over once one clicks on the map; what was just put is named next.
            if let Some(typed) = memory.focused().filter(|_| !new.name_it) {
                memory.surrender_focus(typed);
            }
        });
    }
}

/// Selects by a click, moves by a pull.
fn select(response: &Response, new: &mut NewMap, origin: At, at: At) {
    if response.clicked() {
        let there = new.at(at.ground, at.near_m);
        new.select(there);
    }
    if response.drag_started_by(PointerButton::Primary)
        && let Some(there) = new.at(origin.ground, origin.near_m)
    {
        let moves = match there {
            Selected::Door(_) => true,
            // What lies large on the ground is only moved once it is selected.
            Selected::Thing(_) => new.selected == Some(there),
        };
        new.select(moves.then_some(there).or(new.selected));
        response.ctx.data_mut(|data| data.insert_temp(response.id, moves));
    }
    let moves = response.ctx.data(|data| data.get_temp(response.id)).unwrap_or(false);
    if response.dragged_by(PointerButton::Primary) && moves {
        move_selected(response, new, at);
    }
    if response.drag_stopped_by(PointerButton::Primary) {
        response.ctx.data_mut(|data| data.insert_temp(response.id, false));
    }
}

fn move_selected(response: &Response, new: &mut NewMap, at: At) {
    let Some(selected) = new.selected else { return };
    let pressed = response.ctx.input(|input| input.pointer.press_start_time());
    new.change(pressed.map(f64::to_bits), |made, map| match selected {
        Selected::Door(i) => {
            let door = made.doors.get_mut(i);
            door.map(|door| door.move_to(&map.rim, at.ground, at.edge_m));
        }
        Selected::Thing(i) => {
            let thing = made.things.get_mut(i);
            let round = thing.as_ref().and_then(|thing| thing.round);
            if let (Some(thing), Some((_, radius_m))) = (thing, round) {
                thing.put(&map.rim, (at.ground, radius_m));
            }
        }
    });
}

/// Puts an entrance: on the edge by a click, along a line by a pull.
fn put_door(response: &Response, new: &mut NewMap, look: &Look, origin: At, at: At) {
    if response.drag_started_by(PointerButton::Primary) {
        new.drawn_from = Some(origin.ground);
    }
    if response.drag_stopped_by(PointerButton::Primary)
        && let Some(from) = new.drawn_from.take()
    {
        let line = LineString::from(vec![from, at.ground]);
        let on_ground = new.map.as_ref().and_then(|map| map.rim.on_ground(&line));
        return match on_ground {
            Some(line) => add_door(new, look, line),
            None if distance(from, at.ground) < NARROWEST_M => click_door(new, look, at),
            None => new.said = Some("new-said-off-ground"),
        };
    }
    if response.clicked() {
        click_door(new, look, at);
    }
}

fn click_door(new: &mut NewMap, look: &Look, at: At) {
    if let Some(there @ Selected::Door(_)) = new.at(at.ground, at.near_m / 2.0) {
        return new.select(Some(there));
    }
    let Some(map) = &new.map else { return };
    match map.rim.nearest(at.ground).filter(|spot| spot.off_m <= at.edge_m) {
        Some(spot) => {
            let line = map.rim.line(&spot, DOOR_M);
            add_door(new, look, line);
        }
        None => new.said = Some("new-said-no-edge"),
    }
}

fn add_door(new: &mut NewMap, look: &Look, line: LineString<f64>) {
    let number = new.made().doors.iter().filter(|door| door.placed).count() + 1;
    let name = look.words.with("new-door-name", &[("number", number.into())]);
    new.change(None, |made, map| {
        made.add_door(&map.draft, line, &name);
    });
    new.select(new.made().doors.len().checked_sub(1).map(Selected::Door));
    (new.name_it, new.said) = (true, None);
}

/// Puts what people come for: by a click as large as such things are, by a pull as large as pulled.
fn put_thing(response: &Response, new: &mut NewMap, look: &Look, is: Is, origin: At, at: At) {
    if response.drag_started_by(PointerButton::Primary) {
        new.drawn_from = Some(origin.ground);
    }
    let pulled = response.drag_stopped_by(PointerButton::Primary);
    let round = match new.drawn_from.filter(|_| pulled) {
        Some(from) => Some((from, distance(from, at.ground))),
        None => response.clicked().then_some((at.ground, radius_m(is))),
    };
    let Some(round) = round else { return };
    new.drawn_from = None;
    let before = new.made().things.len();
    let number = new.made().things.iter().filter(|t| t.round.is_some()).count() + 1;
    let kind = look.say(super::lists::is_key(is));
    let name =
        look.words.with("new-thing-name", &[("kind", kind.into()), ("number", number.into())]);
    new.change(None, |made, map| {
        made.add_thing(&map.draft, &map.rim, is, round, &name);
    });
    if new.made().things.len() > before {
        new.select(Some(Selected::Thing(before)));
        (new.name_it, new.said) = (true, None);
    } else {
        new.said = Some("new-said-no-ground");
    }
}

/// Draws the part of the map that is taken, from corner to corner.
fn draw_part(response: &Response, new: &mut NewMap, origin: At, at: At) {
    if response.drag_started_by(PointerButton::Primary) {
        new.drawn_from = Some(origin.ground);
    }
    if response.drag_stopped_by(PointerButton::Primary)
        && let Some(from) = new.drawn_from.take()
    {
        let part = geo::Rect::new(from, at.ground);
        if part.width().min(part.height()) >= LEAST_PART_M {
            new.take_part(Some(part));
        }
    }
}

/// How large such things are, metres [a].
pub fn radius_m(is: Is) -> f64 {
    match is {
        Is::Stage => 12.0,
        Is::Counter => 3.0,
        Is::Place => 8.0,
    }
}
