//! The plan for any map, and posts and shifts for any table.

use super::duties::{Duty, duties};
use crate::document::{Hours, Language};
use crate::plan::{Measure, MeasureKind, Plan};
use crate::scenario::Scenario;
use geo::{Coord, LineString};
use serde_json::{Value, json};

/// The plan as GeoJSON (RFC 7946): a feature a measure, in degrees east and north.
pub fn geojson(plan: &Plan, scenario: &Scenario, hours: &Hours) -> Value {
    let degrees = |c: &Coord<f64>| {
        let at = scenario.venue.frame.to_lon_lat(c.x, c.y);
        json!(at.map(|degrees| (degrees * 1e7).round() / 1e7))
    };
    let line = |line: &LineString<f64>| -> Value {
        json!({ "type": "LineString", "coordinates": line.coords().map(degrees).collect::<Vec<_>>() })
    };
    let geometry = |measure: &Measure| match &measure.kind {
        MeasureKind::Barrier(barrier) => {
            let pieces: Vec<Vec<Value>> = barrier
                .segments()
                .iter()
                .map(|piece| piece.iter().map(degrees).collect())
                .collect();
            json!({ "type": "MultiLineString", "coordinates": pieces })
        }
        MeasureKind::Gate(gate) => line(&gate.line),
        MeasureKind::OneWay(one_way) => line(&one_way.line),
        MeasureKind::Closure(zone) => {
            let mut ring = zone.area.clone();
            ring.close();
            let ring: Vec<Value> = ring.coords().map(degrees).collect();
            json!({ "type": "Polygon", "coordinates": [ring] })
        }
        kind => match kind.points().first() {
            Some(at) => json!({ "type": "Point", "coordinates": degrees(at) }),
            None => Value::Null,
        },
    };
    let feature = |(index, measure): (usize, &Measure)| {
        json!({
            "type": "Feature",
            "geometry": geometry(measure),
            "properties": {
                "number": index + 1,
                "id": measure.id,
                "kind": measure.kind.kind_name(),
                "name": measure.name,
                "why": measure.why,
                "from": hours.time_of_day(measure.from_s),
                "until": hours.time_of_day(measure.until_s),
            },
        })
    };
    let features: Vec<Value> = plan.measures.iter().enumerate().map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

/// Posts and shifts, one row a person.
pub fn posts_csv(plan: &Plan, scenario: &Scenario, hours: &Hours, language: Language) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads =
        ["post", "person", "name", "from", "until", "x_m", "y_m", "lon_deg", "lat_deg", "task"];
    // Writing to memory cannot fail.
    let _ = writer.write_record(heads);
    for duty in duties(plan, scenario) {
        let _ = writer.write_record(row(&duty, scenario, hours, language));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn row(duty: &Duty, scenario: &Scenario, hours: &Hours, language: Language) -> [String; 10] {
    let [lon, lat] = scenario.venue.frame.to_lon_lat(duty.at[0], duty.at[1]);
    [
        duty.number.to_string(),
        duty.person.to_string(),
        language.of(&duty.name).to_owned(),
        hours.time_of_day(duty.span_s[0]),
        hours.time_of_day(duty.span_s[1]),
        format!("{:.1}", duty.at[0]),
        format!("{:.1}", duty.at[1]),
        format!("{lon:.6}"),
        format!("{lat:.6}"),
        language.of(&duty.task).to_owned(),
    ]
}
