//! Importers: maps that planners have, turned into a venue that they can edit.
//!
//! A format is one file and one line in [`IMPORTERS`]: it turns a text into an [`Extract`],
//! things with tags in local metres. What stands in the way, where water is, where people come
//! and go is judged by tags in the same way for all formats.

mod attractions;
mod build;
mod drawing;
mod dxf;
mod edge;
mod gates;
mod geojson;
mod ground;
mod keep;
mod lanes;
mod obstacles;
mod osm;
mod osm_rings;
mod outline;
mod portals;
mod stations;
mod summary;
mod tags;
mod thing;
mod water;
mod ways;
mod wkt;
mod wkt_table;
mod words;

pub use build::unique;
pub use dxf::{LengthUnit, layer_kinds};
pub use portals::slug;
pub use summary::{
    Candidate, Fingerprint, ImportSummary, Kept, LeftOut, Line, Reason, Tally, What,
};
pub use tags::{Standing, Tags};
pub use thing::{Extract, Form, Notes, Thing};

use super::picture::{Extras, venue_svg};
use super::read::{BYTES_PER_M2, LARGEST_M2};
use super::{Draft, Venue};
use crate::document::{Bilingual, Decoded, Place, Problems, decode, write_atomically};
use geo::Rect;
use std::io::Read;
use std::path::{Path, PathBuf};

/// All formats; the first that knows a file by its content takes it, else by its name.
pub const IMPORTERS: &[Importer] =
    &[osm::OSM_XML, geojson::GEOJSON, wkt::WKT, wkt_table::WKT_TABLE, dxf::DXF];

/// Whether files of a format, by its name, are drawings of a site, which may need their unit said.
pub fn is_drawing(format: &str) -> bool {
    [dxf::DXF, wkt::WKT, wkt_table::WKT_TABLE].iter().any(|importer| importer.name == format)
}

/// Whether files of a format, by its name, have layers that may need saying what they are.
pub fn has_layers(format: &str) -> bool {
    format == dxf::DXF.name
}

/// The largest text that is unpacked, bytes: a map of a city, far beyond any event.
const LARGEST_TEXT: u64 = 1 << 30;

/// One format.
#[derive(Clone, Copy)]
pub struct Importer {
    /// Its name.
    pub name: &'static str,
    /// How its files' names end.
    pub extensions: &'static [&'static str],
    /// Whether a text, of which the first kilobytes are given, is of the format.
    pub sniff: fn(&str) -> bool,
    /// Reads a text; the path is only named in problems.
    pub read: fn(&Path, &str, &ImportOptions) -> Result<Extract, Problems>,
}

/// What the user chooses at an import.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportOptions {
    /// Whether people walk on grass, in parks and on sports grounds.
    pub grass_walkable: bool,
    /// Whether people walk on rail tracks.
    pub tracks_walkable: bool,
    /// Name of the place; the file's name where it is left out.
    pub name: Option<String>,
    /// Unit in which a drawing (DXF, WKT) is drawn; as the drawing says where it is left out.
    pub unit: Option<LengthUnit>,
    /// The part of the map that is taken, in metres of the whole map's frame; all of it where it
    /// is left out. Where ways leave the part, portals are proposed.
    pub part: Option<Rect<f64>>,
    /// What layers of a drawing (DXF) are, by name: "ground", "obstacle", "ignore", …
    pub layers: Vec<(String, String)>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            grass_walkable: true,
            tracks_walkable: false,
            name: None,
            unit: None,
            part: None,
            layers: Vec::new(),
        }
    }
}

/// An imported map, not yet written.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The venue's features.
    pub draft: Draft,
    /// What was taken and left out.
    pub summary: ImportSummary,
    /// What the picture shows beside the venue.
    pub extras: Extras,
}

/// What [`Imported::write`] has written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The summary, with what was kept of an earlier venue.
    pub summary: ImportSummary,
    /// The venue, where it can be run as it is.
    pub venue: Option<Venue>,
    /// What is wrong with it or needs a look.
    pub problems: Problems,
    /// The files, in the order written.
    pub files: Vec<PathBuf>,
}

/// Reads a map of any known format.
///
/// # Errors
/// Where the file cannot be read, is of no known format, is broken (says where), or larger
/// than any event.
pub fn import_file(path: &Path, options: &ImportOptions) -> Result<Imported, Problems> {
    let Decoded { text, foreign } = text_of(path)?;
    let importer = importer_of(path, &text)?;
    let extract = (importer.read)(path, &text, options)?;
    check_options(path, importer, &extract, options)?;
    let mut imported = build::venue(path, importer.name, &extract, options)?;
    if let Some((encoding, true)) = foreign {
        imported.summary.warnings.push(Bilingual::new(
            format!("The file is not UTF-8 and was read as {encoding}: check its names."),
            format!("文件不是 UTF-8，按 {encoding} 读取：请核对名称。"),
        ));
    }
    Ok(imported)
}

/// Refuses options that say nothing to a format: the user means something by them.
fn check_options(
    path: &Path,
    importer: &Importer,
    extract: &Extract,
    options: &ImportOptions,
) -> Result<(), Problems> {
    let name = importer.name;
    let what = if options.unit.is_some() && extract.drawing.is_none() {
        Bilingual::new(
            format!("a unit says nothing to {name}, which is in degrees"),
            format!("{name} 以度计，单位对它没有意义"),
        )
    } else if !options.layers.is_empty() && importer.name != dxf::DXF.name {
        Bilingual::new(format!("{name} has no layers"), format!("{name} 没有图层"))
    } else if options.part.is_some() && extract.drawn.is_some() {
        Bilingual::new(
            "the file is a venue already: a part of it cannot be taken",
            "文件已是场地：不能只取一部分",
        )
    } else {
        return Ok(());
    };
    let hint = ("leave the option out", "请去掉这个选项");
    Err(Problems::one(Place::file(path), what, hint))
}

impl Imported {
    /// The text of `import.json` beside a venue that is made of this import: with it, what the
    /// user changed is kept when the map is imported again.
    ///
    /// # Errors
    /// Where it cannot be put into words, which no summary brings about.
    pub fn record(&self, dir: &Path) -> Result<String, Problems> {
        let written = keep::fingerprints(&self.draft);
        record(&ImportSummary { written, ..self.summary.clone() }, dir)
    }

    /// Writes `venue.geojson`, `venue.svg` and `import.json` into a folder, and makes the
    /// folder if there is none. What the user changed in a venue that is already there is
    /// kept.
    ///
    /// # Errors
    /// Where a file cannot be written, or the venue that is there cannot be read; nothing is
    /// overwritten then.
    pub fn write(mut self, dir: &Path) -> Result<Written, Problems> {
        let venue_path = dir.join("venue.geojson");
        // As the map gives them: what differs from these later was changed by the user.
        let mut written = keep::fingerprints(&self.draft);
        if venue_path.exists() {
            let (kept, carried) = keep::merge(&mut self, dir)?;
            self.summary.kept = Some(kept);
            written.extend(carried);
        }
        self.summary.written = written;
        let (venue, problems) = match self.draft.to_venue(&venue_path) {
            Ok((venue, warnings)) => (Some(venue), warnings),
            Err(problems) => (None, problems),
        };
        let json = record(&self.summary, dir)?;
        let mut files = vec![venue_path.clone(), dir.join("import.json")];
        write_atomically(&files[0], self.draft.to_geojson().as_bytes())?;
        write_atomically(&files[1], json.as_bytes())?;
        if let Some(venue) = &venue {
            let path = dir.join("venue.svg");
            write_atomically(&path, venue_svg(venue, &self.extras).as_bytes())?;
            files.push(path);
        }
        Ok(Written { summary: self.summary, venue, problems, files })
    }
}

fn record(summary: &ImportSummary, dir: &Path) -> Result<String, Problems> {
    serde_json::to_string_pretty(summary).map_err(|e| {
        let what =
            (format!("the summary cannot be written ({e})"), format!("导入摘要无法写出（{e}）"));
        Problems::one(Place::file(dir), what, None)
    })
}

/// The ground that a well-known text draws.
///
/// # Errors
/// What is wrong with it.
pub fn ground_of_wkt(text: &str) -> Result<geo::MultiPolygon<f64>, String> {
    wkt::ground(text).map_err(|what| what.en)
}

/// The text of a plain or packed file, in whatever encoding.
fn text_of(path: &Path) -> Result<Decoded, Problems> {
    let bytes = std::fs::read(path).map_err(|e| {
        let what = (format!("cannot be read ({e})"), format!("无法读取（{e}）"));
        let hint = (
            "check the path; it is taken from the current folder",
            "请检查路径；它从当前文件夹算起",
        );
        Problems::one(Place::file(path), what, hint)
    })?;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { unpacked(path, &bytes)? } else { bytes };
    if bytes.len() as u64 > LARGEST_TEXT {
        let what = ("is larger than 1 GB", "超过 1 GB");
        return Err(Problems::one(Place::file(path), what, CUT_OUT));
    }
    if bytes.starts_with(b"AutoCAD Binary DXF") || bytes.starts_with(b"AC10") {
        let what = match bytes.starts_with(b"AC10") {
            true => ("is a DWG drawing", "是 DWG 图纸"),
            false => ("is a binary DXF", "是二进制 DXF"),
        };
        let hint = ("save it as ASCII DXF in the CAD program", "请在 CAD 软件中另存为 ASCII DXF");
        return Err(Problems::one(Place::file(path), what, hint));
    }
    let declared = declared_encoding(&bytes);
    decode(bytes, declared.as_deref()).ok_or_else(|| {
        let known = known_formats();
        let what = (
            "is not a text (neither UTF-8 nor any other)",
            "不是文本（不是 UTF-8，也不是其他编码）",
        );
        let hint = (
            format!("expected {}; PBF and shapefiles are not read yet", known.en),
            format!("应为 {}；尚不能读取 PBF 和 shapefile", known.zh),
        );
        Problems::one(Place::file(path), what, hint)
    })
}

/// What a map says its encoding is: XML in its first line, DXF in its header.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]);
    if let Some(encoding) = dxf::encoding(&head) {
        return Some(encoding);
    }
    let after = head.split_once("encoding=")?.1;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split(quote).next().map(str::to_owned)
}

fn known_formats() -> Bilingual {
    let known: Vec<String> =
        IMPORTERS.iter().map(|i| format!("{} (.{})", i.name, i.extensions.join(", ."))).collect();
    Bilingual::new(known.join(" or "), known.join(" 或 "))
}

fn unpacked(path: &Path, bytes: &[u8]) -> Result<Vec<u8>, Problems> {
    let mut out = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(bytes).take(LARGEST_TEXT + 1);
    reader.read_to_end(&mut out).map_err(|e| {
        let what = (format!("cannot be unpacked ({e})"), format!("无法解压（{e}）"));
        let hint =
            ("the file was cut off; fetch or export it again", "文件被截断；请重新获取或导出");
        Problems::one(Place::file(path), what, hint)
    })?;
    Ok(out)
}

fn importer_of(path: &Path, text: &str) -> Result<&'static Importer, Problems> {
    let mut end = text.len().min(8192);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let name = path.to_string_lossy().to_lowercase();
    let by_content = IMPORTERS.iter().find(|i| (i.sniff)(&text[..end]));
    let by_name =
        || IMPORTERS.iter().find(|i| i.extensions.iter().any(|e| name.ends_with(&format!(".{e}"))));
    by_content.or_else(by_name).ok_or_else(|| {
        let known = known_formats();
        let what = ("is of no known map format", "不是已知的地图格式");
        let hint = (format!("expected {}", known.en), format!("应为 {}", known.zh));
        Problems::one(Place::file(path), what, hint)
    })
}

/// Refuses a map that no machine could simulate.
fn check_extent(path: &Path, bounds: Rect<f64>) -> Result<(), Problems> {
    let m2 = bounds.width() * bounds.height();
    if m2 <= LARGEST_M2 {
        return Ok(());
    }
    let [width, height] = [bounds.width(), bounds.height()].map(|m| m / 1000.0);
    let (gigabytes, largest) = ((m2 * BYTES_PER_M2 / 1e9).ceil(), LARGEST_M2 / 1e6);
    let what = (
        format!(
            "the map is {width:.1} × {height:.1} km: simulating it would need about {gigabytes:.0} GB of memory (at most {largest:.0} km² are taken)"
        ),
        format!(
            "地图为 {width:.1} × {height:.1} km：模拟约需 {gigabytes:.0} GB 内存（最多可取 {largest:.0} km²）"
        ),
    );
    Err(Problems::one(Place::file(path), what, CUT_OUT))
}

const CUT_OUT: (&str, &str) = (
    "cut out the event's surroundings, some hundred metres around it",
    "请只截取活动周边，四周几百米即可",
);
