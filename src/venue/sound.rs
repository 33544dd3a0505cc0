//! Whether a drawn polygon means one area and no other: rings that cross themselves, holes
//! outside, and what can be mended without guessing.

use crate::document::Bilingual;
use crate::geometry::{Frame, polygons};
use geo::{Area, Coord, LineString, MultiPolygon, Polygon};

/// A loop smaller than this is a slip of the hand and may be mended, square metres.
const SLIP_M2: f64 = 0.5;

/// What became of a polygon.
pub(crate) enum Sound {
    /// It was sound.
    As(MultiPolygon<f64>),
    /// It was mended; says how.
    Repaired(MultiPolygon<f64>, Bilingual),
    /// It could mean several things.
    Broken {
        /// What is wrong, and where.
        what: Bilingual,
        /// What to do.
        hint: Bilingual,
    },
}

/// A place as the user can find it: in the venue's picture and in a map.
pub(crate) fn spot(at: Coord<f64>, frame: &Frame) -> Bilingual {
    let ([lon, lat], Coord { x, y }) = (frame.to_lon_lat(at.x, at.y), at);
    Bilingual::new(
        format!("({x:.1}, {y:.1}) m, longitude {lon:.7}, latitude {lat:.7}"),
        format!("({x:.1}, {y:.1}) m（经度 {lon:.7}，纬度 {lat:.7}）"),
    )
}

/// Checks one polygon. Of a `strict` one a crossing outline is an error, because one cannot
/// know which side was meant; of an obstacle everything the outline goes round is taken.
pub(crate) fn sound(area: &Polygon<f64>, strict: bool, frame: &Frame) -> Sound {
    let mut mended: Option<Bilingual> = None;
    let mut outer = MultiPolygon::new(vec![Polygon::new(area.exterior().clone(), Vec::new())]);
    if let Some(at) = polygons::first_crossing(area.exterior()) {
        outer = polygons::enclosed(area.exterior());
        let at = spot(at, frame);
        let what =
            Bilingual::new(format!("crosses itself at {}", at.en), format!("在 {}处自交", at.zh));
        let doubtful = second_largest(&outer).max(polygons::ambiguous_m2(area.exterior()));
        if strict && doubtful > SLIP_M2 {
            let hint = (
                "its corners are in a wrong order, or two outlines were drawn in one: \
                 redraw it, or split it in two features",
                "各角的顺序有误，或把两个轮廓画成了一个：请重画，或分成两个要素",
            );
            return Sound::Broken { what, hint: hint.into() };
        }
        mended = Some(Bilingual::new(
            format!("{}; all that its outline goes round was taken", what.en),
            format!("{}；取其轮廓所围的全部", what.zh),
        ));
    } else {
        outer = polygons::union(&outer.0);
    }
    if outer.unsigned_area() < 1e-4 {
        let at = area.exterior().0.first().copied().unwrap_or_default();
        let at = spot(at, frame);
        let what =
            Bilingual::new(format!("has no area at {}", at.en), format!("在 {}处没有面积", at.zh));
        if strict {
            let hint = ("draw it wider, or take it out", "请画宽一些，或去掉它");
            return Sound::Broken { what, hint: hint.into() };
        }
        let what = Bilingual::new(format!("{}; left out", what.en), format!("{}；未采用", what.zh));
        return Sound::Repaired(MultiPolygon::new(Vec::new()), what);
    }
    let mut holes = Vec::new();
    for (i, hole) in area.interiors().iter().enumerate() {
        match hole_in(hole, &outer) {
            Inside::Whole(hole) => holes.extend(hole.0),
            Inside::Partly(hole) => {
                let at = hole.0.first().and_then(|p| p.exterior().0.first().copied());
                let (number, at) = (i + 1, spot(at.unwrap_or_default(), frame));
                mended = Some(Bilingual::new(
                    format!("has a hole (number {number}) across its outline near {}", at.en),
                    format!("第 {number} 个孔洞在 {}附近跨出轮廓", at.zh),
                ));
                holes.extend(hole.0);
            }
            Inside::Not => {
                let at = spot(hole.0.first().copied().unwrap_or_default(), frame);
                let number = i + 1;
                let what = Bilingual::new(
                    format!("has a hole (number {number}) outside its outline at {}", at.en),
                    format!("第 {number} 个孔洞在轮廓之外，位于 {}", at.zh),
                );
                if strict {
                    let hint = (
                        "move the hole inside, or make it a polygon of its own",
                        "请把孔洞移到轮廓之内，或单独画成多边形",
                    );
                    return Sound::Broken { what, hint: hint.into() };
                }
                mended = Some(Bilingual::new(
                    format!("{}; the hole was left out", what.en),
                    format!("{}；该孔洞未采用", what.zh),
                ));
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
