//! What a planner makes of a map: who comes in where, what they come for, when, how many. The
//! importer's proposals are where it begins; the venue and the document are where it ends.

use super::rim::{NARROWEST_M, Rim, WIDEST_M, distance, middle_of, millimetres};
use crate::document::{Bilingual, Language, parse_clock};
use crate::geometry::lines::length_m;
use crate::geometry::polygons;
use crate::scenario::{AttractionBegins, Beginning, Is, PortalBegins};
use crate::venue::import::{slug, unique};
use crate::venue::{Draft, Drawn, Kind, Shape};
use geo::{Area, Centroid, Coord, LineString, Polygon};
use std::collections::BTreeSet;

/// A line as near to the edge as this lies along it, metres.
const ON_EDGE_M: f64 = 0.4;
/// Visitors a square metre of a new event.
const VISITORS_PER_M2: f64 = 0.1;
/// The fewest and the most visitors that a new event begins with.
const VISITORS: [f64; 2] = [300.0, 3000.0];
/// Radii that attractions can have, metres.
pub const RADII_M: [f64; 2] = [1.5, 60.0];

/// Which way people go through an entrance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// In and out.
    #[default]
    Both,
    /// In.
    In,
    /// Out.
    Out,
}

impl Way {
    /// Whether people come in.
    pub fn inward(self) -> bool {
        self != Self::Out
    }

    /// Whether people leave.
    pub fn outward(self) -> bool {
        self != Self::In
    }
}

/// An entrance or exit.
#[derive(Clone, Debug, PartialEq)]
pub struct Door {
    /// As it is drawn, with id and name.
    pub feature: Drawn,
    /// Which way people go.
    pub way: Way,
    /// Share of the arrivals, 0–1; by width where nobody has said.
    pub share: Option<f64>,
    /// Whether the planner put it there.
    pub placed: bool,
}

/// What people come for.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// The area, with id and name.
    pub feature: Drawn,
    /// Its focus and its queue.
    pub besides: Vec<Drawn>,
    /// What it is.
    pub is: Is,
    /// How much people want to go there, relative to the others.
    pub appeal: f64,
    /// Middle and radius, where the planner put it there.
    pub round: Option<(Coord<f64>, f64)>,
}

/// What is made of a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    /// Name of the event.
    pub name: Bilingual,
    /// Entrances and exits.
    pub doors: Vec<Door>,
    /// What people come for.
    pub things: Vec<Thing>,
    /// Visitors over the whole event.
    pub visitors: u32,
    /// Start and end, times of day.
    pub hours: [String; 2],
}

impl Made {
    /// What the importer proposes, with the visitors and hours that a new event begins with.
    pub fn of(draft: &Draft, walkable_m2: f64) -> Self {
        let of_kind = |kind: Kind| draft.features.iter().filter(move |f| f.kind == kind);
        let door = |feature: &Drawn| Door {
            feature: feature.clone(),
            way: Way::Both,
            share: None,
            placed: false,
        };
        let thing = |feature: &Drawn| {
            let belongs =
                |f: &&Drawn| f.text("of").is_some() && f.text("of") == feature.id.as_deref();
            let besides = of_kind(Kind::Focus).chain(of_kind(Kind::Queue)).filter(belongs);
            let besides: Vec<Drawn> = besides.cloned().collect();
            Thing { feature: feature.clone(), besides, is: Is::Place, appeal: 1.0, round: None }
        };
        let [fewest, most] = VISITORS;
        let visitors = (walkable_m2 * VISITORS_PER_M2 / 100.0).round() * 100.0;
        Self {
            name: readable(&draft.name),
            doors: of_kind(Kind::Portal).map(door).collect(),
            things: of_kind(Kind::Attraction).map(thing).collect(),
            visitors: visitors.clamp(fewest, most) as u32,
            hours: ["14:00", "18:00"].map(str::to_owned),
        }
    }

    /// The venue: what the map gives, with what was made of it.
    pub fn draft(&self, map: &Draft) -> Draft {
        let stays = |f: &&Drawn| !is_made(f);
        let mut features: Vec<Drawn> = map.features.iter().filter(stays).cloned().collect();
        features.extend(self.doors.iter().map(|door| door.feature.clone()));
        for thing in &self.things {
            features.push(thing.feature.clone());
            features.extend(thing.besides.iter().cloned());
        }
        Draft { name: self.name.clone(), frame: map.frame, features }
    }

    /// What the event's document says.
    pub fn beginning(&self) -> Beginning {
        let given = self.given_shares();
        let portal = |(door, share): (&Door, Option<f64>)| PortalBegins {
            id: door.feature.id.clone().unwrap_or_default(),
            inward: door.way.inward(),
            outward: door.way.outward(),
            share,
        };
        let attraction = |thing: &Thing| AttractionBegins {
            id: thing.feature.id.clone().unwrap_or_default(),
            is: thing.is,
            appeal: thing.appeal,
        };
        Beginning {
            name: self.name.clone(),
            hours: self.hours.clone().map(|time| time.trim().to_owned()),
            visitors: self.visitors,
            portals: self.doors.iter().zip(given).map(portal).collect(),
            attractions: self.things.iter().map(attraction).collect(),
        }
    }

    /// The shares that were given, scaled so that they say all there is to say: together not more
    /// than 1, and 1 where no other entrance takes the rest.
    fn given_shares(&self) -> Vec<Option<f64>> {
        let given = |door: &Door| door.share.filter(|_| door.way.inward());
        let sum: f64 = self.doors.iter().filter_map(given).sum();
        let any_open = self.doors.iter().any(|d| d.way.inward() && d.share.is_none());
        let scale = if sum > 1.0 || !any_open { 1.0 / sum } else { 1.0 };
        let usable = scale.is_finite();
        self.doors.iter().map(|d| given(d).filter(|_| usable).map(|s| s * scale)).collect()
    }

    /// The share of the arrivals that each entrance comes to.
    pub fn shares(&self) -> Vec<f64> {
        let given = self.given_shares();
        let left = 1.0 - given.iter().flatten().sum::<f64>();
        let open = |(door, share): (&Door, &Option<f64>)| {
            if door.way.inward() && share.is_none() { door.width_m() } else { 0.0 }
        };
        let open_m: f64 = self.doors.iter().zip(&given).map(open).sum();
        let comes_to = |(door, share): (&Door, &Option<f64>)| match share {
            Some(share) => *share,
            None => left * open((door, share)) / open_m.max(1e-9),
        };
        self.doors.iter().zip(&given).map(comes_to).collect()
    }

    /// The key of what still has to be said before there can be an event.
    pub fn lacks(&self) -> Option<&'static str> {
        let [from, until] = self.hours.each_ref().map(|time| parse_clock(time));
        let hours_are_times = matches!((from, until), (Some(a), Some(b)) if a != b && a < 86_400);
        match () {
            () if !self.doors.iter().any(|d| d.way.inward()) => Some("new-lacks-in"),
            () if !self.doors.iter().any(|d| d.way.outward()) => Some("new-lacks-out"),
            () if !hours_are_times => Some("new-lacks-hours"),
            () => None,
        }
    }

    /// Leaves out what the planner put where there is no ground any more.
    pub fn leave_out_what_is_off(&mut self, rim: &Rim) {
        let on = |door: &Door| door.line().is_none_or(|line| rim.walkable_m(line) > 0.0);
        self.doors.retain(|door| !door.placed || on(door));
        self.things.retain(|thing| thing.round.is_none_or(|(at, _)| rim.holds(at)));
    }

    /// Ids that are taken, by all but one feature.
    fn ids(&self, map: &Draft, but: Option<&str>) -> BTreeSet<String> {
        let map = map.features.iter().filter(|f| !is_made(f));
        let doors = self.doors.iter().map(|d| &d.feature);
        let things = self.things.iter().map(|t| &t.feature);
        let all = map.chain(doors).chain(things).filter_map(|f| f.id.clone());
        all.filter(|id| Some(id.as_str()) != but).collect()
    }

    /// Puts an entrance along a line. The number of it.
    pub fn add_door(&mut self, map: &Draft, line: LineString<f64>, name: &str) -> usize {
        let id = unique(&slug(name), &mut self.ids(map, None));
        let feature = Drawn::new(Kind::Portal, Shape::Lines(vec![line]))
            .named(id, Some(Bilingual::same(name)));
        self.doors.push(Door { feature, way: Way::Both, share: None, placed: true });
        self.doors.len() - 1
    }

    /// Puts what people come for around a place. The number of it; `None` where there is no ground.
    pub fn add_thing(
        &mut self,
        map: &Draft,
        rim: &Rim,
        is: Is,
        round: (Coord<f64>, f64),
        name: &str,
    ) -> Option<usize> {
        let area = rim.around(round.0, round.1)?;
        let id = unique(&slug(name), &mut self.ids(map, None));
        let feature = Drawn::new(Kind::Attraction, Shape::Areas(vec![area]))
            .named(id, Some(Bilingual::same(name)));
        let mut thing = Thing { feature, besides: Vec::new(), is, appeal: 1.0, round: Some(round) };
        thing.put_focus();
        self.things.push(thing);
        Some(self.things.len() - 1)
    }

    /// Gives an entrance another name; what the planner put there is called so in the files, too.
    pub fn rename_door(&mut self, map: &Draft, number: usize, language: Language, name: &str) {
        let Some(door) = self.doors.get(number) else { return };
        let id = door.feature.id.clone();
        let new_id = if door.placed { self.id_for(map, id.as_deref(), name) } else { id };
        let feature = &mut self.doors[number].feature;
        feature.id = new_id;
        feature.name = Some(renamed(feature.name.take(), language, name));
    }

    /// Gives an attraction another name.
    pub fn rename_thing(&mut self, map: &Draft, number: usize, language: Language, name: &str) {
        let Some(thing) = self.things.get(number) else { return };
        let id = thing.feature.id.clone();
        let placed = thing.round.is_some();
        let new_id = if placed { self.id_for(map, id.as_deref(), name) } else { id };
        let thing = &mut self.things[number];
        thing.feature.id = new_id;
        thing.feature.name = Some(renamed(thing.feature.name.take(), language, name));
        thing.put_focus();
    }

    fn id_for(&self, map: &Draft, now: Option<&str>, name: &str) -> Option<String> {
        Some(unique(&slug(name), &mut self.ids(map, now)))
    }
}

/// Whether a feature of a map is one that is listed and changed here.
fn is_made(feature: &Drawn) -> bool {
    matches!(feature.kind, Kind::Portal | Kind::Attraction | Kind::Focus | Kind::Queue)
}

/// A name that was made of a file's as people write it.
fn readable(name: &Bilingual) -> Bilingual {
    let spaced = |text: &str| text.replace('_', " ").trim().to_owned();
    Bilingual { en: spaced(&name.en), zh: spaced(&name.zh) }
}

/// A name in one language; in both where both were the same.
pub fn renamed(before: Option<Bilingual>, language: Language, name: &str) -> Bilingual {
    match before {
        Some(before) if before.en != before.zh => match language {
            Language::English => Bilingual { en: name.to_owned(), ..before },
            Language::Chinese => Bilingual { zh: name.to_owned(), ..before },
        },
        _ => Bilingual::same(name),
    }
}

impl Door {
    /// Its line; `None` where it is drawn as an area.
    pub fn line(&self) -> Option<&LineString<f64>> {
        match &self.feature.shape {
            Shape::Lines(lines) => lines.first(),
            _ => None,
        }
    }

    /// The line that is seen: its own, or the edge of its area.
    pub fn outline(&self) -> LineString<f64> {
        match &self.feature.shape {
            Shape::Lines(lines) => lines.first().cloned(),
            Shape::Areas(areas) => areas.first().map(|a| a.exterior().clone()),
            Shape::Points(_) => None,
        }
        .unwrap_or_else(|| LineString::new(Vec::new()))
    }

    /// Where it is.
    pub fn middle(&self) -> Coord<f64> {
        match self.line() {
            Some(line) => middle_of(line),
            None => self.outline().centroid().map(Coord::from).unwrap_or_default(),
        }
    }

    /// Its width, metres: the length of its line, or about the longer side of its area.
    pub fn width_m(&self) -> f64 {
        match self.line() {
            Some(line) => length_m(line),
            None => length_m(&self.outline()) / 4.0,
        }
    }

    /// Makes it wider or narrower where it is.
    pub fn widen(&mut self, rim: &Rim, width_m: f64) {
        let Some(line) = self.line() else { return };
        let width_m = width_m.clamp(NARROWEST_M, WIDEST_M);
        let middle = middle_of(line);
        let spot = rim.nearest(middle).filter(|spot| spot.off_m < ON_EDGE_M);
        let line = match spot {
            Some(spot) => rim.line(&spot, width_m),
            None => {
                let times = width_m / length_m(line).max(1e-3);
                let wider = line.0.iter().map(|c| middle + (*c - middle) * times);
                millimetres(&wider.collect::<LineString<f64>>())
            }
        };
        self.feature.shape = Shape::Lines(vec![line]);
    }

    /// Moves it so that its middle is at a place: along the edge where that is near, else as it is.
    /// Whether it could be moved.
    pub fn move_to(&mut self, rim: &Rim, to: Coord<f64>, near_m: f64) -> bool {
        let Some(line) = self.line() else { return false };
        let (middle, width_m) = (middle_of(line), length_m(line));
        let moved = match rim.nearest(to).filter(|spot| spot.off_m <= near_m) {
            Some(spot) => rim.line(&spot, width_m),
            None => {
                let by = to - middle;
                let moved: LineString<f64> = line.0.iter().map(|c| *c + by).collect();
                if rim.walkable_m(&moved) < 0.5 * width_m {
                    return false;
                }
                millimetres(&moved)
            }
        };
        self.feature.shape = Shape::Lines(vec![moved]);
        true
    }
}

impl Thing {
    /// Its area.
    pub fn area(&self) -> Option<&Polygon<f64>> {
        match &self.feature.shape {
            Shape::Areas(areas) => areas.first(),
            _ => None,
        }
    }

    /// Where its name stands.
    pub fn middle(&self) -> Coord<f64> {
        let area = self.area().and_then(Centroid::centroid).map(Coord::from);
        self.round.map(|(at, _)| at).or(area).unwrap_or_default()
    }

    /// Puts it around another place, or with another radius; whether there is ground.
    pub fn put(&mut self, rim: &Rim, round: (Coord<f64>, f64)) -> bool {
        let Some(area) = rim.around(round.0, round.1) else { return false };
        self.feature.shape = Shape::Areas(vec![area]);
        self.round = Some(round);
        self.put_focus();
        true
    }

    /// What it is from now on.
    pub fn become_a(&mut self, is: Is) {
        self.is = is;
        self.put_focus();
    }

    /// People look, or are served, in the middle of what the planner put there.
    fn put_focus(&mut self) {
        let Some((at, _)) = self.round else { return };
        let of = self.feature.id.clone().unwrap_or_default();
        let focus = Drawn::new(Kind::Focus, Shape::Points(vec![at])).with("of", of);
        self.besides = if self.is == Is::Place { Vec::new() } else { vec![focus] };
    }
}

impl Rim {
    /// The ground around a place within a radius, as far as it hangs together with the place.
    pub fn around(&self, at: Coord<f64>, radius_m: f64) -> Option<Polygon<f64>> {
        let [least, most] = RADII_M;
        let disc = polygons::disc(at, radius_m.clamp(least, most)).into();
        let parts = polygons::tidy(&polygons::intersect(&disc, self.ground()), 0.05, 0.5);
        let holds = |part: &&Polygon<f64>| geo::Contains::contains(*part, &geo::Point::from(at));
        let part = parts.0.iter().find(holds)?;
        let outer = Polygon::new(millimetres(part.exterior()), Vec::new());
        (outer.unsigned_area() > 1.0).then_some(outer)
    }
}

/// Whether two features of two imports of one map are the same thing.
fn same(a: &Drawn, b: &Drawn) -> bool {
    match (a.text("source"), b.text("source")) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.id == b.id,
        _ => false,
    }
}

/// What was made of a map, carried over to another import of it: what the planner renamed, moved,
/// took out or added stays so; the rest is as the new import has it.
pub fn carried(new: Made, found: &Made, now: &Made) -> Made {
    let mut made = Made { hours: now.hours.clone(), ..new };
    if now.visitors != found.visitors {
        made.visitors = now.visitors;
    }
    if now.name != found.name {
        made.name = now.name.clone();
    }
    let door = |door: Door| {
        let before = found.doors.iter().find(|d| same(&d.feature, &door.feature));
        let Some(before) = before else { return Some(door) };
        let kept = now.doors.iter().find(|d| !d.placed && same(&d.feature, &door.feature))?;
        Some(if kept == before { door } else { kept.clone() })
    };
    made.doors = made.doors.into_iter().filter_map(door).collect();
    made.doors.extend(now.doors.iter().filter(|d| d.placed).cloned());
    let thing = |thing: Thing| {
        let before = found.things.iter().find(|t| same(&t.feature, &thing.feature));
        let Some(before) = before else { return Some(thing) };
        let of_map = |t: &&Thing| t.round.is_none() && same(&t.feature, &thing.feature);
        let kept = now.things.iter().find(of_map)?;
        Some(if kept == before { thing } else { kept.clone() })
    };
    made.things = made.things.into_iter().filter_map(thing).collect();
    made.things.extend(now.things.iter().filter(|t| t.round.is_some()).cloned());
    made
}

/// The place of a line nearest to another, and how far off, for what is clicked.
pub fn off_line_m(line: &LineString<f64>, at: Coord<f64>) -> f64 {
    let off = |side: geo::Line<f64>| {
        let (by, from) = (side.end - side.start, at - side.start);
        let share = (from.x * by.x + from.y * by.y) / (by.x * by.x + by.y * by.y).max(1e-12);
        distance(at, side.start + by * share.clamp(0.0, 1.0))
    };
    line.lines().map(off).fold(f64::INFINITY, f64::min)
}
