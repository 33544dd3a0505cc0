//! Drawings of a site in metres, as CAD offices and simulations have them: put where the
//! simulation reckons exactly, and freed of what people could not pass.

use super::summary::LeftOut;
use super::thing::{Extract, Notes, Thing};
use super::{LengthUnit, check_extent, lanes};
use crate::document::{Bilingual, Place, Problems};
use crate::geometry::Frame;
use geo::{Coord, Rect};
use std::path::Path;

/// Farther from the origin than this, positions lose millimetres once people walk.
const FAR_M: f64 = 5_000.0;
/// Drawings are moved by whole steps of this, metres: people can reckon with it.
const STEP_M: f64 = 1_000.0;
/// A drawing smaller than this is in degrees: no event is that small in metres.
const SMALLEST_M: f64 = 0.5;

/// A drawing as it was read.
#[derive(Debug, Default)]
pub struct Drawing {
    /// Its things; positions in metres, or degrees.
    pub things: Vec<Thing>,
    /// Whether positions are known to be degrees; `None`: told by their size.
    pub degrees: Option<bool>,
    /// The unit that the user says it is drawn in, where its reader has not turned it into
    /// metres; known degrees have none.
    pub unit: Option<LengthUnit>,
    /// What was already left out.
    pub left_out: LeftOut,
    /// What the reader has to say.
    pub notes: Notes,
}

impl Drawing {
    /// The drawing as an extract.
    ///
    /// # Errors
    /// Where it holds nothing, or is larger than any event.
    pub fn extract(mut self, path: &Path) -> Result<Extract, Problems> {
        if let Some(unit) = self.unit.filter(|_| self.degrees != Some(true)) {
            self.degrees = Some(false);
            self.change(|c| c * unit.metres);
        }
        let Some(bounds) = self.bounds() else {
            let what = ("holds nothing that can be used", "没有可以采用的内容");
            let hint = ("expected areas with positions", "应有带坐标的区域");
            return Err(Problems::one(Place::file(path), what, hint));
        };
        let (low, high) = (bounds.min(), bounds.max());
        let globe = low.x >= -180.0 && high.x <= 180.0 && low.y >= -85.0 && high.y <= 85.0;
        let tiny = bounds.width() < SMALLEST_M && bounds.height() < SMALLEST_M;
        let frame = match self.degrees {
            Some(true) | None if globe && tiny => self.in_metres(bounds),
            Some(true) => {
                let what = (
                    format!(
                        "lies off the globe or is far too large: {} to {}, {} to {} degrees",
                        low.x, high.x, low.y, high.y
                    ),
                    format!(
                        "不在地球上，或大得不合理：{} 到 {}，{} 到 {} 度",
                        low.x, high.x, low.y, high.y
                    ),
                );
                let hint = (
                    "expected a place of some kilometres, in degrees",
                    "应为几公里以内的地方，以度计",
                );
                return Err(Problems::one(Place::file(path), what, hint));
            }
            _ => {
                self.near_the_origin(bounds);
                Frame { lon_deg: 0.0, lat_deg: 0.0 }
            }
        };
        if let Some(bounds) = self.bounds() {
            check_extent(path, bounds)?;
        }
        lanes::replace(&mut self.things, &mut self.left_out, &mut self.notes);
        Ok(Extract {
            name: None,
            frame,
            bounds: None,
            things: self.things,
            left_out: self.left_out,
            drawn: None,
            drawing: Some(self.notes),
        })
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        let rects = self.things.iter().filter_map(|t| t.form.bounds());
        rects.reduce(|a, b| {
            Rect::new(
                Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
                Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
            )
        })
    }

    fn in_metres(&mut self, bounds: Rect<f64>) -> Frame {
        let centre = bounds.center();
        let frame = Frame { lon_deg: centre.x, lat_deg: centre.y };
        self.change(|c| {
            let [x, y] = frame.to_local(c.x, c.y);
            Coord { x, y }
        });
        self.notes.assumed.push(Bilingual::new(
            "Positions are longitude and latitude in degrees (WGS 84).",
            "坐标为经纬度（WGS 84）。",
        ));
        frame
    }

    /// Moves a drawing in the coordinates of a country to where they are small.
    fn near_the_origin(&mut self, bounds: Rect<f64>) {
        let (low, high) = (bounds.min(), bounds.max());
        let farthest = [low.x, low.y, high.x, high.y].into_iter().map(f64::abs).fold(0.0, f64::max);
        if farthest <= FAR_M {
            self.notes.assumed.push(Bilingual::new(
                "Positions are metres, kept as the file has them.",
                "坐标单位为米，与文件一致。",
            ));
            return;
        }
        let centre = bounds.center();
        let by = Coord {
            x: (centre.x / STEP_M).round() * STEP_M,
            y: (centre.y / STEP_M).round() * STEP_M,
        };
        self.change(|c| c - by);
        self.notes.assumed.push(Bilingual::new(
            format!(
                "Positions are metres; {:.0} was taken off each x and {:.0} off each y, so that they are small.",
                by.x, by.y
            ),
            format!("坐标单位为米；x 减去 {:.0}，y 减去 {:.0}，使数值较小。", by.x, by.y),
        ));
    }

    fn change(&mut self, to: impl Fn(Coord<f64>) -> Coord<f64> + Copy) {
        for thing in &mut self.things {
            thing.form = thing.form.map(to);
        }
    }
}
