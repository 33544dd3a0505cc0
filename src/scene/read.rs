//! From JSON to a [`Scene`]: everything checked, every problem collected.

use super::json::{Json, Spot, shown};
use super::{ANY, LOOP, Measured, Person, PersonGoes, Scene};
use crate::document::{Place, Problems, nearest, read_text};
use crate::venue::import::ground_of_wkt;
use geo::{BoundingRect, Contains, Coord, Intersects, LineString, MultiPolygon, Point, Polygon};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Coordinates beyond this are a slip, metres.
const FARTHEST_M: f64 = 20_000.0;
/// Longest scene, seconds.
const LONGEST_S: f64 = 86_400.0;
/// People that are named where they cannot be taken.
const NAMED: usize = 8;
/// Ends of the pieces of which bends of a round are made, metres apart at most.
const BEND_M: f64 = 0.1;

/// Whether a file is a scene: JSON with a walkable area.
pub fn is_scene(file: &Path) -> bool {
    let json = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    json && read_text(file).is_ok_and(|text| text.contains("\"walkable_area\""))
}

/// Reads and checks a scene.
///
/// # Errors
/// All that is wrong with it, each with its place and what to do.
pub fn read(file: &Path) -> Result<Scene, Problems> {
    let text = read_text(file)?;
    let value: Value = serde_json::from_str(&text).map_err(|e| {
        let place = Place { file: file.to_path_buf(), line: e.line(), column: e.column() };
        Problems::one(place, format!("is no JSON ({e})"), Some("a scene is one JSON object"))
    })?;
    let mut json = Json { file, text: &text, problems: Problems::default() };
    let root = Spot { value: &value, path: Vec::new() };
    let scene = json.scene(&root);
    match scene {
        Some(scene) if !json.problems.has_errors() => Ok(scene),
        _ => Err(json.problems),
    }
}

impl<'a> Json<'a> {
    fn scene(&mut self, root: &Spot<'a>) -> Option<Scene> {
        let stem = self.file.file_stem().map_or("scene".into(), |s| s.to_string_lossy());
        let ground = self.wanted(root, "walkable_area", "well-known text, POLYGON ((0 0, …))");
        let ground = ground.and_then(|spot| self.area(&spot));
        let exits = self.exits(root);
        let round = self.round(root);
        let ends_s = self.wanted_number(root, "t_max", [0.1, LONGEST_S]);
        let zones = self.zones(root);
        let measured = self.measured(root);
        let fps = self.number_or(root, "fps", [0.1, 1000.0], 10.0);
        let description = self.text_or(root, "description", "");
        let kind = self.text_or(root, "type", "");
        let names: Vec<&str> = exits.iter().map(|(name, _)| name.as_str()).collect();
        let mut people = self.people(root, ground.as_ref(), &names, round.is_some());
        if let Some(ends_s) = ends_s {
            self.keep_within(root, &mut people, ends_s);
        }
        Some(Scene {
            file: self.file.to_path_buf(),
            name: stem.into_owned(),
            description,
            kind,
            fps,
            ends_s: ends_s?,
            ground: ground?,
            people,
            exits,
            round,
            zones,
            measured,
        })
    }

    /// An area as well-known text, to the millimetre.
    fn area(&mut self, spot: &Spot<'a>) -> Option<MultiPolygon<f64>> {
        let Some(text) = spot.value.as_str() else {
            let what = format!("{} is no well-known text", shown(spot.value));
            self.error(spot, what, "write \"POLYGON ((0 0, 4 0, 4 3, 0 3, 0 0))\", in metres");
            return None;
        };
        let area = ground_of_wkt(text).map_err(|what| {
            let hint = "write \"POLYGON ((0 0, 4 0, 4 3, 0 3, 0 0))\", in metres";
            self.error(spot, what, hint);
        });
        let area = to_millimetres(&area.ok()?);
        let near = area.bounding_rect().is_some_and(|r| {
            [r.min(), r.max()].iter().all(|c| c.x.abs().max(c.y.abs()) <= FARTHEST_M)
        });
        if !near {
            self.error(spot, format!("reaches beyond {FARTHEST_M} m from its origin"), "in metres");
        }
        near.then_some(area)
    }

    fn exits(&mut self, root: &Spot<'a>) -> Vec<(String, MultiPolygon<f64>)> {
        let Some(spot) = root.member("exits") else { return Vec::new() };
        let Some(members) = spot.members() else {
            self.error(&spot, "is no map of names to areas", "write {\"exit\": \"POLYGON (…)\"}");
            return Vec::new();
        };
        let mut exits = Vec::new();
        for (name, spot) in members {
            let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
            if !plain || name.is_empty() || [ANY, LOOP].contains(&name) {
                let hint = "letters, digits, `_`, `-` and `.`, other than any and loop";
                self.error(&spot, format!("{name:?} is no name for an exit"), hint);
            }
            exits.extend(self.area(&spot).map(|area| (name.to_owned(), area)));
        }
        exits
    }

    fn zones(&mut self, root: &Spot<'a>) -> Vec<(MultiPolygon<f64>, f64)> {
        let Some(spot) = root.member("speed_zones") else { return Vec::new() };
        let mut zones = Vec::new();
        for zone in self.elements(&spot) {
            let area = self.wanted(&zone, "wkt", "the area as well-known text");
            let area = area.and_then(|area| self.area(&area));
            let factor = self.wanted_number(&zone, "factor", [0.05, 1.0]);
            zones.extend(area.zip(factor));
        }
        zones
    }

    /// The oval of a single-file experiment: two straights and two half circles about the origin,
    /// counter-clockwise.
    fn round(&mut self, root: &Spot<'a>) -> Option<Vec<Coord<f64>>> {
        let spot = root.member("ring")?;
        let straight_m = self.wanted_number(&spot, "straight", [0.0, 1000.0])?;
        let radius_m = self.wanted_number(&spot, "R", [0.2, 1000.0])?;
        let pieces = (std::f64::consts::PI * radius_m / BEND_M).ceil().max(4.0) as usize;
        let mut line = Vec::new();
        for (middle, from) in [(0.5, -0.5), (-0.5, 0.5)] {
            for k in 0..=pieces {
                let angle = std::f64::consts::PI * (from + k as f64 / pieces as f64);
                let (y, x) = angle.sin_cos();
                line.push(Coord { x: middle * straight_m + radius_m * x, y: radius_m * y });
            }
        }
        Some(line)
    }

    fn measured(&mut self, root: &Spot<'a>) -> Measured {
        let mut line = |name| {
            let spot = root.member(name)?;
            let points = self.points(&spot, 2)?;
            if points.len() != 2 {
                self.error(&spot, "is no line", "write [[x, y], [x, y]], in metres");
                return None;
            }
            Some([points[0], points[1]])
        };
        let (flow_line, mid_line) = (line("flow_line"), line("mid_line"));
        let area = root.member("area").and_then(|spot| self.points(&spot, 3));
        let area = area.map(|points| Polygon::new(LineString::new(points), Vec::new()));
        let mut width = |name| {
            let spot = root.member(name)?;
            self.number(&spot, 0.1, 1000.0)
        };
        let (width_m, exit_width_m) = (width("width"), width("exit_width"));
        Measured { flow_line, mid_line, area, width_m, exit_width_m }
    }

    fn points(&mut self, spot: &Spot<'a>, least: usize) -> Option<Vec<Coord<f64>>> {
        let point = |value: &Value| {
            let [x, y] = value.as_array()?.as_slice() else { return None };
            let within = |v: &Value| v.as_f64().filter(|n| n.abs() <= FARTHEST_M);
            Some(Coord { x: within(x)?, y: within(y)? })
        };
        let points: Option<Vec<_>> =
            spot.value.as_array().and_then(|all| all.iter().map(point).collect());
        let points = points.filter(|points| points.len() >= least);
        if points.is_none() {
            let hint = format!("write {least} points at least, [[x, y], …], in metres");
            self.error(spot, format!("{} are no points", shown(spot.value)), &hint);
        }
        points
    }

    fn elements(&mut self, spot: &Spot<'a>) -> Vec<Spot<'a>> {
        let elements = spot.elements();
        if elements.is_none() {
            self.error(spot, format!("{} is no list", shown(spot.value)), "write [ … ]");
        }
        elements.unwrap_or_default()
    }

    fn people(
        &mut self,
        root: &Spot<'a>,
        ground: Option<&MultiPolygon<f64>>,
        exits: &[&str],
        round: bool,
    ) -> Vec<Person> {
        let Some(spot) = self.wanted(root, "agents", "a list of people") else { return Vec::new() };
        let before = self.problems.0.len();
        let (mut people, mut ids) = (Vec::new(), BTreeSet::new());
        let all = self.elements(&spot);
        if all.is_empty() && self.problems.0.len() == before {
            self.error(&spot, "holds nobody", "a scene has one person at least");
        }
        for spot in all {
            let Some(person) = self.person(&spot, exits, round) else { continue };
            if !ids.insert(person.id) {
                let what = format!("there are two people with the id {}", person.id);
                self.error(&spot, what, "give everybody a number of their own");
            }
            let at = Point::from(person.at);
            if ground.is_some_and(|g| !g.contains(&at) && !g.intersects(&at)) {
                let what = format!("person {} starts off the walkable area", person.id);
                self.error(&spot, what, "move the start, or draw the area wider");
            }
            people.push(person);
            if self.problems.0.len() >= before + NAMED {
                break;
            }
        }
        people
    }

    /// Who starts after the end is told; who would stand beyond it stands until then.
    fn keep_within(&mut self, root: &Spot<'a>, people: &mut [Person], ends_s: f64) {
        let late: Vec<(i64, f64)> =
            people.iter().filter(|p| p.starts_s > ends_s).map(|p| (p.id, p.starts_s)).collect();
        if let (Some((id, starts_s)), Some(spot)) = (late.first(), root.member("t_max")) {
            let others = match late.len() {
                1 => String::new(),
                all => format!(", and {} more after the end", all - 1),
            };
            let what = format!("person {id} starts at {starts_s} s{others}");
            self.error(&spot, what, "let the scene last longer, or leave them out");
        }
        for person in people {
            person.waits_s = person.waits_s.min(ends_s);
        }
    }

    fn person(&mut self, spot: &Spot<'a>, exits: &[&str], round: bool) -> Option<Person> {
        let id = self.wanted(spot, "id", "a whole number")?;
        if id.value.as_i64().is_none_or(|id| id < 0) {
            self.error(&id, format!("{} is no id", shown(id.value)), "expected a whole number");
        }
        let starts_s = self.number_or(spot, "t", [0.0, LONGEST_S], 0.0);
        let x = self.wanted_number(spot, "x", [-FARTHEST_M, FARTHEST_M]);
        let y = self.wanted_number(spot, "y", [-FARTHEST_M, FARTHEST_M]);
        let free_speed_mps = self.wanted_number(spot, "v0", [0.05, 5.0]);
        let waits_s = self.number_or(spot, "premove", [0.0, LONGEST_S], 0.0);
        let goes = self.wanted(spot, "dest", "the name of an exit, any, or loop");
        let goes = goes.and_then(|dest| self.dest(&dest, exits, round));
        let at = Coord { x: x?, y: y? };
        let (free_speed_mps, goes) = (free_speed_mps?, goes?);
        Some(Person { id: id.value.as_i64()?, starts_s, at, free_speed_mps, waits_s, goes })
    }

    fn dest(&mut self, spot: &Spot<'a>, exits: &[&str], round: bool) -> Option<PersonGoes> {
        let dest = spot.value.as_str().unwrap_or_default();
        if dest == LOOP && round {
            return Some(PersonGoes::Round);
        }
        if dest == ANY && !exits.is_empty() {
            return Some(PersonGoes::AnyExit);
        }
        let exit = exits.iter().position(|exit| *exit == dest);
        if exit.is_none() {
            let hint = match nearest(dest, exits.iter().copied()) {
                Some(meant) => format!("did you mean {meant:?}?"),
                None if dest == LOOP => {
                    "describe the oval: \"ring\": {\"straight\": 6, \"R\": 2}".into()
                }
                None if exits.is_empty() => "draw it in \"exits\"".to_owned(),
                None => format!("the scene has: {}", exits.join(", ")),
            };
            self.error(spot, format!("nobody can go to {}", shown(spot.value)), &hint);
        }
        exit.map(PersonGoes::Exit)
    }
}

/// The same to the millimetre, as venues are kept.
fn to_millimetres(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    use geo::MapCoords;
    let round = |m: f64| (m * 1000.0).round() / 1000.0;
    area.map_coords(|c| Coord { x: round(c.x), y: round(c.y) })
}
