//! Whether people can still pass where others stand: what an audience cuts off.

use super::{PortalGeometry, PortalShape};
use crate::geometry::polygons;
use geo::{Area, BoundingRect, Intersects, MultiPolygon, Polygon, Rect};

/// Clear width at which two streams still pass each other beside an audience, metres [a].
const PASSAGE_M: f64 = 2.4;
/// Where no way is as wide as that, one person still gets through here, metres [a].
const PERSON_M: f64 = 0.8;
/// How far from the ground's edge portals are drawn at most, metres.
const EDGE_M: f64 = 1.0;
/// Least shared area that counts as touching, square metres.
const TOUCHES_M2: f64 = 0.1;

/// The ground on which people pass, and what opens on it.
pub struct Passages {
    /// Ground for two streams, and ground for one person.
    ways: [Way; 2],
    doors: Vec<MultiPolygon<f64>>,
}

/// The ground on which a passage of some width fits.
struct Way {
    width_m: f64,
    pieces: Vec<(Polygon<f64>, Rect<f64>)>,
}

impl Passages {
    /// Of a ground and the areas, [`Self::door`]s, between which people are to pass.
    pub fn new(ground: &MultiPolygon<f64>, doors: Vec<MultiPolygon<f64>>) -> Self {
        let way = |width_m: f64| {
            let fits = polygons::grow(ground, -width_m / 2.0);
            let pieces = fits.0.into_iter().filter_map(|p| p.bounding_rect().map(|r| (p, r)));
            Way { width_m, pieces: pieces.collect() }
        };
        Self { ways: [PASSAGE_M, PERSON_M].map(way), doors }
    }

    /// The area before a portal in which it meets the ground.
    pub fn door(portal: &PortalShape) -> MultiPolygon<f64> {
        match &portal.shape {
            PortalGeometry::Line(line) => {
                polygons::blunt_strip(line, 2.0 * (EDGE_M + PASSAGE_M / 2.0))
            }
            PortalGeometry::Area(area) => polygons::grow(&area.clone().into(), PASSAGE_M / 2.0),
        }
    }

    /// The doors that are cut off from most of the others if nobody can walk in an area; those
    /// that it covers are among them. Empty where all can still be reached from all.
    pub fn parted_by(&self, area: &MultiPolygon<f64>) -> Vec<usize> {
        let mut cut: Vec<usize> =
            self.ways.iter().flat_map(|way| self.parted_way(way, area)).collect();
        cut.sort_unstable();
        cut.dedup();
        cut
    }

    fn parted_way(&self, way: &Way, area: &MultiPolygon<f64>) -> Vec<usize> {
        let closed = polygons::grow(area, way.width_m / 2.0);
        let Some(bounds) = closed.bounding_rect() else { return Vec::new() };
        let mut cut: Vec<usize> = Vec::new();
        for (piece, rect) in way.pieces.iter().filter(|(_, rect)| rect.intersects(&bounds)) {
            let touching = |door: &usize| self.touches(*door, piece, rect);
            let here: Vec<usize> = (0..self.doors.len()).filter(touching).collect();
            if here.len() < 2 {
                continue;
            }
            let rest = polygons::subtract(&piece.clone().into(), &closed);
            let groups = self.groups(&here, &rest);
            let kept = groups.into_iter().max_by_key(|group| group.len()).unwrap_or_default();
            cut.extend(here.into_iter().filter(|door| !kept.contains(door)));
        }
        cut
    }

    fn touches(&self, door: usize, piece: &Polygon<f64>, rect: &Rect<f64>) -> bool {
        let door = &self.doors[door];
        door.bounding_rect().is_some_and(|bounds| bounds.intersects(rect))
            && polygons::intersect(door, &piece.clone().into()).unsigned_area() > TOUCHES_M2
    }

    /// The doors on each connected piece of what is left.
    fn groups(&self, doors: &[usize], rest: &MultiPolygon<f64>) -> Vec<Vec<usize>> {
        let on = |piece: &Polygon<f64>| {
            let rect = piece.bounding_rect()?;
            Some(doors.iter().copied().filter(|d| self.touches(*d, piece, &rect)).collect())
        };
        rest.iter().filter_map(on).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Rect, coord};

    fn rectangle(x: [f64; 2], y: [f64; 2]) -> MultiPolygon<f64> {
        Rect::new(coord! { x: x[0], y: y[0] }, coord! { x: x[1], y: y[1] }).to_polygon().into()
    }

    /// A street of 8 m with a door at each end and a third one in its middle, to the north.
    fn street() -> Passages {
        let doors = [[0.0, 1.0], [59.0, 60.0]].map(|x| rectangle(x, [0.0, 8.0]));
        let middle = rectangle([28.0, 32.0], [7.0, 8.0]);
        Passages::new(&rectangle([0.0, 60.0], [0.0, 8.0]), [&doors[..], &[middle]].concat())
            .widened()
    }

    impl Passages {
        /// The doors of the tests reach in as far as those of portals do.
        fn widened(mut self) -> Self {
            self.doors = self.doors.iter().map(|d| polygons::grow(d, PASSAGE_M / 2.0)).collect();
            self
        }
    }

    #[test]
    fn who_stands_from_wall_to_wall_parts_the_street() {
        let street = street();
        assert_eq!(street.parted_by(&rectangle([14.0, 20.0], [0.0, 8.0])), [0]);
        assert_eq!(street.parted_by(&rectangle([40.0, 46.0], [0.0, 8.0])), [1]);
        assert_eq!(street.parted_by(&rectangle([24.0, 36.0], [4.0, 8.0])), [2], "it is covered");
        let mut street = street;
        street.doors.push(rectangle([10.0, 50.0], [0.0, 8.0]));
        let cut = street.parted_by(&rectangle([14.0, 20.0], [0.0, 8.0]));
        assert_eq!(cut, [0], "a place on both sides leads nobody through");
    }

    #[test]
    fn a_narrow_way_is_one_too() {
        let alley = rectangle([60.0, 70.0], [3.0, 4.5]);
        let ground = polygons::union(rectangle([0.0, 60.0], [0.0, 8.0]).iter().chain(&alley));
        let doors = [rectangle([0.0, 2.0], [0.0, 8.0]), rectangle([68.0, 70.0], [3.0, 4.5])];
        let street = Passages::new(&ground, doors.to_vec());
        assert_eq!(street.parted_by(&rectangle([54.0, 60.0], [0.0, 8.0])).len(), 1);
        assert_eq!(street.parted_by(&rectangle([44.0, 50.0], [0.0, 5.0])), [0usize; 0]);
    }

    #[test]
    fn who_leaves_a_passage_parts_nothing() {
        let street = street();
        assert_eq!(street.parted_by(&rectangle([14.0, 20.0], [2.6, 8.0])), [0usize; 0]);
        assert_eq!(street.parted_by(&rectangle([14.0, 20.0], [2.2, 8.0])), [0], "too narrow");
        assert_eq!(street.parted_by(&rectangle([14.0, 20.0], [20.0, 28.0])), [0usize; 0]);
    }
}
