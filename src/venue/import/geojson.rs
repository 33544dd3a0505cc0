//! GeoJSON from elsewhere: city GIS, Overpass and QGIS exports. Takes OSM tags as properties,
//! and plain words such as "Round bollard" or "Buildings" for what a feature is.
//!
//! Our own `venue.geojson` goes through here too, as a map whose words are known.

use super::summary::{LeftOut, Reason};
use super::tags::Tags;
use super::thing::{Extract, Form, Thing, sound};
use super::{ImportOptions, Importer, words};
use crate::document::{Bilingual, Place, Problems};
use crate::geometry::Frame;
use crate::venue::collection::{Collection, RawFeature, Shape};
use crate::venue::draft::KINDS;
use crate::venue::json_place::Step;
use crate::venue::read::{DEGREES_OR_METRES, bounds, draft, read_from_text};
use geo::{Coord, Rect};
use serde_json::Value;
use std::path::Path;

/// The importer for the registry.
pub const GEOJSON: Importer = Importer {
    name: "GeoJSON",
    extensions: &["geojson", "json"],
    sniff: |text| text.trim_start().starts_with('{') && text.contains("FeatureCollection"),
    read,
};

/// Properties in which programs keep what a feature is.
const KIND_KEYS: &[&str] =
    &["kind", "type", "class", "category", "fclass", "feature", "layer", "Layer", "art"];

/// Keys by which a feature is known to carry OSM tags.
const OSM_KEYS: &[&str] = &[
    "building",
    "highway",
    "natural",
    "barrier",
    "waterway",
    "landuse",
    "leisure",
    "amenity",
    "man_made",
    "railway",
    "place",
    "historic",
    "tourism",
    "building:part",
    "area:highway",
];

fn read(path: &Path, text: &str, _: &ImportOptions) -> Result<Extract, Problems> {
    let collection = Collection::parse(path, text.to_owned())?;
    if is_venue(&collection) {
        // Read as a venue first: its problems name lines.
        read_from_text(path, text.to_owned())?;
        return own(&collection);
    }
    let metres = collection.wuwei.get("coordinates").and_then(Value::as_str) == Some("metres");
    let mut left_out = LeftOut::default();
    let mut shapes: Vec<(&RawFeature, &Shape)> = Vec::new();
    for feature in &collection.features {
        match &feature.shape {
            Ok(shape) => shapes.push((feature, shape)),
            Err(fault) => {
                let example = format!("{} ({})", fault.place, fault.what.en);
                left_out.add(Reason::BrokenRing, 0.0, &example);
            }
        }
    }
    let Some((low, high)) = bounds(shapes.iter().flat_map(|(_, s)| s.positions())) else {
        let what = ("holds no usable feature", "没有可用的要素");
        let hint = ("expected features with a geometry", "应有带几何图形的要素");
        return Err(Problems::one(Place::file(path), what, hint));
    };
    let frame = if metres {
        Frame { lon_deg: 0.0, lat_deg: 0.0 }
    } else {
        check_degrees(&collection, low, high)?;
        Frame { lon_deg: (low.x + high.x) / 2.0, lat_deg: (low.y + high.y) / 2.0 }
    };
    let local = |c: Coord<f64>| {
        if metres {
            return c;
        }
        let [x, y] = frame.to_local(c.x, c.y);
        Coord { x, y }
    };
    super::check_extent(path, Rect::new(local(low), local(high)))?;
    let mut things = Vec::new();
    for (feature, shape) in shapes {
        match tags_of(feature) {
            Some(tags) => things.extend(parts(feature, tags, &shape.map(local))),
            None => left_out.add(Reason::Unknown, 0.0, &unknown(feature)),
        }
    }
    let name = collection.wuwei.get("name").and_then(|n| n.get("en").or(Some(n)));
    let name = name.and_then(Value::as_str).map(Bilingual::same);
    Ok(Extract { name, frame, bounds: None, things, left_out, drawn: None, drawing: None })
}

/// Whether all kinds are our own, and there is ground among them.
fn is_venue(collection: &Collection) -> bool {
    let mut kinds = collection.features.iter().filter_map(|f| f.properties.get("kind"));
    let known = |k: &Value| KINDS.iter().any(|rule| k.as_str() == Some(rule.word));
    let ground =
        |f: &RawFeature| f.properties.get("kind").and_then(Value::as_str) == Some("ground");
    kinds.all(known) && collection.features.iter().any(ground)
}

/// A venue of our own, drawn in degrees or metres.
fn own(collection: &Collection) -> Result<Extract, Problems> {
    let mut problems = Problems::default();
    let draft = draft(collection, &mut problems);
    let Some(draft) = draft.filter(|_| !problems.has_errors()) else {
        return Err(problems.sorted());
    };
    Ok(Extract {
        name: Some(draft.name.clone()),
        frame: draft.frame,
        bounds: None,
        things: Vec::new(),
        left_out: LeftOut::default(),
        drawn: Some(draft),
        drawing: None,
    })
}

fn check_degrees(
    collection: &Collection,
    low: Coord<f64>,
    high: Coord<f64>,
) -> Result<(), Problems> {
    let place = collection.place(&[Step::Key("crs")]);
    if let Some(crs) = collection.crs.as_deref()
        && !["CRS84", "4326"].iter().any(|known| crs.ends_with(known))
    {
        let what = (format!("is in the coordinate system {crs}"), format!("所用的坐标系是 {crs}"));
        let hint = (
            "save it in WGS 84 (EPSG:4326); in QGIS: Export, Save Features As",
            "请存为 WGS 84（EPSG:4326）；在 QGIS 中：导出 → 要素另存为",
        );
        return Err(Problems::one(place, what, hint));
    }
    if low.x >= -180.0 && high.x <= 180.0 && low.y >= -85.0 && high.y <= 85.0 {
        return Ok(());
    }
    let what = (
        format!(
            "lies off the globe: longitude {} to {}, latitude {} to {}",
            low.x, high.x, low.y, high.y
        ),
        format!("不在地球上：经度 {} 到 {}，纬度 {} 到 {}", low.x, high.x, low.y, high.y),
    );
    Err(Problems::one(Place::file(&collection.path), what, DEGREES_OR_METRES))
}

/// The tags of a feature: OSM's own, or those that its kind stands for.
fn tags_of(feature: &RawFeature) -> Option<Tags> {
    let mut tags = Tags::default();
    let nested = feature.properties.get("tags").and_then(Value::as_object);
    for (key, value) in feature.properties.iter().chain(nested.into_iter().flatten()) {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            _ => continue,
        };
        tags.0.insert(key.clone(), text);
    }
    if OSM_KEYS.iter().any(|key| tags.get(key).is_some()) {
        return Some(tags);
    }
    let (key, value) = words::tag_of(KIND_KEYS.iter().find_map(|key| tags.get(key))?)?;
    tags.0.insert(key.to_owned(), value.to_owned());
    if matches!(&feature.shape, Ok(Shape::Areas(_))) {
        tags.0.insert("area".to_owned(), "yes".to_owned());
    }
    // A look says more than "obstacle": our own files carry it.
    match tags.get("look") {
        Some("building") => tags.0.insert("building".to_owned(), "yes".to_owned()),
        Some("water") => tags.0.insert("natural".to_owned(), "water".to_owned()),
        Some("tree") => tags.0.insert("natural".to_owned(), "tree".to_owned()),
        Some("fence") => tags.0.insert("barrier".to_owned(), "fence".to_owned()),
        _ => None,
    };
    Some(tags)
}

fn unknown(feature: &RawFeature) -> String {
    let kind = KIND_KEYS.iter().find_map(|key| feature.properties.get(*key));
    match kind {
        Some(kind) => kind.to_string(),
        None => format!("feature {} without kind", feature.index + 1),
    }
}

/// The things of a feature: one for each of its parts.
fn parts(feature: &RawFeature, tags: Tags, shape: &Shape) -> Vec<Thing> {
    let id = ["@id", "id", "osm_id", "ref", "fid"].iter().find_map(|k| tags.get(k));
    let source = match id {
        Some(id) if id.contains('/') => format!("osm:{id}"),
        Some(id) => format!("geojson:{id}"),
        None => format!("geojson:#{}", feature.index + 1),
    };
    let forms: Vec<Form> = match shape {
        Shape::Points(points) => points.iter().map(|c| Form::Point(*c)).collect(),
        Shape::Lines(lines) => lines.iter().map(|l| Form::Line(l.clone())).collect(),
        Shape::Areas(areas) => vec![Form::Area(sound(areas))],
    };
    let several = forms.len() > 1;
    forms
        .into_iter()
        .enumerate()
        .map(|(i, form)| {
            let source = if several { format!("{source}/{}", i + 1) } else { source.clone() };
            Thing { source, tags: tags.clone(), form }
        })
        .collect()
}
