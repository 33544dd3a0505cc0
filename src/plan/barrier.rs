//! The barrier: a polyline of units that nobody crosses and everybody sees over.

use geo::{Coord, LineString};

/// A row of barrier units.
#[derive(Clone, Debug, PartialEq)]
pub struct Barrier {
    /// Where it stands, local metres.
    pub line: LineString<f64>,
    /// Gaps through which people walk.
    pub openings: Vec<Opening>,
    /// Length of one unit, metres (a police barrier: 2.3 m).
    pub unit_m: f64,
}

/// A gap in a barrier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opening {
    /// Middle of the gap along the line from its first point, metres.
    pub at_m: f64,
    /// Clear width, metres.
    pub width_m: f64,
}

impl Barrier {
    /// The pieces that stand, openings left out; each a straight segment `[start, end]`.
    pub fn segments(&self) -> Vec<[Coord<f64>; 2]> {
        let mut pieces = Vec::new();
        let mut start_m = 0.0;
        for edge in self.line.lines() {
            let (a, b) = (edge.start, edge.end);
            let length_m = (b.x - a.x).hypot(b.y - a.y);
            if length_m <= 0.0 {
                continue;
            }
            let point = |at_m: f64| a + (b - a) * ((at_m - start_m) / length_m);
            for [from_m, until_m] in self.standing(start_m, start_m + length_m) {
                pieces.push([point(from_m), point(until_m)]);
            }
            start_m += length_m;
        }
        pieces
    }

    /// Length of the line, openings included, metres.
    pub fn length_m(&self) -> f64 {
        self.line.lines().map(|l| (l.end.x - l.start.x).hypot(l.end.y - l.start.y)).sum()
    }

    /// Units that have to be carried there.
    pub fn units(&self) -> usize {
        let standing_m: f64 =
            self.segments().iter().map(|[a, b]| (b.x - a.x).hypot(b.y - a.y)).sum();
        (standing_m / self.unit_m).ceil() as usize
    }

    /// The intervals of `from_m..until_m` that no opening takes.
    fn standing(&self, from_m: f64, until_m: f64) -> Vec<[f64; 2]> {
        let mut openings = self.openings.clone();
        openings.sort_by(|a, b| a.at_m.total_cmp(&b.at_m));
        let mut pieces = Vec::new();
        let mut at_m = from_m;
        for opening in openings {
            let low_m = (opening.at_m - opening.width_m / 2.0).clamp(from_m, until_m);
            let high_m = (opening.at_m + opening.width_m / 2.0).clamp(from_m, until_m);
            if low_m > at_m {
                pieces.push([at_m, low_m]);
            }
            at_m = at_m.max(high_m);
        }
        if until_m > at_m {
            pieces.push([at_m, until_m]);
        }
        pieces
    }
}
