//! Rows of entrance gates. Drawings show gate bodies hardly farther apart than a person is
//! wide: a lane between two is a gate with a service rate, no opening. The bodies are taken out, and
//! a line that counts is drawn along each row, whose capacity the event can give.

use super::summary::{LeftOut, Reason};
use super::tags::Tags;
use super::thing::{Form, Notes, Thing};
use crate::document::Bilingual;
use geo::{Area, BoundingRect, Centroid, Coord, Distance, Euclidean, LineString, Polygon};
use std::collections::{BTreeMap, BTreeSet};

/// What is larger is no gate body, square metres.
const LARGEST_BODY_M2: f64 = 4.0;
/// What is smaller is no body, square metres.
const LEAST_BODY_M2: f64 = 0.02;
/// Lanes between bodies: wider than a slip of the pen, as narrow as lanes of gates are, metres.
const LANE_M: [f64; 2] = [0.05, 0.7];
/// Fewer bodies are no row.
const LEAST_BODIES: usize = 4;
/// A row may bend this far off a straight line, metres.
const BEND_M: f64 = 1.0;
/// More bodies than this are not looked through.
const MOST_BODIES: usize = 20_000;
/// Persons a minute through one lane: a turnstile passes 660 an hour (Green Guide) [assumed].
const PER_MIN: f64 = 11.0;

/// A small thing that may be a gate body: of which thing, which hole of which of its areas
/// (`None` where it is the thing itself).
struct Body {
    thing: usize,
    hole: Option<(usize, usize)>,
    shape: Polygon<f64>,
    centre: Coord<f64>,
}

struct Row {
    members: Vec<usize>,
    line: LineString<f64>,
    lanes: usize,
    clear_m: f64,
}

/// Replaces rows of gate bodies.
pub fn replace(things: &mut Vec<Thing>, left_out: &mut LeftOut, notes: &mut Notes) {
    let bodies = bodies(things);
    if bodies.len() < LEAST_BODIES || bodies.len() > MOST_BODIES {
        return;
    }
    let rows = rows(&bodies);
    let mut gone: Vec<&Body> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        for member in &row.members {
            let body = &bodies[*member];
            left_out.add(Reason::GateBody, body.shape.unsigned_area(), "");
            gone.push(body);
        }
        say(i + 1, row, notes);
    }
    for body in &gone {
        if let (Some((area, hole)), Form::Area(areas)) = (body.hole, &mut things[body.thing].form) {
            areas.0[area].interiors_mut(|holes| holes[hole].0.clear());
        }
    }
    for thing in things.iter_mut() {
        if let Form::Area(areas) = &mut thing.form {
            for area in &mut areas.0 {
                let (outer, holes) = area.clone().into_inner();
                let left = holes.into_iter().filter(|h| h.0.len() >= 4).collect();
                *area = Polygon::new(outer, left);
            }
        }
    }
    let whole: BTreeSet<usize> =
        gone.iter().filter(|b| b.hole.is_none()).map(|b| b.thing).collect();
    let mut index = 0;
    things.retain(|_| {
        index += 1;
        !whole.contains(&(index - 1))
    });
    things.extend(rows.into_iter().enumerate().map(|(i, row)| counter(i + 1, row)));
}

fn say(number: usize, row: &Row, notes: &mut Notes) {
    let Row { lanes, clear_m, .. } = row;
    let rate = *lanes as f64 * PER_MIN;
    notes.warnings.push(Bilingual::new(
        format!(
            "Gates {number}: {lanes} lanes {clear_m:.2} m wide. What counts there is how fast people are let in, not how they walk: the row is open, with a line that counts across it. Give what it can pass in event.ron: counters: [(id: \"gates-{number}\", capacity_per_min: {rate:.0}.0)] ({PER_MIN} a minute and lane, assumed)."
        ),
        format!(
            "闸机 {number}：{lanes} 条通道，净宽 {clear_m:.2} m。此处取决于放行速度而非步行：该排视为敞开，以一条计数线代替。请在 event.ron 中给出通行能力：counters: [(id: \"gates-{number}\", capacity_per_min: {rate:.0}.0)]（假定每条每分钟 {PER_MIN} 人）。"
        ),
    ));
}

fn counter(number: usize, row: Row) -> Thing {
    let mut tags = Tags::default();
    for (key, value) in [
        ("wuwei:what", "lanes".to_owned()),
        ("name", format!("Gates {number}")),
        ("name:zh", format!("闸机 {number}")),
        ("lanes", row.lanes.to_string()),
    ] {
        tags.0.insert(key.to_owned(), value);
    }
    let middle = row.line.centroid().map_or((0.0, 0.0), |c| c.x_y());
    let source = format!("lanes:{:.0},{:.0}", middle.0, middle.1);
    Thing { source, tags, form: Form::Line(row.line) }
}

fn bodies(things: &[Thing]) -> Vec<Body> {
    let mut found = Vec::new();
    for (t, thing) in things.iter().enumerate() {
        let Form::Area(areas) = &thing.form else { continue };
        let ground = thing.tags.is("wuwei:what", &["ground"]);
        for (a, area) in areas.0.iter().enumerate() {
            if !ground && areas.0.len() == 1 {
                found.extend(body(t, None, area.clone()));
            }
            for (h, hole) in area.interiors().iter().enumerate().filter(|_| ground) {
                found.extend(body(t, Some((a, h)), Polygon::new(hole.clone(), Vec::new())));
            }
        }
    }
    found
}

fn body(thing: usize, hole: Option<(usize, usize)>, shape: Polygon<f64>) -> Option<Body> {
    let centre = shape.centroid()?.into();
    let small = (LEAST_BODY_M2..=LARGEST_BODY_M2).contains(&shape.unsigned_area());
    small.then_some(Body { thing, hole, shape, centre })
}

fn rows(bodies: &[Body]) -> Vec<Row> {
    let lanes = lanes(bodies);
    let mut row_of: Vec<usize> = (0..bodies.len()).collect();
    for (a, b, _) in &lanes {
        let (from, to) = (root(&row_of, *a), root(&row_of, *b));
        row_of[from.max(to)] = from.min(to);
    }
    let mut groups: BTreeMap<usize, (Vec<usize>, Vec<f64>)> = BTreeMap::new();
    for i in 0..bodies.len() {
        groups.entry(root(&row_of, i)).or_default().0.push(i);
    }
    for (a, _, gap_m) in &lanes {
        groups.entry(root(&row_of, *a)).or_default().1.push(*gap_m);
    }
    let mut rows = Vec::new();
    for (members, own) in groups.into_values() {
        if members.len() < LEAST_BODIES {
            continue;
        }
        // A clump of bodies has far more gaps than a row.
        if let Some(line) = straight(bodies, &members)
            && own.len() <= members.len() + 1
        {
            let clear_m = own.iter().sum::<f64>() / own.len() as f64;
            rows.push(Row { members, line, lanes: own.len(), clear_m });
        }
    }
    rows
}

fn root(row_of: &[usize], mut of: usize) -> usize {
    while row_of[of] != of {
        of = row_of[of];
    }
    of
}

/// Pairs of bodies with a lane between them, and its width.
fn lanes(bodies: &[Body]) -> Vec<(usize, usize, f64)> {
    let boxes: Vec<_> = bodies.iter().map(|b| b.shape.bounding_rect()).collect();
    let west = |i: usize| boxes[i].map_or(0.0, |r| r.min().x);
    let mut order: Vec<usize> = (0..bodies.len()).collect();
    order.sort_by(|a, b| west(*a).total_cmp(&west(*b)));
    let mut lanes = Vec::new();
    for (k, a) in order.iter().enumerate() {
        let Some(near) = boxes[*a] else { continue };
        for b in &order[k + 1..] {
            if west(*b) > near.max().x + LANE_M[1] {
                break;
            }
            let Some(other) = boxes[*b] else { continue };
            let apart =
                (other.min().y - near.max().y).max(near.min().y - other.max().y) > LANE_M[1];
            if apart || !alike(&bodies[*a], &bodies[*b]) {
                continue;
            }
            let gap_m = Euclidean.distance(&bodies[*a].shape, &bodies[*b].shape);
            if (LANE_M[0]..=LANE_M[1]).contains(&gap_m) {
                lanes.push((*a, *b, gap_m));
            }
        }
    }
    lanes
}

fn alike(a: &Body, b: &Body) -> bool {
    let (a, b) = (a.shape.unsigned_area(), b.shape.unsigned_area());
    a < 2.0 * b && b < 2.0 * a
}

/// The line along a row, one pitch longer at both ends so that it reaches what the row stands
/// between; `None` where it is no row.
fn straight(bodies: &[Body], members: &[usize]) -> Option<LineString<f64>> {
    let centre = |i: &usize| bodies[*i].centre;
    let far = |from: Coord<f64>| {
        let distance = |i: &&usize| (centre(i) - from).x.hypot((centre(i) - from).y);
        members.iter().max_by(|a, b| distance(a).total_cmp(&distance(b))).map(centre)
    };
    let from = far(centre(members.first()?))?;
    let to = far(from)?;
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy);
    if length < 1.0 {
        return None;
    }
    let off = |c: Coord<f64>| ((c.x - from.x) * dy - (c.y - from.y) * dx).abs() / length;
    if members.iter().any(|i| off(centre(i)) > BEND_M) {
        return None;
    }
    let pitch = length / (members.len() - 1) as f64;
    let more = Coord { x: dx, y: dy } * (pitch / length);
    Some(LineString::new(vec![from - more, to + more]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, Rect};

    fn area(x: f64, y: f64, w: f64, h: f64) -> Polygon<f64> {
        Rect::new(Coord { x, y }, Coord { x: x + w, y: y + h }).to_polygon()
    }

    fn thing(what: &str, area: Polygon<f64>) -> Thing {
        let mut tags = Tags::default();
        tags.0.insert("wuwei:what".to_owned(), what.to_owned());
        Thing { source: String::new(), tags, form: Form::Area(MultiPolygon::new(vec![area])) }
    }

    fn run(things: &mut Vec<Thing>) -> (LeftOut, Notes) {
        let (mut left_out, mut notes) = (LeftOut::default(), Notes::default());
        replace(things, &mut left_out, &mut notes);
        (left_out, notes)
    }

    #[test]
    fn a_row_of_gates_becomes_a_line_that_counts() {
        let mut things: Vec<Thing> =
            (0..6).map(|i| thing("furniture", area(f64::from(i) * 0.95, 0.0, 0.6, 1.4))).collect();
        things.push(thing("furniture", area(30.0, 0.0, 0.6, 1.4)));
        let (left_out, notes) = run(&mut things);
        assert_eq!(left_out.0[&Reason::GateBody].count, 6);
        assert!(notes.warnings[0].en.contains("Gates 1: 5 lanes 0.35 m wide"), "{notes:?}");
        assert_eq!(things.len(), 2, "the body that stands alone, and the line");
        let line = things[1].line().expect("a line");
        assert!((line.0[0].x - line.0[1].x).abs() > 6.0, "{line:?}");
        assert!((line.0[0].y - 0.7).abs() < 1e-9, "{line:?}");
    }

    #[test]
    fn holes_of_the_ground_are_bodies_too() {
        let holes = (0..5).map(|i| area(5.0, 2.0 + f64::from(i) * 0.9, 1.4, 0.6).into_inner().0);
        let pool = area(20.0, 5.0, 2.0, 1.5).into_inner().0;
        let holes: Vec<_> = holes.chain([pool]).collect();
        let ground = Polygon::new(area(0.0, 0.0, 40.0, 20.0).into_inner().0, holes);
        let mut things = vec![thing("ground", ground)];
        run(&mut things);
        let Form::Area(ground) = &things[0].form else { panic!("an area") };
        assert_eq!(ground.0[0].interiors().len(), 1, "the pool stays");
        assert_eq!(things.len(), 2);
    }

    #[test]
    fn bollards_people_pass_between_and_benches_back_to_back_stay() {
        let wide = (0..6).map(|i| thing("furniture", area(f64::from(i) * 1.5, 0.0, 0.4, 0.4)));
        let clump = (0..16).map(|i| {
            thing("furniture", area(f64::from(i % 4) * 0.8, 9.0 + f64::from(i / 4) * 0.8, 0.5, 0.5))
        });
        let mut things: Vec<Thing> = wide.chain(clump).collect();
        run(&mut things);
        assert_eq!(things.len(), 22);
    }
}
