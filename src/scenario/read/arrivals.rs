//! Arrivals from a file of counts: which sensor counts for which portal.

use super::Context;
use crate::document::ron_tree::{Node, Value};
use crate::document::{Bilingual, Problems, Record, meant_by, meant_or, nearest};
use crate::scenario::counts::{self, Counted, CountsQuery, CountsReading, Unit};
use crate::scenario::fields::demand as fields;
use crate::scenario::{Portal, SourceFile, source_file};
use std::collections::BTreeMap;

/// Sensors that are named in one message.
const NAMED_SENSORS: usize = 8;

/// Bins with one weight a portal, people counted, where it comes from, the reader's report.
pub(super) type FromCounts = (Vec<([f64; 2], Vec<f64>)>, Option<f64>, Bilingual, CountsReading);

/// `None` where the counts cannot be used; why is noted.
pub(super) fn counts_profile(
    context: &Context,
    record: &Record,
    portals: &[Portal],
    sources: &mut Vec<SourceFile>,
) -> Option<FromCounts> {
    let date = record.text(&fields::DATE);
    let parsed = date.and_then(|text| text.parse().ok());
    if let (Some(text), None) = (date, parsed) {
        let what = (format!("{text:?} is no day"), format!("{text:?} 不是日期"));
        let hint = ("write year, month and day: \"2012-12-31\"", "请写年、月、日：\"2012-12-31\"");
        record.error(&fields::DATE, what, hint);
        return None;
    }
    let query = CountsQuery {
        clock: context.clock,
        date: parsed,
        time_column: record.text(&fields::TIME_COLUMN),
        date_column: record.text(&fields::DATE_COLUMN),
        count_column: record.text(&fields::COUNT_COLUMN),
        sensor_column: record.text(&fields::SENSOR_COLUMN),
        sheet: record.text(&fields::SHEET),
        utc: record.has(&fields::UTC) && record.switch(&fields::UTC),
        cumulative: record
            .has(&fields::CUMULATIVE)
            .then(|| record.switch_or(&fields::CUMULATIVE, false)),
    };
    let mapping = mapping(record);
    let path = context.folder.join(record.text(&fields::FILE)?);
    if !path.is_file() {
        let file = path.display();
        let what = (format!("there is no file {file}"), format!("没有文件 {file}"));
        let hint = (
            "the path is taken from the folder of the event document",
            "路径从活动文件所在的文件夹算起",
        );
        record.error(&fields::FILE, what, hint);
        return None;
    }
    let mut problems = Problems::default();
    let counted = counts::read(&path, &query, &mut problems);
    context.source.extend(problems);
    let mut counted = counted?;
    sources.extend(source_file(&path));
    let weights = match mapping {
        Some(mapping) => by_mapping(context, record, portals, &mapping?, &mut counted)?,
        None => by_share(record, portals, &counted),
    };
    let people: f64 = weights.iter().flatten().sum();
    let origin = origin(&counted.reading);
    let unit = counted.reading.unit;
    let bins = counted.bins.into_iter().zip(weights).collect();
    Some((bins, (unit == Unit::People).then_some(people), origin, counted.reading))
}

/// Which sensor counts for which portal, as written; `None` where it is not said, `Some(None)`
/// where it is wrong (noted).
fn mapping<'a>(record: &Record<'a>) -> Option<Option<Vec<[&'a Node; 2]>>> {
    let node = record.node(&fields::SENSORS)?;
    let Value::Map(entries) = &node.value else {
        record.wrong(&fields::SENSORS, node);
        return Some(None);
    };
    let mut mapping: Vec<[&Node; 2]> = Vec::new();
    let mut valid = true;
    for [sensor, portal] in entries {
        let texts = matches!((&sensor.value, &portal.value), (Value::Text(_), Value::Text(_)));
        if !texts {
            let (a, b) = (sensor.value.words(), portal.value.words());
            let what = (
                format!("expected a sensor's name and a portal's id, found {}: {}", a.en, b.en),
                format!("应为传感器的名称和出入口的 id，却是{}: {}", a.zh, b.zh),
            );
            let hint = ("as in {\"Bridge\": \"north\"}", "例如 {\"Bridge\": \"north\"}");
            record.source.error(&sensor.span, what, hint);
            valid = false;
        } else if mapping.iter().any(|[known, _]| known.value == sensor.value) {
            let found = sensor.value.words();
            let what = (format!("{} occurs twice", found.en), format!("{}出现两次", found.zh));
            let hint = ("a sensor counts for one portal", "一个传感器只算给一个出入口");
            record.source.error(&sensor.span, what, hint);
            valid = false;
        } else {
            mapping.push([sensor, portal]);
        }
    }
    if mapping.is_empty() && valid {
        let what = ("`sensors` names no sensor", "`sensors` 没有写出任何传感器");
        let hint = ("leave it out to take all sensors together", "若要合计全部传感器，就不填");
        record.error(&fields::SENSORS, what, hint);
        valid = false;
    }
    Some(valid.then_some(mapping))
}

fn by_mapping(
    context: &Context,
    record: &Record,
    portals: &[Portal],
    mapping: &[[&Node; 2]],
    counted: &mut Counted,
) -> Option<Vec<Vec<f64>>> {
    let mut weights = vec![vec![0.0; portals.len()]; counted.bins.len()];
    let mut taken: BTreeMap<usize, String> = BTreeMap::new();
    let mut valid = true;
    for [sensor, portal] in mapping {
        let (Value::Text(name), Value::Text(id)) = (&sensor.value, &portal.value) else { continue };
        let exact = counted.sensors.iter().position(|(known, _)| known == name);
        let loose = || {
            counted.sensors.iter().position(|(known, _)| known.eq_ignore_ascii_case(name.trim()))
        };
        let row = exact.or_else(loose);
        if row.is_none() {
            unknown_sensor(record, sensor, name, counted);
        }
        let column = portals.iter().position(|p| p.shape.id == *id);
        let inward = column.is_some_and(|c| portals[c].inward);
        if context.venue.is_some() && !inward {
            unknown_portal(record, portal, id, column.is_some(), portals);
        }
        match (row, column) {
            (Some(row), Some(column)) if inward => {
                taken.insert(row, id.clone());
                for (bin, count) in weights.iter_mut().zip(&counted.sensors[row].1) {
                    bin[column] += count;
                }
            }
            _ => valid = false,
        }
    }
    let (mut kept, mut dropped) = (Vec::new(), Vec::new());
    for (i, (name, people, filled)) in counted.reading.sensors.drain(..).enumerate() {
        match taken.get(&i) {
            Some(portal) => kept.push((format!("{name} → {portal}"), people, filled)),
            None => dropped
                .push((name, Bilingual::new("not named in `sensors`", "`sensors` 中没有写它"))),
        }
    }
    counted.reading.sensors = kept;
    counted.reading.sensors_left_out.extend(dropped);
    if valid && weights.iter().flatten().sum::<f64>() <= 0.0 {
        let what = (
            "the named sensors count nobody within the event's hours",
            "所写的传感器在活动时间内没有计到人",
        );
        record.error(&fields::SENSORS, what, None);
        return None;
    }
    valid.then_some(weights)
}

fn unknown_sensor(record: &Record, node: &Node, name: &str, counted: &Counted) {
    let left_out = counted.reading.sensors_left_out.iter().find(|(known, _)| known == name);
    let known: Vec<&str> = counted.sensors.iter().map(|(n, _)| n.as_str()).collect();
    if let Some((_, why)) = left_out {
        let what = (
            format!("the sensor {name:?} cannot be used: {}", why.en),
            format!("传感器 {name:?} 不能用：{}", why.zh),
        );
        record.source.error(&node.span, what, None);
        return;
    }
    let what = (format!("the file has no sensor {name:?}"), format!("文件中没有传感器 {name:?}"));
    let hint = match nearest(name, known.iter().copied()) {
        Some(meant) => meant_by(&format!("{meant:?}")),
        None => {
            let first = first_of(&known, 30);
            (format!("it has: {}", first.en), format!("有：{}", first.zh)).into()
        }
    };
    record.source.error(&node.span, what, hint);
}

/// The first names of a list, and how many more there are.
fn first_of(names: &[&str], most: usize) -> Bilingual {
    let first = &names[..names.len().min(most)];
    let (en, zh) = (first.join(", "), first.join("、"));
    match names.len() - first.len() {
        0 => (en, zh).into(),
        more => (format!("{en} and {more} more"), format!("{zh}，另有 {more} 个")).into(),
    }
}

fn unknown_portal(record: &Record, node: &Node, id: &str, exists: bool, portals: &[Portal]) {
    if exists {
        let what = (
            format!("nobody comes in at the portal {id:?}: its use is Out"),
            format!("没有人从出入口 {id:?} 进来：它的 `use` 是 Out"),
        );
        let hint =
            ("write `use: Both`, or name another portal", "请写 `use: Both`，或换一个出入口");
        record.source.error(&node.span, what, hint);
        return;
    }
    let known: Vec<&str> = portals.iter().map(|p| p.shape.id.as_str()).collect();
    let what = (format!("the venue has no portal {id:?}"), format!("场地中没有出入口 {id:?}"));
    record.source.error(&node.span, what, meant_or(id, &known, ("the venue has", "场地有")));
}

/// All sensors together, split by the portals' shares.
fn by_share(record: &Record, portals: &[Portal], counted: &Counted) -> Vec<Vec<f64>> {
    if counted.sensors.len() > 1 {
        let names: Vec<&str> = counted.sensors.iter().map(|(n, _)| n.as_str()).collect();
        let (all, first) = (names.len(), first_of(&names, NAMED_SENSORS));
        let what = (
            format!("all {all} sensors are added up: {}", first.en),
            format!("{all} 个传感器已全部合计：{}", first.zh),
        );
        let hint = (
            "say which counts for which portal: `sensors: {\"Bridge\": \"north\"}`",
            "请写明哪个传感器算给哪个出入口：`sensors: {\"Bridge\": \"north\"}`",
        );
        record.warn(&fields::FILE, what, hint);
    }
    let all = |bin: usize| counted.sensors.iter().map(|(_, counts)| counts[bin]).sum::<f64>();
    (0..counted.bins.len())
        .map(|bin| portals.iter().map(|p| p.arrival_share * all(bin)).collect())
        .collect()
}

fn origin(reading: &CountsReading) -> Bilingual {
    let file = std::path::Path::new(&reading.file).file_name();
    let file = file.map_or_else(|| reading.file.clone(), |f| f.to_string_lossy().into_owned());
    let (en, zh) = match reading.unit {
        Unit::People => ("counts", "计数"),
        Unit::Shares => ("shares", "占比"),
    };
    let day = reading.day.map(|d| d.to_string()).unwrap_or_default();
    let minutes = reading.bin_s / 60.0;
    Bilingual::new(
        format!("{en} of {file} {day}, bins of {minutes} min")
            .replace("  ", " ")
            .replace(" ,", ","),
        format!("{file} {day} 的{zh}，每 {minutes} 分钟一段"),
    )
}
