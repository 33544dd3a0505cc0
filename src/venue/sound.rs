//! Whether a drawn polygon means one area and no other: rings that cross themselves, holes
//! outside, and what can be mended without guessing.

use crate::geometry::{Frame, polygons};
use geo::{Area, Coord, LineString, MultiPolygon, Polygon};

/// A loop smaller than this is a slip of the hand and may be mended, square metres.
const SLIP_M2: f64 = 0.5;

/// What became of a polygon.
pub(crate) enum Sound {
    /// It was sound.
    As(MultiPolygon<f64>),
    /// It was mended; says how.
    Repaired(MultiPolygon<f64>, String),
    /// It could mean several things.
    Broken {
        /// What is wrong, and where.
        what: String,
        /// What to do.
        hint: String,
    },
}

/// A place as the user can find it: in the venue's picture and in a map.
pub(crate) fn spot(at: Coord<f64>, frame: &Frame) -> String {
    let [lon, lat] = frame.to_lon_lat(at.x, at.y);
    format!("({:.1}, {:.1}) m, longitude {lon:.7}, latitude {lat:.7}", at.x, at.y)
}

/// Checks one polygon. Of a `strict` one a crossing outline is an error, because one cannot
/// know which side was meant; of an obstacle everything the outline goes round is taken.
pub(crate) fn sound(area: &Polygon<f64>, strict: bool, frame: &Frame) -> Sound {
    let mut mended: Option<String> = None;
    let mut outer = MultiPolygon::new(vec![Polygon::new(area.exterior().clone(), Vec::new())]);
    if let Some(at) = polygons::first_crossing(area.exterior()) {
        outer = polygons::enclosed(area.exterior());
        let what = format!("crosses itself at {}", spot(at, frame));
        let doubtful = second_largest(&outer).max(polygons::ambiguous_m2(area.exterior()));
        if strict && doubtful > SLIP_M2 {
            let hint = "its corners are in a wrong order, or two outlines were drawn in one: \
                        redraw it, or split it in two features";
            return Sound::Broken { what, hint: hint.to_owned() };
        }
        mended = Some(format!("{what}; all that its outline goes round was taken"));
    } else {
        outer = polygons::union(&outer.0);
    }
    if outer.unsigned_area() < 1e-4 {
        let at = area.exterior().0.first().copied().unwrap_or_default();
        let what = format!("has no area at {}", spot(at, frame));
        if strict {
            return Sound::Broken { what, hint: "draw it wider, or take it out".to_owned() };
        }
        return Sound::Repaired(MultiPolygon::new(Vec::new()), format!("{what}; left out"));
    }
    let mut holes = Vec::new();
    for (i, hole) in area.interiors().iter().enumerate() {
        match hole_in(hole, &outer) {
            Inside::Whole(hole) => holes.extend(hole.0),
            Inside::Partly(hole) => {
                let at = hole.0.first().and_then(|p| p.exterior().0.first().copied());
                let at = spot(at.unwrap_or_default(), frame);
                mended =
                    Some(format!("has a hole (number {}) across its outline near {at}", i + 1));
                holes.extend(hole.0);
            }
            Inside::Not => {
                let at = spot(hole.0.first().copied().unwrap_or_default(), frame);
                let what = format!("has a hole (number {}) outside its outline at {at}", i + 1);
                if strict {
                    let hint = "move the hole inside, or make it a polygon of its own";
                    return Sound::Broken { what, hint: hint.to_owned() };
                }
                mended = Some(format!("{what}; the hole was left out"));
            }
        }
    }
    let result = polygons::subtract(&outer, &polygons::union(&holes));
    match mended {
        Some(what) => Sound::Repaired(result, what),
        None => Sound::As(result),
    }
}

enum Inside {
    Whole(MultiPolygon<f64>),
    Partly(MultiPolygon<f64>),
    Not,
}

fn hole_in(hole: &LineString<f64>, outer: &MultiPolygon<f64>) -> Inside {
    let hole = polygons::enclosed(hole);
    let outside = polygons::subtract(&hole, outer).unsigned_area();
    if outside <= 0.01 {
        Inside::Whole(hole)
    } else if outside < hole.unsigned_area() - 0.01 {
        Inside::Partly(hole)
    } else {
        Inside::Not
    }
}

fn second_largest(area: &MultiPolygon<f64>) -> f64 {
    let mut sizes: Vec<f64> = area.0.iter().map(Area::unsigned_area).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.len().checked_sub(2).and_then(|i| sizes.get(i).copied()).unwrap_or(0.0)
}
