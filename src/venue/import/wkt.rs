//! Well-known text (WKT): a walkable area as JuPedSim, PedPy and PostGIS write it.

use super::drawing::Drawing;
use super::summary::Reason;
use super::tags::Tags;
use super::thing::{Extract, Form, Thing, sound};
use super::{ImportOptions, Importer};
use crate::document::{Bilingual, Place, Problems};
use geo::{CoordsIter, Geometry};
use std::path::Path;
use std::str::FromStr;

/// The importer for the registry.
pub const WKT: Importer = Importer { name: "well-known text", extensions: &["wkt"], sniff, read };

const KINDS: &[&str] = &[
    "POLYGON",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
    "LINESTRING",
    "MULTILINESTRING",
    "POINT",
    "MULTIPOINT",
    "POLYGONZ",
    "MULTIPOLYGONZ",
];
/// Words that may stand beside them.
const BESIDE: &[&str] = &["", "Z", "M", "ZM", "EMPTY"];
/// Deeper brackets than this no geometry needs.
const DEEPEST: usize = 32;

fn sniff(text: &str) -> bool {
    let (_, text) = without_srid(text.trim_start());
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(&text[..end]))
        && text[end..].trim_start().starts_with(|c: char| c == '(' || c.is_ascii_alphabetic())
}

/// The number of the coordinate system that PostGIS writes before the text, and the rest.
pub fn without_srid(text: &str) -> (Option<&str>, &str) {
    let rest = text.get(..5).filter(|head| head.eq_ignore_ascii_case("SRID=")).map(|_| &text[5..]);
    match rest.and_then(|rest| rest.split_once(';')) {
        Some((number, rest)) => (Some(number.trim()), rest.trim_start()),
        None => (None, text),
    }
}

fn read(path: &Path, text: &str, options: &ImportOptions) -> Result<Extract, Problems> {
    let mut drawing = Drawing { unit: options.unit, ..Drawing::default() };
    for (offset, piece) in pieces(path, text)? {
        let (srid, piece_text) = without_srid(piece);
        if srid.is_some() {
            drawing.degrees = Some(srid == Some("4326"));
        }
        let geometry = geometry(piece_text).map_err(|(at, what)| {
            let at = offset + (piece.len() - piece_text.len()) + at;
            let hint = (
                "expected such as POLYGON ((0 0, 10 0, 10 5, 0 5, 0 0)), in metres",
                "应如 POLYGON ((0 0, 10 0, 10 5, 0 5, 0 0))，以米计",
            );
            Problems::one(Place::at_byte(path, text, at), what, hint)
        })?;
        take(geometry, &mut drawing);
    }
    drawing.extract(path)
}

/// The union of all areas of a text.
///
/// # Errors
/// What is wrong with it.
pub fn ground(text: &str) -> Result<geo::MultiPolygon<f64>, Bilingual> {
    let mut drawing = Drawing::default();
    let pieces = pieces(Path::new(""), text).map_err(|p| {
        let none = || Bilingual::new("no well-known text", "没有 WKT");
        p.0.into_iter().next().map_or_else(none, |p| p.what)
    })?;
    for (_, piece) in pieces {
        take(geometry(without_srid(piece).1).map_err(|(_, what)| what)?, &mut drawing);
    }
    let areas = drawing.things.iter().filter_map(Thing::area).flat_map(|a| a.0);
    let areas: Vec<geo::Polygon<f64>> = areas.collect();
    if areas.is_empty() {
        return Err(("holds no area", "没有区域").into());
    }
    Ok(crate::geometry::polygons::union(&areas))
}

/// Areas are ground; lines and points say nothing of what they are.
fn take(geometry: Geometry<f64>, drawing: &mut Drawing) {
    let areas = match geometry {
        Geometry::Polygon(area) => vec![area],
        Geometry::MultiPolygon(areas) => areas.0,
        Geometry::Rect(rect) => vec![rect.to_polygon()],
        Geometry::GeometryCollection(members) => {
            members.0.into_iter().for_each(|member| take(member, drawing));
            return;
        }
        other => {
            let kind = match other {
                Geometry::Point(_) | Geometry::MultiPoint(_) => "point",
                _ => "line",
            };
            drawing.left_out.add(Reason::Unknown, 0.0, kind);
            return;
        }
    };
    for area in areas.iter().filter(|a| a.exterior().0.len() >= 4) {
        if let Some(at) = crate::geometry::polygons::first_crossing(area.exterior()) {
            drawing.notes.warnings.push(Bilingual::new(
                format!(
                    "The outline crosses itself at ({:.1}, {:.1}): all that it goes round was taken.",
                    at.x, at.y
                ),
                format!("轮廓在（{:.1}，{:.1}）处自交：取其所围的全部区域。", at.x, at.y),
            ));
        }
        let mut tags = Tags::default();
        tags.0.insert("wuwei:what".to_owned(), "ground".to_owned());
        let source = format!("wkt:{}", drawing.things.len() + 1);
        let form = Form::Area(sound(std::slice::from_ref(area)));
        drawing.things.push(Thing { source, tags, form });
    }
}

const BRACKET_TOO_MANY: (&str, &str) = ("a bracket too many is closed", "多了一个右括号");

/// One geometry of well-known text.
///
/// # Errors
/// What is wrong, and at which byte.
pub fn geometry(text: &str) -> Result<Geometry<f64>, (usize, Bilingual)> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Err((at, BRACKET_TOO_MANY.into())),
            ')' => depth -= 1,
            _ => {}
        }
        if depth > DEEPEST {
            let en = format!("brackets are more than {DEEPEST} deep");
            return Err((at, (en, format!("括号嵌套超过 {DEEPEST} 层")).into()));
        }
    }
    if depth > 0 {
        let en = format!("the text ends before {depth} of its brackets are closed");
        let what = (en, format!("文本已结束，还有 {depth} 个括号没有闭合"));
        return Err((text.trim_end().len(), what.into()));
    }
    if let Some(oddity) = oddity(text) {
        return Err(oddity);
    }
    let parsed = ::wkt::Wkt::<f64>::from_str(text).map_err(|e| {
        let what = (format!("is no well-known text ({e})"), format!("不是 WKT（{e}）"));
        (0, Bilingual::from(what))
    })?;
    let geometry = Geometry::try_from(parsed).map_err(|e| {
        let en = format!("is no geometry that can be used ({e})");
        (0, Bilingual::new(en, format!("不是可用的几何图形（{e}）")))
    })?;
    let finite = |c: geo::Coord<f64>| c.x.abs() < 1e9 && c.y.abs() < 1e9;
    if !geometry.coords_iter().all(finite) {
        let en = "has a position that is no number, or beyond any map";
        return Err((0, (en, "有的位置不是数，或超出任何地图").into()));
    }
    Ok(geometry)
}

/// The first word that belongs in no well-known text.
fn oddity(text: &str) -> Option<(usize, Bilingual)> {
    let parts = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',');
    let mut at = 0;
    for word in text.split(parts) {
        let plain = KINDS.iter().chain(BESIDE).any(|known| known.eq_ignore_ascii_case(word));
        let number = || word.parse::<f64>().is_ok_and(f64::is_finite);
        if !plain && !number() {
            let shown: String = word.chars().take(20).collect();
            let what = (format!("{shown:?} is no number"), format!("{shown:?} 不是数"));
            return Some((at, what.into()));
        }
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// The geometries of a text, one after the other, and where each begins.
fn pieces<'t>(path: &Path, text: &'t str) -> Result<Vec<(usize, &'t str)>, Problems> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                let place = Place::at_byte(path, text, at);
                return Err(Problems::one(place, BRACKET_TOO_MANY, None));
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    found.push((start, &text[start..=at]));
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    found.push((start, &text[start..]));
    let trimmed = found.into_iter().map(|(start, piece)| {
        let lead = piece.len() - piece.trim_start_matches([' ', '\t', '\r', '\n', ';', ',']).len();
        (start + lead, piece[lead..].trim_end_matches([' ', '\t', '\r', '\n', ';']))
    });
    Ok(trimmed.filter(|(_, piece)| !piece.is_empty()).collect())
}
