//! Water: closed lakes and ponds, rivers drawn as lines, and lakes that the extract cut open,
//! which are closed along the shore and the map's edge.

use super::summary::{LeftOut, Reason};
use super::tags::Standing;
use super::thing::{Extract, Form, Thing};
use super::ways::Way;
use crate::geometry::polygons;
use geo::{
    Area, BoundingRect, Contains, Coord, Intersects, LineString, MultiPolygon, Point, Polygon,
};

/// Usual widths of rivers drawn as a line only, metres [assumed].
const LINE_WIDTHS: &[(&str, f64)] =
    &[("river", 12.0), ("canal", 8.0), ("stream", 2.0), ("ditch", 1.0), ("drain", 1.0)];
/// A shore cuts the map with a slit this wide; too narrow to matter.
const SLIT_M: f64 = 0.02;
/// One side of a shore is water if it carries this much less of what stands on land.
const CLEARLY_LESS: f64 = 0.25;

/// A body of water.
#[derive(Clone, Debug)]
pub struct Water<'a> {
    /// The thing it is.
    pub thing: &'a Thing,
    /// Where, within the map's edge or beyond.
    pub area: MultiPolygon<f64>,
    /// Whether it had to be closed along the map's edge.
    pub closed_by_edge: bool,
}

/// What tells land from water: everything that stands or runs on land.
pub struct Land<'a> {
    /// Buildings.
    pub buildings: &'a MultiPolygon<f64>,
    /// Ways on the surface.
    pub ways: &'a [Way],
    /// Bridges and piers, which say nothing of land.
    pub decks: &'a MultiPolygon<f64>,
}

/// All water on the surface.
pub fn waters<'a>(
    extract: &'a Extract,
    edge: &Polygon<f64>,
    land: &Land<'_>,
    left_out: &mut LeftOut,
) -> Vec<Water<'a>> {
    let mut waters: Vec<Water<'a>> = Vec::new();
    let mut lines = Vec::new();
    for thing in extract.things.iter().filter(|t| t.tags.is_water()) {
        if thing.tags.standing() != Standing::Surface {
            left_out.add(Reason::Below, 0.0, &thing.label());
            continue;
        }
        match &thing.form {
            Form::CutOpen(chains) => match close(chains, edge, land) {
                Some(area) => waters.push(Water { thing, area, closed_by_edge: true }),
                None if meets(chains, edge) => left_out.add(Reason::Unclear, 0.0, &thing.label()),
                None => {}
            },
            Form::Line(line)
                if !line.is_closed() && thing.tags.is("natural", &["coastline", "water"]) =>
            {
                match close(std::slice::from_ref(line), edge, land) {
                    Some(area) => waters.push(Water { thing, area, closed_by_edge: true }),
                    None => left_out.add(Reason::Unclear, 0.0, &thing.label()),
                }
            }
            Form::Line(line) if !line.is_closed() => lines.push((thing, line)),
            _ => {
                if let Some(area) = thing.area() {
                    waters.push(Water { thing, area, closed_by_edge: false });
                }
            }
        }
    }
    for (thing, line) in lines {
        waters.extend(river(thing, line, &waters, edge));
    }
    waters
}

fn meets(chains: &[LineString<f64>], edge: &Polygon<f64>) -> bool {
    chains.iter().any(|c| c.intersects(edge))
}

/// A river drawn as a line, unless its banks are drawn as well.
fn river<'a>(
    thing: &'a Thing,
    line: &LineString<f64>,
    areas: &[Water<'_>],
    edge: &Polygon<f64>,
) -> Option<Water<'a>> {
    let kind = thing.tags.get("waterway")?;
    let usual = LINE_WIDTHS.iter().find(|(k, _)| *k == kind).map(|(_, w)| *w)?;
    let width = thing.tags.metres("width").filter(|w| (0.3..=500.0).contains(w)).unwrap_or(usual);
    let strip = polygons::blunt_strip(line, width);
    let strip = polygons::intersect(&strip, &edge.clone().into());
    let banked: f64 =
        areas.iter().map(|w| polygons::intersect(&w.area, &strip).unsigned_area()).sum();
    (banked < 0.4 * strip.unsigned_area()).then_some(Water {
        thing,
        area: strip,
        closed_by_edge: false,
    })
}

/// The watery part of the map beside an open shore; `None` where the sides cannot be told
/// apart.
///
/// The shore is one piece of an outline, so that the water is on the same side all along; the
/// side with clearly fewer buildings and ways for its size is taken.
fn close(
    chains: &[LineString<f64>],
    edge: &Polygon<f64>,
    land: &Land<'_>,
) -> Option<MultiPolygon<f64>> {
    let whole = MultiPolygon::new(vec![edge.clone()]);
    let slits: Vec<Polygon<f64>> =
        chains.iter().flat_map(|c| polygons::blunt_strip(c, SLIT_M).0).collect();
    let faces = polygons::subtract(&whole, &polygons::union(&slits)).0;
    if faces.len() < 2 {
        return None;
    }
    let sides = Sides::new(chains, &faces);
    let loads: Vec<f64> = faces.iter().map(|f| load(f, land)).collect();
    let side = |left: bool| -> (f64, f64) {
        let of = |i: &usize| sides.0[*i].is_some_and(|s| s == left);
        let faces_of: Vec<usize> = (0..faces.len()).filter(of).collect();
        let m2: f64 = faces_of.iter().map(|i| faces[*i].unsigned_area()).sum();
        let load: f64 = faces_of.iter().map(|i| loads[*i]).sum();
        (m2, load / m2.max(1.0))
    };
    let ((left_m2, left), (right_m2, right)) = (side(true), side(false));
    if left_m2 < 1.0 || right_m2 < 1.0 {
        return None;
    }
    let water_left = left < CLEARLY_LESS * right;
    if !water_left && right >= CLEARLY_LESS * left {
        return None;
    }
    let taken: Vec<Polygon<f64>> = (0..faces.len())
        .filter(|i| sides.0[*i] == Some(water_left))
        .map(|i| faces[i].clone())
        .collect();
    Some(polygons::grow(&MultiPolygon::new(taken), SLIT_M / 2.0))
}

/// For each face, whether it lies left of the shore; `None` where it does not touch it.
struct Sides(Vec<Option<bool>>);

impl Sides {
    fn new(chains: &[LineString<f64>], faces: &[Polygon<f64>]) -> Self {
        let mut votes = vec![(0_usize, 0_usize); faces.len()];
        for segment in chains.iter().flat_map(LineString::lines) {
            let length = segment.dx().hypot(segment.dy());
            if length < 0.2 {
                continue;
            }
            let steps = (length / 5.0).ceil().max(1.0) as usize;
            for step in 0..steps {
                let t = (step as f64 + 0.5) / steps as f64;
                let (x, y) =
                    (segment.start.x + segment.dx() * t, segment.start.y + segment.dy() * t);
                let (nx, ny) = (-segment.dy() / length * 0.2, segment.dx() / length * 0.2);
                for (left, at) in [
                    (true, Coord { x: x + nx, y: y + ny }),
                    (false, Coord { x: x - nx, y: y - ny }),
                ] {
                    if let Some(i) = faces.iter().position(|f| f.contains(&Point::from(at))) {
                        if left { votes[i].0 += 1 } else { votes[i].1 += 1 }
                    }
                }
            }
        }
        Self(
            votes
                .into_iter()
                .map(|(left, right)| (left != right).then_some(left > right))
                .collect(),
        )
    }
}

/// How much on a face speaks for land, square metres: buildings, and ways with their width
/// that are on no bridge or pier.
fn load(face: &Polygon<f64>, land: &Land<'_>) -> f64 {
    let face_area = MultiPolygon::new(vec![face.clone()]);
    let Some(bounds) = face.bounding_rect() else { return 0.0 };
    let buildings = polygons::intersect(&face_area, land.buildings).unsigned_area();
    let streets: f64 = land
        .ways
        .iter()
        .filter(|w| w.line.bounding_rect().is_some_and(|r| r.intersects(&bounds)))
        .flat_map(|w| w.line.lines().map(move |l| (w, l)))
        .filter(|(_, l)| {
            let middle = Point::new((l.start.x + l.end.x) / 2.0, (l.start.y + l.end.y) / 2.0);
            face.contains(&middle) && !land.decks.contains(&middle)
        })
        .map(|(w, l)| l.dx().hypot(l.dy()) * w.width_m.min(4.0))
        .sum();
    buildings + streets
}
