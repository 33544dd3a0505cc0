//! DXF: drawings of CAD offices. Layers say what things are, by their names in many languages
//! or by the user's word; units come from the drawing or from the user. What was taken for
//! what stands in the summary.
//!
//! Read here rather than by the crate `dxf` (0.6.2): that one does not read `HATCH`, with which
//! CAD draws areas, and cannot say in which line a file is damaged.

mod curves;
mod entities;
mod hatch;
mod layers;
mod pairs;
mod rings;
mod sheet;
mod sort;
mod units;

pub use units::LengthUnit;

use super::drawing::Drawing;
use super::thing::Extract;
use super::{ImportOptions, Importer};
use crate::document::{Bilingual, Place, Problems};
use geo::Coord;
use layers::Meaning;
use sheet::Sheet;
use std::path::Path;

/// The importer for the registry.
pub const DXF: Importer = Importer { name: "DXF", extensions: &["dxf"], sniff, read };

/// What a layer of a drawing can be said to be.
pub fn layer_kinds() -> impl Iterator<Item = &'static str> {
    layers::WORDS.iter().map(|(word, _)| *word)
}

/// A venue's extent in metres, where a drawing has no unit or a wrong one.
const PLAUSIBLE_M: [f64; 2] = [3.0, 10_000.0];

fn sniff(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let mut first = lines.next();
    // Comments may stand first.
    while first == Some("999") {
        lines.next();
        first = lines.next();
    }
    first == Some("0") && lines.next() == Some("SECTION")
}

/// The encoding that a drawing says it is in, where it is older than UTF-8 drawings.
pub fn encoding(head: &str) -> Option<String> {
    let after = head.split_once("$DWGCODEPAGE")?.1;
    let page = after.lines().map(str::trim).find(|l| l.len() > 3)?.to_lowercase();
    let number = page.trim_start_matches(|c: char| !c.is_ascii_digit());
    Some(match number {
        "932" => "shift_jis".to_owned(),
        "936" => "gbk".to_owned(),
        "949" => "euc-kr".to_owned(),
        "950" => "big5".to_owned(),
        "874" | "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" => {
            format!("windows-{number}")
        }
        _ => return None,
    })
}

fn read(path: &Path, text: &str, options: &ImportOptions) -> Result<Extract, Problems> {
    let mut sheet = sheet::read(path, text, options.unit)?;
    let known: Vec<String> = sheet.layers.keys().cloned().collect();
    let asked = layers::asked(path, &options.layers, &known)?;
    let mut drawing = Drawing::default();
    let unit = unit(path, &sheet, &asked, options, &mut drawing)?;
    sort::scale(&mut sheet, unit.metres);
    sort::into_things(path, &sheet, &asked, &mut drawing)?;
    drawing.extract(path)
}

/// The drawing's unit: as the user says, as the drawing says, else metres where that fits.
fn unit(
    path: &Path,
    sheet: &Sheet,
    asked: &[(String, Meaning)],
    options: &ImportOptions,
    drawing: &mut Drawing,
) -> Result<LengthUnit, Problems> {
    // Forgotten lines far away on some other layer say nothing of the site.
    let of_site = |layer: &str| {
        let meaning = sort::meaning_of(layer, asked);
        meaning.is_some_and(|m| m != Meaning::Ignore)
    };
    let extent = extent(sheet, of_site);
    let (unit, said) = match (options.unit, sheet.unit) {
        (Some(unit), _) => (unit, Bilingual::new("as you said", "按您的指定")),
        (None, Some(unit)) => (unit, Bilingual::new("as the drawing says", "按图纸标注")),
        (None, None) => (
            LengthUnit::METRE,
            Bilingual::new("assumed: the drawing does not say", "图纸未注明，假定"),
        ),
    };
    let (word, metres) = (unit.word, extent * unit.metres);
    if metres > 0.0
        && !(PLAUSIBLE_M[0]..=PLAUSIBLE_M[1]).contains(&metres)
        && options.unit.is_none()
    {
        let [why, zh] = match sheet.unit.is_some() {
            true => ["the unit it says", "图纸标注的单位"],
            false => ["no unit is given", "图纸未注明单位"],
        };
        let what = (
            format!("the drawing is {metres:.3} m across if drawn in {word} ({why})"),
            format!("若以 {word} 绘制（{zh}），图纸的尺寸为 {metres:.3} m"),
        );
        let likely = ["m", "mm", "cm", "ft"].into_iter().find(|word| {
            LengthUnit::from_word(word)
                .is_ok_and(|u| (20.0..=3_000.0).contains(&(extent * u.metres)))
        });
        let likely = likely.unwrap_or("mm");
        let hint = (
            format!("say in which unit it is drawn, such as --unit {likely}"),
            format!("请指明绘图的单位，例如 --unit {likely}"),
        );
        return Err(Problems::one(Place::file(path), what, hint));
    }
    drawing.notes.assumed.push(Bilingual::new(
        format!("The drawing's unit is {word} ({}).", said.en),
        format!("图纸单位为 {word}（{}）。", said.zh),
    ));
    Ok(unit)
}

/// The longer side of all that is drawn on some layers, in the drawing's units.
fn extent(sheet: &Sheet, of_site: impl Fn(&str) -> bool) -> f64 {
    let mut low = Coord { x: f64::INFINITY, y: f64::INFINITY };
    let mut high = Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
    let shapes = sheet.shapes.iter().filter(|s| of_site(&s.layer));
    for point in shapes.flat_map(|s| sort::paths(&s.drawn)).flat_map(|p| &p.points) {
        low = Coord { x: low.x.min(point.x), y: low.y.min(point.y) };
        high = Coord { x: high.x.max(point.x), y: high.y.max(point.y) };
    }
    (high.x - low.x).max(high.y - low.y).max(0.0)
}
