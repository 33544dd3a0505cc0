//! A GeoJSON feature collection as it stands in the file: properties and coordinates with
//! their places, nothing yet known of what they mean. Shared by the venue reader, which
//! refuses a broken geometry, and the importer, which leaves it out and says so.

use super::json_place::{Step, locate};
use crate::document::{Bilingual, Place, Problems};
use geo::{Coord, LineString, Polygon};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Coordinates of one feature, in the units of the file or in local metres.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Point or MultiPoint.
    Points(Vec<Coord<f64>>),
    /// LineString or MultiLineString.
    Lines(Vec<LineString<f64>>),
    /// Polygon or MultiPolygon; rings as drawn, closed.
    Areas(Vec<Polygon<f64>>),
}

impl Shape {
    /// All positions in order.
    pub fn positions(&self) -> Vec<Coord<f64>> {
        use geo::CoordsIter;
        match self {
            Self::Points(points) => points.clone(),
            Self::Lines(lines) => lines.iter().flat_map(|l| l.0.iter().copied()).collect(),
            Self::Areas(areas) => areas.iter().flat_map(CoordsIter::coords_iter).collect(),
        }
    }

    /// The same shape with every position moved by `to`.
    pub fn map(&self, to: impl Fn(Coord<f64>) -> Coord<f64>) -> Self {
        let line = |l: &LineString<f64>| LineString::new(l.0.iter().map(|c| to(*c)).collect());
        match self {
            Self::Points(points) => Self::Points(points.iter().map(|c| to(*c)).collect()),
            Self::Lines(lines) => Self::Lines(lines.iter().map(line).collect()),
            Self::Areas(areas) => Self::Areas(
                areas
                    .iter()
                    .map(|p| {
                        Polygon::new(line(p.exterior()), p.interiors().iter().map(line).collect())
                    })
                    .collect(),
            ),
        }
    }

    /// What GeoJSON calls it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Points(_) => "Point",
            Self::Lines(_) => "LineString",
            Self::Areas(_) => "Polygon",
        }
    }
}

/// Something wrong inside one feature.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong and what was expected.
    pub what: Bilingual,
    /// What to do.
    pub hint: Bilingual,
}

/// One feature of the file.
#[derive(Clone, Debug)]
pub struct RawFeature {
    /// Which one of the file's, from 0.
    pub index: usize,
    /// Its properties; empty where there are none.
    pub properties: Map<String, Value>,
    /// Its geometry, or what is wrong with it.
    pub shape: Result<Shape, Box<Fault>>,
    /// What could be put right without asking.
    pub repaired: Vec<Fault>,
}

/// A feature collection with its text.
#[derive(Clone, Debug)]
pub struct Collection {
    /// The file as the user named it.
    pub path: PathBuf,
    /// Its text, for places.
    pub text: String,
    /// The foreign member `wuwei`; empty where there is none.
    pub wuwei: Map<String, Value>,
    /// The name of the coordinate system, if the file gives one.
    pub crs: Option<String>,
    /// The features in the file's order.
    pub features: Vec<RawFeature>,
}

impl Collection {
    /// The place of a value.
    pub fn place(&self, path: &[Step<'_>]) -> Place {
        Place::at_byte(&self.path, &self.text, locate(&self.text, path))
    }

    /// The place of feature `index`, or of something inside it.
    pub fn feature_place(&self, index: usize, inside: &[Step<'_>]) -> Place {
        let path = [&[Step::Key("features"), Step::Index(index)], inside].concat();
        self.place(&path)
    }

    /// Parses a text.
    ///
    /// # Errors
    /// Where it is no JSON (says at which line and column), or no FeatureCollection.
    pub fn parse(path: &Path, text: String) -> Result<Self, Problems> {
        let root = parse_json(path, &text)?;
        let mut collection = Self {
            path: path.to_path_buf(),
            text,
            wuwei: Map::new(),
            crs: None,
            features: Vec::new(),
        };
        let Value::Object(mut root) = root else {
            return Err(collection.not_a_collection(("is not an object", "不是对象")));
        };
        let kind = root.get("type").and_then(Value::as_str).unwrap_or("").to_owned();
        if kind != "FeatureCollection" {
            let what = (format!("\"type\" is {kind:?}"), format!("\"type\" 是 {kind:?}"));
            return Err(collection.not_a_collection(what));
        }
        let Some(Value::Array(features)) = root.remove("features") else {
            let what = ("\"features\" is missing or no array", "缺少 \"features\"，或它不是数组");
            return Err(collection.not_a_collection(what));
        };
        if let Some(Value::Object(own)) = root.remove("wuwei") {
            collection.wuwei = own;
        }
        let name = root.get("crs").and_then(|crs| crs.pointer("/properties/name"));
        collection.crs = name.and_then(Value::as_str).map(str::to_owned);
        collection.features = features
            .into_iter()
            .enumerate()
            .map(|(index, feature)| collection.feature(index, feature))
            .collect();
        Ok(collection)
    }

    fn not_a_collection(&self, what: impl Into<Bilingual>) -> Problems {
        let Bilingual { en, zh } = what.into();
        let what = (
            format!("is no GeoJSON feature collection: {en}"),
            format!("不是 GeoJSON 要素集合：{zh}"),
        );
        let hint = (
            "expected {\"type\": \"FeatureCollection\", \"features\": [ … ]}",
            "应为 {\"type\": \"FeatureCollection\", \"features\": [ … ]}",
        );
        Problems::one(self.place(&[Step::Key("type")]), what, hint)
    }

    fn feature(&self, index: usize, feature: Value) -> RawFeature {
        let mut repaired = Vec::new();
        let geometry = feature.get("geometry").unwrap_or(&Value::Null);
        let reading = Reading { collection: self, index };
        let shape = reading.shape(geometry, &mut repaired);
        let properties = match feature.get("properties") {
            Some(Value::Object(properties)) => properties.clone(),
            _ => Map::new(),
        };
        RawFeature { index, properties, shape, repaired }
    }
}

fn parse_json(path: &Path, text: &str) -> Result<Value, Problems> {
    serde_json::from_str(text).map_err(|e| {
        let place = Place { file: path.to_path_buf(), line: e.line(), column: e.column().max(1) };
        let message = e.to_string();
        let what = message.split(" at line ").next().unwrap_or("is broken").to_owned();
        let rest = text
            .lines()
            .nth(e.line().saturating_sub(1))
            .and_then(|l| l.get(e.column().saturating_sub(1)..))
            .unwrap_or("");
        let hint = if e.is_eof() {
            (
                "the text ends too early: the file was cut off, or a closing ] or } is missing",
                "文本过早结束：文件被截断，或缺少结尾的 ] 或 }",
            )
        } else if ["N", "I", "-I"].iter().any(|n| rest.starts_with(n)) {
            (
                "JSON knows no NaN and no Infinity: give a number or leave the feature out",
                "JSON 中没有 NaN 和 Infinity：请给出数，或去掉这个要素",
            )
        } else if what.contains("out of range") {
            ("the number is too large for any coordinate", "这个数大得不可能是坐标")
        } else {
            (
                "mend the JSON there; a comma or a bracket just before is a common cause",
                "请改正此处的 JSON；常见原因是前面的逗号或括号有误",
            )
        };
        let what = (format!("is not valid JSON: {what}"), format!("不是有效的 JSON：{what}"));
        Problems::one(place, what, hint)
    })
}

/// Reads the geometry of one feature.
struct Reading<'a> {
    collection: &'a Collection,
    index: usize,
}

impl Reading<'_> {
    fn fault(
        &self,
        inside: &[usize],
        what: impl Into<Bilingual>,
        hint: (&str, &str),
    ) -> Box<Fault> {
        let mut path = vec![Step::Key("geometry"), Step::Key("coordinates")];
        path.extend(inside.iter().map(|i| Step::Index(*i)));
        let place = self.collection.feature_place(self.index, &path);
        Box::new(Fault { place, what: what.into(), hint: hint.into() })
    }

    fn shape(&self, geometry: &Value, repaired: &mut Vec<Fault>) -> Result<Shape, Box<Fault>> {
        let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("");
        let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
        match kind {
            "Point" => Ok(Shape::Points(vec![self.position(coordinates, &[])?])),
            "MultiPoint" => Ok(Shape::Points(self.positions(coordinates, &[])?)),
            "LineString" => Ok(Shape::Lines(vec![self.line(coordinates, &[])?])),
            "MultiLineString" => {
                let lines = self.parts(coordinates, &[])?;
                let lines = lines.iter().enumerate().map(|(i, l)| self.line(l, &[i]));
                Ok(Shape::Lines(lines.collect::<Result<_, _>>()?))
            }
            "Polygon" => Ok(Shape::Areas(vec![self.polygon(coordinates, &[], repaired)?])),
            "MultiPolygon" => {
                let parts = self.parts(coordinates, &[])?;
                let parts = parts.iter().enumerate().map(|(i, p)| self.polygon(p, &[i], repaired));
                Ok(Shape::Areas(parts.collect::<Result<_, _>>()?))
            }
            "" => Err(self.fault(
                &[],
                ("has no geometry", "没有几何图形"),
                ("draw it, or take the feature out", "请画出它，或去掉这个要素"),
            )),
            other => Err(self.fault(
                &[],
                (
                    format!("has a geometry of type {other:?}, which is not read"),
                    format!("几何类型为 {other:?}，无法读取"),
                ),
                (
                    "expected Point, LineString, Polygon or one of their Multi… forms",
                    "应为 Point、LineString、Polygon 或它们的 Multi… 形式",
                ),
            )),
        }
    }

    fn parts<'v>(&self, value: &'v Value, at: &[usize]) -> Result<&'v Vec<Value>, Box<Fault>> {
        value.as_array().filter(|parts| !parts.is_empty()).ok_or_else(|| {
            let hint = ("expected a list of positions [x, y]", "应为若干位置 [x, y]");
            self.fault(at, ("has no coordinates", "没有坐标"), hint)
        })
    }

    fn position(&self, value: &Value, at: &[usize]) -> Result<Coord<f64>, Box<Fault>> {
        let number = |i: usize| value.get(i).and_then(Value::as_f64).filter(|n| n.is_finite());
        match (number(0), number(1)) {
            (Some(x), Some(y)) => Ok(Coord { x, y }),
            _ => {
                let found = shortened(value);
                let what = (
                    format!("has no position there but {found}"),
                    format!("此处不是位置，而是 {found}"),
                );
                let hint = (
                    "expected [longitude, latitude], two finite numbers",
                    "应为 [经度, 纬度]，两个有限的数",
                );
                Err(self.fault(at, what, hint))
            }
        }
    }

    fn positions(&self, value: &Value, at: &[usize]) -> Result<Vec<Coord<f64>>, Box<Fault>> {
        let positions = self.parts(value, at)?;
        positions.iter().enumerate().map(|(i, p)| self.position(p, &[at, &[i]].concat())).collect()
    }

    fn line(&self, value: &Value, at: &[usize]) -> Result<LineString<f64>, Box<Fault>> {
        let mut positions = self.positions(value, at)?;
        positions.dedup();
        if positions.len() < 2 {
            return Err(self.fault(
                at,
                ("is a line of fewer than two different positions", "线上不足两个不同的位置"),
                (
                    "draw it from one end to the other, or take it out",
                    "请从一端画到另一端，或去掉它",
                ),
            ));
        }
        Ok(LineString::new(positions))
    }

    fn ring(
        &self,
        value: &Value,
        at: &[usize],
        repaired: &mut Vec<Fault>,
    ) -> Result<LineString<f64>, Box<Fault>> {
        let mut positions = self.positions(value, at)?;
        if positions.first() != positions.last() {
            repaired.push(*self.fault(
                at,
                (
                    "is a ring whose last position is not its first; it was closed",
                    "环的最后一个位置不是第一个；已闭合",
                ),
                ("repeat the first position at the end", "请在末尾重复第一个位置"),
            ));
            positions.extend(positions.first().copied());
        }
        positions.dedup();
        if positions.len() < 4 {
            return Err(self.fault(
                at,
                ("is a ring of fewer than three different corners", "环上不足三个不同的角"),
                (
                    "expected at least four positions, the last equal to the first",
                    "至少应有四个位置，最后一个与第一个相同",
                ),
            ));
        }
        Ok(LineString::new(positions))
    }

    fn polygon(
        &self,
        value: &Value,
        at: &[usize],
        repaired: &mut Vec<Fault>,
    ) -> Result<Polygon<f64>, Box<Fault>> {
        let mut rings = Vec::new();
        for (i, ring) in self.parts(value, at)?.iter().enumerate() {
            rings.push(self.ring(ring, &[at, &[i]].concat(), repaired)?);
        }
        let outer = rings.remove(0);
        Ok(Polygon::new(outer, rings))
    }
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 40 {
        text
    } else {
        text.chars().take(39).chain(std::iter::once('…')).collect()
    }
}
