//! Measures and parts of them as they are when they are new: what must be given is put where it
//! was drawn and set to what suits most often, all else is left out.

use super::choices::{nearest_attraction, nearest_portal};
use super::tree::{Content, Drawn, Group, Lines};
use crate::app::words::Words;
use crate::document::{Bilingual, Field, Language, Problems, Shape, Takes};
use crate::plan::{Barrier, Kind, Measure, Plan, PlanContext, read_from_text};
use geo::{Coord, InteriorPoint};
use std::path::Path;

/// Half of a line that was clicked and not drawn, metres.
const HALF_LINE_M: f64 = 2.0;
/// Half the side of an area that was clicked and not drawn, metres.
const HALF_AREA_M: f64 = 3.0;
/// What is drawn shorter was a click, metres.
const CLICK_M: f64 = 0.5;
/// Widest gap that is put into a barrier, metres.
const GAP_M: f64 = 3.0;

/// Where something new comes, and in what event.
pub(super) struct Seeds<'a> {
    /// What was clicked or drawn.
    pub points: &'a [Coord<f64>],
    /// The event.
    pub context: &'a PlanContext<'a>,
}

/// A new measure of a kind where it was clicked (one point) or drawn (several), in place all the
/// time, with an id that the plan does not have.
///
/// # Errors
/// Where it cannot stand there: what the reader of plan files says.
pub fn new_measure(
    kind: &'static Kind,
    points: &[Coord<f64>],
    plan: &Plan,
    context: &PlanContext,
) -> Result<Measure, Problems> {
    let seeds = Seeds { points, context };
    let mut group = seeds.group(kind.shape, &[]);
    let (id, name) = called(kind, plan);
    group.set("id", Content::Text(id));
    group.set("name", Content::Name(name));
    if let Some(deg) = seeds.drawn_towards() {
        group.set("faces_deg", Content::Number(deg));
    }
    let read = read_from_text(Path::new(""), &Lines::of_measure(&group).text, context)?;
    let none = || Problems(Vec::new());
    read.plan.measures.into_iter().next().ok_or_else(none)
}

/// "barrier_3" and "Barrier 3".
fn called(kind: &Kind, plan: &Plan) -> (String, Bilingual) {
    let stem = snake(kind.shape.name);
    let of_kind = plan.measures.iter().filter(|m| m.kind.kind_name() == kind.shape.name).count();
    let mut number = of_kind + 1;
    while plan.measure(&format!("{stem}_{number}")).is_some() {
        number += 1;
    }
    let kind_name = (kind.name)();
    let name = |language: Language| {
        let values = [("kind", language.of(&kind_name).into()), ("number", number.into())];
        Words::new(language).with("form-fresh-name", &values)
    };
    let name = Bilingual::new(name(Language::English), name(Language::Chinese));
    (format!("{stem}_{number}"), name)
}

/// `OneWay` as `one_way`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (i, c) in name.chars().enumerate() {
        if c.is_uppercase() && i > 0 {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

impl Seeds<'_> {
    /// A new group: all that must be given is. `told`: what its likes name already.
    pub fn group(&self, shape: &'static Shape, told: &[String]) -> Group {
        let mut group = Group::empty(shape);
        for entry in &mut group.entries {
            if entry.field.otherwise == crate::document::Otherwise::Required {
                entry.content = self.content(shape, entry.field, told);
            }
        }
        if shape.name == "advice" {
            let (field, content) = self.target(told);
            group.set(field, content);
        }
        group
    }

    /// What a field holds that was left out and is set now.
    pub fn content(&self, shape: &Shape, field: &'static Field, told: &[String]) -> Content {
        match field.takes {
            Takes::Number(_, low, high) => {
                Content::Number(usual(field).unwrap_or(0.0).clamp(low, high))
            }
            Takes::Whole(_, low, high) => {
                let usual = usual(field).unwrap_or(0.0);
                Content::Number(usual.clamp(f64::from(low), f64::from(high)))
            }
            Takes::Switch => Content::Switch(true),
            Takes::Word(words) => {
                words.first().map_or(Content::Out, |word| Content::Word((*word).to_owned()))
            }
            Takes::Text => self.name(shape, field, told).map_or(Content::Out, Content::Text),
            Takes::Clock => Content::Text(self.context.hours.time_of_day(0.0)),
            Takes::Record(shape) => Content::Group(self.group(shape, told)),
            Takes::Variant(shapes) => match shapes.first() {
                Some(shape) => Content::Group(self.group(shape, told)),
                None => Content::Out,
            },
            Takes::Records(shape) => Content::Groups(vec![self.group(shape, told)]),
            Takes::Other(_) => self.place(field),
            Takes::Id | Takes::Name | Takes::Spread(..) => Content::Out,
        }
    }

    fn place(&self, field: &Field) -> Content {
        match Drawn::of(field) {
            Some(Drawn::Spot) => Content::Places(vec![self.anchor()]),
            Some(Drawn::Line) => Content::Places(self.line()),
            Some(Drawn::Area) => Content::Places(self.area()),
            None => Content::Names(Vec::new()),
        }
    }

    /// What of the event a field names first.
    fn name(&self, shape: &Shape, field: &Field, told: &[String]) -> Option<String> {
        let portal = |suits: fn(&crate::scenario::Portal) -> bool| {
            nearest_portal(self.context, self.anchor(), told, suits)
        };
        match field.name {
            "exit" if shape.name == "Opening" => {
                portal(|p| !p.outward).or_else(|| portal(|_| true))
            }
            "exit" => portal(|p| p.outward),
            "comes_by" => portal(|_| true),
            "first" => nearest_attraction(self.context, self.anchor(), told),
            "segment" => {
                let segments = self.context.event?.segments.iter();
                segments.map(|s| s.id.clone()).find(|id| !told.contains(id))
            }
            _ => None,
        }
    }

    /// Where people are told to go: to the nearest exit; where there is none, to the nearest
    /// attraction; where there is none, by this place.
    fn target(&self, told: &[String]) -> (&'static str, Content) {
        let at = self.anchor();
        if let Some(exit) = nearest_portal(self.context, at, told, |portal| portal.outward) {
            return ("exit", Content::Text(exit));
        }
        match nearest_attraction(self.context, at, told) {
            Some(first) => ("first", Content::Text(first)),
            None => ("via", Content::Places(vec![at])),
        }
    }

    /// The point that was clicked or drawn first; without one, some point on the ground.
    fn anchor(&self) -> Coord<f64> {
        let somewhere = || self.context.ground.interior_point().map(Coord::from);
        self.points.first().copied().or_else(somewhere).unwrap_or_default()
    }

    /// From the first point to the last, metres.
    fn span_m(&self) -> f64 {
        match (self.points.first(), self.points.last()) {
            (Some(a), Some(b)) => (b.x - a.x).hypot(b.y - a.y),
            _ => 0.0,
        }
    }

    /// Direction of what was drawn, degrees counterclockwise from east; `None` for a click.
    fn drawn_towards(&self) -> Option<f64> {
        let (a, b) = (self.points.first()?, self.points.last()?);
        let deg = (b.y - a.y).atan2(b.x - a.x).to_degrees().round();
        (self.span_m() >= CLICK_M).then_some(deg)
    }

    fn line(&self) -> Vec<Coord<f64>> {
        let long = self.points.windows(2).any(|p| (p[1].x - p[0].x).hypot(p[1].y - p[0].y) > 0.05);
        if long {
            return self.points.to_vec();
        }
        let Coord { x, y } = self.anchor();
        vec![Coord { x: x - HALF_LINE_M, y }, Coord { x: x + HALF_LINE_M, y }]
    }

    fn area(&self) -> Vec<Coord<f64>> {
        if self.points.len() > 2 {
            return self.points.to_vec();
        }
        let half = Coord { x: HALF_AREA_M, y: HALF_AREA_M };
        let (mut a, mut b) = match self.points {
            [a, b] if self.span_m() >= CLICK_M => (*a, *b),
            _ => (self.anchor() - half, self.anchor() + half),
        };
        // Drawn along an axis, it would be a line.
        if (b.x - a.x).abs() < CLICK_M {
            (a.x, b.x) = (a.x - half.x, b.x + half.x);
        }
        if (b.y - a.y).abs() < CLICK_M {
            (a.y, b.y) = (a.y - half.y, b.y + half.y);
        }
        vec![a, Coord { x: b.x, y: a.y }, b, Coord { x: a.x, y: b.y }]
    }

    /// One more group of a list, with which the form holds. `of`: the measure.
    pub fn one_more(&self, shape: &'static Shape, groups: &mut Vec<Group>, of: &Measure) {
        let told: Vec<String> = groups.iter().flat_map(named).collect();
        let mut new = self.group(shape, &told);
        if let crate::plan::MeasureKind::Barrier(barrier) = &of.kind {
            let [at_m, width_m] = gap(barrier);
            new.set("at_m", Content::Number(at_m));
            new.set("width_m", Content::Number(width_m));
        }
        groups.push(new);
        share_out(groups);
    }
}

/// What a number that must be given is at first.
fn usual(field: &Field) -> Option<f64> {
    match field.name {
        "lanes" => Some(4.0),
        "takes_s" => Some(15.0),
        "width_m" => Some(GAP_M),
        _ => None,
    }
}

/// What of the event a group names.
fn named(group: &Group) -> Vec<String> {
    let text = |content: &Content| match content {
        Content::Text(name) => Some(name.clone()),
        _ => None,
    };
    group.entries.iter().filter_map(|entry| text(&entry.content)).collect()
}

/// Equal shares, in hundredths, where the shares would add up to more than all.
fn share_out(groups: &mut [Group]) {
    let share = |group: &Group| match group.content("share") {
        Some(Content::Number(share)) => Some(*share),
        Some(_) => Some(1.0),
        None => None,
    };
    let sum: f64 = groups.iter().filter_map(share).sum();
    if sum > 1.0 {
        let each = (100.0 / groups.len() as f64).floor() / 100.0;
        groups.iter_mut().for_each(|group| group.set("share", Content::Number(each)));
    }
}

/// Middle and width of a gap in the longest stretch of a barrier without one, metres.
fn gap(barrier: &Barrier) -> [f64; 2] {
    let mut edges = vec![[0.0, 0.0]];
    let half = |o: &crate::plan::Opening| [o.at_m - o.width_m / 2.0, o.at_m + o.width_m / 2.0];
    edges.extend(barrier.openings.iter().map(half));
    edges.push([barrier.length_m(); 2]);
    edges.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let stretches = edges.windows(2).map(|pair| [pair[0][1], pair[1][0]]);
    let longest = stretches.max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
    let [low, high] = longest.unwrap_or_default();
    let millimetres = |m: f64| (m * 1000.0).round() / 1000.0;
    [millimetres((low + high) / 2.0), millimetres(GAP_M.min((high - low) / 2.0))]
}
