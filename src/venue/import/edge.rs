//! The edge of a map, within which its ground lies.

use super::thing::{Extract, Form};
use crate::document::Bilingual;
use crate::geometry::polygons;
use geo::{Area, ConvexHull, MultiPoint, MultiPolygon, Polygon, Rect};

/// What is smaller is no block, square metres.
const BLOCK_M2: f64 = 100.0;
/// Blocks farther apart than this do not border one place, metres.
const WIDEST_GAP_M: f64 = 80.0;

/// Half of what separates nothing in a drawing, metres.
const HAIR_M: f64 = 0.02;

/// The edge of the map, and what was assumed for it.
pub struct Edge {
    /// Where it runs.
    pub polygon: Polygon<f64>,
    /// What was assumed.
    pub assumed: Bilingual,
    /// Whether the map itself draws the ground.
    pub drawn: bool,
    /// Drawn ground that does not hang together with it.
    pub apart: Vec<Polygon<f64>>,
}

impl Edge {
    /// The largest piece of what lies within a part of the map; `None` where nothing does.
    pub fn within(self, part: Rect<f64>) -> Option<Self> {
        let cut = polygons::intersect(&self.polygon.into(), &part.to_polygon().into());
        let sizes =
            |a: &Polygon<f64>, b: &Polygon<f64>| a.unsigned_area().total_cmp(&b.unsigned_area());
        let polygon = cut.0.into_iter().max_by(sizes)?;
        let assumed = Bilingual::new(
            format!("{} Of it, a part of the map was taken.", self.assumed.en),
            format!("{}其中只取了地图的一部分。", self.assumed.zh),
        );
        Some(Self { polygon, assumed, ..self })
    }
}

/// The edge of an extract: as drawn, else its bounds, else what lies between its blocks.
pub fn of(extract: &Extract) -> Option<Edge> {
    let drawn: Vec<Polygon<f64>> = extract
        .things
        .iter()
        .filter(|t| t.tags.is("wuwei:what", &["ground"]))
        .filter_map(|t| t.area())
        .flat_map(|a| a.0)
        .collect();
    let mut union = joined(polygons::union(&drawn)).0;
    union.sort_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    if let Some(polygon) = union.pop() {
        let assumed = Bilingual::new(
            "The ground is the area that the map draws as walkable.",
            "地面取自地图中标为可行走的区域。",
        );
        return Some(Edge { polygon, assumed, drawn: true, apart: union });
    }
    let (drawn, apart) = (false, Vec::new());
    if let Some(bounds) = extract.bounds {
        let assumed = Bilingual::new(
            "The ground is everything within the map's bounds that nothing stands on: streets, squares, grass.",
            "地面取地图范围内无遮挡之处：街道、广场、草地。",
        );
        return Some(Edge { polygon: bounds.to_polygon(), assumed, drawn, apart });
    }
    let polygon = surrounding(extract)?;
    let assumed = Bilingual::new(
        "The file gives no ground and no bounds: the ground is what lies between its blocks.",
        "文件未给出地面与范围：取各街区之间的地面。",
    );
    (polygon.unsigned_area() > 1.0).then_some(Edge { polygon, assumed, drawn, apart })
}

/// Ground of which the pieces were drawn side by side with a hair between them is one.
fn joined(ground: MultiPolygon<f64>) -> MultiPolygon<f64> {
    if ground.0.len() < 2 {
        return ground;
    }
    let closed = polygons::grow(&polygons::grow(&ground, HAIR_M), -HAIR_M);
    if closed.0.len() < ground.0.len() { closed } else { ground }
}

/// What lies between the things of a map that has no bounds: their areas grown until they
/// meet, and shrunk again, so that the edge runs across the mouths of the streets. Where they
/// never meet, their hull.
fn surrounding(extract: &Extract) -> Option<Polygon<f64>> {
    let blocks: Vec<Polygon<f64>> = extract
        .things
        .iter()
        .filter_map(|t| t.area())
        .flat_map(|a| a.0)
        .filter(|a| a.unsigned_area() >= BLOCK_M2)
        .collect();
    let blocks = polygons::union(&blocks);
    let mut gap_m = 10.0;
    while gap_m <= WIDEST_GAP_M {
        if polygons::grow(&blocks, gap_m / 2.0).0.len() == 1 {
            // All hang together: the other streets are at most some twice as wide.
            let reach = gap_m * 1.1;
            let filled = polygons::grow(&blocks, reach).0.into_iter().map(|p| p.into_inner().0);
            let filled: Vec<Polygon<f64>> =
                filled.map(|outer| Polygon::new(outer, Vec::new())).collect();
            let shrunk = polygons::grow(&MultiPolygon::new(filled), -reach - 0.05);
            let sizes = |a: &&Polygon<f64>, b: &&Polygon<f64>| {
                a.unsigned_area().total_cmp(&b.unsigned_area())
            };
            let edge = shrunk.0.iter().max_by(sizes)?;
            return Some(Polygon::new(edge.exterior().clone(), Vec::new()));
        }
        gap_m *= 1.2;
    }
    let points: Vec<geo::Point<f64>> = extract
        .things
        .iter()
        .flat_map(|t| match &t.form {
            Form::Point(at) => vec![*at],
            Form::Line(line) => line.0.clone(),
            Form::Area(area) => area.0.iter().flat_map(|p| p.exterior().0.clone()).collect(),
            Form::CutOpen(lines) => lines.iter().flat_map(|l| l.0.clone()).collect(),
        })
        .map(geo::Point::from)
        .collect();
    Some(MultiPoint::new(points).convex_hull())
}
