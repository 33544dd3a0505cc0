//! A table with a column of well-known text, as QGIS, PostGIS and pandas write it: what each
//! row is stands in another column, in plain words.

use super::drawing::Drawing;
use super::summary::Reason;
use super::tags::Tags;
use super::thing::{Extract, Form, Thing, sound};
use super::wkt::{geometry, without_srid};
use super::{ImportOptions, Importer, words};
use crate::document::{Place, Problems};
use geo::Geometry;
use std::path::Path;

/// The importer for the registry.
pub const WKT_TABLE: Importer =
    Importer { name: "table of well-known text", extensions: &["csv", "tsv"], sniff, read };

/// Names of the column with the geometry.
const GEOMETRY: &[&str] = &["wkt", "geometry", "geom", "the_geom", "wkt_geom", "wkt_geometry"];
/// Names of the columns that say what a row is, the first that is there.
const KIND: &[&str] = &["kind", "type", "class", "category", "fclass", "layer", "feature", "art"];

fn sniff(text: &str) -> bool {
    let header = text.lines().next().unwrap_or_default();
    header_of(header).is_some_and(|(_, cells)| column(&cells, GEOMETRY).is_some())
}

/// The sign between columns, and the column names in lower case.
fn header_of(line: &str) -> Option<(u8, Vec<String>)> {
    let delimiter = [b',', b';', b'\t', b'|']
        .into_iter()
        .max_by_key(|d| line.bytes().filter(|b| b == d).count())?;
    let clean = |cell: &str| cell.trim().trim_matches('"').to_lowercase();
    Some((delimiter, line.split(char::from(delimiter)).map(clean).collect()))
}

fn column(cells: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| cells.iter().position(|c| c == name))
}

fn read(path: &Path, text: &str, options: &ImportOptions) -> Result<Extract, Problems> {
    let header = header_of(text.lines().next().unwrap_or_default());
    let Some((delimiter, cells)) = header else {
        return Err(Problems::one(Place::file(path), ("holds no table", "里面没有表格"), None));
    };
    let Some(geometry_column) = column(&cells, GEOMETRY) else {
        let what = (
            format!("has no column of well-known text; its columns: {}", cells.join(", ")),
            format!("没有 WKT 列；有以下各列：{}", cells.join("、")),
        );
        let hint = (
            "name that column WKT; counts of people belong into event.ron",
            "请把该列命名为 WKT；人数统计应写入 event.ron",
        );
        return Err(Problems::one(Place { line: 1, ..Place::file(path) }, what, hint));
    };
    let kind_column = column(&cells, KIND);
    let name_column = column(&cells, &["name"]);
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(true)
        .from_reader(text.as_bytes());
    let mut drawing = Drawing { unit: options.unit, ..Drawing::default() };
    let mut record = csv::StringRecord::new();
    loop {
        let line = rows.position().line();
        match rows.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let what = (
                    format!("is no row of the table ({error})"),
                    format!("不是表格的一行（{error}）"),
                );
                let place = Place { line: line as usize, ..Place::file(path) };
                return Err(Problems::one(place, what, None));
            }
        }
        let cell = |i: Option<usize>| i.and_then(|i| record.get(i)).unwrap_or_default().trim();
        let (kind, name) = (cell(kind_column), cell(name_column));
        let line = record.position().map_or(line, csv::Position::line);
        take(cell(Some(geometry_column)), kind, name, line, &mut drawing);
    }
    drawing.extract(path)
}

/// One row as a thing.
fn take(text: &str, kind: &str, name: &str, line: u64, drawing: &mut Drawing) {
    let (srid, text) = without_srid(text);
    if srid.is_some() {
        drawing.degrees = Some(srid == Some("4326"));
    }
    let parsed = geometry(text).or_else(|error| one_bracket_less(text).ok_or(error));
    let form = match parsed {
        Ok(Geometry::Polygon(area)) => Form::Area(sound(&[area])),
        Ok(Geometry::MultiPolygon(areas)) => Form::Area(sound(&areas.0)),
        Ok(Geometry::LineString(line)) => Form::Line(line),
        Ok(Geometry::Point(at)) => Form::Point(at.into()),
        Ok(_) => {
            let what = format!("line {line}: neither an area, a line nor a point");
            return drawing.left_out.add(Reason::Unknown, 0.0, &what);
        }
        Err((_, what)) => {
            let what = format!("line {line}: {}", what.en);
            return drawing.left_out.add(Reason::BrokenRing, 0.0, &what);
        }
    };
    let empty = form.bounds().is_none();
    let Some((key, value)) = words::tag_of(kind).filter(|_| !empty) else {
        let what = if kind.is_empty() { "rows that do not say what they are" } else { kind };
        return drawing.left_out.add(Reason::Unknown, 0.0, what);
    };
    let mut tags = Tags::default();
    tags.0.insert(key.to_owned(), value.to_owned());
    if matches!(form, Form::Area(_)) {
        tags.0.insert("area".to_owned(), "yes".to_owned());
    }
    if !name.is_empty() {
        tags.0.insert("name".to_owned(), name.to_owned());
    }
    drawing.things.push(Thing { source: format!("wkt:{line}"), tags, form });
}

/// A geometry that closes one bracket too many at its end, as some exports have it.
fn one_bracket_less(text: &str) -> Option<Geometry<f64>> {
    geometry(text.trim_end().strip_suffix(')')?).ok()
}
