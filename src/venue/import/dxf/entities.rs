//! Entities of a drawing as paths: points one after the other, closed or not.

use super::curves::{FULL_TURN, arc, bulged, circle_arc, spline};
use super::hatch;
use super::pairs::{Pair, Record};
use geo::Coord;

/// Points one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// The points; a closed path does not repeat its first.
    pub points: Vec<Coord<f64>>,
    /// Whether it goes back to its first point.
    pub closed: bool,
}

/// What an entity draws.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawn {
    /// A line or outline.
    Path(Path),
    /// A circle: its outline, and its centre.
    Circle(Path, Coord<f64>),
    /// An area filled between its outlines.
    Filled(Vec<Path>),
    /// Words, dimensions and the like.
    Annotation,
    /// Something that is not read.
    Other,
    /// Something whose numbers do not fit together.
    Broken,
}

const ANNOTATIONS: &[&str] = &[
    "TEXT",
    "MTEXT",
    "DIMENSION",
    "LEADER",
    "MULTILEADER",
    "MLEADER",
    "ATTRIB",
    "ATTDEF",
    "POINT",
    "VIEWPORT",
    "TOLERANCE",
    "IMAGE",
    "WIPEOUT",
    "OLE2FRAME",
    "XLINE",
    "RAY",
    "ACAD_TABLE",
];

/// What an entity draws; `vertices` are the records that follow a `POLYLINE`.
pub fn drawn(entity: &Record, vertices: &[Record], unit_m: f64) -> Drawn {
    let at = |x: i32| point(entity, x);
    let path = |points: Option<Vec<Coord<f64>>>, closed: bool| match points {
        Some(points) if points.len() > 1 => Drawn::Path(Path { points, closed }),
        _ => Drawn::Broken,
    };
    let drawn = match entity.kind {
        "LINE" => path(at(10).zip(at(11)).map(|(a, b)| vec![a, b]), false),
        "LWPOLYLINE" => lw_polyline(entity, unit_m),
        "POLYLINE" => polyline(entity, vertices, unit_m),
        "ARC" => {
            let angles = [entity.number_or(50, 0.0), entity.number_or(51, 360.0)];
            let points = at(10).zip(radius(entity)).map(|(c, r)| circle_arc(c, r, angles, unit_m));
            path(points, false)
        }
        "CIRCLE" => match at(10).zip(radius(entity)) {
            Some((centre, radius)) => {
                let axes = [Coord { x: radius, y: 0.0 }, Coord { x: 0.0, y: radius }];
                let mut points = arc(centre, axes, FULL_TURN, unit_m);
                points.pop();
                Drawn::Circle(Path { points, closed: true }, centre)
            }
            None => Drawn::Broken,
        },
        "ELLIPSE" => ellipse(entity, unit_m),
        "SPLINE" => spline_of(entity),
        "SOLID" | "TRACE" => {
            // The third and fourth corner are drawn crosswise.
            let corners: Vec<_> = [10, 11, 13, 12].into_iter().filter_map(at).collect();
            if corners.len() < 3 {
                return Drawn::Broken;
            }
            Drawn::Filled(vec![Path { points: corners, closed: true }])
        }
        "HATCH" => hatch::boundaries(entity, unit_m).map_or(Drawn::Broken, Drawn::Filled),
        kind if ANNOTATIONS.contains(&kind) => Drawn::Annotation,
        _ => Drawn::Other,
    };
    // These are drawn in their own plane; seen from below, x runs the other way.
    let own_plane = ["LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "SOLID", "TRACE", "HATCH"]
        .contains(&entity.kind);
    if own_plane && from_below(entity) { mirrored(drawn) } else { drawn }
}

/// Whether an entity is drawn as seen from below.
pub fn from_below(entity: &Record) -> bool {
    entity.number_or(230, 1.0) < 0.0
}

fn mirrored(drawn: Drawn) -> Drawn {
    let flip = |mut path: Path| {
        path.points.iter_mut().for_each(|p| p.x = -p.x);
        path
    };
    match drawn {
        Drawn::Path(path) => Drawn::Path(flip(path)),
        Drawn::Circle(path, centre) => {
            Drawn::Circle(flip(path), Coord { x: -centre.x, y: centre.y })
        }
        Drawn::Filled(paths) => Drawn::Filled(paths.into_iter().map(flip).collect()),
        other => other,
    }
}

/// The point at a code (its y stands ten above).
pub fn point(entity: &Record, code: i32) -> Option<Coord<f64>> {
    Some(Coord { x: entity.number(code)?, y: entity.number(code + 10)? })
}

fn radius(entity: &Record) -> Option<f64> {
    entity.number(40).filter(|r| *r > 0.0)
}

/// Corners with bulges as one path.
pub fn with_bulges(corners: &[(Coord<f64>, f64)], closed: bool, unit_m: f64) -> Path {
    let mut points: Vec<Coord<f64>> = corners.first().map(|c| c.0).into_iter().collect();
    for pair in corners.windows(2) {
        points.extend(bulged(pair[0].0, pair[1].0, pair[0].1, unit_m));
    }
    if closed && let (Some(first), Some(last)) = (corners.first(), corners.last()) {
        points.extend(bulged(last.0, first.0, last.1, unit_m));
        points.pop();
    }
    Path { points, closed }
}

fn lw_polyline(entity: &Record, unit_m: f64) -> Drawn {
    let mut corners: Vec<(Coord<f64>, f64)> = Vec::new();
    let mut x = None;
    for pair in entity.pairs {
        match (pair.code, pair.number()) {
            (10, number) => x = number,
            (20, Some(y)) => {
                let Some(x) = x.take() else { return Drawn::Broken };
                corners.push((Coord { x, y }, 0.0));
            }
            (20, None) => return Drawn::Broken,
            (42, Some(bulge)) => {
                if let Some(last) = corners.last_mut() {
                    last.1 = bulge;
                }
            }
            _ => {}
        }
    }
    if corners.len() < 2 {
        return Drawn::Broken;
    }
    Drawn::Path(with_bulges(&corners, entity.flags(70) & 1 == 1, unit_m))
}

fn polyline(entity: &Record, vertices: &[Record], unit_m: f64) -> Drawn {
    // Meshes are surfaces in space.
    if entity.flags(70) & (16 | 64) != 0 {
        return Drawn::Other;
    }
    // Of a smoothed line, the points that it is drawn through count, not those that pull it.
    let on_line = |v: &&Record| v.kind == "VERTEX" && v.flags(70) & 16 == 0;
    let corners: Vec<(Coord<f64>, f64)> = vertices
        .iter()
        .filter(on_line)
        .filter_map(|v| point(v, 10).map(|at| (at, v.number_or(42, 0.0))))
        .collect();
    if corners.len() < 2 {
        return Drawn::Broken;
    }
    Drawn::Path(with_bulges(&corners, entity.flags(70) & 1 == 1, unit_m))
}

fn ellipse(entity: &Record, unit_m: f64) -> Drawn {
    let (Some(centre), Some(major)) = (point(entity, 10), point(entity, 11)) else {
        return Drawn::Broken;
    };
    let ratio = entity.number_or(40, 1.0) * if from_below(entity) { -1.0 } else { 1.0 };
    let minor = Coord { x: -major.y, y: major.x } * ratio;
    let (from, mut to) = (entity.number_or(41, 0.0), entity.number_or(42, std::f64::consts::TAU));
    if to <= from {
        to += std::f64::consts::TAU;
    }
    let whole = to - from > std::f64::consts::TAU - 1e-6;
    let mut points = arc(centre, [major, minor], [from, to.min(from + 7.0)], unit_m);
    if whole {
        points.pop();
    }
    Drawn::Path(Path { points, closed: whole })
}

fn spline_of(entity: &Record) -> Drawn {
    let points = |code: i32| points_of(entity.pairs, code);
    let control = points(10);
    let degree = entity.number_or(71, 3.0).clamp(0.0, 100.0) as usize;
    let curve = spline(degree, &entity.numbers(40), &control, &entity.numbers(41));
    let fit = points(11);
    let line = curve.unwrap_or(if fit.len() > 1 { fit } else { control });
    if line.len() < 2 {
        return Drawn::Broken;
    }
    Drawn::Path(Path { points: line, closed: entity.flags(70) & 1 == 1 })
}

/// All points of a code.
pub fn points_of(pairs: &[Pair], code: i32) -> Vec<Coord<f64>> {
    let mut points = Vec::new();
    let mut x = None;
    for pair in pairs {
        if pair.code == code {
            x = pair.number();
        } else if pair.code == code + 10
            && let (Some(x), Some(y)) = (x.take(), pair.number())
        {
            points.push(Coord { x, y });
        }
    }
    points
}
