//! The features of a venue made of a map, each with where it came from.

use super::{Making, SIMPLER_M};
use crate::document::Bilingual;
use crate::geometry::polygons;
use crate::venue::collection::Shape;
use crate::venue::draft::{Drawn, Kind};
use crate::venue::import::obstacles::Body;
use crate::venue::import::portals::slug;
use crate::venue::import::summary::What;
use crate::venue::import::water::Water;
use crate::venue::import::ways::stairs;
use crate::venue::import::{attractions, portals};
use geo::{Area, MultiPolygon};
use std::collections::{BTreeMap, BTreeSet};

impl Making<'_> {
    pub(super) fn obstacles(&mut self, bodies: &[Body<'_>], waters: &[Water<'_>]) -> Vec<Drawn> {
        let mut drawn = Vec::new();
        for water in waters {
            let m2 = water.area.unsigned_area();
            self.take(What::Water, m2, &water.thing.label());
            let simple = polygons::tidy(&water.area, SIMPLER_M, 0.05);
            if water.closed_by_edge {
                let label = water.thing.label();
                self.warnings.push(Bilingual::new(
                    format!("{label} is cut open by the map's edge: {m2:.0} m² were taken for water by what stands on either side. Check it in the picture."),
                    format!("{label} 被地图边缘截断：依两侧地物判断，{m2:.0} m² 取为水面。请在图中核对。"),
                ));
            }
            let feature = Drawn::new(Kind::Obstacle, Shape::Areas(simple.0)).with("look", "water");
            drawn.push(sourced(feature, &water.thing.source, water.thing.tags.name()));
        }
        for body in bodies {
            let m2 = if matches!(body.shape, Shape::Areas(_)) {
                body.covers.unsigned_area()
            } else {
                0.0
            };
            self.take(body.rule.what, m2, &body.thing.label());
            let shape = match &body.shape {
                Shape::Areas(areas) => {
                    Shape::Areas(polygons::tidy(&MultiPolygon::new(areas.clone()), 0.02, 0.02).0)
                }
                other => other.clone(),
            };
            if shape.positions().is_empty() {
                continue;
            }
            let size = (body.rule.size_m * 1000.0).round() / 1000.0;
            let mut feature = Drawn::new(Kind::Obstacle, shape).with("look", body.rule.look.word());
            feature = match feature.shape {
                Shape::Lines(_) => feature.with("thickness_m", size),
                Shape::Points(_) => feature.with("radius_m", size),
                Shape::Areas(_) => feature,
            };
            if body.rule.low {
                feature = feature.with("low", true);
            }
            drawn.push(sourced(feature, &body.thing.source, body.thing.tags.name()));
        }
        drawn
    }

    pub(super) fn stairs(&mut self, walkable: &MultiPolygon<f64>) -> Vec<Drawn> {
        let mut drawn = Vec::new();
        for (thing, area) in stairs(self.extract) {
            let on_ground = polygons::tidy(&polygons::intersect(&area, walkable), 0.02, 0.5);
            if on_ground.0.is_empty() {
                continue;
            }
            self.take(What::Stairs, on_ground.unsigned_area(), &thing.label());
            let feature = Drawn::new(Kind::Stairs, Shape::Areas(on_ground.0));
            drawn.push(sourced(feature, &thing.source, thing.tags.name()));
        }
        drawn
    }

    pub(super) fn portals(
        &mut self,
        proposals: Vec<portals::Proposal>,
        ids: &mut BTreeSet<String>,
    ) -> Vec<Drawn> {
        // Numbers run from west to east, then from north to south.
        let mut proposals = proposals;
        proposals.sort_by(|a, b| {
            reading_order(&a.shape)
                .partial_cmp(&reading_order(&b.shape))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let mut stems: BTreeMap<String, usize> = BTreeMap::new();
        for proposal in &proposals {
            *stems.entry(proposal.stem.clone()).or_default() += 1;
        }
        let mut drawn = Vec::new();
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for proposal in proposals {
            let mut name = proposal.name;
            let mut wanted = proposal.stem.clone();
            // Several of one name are numbered from 1, also in what people read.
            if stems.get(&proposal.stem).is_some_and(|n| *n > 1) {
                let number = numbers.entry(proposal.stem).or_default();
                *number += 1;
                wanted = format!("{wanted}-{number}");
                name = Bilingual::new(
                    format!("{} {number}", name.en),
                    format!("{} {number}", name.zh),
                );
            }
            self.take(proposal.what, 0.0, &name.en);
            let id = unique(&wanted, ids);
            let feature = Drawn::new(Kind::Portal, proposal.shape).named(id, Some(name));
            drawn.push(feature.with("source", proposal.source));
        }
        drawn
    }

    /// Lines that count, in place of rows of gates.
    pub(super) fn counters(&mut self, ids: &mut BTreeSet<String>) -> Vec<Drawn> {
        let mut drawn = Vec::new();
        for thing in self.extract.things.iter().filter(|t| t.tags.is("wuwei:what", &["lanes"])) {
            let (Some(line), Some(name)) = (thing.line(), thing.tags.name()) else { continue };
            self.take(What::Lane, 0.0, &name.en);
            let id = unique(&slug(&name.en), ids);
            let feature = Drawn::new(Kind::Counter, Shape::Lines(vec![line.clone()]))
                .named(id, Some(name))
                .with("note", format!("{} lanes", thing.tags.get("lanes").unwrap_or("?")));
            drawn.push(feature.with("source", thing.source.clone()));
        }
        drawn
    }

    pub(super) fn attractions(
        &mut self,
        places: Vec<attractions::Proposal>,
        ids: &mut BTreeSet<String>,
    ) -> Vec<Drawn> {
        let mut drawn = Vec::new();
        for proposal in places {
            self.take(What::Attraction, proposal.area.unsigned_area(), &proposal.name.en);
            let id = unique(&slug(&proposal.name.en), ids);
            let shape = Shape::Areas(vec![proposal.area]);
            let source = format!("{}#attraction", proposal.source);
            let feature =
                Drawn::new(Kind::Attraction, shape).named(id.clone(), Some(proposal.name));
            drawn.push(feature.with("source", source));
            if let Some(focus) = proposal.focus {
                let source = format!("{}#focus", proposal.source);
                let focus = Drawn::new(Kind::Focus, Shape::Points(vec![focus])).with("of", id);
                drawn.push(focus.with("source", source));
            }
        }
        drawn
    }
}

fn sourced(feature: Drawn, source: &str, name: Option<Bilingual>) -> Drawn {
    let mut feature = feature.with("source", source);
    feature.name = name;
    feature
}

/// The id, or the id with the next free number.
pub fn unique(wanted: &str, ids: &mut BTreeSet<String>) -> String {
    let mut id = wanted.to_owned();
    let mut number = 2;
    while !ids.insert(id.clone()) {
        id = format!("{wanted}-{number}");
        number += 1;
    }
    id
}

/// West to east, then north to south, by whole metres.
fn reading_order(shape: &Shape) -> (f64, f64) {
    let positions = shape.positions();
    let n = positions.len().max(1) as f64;
    let x: f64 = positions.iter().map(|c| c.x).sum::<f64>() / n;
    let y: f64 = positions.iter().map(|c| c.y).sum::<f64>() / n;
    (x.round(), -y.round())
}
