//! Plans that none beats in all of remaining risk, felt and effort, and how much a front covers.

/// What a plan is weighed by; less is better of each.
pub type Point = [f64; 3];

/// Whether a point is at least as good in all and better in one.
pub fn beats(a: &Point, b: &Point) -> bool {
    a.iter().zip(b).all(|(a, b)| a <= b) && a != b
}

/// Indexes of the points that none beats, in their order; of equal ones the first.
pub fn front(points: &[Point]) -> Vec<usize> {
    let unbeaten = |i: &usize| {
        let mut others = points.iter().enumerate();
        !others.any(|(j, other)| beats(other, &points[*i]) || (j < *i && *other == points[*i]))
    };
    (0..points.len()).filter(unbeaten).collect()
}

/// Volume between a front and a reference point that is worse than all of it: what is worse than
/// the reference counts nothing. (Zitzler and Thiele 1999; here by slices of the third axis.)
pub fn hypervolume(points: &[Point], reference: Point) -> f64 {
    let inside = |p: &&Point| p.iter().zip(&reference).all(|(p, r)| p < r);
    let mut points: Vec<Point> = points.iter().filter(inside).copied().collect();
    points.sort_by(|a, b| a[2].total_cmp(&b[2]));
    let mut volume = 0.0;
    for (index, point) in points.iter().enumerate() {
        let until = points.get(index + 1).map_or(reference[2], |next| next[2]);
        volume += (until - point[2]) * area(&points[..=index], reference);
    }
    volume
}

/// Area that points cover in the first two axes.
fn area(points: &[Point], reference: Point) -> f64 {
    let mut points: Vec<&Point> = points.iter().collect();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let (mut area, mut lowest) = (0.0, reference[1]);
    for (index, point) in points.iter().enumerate() {
        lowest = lowest.min(point[1]);
        let until = points.get(index + 1).map_or(reference[0], |next| next[0]);
        area += (until - point[0]) * (reference[1] - lowest);
    }
    area
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_front_is_what_none_beats() {
        let points = [[1.0, 3.0, 1.0], [2.0, 2.0, 1.0], [2.0, 3.0, 1.0], [2.0, 2.0, 1.0]];
        assert_eq!(front(&points), [0, 1]);
        assert_eq!(front(&[]), [0; 0]);
    }

    #[test]
    fn the_volume_is_that_of_the_boxes() {
        assert_eq!(hypervolume(&[[0.0, 0.0, 0.0]], [2.0, 3.0, 4.0]), 24.0);
        // Two boxes of 2·1·1 and 1·2·1 that share 1·1·1.
        let two = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]];
        assert_eq!(hypervolume(&two, [2.0, 2.0, 1.0]), 3.0);
        // A point at half of the third axis fills what is left above it.
        let three = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.5]];
        assert_eq!(hypervolume(&three, [2.0, 2.0, 1.0]), 3.5);
        assert_eq!(hypervolume(&[[3.0, 0.0, 0.0]], [2.0, 3.0, 4.0]), 0.0);
    }
}
