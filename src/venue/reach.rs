//! Holds portals, attractions and counters against the ground: what is off it, what nobody
//! can reach, and ground that leads nowhere.
//!
//! Reach is judged on the ground less the width of a body, so that a gap too narrow to walk
//! through does not count as a way.

use super::check::Whereabouts;
use super::draft::{Draft, Drawn, Kind};
use super::read::of_kind;
use super::sound::spot;
use super::{PortalGeometry, Venue};
use crate::document::{Bilingual, Place, Problems};
use crate::geometry::polygons;
use geo::{
    Area, BoundingRect, Centroid, Closest, ClosestPoint, Coord, Distance, Euclidean, InteriorPoint,
    Intersects, LineString, MultiPolygon, Point, Polygon,
};

/// Half the width of a body, metres.
const BODY_M: f64 = 0.2;
/// Width of the strip about a portal's or counter's line that must touch the ground, metres.
const REACH_M: f64 = 1.0;
/// Ground without a portal is worth a word from this size on, square metres.
const NOTABLE_M2: f64 = 100.0;

/// Adds to `problems` what is off the ground or out of reach.
pub(crate) fn check(
    venue: &Venue,
    draft: &Draft,
    whereabouts: &Whereabouts<'_>,
    problems: &mut Problems,
) {
    let pieces = Pieces::new(&venue.ground);
    let mut reach = Reach { venue, whereabouts, pieces, problems, open: Vec::new() };
    reach.open = vec![0; reach.pieces.0.len()];
    reach.portals(draft);
    reach.attractions(draft);
    reach.counters(draft);
    reach.closed_ground();
}

/// The connected pieces of ground on which a body can walk, with their bounds.
struct Pieces(Vec<(Polygon<f64>, geo::Rect<f64>)>);

impl Pieces {
    fn new(ground: &MultiPolygon<f64>) -> Self {
        let walkable = polygons::grow(ground, -BODY_M);
        Self(walkable.0.into_iter().filter_map(|p| p.bounding_rect().map(|r| (p, r))).collect())
    }

    /// The pieces that an area shares more than `least_m2` with, and how much.
    fn under(&self, area: &MultiPolygon<f64>, least_m2: f64) -> Vec<(usize, f64)> {
        let Some(bounds) = area.bounding_rect() else { return Vec::new() };
        let shared = |(i, (piece, rect)): (usize, &(Polygon<f64>, geo::Rect<f64>))| {
            if !rect.intersects(&bounds) {
                return None;
            }
            let m2 = polygons::intersect(area, &piece.clone().into()).unsigned_area();
            (m2 > least_m2).then_some((i, m2))
        };
        self.0.iter().enumerate().filter_map(shared).collect()
    }
}

struct Reach<'a> {
    venue: &'a Venue,
    whereabouts: &'a Whereabouts<'a>,
    pieces: Pieces,
    problems: &'a mut Problems,
    /// Portals on each piece.
    open: Vec<usize>,
}

impl Reach<'_> {
    fn portals(&mut self, draft: &Draft) {
        if self.venue.portals.is_empty() {
            let place = Place::file(self.whereabouts.path);
            let what = ("there is no portal: nobody can come or go", "没有出入口：没有人能进出");
            let hint = (
                "draw a line of kind \"portal\" across each street, gate or stair head",
                "请横跨每条街道、每道门或楼梯口画一条 `kind` 为 \"portal\" 的线",
            );
            self.problems.error(place, what, hint);
        }
        let drawn: Vec<&Drawn> = of_kind(&draft.features, Kind::Portal).collect();
        let mut pieces_of = Vec::new();
        for (portal, feature) in self.venue.portals.iter().zip(drawn) {
            let (area, middle, least_m2) = match &portal.shape {
                PortalGeometry::Line(line) => {
                    (polygons::blunt_strip(line, REACH_M), middle_of(line), 0.1)
                }
                // An area may lie in a door that is little wider than a body.
                PortalGeometry::Area(area) => (area.clone().into(), centre_of(area), 0.005),
            };
            let under = self.pieces.under(&area, least_m2);
            if under.is_empty() {
                let (id, off) = (&portal.id, self.off(middle));
                let what = (
                    format!("portal {id:?} lies off the ground{}", off.en),
                    format!("出入口 {id:?} 不在地面上{}", off.zh),
                );
                let hint = (
                    "move it onto the ground, or draw ground below it",
                    "请把它移到地面上，或在它下面画出地面",
                );
                self.problems.error(self.whereabouts.of(feature, None), what, hint);
            }
            for (piece, _) in &under {
                self.open[*piece] += 1;
            }
            pieces_of.push((portal, feature, under));
        }
        if self.venue.portals.len() < 2 {
            return;
        }
        for (portal, feature, under) in pieces_of {
            let alone = under.iter().all(|(piece, _)| self.open[*piece] == 1);
            let m2: f64 =
                under.iter().map(|(piece, _)| self.pieces.0[*piece].0.unsigned_area()).sum();
            let attraction = under.iter().any(|(piece, _)| self.has_attraction(*piece));
            if !under.is_empty() && alone && !attraction {
                let id = &portal.id;
                let what = (
                    format!(
                        "portal {id:?} leads nowhere: no other portal and no attraction on its {m2:.0} m² of ground"
                    ),
                    format!(
                        "从出入口 {id:?} 哪里也去不了：它那 {m2:.0} m² 地面上没有别的出入口和兴趣点"
                    ),
                );
                let hint = (
                    "open a way through what closes it off, or take the portal out",
                    "请在隔断处打开一条路，或去掉这个出入口",
                );
                self.problems.warn(self.whereabouts.of(feature, None), what, hint);
            }
        }
    }

    fn has_attraction(&self, piece: usize) -> bool {
        self.venue.attractions.iter().any(|a| {
            let under = self.pieces.under(&a.area.clone().into(), 0.25);
            under.iter().any(|(p, _)| *p == piece)
        })
    }

    /// How far off the ground, and where the nearest ground is.
    fn off(&self, at: Coord<f64>) -> Bilingual {
        let distance = Euclidean.distance(&Point::from(at), &self.venue.ground);
        let nearest = match self.venue.ground.closest_point(&Point::from(at)) {
            Closest::SinglePoint(p) | Closest::Intersection(p) => p,
            Closest::Indeterminate => return Bilingual::default(),
        };
        let (dx, dy) = (nearest.x() - at.x, nearest.y() - at.y);
        let from = spot(at, &self.venue.frame);
        if distance < 0.05 {
            return Bilingual::new(
                format!(": where it lies, at {}, the ground is too narrow to walk", from.en),
                format!("：它所在的 {}处，地面窄得无法行走", from.zh),
            );
        }
        let (heading, zh) = heading(dx, dy);
        Bilingual::new(
            format!(": the nearest ground is {distance:.1} m to the {heading} of {}", from.en),
            format!("：最近的地面在 {}以{zh} {distance:.1} m 处", from.zh),
        )
    }

    fn attractions(&mut self, draft: &Draft) {
        let drawn: Vec<&Drawn> = of_kind(&draft.features, Kind::Attraction).collect();
        for attraction in &self.venue.attractions {
            let feature = drawn.iter().find(|f| f.id.as_deref() == Some(attraction.id.as_str()));
            let place = feature
                .map_or(Place::file(self.whereabouts.path), |f| self.whereabouts.of(f, None));
            let under = self.pieces.under(&attraction.area.clone().into(), 0.25);
            let id = &attraction.id;
            if under.is_empty() {
                let off = self.off(centre_of(&attraction.area));
                let what = (
                    format!("attraction {id:?} has no ground to stand on{}", off.en),
                    format!("兴趣点 {id:?} 没有可站立的地面{}", off.zh),
                );
                let hint = (
                    "its area is where visitors stand: draw it around the obstacle, not inside",
                    "它的区域是访客站立的地方：请画在障碍物周围，不要画在里面",
                );
                self.problems.error(place, what, hint);
            } else if under.iter().all(|(piece, _)| self.open[*piece] == 0) {
                let what = (
                    format!("nobody can reach attraction {id:?}: no portal on its ground"),
                    format!("没有人能到达兴趣点 {id:?}：它那块地面上没有出入口"),
                );
                let hint = (
                    "open a way of at least 0.5 m to it, or draw a portal on its ground",
                    "请打开一条至少 0.5 m 宽的路通到那里，或在它的地面上画一个出入口",
                );
                self.problems.error(place, what, hint);
            }
        }
    }

    fn counters(&mut self, draft: &Draft) {
        let drawn: Vec<&Drawn> = of_kind(&draft.features, Kind::Counter).collect();
        for (counter, feature) in self.venue.counters.iter().zip(drawn) {
            let strip = polygons::blunt_strip(&counter.line, REACH_M);
            if self.pieces.under(&strip, 0.05).is_empty() {
                let (id, off) = (&counter.id, self.off(middle_of(&counter.line)));
                let what = (
                    format!("counter {id:?} lies off the ground{}", off.en),
                    format!("计数线 {id:?} 不在地面上{}", off.zh),
                );
                let hint = (
                    "draw it across the way on which people are to be counted",
                    "请把它画成横跨要计数的通道",
                );
                self.problems.error(self.whereabouts.of(feature, None), what, hint);
            }
        }
    }

    fn closed_ground(&mut self) {
        if self.venue.portals.is_empty() {
            return;
        }
        let closed = self.pieces.0.iter().zip(&self.open).filter(|(_, open)| **open == 0);
        let sizes: Vec<(f64, &Polygon<f64>)> =
            closed.map(|((piece, _), _)| (piece.unsigned_area(), piece)).collect();
        let notable = sizes.iter().filter(|(m2, _)| *m2 >= NOTABLE_M2).count();
        let Some((m2, largest)) = sizes.iter().max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
        if notable == 0 {
            return;
        }
        let at = spot(centre_of(largest), &self.venue.frame);
        let what = (
            format!(
                "{notable} piece(s) of ground cannot be reached from any portal; the largest has {m2:.0} m², near {}",
                at.en
            ),
            format!(
                "有 {notable} 块地面从任何出入口都到不了；最大的一块有 {m2:.0} m²，在 {}附近",
                at.zh
            ),
        );
        let hint = (
            "nobody will walk there; open a way to it, or take it out of the ground",
            "没有人会走到那里；请打开一条路通过去，或把它从地面中去掉",
        );
        self.problems.warn(Place::file(self.whereabouts.path), what, hint);
    }
}

fn middle_of(line: &LineString<f64>) -> Coord<f64> {
    line.centroid().map(Coord::from).or(line.0.first().copied()).unwrap_or_default()
}

/// A point inside the polygon, near its middle.
fn centre_of(area: &Polygon<f64>) -> Coord<f64> {
    area.interior_point().map(Coord::from).unwrap_or_default()
}

fn heading(dx: f64, dy: f64) -> (&'static str, &'static str) {
    const NAMES: [(&str, &str); 8] = [
        ("east", "东"),
        ("north-east", "东北"),
        ("north", "北"),
        ("north-west", "西北"),
        ("west", "西"),
        ("south-west", "西南"),
        ("south", "南"),
        ("south-east", "东南"),
    ];
    let eighth = (dy.atan2(dx) / std::f64::consts::FRAC_PI_4).round() as i64;
    NAMES[eighth.rem_euclid(8) as usize]
}
