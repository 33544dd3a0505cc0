//! What of a map stands in people's way: by its tags, on the surface.

use super::ImportOptions;
use super::summary::{LeftOut, Reason, What};
use super::tags::{Standing, Tags};
use super::thing::{Extract, Form, Thing};
use crate::geometry::polygons;
use crate::venue::Look;
use crate::venue::collection::Shape;
use geo::{Area, BoundingRect, Intersects, MultiPolygon};

/// Something in the way.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    /// The thing it is.
    pub thing: &'a Thing,
    /// What it was taken for.
    pub rule: Rule,
    /// As it is drawn: area, line or point.
    pub shape: Shape,
    /// What it covers.
    pub covers: MultiPolygon<f64>,
}

/// How a thing stands in the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// In the summary.
    pub what: What,
    /// In pictures.
    pub look: Look,
    /// Whether people see over it.
    pub low: bool,
    /// Thickness of a line, or radius of a point, metres.
    pub size_m: f64,
}

const fn rule(what: What, look: Look, low: bool, size_m: f64) -> Rule {
    Rule { what, look, low, size_m }
}

enum Verdict {
    Take(Rule),
    Leave(Reason),
    Nothing,
}

/// Barriers by kind: thickness of the line [assumed], and whether people see over them.
const BARRIERS: &[(&str, f64, bool)] = &[
    ("wall", 0.3, false),
    ("retaining_wall", 0.3, false),
    ("city_wall", 1.0, false),
    ("fence", 0.1, false),
    ("hedge", 0.8, false),
    ("handrail", 0.1, true),
    ("guard_rail", 0.2, true),
    ("jersey_barrier", 0.6, true),
    ("cable_barrier", 0.1, true),
    ("chain", 0.1, true),
    ("block", 0.5, true),
    ("yes", 0.1, false),
];

/// Things at a point by tag: radius [assumed], and whether people see over them.
const POINTS: &[(&str, &[&str], f64, bool)] = &[
    ("barrier", &["bollard"], 0.15, true),
    ("barrier", &["block", "planter"], 0.4, true),
    ("amenity", &["bench"], 0.4, true),
    ("amenity", &["waste_basket", "post_box", "drinking_water", "clock"], 0.3, true),
    ("amenity", &["fountain"], 1.0, true),
    ("amenity", &["telephone", "vending_machine", "recycling"], 0.5, false),
    ("highway", &["street_lamp"], 0.15, true),
    ("man_made", &["flagpole"], 0.1, true),
    ("man_made", &["mast", "chimney"], 0.5, true),
    ("power", &["pole"], 0.2, true),
    ("advertising", &["column"], 0.7, false),
    ("tourism", &["artwork"], 0.5, true),
    ("historic", &["memorial", "monument", "wayside_cross"], 0.5, true),
    ("building", &["kiosk", "yes", "hut"], 1.5, false),
];

/// What is no higher is stepped onto, metres.
const STEP_M: f64 = 0.5;
/// Radius of a trunk with what guards it, metres [assumed].
const TREE_M: f64 = 0.35;
/// Clear width of a track with its ballast, metres: tracks side by side close up.
const TRACK_M: f64 = 4.6;

/// All bodies of the map on the surface, clipped by nothing; what was left out is told.
pub fn bodies<'a>(
    extract: &'a Extract,
    options: &ImportOptions,
    left_out: &mut LeftOut,
) -> Vec<Body<'a>> {
    let mut bodies: Vec<Body<'a>> = Vec::new();
    let mut parts = Vec::new();
    for thing in &extract.things {
        let (verdict, standing) = (verdict(thing, options), thing.tags.standing());
        let is_part = !thing.tags.has("building") && thing.tags.has("building:part");
        match (verdict, standing) {
            (Verdict::Nothing, _) => {}
            (Verdict::Leave(reason), _) => leave(left_out, reason, thing),
            (Verdict::Take(_), Standing::Below) => leave(left_out, Reason::Below, thing),
            (Verdict::Take(_), Standing::Indoors) => leave(left_out, Reason::Indoors, thing),
            (Verdict::Take(_), Standing::Above) => {
                let roof = ["roof", "canopy", "carport"];
                let roof =
                    thing.tags.is("building", &roof) || thing.tags.is("building:part", &roof);
                leave(left_out, if roof { Reason::Roof } else { Reason::Above }, thing);
            }
            (Verdict::Take(rule), Standing::Surface) if is_part => parts.push((thing, rule)),
            (Verdict::Take(rule), Standing::Surface) => bodies.extend(body(thing, rule)),
        }
    }
    walk_through(&mut bodies, &parts, left_out);
    add_parts(&mut bodies, parts, left_out);
    bodies
}

fn leave(left_out: &mut LeftOut, reason: Reason, thing: &Thing) {
    let m2 = thing.area().map_or(0.0, |a| a.unsigned_area());
    left_out.add(reason, m2, &thing.label());
}

fn body(thing: &Thing, rule: Rule) -> Option<Body<'_>> {
    let (shape, covers) = match &thing.form {
        Form::Point(at) => (Shape::Points(vec![*at]), polygons::disc(*at, rule.size_m).into()),
        Form::Line(line) if is_linear(&thing.tags) => {
            (Shape::Lines(vec![line.clone()]), polygons::strip(line, rule.size_m))
        }
        _ => {
            let area = thing.area()?;
            (Shape::Areas(area.0.clone()), area)
        }
    };
    Some(Body { thing, rule, shape, covers })
}

/// Whether a line of these tags is a line even where it is closed.
fn is_linear(tags: &Tags) -> bool {
    let area = tags.is("area", &["yes"]);
    let line = tags.has("barrier") || tags.has("railway") || tags.is("natural", &["cliff"]);
    line && !area && !tags.has("building")
}

fn verdict(thing: &Thing, options: &ImportOptions) -> Verdict {
    let tags = &thing.tags;
    match &thing.form {
        Form::Point(_) => point(tags),
        Form::Line(line) if is_linear(tags) || !line.is_closed() => linear(tags, options),
        Form::Line(_) | Form::Area(_) => areal(tags, options),
        Form::CutOpen(_) if tags.is_water() => Verdict::Nothing,
        Form::CutOpen(_) => match areal(tags, options) {
            Verdict::Take(_) => Verdict::Leave(Reason::BrokenRing),
            _ => Verdict::Nothing,
        },
    }
}

fn point(tags: &Tags) -> Verdict {
    if tags.is("natural", &["tree"]) {
        let girth = tags.metres("circumference").map(|m| m / std::f64::consts::TAU);
        let radius = girth.filter(|r| (0.05..=3.0).contains(r)).map_or(TREE_M, |r| r.max(0.1));
        return Verdict::Take(rule(What::Tree, Look::Tree, true, radius));
    }
    if tags.is("memorial", &["plaque", "stolperstein", "plate"]) {
        return Verdict::Nothing;
    }
    let known = POINTS.iter().find(|(key, values, ..)| tags.is(key, values));
    known.map_or(Verdict::Nothing, |(_, _, radius, low)| {
        let radius = tags.metres("diameter").map_or(*radius, |d| d / 2.0).clamp(0.05, 10.0);
        Verdict::Take(rule(What::Furniture, Look::Furniture, *low, radius))
    })
}

fn linear(tags: &Tags, options: &ImportOptions) -> Verdict {
    if let Some(barrier) = tags.get("barrier") {
        if barrier == "kerb" {
            return Verdict::Leave(Reason::Kerb);
        }
        let known = BARRIERS.iter().find(|(kind, ..)| *kind == barrier);
        return known.map_or(Verdict::Nothing, |(_, thickness, low)| {
            let thickness = tags.metres("width").unwrap_or(*thickness).clamp(0.05, 5.0);
            let low = *low || tags.metres("height").is_some_and(|h| h < 1.3);
            Verdict::Take(rule(What::Wall, Look::Fence, low, thickness))
        });
    }
    if tags.is("natural", &["tree_row"]) {
        return Verdict::Leave(Reason::TreeRow);
    }
    if tags.is("natural", &["cliff"]) {
        return Verdict::Take(rule(What::Wall, Look::Fence, true, 0.3));
    }
    if tags.is("railway", &["rail", "light_rail", "subway", "narrow_gauge", "monorail"])
        && !options.tracks_walkable
        && !tags.has("bridge")
    {
        return Verdict::Take(rule(What::Track, Look::Furniture, true, TRACK_M));
    }
    Verdict::Nothing
}

fn areal(tags: &Tags, options: &ImportOptions) -> Verdict {
    let building = tags.has("building") || tags.has("building:part");
    let tall = ["storage_tank", "silo", "chimney", "tower", "water_tower", "gasometer"];
    let top = ["height", "building:height"].iter().find_map(|k| tags.metres(k));
    if tags.has("building:part") && top.is_some_and(|m| m <= STEP_M) {
        return Verdict::Leave(Reason::Step);
    }
    if building || tags.is("man_made", &tall) {
        return Verdict::Take(rule(What::Building, Look::Building, false, 0.0));
    }
    if tags.is("wuwei:what", &["closed"]) {
        return Verdict::Take(rule(What::Closed, Look::Furniture, false, 0.0));
    }
    if tags.is("wuwei:what", &["furniture"]) {
        return Verdict::Take(rule(What::Furniture, Look::Furniture, false, 0.0));
    }
    if tags.is("amenity", &["fountain"]) {
        return Verdict::Take(rule(What::Furniture, Look::Water, true, 0.0));
    }
    if tags.is("amenity", &["shelter"]) {
        return Verdict::Leave(Reason::Roof);
    }
    if tags.is("amenity", &["bicycle_parking", "motorcycle_parking"]) {
        return Verdict::Leave(Reason::Movable);
    }
    if tags.is("natural", &["scrub"]) || tags.is("landuse", &["flowerbed"]) {
        return Verdict::Take(rule(What::Green, Look::Green, true, 0.0));
    }
    if tags.is("landuse", &["construction", "military"]) {
        return Verdict::Take(rule(What::Closed, Look::Furniture, false, 0.0));
    }
    if tags.has("barrier")
        || tags.is("tourism", &["artwork"])
        || tags.is("historic", &["monument", "memorial"])
    {
        return Verdict::Take(rule(What::Furniture, Look::Furniture, true, 0.0));
    }
    if is_green(tags) {
        return if options.grass_walkable {
            Verdict::Leave(Reason::Grass)
        } else {
            Verdict::Take(rule(What::Green, Look::Green, true, 0.0))
        };
    }
    Verdict::Nothing
}

/// Whether an area is lawn, park or wood.
pub fn is_green(tags: &Tags) -> bool {
    tags.is("landuse", &["grass", "meadow", "village_green", "recreation_ground", "forest"])
        || tags.is("leisure", &["park", "garden", "pitch", "common"])
        || tags.is("natural", &["wood", "grassland", "heath"])
}

/// Of a tower below which people walk, only the feet are in the way: where a tower's outline
/// is drawn over parts that stand on the ground and parts that begin overhead, the parts say
/// it better.
fn walk_through(bodies: &mut Vec<Body<'_>>, parts: &[(&Thing, Rule)], left_out: &mut LeftOut) {
    bodies.retain(|body| {
        if !body.thing.tags.is("man_made", &["tower"]) || !body.thing.tags.has("building") {
            return true;
        }
        let feet: f64 = parts
            .iter()
            .filter_map(|(part, _)| part.area())
            .map(|part| polygons::intersect(&part, &body.covers).unsigned_area())
            .sum();
        let whole = body.covers.unsigned_area();
        let walked_below = feet > 1.0 && feet < 0.6 * whole;
        if walked_below {
            left_out.add(Reason::WalkThrough, whole, &body.thing.label());
        }
        !walked_below
    });
}

/// Takes the parts of buildings that no outline covers.
fn add_parts<'a>(
    bodies: &mut Vec<Body<'a>>,
    parts: Vec<(&'a Thing, Rule)>,
    left_out: &mut LeftOut,
) {
    let outlines = bodies.len();
    for (part, rule) in parts {
        let Some(new) = body(part, rule) else { continue };
        let covered: f64 = bodies[..outlines]
            .iter()
            .filter(|b| b.rule.what == What::Building && near(&b.covers, &new.covers))
            .map(|b| polygons::intersect(&b.covers, &new.covers).unsigned_area())
            .sum();
        if covered >= 0.5 * new.covers.unsigned_area() {
            leave(left_out, Reason::BuildingPart, part);
        } else {
            bodies.push(new);
        }
    }
}

/// Whether the rectangles about two areas meet.
pub fn near(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> bool {
    match (a.bounding_rect(), b.bounding_rect()) {
        (Some(a), Some(b)) => a.intersects(&b),
        _ => false,
    }
}
