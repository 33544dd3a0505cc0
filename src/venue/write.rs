//! Writes a draft as `venue.geojson`: degrees, a feature a block, so that a difference
//! between two versions of the file shows what changed.

use super::collection::Shape;
use super::draft::{Draft, Drawn};
use super::import::Fingerprint;
use crate::geometry::Frame;
use geo::{Coord, LineString, Polygon};
use serde_json::{Map, json};
use xxhash_rust::xxh3::xxh3_64;

impl Draft {
    /// The text of `venue.geojson`, longitude and latitude in degrees to nine decimals.
    pub fn to_geojson(&self) -> String {
        let origin = [self.frame.lon_deg, self.frame.lat_deg];
        let own = json!({
            "version": 1,
            "name": { "en": self.name.en, "zh": self.name.zh },
            "origin": origin,
        });
        let features: Vec<String> = self.features.iter().map(|f| feature(f, &self.frame)).collect();
        format!(
            "{{\n\"type\": \"FeatureCollection\",\n\"wuwei\": {own},\n\"features\": [\n{}\n]\n}}\n",
            features.join(",\n")
        )
    }
}

impl Drawn {
    /// Hashes of the feature as it is written.
    pub(crate) fn fingerprint(&self, frame: &Frame) -> Fingerprint {
        let hash = |text: String| format!("{:016x}", xxh3_64(text.as_bytes()));
        Fingerprint {
            shape: hash(geometry(&self.shape, frame)),
            properties: hash(properties(self)),
        }
    }
}

fn feature(feature: &Drawn, frame: &Frame) -> String {
    format!(
        "{{\"type\": \"Feature\", \"properties\": {{{}}},\n  \"geometry\": {}}}",
        properties(feature),
        geometry(&feature.shape, frame)
    )
}

/// The properties as written, kind, id and name first.
fn properties(feature: &Drawn) -> String {
    let mut first = Map::new();
    first.insert("kind".to_owned(), json!(feature.kind.word()));
    if let Some(id) = &feature.id {
        first.insert("id".to_owned(), json!(id));
    }
    if let Some(name) = &feature.name {
        first.insert("name".to_owned(), json!(name.en));
        if name.zh != name.en {
            first.insert("name_zh".to_owned(), json!(name.zh));
        }
    }
    // Written by hand so that kind, id and name come first whatever the map's order.
    let ordered = ["kind", "id", "name", "name_zh"]
        .iter()
        .filter_map(|k| first.get(*k).map(|v| format!("{}: {v}", json!(k))));
    let rest = feature.properties.iter().map(|(k, v)| format!("{}: {v}", json!(k)));
    ordered.chain(rest).collect::<Vec<_>>().join(", ")
}

fn geometry(shape: &Shape, frame: &Frame) -> String {
    let to = Coordinates { frame };
    let (kind, parts): (&str, Vec<String>) = match shape {
        Shape::Points(points) => ("Point", points.iter().map(|c| to.position(*c)).collect()),
        Shape::Lines(lines) => ("LineString", lines.iter().map(|l| to.line(l)).collect()),
        Shape::Areas(areas) => ("Polygon", areas.iter().map(|a| to.polygon(a)).collect()),
    };
    match parts.as_slice() {
        [one] => format!("{{\"type\": \"{kind}\", \"coordinates\": {one}}}"),
        several => {
            format!("{{\"type\": \"Multi{kind}\", \"coordinates\": [{}]}}", several.join(", "))
        }
    }
}

struct Coordinates<'a> {
    frame: &'a Frame,
}

impl Coordinates<'_> {
    fn position(&self, at: Coord<f64>) -> String {
        let [lon, lat] = self.frame.to_lon_lat(at.x, at.y);
        format!("[{lon}, {lat}]")
    }

    fn line(&self, line: &LineString<f64>) -> String {
        let positions: Vec<String> = line.0.iter().map(|c| self.position(*c)).collect();
        format!("[{}]", positions.join(", "))
    }

    fn polygon(&self, area: &Polygon<f64>) -> String {
        let rings = std::iter::once(area.exterior()).chain(area.interiors());
        format!("[{}]", rings.map(|r| self.line(r)).collect::<Vec<_>>().join(", "))
    }
}
