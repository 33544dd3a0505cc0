//! The walkable ground of a map: what its edge holds, less everything in the way, less the
//! pieces that no way leads to.

use crate::geometry::polygons;
use geo::{Area, BoundingRect, Contains, Coord, Intersects, MultiPolygon, Point, Polygon};

/// Half the width of a body, metres: gaps narrower than a person part the ground.
const BODY_M: f64 = 0.2;

/// What is this wide or less does not part a street at the map's edge, metres.
const BRIDGED_M: f64 = 1.5;

/// The free ground, taken apart into pieces on which a person can walk.
pub struct Pieces {
    /// The free ground itself.
    pub free: MultiPolygon<f64>,
    /// The pieces, each smaller than its ground by the width of a body.
    pub pieces: Vec<Polygon<f64>>,
}

impl Pieces {
    /// Takes `free` apart.
    pub fn new(free: MultiPolygon<f64>) -> Self {
        let pieces = polygons::grow(&free, -BODY_M).0;
        Self { free, pieces: pieces.into_iter().filter(|p| p.unsigned_area() > 0.2).collect() }
    }

    /// The piece that holds a point.
    pub fn at(&self, at: Coord<f64>) -> Option<usize> {
        let point = Point::from(at);
        self.pieces.iter().position(|p| {
            p.bounding_rect().is_some_and(|r| r.contains(&point)) && p.contains(&point)
        })
    }

    /// The largest piece.
    pub fn largest(&self) -> Option<usize> {
        (0..self.pieces.len()).max_by(|a, b| {
            self.pieces[*a].unsigned_area().total_cmp(&self.pieces[*b].unsigned_area())
        })
    }

    /// The ground of the pieces that are not in `kept`, drawn a little larger so that it
    /// reaches into the walls around it and leaves no slivers.
    pub fn ground_without(&self, kept: &[bool]) -> MultiPolygon<f64> {
        let dropped: Vec<Polygon<f64>> = self
            .pieces
            .iter()
            .zip(kept)
            .filter(|(_, kept)| !**kept)
            .flat_map(|(p, _)| polygons::grow(&p.clone().into(), BODY_M + 0.1).0)
            .collect();
        let whole: Vec<Polygon<f64>> = self
            .free
            .0
            .iter()
            .filter(|ground| !self.has_kept(ground, kept))
            .flat_map(|ground| polygons::grow(&(*ground).clone().into(), 0.1).0)
            .collect();
        polygons::union(dropped.iter().chain(&whole))
    }

    fn has_kept(&self, ground: &Polygon<f64>, kept: &[bool]) -> bool {
        let Some(bounds) = ground.bounding_rect() else { return false };
        self.pieces.iter().zip(kept).any(|(piece, kept)| {
            *kept
                && piece.bounding_rect().is_some_and(|r| r.intersects(&bounds))
                && piece.exterior().0.first().is_some_and(|c| ground.contains(&Point::from(*c)))
        })
    }
}

/// A line that runs round the map just inside its edge, as points `step_m` apart with the
/// distance along.
pub struct Rim {
    /// The points.
    pub points: Vec<Coord<f64>>,
    /// Metres between neighbouring points.
    pub step_m: f64,
}

impl Rim {
    /// The rim `inset_m` inside an edge.
    pub fn new(edge: &Polygon<f64>, inset_m: f64) -> Self {
        let inner = polygons::grow(&edge.clone().into(), -inset_m);
        let ring = inner
            .0
            .iter()
            .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
            .map_or_else(|| edge.exterior().clone(), |p| p.exterior().clone());
        let length: f64 = ring.lines().map(|l| l.dx().hypot(l.dy())).sum();
        let count = (length / 0.25).ceil().clamp(8.0, 200_000.0) as usize;
        let step_m = length / count as f64;
        let mut points = Vec::with_capacity(count);
        let mut before = 0.0;
        for segment in ring.lines() {
            let side = segment.dx().hypot(segment.dy());
            while points.len() < count && points.len() as f64 * step_m < before + side {
                let t = (points.len() as f64 * step_m - before) / side;
                points.push(Coord {
                    x: segment.start.x + segment.dx() * t,
                    y: segment.start.y + segment.dy() * t,
                });
            }
            before += side;
        }
        Self { points, step_m }
    }

    /// Stretches of neighbouring points on the same piece: first index, number of points,
    /// piece. One that runs over the first point is whole; a tree or a wall across does not
    /// part a street.
    pub fn runs(&self, pieces: &Pieces) -> Vec<(usize, usize, usize)> {
        let on: Vec<Option<usize>> = self.points.iter().map(|c| pieces.at(*c)).collect();
        let n = on.len();
        let bridged = (BRIDGED_M / self.step_m) as usize;
        let start =
            (0..n).find(|i| on[*i].is_some() && on[(*i + n - 1) % n].is_none()).unwrap_or(0);
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for offset in 0..n {
            let Some(piece) = on[(start + offset) % n] else { continue };
            match runs.last_mut() {
                Some((first, count, p)) if *p == piece && offset - (*first + *count) <= bridged => {
                    *count = offset - *first + 1;
                }
                _ => runs.push((offset, 1, piece)),
            }
        }
        // The last stretch and the first may be one.
        if let [first, .., last] = runs.as_mut_slice()
            && first.2 == last.2
            && first.0 + n - (last.0 + last.1) <= bridged
        {
            last.1 = first.0 + n + first.1 - last.0;
            runs.remove(0);
        }
        runs.into_iter().map(|(first, count, piece)| ((start + first) % n, count, piece)).collect()
    }
}
