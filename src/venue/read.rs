//! Reads `venue.geojson`: the features with their meaning, all problems at once.

use super::Venue;
use super::check::{self, Whereabouts};
use super::collection::{Collection, RawFeature, Shape};
use super::draft::{COMMON_PROPERTIES, Draft, Drawn, KINDS, Kind, KindRule};
use super::json_place::Step;
use super::slip::nearest;
use crate::document::{Bilingual, Problems, meant_by, read_text};
use crate::geometry::Frame;
use geo::Coord;
use serde_json::{Map, Value};
use std::path::Path;

/// The largest venue that is taken, square metres of its bounding rectangle. Ten times the
/// largest event ground known to the authors; a raster beyond it would not fit into memory.
pub(super) const LARGEST_M2: f64 = 50e6;
/// Bytes that a run keeps for a square metre of bounding rectangle, at least: four half-metre
/// cells with the ways to five goals.
pub(super) const BYTES_PER_M2: f64 = 400.0;
/// Metres from the origin beyond which the flat frame is no longer true to 0.1 %.
const FARTHEST_ORIGIN_M: f64 = 50_000.0;

/// Reads and checks a venue file, degrees or metres.
///
/// # Errors
/// Everything that is wrong with it, each with line, column and a hint; the second part of
/// the result holds the warnings.
pub fn read(path: &Path) -> Result<(Venue, Problems), Problems> {
    read_from_text(path, read_text(path)?)
}

/// Like [`read`], of a text already in memory; `path` is only named in problems.
///
/// # Errors
/// As [`read`].
pub fn read_from_text(path: &Path, text: String) -> Result<(Venue, Problems), Problems> {
    let collection = Collection::parse(path, text)?;
    let mut problems = Problems::default();
    let draft = draft(&collection, &mut problems);
    let Some(draft) = draft else { return Err(problems.sorted()) };
    let whereabouts = Whereabouts { path, collection: Some(&collection) };
    match check::venue(&draft, &whereabouts, &mut problems) {
        Some(venue) if !problems.has_errors() => Ok((venue, problems.sorted())),
        _ => Err(problems.sorted()),
    }
}

impl Draft {
    /// The features of a venue file, without working out the ground.
    ///
    /// # Errors
    /// Where a feature cannot be understood; whether portals lie on the ground is not looked at.
    pub fn read(path: &Path) -> Result<(Self, Problems), Problems> {
        let collection = Collection::parse(path, read_text(path)?)?;
        let mut problems = Problems::default();
        match draft(&collection, &mut problems) {
            Some(draft) if !problems.has_errors() => Ok((draft, problems.sorted())),
            _ => Err(problems.sorted()),
        }
    }

    /// The venue that the features describe. `path` is only named in problems.
    ///
    /// # Errors
    /// Where there is no ground, something lies off it, or cannot be reached.
    pub fn to_venue(&self, path: &Path) -> Result<(Venue, Problems), Problems> {
        let whereabouts = Whereabouts { path, collection: None };
        let mut problems = Problems::default();
        match check::venue(self, &whereabouts, &mut problems) {
            Some(venue) if !problems.has_errors() => Ok((venue, problems)),
            _ => Err(problems),
        }
    }

    /// The venue as far as it stands, for drawing it while it is being made: also where nobody
    /// could come in yet, or something lies off the ground. `None` where there is no ground.
    pub fn unfinished(&self, path: &Path) -> (Option<Venue>, Problems) {
        let whereabouts = Whereabouts { path, collection: None };
        let mut problems = Problems::default();
        let venue = check::venue(self, &whereabouts, &mut problems);
        (venue, problems)
    }
}

/// The features of a venue file in local metres, as far as they can be understood; `None`
/// where there is no frame to put them in.
pub(crate) fn draft(collection: &Collection, problems: &mut Problems) -> Option<Draft> {
    let mut features = Vec::new();
    for raw in &collection.features {
        features.extend(drawn(collection, raw, problems));
    }
    let metres = in_metres(collection, problems);
    let frame = frame(collection, &features, metres, problems)?;
    if !metres {
        for feature in &mut features {
            feature.shape = feature.shape.map(|c| {
                let [x, y] = frame.to_local(c.x, c.y);
                Coord { x, y }
            });
        }
    }
    check_extent(collection, &features, problems);
    Some(Draft { name: venue_name(collection, problems), frame, features })
}

fn drawn(collection: &Collection, raw: &RawFeature, problems: &mut Problems) -> Option<Drawn> {
    let rule = kind_of(collection, raw, problems)?;
    for fault in &raw.repaired {
        problems.warn(fault.place.clone(), amiss(rule, &fault.what), fault.hint.clone());
    }
    let shape = match &raw.shape {
        Ok(shape) => shape.clone(),
        Err(fault) => {
            problems.error(fault.place.clone(), amiss(rule, &fault.what), fault.hint.clone());
            return None;
        }
    };
    if !rule.geometries.contains(&shape.word()) {
        let place =
            collection.feature_place(raw.index, &[Step::Key("geometry"), Step::Key("type")]);
        let (KindRule { word, zh, geometries, .. }, drawn) = (rule, shape.word());
        let what = (format!("{word} is drawn as a {drawn}"), format!("{zh}画成了 {drawn}"));
        let hint = (
            format!("expected {}", geometries.join(" or ")),
            format!("应为 {}", geometries.join(" 或 ")),
        );
        problems.error(place, what, hint);
        return None;
    }
    check_property_names(collection, raw, rule, problems);
    let id = text_property(collection, raw, "id", problems);
    let en = text_property(collection, raw, "name", problems);
    let zh = text_property(collection, raw, "name_zh", problems);
    let name = match (en, zh) {
        (Some(en), Some(zh)) => Some(Bilingual { en, zh }),
        (Some(text), None) | (None, Some(text)) => Some(Bilingual::same(text)),
        (None, None) => None,
    };
    let mut properties = raw.properties.clone();
    for taken in ["kind", "id", "name", "name_zh"] {
        properties.remove(taken);
    }
    Some(Drawn { index: Some(raw.index), kind: rule.kind, id, name, shape, properties })
}

/// What is wrong with a feature of a kind.
fn amiss(rule: &KindRule, what: &Bilingual) -> Bilingual {
    let KindRule { word, zh, .. } = rule;
    Bilingual::new(format!("{word} {}", what.en), format!("{zh}：{}", what.zh))
}

fn kind_of(
    collection: &Collection,
    raw: &RawFeature,
    problems: &mut Problems,
) -> Option<&'static KindRule> {
    let inside = [Step::Key("properties"), Step::Key("kind")];
    let place = || collection.feature_place(raw.index, &inside);
    let words: Vec<&str> = KINDS.iter().map(|r| r.word).collect();
    let [known, all] = [", ", "、"].map(|comma| words.join(comma));
    match raw.properties.get("kind") {
        Some(Value::String(word)) => {
            let rule = KINDS.iter().find(|r| r.word == word);
            if rule.is_none() {
                let hint = match nearest(word, &words) {
                    Some(near) => (
                        format!("did you mean {near:?}? expected one of {known}"),
                        format!("是不是 {near:?}？应为以下之一：{all}"),
                    ),
                    None => (
                        format!(
                            "expected one of {known}; a map from elsewhere goes through `wuwei import`"
                        ),
                        format!("应为以下之一：{all}；别处来的地图请用 `wuwei import` 导入"),
                    ),
                };
                let what = (format!("unknown kind {word:?}"), format!("没有 {word:?} 这种 `kind`"));
                problems.error(place(), what, hint);
            }
            rule
        }
        None => {
            let what = ("a feature without kind is ignored", "没有 `kind` 的要素不予采用");
            let hint =
                (format!("give it a \"kind\": {known}"), format!("请给它加上 \"kind\"：{all}"));
            problems.warn(place(), what, hint);
            None
        }
        Some(other) => {
            let what = (format!("kind is {other}"), format!("`kind` 是 {other}"));
            let hint = (format!("expected a text: {known}"), format!("应为文字：{all}"));
            problems.error(place(), what, hint);
            None
        }
    }
}

fn text_property(
    collection: &Collection,
    raw: &RawFeature,
    name: &str,
    problems: &mut Problems,
) -> Option<String> {
    let place = || collection.feature_place(raw.index, &[Step::Key("properties"), Step::Key(name)]);
    match raw.properties.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Some(Value::String(_)) => {
            let what = (format!("{name} is empty"), format!("`{name}` 是空的"));
            let hint = ("give a text or take it out", "请填写文字，或去掉它");
            problems.error(place(), what, hint);
            None
        }
        Some(other) => {
            let what = (format!("{name} is {other}"), format!("`{name}` 是 {other}"));
            let hint = (
                format!("expected a text: write it in quotes, \"{other}\""),
                format!("应为文字：请加引号，\"{other}\""),
            );
            problems.error(place(), what, hint);
            None
        }
    }
}

fn check_property_names(
    collection: &Collection,
    raw: &RawFeature,
    rule: &KindRule,
    problems: &mut Problems,
) {
    let known: Vec<&str> = COMMON_PROPERTIES.iter().chain(rule.properties).copied().collect();
    for name in raw.properties.keys().filter(|n| !known.contains(&n.as_str())) {
        let place =
            || collection.feature_place(raw.index, &[Step::Key("properties"), Step::Key(name)]);
        if let Some(near) = nearest(name, &known) {
            let what = (
                format!("property {name:?} of a {} is not read", rule.word),
                format!("{}的属性 {name:?} 不会被读取", rule.zh),
            );
            problems.warn(place(), what, meant_by(&format!("{near:?}")));
        } else if KINDS.iter().any(|r| r.properties.contains(&name.as_str())) {
            let what = (
                format!("property {name:?} means nothing on a {}", rule.word),
                format!("属性 {name:?} 对{}没有意义", rule.zh),
            );
            let hint = ("it is kept, but not used", "它会保留，但不起作用");
            problems.warn(place(), what, hint);
        }
    }
}

fn in_metres(collection: &Collection, problems: &mut Problems) -> bool {
    let place = || collection.place(&[Step::Key("wuwei"), Step::Key("coordinates")]);
    match collection.wuwei.get("coordinates") {
        None => false,
        Some(Value::String(word)) if word == "metres" => true,
        Some(Value::String(word)) if word == "degrees" => false,
        Some(other) => {
            let what = (format!("coordinates is {other}"), format!("`coordinates` 是 {other}"));
            let hint = (
                "expected \"degrees\" (the default) or \"metres\"",
                "应为 \"degrees\"（默认）或 \"metres\"",
            );
            problems.error(place(), what, hint);
            false
        }
    }
}

/// The frame about the given origin, or about the middle of what is drawn.
fn frame(
    collection: &Collection,
    features: &[Drawn],
    metres: bool,
    problems: &mut Problems,
) -> Option<Frame> {
    let origin = origin(collection, problems);
    if metres {
        return Some(origin.unwrap_or(Frame { lon_deg: 0.0, lat_deg: 0.0 }));
    }
    if !check_degrees(collection, features, problems) {
        return None;
    }
    let all = bounds(features.iter().flat_map(|f| f.shape.positions()));
    let Some((low, high)) = all else {
        let what = ("holds no features", "里面没有要素");
        let hint = (
            "draw at least one feature of kind \"ground\" and one \"portal\"",
            "请至少画一个 `kind` 为 \"ground\" 的要素和一个 \"portal\"",
        );
        problems.error(collection.place(&[Step::Key("features")]), what, hint);
        return None;
    };
    let frame = origin.unwrap_or(Frame {
        lon_deg: round_9((low.x + high.x) / 2.0),
        lat_deg: round_9((low.y + high.y) / 2.0),
    });
    let [x, y] = frame.to_local(low.x, low.y);
    if x.hypot(y) > FARTHEST_ORIGIN_M && origin.is_some() {
        let place = collection.place(&[Step::Key("wuwei"), Step::Key("origin")]);
        let km = x.hypot(y) / 1000.0;
        let what = (
            format!("the origin lies {km:.0} km from the features"),
            format!("原点距各要素 {km:.0} km"),
        );
        let hint = ("leave it out: the middle of the venue is taken", "不必填写：会取场地的中点");
        problems.error(place, what, hint);
        return None;
    }
    Some(frame)
}

fn round_9(degrees: f64) -> f64 {
    (degrees * 1e9).round() / 1e9
}

fn origin(collection: &Collection, problems: &mut Problems) -> Option<Frame> {
    let value = collection.wuwei.get("origin")?;
    let number = |i: usize| value.get(i).and_then(Value::as_f64);
    match (number(0), number(1)) {
        (Some(lon_deg), Some(lat_deg)) if on_globe(lon_deg, lat_deg) => {
            Some(Frame { lon_deg, lat_deg })
        }
        _ => {
            let place = collection.place(&[Step::Key("wuwei"), Step::Key("origin")]);
            let what = (format!("origin is {value}"), format!("`origin` 是 {value}"));
            let hint = (
                "expected [longitude, latitude] in degrees, latitude within ±85",
                "应为以度计的 [经度, 纬度]，纬度在 ±85 以内",
            );
            problems.error(place, what, hint);
            None
        }
    }
}

fn on_globe(lon: f64, lat: f64) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 85.0
}

/// What to do about coordinates that are no degrees.
pub(crate) const DEGREES_OR_METRES: (&str, &str) = (
    "expected degrees; for a drawing in metres write \"wuwei\": {\"coordinates\": \"metres\"}",
    "应以度计；若是以米绘制的图，请写 \"wuwei\": {\"coordinates\": \"metres\"}",
);

/// Reports coordinates that are no degrees; false where there are any.
fn check_degrees(collection: &Collection, features: &[Drawn], problems: &mut Problems) -> bool {
    if let Some(crs) = collection.crs.as_deref()
        && !["CRS84", "4326"].iter().any(|known| crs.ends_with(known))
    {
        let what = (format!("is in the coordinate system {crs}"), format!("所用的坐标系是 {crs}"));
        let hint = (
            "save it in WGS 84 (EPSG:4326), as GeoJSON asks; in QGIS: Export, Save Features As",
            "请按 GeoJSON 的要求存为 WGS 84（EPSG:4326）；在 QGIS 中：导出 → 要素另存为",
        );
        problems.error(collection.place(&[Step::Key("crs")]), what, hint);
        return false;
    }
    let mut fine = true;
    for feature in features {
        let Some(bad) = feature.shape.positions().into_iter().find(|c| !on_globe(c.x, c.y)) else {
            continue;
        };
        fine = false;
        let inside = [Step::Key("geometry"), Step::Key("coordinates")];
        let place = collection.feature_place(feature.index.unwrap_or(0), &inside);
        let (called, Coord { x, y }) = (feature.kind.called(), bad);
        let what = (
            format!("{} lies off the globe: longitude {x}, latitude {y}", called.en),
            format!("{}不在地球上：经度 {x}，纬度 {y}", called.zh),
        );
        let hint = if x.abs() <= 90.0 && y.abs() <= 180.0 {
            (
                "longitude comes first in GeoJSON: are the two swapped?",
                "GeoJSON 中经度在前：两者是不是颠倒了？",
            )
        } else {
            DEGREES_OR_METRES
        };
        problems.error(place, what, hint);
    }
    fine
}

/// Refuses a venue too large to simulate, and names the feature that makes it so.
fn check_extent(collection: &Collection, features: &[Drawn], problems: &mut Problems) {
    let Some((low, high)) = bounds(features.iter().flat_map(|f| f.shape.positions())) else {
        return;
    };
    let (width, height) = (high.x - low.x, high.y - low.y);
    if width * height <= LARGEST_M2 && width.max(height) <= FARTHEST_ORIGIN_M {
        return;
    }
    let middle = median(features);
    let distance = |f: &Drawn| {
        let far = f.shape.positions().into_iter().map(|c| (c.x - middle.x).hypot(c.y - middle.y));
        far.fold(0.0, f64::max)
    };
    let Some(farthest) = features.iter().max_by(|a, b| distance(a).total_cmp(&distance(b))) else {
        return;
    };
    let gigabytes = (width * height * BYTES_PER_M2 / 1e9).ceil();
    let [width, height, far] = [width, height, distance(farthest)].map(|m| m / 1000.0);
    let (largest, called) = (LARGEST_M2 / 1e6, farthest.kind.called());
    let what = (
        format!(
            "the venue is {width:.1} × {height:.1} km: simulating it would need about \
             {gigabytes:.0} GB of memory (at most {largest:.0} km² are taken); this {} reaches \
             {far:.1} km from the middle of the others",
            called.en
        ),
        format!(
            "场地为 {width:.1} × {height:.1} km：模拟约需 {gigabytes:.0} GB 内存\
             （最多可取 {largest:.0} km²）；这个{}离其余要素的中心有 {far:.1} km",
            called.zh
        ),
    );
    let place = collection.feature_place(farthest.index.unwrap_or(0), &[]);
    let hint = (
        "cut out the event's surroundings, or mend a stray position",
        "请只截取活动周边，或改正偏离的位置",
    );
    problems.error(place, what, hint);
}

/// The median of the features' first positions: a place amid most of them, whatever strays.
fn median(features: &[Drawn]) -> Coord<f64> {
    let firsts = || features.iter().filter_map(|f| f.shape.positions().first().copied());
    let mut x: Vec<f64> = firsts().map(|c| c.x).collect();
    let mut y: Vec<f64> = firsts().map(|c| c.y).collect();
    x.sort_by(f64::total_cmp);
    y.sort_by(f64::total_cmp);
    let middle = |v: &[f64]| v.get(v.len() / 2).copied().unwrap_or(0.0);
    Coord { x: middle(&x), y: middle(&y) }
}

/// South-west and north-east corner of positions.
pub(crate) fn bounds(
    positions: impl Iterator<Item = Coord<f64>>,
) -> Option<(Coord<f64>, Coord<f64>)> {
    positions.fold(None, |all, c| match all {
        None => Some((c, c)),
        Some((low, high)) => Some((
            Coord { x: low.x.min(c.x), y: low.y.min(c.y) },
            Coord { x: high.x.max(c.x), y: high.y.max(c.y) },
        )),
    })
}

fn venue_name(collection: &Collection, problems: &mut Problems) -> Bilingual {
    let text = |value: &Map<String, Value>, key: &str| {
        value.get(key).and_then(Value::as_str).map(str::to_owned)
    };
    match collection.wuwei.get("name") {
        Some(Value::String(name)) => return Bilingual::same(name.clone()),
        Some(Value::Object(name)) => match (text(name, "en"), text(name, "zh")) {
            (Some(en), Some(zh)) => return Bilingual { en, zh },
            (Some(only), None) | (None, Some(only)) => return Bilingual::same(only),
            (None, None) => {}
        },
        None => return Bilingual::same(file_name(&collection.path)),
        Some(_) => {}
    }
    let place = collection.place(&[Step::Key("wuwei"), Step::Key("name")]);
    let hint = ("expected {\"en\": \"…\", \"zh\": \"…\"}", "应为 {\"en\": \"…\", \"zh\": \"…\"}");
    problems.warn(place, ("the name is not read", "名称无法读取"), hint);
    Bilingual::same(file_name(&collection.path))
}

/// A name for a venue that gives none: the file's, or its folder's where it is `venue.geojson`.
pub(crate) fn file_name(path: &Path) -> String {
    let of = |p: &Path| {
        let name = p.file_name().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        name.split('.').next().unwrap_or_default().to_owned()
    };
    let stem = of(path);
    let folder = path.parent().map(of).unwrap_or_default();
    if stem == "venue" && !folder.is_empty() { folder } else { stem }
}

/// Whether the shape of a feature holds areas, as its kind's rule asks.
pub(crate) fn areas(feature: &Drawn) -> &[geo::Polygon<f64>] {
    match &feature.shape {
        Shape::Areas(areas) => areas,
        _ => &[],
    }
}

/// Whether a feature is of a kind.
pub(crate) fn of_kind(features: &[Drawn], kind: Kind) -> impl Iterator<Item = &Drawn> {
    features.iter().filter(move |f| f.kind == kind)
}
